"""A register made by the first migration, with something in every table, comes up to the present form on both databases as it was.

``old/0001.age`` is a backup of such a register. A migration that changes tables gets a backup of its own there, made just before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sijill.register import Register

from .conftest import item
from .test_commands import run

OLD = sorted((Path(__file__).parent / "old").glob("*.age"))
SECRET = "made by the first migration"


def old_register(database: str, file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A register with the tables of then; what it kept then, by table."""
    from sijill.register import database as db
    from sijill.register.store import Store

    monkeypatch.setenv("SIJILL_DATABASE", database)
    monkeypatch.setenv("SIJILL_EVIDENCE", str(folder / "evidence"))
    db.connect(database)
    from sijill.register import backup

    head = backup.check(file, SECRET)
    backup.fill(file, SECRET, head, Store(folder / "evidence"))
    return {table: rows(table) for table in ("report", "reading", "judgement", "evidence", "entry", "incident", "member", "link")}


def rows(table: str) -> tuple[int, str]:
    """How many rows a table has, and a hash over the columns it had at first."""
    from django.db import connection

    columns = {
        "report": "key, doc, text, published, outlet, url, title", "reading": "report_id, reader, packs, record, record_sha256",
        "judgement": "a_report_id, a_start, b_report_id, verdict, who, why", "evidence": "sha256, size, name", "entry": "number, at, who, action, subject, detail, hash",
        "incident": "id, merged_into_id, type, claims, grade", "member": "event_id, incident_id", "link": "a_id, b_id, score",
    }[table]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM register_{table}")
        told = sorted(map(repr, cursor.fetchall()))
    return len(told), hashlib.sha256("\n".join(told).encode()).hexdigest()


@pytest.mark.parametrize("file", OLD, ids=lambda path: path.stem)
def test_an_old_register_is_brought_to_the_present_form(database: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = old_register(database, file, tmp_path, monkeypatch)
    assert all(count for count, _ in before.values()), before
    from sijill.register import database as db

    if db.pending():
        assert "run `sijill migrate`" in run("incidents").stderr
    assert run("migrate").exit_code == 0
    assert not db.pending()
    assert {table: rows(table) for table in before} == before
    from sijill.register.models import Incident

    killed = [(row.killed, *row.summary.get("figures", {}).get("killed", (None, None, None))[:2]) for row in Incident.objects.all()]
    assert any(column for column, _low, _best in killed) and all(column == (best if best is not None else low) for column, low, best in killed), killed
    sound = run("verify")
    assert sound.exit_code == 0, sound.stdout
    assert "8 readings" in sound.stderr
    assert len(run("incidents", "--format", "csv", "--several").stdout.splitlines()) == 2
    assert [row["type"] for row in json.loads(run("incidents", "--place", "كركوك", "--format", "json").stdout)] == ["arrest"]
    # And it goes on.
    with Register.open(database) as register:
        assert [o.what for o in register.add([item("later", "بغداد\nاعتقلت القوات العراقية مسلحين في كركوك اليوم.")])] == ["added"]
        assert not any(o.why for o in register.read())
        register.link()
        assert list(register.verify()) == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("file", OLD, ids=lambda path: path.stem)
def test_an_old_backup_is_restored_in_the_present_form(file: Path, kind: str, elsewhere: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJILL_PASSPHRASE", SECRET)
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    database = elsewhere(kind)
    back = run("restore", file, "--database", database)
    assert back.exit_code == 0, back.stdout + back.stderr
    assert "sound" in back.stderr
    assert run("incidents", "--database", database).exit_code == 0

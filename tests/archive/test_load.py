"""``sijill archive load`` makes the register that ``sijill add`` and ``sijill link`` make of the same reports, on both databases, and goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.archive.makers import dying
from tests.register.conftest import item

from sijill.errors import InputError
from sijill.ingest import items
from sijill.register import Register


@pytest.fixture
def inside(linked: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """At work where the archive is: what is given is called as the archive calls it."""
    monkeypatch.chdir(linked)
    return linked


def added(database: str, evidence: Path, paths: list[str], link: bool = True) -> None:
    """A register made report by report."""
    with Register.open(database, create=True, evidence=evidence) as register:
        assert not [o for o in register.add(items(paths)) if o.what == "failed"]
        assert not [o for o in register.read() if o.why]
        if link:
            register.link()


def load(database: str, evidence: Path, *, texts: bool = False) -> tuple[int, int, int | None]:
    """Load the archive in this process: how many reports and readings were new, and how many incidents."""
    evidence.mkdir(exist_ok=True)
    with Register.open(database, create=True, evidence=evidence) as register:
        from sijill.archive.load import Loading

        loading = Loading("archive", register.store, evidence.parent, texts=texts)
        done = list(loading.reports())
        incidents = loading.incidents()
        assert sum(loading.summaries()) == (incidents or 0)
        return sum(d.added for d in done), sum(d.read for d in done), incidents


def held(database: str, evidence: Path) -> dict[str, list[Any]]:
    """All that a register holds, table by table, but the times at which it was written; and it is sound."""
    with Register.open(database, evidence=evidence) as register:
        from django.apps import apps
        from django.db import connection
        from django.db.models import DateTimeField

        assert list(register.verify()) == []
        out: dict[str, list[Any]] = {"bytes": sorted(register.store.names())}
        for model in apps.get_app_config("register").get_models():
            if model.__name__ == "Entry":
                rows = [[row.action, row.subject, row.who, {k: v for k, v in json.loads(row.detail).items() if k not in ("added", "made")}] for row in model.objects.all()]
            else:
                own = {"id"} if model.__name__ in ("Member", "Link", "Copy", "Term", "ReportRow") else set()  # nobody names these by their number
                fields = [f.attname for f in model._meta.concrete_fields if not isinstance(f, DateTimeField) and f.attname not in own]
                rows = [list(row) for row in model.objects.values_list(*fields)]
            out[model.__name__] = sorted(rows, key=repr)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT report_id, words, tokens::text FROM register_words ORDER BY 1")
            else:
                cursor.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, 'register_words', 'instance')")
                cursor.execute("SELECT term, doc, col, offset FROM vocabulary ORDER BY 1, 2, 3, 4")
            out["words"] = list(cursor.fetchall())
        return out


def test_table_by_table(inside: Path, database: str, elsewhere: Callable[[str], str], tmp_path: Path) -> None:
    other = elsewhere("postgresql" if "://" in database else "sqlite")
    added(other, tmp_path / "a", ["given"])
    new, read, incidents = load(database, tmp_path / "b")
    one, two = held(other, tmp_path / "a"), held(database, tmp_path / "b")
    for name, rows in one.items():
        assert two[name] == rows, name
    assert (new, read, incidents) == (len(one["Report"]), len(one["Reading"]), len(one["Incident"]))
    assert new > 110 and one["Copy"] and one["Link"] and one["ProfileRow"] and {r[2] for r in one["Report"]} >= {"r0000", "n1", "e"}
    # Once more adds nothing, not even where the text would be the evidence.
    assert load(database, tmp_path / "b") == (0, 0, 0)
    assert load(database, tmp_path / "b", texts=True) == (0, 0, 0)
    assert held(database, tmp_path / "b") == two


def test_beside_other_reports_incidents_are_formed_by_link(inside: Path, elsewhere: Callable[[str], str], tmp_path: Path) -> None:
    """The archive's own incidents hold only where there is nothing else."""
    extra = item("x", "إدلب - 5 آذار 2020\nقتل ثلاثة مدنيين بقصف مدفعي على سراقب أمس، وفق مصدر محلي.\n")
    made = {}
    for kind in ("added", "loaded"):
        name = elsewhere("sqlite")
        with Register.open(name, create=True, evidence=tmp_path / kind) as register:
            assert [o.what for o in register.add([extra])] == ["added"] and [o.events for o in register.read()] == [1]
        if kind == "added":
            added(name, tmp_path / kind, ["given"], link=False)
        else:
            assert load(name, tmp_path / kind)[2] is None
        with Register.open(name, evidence=tmp_path / kind) as register:
            register.link()
        made[kind] = held(name, tmp_path / kind)
    assert made["loaded"] == made["added"]


HOW = """
@contextmanager
def counting(what, total=None):
    from sijill.archive import load
    if (what, when) == ("incidents", "summing"):
        load.summarize = die

    def step(by=1):
        if (what, when) == ("reports", "second"):
            load.Chain.write = die

    yield step
    if (what, when) == ("reports", "linking"):
        load.Chain.write = die
"""
"""Within the transaction of the second reports, within that of all incidents, and before they are summed up."""


def rows_in(path: Path, table: str) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return count


def test_killed_and_started_again(inside: Path, tmp_path: Path) -> None:
    """Killed at any point, it goes on to the same register as one that nobody killed."""
    known = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "SIJILL_DATABASE": str(tmp_path / "x.db")}
    held_by_then = []
    for when in ("second", "linking", "summing"):
        process = subprocess.run(dying(HOW, "sijill.cli.archive.load", when, "archive", "load", "archive"), env=known, capture_output=True, start_new_session=True)
        assert process.returncode == -signal.SIGKILL, process.stderr
        held_by_then.append([rows_in(tmp_path / "x.db", table) for table in ("register_report", "register_incident")])
    (some, none), (most, still_none), (all_, incidents) = held_by_then
    assert 0 < some < most == all_ and none == still_none == 0 < incidents
    said = subprocess.run([sys.executable, "-m", "sijill", "archive", "load", "archive"], env=known, capture_output=True, text=True)
    assert said.returncode == 0 and not said.stdout, said.stderr
    load(str(tmp_path / "y.db"), tmp_path / "y.evidence")
    broken, whole = (held(str(tmp_path / f"{name}.db"), tmp_path / f"{name}.evidence") for name in "xy")
    assert broken == whole


@pytest.fixture
def changed(inside: Path) -> Iterator[Path]:
    """One of the inputs, with another line where the first was."""
    path = inside / "given" / "b.jsonl"
    before = path.read_bytes()
    path.write_bytes(before.replace("سوريا".encode(), "سوريه".encode()).replace(b'"id":"r00000000"', b'"id":"r99999999"'))
    yield path
    path.write_bytes(before)


def test_inputs_that_are_gone_or_changed(changed: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"given/b\.jsonl, line 1: is not what was read .* --texts"):
        load(str(tmp_path / "x.db"), tmp_path / "x.evidence")
    moved = changed.with_suffix(".moved")
    changed.rename(moved)
    try:
        with pytest.raises(InputError, match=r"b\.jsonl: no such file"):
            load(str(tmp_path / "x.db"), tmp_path / "x.evidence")
    finally:
        moved.rename(changed)
    new, read, incidents = load(str(tmp_path / "t.db"), tmp_path / "t.evidence", texts=True)
    assert new == read and incidents
    told = held(str(tmp_path / "t.db"), tmp_path / "t.evidence")
    extractors = {row[11] for row in told["Report"]}
    assert {"archive/1, jsonl/1", "archive/1, csv/1", "text/1"} <= extractors and all(row[3] == row[6] for row in told["Report"])

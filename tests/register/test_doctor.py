"""sijill doctor: what is wrong is found, and said with what to do."""

from __future__ import annotations

import importlib.util
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sijill.register import Register

from .test_commands import run


def findings(*arguments: object, code: int) -> dict[str, list[dict[str, Any]]]:
    result = run("doctor", "--json", *arguments)
    assert result.exit_code == code, result.stdout
    out: dict[str, list[dict[str, Any]]] = {}
    for finding in json.loads(result.stdout):
        out.setdefault(finding["check"], []).append(finding)
        assert bool(finding["remedy"]) == (finding["level"] != "ok"), finding
    return out


def levels(found: list[dict[str, Any]]) -> set[str]:
    return {finding["level"] for finding in found}


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped packs take a second to check; once is enough."""
    if "packs" not in request.node.name and "healthy" not in request.node.name:
        from sijill.register import doctor

        monkeypatch.setattr(doctor, "check", lambda folders, families: [])


@pytest.fixture
def made(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    monkeypatch.setenv("SIJILL_DATABASE", database)
    Register.open(database, create=True).close()
    if not database.startswith("postgresql"):
        Path(database).chmod(0o600)
    return database


def test_a_healthy_register_has_no_fault(made: str) -> None:
    found = findings(code=0)
    assert {"python", "extras", "packs", "database", "tables", "search", "clock", "evidence", "space"} <= found.keys()
    assert not [f for each in found.values() for f in each if f["level"] != "ok"]
    assert ("file" in found) == (not made.startswith("postgresql"))
    text = run("doctor")
    assert text.stderr == "sijill: 0 faults, 0 warnings\n"
    assert "secret" not in run("doctor", "--database", "postgresql://me:secret@localhost:1/x").stdout


def test_a_register_that_is_not_there_or_not_reached(tmp_path: Path) -> None:
    none = findings("--database", tmp_path / "none.db", code=1)
    assert "sijill init" in none["database"][0]["remedy"]
    assert "tables" not in none
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 16)
    assert levels(findings("--database", tmp_path / "broken.db", code=1)["database"]) == {"fault"}
    assert levels(findings("--database", "postgresql://nobody@localhost:1/none", code=1)["database"]) == {"fault"}
    assert levels(findings("--database", "mysql://localhost/none", code=1)["database"]) == {"fault"}


def test_tables_of_an_older_form(made: str) -> None:
    from django.core.management import call_command

    with Register.open(made):
        call_command("migrate", "register", "0001", verbosity=0)
        from django.db.migrations.recorder import MigrationRecorder

        MigrationRecorder.Migration.objects.filter(app="register").delete()
    found = findings(code=1)
    assert "sijill migrate" in found["tables"][0]["remedy"]


def test_a_clock_that_is_behind(made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.register import audit

    with Register.open(made), monkeypatch.context() as patched:
        patched.setattr(audit, "now", lambda: datetime.now(UTC) + timedelta(days=3))
        chain = audit.Chain("someone")
        chain.add("note", "x", {})
        chain.write()
    found = findings(code=1)
    assert "3 days later" in found["clock"][0]["said"]


def test_files_that_everybody_may_touch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIJILL_EVIDENCE", raising=False)
    path = tmp_path / "sijill.db"
    Register.open(str(path), create=True).close()
    path.chmod(0o644)
    assert levels(findings("--database", path, code=0)["file"]) == {"warning"}
    path.chmod(0o666)
    assert findings("--database", path, code=1)["file"][0]["remedy"] == f"chmod o-rwx {path}"
    path.chmod(0o600)
    folder = tmp_path / "sijill.evidence"
    (folder / "ab").mkdir(parents=True)
    folder.chmod(0o777)
    (folder / "ab" / ".part-1").write_bytes(b"x")
    said = [f["said"] for f in findings("--database", path, code=1)["evidence"]]
    assert any("everybody" in one for one in said)
    assert any("half-written" in one for one in said)


def test_evidence_that_cannot_be_written_and_a_disk_that_is_full(made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        total: int
        used: int
        free: int

    for free, level, code in ((1 << 30, "warning", 0), (1 << 20, "fault", 1)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(1 << 40, 0, free))
        assert levels(findings(code=code)["space"]) == {level}
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "file" / "below"))
    assert "SIJILL_EVIDENCE" in findings(code=1)["evidence"][0]["remedy"]


def test_extras_and_packs(made: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.register import doctor

    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name in ("pyarrow", "psycopg") else importlib.util.find_spec(name))
    extras = {f["said"].partition(":")[0]: f for f in findings(code=1 if made.startswith("postgresql") else 0)["extras"]}
    assert extras["exports"]["level"] == "warning"
    assert "pip install 'sijill[exports]'" in extras["exports"]["remedy"]
    assert extras["postgresql"]["level"] == ("fault" if made.startswith("postgresql") else "warning")
    folder = tmp_path / "my-pack"
    folder.mkdir()
    (folder / "places.tsv").write_text("id\tname\taliases\ten\tkind\twithin\tlat\tlon\tprecision\tflags\tsource\nx.y\tبلدة\t\tX\tplanet\tSY\t\t\t\t\t\n", encoding="utf-8")
    packs = findings("--pack", folder, code=1)["packs"]
    assert any("places.tsv:2" in f["said"] for f in packs)

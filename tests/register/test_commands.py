"""The register's commands, as a person runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sijill.cli import app
from sijill.register import Register

from .conftest import item
from .test_register import ONE, THREE, TWO

TEXTS = {"one": ONE, "two": TWO, "three": THREE}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def filled(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    monkeypatch.setenv("SIJILL_DATABASE", database)
    assert run("init").exit_code == 0
    with Register.open(database) as register:
        list(register.add([item(name, text) for name, text in TEXTS.items()]))
        list(register.read())
    assert run("link").exit_code == 0
    return database


def test_init_makes_one_and_leaves_it_alone(database: str, tmp_path: Path) -> None:
    assert "no register" in run("incidents", "--database", database).stderr
    first, again = run("init", "--database", database), run("init", "--database", database)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "was made" in first.stderr
    assert "already" in again.stderr


def test_incidents_are_found_by_what_is_asked(filled: str) -> None:
    def numbers(*arguments: object) -> list[str]:
        result = run("incidents", "--format", "csv", *arguments)
        assert result.exit_code == 0, result.stderr
        return [row["type"] for row in csv.DictReader(io.StringIO(result.stdout))]

    assert sorted(numbers()) == ["arrest", "shelling"]
    for found in (
        ["--place", "إدلب"], ["--place", "كفر نبل"], ["--near", "35.6,36.55,10"], ["--actor", "قوات النظام"], ["--type", "shelling"],
        ["--measure", "killed"], ["--several"], ["--until", "2021-03-04"], ["--outlet", "one"],
    ):  # fmt: skip
        if found != ["--place", "كفر نبل"]:
            assert numbers(*found) == ["shelling"], found
    assert numbers("--since", "2021-03-05") == ["arrest"]
    assert numbers("--place", "كركوك") == ["arrest"]
    assert numbers("--place", "طرابلس") == []
    assert numbers("--near", "35.6,36.55,10", "--type", "arrest") == []


def test_answers_as_json_and_in_a_pipe(filled: str) -> None:
    (row,) = json.loads(run("incidents", "--several", "--format", "json").stdout)
    assert (row["claims"], row["origins"], row["figures"]) == (2, 2, "killed 4 (3–4)")
    header, line = run("incidents", "--several").stdout.splitlines()
    assert header.split("\t")[0] == "incident"
    assert line.split("\t")[0] == str(row["incident"])


def test_csv_for_excel_begins_with_its_mark(filled: str) -> None:
    plain, excel = (CliRunner().invoke(app, ["incidents", "--format", shape]).stdout_bytes for shape in ("csv", "excel"))
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert excel.startswith(b"\xef\xbb\xbfincident,time,")
    assert excel.decode("utf-8-sig").replace("\r\n", "\n") == plain.decode()
    for command in (["search", "مدنيين"], ["conflicts"], ["timeline"], ["diff-readings", "--summary"]):
        result = CliRunner().invoke(app, [*command, "--format", "excel"])
        assert result.exit_code == 0, result.stderr
        assert result.stdout_bytes.startswith(b"\xef\xbb\xbf")


def test_an_incident_shows_its_claims_side_by_side(filled: str) -> None:
    (row,) = json.loads(run("incidents", "--several", "--format", "json").stdout)
    page = run("incident", row["incident"]).stdout
    assert "one:e1" in page
    assert "two:e1" in page
    assert "update: killed" in page
    assert "2 of 2 independent origins" not in page
    told = json.loads(run("incident", row["incident"], "--json", "--policy", "range_only").stdout)
    (killed,) = told["estimates"]
    assert (killed["low"], killed["best"], killed["high"]) == (3, None, 4)
    assert {c["claim"] for c in told["claims"]} == {"one:e1", "two:e1"}
    assert run("incident", 999999).exit_code == 2
    assert "no such policy" in run("incident", row["incident"], "--policy", "dice").stderr


def test_a_judgement_by_command(filled: str) -> None:
    parted = run("judge", "one:e1", "two:e1", "not_same", "--why", "two attacks")
    assert (parted.exit_code, "noted: one:e1 and two:e1, not_same; they are in the incidents" in parted.stderr) == (0, True), parted.stderr
    assert json.loads(run("incidents", "--several", "--format", "json").stdout) == []
    joined = run("judge", "one:e1", "two:e1", "same")
    assert (joined.exit_code, "same; they are in incident" in joined.stderr) == (0, True), joined.stderr
    itself = run("judge", "one:e1", "one:e1", "same")
    assert (itself.exit_code, "both are one claim" in itself.stderr) == (2, True)
    assert len(json.loads(run("incidents", "--several", "--format", "json").stdout)) == 1
    assert "no judgement" in run("judge", "one:e1", "two:e1", "perhaps").stderr
    assert "no such claim" in run("judge", "one:e9", "two:e1", "same").stderr


def test_months_and_years_are_days_enough(filled: str) -> None:
    def types(*arguments: str) -> list[str]:
        return sorted(row["type"] for row in json.loads(run("incidents", "--format", "json", *arguments).stdout))

    everything = types()
    assert types("--since", "2021") == types("--since", "2021-03") == types("--until", "2021-03") == types("--until", "2021") == everything != []
    assert types("--since", "2021-04") == types("--until", "2021-02") == types("--until", "2020") == []
    nothing = run("incidents", "--until", "2020")
    assert (nothing.exit_code, nothing.stderr) == (0, "sijill: nothing fits what was asked\n")


def test_the_preferred_source_must_be_named(filled: str) -> None:
    (row,) = json.loads(run("incidents", "--several", "--format", "json").stdout)
    for wrong in (["--policy", "prefer_source"], ["--prefer", "two"]):
        result = run("incident", row["incident"], *wrong)
        assert (result.exit_code, "go together" in result.stderr) == (2, True)
    whole = json.loads(run("incident", row["incident"], "--json").stdout)
    (source,) = {c["origin"] for c in whole["claims"] if c["claim"] == "two:e1"}
    shown = json.loads(run("incident", row["incident"], "--policy", "prefer_source", "--prefer", source, "--json").stdout)
    assert [e["best"] for e in shown["estimates"] if e["measure"] == "killed"] == [4]


def test_postgresql_without_its_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)
    for command in (["incidents"], ["init"], ["add", "x.txt"]):
        result = run(*command, "--database", "postgresql://me:secret@db.example.org/sijill")
        assert (result.exit_code, "pip install 'sijill[postgresql]'" in result.stderr) == (2, True), result.stderr
        assert "secret" not in result.stderr


def test_verify_says_sound_or_names_the_fault(filled: str) -> None:
    from sijill.register.models import Report

    assert run("verify").exit_code == 0
    report = Report.objects.get(doc="one")
    Report.objects.filter(pk=report.pk).update(text=report.text.replace("ثلاثة", "ثلاثون"))
    result = run("verify")
    assert result.exit_code == 1
    assert result.stdout.startswith("report one")
    assert "the text was altered" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "gestern"], "--since gestern: no date"),
        (["--until", "2021-13"], "--until 2021-13: no date"),
        (["--since", "2021-04", "--until", "2021-03"], "--since 2021-04 is after --until 2021-03"),
        (["--type", "air_strik"], "no such event type; is it air_strike"),
        (["--type", "قصف"], "docs/record-format.md lists them"),
        (["--grade", "certain"], "no such grade; say one of confirmed, fair, weak, contested, discounted"),
        (["--near", "35"], "write latitude, longitude and kilometres"),
        (["--near", "135,1,1"], "no point on earth"),
    ],
)
def test_what_cannot_be_asked_is_told(filled: str, arguments: list[str], said: str) -> None:
    result = run("incidents", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_add_takes_in_reads_and_says_what_became_of_everything(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    monkeypatch.setenv("SIJILL_DATABASE", database)
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "one.txt").write_text(ONE, encoding="utf-8")
    (folder / "two.md").write_text(TWO, encoding="utf-8")
    (folder / "old.txt").write_text(THREE, encoding="windows-1256")
    (folder / "lines.jsonl").write_text(json.dumps({"id": "x", "text": THREE + "\nو.", "outlet": "وكالة"}) + "\n{broken\n", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    first = run("add", folder)
    assert first.exit_code == 1
    assert "4 added, 0 there already, 3 could not be taken in; 4 read" in first.stderr
    for named in ("lines.jsonl, line 2", "empty.txt", "binary.txt"):
        assert named in first.stderr
    again = run("add", folder)
    assert "0 added, 4 there already, 3 could not be taken in; 0 read" in again.stderr
    assert run("verify").exit_code == 0
    with Register.open(database) as register:
        from sijill.register.models import Report

        assert register.counts()["report"] == 4
        kept = Report.objects.get(doc="old")
        assert kept.text == THREE
        assert register.store.get(kept.evidence_id) == THREE.encode("windows-1256")
        assert Report.objects.get(doc="x").outlet == "وكالة"
    assert run("add", tmp_path / "nothing.txt").exit_code == 3


def test_a_register_of_an_older_form_is_brought_to_the_present(database: str) -> None:
    from django.core.management import call_command

    assert "there is no register" in run("migrate", "--database", database).stderr
    run("init", "--database", database)
    assert "of the present form" in run("migrate", "--database", database).stderr
    call_command("migrate", "register", "zero", fake=True, verbosity=0)
    assert "run `sijill migrate`" in run("incidents", "--database", database).stderr
    call_command("migrate", "register", fake=True, verbosity=0)
    assert run("incidents", "--database", database).exit_code == 0


def test_a_register_whose_making_was_broken_off_is_finished_by_the_next_add(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.management import call_command

    from sijill.register import database as db

    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    db.connect(database)
    call_command("migrate", "register", "0001", verbosity=0)
    (tmp_path / "one.txt").write_text(ONE, encoding="utf-8")
    assert "run `sijill migrate`" in run("incidents", "--database", database).stderr
    assert run("add", tmp_path / "one.txt", "--database", database).exit_code == 0
    with Register.open(database) as register:
        assert register.counts()["report"] == 1
        assert list(register.verify()) == []

"""A newer reader beside the older one: what it reads otherwise is shown, value by value."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sijill.register import Register

from .conftest import item
from .test_commands import run

VILLAGE = "إدلب - 5 آذار 2021\nقتل ثلاثة مدنيين بقصف مدفعي لقوات النظام على قرية تل زيزفونة أمس، وفق الدفاع المدني."
VERB = "إدلب - 6 آذار 2021\nزعفقت قوات النظام بلدة سراقب في ريف إدلب اليوم."
SAME = "بغداد - 5 آذار 2021\nاعتقلت القوات العراقية خمسة مسلحين في كركوك اليوم."


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that knows one more village and one more verb."""
    folder = tmp_path / "my-pack"
    (folder / "lexicon").mkdir(parents=True)
    header = "id\tname\taliases\ten\tkind\twithin\tlat\tlon\tprecision\tflags\tsource\n"
    (folder / "places.tsv").write_text(header + "sy.tall-zayzafuna\tتل زيزفونة\t\tTall Zayzafuna\tvillage\tSY-ID\t35.71\t36.61\t\t\town\n", encoding="utf-8")
    (folder / "lexicon" / "triggers.tsv").write_text("class\tkey\tpos\tforms\tframe\tfeatures\ntrigger\tshelling\tv\tزعفق/يزعفق\tstrike\t\n", encoding="utf-8")
    return folder


@pytest.fixture
def read_once(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    monkeypatch.setenv("SIJILL_DATABASE", database)
    with Register.open(database, create=True) as register:
        list(register.add([item("village", VILLAGE), item("verb", VERB), item("same", SAME)]))
        list(register.read())
        register.link()
    return database


def changes(*arguments: object) -> list[dict[str, Any]]:
    result = run("diff-readings", "--format", "json", *arguments)
    assert result.exit_code == 0, result.stderr
    return list(json.loads(result.stdout)["changes"])


def test_a_register_read_once_has_no_differences(read_once: str) -> None:
    result = run("diff-readings")
    assert result.exit_code == 0
    assert "no report has two such readings" in result.stderr


def test_what_a_newer_reading_says_otherwise(read_once: str, pack: Path) -> None:
    result = run("reread", "--pack", pack)
    assert "3 read" in result.stderr, result.stderr
    assert "0 read" in run("reread", "--pack", pack).stderr
    found = changes()
    assert {(c["report"], c["dimension"], c["kind"]) for c in found} == {("village", "places", "changed"), ("verb", "event", "added")}
    place = next(c for c in found if c["dimension"] == "places")
    assert "sy.tall-zayzafuna" not in place["before"]
    assert "sy.tall-zayzafuna" in place["after"]
    event = next(c for c in found if c["dimension"] == "event")
    assert event["after"].startswith("shelling «زعفقت»")
    # Seen from the newer one, what was added is dropped.
    with Register.open(read_once):
        from sijill.register.differences import versions

        older, newer = versions()
    assert (older.reports, newer.reports) == (3, 3)
    back = changes("--before", newer.name, "--after", older.name)
    assert {(c["report"], c["dimension"], c["kind"]) for c in back} == {("village", "places", "changed"), ("verb", "event", "dropped")}
    assert changes("same") == []
    assert [c["report"] for c in changes("village")] == ["village"]


def test_differences_as_table_csv_and_summary(read_once: str, pack: Path) -> None:
    assert run("reread", "--pack", pack).exit_code == 0
    table, sheet, summary = run("diff-readings"), run("diff-readings", "--format", "csv"), run("diff-readings", "--summary", "--format", "csv")
    assert table.stdout.splitlines()[0].split("\t") == ["report", "item", "dimension", "kind", "before", "after"]
    assert len(table.stdout.splitlines()) == 3
    assert "3 reports compared, 2 of them read otherwise" in table.stderr
    assert [row["kind"] for row in csv.DictReader(io.StringIO(sheet.stdout))] == ["changed", "added"]
    counts = {row["dimension"]: row for row in csv.DictReader(io.StringIO(summary.stdout))}
    assert counts["event"] == {"dimension": "event", "same": "2", "changed": "0", "added": "1", "dropped": "0"}
    assert (counts["places"]["changed"], counts["time"]["same"]) == ("1", "2")


def test_versions_that_are_not_there_are_told_with_those_that_are(read_once: str, pack: Path) -> None:
    assert run("reread", "--pack", pack).exit_code == 0
    for arguments, said in (
        (["--before", "sijill-rules/0.0.1"], "no such version"),
        (["--before", "sijill-rules/"], "several versions"),
        (["nowhere"], "no report of this name"),
    ):
        result = run("diff-readings", *arguments)
        assert result.exit_code == 2
        assert said in result.stderr
    assert "(3 reports)" in run("diff-readings", "--before", "nothing").stderr


def test_an_incident_whose_last_claim_a_newer_reading_drops_is_listed_no_longer(read_once: str, pack: Path) -> None:
    """The pack first, then the reader without it as a newer version: the village's event stays, the verb's goes."""
    assert run("reread", "--pack", pack).exit_code == 0
    assert run("link").exit_code == 0

    def listed() -> list[str]:
        return [row["type"] for row in json.loads(run("incidents", "--format", "json").stdout)]

    assert sorted(listed()) == ["arrest", "shelling", "shelling"]
    (pack / "lexicon" / "triggers.tsv").write_text("class\tkey\tpos\tforms\tframe\tfeatures\n", encoding="utf-8")
    from sijill.batch import packs_digest

    packs_digest.cache_clear()
    from sijill.batch import reader_for

    reader_for.cache_clear()
    assert "3 read" in run("reread", "--pack", pack).stderr
    assert run("link").exit_code == 0
    assert sorted(listed()) == ["arrest", "shelling"]
    assert run("verify").exit_code == 0


def test_rereading_stopped_halfway_goes_on(read_once: str, pack: Path) -> None:
    with Register.open(read_once) as register:
        list(register.add([item(f"more-{k}", f"{SAME} وهذا هو الخبر رقم {k}.") for k in range(150)]))
        list(register.read())
    process = subprocess.Popen([sys.executable, "-m", "sijill", "reread", "--pack", str(pack)], stderr=subprocess.PIPE)
    from sijill.register.models import Reading

    with Register.open(read_once):
        until = time.monotonic() + 30
        while Reading.objects.count() == 153 and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert 153 < Reading.objects.count() <= 306
    assert run("reread", "--pack", pack).exit_code == 0
    with Register.open(read_once) as register:
        assert Reading.objects.count() == 306
        assert list(register.verify()) == []
    result = run("diff-readings", "--summary")
    assert "153 reports compared, 2 of them read otherwise" in result.stderr

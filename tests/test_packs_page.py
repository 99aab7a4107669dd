"""docs/packs.md does what it says: its commands run, its example reads a report, its counts are those of the packs."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sijill.cli import app
from sijill.errors import InputError
from sijill.knowledge.scaffold import new_pack

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLE = DOCS / "examples" / "somalia"
PAGE = (DOCS / "packs.md").read_text(encoding="utf-8")


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_commands_of_the_page_run_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(EXAMPLE / "report.txt", tmp_path)
    commands = [line.split() for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
    assert len(commands) == 6
    for number, (program, *arguments) in enumerate(commands):
        assert program == "sijill"
        if number == 3:  # the tables are filled
            shutil.copytree(EXAMPLE, "my-somalia", dirs_exist_ok=True)
        result = run(*arguments)
        assert result.exit_code == 0, (arguments, result.output)
    assert "بلدوين" in Path("page.html").read_text(encoding="utf-8")


def test_the_example_reads_what_the_page_tells() -> None:
    result = run("read", EXAMPLE / "report.txt", "--published", "2023-05-10", "--pack", EXAMPLE, "--format", "records")
    attack, bomb, arrest = json.loads(result.stdout)["events"]
    assert [e["type"] for e in (attack, bomb, arrest)] == ["attack", "ied_explosion", "arrest"]
    assert [e["places"][0]["id"] for e in (attack, bomb, arrest)] == ["so.beledweyne", "so.afgoye", "so.bakara-market"]
    assert "هيران" in attack["places"][0]["path"]
    assert (attack["agent"][0]["id"], bomb["target"][0]["id"], arrest["agent"][0]["id"]) == (
        "al-shabaab", "au-mission-somalia", "somali-police",
    )  # fmt: skip
    assert [(f["measure"], f["best"]) for f in attack["figures"]] == [("killed", 7), ("injured", 12)]
    bare = json.loads(run("read", EXAMPLE / "report.txt", "--published", "2023-05-10", "--format", "records").stdout)
    assert bare["events"][0]["places"][0]["id"] is None


def test_the_rows_on_the_page_are_those_of_the_example() -> None:
    (block,) = re.findall(r"```tsv\n(.*?)```", PAGE, re.DOTALL)
    whole = (EXAMPLE / "actors.tsv").read_text(encoding="utf-8").splitlines()
    for line in block.splitlines()[1:]:
        assert any(row.startswith(line.rstrip("\t")) for row in whole)


def test_the_counts_on_the_page_are_near_those_of_the_packs() -> None:
    """Packs grow by the day; the page must not be far from them, nor the packs under what is aimed at."""
    (block,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    told = {line.split()[0]: [int(n) for n in line.split()[1:]] for line in block.splitlines()[1:]}
    listed = {line.split()[0]: line.split()[1:] for line in run("knowledge", "list").stdout.splitlines()[1:]}
    assert told.keys() == listed.keys()
    for pack, counts in told.items():
        for here, there in zip(counts, listed[pack], strict=True):
            assert abs(here - int(there)) <= max(10, 0.2 * here), pack
    actors, _, places, _, outlets, monitors, _ = map(int, listed["all"])
    assert (actors >= 600, places >= 1500, outlets + monitors >= 150) == (True, True, True)


def test_a_new_pack_overwrites_nothing_and_wants_a_country(tmp_path: Path) -> None:
    new_pack(tmp_path / "a", "DZ")
    with pytest.raises(InputError, match="has tables already"):
        new_pack(tmp_path / "a", "DZ")
    with pytest.raises(InputError, match="no country code"):
        new_pack(tmp_path / "b", "Algeria")
    with pytest.raises(InputError, match="--name"):
        new_pack(tmp_path / "b", "VU")
    new_pack(tmp_path / "b", "VU", "فانواتو")
    assert run("knowledge", "check", "--strict", "--pack", tmp_path / "b").exit_code == 0
    assert run("knowledge", "new", tmp_path / "a", "--country", "DZ").exit_code == 2

"""The command line, from arguments to exit codes, with the real reader."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import sijill
from sijill.cli import app

SAMPLES = Path(sijill.__file__).parent / "samples"
ONE = next(iter(sorted(SAMPLES.glob("*.txt"))))
GOLD = Path(__file__).parent / "gold" / "samples"


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "sijill", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **options)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A folder of three samples."""
    folder = tmp_path / "few"
    folder.mkdir()
    for path in sorted(SAMPLES.glob("*.txt"))[:3]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def lines(few: Path, tmp_path: Path) -> Path:
    """The same three as JSON Lines, several times over."""
    path = tmp_path / "in.jsonl"
    texts = [file.read_text(encoding="utf-8") for file in sorted(few.glob("*.txt"))]
    records = ({"id": f"r{n}", "text": texts[n % 3], "published": "2021-10-22"} for n in range(150))
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def strings(record: Any) -> Iterator[dict[str, Any]]:
    """Every part of a record that has offsets."""
    if isinstance(record, dict):
        if "start" in record and "end" in record:
            yield record
        for part in record.values():
            yield from strings(part)
    elif isinstance(record, list):
        for part in record:
            yield from strings(part)


# -- read ----------------------------------------------------------------------------------------------


def test_table_is_tab_separated_in_a_pipe(few: Path) -> None:
    result = run("read", few)
    header, *rows = result.stdout.splitlines()
    assert result.exit_code == 0
    assert header.startswith("doc\tid\ttype\t")
    assert {row.split("\t")[0] for row in rows} == {path.stem for path in few.glob("*.txt")}
    assert len({len(row.split("\t")) for row in [header, *rows]}) == 1


def test_records_are_named_after_their_files(few: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("read", few, "--format", "records", "--out", out).exit_code == 0
    assert {path.name for path in out.iterdir()} == {path.stem + ".json" for path in few.glob("*.txt")}
    for path in out.iterdir():
        record = json.loads(path.read_text(encoding="utf-8"))
        text = (few / f"{record['doc']}.txt").read_text(encoding="utf-8")
        assert record["events"]
        for event in record["events"]:
            assert event["trigger"] in text
        for part in strings(record):
            assert 0 <= part["start"] < part["end"] <= len(text)
            assert part["rule"]
            if "measure" in part:
                assert text[part["start"] : part["end"]] == part["text"]


def test_records_keep_to_the_annotation_guide(few: Path, tmp_path: Path, shared: Path) -> None:
    run("read", SAMPLES, "--format", "records", "--out", tmp_path / "out")
    checker = shared / "gold" / "check.py"
    command = [sys.executable, str(checker), str(tmp_path / "out"), str(SAMPLES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=checker.parent)
    assert done.stdout.startswith("0 problems"), done.stdout + done.stderr


def test_one_record_may_go_to_standard_output_but_not_several(few: Path) -> None:
    one = run("read", ONE, "--format", "records", "--published", "2021-10-21")
    assert one.exit_code == 0
    assert json.loads(one.stdout)["doc"] == ONE.stem
    several = run("read", few, "--format", "records")
    assert (several.exit_code, several.stdout) == (2, "")
    assert "--out DIR" in several.stderr


def test_two_reports_of_one_name_do_not_overwrite_each_other(few: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / ONE.name).write_bytes(ONE.read_bytes())
    result = run("read", few, other, "--format", "records", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "was written for another report" in result.stderr
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_jsonl_is_the_default_for_jsonl_and_keeps_the_order(lines: Path) -> None:
    one, two = process("read", lines), process("read", lines, "--workers", "2")
    assert one.returncode == two.returncode == 0
    assert [json.loads(line)["doc"] for line in one.stdout.splitlines()] == [f"r{n}" for n in range(150)]
    assert one.stdout == two.stdout
    assert one.stderr == b""


def test_standard_input(lines: Path) -> None:
    some = b"".join(lines.read_bytes().splitlines(keepends=True)[:2])
    found = process("read", "-", input=some).stdout.splitlines()
    assert [json.loads(line)["doc"] for line in found] == ["r0", "r1"]
    found = process("read", "-", input=ONE.read_bytes()).stdout.splitlines()
    assert found[1].startswith(b"stdin\te1\t")


def test_annotations(few: Path, tmp_path: Path) -> None:
    assert run("read", few, "--format", "annotations", "--out", tmp_path / "out").exit_code == 0
    for path in (tmp_path / "out").iterdir():
        page = json.loads(path.read_text(encoding="utf-8"))
        text = (few / f"{page['label']}.txt").read_text(encoding="utf-8")
        assert path.suffix == ".jsonld"
        assert page["items"]
        for item in page["items"]:
            position, quote = item["target"]["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"]


@pytest.mark.parametrize(("out", "written"), [("page.html", "page.html"), ("folder", "folder/index.html")])
def test_html_into_a_file_or_a_folder(few: Path, tmp_path: Path, out: str, written: str) -> None:
    assert run("read", few, "--format", "html", "--out", tmp_path / out).exit_code == 0
    page = (tmp_path / written).read_text(encoding="utf-8")
    assert page.count("<article") == 3
    assert not list(tmp_path.rglob("*.part"))


def test_publication_dates_from_option_and_metadata(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("قُتل ثلاثة مدنيين أمس في قصف على مدينة إدلب.", encoding="utf-8")
    table = tmp_path / "m.csv"
    table.write_text("file,published\nb.txt,2020-01-11\nc.txt,2020-01-01\n", encoding="utf-8")
    result = run("read", tmp_path, "--published", "2021-04-06", "--metadata", table, "--format", "jsonl")
    a, b = (json.loads(line) for line in result.stdout.splitlines())
    assert (a["published"], a["events"][0]["time"]) == ("2021-04-06", "2021-04-05")
    assert (b["published"], b["events"][0]["time"]) == ("2020-01-11", "2020-01-10")
    assert "no report for 1 rows: c.txt" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", ONE, "--published", "yesterday"],
        ["read", ONE, "--metadata", "absent.csv"],
        ["read", ONE, "--pack", "absent-pack"],
        ["read", ONE, "--format", "poem"],
        ["read", ONE, "--out", "/dev/null/x"],
        ["explain", ONE, "--event", "e999"],
        ["evaluate", ONE, "--gold", "absent"],
    ],
    ids=lambda arguments: " ".join(map(str, arguments)).replace(str(ONE), "FILE"),
)
def test_wrong_use_ends_with_2_and_says_why(arguments: list[object]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_exit_codes_of_bad_input(tmp_path: Path, few: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    some = run("read", few, empty)
    assert some.exit_code == 1
    assert f"sijill: {empty}: the file is empty" in some.stderr
    assert len({line.split("\t")[0] for line in some.stdout.splitlines()}) == 4
    assert run("read", empty).exit_code == 3
    assert run("read", tmp_path / "absent.txt").exit_code == 3
    assert process("read", "-", input=b"").returncode == 3


def test_a_reader_that_goes_away_ends_the_run_quietly(lines: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sijill", "read", str(lines)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == 0


# -- the other commands --------------------------------------------------------------------------------


def test_explain_gives_rule_or_reason_for_everything() -> None:
    result = run("explain", ONE)
    text = ONE.read_text(encoding="utf-8")
    rows = [line.split("\t") for line in result.stdout.splitlines()[1:]]
    assert result.exit_code == 0
    assert rows
    for _, _, value, characters, start, end, rule, _ in rows:
        assert rule
        if start:
            assert value
            assert characters.split() == text[int(start) : int(end)].split()
    only = run("explain", ONE, "--event", "e1").stdout.splitlines()[1:]
    assert {row.split("\t")[0] for row in only} == {"e1"}


def test_evaluate_gives_every_measure() -> None:
    result = run("evaluate", "--gold", GOLD, SAMPLES, "--json")
    scores = json.loads(result.stdout)
    assert result.exit_code == 0
    assert scores["event"]["gold"] == sum(len(gold["events"]) for gold in golds())
    assert 0 < scores["event"]["f1"] <= 1
    shown = run("evaluate", "--gold", GOLD, SAMPLES).stdout
    assert f"{scores['event']['f1']:.3f}" in shown.splitlines()[1]


def test_evaluate_lists_errors_by_cause(tmp_path: Path) -> None:
    listed = run("evaluate", "--gold", GOLD, SAMPLES, "--errors").stdout.splitlines()
    header, *rows = [line.split("\t") for line in listed]
    causes = [row[header.index("cause")] for row in rows]
    assert len(rows) > 20
    assert sum(a != b for a, b in pairwise(causes)) == len(set(causes)) - 1  # grouped
    told = json.loads(run("evaluate", "--gold", GOLD, SAMPLES, "--errors", "--json").stdout)
    assert set(told) == {"scores", "causes", "errors"}
    assert len(told["errors"]) == len(rows)
    path = tmp_path / "new" / "errors.html"
    page = run("evaluate", "--gold", GOLD, SAMPLES, "--errors-html", path)
    assert page.exit_code == 0
    assert page.stdout.startswith(" ")  # the scores
    assert path.read_text(encoding="utf-8").count("<article ") == len(rows)


def golds() -> list[Any]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in GOLD.glob("*.json")]


def test_knowledge_list_and_check(tmp_path: Path) -> None:
    assert "lexicon/triggers.tsv" in run("knowledge", "list", "--tables").stdout
    header, *rows, total = [line.split() for line in run("knowledge", "list").stdout.splitlines()]
    assert next(row[0] for row in rows) == "core"
    assert [int(count) for count in total[1:]] == [sum(int(row[k]) for row in rows) for k in range(1, len(header))]
    good = run("knowledge", "check")
    assert (good.exit_code, good.stdout.splitlines()[-1].split(",")[0]) == (0, "0 errors")
    (tmp_path / "actors.tsv").write_text(
        "id\tname\taliases\ten\tkind\tcountry\tparent\tbackers\n"
        "x-1\tلواء المثال\tالمثال العام\t\tarmed_group\t\tnobody\tnobody-else@2015/..\n"
        "x-1\tلواء آخر\t\t\tarmed_group\t\t\t\n"
        "x-2\tفوج المثال\tالمثال العام\t\tchoir\t\t\t\n"
        "x-3\tسرية المثال\tالمثال العام?\t\tarmed_group\t\t\t\n",
        encoding="utf-8",
    )
    bad = run("knowledge", "check", "--pack", tmp_path)
    assert bad.exit_code == 1
    said = bad.stdout.replace(f"{tmp_path}/", "").splitlines()
    assert said == [
        "actors.tsv:3: error: id 'x-1' is already used in actors.tsv:2; give it another id [id_twice]",
        "actors.tsv:4: error: kind 'choir' is not one of armed_group, organisation, person, state, state_force;"
        " choose one of them [kind]",
        "actors.tsv:4: error: 'المثال العام' (x-2) is also a name of x-1 in actors.tsv:2;"
        " mark the rarer use with ? or remove it [shared_name]",
        "actors.tsv:2: error: parent 'nobody' is in none of the packs; correct it or add its row [orphan]",
        "actors.tsv:2: error: backer 'nobody-else' is in none of the packs; correct it or add its row [orphan]",
        "5 errors, 0 warnings",
    ]
    told = json.loads(run("knowledge", "check", "--pack", tmp_path, "--json").stdout)
    assert told[0] == {
        "level": "error", "kind": "id_twice", "message": "id 'x-1' is already used in actors.tsv:2".replace("actors", f"{tmp_path}/actors"),
        "remedy": "give it another id", "file": f"{tmp_path}/actors.tsv", "line": 3,
    }  # fmt: skip


def test_warnings_alone_fail_only_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "actors.tsv").write_text("id\tname\taliases\ten\tkind\nx-1\tلواء المثال\tقصف\t\tarmed_group\n", encoding="utf-8")
    assert run("knowledge", "check", "--pack", tmp_path).exit_code == 0
    strict = run("knowledge", "check", "--pack", tmp_path, "--strict")
    assert strict.exit_code == 1
    assert "actors.tsv:2: warning: 'قصف' is also an everyday word" in strict.stdout


def test_a_pack_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "actors.tsv").write_text(
        "id\tname\taliases\ten\tkind\nmine\tسرايا المثال الأخضر\t\tGreen Example\tarmed_group\n", encoding="utf-8"
    )
    report = tmp_path / "a.txt"
    report.write_text("قصفت سرايا المثال الأخضر أمس مدينة حلب بالصواريخ.", encoding="utf-8")
    record = json.loads(run("read", report, "--pack", tmp_path, "--format", "records").stdout)
    assert [actor["id"] for actor in record["events"][0]["agent"]] == ["mine"]


def test_knowledge_import(tmp_path: Path) -> None:
    if importlib.util.find_spec("sijill.knowledge.importers") is None:
        pytest.skip("no importers")
    source = tmp_path / "strange.csv"
    source.write_text("a,b\n1,2\n", encoding="utf-8")
    result = run("knowledge", "import", source, "--out", tmp_path / "pack")
    assert result.exit_code == 3
    assert "strange.csv" in result.stderr


def test_demo_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("demo")
    assert result.exit_code == 0
    assert result.stdout.startswith("doc\tid\t")
    page = (tmp_path / "sijill-demo.html").read_text(encoding="utf-8")
    assert page.count("<article") == len(list(SAMPLES.glob("*.txt")))


def test_version_and_help() -> None:
    assert run("--version").stdout == f"sijill {sijill.__version__}\n"
    for command in ("read", "explain", "evaluate", "demo", "knowledge"):
        assert run(command, "--help").exit_code == 0
    assert "Exit codes" in run("--help").stdout


def test_help_does_not_load_the_reader() -> None:
    script = "import sys, sijill.cli; sijill.cli.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"sijill.reading", "sijill.arabic", "rich", "multiprocessing"} & set(loaded)


def test_no_colour_in_a_pipe() -> None:
    environment = {**os.environ, "FORCE_COLOR": "", "NO_COLOR": "1"}
    assert b"\x1b" not in process("read", ONE, env=environment).stdout


def test_the_api_reads_the_same() -> None:
    text = ONE.read_text(encoding="utf-8")
    record = sijill.to_dict(sijill.read(text, doc=ONE.stem))
    assert record == json.loads(run("read", ONE, "--format", "records").stdout)


def test_the_table_of_commands_is_true() -> None:
    """``main`` makes only the module ready that has the command asked for, and finds it in this table."""
    import typer

    from sijill.cli import GROUPS, program

    for group, commands in GROUPS.items():
        made = program([group])
        names = [c.name or c.callback.__name__.replace("_", "-") for c in made.registered_commands if c.callback is not None]
        assert {*names, *(g.name for g in made.registered_groups)} == {*commands}, group
    assert isinstance(program(), typer.Typer)

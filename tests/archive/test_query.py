"""``sijill archive query``: the questions that come with Sijill against what Python counts in the records, and what a question may not do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pyarrow import parquet
from tests.archive.test_schema import PAGE

from sijill.archive import charts, query
from sijill.archive.query import Question
from sijill.errors import InputError
from sijill.linking.claims import span_of
from sijill.records import Event, Figure, Reading

Told = tuple[str, str]


def asked(place: Path, wanted: Question | str, memory: str = "500MB") -> list[dict[str, Any]]:
    """The rows of an answer."""
    of = query.of_text("x", wanted) if isinstance(wanted, str) else wanted
    with query.asked(str(place / "archive"), of, memory) as answer:
        return [{name: query.plain(value) for name, value in row.items()} for row in answer.read_all().to_pylist()]


class Records:
    """The archive as its records tell it."""

    def __init__(self, out: Path) -> None:
        self.rows = [row for part in sorted((out / "reports").glob("*.parquet")) for row in parquet.read_table(part).to_pylist()]
        self.readings = {row["doc"]: msgspec.json.decode(row["record"], type=Reading) for row in self.rows}
        self.outlet = {r["doc"]: (self.readings[r["doc"]].outlet or [r["given_outlet"]])[0] for r in self.rows}
        self.events: dict[Told, Event] = {(doc, e.id): e for doc, reading in self.readings.items() for e in reading.events}
        members = [row for part in (out / "members").glob("*.parquet") for row in parquet.read_table(part).to_pylist()]
        self.incident: dict[Told, int] = {(row["doc"], row["event"]): row["incident"] for row in members}

    def killed(self) -> list[tuple[Told, Event, Figure]]:
        return [(key, event, f) for key, event in self.events.items() for f in event.figures if f.measure == "killed"]


@pytest.fixture(scope="module")
def records(linked: Path) -> Records:
    return Records(linked / "archive")


def days(edtf: str | None) -> tuple[date, date] | None:
    """First and last day of a time that has both."""
    span = span_of(edtf)
    return None if span is None or span.open else (date.fromordinal(span.first), date.fromordinal(span.last))


def number(figure: Figure) -> float | None:
    return figure.best if figure.best is not None else figure.low


def test_deaths_by_month(linked: Path, records: Records) -> None:
    first = min(row["first_day"] for row in records.rows if row["first_day"] is not None).replace(day=1)
    last = max(row["last_day"] for row in records.rows if row["last_day"] is not None)
    highest: dict[tuple[str, date, int], float] = {}
    for key, event, figure in records.killed():
        span, outlet, n = days(event.time), records.outlet[key[0]], number(figure)
        if n is None or outlet is None or span is None or span[0].replace(day=1) != span[1].replace(day=1) or event.modality not in ("reported", "claimed"):
            continue
        if not first <= span[0] <= last:
            continue
        place = outlet, span[0].replace(day=1), records.incident[key]
        highest[place] = max(highest.get(place, 0), n)
    every: Counter[str] = Counter()
    for (outlet, _, _), n in highest.items():
        every[outlet] += int(n)
    largest = sorted(every, key=lambda o: (-every[o], o))[:8]
    expected: Counter[tuple[str, str]] = Counter()
    for (outlet, month, _), n in highest.items():
        expected[month.isoformat(), outlet] += int(n)
    found = {(row["month"], row["outlet"]): row["killed"] for row in asked(linked, query.question("deaths-by-month"))}
    assert found == {key: n for key, n in expected.items() if key[1] in largest} and sum(found.values()) > 50


def test_conflicting_figures(linked: Path, records: Records) -> None:
    last_day = {row["doc"]: row["last_day"] for row in records.rows}
    said: dict[tuple[int, str, tuple[str, ...]], tuple[Any, tuple[float, float]]] = {}
    for key, event, f in records.killed():
        outlet = records.outlet[key[0]]
        if outlet is None or last_day[key[0]] is None:
            continue
        at = last_day[key[0]], key[0], event.figures.index(f)
        low, high = f.low or 0, f.high if f.high is not None else float("inf")
        place = records.incident[key], outlet, tuple(sorted(f.attributes))
        if place not in said or said[place][0] < at:
            said[place] = at, (low, high)
    pairs: defaultdict[str, list[bool]] = defaultdict(list)
    for (incident, a, whose), (_, x) in said.items():
        for (other, b, theirs), (_, y) in said.items():
            if (incident, whose) == (other, theirs) and a < b:
                pairs[f"{a} – {b}"].append(x[1] < y[0] or y[1] < x[0])
    found = {row["pair"]: (row["numbers"], row["differing"]) for row in asked(linked, query.question("conflicting-figures"))}
    assert found == {pair: (len(all_), sum(all_)) for pair, all_ in pairs.items() if len(all_) >= 3}
    assert any(0 < differing < numbers for numbers, differing in found.values())


def test_coverage(linked: Path, records: Records) -> None:
    expected: defaultdict[str, list[Reading]] = defaultdict(list)
    for doc, reading in records.readings.items():
        expected[records.outlet[doc] or "?"].append(reading)
    found = {row["outlet"]: (row["reports"], row["without_event"], row["with_nothing"]) for row in asked(linked, query.question("coverage"))}
    counted = {o: (len(r), sum(not x.events for x in r), sum(not x.events and not x.profile for x in r)) for o, r in expected.items()}
    assert len(found) == min(30, len(counted)) and found.items() <= counted.items()
    assert sum(n for _, n, _ in found.values()) > 0


def test_means_by_year(linked: Path, records: Records) -> None:
    expected: Counter[tuple[int, str]] = Counter()
    for event in records.events.values():
        span = days(event.time)
        if span is not None and span[0].year == span[1].year and event.modality in ("reported", "claimed"):
            expected.update((span[0].year, means) for means in event.means)
    every: Counter[str] = Counter()
    for (_, means), n in expected.items():
        every[means] += n
    largest = sorted(every, key=lambda m: (-every[m], m))[:10]
    assert {(row["year"], row["means"]): row["events"] for row in asked(linked, query.question("means-by-year"))} == {k: n for k, n in expected.items() if k[1] in largest}


def test_modality_by_source(linked: Path, records: Records) -> None:
    expected = Counter((event.attribution[-1].kind if event.attribution else "none", event.modality) for event in records.events.values())
    every = Counter(kind for kind, _ in expected.elements())
    found = {(row["kind"], row["modality"]): (row["events"], row["share"]) for row in asked(linked, query.question("modality-by-source"))}
    assert found == {key: (n, pytest.approx(n / every[key[0]], abs=0.0006)) for key, n in expected.items()}


def test_rising_figures(linked: Path, records: Records) -> None:
    day = {row["doc"]: row["first_day"] for row in records.rows if row["first_day"] == row["last_day"]}
    course: defaultdict[int, dict[date, float]] = defaultdict(dict)
    for key, _, f in records.killed():
        if key[0] in day and day[key[0]] is not None and (n := number(f)) is not None:
            of = course[records.incident[key]]
            of[day[key[0]]] = max(of.get(day[key[0]], 0), n)
    several = [[of[k] for k in sorted(of)] for of in course.values() if len(of) > 1]
    found = asked(linked, query.question("rising-figures"))
    assert sum(row["incidents"] for row in found) == len(several) > 0
    assert sum(row["rose"] for row in found) == sum(n[-1] > n[0] for n in several) > 0


NAMES = [one.name for one in query.questions()]


@pytest.mark.parametrize("name", NAMES)
def test_every_question_answers_and_draws(linked: Path, name: str) -> None:
    wanted = query.question(name)
    rows = asked(linked, wanted)
    assert rows and wanted.title and any("\u0600" <= c <= "\u06ff" for c in wanted.arabic) and wanted.answers and wanted.caveats and wanted.chart
    assert all(axis.column in rows[0] and axis.ar for axis in wanted.chart.axes.values())
    picture = charts.drawn(wanted, rows, ".svg").decode()
    assert picture.startswith("<svg") and wanted.title in picture and wanted.arabic in picture
    assert charts.drawn(wanted, rows[:50], ".png").startswith(b"\x89PNG")


def listed() -> str:
    """The questions as the page has them."""
    out = [f"{len(NAMES)} questions come with Sijill:\n\n| question | what it answers | what to mind |\n|---|---|---|\n"]
    for one in query.questions():
        needs = " (once linked)" if one.linked else ""
        out.append(f"| `{one.name}`{needs}<br>{one.title}<br>{one.arabic} | {one.answers} | {one.caveats} |\n")
    out.append("\n```sh\n" + "".join(f"sijill archive query --question {name} archive/ --chart {name}.svg\n" for name in NAMES) + "```\n")
    return "".join(out)


def test_the_page_lists_the_questions() -> None:
    begin, end = "<!-- questions -->\n", "<!-- /questions -->\n"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    there, _, after = rest.partition(end)
    if os.environ.get("SIJILL_WRITE"):
        PAGE.write_text(before + begin + listed() + end + after, encoding="utf-8")
        there = listed()
    assert there == listed()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", r'syntax error at or near "SELEC", in line 1'),
        ("SELECT nope\nFROM events", r'"nope" not found .* Candidate bindings: "type"'),
        ("FROM nowhere", r"nowhere does not exist.*the datasets are reports, events"),
        ("SELECT CAST(doc AS INTEGER) FROM reports", r"Could not convert string"),
        ("SELECT 1; SELECT 2", "one question at a time"),
        ("CREATE TABLE x AS SELECT 1", "nothing but a question"),
        ("COPY (SELECT 1) TO 'x.csv'", "nothing but a question"),
        ("EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'", "nothing but a question"),
        ("SET enable_external_access = true", "nothing but a question"),
        ("INSTALL httpfs", "nothing but a question"),
        ("FROM read_text('/etc/hostname')", "only the files of"),
        ("FROM glob('/*')", "only the files of"),
        ("FROM 'https://example.org/x.parquet'", "only the files of"),
        ("FROM NAMES", "NAMES does not exist"),
        ("", "one question at a time"),
        ("SELECT a.text || b.text || c.text AS x FROM reports a, reports b, reports c ORDER BY x", "needs more than 60MB of memory"),
    ],
)
def test_what_is_no_question(linked: Path, sql: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(linked)
    with pytest.raises(InputError, match=said):
        asked(linked, sql, "60MB" if "60MB" in said else "500MB")


def test_more_than_fits_goes_to_the_disk(linked: Path) -> None:
    """An answer several times as large as the memory it may take."""
    rows = asked(linked, "SELECT count(*) AS n, max(x) AS x FROM (SELECT range AS x, repeat('x', 100) AS y FROM range(2000000) ORDER BY y, x DESC)", "60MB")
    assert rows == [{"n": 2_000_000, "x": 1_999_999}]


def test_one_of_their_own_and_forms(linked: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.sql"
    own.write_text("-- title: By family\n-- chart: bar\n-- x: n:Q Events | الأحداث\n-- y: family:N Family | العائلة\nSELECT family, count(*) AS n, list(DISTINCT type ORDER BY type) AS types FROM events GROUP BY 1 ORDER BY 2 DESC, 1\n", encoding="utf-8")
    call = [sys.executable, "-m", "sijill", "archive", "query", "--question", str(own), "archive"]
    said = subprocess.run([*call, "--format", "jsonl", "--chart", str(tmp_path / "own.svg")], cwd=linked, capture_output=True, text=True)
    assert said.returncode == 0 and "leak" not in said.stderr, said.stderr
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert sum(row["n"] for row in rows) == len(Records(linked / "archive").events) and all(row["types"] for row in rows)
    assert "العائلة" in (tmp_path / "own.svg").read_text(encoding="utf-8")
    with (tmp_path / "own.parquet").open("wb") as stream:
        assert subprocess.run([*call, "--format", "parquet"], cwd=linked, stdout=stream).returncode == 0
    assert parquet.read_table(tmp_path / "own.parquet").to_pylist() == rows
    wrong = subprocess.run([*call[:5], "SELECT doc FROM eventz", "archive"], cwd=linked, capture_output=True, text=True)
    assert wrong.returncode == 2 and not wrong.stdout and wrong.stderr.startswith("sijill: Catalog Error: Table with name eventz does not exist!")


def test_heads_that_are_wrong(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the question, line 2: write  -- x: COLUMN"):
        query.of_text("x", "-- chart: bar\n-- x: month\nSELECT 1")
    with pytest.raises(InputError, match="a chart is bar, line or heat"):
        query.of_text("x", "-- chart: pie\nSELECT 1")
    with pytest.raises(InputError, match=r"there is none.*deaths-by-month"):
        query.question("../../nothing")
    wanted = query.of_text("x", "SELECT 1")
    with pytest.raises(InputError, match="no rows"):
        charts.drawn(wanted, [], ".svg")
    with pytest.raises(InputError, match="no column of numbers"):
        charts.drawn(wanted, [{"a": "x", "b": "y"}], ".svg")

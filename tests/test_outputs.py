"""What a reading is written as."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import msgspec
import pytest

from sijill.labels import labels
from sijill.output import annotations, explanation, html, jsonl, records, table
from sijill.output.values import Unquoted, amount, gaps, unquoted, values
from sijill.records import Figure, Reading, Report

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """The elements of a page, its marked text, and whether every tag is closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, Any]]] = []
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.text = ""
        self.marks: list[tuple[str, str]] = []
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(attributes.get("class") == "text" for _, attributes in self.open):
            self.text += data
            if self.open[-1][0] == "mark":
                self.marks.append((self.open[-1][1]["data-v"], data))


# -- values --------------------------------------------------------------------------------------------


def test_every_value_points_at_its_characters(report: Report, reading: Reading) -> None:
    found = {(v.owner, v.dimension, v.label): report.text[v.start : v.end] for v in values(reading)}
    assert found == {
        ("e1", "type", "shelling"): "بقصف",
        ("e1", "modality", "reported"): "أعلن",
        ("e1", "time", "2021-04-05"): "أمس",
        ("e1", "places", "near 2.5 km جسر النهر"): "قرب جسر النهر",
        ("e1", "target", "مدنيين"): "مدنيين",
        ("e1", "figures", "3 killed (civilians)"): "ثلاثة مدنيين",
        ("e1", "means", "artillery"): "بقصف",
        ("e1", "attribution", "مصدر طبي"): "مصدر طبي",
        ("e1", "mentions", "shelling"): "مقتل",
        ("p1", "profile", "لواء النهر based_in دمشق"): "دمشق",
    }
    assert {(gap.owner, gap.dimension) for gap in gaps(reading)} == {("report", "outlet"), ("e1", "agent")}


def test_values_without_characters_say_where_they_come_from(reading: Reading) -> None:
    event = msgspec.structs.replace(
        reading.events[0], evidence={}, reasons={"time_evidence": "bounded by metadata"}
    )
    bare = msgspec.structs.replace(reading, events=[event])
    assert list(unquoted(reading)) == [Unquoted("report", "published", "2021-04-06", "given beside the text")]
    assert [(u.dimension, u.label) for u in unquoted(bare) if u.owner == "e1"] == [
        ("modality", "reported"),
        ("time", "2021-04-05"),
        ("means", "artillery"),
    ]
    assert Unquoted("e1", "time", "2021-04-05", "bounded by metadata") in list(unquoted(bare))
    assert [gap.dimension for gap in gaps(bare)] == ["outlet"]
    assert "bounded by metadata" in html.page([(Report(id="r1", text=""), bare)])


@pytest.mark.parametrize(
    ("low", "best", "high", "approx", "shown"),
    [
        (14, 14, 14, False, "14"),
        (50, 50, 50, True, "~50"),
        (6, None, 8, False, "6–8"),
        (5, 6, 8, False, "5–8 (6)"),
        (30, 30, None, True, "≥ 30"),
        (None, None, 20000.0, False, "≤ 20000"),
        (2.5, 2.5, 2.5, False, "2.5"),
    ],
)
def test_amounts(low: float, best: float, high: float, approx: bool, shown: str) -> None:
    figure = Figure(
        measure="killed", low=low, best=best, high=high, approx=approx, text="", start=0, end=0, rule=""
    )
    assert amount(figure) == shown


# -- records and lines ---------------------------------------------------------------------------------


def test_records_keep_every_key_and_every_null(report: Report, reading: Reading) -> None:
    record = json.loads(records.document(report, reading))
    assert record == records.to_dict(reading)
    assert msgspec.convert(record, Reading) == reading
    assert record["doc"] == "r1"
    assert record["events"][0]["reasons"] == {"agent": "no party is named in the clause"}
    assert record["profile"][0]["figure"] is None


def test_jsonl_is_one_line(report: Report, reading: Reading) -> None:
    line = jsonl.line(report, reading)
    assert line.count(b"\n") == 1
    assert json.loads(line)["doc"] == report.id


@pytest.mark.parametrize("doc", ["../../etc/passwd", "/root/x", "a\x00b", "..", "", "a" * 400, "ق" * 200, "a:b"])
def test_file_names_from_hostile_ids_stay_in_the_folder(doc: str) -> None:
    stem = records.file_stem(doc)
    assert stem
    assert not re.search(r'[/\\\x00:]|^\.', stem)
    assert len(stem.encode()) < 200


def test_file_names_stay_apart_and_plain_ones_stay_as_they_are() -> None:
    assert records.file_stem("تقرير 1") == "تقرير 1"
    assert records.file_stem("a/b") != records.file_stem("a:b")


# -- annotations ---------------------------------------------------------------------------------------


def test_annotations_select_their_characters_twice(report: Report, reading: Reading) -> None:
    page = json.loads(annotations.encode(report, reading))
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    items = page["items"]
    assert len(items) == len(list(values(reading)))
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        position, quote = item["target"]["selector"]
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert report.text[position["start"] : position["end"]] == quote["exact"] != ""
        assert around in report.text
        assert item["body"]["rule"]
    figure = next(item["body"] for item in items if item["body"]["dimension"] == "figures")
    assert figure["record"]["best"] == 3


def test_annotations_name_their_source(report: Report, reading: Reading) -> None:
    assert re.fullmatch(r"ni:///sha-256;[\w-]{43}", annotations.source_iri(report, reading))
    at = msgspec.structs.replace(report, url="https://example.org/1")
    assert annotations.source_iri(at, reading) == "https://example.org/1"


# -- page ----------------------------------------------------------------------------------------------


def test_page_marks_every_value_and_changes_no_character(report: Report, reading: Reading) -> None:
    page = Page(html.page([(report, reading)]))
    assert page.text == report.text
    found = list(values(reading))
    for i, value in enumerate(found):
        marked = "".join(text for ids, text in page.marks if f"1-{i}" in ids.split())
        assert marked == report.text[value.start : value.end]


def test_page_shows_rules_and_reasons(report: Report, reading: Reading) -> None:
    source = html.page([(report, reading)])
    assert "number.counted" in source
    assert "no party is named in the clause" in source
    assert "<nav" not in source


def test_page_of_several_reports_has_an_index(report: Report, reading: Reading) -> None:
    page = Page(html.page([(report, reading)] * 3))
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == ["#r1", "#r2", "#r3"]
    assert {attributes["id"] for tag, attributes in page.tags if tag == "article"} == {"r1", "r2", "r3"}


def test_page_asks_for_nothing(report: Report, reading: Reading) -> None:
    source = html.page([(report, reading)])
    page = Page(source)
    assert not [a for _, a in page.tags if {"src", "srcset", "style", "onclick"} & a.keys()]
    assert not re.search(r"https?:|@import|url\(", source)
    policy = next(a["content"] for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    html_tag = next(a for tag, a in page.tags if tag == "html")
    assert (html_tag["lang"], html_tag["dir"]) == ("ar", "rtl")


EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'&amp;'


def test_page_escapes_hostile_text_names_and_ids(reading: Reading) -> None:
    text = EVIL * 3
    event = reading.events[0]
    actor = msgspec.structs.replace(event.target[0], names=[EVIL], rule=EVIL, start=2, end=20)
    event = msgspec.structs.replace(
        event, id=EVIL, type=EVIL, trigger=EVIL, time=EVIL, target=[actor], reasons={EVIL: EVIL}
    )
    claim = msgspec.structs.replace(reading.profile[0], subject=[EVIL], relation=EVIL)
    bad = msgspec.structs.replace(reading, events=[event], profile=[claim], notes=[EVIL], published=EVIL)
    report = Report(id=EVIL, text=text, url=EVIL)
    page = Page(html.page([(report, bad)] * 2))
    assert page.text == text * 2
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert not [tag for tag, _ in page.tags if tag == "img"]


def test_page_survives_spans_outside_the_text(report: Report, reading: Reading) -> None:
    short = msgspec.structs.replace(report, text=report.text[:10])
    assert Page(html.page([(short, reading)])).text == short.text


def test_every_label_is_used_once() -> None:
    pairs = [line.split("\t")[:2] for line in (files("sijill") / "labels.tsv").read_text(encoding="utf-8").splitlines() if line[:1] not in "#"]
    assert len(pairs) == len({tuple(pair) for pair in pairs})


def test_every_event_type_has_a_label() -> None:
    from sijill.ontology import FAMILY

    assert {code for kind, code in labels() if kind == "type"} == set(FAMILY)


# -- tables --------------------------------------------------------------------------------------------


def test_tsv_has_a_row_an_event_and_a_profile_row(reading: Reading) -> None:
    lines = (table.header() + table.tsv(reading)).splitlines()
    rows = [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:]]
    assert [row["id"] for row in rows] == ["e1", "p1"]
    assert rows[0]["figures"] == "3 killed (civilians)"
    assert rows[1]["agent"] == "لواء النهر"


def test_control_characters_cannot_break_rows_or_drive_the_terminal(reading: Reading) -> None:
    event = msgspec.structs.replace(reading.events[0], trigger="a\tb\nc\x1b[2Jd\u2028e")
    bad = msgspec.structs.replace(reading, events=[event], profile=[])
    (line,) = table.tsv(bad).splitlines()
    assert line.endswith("\ta b c [2Jd e\t0.80")


def test_terminal_tables_do_not_read_markup(report: Report, reading: Reading) -> None:
    from rich.console import Console

    event = msgspec.structs.replace(reading.events[0], trigger="[red]x[/nothing]")
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    console.print(table.terminal(msgspec.structs.replace(reading, events=[event])))
    console.print(explanation.terminal(report, reading))
    assert "[red]x[/nothing]" in console.export_text()


def test_explanation_lists_values_and_gaps_of_one_event(report: Report, reading: Reading) -> None:
    lines = [line.split("\t") for line in explanation.tsv(report, reading, "e1").splitlines()]
    assert {line[0] for line in lines[1:]} == {"e1"}
    assert ["e1", "time", "2021-04-05", "أمس", "39", "42", "date.relative", ""] in lines
    assert ["e1", "agent", "-", "", "", "", "no party is named in the clause", ""] in lines

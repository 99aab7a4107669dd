"""Times of events: the corpus of whole texts, and the arithmetic of open and unknown publication dates."""

from __future__ import annotations

from importlib.resources import files

import pytest

from rules import rules_reader
from sijill.reading.date.calendar import Published
from sijill.reading.date.timespan import Clock, approximate, onward, up_to

CORPUS = (files("sijill") / "reading/corpora/timeline.tsv").read_text(encoding="utf-8")


def rows() -> list[list[str]]:
    return [line.split("\t") for line in CORPUS.splitlines() if line and not line.startswith("#")]


def report(text: str) -> str:
    """The text of a row under a headline that says nothing."""
    return "\n".join(["خبر", "دمشق - وكالة", *text.split("//")])


def times(text: str, published: str | None) -> list[tuple[str, str | None]]:
    return [(e.type, e.time) for e in rules_reader().read(text, published=published).events]


@pytest.mark.parametrize(("text", "published", "expected"), rows())
def test_corpus(text: str, published: str, expected: str) -> None:
    found = times(report(text), published)
    for item in expected.split(" ; "):
        kind, _, time = item.partition("=")
        assert (kind, None if time == "null" else time) in found


@pytest.mark.parametrize(("text", "published", "expected"), rows())
def test_every_time_shows_its_evidence(text: str, published: str, expected: str) -> None:
    """A time has characters and a rule, or the reason why it has none; one without a date is bounded by metadata."""
    for event in rules_reader().read(report(text), published=published).events:
        if event.time is None:
            assert "time" in event.reasons
        elif "time" in event.evidence:
            assert all(e.rule and e.start < e.end for e in event.evidence["time"])
        else:
            assert "time_evidence" in event.reasons and published in event.time


def test_without_a_publication_date_relative_times_stay_open() -> None:
    assert times("قصفت مدفعية الجيش أمس بلدة سرمين.", None) == [("shelling", None)]
    assert times("قصفت مدفعية الجيش في 3 آذار 2021 بلدة سرمين.", None) == [("shelling", "2021-03-03")]


def test_sequels_of_an_open_date_are_open() -> None:
    """The report is only known to be no earlier than a date: what follows the act of أمس has no upper end either."""
    text = "قصفت المدفعية أمس الاثنين بلدة سرمين. وكانت قد قصفت في 25 آذار 2021 بلدة النيرب.\nونُقل الجرحى إلى المشفى في المدينة."
    found = dict(times(text, None))
    assert found["medical_evacuation"] == "2021-03-29/.."


@pytest.mark.parametrize(
    ("edtf", "ahead", "news"),
    [
        ("2024-03-07", "2024-03-07/..", "../2024-03-07"),
        ("2020", "2020/..", "2020"),
        ("2021-03-30/..", "2021-03-30/..", None),
        ("XXXX-07-12", None, "XXXX-07-12"),
        (None, None, None),
    ],
)
def test_bounds(edtf: str | None, ahead: str | None, news: str | None) -> None:
    clock = Clock(Published(edtf))
    assert (clock.ahead(), clock.news()) == (ahead, news)


def test_spans() -> None:
    clock = Clock(Published("2024-03-07"))
    assert onward("2024-03-05", clock) == "2024-03-05/2024-03-07"
    assert onward("2024-03-07", clock) == "2024-03-07"
    assert onward("2020-05", clock) == "2020-05"
    assert up_to("2016-01/2016-04") == "../2016-04"
    assert up_to("2023-04-15/..") == "2023-04-15/.."
    assert approximate("2024-03-03") == "2024-03-03~"
    assert approximate("XXXX-03-03") == "XXXX-03-03"
    assert clock.period("2024-02") and not clock.period("2023-02") and clock.recent("2024-03-01") and not clock.recent("2024-02")
    assert not clock.plausible("reported", "2024-03-09") and clock.plausible("planned", "2024-03-09")

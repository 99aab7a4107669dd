"""The reading page as a person meets it: real requests over a register of the sample reports."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sijill.ingest import Item
from sijill.register import Register
from sijill.register.models import Assignment, Collection, Placing, Reading, Report
from sijill.register.readings import record

AsRole = Callable[..., Client]


class Seen(HTMLParser):
    """What a browser makes of the page: paragraphs with their offsets, marks with their words and values, every element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.paragraphs: list[tuple[int, str]] = []
        self.marks: list[tuple[int, str, str]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._mark: str | None = None
        self._at: int | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if tag == "p" and given.get("data-s"):
            self.paragraphs.append((int(given["data-s"] or 0), ""))
            self._at = len(self.paragraphs) - 1
        elif tag == "mark" and self._at is not None:
            start, text = self.paragraphs[self._at]
            self.marks.append((start + len(text), "", given.get("data-v") or ""))
            self._mark = given.get("data-v")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._at = None
        elif tag == "mark":
            self._mark = None

    def handle_data(self, data: str) -> None:
        if self._at is not None:
            start, text = self.paragraphs[self._at]
            self.paragraphs[self._at] = (start, text + data)
            if self._mark is not None:
                at, words, keys = self.marks[-1]
                self.marks[-1] = (at, words + data, keys)


def seen(client: Client, pk: int, query: str = "") -> Seen:
    answer = client.get(f"/reports/{pk}/{query}")
    assert answer.status_code == 200
    return Seen(answer.content.decode())


def take_in(database: str, *texts: str, published: str = "2021-10-22") -> list[Report]:
    """Take reports in, and read them."""
    with Register.open(database) as register:
        names = [f"t{hashlib.sha256(t.encode()).hexdigest()[:12]}" for t in texts]
        list(register.add([Item(name=n, source=n, data=t.encode(), media_type="text/plain", text=t, extractor="test/1", published=published) for n, t in zip(names, texts, strict=True)]))
        list(register.read())
    return [Report.objects.get(doc=n) for n in names]


def busiest() -> Report:
    """A sample with events and lasting statements."""
    return Report.objects.get(doc__startswith="02-dimashq")


# -- the text ---------------------------------------------------------------------------------------------------


def test_every_paragraph_and_mark_stands_where_records_say(as_role: AsRole) -> None:
    for report in Report.objects.all():
        page = seen(as_role("viewer"), report.pk)
        assert [report.text[s : s + len(t)] for s, t in page.paragraphs] == [t for _, t in page.paragraphs]
        assert sum(len(t) + 1 for _, t in page.paragraphs) >= len(report.text)
        assert all(report.text[at : at + len(words)] == words for at, words, _ in page.marks)
        read = record(Reading.objects.get(report=report))
        for event in read.events:
            keys = {f"{event.id}/places/{p.start}-{p.end}": report.text[p.start : p.end] for p in event.places}
            for key, words in keys.items():
                assert "".join(w for _, w, k in page.marks if key in k.split()) == words.replace("\n", "")


def test_every_value_shows_its_rule_and_confidence_and_every_gap_its_reason(as_role: AsRole) -> None:
    report = busiest()
    page = seen(as_role("coder"), report.pk)
    by_key = {a["data-key"]: a for _, a in page.elements if "data-key" in a}
    for event in record(Reading.objects.get(report=report)).events:
        assert by_key[f"{event.id}/event"]["data-rule"] == event.rule
        for figure in event.figures:
            shown = by_key[f"{event.id}/figures/{figure.start}-{figure.end}"]
            assert (shown["data-rule"], shown["data-sure"]) == (figure.rule, f"{figure.confidence:.2f}")
        for dimension in event.reasons:
            if not dimension.endswith("_evidence"):
                assert by_key[f"{event.id}/{dimension}"]["data-gap"] == event.reasons[dimension]


def test_in_arabic_codes_and_reasons_are_arabic(as_role: AsRole) -> None:
    report = busiest()
    page = seen(as_role("coder", language="ar"), report.pk)
    gaps = [a["data-gap"] or "" for _, a in page.elements if a.get("data-gap")]
    assert gaps and not any(re.search("[a-z]{3}", gap) for gap in gaps)
    html = as_role("coder", language="ar").get(f"/reports/{report.pk}/").content.decode()
    assert "قتلى" in html and "مشكوك فيها" in html


HOSTILE = (
    "قُتل ثلاثة مدنيين <script>alert(1)</script> في قصف على مدينة إدلب أمس\n"
    'قُتل "onmouseover="alert(1)" اثنان <img src=x onerror=alert(1)> في حلب\r\n'
    "\u202eمعكوس\u202c وقُتل\u200b جندي\ufeff في حمص \x07\x00 &lt;b&gt; ‹\u2066س\u2069›\n"
    "=HYPERLINK(\"http://evil.example\",\"x\")\t+1\t@SUM(1)\n{{ 7|add:7 }} {% load x %}\u2028الآخر"
).replace("\x00", "")


def test_hostile_text_is_shown_and_does_nothing(filled: str, as_role: AsRole) -> None:
    (report,) = take_in(filled, HOSTILE)
    answer = as_role("coder").get(f"/reports/{report.pk}/")
    page = Seen(answer.content.decode())
    assert all((a.get("src") or "").startswith("/static/") or a.get("type") == "application/json" for t, a in page.elements if t == "script")
    assert not [a for t, a in page.elements if t == "img" and a.get("src") == "x"] and not [a for _, a in page.elements if any(n.startswith("on") for n in a)]
    assert "unsafe" not in answer["Content-Security-Policy"]
    for start, shown in page.paragraphs:
        original = report.text[start : start + len(shown)]
        assert len(original) == len(shown)
        assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\x07\r")
        differing = {a for a, b in zip(original, shown, strict=True) if a != b}
        assert differing <= set("\u202e\u202c\u2066\u2069\x07\u2028")
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in {a.get("title") for _, a in page.elements}
    assert "<script>alert(1)" not in answer.content.decode() and "{{ 7|add:7 }}" in "".join(t for _, t in page.paragraphs)


def test_a_line_of_two_megabytes_does_not_hang_the_page(filled: str, as_role: AsRole) -> None:
    towns = ("سرمدا", "إدلب", "حلب", "أريحا", "حمص", "حماة", "درعا", "الرقة")
    told = " ".join(f"قُتل {n} مدنيين في قصف على بلدة {towns[n % 8]} يوم {n % 28 + 1} أيار {2012 + n % 9}." for n in range(3, 120))
    (report,) = take_in(filled, f"{told} " + "الكلمات " * 130_000 + told)
    client = as_role("coder")
    client.get(f"/reports/{report.pk}/")
    begun = time.perf_counter()
    answer = client.get(f"/reports/{report.pk}/")
    assert len(report.text.encode()) > 1_900_000
    assert len(answer.content) <= 300_000 and time.perf_counter() - begun < 5
    page = Seen(answer.content.decode())
    chunks = [a for _, a in page.elements if "data-chunk" in a]
    assert chunks[0]["data-from"] == "0" and chunks[-1]["data-to"] == str(len(report.text))
    assert [a["data-to"] for a in chunks[:-1]] == [a["data-from"] for a in chunks[1:]]
    last = Seen(client.get(f"/reports/{report.pk}/text/?chunk={len(chunks) - 1}").content.decode())
    assert all(report.text[s : s + len(t)] == t for s, t in last.paragraphs) and last.paragraphs[-1][0] + len(last.paragraphs[-1][1]) == len(report.text)
    more = next(a for _, a in page.elements if a.get("id") == "more")
    further = Seen(client.get(f"/reports/{report.pk}/cards/?after={more['data-after']}").content.decode())
    assert not {a["data-key"] for _, a in page.elements if "data-key" in a} & {a["data-key"] for _, a in further.elements if "data-key" in a}


def test_a_report_that_nobody_read_yet_is_shown_as_it_is(filled: str, as_role: AsRole) -> None:
    with Register.open(filled) as register:
        list(register.add([Item(name="fresh", source="fresh", data=b"x", media_type="text/plain", text="نص لم يُقرأ", extractor="test/1")]))
    report = Report.objects.get(doc="fresh")
    answer = as_role("coder").get(f"/reports/{report.pk}/")
    assert answer.status_code == 200 and "No reader has read this report yet." in answer.content.decode() and "نص لم يُقرأ" in answer.content.decode()


# -- who sees what ------------------------------------------------------------------------------------------------


def close(report: Report) -> None:
    """Put a report into a collection that is open to nobody."""
    made, _ = Collection.objects.get_or_create(name="closed", defaults={"made": timezone.now()})
    Placing.objects.create(report=report, collection=made)


def test_a_closed_report_is_nowhere(as_role: AsRole) -> None:
    report = busiest()
    close(report)
    client = as_role("viewer", every_collection=False)
    for path in ("", "text/", "cards/", "original/", "annotations/"):
        assert client.get(f"/reports/{report.pk}/{path}").status_code == 404, path


def test_the_original_is_given_out_so_that_nothing_runs_it(as_role: AsRole) -> None:
    report = busiest()
    answer: Any = as_role("viewer").get(f"/reports/{report.pk}/original/")
    assert b"".join(answer.streaming_content).decode() == report.text
    assert answer["Content-Disposition"].startswith("attachment") and "/" not in answer["Content-Disposition"].split("filename", 1)[1].replace("UTF-8''", "")
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_an_original_that_holds_a_report_out_of_sight_is_not_given(filled: str, as_role: AsRole) -> None:
    with Register.open(filled) as register:
        both = b"one\ntwo"
        list(register.add([Item(name=n, source=n, data=both, media_type="text/csv", text=n * 9, extractor="test/1", locator=n) for n in ("one", "two")]))
    one, two = Report.objects.get(doc="one"), Report.objects.get(doc="two")
    client = as_role("viewer", every_collection=False)
    assert client.get(f"/reports/{one.pk}/original/").status_code == 200
    close(two)
    assert client.get(f"/reports/{one.pk}/original/").status_code == 404


def test_the_annotations_are_those_of_the_report(as_role: AsRole) -> None:
    report = busiest()
    answer = as_role("viewer").get(f"/reports/{report.pk}/annotations/")
    page = answer.json()
    assert page["type"] == "AnnotationPage" and page["label"] == report.doc and len(page["items"]) > 50
    assert "attachment" in answer["Content-Disposition"]


def test_who_codes_blind_sees_neither_incidents_nor_the_common_coding(as_role: AsRole) -> None:
    report = busiest()
    Assignment.objects.create(report=report, coder="coder", blind=True, bare=True, who="reviewer", made=timezone.now())
    page = seen(as_role("coder"), report.pk)
    assert [k for _, _, k in page.marks if not k.startswith("report/")] == []
    assert not [a for t, a in page.elements if t == "a" and (a.get("href") or "").startswith("/incidents/") and "incident" in (a.get("class") or "")]
    assert as_role("coder").get(f"/reports/{report.pk}/?lane=reviewer").status_code == 404
    assert as_role("viewer").get(f"/reports/{report.pk}/?lane=coder").status_code == 404
    assert as_role("reviewer").get(f"/reports/{report.pk}/?lane=coder").status_code == 200
    assert seen(as_role("reviewer"), report.pk).marks


@pytest.mark.parametrize("query", ["?after=99999999999", "?chunk=-1", "?chunk=x", "?at=99999999", "?lane=nobody"])
def test_nonsense_in_the_address_is_no_error(as_role: AsRole, query: str) -> None:
    assert as_role("reviewer").get(f"/reports/{busiest().pk}/{query}").status_code in (200, 404)

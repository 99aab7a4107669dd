"""The reading page as a person meets it: real requests over a register of the sample reports."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from sijill.ingest import Item
from sijill.reading.reader import default_reader
from sijill.register import Register
from sijill.register.models import Assignment, Collection, Reading, Report, Review
from sijill.register.people.coding import coded
from sijill.register.people.collections import place
from sijill.register.readings import record

from .conftest import serving, sign_in

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
    client = as_role("viewer")
    for report in Report.objects.all():
        page = seen(client, report.pk)
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


def test_words_that_the_grammars_make_nothing_of_are_not_passed_off_as_read(as_role: AsRole) -> None:
    report = busiest()
    start = report.text.index("توقيت")
    client = as_role("coder")
    told = "nothing could be read from these words"
    assert told in client.get(f"/reports/{report.pk}/value/?part=form&key=e1/places&span={start}-{start + 5}").content.decode()
    place = report.text.index("جنوب إدلب")
    assert told not in client.get(f"/reports/{report.pk}/value/?part=form&key=e1/places&span={place}-{place + 9}").content.decode()


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
    text = f"{told} " + "الكلمات " * 130_000 + told
    with Register.open(filled) as register:
        list(register.add([Item(name="long", source="long", data=text.encode(), media_type="text/plain", text=text, extractor="test/1")]))
    report = Report.objects.get(doc="long")
    read = default_reader().read(told)  # what is in the middle tells of nothing, and takes long to read
    Reading.objects.create(report=report, reader="test", packs="", record=msgspec.json.encode(read).decode(), record_sha256="", made=timezone.now())
    client = as_role("coder")
    client.get(f"/reports/{report.pk}/")
    answer = client.get(f"/reports/{report.pk}/")
    assert len(report.text.encode()) > 1_900_000
    assert len(answer.content) <= 300_000
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
    place([report], made, "test")


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


# -- what people say ----------------------------------------------------------------------------------------------


def say(client: Client, report: Report, path: str = "acts/", **fields: Any) -> Any:
    """Send as the scripts do; the answer."""
    return client.post(f"/reports/{report.pk}/{path}", fields, headers={"accept": "application/json"})


def card(answer: Any, ident: str) -> Seen:
    """A card of an answer, as a browser has it."""
    return Seen(dict(answer.json()["cards"])[ident])


def shown(page: Seen, key: str) -> dict[str, str | None]:
    """A value on the page."""
    return next(a for _, a in page.elements if a.get("data-key") == key)


def first_place() -> tuple[Report, str, Any]:
    """A report, and the key of the first place of its first event."""
    report = busiest()
    event = next(e for e in record(Reading.objects.get(report=report)).events if e.places)
    return report, f"{event.id}/places/{event.places[0].start}-{event.places[0].end}", event


def test_accept_reject_undo_and_redo(as_role: AsRole) -> None:
    report, key, event = first_place()
    client = as_role("coder")
    answer = say(client, report, accept=f"{key}@0")
    assert answer.status_code == 200
    assert shown(card(answer, event.id), key)["data-verdict"] == "accepted"
    seen_now = answer.json()["own"][key]
    assert say(client, report, reject=f"{key}@{seen_now}").json()["error"].startswith("say why")
    answer = say(client, report, reject=f"{key}@{seen_now}", why="only background")
    assert shown(card(answer, event.id), key)["data-verdict"] == "rejected"
    words = report.text[event.places[0].start : event.places[0].end]
    assert key not in " ".join(k for _, _, k in seen(client, report.pk).marks) and words
    answer = say(client, report, "undo/")
    assert shown(card(answer, event.id), key)["data-verdict"] == "accepted"
    answer = say(client, report, "undo/", redo="1")
    assert shown(card(answer, event.id), key)["data-verdict"] == "rejected"
    say(client, report, "undo/")
    answer = say(client, report, "undo/")
    assert "data-verdict" not in shown(card(answer, event.id), key)
    assert say(client, report, "undo/").json()["said"] == "There is nothing of yours to take back."
    say(client, report, "undo/", redo="1")
    say(client, report, "undo/", redo="1")
    assert shown(seen(client, report.pk), key)["data-verdict"] == "rejected"
    assert say(client, report, "undo/", redo="1").json()["said"] == "There is nothing to do again."
    history = client.get(f"/reports/{report.pk}/history/?part=1&key={key}").content.decode()
    assert history.count("<tr") - 1 == Review.objects.filter(report=report).count() and "only background" in history


def test_a_value_is_corrected_by_words_of_the_text(as_role: AsRole) -> None:
    report = busiest()
    client = as_role("coder")
    event = next(e for e in record(Reading.objects.get(report=report)).events if e.time)
    words = "5 آذار 2020"
    start = report.text.index(words)
    span, key = f"{start}-{start + len(words)}", f"{event.id}/time"
    form = client.get(f"/reports/{report.pk}/value/?part=form&key={key}&span={span}").content.decode()
    assert {"name": "value", "value": "2020-03-05"}.items() <= next(a for t, a in Seen(form).elements if t == "input" and a.get("name") == "value").items()
    assert "say why it is corrected" in say(client, report, change=f"{key}@0", value="2020-03-05", span=span).json()["error"]
    answer = say(client, report, change=f"{key}@0", value="2020-03-05", span=span, why="wrong words read", digest="old", chunks="0")
    found = shown(card(answer, event.id), key)
    assert (found["data-verdict"], found["data-where"], found["data-who"], found["data-why"]) == ("corrected", span, "coder", "wrong words read")
    assert any(k for at, w, k in Seen(answer.json()["text"]["0"]).marks if at == start and w == words and key in k.split())
    assert say(client, report, change=f"{key}@{answer.json()['own'][key]}", value="yesterday", why="x").status_code == 400
    assert say(client, report, change=f"{key}@0", value="2020", span=f"0-{len(report.text) + 1}", why="x").status_code == 400


@pytest.mark.parametrize(
    ("dimension", "words", "expected"),
    [
        ("places", "جنوب إدلب", {"name": "إدلب", "relation": "south_of", "pick": "sy.idlib"}),
        ("target", "قوات النظام", {"name": "قوات النظام", "kind": "state_force", "pick": "regime-forces"}),
        ("figures", "لا يقل عدد المصابين عن أربعة", {"measure": "injured", "low": "4", "high": "", "approx": "1", "hedge": "لا يقل عدد المصابين عن"}),
        ("attribution", "مرصد الفرات", {"name": "مرصد الفرات"}),
        ("means", "قذيفة مدفعية", {"value": "artillery"}),
    ],
)
def test_forms_begin_with_what_the_grammars_read(as_role: AsRole, dimension: str, words: str, expected: dict[str, str]) -> None:
    report = busiest()
    start = report.text.index(words)
    client = as_role("coder")
    page = Seen(client.get(f"/reports/{report.pk}/value/?part=form&key=e1/{dimension}&span={start}-{start + len(words)}").content.decode())
    filled_in: dict[str, str] = {}
    select = ""
    for tag, a in page.elements:
        if tag == "select":
            select = a.get("name") or ""
        elif tag == "option" and "selected" in a:
            filled_in[select] = a.get("value") or ""
        elif tag == "input" and (a.get("type") not in ("radio", "checkbox") or "checked" in a):
            filled_in[a.get("name") or ""] = a.get("value") or ""
    assert expected.items() <= filled_in.items()
    answer = say(client, report, **{k: v for k, v in filled_in.items() if k not in ("csrfmiddlewaretoken", "why_else")})
    assert answer.status_code == 200, answer.content
    added = shown(card(answer, "e1"), answer.json()["fresh"])
    assert (added["data-verdict"], added["data-where"]) == ("added", f"{start}-{start + len(words)}")


def test_an_event_and_a_statement_are_added_and_taken_back(as_role: AsRole) -> None:
    report = busiest()
    client = as_role("coder")
    start = report.text.index("ارتفاع")
    assert 'name="add" value="report/event@0"' in client.get(f"/reports/{report.pk}/value/?part=form&key=report/event&span={start}-{start + 6}").content.decode()
    assert say(client, report, add="report/event@0", value="killing").status_code == 400
    answer = say(client, report, add="report/event@0", value="killing", modality="claimed", time="2021-10-20", span=f"{start}-{start + 6}")
    assert answer.json()["fresh"] == "h1/event" and "h1" in answer.json()["order"]
    assert shown(card(answer, "h1"), "h1/type")["data-verdict"] == "added"
    answer = say(client, report, add="report/statement@0", value="part_of", name="سرايا قاسيون", object="جماعة", span="0-4")
    assert answer.json()["fresh"] == "h2/statement"
    answer = say(client, report, "undo/")
    assert dict(answer.json()["cards"]) == {"h2": None}


def test_many_are_accepted_or_rejected_at_once(as_role: AsRole) -> None:
    report = busiest()
    client = as_role("coder")
    answer = say(client, report, bulk="values", least="0.6")
    assert answer.status_code == 200
    page = seen(client, report.pk)
    values = [a for t, a in page.elements if t == "a" and "data-sure" in a]
    assert {float(a["data-sure"] or 0) >= 0.6 for a in values if a.get("data-verdict") == "accepted"} == {True}
    assert {float(a["data-sure"] or 0) >= 0.6 for a in values if "data-verdict" not in a} == {False}
    assert say(client, report, bulk="reject").status_code == 400
    say(client, report, accept="e1/event@0")
    answer = say(client, report, bulk="reject", why="told twice")
    page = seen(client, report.pk)
    verdicts = {a["data-key"]: a.get("data-verdict") for t, a in page.elements if t == "h2" and (a.get("data-key") or "").endswith("/event")}
    assert verdicts.pop("e1/event") == "accepted" and set(verdicts.values()) == {"rejected"}


def test_what_was_accepted_at_once_is_taken_back_at_once(as_role: AsRole) -> None:
    report, key, _ = first_place()
    client = as_role("coder")
    say(client, report, accept=f"{key}@0")
    asked = next(a["data-ask"] or "" for _, a in seen(client, report.pk).elements if a.get("id") == "accept-all")
    events = [a["data-key"] for t, a in seen(client, report.pk).elements if t == "h2" and a.get("data-key")]
    assert f"statements: {len(events)}," in asked and re.search("doubtful: [1-9]", asked)
    answer = say(client, report, bulk="events")
    assert len(answer.json()["own"]) == len(events) and "statements: 0," in answer.json()["accept"] and not answer.json()["hand"]
    answer = say(client, report, "undo/")
    assert answer.json()["said"] == f"Taken back: {len(events)} values" and len(answer.json()["cards"]) == len(events)
    now = seen(client, report.pk)
    assert {shown(now, k or "").get("data-verdict") or "" for k in events} == {""} and shown(now, key)["data-verdict"] == "accepted"
    say(client, report, "undo/", redo="1")
    assert {shown(seen(client, report.pk), k or "")["data-verdict"] for k in events} == {"accepted"}
    say(client, report, "undo/")
    say(client, report, "undo/")
    assert "data-verdict" not in shown(seen(client, report.pk), key)


def test_before_handing_in_is_told_what_is_left(as_role: AsRole) -> None:
    report = busiest()
    client = as_role("coder")
    events = record(Reading.objects.get(report=report)).events
    form = next(a for _, a in seen(client, report.pk).elements if a.get("id") == "steps")
    assert form["data-confirm"] == f"{len(events)} events are not judged yet. Hand in?"
    assert say(client, report, accept="e1/event@0").json()["judged"] == f"1 of {len(events)} events judged"
    say(client, report, bulk="events")
    page = seen(client, report.pk)
    assert "data-confirm" not in next(a for _, a in page.elements if a.get("id") == "steps")


def test_the_page_is_headed_by_the_title(as_role: AsRole) -> None:
    report = busiest()
    Report.objects.filter(pk=report.pk).update(title="بيان <b>عاجل</b>")
    html = as_role("coder").get(f"/reports/{report.pk}/").content.decode()
    assert "<bdi>بيان &lt;b&gt;عاجل&lt;/b&gt;</bdi>" in html and f"<bdi>{report.doc}</bdi></small></h1>" in html


def test_a_form_names_event_and_value(as_role: AsRole) -> None:
    report, key, event = first_place()
    client = as_role("coder")
    html = client.get(f"/reports/{report.pk}/value/?part=form&key={key}").content.decode()
    what = re.sub("<[^>]+>", "", html[html.index('class="what"') : html.index("</strong>")])
    assert event.id in what and event.places[0].names[0] in what


def test_everything_works_without_a_script(as_role: AsRole) -> None:
    report, key, event = first_place()
    client = as_role("coder")
    page = client.get(f"/reports/{report.pk}/value/?key={key}").content.decode()
    assert f'name="accept" value="{key}@0"' in page and f'name="reject" value="{key}@0"' in page and f'name="change" value="{key}@0"' in page
    answer = client.post(f"/reports/{report.pk}/acts/", {"accept": f"{key}@0"})
    assert answer.status_code == 302 and answer["Location"] == f"/reports/{report.pk}/#c-{event.id}"
    refused = client.post(f"/reports/{report.pk}/acts/", {"reject": f"{key}@{Review.objects.latest('pk').pk}"})
    assert refused.status_code == 400 and "say why it is rejected" in refused.content.decode()
    assert client.post(f"/reports/{report.pk}/undo/", {}).status_code == 302
    assert "data-verdict" not in shown(seen(client, report.pk), key)


def test_what_was_sent_twice_is_said_once(as_role: AsRole) -> None:
    report, key, _ = first_place()
    client = as_role("coder")
    fields = {"accept": f"{key}@0", "last": "0"}
    say(client, report, **fields)
    answer = say(client, report, **fields, again="1")
    assert answer.status_code == 200 and not answer.json()["contested"] and Review.objects.count() == 1
    added = {"add": "e1/means@0", "value": "artillery", "span": "0-4", "last": str(Review.objects.latest("pk").pk)}
    say(client, report, **added)
    say(client, report, **added, again="1")
    assert Review.objects.count() == 2
    say(client, report, "undo/", last=str(Review.objects.latest("pk").pk))
    before = Review.objects.count()
    say(client, report, "undo/", last=str(Review.objects.latest("pk").pk - 1), again="1")
    assert Review.objects.count() == before


def test_who_comes_too_late_is_told_and_decides(as_role: AsRole) -> None:
    report, key, event = first_place()
    one, other = as_role("coder"), as_role("reviewer")
    say(one, report, accept=f"{key}@0")
    late = say(other, report, reject=f"{key}@0", why="only background")
    assert late.json()["contested"] == [key] and "coder" in late.json()["said"]
    page = card(late, event.id)
    assert shown(page, key)["data-verdict"] == "accepted"
    take = next(a["value"] for t, a in page.elements if t == "button" and a.get("name") == "take")
    keep = next(a["value"] for t, a in page.elements if t == "button" and a.get("name") == "keep")
    assert "decide that first" in other.post(f"/reports/{report.pk}/move/", {"to": "coded"}).content.decode()
    say(other, report, keep=keep)
    assert shown(seen(one, report.pk), key)["data-verdict"] == "accepted"
    again = say(other, report, reject=f"{key}@0", why="only background")
    take = next(a["value"] for t, a in card(again, event.id).elements if t == "button" and a.get("name") == "take")
    answer = say(one, report, take=take)
    assert shown(card(answer, event.id), key)["data-verdict"] == "rejected"
    assert {r.verdict for r in Review.objects.filter(report=report)} == {"accepted", "rejected"}


def test_two_at_the_same_time_are_both_kept(filled_both: str) -> None:
    """Two people, two connections to a real server, the same value at the same moment."""
    report, key, _ = first_place()
    sessions = {role: sign_in(role).cookies["sessionid"].value for role in ("coder", "reviewer")}
    answers: dict[str, Any] = {}
    for live in serving():

        def speak(role: str, ready: threading.Barrier, at: str, live: str = live) -> None:
            browser = build_opener(HTTPCookieProcessor())
            browser.addheaders = [("Cookie", f"sessionid={sessions[role]}"), ("Accept", "application/json")]
            page = browser.open(f"{live}/reports/{report.pk}/", timeout=60)
            cookie = str(page.headers["Set-Cookie"]).split("csrftoken=", 1)[1].split(";", 1)[0]
            token = page.read().decode().split('X-CSRFToken": "', 1)[1].split('"', 1)[0]
            body = urlencode({"reject": at, "why": f"says {role}"}).encode()
            asked = Request(f"{live}/reports/{report.pk}/acts/", body, {"X-CSRFToken": token, "Cookie": f"sessionid={sessions[role]}; csrftoken={cookie}", "Accept": "application/json"})
            ready.wait(60)
            answers[role] = json.load(build_opener().open(asked, timeout=60))

        ready = threading.Barrier(2)
        threads = [threading.Thread(target=speak, args=(role, ready, f"{key}@0")) for role in sessions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert set(answers) == {"coder", "reviewer"} and sum(bool(a["contested"]) for a in answers.values()) == 1
    kept = list(Review.objects.filter(report=report).order_by("pk").values_list("who", "contested"))
    assert sorted(who for who, _ in kept) == ["coder", "reviewer"] and [late for _, late in kept] == [False, True]
    told = next(a for a in answers.values() if a["contested"])
    assert "data-verdict" in dict(told["cards"])[key.split("/")[0]] and kept[0][0] in told["said"] and f"says {kept[1][0]}" not in told["said"]


# -- states, remarks, presence -------------------------------------------------------------------------------------


def test_in_review_nobody_edits_and_everybody_remarks(as_role: AsRole) -> None:
    report, key, _ = first_place()
    coder, reviewer = as_role("coder"), as_role("reviewer")
    say(coder, report, accept=f"{key}@0")
    assert 'name="to" value="coded"' in coder.get(f"/reports/{report.pk}/").content.decode()
    assert coder.post(f"/reports/{report.pk}/move/", {"to": "coded"}).status_code == 302
    assert coder.post(f"/reports/{report.pk}/move/", {"to": "in_review"}).status_code == 403
    assert reviewer.post(f"/reports/{report.pk}/move/", {"to": "in_review"}).status_code == 302
    for client in (coder, reviewer):
        page = client.get(f"/reports/{report.pk}/").content.decode()
        assert "data-editable" not in page and 'name="bulk"' not in page
        assert say(client, report, accept=f"{key}@0").status_code == 409 and say(client, report, "undo/").status_code == 409
    assert say(reviewer, report, "comments/", key=key, text="<b>انظر</b> مرة أخرى").status_code == 200
    assert "&lt;b&gt;انظر" in coder.get(f"/reports/{report.pk}/").content.decode()
    assert reviewer.post(f"/reports/{report.pk}/move/", {"to": "returned"}).status_code == 409
    assert reviewer.post(f"/reports/{report.pk}/move/", {"to": "returned", "comment": "المكان"}).status_code == 302
    page = coder.get(f"/reports/{report.pk}/").content.decode()
    assert "data-editable" in page and "المكان" in page
    assert as_role("viewer").post(f"/reports/{report.pk}/comments/", {"text": "x"}).status_code == 403


def test_a_blind_coder_works_in_their_own_lane(as_role: AsRole) -> None:
    report, key, _ = first_place()
    Assignment.objects.create(report=report, coder="coder", blind=True, who="reviewer", made=timezone.now())
    coder, reviewer = as_role("coder"), as_role("reviewer")
    say(reviewer, report, reject=f"{key}@0", why="only background")
    assert "data-verdict" not in shown(seen(coder, report.pk), key)
    say(coder, report, accept=f"{key}@0")
    assert Review.objects.get(who="coder").lane == "coder"
    assert shown(seen(reviewer, report.pk), key)["data-verdict"] == "rejected"
    assert shown(seen(reviewer, report.pk, "?lane=coder"), key)["data-verdict"] == "accepted"
    assert reviewer.post(f"/reports/{report.pk}/acts/?lane=coder", {"accept": f"{key}@0"}, headers={"accept": "application/json"}).status_code == 409
    assert say(coder, report, "here/").json()["others"] == [] and say(coder, report, "comments/", key=key, text="x").status_code == 409


def test_two_people_see_each_other_and_what_the_other_did(as_role: AsRole) -> None:
    report, key, event = first_place()
    one, other = as_role("coder"), as_role("reviewer")
    assert say(one, report, "here/").json()["others"] == []
    assert say(other, report, "here/").json() == {"others": ["coder"], "last": 0, "state": "unread"}
    say(one, report, accept=f"{key}@0")
    news = other.get(f"/reports/{report.pk}/changes/?since=0").json()
    assert shown(Seen(dict(news["cards"])[event.id]), key)["data-verdict"] == "accepted" and news["said"].startswith("coder · accepted")


@pytest.mark.parametrize("fields", [{}, {"accept": "x"}, {"accept": "e1/time@x"}, {"accept": "e99/time@0"}, {"change": "e1/nothing@0"}, {"take": "999"}, {"bulk": "values", "least": "x"}, {"add": "report/event@0", "span": "9-1"}])
def test_nonsense_is_refused_with_a_reason(as_role: AsRole, fields: dict[str, str]) -> None:
    answer = say(as_role("coder"), busiest(), **fields)
    assert answer.status_code == 400 and len(answer.json()["error"]) > 5
    assert not Review.objects.exists()


def test_many_events_get_one_value_with_one_reason_and_one_undo(as_role: AsRole) -> None:
    report = busiest()
    client = as_role("coder")
    assert as_role("viewer").get(f"/reports/{report.pk}/many/").status_code == 403
    page = Seen(client.get(f"/reports/{report.pk}/many/?part=form&field=time").content.decode())
    rows = [a for t, a in page.elements if t == "input" and a.get("name") == "many"]
    events = record(Reading.objects.get(report=report)).events
    assert [a["value"] for a in rows] == [f"{e.id}/time@0" for e in sorted(events, key=lambda e: e.start)] and all("checked" in a for a in rows)
    chosen = [a["value"] or "" for a in rows[:3]]
    assert "say why" in say(client, report, many=chosen, value="2019-01").json()["error"]
    assert "one field at a time" in say(client, report, many=[chosen[0], "e2/type@0"], value="2019-01", why="x").json()["error"]
    assert say(client, report, many=chosen, value="yesterday", why="x").status_code == 400 and not Review.objects.exists()
    answer = say(client, report, many=chosen, value="2019-01", why="wrong words read")
    keys = [c.removesuffix("@0") for c in chosen]
    now = seen(client, report.pk)
    assert {shown(now, k)["data-verdict"] for k in keys} <= {"corrected", "added"} and set(answer.json()["own"]) == set(keys)
    assert [(r.value, r.why) for r in Review.objects.all()] == [("2019-01", "wrong words read")] * 3
    # who has it already is left alone; who judged before is seen by the numbers sent
    again = [f"{k}@{answer.json()['own'][k]}" for k in keys]
    assert "already" in say(client, report, many=again, value="2019-01", why="x").json()["error"]
    assert say(client, report, "undo/").json()["said"] == "Taken back: 3 values"
    assert not any("data-verdict" in shown(seen(client, report.pk), k) for k in keys)


def test_many_events_get_a_source_where_they_hold_one_or_none(as_role: AsRole) -> None:
    report = busiest()
    client = as_role("coder")
    events = record(Reading.objects.get(report=report)).events
    page = Seen(client.get(f"/reports/{report.pk}/many/?part=form&key=e1/attribution").content.decode())
    rows = {(a["value"] or "").split("/")[0]: a for t, a in page.elements if t == "input" and a.get("name") == "many"}
    assert {e.id for e in events if len(e.attribution) > 1} == {i for i, a in rows.items() if "disabled" in a}
    held = next(e for e in events if len(e.attribution) == 1)
    none = next(e for e in events if not e.attribution)
    assert rows[held.id]["value"] == f"{held.id}/attribution/{held.attribution[0].start}-{held.attribution[0].end}@0"
    answer = say(client, report, many=[rows[held.id]["value"], rows[none.id]["value"]], name="شاهد", kind="witness", pick="", why="not complete")
    assert answer.status_code == 200, answer.content
    assert [(r.ident, r.verdict, r.value["names"]) for r in Review.objects.order_by("pk")] == [(held.id, "corrected", ["شاهد"]), (none.id, "added", ["شاهد"])]
    say(client, report, "undo/")
    assert Review.objects.filter(verdict="undone").count() == 2


def test_an_event_is_added_with_all_that_is_known_of_it_and_taken_back_as_one(as_role: AsRole) -> None:
    report = busiest()
    client = as_role("coder")
    start = report.text.index("ارتفاع")
    fields = {"add": "report/event@0", "value": "killing", "span": f"{start}-{start + 6}"}
    assert "number" in say(client, report, **fields, measure="killed").json()["error"]
    assert "counted" in say(client, report, **fields, number="17").json()["error"] and not Review.objects.exists()
    given = {"modality": "claimed", "time": "2021-10-20", "place": "جنوب إدلب", "agent": "قوات النظام", "target": "أهالي القرية الشرقية", "measure": "killed", "number": "١٧"}
    answer = say(client, report, **fields, **given)
    assert answer.status_code == 200, answer.content
    event = next(e for e in coded(report).record.events if e.id == "h1")
    assert (event.type, event.modality, event.time) == ("killing", "claimed", "2021-10-20")
    assert [(p.names[0], p.relation) for p in event.places] == [("إدلب", "south_of")]
    assert [(a.names[0], a.kind, a.id) for a in event.agent] == [("قوات النظام", "state_force", "regime-forces")]
    assert event.target[0].names[0] == "أهالي القرية الشرقية"
    assert [(f.measure, f.low, f.best, f.high) for f in event.figures] == [("killed", 17, 17, 17)]
    assert {(v.start, v.end) for v in (*event.places, *event.agent, *event.target, *event.figures, *event.evidence["time"])} == {(start, start + 6)}
    page = card(answer, "h1")
    assert {a["data-verdict"] for t, a in page.elements if t == "a" and "data-verdict" in a} == {"added"}
    # a value of it is corrected by itself
    assert say(client, report, change=f"h1/agent/{start}-{start + 6}@{answer.json()['last']}", name="مجهولون", kind="unknown", why="x").status_code == 200
    say(client, report, "undo/")
    assert dict(say(client, report, "undo/").json()["cards"]) == {"h1": None} and not [e for e in coded(report).record.events if e.id == "h1"]


def test_a_name_that_several_places_bear_stays_open(as_role: AsRole) -> None:
    report = busiest()
    say(as_role("coder"), report, add="report/event@0", value="killing", span="0-4", place="المنصورة", agent="أبو فلان الفلاني")
    event = next(e for e in coded(report).record.events if e.id == "h1")
    assert event.places[0].id is None and event.places[0].lat is None and len(event.places[0].candidates) > 1
    assert event.agent[0].id is None
    assert "leave open which" in as_role("coder").get(f"/reports/{report.pk}/value/?part=form&key=report/event&name=المنصورة").content.decode()
    # one alone bears the name: it is picked unless the person says that it is not meant
    form = as_role("coder").get(f"/reports/{report.pk}/value/?part=form&key=report/event&name=الموصل").content.decode()
    picks = [a for t, a in Seen(form).elements if t == "input" and a.get("name") == "pick"]
    assert [a["value"] for a in picks if "checked" in a] == ["iq.mosul"] and picks[-1]["value"] == "none"
    for pick, ident in (("", "iq.mosul"), ("none", None)):
        say(as_role("coder"), report, add="report/event@0", value="killing", span="0-4", place="الموصل", pick=pick)
        assert max((e for e in coded(report).record.events if e.id.startswith("h")), key=lambda e: e.id).places[0].id == ident

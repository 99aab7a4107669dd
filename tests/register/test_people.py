"""What people do to readings, on both databases: nothing that anybody said is lost, and what holds follows from it in order."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sijill.errors import RegisterError
from sijill.register import Register

from .conftest import item

TEXT = """دمشق - 5 آذار 2021
قتل ثلاثة مدنيين وأصيب خمسة آخرون بقصف مدفعي لقوات النظام على بلدة كفرنبل جنوبي إدلب أمس، وفق الدفاع المدني.
واعتقلت القوات العراقية أربعة مسلحين في كركوك اليوم.
وشوهدت طائرة مسيرة فوق بلدة حاس."""
BODY = "يقود أبو عمر الشامي حركة النور التي تأسست عام 2013 وتتبع لها كتيبة الفتح."


BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""On both databases; else on SQLite, where what is asked has nothing to do with the database."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register in which one report was read, and its evidence."""
    folder = tmp_path_factory.mktemp("people")
    with Register.open(str(folder / "r.db"), create=True, evidence=folder / "evidence") as register:
        filled(register, TEXT, "one")
    return folder


@pytest.fixture
def database(request: pytest.FixtureRequest, made: Path, tmp_path: Path, elsewhere: Callable[[str], str]) -> str:
    """A register of its own in which one report was read."""
    shutil.copytree(made / "evidence", tmp_path / "evidence")
    if getattr(request, "param", "sqlite") == "sqlite":
        return str(shutil.copy(made / "r.db", tmp_path / "r.db"))
    address = elsewhere("postgresql")
    with Register.open(address, create=True, evidence=tmp_path / "evidence") as register:
        filled(register, TEXT, "one")
    return address


@pytest.fixture
def register(database: str, tmp_path: Path) -> Iterator[Register]:
    with Register.open(database, evidence=tmp_path / "evidence") as opened:
        yield opened


@pytest.fixture
def report(register: Register) -> Any:
    from sijill.register.models import Report

    return Report.objects.get(doc="one")


def filled(register: Register, text: str, name: str = "own") -> Any:
    from sijill.register.models import Report

    list(register.add([item(name, text)]))
    assert all(not o.why for o in register.read())
    return Report.objects.get(doc=name)


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def say(report: Any, *acts: Any, who: str = "samar", lane: str = "") -> list[Any]:
    from sijill.register.people.acts import say

    return say(report, acts, who, lane)


def act(ident: str, dimension: str, verdict: str, **rest: Any) -> Any:
    from sijill.register.people.acts import Act

    if verdict in ("corrected", "rejected"):
        rest.setdefault("why", "the text says otherwise")
    return Act(ident, dimension, verdict, **rest)


def coded(report: Any, lane: str = "") -> Any:
    from sijill.register.people.coding import coded

    return coded(report, lane)


def event(report: Any, ident: str, lane: str = "") -> Any:
    return next((e for e in coded(report, lane).record.events if e.id == ident), None)


def slot(ident: str, dimension: str, item: str = "") -> Any:
    from sijill.register.people.coding import Slot

    return Slot(ident, dimension, item)


def by_type(report: Any, kind: str) -> Any:
    return next(e for e in coded(report).record.events if e.type == kind)


def newer(monkeypatch: pytest.MonkeyPatch, report: Any, change: Callable[[dict[str, Any]], None]) -> None:
    """A later version of the reader reads the report otherwise: its latest record with ``change`` done to it."""
    from sijill.records import Reading as Record
    from sijill.records import Report as Text
    from sijill.register import readings
    from sijill.register.models import Reading

    last = Reading.objects.filter(report=report).exclude(reader__startswith="people/").order_by("-pk")[0]
    plain = msgspec.json.decode(last.record)
    change(plain)
    monkeypatch.setattr(readings, "READER", f"sijill-rules/newer-{last.pk}")
    readings._store(last.packs, [(Text(id=str(report.pk), text=report.text), msgspec.convert(plain, Record))], None)


# -- acts -------------------------------------------------------------------------------------------------


def test_a_report_of_which_nobody_said_anything_is_the_readers(report: Any) -> None:
    from sijill.register.readings import record

    now = coded(report)
    assert now.record == record(now.reading)
    assert (now.marks, now.rejected, now.last, now.adrift) == ({}, {}, 0, [])
    shelling = by_type(report, "shelling")
    assert now.items[shelling.id, "figures"] == [f"{f.start}-{f.end}" for f in shelling.figures]


def test_accepting_a_value_needs_nothing_and_changes_nothing(report: Any) -> None:
    before, ident = coded(report).record, by_type(report, "shelling").id
    (said,) = say(report, act(ident, "time", "accepted"))
    now = coded(report)
    assert now.record == before
    mark = now.marks[slot(ident, "time")]
    assert (mark.verdict, mark.review, mark.who, mark.before, mark.contested) == ("accepted", said.review.pk, "samar", "2021-03-04", ())
    assert said.instead is None


def test_accepting_an_event_accepts_everything_in_it(report: Any) -> None:
    shelling = by_type(report, "shelling")
    say(report, act(shelling.id, "event", "accepted"))
    marks = coded(report).marks
    for name in ("type", "modality", "time"):
        assert marks[slot(shelling.id, name)].verdict == "accepted"
    for figure in shelling.figures:
        assert marks[slot(shelling.id, "figures", f"{figure.start}-{figure.end}")].verdict == "accepted"
    assert {s.ident for s in marks} == {shelling.id}


def test_a_correction_carries_its_characters_and_the_number_of_its_review(report: Any) -> None:
    ident = by_type(report, "arrest").id
    where = span(TEXT, "5 آذار 2021")
    (said,) = say(report, act(ident, "time", "corrected", value="2021-03-03~", evidence=[where], why="dateline"))
    changed = event(report, ident)
    assert changed.time == "2021-03-03~"
    assert [(e.start, e.end, e.rule) for e in changed.evidence["time"]] == [(*where, f"review/{said.review.pk}")]
    assert changed.confidences["time"] == 1.0
    assert (said.review.before, said.review.value) == ("2021-03-05", "2021-03-03~")
    # Without characters, the record says why there are none.
    (said,) = say(report, act(ident, "modality", "corrected", value="claimed", why="one side only"))
    changed = event(report, ident)
    assert changed.modality == "claimed"
    assert changed.reasons["modality_evidence"] == f"a person gave it without pointing to characters (review/{said.review.pk})"


def test_one_of_several_values_is_corrected_rejected_and_added(report: Any) -> None:
    shelling = by_type(report, "shelling")
    dead, hurt = coded(report).items[shelling.id, "figures"]
    place = shelling.places[0]
    said = say(
        report,
        act(shelling.id, "figures", "corrected", item=dead, value={"measure": "killed", "low": 3, "best": 4, "high": 5, "of": ["مدنيين"]}, evidence=[span(TEXT, "ثلاثة مدنيين")]),
        act(shelling.id, "figures", "rejected", item=hurt),
        act(shelling.id, "places", "added", value={"names": ["حاس"], "relation": "near", "lat": 35.6, "lon": 36.5, "precision": 1}, evidence=[span(TEXT, "حاس")]),
        act(shelling.id, "means", "added", value="drone", evidence=[span(TEXT, "طائرة مسيرة")]),
        act(shelling.id, "places", "accepted", item=f"{place.start}-{place.end}"),
    )
    numbers = [s.review.pk for s in said]
    now = coded(report)
    changed = event(report, shelling.id)
    assert [(f.measure, f.low, f.best, f.high, f.text, f.rule) for f in changed.figures] == [("killed", 3, 4, 5, "ثلاثة مدنيين", f"review/{numbers[0]}")]
    assert [p.names[0] for p in changed.places] == [*(p.names[0] for p in shelling.places), "حاس"]
    assert (changed.places[-1].start, changed.places[-1].end) == span(TEXT, "حاس")
    assert changed.means == [*shelling.means, "drone"]
    assert changed.evidence["means"][-1].rule == f"review/{numbers[3]}"
    assert now.items[shelling.id, "figures"] == [dead]
    assert now.items[shelling.id, "places"][-1] == f"+{numbers[2]}" == said[2].review.item
    assert now.rejected[slot(shelling.id, "figures", hurt)].measure == "injured"
    # What people added is corrected and rejected in its turn.
    added = f"+{numbers[2]}"
    say(report, act(shelling.id, "places", "corrected", item=added, value={"names": ["حاس"], "relation": "in"}, seen=numbers[2]), who="rami")
    assert event(report, shelling.id).places[-1].relation == "in"
    assert (event(report, shelling.id).places[-1].start, event(report, shelling.id).places[-1].end) == span(TEXT, "حاس")
    latest = coded(report).marks[slot(shelling.id, "places", added)].review
    say(report, act(shelling.id, "places", "rejected", item=added, seen=latest))
    assert [p.names[0] for p in event(report, shelling.id).places] == [p.names[0] for p in shelling.places]


def test_an_event_the_machine_missed_is_added_with_its_trigger(report: Any) -> None:
    trigger = span(TEXT, "شوهدت")
    value = {"type": "deployment", "time": "2021-03", "places": [{"names": ["حاس"], **dict(zip(("start", "end"), span(TEXT, "حاس"), strict=True))}]}
    (said,) = say(report, act("", "event", "added", value=value, evidence=[trigger]))
    assert said.review.ident == "h1"
    made = event(report, "h1")
    assert (made.type, made.trigger, made.start, made.end, made.modality, made.time) == ("deployment", "شوهدت", *trigger, "reported", "2021-03")
    assert made.rule == made.places[0].rule == made.evidence["type"][0].rule == f"review/{said.review.pk}"
    assert TEXT[made.places[0].start : made.places[0].end] == "حاس"
    assert [e.start for e in coded(report).record.events] == sorted(e.start for e in coded(report).record.events)
    # Its values are corrected like any other; the next one gets the next ident, also after this one was taken back.
    say(report, act("h1", "type", "corrected", value="drone_strike"), who="rami")
    assert event(report, "h1").type == "drone_strike"
    from sijill.register.people.acts import undo

    undo(report, "samar", review=said.review.pk)
    assert event(report, "h1") is None
    assert coded(report).adrift == []
    (again,) = say(report, act("", "event", "added", value={"type": "visit"}, evidence=[trigger]))
    assert again.review.ident == "h2"


def test_a_rejected_event_is_left_out_and_kept(report: Any) -> None:
    arrest = by_type(report, "arrest")
    (said,) = say(report, act(arrest.id, "event", "rejected", why="not in the text"))
    now = coded(report)
    assert arrest.id not in [e.id for e in now.record.events]
    assert now.rejected[slot(arrest.id, "event")] == arrest
    assert said.review.before["type"] == "arrest"
    say(report, act(arrest.id, "event", "accepted", seen=said.review.pk), who="rami")
    assert event(report, arrest.id) == arrest


def test_statements_and_the_report_itself_are_coded_too(register: Register) -> None:
    text = f"{TEXT}\n{BODY}"
    report = filled(register, text)
    now = coded(report).record
    claim = next(p for p in now.profile if p.relation == "founded")
    led = next(p for p in now.profile if p.relation == "led_by")
    said = say(
        report,
        act(claim.id, "time", "corrected", value="2012", evidence=[span(text, "2013")]),
        act(led.id, "statement", "rejected"),
        act("", "statement", "added", value={"subject": ["كتيبة الفتح"], "relation": "part_of", "object": ["حركة النور"]}, evidence=[span(text, "تتبع")]),
        act("", "outlet", "corrected", value=["وكالة كفرنبل"], why="its web address"),
        act("", "published", "accepted"),
    )
    now = coded(report).record
    changed = next(p for p in now.profile if p.id == claim.id)
    assert (changed.time, changed.rule, changed.object) == ("2012", f"review/{said[0].review.pk}", claim.object)
    assert led.id not in [p.id for p in now.profile]
    added = next(p for p in now.profile if p.id == "h1")
    assert (added.relation, added.object) == ("part_of", ["حركة النور"])
    assert now.outlet == ["وكالة كفرنبل"]
    assert now.reasons["outlet_evidence"].endswith(f"(review/{said[3].review.pk})")
    with pytest.raises(RegisterError, match="no 'type'"):
        say(report, act(claim.id, "type", "accepted"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"dimension": "time", "verdict": "corrected", "value": "2021-02-30"}, "is no date"),
        ({"dimension": "time", "verdict": "corrected", "value": "yesterday"}, "is no date"),
        ({"dimension": "time", "verdict": "corrected", "value": "x/2021"}, "is no date"),
        ({"dimension": "time", "verdict": "corrected", "value": "../.."}, "is no date"),
        ({"dimension": "time", "verdict": "corrected", "value": "2021-05/2021-04"}, "ends before it begins"),
        ({"dimension": "time", "verdict": "corrected", "value": "2021", "why": " "}, "say why"),
        ({"dimension": "time", "verdict": "rejected", "why": ""}, "say why"),
        ({"dimension": "time", "verdict": "added", "value": "2021", "why": "known"}, "a value already"),
        ({"dimension": "type", "verdict": "corrected", "value": "murder"}, "no event type"),
        ({"dimension": "type", "verdict": "rejected"}, "no event without type"),
        ({"dimension": "modality", "verdict": "corrected", "value": "certain"}, "no modality"),
        ({"dimension": "time", "verdict": "corrected"}, "give the value"),
        ({"dimension": "event", "verdict": "corrected", "value": {}}, "not the whole of it"),
        ({"dimension": "time", "verdict": "accepted", "value": "2021"}, "gets no value"),
        ({"dimension": "time", "verdict": "guessed"}, "is no verdict"),
        ({"dimension": "colour", "verdict": "accepted"}, "no 'colour'"),
        ({"dimension": "places", "verdict": "accepted"}, "name which of the values"),
        ({"dimension": "places", "verdict": "accepted", "item": "1-2"}, "there is no such value"),
        ({"dimension": "time", "verdict": "accepted", "item": "1-2"}, "holds one value"),
        ({"dimension": "time", "verdict": "accepted", "seen": 99}, "review 99"),
        ({"dimension": "places", "verdict": "added", "value": {"names": ["حاس"]}}, "point to the characters"),
        ({"dimension": "places", "verdict": "added", "value": {"names": ["حاس"]}, "evidence": [(5, 99999)]}, "no characters of the report"),
        ({"dimension": "places", "verdict": "added", "value": {"names": ["حاس"]}, "evidence": [(5, 5)]}, "no characters of the report"),
        ({"dimension": "places", "verdict": "added", "value": {"names": []}, "why": "known"}, "a list of names"),
        ({"dimension": "places", "verdict": "added", "value": {"names": ["حاس"], "lat": 35.0}, "why": "known"}, "come together"),
        ({"dimension": "places", "verdict": "added", "value": {"names": ["حاس"], "lat": 135.0, "lon": 0.0}, "why": "known"}, "is no point"),
        ({"dimension": "places", "verdict": "added", "value": {"names": ["حاس"], "relation": "above"}, "why": "known"}, "no relation of a place"),
        ({"dimension": "places", "verdict": "added", "value": {"names": ["حاس"], "colour": 1}, "why": "known"}, "'colour' is not among"),
        ({"dimension": "places", "verdict": "added", "value": {"names": ["ح\x00س"]}, "why": "known"}, "characters that are none"),
        ({"dimension": "agent", "verdict": "added", "value": {"names": ["س"], "kind": "ghost"}, "why": "known"}, "no kind of party"),
        ({"dimension": "attribution", "verdict": "added", "value": {"names": ["س"], "kind": "ghost"}, "why": "known"}, "no kind of source"),
        ({"dimension": "figures", "verdict": "added", "value": {"measure": "killed"}, "why": "known"}, "has a number"),
        ({"dimension": "figures", "verdict": "added", "value": {"measure": "killed", "low": 5, "high": 3}, "why": "known"}, "low is not more than"),
        ({"dimension": "figures", "verdict": "added", "value": {"measure": "killed", "best": -3}, "why": "known"}, "less than 0"),
        ({"dimension": "figures", "verdict": "added", "value": {"measure": "killed", "best": 1e30}, "why": "known"}, "too large"),
        ({"dimension": "figures", "verdict": "added", "value": {"measure": "killed", "best": "3"}, "why": "known"}, "docs/record-format.md"),
        ({"dimension": "means", "verdict": "added", "value": "Air Strike", "why": "known"}, "is no means"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(given: dict[str, Any], said: str, report: Any) -> None:
    from sijill.register.models import Entry, Review
    from sijill.register.people.acts import Act

    ident = by_type(report, "shelling").id
    wrong = {"why": "because" if given["verdict"] in ("corrected", "rejected") else "", **given}
    before = Entry.objects.count()
    with pytest.raises(RegisterError, match=said):
        say(report, act(ident, "time", "accepted") if given["dimension"] != "time" else act(ident, "type", "accepted"), Act(ident, **wrong))
    assert (Review.objects.count(), Entry.objects.count()) == (0, before)


def test_every_value_the_reader_writes_is_one_that_people_may_write() -> None:
    """The terms that people may use hold those of the reader, in all the samples."""
    from importlib.resources import files

    from sijill import read
    from sijill.register.people import values

    seen = 0
    for sample in (files("sijill") / "samples").iterdir():
        if not sample.name.endswith(".txt"):
            continue
        text = sample.read_text(encoding="utf-8")
        record = read(text)
        for one in record.events:
            plain = msgspec.to_builtins(one)
            for dimension in values.EVENT:
                for value in plain[dimension] if dimension in values.LISTS else [plain[dimension]] if plain[dimension] else []:
                    values.checked(dimension, value, [(0, 1)], text)
                    seen += 1
        for claim in record.profile:
            plain = msgspec.to_builtins(claim)
            for dimension in values.STATEMENT:
                for value in plain[dimension] if dimension == "attribution" else [plain[dimension]] if plain[dimension] else []:
                    values.checked(dimension, value, [(0, 1)], text)
    assert seen > 100


# -- order, undo, contest ---------------------------------------------------------------------------------


@BOTH
def test_undo_and_redo(report: Any) -> None:
    from sijill.register.people.acts import undo
    from sijill.register.people.coding import history

    ident = by_type(report, "arrest").id
    (first,) = say(report, act(ident, "time", "corrected", value="2021-01"))
    (second,) = say(report, act(ident, "time", "corrected", value="2021-02", seen=first.review.pk))
    back = undo(report, "samar")
    assert (back.undoes_id, back.before, back.value) == (second.review.pk, "2021-02", "2021-01")
    assert event(report, ident).time == "2021-01"
    undo(report, "samar")
    assert event(report, ident).time == "2021-03-05"
    assert undo(report, "samar") is None
    undo(report, "samar", review=back.pk)
    assert event(report, ident).time == "2021-02"
    with pytest.raises(RegisterError, match="taken back already"):
        undo(report, "samar", review=first.review.pk)
    with pytest.raises(RegisterError, match="no such review"):
        undo(report, "samar", review=999)
    assert [r.verdict for r in history(report)] == ["corrected", "corrected", "undone", "undone", "undone"]
    assert [r.pk for r in history(report, ident=ident)] == [r.pk for r in history(report)]
    assert history(report, ident="") == []


def test_an_acceptance_of_what_another_corrected_holds_when_that_one_takes_it_back(report: Any) -> None:
    from sijill.register.people.acts import undo

    ident = by_type(report, "arrest").id
    (first,) = say(report, act(ident, "time", "corrected", value="2021-01"))
    say(report, act(ident, "time", "accepted", seen=first.review.pk), who="rami")
    assert undo(report, "samar") is None, "another's word is in force"
    undo(report, "samar", review=first.review.pk)
    assert event(report, ident).time == "2021-01"


def test_who_had_not_seen_the_other_is_kept_and_contested(report: Any, register: Register) -> None:
    ident = by_type(report, "arrest").id
    (first,) = say(report, act(ident, "time", "corrected", value="2021-01"), who="samar")
    (late,) = say(report, act(ident, "time", "corrected", value="2021-02"), who="rami")
    assert (late.review.contested, late.instead.pk) == (True, first.review.pk)
    mark = coded(report).marks[slot(ident, "time")]
    assert (event(report, ident).time, mark.review, mark.contested) == ("2021-01", first.review.pk, (late.review.pk,))
    # Another slot of the event is nobody's concern.
    (other,) = say(report, act(ident, "modality", "accepted"), who="rami")
    assert other.instead is None
    # Who has seen either decides.
    (settled,) = say(report, act(ident, "time", "corrected", value="2021-02", seen=late.review.pk), who="huda")
    assert settled.instead is None
    mark = coded(report).marks[slot(ident, "time")]
    assert (event(report, ident).time, mark.who, mark.contested) == ("2021-02", "huda", ())
    # What was decided is decided until it is taken back.
    from sijill.register.people.acts import undo

    undo(report, "huda")
    assert coded(report).marks[slot(ident, "time")].contested == (late.review.pk,)
    undo(report, "rami")
    undo(report, "rami")
    assert coded(report).marks[slot(ident, "time")].contested == ()
    assert list(register.verify()) == []


def test_who_accepts_what_was_taken_back_meanwhile_is_contested(report: Any) -> None:
    from sijill.register.people.acts import undo

    ident = by_type(report, "arrest").id
    (first,) = say(report, act(ident, "time", "corrected", value="2021-01"))
    back = undo(report, "samar")
    (late,) = say(report, act(ident, "time", "accepted", seen=first.review.pk), who="rami")
    assert (late.review.contested, late.instead.pk) == (True, back.pk)
    assert event(report, ident).time == "2021-03-05"
    assert coded(report).marks[slot(ident, "time")].contested == (late.review.pk,)
    assert coded(report).marks[slot(ident, "time")].review == 0
    (settled,) = say(report, act(ident, "time", "accepted", seen=0), who="rami")
    assert settled.instead is None
    assert coded(report).marks[slot(ident, "time")].contested == ()


def _speak(database: str, evidence: str, who: str, ident: str, barrier: Any, answers: Any) -> None:
    with Register.open(database, evidence=Path(evidence)):
        from sijill.register.models import Report
        from sijill.register.people.acts import Act, say

        report = Report.objects.get(doc="one")
        barrier.wait()
        try:
            (said,) = say(report, [Act(ident, "time", "corrected", value="2020-01" if who == "samar" else "2020-02", why="at once")], who)
            answers.put((who, said.review.contested, said.instead.who if said.instead else ""))
        except Exception as error:  # told to the test, which fails
            answers.put((who, repr(error), ""))


@BOTH
def test_two_at_once_are_both_kept_and_one_of_them_is_told(database: str, tmp_path: Path) -> None:
    from sijill.register.models import Report, Review

    with Register.open(database, evidence=tmp_path / "evidence"):
        ident = by_type(Report.objects.get(), "arrest").id
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(2), context.Queue()
    both = [context.Process(target=_speak, args=(database, str(tmp_path / "evidence"), who, ident, barrier, answers)) for who in ("samar", "rami")]
    for one in both:
        one.start()
    told = sorted((answers.get(timeout=60) for _ in both), key=lambda t: str(t[1]))
    for one in both:
        one.join()
    (first, won, _), (second, lost, instead) = told
    assert (won, lost, instead) == (False, True, first)
    assert first != second
    with Register.open(database, evidence=tmp_path / "evidence") as register:
        report = Report.objects.get()
        assert Review.objects.count() == 2
        assert event(report, ident).time == ("2020-01" if first == "samar" else "2020-02")
        assert list(register.verify()) == []


# -- a newer reading --------------------------------------------------------------------------------------


@BOTH
def test_what_was_said_is_fastened_to_the_newer_reading(report: Any, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    shelling, arrest = by_type(report, "shelling"), by_type(report, "arrest")
    _, hurt = coded(report).items[shelling.id, "figures"]
    say(
        report,
        act(shelling.id, "figures", "rejected", item=hurt),
        act(shelling.id, "time", "accepted"),
        act(shelling.id, "type", "corrected", value="missile_strike"),
        act(arrest.id, "event", "accepted"),
        act("", "event", "added", value={"type": "deployment"}, evidence=[span(TEXT, "شوهدت")]),
    )

    def change(plain: dict[str, Any]) -> None:
        first, second = (next(e for e in plain["events"] if e["type"] == kind) for kind in ("shelling", "arrest"))
        first["time"], second["time"] = "2021-03-01", "1999"
        second["start"] -= 1
        for number, one in enumerate(reversed(plain["events"]), 1):
            one["id"] = f"e{number}"
        plain["events"].reverse()
        again = msgspec.json.decode(msgspec.json.encode(second))
        plain["events"].append({**again, "id": "e9", "type": "deployment", "trigger": "شوهدت", "start": span(TEXT, "شوهدت")[0], "end": span(TEXT, "شوهدت")[1]})

    newer(monkeypatch, report, change)
    now = coded(report)
    found = {e.type: e for e in now.record.events}
    assert sorted(found) == ["arrest", "deployment", "missile_strike"]
    assert found["missile_strike"].id != shelling.id
    assert found["missile_strike"].time == "2021-03-04", "what was accepted outranks a newer reading"
    assert [f.measure for f in found["missile_strike"].figures] == ["killed"]
    assert found["arrest"].time == "2021-03-05", "the event that was accepted as a whole is the one that was accepted"
    assert found["deployment"].id == "h1", "people had added it before the reader found it"
    assert now.adrift == []
    say(report, act(found["arrest"].id, "time", "corrected", value="2021-03-06"))
    assert by_type(report, "arrest").time == "2021-03-06"
    assert list(register.verify()) == []


def test_what_cannot_be_fastened_is_adrift_and_not_lost(report: Any, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.register.people.acts import undo
    from sijill.register.people.coding import history

    shelling, arrest = by_type(report, "shelling"), by_type(report, "arrest")
    dead, hurt = coded(report).items[shelling.id, "figures"]
    said = say(
        report, act(arrest.id, "event", "accepted"), act(shelling.id, "figures", "rejected", item=hurt), act(shelling.id, "time", "rejected"),
        act(shelling.id, "figures", "accepted", item=dead),
    )  # fmt: skip

    def change(plain: dict[str, Any]) -> None:
        plain["events"] = [e for e in plain["events"] if e["type"] != "arrest"]
        one = next(e for e in plain["events"] if e["type"] == "shelling")
        one["time"] = "2021-03-01"
        one["figures"] = [f for f in one["figures"] if f["measure"] == "injured"]
        one["figures"][0]["best"] = one["figures"][0]["low"] = one["figures"][0]["high"] = 50

    newer(monkeypatch, report, change)
    now = coded(report)
    assert [r.pk for r in now.adrift] == [said[0].review.pk, said[1].review.pk, said[2].review.pk]
    one = event(report, shelling.id)
    assert one.time == "2021-03-01", "what was rejected was another value"
    assert sorted((f.measure, f.best) for f in one.figures) == [("injured", 50), ("killed", 3)], "what was accepted stays"
    assert len(history(report)) == 4
    undo(report, "samar", review=said[0].review.pk)
    assert said[0].review.pk not in [r.pk for r in coded(report).adrift]
    assert list(register.verify()) == []


# -- the audit chain --------------------------------------------------------------------------------------


@BOTH
def test_a_review_that_was_altered_dropped_or_slipped_in_is_named(report: Any, register: Register) -> None:
    from sijill.register.models import Review

    ident = by_type(report, "arrest").id
    first, _ = say(report, act(ident, "time", "corrected", value="2021-01"), act(ident, "modality", "accepted"))
    assert list(register.verify()) == []
    for field, wrong in (("value", "2021-02"), ("why", "because"), ("who", "rami"), ("contested", True), ("item", "+9"), ("before", None), ("evidence", [[0, 4]])):
        right = getattr(first.review, field)
        Review.objects.filter(pk=first.review.pk).update(**{field: wrong})
        assert list(register.verify()) == [f"review {first.review.pk} (one): altered since it was made"], field
        Review.objects.filter(pk=first.review.pk).update(**{field: right})
    assert list(register.verify()) == []
    Review.objects.filter(pk=first.review.pk).delete()
    assert list(register.verify()) == [f"review {first.review.pk}: the audit chain has it, the register does not"]
    first.review.pk = first.review.id = None
    first.review.save()
    assert list(register.verify()), "the same under another number"
    Review.objects.all().delete()
    assert "the audit chain has it" in next(iter(register.verify()))


# -- standing ---------------------------------------------------------------------------------------------


def move(report: Any, to: str, who: str, comment: str = "", lane: str = "") -> Any:
    from sijill.register.people.standing import move

    return move(report, to, who, comment, lane)


def test_a_report_goes_its_way_and_no_other(report: Any, register: Register) -> None:
    from sijill.register.models import ReportRow
    from sijill.register.people.standing import MOVES, STATES, state

    ident = by_type(report, "arrest").id
    say(report, act(ident, "event", "accepted"))
    way = [("coded", "samar", ""), ("in_review", "rami", ""), ("returned", "rami", "which day?"), ("coded", "samar", ""), ("in_review", "rami", ""), ("verified", "rami", ""), ("returned", "huda", "again")]  # fmt: skip
    assert state(report) == "unread"
    for to, who, comment in way:
        at = state(report)
        for wrong in set(STATES) - set(MOVES[at]):
            with pytest.raises(RegisterError, match=f"is {at}; from there it goes to"):
                move(report, wrong, who, comment)
        move(report, to, who, comment)
        assert state(report) == to == ReportRow.objects.get(report=report).state
    with pytest.raises(RegisterError, match="is no state"):
        move(report, "finished", "samar")
    assert list(register.verify()) == []


def test_a_return_says_why_and_four_eyes_see_more_than_two(report: Any) -> None:
    from sijill.register.people.acts import undo

    ident = by_type(report, "arrest").id
    say(report, act(ident, "event", "accepted"))
    move(report, "coded", "rami")
    move(report, "in_review", "rami")
    with pytest.raises(RegisterError, match="in a comment"):
        move(report, "returned", "rami", " ")
    with pytest.raises(RegisterError, match="only samar coded"):
        move(report, "verified", "samar")
    with pytest.raises(RegisterError, match="is in_review"):
        say(report, act(ident, "time", "corrected", value="2021"))
    with pytest.raises(RegisterError, match="is in_review"):
        undo(report, "samar")
    move(report, "verified", "rami")
    with pytest.raises(RegisterError, match="is verified"):
        say(report, act(ident, "time", "accepted"))
    move(report, "returned", "rami", "the day")
    say(report, act(ident, "time", "accepted"))


def test_what_is_handed_in_untouched_was_coded_by_who_handed_it_in(report: Any) -> None:
    move(report, "coded", "samar")
    move(report, "in_review", "samar")
    with pytest.raises(RegisterError, match="only samar coded"):
        move(report, "verified", "samar")
    move(report, "verified", "rami")


def test_what_is_contested_or_adrift_is_settled_before_it_is_handed_in(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.register.people.acts import undo

    ident = by_type(report, "arrest").id
    say(report, act(ident, "time", "corrected", value="2021-01"))
    (late,) = say(report, act(ident, "time", "corrected", value="2021-02"), who="rami")
    with pytest.raises(RegisterError, match=f"two people differ on {ident} time"):
        move(report, "coded", "samar")
    say(report, act(ident, "time", "accepted", seen=late.review.pk))
    newer(monkeypatch, report, lambda plain: plain.update(events=[e for e in plain["events"] if e["type"] != "arrest"]))
    with pytest.raises(RegisterError, match="the newer reading has no longer"):
        move(report, "coded", "samar")
    while coded(report).adrift:
        undo(report, "samar", review=coded(report).adrift[0].pk)
    move(report, "coded", "samar")


@BOTH
def test_handing_in_lays_out_what_people_say_and_incidents_keep_their_numbers(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.register.filters import Filter
    from sijill.register.models import EventRow, Member, ProfileRow, Reading, ReportRow

    report = filled(register, f"{TEXT}\n{BODY}")
    other = TEXT.replace("دمشق", "حلب").replace("أمس، وفق الدفاع المدني", "يوم أمس الأول")
    list(register.add([item("two", other)]))
    list(register.read())
    register.link()
    shelling, arrest = by_type(report, "shelling"), by_type(report, "arrest")
    led = next(p for p in coded(report).record.profile if p.relation == "led_by")
    homes = dict(Member.objects.filter(event__report=report).values_list("event__ident", "incident_id"))
    (figure, *_) = coded(report).items[shelling.id, "figures"]
    say(
        report,
        act(shelling.id, "figures", "corrected", item=figure, value={"measure": "killed", "low": 7, "best": 7, "high": 7}),
        act(shelling.id, "type", "corrected", value="air_strike"),
        act(arrest.id, "event", "rejected"),
        act(led.id, "statement", "rejected"),
        act("", "event", "added", value={"type": "visit", "time": "2021-03-05"}, evidence=[span(TEXT, "شوهدت")]),
        act("", "outlet", "corrected", value=["وكالة كفرنبل"]),
    )
    assert EventRow.objects.get(report=report, ident=shelling.id).type == "shelling", "not before it is handed in"
    move(report, "coded", "samar")
    made = Reading.objects.filter(report=report).order_by("-pk")[0]
    assert (made.reader, len(made.packs)) == ("people/1", 64)
    rows = {r.ident: r for r in EventRow.objects.filter(report=report)}
    assert {i: (r.type, r.reading_id, r.linked) for i, r in rows.items()} == {
        i: (t, made.pk, False) for i, t in ((shelling.id, "air_strike"), ("h1", "visit"))
    }  # fmt: skip
    assert rows[shelling.id].member.incident_id == homes[shelling.id]
    assert not ProfileRow.objects.filter(report=report, relation="led_by").exists()
    row = ReportRow.objects.get(report=report)
    assert (row.shown, row.state, row.events, row.reading_id) == ("وكالة كفرنبل", "coded", 2, made.pk)
    register.link()
    assert homes[shelling.id] in [i.pk for i in register.incidents(Filter(type="air_strike"))]
    assert register.incidents(Filter(type="visit"))
    assert list(register.verify()) == []
    # The same handed in again is the same reading; a newer reading of the machine waits beside it.
    move(report, "in_review", "rami")
    assert Reading.objects.filter(report=report, reader="people/1").count() == 1
    newer(monkeypatch, report, lambda plain: plain.update(events=[]))
    assert {r.ident: r.reading_id for r in EventRow.objects.filter(report=report)} == {shelling.id: made.pk, "h1": made.pk}
    assert ReportRow.objects.get(report=report).state == "in_review"
    assert coded(report).reading.reader.startswith("sijill-rules/newer")
    assert list(register.verify()) == []


# -- blind coding -----------------------------------------------------------------------------------------


def assign(report: Any, coder: str, **how: bool) -> Any:
    from sijill.register.people.assigning import assign

    return assign(report, coder, "huda", **how)


def test_who_is_to_code_what(report: Any, register: Register) -> None:
    from sijill.register.people import assigning

    first = assign(report, "samar")
    assert assign(report, "samar").pk == first.pk
    assert [a.report for a in assigning.of("samar")] == [report]
    assert assigning.lane(report, "samar") == ""
    assign(report, "rami", blind=True, bare=True)
    assert assigning.lane(report, "rami") == "rami"
    assert {a.coder for a in assigning.to(report)} == {"samar", "rami"}
    with pytest.raises(RegisterError, match="only who codes blind"):
        assign(report, "nour", bare=True)
    with pytest.raises(RegisterError, match="is not assigned"):
        assigning.withdraw(report, "nour", "huda")
    assigning.withdraw(report, "samar", "huda")
    assert assigning.of("samar") == []
    say(report, act("", "published", "accepted"), who="rami", lane="rami")
    with pytest.raises(RegisterError, match="has begun"):
        assign(report, "rami", blind=True)
    assert assigning.lanes(report) == ["rami"]
    assert list(register.verify()) == []


def test_blind_coders_see_nothing_of_one_another(report: Any) -> None:
    from sijill.register.people.standing import move

    arrest = by_type(report, "arrest")
    assign(report, "samar", blind=True)
    assign(report, "rami", blind=True, bare=True)
    with pytest.raises(RegisterError, match="codes one blind; say it in the lane samar"):
        say(report, act(arrest.id, "event", "rejected"))
    with pytest.raises(RegisterError, match="codes one blind; say it in the lane samar"):
        move(report, "coded", "samar")
    with pytest.raises(RegisterError, match="theirs alone"):
        say(report, act(arrest.id, "event", "rejected"), who="rami", lane="samar")
    say(report, act(arrest.id, "event", "rejected"), lane="samar")
    assert event(report, arrest.id) is not None
    assert event(report, arrest.id, "samar") is None
    assert coded(report, "rami").record.events == coded(report, "rami").record.profile == []
    with pytest.raises(RegisterError, match="there is no event"):
        say(report, act(arrest.id, "event", "accepted"), who="rami", lane="rami")
    (said,) = say(report, act("", "event", "added", value={"type": "arrest"}, evidence=[span(TEXT, "واعتقلت")]), who="rami", lane="rami")
    assert said.review.ident == "h1"
    assert [e.id for e in coded(report, "rami").record.events] == ["h1"]
    with pytest.raises(RegisterError, match="handed in by themselves"):
        move(report, "coded", "huda", lane="rami")
    move(report, "coded", "rami", lane="rami")
    with pytest.raises(RegisterError, match="is coded"):
        say(report, act("h1", "event", "rejected"), who="rami", lane="rami")
    from sijill.register.models import Reading, ReportRow

    assert ReportRow.objects.get(report=report).state == "unread"
    assert not Reading.objects.filter(reader="people/1").exists()


@BOTH
def test_adjudicating_takes_a_coders_words_over(report: Any, register: Register) -> None:
    from sijill.register.people.assigning import adjudicate
    from sijill.register.people.standing import state

    shelling, arrest = by_type(report, "shelling"), by_type(report, "arrest")
    assign(report, "samar", blind=True)
    assign(report, "rami", blind=True, bare=True)
    mine = {"who": "samar", "lane": "samar"}
    figure, hurt = coded(report).items[shelling.id, "figures"]
    say(report, act(shelling.id, "time", "corrected", value="2021-03-01"), **mine)
    (place,) = say(report, act(shelling.id, "places", "added", value={"names": ["حاس"]}, evidence=[span(TEXT, "حاس")]), **mine)
    say(
        report,
        act(shelling.id, "places", "corrected", item=f"+{place.review.pk}", value={"names": ["حاس", "بلدة حاس"]}, seen=place.review.pk),
        act(shelling.id, "figures", "rejected", item=hurt),
        act(shelling.id, "figures", "accepted", item=figure),
        act(arrest.id, "event", "rejected"),
        act("", "event", "added", value={"type": "deployment"}, evidence=[span(TEXT, "شوهدت")]),
        **mine,
    )
    say(report, act("h1", "modality", "corrected", value="claimed"), **mine)
    trigger = span(TEXT, TEXT[arrest.start : arrest.end])
    theirs = {"who": "rami", "lane": "rami"}
    say(report, act("", "event", "added", value={"type": "arrest", "time": "2021-03-06"}, evidence=[trigger]), **theirs)
    say(report, act("", "event", "added", value={"type": "visit"}, evidence=[trigger]), **theirs)
    say(report, act("h2", "event", "rejected", seen=coded(report, "rami").last), **theirs)
    with pytest.raises(RegisterError, match="has not handed in"):
        adjudicate(report, "samar", "huda")
    move(report, "coded", "samar", lane="samar")
    move(report, "coded", "rami", lane="rami")
    with pytest.raises(RegisterError, match="somebody else takes it over"):
        adjudicate(report, "samar", "samar")
    made = adjudicate(report, "samar", "huda")
    assert {r.who for r in made} == {"huda"}
    theirs_now, now = coded(report, "samar").record, coded(report).record
    said, kept = ([(e.id, e.type, e.time, e.modality, [p.names for p in e.places], [f.measure for f in e.figures]) for e in r.events] for r in (theirs_now, now))
    assert said == kept
    assert ("h1", "deployment", None, "claimed", [], []) in kept
    assert state(report, "samar") == "verified"
    assert adjudicate(report, "samar", "huda") == [], "once is enough"
    # Of who coded without suggestions, an event that the reader has too stands for the reader's.
    adjudicate(report, "rami", "huda")
    kept = [(e.id, e.time) for e in coded(report).record.events if e.type == "arrest"]
    assert kept == [("h2", "2021-03-06")]
    assert "visit" not in [e.type for e in coded(report).record.events]
    # Samar and Rami are among those who coded; Huda is not the only one.
    move(report, "coded", "huda")
    move(report, "in_review", "nour")
    move(report, "verified", "huda")
    assert list(register.verify()) == []


# -- agreement --------------------------------------------------------------------------------------------


def test_alpha_is_krippendorffs() -> None:
    """The data and results of Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section E and F."""
    from sijill.register.people.agreement import alpha, interval, nominal, ratio

    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    units = [[value for value in unit if value is not None] for unit in zip(*rows, strict=True)]
    found = [round(alpha(units, distance) or 0, 3) for distance in (nominal, interval, ratio)]
    assert found == [0.743, 0.849, 0.797]
    assert alpha([[1, 1], [1, 1]], nominal) is None
    assert alpha([[1], [2]], nominal) is None
    assert alpha([[1, 1], [2, 2]], nominal) == 1


def test_agreement_of_two_who_coded_blind(register: Register) -> None:
    from sijill.register.models import Report
    from sijill.register.people.agreement import agreement, units

    list(register.add([item("two", TEXT.replace("خمسة", "ستة")), item("three", TEXT.replace("خمسة", "تسعة"))]))
    list(register.read())
    one, two, three = Report.objects.order_by("pk")
    for report in (one, two, three):
        for coder in ("samar", "rami"):
            assign(report, coder, blind=True)
    shelling, arrest = by_type(one, "shelling").id, by_type(one, "arrest").id
    say(one, act(shelling, "type", "corrected", value="missile_strike"), lane="samar")
    say(one, act(arrest, "event", "rejected"), lane="samar")
    say(two, act(arrest, "event", "rejected"), lane="samar")
    say(two, act(arrest, "event", "rejected"), who="rami", lane="rami")
    added = {"value": {"type": "deployment"}, "evidence": [span(TEXT, "شوهدت")]}
    say(two, act("", "event", "added", **added), lane="samar")
    say(two, act("", "event", "added", **added), who="rami", lane="rami")
    dead, _ = coded(two).items[shelling, "figures"]
    say(two, act(shelling, "figures", "corrected", item=dead, value={"measure": "killed", "best": 9}), who="rami", lane="rami")
    for report in (one, two):
        for coder in ("samar", "rami"):
            move(report, "coded", coder, lane=coder)
    move(three, "coded", "samar", lane="samar")
    found = agreement()
    assert (found.reports, found.coders) == (2, ["rami", "samar"])
    told = {m.dimension: m for m in found.measures}
    # Both shellings, the arrest of one that only Rami kept, the arrest of two that nobody kept, the deployment of two that both added.
    assert told["presence"].units == 5
    assert told["presence"].agree == 4 / 5
    assert (told["type"].units, told["type"].agree) == (3, 2 / 3)
    assert told["figures killed"].units == 2
    assert (told["figures killed"].agree, told["figures injured"].agree) == (0.5, 1)
    assert told["type"].alpha == pytest.approx(1 - 5 * 2 / (2 * (2 * 1 + 2 * 3 + 1 * 3)) * 1.0)
    assert found.confusion == {("-", "arrest"): 1, ("deployment", "deployment"): 1, ("missile_strike", "shelling"): 1, ("shelling", "shelling"): 1}
    (pair,) = found.pairs
    assert (pair.coders, pair.reports, pair.measures) == (("rami", "samar"), 2, found.measures)
    assert [sum(e is not None for e in u.by.values()) for u in units(one, ["rami", "samar"])] == [2, 1]
    assert agreement([three]).reports == 0


# -- comments and collections -----------------------------------------------------------------------------


def test_comments_and_answers(report: Any, register: Register) -> None:
    from sijill.register.models import Comment
    from sijill.register.people import comments

    ident = by_type(report, "arrest").id
    first = comments.add(report, "  which Kirkuk?  ", "rami", ident, "places")
    answer = comments.add(report, "the town", "samar", answers=first.pk)
    comments.add(report, "long one", "samar")
    assert [(c.text, c.ident, c.dimension, c.answers_id) for c in comments.of(report, ident)] == [
        ("which Kirkuk?", ident, "places", None), ("the town", ident, "places", first.pk),
    ]  # fmt: skip
    assert len(comments.of(report)) == 3
    for text, answers, said in ((" ", None, "is empty"), ("x", 99, "none such"), ("\0", None, "none")):
        with pytest.raises(RegisterError, match=said):
            comments.add(report, text, "rami", answers=answers)
    Comment.objects.filter(pk=answer.pk).update(text="the province")
    assert list(register.verify()) == [f"comment {answer.pk} (one): altered since it was made"]


@BOTH
def test_collections_and_where_reports_are(report: Any, register: Register) -> None:
    from sijill.register.models import Collection, Placing
    from sijill.register.people import collections

    idlib, closed = collections.make(" Idlib  2021 ", "huda"), collections.make("closed", "huda")
    assert idlib.name == "Idlib 2021"
    with pytest.raises(RegisterError, match="already"):
        collections.make("closed", "huda")
    with pytest.raises(RegisterError, match="no name"):
        collections.make(" ", "huda")
    assert collections.of(report) is None
    assert collections.place([report], closed, "huda") == 1
    assert collections.place([report], closed, "huda") == 0
    assert collections.place([report], idlib, "huda") == 1
    assert collections.of(report) == idlib
    assert [c.name for c in collections.listed()] == ["Idlib 2021", "closed"]
    assert list(register.verify()) == []
    Placing.objects.update(collection=closed)
    assert list(register.verify()) == ["report one: the audit chain does not have it in the collection closed"]
    Placing.objects.all().delete()
    assert list(register.verify()) == [f"report {report.key[:12]}: the audit chain has it in the collection Idlib 2021, the register does not"]
    collections.place([report], idlib, "huda")
    assert collections.place([report], None, "huda") == 1
    assert list(register.verify()) == []
    Collection.objects.filter(pk=closed.pk).update(name="open")
    assert any("altered" in fault or "does not know" in fault for fault in register.verify())


# -- kept ---------------------------------------------------------------------------------------------------


@pytest.fixture
def worked(report: Any, register: Register) -> Any:
    """A register in which people have done everything that they can do."""
    from sijill.register import naming
    from sijill.register.people import assigning, collections, comments
    from sijill.register.people.acts import undo

    shelling, arrest = by_type(report, "shelling"), by_type(report, "arrest")
    who = {"names": ["سعاد الزعبوط"], "kind": "person"}
    (said,) = say(report, act(shelling.id, "target", "added", value=who, evidence=[span(TEXT, "ثلاثة مدنيين")], why="سعاد الزعبوط of the family"))
    say(report, act(shelling.id, "time", "corrected", value="2021-03-03", why="dateline"), act(arrest.id, "event", "rejected"))
    say(report, act(shelling.id, "time", "corrected", value="2021-03-02"), who="rami")
    undo(report, "rami")
    say(report, act(shelling.id, "target", "corrected", item=f"+{said.review.pk}", value=who | {"names": ["سعاد الزعبوط", "سعاد"]}, seen=said.review.pk))
    assign(report, "nour", blind=True)
    say(report, act(arrest.id, "event", "accepted"), who="nour", lane="nour")
    move(report, "coded", "nour", lane="nour")
    assigning.withdraw(report, "nour", "huda")
    move(report, "coded", "samar")
    move(report, "in_review", "rami")
    move(report, "returned", "rami", "ask سعاد الزعبوط again")
    first = comments.add(report, "سعاد الزعبوط said so", "samar", shelling.id, "target")
    comments.add(report, "when?", "rami", answers=first.pk)
    collections.place([report], collections.make("closed", "huda"), "huda")
    naming.same("party", "سعاد الزعبوط", "أم سعاد", who="huda")
    # A number that PostgreSQL gives and that nothing gets, as whenever a transaction is broken off.
    with pytest.raises(RegisterError):
        say(report, act("", "published", "accepted"), act("e99", "event", "accepted"))
    say(report, act("", "published", "accepted"))
    register.link()
    assert list(register.verify()) == []
    return report


def holds(report: Any) -> Any:
    """What is to come back: the coding of both lanes, and what lists show."""
    from sijill.register.models import EventRow, ReportRow
    from sijill.register.people import assigning, collections, comments
    from sijill.register.people.standing import state

    told = [coded(report, lane) for lane in ("", "nour")]
    rows = sorted((r.ident, r.type, r.reading.reader) for r in EventRow.objects.filter(report=report).select_related("reading"))
    return (
        [(t.record, t.marks, t.rejected, t.last, t.items) for t in told], [state(report, lane) for lane in ("", "nour")], rows,
        ReportRow.objects.get(report=report).state, [(c.pk, c.text, c.answers_id) for c in comments.of(report)],
        [(a.coder, a.blind) for a in assigning.to(report)], getattr(collections.of(report), "name", None),
    )  # fmt: skip


@BOTH
def test_everything_comes_back_from_the_dump_to_the_byte(
    worked: Any, register: Register, database: str, elsewhere: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from .test_commands import run

    before = holds(worked)
    key = worked.key
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert run("export", "jsonl", "--out", first, "--unredacted", "--database", database).exit_code == 0
    other = elsewhere("postgresql" if database.endswith(".db") else "sqlite")
    result = run("import", first, "--database", other)
    assert result.exit_code == 0, result.stderr
    assert run("export", "jsonl", "--out", second, "--unredacted", "--database", other).exit_code == 0
    assert second.read_bytes() == first.read_bytes()
    with Register.open(other, evidence=tmp_path / "evidence") as copy:
        from sijill.register.models import Report

        report = Report.objects.get(key=key)
        assert holds(report) == before
        assert list(copy.verify()) == []
        (said,) = say(report, act("", "outlet", "corrected", value=["وكالة"]))
        assert said.review.pk > before[0][0][3], "it goes on where it stood"
        assert list(copy.verify()) == []


@BOTH
def test_everything_comes_back_from_a_backup(worked: Any, register: Register, database: str, elsewhere: Callable[[str], str], tmp_path: Path) -> None:
    before, key = holds(worked), worked.key
    register.backup(tmp_path / "b.age", "five words taken by chance")
    register.close()
    other = elsewhere("postgresql" if database.endswith(".db") else "sqlite")
    copy, faults = Register.restore(tmp_path / "b.age", "five words taken by chance", other, evidence=tmp_path / "evidence-2")
    with copy:
        from sijill.register.models import Report

        assert faults == []
        report = Report.objects.get(key=key)
        assert holds(report) == before
        say(report, act("", "outlet", "corrected", value=["وكالة"]))
        assert list(copy.verify()) == []


def test_a_redacted_dump_gives_nobody_away(worked: Any, register: Register, tmp_path: Path) -> None:
    from sijill.exports.giving import give

    give("jsonl", tmp_path / "out.jsonl", who="huda")
    text = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    kinds = {msgspec.json.decode(line)["kind"] for line in text.splitlines()}
    assert {"review", "standing", "comment", "assignment", "collection", "placing", "naming"} <= kinds
    for name in ("سعاد", "الزعبوط", "samar", "rami", "huda", "nour"):
        found = [line for line in text.splitlines() if name in line]
        assert not found, found[0]
    reviews = [line for line in map(msgspec.json.decode, text.splitlines()) if line["kind"] == "review"]
    assert "2021-03-03" in [r["value"] for r in reviews]
    assert any(r["dimension"] == "target" and r["value"] is None for r in reviews)


# -- asked ------------------------------------------------------------------------------------------------


@BOTH
def test_only_what_counts_of_the_common_coding_is_found_by_its_state(report: Any, register: Register) -> None:
    from sijill.register.filters import Filter
    from sijill.register.people.acts import undo

    register.link()
    shelling, arrest = by_type(report, "shelling").id, by_type(report, "arrest").id

    def found(state: str) -> list[str]:
        return sorted(i.type for i in register.incidents(Filter(review=state)))

    assign(report, "nour", blind=True)
    say(report, act(arrest, "event", "rejected"), who="nour", lane="nour")
    assert (found("any"), found("rejected")) == ([], []), "what a blind coder says is theirs alone"
    say(report, act(shelling, "time", "corrected", value="2021-03-01"))
    (late,) = say(report, act(shelling, "time", "rejected"), who="rami")
    assert (found("corrected"), found("rejected"), late.review.contested) == (["shelling"], [], True)
    back = undo(report, "samar")
    assert (found("corrected"), found("none")) == ([], ["arrest", "shelling"])
    again = undo(report, "samar", review=back.pk)
    assert found("corrected") == ["shelling"]
    undo(report, "samar", review=again.pk)
    assert found("any") == []


def test_reviews_are_listed_newest_first(worked: Any, database: str) -> None:
    import json

    from .test_commands import run

    whole = run("reviews", "--format", "jsonl", "--database", database)
    assert whole.exit_code == 0, whole.stderr
    lines = [json.loads(line) for line in whole.stdout.splitlines()]
    assert [line["review"] for line in lines] == sorted((line["review"] for line in lines), reverse=True)
    assert lines[-1]["value"]["names"] == ["سعاد الزعبوط"]
    table = run("reviews", "one", "--by", "samar", "--verdict", "corrected", "--database", database)
    header, *rows = [line.split("\t") for line in table.stdout.splitlines()]
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(t["dimension"], t["before"], t["after"], t["why"]) for t in told] == [
        ("target", "سعاد الزعبوط", "سعاد الزعبوط", "the text says otherwise"), ("time", "2021-03-04", "2021-03-03", "dateline"),
    ]  # fmt: skip
    assert {json.loads(line)["who"] for line in run("reviews", "--verdict", "contested", "--format", "jsonl", "--database", database).stdout.splitlines()} == {"rami"}
    assert "the newest 2" in run("reviews", "--limit", "2", "--database", database).stderr
    for arguments, said in ((["two"], "no report of this name"), (["--verdict", "wrong"], "is no verdict")):
        result = run("reviews", *arguments, "--database", database)
        assert (result.exit_code, said in result.stderr) == (2, True)


def test_agreement_is_told(report: Any, database: str) -> None:
    import json

    from .test_commands import run

    assert "coded blind by two" in run("agreement", "--database", database).stderr
    ident = by_type(report, "arrest").id
    for coder in ("samar", "rami"):
        assign(report, coder, blind=True)
    say(report, act(ident, "type", "corrected", value="raid"), lane="samar")
    for coder in ("samar", "rami"):
        move(report, "coded", coder, lane=coder)
    rows = json.loads(run("agreement", "--format", "json", "--database", database).stdout)
    told = {(r["coders"], r["dimension"]): r for r in rows}
    assert told["rami and samar", "type"]["agree"] == told["all", "type"]["agree"] == 0.5
    assert told["all", "type"]["alpha"] == pytest.approx(1 - 3 * 2 / (2 * (2 * 1 + 2 * 1 + 1 * 1)))
    assert told["all", "modality"]["alpha"] is None, "one value only"
    table = run("agreement", "one", "--confusion", "--database", database).stdout.splitlines()
    assert [line.split("\t") for line in table[1:]] == [["arrest", "raid", "1"], ["shelling", "shelling", "1"]]
    assert run("agreement", "two", "--database", database).exit_code == 2

"""What holds of a report now: the reader's latest reading with everything that people said put in.

Reviews are folded in the order in which they were made.  One that was taken back counts no more, unless the taking back was taken back itself;
a contested one waits until somebody who had seen the slot's latest speaks on it again; of the others the latest of a slot is in force.
What a person said outranks what any reader reads, earlier or later: a value that was accepted or corrected stays as it was when a newer reading has
another there, and an event that was accepted as a whole stays the event of the reading in which it was accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import msgspec

from sijill.errors import RegisterError
from sijill.records import Event, Evidence, ProfileClaim
from sijill.records import Reading as Record
from sijill.register.models import Assignment, Reading, Report, Review
from sijill.register.people.fastening import Told, alike, heirs, items, same_item, told
from sijill.register.people.values import EVENT, LISTS, REPORT, STATEMENT, core, item_type, ruled
from sijill.register.readings import PEOPLE, record

UNDONE = "undone"
_WHOLE = ("event", "statement")
# Records are given out: who said so, and in what words, is in the review alone.
_REJECTED = "a person rejected what was read (review/{})"
_KNOWN = "a person gave it without pointing to characters (review/{})"


class Slot(NamedTuple):
    """What an act is about: ``dimension`` of the event or statement ``ident`` (empty for the report), and of several values ``item``."""

    ident: str
    dimension: str
    item: str = ""


class Mark(NamedTuple):
    """What people said of a slot. ``review`` is 0 and ``verdict`` empty where nothing is in force; ``contested`` are the numbers of reviews that
    wait for a decision: whoever speaks next with ``seen`` being any of these numbers, or ``review``, decides."""

    verdict: str
    review: int
    who: str
    why: str
    made: Any
    before: Any
    contested: tuple[int, ...] = ()


class Coded(NamedTuple):
    """A report as it is coded now."""

    reading: Reading
    """The reader's latest reading, which ``ident`` and ``item`` of slots speak of."""
    record: Record
    """That reading with what people said put in and what they rejected left out."""
    marks: dict[Slot, Mark]
    rejected: dict[Slot, Any]
    """What was left out: an event or statement, or a value of one, as records have it."""
    last: int
    """The number of the latest review; 0 for none."""
    adrift: list[Review]
    """Reviews in force whose event, statement or value the reader's latest reading has no longer."""
    items: dict[tuple[str, str], list[str]]
    """``(ident, dimension)`` of a list to the ``item`` of each value of it, in the order of the record."""


class State(NamedTuple):
    """A slot: the review in force, if any, and those that wait."""

    current: Review | None
    waiting: list[Review]

    @property
    def latest(self) -> int:
        """The number of the review in force; 0 for none."""
        return self.current.pk if self.current is not None else 0


class Folded(NamedTuple):
    """What ``coded`` tells, with what acts need to be checked against."""

    coded: Coded
    states: dict[Slot, State]
    everything: dict[str, Told]
    """Events and statements by ident, those that were rejected too."""
    values: dict[Slot, Any]
    """The values of lists that are in force."""

    def value(self, slot: Slot) -> Any:
        """The value in force of a slot in JSON builtins; None where there is none. Of whole events and statements only what names them."""
        if slot.dimension in _WHOLE:
            one = self.everything.get(slot.ident)
            return None if one is None or slot in self.coded.rejected else short(one)
        if slot.dimension in LISTS and slot.item:
            return msgspec.to_builtins(self.values.get(slot))
        one = self.everything.get(slot.ident) if slot.ident else None
        if slot.ident and one is None:
            return None
        return msgspec.to_builtins(getattr(one if one is not None else self.coded.record, slot.dimension))


def coded(report: Report, lane: str = "") -> Coded:
    """What holds of a report now, in the common coding or in a coder's own lane.

    Raises ``RegisterError`` for a report that no reader has read yet.
    """
    return folded(report, lane).coded


def history(report: Report, lane: str = "", ident: str | None = None) -> list[Review]:
    """All reviews in the order in which they were made, those taken back and contested too. ``ident``: only those of that event or statement of the
    reader's latest reading (and of what it was in earlier ones); empty for the report itself."""
    reviews = _reviews(report, lane)
    if ident is None:
        return reviews
    resolve = _Fastening(report, *_base(report, lane)).ident
    return [r for r in reviews if resolve(r) == ident]


def alive(reviews: list[Review]) -> list[Review]:
    """The reviews that nobody took back, in order; taking back is itself none of them."""
    gone: set[int] = set()
    for review in reversed(reviews):
        if review.verdict == UNDONE and review.pk not in gone and review.undoes_id is not None:
            gone.add(review.undoes_id)
    return [r for r in reviews if r.pk not in gone and r.verdict != UNDONE]


def short(one: Told) -> dict[str, Any]:
    """What names an event or a statement."""
    if isinstance(one, Event):
        return {"type": one.type, "trigger": one.trigger, "modality": one.modality, "time": one.time}
    return {"relation": one.relation, "subject": list(one.subject), "object": one.object}


def folded(report: Report, lane: str = "") -> Folded:
    """The same as ``coded``, with more."""
    reading, base = _base(report, lane)
    return fold(_Fastening(report, reading, base), _reviews(report, lane))


def _reviews(report: Report, lane: str) -> list[Review]:
    return list(Review.objects.filter(report=report, lane=lane).order_by("pk"))


def _base(report: Report, lane: str) -> tuple[Reading, Record]:
    """The reader's latest reading and its record; without events and statements for somebody who codes without suggestions."""
    reading: Reading | None = Reading.objects.filter(report=report).exclude(reader__startswith=PEOPLE).order_by("-pk").first()
    if reading is None:
        raise RegisterError(f"{report.doc}: no reader has read it yet; run `sijill reread`, then code it")
    base = record(reading)
    return reading, bare(base) if lane and codes_bare(report, lane) else base


def bare(base: Record) -> Record:
    """A reading without the reader's suggestions."""
    return msgspec.structs.replace(base, events=[], profile=[], notes=[])


def codes_bare(report: Report, coder: str) -> bool:
    """Whether a coder's assignment says so."""
    found = Assignment.objects.filter(report=report, coder=coder).order_by("-pk").values_list("bare", flat=True).first()
    return bool(found)


class _Fastening:
    """Where what was said of earlier readings belongs in the latest."""

    def __init__(self, report: Report, reading: Reading, base: Record) -> None:
        self.report, self.reading, self.base = report, reading, base
        self.now = told(base)
        self._records: dict[int, Record] = {reading.pk: base}
        self._heirs: dict[int, dict[str, str]] = {}

    def record(self, reading: int) -> Record:
        """The record of an earlier reading."""
        if reading not in self._records:
            self._records[reading] = record(Reading.objects.get(pk=reading))
        return self._records[reading]

    def ident(self, review: Review) -> str | None:
        """The event or statement that a review is about now; None where the latest reading has it no longer."""
        said: str = review.ident
        if not said or said.startswith("h") or review.reading_id == self.reading.pk:
            return said
        if review.reading_id not in self._heirs:
            self._heirs[review.reading_id] = heirs(self.record(review.reading_id), self.base)
        return self._heirs[review.reading_id].get(said)

    def was(self, review: Review) -> Told | None:
        """The event or statement as it was in the reading that the person had before them."""
        return told(self.record(review.reading_id)).get(review.ident)


def fold(at: _Fastening, reviews: list[Review]) -> Folded:
    """Fold reviews, in order, into the latest reading."""
    number = {r.pk: r for r in reviews}
    live = alive(reviews)
    adrift: list[Review] = []
    people: dict[str, tuple[Review, Told]] = {}
    """Events and statements that people added, with the review that did."""
    for review in live:
        if review.verdict in ("added", "accepted") and review.dimension in _WHOLE and review.ident.startswith("h"):
            first = provider(review, number)
            if first is not None and first.verdict == "added":
                people.setdefault(review.ident, (first, _added(first)))
    wholes: dict[str, Told] = dict(at.now)
    for ident, (_, one) in people.items():
        wholes[ident] = one

    # Which slot each review is about now, and which of a slot is in force.
    states: dict[Slot, State] = {}
    _settle(at, [r for r in live if r.dimension in _WHOLE], wholes, states, adrift)
    for slot, state in states.items():
        # An event accepted as a whole is the one that was accepted.
        whole = state.current
        if whole is not None and whole.verdict == "accepted" and whole.reading_id != at.reading.pk:
            accepted = at.was(whole)
            if accepted is not None:
                named: Any = msgspec.structs.replace(accepted, id=slot.ident)
                wholes[slot.ident] = named
    _settle(at, [r for r in live if r.dimension not in _WHOLE], wholes, states, adrift)
    covered = _covered(at, people, states)
    by_ident: dict[str, dict[Slot, Review]] = {}
    for slot, state in states.items():
        if state.current is not None and slot.dimension not in _WHOLE:
            by_ident.setdefault(slot.ident, {})[slot] = state.current

    rejected: dict[Slot, Any] = {}
    values: dict[Slot, Any] = {}
    order: dict[tuple[str, str], list[str]] = {}
    made: dict[str, Told] = {}
    for ident, one in wholes.items():
        if ident not in covered:
            made[ident] = _apply(at, one, by_ident.get(ident, {}), number, rejected, values, order, adrift)
    events: list[Event] = []
    profile: list[ProfileClaim] = []
    for one in made.values():
        slot = _whole(one)
        said = states[slot].current if slot in states else None
        if said is not None and said.verdict == "rejected":
            rejected[slot] = one
        elif isinstance(one, Event):
            events.append(one)
        else:
            profile.append(one)
    # People's events stand where their trigger does; the reader's keep the order it gave them.
    if people:
        events.sort(key=lambda e: e.start)
        profile.sort(key=lambda p: p.start)
    out = msgspec.structs.replace(at.base, events=events, profile=profile)
    out = _report(at, out, by_ident.get("", {}), number, rejected, adrift)
    marks = _marks(states, made, order, number, people)
    gone = {r.pk for r in adrift}
    adrift = [r for r in live if r.pk in gone and not r.contested]
    last = reviews[-1].pk if reviews else 0
    return Folded(Coded(at.reading, out, marks, rejected, last, adrift, order), states, made, values)


def provider(review: Review, number: Mapping[int, Review]) -> Review | None:
    """The review whose value an acceptance accepts: itself where it is none, and None where the value is the reader's."""
    found: Review | None = review
    skip = ("accepted", "rejected") if review.verdict == "accepted" else ()
    while found is not None and found.verdict in skip:
        found = number.get(found.over_id) if found.over_id is not None else None
    return found


def _read(review: Review, number: Mapping[int, Review]) -> Any:
    """What the reader had in the slot of a review, in JSON builtins: the value before the first of those made one upon the other."""
    found = review
    while found.over_id is not None and found.over_id in number:
        found = number[found.over_id]
    return found.before


def _settle(at: _Fastening, live: list[Review], wholes: Mapping[str, Told], states: dict[Slot, State], adrift: list[Review]) -> None:
    """Note for each slot which review is in force and which wait."""
    for review in live:
        slot = _slot(at, review, wholes)
        if slot is None:
            if not review.ident.startswith("h"):  # else whoever added it has taken it back
                adrift.append(review)
            continue
        before = states.get(slot, State(None, []))
        states[slot] = State(before.current, [*before.waiting, review]) if review.contested else State(review, [])


def _whole(one: Told) -> Slot:
    return Slot(one.id, "event" if isinstance(one, Event) else "statement")


def _slot(at: _Fastening, review: Review, wholes: Mapping[str, Told]) -> Slot | None:
    """The slot that a review is about in the latest reading; None where that has no such thing."""
    ident = at.ident(review)
    if ident is None or (ident and ident not in wholes):
        return None
    item: str = review.item
    if item and not item.startswith("+") and review.reading_id != at.reading.pk and not ident.startswith("h"):
        item = same_item(item, items(wholes[ident], review.dimension)) or item
    return Slot(ident, review.dimension, item)


def _added(review: Review) -> Told:
    """The event or statement that a review adds, under the ident that it was given."""
    plain = {**ruled(review.value, f"review/{review.pk}"), "id": review.ident}
    kind: Any = Event if review.dimension == "event" else ProfileClaim
    found: Told = msgspec.convert(plain, kind)
    return found


def _covered(at: _Fastening, people: Mapping[str, tuple[Review, Told]], states: Mapping[Slot, State]) -> set[str]:
    """Events of the latest reading that people had added before any reader read them: theirs stand in their place."""
    spoken = {slot.ident for slot in states}
    out: set[str] = set()
    for review, mine in people.values():
        if review.reading_id == at.reading.pk:
            continue
        for ident, theirs in at.now.items():
            if alike(mine, theirs) and ident not in spoken and ident not in out:
                out.add(ident)
                break
    return out


# -- values -----------------------------------------------------------------------------------------------


def _apply(
    at: _Fastening, one: Told, said: Mapping[Slot, Review], number: Mapping[int, Review], rejected: dict[Slot, Any], values: dict[Slot, Any],
    order: dict[tuple[str, str], list[str]], adrift: list[Review],
) -> Told:  # fmt: skip
    """An event or statement with what people said of its fields."""
    plain: dict[str, Any] = {}
    evidence: dict[str, list[Evidence]] = dict(one.evidence) if isinstance(one, Event) else {}
    reasons: dict[str, str] = dict(one.reasons) if isinstance(one, Event) else {}
    confidences: dict[str, float] = dict(one.confidences) if isinstance(one, Event) else {}
    rule = one.rule
    for dimension in EVENT if isinstance(one, Event) else STATEMENT:
        mine = {slot: review for slot, review in said.items() if slot.dimension == dimension}
        if dimension in LISTS:
            held = items(one, dimension)
            spans = dict(zip(held, evidence.get("means", []), strict=False)) if dimension == "means" and len(evidence.get("means", [])) == len(held) else {}
            for slot, review in mine.items():
                if slot.item:
                    _item(at, one, slot, review, number, held, spans, rejected, adrift)
                elif getattr(one, dimension) and not review.before:
                    adrift.append(review)  # that there is nothing was right, and a newer reading has something
            order[one.id, dimension] = list(held)
            values.update({Slot(one.id, dimension, name): value for name, value in held.items()})
            if not mine:
                continue
            plain[dimension] = list(held.values())
            if dimension == "means":
                evidence["means"] = [spans[name] for name in held if name in spans]
            latest = max(mine.values(), key=lambda r: r.pk)
            if plain[dimension]:
                reasons.pop(dimension, None)
            elif getattr(one, dimension):
                reasons[dimension] = _REJECTED.format(latest.pk)
            continue
        for slot, review in mine.items():
            source = provider(review, number)
            here, read = getattr(one, dimension), _read(review, number)
            newer = core(msgspec.to_builtins(here)) != core(read)
            if source is None:  # accepted as the reader has it, or had it
                if newer:
                    _accepted_before(at, slot, review, _record_of(dimension, read), plain, evidence, reasons)
                continue
            if source.verdict == "rejected":
                if newer:
                    adrift.append(review)
                    continue
                rejected[slot] = _record_of(dimension, source.before)
                plain[dimension] = None
                evidence.pop(dimension, None)
                reasons[dimension] = _REJECTED.format(source.pk)
                continue
            mark = f"review/{source.pk}"
            plain[dimension] = _convert(dimension, source.value, mark)
            evidence[dimension] = _pointed(source)
            reasons.pop(dimension, None)
            reasons.pop(f"{dimension}_evidence", None)
            if not evidence[dimension]:
                reasons[f"{dimension}_evidence"] = _KNOWN.format(source.pk)
            if isinstance(one, ProfileClaim):
                rule = mark
            elif dimension == "type":
                rule = mark
                plain["confidence"] = 1.0
            else:
                confidences[dimension] = 1.0
    if isinstance(one, Event):
        # What stays without evidence of its own has no entry, as in the reader's records.
        evidence = {d: e for d, e in evidence.items() if e}
        return msgspec.structs.replace(one, **plain, rule=rule, evidence=evidence, reasons=reasons, confidences=confidences) if said else one
    return msgspec.structs.replace(one, **plain, rule=rule) if said else one


def _item(
    at: _Fastening, one: Told, slot: Slot, review: Review, number: Mapping[int, Review], held: dict[str, Any], spans: dict[str, Evidence],
    rejected: dict[Slot, Any], adrift: list[Review],
) -> None:  # fmt: skip
    """What people said of one value of several, done to ``held``."""
    source, name, dimension = provider(review, number), slot.item, slot.dimension
    read = _read(review, number)
    newer = read is not None and (name not in held or core(msgspec.to_builtins(held[name])) != core(read))
    if source is None:  # accepted as the reader has it, or had it
        if newer:
            held[name] = _record_of(dimension, read)
            was = at.was(review) if dimension == "means" else None
            if isinstance(was, Event):
                where = dict(zip(items(was, "means"), was.evidence.get("means", []), strict=False))
                spans.update({name: where[review.item]} if review.item in where else {})
        return
    if source.verdict == "rejected":
        if newer and not name.startswith("+"):
            adrift.append(review)
            return
        held.pop(name, None)
        spans.pop(name, None)
        rejected[slot] = _record_of(dimension, source.before)
        return
    held[name] = _convert(dimension, source.value, f"review/{source.pk}")
    if dimension == "means":
        pointed = _pointed(source)
        if pointed:
            spans[name] = pointed[0]
        elif name not in spans:
            spans[name] = Evidence(start=one.start, end=one.start, rule=f"review/{source.pk}")


def _accepted_before(
    at: _Fastening, slot: Slot, review: Review, before: Any, plain: dict[str, Any], evidence: dict[str, list[Evidence]], reasons: dict[str, str]
) -> None:
    """A value that was accepted in an earlier reading stays where the latest has another."""
    was, dimension = at.was(review), slot.dimension
    plain[dimension] = before
    reasons.pop(dimension, None)
    evidence.pop(dimension, None)
    if isinstance(was, Event) and getattr(was, dimension) == before:
        evidence[dimension] = was.evidence.get(dimension, [])
        reasons.update({key: why for key, why in was.reasons.items() if key in (dimension, f"{dimension}_evidence")})


def _report(at: _Fastening, out: Record, said: Mapping[Slot, Review], number: Mapping[int, Review], rejected: dict[Slot, Any], adrift: list[Review]) -> Record:
    """The record with what people said of the report itself."""
    for slot, review in said.items():
        dimension = slot.dimension
        empty: Any = [] if dimension == "outlet" else None
        evidence, reasons = dict(out.evidence), dict(out.reasons)
        source, read = provider(review, number), _read(review, number)
        newer = read != getattr(at.base, dimension)
        if source is None:
            if not newer:
                continue
            value, found = read, at.record(review.reading_id).evidence.get(dimension, [])
        elif source.verdict == "rejected":
            if newer:
                adrift.append(review)
                continue
            value, found = empty, []
            rejected[slot] = source.before
            reasons[dimension] = _REJECTED.format(source.pk)
        else:
            value, found = source.value, _pointed(source)
            reasons.pop(dimension, None)
            if not found:
                reasons[f"{dimension}_evidence"] = _KNOWN.format(source.pk)
        evidence[dimension] = found
        out = msgspec.structs.replace(out, **{dimension: value}, evidence=evidence, reasons=reasons)
    return out


def _convert(dimension: str, value: Any, rule: str) -> Any:
    kind = item_type(dimension)
    return value if kind is None else msgspec.convert(ruled(value, rule), kind)


def _record_of(dimension: str, builtins: Any) -> Any:
    """A value that reviews keep as JSON builtins as records have it."""
    kind = item_type(dimension)
    return builtins if kind is None or builtins is None else msgspec.convert(builtins, kind)


def _pointed(review: Review) -> list[Evidence]:
    return [Evidence(start=a, end=b, rule=f"review/{review.pk}") for a, b in review.evidence or ()]


# -- marks ------------------------------------------------------------------------------------------------


def _marks(
    states: Mapping[Slot, State], made: Mapping[str, Told], order: Mapping[tuple[str, str], list[str]], number: Mapping[int, Review],
    people: Mapping[str, tuple[Review, Told]],
) -> dict[Slot, Mark]:  # fmt: skip
    out: dict[Slot, Mark] = {}
    for slot, state in states.items():
        waiting = tuple(r.pk for r in state.waiting)
        out[slot] = _mark(state.current, waiting) if state.current is not None else Mark("", 0, "", "", None, None, waiting)
    whole = partial(_mark, contested=())
    for ident, one in made.items():
        mark = states.get(_whole(one))
        current = mark.current if mark is not None else None
        if current is None or current.verdict not in ("accepted", "added"):
            continue
        dimensions = EVENT if isinstance(one, Event) else STATEMENT
        for dimension in dimensions:
            names = order.get((ident, dimension), []) if dimension in LISTS else [""]
            for name in names or [""]:
                slot = Slot(ident, dimension, name)
                # A value of a list that was added since carries its own mark.
                if slot not in out and not name.startswith("+"):
                    out[slot] = whole(current)
    return out


def _mark(review: Review, contested: tuple[int, ...] = ()) -> Mark:
    return Mark(review.verdict, review.pk, review.who, review.why, review.made, review.before, contested)


def dimensions_of(one: Told | None) -> tuple[str, ...]:
    """The fields of an event, a statement, or (None) the report itself."""
    if one is None:
        return REPORT
    return ("event", *EVENT) if isinstance(one, Event) else ("statement", *STATEMENT)

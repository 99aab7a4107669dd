"""A coded report as cards: the report itself, its events and lasting statements in text order, each with its fields and their values.

Made for templates: everything here is said in the language of the person, and points to the characters it stands on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import get_language

from sijill.desk.coding.labels import beside, label
from sijill.desk.coding.terms import DIMENSIONS, reason, term, why
from sijill.desk.shown import digits
from sijill.output.html import DOUBT
from sijill.records import Event, Evidence, ProfileClaim
from sijill.register.models import Review
from sijill.register.people.coding import Coded, Mark, Slot
from sijill.register.people.values import EVENT, LISTS, NEEDED, REPORT, STATEMENT

HEAD = "report"
"""The ident of the report's own card on the page; empty in slots."""


class Rival(NamedTuple):
    """An act that waits for a decision, because somebody else had changed the value meanwhile."""

    review: int
    verdict: str
    """In the person's language."""
    label: str
    who: str
    made: datetime


class Shown(NamedTuple):
    """A value of a field, or a field without one."""

    key: str
    """``e3/places/120-130``: ident, dimension and item of its slot."""
    ident: str
    dimension: str
    label: str
    beside: str
    spans: tuple[tuple[int, int], ...]
    """The characters it stands on."""
    rule: str
    sure: float | None
    doubt: bool
    gap: str
    """Why there is none, or why it stands on no characters."""
    empty: bool
    verdict: str = ""
    """What is in force: accepted, corrected, rejected, added; empty where nobody spoke."""
    who: str = ""
    why: str = ""
    made: datetime | None = None
    before: str = ""
    seen: int = 0
    """The number of the latest review of it, to be sent with the next act."""
    rivals: tuple[Rival, ...] = ()
    needed: bool = False
    """Whether it can be corrected but not rejected."""

    @property
    def start(self) -> int | None:
        """The first character it stands on."""
        return self.spans[0][0] if self.spans else None

    @property
    def where(self) -> str:
        """Its characters as an attribute: ``120-130 140-150``."""
        return " ".join(f"{a}-{b}" for a, b in self.spans)

    @property
    def share(self) -> str:
        """How sure it is, as people of their language write a share."""
        return digits(f"{round((self.sure or 0) * 100)}٪" if get_language() == "ar" else f"{round((self.sure or 0) * 100)}%")

    @property
    def said(self) -> str:
        """The verdict in the person's language."""
        return term("verdict", self.verdict)

    @property
    def open(self) -> bool:
        """Whether nobody has spoken of it yet."""
        return not self.verdict and not self.empty


class Field(NamedTuple):
    """A field of a card. ``several``: it is a list, to which values can be added."""

    dimension: str
    name: str
    several: bool
    values: list[Shown]
    empty: Shown | None
    """The field itself where it has no value."""


class Card(NamedTuple):
    """The report's own values, an event or a lasting statement."""

    ident: str
    kind: str
    """report, event or statement."""
    title: str
    type: str
    trigger: str
    whole: Shown | None
    fields: list[Field]
    start: int
    rejected: bool
    mentions: tuple[tuple[int, int], ...]

    def values(self) -> Iterator[Shown]:
        """All values that there are, the rejected ones too."""
        for field in self.fields:
            yield from field.values

    @property
    def done(self) -> bool:
        """Whether people have spoken of all of it."""
        return (self.whole is not None and bool(self.whole.verdict)) or not any(v.open for v in self.values())

    @property
    def unsaid(self) -> bool:
        """Whether nobody has spoken of the whole of it, and nothing of it waits for a decision."""
        return self.whole is not None and not self.rejected and not self.whole.verdict and not any(v.rivals for v in self.values())

    @property
    def doubtful(self) -> int:
        """How many of its values are to be looked at first."""
        return sum(v.doubt and v.open for v in self.values()) if not (self.whole and self.whole.verdict) else 0


def key(slot: Slot) -> str:
    """A slot as one word."""
    return "/".join((slot.ident or HEAD, slot.dimension, *((slot.item,) if slot.item else ())))


def slot_of(text: str) -> Slot:
    """The slot that a word names. Raises ``ValueError`` for one that names none."""
    ident, slash, rest = text.partition("/")
    dimension, _, item = rest.partition("/")
    if not slash or not ident or not dimension:
        raise ValueError(text)
    return Slot("" if ident == HEAD else ident, dimension, item)


class Cards:
    """The cards of a coded report. ``waiting`` are the reviews that marks name as contested, by number."""

    def __init__(self, coded: Coded, waiting: Mapping[int, Review]) -> None:
        self.coded, self.waiting = coded, waiting

    def head(self) -> Card:
        """The report's own values."""
        record = self.coded.record
        fields = []
        for dimension in REPORT:
            value = getattr(record, dimension)
            evidence = record.evidence.get(dimension, [])
            gap = record.reasons.get(dimension, "") or ("" if evidence else "given beside the text")
            fields.append(self._one(Slot("", dimension), value, evidence, None, gap))
        return Card(HEAD, "report", "", "", "", None, fields, 0, False, ())

    def all(self) -> list[Card]:
        """Events and lasting statements, each in the order in which the text tells of them; the rejected ones among them."""
        return [*self.events(), *self.statements()]

    def events(self) -> list[Card]:
        """The events."""
        gone = [one for slot, one in self.coded.rejected.items() if slot.dimension == "event" and isinstance(one, Event)]
        left = {one.id for one in gone}
        return [self.event(one, one.id in left) for one in sorted((*self.coded.record.events, *gone), key=lambda e: e.start)]

    def statements(self) -> list[Card]:
        """The lasting statements."""
        gone = [one for slot, one in self.coded.rejected.items() if slot.dimension == "statement" and isinstance(one, ProfileClaim)]
        left = {one.id for one in gone}
        return [self.statement(one, one.id in left) for one in sorted((*self.coded.record.profile, *gone), key=lambda p: p.start)]

    def event(self, one: Event, rejected: bool = False) -> Card:
        """An event."""
        own = [Evidence(start=one.start, end=one.end, rule=one.rule)]
        fields = []
        for dimension in EVENT:
            if dimension in LISTS:
                fields.append(self._several(one, dimension, one.reasons.get(dimension, "")))
                continue
            evidence = one.evidence.get(dimension) or (own if dimension == "type" else [])
            sure = one.confidence if dimension == "type" else one.confidences.get(dimension)
            usual = {"modality": "no word sets it apart from what happened", "time": "bounded by the report"}.get(dimension, "")
            gap = one.reasons.get(dimension) or ("" if evidence else one.reasons.get(f"{dimension}_evidence", usual))
            fields.append(self._one(Slot(one.id, dimension), getattr(one, dimension), evidence, sure, gap))
        whole = self._shown(Slot(one.id, "event"), {"type": one.type, "trigger": one.trigger}, own, one.confidence, "")
        return Card(one.id, "event", term("type", one.type), one.type, one.trigger, whole, fields, one.start, rejected, tuple((m.start, m.end) for m in one.mentions))

    def statement(self, one: ProfileClaim, rejected: bool = False) -> Card:
        """A lasting statement."""
        own = [Evidence(start=one.start, end=one.end, rule=one.rule)]
        fields = []
        for dimension in STATEMENT:
            if dimension in LISTS:
                fields.append(self._several(one, dimension, "the sentence names no source" if not one.attribution else ""))
                continue
            value = getattr(one, dimension)
            if value is None and (Slot(one.id, dimension) not in self.coded.marks) and Slot(one.id, dimension) not in self.coded.rejected:
                continue
            evidence = [Evidence(start=value.start, end=value.end, rule=value.rule)] if dimension == "figure" and value is not None else own
            fields.append(self._one(Slot(one.id, dimension), value, evidence, one.confidence, ""))
        title = label("statement", one)
        whole = self._shown(Slot(one.id, "statement"), one, own, one.confidence, "")
        return Card(one.id, "statement", title, one.relation, "", whole, fields, one.start, rejected, ())

    # -- fields -------------------------------------------------------------------------------------------

    def _one(self, slot: Slot, value: Any, evidence: list[Evidence], sure: float | None, gap: str) -> Field:
        left = self.coded.rejected.get(slot)
        shown = self._shown(slot, left if left is not None else value, evidence, sure, gap)
        there = value not in (None, [], "") or left is not None
        return Field(slot.dimension, str(DIMENSIONS[slot.dimension]), False, [shown] if there else [], None if there else shown)

    def _several(self, one: Event | ProfileClaim, dimension: str, gap: str) -> Field:
        held = list(getattr(one, dimension))
        names = self.coded.items.get((one.id, dimension), [])
        shown: list[Shown] = []
        for place, value in enumerate(held):
            if isinstance(value, str):
                said = one.evidence.get(dimension, []) if isinstance(one, Event) else []
                evidence = [said[place]] if len(said) == len(held) else said
                sure = None
            else:
                evidence, sure = [Evidence(start=value.start, end=value.end, rule=value.rule)], value.confidence
            item = names[place] if place < len(names) else ""
            shown.append(self._shown(Slot(one.id, dimension, item), value, evidence, sure, "" if evidence else "implied by the type"))
        for slot, value in self.coded.rejected.items():
            if slot.ident == one.id and slot.dimension == dimension and slot.item:
                plain = isinstance(value, str)
                shown.append(self._shown(slot, value, [] if plain else [Evidence(start=value.start, end=value.end, rule=value.rule)], None, ""))
        for slot, mark in self.coded.marks.items():
            # Somebody rejected it while somebody else corrected it: it is there no longer, but the other one waits.
            if slot.ident == one.id and slot.dimension == dimension and slot.item and mark.contested and slot.item not in names and slot not in self.coded.rejected:
                shown.append(self._shown(slot, mark.before, [], None, ""))
        empty = None if shown else self._shown(Slot(one.id, dimension), None, [], None, gap)
        return Field(dimension, str(DIMENSIONS[dimension]), True, shown, empty)

    def _shown(self, slot: Slot, value: Any, evidence: list[Evidence], sure: float | None, gap: str) -> Shown:
        mark: Mark | None = self.coded.marks.get(slot)
        empty = value in (None, [], "")
        spans = tuple((e.start, e.end) for e in evidence if e.end > e.start) if not empty else ()
        shown = Shown(
            key(slot), slot.ident or HEAD, slot.dimension, label(slot.dimension, value), beside(slot.dimension, value), spans,
            evidence[0].rule if evidence and not empty else "", sure if sure else None, bool(sure) and (sure or 0) < DOUBT and mark is None, reason(gap) if gap else "", empty,
            needed=slot.dimension in NEEDED,
        )  # fmt: skip
        if mark is None:
            return shown
        rivals = tuple(
            Rival(r.pk, term("verdict", r.verdict), label(r.dimension, r.value) if r.value is not None else "", r.who, r.made)
            for number in mark.contested
            if (r := self.waiting.get(number)) is not None
        )
        return shown._replace(
            verdict=mark.verdict, who=mark.who, why=why(mark.why), made=mark.made, seen=max((*mark.contested, mark.review)), rivals=rivals,
            before=label(slot.dimension, mark.before) if mark.verdict == "corrected" else "",
        )  # fmt: skip


def waiting(coded: Coded) -> dict[int, Review]:
    """The reviews that marks name as contested."""
    numbers = [n for mark in coded.marks.values() for n in mark.contested]
    return Review.objects.in_bulk(numbers) if numbers else {}

"""Values of two codings side by side: what each says in short, and whether they say the same."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sijill.arabic import fold_word
from sijill.desk import shown
from sijill.desk.seconding.names import DIMENSIONS, RELATIONS
from sijill.exports.pages.words import pair
from sijill.records import Event, Figure, ProfileClaim
from sijill.records import Reading as Record

FIELDS = ("type", "modality", "time", "places", "agent", "target", "figures", "means", "attribution")


class Field(NamedTuple):
    """A field as each of the lanes has it, in their order; empty where a lane has nothing there."""

    name: str
    sides: Sequence[str]
    differs: bool


class Side(NamedTuple):
    """An event or statement as a lane has it."""

    lane: str
    ident: str
    """By which it can be taken over: also where the coder rejected the reader's; empty where the lane never had it."""
    title: str
    """Empty where the lane has none such."""


class Unit(NamedTuple):
    """An event or statement as the lanes have it."""

    title: str
    start: int
    sides: Sequence[Side]
    fields: Sequence[Field]
    """Only what somebody says something of."""

    @property
    def missing(self) -> bool:
        """Whether a lane has none such."""
        return any(not side.title for side in self.sides)

    @property
    def differs(self) -> bool:
        """Whether the lanes say different things."""
        return self.missing or any(field.differs for field in self.fields)


def event(lanes: Sequence[str], by: dict[str, Event | None], rejected: Sequence[Container[str]], text: str) -> Unit:
    """An event that at least one lane has. ``rejected``: the idents of the reader's that each lane rejected; ``text`` is the report's, for the words of the trigger."""
    held = [by[lane] for lane in lanes]
    some = [one for one in held if one is not None]
    sides = [Side(lane, _ident(one, some, gone), code("type", one.type) if one is not None else "") for lane, one, gone in zip(lanes, held, rejected, strict=True)]
    fields = []
    for dimension in FIELDS:
        values = [getattr(one, dimension) if one is not None else None for one in held]
        if not any(values):
            continue
        keys = {_key(dimension, getattr(one, dimension)) for one in some}
        fields.append(Field(str(DIMENSIONS[dimension]), [_said(dimension, value) for value in values], len(keys) > 1))
    return Unit(text[some[0].start : some[0].end], some[0].start, sides, fields)


def statement(lanes: Sequence[str], held: Sequence[ProfileClaim | None], rejected: Sequence[Container[str]], text: str) -> Unit:
    """A lasting statement that at least one lane has."""
    some = [one for one in held if one is not None]
    says = [_statement(one) if one is not None else "" for one in held]
    sides = [Side(lane, _ident(one, some, gone), code("relation", one.relation) if one is not None else "") for lane, one, gone in zip(lanes, held, rejected, strict=True)]
    return Unit(text[some[0].start : some[0].end], some[0].start, sides, [Field(_("Statement"), says, len({s for s in says if s}) > 1)])


def head(records: Sequence[Record]) -> list[Field]:
    """The report's own values."""
    days = [shown.edtf(r.published) if r.published else "" for r in records]
    outlets = [isolated(r.outlet[0]) if r.outlet else "" for r in records]
    return [Field(str(DIMENSIONS[name]), sides, len(set(sides)) > 1) for name, sides in (("published", days), ("outlet", outlets)) if any(sides)]


def code(kind: str, value: str) -> str:
    """A code of the records in the person's language."""
    return pair(value, kind)[0 if get_language() == "ar" else 1]


def _ident(one: Event | ProfileClaim | None, others: Sequence[Event | ProfileClaim], rejected: Container[str]) -> str:
    if one is not None:
        return one.id
    return next((other.id for other in others if other.id in rejected), "")


def _key(dimension: str, value: Any) -> Any:
    """What makes two values the same, as agreement counts: id or folded name, numbers, codes."""
    if dimension in ("type", "modality", "time"):
        return value or ""
    if dimension == "means":
        return frozenset(value)
    if dimension == "figures":
        return frozenset((f.measure, f.low, f.best, f.high, tuple(sorted(f.attributes))) for f in value)
    if dimension == "places":
        return frozenset((p.id or fold_word(p.names[0]), p.relation, p.distance_km) for p in value if p.names)
    return frozenset(v.id if getattr(v, "id", None) else fold_word(v.names[0]) for v in value if v.names)


def _said(dimension: str, value: Any) -> str:
    if not value:
        return ""
    match dimension:
        case "type" | "modality":
            return code(dimension, value)
        case "time":
            return shown.edtf(value)
        case "means":
            return _joined(code("means", one) for one in value)
        case "figures":
            return _joined(_figure(one) for one in value)
        case "places":
            return _joined(_place(one) for one in value if one.names)
    return _joined(isolated(one.names[0]) for one in value if one.names)


def isolated(name: str) -> str:
    """A name within a sentence of ours, so that neither turns the other around."""
    return f"\u2068{name}\u2069"


def _joined(parts: Iterable[str]) -> str:
    return ("، " if get_language() == "ar" else ", ").join(parts)


def _place(one: Any) -> str:
    name = isolated(one.names[0])
    if one.relation == "in":
        return name
    far = _("%(km)s km") % {"km": shown.number(one.distance_km)} if one.distance_km is not None else ""
    return " ".join(part for part in (far, str(RELATIONS.get(one.relation, one.relation)), name) if part)


def _figure(one: Figure) -> str:
    noun = isolated(one.noun) if one.measure == "other" and one.noun else code("measure", one.measure)
    beside = [code("attribute", a) for a in one.attributes]
    return f"{_amount(one)} {noun}" + (f" ({_joined(beside)})" if beside else "")


def _amount(one: Figure) -> str:
    low, best, high = one.low, one.best, one.high
    if low is not None and high is not None:
        if low != high:
            return _("%(low)s to %(high)s") % {"low": shown.number(low), "high": shown.number(high)}
        return _("about %(number)s") % {"number": shown.number(low)} if one.approx else shown.number(low)
    if low is not None:
        return _("%(number)s or more") % {"number": shown.number(low)}
    if high is not None:
        return _("up to %(number)s") % {"number": shown.number(high)}
    return shown.number(best)


def _statement(one: ProfileClaim) -> str:
    parts = [
        isolated(one.subject[0]) if one.subject else "", code("relation", one.relation), isolated(one.object[0]) if one.object else "", _figure(one.figure) if one.figure else "",
        shown.edtf(one.time) if one.time else "",
    ]  # fmt: skip
    return " ".join(part for part in parts if part)

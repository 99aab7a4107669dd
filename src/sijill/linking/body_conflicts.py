"""Where reports differ in what they lastingly say of a body: its founding, strength, backers, losses, areas, friends, names.

A part told beside its whole (7,000 fighters, of them 800 Palestinians) is no second value.  Relations that may have many
values at once are given as ``variety``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sijill.arabic import fold_word
from sijill.linking.claims import Key, Span, span_of
from sijill.linking.conflicts import Conflict, Saying, apart, bounds, disjoint, shown
from sijill.linking.statements import Powers, Statement, bodies, by_relation, keys, same_days, same_object
from sijill.records import Actor, Event, Figure, Reading

_ONE_VALUE = ("affiliated_with", "backed_by", "based_in", "founded", "led_by", "part_of", "pays", "strength", "total_losses")
"""Relations of which a body is expected to have one value at a time."""

_MANY_VALUES = ("operates_in", "recruits_from")
"""Relations of which it may have several."""

_FRIENDS = ("affiliated_with", "allied_with", "backed_by", "led_by", "part_of")
_FOES = ("rival_of",)
_HOSTILE = frozenset(("armed_clash", "attack", "ambush", "expulsion", "air_strike", "drone_strike", "shelling", "missile_strike", "siege", "raid", "capture"))
"""Types of events that one friend does not do to another."""

_SENT = frozenset(("deployed", "fighters"))
"""Measures that count fighters of a body who are somewhere."""


def of_bodies(readings: Iterable[Reading], powers: Powers | None = None) -> list[Conflict]:
    """The conflicts among what reports lastingly say of bodies, body by body in the order of their first statement.

    With ``powers`` also those between a body's friendship with a state and its fights with that state's people.
    """
    readings = list(readings)
    found = bodies(readings)
    deeds = _deeds(readings, {key: k for k, body in enumerate(found) for key in body.keys})
    out: list[Conflict] = []
    for k, body in enumerate(found):
        told = by_relation(body.statements)
        for relation in sorted({*_ONE_VALUE, *_MANY_VALUES} & told.keys()):
            conflict = _values(body.name, relation, told[relation], deeds.get(k, ()))
            if conflict is not None:
                out.append(conflict)
        out += _stances(body.name, told, deeds.get(k, ()), powers)
        for what, named in (("name", _subjects(body.statements)), ("led_by", _leaders(told.get("led_by", ())))):
            spelled = _spellings(body.name, what, named)
            if spelled is not None:
                out.append(spelled)
    return out


class _Deed(NamedTuple):
    """An event that a body does (``doer``) or suffers, with the other side."""

    doc: str
    event: Event
    doer: bool
    other: Sequence[Actor]

    @property
    def key(self) -> Key:
        return self.doc, self.event.id


def _deeds(readings: Iterable[Reading], home: dict[str, int]) -> dict[int, list[_Deed]]:
    """The events that each body takes part in."""
    out: dict[int, list[_Deed]] = {}
    for reading in readings:
        for event in reading.events:
            for doer, own, other in ((True, event.agent, event.target), (False, event.target, event.agent)):
                for k in sorted({home[key] for actor in own for key in keys(actor.names) if key in home}):
                    out.setdefault(k, []).append(_Deed(reading.doc, event, doer, other))
    return out


# -- values -----------------------------------------------------------------------------------------------


class _Value(NamedTuple):
    """One side: what it says in short, and as names, days or a figure, whichever it has."""

    short: str
    names: Sequence[str]
    days: Span | None
    figure: Figure | None


def _values(subject: str, relation: str, said: Sequence[Statement], deeds: Sequence[_Deed]) -> Conflict | None:
    told: list[tuple[str, _Value, Key]] = []
    for one in _wholes(said):
        value = _value(one)
        if value.short:
            told.append((value.short, value, one.key))
    if relation == "strength":
        told += _sent(told, deeds)
    nature = "variety" if relation in _MANY_VALUES else "contradiction"
    found = apart("profile", told, lambda x, y: _differ(relation, x[1], y[1]))
    if found is None:
        # «more than 600» and «hundreds» do not exclude one another, and yet are two counts
        nature, found = "variety", apart("profile", told, lambda x, y: _counted_otherwise(x[1], y[1]))
    if found is None:
        return None
    if nature == "variety" and len({doc for saying in found.sayings for doc, _ in saying.claims}) < 2:
        return None
    return found._replace(what=relation, about=subject, nature=nature)


def _value(statement: Statement) -> _Value:
    row = statement.row
    if row.figure is not None:
        return _Value(shown(row.figure), (), None, row.figure)
    if row.object:
        return _Value(row.object[0], row.object, None, None)
    return _Value(row.time or "", (), span_of(row.time), None)


def _wholes(said: Sequence[Statement]) -> list[Statement]:
    """Of several figures of one measure that one report gives for a relation, the largest: the others are its parts."""
    largest: dict[tuple[str, str], float] = {}
    for one in said:
        if one.row.figure is not None:
            at = one.doc, one.row.figure.measure
            largest[at] = max(largest.get(at, 0.0), bounds(one.row.figure)[0])
    return [s for s in said if s.row.figure is None or bounds(s.row.figure)[0] == largest[s.doc, s.row.figure.measure]]


def _sent(told: Sequence[tuple[str, _Value, Key]], deeds: Sequence[_Deed]) -> list[tuple[str, _Value, Key]]:
    """Numbers sent to one place that reach the whole strength that another report gives."""
    strengths = [bounds(v.figure)[0] for _, v, _ in told if v.figure is not None]
    out = []
    for deed in deeds:
        for figure in deed.event.figures if deed.doer else ():
            if figure.measure in _SENT and strengths and bounds(figure)[0] >= min(strengths):
                out.append((f"{shown(figure)} {figure.measure}", _Value(shown(figure), (), None, figure), deed.key))
    return out


def _counted_otherwise(a: _Value, b: _Value) -> bool:
    return a.figure is not None and b.figure is not None and a.figure.measure == b.figure.measure and bounds(a.figure) != bounds(b.figure)


def _differ(relation: str, a: _Value, b: _Value) -> bool:
    if a.figure is not None and b.figure is not None:
        if a.figure.measure != b.figure.measure:
            return relation == "strength"  # all that it has, said to be in one place; the killed and the hurt are no rivals
        return disjoint(bounds(a.figure), bounds(b.figure))
    if a.names and b.names:
        return not same_object(relation, a.names, b.names)
    return not (a.names or b.names) and not same_days(a.days, b.days)


# -- friends and foes -------------------------------------------------------------------------------------


def _stances(about: str, told: Mapping[str, Sequence[Statement]], deeds: Sequence[_Deed], powers: Powers | None) -> list[Conflict]:
    """One body said to be both friend and foe of another, or of the people of one state."""
    friends = [s for relation in _FRIENDS for s in told.get(relation, ()) if s.row.object]
    foes = [s for relation in _FOES for s in told.get(relation, ()) if s.row.object]
    out = []
    for friend in friends:
        for foe in foes:
            if not keys(friend.row.object or ()).isdisjoint(keys(foe.row.object or ())):
                sayings = [Saying(f"{one.row.relation} {(one.row.object or [''])[0]}", [one.key]) for one in (friend, foe)]
                out.append(Conflict("profile", f"{friend.row.relation}/{foe.row.relation}", about, sayings))
    if powers is None:
        return out[:1]
    for state in sorted({state for s in friends for state in powers.named(s.row.object or ())}):
        sides: dict[str, list[Key]] = {}
        for s in friends:
            if state in powers.named(s.row.object or ()):
                sides.setdefault(f"{s.row.relation} {(s.row.object or [''])[0]}", []).append(s.key)
        against = [(f"rival_of {(s.row.object or [''])[0]}", s.key) for s in foes if state in powers.named(s.row.object or ())]
        for deed in deeds:
            other = [a for a in deed.other if state in powers.named(a.names)]
            if other and deed.event.type in _HOSTILE and deed.event.modality in ("reported", "claimed"):
                against.append((f"{deed.event.type} {'against' if deed.doer else 'by'} {other[0].names[0]}", deed.key))
        if against:
            for short, key in against:
                sides.setdefault(short, []).append(key)
            out.append(Conflict("profile", "stance", about, [Saying(short, told_by) for short, told_by in sides.items()]))
    return out


# -- names ------------------------------------------------------------------------------------------------


def _subjects(statements: Iterable[Statement]) -> list[tuple[str, Key]]:
    return [(s.row.subject[0], s.key) for s in statements if s.row.subject]


def _leaders(statements: Iterable[Statement]) -> list[tuple[str, Key]]:
    """The names of the one leader that several statements give; none where they name several persons."""
    said = [s for s in statements if s.row.object]
    first = said[0].row.object or () if said else ()
    if any(not same_object("led_by", first, s.row.object or ()) for s in said):
        return []
    return [((s.row.object or [""])[0], s.key) for s in said]


def _spellings(about: str, what: str, named: Iterable[tuple[str, Key]]) -> Conflict | None:
    """The names by which several reports call one body or person, where they are more than one spelling."""
    sides: dict[str, tuple[str, list[Key]]] = {}
    for written, key in named:
        form = " ".join(fold_word(written.replace("_", " ").replace("#", " ")).split())
        sides.setdefault(form, (written, []))[1].append(key)
    if len(sides) < 2 or len({doc for _, said in sides.values() for doc, _ in said}) < 2:
        return None
    return Conflict("name", what, about, [Saying(written, said) for written, said in sides.values()], "variety")

"""Where the claims of one incident, or the statements about one body, differ.

A toll that a later report raises is an update, not a contradiction; parts of a toll are not set against the whole; a wider place
or time does not contradict a narrower one within it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from sijill.arabic import fold_word
from sijill.linking.claims import Claim, Key, Span, span_of
from sijill.records import Figure, ProfileClaim, Reading


class Saying(NamedTuple):
    """One side of a conflict: the value in short, and the claims that say so."""

    value: str
    claims: list[Key]


class Conflict(NamedTuple):
    """A difference. ``kind`` is figure, date, place, agent, modality or profile; ``what`` the measure or relation; ``about``
    the body of a profile conflict; ``update`` true where a toll only rose with time."""

    kind: str
    what: str
    about: str
    sayings: list[Saying]
    update: bool = False


_TOLLS = frozenset(("killed", "injured", "killed_or_injured", "missing", "abducted", "arrested", "displaced", "bodies_recovered"))
"""Measures that rise as news comes in."""

_PARTS = frozenset(("under_18", "women", "men", "civilians", "fighters", "commander", "foreign", "unidentified"))
"""Attributes of a part of those counted."""

_ONE_VALUE = frozenset(("founded", "led_by", "strength", "total_losses", "based_in", "backed_by", "affiliated_with", "part_of", "pays"))
"""Relations of which a body is expected to have one value at a time."""

_OPPOSED = (("backed_by", "rival_of"), ("allied_with", "rival_of"), ("affiliated_with", "rival_of"), ("part_of", "rival_of"))
"""Relations to one other body that speak against each other."""


def of_incident(claims: Sequence[Claim]) -> list[Conflict]:
    """The conflicts among the claims of one incident, in a fixed order."""
    out = []
    for found in (_dates(claims), _places(claims), _agents(claims), _modality(claims)):
        if found is not None:
            out.append(found)
    return [*_figures(claims), *out]


def main_figures(claim: Claim, measure: str) -> list[Figure]:
    """The figures of a claim that count all, not a part: those without an attribute of a part, or where every figure has the same
    ones (three civilians were killed, and nobody else is told of); of several told by nobody in particular the largest, and
    every one that has a source of its own.  None where only parts of an untold whole are given."""
    counted = [f for f in claim.event.figures if f.measure == measure and not f.of]
    whole = [f for f in counted if not _PARTS & set(f.attributes)]
    if not whole and len({frozenset(_PARTS & set(f.attributes)) for f in counted}) == 1:
        whole = counted
    if not whole:
        return []
    own = [f for f in whole if not f.attribution]
    told = [f for f in whole if f.attribution]
    return ([max(own, key=lambda f: _bounds(f)[0])] if own else []) + told


def _figures(claims: Sequence[Claim]) -> list[Conflict]:
    out = []
    measures = sorted({f.measure for c in claims for f in c.event.figures})
    for measure in measures:
        told = [(c, f) for c in claims for f in main_figures(c, measure)]
        if not any(_disjoint(_bounds(f), _bounds(g)) for (_, f), (_, g) in combinations(told, 2)):
            continue
        sayings: dict[str, list[Key]] = {}
        for claim, figure in told:
            keys = sayings.setdefault(shown(figure), [])
            if claim.key not in keys:
                keys.append(claim.key)
        out.append(Conflict("figure", measure, "", [Saying(v, k) for v, k in sayings.items()], measure in _TOLLS and _rises(told)))
    return out


def _rises(told: Sequence[tuple[Claim, Figure]]) -> bool:
    """Whether every later report tells at least as much as every earlier one, and some day lies between them."""
    dated = [(c.published, _bounds(f)) for c, f in told]
    if any(day is None for day, _ in dated) or len({day for day, _ in dated}) < 2:
        return False
    for (a, x), (b, y) in combinations(dated, 2):
        if a == b:
            if _disjoint(x, y):
                return False
        elif a is not None and b is not None:
            earlier, later = (x, y) if a < b else (y, x)
            if later[1] < earlier[0]:
                return False
    return True


def _bounds(figure: Figure) -> tuple[float, float]:
    low = figure.low if figure.low is not None else 0.0
    return low, figure.high if figure.high is not None else float("inf")


def _disjoint(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return a[1] < b[0] or b[1] < a[0]


def shown(figure: Figure) -> str:
    """The figure in short: 5, 5-8, 30 or more, up to 20."""
    low, high = figure.low, figure.high
    if low is not None and low == high:
        return f"{low:g}"
    if low is not None and high is not None:
        return f"{low:g}-{high:g}"
    return f"{low:g} or more" if low is not None else f"up to {high:g}" if high is not None else "?"


def _dates(claims: Sequence[Claim]) -> Conflict | None:
    told = [(c.event.time or "", c.span, c.key) for c in claims if c.span is not None and not c.span.open]
    return _apart("date", told, lambda x, y: not _meet(x[1], y[1]))


def _places(claims: Sequence[Claim]) -> Conflict | None:
    told = [("; ".join(p.names[0] for p in c.event.places), c, c.key) for c in claims if c.places and c.breadth <= 3]
    return _apart("place", told, lambda x, y: _elsewhere(x[1], y[1]))


def _elsewhere(a: Claim, b: Claim) -> bool:
    return a.places.isdisjoint(b.places) and a.containers.isdisjoint(b.places) and b.containers.isdisjoint(a.places)


def _agents(claims: Sequence[Claim]) -> Conflict | None:
    told = [("; ".join(a.names[0] for a in c.event.agent), c.agents, c.key) for c in claims if c.agents]
    return _apart("agent", told, lambda x, y: x[1].isdisjoint(y[1]))


def _modality(claims: Sequence[Claim]) -> Conflict | None:
    told = [(c.event.modality, c.event.modality == "denied", c.key) for c in claims]
    return _apart("modality", told, lambda x, y: x[1] != y[1])


_Told = tuple[str, Any, Key]
"""What a claim says in short, what to compare, and the claim."""


def _apart(kind: str, told: Sequence[_Told], differ: Callable[[_Told, _Told], bool]) -> Conflict | None:
    if not any(differ(x, y) for x, y in combinations(told, 2)):
        return None
    sayings: dict[str, list[Key]] = {}
    for value, _, key in told:
        sayings.setdefault(value, []).append(key)
    return Conflict(kind, kind, "", [Saying(v, k) for v, k in sayings.items()])


def _meet(a: Span | None, b: Span | None) -> bool:
    return a is None or b is None or (a.first <= b.last and b.first <= a.last)


# -- statements about bodies ------------------------------------------------------------------------------


class Statement(NamedTuple):
    """A profile row of a report."""

    doc: str
    row: ProfileClaim

    @property
    def key(self) -> Key:
        return self.doc, self.row.id


def of_bodies(readings: Iterable[Reading]) -> list[Conflict]:
    """The conflicts among what reports lastingly say of bodies; bodies are one when they share a name of two words or more,
    or the only one they have."""
    statements = [Statement(r.doc, row) for r in readings for row in r.profile]
    out: list[Conflict] = []
    for subject, rows in _by_body(statements):
        by_relation: dict[str, list[Statement]] = {}
        for one in rows:
            by_relation.setdefault(one.row.relation, []).append(one)
        for relation in sorted(by_relation):
            if relation in _ONE_VALUE:
                found = _values(subject, relation, by_relation[relation])
                if found is not None:
                    out.append(found)
        for kind, against in _OPPOSED:
            found = _opposed(subject, by_relation.get(kind, []), by_relation.get(against, []))
            if found is not None:
                out.append(found)
    return out


def _by_body(statements: Sequence[Statement]) -> Iterator[tuple[str, list[Statement]]]:
    """The statements of each body, under the name it is first called by."""
    bodies: list[tuple[str, set[str], list[Statement]]] = []
    for one in statements:
        called = keys(one.row.subject)
        home = next((b for b in bodies if not b[1].isdisjoint(called)), None)
        if home is None:
            bodies.append((one.row.subject[0] if one.row.subject else "", set(called), [one]))
        else:
            home[1].update(called)
            home[2].append(one)
    for name, _, rows in bodies:
        yield name, rows


def keys(called: Sequence[str]) -> frozenset[str]:
    """The folded names by which bodies are found equal, without articles: of several, those of two words or more."""
    folded = [" ".join(w.removeprefix("ال") for w in fold_word(n).split()) for n in called]
    long = [n for n in folded if " " in n]
    return frozenset(long if long else folded)


def _value(row: ProfileClaim) -> tuple[str, frozenset[str], Span | None, Figure | None]:
    """What a statement says: in short, and as names, days or a figure, whichever it has."""
    if row.figure is not None:
        return shown(row.figure), frozenset(), None, row.figure
    if row.object:
        return row.object[0], keys(row.object), None, None
    return row.time or "", frozenset(), span_of(row.time), None


def _values(subject: str, relation: str, rows: Sequence[Statement]) -> Conflict | None:
    told = [(value, (named, days, figure), one.key) for one in rows for value, named, days, figure in [_value(one.row)] if value]
    found = _apart("profile", told, lambda x, y: _other(x[1], y[1]))
    return None if found is None else found._replace(what=relation, about=subject)


def _other(a: tuple[frozenset[str], Span | None, Figure | None], b: tuple[frozenset[str], Span | None, Figure | None]) -> bool:
    if a[2] is not None and b[2] is not None:
        return _disjoint(_bounds(a[2]), _bounds(b[2])) or bool(set(a[2].attributes) ^ set(b[2].attributes))
    if a[0] and b[0]:
        return a[0].isdisjoint(b[0])
    return not (a[0] or b[0]) and not _same_days(a[1], b[1])


def _same_days(a: Span | None, b: Span | None) -> bool:
    """Founding dates agree when one lies within the other."""
    return a is None or b is None or (a.first <= b.first and b.last <= a.last) or (b.first <= a.first and a.last <= b.last)


def _opposed(subject: str, friends: Sequence[Statement], foes: Sequence[Statement]) -> Conflict | None:
    """One body said to be both friend and foe."""
    for friend in friends:
        for foe in foes:
            if friend.row.object and foe.row.object and not keys(friend.row.object).isdisjoint(keys(foe.row.object)):
                sayings = [Saying(f"{one.row.relation} {(one.row.object or [''])[0]}", [one.key]) for one in (friend, foe)]
                return Conflict("profile", f"{friend.row.relation}/{foe.row.relation}", subject, sayings)
    return None

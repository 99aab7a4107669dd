"""Where the claims of one incident differ.

A toll that a later report raises is an update, not a contradiction; parts of a toll are not set against the whole; a wider place
or time does not contradict a narrower one within it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from sijill.linking.claims import Claim, Key, Span
from sijill.records import Figure


class Saying(NamedTuple):
    """One side of a conflict: the value in short, and the claims that say so."""

    value: str
    claims: list[Key]


class Conflict(NamedTuple):
    """A difference. ``kind`` is figure, date, place, agent, modality, profile or name; ``what`` the measure or relation;
    ``about`` the body of a profile conflict; ``nature`` says how the sides stand to one another: ``contradiction``,
    ``update`` where a toll only rose with time, ``variety`` where all may hold at once (two areas of operation, two
    spellings of a name)."""

    kind: str
    what: str
    about: str
    sayings: list[Saying]
    nature: str = "contradiction"

    @property
    def update(self) -> bool:
        return self.nature == "update"


_TOLLS = frozenset(("killed", "injured", "killed_or_injured", "missing", "abducted", "arrested", "displaced", "bodies_recovered"))
"""Measures that rise as news comes in."""

_AGES = frozenset(("under_18", "women", "men"))
_PARTS = _AGES | frozenset(("civilians", "fighters", "commander", "foreign", "unidentified"))
"""Attributes of a part of those counted; by sex and age, or by what they are."""

def of_incident(claims: Sequence[Claim]) -> list[Conflict]:
    """The conflicts among the claims of one incident, in a fixed order."""
    out = []
    for found in (_dates(claims), _places(claims), _agents(claims), _modality(claims)):
        if found is not None:
            out.append(found)
    return [*_figures(claims), *out]


def main_figures(claim: Claim, measure: str) -> list[Figure]:
    """The figures of a claim that count all, not a part: those without an attribute of a part, with whatever is more than they are, or where every
    figure has the same ones (three civilians were killed, and nobody else is told of, or only a child among them); of several that one speaker, or nobody in
    particular, gives the largest.  None where only parts of an untold whole are given."""
    counted = [f for f in claim.event.figures if f.measure == measure and not f.of]
    whole = [f for f in counted if not _PARTS & set(f.attributes)]
    if whole:
        # three of the wounded died, so that seventeen soldiers are dead: more than the whole is no part of it
        most = max(bounds(f)[0] for f in whole)
        whole += [f for f in counted if _PARTS & set(f.attributes) and bounds(f)[0] > most]
    elif len({frozenset(_PARTS & set(f.attributes)) for f in counted}) == 1:
        whole = counted
    if not whole:
        # seven civilians, among them a girl: who is told by age is one of those told by what they are
        others = [f for f in counted if not _AGES & set(f.attributes)]
        if len(others) < len(counted) and len({frozenset(_PARTS & set(f.attributes)) for f in others}) == 1:
            whole = others
    # One who speaks gives one toll: what is less beside it is a part of it, or an earlier state.
    said: dict[tuple[str, ...], Figure] = {}
    for figure in whole:
        speaker = tuple(s.names[0] for s in figure.attribution)
        if speaker not in said or bounds(figure)[0] > bounds(said[speaker])[0]:
            said[speaker] = figure
    return [said[speaker] for speaker in sorted(said, key=len)]


def _figures(claims: Sequence[Claim]) -> list[Conflict]:
    out = []
    measures = sorted({f.measure for c in claims for f in c.event.figures})
    for measure in measures:
        told = [(c, f) for c in claims for f in main_figures(c, measure)]
        if not any(disjoint(bounds(f), bounds(g)) for (_, f), (_, g) in combinations(told, 2)):
            continue
        sayings: dict[str, list[Key]] = {}
        for claim, figure in told:
            keys = sayings.setdefault(shown(figure), [])
            if claim.key not in keys:
                keys.append(claim.key)
        out.append(Conflict("figure", measure, "", [Saying(v, k) for v, k in sayings.items()], "update" if measure in _TOLLS and _rises(told) else "contradiction"))
    return out


def _rises(told: Sequence[tuple[Claim, Figure]]) -> bool:
    """Whether every later report tells at least as much as every earlier one, and some day lies between them."""
    dated = [(c.published, bounds(f)) for c, f in told]
    if any(day is None for day, _ in dated) or len({day for day, _ in dated}) < 2:
        return False
    for (a, x), (b, y) in combinations(dated, 2):
        if a == b:
            if disjoint(x, y):
                return False
        elif a is not None and b is not None:
            earlier, later = (x, y) if a < b else (y, x)
            if later[1] < earlier[0]:
                return False
    return True


def bounds(figure: Figure) -> tuple[float, float]:
    """The least and the most that a figure says, 0 and infinity where it leaves that open."""
    low = figure.low if figure.low is not None else 0.0
    return low, figure.high if figure.high is not None else float("inf")


def disjoint(a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether two ranges have no number in common."""
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
    return apart("date", told, lambda x, y: not _meet(x[1], y[1]))


def _places(claims: Sequence[Claim]) -> Conflict | None:
    told = [("; ".join(p.names[0] for p in c.event.places), c, c.key) for c in claims if c.places and c.breadth <= 3]
    return apart("place", told, lambda x, y: _elsewhere(x[1], y[1]))


def _elsewhere(a: Claim, b: Claim) -> bool:
    return a.places.isdisjoint(b.places) and a.containers.isdisjoint(b.places) and b.containers.isdisjoint(a.places)


def _agents(claims: Sequence[Claim]) -> Conflict | None:
    told = [("; ".join(a.names[0] for a in c.event.agent), c.agents, c.key) for c in claims if c.agents]
    return apart("agent", told, lambda x, y: x[1].isdisjoint(y[1]))


def _modality(claims: Sequence[Claim]) -> Conflict | None:
    told = [(c.event.modality, c.event.modality == "denied", c.key) for c in claims]
    return apart("modality", told, lambda x, y: x[1] != y[1])


Told = tuple[str, Any, Key]
"""What a claim says in short, what to compare, and the claim."""


def apart(kind: str, told: Sequence[Told], differ: Callable[[Told, Told], bool]) -> Conflict | None:
    """The conflict of what is told, each value one side; None where no two differ."""
    if not any(differ(x, y) for x, y in combinations(told, 2)):
        return None
    sayings: dict[str, list[Key]] = {}
    for value, _, key in told:
        sayings.setdefault(value, []).append(key)
    return Conflict(kind, kind, "", [Saying(v, k) for v, k in sayings.items()])


def _meet(a: Span | None, b: Span | None) -> bool:
    return a is None or b is None or (a.first <= b.last and b.first <= a.last)

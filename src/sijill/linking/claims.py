"""A claim: one event as one report tells it, with what comparing asks of it made once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sijill.arabic import fold_word
from sijill.reading.date.edtf import parse_edtf
from sijill.records import Actor, Event, Place, Reading

Key = tuple[str, str]
"""Report and event: ``(doc, id)``."""

OPEN_DAYS = 30
"""How many days an interval open at one end is taken to reach where its length is asked for."""

REACH_DAYS = 400
"""How many days beyond its told end an open interval may still hold the day of an incident."""

_POINT = 2
"""The coarsest UCDP where_prec that still is a point."""

_COMMON = frozenset(("civilians", "unknown"))


class Span(NamedTuple):
    """Days ``first`` to ``last`` as ordinals; ``before`` and ``after`` where the start or the end is not told."""

    first: int
    last: int
    before: bool = False
    after: bool = False

    @property
    def open(self) -> bool:
        return self.before or self.after

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    @property
    def widest(self) -> tuple[int, int]:
        """First and last day with open ends taken as far as they may reach."""
        return self.first - REACH_DAYS * self.before, self.last + REACH_DAYS * self.after


class Claim(NamedTuple):
    """An event of a report. ``names`` are folded; ``points`` are ``(latitude, longitude)`` of places told to the point."""

    doc: str
    event: Event
    published: int | None
    """Ordinal of the last day on which the report may have been published."""
    span: Span | None
    places: frozenset[str]
    """Ids and folded names of the places."""
    containers: frozenset[str]
    """Folded names of what the places lie in."""
    around: frozenset[str]
    """What the names of the places hold beside their first word."""
    points: tuple[tuple[float, float], ...]
    breadth: int
    """UCDP where_prec of the most precise place; 9 without one."""
    agents: frozenset[str]
    targets: frozenset[str]
    people: frozenset[str]
    """Words for targets that have no name of their own: children, captives, people of a village."""
    words: frozenset[str]

    @property
    def key(self) -> Key:
        return self.doc, self.event.id


def claims(readings: Iterable[Reading]) -> Iterator[Claim]:
    """The claims of readings, in order."""
    for reading in readings:
        shown = span_of(reading.published)
        published = None if shown is None else shown.last
        for event in reading.events:
            yield _claim(reading.doc, event, published)


def equated(claim: Claim, parties: Mapping[str, str], places: Mapping[str, str]) -> Claim:
    """The claim with one name more for each of its parties and places that people said to mean another. The maps have folded names and ids, and of each the one
    that all of a group have in common."""
    return claim._replace(
        agents=_with(claim.agents, parties), targets=_with(claim.targets, parties), places=_with(claim.places, places), containers=_with(claim.containers, places),
    )  # fmt: skip


def _with(told: frozenset[str], same: Mapping[str, str]) -> frozenset[str]:
    more = {f"≡{same[plain]}" for name in told if (plain := name.removeprefix("#")) in same}
    return told | more if more else told


def names(parties: Iterable[Actor]) -> frozenset[str]:
    """Registry ids and folded names of parties; kinds of people that anybody could be are left out."""
    out: set[str] = set()
    for actor in parties:
        if actor.id is not None:
            out.add(f"#{actor.id}")
        elif actor.kind not in _COMMON:
            out.update(fold_word(n) for n in actor.names)
    return frozenset(out)


def _claim(doc: str, event: Event, published: int | None) -> Claim:
    places: set[str] = set()
    containers: set[str] = set()
    around: set[str] = set()
    points = []
    breadth = 9
    for place in event.places:
        places.update(_place_names(place))
        containers.update(fold_word(n) for n in (*place.within, *place.path))
        # «حامية ود مدني» is at «ود مدني»: what follows the head of a name may name the place that it belongs to.
        around.update(rest for name in place.names if (rest := fold_word(name).partition(" ")[2]))
        precision = place.precision if place.precision is not None else 1
        breadth = min(breadth, precision)
        if place.lat is not None and place.lon is not None and precision <= _POINT:
            points.append((place.lat, place.lon))
    return Claim(
        doc, event, published, span_of(event.time), frozenset(places), frozenset(containers), frozenset(around), tuple(points), breadth,
        names(event.agent), names(event.target), _people(event.target), _words([event.trigger]),
    )  # fmt: skip


def _people(parties: Iterable[Actor]) -> frozenset[str]:
    return _words(n for actor in parties if actor.id is None and actor.kind in _COMMON for n in actor.names)


def _words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(w for phrase in phrases for w in fold_word(phrase).split() if len(w) > 2)


def _place_names(place: Place) -> Iterator[str]:
    if place.id is not None:
        yield f"#{place.id}"
    for name in place.names:
        yield fold_word(name)


def span_of(edtf: str | None) -> Span | None:
    """Days of an EDTF value; an end left open reaches ``OPEN_DAYS``. None for no value, or one of an unknown year."""
    if edtf is None or "XXXX" in edtf:
        return None
    interval, left, right = parse_edtf(edtf)
    if interval is None:
        return None
    first, last = interval.lo.toordinal(), interval.hi.toordinal()
    return Span(max(1, last - OPEN_DAYS) if left else first, first + OPEN_DAYS if right else last, left, right)


def day(ordinal: int) -> str:
    """The ISO date of an ordinal."""
    return date.fromordinal(ordinal).isoformat()

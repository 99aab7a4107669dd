"""A claim: one event as one report tells it, with what comparing asks of it made once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sijill.arabic import fold_word
from sijill.reading.date.edtf import parse_edtf
from sijill.records import Actor, Event, Place, Reading

Key = tuple[str, str]
"""Report and event: ``(doc, id)``."""

OPEN_DAYS = 30
"""How many days an interval open at one end is taken to reach."""

_POINT = 2
"""The coarsest UCDP where_prec that still is a point."""

_COMMON = frozenset(("civilians", "unknown"))


class Span(NamedTuple):
    """Days ``first`` to ``last`` as ordinals; ``open`` where an end is not told."""

    first: int
    last: int
    open: bool

    @property
    def days(self) -> int:
        return self.last - self.first + 1


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
    points: tuple[tuple[float, float], ...]
    breadth: int
    """UCDP where_prec of the most precise place; 9 without one."""
    agents: frozenset[str]
    targets: frozenset[str]
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
    points = []
    breadth = 9
    for place in event.places:
        places.update(_place_names(place))
        containers.update(fold_word(n) for n in (*place.within, *place.path))
        precision = place.precision if place.precision is not None else 1
        breadth = min(breadth, precision)
        if place.lat is not None and place.lon is not None and precision <= _POINT:
            points.append((place.lat, place.lon))
    return Claim(
        doc, event, published, span_of(event.time), frozenset(places), frozenset(containers), tuple(points), breadth,
        names(event.agent), names(event.target), frozenset(w for w in fold_word(event.trigger).split() if len(w) > 2),
    )  # fmt: skip


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
    return Span(max(1, last - OPEN_DAYS) if left else first, first + OPEN_DAYS if right else last, left or right)


def day(ordinal: int) -> str:
    """The ISO date of an ordinal."""
    return date.fromordinal(ordinal).isoformat()

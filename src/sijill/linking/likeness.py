"""How much two claims speak of one incident: points for and against, part by part, from a table.

``linking.tsv`` of a pack holds the points, ``kin_types.tsv`` which types reports use for one incident.  The parts that
counted are kept with the sum, so that every link can be explained.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from sijill.errors import KnowledgeError
from sijill.knowledge.gazetteer import distance_km
from sijill.knowledge.tables import names, rows
from sijill.linking.claims import Claim
from sijill.ontology import FAMILY
from sijill.records import Figure

TOO_LATE = 7
"""Days between two spans from which one cannot be the other, whatever else they share."""

TOO_FAR = 60.0
"""Kilometres between two points from which one cannot be the other."""

_NEAR_KM, _APART_KM = 6.0, 25.0
_UNREAL = ("planned", "hypothetical")


class Likeness(NamedTuple):
    """The sum and its parts, ``(part, points)``; ``score`` is -inf where the two cannot be one."""

    score: float
    parts: tuple[tuple[str, float], ...]


class Weights:
    """The points of ``linking.tsv`` and the groups of ``kin_types.tsv``; a later pack's row replaces an earlier one's.

    Raises ``KnowledgeError`` for a number that is none, an unknown type, or points that are missing.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self.points: dict[str, float] = {}
        self.groups: dict[str, frozenset[str]] = {}
        for folder in folders:
            for number, (part, points, _) in _rows(folder / "linking.tsv", ("part", "points", "when")):
                try:
                    self.points[part] = float(points)
                except ValueError:
                    raise KnowledgeError(f"{folder / 'linking.tsv'}:{number}: {points!r} is no number; write one such as 1.5") from None
            for number, (group, types) in _rows(folder / "kin_types.tsv", ("group", "types")):
                for kind in names(types):
                    if kind not in FAMILY:
                        raise KnowledgeError(f"{folder / 'kin_types.tsv'}:{number}: no event type {kind!r}")
                    self.groups[kind] = self.groups.get(kind, frozenset()) | {group}

    def kin(self, a: str, b: str) -> bool:
        """Whether reports may use the two types for one incident."""
        return a == b or not self.groups.get(a, frozenset()).isdisjoint(self.groups.get(b, ()))


def _rows(path: Path, columns: tuple[str, ...]) -> Iterable[tuple[int, list[str]]]:
    return rows(path, columns) if path.is_file() else ()


def likeness(a: Claim, b: Claim, weights: Weights) -> Likeness:
    """How much ``a`` and ``b`` speak of one incident."""
    parts: list[tuple[str, float]] = []
    if not possible(a, b, weights):
        return Likeness(-math.inf, ())

    def count(part: str, times: float = 1.0) -> None:
        parts.append((part, round(weights.points[part] * times, 2)))

    count("type" if a.event.type == b.event.type else "kin")
    if a.span is not None and b.span is not None:
        gap = max(a.span.first, b.span.first) - min(a.span.last, b.span.last)
        if gap > 0:
            count("time_gap", gap)
        elif a.span.days == b.span.days == 1:
            count("day")
        else:
            count("time", 1 / (1 + math.log2(max(a.span.days, b.span.days))))
    _places(a, b, count)
    for part, ours, theirs in (("agent", a.agents, b.agents), ("target", a.targets, b.targets)):
        if not ours.isdisjoint(theirs):
            count(part)
        elif part == "agent" and ours and theirs:
            count("agent_apart")
    _figures(a.event.figures, b.event.figures, count)
    if not a.words.isdisjoint(b.words):
        count("word")
    if not set(a.event.means).isdisjoint(b.event.means):
        count("means")
    if a.published is not None and b.published is not None and abs(a.published - b.published) <= 3:
        count("news")
    return Likeness(round(sum(points for _, points in parts), 2), tuple(parts))


def possible(a: Claim, b: Claim, weights: Weights) -> bool:
    """False where two claims cannot be one: of one report, of other kinds, planned and done, too late or too far."""
    if a.doc == b.doc or not weights.kin(a.event.type, b.event.type):
        return False
    if (a.event.modality in _UNREAL) != (b.event.modality in _UNREAL):
        return False
    if a.span is not None and b.span is not None:
        if max(a.span.first, b.span.first) - min(a.span.last, b.span.last) > TOO_LATE:
            return False
    if a.points and b.points and a.places.isdisjoint(b.places):
        if _distance(a.points, b.points) > TOO_FAR:
            return False
    return True


def _places(a: Claim, b: Claim, count: _Count) -> None:
    if not a.places or not b.places:
        return
    common = a.places & b.places
    if common:
        breadth = min(a.breadth, b.breadth)
        part = "place" if breadth <= 2 else "place_district" if breadth in (3, 5) else "place_province" if breadth == 4 else "place_country"
        count(part)
    elif not a.containers.isdisjoint(b.places) or not b.containers.isdisjoint(a.places):
        count("place_part" if max(a.breadth, b.breadth) <= 5 else "place_country")
    elif a.points and b.points:
        far = _distance(a.points, b.points)
        if far <= _NEAR_KM:
            count("place_near")
        elif far > _APART_KM:
            count("place_apart")


def _distance(ours: Sequence[tuple[float, float]], theirs: Sequence[tuple[float, float]]) -> float:
    return min(distance_km(*p, *q) for p in ours for q in theirs)


def _figures(ours: Sequence[Figure], theirs: Sequence[Figure], count: _Count) -> None:
    """The best agreement of any two figures of one measure; only when none is near does a great difference count."""
    best = 0.0
    apart = False
    for f in ours:
        for g in theirs:
            if f.measure != g.measure:
                continue
            x, y = _size(f), _size(g)
            if x is None or y is None or not x or not y:
                continue
            if (f.low, f.best, f.high) == (g.low, g.best, g.high):
                best = max(best, 1 + math.log10(x))
            elif max(x, y) <= min(x, y) * 4 / 3:
                best = max(best, 0.01)
            else:
                apart = apart or max(x, y) > 3 * min(x, y)
    if best >= 1:
        count("figure", best)
    elif best:
        count("figure_near")
    elif apart:
        count("figure_apart")


def _size(figure: Figure) -> float | None:
    return next((x for x in (figure.best, figure.low, figure.high) if x is not None), None)


class _Count(Protocol):
    """The shape of the function that notes a part."""

    def __call__(self, part: str, times: float = 1.0) -> None: ...

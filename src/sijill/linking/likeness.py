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

_TOO_FAR_NORTH = TOO_FAR / 110
"""Degrees of latitude that are more than that: none has fewer than 110.5 kilometres."""

NEAR_KM, APART_KM = 6.0, 25.0
"""Kilometres up to which two points are near, and from which they are apart."""

FRESH = 4
"""Days within which undated news is of what just happened."""

UNREAL = ("planned", "hypothetical")
"""Modalities of what has not happened, which is never one with what has."""


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
    _times(a, b, count)
    _places(a, b, count)
    for part, ours, theirs in (("agent", a.agents, b.agents), ("target", a.targets, b.targets)):
        if not ours.isdisjoint(theirs):
            count(part)
        elif part == "agent" and ours and theirs:
            count("agent_apart")
    if a.agents.isdisjoint(b.agents) and not (a.agents.isdisjoint(b.targets) and a.targets.isdisjoint(b.agents)):
        count("party")
    if a.people and b.people and a.targets.isdisjoint(b.targets):
        count("people_apart" if a.people.isdisjoint(b.people) else "people")
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
    if (a.event.modality in UNREAL) != (b.event.modality in UNREAL):
        return False
    if a.span is not None and b.span is not None and _gap(a.span.widest, b.span.widest) > TOO_LATE:
        return False
    if a.points and b.points and a.places.isdisjoint(b.places):
        # Most pairs lie so far apart that their latitudes alone say so.
        if all(abs(p[0] - q[0]) > _TOO_FAR_NORTH for p in a.points for q in b.points) or _distance(a.points, b.points) > TOO_FAR:
            return False
    return True


def _gap(ours: tuple[int, int], theirs: tuple[int, int]) -> int:
    """Days between two intervals; zero or less where they meet."""
    return max(ours[0], theirs[0]) - min(ours[1], theirs[1])


def _times(a: Claim, b: Claim, count: _Count) -> None:
    if a.span is None or b.span is None:
        return
    gap = _gap(a.span[:2], b.span[:2])
    if gap > 0 and _gap(a.span.widest, b.span.widest) <= 0:
        count("time_open")
    elif gap > 0:
        count("time_gap", gap)
    elif a.span.days == b.span.days == 1:
        count("day")
    elif _is_news(a, b) or _is_news(b, a):
        count("time_news")
    else:
        count("time", 1 / (1 + math.log2(max(a.span.days, b.span.days))))


def _is_news(told: Claim, other: Claim) -> bool:
    """Whether a claim that names no day is news of the very days that the other one names: it says only that it was before it
    was printed, and it was printed within days of the other's end."""
    ours, theirs = told.span, other.span
    if ours is None or theirs is None or told.published is None or not ours.before or ours.last < told.published:
        return False
    return not theirs.open and theirs.days <= FRESH and 0 <= told.published - theirs.last <= FRESH


def _places(a: Claim, b: Claim, count: _Count) -> None:
    if not a.places or not b.places:
        return
    common = a.places & b.places
    if common:
        breadth = min(a.breadth, b.breadth)
        part = "place" if breadth <= 2 else "place_district" if breadth in (3, 5) else "place_province" if breadth == 4 else "place_country"
        count(part)
    elif not a.around.isdisjoint(b.places) or not b.around.isdisjoint(a.places):
        count("place_at")
    elif not a.containers.isdisjoint(b.places) or not b.containers.isdisjoint(a.places):
        count("place_part" if max(a.breadth, b.breadth) <= 5 else "place_country")
    else:
        far = _distance(a.points, b.points) if a.points and b.points else None
        if far is not None and far <= NEAR_KM:
            count("place_near")
        elif far is not None and far > APART_KM:
            count("place_apart")
        elif max(a.breadth, b.breadth) <= 3:
            count("place_other")


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
            x, y = size(f), size(g)
            if x is None or y is None or not x or not y:
                continue
            if (f.low, f.best, f.high) == (g.low, g.best, g.high):
                best = max(best, 1 + telling(x))
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


def telling(number: float) -> float:
    """How little two sources would agree on a number by chance: the mean of its digits and of those that are not trailing
    zeros (a hundred is on everybody's lips, 277 was counted)."""
    digits = f"{abs(number):.0f}"
    significant = digits.rstrip("0") or "1"
    return (math.log10(float(digits) or 1) + math.log10(float(significant))) / 2


def size(figure: Figure) -> float | None:
    """The number of a figure: the best, else the lowest, else the highest."""
    return next((x for x in (figure.best, figure.low, figure.high) if x is not None), None)


class _Count(Protocol):
    """The shape of the function that notes a part."""

    def __call__(self, part: str, times: float = 1.0) -> None: ...

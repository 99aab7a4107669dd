"""Incidents: claims of several reports joined where they speak of one, never two claims of one report.

Candidates meet in blocks (kin types, days, place or doer), are scored, and are joined best pair first, as long as the joined
incidents agree on the whole and nobody has judged otherwise.  What people judged comes before any score.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sijill.linking.blocks import keys, meetings
from sijill.linking.claims import Claim, Key
from sijill.linking.likeness import TOO_LATE, Likeness, Weights, likeness

_ALWAYS = (0, 1 << 30)
"""The days of what has none."""


class Link(NamedTuple):
    """Two claims that speak of one incident, with what speaks for it."""

    a: Key
    b: Key
    likeness: Likeness


class Judgement(NamedTuple):
    """What a person says of two claims: ``same``, ``not_same`` or ``unsure`` (which binds nothing)."""

    a: Key
    b: Key
    verdict: str


def candidates(claims: Sequence[Claim], weights: Weights, fresh: frozenset[Key] | None = None) -> Iterator[Link]:
    """Every pair that meets in a block and reaches the threshold; with ``fresh``, only pairs that hold such a claim."""
    homes = meetings([keys(claim, weights) for claim in claims])
    old = [fresh is not None and claim.key not in fresh for claim in claims]
    reach = [claim.span.widest if claim.span is not None else _ALWAYS for claim in claims]
    threshold = weights.points["threshold"]
    for i, claim in enumerate(claims):
        met: set[int] = set()
        for members in homes[i]:
            met.update(members)
        # Nine of ten that meet in a block of months or years are too far apart in time, which is told here at once.
        latest, earliest = reach[i][1] + TOO_LATE, reach[i][0] - TOO_LATE
        for j in sorted(met):
            if j > i and reach[j][0] <= latest and reach[j][1] >= earliest and not (old[i] and old[j]):
                found = likeness(claim, claims[j], weights)
                if found.score >= threshold:
                    yield Link(claim.key, claims[j].key, found)
        homes[i] = []


def incidents(
    claims: Sequence[Claim], weights: Weights, judgements: Iterable[Judgement] = (), links: Iterable[Link] | None = None
) -> tuple[list[list[Key]], list[Link]]:
    """The incidents that hold more than one claim, each in the order of the claims, and the links that made them.

    ``links`` are the scored candidates where they are known already; else all are looked for.
    """
    found = list(candidates(claims, weights)) if links is None else list(links)
    return joined([claim.key for claim in claims], weights.points["threshold"], judgements, found)


def joined(keys: Sequence[Key], threshold: float, judgements: Iterable[Judgement], found: Sequence[Link]) -> tuple[list[list[Key]], list[Link]]:
    """The same of claims of which only the names and the links are at hand, ``threshold`` being the points from which a pair counts."""
    order = {key: k for k, key in enumerate(keys)}
    apart: set[tuple[Key, Key]] = set()
    groups = _Groups(order)
    said = [j for j in judgements if j.a in order and j.b in order]
    for judgement in said:
        if judgement.verdict == "not_same":
            apart.add((judgement.a, judgement.b))
            apart.add((judgement.b, judgement.a))
        elif judgement.verdict == "same":
            groups.join(judgement.a, judgement.b)
    scores: dict[tuple[Key, Key], float] = {}
    for link in found:
        scores[link.a, link.b] = scores[link.b, link.a] = link.likeness.score
    used = []
    for link in sorted(found, key=lambda n: (-n.likeness.score, order[n.a], order[n.b])):
        if groups.one(link.a, link.b):
            used.append(link)
        elif groups.may_join(link.a, link.b, apart, scores, threshold):
            groups.join(link.a, link.b)
            used.append(link)
    return [sorted(g, key=order.__getitem__) for g in groups.several()], used


class _Groups:
    """Disjoint groups of claims."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.members: dict[Key, list[Key]] = {key: [key] for key in keys}

    def one(self, a: Key, b: Key) -> bool:
        return self.members[a] is self.members[b]

    def join(self, a: Key, b: Key) -> None:
        ours, theirs = self.members[a], self.members[b]
        if ours is theirs:
            return
        ours.extend(theirs)
        for key in theirs:
            self.members[key] = ours

    def may_join(
        self, a: Key, b: Key, apart: set[tuple[Key, Key]], scores: Mapping[tuple[Key, Key], float], threshold: float
    ) -> bool:
        """False where the two groups hold claims of one report, claims judged apart, or agree too little on the whole.

        A pair that never met, or scored below the threshold, counts half the threshold against the mean.
        """
        ours, theirs = self.members[a], self.members[b]
        if not {doc for doc, _ in ours}.isdisjoint({doc for doc, _ in theirs}):
            return False
        total = 0.0
        for x in ours:
            for y in theirs:
                if (x, y) in apart:
                    return False
                total += scores.get((x, y), threshold / 2)
        return total / (len(ours) * len(theirs)) >= 0.75 * threshold

    def several(self) -> list[list[Key]]:
        """The groups of more than one claim, in the order of their first."""
        seen: set[int] = set()
        out = []
        for group in self.members.values():
            if len(group) > 1 and id(group) not in seen:
                seen.add(id(group))
                out.append(group)
        return out

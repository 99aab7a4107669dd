"""Incidents: claims of several reports joined where they speak of one, never two claims of one report.

Candidates meet in blocks (kin types, days, place or doer), are scored, and are joined best pair first, as long as the joined
incidents agree on the whole and nobody has judged otherwise.  What people judged comes before any score.
"""

from __future__ import annotations

from collections import defaultdict
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
    said = [j for j in judgements if j.a in order and j.b in order]
    groups = _Groups(
        [doc for doc, _ in keys], threshold, {(order[n.a], order[n.b]): n.likeness.score for n in found},
        [(order[j.a], order[j.b]) for j in said if j.verdict == "not_same"],
    )  # fmt: skip
    for judgement in said:
        if judgement.verdict == "same":
            groups.join(order[judgement.a], order[judgement.b])
    used = []
    for link in sorted(found, key=lambda n: (-n.likeness.score, order[n.a], order[n.b])):
        a, b = order[link.a], order[link.b]
        if groups.one(a, b):
            used.append(link)
        elif groups.may_join(a, b):
            groups.join(a, b)
            used.append(link)
    return [[keys[k] for k in group] for group in groups.several()], used


_EXACT = 10_000
"""Points are summed as whole numbers of this part of a point: what is joined shall not hang on the order in which they are added."""


class _Groups:
    """Disjoint groups of claims, which go by their place in a list; ``docs`` are their reports, ``scores`` those of the pairs that reached the threshold,
    ``apart`` pairs that were judged apart.

    For every two groups that have such pairs between them it is known how far these lie above half the threshold, which is what a pair counts that never met
    or scored too little.  A join adds up the smaller group's numbers to the larger one's, so that all joins together cost little more than the pairs are many.
    """

    def __init__(self, docs: Sequence[str], threshold: float, scores: Mapping[tuple[int, int], float], apart: Iterable[tuple[int, int]]) -> None:
        self.home = list(range(len(docs)))
        self.members = [[k] for k in self.home]
        self.docs = [{doc} for doc in docs]
        self.threshold = round(threshold * _EXACT)
        self.above: list[dict[int, int]] = [{} for _ in docs]
        self.apart: defaultdict[int, set[int]] = defaultdict(set)
        for (a, b), score in scores.items():
            self.above[a][b] = self.above[b][a] = round((score - threshold / 2) * _EXACT)
        for a, b in apart:
            self.apart[a].add(b)
            self.apart[b].add(a)

    def one(self, a: int, b: int) -> bool:
        """Whether two claims are in one group."""
        return self.home[a] == self.home[b]

    def join(self, a: int, b: int) -> None:
        """Make one group of those of two claims."""
        ours, theirs = self.home[a], self.home[b]
        if ours == theirs:
            return
        if len(self.above[ours]) + len(self.members[ours]) < len(self.above[theirs]) + len(self.members[theirs]):
            ours, theirs = theirs, ours
        for k in self.members[theirs]:
            self.home[k] = ours
        self.members[ours] += self.members[theirs]
        self.docs[ours] |= self.docs[theirs]
        own = self.above[ours]
        own.pop(theirs, None)
        for other, points in self.above[theirs].items():
            if other != ours:
                beside = self.above[other]
                del beside[theirs]
                own[other] = beside[ours] = own.get(other, 0) + points
        for other in self.apart.pop(theirs, ()):
            self.apart[other].discard(theirs)
            self.apart[other].add(ours)
            self.apart[ours].add(other)
        self.members[theirs], self.docs[theirs], self.above[theirs] = [], set(), {}

    def may_join(self, a: int, b: int) -> bool:
        """False where the groups of two claims hold claims of one report, claims judged apart, or agree too little on the whole: a mean below three quarters of
        the threshold, pairs that never met, or scored below it, counting half of it."""
        ours, theirs = self.home[a], self.home[b]
        if theirs in self.apart[ours] or not self.docs[ours].isdisjoint(self.docs[theirs]):
            return False
        pairs = len(self.members[ours]) * len(self.members[theirs])
        return 4 * self.above[ours].get(theirs, 0) >= self.threshold * pairs

    def several(self) -> list[list[int]]:
        """The groups of more than one claim, in the order of their first, each in order."""
        return sorted(sorted(group) for group in self.members if len(group) > 1)

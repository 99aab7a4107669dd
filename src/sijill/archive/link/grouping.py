"""Incidents: claims that links connect, joined by the register's own rules, component by component, and numbered as the register would.

``clusters.joined`` looks at one link after another, the best first, and at the two groups that it would join.  Groups are joined along links
alone, so that they never reach beyond a connected component of the links, and what a decision looks at (the claims of the two groups, the
scores between them) lies in one component too.  The links of a component therefore meet the same groups in the same order whether the links
of others stand between them or not: components joined apart give what all of them give together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from sijill.archive.link import pieces
from sijill.archive.link.layout import Layout
from sijill.archive.link.pieces import Array
from sijill.linking.claims import Key
from sijill.linking.clusters import Link, joined
from sijill.linking.likeness import Likeness


def connected(count: int, pairs: Iterable[tuple[Array, Array]]) -> Array:
    """For each of ``count`` numbers the least one that pairs connect it with. ``pairs``: arrays of both ends, gone through several times."""
    root = np.arange(count, dtype=np.uint32)
    while True:
        before = root.copy()
        for a, b in pairs:
            least = np.minimum(root[a], root[b])
            for ends in (a, b):
                # both where a number stood and where it was sent to learn of the lesser one
                np.minimum.at(root, root[ends], least)
                np.minimum.at(root, ends, least)
        while ((further := root[root]) != root).any():
            root = further
        if (root == before).all():
            return root


class LinkFiles:
    """The ends of all links, file by file, as often as they are asked for."""

    def __init__(self, places: list[str]) -> None:
        self.places = places

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        for place in self.places:
            links = pieces.piece(place, 0)
            yield links["a"].to_numpy(), links["b"].to_numpy()


def grouped(layout: Layout, links: list[list[str]], chunk: int) -> int:
    """Join the claims of the components that begin in a chunk, and write those that have company: ``rank``, ``first``, the least rank of its incident, and
    ``leader``, the first claim of it in the order of the reports; how many. ``links``: files of links by chunk."""
    found = pieces.piece(layout.place("components"), chunk)
    ranks, roots = found["rank"].to_numpy(), found["root"].to_numpy()
    columns = [pieces.piece(place, 0) for home in sorted({layout.chunk_of(rank) for rank in ranks.tolist()}) for place in links[home]]
    inside = _inside(ranks, columns)
    number, report = layout.number, layout.report
    names = {rank: (str(report[rank]), str(number[rank])) for rank in ranks.tolist()}
    order = {names[rank]: rank for rank in sorted(names, key=lambda rank: int(number[rank]))}
    root_of = dict(zip(ranks.tolist(), roots.tolist(), strict=True))
    apart: dict[int, tuple[list[Key], list[Link]]] = {}
    for key, rank in order.items():
        apart.setdefault(root_of[rank], ([], []))[0].append(key)
    for a, b, score in inside:
        apart[root_of[a]][1].append(Link(names[a], names[b], Likeness(score, ())))
    out: list[tuple[int, int, int]] = []
    for keys, own in apart.values():
        for group in joined(keys, layout.weights.points["threshold"], (), own)[0]:
            members = [order[key] for key in group]
            out += [(rank, min(members), members[0]) for rank in members]
    out.sort()
    pieces.arrays(layout.place("grouped", chunk), [{name: np.array([row[k] for row in out], np.uint32) for k, name in enumerate(("rank", "first", "leader"))}])
    return len(out)


def _inside(ranks: Array, columns: list[Any]) -> list[tuple[int, int, float]]:
    """The links between these claims."""
    out: list[tuple[int, int, float]] = []
    for links in columns:
        a = links["a"].to_numpy()
        own = np.isin(a, ranks)  # with one end of a link the other is in the component as well
        out += zip(a[own].tolist(), links["b"].to_numpy()[own].tolist(), links["score"].to_numpy()[own].tolist(), strict=True)
    return out


def in_company(layout: Layout, first: Array) -> Array:
    """Which claims are not alone in their set: a mask. ``first``: for each claim the least rank of its set."""
    out = np.zeros(len(first), bool)
    for base, end in pairwise(layout.first_rank):
        later = base + np.flatnonzero(first[base:end] != np.arange(base, end))
        out[later] = out[first[later]] = True
    return out


def by_first(layout: Layout, first: Array, only: Array | None = None) -> Iterator[Array]:
    """For each chunk the claims of the sets that begin in it, set by set, in the order of their ranks. ``first``: for each claim the least rank of its set;
    ``only``: a mask of those that are asked for, or all."""
    spans = list(pairwise(layout.first_rank))
    beyond = np.concatenate([base + np.flatnonzero(first[base:end] < base) for base, end in spans]).astype(np.uint32)
    beyond = beyond[np.argsort(first[beyond], kind="stable")]
    cuts = np.searchsorted(first[beyond], np.array(layout.first_rank))
    for (base, end), (x, y) in zip(spans, pairwise(cuts), strict=True):
        inside = first[base:end] >= base
        own = np.concatenate([base + np.flatnonzero(inside if only is None else inside & only[base:end]), beyond[x:y]]).astype(np.uint32)
        yield own[np.argsort(first[own], kind="stable")]


def write_components(layout: Layout, root: Array) -> None:
    """Write the claims that have links, by the chunk in which their component begins."""
    own = by_first(layout, root, in_company(layout, root))
    pieces.arrays(layout.place("components"), ({"rank": k, "root": root[k]} for k in own))


def numbered(layout: Layout) -> tuple[Array, Array]:
    """For each claim the least rank of its incident, and the number of the incident at that rank: numbers from 1 as the register gives them to claims that
    it links all at once, the largest incidents first, of equal ones that of the earliest claim."""
    first, incident, number = np.arange(layout.claims, dtype=np.uint32), np.zeros(layout.claims, np.uint32), layout.number
    heads = [np.empty((3, 0), np.int64)]
    for chunk in range(layout.chunks):
        found = pieces.piece(layout.place("grouped", chunk), 0)
        first[found["rank"].to_numpy()] = found["first"].to_numpy()
        own, at, sizes = np.unique(found["first"].to_numpy(), return_index=True, return_counts=True)
        heads.append(np.array([own, number[found["leader"].to_numpy()[at]], sizes], np.int64))
    own, earliest, sizes = np.concatenate(heads, axis=1)
    incident[own[np.lexsort((earliest, -sizes))]] = np.arange(1, len(own) + 1)
    # Incidents of one claim come last, in the order of the reports.
    alone = np.zeros(layout.claims, bool)
    singles = [base + np.flatnonzero((first[base:end] == np.arange(base, end)) & (incident[base:end] == 0)) for base, end in pairwise(layout.first_rank)]
    for ranks in singles:
        alone[number[ranks]] = True
    before = np.cumsum(alone, dtype=np.uint32)
    for ranks in singles:
        incident[ranks] = len(own) + before[number[ranks]]
    return first, incident

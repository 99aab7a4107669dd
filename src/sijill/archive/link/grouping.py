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
from sijill.archive.link.meeting import table
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
    """Join the claims of the components that begin in a chunk, and write ``rank`` and ``leader``, the first claim of its incident in the order of the
    reports, of those that have company; how many. ``links``: files of links by chunk."""
    found = pieces.piece(layout.place("components"), chunk)
    ranks, roots = found["rank"].to_numpy(), found["root"].to_numpy()
    columns = [pieces.piece(place, 0) for home in sorted({layout.chunk_of(rank) for rank in ranks.tolist()}) for place in links[home]]
    inside = _inside(ranks, columns)
    sketches = table(layout)
    names = {rank: (str(sketches["report"][rank]), str(sketches["number"][rank])) for rank in ranks.tolist()}
    order = {names[rank]: rank for rank in sorted(names, key=lambda rank: int(sketches["number"][rank]))}
    root_of = dict(zip(ranks.tolist(), roots.tolist(), strict=True))
    apart: dict[int, tuple[list[Key], list[Link]]] = {}
    for key, rank in order.items():
        apart.setdefault(root_of[rank], ([], []))[0].append(key)
    for a, b, score in inside:
        apart[root_of[a]][1].append(Link(names[a], names[b], Likeness(score, ())))
    out: list[tuple[int, int]] = []
    for keys, own in apart.values():
        for group in joined(keys, layout.weights.points["threshold"], (), own)[0]:
            out += [(order[key], order[group[0]]) for key in group]
    out.sort()
    pieces.arrays(layout.place("grouped", chunk), [{name: np.array([row[k] for row in out], np.uint32) for k, name in enumerate(("rank", "leader"))}])
    return len(out)


def _inside(ranks: Array, columns: list[Any]) -> list[tuple[int, int, float]]:
    """The links between these claims."""
    out: list[tuple[int, int, float]] = []
    for links in columns:
        a = links["a"].to_numpy()
        own = np.isin(a, ranks)  # with one end of a link the other is in the component as well
        out += zip(a[own].tolist(), links["b"].to_numpy()[own].tolist(), links["score"].to_numpy()[own].tolist(), strict=True)
    return out


def write_components(layout: Layout, root: Array) -> None:
    """Write the claims that have links, by the chunk in which their component begins."""
    several = np.flatnonzero(np.bincount(root, minlength=len(root))[root] > 1)
    several = several[np.lexsort((several, root[several]))]
    cuts = np.searchsorted(root[several], np.array(layout.first_rank))
    own = (several[x:y] for x, y in pairwise(cuts))
    pieces.arrays(layout.place("components"), ({"rank": k.astype(np.uint32), "root": root[k]} for k in own))


def numbered(layout: Layout) -> Array:
    """The incident of each claim, by rank: numbers from 1 as the register gives them to claims that it links all at once, the largest incidents
    first, of equal ones that of the earliest claim."""
    leader = np.arange(layout.claims, dtype=np.uint32)
    for chunk in range(layout.chunks):
        found = pieces.piece(layout.place("grouped", chunk), 0)
        leader[found["rank"].to_numpy()] = found["leader"].to_numpy()
    sizes = np.bincount(leader, minlength=len(leader))
    leaders = np.flatnonzero(sizes)
    first = np.asarray(table(layout)["number"])[leaders]
    order = leaders[np.lexsort((first, -sizes[leaders]))]
    number = np.zeros(len(leader), np.uint32)
    number[order] = np.arange(1, len(order) + 1)
    return np.asarray(number[leader])

"""Pairs that meet in a block: counted over the whole archive, made in shares, kept where their sketches allow the threshold.

The rows of a block lie in one range of blocks, whatever partition they come from.  A range of very many pairs (a capital on a day of many
casualties) is done in several shares of its pairs; since a pair is made and looked at by itself, shares change nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sijill.archive.link import pieces
from sijill.archive.link.layout import Layout
from sijill.archive.link.ordering import write_rows
from sijill.archive.link.pieces import Array
from sijill.archive.link.sketch import Bound
from sijill.linking.blocks import CROWD, ROUNDS, Keys, narrowed

SHARE = 20_000_000
"""Pairs that one task makes at most."""

AT_ONCE = 1 << 16
"""Pairs that are looked at in one go."""

KEPT = 1 << 21
"""Pairs held before those that were met twice are thrown away."""


class Counted(NamedTuple):
    """A range of blocks in one round: pairs to be made, blocks with a crowd."""

    pairs: int
    crowds: int


class Rows(NamedTuple):
    """The rows of a range, block by block in the order of their first claims, the loose rows of a block first. ``others``: how many rows of its block behind it
    each is to be paired with."""

    ranks: Array
    others: Array
    crowded: Array


def counted(layout: Layout, stage: str, number: int) -> Counted:
    """Count the pairs of a range, and write which of its blocks hold a crowd."""
    rows = _rows(layout, stage, number)
    pieces.arrays(layout.place(f"{stage}-crowds", number), [{"block": rows.crowded}])
    return Counted(int(rows.others.sum()), len(rows.crowded))


def _rows(layout: Layout, stage: str, number: int) -> Rows:
    found = [pieces.piece(layout.place(stage, chunk), number) for chunk in range(layout.chunks)]
    block, rank, loose = (np.concatenate([f[name].to_numpy(zero_copy_only=False) for f in found]) for name in ("block", "rank", "loose"))
    del found
    order = np.lexsort((rank, ~loose, block))
    block, rank, loose = block[order], rank[order], loose[order]
    starts, sizes = _runs(block)
    # In the order of time, in which claims lie in the table: what is looked at in one go is then a small part of it.
    order = np.argsort(np.repeat(np.minimum.reduceat(rank, starts) if len(starts) else starts, sizes), kind="stable")
    block, rank, loose = block[order], rank[order], loose[order]
    starts, sizes = _runs(block)
    crowd = sizes > CROWD
    behind = np.repeat(starts + sizes, sizes) - np.arange(len(block)) - 1
    # Of months and years only pairs with a loose claim are looked at: those that a loose one leads.
    behind[np.repeat(crowd, sizes) | ((block & np.uint64(1)).astype(bool) & ~loose)] = 0
    narrow = crowd & ((block[starts] & np.uint64(1)) == 0)
    return Rows(rank, behind, block[starts[narrow]])


def _runs(values: Array) -> tuple[Array, Array]:
    """Where runs of equal values begin, and how long each is."""
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]]) if len(values) else np.empty(0, np.int64)
    return starts, np.diff(np.r_[starts, len(values)])


def met(layout: Layout, stage: str, number: int, share: int, shares: int) -> list[int]:
    """Make a share of the pairs of a range and write those that may reach the threshold, each once, a piece a chunk of the first; how many in each."""
    rows, bound = _rows(layout, stage, number), Bound(layout.weights)
    ends = np.cumsum(rows.others)
    total = int(ends[-1]) if len(ends) else 0
    first, last = (int(np.searchsorted(ends, total * k // shares, "left")) if k else 0 for k in (share, share + 1))
    last = len(ends) if share == shares - 1 else last
    kept: list[Array] = []
    held = 0
    for at, to in _steps(ends, first, last):
        others = rows.others[at:to]
        leading = np.repeat(np.arange(at, to), others)
        following = leading + 1 + np.arange(len(leading)) - np.repeat(np.cumsum(others) - others, others)
        a, b = rows.ranks[leading], rows.ranks[following]
        may = bound.worth(layout.sketches, a, b)  # mapped anew, so that what was looked at before no longer counts as memory of this process
        a, b = a[may].astype(np.uint64), b[may].astype(np.uint64)
        kept.append(np.unique(np.minimum(a, b) << np.uint64(32) | np.maximum(a, b)))
        held += len(kept[-1])
        if held > KEPT:
            kept = [np.unique(np.concatenate(kept))]
            held = len(kept[0]) // 2
    pairs = np.unique(np.concatenate(kept)) if kept else np.empty(0, np.uint64)
    cuts = np.searchsorted(pairs, np.array(layout.first_rank, np.uint64) << np.uint64(32))
    pieces.arrays(layout.place(f"{stage}-pairs", number, share), ({"pair": pairs[x:y]} for x, y in pairwise(cuts)))
    return [int(n) for n in np.diff(cuts)]


def _steps(ends: Array, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Rows ``first`` to ``last`` in pieces of so many pairs."""
    at = first
    while at < last:
        done = int(ends[at - 1]) if at else 0
        to = min(last, max(at + 1, int(np.searchsorted(ends, done + AT_ONCE, "right"))))
        yield at, to
        at = to


def narrower(layout: Layout, turn: int, chunk: int) -> int:
    """Write the rows of the narrower blocks of a chunk that turn ``turn`` makes of all crowds before; how many."""
    crowds: set[int] = set()
    for stage in stages(turn):
        for number in range(layout.ranges):
            crowds.update(pieces.piece(layout.place(f"{stage}-crowds", number), 0)["block"].to_pylist())
    blocks: list[int] = []
    ranks: list[int] = []
    loose: list[bool] = []
    found: Any = pieces.Pieces(layout.place("keys", chunk))
    with found:
        rank = layout.first_rank[chunk]
        for k in range(len(found)):
            for row in found[k].to_pylist():
                made = list(narrowed(Keys(**row), crowds.__contains__, turn))
                blocks += made
                ranks += [rank] * len(made)
                loose += [row["loose"]] * len(made)
                rank += 1
    write_rows(layout, stages(turn + 1)[-1], chunk, np.array(blocks, np.uint64), np.array(ranks, np.uint32), np.array(loose, bool))
    return len(blocks)


def stages(turns: int) -> list[str]:
    """The names of the rows of the first turns: all blocks, then narrower ones."""
    return ["rows", *(f"rows-{k}" for k in range(1, ROUNDS + 1))][:turns]

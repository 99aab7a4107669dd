"""Near-copies: as in the register, of reports that tell of one incident, wherever their texts lie.

Texts are dealt out to the chunks whose incidents they are compared in; what is a copy of what is put together over the whole archive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from sijill.archive import files
from sijill.archive.link import pieces
from sijill.archive.link.grouping import by_first, connected, in_company
from sijill.archive.link.layout import Layout
from sijill.archive.link.pieces import Array
from sijill.linking.origins import near_copies

_ROWS = 256
_TEXTS = pa.schema([("report", pa.uint32()), ("text", pa.string())])


def wanted(layout: Layout, first: Array, incident: Array) -> None:
    """Write which reports each chunk compares, by partition of the reports, and the claims of its incidents. ``first``: for each claim the least rank of its
    incident, whose number stands there in ``incident``; an incident is compared in the chunk of that claim."""
    several, report = in_company(layout, first), layout.report
    pairs, at = np.empty(int(several.sum()), np.uint64), 0
    for base, end in pairwise(layout.first_rank):
        own = base + np.flatnonzero(several[base:end])
        chunk = np.searchsorted(np.array(layout.first_rank), first[own], "right") - 1
        pairs[at : at + len(own)] = report[own].astype(np.uint64) << np.uint64(32) | chunk.astype(np.uint64)
        at += len(own)
    pairs.sort()
    cuts = np.searchsorted(pairs, np.array(layout.first_report, np.uint64) << np.uint64(32))
    pieces.arrays(layout.place("wanted"), ({"pair": np.unique(pairs[a:b])} for a, b in pairwise(cuts)))
    pieces.arrays(layout.place("homes"), ({"rank": k, "incident": incident[first[k]]} for k in by_first(layout, first)))


def texts(layout: Layout, part: int) -> int:
    """Write the texts of a partition that are compared, a piece a chunk; how many."""
    pairs = pieces.piece(layout.place("wanted"), part)["pair"].to_numpy()
    rows, chunks = (pairs >> np.uint64(32)).astype(np.int64) - layout.first_report[part], (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    dealt: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    at, row = 0, 0
    with files.opened(files.under(layout.out, "reports", f"part-{part:05}.parquet")) as stream:
        for batch in parquet.ParquetFile(stream).iter_batches(_ROWS, columns=["text"]):
            while at < len(rows) and rows[at] < row + batch.num_rows:
                dealt[int(chunks[at])].append((int(rows[at]) + layout.first_report[part], batch["text"][int(rows[at]) - row].as_py()))
                at += 1
            row += batch.num_rows
    made = (dealt.get(chunk, []) for chunk in range(layout.chunks))
    pieces.write(layout.place("texts", part), _TEXTS, (pa.record_batch([[r for r, _ in own], [t for _, t in own]], schema=_TEXTS) for own in made))
    return len(rows)


def copied(layout: Layout, chunk: int) -> int:
    """Write which reports of the incidents of a chunk are copies of one another, as pairs of reports; how many pairs."""
    found = pieces.piece(layout.place("homes"), chunk)
    reports = layout.report[found["rank"].to_numpy()].tolist()
    told: defaultdict[int, set[int]] = defaultdict(set)
    for incident, report in zip(found["incident"].to_pylist(), reports, strict=True):
        told[incident].add(report)
    held: dict[int, str] = {}
    for part in range(layout.parts):
        batch = pieces.piece(layout.place("texts", part), chunk)
        held.update(zip(batch["report"].to_pylist(), batch["text"].to_pylist(), strict=True))
    out: list[tuple[int, int]] = []
    for group in _together(own for own in told.values() if len(own) > 1):
        # Only what shares an incident can be a copy, so that what shares none, not even by way of others, need not be held together.
        listed = sorted({report for own in group for report in own})
        pairs = sorted({(a, b) for own in group for a in own for b in own if a < b})
        for first, *others in near_copies({str(r): held[r] for r in listed}, ((str(a), str(b)) for a, b in pairs)):
            out += [(int(first), int(other)) for other in others]
    pieces.arrays(layout.place("copied", chunk), [{name: np.array([pair[k] for pair in out], np.uint32) for k, name in enumerate("ab")}])
    return len(out)


def _together(sets: Iterable[set[int]]) -> list[list[set[int]]]:
    """Sets in groups that have no member in common."""
    home: dict[int, list[set[int]]] = {}
    for own in sets:
        groups = {id(home[r]): home[r] for r in own if r in home}
        joined = max(groups.values(), key=len, default=[])
        for other in groups.values():
            if other is not joined:
                joined += other
                for one in other:
                    home.update(dict.fromkeys(one, joined))
        joined.append(own)
        home.update(dict.fromkeys(own, joined))
    return list({id(group): group for group in home.values()}.values())


def firsts(layout: Layout) -> Array:
    """For each report the first of those that it is a copy of, itself where it is none."""
    found = [pieces.piece(layout.place("copied", chunk), 0) for chunk in range(layout.chunks)]
    return connected(layout.first_report[-1], [(f["a"].to_numpy(), f["b"].to_numpy()) for f in found])

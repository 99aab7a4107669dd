"""Pairs weighed: those of a chunk, each once, in the order of their ranks, by the same rules as everywhere."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from sijill.archive import files
from sijill.archive.link import pieces
from sijill.archive.link.layout import Layout
from sijill.archive.link.ordering import Chunks
from sijill.archive.schema import LINKED
from sijill.linking.likeness import likeness

MANY = 200_000
"""Pairs of a chunk beyond which it is weighed by several tasks."""


class Weighed(NamedTuple):
    """How many pairs a task weighed, and how many of them are links."""

    pairs: int
    links: int


def scored(layout: Layout, places: list[str], chunk: int, share: int, shares: int) -> Weighed:
    """Weigh the pairs of a share of a chunk's claims; write the links, for people and for the next stage."""
    base, end = layout.first_rank[chunk], layout.first_rank[chunk + 1]
    first, last = (base + (end - base) * k // shares for k in (share, share + 1))
    low, high = (np.uint64(k << 32) for k in (first, last))
    found = []
    for place in places:
        pairs = pieces.piece(place, chunk)["pair"].to_numpy()
        found.append(pairs[np.searchsorted(pairs, low) : np.searchsorted(pairs, high)])
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, np.uint64)
    number, weights = layout.number, layout.weights
    threshold, chunks = weights.points["threshold"], Chunks(layout)
    links: list[tuple[int, int, float]] = []
    rows = []
    for pair in pairs.tolist():
        one, two = pair >> 32, pair & 0xFFFFFFFF
        a, b = (one, two) if number[one] < number[two] else (two, one)
        x, y = chunks.of(a).claim(a), chunks.of(b).claim(b)
        alike = likeness(x, y, weights)
        if alike.score >= threshold:
            links.append((a, b, alike.score))
            rows.append((x.doc, x.event.id, y.doc, y.event.id, alike.score, [{"part": p, "points": n} for p, n in alike.parts]))
    schema = LINKED["links"]
    columns = {name: [row[k] for row in rows] for k, name in enumerate(schema.names)}
    with files.writing(files.under(layout.out, "links", f"part-{chunk:05}-{share:03}.parquet")) as stream:
        parquet.write_table(pa.table(columns, schema=schema), stream, compression="zstd")
    a, b, score = (np.array([link[k] for link in links], kind) for k, kind in enumerate((np.uint32, np.uint32, np.float64)))
    pieces.arrays(layout.place("links", chunk, share), [{"a": a, "b": b, "score": score}])
    return Weighed(len(pairs), len(links))

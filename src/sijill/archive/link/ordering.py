"""Claims in the order of time: those of all partitions dealt out to chunks, so that what may be one incident lies in one chunk or in near ones.

Three stages: ``sampled`` (where to cut), ``dealt`` (a partition's claims, chunk by chunk), ``gathered`` (a chunk of all partitions: claims, sketches,
rows for the blocks).  The place of a claim in the order of chunks is its *rank*; its *number* is its place in the order of the reports.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from sijill.archive import files
from sijill.archive.link import pieces
from sijill.archive.link.layout import Layout
from sijill.archive.link.pieces import Array
from sijill.archive.link.sketch import SKETCH, sketch
from sijill.linking.blocks import keys
from sijill.linking.claims import Claim, claims
from sijill.records import Reading

EVERY = 32
"""Of how many reports one is asked where the chunks shall be cut."""

FEW = 128
"""Claims of a chunk that are read at once."""

_CHUNKS = 4
"""Chunks that are held at once."""

_PARTS = 16
"""Partitions whose outlets are held at once."""

_ROWS = 256
_READING = msgspec.json.Decoder(Reading)
_CLAIM = msgspec.msgpack.Decoder(Claim)
_ENCODER = msgspec.msgpack.Encoder()

_NUMBERS = pa.list_(pa.uint64())
_DEALT = pa.schema([
    ("key", pa.uint64()), ("number", pa.uint32()), ("report", pa.uint32()), ("claim", pa.binary()),
    ("sketch", pa.binary(SKETCH.itemsize)), ("times", _NUMBERS), ("what", _NUMBERS), ("more", _NUMBERS), ("loose", pa.bool_()),
])  # fmt: skip
_HELD = pa.schema([("claim", pa.binary())])
_OUTLETS = pa.schema([("row", pa.uint32()), ("outlet", pa.string())])
_KEYS = pa.schema([("times", _NUMBERS), ("what", _NUMBERS), ("more", _NUMBERS), ("loose", pa.bool_())])


class Dealt(NamedTuple):
    """What a partition holds: claims by chunk, reports, rows of blocks."""

    claims: list[int]
    reports: int
    rows: int


class Told(NamedTuple):
    """A claim with the row of its report in the partition and its outlet (as given, where the report does not name it; else its name)."""

    claim: Claim
    row: int
    outlet: str


def _told(layout: Layout, part: int, every: int = 1) -> Iterator[Told]:
    """The claims of a partition, without what only explains their values."""
    row = -1
    with files.opened(files.under(layout.out, "reports", f"part-{part:05}.parquet")) as stream:
        for batch in parquet.ParquetFile(stream).iter_batches(_ROWS, columns=["doc", "given_outlet", "outlet", "record"]):
            for doc, given, outlet, record in zip(*(batch[name] for name in ("doc", "given_outlet", "outlet", "record")), strict=True):
                row += 1
                if row % every:
                    continue
                name = outlet.as_py() or given.as_py() or doc.as_py()
                for claim in claims([_READING.decode(record.as_py())]):
                    event = msgspec.structs.replace(claim.event, evidence={}, reasons={}, mentions=[], confidences={})
                    yield Told(claim._replace(doc=doc.as_py(), event=event), row, name)


def _key(claim: Claim) -> int:
    """Where in time a claim stands: its day; within the day by place, so that a day of very many claims is cut between places."""
    day = claim.span.last if claim.span is not None else claim.published or 0
    place = zlib.crc32(min(claim.places, default="").encode()) >> 16
    return day << 40 | place << 24 | zlib.crc32(f"{claim.doc} {claim.event.id}".encode()) >> 8


def sampled(layout: Layout, part: int) -> list[int]:
    """The keys of some claims of a partition."""
    return [_key(told.claim) for told in _told(layout, part, EVERY)]


def dealt(layout: Layout, part: int) -> Dealt:
    """Write the claims of a partition, a piece a chunk."""
    cuts = np.array(layout.cuts, np.uint64)
    rows: list[dict[str, Any]] = []
    homes: list[int] = []
    outlets: dict[int, str] = {}
    meetings = 0
    for number, told in enumerate(_told(layout, part)):
        own, key = keys(told.claim, layout.weights), _key(told.claim)
        homes.append(int(np.searchsorted(cuts, np.uint64(key), "right")))
        outlets[told.row] = told.outlet
        meetings += len(own.times) * len(own.what)
        rows.append({
            "key": key, "number": number, "report": told.row, "claim": _ENCODER.encode(told.claim),
            "sketch": np.array([sketch(told.claim)], SKETCH).tobytes(), "times": own.times, "what": own.what, "more": own.more, "loose": own.loose,
        })  # fmt: skip
    counts = np.bincount(np.array(homes, np.int64), minlength=len(cuts) + 1)
    order = np.argsort(np.array(homes, np.int64), kind="stable")
    ends = np.cumsum(counts)
    table = ({name: [rows[k][name] for k in order[end - count : end]] for name in _DEALT.names} for end, count in zip(ends, counts, strict=True))
    pieces.write(layout.place("dealt", part), _DEALT, (pa.record_batch(columns, schema=_DEALT) for columns in table))
    pieces.write(layout.place("outlets", part), _OUTLETS, [pa.record_batch([list(outlets), list(outlets.values())], schema=_OUTLETS)])
    with files.opened(files.under(layout.out, "reports", f"part-{part:05}.parquet")) as stream:
        reports = parquet.ParquetFile(stream).metadata.num_rows
    return Dealt([int(n) for n in counts], reports, meetings)


def gathered(layout: Layout, chunk: int) -> int:
    """Write a chunk: its claims in order, their sketches, keys, and rows for the blocks, a piece a range; how many claims."""
    found = []
    for part in range(layout.parts):
        batch = pieces.piece(layout.place("dealt", part), chunk)
        if batch.num_rows:
            number = pc.add(batch["number"], pa.scalar(layout.first_claim[part], pa.uint32()))
            report = pc.add(batch["report"], pa.scalar(layout.first_report[part], pa.uint32()))
            found.append(batch.set_column(1, "number", number).set_column(2, "report", report))
    table = pa.Table.from_batches(found, _DEALT).sort_by([("key", "ascending"), ("number", "ascending")]).combine_chunks()
    sketches = np.frombuffer(b"".join(table["sketch"].to_pylist()), SKETCH).copy()
    sketches["number"], sketches["report"] = table["number"].to_numpy(), table["report"].to_numpy()
    files.write(layout.place("sketches", chunk), sketches.tobytes())
    pieces.write(layout.place("held", chunk), _HELD, table.select(_HELD.names).to_batches(FEW))
    pieces.write(layout.place("keys", chunk), _KEYS, table.select(_KEYS.names).to_batches())
    times, what, loose = (table[name].combine_chunks() for name in ("times", "what", "loose"))
    base = layout.first_rank[chunk]
    with np.errstate(over="ignore"):
        made = [np.add.outer(t.values.to_numpy(), w.values.to_numpy()).ravel() for t, w in zip(times, what, strict=True)]
    lengths = [len(m) for m in made]
    ranks = np.repeat(np.arange(base, base + len(made), dtype=np.uint32), lengths)
    write_rows(layout, "rows", chunk, np.concatenate(made) if made else np.empty(0, np.uint64), ranks, np.repeat(loose.to_numpy(zero_copy_only=False), lengths))
    return len(made)


def write_rows(layout: Layout, stage: str, chunk: int, blocks: Array, ranks: Array, loose: Array) -> None:
    """Write rows for the blocks of a chunk, a piece a range: ``block``, ``rank``, ``loose``."""
    home = (blocks >> np.uint64(32)) * np.uint64(layout.ranges) >> np.uint64(32)
    order = np.argsort(home, kind="stable")
    ends = np.cumsum(np.bincount(home.astype(np.int64), minlength=layout.ranges))
    cuts = zip([0, *ends[:-1]], ends, strict=True)
    pieces.arrays(layout.place(stage, chunk), ({"block": blocks[k], "rank": ranks[k], "loose": loose[k]} for k in (order[a:b] for a, b in cuts)))


class Chunk:
    """The claims of a chunk, read as they are asked for, by rank."""

    def __init__(self, layout: Layout, chunk: int) -> None:
        self.base = layout.first_rank[chunk]
        self.file = pieces.Pieces(layout.place("held", chunk))
        self.batches: dict[int, Any] = {}
        self.claims: dict[int, Claim] = {}

    def claim(self, rank: int) -> Claim:
        """A claim; its ``doc`` is the report's name."""
        found = self.claims.get(rank)
        if found is None:
            at, row = divmod(rank - self.base, FEW)
            if at not in self.batches:
                self.batches[at] = self.file[at]
            found = self.claims[rank] = _CLAIM.decode(self.batches[at]["claim"][row].as_py())
        return found


class Chunks:
    """Chunks as they are asked for, the latest of them kept."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.held = layout, OrderedDict[int, Chunk]()

    def of(self, rank: int) -> Chunk:
        """The chunk that holds a claim."""
        number = self.layout.chunk_of(rank)
        if number not in self.held:
            if len(self.held) == _CHUNKS:
                self.held.popitem(last=False)
            self.held[number] = Chunk(self.layout, number)
        self.held.move_to_end(number)
        return self.held[number]


class Outlets:
    """Who published the reports that tell of something, by the number of the report; partitions as they are asked for, the latest of them kept."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.held = layout, OrderedDict[int, dict[int, str]]()

    def of(self, report: int) -> str:
        """The outlet of a report, as read or given, else its name."""
        part = bisect_right(self.layout.first_report, report) - 1
        if part not in self.held:
            if len(self.held) == _PARTS:
                self.held.popitem(last=False)
            found = pieces.piece(self.layout.place("outlets", part), 0)
            self.held[part] = dict(zip(found["row"].to_pylist(), found["outlet"].to_pylist(), strict=True))
        self.held.move_to_end(part)
        return self.held[part][report - self.layout.first_report[part]]

"""What every task of linking knows: where the archive is, how it is cut, by which points pairs are weighed."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from sijill.archive import files
from sijill.archive.link import pieces
from sijill.archive.link.pieces import Array
from sijill.archive.link.sketch import SKETCH
from sijill.knowledge.tables import pack_folders
from sijill.linking.likeness import Weights

WORK = "_link"
"""The folder of what is between the stages; it goes when the last one is done."""


class Layout(msgspec.Struct, frozen=True):
    """``parts``: partitions of reports; ``cuts``: keys between chunks. The first report and the first claim of each partition, the first rank of each
    chunk, one number more for the end. ``ranges``: of blocks. What later stages find out is empty before."""

    out: str
    packs: tuple[str, ...]
    parts: int
    cuts: list[int] = []
    first_report: list[int] = []
    first_claim: list[int] = []
    first_rank: list[int] = []
    ranges: int = 1

    @property
    def weights(self) -> Weights:
        """The points of the packs."""
        return _weights(self.packs)

    @property
    def chunks(self) -> int:
        return len(self.cuts) + 1

    @property
    def claims(self) -> int:
        return self.first_rank[-1]

    @property
    def sketches(self) -> Array:
        """All sketches by rank."""
        return pieces.mapped(self.place("sketched"), SKETCH)

    @property
    def number(self) -> Array:
        """The place of each claim in the order of the reports, by rank."""
        return pieces.mapped(self.place("number"), np.uint32)

    @property
    def report(self) -> Array:
        """The number of each claim's report, by rank."""
        return pieces.mapped(self.place("report"), np.uint32)

    def chunk_of(self, rank: int) -> int:
        """The chunk that holds a rank."""
        return bisect_right(self.first_rank, rank) - 1

    def place(self, stage: str, *numbers: int) -> str:
        """The file of a stage's task."""
        return files.under(self.out, WORK, stage, "-".join(f"{n:05}" for n in numbers) or "all")


@lru_cache(maxsize=2)
def _weights(packs: tuple[str, ...]) -> Weights:
    return Weights(pack_folders(tuple(map(Path, packs))))

"""gzip, as a wrapping: what is kept and read is the file inside, and never more of it than is asked for."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from sijill.errors import InputError
from sijill.ingest.item import Beside, Item

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PIECE = 1 << 16
_FREE = 32 << 20
_RATIO = 200
"""Text packs to a tenth, repeated text to a fiftieth; a bomb to a thousandth."""


class Unpacked(io.RawIOBase):
    """The bytes inside a gzip stream of one member or several. Reading raises ``InputError`` where it is cut off, damaged or a bomb.

    With ``salvage``, what is before a cut or damage is given and then the end; ``fault`` says what was wrong.
    """

    def __init__(self, stream: BinaryIO, where: str, salvage: bool = False) -> None:
        self.stream, self.where, self.salvage = stream, where, salvage
        self.fault: InputError | None = None
        self.unpack = zlib.decompressobj(wbits=31)
        self.waiting = b""
        self.taken = self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        if self.fault is not None:
            return 0
        while True:
            if not self.waiting:
                self.waiting = self.stream.read(_PIECE)
                self.taken += len(self.waiting)
            if self.unpack.eof:
                # Another member may follow; zeros pad tapes.
                self.waiting = self.waiting.lstrip(b"\x00")
                if not self.waiting:
                    return 0
                self.unpack = zlib.decompressobj(wbits=31)
            if not self.waiting:
                return self._faulty("is cut off")
            try:
                out = self.unpack.decompress(self.waiting, len(view))
            except zlib.error as error:
                return self._faulty(f"is damaged ({error})")
            self.waiting = self.unpack.unused_data if self.unpack.eof else self.unpack.unconsumed_tail
            self.given += len(out)
            if self.given > _FREE and self.given > _RATIO * self.taken:
                raise InputError(f"{self.where}: unpacks to more than {_RATIO} times its size, as no text does; hostile, not taken in")
            if out:
                view[: len(out)] = out
                return len(out)

    def _faulty(self, what: str) -> int:
        self.fault = InputError(f"{self.where}: the gzip file {what}; fetch it again")
        if not self.salvage:
            raise self.fault
        return 0


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """What is inside, by its own ending (``page.html.gz``) and content."""
    if beside.depth > 2:
        raise InputError(f"{source}: packed in itself again and again; unpack it and add what is inside")
    assert beside.inner is not None
    inside = name[:-3] if name.lower().endswith(".gz") else name
    # These show by themselves where they break off; of a page or table the half would pass for the whole.
    unpacked = Unpacked(stream, source, salvage=inside.lower().endswith((".warc", ".jsonl", ".ndjson")))
    yield from beside.inner(io.BufferedReader(unpacked, _PIECE), source, inside, beside._replace(depth=beside.depth + 1, media_type=None))
    if unpacked.fault is not None:
        yield unpacked.fault

"""Parts of files as streams: the bytes inside packed ones, told where they break off, and pieces of any."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

import zstandard

from sijill.errors import InputError
from sijill.ingest.packed import Unpacked

_BLOCK = 1 << 20
_STEP = 1 << 13
"""Bytes unpacked at once: a hostile file makes thousands of times as many of them."""


class Piece(io.RawIOBase):
    """The next ``size`` bytes of a stream."""

    def __init__(self, inner: BinaryIO, size: int) -> None:
        self.inner, self.left = inner, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self.inner.read(min(len(buffer), self.left))
        self.left -= len(data)
        buffer[: len(data)] = data
        return len(data)


class Packed(io.BufferedReader):
    """The bytes inside a file called ``.gz`` or ``.zst``; where it is cut off or damaged it ends, and ``fault`` says so."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.inner = _Zstandard(stream, name) if name.lower().endswith(".zst") else Unpacked(stream, name, salvage=True)
        super().__init__(self.inner, _BLOCK)

    @property
    def fault(self) -> InputError | None:
        return self.inner.fault


class _Zstandard(io.RawIOBase):
    """The bytes inside a Zstandard file of one frame or several."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self.stream, self.where = stream, where
        self.fault: InputError | None = None
        self.frame = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
        self.ready = self.packed = b""
        self.begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self.ready and self.fault is None:
            if not self.packed:
                self.packed = self.stream.read(_STEP)
            if not self.packed:
                if self.begun and not self.frame.eof:
                    self.fault = InputError(f"{self.where}: the Zstandard file is cut off; fetch it again")
                return 0
            if self.frame.eof:
                self.frame = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
            self.begun = True
            try:
                self.ready = self.frame.decompress(self.packed)
            except zstandard.ZstdError as error:
                self.fault = InputError(f"{self.where}: the Zstandard file is damaged ({error}); fetch it again")
                return 0
            self.packed = self.frame.unused_data if self.frame.eof else b""
        given = self.ready[: len(buffer)]
        buffer[: len(given)] = given
        self.ready = self.ready[len(given) :]
        return len(given)

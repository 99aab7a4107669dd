"""Files between the stages: Arrow record batches that are read one by one, so that a task takes of a file only what is its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import IO, Any

import numpy as np
import pyarrow as pa

from sijill.archive import files

Array = np.ndarray[Any, np.dtype[Any]]


def write(place: str, schema: Any, batches: Iterable[Any]) -> None:
    """Write batches of a schema, in order."""
    with files.writing(place) as stream, pa.ipc.new_file(stream, schema) as sink:
        for batch in batches:
            sink.write_batch(batch)


def arrays(place: str, pieces: Iterable[Mapping[str, Array]]) -> None:
    """Write pieces of numbers, each some columns of one length; every piece has the same columns."""
    stream = (pa.record_batch({name: pa.array(values) for name, values in piece.items()}) for piece in pieces)
    first = next(stream)
    write(place, first.schema, _chained(first, stream))


def _chained(first: Any, others: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from others


class Pieces:
    """A file of pieces, open for reading."""

    def __init__(self, place: str) -> None:
        self.stream = files.opened(place)
        self.file = pa.ipc.open_file(self.stream)

    def __enter__(self) -> Pieces:
        return self

    def __exit__(self, *error: object) -> None:
        self.stream.close()

    def __len__(self) -> int:
        return int(self.file.num_record_batches)

    def __getitem__(self, number: int) -> Any:
        return self.file.get_batch(number)


def piece(place: str, number: int) -> Any:
    """One piece of a file."""
    with Pieces(place) as found:
        return found[number]


def mapped(place: str, kind: Any) -> Array:
    """A file of numbers or rows of one kind and nothing else, mapped: memory holds what is looked at, and the processes of a machine share it."""
    found = files.stat(place)
    if found is not None and not found.size:
        return np.empty(0, kind)  # an empty file cannot be mapped
    return np.asarray(np.memmap(place if files.is_local(place) else _fetched(place, found).name, kind, "r"))


@lru_cache(maxsize=2)
def _fetched(place: str, found: files.Stat | None) -> IO[bytes]:
    """A copy on this machine of a file in a store, for as long as it is what it was."""
    copy = tempfile.NamedTemporaryFile(prefix="sijill-")  # noqa: SIM115 (goes when nobody keeps it)
    with files.opened(place) as stream:
        shutil.copyfileobj(stream, copy)
    copy.flush()
    return copy

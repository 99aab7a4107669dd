"""Files between the stages: Arrow record batches that are read one by one, so that a task takes of a file only what is its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

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


def column(places: Sequence[str], number: int, name: str) -> Array:
    """A column of numbers of the same piece of several files, one behind the other."""
    found = [piece(place, number)[name].to_numpy(zero_copy_only=False) for place in places]
    return np.concatenate(found) if found else np.empty(0, np.uint64)

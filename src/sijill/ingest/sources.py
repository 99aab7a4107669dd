"""Where items come from: files, folders, patterns and standard input; which module reads what."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest import lines, plain
from sijill.ingest.item import Beside, Item
from sijill.inputs import MAX_BYTES, STDIN, Metadata

Reader = Callable[[BinaryIO, str, str, Beside], Iterator[Item | InputError]]
"""Stream, source (path or address), name, and what is known beside; yields items, and errors in their place."""

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": plain.read,
    ".markdown": plain.read,
    ".jsonl": lines.read,
    ".ndjson": lines.read,
}
"""Ending of the file name, and what reads it. Files with other endings are read as text when they are named, and passed over in
folders."""

ENDINGS = tuple(READERS)


def items(
    paths: Iterable[str | Path], *, published: str | None = None, metadata: Metadata | None = None,
    max_bytes: int = MAX_BYTES, stdin: BinaryIO | None = None,
) -> Iterator[Item | InputError]:  # fmt: skip
    """Every item of the paths, in the order of the paths, files of a folder by name; ``-`` is standard input."""
    beside = Beside(published, Metadata() if metadata is None else metadata, max_bytes)
    for given in paths:
        if str(given) == STDIN:
            stream = stdin or sys.stdin.buffer
            read = lines.read if inputs.stdin_is_jsonl(stream) else plain.read
            yield from read(stream, "standard input", "stdin", beside)
            continue
        for found in inputs.files(str(given), ENDINGS):
            if isinstance(found, InputError):
                yield found
            else:
                yield from _file(found, beside)


def _file(path: Path, beside: Beside) -> Iterator[Item | InputError]:
    read = READERS.get(path.suffix.lower(), plain.read)
    try:
        with path.open("rb") as stream:
            yield from read(stream, str(path), path.name, beside)
    except OSError as error:
        yield InputError(f"{path}: {error.strerror or error}")
    except InputError as error:
        yield error

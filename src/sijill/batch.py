"""Many reports over several processes: in order, in bounded memory, one failure at a time.

Work travels in chunks, since one report takes about as long to read as to send.  At most
``_AHEAD`` chunks a worker are under way, whatever the length of the input.
"""

from __future__ import annotations

import hashlib
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sijill.errors import SijillError
from sijill.knowledge.tables import pack_folders
from sijill.records import Reading, Report

if TYPE_CHECKING:
    from sijill.reading.reader import Reader

T = TypeVar("T")

_CHUNK_REPORTS = 64
_CHUNK_CHARACTERS = 200_000
_AHEAD = 3


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A report that could not be read: its id (empty when not even that is known) and why."""

    doc: str
    error: str


Render = Callable[[Report, Reading], T]
"""What is made of a reading in the process that read it; a module-level function, since it is sent by name."""

Item = Report | SijillError
"""A report, or the reason why there is none in this place of the input."""


def keep(report: Report, reading: Reading) -> Reading:
    """The render that gives the reading itself."""
    return reading


@lru_cache(maxsize=4)
def reader_for(packs: tuple[Path, ...]) -> Reader:
    """The reader with these extra packs; built once a process."""
    from sijill.reading.reader import Reader, default_reader

    return Reader(packs) if packs else default_reader()


@lru_cache(maxsize=8)
def packs_digest(packs: tuple[Path, ...]) -> str:
    """SHA-256 over the tables of all packs, names and bytes: another digest, another reading."""
    whole = hashlib.sha256()
    for folder in pack_folders(packs):
        for path in sorted(folder.rglob("*.tsv")):
            if path.parent.name == "exports":
                continue  # what other formats call our types changes no reading
            whole.update(f"{folder.name}/{path.relative_to(folder)}\n".encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()


def run(
    items: Iterable[Item], render: Render[T], *, workers: int = 1, packs: Sequence[Path] = ()
) -> Iterator[tuple[Report | None, T | Failure]]:
    """Read every item and yield ``(report, rendered reading or Failure)`` in the order of the input.

    Raises ``KnowledgeError`` at once when a pack cannot be loaded.
    """
    folders = tuple(packs)
    # Loaded here even when others do the work: a mistake in a pack is told once, and forked workers share it.
    reader_for(folders)
    if workers <= 1:
        for item in items:
            yield _report(item), read_one(item, render, folders)
        return
    yield from _parallel(items, render, workers, folders)


def _parallel(
    items: Iterable[Item], render: Render[T], workers: int, packs: tuple[Path, ...]
) -> Iterator[tuple[Report | None, T | Failure]]:
    pool = ProcessPoolExecutor(workers, initializer=_start_worker)
    waiting: deque[tuple[list[Item], Future[list[T | Failure]]]] = deque()
    chunks = _chunks(items)
    try:
        while True:
            while len(waiting) < workers * _AHEAD and (chunk := next(chunks, None)) is not None:
                waiting.append((chunk, pool.submit(_read_chunk, chunk, render, packs)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                results = future.result()
            except BrokenProcessPool:
                # A worker was killed (as a rule by the system, for memory).  Find the report that did it,
                # and give the work that was under way to new workers.
                pool.shutdown(wait=False, cancel_futures=True)
                results = [_read_apart(item, render, packs) for item in chunk]
                pool = ProcessPoolExecutor(workers, initializer=_start_worker)
                waiting = deque((c, pool.submit(_read_chunk, c, render, packs)) for c, _ in waiting)
            yield from zip(map(_report, chunk), results, strict=True)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _start_worker() -> None:
    # Ctrl-C reaches the whole group of processes; the parent alone says so and ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += len(item.text) if isinstance(item, Report) else 0
        if len(chunk) >= _CHUNK_REPORTS or size >= _CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _report(item: Item) -> Report | None:
    return item if isinstance(item, Report) else None


def _read_chunk(chunk: list[Item], render: Render[T], packs: tuple[Path, ...]) -> list[T | Failure]:
    return [read_one(item, render, packs) for item in chunk]


def _read_apart(item: Item, render: Render[T], packs: tuple[Path, ...]) -> T | Failure:
    with ProcessPoolExecutor(1, initializer=_start_worker) as pool:
        try:
            return pool.submit(read_one, item, render, packs).result()
        except BrokenProcessPool:
            report = _report(item)
            size = len(report.text) if report else 0
            return Failure(
                doc=report.id if report else "",
                error=f"the process that read these {size:,} characters was killed; is there enough memory?",
            )


def read_one(item: Item, render: Render[T], packs: tuple[Path, ...]) -> T | Failure:
    """What is made of one item, or why nothing could be."""
    if not isinstance(item, Report):
        return Failure(doc="", error=str(item))
    try:
        reading = reader_for(packs).read(
            item.text, doc=item.id, published=item.published, outlet=item.outlet, url=item.url
        )
        return render(item, reading)
    except SijillError as error:
        return Failure(doc=item.id, error=str(error))
    except Exception as error:
        # One report must not stop a run over millions; the class name makes the fault findable.
        return Failure(doc=item.id, error=f"internal error: {type(error).__name__}: {error}")

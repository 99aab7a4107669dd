"""One partition: its reports read, and its file of every dataset written, in memory that does not grow with it."""

from __future__ import annotations

import faulthandler
import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

import msgspec
import pyarrow as pa
from pyarrow import parquet

from sijill.archive import files, inputs, manifest
from sijill.archive.inputs import Options, Part, Trouble
from sijill.archive.manifest import Done, Versions
from sijill.archive.rows import Row, Rows
from sijill.archive.schema import SCHEMAS
from sijill.batch import Failure, keep, packs_digest, read_one, reader_for
from sijill.errors import InputError
from sijill.ingest import Item
from sijill.ingest.apart import SECONDS, apart
from sijill.records import Reading, Report
from sijill.version import VERSION

APART, WRITTEN_OFF = 1, 2
"""How often a partition killed its worker, or hung, before each of its reports is read in a process apart, and before nothing more is tried."""

_FEW, _MANY = 25, 400
"""Reports whose rows are gathered as Python has them, which takes five times the memory, and those that are written as one group."""
_CHARACTERS = 1_000_000
"""Characters of texts that are held at most, but for a single one."""
_SMALL = 1 << 16

# A reader is for one thread, and one partition is what the memory of a process is meant for.
_alone = threading.Lock()


class Job(msgspec.Struct, frozen=True):
    """What all partitions of a run have in common. ``out`` and ``packs`` are places that every worker finds."""

    out: str
    versions: Versions
    packs: list[str]
    options: Options


def here(packs: tuple[Path, ...]) -> Versions:
    """The versions that this process would read with. Raises ``KnowledgeError`` for packs that are not there."""
    return Versions(f"sijill-rules/{VERSION}", packs_digest(packs), pa.__version__)


def read_part(job: Job, part: Part, deaths: int = 0) -> Done:
    """Read a partition and mark it as done; ``deaths`` is how often it ended the process that tried.

    Raises ``InputError`` where an input is not what it was, where the files cannot be written, or where this process would read otherwise than the run does.
    """
    with _alone:
        packs = tuple(Path(p) for p in job.packs)
        if (mine := here(packs)) != job.versions:
            raise InputError(f"a worker would read with {_said(mine)}, and the run reads with {_said(job.versions)}; install and place the same on every worker")
        _ready(packs)
        with _Writing(job.out, part) as out:
            for one in _off(part) if deaths >= WRITTEN_OFF else inputs.reports(part, job.options, inputs.repeated_names(manifest.repeated(job.out))):
                if isinstance(one, Trouble):
                    out.refuse("killed" if deaths >= WRITTEN_OFF else "input", None, one)
                    continue
                stage, reading = _read(one, packs, job.options, deaths >= APART)
                if isinstance(reading, Failure):
                    out.refuse(stage, one.name, Trouble(one.source, one.locator, reading.error, one.data))
                else:
                    out.add(one, reading, job.versions.packs)
        manifest.mark(job.out, out.done)
        return out.done


def _ready(packs: tuple[Path, ...]) -> None:
    """Load the packs, which is not the fault of the report that needs them first."""
    reader_for(packs)


def _read(item: Item, packs: tuple[Path, ...], options: Options, alone: bool) -> tuple[str, Reading | Failure]:
    report = Report(id=item.name, text=item.text, published=item.published, outlet=item.outlet, url=item.url)
    if not alone:
        with _ended_after(options.max_seconds):
            return "reading", read_one(report, keep, packs)
    try:
        apart(_ready, packs, seconds=SECONDS, where=item.name)
        return "reading", apart(read_one, report, keep, packs, seconds=options.max_seconds, where=item.name)
    except InputError as error:
        return "killed", Failure(doc=item.name, error=str(error))


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """End this process where what is within takes longer: a reader that hangs lets no other thread run, so that the watch is one that needs no Python. The
    partition is then read by another, as where a report kills its reader."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=_nowhere())
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@cache
def _nowhere() -> IO[str]:
    return Path(os.devnull).open("w")


def _off(part: Part) -> Iterator[Trouble]:
    """What to say of a partition whose every reader was killed even before there was a report to read."""
    for file in part.files:
        yield Trouble(file.source, "", f"{file.source}: whoever took it in, together with what is in its partition, was killed; is it damaged, or too large for the memory?")


def _said(versions: Versions) -> str:
    return f"{versions.reader}, packs {versions.packs[:12]}, pyarrow {versions.pyarrow}"


class _Writing:
    """The files of a partition under way; ``done`` once they are whole."""

    def __init__(self, out: str, part: Part) -> None:
        self.part, self.rows, self.counts, self.failures = part.number, Rows(), Counter[str](dict.fromkeys(SCHEMAS, 0)), Counter[str]()
        self.batches: dict[str, list[Any]] = {name: [] for name in SCHEMAS}
        self.waiting = self.characters = 0
        self.paths = {name: f"{name}/{part.name}.parquet" for name in SCHEMAS}
        self.out, self.stack = out, ExitStack()

    def __enter__(self) -> _Writing:
        with self.stack:
            self.streams = {name: self.stack.enter_context(files.writing(files.under(self.out, path))) for name, path in self.paths.items()}
            self.writers = {
                name: self.stack.enter_context(parquet.ParquetWriter(pa.PythonFile(stream, "w"), SCHEMAS[name], compression="zstd"))
                for name, stream in self.streams.items()
            }
            self.stack = self.stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        with self.stack:
            if kind is not None:
                self.stack.__exit__(kind, error, None)
                return
            self.write()
        written = {path: self.streams[name].written for name, path in self.paths.items()}
        self.done = Done(self.part, {path: (w.sha256, w.size) for path, w in written.items()}, dict(self.counts), dict(self.failures))

    def add(self, item: Item, reading: Reading, packs: str) -> None:
        """A report that was read."""
        self.rows.add(self.part, item, reading, packs)
        self.count(len(item.text))

    def refuse(self, stage: str, doc: str | None, trouble: Trouble) -> None:
        """Something that could not be read, and at which stage."""
        data = trouble.data or None
        small = data if data is not None and len(data) <= _SMALL else None
        row: Row = (self.part, doc, trouble.source, trouble.locator, stage, trouble.error, len(data) if data is not None else None, small)
        self.rows["quarantine"].append(row)
        self.failures[stage] += 1
        self.count(len(small or b""))

    def count(self, characters: int) -> None:
        """Write what has gathered, where it is enough."""
        self.waiting += 1
        self.characters += characters
        if self.waiting % _FEW == 0:
            self.gather()
        if self.waiting >= _MANY or self.characters >= _CHARACTERS:
            self.write()

    def gather(self) -> None:
        """Turn the rows that there are into Arrow's columns."""
        for name, rows in self.rows.items():
            if rows:
                schema = SCHEMAS[name]
                columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)]
                self.batches[name].append(pa.RecordBatch.from_arrays(columns, schema=schema))
        self.rows.clear()

    def write(self) -> None:
        """Write what has gathered as a group of rows."""
        self.gather()
        for name, batches in self.batches.items():
            if batches:
                table = pa.Table.from_batches(batches).combine_chunks()
                self.counts[name] += table.num_rows
                self.writers[name].write_table(table)
                batches.clear()
        self.waiting = self.characters = 0

"""A synthetic archive as files: reports, gold and incidents in parts of some six thousand reports, over several processes.

``reports`` is what ``sijill archive read`` takes; ``gold`` holds a record for each report as the annotation guide has it, with
the incident of every event, the group of reports that share a text and the kind of report; ``incidents`` what happened.
A part is eight windows and depends on the seed and its number alone, so that neither the number of processes nor the size
of the archive changes it: a smaller archive is the beginning of a larger one.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from sijill.archive.generate.incidents import Incident
from sijill.archive.generate.reports import published_iso
from sijill.archive.generate.windows import SIZE, Report, Window
from sijill.errors import InputError
from sijill.version import VERSION

WINDOWS: Final = 8
"""Windows of a part."""

FORMATS: Final = ("jsonl", "parquet")


class Order(NamedTuple):
    """What is asked for: the folder, reports in all, seed, format, the share of reports that are damaged."""

    out: Path
    reports: int
    seed: int = 1
    format: str = "jsonl"
    damaged: float = 0.0


class Made(NamedTuple):
    """A part that is written: its number, reports, gold events, incidents, and the SHA-256 of its files by path."""

    part: int
    reports: int
    events: int
    incidents: int
    files: dict[str, str]


def generate(order: Order, workers: int = 1, step: Callable[[int], None] = lambda by: None) -> list[Made]:
    """Write the archive; ``step`` is told how many reports came to be. Raises ``InputError`` where the folder holds one already or cannot be written."""
    if order.format == "parquet":
        _parquet()
    if (order.out / "reports").is_dir() and any((order.out / "reports").iterdir()):
        raise InputError(f"{order.out}: holds an archive already; name another folder, or remove its reports/, gold/ and incidents/")
    size = SIZE * WINDOWS
    made = []
    for one in _parts(order, range(-(-order.reports // size)), workers):
        made.append(one)
        step(one.reports)
    made.sort()
    _write(order.out / "generated.json", [msgspec.json.format(msgspec.json.encode({
        "generator": VERSION, "seed": order.seed, "reports": sum(m.reports for m in made), "events": sum(m.events for m in made),
        "incidents": sum(m.incidents for m in made), "damaged": order.damaged, "files": {k: v for m in made for k, v in m.files.items()},
    }), indent=1)])  # fmt: skip
    return made


def _parts(order: Order, numbers: range, workers: int) -> Iterator[Made]:
    if workers <= 1 or len(numbers) < 2:
        for number in numbers:
            yield part(order, number)
        return
    with ProcessPoolExecutor(min(workers, len(numbers)), initializer=_start_worker) as pool:
        left, under_way = iter(numbers), set[Future[Made]]()
        while True:
            for number in left:
                under_way.add(pool.submit(part, order, number))
                if len(under_way) >= workers * 2:
                    break
            if not under_way:
                return
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone says that it was stopped


def windows(order: Order, number: int) -> Iterator[tuple[Window, list[Report]]]:
    """The windows of a part with their reports, as far as the archive goes."""
    for window in range(number * WINDOWS, (number + 1) * WINDOWS):
        count = min(SIZE, order.reports - window * SIZE)
        if count <= 0:
            return
        one = Window(order.seed, window, order.damaged)
        yield one, one.reports(count)


def part(order: Order, number: int) -> Made:
    """Write one part."""
    writers = {name: _Dataset(order, name, number) for name in ("reports", "gold", "incidents")}
    reports = events = incidents = 0
    for window, made in windows(order, number):
        writers["reports"].rows([{"id": r.doc, "text": r.text, "published": r.published, "outlet": r.outlet} for r in made])
        writers["gold"].rows([r.gold for r in made])
        last = max((r.day for r in made), default=0)
        happened = [row for i in window.incidents if i.day <= last for row in incident_rows(i)]
        writers["incidents"].rows(happened)
        reports, incidents = reports + len(made), incidents + len(happened)
        events += sum(len(r.gold["events"]) for r in made)
    return Made(number, reports, events, incidents, dict(w.close() for w in writers.values()))


def incident_rows(incident: Incident) -> Iterator[dict[str, Any]]:
    """An incident and what followed from it."""
    yield {
        "incident": incident.id, "type": incident.scene.type, "day": published_iso(incident.day), "country": incident.country.code, "place": incident.place.id,
        "agent": incident.agent.id if incident.agent else None, "target": incident.target.id if incident.target else None, "killed": incident.killed,
        "injured": incident.injured, "count": incident.number,
    }  # fmt: skip
    for after in incident.after:
        yield from incident_rows(after)


class _Dataset:
    """One file of a dataset, written window by window and named when it is whole."""

    def __init__(self, order: Order, name: str, number: int) -> None:
        self.path = order.out / name / f"part-{number:05}.{order.format}"
        self.key, self.name, self.format = f"{name}/{self.path.name}", name, order.format
        self.part = self.path.with_name(f".{self.path.name}.tmp")
        self.writer: Any = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.stream = self.part.open("wb")
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written ({error.strerror or error}); is there room, and may you write there?") from None

    def rows(self, rows: list[dict[str, Any]]) -> None:
        """Write rows: lines of JSON, or a row group."""
        if self.format == "jsonl":
            self.stream.write(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
            return
        pa, parquet = _parquet()
        shape = _shape(pa, self.name)
        if self.writer is None:
            self.writer = parquet.ParquetWriter(self.stream, shape, compression="zstd")
        if self.name == "gold":
            rows = [{**row, "record": msgspec.json.encode(row).decode(), "events": [_bare(e) for e in row["events"]]} for row in rows]
        self.writer.write_table(pa.Table.from_pylist(rows, schema=shape))

    def close(self) -> tuple[str, str]:
        """The name of the file in the archive and its SHA-256."""
        if self.writer is not None:
            self.writer.close()
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        self.part.replace(self.path)
        with self.path.open("rb") as stream:
            return self.key, hashlib.file_digest(stream, "sha256").hexdigest()


def _bare(event: dict[str, Any]) -> dict[str, Any]:
    return {"event": event["id"], "incident": event["incident"], "type": event["type"], "time": event["time"], "start": event["start"], "end": event["end"]}


def _shape(pa: Any, name: str) -> Any:
    text, number = pa.string(), pa.int64()
    if name == "reports":
        return pa.schema([(column, text) for column in ("id", "text", "published", "outlet")])
    if name == "incidents":
        texts = [(column, text) for column in ("incident", "type", "day", "country", "place", "agent", "target")]
        return pa.schema([*texts, *((column, number) for column in ("killed", "injured", "count"))])
    event = pa.struct([*((column, text) for column in ("event", "incident", "type", "time")), ("start", number), ("end", number)])
    return pa.schema([("doc", text), ("kind", text), ("copies", text), ("events", pa.list_(event)), ("record", text)])


def _parquet() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError("--format parquet needs pyarrow, which is not installed: pip install 'sijill[archive]'") from error
    return pyarrow, parquet


def _write(path: Path, data: Iterable[bytes]) -> None:
    part = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.writelines(data)
        part.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from None

"""A synthetic archive as files: reports, gold and incidents in parts of some six thousand reports, over several processes.

``reports`` is what ``sijill archive read`` takes; ``gold`` holds a record for each report as the annotation guide has it, with
the incident of every event, the group of reports that share a text and the kind of report; ``incidents`` what happened.
A part is eight windows and depends on the seed and its number alone, so that neither the number of processes nor the size
of the archive changes it: a smaller archive is the beginning of a larger one.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from typing import Any, Final, NamedTuple

import msgspec
import pyarrow as pa
from pyarrow import parquet

from sijill.archive import files
from sijill.archive.generate.incidents import Incident
from sijill.archive.generate.reports import published_iso
from sijill.archive.generate.windows import SIZE, Report, Window
from sijill.errors import InputError
from sijill.version import VERSION

WINDOWS: Final = 8
"""Windows of a part."""

FORMATS: Final = ("jsonl", "parquet")


class Order(NamedTuple):
    """What is asked for: the folder or URL, reports in all, seed, format, the share of reports that are damaged."""

    out: str
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
    if files.names(files.under(order.out, "reports")):
        raise InputError(f"{order.out}: holds an archive already; name another folder, or remove its reports/, gold/ and incidents/")
    size = SIZE * WINDOWS
    made = []
    for one in _parts(order, range(-(-order.reports // size)), workers):
        made.append(one)
        step(one.reports)
    made.sort()
    files.write(files.under(order.out, "generated.json"), msgspec.json.format(msgspec.json.encode({
        "generator": VERSION, "seed": order.seed, "reports": sum(m.reports for m in made), "events": sum(m.events for m in made),
        "incidents": sum(m.incidents for m in made), "damaged": order.damaged, "files": {k: v for m in made for k, v in m.files.items()},
    }), indent=1))  # fmt: skip
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
    reports = events = incidents = 0
    with ExitStack() as stack:
        datasets = {name: _Dataset(order, name, number, stack) for name in ("reports", "gold", "incidents")}
        for window, made in windows(order, number):
            datasets["reports"].rows([{"id": r.doc, "text": r.text, "published": r.published, "outlet": r.outlet} for r in made])
            datasets["gold"].rows([r.gold for r in made])
            last = max((r.day for r in made), default=0)
            happened = [row for i in window.incidents if i.day <= last for row in incident_rows(i)]
            datasets["incidents"].rows(happened)
            reports, incidents = reports + len(made), incidents + len(happened)
            events += sum(len(r.gold["events"]) for r in made)
    return Made(number, reports, events, incidents, {one.key: one.stream.written.sha256 for one in datasets.values()})


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
    """One file of a dataset, written window by window; it appears under its name when ``stack`` is left."""

    def __init__(self, order: Order, name: str, number: int, stack: ExitStack) -> None:
        self.name, self.key = name, f"{name}/part-{number:05}.{order.format}"
        self.stream = stack.enter_context(files.writing(files.under(order.out, self.key)))
        self.table: Any = None
        if order.format == "parquet":
            self.table = stack.enter_context(parquet.ParquetWriter(pa.PythonFile(self.stream, "w"), _SHAPES[name], compression="zstd"))

    def rows(self, rows: list[dict[str, Any]]) -> None:
        """Write rows: lines of JSON, or a row group."""
        if self.table is None:
            self.stream.write(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
            return
        if self.name == "gold":
            rows = [{**row, "record": msgspec.json.encode(row).decode(), "events": [_bare(e) for e in row["events"]]} for row in rows]
        self.table.write_table(pa.Table.from_pylist(rows, schema=_SHAPES[self.name]))


def _bare(event: dict[str, Any]) -> dict[str, Any]:
    return {"event": event["id"], "incident": event["incident"], "type": event["type"], "time": event["time"], "start": event["start"], "end": event["end"]}


_TEXT, _NUMBER = pa.string(), pa.int64()
_EVENT = pa.struct([*((column, _TEXT) for column in ("event", "incident", "type", "time")), ("start", _NUMBER), ("end", _NUMBER)])
_SHAPES: Final = {
    "reports": pa.schema([(column, _TEXT) for column in ("id", "text", "published", "outlet")]),
    "gold": pa.schema([("doc", _TEXT), ("kind", _TEXT), ("copies", _TEXT), ("events", pa.list_(_EVENT)), ("record", _TEXT)]),
    "incidents": pa.schema([
        *((column, _TEXT) for column in ("incident", "type", "day", "country", "place", "agent", "target")),
        *((column, _NUMBER) for column in ("killed", "injured", "count")),
    ]),
}  # fmt: skip

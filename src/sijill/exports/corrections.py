"""A table of events to be corrected in a spreadsheet and brought back: a row an event, with the values that hold now.

Cells with several values have `` | `` between them: ``NAME [relation]`` for places, ``NAME [kind]`` for parties and sources, ``measure=3``, ``measure=6..8``,
``measure=30.. best 30 [women, under_18]`` for figures.  The column ``check`` says on which reading and review the row stands and how each cell was, so that what was
not touched is not taken for a correction, also where somebody else has changed it since.

The table is always redacted.  Masks are the same in every table, unlike pseudonyms, so that a masked cell comes back as it went out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import QuerySet

from sijill.errors import RegisterError
from sijill.exports import delimited
from sijill.exports.delimited import whole
from sijill.exports.redaction import MASK, Redactor
from sijill.records import Actor, Event, Figure, Place, Source
from sijill.records import Reading as Record
from sijill.register.models import EventRow, Report
from sijill.register.people.coding import Coded, Slot, coded

SHOWN = ("id", "report", "words", "sentence")
"""Columns to find one's way by; what is written into them is not looked at, but for the id."""
VALUES = ("type", "modality", "time", "places", "agent", "target", "figures", "means", "attribution")
"""Columns that can be corrected, in the order in which ``check`` has them, ``reviewed`` behind them."""
COLUMNS = (*SHOWN, *VALUES, "reviewed", "check")
BETWEEN = " | "
CANNOT = (
    "lasting statements about bodies: only events have rows",
    "the characters of each value: only the words of the event and its sentence",
    "the names of private persons, witnesses and those who work on the register: masked or under pseudonyms",
    "points and names of places that could lead to living private persons",
)
MOST = 20_000
"""Rows of one table."""

_QUOTE = 300
_STEP = 200
_HIDDEN = MASK * 5
_CHECK = re.compile(r"r(\d{1,18})-s(\d{1,18})-((?:[0-9a-f]{6}){10})")


class Check(NamedTuple):
    """What a row stands on: reading, the report's latest review then, and a mark of each of ``VALUES`` and ``reviewed``."""

    reading: int
    seen: int
    marks: tuple[str, ...]


def write(path: Path, events: QuerySet[EventRow], redactor: Redactor, step: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Write the table of the reports that have one of these events, those events alone; how many rows. UTF-8 with a byte order mark.

    Raises ``RegisterError`` for more than ``MOST`` rows.
    """
    chosen: dict[int, set[str]] = {}
    for report, ident in events.order_by("report_id", "start").values_list("report_id", "ident")[: MOST + 1]:
        chosen.setdefault(report, set()).add(ident)
    total = sum(map(len, chosen.values()))
    if total > MOST:
        raise RegisterError(f"more than {MOST:,} events; narrow the filters, a table to be corrected by hand should be shorter")
    rows: list[list[str]] = []
    keys = list(chosen)
    for at in range(0, len(keys), _STEP):
        step(len(rows), total)
        held = Report.objects.in_bulk(keys[at : at + _STEP])
        for pk in keys[at : at + _STEP]:
            # People's own events are laid out in the rows only when a report is handed in; until then they are shown with the others of their report.
            found = coded(held[pk])
            wanted = chosen[pk] | {e.id for e in found.record.events if e.id.startswith("h")}
            rows += [row(held[pk], found, event, redactor) for event in found.record.events if event.id in wanted]
    # A byte order mark is by what spreadsheets know UTF-8.
    count = delimited.write(path, COLUMNS, ([guarded(cell) for cell in r] for r in rows))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    step(total, total)
    return count


def row(report: Report, found: Coded, event: Event, redactor: Redactor) -> list[str]:
    """The cells of an event, unguarded."""
    values = cells(found, event, redactor)
    shown = redactor.report(report.text, [found.record])
    begin = max(report.text.rfind("\n", 0, event.start) + 1, event.start - _QUOTE // 2)
    end = min(n if (n := report.text.find("\n", event.end)) >= 0 else len(report.text), event.end + _QUOTE // 2)
    state = reviewed(found, event.id)
    check = f"r{found.reading.pk}-s{found.last}-" + "".join(mark(c) for c in (*values.values(), state))
    return [f"{report.key}:{event.id}", report.doc, shown[event.start : event.end], " ".join(shown[begin:end].split()), *values.values(), state, check]


def cells(found: Coded, event: Event, redactor: Redactor) -> dict[str, str]:
    """The cells of the values of an event, by column."""
    lists = items(found.record, event, redactor)
    return {column: BETWEEN.join(lists[column]) if column in lists else str(getattr(event, column) or "") for column in VALUES}


def items(record: Record, event: Event, redactor: Redactor) -> dict[str, list[str]]:
    """The values of the cells that hold several, one text each, in the order of the record."""
    private, exposed = redactor.words(record), redactor.exposes(event)

    def name(called: Sequence[str], hidden: bool) -> str:
        return _HIDDEN if hidden else redactor.mask(" ".join(called[0].split()).replace("|", "/") if called else "", private)

    def place(p: Place) -> str:
        return name(p.names, exposed) + (f" [{p.relation}]" if p.relation not in ("in", "") else "")

    def actor(a: Actor) -> str:
        return f"{name(a.names, redactor.private(a))} [{a.kind}]"

    def source(s: Source) -> str:
        return f"{name(s.names, redactor.whispering(s))} [{s.kind}]"

    return {
        "places": [place(p) for p in event.places], "agent": [actor(a) for a in event.agent], "target": [actor(a) for a in event.target],
        "figures": [figure(f) for f in event.figures], "means": list(event.means), "attribution": [source(s) for s in event.attribution],
    }  # fmt: skip


def figure(f: Figure) -> str:
    """A figure as a cell has it."""
    if f.low == f.best == f.high and f.best is not None:
        bounds = _number(f.best)
    else:
        bounds = f"{_number(f.low)}..{_number(f.high)}" + (f" best {_number(f.best)}" if f.best is not None else "")
    return f"{f.measure}={bounds}" + (f" [{', '.join(f.attributes)}]" if f.attributes else "")


def reviewed(found: Coded, ident: str) -> str:
    """What people said of an event as a whole."""
    said = found.marks.get(Slot(ident, "event"))
    return said.verdict if said is not None and said.verdict in ("accepted", "added") else ""


def mark(cell: str) -> str:
    """By what a cell is known again, blanks and line breaks aside."""
    return sha256(" ".join(cell.split()).encode("utf-8", "surrogatepass")).hexdigest()[:6]


def checked(text: str) -> Check | None:
    """What the column ``check`` says; None where it is not what was written there."""
    found = _CHECK.fullmatch(text.strip())
    if found is None:
        return None
    marks = found[3]
    return Check(int(found[1]), int(found[2]), tuple(marks[at : at + 6] for at in range(0, len(marks), 6)))


def guarded(cell: str) -> str:
    """A cell as it stands in the file: nothing that a spreadsheet would run or make a date of, which it would write back in another way."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "'")) or _DAY.match(cell) is not None else cell


def unguarded(cell: str) -> str:
    """The same back."""
    return cell.removeprefix("'")


_DAY = re.compile(r"\d{4}(?:$|[-/~?%])")


def _number(value: float | None) -> str:
    return "" if value is None else str(whole(value))


def hidden(text: Any) -> bool:
    """Whether a text holds something masked."""
    return MASK in str(text)

"""Why each value, why each gap: the values of a reading with their characters and rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sijill.output.table import cells
from sijill.output.values import REPORT, Unquoted, Value, gaps, unquoted, values
from sijill.records import Reading, Report

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("of", "dimension", "value", "characters", "start", "end", "rule or reason", "confidence")


def rows(report: Report, reading: Reading, only: str | None = None, doubtful: bool = False) -> Iterator[tuple[str, ...]]:
    """Every value and every gap, grouped by event; ``only`` keeps one event or profile row.  ``doubtful`` gives instead the
    values whose confidence is known, the least certain first."""
    if doubtful:
        rated = [v for v in values(reading) if v.confidence is not None and only in (None, v.owner)]
        yield from (_row(report, value) for value in sorted(rated, key=lambda v: v.confidence or 0.0))
        return
    owners = [REPORT, *(event.id for event in reading.events), *(claim.id for claim in reading.profile)]
    found: dict[str, list[tuple[str, ...]]] = {owner: [] for owner in owners}
    for value in values(reading):
        found[value.owner].append(_row(report, value))
    for bare in unquoted(reading):
        found[bare.owner].append((bare.owner, bare.dimension, bare.label, "", "", "", bare.reason, _sure(reading, bare)))
    for gap in gaps(reading):
        found[gap.owner].append((gap.owner, gap.dimension, "-", "", "", "", gap.reason, ""))
    for owner in owners:
        if only in (None, owner):
            for row in found[owner]:
                yield cells(*row)


def _row(report: Report, value: Value) -> tuple[str, ...]:
    sure = "" if value.confidence is None else f"{value.confidence:.2f}"
    characters = report.text[value.start : value.end]
    return cells(value.owner, value.dimension, value.label, characters, str(value.start), str(value.end), value.rule, sure)


def _sure(reading: Reading, bare: Unquoted) -> str:
    for event in reading.events:
        if event.id == bare.owner and bare.dimension in event.confidences:
            return f"{event.confidences[bare.dimension]:.2f}"
    return ""


def tsv(report: Report, reading: Reading, only: str | None = None, doubtful: bool = False) -> str:
    """The rows as tab-separated lines under a header."""
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *rows(report, reading, only, doubtful)))


def terminal(report: Report, reading: Reading, only: str | None = None, doubtful: bool = False) -> Table:
    """The rows as a table for a terminal."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(*cells(report.id)), title_justify="left")
    for column in COLUMNS:
        table.add_column(column, overflow="fold", justify="right" if column in ("confidence", "start", "end") else "left")
    owner = None
    for row in rows(report, reading, only, doubtful):
        if not doubtful and owner not in (None, row[0]):
            table.add_section()
        owner = row[0]
        table.add_row(*map(Text, row))
    return table

"""Why each value, why each gap: the values of a reading with their characters and rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sijill.output.table import cells
from sijill.output.values import REPORT, gaps, unquoted, values
from sijill.records import Reading, Report

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("of", "dimension", "value", "characters", "start", "end", "rule or reason")


def rows(report: Report, reading: Reading, only: str | None = None) -> Iterator[tuple[str, ...]]:
    """Every value and every gap, grouped by event; ``only`` keeps one event or profile row."""
    owners = [REPORT, *(event.id for event in reading.events), *(claim.id for claim in reading.profile)]
    found: dict[str, list[tuple[str, ...]]] = {owner: [] for owner in owners}
    for value in values(reading):
        characters = report.text[value.start : value.end]
        said = (value.dimension, value.label, characters, str(value.start), str(value.end), value.rule)
        found[value.owner].append((value.owner, *said))
    for bare in unquoted(reading):
        found[bare.owner].append((bare.owner, bare.dimension, bare.label, "", "", "", bare.reason))
    for gap in gaps(reading):
        found[gap.owner].append((gap.owner, gap.dimension, "-", "", "", "", gap.reason))
    for owner in owners:
        if only in (None, owner):
            for row in found[owner]:
                yield cells(*row)


def tsv(report: Report, reading: Reading, only: str | None = None) -> str:
    """The rows as tab-separated lines under a header."""
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *rows(report, reading, only)))


def terminal(report: Report, reading: Reading, only: str | None = None) -> Table:
    """The rows as a table for a terminal."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(*cells(report.id)), title_justify="left")
    for column in COLUMNS:
        table.add_column(column, overflow="fold", justify="right" if column in ("start", "end") else "left")
    owner = None
    for row in rows(report, reading, only):
        if owner not in (None, row[0]):
            table.add_section()
        owner = row[0]
        table.add_row(*map(Text, row))
    return table

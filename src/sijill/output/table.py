"""A row an event: for eyes on a terminal, or tab-separated for a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sijill.output.values import figure_label, names_label, place_label
from sijill.records import Reading

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = (
    "doc",
    "id",
    "type",
    "modality",
    "time",
    "places",
    "agent",
    "target",
    "figures",
    "attribution",
    "trigger",
    "confidence",
)

# Control characters could break the rows or drive the terminal of whoever reads a hostile report.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def rows(reading: Reading) -> Iterable[tuple[str, ...]]:
    """The cells of every event, then of every profile row (its relation stands as type, its subject as
    agent, its object as target)."""
    for event in reading.events:
        yield cells(
            reading.doc,
            event.id,
            event.type,
            event.modality,
            event.time or "",
            "; ".join(map(place_label, event.places)),
            names_label(event.agent),
            names_label(event.target),
            "; ".join(map(figure_label, event.figures)),
            names_label(event.attribution),
            event.trigger,
            f"{event.confidence:.2f}",
        )
    for claim in reading.profile:
        yield cells(
            reading.doc,
            claim.id,
            claim.relation,
            "",
            claim.time or "",
            "",
            claim.subject[0] if claim.subject else "",
            claim.object[0] if claim.object else "",
            figure_label(claim.figure) if claim.figure else "",
            names_label(claim.attribution),
            "",
            f"{claim.confidence:.2f}",
        )


def tsv(reading: Reading) -> str:
    """The rows as tab-separated lines, without the header."""
    return "".join("\t".join(row) + "\n" for row in rows(reading))


def header() -> str:
    """The header line of ``tsv``."""
    return "\t".join(COLUMNS) + "\n"


def terminal(reading: Reading) -> Table:
    """One report as a table for a terminal: fewer and taller columns than ``tsv``."""
    from rich.table import Table
    from rich.text import Text

    head = cells(reading.doc, f"published {reading.published or 'unknown'}", "; ".join(reading.outlet[:1]))
    table = Table(title=Text("  ".join(filter(None, head))), title_justify="left", show_lines=True)
    for column in ("", "what", "when", "where", "who", "how many", "who says so"):
        table.add_column(column, overflow="fold")
    for row in rows(reading):
        _, ident, kind, modality, time, places, agent, target, figures, sources, trigger, _ = row
        what = [kind, f"«{trigger}»" if trigger else "", modality if modality != "reported" else ""]
        who = [agent, f"→ {target}" if target else ""]
        stacked = (places.split("; "), who, figures.split("; "), sources.split("; "))
        lines = ["\n".join(filter(None, cell)) for cell in ([ident], what, time.split("/"), *stacked)]
        table.add_row(*map(Text, lines))
    if not table.row_count:
        table.add_row("-", Text("no event found"), *[""] * 5)
    return table


def cells(*contents: str) -> tuple[str, ...]:
    """Cells that cannot break a row."""
    return tuple(_CONTROL.sub(" ", content).strip() for content in contents)

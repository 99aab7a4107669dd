"""A table with a row of HXL hashtags under its header (Humanitarian Exchange Language 1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sijill.exports.cases import Case
from sijill.exports.crosswalk import Crosswalk
from sijill.exports.delimited import write as write_table
from sijill.exports.loss import Loss
from sijill.exports.own import HASHTAGS, row

CANNOT = (
    "what each report says: a row is the incident as a whole",
    "P-codes of places: the packs have none, those columns are empty",
    "several places or times: one each",
    "figures other than of killed, injured and abducted people",
    "bounds that are open: those cells are empty, since HXL's readers want numbers",
)


def write(path: Path, cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> int:
    """Write the table; how many rows, the hashtags not counted."""
    return write_table(path, tuple(HASHTAGS), rows(cases, loss), tuple(HASHTAGS.values()))


def rows(cases: Iterable[Case], loss: Loss) -> Iterator[list[Any]]:
    """The rows in the order of ``HASHTAGS``, dates as ISO 8601."""
    for case in cases:
        values = row(case)
        if case.open:
            loss.flat(case.id, "its time is open at one end; date_precision says bound")
        yield [v.isoformat() if hasattr(v, "isoformat") else v for v in values.values()]

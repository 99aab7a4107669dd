"""Comma-separated files that spreadsheets and other programs open safely: UTF-8, RFC 4180 quoting, no formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def tame(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, made plain by an apostrophe before it; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]], second: Sequence[str] | None = None) -> int:
    """Write a table, its header also where there are no rows; how many rows. ``second`` is a line under the header."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        if second is not None:
            writer.writerow(second)
        for row in rows:
            writer.writerow(["" if cell is None else tame(cell) for cell in row])
            count += 1
    return count


def whole(value: float | None) -> int | float | None:
    """A number as people write it: without a fraction where it has none."""
    return int(value) if value is not None and value == int(value) else value

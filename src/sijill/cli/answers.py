"""How lists of answers are written: as a table, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from sijill.cli.terminal import say, write


class Shape(StrEnum):
    """How answers are written."""

    table = "table"
    json = "json"
    csv = "csv"
    excel = "excel"


Shaped = Annotated[Shape, typer.Option("--format", help="How to write the answer; excel is CSV as Excel takes it, Arabic included.")]


# Excel takes a file for UTF-8 only where it begins with this mark.
BEGINNING = {Shape.csv: "", Shape.excel: "\ufeff"}
LINE_END = {Shape.csv: "\n", Shape.excel: "\r\n"}


def write_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str], shape: Shape, none: str = "nothing fits what was asked") -> None:
    """Write rows to standard output; a table is tab-separated in a pipe. ``none``: what a person is told where there are no rows."""
    if none and not rows:
        say(none)
    if shape is Shape.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif shape in (Shape.csv, Shape.excel):
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, columns, lineterminator=LINE_END[shape])
        writer.writeheader()
        writer.writerows({k: tame(v) for k, v in row.items()} for row in rows)
        write(BEGINNING[shape] + out.getvalue())
    elif not sys.stdout.isatty():
        print("\t".join(columns))
        for row in rows:
            print("\t".join(" ".join(str(row[c]).split()) for c in columns))
    else:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(show_lines=True)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text(str(row[c])) for c in columns))
        Console().print(table)


def bounds(low: float | None, best: float | None, high: float | None) -> str:
    """A figure in short: 4, 4 (3–5), 3–?."""
    if low is not None and low == high:
        return f"{low:g}"
    ends = f"{'?' if low is None else f'{low:g}'}–{'?' if high is None else f'{high:g}'}"
    return ends if best is None else f"{best:g} ({ends})"


def tame(value: Any) -> Any:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value

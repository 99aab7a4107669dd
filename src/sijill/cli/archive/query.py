"""``archive query``: questions in SQL over the Parquet of an archive."""

from __future__ import annotations

import atexit
import csv
import gc
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sijill.cli.answers import tame
from sijill.cli.opening import told_errors
from sijill.cli.terminal import replace, say, usage, write

if TYPE_CHECKING:
    from pyarrow import RecordBatchReader

    from sijill.archive.query import Question

_SHOWN = 200
"""Rows of a table on a terminal."""


class Form(StrEnum):
    """How an answer is written."""

    table = "table"
    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"


def attach(group: typer.Typer) -> None:
    """Add the command to its group."""
    group.command()(query)


def query(
    given: Annotated[list[str] | None, typer.Argument(metavar='["SQL"] [OUT]', help="The question, unless --question names one; the archive (the current folder).", show_default=False)] = None,
    question: Annotated[str | None, typer.Option(metavar="NAME", help="A question that comes with Sijill, or a .sql file of your own.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show the questions that come with Sijill.")] = False,
    format_: Annotated[Form, typer.Option("--format", help="How to write the answer.")] = Form.table,
    chart: Annotated[Path | None, typer.Option(metavar="FILE.svg", help="Draw the answer, too (.svg or .png).", dir_okay=False)] = None,
    memory: Annotated[str, typer.Option(metavar="SIZE", help="What DuckDB holds at most before it writes to the disk.")] = "1GB",
) -> None:
    """Ask an archive in SQL, with DuckDB: every dataset is a table of its name (docs/archive.md lists their columns).

    Nothing can be changed, nothing is fetched, and no file is read but those of the archive.

    \b
    Examples:
      sijill archive query "SELECT type, count(*) FROM events GROUP BY type ORDER BY 2 DESC" archive/
      sijill archive query "DESCRIBE figures" archive/
      sijill archive query --list
      sijill archive query --question deaths-by-month archive/ --chart deaths.svg
      sijill archive query --question my-own.sql archive/ --format parquet > answer.parquet
    """
    atexit.unregister(gc.freeze)  # DuckDB complains of what is not cleared away at the end
    places = list(given or ())
    if listed:
        _list()
        return
    if question is None and not places:
        usage("ask something: sijill archive query \"SELECT …\" OUT, or --question NAME; --list shows the questions that come with Sijill")
    sql = places.pop(0) if question is None else ""
    if len(places) > 1:
        usage(f"name one archive, not {' and '.join(places)}" + ("; with --question no SQL is given" if question is not None else ""))
    if chart is not None and chart.suffix.lower() not in (".svg", ".png"):
        usage(f"--chart {chart}: a picture ends in .svg or .png")
    if format_ is Form.parquet and sys.stdout.isatty():
        usage("Parquet is not for the terminal; give > FILE.parquet")
    with told_errors():
        from sijill.archive import needed

        needed("sijill archive query")
        from sijill.archive import query as room

        wanted = room.question(question) if question is not None else room.of_text("answer", sql)
        if wanted.title:
            say(f"{wanted.title} ({wanted.arabic})" if wanted.arabic else wanted.title)
        if wanted.caveats:
            say(f"note: {wanted.caveats}")
        with room.asked(places[0] if places else ".", wanted, memory) as answer:
            kept = _Kept(chart is not None)
            _WRITE[format_](answer, kept)
        if chart is not None:
            _draw(wanted, kept.rows, chart)


def _list() -> None:
    with told_errors():
        from sijill.archive import needed

        needed("sijill archive query")
        from sijill.archive.query import questions

        for one in questions():
            write(f"{one.name:24}{one.title} ({one.arabic}){'; once linked' if one.linked else ''}\n")


def _draw(wanted: Question, rows: Sequence[dict[str, Any]], chart: Path) -> None:
    from sijill.archive.charts import drawn

    replace(chart, drawn(wanted, rows, chart.suffix.lower()))
    say(f"{chart} is drawn")


class _Kept:
    """The rows that went by, where they are to be drawn."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted
        self.rows: list[dict[str, Any]] = []

    def through(self, answer: RecordBatchReader) -> Iterator[dict[str, Any]]:
        """The rows of an answer as text formats have them."""
        from sijill.archive.charts import MOST
        from sijill.archive.query import plain

        for batch in answer:
            for row in batch.to_pylist():
                shown = {name: plain(value) for name, value in row.items()}
                if self.wanted and len(self.rows) <= MOST:
                    self.rows.append(shown)
                yield shown


def _table(answer: RecordBatchReader, kept: _Kept) -> None:
    names = answer.schema.names
    rows = kept.through(answer)
    if not sys.stdout.isatty():
        write("\t".join(names) + "\n")
        for row in rows:
            write("\t".join(" ".join(_cell(row[name]).split()) for name in names) + "\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")
    for row in islice(rows, _SHOWN):
        table.add_row(*(Text(_cell(row[name])) for name in names))
    Console().print(table)
    if left := sum(1 for _ in rows):
        say(f"and {left:,} rows more; --format csv or jsonl writes all")


def _csv(answer: RecordBatchReader, kept: _Kept) -> None:
    names = answer.schema.names
    _csv_line(names)
    for row in kept.through(answer):
        _csv_line([tame(_cell(row[name])) if isinstance(row[name], str | dict | list) else row[name] for name in names])


def _csv_line(cells: Sequence[Any]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(cells)
    write(out.getvalue())


def _jsonl(answer: RecordBatchReader, kept: _Kept) -> None:
    for row in kept.through(answer):
        write(json.dumps(row, ensure_ascii=False) + "\n")


def _parquet(answer: RecordBatchReader, kept: _Kept) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    from sijill.archive.files import Hashing

    with parquet.ParquetWriter(pa.PythonFile(Hashing(sys.stdout.buffer), "w"), answer.schema, compression="zstd") as writer:
        for batch in answer:
            writer.write_batch(batch)
            for _ in kept.through(pa.RecordBatchReader.from_batches(answer.schema, [batch])) if kept.wanted else ():
                pass


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


_WRITE: dict[Form, Callable[[RecordBatchReader, _Kept], None]] = {Form.table: _table, Form.csv: _csv, Form.jsonl: _jsonl, Form.parquet: _parquet}

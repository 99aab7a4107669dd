"""``reread`` and ``diff-readings``: a newer reader beside the older one."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sijill.cli.answers import BEGINNING, LINE_END, Shape, Shaped, tame, write_rows
from sijill.cli.opening import opened, read_unread
from sijill.cli.options import Database, Packs, Who, Workers
from sijill.cli.terminal import NOTHING_READ, SOME_FAILED, say, write

if TYPE_CHECKING:
    from sijill.register.differences import Difference


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command()(reread)
    app.command("diff-readings")(diff_readings)


def reread(pack: Packs = None, workers: Workers = 1, database: Database = None, who: Who = None) -> None:
    """Read with this reader, and these packs, every report that only others have read; the older readings stay.

    A run that was stopped goes on where it stopped. `sijill link` afterwards brings incidents to the newer readings.

    \b
    Examples:
      sijill reread --workers 0
      sijill reread --pack my-pack
      sijill diff-readings --summary
    """
    with opened(database) as register:
        done, failed = read_unread(register, pack or (), workers, who)
    say(f"{done:,} read" + (f", {failed:,} could not be read" if failed else ""))
    if failed:
        raise typer.Exit(SOME_FAILED if done else NOTHING_READ)


_COLUMNS = ("report", "item", "dimension", "kind", "before", "after")
_COUNTS = ("dimension", "same", "changed", "added", "dropped")


def diff_readings(
    reports: Annotated[list[str] | None, typer.Argument(metavar="[REPORT]...", help="Only these reports.", show_default=False)] = None,
    before: Annotated[str | None, typer.Option(metavar="VERSION", help="The reading to start from; by default the one before the later one.")] = None,
    after: Annotated[str | None, typer.Option(metavar="VERSION", help="The reading to come to; by default each report's latest.")] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Only how many values of each dimension changed.")] = False,
    format_: Shaped = Shape.table,
    database: Database = None,
) -> None:
    """Show what a newer reading says otherwise than an older one: events and values added, dropped and changed.

    Events are paired as `sijill evaluate` pairs them. A version is named by the reader and its packs, such as sijill-rules/0.1.0+5be1c40a, or by
    how that begins.

    \b
    Examples:
      sijill diff-readings --summary
      sijill diff-readings sana-0305 marsad-0306
      sijill diff-readings --before sijill-rules/0.1.0+5be1c40a --format csv > changes.csv
    """
    counts: dict[str, Counter[str]] = {}
    versions: Counter[tuple[str, str]] = Counter()
    seen = changed = 0
    with opened(database):
        from sijill.register.differences import differences

        found = _counted(differences(before, after, reports or ()), counts, versions)
        if summary:
            for each in found:
                seen, changed = seen + 1, changed + bool(each.changes)
            rows = _summary(counts)
            if format_ is Shape.json:
                write(json.dumps({"reports": seen, "changed": changed, "summary": rows}, ensure_ascii=False, indent=1) + "\n")
            else:
                write_rows(rows, _COUNTS, format_, none="")
        elif format_ is Shape.json:
            told = []
            for each in found:
                seen, changed = seen + 1, changed + bool(each.changes)
                told += [change._asdict() for change in each.changes]
            write(json.dumps({"reports": seen, "changed": changed, "summary": _summary(counts), "changes": told}, ensure_ascii=False, indent=1) + "\n")
        else:
            line = _liner(format_)
            line(_COLUMNS)
            for each in found:
                seen, changed = seen + 1, changed + bool(each.changes)
                for change in each.changes:
                    line(change)
    if not seen:
        say("no report has two such readings; `sijill reread` adds a newer one")
        return
    for (old, new), number in versions.items():
        say(f"{old} -> {new}: {number:,} reports")
    say(f"{seen:,} reports compared, {changed:,} of them read otherwise")
    if not summary and format_ is not Shape.json:
        for row in _summary(counts):
            if row["changed"] + row["added"] + row["dropped"]:
                say(f"  {row['dimension']:12} {row['same']:,} same, {row['changed']:,} changed, {row['added']:,} added, {row['dropped']:,} dropped")


def _counted(found: Iterator[Difference], counts: dict[str, Counter[str]], versions: Counter[tuple[str, str]]) -> Iterator[Difference]:
    for each in found:
        versions[each.before, each.after] += 1
        for dimension, number in each.same.items():
            counts.setdefault(dimension, Counter())["same"] += number
        for change in each.changes:
            counts.setdefault(change.dimension, Counter())[change.kind] += 1
        yield each


def _summary(counts: dict[str, Counter[str]]) -> list[dict[str, Any]]:
    return [{"dimension": dimension, **{kind: counts[dimension][kind] for kind in _COUNTS[1:]}} for dimension in sorted(counts)]


def _liner(shape: Shape) -> Callable[[tuple[str, ...]], None]:
    """A function that writes one row as soon as it is known."""
    if shape in (Shape.csv, Shape.excel):
        write(BEGINNING[shape])
        return lambda row: write(_cells(row, LINE_END[shape]))
    between = "  " if sys.stdout.isatty() else "\t"
    return lambda row: write(between.join(" ".join(cell.split()) for cell in row) + "\n")


def _cells(row: tuple[str, ...], line_end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=line_end).writerow([tame(cell) for cell in row])
    return out.getvalue()

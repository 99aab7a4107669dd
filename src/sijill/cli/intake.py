"""``add``: reports into the register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.opening import read_unread, told_errors
from sijill.cli.options import Database, Packs, Who
from sijill.cli.terminal import NOTHING_READ, SOME_FAILED, counting, say


def attach(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command()(add)


def add(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL|-...", help="Files, folders, glob patterns, web addresses, or - for standard input.", show_default=False),
    ],
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Publication date of reports that bring none of their own.")] = None,
    metadata: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Table with the columns file,published,outlet,url.")] = None,
    columns: Annotated[str, typer.Option(metavar="FIELD=COLUMN,...", help="Which column of a CSV table, or key of JSON Lines, holds text, id, published, outlet, url, title.")] = "",
    pack: Packs = None,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that read; 0 takes all cores.", min=0)] = 1,
    max_size: Annotated[float, typer.Option(metavar="MB", help="Largest report accepted.", min=0.001)] = 16,
    max_seconds: Annotated[float, typer.Option(metavar="N", help="How long one PDF or document may take.", min=0.1)] = 60,
    database: Database = None,
    who: Who = None,
) -> None:
    """Take reports into the register and read them; what is there already is skipped.

    Takes text, Markdown, HTML pages, PDF, DOCX, CSV, JSON Lines, RSS and Atom, WARC and WACZ, and gzip or zip of these. An address is
    fetched only when you give it. Makes a register where there is none. A run that was stopped goes on where it stopped when it is started
    again.

    \b
    Examples:
      sijill add reports/
      sijill add page.html crawl.wacz statement.pdf
      sijill add https://example.org/news/1234
      sijill add table.csv --columns text=Body,id=ID,published=Date
      sijill add archive.jsonl --workers 2 --database postgresql://me@db.example.org/sijill
      cat report.txt | sijill add - --published 2021-04-05
    """
    from sijill import inputs
    from sijill.ingest import items
    from sijill.ingest.table import columns as mapped
    from sijill.register import Register

    with told_errors():
        places = mapped(columns)
    with told_errors(), Register.open(database, create=True) as register:
        register.store.sweep()
        known = inputs.load_metadata(metadata) if metadata else None
        given = inputs.date(published, "--published") if published else None
        stream = items(paths, published=given, metadata=known, max_bytes=int(max_size * (1 << 20)), columns=places, max_seconds=max_seconds)
        counts = {"added": 0, "duplicate": 0, "failed": 0}
        with counting("taken in") as step:
            for outcome in register.add(stream, who):
                counts[outcome.what] += 1
                if outcome.what == "failed":
                    say(outcome.why)
                step()
        read, failed = read_unread(register, pack or (), workers, who)
    say(
        f"{counts['added']:,} added, {counts['duplicate']:,} there already, {counts['failed']:,} could not be taken in; "
        f"{read:,} read" + (f", {failed:,} could not be read" if failed else "")
    )
    if counts["failed"] or failed:
        raise typer.Exit(SOME_FAILED if counts["added"] + counts["duplicate"] else NOTHING_READ)

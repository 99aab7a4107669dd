"""The command line: a module for each group of commands.  Everything heavy is imported inside the command that needs it."""

from __future__ import annotations

from typing import Annotated

import typer

from sijill.cli import (
    archive,
    asking,
    desk,
    evaluate,
    explain,
    exports,
    incidents,
    intake,
    keeping,
    knowledge,
    linking,
    names,
    pages,
    people,
    read,
    readings,
    register,
    watch,
)
from sijill.cli.terminal import write
from sijill.version import VERSION

_DESCRIPTION = """Reads Arabic news reports about armed conflict into sourced records, offline.

\b
Examples:
  sijill demo                                   read the shipped samples
  sijill read report.txt                        a table of what it tells
  sijill read reports/ --format records --out records/
  sijill read archive.jsonl --workers 4 > records.jsonl
  sijill explain report.txt --event e1          why each value, why each gap

\b
Exit codes:
  0  all was read
  1  some reports could not be read (each is named on standard error)
  2  the command was used wrongly
  3  nothing could be read
"""

app = typer.Typer(
    help=_DESCRIPTION,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (read, explain, register, intake, watch, readings, linking, names, people, incidents, asking, exports, pages, keeping, desk, evaluate, knowledge, archive):
    group.attach(app)


def main() -> None:
    """Entry point of the ``sijill`` command."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        write(f"sijill {VERSION}\n")
        raise typer.Exit


@app.callback()
def _global(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass

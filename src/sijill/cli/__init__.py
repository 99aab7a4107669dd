"""The command line: a module for each group of commands.  Everything heavy is imported inside the command that needs it."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from sijill.cli.terminal import write
from sijill.version import VERSION

GROUPS = {
    "read": ("read", "demo"),
    "explain": ("explain",),
    "register": ("init", "migrate", "verify"),
    "intake": ("add",),
    "watch": ("watch",),
    "readings": ("reread", "diff-readings"),
    "linking": ("link", "judge"),
    "names": ("names",),
    "dates": ("dates",),
    "people": ("reviews", "agreement"),
    "incidents": ("incidents", "incident"),
    "asking": ("search", "conflicts", "dossier", "timeline"),
    "exports": ("export", "import"),
    "pages": ("report",),
    "keeping": ("doctor", "backup", "restore"),
    "desk": ("serve", "people"),
    "evaluate": ("evaluate", "rounds", "calibrate"),
    "knowledge": ("knowledge",),
    "archive": ("archive",),
}
"""The modules with the commands that each attaches, in the order in which ``sijill --help`` tells them."""

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

def program(groups: Iterable[str] = GROUPS) -> typer.Typer:
    """The program with the commands of these modules."""
    made = typer.Typer(
        help=_DESCRIPTION,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(_global)
    for group in groups:
        import_module(f"sijill.cli.{group}").attach(made)
    return made


def __getattr__(name: str) -> typer.Typer:
    """``app``, the program with all commands, made when it is first asked for."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = made = program()
    return made


def main() -> None:
    """Entry point of the ``sijill`` command: no other command than the one asked for is made ready."""
    # What is alive at the end dies with the process; to look through all of it for garbage first takes a tenth of a second.
    atexit.register(gc.freeze)
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    program([group for group, commands in GROUPS.items() if asked in commands] or GROUPS)()


def _version(wanted: bool) -> None:
    if wanted:
        write(f"sijill {VERSION}\n")
        raise typer.Exit


def _global(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass

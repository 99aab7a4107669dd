"""``explain``: where every value of a reading comes from."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.options import MaxSize, MetadataFile, Packs, Published
from sijill.cli.runs import Run, metadata_of
from sijill.cli.terminal import show, usage, write

if TYPE_CHECKING:
    from sijill.records import Reading, Report


def attach(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command()(explain)


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A report, or - for standard input.")],
    event: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this event or profile row (e3, p1).")
    ] = None,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="The values with a confidence, the least certain first.")
    ] = False,
    published: Published = None,
    metadata: MetadataFile = None,
    pack: Packs = None,
    max_size: MaxSize = 16,
) -> None:
    """Show for every value its characters and its rule, and for every gap its reason.

    \b
    Examples:
      sijill explain report.txt
      sijill explain report.txt --event e1 --published 2021-04-05
      sijill explain report.txt --doubtful | head -20
    """
    from sijill.batch import keep

    run = Run.over([file], pack, 1, published=published, metadata=metadata_of(metadata), max_size=max_size, quiet=True)
    for report, reading in run.results(keep):
        _explain(report, reading, event, doubtful)
    run.end()


def _explain(report: Report, reading: Reading, only: str | None, doubtful: bool) -> None:
    from sijill.output import explanation

    known = [event.id for event in reading.events] + [claim.id for claim in reading.profile]
    if only is not None and only not in known:
        usage(f"{report.id} has no event {only}; it has {', '.join(known) or 'none'}")
    if sys.stdout.isatty():
        show(explanation.terminal(report, reading, only, doubtful))
    else:
        write(explanation.tsv(report, reading, only, doubtful))

"""``archive link``: which reports of an archive tell of one incident."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from sijill.cli.opening import told_errors
from sijill.cli.options import Packs
from sijill.cli.terminal import counting, say


def attach(group: typer.Typer) -> None:
    """Add the command to its group."""
    group.command()(link)


def link(
    out: Annotated[str, typer.Argument(metavar="OUT", help="The folder or URL of an archive that `sijill archive read` made.", show_default=False)],
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler with workers (tcp://127.0.0.1:8786), instead of processes of this machine.")] = None,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes of this machine that link; 0 takes all cores.", min=0)] = 0,
    pack: Packs = None,
) -> None:
    """Find out which reports of an archive tell of one incident.

    Adds the datasets links, incidents, members and copies. The rules and the result are those of `sijill link` on the same reports.
    A run that was stopped or killed goes on when the same command is given again.

    \b
    Examples:
      sijill archive link archive/
      sijill archive link archive/ --workers 4
      sijill archive link s3://bucket/archive/ --scheduler tcp://10.0.0.5:8786
    """
    with told_errors():
        from sijill.archive import needed

        needed("sijill archive link")
        from sijill.archive import cluster
        from sijill.archive.link.run import Run

        run = Run(out, pack or ())
        made = run.finished()
        if made is not None:
            say(f"{out} is linked already; nothing to do")
        else:
            with cluster.client(scheduler, workers or os.cpu_count() or 1) as client:
                say(f"at work with {len(client.nthreads())} processes; to watch: {client.dashboard_link}")
                made = run.link(client, say, counting)
    say(
        f"{made.events:,} events, {made.links:,} links, {made.incidents:,} incidents; {made.shared:,} are told by more than one report; "
        f"{made.copies:,} near-copies; content {made.content}"
    )

"""``archive generate``: a synthetic archive with its gold."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from sijill.cli.opening import told_errors
from sijill.cli.terminal import counting, say, usage


def attach(group: typer.Typer) -> None:
    """Add the command to its group."""
    group.command()(generate)


def generate(
    out: Annotated[str, typer.Argument(metavar="OUT", help="A new folder or URL; reports/, gold/ and incidents/ are made in it.", show_default=False)],
    reports: Annotated[int, typer.Option(metavar="N", help="How many reports; 27 of them are a day.", min=1)] = 1000,
    seed: Annotated[int, typer.Option(metavar="S", help="Another seed, another archive; the same one gives the same bytes.", min=0)] = 1,
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help="jsonl or parquet.")] = "jsonl",
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that write; 0 takes all cores.", min=0)] = 0,
    damaged: Annotated[float, typer.Option(metavar="SHARE", help="The share of reports that are broken as in real archives: empty, cut, of a wrong encoding.", min=0, max=1)] = 0,
) -> None:
    """Make up an archive of reports over real places, bodies and outlets, with what they tell known by construction.

    For measuring: reading, linking and questions at any size. Nothing told in it happened. An archive of fewer reports is the beginning
    of a larger one of the same seed, but for its last day.

    \b
    Examples:
      sijill archive generate made/ --reports 10000
      sijill archive generate made/ --reports 1000000 --format parquet --workers 2
      sijill archive generate broken/ --reports 1000 --damaged 0.02 --seed 7
      sijill archive read made/reports archive/
    """
    with told_errors():
        from sijill.ingest.extras import need

        for module in ("pyarrow.parquet", "fsspec"):
            need(module, "archive", "sijill archive generate")
        from sijill.archive import files
        from sijill.archive.generate.writing import FORMATS, Order
        from sijill.archive.generate.writing import generate as make

        if format_ not in FORMATS:
            usage(f"--format {format_}: no such format; say jsonl or parquet")
        with counting("reports", reports) as step:
            made = make(Order(files.absolute(out), reports, seed, format_, damaged), workers or os.cpu_count() or 1, step)
    say(f"{out}: {sum(m.reports for m in made):,} reports, {sum(m.events for m in made):,} events of {sum(m.incidents for m in made):,} incidents")

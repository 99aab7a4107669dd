"""``archive read``: reports into Parquet datasets."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from sijill.cli.opening import told_errors
from sijill.cli.options import MaxSize, Packs
from sijill.cli.terminal import NOTHING_READ, SOME_FAILED, counting, say, usage


def attach(group: typer.Typer) -> None:
    """Add the command to its group."""
    group.command()(read)


def read(
    places: Annotated[
        list[str],
        typer.Argument(metavar="IN... OUT", help="Files, folders, glob patterns or URLs with reports; the last is the folder or URL of the archive.", show_default=False),
    ],
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler with workers (tcp://127.0.0.1:8786), instead of processes of this machine.")] = None,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes of this machine that read; 0 takes all cores.", min=0)] = 0,
    pack: Packs = None,
    columns: Annotated[str, typer.Option(metavar="FIELD=COLUMN,...", help="Which column of Parquet and CSV, or key of JSON Lines, holds text, id, published, outlet, url, title.")] = "",
    partition: Annotated[int, typer.Option(metavar="N", help="Reports a partition: what a killed worker loses at most.", min=1)] = 2000,
    max_size: MaxSize = 16,
    max_seconds: Annotated[float, typer.Option(metavar="N", help="How long one report, PDF or document may take.", min=0.1)] = 60,
) -> None:
    """Read any number of reports into an archive: Parquet datasets of reports, events, figures, mentions, profile, attributions.

    Takes Parquet, JSON Lines (.jsonl, .jsonl.gz, .jsonl.zst), WARC and WACZ, and whatever `sijill add` takes, from folders or any URL that
    fsspec knows. A run that was stopped or killed goes on when the same command is given again. What cannot be read is kept in the
    dataset quarantine, with the reason.

    \b
    Examples:
      sijill archive read reports/ archive/
      sijill archive read 2019.jsonl.gz 2020.parquet crawl.warc.gz archive/ --workers 4
      sijill archive read table.parquet archive/ --columns text=body,id=nr,published=day
      sijill archive read s3://bucket/reports/ s3://bucket/archive/ --scheduler tcp://10.0.0.5:8786

    \b
    A cluster is one scheduler and any number of workers, which find inputs and OUT under the same names:
      dask scheduler --host 127.0.0.1
      dask worker tcp://127.0.0.1:8786 --nthreads 1 --nworkers 4
    """
    if len(places) < 2:
        usage("name what to read, and last the folder of the archive: sijill archive read IN... OUT")
    *given, out = places
    with told_errors():
        from sijill.archive import needed

        needed("sijill archive read")
        from sijill.archive import cluster
        from sijill.archive.inputs import Options
        from sijill.archive.read import Run
        from sijill.ingest.table import columns as mapped

        run = Run(given, out, pack or (), Options(partition, mapped(columns), int(max_size * (1 << 20)), max_seconds))
        made = run.finished()
        if made is not None:
            say(f"{out} is whole already; nothing to do")
        else:
            with cluster.client(scheduler, workers or os.cpu_count() or 1) as client:
                say(f"at work with {len(client.nthreads())} processes; to watch: {client.dashboard_link}")
                plan = run.plan(client, say)
                with counting("reports", plan.reports) as step:
                    for done in run.read(client, plan, say):
                        step(done.rows["reports"] + done.rows["quarantine"])
            made = run.finish(plan)
    read, failed = made.rows["reports"], sum(made.failures.values())
    say(f"{read:,} reports, {made.rows['events']:,} events" + (f"; {failed:,} could not be read, see {out}/quarantine" if failed else "") + f"; content {made.content}")
    if failed or not read:
        raise typer.Exit(SOME_FAILED if read else NOTHING_READ)

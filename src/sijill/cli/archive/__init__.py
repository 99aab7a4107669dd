"""``archive``: millions of reports, beside the register. A module for each command; what they ask of an archive is imported inside it."""

from __future__ import annotations

import typer

from sijill.cli.archive import generate, link, load, query, read


def attach(app: typer.Typer) -> None:
    """Add the group to the program's commands."""
    group = typer.Typer(
        help="Archives: millions of reports read into Parquet datasets, over the processes of one machine or of a cluster.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for command in (generate, read, link, load, query):
        command.attach(group)
    app.add_typer(group, name="archive")

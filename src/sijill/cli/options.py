"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Text files, JSON Lines, folders, glob patterns, or - for standard input.",
        show_default=False,
    ),
]
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Publication date (2021-04-05) of reports that bring none of their own."),
]
MetadataFile = Annotated[
    Path | None,
    typer.Option("--metadata", metavar="FILE.csv", help="Table with the columns file,published,outlet,url."),
]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--pack", metavar="DIR", help="Folder of a pack to load beside the built-in ones; repeatable."),
]
Workers = Annotated[int, typer.Option(metavar="N", help="Processes that read; 0 takes all cores.", min=0)]
MaxSize = Annotated[float, typer.Option(metavar="MB", help="Largest report accepted.", min=0.001)]
Database = Annotated[
    str | None,
    typer.Option(metavar="URL", help="The register: a path, or postgresql://... (SIJILL_DATABASE, else sijill.db here)."),
]
Who = Annotated[str | None, typer.Option(metavar="NAME", help="Who is at work, for the audit chain (the account's name).")]
Gold = Annotated[Path, typer.Option(metavar="DIR", help="Folder of gold records.", exists=True, file_okay=False)]

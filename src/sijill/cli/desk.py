"""``serve``: the web pages."""

from __future__ import annotations

from typing import Annotated

import typer

from sijill.cli.opening import told_errors
from sijill.cli.options import Database
from sijill.cli.terminal import say


def attach(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command()(serve)


def serve(
    bind: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where to listen; another host than this machine's own lets others in.")] = "127.0.0.1:8000",
    host: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A name under which the desk is reached, beside this machine's own; repeatable.")] = None,
    https: Annotated[bool, typer.Option("--https", help="It stands behind a server that speaks TLS: cookies only over that.")] = False,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that answer.", min=1)] = 1,
    threads: Annotated[int, typer.Option(metavar="N", help="Requests that a process answers at a time.", min=1)] = 8,
    database: Database = None,
) -> None:
    """Open the desk in a browser: take reports in, judge what was read, publish.

    Makes a register where there is none. The first time it prints an address with which the first account is made, once; there is no default
    password. It listens on this machine only, unless told otherwise.

    \b
    Examples:
      sijill serve
      sijill serve --database postgresql://me@db.example.org/sijill --workers 2
      sijill serve --bind 0.0.0.0:8000 --host desk.example.org --https
    """
    with told_errors():
        from sijill.cli.serving import run

        run(database, bind, tuple(host or ()), https, workers, threads, say)

"""``archive load``: an archive into the register."""

from __future__ import annotations

import atexit
import gc
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.opening import told_errors
from sijill.cli.options import Database, Who
from sijill.cli.terminal import counting, say


def attach(group: typer.Typer) -> None:
    """Add the command to its group."""
    group.command()(load)


def load(
    out: Annotated[str, typer.Argument(metavar="OUT", help="The folder or URL of the archive.", show_default=False)],
    texts: Annotated[bool, typer.Option("--texts", help="Keep the text of each report as its evidence, where the inputs of the archive are gone.")] = False,
    memory: Annotated[str, typer.Option(metavar="SIZE", help="What DuckDB holds at most before it writes to the disk.")] = "1GB",
    database: Database = None,
    who: Who = None,
) -> None:
    """Load an archive into the register: as `sijill add`, and `sijill link` once the archive is linked, would have made it, only sooner.

    The evidence is taken from the inputs, which must be where they were when the archive was read. What is in the register already is
    skipped; a run that was stopped goes on when the same command is given again. Makes a register where there is none. Incidents come along
    where the register holds nothing else; otherwise `sijill link` forms them.

    \b
    Examples:
      sijill archive load archive/
      sijill archive load archive/ --database postgresql:///sijill
      sijill archive load s3://bucket/archive/ --texts
    """
    from tempfile import TemporaryDirectory

    atexit.unregister(gc.freeze)  # DuckDB complains of what is not cleared away at the end
    from sijill.register import Register

    with told_errors():
        from sijill.archive import needed

        needed("sijill archive load")
        with Register.open(database, create=True) as register, TemporaryDirectory(prefix="sijill-load-") as folder:
            from sijill.archive.load import Loading

            register.store.sweep()
            loading = Loading(out, register.store, Path(folder), who, texts=texts)
            seen = added = read = 0
            with counting("reports", loading.archive.rows["reports"]) as step:
                for done in loading.reports():
                    seen, added, read = seen + done.reports, added + done.added, read + done.read
                    step(done.reports)
            incidents = loading.incidents(memory)
            with counting("incidents", loading.unsummed()) as step:
                for number in loading.summaries():
                    step(number)
            loading.finish()
    told = "incidents are for `sijill link`" if incidents is None else f"{incidents:,} incidents"
    say(f"{added:,} added, {seen - added:,} there already, {read:,} readings; {told}")

"""``init``, ``migrate`` and ``verify``: the register itself."""

from __future__ import annotations

import typer

from sijill.cli.opening import opened, told_errors
from sijill.cli.options import Database
from sijill.cli.terminal import SOME_FAILED, say


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    for command in (init, migrate, verify):
        app.command()(command)


def init(database: Database = None) -> None:
    """Make a register.

    \b
    Examples:
      sijill init
      sijill init --database postgresql://me@db.example.org/sijill
    """
    from sijill.register import Register
    from sijill.register.database import exists, named, safe

    with told_errors():
        name = named(database)
        if exists(name):
            say(f"{safe(name)}: there is a register already")
            return
        with Register.open(database, create=True) as made:
            say(f"{safe(name)}: a register was made; evidence goes to {made.store.folder}")


def migrate(database: Database = None) -> None:
    """Bring the tables of a register that an older version made to the present form; nothing in it is changed.

    \b
    Examples:
      sijill migrate
    """
    from sijill.errors import RegisterError
    from sijill.register import database as db

    with told_errors():
        name = db.named(database)
        if not db.exists(name):
            raise RegisterError(f"{db.safe(name)}: there is no register; make one with `sijill init`")
        db.connect(name)
        missing = db.pending()
        db.migrate()
        say(f"{db.safe(name)}: {', '.join(missing) + ' applied' if missing else 'its tables are of the present form'}")


def verify(database: Database = None) -> None:
    """Check evidence, texts, readings and audit chain; name whatever was altered. Exit code 1 where anything was.

    \b
    Examples:
      sijill verify
      sijill verify --database postgresql://me@db.example.org/sijill
    """
    with opened(database) as register:
        counts = register.counts()
        faults = 0
        for fault in register.verify():
            faults += 1
            print(fault)
        if faults:
            say(f"{faults} faults; the first is where to look")
            raise typer.Exit(SOME_FAILED)
        say(f"sound: {counts['evidence']:,} pieces of evidence, {counts['report']:,} reports, {counts['reading']:,} readings, {counts['entry']:,} audit entries")

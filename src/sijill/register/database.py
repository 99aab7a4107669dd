"""Which database: one setting, a path for SQLite or a URL for PostgreSQL.

    sijill.db                                  a file in the current folder
    sqlite:///srv/team/sijill.db               the same, as a URL (three slashes and an absolute path: sqlite:////srv/...)
    postgresql://user:password@host:5432/name  a PostgreSQL database
    postgresql:///name?host=/run/postgresql    the same through a socket
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections

from sijill.errors import RegisterError

DEFAULT = "sijill.db"
VARIABLE = "SIJILL_DATABASE"


def named(database: str | None) -> str:
    """The database meant: the one given, else the environment's, else ``sijill.db`` here."""
    return database or os.environ.get(VARIABLE) or DEFAULT


def parse(database: str) -> dict[str, Any]:
    """Django's settings of a database. Raises ``RegisterError`` for a URL of another kind, and for PostgreSQL where psycopg is missing."""
    scheme, colon, rest = database.partition("://")
    if not colon:
        return _sqlite(database)
    if scheme == "sqlite":
        return _sqlite(rest.removeprefix("/"))
    if scheme not in ("postgresql", "postgres"):
        raise RegisterError(f"{scheme}:// is no database known here; give a path, or postgresql://user@host/name")
    if find_spec("psycopg") is None:
        raise RegisterError(f"{safe(database)}: registers in PostgreSQL need psycopg; pip install 'sijill[postgresql]'")
    url = urlsplit(database)
    options = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.removeprefix("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": str(url.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: str) -> dict[str, Any]:
    # Write-ahead logging lets people read while a run writes; IMMEDIATE takes the write lock at the start of a
    # transaction, so that two writers wait for one another instead of failing half-way; synchronous FULL: what was
    # reported as added survives a power cut.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(path).resolve()),
        "OPTIONS": {
            "timeout": 60,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def connect(database: str) -> None:
    """Make ``database`` the one that the models speak to; a process speaks to one at a time."""
    given = parse(database)
    if not settings.configured:
        settings.configure(
            DATABASES={"default": given},
            INSTALLED_APPS=["sijill.register"],
            USE_TZ=True,
            TIME_ZONE="UTC",
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        )
        django.setup()
        return
    if "default" in connections.settings:
        connections["default"].close()
        del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": given})["default"]


def exists(database: str) -> bool:
    """Whether there is a database with a register in it. Raises ``RegisterError`` where it cannot be reached."""
    given = parse(database)
    if given["ENGINE"].endswith("sqlite3") and not Path(given["NAME"]).is_file():
        return False
    connect(database)
    try:
        return "register_entry" in connections["default"].introspection.table_names()
    except DatabaseError as error:
        raise RegisterError(f"{safe(database)}: cannot be opened ({str(error).strip()}); is it running, and is the address right?") from error


@contextmanager
def new(database: str) -> Iterator[Callable[[], None]]:
    """Connect to a database in which there is nothing yet, to fill it; the function that is given says that it is filled.

    An SQLite file appears under its name only then; of another database that was not filled, the tables are taken out again. Raises
    ``RegisterError`` where there is something already.
    """
    given = parse(database)
    done = False

    if given["ENGINE"].endswith("sqlite3"):
        path = Path(given["NAME"])
        if path.exists():
            raise RegisterError(f"{safe(database)}: is there already, and nothing is overwritten; name another with --database")
        part = path.with_name(path.name + ".restoring")
        _remove(part)
        connect(str(part))

        def finish() -> None:
            nonlocal done
            connections["default"].close()  # the last one to leave writes the log into the file
            if path.exists():
                raise RegisterError(f"{safe(database)}: has come into being meanwhile, and nothing is overwritten")
            part.rename(path)
            connect(database)
            done = True

        try:
            yield finish
        finally:
            if not done:
                connections["default"].close()
                _remove(part)
        return

    if exists(database) or _tables():
        raise RegisterError(f"{safe(database)}: there are tables in it already, and nothing is overwritten; name an empty database with --database")

    def filled() -> None:
        nonlocal done
        done = True

    try:
        yield filled
    finally:
        if not done:
            _empty()


def _tables() -> list[str]:
    return connections["default"].introspection.table_names()


def _empty() -> None:
    """Take the tables out of a database in which there were none before."""
    connection = connections["default"]
    if connection.connection is None and not connection.is_usable():
        return
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def migrate() -> None:
    """Bring the register's tables in the connected database to the present form."""
    call_command("migrate", "register", verbosity=0, interactive=False)


def unfinished() -> bool:
    """Whether the making of the register was broken off between two migrations: some are lacking, and nothing was ever entered."""
    if not pending():
        return False
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM register_entry LIMIT 1")
        return cursor.fetchone() is None


def pending() -> list[str]:
    """The migrations of the register that the connected database lacks."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["default"])
    return [f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes("register"))]


def safe(database: str) -> str:
    """The address without its password, for messages."""
    url = urlsplit(database)
    if url.password is None:
        return database
    return database.replace(f":{url.password}@", ":***@", 1)

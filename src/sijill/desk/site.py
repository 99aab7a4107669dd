"""Setting Django up for a database, and serving the pages."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
from django.conf import settings as django_settings
from django.core.management import call_command

from sijill.desk.settings import settings
from sijill.errors import RegisterError
from sijill.register import database as db

FOLDER = "SIJILL_DESK"
APPS = ("contenttypes", "auth", "sessions", "axes", "otp_totp", "otp_static", "desk")
"""Whose tables the desk adds to those of the register."""


def folder_of(database: str) -> Path:
    """Where the desk keeps what is no part of the register (its secret, files given out): where ``SIJILL_DESK`` says, else beside the SQLite file or here."""
    if named := os.environ.get(FOLDER):
        return Path(named)
    given = db.parse(database)
    return Path(given["NAME"]).with_suffix(".desk") if given["ENGINE"].endswith("sqlite3") else Path("sijill.desk")


def configure(database: str, folder: Path | None = None, *, hosts: Sequence[str] = (), https: bool = False) -> None:
    """Set Django up for the desk; before anything else in the process opens a register. Raises ``RegisterError`` where something has."""
    if django_settings.configured:
        if "sijill.desk" not in django_settings.INSTALLED_APPS:
            raise RegisterError("the desk has to be set up before a register is opened in the same process")
        return
    django_settings.configure(**settings(db.parse(database), (folder or folder_of(database)).resolve(), hosts=tuple(hosts), https=https))
    django.setup()


def prepare() -> None:
    """Bring the desk's own tables in the connected database to the present form."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan([node for app in APPS for node in executor.loader.graph.leaf_nodes(app)]):
        for app in APPS:
            call_command("migrate", app, verbosity=0, interactive=False)


def application() -> Any:
    """The WSGI application."""
    from importlib import import_module

    from django.core.wsgi import get_wsgi_application

    made = get_wsgi_application()
    import_module("sijill.desk.urls")  # or jobs that wait from before would find nobody who does them
    return made


def first_token() -> str | None:
    """A token with which the first account can be made, once; None where there is an account. Only its hash is kept."""
    from sijill.desk.models import Setting, User

    if User.objects.exists():
        return None
    token = secrets.token_urlsafe(24)
    Setting.objects.update_or_create(key="first_token", defaults={"value": sha256(token.encode()).hexdigest()})
    return token

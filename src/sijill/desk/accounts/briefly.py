"""Small writes that no page waits for: the time when a session or a token was last used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

PATIENCE = 200
"""Milliseconds that such a write waits for another writer of an SQLite file."""


@contextmanager
def briefly() -> Iterator[None]:
    """Whoever writes in here gets ``OperationalError`` soon where others write for long; on PostgreSQL nobody waits anyway."""
    if connection.vendor != "sqlite":
        yield
        return
    _wait(PATIENCE)
    try:
        yield
    finally:
        _wait(int(connection.settings_dict["OPTIONS"].get("timeout", 5)) * 1000)


def _wait(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={milliseconds}")

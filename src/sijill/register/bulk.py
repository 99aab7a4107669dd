"""Many rows at once, where making a Django object of each would take longer than the database does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

_ROWS = 2000


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values in the order of ``columns``, which are names of fields that take them as they are (texts, numbers, primary keys)."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(model._meta.get_field(column).column) for column in columns)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
    _many(statement, rows)


def update(model: type[models.Model], fields: Sequence[str], rows: Sequence[models.Model]) -> None:
    """Write these fields of rows that are there already."""
    quote, table = connection.ops.quote_name, model._meta
    columns = [table.get_field(name) for name in fields]
    changed = ", ".join(f"{quote(column.column)} = %s" for column in columns)
    statement = f"UPDATE {quote(table.db_table)} SET {changed} WHERE {quote(table.pk.column)} = %s"
    _many(statement, ([*(column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns), row.pk] for row in rows))


def _many(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    stream = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(stream, _ROWS)):
            cursor.executemany(statement, part)

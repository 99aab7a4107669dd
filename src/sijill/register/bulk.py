"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite, where Django would write a statement of thousands of values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

_ROWS = 2000

Row = TypeVar("Row", bound=models.Model)


def create(rows: Sequence[Row]) -> Sequence[Row]:
    """Insert new rows of one model, and give the next primary keys, in their order, to those that have none. Call within a transaction."""
    if rows:
        model = type(rows[0])
        nameless = [row for row in rows if row.pk is None]
        for row, number in zip(nameless, numbers(model, len(nameless)), strict=True):
            row.pk = number
        fields = model._meta.concrete_fields
        # As Django itself prepares them; looked up once rather than for every row.
        prepared = [(field.attname, field.get_db_prep_save if _changed(field) else None) for field in fields]
        into(connection, model._meta.db_table, [field.column for field in fields], (
            [getattr(row, name) if prepare is None else prepare(getattr(row, name), connection) for name, prepare in prepared] for row in rows
        ))  # fmt: skip
    return rows


def _changed(field: Any) -> bool:
    """Whether the database takes a value of the field in another form."""
    return isinstance(field, models.DateTimeField | models.JSONField)


def numbers(model: type[models.Model], count: int) -> list[int]:
    """The next ``count`` primary keys, which nobody else will be given. Call within a transaction."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            own = model._meta.pk.column
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [connection.ops.quote_name(table), own, count])
            return [number for (number,) in cursor.fetchall()]
        # What a transaction of SQLite reads nobody else changes: it is the only one that writes.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + count + 1))


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values in the order of ``columns``, which are names of fields that take them as they are (texts, numbers, primary keys)."""
    into(connection, model._meta.db_table, [model._meta.get_field(column).column for column in columns], rows)


def into(connection: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, as the database takes them, into a table."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(table)
    if connection.vendor == "postgresql":
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)
    else:
        _many(connection, f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)


def update(model: type[models.Model], fields: Sequence[str], rows: Sequence[models.Model]) -> None:
    """Write these fields of rows that are there already."""
    quote, table = connection.ops.quote_name, model._meta
    columns = [table.get_field(name) for name in fields]
    changed = ", ".join(f"{quote(column.column)} = %s" for column in columns)
    statement = f"UPDATE {quote(table.db_table)} SET {changed} WHERE {quote(table.pk.column)} = %s"
    _many(connection, statement, ([*(column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns), row.pk] for row in rows))


def _many(connection: Any, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    stream = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(stream, _ROWS)):
            cursor.executemany(statement, part)

"""Accounts in a backup of the register: people, roles, what is open to them, their tokens and second factors, saved searches and settings.

What is kept is what the tables have: passwords as argon2 hashes, tokens as SHA-256; only the keys of second factors are as they are, since they have to be computed with.
Sessions are left out, so that nobody is signed in where it comes back; so are jobs and files given out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from sijill.errors import RegisterError

TABLES = (
    "desk.user", "desk.access", "desk.token", "desk.savedsearch", "desk.setting", "otp_totp.totpdevice", "otp_static.staticdevice", "otp_static.statictoken",
)  # fmt: skip
"""In the order in which they come back."""

_ONCE = frozenset(("first_token",))
"""Settings that hold for one start of one desk."""


def out() -> bytes | None:
    """The accounts of the connected register as JSON; None where it never had a desk."""
    there = set(connection.introspection.table_names())
    models = [model for model in map(apps.get_model, TABLES) if model._meta.db_table in there]
    if not models:
        return None
    return json.dumps({model._meta.label_lower: list(_rows(model)) for model in models}, ensure_ascii=False).encode()


def _rows(model: Any) -> Iterator[dict[str, Any]]:
    names = [field.attname for field in model._meta.concrete_fields]
    for row in model._base_manager.order_by("pk").values_list(*names):
        said = {name: value.isoformat() if isinstance(value, datetime | date) else value for name, value in zip(names, row, strict=True)}
        if said.get("key") not in _ONCE:
            yield said


def back(data: bytes) -> None:
    """Bring accounts back into the connected register, whose desk has none; its tables are there. Raises ``RegisterError`` for those of a newer version."""
    told = json.loads(data)
    if unknown := set(told) - set(TABLES):
        raise RegisterError(f"the accounts in it were kept by a newer version ({min(unknown)}); install that one to restore it")
    made = []
    with transaction.atomic():
        for label in TABLES:
            if label in told:
                model: Any = apps.get_model(label)
                _fill(model, told[label])
                made.append(model)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), made):
                cursor.execute(statement)


def _fill(model: Any, rows: list[dict[str, Any]]) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    for row in rows:
        if unknown := set(row) - set(fields):
            raise RegisterError(f"the accounts in it were kept by a newer version ({model._meta.label_lower}.{min(unknown)}); install that one to restore it")
        values = {name: fields[name].to_python(value) for name, value in row.items()}
        made = model._base_manager.bulk_create([model(**values)])[0]
        # Some columns take the time of being written, whatever they are given.
        stamped = {name: values[name] for name in values if getattr(fields[name], "auto_now_add", False)}
        if stamped:
            model._base_manager.filter(pk=made.pk).update(**stamped)


def number(data: bytes) -> int:
    """How many accounts are in it."""
    return len(json.loads(data).get("desk.user", ()))

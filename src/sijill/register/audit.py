"""The audit chain: every change of the register as an entry that carries the hash of the one before.

The hash of an entry is SHA-256 over its fields and the hash before it, so that an entry altered, dropped or put
elsewhere breaks the chain where it happened (Schneier & Kelsey 1999, without the keys: the register proves that nothing
was changed behind its back since a hash that somebody outside has noted down).
"""

from __future__ import annotations

import getpass
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from sijill.register import bulk
from sijill.register.models import Entry

START = "0" * 64
"""What stands before the first entry."""

_LOCK = 0x73696A696C6C
"""The number under which writers to one chain wait for one another."""


def now() -> datetime:
    return datetime.now(UTC)


def moment(at: datetime) -> str:
    """A time of a row as entries have it: to the microsecond, in UTC, so that it can be compared."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def person() -> str:
    """Who is at work: the name of the account, which is what the system can say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def canonical(detail: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: one text for one content."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(number: int, at: str, who: str, action: str, subject: str, detail: str, before: str) -> str:
    """The hash of an entry."""
    body = json.dumps([number, at, who, action, subject, detail, before], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


class Chain:
    """Adds entries behind the last one. Use within the transaction of the change itself, so that both stand or fall."""

    def __init__(self, who: str | None = None) -> None:
        self.who = who or person()
        if connection.vendor == "postgresql" and connection.in_atomic_block:
            # SQLite lets in one writer at a time; here a second one waits until the first has committed its entries.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Entry.objects.order_by("-number").values_list("number", "hash").first()
        self.number: int = last[0] if last is not None else 0
        self.before: str = last[1] if last is not None else START
        self.waiting: list[Entry] = []

    def add(self, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Note a change; it is written by ``write``."""
        self.number += 1
        at, text = now().isoformat(timespec="milliseconds"), canonical(detail)
        this = digest(self.number, at, self.who, action, subject, text, self.before)
        self.waiting.append(Entry(number=self.number, at=at, who=self.who, action=action, subject=subject, detail=text, before=self.before, hash=this))
        self.before = this

    def write(self) -> None:
        """Write what is waiting."""
        bulk.create(self.waiting)
        self.waiting = []


def faults(entries: Iterator[Entry]) -> Iterator[str]:
    """What is wrong with a chain given in order of its numbers, first fault first; nothing more is told behind a break."""
    before = START
    for number, entry in enumerate(entries, 1):
        if entry.number != number:
            yield f"audit entry {number}: missing (the next one is {entry.number})"
            return
        if entry.before != before:
            yield f"audit entry {number}: does not follow from entry {number - 1} (an entry was altered, dropped or moved)"
            return
        if entry.hash != digest(entry.number, entry.at, entry.who, entry.action, entry.subject, entry.detail, entry.before):
            yield f"audit entry {number}: altered since it was written ({entry.action} {entry.subject})"
            return
        before = entry.hash

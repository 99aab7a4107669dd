"""Entries of the audit chain as a person may see them.

Number, time, author, action and hashes of every entry are open to whoever reads the chain, or it could not be followed. Whom collections are closed to sees what an
entry is about only where it names reports that they see; of entries that name none, only their own and those that name nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from sijill.desk import policy
from sijill.desk.models import User
from sijill.register.models import Entry, EventRow

_KEY = re.compile(r"\b[0-9a-f]{64}\b")
_CLAIM = re.compile(r"\b([0-9a-f]{64}):(\d+)\b")
_INCIDENT = re.compile(r"\bincident (\d+)\b")
_NAMELESS = frozenset(("link",))
_MOST_REPORTS = 50


class Asked(NamedTuple):
    """What of the chain is asked for; all that is given must hold."""

    who: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


class Shown(NamedTuple):
    """An entry with the reports its subject names (name of the report by primary key); ``closed`` where the person may not know what it is about."""

    entry: Entry
    reports: list[tuple[int, str]]
    closed: bool


def found(user: User, asked: Asked) -> QuerySet[Entry]:
    """The entries that fit, the newest first. A subject is the name of a report or part of what entries have as theirs."""
    out = Entry.objects.order_by("-number")
    if asked.who:
        out = out.filter(who=asked.who)
    if asked.action:
        out = out.filter(action=asked.action)
    # Entries have their time in UTC, written so that it can be compared as text.
    if asked.since is not None:
        out = out.filter(at__gte=asked.since.isoformat())
    if asked.until is not None:
        out = out.filter(at__lt=(asked.until + timedelta(days=1)).isoformat())
    if asked.subject:
        named = Q(doc=asked.subject) | Q(key__startswith=asked.subject) if len(asked.subject) >= 8 else Q(doc=asked.subject)
        keys = list(policy.reports(user).filter(named, policy.unhidden(user, "pk")).values_list("key", flat=True)[:_MOST_REPORTS])
        fits = Q(subject__in=keys)
        for key in keys:
            fits |= Q(action="judge", subject__contains=key)
        if policy.sees_all(user):
            fits |= Q(subject__contains=asked.subject)
        out = out.filter(fits)
    return out


def shown(user: User, rows: Sequence[Entry]) -> list[Shown]:
    """Entries with what they name, in two queries for all of them."""
    wanted = {key for row in rows for key in _KEY.findall(row.subject)}
    seen = {key: (pk, doc) for pk, key, doc in policy.reports(user).filter(policy.unhidden(user, "pk"), key__in=wanted).values_list("pk", "key", "doc")} if wanted else {}
    everything = policy.sees_all(user)
    out = []
    for row in rows:
        keys = list(dict.fromkeys(_KEY.findall(row.subject)))
        own = [seen[k] for k in keys if k in seen]
        closed = not everything and (len(own) < len(keys) if keys else row.who != user.username and row.action not in _NAMELESS)
        out.append(Shown(row, [] if closed else own, closed))
    return out


def detail(row: Entry) -> str:
    """The detail of an entry, a field a line."""
    try:
        return json.dumps(json.loads(row.detail), ensure_ascii=False, indent=2, sort_keys=True)
    except ValueError:
        return row.detail


def incidents(user: User, row: Entry) -> list[int]:
    """The numbers of the incidents that an entry is about, as far as the person sees them."""
    numbers = {int(n) for n in _INCIDENT.findall(row.subject)}
    if row.action == "regroup":
        numbers |= {int(n) for n in row.subject.split() if n.isascii() and n.isdigit()}
    claims = Q(pk__in=())
    for key, start in _CLAIM.findall(row.subject)[:_MOST_REPORTS]:
        claims |= Q(report__key=key, start__lte=int(start), end__gt=int(start))
    events: QuerySet[EventRow] = policy.events(user)
    numbers |= set(events.filter(claims, member__isnull=False).values_list("member__incident_id", flat=True))
    return sorted(events.filter(member__incident_id__in=numbers).values_list("member__incident_id", flat=True).distinct())[:_MOST_REPORTS]


def last() -> tuple[int, str]:
    """The number and hash of the newest entry; zero and nothing for an empty chain."""
    return Entry.objects.order_by("-number").values_list("number", "hash").first() or (0, "")

"""What a person sees of what they ask for: whole incidents, and claims of those that they see a part of; and both as rows of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from sijill.desk import asked, paging, policy
from sijill.register.filters import Filter
from sijill.register.models import EventRow, Incident

SIZE = 20
"""Incidents on a page of a list."""

_MOST_PARTS = 50
"""Incidents in part that are listed under it."""


class Sight(NamedTuple):
    """``found``: incidents all claims of which are in sight. ``parts``: the claims in sight of the others; None for who sees all."""

    filter: Filter
    found: QuerySet[Incident]
    parts: QuerySet[EventRow] | None


def sight(request: HttpRequest) -> Sight:
    """What the address of a request asks for. Raises ``RegisterError`` for a filter that cannot be meant."""
    filter_ = asked.asked(request.GET)
    return Sight(filter_, *policy.sight(request.user, filter_))


class Row(NamedTuple):
    """An incident of a list. ``part``: only so many of its claims are in sight, and told of; 0 for all."""

    number: int
    type: str
    time: str
    places: Sequence[str]
    agents: Sequence[str]
    targets: Sequence[str]
    killed: float | None
    claims: int
    grade: str
    part: int


class Listed(NamedTuple):
    """A page of incidents, and those in part behind it."""

    page: paging.Page
    parts: list[Row]


def listed(request: HttpRequest, seen: Sight, where: Q, parts_where: Q | None = None) -> Listed:
    """The incidents for which ``where`` holds, the latest first; ``parts_where`` says the same of claims (``where`` itself where None)."""
    after = paging.start(request)
    found = seen.found.filter(where)
    # Numbers first: sorting whole rows would carry every summary along.
    numbers = list(found.order_by("-last_day", "-pk").values_list("pk", flat=True)[after : after + SIZE + 1])
    held = Incident.objects.in_bulk(numbers)
    page = paging.paged(request, [_whole(held[n]) for n in numbers], found, SIZE)
    return Listed(page, _in_part(seen.parts.filter(where if parts_where is None else parts_where)) if seen.parts is not None and not page.later else [])


def _whole(row: Incident) -> Row:
    said: dict[str, Any] = row.summary
    return Row(
        row.pk, row.type, said.get("time") or "", said.get("places", ()), said.get("agents", ()), said.get("targets", ()), row.killed, row.claims, row.grade, 0,
    )  # fmt: skip


def _in_part(claims_: QuerySet[EventRow]) -> list[Row]:
    told: dict[int, list[EventRow]] = {}
    for event in claims_.order_by("-last_day", "-pk")[: _MOST_PARTS * 4]:
        told.setdefault(event.incident, []).append(event)
    return [Row(number, events[0].type, events[0].time or "", (), (), (), None, len(events), "", len(events)) for number, events in list(told.items())[:_MOST_PARTS]]


COUNTS = ("killed", "injured", "killed_or_injured", "missing", "abducted", "arrested", "captured", "released", "displaced", "bodies_recovered", "defected")
"""What figures of incidents count, as the timeline offers it."""

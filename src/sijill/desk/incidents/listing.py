"""The list of incidents, by filters that live in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sijill.desk import policy
from sijill.desk.asked import asked, choices, query
from sijill.desk.paging import COUNTED, Page, paged, start
from sijill.errors import RegisterError
from sijill.register.filters import Filter, narrowed
from sijill.register.models import Incident
from sijill.register.queries import latest, tell

SIZE = 50
"""Incidents of a page."""

ROWS = {"date": "when", "place": "where", "agent": "by", "modality": "modality"}
"""What the claims of an incident differ in besides figures, as the row of the page is called."""


class Listed(NamedTuple):
    """An incident as a row. ``whole``: whether the person sees all its claims; where not, everything here is made of those that they see."""

    incident: Incident
    figures: tuple[tuple[str, float | None, float | None, float | None], ...]
    differ: tuple[str, ...]
    whole: bool


def incidents(request: HttpRequest) -> HttpResponse:
    """The list. An address with empty fields leads to the one without."""
    if request.GET and any(not value for value in request.GET.values()):
        kept = urlencode([(name, value) for name, values in request.GET.lists() for value in values if value])
        return redirect(f"{request.path}?{kept}" if kept else request.path)
    context = choices(request.GET)
    try:
        filter_ = asked(request.GET)
        page = _found(request, filter_)
    except RegisterError as error:
        return render(request, "desk/incidents/list.html", {**context, "fault": str(error)}, status=400)
    shown = page._replace(rows=listed(request.user, page.rows))
    same = query(filter_)
    context |= {"page": shown, "same": "?" + urlencode(same) if same else "", "empty": filter_ == Filter() and not page.rows}
    return render(request, "desk/incidents/list.html", context)


def _found(request: HttpRequest, asked: Filter) -> Page:
    """The page of incidents that is asked for. Those of which some claims are closed to the person are found by the others, and put among the rest."""
    user = request.user
    if policy.sees_all(user):
        found = narrowed(asked)
        return paged(request, latest(found, limit=SIZE + 1, after=start(request)), found, SIZE)
    after = start(request)
    whole, part = policy.whole(user, narrowed(asked)), policy.in_part(user, asked)
    # As many of those in part as are counted, in one question that is their count, too.
    few = part.order_by(F("last_day").desc(nulls_last=True), "-pk").values_list("last_day", "pk")[: max(COUNTED, after + SIZE) + 1]
    keys = [(day, pk) for day, pk in few]
    both = [*((row.last_day, row.pk) for row in latest(whole.only("pk", "last_day"), limit=after + SIZE + 1)), *keys]
    chosen = [pk for _, pk in sorted(both, key=lambda key: _latest_first(*key))[after : after + SIZE + 1]]
    held = Incident.objects.in_bulk(chosen)
    total = whole.order_by()[: COUNTED + 1].count() + len(keys)
    page = paged(request, [held[pk] for pk in chosen], min(total, COUNTED), SIZE)
    return page._replace(more_than=total > COUNTED)


def _latest_first(day: int | None, pk: int) -> tuple[bool, int, int]:
    """Orders as ``latest`` does."""
    return day is None, -(day or 0), -pk


def listed(user: Any, rows: Sequence[Incident]) -> list[Listed]:
    """Incidents as a person may see them."""
    numbers = [row.pk for row in rows]
    whole = set(numbers) if policy.sees_all(user) else set(policy.whole(user, Incident.objects.filter(pk__in=numbers)).values_list("pk", flat=True))
    parts = {told.incident.pk: told.incident for told in tell([n for n in numbers if n not in whole], seen=policy.events(user))}
    out = []
    for row in (parts.get(row.pk, row) for row in rows):
        said = row.summary
        figures = tuple((measure, *ends) for measure, ends in said.get("figures", {}).items())
        out.append(Listed(row, figures, tuple(ROWS.get(code, code) for code in said.get("conflicts", [])), row.pk in whole))
    return out

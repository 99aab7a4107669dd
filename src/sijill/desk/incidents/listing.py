"""The list of incidents, by filters that live in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sijill.desk import policy
from sijill.desk.asked import FIELDS, asked, query
from sijill.desk.paging import paged, start
from sijill.errors import RegisterError
from sijill.ontology import FAMILIES
from sijill.register.filters import GRADES, REVIEWS, Filter
from sijill.register.models import Incident
from sijill.register.queries import latest, tell

SIZE = 50
"""Incidents of a page."""

MEASURES = (
    "killed", "injured", "killed_or_injured", "missing", "abducted", "arrested", "captured", "released", "displaced", "bodies_recovered", "recruited", "trained",
    "deployed", "deserted", "defected", "surrendered", "fighters", "vehicles", "weapons", "buildings", "attacks", "money", "distance", "other",
)  # fmt: skip

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
    given = {name: request.GET.get(name, "") for name in FIELDS}
    context: dict[str, Any] = {"given": given, "families": FAMILIES, "measures": MEASURES, "grades": GRADES, "reviews": REVIEWS, "narrowed": any(given.values())}
    try:
        filter_ = asked(request.GET)
        found = policy.incidents(request.user, filter_)
        rows = latest(found, limit=SIZE + 1, after=start(request))
    except RegisterError as error:
        return render(request, "desk/incidents/list.html", {**context, "fault": str(error)}, status=400)
    page = paged(request, rows, found, SIZE)
    shown = page._replace(rows=listed(request.user, page.rows))
    same = query(filter_)
    context |= {"page": shown, "same": "?" + urlencode(same) if same else "", "empty": filter_ == Filter() and not rows}
    return render(request, "desk/incidents/list.html", context)


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

"""The page of an incident."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from sijill.desk import policy, shown
from sijill.desk.incidents.chains import MOST, by_origin, chains, drawing
from sijill.desk.incidents.deeds import meanings
from sijill.desk.incidents.listing import Listed, listed
from sijill.desk.incidents.table import Column, columns, lines
from sijill.desk.incidents.wording import sentence, side
from sijill.exports.pages.svg import Row, claims_chart
from sijill.linking.claims import Claim, Key
from sijill.linking.conflicts import Conflict
from sijill.linking.estimates import POLICIES
from sijill.register import judgements, queries
from sijill.register.filters import GRADES
from sijill.register.models import EventRow, Incident, Link, Member

SIDE_BY_SIDE = 12
"""Columns of a page; further claims are on the next."""

NEAR = 5
"""Incidents with claims that are like those of this one."""

SHOWN = 30
"""Pairs of one act that the history names."""


class Side(NamedTuple):
    """One side of a conflict, with the columns of its claims."""

    value: str
    columns: tuple[Column, ...]


class Differing(NamedTuple):
    """A conflict for the page."""

    conflict: Conflict
    sides: tuple[Side, ...]


class Neighbour(NamedTuple):
    """Another incident that a link leads to: the claim here, the claim there, and how much speaks for them."""

    row: Listed
    here: Column
    there: EventRow
    score: float


class Told(NamedTuple):
    """A deed of the history; ``pairs`` of claims by name, with the verdict, and how many there are ``more``."""

    deed: judgements.Deed
    pairs: tuple[tuple[str, str, str], ...]
    more: int
    undoable: bool
    holds: bool
    of: str
    """The act that it is about: judge, merge or split, also of a taking back."""
    back: bool
    """Whether it takes that act back; what takes a taking back back, does the act again."""


def incident(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that is told of an incident by the claims that the person sees. A number from before a merge leads to its heir."""
    row = policy.incident(request.user, number)
    if row.pk != number:
        return redirect(f"{reverse('incidents:incident', args=[row.pk])}?from={number}")
    return render(request, "desk/incidents/incident.html", page(request, row))


def page(request: HttpRequest, row: Incident) -> dict[str, Any]:
    """What the template shows."""
    user = request.user
    by, prefer = request.GET.get("policy", "most_origins"), request.GET.get("prefer", "").strip()
    if by not in POLICIES:
        by = "most_origins"
    told = queries.incident(row.pk, by, prefer, None if policy.sees_all(user) else policy.events(user))
    row = told.incident
    order = sorted(told.claims, key=lambda c: (c.published is None, c.published or 0))
    told = told._replace(claims=order)
    rows: dict[Key, EventRow] = {}
    for event in EventRow.objects.filter(member__incident=row, report_id__in=[int(c.doc) for c in order]).select_related("report"):
        rows[str(event.report_id), event.ident] = event
    whole = policy.whole(user, Incident.objects.filter(pk=row.pk)).exists()
    every = columns(told, rows)
    column_of = {claim.key: column for claim, column in zip(order, every, strict=True)}
    first = _first(request, len(every))
    groups = by_origin(chains(told))
    outlets = {column.doc: column.outlet for column in every}
    names = [f"{column.outlet} · {column.doc}" if column.outlet != column.doc else column.doc for column in every]
    whence = request.GET.get("from", "")
    return {
        "incident": row, "told": told, "whole": whole, "may_judge": whole and policy.may(user, policy.Capability.JUDGE), "came_from": int(whence) if whence.isascii() and whence.isdigit() and len(whence) < 12 else None,
        "because": sentence(told.grade.because, outlets), "every": every, "columns": every[first : first + SIDE_BY_SIDE],
        "lines": [line._replace(cells=line.cells[first : first + SIDE_BY_SIDE]) for line in lines(told)],
        "earlier": max(0, first - SIDE_BY_SIDE) if first else None, "later": first + SIDE_BY_SIDE if first + SIDE_BY_SIDE < len(every) else None,
        "first": first + 1, "last": min(len(every), first + SIDE_BY_SIDE),
        "conflicts": [Differing(c, tuple(Side(side(s.value), tuple(column_of[k] for k in s.claims if k in column_of)) for s in c.sayings)) for c in told.conflicts],
        "groups": [(own[0].origin.name, [(chain, every[chain.column], every[chain.copies] if chain.copies is not None else None) for chain in own]) for own in groups],
        "drawing": drawing(groups, names, get_language_bidi()) if len(every) <= MOST else None,
        "chart": SafeString(claims_chart([_bar(c, column_of[c.key]) for c in order], _("When, and when it was told"), shown.day)) if len(every) <= MOST else "",
        "policies": list(POLICIES), "policy": by, "prefer": prefer, "sources": [own[0].origin.name for own in groups],
        "estimates": [(e, sentence(e.because, outlets)) for e in told.estimates], "grades": GRADES,
        "neighbours": _neighbours(user, row, every) if whole else [],
        "history": _history(user, rows),
        "title_places": row.summary.get("places", [])[:2],
    }  # fmt: skip


def _first(request: HttpRequest, count: int) -> int:
    given = request.GET.get("column", "")
    first = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    return first if first < count else 0


def _bar(claim: Claim, column: Column) -> Row:
    span, started = claim.span, not (claim.event.time or "").startswith("..")
    return Row(
        column.outlet, span.first if span is not None and started else None, span.last if span is not None else None,
        bool(span is not None and span.open and started), claim.published,
    )  # fmt: skip


def _neighbours(user: Any, row: Incident, every: Sequence[Column]) -> list[Neighbour]:
    """The incidents with the likest claims, of those that the person sees whole."""
    own = {column.event: column for column in every}
    links = Link.objects.filter(Q(a_id__in=own) | Q(b_id__in=own)).order_by("-score").values_list("a_id", "b_id", "score")[: 40 * NEAR]
    outside = [(a if a in own else b, b if a in own else a, score) for a, b, score in links if (a in own) != (b in own)]
    homes = dict(Member.objects.filter(event_id__in=[there for _, there, _ in outside]).values_list("event_id", "incident_id"))
    best: dict[int, tuple[int, int, float]] = {}
    for here, there, score in outside:
        if there in homes and homes[there] != row.pk:
            best.setdefault(homes[there], (here, there, score))
    found = {one.incident.pk: one for one in listed(user, list(Incident.objects.filter(pk__in=list(best)[: 2 * NEAR], merged_into=None))) if one.whole}
    events = {event.pk: event for event in EventRow.objects.filter(pk__in=[there for _, there, _ in best.values()]).select_related("report")}
    return [Neighbour(found[number], own[here], events[there], score) for number, (here, there, score) in best.items() if number in found][:NEAR]


def _history(user: Any, rows: dict[Key, EventRow]) -> list[Told]:
    """What was judged of these claims, as far as the person sees the reports it was said of."""
    deeds = judgements.history(row.pk for row in rows.values())
    reports = {report for deed in deeds for j in deed.judgements for report in (j.a_report_id, j.b_report_id)}
    seen = set(policy.reports(user).filter(pk__in=reports).values_list("pk", flat=True))
    out = []
    for deed, (of, back) in zip(deeds, meanings(deeds), strict=True):
        if not all(j.a_report_id in seen and j.b_report_id in seen for j in deed.judgements):
            continue
        pairs = [(j.a_report.doc, j.verdict, j.b_report.doc) for j in deed.judgements]
        out.append(Told(deed, tuple(pairs[:SHOWN]), max(0, len(pairs) - SHOWN), len(deed.last) == len(deed.judgements), bool(deed.standing), of, back))
    return out

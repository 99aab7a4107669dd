"""Reports that are coded blind: which lanes are handed in, what they say side by side, and taking one over into the common coding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sijill.desk import paging, policy, shown
from sijill.desk.models import User
from sijill.desk.seconding import queue, values
from sijill.desk.seconding.names import STATES, TABS
from sijill.desk.seconding.views import told
from sijill.errors import RegisterError
from sijill.records import ProfileClaim
from sijill.register.models import Assignment, Report
from sijill.register.people import agreement, assigning, standing
from sijill.register.people.coding import Coded, coded
from sijill.register.people.fastening import alike


class Lane(NamedTuple):
    """A coder's own coding."""

    coder: str
    state: str
    bare: bool
    assigned: bool
    """Whether the assignment still holds."""

    @property
    def name(self) -> str:
        """The state in the person's language."""
        return str(STATES[self.state])

    @property
    def handed(self) -> bool:
        """Whether the coder has given it away."""
        return self.state in queue.HANDED_IN


class Pair(NamedTuple):
    """A report with its lanes."""

    line: queue.Line
    lanes: Sequence[Lane]
    ready: bool
    """Whether all are handed in, and one is not taken over yet."""


@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """``/review/blind/``: the reports that are coded blind, the latest first."""
    user = policy.person(request)
    later = Assignment.objects.filter(report_id=OuterRef("report_id"), blind=True, pk__gt=OuterRef("pk"))
    rows = queue.sighted(user, Assignment.objects.filter(blind=True).filter(~Exists(later))).order_by("-pk").values_list("report_id", flat=True)
    after = paging.start(request)
    page = paging.paged(request, list(rows[after : after + queue.SIZE + 1]), rows, queue.SIZE)
    lines, lanes = queue.lines(page.rows, user), lanes_of(page.rows)
    page = page._replace(rows=[_pair(lines[pk], lanes[pk]) for pk in page.rows if pk in lines])
    return render(request, "desk/seconding/blind.html", {"page": page, "tabs": TABS, "tab": "blind", "states": STATES})


@require_safe
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """``/review/blind/N/``: lanes that are handed in, side by side."""
    user = policy.person(request)
    report = policy.report(user, pk)
    lanes = lanes_of([pk])[pk]
    if not lanes:
        raise Http404
    context: dict[str, Any] = {"report": report, "lanes": lanes, "tabs": TABS, "tab": "blind", "state": standing.state(report), "states": STATES}
    context["closed"], context["all"] = closed(user, lanes), request.GET.get("all") == "1"
    ready = [lane for lane in lanes if lane.handed]
    if not context["closed"] and ready:
        try:
            context |= _compared(report, [lane.coder for lane in ready], context["all"])
        except RegisterError as error:
            context["fault"] = told(error)
    context |= {"shown": ready, "open": [lane for lane in lanes if not lane.handed], "own": user.username, "reads": not any(lane.coder == user.username for lane in lanes)}
    return render(request, "desk/seconding/pair.html", context)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lane over into the common coding, whole or one event of it; or return it to its coder."""
    user = policy.person(request)
    report = policy.report(user, pk)
    lanes = lanes_of([pk])[pk]
    coder, ident = request.POST.get("lane", ""), request.POST.get("ident", "")
    if closed(user, lanes):
        messages.error(request, _("You code this report blind yourself; hand your coding in, and wait for the others'."))
        return redirect("seconding:pair", pk)
    if coder not in {lane.coder for lane in lanes}:
        messages.error(request, _("Nobody of that name codes this report blind."))
        return redirect("seconding:pair", pk)
    try:
        if request.POST.get("do") == "return":
            _give_back(report, coder, user.username, request.POST.get("comment", ""))
            messages.success(request, _("The coding of %(who)s was returned.") % {"who": values.isolated(coder)})
            return redirect("seconding:pair", pk)
        made = assigning.adjudicate(report, coder, user.username, [ident] if ident else None)
    except RegisterError as error:
        messages.error(request, told(error))
        return redirect("seconding:pair", pk)
    said = ngettext("%(n)s value of %(who)s was taken over into the common coding.", "%(n)s values of %(who)s were taken over into the common coding.", len(made))
    messages.success(request, said % {"n": shown.number(len(made)), "who": values.isolated(coder)})
    return redirect("seconding:pair", pk) if ident else redirect("coding:report", pk)


def closed(user: User, lanes: Sequence[Lane]) -> bool:
    """Whether a person must not see the lanes yet: they code the report blind, and not everybody has handed in."""
    return any(lane.coder == user.username for lane in lanes) and not all(lane.handed for lane in lanes)


def lanes_of(keys: Sequence[int]) -> dict[int, list[Lane]]:
    """The lanes of these reports by the names of their coders: those assigned now, and those that somebody handed in."""
    states = queue.states(keys)
    latest: dict[tuple[int, str], Assignment] = {}
    for one in Assignment.objects.filter(report_id__in=keys).order_by("pk"):
        latest[one.report_id, one.coder] = one
    out: defaultdict[int, list[Lane]] = defaultdict(list)
    for at in sorted({*states, *(k for k, one in latest.items() if one.blind and not one.withdrawn)}):
        given = latest.get(at)
        out[at[0]].append(Lane(at[1], states.get(at, "unread"), given is not None and given.bare, given is not None and given.blind and not given.withdrawn))
    return out


def _pair(line: queue.Line, lanes: Sequence[Lane]) -> Pair:
    ready = len(lanes) > 0 and all(lane.handed for lane in lanes) and any(lane.state != "verified" for lane in lanes) and line.state in ("unread", "coded", "returned")
    return Pair(line, lanes, ready)


def _give_back(report: Report, coder: str, who: str, comment: str) -> None:
    """Return a lane. Raises ``RegisterError`` for one that is not handed in, and without a comment."""
    with transaction.atomic():
        if standing.state(report, coder) == "coded":
            standing.move(report, "in_review", who, lane=coder)
        standing.move(report, "returned", who, comment, lane=coder)


def _compared(report: Report, lanes: Sequence[str], everything: bool) -> dict[str, Any]:
    """Events, statements and the report's own values of these lanes side by side; only those that differ, or everything."""
    sides = [coded(report, lane) for lane in lanes]
    rejected = [{slot.ident for slot in side.rejected if slot.dimension in ("event", "statement") and not slot.ident.startswith("h")} for side in sides]
    events = [values.event(lanes, u.by, rejected, report.text) for u in agreement.units(report, lanes) if any(u.by.values())]
    statements = [values.statement(lanes, row, rejected, report.text) for row in _statements(sides)]
    units = [*events, *statements]
    shown = [u for u in units if everything or u.differs]
    head = [f for f in values.head([side.record for side in sides]) if everything or f.differs]
    return {"head": head, "rows": shown, "differing": sum(u.differs for u in units), "units": len(units)}


def _statements(sides: Sequence[Coded]) -> list[list[ProfileClaim | None]]:
    """Lasting statements in rows: the reader's own by their ident, others of the same relation on the same characters."""
    rows: list[list[ProfileClaim | None]] = []
    for number, side in enumerate(sides):
        for one in side.record.profile:
            row = next((r for r in rows if r[number] is None and any(o is not None and _same(one, o) for o in r)), None)
            if row is None:
                row = [None] * len(sides)
                rows.append(row)
            row[number] = one
    return sorted(rows, key=lambda r: min(one.start for one in r if one is not None))


def _same(one: ProfileClaim, other: ProfileClaim) -> bool:
    return alike(one, other) if one.id.startswith("h") or other.id.startswith("h") else one.id == other.id

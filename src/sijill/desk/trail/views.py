"""The pages of the audit chain: the entries, one of them, the check of the whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from sijill.desk import jobs, policy
from sijill.desk.models import Job
from sijill.desk.policy import person
from sijill.desk.trail import entries as chain
from sijill.register import Register
from sijill.register.models import Entry

_SIZE = 50
_KEPT = 200
"""Faults that the outcome of a check keeps word for word."""

KIND = "verify"

ACTIONS: dict[str, Any] = {
    "add": gettext_lazy("report taken in"),
    "read": gettext_lazy("report read"),
    "link": gettext_lazy("incidents formed"),
    "judge": gettext_lazy("claims judged"),
    "regroup": gettext_lazy("incident merged or split"),
    "review": gettext_lazy("value reviewed"),
    "standing": gettext_lazy("report moved on"),
    "comment": gettext_lazy("comment made"),
    "assign": gettext_lazy("report assigned"),
    "date": gettext_lazy("day of publication given"),
    "name": gettext_lazy("names joined"),
    "export": gettext_lazy("file given out"),
    "report": gettext_lazy("page given out"),
    "discard": gettext_lazy("given file deleted"),
    "restore": gettext_lazy("backup brought back"),
    "backup": gettext_lazy("backup made"),
    "collect": gettext_lazy("collection made"),
    "place": gettext_lazy("report placed in a collection"),
    "setting": gettext_lazy("setting changed"),
    "account.made": gettext_lazy("account made"),
    "account.role": gettext_lazy("role changed"),
    "account.opened": gettext_lazy("account opened again"),
    "account.closed": gettext_lazy("account closed"),
    "account.reset": gettext_lazy("account reset"),
    "account.access": gettext_lazy("access to collections changed"),
    "account.password": gettext_lazy("password changed"),
    "account.factor": gettext_lazy("second factor changed"),
    "account.ended": gettext_lazy("sessions ended"),
    "account.token": gettext_lazy("token made"),
    "account.revoked": gettext_lazy("token revoked"),
    "account.login": gettext_lazy("signed in"),
    "account.failure": gettext_lazy("sign-in failed"),
    "account.lockout": gettext_lazy("sign-in locked for a while"),
}
"""What actions are called; one that is not here stands as it is."""


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The chain, the newest entry first. ``before`` is the number of the entry that the page goes on behind."""
    user = person(request)
    said = {name: request.GET.get(name, "").replace("\0", "").strip() for name in ("who", "action", "subject", "since", "until")}
    fault = ""
    asked = chain.Asked(who=said["who"], action=said["action"], subject=said["subject"])
    try:
        asked = asked._replace(since=_day(said["since"]), until=_day(said["until"]))
    except ValueError as error:
        fault = _("%(text)s is no day; write 2021-04-05") % {"text": error}
    found = chain.found(user, asked)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(number__lt=int(before))
    rows = [] if fault else list(found[: _SIZE + 1])
    lines = chain.shown(user, rows[:_SIZE])
    query = {name: value for name, value in said.items() if value}
    own = {
        "said": said, "fault": fault, "lines": [(line, ACTIONS.get(line.entry.action, line.entry.action), _moment(line.entry.at)) for line in lines], "actions": ACTIONS.items(),
        "older": "?" + urlencode({**query, "before": lines[-1].entry.number}) if len(rows) > _SIZE else "", "newest": "?" + urlencode(query) if before else "", "last": chain.last(),
    }  # fmt: skip
    return render(request, "desk/trail/list.html", own, status=400 if fault else 200)


@require_GET
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry, with what it is about."""
    user = person(request)
    row = Entry.objects.filter(number=number).first() if number < 2**63 else None
    if row is None:
        raise Http404
    line = chain.shown(user, [row])[0]
    own = {
        "line": line, "action": ACTIONS.get(row.action, row.action), "at": _moment(row.at), "detail": "" if line.closed else chain.detail(row),
        "incidents": [] if line.closed else chain.incidents(user, row), "newer": Entry.objects.filter(number=number + 1).exists(),
    }  # fmt: skip
    return render(request, "desk/trail/entry.html", own)


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The check of the register against its chain: a POST starts one where none is under way; the page shows the last one's outcome."""
    user = person(request)
    checks = Job.objects.filter(kind=KIND).select_related("user").order_by("-pk")
    if request.method == "POST":
        if not checks.filter(state__in=("waiting", "running")).exists():
            jobs.ask(KIND, user)
        return redirect("trail:verify")
    newest = checks.first()
    running = newest is not None and newest.state in ("waiting", "running")
    if request.htmx and not running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    own = {"job": newest, "running": running, "done": checks.filter(state="done")[:10], "whole": policy.sees_all(user), "last": chain.last()}
    return render(request, "desk/trail/checking.html" if request.htmx else "desk/trail/verify.html", own)


def check(job: Job, tell: Callable[[int, int, str], None]) -> dict[str, object]:
    """Do such a job: hold everything against the chain as it was when the check began."""
    number, digest = chain.last()
    tell(0, 0, "verifying")
    faults: list[str] = []
    count = 0
    for fault in Register.connected().verify():
        count += 1
        if count <= _KEPT:
            faults.append(fault)
        if count % 100 == 0:
            tell(count, 0, "verifying")
    return {"number": number, "hash": digest, "count": count, "faults": faults}


jobs.HANDLERS[KIND] = check


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(text) from None


def _moment(at: str) -> datetime | str:
    """The time of an entry; as it stands where somebody altered it."""
    try:
        return datetime.fromisoformat(at)
    except ValueError:
        return at

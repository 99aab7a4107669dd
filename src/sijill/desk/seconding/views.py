"""The queue of the second reader, and the steps that are made from it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sijill.desk import jobs, policy
from sijill.desk.models import User
from sijill.desk.policy import Capability
from sijill.desk.reasons import reason
from sijill.desk.seconding import queue as waiting
from sijill.desk.seconding.names import FOR_REVIEWERS, STATES, TABS
from sijill.errors import RegisterError
from sijill.register.people import assigning, standing


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """``/review/``: what waits, in four lists."""
    user = policy.person(request)
    reviews = policy.may(user, Capability.REVIEW)
    tabs = [(code, name) for code, name in TABS if reviews or code not in FOR_REVIEWERS]
    tab = request.GET.get("tab", "") or tabs[0][0]
    if tab not in dict(TABS):
        tab = tabs[0][0]
    if tab not in dict(tabs):
        raise PermissionDenied(tab)
    told: dict[str, Any] = {
        "tabs": tabs, "tab": tab, "state": request.GET.get("state", ""), "coder": request.GET.get("coder", "").strip(), "done": request.GET.get("done") == "1", "states": STATES,
        "here": request.get_full_path(),
    }  # fmt: skip
    match tab:
        case "waiting":
            told["page"] = waiting.page(request, user, waiting.waiting(user, told["state"]))
        case "returned":
            told["page"] = waiting.page(request, user, waiting.returned(user))
            told["blind"] = [] if told["page"].after else waiting.blind_lines(waiting.returned_blind(user), user)
        case "mine":
            rows = waiting.sighted(user, waiting.assigned(user.username, done=told["done"]))
            told["page"] = waiting.page_assigned(request, user, rows)
        case _:
            rows = waiting.sighted(user, waiting.assigned(told["coder"], done=told["done"]))
            told["page"] = waiting.page_assigned(request, user, rows)
            told["coders"] = User.objects.order_by("username")
    return render(request, "desk/seconding/queue.html", told)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report up for review, return it with a comment, verify it."""
    user = policy.person(request)
    report = policy.report(user, pk)
    to = request.POST.get("to", "")
    if to not in ("in_review", "returned", "verified"):
        messages.error(request, _("There is no such step."))
        return back(request)
    try:
        assigning.own(report, user.username)  # whoever codes it blind does not see what others say
        standing.move(report, to, user.username, request.POST.get("comment", ""))
    except RegisterError as error:
        messages.error(request, told(error))
        return back(request)
    jobs.ask("link", user)
    messages.success(request, _("%(report)s is now: %(state)s") % {"report": f"\u2068{report.title or report.doc}\u2069", "state": STATES[to]})
    return redirect("coding:report", report.pk) if to == "in_review" else back(request)


def told(error: RegisterError) -> str:
    """Why the register refuses, in the language of the person."""
    return reason(str(error))


def back(request: HttpRequest) -> HttpResponseRedirect:
    """The list that the person came from; never an address elsewhere."""
    home = reverse("seconding:queue")
    given = request.POST.get("back", "")
    return HttpResponseRedirect(given if given == home or given.startswith((f"{home}?", f"{home}blind/")) else home)

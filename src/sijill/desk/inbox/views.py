"""The inbox: the reports and where they stand, and what is done with several at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sijill.desk import jobs, policy
from sijill.desk.inbox import listing
from sijill.desk.inbox.names import ORDERS, STATES
from sijill.desk.reasons import reason
from sijill.errors import RegisterError
from sijill.register.models import Report

_MOST = 500
"""Reports that one action takes."""


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """``/``: a page of reports."""
    user = policy.person(request)
    wanted, fault = listing.Asked(), ""
    try:
        wanted = listing.asked(request.GET)
        page = listing.page(request, user, wanted)
    except RegisterError as error:
        fault, page = reason(str(error)), None
    empty = page is not None and not page.rows and not wanted.narrow and not page.after
    told = {
        "page": page, "asked": wanted, "fault": fault, "given": request.GET, "empty": empty, "states": STATES, "orders": ORDERS, "collections": listing.collections(user),
        "hidden": empty and Report.objects.exists(), "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "desk/inbox/list.html", told, status=400 if fault else 200)


@require_POST
def chosen(request: HttpRequest) -> HttpResponse:
    """``/chosen/``: something done with the reports that were chosen, those of them that the person sees."""
    user = policy.person(request)
    back = _back(request)
    asked = [int(pk) for pk in request.POST.getlist("report") if pk.isascii() and pk.isdigit() and len(pk) < 15][:_MOST]
    keys = list(policy.reports(user).filter(pk__in=asked).values_list("pk", flat=True))
    if not keys:
        messages.warning(request, _("No report was chosen; tick the ones you mean first."))
        return redirect(back)
    match request.POST.get("do"):
        case "reread":
            policy.demand(user, policy.Capability.ADD)
            job = jobs.ask("reread", user, reports=keys)
            return redirect("inbox:job", job.pk)
        case _:
            messages.error(request, _("There is no such action."))
    return redirect(back)


def _back(request: HttpRequest) -> str:
    """The page of the list that the person came from; never an address elsewhere."""
    back = request.POST.get("back", "/")
    return back if back.startswith("/?") or back == "/" else "/"

"""The inbox: the reports and where they stand, and what is done with several at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sijill.desk import jobs, policy, shown
from sijill.desk.inbox import dates, listing
from sijill.desk.inbox.names import ORDERS, STATES
from sijill.desk.models import User
from sijill.desk.reasons import reason
from sijill.errors import RegisterError
from sijill.register.models import Collection, Report
from sijill.register.people import assigning
from sijill.register.people.collections import place

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
        "hidden": empty and Report.objects.exists(), "coders": coders() if policy.may(user, policy.Capability.REVIEW) else (), "here": request.get_full_path(),
        "undated": dates.number(user) if policy.may(user, policy.Capability.ADD) else 0, "many": dates.COUNTED,
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
        case "assign" | "withdraw":
            policy.demand(user, policy.Capability.REVIEW)
            _assign(request, keys, user)
        case "place":
            policy.demand(user, policy.Capability.ADMINISTER)
            _place(request, keys, user)
        case _:
            messages.error(request, _("There is no such action."))
    return redirect(back)


def _assign(request: HttpRequest, keys: Sequence[int], user: User) -> None:
    """Have somebody code these reports, or no longer."""
    coder = next((one for one in coders() if one.username == request.POST.get("coder")), None)
    if coder is None:
        messages.error(request, _("Nobody was chosen; choose who is to code them."))
        return
    withdrawn = request.POST.get("do") == "withdraw"
    seen = list(policy.reports(coder).filter(pk__in=keys).defer("text"))
    done = 0
    for report in seen:
        try:
            if withdrawn:
                assigning.withdraw(report, coder.username, user.username)
            else:
                assigning.assign(report, coder.username, user.username)
            done += 1
        except RegisterError as error:
            messages.warning(request, reason(str(error)))
    said = {"number": shown.number(done), "name": coder.get_short_name()}
    if withdrawn:
        messages.success(request, ngettext("%(number)s report is assigned to %(name)s no longer.", "%(number)s reports are assigned to %(name)s no longer.", done) % said)
        return
    if done:
        messages.success(request, ngettext("%(number)s report is assigned to %(name)s.", "%(number)s reports are assigned to %(name)s.", done) % said)
    if len(seen) < len(keys):
        left = len(keys) - len(seen)
        said = {"number": shown.number(left), "name": coder.get_short_name()}
        messages.warning(request, ngettext("%(number)s report is in a collection that is not open to %(name)s.", "%(number)s reports are in collections that are not open to %(name)s.", left) % said)


def _place(request: HttpRequest, keys: Sequence[int], user: User) -> None:
    """Place these reports in a collection, or in none."""
    given = request.POST.get("collection", "")
    collection = None
    if given != "none":
        collection = Collection.objects.filter(pk=int(given) if given.isascii() and given.isdigit() and len(given) < 15 else 0).first()
        if collection is None:
            messages.error(request, _("No collection was chosen; choose one from the list."))
            return
    moved = place(Report.objects.filter(pk__in=keys).defer("text"), collection, user.username)
    messages.success(request, ngettext("%(number)s report was moved.", "%(number)s reports were moved.", moved) % {"number": shown.number(moved)})


def coders() -> list[User]:
    """The people who may code."""
    return [one for one in User.objects.filter(is_active=True).order_by("username") if policy.may(one, policy.Capability.CODE)]


def _back(request: HttpRequest) -> str:
    """The page of the list that the person came from; never an address elsewhere."""
    back = request.POST.get("back", "/")
    return back if back.startswith("/?") or back == "/" else "/"

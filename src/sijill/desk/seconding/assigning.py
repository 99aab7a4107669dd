"""Giving work out: so many unread reports of a filter, or those of a list of numbers, to a coder or to two who do not see one another; taking it back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sijill.desk import policy, shown
from sijill.desk.models import User
from sijill.desk.policy import Capability
from sijill.desk.seconding import queue
from sijill.desk.seconding.views import back, told
from sijill.errors import RegisterError
from sijill.register.filters import spellings
from sijill.register.models import Assignment, Collection, Report, ReportRow
from sijill.register.people import assigning

MOST = 200
"""Reports that one form gives out."""
ORDERS = (("newest", gettext_lazy("newest first")), ("oldest", gettext_lazy("oldest first")), ("doubtful", gettext_lazy("doubtful first")))
KINDS = (
    ("common", gettext_lazy("In the common coding: everybody sees it")),
    ("blind", gettext_lazy("Blind, with the reader's suggestions: each alone, nobody sees the other's")),
    ("bare", gettext_lazy("Blind, without suggestions: each alone, from the bare text")),
)
_RANGE = re.compile(r"(\d{1,12})-(\d{1,12})")


class Wanted(NamedTuple):
    """What the form asks for."""

    coders: Sequence[User]
    kind: str
    number: int
    numbers: str
    collection: Collection | None
    outlet: str
    order: str


def coders() -> list[User]:
    """The people who may code, by name."""
    return [one for one in User.objects.filter(is_active=True).order_by("username") if policy.may(one, Capability.CODE)]


def collections(user: User) -> list[Collection]:
    """The collections that are open to a person."""
    every = Collection.objects.order_by("name")
    return list(every if policy.every_collection(user) else every.filter(access__user=user))


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """``/review/assign/``: the form, and what it gives out."""
    user = policy.person(request)
    fault = ""
    if request.method == "POST":
        try:
            wanted = asked(request.POST, user)
            give(request, user, wanted, chosen(user, wanted))
            return redirect(f"{reverse('seconding:queue')}?tab=all")
        except RegisterError as error:
            fault = told(error)
    context = {
        "coders": coders(), "collections": collections(user), "kinds": KINDS, "orders": ORDERS, "given": request.POST or {"kind": "common", "number": "20"}, "fault": fault,
        "most": MOST, "tab": "",
    }  # fmt: skip
    return render(request, "desk/seconding/assign.html", context, status=400 if fault else 200)


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """``/review/withdraw/``: chosen assignments taken back; what was coded stays."""
    user = policy.person(request)
    keys = [int(pk) for pk in request.POST.getlist("assignment") if pk.isascii() and pk.isdigit() and len(pk) < 15][:MOST]
    rows = list(queue.sighted(user, Assignment.objects.filter(pk__in=keys)).select_related("report"))
    done = 0
    with transaction.atomic():
        for one in rows:
            try:
                assigning.withdraw(one.report, one.coder, user.username)
                done += 1
            except RegisterError as error:
                messages.warning(request, told(error))
    if not rows:
        messages.warning(request, _("No assignment was chosen; tick the ones you mean first."))
    elif done:
        messages.success(request, ngettext("%(number)s assignment was withdrawn.", "%(number)s assignments were withdrawn.", done) % {"number": shown.number(done)})
    return back(request)


def asked(given: QueryDict, user: User) -> Wanted:
    """What the form asks for. Raises ``RegisterError``, with the remedy, for what cannot be meant."""

    def said(name: str) -> str:
        return given.get(name, "").strip()

    open_to = {one.username: one for one in coders()}
    named = list(dict.fromkeys(name for name in (said("coder"), said("second")) if name))
    if not named or any(name not in open_to for name in named):
        raise RegisterError(_("Choose who is to code."))
    kind = said("kind")
    if kind not in dict(KINDS):
        raise RegisterError(_("Choose how it is to be coded."))
    if kind == "common" and said("second"):
        raise RegisterError(_("Two code the same report only blind: choose that, or leave the second coder out."))
    if said("second") and len(named) == 1:
        raise RegisterError(_("Both coders are the same person; choose another one."))
    numbers = said("numbers")
    if not numbers and not (said("number").isascii() and said("number").isdigit() and 0 < int(said("number")) <= MOST):
        raise RegisterError(_("How many: write a number from 1 to %(most)s.") % {"most": shown.number(MOST)})
    collection = next((one for one in collections(user) if str(one.pk) == said("collection")), None)
    if said("collection") and collection is None:
        raise RegisterError(_("There is no such collection; choose one from the list."))
    order = said("order") if said("order") in dict(ORDERS) else "newest"
    return Wanted([open_to[name] for name in named], kind, 0 if numbers else int(said("number")), numbers, collection, said("outlet"), order)


def chosen(user: User, wanted: Wanted) -> list[int]:
    """Keys of the reports that are meant, those that the person and all coders see. Raises ``RegisterError`` where there is none."""
    if wanted.numbers:
        found = list(_open_to(policy.reports(user), wanted.coders, "pk").filter(_named(wanted.numbers)).order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if len(found) > MOST:
            raise RegisterError(_("More than %(most)s reports; give them out in several steps.") % {"most": shown.number(MOST)})
        if not found:
            raise RegisterError(_("There are no such reports, or they are in collections that are not open to all of you."))
        return found
    rows: Any = queue.sighted(user, ReportRow.objects.filter(state="unread"))
    rows = _open_to(rows, wanted.coders, "report_id")
    newer = Assignment.objects.filter(coder=OuterRef("coder"), report_id=OuterRef("report_id"), pk__gt=OuterRef("pk"))
    rows = rows.exclude(Exists(Assignment.objects.filter(report_id=OuterRef("report_id"), withdrawn=False).filter(~Exists(newer))))
    if wanted.collection is not None:
        rows = rows.filter(report__placing__collection=wanted.collection)
    if wanted.outlet:
        rows = rows.filter(outlet__in=sorted(spellings(wanted.outlet)))
    by: Any = {"newest": ("-report_id",), "oldest": ("report_id",), "doubtful": (F("least").asc(nulls_last=True), "report_id")}[wanted.order]
    keys = list(rows.order_by(*by).values_list("report_id", flat=True)[: wanted.number])
    if not keys:
        raise RegisterError(_("No unread report that is not assigned yet fits. Leave a filter out."))
    return keys


def give(request: HttpRequest, user: User, wanted: Wanted, keys: Sequence[int]) -> None:
    """Assign these reports, all in one go, and tell what became of it."""
    done = 0
    refused: dict[str, None] = {}
    reports = {r.pk: r for r in Report.objects.filter(pk__in=keys).defer("text")}
    with transaction.atomic():
        for pk in keys:
            try:
                with transaction.atomic():  # both coders of a report or none
                    for coder in wanted.coders:
                        assigning.assign(reports[pk], coder.username, user.username, blind=wanted.kind != "common", bare=wanted.kind == "bare")
                done += 1
            except RegisterError as error:
                refused[told(error)] = None
    for why in list(refused)[:5]:
        messages.warning(request, why)
    if done:
        said = {"number": shown.number(done), "name": _(" and ").join(one.get_short_name() for one in wanted.coders)}
        messages.success(request, ngettext("%(number)s report is assigned to %(name)s.", "%(number)s reports are assigned to %(name)s.", done) % said)


def _open_to(rows: Any, people: Sequence[User], own: str) -> Any:
    """Those of reports that all of these people see."""
    for one in people:
        if not policy.every_collection(one):
            rows = rows.filter(Exists(policy.reports(one).filter(pk=OuterRef(own))))
    return rows


def _named(numbers: str) -> Q:
    """The reports of a list of numbers, ranges and names. Raises ``RegisterError`` for a range that is none."""
    out = Q(pk__in=())
    for part in re.split(r"[\s,،;]+", numbers)[:1000]:
        if found := _RANGE.fullmatch(part):
            first, last = int(found[1]), int(found[2])
            if last < first:
                raise RegisterError(_("%(text)s ends before it begins.") % {"text": part})
            out |= Q(pk__gte=first, pk__lte=last)
        elif part.isascii() and part.isdigit() and len(part) < 15:
            out |= Q(pk=int(part))
        elif part:
            out |= Q(doc=part)
    return out

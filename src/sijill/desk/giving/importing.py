"""The pages of tables that come back: sending one, what it would change, doing it, taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sijill.desk.asked import choices
from sijill.desk.giving import bringing, meant, sheet
from sijill.desk.giving.changes import CHANGE
from sijill.desk.models import Job, User
from sijill.desk.paging import Page, paged, start
from sijill.desk.policy import person
from sijill.errors import RegisterError

_SIZE = 100

KINDS: dict[str, Any] = {
    "change": gettext_lazy("will be changed"),
    "conflict": gettext_lazy("changed meanwhile, left as it is"),
    "fault": gettext_lazy("not allowed, left as it is"),
    "unknown": gettext_lazy("not there, left out"),
}

COLUMNS: dict[str, Any] = {
    "type": gettext_lazy("Type"),
    "modality": gettext_lazy("Modality"),
    "time": gettext_lazy("Time"),
    "places": gettext_lazy("Places"),
    "agent": gettext_lazy("Agent"),
    "target": gettext_lazy("Target"),
    "figures": gettext_lazy("Figures"),
    "means": gettext_lazy("Means"),
    "attribution": gettext_lazy("Attribution"),
    "reviewed": gettext_lazy("Reviewed"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def tables(request: HttpRequest) -> HttpResponse:
    """The form, and the tables that the person sent; a POST with a file leads to what it would change."""
    user = person(request)
    fault = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            if sent is None:
                raise RegisterError(_("No file came; choose one and send it again."))
            if sent.size > sheet.LARGEST:
                raise RegisterError(_("The file has more than %(size)d MB; send it in parts.") % {"size": sheet.LARGEST >> 20})
            return redirect("giving:table", bringing.keep(user, sent.name or "", sent.read()).pk)
        except RegisterError as error:
            fault = str(error)
    sent_before = list(Job.objects.filter(user=user, kind=bringing.LOOK).order_by("-pk")[:20])
    own = {
        "fault": fault, "sent": sent_before, "said": {}, **choices(), "columns": COLUMNS.items(),
    }  # fmt: skip
    return render(request, "desk/giving/tables.html", own, status=400 if fault else 200)


@require_GET
def table(request: HttpRequest, job: int) -> HttpResponse:
    """What a table would change, before and after, or what came of it."""
    user = person(request)
    first = _job(user, job, bringing.LOOK)
    doing = Job.objects.filter(user=user, kind=bringing.BRING, asked__table=first.pk).order_by("-pk").first()
    undoing = Job.objects.filter(user=user, kind=bringing.BACK, asked__bring=doing.pk).order_by("-pk").first() if doing else None
    running = next((one for one in (undoing, doing, first) if one is not None and one.state in ("waiting", "running")), None)
    if request.htmx:
        return render(request, "desk/giving/parts/working.html", {"job": running, "first": first}) if running else HttpResponse(headers={"HX-Refresh": "true"})
    only = request.GET.get("only", "")
    found = bringing.changes(first) if first.state == "done" else []
    listed = [c for c in found if not only or c["kind"] == only]
    after = start(request)
    page: Page = paged(request, listed[after : after + _SIZE + 1], len(listed), _SIZE)
    counts = [(kind, KINDS[kind], sum(c["kind"] == kind for c in found)) for kind in KINDS]
    own = {
        "first": first, "doing": doing, "undoing": undoing, "running": running, "job": running, "page": page, "only": only, "counts": counts, "all": len(found),
        "lines": [(_shown(c), KINDS[c["kind"]], COLUMNS.get(c["column"], c["column"])) for c in page.rows], "changing": sum(c["kind"] == CHANGE for c in found),
        "ready": first.state == "done" and doing is None,
    }  # fmt: skip
    return render(request, "desk/giving/table.html", own)


@require_POST
def apply(request: HttpRequest, job: int) -> HttpResponse:
    """Do what the table says, once."""
    user = person(request)
    first = _job(user, job, bringing.LOOK)
    if first.state == "done" and first.told.get(CHANGE) and not Job.objects.filter(user=user, kind=bringing.BRING, asked__table=first.pk).exists():
        bringing.ask(bringing.BRING, user, table=first.pk)
    else:
        messages.warning(request, _("There was nothing to be done, or it was done already."))
    return redirect("giving:table", first.pk)


@require_POST
def undo(request: HttpRequest, job: int) -> HttpResponse:
    """Take back everything that the table said."""
    user = person(request)
    first = _job(user, job, bringing.LOOK)
    doing = Job.objects.filter(user=user, kind=bringing.BRING, asked__table=first.pk, state__in=("done", "failed")).order_by("-pk").first()
    if doing is not None and not Job.objects.filter(user=user, kind=bringing.BACK, asked__bring=doing.pk, state__in=("waiting", "running", "done")).exists():
        bringing.ask(bringing.BACK, user, bring=doing.pk)
    else:
        messages.warning(request, _("There was nothing to be done, or it was done already."))
    return redirect("giving:table", first.pk)


def _shown(change: dict[str, Any]) -> dict[str, Any]:
    """A change with its cells in the words of the page; what is wrong stays as it was written."""
    after = meant.shown(change["column"], change["after"]) if change["kind"] == CHANGE else change["after"]
    return {**change, "before": meant.shown(change["column"], change["before"]), "after": after}


def _job(user: User, number: int, kind: str) -> Job:
    found = Job.objects.filter(pk=number, kind=kind, user=user).first()
    if found is None:
        raise Http404
    return found

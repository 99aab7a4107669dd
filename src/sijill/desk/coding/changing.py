"""What changes a coding: acts, undo, remarks, handing in; and what shows what others changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sijill.desk import jobs, policy
from sijill.desk.coding import acting, forms, presence, refusals
from sijill.desk.coding.answers import answer, ident_of, sentence, told
from sijill.desk.coding.cards import HEAD, Shown, slot_of
from sijill.desk.coding.labels import label
from sijill.desk.coding.pages import Page
from sijill.desk.coding.terms import DIMENSIONS, choices, term, types, why, whys
from sijill.desk.coding.views import number, page_of
from sijill.desk.policy import Capability, person
from sijill.desk.shown import number as counted
from sijill.errors import RegisterError
from sijill.register.models import Review
from sijill.register.people import comments, standing
from sijill.register.people.coding import Slot, history


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")


def back(request: HttpRequest, page: Page, ident: str = "") -> HttpResponseRedirect:
    """To the reading page, at the card that was touched."""
    where = reverse("coding:report", args=[page.report.pk])
    return HttpResponseRedirect(f"{where}#c-{ident}" if ident else where)


def refused(request: HttpRequest, page: Page, why: str, status: int = 400) -> HttpResponse:
    """An act that is not possible: as JSON for a script, as a message for a person without one."""
    if wants_json(request):
        return JsonResponse({"error": why}, status=status)
    messages.error(request, why)
    return render(request, "desk/coding/refused.html", {**page.frame(), "why": why}, status=status)


def changed(request: HttpRequest, pk: int, do: Callable[[Page, str, int | None], HttpResponse]) -> HttpResponse:
    """Do something to a coding that the person may change, and tell what cannot be done."""
    page = page_of(request, pk)
    if not page.lane.editable:
        return refused(request, page, _("This coding is handed in or somebody else's; it cannot be changed now. Load the page anew."), 409)
    since = request.POST.get("last", "")
    again = int(since) if request.POST.get("again") and since.isascii() and since.isdigit() else None
    try:
        return do(page, person(request).username, again)
    except RegisterError as error:
        return refused(request, page, refusals.told(str(error)))


@require_POST
def acts(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, correct, reject, add, decide."""

    def do(page: Page, who: str, again: int | None) -> HttpResponse:
        done = acting.do(page, acting.asked(page, request.POST), who, again)
        touched = list(dict.fromkeys(ident_of(s.review) for s in done))
        said = sentence(done)
        if wants_json(request):
            return answer(request, Page(request, page.report, page.lane), touched, said, done)
        (messages.warning if any(s.review.contested for s in done) else messages.success)(request, said)
        return back(request, page, touched[0] if touched else "")

    return changed(request, pk, do)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last act back, or let it count again."""

    def do(page: Page, who: str, again: int | None) -> HttpResponse:
        redone = bool(request.POST.get("redo"))
        made: list[Review] = []
        if again is None or not acting.undone_already(page, who, again):
            made = acting.redo(page, who) if redone else acting.undo(page, who)
        if not made:
            said = _("There is nothing to do again.") if redone else _("There is nothing of yours to take back.")
        else:
            what = f"{made[0].ident} {term('dimension', made[0].dimension)}".strip() if len(made) == 1 else ngettext("%(n)s value", "%(n)s values", len(made)) % {"n": counted(len(made))}
            said = (_("Done again: %(what)s") if redone else _("Taken back: %(what)s")) % {"what": what}
        touched = list(dict.fromkeys(ident_of(r) for r in made))
        if wants_json(request):
            return answer(request, Page(request, page.report, page.lane), touched, said)
        messages.success(request, said)
        return back(request, page, touched[0] if touched else "")

    return changed(request, pk, do)


@require_POST
def here(request: HttpRequest, pk: int) -> JsonResponse:
    """A sign of life: who else has the report open, and the number of the latest review."""
    page = page_of(request, pk)
    others = presence.here(page.report, person(request))
    latest = Review.objects.filter(report=page.report, lane=page.lane.name).order_by("-pk").values_list("pk", flat=True).first()
    return JsonResponse({"others": [] if page.lane.blind else others, "last": latest or 0, "state": page.lane.state})


@require_safe
def changes(request: HttpRequest, pk: int) -> JsonResponse:
    """What others changed since a review."""
    page = page_of(request, pk)
    fresh = list(Review.objects.filter(report=page.report, lane=page.lane.name, pk__gt=number(request, "since")).order_by("pk")[:500])
    others = [r for r in fresh if r.who != person(request).username]
    return answer(request, page, list(dict.fromkeys(ident_of(r) for r in fresh)), told(others[-1]) if others else "")


# -- one value ------------------------------------------------------------------------------------------------


def _named(page: Page, key: str) -> tuple[Slot | None, Shown | None]:
    try:
        slot = slot_of(key)
    except ValueError:
        return None, None
    if slot in (Slot("", "event"), Slot("", "statement")):
        return slot, None
    cards = [*([page.head] if page.head is not None else []), *page.cards]
    card = next((c for c in cards if c.ident == (slot.ident or HEAD)), None)
    if card is None:
        return None, None
    shown = [*([card.whole] if card.whole is not None else []), *card.values(), *(f.empty for f in card.fields if f.empty is not None)]
    found = next((v for v in shown if v.key == key), None)
    several = next((f for f in card.fields if f.dimension == slot.dimension and f.several), None)
    if found is None and several is not None and not slot.item:
        return slot, None
    return (slot, found) if found is not None else (None, None)


def form_of(request: HttpRequest, page: Page, slot: Slot, shown: Shown | None) -> dict[str, Any]:
    """What the form of a value is told."""
    text = page.report.text
    try:
        spans = forms.spans(request.GET, text)
    except RegisterError:
        spans = []
    record = page.coded.record if page.coded is not None else None
    lands = list(dict.fromkeys(p.path[0] for e in (record.events if record is not None else ()) for p in e.places if p.path))
    before = acting.before(page, slot) if shown is not None and slot.dimension not in ("event", "statement") else None
    phrase = text[spans[0][0] : spans[0][1]] if spans else ""
    made = forms.form(slot.dimension, before, phrase, record.published if record is not None else None, lands, request.GET.get("name", "").strip()[:200])
    adds = shown is None or (slot.dimension in ("places", "agent", "target", "figures", "means", "attribution") and not slot.item)
    kinds = {"source": "source_kind", "party": "actor_kind"}
    return {
        "form": made, "slot": slot, "shown": shown, "adds": adds, "corrects": shown is not None and not adds and before not in (None, "", []), "spans": spans,
        "words": [text[a:b] for a, b in spans], "name": DIMENSIONS[slot.dimension], "whys": whys("corrected"), "key": request.GET.get("key", ""),
        "types": types() if made.shape in ("type", "event") else (), "modalities": choices("modality") if made.shape in ("modality", "event") else (),
        "relations": choices("relation") if made.shape in ("relation", "statement") else (), "place_relations": choices("place_relation") if made.shape == "place" else (),
        "kinds": choices(kinds[made.shape]) if made.shape in kinds else (), "measures": choices("measure") if made.shape in ("figure", "event") else (),
        "attributes": choices("attribute") if made.shape == "figure" else (), "means": choices("means") if made.shape == "means" else (),
        "candidates": [(c, term("place_kind", c.kind) if made.shape in ("place", "event") else term("source_kind" if made.shape == "source" else "actor_kind", c.kind)) for c in made.candidates],
    }  # fmt: skip


@require_safe
def value(request: HttpRequest, pk: int) -> HttpResponse:
    """All about one value, with the forms to say something of it; for a script only the form."""
    page = page_of(request, pk)
    slot, shown = _named(page, request.GET.get("key", ""))
    if slot is None:
        return refused(request, page, _("There is no such value; load the page anew."), 404)
    whole = slot.dimension in ("event", "statement") and shown is not None
    context = {**page.frame(), "slot": slot, "shown": shown, "whole": whole, "said_in": [page.report.text[a:b] for a, b in (shown.spans if shown is not None else ())], "key": request.GET.get("key", ""), "why_rejected": whys("rejected")}
    if not whole and context["editable"]:
        context |= form_of(request, page, slot, shown)
    if request.GET.get("part") == "form":
        return render(request, "desk/coding/form.html", context)
    return render(request, "desk/coding/value_page.html", {**context, "history": _history(page, slot)})


def _history(page: Page, slot: Slot) -> list[dict[str, Any]]:
    whole = slot.dimension in ("event", "statement")
    found = [r for r in history(page.report, page.lane.name, slot.ident) if whole or (r.dimension == slot.dimension and (not slot.item or r.item == slot.item))]
    undone = {r.undoes_id for r in found if r.undoes_id is not None}
    return [
        {
            "review": r, "field": term("dimension", r.dimension), "verdict": term("verdict", r.verdict), "before": label(r.dimension, r.before), "after": label(r.dimension, r.value),
            "undone": r.pk in undone, "why": why(r.why),
        }
        for r in reversed(found)
    ][:200]  # fmt: skip


@require_safe
def past(request: HttpRequest, pk: int) -> HttpResponse:
    """The history of a value, an event, or the report's own values: who, when, before, after, why."""
    page = page_of(request, pk)
    try:
        slot = slot_of(request.GET.get("key", f"{HEAD}/outlet"))
    except ValueError:
        return refused(request, page, _("There is no such value; load the page anew."), 404)
    context = {**page.frame(), "history": _history(page, slot) if page.coded is not None else [], "slot": slot, "name": DIMENSIONS.get(slot.dimension, "")}
    return render(request, "desk/coding/history.html" if request.GET.get("part") else "desk/coding/history_page.html", context)


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Remark something on the report, an event or a value; second readers do, too."""
    page = page_of(request, pk)
    key = request.POST.get("key", "")
    if page.lane.blind:
        return refused(request, page, _("Whoever codes blind remarks when both have handed in."), 409)
    try:
        slot = slot_of(key) if key else Slot("", "")
        comments.add(page.report, request.POST.get("text", ""), person(request).username, slot.ident, "" if slot.dimension in ("event", "statement") else slot.dimension)
    except ValueError:
        return refused(request, page, _("There is no such value; load the page anew."), 404)
    except RegisterError as error:
        return refused(request, page, refusals.told(str(error)))
    if wants_json(request):
        return answer(request, Page(request, page.report, page.lane), [slot.ident or HEAD], _("Remark saved."))
    return back(request, page, slot.ident or HEAD)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in, take up for review, return with a comment, verify."""
    page = page_of(request, pk)
    to = request.POST.get("to", "")
    if to not in standing.STATES:
        return refused(request, page, _("choose what to do with the report"))
    policy.demand(request.user, Capability.CODE if to == "coded" else Capability.REVIEW)
    if to == "coded" and not page.lane.mine:
        return refused(request, page, _("This coding is somebody else's; they hand it in."), 409)
    user = person(request)
    try:
        standing.move(page.report, to, user.username, request.POST.get("comment", ""), page.lane.name)
    except RegisterError as error:
        return refused(request, page, refusals.told(str(error)), 409)
    if not page.lane.name:
        jobs.ask("link", user)
    messages.success(request, _("The report is now: %(state)s") % {"state": page.lane._replace(state=to).state_name})
    return back(request, page)

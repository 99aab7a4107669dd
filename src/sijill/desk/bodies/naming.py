"""Names that people say mean the same: said with a type-ahead and a reason, taken back, with their history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sijill.arabic import fold_word
from sijill.desk import jobs, policy
from sijill.desk.bodies import listing, tally
from sijill.desk.bodies.tally import LISTED
from sijill.desk.models import Job
from sijill.errors import RegisterError
from sijill.register import Register, naming
from sijill.register.registry import plain

_LONGEST = 300


@require_safe
def suggest(request: HttpRequest, kind: str) -> HttpResponse:
    """``/names/suggest/KIND/``: the options of a field, of parties or places whose names begin as it does."""
    if kind not in naming.KINDS:
        raise Http404
    tally.fresh(policy.person(request))
    typed = request.GET.get("other", "")[:_LONGEST]
    found = listing.suggested(policy.person(request), kind, typed) if typed.strip() else []
    return render(request, "desk/bodies/options.html", {"lines": found})


@require_POST
def same(request: HttpRequest) -> HttpResponse:
    """``/names/same/``: the two names of a form mean one party or place; ``of`` is the one that is kept. ``turn``: the other way round."""
    user = policy.person(request)
    kind, name, of, why = (" ".join(request.POST.get(field, "").split())[:_LONGEST] for field in ("kind", "name", "other", "why"))
    if kind not in naming.KINDS:
        raise Http404
    back = _back(request)
    if request.POST.get("turn"):
        name, of = of, name
    fault = _fault(kind, name, of)
    if not fault:
        try:
            with transaction.atomic():
                for one in _spellings(kind, name, of):
                    naming.same(kind, one, of, why, user.username)
                jobs.ask("link", user)
        except RegisterError:
            # What can be told beforehand was; what is left are names that would lead round to themselves.
            fault = _("That would make names mean one another in a circle. Take back what was said of one of them first.")
    if fault:
        messages.error(request, fault)
    else:
        messages.success(request, _("%(name)s now means %(of)s. Whoever looks for one finds both, and incidents are formed anew by it; below you can take it back.") % {"name": _apart(name), "of": _apart(of)})
    return redirect(back)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """``/names/undo/``: takes back what was said of a name."""
    user = policy.person(request)
    given, why = request.POST.get("naming", ""), request.POST.get("why", "")[:_LONGEST]
    ident = int(given) if given.isascii() and given.isdigit() and len(given) < 15 else 0
    try:
        naming.undo(ident, user.username, why)
        jobs.ask("link", user)
        messages.success(request, _("Taken back; incidents are formed anew. The history keeps that it was said."))
    except RegisterError:
        messages.error(request, _("This holds no longer: somebody took it back before you."))
    return redirect(_back(request))


def link(job: Job, tell: Callable[[int, int, str], None]) -> dict[str, Any]:
    """The job that forms incidents anew after something was said of names."""
    tell(0, 0, "link")
    return {"linked": Register.connected().link(who=job.user.username)._asdict()}


def offer() -> None:
    """Have the server do this job."""
    jobs.HANDLERS["link"] = link


def _spellings(kind: str, name: str, of: str) -> list[str]:
    """The name, and how reports write it with an article more or less: a page shows them as one."""
    row = listing.row(kind, plain(name) or fold_word(name))
    found = {fold_word(one): one for one in (name, *(row.spelled if row is not None and row.section != LISTED else ()))}
    if row is not None and row.section != LISTED and fold_word(name) not in map(fold_word, row.spelled):
        found.pop(fold_word(name))  # the key of an address, as no report writes it
    return [one for folded, one in found.items() if folded != fold_word(of)]


def _fault(kind: str, name: str, of: str) -> str:
    """Why two names cannot be said to be the same; empty where nothing speaks against it."""
    if not fold_word(name) or not fold_word(of):
        return _("A name is missing. Type the other name, or choose one of those offered.")
    if fold_word(name) == fold_word(of):
        return _("These are one name already: spelling makes no difference.")
    for row in naming.standing(kind):
        if fold_word(row.name) == fold_word(name):
            said = _("%(name)s is said to mean %(of)s already. Take that back first.")
            return said % {"name": _apart(name), "of": _apart(row.of)}
    return ""


def _apart(name: str) -> str:
    """A name within a sentence of ours, so that neither turns the other around."""
    return f"\u2068{name}\u2069"


def _back(request: HttpRequest) -> str:
    """The page that the form stood on; never an address elsewhere."""
    back = request.POST.get("back", "")
    return back if back.startswith(("/actors/", "/places/")) else reverse("bodies:actors")

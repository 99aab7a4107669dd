"""Searches that people keep: a page of the desk and its query, under a name, for themselves or for everybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sijill.desk import policy
from sijill.desk.models import SavedSearch, User

PAGES = {
    "finding:search": gettext_lazy("Search"),
    "inbox:list": gettext_lazy("Reports"),
    "incidents:list": gettext_lazy("Incidents"),
    "maps:map": gettext_lazy("Map"),
    "maps:timeline": gettext_lazy("Timeline"),
}
"""The pages of which searches are kept."""
MOST = 200
"""Searches that a person may keep."""
_LONGEST = 2000


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """``/search/saved/``: a person's own searches, and those that others share; of one page where ``page`` names it."""
    user = policy.person(request)
    asked = request.GET.get("page", "")
    found = _seen(user).filter(**({"page": asked} if asked in PAGES else {})).select_related("user").order_by("name", "pk")[: 5 * MOST]
    rows = [(one, PAGES[one.page], address) for one in found if one.page in PAGES and (address := _address(user, one))]
    return render(request, "desk/finding/saved.html", {"rows": rows, "page_name": PAGES.get(asked, ""), "asked": asked})


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """``/search/saved/save/``: keep the search that a page shows, and go back to it."""
    user = policy.person(request)
    page, name = request.POST.get("page", ""), " ".join(request.POST.get("name", "").split())[:150]
    query = _plain(request.POST.get("query", ""))
    if page not in PAGES or not policy.open_to(user, page, "GET"):
        raise Http404
    if not name:
        messages.error(request, _("The search has no name; write one to find it by."))
    elif len(query) > _LONGEST:
        messages.error(request, _("The search is too long to be kept; leave some of it out."))
    elif SavedSearch.objects.filter(user=user, name=name).exclude(page=page, query=query).exists():
        messages.error(request, _("You have another search called %(name)s; choose another name.") % {"name": name})
    elif SavedSearch.objects.filter(user=user).count() >= MOST:
        messages.error(request, _("You keep %(number)s searches already; delete some first.") % {"number": MOST})
    else:
        SavedSearch.objects.update_or_create(user=user, page=page, query=query, name=name, defaults={"shared": request.POST.get("shared") == "1"})
        messages.success(request, _("The search is kept as %(name)s.") % {"name": name})
    return redirect(reverse(page) + (f"?{query}" if query else ""))


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """``/search/saved/N/share/``: let everybody see it, or nobody else."""
    one = _own(request, pk)
    one.shared = request.POST.get("shared") == "1"
    one.save(update_fields=["shared"])
    return redirect("finding:saved")


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """``/search/saved/N/delete/``: keep it no longer. Administrators may delete what others share."""
    one = _own(request, pk, others=True)
    one.delete()
    messages.success(request, _("The search %(name)s is kept no longer.") % {"name": one.name})
    return redirect("finding:saved")


def _seen(user: User) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(Q(user=user) | Q(shared=True))


def _own(request: HttpRequest, pk: int, *, others: bool = False) -> Any:
    user = policy.person(request)
    found = _seen(user) if others and policy.may(user, policy.Capability.ADMINISTER) else SavedSearch.objects.filter(user=user)
    one = found.filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _plain(query: str) -> str:
    """A query as addresses have it, without the page of the list and without empty fields."""
    given = QueryDict(query[: 2 * _LONGEST].lstrip("?"))
    return urlencode([(name, value) for name, values in given.lists() for value in values if value and name != "after"])


def _address(user: User, one: SavedSearch) -> str:
    """Where it leads; nothing where that page is not open to the person."""
    if not policy.open_to(user, one.page, "GET"):
        return ""
    try:
        return reverse(one.page) + (f"?{one.query}" if one.query else "")
    except NoReverseMatch:
        return ""

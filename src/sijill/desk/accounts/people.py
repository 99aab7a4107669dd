"""What administrators do: people and what they may do, collections and who sees them, what holds for the whole desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django_otp import user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from sijill.desk import policy, shown
from sijill.desk.accounts import acts, choosing, forms, links, visits
from sijill.desk.models import Access, Setting, Token, User
from sijill.desk.paging import paged, start
from sijill.errors import RegisterError
from sijill.register.models import Collection, Placing

SIZE = 50


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account; a new one."""
    form = forms.NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = acts.make(given["username"], given["role"], policy.person(request).username, name=given["name"], every_collection=given["every_collection"])
        except RegisterError as error:
            form.add_error("username", str(error))
        else:
            return _person(request, made, link=_absolute(request, links.to_password(made)))
    found = User.objects.annotate(tokens_held=Count("tokens", filter=Q(tokens__revoked=False), distinct=True)).order_by("-is_active", "username")
    if words := request.GET.get("q", "").strip()[:150]:
        found = found.filter(Q(username__icontains=words) | Q(name__icontains=words))
    at = start(request)
    page = paged(request, list(found[at : at + SIZE + 1]), found, SIZE)
    secured = set(TOTPDevice.objects.filter(user__in=page.rows).values_list("user_id", flat=True))
    rows = [(user, policy.ROLE_NAMES.get(user.role, user.role), user.pk in secured) for user in page.rows]
    return render(request, "desk/accounts/people.html", {"form": form, "page": page, "rows": rows, "q": words})


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person, and what is done to their account (``do``)."""
    user = get_object_or_404(User, pk=pk)
    if request.method == "GET":
        return _person(request, user)
    done = _DONE.get(request.POST.get("do", ""))
    if done is None:
        return HttpResponseBadRequest("do: role, close, open, link, factor, visits or access")
    try:
        said = done(request, user, policy.person(request).username)
    except RegisterError as error:
        messages.error(request, str(error))
        return redirect("accounts:person", pk)
    if request.POST["do"] == "link":
        return _person(request, User.objects.get(pk=pk), link=_absolute(request, said))
    messages.success(request, said)
    return redirect("accounts:person", pk)


def _role(request: HttpRequest, user: User, who: str) -> str:
    acts.give_role(user, request.POST.get("role", ""), who)
    return _("The role holds from the next click on.")


def _close(request: HttpRequest, user: User, who: str) -> str:
    acts.close(user, who)
    return _("The account is closed; nobody is signed in with it any more.")


def _open(request: HttpRequest, user: User, who: str) -> str:
    acts.reopen(user, who)
    return _("The account is open again.")


def _link(request: HttpRequest, user: User, who: str) -> str:
    return acts.reset(user, who)


def _factor(request: HttpRequest, user: User, who: str) -> str:
    return _("The second factor is taken away.") if acts.take_factor(user, who) else _("There was no second factor.")


def _visits(request: HttpRequest, user: User, who: str) -> str:
    acts.end_visits(user, who)
    return _("Nobody is signed in with it any more.")


def _access(request: HttpRequest, user: User, who: str) -> str:
    acts.reach(user, request.POST.get("every") == "on", _numbers(request.POST.getlist("collection")), who)
    return _("What they see is changed.")


_DONE: dict[str, Callable[[HttpRequest, User, str], str]] = {
    "role": _role, "close": _close, "open": _open, "link": _link, "factor": _factor, "visits": _visits, "access": _access,
}  # fmt: skip


def _numbers(given: list[str]) -> list[int]:
    return [int(n) for n in given if n.isascii() and n.isdigit() and len(n) < 19]


def _absolute(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)


def _person(request: HttpRequest, user: User, **beside: Any) -> HttpResponse:
    reached = set(Access.objects.filter(user=user).values_list("collection_id", flat=True))
    given = {
        "person": user, "roles": policy.ROLE_NAMES.items(), "role_name": policy.ROLE_NAMES.get(user.role, user.role), "collections": [(c, c.pk in reached) for c in Collection.objects.order_by("name")[:500]],
        "has_factor": user_has_device(user), "sessions": len(visits.of(user, None)), "token_count": Token.objects.filter(user=user, revoked=False).count(), "has_password": user.has_usable_password(), **beside,
    }  # fmt: skip
    return render(request, "desk/accounts/person.html", given)


@require_http_methods(["GET", "POST"])
def collections(request: HttpRequest) -> HttpResponse:
    """The collections; a new one."""
    form = forms.Name(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.make_collection(form.cleaned_data["name"], policy.person(request).username)
        except RegisterError as error:
            form.add_error("name", str(error))
        else:
            return redirect("accounts:collection", made.pk)
    found = Collection.objects.order_by("name")
    at = start(request)
    page = paged(request, list(found[at : at + SIZE + 1]), found, SIZE)
    pks = [c.pk for c in page.rows]
    held = dict(Placing.objects.filter(collection__in=pks).order_by().values_list("collection").annotate(n=Count("pk")))
    readers = dict(Access.objects.filter(collection__in=pks).order_by().values_list("collection").annotate(n=Count("pk")))
    rows = [(c, held.get(c.pk, 0), readers.get(c.pk, 0)) for c in page.rows]
    return render(request, "desk/accounts/collections.html", {"form": form, "page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
def collection(request: HttpRequest, pk: int) -> HttpResponse:
    """One collection: who sees it, and reports put into it or out of it (``do``)."""
    this = get_object_or_404(Collection, pk=pk)
    who = policy.person(request).username
    do = request.POST.get("do", "")
    if request.method == "POST" and do not in ("place", "take"):
        return HttpResponseBadRequest("do: place or take")
    others = [(str(c.pk), c.name) for c in Collection.objects.order_by("name")[:500]]
    asked = request.POST if do in ("place", "take") else request.GET
    choice = forms.Choice(asked if "words" in asked else None, collections=others)
    found = choosing.chosen(choice.cleaned_data) if choice.is_bound and choice.is_valid() else None
    if found is not None and do in ("place", "take"):
        if do == "take":
            found = found.filter(placing__collection=this)
        count = choosing.place(found, this if do == "place" else None, who)
        messages.success(request, _moved(do, count))
        return redirect("accounts:collection", pk)
    given = {
        "collection": this, "choice": choice, "count": found.count() if found is not None else None, "first": list(found[:20]) if found is not None else [],
        "held": Placing.objects.filter(collection=this).count(), "everywhere": User.objects.filter(is_active=True).filter(Q(every_collection=True) | Q(role="admin")).order_by("username")[:200],
        "let_in": User.objects.filter(is_active=True, every_collection=False, access__collection=this).exclude(role="admin").order_by("username")[:200],
    }  # fmt: skip
    return render(request, "desk/accounts/collection.html", given)


def _moved(do: str, count: int) -> str:
    if do == "place":
        said = ngettext("%(count)s report was put there.", "%(count)s reports were put there.", count)
    else:
        said = ngettext("%(count)s report was taken out.", "%(count)s reports were taken out.", count)
    return said % {"count": shown.number(count)}


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What holds for the whole desk."""
    initial = {"language": Setting.of("language", ""), "second_factor": Setting.of("second_factor", []), "tiles": Setting.of("tiles", "")}
    form = forms.Settings(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        for key, value in form.cleaned_data.items():
            acts.set_up(key, value, policy.person(request).username)
        messages.success(request, _("Kept."))
        return redirect("accounts:settings")
    return render(request, "desk/accounts/settings.html", {"form": form, "tiles": initial["tiles"]})

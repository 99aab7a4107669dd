"""What every request passes: the language of the person, and the gate that asks the policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect
from django_otp import user_has_device

from sijill.desk import policy, shown
from sijill.desk.models import Setting, User
from sijill.desk.settings import LANGUAGES
from sijill.version import VERSION

_LANGUAGES = frozenset(code for code, _name in LANGUAGES)
_BEFORE_ACCOUNTS = frozenset({"accounts:first_run", "accounts:language"})
_HALF_IN = frozenset({"accounts:second", "accounts:logout"})
_PEOPLE = frozenset({"accounts:people", "accounts:person", "accounts:collections", "accounts:collection", "accounts:settings"})
_SETTING_UP = frozenset({"accounts:factor", "accounts:logout"})

Answer = Callable[[HttpRequest], HttpResponse]

ROOMS: tuple[tuple[str, Any], ...] = (
    ("inbox:list", _("Reports")),
    ("seconding:queue", _("Review")),
    ("incidents:list", _("Incidents")),
    ("maps:map", _("Map")),
    ("maps:timeline", _("Timeline")),
    ("bodies:actors", _("Actors")),
    ("bodies:places", _("Places")),
    ("finding:search", _("Search")),
    ("giving:list", _("Exports")),
    ("trail:list", _("Audit")),
    ("accounts:people", _("People")),
)
"""The rooms as the head of each page lists them: route and name."""


def sealed(get_response: Answer) -> Answer:
    """Headers that every answer has, files too, and that no middleware of Django's sets."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return answer


def language(get_response: Answer) -> Answer:
    """The language and digits that the person chose, else that of the cookie, of the desk, or what the browser asks for."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen not in _LANGUAGES:
            chosen = Setting.of("language") or translation.get_language_from_request(request)
        shown.write_digits(getattr(request.user, "digits", ""))
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        response.headers.setdefault("Cache-Control", "no-store" if request.user.is_authenticated else "no-cache")
        return response

    return answer


class Csrf(CsrfViewMiddleware):
    """Refuses every change that a page of elsewhere could have sent. No view is exempt, also none of the API: only a request with a token (``accounts.tokens``) is."""

    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> HttpResponse | None:
        """None to go on."""
        return super().process_view(request, None, callback_args, callback_kwargs)


class Gate:
    """Lets a request through where the policy opens its route; sends people without an account to the login, tells others that they may not."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """None to go on. Raises ``PermissionDenied`` for whoever has an account that may not."""
        match = request.resolver_match
        route = match.view_name if match is not None else ""
        user = request.user
        method = request.method or "GET"
        if not user.is_authenticated:
            if not User.objects.exists() and route not in _BEFORE_ACCOUNTS:
                return _lead(request, "accounts:first_run")
        elif getattr(user, "token_role", None) is None and not user.is_verified() and not policy.open_to(None, route, method):
            # Whoever has a second factor has shown only half of it until they pass that, too; whoever has to have one sets it up first.
            if user_has_device(user):
                if route not in _HALF_IN:
                    return _lead(request, "accounts:second")
            elif route not in _SETTING_UP and user.role in Setting.of("second_factor", ()):
                return _lead(request, "accounts:factor")
        if policy.open_to(user, route, method):
            return None
        if not user.is_authenticated:
            return _lead(request, "accounts:login")
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": gettext("Your account, or this token, may not do that.")}, status=403)
        raise PermissionDenied(route)


def _lead(request: HttpRequest, route: str) -> HttpResponse:
    """To where a person has to go first; from there on to the page they asked for. Programs are told what they lack."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": gettext("Send a token of the account page: Authorization: Bearer …")}, status=401, headers={"WWW-Authenticate": "Bearer"})
    if request.htmx:
        # An answer that htmx put into the page would show the login in the midst of it.
        return HttpResponseClientRedirect(redirect_to_login(request.htmx.current_url_abs_path or "/", reverse(route))["Location"])
    if route == "accounts:first_run":
        return HttpResponseRedirect(reverse(route))
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", reverse(route))


def not_sent(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a form without its token is answered."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": gettext("Send a token of the account page: Authorization: Bearer …")}, status=403)
    return render(request, "403_csrf.html", status=403)


def _room(here: str) -> str:
    """The room of the head of the page to which a route belongs; empty for none."""
    space = here.partition(":")[0] + ":"
    if space == "accounts:":
        return "accounts:people" if here in _PEOPLE else ""
    found = [route for route, _name in ROOMS if route.startswith(space)]
    if len(found) > 1:
        # Two rooms of one kind: bodies:actor is within bodies:actors.
        return next((route for route in found if here.startswith(route.removesuffix("s"))), "")
    return found[0] if found else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows: the rooms that are open to the person, what they may do."""
    user = getattr(request, "user", None)
    here = request.resolver_match.view_name if request.resolver_match else ""
    rooms = []
    if user is not None and user.is_authenticated and here not in _HALF_IN:
        for route, name in ROOMS:
            if policy.open_to(user, route, "GET"):
                try:
                    rooms.append((reverse(route), name, route == _room(here)))
                except NoReverseMatch:
                    continue
    return {"rooms": rooms, "may": {str(c): True for c in policy.capabilities(user)}, "version": VERSION}

"""What every request passes: the language of the person, and the gate that asks the policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_otp import user_has_device

from sijill.desk import policy, shown
from sijill.version import VERSION

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


def language(get_response: Answer) -> Answer:
    """The language and digits that the person chose, else what the cookie or the browser asks for."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") or translation.get_language_from_request(request)
        shown.write_digits(getattr(request.user, "digits", ""))
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        response.headers.setdefault("Cache-Control", "no-store" if request.user.is_authenticated else "no-cache")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
        return response

    return answer


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
        # Whoever has a second factor has shown only half of it until they pass that, too.
        if user.is_authenticated and not getattr(user, "token_role", None) and not user.is_verified() and user_has_device(user):
            if not policy.open_to(None, route, request.method or "GET"):
                return redirect_to_login(request.get_full_path(), reverse("accounts:second"))
        if policy.open_to(user, route, request.method or "GET"):
            return None
        if not user.is_authenticated and not request.path.startswith("/api/"):
            return redirect_to_login(request.get_full_path(), reverse("accounts:login"))
        raise PermissionDenied(route)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows: the rooms that are open to the person, what they may do."""
    user = getattr(request, "user", None)
    here = request.resolver_match.view_name if request.resolver_match else ""
    rooms = []
    if user is not None and user.is_authenticated:
        for route, name in ROOMS:
            if policy.open_to(user, route, "GET"):
                try:
                    rooms.append((reverse(route), name, here == route or here.split(":")[0] + ":" == route.split(":")[0] + ":"))
                except NoReverseMatch:
                    continue
    return {"rooms": rooms, "may": {str(c): True for c in policy.capabilities(user)}, "version": VERSION}

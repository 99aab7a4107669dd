"""Every answer under /api/ that is no success says in JSON what is wrong and what to do, whoever of the desk gave it: gate, addresses, forms, limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PREFIX = "/api/"

SAID: dict[int, tuple[Any, Any]] = {
    400: (gettext_lazy("The request cannot be understood."), gettext_lazy("Compare it with the reference under /api/.")),
    401: (gettext_lazy("Nobody is signed in."), gettext_lazy("Send a token of the account page: Authorization: Bearer …")),
    403: (gettext_lazy("This account, or this token, may not do that."), gettext_lazy("Use an account of another role, or a token that may do more; /api/me says what this one may.")),
    404: (gettext_lazy("There is nothing here that this account could see."), gettext_lazy("Compare the address with the reference under /api/, the number with its list.")),
    405: (gettext_lazy("This address does not take that method."), gettext_lazy("The reference under /api/ says which it takes.")),
    413: (gettext_lazy("The request is too large."), gettext_lazy("Send less at once.")),
    415: (gettext_lazy("That kind of content is not taken here."), gettext_lazy("Send application/json.")),
    422: (gettext_lazy("A field is missing or wrong."), gettext_lazy("See fields; the reference under /api/ says what each may be.")),
    429: (gettext_lazy("Too many requests."), gettext_lazy("Wait as long as Retry-After says, in seconds.")),
    500: (gettext_lazy("Something went wrong here."), gettext_lazy("Try again; if it stays so, tell whoever runs the desk what you asked for.")),
}
"""By status: what is wrong, and the remedy."""


def plain(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost of what requests to the API pass: see the module."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        # No database keeps NUL, and none should be asked for it.
        if b"\0" in unquote_to_bytes(request.META.get("QUERY_STRING", "")) or "\0" in request.path:
            with translation.override(translation.get_language_from_request(request)):
                return refusal(400)
        response = get_response(request)
        if response.status_code < 400 or _ours(response):
            return response
        user = getattr(request, "user", None)
        status = 401 if response.status_code == 403 and not getattr(user, "is_authenticated", False) else response.status_code
        with translation.override(getattr(user, "language", "") or translation.get_language_from_request(request)):
            return refusal(status if status < 500 else 500, was=response)

    return answer


def refusal(status: int, error: str = "", remedy: str = "", fields: list[dict[str, str]] | None = None, was: HttpResponse | None = None) -> HttpResponse:
    """Such an answer, in the language of the request. What ``was`` says in its headers of how to go on is kept."""
    usual = SAID.get(status, SAID[400 if status < 500 else 500])
    body: dict[str, Any] = {"error": error or str(usual[0]), "remedy": remedy or str(usual[1])}
    if fields is not None:
        body["fields"] = fields
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    for name in ("Allow", "WWW-Authenticate", "Retry-After"):
        if was is not None and was.has_header(name):
            response[name] = was[name]
    if status == 401 and not response.has_header("WWW-Authenticate"):
        response["WWW-Authenticate"] = "Bearer"
    return response


def sentence(text: str) -> tuple[str, str]:
    """An error of the register as what is wrong and the remedy, which it says behind the first semicolon."""
    error, _semicolon, remedy = text.partition("; ")
    return error, remedy or _("Correct it and send it again.")


def _ours(response: HttpResponse) -> bool:
    if response.streaming or not response.get("Content-Type", "").startswith("application/json"):
        return False
    try:
        body = json.loads(response.content)
    except ValueError:
        return False
    return isinstance(body, dict) and "error" in body and "remedy" in body

"""Keys to the API: ``Authorization: Bearer …`` on addresses under /api/, in place of a session."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from sijill.desk.accounts import throttle
from sijill.desk.accounts.briefly import briefly
from sijill.desk.models import Token

MINUTE = timedelta(minutes=1)


def new() -> str:
    """A key of 256 random bits, with a beginning by which tools that look for leaked secrets know it."""
    return f"sijill_{secrets.token_urlsafe(32)}"


def digest(key: str) -> str:
    """What is kept of a key. It is random, so that nobody finds it by trying, and needs no slow hash."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def bearer(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Makes the owner of a token the person of the request, with ``token_role`` set to what the token may do.

    A request with a token needs no CSRF token: no browser sends one by itself. A session that comes along with it counts for nothing.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        scheme, _, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer" or not request.path.startswith("/api/"):
            return get_response(request)
        now = timezone.now()
        token = Token.objects.select_related("user").filter(digest=digest(key.strip())).first()
        if token is None or token.revoked or (token.expires is not None and token.expires <= now) or not token.user.is_active:
            return _refused(request)
        user = token.user
        user.token_role, user.otp_device, user.is_verified = token.role, None, functools.partial(bool, False)
        request.user, request.token = user, token
        request._dont_enforce_csrf_checks = True
        if token.used is None or token.used < now - MINUTE:
            _soon(token)
        return get_response(request)

    return answer


def _soon(token: Token) -> None:
    try:
        with briefly():
            Token.objects.filter(pk=token.pk).update(used=timezone.now())
    except DatabaseError:
        pass  # the next request notes it


def _refused(request: HttpRequest) -> HttpResponse:
    """Wrong ones are counted, so that what tries them in a row is told to stop; right ones get through all the same."""
    seconds = throttle.seconds_left(request, throttle.TOKEN)
    if not seconds:
        throttle.failed(request, throttle.TOKEN, step="token")
        return JsonResponse(
            {"detail": "the token is wrong, expired or revoked; make one on the account page"}, status=401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}
        )
    return JsonResponse({"detail": f"too many wrong tokens; wait {seconds} seconds"}, status=429, headers={"Retry-After": str(seconds)})

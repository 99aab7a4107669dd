"""Sessions as their owner sees them: noted when one begins, touched at most once a minute, ended one by one or all at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sijill.desk.accounts.briefly import briefly
from sijill.desk.accounts.throttle import address
from sijill.desk.models import User, Visit

MINUTE = timedelta(minutes=1)
_touched: dict[str, float] = {}


class Seen(NamedTuple):
    """A session in the list of its owner's."""

    visit: Visit
    here: bool


def begin(request: HttpRequest, user: User) -> None:
    """Note a session that has just begun; those of the person that are over are forgotten."""
    key = request.session.session_key
    if key is None:
        return
    over = Visit.objects.filter(user=user).exclude(session__in=Session.objects.filter(expire_date__gt=timezone.now()).values("session_key"))
    over.exclude(session=key).delete()
    agent = request.META.get("HTTP_USER_AGENT", "").replace("\0", "")[:200]
    Visit.objects.update_or_create(session=key, defaults={"user": user, "agent": agent, "address": address(request) or "", "last": timezone.now()})


@receiver(user_logged_in, dispatch_uid="sijill.desk.accounts.visits")
def _logged_in(sender: object, request: HttpRequest, user: User, **_: object) -> None:
    begin(request, user)


def renew(request: HttpRequest) -> None:
    """Give the session another key, as somebody may know the old one."""
    old = request.session.session_key
    request.session.cycle_key()
    renewed(old, request.session.session_key)


def renewed(old: str | None, new: str | None) -> None:
    """A session has another key now; it stays the same in the list."""
    Visit.objects.filter(session=old).update(session=new)


def touch(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Notes that a session is in use, at most once a minute."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user, key = request.user, request.session.session_key
        if isinstance(user, User) and key and getattr(user, "token_role", None) is None and time.monotonic() - _touched.get(key, -60.0) >= 60:
            if len(_touched) > 10_000:
                _touched.clear()
            _touched[key] = time.monotonic()
            _soon(request, user, key)
        return response

    return answer


def _soon(request: HttpRequest, user: User, key: str) -> None:
    """Write the time; where others write for long just now, it is not worth waiting for."""
    now = timezone.now()
    try:
        with briefly():
            if not Visit.objects.filter(session=key, last__lt=now - MINUTE).update(last=now) and not Visit.objects.filter(session=key).exists():
                begin(request, user)
    except DatabaseError:
        _touched.pop(key, None)


def of(user: User, here: str | None) -> list[Seen]:
    """The sessions of a person that hold, the latest first; ``here`` is the key of the one that asks."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return [Seen(v, v.session == here) for v in Visit.objects.filter(user=user, session__in=live).order_by("-last", "-pk")[:100]]


def end(user: User, *, pk: int | None = None, but: str | None = None) -> int:
    """End one session of a person's, or all but one; how many that were."""
    found = Visit.objects.filter(user=user)
    found = found.filter(pk=pk) if pk is not None else found
    # The one that asks is never ended by this.
    keys = list((found.exclude(session=but) if but else found).values_list("session", flat=True))
    for key in keys:
        SessionStore(key).delete()
        _touched.pop(key, None)
    Visit.objects.filter(session__in=keys).delete()
    return len(keys)

"""How often somebody may guess: django-axes counts wrong passwords, and everything else that can be guessed under a name of its own.

What is counted is a name together with an address, so that nobody can lock out others from elsewhere; and an address alone, with a wider limit, so
that nobody can try one password on many names.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sijill.desk.accounts.notes import DESK, note

FIRST, TOKEN = "(first run)", "(token)"
BY_ADDRESS = 50
"""Wrong attempts from one address, whatever the names, within the cool-off."""


def second(username: str) -> str:
    """The name under which wrong codes of a person are counted."""
    return f"{username} (second)"


def address(request: HttpRequest) -> str | None:
    """Where a request comes from: what the server that speaks TLS in front of this one says, where there is one, else the other end."""
    if settings.DESK_HTTPS and (said := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        # The last one was written by the server in front; those before it by whoever asks.
        if last := _address(said.rpartition(",")[2].strip()):
            return last
    return _address(request.META.get("REMOTE_ADDR", ""))


def counted(request: HttpRequest) -> str | None:
    """The address under which guesses are counted: of IPv6 the network of 64 bits, in which one machine has any number of addresses."""
    there = address(request)
    return str(ip_network(f"{there}/64", strict=False).network_address) if there is not None and ":" in there else there


def _address(text: str) -> str | None:
    try:
        # Without the zone of a link-local one, which databases take for no address.
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return None


def seconds_left(request: HttpRequest, name: str) -> int:
    """How long to wait until one may try again; 0 where one may now."""
    AxesProxyHandler.update_request(request)
    now, cool_off = timezone.now(), get_cool_off(request) or timedelta(0)
    here = AccessAttempt.objects.filter(ip_address=request.axes_ip_address, attempt_time__gte=now - cool_off)
    for found, limit in ((here.filter(username=name), settings.AXES_FAILURE_LIMIT), (here, BY_ADDRESS)):
        told = found.aggregate(n=Sum("failures_since_start"), last=Max("attempt_time"))
        if (told["n"] or 0) >= limit:
            return max(1, int((told["last"] + cool_off - now).total_seconds()) + 1)
    return 0


def failed(request: HttpRequest, name: str, *, step: str, of: str = "") -> None:
    """Count a wrong guess of something that is no password; at the last one that is allowed the lockout is noted."""
    user_login_failed.send(sender=__name__, credentials={"username": name, "step": step}, request=request)
    locked = bool(getattr(request, "axes_locked_out", False))
    if of or locked:
        note(DESK, "account.lockout" if locked else "account.failure", of, step=step, known=bool(of))


def forget(request: HttpRequest, name: str) -> None:
    """Somebody showed that they know: what they guessed wrong before does not count any more."""
    AxesProxyHandler.update_request(request)
    AxesProxyHandler.reset_attempts(ip_address=request.axes_ip_address, username=name)


def wait(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that says how long to wait."""
    request.axes_locked_out = False  # this is the answer; none is to be put in its place
    answer = render(request, "desk/accounts/wait.html", {"minutes": -(-seconds // 60)}, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def locked(request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """What django-axes answers in place of the view's answer."""
    return wait(request, seconds_left(request, str((credentials or {}).get("username") or "")) or 1)

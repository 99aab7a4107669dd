"""What happens to accounts, in the audit chain: never a password, a token or the address that somebody came from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from sijill.desk.models import User
from sijill.register.audit import Chain

DESK = "(desk)"
"""Who notes what nobody with an account did; no name of an account has brackets."""


@contextmanager
def noted(who: str) -> Iterator[Chain]:
    """A transaction with the audit chain in it; one such transaction at a time, so that what it looks at stays so until it is done."""
    with transaction.atomic():
        chain = Chain(who)
        yield chain
        chain.write()


def note(who: str, action: str, subject: str, **detail: Any) -> None:
    """One entry for what is no change of a table."""
    with noted(who) as chain:
        chain.add(action, subject, detail)


@receiver(user_login_failed, dispatch_uid="sijill.desk.accounts.notes")
def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """A wrong password. Nothing is noted of attempts during a lockout, and no name that is none of an account: it may be a password typed in the wrong place."""
    locked = getattr(request, "axes_locked_out", False)
    if request is None or "step" in credentials or (locked and getattr(request, "axes_failures_since_start", None) is None):
        return
    name = str(credentials.get("username") or "")
    known = User.objects.filter(username=name).exists()
    note(DESK, "account.lockout" if locked else "account.failure", name if known else "", step="password", known=known)

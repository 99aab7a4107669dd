"""Addresses that let one person in once: to set a password, or, for a demonstration, as they are. Nothing of them is kept.

An address is signed over the password's hash and the time of the last sign-in, so that it holds no more once it was used, once another was made, or
once the person came in another way; and it holds for three days.
"""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from sijill.desk.models import User


class _ToPassword(PasswordResetTokenGenerator):
    key_salt = "sijill.desk.accounts.links.password"


class _ToEnter(PasswordResetTokenGenerator):
    key_salt = "sijill.desk.accounts.links.enter"


_PASSWORD, _ENTER = _ToPassword(), _ToEnter()


class Opened(NamedTuple):
    """Whom an address lets in, and whether they have to set a password."""

    user: User
    password: bool


def to_password(user: User) -> str:
    """The path of an address with which a person sets a password and comes in."""
    return _path(user, _PASSWORD)


def to_enter(user: User) -> str:
    """The path of an address with which a person comes in without a password."""
    return _path(user, _ENTER)


def _path(user: User, maker: PasswordResetTokenGenerator) -> str:
    return reverse("accounts:welcome", args=[urlsafe_base64_encode(str(user.pk).encode()), maker.make_token(user)])


def opened(whom: str, token: str) -> Opened | None:
    """Whom an address lets in; None where it is none, is used up or too old."""
    try:
        pk = int(force_str(urlsafe_base64_decode(whom)))
        user = User.objects.filter(pk=pk, is_active=True).first()
    except (ValueError, OverflowError):
        return None
    if user is None:
        return None
    if _PASSWORD.check_token(user, token):
        return Opened(user, True)
    return Opened(user, False) if _ENTER.check_token(user, token) else None

"""The forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sijill.desk.models import User


def _password(label: Any, complete: str, help_text: Any = "") -> forms.CharField:
    # A limit, because a hash over a password of megabytes takes long.
    return forms.CharField(
        label=label, max_length=1000, strip=False, help_text=help_text, widget=forms.PasswordInput(attrs={"autocomplete": complete, "dir": "ltr"})
    )


class Login(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "auto", "autofocus": True})
    )
    password = _password(_("Password"), "current-password")


class Code(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label=_("Code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr", "autofocus": True})
    )


class NewPassword(forms.Form):
    """A password that is to be, twice; held against the rules for ``user``."""

    password1 = _password(_("New password"), "new-password", _("At least 12 characters. Several words that have nothing to do with one another are easy to remember and hard to guess."))
    password2 = _password(_("New password again"), "new-password")

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Raises ``ValidationError`` with all that is wrong."""
        given: dict[str, Any] = super().clean() or {}
        first, again = given.get("password1"), given.get("password2")
        if first and again and first != again:
            self.add_error("password2", ValidationError(_("The two are not the same.")))
        elif first:
            try:
                password_validation.validate_password(first, self.owner(given))
            except ValidationError as error:
                self.add_error("password1", error)
        return given

    def owner(self, given: dict[str, Any]) -> User | None:
        """Whose password it is to be."""
        return self.user


class Changed(NewPassword):
    """A new password, asked for with the old one."""

    password = _password(_("Present password"), "current-password")
    field_order = ("password", "password1", "password2")


class Confirmed(forms.Form):
    """The password once more, before something that weakens the account."""

    password = _password(_("Present password"), "current-password")


def username() -> forms.CharField:
    """A name for an account that there is none of yet."""
    return forms.CharField(
        label=_("User name"), max_length=150, validators=[UnicodeUsernameValidator(), _free],
        help_text=_("Letters, digits and @ . + - _ only. It stands beside everything that this person does, for ever; it cannot be changed."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}),
    )  # fmt: skip


def _free(name: str) -> None:
    if User.objects.filter(username__iexact=name).exists():
        raise ValidationError(_("There is an account of that name."))


class First(NewPassword):
    """The first account."""

    username = username()
    name = forms.CharField(label=_("Name to show"), max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}))
    field_order = ("username", "name", "password1", "password2")

    def owner(self, given: dict[str, Any]) -> User:
        """The account that would be made."""
        return User(username=given.get("username") or "", name=given.get("name") or "")

"""The forms of this room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sijill.desk.models import User
from sijill.desk.policy import ROLE_NAMES


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


def _tiles(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or not all(mark in address for mark in ("{z}", "{x}", "{y}")) or re.search(r"[\s;,'\"]", address):
        raise ValidationError(_("Write https:// and the address with {z}, {x} and {y} in it."))


class First(NewPassword):
    """The first account."""

    username = username()
    name = forms.CharField(label=_("Name to show"), max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}))
    field_order = ("username", "name", "password1", "password2")

    def owner(self, given: dict[str, Any]) -> User:
        """The account that would be made."""
        return User(username=given.get("username") or "", name=given.get("name") or "")


class Profile(forms.Form):
    """How a person is called and what they read."""

    name = forms.CharField(label=_("Name to show"), max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}))
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("as the browser asks for")), ("ar", "العربية"), ("en", "English")])
    digits = forms.ChoiceField(label=_("Digits"), required=False, choices=[("", _("as the language has them")), ("arab", "٠١٢٣٤٥٦٧٨٩"), ("latn", "0123456789")])


class NewToken(forms.Form):
    """A token that is to be; ``roles`` are those that its owner may lend it."""

    name = forms.CharField(label=_("What it is for"), max_length=100, widget=forms.TextInput(attrs={"dir": "auto"}))
    role = forms.ChoiceField(label=_("Role"))
    days = forms.ChoiceField(label=_("Holds for"), choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("one year"))], initial="90")

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, ROLE_NAMES[role]) for role in roles]


class NewPerson(forms.Form):
    """An account that is to be."""

    username = username()
    name = forms.CharField(label=_("Name to show"), max_length=150, required=False, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()), initial="coder")
    every_collection = forms.BooleanField(label=_("Sees every collection"), required=False, initial=True)


class Name(forms.Form):
    """The name of a collection."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"}))


class Choice(forms.Form):
    """Which reports are meant; all that is given must hold."""

    words = forms.CharField(label=_("Words in name, title or address"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    outlet = forms.CharField(label=_("Outlet"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    since = forms.DateField(label=_("Published since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Published until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    within = forms.ChoiceField(label=_("That are now in"), required=False)

    def __init__(self, *args: Any, collections: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["within"].choices = [("", _("any collection, or none")), ("none", _("no collection")), *collections]


class Settings(forms.Form):
    """What holds for the whole desk."""

    language = forms.ChoiceField(label=_("Language for those who chose none"), required=False, choices=[("", _("as the browser asks for")), ("ar", "العربية"), ("en", "English")])
    second_factor = forms.MultipleChoiceField(
        label=_("Roles that need a second factor"), required=False, choices=list(ROLE_NAMES.items()), widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever has such a role and no second factor is led to setting it up before anything else."),
    )  # fmt: skip
    tiles = forms.CharField(
        label=_("Address of map tiles"), max_length=500, required=False, validators=[_tiles], widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
        help_text=_("Empty: the map draws its own coasts and borders and asks nobody. An address has {z}, {x} and {y} in it: https://tiles.example.org/{z}/{x}/{y}.png"),
    )  # fmt: skip

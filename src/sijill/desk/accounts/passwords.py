"""What is wrong with a password, in words that both languages have: Django's Arabic lacks the length, and names the fields in English."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sijill.desk.shown import digits


class Length(password_validation.MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        """With the remedy."""
        least = self.min_length
        said = ngettext("The password is too short; it needs at least %(n)s character.", "The password is too short; it needs at least %(n)s characters.", least)
        return said % {"n": digits(str(least))} if "%(n)s" in said else said


class Unlike(password_validation.UserAttributeSimilarityValidator):
    """Not like the name of the account."""

    def get_error_message(self) -> str:
        """With the remedy."""
        return _("The password is too much like the user name or the name to show; choose another.")

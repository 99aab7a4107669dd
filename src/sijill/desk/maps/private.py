"""Whom the map does not follow: nobody may see where a private person was."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sijill.desk.private import is_private, named
from sijill.errors import RegisterError
from sijill.register.filters import Filter


def refuse_persons(filter_: Filter) -> None:
    """Raises ``RegisterError`` where a filter asks for a party that claims tell of as a private person."""
    if filter_.actor is not None and is_private(named(filter_.actor)):
        raise RegisterError(
            _("The map does not show where a private person was: reports tell of %(name)s as a person. Ask for a body, or see the list of incidents.") % {"name": f"⁨{filter_.actor}⁩"}
        )

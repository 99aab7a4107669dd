"""Whom the map does not follow: nobody may see where a private person was."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sijill.errors import RegisterError
from sijill.register.filters import Filter, spellings
from sijill.register.models import EventRow, Term
from sijill.register.readings import record
from sijill.register.rows import barred

_LOOKED_AT = 20
"""Claims that are looked into to find out what a name stands for."""


def refuse_persons(filter_: Filter) -> None:
    """Raises ``RegisterError`` where a filter asks for a party that claims tell of as a person whom the registry of the packs does not know."""
    if filter_.actor is not None and is_private(filter_.actor):
        raise RegisterError(
            _("The map does not show where a private person was: reports tell of %(name)s as a person. Ask for a body, or see the list of incidents.") % {"name": f"⁨{filter_.actor}⁩"}
        )


def is_private(name: str) -> bool:
    """Whether claims tell of a party of this name as a person without an entry in the registry."""
    wanted = spellings(name, "party")
    told = Term.objects.filter(kind="party", term__in=wanted).order_by("-incident_id").values_list("incident_id", flat=True)[:_LOOKED_AT]
    for event in EventRow.objects.filter(member__incident__in=list(told)).select_related("reading")[: _LOOKED_AT * 2]:
        for one in record(event.reading).events:
            if one.id != event.ident:
                continue
            for actor in (*one.agent, *one.target):
                if actor.kind == "person" and actor.id is None and wanted & {*actor.names, *barred(actor.names).split("|")}:
                    return True
    return False

"""Which reports go into a collection: chosen by what is known of them, put there together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from sijill.register.filters import spellings
from sijill.register.models import Collection, Report
from sijill.register.people import collections

BATCH = 500


def chosen(asked: Mapping[str, Any]) -> QuerySet[Report]:
    """The reports that ``forms.Choice`` names, the oldest first."""
    found = Report.objects.order_by("pk")
    if words := str(asked.get("words") or "").split():
        for word in words:
            found = found.filter(Q(doc__icontains=word) | Q(title__icontains=word) | Q(url__icontains=word))
    if outlet := asked.get("outlet"):
        found = found.filter(row__outlet__in=spellings(outlet))
    if asked.get("since"):
        found = found.filter(row__published__gte=asked["since"].toordinal())
    if asked.get("until"):
        found = found.filter(row__published__lte=asked["until"].toordinal())
    within = asked.get("within")
    if within == "none":
        found = found.filter(placing=None)
    elif within:
        found = found.filter(placing__collection_id=int(within))
    return found


def place(found: QuerySet[Report], collection: Collection | None, who: str) -> int:
    """Put reports into a collection, or out of any (None), all or none of them; how many were not there before."""
    count = 0
    with transaction.atomic():
        pks = list(found.values_list("pk", flat=True))
        for at in range(0, len(pks), BATCH):
            count += collections.place(Report.objects.filter(pk__in=pks[at : at + BATCH]).only("pk", "key").order_by("pk"), collection, who)
    return count

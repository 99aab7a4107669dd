"""Which reports go into a collection: chosen by what is known of them, put there together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from sijill.desk.accounts.notes import noted
from sijill.register.filters import spellings
from sijill.register.models import Collection, Placing, Report

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
    """Put reports into a collection, or out of any (None); how many were not there before. Each has an entry in the audit chain with where it was."""
    name = collection.name if collection is not None else None
    count = 0
    with noted(who) as chain:
        moving = found.exclude(placing__collection=collection) if collection is not None else found.exclude(placing=None)
        pks = list(moving.values_list("pk", flat=True))
        for at in range(0, len(pks), BATCH):
            batch = pks[at : at + BATCH]
            before = dict(Placing.objects.filter(report__in=batch).values_list("report_id", "collection__name"))
            keys = dict(Report.objects.filter(pk__in=batch).values_list("pk", "key"))
            Placing.objects.filter(report__in=batch).delete()
            if collection is not None:
                Placing.objects.bulk_create([Placing(report_id=pk, collection=collection) for pk in batch])
            for pk in batch:
                chain.add("collection.placed", keys[pk], {"before": before.get(pk), "collection": name})
            chain.write()
            count += len(batch)
    return count

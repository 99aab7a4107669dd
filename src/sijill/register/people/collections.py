"""Sets of reports. A report is in one or in none; where it was before is in the audit chain."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from sijill.errors import RegisterError
from sijill.register.audit import Chain, now
from sijill.register.models import Collection, Placing, Report
from sijill.register.people import trail, values
from sijill.register.summaries import placed


def make(name: str, who: str) -> Collection:
    """Make a collection. Raises ``RegisterError`` for no name, and for one that there is already."""
    name = " ".join(values.words(name, "name of the collection", 150).split())
    if not name:
        raise RegisterError("the collection has no name; give it one")
    with transaction.atomic():
        chain = Chain(values.name(who))
        if Collection.objects.filter(name=name).exists():
            raise RegisterError(f"there is a collection {name} already")
        made = Collection.objects.create(name=name, made=now())
        trail.note(chain, "collect", made)
        chain.write()
    return made


def place(reports: Iterable[Report], collection: Collection | None, who: str) -> int:
    """Place reports in a collection, or (None) in none; how many were not there before."""
    with transaction.atomic():
        chain = Chain(values.name(who))
        chosen = list(reports)
        before = dict(Placing.objects.filter(report__in=chosen).values_list("report_id", "collection_id"))
        to = collection.pk if collection is not None else None
        moved = [r for r in {r.pk: r for r in chosen}.values() if before.get(r.pk) != to]
        Placing.objects.filter(report__in=moved).delete()
        if collection is not None:
            Placing.objects.bulk_create([Placing(report=r, collection=collection) for r in moved])
        placed(r.pk for r in moved)
        for report in moved:
            chain.add("place", report.key, {"collection": collection.name if collection is not None else None})
        chain.write()
    return len(moved)


def of(report: Report) -> Collection | None:
    """The collection that a report is in."""
    placing = Placing.objects.filter(report=report).select_related("collection").first()
    return placing.collection if placing is not None else None


def listed() -> list[Collection]:
    """All collections by name."""
    return list(Collection.objects.order_by("name"))

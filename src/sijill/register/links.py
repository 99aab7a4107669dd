"""Linking what the register holds: scored links, incidents with numbers that stay valid, near-copies.

Incremental: only claims that were not linked yet are compared, and only the incidents that they touch are formed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q

from sijill.knowledge.tables import pack_folders
from sijill.linking.claims import OPEN_DAYS, REACH_DAYS, Claim, span_of
from sijill.linking.clusters import candidates
from sijill.linking.likeness import TOO_LATE, Likeness, Weights, likeness
from sijill.register import equated
from sijill.register.audit import Chain
from sijill.register.forming import claims_of, digest, form, pair, parts, reached
from sijill.register.judgements import judge
from sijill.register.models import EventRow, Incident, Link, Member

__all__ = ["MANY", "Outcome", "claims_of", "clusters", "judge", "link"]

MANY = 500
"""New claims from which all claims are held in memory at once instead of looked up for each."""


class Outcome(NamedTuple):
    """What linking did: new claims, new links, and the incidents that there are now with more than one claim."""

    claims: int
    links: int
    shared: int


def link(packs: Sequence[Path] = (), who: str | None = None) -> Outcome:
    """Link every claim that has no incident yet, and those whose names mean another since people said so or took it back; form the incidents that this touches
    anew."""
    weights = Weights(pack_folders(tuple(packs)))
    with transaction.atomic():
        said = _loosened()
        fresh = list(EventRow.objects.filter(linked=False).order_by("pk").values_list("pk", flat=True))
        touched = set(fresh)
        made = 0
        if fresh:
            # All at once where there is nothing to look up among, too: the first link of an archive is the same in every way to it.
            everything = _everything() if len(fresh) > MANY or not EventRow.objects.filter(linked=True).exists() else None
            found = _pairs(fresh, weights) if everything is None else _all_pairs(set(fresh), everything, weights)
            Link.objects.bulk_create(
                [Link(a_id=a, b_id=b, score=n.score, parts=n.parts) for (a, b), n in sorted(found.items())], batch_size=500, ignore_conflicts=True
            )
            made = len(found)
            touched = reached(touched)
            form(touched, weights, everything)
            EventRow.objects.filter(linked=False).update(linked=True)
        if fresh or said is not None:
            chain = Chain(who)
            names = {"names": said} if said is not None else equated.known()
            chain.add("link", "incidents", {"claims": len(fresh), "links": made, "members": digest(touched), **names})
            chain.write()
    if len(fresh) > MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # or lists are looked for along the wrong index
    return Outcome(len(fresh), made, _shared())


def _loosened() -> int | None:
    """Take the links from the claims that what people said of names concerns, so that they are compared anew; the number of the latest of it, None for nothing new."""
    said = equated.news()
    if said is None:
        return None
    if said.claims is not None:
        numbers = list(said.claims.values_list("pk", flat=True))
        for part in parts(numbers):
            Link.objects.filter(Q(a_id__in=part) | Q(b_id__in=part)).delete()
            EventRow.objects.filter(pk__in=part).update(linked=False)
    return said.last


# -- pairs ------------------------------------------------------------------------------------------------


def _everything() -> dict[int, Claim]:
    """All claims that there are."""
    return claims_of(EventRow.objects.all().only("pk", "reading_id", "ident").iterator(2000), lean=True)


def _all_pairs(fresh: set[int], held: dict[int, Claim], weights: Weights) -> dict[tuple[int, int], Likeness]:
    """Every pair above the threshold with a fresh claim, among all claims."""
    number = {claim.key: pk for pk, claim in held.items()}
    ordered = [held[pk] for pk in sorted(held)]
    new = frozenset(held[pk].key for pk in fresh)
    return {pair(number[n.a], number[n.b]): n.likeness for n in candidates(ordered, weights, new)}


def _pairs(fresh: Sequence[int], weights: Weights) -> dict[tuple[int, int], Likeness]:
    """The same, looking up for each fresh claim those of its days, kinds, places and parties."""
    out: dict[tuple[int, int], Likeness] = {}
    rows = {row.pk: row for row in EventRow.objects.filter(pk__in=fresh)}
    same = equated.same()
    near: dict[int, list[EventRow]] = {pk: list(_near(row, weights, same)) for pk, row in rows.items()}
    held = claims_of([*rows.values(), *(other for others in near.values() for other in others)])
    for pk, others in near.items():
        for other in others:
            both = pair(pk, other.pk)
            if both not in out:
                found = likeness(held[pk], held[other.pk], weights)
                if found.score >= weights.points["threshold"]:
                    out[both] = found
    return out


def _near(row: EventRow, weights: Weights, same: equated.Same) -> Iterable[EventRow]:
    """Claims of other reports that may tell of the same: kin types, days that meet, a place, a party or a point nearby."""
    span = span_of(row.time)
    if span is None:
        return
    groups = weights.groups.get(row.type, frozenset())
    kin = [kind for kind, own in weights.groups.items() if not own.isdisjoint(groups)] or [row.type]
    first, last = span.widest[0] - TOO_LATE, span.widest[1] + TOO_LATE
    days = Q(first_day__lte=last, last_day__gte=first) | Q(first_day=None, last_day__gte=first - REACH_DAYS, last_day__lte=last + REACH_DAYS + OPEN_DAYS)
    named = equated.all_of(row.places.split("|"), same.places) | equated.all_of(row.parties.split("|"), same.parties)
    named.discard("")
    for other in EventRow.objects.filter(days, type__in=kin).exclude(report_id=row.report_id):
        close = row.lat is not None and other.lat is not None and abs(row.lat - other.lat) < 0.1 and abs((row.lon or 0) - (other.lon or 0)) < 0.1
        if close or not named.isdisjoint(other.places.split("|")) or not named.isdisjoint(other.parties.split("|")):
            yield other


def clusters() -> list[list[tuple[str, str]]]:
    """The incidents that more than one claim tells of, each as its claims ``(report, event)``, in the order of their numbers."""
    out: dict[int, list[tuple[str, str]]] = {}
    shared = Member.objects.values("incident_id").annotate(n=Count("pk")).filter(n__gt=1).values("incident_id")
    rows = Member.objects.filter(incident_id__in=shared).order_by("incident_id", "event_id")
    for incident, doc, ident in rows.values_list("incident_id", "event__report__doc", "event__ident").iterator(5000):
        out.setdefault(incident, []).append((doc, ident))
    return list(out.values())


def _shared() -> int:
    """How many incidents have more than one claim."""
    return Incident.objects.filter(merged_into=None, claims__gt=1).count()

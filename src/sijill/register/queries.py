"""Questions to the register: incidents by filters, with their claims side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import cos, radians
from typing import Any, NamedTuple

from django.db.models import F, Q

from sijill.arabic import fold_word
from sijill.errors import RegisterError
from sijill.knowledge.gazetteer import distance_km
from sijill.linking.claims import Claim
from sijill.linking.conflicts import Conflict, of_incident
from sijill.linking.estimates import Estimate, Grade, estimate, grade
from sijill.linking.origins import Origins
from sijill.register.links import claims_of
from sijill.register.models import EventRow, Incident, Term
from sijill.register.summaries import copies_of, outlets_of

_KM_A_DEGREE = 111.0


class Filter(NamedTuple):
    """What is asked for; all that is given must hold. ``near``: latitude, longitude and kilometres."""

    since: date | None = None
    until: date | None = None
    place: str | None = None
    near: tuple[float, float, float] | None = None
    actor: str | None = None
    type: str | None = None
    measure: str | None = None
    outlet: str | None = None
    grade: str | None = None
    several: bool = False
    """Only incidents with more than one claim."""
    conflicting: bool = False
    """Only incidents whose claims differ in more than a rising toll."""


def incidents(asked: Filter, *, limit: int | None = 50, after: int = 0) -> list[Incident]:
    """The incidents that fit, the latest first, those without a date last."""
    found = Incident.objects.filter(merged_into=None, claims__gt=0)
    if asked.since is not None:
        found = found.filter(last_day__gte=asked.since.toordinal())
    if asked.until is not None:
        last = asked.until.toordinal()
        found = found.filter(Q(first_day__lte=last) | Q(first_day=None, last_day__lte=last))
    for kind, term in (("place", asked.place), ("party", asked.actor), ("outlet", asked.outlet), ("measure", asked.measure), ("type", asked.type)):
        if term is not None:
            wanted = term if kind in ("measure", "type") else fold_word(term)
            found = found.filter(pk__in=Term.objects.filter(kind=kind, term__in={wanted, term}).values("incident_id"))
    if asked.grade is not None:
        found = found.filter(grade=asked.grade)
    if asked.several:
        found = found.filter(claims__gt=1)
    if asked.conflicting:
        found = found.exclude(summary__conflicts=[])
    found = found.order_by(F("last_day").desc(nulls_last=True), "-pk")
    if asked.near is not None:
        return list(_near(found, asked.near))[after : None if limit is None else after + limit]
    return list(found[after : None if limit is None else after + limit])


def _near(found: Any, near: tuple[float, float, float]) -> Iterator[Incident]:
    """A box narrows the choice in the database; the distance decides."""
    lat, lon, km = near
    reach = km / _KM_A_DEGREE
    wide = reach / max(0.1, cos(radians(lat)))
    boxed = found.filter(lat__gte=lat - reach, lat__lte=lat + reach, lon__gte=lon - wide, lon__lte=lon + wide)
    for row in boxed:
        if distance_km(lat, lon, row.lat, row.lon) <= km:
            yield row


class Told(NamedTuple):
    """An incident with everything that is said of it."""

    incident: Incident
    claims: list[Claim]
    docs: dict[str, str]
    """The names of the reports, by what ``Claim.doc`` calls them."""
    origins: Origins
    conflicts: list[Conflict]
    estimates: list[Estimate]
    grade: Grade


def incident(number: int, policy: str = "most_origins") -> Told:
    """An incident by its number, also one it had before a merge. Raises ``RegisterError`` for a number never given."""
    row = Incident.objects.filter(pk=number).first()
    if row is None:
        raise RegisterError(f"there is no incident {number}; `sijill incidents` lists them")
    while row.merged_into is not None:
        row = row.merged_into
    return _told([row], policy)[0]


def tell(numbers: Sequence[int], policy: str = "most_origins") -> list[Told]:
    """Several incidents at once, in the order of their numbers, for whoever wants them all; numbers that were merged are left out."""
    return _told(list(Incident.objects.filter(pk__in=numbers, merged_into=None).order_by("pk")), policy)


def _told(incidents: Sequence[Incident], policy: str) -> list[Told]:
    rows = list(EventRow.objects.filter(member__incident__in=incidents).select_related("report", "member").order_by("pk"))
    held = claims_of(rows)
    members: dict[int, list[EventRow]] = {}
    for row in rows:
        members.setdefault(row.member.incident_id, []).append(row)
    reports = {r.report_id for r in rows}
    outlets, copies = outlets_of(reports), copies_of(reports)
    out = []
    for one in incidents:
        own = members.get(one.pk, [])
        claims = [held[r.pk] for r in own]
        docs = {str(r.report_id): r.report.doc for r in own}
        origins = Origins({pk: outlets[pk] for pk in docs}, [group for group in copies if not docs.keys().isdisjoint(group)])
        measures = sorted({f.measure for c in claims for f in c.event.figures})
        estimates = [e for m in measures if (e := estimate(claims, m, origins, policy)) is not None]
        out.append(Told(one, claims, docs, origins, of_incident(claims), estimates, grade(claims, origins)))
    return out

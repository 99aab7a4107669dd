"""Questions to the register: incidents by filters, with their claims side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from sijill.linking.claims import Claim
from sijill.linking.conflicts import Conflict, of_incident
from sijill.linking.estimates import Estimate, Grade, estimate, grade
from sijill.linking.origins import Origins
from sijill.register.filters import Filter, narrowed
from sijill.register.forming import claims_of, heir
from sijill.register.models import EventRow, Incident
from sijill.register.summaries import fill, told_by

__all__ = ["Filter", "Told", "heir", "incident", "incidents", "latest", "sentence", "tell"]

_ENDS = "\n.؟!؛"
_LONGEST_QUOTE = 400
_OPENED = 5000
"""Rows that are opened at once."""


def incidents(asked: Filter, *, limit: int | None = 50, after: int = 0) -> list[Incident]:
    """The incidents that fit, the latest first, those without a date last."""
    return latest(narrowed(asked), limit=limit, after=after)


def latest(found: QuerySet[Incident], *, limit: int | None = 50, after: int = 0) -> list[Incident]:
    """Incidents of a query in that order."""
    # In two steps, since only then both databases follow the index over days instead of sorting everything.
    dated, undated = found.exclude(last_day=None).order_by("-last_day", "-pk"), found.filter(last_day=None).order_by("-pk")
    keys = list(dated.values_list("pk", flat=True)[after : None if limit is None else after + limit])
    if limit is None or len(keys) < limit:
        before = 0 if keys or not after else max(0, after - dated.count())
        keys += undated.values_list("pk", flat=True)[before : None if limit is None else before + limit - len(keys)]
    # The numbers come from the index alone, and only the rows that are listed are opened.
    rows: dict[int, Incident] = {}
    for at in range(0, len(keys), _OPENED):
        rows |= Incident.objects.in_bulk(keys[at : at + _OPENED])
    return [rows[pk] for pk in keys if pk in rows]


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


def incident(number: int, policy: str = "most_origins", prefer: str = "", seen: QuerySet[EventRow] | None = None) -> Told:
    """An incident by its number, also one it had before a merge. ``prefer`` names the source that ``prefer_source`` takes, ``seen`` the claims to which it is
    narrowed (``tell``). Raises ``RegisterError`` for a number never given."""
    return _told([heir(number)], policy, prefer, seen)[0]


def tell(numbers: Sequence[int], policy: str = "most_origins", prefer: str = "", seen: QuerySet[EventRow] | None = None) -> list[Told]:
    """Several incidents at once, in the order of their numbers, for whoever wants them all; numbers that were merged are left out.

    ``seen`` narrows them to these claims: everything that is told of an incident, its type, grade and summary too, is then made of the claims that are left (the
    ``Incident`` is not saved), and an incident without any is left out.
    """
    return _told(list(Incident.objects.filter(pk__in=numbers, merged_into=None).order_by("pk")), policy, prefer, seen)


def _told(incidents: Sequence[Incident], policy: str, prefer: str = "", seen: QuerySet[EventRow] | None = None) -> list[Told]:
    found = EventRow.objects.filter(member__incident__in=incidents)
    if seen is not None:
        # Claim by claim: of the few of an incident, not of all that are seen.
        found = found.filter(Exists(seen.filter(pk=OuterRef("pk"))))
    rows = list(found.select_related("report", "member").order_by("pk"))
    held = claims_of(rows)
    members: dict[int, list[EventRow]] = {}
    for row in rows:
        members.setdefault(row.member.incident_id, []).append(row)
    reports = {r.report_id for r in rows}
    outlets, copies = told_by(reports)
    out = []
    for one in incidents:
        own = members.get(one.pk, [])
        if seen is not None and not own:
            continue
        claims = [held[r.pk] for r in own]
        docs = {str(r.report_id): r.report.doc for r in own}
        groups = [group for group in copies if not docs.keys().isdisjoint(group)]
        if seen is not None:
            groups = [left for group in groups if (left := [doc for doc in group if doc in docs])]
        origins = Origins({pk: outlets[pk] for pk in (*docs, *(group[0] for group in groups))}, groups)
        if seen is not None:
            fill(one, claims, origins)
        measures = sorted({f.measure for c in claims for f in c.event.figures})
        estimates = [e for m in measures if (e := estimate(claims, m, origins, policy, prefer)) is not None]
        out.append(Told(one, claims, docs, origins, of_incident(claims), estimates, _named(grade(claims, origins), docs)))
    return out


def _named(graded: Grade, docs: Mapping[str, str]) -> Grade:
    """Its reason with the report by name, which claims know by number."""
    found = re.search(r"\((\d+)\)$", graded.because)
    return graded._replace(because=graded.because.replace(found[0], f"({docs[found[1]]})")) if found else graded


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a trigger, cut where it is very long: first character and the one behind its last."""
    begin = max((text.rfind(mark, 0, start) + 1 for mark in _ENDS), default=0)
    ends = [at for mark in _ENDS if (at := text.find(mark, end)) >= 0]
    finish = min(ends, default=len(text))
    while begin < start and text[begin].isspace():
        begin += 1
    return max(begin, start - _LONGEST_QUOTE // 2), min(finish, end + _LONGEST_QUOTE // 2)

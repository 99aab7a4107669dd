"""What lists show of an incident and find it by, made anew whenever its claims change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sijill.arabic import fold_word
from sijill.linking.claims import Claim
from sijill.linking.conflicts import of_incident
from sijill.linking.origins import Origins
from sijill.linking.summaries import summary
from sijill.register import bulk, equated
from sijill.register.models import Copy, EventRow, Incident, Member, Report, Term

PLACED = "collection"
"""The kind of the terms that say in which collections the claims of an incident lie: the numbers of these, and ``UNPLACED`` for claims in none. An incident
without a claim in a collection, as nearly all are, has no such term."""
UNPLACED = ""

_FIELDS = ("type", "first_day", "last_day", "claims", "origins", "grade", "lat", "lon", "precision", "killed", "summary")


def refresh(incidents: Iterable[int], held: dict[int, Claim]) -> None:
    """Make the summaries and terms of these incidents anew. ``held``: their claims by primary key."""
    numbers = sorted(set(incidents))
    for at in range(0, len(numbers), 500):
        _refresh(numbers[at : at + 500], held)


def _refresh(numbers: Sequence[int], held: dict[int, Claim]) -> None:
    members: defaultdict[int, list[Claim]] = defaultdict(list)
    for number, event in Member.objects.filter(incident_id__in=numbers).order_by("event_id").values_list("incident_id", "event_id"):
        members[number].append(held[event])
    outlets, copies = told_by({int(c.doc) for group in members.values() for c in group})
    origins = Origins(outlets, copies)
    rows, same = list(Incident.objects.filter(pk__in=numbers)), equated.same().every
    terms: list[tuple[int, str, str]] = []
    for row in rows:
        claims = members.get(row.pk, [])
        fill(row, claims, origins, same)
        terms += [(row.pk, kind, term) for kind, term in sorted({*_terms(claims, outlets), *conflict_terms(claims)})]
    bulk.update(Incident, _FIELDS, rows)
    Term.objects.filter(incident_id__in=numbers).delete()
    bulk.insert(Term, ("incident", "kind", "term"), terms)
    _place(numbers)


def placed(reports: Iterable[int]) -> None:
    """Say anew in which collections the claims of the incidents lie that these reports tell of, after they were placed."""
    listed = sorted(reports)
    numbers: set[int] = set()
    for at in range(0, len(listed), 500):
        numbers.update(Member.objects.filter(event__report_id__in=listed[at : at + 500]).values_list("incident_id", flat=True))
    told = sorted(numbers)
    for at in range(0, len(told), 500):
        Term.objects.filter(incident_id__in=told[at : at + 500], kind=PLACED).delete()
        _place(told[at : at + 500])


def _place(numbers: Sequence[int]) -> None:
    """The terms of these incidents that name collections, of which there are none yet, and which claims are ``mixed``."""
    lie: defaultdict[int, set[str]] = defaultdict(set)
    of: defaultdict[int, list[int]] = defaultdict(list)
    for number, event, collection in Member.objects.filter(incident_id__in=numbers).values_list("incident_id", "event_id", "event__report__placing__collection_id"):
        lie[number].add(UNPLACED if collection is None else str(collection))
        of[number].append(event)
    EventRow.objects.filter(mixed__in=numbers).update(mixed=None)
    bulk.insert(Term, ("incident", "kind", "term"), [(n, PLACED, where) for n, places in sorted(lie.items()) if places != {UNPLACED} for where in sorted(places)])
    for number, places in lie.items():
        if len(places) > 1:
            EventRow.objects.filter(pk__in=of[number]).update(mixed=number)


def told_by(reports: Iterable[int]) -> tuple[dict[str, str], list[list[str]]]:
    """What the origins of the claims of these reports are made of: outlets and groups of near-copies (``outlets_of``, ``copies_of``). A group counts as its first
    report, so that the outlet of that one is among them wherever it lies."""
    listed = set(reports)
    copies = copies_of(listed)
    return outlets_of(listed | {int(group[0]) for group in copies}), copies


def outlets_of(reports: Iterable[int]) -> dict[str, str]:
    """The publisher of each report, or its name, by primary key as text."""
    out: dict[str, str] = {}
    listed = sorted(reports)
    for at in range(0, len(listed), 500):
        for pk, doc, given in Report.objects.filter(pk__in=listed[at : at + 500]).values_list("pk", "doc", "outlet"):
            out[str(pk)] = given or doc
        read = EventRow.objects.filter(report_id__in=listed[at : at + 500]).values_list("report_id", "reading__outlet").distinct()
        out.update({str(pk): outlet for pk, outlet in read if outlet})
    return out


def copies_of(reports: Iterable[int]) -> list[list[str]]:
    """The groups of near-copies among these reports, the earliest first."""
    groups: defaultdict[int, list[str]] = defaultdict(list)
    listed = sorted(reports)
    for at in range(0, len(listed), 500):
        for copy, first in Copy.objects.filter(report_id__in=listed[at : at + 500]).values_list("report_id", "of_id"):
            groups[first].append(str(copy))
    return [[str(first), *copies] for first, copies in groups.items()]


def fill(row: Incident, claims: Sequence[Claim], origins: Origins, same: Mapping[str, str] | None = None) -> None:
    """Make what lists show of an incident of these claims; nothing is saved. ``same``: the names that mean one, looked up where they are not given."""
    row.claims = len(claims)
    if not claims:
        row.type, row.first_day, row.last_day, row.origins, row.grade, row.summary = "", None, None, 0, "", {}
        row.lat = row.lon = row.precision = row.killed = None
        return
    told = summary(claims, origins, equated.same().every if same is None else same)
    row.type, row.first_day, row.last_day, row.grade, row.origins, row.killed = told.type, told.first_day, told.last_day, told.grade, told.origins, told.killed
    row.lat, row.lon, row.precision = (told.place.lat, told.place.lon, told.place.precision) if told.place is not None else (None, None, None)
    row.summary = {
        "time": told.time,
        "modality": told.modality,
        "places": told.places,
        "agents": told.agents,
        "targets": told.targets,
        "figures": {measure: [n.low, n.best, n.high] for measure, n in told.figures.items()},
        "conflicts": told.differing,
        "because": told.because,
    }


def conflict_terms(claims: Sequence[Claim]) -> Iterable[tuple[str, str]]:
    """What the claims of an incident differ in: ``("conflict", "figure")`` and ``("conflict", "killed")``; ``("update", "killed")``."""
    for c in of_incident(claims):
        kind = "update" if c.update else "conflict"
        yield from ((kind, c.kind), (kind, c.what))


def _terms(claims: Sequence[Claim], outlets: dict[str, str]) -> Iterable[tuple[str, str]]:
    for claim in claims:
        yield "type", claim.event.type
        yield "outlet", fold_word(outlets[claim.doc])
        for figure in claim.event.figures:
            yield "measure", figure.measure
        for place in claim.event.places:
            if place.id is not None:
                yield "place", place.id
            for name in (*place.names[:3], *place.within, *place.path):
                yield "place", fold_word(name)
        for actor in (*claim.event.agent, *claim.event.target):
            if actor.id is not None:
                yield "party", actor.id
            for name in actor.names[:3]:
                yield "party", fold_word(name)

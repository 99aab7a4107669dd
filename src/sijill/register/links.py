"""Linking what the register holds: scored links, incidents with numbers that stay valid, near-copies.

Incremental: only claims that were not linked yet are compared, and only the incidents that they touch are formed anew.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.db import connection, transaction
from django.db.models import Count, Q

from sijill.knowledge.tables import pack_folders
from sijill.linking.claims import OPEN_DAYS, REACH_DAYS, Claim, Key, claims, span_of
from sijill.linking.clusters import Judgement as Judged
from sijill.linking.clusters import Link as Scored
from sijill.linking.clusters import candidates, incidents
from sijill.linking.likeness import TOO_LATE, Likeness, Weights, likeness
from sijill.linking.origins import near_copies
from sijill.register import bulk
from sijill.register.audit import Chain, moment, now
from sijill.register.models import Copy, EventRow, Incident, Judgement, Link, Member, Reading, Report
from sijill.register.readings import record
from sijill.register.summaries import refresh

MANY = 500
"""New claims from which all claims are held in memory at once instead of looked up for each."""


class Outcome(NamedTuple):
    """What linking did: new claims, new links, and the incidents that there are now with more than one claim."""

    claims: int
    links: int
    shared: int


def link(packs: Sequence[Path] = (), who: str | None = None) -> Outcome:
    """Link every claim that has no incident yet, and form the incidents that this touches anew."""
    weights = Weights(pack_folders(tuple(packs)))
    with transaction.atomic():
        fresh = list(EventRow.objects.filter(linked=False).order_by("pk").values_list("pk", flat=True))
        touched = set(fresh)
        made = 0
        if fresh:
            everything = _everything() if len(fresh) > MANY else None
            found = _pairs(fresh, weights) if everything is None else _all_pairs(set(fresh), everything, weights)
            Link.objects.bulk_create(
                [Link(a_id=a, b_id=b, score=n.score, parts=n.parts) for (a, b), n in sorted(found.items())], batch_size=500, ignore_conflicts=True
            )
            made = len(found)
            touched = _reached(touched)
            _form(touched, weights, everything)
            EventRow.objects.filter(linked=False).update(linked=True)
        if fresh:
            chain = Chain(who)
            chain.add("link", "incidents", {"claims": len(fresh), "links": made, "members": _digest(touched)})
            chain.write()
    if len(fresh) > MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # or lists are looked for along the wrong index
    return Outcome(len(fresh), made, _shared())


def judge(a: EventRow, b: EventRow, verdict: str, why: str = "", who: str | None = None, packs: Sequence[Path] = ()) -> None:
    """Note what a person says of two claims, and form their incidents anew. Raises ``ValueError`` for another verdict, and for a claim held
    against itself."""
    if verdict not in ("same", "not_same", "unsure"):
        raise ValueError(f"{verdict!r} is no judgement; say same, not_same or unsure")
    if a.pk == b.pk:
        raise ValueError("both are one claim; name two")
    with transaction.atomic():
        chain = Chain(who)
        at = now()
        Judgement.objects.create(
            a_report=a.report, a_start=a.start, a_type=a.type, b_report=b.report, b_start=b.start, b_type=b.type,
            verdict=verdict, who=chain.who, why=why, made=at,
        )  # fmt: skip
        chain.add("judge", f"{a.report.key}:{a.start} {b.report.key}:{b.start}", {"verdict": verdict, "why": why, "types": [a.type, b.type], "made": moment(at)})
        _form(_reached({a.pk, b.pk}), Weights(pack_folders(tuple(packs))))
        chain.write()


# -- pairs ------------------------------------------------------------------------------------------------


def claims_of(rows: Iterable[EventRow], *, lean: bool = False) -> dict[int, Claim]:
    """The claims of rows, by primary key; reports are named by theirs. ``lean``: without what only explains the values, where many are held."""
    wanted: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        wanted[row.reading_id][row.ident] = row.pk
    out: dict[int, Claim] = {}
    for reading in (reading for part in _parts(wanted) for reading in Reading.objects.filter(pk__in=part).only("pk", "report_id", "record")):
        for claim in claims([record(reading)]):
            pk = wanted[reading.pk].get(claim.event.id)
            if pk is not None:
                event = msgspec.structs.replace(claim.event, evidence={}, reasons={}, mentions=[], confidences={}) if lean else claim.event
                out[pk] = claim._replace(doc=str(reading.report_id), event=event)
    return out


def _everything() -> dict[int, Claim]:
    """All claims that there are."""
    return claims_of(EventRow.objects.all().only("pk", "reading_id", "ident").iterator(2000), lean=True)


def _all_pairs(fresh: set[int], held: dict[int, Claim], weights: Weights) -> dict[tuple[int, int], Likeness]:
    """Every pair above the threshold with a fresh claim, among all claims."""
    number = {claim.key: pk for pk, claim in held.items()}
    ordered = [held[pk] for pk in sorted(held)]
    new = frozenset(held[pk].key for pk in fresh)
    return {_pair(number[n.a], number[n.b]): n.likeness for n in candidates(ordered, weights, new)}


def _pairs(fresh: Sequence[int], weights: Weights) -> dict[tuple[int, int], Likeness]:
    """The same, looking up for each fresh claim those of its days, kinds, places and parties."""
    out: dict[tuple[int, int], Likeness] = {}
    rows = {row.pk: row for row in EventRow.objects.filter(pk__in=fresh)}
    near: dict[int, list[EventRow]] = {pk: list(_near(row, weights)) for pk, row in rows.items()}
    held = claims_of([*rows.values(), *(other for others in near.values() for other in others)])
    for pk, others in near.items():
        for other in others:
            pair = _pair(pk, other.pk)
            if pair not in out:
                found = likeness(held[pk], held[other.pk], weights)
                if found.score >= weights.points["threshold"]:
                    out[pair] = found
    return out


def _near(row: EventRow, weights: Weights) -> Iterable[EventRow]:
    """Claims of other reports that may tell of the same: kin types, days that meet, a place, a party or a point nearby."""
    span = span_of(row.time)
    if span is None:
        return
    groups = weights.groups.get(row.type, frozenset())
    kin = [kind for kind, own in weights.groups.items() if not own.isdisjoint(groups)] or [row.type]
    first, last = span.widest[0] - TOO_LATE, span.widest[1] + TOO_LATE
    days = Q(first_day__lte=last, last_day__gte=first) | Q(first_day=None, last_day__gte=first - REACH_DAYS, last_day__lte=last + REACH_DAYS + OPEN_DAYS)
    named = set(row.places.split("|")) | set(row.parties.split("|"))
    named.discard("")
    for other in EventRow.objects.filter(days, type__in=kin).exclude(report_id=row.report_id):
        close = row.lat is not None and other.lat is not None and abs(row.lat - other.lat) < 0.1 and abs((row.lon or 0) - (other.lon or 0)) < 0.1
        if close or not named.isdisjoint(other.places.split("|")) or not named.isdisjoint(other.parties.split("|")):
            yield other


def _parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    """The numbers in order, as many at a time as a query may name."""
    listed = sorted(numbers)
    for at in range(0, len(listed), 500):
        yield listed[at : at + 500]


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


# -- incidents --------------------------------------------------------------------------------------------


def _reached(start: set[int]) -> set[int]:
    """The claims that links, judgements and incidents connect with these."""
    seen, edge = set(start), set(start)
    judged = _judged()
    while edge:
        found: set[int] = set()
        for part in _parts(edge):
            for a, b in Link.objects.filter(Q(a_id__in=part) | Q(b_id__in=part)).values_list("a_id", "b_id"):
                found.update((a, b))
            homes = Member.objects.filter(event_id__in=part).values("incident_id")
            found.update(Member.objects.filter(incident_id__in=homes).values_list("event_id", flat=True))
        for a, b, _ in judged:
            if a in edge or b in edge:
                found.update((a, b))
        edge = found - seen
        seen |= edge
    return seen


def _judged() -> list[tuple[int, int, str]]:
    """People's judgements as pairs of present claims, the latest of a pair only."""
    latest: dict[tuple[int, int], str] = {}
    for j in Judgement.objects.order_by("pk"):
        a, b = _claim_at(j.a_report_id, j.a_start, j.a_type), _claim_at(j.b_report_id, j.b_start, j.b_type)
        if a is not None and b is not None:
            latest[_pair(a, b)] = j.verdict
    return [(a, b, verdict) for (a, b), verdict in latest.items()]


def _claim_at(report: int, start: int, kind: str) -> int | None:
    """The claim of a report that a judgement means: the one whose trigger holds the characters, of that type where several do."""
    rows = list(EventRow.objects.filter(report_id=report, start__lte=start, end__gt=start).values_list("pk", "type"))
    rows = [r for r in rows if r[1] == kind] or rows
    return rows[0][0] if rows else None


def _form(touched: set[int], weights: Weights, everything: dict[int, Claim] | None = None) -> None:
    """Form the incidents of these claims anew. An incident goes on under its number where most of its claims stay; one
    that another takes in points to it."""
    if everything is not None:
        held = everything if len(touched) == len(everything) else {pk: everything[pk] for pk in touched}
    else:
        rows = (row for part in _parts(touched) for row in EventRow.objects.filter(pk__in=part).only("pk", "reading_id", "ident"))
        held = claims_of(rows, lean=True)
    key_of: dict[int, Key] = {pk: claim.key for pk, claim in held.items()}
    pk_of = {key: pk for pk, key in key_of.items()}
    scored = []
    for part in _parts(touched):
        for a, b, score in Link.objects.filter(a_id__in=part).values_list("a_id", "b_id", "score"):
            if b in held and a in held:
                scored.append(Scored(key_of[a], key_of[b], Likeness(score, ())))  # the parts are for people
    judged = [Judged(key_of[a], key_of[b], verdict) for a, b, verdict in _judged() if a in held and b in held]
    ordered = [held[pk] for pk in sorted(held)]
    groups, _ = incidents(ordered, weights, judged, scored)
    formed = [[pk_of[key] for key in group] for group in groups]
    inside = {pk for group in formed for pk in group}
    formed += [[pk] for pk in sorted(held) if pk not in inside]
    numbers = _number(formed, touched)
    _copies(touched)
    refresh(numbers, held)


def _number(formed: Sequence[Sequence[int]], touched: set[int]) -> set[int]:
    """Give every group its number; the numbers that were given or lost claims."""
    before: dict[int, int] = {}
    for part in _parts(touched):
        before.update(Member.objects.filter(event_id__in=part).values_list("event_id", "incident_id"))
    taken: set[int] = set()
    homes: list[tuple[Sequence[int], int | None]] = []
    # The largest first, so that an incident that falls apart keeps its number where most of it stays.
    for group in sorted(formed, key=lambda g: (-len(g), min(g))):
        votes: defaultdict[int, int] = defaultdict(int)
        for pk in group:
            if pk in before and before[pk] not in taken:
                votes[before[pk]] += 1
        home = min(votes, key=lambda i: (-votes[i], i)) if votes else None
        if home is not None:
            taken.add(home)
        homes.append((group, home))
    at_time = now()
    new = Incident.objects.bulk_create([Incident(made=at_time) for _, home in homes if home is None])
    fresh = iter(new)
    placed: dict[int, int] = {}
    for group, home in homes:
        number = home if home is not None else next(fresh).pk
        for pk in group:
            placed[pk] = number
    for part in _parts(touched):
        Member.objects.filter(event_id__in=part).delete()
    bulk.insert(Member, ("event", "incident"), sorted(placed.items()))
    Incident.objects.filter(pk__in=taken).update(merged_into=None)
    for old in set(before.values()) - taken:
        heirs = [placed[pk] for pk, home in before.items() if home == old and pk in placed]
        if heirs:
            Incident.objects.filter(pk=old).update(merged_into_id=max(set(heirs), key=heirs.count))
    return set(placed.values()) | set(before.values())


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


def _digest(touched: set[int]) -> str:
    """SHA-256 over which incident each of these claims belongs to."""
    whole = hashlib.sha256()
    for part in _parts(touched):
        for event, incident in Member.objects.filter(event_id__in=part).order_by("event_id").values_list("event_id", "incident_id"):
            whole.update(f"{event} {incident}\n".encode())
    return whole.hexdigest()


def _copies(touched: set[int]) -> None:
    """Mark reports that are near-copies of earlier ones, among those that tell of one incident."""
    homes: defaultdict[int, set[int]] = defaultdict(set)
    for part in _parts(touched):
        for incident, report in Member.objects.filter(event_id__in=part).values_list("incident_id", "event__report_id"):
            homes[incident].add(report)
    pairs = sorted({(a, b) for reports in homes.values() for a in reports for b in reports if a < b})
    docs = sorted({doc for pair in pairs for doc in pair})
    if not docs:
        return
    texts = {str(pk): text for pk, text in Report.objects.filter(pk__in=docs).order_by("pk").values_list("pk", "text")}
    Copy.objects.filter(report_id__in=docs).delete()
    groups = near_copies(texts, [(str(a), str(b)) for a, b in pairs])
    Copy.objects.bulk_create([Copy(report_id=int(doc), of_id=int(group[0])) for group in groups for doc in group[1:]])

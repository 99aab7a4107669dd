"""Incidents formed of the register's claims: which claims hang together, what people judged, numbers that stay valid, near-copies."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
from django.db.models import Q

from sijill.errors import RegisterError
from sijill.linking.claims import Claim, Key, claims
from sijill.linking.clusters import Judgement as Judged
from sijill.linking.clusters import Link as Scored
from sijill.linking.clusters import joined
from sijill.linking.likeness import Likeness, Weights
from sijill.linking.origins import near_copies
from sijill.register import bulk, equated
from sijill.register.audit import now
from sijill.register.models import Copy, EventRow, Incident, Judgement, Link, Member, Reading, Report
from sijill.register.readings import record
from sijill.register.summaries import refresh


class InForce(NamedTuple):
    """What people say of two present claims, by the latest judgement of the pair: ``a`` < ``b`` are primary keys of ``EventRow``."""

    a: int
    b: int
    verdict: str
    judgement: int


class Hold(NamedTuple):
    """Claims that links, judgements and incidents connect: names by primary key in order, links between them, judgements between them."""

    keys: dict[int, Key]
    links: list[Scored]
    judged: list[InForce]


def claims_of(rows: Iterable[EventRow], *, lean: bool = False) -> dict[int, Claim]:
    """The claims of rows, by primary key; reports are named by theirs. ``lean``: without what only explains the values, where many are held."""
    wanted: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        wanted[row.reading_id][row.ident] = row.pk
    out: dict[int, Claim] = {}
    same = equated.same()
    for reading in (reading for part in parts(wanted) for reading in Reading.objects.filter(pk__in=part).only("pk", "report_id", "record")):
        for claim in claims([record(reading)]):
            pk = wanted[reading.pk].get(claim.event.id)
            if pk is not None:
                event = msgspec.structs.replace(claim.event, evidence={}, reasons={}, mentions=[], confidences={}) if lean else claim.event
                out[pk] = equated.of_claim(claim._replace(doc=str(reading.report_id), event=event), same)
    return out


def parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    """The numbers in order, as many at a time as a query may name."""
    listed = sorted(numbers)
    for at in range(0, len(listed), 500):
        yield listed[at : at + 500]


def pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def reached(start: set[int]) -> set[int]:
    """The claims that links, judgements and incidents connect with these."""
    seen, edge = set(start), set(start)
    judged: defaultdict[int, set[int]] = defaultdict(set)
    for one in in_force():
        judged[one.a].add(one.b)
        judged[one.b].add(one.a)
    while edge:
        found: set[int] = set()
        for part in parts(edge):
            for ends in Link.objects.filter(Q(a_id__in=part) | Q(b_id__in=part)).values_list("a_id", "b_id"):
                found.update(ends)
            homes = Member.objects.filter(event_id__in=part).values("incident_id")
            found.update(Member.objects.filter(incident_id__in=homes).values_list("event_id", flat=True))
        found.update(other for pk in edge for other in judged[pk])
        edge = found - seen
        seen |= edge
    return seen


def in_force() -> list[InForce]:
    """People's judgements of present claims, the latest of a pair only; those that were taken back are none."""
    said = list(Judgement.objects.order_by("pk").values_list("pk", "a_report_id", "a_start", "a_type", "b_report_id", "b_start", "b_type", "verdict"))
    at = _claims_at({(report, start, kind) for j in said for report, start, kind in (j[1:4], j[4:7])})
    latest: dict[tuple[int, int], InForce] = {}
    for j in said:
        a, b = at.get(j[1:4]), at.get(j[4:7])
        if a is not None and b is not None:
            latest[pair(a, b)] = InForce(*pair(a, b), j[7], j[0])
    return [one for one in latest.values() if one.verdict != "withdrawn"]


def _claims_at(wanted: set[tuple[int, int, str]]) -> dict[tuple[int, int, str], int]:
    """The claims that judgements mean by report, character and type: of that report the one whose trigger holds the character, of that type where
    several do."""
    rows: defaultdict[int, list[tuple[int, int, int, str]]] = defaultdict(list)
    for part in parts({report for report, _, _ in wanted}):
        for report, *row in EventRow.objects.filter(report_id__in=part).order_by("pk").values_list("report_id", "start", "end", "pk", "type"):
            rows[report].append((row[0], row[1], row[2], row[3]))
    out = {}
    for report, start, kind in wanted:
        fits = [row for row in rows[report] if row[0] <= start < row[1]]
        chosen = next((row for row in fits if row[3] == kind), fits[0] if fits else None)
        if chosen is not None:
            out[report, start, kind] = chosen[2]
    return out


def hold(touched: set[int]) -> Hold:
    """What forming the incidents of these claims needs to know of them."""
    keys: dict[int, Key] = {}
    for part in parts(touched):
        for pk, report, ident in EventRow.objects.filter(pk__in=part).order_by("pk").values_list("pk", "report_id", "ident"):
            keys[pk] = (str(report), ident)
    links = []
    for part in parts(touched):
        for a, b, score in Link.objects.filter(a_id__in=part).values_list("a_id", "b_id", "score"):
            if a in keys and b in keys:
                links.append(Scored(keys[a], keys[b], Likeness(score, ())))  # the parts are for people
    return Hold(keys, links, [one for one in in_force() if one.a in keys and one.b in keys])


def groups(held: Hold, weights: Weights, more: Iterable[tuple[int, int]] = ()) -> list[list[int]]:
    """Which of the claims are one incident, every claim in one group; ``more``: pairs taken for judged the same."""
    judged = [Judged(held.keys[one.a], held.keys[one.b], one.verdict) for one in held.judged]
    judged += [Judged(held.keys[a], held.keys[b], "same") for a, b in more]
    found, _ = joined(list(held.keys.values()), weights.points["threshold"], judged, held.links)
    pk_of = {key: pk for pk, key in held.keys.items()}
    formed = [[pk_of[key] for key in group] for group in found]
    inside = {pk for group in formed for pk in group}
    return formed + [[pk] for pk in held.keys if pk not in inside]


def homes(events: Iterable[int]) -> dict[int, int]:
    """The number of the incident of each claim, by primary key."""
    out: dict[int, int] = {}
    for part in parts(events):
        out.update(Member.objects.filter(event_id__in=part).values_list("event_id", "incident_id"))
    return out


def heir(number: int) -> Incident:
    """The incident of a number, or the one that took it in. Raises ``RegisterError`` for a number never given."""
    row = Incident.objects.filter(pk=number).first()
    if row is None:
        raise RegisterError(f"there is no incident {number}; `sijill incidents` lists them")
    while row.merged_into is not None:
        row = row.merged_into
    return row


def form(touched: set[int], weights: Weights, everything: dict[int, Claim] | None = None) -> None:
    """Form the incidents of these claims anew, and make everything anew that is shown of them, as new claims and new values ask for. An incident
    goes on under its number where most of its claims stay; one that another takes in points to it."""
    formed = groups(hold(touched), weights)
    numbers = _number(formed, homes(touched), {})
    if everything is not None:
        claims = everything if len(touched) == len(everything) else {pk: everything[pk] for pk in touched}
    else:
        claims = _lean(touched)
    _copies(touched)
    refresh(numbers, claims)


def summarize(numbers: Sequence[int]) -> None:
    """Make everything anew that is shown of incidents whose claims came with them. As many at a time as memory is to hold."""
    refresh(numbers, claims_of(EventRow.objects.filter(member__incident_id__in=numbers).only("pk", "reading_id", "ident"), lean=True))


def reform(touched: set[int], weights: Weights, wished: Mapping[int, int | None], remembered: Callable[[Sequence[int]], int | None]) -> dict[int, tuple[list[int], list[int]]]:
    """The same where nothing but judgements changed: only incidents that lose or win claims are made anew. ``wished``: the number that a claim
    speaks for where that is not the one it has (None: for none). ``remembered``: the number that claims had before another incident took them in, for those
    that would get a new one.

    Returns the claims of these incidents before and after, by number.
    """
    before = homes(touched)
    _number(groups(hold(touched), weights), before, wished, remembered)
    after = homes(touched)
    changed = {number for pk in touched for number in (before.get(pk), after.get(pk)) if number is not None and before.get(pk) != after.get(pk)}
    inside = {pk for pk, number in after.items() if number in changed}
    if changed:
        _copies(inside)
        refresh(changed, _lean(inside))
    return {
        number: (sorted(pk for pk, home in before.items() if home == number), sorted(pk for pk, home in after.items() if home == number))
        for number in sorted(changed)
    }


def _lean(events: Iterable[int]) -> dict[int, Claim]:
    rows = (row for part in parts(events) for row in EventRow.objects.filter(pk__in=part).only("pk", "reading_id", "ident"))
    return claims_of(rows, lean=True)


def _number(
    formed: Sequence[Sequence[int]],
    before: Mapping[int, int],
    wished: Mapping[int, int | None],
    remembered: Callable[[Sequence[int]], int | None] = lambda group: None,
) -> set[int]:
    """Give every group its number; the numbers that were given or lost claims."""
    speaks = {**before, **_free(wished, before)}
    taken: set[int] = set()
    homes: list[tuple[Sequence[int], int | None]] = []
    # The largest first, so that an incident that falls apart keeps its number where most of it stays.
    for group in sorted(formed, key=lambda g: (-len(g), min(g))):
        votes: defaultdict[int, int] = defaultdict(int)
        for pk in group:
            number = speaks.get(pk)
            if number is not None and number not in taken:
                votes[number] += 1
        home = min(votes, key=lambda i: (-votes[i], i)) if votes else None
        if home is not None:
            taken.add(home)
        homes.append((group, home))
    for at, (group, home) in enumerate(homes):
        old = remembered(group) if home is None else None
        if old is not None and old not in taken:
            taken.add(old)
            homes[at] = (group, old)
    at_time = now()
    new = Incident.objects.bulk_create([Incident(made=at_time) for _, home in homes if home is None])
    fresh = iter(new)
    placed: dict[int, int] = {}
    for group, home in homes:
        number = home if home is not None else next(fresh).pk
        for pk in group:
            placed[pk] = number
    for part in parts(placed):
        Member.objects.filter(event_id__in=part).delete()
    bulk.insert(Member, ("event", "incident"), sorted(placed.items()))
    Incident.objects.filter(pk__in=taken).update(merged_into=None)
    for old in set(before.values()) - taken:
        heirs = [placed[pk] for pk, home in before.items() if home == old]
        if heirs:
            Incident.objects.filter(pk=old).update(merged_into_id=max(set(heirs), key=heirs.count))
    return set(placed.values()) | set(before.values())


def _free(wished: Mapping[int, int | None], before: Mapping[int, int]) -> dict[int, int | None]:
    """The wishes for numbers that were given once and that no other claim has now."""
    asked = {number for number in wished.values() if number is not None}
    given = set(Incident.objects.filter(pk__in=asked).values_list("pk", flat=True))
    elsewhere = set(Member.objects.filter(incident_id__in=asked).exclude(event_id__in=before).values_list("incident_id", flat=True))
    return {pk: number for pk, number in wished.items() if number is None or (number in given and number not in elsewhere)}


def _copies(touched: set[int]) -> None:
    """Mark reports that are near-copies of earlier ones, among those that tell of one incident."""
    docs: set[int] = set()
    for part in parts(touched):
        docs.update(EventRow.objects.filter(pk__in=part).values_list("report_id", flat=True))
    told: defaultdict[int, set[int]] = defaultdict(set)
    for part in parts(docs):
        for incident, report in Member.objects.filter(event__report_id__in=part).values_list("incident_id", "event__report_id"):
            told[incident].add(report)
    pairs = sorted({(a, b) for reports in told.values() for a in reports for b in reports if a < b})
    listed = sorted({doc for pair in pairs for doc in pair})
    if not listed:
        return
    texts: dict[str, str] = {}
    kept: dict[int, int] = {}
    for part in parts(listed):
        texts.update((str(pk), text) for pk, text in Report.objects.filter(pk__in=part).values_list("pk", "text"))
        kept.update((copy, of) for copy, of in Copy.objects.filter(report_id__in=part).values_list("report_id", "of_id") if of not in docs)
        Copy.objects.filter(report_id__in=[doc for doc in part if doc not in kept]).delete()
    found = near_copies({doc: texts[doc] for doc in map(str, listed)}, [(str(a), str(b)) for a, b in pairs])
    rows = [(int(doc), kept.get(int(group[0]), int(group[0]))) for group in found for doc in group[1:]]
    Copy.objects.bulk_create([Copy(report_id=doc, of_id=of) for doc, of in rows if doc not in kept])


def digest(touched: Iterable[int]) -> str:
    """SHA-256 over which incident each of these claims belongs to."""
    whole = hashlib.sha256()
    for part in parts(touched):
        for event, incident in Member.objects.filter(event_id__in=part).order_by("event_id").values_list("event_id", "incident_id"):
            whole.update(f"{event} {incident}\n".encode())
    return whole.hexdigest()

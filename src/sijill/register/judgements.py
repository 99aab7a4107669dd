"""What people say of claims: one incident or not. A judgement outranks every score, is never overwritten, only followed by another, and can be taken back."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from json import loads
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q

from sijill.errors import RegisterError
from sijill.knowledge.tables import pack_folders
from sijill.linking.likeness import Weights
from sijill.register.audit import Chain, moment, now
from sijill.register.forming import (
    Hold,
    InForce,
    groups,
    heir,
    hold,
    homes,
    in_force,
    pair,
    parts,
    reached,
    reform,
)
from sijill.register.models import Entry, EventRow, Incident, Judgement

VERDICTS = ("same", "not_same", "unsure", "withdrawn")
"""``unsure`` binds nothing; ``withdrawn`` takes back what was said of the pair, as if nobody had said anything."""

_TRIED = 6
"""Pairs that are tried for each claim that does not come along by itself when incidents are merged."""

_LOOKED_BACK = 50
"""Moments of judging, the latest, in which a number is looked for that claims had before."""

_NAMED = 4
"""How many pairs or claims an error names."""


class Held(NamedTuple):
    """A judgement as an error names it: its id, its claims (``report:event``), and who made it."""

    judgement: int
    a: str
    b: str
    who: str


class Refused(RegisterError):
    """A judgement that cannot be made or obeyed. ``reason``: number, few, apart (one report keeps claims apart), judged (people did), contradicted (judgements make
    them one), twice (judgements would make one of what a report keeps apart), strange (no claim of the incident), all, nothing, missing, over (holds no longer).
    ``claims`` and ``judgements`` are those that the text names, all of them."""

    def __init__(self, text: str, reason: str, claims: Sequence[str] = (), judgements: Sequence[Held] = ()) -> None:
        super().__init__(text)
        self.reason = reason
        self.claims = tuple(claims)
        self.judgements = tuple(judgements)


class Said(NamedTuple):
    """What is said of two claims, one of ``VERDICTS``."""

    a: EventRow
    b: EventRow
    verdict: str
    why: str = ""


class Deed(NamedTuple):
    """Judgements that were made in one go, as ``history`` tells of them. ``standing``: the ids of those that still hold; ``last``: of those that are the last that was
    said of their pair, and can be taken back."""

    who: str
    made: datetime
    act: str
    """judge, merge, split or undo."""
    why: str
    judgements: tuple[Judgement, ...]
    standing: frozenset[int]
    last: frozenset[int]


def judge(a: EventRow, b: EventRow, verdict: str, why: str = "", who: str | None = None, packs: Sequence[Path] = ()) -> int:
    """Note what a person says of two claims, and form their incidents anew; the id of the judgement. Raises what ``judge_all`` raises."""
    return judge_all([Said(a, b, verdict, why)], who, packs)[0]


def judge_all(said: Iterable[Said], who: str | None = None, packs: Sequence[Path] = ()) -> list[int]:
    """The same of several pairs, all of them or none; the ids in that order.

    Raises ``ValueError`` for another verdict and for a claim held against itself, ``RegisterError`` where a judgement cannot be obeyed because of others
    (which it names), and where there is nothing to take back.
    """
    listed = list(said)
    for one in listed:
        if one.verdict not in VERDICTS:
            raise ValueError(f"{one.verdict!r} is no judgement; say same, not_same, unsure or withdrawn")
        if one.a.pk == one.b.pk:
            raise ValueError("both are one claim; name two")
    with transaction.atomic():
        chain = Chain(who)  # first of all, since it makes others wait who judge at the same time
        standing = {(one.a, one.b): one for one in in_force()}
        for one in listed:
            if one.verdict == "withdrawn" and pair(one.a.pk, one.b.pk) not in standing:
                names = [name(one.a), name(one.b)]
                raise Refused(f"{' and '.join(names)}: nobody has judged them, so there is nothing to take back", "nothing", names)
        return _note(listed, chain, "judge", "", packs)


def merge(incidents: Sequence[int], why: str = "", who: str | None = None, packs: Sequence[Path] = ()) -> list[int]:
    """Bring the claims of several incidents into one, by the fewest judgements ``same`` that are found to do it; their ids.

    Raises ``RegisterError`` for a number that there is none of, for less than two incidents, where a report keeps two of the claims apart, and where people
    judged two of them not to be the same.
    """
    with transaction.atomic():
        chain = Chain(who)
        numbers = list(dict.fromkeys(heir(number).pk for number in incidents))
        if len(numbers) < 2:
            now_one = f"all that were named are incident {numbers[0]} now" if numbers else "none was named"
            raise Refused(f"to merge, name two incidents or more; {now_one}", "few")
        rows = {row.pk: row for row in EventRow.objects.filter(member__incident_id__in=numbers).select_related("report").order_by("pk")}
        home = homes(rows)
        _may_merge(rows, home)
        weights = Weights(pack_folders(tuple(packs)))
        chosen = _fewest(hold(reached(set(rows))), home, weights)
        return _note([Said(rows[a], rows[b], "same", why) for a, b in chosen], chain, "merge", why, packs)


def split(incident: int, claims: Iterable[EventRow], why: str = "", who: str | None = None, packs: Sequence[Path] = ()) -> list[int]:
    """Take claims out of an incident, which goes on with the others under its number: a judgement ``not_same`` for every claim taken out with every
    one that stays, so that no later claim brings them together again; their ids.

    Raises ``RegisterError`` where a claim is not of that incident, where none is named, and where none would stay.
    """
    with transaction.atomic():
        chain = Chain(who)
        number = heir(incident).pk
        rows = {row.pk: row for row in EventRow.objects.filter(member__incident_id=number).select_related("report").order_by("pk")}
        out = {row.pk: row for row in claims}
        if strange := [name(row) for pk, row in out.items() if pk not in rows]:
            raise Refused(f"{_some(strange)}: not among the claims of incident {number}; `sijill incident {number}` shows them", "strange", strange)
        if not out or len(out) == len(rows):
            raise Refused(f"to split incident {number}, name some of its {len(rows)} claims, but not all", "all")
        said = [Said(rows[a], rows[b], "not_same", why) for a in out for b in rows if b not in out]
        return _note(said, chain, "split", why, packs, dict.fromkeys(out))


def undo(ids: Sequence[int], who: str | None = None, why: str = "", packs: Sequence[Path] = ()) -> list[int]:
    """Take judgements back: each pair is as it was before, with what had been said of it before, and incidents have the numbers they had. The ids of the
    judgements that say so, which can be taken back in turn.

    Raises ``RegisterError`` for an id that there is none of, and where the judgement holds no longer.
    """
    with transaction.atomic():
        chain = Chain(who)
        rows = {j.pk: j for j in Judgement.objects.filter(pk__in=ids).select_related("a_report", "b_report")}
        if missing := [number for number in ids if number not in rows]:
            raise Refused(f"there is no judgement {missing[0]}", "missing")
        made = sorted({rows[pk].made for pk in rows}, reverse=True)
        noted: list[Judgement] = []
        at = now()
        reports = {report for j in rows.values() for report in (j.a_report_id, j.b_report_id)}
        earlier = _by_pair(Judgement.objects.filter(a_report_id__in=reports).order_by("pk"))
        for pk in sorted(rows):
            row = rows[pk]
            said = earlier[_ends(row)]
            if said[-1].pk != pk:
                last = said[-1]
                raise Refused(
                    f"judgement {pk} ({row.verdict}, {row.who}) holds no longer: judgement {last.pk} ({last.verdict}, {last.who}) came after it; take that back", "over"
                )
            verdict = said[-2].verdict if len(said) > 1 else "withdrawn"
            noted.append(_row(row, verdict, chain.who, why or f"judgement {pk} taken back", at))
        wished: dict[int, int | None] = {}
        for when in made:
            wished.update(_before(when))
        return _write(noted, chain, "undo", why, packs, wished)


def history(events: Iterable[int]) -> list[Deed]:
    """What was judged of these claims (primary keys of ``EventRow``), and whatever was judged in one go with that, the latest first."""
    rows = list(EventRow.objects.filter(pk__in=list(events)).values_list("report_id", "start", "end"))

    def inside(report: int, start: int) -> bool:
        return any(report == own and first <= start < end for own, first, end in rows)

    told = _of_reports({report for report, _, _ in rows})
    moments = {j.made for j in told if inside(j.a_report_id, j.a_start) or inside(j.b_report_id, j.b_start)}
    # What was done in one go is told whole, and taken back whole.
    own = list(Judgement.objects.filter(made__in=moments).select_related("a_report", "b_report").order_by("pk"))
    everything = _of_reports({report for j in own for report in (j.a_report_id, j.b_report_id)})
    final = {said[-1].pk: said[-1].verdict for said in _by_pair(everything).values()}
    deeds: defaultdict[tuple[datetime, str], list[Judgement]] = defaultdict(list)
    for j in own:
        deeds[j.made, j.who].append(j)
    out = []
    for (made, who), js in sorted(deeds.items(), key=lambda deed: (deed[0][0], deed[1][0].pk), reverse=True):
        whole = _regroup(made)
        act = str(whole["act"]) if whole else "judge"
        holding = frozenset(j.pk for j in js if final.get(j.pk, "withdrawn") != "withdrawn")
        out.append(Deed(who, made, act, (whole or {}).get("why") or js[0].why, tuple(js), holding, frozenset(j.pk for j in js if j.pk in final)))
    return out


def _of_reports(reports: set[int]) -> list[Judgement]:
    """The judgements of claims of these reports."""
    return list(Judgement.objects.filter(Q(a_report_id__in=reports) | Q(b_report_id__in=reports)).order_by("pk"))


def name(row: EventRow) -> str:
    """A claim as people name it: report and event."""
    return f"{row.report.doc}:{row.ident}"


# -- writing ----------------------------------------------------------------------------------------------


def _note(said: Sequence[Said], chain: Chain, act: str, why: str, packs: Sequence[Path], wished: Mapping[int, int | None] | None = None) -> list[int]:
    at = now()
    rows = [
        Judgement(
            a_report=one.a.report, a_start=one.a.start, a_type=one.a.type, b_report=one.b.report, b_start=one.b.start, b_type=one.b.type,
            verdict=one.verdict, who=chain.who, why=one.why, made=at,
        )
        for one in said
    ]  # fmt: skip
    return _write(rows, chain, act, why, packs, wished or {})


def _row(of: Judgement, verdict: str, who: str, why: str, at: datetime) -> Judgement:
    """Another judgement of the same pair."""
    return Judgement(
        a_report=of.a_report, a_start=of.a_start, a_type=of.a_type, b_report=of.b_report, b_start=of.b_start, b_type=of.b_type,
        verdict=verdict, who=who, why=why, made=at,
    )  # fmt: skip


def _write(rows: Sequence[Judgement], chain: Chain, act: str, why: str, packs: Sequence[Path], wished: Mapping[int, int | None]) -> list[int]:
    """Write judgements of one moment, and what becomes of the incidents; everything is taken back where one cannot be obeyed."""
    before = in_force()
    Judgement.objects.bulk_create(rows)
    for row in rows:
        subject = f"{row.a_report.key}:{row.a_start} {row.b_report.key}:{row.b_start}"
        chain.add("judge", subject, {"verdict": row.verdict, "why": row.why, "types": [row.a_type, row.b_type], "made": moment(row.made)})
    after = in_force()
    _obeyed(before, after)
    own = {row.pk for row in rows}
    # What was withdrawn is known by the judgement it ended.
    ended = {(one.a, one.b) for one in before} - {(one.a, one.b) for one in after}
    touched = {pk for one in after if one.judgement in own for pk in (one.a, one.b)} | {pk for both in ended for pk in both}
    changed = reform(reached(touched | set(wished)), Weights(pack_folders(tuple(packs))), wished, _remembered) if touched else {}
    if changed:
        spots = _spots({pk for sides in changed.values() for side in sides for pk in side})
        chain.add(
            "regroup",
            " ".join(str(number) for number in changed),
            {
                "act": act, "why": why, "made": moment(rows[0].made),
                "before": {str(number): [spots[pk] for pk in was] for number, (was, _) in changed.items()},
                "after": {str(number): [spots[pk] for pk in now] for number, (_, now) in changed.items()},
            },
        )  # fmt: skip
    chain.write()
    return [row.pk for row in rows]


def _spots(events: Iterable[int]) -> dict[int, str]:
    """Claims by the characters they are fastened to: key of the report and start of the trigger."""
    out: dict[int, str] = {}
    for part in parts(events):
        for pk, key, start in EventRow.objects.filter(pk__in=part).values_list("pk", "report__key", "start"):
            out[pk] = f"{key}:{start}"
    return out


def _regroup(made: datetime) -> dict[str, Any] | None:
    """What the audit chain has of the incidents that judgements of that moment changed."""
    # Entries stand in the order of their times, and no index is over them: the moment is looked for by halving.
    low, high = 0, Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    first = made.astimezone(UTC).isoformat(timespec="milliseconds")
    while low < high:
        middle = (low + high) // 2
        at = Entry.objects.filter(number=middle + 1).values_list("at", flat=True).first() or ""
        low, high = (middle + 1, high) if at < first else (low, middle)
    behind = Entry.objects.filter(number__gt=low).order_by("number").only("number", "at", "action", "detail").iterator(200)
    for entry in behind:
        if entry.action in ("judge", "regroup"):
            detail = loads(entry.detail)
            if detail.get("made", "") > moment(made):
                return None
            if entry.action == "regroup" and detail["made"] == moment(made):
                return detail
        elif entry.at > first:
            return None
    return None


def _before(made: datetime) -> dict[int, int]:
    """The numbers that claims had before the judgements of that moment, by primary key."""
    whole = _regroup(made)
    out: dict[int, int] = {}
    for number, spots in (whole["before"] if whole else {}).items():
        for spot in spots:
            key, _, start = spot.rpartition(":")
            row = EventRow.objects.filter(report__key=key, start__lte=int(start), end__gt=int(start)).order_by("pk").values_list("pk", flat=True).first()
            if row is not None:
                out[row] = int(number)
    return out


def _remembered(events: Sequence[int]) -> int | None:
    """The number that most of these claims had when a judgement brought them into another incident, if no incident has it now."""
    spots = _spots(events)
    reports = EventRow.objects.filter(pk__in=events).values("report_id")
    told = Judgement.objects.filter(Q(a_report_id__in=reports) | Q(b_report_id__in=reports)).order_by("-made").values_list("made", flat=True).distinct()
    own = set(spots.values())
    for made in told[:_LOOKED_BACK]:
        whole = _regroup(made)
        for number, had in (whole["before"] if whole else {}).items():
            if 2 * len(own.intersection(had)) > len(own) and Incident.objects.filter(pk=int(number)).exclude(merged_into=None).exists():
                return int(number)
    return None


def _ends(row: Judgement) -> frozenset[tuple[int, int]]:
    """The pair that a judgement is of."""
    return frozenset(((row.a_report_id, row.a_start), (row.b_report_id, row.b_start)))


def _by_pair(rows: Iterable[Judgement]) -> dict[frozenset[tuple[int, int]], list[Judgement]]:
    """Judgements by pair, in their order."""
    out: defaultdict[frozenset[tuple[int, int]], list[Judgement]] = defaultdict(list)
    for row in rows:
        out[_ends(row)].append(row)
    return out


# -- what cannot be obeyed --------------------------------------------------------------------------------


def _obeyed(before: Sequence[InForce], after: Sequence[InForce]) -> None:
    """Raises ``RegisterError`` where judgements contradict one another that did not before."""
    known = {(one.a, one.b) for one in before if one.verdict == "not_same" and _chain(before, one.a, one.b)}
    for one in after:
        if one.verdict == "not_same" and (one.a, one.b) not in known and (by := _chain(after, one.a, one.b)):
            a, b = _names((one.a, one.b))
            held = _held(by)
            raise Refused(
                f"{a} and {b} are judged not to be the same ({_told(_held([one]))}), but others make them one: {_told(held)}; take one of these back first",
                "contradicted", (a, b), held,
            )  # fmt: skip
    old = {frozenset(two) for two in _twice(before)}
    direct = {frozenset((one.a, one.b)) for one in after if one.verdict == "same"}
    for two in _twice(after):
        if frozenset(two) not in old | direct:
            a, b = _names(two)
            held = _held(_chain(after, *two))
            raise Refused(
                f"{a} and {b}: one report keeps them apart, but these would make them one: {_told(held)}; take one of them back, "
                "or reject one of the two events where the report tells of one only", "twice", (a, b), held,
            )  # fmt: skip


def _same(said: Iterable[InForce]) -> dict[int, list[InForce]]:
    out: defaultdict[int, list[InForce]] = defaultdict(list)
    for one in said:
        if one.verdict == "same":
            out[one.a].append(one)
            out[one.b].append(one)
    return out


def _chain(said: Iterable[InForce], a: int, b: int) -> list[InForce]:
    """The shortest chain of judgements ``same`` from one claim to the other; none where there is none."""
    edges = _same(said)
    came: dict[int, InForce | None] = {a: None}
    waiting = deque([a])
    while waiting and b not in came:
        at = waiting.popleft()
        for one in edges.get(at, ()):
            other = one.b if one.a == at else one.a
            if other not in came:
                came[other] = one
                waiting.append(other)
    out: list[InForce] = []
    at = b
    while (one_ := came.get(at)) is not None:
        out.append(one_)
        at = one_.b if one_.a == at else one_.a
    return out[::-1]


def _twice(said: Sequence[InForce]) -> Iterator[tuple[int, int]]:
    """Claims of one report that judgements ``same`` bring together, two by two."""
    edges = _same(said)
    report: dict[int, int] = {}
    for part in parts(edges):
        report.update(EventRow.objects.filter(pk__in=part).values_list("pk", "report_id"))
    seen: set[int] = set()
    for start in sorted(edges):
        if start in seen:
            continue
        seen.add(start)
        waiting, first = [start], {report[start]: start}
        while waiting:
            at = waiting.pop()
            for one in edges[at]:
                other = one.b if one.a == at else one.a
                if other in seen:
                    continue
                seen.add(other)
                waiting.append(other)
                if report[other] in first:
                    yield first[report[other]], other
                first.setdefault(report[other], other)


def _names(events: Sequence[int]) -> list[str]:
    rows = {row.pk: row for row in EventRow.objects.filter(pk__in=events).select_related("report")}
    return [name(rows[pk]) for pk in events]


def _held(said: Sequence[InForce]) -> list[Held]:
    rows = Judgement.objects.in_bulk([one.judgement for one in said])
    names = dict(zip(ends := sorted({pk for one in said for pk in (one.a, one.b)}), _names(ends), strict=True))
    return [Held(one.judgement, names[one.a], names[one.b], rows[one.judgement].who) for one in said]


def _told(held: Sequence[Held]) -> str:
    """Judgements as errors name them."""
    return _some([f"judgement {one.judgement} ({one.a} and {one.b}, {one.who})" for one in held])


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


# -- merging ----------------------------------------------------------------------------------------------


def _may_merge(rows: Mapping[int, EventRow], home: Mapping[int, int]) -> None:
    """Raises ``RegisterError`` where a report keeps claims of several of the incidents apart, or a person does."""
    of_report: defaultdict[int, dict[int, EventRow]] = defaultdict(dict)
    for pk, row in rows.items():
        of_report[row.report_id].setdefault(home[pk], row)
    if apart := [[name(row) for row in told.values()] for told in of_report.values() if len(told) > 1]:
        raise Refused(
            f"{_some([' and '.join(names) for names in apart])}: one report tells of them as two, so that their incidents cannot become one; "
            "split one of these claims off first, or reject it where the report tells of one event only", "apart", [one for names in apart for one in names],
        )  # fmt: skip
    against = [one for one in in_force() if one.verdict == "not_same" and one.a in rows and one.b in rows and home[one.a] != home[one.b]]
    if against:
        held = _held(against)
        raise Refused(f"people judged claims of these incidents not to be the same: {_told(held)}; take this back first", "judged", (), held)


def _fewest(held: Hold, home: Mapping[int, int], weights: Weights) -> list[tuple[int, int]]:
    """Pairs of claims that bring all claims of ``home`` into one group when judged the same. At least one for each incident beyond the first; one more
    for each claim that the scores alone would let go, the pair taken that keeps most together."""
    pk_of = {key: pk for pk, key in held.keys.items()}
    scores = {pair(pk_of[n.a], pk_of[n.b]): n.likeness.score for n in held.links}
    degree: defaultdict[int, float] = defaultdict(float)
    for (a, b), score in scores.items():
        if a in home and b in home:
            degree[a] += score
            degree[b] += score
    chosen: list[tuple[int, int]] = []

    def outside(pairs: Sequence[tuple[int, int]]) -> tuple[set[int], set[int]]:
        """Claims that are together with most others, and the rest."""
        own = [set(group) & home.keys() for group in groups(held, weights, pairs)]
        main = max(own, key=lambda group: (len(group), -min(group, default=0)))
        return main, set(home) - main

    main, rest = outside(chosen)
    while rest:
        nearest = sorted(
            ((a, b) for a in main for b in rest),
            key=lambda ab: (-scores.get(pair(*ab), 0.0), -degree[ab[0]] - degree[ab[1]], ab),
        )[:_TRIED]
        best = min(nearest, key=lambda ab: len(outside([*chosen, ab])[1]))
        chosen.append(pair(*best))
        main, rest = outside(chosen)
    return chosen

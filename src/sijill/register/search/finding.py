"""The reports, incidents and parties that fit a query, the best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sijill.arabic import fold_word
from sijill.register import naming
from sijill.register.filters import Filter, claims, narrowed, spellings
from sijill.register.models import EventRow, Incident, Member, ProfileRow, Report, ReportRow, Term
from sijill.register.search.index import Narrowed, best, having
from sijill.register.search.marks import Marked, marked
from sijill.register.search.query import Query, answers, parse
from sijill.register.search.words import forms, keys, words

_STEP = 50
_NAMES = 2000
"""Names of parties whose incidents are counted, at most."""
_MOST_LOOKED_AT = 5000
"""Reports whose texts are looked into for a phrase, at most."""

RANKED = 3000
"""Of the reports that fit so many are put in order, those taken in last: to rank each of a hundred thousand would take longer than anybody reads."""
_FEW = 8000
"""The reports of so few claims that fit a filter are named one by one."""
_PHRASES_LOOKED_AT = 500
"""The same where all that fit are wanted at once."""

_AROUND = 200
"""Characters around the trigger in which an incident's words are looked for, beyond the ends of its sentence."""


_Scored = tuple[Report, float]


class Found(NamedTuple):
    """A report that fits. ``score`` compares within one answer only; ``marks`` and the piece ``start`` to ``end`` are code points of the text, ends exclusive."""

    report: Report
    outlet: str
    published: str
    score: float
    marks: tuple[tuple[int, int], ...]
    start: int
    end: int
    incidents: tuple[int, ...]


class Happened(NamedTuple):
    """An incident that a report tells in words that fit."""

    incident: Incident
    found: Found


class Named(NamedTuple):
    """A party: a name (folded) or id that incidents or statements are found by, and in how many."""

    name: str
    incidents: int
    statements: int


class Sight(NamedTuple):
    """What of the register whoever asks may see: reports; of some incidents, those that fit the filter by a claim in sight; and those of which they see all
    claims. ``events``: the claims, where they do not see all of their reports."""

    reports: QuerySet[Report]
    incidents: Callable[[AbstractSet[int]], AbstractSet[int]]
    whole: Callable[[AbstractSet[int]], AbstractSet[int]]
    events: QuerySet[EventRow] | None = None


class Page(NamedTuple):
    """Reports of a list, and how many it has: ``total`` of them, or ``more_than`` these; where ``ranked`` is not 0, only so many of them, those taken in last, were
    put in order."""

    found: list[Found]
    total: int
    more_than: bool
    ranked: int = 0


def reports(
    asked: str, where: Filter = Filter(), *, limit: int = 20, after: int = 0, sight: Sight | None = None, reach: int | None = None  # noqa: B008
) -> list[Found]:  # fmt: skip
    """The reports with all the words of a query; with a filter, those of which a claim fits it; with ``sight``, those in it. Words are marked in the first
    ``reach`` characters of a text, else in all of it.

    Raises ``RegisterError`` for a query without a word to look for.
    """
    query = parse(asked)
    return _dressed(list(islice(_ranked(query, where, after + limit, sight), after, after + limit)), query, reach, sight)


def page(asked: str, where: Filter, *, limit: int, after: int, counted: int, sight: Sight | None = None, reach: int | None = None) -> Page:
    """The same, with how many there are as far as ``counted``; of a query with phrases only as far as was looked into for this page."""
    query = parse(asked)
    if query.phrases or query.without:
        rows = list(islice(_ranked(query, where, counted, sight), after + limit + 1))
        return Page(_dressed(rows[after : after + limit], query, reach, sight), min(len(rows), after + limit), len(rows) > after + limit)
    keys = _fitting(query, where, counted + 1, sight)
    shown = best(connection, query.must, query.must_not, keys[:-1] if len(keys) > RANKED else keys, after + limit)[after:]
    held = Report.objects.in_bulk([pk for pk, _ in shown])
    dressed = _dressed([(held[pk], score) for pk, score in shown if pk in held], query, reach, sight)
    return Page(dressed, min(len(keys), counted), len(keys) > counted, RANKED if len(keys) > RANKED else 0)


def matching(asked: str, where: Filter = Filter(), *, most: int, sight: Sight | None = None) -> list[int]:  # noqa: B008
    """The primary keys of the reports that fit, the best first, ``most`` of them at most; of queries with phrases only among the best by their words."""
    query = parse(asked)
    if query.phrases or query.without:
        return [report.pk for report, _ in islice(_ranked(query, where, most, sight, _PHRASES_LOOKED_AT), most)]
    return [pk for pk, _ in _scores(query, where, most, sight)]


def incidents(
    asked: str, where: Filter = Filter(), *, limit: int = 20, after: int = 0, sight: Sight | None = None, most: int = _MOST_LOOKED_AT,  # noqa: B008
    reach: int | None = None,
) -> list[Happened]:  # fmt: skip
    """The incidents that a report tells with all the words of a query in the sentences of the claim, or among its places and parties; in the
    order of their best report. ``most`` reports are looked into, and words marked in the first ``reach`` characters of a text."""
    query = parse(asked)
    out: list[tuple[int, _Scored]] = []
    seen: set[int] = set()
    ranked = islice(_ranked(query, where, most, sight), most)
    while len(out) < after + limit and (batch := list(islice(ranked, _STEP))):
        out += _happened(batch, query, where, seen, sight)
    chosen = out[after : after + limit]
    held = Incident.objects.in_bulk([number for number, _ in chosen])
    dressed = _dressed([one for _, one in chosen], query, reach, sight)
    return [Happened(held[number], found) for (number, _), found in zip(chosen, dressed, strict=True)]


def parties(asked: str, *, limit: int = 20) -> list[Named]:
    """The parties in whose names the words stand, those with the most incidents first. Words are compared whole or as the beginning of a
    word, folded and without article. Names that people say mean the same are one party, under the name that is kept."""
    wanted = [k for form in forms(asked) for k in (keys(form).word,)]
    if not wanted:
        return []
    fitting = [name for name in _party_terms() if all(word in name for word in wanted) and _carries(name, wanted)][:_NAMES]
    # Incidents that were merged into others have no terms of their own.
    counts = dict(Term.objects.filter(kind="party", term__in=fitting).values_list("term").annotate(n=Count("incident_id")))
    said: dict[str, int] = {}
    spoken = Q()
    for word in wanted:
        spoken &= Q(subject__contains=word)
    for subject in ProfileRow.objects.filter(spoken).values_list("subject", flat=True):
        for name in subject.strip("|").split("|"):
            if _carries(name, wanted):
                said[name] = said.get(name, 0) + 1
    out = {name: Named(name, counts.get(name, 0), said.get(name, 0)) for name in {*counts, *said}}
    for names in _alike(out):
        own = _together(names)
        out = {name: named for name, named in out.items() if name not in names} | {own.name: own}
    return sorted(out.values(), key=lambda n: (-n.incidents, -n.statements, n.name))[:limit]


def _party_terms() -> list[str]:
    """Every name that incidents are found by, once; from one to the next along the index, which has each of them many thousand times."""
    table = Term._meta.db_table
    after = f"SELECT min(term) FROM {table} WHERE kind = 'party'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE found(name) AS ({after} UNION ALL SELECT ({after} AND term > found.name) FROM found WHERE found.name IS NOT NULL) "
            "SELECT name FROM found WHERE name IS NOT NULL"
        )
        return [name for (name,) in cursor.fetchall()]


def _alike(found: Iterable[str]) -> list[frozenset[str]]:
    """The names that people say mean the same as one that was found, folded."""
    if not (said := naming.standing("party")):
        return []
    known = {fold_word(name) for row in said for name in (row.name, row.of)}
    return list({spelled: None for name in found if name in known for spelled in (frozenset(fold_word(n) for n in naming.alike("party", name)),)})


def _together(names: frozenset[str]) -> Named:
    """Names that mean one party, as the one that is kept."""
    fits = Q()
    for name in sorted(names):
        fits |= Q(subject__contains=f"|{name}|")
    told = Term.objects.filter(kind="party", term__in=names, incident__merged_into=None).aggregate(n=Count("incident_id", distinct=True))
    return Named(fold_word(naming.main("party", min(names))), told["n"], ProfileRow.objects.filter(fits).count())


def _carries(name: str, wanted: Sequence[str]) -> bool:
    own = [k for form in forms(name) for k in (keys(form).word,)]
    return all(any(k.startswith(w) for k in own) for w in wanted)


# -- reports in order -----------------------------------------------------------------------------------


def _ranked(query: Query, where: Filter, wanted: int, sight: Sight | None = None, looked_at: int = _MOST_LOOKED_AT) -> Iterator[_Scored]:
    """Reports that fit, best first, a few at a time; what the index cannot know (whether words stand together) is looked up in the texts."""
    strict = bool(query.phrases or query.without)
    scored = _scores(query, where, looked_at if strict else wanted, sight)
    for at in range(0, len(scored), _STEP):
        part = scored[at : at + _STEP]
        held = Report.objects.in_bulk([pk for pk, _ in part])
        for pk, score in part:
            # The index may know a report that somebody has taken out behind the register's back; `verify` says so.
            if pk in held and (not strict or marked(held[pk].text, query) is not None):
                yield held[pk], score


def _scores(query: Query, where: Filter, most: int, sight: Sight | None = None) -> list[tuple[int, float]]:
    """Primary keys and scores of the reports that fit, the best first; where more than ``RANKED`` fit, of those taken in last."""
    return best(connection, query.must, query.must_not, _fitting(query, where, most, sight)[: max(most, RANKED)], most)


def _fitting(query: Query, where: Filter, most: int, sight: Sight | None) -> list[int]:
    """The reports that fit, taken in last first; one more than are ranked where there are more."""
    asked = _narrower(where, sight)
    if sight is not None:
        asked.append((sight.reports, "pk"))
    narrower = []
    for one, column in asked:
        # Of few rows the database is told the reports, since it does not guess well how many they are.
        few = [pk for (pk,) in one.order_by().values_list(column)[: _FEW + 1]]
        narrower.append(Narrowed(*one.order_by().values(column).query.sql_with_params()) if len(few) > _FEW else Narrowed(keys=sorted(set(few))))
    return having(connection, query.must, query.must_not, narrower, max(most, RANKED) + 1)


def _narrower(where: Filter, sight: Sight | None) -> list[tuple[Any, str]]:
    """Queries for rows of the reports that fit a filter, and their column with the report: the outlet is the report's own, the rest a single claim's."""
    out: list[tuple[Any, str]] = [] if where.outlet is None else [(ReportRow.objects.filter(outlet__in=spellings(where.outlet)), "report_id")]
    fit = claims(where._replace(outlet=None))
    if fit is not None and sight is not None and sight.events is not None:
        fit = fit.filter(Exists(sight.events.filter(pk=OuterRef("pk"))))
    return out if fit is None else [*out, (fit, "report_id")]


def _dressed(rows: Sequence[_Scored], query: Query, reach: int | None = None, sight: Sight | None = None) -> list[Found]:
    """Reports with their marks, outlets, dates and incidents."""
    own = [report.pk for report, _ in rows]
    marks = {report.pk: marked(report.text[:reach], query) or Marked((), 0, 0) for report, _ in rows}
    said = {row.report_id: row for row in ReportRow.objects.filter(report_id__in=own).select_related("reading").defer("reading__record")}
    home: dict[int, list[int]] = {}
    for report, number in _members(own, sight).order_by("incident_id").values_list("event__report_id", "incident_id"):
        home.setdefault(report, []).append(number)
    return [
        Found(
            report, said[report.pk].shown if report.pk in said else report.outlet or "",
            (said[report.pk].reading.published if report.pk in said else report.published) or "", float(f"{score:.4g}"), *marks[report.pk],
            tuple(dict.fromkeys(home.get(report.pk, ()))),
        )
        for report, score in rows
    ]  # fmt: skip


def _members(reports: Sequence[int], sight: Sight | None) -> QuerySet[Member]:
    """What incidents these reports tell of, as far as it may be seen."""
    found = Member.objects.filter(event__report_id__in=reports)
    return found if sight is None or sight.events is None else found.filter(Exists(sight.events.filter(pk=OuterRef("event_id"))))


def _happened(batch: Sequence[_Scored], query: Query, where: Filter, seen: set[int], sight: Sight | None = None) -> list[tuple[int, _Scored]]:
    """The incidents of these reports whose words fit, each with the report that tells it."""
    of_report: dict[int, list[tuple[int, EventRow]]] = {}
    own = list(_members([r.pk for r, _ in batch], sight).select_related("event").order_by("event_id"))
    numbers = {m.incident_id for m in own}
    if sight is None:
        fits = dict(narrowed(where).filter(pk__in=numbers).values_list("pk", "summary"))
    else:
        seen_of = sight.incidents(numbers)
        # The names in a summary may come of claims out of sight, and a hit would tell of them.
        whole = sight.whole(seen_of)
        fits = {number: summary if number in whole else {} for number, summary in Incident.objects.filter(pk__in=seen_of).values_list("pk", "summary")}
    for member in (m for m in own if m.incident_id in fits):
        of_report.setdefault(member.event.report_id, []).append((member.incident_id, member.event))
    out = []
    for one in batch:
        report = one[0]
        for number, event in of_report.get(report.pk, ()):
            if number not in seen and _tells(report.text, event, fits[number], query):
                seen.add(number)
                out.append((number, one))
    return out


def _tells(text: str, event: EventRow, summary: Mapping[str, Any], query: Query) -> bool:
    """Whether a claim is told in the words of a query, or its incident has them as names of places and parties."""
    begin = max(text.rfind("\n", 0, event.start), text.rfind(".", 0, event.start), event.start - _AROUND) + 1
    ends = [at for at in (text.find("\n", event.end), text.find(".", event.end)) if at >= 0]
    end = min([*ends, len(text)])
    said = [w.keys for w in words(text[max(0, begin) : end])]
    said += [keys(form) for kind in ("places", "agents", "targets") for name in summary.get(kind, ()) for form in forms(name)]
    return all(any(answers(term, found) for found in said) for term in query.must)

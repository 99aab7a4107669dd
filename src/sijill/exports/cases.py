"""Cases: incidents as the register tells them, with what every format asks of them, made once and redacted as they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import QuerySet

from sijill.arabic import fold_word
from sijill.exports.crosswalk import Codes, Country, Crosswalk
from sijill.exports.loss import Loss
from sijill.exports.redaction import Redactor
from sijill.knowledge.gazetteer import Gazetteer, PlaceEntry, load_places
from sijill.knowledge.tables import pack_folders, rows
from sijill.linking.claims import Claim, span_of
from sijill.linking.estimates import estimate
from sijill.ontology import FAMILY
from sijill.records import Actor, Place, Reading
from sijill.register.filters import looked_at
from sijill.register.models import EventRow, Incident
from sijill.register.queries import Filter, Told, incidents, sentence, tell
from sijill.register.readings import record

PREFIX = "sijill"
"""What all our identifiers begin with: none may be taken for another project's."""

CONSERVATIVE = "conservative"
"""The policy of the lowest figure that anybody gives, as ACLED counts fatalities (FAQ of 7 May 2024)."""

_STEP = 200
"""Incidents asked for at once."""
_AROUND = 40


class Party(NamedTuple):
    """A side. ``en`` and ``country`` are the registry's; ``private`` where a person's name was hidden."""

    name: str
    en: str
    kind: str
    id: str | None
    country: str
    private: bool


class Where(NamedTuple):
    """A place. ``precision`` is UCDP's where_prec of the point, which where ``borrowed`` is that of the unit it lies in."""

    name: str
    en: str
    id: str | None
    relation: str
    distance_km: float | None
    admin1: str
    admin2: str
    admin3: str
    country: str
    lat: float | None
    lon: float | None
    precision: int
    borrowed: bool
    coarsened: bool


class Count(NamedTuple):
    """The figure of a measure by the policy; bounds null where open or undecided."""

    low: float | None
    best: float | None
    high: float | None
    because: str
    most: float | None = None
    """The highest number that any claim tells, also where another leaves it open upwards."""


class Saying(NamedTuple):
    """One claim, with the words it stands on. Offsets are code points of the report's text, end exclusive."""

    report: str
    doc: str
    text_sha256: str
    outlet: str
    published: str
    url: str
    title: str
    event: str
    type: str
    trigger: str
    start: int
    end: int
    prefix: str
    suffix: str
    quote: str
    modality: str
    time: str
    origin: str
    sources: tuple[str, ...]
    places: tuple[str, ...]
    agents: tuple[str, ...]
    targets: tuple[str, ...]
    figures: tuple[tuple[str, float | None, float | None, float | None, tuple[str, ...], str], ...]
    """``(measure, low, best, high, attributes, words)``."""
    confidence: float
    read: str
    """When the reading was made (UTC)."""


class Case(NamedTuple):
    """An incident for an export. ``first``/``last`` are the earliest and latest day it can have been; ``open`` where one of
    them is only a bound that the report's date gives."""

    id: str
    number: int
    type: str
    family: str
    modality: str
    grade: str
    because: str
    edtf: str
    first: date | None
    last: date | None
    open: bool
    where: Where | None
    country: Country
    agents: tuple[Party, ...]
    targets: tuple[Party, ...]
    counts: dict[str, Count]
    parts: dict[tuple[str, str], float]
    """The largest figure of a part: ``{(measure, attribute): best}``."""
    means: tuple[str, ...]
    sayings: tuple[Saying, ...]
    origins: tuple[str, ...]
    conflicts: tuple[str, ...]
    codes: Codes
    policy: str
    changed: int
    """Unix seconds of the latest reading."""
    looked: bool
    """Whether a person has looked at a reading that it rests on."""

    @property
    def days(self) -> int:
        """How many days the incident may have been on; 0 without a date."""
        return (self.last - self.first).days + 1 if self.first and self.last else 0

    @property
    def parties(self) -> tuple[Party, ...]:
        return self.agents + self.targets


class Sight(NamedTuple):
    """What whoever asks for an export may see, where that is not everything: of these incidents these claims."""

    incidents: QuerySet[Incident]
    claims: QuerySet[EventRow]


class Names:
    """What the packs know of names: places, bodies by id as ``(English name, country)``, and what other formats call our types."""

    def __init__(self, packs: Sequence[Path] = ()) -> None:
        self.folders = pack_folders(tuple(packs))
        self.places, self.bodies = _known(tuple(self.folders))
        self.crosswalk = Crosswalk(self.folders)

    def country(self, iso2: str) -> Country:
        """The country as the formats name it, or as the gazetteer does where they have no row for it."""
        entry = self.places.by_id.get(iso2)
        return self.crosswalk.countries.get(iso2) or Country(entry.en if entry is not None and entry.en else iso2, "", "", "", "", "")


@lru_cache(maxsize=2)
def _known(folders: tuple[Path, ...]) -> tuple[Gazetteer, dict[str, tuple[str, str]]]:
    """The large tables, loaded once a process; the crosswalk is small, and people edit it between two exports."""
    bodies: dict[str, tuple[str, str]] = {}
    for folder in folders:
        if (folder / "actors.tsv").is_file():
            for _, (ident, en, country) in rows(folder / "actors.tsv", ("id", "en", "country")):
                bodies[ident] = (en, country.partition("|")[0])
    return load_places(folders), bodies


def cases(
    asked: Filter, names: Names, redactor: Redactor, policy: str, prefer: str, loss: Loss, sight: Sight | None = None,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Case]:  # fmt: skip
    """The incidents that fit the filter, in order of their numbers. ``prefer`` is the source that ``prefer_source`` takes.

    With a ``sight`` its incidents are taken, which have to fit the filter already, each told by the claims in sight alone.
    """
    numbers = sorted(row.pk for row in incidents(asked, limit=None)) if sight is None else sorted(sight.incidents.values_list("pk", flat=True))
    return of_numbers(numbers, names, redactor, policy, prefer, loss, None if sight is None else sight.claims, step)


def of_numbers(
    numbers: Sequence[int], names: Names, redactor: Redactor, policy: str, prefer: str, loss: Loss, seen: QuerySet[EventRow] | None = None,
    step: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Case]:  # fmt: skip
    """The incidents of these numbers, a few hundred at a time, made of the claims ``seen`` where those are named; ``step`` is told how many are done."""
    for at in range(0, len(numbers), _STEP):
        step(at, len(numbers))
        part = numbers[at : at + _STEP]
        members: dict[int, list[EventRow]] = {}
        rows = EventRow.objects.filter(member__incident_id__in=part)
        if seen is not None:
            rows = rows.filter(pk__in=seen.values("pk"))
        for row in rows.select_related("report", "reading", "member"):
            members.setdefault(row.member.incident_id, []).append(row)
        readings = {r.reading_id: r.reading for group in members.values() for r in group} if redactor.on else {}
        records = {r.report_id: record(r) for r in readings.values()}
        looked = looked_at(part, seen)
        for told in tell(part, seen=seen):
            loss.rests(told.incident.pk in looked)
            yield _case(told, members.get(told.incident.pk, []), records, names, redactor, policy, prefer, loss, told.incident.pk in looked)
    step(len(numbers), len(numbers))


def _case(
    told: Told, rows: Sequence[EventRow], records: Mapping[int, Reading], names: Names, redactor: Redactor, policy: str, prefer: str, loss: Loss,
    looked: bool,
) -> Case:
    """``records`` are the readings of reports by primary key, none where nothing is redacted."""
    row, said = told.incident, told.incident.summary
    ident = f"{PREFIX}-{row.pk}"
    kept = [c for c in told.claims if c.event.modality != "denied"] or told.claims
    rows_of = {(str(r.report_id), r.ident): r for r in rows}
    readings = {r.report_id: records[r.report_id] for r in rows if r.report_id in records}
    private = frozenset[str]().union(*(redactor.words(n) for n in readings.values()))
    coarse = any(redactor.exposes(c.event) for c in told.claims)
    where = _where(kept, names, loss, ident, coarse)
    if where is not None:
        where = where._replace(name=where.name if where.id else redactor.mask(where.name, private))
        if where.coarsened:
            redactor.hidden["places made coarser"] += 1
    agents = _parties([a for c in kept for a in c.event.agent], names, redactor)
    targets = tuple(t for t in _parties([a for c in kept for a in c.event.target], names, redactor) if t not in agents or row.type != "armed_clash")
    sayings = tuple(_saying(c, rows_of[c.key], told, redactor, readings.get(int(c.doc)), coarse) for c in told.claims)
    counts = {m: n for m in sorted({f.measure for c in kept for f in c.event.figures}) if (n := _count(kept, m, told, policy, prefer)) is not None}
    parts: dict[tuple[str, str], float] = {}
    for figure in (f for c in kept for f in c.event.figures):
        top = figure.best if figure.best is not None else figure.low
        for attribute in figure.attributes if top is not None else ():
            parts[figure.measure, attribute] = max(parts.get((figure.measure, attribute), 0), top or 0)
    span = min((s for c in kept if (s := c.span) is not None), key=lambda s: (s.open, s.days), default=None)
    times = sorted({c.event.time or "" for c in kept})
    if len(times) > 1:
        loss.flat(ident, "claims give several times; the most exact one was taken")
    edtf = next((c.event.time or "" for c in kept if c.span == span), "") if span is not None else ""
    means = tuple(sorted({m for c in kept for m in c.event.means}))
    facts = {f"means:{m}" for m in means} | {m for m in ("killed", "injured") if m in counts}
    if any(a == "under_18" for _, a in parts):
        facts.add("children")
    if agents:
        facts.add("agent:state" if agents[0].kind in ("state", "state_force") else "agent:nonstate")
    if any(t.kind in ("civilians", "person") for t in targets):
        facts.add("target:civilians")
    if any(t.kind in ("state", "state_force") for t in targets):
        facts.add("target:state")
    return Case(
        ident, row.pk, row.type, FAMILY.get(row.type, ""), said.get("modality", ""), row.grade, told.grade.because, edtf,
        date.fromordinal(span.first) if span else None, date.fromordinal(span.last) if span else None, bool(span and span.open),
        where, names.country(where.country if where else ""), agents, targets, counts, parts, means, sayings,
        tuple(dict.fromkeys(s.origin for s in sayings)), tuple(_conflicts(told, redactor, private, coarse)), names.crosswalk.codes(row.type, frozenset(facts)), policy,
        max(int(r.reading.made.timestamp()) for r in rows_of.values()), looked,
    )  # fmt: skip


def _count(claims: Sequence[Claim], measure: str, told: Told, policy: str, prefer: str) -> Count | None:
    named = "most_origins" if policy == CONSERVATIVE else policy
    found = estimate(claims, measure, told.origins, named, prefer)
    if found is None:
        return None
    if policy == CONSERVATIVE:
        return Count(found.low, found.low, found.high, "the lowest figure that any origin gives", found.most)
    return Count(found.low, found.best, found.high, found.because, found.most)


def _conflicts(told: Told, redactor: Redactor, private: frozenset[str], coarse: bool) -> Iterator[str]:
    for c in told.conflicts:
        hidden = coarse and c.kind == "place"
        sides = " / ".join(f"{'hidden' if hidden else redactor.mask(s.value, private) or '-'} ({', '.join(told.docs[d] for d, _ in s.claims)})" for s in c.sayings)
        yield f"{'update' if c.update else 'conflict'} of {c.what if c.kind == 'figure' else c.kind}: {sides}"


# -- parties ----------------------------------------------------------------------------------------------


def _parties(actors: Sequence[Actor], names: Names, redactor: Redactor) -> tuple[Party, ...]:
    """Each party once, the most told first."""
    told: dict[str, list[Actor]] = {}
    for actor in actors:
        told.setdefault(actor.id or fold_word(actor.names[0]), []).append(actor)
    ordered = sorted(told.values(), key=len, reverse=True)
    return tuple(_party(group[0], names, redactor) for group in ordered)


def _party(actor: Actor, names: Names, redactor: Redactor) -> Party:
    if redactor.private(actor):
        return Party(redactor.person(actor.names), "", actor.kind, None, "", True)
    en, country = names.bodies.get(actor.id or "", ("", ""))
    return Party(actor.names[0] if actor.id else redactor.mask(actor.names[0]), en, actor.kind, actor.id, country, False)


# -- places -----------------------------------------------------------------------------------------------


def _where(claims: Sequence[Claim], names: Names, loss: Loss, ident: str, coarse: bool) -> Where | None:
    told = [p for c in claims for p in c.event.places]
    if not told:
        return None
    best = min(told, key=lambda p: (p.id is None, p.precision or 9, p.relation != "in"))
    if len({p.id or fold_word(p.names[0]) for p in told}) > 1:
        loss.flat(ident, "several places are told; the most exact one was taken")
    return _located(best, names, coarse)


def _located(place: Place, names: Names, coarse: bool) -> Where:
    entry = names.places.by_id.get(place.id or "")
    chain = ((entry, *names.places.ancestors(entry)) if entry else ()) or _by_path(place, names)
    admin = {kind: next((e.name for e in chain if e.kind == kind), "") for kind in ("governorate", "district", "subdistrict")}
    country = next((e.id for e in chain if e.kind == "country"), "")
    unit = next((e for e in chain if e is not entry and e.kind in ("subdistrict", "district", "governorate", "country")), None)
    if coarse and (entry is None or entry.kind not in ("governorate", "country")):
        if unit is None:
            return Where("", "", None, "in", None, "", "", "", country, None, None, 6, False, True)
        return Where(
            unit.name, unit.en, unit.id, "in", None, admin["governorate"], admin["district"], admin["subdistrict"], country,
            unit.lat, unit.lon, unit.precision, False, True,
        )  # fmt: skip
    lat, lon, precision, borrowed = place.lat, place.lon, place.precision or (entry.precision if entry else 6), False
    if place.distance_km is not None or place.relation not in ("in", "", "from", "to"):
        precision = max(precision, 2)
    if lat is None or lon is None:
        lender = next((e for e in chain if e is not entry and e.lat is not None and e.kind != "country"), None)
        if lender is not None:
            lat, lon, precision, borrowed = lender.lat, lender.lon, max(precision, lender.precision), True
    return Where(
        place.names[0] if entry is None else entry.name, entry.en if entry else "", place.id, place.relation, place.distance_km,
        admin["governorate"], admin["district"], admin["subdistrict"], country, lat, lon, precision, borrowed, False,
    )  # fmt: skip


def _by_path(place: Place, names: Names) -> tuple[PlaceEntry, ...]:
    """The containers that a place without an entry is told to lie in."""
    for name in (*place.within, *reversed(place.path)):
        found = names.places.lookup(name)
        if len(found) == 1:
            return (found[0], *names.places.ancestors(found[0]))
    return ()


# -- claims -----------------------------------------------------------------------------------------------


def _saying(claim: Claim, row: EventRow, told: Told, redactor: Redactor, reading: Reading | None, coarse: bool) -> Saying:
    """A claim as it is shown; ``reading`` is its report's, None where nothing is redacted."""
    report, event = row.report, claim.event
    private = redactor.words(reading) if reading is not None else frozenset[str]()
    text = redactor.report(report.text, [reading]) if reading is not None else report.text
    begin, end = sentence(report.text, event.start, event.end)
    sources = tuple(redactor.source(s.names) if redactor.whispering(s) else redactor.mask(s.names[0], private) for s in event.attribution)
    inner = next((s for s in event.attribution if redactor.whispering(s)), None)
    origin = told.origins.of_event(claim.doc, event).name
    return Saying(
        report.key, report.doc, report.text_sha256, row.reading.outlet or report.outlet or "", report.published or row.reading.published or "",
        report.url or "", redactor.report(report.text, [reading], report.title) if reading is not None else report.title, event.id, event.type, text[event.start : event.end], event.start, event.end,
        text[max(0, event.start - _AROUND) : event.start], text[event.end : event.end + _AROUND], text[begin:end], event.modality,
        event.time or "", redactor.source(inner.names) if inner is not None and origin in inner.names else redactor.mask(origin, private), sources,
        tuple(_place_names(event.places, redactor, coarse, private)),
        tuple(_called(a, redactor, private) for a in event.agent), tuple(_called(a, redactor, private) for a in event.target),
        tuple((f.measure, f.low, f.best, f.high, tuple(f.attributes), redactor.mask(f.text, private)) for f in event.figures),
        event.confidence, row.reading.made.isoformat(timespec="seconds"),
    )  # fmt: skip


def _called(actor: Actor, redactor: Redactor, private: frozenset[str]) -> str:
    if redactor.private(actor):
        return redactor.person(actor.names)
    return actor.names[0] if actor.id else redactor.mask(actor.names[0], private)


def _place_names(places: Sequence[Place], redactor: Redactor, coarse: bool, private: frozenset[str]) -> Iterator[str]:
    for place in places:
        if coarse:
            yield place.path[1] if len(place.path) > 2 else "; ".join(place.path[:1])
        else:
            yield place.names[0] if place.id else redactor.mask(place.names[0], private)


def published(saying: Saying) -> date | None:
    """The day a report was published, the last one where it can only be bounded."""
    span = span_of(saying.published or None)
    return date.fromordinal(span.last) if span is not None else None

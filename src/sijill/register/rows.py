"""A reading laid out for questions: rows of its events and lasting statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sijill.arabic import fold_word
from sijill.linking.claims import span_of
from sijill.ontology import FAMILY
from sijill.records import Actor, Event, Place, ProfileClaim
from sijill.records import Reading as Record
from sijill.register.models import EventRow, ProfileRow, Reading, Report, ReportRow

PEOPLE: Final = "people/"
"""How the names of readings that people made begin."""

_INFERRED: Final = frozenset(("lead", "counted_back", "anniversary", "bound", "bound_meets_weekday"))
"""Rules by which the reader works the day of publication out from what a text tells (``sijill.reading.date.published``), where none states it."""


def undated(published: str | None, rules: Iterable[str], given: bool) -> str | None:
    """Whether people should be asked for a report's day of publication: ``unknown``, ``inferred``, or not (null). ``rules``: by which it was read;
    ``given``: somebody said it."""
    if span_of(published) is None:  # also a day without its year
        return "unknown"
    return "inferred" if not given and not _INFERRED.isdisjoint(rules) else None


def report_row(report: Report, reading: Reading, record: Record) -> ReportRow:
    """The row of what a reading says of the report itself; where its coding stands is for the caller to fill in."""
    shown = reading.outlet or report.outlet or report.doc
    day = span_of(reading.published)
    return ReportRow(
        report=report, reading=reading, outlet=fold_word(shown), shown=shown, published=day.last if day is not None else None,
        events=len(record.events), least=min((e.confidence for e in record.events), default=None),
        # Whoever hands a report in has seen its day.
        undated=undated(reading.published, (e.rule for e in record.evidence.get("published", ())), reading.reader.startswith(PEOPLE)),
    )  # fmt: skip


def event_rows(report: Report, reading: Reading, record: Record) -> list[EventRow]:
    """The rows of a reading's events."""
    return [_event(report, reading, event) for event in record.events]


def profile_rows(report: Report, reading: Reading, record: Record) -> list[ProfileRow]:
    """The rows of a reading's lasting statements."""
    return [_statement(report, reading, row) for row in record.profile]


def _event(report: Report, reading: Reading, event: Event) -> EventRow:
    span = span_of(event.time)
    known = span is not None and not span.open
    point = _point(event.places)
    return EventRow(
        report=report, reading=reading, ident=event.id, type=event.type, family=FAMILY.get(event.type, ""),
        modality=event.modality, time=event.time, first_day=span.first if span is not None and known else None,
        last_day=span.last if span is not None else None, start=event.start, end=event.end, confidence=event.confidence,
        lat=point.lat if point else None, lon=point.lon if point else None, precision=point.precision if point else None,
        places=barred(n for p in event.places for n in (*([p.id] if p.id else []), *p.names, *p.within, *p.path)),
        parties=barred(_party_names((*event.agent, *event.target))),
        measures=barred(f.measure for f in event.figures),
    )  # fmt: skip


def _point(places: Iterable[Place]) -> Place | None:
    """The most precise place with a point."""
    located = [p for p in places if p.lat is not None and p.lon is not None]
    return min(located, key=lambda p: p.precision or 9, default=None)


def _party_names(actors: Iterable[Actor]) -> Iterable[str]:
    for actor in actors:
        if actor.id is not None:
            yield actor.id
        yield from actor.names


def _statement(report: Report, reading: Reading, row: ProfileClaim) -> ProfileRow:
    return ProfileRow(report=report, reading=reading, ident=row.id, relation=row.relation, subject=barred(row.subject), object=barred(row.object or ()))


def barred(names: Iterable[str]) -> str:
    """Folded names, each once, between bars: ``|ادلب|سوريا|``; empty for none."""
    folded = dict.fromkeys(fold_word(n) for n in names)
    return "|" + "|".join(folded) + "|" if folded else ""

"""The reader: a report's text in, sourced records out.  Pure: no input or output, no network, no database."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sijill.arabic import Text
from sijill.knowledge import store
from sijill.knowledge.tables import pack_folders
from sijill.reading import confidence, furniture
from sijill.reading.act import marks, triggers
from sijill.reading.act.addressed import asked_of
from sijill.reading.act.draft import Draft
from sijill.reading.act.frames import load_frames
from sijill.reading.act.scene import Mentions
from sijill.reading.act.trace import Trace
from sijill.reading.date import calendar, dates, published
from sijill.reading.date.calendar import DateMention, Published
from sijill.reading.document import Document
from sijill.reading.event import events, incidents, opponents, settling, timeline, whereabouts
from sijill.reading.event.timeline import Timed
from sijill.reading.figure import figures
from sijill.reading.number import numbers
from sijill.reading.party import actors
from sijill.reading.place import places
from sijill.reading.place.place_mentions import PlaceMention
from sijill.reading.realis import genre, weighing
from sijill.reading.source import outlet as outlets
from sijill.reading.source import sources
from sijill.reading.statement import profile
from sijill.reading.statement.profile_rows import ProfileRow
from sijill.reading.writer import Writer
from sijill.records import Reading
from sijill.version import VERSION


class _Uncollected:
    """Pauses the garbage collector.

    Almost nothing that is made while the packs are loaded or a report is read is garbage before the end, so that looking
    for it in between costs a sixth of the time and finds nothing.
    """

    def __enter__(self) -> None:
        self.collects = gc.isenabled()
        gc.disable()

    def __exit__(self, *error: object) -> None:
        if self.collects:
            gc.enable()


class Reader:
    """Reads reports with the built-in packs and any further ones.

    ``packs`` are folders with tables as in ``sijill/packs``; raises ``KnowledgeError`` where one is malformed.
    With ``weigh`` false the acts are what the rules alone let pass (``sijill.reading.realis.weighing``).
    """

    def __init__(self, packs: Sequence[Path] = (), *, weigh: bool = True) -> None:
        folders = pack_folders(tuple(packs))
        with _Uncollected():
            self.lexicon, self.registry, self.gazetteer = store.load(folders)
            self.frames = load_frames(folders)
            self.furniture = furniture.load(folders)
            self.confidence = confidence.load(folders)
            self.weigher = weighing.load(folders if weigh else [])

    def read(
        self, text: str, *, doc: str = "", published: str | None = None, outlet: str | None = None, url: str | None = None,
        trace: Trace | None = None,
    ) -> Reading:
        """Read one report; offsets in the result are code points into ``text``.

        ``published`` (EDTF or ISO date) and ``outlet`` are metadata known beside the text; ``doc`` and ``url``
        only identify the report.  ``trace``, where given, is filled with the steps of the reading.
        """
        with _Uncollected():
            return self._read(text, doc, published, outlet, trace)

    def _read(self, text: str, doc: str, published: str | None, outlet: str | None, trace: Trace | None) -> Reading:
        tokens = Text(furniture.blank(text, self.furniture))
        tokens.raw = text
        document = Document(tokens, self.lexicon)
        found = self._find(document, published, outlet, trace)
        drafts = events.find(document, found.mentions, self.frames, self.weigher, trace.dropped if trace is not None else None)
        whereabouts.refer(found.places)
        sifted = genre.sift(document, drafts)
        if trace is not None:
            trace.doc, trace.mentions, trace.places, trace.published = document, found.mentions, found.places, found.day
            trace.drop(drafts, sifted, "genre.metaphor")
        timed = self._weigh(document, _put_together(document, sifted, found, trace), trace)
        rows = profile.find(document, found.mentions.actors, found.mentions.quantities, found.dates, found.places)
        if trace is not None:
            trace.told = [list(t.draft.triggers) for t in timed]
            trace.times = [(t.rule, t.mention) for t in timed]
        return self._record(document, doc, found, timed, rows)

    def _weigh(self, document: Document, timed: list[Timed], trace: Trace | None) -> list[Timed]:
        """The events but those that are more likely none."""
        kept = [t for t in timed if not self.weigher.unlikely(document, t.draft)]
        if trace is not None:
            trace.drop([t.draft for t in timed], [t.draft for t in kept], "weighed.unlikely")
            trace.drafts = [t.draft for t in kept]
        return kept

    def _find(self, document: Document, published: str | None, outlet: str | None, trace: Trace | None) -> _Found:
        """Everything that a look at the words finds; each dimension leaves out the tokens that those before it took."""
        tokens = document.text
        date_mentions = dates.find(tokens)
        day = _published(tokens, date_mentions, published)
        dated = {k for m in date_mentions for k in range(m.first, m.last)}
        days = {m.first: m.last for m in date_mentions if m.role == "at" and m.spec.op == "date" and calendar.unbound(m.spec)}
        found_places = places.find(tokens, self.gazetteer, dated, document.info, days)
        titles = {k for p in found_places if p.rule == "place.dated" for k in range(p.name_first, p.name_last)}
        if titles:  # شارع 26 سبتمبر
            date_mentions = [m for m in date_mentions if m.first not in titles]
            dated -= titles
        firm = {k for p in found_places if (p.explicit and not asked_of(document, self.frames, p)) or (" " in p.names[0] and p.kind != "country") for k in range(p.name_first, p.name_last)}
        # قرب الفرقة 17: the base of a unit, where something happened, and not the unit
        bases = {p.name_first for p in found_places if p.rule == "place.numbered" or (p.kind == "base" and p.relation == "near" and p.rule == "place.gazetteer")}
        towns = {p.name_first for p in found_places if p.name_last - p.name_first == 1 and p.kind != "country"}
        found_actors = [m for m in actors.find(document, self.registry, dated, firm, places.countries(found_places, self.gazetteer), towns) if m.first not in bases]
        names = {k for m in found_actors if m.cls in ("registry", "unit", "outlet", "reference", "person") for k in range(m.first, m.last)}
        found_places = [p for p in found_places if not _covered(p, names) or _led_to(p)]
        here = {k for p in found_places for k in range(p.name_first, p.name_last)}
        taken = dated | {k for m in found_actors if m.cls in ("registry", "unit", "outlet", "person") for k in range(m.first, m.last)} | {k for p in found_places if p.explicit or p.resolved for k in range(p.name_first, p.name_last)}
        quantities = [q for q in numbers.find(tokens) if q.core_first not in dated]
        troops = {k for m in found_actors if m.armed and m.kind != "state" and m.cls != "nisba" for k in range(m.first, m.last)}
        found_triggers = triggers.find(document, taken, trace.passed if trace is not None else None, troops, here)
        distances = {k for p in found_places if p.distance_km is not None for k in range(p.first, p.name_first)}
        bodies = {k for m in found_actors if m.cls in ("registry", "unit", "reference", "outlet") for k in range(m.first, m.last) if tokens.kinds[k] == "n"}
        found_figures = figures.find(document, quantities, found_triggers, dated | distances | (here & firm) | bodies)
        shown = outlets.find_outlet(document, self.registry, outlet, places=here)
        speaker = None
        if shown is not None and shown[1] is not None and shown[2] is not None:
            speaker = actors.ActorMention(shown[1], shown[2], shown[1], list(shown[0]), "organisation", "outlet", "actors.publisher")
        mentions = Mentions(speaker or actors.signatory(document, found_actors))
        mentions.actors, mentions.places = found_actors, [p for p in found_places if p.is_event_place]
        mentions.dates, mentions.quantities, mentions.figures = _told(date_mentions, day), quantities, found_figures
        mentions.sources = sources.find(document, found_actors, dated, own=tuple(shown[0]) if shown else ())
        mentions.triggers, mentions.marks = found_triggers, marks.find(document)
        return _Found(mentions, date_mentions, found_places, day, shown)

    def _record(self, document: Document, doc: str, found: _Found, timed: list[Timed], rows: list[ProfileRow]) -> Reading:
        text, day, shown = document.text.raw, found.day, found.shown
        writer = Writer(document, day, found.mentions.sources, self.confidence)
        evidence = {}
        if day.first is not None and day.last is not None:
            evidence["published"] = [writer.evidence(day.first, day.last, day.rule)]
        if shown is not None and shown[1] is not None and shown[2] is not None:
            evidence["outlet"] = [writer.evidence(shown[1], shown[2], shown[3])]
        reasons = {}
        if day.edtf is None:
            reasons["published"] = "no metadata, and nothing in the text dates or bounds it"
        if shown is None:
            reasons["outlet"] = "the text does not show its publisher"
        return Reading(
            doc=doc, outlet=shown[0] if shown else [], published=day.edtf,
            events=writer.events(timed), profile=[writer.profile(r, n) for n, r in enumerate(rows, 1)],
            notes=[], sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            reader=f"sijill-rules/{VERSION}", evidence=evidence, reasons=reasons,
        )


class _Found:
    """What was found in one report: the mentions, all dates and places with those that tell of no act, its day, its outlet."""

    __slots__ = ("dates", "day", "mentions", "places", "shown")

    def __init__(
        self, mentions: Mentions, dates: list[DateMention], places: list[PlaceMention], day: Published, shown: outlets.Found | None,
    ) -> None:
        self.mentions, self.dates, self.places, self.day, self.shown = mentions, dates, places, day, shown


def _covered(place: PlaceMention, tokens: set[int]) -> bool:
    for k in range(place.name_first, place.name_last):
        if k not in tokens:
            return False
    return True


def _led_to(place: PlaceMention) -> bool:
    """True for the seat of a body that a relation leads to (صواريخ على السفارة الأمريكية)."""
    return place.rule == "place.described" and place.kind == "facility" and place.first < place.name_first and place.relation in ("in", "near")


def _put_together(document: Document, drafts: list[Draft], found: _Found, trace: Trace | None) -> list[Timed]:
    """The incidents of the report with their times and places: what its sentences tell, each told once."""
    day, speaker = found.day, found.mentions.speaker
    timed = timeline.resolve(document, drafts, day, found.mentions.dates)
    told = {t.draft.trigger.i: t for t in timed}
    incidents.ahead(timed, day.edtf)
    merged = incidents.merge(document, timed, day.edtf, trace)
    timed = incidents.denials(merged)
    if trace is not None:
        trace.drop([t.draft for t in merged], [t.draft for t in timed], "incident.denial_told")
    for each in timed:
        settling.finalise(document, each.draft)
        settling.cumulative(each.draft, each.mention is not None and each.mention.role == "since")
    whereabouts.carry_lists(timed, document)
    opponents.fill(timed)
    timeline.undated(document, timed, day, (*(found.shown[0] if found.shown else ()), *(speaker.names if speaker else ())), told)
    incidents.shares(timed)
    whereabouts.carry_places(timed, document)
    whereabouts.narrow(timed)
    return timed


def _published(text: Text, mentions: list[DateMention], given: str | None) -> Published:
    return published.find_published(text, mentions, given)


def _told(mentions: list[DateMention], day: Published) -> list[DateMention]:
    """The dates of what is told: without the one that only says of which day the report is."""
    return [m for m in mentions if m.first != day.shown]


@lru_cache(maxsize=1)
def default_reader() -> Reader:
    """The reader with the built-in packs, made once."""
    return Reader()

"""From mentions to records: every value with its characters and its rule, every null with its reason."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.gazetteer import Gazetteer
from sijill.reading.act.draft import FigureDraft
from sijill.reading.date import calendar
from sijill.reading.date.calendar import Published
from sijill.reading.document import Document
from sijill.reading.event.timeline import Timed
from sijill.reading.party.actors import ActorMention
from sijill.reading.place.places import PlaceMention
from sijill.reading.source.sources import SourceMention, for_token
from sijill.reading.statement.profile import ProfileRow
from sijill.records import Actor, Event, Evidence, Figure, Place, ProfileClaim, Source


class Writer:
    """Writes the records of one report."""

    def __init__(self, doc: Document, gazetteer: Gazetteer, published: Published, sources: list[SourceMention]) -> None:
        self.doc, self.gazetteer, self.published, self.sources = doc, gazetteer, published, sources

    def evidence(self, first: int, last: int, rule: str) -> Evidence:
        """The characters of the tokens ``[first, last)``."""
        start, end = self.doc.text.span(first, last)
        return Evidence(start=start, end=end, rule=rule)

    def actor(self, m: ActorMention) -> Actor:
        start, end = self.doc.text.span(m.first, m.last)
        return Actor(names=_unique(m.names), kind=m.kind, start=start, end=end, rule=m.rule, id=m.id)

    def source(self, s: SourceMention) -> Source:
        start, end = self.doc.text.span(s.first, s.last)
        return Source(names=_unique(s.names), kind=s.kind, start=start, end=end, rule=s.rule)

    def place(self, p: PlaceMention) -> Place:
        start, end = self.doc.text.span(p.first, p.last)
        return Place(
            names=_unique(p.names), relation=p.relation, within=list(p.within), distance_km=p.distance_km, start=start, end=end,
            rule=p.rule, id=p.id, lat=p.lat, lon=p.lon, precision=p.precision, path=list(p.path), candidates=list(p.candidates),
        )

    def figure(self, f: FigureDraft) -> Figure:
        text = self.doc.text
        start, end = text.span(f.first, f.last)
        return Figure(
            measure=f.measure, low=f.low, best=f.best, high=f.high, of=_unique(f.of), attributes=sorted(f.attributes),
            text=text.raw[start:end], approx=f.approx, hedge=f.hedge, noun=text.word(f.noun) if f.noun is not None else None,
            attribution=[self.source(s) for s in f.sources], start=start, end=end, rule=f.rule,
        )

    def event(self, timed: Timed, number: int) -> Event:
        """The record of one incident."""
        d = timed.draft
        text = self.doc.text
        t = d.trigger
        last = t.last if t.near is None or t.near - t.i > 3 else max(t.last, t.near + 1)
        start, end = text.span(t.i, last)
        rule = f"event.{t.type}.{'verb' if t.verbal else 'noun'}"
        evidence = {"type": [Evidence(start=start, end=end, rule=rule)]}
        reasons: dict[str, str] = {}
        if timed.mention is not None:
            evidence["time"] = [self.evidence(timed.mention.first, timed.mention.last, timed.rule)]
        elif timed.time is not None:
            shown = self.published
            if shown.first is not None and shown.last is not None:
                evidence["time"] = [self.evidence(shown.first, shown.last, timed.rule)]
            else:
                reasons["time_evidence"] = "bounded by the publication date given as metadata"
        else:
            reasons["time"] = "no date in the sentence, and the publication date is not known"
        if d.modality_token is not None:
            evidence["modality"] = [self.evidence(d.modality_token, d.modality_token + 1, d.modality_rule or f"realis.{d.modality}")]
        if d.means:
            evidence["means"] = [self.evidence(k, k + 1, f"means.{key}") for key, k in d.means.items()]
        for key, value in (("places", d.places), ("agent", d.agents), ("target", d.targets), ("figures", d.figures), ("attribution", d.sources)):
            if not value:
                reasons[key] = _REASONS[key]
        mentions = []
        for other in d.triggers:
            span = text.span(other.i, other.last)
            mentions.append(Evidence(start=span[0], end=span[1], rule=f"event.{other.type}.{'verb' if other.verbal else 'noun'}"))
        return Event(
            id=f"e{number}", type=d.type, trigger=text.raw[start:end], modality=d.modality, time=timed.time,
            places=[self.place(p) for p in d.places], agent=[self.actor(m) for m in d.agents],
            target=[self.actor(m) for m in d.targets], figures=[self.figure(f) for f in d.figures],
            means=list(d.means), attribution=[self.source(s) for s in d.sources], start=start, end=end, rule=rule,
            evidence=evidence, reasons=reasons, mentions=mentions,
        )

    def profile(self, row: ProfileRow, number: int) -> ProfileClaim:
        """The record of one lasting statement."""
        start, end = self.doc.text.span(row.first, row.last)
        time = calendar.resolve(row.date, self.published, None) if row.date is not None else None
        figure = None
        if row.quantity is not None:
            q = row.quantity
            last = max(q.last, (q.noun + 1) if q.noun is not None else 0)
            draft = FigureDraft(q.first, last, row.measure or "other", q.low, q.best, q.high, row.rule, approx=q.approx, hedge=q.hedge, noun=q.noun)
            draft.attributes = set(row.attributes)
            figure = self.figure(draft)
        return ProfileClaim(
            id=f"p{number}", subject=_unique(row.subject.names), relation=row.relation, object=row.object_names, figure=figure,
            time=time, attribution=[self.source(s) for s in for_token(self.sources, row.trigger)], start=start, end=end, rule=row.rule,
        )


_REASONS: Final = {
    "places": "no place stands with the trigger or before it in the paragraph",
    "agent": "no party stands in the agent's position",
    "target": "no party stands in the target's position",
    "figures": "no number counts anything of this event",
    "attribution": "the sentence names no source",
}


def _unique(names: list[str]) -> list[str]:
    if len(names) == 1 and names[0]:
        return [names[0]]
    out: list[str] = []
    for name in names:
        if name and name not in out:
            out.append(name)
    return out

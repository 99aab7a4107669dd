"""From mentions to records: every value with its characters and its rule, every null with its reason."""

from __future__ import annotations

from typing import Final

from sijill.reading.act.draft import FigureDraft
from sijill.reading.confidence import Model, Scene, Seen, Shown, Values, share, words_of
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

    def __init__(self, doc: Document, published: Published, sources: list[SourceMention], model: Model) -> None:
        self.doc, self.published, self.sources, self.model = doc, published, sources, model
        self.scene = Scene(doc.text.raw)

    def evidence(self, first: int, last: int, rule: str) -> Evidence:
        """The characters of the tokens ``[first, last)``."""
        start, end = self.doc.text.span(first, last)
        return Evidence(start=start, end=end, rule=rule)

    def _actors(self, found: list[ActorMention], shown: Shown, odds: float, values: Values) -> list[Actor]:
        out: list[Actor] = []
        for m in found:
            start, end = self.doc.text.span(m.first, m.last)
            names = _unique(m.names)
            seen = Seen(self.scene, shown, m.rule, start, len(found), m.kind, words_of(names))
            out.append(Actor(names=names, kind=m.kind, start=start, end=end, rule=m.rule, confidence=share(values.odds(seen, odds)), id=m.id))
        return out

    def _sources(self, found: list[SourceMention], shown: Shown, odds: float) -> list[Source]:
        out: list[Source] = []
        for s in found:
            start, end = self.doc.text.span(s.first, s.last)
            names = _unique(s.names)
            seen = Seen(self.scene, shown, s.rule, start, len(found), s.kind, words_of(names))
            confidence = share(self.model.attribution.odds(seen, odds))
            out.append(Source(names=names, kind=s.kind, start=start, end=end, rule=s.rule, confidence=confidence))
        return out

    def _unrated(self, found: list[SourceMention]) -> list[Source]:
        """The sources of what is rated itself: a figure, a lasting statement."""
        out: list[Source] = []
        for s in found:
            start, end = self.doc.text.span(s.first, s.last)
            out.append(Source(names=_unique(s.names), kind=s.kind, start=start, end=end, rule=s.rule))
        return out

    def _places(self, found: list[PlaceMention], shown: Shown, odds: float) -> list[Place]:
        out: list[Place] = []
        for p in found:
            start, end = self.doc.text.span(p.first, p.last)
            seen = Seen(self.scene, shown, p.rule, start, len(found), p.relation, 0 if p.id is None else 1)
            out.append(Place(
                names=_unique(p.names), relation=p.relation, within=list(p.within), distance_km=p.distance_km, start=start, end=end,
                rule=p.rule, confidence=share(self.model.places.odds(seen, odds)), id=p.id, lat=p.lat, lon=p.lon,
                precision=p.precision, path=list(p.path), candidates=list(p.candidates),
            ))  # fmt: skip
        return out

    def _figures(self, found: list[FigureDraft], shown: Shown, odds: float) -> list[Figure]:
        out: list[Figure] = []
        for f in found:
            seen = Seen(self.scene, shown, f.rule, self.doc.text.starts[f.first], len(found), f.measure, 1 if f.best == 1 else 0)
            out.append(self._figure(f, share(self.model.figures.odds(seen, odds))))
        return out

    def _figure(self, f: FigureDraft, confidence: float) -> Figure:
        text = self.doc.text
        start, end = text.span(f.first, f.last)
        return Figure(
            measure=f.measure, low=f.low, best=f.best, high=f.high, of=_unique(f.of), attributes=sorted(f.attributes),
            text=text.raw[start:end], approx=f.approx, hedge=f.hedge, noun=text.word(f.noun) if f.noun is not None else None,
            attribution=self._unrated(f.sources), start=start, end=end, rule=f.rule, confidence=confidence,
        )

    def events(self, told: list[Timed]) -> list[Event]:
        """The records of the incidents: how sure each is depends on what all of them share."""
        scene, starts = self.scene, self.doc.text.starts
        for timed in told:
            d = timed.draft
            scene.add(d.type, starts[d.trigger.i])
            for p in d.places:
                scene.share(starts[p.first])
            for m in d.agents:
                scene.share(starts[m.first])
            for m in d.targets:
                scene.share(starts[m.first])
            for f in d.figures:
                scene.share(starts[f.first])
            for s in d.sources:
                scene.share(starts[s.first])
        return [self._event(timed, number) for number, timed in enumerate(told, 1)]

    def _event(self, timed: Timed, number: int) -> Event:
        d = timed.draft
        text = self.doc.text
        t = d.trigger
        last = t.last if t.near is None or t.near - t.i > 3 else max(t.last, t.near + 1)
        start, end = text.span(t.i, last)
        form = "verb" if t.verbal else "noun"
        rule = f"event.{t.type}.{form}"
        shown = Shown(self.scene, d.type, form, d.modality, start)
        evidence = {"type": [Evidence(start=start, end=end, rule=rule)]}
        reasons: dict[str, str] = {}
        told_at, told_to = self.published.first, self.published.last
        if timed.mention is not None:
            told_at, told_to = timed.mention.first, timed.mention.last
        if timed.time is None and timed.mention is None:
            reasons["time"] = "no date in the sentence, and the publication date is not known"
            shown.timed(None, "", -1)
        elif told_at is not None and told_to is not None:
            evidence["time"] = [self.evidence(told_at, told_to, timed.rule)]
            shown.timed(timed.time, timed.rule, text.starts[told_at])
        else:
            reasons["time_evidence"] = "bounded by the publication date given as metadata"
            shown.timed(timed.time, "", -1)
        if d.modality_token is not None:
            evidence["modality"] = [self.evidence(d.modality_token, d.modality_token + 1, d.modality_rule or f"realis.{d.modality}")]
            shown.marked = 1
        if d.means:
            evidence["means"] = [self.evidence(k, k + 1, f"means.{key}") for key, k in d.means.items()]
        if d.places:
            shown.places = 1
        else:
            reasons["places"] = "no place stands with the trigger or before it in the paragraph"
        if d.agents:
            shown.agent = 1
        else:
            reasons["agent"] = "no party stands in the agent's position"
        if d.targets:
            shown.target = 1
        else:
            reasons["target"] = "no party stands in the target's position"
        if d.figures:
            shown.figures = 1
        else:
            reasons["figures"] = "no number counts anything of this event"
        if d.sources:
            shown.attributed = 1
        else:
            reasons["attribution"] = "the sentence names no source"
        mentions: list[Evidence] = []
        for other in d.triggers:
            span = text.span(other.i, other.last)
            mentions.append(Evidence(start=span[0], end=span[1], rule=f"event.{other.type}.{'verb' if other.verbal else 'noun'}"))
        shown.told(len(mentions))
        model = self.model
        odds = model.events.odds(shown)
        confidences = {
            "time": share(model.times.odds(shown, odds)) if timed.time is not None else 0.0,
            "modality": share(model.modalities.odds(shown, odds)),
        }
        return Event(
            id=f"e{number}", type=d.type, trigger=text.raw[start:end], modality=d.modality, time=timed.time,
            places=self._places(d.places, shown, odds), agent=self._actors(d.agents, shown, odds, model.agent),
            target=self._actors(d.targets, shown, odds, model.target), figures=self._figures(d.figures, shown, odds),
            means=list(d.means), attribution=self._sources(d.sources, shown, odds), start=start, end=end, rule=rule,
            confidence=share(odds), confidences=confidences, evidence=evidence, reasons=reasons, mentions=mentions,
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
            figure = self._figure(draft, 0.0)
        said = self._unrated(for_token(self.sources, row.trigger))
        confidence = self.model.of_row(row.relation, row.rule, 1 if said else 0, 0 if row.object_names is None else 1)
        return ProfileClaim(
            id=f"p{number}", subject=_unique(row.subject.names), relation=row.relation, object=row.object_names, figure=figure,
            time=time, attribution=said, start=start, end=end, rule=row.rule, confidence=confidence,
        )


_FEW: Final = 3
"""So many names are compared with one another sooner than they are hashed."""


def _unique(names: list[str]) -> list[str]:
    if len(names) == 1 and names[0]:
        return [names[0]]
    if len(names) > _FEW:
        seen = dict.fromkeys(names)
        seen.pop("", None)
        return list(seen)
    out: list[str] = []
    for name in names:
        if name and name not in out:
            out.append(name)
    return out

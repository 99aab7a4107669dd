"""A sentence under reading: what the dimension readers found in it, and the drafts that came before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sijill.reading import realis
from sijill.reading.actors import ActorMention
from sijill.reading.dates import DateMention
from sijill.reading.document import Document
from sijill.reading.draft import Draft, FigureDraft
from sijill.reading.frames import Frame
from sijill.reading.numbers import Quantity
from sijill.reading.places import PlaceMention
from sijill.reading.sources import SourceMention
from sijill.reading.triggers import Trigger

_FOLLOWED = 3
"""How many sentences behind its own a source is still looked for (وأضاف, ودعا إلى)."""


@dataclass
class Mentions:
    """Everything the dimension readers found, in text order."""

    actors: list[ActorMention] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    figures: list[FigureDraft] = field(default_factory=list)
    sources: list[SourceMention] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    marks: list[realis.Mark] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    speaker: ActorMention | None = None
    """The publisher, for a text that speaks of itself in the first person (نحمّل، ندعو)."""

    def by_sentence(self, doc: Document) -> dict[int, Mentions]:
        """The mentions of each sentence, made in one pass: the time to read a report grows with its length only.

        A source stands with every sentence that it speaks for and with the ``_FOLLOWED`` sentences behind it.
        """
        out: dict[int, Mentions] = defaultdict(lambda: Mentions(speaker=self.speaker))
        number = doc.sentence_of
        for actor in self.actors:
            out[number[actor.first]].actors.append(actor)
        for place in self.places:
            out[number[place.first]].places.append(place)
        for date in self.dates:
            out[number[date.first]].dates.append(date)
        for figure in self.figures:
            out[number[figure.first]].figures.append(figure)
        for trigger in self.triggers:
            out[trigger.sentence].triggers.append(trigger)
        for quantity in self.quantities:
            out[number[quantity.first]].quantities.append(quantity)
        for mark in self.marks:
            out[number[mark.i]].marks.append(mark)
        last = len(doc.text.sentences) - 1
        for source in self.sources:
            own = number[source.first]
            where = {number[source.cue], *range(max(own - 1, 0), min(own + _FOLLOWED, last) + 1)}
            start, end = source.scope
            if start < end:
                where.update(range(number[start], number[min(end, len(number)) - 1] + 1))
            for k in where:
                out[k].sources.append(source)
        return out


class Scene:
    """One sentence with its mentions in text order; ``before`` are the drafts of the sentences just before."""

    def __init__(self, doc: Document, number: int, mentions: Mentions, frames: dict[str, Frame], before: list[Draft]) -> None:
        self.doc, self.number, self.frames, self.before = doc, number, frames, before
        self.triggers, self.figures = mentions.triggers, mentions.figures
        self.sentence = doc.text.sentences[number]
        first, last = self.sentence.first, self.sentence.last
        self.places = mentions.places
        self.dates = mentions.dates
        self.quantities = mentions.quantities
        self.sources = mentions.sources
        self.marks = mentions.marks
        self.speaker = mentions.speaker
        inside = {k for t in mentions.triggers if t.last - t.i > 1 for k in range(t.i, t.last)}
        self.actors = [m for m in mentions.actors if m.first not in inside or m.last > m.first + 1]
        self.cues = {s.cue for s in mentions.sources}
        self.speakers = {k for s in mentions.sources if first <= s.first < last for k in range(s.first, s.last)}


def same_party(m: ActorMention, others: list[ActorMention]) -> bool:
    """True when one of the others names the same body."""
    for x in others:
        if m is x or (m.id is not None and m.id == x.id):
            return True
        if m.names[0] == x.names[0] or set(m.names) & set(x.names):
            return True
    return False

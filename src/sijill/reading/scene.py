"""A sentence under reading: what the dimension readers found in it, and the drafts that came before."""

from __future__ import annotations

from dataclasses import dataclass, field

from sijill.reading import realis
from sijill.reading.actors import ActorMention
from sijill.reading.dates import DateMention
from sijill.reading.document import Document
from sijill.reading.draft import Draft, FigureDraft
from sijill.reading.frames import Frame
from sijill.reading.places import PlaceMention
from sijill.reading.sources import SourceMention
from sijill.reading.triggers import Trigger


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
    speaker: ActorMention | None = None
    """The publisher, for a text that speaks of itself in the first person (نحمّل، ندعو)."""


class Scene:
    """One sentence with its mentions in text order; ``before`` are the drafts of the sentences so far."""

    def __init__(
        self, doc: Document, number: int, triggers: list[Trigger], figures: list[FigureDraft], mentions: Mentions,
        frames: dict[str, Frame], before: list[Draft],
    ) -> None:
        self.doc, self.number, self.triggers, self.figures, self.frames, self.before = doc, number, triggers, figures, frames, before
        self.sentence = doc.text.sentences[number]
        first, last = self.sentence.first, self.sentence.last
        self.actors = [m for m in mentions.actors if first <= m.first < last]
        self.places = [m for m in mentions.places if first <= m.first < last]
        self.dates = [m for m in mentions.dates if first <= m.first < last]
        self.sources = mentions.sources
        self.marks = mentions.marks
        self.speaker = mentions.speaker
        inside = {k for t in triggers if t.last - t.i > 1 for k in range(t.i, t.last)}
        self.actors = [m for m in self.actors if m.first not in inside or m.last > m.first + 1]
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

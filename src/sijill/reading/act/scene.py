"""A sentence under reading: what the dimension readers found in it, and the drafts that came before."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import M_PERSON
from sijill.knowledge.lexicon import Sense
from sijill.reading.act.draft import Draft, FigureDraft
from sijill.reading.act.frames import Frames
from sijill.reading.act.marks import Mark
from sijill.reading.act.triggers import Trigger
from sijill.reading.date.dates import DateMention
from sijill.reading.document import Document
from sijill.reading.number.numbers import Quantity
from sijill.reading.party.actors import ActorMention
from sijill.reading.place.places import PlaceMention
from sijill.reading.source.sources import SourceMention

_FOLLOWED: Final = 3
"""How many sentences behind its own a source is still looked for (وأضاف, ودعا إلى)."""

_TITLES: Final = 4
"""So many words may stand between بقيادة and the name of who leads."""


class Mentions:
    """Everything the dimension readers found, in text order.

    ``speaker`` is the publisher, for a text that speaks of itself in the first person (نحمّل، ندعو).
    """

    __slots__ = ("actors", "dates", "figures", "marks", "places", "quantities", "sources", "speaker", "triggers")

    def __init__(self, speaker: ActorMention | None = None) -> None:
        self.speaker = speaker
        self.actors: list[ActorMention] = []
        self.places: list[PlaceMention] = []
        self.dates: list[DateMention] = []
        self.figures: list[FigureDraft] = []
        self.sources: list[SourceMention] = []
        self.triggers: list[Trigger] = []
        self.marks: list[Mark] = []
        self.quantities: list[Quantity] = []

    def by_sentence(self, doc: Document) -> dict[int, Mentions]:
        """The mentions of each sentence with a trigger or a figure, in text order.

        Made in one pass, so that the time to read a report grows with its length only.  A source stands with every
        sentence that it speaks for and with the ``_FOLLOWED`` sentences behind it.
        """
        number = doc.sentence_of
        wanted = {*(t.sentence for t in self.triggers), *(number[f.first] for f in self.figures)}
        out = {k: Mentions(self.speaker) for k in sorted(wanted)}
        by_number: list[Mentions | None] = [None] * len(doc.text.sentences)
        for k, mentions in out.items():
            by_number[k] = mentions
        for trigger in self.triggers:
            if (here := by_number[trigger.sentence]) is not None:
                here.triggers.append(trigger)
        for figure in self.figures:
            if (here := by_number[number[figure.first]]) is not None:
                here.figures.append(figure)
        for actor in self.actors:
            if (here := by_number[number[actor.first]]) is not None:
                here.actors.append(actor)
        for place in self.places:
            if (here := by_number[number[place.first]]) is not None:
                here.places.append(place)
        for date in self.dates:
            if (here := by_number[number[date.first]]) is not None:
                here.dates.append(date)
        for quantity in self.quantities:
            if (here := by_number[number[quantity.first]]) is not None:
                here.quantities.append(quantity)
        for mark in self.marks:
            if (here := by_number[number[mark.i]]) is not None:
                here.marks.append(mark)
        for source in self.sources:
            own = number[source.first]
            first, last = own - 1, own + _FOLLOWED
            start, end = source.scope
            if start < end:
                first = min(first, number[start])
                last = max(last, number[min(end, len(number)) - 1])
            for k in range(max(first, 0), min(last + 1, len(by_number))):
                if (here := by_number[k]) is not None:
                    here.sources.append(source)
        return out


_OFFICE: Final = 3
"""How far before a body its officer may be named: الناطق الرسمي باسم القوات."""
_FOR: Final = ("باسم", "ل")


class Scene:
    """One sentence with its mentions in text order; ``before`` are the drafts of the sentences just before."""

    def __init__(self, doc: Document, number: int, mentions: Mentions, frames: Frames, before: list[Draft]) -> None:
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
        self.lister: ActorMention | None = None
        """Who did what the sentence itemises without a doer; filled by the room ``event``."""
        self.contexts: list[tuple[int, list[Sense]]] | None = None
        """The words that make a context, with their senses; filled by the room ``realis`` when first asked for."""
        self.openings: dict[tuple[int, int, str], tuple[int, str]] = {}
        """Where the phrases of parties begin, by token, head and clitics of the party; filled by the room ``role``."""
        inside = {k for t in mentions.triggers if t.last - t.i > 1 for k in range(t.i, t.last)}
        self.actors = [m for m in mentions.actors if m.first not in inside or m.last > m.first + 1]
        self.led: dict[int, int] = {}
        """Where the words that name the leader of a body end, by where the body ends: الكتيبة 166 بقيادة محمد الحصان."""
        self._set_leaders_aside()
        self.cues = {s.cue for s in mentions.sources}
        deeds = [t.i for t in mentions.triggers if t.verbal]
        self.speakers = {
            k for s in mentions.sources
            # هاجم الحوثيون … في حملة يقولون إنها: who speaks later of his own act did it all the same
            if first <= s.first < last and not (s.cue > s.last and any(s.first - 2 <= i < s.cue for i in deeds))
            for k in range(s.first, s.last)
        }

    def _set_leaders_aside(self) -> None:
        """Who leads a body that is named right before is no party beside it."""
        kept: list[ActorMention] = []
        for m in self.actors:
            if kept and m.kind == "person" and kept[-1].kind != "person" and kept[-1].cls in ("registry", "unit", "people") and m.first >= kept[-1].last and self._leads(kept[-1].last, m.first):
                self.led[kept[-1].last] = m.last
            elif kept and m.kind == "person" and m.cls in ("person", "registry") and not m.clitics and m.first == kept[-1].last and (office := self._office(kept[-1])) is not None:
                body = kept[-1]  # الناطق باسم القوات فلان, رئيس المجلس فلان: the man by his office and name, not the body
                names = [*m.names, self.doc.text.slice(office, m.last), self.doc.text.slice(office, body.last)]
                kept[-1] = ActorMention(office, m.last, m.head, names, m.kind, m.cls, m.rule, m.id, m.attributes, m.number, m.clitics, body.of or body)
            else:
                kept.append(m)
        self.actors = kept

    def _office(self, body: ActorMention) -> int | None:
        """The token of the office that a body is governed by: رئيس الحكومة, المتحدث الرسمي باسم القوات."""
        if body.cls not in ("registry", "unit", "reference") or body.kind == "person" or self.doc.text.forms[body.first].startswith("و"):
            return None
        for k in range(body.first - 1, max(self.sentence.first, body.first - _OFFICE) - 1, -1):
            if any(s.key == "official" and s.marks & M_PERSON and s.form.number != "p" and not s.pronoun for s in self.doc.senses(k, "source")):
                return k
            if any(s.frame == "chief" and s.pos == "n" and not s.pronoun for s in self.doc.senses(k, "profile")):
                return k
            form = self.doc.text.forms[k]
            if form not in _FOR and not (form.startswith("ال") and self.doc.text.kinds[k] == "w"):
                return None
        return None

    def _leads(self, after: int, first: int) -> bool:
        """True where بقيادة stands at ``after`` with nothing but titles between it and ``first``."""
        sense = self.doc.sense(after, "profile", "led_by")
        return sense is not None and sense.frame == "under" and sense.clitics == "ب" and first - after <= _TITLES


def described(m: ActorMention) -> bool:
    """True for armed men without a name of whom more is said than what they are."""
    return m.cls == "people" and m.of is None and m.armed and " " in m.names[0]


def same_party(m: ActorMention, others: list[ActorMention]) -> bool:
    """True when one of the others names the same body."""
    for x in others:
        if m is x or (m.id is not None and m.id == x.id):
            return True
        if m.names[0] == x.names[0]:
            return True
        if described(m) and described(x):
            continue  # مجموعة محلية ومجموعة منافسة: two groups, though both are groups
        if m.shares_name(x):
            return True
    return False

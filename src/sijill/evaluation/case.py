"""One report under diagnosis: its text, its two records, and what the reader did with it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from sijill.evaluation.measures import Comparison, Record
from sijill.evaluation.spots import Span, Spots
from sijill.reading.act.draft import Draft
from sijill.reading.act.trace import Trace
from sijill.reading.act.triggers import Trigger


class Phrase(Protocol):
    """Whatever stands at the tokens ``[first, last)``."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


P = TypeVar("P", bound=Phrase)

_SIDES = ("agent", "target")


class Case:
    """A report with its gold record and its reading, ready to be asked."""

    def __init__(self, raw: str, comparison: Comparison, gold: Record, system: Record, trace: Trace) -> None:
        assert trace.doc is not None, "the trace of a reading that took place"
        self.raw, self.comparison, self.gold, self.system, self.trace = raw, comparison, gold, system, trace
        self.doc = trace.doc
        self.text = trace.doc.text
        self.spots = Spots(raw)
        self.events: list[Record] = list(system.get("events") or [])
        self.partner: dict[int, Record] = {}
        """The other event of a pair, by the identity of the one."""
        for g, s in comparison.events:
            if g is not None and s is not None:
                self.partner[id(g)], self.partner[id(s)] = s, g
        self.number = {id(event): n for n, event in enumerate(self.events)}
        self.gold_spots: dict[int, Span | None] = {}
        taken: list[Span] = []
        for event in sorted(gold.get("events") or [], key=lambda e: id(e) not in self.partner):
            paired = self.partner.get(id(event))
            spot = self.spots.trigger(event, taken, self.starts(paired) if paired is not None else ())
            self.gold_spots[id(event)] = spot
            if spot is not None:
                taken.append(spot)

    # -- characters and tokens

    def tokens(self, span: Span) -> range:
        """The tokens that share a character with the span."""
        return range(bisect_right(self.text.ends, span[0]), bisect_left(self.text.starts, span[1]))

    def covering(self, mentions: Iterable[P], span: Span) -> list[P]:
        """The mentions that share a token with the span, the one that shares most first."""
        here = self.tokens(span)
        found = [m for m in mentions if m.first < here.stop and here.start < m.last]
        return sorted(found, key=lambda m: abs(m.first - here.start) + abs(m.last - here.stop))

    def span(self, mention: Phrase) -> Span:
        """The characters of a mention."""
        return self.text.span(mention.first, mention.last)

    def words(self, mention: Phrase) -> str:
        """The words of a mention as they stand in the text."""
        return " ".join(self.text.slice(mention.first, mention.last).split())

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds a character."""
        here = self.tokens((at, at + 1)).start
        return self.doc.sentence_of[min(here, len(self.doc.sentence_of) - 1)] if self.doc.sentence_of else -1

    def excerpt(self, at: int) -> Span:
        """The characters of the sentence around a character; of a blanked line, the line."""
        sentence = self.sentence(at)
        if 0 <= sentence < len(self.text.sentences):
            first, last = self.text.sentences[sentence].first, self.text.sentences[sentence].last
            if first < last:
                start, end = self.text.span(first, last)
                if last < len(self.text) and self.text.kinds[last] == "p":
                    end = self.text.ends[last]
                if start <= at < end:
                    return start, end
        start = self.raw.rfind("\n", 0, at) + 1
        end = self.raw.find("\n", at)
        return start, len(self.raw) if end < 0 else end

    # -- events

    def starts(self, event: Record | None) -> list[int]:
        """Where the reader found an event told."""
        if event is None:
            return []
        told = [mention["start"] for mention in event.get("mentions") or []]
        return told or ([event["start"]] if "start" in event else [])

    def triggers(self, event: Record) -> list[Trigger]:
        """The triggers of an event of the reading."""
        number = self.number.get(id(event))
        return self.trace.told[number] if number is not None and number < len(self.trace.told) else []

    def anchors(self, gold: Record | None, system: Record | None) -> list[int]:
        """The characters around which an event's values are looked for."""
        spot = self.gold_spots.get(id(gold)) if gold is not None else None
        return [*self.starts(system), *([spot[0]] if spot is not None else [])]

    def gold_spots_of(self, event: Record) -> list[Span]:
        """Where a gold event is told, as a list of one or none."""
        spot = self.gold_spots.get(id(event))
        return [spot] if spot is not None else []

    def sentences(self, gold: Record | None, system: Record | None) -> set[int]:
        """The sentences that tell of an event."""
        return {self.sentence(at) for at in self.anchors(gold, system)}

    def teller(self, trigger: Trigger) -> Record | None:
        """The event of the reading that a trigger tells of."""
        for event, triggers in zip(self.events, self.trace.told, strict=False):
            if any(t is trigger for t in triggers):
                return event
        return None

    def dropped(self, trigger: Trigger) -> tuple[Draft, str] | None:
        """The draft of a trigger that was judged no event, with the rule."""
        return next(((d, rule) for d, rule in self.trace.dropped if any(t is trigger for t in d.triggers)), None)

    def holders(self, slot: str, span: Span) -> list[Record]:
        """The events of the reading that have a value of these characters in a slot (either side, for parties)."""
        slots: Sequence[str] = _SIDES if slot in _SIDES else (slot,)
        return [
            event for event in self.events
            if any(_meet(value, span) for key in slots for value in event.get(key) or [])
        ]  # fmt: skip

    def named(self, event: Record) -> str:
        """An event of the reading for a note: its id and type."""
        return f"{event.get('id')} {event.get('type')}"


def _meet(value: Any, span: Span) -> bool:
    return bool(value.get("start", -1) < span[1] and span[0] < value.get("end", -1))

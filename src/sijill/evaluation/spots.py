"""Where in a report the values of a gold record stand: gold gives words, not offsets.

Names are looked for in folded letters, as whole words that may carry a conjunction or preposition, and of several places
the one nearest to the rest of the event is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sijill.arabic import fold
from sijill.evaluation.measures import Record

Span = tuple[int, int]
"""Code points ``[start, end)`` of the original text."""

_FAR = 400
"""Characters from which on it makes no difference how far apart two words are."""
_BEFORE = r"(?<!\w)(?:[وفبلك]{0,2}(?:ال|لل)?)??"


class Spots:
    """The places of words in one text."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._folded = fold(raw)
        self._found: dict[str, list[Span]] = {}

    def all(self, words: str) -> list[Span]:
        """Every place where the words stand, in text order."""
        key = " ".join(fold(words).text.split())
        if key not in self._found:
            body = r"\W*\s\W*".join(re.escape(word) for word in key.split())
            found = re.finditer(f"{_BEFORE}({body})(?!\\w)", self._folded.text) if body else ()
            spans = [(m.start(1), m.end(1)) for m in found]
            if not spans and len(key) >= 3:
                spans = [m.span() for m in re.finditer(body, self._folded.text)]
            self._found[key] = [self._original(*span) for span in spans]
        return self._found[key]

    def nearest(self, names: Iterable[str], anchors: Sequence[int]) -> Span | None:
        """The place of the first of the names that stands in the text, nearest to one of the anchors."""
        for name in names:
            spans = self.all(name)
            if spans:
                return min(spans, key=lambda span: distance(span[0], anchors))
        return None

    def trigger(self, event: Record, taken: Sequence[Span], anchors: Sequence[int]) -> Span | None:
        """The place of a gold event's trigger: nearest to its counterpart or to its own values, not that of another."""
        if isinstance(event.get("start"), int) and isinstance(event.get("end"), int):
            return event["start"], event["end"]
        words = str(event.get("trigger") or "")
        spans = self.all(words) or self.all((words.split() or [""])[0])
        free = [span for span in spans if span not in taken] or spans
        if not free:
            return None
        if anchors:
            return min(free, key=lambda span: distance(span[0], anchors))
        others = [[start for start, _ in found] for found in map(self._first, _words(event)) if found]
        return min(free, key=lambda span: sum(distance(span[0], starts) for starts in others))

    def _first(self, names: list[str]) -> list[Span]:
        return next((spans for name in names if (spans := self.all(name))), [])

    def _original(self, start: int, end: int) -> Span:
        first = self._folded.original(start)
        return first, max(first, self._folded.original(end - 1)) + 1


def distance(at: int, anchors: Sequence[int]) -> int:
    """Characters to the nearest anchor, up to a bound; 0 without anchors."""
    return min((min(abs(at - a), _FAR) for a in anchors), default=0)


def _words(event: Record) -> list[list[str]]:
    """The names of each value of an event, as gold writes them."""
    named = [value.get("names") or [] for key in ("places", "agent", "target") for value in event.get(key) or []]
    return [*named, *([str(figure.get("text") or "")] for figure in event.get("figures") or [])]

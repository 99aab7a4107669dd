"""Which characters of a text answer a query, and the piece of it that shows them best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sijill.register.search.index import Term
from sijill.register.search.query import Query, answers
from sijill.register.search.words import Word, words

SHOWN = 220
"""Characters of a text that an answer shows, about."""


class Marked(NamedTuple):
    """``marks`` are ``(start, end)`` of every word that answers, in code points of the text, end exclusive; ``start`` and ``end`` cut out the
    piece to show."""

    marks: tuple[tuple[int, int], ...]
    start: int
    end: int


def marked(text: str, query: Query) -> Marked | None:
    """The answering words of a text; None where a phrase of the query is not in it, or one is that must not be.

    Only phrases are looked at: whether every word is there the index has said, which also knows the title.
    """
    found = list(words(text))
    for phrase in query.without:
        if _phrases(found, phrase):
            return None
    hits: set[int] = set()
    loose = set(query.must)
    for phrase in query.phrases:
        places = _phrases(found, phrase)
        if not places:
            return None
        hits.update(at + k for at in places for k in range(len(phrase)))
        loose.difference_update(phrase)
    which: dict[int, int] = dict.fromkeys(hits, 0)
    for number, term in enumerate(sorted(loose), 1):
        for at, word in enumerate(found):
            if at not in which and answers(term, word.keys):
                which[at] = number
    ordered = sorted(which)
    start, end = _piece(text, found, [(at, which[at]) for at in ordered])
    return Marked(tuple((found[at].start, found[at].end) for at in ordered), start, end)


def _phrases(found: Sequence[Word], phrase: Sequence[Term]) -> list[int]:
    """Where the words of a phrase stand next to one another."""
    out = []
    for at in range(len(found) - len(phrase) + 1):
        if all(answers(term, found[at + k].keys) for k, term in enumerate(phrase)):
            out.append(at)
    return out


def _piece(text: str, found: Sequence[Word], hits: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The piece with the most different answering terms in it, then with the most words that answer; the first of equals."""
    if not found:
        return 0, min(len(text), SHOWN)
    best, value = 0, (0, 0)
    for number, (at, _) in enumerate(hits):
        last = found[at].start + SHOWN * 3 // 4
        inside = [term for other, term in hits[number : number + 60] if found[other].end <= last]
        if (len(set(inside)), len(inside)) > value:
            best, value = at, (len(set(inside)), len(inside))
    anchor = found[best].start if hits else 0
    begin = max(0, anchor - SHOWN // 4)
    if begin:
        begin = next((w.start for w in found if w.start >= begin), begin)
    end = min(len(text), begin + SHOWN)
    if end < len(text):
        end = max((w.end for w in found if w.end <= end), default=end)
    return begin, max(end, begin)

"""How acts are ordered in time: the words of ``packs/core/lexicon/time.tsv`` around a token."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import TRIGGER
from sijill.reading.date.calendar import DateMention
from sijill.reading.document import Document

_BACK: Final = 6
"""How many tokens before a trigger the word that governs it may stand (بعد أن انسحب، عقب قرار إقالة)."""
_CLAUSE: Final = 8
_RELATIVE: Final = 5
"""How far behind a relative pronoun its verb may stand."""
_BEFORE_DATES: Final = frozenset(("في", "وفي", "و"))


def link(doc: Document, k: int) -> str:
    """The temporal relation that token ``k`` announces (after, before, since …), or an empty string."""
    found = doc.links
    if not found:
        found = doc.links = [""] * len(doc.info)
        for i in doc.having("time"):
            found[i] = _announced(doc, i)
    return found[k] if 0 <= k < len(found) else ""


def _announced(doc: Document, k: int) -> str:
    for sense in doc.senses(k, "time"):
        if sense.key == "habit" and sense.form.tense == "perf":
            continue
        if not sense.lead or doc.complete(k, sense):
            return sense.key
    return ""


def governor(doc: Document, i: int, dated: set[int]) -> str:
    """``after``, ``before``, ``until`` or ``since`` where such a word leads in the act at token ``i``; ``dated`` are tokens of dates.

    بعد ساعات is a date, not a word that leads in an act.
    """
    first = doc.sentence(i).first
    for k in range(i - 1, max(i - _BACK, first) - 1, -1):
        if k in dated or doc.text.kinds[k] == "p":
            return ""
        found = link(doc, k)
        if found in ("after", "before", "until", "since"):
            return found  # رد على: also where the word could tell of an act
        if doc.info[k].mask & TRIGGER:
            return ""
    return ""


def separate(doc: Document, i: int) -> bool:
    """True when the sentence of token ``i`` opens another matter (وفي حادثة منفصلة، على صعيد آخر)."""
    first = doc.sentence(i).first
    return crossed(doc, first, min(first + 4, i), ("apart",))


def crossed(doc: Document, start: int, end: int, keys: tuple[str, ...]) -> bool:
    """True when a word of one of the relations stands in ``[start, end)``."""
    for k in doc.having("time", start, end):
        if link(doc, k) in keys:
            return True
    return False


def habitual(doc: Document, i: int) -> bool:
    """True when the clause of token ``i`` says that the act happens again and again."""
    sentence = doc.sentence(i)
    return crossed(doc, max(sentence.first, i - _CLAUSE), min(sentence.last, i + _CLAUSE), ("habit",))


def looks_back(doc: Document, first: int) -> bool:
    """True for a "since" date behind a superlative (أعنف ضربة منذ سنوات), which dates no act."""
    sentence = doc.sentence(first)
    first = next((k for k in range(first - 1, max(sentence.first, first - _BACK) - 1, -1) if link(doc, k) == "since"), first)
    for k in range(first - 1, max(sentence.first, first - _CLAUSE) - 1, -1):
        if doc.text.kinds[k] == "p":
            return False
        if link(doc, k) in ("most", "nth"):
            return True
    return False


def counted_among(doc: Document, first: int) -> bool:
    """True for a span behind an ordinal (للمرة الثانية خلال شهر، ثالث هجوم في أسبوع), which tells of the count and dates no act."""
    sentence = doc.sentence(first)
    for k in range(first - 1, max(sentence.first, first - _BACK) - 1, -1):
        if doc.text.kinds[k] == "p":
            return False
        if link(doc, k) == "nth":
            return True
    return False


def embedded(doc: Document, i: int, other: int) -> bool:
    """True where the act at token ``i`` is told of a noun, in a clause that the act at ``other`` stands outside of."""
    first = doc.sentence(i).first
    for k in range(i - 1, max(first, i - _RELATIVE) - 1, -1):
        if doc.text.kinds[k] == "p":
            return False
        if link(doc, k) == "relative":
            return other < k or any(doc.text.forms[j] in ("،", ",") for j in range(i, other))
    return False


def head_of(doc: Document, m: DateMention) -> int:
    """The token at which a date begins with its preposition."""
    return m.first - 1 if m.first > doc.sentence(m.first).first and doc.text.forms[m.first - 1] in _BEFORE_DATES else m.first


def opens_clause(doc: Document, m: DateMention) -> bool:
    """True for a date that opens a clause of its own (سيطر الجيش على التلة، ومساء أمس قصفت المدفعية …)."""
    head = head_of(doc, m)
    return head > doc.sentence(m.first).first and doc.text.kinds[head - 1] == "p" and doc.text.forms[head].startswith("و") and m.spec.op != "part"

"""Marks of modality: the words that deny, plan, fear, claim or ask for an act.

The marks are data (``packs/core/lexicon/realis.tsv``); how far each reaches is told in the room ``realis``.
"""

from __future__ import annotations

from sijill.knowledge.bits import M_FUTURE
from sijill.knowledge.lexicon import NO_SENSES, Sense
from sijill.reading.act.triggers import near_word
from sijill.reading.document import Document


class Mark:
    """A mark of modality at token ``i``."""

    __slots__ = ("i", "key", "verbal")

    def __init__(self, i: int, key: str, verbal: bool) -> None:
        self.i, self.key, self.verbal = i, key, verbal


def find(doc: Document) -> list[Mark]:
    """All marks of the report in text order."""
    out: list[Mark] = []
    for i in doc.having("realis"):
        best: Sense | None = None
        form = doc.text.forms[i]
        over = form.endswith("قد") and form.lstrip("وف") == "قد" and done(doc, i + 1)
        for sense in doc.info[i].by["realis"]:
            if over:
                continue  # what has happened
            if sense.lead and not doc.complete(i, sense):
                continue
            if sense.near and near_word(doc, i, sense) is None:
                continue
            if sense.marks & M_FUTURE and not _coming(doc, i + 1):
                continue
            if best is None or len(sense.rest) > len(best.rest):
                best = sense  # لا يستبعد, لم يتسن التأكد: more than their negation
        if best is not None:
            out.append(Mark(i, best.key, best.pos == "v"))
    return out


def weapon(doc: Document, i: int) -> Sense | None:
    """The weapon told of at token ``i``: the longest phrase, or the word that those behind it make another (قذيفة آر بي جي)."""
    best: Sense | None = None
    for sense in doc.info[i].by.get("means", NO_SENSES):
        if (sense.lead and not doc.complete(i, sense)) or (sense.near and near_word(doc, i, sense) is None):
            continue
        if best is None or (len(sense.rest), bool(sense.near)) > (len(best.rest), bool(best.near)):
            best = sense
    return best


def _coming(doc: Document, i: int) -> bool:
    """True when an imperfect follows the colloquial راح: what will be, not راح ضحيتها خمسة."""
    return i < len(doc.info) and doc.text.forms[i].startswith(("ي", "ت", "ن", "ا"))


def done(doc: Document, i: int) -> bool:
    """True when a perfect follows قد: what has happened, not what may."""
    if i >= len(doc.info):
        return True
    senses = [s for found in doc.info[i].by.values() for s in found if s.pos == "v"]
    if senses:
        return any(s.form.tense == "perf" for s in senses)
    return not doc.text.forms[i].startswith(("ي", "ت", "ن"))

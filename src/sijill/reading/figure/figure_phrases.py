"""Number phrases of figures: the noun that a number counts, and numbers that count nothing."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import (
    COUNTS,
    G_FROM,
    LABEL,
    PEOPLE,
    PLURAL,
    SUM,
    THING,
    TOLL,
    TRIGGER,
    UNCOUNTED,
    G,
)
from sijill.knowledge.lexicon import Sense
from sijill.reading.document import Document
from sijill.reading.number.numbers import Quantity

ATTRIBUTES: Final = frozenset(("under_18", "women", "men", "civilians", "fighters", "commander", "families", "unidentified"))
"""Features of words for people that are attributes of a figure."""
_TIMES: Final = frozenset(("مره", "مرات"))
OF_THEM: Final = frozenset(("منهم", "منها", "منهن", "منهما"))


class Phrase:
    """A number with the noun it counts: tokens ``[first, last)``; ``end`` is the end of the number itself."""

    __slots__ = ("attributes", "end", "first", "last", "noun", "partitive", "q")

    def __init__(self, q: Quantity, noun: int | None) -> None:
        self.q, self.noun = q, noun
        self.first, self.end, self.last = q.first, q.last, q.last
        self.attributes: set[str] = set()
        self.partitive = False
        """The noun follows من: سبعة من القتلى."""


class PhraseReader:
    """Reads the phrases of a report's numbers."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.forms, self.kinds = doc.text.forms, doc.text.kinds

    def phrase(self, q: Quantity) -> Phrase | None:
        """The number phrase with its noun and the nouns in apposition; None where it counts time, money's rate, age …"""
        doc, forms, size = self.doc, self.forms, len(self.forms)
        noun = q.noun if q.noun is not None and q.noun < size else None
        if noun is not None and any(s.pronoun for s in doc.senses(noun, "case")):
            noun = None  # أصيب واحد حالته حرجة
        if q.best == 1 and q.last < size and forms[q.last] == "تلو":
            return None  # واحداً تلو الآخر
        one = doc.people(q.first - 1) if noun is None and q.best == 1 and q.core_last == q.core_first + 1 and q.first == q.core_first and q.first and self.kinds[q.first] == "w" else None
        if one is not None and one.clitics.startswith("و") and not doc.info[q.first - 1].mask & PLURAL:
            noun = q.first - 1  # امرأتان وقاصر واحد
        p = Phrase(q, noun)
        if noun is None and p.end < size and forms[p.end] == "من" and p.end + 1 < size and self.kinds[p.end + 1] == "w":
            p.noun, p.partitive = p.end + 1, True
        elif noun is None:
            self.noun_before(p)
        if q.best == 1 and q.core_first and q.rule != "numbers.dual" and doc.info[q.core_first - 1].mask & UNCOUNTED and self.kinds[q.core_first] == "w":
            return None  # بعد ساعة واحدة
        if p.noun is None:
            return p
        if doc.info[p.noun].mask & UNCOUNTED and not doc.info[p.noun].mask & PEOPLE and self.thing(p.noun) is None:
            if not any(s.lemma in _TIMES and not s.clitics for s in doc.info[p.noun].by["uncounted"]):
                return None
        p.last = max(p.last, p.noun + 1)
        if p.noun == p.first - 1:
            p.first = p.noun  # سيدة واحدة, القتلى الثلاثة
        people = doc.people(p.noun)
        if p.noun < q.core_first and not self.known(p.noun) and not self.forms[p.noun].endswith(("ين", "ون")):
            return None  # المداخل الأربعة، حفرة واحدة
        if p.noun == q.core_first - 1 and q.best == 1 and p.noun and doc.plays(p.noun - 1, G_FROM):
            return None  # أربعة من عائلة واحدة
        if people is not None:
            p.attributes |= people.features & ATTRIBUTES
        for k in range(p.noun + 1, min(p.noun + 3, size)):
            more = doc.people(k)
            if more is None or self.kinds[k] != "w":
                break
            if more.clitics.startswith("و") and (q.best or 0) <= 10 and not doc.info[k].mask & PLURAL:
                break  # أربعة أطفال ومعلمة: one more
            if more.clitics in ("", "و") and not doc.plays(k, G_FROM):
                p.attributes |= more.features & ATTRIBUTES
                p.last = k + 1
        return p

    def thing(self, noun: int) -> Sense | None:
        """The thing that a noun names, or what is only counted (ثمانين شجرة)."""
        return self.doc.sense(noun, "thing") or self.doc.sense(noun, "countable")

    def known(self, noun: int) -> bool:
        """A noun that is listed as one for people, casualties or things."""
        return self.doc.people(noun) is not None or self.doc.toll(noun) is not None or self.thing(noun) is not None

    def noun_before(self, p: Phrase) -> None:
        """عناصرها الـ 46, أحزمة ناسفة عدد (٣): the counted noun stands before its number."""
        doc, forms, first = self.doc, self.forms, p.first
        begin = doc.sentence(first).first
        k = first - 1
        if k > begin and forms[k] == "ال":
            if doc.info[k - 1].mask & (PEOPLE | TOLL | THING):
                p.noun = p.first = k - 1
            return
        if k > begin and forms[k] == "(":
            k -= 1
        if k > begin and forms[k] == "عدد" and k >= first - 2:
            for b in range(k - 1, max(begin, k - 4) - 1, -1):
                if self.kinds[b] == "p":
                    return
                if doc.sense(b, "thing") is not None:
                    p.noun = p.first = b
                    return

    def label(self, p: Phrase) -> bool:
        """A number that is a name or an age: اللواء 444، فرع الأمن العسكري 261، البالغ 15 عاماً."""
        doc, first = self.doc, p.first
        begin = doc.sentence(first).first
        k = first - 1
        while k > begin and self.forms[k] in ("(", "ال"):
            k -= 1
        if k < begin:
            return False
        if doc.info[k].mask & LABEL:
            if p.noun is None and self.kinds[p.q.core_first] == "n":
                return True
            if any(s.key == "age" for s in doc.senses(k, "label")):
                return True
        if p.noun is not None and p.noun >= p.end and k == first - 1 and self.kinds[p.q.core_first] == "n" and not self.known(p.noun) and not doc.info[p.noun].mask & UNCOUNTED:
            if any(s.key == "number" and s.clitics.endswith("ال") for s in doc.senses(k, "label")):
                return True  # القناة 13 زعمت: a name, whatever stands behind it
        if p.noun is not None or self.kinds[p.q.core_first] != "n" or p.q.hedge or p.q.first != p.q.core_first:
            return False
        if p.end < len(self.forms) and self.forms[p.end] in OF_THEM:
            return False
        for b in range(k, max(begin, k - 3) - 1, -1):
            if self.kinds[b] != "w" or doc.info[b].mask & (G | TOLL | TRIGGER | SUM | COUNTS):
                return False
            if any(s.key == "number" for s in doc.senses(b, "label")):
                return True
        return False

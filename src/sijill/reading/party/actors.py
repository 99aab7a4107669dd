"""Actors: registry names, patterns for unlisted bodies, persons, groups of people, references to them.

A mention covers the whole noun phrase (ثلاثة *عناصر من ميليشيا لواء القدس*) and names the party behind it
(لواء القدس).  References (المليشيا، اللواء، التنظيم، الأخير) are resolved to the last party they fit.
"""

from __future__ import annotations

from sijill.knowledge.actors import Registry
from sijill.knowledge.bits import ANOTHER, CALLS, CLAN, CRAFT, FOLK, HEAD, LATTER, M_GENERIC, PEOPLE
from sijill.reading.document import Document
from sijill.reading.party.mention import ActorMention
from sijill.reading.party.names import ISSUERS, alone
from sijill.reading.party.people import People

__all__ = ["ActorMention", "find", "signatory"]


def find(doc: Document, registry: Registry, dates: set[int], places: set[int], home: dict[str, int] | None = None, towns: set[int] | None = None) -> list[ActorMention]:
    """All party mentions of a report in text order, not overlapping.

    ``dates`` are tokens taken by dates, ``places`` the tokens of place names that stand behind a place noun; ``home`` says how
    many places of each country (ISO 3166-1) the report names, ``towns`` are the tokens of names of one word of places that are
    no country.
    """
    return _Finder(doc, registry, dates, places, {} if home is None else home, set() if towns is None else towns).run()


def signatory(doc: Document, found: list[ActorMention]) -> ActorMention | None:
    """The body that stands for itself on one of the first or last lines: who issues a communiqué."""
    sentences = doc.text.sentences
    ends = {(s.first, s.last) for s in [*sentences[:2], *sentences[-3:]]}
    for m in found:
        s = doc.sentence(m.first)
        if m.cls in ("registry", "unit") and (s.first, s.last) in ends and alone(s, m):
            return m
    return None


class _Finder(People):
    def run(self) -> list[ActorMention]:
        i, n, kinds = 0, len(self.forms), self.text.kinds
        while i < n:
            if kinds[i] != "w" or not (self.opens(i) or self.pair is not None or self.forms[i] in self.repeated) or i in self.dates:
                i += 1
                continue
            if self.pair is not None and self.pair[0] == i and self.forms[i][:1] == "و":
                found = self.of_pair(i, self.pair[1], self.pair[2])
            else:
                found = self.at(i) if self.opens(i) else self.surname(i)
            if found is None:
                i += 1
                continue
            self.out.append(found)
            self.remember(found)
            if i and self.forms[i - 1] == "و" and found.first == i and not found.clitics.startswith("و"):
                found.clitics = "و" + found.clitics  # «جيش الإسلام» و«فيلق الرحمن»: the mark parts the word from its و
            i = max(found.last, i + 1)
        return self.out

    def opens(self, i: int) -> bool:
        """False for a word that is in no table of names, so that it is at most the family name of a person."""
        info = self.doc.info[i]
        if info.party < 0:
            info.party = 1 if info.mask & (HEAD | PEOPLE | ANOTHER | LATTER | CLAN | CRAFT | FOLK) or not self.registry.silent(self.forms[i]) else 0
        return info.party > 0

    def at(self, i: int, nested: bool = False) -> ActorMention | None:
        if not nested and (not self.doc.info[i].mask & CLAN or self.forms[i] in self.registry.given):
            person = self.person(i)
            if person:
                return person
        known = self.known(i)
        info = self.doc.info[i]
        head = info.first("head")
        people = self.doc.people(i)
        if known and known.last < len(self.forms) and self.doc.info[known.last].mask & CALLS and known.kind in ISSUERS:
            called = self.called(i, known.kind, known.clitics, known.last)
            if called is not None:
                return called  # جماعة مسلحة تطلق على نفسها اسم «X»
        if known and (not head or known.last > i + 1 or not people) and not (people and people.marks & M_GENERIC):
            return self.closer(i, known, head) if head is not None else known
        if people and people.marks & M_GENERIC and i not in self.places:
            group = self.with_name(self.group(i, nested), nested)
            # عناصر الشرطة is listed, عناصر الشرطة العسكرية says more
            return known if known is not None and (group is None or group.last <= known.last) else group
        if info.mask & LATTER:
            return self.latter(i)
        if info.mask & CLAN and known is None and (clan := self.clan(i)) is not None:
            return clan
        if head and not head.pronoun and not (i in self.places and self.forms[i].endswith("ا")):  # محافظة درعا: no shield
            unit = self.unit(i, head.key, head.clitics)
            if unit:
                return unit
        if head and head.pronoun and (found := self.possessed(i, head)) is not None:
            return found
        if people and i not in self.places:
            return self.with_name(self.group(i, nested), nested)
        if not nested and info.mask & ANOTHER and (other := self.another(i)) is not None:
            return other
        if known:
            return known
        if not nested and i:
            weapon = self.owned_weapon(i)
            if weapon is not None:
                return weapon
        if not nested and i and info.mask & FOLK and (folk := self.folk(i)) is not None:
            return folk
        surname = self.surname(i)
        if surname:
            return surname
        return self.craft(i) or self.nisba(i)

"""Bodies that no list names (لواء X، المجلس العسكري), and words that point back to a body (التنظيم، المليشيا)."""

from __future__ import annotations

from typing import Final

from sijill.arabic import fold_word, proclitic_variants
from sijill.knowledge.bits import (
    ACTS,
    BETWEEN,
    CLAN,
    EPITHET,
    GROUND,
    HEAD,
    LATTER,
    MEANS,
    PEOPLE,
    SOURCE,
    SPEECH,
    THING,
    TOLL,
    TRIGGER,
    G,
)
from sijill.knowledge.lexicon import NO_SENSES
from sijill.reading.party.gender import feminine
from sijill.reading.party.mention import ActorMention
from sijill.reading.party.names import MILITIA
from sijill.reading.party.persons import PARTICLES, Persons

_QUOTED: Final = 6
"""Words of a quoted name at most."""
_FOR_IT: Final = frozenset(("له", "لها", "لهم"))
_PEOPLES: Final = ("يين", "يون", "يان")


class Bodies(Persons):
    """Bodies at a token."""

    def unit(self, i: int, kind: str, clitics: str) -> ActorMention | None:
        forms = self.forms
        definite = "ال" in clitics or clitics.endswith("لل")
        j = i + 1
        if j >= len(forms):
            return self.reference(i, kind, clitics) if definite else None
        named = self.called(i, kind, clitics)
        if named is not None:
            return named
        if i in self.text.pre and (j in self.dates or self.stops(j)) and (end := self.quoted(i)) and j < end <= i + _QUOTED:
            # «حركة 23 آذار»، «لواء فجر الإسلام»: what is inside a quoted name is no date and no verb
            return self.same_as_before(ActorMention(i, end, i, [self.plain(i, end, clitics)], kind, "unit", "actors.unit_quoted", clitics=clitics))
        if self.paired(i):
            first = self.of_pair(j, i, kind)
            if first is not None:
                return first
        if forms[j] in ("قوامها", "قوامه"):
            return None
        inner = self.at_name(j)
        if inner is None and clitics == "ب" and any(s.frame == "under" for s in self.doc.senses(i, "profile")) and not self.doc.info[j].mask & HEAD:
            return None  # الكتيبة 166 بقيادة محمد الحصان: a person leads, no headquarters
        if inner is not None and not definite and not (inner.cls == "outlet" and kind in ("armed_group", "state_force")):
            names = [*inner.names, self.plain(i, inner.last, clitics)]
            return ActorMention(i, inner.last, i, list(dict.fromkeys(names)), inner.kind, inner.cls, inner.rule, inner.id, clitics=clitics)
        end = self.quoted(j)
        if end:
            names = [self.plain(i, end, clitics), " ".join(self.text.slice(j, end).split())]
            return ActorMention(i, end, i, names, kind, "unit", "actors.unit_quoted", clitics=clitics)
        if not definite and forms[j] in ("من", "تابعه", "تابع", "موءلفه"):
            # قوات من الجيش والشرطة: the body they belong to
            k = j + 1
            if k < len(forms) and forms[k] in ("ل", "من", "عناصر"):
                k += 1
            body = self.inner(k)
            if body is not None:
                names = list(dict.fromkeys([*body.names, self.plain(i, body.last, clitics)]))
                return ActorMention(i, body.last, i, names, body.kind, "people", "actors.members", body.id, frozenset(("fighters",)), "p", clitics, body.of or body)
            if forms[j] == "من" and kind in ("armed_group", "state_force") and j + 1 in self.places:
                # قوات من الزنتان: a body by where it comes from
                k = j + 2
                while k in self.places and not self.stops(k) and k < j + 4:
                    k += 1
                return ActorMention(i, k, i, [self.plain(i, k, clitics), self.plain(i, j, clitics)], kind, "unit", "actors.from_place", clitics=clitics)
            if forms[j] == "من" and kind in ("armed_group", "state_force", "armed", "state") and (service := self.service(i, j + 1, kind, clitics)) is not None:
                return service
        if definite:
            k = j
            while k < len(forms) and k < j + 3 and not self.stops(k) and k not in self.text.pre and (k - 1) not in self.text.post and not self.other_body(k) and (
                (forms[k].startswith("ال") and self.adjective(k) and not self.titled(k) and self.fits(i, clitics, k)) or (self.text.kinds[k] == "n" and not self.counts(i, k))
            ):
                k += 1
            if k == j and self.titled(j):
                return ActorMention(i, j, i, [self.plain(i, j, clitics)], kind, "unit", "actors.unit_bare", clitics=clitics)
            if k == j:
                return self.reference(i, kind, clitics)
            k = self.complement(k)
            names = [self.plain(i, k, clitics)]
            return self.same_as_before(ActorMention(i, k, i, names, kind, "unit", "actors.unit_definite", clitics=clitics))
        k = j
        if self.stops(k) or k in self.places or self.joined_noun(k):
            return None
        k += 1
        while k < j + 4 and not self.stops(k) and not self.officer(k) and not self.at_place(k) and k not in self.text.pre and (k - 1) not in self.text.post and not self.closed(j, k) and ((forms[k].startswith("ال") and (not forms[k - 1].startswith("ال") or self.adjective(k))) or k in self.places or self.text.kinds[k] == "n" or forms[k] in PARTICLES or forms[k - 1] in PARTICLES or forms[k - 1] in self.registry.given):
            k += 1
        k = self.twin(k)
        k = self.complement(k)
        names = [self.plain(i, k, clitics)]
        core = " ".join(self.text.slice(j, k).split())
        if " " in core:
            names.append(core)
        return self.same_as_before(ActorMention(i, k, i, names, kind, "unit", "actors.unit", clitics=clitics))

    def service(self, i: int, j: int, kind: str, clitics: str) -> ActorMention | None:
        """قوة من الرد السريع، قوة من مكافحة الإرهاب: the service that a squad is of, which no table lists."""
        forms = self.forms
        if self.stops(j) or j in self.places or self.text.kinds[j] != "w" or forms[j] in self.numerals or self.doc.info[j].mask & (PEOPLE | TOLL | THING | TRIGGER | GROUND):
            return None
        k = j + 1
        definite = forms[j].startswith("ال")
        if k < len(forms) and forms[k].startswith("ال") and not self.stops(k) and k not in self.places and not self.doc.info[k].mask & (PEOPLE | TOLL | THING | TRIGGER | GROUND | HEAD):
            k += 1
        elif not definite:
            return None
        names = [self.plain(j, k, ""), self.plain(i, k, clitics)]
        return self.same_as_before(ActorMention(i, k, i, names, kind, "unit", "actors.unit", clitics=clitics))

    def joined_noun(self, k: int) -> bool:
        """True for a word that و joins, which is no name of the body before it: مقتل عنصري أمن وإصابة ثالث."""
        if not self.forms[k].startswith("و"):
            return False
        senses = [s for found in self.doc.info[k].by.values() for s in found]
        return bool(senses) and all(s.clitics.startswith("و") for s in senses)

    def at_place(self, k: int) -> bool:
        """True where a preposition leads in the place of the act behind a name, or the ground that a body acts on:
        قوات الدعم بمدينة بارا, هاجمت كتيبة الفاروق القرية."""
        return any(s.clitics and (s.clitics[0] in "بل" or (s.clitics == "ال" and not s.lemma.endswith("يه"))) and not s.pronoun for s in self.doc.senses(k, "ground"))

    def counts(self, i: int, k: int) -> bool:
        """True for a number that counts what follows and is no part of a name: أعدمت المليشيا 9 من الكوادر; but اللواء 66."""
        if any(s.has("numbered") for s in self.doc.info[i].by.get("head", ())):
            return False
        return k + 1 < len(self.forms) and (self.forms[k + 1] == "من" or self.doc.info[k + 1].mask & (PEOPLE | TOLL | THING) != 0)

    def called(self, i: int, kind: str, clitics: str, last: int = 0) -> ActorMention | None:
        """مجموعة تسمي نفسها «X»، فصيل مسلح يُعرف باسم X: the body by the name it is called, described by what stands between."""
        j = last or i + 1
        for k in (j, j + 1):
            sense = self.doc.sense(k, "calls") if k < len(self.forms) else None
            if sense is None:
                continue
            first = k + 1 + len(sense.rest)
            first += self.forms[first : first + 1] == ["ب"]
            if first >= len(self.forms) or self.text.kinds[first] != "w":
                return None
            end = self.quoted(first)
            if not end:
                known = self.at_name(first)
                if known is None:
                    return None
                end = known.last
            names = [" ".join(self.text.slice(first, end).split()), self.plain(i, end, clitics)]
            return self.same_as_before(ActorMention(i, end, i, names, kind, "unit", "actors.unit_called", clitics=clitics))
        return None

    def paired(self, i: int) -> bool:
        """True for a head in the dual that governs two names: قبيلتا X وY, عشيرتي X وY."""
        form = self.forms[i]
        return form.endswith(("تا", "تي")) and any(s.form.number == "d" for s in self.doc.info[i].by.get("head", ()))

    def of_pair(self, j: int, head: int, kind: str) -> ActorMention | None:
        """One of the two bodies behind a head in the dual, its name beginning at ``j``."""
        if j >= len(self.forms) or self.text.kinds[j] != "w" or self.stops(j):
            return None
        written = self.text.slice(j, j + 1)
        conjunct = j > head + 1
        k = j + 2 if self.doc.info[j].mask & CLAN else j + 1
        while k < j + 3 and not self.stops(k) and not self.forms[k].startswith("و") and (self.forms[k - 1].removeprefix("و") in PARTICLES or (self.forms[k].startswith("ال") and self.forms[k].endswith(("ي", "يه")))):
            k += 1
        name = " ".join(self.text.slice(j, k).split())
        name = name[1:] if conjunct and written[:1] == "و" else name
        sense = next(s for s in self.doc.info[head].by["head"] if s.form.number == "d")
        start = j if conjunct else head
        mention = ActorMention(start, k, start, [name, f"{sense.lemma} {name}"], kind, "unit", "actors.unit_pair", clitics="و" if conjunct else sense.clitics)
        self.pair = (k, head, kind) if not conjunct else None
        return self.same_as_before(mention)

    def clan(self, i: int) -> ActorMention | None:
        """آل جميح، البو شامة: a house by its name."""
        sense = self.doc.info[i].first("clan")
        k = i + 1
        if sense is None or sense.clitics.strip("ولبف") or k >= len(self.forms) or self.text.kinds[k] != "w" or self.stops(k) or len(self.forms[k]) < 3 or self.forms[k].isascii():
            return None
        if self.doc.info[k].mask & (PEOPLE | HEAD | MEANS | THING | TOLL | TRIGGER):
            return None
        last = k + 1
        while last < k + 3 and not self.stops(last) and (self.forms[last - 1] in PARTICLES or self.forms[last] in PARTICLES or (self.doc.info[last].by == {} and self.forms[last] in self.registry.given)):
            last += 1
        clitics = sense.clitics + {"to": "ل", "by": "ب"}.get(sense.key, "")
        names = [self.plain(i, last, clitics), f"{sense.lemma.removeprefix(clitics[-1:])} {self.plain(k, last, '')}"]
        return self.same_as_before(ActorMention(i, last, i, list(dict.fromkeys(names)), "armed_group", "unit", "actors.clan", clitics=clitics))

    def twin(self, k: int) -> int:
        """End of a name that joins two ideas: حركة العدل والمساواة، مركز الطوارئ والدعم; no second body (الجيش والشرطة)."""
        if k >= len(self.forms) or not self.forms[k].startswith("وال") or not self.forms[k - 1].startswith("ال") or (k - 1) in self.places or k in self.places or self.stops(k):
            return k
        if self.doc.info[k].mask & (HEAD | PEOPLE | TRIGGER | THING | TOLL | SOURCE | MEANS | LATTER) or not self.registry.silent(self.forms[k]):
            return k
        return k + 1 if not self.forms[k].endswith(("ون", "ين", "ي", "يه")) else k

    def latter(self, i: int) -> ActorMention | None:
        """الأخير، الأخيرة: the party named last of those the word agrees with; no adjective (الأسبوع الأخير)."""
        sense = self.doc.info[i].first("latter")
        if sense is None or sense.clitics.removeprefix("و").removeprefix("ف") != "ال" or not self.out or i == 0:
            return None
        before = self.forms[i - 1]
        if self.text.kinds[i - 1] != "w" or before.startswith(("ال", "وال", "بال", "لل")) or (i - 1) in self.dates or (i - 1) in self.places or before in self.numerals:
            return None
        if sense.clitics == "ال" and not self.doc.info[i - 1].mask & (TRIGGER | G | SPEECH):
            return None
        wants = self.forms[i].endswith("ه")
        number = self.doc.sentence_of[i]
        for m in reversed(self.out):
            if number - self.doc.sentence_of[m.first] > 1:
                return None
            target = m.of or m
            if m.cls == "nisba" or target.cls not in ("registry", "unit", "person"):
                continue
            if target.cls == "person" and wants:
                continue
            word = self.forms[m.first]
            head = next((stem for cut, stem in proclitic_variants(word) if cut == m.clitics), word).removeprefix("ال")
            gender = None if target.cls == "person" else feminine(head)
            if gender is None or gender == wants:
                clitics = sense.clitics.removesuffix("ال")
                return ActorMention(i, i + 1, i, list(target.names), target.kind, "reference", "actors.latter", target.id, clitics=clitics, of=target)
        return None

    def closed(self, j: int, k: int) -> bool:
        """True where an indefinite adjective ends the phrase before a definite word: أطلقت فصائل عشائرية النار."""
        form = self.forms[j]
        return k == j + 1 and form.endswith("يه") and not form.startswith("ال") and self.forms[k].startswith("ال") and j not in self.places and form not in self.registry.given

    def at_name(self, j: int) -> ActorMention | None:
        """A registry name or named body at token ``j`` (for names inside names)."""
        if self.text.kinds[j] != "w":
            return None
        known = self.known(j)
        if known:
            return known
        head = self.doc.info[j].first("head")
        if head and not head.pronoun and "ال" not in head.clitics:
            return self.unit(j, head.key, head.clitics)
        return None

    def fits(self, i: int, clitics: str, k: int) -> bool:
        """False where the gender of a body bars a word from being its adjective: حمّلت التنظيم المسؤولية."""
        head = next((stem for cut, stem in proclitic_variants(self.forms[i]) if cut == clitics), self.forms[i]).removeprefix("ال")
        gender = feminine(head)
        return gender is None or (self.forms[k].endswith(("ه", "ا", "ي")) if gender else not self.forms[k].endswith("ه"))

    def complement(self, k: int) -> int:
        """Extend over لتركيا / من روسيا after موالية، مدعومة، تابعة …"""
        if k <= 0 or k >= len(self.forms):
            return k
        if self.doc.info[k - 1].first("tie") is None:
            return k
        j = k
        if self.forms[j] in _FOR_IT:
            return j + 1  # الفصائل الموالية له
        if self.forms[j] in ("من", "ل", "الي", "عن") and j + 1 < len(self.forms):
            inner = self.at_name(j + 1)
            return inner.last if inner else j + 2
        inner = self.at_name(j)
        if inner and inner.clitics[-1:] == "ل":
            return inner.last
        return j + 1 if self.forms[j].startswith("ل") and not self.stops(j) else k

    def titled(self, k: int) -> bool:
        """True for a title before a name: اعتقل الأمن الصحفي كنان الصالح."""
        return self.title(k) > 0 and self.person(k) is not None

    def other_body(self, k: int) -> bool:
        """True where a name of several words opens behind a definite head: اتهمت الحركة القوات اللبنانية."""
        known = self.known(k)
        return known is not None and known.last > k + 1

    def officer(self, k: int) -> bool:
        """True for an office holder behind the name of a body: وزارة الإعلام الوزير."""
        return any(s.key == "person" and s.clitics == "ال" and not s.pronoun for s in self.doc.senses(k, "people"))

    def adjective(self, k: int) -> bool:
        """A definite word after a definite head reads as its adjective unless it is a noun of its own class."""
        by = self.doc.info[k].by
        form = self.forms[k].removeprefix("ال")
        if not form.endswith(("ي", "يه", "ين", "ون", "ه")) and form[:1] != "م" and "epithet" not in by:
            return False  # رفض التنظيم العرض
        people = by.get("people")
        if "head" in by and not form.endswith(("ي", "يه")):
            return False  # حذر الجيش الليبي المليشيات: a body of its own
        if ("ground" in by and not form.endswith("يه")) or "sourcestop" in by or any(s.pos == "n" and s.key == "noun" for s in by.get("charge", NO_SENSES)) or any(s.pos == "n" and s.lemma.endswith("ه") for s in by.get("trigger", NO_SENSES)):
            return False  # استعاد الجيش السيطرة، حمّل المجلس المسؤولية، هاجمت المليشيا المنطقة
        return not ("thing" in by or "toll" in by) and (not people or (people[0].lemma.endswith("ي") and not people[0].has("commander")))

    def same_as_before(self, mention: ActorMention) -> ActorMention:
        """A body named before with the same words keeps its identity and names."""
        before = self.named.get(fold_word(mention.names[0]))
        if before is not None:
            mention.names = list(dict.fromkeys([*mention.names, *before.names]))
            mention.id = before.id
        return mention

    def reference(self, i: int, kind: str, clitics: str) -> ActorMention | None:
        """المليشيا، اللواء، التنظيم: the last body whose name or kind fits."""
        word = next((stem for c, stem in proclitic_variants(self.forms[i]) if c == clitics), self.forms[i])
        word = MILITIA.sub("مليشيا", word.removeprefix("ال"))
        loose = word in ("مليشيا", "مليشيات", "فصيل", "جماعه")
        target = self.headed.get(word) or self.listed.get(word) or (self.group_before if loose else None)
        if target is not None:
            names = list(dict.fromkeys([*target.names, self.plain(i, i + 1, clitics)]))
            return ActorMention(i, i + 1, i, names, target.kind, "reference", "actors.reference", target.id, clitics=clitics, of=target)
        if word == "قوه" and clitics.startswith("ب"):
            return None  # دخلوا الحي بالقوة
        if kind == "organisation" or word in ("قياده", "مركز", "امن", "اداره", "كليه", "وحدات", "فرع", "لجنه", "مجلس", "هيءه"):
            return None
        return ActorMention(i, i + 1, i, [self.plain(i, i + 1, clitics)], kind, "unit", "actors.unit_bare", clitics=clitics)

    def owned_weapon(self, i: int) -> ActorMention | None:
        """طائراته، مدفعيتها: the weapons of the body spoken of, behind a verb, act for it."""
        sense = self.doc.info[i].first("means")
        if sense is None or sense.pronoun not in ("ه", "ها") or sense.clitics or not self.doc.info[i - 1].mask & ACTS:
            return None
        body = self.last_party(sense.pronoun)
        if body is None:
            return None
        return ActorMention(i, i + 1, i, list(body.names), body.kind, "people", "actors.weapons", body.id, frozenset(("fighters",)), "p", "", body)

    def craft(self, i: int) -> ActorMention | None:
        """طائرات حربية روسية، مسيّرة تركية: the state by its craft."""
        sense = self.doc.sense(i, "craft")
        if sense is None or sense.pronoun:
            return None
        if (end := self.unflagged(i)) > i:
            return ActorMention(i, end, i, [self.plain(i, end, sense.clitics)], "state_force", "unit", "actors.craft", clitics=sense.clitics)
        for k in range(i + 1, min(i + 4, len(self.forms))):
            if self.stops(k) or self.text.kinds[k] != "w":
                return None
            form = self.forms[k]
            hit = self.registry.nisba.get(form) or (self.registry.nisba.get(form[2:]) if form.startswith("ال") else None)
            if hit is not None:
                names, kind, ident = hit
                force = "state_force" if kind == "state" else kind
                return ActorMention(i, k + 1, i, [self.plain(i, k + 1, sense.clitics), *names], force, "unit", "actors.craft", ident, clitics=sense.clitics)
            if form.startswith("ال") != self.forms[i].endswith(self.forms[i].removeprefix("ال")) and not self.doc.info[k].mask & (MEANS | BETWEEN | EPITHET) and not form.endswith(("ي", "يه")):
                return None
        return None

    def unflagged(self, i: int) -> int:
        """End of a craft whose side is told without its country (مسيّرة معادية، الطيران الحربي); ``i`` where none is."""
        k = i + 1
        while k < min(i + 3, len(self.forms)) and self.text.kinds[k] == "w":
            definite = self.forms[k].startswith("ال")
            if any(s.clitics == ("ال" if definite else "") for s in self.doc.senses(k, "hostile")) or (
                definite and k == i + 1 and self.doc.sense(k, "of_war") is not None
            ):
                return k + 1
            if not self.doc.info[k].mask & (MEANS | EPITHET):
                break
            k += 1
        return i

    def nisba(self, i: int) -> ActorMention | None:
        form = self.forms[i]
        hit = self.registry.nisba.get(form) or (self.registry.nisba.get(form[2:]) if form.startswith("ال") else None)
        if hit is None:
            return None
        names, kind, ident = hit
        if kind != "armed_group" and form.endswith(_PEOPLES) and not (i > 0 and self.forms[i - 1].endswith(_PEOPLES)):
            # أفرجوا عن أمريكيين: people of a country, not the country
            return ActorMention(i, i + 1, i, [self.text.slice(i, i + 1)], "civilians", "people", "actors.people", attributes=frozenset(("foreign",)), number="p")
        return ActorMention(i, i + 1, i, [*names], kind, "nisba", "actors.nisba", ident)

    def inner(self, k: int) -> ActorMention | None:
        """The body at token ``k`` that those named before it belong to; known where people are read."""
        raise NotImplementedError

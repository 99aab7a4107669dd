"""People without a name: members of a body, trades, kin, and what describes them."""

from __future__ import annotations

from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.bits import (
    ACTS_ALONE,
    CHARGE,
    G_CONJ,
    G_NEW,
    G_REL,
    G_SUB,
    G_THAT,
    GROUND,
    HEAD,
    M_BOUND,
    M_CIVILIANS,
    M_FAMILIES,
    M_FIGHTERS,
    M_GENERIC,
    M_GROUP,
    M_KIN,
    M_MATERIAL,
    M_OWNED,
    M_PROFESSION,
    M_PROXY,
    M_TOLD,
    MEANS,
    PEOPLE,
    PLURAL,
    POST,
    REALIS,
    SPEECH,
    TRIGGER,
    G,
)
from sijill.knowledge.lexicon import NO_SENSES, Sense
from sijill.reading.party.bodies import Bodies
from sijill.reading.party.mention import ActorMention
from sijill.reading.party.names import ISSUERS
from sijill.reading.party.persons import COMPASS

_SIZES: Final = frozenset(fold_word(w) for w in ("كبيرة", "صغيرة", "كبير", "صغير", "إضافية", "جديدة", "جديد"))
_SELF: Final = frozenset(("نفسه", "نفسها", "انفسهم", "نفسيهما", "ذاته", "ذاتها"))
_ITS: Final = frozenset(fold_word(w) for w in ("صفوفها", "صفوفه", "عناصرها", "عناصره", "أفرادها", "أفراده", "قواتها", "قواته", "مقاتليها", "مقاتليه"))
_SUFFERING: Final = frozenset(("killing", "assassination", "execution", "arrest", "abduction", "release", "capture", "manhunt", "recruitment", "body_recovery"))
_TOLD: Final = frozenset((
    "fighters", "civilians", "under_18", "women", "men", "commander", "families", "unidentified", "detained", "profession", "ref_agent",
    "crowd",
))
"""Features of a word for people that its mention keeps."""


class People(Bodies):
    """Groups of people at a token."""

    def owned_noun(self, i: int) -> bool:
        """True for a noun that a pronoun makes definite: انتشارها العسكري."""
        return self.doc.info[i].mask != 0 and any(s.pronoun and s.pos == "n" for senses in self.doc.info[i].by.values() for s in senses)

    def group(self, i: int, nested: bool = False) -> ActorMention | None:
        """مسلحون مجهولون، شاب مدني، عناصر من لواء القدس، أفراد المليشيا"""
        sense = self.doc.people(i)
        if sense is None:
            return None
        forms = self.forms
        if not nested and sense.clitics in ("", "و", "ف") and self.verb_here(i):
            return None
        if sense.pronoun == "ه" and self.text.slice(i, i + 1).endswith("ة"):
            return None  # متمردة is no متمرد + ه
        if i > 0 and (self.participle(i, sense) or "unmanned" in self.doc.info[i - 1].by):
            return None  # اشتباك مسلح; طائرة أمريكية دون طيار
        if sense.key == "unknown" and sense.form.number != "p" and self.doc.accusative(i):
            return None  # ما زال مصيره مجهولاً: said of something
        if sense.pronoun and sense.marks & M_FAMILIES and self.out and self.out[-1].last == i:
            return None  # جندياً أسرهم: a verb
        if sense.marks & M_FAMILIES and sense.clitics in ("", "و") and not sense.pronoun and any(s.key == "capture" for s in self.doc.senses(i, "trigger")) and not (i and (self.text.kinds[i - 1] == "n" or forms[i - 1] in self.numerals)):
            return None  # أسر خمسة مقاتلين: a capture, no families
        if sense.marks & M_BOUND and not sense.pronoun:
            return None
        if sense.marks & M_PROXY and sense.pronoun in ("ه", "ها", "هم"):
            return self.possessed(i, sense)
        if sense.lemma.endswith("ي") and not self.text.word(i).endswith("ى") and i > 0 and not sense.clitics.startswith("و") and self.text.kinds[i - 1] == "w" and (i - 1) not in self.dates:
            # الهجوم الإرهابي, مصدر عسكري: an adjective of the noun before it
            before = self.doc.info[i - 1].mask
            definite = forms[i - 1].startswith(("ال", "وال", "بال", "لل")) or self.owned_noun(i - 1) or (i > 1 and self.doc.info[i - 2].mask & POST and ((i - 1) in self.places or (i - 1) in self.text.post))
            plural = forms[i].endswith(("ين", "ون")) or (self.doc.accusative(i) and not self.doc.accusative(i - 1))
            if ("ال" in sense.clitics) == definite and sense.form.number != "p" and not (plural and (forms[i][-1] == "ا" or not forms[i - 1].endswith(forms[i][-2:]))) and not before & (G | SPEECH | ACTS_ALONE):
                if not before & PEOPLE or not nested:
                    return None
        last = i + 1 + len(sense.rest)
        attributes = set(sense.features & _TOLD) if sense.features else set()
        kind = {"armed": "armed_group", "state": "state_force"}.get(sense.key, sense.key)
        of: ActorMention | None = None
        alone = False
        owner: tuple[str, ...] = ()
        # adjectives and members: مجهولون, مدني, سوريين; عناصر آخرين
        while last < len(forms) and last < i + 5 and self.text.kinds[last] == "w" and last not in self.dates:
            more = self.doc.people(last)
            if forms[last] in self.registry.nisba:
                if sense.marks & M_CIVILIANS:
                    attributes.add("foreign")
                elif sense.marks & M_FIGHTERS:
                    owner = self.registry.nisba[forms[last]][0]
                last += 1
            elif forms[last] in _SIZES and forms[last].endswith("ه") == forms[i].endswith(("ه", "ات")):
                last += 1
            elif more is not None and not more.clitics and not more.pronoun and (more.marks & M_CIVILIANS or more.has("unidentified") or more.marks & M_FIGHTERS) and not more.marks & M_GENERIC and not more.marks & M_PROFESSION:
                attributes |= more.features & {"civilians", "unidentified", "fighters"}
                last += 1
            elif more is not None and more.key == "civilians" and sense.key == "civilians" and not sense.clitics.endswith("ل") and self.describes(i, last, more):
                attributes |= more.features & {"under_18", "women", "civilians"}
                last += 1  # رجل مسن، طفلة نازحة، طالب جامعي
            else:
                break
        if sense.rest and last == i + 1 + len(sense.rest):
            # آمر كتيبة + its name: the last word of the office opens the body
            body = self.inner(last - 1)
            if body is not None and body.first == last - 1 and body.last > last and body.cls != "people":
                of, last = body, body.last
        j = last
        if of is None and not sense.pronoun:
            # عنصر سابق في، دورية مشتركة من: the body behind the adjective
            while j < last + 2 and j + 1 < len(forms) and self.doc.bare(j, "between") and forms[j + 1] not in ("،", ","):
                j += 1
            if j > last and not (forms[j] in ("من", "في", "ل", "تابعه") or forms[j].startswith("تابع")):
                j = last
        if of is None and j < len(forms) and self.text.kinds[j] == "w" and not sense.pronoun:
            linked = forms[j] in ("من", "ل", "في", "تابعه", "تابعين") or forms[j].startswith(("تابع", "التابع"))
            if forms[j] in ("من", "ل") or linked:
                k = j + 1
                if k < len(forms) and forms[k] in ("صفوف", "مرتبات", "ل", "افراد", "عناصر", "ابناء", "قوات") and forms[k] != "قوات":
                    k += 1
                inner = self.inner(k) if k < len(forms) and (forms[j] != "في" or (sense.marks & M_FIGHTERS and not sense.marks & M_GROUP)) else None
                if inner is None and k < len(forms) and (forms[k] in _ITS or (linked and forms[k] in ("له", "لها", "لهم"))):
                    of = self.last_party()
                    last = k + 1 if of is not None else last
                if inner is not None:
                    of, last = inner, inner.last
            elif sense.marks & M_GENERIC or sense.marks & M_PROFESSION or sense.key in ("armed", "state"):
                inner = self.inner(j)
                whole = sense.lemma.endswith("ون") and forms[i].endswith(("ون", "ين"))  # a plural with its ن governs no genitive
                if inner is not None and "ال" in sense.clitics and last == i + 1 and (inner.cls == "unit" or inner.last > j + 1):
                    inner, alone = None, True  # ناشد الأهالي الجيش السوداني: a definite word governs no genitive
                if inner is not None and inner.first == j and not (whole and inner.clitics in ("", "ال")) and (not inner.clitics or inner.clitics in ("ال", "ل", "لل")):
                    of, last = inner, inner.last
        if of is None and sense.marks & M_GROUP and not sense.pronoun and (body := self.called(i, kind, sense.clitics)) is not None:
            return body
        if of is None and sense.marks & M_TOLD and last == i + 1 and sense.form.number != "p":
            return None
        if of is None and sense.marks & M_GROUP and not sense.pronoun and (end := self.quoted(last)):
            # مجموعة «جند الله»: a body of its own
            named = [" ".join(self.text.slice(last, end).split()), self.plain(i, end, sense.clitics)]
            return ActorMention(i, end, i, named, kind, "unit", "actors.unit_quoted", clitics=sense.clitics)
        if sense.pronoun == "نا" and sense.marks & M_FIGHTERS and of is None:
            of = self.own_body()
        elif (sense.pronoun and sense.marks & M_GENERIC and sense.marks & M_FIGHTERS and not self.escorts(i, sense)) or (of is None and not nested and sense.has("member") and not self.elsewhere(last) and not ("ال" in sense.clitics and sense.lemma.startswith("مقاتل"))):
            meant = self.last_party(sense.pronoun)
            if meant is not None and not (sense.pronoun == "ه" and self.out and self.out[-1].cls == "person"):
                of = meant
        if of is None and not nested and sense.pronoun in ("ه", "ها") and sense.has("crew") and (sender := self.sender(sense.pronoun)) is not None:
            of = sender
        if of is not None and of.cls != "person" and sense.key == "civilians" and not sense.marks & M_GENERIC and any(s.has("tribe") for s in self.doc.info[of.first].by.get("head", ())):
            # شبان من قبيلة X: people of a body are not the body
            names = [self.plain(i, last, sense.clitics), self.plain(i, i + 1, sense.clitics), *of.names]
            return ActorMention(i, last, i, list(dict.fromkeys(names)), kind, "people", "actors.people", None, frozenset(attributes), sense.form.number, sense.clitics, of.of or of)
        if of is not None and of.cls != "person":
            names = list(dict.fromkeys([*of.names, self.plain(i, last, sense.clitics)]))
            kind = of.kind if of.kind != "civilians" and not sense.marks & M_CIVILIANS else kind
            target = of.of or of
            return ActorMention(i, last, i, names, kind, "people", "actors.members", of.id, frozenset(attributes), sense.form.number, sense.clitics, target)
        if sense.marks & M_OWNED and not owner:
            return None  # برصاص قناص: nobody is told
        if sense.marks & M_GENERIC and sense.key not in ("armed", "state") and not nested and not sense.pronoun and "ال" not in sense.clitics:
            # أهالي القرية، أبناء المنطقة: take the genitive along
            if last < len(forms) and not self.stops(last):
                last += 1
        if not nested and sense.marks & M_KIN and not sense.pronoun and not sense.clitics.endswith("ال"):
            last = self.relative_of(last)
        elif not nested and not sense.marks & M_FAMILIES and not alone:
            last = self.describe(i, last, sense)
        elif not nested and last == i + 1 and not sense.pronoun and "ال" not in sense.clitics and self.house(last):
            last += 1
        names = [self.plain(i, last, sense.clitics), *owner]
        if last + 1 < len(forms) and forms[last] == "من" and self.text.kinds[last + 1] == "w" and not self.stops(last + 1):
            end = last + 3 if last + 2 < len(forms) and self.text.kinds[last + 2] == "w" and not self.stops(last + 2) else last + 2
            names.append(self.plain(i, end, sense.clitics))  # شيخ من مشايخ العقل, وحدات من محور عتق
        if last > i + 2:
            names.append(self.plain(i, i + 2, sense.clitics))
        if last > i + 1:
            names.append(self.plain(i, i + 1, sense.clitics))
        if not nested and not sense.pronoun:
            names.extend(self.in_full(i, last, sense))
        return ActorMention(i, last, i, names, kind, "people", "actors.people", None, frozenset(attributes), sense.form.number, sense.clitics)

    def sender(self, pronoun: str) -> ActorMention | None:
        """The relief body whose crews act: أعلن الهلال الأحمر أن طواقمه انتشلت."""
        last = self.out[-1] if self.out else None
        for m in reversed(self.out[-3:]):
            if m.kind in ("organisation", "state") and m.cls in ("registry", "unit", "reference"):
                return m if last is not None and last.last - m.last <= 8 else None
        return None

    def in_full(self, i: int, last: int, sense: Sense) -> list[str]:
        """Further names of people: with whose they are, where they are or how many (شبان المحافظة، العاملين في الحقل، أحد الضباط)."""
        forms = self.forms
        out: list[str] = []
        end = last
        if last == i + 1 and last < len(forms) and "ال" not in sense.clitics and not self.stops(last) and self.text.kinds[last] == "w" and not self.doc.accusative(i):
            whole = forms[i].endswith(("ون", "ين"))
            if self.construct(i, sense) or (not whole and self.doc.info[i].mask & PLURAL and (last in self.places or forms[last].startswith("ال"))):
                end = self.place_end(last, last + 1)
            elif sense.marks & M_FAMILIES and self.agrees(i, last) and not self.doc.info[last].mask & TRIGGER:
                end = last + 1  # أسرة مهجّرة
        if end == last and sense.marks & M_PROFESSION and end + 1 < len(forms) and forms[end] == "في" and self.text.kinds[end + 1] == "w" and (end + 1 in self.places or (forms[end + 1].startswith("ال") and end + 1 not in self.dates)):
            end = self.place_end(end, end + 2)
        if end > last:
            out.append(self.plain(i, end, sense.clitics))
        k = i - 1
        if sense.clitics in ("", "ال") and k >= 0 and forms[k].lstrip("وبل") in ("احد", "احدي"):
            before = self.text.slice(k, last)
            out.append(before[len(forms[k]) - len(forms[k].lstrip("وبل")):])
        return out

    def place_end(self, first: int, end: int) -> int:
        """End of a genitive that began at ``first``: the place or the definite words that it goes on with."""
        while end < len(self.forms) and end < first + 5 and not self.stops(end) and self.text.kinds[end] == "w" and (end in self.places or self.forms[end].startswith("ال")) and end not in self.text.pre:
            end += 1
        return end

    def closer(self, i: int, known: ActorMention, head: Sense) -> ActorMention:
        """الشرطة is listed, الشرطة العسكرية says more: the listed word with what describes it; ميليشيات X are X."""
        if known.last == i + 1 and not head.pronoun and "ال" not in head.clitics and known.kind == "armed_group" and known.last < len(self.forms):
            inner = self.at_name(known.last)
            if inner is not None and inner.kind == "armed_group" and not inner.clitics:
                return self.unit(i, head.key, head.clitics) or known
        if known.last != i + 1 or "ال" not in head.clitics or head.pronoun or known.kind not in ("state_force", "armed_group"):
            return known
        whole = self.unit(i, head.key, head.clitics)
        if whole is None or whole.rule != "actors.unit_definite" or whole.last == known.last:
            return known
        whole.names = list(dict.fromkeys([*whole.names, *known.names]))
        return whole

    def possessed(self, i: int, sense: Sense) -> ActorMention | None:
        """قواته، قواتنا: the troops of the body meant; مرتزقته، ميليشياتها، حلفاؤه: a party beside it."""
        written = self.plain(i, i + 1, sense.clitics)
        if written.endswith("ة"):
            return None  # فصيلة is no فصيل + ه
        if sense.marks & M_PROXY:
            kind = sense.key if sense.cls == "head" else "armed_group"
            return ActorMention(i, i + 1, i, [written], kind, "unit", "actors.proxies", number="p", clitics=sense.clitics)
        if not sense.has("troops"):
            return None
        body = self.own_body() if sense.pronoun == "نا" else self.last_party()
        before = self.out[-1] if self.out and sense.pronoun != "نا" else None
        if before is not None and before.kind == "state" and before.cls in ("registry", "unit") and self.doc.sentence_of[before.first] == self.doc.sentence_of[i]:
            body = before  # قالت وزارة الدفاع إن قواتها
        if body is None:
            return None
        names = list(dict.fromkeys([*body.names, written]))
        return ActorMention(i, i + 1, i, names, body.kind, "people", "actors.members", body.id, frozenset(("fighters",)), "p", sense.clitics, body)

    def another(self, i: int) -> ActorMention | None:
        """وأخرى من لواء X، وآخرين من الشرطة: the noun is left out, the body is told."""
        forms = self.forms
        if i + 2 >= len(forms) or not self.out or i - self.out[-1].last > 3:
            return None
        k = i + 1
        if forms[k] != "من":
            if self.doc.info[k].first("tie") is None:
                return None
            k += forms[k + 1] == "ل"
        body = self.inner(k + 1)
        if body is None or body.cls == "people":
            return None
        names = list(dict.fromkeys([*body.names, self.plain(i, body.last, "")]))
        clitics = "و" if forms[i][:1] == "و" else ""
        return ActorMention(i, body.last, i, names, body.kind, "people", "actors.members", body.id, frozenset(("fighters",)), "?", clitics, body.of or body)

    def inner(self, k: int) -> ActorMention | None:
        if k >= len(self.forms) or self.text.kinds[k] != "w" or k in self.dates:
            return None
        known = self.known(k)
        if known:
            return known if known.kind != "person" else None
        head = self.doc.info[k].first("head")
        if head and not head.pronoun and not (k in self.places and self.forms[k].endswith("ا")):  # محافظ درعا: no shield
            return self.unit(k, head.key, head.clitics)
        people = self.doc.info[k].first("people")
        if people and people.marks & M_GENERIC and people.key in ("armed", "state"):
            return self.group(k, nested=True)
        return None

    def verb_here(self, i: int) -> bool:
        """True for طالب and the like where a clause begins: the verb, not the student."""
        info = self.doc.info[i]
        if not info.mask & ACTS_ALONE:
            return False
        verb = next((s for s in info.by.get("trigger", NO_SENSES) if s.pos == "v" and not s.near and s.clitics in ("", "و", "ف")), None)
        if verb is None:
            return False
        if verb.clitics and i + 1 < len(self.forms) and self.known(i + 1) is not None:
            return True
        return i == self.doc.sentence(i).first or self.text.kinds[i - 1] == "p" or self.doc.plays(i - 1, G_THAT | G_NEW | G_REL | G_CONJ)

    def participle(self, i: int, sense: Sense) -> bool:
        """True for a word like مسلح or مصور that describes the noun before it: اشتباك مسلح, تسجيل مصور."""
        if not self.doc.info[i].by.get("adjective") or sense.form.number == "p" or sense.form.form.endswith(("ين", "ان")):
            return False
        before = self.doc.info[i - 1].by
        if self.text.kinds[i - 1] != "w" or self.forms[i - 1] in self.numerals or not before.keys().isdisjoint(("g", "speech", "realis")) or (i - 1) in self.dates:
            return False
        if any((s.pos == "v" and not s.near) or s.key in _SUFFERING for s in before.get("trigger", NO_SENSES)):
            return False
        return ("ال" in sense.clitics) == self.forms[i - 1].startswith(("ال", "وال", "بال", "لل"))

    def with_name(self, office: ActorMention | None, nested: bool) -> ActorMention | None:
        """قائد كتيبة الطوارئ + the name of its holder in apposition: one person, the body kept in ``of``."""
        if office is None or nested or office.last >= len(self.forms):
            return office
        if office.cls == "people" and office.number not in ("p", "d") and "commander" not in office.attributes and self.introduced(office.last):
            person = self.person(office.last)
            if person is not None and not person.clitics and person.head > office.last:
                person.first = office.first  # مسلح يُدعى عبد الله الزيلعي
                person.names.append(self.plain(office.first, office.last, office.clitics))
                person.clitics = office.clitics
                return person
        if "commander" not in office.attributes:
            return office
        person = self.person(office.last)
        if person is None and office.of is not None and self.text.kinds[office.last] == "w" and self.unlisted(office.last):
            k = office.last
            person = ActorMention(k, k + 2, k, [self.plain(k, k + 2, ""), self.plain(k + 1, k + 2, "")], "person", "person", "actors.person")
        if person is None or person.clitics:
            return office
        person.first = office.first
        person.of = office.of
        person.names.append(self.plain(office.first, office.last, office.clitics))
        person.attributes = frozenset(("commander",))
        return person

    def introduced(self, k: int) -> bool:
        """True where a word that introduces a name stands: يُدعى، الملقب."""
        return any(cls == "introducer" and self.doc.follows(k + 1, rest) for rest, cls in self.registry.titles_at(self.forms[k]))

    def relative_of(self, k: int) -> int:
        """والد أحد الفتيان، شقيق القيادي أبو خالد: end of the kin with whose kin they are."""
        forms = self.forms
        if k < len(forms) and forms[k] in ("احد", "احدي"):
            k += 1
        if k >= len(forms) or self.text.kinds[k] != "w" or self.stops(k):
            return k
        person = self.person(k)
        if person is not None and not person.clitics:
            return person.last
        other = self.doc.people(k)
        return k + 1 if other is not None and other.clitics in ("", "ال") else k

    def folk(self, i: int) -> ActorMention | None:
        """People counted by the people they are of: 700 فلسطيني, أربعين سورياً."""
        before = self.forms[i - 1]
        sense = self.doc.info[i].first("folk")
        if sense is None or sense.clitics or sense.pronoun or not (self.text.kinds[i - 1] == "n" or before.removeprefix("و") in self.numerals):
            return None
        name = self.plain(i, i + 1, "")
        return ActorMention(i, i + 1, i, [name, f"{sense.lemma}ين"], "civilians", "people", "actors.people", None, frozenset(), "s", "")

    def house(self, k: int) -> bool:
        """True for the name of a family or whose families they are: عائلة الشوامرة, عائلات المسلحين, أسرة حمدان."""
        if self.stops(k) or self.text.kinds[k] != "w" or k in self.places:
            return False
        form = self.forms[k]
        if form.startswith("ال"):
            return len(form) > 4 and not self.doc.info[k].mask & (TRIGGER | REALIS)
        return form in self.registry.given or (not self.doc.info[k].by and self.registry.silent(form) and form not in self.registry.nisba and not form.endswith(("ه", "ا")))

    def describe(self, first: int, last: int, sense: Sense) -> int:
        """End of a person with what describes him: ناشط إسلامي, سائقي الحافلات الصغيرة, عضو سابق في لجنة التفاوض."""
        k = last
        if sense.key == "person" and "ال" not in sense.clitics and not sense.pronoun and first + 1 == last:
            # نائب محافظ دمشق، رئيس المجلس المحلي: the office with what it governs
            while k < last + 2 and k < len(self.forms) and self.text.kinds[k] == "w" and not self.stops(k) and (k == last or self.forms[k].startswith("ال") or k in self.places or self.doc.people(k - 1) is not None):
                k += 1
        definite = "ال" in sense.clitics
        if sense.marks & M_MATERIAL and not definite and not sense.pronoun and first + 1 == last and self.continues(k, True):
            return k + 1 if not self.forms[k].startswith("ال") else k + 2 if self.continues(k + 1, True) and self.forms[k + 1].startswith("ال") else k + 1
        whole = sense.form.number in ("p", "d") and self.forms[first].endswith(("ون", "ين", "ان"))  # متظاهرين القنصلية: a plural with its ن governs nothing
        takes = not whole and (sense.marks & M_GENERIC or sense.marks & M_PROFESSION or self.construct(first, sense))
        if takes and not definite and not sense.pronoun and self.continues(k, True) and not self.doc.info[k].mask & MEANS and (self.forms[k].startswith("ال") or self.construct(first, sense)):
            k += 1
            while k < last + 3 and self.forms[k - 1].startswith("ال") and self.continues(k, True):
                k += 1
        else:
            while k < last + 2 and self.continues(k, definite) and not (definite and (body := self.known(k)) is not None and body.kind in ISSUERS) and (not self.doc.info[k].mask & (GROUND | CHARGE) if definite else self.agrees(first, k)):  # اقتحم الجنود المدينة
                k += 1
            more = self.doc.info[k].first("people") if k == last and k < len(self.forms) and not self.stops(k) else None
            if more is not None and more.lemma.endswith("ي") and not more.clitics and not definite and self.agrees(first, k):
                k += 1  # ناشطاً إعلامياً
        if sense.key in ("civilians", "person", "unknown") and k + 1 < len(self.forms) and self.forms[k] in ("في", "من") and self.text.kinds[k + 1] == "w" and (self.doc.info[k + 1].mask & HEAD or self.forms[k + 1] in ("قريه", "بلده", "ابناء", "اهالي")):
            k += 2
            start = k
            while k < last + 6 and k < len(self.forms) and (k in self.places or (k == start and self.forms[k].startswith("ال"))) and not self.stops(k):
                k += 1
        return k

    def escorts(self, i: int, sense: Sense) -> bool:
        """True for the guards of a man told behind the last body: أعلن الجيش تصفية قيادي واثنين من مرافقيه."""
        if not sense.has("escort") or sense.pronoun not in ("ه", "ها") or not self.out:
            return False
        return any(self.doc.info[k].mask & TRIGGER or self.doc.info[k].mask & PEOPLE for k in range(self.out[-1].last, i))

    def elsewhere(self, k: int) -> bool:
        """True where another body is named behind members: عناصر من فصيلي X وY, but not عناصر من بينهم."""
        if k + 1 >= len(self.forms) or self.forms[k] != "من" or self.text.kinds[k + 1] != "w" or self.doc.plays(k, G_SUB) or self.doc.plays(k + 1, G_SUB):
            return False
        return k + 2 < len(self.forms) and self.known(k + 2) is not None

    def describes(self, first: int, k: int, more: Sense) -> bool:
        """True when a word for people describes the one before it: as definite, of the same number, joined by nothing."""
        head, word = self.forms[first], self.forms[k]
        if more.clitics not in ("", "ال") or more.pronoun or (k in self.places) or more.marks & M_FAMILIES:
            return False
        if word.startswith("ال") != head.removeprefix("و").removeprefix("ل").startswith("ال") and head != word:
            return False
        plural = ("ين", "ون", "ان", "ات")
        sense = self.doc.people(first)
        several = sense is not None and sense.form.number == "p"  # العمال المصريون: a broken plural
        if head.endswith(plural) != word.endswith(plural) and not word.endswith("ه") and not (several and word.endswith(plural)):
            return False
        return self.doc.accusative(first) == self.doc.accusative(k) or not self.doc.accusative(k)

    def construct(self, first: int, sense: Sense) -> bool:
        """True for a sound plural without its ن: جامعي كمأة, سائقي الحافلات."""
        return sense.lemma.endswith("ون") and self.forms[first].endswith(("ي", "و")) and not sense.pronoun

    def continues(self, k: int, definite: bool) -> bool:
        """True when token ``k`` can go on describing: a plain word, definite like its head."""
        if self.stops(k) or self.text.kinds[k] != "w" or k in self.places or k in self.text.pre or (k - 1) in self.text.post:
            return False
        form = self.forms[k]
        if form in _SELF or any(s.clitics[:1] == "و" and s.pronoun for s in self.doc.senses(k, "trigger")):
            return False  # المجموعة ومحاصرتها
        if form.startswith("ال") and not self.registry.silent(form) and self.known(k) is not None:
            return False  # المرابطون النظام
        if form in self.numerals or any(s.clitics[:1] == "و" for s in self.doc.senses(k, "people")):
            return False  # الدورية ثلاثة، مزارع وزوجته
        if form in COMPASS or form.startswith(("وال", "بال", "لل", "كال")) or (form[0] in "وب" and len(form) > 3 and self.doc.info[k].by == {}):
            return False
        by = self.doc.info[k].by
        if "noname" in by:
            return False  # لقي طفل حتفه
        if any(not s.pronoun for cls in ("people", "toll", "thing", "head", "trigger", "means") for s in by.get(cls, NO_SENSES)) and not (definite and form.startswith("ال") and "people" not in by and "toll" not in by):
            return False
        return definite or not form.startswith("ال")

    def agrees(self, first: int, k: int) -> bool:
        """True when an indefinite word can be the adjective of an indefinite head, by their endings."""
        head, word = self.forms[first], self.forms[k]
        if word.endswith("ا") or (head.endswith("ا") and not head.endswith("يا")):
            return word.endswith("ا") and head.endswith("ا")  # راكباً فلسطينياً
        if head.endswith(("ون", "ين")) and word.endswith("ات"):
            return False  # متظاهرون كاميرات
        if head.endswith("ون") and word.endswith("ين"):
            return False  # اختطف مسلحون راعيين: the object, no adjective
        people = self.doc.people(first)
        if k > first + 1 and people is not None and people.form.number == "s" and word.endswith("ه") and not head.endswith("ه") and not people.marks & M_GROUP and not self.doc.info[first].mask & PLURAL:
            return False  # قناص حوثي حياة
        if word.startswith("ي") and len(word) > 4:
            return False  # an imperfect verb: إرهابي يرتدي
        return word.endswith(("ي", "ين", "ون", "ان", "ات", "ه")) or word in ("سابق", "اخر", "اخرين", "اخرون", "بارز", "كبير", "كتير", "كثير")

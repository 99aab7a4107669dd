"""What happened to those a number counts, told by a predicate: before the number, behind it, or in the noun it counts.

Two kinds of predicates are known: the triggers of events, whose type has a measure, and the ``counts`` words of the
lexicon, which are no event but still say what became of the counted (فقدت مئات من عناصرها، يتلقى 2500 التدريب).
"""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import G_FROM, G_ON, G_SUB, G_TO, HEAD, LOST, M_OWN, SUM, TOLL
from sijill.reading.act.triggers import Trigger, near_word
from sijill.reading.document import Document

MEASURE_OF_TYPE: Final = {
    "killing": "killed", "execution": "killed", "massacre": "killed", "assassination": "killed",
    "protest": "other", "funeral": "other", "arrest": "arrested", "raid": "arrested", "abduction": "abducted",
    "capture": "captured", "release": "released", "prisoner_exchange": "released", "displacement": "displaced",
    "defection": "defected", "desertion": "deserted", "deployment": "deployed", "reinforcement": "deployed",
    "withdrawal": "fighters", "recruitment": "recruited", "child_recruitment": "recruited", "training": "trained",
    "body_recovery": "bodies_recovered", "casualty_announcement": "killed", "expulsion": "displaced",
    "unit_formation": "recruited", "mine_explosion": "killed", "ied_explosion": "killed", "torture": "killed", "aid_delivery": "other",
    "sexual_violence": "other", "interception": "other", "medical_evacuation": "other",
}
"""What the people counted beside an act of a type have come to, where no other word says it."""
DEATHS: Final = frozenset(("killed", "injured", "killed_or_injured"))
DETAINED: Final = frozenset(("captured", "arrested", "abducted", "displaced", "recruited", "missing", "trained"))
"""Measures whose nouns also name people to whom something else was done (إطلاق تسعة معتقلين)."""
_SETTLED: Final = frozenset(("civilians", "families", "women", "under_18"))
_BLASTS: Final = frozenset(("ied_explosion", "mine_explosion"))
_BATCHES: Final = frozenset(("trained", "recruited", "deployed"))
_BEFORE: Final = 14
_COUNTED_BEFORE: Final = 28
_BEHIND: Final = 10
_FATE: Final = 14
_PARTS: Final = 16
"""Tokens within which the parts of a number end that stand between it and its verb."""


class Told:
    """A measure, the trigger that tells it (None for a ``counts`` word or a noun of casualty) and the rule."""

    __slots__ = ("by", "measure", "rule")

    def __init__(self, measure: str, by: Trigger | None, rule: str) -> None:
        self.measure, self.by, self.rule = measure, by, rule


NOTHING: Final = Told("", None, "")


class Measures:
    """Predicates of a report by token."""

    def __init__(self, doc: Document, triggers: list[Trigger]) -> None:
        self.doc = doc
        self.at = {t.i: t for t in triggers}
        self.inside = {k for t in triggers for k in [*range(t.i, t.last), t.near]}
        self.by_sentence: dict[int, list[Trigger]] = {}
        for t in triggers:
            self.by_sentence.setdefault(t.sentence, []).append(t)

    def here(self, i: int) -> list[Trigger]:
        """The triggers of the sentence of token ``i``."""
        return self.by_sentence.get(self.doc.sentence_of[i], [])

    # ------------------------------------------------------------------ before the number

    def before(self, first: int, noun: int | None, numbered: set[int]) -> Told:
        """Measure of the predicate before token ``first`` in its sentence; the nearest decides.

        ``numbered`` are casualty nouns that a number before them has used up already.
        """
        doc, forms = self.doc, self.doc.text.forms
        begin = doc.sentence(first).first
        for k in range(first - 1, begin - 1, -1):
            if forms[k] == "؛":
                return NOTHING
            trigger = self.at.get(k)
            if trigger is not None and (trigger.type in MEASURE_OF_TYPE or trigger.casualty) and self.fits(trigger, noun):
                if self.hits(trigger, first):
                    return NOTHING
                if (trigger.type == "interception" and first - trigger.last > 2) or (trigger.type in _BLASTS and not trigger.casualty and self.composed(first)):
                    return NOTHING
                return Told(self.of_trigger(trigger), trigger, "figures.governor")
            if first - k <= _BEFORE:
                if self.tolls(k) and k not in numbered:
                    freed = self.freed(k)
                    return Told("released", freed, "figures.freed") if freed is not None else Told(self.of_noun(k), None, "figures.toll_before")
                measure = self.counts(k, first, noun)
                if measure:
                    swapped = self.swapped(k, noun) if measure == "other" else None
                    return Told(measure, trigger, "figures.predicate") if swapped is None else Told("released", swapped, "figures.governor")
            elif first - k <= _COUNTED_BEFORE and self.tolls(k) and k not in numbered and doc.plays(first - 1, G_TO):
                if any(doc.info[b].mask & SUM for b in range(max(begin, k - 2), k)):
                    return Told(self.of_noun(k), None, "figures.toll_before")  # ارتفاع عدد قتلى التفجير، الذي …، إلى 17
        return NOTHING

    def freed(self, k: int) -> Trigger | None:
        """The release of those held (أفرجت عن الدفعة الثالثة من معتقلي السجن، وقوامها 95)."""
        toll = self.doc.toll(k)
        if toll is None or toll.key not in ("arrested", "captured", "abducted"):
            return None
        return next((t for t in self.here(k) if t.type == "release" and 0 < k - t.i <= _BEFORE), None)

    def swapped(self, k: int, noun: int | None) -> Trigger | None:
        """The exchange or release that prisoners are told to be part of: عملية تبادل شملت 16 أسيراً."""
        toll = self.doc.toll(noun) if noun is not None else None
        if toll is None or toll.key not in ("arrested", "captured", "abducted"):
            return None
        return next((t for t in self.here(k) if t.type in ("release", "prisoner_exchange") and 0 < k - t.i <= _BEFORE), None)

    def fits(self, t: Trigger, noun: int | None) -> bool:
        """Only fighters are deployed: غادره 127 شخصاً tells of no troops."""
        if t.casualty or MEASURE_OF_TYPE.get(t.type) not in ("deployed", "fighters") or noun is None:
            return True
        people = self.doc.people(noun)
        return people is not None and people.key in ("armed", "state")

    def tolls(self, k: int) -> bool:
        """True for a noun of casualty that does not carry its own number as a dual."""
        if not self.doc.info[k].mask & TOLL or k in self.inside:
            return False
        for s in self.doc.senses(k, "toll"):
            if s.form.number != "d":
                return True
        return False

    def composed(self, first: int) -> bool:
        """True for the men that a body struck is made of: بقوة من 15 جندياً، في قوة إسرائيلية مكونة من 8 جنود."""
        doc = self.doc
        if first < 2 or doc.text.forms[first - 1] != "من":
            return False
        if any(s.frame == "made" for s in doc.senses(first - 2, "profile")):
            return True
        return any(doc.info[k].mask & HEAD for k in (first - 2, first - 3) if k > doc.sentence(first).first)

    def hits(self, t: Trigger, first: int) -> bool:
        """أصابت الأولى مأوى: hit, not hurt."""
        return t.casualty == "injured" and t.verbal and t.sense.form.voice == "a" and first - t.last > 4

    def of_trigger(self, t: Trigger) -> str:
        """Measure of a trigger; مقتل وإصابة عدد tells of both together."""
        if t.casualty == "injured" and t.sense.clitics.startswith("و"):
            if any(o.last == t.i and o.casualty == "killed" for o in self.here(t.i)):
                return "killed_or_injured"
        return t.casualty or MEASURE_OF_TYPE[t.type]

    def of_noun(self, k: int) -> str:
        """Measure of a casualty noun before its number; عدد القتلى والجرحى counts both together."""
        doc = self.doc
        sense = doc.toll(k)
        assert sense is not None
        if sense.key == "injured" and k > 0 and sense.clitics.startswith("و"):
            other = doc.toll(k - 1)
            if other is not None and other.key == "killed":
                return "killed_or_injured"
        return "killed" if sense.key == "killed_or_injured" else sense.key

    def counts(self, k: int, first: int, noun: int | None) -> str:
        """Measure of a ``counts`` word at ``k`` for the number at ``first``."""
        doc = self.doc
        for sense in doc.senses(k, "counts"):
            if sense.rest and not doc.follows(k + 1, sense.rest):
                continue
            if sense.near and near_word(doc, k, sense) is None:
                continue
            if sense.form.form.endswith("نا") and not sense.marks & M_OWN:
                continue  # وصلنا أن: it reached us
            if sense.marks & M_OWN and not self.own(noun, sense.form.form):
                continue
            people = doc.people(noun) if noun is not None else None
            if sense.has("armed") and not (people is not None and people.key in ("armed", "state")) and not self.bare(first, noun):
                continue
            if sense.has("civil") and (people is None or people.key in ("armed", "state")) and not self.souls(noun):
                continue
            if sense.has("settled") and not (people is not None and people.features & _SETTLED):
                continue
            if sense.key == "none" and any(0 < k - t.i <= 8 and MEASURE_OF_TYPE.get(t.type) in _BATCHES for t in self.here(k)):
                continue  # تخريج دفعة تضم 400 مجند
            return sense.key
        return ""

    def souls(self, noun: int | None) -> bool:
        """A word that counts inhabitants: 35 ألف نسمة."""
        return noun is not None and "souls" in self.doc.info[noun].by

    def bare(self, first: int, noun: int | None) -> bool:
        """A number of people told before: أرسلت منهم نحو 4000, but not وصل العدد إلى 4000."""
        return noun is None and any(self.doc.text.forms[b] == "منهم" for b in range(max(0, first - 2), first))

    def own(self, noun: int | None, verb: str) -> bool:
        """True when the counted belong to the subject: مئات من عناصرها، فقدنا ستة."""
        if verb.endswith("نا"):
            return True
        if noun is None:
            return False
        return any(s.pronoun for s in self.doc.senses(noun, "people"))

    # ------------------------------------------------------------------ behind the number

    def behind(self, last: int, noun: int | None, *, near: bool) -> Told:
        """Measure of the verb behind the number: سبعة عناصر انشقوا، 11 مواطناً استشهدوا.

        ``near``: only a relative clause on the noun itself counts; else the number opens its clause and the verb may
        stand behind a longer phrase (أن 102 من المواطنين أصيبوا).
        """
        doc, kinds = self.doc, self.doc.text.kinds
        if not near:
            last = self.past_parts(last)
        end = min(doc.sentence(last - 1).last, last + (2 if near else _BEHIND))
        for k in range(last, end):
            if kinds[k] == "p" and doc.text.forms[k] not in "()":
                return NOTHING
            trigger = self.at.get(k)
            if trigger is not None and trigger.verbal and trigger.type == "suicide_attack" and not near:
                return Told("killed", trigger, "figures.bombers")  # ثلاثة انتحاريين فجّروا أنفسهم
            if trigger is not None and trigger.verbal and (trigger.casualty or trigger.type in MEASURE_OF_TYPE) and self.fits(trigger, noun):
                if near and trigger.sense.pos == "v" and trigger.sense.clitics:
                    return NOTHING
                return Told(self.joined(trigger), trigger, "figures.subject")
            if trigger is not None and trigger.verbal:
                return NOTHING
            if not near:
                for sense in doc.senses(k, "counts"):
                    if sense.pos == "v" and not sense.has("civil") and (not sense.near or near_word(doc, k, sense) is not None):
                        key = "missing" if sense.marks & M_OWN and sense.lemma == "فقد" else sense.key
                        return Told(key, None, "figures.subject")
        return NOTHING

    def past_parts(self, last: int) -> int:
        """Behind the parts told between commas: أن 53 شخصاً، بينهم 14 طفلاً، قُتلوا."""
        doc, forms = self.doc, self.doc.text.forms
        end = doc.sentence(last - 1).last
        k = last
        while k < min(last + 4, end) and self.doc.text.kinds[k] == "w" and k not in self.at:
            k += 1
        if k + 1 >= end or forms[k] != "،" or not doc.plays(k + 1, G_SUB):
            return last
        for x in range(k + 2, min(k + _PARTS, end - 1)):
            if x in self.at:
                return last
            if forms[x] == "،" and not forms[x + 1].startswith("و"):
                return x + 1
        return last

    def joined(self, t: Trigger) -> str:
        """قتلوا وأصيبوا: one number for both."""
        if t.casualty == "killed" and any(o.i == t.last and o.casualty == "injured" and o.sense.clitics.startswith("و") for o in self.here(t.i)):
            return "killed_or_injured"
        return t.casualty or MEASURE_OF_TYPE[t.type]

    def fate(self, first: int, last: int) -> Told:
        """Measure of the act that those counted were driven or subjected to: دفع 60 ألف شخص إلى النزوح."""
        doc, forms = self.doc, self.doc.text.forms
        begin = doc.sentence(first).first
        led = next((s for k in range(first - 1, max(begin, first - 4) - 1, -1) for s in doc.senses(k, "force")), None)
        if led is None:
            return NOTHING
        able = led.has("able")
        for k in range(last, min(doc.sentence(first).last, last + _FATE)):
            if doc.text.kinds[k] == "p":
                return NOTHING
            t = self.at.get(k)
            if t is not None and not t.verbal and t.type in MEASURE_OF_TYPE and (t.sense.led_by("ل") or doc.plays(k - 1, G_TO | G_ON)):
                return Told(t.casualty or MEASURE_OF_TYPE[t.type], t, "figures.fate")
            if able and t is not None and not t.verbal and t.type == "displacement" and doc.plays(k - 1, G_FROM):
                return Told("displaced", t, "figures.fate")
            for sense in doc.senses(k, "counts"):
                if sense.pos == "n" and doc.plays(k - 1, G_TO | G_ON) and forms[k - 1] != "علي":
                    return Told(sense.key, None, "figures.fate")
        return NOTHING

    # ------------------------------------------------------------------ in the phrase itself

    def and_hurt(self, noun: int) -> bool:
        """True for the dead and wounded that one number counts: عشرات القتلى والجرحى."""
        doc = self.doc
        if noun + 1 >= len(doc.info) or self.doc.sentence_of[noun + 1] != self.doc.sentence_of[noun]:
            return False
        return any(s.key == "injured" and s.clitics in ("و", "وال") and s.form.form != s.lemma for s in doc.senses(noun + 1, "toll"))

    def of_count(self, k: int) -> str:
        """Measure of the count named behind its number: ارتفع إلى 46 عدد القتلى، تعداد الذين قُتلوا."""
        doc = self.doc
        if k + 1 >= len(doc.info) or not any(not s.clitics and not s.pronoun for s in doc.senses(k, "sum")):
            return ""
        for x in range(k + 1, min(k + 8, doc.sentence(k).last)):
            if doc.text.kinds[x] == "p":
                break
            if self.tolls(x):
                return self.of_noun(x)
            t = self.at.get(x)
            if t is not None and t.casualty:
                return t.casualty
        return "killed" if doc.info[k].by["sum"][0].lemma == "حصيله" else ""

    def lost(self, last: int) -> bool:
        """… ما زالوا في عداد المفقودين, فُقد الاتصال بهما, تحولت إلى اختفاء قسري"""
        doc, kinds = self.doc, self.doc.text.kinds
        for k in range(last, min(last + 9, doc.sentence(last - 1).last)):
            if kinds[k] == "p" or (k > last and doc.text.forms[k] in ("منها", "منهم")):
                return False
            for sense in doc.senses(k, "lost"):
                if sense.pos != "p":
                    return True
                if any(doc.text.forms[b] in ("لم", "لا", "مجهول", "مجهولا") for b in range(last, min(k + 2, len(kinds)))):
                    return True
            if k in self.at and self.at[k].verbal and not doc.info[k].mask & LOST:
                return False
        return False

    def joint(self, last: int) -> int:
        """End of a phrase that tells both: 70 بين قتيل وجريح, 29 شخصاً ما بين قتيل وجريح; 0 where there is none."""
        doc, forms = self.doc, self.doc.text.forms
        size = len(forms)
        if last < size and forms[last] in ("بين", "ما"):
            k = last + (2 if forms[last] == "ما" else 1)
            if k + 1 < size:
                pair = [s.key for s in (doc.toll(k), doc.toll(k + 1)) if s is not None]
                if len(pair) == 2 and set(pair) <= {"killed", "injured"}:
                    return k + 2
        return 0

    def case(self, noun: int) -> Told:
        """حالة اعتقال, عمليات قتل: the act that the counted noun names."""
        doc = self.doc
        for k in (noun + 1, noun + 2):
            t = self.at.get(k)
            if t is not None and (t.type in MEASURE_OF_TYPE or t.casualty):
                return Told(t.casualty or MEASURE_OF_TYPE[t.type], t, "figures.case")
            if k < len(doc.info):
                for sense in doc.senses(k, "counts"):
                    if sense.pos == "n" and k == noun + 1:
                        return Told(sense.key, None, "figures.case")
        return NOTHING

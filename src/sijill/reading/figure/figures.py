"""Figures: what a number counts, and of whom.

The measure comes from the counted noun where it is a word of casualty or a thing (قتيل، سيارة), else from the
predicate that governs the phrase (أصيب ثلاثة، سبعة عناصر انشقوا), else from the figure before it (بينهم ستة أطفال).
"""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import (
    BREAKDOWN,
    EXTENT,
    G_SUB,
    HEAD,
    M_BODIES,
    M_GROUP,
    M_HIT,
    M_MUNITION,
    M_NAMED,
    M_VAGUE_TOLL,
    PEOPLE,
    SUM,
    THING,
    TOLL,
    TRIGGER,
    UNCOUNTED,
    WAGE,
    G,
)
from sijill.knowledge.lexicon import NO_SENSES, Sense
from sijill.ontology import FAMILIES, FAMILY
from sijill.reading.act.draft import ACTS, FigureDraft
from sijill.reading.act.triggers import Trigger
from sijill.reading.document import Document
from sijill.reading.figure.figure_phrases import ATTRIBUTES, OF_THEM, Phrase, PhraseReader
from sijill.reading.figure.lone_victims import LoneVictims
from sijill.reading.figure.measures import DEATHS, DETAINED, MEASURE_OF_TYPE, NOTHING, Measures, Told
from sijill.reading.number.numbers import Quantity

__all__ = ["MEASURE_OF_TYPE", "find"]

_THINGS: Final = frozenset(("vehicles", "buildings", "weapons", "money", "attacks", "distance"))
_UPDATE: Final = frozenset(("ارتفع", "ارتفاع", "ارتفعت", "ترتفع", "يرتفع", "ليرتفع", "لترتفع", "بارتفاع"))
_PASSIVE_FORCE: Final = frozenset(("ان", "بان", "وان", "انه", "فان", "فيما", "بينما", "كما", "و", "قوامها", "قوامه", "كان", "كانت", "وكان", "وكانت", "حين", "انو"))
_UNDER: Final = frozenset(("دون", "تحت"))
_AGES: Final = frozenset(("سن", "ال", "عاما", "الخامسه", "الثامنه", "السادسه", "سنه", "العمر"))
_TOTAL: Final = frozenset(("بالمجمل", "اجمالي", "الاجمالي", "الاجماليه", "مجموع", "بمجموع", "المجموع", "اجمالا", "الكلي", "اجمال"))
_LIST: Final = 8
"""Tokens over which a list of members may run on."""
_PASSING: Final = _THINGS | {"missing", "other"}
_FATES: Final = DEATHS | {"bodies_recovered"}
_FIRING: Final = frozenset(("اطلق", "اطلاق"))
_POPULATION: Final = 100_000
"""From how many on people are no victims of one act, unless a noun of casualty says so."""
_STRIKES: Final = frozenset(("attack", *FAMILIES["remote_violence"])) - {"interception"}
_TIMES: Final = frozenset(("مره", "مرات"))
_NEAR_ACT: Final = 6
"""Tokens before "so many times" within which the act stands."""
_REACHES: Final = frozenset(("يصل", "تصل"))
_SOMEBODY: Final = frozenset(("احد", "احدي"))
_ENLISTING: Final = frozenset(("recruitment_drive", "recruitment", "child_recruitment", "aid_delivery"))
_BRIGADE: Final = 100
"""From what number on a figure with the article may name a brigade."""
_UNKNOWN: Final = frozenset(("مجهولي", "مجهول", "مجهولو", "مجهوله"))


def find(doc: Document, quantities: list[Quantity], triggers: list[Trigger], taken: set[int]) -> list[FigureDraft]:
    """Figures of a report in text order: numbers that count something an event can carry, and lone victims.

    ``taken`` are tokens of dates and distances, whose numbers are no figures.
    """
    measures = Measures(doc, triggers)
    finder = _Finder(doc, measures)
    out: list[FigureDraft] = []
    for q in quantities:
        if q.core_first > 1 and doc.text.forms[q.core_first - 1] == "ال" and (q.low or 0) >= _BRIGADE and not doc.info[q.core_first - 2].mask & PEOPLE:
            continue  # دخلت الـ444 المقر: a brigade by its number
        if q.core_first in taken or q.rule == "numbers.label" or q.kind in ("ordinal", "percent", "fraction"):
            continue
        figure = finder.quantity(q)
        finder.counted_to = q.last
        if figure is not None:
            out.append(figure)
    out.extend(LoneVictims(doc, measures, ATTRIBUTES).find(out, taken))
    out.sort(key=lambda f: f.first)
    return out


class _Finder:
    def __init__(self, doc: Document, measures: Measures) -> None:
        self.doc, self.measures, self.phrases = doc, measures, PhraseReader(doc)
        self.forms, self.kinds = doc.text.forms, doc.text.kinds
        self.counted_to = -1
        """Where the number before ends."""
        self.last: FigureDraft | None = None
        self.whole: FigureDraft | None = None
        """The last figure that is no part of another."""
        self.numbered: set[int] = set()

    def quantity(self, q: Quantity) -> FigureDraft | None:
        """The figure of one number, or None where it counts nothing that an event can carry."""
        phrase = self.phrases.phrase(q)
        if phrase is None or self.phrases.label(phrase) or self.somebody(q):
            return None
        subset = self.is_subset(phrase)
        told = self.measure(phrase, subset)
        if not told.measure or told.measure == "none":
            return None  # strength is no part of an event
        if told.measure in DEATHS and told.rule != "figures.toll_noun" and (q.low or 0) >= _POPULATION:
            told = Told("other", told.by, told.rule)
        if q.low is None and q.high is not None and self.reached(q):
            q = q.bounded(q.high, q.high, q.high, q.approx)
        f = FigureDraft(
            phrase.first, phrase.last, told.measure, q.low, q.best, q.high, told.rule,
            approx=q.approx, hedge=q.hedge, noun=phrase.noun,
        )
        f.governor, f.subset = told.by, subset and told.rule not in ("figures.governor", "figures.predicate")
        f.attributes = phrase.attributes
        self.describe(f)
        if phrase.noun is not None:
            self.numbered.add(phrase.noun)
        self.last = f
        if not f.subset and (f.measure not in _PASSING or self.whole is None):
            self.whole = f
        return f

    def reached(self, q: Quantity) -> bool:
        """عدد الضحايا يصل إلى 55: the count so far, not a bound (ما يصل إلى 55)."""
        if q.core_first - q.first != 2 or self.forms[q.first] not in _REACHES:
            return False
        begin = self.doc.sentence(q.first).first
        return any(self.doc.info[k].mask & SUM for k in range(max(begin, q.first - 10), q.first))

    def somebody(self, q: Quantity) -> bool:
        """واحد and أحد that mean a person: انصاب 40 واحد، أحد المدنيين."""
        if q.best != 1 or self.kinds[q.core_first] != "w" or q.rule == "numbers.dual":
            return False
        if self.counted_to == q.first and not (q.last < len(self.forms) and self.forms[q.last] in OF_THEM):
            return True
        k = q.core_first
        return self.forms[k].lstrip("ول") in _SOMEBODY and q.core_last == k + 1 and self.forms[k + 1 : k + 2] != [] and self.doc.info[k + 1].mask & PEOPLE != 0

    # ------------------------------------------------------------------ parts of a figure

    def is_subset(self, p: Phrase) -> bool:
        """Part of the figure before: بينهم ستة أطفال, 27 منهم جنود, اثنان منهم."""
        doc, forms, first = self.doc, self.forms, p.first
        if p.end < len(forms) and forms[p.end] in OF_THEM:
            return True
        begin = doc.sentence(first).first
        for k in range(first - 1, max(begin, first - 3) - 1, -1):
            if k in self.measures.at:
                return False  # فمات أربعة عشر منهم وجُرِح ثمانية
            if doc.plays(k, G_SUB):
                return True
            if self.kinds[k] == "p":
                break
        if self.among(first, begin) or (forms[first].startswith("و") and self.listed(first, begin)) or self.broken_down(first, begin):
            return True
        before = self.last
        return (
            before is not None and before.subset and first - before.last <= 2
            and (forms[first].startswith("و") or forms[first - 1] == "و")
            and self.same_sentence(first, before.first)
        )

    def listed(self, first: int, begin: int) -> bool:
        """بينهم فتى في السادسة عشرة ومسنان: a later member of a list behind its marker."""
        for k in range(first - 1, max(begin, first - _LIST) - 1, -1):
            if self.kinds[k] == "p" or k in self.measures.at:
                return False
            if self.doc.plays(k, G_SUB):
                return self.last is not None
        return False

    def broken_down(self, first: int, begin: int) -> bool:
        """وهم: 104 مدنيين، إضافة إلى 187 من قوات النظام: what follows the colon are the parts of the toll before it."""
        if self.whole is None or self.whole.measure not in DEATHS or self.whole.first < begin:
            return False
        return any(self.forms[k] == ":" and self.doc.info[k - 1].mask & BREAKDOWN for k in range(self.whole.last + 1, first))

    def among(self, first: int, begin: int) -> bool:
        """وبين الخريجين، يقول المصدر، ثلاثة عشر فتى: the group is named again in front of its part."""
        for k in range(first - 1, max(begin, first - 8) - 1, -1):
            if k in self.measures.at:
                return False
            if self.forms[k].removeprefix("و") == "بين" and k + 1 < first:
                following = self.forms[k + 1]
                return following.startswith("ال") and following.endswith(("ين", "ي", "ات", "ا")) and self.last is not None
        return False

    def same_sentence(self, a: int, b: int) -> bool:
        return self.doc.sentence_of[a] == self.doc.sentence_of[b]

    # ------------------------------------------------------------------ the measure

    def measure(self, p: Phrase, subset: bool) -> Told:
        """The measure of a phrase: its own noun, then its predicate, then the figure it goes on from."""
        doc, m = self.doc, self.measures
        noun = p.noun
        if noun is not None and noun >= p.end and (counted := m.of_count(noun)):
            return Told(counted, None, "figures.count_behind")
        for k in range(p.q.first, p.q.core_first):
            if doc.toll(k) is not None and k != noun:
                return Told(m.of_noun(k), None, "figures.toll_inside")  # لا يقل عدد المصابين عن أربعة
        if both := m.joint(p.last):
            p.last = both
            return Told("killed_or_injured", self.governing(p).by, "figures.joint")
        if (noun is None or not doc.info[noun].mask & THING) and m.lost(p.last):
            return Told("missing", None, "figures.missing")
        if noun is not None:
            people = self.doc.people(noun)
            if people is not None and people.marks & M_GROUP and p.noun is not None and not p.partitive:
                by = m.behind(p.last, noun, near=False).by or self.governing(p).by
                return Told("other", by, "figures.group")  # مجموعتين: groups are no persons
            told = self.of_noun(p, noun)
            if told.measure:
                return told
            if told is _NO_FIGURE:
                return NOTHING
        told = self.total(p)
        if told.measure:
            return told
        last = self.last
        if subset and last is not None and self.new_whole(p, last):
            told = self.governing(p)
            if told.measure:
                return told
        if subset and last is not None and self.doc.sentence_of[p.first] - self.doc.sentence_of[last.first] <= 1:
            return self.part(p, last)
        told = self.governing(p)
        if not told.measure:
            told = self.carried(p)
        return told

    def new_whole(self, p: Phrase, last: FigureDraft) -> bool:
        """Part of a group without a number in a sentence of its own: أسفر عن سقوط ضحايا بينهم سبعة أطفال."""
        if self.doc.sentence_of[p.first] == self.doc.sentence_of[last.first]:
            return False
        begin = self.doc.sentence(p.first).first
        return any(self.doc.plays(k, G_SUB) and k > begin and (self.measures.tolls(k - 1) or k - 1 in self.measures.inside) for k in range(p.first - 1, max(begin, p.first - 4), -1))

    def part(self, p: Phrase, whole: FigureDraft) -> Told:
        """A subset has the measure of the whole, unless a predicate of its own says more (ثم أفرجت عن اثنين منهم)."""
        m = self.measures
        if p.end < len(self.forms) and self.forms[p.end] in OF_THEM:
            own = m.before(p.first, p.noun, self.numbered)
            if own.by is not None and whole.last <= own.by.i:
                return own
        behind = m.behind(p.last, p.noun, near=True)
        if behind.measure in DEATHS and whole.measure in DEATHS:
            return behind
        return Told(whole.measure, whole.governor, "figures.subset")

    def of_noun(self, p: Phrase, noun: int) -> Told:
        """What the counted noun itself says."""
        doc, m = self.doc, self.measures
        toll: Sense | None = doc.toll(noun)
        thing, people = self.phrases.thing(noun), doc.people(noun)
        if toll is not None:
            if toll.marks & M_BODIES:
                p.attributes.add("bodies")
                told = m.before(p.first, noun, self.numbered)
                grieved = self.last is not None and self.last.measure == "killed"
                if told.by is not None and told.by.type == "release" and not grieved:
                    return Told("released", told.by, "figures.bodies")
                if told.by is not None and told.by.type in ("funeral", "body_recovery", "mass_grave"):
                    return Told("bodies_recovered", told.by, "figures.bodies")
                if any(t.type in ("body_recovery", "mass_grave", "funeral") for t in m.here(noun)):
                    return Told("bodies_recovered", None, "figures.bodies")
                return Told("killed" if grieved else toll.key, None, "figures.bodies")  # تسلّم المشفى ثماني جثث
            if toll.key in DETAINED or toll.marks & M_VAGUE_TOLL:
                told = self.governing(p)
                losses = self.last is not None and self.last.measure in DEATHS and self.same_sentence(p.first, self.last.first)
                if told.measure and not (losses and told.measure == "other" and told.by is None):
                    return told  # but خسائر شملت 230 قتيلاً و61 أسيراً: the noun says more than what counts them
            laid = not p.partitive or any(s.marks & M_BODIES for s in doc.senses(p.first - 1, "toll"))
            led = [t for t in m.here(noun) if t.i < p.first] if toll.key == "killed" and laid else []
            if led and led[-1].type == "funeral":
                return Told("other", led[-1], "figures.mourned")  # شُيّع جثامين 19 من القتلى
            if toll.key == "killed" and noun >= p.end and m.and_hurt(noun):
                return Told("killed_or_injured", None, "figures.toll_noun")  # عشرات القتلى والجرحى
            if p.partitive and toll.key == "injured":
                for told in (m.behind(p.last, p.noun, near=False), m.before(p.first, noun, self.numbered)):
                    if told.measure == "killed":
                        return told  # وفاة ثلاثة من الجرحى
            return Told(toll.key, None, "figures.toll_noun")
        if toll is None and people is None and thing is None:
            told = self.times(p, noun)
            if told.measure or told is _NO_FIGURE:
                return told
        if thing is not None and people is None:
            if thing.key == "distance":
                if any(doc.info[k].mask & EXTENT for k in range(max(0, p.first - 2), p.first)):
                    return Told("distance", None, "figures.extent")
                return _NO_FIGURE
            if thing.key == "money" and self.wages(p):
                return _NO_FIGURE
            if thing.has("struck") and not any(FAMILY[t.type] == "remote_violence" for t in m.here(noun)):
                return _NO_FIGURE  # فاز بثلاثة أهداف
            if thing.marks & M_HIT and self.forms[p.first].startswith("ب") and any(t.type in _STRIKES for t in m.here(noun)):
                return Told("other", None, "figures.thing")  # استهدف القاعدة بطائرتين مسيّرتين
            if thing.marks & M_HIT and not any(t.frame in ("down", "wreck", "seize") for t in m.here(noun)):
                return _NO_FIGURE
            return Told(self.fired(p, thing.key) if thing.marks & M_MUNITION else thing.key, None, "figures.thing")
        for case in doc.senses(noun, "case"):
            told = m.case(noun)
            if told.measure:
                return told
            if not case.marks & M_NAMED and self.whole is not None and self.whole.measure not in _THINGS:
                return Told(self.whole.measure, None, "figures.case_carried")
        return NOTHING

    def times(self, p: Phrase, noun: int) -> Told:
        """How often they struck: أغارت الطائرات 14 مرة، 18 قصفاً مدفعياً."""
        act = self.measures.at.get(noun)
        if act is not None:
            return Told("attacks", act, "figures.acts") if not act.verbal and act.type in _STRIKES and noun >= p.end else _NO_FIGURE if act.type == "protest" and not act.verbal else NOTHING
        if not any(s.lemma in _TIMES for s in self.doc.senses(noun, "uncounted")):
            return NOTHING
        for k in range(p.first - 1, max(self.doc.sentence(p.first).first, p.first - _NEAR_ACT) - 1, -1):
            t = self.measures.at.get(k)
            if t is not None:
                return Told("attacks", t, "figures.times") if t.type in _STRIKES else _NO_FIGURE
        return _NO_FIGURE

    def wages(self, p: Phrase) -> bool:
        """What somebody earns is no figure of an event, unless people are called to enlist for it."""
        m, doc = self.measures, self.doc
        if any(t.type in _ENLISTING for t in m.here(p.first)):
            return False
        sentence = doc.sentence(p.first)
        return any(doc.info[k].mask & WAGE for k in range(max(sentence.first, p.first - 5), min(p.last + 4, sentence.last)))

    def fired(self, p: Phrase, key: str) -> str:
        """A launch counts its rockets as attacks, a verb of firing as things, else they are weapons; صاروخان أطلقا من التل سقطا: those that a relative clause tells of are struck with."""
        for t in self.measures.here(p.first):
            if t.type == "weapons_seizure":
                return key
            if t.type == "missile_strike" and (t.i <= p.first < t.last + 2 or (t.near is not None and t.i < t.near and p.first <= t.near < p.last)) and t.sense.lemma in _FIRING:
                return "other" if t.verbal else "attacks"
        struck = any(FAMILY[t.type] == "remote_violence" and t.type != "interception" for t in self.measures.here(p.first))
        return "other" if struck and not self.forms[p.first].startswith("ب") else key

    def governing(self, p: Phrase) -> Told:
        """The predicate: behind the number where it opens its clause or a relative clause follows, else before it."""
        m = self.measures
        told = m.behind(p.last, p.noun, near=True)
        if told.measure and (told.by is None or self.relative(p, told.by)):
            return told
        told = m.fate(p.first, p.last)
        if told.measure:
            return told
        opens = self.opens_clause(p.first)
        if opens:
            told = m.behind(p.last, p.noun, near=False)
            if told.measure:
                return told
        told = m.before(p.first, p.noun, self.numbered)
        if told.measure or opens:
            return told
        return m.behind(p.last, p.noun, near=False)

    def relative(self, p: Phrase, t: Trigger) -> bool:
        """11 مواطناً استُشهدوا: the verb agrees with those counted and is done to them."""
        done_to = t.frame == "die" or bool(t.passive) or t.sense.form.number == "p"
        if t.casualty == "injured" and t.passive and t.sense.form.number == "p" and t.i == p.last:
            return True  # وأكثر من 16 أصيبوا
        return (t.casualty == "killed" and done_to) or self.opens_clause(p.first)

    def opens_clause(self, first: int) -> bool:
        """True when the number stands where a clause begins (أن 148 من …، قوامها 400 مقاتل)."""
        begin = self.doc.sentence(first).first
        k = first - 1
        if k < begin:
            return True
        form = self.forms[k]
        return form in _PASSIVE_FORCE or form in ("،", ":", "-") or (self.forms[first].startswith("و") and self.forms[first] in ("ونحو", "وقرابه"))

    def total(self, p: Phrase) -> Told:
        """وصل العدد إلى 35, رفع الحصيلة إلى 12: the count told before, brought up to date."""
        last = self.last
        begin = self.doc.sentence(p.first).first
        if p.noun is not None and self.doc.people(p.noun) is None:
            return NOTHING
        for k in range(p.first - 1, max(begin, p.first - 5) - 1, -1):
            if self.kinds[k] == "p" or self.doc.info[k].mask & TOLL:
                return NOTHING
            for sense in self.doc.senses(k, "sum"):
                if sense.has("definite") and "ال" not in sense.clitics and sense.lemma != "رقم":
                    continue
                following = self.doc.info[k + 1].by if k + 1 < p.first else {}
                if not following.keys().isdisjoint(("people", "thing")) or any(s.pos == "n" for s in following.get("trigger", NO_SENSES)):
                    return NOTHING
                if last is not None and last.measure not in _THINGS:
                    return Told("killed" if sense.lemma == "حصيله" or last.measure in DEATHS else last.measure, None, "figures.total")
                return Told("killed", None, "figures.total") if sense.lemma == "حصيله" else NOTHING
        return NOTHING

    def carried(self, p: Phrase) -> Told:
        """A count of people in a sentence without a predicate of its own goes on from the sentence before."""
        doc, last = self.doc, self.last
        if last is None or p.noun is None or last.measure in _THINGS or last.measure == "other":
            return NOTHING
        if doc.people(p.noun) is None and not p.partitive and not self.origin(p.noun):
            return NOTHING
        m = self.measures
        if any((t.type in MEASURE_OF_TYPE or t.casualty or t.type in ACTS) and m.fits(t, p.noun) for t in m.here(p.first)):
            return NOTHING
        sentences = doc.text.sentences
        here, before = doc.sentence_of[p.first], doc.sentence_of[last.first]
        if here != before and last.measure in _FATES:
            return NOTHING  # 94 مدنياً خرجوا: people told next are no more dead
        if here - before > 1 and abs(sentences[before].line - sentences[here].line) > 1:
            return NOTHING
        return Told(last.measure, None, "figures.carried")

    def origin(self, noun: int) -> bool:
        """True for people told only by where they are from: 15 سعودياً, أربعة سودانيين."""
        known = self.doc.info[noun].mask & (PEOPLE | TOLL | THING | HEAD | TRIGGER | UNCOUNTED | G)
        return not known and self.forms[noun].endswith(("يا", "يين", "يون", "ين"))

    # ------------------------------------------------------------------ attributes

    def describe(self, f: FigureDraft) -> None:
        """Attributes that words around the number give."""
        forms = self.forms
        begin = self.doc.sentence(f.first).first
        end = f.last
        while end < min(f.last + 4, len(forms)) and self.kinds[end] == "w" and not self.doc.plays(end, G_SUB):
            end += 1
        tail = forms[f.last : end + 1]
        if not _UNDER.isdisjoint(tail[:3]) and any(w in _AGES or w.isdigit() for w in tail):
            f.attributes.add("under_18")
        if not _UNKNOWN.isdisjoint(tail[:2]):
            f.attributes.add("unidentified")
        for k in range(max(begin, f.first - 12), f.first):
            if "ر" in forms[k] and forms[k].lstrip("ولب") in _UPDATE:
                f.attributes.add("updated")
                break
        if not _TOTAL.isdisjoint(forms[max(begin, f.first - 3) : f.first]) or not _TOTAL.isdisjoint(tail[:1]):
            f.attributes.add("total")


_NO_FIGURE: Final = Told("", None, "figures.none")

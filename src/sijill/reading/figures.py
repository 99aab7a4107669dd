"""Figures: what a number counts, and of whom.

The measure comes from the counted noun where it is a word of casualty or a thing (قتيل، سيارة), else from the
predicate that governs the phrase (أصيب ثلاثة، اعتقال 19 آخرين), else from the figure before it (بينهم ستة أطفال).
"""

from __future__ import annotations

from bisect import bisect_left

from sijill.reading.document import Document
from sijill.reading.draft import FigureDraft
from sijill.reading.numbers import Quantity
from sijill.reading.triggers import Trigger

MEASURE_OF_TYPE = {
    "killing": "killed", "execution": "killed", "massacre": "killed", "assassination": "killed",
    "protest": "other", "funeral": "other", "arrest": "arrested", "raid": "arrested", "abduction": "abducted",
    "capture": "captured", "release": "released", "prisoner_exchange": "released", "displacement": "displaced",
    "defection": "defected", "desertion": "deserted", "deployment": "deployed", "reinforcement": "deployed",
    "withdrawal": "deployed", "recruitment": "recruited", "child_recruitment": "recruited", "training": "trained",
    "body_recovery": "bodies_recovered", "casualty_announcement": "killed", "expulsion": "displaced",
    "mine_explosion": "killed", "ied_explosion": "killed", "torture": "killed",
}
_ATTRIBUTES = ("under_18", "women", "men", "civilians", "fighters", "commander", "families", "unidentified")
_CASES = frozenset(("حاله", "حالات", "عمليه", "عمليات", "حادثه", "حوادث"))
_UPDATE = frozenset(("ارتفع", "ارتفاع", "ارتفعت", "ترتفع", "يرتفع", "ليرتفع", "لترتفع", "بارتفاع"))


def find(doc: Document, quantities: list[Quantity], triggers: list[Trigger], taken: set[int]) -> list[FigureDraft]:
    """Figures of a report in text order: numbers that count something an event can carry, and lone victims.

    ``taken`` are tokens of dates and distances, whose numbers are no figures.
    """
    finder = _Finder(doc, triggers)
    out: list[FigureDraft] = []
    for q in quantities:
        if q.core_first in taken or q.rule == "numbers.label" or q.kind in ("ordinal", "percent", "fraction"):
            continue
        figure = finder.quantity(q)
        if figure is not None:
            out.append(figure)
    out.extend(finder.lone(out, taken))
    out.sort(key=lambda f: f.first)
    return out

_LONGEST = 16
"""More tokens than any trigger has."""


class _Finder:
    def __init__(self, doc: Document, triggers: list[Trigger]) -> None:
        self.doc = doc
        self.triggers = triggers
        self.places = [t.i for t in triggers]
        self.last: FigureDraft | None = None

    def quantity(self, q: Quantity) -> FigureDraft | None:
        doc, forms = self.doc, self.doc.text.forms
        end = q.last
        noun = q.noun if q.noun is not None and q.noun < len(forms) else None
        if noun is None and end < len(forms) and forms[end] in ("من", "منهم", "منها", "منهن"):
            noun = end + 1 if forms[end] == "من" and end + 1 < len(forms) else None
        measure, rule, last = "", "", end
        attributes: set[str] = set()
        subset = self.is_subset(q.first) or (end < len(forms) and forms[end] in ("منهم", "منها", "منهن"))
        if noun is not None:
            if self.years(noun):
                return None
            toll = doc.sense(noun, "toll")
            people = doc.sense(noun, "people")
            thing = doc.sense(noun, "thing")
            last = max(end, noun + 1)
            if people is not None:
                attributes |= people.features & set(_ATTRIBUTES)
            if toll is not None and not (toll.key in ("captured", "arrested", "abducted", "displaced", "recruited", "missing") and self.governor(q.first, toll.key)):
                measure, rule = toll.key, "figures.toll_noun"
                if toll.has("bodies"):
                    attributes.add("bodies")
            elif thing is not None and people is None:
                measure, rule = thing.key, "figures.thing"
                if measure == "distance":
                    return None
            for k in range(noun + 1, min(noun + 3, len(forms))):
                more = doc.sense(k, "people")
                if more is None or doc.text.kinds[k] != "w":
                    break
                if more.clitics in ("", "و") and not doc.is_g(k, "from"):
                    attributes |= more.features & set(_ATTRIBUTES)
                    last = k + 1
        if not measure and self.missing(last):
            measure, rule = "missing", "figures.missing"
        if self.joint(last):
            measure, rule = "killed_or_injured", "figures.joint"
        if not measure and noun is not None and forms[noun].lstrip("ال") in _CASES and noun + 1 < len(forms):
            for t in self.within(noun + 1, noun + 2):
                if t.type in MEASURE_OF_TYPE:
                    measure, rule = MEASURE_OF_TYPE[t.type], "figures.case_of"
        if not measure:
            if subset and self.last is not None and self.same_sentence(self.last.first, q.first):
                measure, rule = self.last.measure, "figures.subset"
            else:
                measure = self.governor(q.first, "")
                rule = "figures.governor"
                if not measure:
                    measure = self.after(last)
                    rule = "figures.subject"
                if not measure:
                    measure = self.carried(q.first, noun)
                    rule = "figures.carried"
        if not measure:
            return None
        if self.age(q.first, last):
            return None
        best = FigureDraft(q.first, last, measure, q.low, q.best, q.high, rule, approx=q.approx, hedge=q.hedge, noun=noun)
        best.subset = subset
        best.attributes = attributes
        if "under_18" not in attributes and self.minor(last):
            best.attributes.add("under_18")
        if q.first > 0 and any(forms[k].lstrip("ولب") in _UPDATE for k in range(max(self.doc.sentence(q.first).first, q.first - 12), q.first)):
            best.attributes.add("updated")
        self.last = best
        return best

    def within(self, first: int, last: int) -> list[Trigger]:
        """The triggers that begin at the tokens ``[first, last)``."""
        return self.triggers[bisect_left(self.places, first) : bisect_left(self.places, last)]

    def same_sentence(self, a: int, b: int) -> bool:
        return self.doc.sentence_of[a] == self.doc.sentence_of[b]

    def years(self, noun: int) -> bool:
        return self.doc.text.forms[noun] in ("عاما", "سنه", "سنوات", "اعوام", "يوما", "ايام", "ساعه", "ساعات", "شهرا", "اشهر", "اسابيع", "دقيقه", "دقائق", "دقايق", "مره", "مرات", "الف", "بالمئه", "صفحه", "عام", "يوم", "درجه", "لاعبا", "هدفا", "اهداف", "نقطه", "شهر", "شوطا", "جوله", "محاور", "كيلومترا", "كيلومتر", "مليمتر", "ميلمتر", "ساعه")

    def is_subset(self, first: int) -> bool:
        doc = self.doc
        if any(t.last > first - 3 for t in self.within(first - _LONGEST, first)):
            return False  # فمات أربعة عشر منهم وجُرِح ثمانية
        return any(k >= 0 and doc.is_g(k, "sub") for k in (first - 1, first - 2, first - 3) if k >= doc.sentence(first).first and not (doc.text.kinds[first - 1] == "p" and k < first - 1)) or self._list_of_subsets(first)

    def _list_of_subsets(self, first: int) -> bool:
        """The second member of بينهم 31 امرأة وخمسة أطفال."""
        return self.last is not None and self.last.subset and self.doc.text.forms[first][:1] == "و" and first - self.last.last <= 2 and self.same_sentence(first, self.last.first)

    def joint(self, last: int) -> bool:
        forms = self.doc.text.forms
        if last + 2 < len(forms) and forms[last] in ("بين", "ما"):
            k = last + (2 if forms[last] == "ما" else 1)
            return k + 1 < len(forms) and self.doc.sense(k, "toll") is not None and self.doc.sense(k + 1, "toll") is not None
        if last < len(forms):
            here = [self.casualty(k) for k in (last, last + 1) if k < len(forms)]
            return here == ["killed", "injured"]
        return False

    def missing(self, last: int) -> bool:
        """… ما زالوا في عداد المفقودين, فُقد الاتصال بهما"""
        forms, kinds = self.doc.text.forms, self.doc.text.kinds
        for k in range(last, min(last + 7, self.doc.sentence(last - 1).last)):
            if kinds[k] == "p":
                return False
            if forms[k].removeprefix("ال") in ("مفقودين", "مفقودون", "فقد", "فقدوا", "مفقودا", "فقدت"):
                return True
        return False

    def casualty(self, k: int) -> str:
        for sense in self.doc.info[k].by.get("trigger", ()):
            if sense.has("casualty") and sense.pos == "v":
                return "injured" if sense.has("injured") else "killed"
        return ""

    def governor(self, first: int, wanted: str) -> str:
        """Measure of the predicate before the number in its sentence; the nearest decides."""
        begin = self.doc.sentence(first).first
        best: Trigger | None = None
        for trigger in self.within(begin, first):
            if trigger.type in MEASURE_OF_TYPE:
                best = trigger
        noun = self.toll_before(first, best.i if best is not None else begin - 1)
        if noun:
            return noun
        if best is None:
            return ""
        if any(self.doc.text.forms[k] in "؛" for k in range(best.i, first)):
            return ""
        if best.casualty == "injured" and best.verbal and best.sense.form.voice == "a" and first - best.i > 4:
            return ""  # أصابت الأولى مأوى: hit, not hurt
        if best.casualty:
            earlier = best.i - 1
            if best.casualty == "injured" and earlier >= begin and best.sense.clitics[:1] == "و":
                # مقتل وإصابة عدد
                for t in self.within(best.i - _LONGEST, best.i):
                    if t.last == best.i and t.casualty == "killed":
                        return "killed_or_injured"
            return best.casualty
        return MEASURE_OF_TYPE[best.type]

    def toll_before(self, first: int, after: int) -> str:
        """Measure of a casualty noun between the last predicate and the number (عدد المصابين إلى 277)."""
        for k in range(first - 1, max(after, first - 12), -1):
            if self.doc.text.forms[k] in "؛":
                return ""
            sense = self.doc.sense(k, "toll")
            if sense is not None and sense.form.number != "d" and not self.numbered(k):
                return "killed" if sense.key == "killed_or_injured" else sense.key
        return ""

    def numbered(self, k: int) -> bool:
        return self.last is not None and self.last.noun == k

    def after(self, last: int) -> str:
        """Measure of the predicate behind the number (سبعة عناصر انشقوا، مئات العائلات غادرت)."""
        end = min(self.doc.sentence(last - 1).last, last + 4)
        for trigger in self.within(last, end):
            if trigger.verbal and trigger.type in MEASURE_OF_TYPE:
                return trigger.casualty or MEASURE_OF_TYPE[trigger.type]
        return ""

    def carried(self, first: int, noun: int | None) -> str:
        """A count of people in a sentence without a predicate of its own goes on from the sentence before."""
        doc = self.doc
        here = doc.sentence_of[first]
        if self.last is None or noun is None or (doc.sense(noun, "people") is None and doc.text.forms[noun - 1] != "من"):
            return ""
        sentence = doc.text.sentences[here]
        if self.within(sentence.first, sentence.last):
            return ""
        before = doc.sentence_of[self.last.first]
        same_line = doc.text.sentences[before].line == doc.text.sentences[here].line
        near = here - before <= 1 or abs(doc.text.sentences[before].line - doc.text.sentences[here].line) <= 1
        return self.last.measure if (same_line or near) and self.last.measure not in ("vehicles", "buildings", "weapons", "money", "other") else ""

    def age(self, first: int, last: int) -> bool:
        forms = self.doc.text.forms
        before = forms[first - 1] if first else ""
        if before == "(" and first > 1:
            before = forms[first - 2]
        return before in ("سن", "العمر", "عمره", "عمرها", "عيار", "رقم", "الماده", "ماده", "البالغ", "فرع", "الفرع", "اللواء", "الدفعه", "الدقيقه", "مرور", "سن ال")

    def minor(self, last: int) -> bool:
        forms = self.doc.text.forms
        tail = forms[last : last + 4]
        return any(w in ("دون", "تحت") for w in tail[:3]) and any(w in ("سن", "ال", "عاما", "الخامسه", "الثامنه") or w.isdigit() for w in tail)

    # ------------------------------------------------------------------ lone victims

    def lone(self, figures: list[FigureDraft], taken: set[int]) -> list[FigureDraft]:
        """A victim without a numeral: قُتل شاب، إصابة طفلة، سقط قتيل وستة جرحى."""
        doc, forms = self.doc, self.doc.text.forms
        covered = {k for f in figures for k in range(f.first, f.last)}
        out: list[FigureDraft] = []
        for k, form in enumerate(forms[:-1]):
            if form.lstrip("وبل") in ("احد", "احدي") and k + 1 not in covered and doc.sense(k + 1, "people") is not None and not self.singular(k + 1):
                measure = self.governor(k, "")
                if measure:
                    out.append(FigureDraft(k, k + 2, measure, 1, 1, 1, "figures.one_of", noun=k + 1))
                    covered |= {k, k + 1}
        for t in self.triggers:
            if not (t.casualty or t.type in ("assassination", "abduction", "arrest", "ied_explosion", "body_recovery")):
                continue
            if t.type in ("arrest", "abduction", "assassination") and t.definite:
                continue
            anaphor = next((k for k in range(t.last, min(t.last + 2, doc.sentence(t.i).last)) if forms[k] in _ANAPHORS), None)
            if t.casualty and t.verbal and anaphor is not None and anaphor not in covered:
                out.append(FigureDraft(anaphor, anaphor + 1, t.casualty, 1, 1, 1, "figures.lone_anaphor", noun=anaphor))
                covered.add(anaphor)
                continue
            measure = t.casualty or {"assassination": "killed", "abduction": "abducted", "arrest": "arrested", "body_recovery": "bodies_recovered"}.get(t.type, "killed")
            begin = t.last
            if t.near is not None and t.near - t.i < 3:
                begin = max(begin, t.near + (0 if doc.sense(t.near, "toll") else 1))
            for k in range(begin, min(begin + 5, doc.sentence(t.i).last)):
                if k in covered or doc.text.kinds[k] != "w":
                    break
                if doc.is_g(k, "on", "in", "about", "that") and forms[k] not in ("علي",):
                    break
                people = doc.sense(k, "people")
                toll = doc.sense(k, "toll")
                if k in taken or (people is None and toll is None):
                    continue
                sense = toll or people
                assert sense is not None
                if sense.clitics.lstrip("و") not in ("", "ب") or (t.verbal and "ب" in sense.clitics and t.type != "killing"):
                    break
                singular = self.singular(k)
                if not singular or (people is not None and people.has("group")):
                    break
                if toll is not None:
                    measure = toll.key if toll.key in ("killed", "injured", "bodies_recovered") else measure
                figure = FigureDraft(k, k + 1, measure, 1, 1, 1, "figures.lone_victim", noun=k)
                if people is not None:
                    figure.attributes = set(people.features & set(_ATTRIBUTES))
                out.append(figure)
                covered.add(k)
                break
        return out

    def singular(self, k: int) -> bool:
        form = self.doc.text.forms[k]
        people = self.doc.info[k].by.get("people", []) + self.doc.info[k].by.get("toll", [])
        if any(s.form.number in ("p", "d") for s in people):
            return False
        return any(s.lemma == s.form.form or s.form.form == s.lemma + "ا" for s in people) and not {form, form[1:], form.removeprefix("ال")} & _PLURALS


_ANAPHORS = frozenset(("احدهما", "احدهم", "الاخر", "اخر", "احداهما", "احداهن", "ثالث", "ثالثه"))
_PLURALS = frozenset(
    ["عناصر", "افراد", "جنود", "ضباط", "قتلي", "جرحي", "شهداء", "ضحايا", "اطفال", "نساء", "سيدات", "رجال", "شبان", "شباب", "اشخاص", "اهالي", "سكان", "ابناء", "اهل", "ناس", "عائلات", "عوايل", "اسر", "عمال", "رعاه", "طلاب", "اطباء", "نشطاء", "قاده", "قيادات", "خلايا", "مجموعات", "دوريات", "وحدات", "قطعات", "مفارز", "فلول", "جثث", "جثامين", "رفات", "اسري", "رهاين", "فتيات", "صبيه", "فتيه", "وجهاء", "شيوخ", "كوادر", "تجار", "قصر", "رضع", "سجناء", "مرتزقه", "دواعش", "عشاير", "مصلين", "زبائن"]
)

"""Victims without a numeral: قُتل شاب، إصابة طفلة، بينهم طفل وامرأة، أحدهم مسعف."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import (
    FOLK,
    G_ABOUT,
    G_FROM,
    G_IN,
    G_ON,
    G_SUB,
    G_THAT,
    G_WITH,
    M_ATTEMPT,
    M_GROUP,
    M_OWNED,
    M_VAGUE_TOLL,
    MEMBER,
    PEOPLE,
    SPEECH,
    THING,
    TOLL,
    TRIGGER,
    G,
)
from sijill.knowledge.lexicon import Sense
from sijill.reading.act.draft import FigureDraft
from sijill.reading.act.triggers import Trigger
from sijill.reading.document import Document
from sijill.reading.figure.measures import DEATHS, MEASURE_OF_TYPE, Measures

_ANOTHER: Final = frozenset((
    "اخر", "اخري", "ثالث", "ثالثه", "ثالثا", "رابع", "رابعه", "رابعا", "خامس", "خامسه", "خامسا", "سادس", "سادسا", "سابع", "سابعا",
    "ثامن", "ثامنا", "تاسع", "تاسعا", "عاشر", "عاشرا",
))
_ANAPHORS: Final = _ANOTHER | {"احدهما", "احدهم", "الاخر", "الاخري", "احداهما", "احداهن"}
_ONE_OF_THEM: Final = frozenset(("احدهم", "احدهما", "احداهن", "احداهما", "احداها"))
_TYPES: Final = frozenset(("assassination", "abduction", "arrest", "ied_explosion", "body_recovery", "release", "capture", "execution", "defection"))
_INDEFINITE_ONLY: Final = frozenset(("arrest", "abduction", "assassination", "release", "capture"))
_GROUP_TYPES: Final = frozenset(("capture", "execution"))
_LED_AWAY: Final = frozenset(("arrested", "abducted", "killed", "injured"))
_COUNTED: Final = frozenset((*DEATHS, "captured", "arrested", "abducted", "released", "missing", "bodies_recovered", "recruited", "trained", "deserted", "defected"))
_THEM: Final = {"عنهم": True, "سراحهم": True, "عليهم": True, "عنه": False, "عنها": False, "سراحه": False, "سراحها": False, "عليه": False, "عليها": False}
"""Pronouns that stand for those told of before, True for many."""
_BACK_REFERENCE: Final = frozenset(("فيه", "فيها", "به", "بها", "خلاله", "خلالها", "اثره", "اثرها", "جراءه", "جراءها"))
_ATTEMPTS: Final = frozenset(("محاوله", "لمحاوله", "بمحاوله", "محاولات"))
_INTRANSITIVE: Final = frozenset(("اجهز",))
_PARTITIVE: Final = frozenset(("منهم", "منها", "منهن"))
_BACK: Final = 12
"""Tokens before a predicate within which its pronoun looks for a person."""
_MEMBERS: Final = 30
"""Tokens behind a number within which its members may be named."""
_STRUCK: Final = frozenset(("air_strike", "drone_strike", "attack", "ied_explosion", "property_destruction", "raid", "ambush", "planted_bombing"))
"""Acts of which a single house or vehicle counts that they struck."""
_IN: Final = frozenset(("في", "داخل", "قرب"))
_BLASTS: Final = frozenset(("ied_explosion",))
_FALLING: Final = frozenset(("air_strike", "drone_strike"))
_REACH: Final = 5
_ACCUSATIVE_REACH: Final = 9


class LoneVictims:
    """Finds single victims of a report; ``attributes`` are the features of people that a figure keeps."""

    def __init__(self, doc: Document, measures: Measures, attributes: frozenset[str]) -> None:
        self.doc, self.measures, self.attributes = doc, measures, attributes
        self.forms, self.kinds = doc.text.forms, doc.text.kinds

    def find(self, figures: list[FigureDraft], taken: set[int]) -> list[FigureDraft]:
        """Figures of one; tokens of ``figures`` are counted already, ``taken`` are dates and names of places."""
        covered = {k for f in figures for k in range(f.first, f.last)}
        counted = frozenset(f.noun for f in figures if f.noun is not None and f.first < f.noun)
        out: list[FigureDraft] = []
        self.members(figures, covered, out)
        self.one_of(covered, out)
        self.of_limb(covered, out)
        self.beside_counted(figures, covered, out)
        for triggers in self.measures.by_sentence.values():
            for t in triggers:
                if t.type in _STRUCK and not t.casualty:
                    self.of_struck(t, covered, out)
                if t.casualty or t.type in _TYPES:
                    if self.of_pronoun(t, covered, out) or self.of_them(t, figures, covered, out) or self.of_plural(t, figures, covered, out):
                        continue
                    self.of_trigger(t, covered, taken, out)
                    self.of_relative(t, covered, counted, taken, out)
                elif t.type == "weapons_seizure":
                    self.of_find(t, covered, out)
        return out

    def add(self, out: list[FigureDraft], covered: set[int], first: int, last: int, measure: str, rule: str, noun: int, by: Trigger | None) -> FigureDraft:
        f = FigureDraft(first, last, measure, 1, 1, 1, rule, noun=noun)
        if any(self.forms[k : k + 2] == ["علي", "الاقل"] for k in (last, last + 1)):
            f.high, f.approx = None, True  # مدني على الأقل
        f.governor = by
        people = self.doc.people(noun)
        if people is not None:
            f.attributes = set(people.features & self.attributes)
        covered.update(range(first, last))
        out.append(f)
        return f

    # ------------------------------------------------------------------ بينهم طفل وامرأة

    def members(self, figures: list[FigureDraft], covered: set[int], out: list[FigureDraft]) -> None:
        """Single members of a counted group, named by what they are."""
        for n, f in enumerate(figures):
            if f.measure not in _COUNTED:
                continue
            self.one_more(f, covered, out)
            if f.subset:
                continue
            sentence = self.doc.sentence(f.first)
            stop = min(sentence.last, f.last + _MEMBERS)
            following = next((g.first for g in figures[n + 1 :] if not g.subset), stop)
            for k in range(f.last, min(stop, following)):
                if not self.doc.plays(k, G_SUB) or k in covered:
                    continue
                if self.forms[k] in _PARTITIVE and k != f.last and self.kinds[k - 1] != "p":
                    continue  # مصير عدد منهم مجهول
                one = self.forms[k] in _ONE_OF_THEM
                rest = max(len(s.rest) for s in self.doc.info[k].by["g"] if s.key == "sub" and self.doc.follows(k + 1, s.rest))
                self.listed(f, k + rest, one, covered, out)
                if one and k not in covered and self.kinds[k - 1] == "p":
                    self.add(out, covered, k, k + 1, f.measure, "figures.one_of_them", k, f.governor).subset = True
                break

    def one_more(self, f: FigureDraft, covered: set[int], out: list[FigureDraft]) -> None:
        """A single victim joined to counted ones: ثلاثة جنود وضابط."""
        k = f.last
        end = self.doc.sentence(f.first).last
        if k + 2 < end and self.forms[k] == "في" and f.measure in _LED_AWAY:
            k += 2  # اعتقال 5 شبان في قباطية وشاب من عرابة
        if k >= end or k in covered or k in self.measures.at:
            return
        people = self.doc.people(k)
        if people is None or people.clitics != "و" or people.pronoun or people.marks & M_GROUP or not self.singular(k):
            return
        self.add(out, covered, k, k + 1, f.measure, "figures.one_more", k, f.governor).subset = f.subset

    def listed(self, whole: FigureDraft, marker: int, one: bool, covered: set[int], out: list[FigureDraft]) -> None:
        """The members behind بينهم, as far as the list of them runs."""
        k = marker + 1
        begin = k
        end = self.doc.sentence(marker).last
        while k < end and k < begin + 12:
            if self.kinds[k] == "p" or (k > begin and not self.forms[k].startswith("و")):
                if k > begin and self.kinds[k] == "w" and not self.doc.info[k].mask & (TRIGGER | G | SPEECH):
                    k += 1
                    continue
                return
            if k in covered:
                k += 1
                continue
            if self.single(k) and (k == begin or self.forms[k].startswith("و")):
                first = marker if one else k
                f = self.add(out, covered, first, k + 1, whole.measure, "figures.member", k, whole.governor)
                f.subset = True
            elif k > begin:
                return
            k += 1

    def single(self, k: int) -> bool:
        """A word for one person, or an adjective of origin used as one (سوري)."""
        if self.doc.people(k) is not None or self.doc.toll(k) is not None:
            people = self.doc.people(k)
            return self.singular(k) and not (people is not None and people.marks & M_GROUP)
        if self.doc.info[k].mask & MEMBER:
            named = k + 1 < len(self.forms) and self.forms[k + 1].startswith("ال") and not self.forms[k].removeprefix("و").startswith("ال")
            return not named  # ورائد العطار: a name, no major
        form = self.forms[k].removeprefix("و")
        return form.endswith("ي") and len(form) > 3 and not form.startswith("ال") and not self.doc.info[k].mask & ~FOLK

    # ------------------------------------------------------------------ أحد عناصرها

    def one_of(self, covered: set[int], out: list[FigureDraft]) -> None:
        """One of a group: مقتل أحد عناصر الشرطة."""
        for k in range(len(self.forms) - 1):
            if not self.doc.info[k + 1].mask & PEOPLE:
                continue
            form = self.forms[k]
            if not form.endswith(("احد", "احدي")) or form.lstrip("وبل") not in ("احد", "احدي") or k + 1 in covered:
                continue
            if self.doc.people(k + 1) is None or self.singular(k + 1):
                continue
            told = self.measures.before(k, k + 1, set())
            if told.measure in _COUNTED:
                self.add(out, covered, k, k + 2, told.measure, "figures.one_of", k + 1, told.by)

    # ------------------------------------------------------------------ قتيل وثلاثة جرحى

    def beside_counted(self, figures: list[FigureDraft], covered: set[int], out: list[FigureDraft]) -> None:
        """One casualty joined to counted ones: شهيد و3 جرحى، ثلاثة قتلى وجريح."""
        for f in figures:
            if f.measure not in DEATHS or f.noun is None or self.doc.toll(f.noun) is None:
                continue
            k = f.first - 1 if self.forms[f.first].startswith("و") else f.first - 2
            if f.first and not self.forms[f.first].startswith("و") and self.forms[f.first - 1] != "و":
                k = -1
            if k >= 0 and k not in covered and self.one_toll(k, ("", "ب", "و")):
                self.add(out, covered, k, k + 1, self.toll_of(k), "figures.lone_toll", k, None)
            k = f.last
            if k < self.doc.sentence(f.first).last and k not in covered and self.one_toll(k, ("و",)):
                self.add(out, covered, k, k + 1, self.toll_of(k), "figures.lone_toll", k, None)

    def one_toll(self, k: int, clitics: tuple[str, ...]) -> bool:
        """A noun for one dead or wounded."""
        toll = self.doc.toll(k)
        return toll is not None and toll.key in DEATHS and toll.clitics in clitics and not toll.pronoun and not toll.marks & M_VAGUE_TOLL and k not in self.measures.at and self.singular(k)

    def toll_of(self, k: int) -> str:
        toll = self.doc.toll(k)
        return toll.key if toll is not None else "killed"

    # ------------------------------------------------------------------ بترت ساق آخر

    def of_limb(self, covered: set[int], out: list[FigureDraft]) -> None:
        """Who lost a part of the body: بُترت قدم شقيقته."""
        for k in self.doc.having("limb"):
            if k == 0 or k + 1 >= self.doc.sentence(k).last or k + 1 in covered or k - 1 in self.measures.at:
                continue
            told = next((s.key for b in (k - 1, k - 2) if b >= 0 for s in self.doc.senses(b, "counts") if s.key == "injured"), "")
            if not told:
                continue
            people = self.doc.people(k + 1)
            if self.forms[k + 1] in _ANAPHORS or (people is not None and not people.marks & M_GROUP and self.singular(k + 1)):
                self.add(out, covered, k + 1, k + 2, told, "figures.limb", k + 1, None)

    # ------------------------------------------------------------------ مقتل شاب

    def of_trigger(self, t: Trigger, covered: set[int], taken: set[int], out: list[FigureDraft]) -> None:
        """The single victim behind a predicate."""
        if t.type in _INDEFINITE_ONLY and t.definite:
            return
        before = len(out)
        self.next_to(t, covered, taken, out)
        if len(out) == before and not t.passive:
            self.of_object(t, covered, taken, out)

    def next_to(self, t: Trigger, covered: set[int], taken: set[int], out: list[FigureDraft]) -> None:
        """The single victim within a few words of the predicate."""
        doc, forms = self.doc, self.forms
        end = doc.sentence(t.i).last
        anaphor = next((k for k in range(t.last, min(t.last + 2, end)) if forms[k] in _ANAPHORS), None)
        if t.casualty and anaphor is not None and anaphor not in covered and (t.verbal or (anaphor == t.last and forms[anaphor] in _ANOTHER)):
            self.add(out, covered, anaphor, anaphor + 1, t.casualty, "figures.lone_anaphor", anaphor, t)
            return
        measure = t.casualty or MEASURE_OF_TYPE.get(t.type, "killed")
        begin = t.last
        if t.near is not None and (t.near - t.i < 3 or (doc.toll(t.near) and t.near >= begin)):
            begin = max(begin, t.near + (0 if doc.toll(t.near) else 1))
        skip = -1
        for k in range(begin, min(begin + _REACH, end)):
            if k in covered or self.kinds[k] != "w":
                return
            if forms[k] in _BACK_REFERENCE or k == skip:
                continue
            if t.verbal and forms[k] == "في" and k + 1 < end and forms[k + 1].startswith("ال"):
                skip = k + 1  # استشهد في الكمين ضابط
                continue
            if doc.plays(k, G_ON | G_IN | G_ABOUT | G_THAT) and forms[k] != "علي":
                return
            people, toll = doc.people(k), doc.toll(k)
            if toll is not None and toll.pronoun and toll.marks & M_VAGUE_TOLL:
                continue  # راح ضحيتها شاب
            if people is not None and people.key == "organisation":
                continue
            other = self.measures.at.get(k)
            if other is not None and (other.casualty or other.type in _TYPES):
                return
            if people is None and toll is None and k == begin and k not in taken and t.casualty and self.of_origin(k):
                self.add(out, covered, k, k + 1 + (k + 1 < end and forms[k + 1] == "واحد"), t.casualty, "figures.lone_origin", k, t)
                return
            member = self.doc.sense(k, "member") if people is None and toll is None and k == begin else None
            if k in taken or (people is None and toll is None and member is None):
                continue
            if people is not None and "families" in people.features and k + 1 < end and forms[k + 1] == "من":
                return  # عائلة من تسعة أفراد
            sense = toll or people or member
            assert sense is not None
            if member is not None and (member.clitics not in ("", "ب") or member.pronoun or member.form.form not in (member.lemma, member.lemma + "ا")):
                return
            if sense.clitics.lstrip("و") not in ("", "ب") or (t.verbal and "ب" in sense.clitics and t.type != "killing"):
                return
            if (member is None and not self.singular(k)) or (people is not None and people.marks & M_GROUP):
                return
            if toll is not None and toll.key in ("killed", "injured", "bodies_recovered"):
                measure = toll.key
            self.add(out, covered, k, k + 1, measure, "figures.lone_victim", k, t)
            self.joined(t, k + 1, measure, covered, taken, out)
            return

    def of_origin(self, k: int) -> bool:
        """A person told by where he is from alone: قُتل فلسطيني، إصابة سوري."""
        return any(not s.clitics and not s.pronoun and s.form.form in (s.lemma, s.lemma + "ا") for s in self.doc.senses(k, "folk"))

    def joined(self, t: Trigger, k: int, measure: str, covered: set[int], taken: set[int], out: list[FigureDraft]) -> None:
        """Further single victims joined to one: قُتل رجل مسن وزوجته وطفل."""
        end = self.doc.sentence(t.i).last
        gap = 0
        while k < end and gap < 2:
            if k in covered or k in taken or k in self.measures.at or self.kinds[k] != "w":
                return
            people = self.doc.people(k)
            if people is not None and people.clitics == "و" and not people.marks & M_GROUP and people.key != "organisation" and self.singular(k):
                self.add(out, covered, k, k + 1, measure, "figures.lone_joined", k, t)
                gap = 0
            elif self.forms[k].startswith("و") or self.doc.info[k].mask & G or people is not None:
                return
            else:
                gap += 1
            k += 1

    def of_pronoun(self, t: Trigger, covered: set[int], out: list[FigureDraft]) -> bool:
        """The single victim told of before: اعتقلته، بعد اختطافه بيومين."""
        if t.sense.pronoun not in ("ه", "ها") or t.i in covered or t.sense.marks & M_ATTEMPT or t.last != t.i + 1 or t.sense.lemma in _INTRANSITIVE:
            return False
        if not t.verbal and self.doc.info[t.i].mask & TOLL:
            return False  # أسراه: his prisoners
        if t.i and self.forms[t.i - 1].removeprefix("و") in _ATTEMPTS:
            return False
        measure = t.casualty or MEASURE_OF_TYPE.get(t.type, "")
        if measure not in _COUNTED or (t.frame == "die" and t.verbal):
            return False
        if any(f.measure == measure and f.low == f.high == 1 and self.doc.sentence_of[f.first] == t.sentence and f.first < t.i for f in out):
            return True  # باعتقال العقيد فلان، دون إيضاح أسباب اعتقاله
        who = self.antecedent(t, covered)
        if who is not None:
            self.add(out, covered, who, who + 1, measure, "figures.lone_antecedent", who, t)
            return True
        if t.sense.pronoun == "ها":
            return False
        self.add(out, covered, t.i, t.last, measure, "figures.lone_pronoun", t.i, t)
        return True

    def antecedent(self, t: Trigger, covered: set[int]) -> int | None:
        """The word for one person before a predicate that its pronoun stands for: طفلة … اقتادها."""
        woman = t.sense.pronoun == "ها"
        for k in range(t.i - 1, max(self.doc.sentence(t.i).first, t.i - _BACK) - 1, -1):
            people = self.doc.people(k)
            if k in covered or people is None or "ال" in people.clitics or people.pronoun or not self.singular(k) or people.marks & M_GROUP:
                continue
            if self.forms[k].endswith("ه") == woman and (not woman or people.features & {"women", "under_18"}):
                return k
        return None

    def of_plural(self, t: Trigger, figures: list[FigureDraft], covered: set[int], out: list[FigureDraft]) -> bool:
        """Those counted before, by a pronoun: انتشلت جثث 46 مقاتلاً بعد مقتلهم، أعدم 160 جندياً أسرهم."""
        if t.sense.pronoun != "هم" or t.i in covered or t.last != t.i + 1 or not (t.casualty or t.type in _GROUP_TYPES):
            return False
        measure = t.casualty or MEASURE_OF_TYPE[t.type]
        begin = self.doc.sentence(t.i).first
        before = [f for f in figures if begin <= f.first < t.i and f.measure in _COUNTED and not f.subset]
        if not before or before[-1].measure == measure:
            return False
        whole = before[-1]
        f = FigureDraft(t.i, t.last, measure, whole.low, whole.best, whole.high, "figures.told_again", approx=whole.approx, hedge=whole.hedge, noun=whole.noun)
        f.governor, f.attributes = t, set(whole.attributes - {"bodies"})
        covered.add(t.i)
        out.append(f)
        return True

    def of_them(self, t: Trigger, figures: list[FigureDraft], covered: set[int], out: list[FigureDraft]) -> bool:
        """Those told of before, by a pronoun behind the verb: اعتقلت أربعة متظاهرين ثم أفرجت عنهم، ألقت القبض عليه."""
        k = next((x for x in range(t.i + 1, min(max(t.last, (t.near or 0) + 1) + 1, self.doc.sentence(t.i).last)) if self.forms[x] in _THEM), -1)
        measure = MEASURE_OF_TYPE.get(t.type, "")
        if k < 0 or k in covered or t.type not in ("release", "arrest", "capture") or not t.verbal:
            return False
        begin = self.doc.sentence(t.i).first
        many = _THEM[self.forms[k]]
        told = [f for f in [*figures, *out] if begin <= f.first < t.i and f.measure in _COUNTED and not f.subset and f.measure != measure]
        if many:
            if not told:
                return False
            whole = max(told, key=lambda f: f.first)
            if whole.low == whole.high == 1:
                return False
            f = FigureDraft(k, k + 1, measure, whole.low, whole.best, whole.high, "figures.told_again", approx=whole.approx, hedge=whole.hedge, noun=whole.noun)
            f.governor, f.attributes = t, set(whole.attributes - {"bodies"})
            covered.add(k)
            out.append(f)
            return True
        if any(f.low == f.high == 1 for f in told) or t.type == "arrest":
            self.add(out, covered, k, k + 1, measure, "figures.lone_pronoun", k, t)
            return True
        return False

    def of_find(self, t: Trigger, covered: set[int], out: list[FigureDraft]) -> None:
        """The single weapons and vehicles found, defused or taken: فككت عبوة ناسفة، غنموا سيارة ذخيرة وقاعدة صواريخ."""
        found = False
        for k in range(t.last, min(t.last + _ACCUSATIVE_REACH, self.doc.sentence(t.i).last)):
            if k in covered and self.doc.info[k].mask & THING:
                found = True  # صودرت بندقيتان وحزام ناسف
                continue
            if self.kinds[k] != "w" or k in covered or (k > t.last and k in self.measures.at):
                return
            for sense in self.doc.senses(k, "thing"):
                if not sense.has("item") or sense.pronoun or (sense.rest and not self.doc.follows(k + 1, sense.rest)):
                    continue
                if sense.clitics.strip("و" if sense.has("ride") else "وب") or sense.form.form not in (sense.lemma, sense.lemma + "ا"):
                    continue
                if (sense.has("ride") and self.doc.plays(k - 1, G_IN | G_FROM | G_WITH | G_ON) and self.forms[k - 1] != "علي") or (found and not sense.clitics.startswith("و")):
                    continue
                self.add(out, covered, k, k + 1 + len(sense.rest), sense.key, "figures.lone_find", k, t)
                found = True
                break

    def of_struck(self, t: Trigger, covered: set[int], out: list[FigureDraft]) -> None:
        """The single house or vehicle struck, burnt or raided: قصفت طائرة سيارة، أحرقوا منزلاً، غارة على مبنى."""
        doc = self.doc
        found = within = False
        begin = t.i + 1 if t.type in _BLASTS else t.last
        for k in range(begin, min(t.last + _ACCUSATIVE_REACH, doc.sentence(t.i).last)):
            if self.kinds[k] != "w" or (k in self.measures.at and self.measures.at[k].type not in _STRUCK):
                return
            if k in covered:
                found = found or bool(doc.info[k].mask & THING)
                continue
            if doc.info[k].mask & THING and not (within and not doc.accusative(k)) and not (found and not self.forms[k].startswith("و")):
                sense = next((s for s in doc.senses(k, "thing") if s.has("aim") and self.aimed(t, k, s)), None)
                if sense is not None:
                    self.add(out, covered, k, k + 1 + len(sense.rest), sense.key, "figures.lone_struck", k, t)
                    found = True
            elif self.forms[k] in _IN and t.near != k - 1:
                within = True  # داخل باحة مبنى; but أضرموا النار في مبنى

    def aimed(self, t: Trigger, k: int, sense: Sense) -> bool:
        """True where the noun of one thing is the object of the strike, and not where it stood."""
        doc = self.doc
        if sense.pronoun or (sense.rest and not doc.follows(k + 1, sense.rest)) or sense.form.form not in (sense.lemma, sense.lemma + "ا"):
            return False
        if sense.clitics.removeprefix("و") and not (sense.clitics == "ب" and t.type in _BLASTS and sense.has("ride")):
            return False
        if (t.type == "planted_bombing" and (sense.key != "buildings" or not t.verbal)) or (t.type == "raid" and not doc.accusative(k)):
            return False  # سيارة مفخخة: what went off
        if k == t.last or k - 1 < t.last:
            return True
        if self.forms[k - 1] == "علي":
            return not t.verbal or t.type in _FALLING
        return self.forms[k - 1] in _IN or ("before_noun" not in doc.info[k - 1].by and not doc.is_one_g(k - 1, ("in", "from", "with", "to", "near")))

    def of_object(self, t: Trigger, covered: set[int], taken: set[int], out: list[FigureDraft]) -> bool:
        """The single object behind a long subject, told by its accusative: حررت قوة من الاستخبارات تاجراً."""
        for k in range(t.last, min(t.last + _ACCUSATIVE_REACH, self.doc.sentence(t.i).last)):
            if self.kinds[k] != "w":
                return False
            people = self.doc.people(k)
            if k in self.measures.at and k > t.last and (people is None or people.form.form != people.lemma + "ا"):
                return False
            if people is None or k in covered or k in taken or people.clitics not in ("", "و") or people.pronoun:
                continue
            if people.form.form == people.lemma + "ا" and self.singular(k) and not people.marks & M_GROUP:
                self.add(out, covered, k, k + 1, t.casualty or MEASURE_OF_TYPE.get(t.type, "killed"), "figures.lone_object", k, t)
                return True
        return False

    def of_relative(self, t: Trigger, covered: set[int], counted: frozenset[int], taken: set[int], out: list[FigureDraft]) -> None:
        """The single noun in front of a passive verb: تاجراً خُطف الثلاثاء."""
        k = t.i - 1
        if k > 2 and self.forms[k - 1] == "برتبه":
            k -= 2  # ضابطاً برتبة عميد قُتل
        if not t.verbal or t.passive is not True or t.sense.clitics or k < 0 or k in taken or k in counted or self.kinds[k] != "w":
            return
        people = self.doc.people(k)
        if people is None or people.clitics or people.pronoun or not self.singular(k) or people.marks & M_GROUP:
            return
        if any(f.noun == k and f.governor is t for f in out):
            return
        self.add(out, covered, k, k + 1, t.casualty or MEASURE_OF_TYPE.get(t.type, "killed"), "figures.lone_relative", k, t)

    def singular(self, k: int) -> bool:
        """True when the word can only be one person."""
        by = self.doc.info[k].by
        people = [s for s in by.get("people", []) if s.key != "organisation"] + by.get("toll", [])
        if any(s.marks & M_OWNED for s in people):
            return False  # برصاص قناص
        if any(s.form.number in ("p", "d") for s in people):
            return False
        return any(s.form.form in (s.lemma, s.lemma + "ا") or (s.pronoun and s.form.form == s.lemma[:-1] + "ت") for s in people) and "plural" not in by

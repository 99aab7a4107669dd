"""Event triggers: which words of a report name an event, and how they are built into the clause."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sijill.arabic import Sentence
from sijill.arabic.letters import has_passive_mark
from sijill.knowledge.bits import (
    BEFORE_NOUN,
    COLUMN,
    CONTEXT,
    FACILITY,
    G_CAUSE,
    G_CONJ,
    G_NEW,
    G_PRON,
    G_REL,
    G_SUB,
    G_THAT,
    G_TO,
    HEAD,
    IDIOM,
    M_BACK,
    M_CASUALTY,
    M_CLOSE,
    M_COUNTED,
    M_FIGHTERS,
    M_FOR,
    M_INJURED,
    M_NEXT,
    M_WANTING,
    M_WEAK,
    MEANS,
    OTHER,
    PEOPLE,
    SPEECH,
    THING,
    TOLL,
    TRIGGER,
    VIA,
)
from sijill.knowledge.lexicon import NO_SENSES, Sense
from sijill.reading.document import Document

_NEAR: Final = 14
"""How many tokens after a verb its required noun may stand (أطلق مسلحان على دراجة نارية النار)."""


_ANNOUNCES: Final = 9
"""Tokens before a noun with a pronoun within which its announcement stands."""
_BACK: Final = 5
_SUBJECT: Final = 4
"""How far behind its verb a subject may stand (خرجت أول دفعة من القوات)."""
_BODY: Final = 3
"""How far before its verb the head of a body may stand (قوات الدعم السريع قصفت)."""
_COUNTED_IN: Final = PEOPLE | THING | HEAD | OTHER | TOLL
_TROOPS: Final = "@troops"
"""Among the words that a sense needs: or else troops as its subject."""
_PLACE: Final = "@place"
"""Among the words that a sense needs: a place entered, right behind the verb or its subject."""
_QUOTED: Final = "@quoted"
"""Among the words that a sense needs: a name in quotation marks behind troops as the subject (أطلقت القوات «سهام الشرق»)."""
_CLOSE: Final = 4
"""The reach where the needed word must be the object (عيّن المجلس قائداً), feature ``close``."""
_PARTS: Final = ("؛", ":")
"""Signs behind which no needed word counts; like all signs they are of no class."""
_MODAL: Final = ("norm", "can")
"""Contexts whose words govern a verbal noun: يجب نقل المصاب, بإمكانه ضرب."""
_PERSON_ENDINGS: Final = ("ت", "وا", "تا")
"""Endings that no verbal noun shares with the perfect."""


class Trigger:
    """A word or phrase that names an event: tokens ``[i, last)``; ``type`` may be refined by its arguments."""

    __slots__ = ("by_troops", "casualty", "definite", "frame", "i", "last", "near", "passive", "sense", "sentence", "type", "verbal", "weak")

    def __init__(self, i: int, last: int, sense: Sense, verbal: bool, passive: bool | None, sentence: int, near: int | None) -> None:
        self.i, self.last, self.sense, self.verbal, self.passive = i, last, sense, verbal, passive
        self.type = sense.key
        self.frame = sense.frame
        self.sentence = sentence
        self.weak = sense.marks & M_WEAK != 0
        self.casualty = ("injured" if sense.marks & M_INJURED else "killed") if sense.marks & M_CASUALTY else ""
        self.definite = "ال" in sense.clitics or sense.clitics.endswith("لل") or bool(sense.pronoun)
        self.near = near
        self.by_troops = near is None and _TROOPS in sense.near
        """True for a word of general movement that only its armed subject makes an act."""

    def __repr__(self) -> str:
        return f"<{self.type} {self.sense.lemma} {'v' if self.verbal else 'n'}{'p' if self.passive else ''} {self.i}>"


def find(doc: Document, taken: set[int], passed: dict[int, str] | None = None, troops: Collection[int] = (), places: Collection[int] = ()) -> list[Trigger]:
    """All triggers in text order; tokens of names and dates (``taken``) are left out.

    ``troops`` are the tokens at which a body or people under arms are named: words of general movement (خرج، دخل) are
    triggers beside one of these only; where these enter a place, one of the tokens ``places``, the word tells of its capture.
    ``passed``, where given, takes the known words of which no trigger is made, by token, each with the rule.
    """
    out: list[Trigger] = []
    skip = 0
    used: set[int] = set()
    for i in doc.having("trigger"):
        if i < skip or i in used or i in taken:
            if passed is not None:
                passed[i] = "trigger.in_name" if i in taken else "trigger.in_phrase"
            continue
        if _idiom(doc, i) or (i > doc.sentence(i).first and _led_in(doc, i - 1)):
            if passed is not None:
                passed[i] = "trigger.idiom"
            continue
        found = _choose(doc, i, doc.info[i].by["trigger"], troops, places)
        why = "trigger.condition" if found is None else _barred(doc, found, used, out)
        if found is None or why:
            if passed is not None:
                passed[i] = why
            continue
        out.append(found)
        skip = found.last
        if found.near is not None and found.near > i:
            used.add(found.near)
    return out


def _barred(doc: Document, found: Trigger, used: set[int], out: list[Trigger]) -> str:
    """The rule by which a word in its place tells of no act of its own, "" where it does."""
    i = found.i
    if found.verbal and found.sense.pronoun and doc.info[i].mask & PEOPLE:
        return "trigger.owned_people"  # أسرتها: her family, not "she captured her"
    if found.verbal and found.sense.pronoun and found.near is None and "limb" in doc.info[i].by and not found.sense.clitics:
        return "trigger.limb"  # بُترت ساقها: her leg, not "he drove her"
    if not found.verbal and found.casualty and found.sense.pronoun and not found.sense.clitics.startswith("ف") and any(s.pronoun and s.lemma != found.sense.lemma for s in doc.info[i].by.get("toll", ())):
        return "trigger.owned_people"  # قتلاهم: their dead
    if found.type == "capture" and not found.verbal and found.sense.pronoun and doc.info[i].mask & PEOPLE and i > 0 and not doc.plays(i - 1, G_CAUSE | G_CONJ):
        return "trigger.owned_people"  # طالبوا أسرهم بفدية: their families, but بعد أسرهم
    if found.verbal and found.sense.form.number == "p" and found.sense.form.form.endswith("ن") and doc.info[i].mask & HEAD:
        return "trigger.site"  # لجان: committees, not "they took refuge"
    if i > 0 and not found.verbal and any(p.rest and doc.follows(i, p.rest) for p in doc.senses(i - 1, "prison")):
        return "trigger.site"  # مكان احتجازهما
    if i > 0 and _site(doc, i - 1, found):
        return "trigger.site"  # مركز احتجاز، جبهات القتال، مواقع تمركز: a name or a site
    if found.verbal and found.sense.pronoun and found.near is not None and found.near < i and out and out[-1].i <= found.near < out[-1].last:
        return "trigger.relative"  # هجوم شنته المليشيا: the noun before tells of the act
    if used and not used.isdisjoint(range(found.i, found.last)):
        return "trigger.in_phrase"  # أحبطت محاولة تسلل: one act, named by its verb
    if not found.verbal and found.weak and found.casualty and not found.sense.clitics and not found.sense.rest and i > doc.sentence(i).first and doc.text.kinds[i - 1] == "n" and doc.info[i].mask & TOLL:
        return "trigger.counted_toll"  # 615 شهيداً و1658 إصابة: the noun that is counted
    if (found.verbal or found.sense.pos == "p") and not found.sense.clitics and doc.info[i].mask & PEOPLE and _counted_noun(doc, i):
        return "trigger.counted_people"  # قتل طالب، 400 طالب: a student, no demand
    return ""


def _site(doc: Document, i: int, found: Trigger) -> bool:
    """True where the noun at ``i`` makes a name or site with the word behind it; behind an article only an adjective can."""
    if not doc.info[i].mask & FACILITY:
        return False
    heads = [s for s in doc.senses(i, "facility") if not s.pronoun]
    if not heads or found.sense.clitics not in ("", "ال") or (found.sense.pronoun and not found.verbal):
        return False
    if found.verbal and not found.sense.pronoun and found.sense.form.form.endswith(_PERSON_ENDINGS):
        return False  # قوة اعتقلت: nothing but a verb
    definite = all("ال" in s.clitics or s.clitics.endswith("لل") for s in heads)
    return not definite or (not found.verbal and found.sense.clitics == "ال")


def _counted_noun(doc: Document, i: int) -> bool:
    """True where the word before governs a noun: a numeral, a verb of an act, بينهم."""
    if i == doc.sentence(i).first:
        return False
    by = doc.info[i - 1].by
    return doc.text.kinds[i - 1] == "n" or doc.plays(i - 1, G_SUB) or any(s.pos == "v" or s.key == "killing" for s in by.get("trigger", NO_SENSES))


def _amid(doc: Document, i: int) -> bool:
    """True where a bare word stands behind another word that opens no clause."""
    if i == doc.sentence(i).first or doc.text.kinds[i - 1] != "w" or doc.bare(i, "via") is False:
        return False
    return not doc.plays(i - 1, G_SUB | G_REL | G_CONJ)


def _choose(doc: Document, i: int, senses: list[Sense], troops: Collection[int], places: Collection[int]) -> Trigger | None:
    best = light = -1
    plain = False
    chosen: Sense | None = None
    by: int | None = None
    info = doc.info[i]
    first = doc.sentence(i).first
    governed = i > first and doc.info[i - 1].mask & BEFORE_NOUN != 0 and doc.bare(i - 1, "before_noun") and not _asks_who(doc, i - 1)
    if info.mask & VIA and i + 1 < len(doc.info) and not doc.info[i + 1].mask & COLUMN and any(s.pos == "n" for s in doc.info[i + 1].by.get("trigger", ())):
        return None  # عبر إرسال تعزيزات: by what an act came about, nobody crossed anything
    if info.mask & VIA and _amid(doc, i):
        return None  # قال عبر الهاتف، تهريب عبر الحدود: through what, for the verb opens its clause
    if governed and doc.text.forms[i - 1] == "قبل" and any(s.pos == "v" and not s.near for s in senses):
        return None  # قبل قصفها: not yet done, or done as told elsewhere
    for sense in senses:
        if governed and sense.pos == "v":
            continue  # نجحت في صد هجوم: a verbal noun
        if sense.pronoun == "ه" and doc.text.slice(i, i + 1).endswith("ة"):
            continue
        if sense.lead and not doc.complete(i, sense):
            continue
        if sense.clitics and sense.pos == "v" and _said(doc, i, len(sense.clitics)):
            continue  # وصفته is وصف, not و + صفّته
        near: int | None = None
        if sense.near:
            if sense.form.tense == "perf" and sense.has("imperfect"):
                continue
            near = near_word(doc, i, sense)
            if near is None and _PLACE in sense.near and _moved(doc, i, sense, troops):
                near = _entered(doc, i, troops, places)
            if near is None and _QUOTED in sense.near:
                near = _named(doc, i, troops)
            if near is None and not (_TROOPS in sense.near and _moved(doc, i, sense, troops)):
                continue
        if sense.marks & M_COUNTED and not _counted(doc, i):
            continue
        wanting = sense.marks & M_WANTING != 0
        if wanting and (i == first or doc.sense(i - 1, "polar", "not") is None):
            continue  # لم تصل المساعدات: only under a negation
        # the rank: what is asked for and found, then how little is glued to the word, then the plainer form
        rank = len(sense.rest) * 2
        if wanting:
            rank += 1
        if near is not None:
            rank += 3 if doc.info[near].mask & PEOPLE else 4
        cut = -len(sense.clitics) - len(sense.pronoun)
        told = sense.pos != "v" or near is None or sense.form.tense == "perf"
        if rank > best or (rank == best and (cut > light or (cut == light and told and not plain))):
            best, light, plain, chosen, by = rank, cut, told, sense, near
    if chosen is None:
        return None
    sense, near = chosen, by
    verbal = sense.pos == "v"
    if not sense.near or (verbal and (not sense.clitics or (sense.pronoun and _announced(doc, first, i)))):
        sense = _verb_or_noun(doc, i, sense, senses)
        verbal = sense.pos == "v"
    if verbal and sense.form.tense == "perf" and not sense.clitics and i > first and _modal(doc, i - 1):
        return None  # وبإمكانه ضرب العمق: a verbal noun that no table has, and nothing done
    if not verbal and sense.rest and not sense.near and sense.rest[0].startswith("ب") and doc.info[i + 1].mask & MEANS:
        # الجيش قصف بالمدفعية مواقع: the noun with its weapon is listed, the verb is what stands here
        verbal = any(s.pos == "v" and not s.rest and s.frame == sense.frame and s.form.form == sense.form.form for s in senses) and _of_body(doc, i) and reads_as_verb(doc, i, sense)
    passive: bool | None = None
    if verbal:
        if sense.form.voice == "p" or has_passive_mark(doc.text.word(i)):
            passive = True
        elif sense.form.voice == "a":
            passive = False
    return Trigger(i, i + 1 + len(sense.rest), sense, verbal, passive, doc.sentence_of[i], near)


def _said(doc: Document, i: int, cut: int) -> bool:
    """True for a word of speech with fewer letters cut off before it."""
    for cls in ("saying", "speech", "calling"):
        for s in doc.senses(i, cls):
            if len(s.clitics) < cut:
                return True
    return False


def _verb_or_noun(doc: Document, i: int, sense: Sense, senses: list[Sense]) -> Sense:
    """The sense as a verb or as a noun where the spelling has both (قتل، قصف، خطف)."""
    verbal = sense.pos == "v"
    rivals = [
        s for s in senses
        if (s.pos == "v") != verbal and len(s.rest) == len(sense.rest) and (not s.lead or doc.complete(i, s))
        and (not s.near or near_word(doc, i, s) is not None)
    ]
    if not rivals:
        return sense
    # أعلنت سيطرتها: a verb that governs ground through على has no pronoun for object
    both = {(s.pos, s.frame) for s in [sense, *rivals] if s.pronoun}
    owned = ("v", "take") in both and ("n", "control") in both
    return sense if (not owned and reads_as_verb(doc, i, sense)) == verbal else rivals[0]


def _of_body(doc: Document, i: int) -> bool:
    """True where the last word of a definite body stands right before: الجيش قصف، قوات الدعم السريع قصفت."""
    first = doc.sentence(i).first
    return i > first and doc.text.forms[i - 1].startswith("ال") and any(doc.info[k].mask & HEAD for k in range(max(first, i - _BODY), i))


def near_word(doc: Document, i: int, sense: Sense) -> int | None:
    """Token of the word that the sense needs later in the clause, or None; ``close`` and ``back`` narrow where it may stand."""
    close = sense.marks & M_CLOSE
    if not sense.marks & M_BACK:
        joined = sense.marks & M_NEXT
        k = _near_on(doc, i + len(sense.rest), sense, 1 if joined else _CLOSE if close else _NEAR)
        if k is not None or close or joined:
            return k
        info = doc.info
        for b in range(i + 1, min(i + 1 + _NEAR, doc.sentence(i).last)):
            if not info[b].mask and info[b].form in _PARTS:
                return None
    return _near_back(doc, i, sense)


def _near_on(doc: Document, i: int, sense: Sense, reach: int) -> int | None:
    info, near = doc.info, sense.near
    words, classes = sense.near_words, sense.near_mask
    for k in range(i + 1, min(i + 1 + reach, doc.sentence(i).last)):
        word = info[k]
        # most words are asked for by none, which is seen without a call
        if word.sketched & words:
            for stem in word.needed:
                if stem in near:
                    return k
        if word.mask:
            if word.mask & classes and _of_class(doc, k, sense.near_classes):
                return k
        elif word.form in _PARTS:
            return None
    return None


def _near_back(doc: Document, i: int, sense: Sense) -> int | None:
    # subject before verb: مئات العائلات غادرت
    for k in range(i - 1, max(doc.sentence(i).first, i - _BACK) - 1, -1):
        if doc.info[k].mask & SPEECH or doc.text.kinds[k] == "p":
            return None
        if _meets(doc, k, sense):
            return k
    return None


def _asks_who(doc: Document, i: int) -> bool:
    """True for the من that opens a question: من اغتال الوزير؟"""
    sentence = doc.sentence(i)
    return i == sentence.first and doc.sense(i, "mood", "off") is not None and asked(doc, sentence)


def asked(doc: Document, sentence: Sentence) -> bool:
    """True for a sentence that ends as a question."""
    return sentence.last < len(doc.text.forms) and doc.text.forms[sentence.last] in ("؟", "?")


def _moved(doc: Document, i: int, sense: Sense, troops: Collection[int]) -> bool:
    """True where troops are named right before the verb, or counted or listed right behind it."""
    if i - 1 in troops:
        return True
    if sense.form.tense != "perf" and "س" not in sense.clitics:
        return False  # حفل تخرج لعناصرها
    for k in range(i + 1, min(i + 1 + _SUBJECT, doc.sentence(i).last)):
        if k in troops:
            return True
        by = doc.info[k].by
        if "post" in by or any(s.key == "buildings" for s in by.get("thing", NO_SENSES)):
            return False  # دخل مقر التنظيم
        if doc.text.kinds[k] != "n" and not doc.info[k].mask & _COUNTED_IN and not doc.plays(k, G_PRON) and "away" not in by and doc.text.forms[k] != "من":
            return False  # but خرجت منه القوات
    return False


def _entered(doc: Document, i: int, troops: Collection[int], places: Collection[int]) -> int | None:
    """The place that troops enter: دخلت قوات الجيش الجيلي, الجيش يدخل الجيلي."""
    for k in range(i + 1, min(i + 2 + _SUBJECT, doc.sentence(i).last)):
        if k in places:
            return k
        if k not in troops and doc.text.kinds[k] != "n" and not doc.info[k].mask & _COUNTED_IN and not doc.plays(k, G_TO):
            return None
    return None


def _named(doc: Document, i: int, troops: Collection[int]) -> int | None:
    """The name in quotation marks of what troops began, with them before or behind the verb; their own name is none."""
    armed = i - 1 in troops or i - 2 in troops
    for k in range(i + 1, min(i + 2 + _SUBJECT, doc.sentence(i).last)):
        if k in troops:
            armed = True
        elif k in doc.text.pre:
            return k if armed else None
        elif doc.text.kinds[k] == "p" and doc.text.forms[k] in ("،", ",", ":", "؛"):
            return None
    return None


def _counted(doc: Document, i: int) -> bool:
    """True when a numeral stands before the word (شن 64 عملية) and no noun says of what kind they are."""
    return i > 0 and doc.text.kinds[i - 1] == "n" and (i + 1 >= len(doc.info) or not doc.info[i + 1].mask & TRIGGER)


def _meets(doc: Document, k: int, sense: Sense) -> bool:
    """True when token ``k`` is a word that a sense asks for, or one of a class (``@toll:killed``) that it asks for."""
    info = doc.info[k]
    if info.sketched & sense.near_words and not sense.near.isdisjoint(info.needed):
        return True
    return info.mask & sense.near_mask != 0 and _of_class(doc, k, sense.near_classes)


def _of_class(doc: Document, k: int, classes: tuple[tuple[str, str], ...]) -> bool:
    """True when token ``k`` is a word of one of the classes, each with the key that it must have there, or ""."""
    by = doc.info[k].by
    for cls, key in classes:
        found = by.get(cls)
        if found is not None:
            for s in found:
                if (not key or s.key == key) and (not s.lead or doc.complete(k, s)):
                    return True
    return False


def _idiom(doc: Document, i: int) -> bool:
    if not doc.info[i].mask & IDIOM:
        return False
    for sense in doc.senses(i, "idiom"):
        if (not sense.lead or doc.complete(i, sense)) and (not sense.near or near_word(doc, i, sense) is not None):
            return True
    return False


def _led_in(doc: Document, i: int) -> bool:
    """True where the word at ``i`` makes the one behind it no act: هدوء حذر، أفراد من أسرهم."""
    if doc.info[i].mask & IDIOM:
        for s in doc.senses(i, "idiom"):
            if s.key == "before" and doc.follows(i + 1, s.rest):
                return True
    return False


def _announced(doc: Document, first: int, i: int) -> bool:
    """True where the words before, with no أن between, announce or own to what the word at ``i`` names."""
    for k in range(i - 1, max(first, i - _ANNOUNCES) - 1, -1):
        if doc.plays(k, G_THAT | G_REL):
            return False
        if doc.info[k].mask & SPEECH:
            return any(s.key == "announce" and not s.pronoun for s in doc.info[k].by["speech"])
    return False


def _modal(doc: Document, i: int) -> bool:
    """True for a word that governs a verbal noun: يجب، بإمكانه; not for the weapons that the same contexts name."""
    return doc.info[i].mask & CONTEXT != 0 and any(s.key in _MODAL and not s.marks & M_FOR for s in doc.senses(i, "context"))


def _men_of_it(doc: Document, k: int) -> bool:
    """True for fighters with a pronoun: مقاتليه، مجاهديها."""
    return k < len(doc.info) and doc.info[k].mask & PEOPLE != 0 and any(s.pronoun and s.marks & M_FIGHTERS for s in doc.senses(k, "people"))


def reads_as_verb(doc: Document, i: int, sense: Sense) -> bool:
    """Decide between verb and verbal noun where the spelling is the same (قتل، قصف، خطف)."""
    clitics = sense.clitics
    if "ال" in clitics or any(sense.led_by(c) for c in "بلك"):
        return False
    word = doc.text.word(i)
    if has_passive_mark(word):
        return True
    k = i - 1
    first = doc.sentence(i).first
    if k < first:
        return True
    if doc.text.forms[k] == "او" and not any(before.pos == "v" for back in range(max(first, k - 12), k) for before in doc.senses(back, "trigger")):
        return False  # التدخل في السياسة أو قمع المتظاهرين
    if not clitics and (sense.pronoun or _men_of_it(doc, i + 1)) and _announced(doc, first, i):
        return False  # أعلن الحزب قصفه موقعاً، قصف مقاتليه موقعاً: what he announces
    if clitics.startswith(("و", "ف")):
        # coordination takes the part of speech of what went before: مقتل ثلاثة وجرح اثنين, قتل اثنان وجرح ثالث
        for back in range(k, max(first - 1, i - 12), -1):
            for before in doc.senses(back, "trigger"):
                if before.pos == "v":
                    return True
                return before.form.form == sense.form.form and reads_as_verb(doc, back, before)
        return True
    info = doc.info[k]
    if doc.text.kinds[k] == "p":
        return True
    if "g" in info.by and doc.plays(k, G_THAT | G_REL | G_NEW):
        return True
    form = doc.text.forms[k]
    if form in ("قد", "وقد", "فقد", "كان", "وكان", "كانت", "لقد", "لم", "لن", "لا", "سوف", "ما"):
        return True
    if any(s.key == "register" for s in doc.senses(k, "polar")):
        return False  # تم نقلهم إلى المستشفى
    if "g" in info.by or "speech" in info.by:
        return False
    if "trigger" in info.by or "head" in info.by or "thing" in info.by:
        # الجيش قصف مواقع: a definite noun governs none, so what follows it is told of it
        return not clitics and form.startswith("ال") and "head" in info.by
    if _modal(doc, k):
        return False
    return form not in ("عن", "على", "في", "من", "الي", "محاوله", "بعد", "قبل", "عمليات", "عمليه", "حوادث", "حادثه", "منذ", "خلال")


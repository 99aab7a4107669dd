"""Modality: marks of denial, plan, possibility and distance around the predicate of an act, and how far each reaches.

The marks are data (``packs/core/lexicon/realis.tsv``).  A mark governs what follows it in its sentence up to a main-clause
break; the last one wins.  What is said of an act behind it (عارٍ عن الصحة، لم يتسن التحقق منه) wins over all.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sijill.knowledge.bits import G_NEW, G_PRON, G_REL, G_THAT, G_TO, M_CALLED
from sijill.knowledge.lexicon import NO_SENSES
from sijill.reading.act.marks import Mark
from sijill.reading.act.triggers import Trigger
from sijill.reading.document import Document

_SPOKEN: Final = ("say", "accuse")
"""Frames of acts of speech, which no mark around them undoes: to deny or threaten is the act."""
_AFTER: Final = 12
"""How many tokens behind an act it may be called untrue."""
_HABIT_AFTER: Final = 6
_HABIT_NOUN: Final = 20
_DENIED_ANY: Final = 7
"""How far before «any» the negation may stand."""
_CARRIED: Final = 6
"""How far before its noun a light verb in the future may stand."""
_NOT_PLANNED: Final = 4
"""How far before a word of planning the negation may stand."""
_PREVENTED: Final = 5
"""How far before its من a verb of preventing may stand."""
_REGISTERED: Final = 3
"""How many tokens may lie between لم تُسجل and what was not recorded."""


class Reach(NamedTuple):
    """How far a mark governs: tokens for a verb, for another word, and how many commas may lie between."""

    verb: int
    other: int
    commas: int


_ANY: Final = 999
_REACHES: Final = {
    "deny": Reach(22, 22, 2), "claim": Reach(12, 25, _ANY), "plan": Reach(8, 5, 0), "hypo": Reach(8, 8, 0),
    "demand": Reach(9, 9, 0), "talks": Reach(14, 14, _ANY), "terms": Reach(_ANY, _ANY, _ANY), "habit": Reach(_ANY, _ANY, _ANY),
}
_GIVES: Final = {
    "deny": ("denied", "realis.denied"), "claim": ("claimed", "realis.claimed"), "plan": ("planned", "realis.planned"),
    "hypo": ("hypothetical", "realis.feared"), "demand": ("demanded", "realis.demanded"),
    "talks": ("hypothetical", "realis.talks"), "terms": ("planned", "realis.terms"), "habit": ("habitual", "realis.habit"),
}


_TELLING: Final = frozenset(("say", "add", "announce", "saynoun"))
_SHARE: Final = 12
"""How far behind a denial its object may be a mere share in the act."""


class Judgement:
    """A modality, the token of the mark that gives it, and the name of the rule."""

    __slots__ = ("modality", "rule", "token")

    def __init__(self, modality: str, token: int | None, rule: str) -> None:
        self.modality, self.token, self.rule = modality, token, rule


_REPORTED: Final = Judgement("reported", None, "")


def negated(doc: Document, trigger: Trigger) -> bool:
    """True when the predicate is denied where it stands: لم يقتل، دون وقوع إصابات، عدم إطلاق، لم تُسجل أي غارات."""
    first = doc.sentence(trigger.i).first
    k = trigger.i - 1
    if k < first:
        return False
    denial = doc.sense(k, "polar", "not")
    if denial is not None and denial.has("verbs") and k > first and doc.sense(k - 1, "polar", "told") is not None:
        denial = None  # وهو ما نفاه الجيش، بعد ما انسحبت: what is told, no denial
    if denial is not None:
        return trigger.verbal or not denial.has("verbs")
    if k > first and doc.sense(k, "mood", "carrier") is not None and doc.sense(k - 1, "mood", "over") is not None:
        return True  # دون أن يقتل أحداً، لم يتم إطلاق النار
    return not trigger.verbal and (_prevented(doc, first, k) or _unrecorded(doc, first, k) or _none_of_all(doc, first, k))


def denies(doc: Document, i: int) -> bool:
    """True for a negation that holds for nouns, too: لم، لن، دون, and not the ما of the street."""
    found = doc.sense(i, "polar", "not")
    return found is not None and not found.has("verbs")


def _prevented(doc: Document, first: int, k: int) -> bool:
    """مُنع ذووها من زيارتها."""
    if doc.sense(k, "mood", "off") is None:
        return False
    start = max(first, k - _PREVENTED)
    return any(doc.sense(b, "polar", "prevent") is not None for b in doc.having("polar", start, k))


def _unrecorded(doc: Document, first: int, k: int) -> bool:
    """لم تُسجل أي غارات، دون وقوع إصابات: a verb of happening or telling under a negation."""
    for b in range(k, max(first, k - _REGISTERED), -1):
        if doc.sense(b, "polar", "register") is not None and denies(doc, b - 1):
            return True
        if not doc.plays(b, G_PRON) and b != k and doc.sense(b, "polar") is None:
            return False
    return False


def _none_of_all(doc: Document, first: int, k: int) -> bool:
    """لم تشهد جبهات مأرب أي اشتباكات: nothing of the kind, whatever verb was denied."""
    if doc.sense(k, "polar", "any") is None:
        return False
    for b in range(k - 1, max(first, k - _DENIED_ANY) - 1, -1):
        if doc.text.kinds[b] == "p":
            return False
        if denies(doc, b):
            return True
    return False


def judge(doc: Document, trigger: Trigger, found: list[Mark]) -> Judgement:
    """Modality of an act from the marks of its sentence."""
    if trigger.verbal and "س" in trigger.sense.clitics:
        return _conditional(doc, trigger) or Judgement("planned", trigger.i, "realis.future")
    if trigger.frame in _SPOKEN:
        return _REPORTED
    coming = _carried_ahead(doc, trigger)
    if coming is not None:
        return _conditional(doc, trigger) or Judgement("planned", coming, "realis.future")
    if trigger.verbal and _opens_condition(doc, trigger.i - 1) and _perfect(doc, trigger.i):
        return Judgement("hypothetical", trigger.i - 1, "realis.conditional")
    behind = _behind(doc, trigger, found)
    if behind is not None:
        return behind
    best = _habit_behind(doc, trigger, found)
    first = doc.sentence(trigger.i).first
    for mark in found:
        if mark.i >= trigger.i:
            break
        if mark.i >= first and mark.key in _REACHES and _governs(doc, mark, trigger, best):
            best = Judgement(_GIVES[mark.key][0], mark.i, _GIVES[mark.key][1])
            if mark.key == "plan" and _unplanned(doc, mark.i):
                best = Judgement("unplanned", mark.i, "realis.unplanned")
            elif mark.key == "demand" and called_out(doc, trigger):
                best = Judgement("planned", mark.i, "realis.called")
    return best


def called_out(doc: Document, trigger: Trigger) -> bool:
    """دعا إلى مظاهرة، دعوات للتظاهر: whoever calls people to the street plans it."""
    return trigger.frame == "gather" and not trigger.verbal and (trigger.sense.marks & M_CALLED != 0 or trigger.sense.led_by("ل") or doc.plays(trigger.i - 1, G_TO))


def _unplanned(doc: Document, i: int) -> bool:
    """لا تنوي، ليس لدى قسد نية: a plan that nobody has."""
    for k in range(i - 1, max(doc.sentence(i).first, i - _NOT_PLANNED) - 1, -1):
        if doc.text.kinds[k] == "p":
            return False
        if denies(doc, k):
            return True
    return False


def _opens_condition(doc: Document, i: int) -> bool:
    """إن هاجمت إسرائيل: the word opens its clause, where أن, written alike, cannot stand."""
    first = doc.sentence(max(i, 0)).first
    return i >= first and doc.sense(i, "polar", "if_done") is not None and (i == first or doc.text.kinds[i - 1] == "p")


def _carried_ahead(doc: Document, trigger: Trigger) -> int | None:
    """ستبدأ قسد سحب قواتها، سيشن هجوماً: the token of a light verb in the future that carries a noun."""
    if trigger.verbal and (trigger.sense.form.tense != "perf" or trigger.sense.clitics or doc.plays(trigger.i - 1, G_THAT | G_REL | G_NEW)):
        return None  # else a verbal noun that is written like a verb: ستبدأ سحب قواتها
    for k in doc.having("g", max(doc.sentence(trigger.i).first, trigger.i - _CARRIED), trigger.i):
        if not any(s.key == "light" and "س" in s.clitics and not s.has("lasting") for s in doc.info[k].by["g"]):
            continue
        if not any(doc.text.kinds[b] == "p" or doc.plays(b, G_THAT | G_REL) for b in range(k, trigger.i)):
            return k
    return None


def _conditional(doc: Document, trigger: Trigger) -> Judgement | None:
    """سيهاجم … إذا قُصف، إذا دخلوا فستندلع: what comes only on a condition is no plan."""
    sentence = doc.sentence(trigger.i)
    for k in doc.having("polar", sentence.first, sentence.last):
        if k == trigger.i:
            continue
        unless = k + 1 < len(doc.info) and doc.sense(k + 1, "mood", "over") is not None
        if doc.sense(k, "polar", "if") is not None or (doc.sense(k, "polar", "if_done") is not None and (unless or _perfect(doc, k + 1))):
            return Judgement("hypothetical", k, "realis.conditional")
    return None


def _perfect(doc: Document, i: int) -> bool:
    """True for a word that is a verb in the perfect and nothing else: إن تسلمتها, not إن القوات."""
    if i >= len(doc.info):
        return False
    senses = [s for found in doc.info[i].by.values() for s in found]
    return any(s.pos == "v" and s.form.tense == "perf" for s in senses) and all(s.pos == "v" for s in senses)


def _behind(doc: Document, trigger: Trigger, found: list[Mark]) -> Judgement | None:
    """خبر مقتله عارٍ عن الصحة، وهو ما لم نتمكن من التحقق منه: said of what stands before."""
    last = doc.sentence(trigger.i).last
    for mark in found:
        if trigger.i < mark.i < last and not mark.verbal:
            if mark.key == "claim":
                return Judgement("claimed", mark.i, "realis.doubted_behind")
            if mark.key == "deny" and mark.i - trigger.i <= _AFTER:
                return Judgement("denied", mark.i, "realis.denied_behind")
    return None


def _habit_behind(doc: Document, trigger: Trigger, found: list[Mark]) -> Judgement:
    """تقصف القرية يومياً."""
    if trigger.verbal and trigger.sense.form.tense == "impf":
        last = doc.sentence(trigger.i).last
        for mark in found:
            if mark.key == "habit" and trigger.i < mark.i <= trigger.i + _HABIT_AFTER and mark.i < last:
                return Judgement("habitual", mark.i, "realis.habit")
    return _REPORTED


def _told_by_pronoun(doc: Document, i: int) -> bool:
    """ونفاها المتحدث الذي قال: what is denied stands before, and none of it behind."""
    return all(s.pronoun for s in doc.info[i].by["realis"] if s.pos == "v") and not doc.plays(i + 1, G_THAT)


def _said_behind(doc: Document, i: int, k: int) -> bool:
    """نفى ضلوعه، قائلاً إن عشرين قُتلوا، نفت الحركة، وهي طرف في الاتفاق، ضلوعها: what a denier tells on his side, or what is told of him."""
    forms = doc.text.forms
    for b in doc.having("speech", i + 1, k):
        apart = forms[b - 1] in "،,"
        for s in doc.info[b].by["speech"]:
            if s.key in _TELLING and not s.pronoun and (apart or (s.pos == "v" and s.clitics == "و")):
                return True
    commas = [b for b in range(i + 1, k) if forms[b] in "،,"]
    return bool(commas) and commas[-1] + 1 < k and doc.sense(commas[-1] + 1, "whilst", "as") is not None


def _governs(doc: Document, mark: Mark, trigger: Trigger, best: Judgement) -> bool:
    """True when the mark reaches the act and can hold for it."""
    forms, kinds = doc.text.forms, doc.text.kinds
    reach = _REACHES[mark.key]
    distance = trigger.i - mark.i
    if distance > (reach.verb if mark.verbal else reach.other):
        return False
    impf = trigger.verbal and trigger.sense.form.tense == "impf"
    if mark.key == "habit":
        return best.modality == "reported" and (impf if trigger.verbal else distance <= _HABIT_NOUN)
    between = range(mark.i, trigger.i)
    if any(forms[k] == "؛" and kinds[k] == "p" for k in between):
        return False
    if reach.commas < _ANY and sum(1 for k in between if forms[k] in "،,") > reach.commas:
        return False
    if mark.key in ("plan", "hypo") and trigger.verbal and not impf and doc.plays(trigger.i - 1, G_REL):
        return False  # يرجح أنهم من الذين اعتقلهم الحاجز: what has been done is not what is thought
    if mark.key == "talks":
        if trigger.frame not in ("deal", "exchange", "free") or (trigger.verbal and not impf):
            return False  # بعد وساطة قبلية أفرجت المليشيا: done
        return not any(s.has("deed") and s.form.tense == "perf" for k in range(max(mark.i - 2, 0), trigger.i) for s in doc.info[k].by.get("g", NO_SENSES))  # نجحت وساطة في إتمام تبادل
    if mark.key == "deny":
        if (mark.verbal and _told_by_pronoun(doc, mark.i)) or _said_behind(doc, mark.i, trigger.i):
            return False
        return not (distance <= _SHARE and doc.having("link", mark.i, trigger.i))  # نفى أي صلة له بالهجوم: not the attack
    if mark.key == "terms":
        return not trigger.verbal or impf
    if mark.key == "demand":
        return not trigger.verbal and (trigger.sense.led_by("ب") or trigger.sense.led_by("ل") or doc.sense(trigger.i - 1, "mood", "asked") is not None)
    return True

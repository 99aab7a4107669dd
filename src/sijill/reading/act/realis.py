"""Realis: did it happen, and who stands by it?  Marks of denial, plan, possibility and distance around a trigger.

The marks are data (``packs/core/lexicon/realis.tsv``); this module says how far each reaches.
"""

from __future__ import annotations

from sijill.reading.act.triggers import Trigger, near_word
from sijill.reading.document import Document

_NEGATORS = frozenset(("لم", "لن", "لا", "ليس", "ليست", "ولم", "ولن", "ولا", "فلم", "دون", "بدون", "عدم", "ما", "بلا", "غير"))
_PREVENT = frozenset("منع يمنع منعت منعوا حرم حرمت تمنع حال تحول منعه منعها منعهم".split())


class Mark:
    """A mark of modality at token ``i``."""

    __slots__ = ("i", "key", "verbal")

    def __init__(self, i: int, key: str, verbal: bool) -> None:
        self.i, self.key, self.verbal = i, key, verbal


def marks(doc: Document) -> list[Mark]:
    """All marks of the report in text order."""
    out: list[Mark] = []
    for i in doc.having("realis"):
        for sense in doc.info[i].by["realis"]:
            if sense.rest and not doc.follows(i + 1, sense.rest):
                continue
            if sense.near and near_word(doc, i, sense) is None:
                continue
            if doc.text.forms[i].lstrip("وف") == "قد" and _done(doc, i + 1):
                continue
            out.append(Mark(i, sense.key, sense.pos == "v"))
            break
    return out


def _done(doc: Document, i: int) -> bool:
    """True when a perfect follows قد: what has happened, not what may."""
    if i >= len(doc.info):
        return True
    senses = [s for found in doc.info[i].by.values() for s in found if s.pos == "v"]
    if senses:
        return any(s.form.tense == "perf" for s in senses)
    return doc.text.forms[i][:1] not in ("ي", "ت", "ن")


def negated(doc: Document, trigger: Trigger) -> bool:
    """True when a negator stands directly before the trigger's predicate (لم يقتل، دون وقوع إصابات، عدم إطلاق)."""
    first = doc.sentence(trigger.i).first
    forms = doc.text.forms
    k = trigger.i - 1
    if k < first:
        return False
    if forms[k] in _NEGATORS:
        # colloquial and emphatic ما only before a verb
        return trigger.verbal or forms[k] != "ما"
    if not trigger.verbal and forms[k] == "من" and any(forms[b].lstrip("و") in _PREVENT for b in range(max(first, k - 5), k)):
        return True  # مُنع ذووها من زيارتها
    if not trigger.verbal and k - 1 >= first:
        return forms[k - 1] in ("دون", "بدون", "عدم", "لم", "لا") and (
            forms[k] in ("وقوع", "سقوط", "تسجيل", "ان", "اي", "ورود", "حدوث", "تقع", "تسجل", "صحه")
        )
    return k - 1 >= first and forms[k - 1] in ("دون", "لم") and forms[k] in ("ان", "يتم")


def modality(doc: Document, trigger: Trigger, found: list[Mark]) -> tuple[str, int | None]:
    """Modality of a trigger and the token of the mark that gives it.

    A mark governs what follows it in its sentence up to a main-clause break; the nearest wins, a denial over
    the others.
    """
    sentence = doc.sentence(trigger.i)
    forms = doc.text.forms
    if trigger.verbal and "س" in trigger.sense.clitics:
        return "planned", trigger.i
    best: tuple[str, int | None] = ("reported", None)
    if trigger.frame in ("say", "accuse"):
        return best
    for mark in found:
        # خبر مقتله عارٍ عن الصحة, وهو ما لم نتمكن من التحقق منه: said of what stands before
        if trigger.i < mark.i < sentence.last and not mark.verbal and mark.key in ("deny", "claim"):
            if mark.key == "claim" or mark.i - trigger.i <= 12:
                return ("denied" if mark.key == "deny" else "claimed"), mark.i
    if trigger.verbal and trigger.sense.form.tense == "impf":
        for mark in found:
            if mark.key == "habit" and trigger.i < mark.i <= trigger.i + 6 and mark.i < sentence.last:
                best = ("habitual", mark.i)
    for mark in found:
        if mark.i < sentence.first:
            continue
        if mark.i >= trigger.i:
            break
        if mark.key in ("neg", "fail"):
            continue
        if mark.key == "deny" and trigger.frame in ("say", "accuse"):
            continue
        if mark.key == "habit":
            if best[0] == "reported" and (trigger.sense.form.tense == "impf" if trigger.verbal else trigger.i - mark.i <= 20):
                best = ("habitual", mark.i)
            continue
        distance = trigger.i - mark.i
        broken = any(doc.text.kinds[k] == "p" and forms[k] in "؛" for k in range(mark.i, trigger.i))
        comma = sum(1 for k in range(mark.i, trigger.i) if forms[k] in "،,")
        if broken:
            continue
        if mark.key == "talks":
            if trigger.frame in ("deal", "exchange", "free") and distance <= 14:
                best = ("hypothetical", mark.i)
        elif mark.key == "terms":
            if not trigger.verbal or trigger.sense.form.tense == "impf":
                best = ("planned", mark.i)
        elif mark.key == "demand":
            if distance <= 9 and comma == 0 and not trigger.verbal and trigger.frame not in ("say", "accuse") and (trigger.sense.led_by("ب") or trigger.sense.led_by("ل") or doc.text.forms[trigger.i - 1] in ("الي", "ب", "وقف")):
                best = ("demanded", mark.i)
        elif mark.key == "deny":
            if comma <= 2 and distance <= 22:
                best = ("denied", mark.i)
        elif mark.key == "claim":
            if distance <= (12 if mark.verbal else 25) and not (trigger.frame == "accuse" and distance <= 1):
                best = ("claimed", mark.i)
        elif mark.key == "plan":
            if distance <= (8 if mark.verbal else 5) and comma == 0:
                best = ("planned", mark.i)
        elif mark.key == "hypo" and distance <= 8 and comma == 0:
            best = ("hypothetical", mark.i)
    return best

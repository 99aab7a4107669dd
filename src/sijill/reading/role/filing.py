"""Filing a party under an act, and small judgements on parties that several rooms share."""

from __future__ import annotations

from typing import Final

from sijill.arabic import fold_word, proclitic_variants
from sijill.knowledge.bits import G_ON
from sijill.reading.act.draft import Draft
from sijill.reading.act.frames import Frame
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.act.triggers import Trigger
from sijill.reading.party.actors import ActorMention
from sijill.reading.party.gender import feminine
from sijill.reading.role.phrases import joined, opening

_TREATIES: Final = frozenset(("agreement", "ceasefire", "prisoner_exchange"))
_BY_FORCE: Final = ("battle", "remote_violence", "violence_against_people", "detention")
NOBODY: Final = frozenset(("شخصا", "شخص", "اشخاص", "شخصين", "شخصان", "اشخاصا", "ضحايا", "رجلان", "رجلين"))
"""Words for people that say no more than the number does."""
_HELD: Final = frozenset(("arrest", "abduction", "release", "capture", "raid", "body_recovery", "execution"))
"""Acts whose object is a person in any case: who was arrested is told, be it only as five persons."""


def nobody(scene: Scene, draft: Draft, m: ActorMention, beside: list[ActorMention]) -> bool:
    """True for people of whom the words say no more than their number, in a toll or beside others who are described."""
    if m.cls != "people" or m.of is not None or scene.doc.text.forms[m.head].removeprefix("ال") not in NOBODY:
        return False
    return draft.type not in _HELD or any(x is not m and x.cls == "people" for x in beside)


def frame_of(scene: Scene, t: Trigger) -> Frame | None:
    """The frame of a trigger; a row ``frame/lemma`` of the table goes before the row of the frame."""
    return scene.frames.of(t.frame, t.sense.lemma)


def put(scene: Scene, draft: Draft, m: ActorMention, slot: str) -> None:
    """File a party; ``party`` fills the two sides of a clash or deal in turn."""
    if not slot or slot in ("place", "from", "to", "ignore"):
        return
    if slot in ("agent", "party") and m.cls == "people" and m.of is None and draft.family in _BY_FORCE and fold_word(m.names[-1]).removeprefix("ال") in NOBODY:
        return
    if (m.cls == "outlet" and slot != "agent") or (m.cls == "nisba" and slot == "target" and not struck(scene, draft, m)):
        return
    if slot == "party":
        if draft.type in _TREATIES:
            meets = draft.trigger.verbal and opening(scene, m)[0] == draft.trigger.last  # توصل وجهاء المدينة إلى اتفاق
            if m.kind == "civilians" and not m.armed and draft.type != "prisoner_exchange" and not meets:
                return  # اتفاق لإنهاء تجنيد الأطفال: whom it is about
            slot = "agent"
        else:
            slot = "target" if draft.agents and not same_party(m, draft.agents) else "agent"
    side = draft.agents if slot == "agent" else draft.targets
    if any(m.first <= x.first < m.last or x.first <= m.first < x.last for x in [*draft.agents, *draft.targets]):
        return
    if same_party(m, side):
        return
    if m.cls == "people" and m.kind == "civilians" and side and side[-1].kind == "civilians" and side[-1].cls == "people" and joined(scene, m, side[-1]):
        # نساء وأطفال: one party of two words
        side[-1].names.append(scene.doc.text.slice(side[-1].first, m.last))
        return
    if m.cls == "person" and side and side[-1].cls == "people" and side[-1].kind == "person" and side[-1].last == m.first:
        m.names.extend(n for n in side[-1].names if n not in m.names)  # رئيس بلدية الحارة محمد الموسى: one man
        side[-1] = m
        return
    count_name(scene, m)
    side.append(m)


def struck(scene: Scene, draft: Draft, m: ActorMention) -> bool:
    """True for an origin told of what is struck: أغار على تعزيزات حوثية."""
    by = scene.doc.info[m.first - 1].by
    return draft.trigger.frame in ("strike", "attack") and ("post" in by or "column" in by) and any(
        scene.doc.plays(k, G_ON) for k in range(draft.trigger.last, m.first - 1)
    )


def count_name(scene: Scene, m: ActorMention) -> None:
    """Keep the number as part of a name that has no other: سبعة عناصر."""
    if m.cls == "people":
        for f in scene.figures:
            if f.noun == m.head:
                m.names.append(scene.doc.text.slice(f.first, m.last))
                plural = scene.doc.text.forms[m.head].removesuffix("ا") + "ين"
                if m.of is None and scene.doc.lexicon.inflects(plural, "people"):
                    m.names.append(plural)  # 45 ألف نازح are النازحين
                return


def speech_only(scene: Scene, found: list[ActorMention]) -> bool:
    """True when the nearest party before the trigger is the speaker, not a party of the act."""
    return bool(found) and all(k in scene.speakers for k in range(found[-1].first, found[-1].last))


def agrees(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """False when the verb or pronoun cannot stand for the party: gender and number of its head noun.

    Feminine singular goes with ميليشيا, حركة and plurals of things (قوات، ألوية); masculine singular with لواء,
    جيش, تنظيم; plural with people and with any body.
    """
    form = t.sense.form.form
    wants: bool | None = None
    if t.verbal:
        if t.sense.form.number != "s":
            return True
        wants = form.endswith("ت") if t.sense.form.tense == "perf" else form.startswith("ت")
    elif t.sense.pronoun in ("ها", "ه"):
        wants = t.sense.pronoun == "ها"
    if wants is None or m.first in scene.doc.text.pre:
        return True  # «شبيبة التلال» أحرق: a name in quotation marks has the gender of what it names
    word = scene.doc.text.forms[m.first]
    head = next((stem for cut, stem in proclitic_variants(word) if cut == m.clitics), word).removeprefix("ال")
    gender = feminine(head)
    if gender is None and m.cls == "people" and m.kind == "person" and m.number == "s":
        gender = head.endswith("ه")  # النائب العام, رئيس المجلس
    return gender is None or gender == wants


def points_at(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """True when the pronoun on a verb or noun can stand for the party, by gender and number of people."""
    if m.cls == "person":
        return t.sense.pronoun in ("ه", "ها")
    if m.cls != "people" or m.of is not None:
        return True
    several = m.number in ("p", "d") or any(f.noun == m.head and (f.best or f.low or 0) > 1 for f in scene.figures)
    if t.sense.pronoun in ("هم", "هن", "هما"):
        return several or m.number == "?"
    return not several and (t.sense.pronoun == "ها") == ("women" in m.attributes or scene.doc.text.forms[m.head].endswith("ه"))


def stands_for(scene: Scene, pronoun: str, m: ActorMention) -> bool:
    """True when the pronoun behind a verb of speech can stand for a body or people, by gender and number (اتهمها، دعاهم)."""
    if m.cls in ("nisba", "outlet"):
        return False
    if m.cls == "person":
        return pronoun == "ه"
    if pronoun in ("هم", "هما", "هن"):
        return m.number in ("p", "d") or m.armed or scene.doc.text.forms[m.first].endswith("ين")
    word = scene.doc.text.forms[m.first]
    head = next((stem for cut, stem in proclitic_variants(word) if cut == m.clitics), word).removeprefix("ال")
    gender = feminine(head)
    if m.kind == "state" and m.last == m.first + 1:
        return pronoun == "ها" and gender is not False  # إسرائيل، بغداد
    return gender is not None and gender == (pronoun == "ها")

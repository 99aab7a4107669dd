"""Which triggers of a sentence tell of one act: casualty words join their cause, a repeated name is one act."""

from __future__ import annotations

from typing import Final

from sijill.arabic import name_keys
from sijill.knowledge.bits import G_BECAUSE, G_CAUSE, G_IN, G_RESULT, M_MUNITION, MEANS, THING
from sijill.ontology import FAMILY
from sijill.reading.act.draft import ACTS, KINETIC, VIOLENT, Draft
from sijill.reading.act.scene import Scene
from sijill.reading.act.triggers import Trigger
from sijill.reading.clauses import breaks_between
from sijill.reading.event.time_links import link
from sijill.reading.place.places import PlaceMention

_FAMILY: Final = FAMILY
_BY_ARMS: Final = ("attack", "shelling", "attack_on_civilians")
_INSTRUMENT: Final = 8
"""How far behind its verb the weapon may be named as an act of its own."""
_AIMS: Final = ("manhunt", "raid", "sweep_operation", "arrest")
_AIM: Final = 8
"""How far behind an operation its purpose may stand."""
_WITHSTOOD: Final = 4
_CLAUSE: Final = 9
"""How far behind the verb of a casualty its own place may stand."""
_SITES: Final = frozenset(("facility", "base", "airport", "crossing", "camp"))
"""Kinds of place that may lie within the town that was struck."""
_OWN_CAUSES: Final = frozenset(("small_arms", "mine", "ied"))
"""Weapons that tell of another act where they are told with its victims."""


_RANKED: Final = ("battle", "remote_violence", "violence_against_people")
"""Families of acts that a superlative ranks among others."""
_FOUGHT: Final = frozenset(("ambush", "attack", "raid", "sweep_operation"))
"""Acts that a fight may follow from."""
_TAKEN: Final = 4
_OWN_PLACE: Final = 4
_CAMPAIGN: Final = frozenset(("raid", "sweep_operation", "arrest"))
"""What one campaign of the security forces is made of."""
_BLASTS: Final = frozenset(("suicide_attack", "planted_bombing", "attack"))
"""What one blast may be called in two words side by side."""
_CAMPAIGN_AIM: Final = 5
"""How far behind a campaign the verb may stand that tells whom it was aimed at."""


def group(scene: Scene) -> list[Draft]:
    """Casualty words join the act that caused them; a repeated name of one act is one act."""
    strong = [t for t in scene.triggers if not (t.weak and t.casualty)]
    weak = [t for t in scene.triggers if t.weak and t.casualty]
    drafts: list[Draft] = []
    for t in strong:
        if listed_weapon(scene, t, drafts) or munition(scene, t, drafts) or launched(scene, t, drafts):
            continue
        if drafts and aimed(scene, t, drafts[-1]):
            drafts[-1].triggers.append(t)
            continue
        if drafts and withstood(drafts[-1], t):
            drafts[-1].triggers.insert(0, t)
            continue
        if drafts and carrier(scene, t, drafts[-1]):
            drafts[-1].triggers.append(t)
            continue
        if t.type == "property_destruction" and drafts and materiel(scene, t):
            act = cause(scene, t, drafts)
            if act is not None:
                act.triggers.append(t)  # أسفرت المعارك عن تدمير 14 آلية: an outcome like a toll
                continue
        if drafts and (ranked(scene, t, drafts[-1]) or taken_in(scene, t, drafts[-1]) or goes_on(scene, t, drafts[-1])):
            drafts[-1].triggers.append(t)
            continue
        if drafts and tolled(scene, t, drafts[-1]):
            drafts[-1].type = t.type
            drafts[-1].triggers.insert(0, t)
            continue
        if undone(scene, t, drafts):
            drafts[-1].triggers.append(t)
            continue
        if drafts and not t.verbal and by_way_of(scene, t, drafts):
            drafts[-1].triggers.append(t)
            continue
        twin = next((d for d in reversed(drafts) if same_act(scene, d, t)), None)
        if twin is not None:
            if twin.trigger.weak and not t.weak:
                twin.type = t.type
                twin.triggers.insert(0, t)
            else:
                twin.triggers.append(t)
        else:
            drafts.append(Draft(t))
    for t in weak:
        act = cause(scene, t, drafts)
        if act is not None:
            act.triggers.append(t)
        else:
            drafts.append(Draft(t))
    if len(drafts) > 1:
        drafts.sort(key=_begin)
    return drafts


def _begin(draft: Draft) -> int:
    """The first token of an act."""
    first = draft.triggers[0].i
    for t in draft.triggers:
        if t.i < first:
            first = t.i
    return first


def listed_weapon(scene: Scene, t: Trigger, drafts: list[Draft]) -> bool:
    """True for قذائف، صواريخ in the list of what was seized."""
    return not t.verbal and any(s.key == "weapons" for s in scene.doc.senses(t.i, "thing")) and any(d.type == "weapons_seizure" for d in drafts)


def munition(scene: Scene, t: Trigger, drafts: list[Draft]) -> bool:
    """True for shells in a list of the arms used in an act told before: بالأسلحة المتوسطة وقذائف."""
    if t.verbal or not t.sense.marks & M_MUNITION or t.sense.clitics not in ("و", "") or not drafts:
        return False
    before = drafts[-1]
    if before.type not in KINETIC and before.family != "battle":
        return False
    gap = range(max(scene.sentence.first, t.i - 3), t.i)
    arms = any(scene.doc.info[k].mask & (MEANS | THING) or scene.doc.text.forms[k].startswith(("بالاسلح", "بالسلاح")) for k in gap)
    return (t.sense.clitics == "و" and arms) or bool(scene.doc.having("using", max(scene.sentence.first, t.i - 4), t.i))


def launched(scene: Scene, t: Trigger, drafts: list[Draft]) -> bool:
    """True for the launch of what was intercepted: اعترضت صاروخاً أطلقه الحوثيون."""
    return bool(drafts) and t.verbal and (bool(t.sense.pronoun) or (t.near is not None and t.near < t.i)) and t.frame in ("fire", "strike") and drafts[-1].type == "interception" and 0 <= t.i - drafts[-1].trigger.last <= 6


def aimed(scene: Scene, t: Trigger, draft: Draft) -> bool:
    """True for what an operation is for: عملية أمنية لملاحقة الخلايا، عملية لمداهمة وتفتيش القرى."""
    if draft.type != "sweep_operation" or draft.trigger.verbal or t.verbal or t.type not in _AIMS or breaks_between(scene.doc, draft.trigger.i, t.i):
        return False
    if t.sense.led_by("ل"):
        return t.i - draft.triggers[-1].last <= _AIM
    return len(draft.triggers) > 1 and t.sense.clitics.startswith("و") and t.i - draft.triggers[-1].last <= 2


def withstood(draft: Draft, t: Trigger) -> bool:
    """True for the attack that troops withstand: تصدت القوات لهجوم شنه المسلحون is one clash, its sides those of the attack."""
    verb = draft.trigger
    return draft.type == "armed_clash" and verb.verbal and verb.frame == "act" and t.type == "attack" and t.sense.led_by("ل") and t.i - verb.last <= _WITHSTOOD


def carrier(scene: Scene, t: Trigger, draft: Draft) -> bool:
    """True for the bomb by which an act is done: اقتحم مقراً بسيارة مفخخة، محاولة اغتيال بسيارة مفخخة."""
    if t.verbal or not t.sense.led_by("ب") or (scene.doc.sense(t.i + 1 if t.last > t.i + 1 else t.i, "means") is None and not scene.doc.info[t.i].mask & MEANS):
        return False
    if (draft.type not in VIOLENT and draft.type != "attack_on_facility") or breaks_between(scene.doc, draft.trigger.i, t.i) or t.i - draft.triggers[-1].last > 5:
        return False
    if draft.type in ("attack", "attack_on_facility", "attack_on_civilians"):
        draft.type = t.type
    return True


def materiel(scene: Scene, t: Trigger) -> bool:
    """True when vehicles or weapons are destroyed, not homes."""
    end = min(t.last + 4, scene.sentence.last)
    return any(s.key in ("vehicles", "weapons") for k in range(t.last, end) for s in scene.doc.senses(k, "thing"))


def undone(scene: Scene, t: Trigger, drafts: list[Draft]) -> bool:
    """قصفت المحطة وأخرجتها عن الخدمة: what an attack did to the very thing it struck is its outcome."""
    if not drafts or t.type != "property_destruction" or not t.sense.clitics.startswith(("و", "ف")):
        return False
    last = drafts[-1]
    behind = max(t.last, (t.near or 0) + 1)
    inside = behind < scene.sentence.last and scene.doc.sense(behind, "inside") is not None  # اقتحام القنصلية وإضرام النار فيها
    if not (t.verbal and t.sense.pronoun) and not inside:
        return False
    return (last.type in KINETIC or last.type in ("interception", "raid", "attack_on_facility")) and not breaks_between(scene.doc, last.triggers[-1].i, t.i)


def ranked(scene: Scene, t: Trigger, draft: Draft) -> bool:
    """True for a superlative that ranks the act just told: وقعت الدورية في كمين قرب منواشي، في أعنف هجوم منذ سنوات."""
    if t.verbal or t.sense.clitics or draft.family not in _RANKED or t.i - 2 <= draft.trigger.i:
        return False
    doc = scene.doc
    return link(doc, t.i - 1) in ("most", "nth") and doc.plays(t.i - 2, G_IN) and doc.text.kinds[t.i - 3] == "p"


def taken_in(scene: Scene, t: Trigger, draft: Draft) -> bool:
    """True for the fight in which men were taken: أُسر أغلبهم في معارك الدندور; what is told is the capture."""
    if t.verbal or t.type != "armed_clash" or draft.type != "capture" or not draft.trigger.verbal or t.sense.clitics:
        return False
    return scene.doc.plays(t.i - 1, G_IN) and t.i - draft.triggers[-1].last <= _TAKEN and not breaks_between(scene.doc, draft.trigger.i, t.i)


def goes_on(scene: Scene, t: Trigger, draft: Draft) -> bool:
    """True for the fight that an act of arms goes over into, with nothing of its own but its length: واستمر الاشتباك ساعتين."""
    if t.verbal or t.type != "armed_clash" or draft.type not in _FOUGHT or t.sense.pronoun or t.i - 1 <= draft.trigger.i:
        return False
    doc = scene.doc
    lasts = any(s.key == "lasting" and s.pos == "v" and s.clitics.startswith(("و", "ف")) for s in doc.senses(t.i - 1, "time"))
    return lasts and not any(t.last <= p.first for p in scene.places if p.first - t.last <= _OWN_PLACE)


def tolled(scene: Scene, t: Trigger, draft: Draft) -> bool:
    """True for the act whose toll is told in its own phrase: حصيلة قتلى الغارة, حصيلة ضحايا ضربة نفذتها مسيّرة."""
    if draft.type != "casualty_announcement" or draft.trigger.verbal or t.verbal or t.type not in KINETIC or t.sense.clitics not in ("", "ال"):
        return False
    return t.i == draft.trigger.last


def by_way_of(scene: Scene, t: Trigger, drafts: list[Draft]) -> bool:
    """True for the ways in which an act was done: 64 عملية … عبر كمائن وهجمات وتفجيرات."""
    doc = scene.doc
    k = t.i - 1
    if t.sense.clitics.startswith("و") and t.i - drafts[-1].triggers[-1].last <= 2 and len(drafts[-1].triggers) > 1:
        return any(scene.doc.sense(b, "via") for b in range(max(scene.sentence.first, t.i - 9), t.i))
    return k >= scene.sentence.first and doc.sense(k, "via") is not None and drafts[-1].type in KINETIC


def same_act(scene: Scene, draft: Draft, t: Trigger) -> bool:
    last = draft.triggers[-1]
    if breaks_between(scene.doc, last.i, t.i):
        return False
    if draft.type == t.type:
        # قرار بإعفاء X وتكليف Y: two offices change hands, two acts
        return not (t.type == "appointment" and t.sense.clitics.startswith("و") and t.sense.lemma != last.sense.lemma)
    if draft.type in _CAMPAIGN and t.type in _CAMPAIGN and not t.verbal and not last.verbal and t.sense.clitics.startswith("و") and t.i - max(last.last, (last.near or 0) + 1) <= 1:
        draft.type = "arrest" if "arrest" in (draft.type, t.type) else draft.type  # حملة مداهمات وتفتيش واعتقالات
        return True
    if draft.type in ("agreement", "ceasefire") and t.type in ("agreement", "ceasefire") and not t.verbal and t.i - max(last.last, last.near or 0) <= 8:
        draft.type = "ceasefire"  # توصلتا إلى اتفاق لوقف إطلاق النار
        return True
    if draft.type == "denial_of_aid" and t.type == "aid_delivery" and not t.verbal:
        return True  # رفضت السماح بدخول القافلة
    if draft.type in ("body_recovery", "funeral") and t.type == "mass_grave" and t.i - last.last <= 5:
        draft.type = "mass_grave" if draft.type == "body_recovery" else draft.type
        return True  # عثر على مقبرة جماعية, دفنوا في مقبرة جماعية
    if draft.type == "mass_grave" and t.type == "body_recovery" and t.verbal and not t.sense.clitics and t.i - last.last <= 14:
        return True  # مقبرة جماعية تضم رفات
    if draft.type == "defection" and t.frame in ("enlist", "defect"):
        t.frame = "defect"  # انشقوا وانضموا إلى الجيش: the body joined is where they went
        return True
    if t.sense.clitics.startswith("و") and not t.verbal and not last.verbal and 0 <= t.i - last.last <= 1 and draft.type in KINETIC and t.type in KINETIC:
        if draft.type != "armed_clash":  # اشتباكات وقصف متبادل is still a clash
            draft.type = "attack"  # غارات وقصف مدفعي وإطلاق نار: one act by several means
        return True
    if t.weak and draft.type in KINETIC and 0 <= t.i - last.last <= 6:
        return True  # غارة استهدفت سيارة
    if t.weak and t.verbal and t.frame == "strike" and draft.type in _CAMPAIGN and not last.verbal and not t.sense.clitics and not t.sense.pronoun and 0 <= t.i - last.last <= _CAMPAIGN_AIM:
        return True  # عملية أمنية استهدفت خلايا، حملة مداهمات واسعة طالت المطلوبين
    if draft.type in ("assassination", "capture", "abduction") and t.type == "ambush" and t.i - last.i <= 12 and linked(scene, t):
        return True  # اغتيل القائد … في كمين
    if t.sense.led_by("ب") and not t.verbal and draft.trigger.verbal and draft.type in _BY_ARMS and _FAMILY[t.type] == "remote_violence" and t.i - last.last <= _INSTRUMENT and not any(o.casualty and o.verbal and last.i < o.i < t.i for o in scene.triggers):
        draft.type = t.type  # شنوا هجوماً بسرب من المسيرات، قصفوا المدينة برشقة صاروخية
        return True
    if draft.trigger.weak and draft.type == "attack" and t.type in KINETIC and ("ب" in t.sense.clitics or t.i - last.last <= 2):
        return True  # استهدف الطيران المدينة بغارة
    if "attack" in (draft.type, t.type) and draft.family == _FAMILY[t.type] == "battle" and t.i - last.last <= 6 and not t.verbal:
        return "ambush" in (draft.type, t.type)
    if t.i - last.last <= 3 and draft.type in _BLASTS and t.type in _BLASTS:
        if t.type == "suicide_attack":
            draft.type = t.type
        return True
    return False


def cause(scene: Scene, weak: Trigger, drafts: list[Draft]) -> Draft | None:
    """The violent act in the sentence that a casualty word tells the outcome of."""
    best: Draft | None = None
    score = 0
    for draft in drafts:
        if draft.type not in ACTS and not (draft.trigger.weak and draft.trigger.verbal):
            continue
        t = draft.triggers[0]
        if t.weak and not weak.weak:
            continue
        if scene.sentence.first < t.i < weak.i and link(scene.doc, t.i - 1) == "since":
            continue  # أسوأ مجزرة منذ إعدام المئات عام 2014، قتل …: what is counted from has an end of its own
        if elsewhere(scene, t, weak):
            continue
        lo, hi = min(t.i, weak.i), max(t.i, weak.i)
        breaks = breaks_between(scene.doc, lo + 1, hi)
        commas = sum(scene.doc.text.forms[k] in "،," for k in range(lo + 1, hi))
        value = 100 - 40 * breaks - 4 * commas - (hi - lo)
        if t.i > weak.i and linked(scene, t):
            value += 30
        if t.i < weak.i and any(scene.doc.plays(k, G_RESULT) for k in range(t.i, weak.i)):
            value += 30
        if draft.type == "killing" and (breaks or not joined(scene, t, weak)):
            continue
        if value > score:
            best, score = draft, value
    return best if score > 25 else None


def elsewhere(scene: Scene, act: Trigger, weak: Trigger) -> bool:
    """True for victims told of in a clause of their own, of another town and another cause than the act before.

    قصف الطيران سوق كبكابية، كما قُتل طفل في الفاشر; of one act that struck two towns (وقُتل خمسة في نيالا) nothing sets them apart.
    """
    doc = scene.doc
    if not weak.verbal or act.i > weak.i or weak.sense.clitics.startswith("ف") or not any(doc.text.kinds[k] == "p" and doc.text.forms[k] in "،,؛" for k in range(act.i, weak.i)):
        return False
    stop = next((k for k in range(weak.last, scene.sentence.last) if doc.text.forms[k] in ("،", ",", "؛")), scene.sentence.last)
    behind = [p for p in scene.places if weak.last <= p.first < min(stop, weak.last + _CLAUSE) and p.kind not in _SITES and not p.container]
    before = [p for p in scene.places if scene.sentence.first <= p.first < weak.i and not p.container]
    if not behind or not before or any(_one_place(p, q) for p in behind for q in before):
        return False
    if doc.having("also", max(weak.i - 1, act.i), weak.i):
        return True
    return any(s.key in _OWN_CAUSES and s.led_by("ب") for k in doc.having("means", weak.last, stop) for s in doc.senses(k, "means")) or any(
        o.i > weak.i and o.i < stop and not o.verbal and o.sense.led_by("ب") and not o.casualty for o in scene.triggers
    )


def _one_place(p: PlaceMention, q: PlaceMention) -> bool:
    """True for two mentions of one place, or of a place and what contains it."""
    if p.id is not None and p.id == q.id:
        return True
    names, other = name_keys(p.names), name_keys(q.names)
    return bool(names & other or name_keys(p.within) & other or name_keys(q.within) & names or name_keys(p.path) & other or name_keys(q.path) & names)


def joined(scene: Scene, a: Trigger, b: Trigger) -> bool:
    """قتل … وأصيب: two casualty words in coordination tell of one act."""
    first, second = (b, a) if b.i < a.i else (a, b)
    return second.sense.clitics.startswith("و") or any(scene.doc.text.forms[k] in ("فيما", "بينما") for k in range(first.i, second.i)) or second.casualty == "injured"


def linked(scene: Scene, t: Trigger) -> bool:
    """A cause behind its outcome is led in by في، إثر، جراء، بـ، خلال …"""
    if any(c in t.sense.clitics for c in "ب"):
        return True
    for k in range(t.i - 1, max(t.i - 4, scene.sentence.first) - 1, -1):
        if scene.doc.plays(k, G_IN | G_CAUSE | G_BECAUSE) or scene.doc.text.forms[k] in ("خلال", "في"):
            return True
    return False

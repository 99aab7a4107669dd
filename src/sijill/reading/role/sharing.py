"""Parties that a clause leaves out: the subject of the clause before, what pronouns stand for, claims of responsibility."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import (
    COLUMN,
    CRAFT,
    FOLK,
    G_ABOUT,
    G_AGAINST,
    G_BETWEEN,
    G_BY,
    G_CAUSE,
    G_CONJ,
    G_FROM,
    G_IN,
    G_ON,
    G_REL,
    G_RESULT,
    G_SUB,
    G_TO,
    G_WITH,
    HEAD,
    MEANS,
    PEOPLE,
    SPEECH,
)
from sijill.ontology import FAMILIES
from sijill.reading.act.draft import KINETIC, Draft
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.act.triggers import Trigger
from sijill.reading.clauses import breaks_between
from sijill.reading.party.actors import ActorMention
from sijill.reading.role import itemised
from sijill.reading.role.filing import agrees, frame_of, points_at, stands_for
from sijill.reading.role.phrases import opening, role
from sijill.reading.role.victims import losers, wounded

_SPEECH: Final = ("say", "accuse")
_HARM: Final = frozenset((*FAMILIES["violence_against_people"], *FAMILIES["detention"], *FAMILIES["battle"], "recruitment", "child_recruitment"))
_ARMED_ACTS: Final = KINETIC | {"siege", "abduction", "raid"}
_AGAINST: Final = frozenset(("attack", "territorial_capture", "expulsion"))
_REAPED: Final = frozenset(("arrest", "capture", "weapons_seizure", "body_recovery", "release", "territorial_capture", "property_destruction", "abduction", "looting"))
"""What comes of an operation by the hands of those who lead it; deaths and flight are told apart."""
_RELIEF: Final = frozenset(("body_recovery", "medical_evacuation", "aid_delivery", "displacement"))
"""What bodies without arms do for others."""
_OF_THINGS: Final = frozenset(("wreck", "loot", "blast", "seize"))
"""Frames of what is done to things."""
_CLAIMED: Final = 3
"""Tokens behind who claims an act within which the act itself is named (تبنى التنظيم الهجوم)."""
_FIGHTS: Final = frozenset(("attack", "armed_clash", "ambush", "territorial_capture", "siege", "sweep_operation"))
_THINGS: Final = frozenset(("weapons", "vehicles", "buildings", "money", "other"))
NAMELESS: Final = frozenset(("terrorist-groups-generic", "unknown-gunmen"))
"""Rows of the registry for men without a name; their definite form points back."""
_OPERATIONS: Final = frozenset(("sweep_operation", "raid", "attack", "territorial_capture", "deployment"))
_WEAPON: Final = 8
"""Tokens from an act to the weapon it was done with."""
_AGAIN: Final = 2
_NEAR: Final = 8
"""Tokens from a word of condemnation to the act condemned."""
_POINTED: Final = ("battle", "remote_violence")
"""Families whose المهاجمون are those who attacked before; المهاجمون arrested or killed are men of theirs."""
_HOLDS: Final = frozenset(("arrest", "abduction", "capture", "raid"))
_WIDE: Final = 40
"""Tokens from the word of a clash to the marks of its sides."""
_OBJECT_NEAR: Final = frozenset(("refuse", "release_media", "seize", "wreck"))
"""Frames of verbs that ask for a word as their object, never as their subject."""
_REACH: Final = 2
"""How many sentences back a subject carries."""
_DECLARED: Final = frozenset(("territorial_capture", "withdrawal", "sweep_operation", "interception", "attack", "missile_strike", "drone_strike"))
"""Acts that a force announces as its own with a bare verbal noun."""
_BULLETS: Final = frozenset(("-", "–", "—", "•", "*", "▪", "●"))
_FIRSTLY: Final = frozenset(("اولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا"))
_BEHIND_NUMBER: Final = frozenset(("-", "–", "—", ")", "/", "."))
_BEHIND_WORD: Final = frozenset((":", "-", "–", "،"))
_EITHER: Final = frozenset(("بينه", "بينها", "بينهم", "وبينه", "وبينها", "وبينهم"))


def share_parties(scene: Scene, drafts: list[Draft]) -> None:
    """Give each act of a sentence the parties that its own words leave to the words before."""
    for n, draft in enumerate(drafts):
        wounded(scene, draft)
        t = draft.trigger
        if draft.agents and all(nameless(scene, m) for m in draft.agents):
            known = attackers(scene, drafts[:n])
            draft.agents = known or draft.agents  # المهاجمون، المسلحون: those who attacked before
        if scene.lister is not None and not draft.agents and itemised.takes(scene, draft) and not same_party(scene.lister, draft.targets):
            draft.agents = [scene.lister.under("actors.itemised")]
        if t.frame == "clash":
            clash_sides(scene, draft, drafts[:n])
        elif not draft.agents and wants_subject(scene, t, draft.targets):
            draft.agents = [m for m in topic(scene, t, drafts[:n]) if not same_party(m, draft.targets)]
        if not draft.agents and draft.type in _DECLARED and not t.verbal and not t.sense.pronoun:
            draft.agents = declared(scene, draft)
        if t.frame in ("say", "accuse") and t.verbal and not draft.agents and also(scene, t) and n and (any(m.first == t.last for m in draft.targets) or not open_subject(scene, t)):
            spoke = next((d for d in reversed(drafts[:n]) if d.agents and d.trigger.frame in ("say", "accuse")), None)
            if spoke is None and draft.targets:
                spoke = next((d for d in reversed(drafts[:n]) if d.agents and d.trigger.verbal and agrees(scene, t, d.agents[0])), None)  # هاجمت القرية وأمهلت أهلها
            draft.agents = [m.under("actors.speaker") for m in spoke.agents if not same_party(m, draft.targets)] if spoke else alone_before(scene, draft)
        if t.verbal and t.passive and not draft.targets and t.sense.clitics.startswith(("و", "ف")) and n and drafts[n - 1].family != "politics":
            draft.targets = [m for m in drafts[n - 1].targets if m.cls in ("people", "person") and not same_party(m, draft.agents)]  # نجا X … ونُقل إلى المشفى
        if draft.type == "withdrawal" and not draft.agents and t.verbal:
            draft.agents = routed(scene, drafts[:n])
        if not draft.targets and (t.sense.pronoun or befalls(scene, t)):
            pronoun_object(scene, draft, drafts[:n])
        if draft.type in ("release", "execution") and draft.modality == "reported":
            held_before(scene, draft, drafts[:n])
        if not draft.agents and n and drafts[n - 1].agents and not t.verbal and t.i > scene.sentence.first and scene.doc.sense(t.i - 1, "via") is not None:
            draft.agents = [m for m in drafts[n - 1].agents if not same_party(m, draft.targets)]  # بدأت الفرقة عملية عبر إرسال تعزيزات
        if not draft.agents and n and draft.type in _REAPED:
            draft.agents = reaped(scene, draft, drafts[:n])
        if not draft.agents and (t.passive or not t.verbal):
            draft.agents = shooters(scene, draft) or (amid(scene, draft, drafts[:n]) if n else [])
        if not draft.agents and bulleted(scene):
            draft.agents = operation(scene, drafts[:n])
    for n, draft in enumerate(drafts):
        if draft.targets and draft.family in _POINTED and all("ref_agent" in m.attributes for m in draft.targets):
            draft.targets = [m for m in attackers(scene, drafts[:n]) if not same_party(m, draft.agents)] or draft.targets
        if draft.targets and draft.trigger.frame == "say" and all(nameless(scene, m) for m in draft.targets):
            draft.targets = attackers(scene, drafts[:n]) or draft.targets
        if draft.targets:
            continue
        losers(scene, draft, drafts)
        if not draft.targets and draft.type in _AGAINST and draft.modality == "reported":
            draft.targets = opponents(scene, draft, drafts)
        frame = frame_of(scene, draft.trigger)
        if frame is not None and frame.by == "foe":
            draft.targets = foes(scene, draft, drafts[n + 1:])
        elif frame is not None and frame.by == "doer":
            draft.targets = condemned(scene, draft, drafts[n + 1:])


def also(scene: Scene, t: Trigger) -> bool:
    """True for a verb that goes on with what was said before: ودعت الحكومة إلى الهدوء وطالبت، كما طالبت."""
    return t.sense.clitics == "و" or (not t.sense.clitics and t.i > scene.sentence.first and scene.doc.sense(t.i - 1, "also", "before") is not None)


def declared(scene: Scene, draft: Draft) -> list[ActorMention]:
    """The force that announces an act of its own with a bare verbal noun: الجيش يعلن السيطرة على البلدة."""
    at = draft.trigger.i
    for s in scene.sources:
        if s.verb_key == "announce" and 0 <= at - s.scope[0] <= 1 and s.cue < at:
            return [m for m in scene.actors if m.armed and s.first <= m.first and m.last <= s.last and not same_party(m, draft.targets)][:1]
    return []


def alone_before(scene: Scene, draft: Draft) -> list[ActorMention]:
    """The one party or paper that a sentence names before a further verb of speech: اكتفت صحيفة X بالحديث عن …، واتهمت."""
    found = [m for m in scene.actors if m.last <= draft.trigger.i and m.cls != "nisba"]
    if not found or draft.trigger.frame != "accuse" or found[0].cls not in ("outlet", "registry", "unit") or same_party(found[0], draft.targets):
        return []
    return [found[0].under("actors.speaker")]


def wants_subject(scene: Scene, t: Trigger, befallen: list[ActorMention]) -> bool:
    """True when the words leave the doer to what was said before: a verb without subject, a noun with a pronoun.

    ``befallen`` are those whom the act befell: where they stand right behind the verb, no subject does.
    """
    frame = frame_of(scene, t)
    if frame is None:
        return False
    if t.verbal:
        if t.passive or frame.subject != "agent" or t.frame in ("say", "accuse", "fire"):
            return False
        if open_subject(scene, t) and not (t.sense.clitics and any(opening(scene, m)[0] == t.last for m in befallen)):
            return False
        return not t.weak or bool(t.sense.pronoun)
    if t.sense.pronoun and not t.sense.clitics and frame.genitive == "target" and t.i > scene.sentence.first and any(s.key == "register" for s in scene.doc.senses(t.i - 1, "polar")):
        return False  # حيث تم نقلهم إلى المستشفى: whoever took them there is not told
    if t.sense.pronoun:
        return frame.genitive in ("agent", "target") or frame.name in ("take", "control", "pull")
    if t.sense.clitics == "و":
        return frame.genitive == "target" or (frame.name in ("seize", "take", "control") and frame.subject == "agent")
    return frame.subject == "agent" and t.sense.clitics in ("ل", "ب") and t.frame not in ("blast", "strike")


def chained(scene: Scene, before: Trigger, t: Trigger) -> bool:
    """True for verbal nouns in one row: من تحييد … وإلقاء القبض على … ومصادرة …; no clause of its own between them."""
    return not before.verbal and not breaks_between(scene.doc, before.last, t.i) and not any(
        scene.doc.plays(k, G_RESULT | G_REL) or scene.doc.info[k].mask & SPEECH for k in range(before.last, t.i)
    )


def main_acts(drafts: list[Draft]) -> list[Draft]:
    """Acts whose agent may go on as subject, the likeliest first: a verb of the main clause, then the last told."""
    found = [d for d in drafts if d.agents and d.family != "politics" and d.type != "armed_clash"]
    return sorted(found, key=lambda d: not d.trigger.verbal)


def topic(scene: Scene, t: Trigger, before: list[Draft]) -> list[ActorMention]:
    """The subject that goes on: of the clause before, else of the sentences before, if verb or pronoun agree."""
    here = [d for d in reversed(before) if d.agents and d.family != "politics"]
    frame = frame_of(scene, t)
    if not t.verbal and t.sense.clitics == "و" and frame is not None and frame.genitive != "target" and not t.sense.pronoun:
        return list(here[0].agents) if here and chained(scene, here[0].trigger, t) else []
    if not t.verbal and (t.sense.pronoun or t.sense.clitics == "و") and frame is not None and frame.genitive == "target":
        return list(here[0].agents) if here and (here[0].type in _HARM or chained(scene, here[0].trigger, t)) else []  # أعدم … بعد محاصرتهم
    if not t.verbal and not t.sense.pronoun:
        if here:
            return list(here[0].agents) if here[0].trigger.verbal else []  # أرسلت تعزيزات لتمشيط المنطقة
        return subject_of(scene, t) if t.sense.clitics == "ل" and not before else []  # يتخذ اللواء من المنجم مكاناً لتدريب متطوعيه
    for d in here:
        if agrees(scene, t, d.agents[0]):
            return list(d.agents)
    after = t.sense.clitics in ("و", "ف") or (t.i > scene.sentence.first and scene.doc.text.forms[t.i - 1] == "ثم")
    if t.verbal and after and (told := main_subject(scene, t)) is not None:
        return [told]
    for back in range(1, _REACH + 1):
        acts = main_acts([d for d in scene.before if d.sentence == scene.number - back])
        for d in acts:
            if agrees(scene, t, d.agents[0]):
                return list(d.agents)
    return protagonist(scene, t)


def main_subject(scene: Scene, t: Trigger) -> ActorMention | None:
    """فرضت الفرقة طوقاً … ونشرت حواجز: the body behind the first verb of the sentence, be that an act or not."""
    if breaks_between(scene.doc, scene.sentence.first + 1, t.i):
        return None
    for m in scene.actors:
        if m.last > t.i:
            return None
        if m.cls not in ("registry", "unit", "reference") and not (m.cls == "people" and (m.of is not None or m.kind == "organisation")):
            continue
        if not (m.armed or (m.kind == "organisation" and t.type in _RELIEF)) or m.head in scene.speakers or not agrees(scene, t, m) or opening(scene, m)[1]:
            return None
        return m if opening(scene, m)[0] - scene.sentence.first <= 4 and role(scene, m, scene.sentence.first + 1) in ("direct", "clause") else None
    return None


def protagonist(scene: Scene, t: Trigger) -> list[ActorMention]:
    """The body that acts again and again in what was told, if verb or pronoun agree."""
    times: dict[str, int] = {}
    latest: dict[str, ActorMention] = {}
    for d in scene.before:
        for m in d.agents:
            if d.family != "politics" and m.armed and (m.cls != "people" or m.of is not None) and agrees(scene, t, m):
                key = m.id or m.names[0]
                times[key] = times.get(key, 0) + 1
                latest[key] = m
    if not times:
        return []
    best = max(times, key=lambda key: times[key])
    return [latest[best]] if times[best] >= _AGAIN else []


def nameless(scene: Scene, m: ActorMention) -> bool:
    """True for a definite word that points back at men known before: المهاجمون، الإرهابيون، المسلحون."""
    if "ref_agent" in m.attributes:
        return True
    return m.id in NAMELESS and m.last == m.first + 1 and scene.doc.text.forms[m.first].removeprefix("و").startswith("ال")


def attackers(scene: Scene, before: list[Draft]) -> list[ActorMention]:
    """The last known doer of an armed act."""
    told = [d for d in [*scene.before, *before] if d.agents and d.type in _ARMED_ACTS and not any(nameless(scene, m) for m in d.agents)]
    latest = max((d.sentence for d in told), default=None)
    return next((list(d.agents) for d in told if d.sentence == latest), [])


def opponents(scene: Scene, draft: Draft, drafts: list[Draft]) -> list[ActorMention]:
    """Whom the agent is told to fight elsewhere: a position is stormed, or ground taken, from the other side."""
    if not draft.agents:
        return []
    for d in [*(d for d in drafts if d is not draft), *reversed(scene.before)]:
        if d.type not in _FIGHTS or scene.number - d.sentence > 1:
            continue
        for mine, other in ((d.agents, d.targets), (d.targets, d.agents)):
            if any(same_party(m, mine) for m in draft.agents):
                found = [m for m in other if m.armed and (m.cls != "people" or m.of is not None) and not same_party(m, draft.agents)]
                if found:
                    return found
    return []


def routed(scene: Scene, before: list[Draft]) -> list[ActorMention]:
    """انسحبت عشرات الآليات: those who withdraw unnamed are those who have just lost the ground."""
    for d in [*reversed(before), *reversed(scene.before)]:
        if d.type == "territorial_capture" and scene.number - d.sentence <= 1 and d.targets:
            return list(d.targets)
    return []


def foes(scene: Scene, draft: Draft, after: list[Draft]) -> list[ActorMention]:
    """Whom a threat is meant for: who is to be struck, or who struck (الرد على الهجوم الذي شنته قوات …)."""
    for d in after:
        for side in (d.agents, d.targets):
            found = [m for m in side if m.armed and not same_party(m, draft.agents)]
            if found:
                return found
    return [m for m in attackers(scene, []) if not same_party(m, draft.agents)]


def condemned(scene: Scene, draft: Draft, after: list[Draft]) -> list[ActorMention]:
    """Whom a condemnation is meant for: the doer of the act condemned, else who attacked last."""
    told = [d for d in after if d.family != "politics" and d.trigger.i - draft.trigger.last <= _NEAR]
    doers = [m for d in told[:1] for m in d.agents] if told else attackers(scene, [])
    if not told and any(not same_party(m, doers) for d in scene.before if d.type in _ARMED_ACTS for m in d.agents):
        return []  # more than one side attacked: the text does not say which is meant
    return [m.under("actors.condemned") for m in doers if m.armed and not same_party(m, draft.agents)]


def bulleted(scene: Scene) -> bool:
    """True for an item of a list, by its sign or its number: • 3- أولاً:"""
    forms, first = scene.doc.text.forms, scene.sentence.first
    if forms[first] in _BULLETS:
        return True
    if first + 2 >= scene.sentence.last or scene.doc.text.kinds[first + 2] == "n":
        return False  # 20:40, 14-20: a time or a span
    return forms[first + 1] in (_BEHIND_NUMBER if scene.doc.text.kinds[first] == "n" else _BEHIND_WORD) and (scene.doc.text.kinds[first] == "n" or forms[first] in _FIRSTLY)


def operation(scene: Scene, before: list[Draft]) -> list[ActorMention]:
    """Who did what a list itemises: the doer of the first act before the list that has one."""
    for d in [*before, *reversed(scene.before)]:
        if d.agents and d.family != "politics" and all(m.armed and m.cls != "nisba" for m in d.agents):
            return list(d.agents)
    return []


def reaped(scene: Scene, draft: Draft, before: list[Draft]) -> list[ActorMention]:
    """حملة للجيش أسفرت عن توقيف ستة, تمكنت الشرطة بعملية نوعية من ضبط كدس: who leads an operation does what comes of it."""
    t, doc = draft.trigger, scene.doc
    d = next((d for d in reversed(before) if d.trigger.last <= t.i and d.agents), None)
    if d is None or t.verbal or t.sense.pronoun or d.type == "armed_clash" or d.family == "politics" or breaks_between(doc, d.trigger.last, t.i):
        return []
    if not doc.plays(t.i - 1, G_FROM | G_TO | G_ABOUT | G_IN):
        return []
    yields = any(doc.plays(k, G_RESULT) for k in range(d.trigger.last, t.i)) or any(doc.plays(k, G_RESULT) for k in range(max(scene.sentence.first, d.trigger.i - 2), d.trigger.i))
    able = not d.trigger.verbal and any(s.has("deed") for k in doc.light(scene.sentence.first, d.trigger.i) for s in doc.info[k].particles)
    return [m for m in d.agents if not same_party(m, draft.targets)] if yields or able else []


def shooters(scene: Scene, draft: Draft) -> list[ActorMention]:
    """اقتحم الجنود البلدة وأصيب راعٍ برصاصهم: whose weapon it was, by its pronoun."""
    doc = scene.doc
    for t in draft.triggers:
        for k in doc.having("means", t.last, min(t.last + _WEAPON, scene.sentence.last)):
            sense = doc.info[k].first("means")
            if sense is None or sense.pronoun not in ("ه", "ها", "هم") or not (sense.clitics == "ب" or doc.is_g(k - 1, "because")):
                continue
            told = [m for m in scene.actors if m.last <= k]
            for act in reversed(scene.before):
                if scene.number - act.sentence > _REACH:
                    break
                told[:0] = [*act.targets, *act.agents]
            for m in reversed(told):
                if (m.armed or "crowd" in m.attributes) and stands_for(scene, sense.pronoun, m) and not same_party(m, draft.targets):
                    return [m.under("actors.weapons")]
            return []
    return []


def amid(scene: Scene, draft: Draft, before: list[Draft]) -> list[ActorMention]:
    """نفذ الجهاز عملية أُلقي القبض خلالها على خمسة: who leads the operation does what is done in the course of it."""
    t, doc = draft.trigger, scene.doc
    if not any(t.last <= k + 1 for k in doc.having("therein", t.last - 1, min(t.last + 3, scene.sentence.last))):
        return []
    d = next((d for d in reversed(before) if d.agents and d.trigger.last <= t.i and d.type in _OPERATIONS), None)
    if d is None or draft.type not in _REAPED:
        return []
    return [m for m in d.agents if not same_party(m, draft.targets)]


def clash_sides(scene: Scene, draft: Draft, before: list[Draft]) -> None:
    """معارك مع X, اشتباك بينهم وبين X, معاركه: the side not named is the subject spoken of."""
    t = draft.trigger
    forms = scene.doc.text.forms
    parted(scene, draft, t)
    if not (draft.agents and draft.targets):
        unlisted(scene, draft, t)
    either = any(forms[k] in _EITHER for k in range(t.last, min(t.last + 5, scene.sentence.last)))
    if draft.agents and draft.targets:
        return
    if either and draft.agents:
        draft.targets = draft.targets or draft.agents
        draft.agents = []
    if not (draft.agents or draft.targets or t.sense.pronoun):
        won = next((d for d in reversed(before) if d.agents and d.trigger.verbal and d.family == "battle"), None)
        draft.agents = list(won.agents) if won is not None else []  # استعاد الجيش البلدة بعد معارك عنيفة
    if not draft.agents and not t.sense.pronoun and any(s.lemma == "شارك" for k in range(max(scene.sentence.first, t.i - 4), t.i) for s in scene.doc.senses(k, "counts")):
        draft.agents = [m for m in subject_of(scene, t) if not same_party(m, draft.targets)]  # من أبرز الميليشيات التي شاركت في معارك
    if draft.agents or not (draft.targets or t.sense.pronoun):
        return
    sides = topic(scene, t, before) or [m for m in subject_of(scene, t) if not same_party(m, draft.targets)]
    draft.agents = [m for m in sides if not same_party(m, draft.targets)]


def parted(scene: Scene, draft: Draft, t: Trigger) -> None:
    """بين A وB من جهة، وC من جهة أخرى: who stands on which side is marked."""
    forms = scene.doc.text.forms
    end = min(scene.sentence.last, t.last + _WIDE)
    marks = [k for k in scene.doc.having("side", t.last + 1, end) if forms[k - 1] == "من"]
    if not marks:
        return
    first = marks[0]
    second = marks[1] if len(marks) > 1 else next((k for k in range(first + 2, end) if scene.doc.text.kinds[k] == "p" and forms[k - 1] != "اخري"), end)
    one: list[ActorMention] = []
    other: list[ActorMention] = []
    for m in scene.actors:
        if m.cls == "nisba" or not (m.armed or m.kind == "person" or m.cls in ("unit", "registry")):
            continue
        if t.last <= m.first < first and not same_party(m, one):
            one.append(m)
        elif first < m.first < second and not same_party(m, one) and not same_party(m, other):
            other.append(m)
    if one and other:
        draft.agents, draft.targets = one, other


def unlisted(scene: Scene, draft: Draft, t: Trigger) -> None:
    """اشتباكات بين الهوسا ومجموعات أخرى: sides that no list knows, by the words behind بين and its و."""
    doc = scene.doc
    k = next((k for k in range(t.last, min(t.last + 4, scene.sentence.last)) if doc.text.forms[k] == "بين"), None)
    if k is None or k + 1 >= scene.sentence.last:
        return
    first = k + 1
    taken = any(m.first <= first < m.last for m in scene.actors) or any(p.first <= first < p.last for p in scene.places)
    if taken or doc.text.kinds[first] != "w" or doc.info[first].by or not doc.text.forms[first].startswith("ال"):
        return
    side = ActorMention(first, first + 1, first, [doc.text.slice(first, first + 1)], "armed_group", "unit", "actors.side")
    draft.targets = [*draft.agents, *draft.targets]
    draft.agents = [side]
    other = first + 1
    if not draft.targets and other < scene.sentence.last and doc.text.forms[other].startswith("وال") and not doc.info[other].by and not any(p.first <= other < p.last for p in scene.places):
        name = doc.text.slice(other, other + 1)[1:]
        draft.targets = [ActorMention(other, other + 1, other, [name], "armed_group", "unit", "actors.side", clitics="و")]  # بين السلامات والمسيرية


def subject_of(scene: Scene, t: Trigger) -> list[ActorMention]:
    """The first armed body that the sentence names before the act, its speakers aside."""
    for m in scene.actors:
        if m.last <= t.i and m.armed and m.cls in ("registry", "unit", "reference", "people") and m.head not in scene.speakers:
            return [m]
    return []


def held_before(scene: Scene, draft: Draft, before: list[Draft]) -> None:
    """Who is freed or put to death without a name is whom the report told to be held, by who held him."""
    held = next((d for d in [*reversed(before), *reversed(scene.before)] if d.type in _HOLDS and scene.number - d.sentence <= _REACH), None)
    if held is None:
        return
    some = any(scene.doc.plays(k, G_SUB) for k in range(draft.trigger.last, min(draft.trigger.last + 5, scene.sentence.last)))
    if not draft.targets and some:
        draft.targets = [m.under("actors.held_before") for m in held.targets if not same_party(m, draft.agents)]  # أفرجت عن خمسة منهم
    passive = draft.trigger.passive or not draft.trigger.verbal
    if not draft.agents and passive and not any(k in scene.speakers for m in held.agents for k in range(m.first, m.last)):
        draft.agents = [m.under("actors.held_before") for m in held.agents if not same_party(m, draft.targets)]


def pronoun_object(scene: Scene, draft: Draft, before: list[Draft]) -> None:
    """هاجمتها، أسرهم، اختطافه: what the pronoun stands for, by the target told before or the people named last."""
    t = draft.trigger
    frame = frame_of(scene, t)
    if frame is None or (t.passive and t.verbal) or (frame.object if t.verbal else frame.genitive) != "target":
        return
    if t.frame in _SPEECH and t.verbal:
        draft.targets = spoken_of(scene, draft, before)
        return
    if draft.type in _HARM:
        near = [m for m in scene.actors if m.last <= t.i and m.cls in ("people", "person") and not m.armed and points_at(scene, t, m) and not same_party(m, draft.agents)]
        if near and not any(k in scene.speakers for k in range(near[-1].first, near[-1].last)):
            draft.targets = near[-1:]  # أكثر من 30 مواطنة، قال الأهالي إن عناصر التنظيم اقتادوهن
            return
    source = next((d for d in [*reversed(before), *reversed(scene.before)] if scene.number - d.sentence <= _REACH and (d.targets or d.agents)), None)
    if source is None:
        return
    draft.targets = [m for m in source.targets if points_at(scene, t, m) and not same_party(m, draft.agents)]


def spoken_of(scene: Scene, draft: Draft, before: list[Draft]) -> list[ActorMention]:
    """واتهمها بقصف السوق، دعاهم إلى الهدوء: the last body that the pronoun agrees with, in the sentence or the acts before it."""
    t = draft.trigger
    near = [m for m in scene.actors if m.last <= t.i]
    for act in [*reversed(before), *reversed(scene.before)]:
        if scene.number - act.sentence > _REACH:
            break
        near[:0] = [*act.targets, *act.agents]
    for m in reversed(near):
        if stands_for(scene, t.sense.pronoun, m) and not same_party(m, draft.agents):
            return [m.under("actors.pronoun")]
    return []


def befalls(scene: Scene, t: Trigger) -> bool:
    """True for a word of detention with its pronoun behind a preposition: الإفراج عنهم، القبض عليه."""
    if t.type not in FAMILIES["detention"]:
        return False
    behind = t.near + 1 if t.near is not None and t.near >= t.last else t.last  # ألقت القبض عليه
    return behind < scene.sentence.last and scene.doc.sense(behind, "told_of") is not None


def claims(scene: Scene, drafts: list[Draft]) -> None:
    """تبناه التنظيم: a claim of responsibility names the agent of the act before it, and is where its report comes from."""
    for s in scene.sources:
        if s.verb_key != "claim" or not scene.sentence.first <= s.cue < scene.sentence.last:
            continue
        found = next((m for m in scene.actors if m.first <= s.first < m.last), None)
        claimed = [d for d in drafts if d.type in KINETIC and 0 <= d.trigger.i - s.last <= _CLAIMED]
        told = [d for d in [*scene.before[-3:], *drafts] if d.type in KINETIC and d.trigger.i < s.cue]
        again = bool(claimed) and claimed[0].trigger.definite and bool(told)  # وتبنى التنظيم الهجوم: the one told before
        acts = claimed[:1] if claimed and not again else [d for d in told if not d.agents] or told
        if not acts:
            continue
        act = acts[-1]
        if found is not None and all(m.cls == "people" and m.of is None for m in act.agents):
            act.agents = [found]  # مسلحون هاجموا الثكنة … تبنى التنظيم الهجوم
            act.targets = [m for m in act.targets if m is not found]
        aside = scene.doc.plays(s.cue - 1, G_REL)  # الهجوم الذي تبناه التنظيم: known since
        if not aside and (found is None or same_party(found, act.agents)) and all(o.names[0] != s.names[0] for o in act.sources):
            act.sources = [*act.sources, s]


def open_subject(scene: Scene, t: Trigger) -> bool:
    """True when the verb has a subject of its own behind it that is no listed party."""
    k = t.last
    while k == t.near or (k < scene.sentence.last and (any(m.first <= k < m.last for m in scene.dates) or scene.doc.sense(k, "told_of") is not None)):
        k += 1  # ثم أفرجت عنهم: whom it befell is no subject
    if k >= scene.sentence.last or scene.doc.text.kinds[k] != "w":
        return False
    if t.sense.form.number == "p":
        return False
    if t.near == t.last and t.frame in _OBJECT_NEAR:
        return False  # وتمنع وصول الإغاثة، وبثت تسجيلاً مهيناً: the word that the verb asks for is its object
    frame = frame_of(scene, t)
    takes = frame is not None and bool(frame.object or t.frame in ("seize", "wreck"))
    if takes and (scene.doc.accusative(k) or any(f.first <= k < f.last and f.measure in _THINGS for f in scene.figures)):
        return False  # وضبطت مستودعاً، وفككت عشرات العبوات
    if t.sense.clitics and t.frame in _OF_THINGS and not scene.doc.text.forms[k].startswith("ال") and not scene.doc.info[k].mask & (PEOPLE | HEAD | MEANS | CRAFT | COLUMN | FOLK) and not any(m.first <= k < m.last for m in scene.actors):
        return False  # توغلت قوة … ونسفت غرفة زراعية
    if any(f.first <= k < f.last and (f.subset or any(m.kind == "civilians" and 0 <= m.first - k <= 5 for m in scene.actors)) for f in scene.figures):
        return False  # وخطف قرابة 6500 شخص: the counted are the object
    return not scene.doc.plays(k, G_ON | G_IN | G_FROM | G_TO | G_WITH | G_AGAINST | G_ABOUT | G_BY | G_CONJ | G_BETWEEN | G_CAUSE) and t.sense.form.number == "s" and not any(p.first <= k < p.last for p in scene.places) and scene.doc.sense(k, "thing") is None and not scene.doc.text.forms[k].startswith(("ب", "ل"))

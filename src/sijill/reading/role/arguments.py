"""Parties of an act: who did it to whom, by the frame of the predicate and the function of each phrase."""

from __future__ import annotations

from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.bits import (
    COLUMN,
    G_ABOUT,
    G_AGAINST,
    G_CAUSE,
    G_IN,
    G_ON,
    G_REL,
    G_THAT,
    G_TO,
    HEAD,
    M_BODIES,
    M_CASUALTY,
    M_PAPER,
    M_PASSIVE,
    M_WANTING,
    MEANS,
    PEOPLE,
    POST,
    SPEECH,
    THING,
    G,
)
from sijill.knowledge.lexicon import NO_SENSES
from sijill.reading.act.draft import VIOLENT, Draft
from sijill.reading.act.frames import Frame
from sijill.reading.act.marks import weapon
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.act.triggers import Trigger
from sijill.reading.clauses import conjunct, last_break, reach
from sijill.reading.party.actors import ActorMention
from sijill.reading.realis import modality
from sijill.reading.role import foiled
from sijill.reading.role.appointed import appointed
from sijill.reading.role.company import beside
from sijill.reading.role.filing import agrees, frame_of, points_at, put, speech_only
from sijill.reading.role.listed import listed
from sijill.reading.role.phrases import (
    before_aside,
    coordinated,
    earlier_speaker,
    joined,
    just_before,
    opening,
    owned,
    past_aside,
    phrase,
    put_object,
    role,
)
from sijill.reading.role.sharing import claims, share_parties
from sijill.reading.role.victims import prune, things, wounded
from sijill.reading.source.sources import for_token

__all__ = ["arguments", "claims", "prune", "share_parties"]

_SPOKEN: Final = ("say", "accuse", "deal", "release_media", "refuse", "aid")
_SPEECH: Final = ("say", "accuse")
_VOICED: Final = (*_SPEECH, "deal", "call", "release_media")
_BLOWN: Final = 12
"""Tokens from a blast to whose the vehicle was."""
_SUFFERED: Final = frozenset((
    "arrest", "abduction", "capture", "execution", "siege", "release", "recruitment", "child_recruitment", "assassination",
    "torture", "expulsion", "training", "massacre", "killing", "mine_explosion", "ied_explosion", "sexual_violence",
))
"""Acts whose object civilians are, never their subject."""
_SEIZED: Final = frozenset(("arrest", "abduction", "capture", "release", "assassination", "execution", "torture"))
"""What is done to one man or a few, who stand before a verb without its passive mark."""
_TROOPS: Final = frozenset(("reinforcement", "deployment", "withdrawal"))
_DECISIONS: Final = frozenset(fold_word(w) for w in ("قرار", "قراراً", "قرارات", "مرسوماً", "أمر", "أمراً", "أوامر", "إنذاراً", "إنذارات", "تعليمات", "توجيه", "إعلان"))
_SURVIVES: Final = frozenset(("نجا", "نجت", "نجوا", "ينجو"))
_FALLS: Final = frozenset(head + word for head in ("", "و", "ف") for word in ("وقع", "وقعت", "وقعوا", "يقع", "تقع", "وقوع", "وقوعهم", "سقط", "سقطت"))
_PARTS: Final = frozenset(("بينهم", "بينها", "بينهن", "وبينهم", "ضمنهم", "ضمنها"))
_THAT_IT: Final = frozenset(("انه", "انها", "انهم", "بانه", "بانها", "بانهم", "وانه", "وانها", "وانهم", "وبانه", "وبانها", "وبانهم"))
_THEN: Final = frozenset(("قبل", "بعد", "دون", "لحين", "الي"))
_CARRIED: Final = 14
"""How far before a noun the light verb that carries it may stand."""
_DONE: Final = 22
"""The same where what is done on purpose is told behind على or ب: أقدم مسلحون في البلدة، صباح اليوم، على اختطاف."""
_PLUPERFECT: Final = 14
"""How far before قد the كان of who had spoken may stand."""
_THINGS: Final = frozenset(("vehicles", "buildings", "other", "weapons", "money"))
_FREED: Final = 5
"""Tokens between who frees and the عن behind which the freed stand."""
_OWN: Final = 6
"""Tokens behind an act with the pronoun of its doer within which its object stands."""
_UNDERGONE: Final = _SUFFERED | {"funeral", "body_recovery", "casualty_announcement"}
_AT_POSTS: Final = frozenset(("arrest", "abduction", "looting", "raid", "weapons_seizure"))
"""What a checkpoint or patrol does itself: أوقف حاجز لقوات الدعم السريع شابين."""
_LAID_OUT: Final = frozenset(("funeral", "body_recovery"))
_ADDRESSED: Final = 10
"""Tokens from an appeal to whom it is meant for."""
_GOVERNING: Final = ("on", "in", "from", "to", "with", "against", "about", "by", "between")
_BY_SQUADS: Final = _AT_POSTS | {"body_recovery", "release", "sweep_operation", "checkpoint", "attack", "shelling", "property_destruction", "siege", "killing"}
_CARRIED_ON: Final = frozenset(("sweep_operation", "raid", "arrest"))
"""Campaigns, which strike at whom the verb behind them names."""
_TELLS: Final = 4
"""Tokens from who tells to what he tells of himself."""
_ON_HIM: Final = frozenset(("عليه", "عليها", "عليهم", "عليهما"))
_OF_SITES: Final = frozenset(("base", "facility", "airport", "crossing"))
"""Kinds of place whose adjective of origin tells whose they are."""
_OFFICE: Final = 5
"""Words of the office that speaks between a verb and whom it speaks to."""
_WAS: Final = frozenset(("كان", "كانت", "كانوا", "كانا"))
_HAD: Final = _WAS | {"قد"}


def domain(scene: Scene, t: Trigger) -> tuple[int, int]:
    """Tokens over which a trigger may look for its parties."""
    start, end = scene.sentence.first, scene.sentence.last
    for other in scene.triggers:
        if other.i < t.i and (other.verbal or not t.verbal) and not (other.weak and t.weak):
            start = max(start, other.last)
        elif other.i > t.i and ((other.verbal and not other.weak) or not t.verbal or other.sense.clitics.startswith(("و", "ف"))):
            end = min(end, other.i)
            break
    broken = last_break(scene.doc, start + 1, t.i)
    if broken is not None:
        start = broken + 1
    return start, reach(scene.doc, t.last, end)


def arguments(scene: Scene, draft: Draft) -> None:
    """Agents, targets, means, sources and modality of an act from its own clause."""
    for t in draft.triggers:
        again = t is not draft.triggers[0] and t.frame in _SPEECH and t.sense.lemma == draft.trigger.sense.lemma
        if not again and (t is draft.triggers[0] or not t.casualty):  # ننفي نفياً قاطعاً: the verb says it all
            fill(scene, draft, t)
    if draft.trigger.sense.pos == "p" or draft.trigger.frame == "blame":
        goes_on(scene, draft)
    things(scene, draft)
    for t in draft.triggers[1:]:
        if t.casualty:
            outcome(scene, draft, t)
    for t in draft.triggers:
        start, end = t.i - 6, min(t.last + 14, scene.sentence.last)
        for k in scene.doc.having("means", max(start, scene.sentence.first), end):
            sense = weapon(scene.doc, k)
            if sense is not None and sense.key == "drone" and scene.doc.having("march", max(k - 2, start), k + 3):
                continue  # خلال تغطيته مسيرة: a march
            if k < t.i and t.casualty and of_another(scene, draft, t, k):
                continue
            if sense is not None and not named_after(scene, k) and not any(o is not t and o.i <= k < o.last and o not in draft.triggers for o in scene.triggers):
                draft.means.setdefault(sense.key, k)
    listed(scene, draft)
    foiled.turn(scene, draft)
    if draft.type == "interception" and not draft.targets:
        put_object(scene, draft)
    draft.sources = for_token(scene.sources, draft.trigger.i)
    judged = modality.judge(scene.doc, draft.trigger, scene.marks)
    if judged.token is not None and not draft.agents and not draft.trigger.verbal and judged.modality in ("planned", "hypothetical") and (judged.modality == "planned" or threatens(scene, judged.token)):
        threatener(scene, draft, judged.token)
    draft.modality, draft.modality_token, draft.modality_rule = judged.modality, judged.token, judged.rule
    # لم تتمكن قافلة من الوصول: here the act is what did not come about
    draft.negated = modality.negated(scene.doc, draft.trigger) != (draft.trigger.sense.marks & M_WANTING != 0)


def of_another(scene: Scene, draft: Draft, t: Trigger, k: int) -> bool:
    """True for a weapon before a comma, in the clause of another act: قصف الطيران السوق، كما قُتل طفل."""
    if not any(scene.doc.text.kinds[c] == "p" and scene.doc.text.forms[c] in "،,؛" for c in range(k, t.i)):
        return False
    return any(o not in draft.triggers and o.i < t.i and abs(o.i - k) <= _OWN for o in scene.triggers)


def named_after(scene: Scene, k: int) -> bool:
    """True for a weapon that is only in a name: المخابرات الجوية, ساحة الطيران."""
    if any(p.name_first < k < p.name_last for p in scene.places):
        return True
    if any(m.first < k < m.last and m.cls == "people" and m.of is not None and m.of.kind == "state_force" for m in scene.actors):
        return True  # عناصر من كتيبة دبابات الفرقة الخامسة
    alone = not scene.doc.having("craft", k, k + 1)  # «الجوية» alone is the directorate, الطائرات are weapons
    return any(((m.first < k < m.last and m.cls in ("registry", "unit")) or (alone and k == m.first == m.last - 1 and m.cls in ("registry", "unit") and m.kind == "state_force")) for m in scene.actors)


def goes_on(scene: Scene, draft: Draft) -> None:
    """متهماً، محمّلةً، مطالباً: a participle whose doer is the speaker or subject of the clause before."""
    i = draft.trigger.i
    if draft.trigger.frame == "blamed":
        draft.targets = [m for m in scene.actors if scene.sentence.first <= m.first and 0 <= i - m.last <= 1 and m.cls != "nisba"][-1:]
        if not draft.targets:
            return
    draft.agents = [m for m in draft.agents if m.last <= i and m not in draft.targets]
    if draft.agents:
        return
    said = [s for s in scene.sources if s.last <= i and scene.sentence.first <= s.first]
    if said:
        s = said[-1]
        draft.agents = [ActorMention(s.first, s.last, s.first, list(s.names), "unknown", "people", "actors.speaker")]
        return
    told = [t for t in scene.triggers if t.i < i and t.frame in _VOICED and t.sense.pos == "v"]
    subject = next((m for m in scene.actors if told and 0 <= m.first - told[-1].last <= 2), None)
    if subject is not None:
        draft.agents = [subject]


def outcome(scene: Scene, draft: Draft, t: Trigger) -> None:
    """Parties of a casualty word beside the act that caused it: victims without a body count only where nobody else does."""
    own = Draft(t)
    fill(scene, own, t)
    for m in own.agents:
        if not draft.agents or m.id is not None or m.cls != "people":
            put(scene, draft, m, "agent")
    for m in own.targets:
        if any(o is not t and o.last == opening(scene, m)[0] for o in scene.triggers):
            continue  # جراء اشتباك …، ولم يتوقف إلا بعد انتشار الشرطة
        named = m.cls != "people" or m.of is not None
        if draft.trigger.frame == "clash":
            if m.armed and (named or m.last - m.first > 1):
                put(scene, draft, m, "agent" if draft.targets else "party")
        elif named or not draft.targets:
            put(scene, draft, m, "target")


def threatener(scene: Scene, draft: Draft, token: int) -> None:
    """لوّحت وزارة الداخلية بإطلاق سراح …: who plans or threatens is who would act."""
    frame = frame_of(scene, draft.trigger)
    if frame is None or not (frame.subject in ("agent", "party") or frame.genitive == "target"):
        return
    near = [m for m in scene.actors if 0 <= m.first - token <= 3 and m.last <= draft.trigger.i]
    near = near or [m for m in scene.actors if 0 <= token - m.last <= 1]
    caller = phrase(scene, token + 1) if not near and draft.trigger.frame == "gather" else None
    if caller is not None:
        near = [caller]  # دعا اتحاد الشغل إلى إضراب عام
    for m in near[:1]:
        put(scene, draft, m, "agent")


def threatens(scene: Scene, token: int) -> bool:
    """True for a word of threat; who warns, fears or guesses (حذّر، يخشى، رجّح) tells what others may do."""
    return any(o.i == token and not o.sense.has("warning") for o in scene.triggers)


def fill(scene: Scene, draft: Draft, t: Trigger) -> None:
    """File the parties in reach of one trigger."""
    frame = frame_of(scene, t)
    if frame is None:
        return
    start, end = domain(scene, t)
    actors = scene.actors
    if t.frame not in _SPOKEN:
        actors = [m for m in actors if m.head not in scene.speakers]
    after = [m for m in actors if t.i + t.verbal <= m.first < end]
    prior = [m for m in actors if start <= m.first and m.last <= t.i]
    if t.verbal:
        fill_verb(scene, draft, t, frame, after, prior, start)
        if t.frame in _SPEECH and not (draft.targets and not draft.agents and t.sense.form.form.startswith("ن") and t.sense.form.number == "p" and t.sense.form.tense == "impf"):
            speaker_of(scene, draft, t)
        if t.frame in _SPEECH and frame.object == "target" and not draft.targets:
            addressed(scene, draft, t)
        elif t.type == "visit" and not draft.agents and (guest := phrase(scene, t.last)) is not None:
            draft.agents = [guest]  # وصل المبعوث الأممي
    else:
        fill_noun(scene, draft, t, frame, after, prior, start, end)
    if not draft.targets and t.last - t.i > 1 and "target" in (frame.object if t.verbal else frame.genitive) and t.frame not in _SPOKEN:
        within(scene, draft, t)
    beside(scene, draft, t, frame, prior, start, end)
    if t.frame == "appoint":
        appointed(scene, draft, t)


# ---------------------------------------------------------------------- verbs


def functions(scene: Scene, t: Trigger, after: list[ActorMention]) -> list[tuple[ActorMention, str]]:
    """The parties behind a verb with their functions; a comma or a verb of their own ends the clause."""
    out: list[tuple[ActorMention, str]] = []
    now = ""
    parted, skipped = False, 0
    previous: ActorMention | None = None
    for m in after:
        if m.first < skipped:
            continue  # stands in an aside
        if any(scene.doc.text.forms[k] in _PARTS for k in range(previous.last if previous else t.last, m.first)):
            out.extend(doers(scene, [x for x in after if x.first >= m.first], t.last))
            break  # بينهم نساء: parts of those named
        if joined(scene, m, previous):
            out.append((m, now))
            previous = m
            continue
        if previous is not None and any(scene.doc.text.forms[k] in _WAS for k in range(previous.last, m.first)):
            break  # مهاجراً كانوا محتجزين لدى عصابة: what they were before
        now = role(scene, m, t.last)
        if t.frame == "accuse" and now not in ("direct", "genitive", "comma", "clause") and previous is not None and charged(scene, m) and not any(r == "direct" for x, r in out[1:]) and led_aside(scene, previous.last, opening(scene, m)[0]):
            now = "direct"  # اتهمت الحكومة في بيان قوات X بقصف السوق
        if now == "genitive" and governed(scene, t, m):
            break  # انتشلت الجثامين بعد انسحاب الجيش
        begin, resumed = aside(scene, previous.last if previous else t.last) if now in ("comma", "in", "genitive", "direct") else (0, 0)
        if resumed and begin < m.first < resumed:
            skipped = resumed
            continue
        if now == "comma":
            subject = [x for x, r in out if r in ("direct", "genitive")]
            if resumed and not parted and len(out) == len(subject) < 2 and 0 <= opening(scene, m)[0] - resumed <= 1:
                now, parted = role(scene, m, resumed), True
            elif t.frame == "accuse" and previous is not None and not parted and len(subject) == 1 == len(out) and charged(scene, m) and _after_comma(scene, m):
                now, parted = "direct", True  # اتهمت اللجان في بيان، قوات X بقصف السوق
        elif parted and previous is not None and any(scene.doc.text.kinds[k] == "p" and scene.doc.text.forms[k] in "،," for k in range(previous.last, m.first)):
            break
        if now in ("comma", "clause"):
            break
        if m.cls == "nisba" and now in ("direct", "genitive"):
            now = "nisba"
        out.append((m, now))
        previous = m
    return out


def governed(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """True for the doer of another act that a word of time or cause leads in: بعد انسحاب الجيش، إثر قصف قسد."""
    first = opening(scene, m)[0]
    return any(not o.verbal and t.last < o.i and o.last == first and scene.doc.plays(o.i - 1, G_CAUSE) for o in scene.triggers)


def led_aside(scene: Scene, first: int, last: int) -> bool:
    """True where what a preposition leads in, and no other, stands between who accuses and whom: في بيان صدر أمس."""
    return last - first > 1 and scene.doc.plays(first, G_IN) and not any(scene.doc.text.kinds[k] == "p" or scene.doc.plays(k, G_THAT) for k in range(first, last))


def _after_comma(scene: Scene, m: ActorMention) -> bool:
    """True where a comma stands right before a party, its describing words aside."""
    first = opening(scene, m)[0]
    return first > scene.sentence.first and scene.doc.text.forms[first - 1] in ("،", ",")


def aside(scene: Scene, k: int) -> tuple[int, int]:
    """The comma at or just behind ``k`` and the token behind the comma that closes its aside; ``(k, 0)`` where none opens."""
    forms = scene.doc.text.forms
    for begin in (k, k + 1):
        after = past_aside(scene, begin)
        if after != begin and not forms[after].startswith("و"):
            return begin, after
    return k, 0


def sufferer(scene: Scene, prior: list[ActorMention], start: int) -> list[ActorMention]:
    """Whom a passive verb means that names nobody: the last one told of, but not who did the act before (برصاص قناص ونُقل)."""
    if speech_only(scene, prior):
        return []
    for m in reversed(prior):
        if role(scene, m, start) not in ("ب", "by"):
            return [m]
    return []


def dead(scene: Scene, m: ActorMention) -> bool:
    """True for those whose bodies are named before them: جثامين ستة من الأطفال, رفات مدنيين."""
    first = opening(scene, m)[0]
    return any(s.marks & M_BODIES for k in range(max(first - 2, scene.sentence.first), first) for s in scene.doc.senses(k, "toll"))


def martyr(scene: Scene, m: ActorMention) -> bool:
    """True for one whose title tells that he is dead: الشهيد القائد فلان."""
    if m.cls != "person":
        return False
    return any(s.key == "killed" and "ال" in s.clitics and not s.clitics.startswith("و") for k in range(max(m.first - 3, scene.sentence.first), m.head + 1) for s in scene.doc.senses(k, "toll"))


def blamed(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """True for the one party between a verb of accusation and what it accuses of (ب, المسؤولية): not who accuses."""
    first = opening(scene, m)[0]
    return charged(scene, m) and (first == t.last or (scene.doc.text.kinds[first - 1] == "p" and scene.doc.text.forms[first - 1] in ("،", ",", "«", '"')))


def charged(scene: Scene, m: ActorMention) -> bool:
    """True for a party right before what it is accused of (ب, المسؤولية)."""
    if m.last >= scene.sentence.last or m.clitics:
        return False
    after = scene.doc.info[m.last].by
    if "charge" in after:
        return True
    return scene.doc.text.forms[m.last].startswith("ب") and m.last < len(scene.doc.text.forms) and not ("g" in after and scene.doc.text.forms[m.last] != "ب")


def doers(scene: Scene, rest: list[ActorMention], stop: int) -> list[tuple[ActorMention, str]]:
    """على يد X وY behind the parts of a toll: those who did it."""
    out: list[tuple[ActorMention, str]] = []
    previous: ActorMention | None = None
    for m in rest:
        if joined(scene, m, previous) or (not out and m.cls != "nisba" and role(scene, m, stop) == "by"):
            out.append((m, "by"))
            previous = m
        elif out:
            break
    return out


def fill_verb(scene: Scene, draft: Draft, t: Trigger, frame: Frame, after: list[ActorMention], prior: list[ActorMention], start: int) -> None:
    """File subject, object and prepositional phrases of a verb."""
    roles = functions(scene, t, after)
    bare = [m for m, r in roles if r in ("direct", "genitive")]
    relative = antecedent(scene, t, prior)
    if relative is not None and t.sense.pronoun and scene.doc.plays(t.i - 1, G_REL) and not points_at(scene, t, relative):
        relative = None  # 800 مدني من البلدة التي تحاصرها قسد: the town, not the people
    if relative is not None and t.last < scene.sentence.last and scene.doc.plays(t.i - 1, G_REL) and scene.doc.text.forms[t.last] in _ON_HIM:
        put(scene, draft, relative, frame.on or frame.object)  # الذي أطلق عليه مسلحان النار
        relative, prior = None, []
    passive = t.passive
    if passive is None:
        passive = guess_passive(scene, t, frame, roles, relative, prior)
        if passive and relative is not None:
            t.passive = True  # no subject is sought for it later on
    if t.sense.pronoun and frame.object and relative is not None and not passive:
        # هجوم شنه X, شاب قتله X: the pronoun is the antecedent, what follows is the subject
        put(scene, draft, relative, frame.object)
        for m in bare:
            put(scene, draft, m, frame.subject)
    elif passive:
        wounded(scene, draft)
        told = any(prior and r in ("on", "about", "from", "to") and prepositional(scene, frame, r, m, t) == "target" for m, r in roles)
        for m in bare or [] if draft.targets or told else bare or ([relative] if relative else sufferer(scene, prior, start)):
            put(scene, draft, m, frame.object or frame.subject)
    else:
        active(scene, draft, t, frame, roles, bare, relative, prior, start)
        if not draft.agents and frame.subject == "agent" and t.type in _BY_SQUADS:
            squad(scene, draft, t)
    first_person(scene, draft, t, frame)
    if not draft.agents and t.sense.pronoun == "نا" and frame.subject == "agent" and t.sense.form.tense == "perf":
        ours(scene, draft, t)
    if t.frame == "blast":
        for m in bare:
            if m.armed and scene.doc.info[m.first - 1].mask & MEANS:
                draft.targets = [x for x in draft.targets if x is not m]
                put(scene, draft, m, "agent")  # سقطت قذائف المليشيا
    for m, r in roles:
        if r == "with" and t.casualty and scene.doc.text.forms[opening(scene, m)[0] - 1] == "مع" and any(x.last == opening(scene, m)[0] - 1 for x in draft.targets):
            put(scene, draft, m, "target")  # قُتل القيادي مع ستة من مرافقيه
            continue
        if r not in ("direct", "genitive") and not (r == "by" and draft.agents):
            slot = prepositional(scene, frame, r, m, t)
            if not slot and r == "in" and t.frame == "wreck" and t.near is not None and owned(scene, m) is not None:
                slot = "target"  # أضرم محتجون النار في مقر للحزب
            if not slot and r == "ل" and t.frame in ("strike", "attack") and tied(scene, draft, t, m):
                slot = frame.object  # استهدف مسلحون عربة من نوع هامر تابعة للشرطة
            if not slot and r == "ل" and t.frame == "blast" and not draft.targets and blown(scene, t, m):
                slot = "target"  # انفجرت عبوة بسيارة من نوع فان تابعة للشرطة
            put(scene, draft, m, slot)


def squad(scene: Scene, draft: Draft, t: Trigger) -> None:
    """ضبطت نقطة أمنية في بيحان شحنة أسلحة: a squad without a name, its adjectives with it, right behind a verb that agrees."""
    doc, k = scene.doc, t.last
    if t.sense.form.number != "s" or t.sense.pronoun or k >= scene.sentence.last or any(m.first <= k < m.last for m in scene.actors):
        return
    sense = next((s for s in doc.senses(k, "squad") if not s.clitics and not s.pronoun and (not s.rest or doc.follows(k + 1, s.rest))), None)
    if sense is None:
        return
    last = k + 1 + len(sense.rest)
    while last < min(k + 4, scene.sentence.last) and doc.text.kinds[last] == "w" and doc.text.forms[last].endswith(("يه", "ي", "كه", "صه", "حه")) and not doc.text.forms[last].startswith(("ال", "ب", "ل")) and "g" not in doc.info[last].by:
        last += 1
    if last == k + 1:
        return
    m = ActorMention(k, last, k, [doc.text.slice(k, last), doc.text.slice(k, k + 1)], "state_force", "unit", "actors.squad")
    if agrees(scene, t, m):
        put(scene, draft, m, "agent")


def tied(scene: Scene, draft: Draft, t: Trigger, m: ActorMention) -> bool:
    """True for the owner of the thing struck (عربة … تابعة ل X) where another is told to have struck it."""
    doc = scene.doc
    if doc.info[m.first - 1].first("tie") is None or not draft.agents or any(a.last > m.first for a in draft.agents):
        return False
    first = max([t.last, *(a.last for a in draft.agents)])
    return m.first - first <= 7 and bool(doc.having("thing", first, m.first) or doc.having("post", first, m.first)) and not any(
        doc.text.kinds[k] == "p" for k in range(first, m.first)
    )


def blown(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """True for the owner of a vehicle or site that a charge went off in."""
    doc = scene.doc
    k = m.first - 1 - (doc.text.forms[m.first - 1] == "ل")
    if doc.info[k].first("tie") is None or m.first - t.last > _BLOWN:
        return False
    things = [j for j in range(t.last, k) if doc.info[j].mask & POST or any(s.key in ("vehicles", "buildings") for s in doc.senses(j, "thing"))]
    return bool(things) and not any(doc.text.kinds[j] == "p" for j in range(things[-1], k))


def active(
    scene: Scene, draft: Draft, t: Trigger, frame: Frame, roles: list[tuple[ActorMention, str]], bare: list[ActorMention],
    relative: ActorMention | None, prior: list[ActorMention], start: int,
) -> None:
    """Subject and object of an active verb, whichever order the clause has."""
    if t.frame in _SPEECH and paper(scene, t.last):
        for m in bare:
            put(scene, draft, m, frame.object)  # أوصى التقرير مجلس الأمن: a paper speaks, those named are spoken to
        return
    if t.type == "funeral" and any(p.first == t.last for p in scene.places):
        for m in bare:
            put(scene, draft, m, frame.object)  # شيّعت أربيل سبعة من المقاتلين: a town buries its dead
        return
    carried_dead = [m for m in bare if frame.object and (dead(scene, m) or (t.type in _LAID_OUT and martyr(scene, m)))]
    if t.type in _LAID_OUT and prior and frame.object and dead(scene, prior[-1]) and not bare:
        put(scene, draft, prior[-1], frame.object)  # وكان جثمان فلان قد انتُشل
        return
    for m in carried_dead:
        put(scene, draft, m, frame.object)  # شيّع المئات جثامين ستة من الأطفال
    queue = [m for m in bare if m not in carried_dead]
    if not frame.subject and frame.object:
        for m in queue:
            if m.armed and owned(scene, m) is not None:
                put(scene, draft, m, frame.object)  # انفجرت دراجة مفخخة أمام مقر للحزب
        return
    if t.frame == "accuse" and relative is None and len(queue) == 1 and blamed(scene, t, queue[0]) and leading(scene, t, prior) is None:
        put(scene, draft, queue[0], frame.object)  # واتهمت مجموعات إرهابية بخرق الاتفاق
        return
    if carried_dead and not queue and relative is None and leading(scene, t, prior) is None:
        return  # شيّع الآلاف جثامين …: whoever bore them has no name
    subject = relative
    if subject is None and frame.object == "target" and t.frame in _SPEECH and t.sense.clitics == "و" and queue and spoke_on(scene, draft, t, queue[0]):
        for n, m in enumerate(queue):
            if n and not joined(scene, m, queue[n - 1]):
                break
            put(scene, draft, m, frame.object)  # أدانت السفارة الهجمات وطالبت بغداد بمحاسبة الفاعلين
        return
    if subject is None and frame.object == "target" and not t.sense.pronoun and any(o is not t and not o.verbal and o.i == t.last and not o.sense.pronoun for o in draft.triggers):
        for m in queue:
            put(scene, draft, m, frame.object)  # استهدف القصف تجمعات للقوات
        return
    if subject is None and t.sense.pronoun and t.sense.clitics.startswith("و") and not queue and frame.object == "target" and len(prior) > 1:
        # استدرجت قسد قائد المجلس … واعتقلته
        doer = next((m for m in prior if m.armed and agrees(scene, t, m)), None)
        object_ = next((m for m in reversed(prior) if m is not doer and not m.armed), None)
        if doer is not None and object_ is not None:
            put(scene, draft, doer, frame.subject)
            put(scene, draft, object_, frame.object)
            return
    if subject is None and prior and scene.doc.plays(prior[-1].first - 1, G_THAT) and prior[-1].cls != "nisba":
        subject = prior[-1]  # أن تنظيمات إرهابية هاجمت
    elif subject is None and len(prior) > 1 and scene.doc.plays(prior[0].first - 1, G_THAT) and prior[0].cls != "nisba" and not t.sense.clitics:
        subject = prior[0]
    if subject is None:
        first = leading(scene, t, prior)
        if first is not None and able(scene, t, frame, first):
            subject = first
    if subject is None and prior and by_means(scene, prior[-1]) and t.i == prior[-1].last:
        subject = prior[-1]  # طائرة تابعة للتحالف استهدفت
    if subject is None and prior and t.i == prior[-1].last and not t.sense.clitics and prior[-1].cls != "nisba" and scene.doc.info[prior[-1].first - 1].first("tie") is not None:
        subject = prior[-1]  # سيارات إسعاف تابعة للصليب الأحمر نقلت
    if subject is None and prior and prior[-1].last == t.i and prior[-1].clitics.startswith("و") and t.sense.form.tense == "impf" and not t.sense.clitics and prior[-1].cls in ("registry", "outlet") and agrees(scene, t, prior[-1]):
        subject = prior[-1]  # … إلى 19 وتركيا تتهم الوحدات: a headline goes on with another subject
    if subject is None and prior and scene.doc.text.forms[t.i - 1][:1] == "و" and that_it(scene, t):
        # أن القوات تطارد المسلحين وأنها حررت: the pronoun is the subject of the clause that the second goes with
        subject = next((m for m in scene.actors if m.last < t.i and m.cls != "nisba" and m.first and scene.doc.plays(m.first - 1, G_THAT) and agrees(scene, t, m)), None)
    if subject is None and that_it(scene, t):
        # أعلنت قيادة الجيش أنها أوقفت، أنها كانت قد أوقفت: the pronoun is who announced
        told = [m for m in scene.actors if m.last < t.i and (m.armed or m.kind == "organisation") and m.cls != "nisba" and t.i - m.last <= 12]
        subject = its_speaker(scene, t) or next((m for m in reversed(told) if agrees(scene, t, m)), None)
    if subject is None and prior and prior[-1].last == t.i and not t.sense.clitics and prior[-1].cls in ("registry", "unit", "reference") and prior[-1].armed and not speech_only(scene, prior) and role(scene, prior[-1], start) in ("direct", "comma") and agrees(scene, t, prior[-1]):
        subject = prior[-1]  # subject before verb: الجيش اعتقل ثلاثة مهربين
    if subject is None and frame.object == "target" and not t.sense.pronoun and hangs_on_act(scene, t):
        for m in queue:
            put(scene, draft, m, frame.object)  # الهجوم الذي استهدف حفل ضباط
        return
    if subject is None and queue and owned(scene, queue[0]) is not None and weapon_between(scene, t.last, opening(scene, queue[0])[0]):
        for m in queue:
            put(scene, draft, m, frame.object)  # استهدفت مسيرة سيارة تقل قيادياً
        return
    if subject is None and queue and queue[0].first - t.last <= 3 and queue[0].cls == "registry" and by_means(scene, queue[0]):
        subject = queue.pop(0)  # استهدفت مسيرات الدعم السريع: the verb agrees with the weapon
    if subject is None and queue and frame.object == "target" and queue[0].cls == "person" and t.type in _UNDERGONE and t.sense.form.tense == "perf" and t.sense.form.form.endswith("ت") and not scene.doc.text.forms[queue[0].first].endswith("ه") and not draft.agents and "nisba" not in [r for _, r in roles]:
        for m in queue:
            put(scene, draft, m, frame.object)  # اغتالت يد الغدر الشيخ فلاناً
        return
    if subject is None and queue and t.sense.clitics[:1] in ("و", "ف") and t.type in _SEIZED and frame.subject == "agent" and t.sense.form.number == "s" and (doer := told_counted(scene, t, queue)) is not None:
        put(scene, draft, doer, frame.subject)
        for m in queue:
            put(scene, draft, m, frame.object)  # باغت التنظيم البوابة وأعدم تسعة جنود ومدنيين
        return
    if subject is None and queue and t.frame in _SPEECH and frame.object == "target" and spoken_to(scene, t, queue[0]):
        for n, m in enumerate(queue):
            if n and not joined(scene, m, queue[n - 1]):
                break
            put(scene, draft, m, frame.object)  # دعا المبعوث الأممي الحوثيين والحكومة إلى …
        return
    if subject is None and queue and queue[0].first - t.last <= 6 and not sited(scene, t, frame, queue[0]) and not told_before(t) and able(scene, t, frame, queue[0]) and not accusative(scene, frame, queue[0]) and (
        not frame.object or (queue[0], "direct") not in roles or agrees(scene, t, queue[0]) or (t.type in _AT_POSTS and owned(scene, queue[0]) is not None)
    ):
        subject = queue.pop(0)
    after_verb = t.sense.clitics.startswith("و") and any(o.verbal and o.last == start for o in scene.triggers)
    if subject is None and not queue and not t.sense.clitics and t.i - 1 >= start and weapon_before(scene, t.i, prior):
        return  # عبوة ناسفة استهدفت: the weapon is the subject
    # خطفوا تسعة عناصر قبل أن يقتلوهم: who was just named is whom the pronoun means
    then = scene.doc.text.forms[t.i - 1] == "ان" and scene.doc.text.forms[t.i - 2] in _THEN
    afterwards = then and bool(t.sense.pronoun)
    if subject is None and prior and not after_verb and not afterwards:  # parties between two coordinated verbs belong to the first
        candidates = [
            m for m in prior
            if role(scene, m, start) in ("direct", "comma", "genitive", "clause") and m.cls != "nisba" and not speech_only(scene, [m]) and able(scene, t, frame, m)
            and (not then or agrees(scene, t, m))  # قصف الجيش مواقع للحركة قبل أن يقتحم البلدة
        ]
        if t.frame in _SPEECH and t.sense.pronoun and frame.object:
            candidates = [m for m in candidates if agrees(scene, t, m)]  # هاجم الجيش القوات واتهمها: she is no subject of his verb
        # بعد أن داهمت منزله: of two parties before a verb the one that it agrees with
        candidates = [m for m in candidates if agrees(scene, t, m) and not named_man(scene, t, m)] or [m for m in candidates if not named_man(scene, t, m)]
        # a coordinated verb goes on with the first subject of its clause: قد أوقف X Y وصادر
        subject = candidates[0 if t.sense.clitics.startswith(("و", "ف")) and candidates[0].armed else -1] if candidates else None
    if subject is not None:
        put(scene, draft, subject, frame.subject)
        previous = subject
        for m, _ in roles:
            if m in queue:
                if not joined(scene, m, previous):
                    break
                put(scene, draft, m, frame.subject)
                queue.remove(m)
                previous = m
        if subject in prior:
            together(scene, draft, frame, subject, prior)
    for n, m in enumerate(queue):
        if t.frame in _SPEECH and n and not joined(scene, m, queue[n - 1]):
            break
        put(scene, draft, m, frame.object)


def spoke_on(scene: Scene, draft: Draft, t: Trigger, m: ActorMention) -> bool:
    """True for the one body behind a further verb of demand, whose speaker the verb of speech before it has named."""
    if opening(scene, m)[0] != t.last or m.last >= scene.sentence.last or not (scene.doc.text.forms[m.last].startswith("ب") or scene.doc.text.forms[m.last] in ("الي", "ل")):
        return False
    if t is not draft.trigger and draft.agents:
        return True
    return any(o.frame in _SPEECH and o.verbal and o.i < t.i and not any(scene.doc.is_g(k, "new") for k in range(o.last, t.i)) for o in scene.triggers) and not agrees(scene, t, m)


def sited(scene: Scene, t: Trigger, frame: Frame, m: ActorMention) -> bool:
    """True for the body whose post is struck or stormed: واقتحمت أوكار داعش; but قصفت حواجز النظام البلدة."""
    k = m.first - 1
    if frame.object != "target" or t.type in _AT_POSTS or k != t.last or m.clitics not in ("", "ال") or not m.armed:
        return False
    if not any(not s.clitics and (s.cls == "post" or s.key == "buildings") for cls in ("post", "thing") for s in scene.doc.senses(k, cls)):
        return False
    behind = m.last
    return not (any(p.name_first == behind for p in scene.places) or any(opening(scene, x)[0] == behind and not x.clitics for x in scene.actors) or (behind < scene.sentence.last and scene.doc.accusative(behind)))


def spoken_to(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """True for a body behind the unlisted office that speaks, whose article bars it from governing the body."""
    first = opening(scene, m)[0]
    if m.cls not in ("registry", "unit", "reference") or not 0 < first - t.last <= _OFFICE or m.clitics.strip("ال") or t.sense.pronoun:
        return False
    office = phrase(scene, t.last)
    return office is not None and office.last == first and scene.doc.text.forms[t.last].startswith("ال")


def told_counted(scene: Scene, t: Trigger, queue: list[ActorMention]) -> ActorMention | None:
    """Who did it, where men are counted right behind a verb joined to what an armed body did, and nobody else is behind it."""
    first = opening(scene, queue[0])[0]
    if first != t.last or first == queue[0].first or not any(f.first == first and f.noun == queue[0].head for f in scene.figures):
        return None
    if any(not joined(scene, m, queue[n]) for n, m in enumerate(queue[1:])):
        return None
    return next((m for m in scene.actors if m.armed and m.last <= t.i and m.cls in ("registry", "unit", "reference") and agrees(scene, t, m) and not m.clitics and m.head not in scene.speakers and not same_party(m, queue)), None)


def named_man(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """True for a man by his name, who cannot be the subject of a feminine verb: اعتقلت الشاب فلاناً بعد أن داهمت منزله."""
    form = t.sense.form
    if m.cls != "person" or form.tense != "perf" or form.number != "s" or not form.form.endswith("ت"):
        return False
    return not scene.doc.text.forms[m.first].endswith("ه") and "women" not in m.attributes


def that_it(scene: Scene, t: Trigger) -> bool:
    """True behind أنه، إنها، أنها كانت قد: a pronoun is the subject of the verb."""
    k = t.i - 1
    while k > scene.sentence.first and scene.doc.text.forms[k] in _HAD:
        k -= 1
    return scene.doc.text.forms[k] in _THAT_IT


def its_speaker(scene: Scene, t: Trigger) -> ActorMention | None:
    """تقول إسرائيل إنها تلاحق خلايا …، وإنها ضبطت أسلحة: who is quoted, where the verb agrees."""
    for s in scene.sources:
        if s.scope[0] <= t.i < s.scope[1] and s.last <= t.i and scene.sentence.first <= s.first and not s.carried:
            return next((m for m in scene.actors if s.first <= m.first < s.last and (m.armed or m.kind in ("organisation", "state")) and m.first == s.first and agrees(scene, t, m)), None)
    return None


def its_own_deed(scene: Scene, t: Trigger) -> bool:
    """True behind an armed body that has just begun to tell what it did: قال الجيش إنه قتل; but قالت الشرطة إنه قُتل."""
    if scene.doc.text.forms[t.i - 1] not in _THAT_IT:
        return False
    return any(m.armed and 1 <= t.i - m.last <= _TELLS and m.cls in ("registry", "unit", "reference") and agrees(scene, t, m) and m.first <= scene.sentence.first + _TELLS for m in scene.actors)


def told_before(t: Trigger) -> bool:
    """True for a dual or plural verb, whose subject stands before it or in an earlier clause (اغتالوا، تبنتا)."""
    return t.sense.form.number in ("d", "p") and t.sense.form.form.endswith(("وا", "ون", "ا", "ان"))


def leading(scene: Scene, t: Trigger, prior: list[ActorMention]) -> ActorMention | None:
    """The party that opens a clause and agrees with its verb: الجيش اعتقل، عائلات المخطوفين تتهم، أهالٍ من الحراك يطالبون.

    Between it and the verb stand only places, times and what is coordinated or governed.
    """
    if t.sense.clitics or not prior:
        return None
    m = next((m for m in prior if m.cls not in ("nisba", "outlet") or m.last == t.i), None)
    if m is None or speech_only(scene, [m]) or not scene.doc.opens_clause(opening(scene, m)[0]):
        return None
    if not (agrees(scene, t, m) and counts_like(t, m)):
        return None
    for k in range(m.last, t.i):
        by = scene.doc.info[k].by
        if "speech" in by or scene.doc.plays(k, G_REL | G_THAT) or any(s.pos == "v" and not s.near for s in by.get("trigger", NO_SENSES)):
            return None
        if scene.doc.text.kinds[k] == "p" and not any(d.first <= k <= d.last for d in scene.dates) and scene.doc.text.forms[k] not in ("،", ",", "(", ")", "-"):
            return None
    return m


def counts_like(t: Trigger, m: ActorMention) -> bool:
    """Number of a verb behind its subject: men in the plural take a plural verb, bodies and women's plurals may take a feminine singular."""
    if t.sense.form.number != "s" or m.cls != "people" or m.of is not None or m.number != "p":
        return True
    form = t.sense.form.form
    return form.endswith("ت") if t.sense.form.tense == "perf" else form.startswith("ت")


def paper(scene: Scene, k: int) -> bool:
    """True where a report or statement stands as the subject: التقرير، البيان."""
    source = scene.doc.sense(k, "source") if k < scene.sentence.last else None
    return source is not None and source.marks & M_PAPER != 0 and source.clitics == "ال"


def weapon_before(scene: Scene, i: int, prior: list[ActorMention]) -> bool:
    """True when a weapon that belongs to none of the parties stands right before the verb."""
    first = prior[-1].last if prior else scene.sentence.first
    return any(scene.doc.info[k].mask & MEANS for k in range(max(i - 2, first), i))


def hangs_on_act(scene: Scene, t: Trigger) -> bool:
    """True for a relative clause whose noun is an act or a weapon: الهجوم بالمسيّرات الذي استهدف …"""
    k = t.i - 1
    if t.sense.form.tense == "perf" and not t.sense.clitics and any(not o.verbal and 0 <= t.i - o.last <= 1 and "ال" not in o.sense.clitics and o.type in _CARRIED_ON for o in scene.triggers):
        return not any(m.last == t.i and m.cls != "nisba" for m in scene.actors)  # عملية أمنية استهدفت خلايا التنظيم
    if not t.sense.clitics and any(not o.verbal and o.last == t.i and "ال" not in o.sense.clitics and o.frame in ("strike", "attack", "blast") for o in scene.triggers):
        return True  # انفجار يستهدف سيارة للشرطة
    if t.sense.form.number == "d" and t.sense.form.tense == "perf" and not t.sense.clitics and any(
        not o.verbal and o.last <= t.i and o.sense.form.number == "d" and o.frame in ("strike", "attack", "blast") for o in scene.triggers
    ):
        return True  # هجومين من قبل التنظيم، استهدفا مقرات
    if k <= scene.sentence.first or not scene.doc.plays(k, G_REL):
        return False
    first = max(scene.sentence.first, k - 3)
    if any(first <= m.last - 1 < k for m in scene.actors):
        return False
    return any(o.last <= k and o.i >= first and not o.verbal for o in scene.triggers) or scene.doc.info[k - 1].mask & MEANS != 0


def weapon_between(scene: Scene, first: int, last: int) -> bool:
    """True when a weapon stands among the tokens: the subject of the verb before it."""
    return any(scene.doc.info[k].mask & MEANS for k in range(first, last))


def by_means(scene: Scene, m: ActorMention) -> bool:
    """True when the party is named as owner of the weapon just before it."""
    return any(scene.doc.info[k].mask & MEANS for k in range(max(m.first - 4, 0), m.first)) and m.armed


def together(scene: Scene, draft: Draft, frame: Frame, subject: ActorMention, prior: list[ActorMention]) -> None:
    """The rest of a coordinated subject before its verb: روسيا وتركيا أعلنتا."""
    for m in coordinated(scene, [subject]):
        if m is not subject and m in prior:
            put(scene, draft, m, frame.subject)


def accusative(scene: Scene, frame: Frame, m: ActorMention) -> bool:
    """True for people whose ending bars them from being the subject: واحتجزت ضابطاً, خطفوا مدنيين."""
    if frame.object == "target" and m.rule == "actors.members" and opening(scene, m)[0] != m.first and scene.doc.text.forms[m.head].endswith(("ه", "ها", "هم")) and m.last == m.head + 1:
        return True  # وأسرت عشرات من عناصره: some of his men are whom the act befell
    if frame.object == "target" and opening(scene, m)[0] != m.first and scene.doc.accusative(opening(scene, m)[0]):
        return True  # استهدفت رتلاً للمجموعة, واحتجزت عدداً من المستوطنين
    if frame.object != "target" or m.cls != "people" or opening(scene, m)[0] != m.first:
        return False
    spoken_to = "families" not in m.attributes and not scene.doc.text.forms[m.head].rstrip("همنا").endswith("ت")  # أمهلت أهلها; but طالبت عائلته
    if not m.armed and m.of is None and m.last == m.head + 1 and (spoken_to or not frame.name.startswith("say")) and scene.doc.text.forms[m.head - 1].endswith("ت") and any(
        s.pronoun in ("ه", "ها", "هم") for s in scene.doc.senses(m.head, "people")
    ) and any(s.clitics[:1] in ("و", "ف") for s in scene.doc.senses(m.head - 1, "trigger")):
        return True  # هاجمت المليشيا القرية وطردت أهلها: the people of what was told before
    return scene.doc.accusative(m.head) or scene.doc.text.forms[m.head].endswith("ين")


def able(scene: Scene, t: Trigger, frame: Frame, m: ActorMention) -> bool:
    """False for civilians beside a verb they can only suffer: واعتقلت عشرات الشبان, انتشلت جثث خمسة أطفال."""
    if m.cls == "person" and not m.armed and t.type in _SEIZED and t.type != "release" and m.first >= t.last and not any(
        x.first >= m.last and 0 <= opening(scene, x)[0] - m.last <= 1 for x in scene.actors
    ) and not any(0 <= f.first - m.last <= 1 for f in scene.figures):
        return False  # واعتقل رئيس البلدية فلان: a man alone behind the verb is whom it befell
    if t.type == "body_recovery" and m.kind == "civilians" and m.first > t.last + 1:
        return False
    if t.type in _SEIZED and m.first >= t.last and seized(scene, m):
        return False
    if "crowd" in m.attributes:
        return True
    return not (frame.object == "target" and t.type in _SUFFERED and m.kind == "civilians" and not m.armed)


def seized(scene: Scene, m: ActorMention) -> bool:
    """True for so many of a body, or for captives, behind a verb of seizing with nobody and nothing behind them: واعتقل 500 من عناصر X."""
    doc, first = scene.doc, opening(scene, m)[0]
    counted = any(f.first == first or f.noun == m.head for f in scene.figures) or (first < m.first and doc.text.forms[first].endswith("ين"))
    if not counted and "detained" not in m.attributes:
        return False
    if any(x.first >= m.last and 0 <= opening(scene, x)[0] - m.last <= 1 and not conjunct(opening(scene, x)[1]) for x in scene.actors):
        return False  # اختطف خمسة مسلحين تاجراً
    k = m.last
    return not (k < scene.sentence.last and (doc.accusative(k) or (doc.info[k].mask & (THING | POST | HEAD | MEANS) and not doc.text.forms[k].startswith(("ب", "ل", "و")))))


def first_person(scene: Scene, draft: Draft, t: Trigger, frame: Frame) -> None:
    """نحمّل، ندعو: the publisher speaks; what follows is whom it speaks to. القسام: استهدفنا دبابة: who speaks did it."""
    form = t.sense.form
    if form.number != "p" or t.sense.pronoun or not frame.subject:
        return
    if form.tense == "impf" and form.form.startswith("ن"):
        speaker = scene.speaker if t.frame in _VOICED else None
    elif form.tense == "perf" and form.form.endswith("نا") and frame.subject in ("agent", "party"):
        speaker = voice(scene, t) or scene.speaker
    else:
        return
    if speaker is None:
        if t.frame in _SPEECH and frame.object == "target" and form.tense == "impf":
            spoken_to = phrase(scene, t.last) if not draft.agents else None
            draft.targets = [*draft.agents, *draft.targets, *([spoken_to] if spoken_to else [])]
            draft.agents = []  # نطالب المنظمات: whoever speaks, those named are spoken to
        return
    others, draft.agents = draft.agents, [speaker]
    for m in others:
        if (frame.object or frame.subject == "party") and not same_party(m, [speaker]):
            put(scene, draft, m, "party" if frame.subject == "party" else frame.object)


def voice(scene: Scene, t: Trigger) -> ActorMention | None:
    """The body whose words a sentence gives behind a colon: الجيش الإسرائيلي: اعترضنا صاروخاً."""
    forms = scene.doc.text.forms
    colon = next((k for k in range(t.i - 1, max(scene.sentence.first, t.i - 12), -1) if forms[k] == ":"), None)
    if colon is None:
        return None
    return next((m for m in scene.actors if m.last <= colon and m.kind in ("armed_group", "state_force", "state", "organisation") and m.cls not in ("nisba", "outlet")), None)


def ours(scene: Scene, draft: Draft, t: Trigger) -> None:
    """أسرنا خمسة، أجهزنا على ثلاثة جنود: who speaks did it, the body that is quoted or the one that signs."""
    said = next((s for s in for_token(scene.sources, t.i) if s.kind in ("armed_group", "official")), None)
    if said is not None:
        body = next((m for m in scene.actors if said.first <= m.first < said.last and m.armed), None)
        draft.agents = [body or ActorMention(said.first, said.last, said.first, list(said.names), "armed_group", "people", "actors.speaker")]
    elif scene.speaker is not None and scene.speaker.armed:
        draft.agents = [scene.speaker]


def speaker_of(scene: Scene, draft: Draft, t: Trigger) -> None:
    """Who demands, denies or accuses: the source phrase behind the verb, an unlisted speaker, the one who spoke before."""
    named = next((s for s in scene.sources if t.last <= s.first <= t.last + 2 and not s.carried), None)
    if named is None and not draft.agents:  # لكن مصادر في الحزب نفت ذلك: the source stands before its verb
        named = next((s for s in scene.sources if s.cue == t.i and scene.sentence.first <= s.first and s.last <= t.i and not s.carried), None)
    if named is not None:
        body = next((m for m in scene.actors if named.first <= m.first < named.last and (m.cls == "person" or (m.cls == "registry" and m.first == named.first))), None)
        names = list(dict.fromkeys([*named.names, *(body.names if body else [])]))
        whole = ActorMention(named.first, named.last, named.first, names, body.kind if body else "unknown", "people", "actors.speaker")
        draft.agents = [whole]
        draft.targets = [m for m in draft.targets if not (named.first <= m.first < named.last)]
    elif (body := phrase(scene, t.last)) is not None and body.kind == "organisation" and not t.sense.pronoun and not any(m.first == t.last or (m.first == body.last and m.clitics.startswith("و")) for m in scene.actors):
        # طالبت الداخلية المسلحين: the body right behind its verb, not whom it speaks to
        object_ = [m for m in draft.agents if m.first >= body.last and m not in draft.targets]
        draft.agents = [body]
        frame = frame_of(scene, t)
        if frame is not None and frame.object == "target":
            draft.targets.extend(m for m in object_ if opening(scene, m)[0] == body.last)
    if named is None and draft.agents and (told := just_before(scene, t)) is not None and not any(m.last == t.i or opening(scene, m)[0] == t.last for m in draft.agents):
        draft.agents = [told]  # مصدر عسكري ينفي دخول المسلحين: whom he speaks of is no speaker
    if named is None and (body := had_spoken(scene, t) or stately(scene, t)) is not None:
        frame = frame_of(scene, t)
        behind = [m for m in (*draft.agents, *draft.targets) if m.first >= t.last]
        draft.agents = [body]
        draft.targets = behind if frame is not None and frame.object == "target" else []
        return
    if t is not draft.trigger and draft.agents and t.sense.clitics == "و":
        return  # أدان X الجريمة وطالب الأمم المتحدة: the first verb has the speaker
    if not any(-6 <= m.first - t.i <= 6 or m is scene.speaker for m in draft.agents):
        draft.agents = []
        speaker = phrase(scene, past_aside(scene, t.last)) or before_aside(scene, t) or earlier_speaker(scene, t)
        if speaker is not None:
            put(scene, draft, speaker, "agent")


def stately(scene: Scene, t: Trigger) -> ActorMention | None:
    """إن القوات، إذ تجدد التزامها بالاتفاق، تحمّل …: the body that opens a sentence of a communiqué speaks in its main clause."""
    doc, first = scene.doc, scene.sentence.first
    if t.sense.clitics or not t.verbal or t.sense.form.tense != "impf" or not doc.is_g(first, "that") or doc.is_g(t.i - 1, "that", "rel"):
        return None
    body = next((m for m in scene.actors if 0 < m.first - first <= 2 and m.last < t.i and m.cls != "nisba"), None)
    if body is None or not agrees(scene, t, body) or not doc.having("whilst", body.last, min(body.last + 2, t.i)):
        return None
    return body.under("actors.speaker")


def within(scene: Scene, draft: Draft, t: Trigger) -> None:
    """تصفية أسير: whom it befell is the last word of the act's own phrase."""
    k = t.last - 1
    sense = scene.doc.sense(k, "people")
    if sense is None or sense.pronoun or sense.clitics or any(s.clitics == "ال" for s in scene.doc.senses(k, "people")):
        return
    m = ActorMention(k, k + 1, k, [scene.doc.text.slice(k, k + 1)], sense.key, "people", "actors.people", None, frozenset(), sense.form.number)
    put(scene, draft, m, "target")


def addressed(scene: Scene, draft: Draft, t: Trigger) -> None:
    """ناشد أهالي المخيم المنظمات الإنسانية: whom an appeal or threat is meant for, who has no name of his own."""
    doc = scene.doc
    for k in doc.having("addressed", t.last, min(t.last + _ADDRESSED, scene.sentence.last)):
        sense = doc.sense(k, "addressed")
        if sense is None or sense.clitics.replace("ال", "") or (k > t.last and doc.is_one_g(k - 1, _GOVERNING)):
            continue
        last = k + 1 + len(sense.rest)
        m = ActorMention(k, last, k, [doc.text.slice(k, last)], sense.key, "people", "actors.addressed", number="p")
        for at, x in enumerate(draft.agents):
            if x.first < k < x.last:  # whoever speaks does not end with whom he speaks to
                tail = doc.text.slice(k, x.last)
                names = [n.removesuffix(tail).strip() for n in x.names]
                draft.agents[at] = ActorMention(x.first, k, x.head, names, x.kind, x.cls, x.rule, x.id, x.attributes, x.number, x.clitics, x.of)
        spoke = [x for x in draft.agents if not k <= x.first < last]
        if draft.agents and not spoke:
            told = [x for x in scene.actors if x.last <= t.i and x.cls != "nisba" and agrees(scene, t, x) and (x.armed or x.kind in ("organisation", "state", "person"))]
            speaker = told[-1] if told and t.sense.clitics.startswith("ف") else None  # أما كتلة X فدعت رعاة الاتفاق
            speaker = speaker or earlier_speaker(scene, t) or scene.speaker or (told[-1].under("actors.speaker") if told else None)
            if speaker is None:
                return  # nobody else is told of who could have spoken
            spoke = [speaker]
        draft.agents = spoke
        if sense.key != "sides":
            draft.targets.append(m)
        return


def had_spoken(scene: Scene, t: Trigger) -> ActorMention | None:
    """وكان الأمين العام أنطونيو غوتيريش قد أدان: who stands between the two words of the pluperfect, listed or not."""
    forms = scene.doc.text.forms
    stop = t.i - 1
    if t.sense.clitics or stop <= scene.sentence.first or forms[stop] != "قد":
        return None
    k = next((k for k in range(stop - 1, max(stop - _PLUPERFECT, scene.sentence.first) - 1, -1) if forms[k].removeprefix("و") in _WAS), None)
    if k is None or k + 1 >= stop or scene.doc.info[k + 1].first("g") is not None or any(o.verbal and k < o.i < stop for o in scene.triggers):
        return None
    inside = [m for m in scene.actors if k < m.first and m.last <= stop and m.cls != "nisba"]
    head = next((m for m in inside if m.cls == "person" and m.last == stop), None) or next((m for m in inside if opening(scene, m)[0] == k + 1), None)
    end = min([stop, *(j for j in range(k + 1, stop) if scene.doc.text.kinds[j] == "p")])
    names = [*(head.names if head is not None else []), scene.doc.text.slice(k + 1, end)]
    if head is not None and head.cls != "person":
        return head.under("actors.speaker")
    return ActorMention(k + 1, stop, k + 1, list(dict.fromkeys(names)), head.kind if head is not None else "unknown", "people", "actors.speaker")


def prepositional(scene: Scene, frame: Frame, r: str, m: ActorMention, t: Trigger) -> str:
    """Slot of a party behind a preposition."""
    before = scene.doc.text.forms[m.first - 1] if m.first else ""
    if before == "مخلفات" and t.frame == "blast":
        return "agent"  # لغم من مخلفات التنظيم
    if r == "by" or (r == "from" and (fired_from(scene, m, t) or struck_from(scene, m, t))):
        return "agent"
    if r == "nisba":
        if t.verbal and frame.object == "target" and of_base(scene, m):
            return "target"  # استهدفت محيط ثكنة راميم الإسرائيلية
        return "agent" if (t.type in VIOLENT and t.frame != "down") or t.type in _TROOPS else ""
    if r == "ب":
        at = opening(scene, m)[0]
        info = scene.doc.info[at if at != m.first else m.first - 1].by if m.first else {}
        if m.first and scene.doc.bare(m.first - 1, "calling"):
            return frame.object  # اتهمت من وصفتهم بالتكفيريين
        if t.frame in _SPOKEN:
            return frame.by
        if "means" in info or any(s.frame in ("strike", "attack", "fire") for s in info.get("trigger", NO_SENSES)):
            return "agent"
        return frame.by
    if r == "ل" and t.frame == "accuse" and t.verbal and t.near is not None and opening(scene, m)[0] - t.near <= 2:
        return "target"  # حمّل المسؤولية لحزب الله
    if r == "ل":
        if t.verbal and t.near is not None and opening(scene, m)[0] - 1 == t.near and m.armed and scene.doc.info[t.near].has_any(("means", "craft")):
            return "agent"  # دمرت غارات للطيران الروسي مدرسة
        if m.first and scene.doc.info[m.first - 1].first("tie") is not None:
            if t.frame in ("strike", "attack") and any(scene.doc.plays(k, G_ON) for k in range(t.last, m.first)):
                return "target"  # هجوم على مركز تدريب تابع للقيادة
            if t.frame in ("strike", "attack") and any(s.pronoun for k in range(t.last, m.first) for s in scene.doc.info[k].by.get("g", ()) if s.key == "light") and scene.doc.having("craft", t.last, m.first):
                return "agent"  # ضربات نفذتها طائرات مسيّرة تابعة للوزارة
            return "target" if t.frame in ("seize", "wreck", "loot") else ""  # نفق تابع لعصابات
        struck = t.frame in ("strike", "attack") and opening(scene, m)[0] - t.last <= 6
        if struck and (t.verbal or any(scene.doc.plays(k, G_ON | G_AGAINST) for k in range(t.last, m.first))):
            return frame.on or frame.object  # ضربات على مضافة لعصابات, هجوم ضد تجمع لجنود, دكت مقرات لتنظيم
        if "ل" not in m.clitics and before != "ل" and opening(scene, m)[0] == m.first and not any(s.led_by("ل") for s in scene.doc.senses(m.first - 1, "post")):
            return frame.object if t.frame not in ("call", "recruit") else ""  # تفجير لمبانٍ تتحصن فيها ميليشيا
        if t.frame == "call" and m.kind == "civilians":
            return "target"  # فتح باب الانتساب للمدنيين
        if t.frame in ("wreck", "loot", "take") and m.first - t.last <= 6 and scene.doc.having("thing", t.last, m.first + 1):
            return "target"  # أحرقوا أربعة بيوت لآل راشد
        if t.type in _TROOPS and any(scene.doc.sense(k, "column") is not None for k in range(t.i, m.first)) and not any(scene.doc.plays(k, G_TO | G_IN) for k in range(t.last, m.first)):
            return "agent"  # وصلت تعزيزات جديدة للميليشيات
        if t.type == "ambush" and "ال" not in t.sense.clitics and scene.doc.accusative(t.i):
            return "target"  # نصب مسلحون كميناً لدورية; but وقعت في كمين لداعش
        return "agent" if not t.verbal and (m.armed or t.type == "visit") else frame.to
    if r == "on" and t.type == "looting" and owned(scene, m) is not None:
        return "target"  # استولى على 27 منزلاً لمهجرين
    return frame.slot(r) if r in ("on", "with", "against", "between", "from", "to", "about") else ""


def of_base(scene: Scene, m: ActorMention) -> bool:
    """True for an adjective of origin right behind the name of a base, a settlement or a site: whose it is, not who strikes it."""
    if "ال" not in m.clitics and not scene.doc.text.forms[m.first].startswith("ال"):
        return False
    return any(p.first < p.last <= m.first <= p.last + 1 and p.first < m.first - 1 and p.kind in _OF_SITES for p in scene.places)


def fired_from(scene: Scene, m: ActorMention, t: Trigger) -> bool:
    """True behind the shots or shells that came from a party: أصيب بقذيفة من موقع للجيش, بطلقات نارية من حاجز."""
    k = opening(scene, m)[0] - 1
    if k <= t.i or scene.doc.text.forms[k] != "من":
        return False
    return any(
        s.led_by("ب") and (cls == "means" or s.frame == "strike")
        for i in (k - 1, k - 2) if i > t.i for cls in ("means", "trigger") for s in scene.doc.info[i].by.get(cls, ())
    )


def struck_from(scene: Scene, m: ActorMention, t: Trigger) -> bool:
    """True for the hand behind a blow: بضربة من الطيران الأميركي, قذيفة سقطت من تمركز للمليشيا."""
    k = opening(scene, m)[0] - 1
    if scene.doc.info[k].mask & POST and k > t.last:
        k -= 1  # قصف من حواجز النظام
    if scene.doc.text.forms[k] != "من" or not m.armed or m.cls == "nisba":
        return False
    if t.frame == "blast":
        return k - t.last <= 2
    return not t.verbal and t.frame in ("strike", "attack", "fire") and k == t.last


def antecedent(scene: Scene, t: Trigger, prior: list[ActorMention]) -> ActorMention | None:
    """The noun that a relative clause hangs on: المليشيات الإيرانية التي طردت, هجوم شنه."""
    k = t.i - 1
    if k > 0 and scene.doc.plays(k, G_REL):
        near = [m for m in prior if k - m.last <= 3]
        return near[-1] if near else None
    if t.verbal and not t.sense.clitics and prior and prior[-1].last == t.i and "ال" not in prior[-1].clitics and prior[-1].cls == "people":
        if len(prior) > 1 and prior[-2].last + 1 == prior[-1].first and scene.doc.text.forms[prior[-2].last] == "من":
            return prior[-2]  # ١٢ عنصراً من أبناء المنطقة انشقوا
        return prior[-1]
    return None


def guess_passive(
    scene: Scene, t: Trigger, frame: Frame, roles: list[tuple[ActorMention, str]], relative: ActorMention | None, prior: list[ActorMention]
) -> bool:
    """Voice of an unmarked verb from what follows it (قتل ثلاثة جنود / قتل المسلحون ثلاثة جنود)."""
    if frame.subject == "target" or not frame.object:
        return False
    if t.sense.marks & M_PASSIVE:
        return True
    bare = [m for m, r in roles if r in ("direct", "genitive")]
    if t.type == "killing" or t.sense.marks & M_CASUALTY:
        if t.sense.pronoun or (t.sense.has("active") and (len(bare) > 1 or any(r == "on" for _, r in roles))):
            return False  # أردى مسلح ضابطاً، أجهز حارس على أسير
        if scene.doc.text.forms[t.i - 1] in _THAT_IT and bare and accusative(scene, frame, bare[0]):
            return False  # إنه قتل قائداً ميدانياً
        if any(0 <= f.first - t.last <= 1 for f in scene.figures) and its_own_deed(scene, t):
            return False  # قال الجيش إنه قتل 200 مسلح
        if any(r in ("by",) for _, r in roles):
            return True
        first = leading(scene, t, prior)
        if first is not None and first.armed and (bare or (t.sense.form.number == "s" and first.cls != "people") or any(0 <= f.first - t.last <= 1 for f in scene.figures)):
            return False  # التنظيم يقتل عشرة جنود
        numbers = [f for f in scene.figures if t.last <= f.first <= t.last + 3]
        if len(bare) >= 2 and bare[0].armed and not (numbers and numbers[0].first <= bare[0].first):
            return False
        if bare and bare[0].armed and bare[0].cls in ("registry", "unit", "reference") and any(f.first >= bare[0].last for f in scene.figures if f.first - bare[0].last <= 3):
            return False
        if relative is not None and relative.armed and scene.figures and t.i > 0 and scene.doc.plays(t.i - 1, G_REL):
            return bool(not bare and not numbers)
        return not (t.type == "execution" and bare and bare[0].armed)
    if not bare and not prior and not relative:
        return bool(scene.places and scene.places[0].first >= t.last) and t.sense.form.tense == "perf" and t.type in ("shelling",)
    if relative is not None and not bare and undergone(scene, t, relative):
        return True  # الناشط الذي اختطف في بنغازي
    if len(bare) == 1 and t.type in _SEIZED and not t.sense.pronoun and not prior and counted_object(scene, t, bare[0]):
        return True  # أسر 12 عنصراً من الفرقة
    if bare and bare[0].kind in ("civilians", "person", "unknown") and not bare[0].armed and len(bare) == 1 and t.type in ("arrest", "abduction", "release", "assassination", "execution") and not prior:
        if scene.doc.text.forms[t.i - 1] in _THAT_IT or (t.sense.form.form.endswith("ت") and "women" not in bare[0].attributes):
            return False  # أنها أوقفت خمسة مطلوبين
        return opening(scene, bare[0])[0] == t.last and t.sense.clitics == ""
    return False


def undergone(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """True for a man or men before الذي or الذين and a verb of seizing with no object behind it: الشبان الذين اعتقلوا في حماة."""
    if t.type not in _SEIZED or t.sense.pronoun or t.sense.form.tense != "perf" or m.cls not in ("people", "person") or not scene.doc.plays(t.i - 1, G_REL):
        return False
    k = t.last
    if k >= scene.sentence.last or scene.doc.text.kinds[k] == "p" or any(d.first <= k < d.last for d in scene.dates):
        return True
    return (scene.doc.info[k].mask & G and not scene.doc.plays(k, G_ON | G_THAT)) or any(p.first <= k < p.last for p in scene.places)


def counted_object(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """True for men counted right behind a verb that nobody is the subject of: أسر ثمانية جنود من الفرقة."""
    first = opening(scene, m)[0]
    if first != t.last or first == m.first or t.sense.clitics or t.i != scene.sentence.first:
        return False
    return any(f.first == first and f.noun == m.head for f in scene.figures) and not t.sense.form.form.endswith(("ت", "وا"))


# ---------------------------------------------------------------------- verbal nouns


def fill_noun(
    scene: Scene, draft: Draft, t: Trigger, frame: Frame, after: list[ActorMention], prior: list[ActorMention], start: int, end: int
) -> None:
    """File genitive, prepositional phrases and the subject of a light verb of a verbal noun."""
    verb_of = support(scene, t, start, end)
    if t.type in ("ambush", "attack"):
        fallen(scene, draft, t, start)
    if t.sense.pronoun and frame.subject == "agent" and frame.object and not draft.agents:
        announced(scene, draft, t, frame)
    owned_act = bool(t.sense.pronoun and draft.agents)
    slot = ""
    previous: ActorMention | None = None
    told: ActorMention | None = None
    genitive_done = bool(t.sense.pronoun) or ("ال" in t.sense.clitics and t.frame != "clash")
    for at, m in enumerate(after):
        if joined(scene, m, previous):
            put(scene, draft, m, slot)
            previous = m
            continue
        if owned_act and (m.cls == "nisba" or role(scene, m, t.last) in ("direct", "genitive", "ل")):
            slot = frame.object if m.first - t.last <= _OWN else ""  # أعلن الحزب استهدافه تجمعاً لجنود الجيش
        elif m.cls == "nisba" or of_origin(scene, t, m):
            slot = "agent" if m.first - t.last <= 3 and (t.type in VIOLENT or t.type in _TROOPS or t.type in ("training", "sweep_operation")) else ""
        elif verb_of is not None and verb_of[0] < m.first and verb_of[1] and told is None and m.first - verb_of[0] <= 4 and not m.clitics.strip("وال") and role(scene, m, verb_of[0] + 1) in ("direct", "genitive"):
            slot = frame.subject or "agent"
            told = m
        else:
            f = role(scene, m, t.last)
            if f in ("comma", "clause"):
                for doer, _ in doers(scene, after[at:], t.last):
                    put(scene, draft, doer, "agent")  # اعتقال 14 شاباً، بينهم طالبان، على يد X
                break
            if scene.doc.having("received", t.last, m.first):
                slot = frame.object  # أعنف ضربة يتلقاها الجيش
            elif f in ("direct", "genitive") and not genitive_done and opening(scene, m)[0] - t.last <= 4 and not scene.doc.plays(m.first - 1, G_REL):
                slot = genitive(scene, t, frame, m)
                genitive_done = True
                if slot in ("agent", "target") and its_men(scene, t, m):
                    slot, owned_act = frame.subject, True  # استهداف مقاتليه ثكنة
                if slot == "target" and m.armed and at + 1 < len(after) and does(scene, m, after[at + 1]):
                    slot = frame.subject  # اعتقال الشرطة ناشطاً
            elif f in ("direct", "genitive"):
                slot = "" if genitive_done and draft.targets else frame.object if m.first - t.last <= 6 else ""
            else:
                slot = prepositional(scene, frame, f, m, t)
        previous = m
        put(scene, draft, m, slot)
    if verb_of is not None and not verb_of[1]:
        carried(scene, draft, t, frame, verb_of[0], start)
        if not draft.agents and scene.doc.having("doing", verb_of[0] + 1, t.i):
            doing(scene, draft, t, frame)  # اندلع شجار، ما دفع الشرطة إلى إغلاق الطريق
    elif not draft.agents and t.type == "territorial_capture" and t.sense.pronoun and (holder := next((m for m in prior if m.last == t.i and m.cls != "nisba"), None)) is not None:
        put(scene, draft, holder, "agent")  # بسط النظام سيطرته
    elif not draft.agents and t.type in _TROOPS and t.sense.pronoun:
        own_move(scene, draft, t)
    elif not draft.agents and doing(scene, draft, t, frame):
        pass
    elif not draft.agents and (frame.subject in ("agent", "party") or (t.sense.pronoun and frame.genitive == "agent")):
        announced(scene, draft, t, frame)
    for k in range(start, t.i):
        if scene.doc.text.forms[k].removeprefix("و") in _SURVIVES:
            for m in prior:
                if m.first > k and role(scene, m, k + 1) in ("direct", "genitive", "clause"):
                    put(scene, draft, m, "target")  # نجا X من محاولة اغتيال
                    break


def of_origin(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """القصف المدفعي الحوثي: a name of one word behind a definite act and its adjectives is an adjective itself."""
    forms = scene.doc.text.forms
    if m.last != m.first + 1 or m.clitics not in ("", "ال") or "ال" not in t.sense.clitics or not forms[m.first].endswith(("ي", "يه")) or not forms[m.first].startswith("ال"):
        return False
    return m.first > t.last - 1 and all(forms[k].startswith("ال") and forms[k].endswith(("ي", "يه", "ه")) for k in range(t.i + 1, m.first))


def its_men(scene: Scene, t: Trigger, m: ActorMention) -> bool:
    """True for the men of who speaks right behind an act of theirs with an object of its own: أعلن الحزب قصف مقاتليه ثكنة."""
    forms = scene.doc.text.forms
    if m.rule != "actors.members" or m.first != t.last or m.last != m.first + 1 or not forms[m.first].endswith(("ه", "ها", "هم")):
        return False
    k = m.last
    if k >= scene.sentence.last or scene.doc.text.kinds[k] != "w" or scene.doc.info[k].mask & (G | SPEECH):
        return False
    return scene.doc.info[k].mask & (POST | COLUMN | THING | PEOPLE | HEAD | MEANS) != 0 or scene.doc.accusative(k)


def does(scene: Scene, m: ActorMention, other: ActorMention) -> bool:
    """True for a body in the genitive with an object right behind it: احتجاز الردع أحد القادة, توقيف السرية عنصرين."""
    if other.cls == "nisba" or other.clitics or opening(scene, other)[0] != m.last:
        return False
    return not other.armed or (m.cls in ("registry", "unit", "reference") and other.cls in ("people", "person"))


def own_move(scene: Scene, draft: Draft, t: Trigger) -> None:
    """استكملت القوات انسحابها: the pronoun of a movement is the last armed body before it that it agrees with."""
    for m in reversed(scene.actors):
        if m.last <= t.i and m.armed and m.cls != "nisba" and agrees(scene, t, m):
            put(scene, draft, m, "agent")
            return


def doing(scene: Scene, draft: Draft, t: Trigger, frame: Frame) -> bool:
    """قيام قوة الردع باعتقال X، إقدام مسلحين على خطف Y: the genitive of the doing does the deed."""
    for k in reversed(scene.doc.having("doing", max(scene.sentence.first, t.i - 24), t.i)):
        if scene.doc.sense(k, "doing") is None:
            continue
        first = next((m for m in scene.actors if 0 <= opening(scene, m)[0] - k <= 2 and m.last <= t.i and m.cls != "nisba"), None)
        if first is None:
            return False
        for m in coordinated(scene, [first]):
            if m.last <= t.i and m.first > k:
                put(scene, draft, m, "agent" if frame.subject != "party" else "party")
        return True
    return False


def carried(scene: Scene, draft: Draft, t: Trigger, frame: Frame, verb: int, start: int) -> None:
    """The subject of the light verb before a noun: شن X هجوماً, تعرض X لهجمات."""
    sense = next(s for s in scene.doc.info[verb].by["g"] if s.key == "light")
    undergoes = sense.has("undergoes")
    if sense.has("happens") and not undergoes:
        return
    subjects = [
        m for m in scene.actors
        if start <= m.first < t.i and m.cls != "nisba" and m.head not in scene.speakers
        and role(scene, m, verb + 1 if m.first > verb else start) in ("direct", "genitive", "comma", "clause")
    ]
    chosen = [m for m in subjects if m.first > verb] or subjects[-1:]
    while chosen and (at := subjects.index(chosen[0])) and joined(scene, chosen[0], subjects[at - 1]):
        chosen.insert(0, subjects[at - 1])
    if frame.subject == "agent":
        for m in scene.actors:
            if verb < m.first and m.last <= t.i and role(scene, m, verb + 1) == "with":
                put(scene, draft, m, "agent")  # بدأت مع لواء القدس حملة
    slot = "target" if undergoes else frame.subject or "agent"
    if sense.has("deed") and frame.genitive == "target" and (sense.has("wilful") or all(m.armed for m in chosen)):
        slot = "agent"  # تمكنت القوات من تحييد المسلحين
    if frame.subject == "party":
        slot = "party"
    for m in chosen:
        put(scene, draft, m, slot)


def fallen(scene: Scene, draft: Draft, t: Trigger, start: int) -> None:
    """وقع رتل للمليشيا في كمين: who falls into an ambush is its target."""
    doc = scene.doc
    if not (doc.plays(t.i - 1, G_IN) or "ب" in t.sense.clitics):
        return
    for k in range(t.i - 1, max(start, t.i - 10) - 1, -1):
        if doc.text.forms[k] in _FALLS:
            for m in scene.actors:
                if k < m.first and m.last <= t.i:
                    put(scene, draft, m, "target")
            return


def announced(scene: Scene, draft: Draft, t: Trigger, frame: Frame) -> None:
    """أعلنت روسيا وتركيا هدنة, قرار المحافظ إقالة X: who announces or decides a thing of its own does it."""
    doc = scene.doc
    if doc.text.forms[t.i - 1] == ":" and frame.subject == "agent" and (spoke := voice(scene, t)) is not None:
        put(scene, draft, spoke, "agent")  # مركز طب الطوارئ: انتشال ست جثث
        return
    for k in range(t.i - 1, max(scene.sentence.first, t.i - 14) - 1, -1):
        decided = doc.text.forms[k].removeprefix("ب") in _DECISIONS
        if not decided and (not doc.info[k].mask & SPEECH or not any(s.key == "announce" for s in doc.info[k].by["speech"])):
            continue
        if any(k < o.i < t.i and o.casualty and not o.verbal for o in scene.triggers) and t.type in VIOLENT and t.frame != "clash":
            return  # أعلن الجيش إصابة أحد جنوده جراء سقوط قذيفة: its own loss, not its act
        if t.type in VIOLENT and any(m.rule == "actors.members" and m.first == t.last for m in draft.targets):
            return  # أعلن الحزب استهداف عناصره: its own men are whom the act befell
        reach = 2 if decided else 3
        if decided and (issuer := next((m for m in scene.actors if m.last == k and m.cls != "nisba"), None)) is not None:
            put(scene, draft, issuer, frame.subject or "agent")  # أصدر البرهان قراراً بتكليف
            return
        if not decided and not any(doc.plays(j, G_THAT) for j in range(k + 1, t.i)) and (head := heads(scene, k)) is not None:
            put(scene, draft, head, frame.subject or "agent")
            return
        previous: ActorMention | None = None
        for m in scene.actors:
            if k < m.first and m.last <= t.i and (m.armed or m.kind in ("person", "organisation")) and (joined(scene, m, previous) or (previous is None and m.first - k <= reach)):
                put(scene, draft, m, frame.subject or "agent")
                previous = m
        return


def heads(scene: Scene, k: int) -> ActorMention | None:
    """كان الجيش، الذي يطوق المدينة، قد أعلن في مايو بدء عملية: the body before a verb that has no subject behind it."""
    if k <= scene.sentence.first or scene.doc.text.forms[k - 1] not in ("قد", "كان", "كانت") or any(0 <= m.first - k <= 3 for m in scene.actors):
        return None
    first = next((m for m in scene.actors if m.cls != "nisba"), None)
    if first is None or first.last > k or first.first - scene.sentence.first > 2 or not first.armed:
        return None
    return first


def genitive(scene: Scene, t: Trigger, frame: Frame, m: ActorMention) -> str:
    """Slot of the genitive of a verbal noun; of ``side`` frames the armed one acts (قصف النظام / قصف المدنيين)."""
    slot = frame.genitive
    if slot == "side" and (thing := owned(scene, m)) is not None and not scene.doc.info[thing].mask & MEANS:
        return "target"  # مهاجمة حاجز تابع للنظام
    if slot == "target" and t.frame == "free" and m.cls != "people" and m.kind in ("armed_group", "state_force", "state", "organisation") and any(
        scene.doc.plays(k, G_ABOUT) for k in range(m.last, min(m.last + _FREED, scene.sentence.last))
    ):
        return "agent"  # إفراج الجماعة، من طرف واحد، عن 20 محتجزاً
    if m.rule == "actors.craft" and slot in ("side", "target") and t.frame != "down":
        return "agent"  # استهداف مسيّرة تركية نقطة للجيش
    if slot == "side" and "crowd" in m.attributes and m.last < scene.sentence.last and scene.doc.text.kinds[m.last] == "w" and scene.doc.text.forms[m.last].startswith("ال"):
        return "agent"  # اقتحام متظاهرين القنصلية
    if not slot and t.frame == "wreck" and opening(scene, m)[0] == m.first and (m.armed or "crowd" in m.attributes) and counted_thing(scene, m.last):
        return "agent"  # حرق المستوطنين عشرات المنازل
    if slot == "side":
        if t.sense.has("gentarget"):
            return "target"
        return "agent" if (m.armed and m.cls not in ("people",)) or (m.kind in ("armed_group", "state_force") and "commander" not in m.attributes) else "target"
    if slot == "agent" and frame.name == "call" and m.kind == "civilians":
        return "target"  # فتح باب التسجيل أمام متطوعين
    if slot == "genitive_moved":
        return "agent" if m.cls in ("registry", "unit", "reference") else ""
    return slot


def counted_thing(scene: Scene, k: int) -> bool:
    """True where things are counted or named as an object at token ``k``: عشرات المنازل، ثلاث مركبات، منزلاً."""
    if any(f.first == k and f.measure in _THINGS for f in scene.figures):
        return True
    return k < scene.sentence.last and scene.doc.info[k].has_any(("thing", "post")) and not scene.doc.text.forms[k].startswith(("و", "ب", "ل"))


def support(scene: Scene, t: Trigger, start: int, end: int) -> tuple[int, bool] | None:
    """The light verb that carries a noun: ``(token, follows)``; شن X هجوماً / هجوم شنه X."""
    for k in scene.doc.light(t.last, min(t.last + 5, end)):
        for sense in scene.doc.info[k].particles:
            if sense.key == "light" and (sense.pronoun or (k > 0 and scene.doc.plays(k - 1, G_REL))):
                return k, True
    wilful = t.sense.led_by("ب") or scene.doc.plays(t.i - 1, G_ON)
    for k in reversed(scene.doc.light(max(start, t.i - (_DONE if wilful else _CARRIED)), t.i)):
        for sense in scene.doc.info[k].particles:
            if sense.key == "light" and not sense.pronoun and (t.i - k <= _CARRIED or sense.has("wilful")):
                return k, False
    return None

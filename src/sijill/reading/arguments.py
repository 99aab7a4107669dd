"""Parties of an act: who did it to whom, by the frame of the predicate and the function of each phrase."""

from __future__ import annotations

from sijill.reading import realis
from sijill.reading.actors import ActorMention
from sijill.reading.clauses import conjunct, function, is_break
from sijill.reading.draft import KINETIC, VIOLENT, Draft, FigureDraft
from sijill.reading.frames import Frame
from sijill.reading.scene import Scene, same_party
from sijill.reading.sources import for_token
from sijill.reading.triggers import Trigger

_LONE = {"killing": "killed", "assassination": "killed", "arrest": "arrested", "abduction": "abducted", "release": "released", "execution": "killed"}
_NOBODY = frozenset(["شخصا", "شخص", "اشخاص", "شخصين", "شخصان", "اشخاصا", "ضحايا", "ناس", "رجلان", "رجلين", "مواطن", "مواطنا"])


def domain(scene: Scene, t: Trigger) -> tuple[int, int]:
    """Tokens over which a trigger may look for its parties."""
    start, end = scene.sentence.first, scene.sentence.last
    for other in scene.triggers:
        if other.i < t.i and (other.verbal or not t.verbal) and not (other.weak and t.weak):
            start = max(start, other.last)
        elif other.i > t.i and ((other.verbal and not other.weak) or not t.verbal):
            end = min(end, other.i)
            break
    for k in range(t.i - 1, start, -1):
        if is_break(scene.doc, k):
            start = k + 1
            break
    for k in range(t.last, end):
        if is_break(scene.doc, k):
            end = k
            break
    return start, end


def arguments(scene: Scene, draft: Draft) -> None:
    for t in draft.triggers:
        fill(scene, draft, t)
    for t in draft.triggers:
        start, end = t.i - 6, min(t.last + 14, scene.sentence.last)
        for k in range(max(start, scene.sentence.first), end):
            sense = scene.doc.sense(k, "means")
            if sense is not None and not any(o is not t and o.i <= k < o.last and o not in draft.triggers for o in scene.triggers):
                draft.means.setdefault(sense.key, k)
    if draft.type == "interception" and not draft.targets:
        put_object(scene, draft)
    draft.sources = for_token(scene.sources, draft.trigger.i)
    modality, token = realis.modality(scene.doc, draft.trigger, scene.marks)
    if token is not None and not draft.agents and not draft.trigger.verbal and modality in ("planned", "hypothetical"):
        # لوّحت وزارة الداخلية بإطلاق سراح …: who plans or threatens is who would act
        near = [m for m in scene.actors if 0 <= m.first - token <= 3 and m.last <= draft.trigger.i] or [m for m in scene.actors if 0 <= token - m.last <= 1]
        for m in near[:1]:
            put(scene, draft, m, "agent" if scene.frames[draft.trigger.frame].subject in ("agent", "party") or scene.frames[draft.trigger.frame].genitive == "target" else "")
    draft.modality, draft.modality_token = modality, token
    draft.negated = realis.negated(scene.doc, draft.trigger)


def fill(scene: Scene, draft: Draft, t: Trigger) -> None:
    frame = scene.frames.get(t.frame)
    if frame is None:
        return
    start, end = domain(scene, t)
    actors = scene.actors
    if t.frame not in ("say", "accuse", "deal", "release_media", "refuse", "aid"):
        actors = [m for m in actors if m.head not in scene.speakers]
    after = [m for m in actors if t.i <= m.first < end]
    prior = [m for m in actors if start <= m.first and m.last <= t.i]
    if t.verbal:
        fill_verb(scene, draft, t, frame, after, prior, start)
    else:
        fill_noun(scene, draft, t, frame, after, prior, start, end)


def fill_verb(scene: Scene, draft: Draft, t: Trigger, frame: Frame, after: list[ActorMention], prior: list[ActorMention], start: int) -> None:
    bare: list[ActorMention] = []
    roles: list[tuple[ActorMention, str]] = []
    role = ""
    previous: ActorMention | None = None
    for m in after:
        if previous is not None and conjunct(m.clitics) and m.first - previous.last <= 2:
            roles.append((m, role))
            previous = m
            continue
        role = function(scene.doc, m.first, m.clitics, t.last)
        if role == "comma":
            break
        if m.cls == "nisba" and role in ("direct", "genitive"):
            role = "nisba"
        roles.append((m, role))
        previous = m
    bare = [m for m, r in roles if r in ("direct", "genitive")]
    passive = t.passive
    relative = antecedent(scene, t, prior)
    if passive is None:
        passive = guess_passive(scene, t, frame, roles, relative, prior)
    if t.sense.pronoun and frame.object and relative is not None and not passive:
        # هجوم شنه X, شاب قتله X: the pronoun is the antecedent, what follows is the subject
        put(scene, draft, relative, frame.object)
        for m in bare:
            put(scene, draft, m, frame.subject)
    elif passive:
        for m in bare or ([relative] if relative else prior[-1:] if not speech_only(scene, prior) else []):
            put(scene, draft, m, frame.object or frame.subject)
    else:
        subject: ActorMention | None = relative
        queue = list(bare)
        if subject is None and prior and scene.doc.is_g(prior[-1].first - 1, "that") and prior[-1].cls != "nisba":
            subject = prior[-1]  # أن تنظيمات إرهابية هاجمت
        elif subject is None and len(prior) > 1 and scene.doc.is_g(prior[0].first - 1, "that") and prior[0].cls != "nisba" and not t.sense.clitics:
            subject = prior[0]
        if subject is None and queue and (queue[0].first - t.last <= 6):
            subject = queue.pop(0)
        if subject is None and prior:
            candidates = [m for m in prior if function(scene.doc, m.first, m.clitics, start) in ("direct", "comma", "genitive") and m.cls != "nisba" and (t.frame in ("say", "accuse") or not speech_only(scene, [m]))]
            subject = candidates[-1] if candidates else None
        if subject is not None:
            put(scene, draft, subject, frame.subject)
            for m in [x for x, r in roles if conjunct(x.clitics) and x in bare]:
                if m in queue and subject in bare and m.first - subject.last <= 2:
                    put(scene, draft, m, frame.subject)
                    queue.remove(m)
                    subject = m
        for m in queue:
            put(scene, draft, m, frame.object)
    if t.frame in ("say", "accuse", "deal", "call") and t.sense.form.tense == "impf" and t.sense.form.form.startswith("ن") and scene.speaker is not None:
        for m in list(draft.agents):
            draft.agents.remove(m)
            if frame.object:
                put(scene, draft, m, frame.object)
        draft.agents = [scene.speaker]
    if t.frame in ("say", "accuse"):
        named = next((s for s in scene.sources if t.last <= s.first <= t.last + 2 and not s.carried), None)
        if named is not None:
            body = next((m for m in scene.actors if m.cls == "person" and named.first <= m.first < named.last), None)
            whole = ActorMention(named.first, named.last, named.first, list(dict.fromkeys([*named.names, *(body.names if body else [])])), body.kind if body else "unknown", "people", "actors.speaker")
            draft.agents = [whole]
            draft.targets = [m for m in draft.targets if not (named.first <= m.first < named.last)]
    if t.frame in ("say", "accuse") and not any(-6 <= m.first - t.i <= 6 for m in draft.agents):
        draft.agents = []
        speaker = phrase(scene, t.last) or earlier_speaker(scene, t)
        if speaker is not None:
            put(scene, draft, speaker, "agent")
    for m, r in roles:
        if r in ("direct", "genitive"):
            continue
        put(scene, draft, m, prepositional(scene, frame, r, m, t))


def phrase(scene: Scene, k: int) -> ActorMention | None:
    """An unlisted speaker as a noun phrase: مصدر في اللواء الثامن، منسقة الشؤون الإنسانية."""
    if k >= scene.sentence.last or scene.doc.text.kinds[k] != "w":
        return None
    source = scene.doc.sense(k, "source") or scene.doc.sense(k, "people")
    plain = scene.doc.text.forms[k]
    if source is not None and source.clitics:
        return None
    if source is None and ("g" in scene.doc.info[k].by or not plain.startswith("ال") or any(m.first <= k < m.last for m in scene.dates)):
        return None  # a verb-initial statement has its speaker next: ندّدت السفارة الأميركية
    end = k + 1
    while end < scene.sentence.last and end < k + 6 and scene.doc.text.kinds[end] == "w" and not scene.doc.is_g(end, "that", "new", "rel", "on", "about", "to") and not any(m.first <= end < m.last for m in scene.dates):
        end += 1
    return ActorMention(k, end, k, [scene.doc.text.slice(k, end), scene.doc.text.slice(k, min(end, k + 2)), scene.doc.text.word(k)], source.key if source is not None and source.cls == "people" else "unknown", "people", "actors.speaker")


def earlier_speaker(scene: Scene, t: Trigger) -> ActorMention | None:
    """قالت مصادر عشائرية … ونفت: the source that spoke before in the sentence."""
    before = [s for s in scene.sources if scene.sentence.first <= s.first and s.last <= t.i and not s.carried]
    if not before and t.last < scene.sentence.last and t.sense.form.number == "s":
        # ودعا إلى …: no subject follows, so the speaker of the sentences before goes on
        following = scene.doc.text.forms[t.last]
        if following in ("الي", "علي", "من", "في") or following[:1] in "بل" and scene.doc.sense(t.last, "people") is None:
            before = [s for s in scene.sources if s.last <= t.i and scene.number - scene.doc.sentence_of[s.first] <= 2]
    if not before or t.sense.clitics[:1] != "و":
        return None
    s = before[-1]
    return ActorMention(s.first, s.last, s.first, list(s.names), "unknown", "people", "actors.speaker")


def put_object(scene: Scene, draft: Draft) -> None:
    """The thing acted upon, as a phrase: أسقطت طائرة استطلاع سعودية."""
    t = draft.trigger
    k = next((i for i in range(t.last, min(t.last + 6, scene.sentence.last)) if scene.doc.sense(i, "means") is not None or scene.doc.text.forms[i].lstrip("ل") in ("اهداف", "هدف", "اهدافا")), None)
    if k is None:
        return
    end = k + 1
    while end < scene.sentence.last and end < k + 3 and scene.doc.text.kinds[end] == "w" and "g" not in scene.doc.info[end].by and not any(p.first <= end < p.last for p in scene.places):
        end += 1
    draft.targets.append(ActorMention(k, end, k, [scene.doc.text.slice(k, end), scene.doc.text.word(k)], "unknown", "thing", "actors.object"))
    draft.agents = [m for m in draft.agents if not k <= m.first < end]


def prepositional(scene: Scene, frame: Frame, role: str, m: ActorMention, t: Trigger) -> str:
    if role == "by":
        return "agent"
    if role == "nisba":
        return "agent" if t.type in VIOLENT else ""
    if role == "ب":
        before = scene.doc.info[m.first - 1].by if m.first else {}
        if "means" in before or "trigger" in before or m.first == t.last + 1:
            return "agent" if "means" in before or "trigger" in before else frame.by
        return frame.by
    if role == "ل":
        return "agent" if not t.verbal and m.armed else frame.to
    if role == "in":
        return ""
    return frame.slot(role) if role in ("on", "with", "against", "between", "from", "to", "about") else ""


def speech_only(scene: Scene, found: list[ActorMention]) -> bool:
    """True when the nearest party before the trigger is the speaker, not a party of the act."""
    return bool(found) and all(k in scene.speakers for k in range(found[-1].first, found[-1].last))


def antecedent(scene: Scene, t: Trigger, prior: list[ActorMention]) -> ActorMention | None:
    """The noun that a relative clause hangs on: المليشيات الإيرانية التي طردت, هجوم شنه."""
    k = t.i - 1
    if k > 0 and scene.doc.is_g(k, "rel"):
        near = [m for m in prior if k - m.last <= 3]
        return near[-1] if near else None
    if t.verbal and not t.sense.clitics and prior and prior[-1].last == t.i and "ال" not in prior[-1].clitics and prior[-1].cls == "people":
        return prior[-1]
    return None


def guess_passive(scene: Scene, t: Trigger, frame: Frame, roles: list[tuple[ActorMention, str]], relative: ActorMention | None, prior: list[ActorMention]
) -> bool:
    """Voice of an unmarked verb from what follows it (قتل ثلاثة جنود / قتل المسلحون ثلاثة جنود)."""
    if frame.subject == "target" or not frame.object:
        return False
    bare = [m for m, r in roles if r in ("direct", "genitive")]
    if t.type == "killing" or t.sense.has("casualty"):
        if t.sense.pronoun:
            return False
        if any(r in ("by",) for _, r in roles):
            return True
        numbers = [f for f in scene.figures if t.last <= f.first <= t.last + 3]
        if len(bare) >= 2 and bare[0].armed and not (numbers and numbers[0].first <= bare[0].first):
            return False
        if bare and bare[0].armed and bare[0].cls in ("registry", "unit", "reference") and any(f.first >= bare[0].last for f in scene.figures if f.first - bare[0].last <= 3):
            return False
        if relative is not None and relative.armed and scene.figures and t.i > 0 and scene.doc.is_g(t.i - 1, "rel"):
            return bool(not bare and not numbers)
        return True
    if not bare and not prior and not relative:
        return bool(scene.places and scene.places[0].first >= t.last) and t.sense.form.tense == "perf" and t.type in ("shelling",)
    if bare and bare[0].kind in ("civilians", "person", "unknown") and not bare[0].armed and len(bare) == 1 and t.type in ("arrest", "abduction", "release", "assassination", "execution") and not prior:
        return True
    return False


def fill_noun(scene: Scene, draft: Draft, t: Trigger, frame: Frame, after: list[ActorMention], prior: list[ActorMention], start: int, end: int
) -> None:
    verb_of = support(scene, t, start, end)
    role = ""
    previous: ActorMention | None = None
    genitive_done = False
    for m in after:
        if previous is not None and conjunct(m.clitics) and m.first - previous.last <= 2:
            slot = role
        elif m.cls == "nisba":
            slot = "agent" if m.first - t.last <= 3 and t.type in VIOLENT | {"training", "sweep_operation"} else ""
        elif verb_of is not None and verb_of[0] < m.first and verb_of[1] and m.first - verb_of[0] <= 4 and not m.clitics.strip("وال"):
            slot = frame.subject or "agent"
        else:
            f = function(scene.doc, m.first, m.clitics, t.last)
            if f == "comma":
                if previous is None:
                    break
                previous = None
                break
            if f in ("direct", "genitive") and not genitive_done and m.first - t.last <= 4 and not scene.doc.is_g(m.first - 1, "rel"):
                slot = genitive(scene, t, frame, m)
                genitive_done = True
            elif f in ("direct", "genitive"):
                slot = "" if genitive_done and draft.targets else frame.object if m.first - t.last <= 6 else ""
            else:
                slot = prepositional(scene, frame, f, m, t)
        role = slot
        previous = m
        put(scene, draft, m, slot)
    if verb_of is not None and not verb_of[1]:
        # شن X هجوماً, تعرض X لهجمات
        verb = verb_of[0]
        subjects = [m for m in scene.actors if start <= m.first < t.i and function(scene.doc, m.first, m.clitics, verb if m.first > verb else start) in ("direct", "genitive", "comma") and not speech_only(scene, [m])]
        after_verb = [m for m in subjects if m.first > verb]
        chosen = after_verb or subjects[-1:]
        lemma = scene.doc.info[verb].by["g"][0].lemma
        slot = "target" if lemma in ("تعرض", "شهد") else frame.subject or "agent"
        if frame.subject == "party":
            slot = "party"
        if lemma in ("اندلع", "دار", "وقع", "جري", "حصل", "شهد", "تجدد", "استمر", "نشب", "تواصل"):
            chosen = []
        for m in chosen:
            put(scene, draft, m, slot)


def genitive(scene: Scene, t: Trigger, frame: Frame, m: ActorMention) -> str:
    slot = frame.genitive
    if slot == "side":
        if t.sense.has("gentarget"):
            return "target"
        return "agent" if (m.armed and m.cls not in ("people",)) or (m.kind in ("armed_group", "state_force") and not m.attributes & {"commander"}) else "target"
    if slot == "genitive_moved":
        return "agent" if m.cls in ("registry", "unit", "reference") else ""
    return slot


def support(scene: Scene, t: Trigger, start: int, end: int) -> tuple[int, bool] | None:
    """The light verb that carries a noun: ``(token, follows)``; شن X هجوماً / هجوم شنه X."""
    for k in range(t.last, min(t.last + 5, end)):
        for sense in scene.doc.info[k].by.get("g", ()):
            if sense.key == "light" and (sense.pronoun or (k > 0 and scene.doc.is_g(k - 1, "rel"))):
                return k, True
    for k in range(t.i - 1, max(start, t.i - 14) - 1, -1):
        for sense in scene.doc.info[k].by.get("g", ()):
            if sense.key == "light" and not sense.pronoun:
                return k, False
    return None


def put(scene: Scene, draft: Draft, m: ActorMention, slot: str) -> None:
    """File a party; ``party`` fills the two sides of a clash or deal in turn."""
    if not slot or slot in ("place", "from", "to", "ignore"):
        return
    if m.cls == "outlet" and slot != "agent":
        return
    if slot == "party":
        if draft.type in ("agreement", "ceasefire", "prisoner_exchange"):
            slot = "agent"
        else:
            slot = "target" if draft.agents and not same_party(m, draft.agents) else "agent"
    side = draft.agents if slot == "agent" else draft.targets
    if any(m.first <= x.first < m.last or x.first <= m.first < x.last for x in (*draft.agents, *draft.targets)):
        return
    if same_party(m, side):
        return
    side.append(m)


def share_parties(scene: Scene, drafts: list[Draft]) -> None:
    """A coordinated verb without a subject of its own has the subject of the verb before it."""
    previous: Draft | None = None
    last = next((d for d in reversed(scene.before) if d.agents and d.family != "politics" and scene.number - d.sentence <= 2), None)
    for draft in drafts:
        t = draft.trigger
        source = previous if previous is not None and previous.agents else last
        if source is not None and source.agents and draft.agents and all("ref_agent" in m.attributes for m in draft.agents):
            draft.agents = list(source.agents)  # المهاجمون: those who attacked before
        if not draft.agents and source is not None and source.agents:
            frame = scene.frames[t.frame]
            verb = t.verbal and not t.passive and frame.subject == "agent" and t.frame not in ("say", "accuse", "fire") and not open_subject(scene, t)
            owner = not t.verbal and t.sense.pronoun and (frame.genitive == "agent" or frame.name in ("take", "control", "pull", "leave"))
            if (verb and (not t.weak or t.sense.pronoun)) or owner:
                draft.agents = [m for m in source.agents if not same_party(m, draft.targets)]
            elif draft.type == "armed_clash" and draft.targets and previous is not None and previous.family != "politics":
                draft.agents = [m for m in previous.agents if not same_party(m, draft.targets)]
        if t.sense.pronoun and t.verbal and not t.passive and not draft.targets and source is not None and scene.frames[t.frame].object == "target":
            draft.targets = [m for m in source.targets if not same_party(m, draft.agents)]
        if not t.verbal and t.sense.pronoun and not draft.targets and scene.frames[t.frame].genitive == "target" and source is not None:
            draft.targets = [m for m in (source.targets or []) if not same_party(m, draft.agents)]
        if draft.agents or draft.targets:
            previous = draft


def claims(scene: Scene, drafts: list[Draft]) -> None:
    """تبناه التنظيم: a claim of responsibility names the agent of the act before it."""
    for s in scene.sources:
        if s.verb_key == "claim" and scene.sentence.first <= s.cue < scene.sentence.last:
            acts = [d for d in (*scene.before[-3:], *drafts) if d.type in KINETIC and d.trigger.i < s.cue and not d.agents]
            found = next((m for m in scene.actors if m.first <= s.first < m.last), None)
            if acts and found is not None:
                acts[-1].agents.append(found)
                acts[-1].targets = [m for m in acts[-1].targets if m is not found]


def open_subject(scene: Scene, t: Trigger) -> bool:
    """True when the verb has a subject of its own behind it that is no listed party."""
    k = t.last
    while k < scene.sentence.last and any(m.first <= k < m.last for m in scene.dates):
        k += 1
    if k >= scene.sentence.last or scene.doc.text.kinds[k] != "w":
        return False
    if t.sense.form.number == "p":
        return False
    return not scene.doc.is_g(k, "on", "in", "from", "to", "with", "against", "about", "by", "conj", "between", "cause") and t.sense.form.number == "s" and not any(p.first <= k < p.last for p in scene.places) and scene.doc.sense(k, "thing") is None and not scene.doc.text.forms[k].startswith(("ب", "ل"))


def prune(scene: Scene, draft: Draft) -> None:
    """Counted victims are figures, not parties; a counted agent is no figure."""
    agents = {k for m in draft.agents for k in range(m.first, m.last)}
    for f in list(draft.figures):
        if f.noun in agents and f.measure in ("killed", "injured", "abducted", "arrested", "killed_or_injured"):
            draft.figures.remove(f)
    counted = {f.noun for f in draft.figures if f.subset}
    if not draft.figures and draft.type in _LONE and draft.modality in ("reported", "claimed", "denied"):
        for m in draft.targets[:1]:
            if (m.cls == "person" and m.of is None) or (m.cls == "person" and "commander" in m.attributes):
                f = FigureDraft(m.first, m.last, _LONE[draft.type], 1, 1, 1, "figures.named_victim", noun=None)
                f.attributes = {"commander"} if "commander" in m.attributes else set()
                f.event = draft
                draft.figures.append(f)
    draft.targets = [
        m for m in draft.targets
        if m.head not in counted
        and not (m.cls == "people" and m.of is None and scene.doc.text.forms[m.head].removeprefix("ال") in _NOBODY)
        and not all(k in scene.speakers for k in range(m.first, m.last))
    ]

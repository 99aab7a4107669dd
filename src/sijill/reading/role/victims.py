"""Whom an act struck where its grammar does not say: the counted, the dead and wounded, the people of a village, the losers."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import M_ATTEMPT, M_BODIES, M_GROUP, PLURAL, TOLL, G
from sijill.knowledge.lexicon import NO_SENSES
from sijill.ontology import FAMILIES
from sijill.reading.act.draft import ACTS, KINETIC, Draft, FigureDraft
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.party.actors import ActorMention
from sijill.reading.realis import modality
from sijill.reading.role import sites
from sijill.reading.role.filing import frame_of, nobody, put

_LONE: Final = {"defection": "defected", "killing": "killed", "assassination": "killed", "arrest": "arrested", "abduction": "abducted", "release": "released", "execution": "killed", "capture": "captured", "body_recovery": "bodies_recovered", "casualty_announcement": "killed"}
_TOLLS: Final = frozenset(("killed", "injured", "killed_or_injured", "abducted", "arrested", "captured", "displaced", "released", "recruited"))
_STRIKES: Final = frozenset(("attack", *FAMILIES["remote_violence"])) - {"interception"}
_DEAD_BEFORE: Final = 10
_DEAD_BEHIND: Final = 8
"""Tokens around an act within which its dead are told."""
_HURT: Final = frozenset((*FAMILIES["remote_violence"], "attack", "killing", "massacre", "attack_on_civilians", "ambush")) - {"interception"}
_AT_OWNERS: Final = _STRIKES | {"raid", "looting", "property_destruction", "ambush"}
_FAR: Final = 30
"""Tokens from an act to the words that tell of whom most of the dead were."""
_QUALIFIED: Final = (("مدني", "civilians"), ("سكني", "civilians"), ("عسكري", "state_force"), ("امني", "state_force"), ("حكومي", "state"))
_PARTS: Final = 2
"""Of the parts of a toll the first two say who was struck; what follows breaks these down again."""
_LAID: Final = ("bury", "transfer", "recover")
_ON_VILLAGES: Final = frozenset(("attack", "attack_on_civilians", "massacre", "execution", "siege", "property_destruction", "abduction"))


def wounded(scene: Scene, draft: Draft) -> None:
    """The object of burying and rescuing is often a word of casualty: نُقل الجرحى, دُفن الضحايا."""
    t = draft.trigger
    if draft.targets or t.frame not in _LAID:
        return
    for k in range(t.last, min(t.last + 8, scene.sentence.last)):
        if scene.doc.text.kinds[k] == "p":
            return
        toll = scene.doc.sense(k, "toll")
        if toll is not None and not toll.marks & M_BODIES and not toll.pronoun and not (scene.doc.accusative(k) and not any(f.noun == k and f.first < k for f in scene.figures)):
            if any(m.first <= k < m.last for m in scene.actors):
                return
            lay(scene, draft, k, toll.clitics)
            return
    k = t.i - 1
    toll = scene.doc.sense(k, "toll") if t.passive and k >= scene.sentence.first else None
    if toll is not None and not toll.marks & M_BODIES:
        lay(scene, draft, k, toll.clitics)  # الجرحى أُسعفوا


def lay(scene: Scene, draft: Draft, k: int, clitics: str) -> None:
    """File a word of casualty as the target."""
    name = scene.doc.text.slice(k, k + 1)
    if clitics.endswith("لل"):
        name = "ال" + name[name.index("لل") + 2:] if "لل" in name else name
    elif clitics.startswith(("و", "ب", "ل")) and len(name) > 3:
        name = name[1:]
    draft.targets.append(ActorMention(k, k + 1, k, [name], "unknown", "toll", "actors.casualties", clitics=clitics))




def losers(scene: Scene, draft: Draft, drafts: list[Draft]) -> None:
    """Ground is taken from whoever withdrew from it or was fought for it in the same sentence."""
    if draft.type != "territorial_capture" or not draft.agents:
        return
    for other in drafts:
        if other is draft or other.type not in ("withdrawal", "armed_clash"):
            continue
        sides = [m for m in [*other.agents, *other.targets] if not same_party(m, draft.agents)]
        if sides and (other.type == "withdrawal" or len(sides) < len(other.agents) + len(other.targets) or len(sides) == 1):
            draft.targets = sides
            return


def whose_dead(scene: Scene, draft: Draft) -> None:
    """Whose dead and hurt are told without a number: سقوط قتلى وجرحى لقوات النظام، في صفوف قسد، من المدنيين."""
    if draft.targets or draft.type not in ACTS or draft.modality not in ("reported", "claimed"):
        return
    doc = scene.doc
    first, last = draft.triggers[0].i, draft.triggers[-1].last
    for k in doc.having("toll", max(scene.sentence.first, min(first, draft.trigger.i) - _DEAD_BEFORE), min(scene.sentence.last, last + _DEAD_BEHIND)):
        if not any(s.key in ("killed", "injured") and not s.pronoun for s in doc.info[k].by["toll"]):
            continue
        j = k + 1
        while j < scene.sentence.last and doc.text.forms[j][0] == "و" and doc.info[j].mask & TOLL:
            j += 1
        if j >= scene.sentence.last:
            return
        behind = next((j + 1 + len(s.rest) for s in doc.info[j].by.get("ranks", NO_SENSES) if not s.rest or doc.follows(j + 1, s.rest)), None)
        if behind is None and doc.text.forms[j] == "من":
            behind = j + 1
        for m in scene.actors:
            if m.cls != "nisba" and (m.first == behind or (m.first == j and m.clitics.startswith("ل"))) and not same_party(m, draft.agents):
                put(scene, draft, m, "party" if draft.trigger.frame == "clash" and not draft.agents else "target")
                return


def villagers(scene: Scene, draft: Draft) -> None:
    """A village that is attacked, besieged or burnt stands for its people."""
    if draft.type not in _ON_VILLAGES:
        return
    for p in draft.places:
        if p.kind == "village" and p.relation == "in" and not scene.doc.having("post", draft.trigger.last, p.first):  # هاجموا حاجزاً في القرية
            bare = p.names[-1].removeprefix("قرية ")
            names = list(dict.fromkeys([*p.names, f"أهالي {bare}", f"سكان {bare}", "أهالي القرية", "أهل القرية", "مدنيون", "مدنيين"]))
            draft.targets.append(ActorMention(p.first, p.last, p.first, names, "civilians", "place", "actors.villagers"))
            return


def things(scene: Scene, draft: Draft) -> None:
    """A thing that the text itself calls civilian or military, struck: سيارة مدنية، حي سكني، مقرين أمنيين."""
    if draft.type not in _STRIKES or draft.targets:
        return
    doc = scene.doc
    for trigger in draft.triggers:
        for k in range(trigger.i + 1, min(trigger.last + 8, scene.sentence.last - 1)):
            if doc.text.kinds[k] == "p":
                break
            if doc.text.kinds[k] != "w" or doc.info[k].mask & G:
                continue
            kind = next((kind for stem, kind in _QUALIFIED if doc.text.forms[k + 1].startswith(stem)), None)
            if kind is not None and not any(o.i <= k < o.last for o in scene.triggers) and not any(m.first <= k < m.last for m in scene.actors):
                name = doc.text.slice(k, k + 2)
                if name[0] == "ب" and doc.info[k].first("thing") is not None:
                    name = name[1:]
                draft.targets.append(ActorMention(k, k + 2, k, [name], kind, "thing", "actors.object"))
                return


def prune(scene: Scene, draft: Draft) -> None:
    """Counted victims are figures, not parties; a counted agent is no figure."""
    agents = {k for m in draft.agents for k in range(m.first, m.last)}
    for f in list(draft.figures):
        if f.noun in agents and draft.trigger.frame != "clash" and f.measure in ("killed", "injured", "abducted", "arrested", "killed_or_injured"):
            draft.figures.remove(f)
    subsets = {f.noun for f in draft.figures if f.subset}
    named_victim(scene, draft)
    if any(m.armed and m.cls != "thing" and (m.cls != "people" or m.of is not None) for m in draft.targets):
        # the body stands for its soldiers and its things
        if draft.type != "interception":
            draft.targets = [m for m in draft.targets if m.cls != "thing"]
        draft.targets = [m for m in draft.targets if not (m.cls == "people" and m.of is None and m.armed and "commander" not in m.attributes and m.last == m.first + 1)]
    draft.targets = [
        m for m in draft.targets
        if m.head not in subsets
        and not nobody(scene, draft, m, draft.targets)
        and (draft.trigger.frame in ("say", "accuse") or m.rule == "actors.foiled" or not all(k in scene.speakers for k in range(m.first, m.last)))
    ]
    counted(scene, draft)
    if not draft.targets and (draft.type in _STRIKES or draft.type in ("killing", "massacre", "attack_on_civilians")):
        told_by_parts(scene, draft)
    if not draft.targets and draft.type in _HURT:
        mostly(scene, draft)
    if not draft.targets and draft.type in _STRIKES:
        ships(scene, draft)
    if not draft.targets and draft.type in _AT_OWNERS:
        owners(scene, draft)
    if not draft.targets:
        sites.owners(scene, draft)
    if not draft.targets:
        whose_dead(scene, draft)
    if not draft.targets:
        villagers(scene, draft)


def mostly(scene: Scene, draft: Draft) -> None:
    """عشرة قتلى، معظمهم من الميليشيات؛ جميعهم من الطلبة: of whom those struck were."""
    doc = scene.doc
    begin = min(t.i for t in draft.triggers)
    for k in doc.having("mostly", begin, min(begin + _FAR, scene.sentence.last)):
        sense = doc.info[k].first("mostly")
        if sense is None or sense.pronoun not in ("هم", "هن", "ها", "ه"):
            continue
        m = next((m for m in scene.actors if 0 <= m.first - k - 1 <= 2 and m.cls != "nisba"), None)
        if m is None or m.attributes & {"under_18", "women"} or not any(doc.text.forms[j] in ("من", "في") for j in range(k + 1, m.first)):
            continue
        if not same_party(m, draft.agents) and not any(d is not draft and m in d.targets for d in scene.before):
            put(scene, draft, m, "target")
            return


def ships(scene: Scene, draft: Draft) -> None:
    """استهدفت القوات البحرية سفينة «X»: a ship struck is a party of its own."""
    doc = scene.doc
    t = draft.trigger
    first = max([t.last, *(m.last for m in draft.agents if m.first >= t.last and m.first - t.last <= 2)])
    for k in doc.having("ship", first, min(first + 6, scene.sentence.last)):
        sense = doc.info[k].first("ship")
        if sense is None or sense.pronoun or "ب" in sense.clitics or any(m.first <= k < m.last for m in draft.agents) or any(doc.text.kinds[j] == "p" and doc.text.forms[j] in "،," for j in range(first, k)):
            return
        last = k + 1
        while last < scene.sentence.last and last < k + 6 and doc.text.kinds[last] == "w" and not doc.info[last].mask & G and (
            last in doc.text.pre or (last - 1) not in doc.text.post
        ) and not any(p.first <= last < p.last for p in scene.places) and not any(s.pos == "v" for s in doc.info[last].by.get("trigger", ())):
            last += 1
            if last - 1 in doc.text.post:
                break
        called = next((j for j in range(k + 1, last) if j in doc.text.pre), None)
        spans = [(k, last), (k, min(k + 2, last)), (k, k + 1)] if called is None else [(k, last), (called, last)]
        names = [doc.text.slice(j, n).strip() for j, n in spans]
        draft.targets.append(ActorMention(k, last, k, list(dict.fromkeys(names)), "unknown", "thing", "actors.ship"))
        return


def owners(scene: Scene, draft: Draft) -> None:
    """استهدفوا سيارته، تفجير منزله: whose the thing struck is, by its pronoun."""
    doc = scene.doc
    for t in draft.triggers:
        for k in range(t.last, min(t.last + 5, scene.sentence.last)):
            if doc.text.kinds[k] == "p":
                break
            sense = next((s for cls in ("thing", "post") for s in doc.info[k].by.get(cls, ()) if s.pronoun == "ه"), None)
            if sense is None:
                continue
            near = [m for m in scene.actors if m.last <= k and m.cls == "person" and m.head not in scene.speakers and not same_party(m, draft.agents)]
            if near:
                draft.targets.append(near[-1].under("actors.owner"))
            return


def named_victim(scene: Scene, draft: Draft) -> None:
    """Who alone is told to have been struck, by name or by what he is, counts one: مقتل القيادي فلان بغارة."""
    if draft.modality not in ("reported", "claimed", "denied") or any(t.sense.marks & M_ATTEMPT for t in draft.triggers):
        return
    hurt = next((t.casualty for t in draft.triggers if t.casualty and not modality.negated(scene.doc, t)), "")
    measure = hurt if draft.type in KINETIC and hurt else _LONE.get(draft.type, "")
    those = draft.agents if draft.type == "defection" else draft.targets  # انشق العقيد فلان
    one = [m for m in those if alone(scene, m)]
    told = [f for f in draft.figures if f.measure == measure]
    if not measure or (told and not (len(one) == 1 and told[0].first == one[0].last and scene.doc.text.forms[told[0].first].startswith("و"))):
        return  # counted already, unless others are joined to him (تحرير المخطوف فلان وثلاثة محتجزين)
    if len(one) != 1 or any(m.cls == "people" and m.of is None and m not in one for m in those):
        return
    m = one[0]
    f = FigureDraft(m.first, m.last, measure, 1, 1, 1, "figures.named_victim", noun=None)
    f.attributes = {"commander"} if "commander" in m.attributes else set()
    f.event = draft
    draft.figures.append(f)


def alone(scene: Scene, m: ActorMention) -> bool:
    """A person by name, or a word for one person (الصحفي، طفلاً)."""
    if m.cls == "person":
        return True
    people = scene.doc.sense(m.head, "people") if m.cls == "people" else None
    if people is None or people.key == "organisation" or people.marks & M_GROUP or (people.lemma.endswith("ي") and not people.has("commander")):
        return False  # مطار الضمير العسكري is no soldier
    return people.form.form == people.lemma and not people.lemma.endswith(("ون", "ين", "ات")) and not scene.doc.info[m.head].mask & PLURAL


def told_by_parts(scene: Scene, draft: Draft) -> None:
    """A total that names nobody, then its parts: 123 قتيلاً، هم 69 عسكرياً و54 مدنياً."""
    wholes = [f for f in draft.figures if not f.subset and f.measure in _TOLLS]
    if not wholes or any(f.noun is not None and any(m.first <= f.noun < m.last for m in scene.actors) for f in wholes):
        return
    for f in draft.figures:
        if not f.subset or f.noun is None or len(draft.targets) >= _PARTS:
            continue
        m = next((m for m in scene.actors if m.first <= f.noun < m.last), None)
        if m is not None and (m.armed or "civilians" in m.attributes) and not same_party(m, draft.agents):
            put(scene, draft, m, "target")


def counted(scene: Scene, draft: Draft) -> None:
    """The people that a toll counts are those struck: مقتل 35 طفلاً, إصابة ثمانية من رجال القبائل."""
    frame = frame_of(scene, draft.trigger)
    if draft.targets or frame is None or "target" not in (frame.object, frame.subject, frame.genitive, frame.on):
        return
    for f in draft.figures:
        if f.subset or f.measure not in _TOLLS:
            continue
        m = next((m for m in scene.actors if m.first <= (f.noun if f.noun is not None else -1) < m.last or (f.last == m.first and m.cls == "people")), None)
        if m is not None and m.cls in ("people", "registry", "unit", "reference") and not same_party(m, draft.agents):
            if nobody(scene, draft, m, []):
                continue
            put(scene, draft, m, "target")
            for other in scene.actors:
                if other.first == m.last and other.kind == m.kind:
                    put(scene, draft, other, "target")  # 700 امرأة وطفل
            return

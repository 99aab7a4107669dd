"""The most specific type that the arguments of an act allow, and whether it can be coded at all."""

from __future__ import annotations

from typing import Final

from sijill.arabic import name_keys
from sijill.knowledge.bits import FACILITY, G_REL, M_ROUT, M_SEIZING, M_SHOTS, THING
from sijill.reading.act.draft import Draft, FigureDraft
from sijill.reading.act.scene import Scene
from sijill.reading.act.triggers import Trigger
from sijill.reading.document import Document
from sijill.reading.figure.measures import DEATHS
from sijill.reading.party.actors import ActorMention
from sijill.reading.role.sharing import NAMELESS

_SETTLED: Final = frozenset(("village", "town", "camp", "neighbourhood", "market"))
_GENERIC: Final = frozenset(("attack", "killing", "attack_on_civilians", "massacre"))


_MEANS_TYPE: Final = {
    "drone": "drone_strike", "missile": "missile_strike", "artillery": "shelling", "rocket": "shelling",
    "air_strike": "air_strike", "ied": "ied_explosion", "mine": "mine_explosion", "vehicle_bomb": "planted_bombing",
    "suicide_attack": "suicide_attack", "ambush": "ambush",
}
_HELD: Final = ("captured", "arrested", "abducted")
_WHENCE: Final = 7
"""How far behind a word of flight the prison fled from may stand."""
_OBJECT: Final = 6
"""How far behind its verb an object may stand, the subject between."""
_UNARMED: Final = frozenset(("arrest", "deployment", "reinforcement", "raid", "sweep_operation"))
"""Acts of bodies, which unarmed people without a name do not do."""
_OWNED: Final = frozenset(("property_destruction",))
"""Acts on things: who is hurt beside them is no target of the act, but who owns them is."""
_OF_MEN: Final = frozenset(("funeral", "medical_evacuation", "body_recovery", "torture"))
"""Acts that men undergo, and no body as a whole."""
_APART: Final = 40
"""Tokens from every word of an act beyond which a body is no target of it."""
_RAZED: Final = ("thing", "countable")
_LOOSE_BANDS: Final = NAMELESS | {"armed-factions", "armed-groups-generic", "civilians-armed", "tribal-fighters"}
"""Rows of the registry for gunmen of any sort, who rule no ground on which they could arrest."""


def settle(scene: Scene, draft: Draft) -> None:
    """The most specific type that the arguments allow."""
    if draft.sources and draft.family == "politics":
        # who declares a truce or denies is its party, no witness to it
        own = {key for m in draft.agents for key in m.folded()}
        draft.sources = [s for s in draft.sources if s.verb_key != "announce" and not own & name_keys(s.names)]
    if draft.modality == "reported" and draft.sources and all(s.verb_key == "doubt" for s in draft.sources):
        draft.modality, draft.modality_token, draft.modality_rule = "claimed", draft.sources[0].cue, "realis.doubted_source"
    young = any("under_18" in m.attributes for m in draft.targets) or any("under_18" in f.attributes for f in draft.figures)
    if draft.type in ("arrest", "abduction") and young and scene.doc.having("camp", scene.sentence.first, scene.sentence.last):
        draft.type = "child_recruitment"
        for f in draft.figures:
            f.measure = "recruited" if f.measure in ("arrested", "abducted") else f.measure
    seized = draft.trigger.sense.marks & M_SEIZING != 0 and draft.type == "arrest"
    nobody = seized and not draft.agents and scene.doc.plays(draft.trigger.i - 1, G_REL) and bool(draft.targets) and draft.targets[0].kind == "civilians"
    if nobody or (seized and draft.agents and all(holds_nobody_lawfully(m, draft.trigger) for m in draft.agents)):
        draft.type = "abduction"
        for f in draft.figures:
            f.measure = "abducted" if f.measure == "arrested" else f.measure
    if draft.type == "arrest" and draft.trigger.sense.lemma == "سلم" and (any(m.armed and m.cls == "people" for m in [*draft.agents, *draft.targets]) or any("fighters" in f.attributes for f in draft.figures)):
        draft.type = "capture"  # armed men who gave themselves up
        for f in draft.figures:
            f.measure = "captured" if f.measure == "arrested" else f.measure
    if draft.type == "territorial_capture" and draft.trigger.sense.lemma == "دخل" and draft.agents and not any(m.armed for m in draft.agents):
        draft.type = "visit"  # دخل مفتشو المنظمة المدينة
    means = draft.means
    t0 = draft.trigger
    if draft.modality == "reported" and not t0.verbal and t0.sense.led_by("ل") and any(o.i < t0.i and o.sense.key in _MOVES for o in scene.triggers):
        draft.modality, draft.modality_token, draft.modality_rule = "planned", t0.i, "realis.purpose"  # تعزيزات لتمشيط المحيط: a purpose not yet done
    if draft.type in _GENERIC or (draft.type in ("air_strike", "shelling") and "drone" in means):
        for key in ("suicide_attack", "vehicle_bomb", "drone", "mine", "ied", "missile", "artillery", "air_strike", "ambush"):
            if key == "suicide_attack" and "drone" in means:
                continue  # مسيّرات انتحارية: the drone, no man
            if key in means and (draft.type in _GENERIC or key == "drone"):
                if key in ("artillery", "missile") and draft.type == "attack" and means.keys() & {"small_arms", "rocket"}:
                    continue
                draft.type = _MEANS_TYPE[key]
                break
    by_weapon(scene, draft)
    by_object(scene, draft)
    by_doer(scene, draft)
    if draft.type == "body_recovery" and not any(f.measure == "bodies_recovered" for f in draft.figures):
        for f in draft.figures:
            if f.measure == "killed":
                f.measure = "bodies_recovered"  # انتشال تسعة شهداء
    if draft.type == "release":
        handed_over(draft)
    if draft.type == "funeral":
        for f in draft.figures:
            if f.measure == "bodies_recovered":
                f.measure = "other"
                f.attributes.add("bodies")
    civil = any(m.kind == "civilians" for m in draft.targets)
    armed = any(m.armed for m in draft.targets)
    only_hurt(draft, armed and not civil)
    if draft.type == "killing" and any(t.type == "torture" for t in scene.triggers):
        draft.type = "torture"
    if draft.type == "killing" and murders(scene, draft):
        draft.type = "assassination"
    if draft.type == "attack" and "small_arms" in means and len(draft.targets) == 1 and draft.targets[0].cls == "person" and draft.agents and all(unidentified(scene, m) for m in draft.agents):
        draft.type = "assassination"  # استهدف مجهولون بالرصاص رئيس البلدية فلاناً
    if t0.sense.marks & M_SHOTS:
        if any(f.measure == "killed" for f in draft.figures):
            draft.type = "killing"
        elif armed and not civil:
            draft.type = "attack"
    if draft.type in ("recruitment", "training") and (any("under_18" in m.attributes for m in [*draft.targets, *draft.agents]) or any("under_18" in f.attributes for f in draft.figures)):
        draft.type = "child_recruitment"
    if draft.type == "recruitment" and t0.frame == "enlist" and any(changes_sides(m) for m in draft.targets):
        draft.type = "defection"  # انضمت مجموعة من الدعم السريع إلى الجيش: who had a body before
        draft.agents, draft.targets = draft.targets, draft.agents
    if draft.type == "recruitment" and t0.frame == "grasp" and draft.targets and all(m.armed for m in draft.targets):
        draft.type, draft.targets = "deployment", []  # زج الحوثيون بعناصرهم في الجبهات: its own men
        for f in draft.figures:
            f.measure = "deployed" if f.measure == "recruited" else f.measure
    if t0.sense.marks & M_ROUT and all(m.armed for m in draft.targets) and any(m.id is not None or m.of is not None for m in draft.targets):
        draft.type, draft.agents, draft.targets = "withdrawal", draft.targets, []  # لاذ مقاتلو الدعم السريع بالفرار
    if draft.type in ("desertion", "displacement") and freed_themselves(scene, draft):
        draft.type, draft.targets, draft.agents = "release", [*draft.agents, *draft.targets], []
        for f in draft.figures:
            f.measure = "released" if f.measure in ("deserted", "displaced") else f.measure
    if draft.type == "desertion":
        people = [*draft.agents, *draft.targets]
        if people and not any(m.armed for m in people) and any(m.kind == "civilians" for m in people):
            draft.type = "displacement"
            draft.targets, draft.agents = draft.agents + draft.targets, []
    if draft.type == "expulsion" and any("families" in m.attributes for m in draft.targets):
        draft.type = "displacement"  # طرد الفصيل عشرين عائلة من منازلها
    if draft.type == "agreement" and any("وقف" in scene.doc.text.forms[k] for k in range(draft.trigger.i, min(draft.trigger.i + 8, scene.sentence.last))):
        draft.type = "ceasefire"


def murders(scene: Scene, draft: Draft) -> bool:
    """True for the death of one, or of people named, at the hands of gunmen whom nobody knows."""
    if len(draft.figures) > 2 or not any(unidentified(scene, m) or m.id in NAMELESS for m in draft.agents):
        return False
    if draft.targets and all(m.cls == "person" for m in draft.targets):
        return "small_arms" in draft.means or draft.trigger.sense.has("active") or draft.trigger.passive is True
    return "small_arms" in draft.means and not any(f.measure == "killed" and (f.best is None or f.best > 1) for f in draft.figures)


def freed_themselves(scene: Scene, draft: Draft) -> bool:
    """True for the held who run: فرار عشرات السجناء، هروب ضابطين من مكان احتجازهما."""
    t, doc = draft.trigger, scene.doc
    if not t.sense.has("flight"):
        return False
    held = range(t.last, min(t.last + _WHENCE, scene.sentence.last))
    return any(
        ("prison" in doc.info[k].by and doc.is_g(k - 1, "from")) or any(s.key in _HELD for s in doc.senses(k, "toll")) for k in held
    )


def handed_over(draft: Draft) -> None:
    """A body handed over is released (record format: attribute bodies), and counted once."""
    bodies = [f for f in draft.figures if f.measure == "bodies_recovered"]
    for f in bodies:
        f.measure = "released"
        f.attributes.add("bodies")
    if bodies:
        draft.figures = [f for f in draft.figures if f in bodies or f.measure != "released" or f.value() != bodies[0].value()]


def holds_nobody_lawfully(m: ActorMention, t: Trigger) -> bool:
    """True for those whose holding people is no arrest: gunmen and townsmen; a named body rules its ground, unless it leads them away."""
    return m.kind in ("armed_group", "unknown", "civilians") and (m.cls == "people" or m.id in _LOOSE_BANDS or t.sense.has("away")) and not (m.kind == "civilians" and t.sense.has("away"))


def changes_sides(m: ActorMention) -> bool:
    """True for those who join one body and belong to another: its own men, a commander."""
    return m.armed and (m.of is not None or m.cls in ("registry", "unit", "reference") or "commander" in m.attributes)


def by_weapon(scene: Scene, draft: Draft) -> None:
    """A bombardment, blast or operation is named by the weapon told beside it."""
    means = draft.means
    if draft.type == "shelling" and "missile" in means and not means.keys() & {"artillery", "rocket", "air_strike"}:
        draft.type = "missile_strike"  # قصفت الكتائب المستوطنة بصلية من الصواريخ
    elif draft.type in ("planted_bombing", "ied_explosion", "attack_on_facility") and "suicide_attack" in means and "drone" not in means:
        draft.type = "suicide_attack"
    elif draft.type == "planted_bombing" and "vehicle_bomb" not in means and means.keys() & {"ied", "mine"} and (draft.trigger.frame == "blast" or (draft.trigger.frame == "wreck" and not draft.trigger.verbal)):
        draft.type = "ied_explosion" if "ied" in means else "mine_explosion"  # تعرض الرتل لتفجير بعبوة, عبوة لاصقة تنفجر
    elif draft.type == "sweep_operation":
        for key in ("drone", "missile", "air_strike"):
            if key in means and scene.doc.text.forms[means[key]].startswith("ب"):
                draft.type = _MEANS_TYPE[key]  # عملية عسكرية بصاروخ باليستي
                return


def by_object(scene: Scene, draft: Draft) -> None:
    """A blast that razes buildings destroys property; the dead who are carried to hospital are recovered."""
    t = draft.trigger
    if draft.type == "planted_bombing" and t.frame == "wreck" and not draft.means.keys() & {"vehicle_bomb", "tunnel"} and razes(scene, draft, t):
        draft.type = "property_destruction"
    elif draft.type == "medical_evacuation" and carried_dead(scene, draft):
        draft.type = "body_recovery"
        for f in draft.figures:
            if f.measure in ("killed", "injured"):
                f.measure = "bodies_recovered"


def razes(scene: Scene, draft: Draft, t: Trigger) -> bool:
    """True where buildings are the object of the blast: فجّرت القوة بيتين، نسفت غرفة زراعية، 713 منزلاً فجّرها الحوثيون."""
    doc, info = scene.doc, scene.doc.info
    if not t.sense.has("rigs") and any(f.measure == "buildings" and 0 <= f.first - t.last <= _OBJECT for f in draft.figures):
        return True
    if not t.verbal or t.sense.has("rigs"):
        return False
    if t.sense.pronoun:
        return not t.sense.clitics and t.i > scene.sentence.first and any(s.key == "buildings" for cls in _RAZED for s in doc.senses(t.i - 1, cls))
    dated = {k for m in scene.dates for k in range(m.first - 1, m.last)}
    for k in range(t.last, min(t.last + _OBJECT + len(dated), scene.sentence.last)):
        if k in dated:
            continue  # فجّرت عند الساعة الثانية صباح اليوم منزل فلان
        if "means" in info[k].by or doc.is_one_g(k, ("in", "on", "with", "by", "conj", "that", "result", "from", "to")):
            return False
        for cls in _RAZED:
            if any(s.key == "buildings" and s.clitics in ("", "ال") for s in info[k].by.get(cls, ())):
                return True
    return False


def carried_dead(scene: Scene, draft: Draft) -> bool:
    """True where none but the dead are carried: نقلت سيارات الإسعاف الجثث إلى المستشفى."""
    t = draft.trigger
    if any(f.measure == "injured" for f in draft.figures):
        return False
    counted = any(f.measure == "bodies_recovered" for f in draft.figures)
    behind = range(t.last, min(t.last + _OBJECT, scene.sentence.last))
    if any("toll" in scene.doc.info[k].by and scene.doc.sense(k, "toll", "injured") is not None for k in behind):
        return False
    return counted or any(scene.doc.sense(k, "toll", "bodies_recovered") is not None for k in behind)


def by_doer(scene: Scene, draft: Draft) -> None:
    """Who does it says what it is: a state that raids flies, townsmen who close a road protest."""
    t = draft.trigger
    if t.sense.has("flown") and draft.type == "attack" and draft.agents and all(m.kind in ("state", "state_force") for m in draft.agents[:1]):
        draft.type = "air_strike"
    elif t.sense.has("shut") and draft.type == "checkpoint" and draft.agents and all(m.kind == "civilians" and not m.armed for m in draft.agents):
        draft.type = "protest"


def unidentified(scene: Scene, m: ActorMention) -> bool:
    """True for gunmen whom nobody knows: مجهولون، مسلحون مجهولون."""
    if "unidentified" in m.attributes or m.kind == "unknown":
        return True
    return any(s.has("unidentified") for k in range(m.first, m.last) for s in scene.doc.senses(k, "people"))


def citizen(doc: Document, m: ActorMention) -> bool:
    """True for a man named with a word for a civilian before his name: الناشطة فلانة، المواطن فلان."""
    return m.cls == "person" and any(s.key == "civilians" for k in range(m.first, m.head) for s in doc.senses(k, "people"))


def only_hurt(draft: Draft, armed: bool) -> None:
    """Civilians told as hurt by somebody, and nobody as killed, were attacked: أصيبت مسنة برصاص قناص."""
    hurt = [f for f in draft.figures if f.measure in ("killed", "injured", "killed_or_injured")]
    done = bool(draft.agents or draft.means)  # انفجرت أسطوانة غاز فأصيب أربعة: nobody attacked
    if draft.type == "killing" and done and hurt and all(f.measure == "injured" for f in hurt) and all(t.casualty != "killed" for t in draft.triggers):
        draft.type = "killing" if armed else "attack_on_civilians"


def cumulative(draft: Draft, since: bool) -> None:
    """Losses counted up since a day or front are a casualty announcement, not one killing (record format: cumulative losses)."""
    if since and draft.type == "killing" and not draft.agents and any((f.best or f.low or 0) >= 20 for f in draft.figures):
        draft.type = "casualty_announcement"


def _counted_by_kind(draft: Draft) -> None:
    """Without the figures that its kind of act does not have.

    A strike that is told with its dead is counted by them, not by the one car they sat in; money is part of ransoms, spoils,
    aid and calls to enlist, elsewhere a reward, a wage or a budget.
    """
    if any(f.rule == "figures.lone_struck" for f in draft.figures) and draft.type != "property_destruction":
        if any(f.measure in DEATHS for f in draft.figures):
            draft.figures = [f for f in draft.figures if f.rule != "figures.lone_struck"]
    if draft.type not in _PAID and any(f.measure == "money" for f in draft.figures):
        draft.figures = [f for f in draft.figures if f.measure != "money"]


def finalise(doc: Document, draft: Draft) -> None:
    """Attacks and killings by who was hurt, once all mentions of the act are known.

    Civilians hurt by an armed party, or a settlement attacked in which no fighter was hurt, make it an attack on
    civilians; a victim under arms makes it an attack.
    """
    _counted_by_kind(draft)
    _fitting(doc, draft)
    if draft.type not in ("attack", "killing") or any(f.measure == "attacks" for f in draft.figures):
        return
    victims = [f for f in draft.figures if f.measure in ("killed", "injured", "killed_or_injured")]
    civilians = any(m.kind == "civilians" for m in draft.targets)
    armed = any(m.armed for m in draft.targets) or any("fighters" in f.attributes and not (f.subset and civilians) for f in victims)
    if civilians and all(m.kind == "civilians" for m in draft.targets[:1]) and all(f.subset for f in victims if "fighters" in f.attributes):
        armed = False  # the first named victims are civilians, fighters only among them
    civil = civilians or any(_CIVIL & f.attributes or is_civilian(doc, f) for f in victims)
    if draft.type == "attack":
        forms = doc.text.forms
        told = max(t.last for t in draft.triggers)
        settled = any(
            p.kind in _SETTLED and p.first and "علي" in (forms[p.first], forms[p.first - 1]) and not doc.having("trigger", told, p.first)
            for p in draft.places
        )
        if (civil or any(citizen(doc, m) for m in draft.targets) or (settled and not draft.targets)) and not armed:
            draft.type = "attack_on_civilians"
        return
    only_hurt(draft, armed and not civilians)
    known = any(m.kind in ("state_force", "armed_group", "state") and m.cls in ("registry", "unit", "reference", "nisba", "people") and m.kind != "unknown" and "unidentified" not in m.attributes for m in draft.agents)
    named = any(m.cls == "person" for m in draft.targets)
    if all(m.kind == "state_force" for m in draft.agents) and "small_arms" not in draft.means:
        return  # an army or police that killed citizens: told as a killing
    if known and not armed and not named and (civil or "small_arms" in draft.means):
        draft.type = "attack_on_civilians"


_PAID: Final = frozenset(("abduction", "release", "looting", "recruitment_drive", "aid_delivery", "denial_of_aid", "checkpoint", "weapons_seizure", "raid", "agreement", "property_destruction"))
"""Acts that money is part of."""
_MOVES: Final = frozenset(("reinforcement", "deployment", "visit"))
_CIVIL: Final = frozenset(("civilians", "under_18", "women", "families"))


def is_civilian(doc: Document, f: FigureDraft) -> bool:
    """True for victims counted as people without arms (شخصاً، قروياً)."""
    sense = doc.sense(f.noun, "people") if f.noun is not None else None
    return sense is not None and sense.key == "civilians"


def _fitting(doc: Document, draft: Draft) -> None:
    """Leave out who cannot be a party to such an act, or stands too far from it: unnamed people, an adjective beside a name."""
    if draft.type in _UNARMED:
        draft.agents = [m for m in draft.agents if m.cls != "people" or m.kind != "civilians"]
    if len(draft.agents) > 1 and any(m.cls != "nisba" for m in draft.agents):
        draft.agents = [m for m in draft.agents if m.cls != "nisba"]
    if draft.type in _OWNED:
        # أُحرقت سيارة ناشط: the owner right behind the thing
        draft.targets = [m for m in draft.targets if m.cls != "people" or m.kind != "civilians" or doc.info[m.first - 1].mask & (THING | FACILITY)]
    if draft.type in _OF_MEN:
        draft.targets = [m for m in draft.targets if m.cls != "unit" and m.kind != "organisation"]
    draft.targets = [m for m in draft.targets if m.cls != "registry" or _by(draft, m)]


def _by(draft: Draft, m: ActorMention) -> bool:
    for t in draft.triggers:
        if -_APART <= m.first - t.i <= _APART:
            return True
    return False

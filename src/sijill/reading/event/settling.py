"""The most specific type that the arguments of an act allow, and whether it can be coded at all."""

from __future__ import annotations

from sijill.arabic import name_keys
from sijill.reading.act.draft import KINETIC, Draft, FigureDraft
from sijill.reading.act.scene import Scene
from sijill.reading.act.triggers import Trigger
from sijill.reading.document import Document
from sijill.reading.role.arguments import HAPPENS

_SETTLED = frozenset(("village", "town", "camp", "neighbourhood", "market"))
_GENERIC = frozenset(("attack", "killing", "attack_on_civilians", "massacre"))


_MEANS_TYPE = {
    "drone": "drone_strike", "missile": "missile_strike", "artillery": "shelling", "rocket": "shelling",
    "air_strike": "air_strike", "ied": "ied_explosion", "mine": "mine_explosion", "vehicle_bomb": "planted_bombing",
    "suicide_attack": "suicide_attack", "ambush": "ambush",
}


def settle(scene: Scene, draft: Draft) -> None:
    """The most specific type that the arguments allow."""
    if draft.family == "politics":
        # who declares a truce or denies is its party, no witness to it
        own = name_keys(n for m in draft.agents for n in m.names)
        draft.sources = [s for s in draft.sources if s.verb_key != "announce" and not own & name_keys(s.names)]
    if draft.modality == "reported" and draft.sources and all(s.verb_key == "doubt" for s in draft.sources):
        draft.modality, draft.modality_token = "claimed", draft.sources[0].cue
    young = any("under_18" in m.attributes for m in draft.targets) or any("under_18" in f.attributes for f in draft.figures)
    if draft.type in ("arrest", "abduction") and young and any(_CAMP & {form, form.removeprefix("ل")} for form in scene.doc.text.forms[scene.sentence.first : scene.sentence.last]):
        draft.type = "child_recruitment"
        for f in draft.figures:
            f.measure = "recruited" if f.measure in ("arrested", "abducted") else f.measure
    if draft.type == "arrest" and draft.trigger.sense.lemma == "اقتاد" and draft.agents and all(m.kind in ("armed_group", "unknown") for m in draft.agents):
        draft.type = "abduction"
        for f in draft.figures:
            f.measure = "abducted" if f.measure == "arrested" else f.measure
    means = draft.means
    t0 = draft.trigger
    if draft.modality == "reported" and not t0.verbal and t0.sense.led_by("ل") and any(o.i < t0.i and o.sense.key in _MOVES for o in scene.triggers):
        draft.modality, draft.modality_token = "planned", t0.i  # تعزيزات لتمشيط المحيط: a purpose not yet done
    if draft.type in _GENERIC or (draft.type in ("air_strike", "shelling") and "drone" in means):
        for key in ("suicide_attack", "vehicle_bomb", "drone", "mine", "ied", "missile", "artillery", "air_strike", "ambush"):
            if key in means and (draft.type in _GENERIC or key == "drone"):
                if key in ("artillery", "missile") and draft.type == "attack" and "small_arms" in means:
                    continue
                draft.type = _MEANS_TYPE[key]
                break
    if draft.type == "funeral":
        for f in draft.figures:
            if f.measure == "bodies_recovered":
                f.measure = "other"
                f.attributes.add("bodies")
    civil = any(m.kind == "civilians" for m in draft.targets)
    armed = any(m.armed for m in draft.targets)
    if draft.type == "killing" and any(t.type == "torture" for t in scene.triggers):
        draft.type = "torture"
    if draft.type == "killing" and "small_arms" in means and (any(m.kind == "person" for m in draft.targets) or any("unidentified" in m.attributes or m.kind == "unknown" for m in draft.agents)) and len(draft.figures) <= 2:
        draft.type = "assassination"
    if t0.sense.has("shots"):
        if any(f.measure == "killed" for f in draft.figures):
            draft.type = "killing"
        elif armed and not civil:
            draft.type = "attack"
    if draft.type in ("recruitment", "training") and (any("under_18" in m.attributes for m in [*draft.targets, *draft.agents]) or any("under_18" in f.attributes for f in draft.figures)):
        draft.type = "child_recruitment"
    if draft.type == "desertion":
        people = [*draft.agents, *draft.targets]
        if people and not any(m.armed for m in people) and any(m.kind == "civilians" for m in people):
            draft.type = "displacement"
            draft.targets, draft.agents = draft.agents + draft.targets, []
    if draft.type == "agreement" and any("وقف" in scene.doc.text.forms[k] for k in range(draft.trigger.i, min(draft.trigger.i + 8, scene.sentence.last))):
        draft.type = "ceasefire"


def cumulative(draft: Draft, since: bool) -> None:
    """Losses counted up since a day or front are a casualty announcement, not one killing (record format: cumulative losses)."""
    if since and draft.type == "killing" and not draft.agents and any((f.best or f.low or 0) >= 20 for f in draft.figures):
        draft.type = "casualty_announcement"


def finalise(doc: Document, draft: Draft) -> None:
    """Attacks and killings by who was hurt, once all mentions of the act are known.

    Civilians hurt by an armed party, or a settlement attacked in which no fighter was hurt, make it an attack on
    civilians; a victim under arms makes it an attack.
    """
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
        if (civil or (settled and not draft.targets)) and not armed:
            draft.type = "attack_on_civilians"
        return
    known = any(m.kind in ("state_force", "armed_group", "state") and m.cls in ("registry", "unit", "reference", "nisba", "people") and m.kind != "unknown" and "unidentified" not in m.attributes for m in draft.agents)
    named = any(m.cls == "person" for m in draft.targets)
    if known and not armed and not named and (civil or "small_arms" in draft.means):
        draft.type = "attack_on_civilians"


_MOVES = frozenset(("reinforcement", "deployment", "visit"))
_CAMP = frozenset(("تجنيد", "التجنيد", "معسكرات", "تجنيدها", "تجنيده", "تجنيدهم", "تجنيدهن"))
_CIVIL = frozenset(("civilians", "under_18", "women", "families"))


def is_civilian(doc: Document, f: FigureDraft) -> bool:
    """True for victims counted as people without arms (شخصاً، قروياً)."""
    sense = doc.sense(f.noun, "people") if f.noun is not None else None
    return sense is not None and sense.key == "civilians"


def scene_place(draft: Draft) -> bool:
    """True when the draft has a place of its own."""
    return bool(draft.places) and not draft.borrowed


def breaks_out(scene: Scene, t: Trigger) -> bool:
    """اندلعت اشتباكات في السويداء: told as news by a verb of happening."""
    if t.verbal or t.sense.clitics or t.sense.pronoun:
        return False
    return any(s.lemma in HAPPENS for k in range(max(t.i - 2, scene.sentence.first), t.i) for s in scene.doc.info[k].by.get("g", ()))


def uncoded(scene: Scene, draft: Draft) -> str:
    """The name of the rule by which an act is no event, "" for one that something ties down: a party, a figure or a place."""
    if draft.negated:
        return "uncoded.negated"
    t = draft.trigger
    if draft.modality == "habitual" and (draft.agents or draft.targets) and draft.type not in KINETIC and draft.type not in ("arrest", "casualty_announcement"):
        # the guide keeps a habitual act as an event without time where actor and place are named
        draft.modality, draft.habitual, draft.dates = "reported", True, []
    if draft.modality in ("demanded", "habitual"):
        return f"uncoded.{draft.modality}"
    if draft.type in ("training",) and not t.verbal and not (draft.figures or draft.dates or scene_place(draft)):
        return "uncoded.lasting_training"  # تتلقى دعماً وتدريباً: a lasting tie, told in the profile
    if draft.type == "territorial_capture" and not t.verbal and t.sense.led_by("ل") and not draft.dates:
        return "uncoded.under_control"  # تخضع لسيطرة X
    if draft.modality == "denied" and draft.family != "politics":
        return ""  # a denial names what it denies, however little of it
    if t.sense.has("objperson") and not any(m.kind in ("person", "civilians", "unknown") or m.armed for m in draft.targets):
        return "uncoded.of_no_person"
    if t.frame == "clash" and t.verbal and t.sense.has("loose") and not draft.dates:
        return "uncoded.past_fighting"  # التي قاتلت في دارفور: what a body did once
    if t.frame == "clash" and t.sense.led_by("ل") and not draft.figures:
        return "uncoded.purpose"  # للقتال إلى جانب: a purpose, not a clash
    if draft.type == "territorial_capture" and t.verbal and t.sense.form.tense == "impf" and draft.modality == "reported" and scene.doc.text.forms[t.i - 1] not in ("ان", "لم"):
        return "uncoded.lasting_control"  # يسيطر: a state, told in the profile
    tied = bool(draft.agents or draft.targets or draft.figures or draft.places)
    if draft.type in ("statement", "accusation"):
        if t.verbal and t.sense.form.number == "p" and not t.sense.form.form.startswith("ن") and not any(m.last == t.i or t.last <= m.first <= t.last + 2 or m.rule == "actors.publisher" for m in draft.agents):
            return "uncoded.unnamed_speakers"  # وطالبوا بفدية: a pronoun, and no statement of record
        if t.sense.pos == "p":
            return "" if draft.agents else "uncoded.no_speaker"
        near = any(-4 <= m.first - t.i <= 6 or m.rule in ("actors.publisher", "actors.speaker") for m in draft.agents)
        warned = t.sense.lemma == "حذر" and not any(m.armed for m in draft.agents)
        return "" if near and not warned else "uncoded.no_speaker"
    if not t.verbal and "ال" in t.sense.clitics and not (draft.agents or draft.targets or draft.figures or draft.dates) and draft.type != "ceasefire":
        return "uncoded.only_referred_to"  # المداهمات، الفرار: a word for what was told or is known, with nothing of its own
    if draft.type == "siege" and not t.verbal and t.sense.clitics == "ال" and t.i > scene.sentence.first and (
        any(p.last == t.i for p in scene.places) or scene.doc.text.forms[t.i - 1].startswith("ال")
    ):
        return "uncoded.adjective"  # مدينة داريا المحاصرة: an adjective
    if draft.type == "desertion" and not draft.figures and not (t.verbal and any(m.armed for m in [*draft.agents, *draft.targets])):
        return "uncoded.fled"  # لاذ بالفرار: who fled, not who deserted
    if draft.type in ("reinforcement", "deployment", "withdrawal") and not t.verbal and not (draft.agents or draft.figures):
        return "uncoded.no_body_moves"
    if draft.type == "deployment" and t.frame == "move" and draft.modality == "reported" and not (draft.figures or draft.dates) and (t.sense.form.tense == "impf" if t.verbal else bool(t.sense.pronoun)) and scene.doc.text.forms[t.i - 1] != "ان":
        return "uncoded.lasting_deployment"  # تنتشر في, انتشارها: where a body is, told in the profile
    if t.frame == "clash" and not (draft.agents or draft.targets or draft.figures or draft.dates) and not (scene_place(draft) and breaks_out(scene, t)):
        return "uncoded.unbound_fighting"
    if draft.type in ("recruitment", "child_recruitment") and (not t.verbal or t.sense.form.tense == "impf") and not (draft.figures or draft.dates):
        return "uncoded.lasting_recruitment"  # يستقطب القاصرين: where it recruits from is told in the profile
    if t.frame == "clash" and t.sense.has("loose") and not any(m.armed for m in [*draft.agents, *draft.targets]):
        return "uncoded.no_fighters"
    if draft.type != "ceasefire":
        if all(x.sense.has("loose") for x in draft.triggers) or draft.family == "politics":
            tied = bool(draft.agents or draft.targets or draft.figures) or (t.frame == "blast" and t.verbal and scene_place(draft))
        elif draft.modality == "hypothetical":
            tied = bool(draft.agents) and bool(draft.targets or draft.places)
    return "" if tied else "uncoded.untied"

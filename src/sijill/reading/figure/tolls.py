"""Figures: which act of a sentence each number belongs to."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import G_BY, G_SUB, HEAD, PEOPLE, TOLL
from sijill.reading.act.draft import ACTS, Draft, FigureDraft
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.act.triggers import Trigger
from sijill.reading.clauses import breaks_between
from sijill.reading.figure.measures import DEATHS, MEASURE_OF_TYPE
from sijill.reading.role.arguments import arguments
from sijill.reading.source.sources import for_token

_OF_THE_DEAD: Final = DEATHS | {"missing", "bodies_recovered"}
_OF_PEOPLE: Final = _OF_THE_DEAD | {"captured", "arrested", "abducted", "released"}
_MANY: Final = 5
_NAME: Final = 8
"""Tokens of titles that may stand between بينهم and a name."""
_CIVIL: Final = frozenset(("civilians", "families", "women", "under_18"))
_OF_BODIES: Final = frozenset(("funeral", "body_recovery", "mass_grave"))
_GOING_ON: Final = frozenset(("figures.carried", "figures.total", "figures.case_carried", "figures.subset"))
_PARTIES: Final = ("armed_group", "state_force", "state")
_BY_OBJECT: Final = frozenset(("اودي",))
"""Verbs whose object stands behind بـ."""
_SIDES: Final = frozenset(("الجانبين", "الطرفين", "الجانبان", "الطرفان"))
_BACK: Final = 3
"""How many sentences back a sentence with nothing but a number may go on from."""
_FAR_BACK: Final = 6
"""How far an act may lie behind the deaths of single people that stand between it and its toll."""
_OWNERS: Final = {
    "weapons": frozenset(("weapons_seizure", "looting", "property_destruction")),
    "vehicles": frozenset(("property_destruction", "looting", "weapons_seizure", "deployment", "reinforcement")),
    "buildings": frozenset(("property_destruction", "looting", "raid", "attack_on_facility")),
    "money": frozenset(("looting", "abduction", "release", "recruitment_drive")),
}
"""Acts that such things are the object of."""


def assign_figures(scene: Scene, drafts: list[Draft]) -> None:
    """Each figure goes to the act whose words govern it; its own sources are kept where they differ."""
    previous: FigureDraft | None = None
    for f in scene.figures:
        draft = _act(scene, f, drafts, previous) or _share(scene, f, drafts) or _tended(f, drafts)
        if draft is not None:
            _refine(scene, f, draft)
            _struck(f, draft)
            f.event = draft
            draft.figures.append(f)
        elif f.measure in DEATHS:
            draft = bare_toll(scene, f)
            drafts.append(draft)
        if draft is not None:
            _whose(scene, f)
            spoken = for_token(scene.sources, f.first)
            if [s.names[0] for s in spoken] != [s.names[0] for s in draft.sources]:
                f.sources = spoken
        previous = f
    _named_members(scene)


def _tended(f: FigureDraft, drafts: list[Draft]) -> Draft | None:
    """Those carried to hospital or buried are counted with that act: نقل الهلال الأحمر ستة جرحى إلى المشفى."""
    if f.measure not in ("injured", "killed"):
        return None
    return next((d for d in drafts if d.type in ("medical_evacuation", "funeral")), None)


def _named_members(scene: Scene) -> None:
    """A member of a counted group told by name: أحدهما فلان، بينهم المدعو أبو فلان."""
    doc = scene.doc
    for m in scene.actors:
        if m.cls != "person" or any(f.first < m.last and m.first < f.last for f in scene.figures):
            continue
        marker = next((k for k in range(m.first - 1, max(scene.sentence.first, m.first - _NAME) - 1, -1) if doc.plays(k, G_SUB)), None)
        if marker is None or doc.sense(marker, "names", "are") is not None:
            continue  # ثلاثة شبان هم فلان وفلان: the whole, and not parts of it
        if any(t.i > marker and t.i < m.first for t in scene.triggers):
            continue
        whole = next((f for f in reversed(scene.figures) if f.last <= marker <= f.last + 3 and f.event is not None), None)
        if whole is None or whole.event is None or whole.measure not in _OF_PEOPLE:
            continue
        if any(marker < f.first < m.first for f in scene.figures):
            continue
        f = FigureDraft(m.first, m.last, whole.measure, 1, 1, 1, "figures.named_member")
        f.subset, f.event, f.governor = True, whole.event, whole.governor
        f.attributes = {"commander"} if "commander" in m.attributes else set()
        whole.event.figures.append(f)


def _act(scene: Scene, f: FigureDraft, drafts: list[Draft], previous: FigureDraft | None) -> Draft | None:
    if f.subset and previous is not None and previous.event is not None:
        return previous.event
    if f.governor is not None:
        governing = next((d for d in drafts if f.governor in d.triggers), None)
        if governing is not None:
            return governing
    draft = owner(scene, f, drafts)
    if draft is None and previous is not None and (f.measure in DEATHS or f.measure == "missing"):
        draft = previous.event
    if draft is None and not any(d.type in ACTS for d in drafts) and scene.doc.text.forms[f.first - 1] != ":":
        draft = _told_before(scene, f, drafts)
    return draft


def inherit(scene: Scene, left: list[Draft], coded: list[Draft]) -> None:
    """Money told beside a word that turned out to tell of no act belongs to the act it is told with.

    فتح باب الانتساب للراغبين بالالتحاق مقابل 700 ألف: the pay is that of the recruitment.
    """
    for draft in left if coded else []:
        for f in draft.figures:
            heir = owner(scene, f, coded) if f.measure == "money" else None
            if heir is not None and not any(f.measure == g.measure for g in heir.figures):
                heir.figures.append(f)


def _told_before(scene: Scene, f: FigureDraft, drafts: list[Draft]) -> Draft | None:
    """The act of the sentences before that a sentence with nothing but a number goes on about.

    A toll that names a place of its own may be another act; it is left to ``bare_toll``.
    """
    near = [d for d in reversed(scene.before) if scene.number - d.sentence <= _BACK and d.modality not in ("planned", "hypothetical")]
    if f.measure not in DEATHS:
        if any(scene.doc.plays(k, G_BY) for k in range(scene.sentence.first, scene.sentence.last)):
            return None  # a breakdown by party
        return next((d for d in near if any(g.measure == f.measure for g in d.figures)), None)
    if f.rule not in _GOING_ON and any(_placed(scene, f, p.first, drafts) for p in scene.places):
        return None
    acts = [d for d in near if d.type in ACTS]
    if f.best is None or f.best > 1:
        acts = [d for d in acts if not _of_one(d)] or _behind(scene) or acts
    if any(w in _SIDES for w in scene.doc.text.forms[scene.sentence.first : scene.sentence.last]):
        acts = [d for d in acts if d.type == "armed_clash"] or acts
    return next((d for d in acts if any(g.measure in DEATHS for g in d.figures)), acts[0] if acts else None)


def many(f: FigureDraft) -> bool:
    """More than a few: no single victim and his guards."""
    return (f.low or f.high or 0) >= _MANY


def _behind(scene: Scene) -> list[Draft]:
    """The nearest act that is more than the death of one, where only such deaths stand between."""
    held = [d for d in reversed(scene.before) if d.type in ACTS and not _of_one(d) and d.modality not in ("planned", "hypothetical")]
    return [d for d in held[:1] if scene.number - d.sentence <= _FAR_BACK]


def _of_one(draft: Draft) -> bool:
    """True for an act that is the death of one person: a toll told later counts those of another."""
    dead = [g for g in draft.figures if g.measure in DEATHS]
    return bool(dead) and all(g.best == 1 for g in dead) and draft.type in ("assassination", "killing", "execution")


def _share(scene: Scene, f: FigureDraft, drafts: list[Draft]) -> Draft | None:
    """A line of a breakdown by party (قوات النظام: 101 حالة) as an act of its own, of the type that the total has."""
    if f.first - 1 <= scene.sentence.first or scene.doc.text.forms[f.first - 1] != ":":
        return None
    parties = [m for m in scene.actors if m.last == f.first - 1 and m.kind in _PARTIES]
    base = next((d for d in reversed(scene.before) if any(g.measure == f.measure and not g.subset for g in d.figures)), None)
    if not parties or base is None:
        return None
    draft = Draft(Trigger(f.first, f.last, base.trigger.sense, False, None, scene.number, None))
    draft.type, draft.share = base.type, True
    draft.agents = parties
    draft.places, draft.borrowed = list(base.places), True
    draft.dates, draft.sources = list(base.dates), base.sources
    drafts.append(draft)
    return draft


def _struck(f: FigureDraft, draft: Draft) -> None:
    """Those counted as dead or wounded are not who did it (فأودى بامرأتين)."""
    t = f.governor
    if t is None or f.noun is None or not t.casualty:
        return
    if t.frame == "die" or t.passive or t.sense.lemma in _BY_OBJECT:
        noun = f.noun
        fought = draft.trigger.frame == "clash"  # a side of a fight has dead of its own
        draft.agents = [m for m in draft.agents if (fought and m.of is not None and not same_party(m, draft.targets)) or not m.first <= noun < m.last]


def _placed(scene: Scene, f: FigureDraft, place: int, drafts: list[Draft]) -> bool:
    """True when the place at a token is where the counted fell, not a part of a source's name or of another act."""
    if place in scene.speakers:
        return False
    return not any(abs(t.i - place) < abs(f.first - place) for d in drafts for t in d.triggers)


def _refine(scene: Scene, f: FigureDraft, draft: Draft) -> None:
    """Civilians who flee are displaced, fighters deserted."""
    if f.measure == "deserted" and draft.type == "desertion":
        people = [*draft.agents, *draft.targets]
        if any(m.armed or m.cls in ("registry", "unit") for m in people):
            return
        if f.attributes & _CIVIL or any(m.kind == "civilians" for m in people) or (not people and _unarmed(scene, f, draft)):
            f.measure = "displaced"
            if not people:
                draft.type = "displacement"


def _unarmed(scene: Scene, f: FigureDraft, draft: Draft) -> bool:
    """True where a noun that names no people known counts those who take flight (مئات المعدنين): men under arms are called so."""
    return f.noun is not None and draft.trigger.sense.has("flight") and not scene.doc.info[f.noun].mask & (PEOPLE | TOLL | HEAD)


def _whose(scene: Scene, f: FigureDraft) -> None:
    """Of whom the counted are: 13 من الميليشيات الموالية لإيران."""
    if scene.doc.text.forms[f.last - 2] != "من" and (f.last >= len(scene.doc.text) or scene.doc.text.forms[f.last] != "من"):
        return
    for m in scene.actors:
        if m.cls in ("registry", "unit", "reference") and f.last - 1 <= m.first <= f.last + 1:
            f.of = list(m.names)
            return


def owner(scene: Scene, f: FigureDraft, drafts: list[Draft]) -> Draft | None:
    """The act nearest to the figure among those that can carry it; None when none is near enough."""
    best: Draft | None = None
    score = -1000
    toll = f.measure in _OF_THE_DEAD
    for draft in drafts:
        for t in draft.triggers:
            value = -abs(f.first - t.i) - (8 if f.first < t.i else 0)
            value -= 15 * breaks_between(scene.doc, min(t.i, f.first) + 1, max(t.i, f.first))
            if (MEASURE_OF_TYPE.get(draft.type) == f.measure and (f.rule != "figures.thing" or draft.type == "aid_delivery")) or t.casualty == f.measure or (f.measure == "bodies_recovered" and draft.type in _OF_BODIES):
                value += 25
            elif toll and (draft.type in ACTS or (draft.type in _OF_BODIES and t.i < f.first)):
                value += 15
            elif toll:
                value -= 40
            elif draft.type in _OWNERS.get(f.measure, ()):
                value += 15 if t.i < f.first or t.passive or t.i - f.last <= 2 else -25  # فدمروا أربع دبابات، وغنموا سيارة
            if toll and draft.type == "assassination" and many(f) and t.casualty != f.measure:
                value -= 20  # the toll of a battle in which one was also murdered
            if t.i <= f.first < t.last or (f.measure == "attacks" and f.noun is not None and t.i <= f.noun < t.last):
                value += 30
            if value > score:
                best, score = draft, value
    return best if score > -30 else None


def bare_toll(scene: Scene, f: FigureDraft) -> Draft:
    """A toll without a predicate (18 قتيلاً في بادية كباجب): the noun itself is the trigger."""
    i = f.noun if f.noun is not None else f.first
    sense = next(s for s in scene.doc.lexicon.info("مقتل").by["trigger"] if not s.rest)
    t = Trigger(i, i + 1, sense, False, None, scene.number, None)
    draft = Draft(t)
    draft.figures.append(f)
    f.event = draft
    arguments(scene, draft)
    return draft

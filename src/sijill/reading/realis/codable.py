"""Whether an act can be a row: what ties it down, and the rules by which it is no event."""

from __future__ import annotations

from typing import Final

from sijill.ontology import FAMILIES
from sijill.reading.act.draft import KINETIC, Draft
from sijill.reading.act.scene import Scene
from sijill.reading.act.triggers import Trigger
from sijill.reading.document import Document
from sijill.reading.party.actors import ActorMention
from sijill.reading.realis.contexts import NAMED, context, counted, fights

_OF_PEOPLE: Final = frozenset(("displacement", "medical_evacuation", *FAMILIES["violence_against_people"], *FAMILIES["detention"]))
_THINGS: Final = frozenset(("weapons", "vehicles", "buildings"))
"""What may be counted of an act beside people."""

_BY_WEAPON: Final = ("battle", "remote_violence")
"""Families that a weapon alone may tie down; a killing needs its victim."""
_LIGHT: Final = 7
"""How far before its noun a light verb may stand."""


def breaks_out(scene: Scene, t: Trigger) -> bool:
    """اندلعت اشتباكات في السويداء: told as news by a verb of happening."""
    if t.verbal or t.sense.clitics or t.sense.pronoun:
        return False
    return any(s.has("happens") for k in scene.doc.light(max(t.i - 2, scene.sentence.first), t.i) for s in scene.doc.info[k].particles)


_PLACED: Final = frozenset(("protest", "aid_delivery", "denial_of_aid", "recruitment_drive", "agreement"))
"""Political acts that a place ties down where no party is named: خرجت مظاهرة في المدينة."""


def told_of_place(draft: Draft, t: Trigger) -> bool:
    """True for a political act or blast that a place is enough to tie down."""
    if draft.type not in _PLACED:
        return t.frame == "blast" and t.verbal
    if t.verbal:
        return not (t.passive and t.frame == "refuse")
    return not t.sense.clitics.endswith("ال") and not t.sense.pronoun


def apposed(scene: Scene, m: ActorMention, t: Trigger) -> bool:
    """True for a speaker with an apposition between commas: الحميداوي، الأمين العام للكتائب، يتوعد."""
    forms = scene.doc.text.forms
    return m.last < t.i and t.i - m.last <= 14 and forms[t.i - 1] in ("،", ",") and forms[m.last] in ("،", ",")


def in_news(scene: Scene, t: Trigger) -> bool:
    """True for a verbal noun told as news: a light verb in the perfect carries it (نفذت حملة تجنيد)."""
    if t.verbal or t.sense.clitics or t.sense.pronoun:
        return False
    return any(
        s.key == "light" and s.form.tense == "perf"
        for k in scene.doc.light(max(t.i - 8, scene.sentence.first), t.i) for s in scene.doc.info[k].particles
    )


def struck(scene: Scene, draft: Draft) -> bool:
    """True where a verb tells of the act as done, or a light verb carries it: قصفت، عبوة تستهدف، تعرض لقصف."""
    if draft.trigger.frame == "blast" and any(scene.doc.text.forms[k].startswith("ال") for k in draft.means.values()):
        return False  # انفجرت العبوة: the bomb is known, so that its blast is told elsewhere
    for t in draft.triggers:
        if t.verbal and (t.sense.form.tense == "perf" or any(0 < t.i - k <= 2 for k in draft.means.values())):
            return True
        if not t.verbal and "ال" not in t.sense.clitics and carried_by_light(scene, t):
            return True
    return False


def carried_by_light(scene: Scene, t: Trigger) -> bool:
    """True for a noun with a light verb before it: تعرض المبنى لقصف، بدأ الجيش انتشاره."""
    first = max(t.i - _LIGHT, scene.sentence.first)
    return any(s.key == "light" and not s.pronoun for k in scene.doc.light(first, t.i) for s in scene.doc.info[k].particles)


def moved_from(scene: Scene, t: Trigger) -> bool:
    """True where the ground left or reached stands right behind the word: انسحابها من النعيمة."""
    return any(0 <= p.first - t.last <= 2 for p in scene.places)


def uncoded(scene: Scene, draft: Draft) -> str:
    """The name of the rule by which an act is no event, "" for one that something ties down: a party, a figure or a place."""
    if draft.negated and not (draft.modality == "denied" and draft.modality_rule == "realis.denied_behind"):
        return "uncoded.negated"  # لم يُقتل منا أحد وما يُشاع أكاذيب is a denial of what others tell
    around = context(scene, draft)
    if around:
        return around
    t = draft.trigger
    if draft.modality == "habitual" and (draft.agents or draft.targets) and draft.type not in KINETIC and draft.type not in ("arrest", "casualty_announcement"):
        # the guide keeps a habitual act as an event without time where actor and place are named
        draft.modality, draft.habitual, draft.dates = "reported", True, []
    if draft.modality in ("demanded", "habitual", "unplanned"):
        return f"uncoded.{draft.modality}"
    if draft.type in ("training",) and not t.verbal and not (draft.figures or draft.dates or draft.placed):
        return "uncoded.lasting_training"  # تتلقى دعماً وتدريباً: a lasting tie, told in the profile
    if draft.type == "territorial_capture" and not t.verbal and t.sense.led_by("ل") and (not draft.dates or t.sense.clitics.endswith(("ال", "لل"))):
        return "uncoded.under_control"  # تخضع لسيطرة X، هجوم للسيطرة على البلدة
    if draft.type == "withdrawal" and not t.verbal and t.sense.pronoun and not (moved_from(scene, t) or any(0 <= d.first - t.last <= 3 for d in draft.dates)):
        return "uncoded.in_passing"  # زرعوا ألغاماً قبل انسحابهم: whence and when is not said
    if draft.modality == "denied" and draft.family != "politics":
        return ""  # a denial names what it denies, however little of it
    if t.by_troops and not (draft.places and any(m.armed for m in draft.agents)):
        return "uncoded.nowhere_moved"  # خرجت القوات: whence or whither is not said
    if t.sense.has("objperson") and not any(m.kind in ("person", "civilians", "unknown") or m.armed for m in draft.targets):
        return "uncoded.of_no_person"
    if t.frame == "clash" and t.verbal and t.sense.has("loose") and not draft.dates:
        return "uncoded.past_fighting"  # التي قاتلت في دارفور: what a body did once
    if t.frame == "clash" and t.sense.led_by("ل") and not draft.figures:
        return "uncoded.purpose"  # للقتال إلى جانب: a purpose, not a clash
    if draft.type == "territorial_capture" and t.verbal and t.sense.form.tense == "impf" and t.sense.has("state") and draft.modality == "reported" and scene.doc.text.forms[t.i - 1] not in ("ان", "لم"):
        return "uncoded.lasting_control"  # يسيطر: a state, told in the profile
    if (not t.verbal or t.sense.form.tense == "impf") and draft.family != "politics" and asked(scene) and not (draft.dates or counted(draft)):
        return "uncoded.asked"  # كيف تمول الحركة هجماتها؟
    armed = bool(draft.means.keys() - {"ambush"}) and draft.family in _BY_WEAPON and draft.modality in ("reported", "claimed") and struck(scene, draft)
    """قصفت المدفعية الموقع: the weapon ties down what no known name does."""
    tied = armed or bool(draft.agents or draft.targets or draft.figures or draft.places)
    if draft.type in ("statement", "accusation"):
        if t.verbal and t.sense.form.number == "p" and not t.sense.form.form.startswith("ن") and not any(m.last == t.i or t.last <= m.first <= t.last + 2 or m.rule == "actors.publisher" for m in draft.agents):
            return "uncoded.unnamed_speakers"  # وطالبوا بفدية: a pronoun, and no statement of record
        if t.sense.pos == "p" or t.frame == "blame":
            return "" if draft.agents and (draft.targets or t.frame not in ("blame", "blamed")) else "uncoded.no_speaker"
        if draft.type == "accusation" and not draft.agents and draft.targets and (t.passive or t.frame == "accuse_to"):
            return ""  # نُسبت الغارة إلى التحالف: accused by nobody named
        threat = scene.frames.get(f"{t.frame}/{t.sense.lemma}")
        if draft.type == "statement" and draft.targets and not (threat is not None and threat.by) and all(m.kind == "civilians" and not m.armed for m in draft.targets):
            return "uncoded.advice"  # حث الأهالي على الإبلاغ: no demand on anybody
        near = any(-4 <= m.first - t.i <= 6 or apposed(scene, m, t) or m.rule in ("actors.publisher", "actors.speaker") for m in draft.agents)
        warned = t.sense.lemma == "حذر" and not any(m.armed for m in draft.agents)
        return "" if near and not warned else "uncoded.no_speaker"
    if not t.verbal and "ال" in t.sense.clitics and not (draft.agents or draft.targets or draft.figures or draft.dates) and draft.type != "ceasefire":
        return "uncoded.only_referred_to"  # المداهمات، الفرار: a word for what was told or is known, with nothing of its own
    if not t.verbal and "ال" in t.sense.clitics and not (draft.targets or draft.figures or draft.placed) and all(x.role in ("after", "before") for x in draft.dates) and all(m.cls == "nisba" for m in draft.agents) and draft.family != "politics":
        return "uncoded.only_referred_to"  # بعد أيام من القصف الإسرائيلي
    if draft.type == "siege" and not t.verbal and t.sense.clitics == "ال" and t.i > scene.sentence.first and (
        any(p.last == t.i for p in scene.places) or scene.doc.text.forms[t.i - 1].startswith("ال")
    ):
        return "uncoded.adjective"  # مدينة داريا المحاصرة: an adjective
    if draft.type == "desertion" and not draft.figures and not ((t.verbal or t.i == scene.sentence.first or in_news(scene, t)) and any(m.armed for m in [*draft.agents, *draft.targets])):
        return "uncoded.fled"  # لاذ بالفرار: who fled, not who deserted
    if t.sense.has("rout") and not (draft.agents or draft.targets):
        return "uncoded.fled"  # لاذا بالفرار: the attackers, told of before
    if draft.type in ("reinforcement", "deployment", "withdrawal") and not t.verbal and not (draft.agents or draft.figures):
        return "uncoded.no_body_moves"
    if draft.type == "deployment" and t.frame == "move" and draft.modality == "reported" and not (draft.figures or draft.dates) and (t.sense.form.tense == "impf" if t.verbal else bool(t.sense.pronoun) and not carried_by_light(scene, t)) and scene.doc.text.forms[t.i - 1] != "ان":
        return "uncoded.lasting_deployment"  # تنتشر في, انتشارها: where a body is, told in the profile
    if t.frame == "clash" and not (draft.agents or draft.targets or draft.figures or draft.dates) and not (draft.placed and breaks_out(scene, t)):
        return "uncoded.unbound_fighting"
    if draft.type == "unit_formation" and t.verbal and (t.sense.pronoun or scene.doc.is_g(t.i - 1, "rel")):
        return "uncoded.formed_once"  # التي أنشأها مجلس الأمن: told in the profile
    if (t.frame == "enlist" or draft.type in ("recruitment", "child_recruitment")) and (not in_news(scene, t) if not t.verbal else t.sense.form.tense == "impf") and not (draft.figures or draft.dates):
        return "uncoded.lasting_recruitment"  # يستقطب القاصرين: where it recruits from is told in the profile
    if t.frame == "clash" and t.sense.has("loose") and not any(m.armed for m in [*draft.agents, *draft.targets]):
        return "uncoded.no_fighters"
    if draft.type == "ceasefire":
        tied = tied or bool(draft.dates)
    elif all(x.sense.has("loose") for x in draft.triggers) or draft.family == "politics":
        tied = armed or bool(draft.agents or draft.targets or draft.figures) or (draft.placed and told_of_place(draft, t))
    elif draft.modality == "hypothetical":
        tied = bool(draft.agents or draft.targets) and bool(draft.places or (draft.agents and draft.targets))
    if tied and not armed and draft.family != "politics" and not specific(scene.doc, draft):
        return "uncoded.nothing_specific"
    return "" if tied else "uncoded.untied"


def asked(scene: Scene) -> bool:
    """True for a sentence that ends as a question."""
    last = scene.sentence.last
    return last < len(scene.doc.text.forms) and scene.doc.text.forms[last] in ("؟", "?")


def specific(doc: Document, draft: Draft) -> bool:
    """True when a reader could tell the act from others of its kind: by a date, a place, a count, a named or armed party."""
    if draft.dates or draft.placed or counted(draft) or any(f.measure in _THINGS for f in draft.figures):
        return True
    t = draft.trigger
    if draft.modality in ("claimed", "denied") or ((draft.sources or draft.targets) and t.last < len(doc.info) and doc.sense(t.last, "told_of") is not None):
        return True  # it was doubted or denied because it was told; الإفراج عنهم: of people told of before
    if t.verbal and t.sense.form.tense == "perf" and (draft.figures or (draft.type in _OF_PEOPLE and draft.targets)):
        return True  # قُتل شاب: one victim, told as news
    perfect = t.verbal and t.sense.form.tense == "perf"
    if t.verbal and t.sense.form.tense == "impf" and draft.modality == "reported":
        return any(m.id is not None for m in (*draft.agents, *draft.targets))  # كتيبة الهندسة ترفع الألغام: what such a body does
    return any(m.id is not None or (m.cls in NAMED and (m.kind != "state" or m.last - m.first > 1)) or (fights(m) and (perfect or m.cls != "people" or m.last - m.first > 1)) for m in (*draft.agents, *draft.targets))

"""Whether an act can be a row: what ties it down, and the rules by which it is no event."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import G_IN, G_REL, M_CALLED, M_LOOSE, M_OBJPERSON, M_ROUT
from sijill.ontology import FAMILIES
from sijill.reading.act.draft import KINETIC, Draft
from sijill.reading.act.scene import Scene
from sijill.reading.act.triggers import Trigger, asked
from sijill.reading.document import Document
from sijill.reading.party.actors import ActorMention
from sijill.reading.realis.contexts import NAMED, context, counted, fights
from sijill.reading.realis.modality import called_out

_OF_PEOPLE: Final = frozenset(("displacement", "medical_evacuation", *FAMILIES["violence_against_people"], *FAMILIES["detention"]))
_THINGS: Final = frozenset(("weapons", "vehicles", "buildings"))
"""What may be counted of an act beside people."""

_BY_WEAPON: Final = ("battle", "remote_violence")
"""Families that a weapon alone may tie down; a killing needs its victim."""
_THREATENED: Final = ("realis.threatened", "realis.threatened_if")
_PRIVATE: Final = ("civilians", "person", "unknown")
_CALLED: Final = 9
"""How far behind the word of calling the protest may stand."""
_LIGHT: Final = 7
"""How far before its noun a light verb may stand."""


def breaks_out(scene: Scene, t: Trigger) -> bool:
    """اندلعت اشتباكات في السويداء: told as news by a verb of happening."""
    if t.verbal or t.sense.pronoun:
        return False
    if t.sense.clitics:  # تجدد القتال في الدلنج: the verb right before, in the perfect
        return t.sense.clitics == "ال" and any(s.has("happens") and s.form.tense == "perf" for k in scene.doc.light(max(t.i - 1, scene.sentence.first), t.i) for s in scene.doc.info[k].particles)
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
    _keep_habits(draft)
    name = _in_itself(scene, draft)
    if name or (draft.modality == "denied" and draft.family != "politics"):
        return name  # a denial names what it denies, however little of it
    name = _by_its_words(scene, draft)
    if name:
        return name
    if draft.type in ("statement", "accusation"):
        return _unspoken(scene, draft)
    return _by_its_parts(scene, draft) or _loose(scene, draft)


# The tests are called by their names and not out of a table, since each is asked of every act.


def _in_itself(scene: Scene, draft: Draft) -> str:
    """The rule by which nobody did it or it is a state, "" for none."""
    return (
        _not_done(scene, draft) or _lasting_training(scene, draft) or _under_control(scene, draft) or _left_in_passing(scene, draft)
        or _stood_by(scene, draft) or _of_history(scene, draft) or _counted_from(scene, draft)
    )  # fmt: skip


def _by_its_words(scene: Scene, draft: Draft) -> str:
    """The rule by which the act lacks what its words ask for, "" for none."""
    return (
        _nowhere_moved(scene, draft) or _of_no_person(scene, draft) or _past_fighting(scene, draft) or _lasting_control(scene, draft)
        or _asked(scene, draft)
    )  # fmt: skip


def _by_its_parts(scene: Scene, draft: Draft) -> str:
    """The rule by which the act lacks a party, figure or date that such an act has, "" for none."""
    return (
        _only_referred_to(scene, draft) or _adjective(scene, draft) or _fled(scene, draft) or _no_body_moves(scene, draft)
        or _lasting_deployment(scene, draft) or _unbound_fighting(scene, draft) or _formed_once(scene, draft)
        or _lasting_recruitment(scene, draft) or _no_fighters(scene, draft)
    )  # fmt: skip


def _keep_habits(draft: Draft) -> None:
    """The guide keeps a habitual act as an event without time where actor and place are named."""
    if draft.modality == "habitual" and (draft.agents or draft.targets) and draft.type not in KINETIC and draft.type not in ("arrest", "casualty_announcement"):
        draft.modality, draft.habitual, draft.dates = "reported", True, []


def _impf(t: Trigger) -> bool:
    """True for a verb in the imperfect."""
    return t.verbal and t.sense.form.tense == "impf"


def _armed(draft: Draft) -> bool:
    """True when a party under arms takes part."""
    return any(m.armed for m in (*draft.agents, *draft.targets))


def _tied(draft: Draft) -> bool:
    """True when anything ties the act down: a party, a figure, a place."""
    return bool(draft.agents or draft.targets or draft.figures or draft.places)


def _by_weapon(scene: Scene, draft: Draft) -> bool:
    """قصفت المدفعية الموقع: the weapon ties down what no known name does."""
    return bool(draft.means.keys() - {"ambush"}) and draft.family in _BY_WEAPON and draft.modality in ("reported", "claimed") and struck(scene, draft)


# --- what the act is not in itself: nobody did it, or it is a state


def _not_done(scene: Scene, draft: Draft) -> str:
    """What is asked for, done as a habit or planned by nobody."""
    if draft.trigger.sense.marks & M_CALLED and draft.modality != "planned":
        return "uncoded.demanded"  # للتظاهر: only whoever calls for it plans it
    return f"uncoded.{draft.modality}" if draft.modality in ("demanded", "habitual", "unplanned") else ""


def _lasting_training(scene: Scene, draft: Draft) -> str:
    """تتلقى دعماً وتدريباً: a lasting tie, told in the profile."""
    if draft.type == "training" and not draft.trigger.verbal and not (draft.figures or draft.dates or draft.placed):
        return "uncoded.lasting_training"
    return ""


def _under_control(scene: Scene, draft: Draft) -> str:
    """تخضع لسيطرة X، هجوم للسيطرة على البلدة."""
    t = draft.trigger
    if draft.modality == "planned" and draft.agents and draft.placed and draft.modality_rule == "realis.planned":
        return ""  # يستعد الجيش لاستعادة المدينة
    if draft.type == "territorial_capture" and not t.verbal and t.sense.led_by("ل") and (not draft.dates or t.sense.clitics.endswith(("ال", "لل"))):
        return "uncoded.under_control"
    if draft.type == "territorial_capture" and not t.verbal and _subjected(scene, t, 1):
        return "uncoded.under_control"  # المنطقة الخاضعة لسيطرة X منذ 2018
    return ""


def _subjected(scene: Scene, t: Trigger, reach: int) -> bool:
    """True where what stands before the word says that somebody or something is under it: خاضعة لسيطرة، خضع لاتفاق التسوية."""
    return any(scene.doc.sense(k, "profile_word", "subjected") is not None for k in range(max(t.i - reach, scene.sentence.first), t.i))


def _stood_by(scene: Scene, draft: Draft) -> str:
    """What only describes people or a count: خضع لاتفاق التسوية، أثناء تجمعهم أمام منزل، القتلى جراء العمليات العسكرية."""
    t = draft.trigger
    if draft.type == "protest" and t.sense.pronoun and scene.doc.plays(t.i - 1, G_IN):
        return "uncoded.in_passing"
    if t.verbal:
        return ""
    if draft.type == "agreement" and t.sense.led_by("ل") and _subjected(scene, t, 2):
        return "uncoded.settled"
    if draft.type == "sweep_operation" and "ال" in t.sense.clitics and not draft.agents and any(o.type == "casualty_announcement" for o in scene.triggers):
        return "uncoded.counted_over"
    return ""


def _counted_from(scene: Scene, draft: Draft) -> str:
    """نزح 160 ألفاً منذ اندلاع القتال: a beginning that a count is told from; a protest is known by its beginning."""
    t, doc = draft.trigger, scene.doc
    if t.verbal or draft.type == "protest" or draft.agents or draft.figures or t.i - 2 < scene.sentence.first:
        return ""
    onset = any(s.key == "onset" and s.pos == "n" for s in doc.senses(t.i - 1, "time"))
    return "uncoded.counted_from" if onset and doc.sense(t.i - 2, "time", "since") is not None else ""


def _left_in_passing(scene: Scene, draft: Draft) -> str:
    """زرعوا ألغاماً قبل انسحابهم: whence and when is not said."""
    t = draft.trigger
    if draft.type != "withdrawal" or t.verbal or not t.sense.pronoun:
        return ""
    return "" if moved_from(scene, t) or any(0 <= d.first - t.last <= 3 for d in draft.dates) else "uncoded.in_passing"


_MODERN: Final = 1940
"""The first year of which an act is a row: what lies further back is history, whoever did it."""


def _of_history(_scene: Scene, draft: Draft) -> str:
    """أعدم الوالي الثوار عام 1916: told with a year before the wars that reports are about."""
    found = False
    for m in draft.dates:
        year = m.spec.year
        if year is not None and m.spec.op == "date" and m.spec.cal == "g":
            if year >= _MODERN:
                return ""
            found = True
    return "uncoded.of_history" if found else ""


# --- what the words of the act ask for


def _nowhere_moved(scene: Scene, draft: Draft) -> str:
    """خرجت القوات: whence or whither is not said."""
    if draft.trigger.by_troops and not (draft.places and any(m.armed for m in draft.agents)):
        return "uncoded.nowhere_moved"
    return ""


def _of_no_person(scene: Scene, draft: Draft) -> str:
    """A verb of many objects that has no person for its object."""
    if draft.trigger.sense.marks & M_OBJPERSON and not any(m.kind in ("person", "civilians", "unknown") or m.armed for m in draft.targets):
        return "uncoded.of_no_person"
    return ""


def _past_fighting(scene: Scene, draft: Draft) -> str:
    """التي قاتلت في دارفور: what a body did once; للقتال إلى جانب: a purpose."""
    t = draft.trigger
    if t.frame != "clash":
        return ""
    if t.verbal and t.sense.marks & M_LOOSE and not draft.dates:
        return "uncoded.past_fighting"
    return "uncoded.purpose" if t.sense.led_by("ل") and not draft.figures else ""


def _lasting_control(scene: Scene, draft: Draft) -> str:
    """يسيطر: a state, told in the profile."""
    t, doc = draft.trigger, scene.doc
    if draft.type != "territorial_capture" or not _impf(t) or not t.sense.has("state") or draft.modality != "reported":
        return ""
    return "" if doc.sense(t.i - 1, "mood", "verb_led") is not None else "uncoded.lasting_control"


def _asked(scene: Scene, draft: Draft) -> str:
    """كيف تمول الحركة هجماتها؟"""
    t = draft.trigger
    if (t.verbal and not _impf(t)) or draft.family == "politics" or not asked(scene.doc, scene.sentence):
        return ""
    victim = draft.placed and any(m.cls == "person" for m in draft.targets)  # ماذا بعد اغتيال صالح العاروري في الضاحية؟
    return "" if draft.dates or counted(draft) or victim else "uncoded.asked"


# --- what else the act has: parties, figures, dates


def _only_referred_to(scene: Scene, draft: Draft) -> str:
    """المداهمات، الفرار، بعد أيام من القصف الإسرائيلي: a word for what was told or is known, with nothing of its own."""
    t = draft.trigger
    if t.verbal or "ال" not in t.sense.clitics or (t.frame == "clash" and draft.placed and breaks_out(scene, t)):
        return ""
    if draft.type != "ceasefire" and not (draft.agents or draft.targets or draft.figures or draft.dates):
        return "uncoded.only_referred_to"
    if draft.family == "politics" or draft.targets or draft.figures or draft.placed:
        return ""
    around = all(x.role in ("after", "before") for x in draft.dates) and all(m.cls == "nisba" for m in draft.agents)
    return "uncoded.only_referred_to" if around else ""


def _adjective(scene: Scene, draft: Draft) -> str:
    """مدينة داريا المحاصرة: an adjective."""
    t = draft.trigger
    if draft.type != "siege" or t.verbal or t.sense.clitics != "ال" or t.i == scene.sentence.first:
        return ""
    behind = any(p.last == t.i for p in scene.places) or scene.doc.text.forms[t.i - 1].startswith("ال")
    return "uncoded.adjective" if behind else ""


def _fled(scene: Scene, draft: Draft) -> str:
    """لاذ بالفرار: who fled, not who deserted."""
    t = draft.trigger
    if t.sense.marks & M_ROUT and not (draft.agents or draft.targets):
        return "uncoded.fled"  # لاذا بالفرار: the attackers, told of before
    if draft.type != "desertion" or draft.figures:
        return ""
    told = t.verbal or t.i == scene.sentence.first or in_news(scene, t)
    return "" if told and _armed(draft) else "uncoded.fled"


def _no_body_moves(scene: Scene, draft: Draft) -> str:
    """A movement told by a noun, with nobody that moves."""
    if draft.type in ("reinforcement", "deployment", "withdrawal") and not draft.trigger.verbal and not (draft.agents or draft.figures):
        return "uncoded.no_body_moves"
    return ""


def _lasting_deployment(scene: Scene, draft: Draft) -> str:
    """تنتشر في, انتشارها: where a body is, told in the profile."""
    t = draft.trigger
    if draft.type != "deployment" or t.frame != "move" or draft.modality != "reported" or draft.figures or draft.dates:
        return ""
    lasting = _impf(t) if t.verbal else bool(t.sense.pronoun) and not carried_by_light(scene, t)
    return "uncoded.lasting_deployment" if lasting and scene.doc.sense(t.i - 1, "mood", "carrier") is None else ""


def _unbound_fighting(scene: Scene, draft: Draft) -> str:
    """Fighting that nothing ties down, nor a verb of happening with a place."""
    t = draft.trigger
    if t.frame == "clash" and not (draft.agents or draft.targets or draft.figures or draft.dates) and not (draft.placed and breaks_out(scene, t)):
        return "uncoded.unbound_fighting"
    return ""


def _formed_once(scene: Scene, draft: Draft) -> str:
    """التي أنشأها مجلس الأمن: told in the profile."""
    t = draft.trigger
    if draft.type == "unit_formation" and t.verbal and (t.sense.pronoun or scene.doc.plays(t.i - 1, G_REL)):
        return "uncoded.formed_once"
    return ""


def _lasting_recruitment(scene: Scene, draft: Draft) -> str:
    """يستقطب القاصرين: where it recruits from is told in the profile."""
    t = draft.trigger
    if (t.frame != "enlist" and draft.type not in ("recruitment", "child_recruitment")) or draft.figures or draft.dates:
        return ""
    lasting = _impf(t) if t.verbal else not in_news(scene, t)
    return "uncoded.lasting_recruitment" if lasting else ""


def _no_fighters(scene: Scene, draft: Draft) -> str:
    """نزاع على أرض: a quarrel of nobody under arms."""
    if draft.trigger.frame == "clash" and draft.trigger.sense.marks & M_LOOSE and not _armed(draft):
        return "uncoded.no_fighters"
    return ""


def _unspoken(scene: Scene, draft: Draft) -> str:
    """The rule by which a word of speech is no statement of record: it needs a speaker of its own, and somebody to be told."""
    t = draft.trigger
    if t.verbal and t.sense.form.number == "p" and not t.sense.form.form.startswith("ن") and not any(m.last == t.i or t.last <= m.first <= t.last + 2 or m is scene.speaker or m.rule == "actors.publisher" for m in draft.agents):
        return "uncoded.unnamed_speakers"  # وطالبوا بفدية: a pronoun, and no statement of record
    if t.sense.pos == "p" or t.frame == "blame":
        return "" if draft.agents and (draft.targets or t.frame not in ("blame", "blamed")) else "uncoded.no_speaker"
    if draft.type == "accusation" and not draft.agents and draft.targets and (t.passive or t.frame == "accuse_to"):
        return ""  # نُسبت الغارة إلى التحالف: accused by nobody named
    threat = scene.frames.own(t.frame, t.sense.lemma)
    spoken_to = draft.targets if len(draft.triggers) == 1 else [m for m in draft.targets if m.first < draft.triggers[1].i]
    if draft.type == "statement" and spoken_to and not (threat is not None and threat.by) and all(m.kind == "civilians" and not m.armed for m in spoken_to):
        return "uncoded.advice"  # حث الأهالي على الإبلاغ: no demand on anybody
    if t.verbal and any(0 < o.i - t.i <= _CALLED and called_out(scene.doc, o) for o in scene.triggers) and any(m.i == t.i and m.key == "demand" for m in scene.marks):
        return "uncoded.called_out"  # دعا إلى مظاهرة: told as the protest that is planned
    if t.sense.has("refusing") and (scene.doc.is_g(t.i - 1, "rel") or all(m.kind in _PRIVATE and m.cls != "person" and m.rule != "actors.speaker" for m in draft.agents)):
        return "uncoded.refused"  # القائد الذي رفض تسليم نفسه، رفض الأهالي العرض
    near = any(-4 <= m.first - t.i <= 6 or 0 <= t.i - m.last <= 2 or apposed(scene, m, t) or m is scene.speaker or m.rule in ("actors.publisher", "actors.speaker") for m in draft.agents)
    warned = t.sense.has("warning") and not any(m.armed for m in draft.agents)
    return "" if near and not warned else "uncoded.no_speaker"


def _loose(scene: Scene, draft: Draft) -> str:
    """The rule by which an act that nothing else excludes is tied down by too little."""
    armed = _by_weapon(scene, draft)
    tied = armed or _tied(draft)
    if draft.type == "ceasefire":
        tied = tied or bool(draft.dates)
    elif all(x.sense.marks & M_LOOSE for x in draft.triggers) or draft.family == "politics":
        tied = armed or bool(draft.agents or draft.targets or draft.figures) or (draft.placed and told_of_place(draft, draft.trigger))
        tied = tied or (draft.type == "protest" and draft.modality == "planned" and bool(draft.dates))  # إضراب شامل يوم الجمعة
        tied = tied or (draft.trigger.frame == "blast" and draft.placed and bool(draft.dates) and not draft.trigger.sense.clitics.endswith("ال"))  # وقع انفجار اليوم في وادي زبقين
    elif draft.modality == "hypothetical":
        tied = bool(draft.agents or draft.targets) and bool(draft.places or (draft.agents and draft.targets) or _threatened_whole(draft))
        tied = tied or (draft.type == "displacement" and draft.placed)  # يُخشى نزوح جديد من تل تمر: those who live there
    if tied and not armed and draft.family != "politics" and not specific(scene.doc, draft):
        return "uncoded.nothing_specific"
    return "" if tied else "uncoded.untied"


def _threatened_whole(draft: Draft) -> bool:
    """وهددت بالاقتحام: what those under arms threaten with is known from what was told before."""
    return draft.modality_rule in _THREATENED and "ال" in draft.trigger.sense.clitics and _armed(draft)


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

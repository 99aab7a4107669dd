"""From drafts to incidents: what one report tells in headline, lead and detail becomes one event.

Dates, places and sources carry over from sentence to sentence; denials meet what they deny.
"""

from __future__ import annotations

from typing import Final

from sijill.arabic import name_keys
from sijill.knowledge.bits import G_IN, M_HOMEWARD, SPEECH
from sijill.ontology import FAMILIES, FAMILY
from sijill.reading.act.draft import ACTS, KINETIC, Draft
from sijill.reading.act.scene import same_party
from sijill.reading.act.trace import Trace
from sijill.reading.date import calendar
from sijill.reading.document import Document
from sijill.reading.event.time_links import link
from sijill.reading.event.timeline import Timed, bare
from sijill.reading.event.whereabouts import length, share_place
from sijill.reading.figure.measures import DEATHS
from sijill.reading.party.mention import ActorMention
from sijill.reading.place.place_mentions import width_of
from sijill.reading.role.filing import NOBODY
from sijill.reading.role.threats import THREATENED

_GENERIC: Final = frozenset(("attack", "killing", "attack_on_civilians", "massacre", "casualty_announcement"))
_REDENIED: Final = 4
"""How far behind a verb of denial its own noun may stand: وتنفي الشعبة نفياً قاطعاً."""
_SEPARATE: Final = frozenset(("statement", "accusation", "visit", "appointment", "video_release", "aid_delivery", "denial_of_aid"))
_COUNTS: Final = frozenset(("deserted", "defected", "arrested", "abducted", "released", "recruited", "trained", "deployed", "vehicles", "weapons"))
_BATCH: Final = ("recruitment", "training", "child_recruitment")
"""Enlisting, training and graduation of one batch are one event; the last of these is the most specific."""
_MANNERS: Final = ("suicide_attack", "planted_bombing", "ied_explosion", "drone_strike", "missile_strike")
_BOMBS: Final = frozenset(("suicide_attack", "planted_bombing"))
"""A car bomb that a later sentence knows to have had a driver."""
_SOON: Final = 2
_BARE: Final = "قصف"
_RECALL: Final = 12
_WAS: Final = frozenset(("وكان", "وكانت", "كان", "كانت"))
_MANY: Final = 5
_NOT_DONE: Final = frozenset(("planned", "hypothetical", "denied"))
_A_FEW: Final = 3
_SOME: Final = 10
"""The least toll that is known again near the act it is of, and far from it."""
_ORDER: Final = 2.2
"""How many times over two sources may differ about one toll."""
_THRESHOLD: Final = 3.4
_HEAD: Final = 8
_TAIL: Final = 40
"""An act is told again of those that head the report or were told last; a long text costs no more than its length."""

_OF_THINGS: Final = frozenset((
    "body_recovery", "ied_explosion", "planted_bombing", "mine_explosion", "drone_strike", "air_strike", "interception", "weapons_seizure", "mass_grave",
))
"""Acts on things, of which another one is another act."""
_FORTNIGHT: Final = 14
_OURS: Final = 4
"""How many sentences behind its battle a side may tell what it lost there."""
_BEHIND: Final = 3
"""How far behind the verb of a toll the word may stand that ties it to the act told before."""


def likeness(doc: Document, a: Timed, b: Timed) -> float:
    """How surely two drafts of one report tell of one act; negative when they cannot."""
    x, y = a.draft, b.draft
    if x.type != y.type and y.type not in _KIN[x.type]:
        return -1
    stepped = step(doc, a, b)
    score = 4 if stepped or toll_of(doc, a, b) else alike(doc, a, b)
    if score < 0 or parted(doc, x, y):
        return -1
    if stepped or toll_of(doc, a, b):
        return 4
    if y.sentence != x.sentence and toll_only(y) and b.mention is not None and ongoing(b) and a.time != b.time:
        return -1  # ومنذ منتصف أبريل 2023 … حرباً أسفرت عن مقتل 20 ألف شخص: the toll of a war, not of one act in it
    if x.type in _SEPARATE or y.type in _SEPARATE:
        twice = x.type == y.type and x.trigger.sense.lemma == y.trigger.sense.lemma and (doc.in_headline(x.sentence) or same_all(x, y))
        return 4 if twice else -1
    own = a.mention is not None and b.mention is not None
    if own and a.time and b.time:
        if a.time == b.time:
            score += 1.2
        elif not overlap(a.time, b.time):
            return -1
    place = share_place(x, y)
    headline = doc.in_headline(x.sentence)
    if place is True:
        score += 1.5
    elif place is False and a.own_places and b.own_places and not headline and not (details(doc, a, b) and all(p.kind == "facility" for p in y.places)):
        return -1
    if x.agents and y.agents:
        if any(same_party(m, x.agents) for m in y.agents):
            score += 1
        elif not headline and all(m.cls in ("registry", "unit", "reference") for m in [*x.agents, *y.agents]):
            if x.type != "armed_clash":
                return -1
    whom, again = told(doc, x.targets), told(doc, y.targets)
    if whom and again:
        score += 0.8 if any(same_party(m, whom) for m in again) else -0.4
    if y.sentence != x.sentence and b.own_places and not y.trigger.definite and earlier_news(doc, y.sentence) and y.places and not any(name_keys(p.names) & name_keys(y.places[0].names) for p in x.places):
        return -1
    if y.sentence != x.sentence and (differ(x, y) or (bool(x.figures) and sums_up(y) and not sums_up(x) and not headline)):
        return -1
    values = {f.value() for f in x.figures if (f.best or f.low or 0) >= 3}
    if any(f.value() in values for f in y.figures):
        score += 1.5
    if same_order(a, b):
        score += 0.6 if y.sentence - x.sentence <= 3 else 2.6
    elif rival_toll(a, b):
        score += 0.6
    if y.trigger.definite and not y.trigger.verbal:
        score += 1.5
    if y.trigger.sense.clitics.endswith(("ال", "لل")) and not y.trigger.verbal and not b.own_places and b.mention is None and 0 < y.sentence - x.sentence <= 2:
        score += 0.6  # the attack, without a day or place of its own
    if headline:
        score += 1.4
    if any("updated" in f.attributes for f in [*x.figures, *y.figures]) and x.figures and y.figures:
        score += 0.8
    if y.sentence - x.sentence <= 1:
        score += 0.4
    single = x.type == "assassination" or (x.targets and all(m.cls == "person" for m in x.targets))
    if toll_only(y) and single and any((f.best or f.low or 0) >= 3 for f in y.figures):
        return -1
    if toll_only(y) and y.sentence - x.sentence <= 3 and (x.type in ACTS or x.family == "battle") and place is not False:
        score += 2.0
    if y.sentence == x.sentence and x.type == y.type:
        score += 1.0
    if (headline or x.lead) and not b.own_places and b.mention is None and x.type in KINETIC and y.type in KINETIC and y.modality == "reported" and not y.trigger.weak:
        score += 1.6 + (0.7 if y.sentence - x.sentence <= 4 else 0)  # the act of the headline is told again without naming where and when
    if y.trigger.weak and not own and y.targets and all("ال" in m.clitics and m.cls == "people" for m in y.targets) and y.sentence - x.sentence <= 1:
        score += 2.0  # وقضى الطفل في …: a victim already told of
    return score


def same_order(a: Timed, b: Timed) -> bool:
    """True for another source's toll of the act told before: of the same order, with no day or place of its own.

    غارة قتلت 34 شخصاً … وأشارت الوزارة إلى 42 حالة وفاة: who counts otherwise counts the same dead.
    """
    x, y = a.draft, b.draft
    if x.type not in ACTS or not toll_only(y) or b.mention is not None or b.own_places or x.modality in _NOT_DONE or sums_up(x):
        return False
    for f in x.figures:
        for g in y.figures:
            if f.measure == g.measure and f.measure in DEATHS and not (f.subset or g.subset):
                few, many = sorted((f.best or f.low or 0, g.best or g.low or 0))
                if few >= (_A_FEW if y.sentence - x.sentence <= 3 else _SOME) and few * _ORDER >= many:
                    return True
    return False


def toll_of(doc: Document, a: Timed, b: Timed) -> bool:
    """True for a toll in a verb of its own that the words around it tie to the act just told: كما أصيب تسعة، وقُتل فيها 32.

    So, too, what the side that speaks lost in the act it has just told: وارتقى من أبطالنا 14 شهيداً.
    """
    x, y = a.draft, b.draft
    t = y.trigger
    if y.type != "killing" or not t.verbal or not t.casualty or y.agents or not y.figures or (x.type not in ACTS and x.family != "battle"):
        return False
    last = doc.sentence(t.i).last
    ours = any(s.pronoun == "نا" for k in range(t.last, min(t.last + _BEHIND, last)) for cls in ("people", "side") for s in doc.senses(k, cls))
    if y.sentence - x.sentence > (_OURS if ours and x.family == "battle" else 1):
        return False
    if (b.mention is not None and b.mention is not a.mention) or b.own_places or x.modality != y.modality or x.type == "killing":
        return False
    if ours or doc.having("therein", t.last, min(t.last + _BEHIND, last)):
        return True
    return y.sentence == x.sentence and bool(doc.having("also", max(t.i - 1, 0), t.i))


def ongoing(t: Timed) -> bool:
    """True for a time of more than a fortnight, or of which only the beginning is told."""
    return length(t) > _FORTNIGHT or (t.time is not None and t.time.endswith("/.."))


_HOLDING: Final = frozenset(("arrest", "abduction", "capture", "siege"))
_HELD_FOR: Final = frozenset(("recruitment", "child_recruitment", "execution", "torture", "capture"))
_TAKEN: Final = frozenset(("arrest", "abduction", "capture"))
_BURST: Final = frozenset(("planted_bombing", "property_destruction", "ied_explosion"))


def step(doc: Document, a: Timed, b: Timed) -> bool:
    """True for a step of the act told just before in the sentence, without a day or place of its own.

    Steps of one incident by one party against one target are one event: weapons found and blown up, arrests made
    during a raid, those executed after they were taken, the mourned who fell.
    """
    x, y = a.draft, b.draft
    if x.sentence != y.sentence or x.modality != y.modality or (b.mention is not None and b.mention is not a.mention):
        return False
    t = y.trigger
    if x.type == "weapons_seizure" and y.type in _BURST:
        return bool(t.sense.pronoun)  # عثرت القوة على عبوات وقامت بتفجيرها
    if x.type == "raid" and y.type in ("arrest", "abduction"):
        return bool(doc.having("during", t.last, t.last + 2)) or bool(doc.having("during", max(t.i - 1, 0), t.i))
    if x.type in _TAKEN and y.type == "raid" and not t.verbal:
        return bool(doc.having("during", max(t.i - 2, 0), t.i)) or link(doc, t.i - 1) == "after"  # اعتُقل خمسة بعد مداهمة منازلهم
    if x.type in _TAKEN and y.type == "sweep_operation" and not t.verbal and not y.figures and not (a.own_places and b.own_places):
        return t.sense.led_by("ب") or bool(doc.having("during", max(t.i - 1, 0), t.i)) or doc.plays(t.i - 1, G_IN)  # أُلقي القبض على اثنين خلال عملية مشتركة
    if x.type in _HELD_FOR and y.type in _HOLDING:
        return not t.verbal and bool(t.sense.pronoun) and not b.own_places
    return x.type == "casualty_announcement" and y.type == "killing" and t.verbal and x.trigger.verbal and bool(x.targets) and any(same_party(m, x.targets) for m in y.targets)


def _kin(x: str) -> frozenset[str]:
    """The other types of which an act may be told together with one of type ``x``: all that ``step``, ``toll_of`` and ``alike`` let pass."""
    struck = frozenset(("drone_strike", "air_strike", "shelling"))
    generic = KINETIC if x in _GENERIC else KINETIC & _GENERIC
    return frozenset().union(
        _BURST if x == "weapons_seizure" else (),
        ("arrest", "abduction") if x == "raid" else (),
        ("raid", "sweep_operation") if x in _TAKEN else (),
        _HOLDING if x in _HELD_FOR else (),
        ("killing",) if x == "casualty_announcement" or x in ACTS or FAMILY[x] == "battle" else (),
        ("drone_strike",) if x == "air_strike" else _MANNERS if x == "attack" else (),
        ("attack",) if x == "armed_clash" else (),
        generic if x in ACTS else (),
        _BOMBS if x in _BOMBS else ("planted_bombing",) if x == "property_destruction" else (),
        struck if x in struck else (),
        FAMILIES[FAMILY[x]] if FAMILY[x] in ("battle", "remote_violence") else (),
        _BATCH if x in _BATCH else (),
    )  # fmt: skip


def alike(doc: Document, a: Timed, b: Timed) -> float:
    """What the types of two acts say for their being one; negative where they bar it."""
    x, y = a.draft, b.draft
    if x.type == y.type:
        return 2 if x.trigger.sense.marks & M_HOMEWARD == y.trigger.sense.marks & M_HOMEWARD else -1
    if details(doc, a, b):
        return 3
    if x.type == "armed_clash" and x.trigger.type == "attack" and y.type == "attack" and y.trigger.definite and not y.trigger.verbal:
        return 2  # تصدت القوات لهجوم … وخلال التصدي للهجوم
    if (x.type in KINETIC or (x.type in ACTS and toll_only(y))) and y.type in KINETIC and (x.type in _GENERIC or y.type in _GENERIC):
        first = doc.in_headline(x.sentence) or x.lead or toll_only(x)
        if y.type not in _GENERIC and not (first or y.trigger.definite):
            return -1
        if x.type not in _GENERIC and not (y.trigger.definite or toll_only(y) or first):
            return -1
        return 1.2
    if x.type == "property_destruction" and y.type == "planted_bombing" and x.trigger.frame == "wreck" and y.trigger.definite and not y.trigger.verbal and y.sentence - x.sentence <= _SOON:
        return 2  # فجّرت الجماعة منزلين … وأسفر التفجير عن مقتل 12
    if (x.type in _BOMBS and y.type in _BOMBS) or (y.sentence > x.sentence and bare_strike(x, y) and (y.trigger.definite or y.sentence - x.sentence <= _SOON)):
        return 1.6
    if x.family == y.family and x.family in ("battle", "remote_violence") and y.trigger.definite and "armed_clash" not in (x.type, y.type):
        return 0.8
    if x.family == "battle" and toll_only(y) and y.sentence - x.sentence == 1 and b.mention is None and not b.own_places and any((f.best or f.low or 0) >= _A_FEW for f in y.figures):
        return 1.05  # حررت القوات المدينة. وتكبدت المليشيا 350 قتيلاً
    if x.type in _BATCH and y.type in _BATCH and (y.sentence == x.sentence or (y.sentence - x.sentence == 1 and not (x.figures and y.figures))):
        score = 2.0 if not x.agents or not y.agents or any(same_party(m, x.agents) for m in y.agents) else 0.0
        return score + (1.5 if y.sentence == x.sentence and y.trigger.sense.pronoun else 0)
    return -1


_KIN: Final = {kind: _kin(kind) for kind in FAMILY}
_TOLD_AGAIN: Final = {kind: frozenset(x for x in FAMILY if x == kind or kind in _KIN[x]) for kind in FAMILY}
"""The types of the acts told before that an act of a type may tell of again."""


def parted(doc: Document, x: Draft, y: Draft) -> bool:
    """True where the words around two acts say that they are two: a share of a total, another matter, a plan and a deed."""
    if x.share or y.share or (x.modality != y.modality and (x.modality in _NOT_DONE or y.modality in _NOT_DONE)):
        return True
    if y.sentence == x.sentence:
        return False
    reach = 3 if y.trigger.verbal and y.type in _OF_THINGS else 0 if y.trigger.verbal else 2
    if any(doc.sense(k, "other") for k in doc.having("other", y.trigger.last, min(y.trigger.last + reach, len(doc.info)))):
        return True  # هجوم آخر، عُثر على جثة ثانية; but وأصيب ثلاثة آخرون are of the same act
    return not doc.in_headline(x.sentence) and not x.lead and turns(doc, y.sentence)


def told(doc: Document, targets: list[ActorMention]) -> list[ActorMention]:
    """The targets that tell one act from another: not 3400 شخص."""
    return [m for m in targets if m.cls != "people" or m.of is not None or doc.text.forms[m.head].removeprefix("ال") not in NOBODY]


def differ(x: Draft, y: Draft) -> bool:
    """True when both count the same with other numbers; tolls may be rival or rising, other counts are other acts."""
    for f in x.figures:
        for g in y.figures:
            if f.measure == g.measure and f.measure in _COUNTS and not (f.subset or g.subset) and f.value() != g.value():
                return True
    return False


def bare_strike(x: Draft, y: Draft) -> bool:
    """True for a strike by an aircraft and what may be the same one told with another word: غارة، قصف، مسيّرة استهدفت."""
    for a, b in ((x, y), (y, x)):
        if a.type == "drone_strike" and b.type == "air_strike" and "drone" not in b.means:
            return True
        if a.type in ("drone_strike", "air_strike") and b.type == "shelling" and b.trigger.sense.lemma == _BARE and not b.means:
            return True
    return False


def earlier_news(doc: Document, sentence: int) -> bool:
    """True for a sentence that recalls an earlier report: وكان المرصد قد أشار قبل ساعات إلى …"""
    first = doc.text.sentences[sentence].first
    last = min(first + _RECALL, len(doc.info))
    return doc.text.forms[first] in _WAS and any(doc.info[k].mask & SPEECH for k in range(first + 1, last)) and "قد" in doc.text.forms[first + 1 : last]


def sums_up(d: Draft) -> bool:
    """True for the sum of many acts of a period (396 استهدافاً منذ مطلع العام), which tells of no single one again."""
    return any(f.measure == "attacks" and (f.low or 0) >= _MANY for f in d.figures)


def turns(doc: Document, sentence: int) -> bool:
    """True when a sentence turns to another matter: وفي حادثة منفصلة, وفي سياق آخر, وعلى صعيد آخر."""
    first = doc.text.sentences[sentence].first
    return bool(doc.having("other", first, first + 4)) and bool(doc.having("matter", first, first + 4))


def toll_only(d: Draft) -> bool:
    """True for a draft that is only a toll (الحصيلة بلغت 180 قتيلاً), whose act is told elsewhere."""
    return d.type == "killing" and (not d.trigger.verbal or bool(d.sources)) and not d.agents and bool(d.figures) and not d.means


def rival_toll(a: Timed, b: Timed) -> bool:
    """True for the toll of an act told before as another source gives it: في المقابل، قالت مصادر عشائرية إن قتيلين فقط سقطا."""
    x, y = a.draft, b.draft
    if not toll_only(y) or not y.sources or b.mention is not None or b.own_places or x.type not in ACTS:
        return False
    counted = {f.measure for f in y.figures if not f.subset}
    if not any(f.measure in counted for f in x.figures):
        return False
    spoke = name_keys(n for source in x.sources for n in source.names)
    return bool(spoke) and not any(spoke & name_keys(source.names) for source in y.sources)


def same_all(x: Draft, y: Draft) -> bool:
    return bool(x.agents and y.agents) and any(same_party(m, x.agents) for m in y.agents)


def overlap(a: str, b: str) -> bool:
    """True when two EDTF values may share a day."""
    (x, x_left, x_right), (y, y_left, y_right) = calendar.parse_edtf(bare(a)), calendar.parse_edtf(bare(b))
    if x is None or y is None:
        return True
    return (y_left or x_right or x.hi >= y.lo) and (x_left or y_right or y.hi >= x.lo)


def apart(a: Timed, b: Timed, published: str | None) -> bool:
    """True for undated news beside an act dated long before publication: it does not tell of that act again."""
    old, fresh = (a, b) if a.mention is not None else (b, a)
    if old.mention is None or fresh.mention is not None or old.time is None or a.draft.sentence == b.draft.sentence:
        return False
    if b.draft.trigger.definite or toll_only(b.draft) or not published or "/" in published or "X" in published:
        return False
    day, _, _ = calendar.parse_edtf(bare(old.time))
    pub, _, _ = calendar.parse_edtf(published)
    return day is not None and pub is not None and (pub.hi - day.hi).days > 45


def merge(doc: Document, timed: list[Timed], published: str | None = None, trace: Trace | None = None) -> list[Timed]:
    """Join the drafts that tell of one act; the first mention keeps its place in the order."""
    out: list[Timed] = []
    for t in timed:
        best: Timed | None = None
        score = _THRESHOLD
        kin = _TOLD_AGAIN[t.draft.type]
        for before in out if len(out) <= _HEAD + _TAIL else [*out[:_HEAD], *out[-_TAIL:]]:
            if before.draft.type not in kin:
                continue  # most pairs are acts of two kinds
            value = likeness(doc, before, t)
            if value >= score and not apart(before, t, published):
                best, score = before, value
        if best is None and toll_only(t.draft) and t.draft.trigger.sense.lemma == "مقتل" and doc.text.forms[t.draft.trigger.i].startswith("ال") and doc.sense(t.draft.trigger.i, "toll") is not None:
            if trace is not None:
                trace.dropped.append((t.draft, "incident.victims_told_of"))
            continue  # أحد عشر من الشهداء: victims already told of
        if best is None and toll_only(t.draft) and doc.in_headline(t.draft.sentence) and len(timed) > 1:
            if trace is not None:
                trace.dropped.append((t.draft, "incident.headline_sum"))
            continue  # a headline that sums up what is told below
        if best is None:
            out.append(t)
        else:
            if trace is not None:
                trace.joined.append((best.draft, t.draft, t.draft.trigger.i))
            absorb(doc, best, t)
    return out


def details(doc: Document, a: Timed, b: Timed) -> bool:
    """True where the next sentence goes on to tell how an attack was done: وأفاد البيان أن انتحارياً فجر سيارة مفخخة."""
    x, y = a.draft, b.draft
    if y.sentence - x.sentence != 1 or not y.trigger.verbal or y.family != "remote_violence" or y.modality != x.modality:
        return False
    first = doc.text.sentences[y.sentence].first
    if not any(doc.info[k].mask & SPEECH for k in range(first, min(first + 2, len(doc.info)))):
        return False
    if x.type == "air_strike":
        return y.type == "drone_strike" and "drone" in y.means and doc.text.forms[y.means["drone"]].startswith("ال")
    return x.type == "attack" and y.type in _MANNERS


def takes_type(a: Draft, b: Draft, headline: bool) -> bool:
    """Whether the later mention names the act better: a massacre stays one, a bare killing or attack gives way."""
    if a.type == b.type:
        return headline
    if a.type in _BATCH and b.type in _BATCH:
        return _BATCH.index(b.type) > _BATCH.index(a.type)
    if b.type == "ambush" and not b.agents and not b.placed:
        return False  # وقعوا في كمين: a step of the attack
    if (a.type, b.type) == ("air_strike", "drone_strike"):
        return True
    if {a.type, b.type} == _BOMBS:
        return b.type == "suicide_attack"
    if (a.type, b.type) == ("casualty_announcement", "killing"):
        return bool(b.agents or b.placed or b.dates)  # ننعى فلاناً الذي قُتل برصاص قناص
    if "massacre" in (a.type, b.type):
        return b.type == "massacre"
    if a.type == "killing" or (a.type in _GENERIC and b.type not in _GENERIC and bool(b.agents or b.targets or b.figures or b.places)) or (a.type == "attack" and b.type == "attack_on_civilians"):
        return True
    return headline and b.type not in _GENERIC


def absorb(doc: Document, into: Timed, other: Timed) -> None:
    """Take over what the other mention of the act adds."""
    a, b = into.draft, other.draft
    headline = doc.in_headline(a.sentence) and b.sentence != a.sentence
    if headline:
        a.lead, a.sentence = True, b.sentence
    if takes_type(a, b, headline):
        a.type = b.type
        a.triggers = [*b.triggers, *a.triggers]
    else:
        a.triggers = [*a.triggers, *b.triggers]
    for m in b.agents:
        if not same_party(m, a.agents) and not same_party(m, a.targets) and (not a.agents or a.type == "armed_clash"):
            a.agents.append(m)
    for m in b.targets:
        if a.type == "armed_clash" and b.type != "armed_clash" and m.kind == "civilians" and not m.armed and a.agents:
            continue  # a fight is between the armed; whom it killed is told by the figures
        if not same_party(m, a.targets) and not same_party(m, a.agents):
            a.targets.append(m)
    known = name_keys(n for p in a.places for n in p.names)
    if not a.places:
        a.places, a.borrowed = list(b.places), b.borrowed
    elif other.own_places and (headline or a.borrowed or share_place(a, b) is True):
        for p in b.places:
            if not (name_keys(p.names) & known):
                a.places.append(p)
    values = {f.value() for f in a.figures}
    bare_toll = toll_only(b)
    for f in b.figures:
        if bare_toll and not f.sources:
            f.sources = b.sources  # who only gives a toll speaks for the figure, not for the act
        if f.value() not in values:
            if (headline or a.lead) and f.best is not None and not f.subset:
                # a headline's round word (عشرات) gives way to the number that the report then tells
                a.figures = [x for x in a.figures if x.measure != f.measure or x.best is not None or x.subset]
            a.figures.append(f)
    if not bare_toll:
        known_sources = name_keys(n for source in a.sources for n in source.names)
        a.sources = [*a.sources, *(source for source in b.sources if not known_sources & name_keys(source.names))]
    for key, token in b.means.items():
        a.means.setdefault(key, token)
    if into.mention is None and other.mention is not None:
        into.time, into.mention, into.rule = other.time, other.mention, other.rule
    if into.said is None:
        into.said = other.said
    into.own_places = into.own_places or other.own_places
    a.negated = a.negated and b.negated


def shares(timed: list[Timed]) -> None:
    """One party's share in a total has the time and, without one of its own, the place of the total."""
    for t in timed:
        base = t.draft.base
        if base is None:
            continue
        whole = next((o for o in timed if o.draft is base or base.trigger in o.draft.triggers), None)
        if whole is None:
            continue
        if t.mention is None:
            t.time, t.mention, t.rule = whole.time, whole.mention, "time.share"
        if t.draft.borrowed:
            t.draft.places = list(whole.draft.places)


def answers(denied: Draft, told: Draft) -> bool:
    """True when a denial is about an act that the report also tells as done."""
    if denied.type != told.type and not (denied.type in KINETIC and told.type in KINETIC):
        return False
    place = share_place(denied, told)
    if place is True and denied.type != told.type and denied.placed and told.placed:
        place = min(width_of(p.kind) for p in told.places) <= max(width_of(p.kind) for p in denied.places)  # a province holds many acts
    return place is True or (denied.type == told.type and place is None and not denied.figures) or (denied.type in KINETIC and (denied.borrowed or not denied.places) and not denied.figures and 0 <= denied.sentence - told.sentence <= 3)


def ahead(timed: list[Timed], published: str | None) -> None:
    """What is dated after publication is planned, and so is what somebody threatens to do by a day to come."""
    day, _, _ = calendar.parse_edtf(published) if published and "/" not in published and "X" not in published else (None, False, False)
    for t in timed:
        threatened = t.draft.modality == "hypothetical" and t.draft.modality_rule == THREATENED
        if day is None or t.mention is None or t.time is None or not (threatened or t.draft.modality == "reported"):
            continue
        start, open_left, _ = calendar.parse_edtf(bare(t.time))
        if threatened and start is not None and start.hi > day.hi and t.mention.first > t.draft.trigger.i:
            t.draft.modality = "planned"
        if start is not None and not open_left and start.lo > day.hi:
            t.draft.modality = "planned"


def denials(timed: list[Timed]) -> list[Timed]:
    """A denied act that the report asserts elsewhere leaves the denier's statement; one only denied keeps itself."""
    out: list[Timed] = []
    kept: list[Draft] = []
    for t in timed:
        d = t.draft
        if d.modality == "denied":
            if any(o.draft is not d and o.draft.modality != "denied" and answers(d, o.draft) for o in timed):
                continue
            kept.append(d)
        out.append(t)
    return [
        t for t in out
        if not (t.draft.type == "statement" and t.draft.trigger.sense.lemma == "نفي" and any(d.sentence == t.draft.sentence and not t.draft.trigger.i + _REDENIED < (d.modality_token or 0) < d.trigger.i for d in kept))
    ]

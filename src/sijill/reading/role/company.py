"""Doers that stand beside the clause.

Joint ones (بمشاركة X), told before their verb (من قبل X أُحرقت), who laid a mine, where the fire came from (مصدره مواقع X), whose craft they were (مقاتلات تابعة لـX)."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import G_IN, G_ON, G_REL, MEANS
from sijill.reading.act.draft import Draft
from sijill.reading.act.frames import Frame
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.act.triggers import Trigger
from sijill.reading.party.actors import ActorMention
from sijill.reading.role.filing import put
from sijill.reading.role.phrases import coordinated, opening, role

_AFTER: Final = 3
"""Tokens between a doer and the word that joins another to him: مديرية الأمن، وذلك بالتعاون مع."""
_LAID: Final = 8
"""Tokens between a mine and the verb that tells who laid it."""
_KEPT: Final = 6
"""Tokens from torture to the body in whose hands it was done."""
_FIRE: Final = 12
"""Tokens between a bombardment and the word that tells where it came from."""
_WHENCE: Final = 5
"""Tokens between that word and whose guns stand there: مصدرها تلال يتحصن بها مسلحون."""
_CRAFT: Final = 7
"""Tokens between an act and the body that its craft belong to: أغارت أربع مقاتلات من طراز ميراج تابعة لـ."""
_FIRED: Final = frozenset(("shelling", "missile_strike", "drone_strike", "air_strike", "attack"))
_LAYING: Final = frozenset(("weapons_seizure", "mine_explosion", "ied_explosion", "planted_bombing"))


_GATHER: Final = frozenset(("protest", "funeral"))


def beside(scene: Scene, draft: Draft, t: Trigger, frame: Frame, prior: list[ActorMention], start: int, end: int) -> None:
    """Add the doers that no function of the clause tells."""
    if t.verbal and prior and frame.object:
        _fronted(scene, draft, frame, prior, start)
    if t.frame == "blast" or t.type in _LAYING:
        _laid(scene, draft, t)
        if not draft.targets:
            _passing(scene, draft, t)
    elif t.casualty:
        _fired(scene, draft, t)
    if t.verbal and t.frame in ("take", "control"):
        _into_hands(scene, draft, t)
    if not t.verbal and not draft.agents and frame.subject in ("agent", "party"):
        _told_of(scene, draft, t)
    if t.type in _GATHER and t.verbal and not t.passive and frame.subject == "agent":
        _throng(scene, draft, t)
    if t.type == "torture" and not draft.agents:
        _keeper(scene, draft, t)
    if t.type in _FIRED:
        _fired_from(scene, draft, t)
        if not draft.agents:
            _craft_of(scene, draft, t)
    if draft.agents or draft.targets:
        _jointly(scene, draft, frame, start, end)


def _keeper(scene: Scene, draft: Draft, t: Trigger) -> None:
    """تحت التعذيب في سجون النظام، في فرع الأمن العسكري: who keeps the place where men are held."""
    doc = scene.doc
    for m in scene.actors:
        if not (t.last <= m.first <= t.last + _KEPT and m.armed) or m.cls in ("nisba", "people"):
            continue
        k = m.first - 1
        if doc.plays(k, G_IN) or (doc.sense(k, "prison") is not None and k > t.last and (doc.plays(k - 1, G_IN) or "ب" in doc.info[k].by["prison"][0].clitics)):
            draft.targets = [x for x in draft.targets if x is not m]
            put(scene, draft, m, "agent")
        return


def _fronted(scene: Scene, draft: Draft, frame: Frame, prior: list[ActorMention], start: int) -> None:
    """من قبل مجهولين أُحرقت سيارة: the doer opens the clause."""
    m = next((m for m in prior if m.cls != "nisba"), None)
    if m is None:
        return
    first = opening(scene, m)[0]
    if first - start > 2 or role(scene, m, start) != "by":
        return
    for x in coordinated(scene, [m]):
        if x.first >= m.first and x in prior:
            draft.targets = [y for y in draft.targets if y is not x]
            put(scene, draft, x, frame.subject)


def _told_of(scene: Scene, draft: Draft, t: Trigger) -> None:
    """الهدنة التي أعلنها X، الاتفاق الذي وقعه: who did it, by the relative clause behind it."""
    doc = scene.doc
    for k in doc.having("owning", t.last, min(t.last + 4, scene.sentence.last)):
        sense = doc.info[k].first("owning")
        if sense is None or not sense.pronoun or sense.clitics:
            continue
        m = next((m for m in scene.actors if 0 <= opening(scene, m)[0] - k - 1 <= 1 and m.cls not in ("nisba", "outlet")), None)
        if m is None or role(scene, m, k + 1) != "direct":
            return
        for x in coordinated(scene, [m]):
            if x.first >= m.first:
                put(scene, draft, x, "agent")
        return


def _throng(scene: Scene, draft: Draft, t: Trigger) -> None:
    """شيّع المئات من أبناء رداع، عشرات الآلاف يحتشدون: who gathered is told by how many, or by the people counted."""
    doc = scene.doc
    k = next(iter(doc.having("throng", t.i + 1, t.last + 1)), t.last)  # خرج العشرات من: the number may be part of the verb
    if not doc.having("throng", k, k + 1):
        k = next((j for j in (t.i - 1, t.i - 2) if j >= scene.sentence.first and doc.having("throng", j, j + 1) and not doc.having("throng", j - 1, j)), -1)
        if k < 0 or not doc.opens_clause(k):
            return
    last = k + 2 if doc.having("throng", k + 1, k + 2) else k + 1
    m = None
    if doc.text.forms[last : last + 1] == ["من"]:
        m = next((m for m in scene.actors if 0 <= m.first - last - 1 <= 1 and m.cls != "nisba"), None)
    if m is None:
        if draft.agents and any(0 <= m.first - last <= 1 for m in draft.agents):
            return
        if t.type not in ("protest", "funeral"):
            draft.agents = []
            return
        m = ActorMention(k, last, k, [doc.text.slice(k, last), doc.text.slice(k, k + 1)], "civilians", "people", "actors.throng", number="p")
    draft.targets = [x for x in draft.targets if x is not m]
    draft.agents = [x for x in draft.agents if x.last <= t.i and not (m.first <= x.first < m.last)] if k < t.i else []
    draft.agents = [m]


def _laid(scene: Scene, draft: Draft, t: Trigger) -> None:
    """ألغام زرعها الحوثيون: who laid it did the deed; of what is found and cleared he is the target."""
    doc = scene.doc
    begin = t.last if t.type == "weapons_seizure" else max(scene.sentence.first, t.i - _LAID)
    for k in doc.having("laid", begin, min(t.last + _LAID, scene.sentence.last)):
        sense = doc.info[k].first("laid")
        if sense is None or not (sense.pronoun or doc.plays(k - 1, G_REL)):
            continue
        done = k - (doc.text.forms[k - 1] == "قد")
        m = next((m for m in scene.actors if m.last == done and t.last <= m.first and m.cls != "nisba"), None)  # بلغم كانت عناصر X قد زرعته
        if m is None:
            m = next((m for m in scene.actors if 0 <= opening(scene, m)[0] - k - 1 <= 1 and m.cls != "nisba"), None)
            if m is None or role(scene, m, k + 1) not in ("direct", "genitive", "clause"):
                continue
        draft.agents = [x for x in draft.agents if x is not m]
        draft.targets = [x for x in draft.targets if x is not m]
        put(scene, draft, m, "target" if t.type == "weapons_seizure" else "agent")
        return


def _fired(scene: Scene, draft: Draft, t: Trigger) -> None:
    """استشهد برصاصة أطلقها عليه الجنود، أصيبت جراء ألغام زرعها X: who fired or laid what struck."""
    doc = scene.doc
    end = min(t.last + _LAID + 2, scene.sentence.last)
    for cls in ("laid", "fired"):
        for k in doc.having(cls, t.last, end):
            sense = doc.info[k].first(cls)
            if sense is None or not sense.pronoun or sense.clitics or not doc.having("means", max(t.last, k - 3), k):
                continue
            after = k + 1 + (k + 1 < end and doc.is_g(k + 1, "on"))
            m = next((m for m in scene.actors if 0 <= opening(scene, m)[0] - after <= 1 and m.cls != "nisba"), None)
            if m is None or m.clitics.strip("ال"):
                continue
            draft.targets = [x for x in draft.targets if x is not m]
            if not draft.agents:
                put(scene, draft, m, "agent")
            return


def _into_hands(scene: Scene, draft: Draft, t: Trigger) -> None:
    """سقطت حامية الجيش في البلدة بيد المتمردين: who holds it now has taken it, whose it was has lost it."""
    doc = scene.doc
    if t.near is None:
        return
    hand = next((k for k in range(t.near, t.near + 2) if doc.is_g(k, "by") or doc.having("limb", k, k + 1)), None)
    if hand is None:
        return
    hand = max([hand, *doc.having("limb", hand, hand + 2)])
    m = next((m for m in scene.actors if 0 <= m.first - hand - 1 <= 1 and m.cls != "nisba"), None)
    if m is None or not m.armed:
        return
    lost = [x for x in (*draft.agents, *draft.targets) if x is not m and x.last <= hand and x.first >= t.last and not same_party(x, [m])]
    draft.agents, draft.targets = [m], lost


def _passing(scene: Scene, draft: Draft, t: Trigger) -> None:
    """انفجرت عبوة تزامناً مع مرور دورية للجيش: who passes where a charge goes off, or is about to, was meant by it."""
    doc = scene.doc
    for k in doc.having("passing", t.last, min(t.last + _LAID, scene.sentence.last)):
        sense = doc.info[k].first("passing")
        if sense is None or doc.text.forms[k - 1] == "بعد":
            continue
        m = next((m for m in scene.actors if 0 <= opening(scene, m)[0] - k - 1 <= 1 and m.cls not in ("nisba", "outlet")), None)
        if m is not None and not same_party(m, draft.agents):
            put(scene, draft, m, "target")
            return


def _fired_from(scene: Scene, draft: Draft, t: Trigger) -> None:
    """قصف مصدره مرابض الجيش: who stands where the fire came from did it."""
    doc = scene.doc
    for k in doc.having("whence", t.last, min(t.last + _FIRE, scene.sentence.last)):
        m = next((m for m in scene.actors if 0 <= m.first - k - 1 <= _WHENCE), None)
        if m is None or not m.armed or any(doc.text.kinds[b] == "p" and doc.text.forms[b] in ("،", ",", "؛") for b in range(k, m.first)):
            return
        draft.targets = [x for x in draft.targets if x is not m]
        if not draft.agents:
            put(scene, draft, m, "agent")
        return


def _craft_of(scene: Scene, draft: Draft, t: Trigger) -> None:
    """أغارت مقاتلات تابعة للتحالف, غارة لطائرات تابعة لحفتر: whose craft they are does the deed."""
    doc = scene.doc
    end = min(t.last + _CRAFT, scene.sentence.last)
    if not doc.having("craft", t.last, min(t.last + 2, end)):
        return
    for k in doc.having("tie", t.last, end):
        m = next((m for m in scene.actors if 0 <= m.first - k - 1 <= 1), None)
        if m is None or any(doc.plays(b, G_ON) for b in range(t.last, k)):
            return
        draft.targets = [x for x in draft.targets if x is not m]
        put(scene, draft, m, "agent")
        return


def _jointly(scene: Scene, draft: Draft, frame: Frame, start: int, end: int) -> None:
    """بمشاركة الهلال الأحمر، ومعها الفصائل المحلية: who joins a doer does the deed with him."""
    doc = scene.doc
    for k in doc.having("jointly", start, end):
        sense = doc.sense(k, "jointly")
        if sense is None or (sense.has("joined") and not sense.clitics.startswith("و")):
            continue
        if any(s.rest and doc.follows(k, s.rest) for s in doc.senses(k - 1, "profile")):
            continue  # الميليشيا المقاتلة إلى جانب X: what she lastingly is
        after = k + 1 + len(sense.rest)
        after += doc.text.forms[after : after + 1] == ["من"]
        m = next((m for m in scene.actors if 0 <= opening(scene, m)[0] - after <= 1 and m.cls not in ("nisba", "outlet")), None)
        if m is None or "ref_agent" in m.attributes or "profession" in m.attributes or doc.info[m.first].mask & MEANS:
            continue  # an army's own aircraft do not join it
        side = _side(scene, draft, frame, k)
        if side is None:
            continue
        for x in coordinated(scene, [m]):
            if x.first >= m.first and not same_party(x, side):
                draft.agents = [y for y in draft.agents if y is not x] if side is draft.targets else draft.agents
                draft.targets = [y for y in draft.targets if y is not x] if side is draft.agents else draft.targets
                side.append(x)


def _side(scene: Scene, draft: Draft, frame: Frame, k: int) -> list[ActorMention] | None:
    """The side that the word at ``k`` adds to: of the doer just before it, or of the clause that it opens."""
    if any(0 <= k - m.last <= _AFTER for m in draft.agents):
        return draft.agents
    if frame.subject == "party" and any(0 <= k - m.last <= 1 for m in draft.targets):
        return draft.targets
    opens = k == scene.sentence.first or scene.doc.text.kinds[k - 1] == "p"
    return draft.agents if opens and draft.agents and frame.subject else None

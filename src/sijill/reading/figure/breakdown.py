"""Totals broken down by perpetrator: one event for the total, one for each party named with its share.

كانت 94 حالة على يد قوات النظام، و54 بينهم تسعة أطفال على يد قسد، ونُسبت 21 إلى الجيش الوطني
"""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import G_BY, G_SUB, G_TO, MEANS, G
from sijill.reading.act.draft import KINETIC, Draft, FigureDraft
from sijill.reading.act.scene import Scene
from sijill.reading.act.triggers import Trigger
from sijill.reading.figure.figures import MEASURE_OF_TYPE
from sijill.reading.number.numbers import Quantity

_ASCRIBED: Final = frozenset(("نسبت", "نسب", "تنسب", "عزيت", "سجلت"))
_TYPES: Final = frozenset(("arrest", "killing", "abduction", "torture", "execution"))


def split(scene: Scene, drafts: list[Draft]) -> list[Draft]:
    """The shares of a breakdown as drafts of the type that the total has; empty when the sentence breaks nothing down."""
    if len(scene.quantities) < 2:
        return []
    heads = [q for q in scene.quantities if q.kind == "cardinal" and q.rule != "numbers.label" and (_marks(scene, min(q.last, scene.sentence.last - 1), q) or not _subset(scene, q))]
    shares: list[tuple[Quantity, int]] = []
    moved: list[tuple[Quantity, Draft]] = []
    for n, q in enumerate(heads):
        end = heads[n + 1].first if n + 1 < len(heads) else scene.sentence.last
        marker = next((k for k in range(q.last, end) if _marks(scene, k, q)), None)
        if marker is not None:
            shares.append((q, marker))
            continue
        cause = next((d for d in drafts for t in d.triggers if q.last <= t.i < end and not t.weak and d.type in KINETIC and not t.verbal), None)
        if cause is not None:
            moved.append((q, cause))
    if len(shares) < 2 and not (shares and len(shares) + len(moved) >= 3):
        return []
    _move(scene, drafts, moved)
    opening = min(q.first for q, _ in shares)
    here = [d for d in drafts if d.trigger.i < opening]
    base = next((d for d in [*here, *reversed(scene.before), *drafts] if d.type in _TYPES and not d.share and any(not f.subset for f in d.figures)), None)
    if base is None:
        return []
    out: list[Draft] = []
    measure = next((f.measure for f in base.figures if not f.subset), MEASURE_OF_TYPE.get(base.type, "other"))
    for n, (q, marker) in enumerate(shares):
        following = shares[n + 1][0].first if n + 1 < len(shares) else scene.sentence.last
        parties = [m for m in scene.actors if marker < m.first < following and (m.armed or "unidentified" in m.attributes)]
        if not parties:
            continue
        last = (q.noun + 1) if q.noun is not None and q.noun >= q.last else q.last
        draft = Draft(Trigger(q.first, last, base.trigger.sense, False, None, scene.number, None))
        draft.type, draft.share = base.type, True
        draft.agents = [m for k, m in enumerate(parties) if k == 0 or m.first - parties[k - 1].last <= 2]
        total = FigureDraft(q.first, last, measure, q.low, q.best, q.high, "figures.breakdown", approx=q.approx, hedge=q.hedge, noun=q.noun)
        total.event = draft
        draft.figures = [total]
        for f in scene.figures:
            if f.subset and q.first < f.first < following and f.first not in {s.first for s, _ in shares}:
                if f.event is not None and f in f.event.figures:
                    f.event.figures.remove(f)
                f.measure, f.event = measure, draft
                draft.figures.append(f)
        own = [p for p in scene.places if marker < p.first < following]
        draft.places, draft.borrowed, draft.base = own or list(base.places), not own, base
        draft.dates = list(base.dates)
        draft.sources = base.sources
        out.append(draft)
    taken = {d.figures[0].first for d in out}
    for d in drafts:
        d.figures = [f for f in d.figures if f.first not in taken]
    return out


def _move(scene: Scene, drafts: list[Draft], moved: list[tuple[Quantity, Draft]]) -> None:
    """Give a number to the cause named behind it (تسعة بانفجار مخلفات، ثلاثة جراء القصف)."""
    for q, cause in moved:
        figure = next((f for d in drafts for f in d.figures if f.first == q.first), None)
        if figure is None or figure in cause.figures:
            continue
        for d in drafts:
            d.figures = [f for f in d.figures if f is not figure]
        figure.event = cause
        cause.figures.append(figure)
        cause.share = True


def _subset(scene: Scene, q: Quantity) -> bool:
    """True for بينهم طفلان and for the وثلاث سيدات that goes on from it."""
    doc = scene.doc
    if q.first > scene.sentence.first and doc.plays(q.first - 1, G_SUB):
        return True
    if not doc.text.forms[q.first].startswith("و"):
        return False
    before = next((o for o in scene.quantities if 0 < q.first - o.last <= 2 and o.first < q.first), None)
    return before is not None and _subset(scene, before)


def _marks(scene: Scene, k: int, q: Quantity) -> bool:
    doc = scene.doc
    if not doc.info[k].mask & (G | MEANS):
        return False
    if doc.plays(k, G_BY):
        return True
    fire = doc.sense(k, "means")
    if fire is not None and "ب" in fire.clitics and any(k < m.first <= k + 2 for m in scene.actors):
        return True  # 16 قُتلوا برصاص مجهولين
    return doc.plays(k, G_TO) and any(doc.text.forms[b].lstrip("و") in _ASCRIBED for b in range(max(scene.sentence.first, q.first - 3), q.first))

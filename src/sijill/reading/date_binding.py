"""When: which act of a sentence each date belongs to.

A date keeps what the sentence makes of it in its ``role``: ``said`` is when the act was told of, not when it
happened; ``since`` is also a date behind منذ and a beginning (منذ اندلاعها ليل السبت).
"""

from __future__ import annotations

from sijill.reading.clauses import breaks_between
from sijill.reading.dates import DateMention
from sijill.reading.draft import Draft
from sijill.reading.scene import Scene
from sijill.reading.time_links import crossed, link, looks_back
from sijill.reading.triggers import Trigger

_WHEN = frozenset(("حين", "حينما", "عندما", "يوم", "لما"))
_THAT = frozenset(("ان", "انه", "انها", "انهم", "بان", "بانه", "بانها"))
_REFERENCE_REACH = 8
"""How far behind بعد ثلاثة أيام على … the act may stand from which is counted."""
_FAR = -10_000


def spoken(scene: Scene, m: DateMention) -> bool:
    """True when the date tells when something was said: أعلنت اليوم, حسب ما أعلنته اليوم وزارة العدل."""
    forms = scene.doc.text.forms
    after = m.last + 1 if m.last < len(forms) and forms[m.last] in ("،", ",") else m.last
    that = after < scene.sentence.last and forms[after] in _THAT
    reach = 20 if that else 8
    for k in range(m.first - 1, max(m.first - 1 - reach, scene.sentence.first - 1), -1):
        if any(t.i <= k < t.last for t in scene.triggers):
            return False
        if k in scene.cues or forms[k].removeprefix("ال") in ("صدر", "صادر", "صادره"):
            return True
    return False


def assign_dates(scene: Scene, drafts: list[Draft]) -> None:
    """Give each date of the sentence to the act it dates."""
    owners = {t.i: d for d in drafts for t in d.triggers}
    triggers = sorted(((t, d) for d in drafts for t in d.triggers), key=lambda pair: pair[0].i)
    if not triggers:
        return
    for m in scene.dates:
        if any(k in scene.speakers for k in range(m.first, m.last)):
            continue
        if m.spec.op == "later" and m.role == "after":
            _counted_from(scene, m, triggers)
            continue
        if m.kind in ("day", "weekday", "part_of_day", "relative") and m.spec.op in ("date", "unit") and spoken(scene, m):
            m = m._replace(role="said")
        elif m.role == "at" and _began(scene, m, owners):
            m = m._replace(role="since")
        pool = triggers
        if m.role in ("since", "at") and _when_clause(scene, m):
            pool = [pair for pair in triggers if pair[0].i >= m.last] or triggers
            m = m._replace(role="at")
        elif m.role == "since" and looks_back(scene.doc, m.first):
            continue
        draft = _owner(scene, m, pool)
        if draft is not None:
            draft.dates.append(m)


def _counted_from(scene: Scene, m: DateMention, triggers: list[tuple[Trigger, Draft]]) -> None:
    """بعد ثلاثة أيام على اختطافه: the abduction is three days earlier, and the act of the clause three days later."""
    act = _owner(scene, m, triggers)
    if scene.doc.text.forms[min(m.last, len(scene.doc.text) - 1)] in ("علي", "من"):
        for t, draft in triggers:
            if m.last < t.i <= m.last + _REFERENCE_REACH:
                draft.dates.append(m._replace(spec=m.spec._replace(shift="past")))
                before = [d for u, d in triggers if u.i < m.first and d is not draft]
                act = before[-1] if before else None
                break
    if act is not None:
        act.dates.append(m)


def _when_clause(scene: Scene, m: DateMention) -> bool:
    """True where the act follows in a clause of its own (منذ آب 2014، حين أعدم …)."""
    forms = scene.doc.text.forms
    return any(forms[k] in _WHEN for k in range(m.last, min(m.last + 2, scene.sentence.last)))


def _began(scene: Scene, m: DateMention, owners: dict[int, Draft]) -> bool:
    """True for the date of a beginning behind منذ, where the beginning is no act of its own."""
    for k in range(m.first - 1, max(m.first - 4, scene.sentence.first) - 1, -1):
        if k in owners:
            return False
        if link(scene.doc, k) == "onset":
            return any(link(scene.doc, j) == "since" or scene.doc.text.forms[j] == "من" for j in (k - 1,))
    return False


def _owner(scene: Scene, m: DateMention, triggers: list[tuple[Trigger, Draft]]) -> Draft | None:
    """The act that a date belongs to: the last before it in its clause, else the next."""
    doc, first = scene.doc, m.first
    ahead = m.spec.shift in ("next", "ahead")
    best: Draft | None = None
    score = _FAR
    for t, draft in triggers:
        value = -(first - t.i) if t.i < first else -2 * (t.i - first) - 3
        lo, hi = sorted((t.i, first))
        value -= 12 * breaks_between(doc, lo + 1, hi)
        if draft.family == "politics":
            value -= 6
        if ahead:
            value += 12 if draft.modality in ("planned", "hypothetical") else -12
        if t.i < first:
            value -= 2 * sum(doc.text.forms[k] in "،," for k in range(lo + 1, hi))
            if crossed(doc, t.last, first, ("after", "before")) and not any(t.last < u.i < first for u, _ in triggers):
                continue  # بدأت عملية بعد نشاط الخلايا منذ مطلع العام: dates what came before the act
            if _founded(scene, t.last, first):
                continue
            if m.spec.op == "context" and m.spec.part == "near" and any(doc.text.forms[k] in "،," for k in range(lo + 1, hi)) and not any(t.i < u.i for u, _ in triggers):
                continue  # انسحب الجيش، ما أثار حينها موجة انتقادات: leans on the act itself
        if value > score:
            best, score = draft, value
    return best


def _founded(scene: Scene, start: int, end: int) -> bool:
    """True when a verb of founding stands between an act and a date (تأسست عام 2012)."""
    return any(s.has("founded") and s.pos == "v" and not s.has("weak") for k in range(start, end) for s in scene.doc.info[k].by.get("profile", ()))

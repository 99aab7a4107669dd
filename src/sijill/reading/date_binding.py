"""When: which act of a sentence each date belongs to."""

from __future__ import annotations

from sijill.reading.clauses import breaks_between
from sijill.reading.dates import DateMention
from sijill.reading.draft import Draft
from sijill.reading.place_binding import nearest
from sijill.reading.scene import Scene


def spoken(scene: Scene, m: DateMention) -> bool:
    """True when the date tells when something was said: أعلنت اليوم, حسب ما أعلنته اليوم وزارة العدل."""
    for k in range(m.first - 1, max(m.first - 9, scene.sentence.first) - 1, -1):
        if any(t.i <= k < t.last for t in scene.triggers):
            return False
        if k in scene.cues or scene.doc.text.forms[k].removeprefix("ال") in ("صدر", "صادر", "صادره"):
            return True
    return False


def assign_dates(scene: Scene, drafts: list[Draft]) -> None:
    for m in scene.dates:
        if any(k in scene.speakers for k in range(m.first, m.last)):
            continue
        if m.anchor == "report" and m.kind in ("day", "weekday", "part_of_day", "relative") and spoken(scene, m) and not any(c in scene.doc.text.slice(m.first, m.last) for c in ("أمس", "مبارح")):
            continue
        draft = nearest(scene, m.first, drafts)
        if draft is not None:
            draft.dates.append(m)
    for draft in drafts:
        if draft.dates:
            continue
        near = [d for d in drafts if d.dates and not breaks_between(scene.doc, *sorted((d.trigger.i, draft.trigger.i)))]
        if near:
            closest = min(near, key=lambda d: abs(d.trigger.i - draft.trigger.i))
            draft.dates = list(closest.dates)
            draft.date_rule = "time.same_clause"

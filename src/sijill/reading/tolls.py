"""Figures: which act of a sentence each number belongs to."""

from __future__ import annotations

from sijill.reading.arguments import arguments
from sijill.reading.clauses import breaks_between
from sijill.reading.draft import ACTS, Draft, FigureDraft
from sijill.reading.figures import MEASURE_OF_TYPE
from sijill.reading.scene import Scene
from sijill.reading.triggers import Trigger


def assign_figures(scene: Scene, drafts: list[Draft]) -> None:
    """Each figure goes to the act whose words govern it."""
    previous: FigureDraft | None = None
    for f in scene.figures:
        draft: Draft | None = None
        if f.subset and previous is not None:
            draft = previous.event
        if draft is None:
            draft = owner(scene, f, drafts)
        if draft is None and previous is not None and previous.event is not None and f.measure in ("killed", "injured", "killed_or_injured", "missing"):
            draft = previous.event
        if draft is not None:
            f.event = draft
            draft.figures.append(f)
        elif f.measure in ("killed", "injured", "killed_or_injured"):
            draft = bare_toll(scene, f)
            drafts.append(draft)
        previous = f


def owner(scene: Scene, f: FigureDraft, drafts: list[Draft]) -> Draft | None:
    best: Draft | None = None
    score = -1000
    toll = f.measure in ("killed", "injured", "killed_or_injured", "missing", "bodies_recovered")
    for draft in drafts:
        for t in draft.triggers:
            value = -abs(f.first - t.i) - (8 if f.first < t.i else 0)
            lo, hi = sorted((t.i, f.first))
            value -= 15 * breaks_between(scene.doc, lo + 1, hi)
            if MEASURE_OF_TYPE.get(draft.type) == f.measure or t.casualty == f.measure or (f.measure == "bodies_recovered" and draft.type in ("funeral", "body_recovery", "mass_grave")):
                value += 25
            elif toll and draft.type in ACTS:
                value += 15
            elif toll:
                value -= 40
            if f.first in range(t.i, t.last):
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

"""Where: which act of a sentence each place belongs to."""

from __future__ import annotations

from sijill.reading.clauses import breaks_between
from sijill.reading.draft import Draft
from sijill.reading.scene import Scene


def assign_places(scene: Scene, drafts: list[Draft]) -> None:
    for p in scene.places:
        if getattr(p, "origin", False) or getattr(p, "part_of_name", False):
            continue
        draft = nearest(scene, p.first, drafts)
        if draft is not None and p not in draft.places:
            draft.places.append(p)
    for draft in drafts:
        if draft.type in ("statement", "accusation"):
            draft.places = []
    # an act without a place of its own takes that of the sentence
    for draft in drafts:
        if draft.places or draft.family == "politics":
            continue
        if draft.trigger.definite and not draft.trigger.verbal and not draft.trigger.sense.pronoun and not draft.figures:
            continue  # الهجوم: what it refers to has the place
        near = [d for d in drafts if d.places]
        if near:
            closest = min(near, key=lambda d: abs(d.trigger.i - draft.trigger.i))
            draft.places = [p for p in closest.places if p.relation not in ("to",)]
            draft.borrowed = True


def nearest(scene: Scene, first: int, drafts: list[Draft]) -> Draft | None:
    """The act that an adverbial belongs to: the last before it in its clause, else the next."""
    best: Draft | None = None
    score = -10_000
    for draft in drafts:
        for t in draft.triggers:
            if t.weak and len(draft.triggers) > 1:
                pass
            value = -(first - t.i) if t.i < first else -2 * (t.i - first) - 3
            lo, hi = sorted((t.i, first))
            value -= 12 * breaks_between(scene.doc, lo + 1, hi)
            if draft.family == "politics":
                value -= 6
            if value > score:
                best, score = draft, value
    return best



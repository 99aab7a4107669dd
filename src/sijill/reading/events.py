"""Events of a sentence: triggers grouped, their arguments filled through frames, their type settled.

What happens across sentences (one incident told three times, dates and places carried on) is the work of
``incidents``.
"""

from __future__ import annotations

from sijill.reading.arguments import arguments, claims, prune, share_parties
from sijill.reading.date_binding import assign_dates
from sijill.reading.document import Document
from sijill.reading.draft import Draft
from sijill.reading.frames import Frame
from sijill.reading.grouping import group
from sijill.reading.place_binding import assign_places
from sijill.reading.scene import Mentions, Scene
from sijill.reading.settling import counts, settle
from sijill.reading.tolls import assign_figures
from sijill.reading.triggers import Trigger


def find(doc: Document, mentions: Mentions, frames: dict[str, Frame]) -> list[Draft]:
    """Draft events in text order, one or more a sentence, arguments filled from their own sentence."""
    out: list[Draft] = []
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in mentions.triggers:
        by_sentence.setdefault(trigger.sentence, []).append(trigger)
    for number in range(len(doc.text.sentences)):
        triggers = by_sentence.get(number)
        figures = [f for f in mentions.figures if doc.sentence_of[f.first] == number]
        if not triggers and not figures:
            continue
        out.extend(_read(Scene(doc, number, triggers or [], figures, mentions, frames, out)))
    return out


def _read(scene: Scene) -> list[Draft]:
    drafts = group(scene)
    for draft in drafts:
        arguments(scene, draft)
    assign_figures(scene, drafts)
    assign_places(scene, drafts)
    assign_dates(scene, drafts)
    share_parties(scene, drafts)
    claims(scene, drafts)
    for draft in drafts:
        prune(scene, draft)
        settle(scene, draft)
    return [d for d in drafts if counts(scene, d)]

"""Events of a sentence: triggers grouped, their arguments filled through frames, their type settled.

What happens across sentences (one incident told three times, dates and places carried on) is the work of
``incidents``.
"""

from __future__ import annotations

from typing import Final

from sijill.reading.act.draft import Draft
from sijill.reading.act.frames import Frames
from sijill.reading.act.scene import Mentions, Scene
from sijill.reading.document import Document
from sijill.reading.event.date_binding import assign_dates
from sijill.reading.event.grouping import group
from sijill.reading.event.place_binding import STATIC, assign_places
from sijill.reading.event.settling import settle
from sijill.reading.figure import breakdown
from sijill.reading.figure.tolls import assign_figures, inherit
from sijill.reading.party.actors import ActorMention
from sijill.reading.place.places import PlaceMention
from sijill.reading.realis.codable import uncoded
from sijill.reading.realis.weighing import Weigher
from sijill.reading.role import itemised
from sijill.reading.role.arguments import arguments, claims, prune, share_parties
from sijill.reading.role.threats import impend, told_as_acts

_LEAD: Final = 2
"""How many sentences before a list may tell where it all happened."""
_BEFORE: Final = 60
"""How many earlier drafts a sentence may look back to."""


def find(
    doc: Document, mentions: Mentions, frames: Frames, weigher: Weigher, dropped: list[tuple[Draft, str]] | None = None,
) -> list[Draft]:
    """Draft events in text order, one or more a sentence, arguments filled from their own sentence.

    ``weigher`` takes back what a rule leaves out and much speaks for.  ``dropped``, where given, takes those that are no event, each with the rule that says so.
    """
    out: list[Draft] = []
    listers = itemised.doers(doc, mentions)
    grounds = _grounds(doc, mentions, listers)
    for number, here in mentions.by_sentence(doc).items():
        scene = Scene(doc, number, here, frames, out[-_BEFORE:])
        scene.lister = listers.get(number)
        out.extend(_read(scene, weigher, dropped, grounds.get(number)))
    return out


def _grounds(doc: Document, mentions: Mentions, listers: dict[int, ActorMention]) -> dict[int, PlaceMention]:
    """Where the items of lists happened that name no place: the first place of the line before the list, or of the one before that."""
    sentences = doc.text.sentences
    out: dict[int, PlaceMention] = {}
    place: PlaceMention | None = None
    line = -1
    for n in sorted(listers):
        if sentences[n].line != line + 1:
            near = [p for p in mentions.places if 0 < n - doc.sentence_of[p.first] <= _LEAD and p.relation in STATIC]
            last = max((doc.sentence_of[p.first] for p in near), default=-1)
            place = next((p for p in near if doc.sentence_of[p.first] == last), None)
        line = sentences[n].line
        if place is not None:
            out[n] = place
    return out


def _read(scene: Scene, weigher: Weigher, dropped: list[tuple[Draft, str]] | None, ground: PlaceMention | None = None) -> list[Draft]:
    drafts = group(scene)
    for draft in drafts:
        arguments(scene, draft)
    assign_figures(scene, drafts)
    assign_places(scene, drafts)
    for draft in drafts:
        if ground is not None and not draft.places and itemised.takes(scene, draft):
            draft.places, draft.borrowed = [ground], True
    assign_dates(scene, drafts)
    share_parties(scene, drafts)
    claims(scene, drafts)
    impend(scene, drafts)
    for draft in drafts:
        prune(scene, draft)
        settle(scene, draft)
    coded: list[Draft] = []
    left: list[Draft] = []
    for draft in drafts:
        rule = uncoded(scene, draft)
        if not rule or weigher.likely(scene.doc, draft, rule):
            coded.append(draft)
            continue
        left.append(draft)
        if dropped is not None:
            dropped.append((draft, rule))
    for draft in told_as_acts(scene, coded):
        coded.remove(draft)
        if dropped is not None:
            dropped.append((draft, "uncoded.told_as_act"))
    inherit(scene, left, coded)
    found = [*coded, *breakdown.split(scene, drafts)]
    _release(scene, drafts)
    _release(scene, found)
    return found


def _release(scene: Scene, drafts: list[Draft]) -> None:
    """Cut the way back from figures to their act, which only the sentence needs: circles would wait for the collector."""
    for figure in scene.figures:
        figure.event = None
    for draft in drafts:
        for figure in draft.figures:
            figure.event = None

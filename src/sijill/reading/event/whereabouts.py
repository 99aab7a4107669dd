"""Where: places carried over, references to places resolved, one entry a place."""

from __future__ import annotations

from typing import Final

from sijill.arabic import fold_word, name_keys
from sijill.reading.act.draft import Draft
from sijill.reading.date.edtf import parse_edtf
from sijill.reading.document import Document
from sijill.reading.event.items import items
from sijill.reading.event.place_binding import (
    PLACELESS,
    STATIC,
    backward,
    holds,
    left,
    named_around,
    named_in,
    there,
)
from sijill.reading.event.timeline import Timed, background, bare
from sijill.reading.place.place_mentions import COMPASS_RELATIONS, PlaceMention

_MANY: Final = 400
"""From how many people or acts on a sum is one of the whole country."""
_CARRIED: Final = 1
"""How many lines on a place is carried."""
_FORTNIGHT: Final = 14
_HALF_YEAR: Final = 180
"""Days."""
_TOLD: Final = frozenset(("reported", "claimed"))
_FLIGHT: Final = frozenset(("displacement",))
"""Acts of leaving, where a report may name only the goal."""
_OF_NO_PLACE: Final = frozenset((
    "agreement", "ceasefire", "prisoner_exchange", "release", "arrest", "defection", "child_recruitment", "assassination",
))  # fmt: skip
"""Acts that are told without a place where they happened elsewhere than the act before, or nowhere in particular."""
_DEALS: Final = frozenset(("agreement", "ceasefire", "prisoner_exchange"))
"""Acts that the items of a list do not have where the list's first act was."""
_ASSAULTS: Final = frozenset(("attack", "shelling"))
"""Acts that a report may only say the start of; they struck where the act before did."""
_ASIDE: Final = frozenset(("place.described", "place.bare_site"))
"""Sites without a name of their own (المستشفى الوطني، سوق): one act was there, and the report goes on where it was before."""
_WIDE: Final = frozenset(("country", "governorate", "region", "district"))


def share_place(a: Draft, b: Draft) -> bool | None:
    """True when a place is shared, None when either has none, False when all differ."""
    if not a.places or not b.places:
        return None
    for p in a.places:
        mine = p.folded()
        for q in b.places:
            if p.id is not None and p.id == q.id:
                return True
            yours = q.folded()
            for key in mine:
                if key in yours:
                    return True
            if named_in(mine, q.within) or named_in(mine, q.path) or named_in(yours, p.within) or named_in(yours, p.path):
                return True
    return None if a.borrowed or b.borrowed else False


def narrow(timed: list[Timed]) -> None:
    """One entry a place, the most specific: a wider place that only contains another goes to its ``within``."""
    for t in timed:
        kept: list[PlaceMention] = []
        places = [] if t.draft.type in PLACELESS else t.draft.places
        for p in places:
            wider = False
            for q in places:
                if q is p or in_list(p, q, places):
                    continue
                if contains(p, q):
                    wider = True
                    if p.names and not name_keys(p.names) & name_keys(q.within):
                        q.within.append(p.names[0])
                    break
            if not wider and not any(same_place(p, q) for q in kept):
                kept.append(p)
        t.draft.places = kept


def in_list(p: PlaceMention, q: PlaceMention, places: list[PlaceMention]) -> bool:
    """True for two places of one list (في ذيبان واللطوة وأبو حمام), neither of which contains the other."""
    first, last = sorted((p, q), key=lambda m: m.first)
    at = first
    while at is not last:
        following = next((m for m in places if m.first == at.last and m.relation == at.relation), None)
        if following is None:
            return False
        at = following
    return True


def contains(p: PlaceMention, q: PlaceMention) -> bool:
    """True when ``p`` only says what ``q`` lies in."""
    if p.relation not in ("in", "near"):
        return False
    if p.relation == "near":
        return any(" " in name for name in name_keys(p.names) & name_keys(q.within))
    return holds(p, q) or (
        p.kind in _WIDE and q.kind not in _WIDE and q.relation in ("in", "near") and p.first < q.first + 14 and not joined(p, q)
    )


def same_place(p: PlaceMention, q: PlaceMention) -> bool:
    """True for two mentions of one place in one relation."""
    return p.relation == q.relation and ((p.id is not None and p.id == q.id) or bool(name_keys(p.names) & name_keys(q.names)))


def joined(p: PlaceMention, q: PlaceMention) -> bool:
    """True for two places in coordination (في حمص وتدمر)."""
    return abs(p.last - q.first) <= 0 or abs(q.last - p.first) <= 0


def refer(places: list[PlaceMention]) -> None:
    """القرية، البلدة، المنطقة: the last named place that can be meant."""
    for p in places:
        if p.kind != "reference" or len(p.names) > 1:
            continue
        before = [q for q in places if q.last <= p.first and q.kind not in ("reference", "country", "road") and (q.kind not in _WIDE or "محافظه" in fold_word(p.names[0]))]
        if before:
            q = before[-1]
            p.names = [*p.names, *q.names]
            p.id, p.lat, p.lon, p.precision, p.path, p.within = q.id, q.lat, q.lon, q.precision, q.path, q.within


def bulleted(doc: Document, draft: Draft) -> bool:
    """True when the draft's sentence is an item of a list."""
    first = doc.text.sentences[draft.sentence].first
    return doc.text.forms[first] in ("-", "*") or (first > 0 and doc.text.forms[first - 1] in ("•", "▪", "-", "*", "●"))


def carry_lists(timed: list[Timed], doc: Document) -> None:
    """The items of a list share the agent, place and date of the act that the list is headed by."""
    head: Timed | None = None
    for t in timed:
        d = t.draft
        if not bulleted(doc, d):
            if d.agents and d.family != "politics":
                head = t
            continue
        if head is None or doc.text.sentences[d.sentence].line - doc.text.sentences[head.draft.sentence].line > 8:
            continue
        forms = doc.text.forms
        if doc.text.sentences[d.sentence].first > 0 and forms[doc.text.sentences[d.sentence].first] not in ("-", "*"):
            continue
        if not d.agents:
            d.agents = list(head.draft.agents)
        if not d.places and d.type not in _DEALS and d.type not in PLACELESS:
            d.places = list(head.draft.places)
        if t.time is None:
            t.time, t.mention, t.rule = head.time, head.mention, "time.list"


def carry_places(timed: list[Timed], doc: Document) -> None:
    """An act without a place happened where the act it goes on from did.

    A summary over a period, and an act that follows none, happened in the country that the report is about.
    """
    detail(timed, doc)
    land = country(timed)
    listed = items(doc)
    previous: Draft | None = None
    for t in timed:
        draft = t.draft
        line = doc.text.sentences[draft.sentence].line
        static = [p for p in draft.places if p.relation in STATIC]
        if draft.type in _FLIGHT and draft.places and all(p.relation == "to" for p in draft.places) and previous is not None:
            draft.places = [*(left(p) for p in scene_of(previous)[:1]), *draft.places]
        if draft.type in _ASSAULTS and draft.places and all(p.relation == "from" for p in draft.places) and previous is not None:
            draft.places = [*draft.places, *scene_of(previous)]
        if draft.places:
            if draft.modality in _TOLD and (
                previous is None or (static and not draft.borrowed and not backward(doc, draft) and not all(p.rule in _ASIDE for p in static))
            ):
                previous = draft
            continue
        if draft.type in PLACELESS or draft.type == "recruitment_drive" or draft.modality not in _TOLD:
            continue  # a call, a plan, a denial: bound to no scene told before
        past = background(doc, draft) and t.mention is not None and length(t) > _FORTNIGHT
        if not past and not is_period(t) and previous is not None and draft.type not in _OF_NO_PLACE:
            near = line - doc.text.sentences[previous.sentence].line
            if 0 <= near <= _CARRIED:
                if near and line in listed and line - near in listed and not draft.trigger.definite:
                    continue  # each item of a list or ticker is a matter of its own
                draft.places = scene_of(previous)
                continue
        if (past or is_period(t) or (previous is None and draft.figures)) and land is not None and nationwide(draft):
            draft.places = [land]


def nationwide(draft: Draft) -> bool:
    """True for a sum that no single place explains, and for land taken in a whole campaign."""
    if draft.type == "territorial_capture":
        return bool(draft.figures or draft.agents or draft.targets)
    return draft.type != "siege" and any((f.best or f.low or 0) >= _MANY for f in draft.figures)


def detail(timed: list[Timed], doc: Document) -> None:
    """A headline's rough place (غربي دير الزور) gives way to the place that the report then names in it."""
    number = doc.sentence_of
    for t in timed:
        places = t.draft.places
        rough = [
            p for p in places
            if p.relation in COMPASS_RELATIONS
            and any(number[q.first] > number[p.first] and named_around(p, q) for q in places)
        ]  # fmt: skip
        if rough:
            t.draft.places = [p for p in places if p not in rough]


def scene_of(draft: Draft) -> list[PlaceMention]:
    """Where the next act is after one: the same places, or those that an act of leaving left."""
    static = [p for p in draft.places if p.relation in STATIC]
    if static:
        named = [p for p in static if p.rule != "place.reference"]  # المدينة: whose it is the act before knew
        roads = [p for p in named if p.rule != "place.range_end"]
        return roads or named or static
    return [there(p) for p in draft.places if p.relation == "from"]


def is_period(t: Timed) -> bool:
    """True for a sum over more than a fortnight (1480 حالة منذ مطلع العام), or what went on for half a year."""
    return length(t) > (_FORTNIGHT if t.draft.figures else _HALF_YEAR)


def length(t: Timed) -> int:
    """Days that the time of an act spans; 0 where it is open or not known."""
    if t.time is None:
        return 0
    span, left, right = parse_edtf(bare(t.time))
    return 0 if span is None or left or right else (span.hi - span.lo).days


def country(timed: list[Timed]) -> PlaceMention | None:
    """The country of most places of the acts, as a place; None when no place is known."""
    votes: dict[str, int] = {}
    example: dict[str, PlaceMention] = {}
    for t in timed:
        for p in t.draft.places:
            if p.path:
                votes[p.path[0]] = votes.get(p.path[0], 0) + 1
                example.setdefault(p.path[0], p)
    if not votes:
        return None
    most = max(votes.values())
    name = next(country for country, count in votes.items() if count == most)
    p = example[name]
    return PlaceMention(
        first=p.first, last=p.last, name_first=p.name_first, name_last=p.name_last, names=[name], kind="country",
        precision=6, path=[name], rule="place.country_of_report",
    )  # fmt: skip

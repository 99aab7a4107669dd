"""Where: places carried over, references to places resolved, one entry a place."""

from __future__ import annotations

from sijill.reading.document import Document
from sijill.reading.draft import Draft
from sijill.reading.places import PlaceMention
from sijill.reading.timeline import Timed

_WIDE = frozenset(("country", "governorate", "region", "district"))


def share_place(a: Draft, b: Draft) -> bool | None:
    """True when a place is shared, None when either has none, False when all differ."""
    if not a.places or not b.places:
        return None
    for p in a.places:
        for q in b.places:
            if (p.id is not None and p.id == q.id) or set(p.names) & set(q.names):
                return True
            if set(p.names) & {*q.within, *q.path} or set(q.names) & {*p.within, *p.path}:
                return True
    return None if a.borrowed or b.borrowed else False


def narrow(timed: list[Timed]) -> None:
    """One entry a place, the most specific: a wider place that only contains another goes to its ``within``."""
    for t in timed:
        kept: list[PlaceMention] = []
        places = t.draft.places
        for p in places:
            wider = False
            for q in places:
                if q is p or p.relation not in ("in", "near") or q.relation in ("to", "from"):
                    continue
                inside = {*q.within, *q.path}
                if set(p.names) & inside or (p.kind in _WIDE and q.kind not in _WIDE and q.relation in ("in", "near") and p.first < q.first + 14 and not joined(p, q)):
                    wider = True
                    if p.names and not set(p.names) & set(q.within):
                        q.within.append(p.names[0])
                    break
            same = any((p.id is not None and p.id == q.id and p.relation == q.relation) or (set(p.names) & set(q.names) and p.relation == q.relation) for q in kept)
            if not wider and not same:
                kept.append(p)
        t.draft.places = kept


def joined(p: PlaceMention, q: PlaceMention) -> bool:
    """True for two places in coordination (في حمص وتدمر)."""
    return abs(p.last - q.first) <= 0 or abs(q.last - p.first) <= 0


def refer(places: list[PlaceMention]) -> None:
    """القرية، البلدة، المنطقة: the last named place that can be meant."""
    for p in places:
        if p.kind != "reference" or len(p.names) > 1:
            continue
        before = [q for q in places if q.last <= p.first and q.kind not in ("reference", "country", "road") and (q.kind not in _WIDE or "محافظه" in p.names[0])]
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
        if not d.places:
            d.places = list(head.draft.places)
        if t.time is None:
            t.time, t.mention, t.rule = head.time, head.mention, "time.list"


def carry_places(timed: list[Timed], doc: Document) -> None:
    """An act without a place happened where the act it goes on from did."""
    previous: Draft | None = None
    for t in timed:
        draft = t.draft
        if draft.places:
            previous = draft
        elif previous is not None and draft.family not in ("politics",):
            near = doc.text.sentences[draft.sentence].line - doc.text.sentences[previous.sentence].line
            if near <= 1:
                draft.places = [p for p in previous.places if p.relation not in ("to", "from")]

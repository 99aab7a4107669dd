"""Countries that stand where a party stands: of whom something is asked, with whom a deal is made."""

from __future__ import annotations

from typing import Final

from sijill.reading.act.frames import Frames
from sijill.reading.document import Document
from sijill.reading.place.places import PlaceMention

_DEALS: Final = ("deal", "exchange")
_REACH: Final = 4
"""How far before a country the verb that asks something from it may stand."""


def asked_of(doc: Document, frames: Frames, place: PlaceMention) -> bool:
    """True for a country that a verb asks something from or a deal binds: طلبت واشنطن من إسرائيل، هدنة بين إسرائيل وحماس."""
    if place.kind != "country":
        return False
    first = place.name_first - 1
    if place.relation != "from" and (first < 1 or not doc.is_g(first, "between")):
        return False
    for k in range(max(doc.sentence(place.name_first).first, place.name_first - _REACH), first):
        for sense in doc.senses(k, "trigger"):
            frame = frames.of(sense.frame, sense.lemma)
            if frame is None:
                continue
            if place.relation == "from" and sense.pos == "v" and sense.frame == "say" and frame.from_ == "target":
                return True
            if place.relation != "from" and k >= first - 2 and sense.frame in _DEALS and frame.between:
                return True
    return False

"""Genre: in sport, opinion, economy and book pages the words of war are mostly figures of speech."""

from __future__ import annotations

from typing import Final

from sijill.reading.act.draft import Draft
from sijill.reading.document import Document

_FEWEST: Final = 4
_SHARE: Final = 0.02
"""Share of genre words among the words of a report from which its violent words are read as metaphor."""


def metaphoric(doc: Document) -> bool:
    """True when the words of another genre stand thick enough."""
    hits = len(doc.having("genre"))
    return hits >= _FEWEST and hits / (doc.text.kinds.count("w") or 1) >= _SHARE


def sift(doc: Document, drafts: list[Draft]) -> list[Draft]:
    """In a metaphoric report keep only what is tied to a date and a named place, or is a protest or the like."""
    if not metaphoric(doc):
        return drafts
    kept: list[Draft] = []
    for d in drafts:
        anchored = bool(d.places) and bool(d.dates) and d.modality == "reported"
        if anchored and (any(p.id is not None or p.path or p.within for p in d.places) or d.family == "politics"):
            kept.append(d)
    return kept

"""Profiles: lasting statements about bodies (who backs, leads, founded or pays them, where they sit).

The words that carry such statements are the class ``profile`` of the lexicon; each names its relation and
its construction (``frame``).  The constructions are read by ``profile_ties``, ``profile_leaders``,
``profile_sizes`` and ``profile_places``, which look around the word through ``profile_view``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sijill.reading.date.calendar import DateMention
from sijill.reading.document import Document
from sijill.reading.number.numbers import Quantity
from sijill.reading.party.actors import ActorMention
from sijill.reading.statement.profile_leaders import Leaders
from sijill.reading.statement.profile_places import Places
from sijill.reading.statement.profile_rows import Book, ProfileRow
from sijill.reading.statement.profile_sizes import Sizes
from sijill.reading.statement.profile_ties import Ties
from sijill.reading.statement.profile_view import View

if TYPE_CHECKING:
    from sijill.reading.place.places import PlaceMention

__all__ = ["ProfileRow", "find"]


def find(
    doc: Document,
    actors: list[ActorMention],
    numbers: list[Quantity],
    dates: list[DateMention],
    places: list[PlaceMention],
) -> list[ProfileRow]:
    """The lasting statements of a report, each once, in text order; all lists are in text order."""
    hits = [i for i, info in enumerate(doc.info) if "profile" in info.by]
    if not hits or not actors:
        return []
    book = Book()
    view = View(doc, actors, numbers, dates, places, book)
    frames = Ties(view, book).frames | Leaders(view, book).frames | Sizes(view, book).frames | Places(view, book).frames
    for i in hits:
        senses = doc.info[i].by["profile"]
        if len(senses) > 1:
            senses = sorted(senses, key=lambda s: -len(s.rest))
        done: list[str] = []
        for sense in senses:
            read = frames.get(sense.frame)
            if read is not None and sense.frame not in done and (not sense.rest or doc.follows(i + 1, sense.rest)):
                done.append(sense.frame)
                read(i, sense)
    return book.rows

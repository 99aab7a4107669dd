"""Profiles: lasting statements about bodies (who backs, leads, founded or pays them, where they sit).

The words that carry such statements are the class ``profile`` of the lexicon; each names its relation and
its construction (``frame``).  The constructions are read by ``profile_ties``, ``profile_leaders``,
``profile_sizes`` and ``profile_places``, which look around the word through ``profile_view``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sijill.knowledge.lexicon import Sense
from sijill.reading.date.calendar import DateMention
from sijill.reading.document import Document
from sijill.reading.number.numbers import Quantity
from sijill.reading.party.actors import ActorMention
from sijill.reading.statement.profile_leaders import LEADERS, Leaders
from sijill.reading.statement.profile_places import PLACES, Places
from sijill.reading.statement.profile_rows import Book, ProfileRow
from sijill.reading.statement.profile_sizes import SIZES, Sizes
from sijill.reading.statement.profile_ties import TIES, Ties
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
    hits = doc.having("profile")
    if not hits or not actors:
        return []
    book = Book()
    rooms: _Rooms | None = None
    for i in hits:
        senses = doc.info[i].by["profile"]
        if len(senses) == 1 and senses[0].lead and not doc.complete(i, senses[0]):
            continue
        if len(senses) > 1 and any(s.rest for s in senses):
            senses = sorted(senses, key=lambda s: -len(s.rest))
        done: list[str] = []
        for sense in senses:
            frame = sense.frame
            if frame in done or (sense.lead and not doc.complete(i, sense)):
                continue
            done.append(frame)
            if rooms is None:
                rooms = _Rooms(View(doc, actors, numbers, dates, places, book), book)
            rooms.read(frame, i, sense)
    return book.rows


class _Rooms:
    """The readers of the constructions; made for a report that has a word for one."""

    __slots__ = ("leaders", "places", "sizes", "ties")

    def __init__(self, view: View, book: Book) -> None:
        self.ties, self.leaders, self.sizes, self.places = Ties(view, book), Leaders(view, book), Sizes(view, book), Places(view, book)

    def read(self, frame: str, i: int, sense: Sense) -> None:
        """Read the statement that the sense of token ``i`` carries by its construction."""
        if frame in TIES:
            TIES[frame](self.ties, i, sense)
        elif frame in LEADERS:
            LEADERS[frame](self.leaders, i, sense)
        elif frame in SIZES:
            SIZES[frame](self.sizes, i, sense)
        elif frame in PLACES:
            PLACES[frame](self.places, i, sense)

"""What the profile reader gives back, and the book that collects it without saying a thing twice."""

from __future__ import annotations

from typing import Final, NamedTuple

from sijill.arabic import fold_word
from sijill.reading.date.calendar import DateMention
from sijill.reading.number.numbers import Quantity
from sijill.reading.party.actors import ActorMention

_REACH: Final = 40  # tokens: a subject farther left is not shown as part of the statement


class ProfileRow(NamedTuple):
    """One lasting statement.

    ``object_names`` (as in the text, then variants), ``quantity`` with its ``measure`` (fighters, killed,
    money) or ``date`` hold the value, as the relation asks.  ``trigger`` is the token that carries the
    statement, ``[first, last)`` the tokens it spans; ``attributes`` are those of a figure.
    """

    subject: ActorMention
    relation: str
    object_names: list[str] | None
    quantity: Quantity | None
    measure: str | None
    date: DateMention | None
    trigger: int
    first: int
    last: int
    attributes: frozenset[str]
    rule: str


class Phrase(NamedTuple):
    """What a statement says of its subject: names, tokens ``[first, last)``, and the party mention if it is one."""

    names: list[str]
    first: int
    last: int
    mention: ActorMention | None


class Book:
    """The rows of one report."""

    def __init__(self) -> None:
        self.rows: list[ProfileRow] = []
        self.objects: set[int] = set()
        """``id`` of the mentions that stood as object; they are no likely subject of what follows."""
        self._seen: set[tuple[str, str, str]] = set()

    def add(
        self,
        subject: ActorMention | None,
        relation: str,
        trigger: int,
        last: int,
        frame: str,
        value: Phrase | None = None,
        quantity: Quantity | None = None,
        measure: str | None = None,
        date: DateMention | None = None,
    ) -> bool:
        """Note a statement; False when there is no subject, it names itself, or the row is there already."""
        if subject is None:
            return False
        what = ""
        if value is not None:
            if relation != "described_as":
                named = bare_key(value.names[0])
                for name in subject.names:
                    if bare_key(name) == named:
                        return False
            what = bare_key(value.mention.names[0] if value.mention is not None else value.names[0])
        if quantity is not None:
            what = f"{quantity.low} {quantity.best} {quantity.high}"
        key = (relation, body_key(subject), what)
        if key in self._seen:
            return False
        self._seen.add(key)
        if value is not None and value.mention is not None:
            self.objects.add(id(value.mention))
        first = subject.first if trigger - _REACH < subject.first < trigger else trigger
        names = None if value is None else list(dict.fromkeys(value.names))
        row = ProfileRow(
            subject, relation, names, quantity, measure, date, trigger, first, max(last, trigger + 1),
            frozenset(), f"profile.{frame}",
        )  # fmt: skip
        self.rows.append(row)
        return True


def body_key(m: ActorMention) -> str:
    """One key a body: its registry id, else its folded name."""
    return m.id or bare_key(m.names[0])


_KEPT: Final = 65536
_BARE: Final[dict[str, str]] = {}


def bare_key(name: str) -> str:
    """A folded name without articles, so that محمد السعيد and محمد سعيد are one."""
    found = _BARE.get(name)
    if found is None:
        if len(_BARE) > _KEPT:
            _BARE.clear()
        found = _BARE[name] = " ".join(w.removeprefix("ال") for w in fold_word(name).split())
    return found

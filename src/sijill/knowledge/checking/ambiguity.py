"""Names across tables: one name for a body, a place and an outlet; names that are everyday words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.checking.problem import Name, Problem, Row, Table

_EVERYDAY: Final = frozenset(("trigger", "people", "toll", "thing", "means", "g", "speech", "saying", "time", "facility", "head", "realis", "countable"))
"""Classes whose words fill reports: as a name, such a word needs its context."""
_SPEAKING: Final = frozenset(("organisation", "state", "state_force"))
"""Actors that may also stand among the outlets and monitors: who they are is the same either way."""
_SEATS: Final = frozenset(("base", "facility"))
"""Places that bear the name of the body that sits there."""


def check(found: Sequence[Table]) -> Iterator[Problem]:
    """Findings about unmarked names of actors, outlets and places."""
    words = _words(found)
    packs = list(dict.fromkeys(table.path.parent for table in found if "/" not in table.name))
    owners: dict[str, tuple[str, int, Row]] = {}
    for kind, file in (("actor", "actors.tsv"), ("outlet", "outlets.tsv"), ("place", "places.tsv")):
        for table in found:
            if table.name != file:
                continue
            pack = packs.index(table.path.parent)
            for row in table.rows:
                for name in row.names():
                    if name.marked:
                        continue
                    yield from _everyday(row, name, words, kind)
                    other, before, first = owners.setdefault(name.folded, (kind, pack, row))
                    if other != kind and not _one(first, row, kind):
                        yield _shared(name, (other, first), (kind, row)) if before <= pack else _shared(name, (kind, row), (other, first))


def _shared(name: Name, first: tuple[str, Row], second: tuple[str, Row]) -> Problem:
    """The finding, told of the row of the later pack."""
    return Problem(
        second[1].where, "ambiguous",
        f"{name.written!r} ({second[0]} {second[1].get('id')}) is also a name of the {first[0]} {first[1].get('id')} in {first[1].where}",
        "mark one of them with ? (behind the name of an actor or outlet, before that of a place)", True,
    )  # fmt: skip


def _one(actor: Row, other: Row, table: str) -> bool:
    """True where two rows of one name mean the same: a monitor among the actors, a state and its land, a body and its seat."""
    if table == "outlet":
        return actor.get("kind") in _SPEAKING
    if actor.get("kind") == "state":
        return other.get("kind") == "country"
    return other.get("kind") in _SEATS


def _words(found: Sequence[Table]) -> dict[str, str]:
    """The single words that the lexicon writes out, folded, with their class and key."""
    out: dict[str, str] = {}
    for table in found:
        for row in table.rows if table.name.startswith("lexicon/") else ():
            if row.get("class") not in _EVERYDAY:
                continue
            for form in row.several("forms"):
                if " " not in form.partition("~")[0].strip():
                    for written in form.partition("~")[0].split("/"):
                        out.setdefault(fold_word(written.strip()), f"{row.get('class')} {row.get('key')}")
    return out


def _everyday(row: Row, name: Name, words: Mapping[str, str], table: str) -> Iterator[Problem]:
    """An alias that is an everyday word; a row whose own name is one stands for a kind of people and means it."""
    if " " in name.folded or _word(fold_word(row.get("name").strip("?~ ")), words):
        return
    found = _word(name.folded, words)
    if found and not (table == "actor" and found.startswith("people ")):  # a body is also named by its people (الدواعش)
        yield Problem(
            row.where, "everyday_word", f"{name.written!r} is also an everyday word (lexicon: {found})",
            "mark it with ?, so that it counts only in context", True,
        )  # fmt: skip


def _word(folded: str, words: Mapping[str, str]) -> str:
    return words.get(folded) or words.get(folded.removeprefix("ال")) or ""

"""The actors of the packs as questions ask for them: by id or any name, in any spelling, with parent, backers, leaders and what stands under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sijill.arabic import fold_word
from sijill.knowledge.tables import names as split
from sijill.knowledge.tables import pack_folders, rows
from sijill.register.search.words import forms, keys

_COLUMNS = ("id", "name", "aliases", "en", "kind", "country", "parent", "backers", "led_by", "wikidata")


class Known(NamedTuple):
    """An actor: what the registry of the packs says of it (``id`` empty where that does not know it), and the names it is found by, folded: of those of the registry
    only the ones that need no context, for others are those of many bodies (الجيش)."""

    name: str
    id: str
    en: str
    kind: str
    country: str
    parent: str
    names: tuple[str, ...]
    folded: frozenset[str]
    ids: frozenset[str]
    """Its registry ids: its own, and those that people say mean the same."""
    same: frozenset[str] = frozenset()
    """Names, folded, that people say mean it."""


class Period(NamedTuple):
    """Another entry (or, of leaders, a name) that the registry names, and when that holds: EDTF, "" for always."""

    of: str
    time: str


class Row(NamedTuple):
    """A row of the registry, with the pack that has it."""

    known: Known
    backers: tuple[Period, ...]
    led_by: tuple[Period, ...]
    wikidata: str
    pack: str


class Registry:
    """The actors of packs, whose ids are unique where the packs pass their check."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.by_id: dict[str, Row] = {}
        self._called: dict[str, list[Row]] = {}
        self._sure: dict[str, Row] = {}
        self._under: dict[str, list[Row]] = {}
        for folder in folders:
            path = folder / "actors.tsv"
            if path.is_file():
                for _, cells in rows(path, _COLUMNS):
                    self._add(_row(cells, folder.name))

    def _add(self, row: Row) -> None:
        self.by_id.setdefault(row.known.id, row)
        self._under.setdefault(row.known.parent, []).append(row)
        for key in {plain(n) for n in row.known.names} | {row.known.en.lower(), row.known.id}:
            self._called.setdefault(key, []).append(row)
        for name in row.known.folded:
            self._sure.setdefault(plain(name), row)

    def called(self, name: str) -> Row | None:
        """The actor that goes by a name or id; a body that has the name as its first goes before one that is also called so."""
        wanted = plain(name)
        found = [*self._called.get(wanted, ()), *self._called.get(fold_word(name), ()), *self._called.get(name, ())]
        return min(found, key=lambda r: (r.known.id != name, plain(r.known.name) != wanted), default=None) if name.strip() else None

    def sure(self, name: str) -> Row | None:
        """The actor of that id, or that a name means without any context."""
        return self.by_id.get(name) or self._sure.get(plain(name))

    def under(self, ident: str) -> list[Row]:
        """The actors whose parent it is."""
        return list(self._under.get(ident, ())) if ident else []

    def backed(self, ident: str) -> list[tuple[Row, Period]]:
        """The actors that it backs."""
        return [(row, period) for row in self.by_id.values() for period in row.backers if period.of == ident]


def registry(packs: Sequence[Path] = ()) -> Registry:
    """The registry of the built-in packs and of these, read once as long as no table changes."""
    folders = tuple(pack_folders(tuple(packs)))
    tables = (folder / "actors.tsv" for folder in folders)
    return _registry(folders, tuple(t.stat().st_mtime_ns if t.is_file() else 0 for t in tables))


@lru_cache(maxsize=4)
def _registry(folders: tuple[Path, ...], _changed: tuple[int, ...]) -> Registry:
    return Registry(folders)


def plain(name: str) -> str:
    """A name folded, its words without articles."""
    return " ".join(keys(form).word for form in forms(name))


def _row(cells: Sequence[str], pack: str) -> Row:
    ident, first, aliases, en, kind, country, parent, backers, led_by, wikidata = cells
    written = (first, *split(aliases))
    called = tuple(n.strip("?~ ") for n in written)
    sure = [n for n in written if not n.endswith("?")] or written
    found_by = frozenset(fold_word(n.strip("?~ ")) for n in sure)
    known = Known(called[0], ident, en, kind, country.partition("|")[0], parent, called, found_by, frozenset((ident,)))
    return Row(known, _periods(backers), _periods(led_by), wikidata, pack)


def _periods(cell: str) -> tuple[Period, ...]:
    return tuple(Period(of.strip(), time.strip()) for of, _, time in (part.partition("@") for part in split(cell)))

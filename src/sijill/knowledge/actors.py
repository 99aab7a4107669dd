"""The registry of actors, outlets and titles, and the table of phrases that finds them in a text."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sijill.arabic import fold_word, proclitic_variants
from sijill.errors import KnowledgeError
from sijill.knowledge import StoredRegistry
from sijill.knowledge.tables import names, rows

_ACTOR_COLUMNS: Final = ("id", "name", "aliases", "en", "kind", "country", "parent", "backers", "led_by", "wikidata", "acled")
_OUTLET_COLUMNS: Final = ("id", "name", "aliases", "en", "kind", "country", "domain")
ACTOR_KINDS: Final = frozenset(("armed_group", "state_force", "state", "organisation", "person"))
KUNYA: Final = frozenset(("ابو", "ابا", "ابي", "ام"))
"""First words of a name by the child (أبو عمر)."""
_TITLE_CLITICS: Final = frozenset(("", "و", "ل", "ب", "ف"))
_GLUED: Final = frozenset(("و", "ل", "ب", "ف"))
OUTLET_KINDS: Final = frozenset(("outlet", "state_media", "monitor"))


class Naming:
    """The names of a mention, those names folded, and what the reader calls their ``heads`` (None before it was asked)."""

    __slots__ = ("heads", "keys", "names")

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.keys = [fold_word(name) for name in names]
        self.heads: tuple[str, ...] | None = None


_WRITTEN: Final = 50
"""Ways to write one name that are remembered."""


class Entry:
    """One body or person of the registry, or one outlet or monitor; ``where`` is file:line of its row."""

    __slots__ = ("_namings", "country", "en", "id", "kind", "led_by", "names", "parent", "where")

    def __init__(
        self, id: str, names: tuple[str, ...], en: str, kind: str, country: str, parent: str, led_by: tuple[str, ...], where: str,
    ) -> None:
        self.id, self.names, self.en, self.kind, self.country = id, names, en, kind, country
        self.parent, self.led_by, self.where = parent, led_by, where
        self._namings: dict[str, Naming] | None = None

    def as_written(self, written: str) -> Naming:
        """The names of a mention that writes the name so: that, then all of the entry; remembered."""
        if self._namings is None or len(self._namings) > _WRITTEN:
            self._namings = {}
        found = self._namings.get(written)
        if found is None:
            found = self._namings[written] = Naming(list(dict.fromkeys([written, *self.names, *([self.en] if self.en else [])])))
        return found


class Name:
    """One name of an entry: its further words, and whether it needs context (``?`` in the table)."""

    __slots__ = ("ambiguous", "entry", "rest", "written")

    def __init__(self, rest: tuple[str, ...], entry: Entry, ambiguous: bool, written: str) -> None:
        self.rest, self.entry, self.ambiguous, self.written = rest, entry, ambiguous, written

    def of_nobody(self) -> Name:
        """The same name of a body of the same kind and country that is none of the registry."""
        e = self.entry
        return Name(self.rest, Entry("", (), "", e.kind, e.country, e.parent, e.led_by, e.where), self.ambiguous, self.written)


def _longest_first(name: Name) -> tuple[int, bool]:
    return -len(name.rest), name.ambiguous


class Opening:
    """The names that one word of a text may open, as ``(clitics, name)``, longest first.

    ``single`` are those of one word, ``longer`` the others by the folded word that must follow: an everyday
    first word (حركة، قوات) opens hundreds of names, of which the next word leaves one or two.
    """

    __slots__ = ("longer", "single")

    def __init__(self, single: tuple[tuple[str, Name], ...], longer: dict[str, tuple[tuple[str, Name], ...]]) -> None:
        self.single, self.longer = single, longer


_KEPT: Final = 100_000
"""Word forms that a table remembers; a long run over many domains must not grow without bound."""


class PhraseTable:
    """Names by their first folded word, longest first."""

    def __init__(self) -> None:
        self.by_first: dict[str, list[Name]] = {}
        self._cache: dict[str, tuple[tuple[str, Name], ...]] = {}
        self._openings: dict[str, Opening | None] = {}

    def add(self, written: str, entry: Entry) -> None:
        """File a name; a trailing ``?`` marks it as ambiguous."""
        ambiguous = written.endswith("?")
        written = written.rstrip("?").strip()
        words = fold_word(written.replace("-", " - ")).split()
        if not words:
            return
        variants = [words]
        if words[0].endswith("ون") and len(words[0]) > 4:
            variants.append([words[0][:-2] + "ين", *words[1:]])
        elif words[0].endswith("ين") and len(words) == 1 and len(words[0]) > 5:
            variants.append([words[0][:-2] + "ون"])
        if words[0] == "ابو":
            variants += [["ابا", *words[1:]], ["ابي", *words[1:]]]
        for first, *rest in variants:
            bucket = self.by_first.setdefault(first, [])
            name = Name(tuple(rest), entry, ambiguous, written)
            if not any(n.rest == name.rest and n.entry.id == entry.id for n in bucket):
                insort(bucket, name, key=_longest_first)

    def starts(self, form: str) -> tuple[tuple[str, Name], ...]:
        """Names that a word of a text may open, as ``(clitics, name)``, longest first; remembered per form."""
        found = self._cache.get(form)
        if found is None:
            out = [(c, n) for c, stem in proclitic_variants(form) for n in self.by_first.get(stem, ())]
            out.sort(key=lambda pair: (-len(pair[1].rest), len(pair[0])))
            if len(self._cache) > _KEPT:
                self._cache.clear()
            found = self._cache[form] = tuple(out)
        return found

    def opening(self, form: str) -> Opening | None:
        """The same names ordered by their second word; None when the word opens none."""
        try:
            return self._openings[form]
        except KeyError:
            pass
        longer: dict[str, list[tuple[str, Name]]] = {}
        pairs = self.starts(form)
        for pair in pairs:
            if pair[1].rest:
                longer.setdefault(pair[1].rest[0], []).append(pair)
        if len(self._openings) > _KEPT:
            self._openings.clear()
        found = self._openings[form] = (
            Opening(tuple(p for p in pairs if not p[1].rest), {word: tuple(ps) for word, ps in longer.items()})
            if pairs else None
        )
        return found


class Registry:
    """All actors, outlets, nisba adjectives, titles and given names of the packs."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.actors: dict[str, Entry] = {}
        self.outlets: dict[str, Entry] = {}
        self.table = PhraseTable()
        self.outlet_table = PhraseTable()
        self.nisba: dict[str, tuple[tuple[str, ...], str, str]] = {}
        self.titles: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.given: set[str] = set()
        self._silent: dict[str, bool] = {}
        self._given: dict[str, tuple[str, str] | None] = {}
        self._titled: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
        for folder in folders:
            self._load(folder)

    def stored(self) -> StoredRegistry:
        """The registry as it is put on disk."""
        numbers: dict[int, int] = {}
        out = StoredRegistry([], [], [], {}, {}, self.nisba, self.titles, sorted(self.given))

        def number(entry: Entry) -> int:
            if id(entry) not in numbers:
                numbers[id(entry)] = len(numbers)
                out.entries.append((entry.id, entry.names, entry.en, entry.kind, entry.country, entry.parent, entry.led_by, entry.where))
            return numbers[id(entry)]

        out.actors = [number(e) for e in self.actors.values()]
        out.outlets = [number(e) for e in self.outlets.values()]
        for table, stored in ((self.table, out.table), (self.outlet_table, out.outlet_table)):
            for first, names_ in table.by_first.items():
                stored[first] = [(list(n.rest), number(n.entry), n.ambiguous, n.written) for n in names_]
        return out

    @classmethod
    def restored(cls, stored: StoredRegistry) -> Registry:
        """The registry that was put on disk."""
        out = Registry(())
        entries = [Entry(*e) for e in stored.entries]
        out.actors = {entries[n].id: entries[n] for n in stored.actors}
        out.outlets = {entries[n].id: entries[n] for n in stored.outlets}
        for table, from_disk in ((out.table, stored.table), (out.outlet_table, stored.outlet_table)):
            for first, names_ in from_disk.items():
                table.by_first[first] = [Name(tuple(rest), entries[n], ambiguous, written) for rest, n, ambiguous, written in names_]
        out.nisba, out.titles, out.given = stored.nisba, stored.titles, set(stored.given)
        return out

    def titles_at(self, form: str) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Titles that a word of a text may open, as ``(further words, class)``, its conjunction or preposition cut
        off."""
        try:
            return self._titled[form]
        except KeyError:
            pass
        found: tuple[tuple[tuple[str, ...], str], ...] = ()
        for clitics, stem in proclitic_variants(form):
            if clitics in _TITLE_CLITICS and stem in self.titles:
                found += tuple(self.titles[stem])
        if len(self._titled) > _KEPT:
            self._titled.clear()
        self._titled[form] = found
        return found

    def given_at(self, form: str) -> tuple[str, str] | None:
        """The conjunction or preposition and the given name that a word of a text is made of, remembered per form."""
        try:
            return self._given[form]
        except KeyError:
            pass
        found: tuple[str, str] | None = None
        for clitics, stem in proclitic_variants(form):
            if clitics in _GLUED and (stem in self.given or stem in KUNYA) and len(stem) > 2:
                found = clitics, stem
                break
        if len(self._given) > _KEPT:
            self._given.clear()
        self._given[form] = found
        return found

    def silent(self, form: str) -> bool:
        """True for a word of a text that opens no name, title, person or nisba: most words, so remembered."""
        try:
            return self._silent[form]
        except KeyError:
            pass
        given = any(stem in self.given or stem in KUNYA for _, stem in proclitic_variants(form))
        nisba = form in self.nisba or form.removeprefix("ال") in self.nisba
        named = self.table.opening(form) or self.outlet_table.opening(form) or self.titles_at(form)
        if len(self._silent) > _KEPT:
            self._silent.clear()
        found = self._silent[form] = not (given or nisba or named)
        return found

    def _load(self, folder: Path) -> None:
        if (path := folder / "actors.tsv").exists():
            for number, cells in rows(path, _ACTOR_COLUMNS):
                self._entry(path, number, cells[:7], cells[8], self.actors, self.table, ACTOR_KINDS)
        if (path := folder / "outlets.tsv").exists():
            for number, cells in rows(path, _OUTLET_COLUMNS):
                self._entry(path, number, [*cells[:6], ""], "", self.outlets, self.outlet_table, OUTLET_KINDS)
        if (path := folder / "nisba.tsv").exists():
            for _, (form, written, kind, ident) in rows(path, ("form", "name", "kind", "id")):
                base = fold_word(form)
                for ending in ("", "ه", "ين", "ان", "تين", "تان", "ا"):
                    self.nisba[base + ending] = (tuple(names(written)), kind, ident)
        if (path := folder / "titles.tsv").exists():
            for _, (word, cls) in rows(path, ("word", "class")):
                first, *rest = fold_word(word.rstrip("?")).split()
                self.titles.setdefault(first, []).append((tuple(rest), cls))
        if (path := folder / "given_names.tsv").exists():
            for _, (cell,) in rows(path, ("name",)):
                self.given.update(fold_word(n) for n in names(cell))

    def _entry(
        self,
        path: Path,
        number: int,
        cells: list[str],
        led_by: str,
        store: dict[str, Entry],
        table: PhraseTable,
        kinds: frozenset[str],
    ) -> None:
        ident, name, aliases, en, kind, country, parent = cells
        if not ident or not name:
            raise KnowledgeError(f"{path}:{number}: a row needs an id and a name")
        if kind not in kinds:
            raise KnowledgeError(f"{path}:{number}: kind {kind!r} is not one of {', '.join(sorted(kinds))}")
        written = [name, *names(aliases)]
        plain = tuple(dict.fromkeys(w.rstrip("?") for w in written))
        entry = Entry(ident, plain, en, kind, country, parent, tuple(names(led_by)), f"{path}:{number}")
        store.setdefault(ident, entry)
        for w in written:
            table.add(w, entry)

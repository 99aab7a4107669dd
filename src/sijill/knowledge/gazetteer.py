"""The gazetteer: places by name, their containers and points, and the choice between namesakes.

A pack folder may hold

* ``places.tsv`` and ``geonames.tsv``: one place a line, columns named by the header line
  (``id name aliases en kind within lat lon precision flags source``, further ``country population``);
* ``place_words.tsv``: the common nouns, relations and compass words of places
  (``word class value use``).

``aliases`` are separated by ``|``.  A name or alias that begins with ``~`` counts as a place only after a
preposition or other relation word; one that begins with ``?`` is an everyday word and needs a place noun
before it, a compass word, or its container behind it.  ``flags``: ``weak`` and ``ambiguous`` say the same
of all names of the row; ``capital``.  ``precision`` is the UCDP where_prec code
of the place itself (1 exact point, 2 near a point, 3 district, 4 governorate, 5 line or fuzzy area,
6 country, 7 international waters or air); empty means the code of its kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Final, NamedTuple

from sijill.arabic import fold, fold_word
from sijill.errors import KnowledgeError
from sijill.knowledge import StoredPlaces

PLACE_FILES: Final = ("places.tsv", "geonames.tsv")
WORD_FILE: Final = "place_words.tsv"

# Kind -> (width: the wider contains the narrower; UCDP where_prec of a place of that kind).
KINDS: Final[dict[str, tuple[int, int]]] = {
    "facility": (1, 1), "base": (1, 1), "airport": (1, 1), "crossing": (1, 1), "field": (1, 2),
    "neighbourhood": (2, 1), "camp": (2, 1), "front": (2, 5), "road": (2, 5), "river": (3, 5),
    "village": (3, 1), "town": (4, 1), "city": (5, 1), "mountain": (4, 2), "subdistrict": (6, 3),
    "district": (7, 3), "coast": (7, 5), "desert": (7, 5), "region": (7, 5), "governorate": (8, 4),
    "country": (9, 6),
}  # fmt: skip

FREE: Final = 0
WEAK: Final = 1
AMBIGUOUS: Final = 2
_REQUIRED: Final = ("id", "name", "kind")
_COLUMNS: Final = frozenset(
    ("id", "name", "aliases", "en", "kind", "within", "lat", "lon", "precision", "flags", "source",
     "country", "population")
)  # fmt: skip


class PlaceEntry:
    """One place of the gazetteer.

    ``within`` is the id of the containing place or "" ; ``lat``/``lon`` are WGS84 degrees or None;
    ``precision`` is the UCDP where_prec code; ``population`` 0 when not known.
    """

    __slots__ = ("_key", "aliases", "around", "en", "flags", "id", "kind", "lat", "lon", "name", "population", "precision", "source", "within")

    def __init__(
        self, id: str, name: str, aliases: tuple[str, ...], en: str, kind: str, within: str, lat: float | None, lon: float | None,
        precision: int, flags: tuple[str, ...], source: str, population: int,
    ) -> None:
        self.id, self.name, self.aliases, self.en, self.kind, self.within = id, name, aliases, en, kind, within
        self.lat, self.lon, self.precision, self.flags, self.source, self.population = lat, lon, precision, flags, source, population
        self._key = ""
        self.around: tuple[PlaceEntry, ...] | None = None
        """Its containers, nearest first, once its gazetteer was asked for them."""

    @property
    def key(self) -> str:
        """The name folded; made when first asked for."""
        if not self._key:
            self._key = fold_word(self.name)
        return self._key


class PlaceWord(NamedTuple):
    """One line of ``place_words.tsv``: ``cls`` says what the word does, ``value`` and ``use`` how."""

    word: str
    cls: str
    value: str
    use: str


class Gazetteer:
    """Places by folded name.

    ``index`` maps a folded name to its places, ``lengths`` a name's first word to the word counts
    (longest first) of the names that begin with it, ``seconds`` the words that stand second in those of several, ``guards`` a name to how much context it needs
    (``WEAK``, ``AMBIGUOUS``; absent: none), ``principal`` a name to the one place that it means when nothing
    in a report decides: the only one of its namesakes that needs no context.  ``words`` are the place words of the packs.
    """

    __slots__ = ("by_id", "guards", "index", "lengths", "principal", "seconds", "words")

    def __init__(
        self,
        entries: Sequence[PlaceEntry],
        names: Iterable[tuple[str, int, PlaceEntry]],
        words: Sequence[PlaceWord],
    ) -> None:
        self.by_id: dict[str, PlaceEntry] = {entry.id: entry for entry in entries}
        self.words = tuple(words)
        self.index: dict[str, list[PlaceEntry]] = {}
        self.guards: dict[str, int] = {}
        self.lengths: dict[str, tuple[int, ...]] = {}
        free: dict[str, list[PlaceEntry]] = {}
        counts: dict[str, set[int]] = {}
        self.seconds: dict[str, set[str]] = {}
        index = self.index
        for name, guard, entry in names:
            known = index.get(name)
            if known is None:
                index[name] = [entry]
                first, _, rest = name.partition(" ")
                counts.setdefault(first, set()).add(rest.count(" ") + 2 if rest else 1)
                if rest:
                    self.seconds.setdefault(first, set()).add(rest.partition(" ")[0])
            elif entry not in known:
                known.append(entry)
            if guard == FREE:
                free.setdefault(name, []).append(entry)
            else:
                # One namesake that needs less context opens the name for all of them.
                self.guards[name] = min(guard, self.guards.get(name, guard))
        self.principal: dict[str, PlaceEntry] = {}
        for name, places in free.items():
            if self.guards.pop(name, None) is not None and len(places) == 1:
                self.principal[name] = places[0]
        self.lengths = {first: tuple(sorted(found, reverse=True)) for first, found in counts.items()}

    def stored(self) -> StoredPlaces:
        """The gazetteer as it is put on disk."""
        entries = list(self.by_id.values())
        numbers = {entry.id: n for n, entry in enumerate(entries)}
        return StoredPlaces(
            [(e.id, e.name, e.aliases, e.en, e.kind, e.within, e.lat, e.lon, e.precision, e.flags, e.source, e.population) for e in entries],
            [(w.word, w.cls, w.value, w.use) for w in self.words], {name: [numbers[e.id] for e in found] for name, found in self.index.items()},
            self.guards, self.lengths, {first: sorted(found) for first, found in self.seconds.items()},
            {name: numbers[e.id] for name, e in self.principal.items()},
        )  # fmt: skip

    @classmethod
    def restored(cls, stored: StoredPlaces) -> Gazetteer:
        """The gazetteer that was put on disk."""
        entries = [PlaceEntry(*entry) for entry in stored.entries]
        out = Gazetteer(entries, (), [PlaceWord(*word) for word in stored.words])
        out.index = {name: [entries[n] for n in found] for name, found in stored.index.items()}
        out.guards, out.lengths = stored.guards, stored.lengths
        out.seconds = {first: set(found) for first, found in stored.seconds.items()}
        out.principal = {name: entries[n] for name, n in stored.principal.items()}
        return out

    def __len__(self) -> int:
        return len(self.by_id)

    def lookup(self, name: str) -> list[PlaceEntry]:
        """Every place of that name, in any spelling that folds to the same letters."""
        return list(self.index.get(fold_word(name), ()))

    def ancestors(self, entry: PlaceEntry) -> tuple[PlaceEntry, ...]:
        """The containers of a place, nearest first."""
        found = entry.around
        if found is None:
            chain: list[PlaceEntry] = []
            at = self.by_id.get(entry.within)
            while at is not None and at not in chain:
                chain.append(at)
                at = self.by_id.get(at.within)
            found = entry.around = tuple(chain)
        return found

    def path(self, entry: PlaceEntry) -> list[str]:
        """Administrative path, widest first, ending with the place itself."""
        return [place.name for place in reversed(self.ancestors(entry))] + [entry.name]

    def inside(self, entry: PlaceEntry, containers: Collection[str]) -> PlaceEntry | None:
        """The nearest container of ``entry`` that is among ``containers`` (ids or folded names)."""
        for place in self.ancestors(entry):
            if place.id in containers or place.key in containers:
                return place
        return None

    def disambiguate(
        self,
        candidates: Sequence[PlaceEntry],
        context: Collection[str] = (),
        points: Sequence[tuple[float, float]] = (),
        principal: PlaceEntry | None = None,
    ) -> PlaceEntry | None:
        """Choose between namesakes; None when nothing decides.

        In this order: the one inside the narrowest container named in ``context`` (ids or folded
        names); the one nearest to the ``points`` (latitude, longitude) of places already resolved,
        if it is at least twice as near as the next; ``principal`` if it is still among them; the one of
        the wider kind or, kinds equal, of at least five times the population.
        """
        if len(candidates) <= 1:
            return candidates[0] if candidates else None
        if context:
            widths = [
                KINDS[found.kind][0] if (found := self.inside(entry, context)) else 99
                for entry in candidates
            ]
            best = min(widths)
            if best < 99:
                candidates = [entry for entry, width in zip(candidates, widths, strict=True) if width == best]
                if len(candidates) == 1:
                    return candidates[0]
        if points:
            away = sorted(
                (min(distance_km(entry.lat, entry.lon, *point) for point in points), k)
                for k, entry in enumerate(candidates)
                if entry.lat is not None and entry.lon is not None
            )
            if len(away) == len(candidates) and away[0][0] * 2 <= away[1][0]:
                return candidates[away[0][1]]
        if principal is not None and principal in candidates:
            return principal
        ranked = sorted(candidates, key=lambda entry: (KINDS[entry.kind][0], entry.population), reverse=True)
        first, second = ranked[0], ranked[1]
        if KINDS[first.kind][0] > KINDS[second.kind][0]:
            return first
        if first.population >= 5 * max(second.population, 1000):
            return first
        return None


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres (haversine formula, mean Earth radius 6371.0088 km)."""
    a = sin(radians(lat2 - lat1) / 2) ** 2
    a += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(a))


def load_places(folders: Iterable[Path]) -> Gazetteer:
    """Read the places and place words of the given pack folders.

    Raises KnowledgeError, naming file, line and remedy, for a malformed line, an unknown kind, an id
    given twice or a container that no pack defines.
    """
    entries: list[PlaceEntry] = []
    spelled: list[tuple[str, str, PlaceEntry]] = []
    places: dict[str, str] = {}
    words: list[PlaceWord] = []
    for folder in folders:
        for file in PLACE_FILES:
            path = folder / file
            if path.is_file():
                for entry, names, where in _places(path):
                    if entry.id in places:
                        raise KnowledgeError(
                            f"{where}: id {entry.id!r} is already used in {places[entry.id]}; give it another id"
                        )
                    places[entry.id] = where
                    entries.append(entry)
                    for name in names:
                        spelled.append((name.lstrip("?~"), name[0], entry))
        path = folder / WORD_FILE
        if path.is_file():
            words.extend(_words(path))
    for entry in entries:
        if entry.within and entry.within not in places:
            raise KnowledgeError(
                f"{places[entry.id]}: container {entry.within!r} is in none of the loaded packs;"
                " correct the column 'within' or load the pack that defines it"
            )
    return Gazetteer(entries, _folded_names(spelled), words)


def _folded_names(spelled: Sequence[tuple[str, str, PlaceEntry]]) -> Iterator[tuple[str, int, PlaceEntry]]:
    """Every name folded, and every longer name of several words also without blanks (ديرالزور)."""
    # One fold of all names at once: folding has a fixed cost a call that would dominate loading.
    folded = fold("\n".join(name for name, _, _ in spelled)).text.lower().split("\n")
    for name, (_, mark, entry) in zip(folded, spelled, strict=True):
        flags = entry.flags
        if mark == "?" or "ambiguous" in flags:
            guard = AMBIGUOUS
        else:
            guard = WEAK if mark == "~" or "weak" in flags else FREE
        yield name, guard, entry
        if " " in name and len(name) > 7:
            yield name.replace(" ", ""), guard, entry


def _places(path: Path) -> Iterator[tuple[PlaceEntry, tuple[str, ...], str]]:
    """Entries of one file with all their spellings and ``file:line`` for messages."""
    lines = path.read_text(encoding="utf-8").split("\n")
    columns: list[str] = []
    known: dict[str, tuple[str, ...]] = {"": ()}
    for number, line in enumerate(lines, 1):
        if not line or line[0] == "#":
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
            strange = [name for name in columns if name not in _COLUMNS]
            missing = [name for name in _REQUIRED if name not in columns]
            if strange or missing:
                raise KnowledgeError(
                    f"{path}:{number}: header with unknown columns {strange} and missing columns {missing};"
                    f" the columns are {' '.join(sorted(_COLUMNS))}, separated by tabs"
                )
            at = {name: k for k, name in enumerate(columns)}
            width = len(columns)
            empty = width
            i_id, i_name, i_kind = at["id"], at["name"], at["kind"]
            i_aliases, i_en = at.get("aliases", empty), at.get("en", empty)
            i_within, i_lat, i_lon = at.get("within", empty), at.get("lat", empty), at.get("lon", empty)
            i_precision, i_flags = at.get("precision", empty), at.get("flags", empty)
            i_source, i_population = at.get("source", empty), at.get("population", empty)
            continue
        if len(cells) != width:
            raise KnowledgeError(
                f"{path}:{number}: {len(cells)} columns where the header has {width};"
                " separate the columns by single tabs and keep empty ones"
            )
        cells.append("")
        kind, name = cells[i_kind], cells[i_name]
        if kind not in KINDS:
            raise KnowledgeError(f"{path}:{number}: unknown kind {kind!r}; use one of {' '.join(sorted(KINDS))}")
        if not cells[i_id] or not name:
            raise KnowledgeError(f"{path}:{number}: empty id or name; fill both or remove the line")
        aliases = tuple(cells[i_aliases].split("|")) if cells[i_aliases] else ()
        if "" in aliases:
            raise KnowledgeError(f"{path}:{number}: empty alias; remove the superfluous '|'")
        flag = cells[i_flags]
        flags = known.get(flag)
        if flags is None:
            flags = known[flag] = tuple(flag.split("|"))
        lat, lon = cells[i_lat], cells[i_lon]
        try:
            entry = PlaceEntry(
                cells[i_id], name.lstrip("?~"), tuple(alias.lstrip("?~") for alias in aliases), cells[i_en],
                kind, cells[i_within],
                float(lat) if lat else None, float(lon) if lon else None,
                int(cells[i_precision]) if cells[i_precision] else KINDS[kind][1],
                flags, cells[i_source], int(cells[i_population] or 0),
            )  # fmt: skip
        except ValueError as error:
            raise KnowledgeError(
                f"{path}:{number}: {error}; lat and lon are decimal degrees, precision and population whole numbers"
            ) from None
        if (entry.lat is None) != (entry.lon is None) or not (
            entry.lat is None or (-90 <= entry.lat <= 90 and -180 <= (entry.lon or 0) <= 180)
        ):
            raise KnowledgeError(f"{path}:{number}: point {lat!r}, {lon!r} is no point on Earth; correct or empty both")
        yield entry, (name, *aliases), f"{path}:{number}"


def _words(path: Path) -> Iterator[PlaceWord]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line or line[0] == "#":
            continue
        cells = line.split("\t")
        if not 2 <= len(cells) <= 4:
            raise KnowledgeError(
                f"{path}:{number}: {len(cells)} columns; write word, class, value and use, separated by tabs"
            )
        cells += [""] * (4 - len(cells))
        # Several words of one class and value may share a line: قرب|قبالة|حذاء.
        for word in cells[0].split("|"):
            yield PlaceWord(fold_word(word), *cells[1:])

"""The nouns of place reading: the mention that is handed on, and the unit it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.gazetteer import FREE, KINDS, PlaceEntry

# Which kinds of entry a head noun may stand before, best first.
_FITS: Final[dict[str, tuple[str, ...]]] = {
    "village": ("village", "town", "subdistrict", "city", "neighbourhood"),
    "town": ("town", "village", "city", "subdistrict", "neighbourhood"),
    "city": ("city", "town", "governorate", "subdistrict", "village", "camp"),
    "subdistrict": ("subdistrict", "town", "village", "city", "district"),
    "district": ("district", "city", "town", "subdistrict", "village", "neighbourhood"),
    "governorate": ("governorate",),
    "neighbourhood": ("neighbourhood", "camp", "village", "town"),
    "camp": ("camp", "neighbourhood"),
    "country": ("country",),
    "mountain": ("mountain",),
    "river": ("river",),
    "airport": ("airport",),
    "crossing": ("crossing",),
    "field": ("field",),
    "base": ("base",),
    "road": ("road",),
    "facility": ("facility",),
}

DIRECTIONS: Final = {
    ("north", "east"): "north_east_of",
    ("north", "west"): "north_west_of",
    ("south", "east"): "south_east_of",
    ("south", "west"): "south_west_of",
}
COMPASS_RELATIONS: Final = frozenset(DIRECTIONS.values()) | {"north_of", "south_of", "east_of", "west_of"}


class PlaceMention:
    """One mention of a place.

    ``first``/``last`` are the tokens of the whole phrase with its relation words, ``name_first``/
    ``name_last`` those of the name with its head noun.  ``names``: as written, then variants.
    ``id`` is the gazetteer id when one place was chosen, ``candidates`` all ids that were possible;
    ``lat``/``lon`` (WGS84 degrees) are those of the named place, also where ``relation`` says near it.
    ``precision``: UCDP where_prec.  ``container`` marks a wider place that is already in ``within`` of
    a neighbour, ``origin`` where persons or things come from, ``part_of_name`` a place inside a title
    or a body's name, ``dateline`` the place of a dateline.  ``explicit`` is true when a relation word
    or a head noun introduced the place.
    """

    __slots__ = (
        "_keyed", "_keys", "candidates", "container", "dateline", "distance_km", "explicit", "first", "id", "kind", "last",
        "lat", "lon", "name_first", "name_last", "names", "origin", "part_of_name", "path", "precision",
        "relation", "resolved", "rule", "within",
    )

    def __init__(
        self, *, first: int, last: int, name_first: int, name_last: int, names: list[str], kind: str, relation: str = "in",
        distance_km: float | None = None, path: list[str] | None = None, candidates: list[str] | None = None,
        precision: int | None = None, rule: str = "place.name", explicit: bool = False, origin: bool = False,
        part_of_name: bool = False,
    ) -> None:
        self.first, self.last, self.name_first, self.name_last = first, last, name_first, name_last
        self.names, self.kind, self.relation, self.distance_km, self.rule = names, kind, relation, distance_km, rule
        self.explicit, self.origin, self.part_of_name, self.precision = explicit, origin, part_of_name, precision
        self.path: list[str] = [] if path is None else path
        self.candidates: list[str] = [] if candidates is None else candidates
        self.within: list[str] = []
        self.id: str | None = None
        self.lat: float | None = None
        self.lon: float | None = None
        self.resolved = self.dateline = self.container = False
        self._keys: list[str] = []
        self._keyed = self._keys

    def folded(self) -> list[str]:
        """The names folded, in their order; made again only where names were added."""
        names = self.names
        if self._keyed is not names or len(self._keys) != len(names):
            self._keyed, self._keys = names, [fold_word(name) for name in names]
        return self._keys

    def copied(self) -> PlaceMention:
        """Another mention with the same values."""
        q = PlaceMention(
            first=self.first, last=self.last, name_first=self.name_first, name_last=self.name_last, names=self.names,
            kind=self.kind, relation=self.relation, distance_km=self.distance_km, path=self.path, candidates=self.candidates,
            precision=self.precision, rule=self.rule, explicit=self.explicit, origin=self.origin, part_of_name=self.part_of_name,
        )  # fmt: skip
        q.within, q.id, q.lat, q.lon = self.within, self.id, self.lat, self.lon
        q.resolved, q.dateline, q.container = self.resolved, self.dateline, self.container
        return q

    @property
    def is_event_place(self) -> bool:
        """Whether an event beside this mention may have happened there."""
        if self.container or self.part_of_name or self.dateline or (self.origin and self.relation != "from"):
            return False
        return self.explicit or self.kind not in ("country", "river")


class Unit:
    """A place phrase without its relation: tokens ``[first, last)`` and what is known of it.

    ``label`` is the noun of a piece of land whose place is a pronoun (ريفها), ``owner`` the class of the word that makes
    the name part of another (office, body, outlet).
    """

    __slots__ = (
        "clitics", "core", "entries", "first", "guard", "kind", "label", "last", "names", "owner", "plural",
        "principal", "reference", "relation", "rule", "use", "word",
    )

    def __init__(
        self, first: int, last: int, clitics: str, names: list[str], kind: str, entries: Sequence[PlaceEntry], rule: str,
        *, use: str = "", core: Unit | None = None, relation: str = "", guard: int = FREE, reference: str = "",
        plural: str = "", word: str = "", label: str = "", principal: PlaceEntry | None = None,
    ) -> None:
        self.first, self.last, self.clitics, self.names, self.kind = first, last, clitics, names, kind
        self.entries, self.rule, self.use, self.core, self.relation = entries, rule, use, core, relation
        self.guard, self.reference, self.plural, self.word, self.label = guard, reference, plural, word, label
        self.owner, self.principal = "", principal


def fitting(entries: Sequence[PlaceEntry], kind: str) -> list[PlaceEntry]:
    """The entries a head noun of that kind may classify, best fitting kinds first."""
    order = _FITS.get(kind, ())
    found = sorted((entry for entry in entries if entry.kind in order), key=lambda entry: order.index(entry.kind))
    if kind == "city" and found and found[0].kind != "governorate":
        return [entry for entry in found if entry.kind != "governorate"]
    return found


def width_of(kind: str) -> int:
    return KINDS[kind][0]


def unique(names: Iterable[str]) -> list[str]:
    """Names without repetitions; two that fold alike are one."""
    written: list[str] = []
    for name in names:
        if name and name not in written:
            written.append(name)
    if len(written) < 2:
        return written
    out: dict[str, str] = {}
    for name in written:
        out.setdefault(fold_word(name), name)
    return list(out.values())

"""Names for the map: places of the packs to find one's way by, and what lies at a point."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.utils import translation

from sijill.desk import shown
from sijill.knowledge.gazetteer import KINDS, PlaceEntry, load_places
from sijill.knowledge.tables import pack_folders

_RANK = {"country": 0, "governorate": 1, "city": 2, "town": 3}
_FEW_PEOPLE = 40_000
"""Towns of fewer people are not named: they would be most of the file, and the table names them where something happened."""


@cache
def _places() -> dict[tuple[float, float], list[PlaceEntry]]:
    """The places of the shipped packs by their points."""
    out: dict[tuple[float, float], list[PlaceEntry]] = {}
    for entry in load_places(pack_folders()).by_id.values():
        if entry.lat is not None and entry.lon is not None:
            out.setdefault((entry.lat, entry.lon), []).append(entry)
    return out


def called(lat: float, lon: float, precision: int) -> str:
    """What lies at a point, in the language of the page, of several the one known just as exactly; its degrees where the packs have nothing there."""
    here = _places().get((lat, lon))
    if not here:
        return shown.digits(f"{lat:.3f}, {lon:.3f}")
    entry = min(here, key=lambda e: (e.precision != precision, -KINDS[e.kind][0], -e.population))
    return _name(entry)


WIDE = 1
"""The last rank of what is named where much of the earth is in view."""


def known(towns: bool) -> Iterator[tuple[float, float, int, str]]:
    """Latitude, longitude, rank (0 countries, 1 governorates, 2 cities, 3 towns) and name of places to find one's way by, the more important first: cities and towns, or what is wider than those."""
    found = [e for group in _places().values() for e in group if e.kind in _RANK and (e.kind != "town" or e.population >= _FEW_PEOPLE)]
    # The countries that the packs are about go first, since names that meet give way to those before them.
    about = {e.id.partition("-")[0] for e in found if e.kind == "governorate"}
    for entry in sorted(found, key=lambda e: (_RANK[e.kind], e.id not in about, "capital" not in e.flags, -e.population, e.id)):
        if (_RANK[entry.kind] > WIDE) is towns:
            yield round(entry.lat or 0, 3), round(entry.lon or 0, 3), _RANK[entry.kind], _name(entry)


def _name(entry: PlaceEntry) -> str:
    return entry.name if translation.get_language() == "ar" or not entry.en else entry.en

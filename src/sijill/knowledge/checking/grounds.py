"""Places: ids, kinds, containers, points that lie elsewhere, rows that are nearly the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sijill.knowledge.checking.bodies import names_of
from sijill.knowledge.checking.problem import Problem, Row, Table, of_name
from sijill.knowledge.gazetteer import KINDS, PLACE_FILES, distance_km

_FLAGS: Final = frozenset(("weak", "ambiguous", "capital"))
_NEAR_KM: Final = 3.0
"""Two places of a name and kind less far apart are taken to be one."""
_VAGUE: Final = frozenset(("region", "desert", "coast", "mountain"))
"""Kinds of any size: they may hold a governorate, or lie in a district."""

Box = tuple[float, float, float, float]
"""South, west, north, east in degrees."""


def check(found: Sequence[Table]) -> Iterator[Problem]:
    """Findings about the rows of the tables of places."""
    rows = of_name(found, *PLACE_FILES)
    by_id: dict[str, Row] = {}
    for row in rows:
        ident = row.get("id")
        if ident in by_id:
            yield Problem(row.where, "id_twice", f"id {ident!r} is already used in {by_id[ident].where}", "give it another id")
        by_id.setdefault(ident, row)
    boxes, wrong = _boxes(of_name(found, "bounds.tsv"))
    yield from wrong
    for row in rows:
        yield from _cells(row)
        yield from names_of(row)
        yield from _container(row, by_id)
        yield from _point(row, by_id, boxes)
    yield from _alike(rows, by_id)


def _cells(row: Row) -> Iterator[Problem]:
    if not row.get("id") or not row.get("name"):
        yield Problem(row.where, "no_name", "the row needs an id and a name", "fill both or remove the line")
    if row.get("kind") not in KINDS:
        yield Problem(row.where, "kind", f"unknown kind {row.get('kind')!r}", f"use one of {' '.join(sorted(KINDS))}")
    for flag in row.several("flags"):
        if flag not in _FLAGS:
            yield Problem(row.where, "flag", f"unknown flag {flag!r}", f"use one of {' '.join(sorted(_FLAGS))}")
    if row.get("precision") and row.get("precision") not in "1234567":
        yield Problem(row.where, "number", f"precision {row.get('precision')!r} is no UCDP code", "write 1 to 7, or leave the cell empty for that of the kind")
    if row.get("population") and not row.get("population").isdecimal():
        yield Problem(row.where, "number", f"population {row.get('population')!r} is no whole number", "write digits only, or leave the cell empty")
    for written in [row.get("name"), *row.several("aliases")]:
        if written.endswith(("?", "~")):
            yield Problem(row.where, "mark", f"{written!r} has its mark behind it", "in this table the marks ? and ~ stand before the name")
    if "||" in f"|{row.get('aliases')}|" and row.get("aliases"):
        yield Problem(row.where, "mark", "an alias is empty", "remove the superfluous |")


def _container(row: Row, by_id: Mapping[str, Row]) -> Iterator[Problem]:
    within = row.get("within")
    if within and within not in by_id:
        yield Problem(row.where, "orphan", f"the container {within!r} is in none of the packs", "correct the column within, or add the container's row")
    elif not within and row.get("kind") not in ("country", "region", "river", "road", "mountain", "desert", "coast", "front"):
        yield Problem(row.where, "orphan", f"{row.get('id')} lies in nothing", "write the id of its governorate or country into the column within", True)
    elif within:
        outer = by_id[within]
        if within == row.get("id") or _root(row, by_id) is None:
            yield Problem(row.where, "circle", f"the containers of {row.get('id')} go round", "correct the column within")
        elif outer.get("kind") not in _VAGUE and KINDS.get(outer.get("kind"), (9, 0))[0] < KINDS.get(row.get("kind"), (0, 0))[0]:
            yield Problem(row.where, "narrow_container", f"{row.get('id')} ({row.get('kind')}) lies in {within} ({outer.get('kind')}), which is narrower", "correct the kind or the container", True)


def _root(row: Row, by_id: Mapping[str, Row]) -> Row | None:
    """The outermost container; None where the containers go round."""
    seen = {row.get("id")}
    while row.get("within") in by_id:
        row = by_id[row.get("within")]
        if row.get("id") in seen:
            return None
        seen.add(row.get("id"))
    return row


def _point(row: Row, by_id: Mapping[str, Row], boxes: Mapping[str, Box]) -> Iterator[Problem]:
    written = row.get("lat"), row.get("lon")
    if not any(written):
        return
    point = _number(written[0]), _number(written[1])
    if point[0] is None or point[1] is None or not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        yield Problem(row.where, "point", f"{written[0]!r}, {written[1]!r} is no point on Earth", "write decimal degrees, or empty both cells")
        return
    root = _root(row, by_id)
    box = boxes.get(root.get("id")) if root is not None else None
    if box is None or _inside(box, point[0], point[1]):
        return
    country = root.get("id") if root is not None else ""
    if _inside(box, point[1], point[0]):
        yield Problem(row.where, "swapped", f"lat {written[0]} and lon {written[1]} are exchanged: so the point lies outside of {country}", "exchange them")
    else:
        yield Problem(row.where, "outside", f"the point {written[0]}, {written[1]} lies outside of {country}", "correct the point, or the container")


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _inside(box: Box, lat: float, lon: float) -> bool:
    return box[0] <= lat <= box[2] and box[1] <= lon <= box[3]


def _boxes(rows: Sequence[Row]) -> tuple[dict[str, Box], list[Problem]]:
    out: dict[str, Box] = {}
    wrong: list[Problem] = []
    for row in rows:
        sides = [_number(row.get(side)) for side in ("south", "west", "north", "east")]
        south, west, north, east = sides
        if south is None or west is None or north is None or east is None or south >= north or west >= east:
            wrong.append(Problem(row.where, "number", "the bounds are no box", "write south, west, north and east in decimal degrees"))
        else:
            out[row.get("country")] = (south, west, north, east)
    return out, wrong


def _alike(rows: Sequence[Row], by_id: Mapping[str, Row]) -> Iterator[Problem]:
    """Two rows of a name and kind that lie in the same container, or next to each other."""
    first: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        for name in {name.folded for name in row.names()}:
            others = first.setdefault((name, row.get("kind")), [])
            for other in others:
                if other.get("id") != row.get("id") and _together(row, other):
                    yield Problem(
                        row.where, "near_duplicate", f"{row.get('id')} seems to be {other.get('id')} in {other.where}: the same name {name!r} and kind, in one place",
                        "join the rows, or tell them apart by container or point", True,
                    )  # fmt: skip
                    break
            others.append(row)


def _together(a: Row, b: Row) -> bool:
    points = [_number(row.get(key)) for row in (a, b) for key in ("lat", "lon")]
    lat1, lon1, lat2, lon2 = points
    if lat1 is not None and lon1 is not None and lat2 is not None and lon2 is not None:
        return distance_km(lat1, lon1, lat2, lon2) < _NEAR_KM
    return a.get("within") == b.get("within")

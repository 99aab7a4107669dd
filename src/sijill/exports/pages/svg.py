"""The map and the charts, as SVG: drawn of what the records hold, without pictures from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape
from math import cos, floor, log10, radians
from typing import NamedTuple

from sijill.knowledge.gazetteer import distance_km

WIDTH = 720
_KM_A_DEGREE = 111.2

RADIUS_KM = {1: 2.0, 2: 25.0, 3: 25.0, 4: 75.0, 5: 75.0, 6: 250.0, 7: 250.0}
"""How far from a point it may have been, by UCDP's where_prec (2: 25 km by its codebook; the others rough, for drawing)."""


class Point(NamedTuple):
    """A point of the map. ``weight`` is how many things stand for it; ``label`` what is written beside it ("" for nothing)."""

    lat: float
    lon: float
    precision: int
    label: str
    weight: int = 1


class Town(NamedTuple):
    """A place to find one's way by."""

    lat: float
    lon: float
    ar: str
    en: str


class _View:
    """Plate carrée around the middle: a degree of longitude shrinks with the cosine of the latitude."""

    def __init__(self, points: Sequence[Point], height: int) -> None:
        reach = [(p, RADIUS_KM.get(p.precision, 25.0) / _KM_A_DEGREE) for p in points]
        south, north = min(p.lat - r for p, r in reach), max(p.lat + r for p, r in reach)
        self.shrink = max(0.05, cos(radians((south + north) / 2)))
        west, east = min(p.lon - r / self.shrink for p, r in reach), max(p.lon + r / self.shrink for p, r in reach)
        # A place known exactly still needs its surroundings to be found by.
        tall = max((north - south) * 1.15, 0.45, (east - west) * 1.15 * self.shrink * height / WIDTH)
        self.scale = height / tall
        self.height = height
        self.mid_lat, self.mid_lon = (south + north) / 2, (west + east) / 2

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        return WIDTH / 2 + (lon - self.mid_lon) * self.shrink * self.scale, self.height / 2 - (lat - self.mid_lat) * self.scale

    def holds(self, lat: float, lon: float, margin: float = 30) -> bool:
        x, y = self.at(lat, lon)
        return margin <= x <= WIDTH - margin and margin <= y <= self.height - margin

    def pixels(self, km: float) -> float:
        return km / _KM_A_DEGREE * self.scale

    def ends(self) -> tuple[float, float, float, float]:
        """South, north, west, east."""
        tall, wide = self.height / 2 / self.scale, WIDTH / 2 / self.scale / self.shrink
        return self.mid_lat - tall, self.mid_lat + tall, self.mid_lon - wide, self.mid_lon + wide


class Signs(NamedTuple):
    """How a map writes degrees, kilometres and where north is."""

    north: str = "N"
    degrees_north: str = "°N"
    degrees_east: str = "°E"
    km: str = " km"


def world_map(points: Sequence[Point], towns: Sequence[Town], height: int = 420, signs: Signs = Signs()) -> str:  # noqa: B008
    """A map of points, each with the area in which it may have been; ``towns``, the more important first, where there is room."""
    view = _View(points, height)
    out = [f'<svg class="map" viewBox="0 0 {WIDTH} {height}" role="img" direction="ltr" xmlns="http://www.w3.org/2000/svg">']
    out.append(f'<rect class="ground" width="{WIDTH}" height="{height}"/>')
    out += _graticule(view, signs)
    taken: list[tuple[float, float, float, float]] = []
    circles, dots, labels = [], [], []
    for p in sorted(points, key=lambda p: -p.precision):
        x, y = view.at(p.lat, p.lon)
        kind = "exact" if p.precision == 1 else "rough"
        circles.append(f'<circle class="area {kind}" cx="{x:.1f}" cy="{y:.1f}" r="{max(view.pixels(RADIUS_KM.get(p.precision, 25.0)), 3):.1f}"/>')
        dots.append(f'<circle class="point {kind}" cx="{x:.1f}" cy="{y:.1f}" r="{min(4 + p.weight ** 0.5, 14):.1f}"><title>{escape(p.label)}</title></circle>')
        taken.append((x - 8, y - 8, x + 8, y + 8))
    for p in points:
        if p.label:
            x, y = view.at(p.lat, p.lon)
            labels += _label(x, y, p.label, "name", 15, taken)
    near = [t for t in towns if view.holds(t.lat, t.lon)]
    written = 0
    marks: list[tuple[float, float]] = []
    for t in near:
        if written >= 9:
            break
        x, y = view.at(t.lat, t.lon)
        if any(distance_km(t.lat, t.lon, p.lat, p.lon) < 3 for p in points) or any(abs(x - a) < 90 and abs(y - b) < 60 for a, b in marks):
            continue
        label = _label(x, y, f"{t.ar}  {t.en}".strip(), "town", 11, taken)
        if label:
            written += 1
            marks.append((x, y))
            labels += [f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="2"/>', *label]
    return "".join([*out, *circles, *dots, *labels, _scale(view, signs), "</svg>"])


def _label(x: float, y: float, text: str, kind: str, size: int, taken: list[tuple[float, float, float, float]]) -> list[str]:
    """A label where nothing else is written, to the right, the left, below or above; none where there is no room."""
    wide, tall = len(text) * size * 0.5, size * 1.4
    for dx, anchor in ((11, "start"), (-11, "end"), (0, "middle"), (0, "middle-above")):
        left = x + dx if anchor == "start" else x + dx - wide if anchor == "end" else x - wide / 2
        top = y - tall / 2 if dx else y + 10 if anchor == "middle" else y - 10 - tall
        box = (left, top, left + wide, top + tall)
        if left < 2 or left + wide > WIDTH - 2 or any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
            continue
        taken.append(box)
        # The box is placed by hand, so the text is centred in it: a right-to-left run would turn start and end about.
        return [f'<text class="{kind}" x="{left + wide / 2:.1f}" y="{top + tall * 0.75:.1f}" font-size="{size}" text-anchor="middle">{escape(text)}</text>']
    return []


def _graticule(view: _View, signs: Signs) -> list[str]:
    south, north, west, east = view.ends()
    step = next((s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if (north - south) / s <= 5), 30)
    out = []
    digits = 1 if step < 1 else 0
    for k in range(floor(south / step) + 1, floor(north / step) + 1):
        _, y = view.at(k * step, west)
        out.append(f'<line class="grid" x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/><text class="degree" x="4" y="{y - 3:.1f}">{k * step:.{digits}f}{signs.degrees_north}</text>')
    for k in range(floor(west / step) + 1, floor(east / step) + 1):
        x, _ = view.at(south, k * step)
        out.append(f'<line class="grid" y1="0" y2="{view.height}" x1="{x:.1f}" x2="{x:.1f}"/><text class="degree" x="{x + 3:.1f}" y="{view.height - 5}">{k * step:.{digits}f}{signs.degrees_east}</text>')
    return out


def _scale(view: _View, signs: Signs) -> str:
    """A bar of a round number of kilometres."""
    most = WIDTH / 4 / view.pixels(1)
    unit = 10.0 ** floor(log10(most))
    km = max(u for u in (unit, 2 * unit, 5 * unit) if u <= most)
    long = view.pixels(km)
    x, y = WIDTH - 20 - long, view.height - 24
    return (
        f'<path class="scale" d="M{x:.1f} {y - 5}v5h{long:.1f}v-5"/><text class="degree" x="{x + long / 2:.1f}" y="{y - 8}" text-anchor="middle">{km:g}{signs.km}</text>'
        f'<path class="north" d="M{WIDTH - 24} 40l6 -22l6 22l-6 -5z"/><text class="degree" x="{WIDTH - 18}" y="13" text-anchor="middle">{signs.north}</text>'
    )


class Row(NamedTuple):
    """A claim of a timeline: when it says it was (days as ordinals; ``first`` null where the beginning is open, both where there is no date;
    ``open`` where the end is), and the day it was published."""

    label: str
    first: int | None
    last: int | None
    open: bool
    published: int | None


def claims_chart(rows: Sequence[Row], title: str = "", said: Callable[[date], str] = date.isoformat) -> str:
    """Bars of when each claim says it happened, diamonds where it was published; "" where nobody gives any day. ``title``: what is read out for the drawing; ``said``:
    how a day is written."""
    days = [d for r in rows for d in (r.first, r.last, r.published) if d is not None]
    if not days:
        return ""
    low, high = min(days), max(days)
    pad = max(1, (high - low) // 12)
    low, high = low - pad, high + pad + 1
    left, tall = 200, 34
    height = tall * len(rows) + 34

    def x(day: float) -> float:
        return left + (day - low) / (high - low) * (WIDTH - left - 16)

    out = [f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" direction="ltr" xmlns="http://www.w3.org/2000/svg">', _FADES]
    for tick in _ticks(low, high):
        out.append(f'<line class="grid" x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="0" y2="{height - 22}"/>')
        out.append(f'<text class="degree" x="{x(tick):.1f}" y="{height - 8}" text-anchor="middle">{escape(said(date.fromordinal(tick)))}</text>')
    for number, row in enumerate(rows):
        y = number * tall + 8
        out.append(f'<text class="row" x="{left - 10}" y="{y + 15}" text-anchor="start" direction="rtl">{escape(_short(row.label))}</text>')
        if row.last is not None:
            first = row.first if row.first is not None else row.last - max(pad * 2, 2)
            kind = "fade-in" if row.first is None else "fade-out" if row.open else "bar"
            out.append(f'<rect class="span" x="{x(first):.1f}" y="{y + 3}" width="{max(x(row.last + 1) - x(first), 3):.1f}" height="14" fill="{_FILL[kind]}" rx="2"/>')
        if row.published is not None:
            at = x(row.published + 0.5)
            out.append(f'<path class="published" d="M{at:.1f} {y + 2}l7 8l-7 8l-7 -8z"/>')
    return "".join([*out, "</svg>"])


_FILL = {"bar": "#8a3324", "fade-in": "url(#in)", "fade-out": "url(#out)"}
_FADES = (
    '<defs><linearGradient id="in"><stop offset="0" stop-color="#8a3324" stop-opacity="0.05"/><stop offset="1" stop-color="#8a3324"/></linearGradient>'
    '<linearGradient id="out"><stop offset="0" stop-color="#8a3324"/><stop offset="1" stop-color="#8a3324" stop-opacity="0.05"/></linearGradient></defs>'
)


def _short(text: str) -> str:
    return text if len(text) <= 28 else text[:27] + "…"


def _ticks(low: int, high: int) -> list[int]:
    step = max(1, -(-(high - low) // 6))
    return list(range(low + step // 2, high, step))


class Column(NamedTuple):
    """A period of a chart: its first day and days, how many things are in it for ``sure``, and how many more may be."""

    first: date
    days: int
    sure: int
    unsure: int
    label: str


def columns_chart(columns: Sequence[Column], height: int = 190) -> str:
    """Bars by time, what is less sure on top of them in a lighter colour."""
    if not columns:
        return ""
    low = min(c.first for c in columns)
    high = max(c.first + timedelta(days=c.days) for c in columns)
    most = max(c.sure + c.unsure for c in columns)
    left, foot = 34, 26

    def x(day: date) -> float:
        return left + (day - low).days / max((high - low).days, 1) * (WIDTH - left - 10)

    def up(value: float) -> float:
        return (height - foot - 12) * value / most

    out = [f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" direction="ltr" xmlns="http://www.w3.org/2000/svg">']
    for value in sorted({most, max(most // 2, 1)}):
        y = height - foot - up(value)
        out.append(f'<line class="grid" x1="{left}" x2="{WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}"/><text class="degree" x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>')
    out.append(f'<line class="axis" x1="{left}" x2="{WIDTH - 10}" y1="{height - foot}" y2="{height - foot}"/>')
    step = max(1, -(-len(columns) // 8))
    for number, c in enumerate(columns):
        a, b = x(c.first), x(c.first + timedelta(days=c.days))
        wide = max(min(b - a - 1.5, 46), 1.5)
        mid, base = (a + b) / 2, float(height - foot)
        for value, kind in ((c.sure, "sure"), (c.unsure, "unsure")):
            if value:
                out.append(f'<rect class="{kind}" x="{mid - wide / 2:.1f}" y="{base - up(value):.1f}" width="{wide:.1f}" height="{up(value):.1f}"><title>{escape(c.label)}: {value}</title></rect>')
                base -= up(value)
        if number % step == 0:
            out.append(f'<text class="degree" x="{mid:.1f}" y="{height - 8}" text-anchor="middle">{escape(c.label)}</text>')
    return "".join([*out, "</svg>"])

"""Where things happened: incidents gathered for a map, as exactly as their places are known.

What lies near a point (UCDP where_prec 1 to 3) is gathered in the cells of a grid, what stands for a governorate, a line or a country (4 to 7) by its place: a
province known is no point beside its capital.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet, Sum

from sijill.errors import RegisterError
from sijill.register.models import EventRow, Incident

POINTS = 3
"""The worst UCDP where_prec of what lies near a point."""

UNKNOWN = 2
"""What a place whose precision nobody said is taken for."""

LAT = 0.8
"""Height of a cell over its width, so that cells of the latitudes told of look square on a Mercator map."""

MOST_POINTS, MOST_AREAS = 1000, 400
"""Clusters in an answer; beyond that, the smallest are left out and counted."""

_CLOSE = 0.45
"""Part of a cell within which two clusters are one."""

_MOST_PARTS = 20_000
"""Claims looked at of incidents of which only some are in sight."""


class Box(NamedTuple):
    """A piece of the earth in degrees (WGS84), not over the meridian of 180 degrees."""

    south: float
    west: float
    north: float
    east: float


class Cluster(NamedTuple):
    """Incidents that a map shows as one: around the mean of their points, all within ``box``.

    ``killed`` adds up the best figures (the lowest where that is open) of the ``counted`` of them that have one; ``precision`` is the worst where_prec among them; ``one`` is the number
    of an incident of them, the latest made.
    """

    lat: float
    lon: float
    box: Box
    incidents: int
    killed: float
    counted: int
    precision: int
    one: int

    @property
    def together(self) -> bool:
        """Whether all lie at one point."""
        return self.box.south == self.box.north and self.box.west == self.box.east


class Mapped(NamedTuple):
    """What a map shows: clusters near points, and areas; and how many incidents were left out."""

    points: list[Cluster]
    areas: list[Cluster]
    left_out: int


class _Part(NamedTuple):
    """An incident of which only some claims are in sight, as these tell of it."""

    incident: int
    lat: float
    lon: float
    precision: int


class Spot(NamedTuple):
    """The incidents at one point that are known equally exactly; as ``Cluster`` otherwise."""

    lat: float
    lon: float
    precision: int
    incidents: int
    killed: float
    counted: int
    one: int


def mapped(found: QuerySet[Incident], box: Box, cell: float, parts: QuerySet[EventRow] | None = None) -> Mapped:
    """The incidents of ``found`` within ``box``, gathered in cells ``cell`` degrees wide.

    ``parts``: claims of further incidents (each with its number as ``incident``), of which these alone are in sight: they are placed by the most exact of them, and counted without figures.
    Raises ``RegisterError`` for a cell that has no width.
    """
    if not cell > 0:
        raise RegisterError(f"{cell}: a cell needs a width in degrees")
    at = spots(found, box, parts)
    points: dict[tuple[int, int], list[Spot]] = {}
    areas: dict[tuple[float, float], list[Spot]] = {}
    for spot in at:
        if spot.precision <= POINTS:
            points.setdefault((int((spot.lat + 90) / (cell * LAT)), int((spot.lon + 180) / cell)), []).append(spot)
        else:
            areas.setdefault((spot.lat, spot.lon), []).append(spot)
    shown, rough = _apart(_clusters(points.values()), cell), _clusters(areas.values())
    left_out = sum(c.incidents for c in shown[MOST_POINTS:]) + sum(c.incidents for c in rough[MOST_AREAS:])
    return Mapped(shown[:MOST_POINTS], rough[:MOST_AREAS], left_out)


def spots(found: QuerySet[Incident], box: Box, parts: QuerySet[EventRow] | None = None) -> list[Spot]:
    """The points within ``box``, in no order; ``parts`` as for ``mapped``."""
    inside = found.filter(_within(box)).order_by()
    # Points of places are far fewer than incidents, and the index brings them one after another: the cells are cheaper made here.
    grouped = inside.values_list("lat", "lon", "precision").annotate(Count("pk"), Sum("killed"), Count("killed"), Max("pk"))
    out = [Spot(lat, lon, precision or UNKNOWN, n, killed or 0.0, counted, one) for lat, lon, precision, n, killed, counted, one in grouped]
    if parts is not None:
        out += [Spot(p.lat, p.lon, p.precision, 1, 0.0, 0, p.incident) for p in _parts(parts.filter(_within(box)))]
    return out


def _within(box: Box) -> Q:
    return Q(lat__gte=box.south, lat__lte=box.north, lon__gte=box.west, lon__lte=box.east)


def _clusters(groups: Iterable[Sequence[Spot]]) -> list[Cluster]:
    """One of each group, the largest first."""
    out = []
    for group in groups:
        n = sum(s.incidents for s in group)
        box = Box(min(s.lat for s in group), min(s.lon for s in group), max(s.lat for s in group), max(s.lon for s in group))
        lat, lon = sum(s.lat * s.incidents for s in group) / n, sum(s.lon * s.incidents for s in group) / n
        worst, one = max(s.precision for s in group), max(s.one for s in group)
        out.append(Cluster(lat, lon, box, n, sum(s.killed for s in group), sum(s.counted for s in group), worst, one))
    return sorted(out, key=lambda c: (-c.incidents, c.one))


def _apart(clusters: Sequence[Cluster], cell: float) -> list[Cluster]:
    """The same with those joined that the border of two cells parts, though they lie closer than half a cell."""
    out: dict[tuple[int, int], Cluster] = {}
    for one in clusters:
        row, column = int((one.lat + 90) / (cell * LAT / 2)), int((one.lon + 180) / (cell / 2))
        beside = [(row + r, column + c) for r in (0, -1, 1) for c in (0, -1, 1)]
        close = (k for k in beside if k in out and abs(out[k].lat - one.lat) < cell * LAT * _CLOSE and abs(out[k].lon - one.lon) < cell * _CLOSE)
        key = next(close, (row, column))
        out[key] = _joined(out[key], one) if key in out else one
    return sorted(out.values(), key=lambda c: (-c.incidents, c.one))


def _joined(a: Cluster, b: Cluster) -> Cluster:
    n = a.incidents + b.incidents
    box = Box(min(a.box.south, b.box.south), min(a.box.west, b.box.west), max(a.box.north, b.box.north), max(a.box.east, b.box.east))
    lat, lon = (a.lat * a.incidents + b.lat * b.incidents) / n, (a.lon * a.incidents + b.lon * b.incidents) / n
    return Cluster(lat, lon, box, n, a.killed + b.killed, a.counted + b.counted, max(a.precision, b.precision), max(a.one, b.one))


def _parts(claims: QuerySet[EventRow]) -> Iterable[_Part]:
    rows = claims.exclude(lat=None).exclude(incident=None).order_by("incident", "precision", "pk")
    last = None
    for incident, lat, lon, precision in rows.values_list("incident", "lat", "lon", "precision")[:_MOST_PARTS]:
        if incident != last:
            last = incident
            yield _Part(incident, lat, lon, precision or UNKNOWN)

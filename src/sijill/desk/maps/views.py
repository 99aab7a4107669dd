"""The map: its page, what it draws, the table of the same, the incidents of a place, names to find one's way by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sijill.desk.asked import choices
from sijill.desk.maps import labels, tiles
from sijill.desk.maps.private import refuse_persons
from sijill.desk.maps.sight import Sight, listed, sight
from sijill.errors import RegisterError
from sijill.exports.pages.svg import RADIUS_KM
from sijill.register.mapping import POINTS, Box, Cluster, Spot, mapped, spots

EARTH = Box(-90.0, -180.0, 90.0, 180.0)
SINGLE = 12
"""From this zoom on, every point stands for itself."""

_ROWS = 50
"""Places in the table."""


def page(request: HttpRequest) -> HttpResponse:
    """The map with the table of its places, which is all that is there without JavaScript."""
    try:
        seen = _placed(request)
        at = spots(seen.found, EARTH, seen.parts)
    except RegisterError as error:
        return render(request, "desk/maps/map.html", {"fault": str(error), **choices(request.GET)}, status=400)
    pattern = tiles.address()
    beside = {"bounds": _bounds(at), "unplaced": _unplaced(seen), "tiles": pattern, "server": tiles.server(pattern), "query": _query(request), "nothing": not at}
    return tiles.let_in(render(request, "desk/maps/map.html", {**beside, **_rows(request, at), **choices(request.GET)}), pattern)


def data(request: HttpRequest) -> JsonResponse:
    """Clusters within ``box`` (south,west,north,east) for ``zoom``, as JSON::

        {"points": [[lat, lon, incidents, killed, counted, precision, radius_km, [south, west, north, east]], ...], "areas": [...], "left_out": n}

    The box of a cluster is 0 where all of it lies at one point.
    """
    try:
        box, zoom = _box(request), _zoom(request)
        seen = _placed(request)
        # A view wider than its zoom would be of more cells than a screen has room for.
        cell = max(90 / 2**zoom, (box.east - box.west) / 48, (box.north - box.south) / 36) if zoom < SINGLE else 1e-4
        found = mapped(seen.found, box, cell, seen.parts)
    except RegisterError as error:
        return JsonResponse({"error": str(error)}, status=400)
    return JsonResponse({"points": [_told(c) for c in found.points], "areas": [_told(c) for c in found.areas], "left_out": found.left_out})


def table(request: HttpRequest) -> HttpResponse:
    """The places within ``box`` as a table: what the map says, in words."""
    try:
        seen = _placed(request)
        at = spots(seen.found, _box(request), seen.parts)
    except RegisterError as error:
        return render(request, "desk/maps/fault.html", {"fault": str(error)}, status=400)
    return render(request, "desk/maps/places.html", {**_rows(request, at), "query": _query(request), "view": True})


def here(request: HttpRequest) -> HttpResponse:
    """The incidents within ``box``; ``known``: only those known to a ``point``, or to an ``area``. A page of its own, or with ``bare`` what a popup shows."""
    bare = "bare" in request.GET
    try:
        box, seen = _box(request), _placed(request)
    except RegisterError as error:
        return render(request, "desk/maps/fault.html", {"fault": str(error)}, status=400)
    where = Q(lat__gte=box.south, lat__lte=box.north, lon__gte=box.west, lon__lte=box.east)
    near = Q(precision__lte=POINTS) | Q(precision=None)
    where &= {"point": near, "area": ~near}.get(request.GET.get("known", ""), Q())
    found = listed(request, seen, where)
    title = _("Incidents here")
    if box.south == box.north and box.west == box.east:
        worst = next(iter(seen.found.filter(where).values_list("precision", flat=True)[:1]), None)
        title = _("Incidents: %(place)s") % {"place": f"⁨{labels.called(box.south, box.west, worst or 1)}⁩"}
    back = "?" + _query(request, "box", "known", "bare", "after")
    beside = {"title": title, "listed": found, "back": back, "bare": bare, "whole": "?" + _query(request, "bare", "after")}
    return render(request, "desk/maps/here.html" if bare else "desk/maps/found.html", beside)


def names(request: HttpRequest) -> JsonResponse:
    """Places of the packs to find one's way by: ``[[lat, lon, rank, name], ...]``, the more important first: countries and governorates, or the ``towns``."""
    answer = JsonResponse({"names": list(labels.known("towns" in request.GET))})
    answer["Cache-Control"] = "private, max-age=3600"
    answer["Vary"] = "Cookie, Accept-Language"
    return answer


def _placed(request: HttpRequest) -> Sight:
    seen = sight(request)
    refuse_persons(seen.filter)
    return seen


def _rows(request: HttpRequest, at: Sequence[Spot]) -> dict[str, Any]:
    ordered = sorted(at, key=lambda s: (-s.incidents, s.one))
    rows = [
        {
            "name": labels.called(s.lat, s.lon, s.precision), "km": RADIUS_KM.get(s.precision, 25.0), "precision": s.precision, "incidents": s.incidents, "killed": s.killed, "counted": s.counted,
            "box": f"{s.lat},{s.lon},{s.lat},{s.lon}", "known": "point" if s.precision <= POINTS else "area",
        }
        for s in ordered[:_ROWS]
    ]  # fmt: skip
    return {"rows": rows, "more": len(ordered) - len(rows), "incidents": sum(s.incidents for s in at), "killed": sum(s.killed for s in at)}


def _told(c: Cluster) -> list[Any]:
    box = 0 if c.together else [round(v, 4) for v in c.box]
    km = RADIUS_KM.get(c.precision, 25.0)
    # A cluster at one point keeps every digit, since the list of its incidents is asked for by it.
    at = [c.lat, c.lon] if not c.together else [c.box.south, c.box.west]
    return [*(at if c.together else [round(v, 4) for v in at]), c.incidents, c.killed, c.counted, c.precision, km, box]


def _unplaced(seen: Sight) -> int:
    return seen.found.filter(lat=None).count()


def _bounds(at: Sequence[Spot]) -> str:
    """South, west, north, east of where most incidents are; empty without any. What lies far off must not make the map show the whole earth."""
    near = [s for s in at if s.precision <= POINTS] or list(at)
    if not near:
        return ""
    ends = []
    for values in (sorted((s.lat, s.incidents) for s in near), sorted((s.lon, s.incidents) for s in near)):
        rest = sum(n for _value, n in values) * 0.02
        ends.append((_reached(values, rest), _reached(values[::-1], rest)))
    (south, north), (west, east) = ends
    return f"{south:.4f},{west:.4f},{north:.4f},{east:.4f}"


def _reached(values: Sequence[tuple[float, int]], rest: float) -> float:
    for value, n in values:
        rest -= n
        if rest < 0:
            return value
    return values[-1][0]


def _query(request: HttpRequest, *without: str) -> str:
    """The filter of the address again."""
    given = request.GET.copy()
    for name in without or ("box", "zoom", "at", "known", "bare", "after"):
        given.pop(name, None)
    return given.urlencode()


def _box(request: HttpRequest) -> Box:
    given = request.GET.get("box", "")
    if not given:
        return EARTH
    try:
        south, west, north, east = (float(part) for part in given.split(","))
    except ValueError:
        raise RegisterError(_("box: %(text)s is no box; write south,west,north,east in degrees") % {"text": given}) from None
    if not (south <= north and west <= east and abs(south) < 1e6 and abs(west) < 1e6 and abs(north) < 1e6 and abs(east) < 1e6):
        raise RegisterError(_("box: %(text)s is no box; write south,west,north,east in degrees") % {"text": given})
    return Box(max(south, -90.0), max(west, -180.0), min(north, 90.0), min(east, 180.0))


def _zoom(request: HttpRequest) -> int:
    given = request.GET.get("zoom", "5")
    return min(int(given), 22) if given.isascii() and given.isdigit() and len(given) < 3 else 5

"""What the room calls formats, filters and policies; lazily, so that each request reads its own language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

FORMATS: dict[str, Any] = {
    "xlsx": _("a workbook for people: incidents, claims, figures and conflicts, a sheet each"),
    "acled": _("a table in the columns of ACLED, to be set beside its data or read by what reads it"),
    "ucdp": _("a table in the columns of UCDP GED, of incidents with dead and two sides"),
    "plover": _("events in the coding of PLOVER, for models and event data tools"),
    "ftm": _("entities of FollowTheMoney, for Aleph and other tools of investigators"),
    "hxl": _("a table with HXL hashtags, for humanitarian exchange (HDX)"),
    "geojson": _("points with their values, for maps (QGIS, Leaflet, uMap)"),
    "annotations": _("web annotations: for every claim the characters it was read from"),
    "parquet": _("a columnar file with claims and figures nested, for statistics in R, Python or DuckDB"),
    "jsonl": _("the whole register with its audit chain, to keep or to bring into another register"),
}
"""The formats, the most asked for first, with what each is for."""

FILTERS: dict[str, Any] = {
    "since": _("From"),
    "until": _("To"),
    "place": _("Place"),
    "near": _("Near"),
    "actor": _("Actor"),
    "type": _("Type"),
    "measure": _("Figure of"),
    "outlet": _("Outlet"),
    "grade": _("Grade"),
    "several": _("Told by several reports"),
    "conflicting": _("Told differently"),
    "review": _("Review"),
    "prefer": _("Preferred source"),
}
"""The fields of a filter, as the form and the log call them."""

"""GeoJSON (RFC 7946): a feature an incident; where the place is not known the geometry is null, as the standard allows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sijill.exports.cases import Case
from sijill.exports.crosswalk import Crosswalk
from sijill.exports.delimited import whole
from sijill.exports.loss import Loss

GEO = {1: "exact", 2: "near", 3: "adm2", 4: "adm1", 5: "area", 6: "country", 7: "international"}
"""Names of UCDP's where_prec."""

RADIUS_M = {1: 2_000, 2: 25_000, 3: 25_000, 4: 75_000, 5: 75_000}
"""How far from the point the incident may have been, in metres: rough, for drawing (UCDP says 25 km for code 2)."""

PROPERTIES = (
    "id", "title_ar", "title_en", "event_type", "sub_event_type", "date_start", "date_end", "date_edtf", "date_precision", "place_ar", "place_en",
    "adm1", "adm2", "country", "geo_precision", "radius_m", "borrowed_point", "coarsened", "actor_a", "actor_b", "killed_min", "killed_best",
    "killed_max", "injured_min", "injured_best", "injured_max", "n_sources", "n_independent_sources", "disputed", "grade", "url",
)  # fmt: skip

CANNOT = (
    "what each report says: a feature is the incident as a whole",
    "several places: one point; lines and areas are their middle, geo_precision and radius_m say how rough",
    "figures other than of killed and injured people",
)


def write(path: Path, cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> int:
    """Write the collection, a feature a line; how many features."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('{"type":"FeatureCollection","features":[')
        for case in cases:
            stream.write(("," if count else "") + "\n" + json.dumps(feature(case, loss), ensure_ascii=False, separators=(",", ":")))
            count += 1
        stream.write("\n]}\n")
    return count


def feature(case: Case, loss: Loss) -> dict[str, Any]:
    """The feature of a case."""
    where = case.where
    point = where is not None and where.lat is not None and where.lon is not None
    if not point:
        loss.flat(case.id, "no point is known: geometry is null")
    elif where is not None and where.borrowed:
        loss.flat(case.id, "the place has no point of its own; that of the unit it lies in was taken")
    killed, injured = case.counts.get("killed"), case.counts.get("injured")
    values: dict[str, Any] = {
        "id": case.id, "title_ar": title_ar(case), "title_en": title_en(case), "event_type": case.family, "sub_event_type": case.type,
        "date_start": case.first and case.first.isoformat(), "date_end": case.last and case.last.isoformat(), "date_edtf": case.edtf or None,
        "date_precision": time_precision(case), "place_ar": where and where.name, "place_en": where and where.en, "adm1": where and where.admin1,
        "adm2": where and where.admin2, "country": case.country.name, "geo_precision": GEO.get(where.precision) if where else None,
        "radius_m": RADIUS_M.get(where.precision) if where and point else None, "borrowed_point": bool(where and where.borrowed),
        "coarsened": bool(where and where.coarsened), "actor_a": "; ".join(p.name for p in case.agents), "actor_b": "; ".join(p.name for p in case.targets),
        "n_sources": len({s.outlet or s.doc for s in case.sayings}), "n_independent_sources": len(case.origins),
        "disputed": any(c.startswith("conflict") for c in case.conflicts), "grade": case.grade, "url": next((s.url for s in case.sayings if s.url), None),
    }  # fmt: skip
    for name, count in (("killed", killed), ("injured", injured)):
        for bound, value in (("min", count and count.low), ("best", count and count.best), ("max", count and count.high)):
            values[f"{name}_{bound}"] = whole(value)
    # At most six decimals, longitude first (RFC 7946, 3.1.1 and 11.2).
    geometry = {"type": "Point", "coordinates": [round(where.lon or 0, 6), round(where.lat or 0, 6)]} if where is not None and point else None
    return {"type": "Feature", "id": case.id, "geometry": geometry, "properties": {name: values[name] for name in PROPERTIES}}


def title_en(case: Case) -> str:
    """The incident in a line, in English as far as the packs know the names."""
    where = (case.where.en or case.where.name) if case.where else ""
    return f"{case.type.replace('_', ' ')}{f', {where}' if where else ''}{f', {case.edtf}' if case.edtf else ''}"


def title_ar(case: Case) -> str:
    """The same in Arabic."""
    from sijill.labels import label

    where = f"، {case.where.name}" if case.where and case.where.name else ""
    return f"{label('type', case.type)}{where}{f'، {case.edtf}' if case.edtf else ''}"


def time_precision(case: Case) -> str | None:
    """day, week, month, year or longer; ``bound`` where only an end is told."""
    if case.first is None:
        return None
    if case.open:
        return "bound"
    return "day" if case.days == 1 else "week" if case.days <= 7 else "month" if case.days <= 31 else "year" if case.days <= 366 else "longer"

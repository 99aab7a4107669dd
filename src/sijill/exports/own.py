"""Our own table of incidents, with the hashtags of the Humanitarian Exchange Language: what HXL, XLSX and Parquet share."""

from __future__ import annotations

from typing import Any

from sijill.exports.cases import Case, Saying
from sijill.exports.delimited import whole
from sijill.exports.geojson import GEO, time_precision, title_ar, title_en

HASHTAGS: dict[str, str] = {
    "id": "#event+id",
    "name_ar": "#event+name+i_ar",
    "name_en": "#event+name+i_en",
    "family": "#event+type",
    "type": "#event+type+sub",
    "date_start": "#date+occurred+start",
    "date_end": "#date+occurred+end",
    "date_precision": "#date+occurred+precision",
    "date_reported": "#date+reported",
    "country_code": "#country+code",
    "country": "#country+name",
    "adm1": "#adm1+name",
    "adm1_code": "#adm1+code",
    "adm2": "#adm2+name",
    "adm2_code": "#adm2+code",
    "adm3": "#adm3+name",
    "place_ar": "#loc+name+i_ar",
    "place_en": "#loc+name+i_en",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "geo_precision": "#geo+precision",
    "party_a": "#group+name+first",
    "party_a_kind": "#group+type+first",
    "party_b": "#group+name+second",
    "party_b_kind": "#group+type+second",
    "killed_min": "#affected+killed+min",
    "killed": "#affected+killed",
    "killed_max": "#affected+killed+max",
    "injured_min": "#affected+injured+min",
    "injured_max": "#affected+injured+max",
    "abducted": "#affected+abducted",
    "killed_children": "#affected+killed+children",
    "killed_women": "#affected+killed+f",
    "killed_civilians": "#affected+killed+civilians",
    "outlets": "#meta+source",
    "origins": "#meta+source+original",
    "url": "#meta+url",
    "origins_count": "#meta+source+num",
    "grade": "#status",
    "disputed": "#meta+disputed",
    "description_ar": "#description+i_ar",
    "description_en": "#description+i_en",
    "reports": "#meta+id",
}
"""Column → hashtag (HXL 1.1 core vocabulary, with OCHA's attributes for conflict events)."""

NUMBERS = frozenset(
    ("latitude", "longitude", "killed_min", "killed", "killed_max", "injured_min", "injured_max", "abducted", "killed_children", "killed_women",
     "killed_civilians", "origins_count")
)  # fmt: skip
DATES = frozenset(("date_start", "date_end", "date_reported"))

CLAIM = (
    "incident", "report", "event", "outlet", "published", "type", "modality", "time", "places", "agents", "targets", "figures", "origin", "sources",
    "trigger", "start", "end", "quote", "confidence", "url", "title", "text_sha256",
)  # fmt: skip
"""The columns of the table of claims."""


def row(case: Case) -> dict[str, Any]:
    """The incident as one row; null where nothing is known, dates as ``date``, numbers as numbers."""
    from sijill.exports.cases import published

    where, counts, parts = case.where, case.counts, case.parts
    reported = sorted(d for s in case.sayings if (d := published(s)) is not None)
    killed, injured, abducted = counts.get("killed"), counts.get("injured"), counts.get("abducted")
    values: dict[str, Any] = {
        "id": case.id, "name_ar": title_ar(case), "name_en": title_en(case), "family": case.family, "type": case.type, "date_start": case.first,
        "date_end": case.last, "date_precision": time_precision(case), "date_reported": reported[0] if reported else None,
        "country_code": where.country if where else None, "country": case.country.name, "adm1": where and where.admin1, "adm1_code": None,
        "adm2": where and where.admin2, "adm2_code": None, "adm3": where and where.admin3, "place_ar": where and where.name, "place_en": where and where.en,
        "latitude": where.lat if where else None, "longitude": where.lon if where else None, "geo_precision": GEO.get(where.precision) if where else None,
        "party_a": "; ".join(p.name for p in case.agents), "party_a_kind": "; ".join(dict.fromkeys(p.kind for p in case.agents)),
        "party_b": "; ".join(p.name for p in case.targets), "party_b_kind": "; ".join(dict.fromkeys(p.kind for p in case.targets)),
        "killed_min": killed and killed.low, "killed": killed and killed.best, "killed_max": killed and killed.high,
        "injured_min": injured and injured.low, "injured_max": injured and injured.high, "abducted": abducted and abducted.best,
        "killed_children": parts.get(("killed", "under_18")), "killed_women": parts.get(("killed", "women")),
        "killed_civilians": parts.get(("killed", "civilians")), "outlets": "; ".join(dict.fromkeys(s.outlet or s.doc for s in case.sayings)),
        "origins": "; ".join(case.origins), "url": next((s.url for s in case.sayings if s.url), None), "origins_count": len(case.origins),
        "grade": case.grade, "disputed": "yes" if any(c.startswith("conflict") for c in case.conflicts) else "no",
        "description_ar": case.sayings[0].quote if case.sayings else None, "description_en": "; ".join((case.because, *case.conflicts)),
        "reports": "; ".join(dict.fromkeys(s.doc for s in case.sayings)),
    }  # fmt: skip
    out: dict[str, Any] = {}
    for name in HASHTAGS:
        value = values[name]
        # Line breaks and stray blanks are errors to readers of HXL; an empty text is nothing known.
        out[name] = whole(value) if name in NUMBERS else " ".join(value.split()) or None if isinstance(value, str) else value
    return out


def claim(case: Case, saying: Saying) -> dict[str, Any]:
    """One claim as a row of ``CLAIM``."""
    figures = "; ".join(f"{m} {_bound(low)}–{_bound(high)}{' (' + ', '.join(a) + ')' if a else ''}" for m, low, _, high, a, _ in saying.figures)
    values = {
        **saying._asdict(), "incident": case.id, "report": saying.doc, "places": "; ".join(saying.places), "agents": "; ".join(saying.agents),
        "targets": "; ".join(saying.targets), "figures": figures, "sources": "; ".join(saying.sources),
    }  # fmt: skip
    return {name: values[name] for name in CLAIM}


def _bound(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"

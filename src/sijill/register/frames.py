"""The register as tables in memory: Arrow, and through it pandas, Polars or DuckDB.  Needs pyarrow (extra ``exports``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sijill.errors import RegisterError
from sijill.linking.origins import Origins
from sijill.records import Actor, Figure
from sijill.register.models import Copy, EventRow, Incident, Member, ProfileRow, Report, ReportRow
from sijill.register.readings import record
from sijill.register.summaries import outlets_of, told_by

if TYPE_CHECKING:
    from sijill.register.models import Reading

_STEP = 1000

_Row = dict[str, Any]

COLUMNS: dict[str, dict[str, str]] = {
    "reports": {
        "report": "text", "doc": "text", "outlet": "text", "published": "text", "published_day": "day", "url": "text", "title": "text", "text": "text",
        "extractor": "text", "evidence_sha256": "text", "text_sha256": "text", "added": "time", "copy_of": "text", "events": "count",
    },
    "events": {
        "report": "text", "doc": "text", "event": "text", "incident": "count", "type": "text", "family": "text", "modality": "text", "time": "text",
        "first_day": "day", "last_day": "day", "lat": "number", "lon": "number", "precision": "count", "places": "texts", "place_ids": "texts",
        "agents": "texts", "agent_ids": "texts", "targets": "texts", "target_ids": "texts", "means": "texts", "sources": "texts", "trigger": "text",
        "start": "count", "end": "count", "confidence": "number",
    },
    "figures": {
        "report": "text", "doc": "text", "event": "text", "incident": "count", "measure": "text", "low": "number", "best": "number", "high": "number",
        "of": "texts", "attributes": "texts", "words": "text", "approx": "flag", "sources": "texts", "start": "count", "end": "count", "confidence": "number",
    },
    "incidents": {
        "incident": "count", "type": "text", "modality": "text", "time": "text", "first_day": "day", "last_day": "day", "lat": "number", "lon": "number",
        "precision": "count", "places": "texts", "agents": "texts", "targets": "texts", "claims": "count", "origins": "count", "grade": "text",
        "because": "text", "conflicts": "texts", "killed_low": "number", "killed_best": "number", "killed_high": "number", "injured_low": "number",
        "injured_best": "number", "injured_high": "number",
    },
    "claims": {
        "incident": "count", "report": "text", "doc": "text", "event": "text", "type": "text", "modality": "text", "outlet": "text", "published": "text",
        "origin": "text",
    },
    "profile": {
        "report": "text", "doc": "text", "statement": "text", "subject": "texts", "relation": "text", "object": "texts", "measure": "text", "low": "number",
        "best": "number", "high": "number", "time": "text", "sources": "texts", "outlet": "text", "published": "text", "start": "count", "end": "count",
        "confidence": "number",
    },
}  # fmt: skip
"""The tables and their columns. ``start``/``end`` are code points of the report's text, end exclusive; days null where a time is open or unknown."""


def table(name: str) -> Any:
    """A table as ``pyarrow.Table``. Raises ``RegisterError`` for one that there is not, and without pyarrow."""
    if name not in COLUMNS:
        raise RegisterError(f"{name}: no such table; say one of {', '.join(COLUMNS)}")
    try:
        import pyarrow as pa
    except ImportError as error:
        raise RegisterError("tables need pyarrow, which is not installed: pip install 'sijill[exports]'") from error
    kinds = {
        "text": pa.string(), "texts": pa.list_(pa.string()), "number": pa.float64(), "count": pa.int64(), "day": pa.date32(), "flag": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
    }  # fmt: skip
    schema = pa.schema([(column, kinds[kind]) for column, kind in COLUMNS[name].items()])
    batches = [pa.RecordBatch.from_pylist(batch, schema=schema) for batch in _ROWS[name]()]
    return pa.Table.from_batches(batches, schema=schema)


def frame(name: str) -> Any:
    """A table as ``pandas.DataFrame``: days as timestamps, null numbers as NaN. Raises ``RegisterError`` without pandas."""
    try:
        import pandas as pd
    except ImportError as error:
        raise RegisterError("frames need pandas, which is not installed: pip install pandas") from error
    found = table(name).to_pandas()
    for column, kind in COLUMNS[name].items():
        if kind == "day":
            found[column] = pd.to_datetime(found[column])
    return found


# -- rows ---------------------------------------------------------------------------------------------


def _reports() -> Iterator[list[_Row]]:
    copies = dict(Copy.objects.values_list("report_id", "of__key"))
    for part in _parts(Report.objects.order_by("pk")):
        own = [r.pk for r in part]
        said = {row.report_id: row for row in ReportRow.objects.filter(report_id__in=own).select_related("reading").defer("reading__record")}
        counts: dict[int, int] = {}
        for report in EventRow.objects.filter(report_id__in=own).values_list("report_id", flat=True):
            counts[report] = counts.get(report, 0) + 1
        yield [
            {
                "report": r.key, "doc": r.doc, "outlet": said[r.pk].shown if r.pk in said else r.outlet,
                "published": said[r.pk].reading.published if r.pk in said else r.published, "published_day": _day(said[r.pk].published) if r.pk in said else None,
                "url": r.url, "title": r.title, "text": r.text, "extractor": r.extractor, "evidence_sha256": r.evidence_id, "text_sha256": r.text_sha256,
                "added": r.added, "copy_of": copies.get(r.pk), "events": counts.get(r.pk, 0),
            }
            for r in part
        ]  # fmt: skip


def _told() -> Iterator[list[tuple[EventRow, Any, int | None]]]:
    """Rows of events with the event as it was read and the incident it belongs to."""
    for part in _parts(EventRow.objects.select_related("report", "reading").order_by("pk")):
        homes = dict(Member.objects.filter(event__in=part).values_list("event_id", "incident_id"))
        records: dict[int, dict[str, Any]] = {}
        for row in part:
            if row.reading_id not in records:
                reading: Reading = row.reading
                records[row.reading_id] = {e.id: e for e in record(reading).events}
        yield [(row, records[row.reading_id][row.ident], homes.get(row.pk)) for row in part]


def _events() -> Iterator[list[_Row]]:
    for part in _told():
        yield [
            {
                "report": row.report.key, "doc": row.report.doc, "event": row.ident, "incident": home, "type": row.type, "family": row.family,
                "modality": row.modality, "time": row.time, "first_day": _day(row.first_day), "last_day": _day(row.last_day), "lat": row.lat, "lon": row.lon,
                "precision": row.precision, "places": [p.names[0] for p in event.places], "place_ids": [p.id for p in event.places],
                "agents": _names(event.agent), "agent_ids": [a.id for a in event.agent], "targets": _names(event.target),
                "target_ids": [a.id for a in event.target], "means": event.means, "sources": [s.names[0] for s in event.attribution if s.names],
                "trigger": event.trigger, "start": row.start, "end": row.end, "confidence": row.confidence,
            }
            for row, event, home in part
        ]  # fmt: skip


def _figures() -> Iterator[list[_Row]]:
    for part in _told():
        yield [
            {
                "report": row.report.key, "doc": row.report.doc, "event": row.ident, "incident": home, **_bounds(f), "of": f.of, "attributes": f.attributes,
                "words": f.text, "approx": f.approx, "sources": [s.names[0] for s in f.attribution if s.names], "start": f.start, "end": f.end,
                "confidence": f.confidence,
            }
            for row, event, home in part
            for f in event.figures
        ]  # fmt: skip


def _incidents() -> Iterator[list[_Row]]:
    for part in _parts(Incident.objects.filter(merged_into=None, claims__gt=0).order_by("pk")):
        out = []
        for row in part:
            said = row.summary
            figures = {f"{m}_{b}": x for m in ("killed", "injured") for b, x in zip(("low", "best", "high"), said.get("figures", {}).get(m, (None,) * 3), strict=True)}
            out.append({
                "incident": row.pk, "type": row.type, "modality": said.get("modality"), "time": said.get("time"), "first_day": _day(row.first_day),
                "last_day": _day(row.last_day), "lat": row.lat, "lon": row.lon, "precision": row.precision, "places": said.get("places", []),
                "agents": said.get("agents", []), "targets": said.get("targets", []), "claims": row.claims, "origins": row.origins, "grade": row.grade,
                "because": said.get("because"), "conflicts": said.get("conflicts", []), **figures,
            })  # fmt: skip
        yield out


def _claims() -> Iterator[list[_Row]]:
    for part in _told():
        outlets, copies = told_by({row.report_id for row, _, _ in part})
        origins = Origins(outlets, copies)
        yield [
            {
                "incident": home, "report": row.report.key, "doc": row.report.doc, "event": row.ident, "type": row.type, "modality": row.modality,
                "outlet": outlets[str(row.report_id)], "published": row.reading.published, "origin": origins.of_event(str(row.report_id), event).name,
            }
            for row, event, home in part
            if home is not None
        ]  # fmt: skip


def _profile() -> Iterator[list[_Row]]:
    for part in _parts(ProfileRow.objects.select_related("report", "reading").order_by("pk")):
        outlets = outlets_of({row.report_id for row in part})
        records: dict[int, dict[str, Any]] = {}
        out = []
        for row in part:
            if row.reading_id not in records:
                records[row.reading_id] = {p.id: p for p in record(row.reading).profile}
            said = records[row.reading_id][row.ident]
            figure = _bounds(said.figure) if said.figure is not None else {"measure": None, "low": None, "best": None, "high": None}
            out.append({
                "report": row.report.key, "doc": row.report.doc, "statement": row.ident, "subject": said.subject, "relation": said.relation,
                "object": said.object or [], **figure, "time": said.time, "sources": [s.names[0] for s in said.attribution if s.names],
                "outlet": outlets[str(row.report_id)], "published": row.reading.published, "start": said.start, "end": said.end, "confidence": said.confidence,
            })  # fmt: skip
        yield out


_ROWS: dict[str, Callable[[], Iterator[list[_Row]]]] = {
    "reports": _reports, "events": _events, "figures": _figures, "incidents": _incidents, "claims": _claims, "profile": _profile,
}  # fmt: skip


def _parts(query: Any) -> Iterator[list[Any]]:
    last = 0
    while rows := list(query.filter(pk__gt=last)[:_STEP]):
        yield rows
        last = rows[-1].pk


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None else None


def _names(actors: list[Actor]) -> list[str]:
    return [a.names[0] for a in actors]


def _bounds(figure: Figure) -> _Row:
    return {"measure": figure.measure, "low": figure.low, "best": figure.best, "high": figure.high}

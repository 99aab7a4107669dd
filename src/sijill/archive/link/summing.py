"""The datasets of incidents: those of a chunk in short, and their members."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from sijill.archive import files
from sijill.archive.link import pieces
from sijill.archive.link.layout import Layout
from sijill.archive.link.ordering import Chunks, Outlets
from sijill.archive.schema import LINKED
from sijill.linking.claims import Claim
from sijill.linking.origins import Origins
from sijill.linking.summaries import Summary, summary


def summed(layout: Layout, chunk: int) -> dict[str, int]:
    """Write the incidents whose first claim lies in a chunk, by number, and their members in the order of the reports; rows by dataset."""
    homes = pieces.piece(layout.place("homes"), chunk)
    number, report, first = layout.number, layout.report, pieces.mapped(layout.place("firsts"), np.uint32)
    chunks, outlets = Chunks(layout), Outlets(layout)
    own: dict[int, list[int]] = {}
    for rank, incident in zip(homes["rank"].to_pylist(), homes["incident"].to_pylist(), strict=True):
        own.setdefault(incident, []).append(rank)
    incidents, members = [], []
    # In the order of time rather than of numbers, so that a chunk is read through once.
    for incident, ranks in own.items():
        ranks.sort(key=lambda rank: int(number[rank]))
        claims = [chunks.of(rank).claim(rank) for rank in ranks]
        reports = [int(report[rank]) for rank in ranks]
        incidents.append(_row(incident, claims, summary(claims, _origins(outlets, claims, reports, [int(first[r]) for r in reports]))))
        members += [(incident, claim.doc, claim.event.id) for claim in claims]
    incidents.sort(key=lambda row: row["incident"])
    members.sort(key=lambda row: row[0])
    _write(layout, "incidents", chunk, incidents)
    _write(layout, "members", chunk, [dict(zip(LINKED["members"].names, row, strict=True)) for row in members])
    return {"incidents": len(incidents), "shared": sum(row["claims"] > 1 for row in incidents)}


def _origins(outlets: Outlets, claims: list[Claim], reports: list[int], firsts: list[int]) -> Origins:
    """The origins of the claims of one incident: a near-copy is the word of the first of its kind, which may tell of another incident and then goes by a name that
    no report has."""
    docs = dict(zip(reports, (claim.doc for claim in claims), strict=True))
    groups: dict[int, list[str]] = {}
    for report, first in zip(reports, firsts, strict=True):
        if first != report:
            groups.setdefault(first, [docs.setdefault(first, f"\n{first}")]).append(docs[report])
    return Origins({doc: outlets.of(report) for report, doc in docs.items()}, list(groups.values()))


def _row(incident: int, claims: list[Claim], told: Summary) -> dict[str, Any]:
    place = told.place
    return {
        "incident": incident, "claims": len(claims), "origins": told.origins, "grade": told.grade, "because": told.because, "type": told.type,
        "modality": told.modality, "time": told.time, "first_day": _day(told.first_day), "last_day": _day(told.last_day),
        "place": place.names[0] if place is not None else told.places[0] if told.places else None,
        "lat": place.lat if place is not None else None, "lon": place.lon if place is not None else None, "precision": place.precision if place is not None else None,
        "places": told.places, "agents": told.agents, "targets": told.targets,
        "figures": [{"measure": m, "low": n.low, "best": n.best, "high": n.high, "origins": n.origins, "because": n.because} for m, n in told.figures.items()],
        "conflicts": [{"kind": c.kind, "what": c.what, "nature": c.nature, "values": [s.value for s in c.sayings]} for c in told.conflicts],
    }  # fmt: skip


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None else None


def _write(layout: Layout, dataset: str, chunk: int, rows: list[dict[str, Any]]) -> None:
    with files.writing(files.under(layout.out, dataset, f"part-{chunk:05}.parquet")) as stream:
        parquet.write_table(pa.Table.from_pylist(rows, schema=LINKED[dataset]), stream, compression="zstd")


def named(layout: Layout, part: int) -> int:
    """Write the near-copies among the reports of a partition; how many."""
    first = pieces.mapped(layout.place("firsts"), np.uint32)
    base, end = layout.first_report[part], layout.first_report[part + 1]
    own = np.flatnonzero(first[base:end] != np.arange(base, end))
    asked = first[base:end][own].astype(np.int64)
    docs: dict[int, str] = {}
    parts = np.searchsorted(np.array(layout.first_report), asked, "right") - 1
    for number in sorted({part, *parts.tolist()}) if len(own) else ():
        with files.opened(files.under(layout.out, "reports", f"part-{number:05}.parquet")) as stream:
            listed = parquet.read_table(stream, columns=["doc"])["doc"]
        rows = {*asked[parts == number].tolist(), *((own + base).tolist() if number == part else ())}
        docs.update((row, listed[row - layout.first_report[number]].as_py()) for row in rows)
    _write(layout, "copies", part, [{"doc": docs[base + k], "of": docs[of]} for k, of in zip(own.tolist(), asked.tolist(), strict=True)])
    return len(own)

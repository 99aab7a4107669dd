"""PLOVER events as JSON Lines (manual 0.8): an incident a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sijill.exports.cases import Case, Party
from sijill.exports.crosswalk import PLOVER, Crosswalk
from sijill.exports.delimited import whole
from sijill.exports.loss import Loss
from sijill.version import VERSION

CANNOT = (
    "low and high figures: size has one number each of dead, injured and arrested, by the policy",
    "who says what: the first claim's words stand in event_text, the others only in text_info",
    "independence, grade and conflicts: in words in comment",
    "wikidata identifiers of parties",
)

# PLOVER's resolution, 5 sub-city to 1 country, for UCDP's where_prec.
_RESOLUTION = {1: 4, 2: 4, 3: 3, 4: 2, 5: 2, 6: 1, 7: 1}
_AUXILIARY = {"planned": "future", "hypothetical": "hypothetical", "denied": "negation"}


def write(path: Path, cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> int:
    """Write the records; how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for record in records(cases, crosswalk, loss):
            stream.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


def records(cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> Iterator[dict[str, Any]]:
    """The records of the cases that PLOVER has an event for."""
    for case in cases:
        if not case.codes.plover_event:
            loss.drop(case.id, f"PLOVER has no event for the type {case.type}")
        elif case.first is None or case.last is None:
            loss.drop(case.id, "it has no date, which PLOVER demands")
        elif not case.parties:
            loss.drop(case.id, "no party is named, and PLOVER demands an actor")
        else:
            yield _record(case, crosswalk, loss)


def _record(case: Case, crosswalk: Crosswalk, loss: Loss) -> dict[str, Any]:
    assert case.first is not None and case.last is not None
    actors, recipients = case.agents, case.targets
    if not actors:
        loss.flat(case.id, "nobody is named as doer; the actor is an unidentified one (UNK)")
    if case.open:
        loss.flat(case.id, "its time is open at one end; date and enddate are bounds")
    said = case.sayings[0]
    where = case.where
    out: dict[str, Any] = {
        "id": case.id, "has_event": True, "date": case.first.isoformat(), "enddate": case.last.isoformat(),
        "actor": [_entity(p, case, crosswalk) for p in actors] or [{"code": "", "sector": ["UNK"], "entity_text": ""}],
        "recipient": [_entity(p, case, crosswalk) for p in recipients], "event": [case.codes.plover_event],
        "mode": [case.codes.plover_mode] if case.codes.plover_mode else [], "context": ["military"] if case.family in ("battle", "remote_violence") else [],
        "quad_code": PLOVER[case.codes.plover_event][0], "event_text": [said.trigger],
        "text_info": [{"sequence": k, "start": s.start, "end": s.end, "text_story": s.doc} for k, s in enumerate(case.sayings)],
        "text": said.quote,
        "cite_info": {"corpus": "sijill", "citation": said.doc, "url": said.url, "title": said.title, "language": "ara", "publication": said.outlet,
                      "coder": f"sijill/{VERSION}", "codebook": "PLOVER", "version": "0.8"},
        "coder": f"sijill/{VERSION}", "coded_date": said.read[:10],
        "comment": "; ".join((f"grade {case.grade}: {case.because}", f"time {case.edtf}", *([f"CAMEO {case.codes.cameo}"] if case.codes.cameo else []), *case.conflicts)),
    }  # fmt: skip
    if case.modality in _AUXILIARY:
        out["auxiliary"] = _AUXILIARY[case.modality]
    size = {name: whole(n.best) for name, measure in (("dead", "killed"), ("injured", "injured"), ("arrested", "arrested"))
            if (n := case.counts.get(measure)) is not None and n.best is not None}  # fmt: skip
    if size:
        out["size"] = size
    if where is not None:
        out["event_loc"] = {
            "extracted_place": where.name, "resolved_place": where.en or where.name, "lat": where.lat, "lon": where.lon, "city": where.en or where.name,
            "district": where.admin2, "province": where.admin1, "country": case.country.name, "country_code": case.country.iso3,
            "resolution": _RESOLUTION.get(where.precision, 1),
        }  # fmt: skip
    return out


def _entity(party: Party, case: Case, crosswalk: Crosswalk) -> dict[str, Any]:
    known = crosswalk.country(party.country) if party.country else None
    return {
        "code": known.iso3 if known else "", "sector": [crosswalk.party(party.kind, party.id).sector], "entity_text": party.name,
        "identifier_text": party.en or party.name,
    }  # fmt: skip

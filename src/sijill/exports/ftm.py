"""FollowTheMoney entities as JSON Lines (model 4): events, articles, organisations, persons, addresses and the links between them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha1
from pathlib import Path
from typing import Any

from sijill.exports.cases import PREFIX, Case, Party, Saying, published
from sijill.exports.crosswalk import Crosswalk
from sijill.exports.loss import Loss

CANNOT = (
    "uncertain and open dates: startDate and endDate are plain days, the time as told stands in the summary",
    "who did it and to whom: Event.involved has no sides; UnknownLink says it by its role",
    "figures: in words in the summary",
    "offsets of evidence: the annotations have them; a Note quotes the words",
    "the SHA-1 of the articles' files (contentHash): the register keeps SHA-256, which stands in notes",
    "kinds of people (civilians, fighters): they are no entities; the summary names them",
    "whole texts: bodyText is left empty",
)

Entity = dict[str, Any]
_TOPICS = {"state": "gov", "state_force": "mil", "armed_group": "mil"}


def write(path: Path, cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> int:
    """Write the entities, each once; how many."""
    count, seen = 0, set[str]()
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for case in cases:
            for one in entities(case, crosswalk, loss):
                if one["id"] not in seen:
                    seen.add(one["id"])
                    stream.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")
                    count += 1
    return count


def entities(case: Case, crosswalk: Crosswalk, loss: Loss) -> Iterator[Entity]:
    """The entities of a case: what others refer to first."""
    if case.open:
        loss.flat(case.id, "its time is open at one end; startDate and endDate are bounds")
    articles = [_article(s) for s in case.sayings]
    yield from articles
    parties = {p: _body(p, crosswalk) for p in case.parties}
    for party, body in parties.items():
        if body is None:
            loss.flat(case.id, f"{party.kind}: kinds of people are no entities")
        else:
            yield body
    address = _address(case)
    if address is not None:
        yield address
    event = _event(case, [a["id"] for a in articles], [b["id"] for b in parties.values() if b is not None], address)
    yield event
    for side, role in ((case.agents, "alleged perpetrator"), (case.targets, "alleged victim")):
        for party in side:
            body = parties[party]
            if body is not None:
                yield _entity("UnknownLink", _id("link", case.id, body["id"], role), subject=[body["id"]], object=[event["id"]], role=[role], status=[case.grade],
                              date=_days(case)[:1], proof=[a["id"] for a in articles])  # fmt: skip
    for saying, article in zip(case.sayings, articles, strict=True):
        words = f"{saying.doc} [{saying.start}, {saying.end}) {saying.modality}: {saying.quote}"
        yield _entity("Note", _id("note", case.id, saying.report, saying.event), entity=[event["id"]], description=[words], proof=[article["id"]])
    for conflict in case.conflicts:
        yield _entity("Note", _id("note", case.id, conflict), entity=[event["id"]], description=[conflict])


def _entity(schema: str, ident: str, **properties: Iterable[str | None]) -> Entity:
    kept = {name: [v for v in values if v] for name, values in properties.items()}
    return {"id": ident, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def _id(*parts: str) -> str:
    return f"{PREFIX}-{sha1(chr(0).join(parts).encode(), usedforsecurity=False).hexdigest()}"


def _article(saying: Saying) -> Entity:
    day = published(saying)
    return _entity(
        "Article", _id("article", saying.report), title=[saying.title or saying.doc], fileName=[saying.doc], publisher=[saying.outlet], sourceUrl=[saying.url],
        publishedAt=[day.isoformat() if day else None], language=["ara"], mimeType=["text/plain"], notes=[f"SHA-256 of the text: {saying.text_sha256}"],
    )  # fmt: skip


def _body(party: Party, crosswalk: Crosswalk) -> Entity | None:
    schema = crosswalk.party(party.kind, party.id).ftm
    if party.private or not schema:
        if not party.private:
            return None
        return _entity("Person", _id("person", party.name), name=[party.name])
    return _entity(
        schema, _id("body", party.id or party.name), name=[party.name], alias=[party.en], country=[_country(party.country)],
        topics=[_TOPICS.get(party.kind)], keywords=[party.kind],
    )  # fmt: skip


def _address(case: Case) -> Entity | None:
    where = case.where
    if where is None or not where.name:
        return None
    full = ", ".join(dict.fromkeys(p for p in (where.name, where.admin3, where.admin2, where.admin1, case.country.name) if p))
    point = where.lat is not None and where.lon is not None
    return _entity(
        "Address", _id("address", full, f"{where.lat} {where.lon}"), full=[full], city=[where.name], state=[where.admin1], country=[_country(where.country)],
        latitude=[f"{where.lat:.6f}" if point else None], longitude=[f"{where.lon:.6f}" if point else None],
    )  # fmt: skip


def _event(case: Case, articles: list[str], bodies: list[str], address: Entity | None) -> Entity:
    from sijill.exports.geojson import title_ar, title_en

    days = _days(case)
    figures = [f"{m}: {_bound(n.low)} to {_bound(n.high)}, best {_bound(n.best)} ({n.because})" for m, n in case.counts.items()]
    parties = [f"{side}: {'; '.join(p.name for p in group)}" for side, group in (("agents", case.agents), ("targets", case.targets)) if group]
    summary = "\n".join([f"time as told: {case.edtf or 'unknown'}", f"told as {case.modality}", f"grade: {case.grade} ({case.because})", *parties, *figures])
    return _entity(
        "Event", case.id, name=[title_en(case), title_ar(case)], startDate=days[:1], endDate=days[1:], country=[_country(case.where.country) if case.where else None],
        location=[case.where.name if case.where else None], addressEntity=[address["id"] if address else None], involved=bodies, proof=articles,
        summary=[summary], recordId=[case.id], keywords=[case.type, case.family], sourceUrl=sorted({s.url for s in case.sayings if s.url}),
    )  # fmt: skip


def _days(case: Case) -> list[str]:
    return [case.first.isoformat(), case.last.isoformat()] if case.first and case.last else []


def _country(iso2: str) -> str | None:
    """The code as FollowTheMoney writes it; bodies of several countries have none (XX)."""
    return iso2.lower() if len(iso2) == 2 and iso2 != "XX" else None


def _bound(value: float | None) -> str:
    return "unknown" if value is None else f"{value:g}"

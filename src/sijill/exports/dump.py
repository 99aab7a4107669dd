"""The whole register as JSON Lines: everything that is kept for ever, and what incidents were made of it.

One object a line with sorted keys, each with a ``kind``, in an order that every line's references point back: ``register``; ``evidence``,
``report``, ``reading``; ``incident``, ``claim``, ``link``, ``copy``; ``judgement``, ``review``; ``entry`` (the audit chain); ``end``, with the number
of lines and the SHA-256 over them.  Reports are named by their key, readings by report, reader and packs, claims by report and event;
only incidents carry their number, which people quote.  Unredacted, ``restore`` brings it all back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from sijill.exports.redaction import Redactor
from sijill.exports.whole import FORMAT
from sijill.records import Reading as Record
from sijill.register.audit import canonical
from sijill.register.models import (
    Copy,
    Entry,
    EventRow,
    Evidence,
    Incident,
    Judgement,
    Link,
    Reading,
    Report,
    Review,
)
from sijill.register.readings import record

CANNOT = (
    "the bytes of the evidence: only their hashes; keep the evidence folder (sijill import --evidence FOLDER takes them from there)",
    "statements about bodies, summaries and search terms of incidents: they are made anew of the readings",
)
CANNOT_REDACTED = (
    *CANNOT,
    "the names of private persons, witnesses and those who work on the register: masked or under pseudonyms",
    "points and names of places that could lead to living private persons",
    "proof: texts and records no longer have the hashes that stand beside them, the chain cannot be checked, and the file cannot be imported",
)

_STEP = 500


def write(path: Path, redactor: Redactor, step: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Write the register; how many lines, the last one included. ``step`` is told now and then how many there are by now, and 0: nobody knows of how many."""
    whole, count = hashlib.sha256(), 0
    with path.open("wb") as stream:
        for line in lines(redactor):
            data = canonical(line).encode() + b"\n"
            whole.update(data)
            stream.write(data)
            count += 1
            if count % _STEP == 0:
                step(count, 0)
        stream.write(canonical({"kind": "end", "lines": count, "sha256": whole.hexdigest()}).encode() + b"\n")
    return count + 1


def lines(redactor: Redactor) -> Iterator[dict[str, Any]]:
    """The register's lines but the last."""
    yield {"kind": "register", "format": FORMAT, "redacted": redactor.on}
    for e in Evidence.objects.order_by("added", "sha256").iterator(_STEP):
        yield {"kind": "evidence", "sha256": e.sha256, "size": e.size, "media_type": e.media_type, "name": redactor.mask(e.name), "added": _time(e.added)}
    for r in Report.objects.order_by("pk").prefetch_related("readings").iterator(_STEP):
        yield {
            "kind": "report", "key": r.key, "doc": r.doc, "evidence": r.evidence_id, "locator": r.locator, "text": _text(r, redactor),
            "text_sha256": r.text_sha256, "published": r.published, "outlet": r.outlet, "url": r.url, "title": _text(r, redactor, r.title),
            "extractor": r.extractor, "added": _time(r.added),
        }  # fmt: skip
    for n in Reading.objects.order_by("pk").select_related("report").iterator(_STEP):
        yield {
            "kind": "reading", "report": n.report.key, "reader": n.reader, "packs": n.packs, "record": _record(n, redactor),
            "record_sha256": n.record_sha256, "published": n.published, "outlet": n.outlet, "made": _time(n.made),
        }  # fmt: skip
    for i in Incident.objects.order_by("pk").iterator(_STEP):
        yield {"kind": "incident", "number": i.pk, "merged_into": i.merged_into_id, "made": _time(i.made)}
    for c in EventRow.objects.order_by("pk").select_related("report", "reading", "member").iterator(_STEP):
        home = getattr(c, "member", None)
        yield {
            "kind": "claim", "report": c.report.key, "event": c.ident, "reader": c.reading.reader, "packs": c.reading.packs, "linked": c.linked,
            "incident": home.incident_id if home is not None else None,
        }  # fmt: skip
    for link in Link.objects.order_by("a_id", "b_id").select_related("a__report", "b__report").iterator(_STEP):
        a, b = link.a, link.b
        yield {"kind": "link", "a": [a.report.key, a.ident], "b": [b.report.key, b.ident], "score": link.score, "parts": link.parts}
    for copy in Copy.objects.order_by("report_id").select_related("report", "of").iterator(_STEP):
        yield {"kind": "copy", "report": copy.report.key, "of": copy.of.key}
    for j in Judgement.objects.order_by("pk").select_related("a_report", "b_report").iterator(_STEP):
        yield {
            "kind": "judgement", "a": [j.a_report.key, j.a_start, j.a_type], "b": [j.b_report.key, j.b_start, j.b_type], "verdict": j.verdict,
            "who": redactor.account(j.who), "why": redactor.mask(j.why), "made": _time(j.made),
        }  # fmt: skip
    for v in Review.objects.order_by("pk").select_related("report", "reading").iterator(_STEP):
        yield {
            "kind": "review", "report": v.report.key, "reader": v.reading.reader, "packs": v.reading.packs, "ident": v.ident, "dimension": v.dimension,
            "start": v.start, "end": v.end, "verdict": v.verdict, "value": _masked(v.value, redactor), "who": redactor.account(v.who),
            "why": redactor.mask(v.why), "made": _time(v.made),
        }  # fmt: skip
    for x in Entry.objects.order_by("number").iterator(_STEP):
        yield {
            "kind": "entry", "number": x.number, "at": x.at, "who": redactor.account(x.who), "action": x.action, "subject": redactor.mask(x.subject),
            "detail": redactor.mask(x.detail), "before": x.before, "hash": x.hash,
        }  # fmt: skip


def _time(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _text(report: Report, redactor: Redactor, title: str | None = None) -> str:
    """The text of a report, or its title, without what any of its readings says must be hidden."""
    if not redactor.on:
        return report.text if title is None else title
    return redactor.report(report.text, (record(n) for n in report.readings.all()), title)


def _record(reading: Reading, redactor: Redactor) -> str:
    """The record as it is kept; redacted, with pseudonyms for names, masks in words and no place that leads to anybody."""
    if not redactor.on:
        return reading.record
    named = record(reading)
    private = redactor.words(named)
    plain: dict[str, Any] = msgspec.to_builtins(named)
    for shown, event in zip(plain["events"], named.events, strict=True):
        for side, actors in (("agent", event.agent), ("target", event.target)):
            for cell, actor in zip(shown[side], actors, strict=True):
                cell["names"] = [redactor.person(actor.names)] if redactor.private(actor) else [redactor.mask(n, private) for n in actor.names]
        for chain, cells in ((event.attribution, shown["attribution"]), *((f.attribution, c["attribution"]) for f, c in zip(event.figures, shown["figures"], strict=True))):
            for source, cell in zip(chain, cells, strict=True):
                cell["names"] = [redactor.source(source.names)] if redactor.whispering(source) else [redactor.mask(n, private) for n in source.names]
        if redactor.exposes(event):
            for place in shown["places"]:
                unit = place["path"][:2]
                place.update(names=unit[-1:] or [""], id=None, lat=None, lon=None, within=[], distance_km=None, relation="in", path=unit, candidates=[], precision=4 if len(unit) == 2 else 6)
        else:
            for place in shown["places"]:
                if place["id"] is None:
                    place["names"] = [redactor.mask(n, private) for n in place["names"]]
        for figure in shown["figures"]:
            figure["text"], figure["of"] = redactor.mask(figure["text"], private), [redactor.mask(n, private) for n in figure["of"]]
        shown["trigger"] = redactor.mask(shown["trigger"], private)
    plain["profile"] = _masked(plain["profile"], redactor, private)
    plain["notes"] = _masked(plain["notes"], redactor, private)
    msgspec.convert(plain, Record)
    return canonical(plain)


def _masked(value: Any, redactor: Redactor, private: frozenset[str] = frozenset()) -> Any:
    """A JSON value with every text in it masked."""
    if isinstance(value, str):
        return redactor.mask(value, private)
    if isinstance(value, list):
        return [_masked(v, redactor, private) for v in value]
    return {k: _masked(v, redactor, private) for k, v in value.items()} if isinstance(value, dict) else value

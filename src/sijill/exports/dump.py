"""The whole register as JSON Lines: everything that is kept for ever, and what incidents were made of it.

One object a line with sorted keys, each with a ``kind``, in an order that every line's references point back: ``register``; ``evidence``,
``report``, ``reading``; ``incident``, ``claim``, ``link``, ``copy``; ``judgement``, ``naming``, ``collection``, ``placing``, ``assignment``, ``review``,
``standing``, ``comment``; ``entry`` (the audit chain); ``end``, with the number of lines and the SHA-256 over them.  Reports are named by their key,
readings by report, reader and packs, claims by report and event, collections by their name; incidents carry their number, which people quote, and
so do what people said and did, which is under the audit chain by it.  Unredacted, ``restore`` brings it all back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from sijill.arabic import fold_word
from sijill.exports.redaction import Redactor
from sijill.exports.whole import FORMAT
from sijill.records import Reading as Record
from sijill.register.audit import canonical
from sijill.register.models import (
    Assignment,
    Collection,
    Comment,
    Copy,
    Dating,
    Entry,
    EventRow,
    Evidence,
    Incident,
    Judgement,
    Link,
    Naming,
    Placing,
    Reading,
    Report,
    Review,
    Standing,
)
from sijill.register.people.coding import coded
from sijill.register.readings import record

CANNOT = (
    "the bytes of the evidence: only their hashes; keep the evidence folder (sijill import --evidence FOLDER takes them from there)",
    "statements about bodies, summaries and search terms of incidents: they are made anew of the readings",
)
CANNOT_REDACTED = (
    *CANNOT,
    "the names of private persons, witnesses and those who work on the register: masked or under pseudonyms",
    "points and names of places that could lead to living private persons",
    "names, places and phrases that people put in: only of what kind they are, with types, dates and numbers",
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
    yield from _people(redactor)
    for x in Entry.objects.order_by("number").iterator(_STEP):
        yield {
            "kind": "entry", "number": x.number, "at": x.at, "who": redactor.account(x.who), "action": x.action, "subject": _subject(x, redactor),
            "detail": _detail(x, redactor), "before": x.before, "hash": x.hash,
        }  # fmt: skip


def _people(redactor: Redactor) -> Iterator[dict[str, Any]]:
    """What people said of names, and did to reports and readings."""
    for g in Naming.objects.order_by("pk").iterator(_STEP):
        yield {
            "kind": "naming", "number": g.pk, "of": _called(g.kind, g.of, redactor), "is": g.kind, "name": _called(g.kind, g.name, redactor),
            "verdict": g.verdict, "who": redactor.account(g.who), "why": redactor.mask(g.why), "made": _time(g.made),
        }  # fmt: skip
    for c in Collection.objects.order_by("pk").iterator(_STEP):
        yield {"kind": "collection", "number": c.pk, "name": redactor.mask(c.name), "made": _time(c.made)}
    for p in Placing.objects.order_by("report_id").select_related("report", "collection").iterator(_STEP):
        yield {"kind": "placing", "report": p.report.key, "collection": redactor.mask(p.collection.name)}
    for d in Dating.objects.order_by("pk").select_related("report").iterator(_STEP):
        yield {
            "kind": "dating", "number": d.pk, "report": d.report.key, "published": d.published, "who": redactor.account(d.who),
            "why": _said(d.why, d.report, redactor), "made": _time(d.made),
        }  # fmt: skip
    for a in Assignment.objects.order_by("pk").select_related("report").iterator(_STEP):
        yield {
            "kind": "assignment", "number": a.pk, "report": a.report.key, "coder": redactor.account(a.coder), "blind": a.blind, "bare": a.bare,
            "withdrawn": a.withdrawn, "who": redactor.account(a.who), "made": _time(a.made),
        }  # fmt: skip
    for v in Review.objects.order_by("pk").select_related("report", "reading").iterator(_STEP):
        yield {
            "kind": "review", "number": v.pk, "report": v.report.key, "reader": v.reading.reader, "packs": v.reading.packs, "lane": _lane(v.lane, redactor),
            "ident": v.ident, "dimension": v.dimension, "item": v.item, "start": v.start, "end": v.end, "verdict": v.verdict,
            "before": _value(v.dimension, v.before, redactor), "value": _value(v.dimension, v.value, redactor), "evidence": v.evidence, "over": v.over_id,
            "undoes": v.undoes_id, "contested": v.contested, "who": redactor.account(v.who), "why": _said(v.why, v.report, redactor), "made": _time(v.made),
        }  # fmt: skip
    for t in Standing.objects.order_by("pk").select_related("report").iterator(_STEP):
        yield {
            "kind": "standing", "number": t.pk, "report": t.report.key, "lane": _lane(t.lane, redactor), "state": t.state,
            "comment": _said(t.comment, t.report, redactor), "who": redactor.account(t.who), "made": _time(t.made),
        }  # fmt: skip
    for m in Comment.objects.order_by("pk").select_related("report").iterator(_STEP):
        yield {
            "kind": "comment", "number": m.pk, "report": m.report.key, "ident": m.ident, "dimension": m.dimension, "answers": m.answers_id,
            "text": _said(m.text, m.report, redactor), "who": redactor.account(m.who), "made": _time(m.made),
        }  # fmt: skip


def _time(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _text(report: Report, redactor: Redactor, title: str | None = None) -> str:
    """The text of a report, or its title, without what any of its readings says must be hidden."""
    if not redactor.on:
        return report.text if title is None else title
    return redactor.report(report.text, _records(report), title)


def _records(report: Report) -> Iterator[Record]:
    """Everything that was read from a report, and what people made of it, handed in or not: whoever one of them takes for a private person is hidden."""
    yield from (record(n) for n in report.readings.all())
    for lane in Review.objects.filter(report=report).order_by("lane").values_list("lane", flat=True).distinct():
        yield coded(report, lane).record


def _said(text: str, report: Report, redactor: Redactor) -> str:
    """What somebody wrote of a report, without those whom it must hide."""
    if not redactor.on or not text:
        return text
    return redactor.mask(text, frozenset[str]().union(*(redactor.words(one) for one in _records(report))))


def _lane(lane: str, redactor: Redactor) -> str:
    return redactor.account(lane) if lane else ""


_OPEN = frozenset(("type", "modality", "time", "published", "relation", "means"))
_NUMBERS = ("measure", "low", "best", "high", "approx", "attributes")


def _value(dimension: str, value: Any, redactor: Redactor) -> Any:
    """A value that people put in, or that was there before; redacted, only what names nobody."""
    if not redactor.on or value is None or dimension in _OPEN:
        return value
    if dimension in ("figures", "figure") and isinstance(value, dict):
        return {key: value.get(key) for key in _NUMBERS}
    redactor.hidden["values that people put in"] += 1
    return {key: value[key] for key in ("type", "modality", "relation", "time", "start", "end") if key in value} if dimension in ("event", "statement") else None


def _called(kind: str, name: str, redactor: Redactor) -> str:
    """A name that people said means another: a pseudonym for a party that no registry knows."""
    known = not redactor.on or kind != "party" or name.isascii() or fold_word(name) in redactor.public
    return redactor.mask(name) if known else redactor.person([name])


def _subject(entry: Entry, redactor: Redactor) -> str:
    if entry.action == "name" and redactor.on:
        return _called(str(json.loads(entry.detail).get("kind")), entry.subject, redactor)
    return redactor.mask(entry.subject)


def _detail(entry: Entry, redactor: Redactor) -> str:
    if not redactor.on:
        return entry.detail
    told = json.loads(entry.detail)
    for key in ("lane", "coder"):
        if told.get(key):
            told[key] = redactor.account(told[key])
    if entry.action == "name":
        told["of"] = _called(str(told.get("kind")), str(told.get("of")), redactor)
    return redactor.mask(canonical(told))


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

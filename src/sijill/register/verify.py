"""Whether the register is what it was: evidence, texts, readings and people's words against the audit chain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec

from sijill.register import naming
from sijill.register.audit import faults, moment
from sijill.register.intake import key, text_digest
from sijill.register.models import Entry, Evidence, Judgement, Reading, Report
from sijill.register.people import trail
from sijill.register.store import Store

_PEOPLE = (*trail.ROWS, "place")
"""Actions of what people do to readings."""


class _Shown(msgspec.Struct):
    """What a row repeats of a record."""

    published: str | None
    outlet: list[str]


class _Said(NamedTuple):
    """What the chain says was done: the details by report key; of judgements, subject, detail and author in their order; and the first
    source, kind and time of each piece of evidence; and of what people do to readings, by action, the same as of judgements."""

    added: dict[str, list[dict[str, Any]]]
    read: dict[str, list[dict[str, Any]]]
    judged: list[tuple[str, dict[str, Any], str]]
    evidence: dict[str, tuple[str, str | None, str | None]]
    people: dict[str, list[tuple[str, dict[str, Any], str]]]


def verify(store: Store) -> Iterator[str]:
    """Everything that was altered, dropped or moved, named; nothing for a sound register.

    Order: the chain; evidence; reports and their texts; readings; judgements; names; what people did to readings. With a broken chain nothing is held
    against it.
    """
    broken = False
    for fault in faults(Entry.objects.order_by("number").iterator(2000)):
        broken = True
        yield fault
    said = None if broken else _said()
    yield from _evidence(store, said)
    yield from _reports(said)
    yield from _readings(said)
    if said is not None:
        yield from _judgements(said)
        yield from naming.altered()
        yield from _people(said)


def _said() -> _Said:
    said = _Said({}, {}, [], {}, {action: [] for action in _PEOPLE})
    entries = Entry.objects.filter(action__in=("add", "read", "judge", *_PEOPLE)).order_by("number")
    for action, subject, text, who in entries.values_list("action", "subject", "detail", "who").iterator(2000):
        detail = json.loads(text)
        if action in _PEOPLE:
            said.people[action].append((subject, detail, who))
            continue
        if action == "judge":
            said.judged.append((subject, detail, who))
            continue
        (said.added if action == "add" else said.read).setdefault(subject, []).append(detail)
        if action == "add":
            said.evidence.setdefault(detail["evidence"], (detail["source"], detail.get("media_type"), detail.get("added")))
    return said


def _evidence(store: Store, said: _Said | None) -> Iterator[str]:
    for e in Evidence.objects.order_by("added", "sha256").iterator(2000):
        where = f"evidence {e.sha256} ({e.name})"
        found = store.digest(e.sha256)
        if found is None:
            yield f"{where}: the bytes are missing at {store.path(e.sha256)}"
        elif found != e.sha256:
            yield f"{where}: altered, its bytes now hash to {found}"
        elif store.path(e.sha256).stat().st_size != e.size:
            yield f"{where}: the register says {e.size} bytes"
        elif said is not None:
            if (told := said.evidence.get(e.sha256)) is None:
                yield f"{where}: the audit chain does not know it"
                continue
            for field, was, now in zip(("name", "media type", "time"), told, (e.name, e.media_type, moment(e.added)), strict=True):
                if was is not None and was != now:  # entries of older versions tell less
                    yield f"{where}: its {field} was altered"


_BESIDE = ("doc", "published", "outlet", "url", "title", "extractor", "locator")


def _reports(said: _Said | None) -> Iterator[str]:
    seen = set()
    for report in Report.objects.order_by("pk").iterator(500):
        seen.add(report.key)
        where = f"report {report.doc} ({report.key[:12]})"
        text = text_digest(report.text)
        if text != report.text_sha256:
            yield f"{where}: the text was altered"
            continue
        if key(report.evidence_id, report.locator, text) != report.key:
            yield f"{where}: evidence, place or text is not that of its key"
            continue
        if said is None:
            continue
        entries = said.added.get(report.key)
        if not entries:
            yield f"{where}: the audit chain does not know it"
            continue
        for field in _BESIDE:
            if entries[0].get(field) != getattr(report, field):
                yield f"{where}: {field} was altered"
        if entries[0].get("added", moment(report.added)) != moment(report.added):
            yield f"{where}: the time when it was added was altered"
    for missing in sorted(set(said.added if said is not None else ()) - seen):
        yield f"report {missing[:12]}: the audit chain has it, the register does not"


def _readings(said: _Said | None) -> Iterator[str]:
    left = {(k, d["reader"], d["packs"]): d for k, ds in (said.read if said is not None else {}).items() for d in ds}
    for reading in Reading.objects.select_related("report").order_by("pk").iterator(500):
        where = f"reading of {reading.report.doc} by {reading.reader}"
        if text_digest(reading.record) != reading.record_sha256:
            yield f"{where}: the record was altered"
            continue
        shown = msgspec.json.decode(reading.record, type=_Shown)
        if (shown.published, shown.outlet[0] if shown.outlet else "") != (reading.published, reading.outlet):
            yield f"{where}: publisher or date are not those of the record"
        if said is None:
            continue
        told = left.pop((reading.report.key, reading.reader, reading.packs), None)
        if told is None:
            yield f"{where}: the audit chain does not know it"
        elif told["record"] != reading.record_sha256:
            yield f"{where}: the record is not the one that was read"
        elif told.get("made", moment(reading.made)) != moment(reading.made):
            yield f"{where}: the time when it was made was altered"
    for report, reader, _ in left:
        yield f"reading of report {report[:12]} by {reader}: the audit chain has it, the register does not"


def _judgements(said: _Said) -> Iterator[str]:
    rows = Judgement.objects.select_related("a_report", "b_report").order_by("pk").iterator(500)
    for number, (row, told) in enumerate(zip_longest(rows, said.judged), 1):
        where = f"judgement {number}"
        if row is None:
            yield f"{where}: the audit chain has it, the register does not"
            return
        if told is None:
            yield f"{where}: the audit chain does not know it"
            return
        subject, detail, who = told
        here = f"{row.a_report.key}:{row.a_start} {row.b_report.key}:{row.b_start}"
        same = (row.verdict, row.why, [row.a_type, row.b_type], row.who) == (detail["verdict"], detail["why"], detail["types"], who)
        if here != subject or not same or detail.get("made", moment(row.made)) != moment(row.made):
            yield f"{where} ({row.a_report.doc}, {row.b_report.doc}): altered since it was made"


def _people(said: _Said) -> Iterator[str]:
    """Rows and entries of each action side by side, in the order in which they were written; behind one that is missing or was slipped in, nothing
    more is told of that action."""
    for action in trail.ROWS:
        for row, told in zip_longest(trail.rows(action), said.people[action]):
            if row is None or (told is not None and row.pk > told[1]["number"]):
                yield f"{action} {told[1]['number']}: the audit chain has it, the register does not"
                break
            where = f"{action} {row.pk} ({trail.about(row)})"
            if told is None or row.pk < told[1]["number"]:
                yield f"{where}: the audit chain does not know it"
                break
            if (trail.subject(row), trail.told(action, row)) != told[:2]:
                yield f"{where}: altered since it was made"
    yield from trail.misplaced((subject, detail) for subject, detail, _ in said.people["place"])

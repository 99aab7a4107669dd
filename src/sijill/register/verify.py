"""Whether the register is what it was: evidence, texts, readings and people's words against the audit chain."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sijill.register.audit import faults
from sijill.register.intake import key, text_digest
from sijill.register.models import Entry, Evidence, Reading, Report
from sijill.register.store import Store


def verify(store: Store) -> Iterator[str]:
    """Everything that was altered, dropped or moved, named; nothing for a sound register.

    Order: the chain; evidence bytes; reports and their texts; readings.
    """
    broken = False
    for fault in faults(Entry.objects.order_by("number").iterator(2000)):
        broken = True
        yield fault
    told = {} if broken else _told()
    yield from _evidence(store)
    yield from _reports(told.get("add"))
    yield from _readings(told.get("read"))


def _told() -> dict[str, dict[str, list[dict[str, object]]]]:
    """What the chain says was added and read: ``{action: {report key: details}}``."""
    out: dict[str, dict[str, list[dict[str, object]]]] = {"add": {}, "read": {}}
    for action, subject, detail in Entry.objects.filter(action__in=("add", "read")).order_by("number").values_list("action", "subject", "detail").iterator(2000):
        out[action].setdefault(subject, []).append(json.loads(detail))
    return out


def _evidence(store: Store) -> Iterator[str]:
    for sha256, size, name in Evidence.objects.order_by("added", "sha256").values_list("sha256", "size", "name").iterator(2000):
        found = store.digest(sha256)
        if found is None:
            yield f"evidence {sha256} ({name}): the bytes are missing at {store.path(sha256)}"
        elif found != sha256:
            yield f"evidence {sha256} ({name}): altered, its bytes now hash to {found}"
        elif store.path(sha256).stat().st_size != size:
            yield f"evidence {sha256} ({name}): the register says {size} bytes"


_BESIDE = ("doc", "published", "outlet", "url", "title", "extractor", "locator")


def _reports(told: dict[str, list[dict[str, object]]] | None) -> Iterator[str]:
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
        if told is None:
            continue
        entries = told.get(report.key)
        if not entries:
            yield f"{where}: the audit chain does not know it"
            continue
        for field in _BESIDE:
            if entries[0].get(field) != getattr(report, field):
                yield f"{where}: {field} was altered"
    for missing in sorted(set(told or ()) - seen):
        yield f"report {missing[:12]}: the audit chain has it, the register does not"


def _readings(told: dict[str, list[dict[str, object]]] | None) -> Iterator[str]:
    left = {(k, d["reader"], d["packs"]): d["record"] for k, ds in (told or {}).items() for d in ds}
    for reading in Reading.objects.select_related("report").order_by("pk").iterator(500):
        where = f"reading of {reading.report.doc} by {reading.reader}"
        if text_digest(reading.record) != reading.record_sha256:
            yield f"{where}: the record was altered"
            continue
        if told is None:
            continue
        said = left.pop((reading.report.key, reading.reader, reading.packs), None)
        if said is None:
            yield f"{where}: the audit chain does not know it"
        elif said != reading.record_sha256:
            yield f"{where}: the record is not the one that was read"
    for report, reader, _ in left:
        yield f"reading of report {report[:12]} by {reader}: the audit chain has it, the register does not"

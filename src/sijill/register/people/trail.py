"""What people do in the audit chain: an entry a row, with the SHA-256 over everything that the row holds.

The entry names what was done and where; values, evidence, reasons and comments are in it as a hash only, so that the chain of a redacted export
gives nobody away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from sijill.register.audit import Chain, canonical, moment
from sijill.register.models import Review


def _review(row: Review) -> dict[str, Any]:
    return {
        "reader": row.reading.reader, "packs": row.reading.packs, "lane": row.lane, "ident": row.ident, "dimension": row.dimension, "item": row.item,
        "start": row.start, "end": row.end, "verdict": row.verdict, "before": row.before, "value": row.value, "evidence": row.evidence,
        "over": row.over_id, "undoes": row.undoes_id, "contested": row.contested, "who": row.who, "why": row.why,
    }  # fmt: skip


def _review_shown(row: Review) -> dict[str, Any]:
    return {"lane": row.lane, "ident": row.ident, "dimension": row.dimension, "item": row.item, "verdict": row.verdict, "contested": row.contested}


ROWS: dict[str, tuple[type[Any], Callable[[Any], dict[str, Any]], Callable[[Any], dict[str, Any]]]] = {
    "review": (Review, _review, _review_shown),
}
"""By the action of their entries: the table, all that is hashed of a row, and what the entry shows of it."""


def note(chain: Chain, action: str, row: Any) -> None:
    """Note a row that was just written."""
    chain.add(action, subject(row), told(action, row))


def rows(action: str) -> Iterator[Any]:
    """All rows of an action in the order in which they were written."""
    model = ROWS[action][0]
    named = [f.name for f in model._meta.get_fields() if f.name in ("report", "reading")]
    return iter(model.objects.select_related(*named).order_by("pk").iterator(500))


def about(row: Any) -> str:
    """The report of a row as people call it."""
    doc: str = row.report.doc
    return doc


def subject(row: Any) -> str:
    """What the entry of a row is about: the report's key."""
    key: str = row.report.key
    return key


def told(action: str, row: Any) -> dict[str, Any]:
    """The detail of a row's entry."""
    _, whole, shown = ROWS[action]
    said = {**whole(row), "number": row.pk, "made": moment(row.made)}
    return {**shown(row), "number": row.pk, "sha256": hashlib.sha256(canonical(said).encode("utf-8", "surrogatepass")).hexdigest()}

"""What people do in the audit chain: an entry a row, with the SHA-256 over everything that the row holds.

The entry names what was done and where; values, evidence, reasons and comments are in it as a hash only, so that the chain of a redacted export
gives nobody away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from sijill.register.audit import Chain, canonical, moment
from sijill.register.models import Assignment, Collection, Comment, Dating, Placing, Review, Standing


def _review(row: Review) -> dict[str, Any]:
    return {
        "reader": row.reading.reader, "packs": row.reading.packs, "lane": row.lane, "ident": row.ident, "dimension": row.dimension, "item": row.item,
        "start": row.start, "end": row.end, "verdict": row.verdict, "before": row.before, "value": row.value, "evidence": row.evidence,
        "over": row.over_id, "undoes": row.undoes_id, "contested": row.contested, "who": row.who, "why": row.why,
    }  # fmt: skip


def _standing(row: Standing) -> dict[str, Any]:
    return {"lane": row.lane, "state": row.state, "comment": row.comment, "who": row.who}


def _comment(row: Comment) -> dict[str, Any]:
    return {"ident": row.ident, "dimension": row.dimension, "answers": row.answers_id, "text": row.text, "who": row.who}


def _assignment(row: Assignment) -> dict[str, Any]:
    return {"coder": row.coder, "blind": row.blind, "bare": row.bare, "withdrawn": row.withdrawn, "who": row.who}


def _dating(row: Dating) -> dict[str, Any]:
    return {"published": row.published, "who": row.who, "why": row.why}


def _collection(row: Collection) -> dict[str, Any]:
    return {"name": row.name}


class _Kind(NamedTuple):
    """``whole``: everything that a row holds but its number and time; ``shown``: what of it the entry names."""

    model: type[Any]
    whole: Callable[[Any], dict[str, Any]]
    shown: tuple[str, ...]


ROWS: dict[str, _Kind] = {
    "review": _Kind(Review, _review, ("lane", "ident", "dimension", "item", "verdict", "contested")),
    "standing": _Kind(Standing, _standing, ("lane", "state")),
    "comment": _Kind(Comment, _comment, ("ident", "dimension", "answers")),
    "assign": _Kind(Assignment, _assignment, ("coder", "blind", "bare", "withdrawn")),
    "date": _Kind(Dating, _dating, ("published",)),
    "collect": _Kind(Collection, _collection, ("name",)),
}
"""The tables by the action of their entries. Where a report is placed changes, and has entries (``place``) without rows of their own."""


def note(chain: Chain, action: str, row: Any) -> None:
    """Note a row that was just written."""
    chain.add(action, subject(row), told(action, row))


def rows(action: str) -> Iterator[Any]:
    """All rows of an action in the order in which they were written."""
    model = ROWS[action].model
    named = [f.name for f in model._meta.concrete_fields if f.name in ("report", "reading")]
    return iter(model.objects.select_related(*named).order_by("pk").iterator(500))


def about(row: Any) -> str:
    """What a row is of, as people call it: its report, or the collection."""
    said: str = row.name if isinstance(row, Collection) else row.report.doc
    return said


def subject(row: Any) -> str:
    """What the entry of a row is about: the report's key, or the collection."""
    said: str = row.name if isinstance(row, Collection) else row.report.key
    return said


def told(action: str, row: Any) -> dict[str, Any]:
    """The detail of a row's entry."""
    kind = ROWS[action]
    whole = kind.whole(row)
    said = {**whole, "number": row.pk, "made": moment(row.made)}
    return {**{key: whole[key] for key in kind.shown}, "number": row.pk, "sha256": hashlib.sha256(canonical(said).encode("utf-8", "surrogatepass")).hexdigest()}


def misplaced(entries: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """What is wrong with where reports are placed, held against the entries (subject and detail) in their order."""
    last = {key: detail["collection"] for key, detail in entries}
    for row in Placing.objects.select_related("report", "collection").order_by("report_id").iterator(500):
        if last.pop(row.report.key, None) != row.collection.name:
            yield f"report {row.report.doc}: the audit chain does not have it in the collection {row.collection.name}"
    for key, name in last.items():
        if name is not None:
            yield f"report {key[:12]}: the audit chain has it in the collection {name}, the register does not"

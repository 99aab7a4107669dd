"""What people did, the newest first, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sijill.errors import RegisterError
from sijill.register.audit import moment
from sijill.register.differences import shown
from sijill.register.models import Report, Review
from sijill.register.people.acts import VERDICTS
from sijill.register.people.coding import UNDONE

COLUMNS = ("review", "made", "who", "lane", "report", "ident", "dimension", "item", "verdict", "before", "after", "why")


def reviews(reports: Sequence[str] = (), who: str = "", verdict: str = "", limit: int | None = 50, after: int = 0) -> list[Review]:
    """Reviews of reports of these names (of all), by this person and of this verdict, the newest first; ``after``: skip so many.

    Raises ``RegisterError`` for a report or a verdict that there is none of.
    """
    if verdict and verdict not in (*VERDICTS, UNDONE, "contested"):
        raise RegisterError(f"{verdict}: is no verdict; one of {', '.join((*VERDICTS, UNDONE))}, or contested")
    found = Review.objects.select_related("report", "reading").order_by("-pk")
    if reports:
        if missing := set(reports) - set(Report.objects.filter(doc__in=reports).values_list("doc", flat=True)):
            raise RegisterError(f"{min(missing)}: there is no report of this name")
        found = found.filter(report__doc__in=reports)
    if who:
        found = found.filter(who=who)
    if verdict:
        found = found.filter(contested=True) if verdict == "contested" else found.filter(verdict=verdict)
    return list(found[after : None if limit is None else after + limit])


def told(review: Review) -> dict[str, Any]:
    """A review whole, in JSON builtins."""
    return {
        "review": review.pk, "made": moment(review.made), "who": review.who, "lane": review.lane, "report": review.report.doc,
        "reader": review.reading.reader, "ident": review.ident, "dimension": review.dimension, "item": review.item, "verdict": review.verdict,
        "contested": review.contested, "before": review.before, "value": review.value, "evidence": review.evidence, "over": review.over_id,
        "undoes": review.undoes_id, "why": review.why,
    }  # fmt: skip


def row(review: Review) -> dict[str, Any]:
    """The same in short, values as people read them."""
    whole = told(review)
    verdict = f"{review.verdict} (contested)" if review.contested else f"undone (review {review.undoes_id})" if review.undoes_id else review.verdict
    return whole | {
        "made": review.made.isoformat(timespec="seconds"), "verdict": verdict, "before": _short(review.before, review.dimension),
        "after": _short(review.value, review.dimension),
    }  # fmt: skip


def _short(value: Any, dimension: str) -> str:
    if dimension in ("event", "statement") and isinstance(value, dict):
        return " ".join(str(part) for part in (value.get("type") or value.get("relation"), value.get("trigger"), value.get("time")) if part)
    return shown(value, dimension)

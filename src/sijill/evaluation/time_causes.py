"""Why the time of a paired event, or the date of publication, differs."""

from __future__ import annotations

from sijill.evaluation.case import Case
from sijill.evaluation.event_causes import Cause
from sijill.evaluation.measures import Record, overlap, same_time
from sijill.evaluation.spots import Span
from sijill.reading.date import calendar
from sijill.reading.date.calendar import DateMention


def time(case: Case, gold: Record, system: Record) -> tuple[Cause, Span | None, Span | None]:
    """The cause, and the characters of gold's date (where one is recognised) and of the reading's."""
    ours, theirs = gold.get("time"), system.get("time")
    number = case.number.get(id(system), -1)
    rule, used = case.trace.times[number] if 0 <= number < len(case.trace.times) else ("", None)
    at = case.span(used) if used is not None else None
    here = case.sentences(gold, system)
    if not ours:
        return Cause("time.extra", rule, case.words(used) if used is not None else ""), None, at
    source = _source(case, ours, here)
    gold_at = case.span(source) if source is not None else None
    words = case.words(source) if source is not None else ""
    if theirs and same_time(ours, theirs):
        return Cause("time.granularity", rule), gold_at, at
    if theirs and _relative(used) and case.gold.get("published") != case.system.get("published"):
        return Cause("time.published", rule, str(case.system.get("published"))), gold_at, at
    if source is not None and source is not used:
        near = case.doc.sentence_of[source.first] in here
        return Cause("time.other_chosen" if near else "time.not_carried", rule, words), gold_at, at
    if used is None:
        dates = [m for m in case.trace.mentions.dates if case.doc.sentence_of[m.first] in here]
        if dates:
            return Cause("time.unused", rule, case.words(dates[0])), gold_at, at
        return Cause("time.default" if theirs else "time.unrecognised", rule), gold_at, at
    if theirs and overlap(ours, theirs) > 0:
        return Cause("time.granularity", rule, case.words(used)), gold_at, at
    if _bound(ours):
        return Cause("time.overbound", rule, case.words(used)), gold_at, at
    if case.doc.sentence_of[used.first] not in here:
        return Cause("time.carried", rule, case.words(used)), gold_at, at
    return Cause("time.otherwise", rule, case.words(used)), gold_at, at


def _relative(used: DateMention | None) -> bool:
    return used is None or used.anchor == "report"


def _bound(value: str) -> bool:
    return value.startswith("../") or value.endswith("/..")


def _source(case: Case, value: str, here: set[int]) -> DateMention | None:
    """A date of the text that gives the value: one of the event's own sentences, else the first."""
    fitting = [
        m for m in case.trace.mentions.dates
        if (read := calendar.resolve(m, case.trace.published, None)) is not None and (read == value or _exact(read, value))
    ]  # fmt: skip
    return next((m for m in fitting if case.doc.sentence_of[m.first] in here), fitting[0] if fitting else None)


def _exact(a: str, b: str) -> bool:
    return a.strip("~?") == b.strip("~?")


def published(gold: Record | None, system: Record | None) -> Cause:
    """Why the date of publication differs."""
    if system is None:
        return Cause("published.missed")
    if gold is None:
        return Cause("published.extra")
    same = same_time(str(gold.get("published")), str(system.get("published")))
    return Cause("published.granularity" if same else "published.other")

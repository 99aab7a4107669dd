"""Every loss with its cause, and how much of the loss each cause has.

The reader is asked to read the report once more and to note what it does (``sijill.reading.act.trace``); the causes
follow from its notes, not from guesses about its rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from sijill.evaluation import event_causes, profile_causes, time_causes, value_causes
from sijill.evaluation.brief import brief
from sijill.evaluation.case import Case
from sijill.evaluation.event_causes import Cause
from sijill.evaluation.losses import DIMENSIONS, SLOTS, Loss, losses
from sijill.evaluation.measures import Record, Score, compare
from sijill.evaluation.spots import Span
from sijill.reading.act.trace import Trace
from sijill.reading.reader import Reader
from sijill.records import Report

MISSED, EXTRA, WRONG = "missed", "extra", "wrong"
FOLLOWS = frozenset(("with.missed", "with.extra", "with.unread"))
"""Causes of values that only share the fate of their event."""


class Excerpt(NamedTuple):
    """A stretch of the report: its offset, its characters, and the marked spans in it, relative to the excerpt."""

    start: int
    text: str
    gold: list[Span]
    system: list[Span]


class Finding(NamedTuple):
    """One loss, or the two halves of one (a value that gold and reading give differently), with its cause."""

    doc: str
    dimension: str
    side: str
    """missed, extra or wrong (both)"""
    cause: str
    rule: str
    """the rule of the reader that decided, where one did"""
    note: str
    type: str
    """type of the event that holds the value: gold's where there is one; of a profile row its relation"""
    event: str
    """ids of the gold event and the read event, "e1 · e2" """
    gold: str
    system: str
    size: int
    points: float
    """what the loss takes from the F1 of its dimension"""
    excerpts: list[Excerpt]


class Share(NamedTuple):
    """What one cause costs: findings, values, points of F1 summed over its dimensions, share of all points lost."""

    cause: str
    findings: int
    values: int
    points: float
    share: float
    dimensions: dict[str, int]
    """values lost by dimension"""


class Wording(NamedTuple):
    """A cause in words: its name and what can be done, in Arabic and English."""

    ar: str
    en: str
    do_ar: str
    do_en: str


@cache
def wordings() -> dict[str, Wording]:
    """The words of every cause, and of every rule that a cause may name, by code."""
    lines = (files("sijill.evaluation") / "causes.tsv").read_text(encoding="utf-8").splitlines()
    cells = ([*line.split("\t"), "", ""] for line in lines if line and not line.startswith("#"))
    return {code: Wording(*rest[:4]) for code, *rest in cells}


def diagnose(
    gold: Mapping[str, Record], system: Mapping[str, Record], reports: Mapping[str, Report], scores: Mapping[str, Score], reader: Reader
) -> list[Finding]:
    """The findings of all gold documents, in their order.

    ``system`` are the readings of ``reports`` by ``reader``, as dicts of the record format; ``scores`` their measures.
    A gold document without a report gives findings without a cause in the text (``with.unread``).
    """
    out: list[Finding] = []
    for comparison in compare(gold, system):
        doc = comparison.doc
        found = list(losses(comparison, gold[doc], system.get(doc, {})))
        report = reports.get(doc)
        if report is None:
            out += [_finding(doc, loss, Cause("with.unread"), scores, []) for loss in found]
        elif found:
            trace = Trace()
            reader.read(report.text, doc=doc, published=report.published, outlet=report.outlet, url=report.url, trace=trace)
            case = Case(report.text, comparison, gold[doc], system[doc], trace)
            out += _findings(case, doc, found, scores, reader)
    return out


def shares(findings: Iterable[Finding]) -> list[Share]:
    """The causes with what they cost, the dearest first; what only follows from a lost event stands last."""
    by_cause: dict[str, list[Finding]] = {}
    for finding in findings:
        by_cause.setdefault(finding.cause, []).append(finding)
    total = sum(f.points for fs in by_cause.values() for f in fs) or 1.0
    out: list[Share] = []
    for cause, each in by_cause.items():
        dimensions: dict[str, int] = {}
        for f in each:
            dimensions[f.dimension] = dimensions.get(f.dimension, 0) + f.size
        points = sum(f.points for f in each)
        out.append(Share(cause, len(each), sum(f.size for f in each), points, points / total, dimensions))
    return sorted(out, key=lambda s: (s.cause in FOLLOWS, -s.points, s.cause))


# -- one document


def _findings(case: Case, doc: str, found: list[Loss], scores: Mapping[str, Score], reader: Reader) -> Iterator[Finding]:
    slots: dict[tuple[str, int, int], list[Loss]] = {}
    for loss in found:
        paired = loss.gold_event is not None and loss.system_event is not None
        if loss.dimension in SLOTS and paired:
            slots.setdefault((loss.dimension, id(loss.gold_event), id(loss.system_event)), []).append(loss)
        elif loss.dimension == "profile":
            continue
        elif loss.dimension in SLOTS or (loss.dimension == "time" and not paired):
            yield _with_event(case, doc, loss, scores)
        else:
            yield _alone(case, doc, loss, scores)
    for group in slots.values():
        yield from _slot(case, doc, group, scores, reader)
    rows = [loss for loss in found if loss.dimension == "profile"]
    for loss, cause, gold_at, system_at in profile_causes.rows(case, rows):
        yield _finding(doc, loss, cause, scores, _excerpts(case, gold_at, system_at))


def _alone(case: Case, doc: str, loss: Loss, scores: Mapping[str, Score]) -> Finding:
    """An event, a type, a time or a modality; profile rows are dealt with together."""
    g, s = loss.gold_event, loss.system_event
    gold_at = [spot] if g is not None and (spot := case.gold_spots.get(id(g))) is not None else []
    system_at = [(m["start"], m["end"]) for m in (s or {}).get("mentions") or []]
    if loss.dimension == "published":
        shown = (case.system.get("evidence") or {}).get("published") or []
        cause, gold_at, system_at = time_causes.published(loss.gold, loss.system), [], [(e["start"], e["end"]) for e in shown]
    elif g is None or s is None:
        cause = event_causes.missed(case, g) if g is not None else event_causes.extra(case, s or {})
    elif loss.dimension == "event":
        cause = event_causes.differs(g, s)
    elif loss.dimension == "modality":
        cause = event_causes.modality(case, g, s)
    else:
        cause, date, used = time_causes.time(case, g, s)
        gold_at, system_at = [date] if date else gold_at, [used] if used else system_at
    return _finding(doc, loss, cause, scores, _excerpts(case, gold_at, system_at))


def _with_event(case: Case, doc: str, loss: Loss, scores: Mapping[str, Score]) -> Finding:
    """A value whose whole event has no counterpart."""
    cause = Cause("with.missed" if loss.system_event is None else "with.extra")
    gold_at: list[Span] = []
    system_at: list[Span] = []
    if loss.gold is not None and loss.dimension in SLOTS:
        spot = case.spots.nearest(value_causes.names(loss.dimension, loss.gold), case.anchors(loss.gold_event, None))
        gold_at = [spot] if spot else []
    elif loss.system is not None and "start" in loss.system:
        system_at = [(loss.system["start"], loss.system["end"])]
    return _finding(doc, loss, cause, scores, _excerpts(case, gold_at, system_at))


def _slot(case: Case, doc: str, group: list[Loss], scores: Mapping[str, Score], reader: Reader) -> Iterator[Finding]:
    """The losses of one slot of one pair; a missed and an extra value on the same characters are one finding."""
    left = [loss for loss in group if loss.system is not None]
    for loss in group:
        g, s = loss.gold_event, loss.system_event
        if loss.gold is None or g is None or s is None:
            continue
        cause, spot = value_causes.missed(case, loss.dimension, loss.gold, g, s, reader.gazetteer)
        twin = next((x for x in left if x.system is not None and value_causes.twin(spot, x.system)), None)
        if twin is None or twin.system is None or cause.code == "party.other_side":
            yield _finding(doc, loss, cause, scores, _excerpts(case, [spot] if spot else case.gold_spots_of(g), []))
            continue
        left.remove(twin)
        both = loss._replace(system=twin.system)
        system_at = (twin.system["start"], twin.system["end"])
        yield _finding(doc, both, value_causes.twins(loss.dimension, loss.gold, twin.system), scores, _excerpts(case, [spot] if spot else [], [system_at]))
    for loss in left:
        if loss.system is not None and loss.gold_event is not None and loss.system_event is not None:
            cause = value_causes.extra(case, loss.dimension, loss.system, loss.gold_event, loss.system_event)
            span = (loss.system["start"], loss.system["end"]) if "start" in loss.system else None
            yield _finding(doc, loss, cause, scores, _excerpts(case, case.gold_spots_of(loss.gold_event), [span] if span else []))


def _finding(doc: str, loss: Loss, cause: Cause, scores: Mapping[str, Score], excerpts: list[Excerpt]) -> Finding:
    score = scores[DIMENSIONS[loss.dimension]]
    event = loss.gold_event or loss.system_event or loss.gold or loss.system or {}
    ids = [str(e.get("id") or "?") for e in (loss.gold_event, loss.system_event) if e is not None]
    side = WRONG if loss.size == 2 else MISSED if loss.gold is not None else EXTRA
    return Finding(
        doc=doc, dimension=loss.dimension, side=side, cause=cause.code, rule=cause.rule, note=cause.note,
        type=str(event.get("type") or event.get("relation") or ""), event=" · ".join(ids),
        gold=brief(loss.dimension, loss.gold), system=brief(loss.dimension, loss.system),
        size=loss.size, points=loss.size / ((score.gold + score.system) or 1), excerpts=excerpts,
    )  # fmt: skip


def _excerpts(case: Case, gold: list[Span], system: list[Span]) -> list[Excerpt]:
    """The sentences around the spans, each once, in text order."""
    around = sorted({case.excerpt(start) for start, _ in (*gold, *system)})
    out: list[Excerpt] = []
    for start, end in around:
        ours, theirs = (
            sorted({(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and start < b}) for spans in (gold, system)
        )
        out.append(Excerpt(start, case.raw[start:end], ours, theirs))
    return out

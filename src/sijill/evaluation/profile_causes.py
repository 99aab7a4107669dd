"""Why a profile row was missed, is too many, or differs."""

from __future__ import annotations

from collections.abc import Iterator

from sijill.evaluation.case import Case
from sijill.evaluation.event_causes import Cause
from sijill.evaluation.losses import Loss
from sijill.evaluation.measures import Record, same_name
from sijill.evaluation.spots import Span


def rows(case: Case, found: list[Loss]) -> Iterator[tuple[Loss, Cause, list[Span], list[Span]]]:
    """The losses with their causes and characters; a missed and an extra row that differ in one thing are one."""
    left = [loss for loss in found if loss.system is not None]
    for loss in found:
        if loss.gold is None:
            continue
        twin = next(((x, code) for x in left if x.system is not None and (code := _near(loss.gold, x.system))), None)
        if twin is not None and twin[0].system is not None:
            left.remove(twin[0])
            system = twin[0].system
            yield loss._replace(system=system), Cause(twin[1], str(system.get("rule", ""))), _spots(case, loss.gold), _span(system)
        else:
            yield loss, _missed(case, loss.gold), _spots(case, loss.gold), []
    for loss in left:
        if loss.system is not None:
            yield loss, Cause("profile.extra", str(loss.system.get("rule", ""))), [], _span(loss.system)


def _near(gold: Record, system: Record) -> str:
    """The one thing in which two rows differ, as a cause; "" where they differ in more."""
    subject = _share(gold, system, "subject")
    said = _share(gold, system, "object")
    if gold.get("relation") == system.get("relation"):
        return "profile.other_object" if subject else "profile.other_subject" if said else ""
    return "profile.other_relation" if subject and said else ""


def _share(gold: Record, system: Record, key: str) -> bool:
    x, y = gold.get(key) or [], system.get(key) or []
    return bool(x and y) and same_name({"names": x}, {"names": y})


def _missed(case: Case, gold: Record) -> Cause:
    spots = _spots(case, gold)
    if not spots:
        return Cause("profile.not_in_text")
    if not case.covering(case.trace.mentions.actors, spots[0]):
        return Cause("profile.party_unrecognised")
    return Cause("profile.unread")


def _spots(case: Case, gold: Record) -> list[Span]:
    """Where subject and object stand, nearest to each other."""
    said = [str(n) for n in gold.get("object") or []] or [str((gold.get("figure") or {}).get("text") or "")]
    subject = [str(n) for n in gold.get("subject") or []]
    ends = [start for name in said if name for start, _ in case.spots.all(name)]
    first = case.spots.nearest(subject, ends)
    second = case.spots.nearest([name for name in said if name], [first[0]] if first else [])
    return [span for span in (first, second) if span is not None]


def _span(system: Record) -> list[Span]:
    return [(system["start"], system["end"])] if "start" in system else []

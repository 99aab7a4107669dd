"""Every value that costs a point: on one side only, or different on the two sides of a pair.

The measures count; this module names what they counted.  Each loss of a dimension takes ``size`` (1 for a value that
is missed or extra, 2 for one that is both) from its F1, which is twice the hits over all values of both sides: the sizes
of a dimension's losses sum up to exactly what its hits lack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sijill.evaluation.measures import Comparison, Record, kinship, paired, same_figure, same_name

DIMENSIONS: dict[str, str] = {
    "event": "event", "time": "time_exact", "places": "places", "agent": "agents", "target": "targets", "figures": "figures",
    "attribution": "attribution", "modality": "modality", "profile": "profile", "published": "published_exact",
}  # fmt: skip
"""Dimensions of the record with the measure that a loss in them lowers."""

SLOTS = ("places", "agent", "target", "figures", "attribution")
"""The dimensions of an event that hold several values."""


class Loss(NamedTuple):
    """What gold and reading say, where they do not say the same; None where a side says nothing.

    ``gold_event`` and ``system_event`` are the events that hold the values (of a lost event, that event).
    """

    dimension: str
    gold: Record | None
    system: Record | None
    gold_event: Record | None
    system_event: Record | None

    @property
    def size(self) -> int:
        """How many values are lost."""
        return (self.gold is not None) + (self.system is not None)


def losses(comparison: Comparison, gold: Mapping[str, object], system: Mapping[str, object]) -> Iterator[Loss]:
    """All losses of one document, events before their values; ``gold`` and ``system`` are its two records."""
    ours, theirs = _value(gold, "published"), _value(system, "published")
    if _differ(ours, theirs):
        yield Loss("published", ours, theirs, None, None)
    for g, s in comparison.events:
        if g is None or s is None or kinship(g, s) < 1:
            yield Loss("event", g, s, g, s)
        if g is not None and s is not None and g.get("modality", "reported") != s.get("modality", "reported"):
            yield Loss("modality", _value(g, "modality", "reported"), _value(s, "modality", "reported"), g, s)
        ours, theirs = _value(g or {}, "time"), _value(s or {}, "time")
        if _differ(ours, theirs):
            yield Loss("time", ours, theirs, g, s)
        for slot in SLOTS:
            yield from _slot(slot, g, s)
    for g, s in comparison.profile:
        if g is None or s is None:
            yield Loss("profile", g, s, None, None)


def _slot(slot: str, gold: Record | None, system: Record | None) -> Iterator[Loss]:
    x, y = ((event or {}).get(slot) or [] for event in (gold, system))
    alike: Callable[[Record, Record], bool] = same_figure if slot == "figures" else same_name
    pairs = paired(x, y, alike)
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, value in enumerate(x):
        if i not in left:
            yield Loss(slot, value, None, gold, system)
    for j, value in enumerate(y):
        if j not in right:
            yield Loss(slot, None, value, gold, system)


def _value(record: Mapping[str, object], key: str, default: object = None) -> Record | None:
    value = record.get(key) or default
    return {key: value} if value else None


def _differ(ours: Record | None, theirs: Record | None) -> bool:
    return ours != theirs

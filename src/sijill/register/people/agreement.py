"""How well coders who worked blind agree: Krippendorff's alpha for each dimension, over all and for each two coders, and which types they confuse.

Counted are the reports that two coders or more have coded and handed in, each in a lane of their own.  Their events are paired one to one: the
reader's own by their ident, the others by the characters of the trigger first, then as ``sijill evaluate`` pairs a reading with gold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import msgspec

from sijill.arabic import fold_word
from sijill.evaluation.measures import paired, similarity
from sijill.records import Event
from sijill.register.models import Report, Standing
from sijill.register.people.coding import folded
from sijill.register.people.fastening import overlap

Distance = Callable[[Any, Any], float]

_HANDED_IN = ("coded", "in_review", "verified")
_SAME, _TRIGGER = 10.0, 3.0
"""What the reader's same event, and shared characters of the trigger, count in pairing; likeness besides is below 2."""


class Measure(NamedTuple):
    """Agreement on one dimension. ``alpha`` is None where it is not defined: no unit that two have coded, or one value only."""

    dimension: str
    level: str
    """nominal, ratio, or set (the share of names that only one has)."""
    alpha: float | None
    agree: float | None
    """The share of pairs of values that are equal; None for no pair."""
    units: int
    """Events, or figures, that two or more have coded."""


class Pair(NamedTuple):
    """Two coders: the reports both coded, and how they agree."""

    coders: tuple[str, str]
    reports: int
    measures: list[Measure]


class Agreement(NamedTuple):
    """How well all agree. ``confusion``: how often one said the first type where another said the second, ``-`` for no event at all; the
    names of a pair in order."""

    reports: int
    coders: list[str]
    measures: list[Measure]
    confusion: dict[tuple[str, str], int]
    pairs: list[Pair]


class Unit(NamedTuple):
    """One event as coders have it: None for whoever has none such."""

    report: int
    by: dict[str, Event | None]


def agreement(reports: Iterable[Report] | None = None) -> Agreement:
    """How well coders agree, over these reports or all."""
    chosen = handed_in(reports)
    found = [(lanes, units(report, lanes)) for report, lanes in chosen]
    every = [unit for _, of in found for unit in of]
    coders = sorted({lane for lanes, _ in found for lane in lanes})
    pairs = []
    for two in combinations(coders, 2):
        both = [of for lanes, of in found if set(two) <= set(lanes)]
        if both:
            own = [Unit(u.report, {c: u.by[c] for c in two}) for of in both for u in of]
            pairs.append(Pair(two, len(both), _measures(own)))
    return Agreement(len(found), coders, _measures(every), _confusion(every), pairs)


def handed_in(reports: Iterable[Report] | None = None) -> list[tuple[Report, list[str]]]:
    """The reports that two or more have coded blind and handed in, with the coders."""
    rows = Standing.objects.exclude(lane="").select_related("report").order_by("pk")
    if reports is not None:
        rows = rows.filter(report__in=list(reports))
    latest: dict[tuple[int, str], Standing] = {(row.report_id, row.lane): row for row in rows}
    out: dict[int, tuple[Report, list[str]]] = {}
    for (number, lane), row in sorted(latest.items()):
        if row.state in _HANDED_IN:
            out.setdefault(number, (row.report, []))[1].append(lane)
    return [both for both in out.values() if len(both[1]) > 1]


def units(report: Report, lanes: Sequence[str]) -> list[Unit]:
    """The events of a report side by side, in the order of the text: each as the coders have it. One that a coder rejected and nobody kept is a unit
    that nobody has."""
    sides = {lane: folded(report, lane).coded for lane in lanes}
    out: list[dict[str, Event]] = []
    rejected: list[Event] = []
    for lane in lanes:
        mine = sides[lane].record.events
        pairs = dict(paired(mine, out, _belonging))
        for number, event in enumerate(mine):
            if number in pairs:
                out[pairs[number]][lane] = event
            else:
                out.append({lane: event})
        rejected += [one for slot, one in sides[lane].rejected.items() if slot.dimension == "event"]
    kept = {event.id for unit in out for event in unit.values() if not event.id.startswith("h")}
    nobody = {event.id: event for event in rejected if event.id not in kept and not event.id.startswith("h")}
    rows = [(min(e.start for e in unit.values()), Unit(report.pk, {lane: unit.get(lane) for lane in lanes})) for unit in out]
    rows += [(event.start, Unit(report.pk, dict.fromkeys(lanes))) for event in nobody.values()]
    return [unit for _, unit in sorted(rows, key=lambda row: row[0])]


def _belonging(event: Any, unit: Any) -> float:
    """How well an event goes with a unit."""
    return max(_likeness(event, other) for other in unit.values())


def _likeness(a: Event, b: Event) -> float:
    if a.id == b.id and not a.id.startswith("h"):
        return _SAME
    shared = _TRIGGER if overlap((a.start, a.end), (b.start, b.end)) else 0.0
    return shared + similarity(msgspec.to_builtins(a), msgspec.to_builtins(b))


def alpha(coded: Iterable[Sequence[Any]], distance: Distance) -> float | None:
    """Krippendorff's alpha of units, each the values that coders gave it (Krippendorff, Content Analysis, 2004, chapter 11).

    ``distance`` of two values is 0 for equal ones; for interval and ratio data it is the square that the formula has. None where no unit has two
    values, or where all values are equal.
    """
    kept = [list(values) for values in coded if len(values) > 1]
    counts = Counter(value for values in kept for value in values)
    n = counts.total()
    observed = sum(2 * sum(distance(a, b) for a, b in combinations(values, 2)) / (len(values) - 1) for values in kept)
    expected = sum(2 * x * y * distance(a, b) for (a, x), (b, y) in combinations(counts.items(), 2))
    return 1 - (n - 1) * observed / expected if expected else None


def nominal(a: Hashable, b: Hashable) -> float:
    """Other or not."""
    return float(a != b)


def interval(a: float, b: float) -> float:
    """The square of the difference."""
    return (a - b) ** 2


def ratio(a: float, b: float) -> float:
    """The square of the difference as a share of the sum."""
    return ((a - b) / (a + b)) ** 2 if a + b else 0.0


def unshared(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of names that only one has (Jaccard's distance)."""
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


# -- what is compared -------------------------------------------------------------------------------------


def _measures(every: Sequence[Unit]) -> list[Measure]:
    out = [_measure("presence", "nominal", ([e is not None for e in unit.by.values()] for unit in every), nominal)]
    both = [events for unit in every if len(events := [e for e in unit.by.values() if e is not None]) > 1]
    for name in ("type", "modality", "time"):
        out.append(_measure(name, "nominal", ([getattr(e, name) or "" for e in events] for events in both), nominal))
    for name in ("places", "agent", "target", "attribution"):
        out.append(_measure(name, "set", ([_names(getattr(e, name)) for e in events] for events in both), unshared))
    out.append(_measure("means", "set", ([frozenset(e.means) for e in events] for events in both), unshared))
    measures = sorted({f.measure for events in both for e in events for f in e.figures})
    told = {m: [[n for e in events if (n := _number(e, m)) is not None] for events in both] for m in measures}
    out.append(_measure("figures", "ratio", (numbers for m in measures for numbers in told[m]), ratio))
    out += [_measure(f"figures {m}", "ratio", told[m], ratio) for m in measures]
    return out


def _measure(dimension: str, level: str, coded: Iterable[Sequence[Any]], distance: Distance) -> Measure:
    kept = [values for values in coded if len(values) > 1]
    pairs = [a == b for values in kept for a, b in combinations(values, 2)]
    return Measure(dimension, level, alpha(kept, distance), sum(pairs) / len(pairs) if pairs else None, len(kept))


def _names(values: Iterable[Any]) -> frozenset[str]:
    """What each of several parties, places or sources is known by: its id, else its folded name."""
    return frozenset(getattr(v, "id", None) or fold_word(v.names[0]) for v in values if v.names)


def _number(event: Event, measure: str) -> float | None:
    """The number of the first figure of a measure: best, else the middle of its bounds, else the one bound that is told."""
    for figure in event.figures:
        if figure.measure == measure:
            if figure.best is not None:
                return figure.best
            told = [n for n in (figure.low, figure.high) if n is not None]
            return sum(told) / len(told) if told else None
    return None


def _confusion(every: Sequence[Unit]) -> dict[tuple[str, str], int]:
    out: Counter[tuple[str, str]] = Counter()
    for unit in every:
        types = [e.type if e is not None else "-" for e in unit.by.values()]
        if set(types) != {"-"}:
            out.update((min(a, b), max(a, b)) for a, b in combinations(types, 2))
    return dict(sorted(out.items(), key=lambda item: (-item[1], item[0])))

"""What a newer reading says otherwise than an older one, report by report and value by value.

Events and lasting statements of the two readings are paired as ``sijill evaluate`` pairs a reading with gold.  A value that only stands on
other characters, comes from another rule or is more or less sure is not a change.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Count, Min

from sijill.errors import RegisterError
from sijill.evaluation.measures import compare
from sijill.register.models import Reading, Report
from sijill.register.readings import PEOPLE, of

_BATCH = 200
"""Reports whose readings are held at a time."""

_EVENT = ("type", "modality", "time", "places", "agent", "target", "figures", "means", "attribution")
_STATEMENT = ("subject", "relation", "object", "figure", "time", "attribution")
_REPORT = ("published", "outlet")
_VARIANTS = ("outlet", "subject", "object")
"""Lists of names of one body, the best first."""


class Version(NamedTuple):
    """One state of the reader and its packs, and how many reports it has read."""

    reader: str
    packs: str
    reports: int = 0

    @property
    def name(self) -> str:
        """What people call it: the reader and the first characters of the packs' hash."""
        return f"{self.reader}+{self.packs[:8]}"

    def answers(self, asked: str) -> bool:
        """Whether somebody who says ``asked`` may mean this one."""
        return f"{self.reader}+{self.packs}".startswith(asked) or self.packs.startswith(asked)


class Change(NamedTuple):
    """One value that the readings have otherwise. ``kind``: added, dropped or changed; ``dimension`` ``event`` or ``statement`` for a whole
    one. ``item`` names the event or statement in the later reading, in the earlier one where it was dropped, or ``report``."""

    report: str
    item: str
    dimension: str
    kind: str
    before: str
    after: str


class Difference(NamedTuple):
    """One report read twice: the readings' names, what changed, and how many values of each dimension stayed as they were."""

    report: str
    before: str
    after: str
    changes: list[Change]
    same: Counter[str]


def versions() -> list[Version]:
    """The states of reader and packs that have read something here, in the order in which they came."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    rows = _read().order_by().values_list("reader", "packs").annotate(reports=Count("report_id", distinct=True), first=Min("pk"))
    for reader, packs, reports, first in rows:
        before = found.get((of(reader), packs), (0, first))
        found[of(reader), packs] = before[0] + reports, min(before[1], first)
    return [Version(*key, reports) for key, (reports, _) in sorted(found.items(), key=lambda one: one[1][1])]


def differences(before: str | None = None, after: str | None = None, reports: Sequence[str] = ()) -> Iterator[Difference]:
    """The reports that both have read, in the order they were added.

    ``before`` and ``after`` name a version (``Version.name``, or how it begins); by default each report's latest reading is held against the one
    before it. ``reports``: only those of these names. Raises ``RegisterError`` for a version or report that is not there.
    """
    known = versions()
    earlier, later = (_meant(asked, known) if asked else None for asked in (before, after))
    if earlier is not None and earlier == later:
        raise RegisterError(f"{earlier.name}: a reading does not differ from itself; name another with --before or --after")
    chosen = Report.objects.all()
    if reports:
        chosen = chosen.filter(doc__in=reports)
        if missing := set(reports) - set(chosen.values_list("doc", flat=True)):
            raise RegisterError(f"{min(missing)}: there is no report of this name")
    twice = _read().values("report_id").annotate(n=Count("pk")).filter(n__gt=1).values("report_id")
    numbers = iter(list(chosen.filter(pk__in=twice).order_by("pk").values_list("pk", flat=True)))
    while batch := list(islice(numbers, _BATCH)):
        held: dict[int, list[Reading]] = {}
        for reading in _read().filter(report_id__in=batch).select_related("report").order_by("pk"):
            held.setdefault(reading.report_id, []).append(reading)
        for number in batch:
            pair = _pair(held[number], earlier, later)
            if pair is not None:
                yield difference(*pair)


def _read() -> Any:
    """What readers read, not what people made of it."""
    return Reading.objects.exclude(reader__startswith=PEOPLE)


def _meant(asked: str, known: Sequence[Version]) -> Version:
    found = [v for v in known if v.answers(asked)]
    if len(found) == 1:
        return found[0]
    names = "; ".join(f"{v.name} ({v.reports:,} reports)" for v in found or known) or "none"
    raise RegisterError(f"{asked}: {'several versions of the reader are called so' if found else 'no such version has read anything here'}: {names}")


def _pair(readings: Sequence[Reading], before: Version | None, after: Version | None) -> tuple[Reading, Reading] | None:
    """The two readings of a report to be compared; the latest where none is named, and the one before the later one."""
    late = [r for r in readings if after is None or (of(r.reader), r.packs) == after[:2]]
    if before is not None and after is None:
        late = [r for r in late if (of(r.reader), r.packs) != before[:2]]
    if not late:
        return None
    later = late[-1]
    early = [r for r in readings if ((of(r.reader), r.packs) == before[:2] if before is not None else r.pk < later.pk)]
    return (early[-1], later) if early else None


def difference(before: Reading, after: Reading) -> Difference:
    """What two readings of one report have otherwise."""
    doc = after.report.doc
    old, new = json.loads(before.record), json.loads(after.record)
    changes: list[Change] = []
    same: Counter[str] = Counter()
    _values(doc, "report", _REPORT, old, new, changes, same)
    (compared,) = compare({doc: old}, {doc: new})
    for whole, pairs, dimensions in (("event", compared.events, _EVENT), ("statement", compared.profile, _STATEMENT)):
        for one, other in pairs:
            if one is None and other is not None:
                changes.append(Change(doc, other["id"], whole, "added", "", _headline(other)))
            elif other is None and one is not None:
                changes.append(Change(doc, one["id"], whole, "dropped", _headline(one), ""))
            elif one is not None and other is not None:
                same[whole] += 1
                _values(doc, other["id"], dimensions, one, other, changes, same)
    return Difference(doc, _named(before), _named(after), changes, same)


def _named(reading: Reading) -> str:
    return Version(reading.reader, reading.packs).name


def _values(
    doc: str, item: str, dimensions: Sequence[str], old: Mapping[str, Any], new: Mapping[str, Any], changes: list[Change], same: Counter[str]
) -> None:
    for dimension in dimensions:
        before, after = shown(old.get(dimension), dimension), shown(new.get(dimension), dimension)
        if before == after:
            same[dimension] += bool(before)
        else:
            kind = "changed" if before and after else "added" if after else "dropped"
            changes.append(Change(doc, item, dimension, kind, before, after))


def shown(value: Any, dimension: str = "") -> str:
    """A value, or a list of them, as people read it."""
    if not isinstance(value, list):
        return _one(value)
    if dimension in _VARIANTS:
        value = value[:1]
    return "; ".join(dict.fromkeys(_one(v) for v in value))


def _one(value: Any) -> str:
    if not isinstance(value, Mapping):
        return "" if value is None else str(value)
    if "measure" in value:
        low, best, high = ("?" if value.get(k) is None else f"{value[k]:g}" for k in ("low", "best", "high"))
        number = low if low == high else f"{best} ({low}–{high})"
        of = f" of {', '.join(value['of'])}" if value.get("of") else ""
        return f"{value['measure']} {number}{of}"
    ident = f" [{value['id']}]" if value.get("id") else ""
    relation = f"{value['relation']} " if value.get("relation", "in") != "in" else ""
    distance = f"{value['distance_km']:g} km " if value.get("distance_km") is not None else ""
    return f"{distance}{relation}{next(iter(value.get('names') or ()), '-')}{ident}"


def _headline(item: Mapping[str, Any]) -> str:
    if "relation" in item:
        said = shown(item.get("object"), "object") or shown(item.get("figure")) or shown(item.get("time"))
        return f"{shown(item['subject'], 'subject')} {item['relation']} {said}".strip()
    return " ".join(part for part in (item["type"], f"«{item['trigger']}»", item.get("time") or "", shown(item["places"])) if part)

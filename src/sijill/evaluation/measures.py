"""How close readings come to gold records: precision, recall and F1 of each dimension.

Both sides are records in the interchange shape, as plain dicts.  Events of one document are paired one to
one so that the total similarity is highest; what is said of an unpaired event counts as missed (gold)
or as wrong (reading).

Similarity of two events: 1 for the same type or 0.5 for the same family, plus at most 0.45 for trigger,
places, parties, figures and time, which break ties.  A pair needs two of three: same family, a shared
trigger word, a shared argument.
"""

from __future__ import annotations

import calendar
import datetime
import itertools
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sijill.errors import InputError
from sijill.ontology import FAMILY

Record = Mapping[str, Any]
Number = int | float
T = TypeVar("T")

_MUTUAL = ("allied_with", "rival_of")
"""Relations that either side may be named first in."""

_COMPARED = {"founded": "time", "strength": "figure", "total_losses": "figure", "pays": "figure"}
"""What a profile row says, where that is not its object."""

_ARGUMENTS = (
    ("places", "places"),
    ("agents", "agent"),
    ("targets", "target"),
    ("figures", "figures"),
    ("attribution", "attribution"),
)

METRICS = (
    "event",
    "event_family",
    "time_exact",
    "time_overlap",
    *(metric for metric, _ in _ARGUMENTS),
    "parties",
    "modality",
    "profile",
    "published_exact",
    "published_overlap",
)


class Score(NamedTuple):
    """One measure. ``hit`` of the event families is fractional: half a point for a type of the same family."""

    precision: float
    recall: float
    f1: float
    hit: Number
    gold: int
    system: int


class Comparison(NamedTuple):
    """One document: the pairs of events and of profile rows, and what stands on one side only."""

    doc: str
    events: list[tuple[Record | None, Record | None]]
    profile: list[tuple[Record | None, Record | None]]


def evaluate(gold: Mapping[str, Record], system: Mapping[str, Record]) -> dict[str, Score]:
    """The scores of readings against gold, both by document name.

    A gold document without a reading counts as a reading with nothing in it; a reading without gold is
    left out.
    """
    tally = _Tally()
    for doc, expected in gold.items():
        tally.add_document(expected, system.get(doc, {}))
    return tally.scores()


def compare(gold: Mapping[str, Record], system: Mapping[str, Record]) -> Iterator[Comparison]:
    """Each gold document side by side with its reading: paired, missed ``(x, None)``, extra ``(None, x)``."""
    for doc, expected in gold.items():
        found = system.get(doc, {})
        sides = [
            _side_by_side(_items(expected, key), _items(found, key), alike)
            for key, alike in (("events", similarity), ("profile", same_row))
        ]
        yield Comparison(doc, *sides)


def load_gold(folder: Path) -> dict[str, Record]:
    """``{document: record}`` of every JSON file in the folder that has a list of events.

    Raises ``InputError`` when there is none, or when a file is not JSON.
    """
    out: dict[str, Record] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(f"{path}: not JSON ({error})") from None
        if isinstance(record, dict) and "events" in record:
            out[(record.get("doc") or path.stem).removesuffix(".txt")] = record
    if not out:
        raise InputError(f"{folder}: no gold records (JSON files with a list 'events') in this folder")
    return out


# -- counting ------------------------------------------------------------------------------------------


class _Tally:
    """Hits, gold values and read values of every measure, summed over documents."""

    def __init__(self) -> None:
        self.counts: dict[str, list[Number]] = {metric: [0, 0, 0] for metric in METRICS}

    def add(self, metric: str, hit: Number, gold: int, system: int) -> None:
        for i, count in enumerate((hit, gold, system)):
            self.counts[metric][i] += count

    def add_time(self, metric: str, gold: str | None, system: str | None) -> None:
        self.add(f"{metric}_exact", bool(gold) and gold == system, bool(gold), bool(system))
        self.add(f"{metric}_overlap", same_time(gold, system), bool(gold), bool(system))

    def add_document(self, gold: Record, system: Record) -> None:
        self.add_time("published", gold.get("published"), system.get("published"))
        rows = _side_by_side(_items(gold, "profile"), _items(system, "profile"), same_row)
        self.add(
            "profile", len(_both(rows)), len(_items(gold, "profile")), len(_items(system, "profile"))
        )
        events = _side_by_side(_items(gold, "events"), _items(system, "events"), similarity)
        pairs = _both(events)
        credit = [kinship(g, s) for g, s in pairs]
        sizes = len(_items(gold, "events")), len(_items(system, "events"))
        self.add("event", credit.count(1), *sizes)
        self.add("event_family", sum(credit), *sizes)
        same = sum(g.get("modality", "reported") == s.get("modality", "reported") for g, s in pairs)
        self.add("modality", same, len(pairs), len(pairs))
        for g, s in events:
            self.add_arguments(g or {}, s or {})

    def add_arguments(self, gold: Record, system: Record) -> None:
        self.add_time("time", gold.get("time"), system.get("time"))
        for metric, key in _ARGUMENTS:
            x, y = _items(gold, key), _items(system, key)
            alike: Callable[[Record, Record], bool] = same_figure if key == "figures" else same_name
            self.add(metric, len(paired(x, y, alike)), len(x), len(y))
        x, y = (_items(event, "agent", "target") for event in (gold, system))
        self.add("parties", len(paired(x, y, same_name)), len(x), len(y))

    def scores(self) -> dict[str, Score]:
        if self.counts["event"][1] and not self.counts["modality"][1]:
            self.counts["modality"] = [0, 1, 1]  # nothing paired, nothing right
        return {metric: _score(*counts) for metric, counts in self.counts.items()}


def _score(hit: Number, gold: Number, system: Number) -> Score:
    precision = hit / system if system else float(not gold)
    recall = hit / gold if gold else float(not system)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(precision, recall, f1, hit, int(gold), int(system))


def _items(record: Record, *keys: str) -> list[Record]:
    return [item for key in keys for item in record.get(key) or []]


def _side_by_side(
    gold: list[Record], system: list[Record], alike: Callable[[Record, Record], float]
) -> list[tuple[Record | None, Record | None]]:
    pairs = paired(gold, system, alike)
    rows: list[tuple[Record | None, Record | None]] = [(gold[i], system[j]) for i, j in pairs]
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    rows += [(item, None) for i, item in enumerate(gold) if i not in left]
    rows += [(None, item) for j, item in enumerate(system) if j not in right]
    return rows


def _both(rows: list[tuple[Record | None, Record | None]]) -> list[tuple[Record, Record]]:
    return [(g, s) for g, s in rows if g is not None and s is not None]


# -- likeness ------------------------------------------------------------------------------------------


def kinship(gold: Record, system: Record) -> float:
    """1 for the same type, 0.5 for the same family, else 0."""
    a, b = gold["type"], system.get("type")
    if a == b:
        return 1.0
    return 0.5 if a in FAMILY and FAMILY[a] == FAMILY.get(b or "") else 0.0


def similarity(gold: Record, system: Record) -> float:
    """How well two events pair; 0 when they must not."""
    kind = kinship(gold, system)
    trigger = _share(_trigger_words(gold), _trigger_words(system), _same_word)
    place = _share(_items(gold, "places"), _items(system, "places"), same_name)
    parties = _share(_items(gold, "agent", "target"), _items(system, "agent", "target"), same_name)
    figure = _share(_items(gold, "figures"), _items(system, "figures"), same_figure)
    if (kind > 0) + (trigger > 0) + (place + parties + figure > 0) < 2:
        return 0.0
    when = same_time(gold.get("time"), system.get("time"))
    return kind + 0.15 * trigger + 0.1 * place + 0.05 * parties + 0.1 * figure + 0.05 * when


def same_row(gold: Record, system: Record) -> bool:
    """Whether two profile rows say the same: relation, subject and, by relation, object, figure or time."""
    relation = gold["relation"]
    if relation != system.get("relation"):
        return False
    ours, theirs = _names(gold, "subject"), _names(system, "subject")
    swapped = relation in _MUTUAL and _named(ours, _names(system, "object"))
    if swapped and _named(_names(gold, "object"), theirs):
        return True
    if not _named(ours, theirs):
        return False
    field = _COMPARED.get(relation, "object")
    if field == "object":
        return _named(_names(gold, field), _names(system, field))
    if field == "figure":
        return same_figure(gold.get(field), system.get(field))
    return same_time(gold.get(field), system.get(field))


def same_name(gold: Record, system: Record) -> bool:
    """Whether any name of one is a name of the other, or holds it as whole words where that is safe: the
    shorter has two words or is the gold's."""
    return _named(_names(gold), _names(system))


def same_figure(gold: Record | None, system: Record | None) -> bool:
    """Whether measure and all three bounds are equal."""
    return _figure_key(gold) == _figure_key(system)


def same_time(gold: str | None, system: str | None) -> bool:
    """Whether two EDTF values are equal or share at least half of their days."""
    return bool(gold) and (gold == system or overlap(gold, system) >= 0.5)


def _figure_key(figure: Record | None) -> tuple[Any, ...] | None:
    if not figure:
        return None
    bounds = (figure.get(key) for key in ("low", "best", "high"))
    return (figure.get("measure"), *(None if bound is None else float(bound) for bound in bounds))


def _trigger_words(event: Record) -> list[str]:
    return _plain(event.get("trigger") or "").split()


def _same_word(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) >= 3 and (a.endswith(b) or b.endswith(a)))


def _names(item: Record, key: str = "names") -> list[str]:
    given = item.get(key) or []
    return [plain for name in ([given] if isinstance(given, str) else given) if (plain := _plain(name))]


def _named(gold: list[str], system: list[str]) -> bool:
    for g, s in itertools.product(gold, system):
        short, long = sorted((g, s), key=len)
        if g == s or (f" {short} " in f" {long} " and (" " in short or short in gold)):
            return True
    return False


_LETTERS = str.maketrans("ٱىة", "ايه", "ـ")


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    """Arabic text without diacritics, tatweel, punctuation, hamza seats and the article.

    Deliberately not the reader's folding: a measure must not move when the thing it measures does.
    """
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"[\W_]+", " ", text.casefold().translate(_LETTERS))
    return " ".join(re.sub(r"^ال(?=..)", "", word) for word in text.split())


# -- pairing -------------------------------------------------------------------------------------------


def paired(
    gold: Sequence[T], system: Sequence[T], alike: Callable[[T, T], float]
) -> list[tuple[int, int]]:
    """Index pairs of the one-to-one assignment with the highest total likeness; pairs of likeness 0 are left out."""
    if not gold or not system:
        return []
    return _assign([[float(alike(g, s)) for s in system] for g in gold])


def _share(gold: Sequence[T], system: Sequence[T], alike: Callable[[T, T], float]) -> float:
    return len(paired(gold, system, alike)) / max(len(gold), len(system), 1)


def _assign(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The Hungarian method with potentials (Kuhn 1955, in the O(n²m) form by shortest augmenting paths)."""
    if len(weights) > len(weights[0]):
        return [(i, j) for j, i in _assign(list(zip(*weights, strict=True)))]
    rows, columns = len(weights), range(1, len(weights[0]) + 1)
    u, v = [0.0] * (rows + 1), [0.0] * (len(columns) + 1)
    match = [0] * (len(columns) + 1)
    for row in range(1, rows + 1):
        match[0] = row
        least, way = [float("inf")] * len(v), [0] * len(v)
        used: list[int] = []
        column = 0
        while match[column]:
            used.append(column)
            free = [j for j in columns if j not in used]
            for j in free:
                cost = -weights[match[column] - 1][j - 1] - u[match[column]] - v[j]
                if cost < least[j]:
                    least[j], way[j] = cost, column
            column = min(free, key=least.__getitem__)
            delta = least[column]
            for j in used:
                u[match[j]] += delta
                v[j] -= delta
            for j in free:
                least[j] -= delta
        while column:
            match[column], column = match[way[column]], way[column]
    return [(match[j] - 1, j - 1) for j in columns if match[j] and weights[match[j] - 1][j - 1] > 0]


# -- time ----------------------------------------------------------------------------------------------

_DATE = re.compile(r"([\dX]{4})(?:-(0[1-9]|1[0-2]|[01X]X)(?:-(0[1-9]|[12]\d|3[01]|[0-3X]X))?)?")
_LEAP = 2000  # stands for an unknown year: it has a 29 February
_Day = tuple[int, int, int]


def overlap(a: str | None, b: str | None) -> float:
    """Intersection over union of the days of two EDTF values; 0 when one is missing or not understood.

    An end open on one side only takes the other's end and halves the value.  Where either has the year
    XXXX only month and day are compared.
    """
    if not a or not b:
        return 0.0
    floating = "XXXX" in a or "XXXX" in b
    try:
        (a0, a1), (b0, b1) = _days(a, floating), _days(b, floating)
    except ValueError:
        return 0.0
    weight = 0.5 if (a0 is None) != (b0 is None) or (a1 is None) != (b1 is None) else 1.0
    if a0 is None and b0 is None:
        a0 = b0 = min(_known(a1), _known(b1)) - 364
    if a1 is None and b1 is None:
        a1 = b1 = max(_known(a0), _known(b0)) + 364
    first_a = min(_known(b0), _known(a1)) if a0 is None else a0
    first_b = min(first_a, _known(b1)) if b0 is None else b0
    last_a = max(_known(b1), first_a) if a1 is None else a1
    last_b = max(last_a, first_b) if b1 is None else b1
    common = max(0, min(last_a, last_b) - max(first_a, first_b) + 1)
    return weight * common / (max(last_a, last_b) - min(first_a, first_b) + 1)


def _known(day: int | None) -> int:
    assert day is not None, "a value open at both ends is refused before"
    return day


def _days(value: str, floating: bool) -> tuple[int | None, int | None]:
    """Ordinals of the first and last day, None for an open end; floating moves the last year to a leap year."""
    parts = value.split("/") if "/" in value else [value, value]
    if len(parts) != 2:
        raise ValueError(value)
    low, high = _edge(parts[0], False, floating), _edge(parts[1], True, floating)
    if low and high and "XXXX" in value and low > high:
        low = (low[0] - 1, *low[1:])  # XXXX-12-20/XXXX-01-05 runs over new year
    known = high or low
    if known is None or (low and high and low > high):
        raise ValueError(value)
    shift = _LEAP - known[0] if floating else 0
    return _ordinal(low, shift), _ordinal(high, shift)


def _ordinal(day: _Day | None, shift: int) -> int | None:
    if day is None:
        return None
    year, month, number = day
    number = min(number, calendar.monthrange(year, month)[1])
    return datetime.date(year + shift, month, number).toordinal()


def _edge(part: str, last: bool, floating: bool) -> _Day | None:
    """First or last day of one EDTF date; None for an open end."""
    part = re.sub("[?~%]", "", part.strip())
    if part in ("", ".."):
        return None
    match = _DATE.fullmatch(part)
    if not match:
        raise ValueError(part)
    year, month, day = (int((x or "XX").replace("X", "9" if last else "0")) for x in match.groups())
    year = _LEAP if part.startswith("XXXX") else max(1, year)
    month = min(12, max(1, month))
    length = 29 if floating and month == 2 else calendar.monthrange(year, month)[1]
    return year, month, min(length, max(1, day))

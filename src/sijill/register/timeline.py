"""When things happened: incidents by day, week, month or year, as exactly as their dates are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import msgspec
from django.db.models import Count, F, FloatField, QuerySet, Sum, TextField
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from sijill.errors import RegisterError
from sijill.register.filters import Filter, narrowed
from sijill.register.models import EventRow, Incident

PERIODS = ("day", "week", "month", "year")

_MOST_EMPTY = 1000
"""Periods between the first and the last from which empty ones are left out."""


_Figure = tuple[float | None, float | None, float | None]


class Happening(NamedTuple):
    """An incident as a timeline takes it: days as ordinals (``first`` null where the beginning is open, both where there is no date), its time in
    EDTF, type, number of claims, and the figure asked for as (low, best, high)."""

    first: int | None
    last: int | None
    time: str
    type: str
    claims: int
    figure: _Figure | None


class _Summary(msgspec.Struct):
    """What a timeline needs of the summary of an incident."""

    time: str | None = None
    figures: dict[str, _Figure] = {}


class Bin(NamedTuple):
    """The incidents of one period. ``period`` is EDTF; ``first``/``last`` its days, null where it has none.

    ``exact`` is false for a row of incidents that may have been in several of the periods asked for (a month known, days asked for): they stand under what
    is known of them. Figures are sums over incidents; ``high`` is null where one has no upper bound.
    """

    period: str
    first: date | None
    last: date | None
    exact: bool
    incidents: int
    claims: int
    types: dict[str, int]
    counted: int
    """Incidents with a figure."""
    low: float
    best: float
    high: float | None


class Bar(NamedTuple):
    """The incidents of one period, counted by the database.  ``first``/``last`` are its days, null where it has none; ``exact`` as in ``Bin``.

    ``figure`` adds up the best figures, or the lowest where that is open, of the ``told`` of them that have one.
    """

    first: date | None
    last: date | None
    exact: bool
    incidents: int
    claims: int
    told: int
    figure: float


def timeline(asked: Filter, by: str = "month", measure: str = "killed") -> list[Bin]:
    """The incidents that fit, by period, in order of time, those without a date last. Raises ``RegisterError`` for another period."""
    return bins(_happenings(asked, measure), by)


def _happenings(asked: Filter, measure: str) -> Iterator[Happening]:
    # Reading all of every summary is what this question would cost.
    read = msgspec.json.Decoder(_Summary).decode
    found = narrowed(asked).annotate(said=Cast("summary", TextField()))
    for first, last, kind, claims, said in found.values_list("first_day", "last_day", "type", "claims", "said").iterator(5000):
        summary = read(said)
        yield Happening(first, last, summary.time or "", kind, claims, summary.figures.get(measure))


def bins(happenings: Iterable[Happening], by: str) -> list[Bin]:
    """The same for incidents that somebody else brings."""
    if by not in PERIODS:
        raise RegisterError(f"{by}: no such period; say one of {', '.join(PERIODS)}")
    held: dict[tuple[date | None, date | None, bool, str], list[Happening]] = {}
    for one in happenings:
        held.setdefault(_place(one, by), []).append(one)
    exact = sorted({key[0] for key in held if key[2] and key[0] is not None})
    if exact:
        for first in _between(exact[0], exact[-1], by):
            held.setdefault((first, _end(first, by), True, label(first, by)), [])
    # What may have been earlier stands before what was not, and a longer time behind the shorter ones that begin with it.
    late = date.max
    ordered = sorted(held, key=lambda k: (k[0] or k[1] or late, (k[1] or late), not k[2], k[3]))
    return [_bin(key, held[key]) for key in ordered]


def bars(found: QuerySet[Incident], by: str, measure: str = "killed", parts: QuerySet[EventRow] | None = None) -> list[Bar]:
    """The incidents of ``found`` by period, in order of time, those without a date last; periods with nothing in them are left out.

    ``parts``: claims of further incidents (each with its number as ``incident``), of which these alone are in sight: they stand at the narrowest of their days, without figures. Raises
    ``RegisterError`` for another period.
    """
    if by not in PERIODS:
        raise RegisterError(f"{by}: no such period; say one of {', '.join(PERIODS)}")
    # The column has what most people ask for; of other measures every summary has to be opened.
    sides = (Cast(KT(f"summary__figures__{measure}__{side}"), FloatField()) for side in (1, 0))
    best: Combinable = F("killed") if measure == "killed" else Coalesce(*sides)
    grouped = found.order_by().annotate(best=best).values_list("first_day", "last_day").annotate(Count("pk"), Sum("claims"), Count("best"), Sum("best"))
    rows = [(first, last, n, claims, told, figure or 0.0) for first, last, n, claims, told, figure in grouped]
    rows += [(first, last, 1, claims, 0, 0.0) for first, last, claims in _narrowest(parts)] if parts is not None else []
    held: dict[tuple[date | None, date | None, bool], list[tuple[int, int, int, float]]] = {}
    for first_day, last_day, *counts in rows:
        start, end, exact, _ = _place(Happening(first_day, last_day, "", "", 0, None), by)
        held.setdefault((start, end, exact), []).append((counts[0], counts[1], counts[2], counts[3]))
    late = date.max
    ordered = sorted(held, key=lambda k: (k[0] or k[1] or late, (k[1] or late), not k[2]))
    return [Bar(*key, sum(c[0] for c in held[key]), sum(c[1] for c in held[key]), sum(c[2] for c in held[key]), sum(c[3] for c in held[key])) for key in ordered]


def _narrowest(parts: QuerySet[EventRow]) -> Iterator[tuple[int | None, int | None, int]]:
    """The days of each incident and how many of its claims are in sight."""
    told: dict[int, list[tuple[int | None, int | None]]] = {}
    for incident, first, last in parts.exclude(incident=None).values_list("incident", "first_day", "last_day"):
        told.setdefault(incident, []).append((first, last))
    for days in told.values():
        first, last = min(days, key=lambda d: (d[1] is None, d[0] is None, (d[1] or 0) - (d[0] or 0)))
        yield first, last, len(days)


def following(first: date, by: str) -> date:
    """The first day of the period after the one that begins on that day."""
    return _next(first, by)


def _place(one: Happening, by: str) -> tuple[date | None, date | None, bool, str]:
    """The period of an incident: one that was asked for, or what is known of its time."""
    if one.last is None:
        return None, None, False, one.time if "X" in one.time else ""
    last = date.fromordinal(one.last)
    if one.first is None:
        return None, last, False, one.time or f"../{last.isoformat()}"
    first = date.fromordinal(one.first)
    start = begin(first, by)
    if last <= _end(start, by):
        return start, _end(start, by), True, label(start, by)
    return first, last, False, one.time or f"{first.isoformat()}/{last.isoformat()}"


def begin(day: date, by: str) -> date:
    """The first day of the period that a day lies in; weeks begin on Monday (ISO 8601)."""
    if by == "day":
        return day
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day.replace(month=1, day=1)


def _next(first: date, by: str) -> date:
    if by in ("day", "week"):
        return first + timedelta(days=1 if by == "day" else 7)
    if by == "year" or first.month == 12:
        return date(first.year + 1, 1, 1)
    return first.replace(month=first.month + 1)


def _end(first: date, by: str) -> date:
    return _next(first, by) - timedelta(days=1)


def label(first: date, by: str) -> str:
    """The period in EDTF."""
    if by == "week":
        return f"{first.isoformat()}/{_end(first, by).isoformat()}"
    return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]


def _between(first: date, last: date, by: str) -> Iterator[date]:
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[by]
    if (last - first).days / days > _MOST_EMPTY:
        return
    while first < last:
        yield first
        first = _next(first, by)


def _bin(key: tuple[date | None, date | None, bool, str], inside: list[Happening]) -> Bin:
    first, last, exact, period = key
    figures = [h.figure for h in inside if h.figure is not None]
    highs = [high for _, _, high in figures]
    return Bin(
        period, first, last, exact, len(inside), sum(h.claims for h in inside), dict(Counter(h.type for h in inside).most_common()), len(figures),
        sum(low or 0 for low, _, _ in figures), sum(best if best is not None else low or 0 for low, best, _ in figures),
        sum(h for h in highs if h is not None) if None not in highs else None,
    )  # fmt: skip

"""Intervals of days, and EDTF in and out.

EDTF is the Library of Congress's Extended Date/Time Format (2019), levels 0 and 1.  Hijri days are those of
the Umm al-Qura calendar (``hijridate``); sighted calendars differ by a day, so a weekday beside a Hijri date
decides between neighbours.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from hijridate import Hijri

_DAY: Final = timedelta(days=1)


class Interval(NamedTuple):
    """Days ``lo`` to ``hi`` inclusive; ``precision`` d, m or y; ``yearless`` if the year is a stand-in."""

    lo: date
    hi: date
    precision: str = "d"
    yearless: bool = False
    unsure: bool = False


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(year: int, month: int) -> Interval:
    """A whole month; months outside 1-12 run into the next or previous years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Interval(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "m")


def year_of(year: int, last: int | None = None) -> Interval:
    """A whole year, or the years ``year`` to ``last``."""
    return Interval(date(year, 1, 1), date(last or year, 12, 31), "y")


def minus(day: date, unit: str, n: int) -> date:
    """``day`` less ``n`` units; a day the shorter month lacks becomes its last."""
    if unit in ("hour", "day"):
        return day - n * _DAY
    if unit == "week":
        return day - 7 * n * _DAY
    months = day.year * 12 + day.month - 1 - n * {"month": 1, "year": 12, "decade": 120}[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def hijri_interval(year: int, month: int | None, day: int | None, weekday: int | None) -> Interval | None:
    """Gregorian days of a Hijri date; a weekday moves the day by at most one."""
    try:
        if month is None:
            first = Hijri(year, 1, 1).to_gregorian()
            last = Hijri(year, 12, Hijri(year, 12, 1).month_length()).to_gregorian()
            return Interval(date(first.year, first.month, first.day), date(last.year, last.month, last.day))
        start = Hijri(year, month, day or 1)
        first = start.to_gregorian()
        lo = date(first.year, first.month, first.day)
        if day is None:
            return Interval(lo, lo + (start.month_length() - 1) * _DAY)
    except (ValueError, OverflowError):
        return None
    if weekday is not None:
        for step in (0, 1, -1):
            if (lo + step * _DAY).weekday() == weekday:
                lo += step * _DAY
                break
    return Interval(lo, lo)


# --- reading EDTF ---

_EDTF: Final = re.compile(r"(\d{4}|XXXX)(?:-(\d\d)(?:-(\d\d))?)?[?~%]?")


def _parse_one(text: str, weekday: int | None = None) -> Interval | None:
    match = _EDTF.fullmatch(text)
    if match is None:
        return None
    year_text, month, day = match.groups()
    yearless = year_text == "XXXX"
    if yearless:
        if month is None:
            return None
        year = stand_in_year(int(month), int(day) if day else 1, weekday)
    else:
        year = int(year_text)
    try:
        if month is None:
            return year_of(year)
        if day is None:
            return month_of(year, int(month))._replace(yearless=yearless)
        exact = date(year, int(month), int(day))
    except ValueError:
        return None
    return Interval(exact, exact, "d", yearless)


def stand_in_year(month: int, day: int, weekday: int | None) -> int:
    """A year for arithmetic where the real one is unknown: it has the day, and the weekday if given."""
    for year in range(2001, 2041):
        found = make_date(year, month, day)
        if found and (weekday is None or found.weekday() == weekday):
            return year
    return 2000


_PARSED: Final[dict[tuple[str, int | None], tuple[Interval | None, bool, bool]]] = {}
_KEPT: Final = 4096
"""Dates remembered; a plain dictionary is asked several times faster than ``lru_cache`` from compiled code."""


def parse_edtf(text: str, weekday: int | None = None) -> tuple[Interval | None, bool, bool]:
    """Days of an EDTF date or interval: ``(interval, open to the left, open to the right)``; remembered."""
    key = text, weekday
    found = _PARSED.get(key)
    if found is None:
        if len(_PARSED) > _KEPT:
            _PARSED.clear()
        found = _PARSED[key] = _parse(text, weekday)
    return found


def _parse(text: str, weekday: int | None) -> tuple[Interval | None, bool, bool]:
    left, slash, right = text.partition("/")
    if not slash:
        return _parse_one(left, weekday), False, False
    a, b = _parse_one(left, weekday), _parse_one(right, weekday)
    if a and b:
        return Interval(a.lo, b.hi, a.precision, a.yearless), False, False
    return a or b, a is None, b is None


# --- writing EDTF ---


def point(day: date, precision: str, yearless: bool) -> str:
    """A day in EDTF at a precision, without its year where that is a stand-in."""
    text = day.isoformat()
    whole = "XXXX" + text[4:] if yearless else text
    return whole if precision not in ("y", "m") else whole[:4] if precision == "y" else whole[:7]


def to_edtf(interval: Interval) -> str:
    """EDTF of an interval at its precision."""
    lo = point(interval.lo, interval.precision, interval.yearless)
    hi = point(interval.hi, interval.precision, interval.yearless)
    mark = "?" if interval.unsure else ""
    return lo + mark if lo == hi else f"{lo}{mark}/{hi}{mark}"

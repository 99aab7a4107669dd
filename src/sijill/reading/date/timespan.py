"""Spans of time as EDTF strings, seen from the day of the report."""

from __future__ import annotations

from datetime import date
from typing import Final

from sijill.reading.date.calendar import Published
from sijill.reading.date.edtf import Interval, parse_edtf

_WEEK: Final = 7
_LAST_PERIOD: Final = 45
"""A month is the period of a report when it ended at most so many days before."""


def bare(value: str) -> str:
    """The value without its marks of doubt."""
    return value.replace("?", "").replace("~", "") if "~" in value or "?" in value else value


def span(value: str) -> Interval | None:
    """The days of a value; None where either end is open."""
    interval, left, right = parse_edtf(bare(value))
    return None if left or right else interval


def first_day(value: str) -> date | None:
    """The first day; None where the start is open or the year unknown."""
    interval, left, _ = parse_edtf(bare(value))
    return interval.lo if interval is not None and not left and not interval.yearless else None


def last_day(value: str) -> date | None:
    """The last day; None where the end is open or the year unknown."""
    interval, _, right = parse_edtf(bare(value))
    return interval.hi if interval is not None and not right and not interval.yearless else None


def up_to(value: str) -> str:
    """Before or on the last day of a value (``../X``); a value without an end, or without a year, as it is."""
    end = value.replace("?", "").rpartition("/")[2]
    return value if end == ".." or "XXXX" in value else f"../{end}"


class Clock:
    """The publication date: its EDTF, its day where the full date is known, whether it is only a lower bound.

    ``covers`` is the time that a digest says it covers.
    """

    __slots__ = ("covers", "day", "edtf", "open")

    def __init__(self, published: Published) -> None:
        edtf = self.edtf = published.edtf
        interval = span(edtf) if edtf else None
        exact = interval is not None and interval.lo == interval.hi and not interval.yearless
        self.day: date | None = interval.lo if interval is not None and exact else None
        self.open = bool(edtf) and str(edtf).endswith("/..")
        self.covers = published.period

    @property
    def yearless(self) -> bool:
        """True where only month and day are known."""
        return self.edtf is not None and "XXXX" in self.edtf

    def ahead(self) -> str | None:
        """Time of what is planned."""
        if self.edtf is None or self.yearless:
            return None
        return self.edtf if "/" in self.edtf else f"{self.edtf}/.."

    def news(self) -> str | None:
        """Time of undated news: what a digest covers; else up to publication, or within it where it is no day."""
        if self.covers is not None:
            return self.covers
        if self.edtf is None or "/" in self.edtf:
            return None
        return f"../{self.edtf}" if self.day is not None else self.edtf

    def recent(self, value: str) -> bool:
        """True for a date in the week before publication."""
        interval = span(value)
        if interval is None:
            return False
        if self.day is None or interval.yearless:
            return self.yearless and interval.yearless
        return 0 <= (self.day - interval.hi).days <= _WEEK and (interval.hi - interval.lo).days <= 3

    def period(self, value: str) -> bool:
        """True for a whole month that has just ended: the period of a monthly report."""
        interval = span(value)
        if interval is None or self.day is None or interval.yearless:
            return False
        return interval.precision == "m" and 0 <= (self.day - interval.hi).days <= _LAST_PERIOD and (interval.hi - interval.lo).days < 31

    def is_news(self, value: str) -> bool:
        """True for the time of what the report is about."""
        if self.open and value.endswith("/.."):
            return True
        return self.recent(value) or self.period(value)

    def before(self, value: str) -> bool:
        """True for a value that lies before the day of the report, as far as that is known."""
        end = last_day(value)
        return self.day is None or end is None or end < self.day

    def future(self, value: str) -> bool:
        """True for a value that begins after the report."""
        start, own = parse_edtf(bare(value))[0], span(self.edtf) if self.edtf else None
        return start is not None and own is not None and start.yearless == own.yearless and start.lo > own.hi

    def plausible(self, modality: str, value: str) -> bool:
        """False for a future date of what has happened, and for a past one of what is planned."""
        if self.day is None:
            return True
        if modality in ("reported", "claimed", "denied"):
            start = first_day(value)
            return start is None or start <= self.day
        if modality == "planned" or (modality == "hypothetical" and value.startswith("../")):
            end = last_day(value)
            return end is None or end >= self.day
        return True


def onward(value: str, clock: Clock) -> str:
    """From a recent day up to the report; any other value as it is."""
    start = first_day(value)
    if clock.day is None or start is None or not clock.recent(value) or start >= clock.day:
        return value
    return f"{start.isoformat()}/{clock.day.isoformat()}"


def closed(value: str, clock: Clock) -> str:
    """An open interval ended by the report."""
    return f"{value[:-3]}/{clock.day.isoformat()}" if clock.day is not None else value


def approximate(value: str) -> str:
    """The date with ``~``, where EDTF has it: not of intervals, nor beside an unknown year."""
    return value if "/" in value or "XXXX" in value or value[-1] in "~?" else value + "~"

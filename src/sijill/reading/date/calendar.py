"""Arithmetic of dates: an unresolved date mention and the publication date give an EDTF string.

Conventions (the record format states them): relative words count from the publication date; months and
days without a year look back; early, mid and late are the days 01-10, 11-20, 21-end of a month and the
months 01-04, 05-08, 09-12 of a year; a bare plural is three units ending the day before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from sijill.reading.date.edtf import (
    Interval,
    hijri_interval,
    make_date,
    minus,
    month_of,
    point,
    to_edtf,
    year_of,
)  # fmt: skip
from sijill.reading.date.edtf import (
    parse_edtf as parse_edtf,
)

_DAY: Final = timedelta(days=1)
_LAST_HIJRI: Final = 1600
# References that count from what was told before, not from the report.
_LEANING: Final = frozenset(("same", "after"))
# A bare month or day this near ahead, and so far behind, is the coming one: last year's would say so.
_NEAR_AHEAD: Final = timedelta(days=45)
# So few hours after an act (بعد ساعة من وقوعه) is still its day.
_SAME_DAY: Final = 3
# From this month on العام الجديد is the year to come.
_NEW_YEAR_SAID_FROM: Final = 7
# Bare plurals (الأيام الماضية) are read as three units.
FEW: Final = 3
_SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
# Third of a month (days) and of a year (months); halves and quarters likewise.
_MONTH_PARTS: Final = {
    "early": (1, 10), "mid": (11, 20), "late": (21, 31), "half1": (1, 15), "half2": (16, 31),
    "third1": (1, 10), "third2": (11, 20), "third3": (21, 31),
}  # fmt: skip
_YEAR_PARTS: Final = {
    "early": (1, 4), "mid": (5, 8), "late": (9, 12), "half1": (1, 6), "half2": (7, 12),
    "third1": (1, 4), "third2": (5, 8), "third3": (9, 12),
    "quarter1": (1, 3), "quarter2": (4, 6), "quarter3": (7, 9), "quarter4": (10, 12),
}  # fmt: skip


_SAME: Final = -1_000_000
"""Stands for the number that a value has already."""


class Value:
    """What a date mention says, before the publication date is known.

    ``op`` names the reading:

    ``date``    any of year, month, day, weekday, offset (days from the report: أمس = -1); ``shift`` (past, next,
                this, ahead, same) turns the weekday, or the month and day, towards one side; ``yshift`` and
                ``mshift`` stand for a year or month told by reference (العام الماضي, الشهر الجاري);
                ``cal`` is g or h
    ``unit``    one calendar day, week, month, year or decade (``unit``) by ``shift``
    ``window``  ``n`` units up to (past) or from (next) the report
    ``ago``     ``n`` units before the report (0: a few)
    ``anniversary``  the same day ``n`` units before the report
    ``later``   ``n`` units after the moment told before, or before it where ``shift`` is past: of بعد ثلاثة أيام على
                اختطافه the context is the later act, and the reference lies three days back
    ``part``    early, mid, late, half, quarter, rest of ``inner[0]``
    ``season``  ``part`` of ``year``, or by ``shift``
    ``range``   from ``inner[0]`` to ``inner[1]``
    ``decade``  ten years from ``year``
    ``context`` the day of what was told before, ``offset`` days on; with ``pod`` the day or the report's; ``part``
                near where the words only say "about then" (حينها), first where they count from its beginning (في يومها الأول)
    ``first``   the first ``n`` units of ``inner[0]``, or of what was told before
    ``nth``     the ``n``-th (-1: last) weekday or unit of ``inner[0]``
    ``feast``   ``month``, ``day`` and length ``n`` in days
    ``now``     the report itself
    """

    __slots__ = (
        "_hash", "cal", "day", "inner", "month", "mshift", "n", "offset", "op", "part", "pod", "shift", "unit", "weekday", "year", "yshift",
    )  # fmt: skip

    def __init__(
        self, op: str, year: int | None = None, yshift: str = "", month: int | None = None, mshift: str = "", day: int | None = None,
        cal: str = "g", offset: int | None = None, weekday: int | None = None, shift: str = "", pod: str = "", unit: str = "", n: int = 0,
        part: str = "", inner: tuple[Value, ...] = (),
    ) -> None:
        self.op, self.year, self.yshift, self.month, self.mshift, self.day = op, year, yshift, month, mshift, day
        self.cal, self.offset, self.weekday, self.shift, self.pod = cal, offset, weekday, shift, pod
        self.unit, self.n, self.part, self.inner = unit, n, part, inner
        self._hash = 0

    def but(
        self, *, op: str | None = None, year: int | None = _SAME, month: int | None = _SAME, day: int | None = _SAME,
        offset: int | None = _SAME, weekday: int | None = _SAME, shift: str | None = None, pod: str | None = None, n: int = _SAME,
        inner: tuple[Value, ...] | None = None,
    ) -> Value:
        """The same value with other parts."""
        return Value(
            self.op if op is None else op, self.year if year == _SAME else year, self.yshift, self.month if month == _SAME else month,
            self.mshift, self.day if day == _SAME else day, self.cal, self.offset if offset == _SAME else offset,
            self.weekday if weekday == _SAME else weekday, self.shift if shift is None else shift, self.pod if pod is None else pod,
            self.unit, self.n if n == _SAME else n, self.part, self.inner if inner is None else inner,
        )

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Value) and (
            self.op == other.op and self.year == other.year and self.yshift == other.yshift and self.month == other.month
            and self.mshift == other.mshift and self.day == other.day and self.cal == other.cal and self.offset == other.offset
            and self.weekday == other.weekday and self.shift == other.shift and self.pod == other.pod and self.unit == other.unit
            and self.n == other.n and self.part == other.part and self.inner == other.inner
        )

    def __hash__(self) -> int:
        if not self._hash:
            self._hash = hash((self.op, self.year, self.month, self.day, self.offset, self.weekday, self.shift, self.pod, self.unit, self.n, self.inner)) or 1
        return self._hash

    def __repr__(self) -> str:
        day = f"{self.year}-{self.month}-{self.day} {self.offset} {self.weekday} {self.shift}{self.yshift}{self.mshift} {self.pod}{self.part}"
        return f"<{self.op} {day} {self.n} {self.unit} {self.inner}>"


def unbound(value: Value) -> bool:
    """True for a month or a day of one with nothing that ties it to a year: such a date may be the name of a street."""
    return value.month is not None and not (value.year or value.yshift or value.mshift or value.shift or value.pod or value.part) and value.weekday is None


class DateMention:
    """A date in the text: tokens ``[first, last)``, with the preposition that gives its ``role``.

    ``anchor``: absolute, report (counts from the publication date) or context (from what was told before).
    ``role``: at, since, until, during, before, after.
    """

    __slots__ = ("anchor", "first", "kind", "last", "role", "rule", "spec")

    def __init__(self, first: int, last: int, kind: str, spec: Value, anchor: str, role: str, rule: str) -> None:
        self.first, self.last, self.kind, self.spec, self.anchor, self.role, self.rule = first, last, kind, spec, anchor, role, rule

    def told(self, role: str | None = None, spec: Value | None = None) -> DateMention:
        """The same mention in another role, or with another value."""
        return DateMention(self.first, self.last, self.kind, spec or self.spec, self.anchor, role or self.role, self.rule)

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, DateMention) and self.first == other.first and self.last == other.last and self.role == other.role
            and self.rule == other.rule and self.kind == other.kind and self.anchor == other.anchor and self.spec == other.spec
        )

    def __hash__(self) -> int:
        return hash((self.first, self.last, self.role, self.rule))

    def __repr__(self) -> str:
        return f"<{self.kind} {self.first}-{self.last} {self.role} {self.rule} {self.spec!r}>"


class Published(NamedTuple):
    """The publication date as EDTF, or what bounds it; ``first``/``last`` are the tokens that show it.

    ``weekday`` (Monday 0) is known even where the year is not.  ``period`` is the span of days that a digest
    says it covers (حصاد الأسبوع: 13 - 19 نيسان); ``shown`` is the token of a date that only says of which day the
    report is.
    """

    edtf: str | None
    first: int | None = None
    last: int | None = None
    rule: str = "none"
    weekday: int | None = None
    period: str | None = None
    shown: int | None = None


_NO_DATE: Final = Published(None)
_RESOLVED: Final[dict[tuple[Value, str, str, str | None, int | None, str | None], str]] = {}
"""What mentions come to, "" for nothing."""
_KEPT: Final = 4096


class Anchor(NamedTuple):
    """A publication date as days: ``open`` to the right, or with a stand-in year."""

    lo: date
    hi: date
    open: bool = False
    yearless: bool = False
    weekday_known: bool = True


class _Frame(NamedTuple):
    """What a value is evaluated against: the report's day, the context, whether weekday and year are real."""

    day: date | None
    context: Interval | None
    weekday_known: bool = True
    yearless: bool = False


NOWHERE: Final = _Frame(None, None)
"""No report and no context: what is told in full stands alone."""


@lru_cache(maxsize=1024)
def anchor_of(edtf: str, weekday: int | None) -> Anchor | None:
    """The days a publication date may be; a known weekday narrows years and months to such days."""
    interval, open_left, open_right = parse_edtf(edtf, weekday)
    if interval is None or open_left:
        return None
    lo, hi = interval.lo, interval.hi
    if weekday is not None and not interval.yearless and lo != hi:
        lo += ((weekday - lo.weekday()) % 7) * _DAY
        hi -= ((hi.weekday() - weekday) % 7) * _DAY
    known = not interval.yearless or weekday is not None
    if open_right:
        return Anchor(lo, lo, True, interval.yearless, weekday is not None or lo == interval.hi)
    return Anchor(lo, hi, False, interval.yearless, known)


# --- evaluation ---


def _date(v: Value, f: _Frame) -> Interval | None:
    if v.cal == "h":
        return _hijri(v, f)
    if v.month is not None and v.day is not None:
        return _month_day(v, f)
    if v.month is not None:
        return _month(v, f)
    if v.mshift and v.day is not None:
        if v.mshift == "told":
            return _day_of_told_month(v.day, f)
        month = _unit(Value("unit", unit="month", shift=v.mshift), f)
        found = make_date(month.lo.year, month.lo.month, v.day) if month else None
        return Interval(found, found) if found else None
    if v.year is not None and v.offset is None and v.weekday is None:
        return year_of(v.year)
    if v.yshift:
        return _unit(Value("unit", unit="year", shift=v.yshift), f)
    if f.day is None:
        return None
    if v.offset is not None:
        day = f.day + v.offset * _DAY
        return Interval(day, day)
    if v.day is not None:
        return _bare_day(v, f)
    return _weekday(v, f)


def _day_of_told_month(day: int, f: _Frame) -> Interval | None:
    """في 23 من الشهر: of the month told of, or of that of the report, where the day is past; else of the one before."""
    for base in (f.context.hi if f.context else None, f.day):
        found = make_date(base.year, base.month, day) if base else None
        if found and (f.day is None or found <= f.day):
            return Interval(found, found)
    if f.day is None:
        return None
    month = month_of(f.day.year, f.day.month - 1).lo
    before = make_date(month.year, month.month, day)
    return Interval(before, before) if before else None


def _year(v: Value, f: _Frame) -> int | None:
    """The year a date names, or tells by reference."""
    if v.year is not None:
        return v.year
    if v.yshift == "same":
        return f.context.lo.year if f.context else None
    if v.yshift == "after":
        return f.context.lo.year + 1 if f.context else None
    if v.yshift and f.day:
        return f.day.year + _year_step(v.yshift, f.day)
    return None


def _year_step(shift: str, day: date) -> int:
    """Years from that of ``day``; العام الجديد is the coming one late in a year, else the present one."""
    if shift == "new":
        return 1 if day.month >= _NEW_YEAR_SAID_FROM else 0
    return {"before_past": -2, "past": -1, "next": 1}.get(shift, 0)


def _month_day(v: Value, f: _Frame) -> Interval | None:
    assert v.month is not None and v.day is not None
    year = _year(v, f)
    if year is not None:
        found = make_date(year, v.month, v.day)
        return Interval(found, found) if found else None
    if v.yshift or f.day is None:
        return None
    if v.offset is not None:
        day = f.day + v.offset * _DAY
        if (day.month, day.day) == (v.month, v.day):
            return Interval(day, day)
    near = [make_date(f.day.year + step, v.month, v.day) for step in (-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2)]
    days = [day for day in near if day]
    if v.weekday is not None and f.weekday_known:
        # a weekday fits one year in five or six; the year that fits and lies nearest before decides
        fitting = [day for day in days if day.weekday() == v.weekday]
        recent = [day for day in fitting if abs((day - f.day).days) < 370]
        days = recent or days
    past = [day for day in days if day < f.day or (day == f.day and v.shift != "past")]
    ahead = [day for day in days if day > f.day or (day == f.day and v.shift != "next")]
    if v.shift in ("next", "ahead"):
        return Interval(ahead[0], ahead[0]) if ahead else None
    if v.shift == "this":
        return next((Interval(day, day) for day in days if day.year == f.day.year), None)
    if not past:
        return Interval(ahead[0], ahead[0]) if ahead else None
    chosen = past[-1]
    if not v.shift and ahead and ahead[0] - f.day <= _NEAR_AHEAD and f.day - chosen > 6 * _NEAR_AHEAD:
        chosen = ahead[0]
    return Interval(chosen, chosen)


def _month(v: Value, f: _Frame) -> Interval | None:
    assert v.month is not None
    year = _year(v, f)
    if year is not None:
        return month_of(year, v.month)
    if v.yshift or f.day is None:
        return None
    this, now = f.day.year, f.day.month
    if v.shift == "past":
        return month_of(this if v.month < now else this - 1, v.month)
    if v.shift == "next":
        return month_of(this if v.month > now else this + 1, v.month)
    if v.shift == "ahead":
        return month_of(this if v.month >= now else this + 1, v.month)
    if v.shift == "this":
        return month_of(this, v.month)
    coming = month_of(this if v.month > now else this + 1, v.month)
    if v.month != now and coming.lo - f.day <= _NEAR_AHEAD:
        return coming
    return month_of(this if v.month <= now else this - 1, v.month)


def _hijri(v: Value, f: _Frame) -> Interval | None:
    if v.year is not None and v.year > _LAST_HIJRI:
        # رمضان 2019: a Hijri month told with a Gregorian year
        years = range(v.year - 581, v.year - 577)
        near = [hijri_interval(year, v.month, v.day, v.weekday) for year in years]
        return next((span for span in near if span and span.lo.year == v.year), None)
    if v.year is not None:
        return hijri_interval(v.year, v.month, v.day, v.weekday)
    if f.day is None or v.month is None or f.yearless:
        return None
    # the Hijri year in which the report stands, then the occurrence that the direction asks for
    guess = int((f.day.year - 622) * 33 / 32) + 1
    found = [hijri_interval(year, v.month, v.day, v.weekday) for year in range(guess - 2, guess + 3)]
    spans = [span for span in found if span]
    if v.shift in ("next", "ahead"):
        return next((s for s in spans if s.hi >= f.day and (v.shift == "ahead" or s.lo > f.day)), None)
    last = [s for s in spans if (s.hi < f.day if v.shift == "past" else s.lo <= f.day)]
    return last[-1] if last else None


def _weekday(v: Value, f: _Frame) -> Interval | None:
    if f.day is None or v.weekday is None:
        return None
    day = f.day
    forward = v.shift in ("next", "ahead")
    if not f.weekday_known:
        # the weekday of the report is unknown: the seven days that hold the one meant
        if forward:
            return Interval(day + _DAY, day + 7 * _DAY)
        first = day - 7 * _DAY if v.shift == "past" else day - 6 * _DAY
        return Interval(first, first + 6 * _DAY)
    if v.inner:
        # a weekday of a week told beside it (الجمعة من الأسبوع المقبل)
        week = evaluate(v.inner[0], f)
        monday = week.lo - week.lo.weekday() * _DAY if week else day
        if v.inner[0].shift in ("past", "next"):
            monday = day + (7 * (1 if v.inner[0].shift == "next" else -1) - day.weekday()) * _DAY
        day = monday + v.weekday * _DAY
    elif v.shift == "this":
        day += (v.weekday - day.weekday()) * _DAY
    elif forward:
        step = (v.weekday - day.weekday()) % 7
        day += (step or (7 if v.shift == "next" else 0)) * _DAY
    else:
        step = (day.weekday() - v.weekday) % 7
        day -= (step or (7 if v.shift in ("past", "before_past") else 0)) * _DAY
        if v.shift == "before_past":
            day -= 7 * _DAY
    return Interval(day, day)


def _bare_day(v: Value, f: _Frame) -> Interval | None:
    """A day of month without its month (الخميس 21): the last such day, of that weekday if one is given."""
    assert f.day is not None and v.day is not None
    month = f.day.year * 12 + f.day.month - 1
    for step in (0, -1, 1, -2, 2, -3, -4, -5, -6):
        year, index = divmod(month + step, 12)
        day = make_date(year, index + 1, v.day)
        if day is None or (step <= 0 and day > f.day and v.weekday is None):
            continue
        if v.weekday is None or day.weekday() == v.weekday:
            return Interval(day, day)
    return None


def _unit(v: Value, f: _Frame) -> Interval | None:
    base = f.context.lo if v.shift in ("same", "after") and f.context else f.day
    if base is None or (v.shift in ("same", "after") and f.context is None):
        return None
    step = {"before_past": -2, "past": -1, "next": 1, "after": 1}.get(v.shift, 0)
    if v.shift == "new":
        step = _year_step(v.shift, base)
    if v.unit in ("day", "hour"):
        day = base + step * _DAY
        return Interval(day, day)
    if v.unit == "week":
        if v.shift == "past":
            # the convention of the record format: last week is the seven days before
            return Interval(base - 7 * _DAY, base - _DAY)
        if v.shift == "before_past":
            return Interval(base - 14 * _DAY, base - 8 * _DAY)
        if v.shift == "next":
            # and next week, by the same measure, the seven days after
            return Interval(base + _DAY, base + 7 * _DAY)
        monday = base - base.weekday() * _DAY + 7 * step * _DAY
        return Interval(monday, monday + 6 * _DAY)
    if v.unit == "month":
        return month_of(base.year, base.month + step)
    if v.unit == "year":
        return year_of(base.year + step)
    first = base.year // 10 * 10 + 10 * step
    return year_of(first, first + 9)


def _window(v: Value, f: _Frame) -> Interval | None:
    if f.day is None:
        return None
    n = v.n or FEW
    unit = v.unit
    if unit == "hour":
        # N hours reach back to N/24 days before, and into the day of the report
        days = -(-n // 24) if v.n else 1
        lo, hi = (f.day - days * _DAY, f.day) if v.shift != "next" else (f.day, f.day + days * _DAY)
        return Interval(lo, hi)
    if v.shift == "next":
        return Interval(f.day + _DAY, minus(f.day, unit, -n))
    return Interval(minus(f.day, unit, n), f.day - _DAY)


def _ago(v: Value, f: _Frame) -> Interval | None:
    if f.day is None:
        return None
    if not v.n:
        return _window(Value("window", unit=v.unit, shift="past"), f)
    if v.unit == "hour":
        return Interval(f.day - (v.n // 24) * _DAY, f.day - (v.n // 24) * _DAY)
    return _counted(f.day, v, 1)


def _anniversary(v: Value, f: _Frame) -> Interval | None:
    if f.day is None:
        return None
    day = minus(f.day, v.unit, v.n)
    return Interval(day, day)


def _counted(day: date, v: Value, sign: int) -> Interval:
    """``day`` less the units of ``v`` and of the smaller count beside it, as precise as the smallest."""
    day = minus(day, v.unit, sign * v.n)
    for smaller in v.inner:
        day = minus(day, smaller.unit, sign * smaller.n)
    return _snap(day, v.inner[-1].unit if v.inner else v.unit)


def _snap(day: date, unit: str) -> Interval:
    """Counting in months or years is only that precise: قبل عامين is a year, not a day."""
    if unit == "month":
        return month_of(day.year, day.month)
    if unit in ("year", "decade"):
        return year_of(day.year)
    return Interval(day, day)


def _later(v: Value, f: _Frame) -> Interval | None:
    """After the moment told before, or (``shift`` past) before it; hours may run into the next day."""
    if f.context is None:
        return None
    base, sign = (f.context.hi, 1) if v.shift != "past" else (f.context.lo, -1)
    if v.unit == "hour":
        if 0 < v.n <= _SAME_DAY:
            return Interval(base, base)
        far = base + sign * max(1, -(-v.n // 24)) * _DAY
        return Interval(min(base, far), max(base, far))
    if not v.n:
        near, far = minus(base, v.unit, -sign), minus(base, v.unit, -sign * FEW)
        return Interval(min(near, far), max(near, far))
    return _counted(base, v, -sign)


def _part(v: Value, f: _Frame) -> Interval | None:
    inner = v.inner[0]
    whole = evaluate(inner, f)
    if whole is None:
        return None
    if v.part == "rest":
        return whole._replace(lo=max(whole.lo, f.day), precision="d") if f.day else None
    lo, yearless = whole.lo, whole.yearless
    if whole.precision == "m" and (whole.hi - whole.lo).days < 31:
        if v.part not in _MONTH_PARTS:
            return None
        first, last = _MONTH_PARTS[v.part]
        hi = lo.replace(day=min(last, whole.hi.day))
        return Interval(lo.replace(day=first), hi, "d", yearless)
    if whole.precision == "y" and (whole.hi - whole.lo).days < 366:
        first, last = _YEAR_PARTS[v.part]
        return Interval(date(lo.year, first, 1), month_of(lo.year, last).hi, "m")
    if v.part.startswith("quarter"):
        return None
    # a Hijri month, week, season or decade: in thirds or halves
    parts, index = (2, int(v.part[-1]) - 1) if v.part.startswith("half") else (3, _THIRDS[v.part])
    days = (whole.hi - whole.lo).days + 1
    start, end = days * index // parts, days * (index + 1) // parts - 1
    if whole.precision == "d":
        return Interval(lo + start * _DAY, lo + end * _DAY)
    months = (whole.hi.year - lo.year) * 12 + whole.hi.month - lo.month + 1
    a, b = months * index // parts, months * (index + 1) // parts - 1
    span = Interval(month_of(lo.year, lo.month + a).lo, month_of(lo.year, lo.month + b).hi, "m")
    return span._replace(precision=whole.precision)


_THIRDS: Final = {"early": 0, "mid": 1, "late": 2, "third1": 0, "third2": 1, "third3": 2}


def _season(v: Value, f: _Frame) -> Interval | None:
    month = _SEASONS[v.part]

    def of(year: int) -> Interval:
        return Interval(month_of(year, month).lo, month_of(year, month + 2).hi, "m")

    year = _year(v, f)
    if year is not None:
        return of(year)
    if f.day is None:
        return None
    spans = [of(f.day.year + step) for step in (-2, -1, 0, 1)]
    if v.shift in ("next", "ahead"):
        return next((s for s in spans if s.lo > f.day), None)
    if v.shift == "past":
        return [s for s in spans if s.hi < f.day][-1]
    return [s for s in spans if s.lo <= f.day][-1]


def _range(v: Value, f: _Frame) -> Interval | None:
    first, last = v.inner
    if last.op == "context" and (near := evaluate(first, f)) is not None:
        # من صباح الثلاثاء حتى ظهر اليوم التالي: the far end is told from the near one
        f = f._replace(context=near)
    b = evaluate(last, f)
    if b is None:
        return None
    # a first end without a year takes it from the second (بين 25 يونيو و29 يوليو 2024)
    borrows = first.op == "date" and first.month is not None and first.year is None and not first.yshift
    a = evaluate(first, f._replace(day=b.hi) if borrows and anchor_kind(last) == "absolute" else f)
    if a is None:
        return None
    if a.lo > b.hi and first.year is None and first.op == "date":
        # the first end takes its year from the second (25 كانون الأول - 3 كانون الثاني 2024)
        if first.weekday is not None and first.month is None:
            while a.lo > b.hi:
                a = a._replace(lo=a.lo - 7 * _DAY, hi=a.hi - 7 * _DAY)
        else:
            year = b.hi.year - (1 if (a.lo.month, a.lo.day) > (b.hi.month, b.hi.day) else 0)
            found = make_date(year, a.lo.month, a.lo.day)
            a = a._replace(lo=found) if found else a
    if a.lo > b.hi:
        return None
    order = "ymd"
    precision = max(a.precision, b.precision, key=order.index)
    return Interval(a.lo, b.hi, precision, a.yearless or b.yearless)


def _context(v: Value, f: _Frame) -> Interval | None:
    if f.context is not None:
        if v.part == "first":
            day = f.context.lo + (v.offset or 0) * _DAY
            return Interval(day, day)
        if not v.offset:
            return f.context
        day = (f.context.hi if v.offset > 0 else f.context.lo) + v.offset * _DAY
        return Interval(day, day)
    # a bare part of the day (فجراً) falls back to the day of the report
    return Interval(f.day, f.day) if v.pod and f.day else None


def _first(v: Value, f: _Frame) -> Interval | None:
    whole = evaluate(v.inner[0], f) if v.inner else f.context
    if whole is None:
        return None
    lo = whole.lo
    return Interval(lo, lo + v.n // 24 * _DAY if v.unit == "hour" else minus(lo, v.unit, -v.n) - _DAY)


def _nth(v: Value, f: _Frame) -> Interval | None:
    whole = evaluate(v.inner[0], f)
    if whole is None:
        return None
    if v.unit == "day":
        day = whole.hi if v.n < 0 else whole.lo + (v.n - 1) * _DAY
        return Interval(day, day)
    target = 0 if v.unit == "week" else v.weekday or 0
    if v.n < 0:
        day = whole.hi - ((whole.hi.weekday() - target) % 7) * _DAY
        if v.unit == "week" and day + 6 * _DAY > whole.hi:
            day -= 7 * _DAY
    else:
        day = whole.lo + ((target - whole.lo.weekday()) % 7 + 7 * (v.n - 1)) * _DAY
    return Interval(day, day + 6 * _DAY) if v.unit == "week" else Interval(day, day)


def _feast(v: Value, f: _Frame) -> Interval | None:
    assert v.month is not None and v.day is not None
    year = _year(v, f)
    if v.cal == "g":
        first = _month_day(Value("date", year=year, month=v.month, day=v.day, shift=v.shift), f)
    else:
        first = _hijri(Value("date", year=year, month=v.month, day=v.day, cal="h", shift=v.shift), f)
    return Interval(first.lo, first.lo + (v.n - 1) * _DAY) if first else None


def _decade(v: Value, f: _Frame) -> Interval | None:
    assert v.year is not None
    return year_of(v.year, v.year + 9)


def _now(v: Value, f: _Frame) -> Interval | None:
    return Interval(f.day, f.day) if f.day else None


_OPS: Final[dict[str, Callable[[Value, _Frame], Interval | None]]] = {
    "date": _date, "unit": _unit, "window": _window, "ago": _ago, "anniversary": _anniversary, "later": _later, "part": _part,
    "season": _season, "range": _range, "context": _context, "first": _first, "nth": _nth, "feast": _feast,
    "decade": _decade, "now": _now,
}  # fmt: skip


def evaluate(value: Value, frame: _Frame) -> Interval | None:
    """The days of a value seen from a frame; None where the frame does not suffice or no such day exists."""
    try:
        return _OPS[value.op](value, frame)
    except (ValueError, OverflowError):
        return None


def anchor_kind(value: Value) -> str:
    """``absolute``, ``report`` or ``context``: what a value needs to be resolved."""
    if value.op == "range" and value.inner[1].op == "context":
        return anchor_kind(value.inner[0])
    kinds = {anchor_kind(v) for v in value.inner}
    if value.op in ("context", "later") or (value.op == "first" and not value.inner) or _LEANING & {value.yshift, value.mshift} or (value.op == "unit" and value.shift in _LEANING):
        kinds.add("context")
    elif value.op in ("unit", "window", "ago", "anniversary", "now") or (value.op in ("date", "season", "feast") and value.year is None):
        kinds.add("report")
    if value.op == "range" and "absolute" in kinds and kinds <= {"absolute", "report"}:
        # from 3 to 7 March 2024: the far end lends its year
        return anchor_kind(value.inner[1])
    for kind in ("context", "report"):
        if kind in kinds:
            return kind
    return "absolute"


def _yearless(value: Value) -> bool:
    """True where the year of the result comes from the publication date."""
    if value.op in ("range",):
        return all(_yearless(v) for v in value.inner)
    if value.op in ("part", "nth"):
        return _yearless(value.inner[0])
    return value.year is None and value.op != "decade"


def _takes_year(value: Value) -> bool:
    """True where only the year is missing (12 تموز): without a publication date it is XXXX-07-12."""
    if value.op in ("part", "range"):
        return all(_takes_year(v) for v in value.inner)
    return value.op == "date" and value.month is not None and value.cal == "g" and not value.yshift


def _names_month(value: Value) -> bool:
    return value.month is not None or any(_names_month(v) for v in value.inner)


def _needs_year(value: Value) -> bool:
    """True where an unknown year leaves nothing (العام الماضي)."""
    if any(_needs_year(v) for v in value.inner) and value.op != "part":
        return True
    if value.op in ("unit", "ago", "anniversary") and value.unit in ("year", "decade"):
        return True
    return value.op == "date" and bool(value.yshift) and value.yshift != "same" and value.month is None


def resolve(mention: DateMention, published: Published | None, context: str | None = None) -> str | None:
    """EDTF of a mention, or None where nothing can be said.

    ``context`` is the EDTF of what the mention leans on (حينها، في العام نفسه، بعد ساعات).  A ``since`` is
    open (``X/..``) when it is absolute and closed by the publication date when it is told from it;
    ``until`` and ``before`` give ``../X``, ``after`` gives ``X/..`` (for بعد + units: that moment).
    What nothing else bears on is remembered: the acts of a sentence ask for the same date one after the other.
    """
    known = published or _NO_DATE
    key = mention.spec, mention.role, mention.anchor, known.edtf, known.weekday, context
    found = _RESOLVED.get(key)
    if found is None:
        if len(_RESOLVED) > _KEPT:
            _RESOLVED.clear()
        found = _RESOLVED[key] = _resolved(mention, published, context) or ""
    return found or None


def _resolved(mention: DateMention, published: Published | None, context: str | None) -> str | None:
    ctx = parse_edtf(context)[0] if context else None
    anchor = anchor_of(published.edtf, published.weekday) if published and published.edtf else None
    if published and published.edtf is None and published.weekday is not None:
        anchor = None
    value = mention.spec
    whole = _resolve(value, anchor, ctx)
    if isinstance(whole, str) or whole is None:
        return whole if mention.role in ("at", "during") else None
    interval, open_end = whole
    return _with_role(mention, interval, open_end, anchor)


def _resolve(value: Value, anchor: Anchor | None, ctx: Interval | None) -> tuple[Interval, bool] | str | None:
    """The interval and whether it is open to the right, or the EDTF of a date with unknown year."""
    kind = anchor_kind(value)
    if kind == "absolute":
        found = evaluate(value, _Frame(anchor.lo if anchor else None, ctx))
        return (found, False) if found else None
    if anchor is None:
        if _takes_year(value):
            stand_in = _Frame(date(2000, 12, 31), ctx, False)
            found = evaluate(value, stand_in)
            return to_edtf(found._replace(yearless=True)) if found and found.lo <= found.hi else None
        found = evaluate(value, _Frame(None, ctx)) if kind == "context" else None
        return (found, False) if found else None
    if kind == "context" and ctx is not None:
        frame = _Frame(anchor.lo, ctx, anchor.weekday_known)
        found = evaluate(value, frame)
        return (found._replace(yearless=ctx.yearless), False) if found else None
    if value.op == "window" and value.shift == "next" and not value.n and value.unit != "hour" and not anchor.yearless and anchor.lo == anchor.hi:
        # الأيام المقبلة: from now on, no end is told
        return Interval(anchor.lo, anchor.lo), True
    if anchor.yearless and _needs_year(value):
        return None
    frame = _Frame(anchor.lo, ctx, anchor.weekday_known, anchor.yearless)
    found = evaluate(value, frame)
    if found is None:
        return None
    if anchor.yearless:
        return found._replace(yearless=_yearless(value)), False
    if anchor.open:
        if _takes_year(value) or value.op in ("part", "season"):
            if value.op == "part" and anchor_kind(value.inner[0]) == "absolute":
                return found, False
            # the year is the likely one, not the only one the open publication date allows
            return found._replace(unsure=True), False
        if found.precision == "y":
            return found._replace(unsure=True), False
        return found, True
    if anchor.lo != anchor.hi:
        other = evaluate(value, frame._replace(day=anchor.hi))
        if other is not None:
            found = _coarsen(found, other)
    return found, False


def _coarsen(first: Interval, last: Interval) -> Interval:
    """The widest honest interval between two readings, in whole months, or years where they fill them."""
    if first == last:
        return first
    lo, hi = min(first.lo, last.lo), max(first.hi, last.hi)
    lo, hi = lo.replace(day=1), month_of(hi.year, hi.month).hi
    whole_years = lo.month == 1 and hi.month == 12
    return Interval(lo, hi, "y" if whole_years else "m")


def _with_role(mention: DateMention, found: Interval, open_end: bool, anchor: Anchor | None) -> str | None:
    role, text = mention.role, to_edtf(found)
    start = text.partition("/")[0]
    end = text.rpartition("/")[2]
    if role in ("at", "during") or (role == "after" and mention.spec.op == "later"):
        return f"{start}/.." if open_end and not found.unsure else text
    if found.yearless:
        # no open ends beside an unknown year
        if role == "since" and anchor is not None and anchor.yearless:
            return f"{point(found.lo, 'd', True)}/{point(anchor.hi, 'd', True)}"
        return text
    if role == "since":
        if mention.anchor != "report" or anchor is None or anchor.open or _names_month(mention.spec):
            return f"{start}/.."
        start = found.lo.isoformat()
        if found.lo > anchor.hi:
            return f"{start}/.."  # ابتداءً من صباح الغد
        if anchor.lo != anchor.hi:
            return f"{start}/{point(anchor.hi, found.precision if found.precision != 'd' else 'm', False)}"
        return f"{start}/{anchor.hi.isoformat()}"
    if role == "after":
        return f"{end}/.."
    ahead = anchor is not None and not anchor.yearless and anchor.lo == anchor.hi and found.hi > anchor.hi
    if role in ("before", "until") and ahead and anchor is not None and mention.spec.op == "part" and mention.spec.part == "late":
        # قبل نهاية أيار, of what is to come: from now to its last day
        return f"{anchor.lo.isoformat()}/{point(found.hi, 'd', False)}"
    if role == "until" and ahead and anchor is not None and mention.spec.op != "now" and not open_end:
        return f"{anchor.lo.isoformat()}/{point(found.hi, 'd', False)}"
    if role == "before" and mention.spec.op == "part" and mention.spec.part == "late":
        return text  # قبيل نهاية العام الماضي
    if role == "before":
        last = found.lo - _DAY
        if mention.spec.shift in ("next", "ahead") and anchor is not None and anchor.lo == anchor.hi <= last:
            return f"{anchor.lo.isoformat()}/{last.isoformat()}"
        return f"../{point(last, found.precision, False)}"
    return f"../{end}" if not open_end else None

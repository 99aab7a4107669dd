"""Rules for months, years and spans: parts, seasons, decades, windows of units, the n-th weekday, feasts."""

from __future__ import annotations

from typing import Final

from sijill.reading.date.calendar import Value
from sijill.reading.date.date_days import DayRules
from sijill.reading.date.date_words import NUMERIC_YEARS, Parsed, Ruled, Unit

_ENTERING: Final = 6
"""How far before يومها الثالث the word stands that says that it is entered."""
_FIRST_OR_LAST: Final = frozenset(("اول", "باول", "لاول", "واول", "اخر", "باخر", "لاخر", "واخر"))


class SpanRules(DayRules):
    """What is longer than a day."""

    def month_expression(self, i: int) -> Ruled | None:
        month = self.month(i)
        if month is None:
            return None
        number, cal, weak, k = month
        if weak and not self.weak_ok(i, k):
            return None
        if self.form(i - 1) in ("سياره", "سيارات", "شاحنه", "نوع", "شركه", "فان"):
            return None
        shift, year, reference, end = self.tail(k)
        if cal == "h" and (year is None or year > 1600):
            n = self.digits(k)
            if n is not None and 1300 <= n <= 1500:
                year, end = n, k + 1
            if (era := self.word(end, "era")) is not None:
                end = era[1]
        demonstrative = self.form(i - 1) in ("هذا",)
        value = Value("date", year=year, yshift=reference, month=number, shift="this" if demonstrative else shift, cal=cal)
        return value, end, "month"

    def year_expression(self, i: int) -> Ruled | None:
        """عام 2016، العام الماضي، 2019-2020, and a bare 2014 after في، منذ، بعد and the like."""
        unit = self.unit(i)
        if unit and unit[0].unit == "year" and unit[0].form != 1:
            return self.years(unit[1])
        found = self.year(i) if unit or self.is_a(i, "demonstrative") else None
        if found is None:
            numbered = self.year_number(i)
            if numbered is None:
                return None
            last = self.year_number(numbered[2] + 1) if self.form(numbered[2]) == "-" else None
            if last and numbered[0] < last[0] <= numbered[0] + 60:
                ends = Value("date", year=numbered[0]), Value("date", year=last[0])
                return Value("range", inner=ends), last[2], "year_range"
            with_era = numbered[2] > i + 1
            if not (with_era or self.year_announced(i)) or self.form(numbered[2]) in ("/", "%"):
                return None
            found = numbered[0], "", numbered[1], numbered[2]
        year, reference, cal, k = found
        if year is not None and self.form(k) == "-" and (last := self.year_number(k + 1)) and last[0] > year:
            return Value("range", inner=(Value("date", year=year), Value("date", year=last[0]))), last[2], "year_range"
        if year is None:
            return Value("unit", unit="year", shift=reference), k, "year_by_reference"
        return Value("date", year=year, cal=cal), k, "year"

    def year_announced(self, i: int) -> bool:
        previous = self.form(i - 1)
        return (
            previous in ("في", "منذ", "حتي", "خلال", "سنه", "عام", "بعد", "قبل", "وقبل", "ومنذ", "وفي", "لغايه", "وبعد")
            or self.is_a(i - 1, "part")
            or self.is_a(i - 1, "season")
        ) and (self.kinds[i + 1] != "n" if i + 1 < self.size else True)

    def years(self, k: int) -> Ruled | None:
        """Years in a row: عامي 2015 و2016، أعوام 2012 و2013 و2014."""
        first = self.year_number(k)
        if first is None:
            return None
        last, k = first, first[2]
        while self.form(k) in ("و", "-", "،") and (following := self.year_number(k + 1)):
            last, k = following, following[2]
        if last is first:
            return None
        return Value("range", inner=(Value("date", year=first[0]), Value("date", year=last[0]))), k, "years"

    def season(self, i: int) -> Ruled | None:
        demonstrative = self.word(i, "demonstrative")
        k0 = demonstrative[1] if demonstrative else i
        hit = self.word(k0, "season")
        if hit is None or self.is_a(hit[1], "not_season_before"):
            return None
        word, k = hit
        if demonstrative:
            if not word.definite or demonstrative[0].value != "this":
                return None
            return Value("season", part=word.value, shift="this"), k, "season"
        shifted = self.shift(k)
        if shifted and word.definite and shifted[0] in ("past", "next", "this"):
            return Value("season", part=word.value, shift=shifted[0]), shifted[1], "season"
        found = self.year(k)
        if found is None:
            return None
        year, reference, _, k = found
        return Value("season", part=word.value, year=year, yshift=reference), k, "season"

    def part(self, i: int) -> Ruled | None:
        """Early, mid, late, halves and quarters of a month, year, week, season or decade."""
        hit = self.word(i, "part")
        if hit is None:
            return None
        word, k = hit
        linked = False
        while self.form(k) in ("من", "في", "ل"):
            linked = True
            k += 1
        inner = self.whole(k)
        if inner is None:
            return None
        if self.form(i) in _FIRST_OR_LAST and not linked:
            # أول، آخر: only as first day or last weekday, which nth() reads
            if inner[0].op != "date" or inner[0].month is None:
                return None
            if word.value == "early":
                return inner[0].but(day=1), inner[1], "first_of_month"
            return None
        if word.value.startswith(("half", "third", "quarter")) and inner[0].op == "window":
            return None
        return Value("part", part=word.value, inner=(inner[0],)), inner[1], "part"

    def whole(self, k: int) -> Parsed | None:
        """What a part may be of."""
        label = self.unit(k)
        if label and label[0].unit == "month" and label[0].form == 1 and (told := self.month(k)):
            shift, year, reference, end = self.tail(told[3])
            return Value("date", year=year, yshift=reference, month=told[0], cal=told[1], shift=shift), end
        for rule in (self.month_in_part, self.season, self.decade, self.year_expression):
            found = rule(k)
            if found:
                return found[0], found[1]
        bare = self.year_number(k) or self.year_number(k, loose=True)
        if bare and bare[0] in NUMERIC_YEARS:
            return Value("date", year=bare[0], cal=bare[1]), bare[2]
        one = self.this_unit(k)
        if one and one[0].op == "unit":
            return one
        if label and label[0].definite and label[0].form == 1 and label[0].unit in ("month", "year", "week"):
            # منذ مطلع العام، نهاية الشهر
            return Value("unit", unit=label[0].unit, shift="this"), label[1]
        return None

    def month_in_part(self, k: int) -> Ruled | None:
        month = self.month(k)
        if month is None:
            return None
        shift, year, reference, end = self.tail(month[3])
        if month[1] == "h" and (n := self.digits(month[3])) is not None and 1300 <= n <= 1500:
            year, end = n, (self.word(month[3] + 1, "era") and month[3] + 2) or month[3] + 1
        return Value("date", year=year, yshift=reference, month=month[0], cal=month[1], shift=shift), end, "month"

    def decade(self, i: int) -> Ruled | None:
        hit = self.word(i, "decade")
        if hit is None:
            return None
        start, k = hit[0].number, hit[1]
        if hit[0].definite or self.form(k).startswith("القرن"):
            if self.form(k) == "القرن":
                k += 1
                if self.form(k) == "الماضي":
                    k += 1
            return Value("decade", year=start), k, "decade"
        return None

    def window(self, i: int) -> Ruled | None:
        """N units up to the report: الأيام الخمسة الماضية، الشهرين الماضيين، الساعات ال24 الفائتة، 3 أيام القادمة."""
        k = i
        last = self.word(k, "ordinal_last")
        if last:
            counted = self.counted(last[1])
            if counted and not counted[0].definite and last[0].value == "-1" and counted[1] != 1 and not self.month(counted[2]):
                return Value("window", unit=counted[0].unit, n=counted[1], shift="past"), counted[2], "last_units"
        counted = self.counted(k)
        if counted is None:
            return None
        unit, n, k = counted
        few = self.word(k, "few")
        if few:
            k = few[1]
        elif unit.form == 0 and unit.definite and (told := self.number(k)):
            n, k = told
        shifted = self.shift(k)
        if shifted is None or shifted[0] not in ("past", "next"):
            return None
        if unit.form == 1 and n == 1:
            return None
        if unit.form == 0 and not unit.definite and not n:
            return None
        return Value("window", unit=unit.unit, n=n, shift=shifted[0]), shifted[1], "window"

    def streak(self, i: int) -> Ruled | None:
        """لليوم الثالث على التوالي: N units in a row, the last of them that of the report."""
        unit = self.unit(i)
        told = self.ordinal(unit[1]) if unit and unit[0].form == 1 and self.forms[i].endswith(("لليوم", "لليله")) else None
        if told is None or (self.form(told[1]), self.form(told[1] + 1)) != ("علي", "التوالي"):
            return None
        ends = Value("date", offset=1 - told[0]), Value("date", offset=0)
        return Value("range", inner=ends), told[1] + 2, "streak"

    def entered(self, i: int) -> Ruled | None:
        """دخلت الحرب يومها الثامن والعشرين: so many units up to the report, the present one counted."""
        unit = self.word(i, "its_unit")
        if unit is None or not any(self.is_a(k, "entering") for k in range(max(0, i - _ENTERING), i)):
            return None
        k = i + 1
        told = self.ordinal(k) or (self.number(k) if self.form(k) == "ال" else None)
        if told is None or told[0] < 2:
            return None
        n, end = told
        if unit[0].value == "day":
            return Value("range", inner=(Value("date", offset=1 - n), Value("date", offset=0))), end, "streak"
        since = Value("ago", unit=unit[0].value, n=n - 1)
        return Value("range", inner=(since, Value("date", offset=0))), end, "streak"

    def anniversary(self, i: int) -> Ruled | None:
        """الذكرى الثانية ل…, مرور سنة على …: that day so long ago; with بعد only about so long ago."""
        hit = self.word(i, "anniversary")
        if hit is None:
            return None
        if hit[0].value == "passing":
            counted = self.counted(hit[1])
            if counted is None or not counted[1] or self.form(counted[2]) not in ("علي", "من"):
                return None
            op = "ago" if self.form(i - 1) in ("بعد", "وبعد") else "anniversary"
            return Value(op, unit=counted[0].unit, n=counted[1]), counted[2], "anniversary"
        told = self.ordinal(hit[1])
        if told is None or not self.form(told[1]).startswith("ل"):
            return None
        return Value("anniversary", unit="year", n=told[0]), told[1], "anniversary"

    def counted(self, i: int, joined: bool = False) -> tuple[Unit, int, int] | None:
        """A counted unit: يومين، ثلاثة أيام، 24 ساعة، بضعة أشهر: ``(unit, count, next)``, count 0 for a few.

        ``joined`` wants the و of "and" on its first word (وثلاثة أشهر).
        """
        if joined:
            if not self.form(i).startswith("و"):
                return None
            for cls in ("unit", "number"):
                hit = self.word(i, cls)
                if hit and hit[0].clitic != "و":
                    return None
            lone = self.word(i, "number")
            if lone and (after := self.unit(lone[1])):
                return after[0], lone[0].number, after[1]
        unit = self.unit(i)
        if unit:
            return unit[0], unit[0].form, unit[1]
        few = self.word(i, "few")
        if few and (unit := self.unit(few[1])):
            return unit[0], 0, unit[1]
        told = self.number(i)
        if told and (unit := self.unit(told[1])):
            n = told[0] * (2 if unit[0].form == 2 else 1)
            return unit[0], n, unit[1]
        return None

    def nth(self, i: int) -> Ruled | None:
        """The n-th weekday, week or day of a month or year: آخر اثنين من آذار، الأسبوع الثالث من هذا الشهر."""
        n, k = 0, i
        unit, weekday = "", None
        if self.is_a(k, "day_word"):
            k += 1
        last = self.word(k, "ordinal_last") if self.form(k).endswith("اخر") else None
        told = self.ordinal(k) if last is None else None
        if last or (told and told[0] <= 5):
            n, k = (-1, last[1]) if last else told or (0, k)
            if self.form(k) == "يوم" and (self.is_a(k + 1, "weekday") or self.is_a(k + 1, "weekday_bare")):
                k += 1
        hit = self.word(k, "weekday") or self.word(k, "weekday_bare")
        plain = self.unit(k)
        if hit:
            unit, weekday, k = "weekday", hit[0].number, hit[1]
        elif plain and plain[0].form == 1 and plain[0].unit in ("week", "day"):
            unit, k = plain[0].unit, plain[1]
        elif plain and n > 0 and plain[0] == ("day", 0, False):
            unit, k = "day", plain[1]  # أول أيام شهر رمضان
        else:
            return None
        if n == 0:
            last = self.word(k, "ordinal_last")
            told = self.ordinal(k) if last is None else None
            if last:
                n, k = -1, last[1]
            elif told and told[0] <= {"day": 31, "week": 53}.get(unit, 5):
                n, k = told
            else:
                return None
        if self.form(k) in ("من", "في"):
            k += 1
        inner = self.whole(k)
        if inner is None or (inner[0].op, inner[0].unit) not in (("date", ""), ("unit", "month"), ("unit", "year")):
            return None
        return Value("nth", unit=unit, n=n, weekday=weekday, inner=(inner[0],)), inner[1], "nth"

    def feast(self, i: int) -> Ruled | None:
        told = self.ordinal(i)
        ordered = told is not None and self.form(told[1]) == "ايام"
        hit = self.word(told[1] + 1 if told and ordered else i, "feast")
        if hit is None:
            return None
        cal, month, day, length = hit[0].value.split("-")
        k = hit[1]
        shifted = self.shift(k)
        shift, k = shifted if shifted and shifted[0] in ("past", "next") else ("", k)
        found = self.year(k)
        year, k = (found[0], found[3]) if found and found[0] else (None, k)
        nth = told[0] if told and ordered else 0
        if nth:
            return Value("feast", cal=cal, month=int(month), day=int(day) + nth - 1, n=1, year=year, shift=shift), k, "feast"
        value = Value("feast", cal=cal, month=int(month), day=int(day), n=int(length), year=year, shift=shift)
        return value, k, "feast"

"""Rules for days: in figures, with a month by name, as weekday or relative word, or told in several ways at once."""

from __future__ import annotations

from typing import Final

from sijill.reading.date.almanac import Word
from sijill.reading.date.calendar import Value
from sijill.reading.date.date_words import (
    CLOSING,
    COMMAS,
    JOINS,
    LEX,
    NUMERIC_YEARS,
    OPENING,
    DateWords,
    Parsed,
    Ruled,
    forms_of,
)  # fmt: skip

_YEAR_MARKS: Final = COMMAS | frozenset((".", "-", "/"))
_PRECISE: Final = frozenset(("month", "hijri"))
# What may follow the figure of a day: a month, من, a sign, the far end of a range.
_AFTER_DAY: Final = frozenset(("من", "في", "ل", ".", "-", "/", "،", "و", "الي", "حتي")) | forms_of(
    "month", "hijri", "unit", "to", "ordinal", "demonstrative", "month_told", "of_it"
)
_CONTINUES: Final = forms_of(
    "pod", "relday", "tonight", "weekday", "weekday_en", "ordinal", "number", "month", "hijri", "day_word", "unit"
)


class DayRules(DateWords):
    """The day of a month, and the day as the press tells it."""

    def weak_ok(self, i: int, k: int) -> bool:
        """Whether what stands around a weak month name (مارس, ماي, آب, رمضان) makes it a date."""
        previous = self.form(i - 1)
        if previous in ("في", "وفي", "شهر", "منذ", "خلال", "حتي", "لشهر", "بشهر", "قبل", "حلول", "هذا"):
            return True
        clitic = next((w.clitic for w in LEX.get(self.forms[i], ()) if w.cls in _PRECISE), "")
        if clitic and not clitic.endswith("و") and clitic in ("ب", "ل", "وب"):
            return self.year(k) is not None
        comma = self.form(k) in COMMAS
        return self.is_a(k, "shift") or self.year(k) is not None or (comma and self.year_number(k + 1) is not None)

    # --- dates ---

    def tail(self, k: int) -> tuple[str, int | None, str, int]:
        """What may follow a month: a shift and a year, in either order: ``(shift, year, reference, next)``."""
        shift, year, reference = "", None, ""
        shifted = self.shift(k)
        if shifted and shifted[0] not in ("same", "after"):
            shift, k = shifted
        comma = 1 if self.form(k) in _YEAR_MARKS else 0
        found = self.year(k + comma)
        if found and comma and (found[0] is None or self.form(k + comma) in ("من", "في")):
            found = None
        if not found and not comma and self.form(k) in OPENING:
            # تموز (2019)
            inside = self.year_number(k + 1)
            if inside and self.form(inside[2]) in CLOSING:
                found = inside[0], "", inside[1], inside[2] + 1
        if not found and comma and (words := self.number(k + 1)) and 1900 <= words[0] < 2100:
            found = words[0], "", "g", words[1]
        if not found and not comma:
            words = self.number(k + (self.form(k) == "من"))
            if words and 1900 <= words[0] < 2100 and self.digits(k) is None:
                found = words[0], "", "g", words[1]
        if found:
            year, reference, _, k = found
            shifted = self.shift(k)
            if shifted and not shift and shifted[0] in ("past", "next"):
                shift, k = shifted
        return shift, year, reference, k

    def numeric(self, i: int) -> Parsed | None:
        """Dates in figures: 2023/10/06, 6-10-2023, 27.10.2021, 2/2013."""
        if self.kinds[i] != "n":
            return None
        if "." in self.forms[i] and self.forms[i].count(".") == 2 and "," not in self.forms[i]:
            value = self.figures([int(part) for part in self.forms[i].split(".")])
            return (value, self.era(i + 1)) if value else None
        parts, k = [self.digits(i)], i + 1
        mark = self.form(k)
        # figures of one date stand without blanks between them
        while mark in JOINS and len(parts) < 3 and self.form(k) == mark and (n := self.digits(k + 1)) is not None:
            parts.append(n)
            k += 2
        whole = [n for n in parts if n is not None]
        if len(whole) == 3 and len(whole) == len(parts):
            if whole[2] < 100 and self.form(k) == mark and self.digits(k + 1) in NUMERIC_YEARS:
                return None  # قناة 24 - 7-12-2015: the date begins behind the first
            value = self.figures(whole)
            return (value, self.era(k)) if value else None
        if len(whole) == 2 and mark == "/" and self.form(k) in COMMAS and (n := self.digits(k + 1)) is not None:
            value = self.figures([*whole, n]) if n in NUMERIC_YEARS else None
            if value:
                return value, k + 2
        if len(whole) == 2:
            a, b = whole
            if a in NUMERIC_YEARS and 1 <= b <= 12:
                return Value("date", year=a, month=b), k
            if b in NUMERIC_YEARS and 1 <= a <= 12:
                return Value("date", year=b, month=a), k
        return None

    def era(self, k: int) -> int:
        hit = self.word(k, "era")
        return hit[1] if hit and hit[0].value == "g" else k

    @staticmethod
    def figures(parts: list[int]) -> Value | None:
        """Day, month and year of three numbers; the day stands first unless it cannot."""
        a, b, c = parts
        if a > 1000:
            year, month, day = a, b, c
        elif c > 1000:
            year, month, day = (c, b, a) if b <= 12 else (c, a, b)
        elif 1 <= b <= 12 and a <= 31 and c < 100 and len(parts) == 3:
            # 18-9-15 is 18 September 2015; of 16/04/21 either end may be the year, and the year stands first
            year, month, day = (2000 + a, b, c) if 13 <= a < c <= 31 else (2000 + c, b, a)
        else:
            return None
        if not (1 <= month <= 12 and 1 <= day <= 31 and (year in NUMERIC_YEARS or 1300 <= year <= 1500)):
            return None
        return Value("date", year=year, month=month, day=day, cal="h" if year < 1600 else "g")

    def short(self, i: int) -> Parsed | None:
        """Day and month in figures (22/4, 22-4, 4.22), only where يوم, في or a weekday announces a date."""
        if self.kinds[i] != "n" or not (self.announced(i) or self.padded(i)):
            return None
        if self.forms[i].count(".") == 1 and "," not in self.forms[i]:
            left, _, right = self.forms[i].partition(".")
            a, b, k = int(left), int(right), i + 1
        else:
            n, m = self.digits(i), self.digits(i + 2)
            if n is None or m is None or self.form(i + 1) not in JOINS:
                return None
            a, b, k = n, m, i + 3
        if self.form(k) in JOINS or self.is_a(k, "unit") or self.is_a(k, "month"):
            return None
        day, month = (a, b) if b <= 12 else (b, a)
        if not (1 <= month <= 12 and 1 <= day <= 31 and (self.form(i + 1) != "-" or max(a, b) > 12)):
            return None
        return Value("date", month=month, day=day), k

    def padded(self, i: int) -> bool:
        """22/04 is no ratio: two digits each side of the stroke, one padded with nought."""
        if self.form(i + 1) != "/" or not (i + 2 < self.size and self.kinds[i + 2] == "n"):
            return False
        pair = self.forms[i], self.forms[i + 2]
        return all(len(n) == 2 for n in pair) and any(n[0] == "0" for n in pair)

    def announced(self, i: int) -> bool:
        previous = self.form(i - 1)
        return (
            self.is_a(i - 1, "day_word")
            or self.is_a(i - 1, "weekday")
            or self.is_a(i - 1, "relday")
            or (previous == "في" and self.kinds[min(i + 1, self.size - 1)] != "w")
        )

    def calendar_date(self, i: int) -> Parsed | None:
        """A day of a month, or a range of days within one; with the year and the shift that follow."""
        if i >= self.size:
            return None
        numeric = self.numeric(i) or self.short(i)
        if numeric:
            return numeric
        return self.day_month(i) or self.month_day(i)

    def day(self, i: int) -> tuple[int, int] | None:
        """A day of the month in figures or as an ordinal, its sign (12. , 12- , 12/) not included."""
        n = self.digits(i)
        if n is not None:
            return (n, i + 1) if 1 <= n <= 31 else None
        told = self.ordinal(i)
        if told is None:
            word = self.number(i)
            if word and 10 < word[0] <= 31:
                return word
            return None
        return told if 1 <= told[0] <= 31 else None

    def day_month(self, i: int) -> Parsed | None:
        if self.kinds[i] == "n" and (len(self.forms[i]) > 2 or self.forms[i + 1] not in _AFTER_DAY):
            return None
        first = self.day(i)
        if first is None:
            return None
        d, k = first
        until = None
        mark = self.form(k)
        if mark in ("-", "الي", "حتي", "و") or self.is_a(k, "to"):
            step = k + 1
            if self.is_a(step, "day_word"):
                step += 1
            second = self.day(step)
            while second and second[0] > (until or d):
                until, k = second
                second = self.day(k + 1) if self.form(k) == "و" else None
        elif mark == "/" and self.is_a(i - 1, "pod") and self.day(k + 1) == (d + 1, k + 2):
            until, k = d + 1, k + 2  # ليل 9/10 حزيران
        elif self.kinds[min(k, self.size - 1)] == "w" and self.form(k).startswith("و"):
            # بين 2 و7 : the و is written onto the next word or number
            second = self.day(k)
            if second and second[0] > d and (self.is_a(i - 1, "between") or self.is_a(i - 1, "two_days")):
                until, k = second
        value = self.of_month(k)
        if value is None and self.form(k) in (".", "-", "/", "،") and self.digits(i) is not None:
            value = self.of_month(k + 1) if self.month(k + 1) else None
        if value is None:
            return None
        month, k = value
        dated = month.but(day=d)
        if until is None:
            return dated, k
        return Value("range", inner=(dated, month.but(day=until))), k

    def of_month(self, k: int) -> Parsed | None:
        """The month of a day just read: تموز 2023, من حزيران الماضي, الشهر الجاري."""
        if self.is_a(k, "of_it"):
            return Value("date", mshift="same"), k + 1
        linked = self.form(k) in ("من", "في", "ل")
        if linked:
            k += 1
        month = self.month(k)
        if month:
            number, cal, _, k = month
            shift, year, reference, k = self.tail(k)
            era = self.word(k, "era")
            if cal == "h" and era and era[0].value == "h":
                k = era[1]
            if cal == "h" and year is None and (n := self.digits(k)) is not None and 1300 <= n <= 1500:
                year, k = n, k + 1
                if (era := self.word(k, "era")) is not None:
                    k = era[1]
            return Value("date", year=year, yshift=reference, month=number, shift=shift, cal=cal), k
        unit = self.this_unit(k)
        if unit and unit[0].unit == "month":
            return Value("date", mshift=unit[0].shift), unit[1]
        bare = self.unit(k)
        if bare and linked and bare[0] == ("month", 1, True):
            return Value("date", mshift="told"), bare[1]
        told = self.word(k, "month_told")
        return (Value("date", mshift=told[0].value), told[1]) if told else None

    def this_unit(self, i: int) -> Parsed | None:
        """One calendar unit by shift: الشهر الماضي، هذا الأسبوع، ذلك العام، العام نفسه."""
        that = self.word(i, "demonstrative")
        if that:
            unit = self.unit(that[1])
            if unit and unit[0].form == 1 and unit[0].definite and unit[0].unit not in ("hour", "day"):
                shift = "same" if that[0].value == "that" else "this"
                return Value("unit", unit=unit[0].unit, shift=shift), unit[1]
            if unit and unit[0] == ("day", 1, True) and that[0].value == "this":
                return Value("date", offset=0), unit[1]
            return None
        same = self.is_a(i, "same_word")
        unit = self.unit(i + same)
        if unit is None or unit[0].form != 1 or not unit[0].definite or unit[0].unit == "hour":
            return None
        if same:
            return Value("unit", unit=unit[0].unit, shift="same"), unit[1]
        shifted = self.shift(unit[1])
        if shifted is None or (unit[0].unit == "year" and self.general(i, unit[1])):
            # "بعد القادم": the one after next
            return None
        if shifted[0] == "new" and unit[0].unit != "year":
            return None
        if unit[0].unit == "day" and shifted[0] in ("same", "after"):
            return Value("context", offset=1 if shifted[0] == "after" else 0), shifted[1]
        if unit[0].unit == "day":
            return Value("date", offset={"past": -1, "next": 1}.get(shifted[0], 0)), shifted[1]
        return Value("unit", unit=unit[0].unit, shift=shifted[0]), shifted[1]

    def month_day(self, i: int) -> Parsed | None:
        """Month before day: يوليو 13-15، يناير الثاني والعشرين، 2018، March 3, 2024."""
        if self.kinds[i] == "n":
            return None
        month = self.month(i)
        if month is None:
            return None
        number, cal, weak, k = month
        if self.form(k) == "-" and self.digits(k + 1) is not None:
            k += 1
        english = self.form(i)[:1] < "\x80"
        first = self.day(k)
        if first is None or cal == "h":
            return None
        d, k = first
        until = None
        if (self.form(k) == "-" or self.is_a(k, "to")) and (second := self.day(k + 1)) and second[0] > d:
            until, k = second
        shift, year, reference, k2 = self.tail(k)
        if year is None and not english and until is None:
            # "in July 15 people": a number before a word counts it; an ordinal does not
            following = self.kinds[k] if k < self.size else "l"
            if self.kinds[k - 1] == "n" and following != "l" and self.form(k) not in ".،,؛؟!:":
                return None
            if self.kinds[k - 1] != "n" and following == "w" and not shift:
                return None
        if weak and year is None:
            return None
        value = Value("date", year=year, yshift=reference, month=number, day=d, shift=shift)
        if until is None:
            return value, k2
        return Value("range", inner=(value, value.but(day=until))), k2

    # --- the day, told in several ways side by side ---

    def day_expression(self, i: int) -> Ruled | None:
        """A day as the press writes it: part of day, today or yesterday, weekday, date, in any order, with
        commas, brackets and الموافق between: مساء أمس الخميس، اليوم (الجمعة) 6 تشرين الأول 2023."""
        k, pod, offset, weekday, shift = i, "", None, None, ""
        week: Value | None = None
        dated: Value | None = None
        hijri: Value | None = None
        named = False
        while k < self.size:
            step = k
            bracket = False
            if k > i:
                # what may stand between two ways to tell one day
                if self.form(step) in COMMAS:
                    step += 1
                elif self.form(step) in OPENING:
                    bracket, step = True, step + 1
                elif self.form(step) == "-" and weekday is not None and dated is None:
                    step += 1
                link = self.form(step)
                if link in ("في", "من") and (weekday is not None or pod):
                    step += 1
                if self.forms[step] not in _CONTINUES and self.kinds[step] != "n":
                    break
            marker = self.word(step, "day_word")
            if marker and (k > i or self.form(step) not in ("تاريخ",)):
                named, step = True, marker[1]
                if self.form(step) in ("ل", "في", ":"):
                    step += 1
            got = step
            if not pod and k > i and step == k and (offset is not None or weekday is not None) and self.adverb(k):
                hit = self.word(k, "pod")
                pod, got = (hit[0].value, hit[1]) if hit else ("", k + 1)
            elif not pod and offset is None and weekday is None and dated is None and (hit := self.word(step, "pod")):
                pod, got = hit[0].value, hit[1]
                if self.form(got) == "من":
                    got += 1
                night = self.night(got) if pod == "night" else None
                if night:
                    return night[0].but(pod=pod), night[1], "night_between"
            elif offset is None and dated is None and weekday is None and (hit := self.relative_day(step)):
                offset, got = hit[0].number, hit[1]
            elif offset is None and dated is None and weekday is None and not pod and (hit := self.word(step, "tonight")):
                shifted = self.shift(hit[1])
                pod, offset, got = "night", 0, hit[1]
                if shifted and shifted[0] == "past":
                    offset, got = -1, shifted[1]
            elif weekday is None and (dated is None or bracket) and (hit := self.weekday(step)):
                weekday, got = hit[0].number, hit[1]
                shifted = self.shift(got)
                if shifted and shifted[0] in ("past", "next", "this", "before_past"):
                    shift, got = shifted
                elif shifted and shifted[0] == "after":
                    shift, got = "next", shifted[1]
                week_of = self.week(got) if not shift else None
                if week_of:
                    week, got = week_of
            elif (found := self.calendar_date(step)) is not None and (found[0].op == "date" or dated is None):
                value, got = found
                if value.op == "date" and value.day is None and value.mshift == "":
                    break
                if value.op == "range":
                    if offset is None and weekday is None:
                        return value, got, "day_range"
                    break
                if value.cal == "h" and hijri is None and (dated is None or bracket or self.form(k) in ("/", "-")):
                    hijri = value
                elif value.cal == "g" and dated is None:
                    dated = value
                else:
                    break
            elif weekday is not None and dated is None and hijri is None and (found2 := self.bare_day(step)) is not None:
                dated, got = Value("date", day=found2[0]), found2[1]
            else:
                break
            if bracket:
                if self.form(got) not in CLOSING:
                    break
                got += 1
            k = got
        if named and k == i:
            # يوم 27
            marker = self.word(i, "day_word")
            n = self.digits(marker[1]) if marker else None
            if marker and n is not None and 1 <= n <= 31 and self.form(i) not in ("ايام",):
                after = self.form(marker[1] + 1)
                if not self.is_a(marker[1] + 1, "unit") and (after in ".!،\n" or self.kinds[marker[1] + 1] != "w"):
                    return Value("date", day=n), marker[1] + 1, "day_number"
            return None
        if offset is None and weekday is None and dated is None and hijri is None:
            return None
        base = dated or hijri or Value("date")
        if dated is None and hijri is not None and weekday is not None:
            base = hijri
        value = base.but(
            offset=offset, weekday=weekday, pod=pod, shift=shift or base.shift, inner=(week,) if week else ()
        )
        if base.month is not None or base.mshift or base.day is not None:
            rule = "day_told_twice" if offset is not None else "date"
        else:
            rule = "relative_day" if offset is not None else "weekday"
        return value, k, rule

    def adverb(self, k: int) -> bool:
        """A part of the day after the day (أمس مساءً، الخميس ليلاً): the adverb, not the verb ظهر "appeared"."""
        hit = self.word(k, "pod", bare=True)
        return hit is not None and (hit[0].definite or self.form(k) == "مساء" or self.form(k).endswith("ا"))

    def relative_day(self, i: int) -> tuple[Word, int] | None:
        """أمس، اليوم، غداً; not "the day" of اليوم التالي, and no outlet's name."""
        hit = self.word(i, "relday")
        if hit is None:
            return None
        word, k = hit
        if word.number == 0 and not word.rest:
            if self.is_a(i - 1, "not_today_after") and word.clitic == "":
                return None
            following = self.word(k, "shift")
            if following and following[0].value in ("same", "after", "past", "next"):
                return None
            if self.is_a(i - 1, "demonstrative") or (self.ordinal(k) and not self.day_month(k)):
                return None
            if self.is_a(k, "unit") and self.is_a(k, "shift"):
                return None
            if word.clitic == "ل":
                return None
        if word.number == -1 and self.is_a(k, "not_yesterday_before"):
            return None
        if word.number == 1 and word.clitic.startswith(("و", "ف")) and not word.rest:
            # وغدا is also "and became"; the adverb shows its tanwin
            raw = self.text.word(i)
            if not any(mark in raw for mark in "ًٍ") and self.forms[i].endswith("غدا"):
                return None
        if self.form(i) == "غد" and not self.is_a(i - 1, "pod") and not self.is_a(i - 1, "day_word"):
            return None
        return word, k

    def weekday(self, i: int) -> tuple[Word, int] | None:
        hit = self.word(i, "weekday") or self.word(i, "weekday_en")
        if hit is None or self.is_a(i - 1, "not_weekday_after"):
            return None
        if hit[0].clitic == "ك":
            return None
        return hit

    def bare_day(self, i: int) -> tuple[int, int] | None:
        """The day of month after a weekday, with no month (الخميس 21، السبت السادس عشر)."""
        told = self.ordinal(i)
        if told:
            return told if 12 < told[0] <= 31 or self.form(i - 1) in ("في",) else None
        n = self.digits(i)
        following = self.kinds[i + 1] if i + 1 < self.size else "l"
        if n is not None and 1 <= n <= 31 and following in "lp" and self.form(i + 1) not in ("/", "-", "%", "("):
            return n, i + 1
        return None

    def week(self, k: int) -> Parsed | None:
        """The week or month a weekday belongs to (الجمعة من الأسبوع المقبل، أحد الأسبوع الماضي)."""
        found = self.this_unit(k + (self.form(k) in ("من", "في")))
        return found if found and found[0].unit == "week" else None

    def night(self, k: int) -> Parsed | None:
        """The night between two days: ليل السبت-الأحد، ليلة الخميس على الجمعة."""
        first = self.weekday(k)
        if first is None:
            return None
        link = self.form(first[1])
        second = self.weekday(first[1] + (link in ("-", "/", "علي", "الي")))
        if second is None or (second[0].number - first[0].number) % 7 != 1:
            return None
        shifted = self.shift(second[1])
        shift, end = shifted if shifted and shifted[0] in ("past", "next") else ("", second[1])
        # the second day fixes the first
        a = Value("date", weekday=first[0].number, shift=shift)
        return Value("range", inner=(a, Value("date", weekday=second[0].number, shift=shift))), end

"""The grammar of dates: tokens of a report in, date mentions out, in text order and not overlapping.

Each token's folded form is looked up once; only where a word of dates or a number stands does the grammar
run.  Its words are the table ``packs/core/calendar.tsv``; its rules are the methods of ``_Reader``, each
named in the mentions it gives.  Resolution against the publication date is :mod:`sijill.reading.calendar`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from sijill.arabic.text import Text
from sijill.reading.almanac import Word, almanac
from sijill.reading.calendar import DateMention, Value, anchor_kind

__all__ = ["DateMention", "find"]

_LEX = almanac()
_Parsed = tuple[Value, int]
_STARTING = frozenset(
    (
        "month", "hijri", "weekday", "weekday_bare", "weekday_en", "relday", "pod", "tonight", "pod_told",
        "day_word", "unit", "demonstrative", "part", "season", "decade", "role", "until_now", "between",
        "from", "two_days", "few", "article", "same_word", "context", "ordinal", "ordinal_last", "feast", "number",
    )
)  # fmt: skip
_BY_CLASS: defaultdict[str, dict[str, tuple[Word, ...]]] = defaultdict(dict)
for _form, _senses in _LEX.items():
    for _word in _senses:
        _BY_CLASS[_word.cls][_form] = tuple(w for w in _senses if w.cls == _word.cls)
_PADDING = ["\n"] * 12
_STARTS = {form: frozenset(w.cls for w in senses) for form, senses in _LEX.items() if any(w.cls in _STARTING for w in senses)}
# Words that make a date; the others of _STARTING only begin one.
_CORE_CLASSES = frozenset(
    (
        "month", "hijri", "weekday", "weekday_en", "relday", "tonight", "unit", "season", "decade",
        "until_now", "context", "feast", "pod_told",
    )
)  # fmt: skip
_CORES = frozenset(form for form, senses in _LEX.items() if any(w.cls in _CORE_CLASSES for w in senses))
# منذ الحادي والعشرين من تموز: the most tokens from the start of a date to its first word of dates.
_REACH = 8
_JOINS = frozenset(("-", "/"))
_OPENING = frozenset(("(", "["))
_CLOSING = frozenset((")", "]"))
_COMMAS = frozenset(("،", ","))
# A future marker this many tokens before a yearless date turns it towards the future.
_FUTURE_REACH = 10
_PRECISE = frozenset(("month", "hijri"))
_NUMERIC_YEARS = range(1900, 2100)
_UNITS = ("hour", "day", "week", "month", "year", "decade")
_FIRST_OR_LAST = frozenset(("اول", "باول", "لاول", "واول", "اخر", "باخر", "لاخر", "واخر"))


class _Unit(NamedTuple):
    unit: str
    form: int  # 1 singular, 2 dual, 0 plural
    definite: bool


def find(text: Text) -> list[DateMention]:
    """The date mentions of a text."""
    forms, kinds = text.forms, text.kinds
    # A number, a preposition or a part of the day begins a date only if a word of dates follows closely.
    cores = [i for i, form in enumerate(forms) if form in _CORES or (kinds[i] == "n" and _is_core(forms, i))]
    if not cores:
        return []
    reader = _Reader(text)
    out: list[DateMention] = []
    done, reached = 0, -1
    for core in cores:
        if core < done:
            continue
        for i in range(max(done, core - _REACH, reached + 1), core + 1):
            reached = i
            if i < done or not (forms[i] in _STARTS or kinds[i] == "n"):
                continue
            mention = reader.read(i)
            if mention is not None:
                out.append(mention)
                done = mention.last
                if done > core:
                    break
    return out


def _is_core(forms: list[str], i: int) -> bool:
    """A number that may be a year or a date in figures."""
    form = forms[i]
    return len(form) == 4 or "." in form or (i + 1 < len(forms) and forms[i + 1] in _JOINS)


class _Reader:
    """Recursive descent over the tokens; every rule returns a value and the token after it, or None."""

    def __init__(self, text: Text) -> None:
        self.text = text
        # Line ends after the last token, and so before the first (index -1), spare every bounds check.
        self.forms = text.forms + _PADDING
        self.kinds = text.kinds + ["l"] * len(_PADDING)
        self.size = len(text.forms)

    # --- words ---

    def word(self, i: int, cls: str, bare: bool = False) -> tuple[Word, int] | None:
        """The longest sense of class ``cls`` at ``i``; ``bare`` refuses proclitics."""
        senses = _BY_CLASS[cls].get(self.forms[i])
        if senses is None:
            return None
        for word in senses:
            if bare and word.clitic:
                continue
            k = i + 1
            if word.rest:
                end = k + len(word.rest)
                if tuple(self.forms[k:end]) != word.rest:
                    continue
                k = end
            return word, k
        return None

    def is_a(self, i: int, cls: str) -> bool:
        return self.forms[i] in _BY_CLASS[cls] and self.word(i, cls) is not None

    def form(self, i: int) -> str:
        return self.forms[i]

    def digits(self, i: int) -> int | None:
        """The value of a plain whole number token."""
        if self.kinds[i] == "n" and self.forms[i].isdigit():
            return int(self.forms[i])
        return None

    # --- numbers in words ---

    def ordinal(self, i: int) -> tuple[int, int] | None:
        """A day told as ordinal (الحادي والعشرون، الخامس عشر)."""
        hit = self.word(i, "ordinal")
        if hit is None:
            return None
        word, k = hit
        n = word.number
        if n < 20:
            teen = self.word(k, "teen")
            if teen and n < 10 or teen and n == 11:
                return (n % 10 if n == 11 else n) + 10, teen[1]
            tens = self.word(k, "tens")
            if tens:
                return n % 10 + tens[0].number, tens[1]
            if n == 11:
                return None
        return n, k

    def number(self, i: int) -> tuple[int, int] | None:
        """A number in digits or words, the article before digits allowed (ال 24، ثلاثة، ألفين وثمانية عشر)."""
        if self.form(i) == "ال" and self.digits(i + 1) is not None:
            i += 1
        n = self.digits(i)
        if n is not None:
            return n, i + 1
        total, k, scale = 0, i, 10_000
        while k < self.size:
            hit = self.word(k, "number")
            if hit is None:
                break
            word, after = hit
            joined = word.clitic == "و"
            if (k > i and not joined) or word.clitic not in ("", "و") or (k == i and joined):
                if not (k == i and word.clitic in ("ب", "ل")):
                    break
            value = word.number
            teen = self.word(after, "teen") if 1 < value < 10 else None
            if teen:
                value, after = value + 10, teen[1]
            if k > i and value < 10 and scale <= 10:
                break
            if k > i and 10 <= value < 100 and total % 10 and total % 100 < 10:
                total, scale = total + value, 1
            elif value < scale:
                total, scale = total + value, 1000 if value >= 1000 else 100 if value >= 100 else 10
            else:
                break
            k = after
        return (total, k) if k > i else None

    # --- units and shifts ---

    def unit(self, i: int) -> tuple[_Unit, int] | None:
        hit = self.word(i, "unit")
        if hit is None:
            return None
        word, k = hit
        return _Unit(word.value[:-1], int(word.value[-1]), word.definite or word.clitic.endswith("لل")), k

    def shift(self, i: int) -> tuple[str, int] | None:
        hit = self.word(i, "shift", bare=True)
        return (hit[0].value, hit[1]) if hit else None

    # --- months, years ---

    def month(self, i: int) -> tuple[int, str, bool, int] | None:
        """A month by name, one or two names for it (شباط/فبراير، أكتوبر (تشرين الأول)), or شهر 3:
        ``(month, calendar, weak, next token)``."""
        label = self.word(i, "unit")
        if label and label[0].value == "month1":
            named = self.month_name(label[1])
            if named:
                return named[0], named[1], False, named[3]
            n = self.digits(label[1])
            if n is not None and 1 <= n <= 12 and not self.is_a(label[1] + 1, "shift"):
                return n, "g", False, label[1] + 1
            told = self.number(label[1]) or self.ordinal(label[1])
            if told and 1 <= told[0] <= 12 and (not self.is_a(told[1], "unit") or self.year(told[1])):
                return told[0], "g", False, told[1]
            return None
        return self.month_name(i)

    def month_name(self, i: int) -> tuple[int, str, bool, int] | None:
        for cls, cal in (("month", "g"), ("hijri", "h")):
            hit = self.word(i, cls)
            if hit is None:
                continue
            word, k = hit
            if word.weak and self.text.word(i).lstrip("وفبلك")[:1] == "أ" and word.number == 8 and self.forms[i].endswith("اب"):
                return None
            k2 = k + 1
            if self.form(k) in _JOINS and (twin := self.word(k2, cls)) and twin[0].number == word.number:
                return word.number, cal, False, twin[1]
            if self.form(k) in _OPENING and (twin := self.word(k2, cls)) and twin[0].number == word.number:
                if self.form(twin[1]) in _CLOSING:
                    return word.number, cal, False, twin[1] + 1
            elif (twin := self.word(k, cls, bare=True)) and twin[0].number == word.number:
                return word.number, cal, False, twin[1]
            return word.number, cal, word.weak, k
        return None

    def year_number(self, i: int, loose: bool = False) -> tuple[int, str, int] | None:
        """A year in digits with its era: ``(year, calendar, next token)``; ``loose`` takes any size and words."""
        n = self.digits(i)
        k = i + 1
        if n is None:
            if not loose:
                return None
            told = self.number(i)
            if told is None or told[0] < 1000:
                return None
            n, k = told
        era = self.word(k, "era")
        if era and not (era[0].value == "g" and self.form(k) != "م" and n < 1000):
            if era[0].value == "h" and 1300 <= n <= 1500:
                return n, "h", era[1]
            if era[0].value == "g" and n in range(1000, 2200):
                return n, "g", era[1]
        if n in _NUMERIC_YEARS or (loose and 1000 <= n < 2200):
            return n, "g", k
        return None

    def year(self, i: int) -> tuple[int | None, str, str, int] | None:
        """A year, by number or by reference: ``(year, reference, calendar, next token)``."""
        k = i
        if self.form(k) in ("من", "في", "ل", "لسنه"):
            k += 1
        that = self.word(k, "demonstrative")
        if that:
            unit = self.unit(that[1])
            if unit and unit[0] == ("year", 1, True):
                return None, "same" if that[0].value == "that" else "this", "g", unit[1]
            return None
        unit = self.unit(k)
        if unit and unit[0].unit == "year" and unit[0].form == 1:
            k = unit[1]
            opened = self.form(k) in _OPENING
            numbered = self.year_number(k + opened, loose=True)
            if numbered:
                closing = opened and self.form(numbered[2]) in _CLOSING
                return numbered[0], "", numbered[1], numbered[2] + closing
            shifted = self.shift(k)
            if shifted and unit[0].definite and not self.general(unit[1] - 1, k):
                return None, "same" if shifted[0] == "same" else shifted[0], "g", shifted[1]
            return None
        if k > i and self.form(i) == "في":
            return None
        numbered = self.year_number(k)
        return (numbered[0], "", numbered[1], numbered[2]) if numbered else None

    def general(self, i: int, adjective: int) -> bool:
        """True where العام at ``i`` is "general" (الأمين العام الحالي), not "year"."""
        previous = self.form(i - 1)
        if self.form(i) != "العام" or not previous.startswith("ال") or i == 0:
            return False
        return self.is_a(adjective, "year_adjective") and not self.is_a(i - 1, "month")

    def weak_ok(self, i: int, k: int) -> bool:
        """Whether what stands around a weak month name (مارس, ماي, آب, رمضان) makes it a date."""
        previous = self.form(i - 1)
        if previous in ("في", "وفي", "شهر", "منذ", "خلال", "حتي", "لشهر", "بشهر", "قبل", "حلول", "هذا"):
            return True
        clitic = next((w.clitic for w in _LEX.get(self.forms[i], ()) if w.cls in _PRECISE), "")
        if clitic and not clitic.endswith("و") and clitic in ("ب", "ل", "وب"):
            return self.year(k) is not None
        comma = self.form(k) in _COMMAS
        return self.is_a(k, "shift") or self.year(k) is not None or (comma and self.year_number(k + 1) is not None)

    # --- dates ---

    def tail(self, k: int) -> tuple[str, int | None, str, int]:
        """What may follow a month: a shift and a year, in either order: ``(shift, year, reference, next)``."""
        shift, year, reference = "", None, ""
        shifted = self.shift(k)
        if shifted and shifted[0] not in ("same", "after"):
            shift, k = shifted
        comma = 1 if self.form(k) in (*_COMMAS, ".", "-", "/") else 0
        found = self.year(k + comma)
        if found and comma and (found[0] is None or self.form(k + comma) in ("من", "في")):
            found = None
        if not found and not comma and self.form(k) in _OPENING:
            # تموز (2019)
            inside = self.year_number(k + 1)
            if inside and self.form(inside[2]) in _CLOSING:
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

    def numeric(self, i: int) -> _Parsed | None:
        """Dates in figures: 2023/10/06, 6-10-2023, 27.10.2021, 2/2013."""
        if self.kinds[i] != "n":
            return None
        if "." in self.forms[i] and self.forms[i].count(".") == 2 and "," not in self.forms[i]:
            value = self.figures([int(part) for part in self.forms[i].split(".")])
            return (value, self.era(i + 1)) if value else None
        parts, k = [self.digits(i)], i + 1
        mark = self.form(k)
        # figures of one date stand without blanks between them
        while mark in _JOINS and len(parts) < 3 and self.form(k) == mark and (n := self.digits(k + 1)) is not None:
            parts.append(n)
            k += 2
        whole = [n for n in parts if n is not None]
        if len(whole) == 3 and len(whole) == len(parts):
            value = self.figures(whole)
            return (value, self.era(k)) if value else None
        if len(whole) == 2 and mark == "/" and self.form(k) in _COMMAS and (n := self.digits(k + 1)) is not None:
            value = self.figures([*whole, n]) if n in _NUMERIC_YEARS else None
            if value:
                return value, k + 2
        if len(whole) == 2:
            a, b = whole
            if a in _NUMERIC_YEARS and 1 <= b <= 12:
                return Value("date", year=a, month=b), k
            if b in _NUMERIC_YEARS and 1 <= a <= 12:
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
            year, month, day = (2000 + c, b, a) if not (c > 31 and a < c) else (2000 + c, b, a)
            if a >= 13 and c <= 31 and a < 32 and c > a:
                # 16/04/21: either end may be the year; the later number is no year before the report's century
                year, month, day = 2000 + a, b, c
        else:
            return None
        if not (1 <= month <= 12 and 1 <= day <= 31 and (year in _NUMERIC_YEARS or 1300 <= year <= 1500)):
            return None
        return Value("date", year=year, month=month, day=day, cal="h" if year < 1600 else "g")

    def short(self, i: int) -> _Parsed | None:
        """Day and month in figures (22/4, 22-4, 4.22), only where يوم, في or a weekday announces a date."""
        if self.kinds[i] != "n" or not (self.announced(i) or self.padded(i)):
            return None
        if self.forms[i].count(".") == 1 and "," not in self.forms[i]:
            left, _, right = self.forms[i].partition(".")
            a, b, k = int(left), int(right), i + 1
        else:
            n, m = self.digits(i), self.digits(i + 2)
            if n is None or m is None or self.form(i + 1) not in _JOINS:
                return None
            a, b, k = n, m, i + 3
        if self.form(k) in _JOINS or self.is_a(k, "unit") or self.is_a(k, "month"):
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

    def calendar_date(self, i: int) -> _Parsed | None:
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

    def day_month(self, i: int) -> _Parsed | None:
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
            if second and second[0] > d:
                until, k = second
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
        dated = month._replace(day=d)
        if until is None:
            return dated, k
        return Value("range", inner=(dated, month._replace(day=until))), k

    def of_month(self, k: int) -> _Parsed | None:
        """The month of a day just read: تموز 2023, من حزيران الماضي, الشهر الجاري."""
        if self.form(k) in ("من", "في", "ل"):
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
        return None

    def this_unit(self, i: int) -> _Parsed | None:
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
        if unit[0].unit == "day" and shifted[0] in ("same", "after"):
            return Value("context", offset=1 if shifted[0] == "after" else 0), shifted[1]
        if unit[0].unit == "day":
            return Value("date", offset={"past": -1, "next": 1}.get(shifted[0], 0)), shifted[1]
        return Value("unit", unit=unit[0].unit, shift=shifted[0]), shifted[1]

    def month_day(self, i: int) -> _Parsed | None:
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
        return Value("range", inner=(value, value._replace(day=until))), k2

    # --- the day, told in several ways side by side ---

    def day_expression(self, i: int) -> tuple[Value, int, str] | None:
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
                if self.form(step) in _COMMAS:
                    step += 1
                elif self.form(step) in _OPENING:
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
                    return night[0]._replace(pod=pod), night[1], "night_between"
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
                if shifted and shifted[0] in ("past", "next", "this"):
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
                if self.form(got) not in _CLOSING:
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
        value = base._replace(
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

    def week(self, k: int) -> _Parsed | None:
        """The week or month a weekday belongs to (الجمعة من الأسبوع المقبل، أحد الأسبوع الماضي)."""
        found = self.this_unit(k + (self.form(k) in ("من", "في")))
        return found if found and found[0].unit == "week" else None

    def night(self, k: int) -> _Parsed | None:
        """The night between two days: ليل السبت-الأحد، ليلة الخميس على الجمعة."""
        first = self.weekday(k)
        if first is None:
            return None
        link = self.form(first[1])
        if link not in ("-", "/", "علي", "الي"):
            return None
        second = self.weekday(first[1] + 1)
        if second is None or (second[0].number - first[0].number) % 7 != 1:
            return None
        shifted = self.shift(second[1])
        shift, end = shifted if shifted and shifted[0] in ("past", "next") else ("", second[1])
        # the second day fixes the first
        a = Value("date", weekday=first[0].number, shift=shift)
        return Value("range", inner=(a, Value("date", weekday=second[0].number, shift=shift))), end

    # --- larger spans ---

    def month_expression(self, i: int) -> tuple[Value, int, str] | None:
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

    def year_expression(self, i: int) -> tuple[Value, int, str] | None:
        """عام 2016، العام الماضي، 2019-2020, and a bare 2014 after في، منذ، بعد and the like."""
        unit = self.unit(i)
        if unit and unit[0].unit == "year" and unit[0].form != 1:
            return self.years(unit[1])
        found = self.year(i) if unit or self.is_a(i, "demonstrative") else None
        if found is None:
            numbered = self.year_number(i)
            if numbered is None:
                return None
            if self.form(numbered[2]) == "-" and (last := self.year_number(numbered[2] + 1)):
                if numbered[0] < last[0] <= numbered[0] + 60:
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

    def years(self, k: int) -> tuple[Value, int, str] | None:
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

    def season(self, i: int) -> tuple[Value, int, str] | None:
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

    def part(self, i: int) -> tuple[Value, int, str] | None:
        """Early, mid, late, halves and quarters of a month, year, week, season or decade."""
        hit = self.word(i, "part")
        if hit is None:
            return None
        word, k = hit
        linked = False
        while self.form(k) in ("من", "في", "ل") or self.form(k) == "شهر" and self.month(k) is None:
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
                return inner[0]._replace(day=1), inner[1], "first_of_month"
            return None
        if word.value.startswith(("half", "third", "quarter")) and inner[0].op == "window":
            return None
        return Value("part", part=word.value, inner=(inner[0],)), inner[1], "part"

    def whole(self, k: int) -> _Parsed | None:
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
        if bare and bare[0] in _NUMERIC_YEARS:
            return Value("date", year=bare[0], cal=bare[1]), bare[2]
        one = self.this_unit(k)
        if one and one[0].op == "unit":
            return one
        if label and label[0].definite and label[0].form == 1 and label[0].unit in ("month", "year", "week"):
            # منذ مطلع العام، نهاية الشهر
            return Value("unit", unit=label[0].unit, shift="this"), label[1]
        return None

    def month_in_part(self, k: int) -> tuple[Value, int, str] | None:
        month = self.month(k)
        if month is None:
            return None
        shift, year, reference, end = self.tail(month[3])
        if month[1] == "h" and (n := self.digits(month[3])) is not None and 1300 <= n <= 1500:
            year, end = n, self.word(month[3] + 1, "era") and month[3] + 2 or month[3] + 1
        return Value("date", year=year, yshift=reference, month=month[0], cal=month[1], shift=shift), end, "month"

    def decade(self, i: int) -> tuple[Value, int, str] | None:
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

    def window(self, i: int) -> tuple[Value, int, str] | None:
        """N units up to the report: الأيام الخمسة الماضية، الشهرين الماضيين، الساعات ال24 الفائتة، 3 أيام القادمة."""
        k = i
        last = self.word(k, "ordinal_last")
        if last:
            counted = self.counted(last[1])
            if counted and not counted[0].definite and last[0].value == "-1" and counted[1] != 1:
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

    def counted(self, i: int, joined: bool = False) -> tuple[_Unit, int, int] | None:
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

    def nth(self, i: int) -> tuple[Value, int, str] | None:
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

    def feast(self, i: int) -> tuple[Value, int, str] | None:
        hit = self.word(i, "feast")
        if hit is None:
            return None
        cal, month, day, length = hit[0].value.split("-")
        k = hit[1]
        shifted = self.shift(k)
        shift, k = shifted if shifted and shifted[0] in ("past", "next") else ("", k)
        found = self.year(k)
        year, k = (found[0], found[3]) if found and found[0] else (None, k)
        value = Value("feast", cal=cal, month=int(month), day=int(day), n=int(length), year=year, shift=shift)
        return value, k, "feast"

    # --- expressions, ranges, roles ---

    def simple(self, i: int) -> tuple[Value, int, str] | None:
        """The first rule that reads something at ``i``, the more specific ones first."""
        if i >= self.size:
            return None
        if self.kinds[i] == "n":
            rules = _FIGURE_RULES
        else:
            rules = _RULES.get(self.forms[i], ())
        for rule in rules:
            found = rule(self, i)
            if found:
                return found
        return None

    def leaning(self, i: int) -> tuple[Value, int, str] | None:
        """حينها، في ذلك الوقت، في اليوم التالي."""
        hit = self.word(i, "context")
        return (Value("context", offset=hit[0].number), hit[1], "context") if hit else None

    def told_part(self, i: int) -> tuple[Value, int, str] | None:
        """منذ الفجر، ليلاً: a part of the day told of."""
        hit = self.word(i, "pod_told")
        if hit is None or (self.forms[i].endswith("ظهرا") and not any(mark in self.text.word(i) for mark in "ًٍ")):
            return None
        return Value("context", offset=0, pod=hit[0].value), hit[1], "part_of_day"

    def calendar_unit(self, i: int) -> tuple[Value, int, str] | None:
        one = self.this_unit(i)
        if one is None:
            return None
        return self.days_of(one) or (one[0], one[1], one[0].op if one[0].op == "context" else "unit")

    def demonstrated(self, i: int) -> tuple[Value, int, str] | None:
        """هذا الاثنين، هذا يوم الجمعة: the weekday of the present week; أحد الأسبوع الماضي: of that week."""
        bare = self.word(i, "weekday_bare")
        if bare and (week := self.this_unit(bare[1])) and week[0].unit == "week":
            return Value("date", weekday=bare[0].number, inner=(week[0],)), week[1], "weekday_of_week"
        that = self.word(i, "demonstrative")
        if that is None or that[0].value != "this":
            return None
        hit = self.weekday(that[1] + self.is_a(that[1], "day_word"))
        return (Value("date", weekday=hit[0].number, shift="this"), hit[1], "weekday") if hit else None

    def figure_month(self, i: int) -> tuple[Value, int, str] | None:
        found = self.numeric(i)
        return (found[0], found[1], "figures") if found else None

    def days_of(self, week: _Parsed) -> tuple[Value, int, str] | None:
        """A weekday told after its week (الأسبوع المقبل يوم الجمعة)."""
        if week[0].unit != "week":
            return None
        k = week[1] + self.is_a(week[1], "day_word")
        hit = self.weekday(k)
        if hit is None:
            return None
        return Value("date", weekday=hit[0].number, inner=(week[0],)), hit[1], "weekday_of_week"

    def range(self, i: int) -> tuple[Value, int, str] | None:
        """بين X وY, من X إلى Y."""
        between = self.word(i, "between") or self.word(i, "two_days")
        start = self.word(i, "from") if between is None else None
        if self.form(i) == "من" and self.form(i + 1) == "بين":
            return None
        if between is None and start is None:
            return None
        k = (between or start or ({}, 0))[1]
        if self.is_a(k, "day_word"):
            k += 1
        years = self.year_expression(k) if between else None
        if years and years[0].op == "range":
            return years
        first = self.simple(k) or self.loose_year(k)
        if first is None:
            # من 3 إلى 7 آذار is a range of days that day_month reads
            return None
        if first[0].op == "range":
            return first
        second = self.second(first[1], bool(between))
        if second is None:
            return None
        return Value("range", inner=(first[0], second[0])), second[1], "range"

    def loose_year(self, k: int) -> tuple[Value, int, str] | None:
        """A bare year where the range makes it one: بين 2015 و2016."""
        numbered = self.year_number(k)
        if numbered is None:
            return None
        following = self.form(numbered[2])
        after = self.year_number(numbered[2] + 1)
        joined = following in ("و", "الي", "حتي", "-") and after
        return (Value("date", year=numbered[0], cal=numbered[1]), numbered[2], "year") if joined else None

    def second(self, k: int, between: bool) -> _Parsed | None:
        """The far end of a range, after و or إلى."""
        link = self.form(k)
        if between:
            if link == "و":
                k += 1
            elif not link.startswith("و"):
                return None
        elif self.is_a(k, "to") or link == "-":
            k += 1
        else:
            return None
        if self.is_a(k, "day_word"):
            k += 1
        found = self.simple(k)
        if found is None and (year := self.year_number(k)):
            return Value("date", year=year[0], cal=year[1]), year[2]
        return (found[0], found[1]) if found else None

    def joined(self, first: tuple[Value, int, str]) -> tuple[Value, int, str]:
        """X إلى Y without a preposition before X, for dates fine enough to have ends."""
        value, k, _ = first
        if value.op not in ("date", "part") or not (value.month or value.weekday is not None or value.offset is not None):
            return first
        link = self.form(k)
        if link not in ("-", "الي", "حتي") or value.op != "date":
            return first
        if link == "-" and not (value.month and self.kinds[min(k + 1, self.size - 1)] in "nw"):
            return first
        second = self.second(k, False)
        if second is None or second[0].op != "date" or (value.month and not second[0].month and link == "-"):
            return first
        if second[0].month is None and second[0].offset is None and second[0].weekday is None:
            return first
        if (value.day is None) != (second[0].day is None) and link == "-":
            return first
        return Value("range", inner=(value, second[0])), second[1], "range"

    def read(self, i: int) -> DateMention | None:
        """The mention that starts at token ``i``, with its preposition."""
        told = self.told_part(i) if self.forms[i] == "منذ" else None
        if told:
            return self.mention(i, told, "at")
        now = self.word(i, "until_now")
        if now:
            return DateMention(i, now[1], "relative", Value("now"), "report", "until", "until_now")
        if self.forms[i] in _RANGE_STARTS and (ranged := self.range(i)):
            return self.mention(i, ranged, "at")
        role = self.word(i, "role")
        if role:
            return self.with_role(i, role)
        if self.form(i) == "من" and self.kinds[i] == "w" and not self.is_a(i, "context"):
            return None
        found = self.simple(i)
        if found is None:
            return None
        return self.mention(i, self.joined(found), "at")

    def with_role(self, i: int, role: tuple[Word, int]) -> DateMention | None:
        word, k = role
        name = word.value
        if name in ("before", "since", "after"):
            hit = self.word(i, "relday")
            if hit and hit[1] > k:
                found = self.simple(i)
                return self.mention(i, found, "at") if found else None
            if name != "since" and (pod := self.word(i, "pod")) and pod[1] > k:
                found = self.day_expression(i)
                if found:
                    return self.mention(i, found, "at")
            elapsed = self.elapsed(k, name)
            if elapsed:
                value, end, rule = elapsed
                kind_role = {"before": "at", "after": "after", "since": "since"}[name]
                if name == "since" and not value.n and value.unit in ("hour", "day", "week"):
                    # منذ أيام is "some days ago"; منذ سنوات lasts
                    kind_role = "at"
                return self.mention(i, (value, end, rule), kind_role)
        if name == "during":
            ahead = "غضون" in (self.form(i), self.form(k - 1))
            found = self.simple(k)
            if found is None:
                counted = self.counted(k)
                if counted and counted[0].definite is False and not self.is_a(counted[2], "number"):
                    shift = "next" if ahead or self.future_before(i) else "past"
                    value = Value("window", unit=counted[0].unit, n=counted[1], shift=shift)
                    return self.mention(i, (value, counted[2], "within"), "during")
                return None
            return self.mention(i, self.joined(found), "during")
        if self.is_a(k, "day_word") and not self.simple(k):
            k += 1
        if self.form(k) in ("من", "حلول", "تاريخ"):
            k += 1
        found = self.simple(k)
        if found is None:
            return None
        if name == "before" and self.form(k - 1) == "حلول" and not found[0].shift and not found[0].year:
            found = _ahead(found[0]), found[1], found[2]
        if found[0].op == "window" and name == "since":
            return self.mention(i, found, "at")
        if name in ("before", "after") and found[0].pod:
            # قبيل فجر أمس: still that day
            name = "at"
        return self.mention(i, found, name)

    def elapsed(self, k: int, name: str) -> tuple[Value, int, str] | None:
        """قبل يومين، منذ أيام، بعد ثلاثة أيام: a count of units from the report or from what was told."""
        if self.form(k) in ("نحو", "حوالي", "قرابه", "اكثر"):
            k += 1
            if self.form(k) == "من":
                k += 1
        counted = self.counted(k)
        if counted is None:
            return None
        unit, n, end = counted
        if n in _NUMERIC_YEARS:
            # بعد 2014 سنوات من القتال: a year, then a new phrase
            return None
        if unit.definite or (unit.form == 1 and n == 1 and unit.unit in ("hour",) and name == "before"):
            return None
        if unit.form == 1 and n == 1 and self.digits(end) is not None:
            # بعد عام 2011 is a year
            return None
        if unit.form == 1 and n == 1 and (self.is_a(end, "weekday") or self.is_a(end, "month") or self.is_a(end, "relday")):
            return None
        few = self.word(end, "few")
        if few and unit.form == 0:
            end = few[1]
        if self.shift(end) and unit.form != 1:
            return None
        op = "later" if name == "after" else "ago"
        value = Value(op, unit=unit.unit, n=n)
        # قبل عام وثلاثة أشهر: the smaller unit joins
        step = end + 1 if self.form(end) in ("و", "،", ",") else end
        smaller = self.counted(step, joined=step == end)
        if smaller and n and smaller[1] and _UNITS.index(smaller[0].unit) < _UNITS.index(unit.unit):
            value, end = value._replace(inner=(Value(op, unit=smaller[0].unit, n=smaller[1]),)), smaller[2]
        if self.form(end) == "من" and self.form(end + 1) == "الان":
            # counted from now: before it or after it
            sign = -1 if name == "after" else 1
            inner = tuple(v._replace(op="ago", n=sign * v.n) for v in value.inner)
            return value._replace(op="ago", n=sign * n, inner=inner), end + 2, "from_now"
        return value, end, op

    def mention(self, i: int, found: tuple[Value, int, str], role: str) -> DateMention:
        value, k, rule = found
        if not value.shift and anchor_kind(value) == "report" and self.looks_ahead(value) and self.future_before(i):
            value = _ahead(value)
        return DateMention(i, k, _kind(value), value, anchor_kind(value), role, rule)

    @staticmethod
    def looks_ahead(value: Value) -> bool:
        """True for dates that a future verb before them turns: yearless months and days, weekdays."""
        if value.op in ("part", "range"):
            return all(_Reader.looks_ahead(v) or v.year is not None for v in value.inner)
        return value.op == "date" and value.offset is None and (value.month is not None or value.weekday is not None)

    def future_before(self, i: int) -> bool:
        """True where a future verb (سيُعقد، من المقرر) stands shortly before in the same sentence."""
        for k in range(i - 1, max(-1, i - _FUTURE_REACH), -1):
            form = self.forms[k]
            kind = self.kinds[k]
            if kind == "l" or form in (".", "؟", "!"):
                return False
            if kind == "w" and (self.is_a(k, "future") or _is_future_verb(form)):
                return True
        return False


_Rule = Callable[[_Reader, int], tuple[Value, int, str] | None]
# The rules in order, the more specific first, each with the classes of words that may begin it.
_ORDER: tuple[tuple[_Rule, tuple[str, ...]], ...] = (
    (_Reader.leaning, ("context",)),
    (_Reader.demonstrated, ("demonstrative", "weekday_bare")),
    (_Reader.nth, ("ordinal", "ordinal_last", "weekday", "weekday_bare", "unit", "day_word")),
    (_Reader.part, ("part",)),
    (_Reader.window, ("ordinal_last", "unit", "few", "number", "article")),
    (_Reader.feast, ("feast",)),
    (
        _Reader.day_expression,
        (
            "pod", "relday", "tonight", "weekday", "weekday_en", "day_word", "ordinal", "number", "month",
            "article",
        ),
    ),
    (_Reader.told_part, ("pod_told",)),
    (_Reader.season, ("season", "demonstrative")),
    (_Reader.calendar_unit, ("unit", "demonstrative", "same_word")),
    (_Reader.month_expression, ("month", "hijri", "unit")),
    (_Reader.year_expression, ("unit", "demonstrative")),
    (_Reader.decade, ("decade",)),
)  # fmt: skip
# What may follow the figure of a day: a month, من, a sign, the far end of a range.
_AFTER_DAY = frozenset(("من", "في", "ل", ".", "-", "/", "،", "و", "الي", "حتي")).union(
    *(_BY_CLASS[cls] for cls in ("month", "hijri", "unit", "to", "ordinal", "demonstrative"))
)
_CONTINUES = frozenset().union(
    *(
        _BY_CLASS[cls]
        for cls in ("pod", "relday", "tonight", "weekday", "weekday_en", "ordinal", "number", "month", "hijri", "day_word", "unit")
    )
)
_RULES = {
    form: rules
    for form, senses in _LEX.items()
    if (rules := tuple(rule for rule, classes in _ORDER if any(w.cls in classes for w in senses)))
}
_FIGURE_RULES: tuple[_Rule, ...] = (
    _Reader.day_expression, _Reader.window, _Reader.year_expression, _Reader.figure_month,
)  # fmt: skip
_RANGE_STARTS = frozenset().union(*(_BY_CLASS[cls] for cls in ("between", "two_days", "from")))

_FUTURE_PREFIXES = tuple(conjunction + "س" + person for conjunction in ("", "و", "ف") for person in "يتن")


def _is_future_verb(form: str) -> bool:
    """سيعقد، ستبدأ، وسنعلن: the future س before an imperfect of at least three more letters.

    Words like ستين or سيارة begin alike; the stem must not end as a feminine or sound plural noun does.
    """
    return (
        form.startswith(_FUTURE_PREFIXES)
        and len(form) > 5
        and not form.endswith(("ه", "ات", "ين"))
        and form not in _NO_VERBS
    )


_NO_VERBS = frozenset(("ستون", "سيناريو", "سيناء", "سنوات", "سياسي", "سيطرت", "وسيطرت", "سيطروا", "سيطر", "وسيطر", "ستراتيجي"))


def _ahead(value: Value) -> Value:
    if value.op in ("part", "range"):
        return value._replace(inner=tuple(_ahead(v) for v in value.inner))
    return value._replace(shift="ahead") if value.year is None and not value.yshift else value


def _kind(value: Value) -> str:
    if value.op == "date":
        if value.month is not None or value.mshift or value.day is not None:
            return "day" if value.day is not None else "month"
        if value.pod:
            return "part_of_day"
        if value.weekday is not None and value.offset is None:
            return "weekday"
        return "relative" if value.offset is not None else "year"
    if value.op == "context" and value.pod:
        return "part_of_day"
    if value.op == "unit":
        return "year" if value.unit == "year" else "relative"
    return {"range": "range", "season": "season", "part": "part", "decade": "decade", "nth": "day", "feast": "day"}.get(
        value.op, "relative"
    )

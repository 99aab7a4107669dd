"""The grammar of dates: tokens of a report in, date mentions out, in text order and not overlapping.

Each token's folded form is looked up once; only where a word of dates or a number stands does the grammar
run.  Its words are the table ``packs/core/calendar.tsv``; its rules are the methods of ``_Reader``, each
named in the mentions it gives.  Resolution against the publication date is :mod:`sijill.reading.date.calendar`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sijill.arabic.text import Text
from sijill.reading.date.almanac import Word
from sijill.reading.date.calendar import FEW, DateMention, Value, anchor_kind
from sijill.reading.date.date_spans import SpanRules
from sijill.reading.date.date_words import (
    CORE,
    JOINS,
    LEX,
    NUMBER,
    NUMERIC_YEARS,
    START,
    UNITS,
    Parsed,
    Ruled,
    forms_of,
    role_of,
)

__all__ = ["DateMention", "find"]

# منذ الحادي والعشرين من تموز: the most tokens from the start of a date to its first word of dates.
_REACH: Final = 8
# A future marker this many tokens before a yearless date turns it towards the future.
_FUTURE_REACH: Final = 10


_HALVES: Final = {"year": ("month", 6), "month": ("day", 15)}
"""What half a unit is (قبل عام ونصف)."""


_SAME_REACH: Final = 60
"""How far before «of the same year» the year may stand."""


def find(text: Text) -> list[DateMention]:
    """The date mentions of a text."""
    forms = text.forms
    # A number, a preposition or a part of the day begins a date only if a word of dates follows closely.
    starts: list[int] = []
    cores: list[int] = []
    for i, word in enumerate(text.words):
        role = role_of(word)
        if not role:
            continue
        if role & (START | NUMBER):
            starts.append(i)
        if role & CORE or (role & NUMBER and _is_core(forms, i)):
            cores.append(i)
    if not cores:
        return []
    reader = _Reader(text)
    out: list[DateMention] = []
    done = at = 0
    for core in cores:
        first = max(done, core - _REACH)
        while done <= core and at < len(starts) and starts[at] <= core:
            i = starts[at]
            at += 1
            mention = reader.read(i) if i >= first and i >= done else None
            if mention is not None:
                if mention.spec.yshift == "same" and out:
                    mention = _of_same_year(forms, mention, out)
                out.append(mention)
                done = mention.last
    return out


def _of_same_year(forms: list[str], m: DateMention, told: list[DateMention]) -> DateMention:
    """في آب 2024 ...، وفي 22 أيلول من العام نفسه: the year is that of the last date of the sentence that names one."""
    for other in reversed(told):
        if m.first - other.last > _SAME_REACH or any(forms[k] == "." for k in range(other.last, m.first)):
            return m
        if other.spec.op == "date" and other.spec.year is not None and other.spec.cal == m.spec.cal:
            return DateMention(m.first, m.last, m.kind, m.spec.but(year=other.spec.year), m.anchor, m.role, m.rule)
    return m


def _is_core(forms: list[str], i: int) -> bool:
    """A number that may be a year or a date in figures."""
    form = forms[i]
    return len(form) == 4 or "." in form or (i + 1 < len(forms) and forms[i + 1] in JOINS)


class _Reader(SpanRules):
    """Recursive descent over the tokens; every rule returns a value and the token after it, or None."""

    # --- expressions, ranges, roles ---

    def simple(self, i: int) -> Ruled | None:
        """The first rule that reads something at ``i``, the more specific ones first."""
        if i >= self.size:
            return None
        rules = _FIGURE_RULES if self.kinds[i] == "n" else _RULES.get(self.forms[i], ())
        for rule in rules:
            found = rule(self, i)
            if found:
                return found
        return None

    def leaning(self, i: int) -> Ruled | None:
        """حينها، في ذلك الوقت، في اليوم التالي."""
        hit = self.word(i, "context")
        if hit is None:
            return None
        value = hit[0].value
        if value == "0" and not hit[0].rest and (self.ordinal(hit[1]) or self.form(hit[1]) == "ال"):
            return None  # يومها الثامن والعشرون
        if value.startswith("first"):
            return Value("context", offset=int(value[5:]), part="first"), hit[1], "context"
        return Value("context", offset=hit[0].number, part="near" if value == "near" else ""), hit[1], "context"

    def counted_from(self, i: int) -> DateMention | None:
        """قبل ذلك بيوم، بعدها بنحو ثلاثة أسابيع، بعد الهجوم بساعات: so long before or after what was told."""
        hit = self.word(i, "counted_from")
        if hit is None and (side := self.word(i, "counted_side")) and (act := self.word(side[1], "told_act")):
            hit = side[0], act[1]
        if hit is None:
            return None
        word, k = hit
        about = self.word(k, "by_about")
        counted = self.counted(about[1] if about else k)
        if counted is None or counted[0].definite or not (about or self.form(k).startswith("ب")):
            return None
        unit, n, end = counted
        spec = Value("later", unit=unit.unit, n=n, shift="past" if word.value == "past" else "")
        return self.mention(i, (spec, end, "counted_from"), "after")

    def told_part(self, i: int) -> Ruled | None:
        """منذ الفجر، ليلاً: a part of the day told of."""
        hit = self.word(i, "pod_told")
        if hit is None or (self.forms[i].endswith("ظهرا") and not any(mark in self.text.word(i) for mark in "ًٍ")):
            return None
        return Value("context", offset=0, pod=hit[0].value), hit[1], "part_of_day"

    def calendar_unit(self, i: int) -> Ruled | None:
        one = self.this_unit(i)
        if one is None:
            return None
        return self.days_of(one) or (one[0], one[1], one[0].op if one[0].op == "context" else "unit")

    def demonstrated(self, i: int) -> Ruled | None:
        """هذا الاثنين، هذا يوم الجمعة: the weekday of the present week; أحد الأسبوع الماضي: of that week."""
        bare = self.word(i, "weekday_bare")
        if bare and (week := self.this_unit(bare[1])) and week[0].unit == "week":
            return Value("date", weekday=bare[0].number, inner=(week[0],)), week[1], "weekday_of_week"
        that = self.word(i, "demonstrative")
        if that is None or that[0].value != "this":
            return None
        hit = self.weekday(that[1] + self.is_a(that[1], "day_word"))
        return (Value("date", weekday=hit[0].number, shift="this"), hit[1], "weekday") if hit else None

    def figure_month(self, i: int) -> Ruled | None:
        found = self.numeric(i)
        return (found[0], found[1], "figures") if found else None

    def days_of(self, week: Parsed) -> Ruled | None:
        """A weekday told after its week (الأسبوع المقبل يوم الجمعة)."""
        if week[0].unit != "week":
            return None
        k = week[1] + self.is_a(week[1], "day_word")
        hit = self.weekday(k)
        if hit is None:
            return None
        return Value("date", weekday=hit[0].number, inner=(week[0],)), hit[1], "weekday_of_week"

    def range(self, i: int) -> Ruled | None:
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
        if start is not None and (days := self.days_up_to(k)) is not None:
            return days
        first = self.simple(k) or self.loose_year(k)
        if first is None:
            # من 3 إلى 7 آذار is a range of days that day_month reads
            return None
        if first[0].op == "range":
            return first
        second = self.second(first[1], bool(between)) or self.same_month(first)
        if second is None:
            return None
        if second[0].mshift == "same" and second[0].day and first[0].month:
            second = first[0].but(day=second[0].day, weekday=None), second[1]  # بين 21 أبريل و25 منه
        return Value("range", inner=(first[0], second[0])), second[1], "range"

    def days_up_to(self, k: int) -> Ruled | None:
        """من السبت 15 إلى الجمعة 21 نوفمبر 2025: the month stands with the far end only, a weekday with either."""
        hit = self.weekday(k)
        at = hit[1] if hit else k
        n = self.digits(at)
        if n is None or not 1 <= n <= 31:
            return None
        second = self.second(at + 1, False)
        if second is None or second[0].op != "date" or second[0].day is None or second[0].month is None:
            return None
        last = second[0]
        if hit is None and last.weekday is None:
            return None  # من 3 إلى 7 آذار: day_month reads it
        month, year = last.month, last.year
        if n >= (last.day or 0):  # من الجمعة 28 إلى الخميس 3 نيسان
            month, year = (month or 0) - 1 or 12, year - 1 if year and month == 1 else year
        return Value("range", inner=(last.but(day=n, weekday=None, month=month, year=year), last)), second[1], "range"

    def same_month(self, first: Ruled) -> Parsed | None:
        """ما بين 21 أبريل وحتى 25: the far end is a day of the same month."""
        value, k, _ = first
        to = k + 1 if self.form(k) == "و" else k
        n = self.digits(to + 1) if self.is_a(to, "to") else None
        if value.op != "date" or value.day is None or value.month is None or n is None or not value.day < n <= 31:
            return None
        return value.but(day=n, weekday=None), to + 2

    def loose_year(self, k: int) -> Ruled | None:
        """A bare year where the range makes it one: بين 2015 و2016."""
        numbered = self.year_number(k)
        if numbered is None:
            return None
        following = self.form(numbered[2])
        after = self.year_number(numbered[2] + 1)
        joined = following in ("و", "الي", "حتي", "-") and after
        return (Value("date", year=numbered[0], cal=numbered[1]), numbered[2], "year") if joined else None

    def second(self, k: int, between: bool) -> Parsed | None:
        """The far end of a range, after و or إلى."""
        link = self.form(k)
        if between:
            if link == "و":
                k += 1 + self.is_a(k + 1, "to")
            elif not link.startswith("و"):
                return None
        elif now := self.word(k, "until_now"):
            return Value("date", offset=0), now[1]
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

    def joined(self, first: Ruled) -> Ruled:
        """X إلى Y without a preposition before X, for dates fine enough to have ends."""
        value, k, _ = first
        if value.op not in ("date", "part") or not (value.month or value.weekday is not None or value.offset is not None):
            return first
        link = self.form(k)
        if value.op == "date" and (value.weekday is not None or value.offset is not None) and (next_day := self.day_after(value, k)):
            return next_day
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

    def day_after(self, value: Value, k: int) -> Ruled | None:
        """الثلاثاء والأربعاء، مساء الأحد/الاثنين، مساء أمس وفجر اليوم: two days in a row that close a clause."""
        stroke = self.form(k) in JOINS
        if not (stroke or self.form(k).startswith("و")) or value.month is not None or value.day is not None:
            return None
        found = self.day_expression(k + stroke)
        if found is None or self.kinds[found[1]] == "w" or found[0].op != "date" or found[0].month is not None:
            return None
        other = found[0]
        if value.offset is not None and other.offset is not None:
            follows = other.offset - value.offset == 1
        else:
            follows = value.weekday is not None and other.weekday is not None and value.offset == other.offset is None and (other.weekday - value.weekday) % 7 == 1
        if not follows:
            return None
        return Value("range", inner=(value.but(shift=other.shift or value.shift), other)), found[1], "range"

    def read(self, i: int) -> DateMention | None:
        """The mention that starts at token ``i``, with its preposition."""
        form = self.forms[i]
        if form in _LEADS:
            classes = self.senses[i] or {}
            if ("counted_from" in classes or "counted_side" in classes) and (counted := self.counted_from(i)):
                return counted
            if "morrow" in classes:
                return DateMention(i, i + 1, "relative", Value("later", unit="day", n=1), "context", "after", "morrow")
            if "context" in classes and (leaning := self.leaning(i)):
                return self.mention(i, leaning, "at")
            if "pod_told" in classes and form in ("منذ", "خلال", "وخلال") and (told := self.told_part(i)):
                return self.mention(i, told, "at")
            if "until_now" in classes and (now := self.word(i, "until_now")):
                return DateMention(i, now[1], "relative", Value("now"), "report", "until", "until_now")
            if "until_part" in classes and (part := self.word(i, "until_part")):
                return DateMention(i, part[1], "part_of_day", Value("context", offset=part[0].number), "context", "until", "until_part")
            if ("between" in classes or "two_days" in classes or "from" in classes) and (ranged := self.range(i)):
                return self.mention(i, ranged, "at")
            if "role" in classes and (role := self.word(i, "role")):
                return self.with_role(i, role)
            if form == "من" and not self.is_a(i, "context"):
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
                kind_role = "after" if rule == "counted_from" else {"before": "at", "after": "after", "since": "since"}[name]
                if name == "since" and not value.n and value.unit in ("hour", "day", "week"):
                    # منذ أيام is "some days ago"; منذ سنوات lasts
                    kind_role = "at"
                return self.mention(i, (value, end, rule), kind_role)
        if name == "after" and self.is_a(k, "anniversary"):
            passed = self.simple(k)
            return self.mention(i, passed, "at") if passed else None
        if name == "during":
            ahead = "غضون" in (self.form(i), self.form(k - 1))
            found = self.simple(k)
            if found is None:
                hedge = self.word(k, "about")
                counted = self.counted(hedge[1] if hedge else k)
                if counted and counted[0].definite is False and not self.is_a(counted[2], "number"):
                    shift = "next" if ahead or self.future_before(i) else "past"
                    value = Value("window", unit=counted[0].unit, n=counted[1] or FEW, shift=shift)
                    return self.mention(i, (value, counted[2], "within"), "during")
                return self.definite_span(i, k)
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

    def definite_span(self, i: int, k: int) -> DateMention | None:
        """خلال الأيام الثلاثة, the last three days; خلال الأيام الستة الأولى, the first six of what was told; خلال الأسبوع."""
        counted = self.counted(k)
        if counted is None or not counted[0].definite or (counted[0].unit == "year" and counted[0].form == 1):
            return None
        unit, n, end = counted
        if unit.form == 0 and not n and (told := self.number(end)):
            n, end = told
        first = self.word(end, "first_of")
        if first and n:
            whole = self.whole(first[1] + 1) if self.form(first[1]) in ("من", "ل") else None
            inner, end = ((whole[0],), whole[1]) if whole else ((), first[1])
            return self.mention(i, (Value("first", unit=unit.unit, n=n, inner=inner), end, "first"), "during")
        if unit.form == 1:
            value = Value("unit", unit="week", shift="past") if unit.unit == "week" else None
            return self.mention(i, (value, end, "unit"), "during") if value else None
        return self.mention(i, (Value("window", unit=unit.unit, n=n, shift="past"), end, "window"), "during") if n else None

    def elapsed(self, k: int, name: str) -> Ruled | None:
        """قبل يومين، منذ أيام، بعد ثلاثة أيام: a count of units from the report or from what was told."""
        hedge = self.word(k, "about")
        if hedge:
            k = hedge[1]
        counted = self.counted(k)
        if counted is None:
            return None
        unit, n, end = counted
        if n in NUMERIC_YEARS:
            # بعد 2014 سنوات من القتال: a year, then a new phrase
            return None
        if (unit.definite and (hedge is None or self.shift(end) is not None)) or (unit.form == 1 and n == 1 and unit.unit in ("hour",) and name == "before"):
            return None
        if unit.form == 1 and n == 1 and self.digits(end) is not None:
            # بعد عام 2011 is a year
            return None
        if unit.form == 1 and n == 1 and (self.is_a(end, "weekday") or self.is_a(end, "month") or self.is_a(end, "relday")):
            return None
        one = self.number(end) if unit.form == 1 and n == 1 else None
        if one is not None and one[0] == 1:
            end = one[1]  # بعد يوم واحد
        few = self.word(end, "few")
        if few and unit.form == 0:
            end = few[1]
        if self.shift(end) and unit.form != 1:
            return None
        op = "later" if name == "after" else "ago"
        value = Value(op, unit=unit.unit, n=n)
        half = self.word(end, "and_half")
        if half and unit.unit in _HALVES:
            smaller_unit, count = _HALVES[unit.unit]
            return value.but(inner=(Value(op, unit=smaller_unit, n=count),)), half[1], op
        # قبل عام وثلاثة أشهر: the smaller unit joins
        step = end + 1 if self.form(end) in ("و", "،", ",") else end
        smaller = self.counted(step, joined=step == end)
        if smaller and n and smaller[1] and UNITS.index(smaller[0].unit) < UNITS.index(unit.unit):
            value, end = value.but(inner=(Value(op, unit=smaller[0].unit, n=smaller[1]),)), smaller[2]
        if name == "before" and self.form(end) == "من" and (act := self.word(end + 1, "told_act")) and not self.form(act[1]).startswith("الت") and (
            self.form(act[1]) != "الذي"
        ):
            return Value("later", unit=unit.unit, n=n, shift="past"), act[1], "counted_from"  # قبل يومين من الهجوم
        if self.form(end) == "من" and self.form(end + 1) == "الان":
            # counted from now: before it or after it
            sign = -1 if name == "after" else 1
            inner = tuple(v.but(op="ago", n=sign * v.n) for v in value.inner)
            return value.but(op="ago", n=sign * n, inner=inner), end + 2, "from_now"
        return value, end, op

    def mention(self, i: int, found: Ruled, role: str) -> DateMention:
        value, k, rule = found
        if not value.shift and anchor_kind(value) == "report" and self.looks_ahead(value) and self.future_before(i) and not (value.day and self.is_a(i - 1, "dated_name")):
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


_Rule = Callable[[_Reader, int], Ruled | None]
# The rules in order, the more specific first, each with the classes of words that may begin it.
_ORDER: Final[tuple[tuple[_Rule, tuple[str, ...]], ...]] = (
    (_Reader.entered, ("its_unit",)),
    (_Reader.leaning, ("context",)),
    (_Reader.streak, ("unit",)),
    (_Reader.anniversary, ("anniversary",)),
    (_Reader.demonstrated, ("demonstrative", "weekday_bare")),
    (_Reader.nth, ("ordinal", "ordinal_last", "weekday", "weekday_bare", "unit", "day_word")),
    (_Reader.part, ("part",)),
    (_Reader.window, ("ordinal_last", "unit", "few", "number", "article")),
    (_Reader.feast, ("feast", "ordinal")),
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
_RULES: Final = {
    form: rules
    for form, senses in LEX.items()
    if (rules := tuple(rule for rule, classes in _ORDER if any(w.cls in classes for w in senses)))
}
_FIGURE_RULES: Final[tuple[_Rule, ...]] = (
    _Reader.day_expression, _Reader.window, _Reader.year_expression, _Reader.figure_month,
)  # fmt: skip
# Words that lead a date without being part of its value.
_RANGES: Final = ("between", "two_days", "from")
_LEADS: Final = forms_of(*_RANGES, "role", "until_now", "until_part", "counted_from", "counted_side", "morrow")

_NO_VERBS: Final = forms_of("not_future")
_FUTURE_PREFIXES: Final = tuple(conjunction + "س" + person for conjunction in ("", "و", "ف") for person in "يتن")


def _is_future_verb(form: str) -> bool:
    """سيعقد، ستبدأ، وسنعلن: the future س before an imperfect of at least two more letters.

    Words like ستين or سيارة begin alike; the table lists them, and a verb does not end as they mostly do.
    """
    return (
        "س" in form[:2]
        and form.startswith(_FUTURE_PREFIXES)
        and len(form) > 3
        and not form.endswith(("ه", "ات", "ين"))
        and form.lstrip("وف") not in _NO_VERBS
    )


def _ahead(value: Value) -> Value:
    if value.op in ("part", "range"):
        return value.but(inner=tuple(_ahead(v) for v in value.inner))
    return value.but(shift="ahead") if value.year is None and not value.yshift else value


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

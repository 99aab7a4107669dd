"""The publication date of a report: given, read from its text, or bounded by it.

What is tried, best first: the date given with the report; a label (تاريخ النشر); a full date beside اليوم or
أمس; a dateline in the first lines; a date line that closes the report; the end of the days that a digest says it
covers; a full date with its weekday in the lead; a date beside a count back (قبل يومين، في 18 تموز); a year told by
an anniversary;
the latest past date of the text, refined by the weekday of اليوم or أمس, as a lower bound.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from sijill.arabic.ordered import bisect_left, bisect_right
from sijill.arabic.text import Text
from sijill.reading.date.almanac import almanac
from sijill.reading.date.calendar import NOWHERE, DateMention, Published, Value, evaluate, resolve
from sijill.reading.date.date_words import FURNITURE, role_of
from sijill.reading.date.edtf import Interval, hijri_interval, make_date, month_of, year_of

__all__ = ["Published", "find_published"]

_DAY: Final = timedelta(days=1)
_GIVEN: Final = re.compile(r"\s*(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?=[T\s]|$)")
# A dateline stands in the first lines, and its line holds little else.
_HEAD_LINES: Final = 5
_DATELINE_TOKENS: Final = 14
_DATELINE_WORDS: Final = 8
_LABEL_TOKENS: Final = 24
_LEAD_TOKENS: Final = 160
# The place of a dateline (دير الزور في 5 أيار).
_PLACE_TOKENS: Final = 4
# A digest tells in its first lines what it covers, and that is a quarter at most.
_DIGEST_LINES: Final = 3
_NEIGHBOURS: Final = 2
_LONGEST_PERIOD: Final = 92
# A signature stands in the last lines (tags and share counts may follow it), its line nearly bare.
_CLOSING_LINES: Final = 7
_CLOSING_WORDS: Final = 4
_BULLETS: Final = frozenset("•▪●○◦*■")
_CLOCK: Final = frozenset(("الساعه", "صباحا", "مساء", "ظهرا", "ليلا", "م", "ه", "هـ", "ميلادي", "هجري", "بتوقيت", "عصرا", "فجرا"))
# What parts a dateline from the news behind it.
_SET_OFF: Final = frozenset(("-", ":", "|", "/", "(", "\n"))
_STATE: Final = frozenset(form for form, senses in almanac().items() if any(w.cls == "state_of_things" for w in senses))
_FUTURE: Final = frozenset(form for form, senses in almanac().items() if any(w.cls == "future" for w in senses))
_DIGEST: Final = frozenset(form for form, senses in almanac().items() if any(w.cls == "digest" for w in senses))
_LABELS: Final = {
    form: rests for form, senses in almanac().items() if (rests := [w.rest for w in senses if w.cls == "label"])
}


def find_published(text: Text, mentions: list[DateMention], given: str | None = None) -> Published:
    """The publication date of ``text``, whose date mentions are ``mentions`` (of :func:`dates.find`).

    ``given`` is metadata: an EDTF or ISO date, a time after it is dropped; one that cannot be read is ignored.
    """
    if given and (match := _GIVEN.match(given)):
        parts = [int(part) for part in match.groups() if part]
        if make_date(*[*parts, 1, 1][:3]) is not None:
            own = find_published(text, mentions)
            edtf = "-".join(part for part in match.groups() if part)
            return Published(edtf, rule="given", period=own.period, shown=own.shown if _near(own.edtf, edtf) else None)
    lines = _lines(text)
    furniture = _furniture(text, lines)
    usable = [m for m in mentions if lines[m.first] not in furniture]
    weekday, shown = _weekday_today(usable)
    years = _past_years(text, usable)
    covered = _covered(text, usable, lines)
    for rule in (_labelled, _told_today, _dateline, _closing):
        found = rule(text, usable, lines, weekday, years)
        if found is not None:
            line_of_its_own = found.first if rule is not _told_today else None
            return found._replace(period=resolve(covered, found) if covered else None, shown=line_of_its_own)
    if covered is not None and (ended := _out_on_the_last(covered)) is not None:
        return ended
    for rule in (_lead, _counted_back):
        found = rule(text, usable, lines, weekday, years)
        if found is not None:
            return found
    told = _by_anniversary(text, usable)
    bound = _bounded(text, usable, weekday, shown)
    if told is not None and (bound.edtf is None or bound.edtf[:4] <= (told.edtf or "")):
        return told._replace(weekday=weekday)
    return bound


# --- helpers ---


def _near(shown: str | None, given: str) -> bool:
    """True where the date that a report shows as its own may be the one given with it: that day, or one of its neighbours."""
    match = _GIVEN.match((shown or "").replace("XXXX", given[:4]))
    found = [make_date(*[int(part) for part in m.groups()]) for m in (match, _GIVEN.match(given)) if m and m.group(3)]
    days = [day for day in found if day is not None]
    return len(days) == 2 and abs((days[0] - days[1]).days) <= _NEIGHBOURS


def _lines(text: Text) -> list[int]:
    """The line number of every token, empty lines not counted."""
    out: list[int] = []
    for line, end in enumerate(text.breaks):
        out += [line] * (end + 1 - len(out))
    out += [len(text.breaks)] * (len(text.forms) - len(out))
    return out


def _furniture(text: Text, lines: list[int]) -> set[int]:
    """The lines of page furniture (copyright, comments, most read): short, with a word of it."""
    found = {lines[k] for k, word in enumerate(text.words) if role_of(word) & FURNITURE}
    return {line for line in found if _line_length(lines, line) < 12}


def _line_length(lines: list[int], line: int) -> int:
    """Tokens of a line."""
    return bisect_right(lines, line) - bisect_left(lines, line)


def _full(value: Value) -> date | None:
    """The day of a mention that names it with its year."""
    if value.op != "date" or value.day is None or value.month is None or value.year is None:
        return None
    if value.cal == "h":
        span = hijri_interval(value.year, value.month, value.day, value.weekday)
        return span.lo if span else None
    return make_date(value.year, value.month, value.day)


def _weekday_today(mentions: list[DateMention]) -> tuple[int | None, DateMention | None]:
    """The weekday of the report's day, from اليوم الثلاثاء or أمس الاثنين."""
    for m in mentions:
        v = m.spec
        if v.op == "date" and v.offset is not None and v.weekday is not None:
            return (v.weekday - v.offset) % 7, m
    return None, None


def _past_years(text: Text, mentions: list[DateMention]) -> list[int]:
    out = []
    for m in mentions:
        span = _past_span(text, m)
        if span is not None:
            out.append(span.hi.year)
    return out


def _past_span(text: Text, m: DateMention) -> Interval | None:
    """The days of an absolute mention told as past."""
    if m.anchor != "absolute" or (m.role in ("until", "before") and m.spec.offset is None):
        return None
    value = m.spec
    if value.op == "range":
        value = value.inner[0] if value.inner[0].year else value.inner[1]
    if value.op == "part":
        value = value.inner[0]
    if value.op != "date" or value.year is None or value.shift in ("next", "ahead"):
        return None
    if any(form in _FUTURE for form in text.forms[max(0, m.first - 8) : m.first]):
        return None
    if value.cal == "h":
        return hijri_interval(value.year, value.month, value.day, value.weekday)
    if value.month is None:
        return year_of(value.year)
    if value.day is None:
        return month_of(value.year, value.month)
    day = make_date(value.year, value.month, value.day)
    return Interval(day, day) if day else None


def _published(day: date, m: DateMention, rule: str) -> Published:
    return Published(day.isoformat(), m.first, m.last, rule, day.weekday())


def _yearless(m: DateMention, rule: str, offset: int, weekday: int | None, years: list[int]) -> Published | None:
    """A day of month without its year: the year that the weekday and the years of the text leave."""
    v = m.spec
    if v.month is None or v.day is None or v.cal != "g" or v.mshift:
        return None
    today = weekday if v.weekday is None else (v.weekday - offset) % 7
    if years and today is not None:
        latest = max(years)
        # a weekday meets the same day of month again only after five years or more
        for year in range(latest, latest + 5):
            day = make_date(year, v.month, v.day)
            if day and (day - offset * _DAY).weekday() == today:
                return _published(day - offset * _DAY, m, rule)
    stand_in = make_date(2000, v.month, v.day)
    if stand_in is None:
        return None
    day = stand_in - offset * _DAY
    return Published(f"XXXX-{day.month:02d}-{day.day:02d}", m.first, m.last, rule, today)


# --- rules, best first ---


def _labelled(
    text: Text, mentions: list[DateMention], lines: list[int], weekday: int | None, years: list[int]
) -> Published | None:
    for m in mentions:
        day = _full(m.spec)
        if day is None:
            continue
        for back in range(1, 5):
            k = m.first - back
            if k < 0 or lines[k] != lines[m.first]:
                break
            for rest in _LABELS.get(text.forms[k], ()):
                after = k + 1 + len(rest)
                tail = text.kinds[after : m.first]
                stated = tuple(text.forms[k + 1 : after]) == rest and all(kind == "p" for kind in tail)
                if stated and _line_length(lines, lines[m.first]) <= _LABEL_TOKENS:
                    return _published(day, m, "label")
    return None


def _told_today(
    text: Text, mentions: list[DateMention], lines: list[int], weekday: int | None, years: list[int]
) -> Published | None:
    """A date beside اليوم, أمس or غداً."""
    partial: Published | None = None
    for m in mentions:
        v = m.spec
        if v.op != "date" or v.offset is None:
            continue
        day = _full(v)
        if day is not None:
            return _published(day - v.offset * _DAY, m, "told_today" if v.offset == 0 else "told_yesterday")
        if partial is None:
            partial = _yearless(m, "told_today_without_year", v.offset, weekday, years)
    if partial is None:
        return None
    dateline = _dateline(text, mentions, lines, weekday, years)
    return dateline if dateline and dateline.edtf and "X" not in dateline.edtf else partial


def _dateline(
    text: Text, mentions: list[DateMention], lines: list[int], weekday: int | None, years: list[int]
) -> Published | None:
    """A date that stands for itself in the first lines: on a short line, in brackets, or before a dash.

    It must agree with the weekday of the report's day, where one is named.
    """
    partial: Published | None = None
    for m in mentions:
        line = lines[m.first]
        if line >= _HEAD_LINES:
            break
        as_of = m.role == "until" and ((line > 0 and _as_of(text, m, lines)) or (line < _DIGEST_LINES and _ends_title(text, m, lines)))
        if m.spec.op != "date" or not (as_of or (m.role == "at" and _stands_alone(text, m, lines))):
            continue
        day = _full(m.spec)
        if day is not None and weekday not in (None, day.weekday()):
            # a date in the first lines that أمس الأحد contradicts is that of a quoted post
            continue
        if day is not None:
            return _published(day, m, "dateline")
        if partial is None:
            partial = _yearless(m, "dateline_without_year", 0, weekday, years)
    return partial


def _covered(text: Text, mentions: list[DateMention], lines: list[int]) -> DateMention | None:
    """The days a digest covers, told in its first lines: حصاد الأسبوع (13 - 19 نيسان 2025)."""
    for m in mentions:
        line = lines[m.first]
        if line >= _DIGEST_LINES:
            break
        start, end = bisect_left(lines, line), bisect_right(lines, line)
        if m.spec.op != "range" or end - start > _LABEL_TOKENS + m.last - m.first or "." in text.forms[start:end]:
            continue
        if any(v.op != "date" or v.day is None for v in m.spec.inner):
            continue
        digest = any(text.forms[k] in _DIGEST for k in range(end))
        if digest or text.forms[m.first - 1] in ("(", "[") or (line and m.first == start):
            return m
    return None


def _out_on_the_last(m: DateMention) -> Published | None:
    """A digest without a date of its own is out on the last of the days that it covers."""
    span = evaluate(m.spec, NOWHERE) if m.anchor == "absolute" else None
    if span is None or span.precision != "d" or not 0 < (span.hi - span.lo).days <= _LONGEST_PERIOD:
        return None
    return _published(span.hi, m, "period")._replace(period=f"{span.lo.isoformat()}/{span.hi.isoformat()}", shown=m.first)


def _counted_back(
    text: Text, mentions: list[DateMention], lines: list[int], weekday: int | None, years: list[int]
) -> Published | None:
    """A day beside a count back from the report: قبل يومين، في الثامن عشر من تموز."""
    heads = [m.spec for m in mentions if lines[m.first] < _HEAD_LINES and m.spec.op == "date" and m.spec.year is not None]
    for ago, m in pairwise(mentions):
        v, count = m.spec, ago.spec
        if count.op != "ago" or not count.n or count.unit not in ("day", "week") or count.inner or ago.role != "at":
            continue
        between = [k for k in range(ago.last, m.first) if text.kinds[k] == "w"]
        if v.op != "date" or v.month is None or v.day is None or len(between) > 2 or m.first - ago.last > 3:
            continue
        year = v.year or next((h.year for h in heads if h.month in (None, v.month)), None)
        day = make_date(year, v.month, v.day) if year and v.cal == "g" else None
        if day is not None:
            return _published(day + count.n * (7 if count.unit == "week" else 1) * _DAY, m, "counted_back")
    return None


def _ends_title(text: Text, m: DateMention, lines: list[int]) -> bool:
    """تحديث عاجل (حتى 6 تشرين الثاني 2025): how far a bulletin tells, in the brackets that end its title."""
    forms, last = text.forms, m.last
    start = bisect_left(lines, lines[m.first])
    if m.spec.year is None or m.spec.day is None or last >= len(forms) or forms[last] not in (")", "]") or m.first - start > _LABEL_TOKENS:
        return False
    opens = any(form in ("(", "[") for form in forms[max(start, m.first - 2) : m.first + 1])
    return opens and (last + 1 >= len(forms) or forms[last + 1] == "\n")


def _stands_alone(text: Text, m: DateMention, lines: list[int]) -> bool:
    forms, line = text.forms, lines[m.first]
    start, end = bisect_left(lines, line), bisect_right(lines, line)
    before = forms[m.first - 1] if m.first > start else "\n"
    after = forms[m.last] if m.last < len(forms) else "\n"
    if line and before in ("في", "بتاريخ") and 0 < m.first - start - 1 <= _PLACE_TOKENS and after == "\n":
        return True  # دمشق في 3 ذو القعدة 1446هـ الموافق 1/5/2025م
    bracket = next((k for k in range(start, m.first) if forms[k] == "("), m.first - 1)
    if before in ("في", "بتاريخ") and after in _SET_OFF and bracket <= start + 2 and _of_places(text, start, m.first - 1) and _parted(text, m.last):
        return True  # حمص (سوريا) في 3 آب 2017 - ...
    if before in ("(", "[", "،", "-") or (before == "في" and text.forms[m.first - 2] in ("،", ",")):
        if _placed_in_brackets(text, m, start, lines):
            return True  # (تونس، 5 يونيو 2017) - ...
    if before in ("في", "منذ", "يوم", "حتي", "بتاريخ", "من"):
        return False
    ends = after == "\n" or m.last >= len(forms)
    opens = before == "\n"
    if opens and (ends or after in ("-", ":", "|", "/")):
        return True
    if before in ("(", "[") and after in (")", "]"):
        return line <= 1
    # at most the dateline's few words count: a line may be a whole archive
    counted = range(start, min(end, start + 4 * _DATELINE_WORDS + m.last - m.first))
    others = sum(1 for k in counted if text.kinds[k] != "p" and not m.first <= k < m.last)
    marked = text.kinds[m.first - 1] == "p" if m.first > start else True
    if line and others <= _DATELINE_WORDS and (marked or ends):
        return True
    named = sum(1 for k in range(start, m.first) if text.kinds[k] == "w")
    if not line and m.spec.year is not None and _trailing(text, m.last, end) and named <= (_PLACE_TOKENS if marked else 1):
        return True  # the first line is place and date, or network and date: دمشق - 5 آذار 2021; a headline is longer
    if after == "(" and m.first - start <= 6:
        # دمشق 12 آب 2025 (وكالة المشرق) - ..., غازي عنتاب (تركيا) 7 تشرين الأول (المشرق) - ...
        close = next((k for k in range(m.last + 1, min(m.last + 8, len(forms))) if forms[k] == ")"), None)
        if close is not None and close + 1 < len(forms) and forms[close + 1] in ("-", ":"):
            return True
    if line and 0 < m.first - start <= _PLACE_TOKENS - 1 and after == "-" and all(text.kinds[k] == "w" for k in range(start, m.first)):
        return True  # دير الزور 7 آذار 2024 - ...
    # صنعاء، 15 تشرين الأول 2020 - ...
    if m.first - start <= 8 and after in ("-", ":", "/", "|") and before in ("،", ",", "-", "/", "|", ")", "\n"):
        return True
    # الفاشر: أبو شوك: 25 آب 2025: إذاعة
    return not line and m.spec.year is not None and 0 < m.first - start <= 7 and after == before == ":"


def _as_of(text: Text, m: DateMention, lines: list[int]) -> bool:
    """True where a short line tells up to which day the report goes: حتى 26 أيار 2011, الوضع في المدينة حتى 26 أيار 2011."""
    start, end = bisect_left(lines, lines[m.first]), bisect_right(lines, lines[m.first])
    if end - start > _DATELINE_TOKENS + (m.last - m.first if m.first > start else 0):
        return False
    if m.first == start:
        return True
    bare = all(text.kinds[k] != "w" for k in range(m.last, end)) and "." not in text.forms[start:end]
    return bare and any(text.forms[k] in _STATE for k in range(start, m.first))


def _of_places(text: Text, first: int, last: int) -> bool:
    """True for the few words that a dateline opens with: حمص (سوريا)، القدس المحتلة."""
    return 0 < sum(1 for k in range(first, last) if text.kinds[k] == "w") < _PLACE_TOKENS and "." not in text.forms[first:last]


def _parted(text: Text, k: int) -> bool:
    """True where a dash, a colon or a bracketed agency with one of them parts the dateline from the news."""
    if text.forms[k] != "(":
        return True
    close = next((n for n in range(k + 1, min(k + 8, len(text.forms))) if text.forms[n] == ")"), None)
    return close is not None and close + 1 < len(text.forms) and text.forms[close + 1] in ("-", ":")


def _placed_in_brackets(text: Text, m: DateMention, start: int, lines: list[int]) -> bool:
    """(تونس، 5 يونيو 2017) - ..., [صنعاء، 12 آب 2021]: place and day in brackets that open the line, set off from what follows."""
    if text.forms[start] not in ("(", "[") or m.last >= len(text.forms) or text.forms[m.last] not in (")", "]"):
        return False
    after = text.forms[m.last + 1] if m.last + 1 < len(text.forms) else "\n"
    apart = after in _SET_OFF or after == "\n" or lines[m.last + 1 : m.last + 2] != lines[m.last : m.last + 1]
    return apart and _of_places(text, start + 1, m.first)


def _trailing(text: Text, first: int, end: int) -> bool:
    """Whether nothing but a clock time or a bracketed agency stands behind the date on its line."""
    rest = [k for k in range(first, end) if text.forms[k] != "\n"]
    bracketed = bool(rest) and text.forms[rest[0]] in ("(", "[") and text.forms[rest[-1]] in (")", "]") and len(rest) <= _PLACE_TOKENS + 2
    return bracketed or all(text.kinds[k] != "w" for k in rest)


def _closing(
    text: Text, mentions: list[DateMention], lines: list[int], weekday: int | None, years: list[int]
) -> Published | None:
    """A date that stands for itself in the last lines, as communiqués and posts are signed: ... / دمشق 12 آب 2025.

    It is no day before the latest past date of the text, and agrees with the weekday of the report's day.
    """
    tail = lines[-1] - _CLOSING_LINES if lines else 0
    latest = max((span.lo for m in mentions if (span := _past_span(text, m)) is not None and span.lo == span.hi), default=None)
    partial: Published | None = None
    for m in reversed(mentions):
        line = lines[m.first]
        if line < max(tail, 1):
            break
        if m.role != "at" or m.spec.op != "date" or not _signs(text, m, lines):
            continue
        day = _full(m.spec)
        if day is None:
            partial = partial or _yearless(m, "closing_date_without_year", 0, weekday, years)
        elif weekday in (None, day.weekday()) and (latest is None or day >= latest):
            return _published(day, m, "closing_date")
    return partial


def _signs(text: Text, m: DateMention, lines: list[int]) -> bool:
    """True where the line holds little beside the date and says nothing in a sentence."""
    start, end = bisect_left(lines, lines[m.first]), bisect_right(lines, lines[m.first])
    if end - start > _DATELINE_TOKENS + m.last - m.first:
        return False
    before = text.forms[m.first - 1] if m.first > start else "\n"
    if before in ("منذ", "حتي", "من") or text.forms[start] in _BULLETS:
        return False  # • يبدأ الإضراب في 1 ديسمبر: an item of a list
    others = [k for k in range(start, end) if text.kinds[k] == "w" and not m.first <= k < m.last]
    ends = all(text.kinds[k] != "w" or text.forms[k] in _CLOCK for k in range(m.last, end))
    return len(others) <= _CLOSING_WORDS or (ends and before in ("،", ",", "-", "–", "/", "|", "(", "بتاريخ", "في", "عدد", "يوم") and len(others) <= _DATELINE_WORDS)


def _lead(
    text: Text, mentions: list[DateMention], lines: list[int], weekday: int | None, years: list[int]
) -> Published | None:
    """A full date with its weekday in the lead is the day of the news (قُتل ثلاثة، السبت 5 أكتوبر 2024، حين).

    It must be the latest date of the text, and agree with the weekday of اليوم where one is named.
    """
    for m in mentions:
        if m.first > _LEAD_TOKENS or lines[m.first] > _HEAD_LINES:
            return None
        day = _full(m.spec)
        if day is None or m.spec.weekday is None or m.role not in ("at",):
            continue
        if day.weekday() != m.spec.weekday and m.spec.cal == "g":
            continue
        if any((span := _past_span(text, other)) and span.lo > day for other in mentions):
            return None
        if weekday is not None and weekday != day.weekday():
            return None
        if m.last < len(text.forms) and text.forms[m.first - 1] in ("ذكري", "الذكري", "منذ"):
            continue
        return _published(day, m, "lead")
    return None


def _by_anniversary(text: Text, mentions: list[DateMention]) -> Published | None:
    """بعد أربعة أعوام على ... عام 2016: the year of the report."""
    for k, m in enumerate(mentions):
        v = m.spec
        if v.op != "later" or v.unit != "year" or not v.n or m.last >= len(text.forms):
            continue
        if text.forms[m.last] not in ("علي", "من"):
            continue
        for other in mentions[k + 1 :]:
            between = text.forms[m.last : other.first]
            if "." in between or "\n" in between:
                break
            span = _past_span(text, other)
            if span is not None and other.spec.op == "date":
                return Published(f"{span.lo.year + v.n:04d}", m.first, other.last, "anniversary")
    return None


def _bounded(
    text: Text, mentions: list[DateMention], weekday: int | None, shown: DateMention | None
) -> Published:
    """The latest past date as a lower bound; the weekday of the report's day refines it."""
    best: tuple[date, Interval, DateMention] | None = None
    for m in mentions:
        span = _past_span(text, m)
        if span is not None and (best is None or (span.lo, -(span.hi - span.lo).days) > (best[0], -(best[1].hi - best[1].lo).days)):
            best = span.lo, span, m
    if best is None:
        return Published(None, rule="none", weekday=weekday)
    _, span, m = best
    if span.lo != span.hi:
        text_of = f"{span.lo.year:04d}" if span.precision == "y" else f"{span.lo.year:04d}-{span.lo.month:02d}"
        return Published(f"{text_of}/..", m.first, m.last, "bound", weekday)
    if shown is not None and weekday is not None and shown.spec.offset is not None:
        offset = shown.spec.offset
        if span.lo.weekday() == shown.spec.weekday:
            # the day named beside أمس is the latest date of the text: a post or statement of that day
            return _published(span.lo - offset * _DAY, m, "bound_meets_weekday")
        day = span.lo + ((weekday - span.lo.weekday()) % 7) * _DAY
        return Published(f"{day.isoformat()}/..", m.first, m.last, "bound_by_weekday", weekday)
    return Published(f"{span.lo.isoformat()}/..", m.first, m.last, "bound")

"""When: the time of each draft from its own date, or from an act of its sentence.

Inside a sentence dates are read before the drafts of one incident are joined (``resolve``); what has no date then
follows from the acts around it (:mod:`sijill.reading.event.carrying`).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sijill.reading.act.draft import Draft
from sijill.reading.date import calendar
from sijill.reading.date.almanac import almanac
from sijill.reading.date.calendar import DateMention, Published
from sijill.reading.date.date_spans import SpanRules
from sijill.reading.date.edtf import minus, point
from sijill.reading.date.timespan import Clock, approximate, bare, closed, first_day, last_day, up_to
from sijill.reading.document import Document
from sijill.reading.event.carrying import undated
from sijill.reading.event.items import entries
from sijill.reading.event.time_links import embedded, governor, link, opens_clause, separate
from sijill.reading.event.timed import Timed, background, broken, follow, foretold, may_lend

__all__ = ["Timed", "background", "bare", "resolve", "undated"]

STATES: Final = frozenset(("armed_clash", "siege", "sweep_operation"))
"""What lasts: a count of days beside it is how long it took."""
_DAYS: Final = frozenset(("day", "weekday", "part_of_day", "relative"))
_BESIDE: Final = 3
"""How far behind a day the words may stand that count from it (في 27 أيار، أي بعد أسبوع من …)."""
_WARS: Final = frozenset(("القتال", "النزاع", "الحرب", "الصراع"))
_DURATION_REACH: Final = 12
_HAPPENED: Final = 6
"""How far before a day the verb may stand that says that the incident happened on it."""
_IT: Final = frozenset(("انها", "انه"))
_YEAR: Final = 365
_KNOWN_DAYS: Final = {
    (int(month), int(day)): int(year)
    for senses in almanac().values() for w in senses if w.cls == "known_day" for year, month, day in [w.value.split("-")]
}
_KNOWN_ACTS: Final = frozenset(form for form, senses in almanac().items() if any(w.cls == "known_day" for w in senses))
_OLD: Final = 60
"""A war that broke out more days before the report than this is told as one that goes on."""


def resolve(doc: Document, drafts: list[Draft], published: Published, dates: list[DateMention]) -> list[Timed]:
    """Times that the drafts' own sentences give, in text order; ``dates`` are all of the report."""
    clock = Clock(published)
    out: list[Timed] = []
    context: str | None = None
    named: str | None = None
    main: str | None = None
    line = -1
    days = [m for m in dates if m.role == "at" and m.kind in _DAYS and m.anchor != "context"]
    diary = entries(doc, dates)
    eve: tuple[str, DateMention] | None = None
    done = reached = 0
    at = 0
    while at < len(drafts):
        number = drafts[at].sentence
        here: list[Draft] = []
        while at < len(drafts) and drafts[at].sentence == number:
            here.append(drafts[at])
            at += 1
        while done < len(days) and days[done].first < doc.text.sentences[number].first:
            # a day told in a sentence without an act is told all the same
            value = calendar.resolve(days[done], published)
            if value is not None and days[done].first >= reached:
                named, line = value, _line(doc, days[done].first)
                eve = (value, days[done])
            done += 1
        reached = doc.text.sentences[number].last
        until = min(here[0].trigger.i, reached)
        loose: DateMention | None = None
        for k in range(done, len(days)):
            m = days[k]
            if m.first >= until:
                break
            if not any(x.first == m.first for d in here for x in d.dates):
                loose = m
        if loose is not None and (value := calendar.resolve(loose, published)) is not None:
            named = value
        inside = {k for d in here for m in d.dates for k in range(m.first, m.last)}
        timed = [Timed(d, governor(doc, d.trigger.i, inside)) for d in here]
        told: str | None = None
        for t in timed:
            if t.draft.date_rule:
                continue
            _own_date(doc, t, published, clock, told or context, told or named)
            if t.time is not None and (told is None or not t.led_in):
                told = t.time
        before = named if doc.text.sentences[number].line == line else main or context
        _count_on(timed, published, before, days)
        lenders = [t for t in timed if t.mention is not None and t.governed != "since"]
        for t in timed:
            if t.time is None:
                _borrow(doc, t, lenders, clock)
            if t.time is None and t.draft.date_rule and t.happened and not lenders:
                _own_date(doc, t, published, clock, told or context, told or named)
        entry = diary.get(doc.text.sentences[number].line)
        if entry is not None:
            _of_entry(timed, entry, published)
        if eve is not None:
            _of_day_told(doc, timed, eve, clock)
            eve = None
        for t in timed:
            if t.led_in and t.draft.type in ("armed_clash", "siege") and t.time is not None:
                _until_outcome(t, timed)
            if t.mention is not None and t.mention.spec.op == "window" and t.governed != "until":
                _until_end(t, timed)
            _close(doc, t, clock)
            if t.draft.type in STATES and t.time is not None:
                _lasted(doc, t)
        spine = [t for t in timed if t.time is not None and not t.led_in] or [t for t in timed if t.time is not None]
        if spine:
            context, line = spine[-1].time, doc.text.sentences[number].line
            if context is not None and "~/" in context:
                context = context.rpartition("/")[2]
            named = context
            if main is None:
                main = next((t.time for t in spine if t.happened and t.time and clock.recent(t.time)), None)
        out.extend(timed)
    _told_later(doc, out, published, days)
    _told_with(doc, out, clock)
    return out


def _told_later(doc: Document, timed: list[Timed], published: Published, days: list[DateMention]) -> None:
    """A later sentence tells the day of the incident: إن الحادثة جرت عصر الإثنين، إنها حدثت ليل الثلاثاء."""
    owned = {m.first for t in timed for m in t.draft.dates}
    for m in days:
        if m.first in owned or not _of_incident(doc, m):
            continue
        first = doc.sentence(m.first).first
        before = [t for t in timed if t.happened and t.draft.family != "politics" and t.draft.trigger.i < first]
        if not before or before[-1].time is not None:
            continue
        value = calendar.resolve(m, published)
        for t in before:
            if value is not None and t.time is None and t.said is None:
                t.time, t.mention, t.rule = value, m, "time.told_later"


def _of_incident(doc: Document, m: DateMention) -> bool:
    """True for a day behind a verb of happening whose subject is the incident told of: a noun for it, or a pronoun."""
    first = doc.sentence(m.first).first
    for k in range(m.first - 1, max(first, m.first - _HAPPENED) - 1, -1):
        if link(doc, k) == "happened":
            return any(link(doc, j) == "episode" or doc.text.forms[j] in _IT for j in range(max(first, k - 2), min(k + 2, m.first)))
    return False


def _of_entry(timed: list[Timed], entry: DateMention, published: Published) -> None:
    """What a line of a diary tells without a date is of its day."""
    value = calendar.resolve(entry, published)
    for t in timed:
        if value is not None and t.time is None and t.said is None and t.draft.modality in ("reported", "claimed"):
            t.time, t.mention, t.rule = value, entry, "time.entry"


def _of_day_told(doc: Document, timed: list[Timed], eve: tuple[str, DateMention], clock: Clock) -> None:
    """The first acts behind a scene that has a day but no act of its own: فجر أمس نام أهل البلدة. صاروخان سقطا على مبنى."""
    value, mention = eve
    told = doc.sentence_of[mention.first]
    if any(t.time is not None or t.said is not None for t in timed) or not clock.recent(value) or clock.future(value):
        return
    for t in timed:
        near = t.draft.sentence == told + 1 and doc.text.sentences[told].line == doc.text.sentences[t.draft.sentence].line
        if near and t.happened and t.draft.family != "politics" and not background(doc, t.draft) and not separate(doc, t.draft.trigger.i):
            t.time, t.mention, t.rule = value, mention, "time.day_told"


def _line(doc: Document, i: int) -> int:
    """The line of token ``i``."""
    return doc.sentence(i).line


def _own_date(doc: Document, t: Timed, published: Published, clock: Clock, context: str | None, named: str | None) -> None:
    """The date that stands nearest to the act among those that can be its own."""
    draft = t.draft
    if not draft.dates:
        return
    found: list[tuple[int, str, DateMention]] = []
    for m in draft.dates:
        if m.spec.op == "later" or m.rule == "until_part" or (m.role == "since" and m.spec.op in ("window", "ago") and m.spec.n == 0):
            continue  # منذ سنوات: no date of the act itself
        # a bare part of the day is that of the acts told; the words that count from a day lean on any day told
        if m.rule == "within" and m.spec.shift == "past" and named is not None and t.happened and m.role == "during":
            continue  # وسيطروا خلال ساعات على البلدة: how long it took, of a day that is told
        m = _known(doc, m, clock)
        around = context if m.spec.pod else named
        if m.spec.op == "context" and around is not None and ((m.spec.pod and not clock.recent(around)) or (t.happened and clock.future(around))):
            around = None  # سلّمت صباحاً: of the day of the report, not of one told as background or to come
        value = calendar.resolve(m.told(role="at") if m.role == "said" else m, published, around)
        if value is not None and draft.modality == "planned" and _bare_weekday(m) and doc.text.forms[m.last : m.last + 1] != [":"] and not clock.plausible("planned", value):
            m = m.told(spec=m.spec.but(shift="ahead"))
            value = calendar.resolve(m, published, around)  # دعت إلى إضراب يوم الجمعة: the one to come
        if value is None:
            continue
        if m.spec.op == "unit" and m.spec.shift == "this" and t.happened and clock.day is not None and any(u.sense.form.tense == "perf" for u in draft.triggers):
            value = _so_far(value, m.spec.unit, clock.day)
        if m.spec.op == "context" and m.spec.part == "near" and m.role == "at":
            value = approximate(value)
        if m.role == "said":
            if draft.family == "politics":
                m = m.told(role="at")
            else:
                t.said = value, m
                continue
        if not clock.plausible(draft.modality, value) and not (draft.modality == "reported" and foretold(draft)):
            continue
        if m.role in ("since", "until") and draft.type in ("statement", "accusation"):
            continue
        if draft.type == "siege" and m.role == "at" and "/" not in value and doc.text.forms[m.first - 1] == "من":
            value += "/.."  # محاصرة من 10 مايو
        distance = min(abs(m.first - u.i) + 3 * commas(doc, m.first, u.i) for u in draft.triggers)
        leaning = 20 if m.spec.part == "near" else 10 if m.anchor == "context" else 0
        found.append((distance + leaning, value, m))
    if not found:
        return
    _, value, mention = min(found, key=lambda f: f[0])
    if mention.role == "until":
        # منذ سقوط النظام في 8 كانون الأول وحتى الأحد: the beginning leads
        _, value, mention = next((f for f in found if f[2].role == "since"), (0, value, mention))
    if mention.role == "at" and "/" not in value:
        ends = (calendar.resolve(m, published, value) for m in draft.dates if m.rule == "until_part")
        found.extend((0, end, m) for end, m in zip(ends, [m for m in draft.dates if m.rule == "until_part"], strict=True) if end)
    untils = [v for _, v, m in found if m.role == "until" and v.startswith("../")]
    end = value[3:] if mention.role == "until" and value.startswith("../") else untils[0][3:] if untils else None
    if end is not None:
        # في 25 آب … مستمرة حتى منتصف أيلول: from the one to the other
        start = value[:-3] if mention.role == "since" and value.endswith("/..") else value
        start = start.partition("/")[0] if mention.role == "since" else start if mention.role == "at" and "/" not in value else context or ""
        if start and "/" not in start and first_day(start) is not None and bare(start) < end:
            value = f"{bare(start)}/{end}"
    t.time, t.mention, t.rule = value, mention, draft.date_rule or mention.rule


def _known(doc: Document, m: DateMention, clock: Clock) -> DateMention:
    """منذ السابع من أكتوبر، هجوم 7 أكتوبر: a day that is known by its day and month alone, in the years after it."""
    v = m.spec
    if v.month is None or v.day is None or v.year is not None or v.yshift or v.shift or v.offset is not None or clock.day is None:
        return m
    year = _KNOWN_DAYS.get((v.month, v.day))
    if year is None or (clock.day - date(year, v.month, v.day)).days < _YEAR:
        return m
    told = m.role in ("since", "after", "before") or any(form in _KNOWN_ACTS for form in doc.text.forms[max(m.first - 2, 0) : m.first])
    return m.told(spec=v.but(year=year)) if told else m


def _bare_weekday(m: DateMention) -> bool:
    """يوم الجمعة، صباح الجمعة: a weekday that nothing turns to one side."""
    v = m.spec
    return v.op == "date" and v.weekday is not None and v.day is None and v.month is None and v.offset is None and not v.shift and not v.inner


def _so_far(value: str, unit: str, day: date) -> str:
    """هذا الشهر، of what has happened: up to the day of the report; هذا الأسبوع: its last seven days."""
    first, last = first_day(value), last_day(value)
    if unit not in ("week", "month") or first is None or last is None or not first <= day <= last:
        return value
    start = minus(day, "day", 6) if unit == "week" else first
    return f"{start.isoformat()}/{day.isoformat()}" if start < day else day.isoformat()


def commas(doc: Document, a: int, b: int) -> int:
    """Commas between two tokens."""
    forms, found = doc.text.forms, 0
    for k in range(min(a, b), max(a, b)):
        form = forms[k]
        if form == "،" or form == ",":
            found += 1
    return found


def _count_on(timed: list[Timed], published: Published, before: str | None, days: list[DateMention]) -> None:
    """Counts from another act: بعد ساعات على اغتياله، بعد ثلاثة أيام على اختطافه."""
    for t in timed:
        for m in t.draft.dates:
            if m.spec.op != "later" or t.time is not None or t.said is not None:
                continue
            base = before
            if m.spec.shift == "past":
                beside = next((x for x in reversed(days) if 0 <= m.first - x.last <= _BESIDE), None)
                earlier_act = next((u.time for u in reversed(timed) if u.time is not None and u is not t and u.draft.trigger.i < m.first), None)
                later_act = next((u.time for u in timed if u.time is not None and u is not t and u.draft.trigger.i > t.draft.trigger.i), None)
                base = (calendar.resolve(beside, published) if beside else None) or earlier_act or (later_act if m.rule != "counted_from" else None) or before
            else:
                counted = [u for u in timed if u is not t and any(x.first == m.first for x in u.draft.dates)]
                earlier = [u for u in timed if u is not t and u.time is not None and u.draft.trigger.i < t.draft.trigger.i]
                base = counted[0].time if counted else earlier[-1].time if earlier else before
            value = calendar.resolve(m, published, base) if base else None
            if value is not None and base is not None and m.spec.shift == "past" and t.draft.type in STATES:
                value = _lasting(value, base, m.spec.unit) or value
            if value is not None:
                t.time, t.mention, t.rule = value, m, "time.counted_from"


def _lasting(start: str, outcome: str, unit: str) -> str | None:
    """بعد ثلاثة أيام من المواجهات: the fighting lasted so long, up to its outcome."""
    first, last = first_day(start), last_day(outcome)
    if first is None or last is None or first >= last or unit == "hour":
        return None
    if unit == "day":
        first = minus(first, "day", -1)
    return f"{point(first, 'd' if unit in ('day', 'week') else 'm', False)}/{last.isoformat()}"


def _borrow(doc: Document, t: Timed, lenders: list[Timed], clock: Clock) -> None:
    """An act without a date takes that of the nearest act of its clause, or follows from it."""
    shown = next((u for u in lenders if u.draft.type == "video_release" and u.draft.trigger.i < t.draft.trigger.i), None)
    if shown is not None and shown.time is not None and t.happened:
        t.take(shown, up_to(shown.time), "time.shown")
        return
    donors = [u for u in lenders if not (u.time and clock.future(u.time) and t.happened)]
    donors = [u for u in donors if u is not t and may_lend(u, t) and not broken(doc, u.draft, t.draft) and not _later_on(doc, u, t)]
    donors = [u for u in donors if not (u.time and not clock.recent(u.time) and embedded(doc, u.draft.trigger.i, t.draft.trigger.i))]
    if donors:
        donor = min(donors, key=lambda u: abs(u.draft.trigger.i - t.draft.trigger.i))
        value = follow(doc, donor, t, clock)
        if value is not None:
            t.take(donor, value, "time.same_clause")


def _later_on(doc: Document, donor: Timed, t: Timed) -> bool:
    """True where the date of the donor opens a clause behind the act."""
    m = donor.mention
    return m is not None and t.draft.trigger.i < m.first < donor.draft.trigger.i and opens_clause(doc, m)


def _until_outcome(t: Timed, timed: list[Timed]) -> None:
    """بعد معارك اندلعت فجر الاثنين: the fighting lasted until the act that it led to."""
    outcome = next((u for u in timed if u is not t and not u.led_in and u.time is not None and u.happened), None)
    if outcome is None or outcome.time is None or t.time is None:
        return
    start, end = last_day(t.time), first_day(outcome.time)
    if start is not None and end is not None and start < end and "/" not in t.time and "/" not in outcome.time:
        t.time = f"{bare(t.time)}/{bare(outcome.time)}"


def _until_end(t: Timed, timed: list[Timed]) -> None:
    """في السنوات الماضية وحتى خروج الفصائل عام 2017: a vague span that another act ends."""
    end = next((u for u in timed if u.governed == "until" and u.time is not None and u.draft.trigger.i > t.draft.trigger.i), None)
    if end is not None and end.time is not None:
        t.time = up_to(end.time)


def _lasted(doc: Document, t: Timed) -> None:
    """حصار دام ثلاثة أسابيع: from about so long before its end."""
    end = last_day(t.time or "")
    if end is None or (t.time or "").rpartition("/")[0] not in ("", "..") or (t.draft.type != "siege" and not t.led_in):
        return
    words = SpanRules(doc.text)
    first = t.draft.trigger.last
    for k in range(first, min(first + _DURATION_REACH, doc.sentence(first - 1).last)):
        counted = words.counted(k)
        if counted is not None and counted[1] and not counted[0].definite and counted[0].unit in ("day", "week", "month", "year"):
            start = minus(end, counted[0].unit, counted[1])
            if counted[0].unit == "day" and any(link(doc, j) == "lasting" for j in range(k - 2, k)):
                t.time = f"{minus(start, 'day', -1).isoformat()}/{end.isoformat()}"
                return
            text = point(start, "d" if counted[0].unit in ("day", "week") else "m", False)
            t.time = f"{text}~/{end.isoformat()}"
            return


def _close(doc: Document, t: Timed, clock: Clock) -> None:
    """A count since a date runs up to the report; a war that broke out long ago goes on."""
    if t.time is None or clock.day is None:
        return
    d = t.draft
    if t.time.endswith("/..") and t.happened and any(f.measure != "distance" for f in d.figures):
        t.time = closed(t.time, clock)
    elif d.type == "armed_clash" and "/" not in t.time and doc.text.forms[d.trigger.i] in _WARS:
        start = first_day(t.time)
        broke_out = any(link(doc, k) == "onset" for k in range(max(d.trigger.i - 2, 0), d.trigger.i))
        if broke_out and start is not None and (clock.day - start).days > _OLD:
            t.time = f"{t.time}/.."


def _told_with(doc: Document, timed: list[Timed], clock: Clock) -> None:
    """Footage published on a day dates the undated lead it shows, and further footage (كما نشر …), about."""
    shown = next((t for t in timed if t.draft.type == "video_release" and t.time is not None and clock.recent(t.time)), None)
    if shown is None or shown.time is None or not clock.before(shown.time):
        return
    if any(t.happened and t.time is not None and clock.recent(t.time) for t in timed):
        return
    line = doc.text.sentences[shown.draft.sentence].line
    for t in timed:
        near = doc.text.sentences[t.draft.sentence].line
        lead = t.happened and near <= 1 and near <= line
        if t.time is None and (lead or (t.draft.type == "video_release" and doc.text.forms[doc.text.sentences[t.draft.sentence].first] == "كما")):
            t.take(shown, approximate(shown.time), "time.told_with")

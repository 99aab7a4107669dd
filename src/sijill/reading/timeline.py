"""When: the time of each draft, from its own date, an act of its sentence, or the order of the acts told.

Inside a sentence dates are read before the drafts of one incident are joined (``resolve``); what has no date
then follows from the acts around it or is bounded by publication (``undated``).
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from sijill.reading import calendar
from sijill.reading.calendar import DateMention, Published
from sijill.reading.clauses import breaks_between
from sijill.reading.date_spans import SpanRules
from sijill.reading.document import Document
from sijill.reading.draft import ACTS, Draft
from sijill.reading.edtf import minus, point
from sijill.reading.scene import same_party
from sijill.reading.time_links import crossed, governor, habitual, link, separate
from sijill.reading.timespan import Clock, bare, closed, first_day, last_day, onward, span, up_to

__all__ = ["Timed", "bare", "resolve", "undated"]

_SEQUELS = frozenset(("release", "arrest", "displacement", "body_recovery", "funeral", "manhunt", "reinforcement"))
"""Acts that come after the act they are told with, on that day or later."""
_DAMAGE = frozenset(("looting", "property_destruction", "execution", "massacre", "siege"))
"""Acts that a report tells of further down as parts of its incident, with those of ``ACTS``."""
_WARS = frozenset(("القتال", "النزاع", "الحرب", "الصراع"))
_DURATION_REACH = 12
_OLD = 60
"""A war that broke out more days before the report than this is told as one that goes on."""


class Timed:
    """A draft with its time resolved; ``said`` is when it was told, where only that is known."""

    __slots__ = ("draft", "governed", "mention", "own_places", "rule", "said", "time", "told")

    def __init__(self, draft: Draft, governed: str = "", told: dict[int, Timed] | None = None) -> None:
        self.draft = draft
        self.time: str | None = None
        self.mention: DateMention | None = None
        self.rule = ""
        self.said: str | None = None
        self.own_places = bool(draft.places) and not draft.borrowed
        self.governed = governed
        """What leads the act in: ``after`` (it came before the act of its clause), ``before`` or ``until``."""
        self.told: dict[int, Timed] = {} if told is None else told
        """Every mention of the report by the token of its trigger, for mentions that are joined later."""

    @property
    def led_in(self) -> bool:
        """True for an act led in by بعد, عقب and the like."""
        return self.governed == "after"

    @property
    def happened(self) -> bool:
        """True for an act that can date others: told as fact, and no word or meeting."""
        return self.draft.family != "politics" and self.draft.modality in ("reported", "claimed")

    def take(self, other: Timed, time: str, rule: str) -> None:
        """Date the act by another one."""
        self.time, self.mention, self.rule = time, other.mention, rule


def resolve(doc: Document, drafts: list[Draft], published: Published) -> list[Timed]:
    """Times that the drafts' own sentences give, in text order."""
    clock = Clock.of(published)
    out: list[Timed] = []
    context: str | None = None
    main: str | None = None
    line = -1
    told_of: dict[int, Timed] = {}
    for number, group in groupby(drafts, key=lambda d: d.sentence):
        here = list(group)
        inside = {k for d in here for m in d.dates for k in range(m.first, m.last)}
        timed = [Timed(d, governor(doc, d.trigger.i, inside), told_of) for d in here]
        told_of.update((t.draft.trigger.i, t) for t in timed)
        told: str | None = None
        for t in timed:
            if t.draft.date_rule:
                continue
            _own_date(doc, t, published, clock, told or context)
            if t.time is not None and (told is None or not t.led_in):
                told = t.time
        before = context if doc.text.sentences[number].line == line else main or context
        _count_on(timed, published, before)
        lenders = [t for t in timed if t.mention is not None]
        for t in timed:
            if t.time is None:
                _borrow(doc, t, lenders, clock)
            if t.time is None and t.draft.date_rule and t.happened and not lenders:
                _own_date(doc, t, published, clock, told or context)
        for t in timed:
            if t.led_in and t.draft.type in ("armed_clash", "siege") and t.time is not None:
                _until_outcome(t, timed)
            if t.mention is not None and t.mention.spec.op == "window" and t.governed != "until":
                _until_end(t, timed)
            _close(doc, t, clock)
            if t.draft.type == "siege" and t.time is not None:
                _lasted(doc, t)
        spine = [t for t in timed if t.time is not None and not t.led_in] or [t for t in timed if t.time is not None]
        if spine:
            context, line = spine[-1].time, doc.text.sentences[number].line
            if context is not None and "~/" in context:
                context = context.rpartition("/")[2]
            if main is None:
                main = next((t.time for t in spine if t.happened and t.time and clock.recent(t.time)), None)
        out.extend(timed)
    _told_with(doc, out, clock)
    return out


def _own_date(doc: Document, t: Timed, published: Published, clock: Clock, context: str | None) -> None:
    """The date that stands nearest to the act among those that can be its own."""
    draft = t.draft
    found: list[tuple[int, str, DateMention]] = []
    for m in draft.dates:
        if m.spec.op == "later" or (m.role == "since" and m.spec.op in ("window", "ago") and m.spec.n == 0):
            continue  # منذ سنوات: no date of the act itself
        value = calendar.resolve(m._replace(role="at") if m.role == "said" else m, published, context)
        if value is None:
            continue
        if m.spec.op == "context" and m.spec.part == "near" and m.role == "at":
            value = approximate(value)
        if m.role == "said":
            if draft.family == "politics":
                m = m._replace(role="at")
            else:
                t.said = value
                continue
        if not clock.plausible(draft.modality, value) and not (draft.modality == "reported" and foretold(draft)):
            continue
        if m.role in ("since", "until") and draft.type in ("statement", "accusation"):
            continue
        if draft.type == "siege" and m.role == "at" and "/" not in value and doc.text.forms[m.first - 1] == "من":
            value += "/.."  # محاصرة من 10 مايو
        distance = min(abs(m.first - u.i) + 3 * commas(doc, m.first, u.i) for u in draft.triggers)
        leaning = 20 if m.spec.part == "near" else 6 if m.anchor == "context" else 0
        found.append((distance + leaning, value, m))
    if not found:
        return
    best = min(found, key=lambda f: f[0])
    _, value, mention = best
    untils = [v for _, v, m in found if m.role == "until" and v.startswith("../")]
    end = value[3:] if mention.role == "until" and value.startswith("../") else untils[0][3:] if untils else None
    if end is not None:
        # في 25 آب … مستمرة حتى منتصف أيلول: from the one to the other
        start = value if mention.role == "at" and "/" not in value else context or ""
        if start and "/" not in start and first_day(start) is not None and bare(start) < end:
            value = f"{bare(start)}/{end}"
    t.time, t.mention, t.rule = value, mention, draft.date_rule or mention.rule


def commas(doc: Document, a: int, b: int) -> int:
    """Commas between two tokens."""
    return sum(doc.text.forms[k] in ("،", ",") for k in range(min(a, b), max(a, b)))


def _count_on(timed: list[Timed], published: Published, before: str | None) -> None:
    """Counts from another act: بعد ساعات على اغتياله، بعد ثلاثة أيام على اختطافه."""
    for t in timed:
        for m in t.draft.dates:
            if m.spec.op != "later" or t.time is not None or t.said is not None:
                continue
            base = before
            if m.spec.shift == "past":
                base = next((u.time for u in reversed(timed) if u.time is not None and u is not t and u.draft.trigger.i < m.first), before)
            else:
                counted = [u for u in timed if u is not t and any(x.first == m.first for x in u.draft.dates)]
                base = counted[0].time if counted else before
            value = calendar.resolve(m, published, base) if base else None
            if value is not None:
                t.time, t.mention, t.rule = value, m, "time.counted_from"


def foretold(draft: Draft) -> bool:
    """True where the words leave room for a future date: a verb in the present tense, or a noun."""
    return not draft.trigger.verbal or draft.trigger.sense.form.tense == "impf"


def _borrow(doc: Document, t: Timed, lenders: list[Timed], clock: Clock) -> None:
    """An act without a date takes that of the nearest act of its clause, or follows from it."""
    shown = next((u for u in lenders if u.draft.type == "video_release" and u.draft.trigger.i < t.draft.trigger.i), None)
    if shown is not None and shown.time is not None and t.happened:
        t.take(shown, up_to(shown.time), "time.shown")
        return
    donors = [u for u in lenders if u is not t and _may_lend(u, t) and not _broken(doc, u.draft, t.draft)]
    if donors:
        donor = min(donors, key=lambda u: abs(u.draft.trigger.i - t.draft.trigger.i))
        value = _follow(doc, donor, t, clock)
        if value is not None:
            t.take(donor, value, "time.same_clause")


def _may_lend(donor: Timed, t: Timed) -> bool:
    if t.happened and donor.happened:
        return True
    same = donor.draft.modality == t.draft.modality and (donor.draft.family == "politics") == (t.draft.family == "politics")
    return same and (not t.draft.agents or any(same_party(m, donor.draft.agents) for m in t.draft.agents))


def _broken(doc: Document, a: Draft, b: Draft) -> bool:
    first, last = sorted((a.trigger.i, b.trigger.i))
    return breaks_between(doc, first, last) > 0


def _follow(doc: Document, donor: Timed, t: Timed, clock: Clock) -> str | None:
    """Time of an act told in one sentence with a dated one; None where they are two matters."""
    a, b = donor.draft, t.draft
    assert donor.time is not None
    if t.led_in and not donor.led_in:
        return donor.time if clock.recent(donor.time) else up_to(donor.time)
    if donor.led_in and not t.led_in:
        return onward(donor.time, clock) if b.type in _SEQUELS else donor.time
    if b.trigger.sense.clitics[:1] == "ف":
        return donor.time
    if apart(donor, t) or _another(donor, t):
        return None
    if b.type == "arrest" and a.type == "release":
        return up_to(donor.time)
    if b.type in _SEQUELS and (a.trigger.i > b.trigger.i or _then(doc, b.trigger.i)) and a.type not in _SEQUELS | {b.type}:
        return onward(donor.time, clock)
    if b.type in ("release", "arrest") and a.family in ("detention", "violence_against_people") and b.type != a.type:
        return onward(donor.time, clock)
    return donor.time


def _then(doc: Document, i: int) -> bool:
    return i > 0 and link(doc, i - 1) == "then"


def apart(a: Timed, b: Timed) -> bool:
    """True when two acts have places of their own, none shared, and no party in common."""
    x, y = a.draft, b.draft
    if not (a.own_places and b.own_places) or y.type == "medical_evacuation":
        return False
    here, there = ([p for p in d.places if p.relation not in ("to", "from")] for d in (x, y))
    if not here or not there:
        return False
    for p in here:
        for q in there:
            if {*p.names} & {*q.names, *q.within} or {*q.names} & {*p.within}:
                return False
    return not any(same_party(m, [*x.agents, *x.targets]) for m in (*y.agents, *y.targets))


def _another(donor: Timed, t: Timed) -> bool:
    """True for a blast or strike told with a verb and a place of its own behind an act of another kind."""
    a, b = donor.draft, t.draft
    return (
        b.family == "remote_violence" != a.family and b.trigger.verbal and b.trigger.sense.clitics[:1] == "و"
        and (t.own_places or bool(b.figures)) and a.trigger.i < b.trigger.i
    )


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
    if end is None or (t.time or "").rpartition("/")[0] not in ("", ".."):
        return
    words = SpanRules(doc.text)
    first = t.draft.trigger.last
    for k in range(first, min(first + _DURATION_REACH, doc.sentence(first - 1).last)):
        counted = words.counted(k)
        if counted is not None and counted[1] and counted[0].unit in ("day", "week", "month", "year"):
            start = minus(end, counted[0].unit, counted[1])
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


def approximate(value: str) -> str:
    """The date with ``~``, where EDTF has it: not of intervals, nor beside an unknown year."""
    return value if "/" in value or "XXXX" in value or value[-1] in "~?" else value + "~"


def undated(doc: Document, timed: list[Timed], published: Published, own: Collection[str] = ()) -> None:
    """Give the events without a date the time of the act they go on from, or the bound by publication.

    ``own`` are names of the publisher, whose statements are of the day of the report.
    """
    clock = Clock.of(published)
    last: Timed | None = None
    main: Timed | None = None
    for t in timed:
        _sharpen(t)
        if t.time is None:
            _undated(doc, t, last, main, clock, own)
        if t.time is not None and t.mention is not None and t.happened:
            last = t
            if clock.is_news(t.time) and (main is None or _stands_before(t, main)):
                main = t
        elif t.happened and t.time is not None:
            last = None


def _stands_before(t: Timed, main: Timed) -> bool:
    """True for the act behind a funeral, flight or arrest that the first sentence of the news puts first."""
    return main.draft.type in _SEQUELS and t.draft.type in ACTS and main.draft.sentence == t.draft.sentence


def _sharpen(t: Timed) -> None:
    """Of the dates of joined mentions the one that says most: in 2016, and in May 2016."""
    for trigger in t.draft.triggers:
        other = t.told.get(trigger.i)
        if other is None or other.time is None or t.time is None or other.draft.date_rule:
            continue
        wide, narrow = span(t.time), span(other.time)
        if wide is not None and narrow is not None and wide.lo <= narrow.lo and narrow.hi <= wide.hi and wide.hi - wide.lo > narrow.hi - narrow.lo:
            t.time, t.mention, t.rule = other.time, other.mention, other.rule


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


def _undated(doc: Document, t: Timed, last: Timed | None, main: Timed | None, clock: Clock, own: Collection[str]) -> None:
    d = t.draft
    if d.modality in ("planned", "hypothetical"):
        if clock.open and last is not None and last.time is not None and last.draft.sentence == d.sentence:
            t.take(last, last.time, "time.carried")
        else:
            t.time, t.rule = clock.ahead(), "time.ahead"
        return
    if t.said is not None and d.modality != "denied" and clock.before(t.said):
        t.time, t.rule = approximate(t.said), "time.said"
        return
    if d.modality != "denied":
        if habitual_act(doc, d):
            t.rule = "time.habit"
            return
        source = carried(doc, t, last, main, clock)
        if source is not None:
            t.take(*source, "time.carried")
            return
        if ongoing(doc, d) and clock.day is not None:
            t.time, t.rule = approximate(str(clock.edtf)), "time.ongoing"
            return
    if d.family == "politics" and clock.day is not None and any(m.cls == "outlet" or set(m.names) & {*own} for m in d.agents):
        t.time, t.rule = clock.edtf, "time.publisher"
        return
    t.time, t.rule = clock.news(), "time.undated_news"


def carried(doc: Document, t: Timed, last: Timed | None, main: Timed | None, clock: Clock) -> tuple[Timed, str] | None:
    """The act that an undated one goes on from, and its time as that gives it."""
    d = t.draft
    if d.family == "politics" or separate(doc, d.trigger.i):
        return None
    if crossed(doc, d.trigger.i, min(d.trigger.i + 4, doc.sentence(d.trigger.i).last), ("onset",)):
        return None  # المواجهات من بدايتها
    sentences = doc.text.sentences
    if last is not None and last.time is not None:
        same = last.draft.sentence == d.sentence
        near = same or (sentences[last.draft.sentence].line == sentences[d.sentence].line and d.sentence - last.draft.sentence <= 1)
        if same or (near and (clock.recent(last.time) or clock.day is None) and not apart(last, t) and not background(doc, d)):
            value = _follow(doc, last, t, clock)
            if value is not None:
                return last, value
    if main is None or main.time is None or background(doc, d):
        return None
    if clock.open or clock.period(main.time):
        return main, main.time
    if leans(doc, d):
        return main, main.time
    if d.type in ACTS | _DAMAGE and (refers(d) or last is None or last.time == main.time) and not apart(main, t) and not _others(main, t):
        return main, main.time
    if refers(d) or (d.type in _SEQUELS and last is not None and last.time == main.time and meets(last, t)):
        return main, onward(main.time, clock)
    return None


def _others(main: Timed, t: Timed) -> bool:
    """True for damage done by another party than that of the incident."""
    x, y = main.draft, t.draft
    return y.type in _DAMAGE and bool(x.agents and y.agents) and not any(same_party(m, [*x.agents, *x.targets]) for m in y.agents)


def meets(a: Timed, b: Timed) -> bool:
    """True when two acts have places of their own and share one."""
    if not (a.own_places and b.own_places):
        return False
    names = {n for p in a.draft.places for n in p.names}
    return any(names & {*p.names} for p in b.draft.places)


def leans(doc: Document, d: Draft) -> bool:
    """True when the sentence counts from the act already told of (وبعد التفجير بنحو ساعة)."""
    sentence = doc.text.sentences[d.sentence]
    if link(doc, sentence.first) != "after" or d.trigger.i <= sentence.first + 1:
        return False
    return any(doc.text.forms[k][:1] == "ا" and doc.text.forms[k][1:2] == "ل" and "trigger" in doc.info[k].by for k in range(sentence.first + 1, min(sentence.first + 3, sentence.last)))


def refers(d: Draft) -> bool:
    """True when the act takes up people already told of (المهاجمون، الجرحى، الخاطفين)."""
    return any("ال" in m.clitics and m.cls == "people" for m in (*d.agents, *d.targets))


def background(doc: Document, draft: Draft) -> bool:
    """True when the sentence steps back into what was before (وكان، سبق أن، يذكر أن)."""
    return doc.text.forms[doc.text.sentences[draft.sentence].first] in _BACKGROUND


_BACKGROUND = frozenset(("وكان", "وكانت", "كان", "كانت", "يذكر", "وسبق", "وشهد", "وشهدت"))
_BEFORE_VERB = frozenset(("ان", "لم", "لن", "لا", "ولم", "ولن", "ولا", "قد", "كي", "حتي"))


def ongoing(doc: Document, d: Draft) -> bool:
    """True for what is told as going on at the time of the report (تحشد، تواصل تجنيد)."""
    if d.family == "politics" or doc.text.sentences[d.sentence].line == 0:
        return False
    i = d.trigger.i
    if d.trigger.verbal:
        return present(doc, d)
    return any(s.key == "ongoing" and s.form.tense == "impf" for k in range(max(i - 4, doc.sentence(i).first), i) for s in doc.info[k].by.get("time", ()))


def present(doc: Document, d: Draft) -> bool:
    """True for a verb in the present tense on its own feet."""
    t = d.trigger
    return t.verbal and t.sense.form.tense == "impf" and "ل" not in t.sense.clitics and (t.i == 0 or doc.text.forms[t.i - 1] not in _BEFORE_VERB)


def habitual_act(doc: Document, d: Draft) -> bool:
    """True for what happens again and again: an accusation in the present tense, acts told as frequent."""
    if d.type == "accusation":
        return present(doc, d) and doc.text.sentences[d.sentence].line > 0
    return habitual(doc, d.trigger.i)

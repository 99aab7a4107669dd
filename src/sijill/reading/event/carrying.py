"""When, across sentences: what has no date follows from the acts told before it, or is bounded by publication."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sijill.reading.act.draft import ACTS, Draft
from sijill.reading.act.scene import same_party
from sijill.reading.date.calendar import Published
from sijill.reading.date.timespan import Clock, approximate, onward, span
from sijill.reading.document import Document
from sijill.reading.event.items import items
from sijill.reading.event.time_links import crossed, embedded, separate
from sijill.reading.event.timed import (
    DAMAGE,
    SEQUELS,
    Timed,
    amid,
    apart,
    background,
    follow,
    goes_on,
    habitual_act,
    leans,
    meets,
    ongoing,
    others_harm,
    plain,
    refers,
    we_say,
)  # fmt: skip

_EPISODE: Final = frozenset(("abduction", "capture", "territorial_capture", "weapons_seizure", "looting"))
"""What the party of the news does besides, in the same place."""
_NEAR: Final = 3
"""How many sentences on, in one paragraph, an act without a date still goes with the last that had one."""
_STATES: Final = frozenset(("armed_clash", "siege"))


def undated(
    doc: Document, timed: list[Timed], published: Published, own: Collection[str] = (), told: dict[int, Timed] | None = None
) -> None:
    """Give the events without a date the time of the act they go on from, or the bound by publication.

    ``own`` are names of the publisher, whose statements are of the day of the report; ``told`` has every mention, those joined
    since included, by the token of its trigger.
    """
    clock = Clock(published)
    listed = items(doc)
    mentioned = {trigger.i: t for t in timed for trigger in t.draft.triggers}
    last: Timed | None = None
    main: Timed | None = None
    for t in timed:
        _sharpen(t, told or {})
        if t.time is None:
            item = listed.get(doc.text.sentences[t.draft.sentence].line, "")
            whole = amid(doc, t, mentioned, main)
            if whole is not None and whole.time is not None:
                t.take(whole, whole.time, "time.amid")
            else:
                _undated(doc, t, last, main, clock, own, item)
        if t.time is not None and t.mention is not None and t.happened and not clock.future(t.time):
            last = t
            if clock.is_news(t.time) and t.draft.family != "politics" and (main is None or _stands_before(t, main)):
                main = t
        elif t.happened and t.time is not None:
            last = None


def _stands_before(t: Timed, main: Timed) -> bool:
    """True for the act behind a funeral, flight or arrest that the first sentence of the news puts first."""
    return main.draft.type in SEQUELS and t.draft.type in ACTS and main.draft.sentence == t.draft.sentence


def _sharpen(t: Timed, told: dict[int, Timed]) -> None:
    """Of the dates of joined mentions the one that says most: of 2016 and May 2016 the month.

    Fighting that is told to have lasted since a day has the whole of that time.
    """
    for trigger in t.draft.triggers:
        other = told.get(trigger.i)
        if other is None or other is t or other.time is None or t.time is None or other.draft.date_rule or other.mention is None:
            continue
        wide, narrow = span(t.time), span(other.time)
        if wide is None or narrow is None:
            continue
        if t.draft.type in _STATES and "since" in (other.mention.role, t.mention.role if t.mention else ""):
            wide, narrow = narrow, wide
        if wide.lo <= narrow.lo and narrow.hi <= wide.hi and wide.hi - wide.lo > narrow.hi - narrow.lo:
            t.time, t.mention, t.rule = other.time, other.mention, other.rule


def _undated(doc: Document, t: Timed, last: Timed | None, main: Timed | None, clock: Clock, own: Collection[str], item: str) -> None:
    d = t.draft
    if d.modality in ("planned", "hypothetical"):
        if clock.open and last is not None and last.time is not None and last.draft.sentence == d.sentence:
            t.take(last, last.time, "time.carried")
        else:
            t.time, t.rule = clock.ahead(), "time.ahead"
        return
    if t.said is not None and d.modality != "denied" and clock.before(t.said[0]):
        t.time, t.mention, t.rule = approximate(t.said[0]), t.said[1], "time.said"
        return
    if d.modality != "denied":
        if habitual_act(doc, d):
            t.rule = "time.habit"
            return
        source = carried(doc, t, last, main if not item or (item != "clock" and refers(doc, d)) or _of_the_day(item, last, clock) else None, clock)
        if source is not None:
            t.take(*source, "time.carried")
            return
        if goes_on(doc, d):
            t.time, t.rule = clock.ahead(), "time.ahead"
            return
        if item != "clock" and ongoing(doc, d) and clock.day is not None:
            t.time, t.rule = clock.news() if plain(d) else approximate(str(clock.edtf)), "time.ongoing"
            return
    if d.family == "politics" and clock.day is not None and (we_say(d) or any(m.cls == "outlet" or set(m.names) & {*own} for m in d.agents)):
        t.time, t.rule = clock.edtf, "time.publisher"
        return
    if item == "clock" and clock.day is not None and d.modality in ("reported", "claimed"):
        t.time, t.rule = clock.edtf, "time.live"  # 19:05 | سيطرت الفصائل على …
        return
    t.time, t.rule = clock.news(), "time.undated_news"


def _in_paragraph(doc: Document, last: Timed, d: Draft) -> bool:
    """True where an act is told a few sentences on in one paragraph."""
    sentences = doc.text.sentences
    return sentences[last.draft.sentence].line == sentences[d.sentence].line and d.sentence - last.draft.sentence <= _NEAR


def _of_the_day(item: str, last: Timed | None, clock: Clock) -> bool:
    """True for a post of several signs that tells of its own day, each sign in turn."""
    return item == "post" and last is not None and last.time is not None and last.time == clock.edtf


def carried(doc: Document, t: Timed, last: Timed | None, main: Timed | None, clock: Clock) -> tuple[Timed, str] | None:
    """The act that an undated one goes on from, and its time as that gives it."""
    d = t.draft
    if d.type == "protest" and last is not None and last.time is not None and _in_paragraph(doc, last, d) and not background(doc, d):
        return last, onward(last.time, clock)
    if d.family == "politics" or separate(doc, d.trigger.i):
        return None
    if crossed(doc, d.trigger.i, min(d.trigger.i + 4, doc.sentence(d.trigger.i).last), ("onset",)):
        return None  # المواجهات من بدايتها
    if last is not None and last.time is not None:
        if crossed(doc, d.trigger.i + 1, min(d.trigger.i + 3, doc.sentence(d.trigger.i).last), ("alike",)) and d.sentence - last.draft.sentence <= _NEAR:
            return last, last.time
        same = last.draft.sentence == d.sentence
        if same and not clock.recent(last.time) and embedded(doc, last.draft.trigger.i, d.trigger.i):
            return None
        near = same or _in_paragraph(doc, last, d)
        if same or (near and (clock.recent(last.time) or clock.day is None) and not apart(last, t) and not background(doc, d)):
            value = follow(doc, last, t, clock)
            if value is not None:
                return last, value
    if main is None or main.time is None or background(doc, d):
        return None
    if clock.open or clock.period(main.time):
        return main, main.time
    if leans(doc, d):
        return main, main.time
    if d.type in ACTS | DAMAGE and (refers(doc, d) or last is None or last.time == main.time) and not apart(main, t) and not others_harm(main, t):
        return main, main.time
    if d.type in _EPISODE and d.agents and not apart(main, t) and any(same_party(m, main.draft.agents) for m in d.agents):
        return main, main.time
    if refers(doc, d) or (d.type in SEQUELS and last is not None and last.time == main.time and meets(last, t)):
        return main, onward(main.time, clock)
    return None

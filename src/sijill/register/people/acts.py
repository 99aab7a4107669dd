"""Saying something of a value, and taking it back: each act a review of its own, one transaction for all that are said at once.

Two people may speak of one value at the same time: writers wait for one another, and whoever had not seen the other's word is kept, contested
and not in force, until somebody who has seen both decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from sijill.errors import RegisterError
from sijill.records import Event
from sijill.register.audit import Chain, now
from sijill.register.models import Report, Review
from sijill.register.people import assigning, trail, values
from sijill.register.people.coding import UNDONE, Folded, Slot, State, alive, folded
from sijill.register.people.standing import editable
from sijill.register.people.values import EVENT, LISTS, NEEDED, REPORT, STATEMENT, Span

VERDICTS = ("accepted", "corrected", "rejected", "added")
_WHOLE = ("event", "statement")


class Act(NamedTuple):
    """What a person does to a slot of a report."""

    ident: str
    """``e1`` an event, ``p1`` a lasting statement, ``h1`` one that people added, empty for the report itself and for an event or statement
    that is added with this act."""
    dimension: str
    """``event`` or ``statement`` for the whole of it, else its field."""
    verdict: str
    """accepted, corrected, rejected or added."""
    item: str = ""
    """Of a field with several values: ``start-end`` of the reader's, ``+12`` of one that review 12 added; ``Coded.items`` lists them."""
    value: Any = None
    """The new value in the shape of records."""
    evidence: Sequence[Span] = ()
    """The characters that the person points to, code points ``[start, end)`` of the report's text."""
    why: str = ""
    """Needed for corrected and rejected, and for added where no characters are pointed to."""
    seen: int = 0
    """The number of the latest review of this slot that the person had seen (``Mark.review``, or one of ``Mark.contested``); 0 for none."""


class Said(NamedTuple):
    """What became of an act. ``instead`` is None where it is in force; where somebody had spoken of the slot meanwhile, the review that stays in
    force, or by which what the person had seen was taken back."""

    review: Review
    instead: Review | None


def say(report: Report, acts: Sequence[Act], who: str, lane: str = "") -> list[Said]:
    """Say something of a report's values: all of it or, where an act is not possible, nothing. An act that comes too late is kept, contested.

    Raises ``RegisterError``, naming the act, for what does not exist, a value that is none, and a missing reason or evidence; and for a report that is
    in review or verified, which is returned first.
    """
    with transaction.atomic():
        chain = Chain(values.name(who))  # first: whoever else is writing is waited for
        _lane(report, lane, who)
        editable(report, lane)
        out: list[Said] = []
        coding = folded(report, lane)
        touched: set[tuple[str, str, str]] = set()
        at = now()  # one time for all of it, by which it is known as said at once
        for act in acts:
            slot = (act.ident, act.dimension, act.item)
            if slot in touched or (act.ident, "event", "") in touched or (act.ident, "statement", "") in touched:
                coding = folded(report, lane)
                touched.clear()
            try:
                said = _say(report, act, who, lane, coding, at)
            except RegisterError as error:
                raise RegisterError(f"{_told(report, act)}: {error}") from None
            trail.note(chain, "review", said.review)
            out.append(said)
            touched.update((slot, (said.review.ident, said.review.dimension, said.review.item)))
        chain.write()
    return out


def undo(report: Report, who: str, lane: str = "", review: int | None = None) -> Review | None:
    """Take back the person's latest act that still counts, or that review, whoever's it is; taking back a taking back makes the act count again.

    None where the person has nothing to take back. Raises ``RegisterError`` for a review that is not there or was taken back already, and for a
    report that is in review or verified.
    """
    done = _undo(report, who, lane, [] if review is None else [review], together=False)
    return done[0] if done else None


def undo_together(report: Report, who: str, lane: str = "", reviews: Sequence[int] = ()) -> list[Review]:
    """Take back the person's latest act that still counts with all that they said in the same call of ``say``, or those reviews; latest first.

    Empty where the person has nothing to take back. Raises ``RegisterError`` as ``undo`` does, and then takes nothing back.
    """
    return _undo(report, who, lane, reviews, together=True)


def _undo(report: Report, who: str, lane: str, numbers: Sequence[int], together: bool) -> list[Review]:
    with transaction.atomic():
        chain = Chain(values.name(who))
        _lane(report, lane, who)
        editable(report, lane)
        coding = folded(report, lane)
        reviews = list(Review.objects.filter(report=report, lane=lane).order_by("pk").select_related("reading"))
        if numbers:
            targets = [_that(reviews, number) for number in numbers]
        else:
            latest = _mine(reviews, coding, who)
            targets = [] if latest is None else [r for r in alive(reviews) if r.who == who and r.made == latest.made] if together else [latest]
        at = now()
        done = []
        for target in sorted(targets, key=lambda r: -r.pk):
            before = coding.value(Slot(target.ident, target.dimension, target.item))
            done.append(Review.objects.create(
                report=report, reading=target.reading, lane=lane, ident=target.ident, dimension=target.dimension, item=target.item,
                start=target.start, end=target.end, verdict=UNDONE, before=before, undoes=target, who=who, made=at,
            ))  # fmt: skip
        after = folded(report, lane) if done else coding
        for made in done:
            made.value = after.value(Slot(made.ident, made.dimension, made.item))
            made.save(update_fields=["value"])
            trail.note(chain, "review", made)
        chain.write()
    return done


def _mine(reviews: list[Review], coding: Folded, who: str) -> Review | None:
    """The latest act of a person that is in force, or waits."""
    counts = {r.pk for state in coding.states.values() for r in (state.current, *state.waiting) if r is not None}
    counts.update(r.pk for r in coding.coded.adrift)
    return next((r for r in reversed(alive(reviews)) if r.who == who and r.pk in counts), None)


def _that(reviews: list[Review], number: int) -> Review:
    found = next((r for r in reviews if r.pk == number), None)
    if found is None:
        raise RegisterError(f"review {number}: there is no such review of this report and coding")
    gone: set[int] = set()
    for one in reversed(reviews):
        if one.verdict == UNDONE and one.pk not in gone and one.undoes_id is not None:
            gone.add(one.undoes_id)
    if found.pk in gone:
        raise RegisterError(f"review {number}: was taken back already; take that back to make it count again")
    return found


def _lane(report: Report, lane: str, who: str) -> None:
    if not lane:
        assigning.own(report, who)
    if lane and lane != who:
        raise RegisterError(f"the coding of {lane} is theirs alone; {who} codes in the common one or in their own")


def _told(report: Report, act: Act) -> str:
    return " ".join(str(part) for part in (report.doc, act.ident, act.dimension, act.item) if part)


def _say(report: Report, act: Act, who: str, lane: str, coding: Folded, at: datetime) -> Said:
    if act.verdict not in VERDICTS:
        raise RegisterError(f"{act.verdict!r} is no verdict; one of {', '.join(VERDICTS)}")
    why = values.words(act.why, "reason").strip()
    spans = values.inside(act.evidence, report.text)
    if act.verdict in ("corrected", "rejected") and not why:
        raise RegisterError(f"say why it is {act.verdict}; a few words will do")
    if act.verdict == "added" and not spans and not why:
        raise RegisterError("point to the characters that say so, or give a reason")
    if act.verdict in ("accepted", "rejected") and act.value is not None:
        raise RegisterError(f"what is {act.verdict} gets no value; to give another, correct it")
    fresh = act.verdict == "added" and (act.dimension in _WHOLE or (act.dimension in LISTS and not act.item))
    slot, state = Slot(act.ident, act.dimension, act.item), State(None, [])
    start: int | None
    end: int | None
    if act.dimension in _WHOLE and act.verdict == "added":
        slot = Slot(_next(report, lane), act.dimension)
        value, (start, end) = _whole(act, spans, report.text), spans[0]
        before = None
    else:
        start, end = _there(act, coding)
        state = coding.states.get(slot, state) if not fresh else state
        before = coding.value(slot) if not fresh else None
        value = _value(act, spans, report.text, coding, slot, before, start or 0)
    current, late = state.current, False
    if not fresh:
        late = act.seen != state.latest and act.seen not in {r.pk for r in state.waiting}
    if not late:
        _possible(act, before, fresh)
    over = current
    if late:
        over = Review.objects.filter(pk=act.seen, report=report, lane=lane).first()
        if act.seen and over is None:
            raise RegisterError(f"review {act.seen}, said to have been seen, is not one of this report and coding")
    made = Review.objects.create(
        report=report, reading=coding.coded.reading, lane=lane, ident=slot.ident, dimension=slot.dimension, item=slot.item, start=start, end=end,
        verdict=act.verdict, before=before, value=value, evidence=[list(s) for s in spans] or None, over=over, contested=late,
        who=who, why=why, made=at,
    )  # fmt: skip
    if fresh and act.dimension in LISTS:
        made.item = f"+{made.pk}"
        made.save(update_fields=["item"])
    if not late:
        return Said(made, None)
    return Said(made, current or Review.objects.filter(undoes_id=act.seen).order_by("-pk").first() or over)


def _next(report: Report, lane: str) -> str:
    """The next ident for an event or statement that people add; none is given twice."""
    given = Review.objects.filter(report=report, lane=lane, ident__startswith="h").values_list("ident", flat=True)
    return f"h{max((int(ident[1:]) for ident in given), default=0) + 1}"


def _whole(act: Act, spans: Sequence[Span], text: str) -> dict[str, Any]:
    if act.ident:
        raise RegisterError(f"an {act.dimension} that is added gets its ident here; leave it empty")
    return values.event(act.value, spans, text) if act.dimension == "event" else values.statement(act.value, spans, text)


def _there(act: Act, coding: Folded) -> tuple[int | None, int | None]:
    """Check that there is such a slot; the characters of the trigger of its event or statement."""
    one = coding.everything.get(act.ident)
    if act.ident and one is None:
        raise RegisterError(f"there is no event or statement {act.ident!r}; there are {', '.join(coding.everything) or 'none'}")
    if one is None:
        if act.dimension not in REPORT:
            raise RegisterError(f"a report has {' and '.join(REPORT)}, no {act.dimension!r}; name an event or statement")
    else:
        kind, fields = ("event", EVENT) if isinstance(one, Event) else ("statement", STATEMENT)
        if act.dimension not in (kind, *fields):
            raise RegisterError(f"{act.ident} has {', '.join(fields)}, no {act.dimension!r}; the whole of it is {kind!r}")
    if act.item and act.dimension not in LISTS:
        raise RegisterError(f"{act.dimension} holds one value; leave the item empty")
    if act.item and act.verdict == "added":
        raise RegisterError("a value that is added gets its item here; leave it empty")
    if act.item and not _known(act, coding):
        names = ", ".join(coding.coded.items.get((act.ident, act.dimension), [])) or "none"
        raise RegisterError(f"there is no such value; there are {names}")
    return (one.start, one.end) if one is not None else (None, None)


def _known(act: Act, coding: Folded) -> bool:
    slot = Slot(act.ident, act.dimension, act.item)
    return slot in coding.values or slot in coding.states or slot in coding.coded.rejected


def _value(act: Act, spans: Sequence[Span], text: str, coding: Folded, slot: Slot, before: Any, at: int) -> Any:
    """The new value as it is kept; None for a verdict without one."""
    if act.verdict in ("accepted", "rejected"):
        return None
    if act.dimension in _WHOLE:
        raise RegisterError(f"correct the values of {act.ident}, not the whole of it")
    if act.value is None:
        raise RegisterError("give the value; to say that there is none, reject what is there")
    was = before if isinstance(before, dict) else None
    if was is None and act.item:
        left = coding.coded.rejected.get(slot)
        was = {"start": left.start, "end": left.end} if left is not None and hasattr(left, "start") else None
    return values.checked(act.dimension, act.value, spans, text, was, at)


def _possible(act: Act, before: Any, fresh: bool) -> None:
    """Whether the verdict fits what is there; asked only of who had seen it."""
    if act.dimension in LISTS and not act.item and not fresh:
        if act.verdict != "accepted" or before:
            raise RegisterError("name which of the values is meant (item); only an empty list is accepted as a whole")
    if act.verdict == "rejected" and act.dimension in NEEDED:
        raise RegisterError(f"there is no event without {act.dimension}; correct it, or reject the event" if act.dimension in EVENT else f"there is no statement without {act.dimension}; correct it, or reject the statement")
    if act.verdict == "rejected" and not before:
        raise RegisterError("there is no value to reject")
    if act.verdict == "added" and not fresh and before:
        raise RegisterError("there is a value already; correct it")

"""What a table that comes back would change: cell by cell against what holds now. Nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from sijill.desk import policy
from sijill.desk.giving import meant
from sijill.desk.giving.meant import Meaningless
from sijill.desk.giving.sheet import Line, Sheet
from sijill.desk.models import User
from sijill.exports import corrections
from sijill.exports.cases import Names
from sijill.exports.corrections import BETWEEN, VALUES, Check
from sijill.exports.redaction import Redactor
from sijill.records import Event
from sijill.register.models import Report, Review
from sijill.register.people import assigning
from sijill.register.people.coding import Folded, Slot, folded

CHANGE, CONFLICT, FAULT, UNKNOWN = "change", "conflict", "fault", "unknown"
ACCEPTED, REJECTED = frozenset(("accepted", "مقبول", "yes", "نعم")), frozenset(("rejected", "مرفوض", "no", "لا"))
_LISTS = frozenset(("places", "agent", "target", "figures", "means", "attribution"))
_STEP = 100


class Change(NamedTuple):
    """One cell that differs, or a row that is wrong. ``acts`` are what applying it would say (fields of ``sijill.register.people.acts.Act``)."""

    kind: str
    line: int
    report: int
    doc: str
    ident: str
    column: str
    before: str
    after: str
    problem: str = ""
    acts: tuple[dict[str, Any], ...] = ()


class _Row(NamedTuple):
    line: Line
    key: str
    ident: str
    check: Check


def of_sheet(user: User, sheet: Sheet, step: Callable[[int, int], None] = lambda done, total: None) -> Iterator[Change]:
    """Every change that a table asks for, what is wrong with it in its place, in the order of reports as they first come."""
    rows: defaultdict[str, list[_Row]] = defaultdict(list)
    seen: dict[str, int] = {}
    for line in sheet.lines:
        found = _row(line, seen)
        if isinstance(found, Change):
            yield found
        else:
            rows[found.key].append(found)
    names = Names()
    redactor = Redactor(names.folders, names.places, True)
    blind = {a.report_id for a in assigning.of(user.username) if a.blind}
    keys, done = list(rows), 0
    for at in range(0, len(keys), _STEP):
        step(done, len(sheet.lines))
        part = keys[at : at + _STEP]
        held = {r.key: r for r in policy.reports(user).filter(key__in=part)}
        for key in part:
            done += len(rows[key])
            if key not in held:
                for row in rows[key]:
                    yield Change(UNKNOWN, row.line.number, 0, "", row.ident, "id", "", row.line.cells["id"], _("there is no such report that this account sees; leave the id as it was"))
                continue
            if held[key].pk in blind:
                for row in rows[key]:
                    yield Change(FAULT, row.line.number, held[key].pk, held[key].doc, row.ident, "id", "", row.line.cells["id"], _("you code this report blind; correct it on its page"))
                continue
            yield from _of_report(held[key], rows[key], names, redactor)
    step(len(sheet.lines), len(sheet.lines))


def _row(line: Line, seen: dict[str, int]) -> _Row | Change:
    ident = line.cells.get("id", "").strip()
    if line.fault:
        return Change(FAULT, line.number, 0, "", "", "", "", "", line.fault)
    key, colon, event = ident.partition(":")
    if not colon or not key or not event:
        return Change(FAULT, line.number, 0, "", "", "id", "", ident, _("the id was altered; leave it as it was, new events are added on the reading page"))
    if ident in seen:
        return Change(FAULT, line.number, 0, "", event, "id", "", ident, _("the same id stands on line %(line)d; take one of the rows out") % {"line": seen[ident]})
    seen[ident] = line.number
    check = corrections.checked(line.cells.get("check", ""))
    if check is None:
        return Change(FAULT, line.number, 0, "", event, "check", "", line.cells.get("check", ""), _("the column check was altered; leave it as it was, or download the table anew"))
    return _Row(line, key, event, check)


def _of_report(report: Report, rows: list[_Row], names: Names, redactor: Redactor) -> Iterator[Change]:
    whole = folded(report)
    found = whole.coded
    events = {e.id: e for e in found.record.events}
    spoken: defaultdict[tuple[str, str], list[Review]] = defaultdict(list)
    for review in Review.objects.filter(report=report, lane="").order_by("pk"):
        spoken[review.ident, review.dimension].append(review)
    for row in rows:
        where = (row.line.number, report.pk, report.doc, row.ident)
        if row.check.reading != found.reading.pk:
            yield Change(CONFLICT, *where, "", "", "", _("the report was read anew since; download the table anew"))
            continue
        event = events.get(row.ident)
        if event is None:
            gone = spoken[row.ident, "event"]
            yield Change(CONFLICT if gone else UNKNOWN, *where, "id", "", row.ident, _("there is no such event any more; somebody rejected it") if gone else _("the report has no such event; leave the id as it was"))
            continue
        now = corrections.cells(found, event, redactor)
        now["reviewed"] = corrections.reviewed(found, row.ident)
        for number, column in enumerate((*VALUES, "reviewed")):
            cell = " ".join(row.line.cells.get(column, "\0").split())
            if cell == "\0" or corrections.mark(cell) == row.check.marks[number] or cell == " ".join(now[column].split()):
                continue
            cell = meant.coded(column, cell)
            if cell == " ".join(now[column].split()):
                continue
            if column == "time" and meant.same_day(cell, now[column]):
                continue
            yield _cell(where, whole, event, row, column, now[column], cell, spoken[row.ident, "event" if column == "reviewed" else column], names, redactor)


def _cell(
    where: tuple[int, int, str, str], whole: Folded, event: Event, row: _Row, column: str, before: str, after: str, said: list[Review], names: Names, redactor: Redactor
) -> Change:  # fmt: skip
    later = [r for r in said if r.pk > row.check.seen]
    if later:
        return Change(CONFLICT, *where, column, before, after, _("%(who)s has changed it meanwhile; look at it on the reading page, or download the table anew") % {"who": later[-1].who})
    try:
        if column == "reviewed":
            acts = _reviewed(whole, event, after)
        elif column in _LISTS:
            acts = _several(whole, event, column, after, names, redactor)
        else:
            acts = _one(whole, event, column, before, after)
    except Meaningless as error:
        return Change(FAULT, *where, column, before, after, str(error))
    return Change(CHANGE, *where, column, before, after, "", tuple(acts))


def _seen(whole: Folded, ident: str, dimension: str, item: str = "") -> int:
    """The review of a slot that is in force, or one that waits: which the person saw in the table, since none is later than that."""
    state = whole.states.get(Slot(ident, dimension, item))
    return 0 if state is None else state.latest or max((r.pk for r in state.waiting), default=0)


def _reviewed(whole: Folded, event: Event, after: str) -> list[dict[str, Any]]:
    if after.lower() in ACCEPTED:
        return [{"ident": event.id, "dimension": "event", "verdict": "accepted", "seen": _seen(whole, event.id, "event")}]
    if after.lower() in REJECTED:
        return [{"ident": event.id, "dimension": "event", "verdict": "rejected", "seen": _seen(whole, event.id, "event")}]
    if not after:
        raise Meaningless(_("what was accepted is taken back on the reading page"))
    raise Meaningless(_("%(text)s is not known; write one of %(known)s") % {"text": after, "known": "accepted, rejected"})


def _one(whole: Folded, event: Event, column: str, before: str, after: str) -> list[dict[str, Any]]:
    act = {"ident": event.id, "dimension": column, "seen": _seen(whole, event.id, column)}
    if not after:
        if column != "time":
            raise Meaningless(_("an event needs one; correct it, or write rejected into the column reviewed"))
        return [{**act, "verdict": "rejected"}]
    return [{**act, "verdict": "corrected" if before else "added", "value": meant.scalar(column, after)}]


def _several(whole: Folded, event: Event, column: str, after: str, names: Names, redactor: Redactor) -> list[dict[str, Any]]:
    """The acts that make one list of another: what stands in the place of something corrects it."""
    found = whole.coded
    held, slots = meant.of(event, column), found.items.get((event.id, column), [])
    old, new = corrections.items(found.record, event, redactor)[column], meant.split(after)
    acts: list[dict[str, Any]] = []
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            continue
        pairs = min(b - a, d - c)
        for k in range(pairs):
            acts.append({"dimension": column, "verdict": "corrected", "item": slots[a + k], "value": meant.item(column, new[c + k], held[a + k], names), "seen": _seen(whole, event.id, column, slots[a + k])})
        acts += [{"dimension": column, "verdict": "rejected", "item": slots[k], "seen": _seen(whole, event.id, column, slots[k])} for k in range(a + pairs, b)]
        acts += [{"dimension": column, "verdict": "added", "value": meant.item(column, new[k], None, names)} for k in range(c + pairs, d)]
    if not acts:
        raise Meaningless(_("separate values by %(mark)s") % {"mark": BETWEEN.strip()})
    return [{"ident": event.id, **act} for act in acts]

"""What waits for whom: reports for a second reader, reports that came back, what is assigned.

Two steps, so that no page reads a text or counts over everything: the keys of one page; then what is shown of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left
from django.http import HttpRequest

from sijill.desk import paging, policy
from sijill.desk.models import User
from sijill.register.models import Assignment, Comment, Report, ReportRow, Review, Standing
from sijill.register.people.coding import alive

SIZE = 25
HANDED_IN = policy.HANDED_IN
"""States of a coding that its coder has given away."""
_LEAD = 160
"""Characters of the text that stand for a title."""


class Work(NamedTuple):
    """What people did to a report in the common coding."""

    coders: Sequence[str]
    changes: int
    """Values, events and statements that people corrected, rejected or added."""
    comments: int
    handed: datetime | None
    """When it was handed in last."""
    taken: str
    """Who took it up for review; empty where nobody did."""
    comment: str
    by: str
    """What the latest step was commented with, and by whom."""


class Line(NamedTuple):
    """A report as the lists of this room show it."""

    report: Report
    title: str
    outlet: str
    state: str
    work: Work
    alone: bool
    """Whether only the person who looks coded it."""
    lane: str = ""
    """Whose blind coding it is; empty for the common one."""
    assignment: Assignment | None = None


def waiting(user: User, state: str = "") -> QuerySet[Any]:
    """Keys of the reports that somebody else can read a second time: handed in or taken up, not coded by the person alone."""
    wanted = (state,) if state in ("coded", "in_review") else ("coded", "in_review")
    common = _in_force().filter(report_id=OuterRef("report_id"))
    taken_over = _latest(Standing.objects.filter(report_id=OuterRef("report_id")).exclude(lane__in=("", user.username)), "lane").filter(state="verified")
    others = Q(Exists(common.exclude(who=user.username))) | Q(Exists(taken_over))
    alone = ~others & (Q(Exists(common)) | Q(_handed_by(user)))
    return _seen(user, ReportRow.objects.filter(state__in=wanted)).exclude(alone).order_by("state", "report_id").values_list("report_id", flat=True)


def returned(user: User) -> QuerySet[Any]:
    """Keys of the reports whose common coding came back, of which the person coded or handed in something."""
    spoke = Exists(_in_force().filter(report_id=OuterRef("report_id"), who=user.username))
    found = ReportRow.objects.filter(state="returned").filter(Q(spoke) | Q(_handed_by(user)))
    return _seen(user, found).order_by("-report_id").values_list("report_id", flat=True)


def returned_blind(user: User) -> QuerySet[Standing]:
    """Blind codings of the person's that came back."""
    rows = _latest(Standing.objects.filter(lane=user.username), "lane").filter(state="returned")
    return _seen(user, rows).order_by("-pk")


def assigned(coder: str = "", *, done: bool = True) -> QuerySet[Assignment]:
    """Assignments that hold, the newest first; of a coder, or of all. ``done``: with those that were handed in."""
    rows = Assignment.objects.filter(withdrawn=False)
    rows = rows.filter(~Exists(Assignment.objects.filter(coder=OuterRef("coder"), report_id=OuterRef("report_id"), pk__gt=OuterRef("pk"))))
    if coder:
        rows = rows.filter(coder=coder)
    if not done:
        own = Standing.objects.filter(report_id=OuterRef("report_id"), lane=OuterRef("coder")).order_by("-pk").values("state")[:1]
        common = Q(blind=False) & ~Q(report__row__state__in=HANDED_IN)
        rows = rows.annotate(own=Subquery(own)).filter(common | Q(blind=True) & (Q(own=None) | ~Q(own__in=HANDED_IN)))
    return rows.order_by("-pk")


def sighted(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of reports that the person sees."""
    return _seen(user, rows)


def page(request: HttpRequest, user: User, keys: QuerySet[Any]) -> paging.Page:
    """A page of ``Line`` of the common coding; ``keys`` are keys of reports in order."""
    after = paging.start(request)
    found = paging.paged(request, list(keys[after : after + SIZE + 1]), keys, SIZE)
    made = lines(found.rows, user)
    return found._replace(rows=[made[pk] for pk in found.rows if pk in made])


def page_assigned(request: HttpRequest, user: User, rows: QuerySet[Assignment]) -> paging.Page:
    """A page of ``Line`` of assignments, each with the state of the coding that it is about."""
    after = paging.start(request)
    found = paging.paged(request, list(rows[after : after + SIZE + 1]), rows, SIZE)
    made = lines([one.report_id for one in found.rows], user)
    own = states(made)
    out = []
    for one in found.rows:
        if one.report_id in made:
            line = made[one.report_id]
            lane = one.coder if one.blind else ""
            state = own.get((one.report_id, lane), "unread") if lane else line.state
            out.append(line._replace(lane=lane, state=state, assignment=one))
    return found._replace(rows=out)


def blind_lines(rows: QuerySet[Standing], user: User) -> list[Line]:
    """The latest blind codings that came back, as lines."""
    found = list(rows[:SIZE])
    made = lines([one.report_id for one in found], user)
    return [
        made[one.report_id]._replace(lane=one.lane, state=one.state, work=Work((one.lane,), 0, 0, None, "", one.comment, one.who))
        for one in found if one.report_id in made
    ]  # fmt: skip


def lines(keys: Sequence[int], user: User) -> dict[int, Line]:
    """What is shown of these reports, as far as the person sees them; a fixed number of questions, however many there are."""
    held = policy.reports(user).filter(pk__in=set(keys)).annotate(lead=Left("text", _LEAD)).defer("text").select_related("row")
    done = work(keys)
    out = {}
    for report in held:
        row = getattr(report, "row", None)
        mine = done[report.pk]
        out[report.pk] = Line(report, title(report), row.shown if row else report.outlet or "", row.state if row else "unread", mine, list(mine.coders) == [user.username])
    return out


def title(report: Any) -> str:
    """Its title, else how its text begins (``lead``)."""
    lead = next((" ".join(part.split()) for part in report.lead.split("\n") if part.strip()), "")
    return report.title[:300] or lead or report.doc[:300]


def work(keys: Sequence[int]) -> dict[int, Work]:
    """What people did to these reports. Who coded is what ``standing.coders`` finds, for all of them at once."""
    said: defaultdict[int, list[Any]] = defaultdict(list)
    columns = ("pk", "report_id", "verdict", "undoes_id", "who", "contested")
    for review in Review.objects.filter(report_id__in=keys, lane="").order_by("pk").values_list(*columns, named=True):
        said[review.report_id].append(review)
    steps: defaultdict[int, list[Standing]] = defaultdict(list)
    for step in Standing.objects.filter(report_id__in=keys).order_by("pk"):
        steps[step.report_id].append(step)
    remarks = dict(Comment.objects.filter(report_id__in=keys).order_by().values_list("report_id").annotate(n=Count("pk")))
    return {pk: _work(alive(said[pk]), steps[pk], remarks.get(pk, 0)) for pk in keys}


def _work(live: Sequence[Any], steps: Sequence[Standing], remarks: int) -> Work:
    common = [s for s in steps if not s.lane]
    own = {s.lane: s.state for s in steps if s.lane}
    coders = {r.who for r in live} | {lane for lane, state in own.items() if state == "verified"}
    handed = next((s for s in reversed(common) if s.state == "coded"), None)
    if not coders and handed is not None:
        coders = {handed.who}
    last = common[-1] if common else None
    taken = last.who if last is not None and last.state == "in_review" else ""
    changes = sum(r.verdict != "accepted" for r in live)
    return Work(sorted(coders), changes, remarks, handed.made if handed is not None else None, taken, last.comment if last is not None else "", last.who if last is not None else "")


def states(keys: Mapping[int, Any] | Sequence[int]) -> dict[tuple[int, str], str]:
    """``(report, coder)`` to the state of that blind coding; what has not been begun is not there."""
    rows = Standing.objects.filter(report_id__in=list(keys)).exclude(lane="").order_by("pk")
    return {(report, lane): state for report, lane, state in rows.values_list("report_id", "lane", "state")}


def _in_force() -> QuerySet[Review]:
    """Reviews of common codings that nobody took back, or whose taking back was taken back."""
    again = Exists(Review.objects.filter(undoes_id=OuterRef("pk"), verdict="undone"))
    gone = Review.objects.filter(undoes_id=OuterRef("pk"), verdict="undone").filter(~again)
    return Review.objects.filter(~Exists(gone), lane="").exclude(verdict="undone")


def _latest(rows: QuerySet[Standing], *also: str) -> QuerySet[Standing]:
    """Those steps that no later one of the same report (and lane) followed."""
    same = {name: OuterRef(name) for name in ("report_id", *also)}
    return rows.filter(~Exists(Standing.objects.filter(pk__gt=OuterRef("pk"), **same)))


def _handed_by(user: User) -> Exists:
    """Whether it was the person who handed the common coding in last."""
    rows = Standing.objects.filter(report_id=OuterRef("report_id"), lane="", state="coded", who=user.username)
    later = Standing.objects.filter(report_id=OuterRef("report_id"), lane="", state="coded", pk__gt=OuterRef("pk"))
    return Exists(rows.filter(~Exists(later)))


def _seen(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if policy.every_collection(user) else rows.filter(Exists(policy.reports(user).filter(pk=OuterRef("report_id"))))

"""Reports of which nobody said when they were published and whose text does not state it: people are asked, and give the days, many at once.

A reader without the day takes one that the text tells of something else for it, and every «yesterday» goes wrong with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Left, Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sijill.desk import jobs, paging, policy, shown
from sijill.desk.inbox import listing
from sijill.desk.models import Job, User
from sijill.desk.reasons import reason
from sijill.errors import RegisterError
from sijill.reading.date.edtf import parse_edtf
from sijill.register.models import Dating, Report, ReportRow
from sijill.register.people import dating
from sijill.register.readings import PEOPLE, record

SIZE = 50
COUNTED = 1000
_QUOTED_OF = 200_000
"""Characters of a text beyond which it is not fetched for a few words of it."""
_LEAD = 160


class Asked(NamedTuple):
    """A report whose day is asked for. ``day``: what the reader took for it (EDTF), empty where it is hidden or unknown; ``words``: of what; ``right``: the day that
    can be taken over from that; ``said``: what a person said of it before; ``given``: what stands in the form."""

    report: Report
    title: str
    outlet: str
    day: str
    words: str
    right: str
    said: Dating | None
    given: str = ""


def undated(user: User) -> QuerySet[ReportRow]:
    """Those in sight of a person, the newest first."""
    rows = ReportRow.objects.filter(undated__isnull=False)
    if not policy.every_collection(user):
        rows = rows.filter(Exists(policy.reports(user).filter(pk=OuterRef("report_id"))))
    return rows.order_by("-report_id")


def number(user: User, first: int | None = None, last: int | None = None) -> int:
    """How many there are in sight, counted as far as lists are; with ``first`` and ``last``, of the reports between these primary keys."""
    found = undated(user)
    if first is not None and last is not None:
        found = found.filter(report_id__gte=first, report_id__lte=last)
    return found.order_by()[: COUNTED + 1].count()


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """``/dates/``: those reports, ``?job=N`` of what a job took in, ``?report=N`` one of any kind."""
    return _page(request)


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """``/dates/give/``: days are given, or one is taken back; the reports are read again by them."""
    user = policy.person(request)
    try:
        if request.POST.get("do") == "withdraw":
            found = list(policy.reports(user).filter(pk__in=_numbers([request.POST.get("one", "")])).defer("text"))
            made = dating.withdraw(found, user.username)
        else:
            said = _said(request, user)
            if not said:
                raise RegisterError(_("No day was given; write one beside a report, or choose reports and one day for all of them."))
            reports = policy.reports(user).filter(pk__in=said).defer("text").in_bulk()
            made = dating.give([(reports[pk], day) for pk, day in said.items() if pk in reports], user.username)
    except RegisterError as error:
        return _page(request, reason(str(error)))
    if not made:
        messages.info(request, _("That is what the register has already; nothing was changed."))
        return redirect(_back(request))
    keys = [row.report_id for row in made]
    done = shown.number(len(keys))
    messages.success(request, ngettext("The day of %(number)s report was noted; it is read again by it.", "The days of %(number)s reports were noted; they are read again by them.", len(keys)) % {"number": done})
    if kept := ReportRow.objects.filter(report_id__in=keys, reading__reader__startswith=PEOPLE).count():
        said_of = ngettext("%(number)s of them was handed in: what people made of it stays until it is handed in anew.", "%(number)s of them were handed in: what people made of them stays until they are handed in anew.", kept)
        messages.warning(request, said_of % {"number": shown.number(kept)})
    return redirect("inbox:job", jobs.ask("reread", user, reports=keys).pk)


def _said(request: HttpRequest, user: User) -> dict[int, str]:
    """The days of the form by report: for those chosen the one for all, what was taken over, and what stands beside each."""
    given = request.POST
    out: dict[int, str] = {}
    if every := given.get("day", "").strip():
        out.update(dict.fromkeys(_numbers(given.getlist("report")), every))
    right = _numbers(given.getlist("right"))
    out.update({one.report.pk: one.right for one in _lines(undated(user).filter(report_id__in=right), user) if one.right})
    for name, said in given.items():
        if name.startswith("day-") and said.strip():
            out.update(dict.fromkeys(_numbers([name[4:]]), said.strip()))
    return out


def _numbers(given: Sequence[str]) -> list[int]:
    return [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 15][:SIZE]


def _page(request: HttpRequest, fault: str = "") -> HttpResponse:
    user = policy.person(request)
    asked = request.POST.get("job") or request.GET.get("job", "")
    one = _numbers([request.POST.get("only") or request.GET.get("report", "")])
    job = None
    if one:
        policy.report(user, one[0])
        rows = ReportRow.objects.filter(report_id=one[0])
    else:
        rows = undated(user)
        if asked:
            job = _job(user, asked)
            rows = rows.filter(report_id__gte=job.told.get("first", 0), report_id__lte=job.told.get("last", 0))
    after = paging.start(request)
    found = paging.paged(request, list(rows[after : after + SIZE + 1]), rows, SIZE)
    lines = [line._replace(given=request.POST.get(f"day-{line.report.pk}", "")) for line in _lines(rows.filter(pk__in=[row.pk for row in found.rows]), user)]
    told = {
        "page": found._replace(rows=lines), "fault": fault, "job": job, "only": one[0] if one else None, "today": date.today().isoformat(), "chosen": _numbers(request.POST.getlist("report")),
        "right": _numbers(request.POST.getlist("right")), "every": request.POST.get("day", ""), "history": dating.history(lines[0].report)[:50] if one and lines else (),
    }  # fmt: skip
    return render(request, "desk/inbox/dates.html", told, status=400 if fault else 200)


def _job(user: User, given: str) -> Job:
    found = Job.objects.all() if policy.may(user, policy.Capability.ADMINISTER) else Job.objects.filter(user=user)
    job = found.filter(pk__in=_numbers([given])).first()
    if job is None:
        raise Http404
    return job


def _lines(rows: QuerySet[ReportRow], user: User) -> list[Asked]:
    held = list(rows.select_related("reading").order_by("-report_id"))
    keys = [row.report_id for row in held]
    texts = Case(When(size__lt=_QUOTED_OF, then=F("text")), default=Value(""), output_field=CharField())
    reports = policy.reports(user).filter(pk__in=keys).annotate(lead=Left("text", _LEAD), size=Length("text")).annotate(whole=texts).defer("text").in_bulk()
    # Whoever codes a report blind is not told what the reader took for its day.
    untold = set(policy.blind(user).filter(report_id__in=keys).values_list("report_id", flat=True))
    said = dating.standing(keys)
    out = []
    for row in held:
        report: Any = reports.get(row.report_id)
        if report is None:
            continue
        day = "" if row.report_id in untold else row.reading.published or ""
        spans = record(row.reading).evidence.get("published", ()) if day else ()
        words = " … ".join(" ".join(report.whole[e.start : e.end].split()) for e in spans if report.whole)[:120]
        held_now = said.get(row.report_id)
        out.append(Asked(report, listing.title(report), row.shown, day, words, day if row.undated and _exact(day) else "", held_now if held_now and held_now.published else None))
    return out


def _exact(day: str) -> bool:
    """Whether it is one day."""
    interval, _left, _right = parse_edtf(day) if day and "X" not in day else (None, False, False)
    return interval is not None and interval.lo == interval.hi and "/" not in day


def _back(request: HttpRequest) -> str:
    only = _numbers([request.POST.get("only", "")])
    job = _numbers([request.POST.get("job", "")])
    return reverse("inbox:dates") + (f"?report={only[0]}" if only else f"?job={job[0]}" if job else "")

"""The timeline: incidents by day, week, month or year, with real dates; what is known less exactly stands apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sijill.desk import paging, shown
from sijill.desk.asked import choices
from sijill.desk.maps.chart import Mark, drawing
from sijill.desk.maps.sight import COUNTS, listed, sight
from sijill.desk.templatetags.desk import counted
from sijill.errors import RegisterError
from sijill.register.timeline import Bar, bars, begin, following

MOST = 120
"""Periods on a page: more are no longer told apart."""

ROUGH = 60
"""Spans that are known less exactly on a page: of more those with the most incidents, the rest as one sum."""


class Line(NamedTuple):
    """A row of the table. ``exact``: the incidents are known to lie in this period; else they lie somewhere within it."""

    label: str
    address: str
    exact: bool
    incidents: int
    claims: int
    told: int
    figure: float


class Window(NamedTuple):
    """The periods shown: first and last day, and the pages beside."""

    first: date
    last: date
    earlier: str
    later: str


def page(request: HttpRequest) -> HttpResponse:
    """Bars, spans, and the table of both. ``by``: day, week, month or year, else what fits; ``of``: what a bar is as high as: incidents, claims or a measure."""
    of = request.GET.get("of", "incidents")
    try:
        if of not in ("incidents", "claims", *COUNTS):
            raise RegisterError(_("of: %(text)s is nothing that can be counted; choose incidents, reports or a figure") % {"text": of})
        seen = sight(request)
        measure = of if of in COUNTS else "killed"
        by = request.GET.get("by") or _fitting(seen)
        found = bars(seen.found, by, measure, seen.parts)
    except RegisterError as error:
        return render(request, "desk/maps/timeline.html", {"fault": str(error), "by": "", "of": "incidents", **_choices(), **choices(request.GET)}, status=400)
    dated = [bar for bar in found if bar.exact]
    window = _window(request, dated or [b for b in found if b.first is not None], by)
    beside: dict[str, Any] = {"by": by, "of": of, "measure": measure, "nothing": not found, **_choices(), **choices(request.GET)}
    beside["undated"] = [_line(b, by, request.GET) for b in found if b.last is None]
    if window is not None:
        inside = [b for b in dated if b.first is not None and b.last is not None and window.first <= b.first and b.last <= window.last]
        all_rough = [b for b in found if not b.exact and b.last is not None and b.last >= window.first and (b.first or window.first) <= window.last]
        weighty = set(sorted(range(len(all_rough)), key=lambda n: -all_rough[n].incidents)[:ROUGH])
        rough = [b for n, b in enumerate(all_rough) if n in weighty]
        beside["left"] = {"spans": len(all_rough) - len(rough), "incidents": sum(b.incidents for b in all_rough) - sum(b.incidents for b in rough)}
        beside |= {"window": window, "lines": [_line(b, by, request.GET) for b in inside], "rough": [_line(b, by, request.GET) for b in rough]}
        beside["chart"] = _chart(request, inside, rough, window, by, of)
        beside["sums"] = {"exact": sum(b.incidents for b in dated), "rough": sum(b.incidents for b in found if not b.exact and b.last is not None), "undated": sum(b.incidents for b in found if b.last is None)}
    return render(request, "desk/maps/timeline.html", beside)


def when(request: HttpRequest) -> HttpResponse:
    """The incidents of a bar: ``first`` and ``last`` day (either may be missing); with ``rough``, those known to just these days and no better."""
    try:
        first, last, seen = _day(request, "first"), _day(request, "last"), sight(request)
    except RegisterError as error:
        return render(request, "desk/maps/fault.html", {"fault": str(error)}, status=400)
    if last is None:
        where, label = Q(last_day=None), _("without a date")
    elif first is None or "rough" in request.GET:
        where = Q(first_day=first.toordinal() if first else None, last_day=last.toordinal())
        label = _span(first, last)
    else:
        where, label = Q(first_day__gte=first.toordinal(), last_day__lte=last.toordinal()), _span(first, last)
    found = listed(request, seen, where)
    given = request.GET.copy()
    for name in ("first", "last", "rough", "after"):
        given.pop(name, None)
    beside = {"title": _("Incidents: %(place)s") % {"place": label}, "listed": found, "back": "?" + given.urlencode(), "timeline": True}
    return render(request, "desk/maps/found.html", beside)


def _choices() -> dict[str, Any]:
    periods = {"day": _("day"), "week": _("week"), "month": _("month"), "year": _("year")}
    return {"periods": periods.items(), "counts": COUNTS}


def _fitting(seen: Any) -> str:
    """The finest period of which all fit on a page."""
    days = seen.found.exclude(first_day=None).order_by()
    first, last = days.order_by("first_day").values_list("first_day", flat=True).first(), days.order_by("-last_day").values_list("last_day", flat=True).first()
    reach = 0 if first is None or last is None else last - first
    return next((by for by, long in (("day", 1), ("week", 7), ("month", 31)) if reach / long < MOST), "year")


def _window(request: HttpRequest, dated: Sequence[Bar], by: str) -> Window | None:
    """The latest periods, or as many before them as the address says to leave out."""
    known = [b for b in dated if b.last is not None]
    if not known:
        return None
    lowest = min(begin(b.first or b.last or date.max, by) for b in known)
    highest = max(begin(b.last or date.min, by) for b in known)
    after = paging.start(request)
    end = highest
    for _n in range(after):
        if end <= lowest:
            break
        end = begin(end - timedelta(days=1), by)
    start = end
    for _n in range(MOST - 1):
        if start <= lowest:
            break
        start = begin(start - timedelta(days=1), by)
    given = request.GET.copy()
    links = []
    for there, number in ((start > lowest, after + MOST), (after > 0, max(0, after - MOST))):
        given["after"] = str(number)
        links.append("?" + given.urlencode() if there else "")
    return Window(start, following(end, by) - timedelta(days=1), links[0], links[1])


def _line(bar: Bar, by: str, given: QueryDict) -> Line:
    asked_ = given.copy()
    for name in ("by", "of", "after", "first", "last", "rough"):
        asked_.pop(name, None)
    for name, day in (("first", bar.first), ("last", bar.last)):
        if day is not None:
            asked_[name] = day.isoformat()
    if not bar.exact:
        asked_["rough"] = "1"
    label = _period(bar.first, bar.last, by) if bar.exact else _span(bar.first, bar.last) if bar.last else _("without a date")
    return Line(label, f"{reverse('maps:when')}?{asked_.urlencode()}", bar.exact, bar.incidents, bar.claims, bar.told, bar.figure)


def _period(first: date | None, last: date | None, by: str) -> str:
    if first is None or last is None or by in ("day", "week"):
        return _span(first, last)
    return shown.digits(formats.date_format(first, "F Y" if by == "month" else "Y"))


def _span(first: date | None, last: date | None) -> str:
    """Days in words: a day, a month, a year, or from one to another."""
    if last is None:
        return _("without a date")
    if first is None:
        return _("until %(day)s") % {"day": shown.day(last)}
    after = last + timedelta(days=1)
    if first == last:
        return shown.day(first)
    if first.day == 1 and after.day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return shown.digits(formats.date_format(first, "F Y"))
        if first.month == 1 and after.month == 1 and first.year == last.year:
            return shown.digits(formats.date_format(first, "Y"))
    return f"{shown.day(first)} – {shown.day(last)}"


def _chart(request: HttpRequest, inside: Sequence[Bar], rough: Sequence[Bar], window: Window, by: str, of: str) -> str:
    def height(bar: Bar) -> float:
        return float(bar.incidents if of == "incidents" else bar.claims if of == "claims" else bar.figure)

    marks = []
    for bar in (*inside, *rough):
        line = _line(bar, by, request.GET)
        label = f"{line.label}: {ngettext('%(n)s incident', '%(n)s incidents', bar.incidents) % {'n': shown.number(bar.incidents)}}"
        if of not in ("incidents", "claims"):
            label += f" · {counted(of)}: {shown.number(bar.figure)}"
        marks.append(Mark(bar.first, bar.last or window.last, height(bar), label, line.address))
    bars_, spans = marks[: len(inside)], marks[len(inside) :]
    top = max([m.value for m in bars_], default=0) or 1
    numbers = {value: shown.number(value) for value in sorted({top, float(round(top / 2))}) if value}
    name = _("Timeline from %(first)s to %(last)s") % {"first": shown.day(window.first), "last": shown.day(window.last)}
    # mark_safe: ``drawing`` escapes every text and address that it is given.
    return mark_safe(drawing(bars_, spans, window.first, window.last, name, _ticks(window, by), numbers))


def _ticks(window: Window, by: str) -> list[tuple[date, str]]:
    """A day at the beginning of every so many periods, seven or so in all."""
    starts = [begin(window.first, by)]
    while (next_ := following(starts[-1], by)) <= window.last:
        starts.append(next_)
    step = max(1, -(-len(starts) // 7))
    form_ = {"day": "j M Y", "week": "j M Y", "month": "M Y", "year": "Y"}[by]
    return [(day, shown.digits(formats.date_format(day, form_))) for day in starts[::step]]


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RegisterError(_("%(field)s: %(text)s is no day; write 2021-04-05") % {"field": name, "text": text}) from None

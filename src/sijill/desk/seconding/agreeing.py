"""How well those agree who coded blind: what each figure means, where it rests on little, and the same as a table to take along."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sijill.desk import policy, shown
from sijill.desk.models import User
from sijill.desk.seconding import queue
from sijill.desk.seconding.names import DIMENSIONS, TABS
from sijill.desk.seconding.values import code
from sijill.register.models import Report, Review, Standing
from sijill.register.people import agreement

MOST = 200
"""Reports that are counted at most: the latest that were handed in."""
FEW = 30
"""Fewer units than these say little: one more would move alpha by tenths."""
_CONFUSED = 60
_KEPT = 600
"""Seconds for which the figures are kept; a review or step after them makes them anew."""


class Line(NamedTuple):
    """Agreement on a dimension as pages show it."""

    name: str
    measure: agreement.Measure
    alpha: str
    """Empty where it is not defined."""
    share: str
    means: str
    few: bool


class Found(NamedTuple):
    """The figures; ``left`` says that there are older reports beyond those counted."""

    counted: agreement.Agreement
    left: bool


@require_safe
def agree(request: HttpRequest) -> HttpResponse:
    """``/review/agreement/``."""
    found = figures(policy.person(request))
    counted = found.counted
    confusion = [(_type(a), _type(b), n, a == b) for (a, b), n in sorted(counted.confusion.items(), key=lambda item: (item[0][0] == item[0][1], -item[1], item[0]))]
    context = {
        "found": counted, "left": found.left, "most": MOST, "few": FEW, "lines": lines(counted.measures), "pairs": [(p, lines(p.measures)) for p in counted.pairs],
        "confusion": confusion[:_CONFUSED], "confusion_left": max(0, len(confusion) - _CONFUSED), "tabs": TABS, "tab": "agreement",
    }  # fmt: skip
    return render(request, "desk/seconding/agreement.html", context)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """``/review/agreement.csv``: every measure over all and of each two; with ``?of=confusion`` which types were given where. Codes as in records; what is not
    defined is empty."""
    counted = figures(policy.person(request)).counted
    confusion = request.GET.get("of") == "confusion"
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{"confusion" if confusion else "agreement"}.csv"'
    answer.write("\ufeff")  # else spreadsheets read it in an old code page
    writer = csv.writer(answer)
    writer.writerows(_confused(counted) if confusion else _measured(counted))
    return answer


def figures(user: User) -> Found:
    """Agreement over the latest reports that two or more coded blind and handed in, and that the person sees."""
    rows = queue.sighted(user, Standing.objects.exclude(lane="")).values("report_id").annotate(at=Max("pk")).order_by("-at")
    keys = [row["report_id"] for row in rows[: MOST + 1]]
    left, keys = len(keys) > MOST, keys[:MOST]
    last = Review.objects.filter(report_id__in=keys).exclude(lane="").aggregate(last=Max("pk"))["last"]
    step = Standing.objects.filter(report_id__in=keys).aggregate(last=Max("pk"))["last"]
    readings = Report.objects.filter(pk__in=keys).aggregate(last=Max("readings__pk"))["last"]
    key = f"agreement:{hash((tuple(keys), last, step, readings))}"
    found: agreement.Agreement | None = cache.get(key)
    if found is None:
        found = agreement.agreement(Report.objects.filter(pk__in=keys))
        cache.set(key, found, _KEPT)
    return Found(found, left)


def lines(measures: Iterable[agreement.Measure]) -> list[Line]:
    """Measures with what they mean; figures of single measures only where there are any."""
    return [
        Line(
            name(m.dimension), m, _rounded(m.alpha), "" if m.agree is None else share(m.agree), means(m), 0 < m.units < FEW,
        )
        for m in measures if m.units or not m.dimension.startswith("figures ")
    ]  # fmt: skip


def name(dimension: str) -> str:
    """A dimension in the person's language; of figures also which."""
    first, _space, measure = dimension.partition(" ")
    return f"{DIMENSIONS[first]}: {code('measure', measure)}" if measure else str(DIMENSIONS[first])


def means(measure: agreement.Measure) -> str:
    """What a figure means, in a sentence."""
    alpha = measure.alpha
    if alpha is None:
        if not measure.units:
            return _("Cannot be computed: nothing of this kind was coded by two.")
        return _("Cannot be computed: everybody said the same throughout, so that chance cannot be told from agreement.")
    if alpha >= 0.8:
        return _("Reliable: the coders agree far beyond chance.")
    if alpha >= 2 / 3:
        return _("Enough for cautious conclusions only.")
    if alpha > 0:
        return _("Too low to rely on: look at the definitions with the coders.")
    return _("No better than chance: the coders do not mean the same.")


def share(value: float) -> str:
    """A share as people of their language write it."""
    return shown.digits(f"{round(value * 100)}" + ("٪" if get_language() == "ar" else "%"))


def _rounded(value: float | None) -> str:
    """Two places, with a minus that stays before the number."""
    if value is None:
        return ""
    plain = f"{value:.2f}".replace("-", "\u2212")
    said = shown.digits(plain)
    return said if said == plain else said.replace(".", "٫")


def _type(given: str) -> str:
    return _("no such event") if given == "-" else code("type", given)


def _measured(counted: agreement.Agreement) -> Iterator[Sequence[Any]]:
    yield ("coders", "reports", "dimension", "level", "alpha", "agree", "units")
    for who, reports, measures in [("", counted.reports, counted.measures), *((" ".join(p.coders), p.reports, p.measures) for p in counted.pairs)]:
        for m in measures:
            yield (_cell(who), reports, m.dimension, m.level, "" if m.alpha is None else f"{m.alpha:.4f}", "" if m.agree is None else f"{m.agree:.4f}", m.units)


def _confused(counted: agreement.Agreement) -> Iterator[Sequence[Any]]:
    yield ("type", "other", "times")
    for (a, b), n in counted.confusion.items():
        yield ("" if a == "-" else a, "" if b == "-" else b, n)


def _cell(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text

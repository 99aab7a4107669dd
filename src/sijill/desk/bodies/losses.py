"""What an actor lost and what others lost by it, period by period, by a policy, for a chart and the table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from sijill.register.dossier import LOSSES, Part, losses
from sijill.register.registry import Known
from sijill.register.timeline import Bin, Happening, bins

MEASURES = LOSSES
POLICIES: dict[str, Any] = {
    "most_origins": _("what most independent origins give"),
    "conservative": _("the lowest that is told"),
    "range_only": _("the range only"),
}
"""The policies of figures that the page offers; ``conservative`` takes the lower bound for the best."""

_YEARS = 3
"""Years from which the page counts by year, not by month."""

Figure = tuple[float | None, float | None, float | None]


class Sum(NamedTuple):
    """Over so many incidents; ``high`` null where one of them has no upper bound. ``best`` null where the policy gives none."""

    incidents: int
    low: float
    best: float | None
    high: float | None


class Period(NamedTuple):
    """A period (EDTF; "" for none known), with what is known of it: ``exact`` where it is one of those counted by."""

    label: str
    first: date | None
    last: date | None
    exact: bool
    suffered: Sum | None
    inflicted: Sum | None


class Losses(NamedTuple):
    """By ``by`` (month or year), in order of time; ``suffered`` and ``inflicted`` are the sums."""

    by: str
    periods: list[Period]
    suffered: Sum | None
    inflicted: Sum | None


def counted(actor: Known, parts: Sequence[Part], measure: str, policy: str, by: str = "") -> Losses:
    """The losses of a measure (of ``MEASURES``) in these incidents. ``by``: month or year, else what suits the time they span."""
    suffered, inflicted = (_happened(actor, parts, measure, policy, inflicted=way) for way in (False, True))
    by = by or _by([*suffered, *inflicted])
    found: dict[str, Period] = {}
    for way, happened in (("suffered", suffered), ("inflicted", inflicted)):
        for one in bins(happened, by):
            if one.counted:
                held = found.get(one.period) or Period(one.period, one.first, one.last, one.exact, None, None)
                found[one.period] = held._replace(suffered=_sum(one, policy)) if way == "suffered" else held._replace(inflicted=_sum(one, policy))
    ordered = sorted(found.values(), key=lambda p: (p.first or p.last or date.max, not p.exact, p.label))
    return Losses(by, ordered, _all([p.suffered for p in ordered]), _all([p.inflicted for p in ordered]))


def _happened(actor: Known, parts: Sequence[Part], measure: str, policy: str, *, inflicted: bool) -> list[Happening]:
    out = []
    for part in parts:
        for loss in losses(actor, part, inflicted=inflicted, policy="range_only" if policy == "conservative" else policy, measures=(measure,)):
            row = part.told.incident
            out.append(Happening(row.first_day, row.last_day, loss.time, row.type, row.claims, (loss.low, loss.best, loss.high)))
    return out


def _by(happened: Sequence[Happening]) -> str:
    days = [day for one in happened for day in (one.first, one.last) if day is not None]
    return "year" if days and (max(days) - min(days)) > _YEARS * 366 else "month"


def _sum(one: Bin, policy: str) -> Sum:
    # A bin takes the lower bound for the best where an incident has none, which is just what the conservative policy means.
    return Sum(one.counted, one.low, None if policy == "range_only" else one.best, one.high)


def _all(sums: Sequence[Sum | None]) -> Sum | None:
    told = [s for s in sums if s is not None]
    if not told:
        return None
    best = [s.best for s in told]
    highs = [s.high for s in told]
    return Sum(
        sum(s.incidents for s in told), sum(s.low for s in told), None if None in best else sum(b for b in best if b is not None),
        None if None in highs else sum(h for h in highs if h is not None),
    )  # fmt: skip

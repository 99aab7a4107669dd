"""Filters as addresses have them: one form for incidents, map, timeline, exports and saved searches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sijill.errors import RegisterError
from sijill.ontology import FAMILIES
from sijill.register.filters import GRADES, Filter
from sijill.register.people.values import MEASURES

FIELDS = ("since", "until", "place", "near", "actor", "type", "measure", "outlet", "grade", "several", "conflicting", "review")

REVIEWS: Mapping[str, Any] = {
    "none": gettext_lazy("Nobody has looked at it"),
    "any": gettext_lazy("Somebody has"),
    "accepted": gettext_lazy("A value was accepted"),
    "corrected": gettext_lazy("A value was corrected"),
    "rejected": gettext_lazy("A value was rejected"),
    "judged": gettext_lazy("Claims were judged"),
    "unsure": gettext_lazy("Claims were left undecided"),
}
"""What the states of review (``sijill.register.filters.REVIEWS``) are called."""


def asked(given: QueryDict | Mapping[str, str]) -> Filter:
    """The filter that an address names; empty fields ask for nothing.

    Raises ``RegisterError``, with the field and the remedy, for a value that cannot be meant.
    """
    said = {name: str(given.get(name, "")).replace("\0", "").strip() for name in FIELDS}
    return Filter(
        since=_day(said["since"], "since"), until=_day(said["until"], "until"), place=said["place"] or None, near=_near(said["near"]), actor=said["actor"] or None,
        type=said["type"] or None, measure=said["measure"] or None, outlet=said["outlet"] or None, grade=said["grade"] or None,
        several=said["several"] in ("1", "on", "true"), conflicting=said["conflicting"] in ("1", "on", "true"), review=said["review"] or None,
    )  # fmt: skip


def choices(given: QueryDict | Mapping[str, str] | None = None) -> dict[str, Any]:
    """What ``desk/parts/filter.html`` shows: the fields as they are ``given``, what can be chosen, and whether anything is."""
    said = {name: str((given or {}).get(name) or "") for name in FIELDS}
    return {"given": said, "narrowed": any(said.values()), "families": FAMILIES, "measures": MEASURES, "grades": GRADES, "reviews": REVIEWS}


def query(filter_: Filter) -> dict[str, Any]:
    """The fields of an address that name a filter: only what is asked."""
    out: dict[str, Any] = {}
    for name, value in filter_._asdict().items():
        if value is None or value is False:
            continue
        out[name] = value.isoformat() if isinstance(value, date) else ",".join(f"{v:g}" for v in value) if isinstance(value, tuple) else "1" if value is True else value
    return out


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RegisterError(_("%(field)s: %(text)s is no day; write 2021-04-05") % {"field": field, "text": text}) from None


def _near(text: str) -> tuple[float, float, float] | None:
    if not text:
        return None
    try:
        lat, lon, km = (float(part) for part in text.split(","))
    except ValueError:
        raise RegisterError(_("near: %(text)s is no circle; write latitude,longitude,kilometres") % {"text": text}) from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 < km <= 20040):
        raise RegisterError(_("near: %(text)s is outside the earth") % {"text": text})
    return lat, lon, km

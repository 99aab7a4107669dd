"""How numbers and dates are written for a person: their language's words, their digits.  No request is needed to call these."""

from __future__ import annotations

import re
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.utils import formats, translation
from django.utils.translation import gettext as _

_digits: ContextVar[str] = ContextVar("digits", default="")
_ARAB = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DAY = re.compile(r"(-?\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(-?\d{4})-(\d\d)")


def digits(text: str) -> str:
    """Arabic-Indic digits where the person reads those."""
    return text.translate(_ARAB) if _arab() else text


def _arab() -> bool:
    chosen = _digits.get()
    return chosen == "arab" or (not chosen and translation.get_language() == "ar")


def number(value: float | int | None) -> str:
    """A figure with its thousands kept apart; a question mark where it is open."""
    if value is None:
        return digits("؟" if translation.get_language() == "ar" else "?")
    return digits(f"{value:,.10g}").replace(",", "٬" if _arab() else ",")


def amount(low: float | None, best: float | None, high: float | None) -> str:
    """A figure with its bounds: 14, 30 or more, up to 20, 6–8 (7); kept from turning about where the page runs from right to left."""
    if low is not None and high is None:
        return _("%(number)s or more") % {"number": number(low)} + (f" ({number(best)})" if best is not None and best != low else "")
    if low is None and high is not None:
        return _("up to %(number)s") % {"number": number(high)}
    if low == high:
        return number(low)
    return f"\u2066{number(low)}–{number(high)}\u2069" + (f" ({number(best)})" if best is not None else "")


def day(value: date | int | None) -> str:
    """A day, also from its proleptic ordinal; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, int):
        value = date.fromordinal(value)
    return digits(formats.date_format(value, "j F Y"))


def moment(value: datetime | None) -> str:
    """A time to the minute, in UTC, as the audit chain has it."""
    return "–" if value is None else digits(f"{formats.date_format(value.astimezone(UTC), 'j F Y، H:i' if translation.get_language() == 'ar' else 'j F Y, H:i')} UTC")


def edtf(value: str | None) -> str:
    """An EDTF time in words as far as they go: days and months by name, intervals with a dash, what is uncertain marked as it was."""
    if not value:
        return "–"
    first, slash, last = value.partition("/")
    if not slash:
        return digits(_point(first))
    if first in ("", ".."):
        return digits(_("until %(day)s") % {"day": _point(last)})
    if last in ("", ".."):
        return digits(_("since %(day)s") % {"day": _point(first)})
    return digits(f"{_point(first)} – {_point(last)}")


def _point(value: str) -> str:
    mark = value[len(value.rstrip("?~%")) :]
    bare = value.rstrip("?~%")
    try:
        if found := _DAY.fullmatch(bare):
            said = formats.date_format(date(*map(int, found.groups())), "j F Y")
        elif found := _MONTH.fullmatch(bare):
            said = formats.date_format(date(int(found[1]), int(found[2]), 1), "F Y")
        else:
            return value
    except ValueError:
        return value
    return {"": said, "?": _("%(day)s (uncertain)"), "~": _("about %(day)s"), "%": _("about %(day)s (uncertain)")}[mark[-1:]] % {"day": said} if mark else said


def write_digits(chosen: str) -> None:
    """Set what this request's person reads: arab, latn, or empty for what the language has."""
    _digits.set(chosen)

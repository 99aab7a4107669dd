"""When something was published, as its own Arabic text shows it: the reader's date grammar over a page's date line, a cell, a feed's date."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from sijill import inputs
from sijill.arabic import Text
from sijill.errors import InputError
from sijill.reading.date import dates
from sijill.reading.date.published import find_published

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SURE = frozenset(("label", "dateline", "told_today", "told_yesterday", "closing_date", "lead"))
"""Rules that find the day of the report itself; the others only bound it."""
_CELL = 200
_HEAD = 6000
"""Characters looked at: a dateline stands at the head, and a page may be long."""


def dateline(text: str) -> str | None:
    """The day (``2021-03-05``) that a report names as its own, or None."""
    tokens = Text(text if len(text) <= 2 * _HEAD else f"{text[:_HEAD]}\n{text[-_HEAD:]}")
    found = find_published(tokens, dates.find(tokens))
    return found.edtf if found.rule in _SURE and found.edtf and _DAY.fullmatch(found.edtf) else None


def day(value: str) -> str | None:
    """The day that a cell or an attribute means: ISO, RFC 2822, or Arabic and numeric dates, day before month. None where it cannot be read."""
    value = value.strip()[:_CELL]
    try:
        return inputs.date(value, "")
    except InputError:
        pass
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    tokens = Text(value)
    found = find_published(tokens, dates.find(tokens))
    return found.edtf if found.edtf and _DAY.fullmatch(found.edtf) and found.rule in _SURE else None

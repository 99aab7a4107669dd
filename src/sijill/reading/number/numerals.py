"""Numerals written in digits: separators of every convention, to a value.

The press writes 45,000 and 45.000 and ٤٥٬٠٠٠ for the same number, 1,5 and 2.5 for decimals. A single
separator before exactly three digits groups thousands unless the number begins with 0 or the sign is
the Arabic decimal mark; any other single separator is decimal.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

Number = int | float
"""A value as written: whole numbers stay whole (3 is never 3.0)."""

_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_MIXED: Final = re.compile(r"([1-9]\d{0,2}(?:([.,])\d{3})+)(?!\2)[.,](\d+)")
_DECIMAL: Final = re.compile(r"(\d+)[.,](\d+)")


@lru_cache(maxsize=16384)
def numeral(form: str, decimal: bool = False) -> Number | None:
    """Value of a folded digit token; ``decimal`` forces a single separator to be the decimal mark.

    None where the signs fit no number (192.168.1.2, 21.10.2021).

    >>> numeral("725,965"), numeral("45.000"), numeral("1,5"), numeral("1.234,50"), numeral("21.10.2021")
    (725965, 45000, 1.5, 1234.5, None)
    """
    if form.isdigit():
        return int(form)
    if not decimal and _GROUPED.fullmatch(form):
        return int(form.replace(",", "").replace(".", ""))
    if match := _MIXED.fullmatch(form):
        return integral(float(match[1].replace(match[2], "") + "." + match[3]))
    if match := _DECIMAL.fullmatch(form):
        return integral(float(f"{match[1]}.{match[2]}"))
    return None


def integral(value: Number) -> Number:
    """The value as ``int`` where it is one; rounded to twelve places, which hides binary fractions."""
    rounded = round(value, 12)
    return int(rounded) if rounded == int(rounded) else rounded

"""Pages of long lists: counted only as far as a person would leaf, so that a million rows cost no more than a thousand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest

COUNTED = 1000
"""Beyond this a list says "more than"."""


class Page(NamedTuple):
    """Rows ``after`` so many; ``total`` of them, or at least so many where ``more_than``."""

    rows: Sequence[Any]
    after: int
    size: int
    total: int
    more_than: bool
    earlier: str
    """The query of the page before; empty on the first."""
    later: str

    @property
    def first(self) -> int:
        """The number of the first row that is shown, from one."""
        return self.after + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last one."""
        return self.after + len(self.rows)


def start(request: HttpRequest) -> int:
    """How many rows to leave out, as the address says; 0 where it says nonsense."""
    given = request.GET.get("after", "")
    return min(int(given), 10_000_000) if given.isascii() and given.isdigit() else 0


def paged(request: HttpRequest, rows: Sequence[Any], counted: Any, size: int) -> Page:
    """The page of ``rows`` (``size`` + 1 of them where there are more); ``counted`` is a query set to count, or a number."""
    after = start(request)
    total = counted if isinstance(counted, int) else counted.order_by()[: COUNTED + 1].count()
    more = len(rows) > size
    total = max(total, after + len(rows))
    return Page(
        rows[:size], after, size, min(total, COUNTED) if total > COUNTED and not isinstance(counted, int) else total, total > COUNTED and not isinstance(counted, int),
        _query(request, max(0, after - size)) if after else "", _query(request, after + size) if more else "",
    )  # fmt: skip


def _query(request: HttpRequest, after: int) -> str:
    given = request.GET.copy()
    given.pop("after", None)
    if after:
        given["after"] = str(after)
    return "?" + given.urlencode()

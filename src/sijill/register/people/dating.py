"""When a report was published, where people say it: added, never overwritten; the next reading of the report goes by it.

What came with a report stays as it came. Each thing said makes a reading of its own (``READER dated/N``, N being the number of what was said), so that the
latest reading of a report is always the one by what holds now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from sijill.errors import RegisterError
from sijill.register.audit import Chain, now
from sijill.register.models import Dating, Report
from sijill.register.people import trail, values

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_EARLIEST = 1900
_PART = 500


def give(dates: Sequence[tuple[Report, str]], who: str, why: str = "") -> list[Dating]:
    """Say when reports were published: a day, month or year each (``2021-04-05``, ``2021-04``, ``2021``); what was noted, without those of which that
    holds already. They have to be read again then.

    Raises ``RegisterError``, with nothing noted, for what is no day and for one that is still to come.
    """
    return _note([(report, _checked(report, said)) for report, said in dates], who, why)


def withdraw(reports: Iterable[Report], who: str, why: str = "") -> list[Dating]:
    """Take back what people said of reports; what was noted, nothing for those of which nobody said anything."""
    return _note([(report, "") for report in reports], who, why)


def standing(reports: Iterable[int]) -> dict[int, Dating]:
    """What people said last of each of these reports (primary keys); also what takes back."""
    out: dict[int, Dating] = {}
    listed = sorted(set(reports))
    for at in range(0, len(listed), _PART):
        out.update((row.report_id, row) for row in Dating.objects.filter(report_id__in=listed[at : at + _PART]).order_by("pk"))
    return out


def history(report: Report) -> list[Dating]:
    """All that was ever said of a report's day, the latest first."""
    return list(Dating.objects.filter(report=report).order_by("-pk"))


def latest(column: str) -> Subquery:
    """A column of what was said last, within a query of reports."""
    return Subquery(Dating.objects.filter(report_id=OuterRef("pk")).order_by("-pk").values(column)[:1])


def _note(dates: Sequence[tuple[Report, str]], who: str, why: str) -> list[Dating]:
    why = values.words(why, "reason", 1000)
    with transaction.atomic():
        chain, at = Chain(values.name(who)), now()
        known = standing(report.pk for report, _ in dates)
        made = []
        for report, said in dict(dates).items():
            before = known.get(report.pk)
            if said == (before.published if before is not None else ""):
                continue
            row = Dating.objects.create(report=report, published=said, who=chain.who, why=why, made=at)
            trail.note(chain, "date", row)
            made.append(row)
        chain.write()
    return made


def _checked(report: Report, said: str) -> str:
    said = said.strip()
    found = _DAY.fullmatch(said)
    try:
        if found is None:
            raise ValueError
        day = date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise RegisterError(f"{report.doc}: {said[:40]!r} is no day; write 2021-04-05, or 2021-04 or 2021 where no more is known") from None
    # Wherever on earth it is tomorrow already.
    if day > date.today() + timedelta(days=1):
        raise RegisterError(f"{report.doc}: {said} is still to come; when was it published?")
    if day.year < _EARLIEST:
        raise RegisterError(f"{report.doc}: {said} is too long ago; write the year with four digits")
    return said

"""Which reports the inbox lists, in which order, and what stands beside each.

Two steps, so that no page reads a text or counts over everything: the primary keys of one page, along an index; then what is shown of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from sijill.desk import asked as fields
from sijill.desk import paging, policy
from sijill.desk.models import Presence, User
from sijill.errors import RegisterError
from sijill.register.filters import Filter, spellings
from sijill.register.models import Assignment, Collection, Copy, Report, ReportRow
from sijill.register.search import finding

SIZE = 50
STATES = ("waiting", "unread", "coded", "in_review", "returned", "verified")
"""Where a report stands; ``waiting``: no reader has read it yet."""
ORDERS = ("newest", "doubtful", "published")

OPEN = timedelta(seconds=60)
"""So long after its last sign a person counts as having a report open."""
_FOUND = 1000
"""Of the reports with the words that are looked for, so many are listed: the best."""
_COPIES = 1000
_COPIES_SHOWN = 20
_LEAD = 160
"""Characters of the text that stand for a title."""


class Asked(NamedTuple):
    """What an address asks the list for."""

    state: str = ""
    outlet: str = ""
    collection: int | None = None
    mine: bool = False
    days: Filter = Filter()
    """``since`` and ``until`` of the day of publication."""
    words: str = ""
    order: str = "newest"

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return self._replace(order="newest") != Asked()


class Line(NamedTuple):
    """A report as the list shows it."""

    report: Report
    title: str
    state: str
    outlet: str
    published: int | None
    """Ordinal of the day."""
    undated: str | None
    """Where the day is asked for, as ``ReportRow`` has it."""
    events: int | None
    least: float | None
    collection: Collection | None
    coders: Sequence[str]
    """Who has it assigned."""
    open_by: Sequence[str]
    """Who else has it open now."""
    original: Report | None
    """What it is a copy of, where that is not the line above it."""
    copies: Sequence[Line]
    more_copies: bool


def asked(given: QueryDict | Mapping[str, str]) -> Asked:
    """What an address asks for. Raises ``RegisterError`` with field and remedy for a value that cannot be meant."""

    def said(name: str) -> str:
        return str(given.get(name, "")).strip()

    state, order, collection = said("state"), said("order") or "newest", said("collection")
    if state and state not in STATES:
        raise RegisterError(_("state: there is no %(text)s; choose one from the list") % {"text": state})
    if order not in ORDERS:
        raise RegisterError(_("order: there is no %(text)s; choose one from the list") % {"text": order})
    if collection and not (collection.isascii() and collection.isdigit() and len(collection) < 15):
        raise RegisterError(_("collection: there is no %(text)s; choose one from the list") % {"text": collection})
    return Asked(
        state, said("outlet"), int(collection) if collection else None, said("mine") in ("1", "on", "true"),
        fields.asked({"since": said("since"), "until": said("until")}), said("q"), order,
    )  # fmt: skip


def collections(user: User) -> QuerySet[Collection]:
    """The collections that are open to a person."""
    every = Collection.objects.order_by("name")
    return every if policy.every_collection(user) else every.filter(access__user=user)


def page(request: HttpRequest, user: User, wanted: Asked) -> paging.Page:
    """A page of ``Line``."""
    after = paging.start(request)
    parts = _parts(user, wanted)
    keys: list[int] = []
    left = after
    for number, part in enumerate(parts):
        more = list(part[left : left + SIZE + 1 - len(keys)])
        if number + 1 < len(parts) and not more and left:
            left = max(0, left - part.count())
        elif more:
            left = 0
        keys += more
        if len(keys) > SIZE:
            break
    whole = parts[0] if len(parts) == 1 else _Together(parts)
    found = paging.paged(request, keys, whole, SIZE)
    return found._replace(rows=_lines(found.rows, user))


class _Together:
    """Two query sets that follow one another, to be counted as far as a pager counts."""

    def __init__(self, parts: Sequence[QuerySet[Any]]) -> None:
        self.parts = parts

    def order_by(self) -> _Together:
        return self

    def __getitem__(self, bounds: slice) -> _Together:
        return _Together([part.order_by()[bounds] for part in self.parts])

    def count(self) -> int:
        return sum(part.count() for part in self.parts)


def _parts(user: User, wanted: Asked) -> list[Any]:
    """Query sets of primary keys of reports that follow one another in the order that is asked for."""
    words = finding.matching(wanted.words, most=_FOUND, sight=sight(user)) if wanted.words else None
    of_rows = bool(wanted.outlet or wanted.days != Filter() or wanted.order != "newest" or wanted.state not in ("", "waiting"))
    if not of_rows or wanted.state == "waiting":
        found = _originals(_narrowed(policy.reports(user), user, wanted, words, "", "row__"), user, wanted, words, "pk")
        return [found.order_by("-pk").values_list("pk", flat=True)]
    rows: QuerySet[Any] = ReportRow.objects.all()
    if not policy.every_collection(user):
        rows = rows.filter(Exists(policy.reports(user).filter(pk=OuterRef("report_id"))))
    rows = _originals(_narrowed(rows, user, wanted, words, "report__", ""), user, wanted, words, "report_id")
    if wanted.order == "newest":
        return [rows.order_by("-report_id").values_list("report_id", flat=True)]
    column, by = ("least", ("least", "report_id")) if wanted.order == "doubtful" else ("published", ("-published", "-pk"))
    # In two steps, since only then both databases follow the index instead of sorting everything.
    with_value, without = rows.exclude(**{column: None}).order_by(*by), rows.filter(**{column: None}).order_by("-report_id")
    return [one.values_list("report_id", flat=True) for one in (with_value, without)]


def sight(user: User) -> finding.Sight | None:
    """What a person sees, as searches ask for it; None for everything."""
    if policy.every_collection(user):
        return None
    return finding.Sight(policy.reports(user), frozenset, frozenset)  # incidents are not asked for here


def _narrowed(found: QuerySet[Any], user: User, wanted: Asked, words: list[int] | None, report: str, row: str) -> QuerySet[Any]:
    """Those that fit; ``report`` and ``row`` are the ways from what is queried to the report and its row."""
    own = "pk" if not report else "report_id"
    fits = Q()
    if wanted.state == "waiting":
        fits &= Q(**{"row": None})
    elif wanted.state:
        fits &= Q(**{f"{row}state": wanted.state})
    if wanted.outlet:
        fits &= Q(**{f"{row}outlet__in": sorted(spellings(wanted.outlet))})
    if wanted.days.since:
        fits &= Q(**{f"{row}published__gte": wanted.days.since.toordinal()})
    if wanted.days.until:
        fits &= Q(**{f"{row}published__lte": wanted.days.until.toordinal()})
    if wanted.collection is not None:
        fits &= Q(**{f"{report}placing__collection_id": wanted.collection})
    if words is not None:
        fits &= Q(**{f"{own}__in": words})
    found = found.filter(fits)
    if wanted.mine:
        latest = Assignment.objects.filter(coder=user.username, report_id=OuterRef("report_id")).order_by("-pk").values("pk")[:1]
        mine = Assignment.objects.filter(coder=user.username, withdrawn=False, pk=Subquery(latest)).values("report_id")
        found = found.filter(**{f"{own}__in": mine})
    return found


def _originals(found: QuerySet[Any], user: User, wanted: Asked, words: list[int] | None, own: str) -> QuerySet[Any]:
    """Without the copies whose original is in the list itself: they stand under it."""
    copies = Copy.objects.filter(report_id=OuterRef(own))
    if wanted.narrow or not policy.every_collection(user):
        listed = _narrowed(policy.reports(user), user, wanted, words, "", "row__")
        copies = copies.filter(Exists(listed.filter(pk=OuterRef("of_id"))))
    return found.filter(~Exists(copies))


def _lines(keys: Sequence[int], user: User) -> list[Line]:
    """The lines of these reports, in their order, with the copies under each."""
    seen = policy.reports(user)
    under: defaultdict[int, list[int]] = defaultdict(list)
    for original, copy in Copy.objects.filter(of_id__in=keys, report__in=seen.filter(copy_of__of_id__in=keys)).order_by("report_id").values_list("of_id", "report_id")[:_COPIES]:
        under[original].append(copy)
    shown = [*keys, *(copy for own in under.values() for copy in own[:_COPIES_SHOWN])]
    of = dict(Copy.objects.filter(report_id__in=keys).values_list("report_id", "of_id"))
    held = {
        r.pk: r for r in seen.filter(pk__in={*shown, *of.values()}).annotate(lead=Left("text", _LEAD)).defer("text").select_related("row", "placing__collection")
    }
    coders, open_by = _coders(shown), _open_by(shown, user)
    # Whoever codes a report blind is not told how much the reader found in it.
    untold = set(policy.blind(user).filter(report_id__in=shown).values_list("report_id", flat=True))

    def line(pk: int, original: Report | None = None, copies: Sequence[Line] = (), more: bool = False) -> Line:
        report = held[pk]
        row, placing = getattr(report, "row", None), getattr(report, "placing", None)
        return Line(
            report, title(report), row.state if row else "waiting", row.shown if row else report.outlet or "", row.published if row else None, row.undated if row else None, row.events if row and pk not in untold else None,
            row.least if row and pk not in untold else None, placing.collection if placing else None, coders.get(pk, ()), open_by.get(pk, ()), original, copies, more,
        )  # fmt: skip

    return [
        line(pk, held.get(of.get(pk, 0)), [line(copy) for copy in under[pk][:_COPIES_SHOWN] if copy in held], len(under[pk]) > _COPIES_SHOWN) for pk in keys if pk in held
    ]


def title(report: Any) -> str:
    """Its title, else how its text begins."""
    lead = next((" ".join(part.split()) for part in report.lead.split("\n") if part.strip()), "")
    return report.title[:300] or lead or report.doc[:300]


def _coders(keys: Sequence[int]) -> dict[int, list[str]]:
    latest: dict[tuple[int, str], bool] = {}
    for report, coder, withdrawn in Assignment.objects.filter(report_id__in=keys).order_by("pk").values_list("report_id", "coder", "withdrawn"):
        latest[report, coder] = not withdrawn
    out: dict[int, list[str]] = {}
    for (report, coder), holds in latest.items():
        if holds:
            out.setdefault(report, []).append(coder)
    return out


def _open_by(keys: Sequence[int], user: User) -> dict[int, list[str]]:
    out: dict[int, list[str]] = {}
    for one in Presence.objects.filter(report_id__in=keys, seen__gt=timezone.now() - OPEN).exclude(user=user).select_related("user"):
        out.setdefault(one.report_id, []).append(one.user.get_short_name())
    return out

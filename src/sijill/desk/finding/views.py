"""Search: reports, incidents and actors by words, narrowed by the filters of addresses, and only what the person sees."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sijill.desk import paging, policy
from sijill.desk.asked import asked, choices
from sijill.desk.finding.actors import actors
from sijill.desk.models import User
from sijill.desk.reasons import reason
from sijill.errors import RegisterError
from sijill.register.filters import Filter, claims
from sijill.register.models import Incident
from sijill.register.search import finding

SIZE = 20
TABS = ("reports", "incidents", "actors")
REACH = 100_000
"""Characters of a text in which words are marked."""
_LOOKED_INTO = 600
"""Reports that are looked into for incidents told in the words."""
_SHORT = 60


class Hit(NamedTuple):
    """A report that fits; ``pieces``: the text that shows it best, cut where words answer, with whether that piece does; ``at``: the first such character."""

    found: finding.Found
    title: str
    pieces: list[tuple[str, bool]]
    at: int
    before: bool
    after: bool


class Told(NamedTuple):
    """An incident, the report that tells it in the words, and whether the person sees all its claims."""

    incident: Incident
    hit: Hit
    whole: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """``/search/``: a page of what fits."""
    user = policy.person(request)
    words, tab = request.GET.get("q", "").strip(), request.GET.get("in", "reports")
    tab = tab if tab in TABS else "reports"
    told: dict[str, Any] = {
        "words": words, "tab": tab, **choices(request.GET), "others": [one for one in TABS if one != tab],
        "counts": {}, "fault": "", "page": None, "names": tab_names(),
    }  # fmt: skip
    if words:
        try:
            where = asked(request.GET)
            sight = _sight(user, where)
            after = min(paging.start(request), paging.COUNTED - SIZE)
            if tab == "actors":
                found: list[Any] = actors(words, user)
                page = paging.paged(request, found[after : after + SIZE + 1], len(found), SIZE)
            elif tab == "incidents":
                rows = finding.incidents(words, where, limit=SIZE + 1, after=after, sight=sight, most=_LOOKED_INTO, reach=REACH)
                page = paging.paged(request, rows, after + len(rows), SIZE)
                page = page._replace(rows=_told(page.rows, user), more_than=bool(page.later), total=after + SIZE if page.later else page.total)
            else:
                some = finding.page(words, where, limit=SIZE, after=after, counted=paging.COUNTED, sight=sight, reach=REACH)
                # One more than the page has says that there is a next one.
                further = min(some.total, paging.COUNTED) > after + SIZE or (some.more_than and after + SIZE < paging.COUNTED)
                page = paging.paged(request, [*map(_hit, some.found), *[None] * further], some.total, SIZE)._replace(total=some.total, more_than=some.more_than)
                told["ranked"] = some.ranked
            told["page"] = page
            told["counts"] = {tab: (page.total, page.more_than)}
        except RegisterError as error:
            told["fault"] = reason(str(error))
    return render(request, "desk/finding/search.html", told, status=400 if told["fault"] else 200)


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """``/search/counts/``: how many fit under a tab, as far as is counted; asked for by the page after it is shown."""
    user = policy.person(request)
    words, tab = request.GET.get("q", "").strip(), request.GET.get("in", "reports")
    count, more = 0, False
    try:
        where = asked(request.GET)
        if tab == "actors":
            count = len(actors(words, user))
        elif tab == "incidents":
            found = finding.incidents(words, where, limit=_SHORT + 1, sight=_sight(user, where), most=_LOOKED_INTO, reach=0)
            count, more = min(len(found), _SHORT), len(found) > _SHORT
        else:
            some = finding.page(words, where, limit=SIZE, after=0, counted=paging.COUNTED, sight=_sight(user, where), reach=0)
            count, more = some.total, some.more_than
    except RegisterError:
        pass  # the page itself says what is wrong
    return render(request, "desk/finding/count.html", {"count": count, "more": more})


def tab_names() -> dict[str, str]:
    """What the tabs are called."""
    return {"reports": _("Reports"), "incidents": _("Incidents"), "actors": _("Actors")}


def _sight(user: User, where: Filter) -> finding.Sight | None:
    if policy.sees_all(user):
        return None

    def fitting(numbers: AbstractSet[int]) -> set[int]:
        seen, own = policy.events(user).filter(member__incident__in=numbers), claims(where)
        if own is not None:
            seen = own.filter(pk__in=seen.values("pk"))
        return set(seen.values_list("member__incident", flat=True))

    return finding.Sight(policy.reports(user), fitting, lambda numbers: _whole(numbers, user), policy.events(user) if policy.codes_blind(user) else None)


def _whole(numbers: AbstractSet[int], user: User) -> set[int]:
    """Those of these incidents of which a person sees all claims."""
    if policy.sees_all(user):
        return set(numbers)
    return set(policy.whole(user, Incident.objects.filter(pk__in=numbers)).values_list("pk", flat=True))


def _told(rows: Any, user: User) -> list[Told]:
    whole = _whole({one.incident.pk for one in rows}, user)
    return [Told(one.incident, _hit(one.found), one.incident.pk in whole) for one in rows]


def _hit(found: finding.Found) -> Hit:
    text = found.report.text
    title = found.report.title or next((" ".join(line.split()) for line in text[:400].split("\n") if line.strip()), "") or found.report.doc
    inside = [mark for mark in found.marks if found.start <= mark[0] and mark[1] <= found.end]
    return Hit(found, title[:200], [*_pieces(text, found.start, found.end, inside)], inside[0][0] if inside else found.start, found.start > 0, found.end < len(text))


def _pieces(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = start
    for first, last in marks:
        if at < first:
            yield text[at:first], False
        yield text[first:last], True
        at = last
    if at < end:
        yield text[at:end], False

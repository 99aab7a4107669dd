"""What people do with an incident: judge claims, merge, split, take back. Forms of the page; each leads back to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sijill.desk import policy
from sijill.desk.incidents.deeds import meanings
from sijill.desk.incidents.wording import refused
from sijill.desk.shown import digits
from sijill.errors import RegisterError
from sijill.register import judgements
from sijill.register.forming import homes
from sijill.register.models import EventRow, Incident, Judgement

MOST = 20
"""Claims that are judged at once, every one with every other."""

_WHY = 1000
"""Letters of a reason."""


@require_POST
def judge(request: HttpRequest, number: int) -> HttpResponse:
    """Say of two claims or more, each with each, whether they are the same."""
    row = policy.incident(request.user, number)
    verdict = request.POST.get("verdict", "")
    if verdict not in ("same", "not_same", "unsure"):
        raise Http404
    chosen = _claims(request)
    if not 2 <= len(chosen) <= MOST:
        said = _("Choose two claims.") if len(chosen) < 2 else _("Choose fewer claims: every one is judged with every other.")
        return _back(request, row.pk, said, failed=True)
    _whole(request.user, {row.pk, *homes(one.pk for one in chosen).values()})
    pairs = [judgements.Said(a, b, verdict, _why(request)) for a, b in combinations(chosen, 2)]
    try:
        judgements.judge_all(pairs, policy.person(request).username)
    except RegisterError as error:
        return _back(request, row.pk, refused(error), failed=True)
    return _back(request, row.pk, _("Noted. The claims are in: %(incidents)s.") % {"incidents": _where(chosen)})


@require_POST
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Bring the claims of another incident into this one."""
    row = policy.incident(request.user, number)
    given = request.POST.get("with", "").strip().translate(_LATIN)
    try:
        other = policy.incident(request.user, int(given)) if given.isascii() and given.isdigit() else None
    except Http404:
        other = None
    if other is None:
        return _back(request, row.pk, _("There is no incident of this number: write one of the list of incidents."), failed=True)
    _whole(request.user, {row.pk, other.pk})
    rows = list(EventRow.objects.filter(member__incident__in=(row, other)))
    try:
        made = judgements.merge([row.pk, other.pk], _why(request), policy.person(request).username)
    except RegisterError as error:
        return _back(request, row.pk, refused(error), failed=True)
    kept = next(iter(homes(one.pk for one in rows).values()), row.pk)
    return _back(request, kept, _said_merged(len(made)))


@require_POST
def split(request: HttpRequest, number: int) -> HttpResponse:
    """Take the chosen claims out of this incident."""
    row = policy.incident(request.user, number)
    _whole(request.user, {row.pk})
    chosen = _claims(request)
    try:
        judgements.split(row.pk, chosen, _why(request), policy.person(request).username)
    except RegisterError as error:
        return _back(request, row.pk, refused(error), failed=True)
    return _back(request, row.pk, _("Split off. The claims that were taken out are in: %(incidents)s.") % {"incidents": _where(chosen)})


@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take judgements of the history back."""
    row = policy.incident(request.user, number)
    ids = _numbers(request.POST.getlist("judgement"))
    rows = list(Judgement.objects.filter(pk__in=ids))
    reports = {report for j in rows for report in (j.a_report_id, j.b_report_id)}
    if not ids or len(rows) != len(ids) or policy.reports(request.user).filter(pk__in=reports).count() != len(reports):
        raise Http404
    spots = {spot for j in rows for spot in ((j.a_report_id, j.a_start), (j.b_report_id, j.b_start))}
    told = EventRow.objects.filter(report_id__in=reports).values_list("pk", "report_id", "start", "end")
    meant = [pk for pk, report, start, end in told if any(report == own and start <= at < end for own, at in spots)]
    _whole(request.user, {row.pk, *homes(meant).values()})
    of, back = _about(meant, ids)
    try:
        judgements.undo(ids, policy.person(request).username)
    except RegisterError as error:
        return _back(request, row.pk, refused(error), failed=True)
    return _back(request, row.pk, _said_undone(of, back) % {"incidents": _where(EventRow.objects.filter(pk__in=meant).only("pk"))})


def _about(events: Sequence[int], ids: Sequence[int]) -> tuple[str, bool]:
    """The act that these judgements are about, and whether they take it back."""
    deeds = judgements.history(events)
    found = (said for deed, said in zip(deeds, meanings(deeds), strict=True) if {j.pk for j in deed.judgements} == set(ids))
    return next(found, ("judge", False))


def _said_undone(of: str, back: bool) -> str:
    """What is said when such an act was taken back: it holds no more, or again."""
    if back:
        return {
            "merge": _("Merged again. The claims are in: %(incidents)s."),
            "split": _("Split off again. The claims are in: %(incidents)s."),
        }.get(of, _("The judgement holds again. The claims are in: %(incidents)s."))
    return {
        "merge": _("The merge is taken back. The claims are in: %(incidents)s."),
        "split": _("The split is taken back. The claims are in: %(incidents)s."),
    }.get(of, _("The judgement is taken back. The claims are in: %(incidents)s."))


_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def _numbers(given: Iterable[str]) -> list[int]:
    return sorted({int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19})


def _claims(request: HttpRequest) -> list[EventRow]:
    """The claims that the form names. Raises ``Http404`` where the person does not see one."""
    wanted = _numbers(request.POST.getlist("claim"))
    found = list(policy.events(request.user).filter(pk__in=wanted).select_related("report").order_by("pk"))
    if len(found) != len(wanted):
        raise Http404
    return found


def _whole(user: Any, numbers: set[int]) -> None:
    """Raises ``PermissionDenied`` where the person does not see every claim of these incidents: what they say would be said of others, too."""
    found = Incident.objects.filter(pk__in=numbers)
    if policy.whole(user, found).count() != len(numbers):
        raise PermissionDenied("claims of this incident are in a collection that is closed to you")


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "").strip()[:_WHY]


def _said_merged(count: int) -> str:
    said = ngettext("Merged, by one judgement; the history below takes it back.", "Merged, by %(count)s judgements; the history below takes them back.", count)
    return said % {"count": digits(str(count))} if "%(count)s" in said else said


def _where(claims: Iterable[EventRow]) -> str:
    return _(", ").join(digits(str(number)) for number in sorted(set(homes(one.pk for one in claims).values())))


def _back(request: HttpRequest, number: int, said: str, *, failed: bool = False) -> HttpResponse:
    """To the page, with what is to be said."""
    (messages.error if failed else messages.success)(request, said)
    return redirect("incidents:incident", number)

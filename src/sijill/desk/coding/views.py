"""The reading page and its parts."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sijill.desk import paging, policy
from sijill.desk.coding import phrases
from sijill.desk.coding import text as texts
from sijill.desk.coding.evidence import original
from sijill.desk.coding.lanes import lane_of
from sijill.desk.coding.pages import EVENTS, Page
from sijill.output.annotations import encode
from sijill.records import Report as Text


def page_of(request: HttpRequest, pk: int) -> Page:
    """The report in the coding that the address asks for. Raises ``Http404`` where the person may not see it."""
    found = policy.report(request.user, pk)
    return Page(request, found, lane_of(request.user, found, request.GET.get("lane", "")))


def number(request: HttpRequest, name: str) -> int:
    """A whole number of the address; 0 where it says nonsense."""
    given = request.GET.get(name, "")
    return min(int(given), 10_000_000) if given.isascii() and given.isdigit() else 0


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The reading page."""
    page = page_of(request, pk)
    if page.lane.editable:
        phrases.warm()
    at = texts.chunk_at(page.report.text, number(request, "at")) if "at" in request.GET else number(request, "chunk")
    return render(request, "desk/coding/report.html", page.whole(at, paging.start(request)))


@require_safe
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """A chunk of a long text."""
    page = page_of(request, pk)
    wanted = number(request, "chunk")
    found = [c for c in page.chunks([wanted]) if c.number == wanted]
    return render(request, "desk/coding/chunks.html", {**page.frame(), "chunks": found})


@require_safe
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Further cards of a report that tells of many events."""
    page = page_of(request, pk)
    after = paging.start(request)
    shown = page.cards[after : after + EVENTS]
    more = after + EVENTS if len(page.cards) > after + EVENTS else 0
    return render(request, "desk/coding/cards.html", {**page.frame(), "listed": page.listed(shown), "more": more, "cards_total": len(page.cards)})


@require_safe
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes that the report came as."""
    return original(request.user, policy.report(request.user, pk))


@require_safe
def annotated(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds of the report as W3C Web Annotations."""
    page = page_of(request, pk)
    row = page.report
    record = page.coded.record if page.coded is not None else None
    body = b"{}\n" if record is None else encode(Text(id=row.doc, text=row.text, published=row.published, outlet=row.outlet, url=row.url), record)
    answer = HttpResponse(body, content_type="application/ld+json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="report-{row.pk}.jsonld"'
    return answer

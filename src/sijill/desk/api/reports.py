"""Reports, their texts and readings; taking reports in."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import File, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile

from sijill.desk import jobs, policy
from sijill.desk.api import schemas
from sijill.desk.api.desk import CHANGES, READS, api, paged, unchanged
from sijill.desk.models import Job
from sijill.desk.policy import Capability, person
from sijill.errors import SijillError
from sijill.ingest import Item, of_stream
from sijill.register import Register
from sijill.register.filters import spellings
from sijill.register.models import Reading, Report
from sijill.register.people import assigning
from sijill.register.readings import PEOPLE

_FILE = 20 << 20
_FILES = 20
_SECONDS = 20.0
"""How long one PDF or document may take within a request."""


@api.get("/reports", response=schemas.Reports, url_name="reports", tags=["reports"], throttle=READS, summary=_("Reports, the oldest first"))
def list_reports(
    request: HttpRequest, after: schemas.Since = 0, size: schemas.Size = 50, state: schemas.Short = "", outlet: schemas.Short = "", doc: schemas.Short = "",
    sha256: schemas.Short = "",
) -> Any:  # fmt: skip
    found = policy.reports(request.user).filter(pk__gt=after)
    if state:
        found = found.filter(row__state=state)
    if outlet:
        found = found.filter(row__outlet__in=spellings(outlet))
    if doc:
        found = found.filter(doc=doc)
    if sha256:
        found = found.filter(text_sha256=sha256)
    rows, following = paged(list(_lean(found).order_by("pk")[: size + 1]), size, lambda r: r.pk)
    untold = set(policy.blind(request.user).filter(report__in=rows).values_list("report_id", flat=True))
    return {"items": [_report(r, r.pk in untold) for r in rows], "next": following}


@api.post("/reports", response={201: schemas.TakenIn, 200: schemas.TakenIn}, url_name="reports", tags=["reports"], throttle=CHANGES, summary=_("Take one report in, as text"))
def add_report(request: HttpRequest, given: schemas.ReportGiven) -> Any:
    line = json.dumps({"id": given.id or "api", **given.dict(exclude={"id"}, exclude_none=True)}, ensure_ascii=False).encode() + b"\n"
    return _taken(request, of_stream(cast(BinaryIO, io.BytesIO(line)), "api.jsonl"))


@api.post("/reports/upload", response={201: schemas.TakenIn, 200: schemas.TakenIn}, url_name="upload", tags=["reports"], throttle=CHANGES, summary=_("Take files in, of any kind that is known"))
def upload_reports(request: HttpRequest, files: File[list[UploadedFile]]) -> Any:
    if len(files) > _FILES or any((f.size or 0) > _FILE for f in files):
        raise HttpError(413, "")
    return _taken(request, (item for f in files for item in of_stream(cast(BinaryIO, f.file), f.name or "file", max_seconds=_SECONDS)))


@api.get("/reports/{int:report}", response=schemas.Report, url_name="report", tags=["reports"], throttle=READS, summary=_("One report"))
def get_report(request: HttpRequest, response: HttpResponse, report: int) -> Any:
    found = _lean(policy.reports(request.user)).filter(pk=report).first()
    if found is None:
        raise Http404
    out = _report(found, policy.blind(request.user).filter(report=found).exists())
    return unchanged(request, response, out) or out


@api.get("/reports/{int:report}/text", url_name="text", tags=["reports"], throttle=READS, summary=_("The text that all offsets refer to"), openapi_extra={
    "responses": {200: {"description": "OK", "content": {"text/plain": {"schema": {"type": "string"}}}}},
})  # fmt: skip
def get_text(request: HttpRequest, report: int) -> HttpResponse:
    found = policy.report(request.user, report)
    response = HttpResponse(found.text.encode("utf-8", "surrogatepass"), content_type="text/plain; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"})
    return unchanged(request, response, found.text_sha256) or response


@api.get("/reports/{int:report}/record", response=schemas.Record, url_name="record", tags=["readings"], throttle=READS, summary=_("The record from which questions are answered"))
def get_record(request: HttpRequest, response: HttpResponse, report: int) -> Any:
    found = policy.report(request.user, report)
    latest: Reading | None = _read(request, found).order_by("pk").last() if assigning.lane(found, person(request).username) else getattr(getattr(found, "row", None), "reading", None)
    if latest is None:
        raise Http404
    return unchanged(request, response, latest.record_sha256) or json.loads(latest.record)


@api.get("/reports/{int:report}/readings", response=schemas.Readings, url_name="readings", tags=["readings"], throttle=READS, summary=_("All readings of a report, the oldest first"))
def list_readings(request: HttpRequest, report: int) -> Any:
    found = policy.report(request.user, report)
    latest = getattr(getattr(found, "row", None), "reading_id", None)
    rows = _read(request, found).defer("record").order_by("pk")[:200]
    return {"items": [
        {"id": r.pk, "reader": r.reader, "packs": r.packs, "published": r.published, "outlet": r.outlet, "made": r.made, "record_sha256": r.record_sha256, "latest": r.pk == latest}
        for r in rows
    ]}  # fmt: skip


@api.get("/reports/{int:report}/readings/{int:reading}", response=schemas.Record, url_name="reading", tags=["readings"], throttle=READS, summary=_("The record of one reading"))
def get_reading(request: HttpRequest, response: HttpResponse, report: int, reading: int) -> Any:
    found = _read(request, policy.report(request.user, report)).filter(pk=reading).first()
    if found is None:
        raise Http404
    return unchanged(request, response, found.record_sha256) or json.loads(found.record)


@api.get("/jobs", response=list[schemas.Job], url_name="jobs", tags=["reports"], throttle=READS, summary=_("Your jobs that wait or run, and the latest that ended"))
def list_jobs(request: HttpRequest, size: schemas.Size = 20) -> Any:
    return [_job(j) for j in Job.objects.filter(user=person(request)).order_by("-pk")[:size]]


@api.get("/jobs/{int:job}", response=schemas.Job, url_name="job", tags=["reports"], throttle=READS, summary=_("How far one of your jobs is"))
def get_job(request: HttpRequest, job: int) -> Any:
    found = Job.objects.filter(user=person(request), pk=job).first()
    if found is None:
        raise Http404
    return _job(found)


def _taken(request: HttpRequest, items: Iterable[Item | SijillError]) -> Any:
    user = person(request)
    policy.demand(user, Capability.ADD)
    names: list[str] = []

    def counted() -> Iterator[Item | SijillError]:
        for item in items:
            names.append("" if isinstance(item, SijillError) else item.name)
            yield item

    before = set(Report.objects.order_by("-pk").values_list("pk", flat=True)[:1])
    outcomes = list(Register.connected().add(counted(), user.username))
    # What was added has the numbers behind those that there were; what was there already may be closed to this person.
    fresh = list(Report.objects.filter(pk__gt=max(before, default=0), doc__in={o.name for o in outcomes if o.what == "added"}).order_by("pk"))
    by_name: dict[str, list[Report]] = {}
    for row in fresh:
        by_name.setdefault(row.doc, []).append(row)
    out = []
    for outcome in outcomes:
        row = by_name[outcome.name].pop(0) if outcome.what == "added" and by_name.get(outcome.name) else None
        out.append({"what": outcome.what, "name": outcome.name, "why": outcome.why, "id": row.pk if row else None, "key": row.key if row else None})
    added = [r["id"] for r in out if r["id"] is not None]
    job = jobs.ask("reread", user, reports=added) if added else None
    return Status(201 if added else 200, {"items": out, "job": job.pk if job else None})


def _read(request: HttpRequest, report: Report) -> QuerySet[Reading]:
    """The readings of a report that a person is shown: not what others made of it, while they code it blind themselves."""
    found = Reading.objects.filter(report=report)
    if policy.blind(request.user).filter(report=report, bare=True).exists():
        return found.none()
    return found.exclude(reader__startswith=PEOPLE) if assigning.lane(report, person(request).username) else found


def _lean(found: QuerySet[Report]) -> QuerySet[Report]:
    return found.select_related("row").defer("text")


def _report(r: Report, untold: bool = False) -> dict[str, Any]:
    row = getattr(r, "row", None)
    return {
        "id": r.pk, "key": r.key, "doc": r.doc, "title": r.title, "outlet": (row.shown if row is not None else "") or r.outlet, "published": r.published, "url": r.url,
        "text_sha256": r.text_sha256, "evidence_sha256": r.evidence_id, "extractor": r.extractor, "added": r.added, "state": row.state if row is not None else "unread",
        "events": row.events if row is not None and not untold else 0, "least_confidence": row.least if row is not None and not untold else None,
    }  # fmt: skip


def _job(job: Job) -> dict[str, Any]:
    return {"id": job.pk, "kind": job.kind, "state": job.state, "done": job.done, "total": job.total, "step": job.step, "error": job.told.get("error")}

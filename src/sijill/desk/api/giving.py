"""Exports: asking for them, how far they are, the file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Status

from sijill.desk import outgoing, policy
from sijill.desk.api import schemas
from sijill.desk.api.desk import FILES, READS, api, paged
from sijill.desk.models import Given, Job, User
from sijill.desk.policy import Capability, person


@api.get("/exports", response=schemas.Exports, url_name="exports", tags=["exports"], throttle=READS, summary=_("Exports, the newest first: your own, or all with the audit chain"))
def list_exports(request: HttpRequest, after: schemas.Since = 0, size: schemas.Size = 50) -> Any:
    user = person(request)
    found = _jobs(user).order_by("-pk")
    if after:
        found = found.filter(pk__lt=after)
    rows, following = paged(list(found[: size + 1]), size, lambda j: j.pk)
    return {"items": [_export(user, job, whole=False) for job in rows], "next": following}


@api.post("/exports", response={202: schemas.Export}, url_name="exports", tags=["exports"], throttle=FILES, summary=_("Ask for an export; names of private persons are hidden unless a publisher says otherwise and why"))
def ask_export(request: HttpRequest, given: schemas.ExportGiven) -> Any:
    user = person(request)
    where = {name: "1" if value is True else "" if value is False else value for name, value in given.filter.dict().items()}
    job = outgoing.ask(user, given.format, where, by=given.policy, prefer=given.prefer, unredacted=given.unredacted, why=given.why)
    return Status(202, _export(user, job))


@api.get("/exports/{int:job}", response=schemas.Export, url_name="export", tags=["exports"], throttle=READS, summary=_("How far an export is, what it holds and what it lost"))
def get_export(request: HttpRequest, job: int) -> Any:
    user = person(request)
    return _export(user, _job(user, job))


@api.get("/exports/{int:job}/file", url_name="file", tags=["exports"], throttle=READS, summary=_("The file"), openapi_extra={
    "responses": {200: {"description": "OK", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
})  # fmt: skip
def get_file(request: HttpRequest, job: int) -> HttpResponseBase:
    user = person(request)
    return outgoing.answer(user, _job(user, job))


def _jobs(user: User) -> Any:
    found = Job.objects.filter(kind=outgoing.KIND).select_related("user", "given")
    return found if policy.may(user, Capability.AUDIT) else found.filter(user=user)


def _job(user: User, number: int) -> Job:
    found: Job | None = _jobs(user).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _export(user: User, job: Job, whole: bool = True) -> dict[str, Any]:
    given: Given | None = getattr(job, "given", None)
    may = given is not None and outgoing.opens(user, given)
    return {
        "id": job.pk, "format": str(job.asked.get("format", "")), "state": job.state, "error": job.told.get("error"), "done": job.done, "total": job.total,
        "filter": dict(job.asked.get("filter") or {}), "redacted": job.asked.get("unredacted") is False, "who": job.user.username, "made": job.made,
        "name": given.name if given else None, "rows": given.rows if given else None, "size": given.size if given else None, "sha256": given.sha256 if given else None,
        "loss": given.loss if given is not None and may and whole else None,
        "file": reverse("api:file", kwargs={"job": job.pk}) if given is not None and may and outgoing.path(given) is not None else None,
    }  # fmt: skip

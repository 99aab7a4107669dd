"""Taking reports in: a pasted text, files, an address, feeds; and the pages of the jobs that do it."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sijill import inputs
from sijill.desk import jobs, paging, policy
from sijill.desk.inbox import dates, feeds, listing, uploads
from sijill.desk.inbox.names import INTERVALS, JOBS, KINDS, STEPS
from sijill.desk.models import Job, User
from sijill.desk.reasons import reason
from sijill.errors import InputError, RegisterError
from sijill.register.models import Report

_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
KINDS_TAKEN = "TXT, Markdown, HTML, PDF, DOCX, CSV, TSV, JSON Lines, RSS, Atom, WARC, WACZ, ZIP, GZ"
"""What ``sijill.ingest`` takes."""
_JOBS = 50
_OWN = ("add", "feed", "reread")
_NAME = 80
"""Characters of a pasted text's beginning that it is called by where it has no title."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """``/add/``: the forms."""
    return _page(request)


@require_POST
def text(request: HttpRequest) -> HttpResponse:
    """``/add/text/``: a pasted text as a job."""
    user = policy.person(request)
    try:
        asked = _beside(request)
        # Browsers send line ends of their own in forms; the characters that offsets count are those of the text.
        body = request.POST.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
        title = asked["title"]
        if title and not body.lstrip().startswith(title):
            body = f"{title}\n\n{body}" if body.strip() else body
        data = body.encode()
        if len(data) > inputs.MAX_BYTES:
            raise RegisterError(_("The text has more than %(number)s MB; is it one report? Split it, or send it as a file.") % {"number": inputs.MAX_BYTES >> 20})
        name = title or next((" ".join(line.split())[:_NAME] for line in body.split("\n") if line.strip()), "")
        if not name:
            raise RegisterError(_("There is no text; paste the report into the field."))
        inputs.check(body, name)
    except (RegisterError, InputError) as error:
        return _page(request, "text", reason(str(error)))
    token, kept = uploads.keep([_Named(data, name)], "", "")
    job = jobs.ask("add", user, pasted=True, token=token, files=[sent._asdict() for sent in kept], **asked)
    return redirect("inbox:job", job.pk)


@require_POST
def files(request: HttpRequest) -> HttpResponse:
    """``/add/files/``: uploaded files as a job."""
    user = policy.person(request)
    given = request.FILES.getlist("files")
    try:
        asked = _beside(request)
        if not given:
            raise RegisterError(_("No file was chosen; choose some, or drop them on the field."))
    except RegisterError as error:
        return _page(request, "files", str(error))
    large = _("larger than %(number)s MB; split it, or take it in with sijill add") % {"number": uploads.LARGEST >> 20}
    over = _("beyond the %(number)s MB that can be sent at once; send it by itself") % {"number": uploads.TOGETHER >> 20}
    uploads.sweep({token for token in Job.objects.filter(kind="add", state__in=("waiting", "running")).values_list("asked__token", flat=True) if token})
    token, kept = uploads.keep(given, large, over)
    job = jobs.ask("add", user, token=token, files=[sent._asdict() for sent in kept], **asked)
    return redirect("inbox:job", job.pk)


@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """``/add/address/``: something fetched from the network, as a job."""
    user = policy.person(request)
    url = request.POST.get("address", "").strip()
    if not _ADDRESS.fullmatch(url) or len(url) > 2000:
        return _page(request, "address", _("%(url)s is no address that can be fetched; write it from https:// on") % {"url": url[:200] or "–"})
    try:
        collection = _collection(request)
    except RegisterError as error:
        return _page(request, "address", str(error))
    job = jobs.ask("add", user, files=[uploads.Sent(url, 1, "")._asdict()], collection=collection)
    return redirect("inbox:job", job.pk)


@require_POST
def feed(request: HttpRequest) -> HttpResponse:
    """``/add/feeds/``: a feed to be watched, looked at now, or watched no longer."""
    user = policy.person(request)
    url, given = request.POST.get("url", "").strip(), request.POST
    try:
        if given.get("do") != "add" and any(one["url"] == url for one in feeds.listed()) and not any(one["url"] == url for one in _feeds(user)):
            raise RegisterError(_("%(url)s is not watched; add it first") % {"url": url})
        match given.get("do"):
            case "add":
                feeds.add(url, given.get("outlet", "").strip()[:300], given.get("interval", "30m"), given.get("pages") == "1", user.username, _collection(request))
                return redirect("inbox:job", feeds.ask(url, user).pk)
            case "look":
                return redirect("inbox:job", feeds.ask(url, user).pk)
            case "stop":
                if feeds.stop(url):
                    messages.success(request, _("%(url)s is watched no longer; what it brought stays.") % {"url": url})
            case _:
                raise RegisterError(_("There is no such action."))
    except RegisterError as error:
        return _page(request, "feeds", str(error))
    return redirect(reverse("inbox:add") + "#feeds")


@require_safe
def jobs_page(request: HttpRequest) -> HttpResponse:
    """``/jobs/``: a person's jobs, an administrator's everybody's."""
    after = paging.start(request)
    found = _seen(policy.person(request)).order_by("-pk").select_related("user")
    page = paging.paged(request, list(found[after : after + _JOBS + 1]), found, _JOBS)
    rows = [(job, KINDS.get(job.kind, job.kind), JOBS.get(job.state, job.state)) for job in page.rows]
    return render(request, "desk/inbox/jobs.html", {"page": page, "rows": rows})


@require_safe
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """``/jobs/N/``: where a job is, and what became of each file."""
    job = _job(request, pk)
    template = "desk/inbox/progress.html" if getattr(request, "htmx", False) else "desk/inbox/job.html"
    return render(request, template, _told(job, policy.person(request)))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """``/jobs/N/again/``: what failed is tried once more."""
    job = _job(request, pk)
    if job.kind in _OWN and job.state in ("done", "failed"):
        told = dict(job.told)
        told.pop("error", None)
        if "files" in told:
            told["files"] = {number: own for number, own in told["files"].items() if not own["failed"]}
        if Job.objects.filter(pk=job.pk, state=job.state).update(state="waiting", told=told, done=0, total=0, step="", ended=None):
            jobs.wake()
    return redirect("inbox:job", job.pk)


def _seen(user: User) -> QuerySet[Job]:
    return Job.objects.all() if policy.may(user, policy.Capability.ADMINISTER) else Job.objects.filter(user=user)


def _job(request: HttpRequest, pk: int) -> Job:
    job = _seen(policy.person(request)).filter(pk=pk).select_related("user").first()
    if job is None:
        raise Http404
    return job


def _told(job: Job, user: User) -> dict[str, Any]:
    told = job.told
    outcomes = []
    listed = [pk for own in told.get("files", {}).values() for pk in own["reports"]]
    if "first" in told and not listed:
        listed = list(Report.objects.filter(pk__gte=told["first"], pk__lte=told["last"]).order_by("pk").values_list("pk", flat=True)[:50])
    seen = {r.pk: r for r in policy.reports(user).filter(pk__in=listed).only("pk", "doc", "title")}
    for number, one in enumerate(job.asked.get("files", ())):
        own = told.get("files", {}).get(str(number))
        again = bool(one.get("at")) or (not one.get("why") and not job.asked.get("token"))
        outcomes.append({
            "name": one["name"], "own": own, "why": [reason(why) for why in own["why"]] if own else [], "again": again,
            "reports": [seen[pk] for pk in own["reports"] if pk in seen][:10] if own else [],
            "state": "waiting" if own is None else "partly" if own["failed"] and own["added"] + own["there"] else "failed" if own["failed"] else "going" if not own.get("done") else "added" if own["added"] else "there",
        })  # fmt: skip
    ended = job.state in ("done", "failed")
    files = told.get("files", {}).values()
    return {
        "job": job, "told": told, "kind": KINDS.get(job.kind, job.kind), "state": JOBS.get(job.state, job.state), "step": STEPS.get(job.step, job.step), "ended": ended,
        "outcomes": outcomes, "error": reason(told.get("error", "")), "errors": [reason(why) for why in told.get("errors", ())], "unread": [reason(why) for why in told.get("unread", ())],
        "retry": ended and job.kind in _OWN and (job.state == "failed" or any(o["state"] in ("failed", "partly") and o["again"] for o in outcomes)),
        "added": sum(own["added"] for own in files) if files else told.get("added", 0), "there": sum(own["there"] for own in files) if files else told.get("there", 0),
        "failed": sum(own["failed"] for own in files) if files else told.get("failed", 0), "undated": dates.number(user, told["first"], told["last"]) if ended and "first" in told and policy.may(user, policy.Capability.ADD) else 0,
        "fresh": [seen[pk] for pk in listed if pk in seen] if not files else [],
    }  # fmt: skip


def _page(request: HttpRequest, part: str = "", fault: str = "") -> HttpResponse:
    """The forms; with a ``fault``, that of one of them, and what was typed into it."""
    told = {
        "fault": fault, "part": part, "given": request.POST, "feeds": _feeds(policy.person(request)), "intervals": [(code, INTERVALS[code]) for code in feeds.INTERVALS], "kinds": KINDS_TAKEN,
        "largest": uploads.LARGEST >> 20, "together": uploads.TOGETHER >> 20, "most": uploads.MOST, "report": inputs.MAX_BYTES >> 20, "today": date.today().isoformat(),
        "collections": listing.collections(policy.person(request)),
    }  # fmt: skip
    return render(request, "desk/inbox/add.html", told, status=400 if fault else 200)


def _feeds(user: User) -> list[dict[str, Any]]:
    """The feeds that a person may know of: not those for a collection that is closed to them."""
    seen = {one.pk: one.name for one in listing.collections(user)}
    return [{**_feed(one), "into": seen.get(one.get("collection"), "")} for one in feeds.listed() if not one.get("collection") or one["collection"] in seen]


def _feed(one: dict[str, Any]) -> dict[str, Any]:
    """A feed as the page shows it."""
    when = datetime.fromisoformat(one["looked"]) if one.get("looked") else None
    return {**one, "interval": INTERVALS.get(one["interval"], one["interval"]), "when": when, "said": reason(one.get("why", ""))}


def _beside(request: HttpRequest) -> dict[str, Any]:
    """What a form says beside the reports. Raises ``RegisterError`` for a day that is none and an address that is none."""
    given: dict[str, Any] = {name: " ".join(request.POST.get(name, "").split())[:1000] for name in ("title", "outlet", "published", "url")}
    given["collection"] = _collection(request)
    if given["published"]:
        try:
            given["published"] = inputs.date(given["published"], "")
        except InputError:
            raise RegisterError(_("published: %(text)s is no day; write 2021-04-05") % {"text": given["published"]}) from None
    if given["url"] and not _ADDRESS.fullmatch(given["url"]):
        raise RegisterError(_("address: %(text)s is none; write it from https:// on, or leave it empty") % {"text": given["url"]})
    return given


def _collection(request: HttpRequest) -> int | None:
    """The collection that what is taken in is placed in. Raises ``RegisterError`` for one that is not open to the person."""
    given = request.POST.get("collection", "")
    if not given:
        return None
    found = listing.collections(policy.person(request)).filter(pk=int(given) if given.isascii() and given.isdigit() and len(given) < 15 else 0).first()
    if found is None:
        raise RegisterError(_("There is no such collection; choose one from the list."))
    return int(found.pk)


class _Named:
    """Bytes of a pasted text, as an uploaded file has them."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name, self.size, self._data = name, len(data), data

    def chunks(self, size: int) -> io.BytesIO:
        """All of it, a line at a time."""
        return io.BytesIO(self._data)

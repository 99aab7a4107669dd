"""The jobs of this room: taking in (``add``), looking at a feed (``feed``), reading anew (``reread``).

What a job has done is written into its row as it goes, file by file, so that one which a server left is gone on with by the next, and its person sees where it
is. Told of it (``Job.told``): ``files``, by number, what became of each; ``first`` and ``last``, the primary keys between which what it added lies; ``read``,
``unread`` and ``linked``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

import msgspec
from django.db import transaction
from django.db.models import Q

from sijill import inputs
from sijill.desk import jobs
from sijill.desk.inbox import feeds, uploads
from sijill.desk.models import Job
from sijill.errors import SijillError
from sijill.ingest import Item, items, of_stream, plain
from sijill.register import Register
from sijill.register.intake import BATCH, Outcome
from sijill.register.models import Collection, Report
from sijill.register.people.collections import place

Tell = Callable[[int, int, str], None]

_LISTED = 30
"""Reasons, and links to what was added, of one file."""
_BEAT = 0.5
"""Seconds between two signs."""


def add(job: Job, tell: Tell) -> dict[str, Any]:
    """Take in what was pasted, sent or named, then read and link it."""
    told: dict[str, Any] = dict(job.told)
    files = told.setdefault("files", {})
    given = job.asked["files"]
    total = sum(max(one["size"], 1) for one in given)
    before = 0
    open_register = Register.connected()
    for number, one in enumerate(given):
        size = max(one["size"], 1)
        own = files.setdefault(str(number), {"added": 0, "there": 0, "failed": 0, "why": [], "reports": []})
        if not own.get("done"):
            _take(open_register, job, one, own, told, partial(_tell_part, tell, before, size, total))
            own["done"] = True
            _keep(job, told)
            if one.get("at") and not own["failed"]:
                uploads.drop(job.asked["token"], one["at"])
        before += size
    _read_and_link(open_register, job, told, tell)
    if job.asked.get("token") and not any(own["failed"] for own in files.values()):
        uploads.drop(job.asked["token"])
    return told


def _tell_part(tell: Tell, before: int, size: int, total: int, part: int) -> None:
    """Tell how far it is within one file."""
    tell(before + min(part, size), total, "add")


def _take(open_register: Register, job: Job, one: dict[str, Any], own: dict[str, Any], told: dict[str, Any], tell: Callable[[int], None]) -> None:
    """Take one file in. ``own`` is what is told of it; where an earlier try got somewhere, what that added is counted as added."""
    again = bool(own.get("begun"))
    own.update(begun=True, added=0, there=0, failed=0, why=[], reports=[])
    _keep(job, told)
    if one.get("why"):
        own.update(failed=1, why=[one["why"]])
        return
    if one.get("at"):
        path = uploads.folder(job.asked["token"]) / one["at"]
        try:
            stream = path.open("rb")
        except OSError as error:
            own.update(failed=1, why=[f"{one['name']}: {error.strerror or error}"])
            return
        with stream:
            _into(open_register, job, _sent(stream, one, job.asked), own, told, again, lambda: tell(_at(stream)))
    else:
        _into(open_register, job, items([one["name"]], published=job.asked.get("published") or None), own, told, again, lambda: tell(0))


def _sent(stream: BinaryIO, one: dict[str, Any], asked: dict[str, Any]) -> Iterator[Item | SijillError]:
    """The items of a file, with what the person said beside it where the file says nothing of it."""
    if asked.get("pasted"):
        yield _pasted(stream.read(), one["name"], asked)
        return
    for item in of_stream(stream, one["name"], published=asked.get("published") or None):
        if isinstance(item, SijillError):
            yield item
            continue
        beside = {name: asked[name] for name in ("outlet", "url", "title") if asked.get(name) and not getattr(item, name)}
        yield msgspec.structs.replace(item, **beside) if beside else item


def _pasted(data: bytes, name: str, asked: dict[str, Any]) -> Item | SijillError:
    """The one report of a text that a person pasted: never anything else, whatever it begins with."""
    text = data.decode()
    try:
        inputs.check(text, name)
    except SijillError as error:
        return error
    return Item(
        name=name, source=asked.get("url") or name, data=data, media_type="text/plain", text=text, extractor=plain.EXTRACTOR,
        published=asked.get("published") or None, outlet=asked.get("outlet") or None, url=asked.get("url") or None, title=asked.get("title", ""),
    )  # fmt: skip


def _into(
    open_register: Register, job: Job, found: Iterable[Item | SijillError], own: dict[str, Any], told: dict[str, Any], again: bool, tell: Callable[[], None]
) -> None:  # fmt: skip
    collection = Collection.objects.get(pk=job.asked["collection"]) if job.asked.get("collection") else None
    stream, sign = iter(found), 0.0
    while batch := list(islice(stream, BATCH)):
        # In one transaction: nobody sees a report that is for a closed collection before it is there.
        with transaction.atomic():
            outcomes = list(open_register.add(batch, job.user.username))
            _note(job, outcomes, own, told, again, collection)
        if time.monotonic() - sign > _BEAT:
            sign = time.monotonic()
            tell()
            _keep(job, told)


def _note(job: Job, outcomes: Sequence[Outcome], own: dict[str, Any], told: dict[str, Any], again: bool, collection: Collection | None) -> None:
    there = {report.key: report for report in Report.objects.filter(key__in=[one.key for one in outcomes if one.key]).only("pk", "key", "added")}
    fresh = []
    for one in outcomes:
        if one.what == "failed":
            own["failed"] += 1
            if len(own["why"]) < _LISTED:
                own["why"].append(one.why)
            continue
        report = there[one.key]
        new = one.what == "added" or (again and report.added >= job.made)
        own["added" if new else "there"] += 1
        if new:
            fresh.append(report)
        if len(own["reports"]) < _LISTED:
            own["reports"].append(report.pk)
    if fresh:
        numbers = [report.pk for report in fresh]
        told["first"], told["last"] = min(told.get("first", numbers[0]), *numbers), max(told.get("last", numbers[0]), *numbers)
        if collection is not None:
            place(fresh, collection, job.user.username)


def _read_and_link(open_register: Register, job: Job, told: dict[str, Any], tell: Tell) -> None:
    if "first" in told:
        _read(job, Q(pk__gte=told["first"], pk__lte=told["last"]), told, tell)
        tell(0, 0, "link")
        told["linked"] = open_register.link(who=job.user.username)._asdict()


def _read(job: Job, only: Q, told: dict[str, Any], tell: Tell) -> None:
    """Read those of these reports that the present reader has not read. Told: ``read``, ``unread`` with the reason, and ``same``, which it had read before."""
    from sijill.register import readings

    total, waiting = Report.objects.filter(only).count(), readings.pending(only=only)
    if "same" not in told:
        told["same"] = total - waiting
        _keep(job, told)  # or a job that is taken up again would count what it has read itself as read before
    unread: list[str] = []
    tell(0, waiting, "read")
    sign = 0.0
    for number, outcome in enumerate(readings.read(only=only, who=job.user.username), 1):
        if outcome.why and len(unread) < _LISTED:
            unread.append(f"{outcome.name}: {outcome.why}")
        if time.monotonic() - sign > _BEAT:
            sign = time.monotonic()
            tell(number, waiting, "read")
    told.update(read=total - told["same"] - readings.pending(only=only), unread=unread)
    _keep(job, told)


def look(job: Job, tell: Tell) -> dict[str, Any]:
    """Look at a feed: fetch what changed, take it in, read and link it."""
    tell(0, 0, "fetch")
    told = feeds.look(Register.connected(), job.asked["url"], job.user.username)
    if told["added"]:
        _read_and_link(Register.connected(), job, told, tell)
    if job.asked.get("due") and not (told["added"] or told["errors"]):
        # Nobody asked for this look, and nothing came of it: the list of feeds says when it was.
        Job.objects.filter(pk=job.pk).delete()
    return told


def reread(job: Job, tell: Tell) -> dict[str, Any]:
    """Read chosen reports with the present reader; the older readings stay."""
    told: dict[str, Any] = dict(job.told)
    chosen = job.asked["reports"]
    _read(job, Q(pk__in=chosen), told, tell)
    if told["read"]:
        tell(0, 0, "link")
        told["linked"] = Register.connected().link(who=job.user.username)._asdict()
    return told


def _at(stream: BinaryIO) -> int:
    try:
        return stream.tell()
    except ValueError:
        return 0  # closed by what read it


def _keep(job: Job, told: dict[str, Any]) -> None:
    Job.objects.filter(pk=job.pk).update(told=told)


def offer() -> None:
    """Have the server do these jobs, and look at feeds when they are due."""
    jobs.HANDLERS.update(add=add, feed=look, reread=reread)
    if feeds.due not in jobs.DUE:
        jobs.DUE.append(feeds.due)

"""Files that go out: who may ask for which, the job that makes them, and who may have them. The pages and the API both pass here.

A file lies at ``exports/<job>/<name>`` in the desk's folder, its loss report in the row (``Given``). What a person may not see is not in it, and what they may
not do is asked again when the job is done, since much may have changed meanwhile.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sijill.desk import jobs, policy
from sijill.desk.asked import asked as filter_of
from sijill.desk.asked import query
from sijill.desk.models import Given, Job, User
from sijill.desk.policy import Capability
from sijill.errors import RegisterError
from sijill.exports.cases import Sight
from sijill.exports.giving import NAMES, POLICIES, TABLE, WHOLE, lacking
from sijill.exports.giving import give as write
from sijill.register.audit import Chain
from sijill.register.filters import Filter
from sijill.register.people import assigning

KIND = "export"
SUFFIXES = {
    "acled": "csv", "ucdp": "csv", "hxl": "csv", "plover": "jsonl", "ftm": "ftm.jsonl", "geojson": "geojson", "annotations": "jsonld", "parquet": "parquet",
    "xlsx": "xlsx", WHOLE: "jsonl", TABLE: "csv",
}  # fmt: skip
LONGEST_REASON = 1000
_ALIVE = 5.0


def ask(user: User, format_: str, where: Mapping[str, str], *, by: str = "", prefer: str = "", unredacted: bool = False, why: str = "") -> Job:
    """Put an export in the row. ``where`` are the fields of a filter (``sijill.desk.asked``), ``by`` the policy of the estimate.

    Raises ``PermissionDenied`` for what the person may not give out, and ``RegisterError``, with the remedy, for what cannot be meant and for a missing reason.
    """
    found = filter_of(where)
    why, prefer = (text.replace("\0", "").strip() for text in (why, prefer))
    _check(user, format_, found, by, prefer, unredacted, why)
    return jobs.ask(KIND, user, format=format_, filter=query(found), policy=by, prefer=prefer, unredacted=unredacted, why=why, token_role=getattr(user, "token_role", None), language=translation.get_language())


def give(job: Job, tell: Callable[[int, int, str], None]) -> dict[str, object]:
    """Do such a job. Raises ``RegisterError`` where the person may not, or no longer."""
    user, asked = job.user, job.asked
    if (done := Given.objects.filter(job=job).first()) is not None:
        return {"given": done.pk, "rows": done.rows, "sha256": done.sha256}
    # Whoever asked with a token gets what the token may, also when that is done later.
    user.token_role = asked.get("token_role")
    format_, unredacted, why = str(asked.get("format", "")), asked.get("unredacted") is not False, str(asked.get("why", ""))
    with translation.override(asked.get("language") or user.language or "en"):
        found = filter_of({k: str(v) for k, v in dict(asked.get("filter") or {}).items()})
        try:
            _check(user, format_, found, str(asked.get("policy", "")), str(asked.get("prefer", "")), unredacted, why)
        except PermissionDenied:
            raise RegisterError(_("This account may not give that out. Ask a publisher for it, or for the files without names.")) from None
    sight = None if policy.sees_all(user) else Sight(policy.incidents(user, found), policy.events(user))
    if format_ == TABLE and (blind := [a.report_id for a in assigning.of(user.username) if a.blind]):
        # Whoever codes a report blind does not see in a table what others made of it.
        sight = Sight(policy.incidents(user, found), policy.events(user).exclude(report_id__in=blind))
    folder = _folder(job.pk)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    name = f"sijill-{format_}-{job.pk}.{SUFFIXES[format_]}"
    last = [timezone.now()]

    def step(done: int, total: int) -> None:
        now = timezone.now()
        if (now - last[0]).total_seconds() > _ALIVE or done == total:
            tell(done, total, "writing")
            last[0] = now

    tell(0, 0, "writing")
    written = write(
        format_, folder / name, found, policy=str(asked.get("policy", "")) or None, prefer=str(asked.get("prefer", "")), unredacted=unredacted, who=user.username, why=why,
        sight=sight, step=step,
    )  # fmt: skip
    loss = _loss(folder / f"{name}.loss.json")
    made = Given.objects.create(
        job=job, user=user, format=format_, redacted=not unredacted, filters=query(found), name=name, sha256=written.sha256, size=(folder / name).stat().st_size,
        rows=written.rows, loss={**loss, "why": why, "narrowed": sight is not None},
    )  # fmt: skip
    return {"given": made.pk, "rows": made.rows, "sha256": made.sha256}


def listed(user: User) -> QuerySet[Given]:
    """The exports that a person may know of: their own, or with the audit chain everybody's."""
    found = Given.objects.select_related("user", "job")
    return found if policy.may(user, Capability.AUDIT) else found.filter(Q(user=user))


def opens(user: User, given: Given) -> bool:
    """Whether a person may have the file and its loss report: never one with names in it without the right to publish, and that of another person only when nothing in it
    could be closed to them."""
    if not given.redacted and not policy.may(user, Capability.PUBLISH):
        return False
    if given.format == WHOLE and not policy.may(user, Capability.AUDIT):
        return False
    return given.user_id == user.pk or (policy.may(user, Capability.AUDIT) and policy.sees_all(user))


def path(given: Given) -> Path | None:
    """Where the file is; None where it was deleted. Nothing of it comes from an address."""
    found = _folder(given.job_id) / Path(given.name).name
    return found if found.is_file() else None


def answer(user: User, job: Job) -> FileResponse:
    """The file of a job as a download. Raises ``Http404`` where there is none, or none any more, and ``PermissionDenied`` for whom it is not."""
    given = Given.objects.filter(job=job).first()
    if given is None:
        raise Http404
    if not opens(user, given):
        raise PermissionDenied("export")
    found = path(given)
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), as_attachment=True, filename=given.name, content_type="application/octet-stream", headers={"X-Content-Type-Options": "nosniff"})


def discard(user: User, given: Given) -> None:
    """Delete the file; the row and the audit chain keep what it was. Raises ``PermissionDenied`` for all but administrators."""
    policy.demand(user, Capability.ADMINISTER)
    with transaction.atomic():
        chain = Chain(user.username)
        chain.add("discard", given.name, {"sha256": given.sha256})
        chain.write()
    shutil.rmtree(_folder(given.job_id), ignore_errors=True)


def _check(user: User, format_: str, found: Filter, by: str, prefer: str, unredacted: bool, why: str) -> None:
    policy.demand(user, Capability.EXPORT)
    if unredacted:
        policy.demand(user, Capability.PUBLISH)
    if format_ not in (*NAMES, TABLE):
        raise RegisterError(_("%(format)s is no format; choose one of %(known)s") % {"format": format_, "known": ", ".join(NAMES)})
    if library := lacking(format_):
        raise RegisterError(_("%(format)s needs the library %(library)s, which is not installed here. Choose another format, or have it installed: %(how)s") % {"format": format_, "library": library, "how": "pip install 'sijill[exports]'"})
    if format_ == TABLE:
        policy.demand(user, Capability.CODE)
        if unredacted:
            raise RegisterError(_("A table to be corrected never has the names of private persons in it."))
    if format_ == WHOLE:
        # It holds the audit chain and everything beside it.
        policy.demand(user, Capability.AUDIT)
        if not policy.sees_all(user):
            raise RegisterError(_("The whole register goes only to those to whom all collections are open; choose another format."))
        if found != Filter():
            raise RegisterError(_("The whole register cannot be narrowed; empty the filters, or choose another format."))
    if by and by not in POLICIES:
        raise RegisterError(_("%(policy)s is no policy; choose one of %(known)s") % {"policy": by, "known": ", ".join(POLICIES)})
    if (by == "prefer_source") != bool(prefer):
        raise RegisterError(_("The policy of a preferred source needs the name of that source, and no other policy takes one."))
    if unredacted and not why:
        raise RegisterError(_("Say why names are to be given out; the reason goes into the audit chain."))
    if len(why) > LONGEST_REASON or len(prefer) > LONGEST_REASON:
        raise RegisterError(_("That is too long; say it in fewer words."))
    if format_ != WHOLE:
        policy.incidents(user, found)  # asks the filter for types and grades that there are none of


def _folder(job: int) -> Path:
    return Path(settings.DESK_FOLDER) / "exports" / str(int(job))


def _loss(beside: Path) -> dict[str, Any]:
    import json

    told: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
    return told


jobs.HANDLERS[KIND] = give

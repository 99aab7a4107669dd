"""The jobs of tables that come back: what one would change (``table``), doing it (``bring``), taking it all back (``unbring``).

A file lies as it came at ``imports/<token>/table.csv`` in the desk's folder, what it would change beside it as ``changes.json``; what people were shown is what is
done. The changes of one report are one transaction. A job that was broken off goes on behind the last report that was done: the reviews themselves say which.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext as _

from sijill.desk import jobs, policy
from sijill.desk.giving import sheet
from sijill.desk.giving.changes import CHANGE, of_sheet
from sijill.desk.models import Job, User
from sijill.desk.policy import Capability
from sijill.errors import RegisterError
from sijill.register.models import Report, Review
from sijill.register.people.acts import Act, say, undo

Tell = Callable[[int, int, str], None]

LOOK, BRING, BACK = "table", "bring", "unbring"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_NAME = 80
_FAULTS = 200


def keep(user: User, name: str, data: bytes) -> Job:
    """Keep a file and ask what it would change. Raises ``RegisterError`` for one that is too large."""
    policy.demand(user, Capability.CODE)
    if len(data) > sheet.LARGEST:
        raise RegisterError(_("The file has more than %(size)d MB; send it in parts.") % {"size": sheet.LARGEST >> 20})
    token = secrets.token_urlsafe(32)
    place = _folder(token)
    place.mkdir(parents=True, mode=0o700)
    (place / "table.csv").write_bytes(data)
    return ask(LOOK, user, token=token, name=_called(name), sha256=sha256(data).hexdigest())


def ask(kind: str, user: User, **asked: object) -> Job:
    """Put one of the jobs in the row; what it says is said in the language of the request, and it may do what that may."""
    return jobs.ask(kind, user, **asked, token_role=getattr(user, "token_role", None), language=translation.get_language())


def look(job: Job, tell: Tell) -> dict[str, object]:
    """Do the first of the jobs. Raises ``RegisterError`` for a file that is no table of ours."""
    user = _person(job)
    place = _folder(str(job.asked["token"]))
    with _language(job):
        found = sheet.read((place / "table.csv").read_bytes())
        changes = sorted((c._asdict() for c in of_sheet(user, found, lambda done, total: tell(done, total, "comparing"))), key=lambda c: c["line"])
    _written(place / "changes.json", changes)
    kinds = Counter(c["kind"] for c in changes)
    return {"rows": len(found.lines), "others": found.others[:20], "reports": len({c["report"] for c in changes if c["kind"] == CHANGE}), **kinds}


def changes(job: Job) -> list[dict[str, Any]]:
    """What the table of such a job would change."""
    path = _folder(str(job.asked["token"])) / "changes.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def bring(job: Job, tell: Tell) -> dict[str, object]:
    """Do the second: say what the table says."""
    user = _person(job)
    first = Job.objects.get(pk=int(job.asked["table"]), kind=LOOK, user=user)
    name = str(first.asked["name"])
    by_report: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for change in changes(first):
        if change["kind"] == CHANGE:
            by_report[change["report"]].append(change)
    told: dict[str, Any] = {"said": 0, "contested": 0, "faults": [], "reviews": []}
    for done, (pk, listed) in enumerate(by_report.items()):
        tell(done, len(by_report), "writing")
        report = policy.reports(user).filter(pk=pk).first()
        if report is None:
            with _language(job):
                told["faults"].append({"report": pk, "doc": "", "why": _("it is no longer open to this account")})
            continue
        made = _before(job, report, name)
        if not made:
            acts = [_act(act, name, change["line"]) for change in listed for act in change["acts"]]
            try:
                made = [said.review for said in say(report, acts, user.username)]
            except RegisterError as error:
                told["faults"] = [*told["faults"], {"report": pk, "doc": report.doc, "why": str(error)}][:_FAULTS]
                continue
        told["said"] += len(made)
        told["contested"] += sum(r.contested for r in made)
        told["reviews"] += [r.pk for r in made]
    tell(len(by_report), len(by_report), "writing")
    return told


def back(job: Job, tell: Tell) -> dict[str, object]:
    """Do the third: take back what the table said, the latest first. What somebody has taken back already stays so."""
    user = _person(job)
    done = Job.objects.get(pk=int(job.asked["bring"]), kind=BRING, user=user)
    numbers = sorted(done.told.get("reviews", []), reverse=True)
    gone = set(Review.objects.filter(undoes_id__in=numbers).values_list("undoes_id", flat=True))
    taken, faults = 0, []
    for at, number in enumerate(numbers):
        if at % 20 == 0:
            tell(at, len(numbers), "writing")
        review = Review.objects.select_related("report").filter(pk=number).first()
        if review is None or number in gone:
            continue
        try:
            undo(review.report, user.username, review=number)
            taken += 1
        except RegisterError as error:
            faults.append({"report": review.report_id, "doc": review.report.doc, "why": str(error)})
    return {"taken": taken, "faults": faults[:_FAULTS]}


def _before(job: Job, report: Report, name: str) -> list[Review]:
    """What this job had said of a report before it was broken off."""
    return list(Review.objects.filter(report=report, lane="", who=job.user.username, made__gte=job.made, why__startswith=f"import {name} row ").order_by("pk"))


def _act(act: dict[str, Any], name: str, line: int) -> Act:
    return Act(
        act["ident"], act["dimension"], act["verdict"], act.get("item", ""), act.get("value"), (), f"import {name} row {line}", int(act.get("seen", 0)),
    )  # fmt: skip


def _person(job: Job) -> User:
    """Who asked, as far as they still may."""
    user: User = job.user
    user.token_role = job.asked.get("token_role")
    try:
        policy.demand(user, Capability.CODE)
    except PermissionDenied:
        with _language(job):
            raise RegisterError(_("This account may not correct values; ask an administrator for the role of a coder.")) from None
    return user


def _language(job: Job) -> Any:
    return translation.override(job.asked.get("language") or job.user.language or "en")


def _folder(token: str) -> Path:
    if _TOKEN.fullmatch(token) is None:
        raise RegisterError(_("There is no such table."))
    return Path(settings.DESK_FOLDER) / "imports" / token


def _called(name: str) -> str:
    """A file name as reasons have it: no path, one line, not long."""
    bare = re.split(r"[/\\]", name)[-1]
    return "".join(c if c.isprintable() else " " for c in bare).strip()[:_NAME] or "table.csv"


def _written(path: Path, what: Any) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(what, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


jobs.HANDLERS.update({LOOK: look, BRING: bring, BACK: back})

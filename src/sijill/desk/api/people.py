"""What people say: acts on the values of a report, judgements of claims; and who oneself is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Status

from sijill.desk import policy
from sijill.desk.api import schemas
from sijill.desk.api.desk import CHANGES, READS, api
from sijill.desk.policy import Capability, person
from sijill.errors import RegisterError
from sijill.register.judgements import judge
from sijill.register.models import Member, Review
from sijill.register.people import assigning
from sijill.register.people.acts import Act, say


@api.get("/me", response=schemas.Me, url_name="me", tags=["account"], throttle=READS, summary=_("Who this is, and what they may do"))
def get_me(request: HttpRequest) -> Any:
    user = person(request)
    return {
        "username": user.username, "name": user.name, "role": user.role, "token_role": getattr(user, "token_role", None),
        "capabilities": sorted(str(c) for c in policy.capabilities(user)), "every_collection": policy.every_collection(user), "language": user.language,
    }  # fmt: skip


@api.post("/judgements", response={201: schemas.Judged}, url_name="judgements", tags=["incidents"], throttle=CHANGES, summary=_("Say whether two events are one incident; withdrawn takes back what was said of them"))
def add_judgement(request: HttpRequest, given: schemas.JudgementGiven) -> Any:
    user = person(request)
    policy.demand(user, Capability.JUDGE)
    if given.a == given.b:
        raise RegisterError(gettext("Both are one event; name two."))
    rows = {row.pk: row for row in policy.events(user).filter(pk__in=(given.a, given.b)).select_related("report")}
    if len(rows) < 2:
        raise Http404
    number = judge(rows[given.a], rows[given.b], given.verdict, given.why, user.username)
    homes = dict(Member.objects.filter(event_id__in=(given.a, given.b)).values_list("event_id", "incident_id"))
    return Status(201, {"id": number, "a_incident": homes.get(given.a), "b_incident": homes.get(given.b)})


@api.get("/reports/{int:report}/reviews", response=schemas.Reviews, url_name="reviews", tags=["readings"], throttle=READS, summary=_("What people said of a report's values, in order"))
def list_reviews(request: HttpRequest, report: int) -> Any:
    found = policy.report(request.user, report)
    # Whoever codes a report blind is shown their own coding alone.
    lane = assigning.lane(found, person(request).username)
    return {"items": [_review(r) for r in Review.objects.filter(report=found, lane=lane).order_by("pk")]}


@api.post("/reports/{int:report}/reviews", response={201: schemas.Reviewed}, url_name="reviews", tags=["readings"], throttle=CHANGES, summary=_("Accept, correct, reject or add a value"))
def add_review(request: HttpRequest, report: int, given: schemas.ReviewGiven) -> Any:
    user = person(request)
    policy.demand(user, Capability.CODE)
    found = policy.report(user, report)
    act = Act(given.ident, given.dimension, given.verdict, given.item, given.value, tuple(given.evidence), given.why, given.seen)
    said = say(found, [act], user.username, assigning.lane(found, user.username))[0]
    return Status(201, {"review": _review(said.review), "instead": said.instead.pk if said.instead is not None else None})


def _review(r: Review) -> dict[str, Any]:
    return {
        "id": r.pk, "ident": r.ident, "dimension": r.dimension, "item": r.item, "verdict": r.verdict, "before": r.before, "value": r.value, "evidence": r.evidence,
        "contested": r.contested, "over": r.over_id, "undoes": r.undoes_id, "who": r.who, "why": r.why, "made": r.made,
    }  # fmt: skip

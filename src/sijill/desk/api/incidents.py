"""Events, incidents with their claims, conflicts, search."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import msgspec
from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from sijill.desk import policy
from sijill.desk.api import schemas
from sijill.desk.api.desk import READS, api, day, narrowed, paged
from sijill.errors import RegisterError
from sijill.linking.estimates import POLICIES
from sijill.register.conflicts import KINDS, of_told
from sijill.register.filters import claims
from sijill.register.models import EventRow, Incident
from sijill.register.queries import Told, tell
from sijill.register.search import finding

Few = Annotated[int, Field(ge=1, le=50)]


@api.get("/events", response=schemas.Events, url_name="events", tags=["events"], throttle=READS, summary=_("Events, each a claim of one report, the oldest first"))
def list_events(request: HttpRequest, where: Query[schemas.FilterGiven], after: schemas.Since = 0, size: schemas.Size = 50, report: schemas.Since = 0) -> Any:
    own = claims(narrowed(where.dict()))
    found = policy.events(request.user) if own is None else policy.events(request.user).filter(pk__in=own.values("pk"))
    if report:
        found = found.filter(report_id=report)
    columns = ("pk", "report_id", "report__doc", "ident", "member__incident_id", "type", "family", "modality", "time", "first_day", "last_day", "lat", "lon", "precision", "start", "end", "confidence")
    rows, following = paged(list(found.filter(pk__gt=after).order_by("pk").values_list(*columns)[: size + 1]), size, lambda r: r[0])
    names = ("id", "report", "doc", "event", "incident", "type", "family", "modality", "time", "first_day", "last_day", "lat", "lon", "precision", "start", "end", "confidence")
    items = [dict(zip(names, r, strict=True)) for r in rows]
    for item in items:
        item.update(first_day=day(item["first_day"]), last_day=day(item["last_day"]))
    return {"items": items, "next": following}


@api.get("/incidents", response=schemas.Incidents, url_name="incidents", tags=["incidents"], throttle=READS, summary=_("Incidents, by number"))
def list_incidents(request: HttpRequest, where: Query[schemas.FilterGiven], after: schemas.Since = 0, size: schemas.Size = 50) -> Any:
    found = policy.incidents(request.user, narrowed(where.dict())).filter(pk__gt=after).order_by("pk")[: size + 1]
    rows, following = paged(list(found), size, lambda r: r.pk)
    if not policy.sees_all(request.user):
        rows = [t.incident for t in tell([r.pk for r in rows], seen=policy.events(request.user))]
    return {"items": [_listed(r) for r in rows], "next": following}


@api.get("/incidents/{int:number}", response=schemas.IncidentWhole, url_name="incident", tags=["incidents"], throttle=READS, summary=_("One incident: its claims, where they differ, the figures by a policy"))
def get_incident(request: HttpRequest, number: int, chosen: Query[schemas.Choice]) -> Any:
    by, prefer = chosen.policy, chosen.prefer
    if by not in POLICIES:
        raise RegisterError(gettext("%(policy)s is no policy; choose one of %(known)s") % {"policy": by, "known": ", ".join(POLICIES)})
    if (by == "prefer_source") != bool(prefer):
        raise RegisterError(gettext("The policy of a preferred source needs the name of that source, and no other policy takes one."))
    row = policy.incident(request.user, number)
    seen = None if policy.sees_all(request.user) else policy.events(request.user)
    found = tell([row.pk], by, prefer, seen)
    if not found:
        raise Http404
    told = found[0]
    keys = {(str(r), i): pk for pk, r, i in EventRow.objects.filter(member__incident_id=row.pk).values_list("pk", "report_id", "ident")}
    return {
        **_listed(told.incident),
        "told": [
            {
                "event_id": keys[c.key], "report": int(c.doc), "doc": told.docs[c.doc], "origin": told.origins.of_event(c.doc, c.event).name,
                "event": msgspec.to_builtins(c.event),
            }
            for c in told.claims if c.key in keys
        ],
        "differences": _differences(told),
        "estimates": [
            {"measure": e.measure, "low": e.low, "best": e.best, "high": e.high, "policy": e.policy, "origins": e.origins, "because": e.because,
             "claims": [_name(told, k) for k in e.claims]}
            for e in told.estimates
        ],
    }  # fmt: skip


@api.get("/conflicts", response=schemas.Conflicts, url_name="conflicts", tags=["incidents"], throttle=READS, summary=_("Where the claims of incidents differ, by number of the incident"))
def list_conflicts(
    request: HttpRequest, where: Query[schemas.FilterGiven], kind: schemas.Short = "", updates: bool = False, after: schemas.Since = 0, size: Few = 20
) -> Any:  # fmt: skip
    if kind and kind not in KINDS:
        raise RegisterError(gettext("%(kind)s is no kind of conflict; choose one of %(known)s") % {"kind": kind, "known": ", ".join(KINDS)})
    found = policy.incidents(request.user, narrowed(where.dict())).filter(pk__gt=after, terms__kind__in=("conflict", "update") if updates else ("conflict",))
    numbers, following = paged(list(found.order_by("pk").values_list("pk", flat=True).distinct()[: size + 1]), size, int)
    seen = None if policy.sees_all(request.user) else policy.events(request.user)
    items = []
    for told in tell(list(numbers), seen=seen):
        for one in _differences(told, updates):
            if not kind or one["kind"] == kind:
                items.append({**one, "incident": told.incident.pk, "type": told.incident.type, "time": told.incident.summary.get("time")})
    return {"items": items, "next": following}


@api.get("/search", response=schemas.FoundAll, url_name="search", tags=["reports"], throttle=READS, summary=_("Reports with all the words of a query, in any spelling, the best first"))
def search(
    request: HttpRequest, q: Annotated[schemas.Words, Field(min_length=1, max_length=300)], where: Query[schemas.FilterGiven], after: Annotated[int, Field(ge=0, le=5000)] = 0, size: Few = 20
) -> Any:  # fmt: skip
    user, asked = request.user, narrowed(where.dict())
    sight = None if policy.sees_all(user) else finding.Sight(policy.reports(user), policy.incidents(user, asked), partial(policy.whole, user), policy.events(user) if policy.codes_blind(user) else None)
    found = finding.reports(q, asked, limit=size + 1, after=after, sight=sight)
    return {
        "items": [
            {"report": f.report.pk, "doc": f.report.doc, "outlet": f.outlet, "published": f.published, "score": f.score, "marks": list(f.marks), "start": f.start, "end": f.end,
             "excerpt": f.report.text[f.start : f.end], "incidents": list(f.incidents)}
            for f in found[:size]
        ],
        "next": after + size if len(found) > size else None,
    }  # fmt: skip


def _listed(row: Incident) -> dict[str, Any]:
    said = row.summary
    return {
        "number": row.pk, "type": row.type, "modality": said.get("modality"), "time": said.get("time"), "first_day": day(row.first_day), "last_day": day(row.last_day),
        "lat": row.lat, "lon": row.lon, "precision": row.precision, "places": said.get("places", []), "agents": said.get("agents", []), "targets": said.get("targets", []),
        "figures": {m: {"low": n[0], "best": n[1], "high": n[2]} for m, n in said.get("figures", {}).items()}, "claims": row.claims, "origins": row.origins, "grade": row.grade,
        "because": said.get("because"), "conflicts": said.get("conflicts", []),
    }  # fmt: skip


def _name(told: Told, key: tuple[str, str]) -> str:
    return f"{told.docs[key[0]]}:{key[1]}"


def _differences(told: Told, updates: bool = True) -> list[dict[str, Any]]:
    return [
        {"kind": d.kind, "what": d.what, "nature": d.nature, "sayings": [{"value": value, "claims": [s.claim for s in sides]} for value, sides in d.sides]}
        for conflict in told.conflicts if updates or not conflict.update
        for d in (of_told(told, conflict),)
    ]  # fmt: skip

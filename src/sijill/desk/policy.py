"""Who may do what, and who sees which reports: the one module that every page, export and bulk action passes.

Three questions: what a person may *do* (``may``, by role), which *routes* are open to them (``open_to``, by ``policy.tsv``; a route that is not in
the table is closed to everybody), and which *reports* they see (``reports``, ``events``, ``incidents``; by collection). A report in no collection
is open to every account.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from sijill.desk.models import User
from sijill.register.filters import Filter, claims, narrowed
from sijill.register.models import (
    Assignment,
    Collection,
    EventRow,
    Incident,
    Member,
    Placing,
    Report,
    Standing,
    Term,
)
from sijill.register.summaries import PLACED


class Capability(StrEnum):
    """What a role may do."""

    SEE = "see"
    ADD = "add"
    """Take reports in."""
    CODE = "code"
    """Accept, correct, reject, add values; hand in."""
    JUDGE = "judge"
    """Say which claims are one incident, which names one body; merge and split."""
    REVIEW = "review"
    """Second reading: comment, return, verify; assign work; settle what blind coders coded differently."""
    EXPORT = "export"
    """Give files out, redacted."""
    PUBLISH = "publish"
    """Give files out with the names of private persons in them."""
    AUDIT = "audit"
    """Read the audit chain and check it."""
    ADMINISTER = "administer"
    """People, collections, settings."""


ROLES: dict[str, frozenset[Capability]] = {
    "viewer": frozenset({Capability.SEE}),
    "coder": frozenset({Capability.SEE, Capability.ADD, Capability.CODE, Capability.JUDGE, Capability.EXPORT}),
    "reviewer": frozenset({Capability.SEE, Capability.ADD, Capability.CODE, Capability.JUDGE, Capability.REVIEW, Capability.EXPORT, Capability.AUDIT}),
    "publisher": frozenset({Capability.SEE, Capability.EXPORT, Capability.PUBLISH, Capability.AUDIT}),
    "admin": frozenset(Capability),
}

ROLE_NAMES: dict[str, Any] = {"viewer": _("Viewer"), "coder": _("Coder"), "reviewer": _("Reviewer"), "publisher": _("Publisher"), "admin": _("Administrator")}
"""What pages call the roles."""

ROLE_HELP: dict[str, Any] = {
    "viewer": _("reads"),
    "coder": _("also takes reports in, accepts and corrects, judges incidents, gives out redacted files"),
    "reviewer": _("also reads a second time, returns and verifies, assigns work, reads the audit chain"),
    "publisher": _("reads, gives files out with private persons' names in them, reads the audit chain; does not code"),
    "admin": _("everything, and people, collections, settings"),
}

ANYONE, ACCOUNT, NOBODY = "anyone", "account", "-"


class Rule(NamedTuple):
    """What a route asks for, to be read and to be changed."""

    get: str
    change: str


@cache
def rules() -> dict[str, Rule]:
    """The table. Raises ``ValueError`` for a line that is none, a route named twice or a capability that there is none of."""
    known = {ANYONE, ACCOUNT, NOBODY, *Capability}
    out: dict[str, Rule] = {}
    for number, line in enumerate((files("sijill.desk") / "policy.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 3 or cells[0] in out or not known.issuperset(cells[1:]):
            raise ValueError(f"policy.tsv:{number}: {line!r} is no rule: a route once, what GET asks for, what changes ask for")
        out[cells[0]] = Rule(cells[1], cells[2])
    return out


def capabilities(user: Any) -> frozenset[Capability]:
    """What a person may do; a request with a token may do no more than the token (``accounts.tokens`` sets ``token_role``)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    own = ROLES.get(user.role, frozenset())
    token = getattr(user, "token_role", None)
    return own if token is None else own & ROLES.get(token, frozenset())


def may(user: Any, capability: str) -> bool:
    """Whether a person may do that."""
    return capability in capabilities(user)


def demand(user: Any, capability: str) -> None:
    """Raises ``PermissionDenied`` where a person may not do that: for bulk actions and what a form asks for beside its route."""
    if not may(user, capability):
        raise PermissionDenied(capability)


def open_to(user: Any, route: str, method: str) -> bool:
    """Whether a route is open to a person. A route without a rule is open to nobody."""
    rule = rules().get(route)
    if rule is None:
        return False
    asked = rule.get if method in ("GET", "HEAD", "OPTIONS") else rule.change
    if asked == ANYONE:
        return True
    if asked == NOBODY or not getattr(user, "is_authenticated", False):
        return False
    return asked == ACCOUNT or may(user, asked)


def reports(user: Any) -> QuerySet[Report]:
    """The reports that a person sees."""
    if not may(user, Capability.SEE):
        return Report.objects.none()
    return Report.objects.all() if every_collection(user) else Report.objects.filter(_unclosed(_closed(user), "pk"))


def events(user: Any) -> QuerySet[EventRow]:
    """The claims that a person sees: those of the reports they see, but not of one that they code blind (``blind``)."""
    if not may(user, Capability.SEE):
        return EventRow.objects.none()
    return EventRow.objects.filter(unhidden(user, "report_id"))


def incidents(user: Any, asked: Filter | None = None) -> QuerySet[Incident]:
    """The incidents that a person sees, narrowed: those of which they see a claim.

    Whoever does not see all is answered by the claims that they see alone, so that no filter tells them of others. What a list shows of such an
    incident has to be made of the claims in sight (``whole`` says whether it is all of them).
    """
    asked = asked or Filter()
    if not may(user, Capability.SEE):
        return Incident.objects.none()
    if sees_all(user):
        return narrowed(asked)
    # Grade, other claims and conflicts are an incident's; days, places and the rest have to be those of a claim in sight.
    of_claims = asked._replace(grade=None, several=False, conflicting=False)
    own = claims(of_claims)
    found = narrowed(asked._replace(since=None, until=None, near=None, review=None))
    # Incident by incident, in the order of the list, among those that have the terms: a set of all that a person sees would be made anew for each page.
    seen = (EventRow.objects.all() if own is None else own).filter(unhidden(user, "report_id"), member__incident_id=OuterRef("pk"))
    return found.filter(_untouched(user) | Q(Exists(seen))) if own is None else found.filter(Exists(seen))


def whole(user: Any, found: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those of them all claims of which a person sees."""
    return found if sees_all(user) else found.filter(_untouched(user))


def sight(user: Any, asked: Filter | None = None) -> tuple[QuerySet[Incident], QuerySet[EventRow] | None]:
    """The incidents that fit and all claims of which a person sees, and the claims in sight that fit of those they see a part of (each with the number of that
    as ``incident``); None for who sees all.

    For what is added up over many incidents: the few that are touched by what is closed are read once, where ``whole`` asks of each whether it is.
    """
    asked = asked or Filter()
    if not may(user, Capability.SEE):
        return Incident.objects.none(), None
    if sees_all(user):
        return narrowed(asked), None
    own = claims(asked)
    seen = EventRow.objects.all() if own is None else own
    found = narrowed(asked)
    for one in _touched(user):
        found = found.exclude(pk__in=one)
    return found, claims_in_part(user, seen)


def in_part(user: Any, asked: Filter | None = None) -> QuerySet[Incident]:
    """The incidents of which a person sees some claims, not all, and one that fits."""
    asked = asked or Filter()
    if not may(user, Capability.SEE) or sees_all(user):
        return Incident.objects.none()
    own = claims(asked._replace(grade=None, several=False, conflicting=False))
    found = narrowed(asked._replace(since=None, until=None, near=None, review=None))
    seen = claims_in_part(user, EventRow.objects.all() if own is None else own)
    return found.filter(pk__in=seen.values("incident"))


def claims_in_part(user: Any, found: QuerySet[EventRow]) -> QuerySet[EventRow]:
    """Of claims those in sight whose incident (``incident``) has another that is hidden from a person."""
    closed = _closed(user)
    shut = EventRow.objects.filter(mixed__isnull=False, report__placing__collection_id__in=closed).values("mixed")
    if not codes_blind(user):
        # From the index over the mixed ones alone.
        return found.filter(_unclosed(closed, "report_id"), mixed__isnull=False, mixed__in=shut).annotate(incident=F("mixed"))
    of = Member.objects.filter(event__report_id__in=blind(user).values("report_id")).values("incident_id")
    fits = Q(mixed__in=shut) | Q(member__incident__in=of)
    return found.filter(fits, unhidden(user, "report_id")).annotate(incident=F("member__incident_id"))


def unhidden(user: Any, at: str) -> Q:
    """That nothing of a report is hidden from a person, neither itself nor what was read from it (``blind``); ``at`` names its key in what is queried."""
    fits = _unclosed(_closed(user), at)
    # Asked of each row, so only where there is any.
    return fits & Q(~Exists(blind(user).filter(report_id=OuterRef(at)))) if codes_blind(user) else fits


def blind(user: Any) -> QuerySet[Assignment]:
    """The assignments under which a person codes a report blind while not everybody who does has handed in: till then they are shown no claim of it, neither the
    reader's nor others', outside their own coding."""
    lanes = _standing(Assignment.objects.filter(report_id=OuterRef("report_id")))
    state = Standing.objects.filter(report_id=OuterRef("report_id"), lane=OuterRef("coder")).order_by("-pk").values("state")[:1]
    open_ = lanes.annotate(state=Coalesce(Subquery(state), Value("unread"))).exclude(state__in=HANDED_IN)
    return _standing(Assignment.objects.filter(coder=getattr(user, "username", ""))).filter(Exists(open_))


def codes_blind(user: Any) -> bool:
    """Whether there is such an assignment of a person."""
    # Nearly nobody has any, and that is quickly seen.
    return Assignment.objects.filter(coder=getattr(user, "username", ""), blind=True).exists() and blind(user).exists()


HANDED_IN = ("coded", "in_review", "verified")
"""States in which a coder has given their coding away."""


def _standing(found: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Of these the blind ones that hold: the latest of a report and coder, not withdrawn."""
    later = Assignment.objects.filter(report_id=OuterRef("report_id"), coder=OuterRef("coder"), pk__gt=OuterRef("pk"))
    return found.filter(~Exists(later), blind=True, withdrawn=False)


def report(user: Any, pk: int) -> Report:
    """One report. Raises ``Http404`` alike where there is none and where they do not see it."""
    found = reports(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def incident(user: Any, pk: int) -> Incident:
    """One incident, also under a number from before a merge. Raises ``Http404`` where there is none or they see no claim of it."""
    row = Incident.objects.filter(pk=pk).first()
    while row is not None and row.merged_into is not None:
        row = row.merged_into
    if row is None or not events(user).filter(member__incident=row).exists():
        raise Http404
    return row


def sees_all(user: Any) -> bool:
    """Whether nothing is closed to a person, neither a collection nor the claims of a report that they code blind."""
    return every_collection(user) and not codes_blind(user)


def every_collection(user: Any) -> bool:
    """Whether no collection is closed to a person."""
    return bool(getattr(user, "every_collection", False)) or may(user, Capability.ADMINISTER)


def _closed(user: Any) -> list[int]:
    """The collections that are closed to a person."""
    return [] if every_collection(user) else list(Collection.objects.exclude(access__user=user.pk).order_by("pk").values_list("pk", flat=True))


def _unclosed(closed: Sequence[int], at: str) -> Q:
    """That a report is in none of these collections; ``at`` names its key in what is queried."""
    return Q(~Exists(Placing.objects.filter(report_id=OuterRef(at), collection_id__in=closed))) if closed else Q()


def _touched(user: Any) -> list[QuerySet[Any]]:
    """The numbers of the incidents of which a claim is hidden from a person, in one question or two."""
    closed, out = _closed(user), []
    if closed:
        out.append(Term.objects.filter(kind=PLACED, term__in=[str(one) for one in closed]).values("incident_id"))
    if codes_blind(user):
        out.append(Member.objects.filter(event__report_id__in=blind(user).values("report_id")).values("incident_id"))
    return out


def _untouched(user: Any) -> Q:
    """That no claim of an incident is hidden from a person, asked of each incident."""
    fits, closed = Q(), _closed(user)
    if closed:
        fits &= Q(~Exists(Term.objects.filter(kind=PLACED, term__in=[str(one) for one in closed], incident_id=OuterRef("pk"))))
    if codes_blind(user):
        fits &= Q(~Exists(Member.objects.filter(event__report_id__in=blind(user).values("report_id"), incident_id=OuterRef("pk"))))
    return fits


def person(request: HttpRequest) -> User:
    """The account of a request that a rule let through. Raises ``PermissionDenied`` where there is none."""
    if not isinstance(request.user, User):
        raise PermissionDenied("an account is needed")
    return request.user

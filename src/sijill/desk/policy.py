"""Who may do what, and who sees which reports: the one module that every page, export and bulk action passes.

Three questions: what a person may *do* (``may``, by role), which *routes* are open to them (``open_to``, by ``policy.tsv``; a route that is not in
the table is closed to everybody), and which *reports* they see (``reports``, ``events``, ``incidents``; by collection). A report in no collection
is open to every account.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from sijill.desk.models import User
from sijill.register.filters import Filter, claims, narrowed
from sijill.register.models import EventRow, Incident, Member, Placing, Report


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
    return Report.objects.all() if sees_all(user) else Report.objects.filter(_placed(user, ""))


def events(user: Any) -> QuerySet[EventRow]:
    """The claims that a person sees: those of the reports they see."""
    if not may(user, Capability.SEE):
        return EventRow.objects.none()
    return EventRow.objects.all() if sees_all(user) else EventRow.objects.filter(_placed(user, "report__"))


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
    seen = events(user) if own is None else own.filter(_placed(user, "report__"))
    if own is None or of_claims._replace(since=None, until=None, near=None, review=None) != Filter():
        # Incident by incident, in the order of the list, among those that have the terms: a set of all that a person sees would be made anew for each page.
        terms = narrowed(asked._replace(since=None, until=None, near=None, review=None))
        return terms.filter(Exists(seen.filter(member__incident_id=OuterRef("pk"))))
    of_all = Filter(grade=asked.grade, several=asked.several, conflicting=asked.conflicting)
    return narrowed(of_all).filter(pk__in=seen.filter(member__isnull=False).values("member__incident_id"))


def whole(user: Any, found: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those of them all claims of which a person sees."""
    if sees_all(user):
        return found
    # Claim by claim: a set of all that a person sees would be made anew for each question.
    hidden = Member.objects.filter(~Exists(events(user).filter(pk=OuterRef("event_id"))), incident_id=OuterRef("pk"))
    return found.exclude(Exists(hidden))


def sight(user: Any, asked: Filter | None = None) -> tuple[QuerySet[Incident], QuerySet[EventRow] | None]:
    """The incidents that fit and all claims of which a person sees, and the claims in sight that fit of those they see a part of; None for who sees all.

    For what is added up over many incidents: beginning with the little that is closed costs a tenth of ``whole``.
    """
    asked = asked or Filter()
    if not may(user, Capability.SEE):
        return Incident.objects.none(), None
    if sees_all(user):
        return narrowed(asked), None
    closed = Placing.objects.exclude(collection__access__user=user.pk).values("report_id")
    touched = Member.objects.filter(event__report__in=closed).values("incident_id")
    own = claims(asked)
    seen = EventRow.objects.all() if own is None else own
    return narrowed(asked).exclude(pk__in=touched), seen.exclude(report__in=closed).filter(member__incident__in=touched)


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
    """Whether no collection is closed to a person."""
    return bool(getattr(user, "every_collection", False)) or may(user, Capability.ADMINISTER)


def _placed(user: Any, at: str) -> Q:
    return Q(**{f"{at}placing": None}) | Q(**{f"{at}placing__collection__access__user": user.pk})


def person(request: HttpRequest) -> User:
    """The account of a request that a rule let through. Raises ``PermissionDenied`` where there is none."""
    if not isinstance(request.user, User):
        raise PermissionDenied("an account is needed")
    return request.user

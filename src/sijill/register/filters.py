"""What is asked for, and how it narrows incidents or single claims: one module for every list, export and page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from math import cos, radians, sin
from typing import Any, NamedTuple

from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Cos, Power, Radians, Sin

from sijill.arabic import fold_word
from sijill.errors import RegisterError
from sijill.ontology import FAMILIES, FAMILY
from sijill.register import naming
from sijill.register.models import EventRow, Incident, Judgement, Member, Review, Term

_KM_A_DEGREE = 111.0
_EARTH = 6371.0088
"""Mean radius in kilometres."""

_POINTS = (1, 2, 3, 5)
"""UCDP where_prec of points that may be near another: those that stand for a whole governorate or country are near nothing."""

GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
"""The grades that an incident can have, see ``sijill.linking.estimates.grade``."""

REVIEWS = ("none", "any", "accepted", "corrected", "rejected", "judged", "unsure")
"""States of review: nobody has said anything; somebody has; a value was accepted, corrected or rejected; claims were judged to be one incident
or not; were left undecided."""


class Filter(NamedTuple):
    """What is asked for; all that is given must hold. ``near``: latitude, longitude and kilometres."""

    since: date | None = None
    until: date | None = None
    place: str | None = None
    near: tuple[float, float, float] | None = None
    actor: str | None = None
    type: str | None = None
    """A type or a family of types."""
    measure: str | None = None
    outlet: str | None = None
    grade: str | None = None
    several: bool = False
    """Only incidents with more than one claim."""
    conflicting: bool = False
    """Only incidents whose claims differ in more than a rising toll."""
    review: str | None = None
    """One of ``REVIEWS``."""


def narrowed(asked: Filter) -> QuerySet[Incident]:
    """The incidents that fit, in no order. Raises ``RegisterError`` for a type, a grade or a state of review that there is none of."""
    found = Incident.objects.filter(_days(asked), merged_into=None, claims__gt=0)
    for kind, term in (("place", asked.place), ("party", asked.actor), ("outlet", asked.outlet), ("measure", asked.measure)):
        if term is not None:
            found = found.filter(pk__in=Term.objects.filter(kind=kind, term__in=spellings(term, kind)).values("incident_id"))
    if asked.type is not None:
        found = found.filter(pk__in=Term.objects.filter(kind="type", term__in=_types(asked.type)).values("incident_id"))
    if asked.grade is not None:
        found = found.filter(grade=_grade(asked.grade))
    if asked.several:
        found = found.filter(claims__gt=1)
    if asked.conflicting:
        found = found.filter(pk__in=Term.objects.filter(kind="conflict").values("incident_id"))
    if asked.near is not None:
        found = _near(found, asked.near)
    if asked.review is not None:
        said = Member.objects.filter(event__in=_reviewed(asked.review)).values("incident_id")
        found = found.exclude(pk__in=said) if asked.review == "none" else found.filter(pk__in=said)
    return found


def claims(asked: Filter) -> QuerySet[EventRow] | None:
    """The claims that fit, in no order; None where nothing is asked of them. A claim need not belong to an incident, unless a grade, other claims or conflicts
    are asked for."""
    if asked == Filter():
        return None
    found = EventRow.objects.filter(_days(asked))
    for column, kind, term in (("places", "place", asked.place), ("parties", "party", asked.actor), ("measures", "measure", asked.measure)):
        if term is not None:
            fits = Q()
            for spelled in sorted(spellings(term, kind)):
                fits |= Q(**{f"{column}__contains": f"|{spelled}|"})
            found = found.filter(fits)
    if asked.type is not None:
        found = found.filter(type__in=_types(asked.type))
    if asked.outlet is not None:
        found = found.filter(report__row__outlet__in=spellings(asked.outlet))
    if asked.near is not None:
        found = _near(found, asked.near)
    if asked.grade is not None:
        found = found.filter(member__incident__grade=_grade(asked.grade))
    if asked.several:
        found = found.filter(member__incident__claims__gt=1)
    if asked.conflicting:
        found = found.filter(member__incident__in=Term.objects.filter(kind="conflict").values("incident_id"))
    if asked.review is not None:
        said = _reviewed(asked.review).values("pk")
        found = found.exclude(pk__in=said) if asked.review == "none" else found.filter(pk__in=said)
    return found


def looked_at(numbers: Sequence[int], seen: QuerySet[EventRow] | None = None) -> set[int]:
    """Those of these incidents that people have looked at: somebody has said something of a claim, or has handed in the coding of its report.

    With ``seen`` by those claims alone.
    """
    members = Member.objects.filter(incident_id__in=numbers)
    if seen is not None:
        members = members.filter(event__in=seen.values("pk"))
    said = members.filter(event__in=_reviewed("any"))
    handed = members.filter(event__report__row__state__in=("coded", "in_review", "returned", "verified"))
    return {*said.values_list("incident_id", flat=True), *handed.values_list("incident_id", flat=True)}


def spellings(term: str, kind: str = "") -> set[str]:
    """A name folded, and as it is, which is how ids are kept; of a ``party`` or ``place`` also the names and ids that people say mean the same."""
    alike = {term, *naming.alike(kind, term)} if kind in naming.KINDS else {term}
    return {spelled for one in alike for spelled in (fold_word(one), one)}


def _types(named: str) -> tuple[str, ...]:
    """The types of a family, or the one type."""
    if named not in FAMILIES and named not in FAMILY:
        near = get_close_matches(named, [*FAMILIES, *FAMILY], 3)
        raise RegisterError(f"{named}: no such event type; {'is it ' + ' or '.join(near) + '?' if near else 'docs/record-format.md lists them, by family'}")
    return FAMILIES.get(named, (named,))


def _grade(named: str) -> str:
    if named not in GRADES:
        raise RegisterError(f"{named}: no such grade; say one of {', '.join(GRADES)}")
    return named


def _days(asked: Filter) -> Q:
    """Days that meet the time asked for; what was open at its beginning reaches back without end."""
    out = Q()
    if asked.since is not None:
        out &= Q(last_day__gte=asked.since.toordinal())
    if asked.until is not None:
        last = asked.until.toordinal()
        out &= Q(first_day__lte=last) | Q(first_day=None, last_day__lte=last)
    return out


def _near(found: QuerySet[Any], near: tuple[float, float, float]) -> QuerySet[Any]:
    """A box narrows the choice by comparison; the haversine formula decides."""
    lat, lon, km = near
    reach = km / _KM_A_DEGREE * 1.01
    wide = reach / max(0.01, cos(radians(min(89.0, abs(lat) + reach))))
    boxed = found.filter(precision__in=_POINTS, lat__gte=lat - reach, lat__lte=lat + reach, lon__gte=lon - wide, lon__lte=lon + wide)
    half_lat = Sin(Radians((F("lat") - lat) / 2.0))
    half_lon = Sin(Radians((F("lon") - lon) / 2.0))
    far = Power(half_lat, 2) + Cos(Radians(F("lat"))) * cos(radians(lat)) * Power(half_lon, 2)
    most = 1.0 if km >= 20000 else sin(km / (2 * _EARTH)) ** 2
    return boxed.annotate(far=ExpressionWrapper(far, FloatField())).filter(far__lte=most)


_TURNS = 2
"""How often a taking back may itself be taken back before the filter errs; SQLite nests questions only so deep."""


def _reviewed(state: str) -> QuerySet[EventRow]:
    """Claims that were reviewed or judged in a way (for ``none``, in any).

    What people said is fastened to the reading it was said of, or to characters, which a newer reading's claim may hold. The search begins with what people said,
    which is little, not with the claims.
    """
    if state not in REVIEWS:
        raise RegisterError(f"{state}: no such state of review; say one of {', '.join(REVIEWS)}")
    fits, of_reports = Q(), []
    if state not in ("judged", "unsure"):
        reviews = _counting().filter(verdict=state) if state in ("accepted", "corrected", "rejected") else _counting()
        same = Q(reading_id=OuterRef("reading_id"), ident=OuterRef("ident")) | Q(start__gte=OuterRef("start"), start__lt=OuterRef("end"))
        fits |= Q(Exists(reviews.filter(same, report_id=OuterRef("report_id"))))
        of_reports.append(reviews.values_list("report_id"))
    if state in ("none", "any", "judged", "unsure"):
        judgements = _standing(("unsure",) if state == "unsure" else ("same", "not_same", "unsure"))
        for side in ("a", "b"):
            own = {f"{side}_report_id": OuterRef("report_id"), f"{side}_start__gte": OuterRef("start"), f"{side}_start__lt": OuterRef("end")}
            fits |= Q(Exists(judgements.filter(**own)))
            of_reports.append(judgements.values_list(f"{side}_report_id"))
    return EventRow.objects.filter(fits, report_id__in=of_reports[0].union(*of_reports[1:]) if of_reports[1:] else of_reports[0])


def _counting() -> QuerySet[Review]:
    """Reviews of the common coding that count: not contested, and not taken back. What blind coders say is theirs alone."""
    undone = Review.objects.filter(undoes=OuterRef("pk"))
    for _ in range(_TURNS):
        taking = Review.objects.filter(undoes=OuterRef("pk"))
        undone = taking.exclude(Exists(undone))
    return Review.objects.filter(~Exists(undone), lane="", contested=False).exclude(verdict="undone")


def _standing(verdicts: tuple[str, ...]) -> QuerySet[Judgement]:
    """Judgements of these verdicts that no later one of the same pair follows."""
    def of(a: str, b: str) -> dict[str, Any]:
        return {f"{end}_{field}": OuterRef(f"{own}_{field}") for end, own in (("a", a), ("b", b)) for field in ("report_id", "start")}

    later = Judgement.objects.filter(Q(**of("a", "b")) | Q(**of("b", "a")), pk__gt=OuterRef("pk"))
    return Judgement.objects.filter(~Exists(later), verdict__in=verdicts)

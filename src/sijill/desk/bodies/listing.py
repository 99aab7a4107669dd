"""The lists of actors and places: those that are counted (``tally``), as far as a person may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Max, Min, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sijill.arabic import fold_word
from sijill.desk import paging, policy
from sijill.desk.bodies import tally
from sijill.desk.models import Tally, User
from sijill.register import naming
from sijill.register.models import Naming, ProfileRow
from sijill.register.registry import plain, registry

SIZE = 50
SUGGESTED = 12

SECTIONS: dict[str, dict[str, Any]] = {
    "party": {tally.LISTED: _("In the registry"), tally.UNLISTED: _("Not in the registry"), tally.PEOPLE: _("Kinds of people"), tally.PERSON: _("Private persons")},
    "place": {tally.LISTED: _("In the gazetteer"), tally.UNLISTED: _("Not decided")},
}


class Line(NamedTuple):
    """A party or place of a list; ``incidents`` None where the person does not see all collections."""

    key: str
    name: str
    en: str
    sort: str
    claims: int
    incidents: int | None


def sections(user: User, kind: str) -> dict[str, Any]:
    """The sections that are open to a person: private persons only to those who code."""
    return {code: name for code, name in SECTIONS[kind].items() if code != tally.PERSON or policy.may(user, policy.Capability.CODE)}


def page(request: HttpRequest, user: User, kind: str, section: str, words: str) -> paging.Page:
    """A page of ``Line``, those told of most often first."""
    after = paging.start(request)
    found = _counted(user, kind).filter(section=section)
    for word in _words(words):
        found = found.filter(words__contains=f" {word}")
    if policy.sees_all(user):
        rows = list(found.order_by("-claims", "key")[after : after + SIZE + 1])
        return paging.paged(request, [_line(r) for r in rows], found, SIZE)
    together = found.values("key").annotate(named=Min("name"), english=Max("en"), kind_of=Max("sort"), told=Sum("claims")).order_by("-told", "key")
    lines = [Line(r["key"], r["named"], r["english"], r["kind_of"], r["told"], None) for r in together[after : after + SIZE + 1]]
    shown = paging.paged(request, lines, found.values("key").distinct(), SIZE)
    return shown._replace(rows=[line for line in shown.rows if in_sight(user, kind, line.key)])


def suggested(user: User, kind: str, words: str) -> list[Line]:
    """The first of those whose names begin so, in any section but private persons."""
    asked = _words(words)
    if not asked:
        return []
    found = _counted(user, kind).exclude(section=tally.PERSON)
    for word in asked:
        found = found.filter(words__contains=f" {word}")
    rows = {r.key: r for r in found.order_by("-claims", "key")[: SUGGESTED * 3]}
    lines = [_line(r) for r in rows.values()]
    return [line for line in lines if policy.sees_all(user) or in_sight(user, kind, line.key)][:SUGGESTED]


def row(kind: str, key: str) -> Tally | None:
    """What is counted of a party or place under this key, over everything."""
    return Tally.objects.filter(kind=kind, key=key, scope=tally.ALL).first()


def _counted(user: User, kind: str) -> Any:
    if policy.sees_all(user):
        return Tally.objects.filter(kind=kind, scope=tally.ALL)
    if policy.every_collection(user):
        return Tally.objects.filter(kind=kind).exclude(scope=tally.ALL)
    own = [tally.NOWHERE, *user.access.values_list("collection_id", flat=True)]
    return Tally.objects.filter(kind=kind, scope__in=own)


def _line(found: Tally) -> Line:
    return Line(found.key, found.name, found.en, found.sort, found.claims, found.incidents if found.scope == tally.ALL else None)


def _words(asked: str) -> list[str]:
    return (plain(asked) or fold_word(asked)).split()[:8]


def in_sight(user: User, kind: str, key: str) -> bool:
    """Whether a claim or statement that the person sees names it now: what was counted may have been put into a closed collection since."""
    found = row(kind, key)
    spelled = {key, fold_word(key), *(fold_word(n) for n in (found.spelled if found is not None else ()))}
    if kind == "party":
        spelled |= {fold_word(n) for name in list(spelled) for n in naming.alike("party", name)}
        if (body := registry().by_id.get(key)) is not None:
            spelled |= body.known.folded
    return _told(user, kind, spelled)


def may_know(user: User, kind: str, said: Iterable[Naming]) -> list[Naming]:
    """Of what people said of names that which the person may know of: what they said themselves, and what is of names that reports in their sight have."""
    return [row for row in said if policy.sees_all(user) or row.who == user.username or _told(user, kind, {row.name, fold_word(row.name)})]


def _told(user: User, kind: str, spelled: set[str]) -> bool:
    column = "parties" if kind == "party" else "places"
    fits = _any(column, spelled)
    # By the terms of incidents first: their index leads to the few claims that are worth looking at.
    if policy.events(user).filter(fits, member__incident__terms__kind=kind, member__incident__terms__term__in=spelled).exists():
        return True
    return kind == "party" and statements(user).filter(_any("subject", spelled) | _any("object", spelled)).exists()


def statements(user: User) -> QuerySet[ProfileRow]:
    """The lasting statements of the reports that a person sees."""
    every = ProfileRow.objects.all()
    return every if policy.sees_all(user) else every.filter(policy.unhidden(user, "report_id"))


def _any(column: str, spelled: set[str]) -> Q:
    out = Q()
    for one in sorted(spelled):
        out |= Q(**{f"{column}__contains": f"|{one}|"})
    return out


def lines(user: User, kind: str, keys: Sequence[str]) -> dict[str, Line]:
    """How often reports that a person sees tell of these."""
    out: dict[str, Line] = {}
    for found in _counted(user, kind).filter(key__in=keys):
        own = out.get(found.key)
        out[found.key] = _line(found) if own is None else own._replace(claims=own.claims + found.claims)
    return out

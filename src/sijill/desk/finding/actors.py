"""Actors by their names: those of the packs' registry as one, whatever they are called; counted by what a person sees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from django.db.models import Q, QuerySet

from sijill.arabic import fold_word
from sijill.desk import policy
from sijill.desk.models import User
from sijill.knowledge.tables import names as split
from sijill.knowledge.tables import pack_folders, rows
from sijill.register.models import EventRow, Incident, ProfileRow, Term
from sijill.register.search import finding

MOST = 60
"""Names that are looked at."""
_SEEN = 20
"""Actors, those with the most incidents, that are counted where a person sees only some."""
COUNTED = 200
"""So far incidents are counted one by one where a person sees only some."""


class Actor(NamedTuple):
    """An actor: its ``key`` is the registry's id, else the name by which the register finds it."""

    key: str
    name: str
    en: str
    incidents: int
    more_than: bool
    statements: int


def actors(asked: str, user: User) -> list[Actor]:
    """The actors in whose names the words stand, those with the most incidents first. Raises nothing: without a word there is none."""
    groups: dict[str, list[finding.Named]] = {}
    for named in finding.parties(asked, limit=MOST):
        groups.setdefault(_ids().get(named.name, named.name), []).append(named)
    if policy.sees_all(user):
        found = [_actor(key, group) for key, group in groups.items()]
    else:
        # What a person sees is asked once for all of them.
        sight = _Sight(policy.whole(user, Incident.objects.all()), policy.claims_in_part(user, EventRow.objects.all()), ProfileRow.objects.filter(policy.unhidden(user, "report_id")))
        found = [_seen_of(key, group, sight) for key, group in list(groups.items())[:_SEEN]]
    return sorted((one for one in found if one.incidents or one.statements), key=lambda one: (-one.incidents, -one.statements, one.name))


class _Sight(NamedTuple):
    whole: QuerySet[Incident]
    parts: QuerySet[EventRow]
    statements: QuerySet[ProfileRow]


def _actor(key: str, group: Sequence[finding.Named]) -> Actor:
    name, en = _names().get(key, (key, ""))
    # An incident is found by the id and by the names; the one that most have stands for all.
    return Actor(key, name, en, max(n.incidents for n in group), False, sum(n.statements for n in group))


def _seen_of(key: str, group: Sequence[finding.Named], sight: _Sight) -> Actor:
    name, en = _names().get(key, (key, ""))
    spelled = [n.name for n in group]
    parties, subjects = Q(), Q()
    for one in spelled:
        parties |= Q(parties__contains=f"|{one}|")
        subjects |= Q(subject__contains=f"|{one}|")
    of = Term.objects.filter(kind="party", term__in=spelled).values("incident_id")
    incidents = sight.whole.filter(pk__in=of)[: COUNTED + 1].count()
    if incidents <= COUNTED:
        incidents += sight.parts.filter(parties, incident__in=of).values("incident").distinct()[: COUNTED + 1].count()
    said = 0
    if any(n.statements for n in group):
        said = sight.statements.filter(subjects)[: COUNTED + 1].count()
    return Actor(key, name, en, min(incidents, COUNTED), incidents > COUNTED, said)


@cache
def _names() -> dict[str, tuple[str, str]]:
    return {row[0]: (row[1].strip("?~ "), row[3]) for row in _rows()}


@cache
def _ids() -> dict[str, str]:
    """The ids of the registry by themselves and by their names, folded; of a name that several have, none."""
    out: dict[str, str] = {}
    for ident, name, aliases, _ in _rows():
        for called in (name, *split(aliases)):
            folded = fold_word(called.strip("?~ "))
            out[folded] = "" if out.get(folded, ident) != ident else ident
    return {name: ident for name, ident in out.items() if ident} | {row[0]: row[0] for row in _rows()}


@cache
def _rows() -> list[tuple[str, str, str, str]]:
    out = []
    for folder in pack_folders():
        path = folder / "actors.tsv"
        if path.is_file():
            out += [(row[0], row[1], row[2], row[3]) for _, row in rows(path, ("id", "name", "aliases", "en"))]
    return out

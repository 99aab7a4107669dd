"""What people said of names, as linking, conflicts and incidents ask for it: which names and ids mean one party or place.

Linking goes by it as by what a report says: claims that name an equated party or place are compared anew by the next ``link`` after something was said or taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import Q, QuerySet

from sijill.arabic import fold_word
from sijill.linking.claims import Claim, equated
from sijill.records import ProfileClaim
from sijill.register import naming
from sijill.register.models import Entry, EventRow, Naming
from sijill.register.registry import Registry, registry

_NONE: Mapping[str, str] = MappingProxyType({})


class Same(NamedTuple):
    """Of each folded name or id the one that its group has in common, for parties and for places."""

    parties: Mapping[str, str] = _NONE
    places: Mapping[str, str] = _NONE

    @property
    def every(self) -> Mapping[str, str]:
        """Both in one."""
        return {**self.places, **self.parties} if self.parties or self.places else _NONE


def same() -> Same:
    """What holds now; nothing where nobody said anything."""
    held = {kind: tuple((row.name, row.of) for row in naming.standing(kind)) if Naming.objects.filter(kind=kind).exists() else () for kind in naming.KINDS}
    if not any(held.values()):
        return Same()
    return Same(_groups("party", held["party"], registry()), _groups("place", held["place"], registry()))


@lru_cache(maxsize=8)
def _groups(kind: str, said: tuple[tuple[str, str], ...], known: Registry) -> Mapping[str, str]:
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while (other := parent.setdefault(name, name)) != name:
            name = other
        return name

    def join(name: str, of: str) -> None:
        parent[root(name)] = root(of)

    for name, of in said:
        for one in (name, of):
            for token in _tokens(kind, one, known):
                join(token, fold_word(one))
        join(fold_word(name), fold_word(of))
    return MappingProxyType({name: root(name) for name in list(parent)})


def _tokens(kind: str, name: str, known: Registry) -> set[str]:
    """A name as claims have it: folded, an id, and the id of the registry where the name means that body without any context."""
    out = {fold_word(name), name}
    if kind == "party" and (row := known.sure(name)) is not None:
        out.add(row.known.id)
    return out


def of_claim(claim: Claim, found: Same) -> Claim:
    """The claim with what its names mean."""
    return equated(claim, found.parties, found.places) if found.parties or found.places else claim


def of_statement(row: ProfileClaim, found: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """What to add to the names of a statement's subject and object, so that bodies and values that people said to be one are found equal."""
    return marks(row.subject, found), marks(row.object or (), found)


def marks(names: Iterable[str], found: Mapping[str, str]) -> list[str]:
    """A name, of two words so that it counts beside any others, for each group that one of these belongs to."""
    return [f"≡ {one}" for one in sorted({found[key] for key in map(fold_word, names) if key in found})] if found else []


def all_of(names: Iterable[str], found: Mapping[str, str]) -> set[str]:
    """These folded names and ids, and all that mean the same."""
    own = set(names)
    roots = {found[name] for name in own if name in found}
    return own | {name for name, root in found.items() if root in roots} if roots else own


class News(NamedTuple):
    """What was said of names since the register was linked last: the number of the latest, and the claims that have to be compared anew."""

    last: int
    claims: QuerySet[EventRow] | None


def news() -> News | None:
    """What was said since then; None where nothing was."""
    last = Naming.objects.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        return None
    before = known().get("names", 0)
    if last <= before:
        return None
    fits, any_ = Q(), False
    for kind, column in (("party", "parties"), ("place", "places")):
        told: set[str] = set()
        for row in Naming.objects.filter(kind=kind, pk__gt=before, pk__lte=last).order_by("pk"):
            told |= _under(kind, row.name)
        # Only what means another now or did before: all others compare as they did, also with these.
        for token in sorted({token for name in told for token in _tokens(kind, name, registry())}):
            fits |= Q(**{f"{column}__contains": f"|{token}|"})
            any_ = True
    return News(last, EventRow.objects.filter(fits) if any_ else None)


def known() -> dict[str, int]:
    """What the register was linked by last, as its entry in the audit chain has it: ``names``, the number of the latest thing said of names; nothing for none."""
    entry = Entry.objects.filter(action="link").order_by("-number").values_list("detail", flat=True).first()
    said = json.loads(entry).get("names") if entry is not None else None
    return {"names": said} if said else {}


def _under(kind: str, name: str) -> set[str]:
    """The name, and those that people said to mean it."""
    out, edge = {name}, {fold_word(name)}
    rows = naming.standing(kind)
    while edge:
        found = {row.name for row in rows if fold_word(row.of) in edge} - out
        out |= found
        edge = {fold_word(one) for one in found}
    return out

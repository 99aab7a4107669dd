"""All that the register holds of one actor: what is said of it over time and by whom, its incidents, its losses, where reports contradict one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.db.models import F, Q

from sijill.arabic import fold_word
from sijill.errors import RegisterError
from sijill.knowledge.tables import names as split
from sijill.knowledge.tables import pack_folders, rows
from sijill.linking.claims import Claim
from sijill.linking.estimates import estimate
from sijill.records import Actor, Event, Figure
from sijill.register.conflicts import Differing, of_body
from sijill.register.models import Incident, ProfileRow, Term
from sijill.register.naming import alike, main
from sijill.register.queries import Told, tell
from sijill.register.search.finding import parties
from sijill.register.search.words import forms, keys
from sijill.register.statements import Said, statements

MOST = 2000
"""Incidents, the latest, that are looked into."""

_LOSSES = ("killed", "injured", "captured", "arrested", "missing", "surrendered", "defected")
_STEP = 200


class Known(NamedTuple):
    """An actor: the names it is found by, folded, and what the registry of the packs says of it (``id`` empty where that does not know it)."""

    name: str
    id: str
    en: str
    kind: str
    country: str
    parent: str
    names: tuple[str, ...]
    folded: frozenset[str]
    ids: frozenset[str]
    """Its registry ids: its own, and those that people say mean the same."""
    same: frozenset[str] = frozenset()
    """Names, folded, that people say mean it."""


class Part(NamedTuple):
    """An incident and the actor's part in it: ``agent``, ``target`` or ``both``."""

    told: Told
    role: str


class Loss(NamedTuple):
    """Its own people in an incident, by the policy of most origins; bounds null where open."""

    incident: int
    time: str
    measure: str
    low: float | None
    best: float | None
    high: float | None


class Dossier(NamedTuple):
    """``said``: statements with the actor as subject; ``said_of_others``: with the actor as what is said of another. In order of publication.
    ``incidents``: of ``total`` ones at most the ``MOST`` latest, the latest first."""

    actor: Known
    said: tuple[Said, ...]
    said_of_others: tuple[Said, ...]
    incidents: tuple[Part, ...]
    total: int
    losses: tuple[Loss, ...]
    conflicts: tuple[Differing, ...]

    def types(self) -> dict[tuple[str, str], int]:
        """How many incidents of each type, by part."""
        return dict(Counter((p.role, p.told.incident.type) for p in self.incidents).most_common())

    def sums(self) -> dict[str, tuple[int, float, float, float | None]]:
        """Of each measure of loss: in how many incidents, and the sums of low, best and high (null where one is open)."""
        out: dict[str, tuple[int, float, float, float | None]] = {}
        for loss in self.losses:
            count, low, best, high = out.get(loss.measure, (0, 0.0, 0.0, 0.0))
            middle = loss.best if loss.best is not None else loss.low or 0
            out[loss.measure] = (count + 1, low + (loss.low or 0), best + middle, None if high is None or loss.high is None else high + loss.high)
        return out


def dossier(name: str, packs: Sequence[Path] = ()) -> Dossier:
    """What is known of the actor that goes by this name (any name of it, in any spelling, or its registry id).

    Raises ``RegisterError`` where the register holds nothing of it, with names that come near.
    """
    actor = known(name, packs)
    said = statements(ProfileRow.objects.filter(_holds("subject", actor)))
    of_others = statements(ProfileRow.objects.filter(_holds("object", actor)))
    found = _numbers(actor)
    if not (said or of_others or found):
        near = ", ".join(n.name for n in parties(name, limit=5))
        raise RegisterError(f"{name}: the register holds nothing of such an actor" + (f"; it knows {near}" if near else ""))
    parts: list[Part] = []
    for at in range(0, min(len(found), MOST), _STEP):
        told = {t.incident.pk: t for t in tell(found[at : at + _STEP])}
        parts += [Part(told[n], _role(actor, told[n])) for n in found[at : at + _STEP] if n in told]
    return Dossier(
        actor, tuple(said), tuple(of_others), tuple(parts), len(found), tuple(loss for p in parts for loss in _losses(actor, p)),
        tuple(of_body(said, packs)),
    )  # fmt: skip


def known(name: str, packs: Sequence[Path] = ()) -> Known:
    """The actor of the registry that goes by a name or id, else one that is known by this name only, as the register spells it. Names that people say mean the
    same are its names too, and the one that they keep is what it is looked up by."""
    kept = main("party", name)
    registry = _Registry(packs)
    own = registry.called(kept) or registry.called(name)
    if own is None:
        spelled = {n.name for n in parties(name, limit=50) if plain(n.name) == plain(name)} | {fold_word(name)}
        own = Known(kept, "", "", "", "", "", (kept,), frozenset(spelled), frozenset())
    names, ids = list(own.names), {own.id} - {""}
    said = {same for one in (name, own.id, *own.names) if one for same in alike("party", one)}
    for other in sorted(said):
        names.append(other)
        if (body := registry.by_id(other)) is not None:
            names += body.names
            ids.add(other)
    listed = tuple(dict.fromkeys(names))
    return own._replace(names=listed, folded=own.folded | {fold_word(n) for n in listed}, ids=frozenset(ids), same=frozenset(map(fold_word, said)))


class _Registry:
    """The actors of the packs."""

    def __init__(self, packs: Sequence[Path]) -> None:
        self.rows = []
        for folder in pack_folders(tuple(packs)):
            path = folder / "actors.tsv"
            if path.is_file():
                self.rows += [row for _, row in rows(path, ("id", "name", "aliases", "en", "kind", "country", "parent"))]

    def by_id(self, ident: str) -> Known | None:
        return next((self._known(row) for row in self.rows if row[0] == ident), None)

    def called(self, name: str) -> Known | None:
        """The actor that goes by a name or id; a body that has the name as its first goes before one that is also called so."""
        own, wanted = fold_word(name), plain(name)
        found = []
        for row in self.rows:
            ident, first, aliases, en = row[:4]
            if ident == name or en.lower() == own or wanted in map(plain, _called(first, aliases)):
                found.append(self._known(row))
        return min(found, key=lambda k: (k.id != name, plain(k.name) != wanted), default=None)

    @staticmethod
    def _known(row: Sequence[str]) -> Known:
        ident, first, aliases, en, kind, country, parent = row
        called = _called(first, aliases)
        return Known(called[0], ident, en, kind, country.partition("|")[0], parent, called, frozenset(fold_word(n) for n in called), frozenset((ident,)))


def _called(first: str, aliases: str) -> tuple[str, ...]:
    return tuple(n.strip("?~ ") for n in (first, *split(aliases)))


def plain(name: str) -> str:
    """A name folded, its words without articles."""
    return " ".join(keys(form).word for form in forms(name))


def _holds(column: str, actor: Known) -> Q:
    fits = Q()
    for name in sorted(actor.folded):
        fits |= Q(**{f"{column}__contains": f"|{name}|"})
    return fits


def _numbers(actor: Known) -> list[int]:
    terms = Term.objects.filter(kind="party", term__in=[*actor.folded, *actor.ids])
    found = Incident.objects.filter(pk__in=terms.values("incident_id"), merged_into=None, claims__gt=0)
    return list(found.order_by(F("last_day").desc(nulls_last=True), "-pk").values_list("pk", flat=True))


def _is(actor: Known, party: Actor) -> bool:
    if actor.ids and party.id is not None:
        return party.id in actor.ids or any(fold_word(n) in actor.same for n in party.names)
    return any(fold_word(n) in actor.folded for n in party.names)


def _role(actor: Known, told: Told) -> str:
    agent = any(_is(actor, a) for c in told.claims for a in c.event.agent)
    target = any(_is(actor, a) for c in told.claims for a in c.event.target)
    return "both" if agent and target else "agent" if agent else "target"


def _losses(actor: Known, part: Part) -> Iterator[Loss]:
    """What the actor itself lost: figures told of its people, or of whoever was hit where that was nobody but the actor."""
    own = [c._replace(event=msgspec.structs.replace(c.event, figures=list(_own(actor, c.event)))) for c in part.told.claims if c.event.modality != "denied"]
    for measure in _LOSSES:
        found = estimate(_with(own, measure), measure, part.told.origins)
        if found is not None:
            yield Loss(part.told.incident.pk, part.told.incident.summary.get("time") or "", measure, found.low, found.best, found.high)


def _with(claims: Iterable[Claim], measure: str) -> list[Claim]:
    return [c for c in claims if any(f.measure == measure for f in c.event.figures)]


def _own(actor: Known, event: Event) -> Iterator[Figure]:
    alone = bool(event.target) and all(_is(actor, t) for t in event.target)
    for figure in event.figures:
        if any(fold_word(n) in actor.folded for n in figure.of):
            yield msgspec.structs.replace(figure, of=[])
        elif not figure.of and alone:
            yield figure

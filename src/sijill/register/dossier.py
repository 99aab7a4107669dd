"""All that the register holds of one actor: what is said of it over time and by whom, its incidents, its losses, where reports contradict one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from sijill.arabic import fold_word
from sijill.errors import RegisterError
from sijill.linking.claims import Claim
from sijill.linking.estimates import estimate
from sijill.records import Actor, Event, Figure
from sijill.register.conflicts import Differing, of_body
from sijill.register.models import EventRow, Incident, ProfileRow, Term
from sijill.register.naming import alike, main
from sijill.register.queries import Told, tell
from sijill.register.registry import Known, plain, registry
from sijill.register.search.finding import parties
from sijill.register.statements import Said, statements

__all__ = ["Dossier", "Known", "Loss", "Part", "dossier", "known", "losses", "mentions", "numbers", "parts", "said_of"]

MOST = 2000
"""Incidents, the latest, that are looked into."""

LOSSES = ("killed", "injured", "captured", "arrested", "missing", "surrendered", "defected")
_STEP = 200
_SORTED = 3000
"""So many incidents are sorted rather than looked for in the order of their days."""


class Part(NamedTuple):
    """An incident and the actor's part in it: ``agent``, ``target`` or ``both``."""

    told: Told
    role: str


class Loss(NamedTuple):
    """People in an incident, by a policy; bounds null where open."""

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
    said, of_others = said_of(actor, ProfileRow.objects.all())
    found = numbers(actor)
    if not (said or of_others or found):
        near = ", ".join(n.name for n in parties(name, limit=5))
        raise RegisterError(f"{name}: the register holds nothing of such an actor" + (f"; it knows {near}" if near else ""))
    shown = parts(actor, found[:MOST])
    return Dossier(
        actor, tuple(said), tuple(of_others), tuple(shown), len(found), tuple(loss for p in shown for loss in losses(actor, p)), tuple(of_body(said, packs)),
    )  # fmt: skip


def said_of(actor: Known, rows: QuerySet[ProfileRow]) -> tuple[list[Said], list[Said]]:
    """Of these statements those with the actor as subject, and those with it as what is said of another, in order of publication."""
    return statements(rows.filter(_holds("subject", actor))), statements(rows.filter(_holds("object", actor)))


def known(name: str, packs: Sequence[Path] = (), spelled: Iterable[str] | None = None) -> Known:
    """The actor of the registry that goes by a name or id, else one that is known by this name only, as the register spells it. ``spelled``: its spellings, folded,
    where the caller knows them (else they are looked for) and that no entry of the registry is meant. Names that people say mean the same are its names too, and the one that they keep is what it is looked
    up by."""
    kept = main("party", name)
    listed = registry(packs)
    row = (listed.called(kept) or listed.called(name)) if spelled is None else None
    if row is None:
        found = {n.name for n in parties(name, limit=50) if plain(n.name) == plain(name)} if spelled is None else set(spelled)
        own = Known(kept, "", "", "", "", "", (kept,), frozenset(found | {fold_word(name)}), frozenset())
    else:
        own = row.known
    names, ids, folded = list(own.names), {own.id} - {""}, set(own.folded)
    said = {same for one in (name, own.id, *own.names) if one for same in alike("party", one)}
    for other in sorted(said):
        names.append(other)
        folded.add(fold_word(other))
        if (body := listed.by_id.get(other)) is not None:
            names += body.known.names
            folded |= body.known.folded
            ids.add(other)
    return own._replace(names=tuple(dict.fromkeys(names)), folded=frozenset(folded), ids=frozenset(ids), same=frozenset(map(fold_word, said)))


def _holds(column: str, actor: Known) -> Q:
    fits = Q()
    for name in sorted(actor.folded):
        fits |= Q(**{f"{column}__contains": f"|{name}|"})
    return fits


def numbers(actor: Known, most: int | None = None) -> list[int]:
    """The numbers of the incidents in which a claim names the actor, the latest first."""
    terms = Term.objects.filter(kind="party", term__in=[*actor.folded, *actor.ids])
    if most is not None and len(few := terms.values_list("incident_id", flat=True)[: _SORTED + 1]) > _SORTED:
        # Who is named so often is soon met when one walks the days back; sorting them all would take longer.
        of = Incident.objects.filter(Exists(terms.filter(incident_id=OuterRef("pk"))), merged_into=None, claims__gt=0)
        found = list(of.exclude(last_day=None).order_by("-last_day", "-pk").values_list("pk", flat=True)[:most])
        return found + list(of.filter(last_day=None).order_by("-pk").values_list("pk", flat=True)[: most - len(found)]) if len(found) < most else found
    chosen = Incident.objects.filter(pk__in=terms.values("incident_id") if most is None else set(few), merged_into=None, claims__gt=0)
    return list(chosen.order_by(F("last_day").desc(nulls_last=True), "-pk").values_list("pk", flat=True)[:most])


def parts(actor: Known, found: Sequence[int], seen: QuerySet[EventRow] | None = None, policy: str = "most_origins") -> list[Part]:
    """The actor's part in these incidents, in their order, told of the claims in ``seen`` alone; those where none of them names it are left out."""
    out: list[Part] = []
    for at in range(0, len(found), _STEP):
        told = {t.incident.pk: t for t in tell(found[at : at + _STEP], policy, seen=seen)}
        out += [Part(told[n], role) for n in found[at : at + _STEP] if n in told and (role := _role(actor, told[n]))]
    return out


def mentions(actor: Known, party: Actor) -> bool:
    """Whether a party of a record is the actor."""
    if actor.ids and party.id is not None:
        return party.id in actor.ids or any(fold_word(n) in actor.same for n in party.names)
    return any(fold_word(n) in actor.folded for n in party.names)


def _role(actor: Known, told: Told) -> str:
    agent = any(mentions(actor, a) for c in told.claims for a in c.event.agent)
    target = any(mentions(actor, a) for c in told.claims for a in c.event.target)
    return "both" if agent and target else "agent" if agent else "target" if target else ""


def losses(actor: Known, part: Part, *, inflicted: bool = False, policy: str = "most_origins", measures: Sequence[str] = LOSSES) -> Iterator[Loss]:
    """What the actor itself lost: figures told of its people, or of whoever was hit where that was nobody but the actor.

    ``inflicted``: what others lost by it instead: figures that are not of its people, in claims that name it as the doer and not as who was hit.
    """
    choose = _others if inflicted else _own
    own = [c._replace(event=msgspec.structs.replace(c.event, figures=list(choose(actor, c.event)))) for c in part.told.claims if c.event.modality != "denied"]
    for measure in measures:
        found = estimate(_with(own, measure), measure, part.told.origins, policy)
        if found is not None:
            yield Loss(part.told.incident.pk, part.told.incident.summary.get("time") or "", measure, found.low, found.best, found.high)


def _with(claims: Iterable[Claim], measure: str) -> list[Claim]:
    return [c for c in claims if any(f.measure == measure for f in c.event.figures)]


def _own(actor: Known, event: Event) -> Iterator[Figure]:
    alone = bool(event.target) and all(mentions(actor, t) for t in event.target)
    for figure in event.figures:
        if _of(actor, figure):
            yield msgspec.structs.replace(figure, of=[])
        elif not figure.of and alone:
            yield figure


def _others(actor: Known, event: Event) -> Iterator[Figure]:
    if any(mentions(actor, a) for a in event.agent) and not any(mentions(actor, t) for t in event.target):
        for figure in event.figures:
            if not _of(actor, figure):
                yield figure


def _of(actor: Known, figure: Figure) -> bool:
    """Whether a figure counts its people: where the actor is a party, a name of many bodies means it, too."""
    return any(n in actor.folded for n in map(fold_word, figure.of)) or not {fold_word(n) for n in actor.names}.isdisjoint(map(fold_word, figure.of))

"""What a person sees of an actor: only statements and claims of reports that are open to them; of private persons no more than the claims themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q

from sijill.arabic import fold_word
from sijill.desk import policy, private
from sijill.desk.bodies import known, listing
from sijill.desk.models import User
from sijill.register import naming
from sijill.register.dossier import Part, numbers, parts, said_of
from sijill.register.dossier import known as known_as
from sijill.register.models import Incident
from sijill.register.registry import Known, Row, plain, registry
from sijill.register.statements import Said

MOST = 200
"""Incidents, the latest, that a page looks into."""
_FIRST = 240
_WALKED = 2000
"""Incidents that are looked through for those in sight."""
_CLAIMS = 50
_STATEMENTS = 400


class Claim(NamedTuple):
    """A claim that names a private person: where it is told, nothing beside."""

    report: int
    doc: str
    ident: str
    start: int
    type: str
    time: str


def find(name: str) -> Known:
    """The actor of an address: an id, or a name in any spelling."""
    kept = known.meant("party", name)
    body = registry().sure(kept)
    if body is not None:
        return known_as(body.known.id)
    row = listing.row("party", plain(kept) or fold_word(kept))
    return known_as(kept) if row is None else known_as(row.name, spelled=map(fold_word, row.spelled))


def key_of(actor: Known) -> str:
    """What the actor is counted and addressed by."""
    return actor.id or plain(actor.name) or fold_word(actor.name)


def row_of(actor: Known) -> Row | None:
    """Its row of the registry."""
    return registry().by_id.get(actor.id)


def claims(user: User, actor: Known) -> list[Claim]:
    """The latest claims that name the actor, as a bare list."""
    seen = policy.events(user).filter(private.naming_any(actor), member__incident__terms__kind="party", member__incident__terms__term__in=actor.folded)
    rows = seen.order_by("-report_id", "pk").distinct().select_related("report").defer("report__text")[:_CLAIMS]
    return [Claim(r.report_id, r.report.title or r.report.doc, r.ident, r.start, r.type, r.time or "") for r in rows]


def statements(user: User, actor: Known) -> tuple[list[Said], list[Said]]:
    """What is said of the actor, and of others with it, in reports that the person sees."""
    own, others = said_of(actor, listing.statements(user))
    return own[-_STATEMENTS:], others[-_STATEMENTS:]


class Deeds(NamedTuple):
    """The actor's part in its latest incidents; ``more`` where there are more than were looked into."""

    parts: list[Part]
    more: bool


def deeds(user: User, actor: Known, chosen: str = "most_origins") -> Deeds:
    """Its part in at most ``MOST`` incidents, the latest first, told of the claims that the person sees."""
    if policy.sees_all(user):
        found = numbers(actor, MOST + 1)
        return Deeds(parts(actor, found[:MOST], policy=chosen), len(found) > MOST)
    out: list[Part] = []
    at, reach = 0, _FIRST
    while len(out) <= MOST:
        found = numbers(actor, reach)
        batch = found[at:]
        out += _in_sight(user, actor, batch, chosen)
        if len(found) < reach or reach >= _WALKED:
            return Deeds(out[:MOST], len(out) > MOST or len(found) >= reach)
        at, reach = len(found), min(reach * 3, _WALKED)
    return Deeds(out[:MOST], True)


def _in_sight(user: User, actor: Known, batch: Sequence[int], chosen: str) -> list[Part]:
    """Its part in these incidents. Most are wholly in sight, and need not be told anew of the claims that are."""
    whole = set(policy.whole(user, Incident.objects.filter(pk__in=batch)).values_list("pk", flat=True))
    told = parts(actor, [n for n in batch if n in whole], policy=chosen) + parts(actor, [n for n in batch if n not in whole], policy.events(user), chosen)
    order = {n: k for k, n in enumerate(batch)}
    return sorted(told, key=lambda part: order[part.told.incident.pk])


def visible(user: User, actor: Known) -> bool:
    """Whether the person may know that the register holds anything of the actor: rows of the registry are no secret."""
    if actor.id:
        return True
    if policy.sees_all(user):
        row = listing.row("party", key_of(actor))
        return row is not None or bool(numbers(actor, 1)) or listing.statements(user).filter(_said(actor)).exists()
    return listing.in_sight(user, "party", key_of(actor)) or any(listing.in_sight(user, "party", one) for one in sorted(actor.same))


def _said(actor: Known) -> Q:
    out = Q()
    for one in sorted(actor.folded):
        out |= Q(subject__contains=f"|{one}|") | Q(object__contains=f"|{one}|")
    return out


class Name(NamedTuple):
    """A name of the actor and where it comes from: ``registry`` (``where``: the pack), ``people`` (``naming``: the row) or ``reports``."""

    name: str
    source: str
    where: str
    naming: int | None
    who: str
    why: str


def names(user: User, actor: Known, said: Sequence[Said]) -> list[Name]:
    """All names of the actor."""
    out: dict[str, Name] = {}
    for ident in (actor.id, *sorted(actor.ids - {actor.id})):
        if (row := registry().by_id.get(ident)) is not None:
            for one in (*row.known.names, row.known.en):
                if one:
                    out.setdefault(fold_word(one), Name(one, "registry", row.pack, None, "", ""))
    for name in standing(user, "party", (actor.name, actor.id, *actor.names)):
        out[fold_word(name.name)] = name
    row = listing.row("party", key_of(actor))
    told = [*(row.spelled if row is not None and not actor.id else ()), *(s.row.subject[0] for s in said if s.row.subject)]
    for one in told or (() if actor.id else actor.names):
        out.setdefault(fold_word(one), Name(one, "reports", "", None, "", ""))
    return list(out.values())


def standing(user: User, kind: str, called: Sequence[str]) -> list[Name]:
    """What people say now of these names, as names that mean them, as far as the person may know of it."""
    keys = {fold_word(n) for one in called if one for n in (one, *naming.alike(kind, one))}
    rows = [row for row in naming.standing(kind) if fold_word(row.name) in keys or fold_word(row.of) in keys]
    return [Name(row.name, "people", row.of, row.pk, row.who, row.why) for row in listing.may_know(user, kind, rows)]

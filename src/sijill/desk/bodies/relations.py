"""Whom an actor stands with and against: by the registry, by what reports say, and by the incidents in which both take part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sijill.arabic import fold_word
from sijill.desk import private
from sijill.ontology import FAMILIES
from sijill.records import Actor
from sijill.register.dossier import Part, mentions
from sijill.register.registry import Known, plain, registry
from sijill.register.statements import Said

KINDS: dict[str, Any] = {
    "parent": _("part of"), "under": _("has under it"), "backer": _("backed by"), "backs": _("backs"), "ally": _("stands with"), "with": _("acted with"),
    "opponent": _("fought with"), "rival": pgettext_lazy("relation", "rival of"),
}  # fmt: skip
"""The kinds of relation, in the order of the table."""

_OF_STATEMENTS = {"part_of": ("parent", "under"), "backed_by": ("backer", "backs"), "affiliated_with": ("ally", "ally"), "allied_with": ("ally", "ally"), "rival_of": ("rival", "rival")}
"""What a relation of records makes of the other body, where the actor is its subject and where it is its object."""

_HOSTILE = frozenset(
    one for family in ("battle", "remote_violence", "violence_against_people", "detention") for one in FAMILIES[family] if one not in ("release", "prisoner_exchange", "interception")
)
_SIDES = frozenset(("armed_group", "state_force", "state", "organisation"))
_MOST = 8
"""Others of one kind, those told of most often."""


class Other(NamedTuple):
    """Another actor: the key of its page, and how often each says so: ``registry`` 0 or 1, ``statements`` and ``incidents`` in how many. ``time``: when it holds by
    the registry (EDTF)."""

    kind: str
    key: str
    name: str
    en: str
    registry: int
    statements: int
    incidents: int
    time: str

    @property
    def told(self) -> int:
        """Of statements and incidents."""
        return self.statements + self.incidents


class _Held:
    """The counts as they grow, by kind and key."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Other] = {}

    def add(self, kind: str, called: Sequence[str], ident: str = "", *, time: str = "", **more: int) -> None:
        row = registry().by_id.get(ident) or (None if ident else next((r for name in called if (r := registry().sure(name)) is not None), None))
        if row is None and not called:
            return
        key = row.known.id if row is not None else plain(called[0]) or fold_word(called[0])
        held = self.found.get((kind, key)) or Other(kind, key, row.known.name if row else called[0], row.known.en if row else "", 0, 0, 0, time)
        counts = {name: getattr(held, name) + n for name, n in more.items()}
        self.found[kind, key] = held._replace(**counts)


def relations(actor: Known, said: Sequence[Said], said_of_others: Sequence[Said], parts: Sequence[Part]) -> list[Other]:
    """The others, by kind, those told of most often first."""
    held = _Held()
    for one in sorted(actor.ids):
        _listed(held, one)
    for statement in said:
        if (kinds := _OF_STATEMENTS.get(statement.row.relation)) is not None and statement.row.object:
            held.add(kinds[0], statement.row.object, statements=1)
    for statement in said_of_others:
        if (kinds := _OF_STATEMENTS.get(statement.row.relation)) is not None and statement.row.subject:
            held.add(kinds[1], statement.row.subject, statements=1)
    for (kind, ident, name), n in Counter(pair for part in parts for pair in set(_beside(actor, part))).items():
        held.add(kind, (name,) if name else (), ident, incidents=n)
    out: list[Other] = []
    for kind in KINDS:
        own = [o for o in held.found.values() if o.kind == kind and o.key not in {*actor.ids, plain(actor.name)}]
        out += sorted(own, key=lambda o: (-o.told, -o.registry, o.name))[:_MOST]
    return out


def _listed(held: _Held, ident: str) -> None:
    row = registry().by_id.get(ident)
    if row is None:
        return
    if row.known.parent:
        held.add("parent", (), row.known.parent, registry=1)
    for period in row.backers:
        held.add("backer", (), period.of, time=period.time, registry=1)
    for other in registry().under(ident):
        if other.known.kind != "person":
            held.add("under", (), other.known.id, registry=1)
    for other, period in registry().backed(ident):
        held.add("backs", (), other.known.id, time=period.time, registry=1)


def _beside(actor: Known, part: Part) -> Iterator[tuple[str, str, str]]:
    """The others of an incident, each once: kind, id, and a name where there is no id."""
    for claim in part.told.claims:
        event = claim.event
        if event.modality in ("denied", "planned", "hypothetical"):
            continue
        for own, other in ((event.agent, event.target), (event.target, event.agent)):
            if not any(mentions(actor, a) for a in own):
                continue
            if event.type in _HOSTILE:
                yield from (("opponent", *_called(a)) for a in _bodies(actor, other))
            if own is event.agent and event.type != "armed_clash":  # whose sides may both be told as those who fought
                yield from (("with", *_called(a)) for a in _bodies(actor, own))


def _bodies(actor: Known, parties: Iterable[Actor]) -> Iterator[Actor]:
    """Bodies: no kinds of people, and no persons, of whom nobody should draw a net."""
    for one in parties:
        if one.kind in _SIDES and not mentions(actor, one) and not private.private(one):
            yield one


def _called(actor: Actor) -> tuple[str, str]:
    return (actor.id, "") if actor.id in registry().by_id else ("", actor.names[0])

"""Who is a private person: the one answer that dossiers, counts and maps go by.

A person whom no registry of the packs has is in no public life; whoever asks for one is shown no dossier and no map of where they were. Asked of all claims, so that the
answer does not hang on who asks.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.db.models import Q

from sijill.arabic import fold_word
from sijill.desk.models import Tally
from sijill.exports.redaction import Redactor
from sijill.knowledge.gazetteer import PLACE_FILES, Gazetteer, load_places
from sijill.knowledge.tables import pack_folders
from sijill.records import Actor
from sijill.register import naming
from sijill.register.dossier import known, mentions
from sijill.register.filters import spellings
from sijill.register.models import EventRow, Term
from sijill.register.readings import record
from sijill.register.registry import Known, plain, registry

PERSON = "person"
"""The section of a ``Tally`` that counts a private person."""
_LOOKED_AT = 20
"""Claims that are looked into to find out what a name stands for."""


def gazetteer() -> Gazetteer:
    """The places of the built-in packs, loaded once."""
    folders = tuple(pack_folders())
    return _gazetteer(folders, tuple(p.stat().st_mtime_ns for folder in folders for name in PLACE_FILES if (p := folder / name).is_file()))


@lru_cache(maxsize=1)
def _gazetteer(folders: tuple[Path, ...], _changed: tuple[int, ...]) -> Gazetteer:
    return load_places(folders)


def private(actor: Actor) -> bool:
    """Whether a party is a person who is not in public life: one that the registry does not know, or a kind of people told by a person's name."""
    return actor.id is None and (actor.kind == "person" or _redactor().private(actor))


@lru_cache(maxsize=1)
def _redactor() -> Redactor:
    return Redactor(pack_folders(), gazetteer(), True)


def named(name: str) -> Known:
    """Whom a filter means by a name or id, in any spelling, and by what people say means the same."""
    kept = naming.main("party", name)
    row = registry().sure(kept)
    return known(row.known.id) if row is not None else known(kept, spelled=map(fold_word, spellings(name, "party")))


def is_private(actor: Known) -> bool:
    """Whether claims tell of the actor as a person who is not in public life."""
    if actor.id:
        return False
    keys = {key for name in (actor.name, *actor.folded) for key in (plain(name) or fold_word(name),)}
    if Tally.objects.filter(kind="party", key__in=keys, scope=0, section=PERSON).exists():
        return True
    told = list(Term.objects.filter(kind="party", term__in=actor.folded).order_by("-incident_id").values_list("incident_id", flat=True)[:_LOOKED_AT])
    rows = EventRow.objects.filter(naming_any(actor), member__incident__in=told).select_related("reading")[: _LOOKED_AT * 2]
    return any(
        private(party) for row in rows for event in record(row.reading).events if event.id == row.ident for party in (*event.agent, *event.target) if mentions(actor, party)
    )


def naming_any(actor: Known) -> Q:
    """That a claim names the actor as a party."""
    out = Q()
    for one in sorted({*actor.folded, *actor.ids}):
        out |= Q(parties__contains=f"|{one}|")
    return out

"""What this room asks of the packs: the gazetteer and who is public, loaded once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sijill.exports.redaction import Redactor
from sijill.knowledge.gazetteer import PLACE_FILES, Gazetteer, load_places
from sijill.knowledge.tables import pack_folders
from sijill.records import Actor
from sijill.register import naming
from sijill.register.registry import plain


def gazetteer() -> Gazetteer:
    """The places of the built-in packs."""
    folders = tuple(pack_folders())
    return _gazetteer(folders, tuple(p.stat().st_mtime_ns for folder in folders for name in PLACE_FILES if (p := folder / name).is_file()))


@lru_cache(maxsize=1)
def _gazetteer(folders: tuple[Path, ...], _changed: tuple[int, ...]) -> Gazetteer:
    return load_places(folders)


def meant(kind: str, name: str) -> str:
    """The name or id that people say this one means, also where it is written with an article more or less, as addresses have it; else the name itself."""
    if (kept := naming.main(kind, name)) != name:
        return kept
    own = plain(name)
    return next((naming.main(kind, row.name) for row in naming.standing(kind) if plain(row.name) == own), name)


def private(actor: Actor) -> bool:
    """Whether a party is a person who is not in public life: one that the registry does not know, or a kind of people told by a person's name."""
    return actor.id is None and (actor.kind == "person" or _redactor().private(actor))


@lru_cache(maxsize=1)
def _redactor() -> Redactor:
    return Redactor(pack_folders(), gazetteer(), True)

"""What people say that names mean, as addresses of this room have them."""

from __future__ import annotations

from sijill.register import naming
from sijill.register.registry import plain


def meant(kind: str, name: str) -> str:
    """The name or id that people say this one means, also where it is written with an article more or less, as addresses have it; else the name itself."""
    if (kept := naming.main(kind, name)) != name:
        return kept
    own = plain(name)
    return next((naming.main(kind, row.name) for row in naming.standing(kind) if plain(row.name) == own), name)

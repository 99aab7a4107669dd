"""Which outlet an address belongs to, by the packs' outlet tables."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from sijill.knowledge.tables import pack_folders, rows


def host_of(url: str | None) -> str:
    """The host of an address in lower case, or nothing."""
    try:
        return (urlsplit(url or "").hostname or "").removesuffix(".")
    except ValueError:
        return ""


def by_address(url: str | None) -> str | None:
    """The name of the outlet whose domain, or a part of it, the address is on."""
    parts = host_of(url).split(".")
    return next((name for k in range(len(parts) - 1) if (name := _domains().get(".".join(parts[k:])))), None)


@lru_cache(maxsize=1)
def _domains() -> dict[str, str]:
    out: dict[str, str] = {}
    for folder in pack_folders():
        path = folder / "outlets.tsv"
        if path.exists():
            for _, (_, name, domain) in rows(path, ("id", "name", "domain")):
                if domain:
                    out.setdefault(domain.lower().removeprefix("www."), name)
    return out

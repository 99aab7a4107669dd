"""A new pack: the tables with their headers, and in comments what belongs into each column."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Final

from sijill.errors import InputError
from sijill.knowledge.gazetteer import load_places
from sijill.knowledge.tables import pack_folders

_CODE: Final = re.compile("[A-Z]{2}")
_TEMPLATE: Final = Path(str(resources.files("sijill"))) / "knowledge" / "template"


def new_pack(folder: Path, country: str, name: str = "") -> list[Path]:
    """Write the tables of an empty pack for a country, and give their paths.

    ``country`` is its ISO 3166 code. A country that no shipped pack knows gets a row in places.tsv, for which its Arabic
    ``name`` is needed. Raises ``InputError`` where the code is none, where the name is missing, or where the folder has tables.
    """
    if not _CODE.fullmatch(country):
        raise InputError(f"{country!r} is no country code; write two capital letters (ISO 3166), as SO for Somalia")
    if folder.exists() and (not folder.is_dir() or any(folder.rglob("*.tsv"))):
        raise InputError(f"{folder}: has tables already; name a new folder, so that nothing is overwritten")
    known = load_places(pack_folders()).by_id.get(country)
    if known is None and not name:
        raise InputError(f"no shipped pack has a country {country}; give its Arabic name with --name, so that it gets a row")
    written: list[Path] = []
    for template in sorted(_TEMPLATE.rglob("*.tsv")):
        path = folder / template.relative_to(_TEMPLATE)
        text = template.read_text(encoding="utf-8").replace("{country}", country).replace("{lower}", country.lower())
        if known is None and path.name == "places.tsv":
            text += "\t".join([country, name, "", "", "country", *[""] * 6]) + "\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written

"""A finding of the check, and a table as the check reads it: whole, whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from sijill.arabic import fold_word
from sijill.knowledge.gazetteer import PLACE_FILES


class Problem(NamedTuple):
    """One mistake. ``where`` is FILE:LINE (or the file); a warning is what may be meant, and should be looked at."""

    where: str
    kind: str
    message: str
    remedy: str
    warning: bool = False


class Name(NamedTuple):
    """One name of a row: as written, folded for matching, and whether its mark asks for context."""

    written: str
    folded: str
    marked: bool


class Row(NamedTuple):
    """One row: FILE:LINE, the cells by column, and the bare line."""

    where: str
    cells: dict[str, str]
    line: str

    def get(self, column: str) -> str:
        """The cell of a column, empty where the table has none."""
        return self.cells.get(column, "")

    def several(self, column: str) -> list[str]:
        """The entries of a cell, which ``|`` divides."""
        return [part.strip() for part in self.get(column).split("|") if part.strip()]

    def names(self) -> list[Name]:
        """Name and aliases; a place whose row is flagged weak or ambiguous has only marked names."""
        flagged = bool({"weak", "ambiguous"} & set(self.several("flags")))
        out: list[Name] = []
        for written in [self.get("name"), *self.several("aliases")]:
            plain = written.strip("?~ ")
            if plain:
                marked = flagged or written.endswith("?") or written.startswith(("?", "~"))
                out.append(Name(written, " ".join(fold_word(plain).lower().split()), marked))
        return out


class Table(NamedTuple):
    """A table of a pack. ``columns`` is its header, empty for tables without one."""

    pack: str
    name: str
    path: Path
    columns: list[str]
    rows: list[Row]


HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "actors.tsv": ("id", "name", "aliases", "en", "kind", "country", "parent", "backers", "led_by", "wikidata", "acled"),
    "outlets.tsv": ("id", "name", "aliases", "en", "kind", "country", "domain"),
    "places.tsv": (
        "id", "name", "aliases", "en", "kind", "within", "lat", "lon", "precision", "flags", "source", "country", "population",
    ),
    "frames.tsv": (
        "frame", "subject", "object", "genitive", "on", "with", "against", "between", "from", "to", "about", "by",
    ),
    "nisba.tsv": ("form", "name", "kind", "id"),
    "titles.tsv": ("word", "class"),
    "given_names.tsv": ("name",),
    "furniture.tsv": ("kind", "opening"),
    "bounds.tsv": ("country", "south", "west", "north", "east"),
}  # fmt: skip
"""Tables with a header and the columns it may have; ``geonames.tsv`` has those of ``places.tsv``, word tables their own."""
LEXICON: Final = ("class", "key", "pos", "forms", "frame", "features")


def header_of(name: str) -> tuple[str, ...]:
    """The columns that a table may have; empty for one without a header."""
    if name.startswith("lexicon/"):
        return LEXICON
    return HEADERS.get("places.tsv" if name in PLACE_FILES else name, ())


def tables(packs: Iterable[Path]) -> list[Table]:
    """Every table of the packs, read as far as it can be read."""
    out: list[Table] = []
    for pack in packs:
        for path in sorted(pack.rglob("*.tsv")):
            out.append(_read(pack, path))
    return out


def _read(pack: Path, path: Path) -> Table:
    name = path.relative_to(pack).as_posix()
    headed = bool(header_of(name))
    columns: list[str] = []
    rows: list[Row] = []
    text = path.read_bytes().decode("utf-8-sig", "replace")
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = line.split("\t")
        if headed and not columns:
            columns = [cell.strip() for cell in cells]
            continue
        keys = columns if headed else [str(k) for k in range(len(cells))]
        rows.append(Row(f"{path}:{number}", {key: cell.strip() for key, cell in zip(keys, cells, strict=False)}, line))
    return Table(pack.name, name, path, columns, rows)


def of_name(found: Iterable[Table], *names: str) -> list[Row]:
    """The rows of the tables of a name in all packs, in their order."""
    return [row for table in found if table.name in names for row in table.rows]

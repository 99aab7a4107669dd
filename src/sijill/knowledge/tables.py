"""Reading of pack tables: tab-separated, UTF-8, ``#`` comments, a header line.

A table keeps the line number of every row so that a mistake is reported where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Final

from sijill.errors import KnowledgeError

BUILT_IN: Final = ("core", "syria", "lebanon", "palestine", "iraq", "yemen", "libya", "sudan")


def pack_folders(extra: tuple[Path, ...] = ()) -> list[Path]:
    """Folders of all packs: the built-in ones in their order, then the user's."""
    root = Path(str(resources.files("sijill"))) / "packs"
    out = [root / name for name in BUILT_IN if (root / name).is_dir()]
    for folder in extra:
        if not folder.is_dir():
            raise KnowledgeError(f"{folder}: no such pack folder; name a folder that holds .tsv tables")
        out.append(folder)
    return out


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Rows of a table as ``(line number, cells)`` in the order of ``columns``.

    Columns missing from the header are given as empty cells; a row with more cells than the header
    raises ``KnowledgeError`` with file, line and remedy.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from error
    order: list[int] | None = None
    width = 0
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [c.strip() for c in line.split("\t")]
        if order is None:
            if cells[0] != columns[0]:
                raise KnowledgeError(f"{path}:{number}: the header must begin with {columns[0]!r}, not {cells[0]!r}")
            width = len(cells)
            order = [cells.index(c) if c in cells else -1 for c in columns]
            continue
        if len(cells) > width:
            raise KnowledgeError(f"{path}:{number}: {len(cells)} cells but {width} columns; remove a tab")
        cells += [""] * (width - len(cells))
        yield number, [cells[k] if k >= 0 else "" for k in order]


def names(cell: str) -> list[str]:
    """The entries of a cell that holds several, separated by ``|``."""
    return [n for n in (part.strip() for part in cell.split("|")) if n]

"""Argument frames: which slot of an event a grammatical function fills (data: ``packs/core/frames.tsv``)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from sijill.knowledge.tables import rows

_COLUMNS: Final = ("frame", "subject", "object", "genitive", "on", "with", "against", "between", "from", "to", "about", "by")


class Frame(NamedTuple):
    """Slots by function; an empty string means that the function fills none."""

    name: str
    subject: str
    object: str
    genitive: str
    on: str
    with_: str
    against: str
    between: str
    from_: str
    to: str
    about: str
    by: str

    def slot(self, function: str) -> str:
        """The slot for a function name as in the table's header."""
        return str(getattr(self, function + "_" if function in ("with", "from") else function, ""))


def load_frames(folders: Iterable[Path]) -> dict[str, Frame]:
    """Frames of all packs by name; a later pack replaces a frame of the same name."""
    out: dict[str, Frame] = {}
    for folder in folders:
        path = folder / "frames.tsv"
        if path.exists():
            for _, cells in rows(path, _COLUMNS):
                out[cells[0]] = Frame(*cells)
    return out

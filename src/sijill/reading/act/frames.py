"""Argument frames: which slot of an event a grammatical function fills (data: ``packs/core/frames.tsv``)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sijill.knowledge.tables import rows

_COLUMNS: Final = ("frame", "subject", "object", "genitive", "on", "with", "against", "between", "from", "to", "about", "by")


class Frame:
    """Slots by function; an empty string means that the function fills none."""

    __slots__ = ("_slots", "about", "against", "between", "by", "from_", "genitive", "name", "object", "on", "subject", "to", "with_")

    def __init__(self, cells: list[str]) -> None:
        self.name, self.subject, self.object, self.genitive, self.on, self.with_ = cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]
        self.against, self.between, self.from_, self.to, self.about, self.by = cells[6], cells[7], cells[8], cells[9], cells[10], cells[11]
        self._slots = {_COLUMNS[k]: cells[k] for k in range(1, len(_COLUMNS))}

    def slot(self, function: str) -> str:
        """The slot for a function name as in the table's header."""
        return self._slots.get(function, "")


class Frames:
    """The frames of all packs; the frame of a single word (``frame/lemma``) goes before that which its name stands for."""

    __slots__ = ("_named", "_own")

    def __init__(self) -> None:
        self._named: dict[str, Frame] = {}
        self._own: dict[str, dict[str, Frame]] = {}

    def add(self, frame: Frame) -> None:
        """Note a frame; a later one of the same name replaces it."""
        name, _, lemma = frame.name.partition("/")
        if lemma:
            self._own.setdefault(name, {})[lemma] = frame
        else:
            self._named[name] = frame

    def __contains__(self, name: str) -> bool:
        frame, _, lemma = name.partition("/")
        return (lemma in self._own.get(frame, {})) if lemma else frame in self._named

    def own(self, name: str, lemma: str) -> Frame | None:
        """The frame of a single word."""
        words = self._own.get(name)
        return None if words is None else words.get(lemma)

    def of(self, name: str, lemma: str) -> Frame | None:
        """The frame of a word: its own, else that of its kind."""
        return self.own(name, lemma) or self._named.get(name)


def load_frames(folders: Iterable[Path]) -> Frames:
    """Frames of all packs by name; a later pack replaces a frame of the same name."""
    out = Frames()
    for folder in folders:
        path = folder / "frames.tsv"
        if path.exists():
            for _, cells in rows(path, _COLUMNS):
                out.add(Frame(cells))
    return out

"""Files in folders: those that can be read, what cannot be and why, and never what lies outside."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sijill.errors import InputError
from sijill.ingest.characters import shown

FOREIGN = {
    ".doc": "an old Word document; save it as .docx",
    ".rtf": "rich text; save it as .docx",
    ".odt": "an OpenDocument text; save it as .docx",
    ".xls": "a spreadsheet; save the sheet as CSV (UTF-8)",
    ".xlsx": "a spreadsheet; save the sheet as CSV (UTF-8)",
    ".ods": "a spreadsheet; save the sheet as CSV (UTF-8)",
    ".pptx": "slides; save their text",
    ".epub": "a book; save its text",
    ".eml": "a mail; save its text",
    ".msg": "a mail; save its text",
    ".mht": "a page with its parts; save it as HTML",
    ".mhtml": "a page with its parts; save it as HTML",
    ".json": "a JSON document; write one object with 'text' a line into a .jsonl file",
    ".tar": "an archive; unpack it and add the folder",
    ".tgz": "an archive; unpack it and add the folder",
    ".rar": "an archive; unpack it and add the folder",
    ".7z": "an archive; unpack it and add the folder",
}
"""Endings that a report may hide behind though nothing here reads them; other files of a folder (images, programs) are passed over."""


def files(given: str, endings: tuple[str, ...]) -> Iterator[Path | InputError]:
    """The file that a path names, what is in a folder and below, or what a pattern matches, by name."""
    path = Path(given)
    try:
        if path.is_dir():
            yield from _folder(path, endings)
            return
        there = path.exists() or path.is_symlink()
    except (OSError, ValueError) as error:
        yield InputError(f"{shown(given)}: {error.strerror if isinstance(error, OSError) else error}")
        return
    if there:
        yield path
    elif glob.has_magic(given):
        # Not Path.glob: the pattern may be absolute.
        matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207
        if not matches:
            yield InputError(f"{shown(given)}: the pattern matches no file")
        for match in matches:
            yield from _folder(Path(match), endings) if Path(match).is_dir() else [Path(match)]
    else:
        yield InputError(f"{shown(given)}: no such file or folder")


def _folder(folder: Path, endings: tuple[str, ...]) -> Iterator[Path | InputError]:
    empty = True
    unreadable: list[InputError] = []

    def refused(error: OSError) -> None:
        unreadable.append(InputError(f"{shown(str(error.filename))}: {error.strerror}; may you read this folder?"))

    root = folder.resolve()
    # Links to folders are not followed: they may lead in circles.
    for parent, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            ending = Path(name).suffix.lower()
            if name.lower().endswith(endings):
                empty = False
                yield _checked(Path(parent, name), root)
            elif ending in FOREIGN:
                empty = False
                yield InputError(f"{shown(str(Path(parent, name)))}: {FOREIGN[ending]}")
        yield from unreadable
        empty = empty and not unreadable
        unreadable.clear()
    yield from unreadable
    if empty and not unreadable:
        yield InputError(f"{shown(str(folder))}: the folder holds nothing that can be read ({', '.join(endings)})")


def _checked(path: Path, root: Path) -> Path | InputError:
    """A path of a folder, unless it is no file (a pipe would wait for ever) or a link that leads out of the folder."""
    at = shown(str(path))
    try:
        mode = path.stat().st_mode
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(root):
            return InputError(f"{at}: a link that leads out of the folder; name the file itself if you want it")
    except (OSError, RuntimeError) as error:
        return InputError(f"{at}: {(error.strerror if isinstance(error, OSError) else None) or error}; a link to nothing, or in a circle?")
    if not stat.S_ISREG(mode):
        return InputError(f"{at}: no file but a pipe, socket or device; name it itself if you want it read")
    return path

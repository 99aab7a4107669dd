"""The knowledge of packs, and a copy of it on disk as it is when loaded, so that the next process need not make all forms again.

The copy lies in the user's cache folder (``SIJILL_CACHE`` names another, or switches it off: ``off``), one file for each set
of packs, named by the SHA-256 of everything it follows from: the tables, their paths, and the code that reads them.  It
is MessagePack, which holds data and no code, behind the SHA-256 of its bytes; a copy that is damaged, or that belongs to
somebody else or can be written by others, is not read but made anew.  Where none can be written, nothing is lost but time.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from sijill.knowledge import Stored
from sijill.knowledge.actors import Registry
from sijill.knowledge.gazetteer import Gazetteer, load_places
from sijill.knowledge.lexicon import Lexicon
from sijill.version import VERSION

OFF: Final = ("off", "0", "no", "")
_TABLES: Final = ("*.tsv", "lexicon/*.tsv")
_KEPT: Final = 4
"""So many copies are kept, the newest."""
_DIGEST: Final = 32


def load(folders: Sequence[Path]) -> tuple[Lexicon, Registry, Gazetteer]:
    """What the packs in these folders say of words, bodies and places. Raises ``KnowledgeError`` where a table is malformed."""
    folder = cache_folder()
    path = folder / f"knowledge-{_key(folders)}.msgpack" if folder is not None else None
    stored = _read(path) if path is not None else None
    if stored is not None:
        return Lexicon.restored(stored.lexicon), Registry.restored(stored.registry), Gazetteer.restored(stored.places)
    lexicon, registry, places = Lexicon(folders), Registry(folders), load_places(folders)
    if path is not None:
        _write(path, Stored(lexicon.stored(), registry.stored(), places.stored()))
    return lexicon, registry, places


def cache_folder() -> Path | None:
    """The folder of the copies; None where they are switched off or the user has no home."""
    told = os.environ.get("SIJILL_CACHE")
    if told is not None:
        return None if told.lower() in OFF else Path(told)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base, "sijill", "cache") if base else None
    if sys.platform != "darwin" and (base := os.environ.get("XDG_CACHE_HOME")):
        return Path(base, "sijill")
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches/sijill" if sys.platform == "darwin" else ".cache/sijill")


def _key(folders: Sequence[Path]) -> str:
    """The SHA-256 of what a copy follows from."""
    found = hashlib.sha256(VERSION.encode())
    here = Path(__file__).parent
    for room in (here, here.parent / "arabic"):
        for path in sorted(room.glob("*.py")):
            found.update(path.read_bytes())
    for folder in folders:
        for pattern in _TABLES:
            for path in sorted(folder.glob(pattern)):
                data = path.read_bytes()
                found.update(f"\0{path}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
                found.update(data)
    return found.hexdigest()[:32]


def _read(path: Path) -> Stored | None:
    """The copy, if it is there, whole and the user's own."""
    try:
        with path.open("rb") as stream:
            about = os.fstat(stream.fileno())
            if sys.platform != "win32" and (about.st_uid != os.getuid() or about.st_mode & 0o022):
                return None
            data = stream.read()
        body = memoryview(data)[_DIGEST:]
        if hashlib.sha256(body).digest() != data[:_DIGEST]:
            return None
        return msgspec.msgpack.decode(body, type=Stored)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(path: Path, stored: Stored) -> None:
    """Write the copy as a whole or not at all, and remove the oldest others."""
    body = msgspec.msgpack.encode(stored)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=path.parent, prefix=".knowledge-")
        try:
            with os.fdopen(number, "wb") as stream:
                stream.write(hashlib.sha256(body).digest())
                stream.write(body)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink()
            return
        copies = sorted(path.parent.glob("knowledge-*.msgpack"), key=lambda p: p.stat().st_mtime)
        for old in copies[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return

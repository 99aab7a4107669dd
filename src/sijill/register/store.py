"""The evidence store: bytes under the name of their SHA-256, written once, never changed.

A folder beside the database: ``ab/cdef…`` for the bytes whose hash begins with ``ab``.  A file appears under its name
only when all of it is on the disk, so that a run killed at any moment leaves either the whole or nothing.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from sijill.errors import RegisterError

_PIECE = 1 << 20
_AT_ONCE = 16


class Store:
    """The evidence in ``folder``, which is made when the first bytes come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where bytes of that hash are kept."""
        return self.folder / sha256[:2] / sha256[2:]

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256. Raises ``RegisterError`` where the disk refuses."""
        sha256, fresh = self._put(data)
        if fresh:
            _sync(self.path(sha256).parent)
        return sha256

    def _put(self, data: bytes) -> tuple[str, bool]:
        """The same but that the new name may be lost in a power cut; whether it is new."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if path.is_file() and path.stat().st_size == len(data):
            return sha256, False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
            self._keep(part.name, path)
        except OSError as error:
            raise RegisterError(f"{path}: evidence cannot be written ({error.strerror or error}); is there space, and may you write there?") from error
        return sha256, True

    def put_all(self, several: Sequence[bytes]) -> list[str]:
        """Keep several pieces at once, and return the SHA-256 of each: a disk that is asked to make sure of many files does it in one go."""
        if len(several) < 2:
            return [self.put(data) for data in several]
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            kept = list(threads.map(self._put, several))
            list(threads.map(_sync, {self.path(sha256).parent for sha256, fresh in kept if fresh}))
        return [sha256 for sha256, _ in kept]

    def take(self, stream: BinaryIO, sha256: str) -> None:
        """Keep the bytes of a stream, a piece at a time. Raises ``RegisterError`` where they are not those of that hash, or the disk refuses."""
        path = self.path(sha256)
        if self.digest(sha256) == sha256:
            return
        whole = hashlib.sha256()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as part:
                while piece := stream.read(_PIECE):
                    whole.update(piece)
                    part.write(piece)
                part.flush()
                os.fsync(part.fileno())
            if whole.hexdigest() != sha256:
                Path(part.name).unlink()
                raise RegisterError(f"{path}: the bytes that came for it are others; take them from where they were written")
            self._keep(part.name, path)
            _sync(path.parent)
        except OSError as error:
            raise RegisterError(f"{path}: evidence cannot be written ({error.strerror or error}); is there space, and may you write there?") from error

    @staticmethod
    def _keep(part: str, path: Path) -> None:
        """Give a file that is complete its name."""
        Path(part).chmod(0o440)
        Path(part).replace(path)

    def get(self, sha256: str) -> bytes:
        """The bytes of that hash. Raises ``RegisterError`` when they are not there."""
        try:
            return self.path(sha256).read_bytes()
        except OSError as error:
            raise RegisterError(f"{self.path(sha256)}: evidence is missing ({error.strerror or error}); restore it from a backup") from error

    def digest(self, sha256: str) -> str | None:
        """The SHA-256 that the kept bytes really have, or None when they are not there."""
        try:
            with self.path(sha256).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            return None

    def names(self) -> Iterator[str]:
        """The hashes under which bytes are kept."""
        if self.folder.is_dir():
            for part in sorted(self.folder.iterdir()):
                if part.is_dir() and len(part.name) == 2:
                    yield from (part.name + path.name for path in sorted(part.iterdir()) if not path.name.startswith(".part-"))

    def sweep(self) -> int:
        """Remove what killed runs left half-written; how many files that were."""
        left = [*self.folder.glob("??/.part-*")] if self.folder.is_dir() else []
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def _sync(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)

"""One at a time: a lock beside the evidence that a killed process lets go of by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sijill.errors import RegisterError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else watches for this register meanwhile. Raises ``RegisterError`` where somebody does; a killed watch lets go by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".watch").open("a+b") as lock:
        if not _locked(lock):
            raise RegisterError(f"{folder}: another watch is at work for this register; stop that one first")
        yield


def _locked(lock: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

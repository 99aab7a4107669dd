"""Files that people send, kept in the desk's folder until they are taken in: under names of our own, never under theirs."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from sijill.ingest.characters import shown

LARGEST = 512 << 20
"""Bytes of one file. Archives of pages are that large; a single report may have no more than ``sijill.inputs.MAX_BYTES``."""
TOGETHER = 1000 << 20
"""Bytes of all files sent at once; the server ends a request of more than 1 GB."""
MOST = 2000
"""Files sent at once."""
_KEPT = 7 * 86400
"""Seconds for which files that could not be taken in are kept for another try."""

_TOKEN = re.compile(r"[0-9a-f]{32}")


class Sent(NamedTuple):
    """A file as a job has it. ``name`` is what its owner calls it; ``at`` our name for it, empty where it was refused for the reason ``why``."""

    name: str
    size: int
    at: str
    why: str = ""


def folder(token: str) -> Path:
    """Where the files of one sending lie. Raises ``ValueError`` for a token that was not made here."""
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"{token!r} names no sending")
    return Path(settings.DESK_FOLDER) / "uploads" / token


def keep(files: Iterable[Any], too_large: str, left_over: str) -> tuple[str, list[Sent]]:
    """Keep uploaded files (Django's); the token of their folder and what became of each. ``too_large`` and ``left_over`` are the reasons for refusing one
    beyond ``LARGEST`` and ``TOGETHER``."""
    token = secrets.token_hex(16)
    own = folder(token)
    own.mkdir(parents=True, mode=0o700)
    out: list[Sent] = []
    total = 0
    for number, file in enumerate(files, 1):
        name = shown(file.name or "")[:250] or "-"
        if file.size > LARGEST or total + file.size > TOGETHER:
            out.append(Sent(name, file.size, "", too_large if file.size > LARGEST else left_over))
            continue
        total += file.size
        at = f"{number:05}"
        with (own / at).open("xb") as stream:
            for piece in file.chunks(1 << 20):
                stream.write(piece)
        out.append(Sent(name, file.size, at))
    return token, out


def drop(token: str, at: str | None = None) -> None:
    """Remove one file of a sending, or all."""
    own = folder(token)
    if at is not None:
        (own / at).unlink(missing_ok=True)
    else:
        shutil.rmtree(own, ignore_errors=True)


def sweep(wanted: set[str]) -> None:
    """Remove sendings of more than a week ago that no job waits for."""
    before = timezone.now().timestamp() - _KEPT
    base = Path(settings.DESK_FOLDER) / "uploads"
    for own in base.iterdir() if base.is_dir() else ():
        if own.name not in wanted and _TOKEN.fullmatch(own.name) and own.stat().st_mtime < before:
            shutil.rmtree(own, ignore_errors=True)

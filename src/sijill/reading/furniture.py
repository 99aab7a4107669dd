"""Site furniture: most-read lists, comments, share bars and sign-ups are not the report.

Furniture is blanked out, character for character, so that offsets stay those of the original text.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sijill.arabic import fold_word
from sijill.knowledge.tables import rows


class Furniture(NamedTuple):
    """Folded openings of lines: ``ends`` close the report, ``lines`` only drop their own line."""

    ends: tuple[str, ...]
    lines: tuple[str, ...]


def load(folders: Iterable[Path]) -> Furniture:
    """Openings from ``furniture.tsv`` of the packs."""
    ends: list[str] = []
    lines: list[str] = []
    for folder in folders:
        path = folder / "furniture.tsv"
        if path.exists():
            for _, (kind, opening) in rows(path, ("kind", "opening")):
                (ends if kind == "end" else lines).append(fold_word(opening))
    return Furniture(tuple(ends), tuple(lines))


def blank(text: str, furniture: Furniture) -> str:
    """``text`` with its furniture replaced by spaces; the length does not change."""
    out: list[str] = []
    closed = False
    seen_body = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if not closed and words and len(words) < 160:
            folded = fold_word(words)
            # "most read" closes a report only once there was one
            if seen_body > 200 and folded.startswith(furniture.ends):
                closed = True
            elif folded.startswith(furniture.lines):
                out.append(_spaces(line))
                continue
        seen_body += len(words)
        out.append(_spaces(line) if closed else line)
    return "".join(out)


def _spaces(line: str) -> str:
    body = line.rstrip("\r\n")
    return " " * len(body) + line[len(body) :]

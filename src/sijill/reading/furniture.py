"""Site furniture: most-read lists, comments, share bars and sign-ups are not the report.

Furniture is blanked out, character for character, so that offsets stay those of the original text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from sijill.arabic import fold, fold_word
from sijill.errors import KnowledgeError
from sijill.knowledge.tables import rows

_KINDS: Final = frozenset(("end", "list", "line"))
_WORDS: Final = re.compile(r"[^\W\d_]+")
_SHORT: Final = 160
"""A line with more characters is a paragraph, never furniture."""
_BEGUN: Final = 200
"""Characters of the report after which it can be over: a page may begin with its most-read list."""
_SENTENCE: Final = 60
"""A line with at least so many characters and a full stop goes on with the report behind a list of links."""
_STOPS: Final = (".", "!", "؟", "…", '"', "”", "»")


class Opening(NamedTuple):
    """Folded words that open a line of furniture; ``alone`` asks that nothing else stands on the line."""

    words: tuple[str, ...]
    kind: str
    alone: bool


Furniture = dict[str, list[Opening]]
"""The openings by their first word, longest first."""


def load(folders: Iterable[Path]) -> Furniture:
    """Openings from ``furniture.tsv`` of the packs; raises ``KnowledgeError`` for an unknown kind."""
    out: Furniture = {}
    for folder in folders:
        path = folder / "furniture.tsv"
        if not path.exists():
            continue
        for number, (kind, written) in rows(path, ("kind", "opening")):
            words = tuple(_WORDS.findall(fold_word(written)))
            if kind not in _KINDS or not words:
                raise KnowledgeError(f"{path}:{number}: write one of {', '.join(sorted(_KINDS))}, a tab and the opening words")
            out.setdefault(words[0], []).append(Opening(words, kind, written.endswith("$")))
    for openings in out.values():
        openings.sort(key=lambda o: -len(o.words))
    return out


def blank(text: str, furniture: Furniture) -> str:
    """``text`` with its furniture replaced by spaces; the length does not change."""
    out: list[str] = []
    over = listing = False
    body = 0
    blanked = False
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if over or not words:
            blanked = blanked or over
            out.append(_spaces(line) if over else line)
            continue
        kind, more = _kind(words, furniture) if len(words) < _SHORT and _first(words) in furniture else ("", False)
        if kind == "end" and body > _BEGUN:
            over = True
        elif kind in ("end", "list"):
            listing = not more
        elif listing and not kind and (len(words) >= _SHORT or (len(words) >= _SENTENCE and words.endswith(_STOPS))):
            listing = False
        if kind or listing:
            blanked = True
            out.append(_spaces(line))
        else:
            body += len(words)
            out.append(line)
    return "".join(out) if blanked else text


def _first(line: str) -> str:
    """The first folded word of a line: nearly all lines are told apart by it, without folding the rest."""
    end = line.find(" ")
    head = line if end < 0 else line[:end]
    word = _BEGUN_WITH.get(head)
    if word is None:
        if len(_BEGUN_WITH) > _KEPT:
            _BEGUN_WITH.clear()
        word = _BEGUN_WITH[head] = _first_word(head)
    return word or _first_word(line)


def _first_word(written: str) -> str:
    for token in written.split(maxsplit=3):
        found = _WORDS.search(fold_word(token))
        if found is not None:
            return found.group()
    return ""


_KEPT: Final = 20_000
_BEGUN_WITH: Final[dict[str, str]] = {}
"""The first folded word of what lines began with, "" where there is none."""


def _kind(line: str, furniture: Furniture) -> tuple[str, bool]:
    """Kind of furniture that a line opens, "" for none, and whether more words stand behind the opening."""
    words = _WORDS.findall(fold(line).text)
    for opening in furniture.get(words[0], ()) if words else ():
        length = len(opening.words)
        if tuple(words[:length]) == opening.words and (len(words) == length or not opening.alone):
            return opening.kind, len(words) > length
    return "", False


def _spaces(line: str) -> str:
    body = line.rstrip("\r\n")
    return " " * len(body) + line[len(body) :]

"""Reports that are lists: each line of a live page or a post begins with a clock time or a mark, and is a matter of its own."""

from __future__ import annotations

from sijill.reading.document import Document

_FEWEST = 3
"""So many lines of one kind make a list."""
_BRACKETS = frozenset("[(")
_BULLETS = frozenset("-–—•*·●○◦▪■□")


def items(doc: Document) -> dict[int, str]:
    """The lines that are items of a list.

    ``clock`` where a time of day opens them (19:40 - …), ``post`` for the signs of social media, ``mark`` for plain bullets.
    """
    found: dict[int, str] = {}
    line = -1
    for sentence in doc.text.sentences:
        if sentence.line == line:
            continue
        line = sentence.line
        kind = _opening(doc, sentence.first)
        if kind:
            found[line] = kind
    for kind in ("clock", "post", "mark"):
        if sum(k == kind for k in found.values()) < _FEWEST:
            found = {n: k for n, k in found.items() if k != kind}
    return found


def _opening(doc: Document, first: int) -> str:
    """What kind of item the line at token ``first`` is; empty for running text."""
    forms, kinds, size = doc.text.forms, doc.text.kinds, len(doc.text.forms)
    k = first + (first < size and forms[first] in _BRACKETS)
    if k + 2 < size and kinds[k] == "n" and forms[k + 1] == ":" and kinds[k + 2] == "n":
        return "clock"
    if kinds[first] == "p" and forms[first] not in "\"'«“”([{…":
        return "mark" if forms[first] in _BULLETS else "post"
    before = forms[first - 1] if first and kinds[first - 1] == "p" else ""
    if not before or before in ".؟!\"»…":
        return ""
    return "mark" if before in _BULLETS else "post"

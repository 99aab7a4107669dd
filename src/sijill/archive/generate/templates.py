"""Rows of the grammar, compiled: what a row says, and what must be known before it can be said.

The marks are explained at the head of ``tellings.tsv``.  A compiled row is a list of steps ``(code, what, more)``; what it
needs is a set of bits, one for each thing that may be unknown.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sijill.errors import KnowledgeError

TEXT: Final = 0
OPEN: Final = 1
CLOSE: Final = 2
SLOT: Final = 3
AGREE: Final = 4
CHOICE: Final = 5

AGENT: Final = 1
TARGET: Final = 2
KILLED: Final = 4
INJURED: Final = 8
NUMBER: Final = 16
CHILDREN: Final = 32
WOMEN: Final = 64
EARLIER: Final = 128
"""What a telling may not know, a bit each: who, to whom, tolls, the number that the scene is about, parts of the toll, an earlier toll."""

_NEEDS: Final = {
    "A": AGENT, "lA": AGENT, "T": TARGET, "lT": TARGET, "k": KILLED, "kq": KILLED, "i": INJURED, "iq": INJURED, "o": KILLED | INJURED, "c": NUMBER,
    "s": CHILDREN, "w": WOMEN, "old": EARLIER,
}  # fmt: skip
_MARK: Final = re.compile(r"(\[|\]|\{[^}]*\}|<[^>]*>|\([^)]*\))")

Step = tuple[int, str, tuple["Row", ...]]


class Row(NamedTuple):
    """``steps`` in order, and the bits of what they need."""

    steps: tuple[Step, ...]
    needs: int


def compiled(text: str) -> Row:
    """A row of a table; raises ``KnowledgeError`` for a mark that is not closed."""
    steps: list[Step] = []
    needs = 0
    for part in _MARK.split(text):
        if not part:
            continue
        if part == "[":
            steps.append((OPEN, "", ()))
        elif part == "]":
            steps.append((CLOSE, "", ()))
        elif part[0] == "{":
            name = part[1:-1]
            needs |= _NEEDS.get(name.rstrip("~="), 0)
            steps.append((SLOT, name, ()))
        elif part[0] == "<":
            who, _, forms = part[1:-1].partition(":")
            needs |= _NEEDS.get(who, 0)
            steps.append((AGREE, who, tuple(compiled(form) for form in forms.split("|"))))
        elif part[0] == "(":
            steps.append((CHOICE, "", tuple(compiled(one) for one in part[1:-1].split("||"))))
        elif part[0] in "{}<>()":
            raise KnowledgeError(f"{text!r}: {part!r} is not closed")
        else:
            steps.append((TEXT, part, ()))
    return Row(tuple(steps), needs)

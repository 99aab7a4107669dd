"""The text of a report as the page shows it: in chunks, paragraphs and pieces, every character where it was.

What could disturb a reader or a page is made visible: each control or direction character is one symbol in place of the one character, so that
counting the code points of a paragraph's text from its first offset gives the offsets of records.
"""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sijill.desk.coding.cards import Card, Shown
from sijill.output.marked import pieces, shortest

CHUNK = 12_000
"""Code points of a chunk: what a page loads at once of a long text."""
FIRST = 2
"""Chunks that a page begins with."""

_VISIBLE = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\u0890\u0891\t")
"""Format characters that show themselves, and the tabulator."""
_KEPT = frozenset("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
"""Without width and harmless within an isolated paragraph: kept as they are, since letters join differently without them, and marked beside."""
_SYMBOLS = {
    "\u202a": "⊢", "\u202b": "⊣", "\u202c": "⊤", "\u202d": "⇢", "\u202e": "⇠", "\u2066": "⊏", "\u2067": "⊐", "\u2068": "⊓", "\u2069": "⊔", "\u2028": "⏎", "\u2029": "¶", "\x7f": "␡",
}  # fmt: skip


class Mark(NamedTuple):
    """A span of a value to be marked: its key and dimension."""

    start: int
    end: int
    dimension: str
    key: str


class Bit(NamedTuple):
    """Characters to be shown as they are, or one that is made visible; ``control`` then says which it is."""

    text: str
    control: str = ""
    kept: bool = False


class Marked(NamedTuple):
    """Characters over which the same values lie."""

    bits: list[Bit]
    dimension: str
    """That of the shortest value over it; empty for none."""
    keys: str
    anchor: str
    """The id of the first piece of a value; empty else."""


class Paragraph(NamedTuple):
    """A line of the text. ``start`` is the code point it begins at; ``parted``: it goes on in the next."""

    start: int
    end: int
    pieces: list[Marked]
    parted: bool


class Chunk(NamedTuple):
    """A stretch of the text; ``paragraphs`` is None where it is not loaded."""

    number: int
    start: int
    end: int
    paragraphs: list[Paragraph] | None


def marks(cards: Sequence[Card]) -> list[Mark]:
    """The spans of all values of cards that were not rejected, and of every place that tells of an event."""
    out: list[Mark] = []
    for card in cards:
        if card.rejected:
            continue
        for value in card.values():
            if value.verdict != "rejected" and (card.kind != "statement" or value.dimension in ("figure", "attribution")):
                out.extend(_of(value))
        shown = {(m.start, m.end) for m in out if m.key.startswith(f"{card.ident}/")}
        if card.whole is not None:
            # The fields of a statement stand on its own characters, which are marked once.
            if card.kind == "statement":
                out.extend(Mark(a, b, "statement", card.whole.key) for a, b in card.whole.spans)
            out.extend(Mark(a, b, "mentions", card.whole.key) for a, b in card.mentions if (a, b) not in shown)
    return out


def _of(value: Shown) -> list[Mark]:
    if value.dimension == "figure":
        return [Mark(a, b, "figures", value.key) for a, b in value.spans]
    return [Mark(a, b, value.dimension, value.key) for a, b in value.spans]


def digest(found: Sequence[Mark]) -> str:
    """What the marks of a text are known by: another digest, other marks."""
    return hashlib.sha256("\n".join(f"{m.start} {m.end} {m.key}" for m in found).encode()).hexdigest()[:16]


def cuts(text: str) -> list[int]:
    """Where the chunks of a text begin, and its end: at the end of a line in the last third of a chunk, else between words, else anywhere."""
    out = [0]
    while len(text) - out[-1] > CHUNK:
        last = out[-1] + CHUNK
        floor = last - CHUNK // 3
        at = text.rfind("\n", floor, last)
        if at < 0:
            at = max(text.rfind(" ", floor, last), text.rfind("\t", floor, last))
        out.append(at + 1 if at >= 0 else last)
    out.append(len(text))
    return out


def chunks(text: str, found: Sequence[Mark], loaded: Sequence[int]) -> list[Chunk]:
    """All chunks of a text, those ``loaded`` with their paragraphs."""
    at = cuts(text)
    wanted = set(loaded)
    return [Chunk(n, a, b, _paragraphs(text, found, a, b) if n in wanted else None) for n, (a, b) in enumerate(itertools.pairwise(at))]


def chunk_at(text: str, offset: int) -> int:
    """The number of the chunk that holds a code point."""
    at = cuts(text)
    return max(0, min(len(at) - 2, sum(1 for a in at[1:-1] if a <= offset)))


def _paragraphs(text: str, found: Sequence[Mark], start: int, end: int) -> list[Paragraph]:
    here = sorted((m for m in found if m.start < end and m.end > start), key=lambda m: (m.start, m.end))
    cut = list(pieces(end, here, start))
    out: list[Paragraph] = []
    at, n = start, 0
    while at < end:
        line = text.find("\n", at, end)
        stop = line if line >= 0 else end
        last = stop - 1 if line >= 0 and stop > at and text[stop - 1] == "\r" else stop
        inside: list[Marked] = []
        while n < len(cut) and cut[n][0] < stop:
            first, behind, over = cut[n]
            a, b = max(first, at), min(behind, last)
            if a < b:
                inside.append(_marked(text, a, b, over))
            if behind > stop:
                break
            n += 1
        out.append(Paragraph(at, last, inside, line < 0 and end < len(text)))
        at = stop + 1 if line >= 0 else end
    return out


def _marked(text: str, start: int, end: int, over: Sequence[Mark]) -> Marked:
    bits = _bits(text[start:end])
    if not over:
        return Marked(bits, "", "", "")
    begins = next((m for m in over if m.start == start), None)
    return Marked(bits, shortest(over).dimension, " ".join(dict.fromkeys(m.key for m in over)), f"t{start}" if begins is not None else "")


def _bits(text: str) -> list[Bit]:
    if text.isprintable() or not any(_odd(c) for c in set(text)):
        return [Bit(text)]
    out: list[Bit] = []
    plain = 0
    for i, c in enumerate(text):
        if _odd(c):
            if plain < i:
                out.append(Bit(text[plain:i]))
            out.append(Bit(c if c in _KEPT else _symbol(c), _name(c), c in _KEPT))
            plain = i + 1
    if plain < len(text):
        out.append(Bit(text[plain:]))
    return out


@lru_cache(maxsize=4096)
def _odd(c: str) -> bool:
    return c not in _VISIBLE and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _symbol(c: str) -> str:
    if c in _SYMBOLS:
        return _SYMBOLS[c]
    return chr(0x2400 + ord(c)) if ord(c) < 0x20 else "�"


def _name(c: str) -> str:
    return f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip()

"""Folding of Arabic letters with an exact map back to the original text.

Folding is for matching only; records always show the original characters. All offsets are Unicode
code points into the original text.

What is folded, and why:

* hamza seats (أ إ آ ٱ → ا, ؤ → و, ئ → ي), final ى → ي and ة → ه: the press mixes them freely;
* Persian and Urdu letters that look the same (ی → ي, ک → ك);
* Arabic-Indic and Persian digits → ASCII, their separators (٬ ٫) → , .;
* every kind of quotation mark → ", every dash → -, exotic spaces → space, ``#`` and ``_`` → space
  (hashtags: ``#لواء_القدس``);
* dropped altogether: tatweel, diacritics, Quranic marks, bidi controls, zero-width characters;
* presentation forms (ﻻ) are expanded to the letters they show (Unicode NFKC).

``str.replace`` in a chain is some forty times faster than ``str.translate`` with a dictionary on
non-ASCII text, hence the shape of the code.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, NamedTuple

_ONE_TO_ONE: Final[tuple[tuple[str, str], ...]] = tuple(
    (source, target)
    for target, sources in (
        ("ا", "أإآٱ"),
        ("ي", "ىیئې"),
        ("ه", "ةۀە"),
        ("و", "ؤۆ"),
        ("ك", "ک"),
        ('"', "“”«»„‟‹›＂"),
        ("'", "‘’‚‛`´"),
        ("-", "–—―−‐‑ـ"),
        (" ", "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000_#\t"),
        ("\n", "\r\u2028\u2029\u0085\v\f"),
        (",", "٬"),
        (".", "٫"),
        ("%", "٪"),
    )
    for source in sources
    if source != "ـ"
) + tuple(
    (chr(base + digit), str(digit)) for base in (0x0660, 0x06F0) for digit in range(10)
)

# Dropped: tatweel, harakat, superscript alef, Quranic annotation, bidi and zero-width controls.
_MARKS: Final = "\u0640\u064b-\u065f\u0670\u0610-\u061a\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff"
_CONTROLS: Final = "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f"
_DROP: Final = re.compile(f"[{_MARKS}{_CONTROLS}]+")
MARKS: Final = frozenset(c for c in map(chr, range(0x600, 0x900)) if re.match(f"[{_MARKS}]", c))
"""Tatweel, harakat and Quranic marks: they belong to the letter before them."""
_PRESENTATION: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")


class Folded(NamedTuple):
    """Folded text and the way back.

    ``text`` is the folded string; ``breaks`` and ``shifts`` describe the map: the folded index
    ``i`` stands at ``i + shifts[k]`` in the original, where ``k`` is the last break not after
    ``i``.  Both are empty when nothing was dropped or expanded (the usual case).
    """

    text: str
    breaks: list[int]
    shifts: list[int]

    def original(self, index: int) -> int:
        """Offset in the original text (code points) of the folded character ``index``."""
        if not self.breaks:
            return index
        k = bisect_right(self.breaks, index) - 1
        return index + self.shifts[k] if k >= 0 else index

    def drops(self) -> list[int]:
        """Where in the original text something was dropped or expanded (code points), in order."""
        return [index + shift for index, shift in zip(self.breaks, [0, *self.shifts], strict=False)]


def fold(text: str) -> Folded:
    """Fold ``text`` and keep the exact map to its code-point offsets."""
    breaks: list[int] = []
    shifts: list[int] = []
    if _PRESENTATION.search(text) or _DROP.search(text):
        text, breaks, shifts = _drop(text)
    for source, target in _ONE_TO_ONE:
        text = text.replace(source, target)
    return Folded(text, breaks, shifts)


def _drop(text: str) -> tuple[str, list[int], list[int]]:
    """Remove marks and controls, expand presentation forms, and note every change of shift."""
    pieces: list[str] = []
    breaks: list[int] = []
    shifts: list[int] = []
    at = out = 0
    for match in _DROP_OR_EXPAND.finditer(text):
        start, end = match.span()
        if start > at:
            pieces.append(text[at:start])
            out += start - at
        found = match.group()
        if _PRESENTATION.match(found):
            # blanks around: the isolated forms of the harakat are a blank with a mark
            letters = _DROP.sub("", unicodedata.normalize("NFKC", found)).strip()
            for letter in letters:
                pieces.append(letter)
                _note(breaks, shifts, out, start - out)
                out += 1
        _note(breaks, shifts, out, end - out)
        at = end
    pieces.append(text[at:])
    return "".join(pieces), breaks, shifts


_DROP_OR_EXPAND: Final = re.compile(f"[{_MARKS}{_CONTROLS}]+|{_PRESENTATION.pattern}")


def _note(breaks: list[int], shifts: list[int], index: int, shift: int) -> None:
    if breaks and breaks[-1] == index:
        shifts[-1] = shift
    else:
        breaks.append(index)
        shifts.append(shift)


def without_marks(text: str) -> str:
    """The text without tatweel, vowel marks and controls; all letters stay as they are."""
    return _DROP.sub("", text)


def end_with_marks(text: str, end: int) -> int:
    """Move an end offset past the diacritics that belong to the last letter."""
    while end < len(text) and text[end] in MARKS:
        end += 1
    return end


_FOLDED: Final[dict[str, str]] = {}
_KEPT: Final = 200_000
"""Words remembered; a long run over many domains must not grow without bound.  A plain dictionary, here and for the
clitics: asking it is several times faster than asking ``lru_cache`` from compiled code."""


def fold_word(word: str) -> str:
    """The folded form of a word or phrase, Latin letters in lower case: the key of every lexicon; remembered."""
    found = _FOLDED.get(word)
    if found is None:
        if len(_FOLDED) > _KEPT:
            _FOLDED.clear()
        found = _FOLDED[word] = " ".join(fold(word).text.lower().split())
    return found


def name_keys(names: Iterable[str]) -> set[str]:
    """The folded forms of names: names are compared by these, never as they are written (إدلب and ادلب are one)."""
    return {fold_word(name) for name in names}


_PASSIVE: Final = re.compile("[وف]?\u064e?[\u0621-\u064a]\u064f")


def has_passive_mark(word: str) -> bool:
    """True when a damma stands on the first letter of the stem (قُتل، وجُرح): a passive or imperfect IV mark."""
    return "\u064f" in word and _PASSIVE.match(word) is not None

"""A report as tokens and sentences, every token with its offsets in the original text.

Quotation marks and hashes are not tokens: they are noted on the word they touch (``pre``,
``post``), so that ميليشيا “لواء القدس” and تنظيم "الدولة الإسلامية" read as plain word sequences.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from sijill.arabic.letters import MARKS, Folded, end_with_marks, fold, without_marks

# Words (letters of one script run), Latin with digits (M20), numbers with separators, quotation marks,
# any other single sign; searched for only in what was not met before.
_TOKEN: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9'-]*|[^\W\d_A-Za-z]+"
    r"|\d+(?:[.,]\d+)*"
    r"|[\"']"
    r"|\.{2,}|[^\w\s]"
)
_OPENING: Final = frozenset("“«„‟‹‘‚‛")
_CLOSING: Final = frozenset("”»›’")
_LEADING: Final = frozenset(":([{،,-/@")  # signs before which no quotation ends
_FINAL: Final = frozenset((".", "!", "?", "؟", "..", "...", "…", "\n"))
_LONGEST: Final = 200
"""Tokens of the longest sentence; the longest of edited news has about 120.  What is read within a sentence may cost
the square of its length."""
_PAUSES: Final = frozenset(("،", ",", "؛", ";", ":"))
_BULLETS: Final = frozenset("•▪●◼▫➖♦*")
_KEPT: Final = 200_000
"""Chunks remembered; a long run over many domains must not grow without bound."""


class _Chunk:
    """What stands between two blanks, cut into tokens; ``starts`` and ``ends`` count from its first character.

    Its kinds are those of :class:`Text` and ``q`` for a quotation mark.
    """

    __slots__ = ("ends", "form", "forms", "kind", "kinds", "starts")

    def __init__(self, written: str) -> None:
        self.forms: list[str] = []
        self.kinds: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in _TOKEN.finditer(written):
            found = match.group()
            kind = _kind(found[0])
            self.forms.append(found.lower() if found[0].isascii() else found)
            self.kinds.append(kind)
            self.starts.append(match.start())
            self.ends.append(match.end())
        alone = len(self.kinds) == 1 and self.kinds[0] != "q"
        self.form, self.kind = (self.forms[0], self.kinds[0]) if alone else ("", "")
        """The form and the kind of the only token, which most chunks are."""


def _kind(first: str) -> str:
    """The kind of a token by its first character."""
    if first in "\"'":
        return "q"
    if first.isdecimal():
        return "n"
    return "w" if first.isalnum() else "p"


_CHUNKS: Final[dict[str, _Chunk]] = {}
# News words repeat.  That a word is one object wherever it stands makes every later look-up of it faster, too.


def _chunk(written: str) -> _Chunk:
    if len(_CHUNKS) > _KEPT:
        _CHUNKS.clear()
    found = _CHUNKS[written] = _Chunk(written)
    return found


class Sentence:
    """Half-open token range ``[first, last)`` of a sentence; ``line`` is the number of its line, from the first that has one."""

    __slots__ = ("first", "last", "line")

    def __init__(self, first: int, last: int, line: int) -> None:
        self.first, self.last, self.line = first, last, line


class Text:
    """The tokens of one report.

    ``forms[i]`` is the folded form of token ``i``; ``starts[i]``/``ends[i]`` are code points into
    ``raw``; ``kinds[i]`` is ``w`` word, ``n`` number, ``p`` punctuation, ``l`` line end.
    ``pre``/``post`` map a token to the quotation marks that touch it; ``drops`` are the code points at which folding
    left out marks or controls, in order.
    """

    __slots__ = ("drops", "ends", "forms", "kinds", "post", "pre", "raw", "sentences", "starts")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.forms: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.kinds: list[str] = []
        self.pre: dict[int, str] = {}
        self.post: dict[int, str] = {}
        self._tokenise()
        self.sentences = self._sentences()

    def _tokenise(self) -> None:
        folded = fold(self.raw)
        plain = folded.text
        forms, starts, ends, kinds = self.forms, self.starts, self.ends, self.kinds
        marks: list[tuple[int, int]] = []
        known = _CHUNKS
        end = 0
        broken = False
        for number, line in enumerate(plain.split("\n")):
            broken = broken or number > 0
            for written in line.split():
                # Only blanks lie between chunks, so the next occurrence of its characters is the chunk.
                start = plain.find(written, end)
                if broken:
                    self._break(end, start)
                    broken = False
                end = start + len(written)
                chunk = known.get(written)
                if chunk is None:
                    chunk = _chunk(written)
                if chunk.kind:
                    forms.append(chunk.form)
                    kinds.append(chunk.kind)
                    starts.append(start)
                    ends.append(end)
                    continue
                for k, kind in enumerate(chunk.kinds):
                    if kind == "q":
                        marks.append((len(forms), start + chunk.starts[k]))
                        continue
                    forms.append(chunk.forms[k])
                    kinds.append(kind)
                    starts.append(start + chunk.starts[k])
                    ends.append(start + chunk.ends[k])
        if broken:
            self._break(end, len(plain))
        if marks:
            self._quote(folded, marks)
        self.drops = folded.drops()
        if self.drops:
            self._map_back(folded)

    def _break(self, start: int, end: int) -> None:
        """Add the token of a line end: the blanks around it are part of it."""
        self.forms.append("\n")
        self.kinds.append("l")
        self.starts.append(start)
        self.ends.append(end)

    def _quote(self, folded: Folded, marks: list[tuple[int, int]]) -> None:
        """Give every quotation mark to the word it belongs to, as its opening or its closing mark.

        ``marks`` are pairs of the number of tokens before the mark and its place in the folded text.  Where it
        stands decides: a mark that touches only one word belongs to that; between two words (ل«X» with the
        tatweel of لـ«X» dropped) or between two blanks its shape decides, and for marks without direction
        whether one is open in the line.
        """
        text, raw, forms, starts, ends, kinds = folded.text, self.raw, self.forms, self.starts, self.ends, self.kinds
        open_marks: set[str] = set()
        run = before_at = after_at = 0
        previous_line = -1
        for at, (i, start) in enumerate(marks):
            sign = text[start]
            if i and kinds[i - 1] == "l" and i != previous_line:
                open_marks.clear()
                previous_line = i
            shape = raw[folded.original(start)]
            if at >= run:
                # marks that stand together ("' or »") touch the words on both sides of them all
                run = at + 1
                while run < len(marks) and marks[run][1] == start + run - at:
                    run += 1
                before_at, after_at = start, start + run - at
            before = i > 0 and ends[i - 1] == before_at and kinds[i - 1] != "l" and forms[i - 1] not in _LEADING
            after = i < len(starts) and starts[i] == after_at and (kinds[i] in "wn" or forms[i] in _LEADING)
            if before == after:
                closes = shape in _CLOSING or (shape not in _OPENING and sign in open_marks)
            else:
                closes = before
            if closes and i and kinds[i - 1] != "l":
                self.post[i - 1] = self.post.get(i - 1, "") + sign
                open_marks.discard(sign)
            else:
                self.pre[i] = self.pre.get(i, "") + sign
                open_marks.add(sign)
        self.pre.pop(len(starts), None)

    def _map_back(self, folded: Folded) -> None:
        """Turn offsets into the folded text into offsets into the original, marks of the last letter included."""
        raw, breaks, shifts = self.raw, folded.breaks, folded.shifts
        starts, ends = self.starts, self.ends
        size = len(raw)
        last = len(breaks) - 1
        k, shift = -1, 0
        for i, start in enumerate(starts):
            while k < last and breaks[k + 1] <= start:
                k += 1
                shift = shifts[k]
            starts[i] = start + shift
            final = ends[i] - 1
            while k < last and breaks[k + 1] <= final:
                k += 1
                shift = shifts[k]
            end = final + shift + 1
            if end < size and raw[end] in MARKS:
                end = end_with_marks(raw, end)
            ends[i] = end

    def _sentences(self) -> list[Sentence]:
        out: list[Sentence] = []
        first = line = 0
        forms = self.forms
        for i, kind in enumerate(self.kinds):
            if kind == "l" or (kind == "p" and forms[i] in _FINAL and not (forms[i] == "." and self._abbreviates(i))):
                if i > first:
                    self._close(out, first, i, line)
                first = i + 1
                if kind == "l" and out:
                    line += 1  # empty lines at the top count for nothing: line 0 is the headline
            elif kind == "p" and forms[i] in _BULLETS and i == first:
                first = i + 1
        if first < len(forms):
            self._close(out, first, len(forms), line)
        return out

    def _close(self, out: list[Sentence], first: int, last: int, line: int) -> None:
        """Add a sentence; one without end (a transcript without any stop) is cut at commas, or where it must be."""
        while last - first > _LONGEST:
            end = first + _LONGEST
            cut = next((k + 1 for k in range(end - 1, first + _LONGEST // 2, -1) if self.forms[k] in _PAUSES), end)
            out.append(Sentence(first, cut, line))
            first = cut
        out.append(Sentence(first, last, line))

    def _abbreviates(self, i: int) -> bool:
        """True for a full stop that ends no sentence: أ.ف.ب، د. أحمد, example.org."""
        forms, kinds = self.forms, self.kinds
        if not 0 < i < len(forms) - 1 or kinds[i - 1] != "w" or kinds[i + 1] != "w" or self.starts[i] != self.ends[i - 1]:
            return False
        return len(forms[i - 1]) == 1 or (
            forms[i - 1].isascii() and forms[i + 1].isascii() and self.starts[i + 1] == self.ends[i]
        )

    def __len__(self) -> int:
        return len(self.forms)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Original offsets of the tokens ``[first, last)``."""
        return self.starts[first], self.ends[last - 1]

    def written(self, first: int, last: int) -> str:
        """The original characters of the tokens ``[first, last)``, marks and all."""
        return self.raw[self.starts[first] : self.ends[last - 1]]

    def slice(self, first: int, last: int) -> str:
        """The tokens ``[first, last)`` as one writes them: the original letters without tatweel, vowel marks and
        controls, which a name has here and lacks there."""
        start, end, drops = self.starts[first], self.ends[last - 1], self.drops
        cut = self.raw[start:end]
        if drops:
            k = bisect_left(drops, start)
            if k < len(drops) and drops[k] < end:
                return without_marks(cut)
        return cut

    def word(self, i: int) -> str:
        """The original characters of token ``i``, its marks included (they tell a passive)."""
        return self.raw[self.starts[i] : self.ends[i]]

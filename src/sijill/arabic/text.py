"""A report as tokens and sentences, every token with its offsets in the original text.

Quotation marks and hashes are not tokens: they are noted on the word they touch (``pre``,
``post``), so that ميليشيا “لواء القدس” and تنظيم "الدولة الإسلامية" read as plain word sequences.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sijill.arabic.letters import end_with_marks, fold

# Words (letters of one script run), Latin with digits (M20), numbers with separators, newline runs,
# quotation marks, any other single sign.
_TOKEN = re.compile(
    r"(?P<w>[A-Za-z][A-Za-z0-9'-]*|[^\W\d_A-Za-z]+)"
    r"|(?P<n>\d+(?:[.,]\d+)*)"
    r"|(?P<l>\s*\n\s*)"
    r"|(?P<q>[\"'])"
    r"|(?P<p>\.{2,}|…|[^\w\s]|[\d_])"
)
_FINAL = frozenset((".", "!", "?", "؟", "..", "...", "…", "\n"))
_BULLETS = frozenset("•▪●◼▫➖♦*")


class Sentence(NamedTuple):
    """Half-open token range ``[first, last)`` of a sentence; ``line`` is the number of its line."""

    first: int
    last: int
    line: int


class Text:
    """The tokens of one report.

    ``forms[i]`` is the folded form of token ``i``; ``starts[i]``/``ends[i]`` are code points into
    ``raw``; ``kinds[i]`` is ``w`` word, ``n`` number, ``p`` punctuation, ``l`` line end.
    ``pre``/``post`` map a token to the quotation marks that touch it.
    """

    __slots__ = ("ends", "forms", "kinds", "post", "pre", "raw", "sentences", "starts")

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
        plain = not folded.breaks
        forms, starts, ends, kinds = self.forms, self.starts, self.ends, self.kinds
        opening = ""
        touched = -1
        for match in _TOKEN.finditer(folded.text):
            kind = match.lastgroup or "p"
            start, end = match.span()
            if kind == "q":
                if touched == start and forms:
                    i = len(forms) - 1
                    self.post[i] = self.post.get(i, "") + match.group()
                    touched = end
                else:
                    opening += match.group()
                continue
            if opening:
                self.pre[len(forms)] = opening
                opening = ""
            form = match.group()
            if kind == "l":
                form = "\n"
            elif kind == "w" and form[0] < "\x80":
                form = form.lower()
            forms.append(form)
            kinds.append(kind)
            if plain:
                starts.append(start)
                ends.append(end)
            else:
                starts.append(folded.original(start))
                ends.append(end_with_marks(self.raw, folded.original(end - 1) + 1))
            touched = end

    def _sentences(self) -> list[Sentence]:
        out: list[Sentence] = []
        first = line = 0
        forms = self.forms
        for i, kind in enumerate(self.kinds):
            if kind == "l" or (kind == "p" and (forms[i] in _FINAL)):
                if i > first:
                    out.append(Sentence(first, i, line))
                first = i + 1
                if kind == "l":
                    line += 1
            elif kind == "p" and forms[i] in _BULLETS and i == first:
                first = i + 1
        if first < len(forms):
            out.append(Sentence(first, len(forms), line))
        return out

    def __len__(self) -> int:
        return len(self.forms)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Original offsets of the tokens ``[first, last)``."""
        return self.starts[first], self.ends[last - 1]

    def slice(self, first: int, last: int) -> str:
        """The original characters of the tokens ``[first, last)``."""
        return self.raw[self.starts[first] : self.ends[last - 1]]

    def word(self, i: int) -> str:
        """The original characters of token ``i``."""
        return self.raw[self.starts[i] : self.ends[i]]

"""A report as tokens and sentences, every token with its offsets in the original text.

Quotation marks and hashes are not tokens: they are noted on the word they touch (``pre``,
``post``), so that ميليشيا “لواء القدس” and تنظيم "الدولة الإسلامية" read as plain word sequences.
"""

from __future__ import annotations

import re
from typing import Final

from sijill.arabic.letters import MARKS, Folded, end_with_marks, fold, without_marks
from sijill.arabic.ordered import bisect_left

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
_SEPARATORS: Final = re.compile("[\x1c-\x1f]")
"""Controls that folding leaves out, and that cut a text to Python."""
_LINE_ENDS: Final = frozenset("\n\r\u2028\u2029\u0085\v\f")
_KEPT: Final = 200_000
"""Chunks remembered; a long run over many domains must not grow without bound."""


_LINE: Final = 1
_STOP: Final = 2
_BULLET: Final = 3


class Word:
    """A folded form wherever it stands, with what the rooms of the reader have found out about it.

    ``kind`` is that of :class:`Text`, ``sign`` what it is to sentences.  Each of the others belongs to a room, which fills it when it first meets the word: ``number`` is 1
    for a word of numbers, ``date`` what it does in dates (-1 before they were asked) and ``senses`` its senses there, ``clause``
    1 for one that begins a main clause, ``place`` what it can be in a place phrase and ``entry`` what the lexicon knows of it; the
    last two name the packs that they follow from.
    """

    __slots__ = ("clause", "date", "entry", "form", "kind", "number", "place", "senses", "sign")

    def __init__(self, form: str, kind: str) -> None:
        self.form, self.kind = form, kind
        self.sign = _LINE if kind == "l" else 0 if kind != "p" else _STOP if form in _FINAL else _BULLET if form in _BULLETS else 0
        self.number = self.date = self.clause = -1
        self.senses: object = None
        self.place: object = None
        self.entry: object = None


_LINE_END: Final = Word("\n", "l")


class _Mark:
    """A quotation mark of a chunk: how many tokens of the chunk stand before it, and whether it closes.

    ``closes`` is 1 for a mark that closes, 0 for one that opens, -1 where the marks open in the line decide.
    """

    __slots__ = ("behind", "closes", "sign")

    def __init__(self, behind: int, sign: str, closes: int) -> None:
        self.behind, self.sign, self.closes = behind, sign, closes


class _Chunk:
    """What stands between two blanks, cut into tokens; all offsets count from its first character as it was written.

    ``drops`` are the places at which folding left something out; ``first`` and ``last`` are where its visible part begins and ends for
    a line end beside it, ``shown`` where its last character that is not left out ends.
    """

    __slots__ = ("count", "drops", "end", "ends", "first", "last", "marks", "shown", "start", "starts", "word", "words")

    def __init__(self, written: str) -> None:
        folded = fold(written)
        plain = folded.text
        self.words: list[Word] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.drops = folded.drops()
        spans: list[tuple[int, int]] = []
        quotes: list[tuple[int, int]] = []
        for match in _TOKEN.finditer(plain):
            found = match.group()
            kind = _kind(found[0])
            start, end = match.span()
            if kind == "q":
                quotes.append((len(spans), start))
                continue
            self.words.append(_word(found.lower() if found[0].isascii() else found, kind))
            spans.append((start, end))
            self.starts.append(folded.original(start))
            self.ends.append(_with_marks(written, folded.original(end - 1) + 1))
            k = len(spans) - 4
            if k > 0 and kind == "w" and self._counts(k, spans):
                # A number in brackets amid blanks that do not part chunks: joined where the lists end, since a text without other blanks holds thousands.
                self.words[k:] = [self.words[k + 1], self.words[k + 3]]
                self.starts[k:] = [self.starts[k], self.starts[k + 3]]
                self.ends[k:] = self.ends[k + 2 :]
                spans[k:] = [(spans[k][0], spans[k + 2][1]), spans[k + 3]]
                j = len(quotes)
                while j and quotes[j - 1][0] > k:
                    j -= 1
                    quotes[j] = (quotes[j][0] - 2, quotes[j][1])
        self.marks = self._marked(written, folded, spans, quotes)
        body = plain.strip()
        lead = len(plain) - len(plain.lstrip())
        self.first = -1
        """-1 for a chunk of which folding leaves nothing."""
        self.last = folded.original(0)
        self.shown = _with_marks(written, folded.original(len(plain) - 1) + 1 if plain else 0)
        if body:
            self.first = _with_marks(written, folded.original(lead - 1) + 1 if lead else 0)
            self.last = folded.original(lead + len(body))
        alone = len(self.words) == 1 and not self.marks and not self.drops and self.first == 0 and self.last == len(written)
        self.word = self.words[0] if alone else None
        """The only token, which most chunks are, where it is the whole visible part."""
        self.start, self.end = (self.starts[0], self.ends[0]) if alone else (0, 0)
        bracketed = [word.kind for word in self.words] == ["p", "n", "p"] and plain[0] + plain[-1] in ("()", "[]")
        self.count = self.words[1] if bracketed else None
        """A number in brackets, as some write what they count: قُتل (150) مواطناً."""

    def _counts(self, k: int, spans: list[tuple[int, int]]) -> bool:
        """True where the tokens from ``k`` on are a number in brackets between two words."""
        before, first, number, last, behind = self.words[k - 1 : k + 4]
        return (
            number.kind == "n" and first.form + last.form in ("()", "[]") and before.kind == "w" and behind.kind == "w"
            and spans[k - 1][1] < spans[k][0] and spans[k][1] == spans[k + 1][0] and spans[k + 1][1] == spans[k + 2][0] and spans[k + 2][1] < spans[k + 3][0]
        )  # fmt: skip

    def _marked(self, written: str, folded: Folded, spans: list[tuple[int, int]], quotes: list[tuple[int, int]]) -> list[_Mark]:
        """The quotation marks: where they stand decides whether they open or close.

        A mark that touches only one word belongs to that; between two words (ل«X» with the tatweel of لـ«X» dropped) or between two
        blanks its shape decides, and for marks without direction whether one is open in the line.
        """
        out: list[_Mark] = []
        run = before_at = after_at = 0
        for at, (i, start) in enumerate(quotes):
            if at >= run:
                # marks that stand together ("' or »") touch the words on both sides of them all
                run = at + 1
                while run < len(quotes) and quotes[run][1] == start + run - at:
                    run += 1
                before_at, after_at = start, start + run - at
            before = i > 0 and spans[i - 1][1] == before_at and self.words[i - 1].form not in _LEADING
            after = i < len(spans) and spans[i][0] == after_at and (self.words[i].kind in "wn" or self.words[i].form in _LEADING)
            if before == after:
                shape = written[folded.original(start)]
                closes = 1 if shape in _CLOSING else 0 if shape in _OPENING else -1
            else:
                closes = 1 if before else 0
            out.append(_Mark(i, folded.text[start], closes))
        return out


def _with_marks(written: str, end: int) -> int:
    """An end offset, past the diacritics of the last letter."""
    return end_with_marks(written, end) if end < len(written) and written[end] in MARKS else end


def _kind(first: str) -> str:
    """The kind of a token by its first character."""
    if first in "\"'":
        return "q"
    if first.isdecimal():
        return "n"
    return "w" if first.isalnum() else "p"


_CHUNKS: Final[dict[str, _Chunk]] = {}
_WORDS: Final[dict[str, Word]] = {}
# News words repeat.  That a word is one object wherever it stands makes all that is known of it one step away.


def _chunk(written: str) -> _Chunk:
    if len(_CHUNKS) > _KEPT:
        _CHUNKS.clear()
    found = _CHUNKS[written] = _Chunk(written)
    return found


def _word(form: str, kind: str) -> Word:
    found = _WORDS.get(form)
    if found is None:
        if len(_WORDS) > _KEPT:
            _WORDS.clear()
        found = _WORDS[form] = Word(form, kind)
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
    ``breaks`` are the line ends in order; ``pre``/``post`` map a token to the quotation marks that touch it; ``drops`` are the code points at which folding
    left out marks or controls, in order.
    """

    __slots__ = ("breaks", "drops", "ends", "forms", "kinds", "post", "pre", "raw", "sentences", "starts", "words")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[Word] = []
        self.drops: list[int] = []
        self.pre: dict[int, str] = {}
        self.post: dict[int, str] = {}
        self.breaks: list[int] = []
        cut = "\x1c" in raw or "\x1d" in raw or "\x1e" in raw or "\x1f" in raw
        self._tokenise(_SEPARATORS.sub("\0", raw) if cut else raw)
        self.forms = [word.form for word in self.words]
        self.kinds = [word.kind for word in self.words]
        self.sentences = self._sentences()

    def _tokenise(self, raw: str) -> None:
        words, starts, ends = self.words, self.starts, self.ends
        known = _CHUNKS
        open_marks: set[str] = set()
        marked_line = -1
        at = start = last = 0
        broken = False
        chunk: _Chunk | None = None
        for line in raw.splitlines():
            if at:
                # one blank was counted behind the last chunk: the sign of the line end, which may have two
                broken = True
                if raw[at - 1] == "\r" and raw.startswith("\n", at):
                    at += 1
            for written in line.split(" "):
                start = at
                at += len(written) + 1
                if not written:
                    continue
                chunk = known.get(written)
                if chunk is None:
                    chunk = _chunk(written)
                word = chunk.word
                if word is not None:
                    if broken:
                        self._break(last, start)
                        broken = False
                    words.append(word)
                    starts.append(start)
                    ends.append(at - 1)
                    last = at - 1
                    continue
                for drop in chunk.drops:
                    self.drops.append(start + drop)
                if chunk.first < 0:
                    if start == 0:
                        last = chunk.last
                    continue
                if broken:
                    self._break(last, start + chunk.first)
                    broken = False
                last = start + chunk.last
                if chunk.count is not None and words and words[-1].kind == "w" and raw[at - 1 : at] == " " and raw[at : at + 1].isalpha():
                    words.append(chunk.count)
                    starts.append(start)
                    ends.append(at - 1)
                    continue
                behind = len(words)
                words.extend(chunk.words)
                for offset in chunk.starts:
                    starts.append(start + offset)
                for offset in chunk.ends:
                    ends.append(start + offset)
                for mark in chunk.marks:
                    i = behind + mark.behind
                    if i and i != marked_line and words[i - 1].kind == "l":
                        open_marks.clear()
                        marked_line = i
                    self._quote(i, mark, open_marks)
        if broken or raw[-1:] in _LINE_ENDS:
            self._break(last, start + chunk.shown if chunk is not None and start < len(raw) < at else len(raw))
        self.pre.pop(len(words), None)

    def _break(self, start: int, end: int) -> None:
        """Add the token of a line end: the blanks around it are part of it."""
        self.breaks.append(len(self.words))
        self.words.append(_LINE_END)
        self.starts.append(start)
        self.ends.append(end)

    def _quote(self, i: int, mark: _Mark, open_marks: set[str]) -> None:
        """Give a quotation mark before token ``i`` to the word it belongs to, as its opening or its closing mark."""
        sign = mark.sign
        closes = mark.closes == 1 or (mark.closes < 0 and sign in open_marks)
        if closes and i and self.words[i - 1].kind != "l":
            self.post[i - 1] = self.post.get(i - 1, "") + sign
            open_marks.discard(sign)
        else:
            self.pre[i] = self.pre.get(i, "") + sign
            open_marks.add(sign)

    def _sentences(self) -> list[Sentence]:
        out: list[Sentence] = []
        first = line = 0
        forms = self.forms
        for i, word in enumerate(self.words):
            sign = word.sign
            if not sign:
                continue
            if sign == _LINE or (sign == _STOP and not (word.form == "." and self._abbreviates(i))):
                if i > first:
                    self._close(out, first, i, line)
                first = i + 1
                if sign == _LINE and out:
                    line += 1  # empty lines at the top count for nothing: line 0 is the headline
            elif sign == _BULLET and i == first:
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

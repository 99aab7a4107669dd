"""The publishing outlet, as far as the report itself shows it.

Tried, best first: metadata; a dateline (حمص - سانا، عدن: «المشرق»، نابلس 23-2-2023 وكالة بيت -); a line that is only
the name of a body; the body whose bulletin a headline is (خلية الإعلام الأمني: …); a closing hashtag; references of
the outlet to itself (مراسل X، لراديو X).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container
from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.actors import Entry, Registry
from sijill.knowledge.bits import (
    ACTS_ALONE,
    BYLINE,
    M_BODY,
    M_PAPER,
    REALIS,
    SOURCE,
    SPEECH,
    TIE,
    TOLL,
    TRIGGER,
    G,
)
from sijill.reading.date.almanac import almanac
from sijill.reading.document import Document

Found = tuple[list[str], int | None, int | None, str]

_HEAD_LINES: Final = 5
_DATELINE_TOKENS: Final = 16
_RUN_IN_TOKENS: Final = 16
_NAME_WORDS: Final = 6
_CLOSING_LINES: Final = 3
_SEPARATORS: Final = frozenset(("-", "/", ":", "|", "،", "(", ")", "؛", "~"))
_DATE_WORDS: Final = frozenset(("month", "weekday", "hijri", "era", "relday", "ordinal"))
_DATED: Final = frozenset(form for form, senses in almanac().items() if any(w.cls in _DATE_WORDS and not w.weak for w in senses))
_MARKS: Final = re.compile("[\"'“”«»„‟#()]")
_GENERIC_HEADS: Final = ("شبكه", "وكاله", "موقع", "صحيفه", "قناه", "اذاعه", "راديو", "جريده", "منصه")


def find_outlet(
    doc: Document, registry: Registry, given: str | None = None, places: Container[int] = ()
) -> Found | None:
    """``(names, first token, last token, rule)`` of the publishing outlet, or None where the text does not show it.

    ``given`` is metadata; it has no tokens.  ``places`` are the tokens of place names: with them an unlisted name is
    told from a place (نبض الفرات - خاص, but not دير الزور - خاص).
    """
    if given and given.strip():
        entry = _listed(registry, given)
        names = [given.strip(), *(entry.names if entry else ())]
        return list(dict.fromkeys(names)), None, None, "outlet.given"
    return _Finder(doc, registry, places).run()


def _listed(registry: Registry, written: str) -> Entry | None:
    words = fold_word(written.replace("-", " - ")).split()
    for table in (registry.outlet_table, registry.table):
        for clitics, name in table.starts(words[0]) if words else ():
            if not clitics and name.rest == tuple(words[1:]):
                return name.entry
    return None


class _Finder:
    def __init__(self, doc: Document, registry: Registry, places: Container[int]) -> None:
        self.doc, self.registry, self.places = doc, registry, places
        self.text, self.forms, self.kinds, self.info = doc.text, doc.text.forms, doc.text.kinds, doc.info

    def run(self) -> Found | None:
        lines = self.lines()
        for first, last in lines[: _HEAD_LINES]:
            found = self.dateline(first, last, first == lines[0][0])
            if found:
                return found
        for first, last in lines[1:_HEAD_LINES]:
            found = self.whole(first, last)
            if found:
                return found
        return (self.bulletin(*lines[0]) if lines else None) or self.hashtag(lines) or self.itself()

    def lines(self) -> list[tuple[int, int]]:
        """Token ranges of the lines that hold anything."""
        out: list[tuple[int, int]] = []
        first = 0
        for i in self.text.breaks:
            if i > first:
                out.append((first, i))
            first = i + 1
        if first < len(self.kinds):
            out.append((first, len(self.kinds)))
        return out

    # ------------------------------------------------------------------ datelines

    def dateline(self, first: int, last: int, title: bool) -> Found | None:
        short = last - first <= _DATELINE_TOKENS
        if title and not short:
            return None
        parts, marks = self.parts(first, last if short else min(last, first + _RUN_IN_TOKENS))
        dated = any(mark in "d" for mark in marks)
        generic = False
        context = 0
        weak: tuple[int, int] | None = None
        for n, (a, b) in enumerate(parts):
            if any(self.kinds[k] == "p" for k in range(a, b)):
                return None
            while a < b and self.byline(a, "generic"):
                generic, a = True, a + 1
            if a < b and self.forms[a] in ("ل", "ب") and generic:
                a += 1
            if a == b:
                continue
            strong = self.strong(a, b)
            if not strong and any(self.spoken(k) for k in range(a, b)):
                break
            if not strong and (self.byline(a, "rubric") or self.byline(a, "desk")):
                context += 1
                continue
            if strong and (not title or n > 0) and (dated or context or generic or (short and len(parts) > 1)):
                bracket = parts[n + 1] if n + 1 < len(parts) and self.forms[b : b + 1] == ["("] else None
                return self.named(a, b, "outlet.dateline", bracket)
            if b - a <= 4 and not title and (weak is None or (a not in self.places and weak[0] in self.places)):
                weak = (a, b)
            context += 1
        if not short or title or weak is None:
            return None
        a, b = weak
        sole = len(parts) == 2 and context == 2 and a == parts[1][0] and last - first <= 5 and not dated
        placed = any(k in self.places for k in range(a, b))
        if (sole and not placed) or ((generic or dated or context > 1) and self.echoed(a, b)):
            return self.named(a, b, "outlet.dateline", None)
        if a == first and b - a > 1 and context > 1 and all(self.forms[k].startswith("ال") for k in range(a, b)):
            return self.named(a, b, "outlet.dateline", None)
        if a == first and b - a > 1 and generic and self.places and not placed:
            return self.named(a, b, "outlet.dateline", None)
        return None

    def parts(self, first: int, last: int) -> tuple[list[tuple[int, int]], str]:
        """The pieces of a line between separators and dates; ``d`` in the marks for every date."""
        parts: list[tuple[int, int]] = []
        marks = ""
        start = first
        for k in range(first, last + 1):
            dated = k < last and (self.kinds[k] == "n" or self.forms[k] in _DATED)
            if k in self.text.pre and k > start and k < last:
                parts.append((start, k))
                start = k
            if k == last or dated or self.forms[k] in _SEPARATORS:
                if dated:
                    marks += "d"
                if k > start:
                    parts.append((start, k))
                start = k + 1
        return parts, marks

    def byline(self, k: int, key: str) -> bool:
        return self.doc.sense(k, "byline", key) is not None

    def spoken(self, k: int) -> bool:
        """True for words of a running sentence: verbs of speech and of events, particles."""
        info = self.info[k]
        if info.mask & (SPEECH | ACTS_ALONE) or (info.mask & REALIS and self.doc.sense(k, "realis") is not None):
            return True
        return info.mask & G != 0 and any(s.pos == "v" and not s.near for s in info.particles)

    def strong(self, a: int, b: int) -> bool:
        """A name in quotation marks, one of the list, or one that begins with وكالة، بوابة، صحيفة."""
        if b - a > _NAME_WORDS:
            return False
        if a in self.text.pre and b - 1 in self.text.post:
            return not self.fights(a, b) and (self.entry(a, b) is not None or not self.quoted_within(a, b))
        if self.entry(a, b) is not None:
            return True
        sense = self.doc.sense(a, "source")
        return sense is not None and sense.key == "outlet" and b - a > 1 and "ال" not in sense.clitics and not sense.clitics

    def quoted_within(self, a: int, b: int) -> bool:
        """True for quotation marks within a sentence: behind a word that is no place or byline, or round a place alone."""
        if all(k in self.places for k in range(a, b)):
            return True  # في «درعا»
        k = a - 1
        if k < 0 or self.kinds[k] != "w" or k in self.places or self.forms[k] in ("ل", "ب"):
            return False  # بغداد «المدار», خاص بـ«المدار»
        return not self.info[k].mask & (BYLINE | SOURCE)  # إلى مقتل «فلان» و«فلان»

    def fights(self, a: int, b: int) -> bool:
        """True where tokens ``[a, b)`` are a listed name of a body under arms, which heads no report in quotation marks."""
        rest = tuple(self.forms[a + 1 : b])
        return any(name.rest == rest and name.entry.kind in ("armed_group", "state_force") for _, name in self.registry.table.starts(self.forms[a]))

    def entry(self, a: int, b: int) -> Entry | None:
        """The listed outlet or monitor whose name fills tokens ``[a, b)``."""
        for clitics, name in self.registry.outlet_table.starts(self.forms[a]):
            if not clitics and 1 + len(name.rest) == b - a and all(self.forms[a + 1 + k] == w for k, w in enumerate(name.rest)):
                return name.entry
        return None

    def echoed(self, a: int, b: int) -> bool:
        """True when the report uses a name of itself: behind مراسل, or as a hashtag on a line of its own."""
        forms = self.forms
        words = forms[a:b]
        n = len(words)
        for k in range(b, len(forms) - n + 1):
            if forms[k : k + n] == words:
                alone = forms[k - 1] == "\n" and (k + n == len(forms) or forms[k + n] == "\n")
                if alone or self.byline(k - 1, "staff"):
                    return True
        return False

    def named(self, a: int, b: int, rule: str, bracket: tuple[int, int] | None = None) -> Found:
        """The names of an outlet as written, from the list, without its generic head, and as abbreviated in brackets."""
        written = self.plain(a, b)
        names = [written]
        entry = self.entry(a, b) or _listed(self.registry, written)
        if bracket is not None:
            names.append(self.plain(*bracket))
            b = bracket[1]
        head, _, rest = written.partition(" ")
        if rest and fold_word(head) in _GENERIC_HEADS:
            names.append(rest)
        names += entry.names if entry else ()
        return list(dict.fromkeys(names)), a, b, rule

    def plain(self, a: int, b: int) -> str:
        return " ".join(_MARKS.sub("", self.text.slice(a, b)).replace("_", " ").split())

    # ------------------------------------------------------------------ bodies

    def whole(self, first: int, last: int) -> Found | None:
        """A line that is only the name of a body: the head of its own bulletin."""
        b = first
        while b < last and self.kinds[b] == "w" and not self.spoken(b) and not self.info[b].mask & G:
            b += 1
        bracket = None
        if b < last and self.forms[b] == "(" and self.forms[last - 1] == ")":
            bracket = (b + 1, last - 1)
        elif b < last:
            return None
        if b - first < 2 or b - first > 9 or first in self.places or self.tagged(first):
            return None
        sense = self.doc.sense(first, "source")
        head = sense is not None and sense.marks & M_BODY and not sense.clitics and (sense.key in ("organisation", "outlet") or sense.has("group:office"))
        if head or self.entry(first, b) is not None:
            found = self.named(first, b, "outlet.line", bracket)
            entry = _listed(self.registry, found[0][0])
            if entry is not None:
                found[0].extend(n for n in entry.names if n not in found[0])
            return found
        return None

    def bulletin(self, first: int, last: int) -> Found | None:
        """خلية الإعلام الأمني: …: a body heads its own bulletin."""
        while first < last and self.kinds[first] != "w":
            first += 1
        for k in range(first, min(first + 8, last)):
            if self.forms[k] == ":":
                sense = self.doc.sense(first, "source")
                own = sense is not None and sense.marks & M_BODY and not sense.clitics and not sense.marks & M_PAPER
                if k - first > 1 and (own or self.entry(first, k) is not None):
                    found = self.named(first, k, "outlet.bulletin")
                    names = found[0]
                    full = next((n for n in self.fuller(first, k) if n not in names), None)
                    if full:
                        names.append(full)
                    return found
                return None
            if self.kinds[k] not in "w":
                return None
        return None

    def fuller(self, a: int, b: int) -> list[str]:
        """The longer form that the text gives of a name: مرصد الفرات لحقوق الإنسان."""
        words = self.forms[a:b]
        n = len(words)
        for k in range(b, len(self.forms) - n):
            if self.forms[k : k + n] == words and self.forms[k + n].startswith("ل") and len(self.forms[k + n]) > 3:
                end = k + n + 1
                while end < len(self.forms) and self.kinds[end] == "w" and self.forms[end].startswith("ال") and end < k + n + 3:
                    end += 1
                return [self.plain(k, end)]
        return []

    def hashtag(self, lines: list[tuple[int, int]]) -> Found | None:
        """#شبكة_صوت_الفرات as the last line: a network signs."""
        for first, last in reversed(lines[-_CLOSING_LINES:]):
            if not self.tagged(first) or not 2 <= last - first <= _NAME_WORDS:
                continue
            if "#" in self.text.slice(first, last) or any(self.kinds[k] != "w" for k in range(first, last)):
                continue
            if any(self.info[k].mask & (TRIGGER | TOLL) for k in range(first, last)) or first in self.places:
                continue
            found = self.named(first, last, "outlet.hashtag")
            names = found[0]
            bare = " ".join(w for w in names[0].split() if fold_word(w) not in ("شبكه", "المحليه", "الاخباريه"))
            for more in (bare, "شبكة " + bare):
                if more not in names:
                    names.append(more)
            return found
        return None

    def tagged(self, k: int) -> bool:
        """True when token ``k`` opens a hashtag."""
        start = self.text.starts[k]
        return start > 0 and self.text.raw[start - 1] == "#"

    def itself(self) -> Found | None:
        """مراسل (الحل نت)، كتّاب «المدار»، لراديو الكل: the name that the report most often gives its own staff."""
        seen: Counter[tuple[str, ...]] = Counter()
        where: dict[tuple[str, ...], tuple[int, int]] = {}
        for i in sorted({*self.doc.having("byline"), *self.doc.having("source")}):
            staff = self.doc.sense(i, "byline", "staff")
            k = i
            if staff is not None and "ال" not in staff.clitics and not staff.pronoun:
                k = i + 1
            elif not any(s.key == "outlet" and s.clitics == "ل" for s in self.doc.senses(i, "source")):
                continue
            span = self.name_at(k, k == i)
            if span is None:
                continue
            key = tuple(self.forms[span[0] + (k == i) : span[1]]) if k == i else tuple(self.forms[span[0] : span[1]])
            seen[key] += 1
            where.setdefault(key, span)
        if not seen:
            return None
        best = max(seen, key=lambda key: (seen[key], -where[key][0]))
        a, b = where[best]
        found = self.named(a, b, "outlet.staff")
        if found[0][0].startswith("ل") and self.forms[a].startswith("ل"):
            found = [n.removeprefix("ل") for n in found[0]], a, b, found[3]
        return found

    def name_at(self, k: int, headed: bool) -> tuple[int, int] | None:
        """The outlet name at token ``k``: in brackets or quotation marks, listed, or a head with its genitive."""
        n = len(self.forms)
        if k >= n:
            return None
        if self.forms[k] == "(":
            close = next((x for x in range(k + 1, min(k + 5, n)) if self.forms[x] == ")"), 0)
            return (k + 1, close) if close > k + 1 else None
        if k in self.text.pre:
            close = next((x + 1 for x in range(k, min(k + 5, n)) if x in self.text.post), 0)
            return (k, close) if close else None
        for length in (5, 4, 3, 2, 1):
            if k + length <= n and self.entry(k, k + length) is not None and not headed:
                return k, k + length
        sense = self.doc.sense(k, "source")
        if sense is not None and sense.key == "outlet" and "ال" not in sense.clitics and sense.clitics != "لل" and k + 1 < n:
            if k + 1 in self.text.pre:
                close = next((x + 1 for x in range(k + 1, min(k + 6, n)) if x in self.text.post), 0)
                return (k, close) if close else None
            if self.forms[k + 1].startswith("ال") and not self.info[k + 1].mask & (SOURCE | TIE):
                return k, k + 2
        return None

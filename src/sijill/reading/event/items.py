"""Reports that are lists: each line of a live page or a post begins with a clock time or a mark, and is a matter of its own."""

from __future__ import annotations

from typing import Final

from sijill.arabic.ordered import bisect_right
from sijill.reading.date.almanac import almanac
from sijill.reading.date.calendar import DateMention
from sijill.reading.document import Document

_FEWEST: Final = 3
"""So many lines of one kind make a list."""
_LEADING: Final = frozenset(("يوم", "في", "بتاريخ"))
_SIGNS: Final = 4
"""So many signs may stand before the time of day."""
_TITLE: Final = 4
"""So many words may stand before the day in the title of a diary."""
_CLOSES: Final = frozenset((":", "-", "–", "—", "|"))
_DIARY: Final = frozenset(form for form, senses in almanac().items() if any(w.cls == "diary" for w in senses))
_BULLETS: Final = frozenset("-–—•*·●○◦▪■□")


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
    if len(found) < _FEWEST:
        return {}
    if sum(k == "clock" for k in found.values()) >= _FEWEST:
        found = {n: "clock" if k == "post" else k for n, k in found.items()}
    for kind in ("clock", "post", "mark"):
        if sum(k == kind for k in found.values()) < _FEWEST:
            found = {n: k for n, k in found.items() if k != kind}
    return found


def entries(doc: Document, dates: list[DateMention]) -> dict[int, DateMention]:
    """The lines of a diary by the day that each is of: ``14 آب: …``, or under a line that is only the day."""
    found: dict[int, DateMention] = {}
    days = [m for m in dates if m.role == "at" and m.kind in ("day", "weekday", "month", "relative")]
    if not days:
        return found
    alone: dict[int, DateMention] = {}
    titled: dict[int, DateMention] = {}
    lines: list[int] = []
    heads: list[int] = []
    last: dict[int, int] = {}
    for s in doc.text.sentences:
        if not lines or s.line != lines[-1]:
            lines.append(s.line)
            heads.append(s.first)
        last[s.line] = s.last
    forms, kinds = doc.text.forms, doc.text.kinds
    for m in days:
        at = bisect_right(heads, m.first) - 1
        if at < 0:
            continue
        start, line = heads[at], lines[at]
        if line in found:
            continue
        before = [forms[k] for k in range(start, m.first) if kinds[k] == "w" and forms[k] not in _LEADING]
        if before:
            # حصاد اليوم الثلاثاء 14 مايو: …, أبرز أحداث يوم 13 أيار - …
            if len(before) > _TITLE or m.kind != "day" or m.last >= len(forms) or forms[m.last] not in _CLOSES:
                continue
            if not any(form in _DIARY for form in before):
                continue
            found[line] = titled[line] = m
            continue
        if m.last < len(forms) and forms[m.last] == ":":
            found[line] = m
        elif all(kinds[k] != "w" for k in range(m.last, last[line])):
            alone[line] = m
    if len(alone) > 1 or titled:
        under: DateMention | None = None
        for line in lines:
            under = (alone | titled if len(alone) > 1 else titled).get(line, under)
            if under is not None and line not in found:
                found[line] = under
    return found


def _opening(doc: Document, first: int) -> str:
    """What kind of item the line at token ``first`` is; empty for running text."""
    forms, kinds, size = doc.text.forms, doc.text.kinds, len(doc.text.forms)
    k = first
    while k < min(first + _SIGNS, size) and kinds[k] == "p":
        k += 1
    if k + 2 < size and kinds[k] == "n" and forms[k + 1] == ":" and kinds[k + 2] == "n":
        return "clock"
    if kinds[first] == "p" and forms[first] not in "\"'«“”([{…":
        return "mark" if forms[first] in _BULLETS else "post"
    before = forms[first - 1] if first and kinds[first - 1] == "p" else ""
    if not before or before in ".؟!\"»…":
        return ""
    return "mark" if before in _BULLETS else "post"

"""What the pages say, in Arabic and English (``words.tsv``); names and words of reports stand as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from sijill.labels import labels

_PART = re.compile(r"\\(\d)")


@cache
def _table() -> tuple[dict[str, tuple[str, str]], list[tuple[re.Pattern[str], str, str]]]:
    said: dict[str, tuple[str, str]] = {}
    patterns = []
    lines = (files("sijill.exports.pages") / "words.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            code, ar, en = line.split("\t")
            if code.startswith("="):
                patterns.append((re.compile(code[1:]), ar, en))
            else:
                said[code] = (ar, en)
    return said, patterns


def pair(code: str, kind: str = "") -> tuple[str, str]:
    """Arabic and English of a code; of a ``kind`` of the record format (type, relation) the label of that. An unknown code stands for itself."""
    said, _ = _table()
    if kind and (kind, code) in labels():
        return labels()[kind, code], code.replace("_", " ")
    return said.get(code, (code.replace("_", " "), code.replace("_", " ")))


def codes() -> frozenset[str]:
    """The codes that the table has words for."""
    return frozenset(_table()[0])


def both(code: str, kind: str = "") -> str:
    """HTML: the Arabic, and the English behind it."""
    return shown(*pair(code, kind))


def note(code: str, more: str = "") -> str:
    """HTML of a longer text: a paragraph in each language."""
    ar, en = pair(code)
    return f'<p lang="ar"{more}>{escape(ar)}</p><p lang="en" dir="ltr"{more}>{escape(en)}</p>'


def phrase(text: str, kept: Callable[[str], str] = str) -> tuple[str, str] | None:
    """A sentence that the register says (why a grade, why a figure) in Arabic and English; None where it is none of those. ``kept`` writes what is taken over
    into it: a number, or a name of a report or source."""
    for pattern, ar, en in _table()[1]:
        found = pattern.fullmatch(text)
        if found is not None:
            parts = [kept(part) for part in found.groups()]
            return _filled(ar, parts), _filled(en, parts)
    return None


def _filled(said: str, parts: Sequence[str]) -> str:
    return _PART.sub(lambda found: parts[int(found[1]) - 1], said)


def sentence(text: str) -> str:
    """HTML of such a sentence in both languages."""
    found = phrase(text)
    return shown(*found) if found is not None else f'<span lang="en" dir="ltr">{escape(text)}</span>'


def value(text: str) -> str:
    """HTML of one side of a conflict: a number with its bound, a relation or an event with its other side (air_strike by X), else as it is."""
    if phrase(text) is not None:
        return sentence(text)
    code, kind, rest, way, other = parted(text)
    if not kind:
        return f"<bdi>{escape(text) or '—'}</bdi>"
    if way:
        return f"{both(code, kind)} {both('of_by' if way == 'by' else way)} <bdi>{escape(other)}</bdi>"
    return f"{both(code, kind)} <bdi>{escape(rest)}</bdi>".replace(" <bdi></bdi>", "")


def parted(text: str) -> tuple[str, str, str, str, str]:
    """One side of a conflict as its code with the kind of that ("" where it is no code), what follows it, and of that the way (by, against) and the other
    side ("" where it is neither)."""
    code, _, rest = text.partition(" ")
    kind = next((k for k in ("relation", "type", "modality") if (k, code) in labels()), "")
    way, _, other = rest.partition(" ")
    return (code, kind, rest, way, other) if way in ("by", "against") and other else (code, kind, rest, "", "")


def shown(ar: str, en: str) -> str:
    """HTML of a text in both languages; where they are the same, once."""
    if ar == en:
        return f"<bdi>{escape(ar)}</bdi>"
    return f'<span lang="ar">{escape(ar)}</span> <span class="en" lang="en" dir="ltr">{escape(en)}</span>'

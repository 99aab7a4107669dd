"""Clitics of written Arabic words.

Proclitics: conjunctions و ف, prepositions ب ك ل, future س, article ال; enclitics: attached
pronouns.  The functions only propose ways to cut a folded word; a lexicon decides which of them
is a word (Buckwalter's three-part scheme of prefix, stem, suffix; Buckwalter 2004, LDC2004L02).
"""

from __future__ import annotations

from typing import Final

_CONJUNCTIONS: Final = ("و", "ف")
_PREPOSITIONS: Final = ("ب", "ك")
_PRONOUNS: Final = ("هما", "كما", "هم", "هن", "ها", "كم", "نا", "ني", "ه", "ك", "ي")


_KEPT: Final = 200_000
"""Words remembered; a long run over many domains must not grow without bound."""
_VARIANTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {}
_STEMS: Final[dict[str, tuple[tuple[str, str], ...]]] = {}


def proclitic_variants(form: str) -> tuple[tuple[str, str], ...]:
    """Ways to cut clitics off the front of a folded word, least cut first.

    Each is ``(clitics, rest)``; the rest keeps its article where one stood (للحرس → ل + الحرس)
    and is also given without it (ال + حرس).

    >>> proclitic_variants("وبالقصف")
    (('', 'وبالقصف'), ('و', 'بالقصف'), ('وب', 'القصف'), ('وبال', 'قصف'))
    """
    found = _VARIANTS.get(form)
    if found is None:
        if len(_VARIANTS) > _KEPT:
            _VARIANTS.clear()
        found = _VARIANTS[form] = _cut_front(form)
    return found


def _cut_front(form: str) -> tuple[tuple[str, str], ...]:
    out: list[tuple[str, str]] = [("", form)]
    heads = [("", form)]
    if len(form) > 2 and form[0] in _CONJUNCTIONS:
        heads.append((form[0], form[1:]))
        out.append(heads[-1])
    for clitics, rest in heads:
        if len(rest) > 3 and rest[0] in _PREPOSITIONS:
            out.append((clitics + rest[0], rest[1:]))
            if rest.startswith("ال", 1) and len(rest) > 4:
                out.append((clitics + rest[0] + "ال", rest[3:]))
        elif rest.startswith("لل") and len(rest) > 4:
            out.append((clitics + "ل", "ا" + rest[0:1] + rest[2:]))
            out.append((clitics + "لل", rest[2:]))
            out.append((clitics + "ل", rest[1:]))
            out.append((clitics + "ل", "ال" + rest[1:]))
        elif len(rest) > 3 and rest[0] == "ل":
            out.append((clitics + "ل", rest[1:]))
        elif len(rest) > 4 and rest[0] == "س" and rest[1] in "يتن":
            out.append((clitics + "س", rest[1:]))
        if rest.startswith("ال") and len(rest) > 3:
            out.append((clitics + "ال", rest[2:]))
    return tuple(out)


def governing(clitics: str) -> str:
    """What of the clitics before a word governs it: them without و and ف and without the article (وبال → ب, لل → ل)."""
    cut = _GOVERNING.get(clitics)
    if cut is None:
        cut = _GOVERNING[clitics] = clitics.replace("ال", "").replace("لل", "ل").lstrip("وف")
    return cut


_GOVERNING: Final[dict[str, str]] = {}
"""The few sequences of clitics that there are."""


def enclitic_stems(form: str) -> tuple[tuple[str, str], ...]:
    """Ways to cut an attached pronoun off a folded word: ``(stem, pronoun)``.

    Undoes what the pronoun changed: ت back to ة (سيطرته → سيطره), the hamza of a final اء
    (استيلائها → استيلاء), the silent alef of the plural verb (قتلوه → قتلوا), final ا for ى (رماه → رمي).
    """
    found = _STEMS.get(form)
    if found is None:
        if len(_STEMS) > _KEPT:
            _STEMS.clear()
        found = _STEMS[form] = _cut_back(form)
    return found


def _cut_back(form: str) -> tuple[tuple[str, str], ...]:
    out: list[tuple[str, str]] = []
    for pronoun in _PRONOUNS:
        if form.endswith(pronoun) and len(form) - len(pronoun) >= 2:
            stem = form[: -len(pronoun)]
            if pronoun == "ي" and not stem.endswith(("ت", "ا")):
                continue
            out.append((stem, pronoun))
            last = stem[-1]
            if last == "ت":
                out.append((stem[:-1] + "ه", pronoun))
            elif last in "يو" and stem[-2:-1] == "ا":
                out.append((stem[:-1] + "ء", pronoun))
            if last == "و":
                out.append((stem + "ا", pronoun))
            elif last == "ا":
                out.append((stem[:-1] + "ي", pronoun))
    return tuple(out)

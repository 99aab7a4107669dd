"""A text as the words it is found by.

Spelling is folded (``sijill.arabic.letters``): إيران and ايران, غارة and غاره, tatweel and vowel marks are one. Besides, a word is found
without its article (الميادين, ميادين), without the letters written with it (بغارة, وبالغارة: غارة) and, at a lower rank, in the other
number (غارات, غارتين). A word that begins with such a letter by nature (بغداد, لبنان, وزير) is not cut: ``whole_words.txt`` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from sijill.arabic.letters import end_with_marks, fold

LONGEST = 60
"""Letters of the longest word that is searched for; what is longer is no word."""

_WORD = re.compile(r"[^\W_]+")
_ARTICLE = "ال"
_SUFFIXES = ("تين", "تان", "ات", "ان", "ون", "ين", "وا", "ه", "ت")
"""Endings of number, gender and person (most of those that light stemming takes off, Larkey, Ballesteros & Connell 2007), folded; the longest first."""


class Keys(NamedTuple):
    """What one word is found by: ``word`` folded and without article, ``cuts`` without the letters written with it, ``stems``
    without endings, where that is none of these."""

    word: str
    cuts: tuple[str, ...]
    stems: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (self.word, *self.cuts, *self.stems)


class Word(NamedTuple):
    """A word of a text: its characters ``start`` to ``end`` (code points of the original text, end exclusive), and its keys."""

    start: int
    end: int
    keys: Keys


def forms(text: str) -> list[str]:
    """The folded words of a text in order, those beyond all length left out."""
    return [form for form in _WORD.findall(fold(text).text.lower()) if len(form) <= LONGEST]


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, with their places in the original."""
    folded = fold(text)
    for match in _WORD.finditer(folded.text):
        start, end = match.span()
        if end - start <= LONGEST:
            last = end_with_marks(text, folded.original(end - 1) + 1)
            yield Word(folded.original(start), last, keys(match.group().lower()))


@lru_cache(maxsize=1 << 17)
def keys(form: str) -> Keys:
    """The keys of a folded word."""
    word = _bare(form)
    cuts = tuple(dict.fromkeys(c for c in map(_bare, _cut(form)) if c != word))
    own = (word, *cuts)
    stems = tuple(dict.fromkeys(s for s in map(_stem, cuts or own) if s not in own))
    return Keys(word, cuts, stems)


def _bare(form: str) -> str:
    """Without the article."""
    return form[2:] if form.startswith(_ARTICLE) and len(form) > 4 else form


def _cut(form: str) -> Iterator[str]:
    """The word without its conjunction, and without its preposition; three letters at least must stay."""
    if form in whole_words():
        return
    heads = [form]
    if form[0] in "وف" and len(form) > 3:
        heads.append(form[1:])
        yield form[1:]
    for head in heads:
        if head in whole_words():
            continue
        if head.startswith("لل") and len(head) > 4:
            yield head[2:]
        elif head[0] in "بكل" and len(head) > 3:
            yield head[1:]


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


@cache
def whole_words() -> frozenset[str]:
    """Folded words that begin with و ف ب ك ل as part of themselves."""
    lines = (files("sijill.register.search") / "whole_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))

"""No text breaks the reader: random strings, and sample reports cut, shuffled and damaged.

``SIJILL_FUZZ`` sets the number of examples a test (600 by default; 20000 for the full run)::

    SIJILL_FUZZ=20000 python -m pytest tests/test_fuzz.py
"""

from __future__ import annotations

import os
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks import SAMPLES, check
from sijill.reading.reader import default_reader

EXAMPLES = int(os.environ.get("SIJILL_FUZZ", "600"))
TEXTS = [path.read_text(encoding="utf-8") for path in SAMPLES]
WORDS = sorted({word for text in TEXTS for word in text.split()})
SECONDS = 5.0
"""Processor time that no text of a few thousand characters may need: a hang, not a slow machine."""

LETTERS = st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآٱؤئىةپچگیک")
MARKS = st.sampled_from("ـًٌٍَُِّْٰ\u06d6")
CONTROLS = st.sampled_from("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202e\u2066\u2069\ufeff\u00ad\x00\x07\x1b\x7f\x85\u2028")
SIGNS = st.sampled_from(" \n\t\r.,،؛:!؟?…-–—/()[]{}«»“”\"'‘’#_@%٪٫٬*•+=<>|~^\\")
DIGITS = st.sampled_from("0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹५²½①")
LATIN = st.sampled_from("abcXYZéİßǆ")
EMOJI = st.sampled_from("🔴⚡️👇🏽🇸🇾👨‍👩‍👧")
PRESENTATION = st.sampled_from("ﻻﺔﺍﷲﷺﹰﱠﷻ﴾")
CHARACTER = st.one_of(LETTERS, LETTERS, LETTERS, SIGNS, SIGNS, MARKS, CONTROLS, DIGITS, LATIN, EMOJI, PRESENTATION, st.characters())
# An outlet is written into the record, which is UTF-8: half a character has no place there.
NAMED = CHARACTER.filter(lambda c: not "\ud800" <= c <= "\udfff")
RANDOM = st.text(CHARACTER, max_size=400)
# Words of real constructions in any order reach the grammars far more often than letters do.
SALAD = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.text(CHARACTER, max_size=6)), max_size=120).flatmap(
    lambda words: st.sampled_from((" ", " ", "\n", "", "، ", ". ")).map(lambda gap: gap.join(words))
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A sample cut somewhere, its lines or words shuffled, or with a few characters put in its place."""
    text = draw(st.sampled_from(TEXTS))
    first = draw(st.integers(0, len(text)))
    text = text[first : draw(st.integers(first, min(len(text), first + 1500)))]
    how = draw(st.sampled_from(("cut", "lines", "words", "noise", "repeat")))
    if how == "lines":
        return "\n".join(draw(st.permutations(text.split("\n"))))
    if how == "words":
        words = text.split(" ")
        at = draw(st.integers(0, len(words)))
        return " ".join([*words[at:], *words[:at]][::-1])
    if how == "noise":
        for _ in range(draw(st.integers(1, 12))):
            at = draw(st.integers(0, len(text)))
            text = text[:at] + draw(st.text(CHARACTER, max_size=4)) + text[at + draw(st.integers(0, 3)) :]
    if how == "repeat":
        return text[:300] * draw(st.integers(1, 8))
    return text


def survives(text: str) -> None:
    started = time.process_time()
    reading = default_reader().read(text)
    assert time.process_time() - started < SECONDS
    check(text, reading)


FUZZ = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(RANDOM)
def test_random_strings(text: str) -> None:
    survives(text)


@FUZZ
@given(SALAD)
def test_words_in_any_order(text: str) -> None:
    survives(text)


@FUZZ
@given(damaged())
def test_damaged_reports(text: str) -> None:
    survives(text)


@settings(max_examples=max(20, EXAMPLES // 20), deadline=None)
@given(st.sampled_from(TEXTS), st.text(CHARACTER, max_size=30), st.text(NAMED, max_size=30))
def test_metadata_may_be_anything(text: str, published: str, outlet: str) -> None:
    """What stands in a date field of somebody's table must not break the run; a bad one is no date."""
    reading = default_reader().read(text[:600], published=published, outlet=outlet)
    check(text[:600], reading)

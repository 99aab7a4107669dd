"""The same report in another spelling has the same values: months of both halves of the Arab world, marks, digits
of any script, hamza seats, ى/ي, ة/ه, tatweel, quotation marks."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from checks import SAMPLES, check, values
from sijill.reading.reader import default_reader

LETTER = re.compile("[\u0621-\u063a\u0641-\u064a]")
LEVANTINE = ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول")
EGYPTIAN = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")
# Names of months behind a number or before a year: elsewhere the words may be names (حي تشرين).
MONTH = re.compile("(?<=[0-9٠-٩] )(?:" + "|".join(map(re.escape, sorted(LEVANTINE, key=len, reverse=True))) + ")(?=[\\s،.)])")


def hamza(text: str) -> str:
    return re.sub("[أإآ]", "ا", text)


def final_ya(text: str) -> str:
    return re.sub("ى(?![\u0621-\u064a])", "ي", text)


def marbuta(text: str) -> str:
    """Final ة as ه, but for a word that is then another one: حراسه are his guards."""
    return re.sub("(?<!حراس)ة(?![\u0621-\u064a])", "ه", text)


def tatweel(text: str) -> str:
    """A tatweel inside every fifth word, between two joining letters."""
    count = iter(range(10**6))
    return re.sub("(?<=[سشصضطظعغفقكلمنهيبتثجحخ])(?=[\u0627-\u064a][\u0621-\u064a])", lambda _: "ـ" if next(count) % 5 == 0 else "", text)


def diacritics(text: str) -> str:
    """A fatha on every fourth letter that stands inside a word; no damma, which would make a passive, and none before
    ي, which would make a dual."""
    count = iter(range(10**6))
    return re.sub("(?<=[\u0621-\u064a][\u0621-\u064a])(?=[\u0621-\u0649])", lambda _: "\u064e" if next(count) % 4 == 0 else "", text)


def bare(text: str) -> str:
    """Without the marks that are no evidence: a damma may show a passive, a fatha before ي a dual."""
    return re.sub("[\u064b\u064d\u0650-\u0652]|\u064e(?!ي)", "", text)


def digits(base: int) -> Callable[[str], str]:
    table = {ord(c): chr(base + int(c)) for zero in (0x30, 0x660, 0x6F0) for c in map(chr, range(zero, zero + 10))}
    return lambda text: text.translate(table)


def bidi(text: str) -> str:
    """Direction marks around every line and after every number, as copied from web pages."""
    return re.sub("([0-9٠-٩]+)", "\\1\u200f", re.sub("(?m)^(.+)$", "\u202b\\1\u202c", text))


def curly(text: str) -> str:
    """The quotation marks of another newsroom."""
    return text.replace("«", "“").replace("»", "”")


def blanks(text: str) -> str:
    return text.replace(" ", "\u00a0")


def windows_lines(text: str) -> str:
    return text.replace("\n", "\r\n")


CHANGES: dict[str, Callable[[str], str]] = {
    "hamza": hamza, "final_ya": final_ya, "marbuta": marbuta, "tatweel": tatweel, "diacritics": diacritics, "bare": bare,
    "ascii_digits": digits(0x30), "arabic_digits": digits(0x660), "persian_digits": digits(0x6F0), "bidi": bidi,
    "curly": curly, "no_break_blanks": blanks, "windows_lines": windows_lines,
    "all_at_once": lambda text: tatweel(marbuta(final_ya(hamza(digits(0x660)(text))))),
}  # fmt: skip


def differences(text: str, changed: str) -> dict[str, object]:
    before, after = values(default_reader().read(text)), values(default_reader().read(changed))
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_spelling_changes_no_value(path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    changed = CHANGES[name](text)
    check(changed, default_reader().read(changed))
    assert not differences(text, changed)


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_changes_some_sample(name: str) -> None:
    """A change that touches no text would prove nothing."""
    texts = [path.read_text(encoding="utf-8") for path in SAMPLES]
    assert any(CHANGES[name](text) != text for text in texts)


def test_months_of_both_halves() -> None:
    """كانون الثاني and يناير are one month: in the samples, and for all twelve in a made sentence."""
    changed = 0
    for path in SAMPLES:
        text = path.read_text(encoding="utf-8")
        other = MONTH.sub(lambda m: EGYPTIAN[LEVANTINE.index(m.group())], text)
        changed += other != text
        found = differences(text, other)
        found.pop("trigger", None)
        assert not found, path.stem
    assert changed >= 3
    for number, (east, west) in enumerate(zip(LEVANTINE, EGYPTIAN, strict=True), 1):
        for month in (east, west):
            reading = default_reader().read(f"قتل ثلاثة مدنيين بقصف مدفعي على مدينة حمص في 5 {month} 2016.")
            assert [e.time for e in reading.events] == [f"2016-{number:02}-05"], month


def test_random_noise_changes_no_value() -> None:
    """Some of the letters changed, as hurried writers do, not all of them."""
    choose = random.Random(7)
    for path in SAMPLES:
        text = path.read_text(encoding="utf-8")
        noisy = "".join("ا" if c in "أإآ" and choose.random() < 0.5 else c for c in text)
        noisy = re.sub("(?<!حراس)ة(?![\u0621-\u064a])", lambda m: choose.choice("ةه"), noisy)
        assert not differences(text, noisy), path.stem

"""The words of a date grammar at a token: senses, numbers, units, months and years.

:mod:`sijill.reading.date.dates` builds its rules on these.  Every method takes a token index and returns what it read
with the index of the token after it, or None.
"""

from __future__ import annotations

from typing import Final, NamedTuple, cast

from sijill.arabic.text import Text
from sijill.arabic.text import Word as TextWord
from sijill.reading.date.almanac import Word, almanac
from sijill.reading.date.calendar import Value

LEX: Final = almanac()
Senses = dict[str, tuple[Word, ...]]
BY_FORM: Final[dict[str, Senses]] = {
    form: {cls: tuple(w for w in senses if w.cls == cls) for cls in {w.cls for w in senses}} for form, senses in LEX.items()
}
"""What a form can be: its senses by class, those with more tokens first."""
_PADDING: Final = ["\n"] * 12
_NO_SENSES: Final[list[Senses | None]] = [None] * 12
Parsed = tuple[Value, int]
Ruled = tuple[Value, int, str]
COMMAS: Final = frozenset(("،", ","))
UNITS: Final = ("hour", "day", "week", "month", "year", "decade")
JOINS: Final = frozenset(("-", "/"))
OPENING: Final = frozenset(("(", "["))
CLOSING: Final = frozenset((")", "]"))
NUMERIC_YEARS: Final = range(1900, 2100)


def forms_of(*classes: str) -> frozenset[str]:
    """The forms with a sense in one of the classes."""
    return frozenset(form for form, found in BY_FORM.items() if not found.keys().isdisjoint(classes))


_STARTS: Final = forms_of(
    "month", "hijri", "weekday", "weekday_bare", "weekday_en", "relday", "pod", "tonight", "pod_told",
    "day_word", "unit", "demonstrative", "part", "season", "decade", "role", "until_now", "until_part", "its_unit", "between",
    "from", "two_days", "few", "anniversary", "counted_from", "counted_side", "morrow", "article", "same_word", "context", "ordinal", "ordinal_last", "feast", "number",
)  # fmt: skip
# Words that make a date; the others of _STARTS only begin one.
_CORES: Final = forms_of(
    "month", "hijri", "weekday", "weekday_en", "relday", "tonight", "unit", "season", "decade",
    "until_now", "until_part", "context", "counted_from", "morrow", "its_unit", "feast", "pod_told", "anniversary", "month_told", "of_it",
)  # fmt: skip
START: Final = 1
CORE: Final = 2
NUMBER: Final = 4
FURNITURE: Final = 8
_PAGE: Final = forms_of("furniture")
_ROLES: Final = {
    form: (START if form in _STARTS else 0) + (CORE if form in _CORES else 0) + (FURNITURE if form in _PAGE else 0) for form in _STARTS | _CORES | _PAGE
}
"""What a form does in dates: ``START`` begins one, ``CORE`` makes one; ``NUMBER`` is any number in digits, ``FURNITURE`` a word of pages."""


def role_of(word: TextWord) -> int:
    """What a word of a text does in dates; noted on it."""
    if word.date < 0:
        word.senses = BY_FORM.get(word.form)
        word.date = _ROLES.get(word.form, 0) | (NUMBER if word.kind == "n" else 0)
    return word.date


def senses_of(word: TextWord) -> Senses | None:
    """The senses of a word of a text by class, None for a word of no date; noted on it."""
    if word.date < 0:
        role_of(word)
    return None if word.senses is None else cast(Senses, word.senses)


class Unit(NamedTuple):
    """A unit of time and how its form counts: 1 singular, 2 dual, 0 plural."""

    unit: str
    form: int
    definite: bool


class DateWords:
    """A text's tokens as words of dates."""

    def __init__(self, text: Text) -> None:
        self.text = text
        # Line ends after the last token, and so before the first (index -1), spare every bounds check.
        self.forms = text.forms + _PADDING
        self.kinds = text.kinds + ["l"] * len(_PADDING)
        self.size = len(text.forms)
        self.senses = [senses_of(word) for word in text.words] + _NO_SENSES

    # --- words ---

    def word(self, i: int, cls: str, bare: bool = False) -> tuple[Word, int] | None:
        """The longest sense of class ``cls`` at ``i``; ``bare`` refuses proclitics."""
        classes = self.senses[i]
        senses = classes.get(cls) if classes is not None else None
        if senses is None:
            return None
        for word in senses:
            if bare and word.clitic:
                continue
            k = i + 1
            if word.rest:
                if not self.stand(k, word.rest):
                    continue
                k += len(word.rest)
            return word, k
        return None

    def stand(self, k: int, words: tuple[str, ...]) -> bool:
        """True where these words stand at ``k``."""
        forms = self.forms
        if k + len(words) > len(forms):
            return False
        for word in words:
            if forms[k] != word:
                return False
            k += 1
        return True

    def is_a(self, i: int, cls: str) -> bool:
        return self.senses[i] is not None and self.word(i, cls) is not None

    def form(self, i: int) -> str:
        return self.forms[i]

    def digits(self, i: int) -> int | None:
        """The value of a plain whole number token."""
        if self.kinds[i] == "n" and self.forms[i].isdigit():
            return int(self.forms[i])
        return None

    # --- numbers in words ---

    def ordinal(self, i: int) -> tuple[int, int] | None:
        """A day told as ordinal (الحادي والعشرون، الخامس عشر)."""
        hit = self.word(i, "ordinal")
        if hit is None:
            return None
        word, k = hit
        n = word.number
        if n < 20:
            teen = self.word(k, "teen")
            if teen and n != 10:
                return (n % 10 if n == 11 else n) + 10, teen[1]
            tens = self.word(k, "tens")
            if tens:
                return n % 10 + tens[0].number, tens[1]
            if n == 11:
                return None
        return n, k

    def number(self, i: int) -> tuple[int, int] | None:
        """A number in digits or words, the article before digits allowed (ال 24، ثلاثة، ألفين وثمانية عشر)."""
        if self.form(i) == "ال" and self.digits(i + 1) is not None:
            i += 1
        n = self.digits(i)
        if n is not None:
            return n, i + 1
        total, k, scale = 0, i, 10_000
        while k < self.size:
            hit = self.word(k, "number")
            if hit is None:
                break
            word, after = hit
            joined = word.clitic == "و"
            if not (joined if k > i else word.clitic in ("", "ب", "ل")):
                break
            value = word.number
            teen = self.word(after, "teen") if 1 < value < 10 else None
            if teen:
                value, after = value + 10, teen[1]
            if k > i and value < 10 and scale <= 10:
                break
            if k > i and 10 <= value < 100 and total % 10 and total % 100 < 10:
                total, scale = total + value, 1
            elif value < scale:
                total, scale = total + value, 1000 if value >= 1000 else 100 if value >= 100 else 10
            else:
                break
            k = after
        return (total, k) if k > i else None

    # --- units and shifts ---

    def unit(self, i: int) -> tuple[Unit, int] | None:
        hit = self.word(i, "unit")
        if hit is None:
            return None
        word, k = hit
        return Unit(word.value[:-1], int(word.value[-1]), word.definite or word.clitic.endswith("لل")), k

    def shift(self, i: int) -> tuple[str, int] | None:
        hit = self.word(i, "shift", bare=True)
        return (hit[0].value, hit[1]) if hit else None

    # --- months, years ---

    def month(self, i: int) -> tuple[int, str, bool, int] | None:
        """A month by name, one or two names for it (شباط/فبراير، أكتوبر (تشرين الأول)), or شهر 3:
        ``(month, calendar, weak, next token)``."""
        label = self.word(i, "unit")
        if label and label[0].value == "month1":
            named = self.month_name(label[1])
            if named:
                return named[0], named[1], False, named[3]
            n = self.digits(label[1])
            if n is not None and 1 <= n <= 12 and not self.is_a(label[1] + 1, "shift"):
                return n, "g", False, label[1] + 1
            told = self.number(label[1]) or self.ordinal(label[1])
            if told and label[0].definite and not self.year(told[1]):
                return None  # خلال الشهر الأول: of what is told, not of the year
            if told and 1 <= told[0] <= 12 and (not self.is_a(told[1], "unit") or self.year(told[1])):
                return told[0], "g", False, told[1]
            return None
        return self.month_name(i)

    def month_name(self, i: int) -> tuple[int, str, bool, int] | None:
        for cls, cal in (("month", "g"), ("hijri", "h")):
            hit = self.word(i, cls)
            if hit is None:
                continue
            word, k = hit
            if word.weak and self.text.word(i).lstrip("وفبلك")[:1] == "أ" and word.number == 8 and self.forms[i].endswith("اب"):
                return None
            k2 = k + 1
            if self.form(k) in JOINS and (twin := self.word(k2, cls)) and twin[0].number == word.number:
                return word.number, cal, False, twin[1]
            if self.form(k) in OPENING and (twin := self.word(k2, cls)) and twin[0].number == word.number:
                if self.form(twin[1]) in CLOSING:
                    return word.number, cal, False, twin[1] + 1
            elif (twin := self.word(k, cls, bare=True)) and twin[0].number == word.number:
                return word.number, cal, False, twin[1]
            return word.number, cal, word.weak, k
        return None

    def year_number(self, i: int, loose: bool = False) -> tuple[int, str, int] | None:
        """A year in digits with its era: ``(year, calendar, next token)``; ``loose`` takes any size and words."""
        n = self.digits(i)
        k = i + 1
        if n is None:
            if not loose:
                return None
            told = self.number(i)
            if told is None or told[0] < 1000:
                return None
            n, k = told
        era = self.word(k, "era")
        if era and not (era[0].value == "g" and self.form(k) != "م" and n < 1000):
            if era[0].value == "h" and 1300 <= n <= 1500:
                return n, "h", era[1]
            if era[0].value == "g" and n in range(1000, 2200):
                return n, "g", era[1]
        if n in NUMERIC_YEARS or (loose and 1000 <= n < 2200):
            return n, "g", k
        return None

    def year(self, i: int) -> tuple[int | None, str, str, int] | None:
        """A year, by number or by reference: ``(year, reference, calendar, next token)``."""
        k = i
        if self.form(k) in ("من", "في", "ل", "لسنه"):
            k += 1
        that = self.word(k, "demonstrative")
        if that:
            unit = self.unit(that[1])
            if unit and unit[0] == ("year", 1, True):
                return None, "same" if that[0].value == "that" else "this", "g", unit[1]
            return None
        unit = self.unit(k)
        if unit and unit[0].unit == "year" and unit[0].form == 1:
            k = unit[1]
            opened = self.form(k) in OPENING
            numbered = self.year_number(k + opened, loose=True)
            if numbered:
                closing = opened and self.form(numbered[2]) in CLOSING
                return numbered[0], "", numbered[1], numbered[2] + closing
            shifted = self.shift(k)
            if shifted and unit[0].definite and not self.general(unit[1] - 1, k):
                return None, "same" if shifted[0] == "same" else shifted[0], "g", shifted[1]
            return None
        if k > i and self.form(i) == "في":
            return None
        numbered = self.year_number(k)
        return (numbered[0], "", numbered[1], numbered[2]) if numbered else None

    def general(self, i: int, adjective: int) -> bool:
        """True where العام at ``i`` is "general" (الأمين العام الحالي), not "year"."""
        previous = self.form(i - 1)
        if self.form(i) != "العام" or not previous.startswith("ال") or i == 0:
            return False
        return self.is_a(adjective, "year_adjective") and not self.is_a(i - 1, "month")

"""The number grammar: its corpus, and properties that hold for every number."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sijill.arabic import Text
from sijill.reading.number.numbers import Quantity, find, parse
from sijill.reading.number.numerals import numeral


def corpus() -> Iterator[tuple[str, str]]:
    data = importlib.resources.files("sijill") / "reading" / "corpora" / "numbers.tsv"
    for line in data.read_text(encoding="utf-8").splitlines():
        if "\t" in line and not line.startswith("# "):
            phrase, expected = line.split("\t")
            yield phrase, expected


def shown(value: float | None) -> str:
    return "" if value is None else f"{round(value, 12)}"


def written(text: Text, quantity: Quantity) -> str:
    """A quantity in the notation of the corpus."""
    low, best, high = quantity.low, quantity.best, quantity.high
    if low == best == high:
        value = shown(best)
    elif best is not None and best == low and high is None:
        value = shown(low) + "+"
    else:
        value = f"{shown(low)}..{shown(high)}"
    kind = "" if quantity.kind == "cardinal" else quantity.kind + ":"
    noun = "" if quantity.noun is None else "@" + text.word(quantity.noun)
    return kind + ("~" if quantity.approx else "") + value + noun


@pytest.mark.parametrize(("phrase", "expected"), list(corpus()))
def test_corpus(phrase: str, expected: str) -> None:
    text = Text(phrase)
    assert (" ; ".join(written(text, quantity) for quantity in find(text)) or "-") == expected


def test_corpus_is_broad() -> None:
    phrases = [phrase for phrase, _ in corpus()]
    assert len(phrases) >= 250
    assert len(set(phrases)) == len(phrases)


@pytest.mark.parametrize(
    ("text", "phrase", "core", "hedge", "rule"),
    [
        ("قتل ما لا يقل عن 30 مدنياً", "ما لا يقل عن 30", "30", "ما لا يقل عن", "numbers.at_least"),
        ("أصيب 17 على الأقل أمس", "17 على الأقل", "17", "على الأقل", "numbers.at_least"),
        ("قتل 14 مدنياً على الأقل", "14", "14", "على الأقل", "numbers.at_least"),
        ("نحو 63 في المئة", "نحو 63 في المئة", "63", "نحو", "numbers.about"),
        ("ما بين 25 و30 ألف مقاتل", "ما بين 25 و30 ألف", "25 و30 ألف", None, "numbers.range_between"),
        ("من ستة إلى ثمانية قتلى", "من ستة إلى ثمانية", "ستة إلى ثمانية", None, "numbers.range_to"),
        ("أكثر من 20 وأقل من 30", "أكثر من 20 وأقل من 30", "30", "أكثر من 20 وأقل من", "numbers.range_bounds"),
        ("نزح ما يقدر بـ 725,965 شخصاً", "ما يقدر بـ 725,965", "725,965", "ما يقدر بـ", "numbers.about"),
        ("لا يقل عدد المصابين عن أربعة", "لا يقل عدد المصابين عن أربعة", "أربعة", "لا يقل عدد المصابين عن", "numbers.at_least"),
        ("قتيلين اثنين فقط", "قتيلين اثنين", "قتيلين اثنين", None, "numbers.dual"),
        ("القرار 2254", "2254", "2254", None, "numbers.label"),
        ("عشرات الآلاف من النازحين", "عشرات الآلاف", "عشرات الآلاف", None, "numbers.vague"),
        ("خمسة وعشرين قتيلاً", "خمسة وعشرين", "خمسة وعشرين", None, "numbers.words"),
        ("7 آلاف و500", "7 آلاف و500", "7 آلاف و500", None, "numbers.mixed"),
    ],
)
def test_spans_hedges_and_rules(text: str, phrase: str, core: str, hedge: str | None, rule: str) -> None:
    read = Text(text)
    (quantity,) = find(read)
    assert read.raw[slice(*read.span(quantity.first, quantity.last))] == phrase
    assert read.raw[slice(*read.span(quantity.core_first, quantity.core_last))] == core
    assert (quantity.hedge or "", quantity.rule) == (hedge or "", rule)


def test_parse_wants_exactly_one() -> None:
    assert parse("خمسة قتلى") is not None
    assert parse("قتلى") is None
    assert parse("خمسة قتلى وثلاثة جرحى") is None


def test_numerals_with_dots() -> None:
    assert numeral("45.000") == 45000
    assert numeral("45.000", True) == 45
    assert numeral("1.2.3") is None


# -- numbers written out, the other way round ----------------------------------------------------------

MASCULINE = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
FEMININE = ["", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع", "عشر"]
TENS = ["", "", "عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]
HUNDREDS = ["", "مئة", "مئت", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]


def below_hundred(n: int, feminine: bool, oblique: bool) -> str:
    units = FEMININE if feminine else MASCULINE
    dual = "ين" if oblique else "ان"
    if n == 2:
        return ("اثنت" if feminine else "اثن") + dual
    if n <= 10:
        return units[n]
    if n < 20:
        tail = "عشرة" if feminine else "عشر"
        if n == 11:
            return ("إحدى " if feminine else "أحد ") + tail
        if n == 12:
            return ("اثنت" if feminine else "اثن") + ("ي " if oblique else "ا ") + tail
        return ("ثماني" if feminine and n == 18 else units[n - 10]) + " " + tail
    tens = TENS[n // 10] + ("ين" if oblique else "ون")
    return (below_hundred(n % 10, feminine, oblique) + " و" + tens) if n % 10 else tens


def below_thousand(n: int, feminine: bool, oblique: bool) -> str:
    hundred = HUNDREDS[n // 100] + (("ين" if oblique else "ان") if n // 100 == 2 else "")
    rest = below_hundred(n % 100, feminine, oblique)
    return " و".join(part for part in (hundred, rest) if part)


def scaled(count: int, names: tuple[str, str, str], oblique: bool) -> str:
    singular, stem, plural = names
    if count == 1:
        return singular
    if count == 2:
        return stem + ("ين" if oblique else "ان")
    words = below_thousand(count, False, oblique)
    # Three to ten take the plural; a round hundred the genitive singular, its dual without the final nun.
    if 3 <= count % 100 <= 10:
        return f"{words} {plural}"
    if count % 100 == 0:
        return f"{words.removesuffix('ن') if count == 200 else words} {singular}"
    return f"{words} {singular if singular == 'ألف' and count % 100 in (1, 2) else singular + 'اً'}"


def in_words(n: int, feminine: bool = False, oblique: bool = False) -> str:
    """The number ``n`` below ten million in Arabic words, in the gender of the numeral and either case."""
    if n == 0:
        return "صفر"
    millions, thousands, rest = n // 1_000_000, n // 1000 % 1000, n % 1000
    parts = []
    if millions:
        parts.append(scaled(millions, ("مليون", "مليون", "ملايين"), oblique))
    if thousands:
        parts.append(scaled(thousands, ("ألف", "ألف", "آلاف"), oblique))
    if rest:
        parts.append(below_thousand(rest, feminine, oblique))
    return " و".join(parts)


def only(text: str) -> Quantity:
    quantities = find(Text(text))
    assert len(quantities) == 1, (text, quantities)
    return quantities[0]


def test_generator_writes_what_grammars_print() -> None:
    assert in_words(1994) == "ألف وتسعمئة وأربعة وتسعون"
    assert in_words(12, feminine=True, oblique=True) == "اثنتي عشرة"
    assert in_words(3_200_015) == "ثلاثة ملايين ومئتا ألف وخمسة عشر"


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 9_999_999), st.booleans(), st.booleans())
@example(200_000, False, True)
@example(2_002_002, True, False)
@example(11_011, False, False)
@example(101_000, False, True)
def test_words_give_the_number_back(n: int, feminine: bool, oblique: bool) -> None:
    quantity = only(in_words(n, feminine, oblique))
    assert (quantity.low, quantity.best, quantity.high, quantity.kind) == (n, n, n, "cardinal")


def test_every_number_below_two_thousand() -> None:
    wrong = [
        n
        for n in range(2000)
        for oblique in (False, True)
        for feminine in (False, True)
        if only(in_words(n, feminine, oblique)).best != n
    ]
    assert not wrong


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 9_999_999), st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]), st.booleans())
def test_digit_script_does_not_matter(n: int, script: str, grouped: bool) -> None:
    western = f"{n:,}" if grouped else str(n)
    eastern = western.translate(str.maketrans("0123456789,", script + "٬"))
    assert only(eastern + " قتيلاً").best == only(western + " قتيلاً").best == n


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 999_999), st.data())
def test_marks_and_hamza_seats_do_not_matter(n: int, data: st.DataObject) -> None:
    words = in_words(n)
    plain = words.translate(str.maketrans("أإآ", "ااا"))
    marked = "".join(
        letter + (data.draw(st.sampled_from(["", "", "ـ", "\u064f", "\u0652"])) if letter != " " else "")
        for letter in words
    )
    assert only(plain).best == only(marked).best == n


@settings(max_examples=100, deadline=None)
@given(st.integers(3, 9999), st.integers(1, 9999), st.sampled_from(["بين {} و{} شخصاً", "من {} إلى {} شخصاً"]))
def test_a_range_keeps_both_ends(low: int, more: int, frame: str) -> None:
    quantity = only(frame.format(low, low + more))
    assert (quantity.low, quantity.best, quantity.high) == (low, None, low + more)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("خمسة عشرينو آلافمئة 0123,.-/:%()\n بينمنإلىأو"), max_size=60))
def test_any_text_gives_ordered_spans(raw: str) -> None:
    text = Text(raw)
    end = 0
    for quantity in find(text):
        assert end <= quantity.first <= quantity.core_first < quantity.core_last <= len(text)
        assert quantity.first < quantity.last <= len(text)
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high
        end = quantity.last

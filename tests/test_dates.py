"""The date grammar against its corpus, under changes of spelling, and by hand where the corpus is too coarse."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from importlib.resources import files

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from sijill.arabic.text import Text
from sijill.errors import KnowledgeError
from sijill.reading.date import almanac
from sijill.reading.date.calendar import Published, resolve
from sijill.reading.date.dates import find

CORPUS = (files("sijill") / "reading/corpora/dates.tsv").read_text(encoding="utf-8")


def written(text: Text, first: int, last: int) -> str:
    """The tokens ``[first, last)`` exactly as they stand in the original."""
    start, end = text.span(first, last)
    return text.raw[start:end]


def rows() -> list[list[str]]:
    out = []
    for line in CORPUS.splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            out.append(cells + [""] * (4 - len(cells)))
    return out


def publication(cell: str) -> Published:
    if cell == "-":
        return Published(None)
    edtf, _, weekday = cell.partition("@")
    known = int(weekday) if weekday else date.fromisoformat(edtf).weekday() if len(edtf) == 10 and "X" not in edtf else None
    return Published(edtf, weekday=known)


def reading(phrase: str, published: Published, context: str = "") -> str:
    text = Text(phrase)
    found = [resolve(m, published, context or None) for m in find(text)]
    return " ; ".join("null" if edtf is None else edtf for edtf in found) or "-"


@pytest.mark.parametrize(("phrase", "published", "expected", "context"), rows())
def test_corpus(phrase: str, published: str, expected: str, context: str) -> None:
    assert reading(phrase, publication(published), context) == expected


def test_corpus_is_large() -> None:
    assert len(rows()) >= 250


@pytest.mark.parametrize(("phrase", "published", "expected", "context"), rows())
def test_inside_a_sentence(phrase: str, published: str, expected: str, context: str) -> None:
    """Words before and after a date change neither its reading nor its span."""
    sentence = f"أعلن ناطق باسم الفصيل، {phrase}، أن المقاتلين تقدموا"
    assert reading(sentence, publication(published), context) == expected
    alone, inside = Text(phrase), Text(sentence)
    spans = [written(alone, m.first, m.last) for m in find(alone)]
    assert [written(inside, m.first, m.last) for m in find(inside)] == spans


def test_edtf_is_valid() -> None:
    """Every closed EDTF with a known year parses with the edtf package (its grammar has no open XXXX)."""
    checked = 0
    for phrase, published, _, context in rows():
        edtf = reading(phrase, publication(published), context)
        if edtf in ("-", "null") or "X" in edtf:
            continue
        for each in edtf.split(" ; "):
            parse_edtf(each)
        checked += 1
    assert checked > 200


# --- metamorphic: spelling does not change the reading ---

FAMILIES = (
    "كانون الثاني|يناير|جانفي", "شباط|فبراير|فيفري", "آذار|مارس", "نيسان|أبريل|أفريل", "أيار|مايو|ماي",
    "حزيران|يونيو|جوان", "تموز|يوليو|جويلية", "آب|أغسطس|أوت", "أيلول|سبتمبر|شتنبر", "تشرين الأول|أكتوبر",
    "تشرين الثاني|نوفمبر|نونبر", "كانون الأول|ديسمبر|دجنبر",
)  # fmt: skip
FRAMES = (
    "في {} 2021", "في 14 {}", "مطلع {} الماضي", "الخميس 3 {} 2022", "من 3 إلى 7 {}", "منذ {} 2015",
    "أواخر {} 2019", "في الخامس عشر من {}", "النصف الأول من {} 2020", "{} المقبل", "خلال {}",
)  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("family", FAMILIES)
def test_month_families_agree(frame: str, family: str) -> None:
    published = Published("2024-03-07", weekday=3)
    readings = {reading(frame.format(name), published) for name in family.split("|")}
    assert len(readings) == 1
    assert readings != {"-"}


def easter_digits(phrase: str) -> str:
    return phrase.translate({ord(str(d)): chr(0x0660 + d) for d in range(10)})


def persian_digits(phrase: str) -> str:
    return phrase.translate({ord(str(d)): chr(0x06F0 + d) for d in range(10)})


def bare_hamza(phrase: str) -> str:
    return phrase.replace("أ", "ا").replace("إ", "ا")


def tatweel(phrase: str) -> str:
    return phrase.replace("ال", "الـ")


def vowels(phrase: str) -> str:
    return "".join(letter + ("\u064e" if "ب" <= letter <= "ي" else "") for letter in phrase)


@pytest.mark.parametrize("change", [easter_digits, persian_digits, bare_hamza, tatweel, vowels])
def test_spelling_does_not_matter(change: object) -> None:
    assert callable(change)
    for phrase, published, expected, context in rows():
        if change is bare_hamza and phrase.startswith("أب "):
            continue  # without its hamza أب is spelled as the month
        assert reading(change(phrase), publication(published), context) == expected, change(phrase)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2060, 12, 31)), st.sampled_from(["/", "-", "."]))
def test_figures_round_trip(day: date, mark: str) -> None:
    published = Published("2024-03-07", weekday=3)
    assert reading(f"{day.day}{mark}{day.month}{mark}{day.year}", published) == day.isoformat()


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2050, 12, 31)), st.integers(0, 6))
def test_weekdays_look_back(day: date, weekday: int) -> None:
    names = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
    published = Published(day.isoformat(), weekday=day.weekday())
    last = date.fromisoformat(reading(names[weekday], published))
    assert last.weekday() == weekday
    assert timedelta(0) <= day - last < timedelta(7)
    before = date.fromisoformat(reading(names[weekday] + " الماضي", published))
    assert timedelta(0) < day - before <= timedelta(7)


@given(st.text(alphabet=st.sampled_from("0123456789/-.، ()") | st.characters(min_codepoint=0x621, max_codepoint=0x64A)))
def test_any_text_is_read(raw: str) -> None:
    text = Text(raw)
    previous = 0
    for m in find(text):
        assert previous <= m.first < m.last <= len(text)
        previous = m.last
        resolve(m, Published("2024-03-07", weekday=3), "2016-05")


def test_shuffled_date_words_are_read() -> None:
    """Words of dates in any order neither raise nor overlap: the grammar's own vocabulary as noise."""
    words = [*almanac.almanac(), "3", "15", "2023", "/", "-", "(", ")", "،"]
    chance = random.Random(7)
    for _ in range(1500):
        text = Text(" ".join(chance.choices(words, k=12)))
        previous = 0
        for m in find(text):
            assert previous <= m.first < m.last <= len(text)
            previous = m.last
            for published in ("2024-02-29", "XXXX-02-29", "2020", "2021-03/..", None):
                resolve(m, Published(published), "2016-05")


# --- spans, kinds, roles ---


@pytest.mark.parametrize(
    ("sentence", "span", "kind", "anchor", "role"),
    [
        ("هاجموا الموقع منذ مطلع العام الحالي بقوة", "منذ مطلع العام الحالي", "part", "report", "since"),
        ("وصلت خلال الساعات الـ24 الفائتة إلى البلدة", "خلال الساعات الـ24 الفائتة", "relative", "report", "during"),
        ("قُتل في 25 من مارس/آذار 2021 عند الحاجز", "25 من مارس/آذار 2021", "day", "absolute", "at"),
        ("كان العدد 40 حتى 3 يوليو فقط", "حتى 3 يوليو", "day", "report", "until"),
        ("خطفوا قبل أيام ثلاثة مدنيين", "قبل أيام", "relative", "report", "at"),
        ("انسحبوا بعد ساعات من وقوعه", "بعد ساعات", "relative", "context", "after"),
        ("استهدف مساء أمس الخميس موقعاً", "مساء أمس الخميس", "part_of_day", "report", "at"),
        ("خلال معارك عام 2016 في المدينة", "عام 2016", "year", "absolute", "at"),
        ("وتحدثت الأربعاء عن 80 قتيلاً", "الأربعاء", "weekday", "report", "at"),
        ("في أول هجوم صيف 2014 هناك", "صيف 2014", "season", "absolute", "at"),
        ("عاد بين 10 و13 يوليو إلى قريته", "بين 10 و13 يوليو", "range", "report", "at"),
    ],
)
def test_spans(sentence: str, span: str, kind: str, anchor: str, role: str) -> None:
    text = Text(sentence)
    (m,) = find(text)
    assert (written(text, m.first, m.last), m.kind, m.anchor, m.role) == (span, kind, anchor, role)


def test_impossible_days_are_no_dates() -> None:
    published = Published("2024-03-07", weekday=3)
    assert reading("في 31 شباط 2023", published) == "null"
    assert reading("30/2/2023", published) == "null"
    assert reading("في 30 شباط", Published(None)) == "null"


def test_broken_table_names_the_line() -> None:
    with pytest.raises(KnowledgeError, match="line 2"):
        almanac.parse("# months\nmonth\t1\n", "calendar.tsv")


def test_find_is_cheap_beside_tokenising() -> None:
    """Finding dates in a text full of them costs a few times what cutting it into words that were met before does, which is one
    dictionary look-up a word (a ratio, so that slow machines pass too)."""
    raw = "\n".join(
        f"أعلن ناطق باسم الفصيل أن {n} مقاتلاً قتلوا في هجوم على حاجز قرب المدينة، بينهم قائد ميداني، "
        f"وذلك {phrase} بحسب مصدر من السكان."
        for n, (phrase, *_) in enumerate(rows()[60:80])
    )
    text = Text(raw)
    find(text)

    def best(action: object) -> float:
        assert callable(action)
        times = []
        for _ in range(7):
            start = time.perf_counter()
            action()
            times.append(time.perf_counter() - start)
        return min(times)

    assert best(lambda: find(text)) < 6 * best(lambda: Text(raw))

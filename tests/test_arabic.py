"""The Arabic layer: folding with its way back, tokens, quotation marks, sentences, clitics."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.arabic import Text, enclitic_stems, fold, fold_word, proclitic_variants
from sijill.arabic.letters import MARKS

# Everything that reports contain and then some: letters, marks, tatweel, digits of three scripts, Persian letters,
# presentation forms with and without ligatures, Latin, bidi and zero-width controls, quotation marks, emoji.
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآٱؤئىةپچژگیک"
SIGNS = "ـًٌٍَُِّْٰ" + "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹" + " \n\t\r\u00a0\u2028.,،؛:!؟?…-–—/()[]«»“”\"'‘’#_@%٪٫٬"
CONTROLS = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202e\u2066\u2067\u2069\ufeff\u061c\u00ad\x00\x07\x7f"
OTHERS = "AbcZéİß²½" + "ﻻﺔﺍﷲﷺﹰﱠﹽ" + "🔴⚡️👇🏽🇸🇾" + "५①"
ANYTHING = st.text(alphabet=st.one_of(st.sampled_from(LETTERS), st.sampled_from(LETTERS + SIGNS), st.sampled_from(CONTROLS + OTHERS), st.characters()), max_size=80)
# Ligatures that stand for several letters: one character of the text may belong to several tokens.
LIGATURES = frozenset(chr(c) for c in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)))


def forms(text: str) -> list[str]:
    return Text(text).forms


def sentences(text: str) -> list[str]:
    read = Text(text)
    return [read.slice(s.first, s.last) for s in read.sentences]


def quotes(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Words with the marks before and behind them."""
    read = Text(text)
    return {read.forms[i]: q for i, q in read.pre.items()}, {read.forms[i]: q for i, q in read.post.items()}


# ---------------------------------------------------------------------------------------- properties


@settings(max_examples=600, deadline=None)
@given(ANYTHING)
def test_every_span_folds_to_its_form(raw: str) -> None:
    """What a span cuts out of the original folds to the form that was matched: offsets are exact."""
    text = Text(raw)
    before = 0
    for i, form in enumerate(text.forms):
        start, end = text.span(i, i + 1)
        assert 0 <= start < end <= len(raw)
        cut = raw[start:end]
        folded = fold(cut).text
        if LIGATURES & set(cut):
            assert form.lower() in folded.lower()
            continue
        assert start >= before or LIGATURES & set(raw[start:before]), "tokens overlap"
        before = end
        if text.kinds[i] == "l":
            assert form == "\n" and "\n" in folded and not folded.strip()
        else:
            assert folded == form if form in folded else folded.lower() == form


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_tokens_lose_nothing_but_blanks_quotes_and_marks(raw: str) -> None:
    folded = fold(raw).text
    assert "".join(f for f in Text(raw).forms if f != "\n") == "".join(
        c for c in folded if not c.isspace() and c not in "\"'"
    ).translate({ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}) or "'" in folded


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_folding_is_idempotent_and_maps_every_character(raw: str) -> None:
    folded = fold(raw)
    assert fold(folded.text).text == folded.text
    places = [folded.original(i) for i in range(len(folded.text))]
    assert places == sorted(places)
    assert all(0 <= p < len(raw) for p in places)
    for i, p in enumerate(places):
        if raw[p] not in LIGATURES:
            assert fold(raw[p]).text == folded.text[i]


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_sentences_are_ordered_ranges_of_tokens(raw: str) -> None:
    text = Text(raw)
    before = 0
    for sentence in text.sentences:
        assert before <= sentence.first < sentence.last <= len(text)
        assert "l" not in text.kinds[sentence.first : sentence.last]
        before = sentence.last
    lines = [s.line for s in text.sentences]
    assert lines == sorted(lines)


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_every_quotation_mark_stands_with_one_word(raw: str) -> None:
    text = Text(raw)
    assert all(0 <= i < len(text) for i in (*text.pre, *text.post))
    assert all(set(q) <= {'"', "'"} for q in (*text.pre.values(), *text.post.values()))


# ---------------------------------------------------------------------------------------- folding


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أإآٱ", "اااا"),
        ("مستشفى", "مستشفي"),
        ("مدينة", "مدينه"),
        ("مسؤول", "مسوول"),
        ("هيئة", "هييه"),
        ("قُتِلَ", "قتل"),
        ("شـــهداء", "شهداء"),
        ("٣۴5", "345"),
        ("١٢٬٥٠٠٫٥", "12,500.5"),
        ("«حي»", '"حي"'),
        ("#حي_الزهور", " حي الزهور"),
        ("\u200fحلب\u200e", "حلب"),
        ("ﻻﺟﺌﻮﻥ", "لاجيون"),
        ("ایران", "ايران"),
        ("کردستان", "كردستان"),
        ("٪", "%"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written).text == folded


def test_fold_word_is_the_key_of_lexicons() -> None:
    assert fold_word("  ﻻ  أحدٌ ") == "لا احد"
    assert fold_word("M20 Road") == "m20 road"


def test_a_span_takes_the_marks_of_its_last_letter_and_leaves_controls_out() -> None:
    raw = "\u200fقُتِلَ\u200f ثلاثةٌ"
    text = Text(raw)
    assert [text.word(i) for i in range(2)] == ["قُتِلَ", "ثلاثةٌ"]


def test_marks_are_the_combining_marks_and_tatweel() -> None:
    assert "ـ" in MARKS and "\u0651" in MARKS and "ا" not in MARKS and "٠" not in MARKS


# ---------------------------------------------------------------------------------------- tokens


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("#هجوم_البادية مستمر", ["هجوم", "الباديه", "مستمر"]),
        ("قتل 12,500 و3.5", ["قتل", "12,500", "و", "3.5"]),
        ("طريق M20-بغداد", ["طريق", "m20-", "بغداد"]),
        ("الساعة١٢ظهراً", ["الساعه", "12", "ظهرا"]),
        ("حمص،حماة.حلب", ["حمص", "،", "حماه", ".", "حلب"]),
        ('قال "Breaking: US strike" أمس', ["قال", "breaking", ":", "us", "strike", "امس"]),
        ("نهاية...", ["نهايه", "..."]),
        ("سطر \n\n سطر", ["سطر", "\n", "سطر"]),
    ],
)
def test_tokens(written: str, expected: list[str]) -> None:
    assert forms(written) == expected


def test_digits_of_three_scripts_are_one_number() -> None:
    assert forms("12 ١٢ ۱۲") == ["12", "12", "12"]
    assert Text("١٢").word(0) == "١٢"


@pytest.mark.parametrize(
    ("written", "before", "behind"),
    [
        ("تنظيم «الراية السوداء» أعلن", {"الرايه": '"'}, {"السوداء": '"'}),
        ("تنظيم “الراية السوداء” أعلن", {"الرايه": '"'}, {"السوداء": '"'}),
        ("تنظيم \"الراية السوداء\" أعلن", {"الرايه": '"'}, {"السوداء": '"'}),
        ("تنظيم 'الراية السوداء' أعلن", {"الرايه": "'"}, {"السوداء": "'"}),
        ("تنظيم »الراية السوداء« أعلن", {"الرايه": '"'}, {"السوداء": '"'}),
        ("تنظيم \" الراية السوداء \" أعلن", {"الرايه": '"'}, {"السوداء": '"'}),
        ("تنظيم « الراية السوداء » أعلن", {"الرايه": '"'}, {"السوداء": '"'}),
        ("تابع لـ«الراية السوداء» أعلن", {"الرايه": '"'}, {"السوداء": '"'}),
        ("تابع لـ\"الراية السوداء\" أعلن", {"الرايه": '"'}, {"السوداء": '"'}),
        ("تابع ل\"الراية السوداء\" أعلن", {"الرايه": '"'}, {"السوداء": '"'}),
        ("الحزب و«الراية» أمس", {"الرايه": '"'}, {"الرايه": '"'}),
        ("وقال:\"انسحبنا أمس\".", {"انسحبنا": '"'}, {"امس": '"'}),
        ("وقال: \"انسحبنا أمس.\"", {"انسحبنا": '"'}, {".": '"'}),
        ("قال \"انسحبنا\"،وأضاف", {"انسحبنا": '"'}, {"انسحبنا": '"'}),
        ("سماه «عملية \"الفجر\"» أمس", {"عمليه": '"', "الفجر": '"'}, {"الفجر": '""'}),
    ],
)
def test_quotation_marks_stand_with_the_words_they_enclose(written: str, before: dict[str, str], behind: dict[str, str]) -> None:
    assert quotes(written) == (before, behind)


def test_an_open_quotation_does_not_reach_into_the_next_line() -> None:
    before, behind = quotes('قال "انسحبنا\nوفي "حلب" قتال')
    assert before == {"انسحبنا": '"', "حلب": '"'}
    assert behind == {"حلب": '"'}


# ---------------------------------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("قتل ثلاثة. أصيب رابع.", ["قتل ثلاثة", "أصيب رابع"]),
        ("قتل ثلاثة.أصيب رابع", ["قتل ثلاثة", "أصيب رابع"]),
        ("من قتلهم؟ لا أحد يعرف!", ["من قتلهم", "لا أحد يعرف"]),
        ("قتل ثلاثة… أصيب رابع", ["قتل ثلاثة", "أصيب رابع"]),
        ("سطر أول\nسطر ثان", ["سطر أول", "سطر ثان"]),
        ("نقلت أ.ف.ب عن مصدر", ["نقلت أ.ف.ب عن مصدر"]),
        ("قال د. سامر إنه نجا", ["قال د. سامر إنه نجا"]),
        ("نشر موقع example.org الخبر", ["نشر موقع example.org الخبر"]),
        ("بلغ 3.5 ملايين", ["بلغ 3.5 ملايين"]),
        ("• قصف حي\n• غارة", ["قصف حي", "غارة"]),
        ("قال: «انسحبنا. لم يبق أحد». وأضاف", ["قال: «انسحبنا", "لم يبق أحد", "وأضاف"]),
        ("", []),
        ("...", []),
    ],
)
def test_sentences(written: str, expected: list[str]) -> None:
    assert sentences(written) == expected


def test_lines_are_counted() -> None:
    assert [s.line for s in Text("عنوان\n\nخبر أول. خبر ثان\nخاتمة").sentences] == [0, 1, 1, 2]


# ---------------------------------------------------------------------------------------- clitics


@pytest.mark.parametrize(
    ("form", "cut"),
    [
        ("وبالقصف", ("وبال", "قصف")),
        ("للجيش", ("لل", "جيش")),
        ("للجيش", ("ل", "الجيش")),
        ("سيقصف", ("س", "يقصف")),
        ("فالقوات", ("فال", "قوات")),
        ("كالجيش", ("كال", "جيش")),
    ],
)
def test_proclitics(form: str, cut: tuple[str, str]) -> None:
    assert cut in proclitic_variants(form)
    assert proclitic_variants(form)[0] == ("", form)


@pytest.mark.parametrize(
    ("form", "cut"),
    [("سيطرته", ("سيطره", "ه")), ("استيلايها", ("استيلاء", "ها")), ("قتلوه", ("قتلوا", "ه")), ("رماه", ("رمي", "ه"))],
)
def test_enclitics(form: str, cut: tuple[str, str]) -> None:
    assert cut in enclitic_stems(form)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=LETTERS, min_size=1, max_size=12))
def test_cuts_leave_a_word(form: str) -> None:
    assert all(rest for _, rest in proclitic_variants(form))
    assert all(len(stem) >= 2 and form.endswith(pronoun) for stem, pronoun in enclitic_stems(form))

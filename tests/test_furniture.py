"""Most-read lists, comments, share bars and links are not the report, and what only looks like them is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import SAMPLES, check, values
from sijill.errors import KnowledgeError
from sijill.knowledge.tables import pack_folders
from sijill.reading import furniture
from sijill.reading.reader import default_reader

LEAD = (
    "أعلنت غرفة عمليات محلية، أمس، مقتل ثلاثة عناصر من حرس الحدود بهجوم مسلح استهدف نقطتهم قرب بلدة الشحيل في ريف دير الزور"
    " الشرقي، وقالت إن المهاجمين كانوا يستقلون دراجتين ناريتين ولاذوا بالفرار بعد اشتباك قصير مع دورية وصلت إلى المكان."
)
DETAIL = "وأضافت أن عنصراً رابعاً أصيب بجروح في الهجوم ونقل إلى مشفى ميداني في البلدة، من دون أن تتبنى جهة العملية حتى الآن."
BAIT = ("مقتل خمسة مدنيين بقصف مدفعي على حلب", "غارة جوية تقتل عائلة في إدلب", "اغتيال قيادي بعبوة ناسفة في درعا")


@lru_cache(maxsize=1)
def known() -> furniture.Furniture:
    return furniture.load(pack_folders())


def blanked(text: str) -> list[str]:
    """The lines of the text that are left."""
    return [line for line in furniture.blank(text, known()).split("\n") if line.strip()]


@pytest.mark.parametrize(
    "heading",
    [
        "الأكثر قراءة", "الأكثر قراءةً:", "🔥 الأكثر مشاهدة", "التعليقات", "التعليقات (3)", "3 تعليقات", "تعليقات القراء",
        "اترك تعليقاً", "أضف تعليقك", "مواضيع ذات صلة", "أخبار متعلقة", "اقرأ أيضاً", "اقرأ أيضا:", "شاهد أيضاً", "قد يهمك أيضاً",
        "الوسوم", "آخر الأخبار", "جميع الحقوق محفوظة © 2021",
    ],
)  # fmt: skip
def test_what_stands_under_a_heading_of_the_site_is_no_event(heading: str) -> None:
    report = f"{LEAD}\n{DETAIL}"
    page = "\n".join((report, heading, *BAIT))
    assert blanked(page) == [LEAD, DETAIL]
    reading = default_reader().read(page)
    check(page, reading)
    assert reading.events, "the report itself is read"
    assert values(reading) == values(default_reader().read(report))


@pytest.mark.parametrize(
    "bar",
    [
        "شارك", "شارك الخبر", "شارك على فيسبوك", "شاركها", "0 مشاركة", "فيسبوك تويتر واتساب تلغرام", "فيسبوك", "تابعونا على تلغرام",
        "اقرأ أيضاً: " + BAIT[0], "اقرأ المزيد: " + BAIT[1], "كلمات مفتاحية: قصف، غارة، اغتيال", "طباعة", "حجم الخط", "إعلان",
    ],
)  # fmt: skip
def test_a_bar_or_link_between_paragraphs_only_drops_its_line(bar: str) -> None:
    page = "\n".join((LEAD, bar, DETAIL))
    assert blanked(page) == [LEAD, DETAIL]
    assert "حلب" not in str(values(default_reader().read(page)))


def test_a_list_of_links_ends_where_the_report_goes_on() -> None:
    assert blanked("\n".join((LEAD, "اقرأ أيضاً", *BAIT[:2], DETAIL))) == [LEAD, DETAIL]


def test_a_page_may_begin_with_its_lists() -> None:
    assert blanked("\n".join(("الأكثر قراءة", *BAIT, LEAD, DETAIL))) == [LEAD, DETAIL]


@pytest.mark.parametrize(
    "line",
    [
        "شارك المئات في تشييع أربعة مدنيين قتلوا بقصف على البلدة",
        "مشاركة واسعة في تظاهرة بالبصرة",
        "التعليقات الرسمية على القصف لم تصدر بعد",
        "تويتر يحظر حساب ميليشيا لواء الصمود",
        "آخر الأخبار الواردة من البلدة تفيد بمقتل مدنيين",
        "إعلان هدنة في مدينة مأرب",
        "طباعة العملة تتوقف في صنعاء بعد غارة على المطبعة",
        "من نحن حتى نقاتل عنهم، قال أحد المقاتلين",
    ],
)
def test_lines_of_a_report_that_look_like_buttons_stay(line: str) -> None:
    assert blanked(f"{LEAD}\n{line}") == [LEAD, line]


@settings(max_examples=200, deadline=None)
@given(st.text(st.one_of(st.sampled_from("شارك التعليقات الأكثر قراءة\n\r\n"), st.characters()), max_size=300))
def test_blanking_keeps_every_offset(text: str) -> None:
    out = furniture.blank(text, known())
    assert len(out) == len(text)
    assert all(a in (b, " ") for a, b in zip(out, text, strict=True))


def test_the_samples_keep_their_paragraphs() -> None:
    for path in SAMPLES:
        text = path.read_text(encoding="utf-8")
        kept = set(blanked(text))
        assert all(line in kept for line in text.split("\n") if len(line) > 160), path.stem


def test_a_mistake_in_the_table_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "furniture.tsv").write_text("kind\topening\nends\tالأكثر قراءة\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"furniture\.tsv:2"):
        furniture.load([tmp_path])

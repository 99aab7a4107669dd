"""Word documents and PDFs with a text layer."""

from __future__ import annotations

import io
from pathlib import Path

import docx as python_docx
import pytest

from sijill.ingest.portable import backwards, paragraphs, turned

from .makers import LEAD, MORE, TITLE, docx, drawn, pdf, taken

LINES = ["قتل ثلاثة مدنيين بقصف على كفر نبل", "أصيب 25 شخصا (بينهم أطفال) في 5 آذار 2021"]


def test_a_document_of_word(tmp_path: Path) -> None:
    document = python_docx.Document()
    document.core_properties.title = TITLE
    for text in (TITLE, "إدلب - الجمعة 5 آذار 2021", LEAD):
        document.add_paragraph(text)
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "القتلى", "3"
    document.save(str(path := tmp_path / "بيان.docx"))
    (item,), bad = taken(path)
    assert not bad
    assert item.text == f"{TITLE}\nإدلب - الجمعة 5 آذار 2021\n{LEAD}\nالقتلى\n3"
    assert (item.name, item.title, item.published) == ("بيان", TITLE, "2021-03-05")
    assert item.data == path.read_bytes()


def test_what_tracked_changes_took_out_is_out_and_boxes_stand_once(tmp_path: Path) -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        "<w:p><w:r><w:t>قتل </w:t></w:r><w:del><w:r><w:t>سبعة</w:t></w:r></w:del><w:ins><w:r><w:t>ثلاثة</w:t></w:r></w:ins><w:r><w:tab/><w:t>مدنيين</w:t></w:r></w:p>"
        "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>صندوق</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>صندوق</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    path = tmp_path / "t.docx"
    path.write_bytes(docx((), document=f"<w:document {w}><w:body>{body}</w:body></w:document>".encode()))
    assert taken(path)[0][0].text == "قتل ثلاثة مدنيين\nصندوق"


@pytest.mark.parametrize("made", ["from the right", "backwards", "shapes", "shapes backwards"])
def test_arabic_of_a_pdf_is_in_the_order_it_is_read(tmp_path: Path, made: str) -> None:
    shapes = ["ﻗﺘﻞ ﺛﻼﺛﺔ ﻣﺪﻧﻴﻴﻦ ﺑﻘﺼﻒ ﻋﻠﻰ ﻛﻔﺮ ﻧﺒﻞ", "ﺃﺻﻴﺐ 25 ﺷﺨﺼﺎ (ﺑﻴﻨﻬﻢ ﺃﻃﻔﺎﻝ) ﻓﻲ 5 ﺁﺫﺍﺭ 2021"]
    given = shapes if "shapes" in made else LINES
    path = tmp_path / "t.pdf"
    path.write_bytes(pdf(given if "backwards" in made else [drawn(line) for line in given]))
    (item,), bad = taken(path)
    assert not bad
    assert item.text.split("\n") == LINES
    assert item.data == path.read_bytes()


def test_lines_of_a_pdf_become_paragraphs_again() -> None:
    full = "قال مصدر طبي في مدينة إدلب يوم الخميس إن ثلاثة مدنيين قتلوا"
    assert paragraphs([full, "وأصيب خمسة آخرون بجروح.", full, f"{full}.", "عنوان"]) == f"{full} وأصيب خمسة آخرون بجروح.\n{full} {full}.\nعنوان"


def test_order_is_judged_by_letters_that_stand_nowhere_else() -> None:
    assert not backwards(f"{LEAD} {MORE}")
    assert backwards(drawn(f"{LEAD} {MORE}"))
    assert turned("(بلدإ) AFP ةلاكو 12.5.2021 يف") == "في 12.5.2021 وكالة AFP (إدلب)"
    assert turned("Idlib 2021") == "Idlib 2021"


def test_a_pdf_of_pictures_and_one_without_letters_are_told(tmp_path: Path) -> None:
    for name, data, why in (("scan.pdf", pdf([]), "ocrmypdf"), ("cut.pdf", pdf(LINES)[:300], "damaged"), ("no.pdf", b"hello", "does not begin like one")):
        (tmp_path / name).write_bytes(data)
        (message,) = taken(tmp_path / name)[1]
        assert why in message
        assert name in message


def test_a_long_document_in_little_memory(tmp_path: Path) -> None:
    import tracemalloc

    data = docx([LEAD] * 20000)
    path = tmp_path / "t.docx"
    path.write_bytes(data)
    tracemalloc.start()
    (item,), _ = taken(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(item.text) > 1_000_000
    assert peak < 60 * (1 << 20)
    assert io.BytesIO(item.data).read(2) == b"PK"

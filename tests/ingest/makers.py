"""Files as people have them, made on the spot: pages, documents, PDFs whose every letter is placed by hand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from sijill.errors import InputError
from sijill.ingest import Item, items

TITLE = "مقتل ثلاثة مدنيين بقصف على كفر نبل"
LEAD = "قُتل ثلاثة مدنيين، الخميس، بقصف مدفعي على كفر نبل بريف إدلب."
MORE = "وقال مصدر طبي إن خمسة آخرين أصيبوا بجروح ونقلوا إلى مشفى ميداني."
BODY = f"{LEAD}\n{MORE}"


def taken(*paths: Path | str, **more: object) -> tuple[list[Item], list[str]]:
    """What was taken in, and what is wrong with the rest."""
    good, bad = [], []
    for found in items(paths, **more):  # type: ignore[arg-type]
        if isinstance(found, InputError):
            bad.append(str(found))
        else:
            good.append(found)
    return good, bad


def page(body: str = "", *, head: str = "", date: str = '<div class="post-date">الجمعة 5 آذار 2021</div>', charset: str = "utf-8") -> str:
    """A news page with everything that is not news around a report of two paragraphs."""
    return f"""<!doctype html><html lang="ar" dir="rtl"><head><meta charset="{charset}"><title>{TITLE} | شبكة النهر</title>
<meta property="og:site_name" content="شبكة النهر">{head}<script>var x = "سكربت لا يقرأ";</script><style>.a {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/s">أخبار سوريا</a></li></ul></nav><div class="ticker">عاجل: انفجار في مدينة أخرى</div>
<article><h1>{TITLE}</h1>{date}<div class="share-buttons">شارك على فيسبوك تويتر واتساب</div>
{body or f"<p>{LEAD}</p><p>{MORE}</p>"}
<p><a href="/x">اقرأ أيضا: غارات على حلب توقع قتلى</a></p></article>
<aside><h3>الأكثر قراءة</h3><ul><li><a href="1">مقتل عشرين عنصرا في كمين</a></li></ul></aside>
<section id="comments"><h3>التعليقات</h3><div class="comment"><p>تعليق قارئ: الله يرحمهم جميعا ويصبر أهلهم على هذا المصاب الجلل</p></div></section>
<footer>جميع الحقوق محفوظة لشبكة النهر</footer></body></html>"""


NOISE = ("الرئيسية", "عاجل", "شارك على", "اقرأ أيضا", "الأكثر قراءة", "عشرين عنصرا", "تعليق قارئ", "الحقوق", "سكربت", "color")


def docx(paragraphs: Iterable[str], *, title: str = "", document: bytes | None = None) -> bytes:
    """A Word document as Word would write it, in its smallest form; ``document`` in the place of its body."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inside = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    xml = document or f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{w}"><w:body>{inside}</w:body></w:document>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
        if title:
            core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
            archive.writestr(
                "docProps/core.xml", f'<c:coreProperties xmlns:c="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></c:coreProperties>'
            )
    return out.getvalue()


def drawn(line: str) -> str:
    """A line of Arabic in the order in which its letters stand on paper, from left to right."""
    turned = re.sub(r"[0-9]+", lambda m: m.group()[::-1], line[::-1])
    return turned.translate(str.maketrans("()", ")("))


def pdf(lines: Iterable[str], *, trailer: str = "", mapped: bool = True, extra: Iterable[bytes] = ()) -> bytes:
    """A PDF of one page; the characters of each line are placed one by one from left to right, in the order given.

    The font tells which letters its shapes are (ToUnicode), unless ``mapped`` is False.
    """
    given = [*lines]
    code = {c: k for k, c in enumerate(sorted({c for line in given for c in line}), 1)}

    def shapes(text: str) -> str:
        return "".join(f"{code[c]:04x}" for c in text)

    drawing = ["BT /F1 12 Tf"]
    drawing += [f"1 0 0 1 {560 - 6 * len(line)} {780 - 16 * k} Tm <{shapes(line)}> Tj" for k, line in enumerate(given)]
    content = "\n".join([*drawing, "ET"]).encode()
    cmap = "\n".join([
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange", f"{len(code)} beginbfchar",
        *(f"<{number:04x}> <{c.encode('utf-16-be').hex()}>" for c, number in code.items()), "endbfchar endcmap end end",
    ]).encode()  # fmt: skip
    unicode = b"/ToUnicode 7 0 R" if mapped else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]" + unicode + b">>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500/FontDescriptor 8 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(cmap), cmap),
        b"<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>", *extra,
    ]  # fmt: skip
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return bytes(out + f"trailer<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode())

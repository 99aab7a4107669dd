"""PDF with a text layer: its lines in logical order, as they are read, and joined again to paragraphs.

Arabic stands in a PDF as shapes drawn somewhere. PDFium turns what is drawn from the right into logical order and shapes into letters; some
producers draw so that the lines still come out backwards. Which way a line goes shows in its letters: no Arabic word begins with ة or ى, and
many begin with the article and none ends with it backwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest import dated
from sijill.ingest.apart import apart
from sijill.ingest.characters import clean
from sijill.ingest.extras import need
from sijill.ingest.item import Beside, Item

EXTRACTOR = "pdf/1"
_PAGES = 5000
_FEW = 20
"""Characters a page below which it is a picture."""
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufeff]+")
_ARABIC_WORD = re.compile("[\u0621-\u0652]{2,}")
_ALEFS = "اأإآ"
_NO_LETTER = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
# What keeps its direction within a line that is turned round: Latin words and numbers with what binds them.
_LEFT_TO_RIGHT = re.compile(r"[0-9٠-٩A-Za-z\u00c0-\u024f](?:[0-9٠-٩A-Za-z\u00c0-\u024f.,:/@_%+-]*[0-9٠-٩A-Za-z\u00c0-\u024f%])?")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_FULL = 0.7
_STOPS = (".", "؟", "!", ":", "؛", "…", "»", '"')


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """The one report of a PDF. Raises ``InputError`` for what is damaged, encrypted, too large, or a picture of text."""
    data = stream.read(beside.max_bytes + 1)
    if len(data) > beside.max_bytes:
        raise InputError(f"{source}: {inputs.too_large(beside.max_bytes)}")
    need("pypdfium2", "office", source)
    text = apart(_text, data, source, beside.max_bytes, seconds=beside.max_seconds, where=source)
    doc = beside.url or (PurePath(name).stem if PurePath(name).suffix else name)
    found = inputs.details(beside.metadata, source, name, doc)
    yield Item(
        name=doc, source=source, data=data, media_type="application/pdf", text=text, extractor=EXTRACTOR,
        published=found.published or dated.dateline(text) or beside.published, outlet=found.outlet or beside.outlet, url=found.url or beside.url,
    )  # fmt: skip


def _text(data: bytes, where: str, limit: int) -> str:
    pdfium = need("pypdfium2", "office", where)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(f"{where}: encrypted; print it to a PDF without a password, and add that") from None
        raise InputError(f"{where}: a damaged PDF ({error}); fetch it again") from None
    pages: list[str] = []
    size = 0
    try:
        count = len(document)
        if count > _PAGES:
            raise InputError(f"{where}: {count:,} pages; split it")
        for number in range(count):
            try:
                page = document[number]
                pages.append(_page(page))
                page.close()
            except pdfium.PdfiumError as error:
                raise InputError(f"{where}, page {number + 1}: damaged ({error}); fetch it again") from None
            size += len(pages[-1])
            if size > limit:
                raise InputError(f"{where}: {inputs.too_large(limit)}")
    finally:
        document.close()
    if size < _FEW * max(count, 1):
        raise InputError(f"{where}: no text in it, only pictures; recognise the text first, as with ocrmypdf -l ara, and add the result")
    text = clean("\n\n".join(pages))
    if not text or len(_NO_LETTER.findall(text)) > 0.05 * len(text):
        raise InputError(f"{where}: its fonts do not say which letters they draw; recognise the text, as with ocrmypdf --force-ocr -l ara, and add the result")
    inputs.check(text, where)
    return text


def _page(page: Any) -> str:
    found = page.get_textpage()
    try:
        lines = str(found.get_text_range()).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if backwards("\n".join(lines)):
            lines = [turned(line) for line in _drawn(found).split("\n")]
        # Shapes to letters; the same for the few that PDFium leaves.
        return paragraphs([_FORMS.sub(lambda m: unicodedata.normalize("NFKC", m.group()), line) for line in lines])
    finally:
        found.close()


def backwards(text: str) -> bool:
    """Whether Arabic words are written from their last letter to their first."""
    right = wrong = 0
    for word in _ARABIC_WORD.findall(_FORMS.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)):
        right += word.startswith("ال") + (word[-1] in "ةى")
        wrong += (word.endswith("لا") and len(word) > 3) + (word[0] in "ةى")
    return wrong > right


def turned(line: str) -> str:
    """A line from its last character to its first, numbers, Latin words and brackets as they are read."""
    if not _ARABIC_WORD.search(line) and not _FORMS.search(line):
        return line
    out = line[::-1].translate(_MIRRORED)
    return _LEFT_TO_RIGHT.sub(lambda m: m.group()[::-1], out)


def _drawn(found: Any) -> str:
    """The characters as PDFium has them, but lam-alef drawn as one shape in the order of a line that goes backwards."""
    from ctypes import byref, c_double

    import pypdfium2.raw as raw

    def box(k: int) -> tuple[float, ...]:
        sides = [c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(found.raw, k, *(byref(side) for side in sides))
        return tuple(side.value for side in sides)

    count = found.count_chars()
    chars = [chr(code) if 0 < (code := raw.FPDFText_GetUnicode(found.raw, k)) < 0x110000 else " " for k in range(count)]
    for k in range(count - 1):
        if chars[k] == "ل" and chars[k + 1] in _ALEFS and box(k) == box(k + 1):
            chars[k], chars[k + 1] = chars[k + 1], chars[k]
    return "".join(chars).replace("\r\n", "\n").replace("\r", "\n")


def paragraphs(lines: list[str]) -> str:
    """Lines joined where a line is full and its sentence goes on: a line end in a PDF means nothing."""
    lines = [" ".join(line.split()) for line in lines]
    longest = sorted(map(len, lines))[int(0.9 * (len(lines) - 1))] if lines else 0
    out: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line:
            out[-1] += f" {line}"
        else:
            out.append(line)
        goes_on = bool(line) and longest >= 40 and len(line) >= _FULL * longest and not line.endswith(_STOPS)
    return "\n".join(out)

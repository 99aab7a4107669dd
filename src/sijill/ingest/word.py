"""DOCX: the paragraphs of the document, tables cell by cell, without what tracked changes have deleted.

Read by expat as it comes out of the archive, so that neither a large document nor a hostile one fills the memory; entities are refused, for a
document of Word declares none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO, BinaryIO
from xml.parsers import expat

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest import dated
from sijill.ingest.apart import apart
from sijill.ingest.characters import clean
from sijill.ingest.item import Beside, Item

EXTRACTOR = "docx/1"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODY = "word/document.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main "
# The second writing of a text box for older programs, and what a tracked change took out.
_SKIPPED = frozenset(("http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback", "w:del", "w:moveFrom"))
_PIECE = 1 << 16
_WORDY = 50
"""Bytes of markup a byte of text: Word needs some twenty."""


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """The one report of a document. Raises ``InputError`` for what is damaged, encrypted, hostile, too large or without text."""
    data = stream.read(beside.max_bytes + 1)
    if len(data) > beside.max_bytes:
        raise InputError(f"{source}: {inputs.too_large(beside.max_bytes)}")
    text, title = apart(_text, data, source, beside.max_bytes, seconds=beside.max_seconds, where=source)
    inputs.check(text, source)
    doc = beside.url or (PurePath(name).stem if PurePath(name).suffix else name)
    found = inputs.details(beside.metadata, source, name, doc)
    yield Item(
        name=doc, source=source, data=data, media_type=MEDIA_TYPE, text=text, extractor=EXTRACTOR,
        published=found.published or dated.dateline(text) or beside.published, outlet=found.outlet or beside.outlet, url=found.url or beside.url,
        title=title,
    )  # fmt: skip


def _text(data: bytes, where: str, limit: int) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            with archive.open(BODY) as part:
                text = clean(_Words(where, limit).text(part))
            title = ""
            if "docProps/core.xml" in archive.namelist():
                with archive.open("docProps/core.xml") as part:
                    title = clean(_Words(where, 1 << 16, only="http://purl.org/dc/elements/1.1/ title").text(part))
    except KeyError:
        raise InputError(f"{where}: a zip file without a Word document in it; save it again as .docx") from None
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError(f"{where}: damaged or encrypted ({error}); open it in Word and save it again without a password") from None
    except expat.ExpatError as error:
        raise InputError(f"{where}: the document's XML is damaged ({error}); open it in Word and save it again") from None
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise InputError(f"{where}: damaged ({error}); fetch the file again") from None
        raise
    return text, title


class _Words:
    """The text of one part of a document, at most ``limit`` characters."""

    def __init__(self, where: str, limit: int, only: str | None = None) -> None:
        self.where, self.limit, self.only = where, limit, only
        self.out: list[str] = []
        self.size = self.skipping = self.inside = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        self.parser = parser

    def text(self, part: IO[bytes]) -> str:
        read = 0
        while piece := part.read(_PIECE):
            read += len(piece)
            if read > self.limit * _WORDY:
                raise InputError(f"{self.where}: unpacks to more than {self.limit * _WORDY >> 20:,} MB; hostile or damaged, not taken in")
            self.parser.Parse(piece, False)
        self.parser.Parse(b"", True)
        return "".join(self.out)

    def _put(self, text: str) -> None:
        self.size += len(text)
        if self.size > self.limit:
            raise InputError(f"{self.where}: {inputs.too_large(self.limit)}")
        self.out.append(text)

    def _start(self, name: str, _: object) -> None:
        local = _local(name)
        if local in _SKIPPED:
            self.skipping += 1
        elif name == self.only or local == "w:t":
            self.inside += 1
        elif self.skipping or self.only:
            return
        elif local == "w:tab":
            self._put(" ")
        elif local in ("w:br", "w:cr"):
            self._put("\n")

    def _end(self, name: str) -> None:
        local = _local(name)
        if local in _SKIPPED:
            self.skipping -= 1
        elif name == self.only or local == "w:t":
            self.inside -= 1
        elif not self.skipping and not self.only:
            if local == "w:p":
                self._put("\n")
            elif local == "w:tc":
                self._put(" ")

    def _characters(self, text: str) -> None:
        if self.inside and not self.skipping:
            self._put(text)

    def _entity(self, *_: object) -> None:
        raise InputError(f"{self.where}: declares XML entities, which Word never does; hostile, not taken in")


def _local(name: str) -> str:
    for space in (_W, _STRICT):
        if name.startswith(space):
            return f"w:{name[len(space):]}"
    return name

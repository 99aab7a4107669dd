"""CSV: one row, one report; which column holds what is told by ``--columns`` or guessed from the header.

Rows are streamed. The evidence of a report is its row, byte for byte.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path, PurePath
from typing import BinaryIO

from sijill import inputs
from sijill.arabic import fold_word
from sijill.errors import InputError
from sijill.ingest import dated
from sijill.ingest.characters import clean, encoding_of
from sijill.ingest.item import Beside, Item
from sijill.knowledge.tables import names, rows

EXTRACTOR = "csv/1"
FIELDS = ("text", "id", "published", "outlet", "url", "title")
_HEAD = 65536
_NOT_LETTERS = re.compile(r"[\s_\-./]+")


class _TooLong(Exception):
    """A row larger than a report may be."""


class _Lines:
    """The lines of a table, which remembers those that the row at hand is made of, up to ``limit`` characters."""

    def __init__(self, stream: io.TextIOWrapper, limit: int) -> None:
        self.stream, self.limit = stream, limit
        self.taken: list[str] = []
        self.first = self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def begin(self) -> None:
        """A new row begins."""
        self.taken, self.first = [], self.number + 1

    def __next__(self) -> str:
        line = self.stream.readline(self.limit + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > self.limit:
            while line and not line.endswith("\n"):
                line = self.stream.readline(1 << 20)
            raise _TooLong
        self.taken.append(line)
        if sum(map(len, self.taken)) > self.limit:
            raise _TooLong
        return line


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """Every row of a table as a report; what is wrong with a row is told in its place.

    Comma, semicolon, tab or bar separate, as the header shows. Raises ``InputError`` where no column holds the text.
    """
    head = stream.peek(_HEAD)[:_HEAD] if isinstance(stream, io.BufferedReader) else b""
    if not head.strip():
        raise InputError(f"{source}: the file is empty; was it saved?")
    encoding = encoding_of(head)
    if b"\x00" in head and not encoding.startswith("utf-16"):
        raise InputError(f"{source}: NUL characters; not a table, or a damaged file")
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        yield from _table(_Lines(text, beside.max_bytes), encoding, source, name, beside)
    except UnicodeDecodeError as error:
        raise InputError(f"{source}: not {encoding} throughout (byte {error.object[error.start]:#04x}); convert it, as with iconv -t UTF-8") from None
    finally:
        text.detach()


def columns(said: str) -> dict[str, str]:
    """``text=Body,id=ID`` as a map; raises ``InputError`` for what is none."""
    out = {}
    for part in filter(None, (p.strip() for p in said.split(","))):
        ours, equals, theirs = (p.strip() for p in part.partition("="))
        if not equals or not theirs or ours not in FIELDS:
            raise InputError(f"--columns {part}: write FIELD=COLUMN, with the fields {', '.join(FIELDS)}, such as text=Body,id=ID")
        out[ours] = theirs
    return out


def _table(lines: _Lines, encoding: str, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    csv.field_size_limit(max(csv.field_size_limit(), beside.max_bytes + 1))
    lines.begin()
    try:
        first = next(lines, "")
    except _TooLong:
        raise InputError(f"{source}, line 1: {inputs.too_large(beside.max_bytes)}") from None
    separator = max(",;\t|", key=first.count)
    header = next(csv.reader([first], delimiter=separator), [])
    where = places(header, beside.columns, source)
    stem = PurePath(name).stem
    row_codec = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    reader = csv.reader(lines, delimiter=separator)
    while True:
        lines.begin()
        try:
            row = next(reader, None)
        except _TooLong:
            yield InputError(f"{source}, line {lines.first}: {inputs.too_large(beside.max_bytes)}; or is a quotation mark never closed?")
            reader = csv.reader(lines, delimiter=separator)
            continue
        except csv.Error as error:
            yield InputError(f"{source}, line {lines.first}: {error}; is it a CSV table?")
            reader = csv.reader(lines, delimiter=separator)
            continue
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        raw = "".join(lines.taken)
        at = f"{source}, line {lines.first}"
        if len(lines.taken) > 1 and raw.count('"') % 2:
            yield InputError(f"{at}: a quotation mark that opens here is never closed; the rows behind it are lost until it is mended")
            continue
        try:
            yield _item(row, raw.encode(row_codec), where, at, source, f"{stem}-{lines.first}", beside)
        except InputError as error:
            yield error


def _item(row: list[str], data: bytes, where: Mapping[str, int], at: str, source: str, fallback: str, beside: Beside) -> Item:
    said = {field: row[k].strip() for field, k in where.items() if k < len(row)}
    if "text" not in said:
        raise InputError(f"{at}: only {len(row)} cells, the column of the text is missing; is the row broken?")
    inputs.check(said["text"], at)
    text = clean(said["text"])
    if said.get("title") and not text.startswith(said["title"]):
        text = f"{clean(said['title'])}\n\n{text}"
    doc = clean(said.get("id", "")) or fallback
    found = inputs.details(beside.metadata, doc)
    own = None
    if said.get("published") and (own := dated.day(said["published"])) is None:
        raise InputError(f"{at}: {said['published'][:60]!r} is no date; write it as 2021-04-05, or leave the column out of --columns")
    return Item(
        name=doc, source=source, data=data, media_type="text/csv", text=text, extractor=EXTRACTOR,
        published=own or found.published or beside.published, outlet=said.get("outlet") or found.outlet or beside.outlet,
        url=said.get("url") or found.url, title=clean(said.get("title", "")),
    )  # fmt: skip


def places(header: list[str], given: Mapping[str, str], source: str) -> dict[str, int]:
    """Which column holds what: as told, else by the names that such columns have. Raises ``InputError`` where none holds the text."""
    plain = [_plain(cell) for cell in header]
    out: dict[str, int] = {}
    for field, column in given.items():
        if _plain(column) not in plain:
            raise InputError(f"{source}, line 1: no column {column!r} for {field}; there are {', '.join(filter(None, header))[:300]}")
        out[field] = plain.index(_plain(column))
    for field, known in _known().items():
        if field not in out:
            found = next((plain.index(k) for k in known if k in plain and plain.index(k) not in out.values()), None)
            if found is not None:
                out[field] = found
    if "text" not in out:
        raise InputError(
            f"{source}, line 1: no column that holds the text; say which with --columns text=NAME; there are {', '.join(filter(None, header))[:300]}"
        )
    return out


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", fold_word(name.strip().removeprefix("\ufeff").lower()))


@lru_cache(maxsize=1)
def _known() -> dict[str, list[str]]:
    return {field: [_plain(n) for n in names(cell)] for _, (field, cell) in rows(Path(__file__).parent / "columns.tsv", ("field", "names"))}

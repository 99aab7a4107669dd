"""Where reports come from: text files, folders, globs, JSON Lines and standard input.

Everything is streamed.  What cannot be read becomes an ``InputError`` *in the stream*, in its place,
so that one bad file does not stop the rest; its message names the file, the line and the remedy.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import glob
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec

from sijill.errors import InputError
from sijill.records import Report

STDIN = "-"
MAX_BYTES = 16 * 1024 * 1024
"""Default limit of one report in bytes; no news report comes near it, a runaway file does."""

_JSONL = (".jsonl", ".ndjson")
_TEXT = (".txt", ".text")


class Details(NamedTuple):
    """What a metadata table says of one report."""

    published: str | None
    outlet: str | None
    url: str | None


class Metadata(dict[str, Details]):
    """Details by file name, path or report id, as written in the ``file`` column.

    ``used`` collects the keys that a report was found for, so that a misspelt row can be told of.
    """

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()


class _Line(msgspec.Struct):
    text: str
    id: str | int | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None


_LINE = msgspec.json.Decoder(_Line)


def reports(
    paths: Iterable[str | Path],
    *,
    published: str | None = None,
    metadata: Metadata | None = None,
    max_bytes: int = MAX_BYTES,
    stdin: BinaryIO | None = None,
) -> Iterator[Report | InputError]:
    """Every report of the paths, in the order of the paths, files of a folder by name.

    A path is a file, a folder (searched through all its levels for ``.txt`` and ``.jsonl``), a glob
    pattern or ``-``.  The id of a text file is its name without ``.txt``; of a JSON line its ``id``, or
    ``NAME-LINE``.  ``published`` holds for reports that neither bring a date nor have one in ``metadata``.
    ``max_bytes`` limits one text file or one line.
    """
    known = Metadata() if metadata is None else metadata
    for given in paths:
        if str(given) == STDIN:
            yield from _standard_input(stdin or sys.stdin.buffer, published, known, max_bytes)
            continue
        for found in files(str(given), _TEXT + _JSONL):
            if isinstance(found, InputError):
                yield found
            elif is_jsonl(found):
                yield from _jsonl_file(found, published, known, max_bytes)
            else:
                yield _text_file(found, published, known, max_bytes)


def is_jsonl(path: str | Path) -> bool:
    """Whether the path is named as JSON Lines."""
    return str(path).lower().endswith(_JSONL)


def stdin_is_jsonl(stream: BinaryIO) -> bool:
    """Whether standard input begins with a JSON object; nothing is consumed."""
    ahead = stream.peek(64) if isinstance(stream, io.BufferedReader) else b""
    return ahead.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"


# -- paths ---------------------------------------------------------------------------------------------


def files(given: str, endings: tuple[str, ...]) -> Iterator[Path | InputError]:
    """The file that a path names, the files with these endings in a folder and below, or those that a pattern matches."""
    path = Path(given)
    if path.is_dir():
        yield from _folder(path, endings)
    elif path.exists():
        yield path
    elif glob.has_magic(given):
        # Not Path.glob: the pattern may be absolute.
        matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207
        if not matches:
            yield InputError(f"{given}: the pattern matches no file")
        for match in matches:
            yield from _folder(Path(match), endings) if Path(match).is_dir() else [Path(match)]
    else:
        yield InputError(f"{given}: no such file or folder")


def _folder(folder: Path, endings: tuple[str, ...]) -> Iterator[Path | InputError]:
    empty = True
    # Links to folders are not followed: they may lead in circles.
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower().endswith(endings):
                empty = False
                yield Path(root, name)
    if empty:
        yield InputError(f"{folder}: the folder holds no {' or '.join(endings[:1] + endings[-1:])} file")


# -- one report ----------------------------------------------------------------------------------------


def _text_file(
    path: Path, published: str | None, metadata: Metadata, max_bytes: int
) -> Report | InputError:
    try:
        with path.open("rb") as stream:
            return _text_report(stream, path, published, metadata, max_bytes)
    except OSError as error:
        return InputError(f"{path}: {error.strerror or error}")
    except InputError as error:
        return error


def _text_report(
    stream: BinaryIO, path: Path, published: str | None, metadata: Metadata, max_bytes: int
) -> Report:
    if path.suffix.lower() == ".json":
        raise InputError(f"{path}: a JSON document; write one object with 'text' a line into a .jsonl file")
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InputError(f"{path}: {too_large(max_bytes)}")
    text = decode(data, str(path))
    name = path.name
    doc = name[: -len(path.suffix)] if path.suffix.lower() in _TEXT else name
    found = details(metadata, str(path), name, doc)
    return Report(
        id=doc,
        text=text,
        published=found.published or published,
        outlet=found.outlet,
        url=found.url,
    )


def _jsonl_file(
    path: Path, published: str | None, metadata: Metadata, max_bytes: int
) -> Iterator[Report | InputError]:
    try:
        with path.open("rb") as stream:
            yield from (report for _, _, report in jsonl(stream, str(path), path.stem, published, metadata, max_bytes))
    except OSError as error:
        yield InputError(f"{path}: {error.strerror or error}")


def _standard_input(
    stream: BinaryIO, published: str | None, metadata: Metadata, max_bytes: int
) -> Iterator[Report | InputError]:
    if stdin_is_jsonl(stream):
        yield from (report for _, _, report in jsonl(stream, "standard input", "stdin", published, metadata, max_bytes))
        return
    try:
        report = _text_report(stream, Path("stdin"), published, metadata, max_bytes)
    except InputError as error:
        yield error
    else:
        yield report


def jsonl(
    stream: BinaryIO, name: str, stem: str, published: str | None, metadata: Metadata, max_bytes: int,
    columns: Mapping[str, str] | None = None, before: int = 0,
) -> Iterator[tuple[int, bytes, Report | InputError]]:  # fmt: skip
    """Every line of a stream of JSON Lines: its number, the line, and the report in it or what is wrong with it; empty lines are passed over.

    ``columns`` says under which key of an object what stands, where it is not our name (``{"text": "body"}``); ``before`` is how
    many lines of the file stand before the stream.
    """
    number = before
    while line := stream.readline(max_bytes + 1):
        number += 1
        where = f"{name}, line {number}"
        if len(line) > max_bytes:
            if b"\x00" in line[:4096] and not utf16(line):
                yield number, b"", InputError(f"{where}: NUL characters; not JSON Lines, or a damaged file")
                return
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            yield number, b"", InputError(f"{where}: {too_large(max_bytes)}")
            continue
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
            if utf16(line):
                yield number, b"", InputError(f"{name}: JSON Lines in UTF-16; convert it, as with iconv -f UTF-16 -t UTF-8")
                return
        if not line.strip():
            continue
        try:
            yield number, line, _jsonl_report(line, where, f"{stem}-{number}", published, metadata, columns)
        except InputError as error:
            yield number, line, error


def _jsonl_report(
    line: bytes, where: str, fallback: str, published: str | None, metadata: Metadata, columns: Mapping[str, str] | None
) -> Report:
    try:
        try:
            record = _line(line, columns)
        except UnicodeDecodeError:
            record = _line(decode(line, where).encode(), columns)
    except msgspec.ValidationError as error:
        raise InputError(f'{where}: {error}; a line is {{"id": "...", "text": "...", "published": "..."}}') from None
    except msgspec.DecodeError as error:
        if not line.endswith(b"\n"):
            raise InputError(
                f"{where}: the last line is half-written ({error}); write the file again"
            ) from None
        raise InputError(f"{where}: not JSON ({error}); one JSON object a line is expected") from None
    check(record.text, where)
    doc = fallback if record.id is None or record.id == "" else str(record.id)
    found = details(metadata, doc)
    own = date(record.published, where) if record.published else None
    return Report(
        id=doc,
        text=record.text,
        published=own or found.published or published,
        outlet=record.outlet or found.outlet,
        url=record.url or found.url,
    )


def _line(line: bytes, columns: Mapping[str, str] | None) -> _Line:
    if not columns:
        return _LINE.decode(line)
    found = msgspec.json.decode(line, type=dict[str, Any])
    return msgspec.convert({**found, **{ours: found[theirs] for ours, theirs in columns.items() if theirs in found}}, _Line)


def too_large(max_bytes: int) -> str:
    return f"larger than {max_bytes / (1 << 20):g} MB; is it one report? Split it, or raise --max-size"


# -- characters ----------------------------------------------------------------------------------------

_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
)
_MARKUP = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_ARABIC = re.compile("[\u0621-\u064a]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, where: str) -> str:
    """The characters of a file: UTF-8, UTF-16 (either order, with or without mark), windows-1256, ISO 8859-6.

    A byte order mark is dropped; nothing else is changed, line ends included, so offsets count the
    characters of the file.  Raises ``InputError`` when the bytes are no text, are cut off or damaged.
    """
    if not data:
        raise InputError(f"{where}: the file is empty; was it saved?")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{where}: this is {kind}, not text; save its text as UTF-8 and read that")
    text = characters(data, where)
    check(text, where)
    if _MARKUP.match(text):
        raise InputError(f"{where}: this is an HTML page; save the article's text and read that")
    return text


def characters(data: bytes, where: str) -> str:
    """The characters by the encoding that the bytes look like; raises ``InputError`` where none fits or they are damaged."""
    wide = utf16(data)
    if wide:
        if len(data) % 2:
            raise InputError(f"{where}: half-written: the last UTF-16 character is cut; fetch the file again")
        try:
            return data.decode(wide).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise InputError(f"{where}: damaged UTF-16 at byte {error.start}; fetch the file again") from None
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        return _eight_bit(data, error, where)


def utf16(data: bytes) -> str | None:
    """Which UTF-16 the bytes are in, with or without mark, or None."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    # Without a mark: in Arabic and ASCII text every second byte is 06 or 00, and in no other encoding is.
    head = data[:4096]
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(high) > 1 and high.count(6) + high.count(0) > 0.7 * len(high) and high.count(6):
            return encoding
    return None


def _eight_bit(data: bytes, error: UnicodeDecodeError, where: str) -> str:
    damaged = data.decode("utf-8", "replace")
    arabic = len(_ARABIC.findall(damaged))
    if arabic > 3 * damaged.count("\ufffd"):
        # The rest is good UTF-8: reading it as an 8-bit encoding would give rubbish that looks Arabic.
        if error.end >= len(data) and error.reason == "unexpected end of data":
            raise InputError(
                f"{where}: half-written: the last character is cut at byte {error.start}; fetch the file again"
            )
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{where}, line {line}: damaged UTF-8 at byte {error.start}; fetch the file again")
    # The article is by far the commonest pair of letters, and its lam differs between the two encodings.
    encoding = "iso8859-6" if data.count(b"\xc7\xe4") > data.count(b"\xc7\xe1") else "cp1256"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = ""
    letters, arabic = sum(map(str.isalpha, text)), len(_ARABIC.findall(text))
    # Other 8-bit alphabets come out as Arabic letters, too, but not in its proportions: a fourth of them are alef and lam.
    strange = arabic > 60 and text.count("ا") + text.count("ل") < 0.1 * arabic
    if not letters or arabic < 0.5 * letters or strange:
        raise InputError(
            f"{where}: neither UTF-8, UTF-16 nor windows-1256 Arabic; convert it, as with"
            " iconv -f ENCODING -t UTF-8"
        )
    return text


def check(text: str, where: str) -> None:
    """Raises ``InputError`` for what is no text: nothing, NUL characters, binary data."""
    if not text or text.isspace():
        raise InputError(f"{where}: there is no text in it; was it saved?")
    control = _CONTROL.search(text)
    if control is None:
        return
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise InputError(f"{where}: NUL characters from text line {line} on; not text, or a damaged file")
    if len(_CONTROL.findall(text)) > max(3, len(text) // 100):
        raise InputError(f"{where}: binary data, not text; save its text as UTF-8 and read that")


# -- dates and metadata --------------------------------------------------------------------------------

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d.*)?")
_COLUMNS = ("file", "published", "outlet", "url")


def date(value: str, where: str) -> str:
    """``YYYY-MM-DD`` of a date or an ISO 8601 date and time; raises ``InputError`` for anything else."""
    match = _DATE.fullmatch(value.strip())
    try:
        if not match:
            raise ValueError
        return datetime.date(*map(int, match.groups())).isoformat()
    except ValueError:
        raise InputError(f"{where}: {value!r} is no date; write it as 2021-04-05") from None


def load_metadata(path: Path) -> Metadata:
    """A CSV table with the columns file, published, outlet, url (only ``file`` is required).

    ``file`` is a path, a file name with or without its ending, or the id of a JSON line.  Comma,
    semicolon or tab separate.  Raises ``InputError`` naming the line.
    """
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    header = text.splitlines()[0]
    separator = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    fields = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    if "file" not in fields:
        raise InputError(f"{path}, line 1: no column 'file'; the columns are {', '.join(_COLUMNS)}")
    out = Metadata()
    for row in _rows(rows, path):
        where = f"{path}, line {rows.line_num}"
        file, published, outlet, url = (
            (row.get(fields.get(column, "")) or "").strip() or None for column in _COLUMNS
        )
        if file is None:
            raise InputError(f"{where}: the column 'file' is empty")
        if file in out:
            raise InputError(f"{where}: {file} has a row already")
        out[file] = Details(date(published, where) if published else None, outlet, url)
    return out


def _rows(rows: csv.DictReader[str], path: Path) -> Iterator[dict[str, str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise InputError(f"{path}, line {rows.line_num}: {error}; is it a CSV table?") from None


def details(metadata: Metadata, *keys: str) -> Details:
    for key in keys:
        if key in metadata:
            metadata.used.add(key)
            return metadata[key]
    return Details(None, None, None)

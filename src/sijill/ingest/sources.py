"""Where items come from: files, folders, patterns, addresses and standard input; which module reads what."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import BinaryIO, cast

import msgspec

from sijill.errors import InputError
from sijill.ingest import (
    feed,
    fetch,
    folders,
    lines,
    packed,
    page,
    plain,
    portable,
    table,
    warc,
    word,
    zipped,
)
from sijill.ingest.apart import SECONDS
from sijill.ingest.characters import clean, shown
from sijill.ingest.item import Beside, Item, Reader
from sijill.inputs import MAX_BYTES, STDIN, Metadata

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": plain.read,
    ".markdown": plain.read,
    ".jsonl": lines.read,
    ".ndjson": lines.read,
    ".csv": table.read,
    ".tsv": table.read,
    ".html": page.read,
    ".htm": page.read,
    ".xhtml": page.read,
    ".rss": feed.read,
    ".atom": feed.read,
    ".xml": feed.read,
    ".warc": warc.read,
    ".wacz": zipped.read,
    ".pdf": portable.read,
    ".docx": word.read,
    ".zip": zipped.read,
    ".gz": packed.read,
}
"""Ending of the file name, and what reads it. Files with other endings are read by their content when they are named, and passed over in
folders."""

ENDINGS = tuple(READERS)

_TYPES: dict[str, Reader] = {
    "text/html": page.read,
    "application/xhtml+xml": page.read,
    "application/pdf": portable.read,
    "application/rss+xml": feed.read,
    "application/atom+xml": feed.read,
    "application/rdf+xml": feed.read,
    "text/csv": table.read,
    "application/x-ndjson": lines.read,
    "application/jsonl": lines.read,
    "application/warc": warc.read,
    word.MEDIA_TYPE: word.read,
}
"""What a server says of the bytes, where the bytes themselves do not show it."""

_SIGNATURES: tuple[tuple[bytes, Reader], ...] = (
    (b"\x1f\x8b", packed.read),
    (b"%PDF-", portable.read),
    (b"PK\x03\x04", zipped.read),
    (b"WARC/1.", warc.read),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<\?[^>]{0,300}\?>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL)
_OURS = re.compile(rb'(?=.{0,400}<meta name="generator" content="Sijill">)|\{[^{}]{0,200}"kind": ?"register"|# What [^\n]{1,300} does not say ', re.DOTALL)
"""How pages, exports of the whole register and loss reports begin that Sijill wrote: taken in, they would be origins of their own for what they only repeat."""
_TEXTUAL = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".xml", ""))
_PEEK = 4096


def items(
    paths: Iterable[str | Path], *, published: str | None = None, metadata: Metadata | None = None,
    max_bytes: int = MAX_BYTES, stdin: BinaryIO | None = None, columns: Mapping[str, str] | None = None, limits: fetch.Limits | None = None,
    max_seconds: float = SECONDS,
) -> Iterator[Item | InputError]:  # fmt: skip
    """Every item of the paths, in the order of the paths, files of a folder by name; ``-`` is standard input.

    ``columns`` says which column of a table holds what; ``limits`` bounds what is fetched from addresses (``http://…``, ``https://…``);
    ``max_seconds`` how long one PDF or document may take.
    """
    beside = Beside(published, Metadata() if metadata is None else metadata, max_bytes, columns or {}, inner=read, max_seconds=max_seconds)
    for given in paths:
        if str(given) == STDIN:
            stream = stdin or sys.stdin.buffer
            yield from _guarded(stream, "standard input", "stdin", beside)
        elif fetch.is_address(str(given)):
            yield from _address(str(given), beside, limits)
        else:
            for found in folders.files(str(given), ENDINGS):
                if isinstance(found, InputError):
                    yield found
                else:
                    yield from _file(found, beside)


def of_stream(
    stream: BinaryIO, name: str, *, published: str | None = None, max_bytes: int = MAX_BYTES, columns: Mapping[str, str] | None = None,
    max_seconds: float = SECONDS,
) -> Iterator[Item | InputError]:  # fmt: skip
    """Every item of an open file that somebody sent under a name, which is all that messages say of where it was."""
    beside = Beside(published, Metadata(), max_bytes, columns or {}, inner=read, max_seconds=max_seconds)
    yield from _guarded(stream, shown(name), shown(name), beside)


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """The items of a stream, by what it begins with, by its name, and by what a server said of it, in this order."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    try:
        head = buffered.peek(_PEEK)[:_PEEK]
        yield from _reader(head, name, beside, source)(buffered, source, name, beside)
    finally:
        if buffered is not stream:
            buffered.detach()


def _reader(head: bytes, name: str, beside: Beside, source: str) -> Reader:
    if _OURS.match(head):
        raise InputError(f"{source}: was written by Sijill, of reports; add the reports themselves (a whole register: `sijill import`)")
    for signature, reader in _SIGNATURES:
        if head.startswith(signature):
            return word.read if reader is zipped.read and name.lower().endswith(".docx") else reader
    ending = PurePath(name).suffix.lower()
    if head.startswith(_OLD_OFFICE):
        raise InputError(f"{source}: an old Office file, or a document encrypted with a password; open it and save it as .docx without one")
    if ending in (".gz", ".zip", ".wacz", ".docx", ".pdf", ".warc") and head:
        raise InputError(f"{source}: named {ending} but does not begin like one; damaged, or something else")
    if ending in _TEXTUAL or ending not in READERS:
        if _FEED.match(head):
            return feed.read
        if _PAGE.match(head):
            return page.read
    known = READERS.get(ending)
    if beside.media_type and (known is None or beside.url) and (said := _TYPES.get(beside.media_type)):
        return said
    if known is None and head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" and not name.lower().endswith(".json"):
        return lines.read
    return known or plain.read


def _file(path: Path, beside: Beside) -> Iterator[Item | InputError]:
    at = shown(str(path))
    try:
        with path.open("rb") as stream:
            yield from _guarded(stream, at, shown(path.name), beside)
    except OSError as error:
        yield InputError(f"{at}: {error.strerror or error}; may you read it, and is it a file?")


def _address(url: str, beside: Beside, limits: fetch.Limits | None) -> Iterator[Item | InputError]:
    try:
        got = fetch.get(url, limits or fetch.Limits.of_environment(beside.max_bytes))
    except InputError as error:
        yield error
        return
    yield from _fetched(got, beside)


def fetched(got: fetch.Fetched, max_bytes: int = MAX_BYTES, outlet: str | None = None) -> Iterator[Item | InputError]:
    """The items of what came from an address; ``outlet`` where it is known whose it is."""
    yield from _fetched(got, Beside(None, Metadata(), max_bytes, outlet=outlet, inner=read))


def _fetched(got: fetch.Fetched, beside: Beside) -> Iterator[Item | InputError]:
    known = beside._replace(url=got.url, charset=got.charset, media_type=got.media_type)
    yield from _guarded(cast(BinaryIO, io.BytesIO(got.data)), got.url, fetch.name_of(got.url), known)


def _guarded(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """What is wrong with one source ends that source only."""
    try:
        for found in read(stream, source, name, beside):
            yield found if isinstance(found, InputError) else fit(found)
    except InputError as error:
        yield error
    except OSError as error:
        yield InputError(f"{source}: {error.strerror or error}")
    except Exception as error:  # parsers of foreign formats fail in ways of their own; the rest must go in
        yield InputError(f"{source}: could not be read ({type(error).__name__}: {str(error)[:200]}); damaged, or of a kind that is not known")


def fit(item: Item) -> Item | InputError:
    """An item whose every part a database can hold: PostgreSQL takes no NUL, and no encoding takes half a character."""
    if "\x00" in item.text or _halved(item.text):
        return InputError(f"{item.source}: NUL or half characters in the text; a damaged file")
    beside = {"name": shown(item.name), **{f: clean(v) for f in ("outlet", "url", "title") if (v := getattr(item, f))}}
    changed = {field: value for field, value in beside.items() if value != getattr(item, field)}
    return msgspec.structs.replace(item, **changed) if changed else item


def _halved(text: str) -> bool:
    """Whether there is half a character in a text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False

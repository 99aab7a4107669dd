"""WARC, and the WARC files within WACZ: every page, document and feed that was answered with success.

The evidence is the payload of the record, without the headers of the exchange: what the server sent, as anybody who fetched it has it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest.characters import shown
from sijill.ingest.extras import need
from sijill.ingest.fetch import name_of
from sijill.ingest.item import Beside, Item

_TAKEN = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/rss+xml", "application/atom+xml",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document")  # fmt: skip


class _Ended:
    """A stream that remembers the last bytes it gave: every record ends with two line ends, and so does an archive that is whole."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.last = stream, b""

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        if data:
            self.last = (self.last + data)[-4:]
        return data

    def tell(self) -> int:
        return 0

    def close(self) -> None:
        self.stream.close()


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """The reports of an archive, record by record; what is wrong with a record is told in its place.

    Pictures, scripts and failed answers are passed over. Raises ``InputError`` for what is no WARC, is damaged or cut off.
    """
    assert beside.inner is not None
    archive = need("warcio.archiveiterator", "web", source)
    failed = need("warcio.exceptions", "web", source).ArchiveLoadFailed
    ended = _Ended(stream)
    records = archive.ArchiveIterator(ended, no_record_parse=False, check_digests=False, arc2warc=False)
    number = 0
    try:
        for record in records:
            number += 1
            at = f"{source}, record {number}"
            url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
            if url:
                at += f" ({shown(url)[:200]})"
            if record.rec_type == "response":
                yield from _response(record, url, at, beside)
            elif record.rec_type == "resource":
                yield from _payload(record, record.rec_headers.get_header("Content-Type") or "", url, at, beside)
    except (failed, EOFError, OSError, ValueError, AttributeError) as error:
        raise InputError(f"{source}, behind record {number}: damaged or cut off ({shown(str(error))[:160]}); fetch the archive again") from None
    if not number:
        raise InputError(f"{source}: no WARC record in it; damaged, or something else")
    if ended.last != b"\r\n\r\n":
        raise InputError(f"{source}: cut off in or behind record {number}; fetch the archive again")


def _response(record: Any, url: str, at: str, beside: Beside) -> Iterator[Item | InputError]:
    headers = record.http_headers
    if headers is None or not url.lower().startswith(("http://", "https://")):
        return
    if (headers.get_statuscode() or "")[:1] == "2":
        yield from _payload(record, headers.get_header("Content-Type") or "", url, at, beside)


def _payload(record: Any, content_type: str, url: str, at: str, beside: Beside) -> Iterator[Item | InputError]:
    media, _, rest = content_type.partition(";")
    media = media.strip().lower()
    if media not in _TAKEN:
        return
    assert beside.inner is not None
    charset = rest.lower().partition("charset=")[2].split(";")[0].strip(" \"'") or None
    payload: BinaryIO = record.content_stream()
    data = payload.read(beside.max_bytes + 1)
    while len(data) <= beside.max_bytes and (more := payload.read(beside.max_bytes + 1 - len(data))):
        data += more
    if len(data) > beside.max_bytes:
        yield InputError(f"{at}: {inputs.too_large(beside.max_bytes)}")
        return
    if getattr(record.raw_stream, "limit", 0):
        yield InputError(f"{at}: cut off, {record.raw_stream.limit:,} bytes are missing; fetch the archive again")
        return
    if not data.strip():
        return
    known = beside._replace(url=url or None, charset=charset, media_type=media, depth=beside.depth + 1)
    try:
        yield from beside.inner(io.BufferedReader(io.BytesIO(data)), at, name_of(url), known)
    except InputError as error:
        yield error

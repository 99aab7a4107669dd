"""RSS and Atom: every entry a report, with its own day, address and text. The evidence of an entry is its element as it stands in the feed,
so that the same entry in tomorrow's feed is the same evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest import dated, outlets, page
from sijill.ingest.characters import clean, encoding, shown
from sijill.ingest.extras import need
from sijill.ingest.item import Beside, Item

EXTRACTOR = "feed/1"
_ENTRY = re.compile(rb"<(item|entry)(?=[\s>])(?:[^>]*[^/])?>.*?</\1\s*>", re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding=["']([\w.:-]{1,40})["']""")
_MANY = 5000


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """The entries of a feed in its order. Raises ``InputError`` for what is no feed; entries without text are told in their place."""
    data = stream.read(beside.max_bytes + 1)
    if len(data) > beside.max_bytes:
        raise InputError(f"{source}: {inputs.too_large(beside.max_bytes)}")
    declared = _DECLARED.search(data, 0, 400)
    codec = encoding(data, source, beside.charset or (declared.group(1).decode("ascii", "replace") if declared else None))
    if codec.startswith("utf-16"):
        data = data.decode(codec, "replace").encode()
        codec = "utf-8-sig"
    if _ENTITY.search(data):
        raise InputError(f"{source}: declares XML entities, which no feed does; hostile, not taken in")
    parser = need("feedparser", "web", source)

    def parsed(raw: bytes) -> Any:
        # Always in UTF-8 and said so: the parser's own guesses make Cyrillic of damaged Arabic.
        text = _DECLARED.sub(lambda m: m.group().replace(m.group(1), b"utf-8"), raw.decode(codec, "replace").encode(), count=1)
        headers = {"content-type": "application/xml; charset=utf-8"}
        return parser.parse(text, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)

    found = [*_ENTRY.finditer(data)][: _MANY + 1]
    if not found:
        if not parsed(data).version:
            raise InputError(f"{source}: no feed (RSS or Atom) and no page; save it as HTML or text")
        if beside.url is None:
            raise InputError(f"{source}: a feed without entries; was it saved whole?")
        return
    if len(found) > _MANY:
        raise InputError(f"{source}: more than {_MANY:,} entries; is it a feed? Split it")
    head, tail = data[: found[0].start()], data[found[-1].end() :]
    channel = parsed(head + tail).feed
    outlet = beside.outlet or outlets.by_address(channel.get("link") or beside.url) or clean(page.fragment(str(channel.get("title", "")), source)) or None
    for number, match in enumerate(found, 1):
        at = f"{source}, entry {number}"
        one = parsed(head + match.group() + tail)
        if not one.entries:
            yield InputError(f"{at}: damaged ({shown(str(one.get('bozo_exception', 'no entry')))[:200]}); fetch the feed again")
            continue
        try:
            yield _item(one.entries[0], match.group(), at, source, f"{name.rsplit('.', 1)[0]}-{number}", outlet, beside)
        except InputError as error:
            yield error


def _item(entry: Any, data: bytes, at: str, source: str, fallback: str, outlet: str | None, beside: Beside) -> Item:
    title = " ".join(page.fragment(str(entry.get("title", "")), at).split())
    contents = [str(c.get("value", "")) for c in entry.get("content", [])] + [str(entry.get("summary", ""))]
    body = max((page.fragment(c, at) for c in contents if c.strip()), key=len, default="")
    if body.startswith(title):
        body = body[len(title) :].lstrip()
    text = "\n\n".join(filter(None, (title, body)))
    if not text:
        raise InputError(f"{at}: neither title nor text; nothing to take in")
    inputs.check(text, at)
    link = str(entry.get("link", "")).strip() or None
    ident = str(entry.get("id", "")).strip()
    doc = shown(link or ident or fallback)
    known = inputs.details(beside.metadata, doc, ident)
    said = next((day for key in ("published", "updated") if (value := entry.get(key)) and (day := dated.day(str(value))) is not None), None)
    return Item(
        name=doc, source=source, data=data, media_type="application/xml", text=text, extractor=EXTRACTOR,
        published=known.published or dated.dateline(text) or said or beside.published, outlet=known.outlet or outlet, url=known.url or link, title=title,
    )  # fmt: skip

"""RSS and Atom: every entry a report, with its own day, address and text. The evidence of an entry is its element as it stands in the feed,
so that the same entry in tomorrow's feed is the same evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest import dated, outlets, page
from sijill.ingest.characters import clean, encoding, shown
from sijill.ingest.extras import need
from sijill.ingest.item import Beside, Item

EXTRACTOR = "feed/1"
_OPENS = re.compile(rb"<(item|entry)(?=[\s>])[^>]*>")
_ROOT, _CHANNEL = re.compile(rb"<(?:rss|feed|rdf:RDF)\b[^>]*>", re.IGNORECASE), re.compile(rb"<channel\b[^>]*>")
_HEAD = 1 << 17
"""Bytes before the first entry that are looked at for the feed's name."""
_CLOSES = {tag: re.compile(rb"</%s\s*>" % tag) for tag in (b"item", b"entry")}
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

    found = [*islice(_entries(data), _MANY + 1)]
    if not found:
        if _OPENS.search(data) or len(data) > _HEAD:
            raise InputError(f"{source}: no whole entry in it; cut off, or no feed; fetch it again")
        if not parsed(data).version:
            raise InputError(f"{source}: no feed (RSS or Atom) and no page; save it as HTML or text")
        if beside.url is None:
            raise InputError(f"{source}: a feed without entries; was it saved whole?")
        return
    if len(found) > _MANY:
        raise InputError(f"{source}: more than {_MANY:,} entries; is it a feed? Split it")
    root, channel_tag = (found_tag.group() if (found_tag := tag.search(data, 0, found[0][0])) else b"" for tag in (_ROOT, _CHANNEL))
    channel = parsed(data[: found[0][0]][:_HEAD]).feed
    outlet = beside.outlet or outlets.by_address(channel.get("link") or beside.url) or clean(page.fragment(str(channel.get("title", "")), source)) or None
    for number, (start, end) in enumerate(found, 1):
        at = f"{source}, entry {number}"
        one = parsed(root + channel_tag + data[start:end])
        if not one.entries:
            yield InputError(f"{at}: damaged ({shown(str(one.get('bozo_exception', 'no entry')))[:200]}); fetch the feed again")
            continue
        try:
            yield _item(one.entries[0], data[start:end], at, source, f"{name.rsplit('.', 1)[0]}-{number}", outlet, beside)
        except InputError as error:
            yield error


def _entries(data: bytes) -> Iterator[tuple[int, int]]:
    """Where entries begin and end. One pass: a feed of opening tags alone must not take for ever."""
    at, endless = 0, set()
    while opens := _OPENS.search(data, at):
        at, tag = opens.end(), opens.group(1)
        if tag in endless or opens.group().endswith(b"/>"):
            continue
        if closes := _CLOSES[tag].search(data, at):
            at = closes.end()
            yield opens.start(), at
        else:
            endless.add(tag)


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

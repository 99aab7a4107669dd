"""HTML pages: the report without the site around it, with its title, outlet, address and day.

The tree is pruned of what is the site's (navigation, comments, share bars, most-read lists), the article found by trafilatura, and where
that finds too little, as it does for news of two sentences, by the page's own marking of its article. Lines that open like furniture by the
packs' tables go last. The day is the one that the page shows in Arabic; only where it shows none, the one in its metadata: dates guessed
from page sources were wrong where the visible one was right.
"""

from __future__ import annotations

import html as entities
import json
import logging
import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urldefrag, urljoin

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest import dated, outlets
from sijill.ingest.characters import clean, decode
from sijill.ingest.extras import need
from sijill.ingest.item import Beside, Item
from sijill.knowledge.tables import pack_folders
from sijill.reading import furniture

EXTRACTOR = "html/1"
# What it discards is said by us, in words of ours.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
_META = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD_BYTES = 4096
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "iframe", "object", "embed", "svg", "button", "select",
    "input", "textarea", "audio", "video", "canvas", "dialog", "menu",
))  # fmt: skip
# Whole words of class and id names, as the templates of news sites have them: those of what stands beside a report, and those that
# themes also write onto what holds it (elementor-widget), which count only where little of the page's text is.
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|shares|sociable|addthis|sharethis|comments?|disqus|respond|related|recommended|most-?(?:read|viewed|popular|watched)|"
    r"mostread|mostviewed|trending|ticker|breaking-?news|breadcrumbs?|newsletter|read-?(?:more|also|next)|also-?read|more-?(?:news|stories)|"
    r"advert|advertisement|cookie|gdpr|pagination|pager|author-?(?:bio|box)|follow-?us|copyright|sr-only|site-?footer)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"(?:^|[\s_-])(?:social|popular|subscribe|subscription|sidebar|side-?bar|widget|tags?|tag-?list|ads?|banner|promo|popup|modal|print|toolbar|login|search|"
    r"menu|navbar|navigation|site-?header|footer|hidden)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MUCH = 0.3
_KEPT = frozenset(("html", "body", "main", "article"))
"""Never pruned by their class: themes write every word they know onto them."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre",
    "figure", "figcaption", "table", "tr", "center", "body", "html", "address", "time", "hr",
))  # fmt: skip
_DATED = re.compile(r"(?:^|[\s_-])(?:date|time|datetime|published|pub-?date|post-?date|entry-?date|posted|timestamp|byline|meta|dateline)(?:$|[\s_-])", re.IGNORECASE)
_ARTICLE = (
    "//*[contains(@itemprop, 'articleBody')]", "//article", "//*[contains(concat(' ', @class, ' '), ' entry-content ')]",
    "//*[contains(@class, 'article-body') or contains(@class, 'article-content') or contains(@class, 'post-content') or contains(@class, 'story-body')]",
    "//*[@role='main']", "//main", "//body",
)  # fmt: skip
_SHORT = 600
"""Characters below which trafilatura's answer is compared with the page's own marking."""
_ENOUGH = 30
"""Characters below which there is no report in it."""
_DATE_LINE = 90
_SMALL = 40
"""Elements within one that shows a date, at most."""
_NODES = 5000
_ELEMENTS = 5000
_DAYS = (
    "//meta[@property='article:published_time' or @property='og:article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='datePublished']/@content",
    "//meta[@name='date' or @name='pubdate' or @name='publishdate' or @name='DC.date.issued' or @name='DC.date' or @name='parsely-pub-date']/@content",
    "//*[@itemprop='datePublished']/@datetime", "//article//time[@datetime]/@datetime", "//time[@datetime]/@datetime",
)  # fmt: skip


class Page(NamedTuple):
    """What a page holds. ``published`` is a day (``2021-03-05``)."""

    text: str
    title: str
    published: str | None
    outlet: str | None
    url: str | None


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """The report of a page. Raises ``InputError`` for what is empty, too large, or holds no article."""
    data = stream.read(beside.max_bytes + 1)
    if len(data) > beside.max_bytes:
        raise InputError(f"{source}: {inputs.too_large(beside.max_bytes)}")
    declared = beside.charset or _declared(data)
    text = decode(data, source, declared)
    if "\x00" in text:
        inputs.check(text, source)
    page = parse(text, source, beside.url)
    doc = beside.url or (PurePath(name).stem if PurePath(name).suffix else name)
    found = inputs.details(beside.metadata, source, name, doc)
    yield Item(
        name=doc, source=source, data=data, media_type="text/html", text=page.text, extractor=EXTRACTOR,
        published=found.published or page.published or beside.published, outlet=found.outlet or beside.outlet or page.outlet,
        url=found.url or beside.url or page.url, title=page.title,
    )  # fmt: skip


def parse(text: str, where: str, url: str | None = None) -> Page:
    """The report of a page's source. Raises ``InputError`` where no article is found in it."""
    tree = _tree(text, where)
    title, address, said, site = _title(tree), url or _address(tree), _said_day(tree), _site(tree)
    _prune(tree)
    shown = _shown_days(tree)
    body = _trim(_body(tree, where), title)
    if len(body) < _ENOUGH:
        raise InputError(f"{where}: no report is found in the page; if a script draws it, save the text that the browser shows")
    lines = [title] if title else []
    seen = dated.dateline("\n".join([*lines, body]))
    if seen is None:
        for line in shown:
            if (seen := dated.dateline("\n".join([title or "…", line, body[:200]]))) is not None:
                lines.append(line)
                break
    whole = "\n".join(lines) + ("\n\n" if lines else "") + body
    return Page(whole, title, seen or said, outlets.by_address(address) or site, address)


def fragment(source: str, where: str) -> str:
    """The text of a piece of HTML, such as the content of a feed's entry: all of it is the report."""
    if "<" not in source:
        return clean(entities.unescape(source))
    tree = _tree(f"<html><body>{source}</body></html>", where)
    _prune(tree)
    return _trim(_lines(tree), "")


# -- the tree --------------------------------------------------------------------------------------------


def _tree(text: str, where: str) -> Any:
    lxml = need("lxml.html", "web", where)
    parser = lxml.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        # A page may say another encoding than that of the characters we hand on.
        tree = lxml.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except Exception as error:  # lxml raises a dozen kinds for markup that is none
        raise InputError(f"{where}: no HTML page ({error}); save the page again") from None
    return tree


def _declared(data: bytes) -> str | None:
    found = _META.search(data, 0, _HEAD_BYTES)
    return found.group(1).decode("ascii", "replace") if found else None


def _prune(tree: Any) -> None:
    held, much = _held(tree)
    waiting = [*tree]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (
            element.tag in _DROPPED
            or (element.tag not in _KEPT and names.strip() and (_BESIDE.search(names) or (_PERHAPS.search(names) and held.get(element, 0) <= much)))
            or _HIDDEN.search(element.get("style") or "")
            or element.get("hidden") is not None
        ):
            element.drop_tree()
        else:
            waiting += element


def _held(tree: Any) -> tuple[dict[Any, int], int]:
    """How many characters of paragraphs each element holds, more than all where the heading is in it; and how many are a good part."""
    elements = [*tree.iter()]
    own = [len(e.text_content()) if e.tag == "p" else 0 for e in elements]
    total = sum(own)
    held: dict[Any, int] = {}
    # From the last to the first, so that what is within comes before what is around it.
    for element, size in zip(reversed(elements), reversed(own), strict=True):
        held[element] = held.get(element, 0) + size + (total + 2 if element.tag in ("h1", "article") else 0)
        if (around := element.getparent()) is not None:
            held[around] = held.get(around, 0) + held[element]
    return held, max(int(_MUCH * total), 1)


def _title(tree: Any) -> str:
    shown = [clean(" ".join(h.itertext())) for h in tree.iter("h1")]
    named = [clean(v) for v in tree.xpath("//meta[@property='og:title']/@content | //meta[@name='twitter:title']/@content")]
    named += [clean(t.text or "") for t in tree.iter("title")]
    # The heading that the metadata repeats is the report's; a page's first heading may be the site's.
    for heading in shown:
        if heading and any(heading in name or name in heading for name in named if name):
            return _one_line(heading)
    if named and named[0]:
        return _one_line(re.split(r"\s+[|–—-]\s+(?=[^|–—-]{1,40}$)", named[0])[0])
    return _one_line(shown[0]) if len(shown) == 1 else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:400]


def _address(tree: Any) -> str | None:
    for value in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        if re.match(r"https?://[^\s]+$", value.strip(), re.IGNORECASE):
            return str(urldefrag(urljoin(value.strip(), ""))[0])
    return None


def _site(tree: Any) -> str | None:
    for value in [*tree.xpath("//meta[@property='og:site_name']/@content | //meta[@name='application-name']/@content"), *_linked(tree, "publisher")]:
        if name := _one_line(clean(str(value))):
            return name
    return None


def _said_day(tree: Any) -> str | None:
    for value in [*_linked(tree, "datePublished"), *(v for path in _DAYS for v in tree.xpath(path))]:
        if (day := dated.day(str(value))) is not None:
            return day
    return None


def _linked(tree: Any, key: str) -> Iterator[str]:
    """The values of a key in the page's JSON-LD; names of what has one."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            waiting = deque([json.loads(script.text or "", strict=False)])
        except (ValueError, RecursionError):
            continue
        for _ in range(_NODES):
            if not waiting:
                break
            node = waiting.popleft()
            if isinstance(node, list):
                waiting += node[:200]
            elif isinstance(node, dict):
                value = node.get(key)
                if isinstance(value, dict):
                    value = value.get("name")
                if isinstance(value, str):
                    yield value
                waiting += [v for k, v in node.items() if isinstance(v, dict | list) and k != key][:200]


def _shown_days(tree: Any) -> list[str]:
    """Short lines where the page shows a date: elements named so, in the order of the page."""
    out = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or next(islice(element.iter(), _SMALL, None), None) is not None:
            continue
        if element.tag == "time" or _DATED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            for line in _lines(element).split("\n"):
                if 5 < len(line) <= _DATE_LINE and re.search(r"\d", line):
                    out.append(line)
    return out[:20]


# -- the text --------------------------------------------------------------------------------------------


def _body(tree: Any, where: str) -> str:
    lxml = need("lxml.html", "web", where)
    found = need("trafilatura", "web", where).bare_extraction(
        lxml.fromstring(lxml.tostring(tree)), include_comments=False, include_tables=True, with_metadata=False, fast=_large(tree)
    )
    text = clean(found.text or "") if found is not None else ""
    if len(text) >= _SHORT and "\n" in text:
        return text
    for path in _ARTICLE:
        own = max((clean(_lines(e)) for e in tree.xpath(path)), key=len, default="")
        if len(own) >= _ENOUGH and (path != "//body" or not text):
            return own
    return text


def _large(tree: Any) -> bool:
    """Whether a page is so large that trafilatura's second opinions, whose time grows with its square, are done without."""
    return next(islice(tree.iter(), _ELEMENTS, None), None) is not None


def _lines(element: Any) -> str:
    """The text below an element, a line a block. Not recursive: pages are nested as deep as their makers like."""
    out: list[str] = []
    for event, node in _walk(element):
        if not isinstance(node.tag, str):
            continue
        block = node.tag in _BLOCKS
        if event == "start":
            out += ["\n"] if block or node.tag == "br" else []
            out.append(re.sub(r"\s+", " ", node.text or ""))
        else:
            out += ["\n"] if block else [" "] if node.tag in ("td", "th") else []
            if node is not element:
                out.append(re.sub(r"\s+", " ", node.tail or ""))
    return re.sub(r"\n\s*\n", "\n", clean("".join(out)))


def _walk(element: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    yield from etree.iterwalk(element, events=("start", "end"))


@lru_cache(maxsize=1)
def _furniture() -> furniture.Furniture:
    return furniture.load(pack_folders())


def _trim(text: str, title: str) -> str:
    """Without lines of furniture, and without the title at its head, which goes before it."""
    lines = [line.strip() for line in furniture.blank(text, _furniture()).split("\n")]
    while lines and (not lines[0] or (title and " ".join(lines[0].split()) == title)):
        lines.pop(0)
    return clean("\n".join(lines))

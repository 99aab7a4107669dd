"""HTML pages: the report without the site, its day, outlet and address, whatever the encoding."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from .makers import BODY, LEAD, MORE, NOISE, TITLE, page, taken


def write(folder: Path, source: str | bytes, name: str = "news.html", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode(encoding))
    return path


@pytest.mark.parametrize("length", [1, 12])
def test_the_report_and_nothing_of_the_site(tmp_path: Path, length: int) -> None:
    long = "".join(f"<p>{LEAD} {number}. {MORE}</p>" for number in range(length))
    path = write(tmp_path, page(f"<p>{LEAD}</p>{long}<p>{MORE}</p>"))
    (item,), bad = taken(path)
    assert not bad
    assert item.text.startswith(TITLE)
    assert item.text.count(TITLE) == 1
    assert LEAD in item.text
    assert item.text.endswith(MORE)
    for word in NOISE:
        assert word not in item.text, word
    assert item.text.count("\n") >= length + 2, "paragraphs are lines"
    assert (item.name, item.title, item.outlet, item.published) == ("news", TITLE, "شبكة النهر", "2021-03-05")
    assert item.data == path.read_bytes()


def test_the_visible_arabic_day_goes_before_what_the_metadata_says(tmp_path: Path) -> None:
    wrong = '<meta property="article:published_time" content="2022-01-01T00:00:00Z">'
    assert taken(write(tmp_path, page(head=wrong)))[0][0].published == "2021-03-05"
    assert taken(write(tmp_path, page(head=wrong, date="<time>12 تموز 2022</time>")))[0][0].published == "2022-07-12"
    hijri = page(head=wrong, date='<span class="date">15 رمضان 1445</span>')
    assert taken(write(tmp_path, hijri))[0][0].published == "2024-03-25"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2021-03-06T09:00:00+03:00">',
        '<meta name="pubdate" content="Sat, 06 Mar 2021 09:00:00 +0300">',
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2021-03-06"}]}</script>',
    ],
)
def test_metadata_where_the_page_shows_no_day(tmp_path: Path, head: str) -> None:
    assert taken(write(tmp_path, page(head=head, date="")))[0][0].published == "2021-03-06"
    assert taken(write(tmp_path, page(date="")), published="2020-01-01")[0][0].published == "2020-01-01"


def test_outlet_and_address(tmp_path: Path) -> None:
    known = '<link rel="canonical" href="https://www.shafaq.com/ar/1#top">'
    item = taken(write(tmp_path, page(head=known)))[0][0]
    assert (item.outlet, item.url) == ("شفق نيوز", "https://www.shafaq.com/ar/1")
    publisher = json.dumps({"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "وكالة النهر"}})
    source = page(head=f'<script type="application/ld+json">{publisher}</script>').replace("og:site_name", "x")
    assert taken(write(tmp_path, source))[0][0].outlet == "وكالة النهر"


@pytest.mark.parametrize(
    ("declared", "real"),
    [("utf-8", "utf-8"), ("windows-1256", "windows-1256"), ("windows-1256", "utf-8"), ("utf-8", "windows-1256"), ("iso-8859-6", "iso8859-6"),
     ("utf-16", "utf-16"), ("no-such-thing", "windows-1256"), ("iso-8859-1", "windows-1256")],
)  # fmt: skip
def test_every_encoding_rightly_or_wrongly_declared(tmp_path: Path, declared: str, real: str) -> None:
    (item,), bad = taken(write(tmp_path, page(charset=declared), encoding=real))
    assert not bad
    assert LEAD in item.text


def test_one_damaged_character_does_not_lose_the_report(tmp_path: Path) -> None:
    source = page().encode().replace("جميع الحقوق".encode(), "جميع الحقوق".encode()[:-1])
    assert LEAD in taken(write(tmp_path, source))[0][0].text


def test_a_page_without_ending_packed_or_named_as_text(tmp_path: Path) -> None:
    for name in ("saved", "saved.txt", "saved.html.gz"):
        data = page().encode()
        (item,), bad = taken(write(tmp_path, gzip.compress(data) if name.endswith("gz") else data, name))
        assert not bad
        assert item.text.endswith(MORE)
        assert item.data == data
        assert item.name == "saved"


def test_a_theme_that_calls_everything_a_widget(tmp_path: Path) -> None:
    source = page(f'<div class="elementor-widget elementor-widget-theme-post-content"><p>{LEAD}</p><p>{MORE}</p></div>')
    assert BODY in taken(write(tmp_path, source))[0][0].text


def test_hidden_text_and_scripts_are_not_the_report(tmp_path: Path) -> None:
    hidden = f'<p style="display:none">نص مخفي عن القارئ</p><p>{LEAD}</p><script>document.write("<p>كتبه السكربت</p>")</script><p>{MORE}</p>'
    text = taken(write(tmp_path, page(hidden)))[0][0].text
    assert "مخفي" not in text
    assert "السكربت" not in text


def test_pages_without_a_report_are_told(tmp_path: Path) -> None:
    for source, why in (("<html><body><div id=app></div></body></html>", "no report is found"), ("", "empty"), ("<html>\x00" + page(), "NUL")):
        (why_not,) = taken(write(tmp_path, source))[1]
        assert why in why_not
        assert "news.html" in why_not

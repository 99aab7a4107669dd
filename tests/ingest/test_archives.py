"""WARC, WACZ and zip."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .makers import LEAD, MORE, TITLE, docx, page, taken


def warc(packed: bool = True) -> bytes:
    """A crawl: a page, the page once more in windows-1256, a picture, a missing page, a text, what was asked, and a page sent in chunks."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)

    def answered(url: str, body: bytes, kind: str = "text/html", status: str = "200 OK", **headers: str) -> None:
        said = StatusAndHeaders(status, [("Content-Type", kind), *((k.replace("_", "-"), v) for k, v in headers.items())], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=said))

    writer.write_record(writer.create_warcinfo_record("crawl.warc", {"software": "test"}))
    answered("https://www.shafaq.com/1", page().encode())
    answered("https://river.example/2", page(charset="x", date="").encode("windows-1256"), "text/html; charset=windows-1256")
    answered("https://river.example/p.png", b"\x89PNG", "image/png")
    answered("https://river.example/gone", page().encode(), status="404 Not Found")
    answered("https://river.example/t", MORE.encode(), "text/plain")
    chunk = page(date="<time>2 نيسان 2022</time>").encode()
    answered("https://river.example/c", b"%x\r\n%s\r\n0\r\n\r\n" % (len(chunk), chunk), Transfer_Encoding="chunked")
    answered("https://river.example/empty", b"<html></html>")
    return out.getvalue()


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc"])
def test_answered_pages_and_texts(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(warc(name.endswith("gz")))
    good, (bad,) = taken(tmp_path)
    assert [item.name for item in good] == ["https://www.shafaq.com/1", "https://river.example/2", "https://river.example/t", "https://river.example/c"]
    assert [item.published for item in good] == ["2021-03-05", None, None, "2022-04-02"]
    assert good[0].outlet == "شفق نيوز"
    assert good[0].data == page().encode()
    assert good[3].data == page(date="<time>2 نيسان 2022</time>").encode()
    assert LEAD in good[1].text
    assert good[2].text == MORE
    assert "river.example/empty" in bad


def test_a_web_archive_collection(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.wacz", "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", warc())
        archive.writestr("archive/cut.warc.gz", warc()[:-400])
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n')
        archive.writestr("../../escaped.warc.gz", warc())
    good, bad = taken(tmp_path)
    assert [item.name for item in good].count("https://river.example/t") == 2
    assert any("escaped" in why and "leads out" in why for why in bad)
    assert any("cut.warc.gz" in why and "cut off" in why for why in bad)


def test_a_zip_of_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/خبر.html", page())
        archive.writestr("a/b.docx", docx([TITLE, LEAD]))
        archive.writestr("c.txt", MORE)
        archive.writestr("/etc/passwd.txt", "root")
        archive.writestr("C:\\x.txt", "root")
        archive.writestr("bomb.txt", b"\x00" * (64 << 20))
        archive.writestr("__MACOSX/._c.txt", b"\x00\x05\x16\x07")
    good, bad = taken(tmp_path)
    assert [item.name for item in good] == ["خبر", "b", "c"]
    assert len(bad) == 3
    assert sum("leads out" in why for why in bad) == 2
    assert sum("bomb.txt" in why and "hostile" in why for why in bad) == 1

"""Addresses: what is fetched, what is refused, and within which limits."""

from __future__ import annotations

import gzip
import socket
import time
from http.server import BaseHTTPRequestHandler

import pytest

from sijill.ingest.fetch import FetchError, Limits, get, permitted

from .conftest import Site
from .makers import LEAD, TITLE, drawn, page, pdf, taken


def test_a_page_by_its_address(site: Site) -> None:
    source = page(charset="x").encode("windows-1256")
    url = site.put("/news/%D8%AE%D8%A8%D8%B1.html?id=1", source, "text/html; charset=windows-1256")
    (item,), bad = taken(url)
    assert not bad
    assert LEAD in item.text
    assert (item.name, item.url, item.title, item.data) == (url, url, TITLE, source)
    assert site.asked[0][1]["user-agent"].startswith("sijill/")
    letters = site.address + "/news/خبر.html?id=1"
    assert taken(letters)[0][0].text == item.text


def test_kinds_by_what_the_server_says_and_by_their_bytes(site: Site) -> None:
    assert taken(site.put("/a", LEAD, "text/plain"))[0][0].text == LEAD
    assert taken(site.put("/b", pdf([drawn(TITLE)]), "application/octet-stream"))[0][0].text == TITLE
    assert taken(site.put("/c", f"text\n{LEAD}\n", "text/csv"))[0][0].text == LEAD
    packed = gzip.compress(page().encode())
    item = taken(site.put("/d", packed, Content_Encoding="gzip"))[0][0]
    assert item.data == page().encode()


def test_this_machine_is_refused_unless_permitted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    url = site.put("/a", page())
    assert taken(url)[0]
    monkeypatch.delenv("SIJILL_ALLOW_LOOPBACK")
    asked = len(site.asked)
    for given in (url, url.replace("127.0.0.1", "localhost"), url.replace("127.0.0.1", "[::ffff:127.0.0.1]"), url.replace("127.0.0.1", "2130706433"), url.replace("127.0.0.1", "127.1")):
        good, (message,) = taken(given)
        assert not good
        assert "an address of this machine or a private network" in message
    assert len(site.asked) == asked


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "168.63.129.16", "0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255",
     "::1", "::", "fe80::1%eth0", "fd00:ec2::254", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "ff02::1", "198.51.100.1", "x"],
)  # fmt: skip
def test_addresses_of_the_inside(address: str) -> None:
    assert not permitted(address)
    assert permitted(address, loopback=True) == (address in ("127.0.0.1", "::1"))


def test_addresses_of_the_outside() -> None:
    assert permitted("93.184.216.34")
    assert permitted("2606:2800:220:1:248:1893:25c8:1946")


def test_a_redirect_to_the_inside_is_refused(site: Site) -> None:
    for to in ("http://10.0.0.1/x", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "file:///etc/passwd", "ftp://example.org/", "http://user:secret@127.0.0.1/"):
        good, (message,) = taken(site.put("/r", b"", status=302, Location=to))
        assert not good
        assert "secret" not in message
        assert "never fetched" in message or "only http and https" in message or "user name" in message


def test_every_address_of_a_name_is_checked_and_the_checked_one_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    url = site.put("/a", page()).replace("127.0.0.1", "news.example")
    answers = [["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "10.0.0.1"]]

    def resolve(host: str, port: int, **_: object) -> list[object]:
        assert host == "news.example", "the checked address itself is connected to, no name is resolved twice"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answers.pop(0)]

    real = socket.create_connection
    reached = []

    def connect(address: tuple[str, int], **more: object) -> socket.socket:
        reached.append(address[0])
        with monkeypatch.context() as undone:
            undone.setattr(socket, "getaddrinfo", lookup)
            return real(address, **more)  # type: ignore[arg-type]

    lookup = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert get(url, Limits(loopback=True)).status == 200
    for _ in range(2):
        with pytest.raises(FetchError, match=r"news\.example is at 10\.0\.0\.1"):
            get(url, Limits(loopback=True))
    assert reached == ["127.0.0.1"]
    assert site.asked[0][1]["host"].startswith("news.example:")


def test_redirects_are_followed_so_far(site: Site) -> None:
    end = site.put("/end", page())
    site.put("/hop", b"", status=301, Location="end")
    assert taken(site.address + "/hop")[0][0].name == end
    (message,) = taken(site.put("/round", b"", status=302, Location="/round"))[1]
    assert "more than 5 redirects" in message


def test_size_is_bounded_however_it_is_sent(site: Site) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        try:
            while sent < 1 << 30:
                sent += handler.wfile.write(b"x" * 65536)
        except OSError:
            pass

    site.pages["/endless"] = endless
    for url in (site.put("/big", b"x" * 300_000), site.address + "/endless", site.put("/bomb", gzip.compress(b"\x00" * (1 << 26)), Content_Encoding="gzip")):
        (message,) = taken(url, max_bytes=200_000)[1]
        assert "larger than" in message or "hostile" in message
    assert sent < 1 << 26


def test_time_is_bounded(site: Site) -> None:
    def drops(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(200):
                handler.wfile.write(b"x")
                time.sleep(0.02)
        except OSError:
            pass

    def silent(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(1)

    site.pages |= {"/drops": drops, "/silent": silent}
    began = time.monotonic()
    with pytest.raises(FetchError, match="still sending"):
        get(site.address + "/drops", Limits(loopback=True, seconds=0.3))
    with pytest.raises(FetchError, match="no answer in time"):
        get(site.address + "/silent", Limits(loopback=True, silence=0.2))
    assert time.monotonic() - began < 2


def test_answers_that_are_none(site: Site) -> None:
    for url, why in (
        (site.address + "/missing", "404"), (site.put("/cut", page(), Content_Length="999999"), "connection failed|cut off|missing"),
        ("http://127.0.0.1:9/", "cannot be reached"), ("http://no-such-host.invalid/", "no such host"), ("http:///x", "no host"), ("ftp://example.org/x", "only http and https"),
    ):  # fmt: skip
        good, (message,) = taken(url)
        assert not good
        assert any(w in message for w in why.split("|")), message

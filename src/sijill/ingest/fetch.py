"""One address fetched, because a person named it: http and https only, bounded in bytes, time and redirects, and never from inside the house.

A page may redirect to an address of the local network, and a name may resolve to one; so every host is resolved here, every address it has is
checked, and the connection is made to the checked address itself, at every step of the way. Proxies of the environment are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import re
import socket
import ssl
import time
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest.characters import shown
from sijill.ingest.packed import Unpacked
from sijill.version import VERSION

LOOPBACK = "SIJILL_ALLOW_LOOPBACK"
"""Set to 1, this variable permits addresses of this very machine (127.0.0.0/8, ::1): for tests, and for a server of one's own."""
AGENT = f"sijill/{VERSION} (+register of reports; fetches what a person names)"
_PIECE = 1 << 16
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
# Addresses that look public but answer inside of clouds, and those that carry another address within.
_REFUSED = tuple(map(ipaddress.ip_network, ("168.63.129.16/32", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Limits(NamedTuple):
    """Bytes, redirects, seconds for all of it, seconds of silence; whether this machine itself may be asked."""

    max_bytes: int = inputs.MAX_BYTES
    redirects: int = 5
    seconds: float = 60
    silence: float = 20
    loopback: bool = False

    @classmethod
    def of_environment(cls, max_bytes: int = inputs.MAX_BYTES) -> Limits:
        """The limits, with loopback where ``SIJILL_ALLOW_LOOPBACK=1`` permits it."""
        return cls(max_bytes=max_bytes, loopback=os.environ.get(LOOPBACK) == "1")


class Fetched(NamedTuple):
    """What came: ``url`` where it came from in the end; ``status`` 304 and no bytes where nothing changed."""

    url: str
    status: int
    data: bytes
    media_type: str | None
    charset: str | None
    etag: str | None
    modified: str | None
    retry_after: str | None = None


class FetchError(InputError):
    """An address that was refused or did not answer; ``retry_after`` where the server named a time."""

    def __init__(self, message: str, retry_after: str | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def is_address(given: str) -> bool:
    """Whether something given is an address and no path."""
    return re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", given) is not None


def get(url: str, limits: Limits, etag: str | None = None, modified: str | None = None) -> Fetched:
    """Fetch; ``etag`` and ``modified`` ask only for what changed since. Raises ``FetchError`` for what is refused, fails or exceeds a limit."""
    ends = time.monotonic() + limits.seconds
    here = url
    for _ in range(limits.redirects + 1):
        parts = _split(here)
        connection = _connect(parts, limits, ends, here)
        try:
            answer = _ask(connection, parts, etag, modified, here)
            if answer.status in _REDIRECTS and (to := answer.getheader("Location")):
                here = urljoin(here, to)
                continue
            return _received(answer, connection, here, limits, ends)
        except TimeoutError:
            raise FetchError(f"{shown(here)}: no answer in time; try again later") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchError(f"{shown(here)}: the connection failed ({type(error).__name__}: {shown(str(error))[:200]}); try again later") from None
        finally:
            connection.close()
    raise FetchError(f"{shown(url)}: more than {limits.redirects} redirects; name the last address itself")


def name_of(url: str) -> str:
    """A file name for what an address gives: the last part of its path."""
    return shown(PurePosixPath(unquote(urlsplit(url).path)).name) or "index"


def permitted(address: str, loopback: bool = False) -> bool:
    """Whether an IP address is one of the public internet; with ``loopback`` also one of this machine."""
    try:
        ip: Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.is_loopback:
        return loopback
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in net for net in _REFUSED if net.version == ip.version)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError as error:
        raise FetchError(f"{shown(url)}: no address ({error})") from None
    if parts.scheme not in ("http", "https"):
        raise FetchError(f"{shown(url)}: only http and https are fetched; save it as a file and add that")
    if not parts.hostname:
        raise FetchError(f"{shown(url)}: no host in the address")
    if parts.username is not None or parts.password is not None:
        raise FetchError(f"{shown(parts._replace(netloc=parts.hostname).geturl())}: addresses with a user name or password are not fetched; save the page and add the file")
    return parts


def _connect(parts: SplitResult, limits: Limits, ends: float, url: str) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii")
        found = list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(ascii_host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{shown(url)}: no such host ({error}); is it written right, and are you online?") from None
    for address in found:
        # One private address among public ones is how names are bent; all of them must be good.
        if not permitted(address, limits.loopback):
            raise FetchError(f"{shown(url)}: {shown(host)} is at {address}, an address of this machine or a private network, which are never fetched")
    failed: OSError | None = None
    for address in found[:4]:
        left = ends - time.monotonic()
        if left <= 0:
            break
        try:
            line = socket.create_connection((address, port), timeout=min(limits.silence, left))
            break
        except OSError as error:
            failed = error
    else:
        raise FetchError(f"{shown(url)}: cannot be reached ({failed}); try again later")
    if ends - time.monotonic() <= 0:
        raise FetchError(f"{shown(url)}: no answer in time; try again later")
    connection = http.client.HTTPConnection(ascii_host, port)
    try:
        connection.sock = ssl.create_default_context().wrap_socket(line, server_hostname=ascii_host) if parts.scheme == "https" else line
    except (OSError, ValueError) as error:
        line.close()
        raise FetchError(f"{shown(url)}: no safe connection ({error})") from None
    return connection


def _ask(connection: http.client.HTTPConnection, parts: SplitResult, etag: str | None, modified: str | None, url: str) -> http.client.HTTPResponse:
    target = urlunsplit(("", "", quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"), quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]"), ""))
    host = parts.netloc.rpartition("@")[2].encode("idna").decode("ascii") if not parts.netloc.startswith("[") else parts.netloc
    headers = {
        "Host": host, "User-Agent": AGENT, "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5",
        "Accept-Language": "ar, *;q=0.5", "Accept-Encoding": "gzip, identity;q=0.5", "Connection": "close",
    }  # fmt: skip
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    connection.putrequest("GET", target or "/", skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def _received(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, url: str, limits: Limits, ends: float) -> Fetched:
    retry = answer.getheader("Retry-After")
    if answer.status != 304 and not 200 <= answer.status < 300:
        raise FetchError(f"{shown(url)}: the server says {answer.status} {shown(answer.reason or '')}".rstrip() + "; nothing was taken in", retry)
    coded = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if coded not in ("identity", "gzip", "x-gzip"):
        raise FetchError(f"{shown(url)}: sent packed as {shown(coded)}, which was not asked for; save the page and add the file")
    data = b"" if answer.status == 304 else _body(answer, url, limits, ends)
    if coded != "identity" and data:
        data = _unpacked(data, url, limits)
    return Fetched(
        url, answer.status, data, answer.headers.get_content_type() if answer.getheader("Content-Type") else None,
        answer.headers.get_content_charset(), answer.getheader("ETag"), answer.getheader("Last-Modified"), retry,
    )  # fmt: skip


def _body(answer: http.client.HTTPResponse, url: str, limits: Limits, ends: float) -> bytes:
    out = bytearray()
    while True:
        # A server that sends a byte a second is silent never and done never.
        if time.monotonic() > ends:
            raise FetchError(f"{shown(url)}: still sending after {limits.seconds:g} seconds; save it and add the file")
        piece = answer.read1(_PIECE)
        if not piece:
            break
        out += piece
        if len(out) > limits.max_bytes:
            raise FetchError(f"{shown(url)}: {inputs.too_large(limits.max_bytes)}")
    if answer.length:
        raise FetchError(f"{shown(url)}: cut off, {answer.length:,} bytes are missing; try again")
    return bytes(out)


def _unpacked(data: bytes, url: str, limits: Limits) -> bytes:
    import io

    out = io.BufferedReader(Unpacked(io.BytesIO(data), shown(url))).read(limits.max_bytes + 1)
    if len(out) > limits.max_bytes:
        raise FetchError(f"{shown(url)}: {inputs.too_large(limits.max_bytes)}")
    return out

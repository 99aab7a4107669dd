"""Requests that mean no good: what every answer carries, what is refused, and what is never written down."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from sijill.desk import policy
from sijill.desk.settings import settings
from sijill.version import VERSION

from .conftest import sign_in
from .test_policy import routes

CSS = f"/static/{VERSION}/desk/desk.css"
CLIMBING = ("../../../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd", "..\\..\\etc\\passwd", "%00/etc/passwd", "/etc/passwd")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as always, in a hundredth of the time."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    for name, value in (("time_cost", 1), ("memory_cost", 64), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, name, value)


def address(name: str, pattern: str, word: str = "x") -> str:
    """An address of a route, with a report, an incident and a person that there are."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: "1" if m[1] == "int" else word, pattern)


def test_every_answer_is_sealed(filled: str, as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    viewer, anyone, strict = as_role("viewer"), Client(), Client(enforce_csrf_checks=True)
    anyone.raise_request_exception = False

    from sijill.desk.accounts import throttle

    kinds = {
        "page": anyone.get("/login/"),
        "redirect": anyone.get("/people/"),
        "403": viewer.get("/people/"),
        "404": anyone.get("/nowhere/"),
        "405": anyone.get("/language/"),
        "file": anyone.get(CSS),
        "no file": anyone.get(f"/static/{VERSION}/desk/none.css"),
        "JSON": anyone.get("/api/events", HTTP_AUTHORIZATION="Bearer sijill_wrong"),
        "no CSRF": strict.post("/login/", {"username": "viewer", "password": "x"}),
        "host": anyone.get("/login/", HTTP_HOST="evil.example"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(throttle, "seconds_left", lambda *_: 60)
        kinds["429"] = anyone.post("/login/", {"username": "viewer", "password": "x"})

        def broken(*_: Any) -> int:
            raise RuntimeError("the innermost secret")

        patch.setattr(throttle, "seconds_left", broken)
        kinds["500"] = anyone.post("/login/", {"username": "viewer", "password": "x"})
    assert {k: a.status_code for k, a in kinds.items()} == {
        "page": 200, "redirect": 302, "403": 403, "404": 404, "405": 405, "file": 200, "no file": 404, "JSON": 401, "no CSRF": 403, "host": 400, "429": 429, "500": 500,
    }  # fmt: skip
    assert b"secret" not in kinds["500"].content and b"Traceback" not in kinds["500"].content
    for kind, answer in kinds.items():
        told = {name: answer.headers.get(name) for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy")}
        assert list(told.values()) == ["nosniff", "DENY", "same-origin", "same-origin", "same-origin"], (kind, told)
        assert "geolocation=()" in answer.headers["Permissions-Policy"], kind
        rules = dict(rule.strip().partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split(";"))
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'" and rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'", kind
        assert "unsafe" not in answer.headers["Content-Security-Policy"], kind
    assert viewer.get("/account/").headers["Cache-Control"] == "no-store"


class Inline(HTMLParser):
    """Collects what a content security policy would refuse, and what would ask another server."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.wrong.append(f"<{tag}>")
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "hx-on")) or (name in ("href", "src", "action", "formaction") and re.match(r"\s*(javascript|data):", value, re.I)):
                self.wrong.append(f"{tag} {name}={value[:60]}")
        if tag in ("script", "link", "img", "iframe", "object", "embed", "audio", "video", "source", "form") and re.match(r"(https?:)?//", given.get("src") or given.get("href") or given.get("action") or given.get("data") or ""):
            self.wrong.append(f"{tag} asks elsewhere")


def test_no_page_has_anything_inline_or_from_elsewhere(filled: str, as_role: Callable[..., Client]) -> None:
    admin, wrong, seen = as_role("admin", "ar"), [], 0
    for client in (admin, Client()):
        for name, pattern in sorted(routes()):
            answer = client.get(address(name, pattern))
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                parser = Inline()
                parser.feed(answer.content.decode() if not answer.streaming else b"".join(answer.streaming_content).decode())
                seen += 1
                wrong += [(name, found) for found in parser.wrong]
            elif answer.status_code == 200 and not answer.headers["Content-Type"].startswith(("application/json", "text/plain", "text/event-stream")):
                assert "attachment" in answer.headers.get("Content-Disposition", ""), f"{name}: {answer.headers['Content-Type']} is shown within the desk"
    assert seen > 12 and not wrong, wrong


def test_no_change_without_its_token(filled: str) -> None:
    """Every route that changes something, for one who may, with a session, without the token of the form."""
    from sijill.desk.models import User

    own = sign_in("admin")
    client = Client(enforce_csrf_checks=True)
    client.cookies = own.cookies
    wrong = []
    for name, pattern in sorted(routes()):
        for method in ("post", "put", "patch", "delete"):
            if policy.open_to(User.objects.get(username="admin"), name, method.upper()):
                status = getattr(client, method)(address(name, pattern)).status_code
                if status != 403:
                    wrong.append((name, method, status))
    assert not wrong, wrong
    # With the token, but from a page of elsewhere.
    client.get("/account/")
    token = client.cookies["csrftoken"].value
    given = {"name": "eve", "csrfmiddlewaretoken": token}
    assert client.post("/account/", given, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert client.post("/account/", given, HTTP_ORIGIN="null").status_code == 403
    assert User.objects.get(username="admin").name == ""
    assert client.post("/account/", given, HTTP_ORIGIN="http://testserver").status_code == 302
    assert User.objects.get(username="admin").name == "eve"


@pytest.mark.parametrize("to", [
    "https://evil.example/", "//evil.example/", "///evil.example/", "////evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "\t//evil.example", "http:evil.example",
    "https:/evil.example", "https:///evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "http://testserver@evil.example/", "http://testserver.evil.example/", "%0d%0aLocation: //evil.example",
    "\r\nSet-Cookie: a=b", "HTTPS://EVIL.EXAMPLE", "ftp://evil.example", "//evil%E3%80%82example", "https://evil.example:443/login/",
])  # fmt: skip
def test_nobody_is_led_elsewhere(filled: str, to: str) -> None:
    from urllib.parse import urljoin, urlsplit

    from sijill.desk.models import User

    viewer = User.objects.get(username="viewer")
    viewer.set_password("viewer's own words")
    viewer.save()
    client = Client()
    answers = [
        client.post("/language/", {"language": "en", "next": to}),
        client.post("/login/", {"username": "viewer", "password": "viewer's own words", "next": to}),
        client.get("/login/", {"next": to}),
    ]
    for answer in answers:
        assert answer.status_code == 302
        led = urlsplit(urljoin("http://testserver/login/", answer["Location"]))
        assert (led.scheme, led.netloc) == ("http", "testserver"), answer["Location"]
        assert "Set-Cookie: a" not in str(answer.headers)


def test_other_names_of_the_host_are_refused(filled: str) -> None:
    for host in ("evil.example", "testserver.evil.example", "testserver:80@evil.example", "127.0.0.1.evil.example", "localhost, evil.example", "<script>"):
        answer = Client().get("/login/", HTTP_HOST=host)
        assert answer.status_code == 400 and b"evil.example" not in answer.content, host
    # A header of a proxy that is not there names no host either, and no address.
    assert b"evil" not in Client().get("/login/", HTTP_X_FORWARDED_HOST="evil.example").content


def test_behind_tls_cookies_go_over_nothing_else(tmp_path: Path) -> None:
    behind, plain = (settings({}, tmp_path, hosts=("desk.example.org",), https=https) for https in (True, False))
    for flag in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        assert behind[flag] is True and plain[flag] is False
    assert behind["SECURE_HSTS_SECONDS"] >= 31536000 and plain["SECURE_HSTS_SECONDS"] == 0
    assert behind["CSRF_TRUSTED_ORIGINS"] == ["https://desk.example.org"] and plain["SECURE_PROXY_SSL_HEADER"] is None
    assert all(given["SESSION_COOKIE_HTTPONLY"] and given["SESSION_COOKIE_SAMESITE"] == given["CSRF_COOKIE_SAMESITE"] == "Lax" for given in (behind, plain))
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0 and len(behind["SECRET_KEY"]) > 60 and behind["SECRET_KEY"] == plain["SECRET_KEY"]


def test_a_proxy_is_believed_only_where_there_is_one(filled: str) -> None:
    from django.test import RequestFactory

    from sijill.desk.accounts.throttle import address as where

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.7")
    assert where(request) == "10.0.0.1"
    with override_settings(DESK_HTTPS=True):
        assert where(request) == "192.0.2.7", "the one the proxy wrote, not the one that was sent along"
        assert where(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="<script>")) == "10.0.0.1"
    # One machine has as many addresses of its network as it likes.
    codes = [Client(REMOTE_ADDR=f"2001:db8::{n:x}").post("/login/", {"username": "viewer", "password": "wrong"}).status_code for n in range(1, 7)]
    assert codes == [200, 200, 200, 200, 429, 429]
    assert Client(REMOTE_ADDR="fe80::1%eth0").post("/login/", {"username": "viewer", "password": "wrong"}).status_code == 200


def test_no_path_climbs_out(filled: str, as_role: Callable[..., Client]) -> None:
    admin = as_role("admin")
    for climb in CLIMBING:
        for path in (f"/static/{VERSION}/{climb}", f"/static/{VERSION}/desk/{climb}", f"/static/{climb}"):
            assert admin.get(path).status_code in (400, 404), path
    for name, pattern in routes():
        if re.search(r"<(str|slug|path|\w+)>|<(str|path|slug):", pattern):
            for climb in CLIMBING:
                answer = admin.get(address(name, pattern, climb))
                assert answer.status_code < 500 and b"root:" not in (answer.content if not answer.streaming else b"".join(answer.streaming_content)), (name, climb)


def test_a_session_begun_before_is_not_the_one_signed_in(filled: str) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    from sijill.desk.models import User

    viewer = User.objects.get(username="viewer")
    viewer.set_password("viewer's own words")
    viewer.save()
    planted = SessionStore()
    planted["x"] = "y"
    planted.save()
    client = Client()
    client.cookies["sessionid"] = planted.session_key
    client.post("/login/", {"username": "viewer", "password": "viewer's own words"})
    cookie = client.cookies["sessionid"]
    assert cookie.value != planted.session_key and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert client.get("/account/").status_code == 200
    thief = Client()
    thief.cookies["sessionid"] = planted.session_key
    assert thief.get("/account/").status_code == 302


def test_names_cannot_be_found_by_trying(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that there is, one that there is not, a closed account and one without a password: the same page, the same work."""
    import argon2
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sijill.desk.models import User

    for name, active in (("viewer", True), ("coder", False)):
        user = User.objects.get(username=name)
        user.set_password(f"{name}'s own words")
        user.is_active = active
        user.save()
    hashed = 0
    for module, function in ((argon2.low_level, "hash_secret"), (argon2.PasswordHasher, "verify")):
        real = getattr(module, function)

        def counted(*args: Any, real: Any = real, **more: Any) -> Any:
            nonlocal hashed
            hashed += 1
            return real(*args, **more)

        monkeypatch.setattr(module, function, counted)
    told = set()
    for name in ("viewer", "coder", "nobody", "publisher"):
        hashed, client = 0, Client(REMOTE_ADDR="10.0.0.2")
        client.get("/login/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/login/", {"username": name, "password": "coder's own words" if name == "coder" else "wrong"})
        page = re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", answer.content.decode())
        told.add((answer.status_code, page, hashed, len(queries)))
    assert len(told) == 1 and next(iter(told))[2] == 1, [t[::2] for t in told]


def test_no_secret_is_ever_written_down(filled: str, as_role: Callable[..., Client], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    admin, guest = as_role("admin"), Client()
    made = admin.post("/people/", {"username": "salma", "role": "coder"}).content.decode()
    link = re.search(r'id="link">http://testserver(/welcome/[^<]+)<', made)
    assert link
    secrets = {"password": "ocean-copper-lantern-9", "second": "velvet-orchard-signal-4", "wrong": "misty-harbour-lamp-3"}
    misplaced = "typed-into-the-name-field"
    guest.post(link[1], {"password1": secrets["password"], "password2": secrets["password"]})
    key = re.search(r'id="fresh">([\w-]+)<', guest.post("/account/tokens/", {"name": "script", "role": "viewer", "days": "30"}).content.decode())
    assert key
    guest.post("/account/password/", {"password": secrets["wrong"], "password1": secrets["second"], "password2": secrets["second"]})
    guest.post("/account/password/", {"password": secrets["password"], "password1": secrets["second"], "password2": secrets["second"]})
    for _ in range(6):
        guest.post("/logout/")
        guest.post("/login/", {"username": "salma", "password": secrets["wrong"]})
    Client().post("/login/", {"username": misplaced, "password": "x"})
    Client().get("/api/events", HTTP_AUTHORIZATION=f"Bearer {key[1]}x")
    secrets |= {"token": key[1], "link": link[1].strip("/").rpartition("/")[2]}
    from sijill.register.models import Entry

    chain = "\n".join(f"{e.who} {e.subject} {e.detail}" for e in Entry.objects.all())
    kept = b"".join(path.read_bytes() for path in Path(filled).parent.glob("sijill.db*"))
    said = caplog.text
    for what, secret in secrets.items():
        assert secret not in chain and secret not in said, what
        assert secret.encode() not in kept, f"{what} is in the database"
    assert misplaced not in chain and misplaced not in said
    assert "account.lockout" in "\n".join(Entry.objects.values_list("action", flat=True))


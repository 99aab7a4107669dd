"""Coming in and going out, accounts, sessions, the second factor, tokens, people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sijill.desk import site
from sijill.register import Register
from sijill.register import database as db

PASSWORD = "جمل-أزرق-نافذة-7-سلم"


@pytest.fixture(scope="module")
def bare_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with nothing in it, and nobody with an account."""
    folder = tmp_path_factory.mktemp("bare")
    with Register.open(str(folder / "sijill.db"), create=True):
        site.prepare()
    return folder


@pytest.fixture
def bare(bare_template: Path, tmp_path: Path) -> Iterator[str]:
    import shutil

    from django.db import connections

    database = str(shutil.copytree(bare_template, tmp_path / "bare") / "sijill.db")
    db.connect(database)
    yield database
    connections.close_all()


@pytest.fixture(autouse=True)
def cheap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as always, in a hundredth of the time; one test has it as it is."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    if "first_run" not in request.node.name:
        for name, value in (("time_cost", 1), ("memory_cost", 64), ("parallelism", 1)):
            monkeypatch.setattr(Argon2PasswordHasher, name, value)


def entries(action: str = "account.") -> list[tuple[str, str, str, dict[str, Any]]]:
    """``(who, action, subject, detail)`` of the entries about accounts."""
    import json

    from sijill.register.models import Entry

    rows = Entry.objects.filter(action__startswith=action).order_by("number")
    return [(e.who, e.action, e.subject, json.loads(e.detail)) for e in rows]


def first_account(client: Client, name: str = "salma") -> Any:
    token = site.first_token()
    form = {"token": token, "username": name, "name": "سلمى", "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/first-run/", form)


def test_first_run(bare: str) -> None:
    from sijill.desk.models import Setting, User

    client = Client()
    # Whatever is asked for leads there.
    assert client.get("/login/")["Location"] == "/first-run/"
    where = client.get("/first-run/")
    assert where.status_code == 200 and b"first-run/?token=" in where.content
    assert client.get("/first-run/?token=guessed").status_code == 403
    token = site.first_token()
    assert token and token not in str(Setting.objects.get(key="first_token").value)
    assert b"password1" in client.get(f"/first-run/?token={token}").content
    short = client.post("/first-run/", {"token": token, "username": "salma", "password1": "short", "password2": "short"})
    assert short.status_code == 200 and not User.objects.exists()
    made = client.post("/first-run/", {"token": token, "username": "salma", "name": "سلمى", "password1": PASSWORD, "password2": PASSWORD})
    assert (made.status_code, made["Location"]) == (302, "/")
    salma = User.objects.get()
    assert salma.role == "admin" and salma.password.startswith("argon2$argon2id$")
    assert client.session["_auth_user_id"] == str(salma.pk)
    # Once.
    again = Client().post("/first-run/", {"token": token, "username": "eve", "password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.count() == 1 and "وأنشئ" not in again.content.decode()
    assert site.first_token() is None
    assert [e[:3] for e in entries()] == [("salma", "account.made", "salma"), ("salma", "account.login", "salma")]


def test_guessing_the_first_token_is_limited(bare: str) -> None:
    token = site.first_token()
    client = Client()
    assert [client.get(f"/first-run/?token=guess{n}").status_code for n in range(6)] == [403, 403, 403, 403, 429, 429]
    assert client.get(f"/first-run/?token={token}").status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(f"/first-run/?token={token}").status_code == 200, "others are not locked out with them"


def test_login_logout_and_lockout(bare: str) -> None:
    client = Client()
    first_account(client)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert "_auth_user_id" not in client.session
    # A name that there is none of, and a wrong password: one answer.
    answers = [client.post("/login/", {"username": name, "password": "wrong"}) for name in ("salma", "nobody")]
    pages = [re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", a.content.decode()) for a in answers]
    assert pages[0] == pages[1] and answers[0].status_code == answers[1].status_code == 200
    before = client.cookies.get("sessionid")
    right = client.post("/login/", {"username": "salma", "password": PASSWORD, "next": "/incidents/?type=shelling"})
    assert right["Location"] == "/incidents/?type=shelling"
    assert before is None or client.cookies["sessionid"].value != before.value
    client.post("/logout/")
    codes = [client.post("/login/", {"username": "salma", "password": "wrong"}).status_code for _ in range(6)]
    assert codes == [200, 200, 200, 200, 429, 429]
    locked = client.post("/login/", {"username": "salma", "password": PASSWORD})
    assert locked.status_code == 429 and 0 < int(locked["Retry-After"]) <= 900 and b"15 minutes" in locked.content
    assert Client(REMOTE_ADDR="10.0.0.9").post("/login/", {"username": "salma", "password": PASSWORD}).status_code == 302
    told = [e[1:3] for e in entries()]
    assert told[2:] == [
        ("account.failure", "salma"), ("account.failure", ""), ("account.login", "salma"),
        *[("account.failure", "salma")] * 4, ("account.lockout", "salma"), ("account.login", "salma"),
    ]  # fmt: skip
    assert "nobody" not in str(entries())


def test_language_for_everybody(filled: str, as_role: Callable[..., Client]) -> None:
    from sijill.desk.models import User

    client = Client()
    page = client.get("/login/").content.decode()
    assert 'dir="ltr"' in page and 'lang="en"' in page and "العربية" in page
    assert client.get("/language/").status_code == 405
    assert client.post("/language/", {"language": "ar", "next": "/login/?next=/incidents/"})["Location"] == "/login/?next=/incidents/"
    page = client.get("/login/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page and "تسجيل الدخول" in page and ">English<" in page
    client.post("/language/", {"language": "tlh"})
    assert client.cookies["django_language"].value == "ar"
    coder = as_role("coder")
    coder.post("/language/", {"language": "ar"})
    assert User.objects.get(username="coder").language == "ar"

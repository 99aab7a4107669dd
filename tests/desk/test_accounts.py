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


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_both(request: pytest.FixtureRequest) -> Iterator[str]:
    """The same on each database in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("bare")
        return
    from uuid import uuid4

    import psycopg
    from django.db import connections

    server: str = request.getfixturevalue("server")
    name = f"bare_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    database = server.replace("/postgres?", f"/{name}?")
    with Register.open(database, create=True):
        site.prepare()
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


def code_of(key: str, ahead: int = 0) -> str:
    """The code that an app with that key (as it is typed) shows, ``ahead`` steps from now."""
    import base64

    from django_otp.oath import totp

    return f"{totp(base64.b32decode(key.replace(' ', '')), drift=ahead):06d}"


def key_on(page: str) -> str:
    found = re.search(r'id="key">([A-Z2-7 ]+)<', page)
    assert found
    return found[1]


def test_second_factor_from_set_up_to_recovery(bare: str) -> None:
    from django.utils import timezone
    from django_otp.plugins.otp_totp.models import TOTPDevice

    client = Client()
    first_account(client)
    shown = client.get("/account/factor/").content.decode()
    key = key_on(shown)
    assert "<svg" in shown and 'style="' not in shown and key == key_on(client.get("/account/factor/").content.decode())
    assert b"not the code of now" in client.post("/account/factor/", {"code": "000000"}).content
    # As a phone in Arabic shows it.
    code = code_of(key)
    done = client.post("/account/factor/", {"code": code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))}).content.decode()
    recovery = re.findall(r'<li class="code">([a-z2-7]{8})</li>', done)
    assert len(set(recovery)) == 10 and client.get("/account/").status_code == 200

    other = Client()
    half = other.post("/login/", {"username": "salma", "password": PASSWORD, "next": "/account/"})
    assert half["Location"] == "/second/?next=%2Faccount%2F"
    assert other.get("/account/")["Location"] == "/second/?next=/account/", "half signed in is not in"
    assert other.get("/people/")["Location"].startswith("/second/") and other.post("/account/", {"name": "eve"})["Location"].startswith("/second/")
    assert other.post("/second/", {"code": code}).status_code == 200, "a code holds once"
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=timezone.now() - timezone.timedelta(days=1))
    key_before = other.session.session_key
    assert other.post("/second/", {"code": code_of(key, 1), "next": "/account/"})["Location"] == "/account/"
    assert other.session.session_key != key_before and other.get("/account/").status_code == 200
    third = Client()
    third.post("/login/", {"username": "salma", "password": PASSWORD})
    assert third.post("/second/", {"code": f" {recovery[3].upper()} "})["Location"] == "/"
    fourth = Client()
    fourth.post("/login/", {"username": "salma", "password": PASSWORD})
    assert [fourth.post("/second/", {"code": recovery[3]}).status_code for _ in range(5)] == [200] * 4 + [429]
    assert fourth.post("/second/", {"code": recovery[4]}).status_code == 429, "not even a right one"
    # Taking it away needs the password.
    assert b"not your password" in client.post("/account/factor/change/", {"do": "remove", "password": "wrong"}).content
    assert TOTPDevice.objects.exists()
    assert client.post("/account/factor/change/", {"do": "remove", "password": PASSWORD}).status_code == 302
    assert not TOTPDevice.objects.exists()
    told = str(entries())
    assert not any(secret in told for secret in (PASSWORD, key, key.replace(" ", ""), code, *recovery))


def test_roles_that_need_a_second_factor(filled: str, as_role: Callable[..., Client]) -> None:
    admin, coder, viewer = as_role("admin"), as_role("coder"), as_role("viewer")
    assert admin.post("/settings/", {"second_factor": ["coder"], "language": "", "tiles": ""}).status_code == 302
    assert coder.get("/account/")["Location"] == "/account/factor/?next=/account/"
    assert coder.get("/account/factor/").status_code == 200
    assert viewer.get("/account/").status_code == 200 and admin.get("/people/").status_code == 200
    assert coder.post("/account/factor/", {"code": code_of(key_on(coder.get("/account/factor/").content.decode()))}).status_code == 200
    assert coder.get("/account/").status_code == 200


def test_sessions_are_listed_touched_and_ended(filled: str, as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    from sijill.desk.accounts import visits
    from sijill.desk.models import Visit

    here, there, coder = as_role("viewer"), as_role("viewer"), as_role("coder")
    for client in (here, there, coder):
        assert client.get("/account/", HTTP_USER_AGENT="Firefox <b>").status_code == 200
    assert Visit.objects.filter(user__username="viewer").count() == 2
    page = here.get("/account/").content.decode()
    assert page.count('name="visit"') == 1
    # Touched at most once a minute.
    old = timezone.now() - timezone.timedelta(hours=1)
    Visit.objects.update(last=old)
    here.get("/account/")
    assert Visit.objects.get(session=here.session.session_key).last == old
    visits._touched.clear()
    here.get("/account/")
    assert Visit.objects.get(session=here.session.session_key).last > old
    # Nobody ends another's.
    stranger = Visit.objects.get(user__username="coder")
    here.post("/account/sessions/end/", {"visit": stranger.pk})
    assert coder.get("/account/").status_code == 200
    here.post("/account/sessions/end/", {})
    assert there.get("/account/")["Location"].startswith("/login/") and here.get("/account/").status_code == 200


def test_a_changed_password_ends_other_sessions(bare: str) -> None:
    client, other = Client(), Client()
    first_account(client)
    other.post("/login/", {"username": "salma", "password": PASSWORD})
    new = "قمر فوق سقف المدينة 12"
    for given in ({"password": "wrong", "password1": new, "password2": new}, {"password": PASSWORD, "password1": new, "password2": PASSWORD}, {"password": PASSWORD, "password1": "123456789012", "password2": "123456789012"}):
        assert client.post("/account/password/", given).status_code == 200
    assert other.get("/account/").status_code == 200
    assert client.post("/account/password/", {"password": PASSWORD, "password1": new, "password2": new}).status_code == 302
    assert client.get("/account/").status_code == 200 and other.get("/account/").status_code == 302
    assert Client().post("/login/", {"username": "salma", "password": PASSWORD}).status_code == 200
    assert Client().post("/login/", {"username": "salma", "password": new}).status_code == 302


def test_tokens(filled: str, as_role: Callable[..., Client]) -> None:
    from django.utils import timezone

    from sijill.desk.accounts import acts, tokens
    from sijill.desk.models import Token, User

    coder = as_role("coder")
    page = coder.get("/account/").content.decode()
    assert [r for r in ("viewer", "coder", "reviewer", "publisher", "admin") if f'<option value="{r}"' in page] == ["viewer", "coder"]
    above = coder.post("/account/tokens/", {"name": "script", "role": "admin", "days": "30"})
    assert above.status_code == 200 and not Token.objects.exists()
    made = coder.post("/account/tokens/", {"name": "script", "role": "viewer", "days": "30"}).content.decode()
    key = re.search(r'id="fresh">(sijill_[\w-]+)<', made)
    assert key and key[1] not in coder.get("/account/").content.decode()
    token = Token.objects.get()
    assert token.digest == tokens.digest(key[1]) and key[1] not in str(entries())

    seen: list[Any] = []

    def view(request: Any) -> Any:
        from django.http import HttpResponse

        from sijill.desk import policy

        seen.append((request.user.username, request.user.token_role, policy.may(request.user, "see"), policy.may(request.user, "code"), request._dont_enforce_csrf_checks))
        return HttpResponse("in")

    from django.test import RequestFactory

    def ask(given: str, path: str = "/api/incidents", **more: Any) -> int:
        status: int = tokens.bearer(view)(RequestFactory().get(path, HTTP_AUTHORIZATION=given, REMOTE_ADDR="10.1.1.1", **more)).status_code
        return status

    assert ask(f"Bearer {key[1]}") == 200 and seen == [("coder", "viewer", True, False, True)]
    token.refresh_from_db()
    assert token.used is not None
    assert ask("Bearer sijill_wrong") == 401
    Token.objects.update(expires=timezone.now())
    assert ask(f"Bearer {key[1]}") == 401
    Token.objects.update(expires=None)
    User.objects.filter(username="coder").update(is_active=False)
    assert ask(f"Bearer {key[1]}") == 401
    User.objects.filter(username="coder").update(is_active=True)
    acts.revoke(token, "coder")
    assert [ask(f"Bearer {key[1]}") for _ in range(3)] == [401, 401, 429]
    # Whoever guesses is slowed down; a right one from the same place gets through.
    Token.objects.update(revoked=False)
    assert ask(f"Bearer {key[1]}") == 200
    assert len(seen) == 2
    # Pages know no tokens.
    client = Client()
    assert client.get("/account/", HTTP_AUTHORIZATION=f"Bearer {key[1]}")["Location"].startswith("/login/")


def test_people(filled: str, as_role: Callable[..., Client]) -> None:
    from sijill.desk.models import User

    admin, viewer = as_role("admin"), as_role("viewer")
    made = admin.post("/people/", {"username": "نور", "name": "نور الدين", "role": "coder", "every_collection": "on"}).content.decode()
    link = re.search(r'id="link">http://testserver(/welcome/[^<]+)<', made)
    assert link
    guest = Client()
    assert "نور" in guest.get(link[1]).content.decode()
    assert guest.post(link[1], {"password1": PASSWORD, "password2": PASSWORD})["Location"] == "/"
    assert guest.get("/account/").status_code == 200
    for method in ("get", "post"):
        assert getattr(Client(), method)(link[1], {"password1": "another one 123", "password2": "another one 123"}).status_code == 404, "once"
    noor = User.objects.get(username="نور")
    assert noor.check_password(PASSWORD)
    assert admin.post("/people/", {"username": "نور", "role": "coder"}).content.decode().count("There is an account of that name") == 1

    def do(pk: int, **given: Any) -> Any:
        return admin.post(f"/people/{pk}/", given)

    do(noor.pk, do="role", role="reviewer")
    noor.refresh_from_db()
    assert noor.role == "reviewer"
    do(noor.pk, do="close")
    assert guest.get("/account/").status_code == 302 and Client().post("/login/", {"username": "نور", "password": PASSWORD}).status_code == 200
    do(noor.pk, do="open")
    again = Client()
    assert again.post("/login/", {"username": "نور", "password": PASSWORD}).status_code == 302
    fresh = re.search(r'id="link">http://testserver(/welcome/[^<]+)<', do(noor.pk, do="link").content.decode())
    assert fresh and again.get("/account/").status_code == 302 and Client().post("/login/", {"username": "نور", "password": PASSWORD}).status_code == 200
    second = re.search(r'id="link">http://testserver(/welcome/[^<]+)<', do(noor.pk, do="link").content.decode())
    assert second and Client().get(fresh[1]).status_code == 404 and Client().get(second[1]).status_code == 200, "a newer one ends the older"
    # The last administrator stays.
    boss = User.objects.get(username="admin")
    for given in ({"do": "role", "role": "viewer"}, {"do": "close"}):
        assert "is the last administrator" in admin.post(f"/people/{boss.pk}/", given, follow=True).content.decode()
    boss.refresh_from_db()
    assert boss.role == "admin" and boss.is_active
    do(noor.pk, do="role", role="admin")
    assert do(boss.pk, do="role", role="viewer").status_code == 302
    assert viewer.get("/people/").status_code == 403 and admin.get("/people/").status_code == 403, "the next click"
    assert {"account.made", "account.role", "account.closed", "account.opened", "account.reset", "account.password", "account.login"} <= {e[1] for e in entries()}
    with Register.open(filled) as register:
        assert not list(register.verify())


def test_what_is_wrong_with_a_password_is_said_in_arabic(filled: str) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils import translation

    from sijill.desk.models import User

    with translation.override("ar"), pytest.raises(ValidationError) as short:
        validate_password("salma", User(username="salma"))
    assert [m for m in short.value.messages if re.search("[a-z]", m)] == []
    assert any("يلزمها ١٢ حرفا على الأقل" in m for m in short.value.messages) and any("اسم المستخدم" in m for m in short.value.messages)


def test_two_administrators_cannot_take_the_desk_from_each_other(bare_both: str) -> None:
    """Each takes the other's role at the same moment: one of them stays what they were."""
    import threading

    from django.db import connections

    from sijill.desk.accounts import acts
    from sijill.desk.models import User
    from sijill.errors import RegisterError

    for name in ("admin", "coder"):
        acts.make(name, "admin", "test")
    for _ in range(3):
        gate, refused = threading.Barrier(2), []

        def take(one: str, by: str, gate: threading.Barrier = gate, refused: list[str] = refused) -> None:
            user = User.objects.get(username=one)
            gate.wait()
            try:
                acts.give_role(user, "viewer", by)
            except RegisterError:
                refused.append(one)
            finally:
                connections.close_all()

        both = [threading.Thread(target=take, args=names) for names in (("admin", "coder"), ("coder", "admin"))]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(30)
        assert len(refused) == 1 and User.objects.filter(role="admin", is_active=True).count() == 1
        User.objects.filter(username__in=("admin", "coder")).update(role="admin")
    with Register.open(bare_both) as register:
        assert not list(register.verify())


def test_the_first_account_is_made_once(bare_both: str) -> None:
    import threading

    from django.db import connections

    from sijill.desk.models import User

    token, gate = site.first_token(), threading.Barrier(3)

    def make(name: str) -> None:
        client = Client()
        gate.wait()
        client.post("/first-run/", {"token": token, "username": name, "password1": PASSWORD, "password2": PASSWORD})
        connections.close_all()

    three = [threading.Thread(target=make, args=(name,)) for name in ("salma", "noor", "eve")]
    for thread in three:
        thread.start()
    for thread in three:
        thread.join(30)
    assert User.objects.count() == 1
    assert [e[1] for e in entries()] == ["account.made", "account.login"]


def test_collections(filled: str, as_role: Callable[..., Client]) -> None:
    from sijill.desk import policy
    from sijill.desk.models import User
    from sijill.register.models import Collection, Entry, Placing, Report, ReportRow

    admin, viewer = as_role("admin"), User.objects.get(username="viewer")
    assert admin.post("/collections/", {"name": "شهود"}).status_code == 302
    closed = Collection.objects.get()
    assert "There is a collection" in admin.post("/collections/", {"name": "شهود"}).content.decode().replace("there is", "There is")
    outlet = ReportRow.objects.order_by("pk").values_list("shown", flat=True)[0]
    theirs = set(ReportRow.objects.filter(shown=outlet).values_list("report_id", flat=True))
    shown = admin.get(f"/collections/{closed.pk}/", {"words": "", "outlet": outlet, "since": "", "until": "", "within": ""}).content.decode()
    assert f"{len(theirs)} report" in shown
    asked = {"words": "", "outlet": outlet, "since": "", "until": "", "within": "none"}
    admin.post(f"/collections/{closed.pk}/", {**asked, "do": "place"})
    assert set(Placing.objects.values_list("report_id", flat=True)) == theirs and 0 < len(theirs) < Report.objects.count()
    assert Entry.objects.filter(action="place").count() == len(theirs)
    admin.post(f"/people/{viewer.pk}/", {"do": "access"})
    viewer.refresh_from_db()
    assert not viewer.every_collection and policy.reports(viewer).count() == Report.objects.count() - len(theirs)
    admin.post(f"/people/{viewer.pk}/", {"do": "access", "collection": [closed.pk]})
    assert policy.reports(viewer).count() == Report.objects.count()
    admin.post(f"/collections/{closed.pk}/", {**asked, "within": "", "do": "take"})
    assert not Placing.objects.exists()
    assert admin.post(f"/collections/{closed.pk}/", {}).status_code == 400
    with Register.open(filled) as register:
        assert not list(register.verify())


def test_settings(filled: str, as_role: Callable[..., Client]) -> None:
    from sijill.desk.models import Setting

    admin = as_role("admin")
    for wrong in ("javascript:alert(1)//{z}{x}{y}", "https://tiles.example.org/", "https://a b/{z}/{x}/{y}", "https://u:p@tiles.example.org/{z}/{x}/{y}", "https://x/{z}/{x}/{y};script-src *"):
        assert admin.post("/settings/", {"tiles": wrong}).status_code == 200 and Setting.of("tiles") is None
    good = "https://tiles.example.org/{z}/{x}/{y}.png"
    assert admin.post("/settings/", {"tiles": good, "language": "ar"}).status_code == 302
    assert Setting.of("tiles") == good
    page = Client().get("/login/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert 'dir="rtl"' in page, "the desk's language stands in for those who chose none"
    assert [(e[2], e[3]["value"]) for e in entries("setting")] == [("language", "ar"), ("second_factor", []), ("tiles", good)]


def test_first_run_to_second_factor_in_a_browser(bare: str, browser: Any) -> None:
    from .conftest import serving

    server = serving()
    address = next(server)
    context = browser.new_context(base_url=address, locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" and "status of 4" not in said.text else None)
    page.goto(f"/first-run/?token={site.first_token()}")
    page.get_by_label("User name").fill("salma")
    page.get_by_label("New password:", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("User name").fill("salma")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/account/")
    page.get_by_role("link", name="Set up").click()
    key = page.locator("#key").inner_text()
    box = page.locator(".qr svg").bounding_box()
    assert box and box["width"] == box["height"] > 200
    page.get_by_role("textbox", name="Code").fill(code_of(key))
    page.get_by_role("button", name="Set up").click()
    assert page.locator("#codes li").count() == 10
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("User name").fill("salma")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("textbox", name="Code").fill(code_of(key, 1))
    page.get_by_role("button", name="Go on").click()
    page.goto("/account/")
    assert page.locator("html").get_attribute("dir") == "ltr"
    brand, self = (page.locator(one).bounding_box() for one in (".brand", ".self"))
    assert brand["x"] < self["x"]
    page.get_by_role("button", name="العربية").click()
    assert page.locator("html").get_attribute("dir") == "rtl" and "/account/" in page.url
    brand, self = (page.locator(one).bounding_box() for one in (".brand", ".self"))
    assert brand["x"] > self["x"], "the layout is mirrored"
    assert page.get_by_role("heading", name="حسابك").is_visible()
    context.close()
    next(server, None)
    assert not faults, faults

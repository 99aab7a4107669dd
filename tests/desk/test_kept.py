"""Accounts in backups: who was let in, and to what, comes back on either database; who was signed in does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from sijill.desk import kept, site
from sijill.register import Register, age

from .conftest import sign_in

SECRET = "five words taken by chance"
PASSWORD = "a long one, by chance: 7312"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK", 8)


def test_accounts_come_back_without_their_sessions(filled_both: str, tmp_path: Path) -> None:
    from django.contrib.sessions.models import Session
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from sijill.desk.models import Access, SavedSearch, Setting, Token, User
    from sijill.register.people import collections

    closed = collections.make("closed", "admin")
    coder = User.objects.get(username="coder")
    coder.set_password(PASSWORD)
    coder.every_collection = False
    coder.save()
    Access.objects.create(user=coder, collection=closed)
    Token.objects.create(user=coder, name="notebook", digest="a" * 64, role="viewer")
    key = TOTPDevice.objects.create(user=coder, name="phone", confirmed=True).key
    SavedSearch.objects.create(user=coder, name="mine", page="inbox:list", query="state=unread")
    Setting.objects.create(key="tiles", value={"url": "https://tiles.example/{z}"})
    Setting.objects.create(key="first_token", value="b" * 64)
    User.objects.filter(username="viewer").update(is_active=False)
    sign_in("reviewer")
    assert Session.objects.exists()
    before = list(User.objects.order_by("pk").values_list("pk", "username", "password", "role", "is_active", "every_collection", "made"))

    register = Register.connected()
    assert register.backup(tmp_path / "all.age", SECRET, "admin", beside=kept.out).faults == []
    assert PASSWORD.encode() not in (kept.out() or b"")

    def back(data: bytes) -> None:
        site.prepare()
        kept.back(data)

    _, faults = Register.restore(tmp_path / "all.age", SECRET, str(tmp_path / "copy.db"), evidence=tmp_path / "copied", beside=back)
    assert faults == []
    assert list(User.objects.order_by("pk").values_list("pk", "username", "password", "role", "is_active", "every_collection", "made")) == before
    again = User.objects.get(username="coder")
    assert again.check_password(PASSWORD) and not Session.objects.exists()
    assert [(a.user.username, a.collection.name) for a in Access.objects.all()] == [("coder", "closed")]
    assert Token.objects.get().digest == "a" * 64 and TOTPDevice.objects.get().key == key and SavedSearch.objects.get().query == "state=unread"
    assert dict(Setting.objects.values_list("key", "value")) == {"tiles": {"url": "https://tiles.example/{z}"}}
    assert User.objects.create_user("new").pk > max(row[0] for row in before), "numbers go on"
    assert Client().get("/").status_code == 302
    assert sign_in("reviewer").get("/").status_code == 200
    assert sign_in("coder").get("/")["Location"].startswith("/second/"), "the second factor is asked for as before"

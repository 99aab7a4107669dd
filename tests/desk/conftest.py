"""A desk over a register of the sample reports, people of every role, a real server and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sijill.desk import site
from sijill.register import Register
from sijill.register import database as db

ROLES = ("viewer", "coder", "reviewer", "publisher", "admin")


def fill(database: str, evidence: Path) -> None:
    """Make a register of the sample reports at ``database``, read and linked, with the desk's tables and a person of each role."""
    from sijill.ingest import items

    with as_file(files("sijill") / "samples") as folder, Register.open(database, create=True, evidence=evidence) as register:
        list(register.add(items([str(p) for p in sorted(folder.glob("*.txt"))])))
        list(register.read())
        register.link()
        site.prepare()
        from sijill.desk.models import User

        for role in ROLES:
            User.objects.create_user(role, role=role)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled register to copy: nobody opens it."""
    folder = tmp_path_factory.mktemp("template")
    fill(str(folder / "sijill.db"), folder / "sijill.evidence")
    return folder


@pytest.fixture
def filled(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a register of the sample reports, read and linked, with people of every role; connected."""
    folder = tmp_path / "register"
    shutil.copytree(template, folder)
    database = str(folder / "sijill.db")
    monkeypatch.setenv("SIJILL_DATABASE", database)
    db.connect(database)
    yield database
    _close()


@pytest.fixture
def filled_postgresql(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The same on PostgreSQL."""
    from uuid import uuid4

    import psycopg

    address: str = request.getfixturevalue("server")
    name = f"desk_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    database = address.replace("/postgres?", f"/{name}?")
    monkeypatch.setenv("SIJILL_DATABASE", database)
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    fill(database, tmp_path / "evidence")
    db.connect(database)
    yield database
    _close()


def _close() -> None:
    from django.db import connections

    connections.close_all()


@pytest.fixture(params=["sqlite", "postgresql"])
def filled_both(request: pytest.FixtureRequest) -> str:
    """The address of such a register on each database in turn."""
    found: str = request.getfixturevalue("filled" if request.param == "sqlite" else "filled_postgresql")
    return found


@pytest.fixture
def as_role(filled: str) -> Callable[..., Client]:
    """A function that signs in: ``as_role("coder", language="ar")`` is a client of the coder's."""
    return sign_in


def sign_in(role: str, language: str = "en", **beside: Any) -> Client:
    """A client with the session of the person of that role."""
    from sijill.desk.models import User

    User.objects.filter(username=role).update(language=language, **beside)
    client = Client()
    client.force_login(User.objects.get(username=role), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def live(filled: str) -> Iterator[str]:
    """The address of a real server over the filled register, without jobs (``jobs.run_waiting`` does them)."""
    yield from serving()


def serving() -> Iterator[str]:
    """Serve the connected register from a thread; yields the address."""
    import waitress.server

    listening = socket.create_server(("127.0.0.1", 0))
    running: Any = waitress.server.create_server(site.application(), sockets=[listening], threads=4)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    # From within its own loop: sockets closed under the thread that waits on them would be an error there.
    left: list[Any] = []

    def end() -> None:
        left.extend(running._map.values())
        running._map.clear()

    running.trigger.pull_trigger(end)
    thread.join(10)
    running.task_dispatcher.shutdown()
    for one in left:
        one.close()
    assert not thread.is_alive()


def chromium(fetched: str) -> str:
    """The browser: the one named by SIJILL_CHROMIUM, else what the system has, else the one that playwright fetched. scripts/test.sh installs one."""
    for name in (os.environ.get("SIJILL_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", fetched):
        if name and (found := shutil.which(name)):
            return found
    pytest.skip("there is no Chromium here; name one with SIJILL_CHROMIUM")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium, without any network of its own."""
    # The driver runs an event loop in this thread, which Django would take for a reason to refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium(driver.chromium.executable_path), args=quiet)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, live: str) -> Iterator[Any]:
    """A fresh page that reaches nothing but the desk; any error in its console fails the test."""
    context = browser.new_context(base_url=live, locale="en-GB", viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    opened = context.new_page()

    def only_here(route: Any) -> None:
        if route.request.url.startswith((live, "data:", "blob:")):
            route.continue_()
        else:
            faults.append(f"asked for {route.request.url}")
            route.abort()

    context.route("**/*", only_here)
    opened.on("pageerror", lambda error: faults.append(f"error: {error}"))
    opened.on("console", lambda said: faults.append(f"console: {said.text}") if said.type == "error" and "status of 4" not in said.text else None)
    yield opened
    context.close()
    assert not faults, faults


def enter(page: Any, live: str, role: str, language: str = "en") -> None:
    """Give the browser the session of the person of that role, as after signing in."""
    client = sign_in(role, language)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live}])

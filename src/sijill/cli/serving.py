"""The server of the desk: one listening socket, one process or several."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from sijill.errors import RegisterError
from sijill.register import database as db

GRACE = 8.0
"""Seconds that requests under way have to come to their end."""

DEMO = "demo"
"""The account of a demonstration."""


def run(database: str | None, bind: str, hosts: tuple[str, ...], https: bool, workers: int, threads: int, say: Callable[[str], None]) -> None:
    """Serve until stopped. Raises ``RegisterError`` where the libraries are missing, or the address is none or taken."""
    _needed()
    from sijill.desk import site
    from sijill.register import Register

    name = db.named(database)
    listening = listen(bind)
    # Jobs and whatever else of this process asks for the register without a name mean this one.
    os.environ[db.VARIABLE] = name
    site.configure(name, hosts=hosts, https=https)
    with Register.open(name, create=True):
        site.prepare()
        token = site.first_token()
    address = f"https://{hosts[0]}" if https and hosts else address_of(listening)
    if token is not None:
        say(f"make the first account, once: {address}/first-run/?token={token}")
    say(f"the desk is at {address} (Ctrl-C ends it)")
    serve(listening, workers, threads)


def demo(bind: str, keep: Path | None, threads: int, say: Callable[[str], None]) -> None:
    """Serve a desk over the sample reports, read and linked, in a folder that is gone afterwards or is ``keep``. Raises ``RegisterError`` as ``run`` does."""
    _needed()
    listening = listen(bind)
    with _folder(keep) as folder:
        name = str(folder / "sijill.db")
        os.environ.update({db.VARIABLE: name, "SIJILL_EVIDENCE": str(folder / "sijill.evidence"), "SIJILL_DESK": str(folder / "sijill.desk")})
        from sijill.desk import site

        site.configure(name)
        say("reading the sample reports")
        path = _fill(name)
        address = address_of(listening)
        say(f"the register is {name}" + ("" if keep else ", and gone when this ends"))
        say(f"sign in as {DEMO}, once: {address}{path}")
        say(f"the desk is at {address} (Ctrl-C ends it)")
        serve(listening, 1, threads)


def _fill(name: str) -> str:
    """Take in, read and link the samples; the path of the address that lets the account of the demonstration in."""
    from importlib.resources import as_file, files

    from sijill.desk import site
    from sijill.ingest import items
    from sijill.register import Register

    with as_file(files("sijill") / "samples") as samples, Register.open(name, create=True) as register:
        for _ in register.add(items([str(p) for p in sorted(samples.glob("*.txt"))])):
            pass
        for _ in register.read():
            pass
        register.link()
        site.prepare()
        from sijill.desk.accounts import acts, links
        from sijill.desk.models import User

        user = User.objects.filter(username=DEMO).first() or acts.make(DEMO, "admin", DEMO)
        return links.to_enter(user)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="sijill-demo-", ignore_cleanup_errors=True) as made:
            yield Path(made)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RegisterError(f"{keep}: cannot be made ({error.strerror or error}); name another folder with --keep") from error
    yield keep.resolve()


class _Told:
    """Whether this process was told to stop, and whom it has to tell. What the handler of a signal raises is lost in some places, as where a module is imported; so it
    raises only while the process answers, and before that is asked."""

    at: float | None = None
    answering = False
    children: ClassVar[list[int]] = []

    @classmethod
    def stop(cls, *_: object) -> None:
        """The handler."""
        if cls.at is None:
            cls.at = time.monotonic()
            cls.kill(signal.SIGTERM)
        if cls.answering:
            sys.exit(0)

    @classmethod
    def kill(cls, how: signal.Signals) -> None:
        """Tell the other processes."""
        for child in cls.children:
            with suppress(ProcessLookupError):
                os.kill(child, how)


def serve(listening: socket.socket, workers: int, threads: int) -> None:
    """Answer on a socket until stopped, with jobs done by a thread of the first process; then all processes are gone."""
    from django.db import connections

    from sijill.desk import site

    # However it is told to stop, requests under way come to their end, and the exit code is 0.
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, _Told.stop)
    application = site.application()
    # A connection of a database must not be in two processes.
    connections.close_all()
    first = os.getpid()
    try:
        for _ in range(workers - 1 if hasattr(os, "fork") else 0):
            child = os.fork()
            if child == 0:
                _Told.children = []
                _child(application, listening, threads, first)
            _Told.children.append(child)
        threading.Thread(target=_last_resort, args=(None,), daemon=True).start()
        _answer(application, listening, threads, jobs=True)
    finally:
        _Told.at = _Told.at or time.monotonic()
        _Told.kill(signal.SIGTERM)
        for child in _Told.children:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        _Told.children = []
        connections.close_all()


def _child(application: Any, listening: socket.socket, threads: int, first: int) -> NoReturn:
    """Answer, and end when the first process is gone, however it went."""
    code = 1
    try:
        threading.Thread(target=_last_resort, args=(first,), daemon=True).start()
        _answer(application, listening, threads, jobs=False)
        code = 0
    except SystemExit:
        code = 0
    finally:
        os._exit(code)


def _last_resort(first: int | None) -> None:
    """End this process where it was told to and does not, and a child whose first process is gone."""
    while (_Told.at is None or time.monotonic() - _Told.at < GRACE) and (first is None or os.getppid() == first):
        time.sleep(0.5)
    _Told.kill(signal.SIGKILL)
    os._exit(0)


def _answer(application: Any, listening: socket.socket, threads: int, *, jobs: bool) -> None:
    import waitress

    from sijill.desk import jobs as work
    from sijill.register.registry import registry

    if jobs:
        work.start()
    server = waitress.create_server(
        application, sockets=[listening], threads=threads, ident=None, max_request_body_size=1 << 30, channel_timeout=120, clear_untrusted_proxy_headers=False
    )
    _Told.answering = True
    registry()
    gc.freeze()  # what is loaded by now lives as long as the server: no request waits while it is searched for garbage
    if _Told.at is None:
        server.run()


def _needed() -> None:
    if find_spec("waitress") is None or find_spec("ninja") is None:
        raise RegisterError("the desk needs further libraries; pip install 'sijill[desk]'")


def listen(bind: str) -> socket.socket:
    """A socket that listens at an address. Raises ``RegisterError`` where it is none or taken."""
    host, colon, port = bind.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise RegisterError(f"{bind}: is no address to listen at; write 127.0.0.1:8000")
    host = host.strip("[]") or "127.0.0.1"
    try:
        return socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=256)
    except OSError as error:
        raise RegisterError(f"{bind}: cannot listen there ({error.strerror or error}); is something running there already? choose another with --bind") from error


def address_of(listening: socket.socket) -> str:
    """How a browser on this machine reaches a socket."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"

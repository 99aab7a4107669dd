"""The server of the desk: one listening socket, one process or several."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from importlib.util import find_spec

from sijill.errors import RegisterError
from sijill.register import database as db


def run(database: str | None, bind: str, hosts: tuple[str, ...], https: bool, workers: int, threads: int, say: Callable[[str], None]) -> None:
    """Serve until stopped. Raises ``RegisterError`` where the libraries are missing, or the address is none or taken."""
    if find_spec("waitress") is None or find_spec("ninja") is None:
        raise RegisterError("the desk needs further libraries; pip install 'sijill[desk]'")
    from sijill.desk import site
    from sijill.register import Register

    name = db.named(database)
    listening = _listen(bind)
    site.configure(name, hosts=hosts, https=https)
    with Register.open(name, create=True):
        site.prepare()
        token = site.first_token()
    address = _address(listening, bind)
    if token is not None:
        say(f"make the first account, once: {address}/first-run/?token={token}")
    say(f"the desk is at {address} (Ctrl-C ends it)")
    serve(listening, workers, threads)


def serve(listening: socket.socket, workers: int, threads: int) -> None:
    """Answer on a socket until stopped, with jobs done by a thread of the first process."""
    children = []
    for _ in range(workers - 1):
        if not hasattr(os, "fork"):
            break
        child = os.fork()
        if child == 0:
            _answer(listening, threads, jobs=False)
            os._exit(0)
        children.append(child)
    try:
        _answer(listening, threads, jobs=True)
    finally:
        for child in children:
            os.kill(child, signal.SIGTERM)


def _answer(listening: socket.socket, threads: int, *, jobs: bool) -> None:
    import waitress

    from sijill.desk import jobs as work
    from sijill.desk import site

    # However it is told to stop, requests under way come to their end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    application = site.application()
    if jobs:
        work.start()
    waitress.serve(application, sockets=[listening], threads=threads, ident=None, max_request_body_size=1 << 30, channel_timeout=120, clear_untrusted_proxy_headers=False)


def _listen(bind: str) -> socket.socket:
    host, colon, port = bind.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise RegisterError(f"{bind}: is no address to listen at; write 127.0.0.1:8000")
    host = host.strip("[]") or "127.0.0.1"
    try:
        return socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=256)
    except OSError as error:
        raise RegisterError(f"{bind}: cannot listen there ({error.strerror or error}); is something running there already? choose another with --bind") from error


def _address(listening: socket.socket, bind: str) -> str:
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"

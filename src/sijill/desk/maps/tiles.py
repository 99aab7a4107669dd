"""Map tiles from elsewhere: none unless an administrator named a server (``accounts:settings``), since that server learns where people look."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpResponse

from sijill.desk.models import Setting


def address() -> str:
    """The pattern of the tiles' addresses; empty where the map asks nobody, which is how a desk begins."""
    return str(Setting.of("tiles", "") or "")


def server(pattern: str) -> str:
    """Scheme, host and port of that server, as a content security policy names them."""
    parts = urlsplit(pattern)
    return f"{parts.scheme}://{parts.netloc}"


def let_in(response: HttpResponse, pattern: str) -> HttpResponse:
    """Let pictures of just that server into a page."""
    if pattern:
        response._csp_update = {"img-src": [server(pattern)]}
    return response

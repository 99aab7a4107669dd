"""Map tiles from elsewhere: off unless an administrator names a server, since that server learns where people look."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils.translation import gettext as _

from sijill.desk.models import Setting
from sijill.errors import RegisterError

KEY = "map_tiles"
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?")


class Tiles(NamedTuple):
    """A server of map tiles: the pattern of its addresses, and whom to name beside the map."""

    address: str
    credit: str

    @property
    def origin(self) -> str:
        """Scheme and host, as a content security policy names them."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


def tiles() -> Tiles | None:
    """The server that is set; None where there is none, which is how a desk begins."""
    held: Any = Setting.objects.filter(key=KEY).values_list("value", flat=True).first()
    return Tiles(held["address"], held["credit"]) if held else None


def choose(address: str, credit: str) -> Tiles | None:
    """Set the server; an empty address takes it away. Raises ``RegisterError`` for an address that is no pattern of tiles."""
    address, credit = address.strip(), credit.strip()[:200]
    if not address:
        Setting.objects.filter(key=KEY).delete()
        return None
    parts = urlsplit(address)
    # The host goes into a header as it is; unencrypted tiles would show the view to everybody on the way.
    if parts.scheme != "https" or not _HOST.fullmatch(parts.netloc.lower()) or any(c.isspace() or c in "\"'<>\\;," for c in address):
        raise RegisterError(_("%(address)s is no address of a tile server; it begins with https:// and the name of a server") % {"address": address})
    if not all(part in parts.path + parts.query for part in ("{z}", "{x}", "{y}")) or "{s}" in address:
        raise RegisterError(_("The address must have {z}, {x} and {y} where the tile's numbers go, and no {s}"))
    chosen = Tiles(address, credit)
    Setting.objects.update_or_create(key=KEY, defaults={"value": {"address": address, "credit": credit}})
    return chosen


def let_in(response: HttpResponse, chosen: Tiles | None) -> HttpResponse:
    """Let pictures of just that server into a page."""
    if chosen is not None:
        response._csp_update = {"img-src": [chosen.origin]}
    return response

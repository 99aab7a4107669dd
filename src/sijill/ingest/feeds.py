"""The table of feeds to watch: TOML, a ``[[feed]]`` each."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec

from sijill.errors import InputError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SHORTEST = 60


class Feed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feed to watch. ``interval`` such as ``15m``, ``2h``, ``1d``; with ``pages`` the pages that its entries link to are taken, too."""

    url: str
    outlet: str | None = None
    interval: str = "30m"
    pages: bool = False

    @property
    def seconds(self) -> int:
        """The interval in seconds."""
        return int(self.interval[:-1]) * _UNITS[self.interval[-1]]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    feed: list[Feed]


def load(path: Path) -> list[Feed]:
    """The feeds of a TOML table with a ``[[feed]]`` each; raises ``InputError`` that names file and remedy."""
    try:
        table = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), _Table)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: no TOML ({error})") from None
    except msgspec.ValidationError as error:
        raise InputError(f'{path}: {error}; write [[feed]], url = "https://...", and if you like outlet, interval = "30m", pages = true') from None
    seen = set()
    for feed in table.feed:
        if not re.fullmatch(r"[1-9]\d{0,5}[smhd]", feed.interval) or feed.seconds < _SHORTEST:
            raise InputError(f'{path}: interval = "{feed.interval}" of {feed.url}: write 15m, 2h or 1d, at least a minute')
        if not feed.url.lower().startswith(("http://", "https://")):
            raise InputError(f"{path}: {feed.url}: only http and https are fetched")
        if feed.url in seen:
            raise InputError(f"{path}: {feed.url} stands there twice")
        seen.add(feed.url)
    return table.feed

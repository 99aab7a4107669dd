"""One thing taken in: bytes for the evidence store, the text that offsets will refer to, and what is known beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, NamedTuple

import msgspec

from sijill.errors import InputError
from sijill.ingest.apart import SECONDS
from sijill.inputs import Metadata


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One report on its way into the register.

    ``name`` is what people call it (a file name, an address, the id of a line); ``source`` the path or address it came from;
    ``data`` its bytes as they came; ``locator`` where in ``data`` it stands when there are several; ``text`` what was made of
    it, by ``extractor`` (name and version).
    """

    name: str
    source: str
    data: bytes
    media_type: str
    text: str
    extractor: str
    locator: str = ""
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    title: str = ""


class Beside(NamedTuple):
    """What is known beside a source.

    ``published`` is a date for those that bring none; ``metadata`` a table; ``max_bytes`` how large one report may be;
    ``columns`` which column of a table holds what (``{"text": "Body"}``). ``url``, ``charset`` and ``media_type`` are what a
    server or an archive says of the bytes. ``inner`` reads what a container holds, by its content; ``depth`` counts the
    containers around it. ``max_seconds`` is how long a reader that works apart may take for one file.
    """

    published: str | None
    metadata: Metadata
    max_bytes: int
    columns: Mapping[str, str] = {}
    url: str | None = None
    charset: str | None = None
    media_type: str | None = None
    outlet: str | None = None
    inner: Reader | None = None
    depth: int = 0
    max_seconds: float = SECONDS


Reader = Callable[[BinaryIO, str, str, Beside], Iterator[Item | InputError]]
"""Stream, source (path or address), name, and what is known beside; yields items, and errors in their place."""

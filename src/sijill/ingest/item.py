"""One thing taken in: bytes for the evidence store, the text that offsets will refer to, and what is known beside it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

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
    """What is known beside the sources: a date for those that bring none, a table, and how large one report may be."""

    published: str | None
    metadata: Metadata
    max_bytes: int

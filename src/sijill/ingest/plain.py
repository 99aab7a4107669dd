"""Text and Markdown: one file, one report. Markdown is kept as it is written: its marks are few, and offsets stay true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest.item import Beside, Item

EXTRACTOR = "text/1"


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """The one report of a text file. Raises ``InputError`` for what is no text, empty or too large."""
    data = stream.read(beside.max_bytes + 1)
    if len(data) > beside.max_bytes:
        raise InputError(f"{source}: {inputs.too_large(beside.max_bytes)}")
    if name.lower().endswith(".json"):
        raise InputError(f"{source}: a JSON document; write one object with 'text' a line into a .jsonl file")
    text = inputs.decode(data, source)
    doc = beside.url or (PurePath(name).stem if PurePath(name).suffix else name)
    found = inputs.details(beside.metadata, source, name, doc)
    media = "text/markdown" if name.lower().endswith((".md", ".markdown")) else "text/plain"
    yield Item(
        name=doc, source=source, data=data, media_type=media, text=text, extractor=EXTRACTOR,
        published=found.published or beside.published, outlet=found.outlet or beside.outlet, url=found.url or beside.url,
    )  # fmt: skip

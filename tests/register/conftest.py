"""A register on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sijill.ingest import Item
from sijill.register import Register


@pytest.fixture
def register(database: str, tmp_path: Path) -> Iterator[Register]:
    """An empty register."""
    with Register.open(database, create=True, evidence=tmp_path / "evidence") as opened:
        yield opened


def item(name: str, text: str, **beside: str) -> Item:
    """A text file on its way in."""
    return Item(name=name, source=f"{name}.txt", data=text.encode(), media_type="text/plain", text=text, extractor="text/1", **beside)

"""A register on each database: an SQLite file, and a PostgreSQL server that the test run starts itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sijill.ingest import Item
from sijill.register import Register


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """A function that makes a database of a kind, ``sqlite`` or ``postgresql``, without anything in it."""

    def make(kind: str) -> str:
        name = f"sijill_{uuid4().hex}"
        if kind == "sqlite":
            return str(tmp_path / f"{name}.db")
        import psycopg

        address: str = request.getfixturevalue("server")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return address.replace("/postgres?", f"/{name}?")

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, elsewhere: Callable[[str], str]) -> str:
    """A database without anything in it."""
    return str(tmp_path / "sijill.db") if request.param == "sqlite" else elsewhere(request.param)


@pytest.fixture
def register(database: str, tmp_path: Path) -> Iterator[Register]:
    """An empty register."""
    with Register.open(database, create=True, evidence=tmp_path / "evidence") as opened:
        yield opened


def item(name: str, text: str, **beside: str) -> Item:
    """A text file on its way in."""
    return Item(name=name, source=f"{name}.txt", data=text.encode(), media_type="text/plain", text=text, extractor="text/1", **beside)

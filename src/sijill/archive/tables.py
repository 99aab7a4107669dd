"""The datasets of an archive as views of DuckDB, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sijill.archive import files, manifest
from sijill.archive.schema import LINKED, SCHEMAS
from sijill.errors import InputError
from sijill.ingest.extras import need

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "1GB"
"""What DuckDB holds at most before it writes to the disk."""


class _Link(msgspec.Struct):
    archive: str


def linked(out: str) -> bool:
    """Whether the incidents of an archive were formed of what it holds now. Raises ``InputError`` where OUT is no whole archive."""
    place = files.absolute(out)
    content = manifest.load(place).content
    data = files.read(files.under(place, "link.json"))
    return data is not None and msgspec.json.decode(data, type=_Link).archive == content


def opened(out: str, folder: str, memory: str = MEMORY) -> DuckDBPyConnection:
    """A database of views, called as the datasets are: those of linking where the archive is linked. ``folder`` takes what memory does not hold.

    Nothing is fetched: DuckDB loads no extension, and what is at a URL is read by the store's library for fsspec. Raises ``InputError`` where OUT is no whole
    archive.
    """
    duckdb = need("duckdb", "archive", out)
    place = files.absolute(out)
    names = [*SCHEMAS, *(LINKED if linked(place) else ())]
    try:
        connection: DuckDBPyConnection = duckdb.connect(":memory:", config={
            "autoinstall_known_extensions": False, "autoload_known_extensions": False, "allow_community_extensions": False,
            "memory_limit": memory, "temp_directory": folder, "preserve_insertion_order": False,
        })  # fmt: skip
    except duckdb.Error as error:
        raise InputError(f"--memory {memory}: {str(error).splitlines()[0]}; write it as 2GB or 500MB") from None
    if (system := files.system(place)) is not None:
        connection.register_filesystem(system)
    for name in names:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quoted(files.under(place, name, 'part-*.parquet'))})")
    return connection


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"

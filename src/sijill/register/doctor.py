"""What may be wrong with an installation and its register, each with what to do; nothing is changed.

Whether the register itself was altered is the business of ``sijill verify``, which takes longer.
"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

from sijill.errors import KnowledgeError, SijillError
from sijill.knowledge.check import check
from sijill.knowledge.tables import pack_folders
from sijill.ontology import FAMILY
from sijill.register import database as db
from sijill.register.register import evidence_folder
from sijill.version import VERSION

PYTHON = (3, 11)
SCARCE, FULL = 2 << 30, 200 << 20
"""Bytes free on the disk of the evidence below which there is a warning, and a fault."""

EXTRAS = {
    "postgresql": (("psycopg",), "registers in PostgreSQL"),
    "exports": (("openpyxl", "pyarrow"), "exports as XLSX and Parquet"),
    "web": (("trafilatura", "lxml", "lxml_html_clean", "feedparser", "warcio"), "web pages, feeds and web archives"),
    "office": (("pypdfium2",), "PDF"),
    "backup": (("cryptography",), "backups"),
}
"""The modules of each extra, and what it is for."""

Level = Literal["ok", "warning", "fault"]


class Finding(NamedTuple):
    """What a check found. ``remedy`` is empty where all is well."""

    check: str
    level: Level
    said: str
    remedy: str = ""


def examine(database: str | None = None, packs: Sequence[Path] = ()) -> Iterator[Finding]:
    """Look at everything, one finding or more a check, in an order in which earlier faults explain later ones."""
    name = db.named(database)
    yield from _python()
    yield from _extras(name)
    yield from _packs(packs)
    reached = False
    for finding in _database(name):
        reached = reached or finding.check == "tables"
        yield finding
    if reached:
        for own in (_search, _clock):
            yield from own()
    yield from _file(name)
    yield from _evidence(name)


def _python() -> Iterator[Finding]:
    said = f"Sijill {VERSION}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    if sys.version_info < PYTHON:
        yield Finding("python", "fault", said, f"install Python {'.'.join(map(str, PYTHON))} or newer")
    else:
        yield Finding("python", "ok", said)


def _extras(database: str) -> Iterator[Finding]:
    for extra, (modules, purpose) in EXTRAS.items():
        missing = [module for module in modules if find_spec(module) is None]
        if not missing:
            yield Finding("extras", "ok", f"{extra}: {purpose}")
            continue
        needed = extra == "postgresql" and database.startswith("postgres")
        said = f"{extra}: {purpose}: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed"
        yield Finding("extras", "fault" if needed else "warning", said, f"pip install 'sijill[{extra}]', if you need that")


def _packs(packs: Sequence[Path]) -> Iterator[Finding]:
    try:
        folders = pack_folders(tuple(packs))
    except KnowledgeError as error:
        yield Finding("packs", "fault", str(error), "correct the path, or leave the pack out")
        return
    faults = [problem for problem in check(folders, FAMILY) if not problem.warning]
    for problem in faults[:5]:
        yield Finding("packs", "fault", f"{problem.where}: {problem.message}", problem.remedy)
    if len(faults) > 5:
        yield Finding("packs", "fault", f"{len(faults) - 5} errors more", "sijill knowledge check names them all")
    if not faults:
        yield Finding("packs", "ok", f"{len(folders)} packs without an error")


def _database(name: str) -> Iterator[Finding]:
    shown = db.safe(name)
    try:
        if not db.exists(name):
            yield Finding("database", "fault", f"{shown}: there is no register", "make one with `sijill init`, or name another with --database or SIJILL_DATABASE")
            return
        db.connect(name)
        missing = db.pending()
    except (SijillError, ImportError) as error:
        yield Finding("database", "fault", str(error), "start it, correct the address, or ask who keeps it")
        return
    except Exception as error:  # a database that is damaged or refuses answers in many ways
        yield Finding("database", "fault", f"{shown}: cannot be used ({str(error).strip() or type(error).__name__})", "correct it, or restore a backup with `sijill restore`")
        return
    yield Finding("database", "ok", f"{shown}: reached")
    if missing:
        yield Finding("tables", "fault", f"of an older form, lacking {', '.join(missing)}", "make a backup of the file or database, then run `sijill migrate`")
    else:
        yield Finding("tables", "ok", "of the present form")


def _search() -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    if connection.vendor != "sqlite":
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT to_tsvector('simple', 'x') @@ to_tsquery('simple', 'x')")
            yield Finding("search", "ok", "full text search is there")
        except DatabaseError as error:
            yield Finding("search", "fault", f"no full text search ({error})", "use PostgreSQL 14 or newer")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'")
        there = cursor.fetchone() is not None
    if there:
        yield Finding("search", "ok", "full text search (FTS5) is there")
    else:
        yield Finding("search", "fault", "SQLite was built without FTS5", "use a Python with the usual SQLite (python.org, Debian, Homebrew), or PostgreSQL")


def _clock() -> Iterator[Finding]:
    from sijill.register.audit import now
    from sijill.register.models import Entry

    said: str | None = Entry.objects.order_by("-number").values_list("at", flat=True).first()
    here = now()
    if said is not None and (ahead := datetime.fromisoformat(said) - here) > timedelta(minutes=2):
        yield Finding(
            "clock", "fault", f"it is {here:%Y-%m-%dT%H:%M}Z here, and the last audit entry says {said[:16]}Z, {_span(ahead)} later",
            "set the clock right (timedatectl set-ntp true) before anything is added: the chain tells when things happened",
        )  # fmt: skip
    else:
        yield Finding("clock", "ok", f"{here:%Y-%m-%dT%H:%M}Z, after the last audit entry")


def _span(ahead: timedelta) -> str:
    minutes = round(ahead.total_seconds() / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours" if minutes < 2880 else f"{minutes // 1440} days"


def _file(name: str) -> Iterator[Finding]:
    given = db.parse(name) if "://" not in name or name.startswith(("sqlite", "postgres")) else {"ENGINE": ""}
    if not given["ENGINE"].endswith("sqlite3") or not (path := Path(given["NAME"])).exists():
        return
    yield from _permissions("file", path)
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        yield Finding("file", "fault", f"{path}: may not be written to by you, or its folder", f"chown it to who runs sijill: chown $USER {path} {path.parent}")


def _permissions(what: str, path: Path) -> Iterator[Finding]:
    if sys.platform == "win32":
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & stat.S_IWOTH:
        yield Finding(what, "fault", f"{path}: everybody with an account may change it ({mode:04o})", f"chmod o-rwx {path}")
    elif mode & stat.S_IROTH:
        yield Finding(what, "warning", f"{path}: everybody with an account may read it ({mode:04o})", f"chmod o-rwx {path}, if the reports are not public")
    else:
        yield Finding(what, "ok", f"{path}: only its owner and group come in ({mode:04o})")


def _evidence(name: str) -> Iterator[Finding]:
    try:
        folder = evidence_folder(name)
    except SijillError:
        return  # the database's finding has said why
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place) as trial:
            trial.write(b"x")
    except OSError as error:
        yield Finding("evidence", "fault", f"{folder}: cannot be written to ({error.strerror or error})", "make the disk writable, or name another folder with SIJILL_EVIDENCE")
    else:
        yield Finding("evidence", "ok", f"{folder}: can be written to")
    if folder.is_dir():
        yield from _permissions("evidence", folder)
        left = len([*folder.glob("??/.part-*")])
        if left:
            yield Finding("evidence", "warning", f"{left} pieces that a stopped run left half-written", "the next `sijill add` sweeps them away")
    free = shutil.disk_usage(place).free
    said = f"{free / (1 << 30):.1f} GiB are free for evidence"
    if free < SCARCE:
        yield Finding("space", "fault" if free < FULL else "warning", said, "make room, or move the folder to a larger disk and name it with SIJILL_EVIDENCE")
    else:
        yield Finding("space", "ok", said)

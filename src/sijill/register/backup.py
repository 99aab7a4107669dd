"""The whole register, database and evidence, in one file locked with a passphrase; and brought back from it, on either database.

Inside age's lock (``sijill.register.age``) is a compressed tar, so that it can be opened without Sijill: ``age -d FILE | tar xz`` gives
``register.json`` (what there is, and which migrations made the tables), ``evidence/ab/cdef…`` (the bytes as they came), ``rows/MODEL/000001.jsonl``
(a row a line, its columns named in ``register.json``), ``accounts.json`` where there is a desk, and ``end.json`` (what was written).  Both ways everything passes through in pieces.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from sijill.errors import RegisterError
from sijill.register import age
from sijill.register.audit import START, Chain, now
from sijill.register.models import Entry, Evidence
from sijill.register.search import index
from sijill.register.store import Store
from sijill.version import VERSION

FORMAT = 1
"""The form of what is inside; another number where older versions of Sijill could not read it."""

SHORTEST = 12
"""Characters a passphrase must have."""

_ROWS, _ROWS_BYTES = 500, 4 << 20
"""Rows a piece, and the bytes after which a piece ends sooner."""
_PIECE = 1 << 20

BESIDE = "accounts.json"

Step = Callable[[], None]
Beside = Callable[[], bytes | None]
"""What is kept beside the register, looked at in the same moment: the desk's accounts."""


class Saved(NamedTuple):
    """What a backup holds. ``sha256`` of the file; ``faults``: evidence that is missing or not what its name says."""

    rows: int
    evidence: int
    size: int
    sha256: str
    last: str
    """The hash of the last audit entry in it."""
    faults: list[str]


class Returned(NamedTuple):
    """What came back, and the faults that ``verify`` should look at first."""

    rows: int
    evidence: int
    faults: list[str]
    beside: bytes | None = None
    """What was kept beside the register."""


# -- out --------------------------------------------------------------------------------------------------


def backup(store: Store, path: Path, passphrase: str, who: str | None = None, step: Step = lambda: None, beside: Beside = lambda: None) -> Saved:
    """Write the open register to a new file, as it is at this moment; others may go on working. Noted in the audit chain.

    Raises ``RegisterError`` for a passphrase that is too short, a file that is there already, or one that cannot be written.
    """
    if len(passphrase) < SHORTEST:
        raise RegisterError(f"the passphrase has {len(passphrase)} characters; take {SHORTEST} or more, such as five words by chance")
    if path.exists():
        raise RegisterError(f"{path}: is there already, and backups overwrite nothing; name another file")
    part = path.with_name(path.name + ".part")
    try:
        with _new(part) as raw:
            out = _Counting(raw)
            with (
                age.Sealed(out, passphrase, age.WORK) as sealed,
                gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=4, filename="") as packed,
                tarfile.open(fileobj=packed, mode="w|") as tar,
                _snapshot(),
            ):
                rows, evidence, last, faults = _write(store, tar, step, beside)
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(path)
    except OSError as error:
        raise RegisterError(f"{path}: cannot be written ({error.strerror or error}); is there space, and may you write there?") from error
    finally:
        part.unlink(missing_ok=True)
    saved = Saved(rows, evidence, out.size, out.whole.hexdigest(), last, faults)
    with transaction.atomic():
        chain = Chain(who)
        chain.add("backup", path.name, {"sha256": saved.sha256, "bytes": saved.size, "rows": rows, "evidence": evidence, "last": last})
        chain.write()
    return saved


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        yield stream


class _Counting(io.RawIOBase):
    """Passes on what is written, hashed and counted."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self.out, self.whole, self.size = out, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.whole.update(data)
        self.size += len(data)
        return self.out.write(data)


@contextmanager
def _snapshot() -> Iterator[None]:
    """Everything that is read within is of one moment, and nobody waits for it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write(store: Store, tar: tarfile.TarFile, step: Step, beside: Beside) -> tuple[int, int, str, list[str]]:
    from django.apps import apps

    models = [model for model in apps.get_app_config("register").get_models(include_auto_created=True) if model._meta.managed]
    last: str = Entry.objects.order_by("-number").values_list("hash", flat=True).first() or START
    head = {
        "format": FORMAT, "sijill": VERSION, "made": now().isoformat(timespec="seconds"), "last": last,
        "migrations": sorted(m for m in MigrationExecutor(connection).loader.applied_migrations if m[0] == "register"),
        "columns": {model._meta.label_lower: [field.attname for field in model._meta.concrete_fields] for model in models},
    }  # fmt: skip
    _member(tar, "register.json", _json(head))
    faults = list(_evidence(store, tar, step))
    rows = 0
    for model in models:
        rows += _table(tar, model, step)
    if (more := beside()) is not None:
        _member(tar, BESIDE, more)
    evidence = Evidence.objects.count()
    _member(tar, "end.json", _json({"rows": rows, "evidence": evidence - len(faults), "faults": faults}))
    return rows, evidence - len(faults), last, faults


def _evidence(store: Store, tar: tarfile.TarFile, step: Step) -> Iterator[str]:
    for sha256 in Evidence.objects.order_by("sha256").values_list("sha256", flat=True).iterator(2000):
        # Looked at before it is taken: a file in a tar cannot be taken back.
        if (found := store.digest(sha256)) != sha256:
            yield f"evidence {sha256}: {'missing' if found is None else 'altered'}, and left out"
            continue
        with store.path(sha256).open("rb") as stream:
            info = tarfile.TarInfo(f"evidence/{sha256[:2]}/{sha256[2:]}")
            info.size, info.mode = os.fstat(stream.fileno()).st_size, 0o440
            tar.addfile(info, stream)
        _forget(tar)
        step()


def _table(tar: tarfile.TarFile, model: Any, step: Step) -> int:
    label, count, piece, part = model._meta.label_lower, 0, 0, bytearray()
    fields = [field.attname for field in model._meta.concrete_fields]
    inside = 0
    for row in model._default_manager.order_by("pk").values_list(*fields).iterator(_ROWS):
        part += _json([_plain(value) for value in row]) + b"\n"
        count, inside = count + 1, inside + 1
        if inside == _ROWS or len(part) > _ROWS_BYTES:
            piece += 1
            _member(tar, f"rows/{label}/{piece:06}.jsonl", bytes(part))
            part, inside = bytearray(), 0
        step()
    if part:
        _member(tar, f"rows/{label}/{piece + 1:06}.jsonl", bytes(part))
    return count


def _member(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o440
    tar.addfile(info, io.BytesIO(data))
    _forget(tar)


def _forget(tar: tarfile.TarFile) -> None:
    """Let go of the names that passed through: tarfile keeps them all, and a register has millions."""
    tar.members = []  # type: ignore[attr-defined]


def _plain(value: Any) -> Any:
    """A column's value as JSON has it; ``to_python`` of its field understands it again."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    return value


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


# -- back -------------------------------------------------------------------------------------------------


def check(path: Path, passphrase: str) -> dict[str, Any]:
    """Read a backup through to its end, and give what it says of itself. Raises ``RegisterError`` for a wrong passphrase or any altered byte."""
    with _opened(path, passphrase) as plain:
        while plain.read(_PIECE):
            pass
    with _opened(path, passphrase) as plain, _members(path, plain) as members:
        return _head(path, members)


def load(path: Path, passphrase: str, head: Mapping[str, Any], store: Store, step: Step = lambda: None) -> Returned:
    """Bring a backup that was checked into the connected database, which must be empty, and into the evidence store.

    The tables are made as they were, filled, and then brought to their present form.
    """
    returned = fill(path, passphrase, head, store, step)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    with transaction.atomic():
        index.complete(connection)
    return returned


def fill(path: Path, passphrase: str, head: Mapping[str, Any], store: Store, step: Step = lambda: None) -> Returned:
    """Make the tables as they were when the backup was made, and fill them."""
    executor = MigrationExecutor(connection)
    targets = [(app, name) for app, name in head["migrations"]]
    executor.migrate(targets)
    apps = MigrationExecutor(connection).loader.project_state(targets).apps
    rows = evidence = 0
    beside: bytes | None = None
    with _opened(path, passphrase) as plain, _members(path, plain) as members, transaction.atomic():
        _head(path, members)
        end: dict[str, Any] = {}
        for name, stream in members:
            kind, _, rest = name.partition("/")
            if kind == "evidence":
                store.take(stream, rest.replace("/", ""))
                evidence += 1
            elif kind == "rows":
                label = rest.partition("/")[0]
                rows += _fill(apps.get_model(label), head["columns"][label], stream)
            elif name == BESIDE:
                beside = stream.read()
            elif name == "end.json":
                end = json.loads(stream.read())
            step()
        if (end.get("rows"), end.get("evidence")) != (rows, evidence):
            raise RegisterError(f"{path}: holds {rows} rows and {evidence} pieces of evidence, and says {end.get('rows')} and {end.get('evidence')}")
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_app_config("register").get_models(include_auto_created=True)):
                cursor.execute(statement)
    return Returned(rows, evidence, list(end["faults"]), beside)


def _fill(model: Any, columns: list[str], stream: BinaryIO) -> int:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    made = [
        model(**{name: fields[name].to_python(value) for name, value in zip(columns, json.loads(line), strict=True)})
        for line in stream.read().splitlines()
    ]
    model._base_manager.bulk_create(made, batch_size=_ROWS)
    return len(made)


@contextmanager
def _opened(path: Path, passphrase: str) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as source:
            yield io.BufferedReader(age.Opened(source, passphrase, str(path)), _PIECE)
    except OSError as error:
        raise RegisterError(f"{path}: cannot be read ({error.strerror or error})") from error


@contextmanager
def _members(path: Path, plain: BinaryIO) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """The files of the tar one after the other, each to be read before the next."""

    def each(tar: tarfile.TarFile) -> Iterator[tuple[str, BinaryIO]]:
        while (info := tar.next()) is not None:
            stream = tar.extractfile(info)
            if stream is None:
                raise RegisterError(f"{path}: {info.name} in it is no file; it was not made by `sijill backup`")
            yield info.name, stream  # type: ignore[misc]
            _forget(tar)

    try:
        with gzip.GzipFile(fileobj=plain, mode="rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            yield each(tar)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        raise RegisterError(f"{path}: what is inside is no register ({error}); it was not made by `sijill backup`") from error


def _head(path: Path, members: Iterator[tuple[str, BinaryIO]]) -> dict[str, Any]:
    name, stream = next(members, ("", io.BytesIO()))
    head: dict[str, Any] = json.loads(stream.read()) if name == "register.json" else {}
    if head.get("format") != FORMAT:
        raise RegisterError(f"{path}: is of the form {head.get('format')}, and this version reads {FORMAT}; use Sijill {head.get('sijill', 'of then')}")
    known = MigrationExecutor(None).loader.disk_migrations
    if newer := [f"{app}.{name}" for app, name in head["migrations"] if (app, name) not in known]:
        raise RegisterError(f"{path}: was made by a newer version ({head['sijill']}, {', '.join(newer)}); install that one to restore it")
    return head

"""Files at any place that fsspec knows: read them, write them whole, and know what they are by SHA-256.

A place is a path of this machine or a URL (``s3://…``, ``memory://…``, ``file://…``). Nothing is fetched but what is named.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast
from uuid import uuid4

import fsspec
from fsspec.core import url_to_fs

from sijill.errors import InputError

_BLOCK = 1 << 20


class Stat(NamedTuple):
    """Size in bytes, and what changes when the file does: its time, or the tag that a store gives it."""

    size: int
    stamp: str


class Written(NamedTuple):
    """A file that was written: its SHA-256 and size."""

    sha256: str
    size: int


def absolute(place: str) -> str:
    """The place as any process of this machine finds it: a local path made absolute, a URL as its store writes it."""
    if place.startswith("file://"):
        place = place[len("file://") :]
    if "://" in place and "::" not in place:
        system, path = _system(place)
        return str(system.unstrip_protocol(path))
    return place if "://" in place else os.path.abspath(place)  # noqa: PTH100 (Path.resolve follows links)


def is_local(place: str) -> bool:
    """Whether a place is a path of this machine."""
    return "://" not in place


def under(folder: str, *names: str) -> str:
    """A place below a folder."""
    return "/".join((folder.rstrip("/"), *names))


def opened(place: str) -> BinaryIO:
    """A file open for reading, with ``seek``. Raises ``InputError`` naming it."""
    try:
        if is_local(place):
            return cast(BinaryIO, Path(place).open("rb"))
        return cast(BinaryIO, io.BufferedReader(_Raw(fsspec.open(place, "rb").open()), _BLOCK))
    except FileNotFoundError:
        raise InputError(f"{place}: no such file; was it moved since the run began?") from None
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{place}: cannot be opened ({error})") from None


class _Raw(io.RawIOBase):
    """A file of fsspec as a raw stream: those of some stores lack what ``io.BufferedReader`` asks for."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self.file.seekable())

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.file.seek(offset, whence)
        return int(self.file.tell())

    def tell(self) -> int:
        return int(self.file.tell())

    def readinto(self, buffer: Any, /) -> int:
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()


def stat(place: str) -> Stat | None:
    """What is known of a file without reading it; None where there is none."""
    if is_local(place):
        try:
            found = Path(place).stat()
        except OSError:
            return None
        return Stat(found.st_size, str(found.st_mtime_ns))
    system, path = _system(place)
    try:
        info = system.info(path)
    except FileNotFoundError:
        return None
    stamp = next((str(info[k]) for k in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created") if info.get(k)), "")
    return Stat(int(info.get("size") or 0), stamp)


def read(place: str) -> bytes | None:
    """All of a small file; None where there is none."""
    try:
        with opened(place) as stream:
            return stream.read()
    except InputError:
        if stat(place) is None:
            return None
        raise


def write(place: str, data: bytes) -> Written:
    """Write a small file whole."""
    with writing(place) as stream:
        stream.write(data)
    return stream.written


class Hashing(io.RawIOBase):
    """A stream that takes the SHA-256 of what goes through it; ``written`` once it is complete."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.digest, self.size = inner, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.inner.write(data)
        self.digest.update(data)
        self.size += len(data)
        return len(data)

    def tell(self) -> int:
        return self.size

    @property
    def written(self) -> Written:
        return Written(self.digest.hexdigest(), self.size)


@contextmanager
def writing(place: str) -> Iterator[Hashing]:
    """A file that appears under its name only when it is whole, whoever is killed, and whoever else writes the same.

    Raises ``InputError`` naming the place where it cannot be written.
    """
    folder, _, name = place.rpartition("/")
    part = f"{folder}/.{name}.{uuid4().hex[:12]}.tmp"
    try:
        if is_local(place):
            Path(folder).mkdir(parents=True, exist_ok=True)
            try:
                with Path(part).open("wb", buffering=_BLOCK) as stream:
                    yield Hashing(stream)
                    stream.flush()
                    os.fsync(stream.fileno())
                Path(part).replace(place)
            finally:
                Path(part).unlink(missing_ok=True)
            return
        system, path = _system(place)
        _, temporary = _system(part)
        system.makedirs(system._parent(path), exist_ok=True)
        try:
            with system.open(temporary, "wb") as stream:
                yield Hashing(stream)
            system.mv(temporary, path)
        except BaseException:
            with suppress(Exception):
                system.rm(temporary)
            raise
    except OSError as error:
        raise InputError(f"{place}: cannot be written ({error.strerror or error}); is there room, and may you write there?") from None


def names(folder: str) -> dict[str, int]:
    """Names and sizes of the files right in a folder; nothing where there is none."""
    if is_local(folder):
        try:
            with os.scandir(folder) as found:
                return {f.name: f.stat().st_size for f in found if f.is_file()}
        except (FileNotFoundError, NotADirectoryError):
            return {}
    system, path = _system(folder)
    try:
        listed = system.ls(path, detail=True, refresh=True) if "memory" not in system.protocol else system.ls(path, detail=True)
    except FileNotFoundError:
        return {}
    return {str(f["name"]).rpartition("/")[2]: int(f["size"] or 0) for f in listed if f["type"] == "file"}


def found(place: str) -> list[str]:
    """The files that a URL names: itself, those in a folder and below, those that a pattern matches; sorted. Raises ``InputError`` for none."""
    system, path = _system(place)
    try:
        if any(c in path for c in "*?["):
            listed = [p for p in system.glob(path) if not system.isdir(p)]
        elif system.isdir(path):
            listed = system.find(path)
        else:
            listed = [path] if system.exists(path) else []
    except (OSError, ValueError) as error:
        raise InputError(f"{place}: cannot be listed ({error})") from None
    if not listed:
        raise InputError(f"{place}: there is no such file or folder, or nothing in it")
    return sorted(str(system.unstrip_protocol(p)) for p in listed)


def remove(folder: str) -> None:
    """Remove a folder and all that is in it, where there is one."""
    if is_local(folder):
        if Path(folder).is_dir():
            shutil.rmtree(folder)
        return
    system, path = _system(folder)
    with suppress(FileNotFoundError):
        system.rm(path, recursive=True)


def sweep(folder: str) -> None:
    """Remove what killed processes left half-written in a folder of this machine."""
    if is_local(folder):
        for name in names(folder):
            if name.startswith(".") and name.endswith(".tmp"):
                Path(folder, name).unlink(missing_ok=True)


def system(place: str) -> Any:
    """The fsspec file system of a place; None for a path of this machine."""
    return None if is_local(place) else _system(place)[0]


def _system(place: str) -> tuple[Any, str]:
    try:
        system, path = url_to_fs(place)
    except (ValueError, ImportError) as error:
        raise InputError(f"{place}: {error}; an address that fsspec knows is wanted (pip install the library that it names)") from None
    return system, str(path)

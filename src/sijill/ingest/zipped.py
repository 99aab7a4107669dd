"""Zip archives: a Word document, a web archive (WACZ), or a folder of files. Nothing is ever unpacked onto the disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest import word
from sijill.ingest.characters import shown
from sijill.ingest.item import Beside, Item

_MEMBERS = 100_000
_FREE = 32 << 20
_RATIO = 200


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """What is inside. Raises ``InputError`` for a damaged archive; what is wrong with a member is told in its place."""
    if not stream.seekable():
        data = stream.read(beside.max_bytes + 1)
        if len(data) > beside.max_bytes:
            raise InputError(f"{source}: {inputs.too_large(beside.max_bytes)}")
        stream = io.BytesIO(data)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            names = {m.filename for m in members}
            if word.BODY in names:
                stream.seek(0)
                yield from word.read(stream, source, name, beside)
            elif "xl/workbook.xml" in names:
                raise InputError(f"{source}: a spreadsheet; save the sheet as CSV (UTF-8) and add that")
            elif beside.depth > 1:
                raise InputError(f"{source}: an archive within an archive; unpack it and add what is inside")
            elif len(members) > _MEMBERS:
                raise InputError(f"{source}: {len(members):,} files in one archive; unpack it and add the folder")
            else:
                yield from _members(archive, members, source, name, beside)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError) as error:
        raise InputError(f"{source}: a damaged zip file, or one cut off ({error}); fetch it again") from None


def _members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    assert beside.inner is not None
    web = name.lower().endswith(".wacz") or any(m.filename == "datapackage.json" for m in members)
    told = False  # of any member, good or bad
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        at = f"{source}, {shown(member.filename)}"
        if member.is_dir() or path.name.startswith(".") or path.parts[:1] == ("__MACOSX",):
            continue
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            told = True
            yield InputError(f"{at}: a name that leads out of the archive; not taken in")
            continue
        if web and not path.name.lower().endswith((".warc", ".warc.gz")):
            continue
        told = True
        if member.flag_bits & 1:
            yield InputError(f"{at}: encrypted; unpack it with its password and add what is inside")
            continue
        if member.file_size > _FREE and member.file_size > _RATIO * max(member.compress_size, 1):
            yield InputError(f"{at}: unpacks to more than {_RATIO} times its size, as no text does; hostile, not taken in")
            continue
        try:
            with archive.open(member) as inside:
                yield from beside.inner(io.BufferedReader(cast(io.RawIOBase, inside)), at, shown(path.name), beside._replace(depth=beside.depth + 1, media_type=None))
        except InputError as error:
            yield error
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError) as error:
            yield InputError(f"{at}: damaged ({error}); fetch the archive again")
    if not told:
        yield InputError(f"{source}: nothing in the archive can be read{', there is no archive/*.warc.gz' if web else ''}; is it the right file?")

"""What people have as partitions: pieces of bounded size that are fixed once, each read by itself, in any order, on any machine.

Three kinds:

- ``lines``: JSON Lines, from byte to byte, cut between lines; of ``.gz`` and ``.zst`` the bytes inside, so that a piece begins with unpacking what is before it
- ``rows``: Parquet, from row to row
- ``files``: anything that ``sijill add`` reads (text, pages, PDF, DOCX, CSV, feeds, WARC, WACZ, zip), whole files, several small ones together
"""

from __future__ import annotations

import hashlib
import io
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby, takewhile
from pathlib import Path, PurePath
from typing import Any, BinaryIO, NamedTuple, cast

import msgspec
from pyarrow import parquet

from sijill import inputs
from sijill.archive import files
from sijill.archive.streams import Packed, Piece
from sijill.errors import InputError
from sijill.ingest import ENDINGS, Item, dated, folders, of_stream, sources, table
from sijill.ingest.characters import clean, shown

_LINES = (".jsonl", ".ndjson")
_ROWS = (".parquet", ".pq")
_PACKED = (".gz", ".zst")
_ALL = (*ENDINGS, *_ROWS, *(f"{e}.zst" for e in _LINES))
_SINGLE = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx")
"""Files that are one report each, called as the file is."""

_BYTES = 32 << 20
"""Bytes of a partition, beyond which it takes no further line or file."""
_TOGETHER = 1000
"""Small files of a partition at most."""
_CUTS = 64
"""Partitions of a packed file at most: each unpacks what is before it, which takes a hundredth of the time of reading that."""
_BLOCK = 1 << 20
_FEW = 64
"""Rows of Parquet held at once."""


class Options(msgspec.Struct, frozen=True):
    """What changes how inputs are read: reports a partition, columns of tables, bytes a report may have, seconds that one report or file may take."""

    reports: int = 2000
    columns: dict[str, str] = {}
    max_bytes: int = inputs.MAX_BYTES
    max_seconds: float = 60.0


class File(msgspec.Struct, frozen=True):
    """An input: where it is, how the archive calls it, what it was when the run was planned."""

    place: str
    source: str
    size: int
    stamp: str
    sha256: str
    error: str = ""
    """Why it cannot be read, where that is known already."""


class Part(msgspec.Struct, frozen=True):
    """A partition: its number, kind and files; of a file of lines the bytes ``first`` to ``last`` (None: to the end) with ``before`` lines before them, of rows
    the rows ``first`` to ``last``. ``reports`` is how many are in it, where that is known."""

    number: int
    kind: str
    files: list[File]
    first: int = 0
    last: int | None = None
    before: int = 0
    reports: int | None = None

    @property
    def name(self) -> str:
        """``part-00012``."""
        return f"part-{self.number:05}"


class Cut(msgspec.Struct, frozen=True, array_like=True):
    """A piece of one file, as ``Part`` says it."""

    first: int
    last: int | None
    before: int
    reports: int


class Surveyed(msgspec.Struct, frozen=True):
    """What a look through one file found: the file with its hash, its kind, where to cut it, and the hashes of the names of its reports (64-bit, native order)."""

    file: File
    kind: str
    cuts: list[Cut] = []
    names: bytes = b""


class Trouble(NamedTuple):
    """Something in the input that is no report, and why; ``data`` its bytes, where they are at hand."""

    source: str
    locator: str
    error: str
    data: bytes | None = None


class Taken(NamedTuple):
    """A report as it was taken in, and where the archive says it was: ``source`` and ``locator`` of its datasets."""

    item: Item
    source: str
    locator: str


# -- which files ---------------------------------------------------------------------------------------


def listed(given: Sequence[str], out: str) -> Iterator[File]:
    """The files that paths and URLs name, in order; those of folders by name, and never what lies in ``out``. Nothing is known of them yet.

    The archive calls a file as it is called below what was given (``reports/2021/a.txt``), wherever that lies; where two of those given have one name, by all
    of the place. Raises ``InputError`` for what does not exist.
    """
    inside, labels = files.under(files.absolute(out), ""), Counter(_root(files.absolute(one)).rpartition("/")[2] for one in given)
    for one in given:
        place = files.absolute(one)
        root = _root(place)
        above, _, label = root.rpartition("/")
        if labels[label] > 1:
            above = ""
        for found in _local(place) if files.is_local(place) else _elsewhere(place):
            if not found.place.startswith(inside):
                yield msgspec.structs.replace(found, source=shown(found.place.removeprefix(above).lstrip("/")))


def _root(place: str) -> str:
    """What was given, or of a pattern the folder above its first wildcard."""
    steps = place.rstrip("/").split("/")
    return "/".join(takewhile(lambda step: not any(c in step for c in "*?["), steps))


def _local(place: str) -> Iterator[File]:
    for found in folders.files(place, _ALL):
        if not isinstance(found, InputError):
            yield _unread(str(found))
        elif Path(place).is_dir():
            # Something in a folder is no report; it is told of in its place, and the others are read.
            yield msgspec.structs.replace(_unread(place), error=str(found).removeprefix(f"{shown(place.rpartition('/')[0])}/"))
        else:
            raise found


def _elsewhere(place: str) -> Iterator[File]:
    found = files.found(place)
    for each in found:
        if each.lower().endswith(_ALL) or found == [each]:
            yield _unread(each)


def _unread(place: str) -> File:
    return File(place, "", 0, "", "")


def kind_of(place: str) -> str:
    """``lines``, ``rows`` or ``files``, by the ending of the name."""
    name = place.lower()
    for ending in _PACKED:
        name = name.removesuffix(ending)
    return "lines" if name.endswith(_LINES) else "rows" if place.lower().endswith(_ROWS) else "files"


def batches(found: Iterable[File]) -> Iterator[list[File]]:
    """The files in groups worth a task each: large kinds alone, small files together."""
    for kind, group in groupby(found, lambda f: "" if f.error else kind_of(f.place)):
        most = 1 if kind in ("lines", "rows") else 200
        batch: list[File] = []
        for file in group:
            batch.append(file)
            if len(batch) == most:
                yield batch
                batch = []
        if batch:
            yield batch


# -- a look through them -------------------------------------------------------------------------------


def survey(batch: list[File], options: Options) -> list[Surveyed]:
    """Each file's hash, where to cut it, and its reports' names. Raises ``InputError`` for a file that cannot be opened."""
    return [_surveyed(file, options) for file in batch]


def _surveyed(file: File, options: Options) -> Surveyed:
    known = None if file.error else files.stat(file.place)
    if known is None:
        return Surveyed(file if file.error else msgspec.structs.replace(file, error=f"{file.source}: no such file, or a link to nothing"), "files")
    kind, names = kind_of(file.place), array("Q")
    try:
        with files.opened(file.place) as stream:
            through = _Through(stream)
            if kind == "lines":
                cuts = _cut_lines(through, file, options, names)
            elif kind == "rows":
                cuts = _cut_rows(stream, file, options, names)
                stream.seek(0)
            else:
                cuts = []
                if file.place.lower().endswith(_SINGLE):
                    names.append(name_hash(_stem(file.source)))
            through.drain()
    except InputError as error:
        return Surveyed(msgspec.structs.replace(file, size=known.size, stamp=known.stamp, error=str(error)), "files")
    read = msgspec.structs.replace(file, size=known.size, stamp=known.stamp, sha256=through.digest.hexdigest())
    return Surveyed(read, kind, cuts, names.tobytes())


class _Through(io.RawIOBase):
    """A stream that takes the SHA-256 of what is read of it."""

    def __init__(self, inner: BinaryIO) -> None:
        self.inner, self.digest = inner, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self.inner.read(len(buffer))
        self.digest.update(data)
        buffer[: len(data)] = data
        return len(data)

    def drain(self) -> None:
        while data := self.inner.read(_BLOCK):
            self.digest.update(data)


class _Ident(msgspec.Struct):
    id: str | int | None = None


_IDENT = msgspec.json.Decoder(_Ident)


def _cut_lines(through: _Through, file: File, options: Options, names: array[int]) -> list[Cut]:
    packed = file.place.lower().endswith(_PACKED)
    stream = Packed(cast(BinaryIO, through), file.source) if packed else io.BufferedReader(through, _BLOCK)
    stem, key = _stem(_inside(file.source)), options.columns.get("id", "id")
    cuts: list[Cut] = []
    first = at = number = before = 0
    while line := stream.readline(options.max_bytes + 1):
        number += 1
        at += len(line)
        if len(line) > options.max_bytes:
            while line and not line.endswith(b"\n"):
                line = stream.readline(_BLOCK)
                at += len(line)
        elif not line.isspace():
            ident = _ident_of(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, key)
            names.append(name_hash(shown(ident) or f"{stem}-{number}"))
        if number - before >= options.reports or at - first >= _BYTES:
            cuts.append(Cut(first, at, before, number - before))
            first, before = at, number
    if at > first:
        cuts.append(Cut(first, at, before, number - before))
    if packed and len(cuts) > _CUTS:
        step = -(-len(cuts) // _CUTS)
        groups = [cuts[k : k + step] for k in range(0, len(cuts), step)]
        cuts = [Cut(g[0].first, g[-1].last, g[0].before, sum(c.reports for c in g)) for g in groups]
    if not cuts:
        return [Cut(0, None, 0, 0)]
    # The last piece goes on to the end: what is cut off or damaged shows only there.
    return [*cuts[:-1], Cut(cuts[-1].first, None, cuts[-1].before, cuts[-1].reports)]


def _ident_of(line: bytes, key: str) -> str:
    """The id in a line of JSON, or nothing; what is wrong with a line is told when it is read."""
    for turn in range(2):
        try:
            if key == "id":
                return _ident(_IDENT.decode(line).id)
            found = msgspec.json.decode(line, type=dict[str, Any])
            return _ident(found.get(key, found.get("id")))
        except UnicodeDecodeError:
            if turn:
                break
            try:
                line = inputs.decode(line, "").encode()
            except InputError:
                break
        except msgspec.DecodeError:
            break
    return ""


def _cut_rows(stream: BinaryIO, file: File, options: Options, names: array[int]) -> list[Cut]:
    opened = _parquet(stream, file)
    where = table.places(opened.schema_arrow.names, options.columns, file.source)
    count, stem = opened.metadata.num_rows, _stem(file.source)
    if "id" in where:
        row = 0
        for batch in opened.iter_batches(batch_size=8192, columns=[opened.schema_arrow.names[where["id"]]]):
            for value in batch.column(0).to_pylist():
                row += 1
                names.append(name_hash(shown(_ident(value)) or f"{stem}-{row}"))
    else:
        names.extend(name_hash(f"{stem}-{row}") for row in range(1, count + 1))
    return [Cut(k, min(k + options.reports, count), k, min(options.reports, count - k)) for k in range(0, count, options.reports)]


def parts(surveyed: Iterable[Surveyed]) -> Iterator[Part]:
    """The partitions, numbered in the order of the files."""
    number, waiting, size = 0, list[File](), 0

    def together() -> Iterator[Part]:
        nonlocal number, waiting, size
        if waiting:
            yield Part(number, "files", waiting)
            number, waiting, size = number + 1, [], 0

    for one in surveyed:
        if one.kind == "files":
            waiting.append(one.file)
            size += one.file.size
            if size >= _BYTES or len(waiting) == _TOGETHER:
                yield from together()
            continue
        yield from together()
        for cut in one.cuts:
            yield Part(number, one.kind, [one.file], cut.first, cut.last, cut.before, cut.reports)
            number += 1
    yield from together()


def name_hash(name: str) -> int:
    """64 bits of a name."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _stem(source: str) -> str:
    return PurePath(source).stem


def _inside(source: str) -> str:
    for ending in _PACKED:
        if source.lower().endswith(ending):
            return source[: -len(ending)]
    return source


# -- the reports of a partition ------------------------------------------------------------------------


def reports(part: Part, options: Options, repeated: frozenset[int] = frozenset()) -> Iterator[Item | Trouble]:
    """What is in a partition, in order: items whose ``name`` is theirs alone in the archive, and what is no report.

    ``repeated``: hashes of the names that the archive holds more than once; these get a suffix by source and locator.
    Raises ``InputError`` where a file is not what it was when the run was planned.
    """
    for file in part.files:
        if file.error:
            yield Trouble(file.source, "", file.error)
            continue
        _unchanged(file)
        for one in _taken(file, part, options):
            yield one if isinstance(one, Trouble) else _named(one, file, repeated)


def originals(part: Part, options: Options) -> Iterator[Taken]:
    """The same items as `sijill add` takes them in: under their own names, with the place in their evidence. Files may have been written anew since; what is
    in them is for the caller to compare. Raises ``InputError`` for a file that is not there."""
    for file in part.files:
        if not file.error:
            yield from (one for one in _taken(file, part, options) if isinstance(one, Taken))


def _taken(file: File, part: Part, options: Options) -> Iterator[Taken | Trouble]:
    with files.opened(file.place) as stream:
        if part.kind == "lines":
            yield from _lines(stream, file, part, options)
        elif part.kind == "rows":
            yield from _rows(stream, file, part, options)
        else:
            yield from _whole(stream, file, options)


def _unchanged(file: File) -> None:
    now = files.stat(file.place)
    if now is None or (now.size, now.stamp) != (file.size, file.stamp):
        raise InputError(
            f"{file.place}: {'is gone' if now is None else 'was changed'} since the run was planned; put it back as it was, or read into another folder"
        )


def _named(taken: Taken, file: File, repeated: frozenset[int]) -> Item:
    item = msgspec.structs.replace(taken.item, source=taken.source, locator=taken.locator)
    alone = item.media_type == _LINE or item.media_type == _ROW or (file.place.lower().endswith(_SINGLE) and item.name == _stem(file.source))
    if alone and name_hash(item.name) not in repeated:
        return item
    return msgspec.structs.replace(item, name=f"{item.name}{_suffix(item.source, item.locator)}")


def _suffix(source: str, locator: str) -> str:
    return "~" + hashlib.sha256(f"{source}\n{locator}".encode()).hexdigest()[:8]


def own_name(doc: str, source: str, locator: str) -> str:
    """The name of a report without what makes it unique in the archive."""
    return doc.removesuffix(_suffix(source, locator))


_LINE, _ROW = "application/json", "application/vnd.apache.parquet"


def _lines(stream: BinaryIO, file: File, part: Part, options: Options) -> Iterator[Taken | Trouble]:
    if file.place.lower().endswith(_PACKED):
        unpacked: BinaryIO | Packed = Packed(stream, file.source)
        left = part.first
        while left and (data := unpacked.read(min(left, _BLOCK))):
            left -= len(data)
    else:
        stream.seek(part.first)
        unpacked = stream
    piece = io.BufferedReader(Piece(unpacked, part.last - part.first), _BLOCK) if part.last is not None else unpacked
    stem = _stem(_inside(file.source))
    for number, line, report in inputs.jsonl(
        piece, file.source, stem, None, inputs.Metadata(), options.max_bytes, options.columns, part.before
    ):
        at = f"line {number}"
        if isinstance(report, InputError):
            yield Trouble(file.source, at, str(report), line)
            continue
        yield _fit(Item(
            name=shown(report.id), source=file.source, data=line, media_type=_LINE, text=report.text, extractor="jsonl/1",
            published=report.published, outlet=report.outlet, url=report.url,
        ), at)  # fmt: skip
    if isinstance(unpacked, Packed) and unpacked.fault is not None:
        yield Trouble(file.source, "", str(unpacked.fault))


def _rows(stream: BinaryIO, file: File, part: Part, options: Options) -> Iterator[Taken | Trouble]:
    opened = _parquet(stream, file)
    names = opened.schema_arrow.names
    where = table.places(names, options.columns, file.source)
    groups, row = _groups(opened.metadata, part.first, part.last or 0)
    fields = {ours: names[k] for ours, k in where.items()}
    for batch in opened.iter_batches(batch_size=_FEW, row_groups=groups, columns=list(dict.fromkeys(fields.values()))):
        if row + batch.num_rows <= part.first:
            row += batch.num_rows
            continue
        for cells in batch.to_pylist():
            row += 1
            if part.first < row <= (part.last or 0):
                at = f"row {row}"
                try:
                    yield _fit(_row({ours: cells[theirs] for ours, theirs in fields.items()}, file, at, row), at)
                except InputError as error:
                    yield Trouble(file.source, at, str(error))


def _row(cells: Mapping[str, Any], file: File, at: str, row: int) -> Item:
    where, text = f"{file.source}, {at}", cells["text"]
    if not isinstance(text, str):
        raise InputError(f"{where}: there is no text in it")
    inputs.check(text, where)
    published = _day(cells.get("published"), where)
    title = clean(str(cells.get("title") or ""))
    return Item(
        name=shown(_ident(cells.get("id"))) or f"{_stem(file.source)}-{row}", source=file.source, data=text.encode("utf-8", "surrogatepass"), media_type=_ROW,
        text=text, extractor="parquet/1", locator=at, published=published, outlet=_words(cells.get("outlet")), url=_words(cells.get("url")), title=title,
    )  # fmt: skip


def _day(value: Any, where: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if (day := dated.day(str(value))) is None:
        raise InputError(f"{where}: {str(value)[:60]!r} is no date; write it as 2021-04-05, or leave the column out of --columns")
    return day


def _words(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _ident(value: Any) -> str:
    return "" if value is None else str(value)


def _whole(stream: BinaryIO, file: File, options: Options) -> Iterator[Taken | Trouble]:
    number = 0
    for found in of_stream(stream, file.source, max_bytes=options.max_bytes, columns=options.columns, max_seconds=options.max_seconds):
        number += 1
        if isinstance(found, InputError):
            yield Trouble(file.source, f"item {number}", str(found))
            continue
        inner = ", ".join(filter(None, (found.source.removeprefix(file.source).lstrip(", "), found.locator)))
        alone = number == 1 and not inner and file.place.lower().endswith(_SINGLE)
        yield Taken(found, file.source, "" if alone else inner or f"item {number}")


def _fit(item: Item, locator: str) -> Taken | Trouble:
    fit = sources.fit(item)
    return Trouble(item.source, locator, str(fit), item.data) if isinstance(fit, InputError) else Taken(fit, item.source, locator)


def _parquet(stream: BinaryIO, file: File) -> Any:
    try:
        # Read in small pieces as they are asked for: a row group may be larger than the memory.
        return parquet.ParquetFile(stream, pre_buffer=False, buffer_size=_BLOCK)
    except (OSError, ValueError) as error:
        raise InputError(f"{file.source}: no Parquet file, or a damaged one ({error}); write it again") from None


def _groups(metadata: Any, first: int, last: int) -> tuple[list[int], int]:
    """The row groups that hold the rows ``first`` to ``last``, and the row before the first of them."""
    out: list[int] = []
    row = before = 0
    for k in range(metadata.num_row_groups):
        count = metadata.row_group(k).num_rows
        if row < last and row + count > first:
            if not out:
                before = row
            out.append(k)
        row += count
    return out, before


@lru_cache(maxsize=4)
def repeated_names(place: str) -> frozenset[int]:
    """The hashes that a plan keeps in a file: 64 bits each, little-endian."""
    data = array("Q")
    data.frombytes(files.read(place) or b"")
    return frozenset(data)

"""What stands beside the datasets in OUT: the plan of a run, the marker of each partition that is done, the manifest of the whole.

    _plan/plan.json      with what the run reads: reader, packs, options; its presence says that the plan is whole
    _plan/parts.jsonl    a partition a line
    _plan/repeated.bin   hashes of the names that several reports have (64 bits each, little-endian)
    inputs.jsonl         a line an input file: source, place, size, stamp, SHA-256
    _parts/part-00000.json   the files of a partition that is done, with SHA-256 and size, and its counts
    manifest.json        the whole, once every partition is done
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from sijill.archive import files
from sijill.archive.inputs import File, Options, Part
from sijill.errors import InputError

FORMAT = 1
"""Of the datasets and of what stands beside them; another number, another shape."""

T = TypeVar("T")


class Versions(msgspec.Struct, frozen=True):
    """What the bytes of the datasets depend on beside the inputs."""

    reader: str
    packs: str
    """SHA-256 over the tables of all packs."""
    pyarrow: str


class Plan(msgspec.Struct, frozen=True):
    """What a run reads; partitions and inputs stand in files of their own."""

    format: int
    versions: Versions
    options: Options
    packs: list[str]
    """Folders of packs beside the built-in ones."""
    parts: int
    files: int
    bytes: int
    inputs_sha256: str
    """Over the lines ``SHA-256 SOURCE`` of the inputs in their order."""
    reports: int | None
    """How many, where that is known before they are read."""


class Done(msgspec.Struct, frozen=True):
    """A partition that is done: its files by their path in OUT, rows by dataset, failures by stage."""

    part: int
    files: dict[str, tuple[str, int]]
    rows: dict[str, int]
    failures: dict[str, int]


class Inputs(msgspec.Struct, frozen=True):
    """What was read: how many files and bytes, and a SHA-256 over all; one by one in ``list``."""

    files: int
    bytes: int
    sha256: str
    list: str = "inputs.jsonl"


class Manifest(msgspec.Struct, frozen=True):
    """The whole: made of the markers when the last partition is done. ``content`` is the SHA-256 over the lines ``PATH SHA-256`` of the data files, sorted."""

    format: int
    reader: str
    packs: str
    pyarrow: str
    options: Options
    inputs: Inputs
    parts: int
    rows: dict[str, int]
    failures: dict[str, int]
    content: str


def plan(out: str) -> Plan | None:
    """The plan of the run in OUT, or None where none was made."""
    return _read(files.under(out, "_plan", "plan.json"), Plan)


def parts(out: str) -> Iterator[Part]:
    """The partitions of the plan."""
    yield from lines(files.under(out, "_plan", "parts.jsonl"), Part)


def inputs(out: str) -> Iterator[File]:
    """The input files of the plan."""
    yield from lines(files.under(out, "inputs.jsonl"), File)


def repeated(out: str) -> str:
    """Where the hashes of names that several reports have are."""
    return files.under(out, "_plan", "repeated.bin")


def mark(out: str, done: Done) -> None:
    """Say that a partition is done."""
    files.write(files.under(out, "_parts", f"part-{done.part:05}.json"), msgspec.json.encode(done, order="sorted") + b"\n")


def done(out: str, datasets: Iterable[str]) -> dict[int, Done]:
    """The partitions that are done, all their files there in full."""
    sizes = {name: files.names(files.under(out, name)) for name in datasets}
    out_: dict[int, Done] = {}
    for name in sorted(files.names(files.under(out, "_parts"))):
        if name.startswith("part-") and (found := _read(files.under(out, "_parts", name), Done)) is not None:
            if all(sizes.get(path.partition("/")[0], {}).get(path.partition("/")[2]) == size for path, (_, size) in found.files.items()):
                out_[found.part] = found
    return out_


def finish(out: str, plan: Plan, found: Iterable[Done]) -> Manifest:
    """Write the manifest of a run whose partitions are all done."""
    rows, failures, listed = Counter[str](), Counter[str](), list[str]()
    for one in found:
        rows.update(one.rows)
        failures.update(one.failures)
        listed += [f"{path} {sha256}\n" for path, (sha256, _) in one.files.items()]
    made = Manifest(
        format=FORMAT, reader=plan.versions.reader, packs=plan.versions.packs, pyarrow=plan.versions.pyarrow, options=plan.options,
        inputs=Inputs(plan.files, plan.bytes, plan.inputs_sha256), parts=plan.parts, rows=dict(sorted(rows.items())), failures=dict(sorted(failures.items())),
        content=hashlib.sha256("".join(sorted(listed)).encode()).hexdigest(),
    )  # fmt: skip
    files.write(files.under(out, "manifest.json"), msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
    return made


def load(out: str) -> Manifest:
    """The manifest of an archive. Raises ``InputError`` where OUT is none, or not whole yet."""
    place = files.absolute(out)
    found = _read(files.under(place, "manifest.json"), Manifest)
    if found is None:
        why = "its reading was not finished: give `sijill archive read` again as before" if plan(place) else "no archive: make one with `sijill archive read IN... OUT`"
        raise InputError(f"{out}: {why}")
    if found.format != FORMAT:
        raise InputError(f"{out}: an archive of format {found.format}, and this is for {FORMAT}; read the reports again into another folder")
    return found


def lines(place: str, kind: type[T]) -> Iterator[T]:
    """The objects of a file of JSON Lines that was written here."""
    decoder = msgspec.json.Decoder(kind)
    with files.opened(place) as stream:
        for line in stream:
            yield decoder.decode(line)


def _read(place: str, kind: type[T]) -> T | None:
    data: Any = files.read(place)
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise InputError(f"{place}: damaged, or of another version of Sijill ({error}); read into another folder") from None

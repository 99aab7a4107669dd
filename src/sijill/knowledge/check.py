"""Packs as a whole: how much they hold, and mistakes that no single table shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sijill.arabic import fold_word
from sijill.errors import KnowledgeError
from sijill.knowledge.actors import ACTOR_KINDS, OUTLET_KINDS
from sijill.knowledge.gazetteer import load_places
from sijill.knowledge.lexicon import Lexicon
from sijill.knowledge.tables import names, rows

_HEADERS = frozenset(("id", "name", "form", "frame", "class", "word"))
"""First cells of header lines; tables without a header begin with their first row."""


class Problem(NamedTuple):
    """One mistake: ``where`` is FILE:LINE (or the file), ``message`` says what is wrong and what to do."""

    where: str
    message: str


class _Row(NamedTuple):
    where: str
    id: str
    names: list[str]
    kind: str
    links: list[tuple[str, str]]


def contents(folder: Path) -> dict[str, int]:
    """Rows of every table of a pack, by path inside the pack."""
    return {
        path.relative_to(folder).as_posix(): _count(path) for path in sorted(folder.rglob("*.tsv"))
    }


def check(folders: Iterable[Path], event_types: Collection[str]) -> list[Problem]:
    """Every mistake found in the packs, taken together: later packs may refer to earlier ones.

    Looks for ids given twice, unknown kinds, parents and backers that do not exist, names that two
    bodies share without the mark ``?``, frames and event types of triggers that are not defined, and whatever the
    loaders of places and words refuse.
    """
    packs = list(folders)
    problems: list[Problem] = []
    try:
        actors = _read(packs, "actors.tsv")
        outlets = _read(packs, "outlets.tsv")
        problems += _duplicates(actors)
        problems += _duplicates(outlets)
        problems += _kinds(actors, ACTOR_KINDS)
        problems += _kinds(outlets, OUTLET_KINDS)
        problems += _links(actors)
        problems += _shared_names(actors)
        problems += _shared_names(outlets)
        problems += _words(packs, event_types)
    except KnowledgeError as error:
        problems.append(_problem(error))
    for load in (load_places, Lexicon):
        try:
            load(packs)
        except KnowledgeError as error:
            problems.append(_problem(error))
    return problems


def _count(path: Path) -> int:
    lines = [
        line
        for line in path.read_text(encoding="utf-8-sig").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    return len(lines) - bool(lines and lines[0].split("\t")[0] in _HEADERS)


def _problem(error: KnowledgeError) -> Problem:
    where, _, message = str(error).partition(": ")
    return Problem(where, message)


def _read(packs: list[Path], file: str) -> list[_Row]:
    out = []
    for folder in packs:
        path = folder / file
        if not path.exists():
            continue
        for number, cells in rows(path, ("id", "name", "aliases", "kind", "parent", "backers")):
            ident, name, aliases, kind, parent, backers = cells
            # A link may be bound to a period: usa@2015/..
            links = [
                (role, link.partition("@")[0])
                for role, cell in (("parent", parent), ("backer", backers))
                for link in names(cell)
            ]
            out.append(_Row(f"{path}:{number}", ident, [name, *names(aliases)], kind, links))
    return out


def _duplicates(table: list[_Row]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for row in table:
        if row.id in first:
            yield Problem(row.where, f"id {row.id!r} is already used in {first[row.id]}; give it another id")
        first.setdefault(row.id, row.where)


def _kinds(table: list[_Row], kinds: Collection[str]) -> Iterator[Problem]:
    for row in table:
        if row.kind not in kinds:
            yield Problem(row.where, f"kind {row.kind!r} is not one of {', '.join(sorted(kinds))}")


def _links(table: list[_Row]) -> Iterator[Problem]:
    known = {row.id for row in table}
    for row in table:
        for role, ident in row.links:
            if ident not in known:
                yield Problem(row.where, f"{role} {ident!r} is in none of the packs; correct it or add its row")


def _shared_names(table: list[_Row]) -> Iterator[Problem]:
    """A name of two bodies must carry ``?`` in all rows but one, or the reader would take whichever comes first."""
    owners: dict[str, _Row] = {}
    for row in table:
        for written in row.names:
            if written.endswith("?"):
                continue
            folded = fold_word(written)
            owner = owners.setdefault(folded, row)
            if owner.id != row.id:
                yield Problem(
                    row.where,
                    f"{written!r} ({row.id}) is also a name of {owner.id} in {owner.where};"
                    " mark the rarer use with ? or remove it",
                )


def _words(packs: list[Path], event_types: Collection[str]) -> Iterator[Problem]:
    frames = {
        cells[0]
        for folder in packs
        if (path := folder / "frames.tsv").exists()
        for _, cells in rows(path, ("frame",))
    }
    for folder in packs:
        for path in sorted((folder / "lexicon").glob("*.tsv")):
            for number, (cls, key, frame) in rows(path, ("class", "key", "frame")):
                if cls != "trigger":
                    continue
                if key not in event_types:
                    yield Problem(f"{path}:{number}", f"{key!r} is no event type of the record format")
                if frame and frame not in frames:
                    yield Problem(f"{path}:{number}", f"frame {frame!r} is not in frames.tsv")

"""Packs as a whole: how much they hold, and every mistake in them that can be found without reading a report."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from sijill.errors import KnowledgeError
from sijill.knowledge.actors import Registry
from sijill.knowledge.checking import ambiguity, bodies, grounds, layout, wordings
from sijill.knowledge.checking.problem import Problem, of_name, tables
from sijill.knowledge.gazetteer import load_places
from sijill.knowledge.lexicon import Lexicon

__all__ = ["Holdings", "Problem", "check", "contents", "holdings"]


class Holdings(NamedTuple):
    """What one pack holds: ``actors`` without persons, ``places`` without those of the packaged gazetteer, ``words`` as written
    forms of the lexicon."""

    actors: int
    persons: int
    places: int
    gazetteer: int
    outlets: int
    monitors: int
    words: int


def holdings(folder: Path) -> Holdings:
    """Counts of one pack; state media are counted with the outlets."""
    found = tables([folder])
    people = [row.get("kind") == "person" for row in of_name(found, "actors.tsv")]
    watching = [row.get("kind") == "monitor" for row in of_name(found, "outlets.tsv")]
    words = sum(len(row.several("forms")) for table in found if table.name.startswith("lexicon/") for row in table.rows)
    return Holdings(
        actors=people.count(False), persons=people.count(True), places=len(of_name(found, "places.tsv")),
        gazetteer=len(of_name(found, "geonames.tsv")), outlets=watching.count(False), monitors=watching.count(True), words=words,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, int]:
    """Rows of every table of a pack, by path inside the pack."""
    return {table.name: len(table.rows) for table in tables([folder])}


def check(folders: Iterable[Path], event_types: Collection[str]) -> list[Problem]:
    """Every mistake found in the packs, taken together: later packs may refer to earlier ones.

    Each table is read as far as it goes, so that one mistake does not hide the next; what only the loaders of the reader
    refuse comes last.
    """
    packs = list(folders)
    problems = _unreadable(packs)
    if problems:
        return problems
    found = tables(packs)
    problems += [*layout.check(found), *bodies.check(found), *grounds.check(found), *wordings.check(found, event_types)]
    if not any(not problem.warning for problem in problems):
        problems += _refused(packs)
    return [*problems, *ambiguity.check(found)]


def _unreadable(packs: list[Path]) -> list[Problem]:
    out: list[Problem] = []
    for pack in packs:
        for path in sorted(pack.rglob("*.tsv")):
            try:
                path.read_bytes().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                out.append(Problem(str(path), "encoding", f"not UTF-8 ({error.reason} at byte {error.start})", "save it as UTF-8"))
    return out


def _refused(packs: list[Path]) -> list[Problem]:
    """What the loaders refuse."""
    out: list[Problem] = []
    try:
        load_places(packs)
    except KnowledgeError as error:
        out.append(_problem(error))
    try:
        Lexicon(packs)
    except KnowledgeError as error:
        out.append(_problem(error))
    try:
        Registry(packs)
    except KnowledgeError as error:
        out.append(_problem(error))
    return out


def _problem(error: KnowledgeError) -> Problem:
    where, _, said = str(error).partition(": ")
    message, _, remedy = said.partition("; ")
    return Problem(where, "refused", message, remedy or "correct the line")

"""Actors and outlets: ids, kinds, links, names that two share, rows that are nearly the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.actors import ACTOR_KINDS, OUTLET_KINDS
from sijill.knowledge.checking.problem import Problem, Row, Table, of_name

_ID: Final = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_DOMAIN: Final = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_WIKIDATA: Final = re.compile(r"Q[1-9]\d*")


def check(found: Sequence[Table]) -> Iterator[Problem]:
    """Findings about the rows of actors.tsv and outlets.tsv, and of nisba.tsv, which refers to them."""
    actors, outlets = of_name(found, "actors.tsv"), of_name(found, "outlets.tsv")
    for rows, kinds in ((actors, ACTOR_KINDS), (outlets, OUTLET_KINDS)):
        yield from _ids(rows)
        for row in rows:
            yield from _cells(row, kinds)
            yield from names_of(row)
        yield from _shared(rows)
        yield from _alike(rows)
    yield from _links(actors)
    yield from _nisba(of_name(found, "nisba.tsv"), {row.get("id") for row in actors})


def _ids(rows: Sequence[Row]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for row in rows:
        ident = row.get("id")
        if ident in first:
            yield Problem(row.where, "id_twice", f"id {ident!r} is already used in {first[ident]}", "give it another id")
        elif not _ID.fullmatch(ident):
            yield Problem(row.where, "id", f"id {ident!r} is no id", "write Latin lower-case letters, digits and hyphens")
        first.setdefault(ident, row.where)


def _cells(row: Row, kinds: Collection[str]) -> Iterator[Problem]:
    if not row.get("name"):
        yield Problem(row.where, "no_name", "the row has no name", "write its commonest Arabic name")
    if row.get("kind") not in kinds:
        yield Problem(row.where, "kind", f"kind {row.get('kind')!r} is not one of {', '.join(sorted(kinds))}", "choose one of them")
    country = row.get("country")
    if country and not all(_COUNTRY.fullmatch(code) for code in country.split("|")):
        yield Problem(row.where, "country", f"{country!r} is no country code", "write two capital letters (ISO 3166), or leave the cell empty")
    if row.get("domain") and not _DOMAIN.fullmatch(row.get("domain")):
        yield Problem(row.where, "domain", f"{row.get('domain')!r} is no domain", "write it without https:// and path: example.org")
    if row.get("wikidata") and not _WIKIDATA.fullmatch(row.get("wikidata")):
        yield Problem(row.where, "wikidata", f"{row.get('wikidata')!r} is no Wikidata number", "write Q and digits, or leave the cell empty")
    for written in [row.get("name"), *row.several("aliases")]:
        if written.startswith(("?", "~")):
            yield Problem(row.where, "mark", f"{written!r} has its mark in front", "in this table the mark ? stands behind the name")


def names_of(row: Row) -> Iterator[Problem]:
    """A name given twice in one row: spelling variants are one name to the reader."""
    seen: dict[str, str] = {}
    for name in row.names():
        if name.folded in seen:
            yield Problem(
                row.where, "name_twice", f"{name.written!r} is the same name as {seen[name.folded]!r}",
                "remove it: spelling variants (hamza, ة ه, ى ي, vowel marks) are one to the reader", True,
            )  # fmt: skip
        seen.setdefault(name.folded, name.written)


def _shared(rows: Sequence[Row]) -> Iterator[Problem]:
    """A name of two bodies must carry ``?`` in all rows but one, or the reader would take whichever comes first."""
    owners: dict[str, Row] = {}
    for row in rows:
        for name in row.names():
            if name.marked:
                continue
            owner = owners.setdefault(name.folded, row)
            if owner.get("id") != row.get("id"):
                yield Problem(
                    row.where, "shared_name", f"{name.written!r} ({row.get('id')}) is also a name of {owner.get('id')} in {owner.where}",
                    "mark the rarer use with ? or remove it",
                )  # fmt: skip


def _alike(rows: Sequence[Row]) -> Iterator[Problem]:
    """Two rows for what seems to be one body: the same English name in one country, or all names in common."""
    english: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        en = fold_word(row.get("en"))
        if not en:
            continue
        key = (en, row.get("country"), row.get("kind"))
        other = english.setdefault(key, row)
        if other is not row and other.get("id") != row.get("id"):
            yield Problem(
                row.where, "near_duplicate", f"{row.get('id')} has the English name of {other.get('id')} in {other.where}",
                "if they are one body, join the rows; if not, tell them apart in the column en", True,
            )  # fmt: skip


def _links(rows: Sequence[Row]) -> Iterator[Problem]:
    known = {row.get("id") for row in rows}
    parents: dict[str, str] = {}
    for row in rows:
        for column, role in (("parent", "parent"), ("backers", "backer")):
            for link in row.several(column):
                ident = link.partition("@")[0]  # a link may be bound to a period: usa@2015/..
                if ident not in known:
                    yield Problem(row.where, "orphan", f"{role} {ident!r} is in none of the packs", "correct it or add its row")
                elif ident == row.get("id"):
                    yield Problem(row.where, "circle", f"{ident!r} is its own {role}", "remove it or name another")
        if row.several("parent"):
            parents[row.get("id")] = row.several("parent")[0].partition("@")[0]
    for row in rows:
        seen = [row.get("id")]
        at = parents.get(seen[0], "")
        while at and at not in seen:
            seen.append(at)
            at = parents.get(at, "")
        if at and at == seen[0] and len(seen) > 1 and seen[0] == min(seen):
            yield Problem(row.where, "circle", f"the parents go round: {' > '.join([*seen, at])}", "correct one of them")


def _nisba(rows: Sequence[Row], known: Collection[str]) -> Iterator[Problem]:
    for row in rows:
        if row.get("id") not in known:
            yield Problem(row.where, "orphan", f"id {row.get('id')!r} is no actor of the packs", "correct it or add its row to actors.tsv")
        if row.get("kind") not in ACTOR_KINDS:
            yield Problem(row.where, "kind", f"kind {row.get('kind')!r} is not one of {', '.join(sorted(ACTOR_KINDS))}", "choose one of them")

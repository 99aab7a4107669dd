"""Mistakes of writing: files that nobody reads, headers, rows given twice, characters that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from sijill.knowledge.checking.problem import Problem, Table, header_of

_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff9-\ufffd]")
_LOOKALIKE: Final = re.compile("[\u06cc\u06a9\u06c1\u06be\u06d5\ufb50-\ufdff\ufe70-\ufefe]")
"""Persian and Urdu letters and presentation forms, which look like Arabic ones and are others."""


def check(found: Sequence[Table]) -> Iterator[Problem]:
    """Findings about the tables as files."""
    core = {table.name for table in found if table.pack == "core"}
    for table in found:
        known = table.name in core or bool(header_of(table.name))
        if not known:
            near = ", ".join(sorted(name for name in core if "/" not in name))
            yield Problem(str(table.path), "unknown_table", f"no table of the name {table.name!r} is read", f"name it as one of {near}, or put it into lexicon/")
            continue
        yield from _columns(table)
        yield from _twice(table)
        for row in table.rows:
            yield from _characters(row.where, row.line)


def _columns(table: Table) -> Iterator[Problem]:
    wanted = header_of(table.name)
    if not wanted:
        return
    where = str(table.path)
    strange = [name for name in table.columns if name not in wanted]
    if strange:
        yield Problem(where, "unknown_column", f"the header has unknown columns {', '.join(strange)}", f"the columns are {' '.join(wanted)}")
    if not table.columns or table.columns[0] != wanted[0]:
        yield Problem(where, "header", "the table has no header", f"begin it with the line {' '.join(wanted)}, divided by tabs")
    for row in table.rows:
        cells = row.line.count("\t") + 1
        if cells > len(table.columns):
            yield Problem(row.where, "cells", f"{cells} cells where the header has {len(table.columns)}", "remove the superfluous tab")


def _twice(table: Table) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for row in table.rows:
        line = row.line.rstrip()
        if line in first:
            yield Problem(row.where, "row_twice", f"the same row as {first[line]}", "remove one of them")
        first.setdefault(line, row.where)


def _characters(where: str, line: str) -> Iterator[Problem]:
    hidden = _HIDDEN.search(line)
    if hidden is not None:
        near = line[max(0, hidden.start() - 8) : hidden.start()].replace("\t", " ")
        yield Problem(where, "hidden_character", f"the hidden character {_called(hidden.group())} stands behind {near!r}", "remove it")
    strange = _LOOKALIKE.search(line)
    if strange is not None:
        yield Problem(where, "foreign_letter", f"{strange.group()!r} is {_called(strange.group())}", "write the Arabic letter that it looks like", True)


def _called(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control')}"

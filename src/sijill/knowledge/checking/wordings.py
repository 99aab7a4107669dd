"""Word tables: types and frames that do not exist, triggers given twice, classes and features that nobody reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.checking.problem import LEXICON, Problem, Row, Table, of_name

_POS: Final = frozenset("vnap")


def check(found: Sequence[Table], event_types: Collection[str]) -> Iterator[Problem]:
    """Findings about the lexicon, the frames, the titles and the tables of number and date words."""
    frames = of_name(found, "frames.tsv")
    named = {row.get("frame") for row in frames}
    core = [table for table in found if table.pack == "core"]
    words = [row for table in core if table.name.startswith("lexicon/") for row in table.rows]
    keys: dict[str, set[str]] = {}
    features: dict[str, set[str]] = {}
    for row in words:
        keys.setdefault(row.get("class"), set()).add(row.get("key"))
        features.setdefault(row.get("class"), set()).update(row.get("features").split())
    for table in found:
        if table.name.startswith("lexicon/"):
            own = table.pack == "core"
            for row in table.rows:
                yield from _sense(row, event_types, named)
                if not own:
                    yield from _known(row, keys, features)
    yield from _twice([row for table in found if table.name.startswith("lexicon/") for row in table.rows])
    yield from _frames(found, frames)
    yield from _listed(found, "titles.tsv", "class")
    yield from _listed(found, "furniture.tsv", "kind")
    for name, lowest in (("numbers.tsv", 1), ("calendar.tsv", 1), ("place_words.tsv", 1), ("number_hedges.tsv", 1)):
        yield from _classed(found, name, lowest)


def _sense(row: Row, event_types: Collection[str], frames: Collection[str]) -> Iterator[Problem]:
    if row.get("pos") not in _POS or not row.get("pos"):
        yield Problem(row.where, "pos", f"pos {row.get('pos')!r} is none", "write v (verb), n (noun), a (adjective) or p (fixed words)")
    if not row.several("forms"):
        yield Problem(row.where, "no_name", "the row has no forms", f"fill the columns {' '.join(LEXICON[:4])}")
    if row.get("pos") == "v":
        for form in row.several("forms"):
            head = form.partition("~")[0].split()
            if head and "/" not in head[0]:
                yield Problem(row.where, "verb", f"the verb {form!r} has no imperfect", "write perfect/imperfect: قتل/يقتل")
    if row.get("class") != "trigger":
        return
    if row.get("key") not in event_types:
        yield Problem(row.where, "event_type", f"{row.get('key')!r} is no event type of the record format", "choose one of docs/record-format.md")
    if row.get("frame") and row.get("frame") not in frames:
        yield Problem(row.where, "frame", f"frame {row.get('frame')!r} is not in frames.tsv", "correct it, or add the frame")


def _known(row: Row, keys: Mapping[str, Collection[str]], features: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """A pack may add words, but not invent what the reader asks for: class, key and features are those of the core pack."""
    cls = row.get("class")
    if cls not in keys:
        yield Problem(row.where, "class", f"class {cls!r} is none that the reader asks for", f"use one of {' '.join(sorted(keys))}")
        return
    if cls != "trigger" and row.get("key") not in keys[cls]:
        shown = " ".join(sorted(keys[cls]))
        yield Problem(row.where, "key", f"key {row.get('key')!r} is none of the class {cls}", f"use one of {shown}")
    for feature in row.get("features").split():
        if feature not in features[cls]:
            yield Problem(row.where, "feature", f"feature {feature!r} is none of the class {cls}", f"use some of {' '.join(sorted(features[cls])) or '(none)'}")


def _twice(rows: Sequence[Row]) -> Iterator[Problem]:
    """One word under one condition that stands for two types, or twice for one."""
    first: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        if row.get("class") != "trigger":
            continue
        for form in row.several("forms"):
            written, _, needed = form.partition("~")
            near = "،".join(sorted(fold_word(word) for word in needed.replace(",", "،").split("،")))
            counted = "counted" if "counted" in row.get("features").split() else ""
            key = (row.get("pos") + counted, fold_word(written), near)
            other = first.setdefault(key, row)
            if other is row:
                continue
            if other.get("key") != row.get("key"):
                yield Problem(
                    row.where, "trigger_conflict", f"{form!r} is {row.get('key')} here and {other.get('key')} in {other.where}",
                    "keep one, or give one of them a condition (~words)",
                )  # fmt: skip
            else:
                yield Problem(row.where, "trigger_twice", f"{form!r} stands already in {other.where}", "remove one of them", True)


def _frames(found: Sequence[Table], frames: Sequence[Row]) -> Iterator[Problem]:
    used = {row.get("frame") for table in found if table.name.startswith("lexicon/") for row in table.rows}
    first: dict[str, str] = {}
    for table in found:
        here: set[str] = set()
        for row in table.rows if table.name == "frames.tsv" else ():
            name = row.get("frame")
            if name in here:
                yield Problem(row.where, "id_twice", f"frame {name!r} is already given in {first[name]}", "join the rows, or give it another name")
            here.add(name)
            first[name] = row.where
    own = [row for table in found if table.name == "frames.tsv" and table.pack == "core" for row in table.rows]
    slots = {slot for row in own for column, slot in row.cells.items() if column != "frame"} | {""}
    for row in frames:
        if row.get("frame").partition("/")[0] not in used:
            yield Problem(row.where, "unused", f"no word has the frame {row.get('frame')!r}", "remove it, or name it in the lexicon", True)
        if row in own:
            continue
        for column, slot in row.cells.items():
            if column != "frame" and slot not in slots:
                yield Problem(row.where, "slot", f"{column} fills {slot!r}, which is no slot", f"use one of {' '.join(sorted(slots - {''}))}")


def _listed(found: Sequence[Table], name: str, column: str) -> Iterator[Problem]:
    """Values of a column that the core table does not have."""
    known = {row.get(column) for table in found if table.name == name and table.pack == "core" for row in table.rows}
    for table in found:
        for row in table.rows if table.name == name and table.pack != "core" else ():
            if row.get(column) not in known:
                yield Problem(row.where, "class", f"{column} {row.get(column)!r} is none of {name}", f"use one of {' '.join(sorted(known))}")


def _classed(found: Sequence[Table], name: str, least: int) -> Iterator[Problem]:
    """Tables without a header: too few cells, and classes that the core table does not have."""
    at = "1" if name == "place_words.tsv" else "0"
    known = {row.get(at) for table in found if table.name == name and table.pack == "core" for row in table.rows}
    for table in found:
        for row in table.rows if table.name == name else ():
            if len(row.cells) <= least:
                yield Problem(row.where, "cells", "the row has one cell only", "divide class, value and words by tabs")
            elif table.pack != "core" and row.get(at) not in known:
                yield Problem(row.where, "class", f"class {row.get(at)!r} is none of {name}", f"use one of {' '.join(sorted(known))}")
            elif name == "numbers.tsv" and row.get("0") not in _WORDY and not _numeric(row.get("1")):
                yield Problem(row.where, "number", f"{row.get('1')!r} is no number", "write the value in digits, or low..high")


_WORDY: Final = frozenset(("never", "percent", "minus", "point", "fraction_tail"))


def _numeric(cell: str) -> bool:
    return all(part.replace(".", "", 1).replace("/", "", 1).isdecimal() for part in cell.split("..") if part) and bool(cell)

"""Which events a sentence tells of, on sentences of our own, and the form of the trigger table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import sijill.packs
import sijill.reading.corpora
from rules import rules_reader
from sijill.arabic import fold_word
from sijill.knowledge.tables import names, rows
from sijill.ontology import FAMILY
from sijill.reading.act.frames import load_frames

CORPUS = Path(next(iter(sijill.reading.corpora.__path__))) / "triggers.tsv"
CORE = Path(next(iter(sijill.packs.__path__))) / "core"
TABLE = CORE / "lexicon" / "triggers.tsv"
COLUMNS = ("class", "key", "pos", "forms", "frame", "features")


def corpus() -> Iterator[tuple[int, list[str]]]:
    yield from rows(CORPUS, ("text", "types"))


@pytest.mark.parametrize(("line", "cells"), [pytest.param(n, c, id=str(n)) for n, c in corpus()])
def test_corpus(line: int, cells: list[str]) -> None:
    text, wanted = cells
    found = rules_reader().read(text).events
    assert sorted(e.type for e in found) == ([] if wanted == "-" else sorted(wanted.split())), f"{CORPUS.name}:{line}"


def test_corpus_is_wide_enough() -> None:
    types = {t for _, (_, wanted) in corpus() for t in wanted.split()} - {"-"}
    assert len(list(corpus())) >= 300
    assert types >= set(FAMILY)


def test_no_entry_hides_another() -> None:
    """A lemma stands once in a type for each reach of its near words: a second list would be a list nobody finds."""
    seen: Counter[tuple[str, ...]] = Counter()
    for _, (cls, key, pos, forms, _frame, features) in rows(TABLE, COLUMNS):
        for entry in names(forms):
            head, *tail = entry.partition("~")[0].split()
            reach = "close" if "~" in entry and "close" in features.split() else ""
            seen[(cls, key, pos, fold_word(head.split("/")[0]), fold_word(" ".join(tail)), reach)] += 1
    assert [entry for entry, count in seen.items() if count > 1] == []


def test_types_and_frames_are_known() -> None:
    frames = load_frames([CORE])
    for number, (cls, key, _pos, _forms, frame, _features) in rows(TABLE, COLUMNS):
        if cls == "trigger":
            assert key in FAMILY, f"{TABLE.name}:{number}"
            assert frame in frames, f"{TABLE.name}:{number}"

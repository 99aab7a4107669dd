"""Figures on sentences of our own: measure, bounds, attributes, and the act that each belongs to."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

import sijill.reading.corpora
from sijill.arabic import Text
from sijill.knowledge.lexicon import Lexicon
from sijill.knowledge.tables import pack_folders
from sijill.reading import dates, figures, numbers, triggers
from sijill.reading.document import Document
from sijill.reading.draft import FigureDraft
from sijill.reading.reader import default_reader
from sijill.records import Event

CORPUS = Path(next(iter(sijill.reading.corpora.__path__))) / "figures.tsv"


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    return Lexicon(pack_folders())


def read(sentence: str) -> list[FigureDraft]:
    doc = Document(Text(sentence.replace(" // ", "\n")), lexicon())
    dated = {k for m in dates.find(doc.text) for k in range(m.first, m.last)}
    quantities = [q for q in numbers.find(doc.text) if q.core_first not in dated]
    return figures.find(doc, quantities, triggers.find(doc, dated), dated)


def written(f: FigureDraft) -> str:
    """A figure in the notation of the corpus."""

    def number(value: float | None) -> str:
        return "" if value is None else f"{value:g}" if value < 1e5 else str(int(value))

    if f.low is not None and f.low == f.best == f.high:
        value = number(f.low)
    elif f.best is not None and f.low == f.best:
        value = number(f.low) + "+"
    else:
        value = f"{number(f.low)}..{number(f.high)}"
    attributes = f" [{' '.join(sorted(f.attributes))}]" if f.attributes else ""
    return f"{'~' if f.approx else ''}{f.measure} {value}{attributes}"


def corpus() -> list[tuple[str, str]]:
    rows = []
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sentence, expected = line.split("\t")
            rows.append((sentence, expected))
    return rows


@pytest.mark.parametrize(("sentence", "expected"), corpus())
def test_corpus(sentence: str, expected: str) -> None:
    assert (" ; ".join(map(written, read(sentence))) or "-") == expected


def test_corpus_is_large_and_well_formed() -> None:
    rows = corpus()
    assert len(rows) >= 100
    assert len({s for s, _ in rows}) == len(rows)
    for _, expected in rows:
        for one in expected.split(" ; ") if expected != "-" else ():
            assert re.fullmatch(r"~?[a-z_]+ (?:\d+\+?|\d*\.\.\d+)(?: \[[a-z_0-9 ]+\])?", one), one

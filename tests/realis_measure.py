"""How well the reader tells sentences that hold a codable event from those that only hold a violent word.

``python tests/realis_measure.py`` prints precision and recall of both parts of the corpus and the table by category;
``--errors`` lists what is wrong on the lines that may be looked at (``dev``).  The held lines are never listed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import sijill.reading.corpora
from sijill.knowledge.tables import rows
from sijill.ontology import FAMILY
from sijill.reading.reader import default_reader

CORPUS = Path(next(iter(sijill.reading.corpora.__path__))) / "realis.tsv"
COLUMNS = ("split", "category", "sentence", "expected")
PUBLISHED = "2024-06-15"


@dataclass(frozen=True)
class Line:
    """A sentence of the corpus: the events it should give and those it gives, as (type, modality)."""

    number: int
    split: str
    category: str
    sentence: str
    expected: tuple[tuple[str, str], ...]
    read: tuple[tuple[str, str], ...] = ()


@dataclass
class Score:
    """Counts of sentences (holding an event or not) and of paired events (modality right or not)."""

    hit: int = 0
    expected: int = 0
    read: int = 0
    sentences: int = 0
    paired: int = 0
    same_modality: int = 0
    wrong: list[Line] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hit / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.hit / self.expected if self.expected else 1.0

    @property
    def modality(self) -> float:
        return self.same_modality / self.paired if self.paired else 1.0

    def add(self, line: Line) -> None:
        self.sentences += 1
        self.expected += bool(line.expected)
        self.read += bool(line.read)
        self.hit += bool(line.expected and line.read)
        pairs = paired(line.expected, line.read)
        right = sum(a == b for a, b in pairs)
        self.paired += len(pairs)
        self.same_modality += right
        if bool(line.expected) != bool(line.read) or right != len(pairs):
            self.wrong.append(line)


def paired(expected: Iterable[tuple[str, str]], read: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Modalities of the events that are one: the same type first, then the same family, then whatever is left."""
    wanted, found = list(expected), list(read)
    out: list[tuple[str, str]] = []

    def kind(t: str) -> str:
        return t

    for name in (kind, FAMILY.__getitem__, lambda _t: ""):
        for w in list(wanted):
            match = next((f for f in found if name(f[0]) == name(w[0])), None)
            if match is not None:
                out.append((w[1], match[1]))
                wanted.remove(w)
                found.remove(match)
    return out


def corpus() -> list[Line]:
    """All lines of the corpus, unread."""
    return [
        Line(number, split, category, sentence, () if wanted == "-" else tuple(tuple(w.split(":")) for w in wanted.split()))  # type: ignore[misc]
        for number, (split, category, sentence, wanted) in rows(CORPUS, COLUMNS)
    ]


@lru_cache(maxsize=1)
def readings() -> tuple[Line, ...]:
    """All lines with what the reader makes of each, as a report of one sentence."""
    reader = default_reader()
    return tuple(
        Line(x.number, x.split, x.category, x.sentence, x.expected, tuple((e.type, e.modality) for e in reader.read(x.sentence, published=PUBLISHED).events))
        for x in corpus()
    )


def measure(lines: Iterable[Line]) -> Score:
    """The score of some lines."""
    score = Score()
    for line in lines:
        score.add(line)
    return score


def table() -> str:
    """Both parts, then each category with the sentences wrongly read and wrongly left (both parts in one count)."""
    out = [f"{'':20}{'sentences':>10}{'precision':>10}{'recall':>8}{'modality':>10}\n"]
    found = readings()
    parts = [(split, measure(x for x in found if x.split == split)) for split in ("dev", "held")]
    parts += [(c, measure(x for x in found if x.category == c)) for c in dict.fromkeys(x.category for x in found)]
    for name, s in parts:
        out.append(f"{name:20}{s.sentences:>10}{s.precision:>10.2f}{s.recall:>8.2f}{s.modality:>10.2f}\n")
    return "".join(out)


def errors() -> str:
    """What is wrong on the dev lines, a line each: expected, read, sentence."""

    def told(events: tuple[tuple[str, str], ...]) -> str:
        return " ".join(":".join(e) for e in events) or "-"

    wrong = measure(x for x in readings() if x.split == "dev").wrong
    return "".join(f"{x.number}\t{x.category}\t{told(x.expected)}\t{told(x.read)}\t{x.sentence}\n" for x in wrong)


if __name__ == "__main__":
    sys.stdout.write(errors() if "--errors" in sys.argv else table())

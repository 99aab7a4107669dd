"""The tables of the grammar, read once: numbers with their nouns, words of dates, templates by scene and form."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from sijill.archive.generate.templates import Row, compiled
from sijill.errors import KnowledgeError
from sijill.knowledge.tables import names, rows

HERE: Final = Path(__file__).parent

NOMINATIVE: Final = 0
OBLIQUE: Final = 1
ACCUSATIVE: Final = 2


class Noun(NamedTuple):
    """What is counted; see ``nouns.tsv``."""

    name: str
    one: str
    one_acc: str
    two: str
    two_obl: str
    few: str
    few_obl: str
    gender: str
    attributes: list[str]
    people: str


class Scene(NamedTuple):
    """A kind of incident; see ``scenes.tsv``."""

    name: str
    type: str
    weight: float
    agent: str
    target: str
    victims: list[Noun]
    killed: tuple[int, int] | None
    injured: tuple[int, int] | None
    counted: list[Noun]
    numbers: tuple[int, int]
    measure: str
    means: list[str]
    of: str
    spread: int
    after: list[str]
    modality: str


class Wording:
    """All tables but those of the world (``world.py``)."""

    def __init__(self) -> None:
        self.nouns: dict[str, Noun] = {}
        for _, cells in rows(HERE / "nouns.tsv", Noun._fields):
            name, one, one_acc, two, two_obl, few, few_obl, gender, attributes, people = cells
            self.nouns[name] = Noun(name, one, one_acc, two, two_obl, few, few_obl, gender, attributes.split(), people)
        self.numbers: dict[int, list[str]] = {}
        for _, (n, m, m_obl, f, f_obl) in rows(HERE / "numbers.tsv", ("n", "m", "m_obl", "f", "f_obl")):
            self.numbers[int(n)] = [m, m_obl or m, f, f_obl or f]
        self.words: dict[tuple[str, str], list[str]] = {}
        for _, (cls, key, text) in rows(HERE / "words.tsv", ("class", "key", "text")):
            self.words.setdefault((cls, key), []).append(text)
        self.openings = [(key, text.split("|")) for (cls, key), texts in self.words.items() if cls == "open" for text in texts]
        self.doubts = [(key, text.split("|")) for (cls, key), texts in self.words.items() if cls == "doubt" for text in texts]
        self.tails: list[tuple[list[str], str]] = [([], text) for text in self.words["tail", "x"] for _ in range(2)]
        self.tails += [(key.split("|"), text) for (cls, key), texts in self.words.items() if cls == "said" for text in texts]
        self.scenes = {scene.name: scene for scene in self._scenes()}
        self.templates: dict[tuple[str, str], list[Row]] = {}
        for number, (scene, form, text) in rows(HERE / "tellings.tsv", ("scene", "form", "text")):
            if scene != "*" and scene not in self.scenes:
                raise KnowledgeError(f"{HERE / 'tellings.tsv'}:{number}: no scene {scene!r} in scenes.tsv")
            self.templates.setdefault((scene, form), []).append(compiled(text))
        self.fillers: dict[str, list[Row]] = {}
        for _, (of, text) in rows(HERE / "fillers.tsv", ("of", "text")):
            self.fillers.setdefault(of, []).append(compiled(text))
        self.noise: dict[str, dict[str, list[Row]]] = {}
        for _, (topic, part, text) in rows(HERE / "noise.tsv", ("topic", "part", "text")):
            self.noise.setdefault(topic, {"head": [], "body": []})[part].append(compiled(text))
        self._usable: dict[tuple[str, str, int], list[Row]] = {}
        self._counted: dict[tuple[int, str, int, bool], str] = {}

    def _scenes(self) -> list[Scene]:
        out = []
        for _, cells in rows(HERE / "scenes.tsv", ("scene", "type", "weight", "agent", "target", "victims", "killed", "injured", "counted", "count", "measure", "means", "of", "spread", "after", "modality")):
            name, kind, weight, agent, target, victims, killed, injured, counted, count, measure, means, of, spread, after, modality = cells
            out.append(Scene(
                name, kind, float(weight), agent, target, [self.nouns[n] for n in names(victims)], _span(killed), _span(injured),
                [self.nouns[n] for n in names(counted)], _span(count) or (0, 0), measure, names(means), of, int(spread), names(after), modality or "reported",
            ))  # fmt: skip
        return out

    def word(self, cls: str, key: str, dice: Callable[[], float]) -> str:
        """One of the words of a class and key, by chance."""
        listed = self.words[cls, key]
        return listed[int(dice() * len(listed))]

    def usable(self, scene: str, form: str, known: int) -> list[Row]:
        """The rows of a scene and form that need no more than is known."""
        key = (scene, form, known)
        found = self._usable.get(key)
        if found is None:
            found = self._usable[key] = [row for row in self.templates.get((scene, form), ()) if not row.needs & ~known]
        return found

    def counted(self, n: int, noun: Noun, case: int, digits: bool) -> str:
        """A number with its noun: ``ثلاثة مدنيين``, ``مدنيان``, ``12 مدنياً``."""
        key = (n, noun.name, case, digits)
        found = self._counted.get(key)
        if found is None:
            found = self._counted[key] = self._count(n, noun, case, digits)
        return found

    def _count(self, n: int, noun: Noun, case: int, digits: bool) -> str:
        agreeing = (noun.few_obl if case else noun.few) if noun.few_obl else ""
        if n == 1:
            return noun.one_acc if case == ACCUSATIVE and not agreeing else noun.one
        if n == 2:
            return noun.two_obl if case else noun.two
        words = self.numbers.get(n)
        number = str(n) if digits or words is None else words[(2 if noun.gender == "f" else 0) + (1 if case else 0)]
        rest = n % 100
        if 3 <= rest <= 10:
            return f"{number} {agreeing or noun.few}"
        return f"{number} {agreeing or (noun.one_acc if rest > 10 else noun.one)}"


def _span(cell: str) -> tuple[int, int] | None:
    least, _, most = cell.partition("-")
    return (int(least), int(most or least)) if least else None


@cache
def wording() -> Wording:
    """The tables, loaded once a process."""
    return Wording()


def party_gold(names_: list[str], kind: str) -> dict[str, Any]:
    """A party, place head or source of the gold: names without repetition."""
    return {"names": list(dict.fromkeys(n for n in names_ if n)), "kind": kind}

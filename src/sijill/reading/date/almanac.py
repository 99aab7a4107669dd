"""The words of dates, compiled from ``packs/core/calendar.tsv`` into one table by folded form."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

from sijill.arabic.letters import fold_word
from sijill.errors import KnowledgeError

_CLITICS: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب")
# Latin words, signs and words flagged "exact" take no proclitic.
_FIRST_ARABIC: Final = "\u0621"


class Word:
    """One sense of a written form: ``rest`` are the folded tokens that must follow the first one."""

    __slots__ = ("clitic", "cls", "definite", "number", "rest", "value", "weak")

    def __init__(self, cls: str, value: str, number: int, rest: tuple[str, ...], weak: bool, definite: bool, clitic: str) -> None:
        self.cls, self.value, self.number, self.rest = cls, value, number, rest
        self.weak, self.definite, self.clitic = weak, definite, clitic


def _with_clitics(first: str) -> list[tuple[str, str]]:
    """A folded first token with every proclitic the press writes on it: ``(form, clitic)``."""
    out = [(first, "")]
    for clitic in _CLITICS:
        if clitic.endswith("ل") and first.startswith("ال"):
            # ل + ال is written لل, and the second lam falls before a lam (لليلة)
            tail = first[1:] if first[2:3] == "ل" else "ل" + first[2:]
            out.append((clitic + tail, clitic))
        else:
            out.append((clitic + first, clitic))
    return out


def parse(table: str, name: str) -> dict[str, tuple[Word, ...]]:
    """Compile the lines of a calendar table; senses with more tokens come first.

    Raises ``KnowledgeError`` on a line without class, value and forms.
    """
    out: dict[str, dict[tuple[str, str, tuple[str, ...], bool, bool, str], Word]] = {}
    for line_number, line in enumerate(table.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) < 3 or not cells[2].strip():
            raise KnowledgeError(f"{name}, line {line_number}: needs class, value and forms, tab separated")
        cls, value, forms = cells[0].strip(), cells[1].strip(), cells[2]
        flags = cells[3].split(",") if len(cells) > 3 else []
        number = int(value) if value.lstrip("-").isdigit() else 0
        for written in forms.split("|"):
            tokens = fold_word(written).split()
            first, rest = tokens[0], tuple(tokens[1:])
            bare = "exact" in flags or first[0] < _FIRST_ARABIC
            for form, clitic in [(first, "")] if bare else _with_clitics(first):
                word = Word(cls, value, number, rest, "weak" in flags, first.startswith("ال"), clitic)
                out.setdefault(form, {}).setdefault((cls, value, rest, word.weak, word.definite, clitic), word)
    return {
        form: tuple(sorted(senses.values(), key=lambda w: (-len(w.rest), len(w.clitic)))) for form, senses in out.items()
    }


@lru_cache(maxsize=1)
def almanac() -> dict[str, tuple[Word, ...]]:
    """The table of the core pack, read once."""
    name = "packs/core/calendar.tsv"
    return parse((files("sijill") / name).read_text(encoding="utf-8"), name)

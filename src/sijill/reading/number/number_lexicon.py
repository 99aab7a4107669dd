"""The number lexicon, compiled once from ``packs/core/number*.tsv``.

Every form that can start, continue or qualify a number is a key of one dictionary, with its clitics
already cut; the grammar (``numbers.py``) then needs one look-up a token.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Final

from sijill.arabic import fold_word
from sijill.reading.number.numerals import Number

# Word classes of numbers.tsv (see there), as small integers for speed.
ZERO: Final = 0
UNIT: Final = 1
TEN: Final = 2
TEEN: Final = 3
TEEN_HEAD: Final = 4
TENS: Final = 5
HUNDRED: Final = 6
HUNDREDS: Final = 7
HUNDRED_PLURAL: Final = 8
SCALE: Final = 9
SCALE_DUAL: Final = 10
SCALE_PLURAL: Final = 11
SCALE_OPEN: Final = 12
VAGUE: Final = 13
FEW: Final = 14
ORDINAL: Final = 15
ORDINAL_HEAD: Final = 16
FRACTION: Final = 17
FRACTION_TAIL: Final = 18
FRACTION_UNIT: Final = 19
FRACTION_OF: Final = 20
PERCENT: Final = 21
MINUS: Final = 22
POINT: Final = 23
DUAL: Final = 24
TRAIL: Final = 25
OPENER: Final = 26
_NAMES: Final = (
    "zero", "unit", "ten", "teen", "teen_head", "tens", "hundred", "hundreds", "hundred_plural", "scale", "scale_dual",
    "scale_plural", "scale_open", "vague", "few", "ordinal", "ordinal_head", "fraction", "fraction_tail",
    "fraction_unit", "fraction_of", "percent", "minus", "point",
)  # fmt: skip
_CLASSES: Final = {name: number for number, name in enumerate(_NAMES)}
_SIGNS: Final = frozenset(("ال", "وال", "بال", "لل", "فال", "(", "%", "في", "الي", "حتي", "او", "-", "~"))
_CONJUNCTIONS: Final = ("", "و", "ف")
_PREPOSITIONS: Final = ("", "ب", "ل", "ك")


class Entry:
    """A number word with its clitics cut: class, value (``high`` for vague words), the clitics, flag."""

    __slots__ = ("article", "conjunction", "flag", "fraction", "high", "kind", "preposition", "value")

    def __init__(
        self, kind: int, value: int, high: int, fraction: Number, conjunction: bool, preposition: str, article: bool, flag: str
    ) -> None:
        self.kind, self.value, self.high, self.fraction = kind, value, high, fraction
        self.conjunction, self.preposition, self.article, self.flag = conjunction, preposition, article, flag


class Hedge:
    """A bounding phrase. ``tail`` are its folded words in reverse before the key word; ``head`` (reversed too)
    stands before a gap of up to four words, where the phrase has one."""

    __slots__ = ("head", "kind", "tail")

    def __init__(self, kind: str, tail: tuple[str, ...], head: tuple[str, ...]) -> None:
        self.kind, self.tail, self.head = kind, tail, head


class Key:
    """The hedges that end in one word: by the word before it, longest first; the word alone; and across a gap,
    by the last word before the gap."""

    __slots__ = ("bare", "gapped", "previous")

    def __init__(self, previous: dict[str, tuple[Hedge, ...]], bare: Hedge | None, gapped: dict[str, tuple[Hedge, ...]]) -> None:
        self.previous, self.bare, self.gapped = previous, bare, gapped


class Lexicon:
    """All tables of the number grammar; keys are folded forms.

    ``before`` are hedges before a number by their last word; ``openers`` those that end in a gap (يتجاوز عدد القتلى …), by the
    word before the gap; ``after`` those right after a number, by first word: kind and the words that follow; ``trailing`` those
    after the counted noun, by last word.  ``gates`` are the words that can bear on a numeral they touch; beside any other word
    it stands as it is.
    """

    __slots__ = ("after", "before", "contexts", "entries", "fraction_of", "gates", "never_dual", "openers", "trailing")

    def __init__(
        self, entries: dict[str, Entry], fraction_of: dict[str, Number], before: dict[str, Key], openers: dict[str, tuple[Hedge, ...]],
        after: dict[str, tuple[tuple[str, tuple[str, ...]], ...]], trailing: dict[str, tuple[Hedge, ...]],
        contexts: dict[str, frozenset[str]], gates: frozenset[str], never_dual: frozenset[str],
    ) -> None:
        self.entries, self.fraction_of, self.before, self.openers, self.after = entries, fraction_of, before, openers, after
        self.trailing, self.contexts, self.gates, self.never_dual = trailing, contexts, gates, never_dual


def _rows(name: str) -> Iterator[list[str]]:
    """Rows of a data file of the core pack, comments and blank lines left out."""
    data = importlib.resources.files("sijill") / "packs" / "core" / name
    for line in data.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _with_clitics(form: str, article: bool = True) -> Iterator[tuple[str, bool, str, bool]]:
    """``form`` under every proclitic: the written (folded) word, has و/ف, preposition, has the article."""
    for conjunction in _CONJUNCTIONS:
        for preposition in _PREPOSITIONS:
            yield conjunction + preposition + form, bool(conjunction), preposition, False
            if article:
                definite = "لل" + form if preposition == "ل" else preposition + "ال" + form
                yield conjunction + definite, bool(conjunction), preposition, True


def _entries() -> tuple[dict[str, Entry], dict[str, Number]]:
    out: dict[str, Entry] = {}
    fraction_of: dict[str, Number] = {}
    never: list[str] = []
    for row in _rows("numbers.tsv"):
        kind, value, forms = row[:3]
        flag = row[3] if len(row) > 3 else ""
        if kind == "never":
            never += [fold_word(written) for written in forms.split()]
            continue
        low, _, high = value.partition("..")
        fraction = float(Fraction(low)) if "/" in low else 0.0
        number = 0 if fraction else int(low)
        for written in forms.split():
            form = fold_word(written)
            if kind == "fraction_of":
                fraction_of.update((key, fraction) for key, *_, article in _with_clitics(form) if not article)
                continue
            article = kind not in ("percent", "minus", "point", "fraction_tail")
            for key, conjunction, preposition, definite in _with_clitics(form, article):
                entry = Entry(
                    _CLASSES[kind], number, int(high or number), fraction, conjunction, preposition, definite, flag
                )
                # A form keeps its first reading, and the one with fewer clitics wins over the other.
                held = out.get(key)
                if held is None or _clitics(entry) < _clitics(held):
                    out[key] = entry
    for key in never:
        out.pop(key, None)
    return out, fraction_of


def _clitics(entry: Entry) -> int:
    return entry.conjunction + bool(entry.preposition) + entry.article


def dual_forms(singular: str, *, construct: bool) -> tuple[list[str], list[str]]:
    """The folded dual forms of a written singular noun: free ones (-ان, -ين), and construct ones (-تا, -تي)."""
    stem = singular[:-1] + "ت" if singular.endswith("ة") else singular
    free = [fold_word(stem + "ان"), fold_word(stem + "ين")]
    return free, [fold_word(stem + "ا"), fold_word(stem + "ي")] if construct and stem != singular else []


def _duals(entries: dict[str, Entry]) -> frozenset[str]:
    rows = [(kind, nouns.split()) for kind, nouns in _rows("number_duals.tsv")]
    never = frozenset(fold_word(noun) for kind, nouns in rows if kind == "never" for noun in nouns)
    for kind, nouns in rows:
        for noun in nouns:
            construct: list[str] = []
            if kind == "never":
                continue
            if kind == "forms":
                free = [fold_word(noun)]
            else:
                free, construct = dual_forms(noun, construct=kind == "thing")
                if kind == "ambiguous":
                    free = free[:1]
            for forms, flag in ((free, ""), (construct, "construct")):
                for form in forms:
                    if form in never:
                        continue
                    article = kind != "plain" and not flag
                    for key, conjunction, preposition, definite in _with_clitics(form, article):
                        entry = Entry(DUAL, 2, 2, 0.0, conjunction, preposition, definite, flag)
                        entries.setdefault(key, entry)
    return never


def _variants(word: str) -> list[str]:
    """``word`` under the proclitics that leave its sense; before an imperfect verb ل is another construction
    (ليصل إلى 30 states a total, يصل إلى 30 a bound)."""
    prepositions = ("",) if word[0] == "ي" else _PREPOSITIONS
    return [conjunction + preposition + word for conjunction in _CONJUNCTIONS for preposition in prepositions]


def _hedges() -> tuple[
    dict[str, Key],
    dict[str, tuple[Hedge, ...]],
    dict[str, tuple[tuple[str, tuple[str, ...]], ...]],
    dict[str, tuple[Hedge, ...]],
]:
    before: dict[str, list[Hedge]] = {}
    openers: dict[str, list[Hedge]] = {}
    after: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    trailing: dict[str, list[Hedge]] = {}
    for kind, position, phrase in _rows("number_hedges.tsv"):
        words = [fold_word(word) for word in phrase.split()]
        if position == "after":
            after.setdefault(words[0], []).append((kind, tuple(words[1:])))
            continue
        for first in _variants(words[0]) if position == "before" else [words[0]]:
            written = [first, *words[1:]]
            target = before if position == "before" else trailing
            if written[-1] == "…":
                target, written = openers, written[:-1]
            gap = written.index("…") if "…" in written else 0
            tail = tuple(reversed(written[gap + 1 if gap else 0 : -1]))
            target.setdefault(written[-1], []).append(Hedge(kind, tail, tuple(reversed(written[:gap]))))
    return {key: _key(rows) for key, rows in before.items()}, _longest(openers), {key: tuple(rows) for key, rows in after.items()}, _longest(trailing)


def _longest(table: dict[str, list[Hedge]]) -> dict[str, tuple[Hedge, ...]]:
    """Long hedges before short ones: the order in which they are tried."""
    return {key: tuple(sorted(rows, key=lambda hedge: -len(hedge.tail))) for key, rows in table.items()}


def _key(rows: list[Hedge]) -> Key:
    previous: dict[str, list[Hedge]] = {}
    gapped: dict[str, list[Hedge]] = {}
    bare = None
    for hedge in rows:
        if hedge.head and hedge.tail:
            raise ValueError(f"number_hedges.tsv: more than one word after the gap: {hedge}")
        if hedge.head:
            gapped.setdefault(hedge.head[0], []).append(hedge)
        elif hedge.tail:
            previous.setdefault(hedge.tail[0], []).append(hedge)
        else:
            bare = hedge
    return Key(
        _longest(previous), bare, {k: tuple(sorted(v, key=lambda h: -len(h.head))) for k, v in gapped.items()}
    )


@cache
def lexicon() -> Lexicon:
    """The compiled lexicon (built on first use, some tens of milliseconds)."""
    entries, fraction_of = _entries()
    never = _duals(entries)
    before, openers, after, trailing = _hedges()
    for word in trailing:
        entries.setdefault(word, Entry(TRAIL, 0, 0, 0.0, False, "", False, ""))
    for word in openers:
        entries.setdefault(word, Entry(OPENER, 0, 0, 0.0, False, "", False, ""))
    words: dict[str, set[str]] = {}
    for name, forms in _rows("number_contexts.tsv"):
        words.setdefault(name, set()).update(fold_word(form) for form in forms.split())
    contexts = {name: frozenset(forms) for name, forms in words.items()}
    glued = {word for key in ("ب", "ل", "ك", "و") if key in before for word in before[key].previous}
    gates = frozenset(
        (before.keys() - {"و"}) | glued | after.keys() | contexts["label"] | contexts["year_head"] | contexts["month"]
        | _SIGNS | {form for form, entry in entries.items() if entry.kind == PERCENT}
    )  # fmt: skip
    return Lexicon(entries, fraction_of, before, openers, after, trailing, contexts, gates, never)

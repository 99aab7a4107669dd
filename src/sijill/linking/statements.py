"""What reports lastingly say of bodies: profile rows as statements, which of them speak of one body, which say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sijill.arabic import fold_word
from sijill.knowledge.tables import names, rows
from sijill.linking.claims import Key, Span, span_of
from sijill.records import ProfileClaim, Reading

_AREAS = frozenset(("based_in", "operates_in", "controls", "recruits_from"))
"""Relations whose object is a place, which reports name more or less fully (البادية، منطقة البادية السورية)."""

_KIN = {"based_in": "operates_in", "part_of": "affiliated_with"}
"""Relations that reports use for one another, under one of them."""

_ENDINGS = ("", "ه", "ين", "ون", "ات")
"""Of adjectives of origin: إيراني، إيرانية، إيرانيين."""


class Statement(NamedTuple):
    """A profile row of a report."""

    doc: str
    row: ProfileClaim

    @property
    def key(self) -> Key:
        return self.doc, self.row.id


class Body(NamedTuple):
    """A body, under the name that it is first called by, and all that is said of it."""

    name: str
    keys: frozenset[str]
    statements: list[Statement]


def keys(called: Sequence[str]) -> frozenset[str]:
    """The folded names by which bodies are found equal, without articles: of several, those of two words or more."""
    folded = [" ".join(w.removeprefix("ال") for w in fold_word(n.replace("_", " ")).split()) for n in called]
    long = [n for n in folded if " " in n]
    return frozenset(long if long else folded)


def bodies(readings: Iterable[Reading]) -> list[Body]:
    """The bodies of readings, each with its statements in order; bodies are one when they share a key."""
    home: dict[str, int] = {}
    parent: list[int] = []
    told: list[tuple[Statement, int]] = []

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for reading in readings:
        for row in reading.profile:
            called = keys(row.subject)
            known = sorted({root(home[key]) for key in called if key in home})
            own = known[0] if known else len(parent)
            if not known:
                parent.append(own)
            for other in known[1:]:
                parent[other] = own
            for key in called:
                home[key] = own
            told.append((Statement(reading.doc, row), own))
    found: dict[int, list[Statement]] = {}
    for statement, k in told:
        found.setdefault(root(k), []).append(statement)
    called_by: dict[int, set[str]] = {}
    for key, k in home.items():
        called_by.setdefault(root(k), set()).add(key)
    return [Body((s[0].row.subject or [""])[0], frozenset(called_by.get(k, ())), s) for k, s in found.items()]


def shared(readings: Iterable[Reading]) -> list[list[Key]]:
    """Statements of several reports that say the same of one body, each group in order."""
    out = []
    for body in bodies(readings):
        groups: list[list[Statement]] = []
        for one in body.statements:
            home = next((g for g in groups if any(same(one.row, other.row) for other in g)), None)
            if home is None:
                groups.append([one])
            else:
                home.append(one)
        out += [[s.key for s in g] for g in groups if len({s.doc for s in g}) > 1]
    return out


def same(a: ProfileClaim, b: ProfileClaim) -> bool:
    """Whether two statements about one body say the same: one relation (or its kin), and one object, time or figure."""
    if _KIN.get(a.relation, a.relation) != _KIN.get(b.relation, b.relation):
        return False
    if a.figure is not None and b.figure is not None:
        return (a.figure.low, a.figure.high) == (b.figure.low, b.figure.high)
    if a.object and b.object:
        return same_object(a.relation, a.object, b.object)
    return a.object is None and b.object is None and a.figure is None and b.figure is None and same_days(span_of(a.time), span_of(b.time))


def same_object(relation: str, a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two objects of a relation are one: a key in common, or what one is called in the text among the names of the
    other; of places also where one name holds all words of another."""
    if not keys(a).isdisjoint(keys(b)) or not keys(a[:1]).isdisjoint(_plain(b)) or not keys(b[:1]).isdisjoint(_plain(a)):
        return True
    if relation not in _AREAS:
        return False
    return any(x <= y or y <= x for x in _word_sets(a) for y in _word_sets(b))


def _plain(called: Sequence[str]) -> frozenset[str]:
    return frozenset(key for name in called for key in keys([name]))


def _word_sets(called: Sequence[str]) -> list[frozenset[str]]:
    folded = (fold_word(n.replace("_", " ")).split() for n in called)
    return [frozenset(w.removeprefix("ال") for w in words) for words in folded if words]


def same_days(a: Span | None, b: Span | None) -> bool:
    """Founding dates agree when one lies within the other."""
    return a is None or b is None or (a.first <= b.first and b.last <= a.last) or (b.first <= a.first and a.last <= b.last)


class Powers:
    """Which states a name names: إيران، الميليشيات الإيرانية and المدعومة من إيران all name Iran (``nisba.tsv`` of the packs)."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.words: dict[str, str] = {}
        for folder in folders:
            path = folder / "nisba.tsv"
            if not path.is_file():
                continue
            for _, (form, written, kind, _ident) in rows(path, ("form", "name", "kind", "id")):
                if kind not in ("state", "state_force"):
                    continue
                state = names(written)[0]
                base = fold_word(form)
                for word in (*(base + ending for ending in _ENDINGS), fold_word(state).removeprefix("ال")):
                    self.words.setdefault(word, state)

    def named(self, called: Sequence[str]) -> frozenset[str]:
        """The states that a body is called by in the text: in the first of its names."""
        out = set()
        for word in fold_word(called[0].replace("_", " ").replace("#", " ")).split() if called else ():
            for form in (word, word.removeprefix("ال"), word.removeprefix("لل"), word.removeprefix("ل"), word.removeprefix("ب")):
                if form in self.words:
                    out.add(self.words[form])
                    break
        return frozenset(out)


def by_relation(statements: Iterable[Statement]) -> Mapping[str, list[Statement]]:
    """Statements by relation, in order."""
    out: dict[str, list[Statement]] = {}
    for one in statements:
        out.setdefault(one.row.relation, []).append(one)
    return out

"""What counts once: near-copies of one text, and claims that end in one source.

Five outlets that quote one observatory are one origin, and so are five that carry one agency's text.  A source that has a
name is its own origin wherever it is quoted; a witness, an unnamed official or a correspondent is that of the outlet that
found him, and so is what an outlet says by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sijill.arabic import fold, fold_word
from sijill.linking.claims import Key
from sijill.records import Event, Reading, Source

COPY = 0.45
"""The Jaccard likeness of word triples from which one text is a copy of the other."""

EXCERPT = 0.75
"""The share of the shorter text's word triples in the longer from which it is an excerpt."""

_ANYBODY = frozenset(("anonymous", "witness", "correspondent", "social_media"))
"""Kinds of sources that only the outlet that spoke with them can answer for."""


class Origin(NamedTuple):
    """Where a claim comes from: ``key`` is equal for claims of one origin, ``name`` is for people."""

    key: str
    name: str


def shingles(text: str) -> frozenset[str]:
    """The word triples of a text, folded."""
    words = fold(text).text.lower().split()  # fold_word would remember every text
    return frozenset(" ".join(words[k : k + 3]) for k in range(max(1, len(words) - 2)))


def near_copies(texts: Mapping[str, str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Groups of reports that are copies or excerpts of one another, each in the order of ``texts``.

    Only ``pairs`` are measured: reports that tell of one incident, since no others can count twice.  What is made of a text is kept from the first pair
    that asks for it to the last pair of it.
    """
    measured = list(pairs)
    last = {doc: k for k, pair in enumerate(measured) for doc in pair}
    sets: dict[str, frozenset[str]] = {}
    home = {doc: doc for doc in texts}

    def root(doc: str) -> str:
        while home[doc] != doc:
            home[doc] = home[home[doc]]
            doc = home[doc]
        return doc

    for k, pair in enumerate(measured):
        a, b = pair
        if root(a) != root(b):
            sets.update((doc, shingles(texts[doc])) for doc in pair if doc not in sets)
            if is_copy(sets[a], sets[b]):
                home[root(b)] = root(a)
        for doc in pair:
            if last[doc] == k:
                sets.pop(doc, None)
    groups: dict[str, list[str]] = {}
    for doc in texts:
        groups.setdefault(root(doc), []).append(doc)
    return [group for group in groups.values() if len(group) > 1]


def is_copy(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether one text is a copy or an excerpt of the other."""
    if not a or not b:
        return False
    common = len(a & b)
    return common / (len(a) + len(b) - common) >= COPY or common / min(len(a), len(b)) >= EXCERPT


class Origins:
    """The origins of the claims of some reports.

    ``outlets``: the publisher of each report, or what else it is called. ``copies``: groups of near-copies, the first of each
    stands for all.
    """

    def __init__(self, outlets: Mapping[str, str], copies: Sequence[Sequence[str]] = ()) -> None:
        self.first = {doc: group[0] for group in copies for doc in group}
        self.outlet = {doc: Origin(fold_word(name), name) for doc, name in outlets.items()}
        self._keys: dict[str, str] = {}

    @classmethod
    def of_readings(cls, readings: Iterable[Reading], copies: Sequence[Sequence[str]] = ()) -> Origins:
        """The origins of these readings' claims."""
        return cls({r.doc: r.outlet[0] if r.outlet else r.doc for r in readings}, copies)

    def of_event(self, doc: str, event: Event) -> Origin:
        """The origin of a claim."""
        return self.of(doc, event.attribution)

    def of(self, doc: str, chain: Sequence[Source]) -> Origin:
        """The origin at the inner end of a chain of sources told by a report."""
        doc = self.first.get(doc, doc)
        named = next((s for s in chain if s.kind not in _ANYBODY and s.names), None)
        if named is not None:
            # The last name is the widest known variant's; the folded first serves where the registry knows none.
            folded = [fold_word(n) for n in named.names]
            self._keys.update(dict.fromkeys(folded, min(folded)))
            return Origin(min(folded), named.names[0])
        return self.outlet.get(doc, Origin(fold_word(doc), doc))

    def called(self, name: str) -> Origin:
        """The origin that a person calls so, by any of its names, among those that were asked for so far."""
        return Origin(self._keys.get(fold_word(name), fold_word(name)), name)


def independent(origins: Iterable[tuple[Key, Origin]]) -> dict[str, list[Key]]:
    """The claims of each origin: as many independent origins as keys."""
    out: dict[str, list[Key]] = {}
    for key, origin in origins:
        out.setdefault(origin.key, []).append(key)
    return out

"""What is hidden from whoever reads an export: private persons, witnesses, children; by pseudonyms, masks and coarser places.

A pseudonym is an HMAC-SHA256 of the folded name under a random key that is made for one export and kept nowhere: the same
person has the same pseudonym throughout one export, and nobody, not even who made it, can go back or join two exports.
Masks keep the length of the text, so that offsets stay true.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from sijill.arabic import fold_word
from sijill.knowledge.gazetteer import Gazetteer
from sijill.knowledge.tables import names, rows
from sijill.records import Actor, Event, Reading, Source

MASK = "█"

_WITNESSES = frozenset(("witness", "anonymous", "social_media", "correspondent"))
_MINORS = frozenset(("under_18",))
_HELD = frozenset(("abducted", "arrested", "captured", "recruited", "trained", "missing"))
"""Measures whose victims live, as far as anyone knows."""
_SENSITIVE = frozenset(("sexual_violence", "child_recruitment"))
_DEADLY = frozenset(("killing", "execution", "assassination", "massacre", "body_recovery", "mass_grave", "funeral"))

_WORD = re.compile(r"\w+")
_JOINING = frozenset(("بن", "ابن", "بنت", "ابو", "ابي", "ام", "ال"))
_EVERYDAY = frozenset(("اسماء", "ايه", "امل", "نور", "هدى", "سمر", "شهد", "بشرى", "مني", "علي", "طالب", "طلعت", "سيف", "جمال", "صالح", "كريم", "بان"))
"""Given names that are everyday words: names only before another name."""
_LEADING_ON = frozenset(
    "على عن الى التي الذي الذين اللذين كان كانت قال قالت وقال وقالت اثر جراء خلال بعد قبل منذ عند قرب وهو وهي كما بعدما حيث بينما وكان ضمن دون حتى عبر لدى امام مع".split()
)
"""Words that stand behind a name and are none."""
_CALLED = frozenset("المدعو المدعوه المدعوة يدعى تدعى ويدعى الملقب الملقبة يلقب يكنى المكنى الحاج".split())
"""Words behind which a name stands, whatever it is."""
_FATHER = frozenset(("ابو", "ابا", "ابي", "ام"))
_NEVER = frozenset(("غير", "جو"))
_LONGEST = 6
_HELD_TEXTS = 256
_SHORTEST = 3
"""Letters from which words are hidden wherever they stand."""


def _light(word: str) -> str:
    """Alef forms as one and nothing else, so that علي (a name) is not على (a preposition)."""
    return word.translate(_ALEFS)


_ALEFS = str.maketrans("أإآٱ", "اااا")


class Redactor:
    """Hides, or where ``on`` is false lets everything through. ``hidden`` counts what was."""

    def __init__(self, folders: Iterable[Path], places: Gazetteer, on: bool, hidden: Counter[str] | None = None) -> None:
        self.on, self.hidden = on, Counter() if hidden is None else hidden
        self._key = secrets.token_bytes(32)
        self._seen: set[str] = set()
        self._masked: dict[tuple[str, frozenset[str]], str] = {}
        self.public: set[str] = set()
        """Folded names of whoever the registry knows: bodies, and persons in public life."""
        self.offices: set[str] = set()
        self.given: set[str] = set()
        if not on:
            return
        for folder in folders:
            for name, aliases, led_by in _table(folder / "actors.tsv", ("id", "name", "aliases", "led_by")):
                self.public.update(fold_word(n.strip("?~ ")) for n in (name, *names(aliases), *(p.partition("@")[0] for p in names(led_by))))
            for word, kind in _table(folder / "titles.tsv", ("word", "class"), first=0):
                if kind in ("office", "spokesperson"):
                    self.offices.add(fold_word(word.strip("?~ ")))
            for (listed,) in _table(folder / "given_names.tsv", ("name",), first=0):
                self.given.update(_light(n) for n in names(listed))
        self.given -= _NEVER
        self._places = places.index

    # -- persons ------------------------------------------------------------------------------------------

    def private(self, actor: Actor) -> bool:
        """Whether a party is a person in no public office, or a kind of people told by a person's name."""
        if not self.on or actor.id is not None or any(fold_word(n) in self.public for n in actor.names):
            return False
        if actor.kind == "person":
            return self._named(actor.names) or fold_word(actor.names[0]).split()[0] not in self._office_words
        return actor.kind in ("civilians", "unknown") and self._named(actor.names)

    def whispering(self, source: Source) -> bool:
        """Whether a source is one that publication could harm."""
        return self.on and source.kind in _WITNESSES and not any(fold_word(n) in self.public for n in source.names)

    def person(self, called: Sequence[str]) -> str:
        """The pseudonym of a person."""
        return self._pseudonym("person", called)

    def source(self, called: Sequence[str]) -> str:
        """The pseudonym of a source."""
        return self._pseudonym("source", called)

    def account(self, who: str) -> str:
        """The pseudonym of somebody who works on the register."""
        return self._pseudonym("account", [who]) if self.on else who

    def exposes(self, event: Event) -> bool:
        """Whether the exact place of an event could lead to a living private person, or to a child."""
        if not self.on:
            return False
        if event.type in _SENSITIVE:
            return True
        if any(f.measure in _HELD and _MINORS & set(f.attributes) for f in event.figures):
            return True
        dead = event.type in _DEADLY or any(f.measure == "killed" for f in event.figures)
        return not dead and any(self.private(a) for a in (*event.agent, *event.target))

    # -- texts --------------------------------------------------------------------------------------------

    def words(self, reading: Reading) -> frozenset[str]:
        """The folded words by which a report names its private persons and sources."""
        if not self.on:
            return frozenset()
        found: set[str] = set()
        for event in reading.events:
            for actor in (*event.agent, *event.target):
                if self.private(actor):
                    found.update(self._identifying(actor.names))
            for source in (*event.attribution, *(s for f in event.figures for s in f.attribution)):
                if self.whispering(source) and self._named(source.names):
                    found.update(self._identifying(source.names))
        return frozenset(found)

    def mask(self, text: str, private: frozenset[str] = frozenset()) -> str:
        """The text with names of private persons blacked out, as long as before.

        ``private`` are the words that its report names them by; besides, every given name with what follows it as a name does, unless
        the registry or the gazetteer knows the whole as a body, a person in public life or a place.
        """
        if not self.on or not text:
            return text
        tokens = [(m.start(), m.end()) for m in _WORD.finditer(text)]
        folded = [_folded(text[a:b]) for a, b in tokens]
        light = [_light(text[a:b]) for a, b in tokens]
        out, at, after, ended = list(text), 0, False, False
        while at < len(tokens):
            known = self._known(folded, at)
            if known and not (known == 1 and (folded[at] in private or light[at] in _FATHER)):
                at, after = at + known, False
                continue
            hide = bool(private & _stems(folded[at]))
            given = ""
            if not hide and at and light[at - 1] in _CALLED:
                hide, ended, given = True, False, light[at]
            # أبو with a word behind it that no table knows as a place or a body is how fighters and elders are called.
            if not hide and light[at] in _FATHER and at + 1 < len(tokens) and self._surname(text, tokens, light, at + 1):
                hide, ended, given = True, False, light[at]
            if not hide:
                given = next((w for w in _stems(light[at]) if w in self.given), "")
                follows = at + 1 < len(tokens) and self._goes_on(text, tokens, light, at + 1)
                hide = bool(given) and (given not in _EVERYDAY or follows or after)
                if after and not hide:
                    # One word behind the given names, for whoever hides too much does less harm than whoever hides too little.
                    hide = self._goes_on(text, tokens, light, at) or (not ended and self._surname(text, tokens, light, at))
                    ended = True
                elif given:
                    ended = False
            if hide:
                a, b = tokens[at]
                out[a:b] = MASK * (b - a)
                self.hidden["words masked in texts"] += 1
            after = hide
            at += 1
        return "".join(out)

    def report(self, text: str, readings: Iterable[Reading], also: str | None = None) -> str:
        """A report's text, as long as before: besides what ``mask`` hides, whatever characters its readings took for a private person,
        and for a place that could lead to one. ``also``: another text to hide the same in, such as the report's title."""
        if not self.on:
            return text if also is None else also
        read = list(readings)
        shown = text if also is None else also
        private = frozenset[str]().union(*(self.words(r) for r in read))
        kept = (shown, private)
        if kept in self._masked:
            return self._masked[kept]
        out = self.mask(shown, private)
        hidden = set[str]()
        for event in (e for r in read for e in r.events):
            hidden.update(text[a.start : a.end] for a in (*event.agent, *event.target) if self.private(a))
            if self.exposes(event):
                hidden.update(text[p.start : p.end] for p in event.places)
        for words in sorted((w for w in hidden if len(w) >= _SHORTEST), key=len, reverse=True):
            at = shown.find(words)
            while at >= 0:
                out = out[:at] + MASK * len(words) + out[at + len(words) :]
                at = shown.find(words, at + 1)
        # The events of a report come one after another: few texts in memory serve them all.
        if len(self._masked) >= _HELD_TEXTS:
            self._masked.pop(next(iter(self._masked)))
        self._masked[kept] = out
        return out

    def _goes_on(self, text: str, tokens: Sequence[tuple[int, int]], light: Sequence[str], at: int) -> bool:
        """Whether a word goes on with a name begun just before it."""
        if text[tokens[at - 1][1] : tokens[at][0]].strip(" \u200f"):
            return False
        return light[at] in _JOINING or light[at] in self.given

    def _surname(self, text: str, tokens: Sequence[tuple[int, int]], light: Sequence[str], at: int) -> bool:
        """Whether a word may be the family name behind a given name: whatever stands there but the words that lead on."""
        gap = text[tokens[at - 1][1] : tokens[at][0]]
        return not gap.strip(" \u200f") and len(light[at]) > 2 and light[at] not in _LEADING_ON and not light[at].isdigit()

    def _known(self, folded: Sequence[str], at: int) -> int:
        """How many words from here are one name of the registry or the gazetteer; 0 for none."""
        for length in range(min(_LONGEST, len(folded) - at), 0, -1):
            first = _stems(folded[at])
            rest = " ".join(folded[at + 1 : at + length])
            for stem in first:
                phrase = f"{stem} {rest}" if rest else stem
                if phrase in self.public or (phrase in self._places and (length > 1 or stem not in self.given)):
                    return length
        return 0

    def _named(self, called: Iterable[str]) -> bool:
        """Whether words of a name are given names."""
        return any(w in self.given for name in called for w in map(_light, name.split()))

    def _identifying(self, called: Iterable[str]) -> Iterable[str]:
        """The words that tell one person from another: not titles, nor words of two letters."""
        for name in called:
            for word in name.split():
                folded = _folded(word)
                if len(folded) > 2 and folded not in self._office_words and (_light(word) not in _EVERYDAY):
                    yield folded

    @property
    def _office_words(self) -> frozenset[str]:
        return _first_words(frozenset(self.offices))

    def _pseudonym(self, kind: str, called: Sequence[str]) -> str:
        own = fold_word(called[0]) if called else ""
        named = f"{kind}-{hmac.new(self._key, own.encode(), sha256).hexdigest()[:10]}"
        if named not in self._seen:
            self._seen.add(named)
            self.hidden[f"{kind}s under a pseudonym"] += 1
        return named


def _table(path: Path, columns: tuple[str, ...], first: int = 1) -> Iterable[list[str]]:
    if path.is_file():
        for _, cells in rows(path, columns):
            yield cells[first:]


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return fold_word(word)


@lru_cache(maxsize=65536)
def _stems(word: str) -> frozenset[str]:
    """A word, and without the letters that are written with it."""
    out = {word}
    for clitic in ("و", "ف", "ب", "ل", "ك"):
        if word.startswith(clitic) and len(word) > 3:
            out.add(word[1:])
    return frozenset(out)


@lru_cache(maxsize=4)
def _first_words(offices: frozenset[str]) -> frozenset[str]:
    return frozenset(o.split()[0] for o in offices if o)

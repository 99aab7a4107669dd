"""The report under reading: tokens, what the lexicon says of each, and the mentions found so far."""

from __future__ import annotations

from typing import Final

from sijill.arabic import Sentence, Text
from sijill.arabic.ordered import bisect_left
from sijill.knowledge.bits import ASKED, G_NEW, G_THAT, PEOPLE, ROLES, SLOTS, TOLL
from sijill.knowledge.lexicon import NO_SENSES, Info, Lexicon, Sense

_PARTING: Final = frozenset((":", "؛", "|", "•", "▪", "–", "—", "-", "/"))
"""Marks between clauses that share no subject."""
_NONE: Final[list[int]] = []


class Document:
    """Tokens with their lexicon entries; the dimension readers add their mentions here."""

    __slots__ = ("breaks", "headed", "info", "lexicon", "lights", "links", "places", "sentence_of", "text")

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.info: list[Info] = []
        """What the lexicon says of each token."""
        self.places: list[list[int]] = [[] for _ in ASKED]
        """The tokens with a sense in each class that is asked for, in text order."""
        self.lights: list[int] = []
        """Tokens that can be light verbs (شن، تعرض), in text order."""
        places, infos, lights = self.places, self.info, self.lights
        for i, word in enumerate(text.words):
            # one look at the word, which leads to all that the lexicon knows of it
            info = word.entry
            if not isinstance(info, Info) or info.owner is not lexicon:
                info = lexicon.entry(word)
            infos.append(info)
            if info.light:
                lights.append(i)
            for slot in info.slots:
                places[slot].append(i)
        self.breaks: list[int] | None = None
        """Tokens at which a new main clause begins; filled by :mod:`sijill.reading.clauses` when first asked for."""
        self.links: list[str] = []
        """What tokens announce of the order of acts in time, "" for most; filled by the room ``event`` when first asked for."""
        self.sentence_of: list[int] = []
        size = len(text)
        for number, sentence in enumerate(text.sentences):
            of = self.sentence_of
            of += [0] * (sentence.first - len(of))
            of += [number] * (sentence.last - sentence.first)
        self.sentence_of += [0] * (size - len(self.sentence_of))

        self.headed = self._headed()
        """True when the first line is a headline: another line follows and no full stop closes it."""

    def _headed(self) -> bool:
        for number, sentence in enumerate(self.text.sentences):
            if sentence.line:
                before = self.text.sentences[number - 1]
                return before.last < len(self.text) and self.text.forms[before.last] != "."
        return False

    def in_headline(self, sentence: int) -> bool:
        """True for a sentence of the headline."""
        return self.headed and self.text.sentences[sentence].line == 0

    def having(self, cls: str, first: int = 0, last: int | None = None) -> list[int]:
        """The tokens of ``[first, last)`` with a sense in a class, in text order: rules run only around hits; not to be changed."""
        slot = SLOTS.get(cls)
        if slot is None:
            end = len(self.info) if last is None else min(last, len(self.info))
            return [k for k in range(max(first, 0), end) if cls in self.info[k].by]
        found = self.places[slot]
        if last is None:
            return found[bisect_left(found, first) :] if first else found
        if not found or found[-1] < first or found[0] >= last:
            return _NONE
        return found[bisect_left(found, first) : bisect_left(found, last)]

    def senses(self, i: int, cls: str) -> list[Sense]:
        """The senses of token ``i`` in a class, least cut first; not to be changed."""
        info = self.info[i]
        # words of no class, which are half of all, are known without a look-up
        return info.by.get(cls, NO_SENSES) if info.mask else NO_SENSES

    def light(self, first: int, last: int) -> list[int]:
        """The tokens of ``[first, last)`` that can be light verbs, in text order."""
        lights = self.lights
        return lights[bisect_left(lights, first) : bisect_left(lights, last)] if lights else lights

    def sense(self, i: int, cls: str, key: str | None = None) -> Sense | None:
        """The sense of token ``i`` in a class (and with a key), where its further words follow; longest first."""
        info = self.info[i]
        senses = info.by.get(cls) if info.mask else None
        if senses is None:
            return None
        best: Sense | None = None
        for sense in senses:
            if key is not None and sense.key != key:
                continue
            if sense.lead and not self.complete(i, sense):
                continue
            if best is None or len(sense.rest) > len(best.rest):
                best = sense
        return best

    def people(self, i: int) -> Sense | None:
        """The sense of token ``i`` as a word for people: asked so often that the words of other classes are left out first."""
        return self.sense(i, "people") if self.info[i].mask & PEOPLE else None

    def toll(self, i: int) -> Sense | None:
        """The sense of token ``i`` as a noun of casualty."""
        return self.sense(i, "toll") if self.info[i].mask & TOLL else None

    def bare(self, i: int, cls: str) -> bool:
        """True when token ``i`` is a word of a class with nothing glued to it."""
        for s in self.senses(i, cls):
            if not s.clitics and not s.pronoun:
                return True
        return False

    def complete(self, i: int, sense: Sense) -> bool:
        """True when the further words of a sense stand behind token ``i``; mostly the first of them tells at once that they do not."""
        if not sense.lead:
            return True
        i += 1
        return i < len(self.info) and self.info[i].stands_for & sense.lead != 0 and self.follows(i, sense.rest)

    def follows(self, i: int, words: tuple[str, ...]) -> bool:
        """True when the folded words stand at token ``i``, the article of each being optional."""
        forms = self.text.forms
        if i + len(words) > len(forms):
            return False
        for word in words:
            form = forms[i]
            i += 1
            # the plain comparison first, then the lengths, since these nearly always decide: no string is made
            if form != word:
                more = len(form) - len(word)
                if not (
                    (more == 2 and form.startswith("ال") and form.endswith(word))
                    or (more == 1 and form.endswith("ا") and form.startswith(word))
                ):
                    return False
        return True

    def plays(self, i: int, roles: int) -> bool:
        """True when token ``i`` is a function word with one of the roles (``G_THAT | G_REL``), its further words behind it."""
        if not 0 <= i < len(self.info):
            return False
        info = self.info[i]
        if info.roles & roles:
            return True
        if info.led & roles:
            for s in info.particles:
                if s.lead and ROLES.get(s.key, 0) & roles and self.complete(i, s):
                    return True
        return False

    def is_g(self, i: int, key: str, other: str | None = None, third: str | None = None) -> bool:
        """True when token ``i`` is a function word with one of the roles; for more of them see ``is_one_g``."""
        if not 0 <= i < len(self.info):
            return False
        for s in self.info[i].particles:
            if (s.key == key or s.key == other or s.key == third) and (not s.lead or self.complete(i, s)):
                return True
        return False

    def is_one_g(self, i: int, keys: tuple[str, ...]) -> bool:
        """True when token ``i`` is a function word with one of many roles."""
        if not 0 <= i < len(self.info):
            return False
        for s in self.info[i].particles:
            if s.key in keys and (not s.lead or self.complete(i, s)):
                return True
        return False

    def opens_clause(self, i: int) -> bool:
        """True where token ``i`` opens its sentence or a clause: behind a mark that parts clauses, فيما or أن."""
        first = self.sentence(i).first
        k = i - 1
        while k >= first and self.text.kinds[k] in "pn":  # the hour before an entry of a live blog
            if self.text.forms[k] in _PARTING:
                return True
            k -= 1
        if k < first:
            return True
        if k < i - 1:
            return False
        return self.plays(k, G_THAT) or (self.plays(k, G_NEW) and self.text.forms[k] not in ("قبل", "غير", "بعدما"))

    def accusative(self, i: int) -> bool:
        """True for an indefinite accusative, with its mark (ضابطاً) or as it is mostly written (ضابطا)."""
        form = self.text.forms[i]
        if not form.endswith("ا"):
            return False
        if self.text.word(i).endswith(("اً", "ًا")):
            return True
        return any(s.pos in "na" and s.form.form == s.lemma + "ا" for senses in self.info[i].by.values() for s in senses)

    def sentence(self, i: int) -> Sentence:
        """The sentence that holds token ``i``."""
        return self.text.sentences[self.sentence_of[i]]

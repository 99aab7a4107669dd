"""Names of the registry in a text, and what the report has named so far: repeats and pronouns lead back to it."""

from __future__ import annotations

import re
from typing import Final

from sijill.arabic import Sentence, fold_word, proclitic_variants
from sijill.knowledge.actors import Entry, Name, Opening, Registry
from sijill.knowledge.bits import (
    ACTS,
    ACTS_ALONE,
    CLAN,
    HEAD,
    MEANS,
    PEOPLE,
    POST,
    PROFILE,
    REALIS,
    SPEECH,
    G,
)
from sijill.knowledge.lexicon import NO_SENSES
from sijill.reading.document import Document
from sijill.reading.number.number_lexicon import lexicon
from sijill.reading.party.gender import feminine
from sijill.reading.party.mention import ActorMention

MILITIA: Final = re.compile("مي?لي?شيا")
_GLUED: Final = ("و", "ل", "ب", "ف")
_QUOTES: Final = re.compile("[\"'“”«»„‟#]")
_NEAR: Final = 4
"""How many bodies back a pronoun may point."""
_SUBJECT: Final = 3
"""Mentions that make a body the subject of its report."""
_BESIDE: Final = 3
"""Tokens that may stand beside the issuer on its line: المركز الإعلامي ل…"""
_SIGNED: Final = 12
"""Tokens of a line that only names who issues a communiqué."""
_UNKNOWN: Final = "unknown-gunmen"
"""Registry id of people whom nobody knows: no body that عناصره could mean."""
_GENERIC_KINDS: Final = frozenset(("armed_group", "state_force"))


_KEYS: Final[dict[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]] = {}
_KEPT: Final = 20_000
"""Names remembered; a long run must not grow without bound."""


def _keys_and_heads(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names folded, and their first words without the article: what repeats and references are known by; remembered."""
    found = _KEYS.get(names)
    if found is None:
        if len(_KEYS) > _KEPT:
            _KEYS.clear()
        found = _KEYS[names] = _make_keys_and_heads(names)
    return found


def _make_keys_and_heads(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    keys = tuple(dict.fromkeys(fold_word(name) for name in names))
    heads = (MILITIA.sub("مليشيا", key).split()[:1] for key in keys)
    return keys, tuple(dict.fromkeys(word.removeprefix("ال") for head in heads for word in head))


def _heads_of(mention: ActorMention) -> tuple[str, ...]:
    naming = mention.still_named()
    if naming is None:
        return _keys_and_heads(tuple(mention.names))[1]
    if naming.heads is None:
        naming.heads = _make_keys_and_heads(tuple(naming.names))[1]
    return naming.heads


_UNQUOTED: Final[dict[str, str]] = {}


def _unquoted(written: str) -> str:
    """A phrase without its quotation marks and hashes, one blank between its words; remembered."""
    found = _UNQUOTED.get(written)
    if found is None:
        if len(_UNQUOTED) > _KEPT:
            _UNQUOTED.clear()
        found = _UNQUOTED[written] = " ".join(_QUOTES.sub("", written).split())
    return found


_VOICED: Final = frozenset(("say", "accuse", "deal", "refuse", "appoint"))
"""Frames of what a state does by word: its capital stands for it there."""
_OF_FORCES: Final = frozenset(("arrest", "raid", "release", "attack_on_civilians", "manhunt", "sweep_operation"))
"""What forces of order do, and others rarely do to them."""
_DEEDS: Final = _VOICED | {"strike", "attack", "free", "aid", "send", "exchange", "act", "call"}
"""Frames that a capital may be the subject of where it stands first: واشنطن تفرج عن خمسة معتقلين."""
ISSUERS: Final = frozenset(("armed_group", "state_force", "organisation", "state"))
"""Kinds of bodies that issue communiqués."""


_MET: Final = 1000
"""Votes of a body that the report has named in full: more than places can give."""


_HOME: Final = 2
"""Places and bodies of a country from which on a report is about it."""


_NO_NAMES: Final[tuple[tuple[str, Name], ...]] = ()


def alone(sentence: Sentence, m: ActorMention) -> bool:
    """True for a body that stands for itself on a line: who heads or signs a communiqué."""
    return m.kind in ISSUERS and sentence.last - sentence.first <= m.last - m.first + _BESIDE


class Names:
    """Registry names at a token, and the memory of what was met."""

    def __init__(self, doc: Document, registry: Registry, dates: set[int], places: set[int], home: dict[str, int], towns: set[int]) -> None:
        self.doc, self.registry, self.dates, self.places = doc, registry, dates, places
        self.home, self.towns = home, towns
        self.text = doc.text
        self.forms = doc.text.forms
        self.numerals = lexicon().entries
        self.out: list[ActorMention] = []
        self.surnames: dict[str, ActorMention] = {}
        self.repeated: set[str] = set()
        """Forms in which a family name met so far may come again, its conjunction or preposition glued to it."""
        # What was met so far, so that no look back costs more in a longer text.
        self.met: set[str | None] = set()
        self.named: dict[str, ActorMention] = {}
        self.mentioned: dict[str, int] = {}
        self.headed: dict[str, ActorMention] = {}
        self.listed: dict[str, ActorMention] = {}
        self.group_before: ActorMention | None = None
        self.bodies: list[ActorMention] = []
        self.party_before: ActorMention | None = None
        self.own: ActorMention | None = None
        self.pair: tuple[int, int, str] | None = None
        """Where the second body of a head in the dual may begin, the head and its kind."""
        self.own_sought = False

    def note_surname(self, surname: str, mention: ActorMention) -> None:
        """Note a person by the family name, by which a report mostly names him again."""
        self.surnames[surname] = mention
        self.repeated.add(surname)
        for letter in _GLUED:
            self.repeated.add(letter + surname)
        if surname.startswith("ال"):
            self.repeated.add("ل" + surname[2:])  # للحسن, ل + الحسن
            self.repeated.add("لل" + surname[2:])

    def remember(self, mention: ActorMention) -> None:
        """Note what later references, repeated names and ambiguous names may mean."""
        self.met.add(mention.id)
        if mention.id is not None and mention.id in self.registry.actors:
            country = self.registry.actors[mention.id].country
            self.home[country] = self.home.get(country, 0) + 1
        if mention.cls in ("unit", "registry"):
            for key in mention.folded():
                self.named[key] = mention
        target = mention.of or mention
        if target.cls not in ("registry", "unit"):
            return
        if target.kind in _GENERIC_KINDS and target.id != _UNKNOWN:
            self.party_before = target
            self.bodies.append(target)
        if target.rule == "actors.unit_bare":
            return
        body = target.id or target.names[0]
        self.mentioned[body] = self.mentioned.get(body, 0) + 1
        written = _keys_and_heads((self.plain(mention.first, mention.last, mention.clitics),))[1]
        for heads, known in ((written, self.headed), (_heads_of(target), self.listed)):
            for head in heads:
                before = known.get(head)
                if before is not None and self.mentioned[body] == 1 and self.mentioned.get(before.id or before.names[0], 0) >= _SUBJECT:
                    continue  # a body named in passing does not take the word from the one the report is about
                known[head] = target
        if target.kind == "armed_group":
            self.group_before = target

    def stands(self, i: int, words: tuple[str, ...]) -> bool:
        """True where the words stand at token ``i`` as they are."""
        forms = self.forms
        if i + len(words) > len(forms):
            return False
        for word in words:
            if forms[i] != word:
                return False
            i += 1
        return True

    def match(self, i: int, opening: Opening) -> tuple[str, Name] | None:
        forms = self.forms
        if i + 1 < len(forms):
            pairs = opening.longer.get(forms[i + 1], _NO_NAMES)
            for pair in pairs:
                name = pair[1]
                words = len(name.rest)
                if words > 1 and not self.stands(i + 1, name.rest):
                    continue
                if not name.ambiguous or self.in_context(i, words + 1, name.entry):
                    return self.of_here(pair, pairs)
        for pair in opening.single:
            if not pair[1].ambiguous or self.in_context(i, 1, pair[1].entry) or (pair[1].entry.kind == "state_force" and self.at_home(pair[1].entry)):
                return self.of_here(pair, opening.single)
        return None

    def at_home(self, entry: Entry) -> bool:
        """Whether the report is about the country of a body, so that «الجيش» alone is its army."""
        votes = self.home.get(entry.country, 0)
        return votes >= _HOME and votes == max(self.home.values())

    def of_here(self, pair: tuple[str, Name], pairs: tuple[tuple[str, Name], ...]) -> tuple[str, Name]:
        """Of the bodies of several countries that share an ambiguous name (الجيش، الدفاع المدني), the one met already, else
        that of the country whose places the report names most; nobody in particular where it names only places of others."""
        chosen = pair[1]
        if not chosen.ambiguous or not self.home:
            return pair
        rivals = [p for p in pairs if p[0] == pair[0] and p[1].rest == chosen.rest and p[1].ambiguous]
        if len(rivals) < 2 or all(p[1].entry.country == chosen.entry.country for p in rivals):
            return pair
        best, most = (pair[0], chosen.of_nobody()), 0
        for p in rivals:
            entry = p[1].entry
            votes = self.home.get(entry.country, 0) + (_MET if entry.id in self.met else 0)
            if votes > most:
                best, most = p, votes
        return best

    def in_context(self, i: int, length: int, entry: Entry) -> bool:
        """An ambiguous name counts in quotation marks, behind a head noun or its weapons, or once its full name was met."""
        if i in self.text.pre and (i + length - 1) in self.text.post:
            return True
        if entry.id in self.met and not (entry.kind == "state" and i in self.towns):
            return True  # but وشهدت بغداد احتجاجات: a capital is a town where no state acts
        if length == 1 and self.forms[i].endswith("النظام"):
            return True
        if entry.kind != "person" and self.acting(i, i + length, entry.kind == "state"):
            return True
        if i > 0 and (self.sided(i, i + length) or (length == 1 and self.doer(i, entry.kind))):
            return True
        if entry.kind == "state" and i + length < len(self.forms) and any(s.key == "noun" for s in self.doc.info[i + length].by.get("charge", ())):
            return True  # حمّل المتحدث واشنطن المسؤولية
        if entry.kind == "armed_group" and self.forms[i].startswith("و") and self.out and self.out[-1].last == i and self.out[-1].cls == "registry" and self.out[-1].kind == "armed_group":
            return True  # الجهاد الإسلامي وحماس
        if i > 1 and self.forms[i - 1] == "من" and self.doc.info[i - 2].mask & (HEAD | PEOPLE) and entry.kind == "armed_group":
            return True  # عناصر من القاعدة
        return i > 0 and self.doc.info[i - 1].mask & (HEAD | PEOPLE | MEANS) != 0

    def sided(self, i: int, last: int) -> bool:
        """True for one of two sides, where the other is a listed name as well: بين فتح وحماس."""
        forms = self.forms
        if self.doc.info[i].mask & (HEAD | CLAN):
            return False  # والقوات الروسية، وآل راشد: the name goes on
        before = self.out[-1] if self.out and self.out[-1].last == i else None
        if before is not None and before.first and forms[before.first - 1] == "بين":
            return forms[i].startswith("و") and before.kind != "civilians"
        if forms[i - 1] != "بين" or last >= len(forms) or not forms[last].startswith("و"):
            return False
        return self.registry.table.opening(forms[last]) is not None

    def doer(self, i: int, kind: str) -> bool:
        """True right behind a verb that only such a party does: أصدر الدبيبة قراراً، اعتقل الأمن شابين."""
        if kind == "person":
            return self._acts(i - 1, _VOICED)
        if kind != "state_force":
            return False
        verbs = [s for s in self.doc.info[i - 1].by.get("trigger", NO_SENSES) if s.pos == "v" and not s.pronoun and s.clitics in ("", "و", "ف")]
        fires = i + 1 < len(self.forms) and self.doc.info[i + 1].mask & MEANS
        return any(s.key in _OF_FORCES or (fires and s.frame in ("attack", "fire", "act")) for s in verbs)

    def acting(self, i: int, last: int, capital: bool) -> bool:
        """True where ``[i, last)`` is the subject of a verb: حماس تعلن، اتهمت أنقرة; a capital only where states act."""
        if last < len(self.forms) and self.doc.opens_clause(i) and self._acts(last, _DEEDS if capital else None):
            return True
        if not capital and self.forms[last : last + 1] == [":"] and self.doc.opens_clause(i):
            return True  # القسام: استهدفنا …
        if not capital or i == self.doc.sentence(i).first or self.text.kinds[i - 1] != "w":
            return False
        before = self.out[-1] if self.out and self.out[-1].last == i else None
        if before is not None:  # اتهمت موسكو واشنطن
            return before.kind in ISSUERS and before.first > 0 and self._acts(before.first - 1, _VOICED)
        return self._acts(i - 1, _VOICED)

    def _acts(self, k: int, frames: frozenset[str] | None) -> bool:
        by = self.doc.info[k].by
        if not self.doc.info[k].mask & (SPEECH | REALIS | ACTS):
            return False
        if any(s.pos == "v" and not s.pronoun and not s.rest for s in by.get("speech", NO_SENSES)):
            return True
        if any(s.pos == "v" and s.key == "plan" and not s.pronoun and not s.near for s in by.get("realis", NO_SENSES)):
            return True  # قررت الخرطوم، تعتزم واشنطن
        return any(
            s.pos == "v" and not s.pronoun and s.clitics in ("", "و", "ف") and (frames is None or s.frame in frames)
            for s in by.get("trigger", NO_SENSES)
        )

    def known(self, i: int) -> ActorMention | None:
        registry = self.registry
        info = self.doc.info[i]
        if info.named < 0:
            info.opened, info.shown = registry.table.opening(self.forms[i]), registry.outlet_table.opening(self.forms[i])
            info.named = 1 if info.opened or info.shown else 0
        if not info.named:
            return None
        opening = info.opened
        hit = self.match(i, opening) if opening else None
        cls = "registry"
        if hit is None:
            opening = info.shown
            hit = self.match(i, opening) if opening else None
            cls = "outlet"
        if hit is None or (i in self.places and not (hit[1].rest and self.doc.info[i].mask & HEAD) and not self.owner(i, hit)):
            return None  # but جبهة النصرة is no front, قوات الأمن no site
        clitics, name = hit
        last = i + 1 + len(name.rest)
        entry = name.entry
        kind = entry.kind
        if kind == "monitor":
            kind = "organisation"
        if entry.kind == "person":
            surname = self.forms[last - 1]
            if surname not in self.surnames:
                self.note_surname(surname, ActorMention(i, last, i, list(entry.names), "person", "person", "actors.registry", entry.id))
        mention = ActorMention(i, last, i, [], kind, cls, f"actors.{cls}", entry.id or None, clitics=clitics)
        return mention.known_as(entry.as_written(self.plain(i, last, clitics)))

    def owner(self, i: int, hit: tuple[str, Name]) -> bool:
        """True for a body behind ل in what is also the name of a site: نقطة للبيشمركة."""
        return hit[0][:1] == "ل" and hit[1].entry.kind in _GENERIC_KINDS and i > 0 and self.doc.info[i - 1].mask & POST != 0

    def plain(self, first: int, last: int, clitics: str) -> str:
        """The phrase as written, without the clitics that do not belong to the name."""
        written = self.text.slice(first, last)
        if last == first + 1 and not clitics and self.forms[first] >= "\x80":
            return written  # an Arabic word holds neither blanks nor quotation marks
        if not clitics:
            return _unquoted(written)
        if last > first + 1 or self.forms[first] < "\x80":
            written = _unquoted(written)
        for letter in clitics.replace("ال", "").replace("لل", "ل"):
            if written[:1] == letter:
                written = written[1:]
        if clitics.endswith("ل") and written[:1] == "ل" and fold_word(written.split()[0]) != self.forms[first]:
            bare = fold_word(written.split()[0])
            if "ا" + bare in self.registry.table.by_first or clitics.endswith("لل"):
                written = "ا" + written  # للفيلق is ل + الفيلق
        return " ".join(written.split())

    def stops(self, i: int) -> bool:
        """True when token ``i`` cannot continue a name."""
        if i >= len(self.forms):
            return True
        kind = self.text.kinds[i]
        if (kind != "w" and kind != "n") or i in self.dates:
            return True
        info = self.doc.info[i]
        mask = info.mask
        if mask & (G | SPEECH) or (mask & REALIS and not self.forms[i].startswith("ال")):
            return True
        if mask & PROFILE:
            for s in info.by["profile"]:
                if s.frame == "under" and s.clitics == "ب":
                    return True  # الحركة الشعبية شمال بقيادة عبد العزيز الحلو
        return mask & ACTS_ALONE != 0 and not mask & CLAN

    def quoted(self, i: int) -> int:
        """End of a quotation that opens at token ``i``, or 0."""
        if i not in self.text.pre:
            return 0
        for k in range(i, min(i + 7, len(self.forms))):
            if k in self.text.post and self.text.kinds[k] != "p":
                return k + 1
        return 0

    def last_party(self, pronoun: str = "") -> ActorMention | None:
        """The last body named, of those that a pronoun ه or ها agrees with."""
        if pronoun in ("ه", "ها"):
            for body in reversed(self.bodies[-_NEAR:]):
                word = self.forms[body.first]
                head = next((stem for cut, stem in proclitic_variants(word) if cut == body.clitics), word).removeprefix("ال")
                gender = feminine(head)
                if gender is None or gender == (pronoun == "ها"):
                    return body
        return self.party_before

    def own_body(self) -> ActorMention | None:
        """Who says مقاتلونا: the body that heads or signs the communiqué, else the first one it names."""
        if not self.own_sought:
            self.own_sought = True
            sentences = self.text.sentences
            signed = [s for s in [*sentences[:3], *reversed(sentences[-4:])] if s.last - s.first <= _SIGNED]
            for sentence in [*signed, *sentences]:
                for k in range(sentence.first, sentence.last):
                    found = self.known(k) if self.text.kinds[k] == "w" and k not in self.dates else None
                    if found is not None and found.cls == "registry" and found.id != _UNKNOWN and (found.kind in _GENERIC_KINDS or alone(sentence, found)):
                        self.own = found
                        return found
        return self.own

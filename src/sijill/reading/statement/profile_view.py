"""Looking around a word of a profile statement: whose subject, which object, which place, number and date.

All methods take and give token indexes.  A subject that is only a pronoun or the person of a verb is the
body the text speaks of (``topic``): nearest, in subject position, of fitting gender, often named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sijill.arabic import fold_word, governing
from sijill.arabic.ordered import bisect_left
from sijill.knowledge.bits import G_REL, HEAD, PEOPLE, PROFILE, TIE, G
from sijill.knowledge.lexicon import NO_SENSES, Lexicon, Sense
from sijill.reading.date.calendar import DateMention
from sijill.reading.document import Document
from sijill.reading.number.numbers import Quantity
from sijill.reading.party.actors import ActorMention
from sijill.reading.statement.profile_rows import Book, Phrase, body_key

if TYPE_CHECKING:
    from sijill.reading.place.places import PlaceMention

BODY_KINDS: Final = frozenset(("armed_group", "state_force", "organisation", "state"))
GROUP_KINDS: Final = frozenset(("armed_group", "state_force", "organisation"))
_BODY_CLASSES: Final = frozenset(("registry", "unit", "reference", "people"))
_SEPARATORS: Final = frozenset(("،", ",", "-", "(", ")"))
_NO_COUNT: Final = frozenset(("ordinal", "percent", "fraction"))
_COSTS: Final = {"line": 5, "object": 25, "governed": 12, "members": 3, "other_kind": 4, "no_militia": 30,
          "other_word": 8, "gender": 10, "minor": 5, "relative": 6}  # fmt: skip
_TOO_FAR: Final = 45


class View:
    """A report seen from its profile words."""

    def __init__(
        self,
        doc: Document,
        actors: list[ActorMention],
        numbers: list[Quantity],
        dates: list[DateMention],
        places: list[PlaceMention],
        book: Book,
    ) -> None:
        self.doc, self.text, self.forms, self.kinds = doc, doc.text, doc.text.forms, doc.text.kinds
        self.actors, self.numbers, self.dates, self.places = actors, numbers, dates, places
        self.book = book
        self.size = len(self.forms)
        self._cover = [-1] * self.size
        for k, m in enumerate(actors):
            for i in range(m.first, min(m.last, self.size)):
                self._cover[i] = k
        self._number_at = [q.core_first for q in numbers]
        self._date_at = [d.first for d in dates]
        self._place_at = [p.first for p in places]
        self._actor_at = [m.first for m in actors]
        self._weights: dict[str, int] | None = None
        self._named: dict[str, ActorMention] | None = None

    # ------------------------------------------------------------------ words

    def end(self, i: int) -> int:
        """End of the sentence of token ``i``."""
        return self.doc.sentence(i).last if i < self.size else self.size

    def is_word(self, i: int, role: str) -> bool:
        """True when token ``i`` is a word of the role (class ``profile_word``)."""
        return 0 <= i < self.size and self.doc.sense(i, "profile_word", role) is not None

    def says(self, i: int, frame: str) -> bool:
        """True when token ``i`` has a profile sense of the construction."""
        return any(s.frame == frame for s in self.doc.senses(i, "profile"))

    def first_word(self, m: ActorMention, role: str) -> bool:
        """True when some name of the body begins with a word of the role."""
        return any(_begins(self.doc.lexicon, n, role) for n in m.names)

    def stops(self, k: int) -> bool:
        """True when token ``k`` ends a noun phrase: a function word or a verb."""
        by = self.doc.info[k].by
        if "g" in by or "speech" in by or "realis" in by:
            return True
        return any(s.pos == "v" and not s.near for cls in ("trigger", "profile") for s in by.get(cls, NO_SENSES))

    def real(self, i: int, sense: Sense) -> bool:
        """False for a verb that is negated, future or in a purpose clause."""
        return sense.clitics[-1:] not in ("س", "ل") and not self.is_word(i - 1, "unreal")

    def relative(self, k: int) -> bool:
        """True when token ``k`` is a relative pronoun."""
        return k >= 0 and self.doc.plays(k, G_REL)

    # ------------------------------------------------------------------ mentions

    def over(self, i: int) -> ActorMention | None:
        """The party mention that covers token ``i``."""
        k = self._cover[i] if 0 <= i < self.size else -1
        return self.actors[k] if k >= 0 else None

    def at(self, i: int) -> ActorMention | None:
        """The party mention that begins at token ``i``."""
        m = self.over(i)
        return m if m is not None and m.first == i else None

    def near(self, i: int, reach: int) -> ActorMention | None:
        """The first mention that begins within ``reach`` tokens of ``i``, no comma between."""
        for j in range(i, min(i + reach, self.end(i))):
            if self.kinds[j] == "p" and self.forms[j] != "(":
                return None
            found = self.at(j)
            if found is not None:
                return found
        return None

    def ending_at(self, i: int, adjectives: bool = True) -> ActorMention | None:
        """The mention that ends before token ``i``, over adjectives, brackets and commas between."""
        for k in range(i - 1, max(i - 5, -1), -1):
            m = self.over(k)
            if m is not None and m.cls != "nisba":
                return m
            passed = self.forms[k] in _SEPARATORS or m is not None
            if not passed and not (adjectives and self.forms[k].startswith("ال") and not self.doc.info[k].mask & HEAD):
                return None
        return None

    def joined(self, m: ActorMention) -> ActorMention | None:
        """The mention that و joins to ``m``, adjectives of ``m`` between."""
        k, n = m.last, self.end(m.first)
        while k < min(n, m.last + 3):
            between = self.over(k)
            if not ((between is None and self.forms[k].startswith("ال")) or (between is not None and between.cls == "nisba")):
                break
            k += 1
        if k < n and self.forms[k] == "و":
            return self.at(k + 1)
        found = self.at(k) if k < n else None
        return found if found is not None and found.clitics.startswith("و") else None

    def governed(self, m: ActorMention) -> bool:
        """True when a preposition governs the mention, so that it is no grammatical subject."""
        if any(c in m.clitics.replace("ال", "") for c in "بلك"):
            return True
        return self.is_word(m.first - 1, "governs") or self.is_word(m.first - 1, "rank")

    # ------------------------------------------------------------------ bodies

    def body(self, m: ActorMention | None) -> ActorMention | None:
        """The body behind a mention: its own, that of its members; None for persons, people and observers."""
        if m is None or m.cls not in _BODY_CLASSES:
            return None
        if m.cls == "people":
            people = self.doc.info[m.head].first("people")
            if people is not None and people.pronoun:
                return self.topic(m.first, people.pronoun)
            return m.of if m.of is not None and self.acts(m.of) else None
        if not self.acts(m):
            return None
        if self.predicate(m):
            before = self.over(m.first - 1)
            named = before is not None and before.cls in ("registry", "unit") and not self.governed(before)
            return self.body(before) if named else self.topic(m.first, "") or m
        word = self.anaphor(m)
        if not word:
            return m
        return self.topic(m.first, "", word) or (m if m.id is not None else None)

    def predicate(self, m: ActorMention) -> bool:
        """True when an indefinite body says what another is: X فصيل تابع …، وهو فصيل تابع …"""
        if m.cls != "unit" or not self.is_word(m.first, "any_armed") or definite(self.forms[m.first]):
            return False
        if m.clitics or m.first in self.text.pre or m.first + 1 in self.text.pre:
            return False
        before = self.over(m.first - 1)
        named = before is not None and (before.cls == "registry" or (before.cls == "unit" and before.last > before.first + 1))
        return self.is_word(m.first - 1, "copula") or named

    def acts(self, m: ActorMention) -> bool:
        """False for persons and people, and for organisations that watch, report or help."""
        if m.kind not in BODY_KINDS or m.cls == "people":
            return False
        if m.cls == "registry" and m.last == m.head + 1 and self.doc.info[m.head].mask & PEOPLE:
            return False  # المسلحون، مجهولون
        return not (m.kind == "organisation" and self.first_word(m, "watcher"))

    def anaphor(self, m: ActorMention) -> str:
        """The head word of a mention that only points back (المليشيا، اللواء المقاتل), or ""."""
        head = self.doc.info[m.first].first("head")
        if head is None or m.kind == "state" or not head.clitics.endswith(("ال", "لل")):
            return ""
        if m.first in self.text.pre or self.is_word(m.first, "many"):
            return ""  # a name in quotation marks; and الفصائل speaks of no one body
        if m.rule == "actors.reference":
            target = m.of or m
            known = any(head.lemma in fold_word(n).replace("ال", " ").split() for n in target.names[:-1])
            return "" if known and not self.is_word(m.first, "any_armed") else head.lemma
        if m.last > m.first + 1:
            pointing = m.cls == "unit" and m.last == m.first + 2 and self.doc.info[m.first + 1].mask & PROFILE != 0
            return head.lemma if pointing else ""
        return "" if m.cls == "registry" and self.weights().get(m.id or "", 0) > 0 else head.lemma

    def weights(self) -> dict[str, int]:
        """How often each body is named in the report; one-word references do not count."""
        if self._weights is None:
            self._weights = {}
            for m in self.actors:
                if m.cls in ("registry", "unit"):
                    head = self.doc.info[m.first].first("head") if m.last == m.first + 1 else None
                    if head is None or not head.clitics.endswith("ال"):
                        key = body_key(m)
                        self._weights[key] = self._weights.get(key, 0) + 1
        return self._weights

    def topic(self, i: int, pronoun: str, word: str = "", skip: ActorMention | None = None) -> ActorMention | None:
        """The body that the text speaks of before token ``i``.

        ``pronoun`` (the gender of what points back) and ``word`` (its head noun, if it has one) decide
        between bodies that are equally near; so do grammatical place and how often each is named.
        ``skip`` is another party of the same clause.
        """
        other = body_key(skip) if skip is not None else ""
        line = self.text.sentences[self.doc.sentence_of[i]].line
        weights = self.weights()
        most = max(weights.values(), default=0)
        militia = bool(word) and _is_role(self.doc.lexicon, word, "any_armed")
        best: tuple[int, ActorMention] | None = None
        for k in range(bisect_left(self._actor_at, i) - 1, -1, -1):
            m = self.actors[k]
            if m.cls not in _BODY_CLASSES:
                continue
            away = line - self.text.sentences[self.doc.sentence_of[m.first]].line
            if away > 1 and best is not None and best[0] <= 8 + 5 * min(away, 3):
                break
            target = m.of or m
            if target.kind not in GROUP_KINDS or not self.acts(target) or body_key(target) == other:
                continue
            if self.anaphor(m) or self.predicate(m):
                continue
            cost = _COSTS["line"] * min(away, 4)
            if self.relative(m.last) and not away and self.doc.sentence_of[m.first] == self.doc.sentence_of[i]:
                cost -= _COSTS["relative"]
            elif id(m) in self.book.objects:
                cost += _COSTS["object"]
            if self.governed(m):
                cost += _COSTS["governed"]
            if m.cls == "people":
                cost += _COSTS["members"]
            if target.kind != "armed_group":
                cost += _COSTS["no_militia" if militia else "other_kind"]
            if word and not militia and not any(word in fold_word(n).replace("ال", " ").split() for n in target.names):
                cost += _COSTS["other_word"]
            if pronoun in ("ه", "ها") and not any(_gender(self.doc.lexicon, n) == pronoun for n in target.names):
                cost += _COSTS["gender"]
            if weights.get(body_key(target), 0) < most:
                cost += _COSTS["minor"]
            if best is None or cost < best[0]:
                best = (cost, target)
            if cost <= 0:
                break
        return best[1] if best is not None and best[0] < _TOO_FAR else None

    def subject(self, i: int, sense: Sense, members: bool = True, bare: bool = False) -> ActorMention | None:
        """The body that is the subject of the verb at ``i``: antecedent, following, preceding, or the topic.

        ``members`` is false for verbs whose object is people, so that people behind them are no subject;
        ``bare`` is true for verbs without an object: another noun behind them is their subject.
        """
        gender = "ها" if self.forms[i].lstrip("وف").startswith("ت") or self.forms[i].endswith("ت") else "ه"
        k = i - 1
        while self.is_word(k, "auxiliary"):
            k -= 1
        if self.relative(k):
            before = self.ending_at(k)
            if self.forms[k][0] == "و":
                return self.topic(k, gender)  # والتي goes back over what stands between
            if before is not None and self.is_word(before.first - 1, "rank"):
                return self.topic(before.first, gender)
            return self.body(before)
        j = i + 2 if i + 1 < self.size and self.forms[i + 1] in ("هذا", "هذه") else i + 1
        after = self.at(j)
        if after is not None and not self.governed(after) and not after.clitics.startswith("و") and (members or after.cls != "people"):
            found = self.body(after)
            if found is not None:
                return found
        if bare and after is None and self.other_noun(j):
            return None
        if not sense.clitics.startswith(("و", "ف")) or self.fronted(k + 1):
            for row in reversed(self.book.rows):
                if row.last == k + 1:
                    return row.subject  # X المدعومة من Y تسيطر …
            before = self.ending_at(k + 1)
            if before is not None and not self.governed(before):
                found = self.body(before)
                if found is not None:
                    return found
            opens = k < self.doc.sentence(i).first or self.kinds[k] == "p" or self.doc.info[k].mask & G != 0
            if not (opens or self.doc.info[k].mask & PROFILE):
                return None
        return self.topic(i, gender)

    def fronted(self, i: int) -> bool:
        """True for the verb of «أما X فيتبع»: the ف belongs to أما, and the subject stands before."""
        before = self.ending_at(i)
        return before is not None and before.last == i and self.is_word(before.first - 1, "fronts")

    def other_noun(self, j: int) -> bool:
        """True when token ``j`` is a noun that is no party, date, adverb, place phrase or preposition."""
        if j >= self.end(j - 1) or self.kinds[j] != "w" or self.dated(j) or self.place(j, 0) is not None:
            return False
        form, by = self.forms[j], self.doc.info[j].by
        if self.is_word(j, "governs") or "g" in by or "realis" in by or "speech" in by or "profile" in by:
            return False
        return not form.endswith("ا") and not form.startswith(("ب", "ل"))

    def named(self) -> dict[str, ActorMention]:
        """The first mention of each body by its folded names."""
        if self._named is None:
            self._named = {}
            for m in self.actors:
                if m.cls in ("registry", "unit"):
                    for key in m.folded():
                        self._named.setdefault(key, m)
        return self._named

    def inside(self, first: int, last: int) -> ActorMention | None:
        """The body named by the tokens ``[first, last)``, known or not (inside a longer mention)."""
        if first >= last:
            return None
        for j in range(first, last):
            found = self.body(self.at(j))
            if found is not None:
                return found
        head = self.doc.info[first].first("head")
        written = " ".join(self.text.slice(first, last).split())
        named = self.named().get(fold_word(written))
        if named is not None:
            return self.body(named)
        if head is None or head.key not in GROUP_KINDS:
            return None
        made = ActorMention(first, last, first, [written], head.key, "unit", "profile.inside")
        if last > first + 1 or first in self.text.pre:
            return made
        return self.body(made) if definite(self.forms[first]) else None

    # ------------------------------------------------------------------ objects

    def value(self, j: int) -> Phrase | None:
        """The party or phrase at token ``j``."""
        if j >= self.size or self.kinds[j] not in "wn":
            return None
        if self.forms[j] == "كل" and j + 2 < self.size and self.forms[j + 1] == "من":
            j += 2
        m = self.at(j)
        if m is None or m.cls == "outlet":
            return self.phrase(j)
        if m.last == m.first + 1 and m.last in self.text.pre and self.doc.info[j].mask & HEAD:
            return self.phrase(j) or Phrase([*m.names], m.first, m.last, m)  # ميليشيات «الجنجويد»
        names = [*m.names, *(m.of.names if m.of is not None else ())]
        return Phrase(names, m.first, m.last, m)

    def phrase(self, j: int) -> Phrase | None:
        """The noun phrase at token ``j`` as written, for parties that no list knows."""
        forms, n = self.forms, self.end(j)
        if j >= n or self.kinds[j] != "w" or self.is_word(j, "vague") or self.stops(j):
            return None
        k = j + 1
        if j in self.text.pre or (k < n and k in self.text.pre and not definite(forms[j])):
            while k < min(j + 7, n) and (k - 1) not in self.text.post:
                k += 1
        else:
            while k < min(j + 5, n) and self.kinds[k] in "wn" and (k - 1) not in self.text.post and not self.stops(k):
                goes_on = forms[k].startswith(("ال", "لل")) or self.kinds[k] == "n"
                goes_on = goes_on or self.is_word(k - 1, "name_part") or self.is_word(k, "name_part")
                construct = k == j + 1 and not definite(forms[j]) and not forms[k].startswith(("و", "ب", "ل"))
                if not (goes_on or construct):
                    break
                k += 1
        return Phrase([self.written(j, k)], j, k, None)

    def written(self, j: int, k: int) -> str:
        """The characters of ``[j, k)`` without a preposition glued to the first word."""
        word = self.text.slice(j, j + 1)
        return " ".join((bare(word) + self.text.slice(j, k)[len(word) :]).split())

    def led_to(self, i: int, sense: Sense, reach: int) -> list[Phrase]:
        """The objects that one of the sense's prepositions leads to after token ``i``, with their coordinates."""
        wanted = prepositions(sense.features)
        nisba = "nisba" in sense.features
        stop = min(i + 1 + reach, self.end(i))
        j = i + 1
        while j < stop:
            form, m = self.forms[j], self.at(j)
            if form in wanted:
                return self.listed(j + 1)
            if m is not None:
                glued = governing(m.clitics)
                # the adverb روسياً folds to the name of the country
                if (glued and glued[0] in wanted) or (j == i + 1 and nisba and (m.cls == "nisba" or (m.kind == "state" and form.endswith("ا")))):
                    return self.listed(j)
            elif (j == i + 1 or form.startswith(("لل", "بال"))) and len(form) > 3 and form[0] in wanted:
                return [] if self.is_word(j, "pronoun") else self.listed(j, cut=form[0])
            if self.kinds[j] == "p" and not (form in _SEPARATORS and sense.pos == "v" and j > i + 1):
                return []
            if m is None and self.stops(j):
                return []
            j = m.last if m is not None else j + 1
        return []

    def listed(self, j: int, cut: str = "") -> list[Phrase]:
        """The object at ``j`` and those coordinated with it; ``cut`` is a preposition glued to the first word."""
        first = self.value(j)
        if first is not None and cut and first.mention is None and first.names[0].startswith(cut):
            first = first._replace(names=[first.names[0][1:]])
        if first is None or self.is_word(first.first, "vague"):
            return []
        out = [first]
        while len(out) < 5 and (before := out[-1].mention) is not None and (m := self.joined(before)) is not None:
            if m.cls == "people" or self.doc.info[m.last - 1].mask & TIE or any(s.pos == "v" for s in self.doc.senses(m.first, "profile")):
                break
            out.append(Phrase([*m.names], m.first, m.last, m))
        return out

    # ------------------------------------------------------------------ places

    def place(self, j: int, reach: int = 1) -> PlaceMention | None:
        """The place mention whose phrase or name begins at ``j`` or up to ``reach`` tokens on."""
        k = bisect_left(self._place_at, j - 2)
        while k < len(self.places) and self.places[k].first < j + reach:
            p = self.places[k]
            if p.last > j and (p.first >= j - 1 or p.name_first >= j):
                return p
            k += 1
        return None

    def territory(self, j: int, named: bool = True) -> Phrase | None:
        """The place at ``j`` with all places coordinated in its phrase: one territory.

        ``named``: only places of the gazetteer or behind a place noun; else any noun phrase will do.
        """
        place = self.place(j, 3) if j < self.size else None
        if place is None:
            return self.phrase(j) if not named or self.is_word(j, "terrain") else None
        last, names = place.last, list(place.names)
        for p in self.places[bisect_left(self._place_at, place.first) + 1 :]:
            if p.first > last + 1 or p.first >= self.end(j):
                break
            if not (self.forms[p.first].startswith("و") or self.forms[p.first - 1] in ("و", "،", ",", "او")):
                continue  # a wider place that locates the first
            names += p.names
            last = max(last, p.last)
        start = min(j, place.name_first)
        whole, head = self.written(start, max(last, start + 1)), self.written(start, max(place.last, start + 1))
        return Phrase([head, whole, *names], start, last, None)

    def where(self, i: int, sense: Sense, reach: int) -> Phrase | None:
        """The territory that one of the sense's prepositions leads to after ``i``."""
        wanted = prepositions(sense.features)
        for j in range(i + 1, min(i + 1 + reach, self.end(i))):
            form = self.forms[j]
            if form in wanted:
                return self.territory(j + 1)
            if len(form) > 3 and form[0] in wanted and self.over(j) is None and self.place(j) is not None:
                return self.territory(j)
            if self.kinds[j] == "p" and form not in _SEPARATORS:
                return None
            if self.over(j) is None and any(s.pos == "v" for s in self.doc.senses(j, "profile")):
                return None
        return None

    def before_place(self, i: int, reach: int) -> PlaceMention | None:
        """The nearest place of the sentence that ends at most ``reach`` tokens before ``i``."""
        first = self.doc.sentence(i).first
        for p in reversed(self.places):
            if p.last <= i and p.first >= first:
                return p if i - p.last <= reach else None
        return None

    def located(self, p: PlaceMention) -> Phrase:
        """A place mention as the object of a statement."""
        return Phrase([self.written(p.name_first, p.name_last), *p.names], p.first, p.last, None)

    # ------------------------------------------------------------------ numbers and dates

    def number(self, lo: int, hi: int) -> Quantity | None:
        """The first counting quantity whose numeral begins in ``[lo, hi)``."""
        for q in self.numbers[bisect_left(self._number_at, lo) : bisect_left(self._number_at, hi)]:
            if q.kind not in _NO_COUNT and not self.dated(q.core_first):
                return q
        return None

    def number_before(self, i: int) -> Quantity | None:
        """The last counting quantity of the sentence before token ``i``."""
        lo = bisect_left(self._number_at, self.doc.sentence(i).first)
        for q in reversed(self.numbers[lo : bisect_left(self._number_at, i)]):
            if q.kind not in _NO_COUNT and not self.dated(q.core_first):
                return q
        return None

    def dated(self, i: int) -> bool:
        """True when token ``i`` belongs to a date."""
        k = bisect_left(self._date_at, i + 1) - 1
        return k >= 0 and self.dates[k].last > i

    def date(self, lo: int, hi: int) -> DateMention | None:
        """The first date in ``[lo, hi)`` at which something began (not before, after or until it)."""
        for d in self.dates[bisect_left(self._date_at, lo) : bisect_left(self._date_at, hi)]:
            leads = self.forms[max(d.first - 2, 0) : d.first]
            if d.role in ("at", "during", "since") and not any(f in ("بعد", "قبل", "حتي") for f in leads):
                return d
        return None


_KEPT: Final = 8192
"""Answers remembered, in plain dictionaries, which compiled code asks faster than ``lru_cache``."""
_PREPOSITIONS: Final[dict[frozenset[str], frozenset[str]]] = {}
_BEGUN: Final[dict[tuple[Lexicon, str, str], bool]] = {}
_GENDERS: Final[dict[tuple[Lexicon, str], str]] = {}


def prepositions(features: frozenset[str]) -> frozenset[str]:
    """The prepositions among the marks of a sense, folded (marks of other kinds are in Latin letters)."""
    found = _PREPOSITIONS.get(features)
    if found is None:
        if len(_PREPOSITIONS) > _KEPT:
            _PREPOSITIONS.clear()
        found = _PREPOSITIONS[features] = frozenset(fold_word(f) for f in features if f[0] >= "ء")
    return found


def definite(form: str) -> bool:
    """True when the word has the article."""
    return form.startswith(("ال", "وال", "بال", "لل"))


def bare(word: str) -> str:
    """A written word without its glued ل or ب where that is sure (للحرس → الحرس، بالجنوب → الجنوب)."""
    if word.startswith("لل") and len(word) > 4:
        return "ال" + word[2:]
    return word[1:] if word.startswith("بال") and len(word) > 5 else word


def _begins(lexicon: Lexicon, name: str, role: str) -> bool:
    key = lexicon, name, role
    found = _BEGUN.get(key)
    if found is None:
        if len(_BEGUN) > _KEPT:
            _BEGUN.clear()
        words = fold_word(name).split()
        found = _BEGUN[key] = bool(words) and _is_role(lexicon, words[0], role, tuple(words[1:]))
    return found


def _is_role(lexicon: Lexicon, word: str, role: str, rest: tuple[str, ...] = ()) -> bool:
    return any(
        s.key == role and tuple(w.removeprefix("ال") for w in rest[: len(s.rest)]) == s.rest
        for s in lexicon.info(word).by.get("profile_word", NO_SENSES)
    )


def _gender(lexicon: Lexicon, name: str) -> str:
    """The pronoun that stands for a body of that name."""
    key = lexicon, name
    found = _GENDERS.get(key)
    if found is None:
        if len(_GENDERS) > _KEPT:
            _GENDERS.clear()
        head = fold_word(name).split(" ", 1)[0]
        found = _GENDERS[key] = "ها" if head.endswith(("ه", "ات")) or _is_role(lexicon, head, "feminine") else "ه"
    return found

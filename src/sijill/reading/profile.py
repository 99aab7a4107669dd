"""Profiles: lasting statements about bodies (who backs, leads, founded or pays them, where they sit).

The words that carry such statements are the class ``profile`` of the lexicon; each names its relation and
its construction (``frame``), and one method a construction reads subject and object around the word.  A
subject that is only a pronoun or the person of a verb is the body that the paragraph speaks of.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sijill.arabic import fold_word
from sijill.knowledge.lexicon import Sense
from sijill.reading.actors import ActorMention
from sijill.reading.calendar import DateMention
from sijill.reading.document import Document
from sijill.reading.numbers import Quantity

if TYPE_CHECKING:
    from sijill.reading.places import PlaceMention

_BODY_KINDS = frozenset(("armed_group", "state_force", "organisation", "state"))
_BODY_CLASSES = frozenset(("registry", "unit", "reference", "people"))
_PARTICLES = frozenset(("بن", "ابن", "ابو", "ابي", "ابا", "عبد", "الله", "الدين", "بني", "دير", "عين", "راس", "تل"))
_BEFORE = frozenset(("من", "في", "علي", "الي", "عن", "مع", "ضد", "بين", "ضمن", "تحت", "حول", "ل", "ب", "ك", "لدي", "جانب"))
_TOPIC_KINDS = frozenset(("armed_group", "state_force", "organisation"))
_ARMED_WORDS = frozenset(("ميليشيا", "مليشيا", "ميلشيا", "فصيل", "جماعه", "تنظيم"))
_PLURALS = frozenset(("ميليشيات", "مليشيات", "ميلشيات", "فصاءل", "تنظيمات", "جماعات", "مجموعات", "تشكيلات", "قوات", "عشاءر", "كتاءب"))
_UNITS = frozenset(("كتيبه", "سريه", "فوج", "فرقه", "مجلس", "فرع", "جهاز", "قوه", "مكتب", "وحده", "اداره", "مديريه", "لجنه", "غرفه"))
_UMBRELLAS = frozenset(("جيش", "مجلس", "اداره", "وزاره", "حكومه", "منطقه", "قياده", "رءاسه", "تحالف"))
_PUNCT = frozenset(("،", ",", "-", "(", ")"))
_PRONOUN_OBJECT = frozenset(("له", "لها", "لهم", "منه", "منها", "منهم", "به", "بها", "بهم", "اليه", "اليها"))
_VAGUE = frozenset(("كل", "اي", "جميع", "عدد", "العديد", "مختلف", "بعض", "احد", "احدي", "ذلك", "هذه", "هذا", "اكثر"))
_RANKS = frozenset(("ابرز", "احد", "احدي", "اهم", "اكبر", "اقوي", "اشهر", "اخطر"))
_UNREAL = frozenset(("ان", "لن", "لم", "سوف", "لو", "اذا", "كي", "لكي", "الا", "رح", "راح"))
_FEMININE_HEADS = frozenset(("ميليشيا", "مليشيا", "ميلشيا", "قوات", "الويه", "سرايا", "كتاءب", "فصاءل", "جماعات", "خلايا"))
_ENEMY_OF_SIZE = frozenset(("قتلي", "القتلي", "جرحي", "الجرحي", "ضحايا", "الضحايا", "المصابين", "المعتقلين", "النازحين"))
_SINCE_BIRTH = frozenset(("founding",))
_NOW = ("الان", "اليوم", "اللحظه", "حينه")
_FORMER = frozenset(("السابق", "سابق", "سابقا", "السابقه"))
_ALIAS = frozenset(("الملقب", "المكني", "المعروف", "ملقب", "الشهير", "يلقب", "المدعو", "ويلقب", "ويدعي", "ويعرف"))


class ProfileRow(NamedTuple):
    """One lasting statement.

    ``object_names`` (as in the text, then variants), ``quantity`` with its ``measure`` (fighters, killed,
    money) or ``date`` hold the value, as the relation asks.  ``trigger`` is the token that carries the
    statement, ``[first, last)`` the tokens it spans; ``attributes`` are those of a figure.
    """

    subject: ActorMention
    relation: str
    object_names: list[str] | None
    quantity: Quantity | None
    measure: str | None
    date: DateMention | None
    trigger: int
    first: int
    last: int
    attributes: frozenset[str]
    rule: str


class _Object(NamedTuple):
    names: list[str]
    first: int
    last: int
    mention: ActorMention | None


def find(
    doc: Document,
    actors: list[ActorMention],
    numbers: list[Quantity],
    dates: list[DateMention],
    places: list[PlaceMention],
) -> list[ProfileRow]:
    """The lasting statements of a report in text order; all lists are in text order."""
    hits = [i for i, info in enumerate(doc.info) if "profile" in info.by]
    if not hits or not actors:
        return []
    return _Reader(doc, actors, numbers, dates, places).run(hits)


@lru_cache(maxsize=256)
def _prepositions(features: frozenset[str]) -> frozenset[str]:
    """The prepositions among the marks of a sense, folded."""
    return frozenset(fold_word(f) for f in features if f[0] >= "ء")


class _Reader:
    def __init__(
        self, doc: Document, actors: list[ActorMention], numbers: list[Quantity], dates: list[DateMention],
        places: list[PlaceMention],
    ) -> None:
        self.doc, self.text, self.forms, self.kinds = doc, doc.text, doc.text.forms, doc.text.kinds
        self.actors, self.numbers, self.dates, self.places = actors, numbers, dates, places
        size = len(self.forms)
        self.cover: list[int] = [-1] * size
        for k, m in enumerate(actors):
            for i in range(m.first, min(m.last, size)):
                self.cover[i] = k
        self.number_firsts = [q.first for q in numbers]
        self.date_firsts = [d.first for d in dates]
        self.place_firsts = [p.first for p in places]
        self.out: list[ProfileRow] = []
        self.seen: set[tuple[str, str, str]] = set()
        self.as_object: set[int] = set()
        self.weight: dict[str, int] | None = None
        self.frames: dict[str, Callable[[int, Sense], None]] = {
            "adj": self.adjective, "adj_in": self.adjective_of_place, "tie": self.tie, "aid": self.aid,
            "get": self.get, "behind": self.behind, "support": self.support, "umbrella": self.umbrella,
            "member": self.member, "wing": self.wing, "spine": self.spine, "leader": self.leader,
            "founder": self.founder, "under": self.under, "chief": self.chief, "founded": self.founded,
            "founding": self.founding, "count": self.count, "size": self.size, "holds": self.holds,
            "losses": self.losses, "origin": self.origin, "mostly": self.mostly, "enlist": self.enlist,
            "seat": self.seat, "home": self.home, "homebase": self.homebase, "active": self.active,
            "roam": self.roam, "focus": self.focus, "hold": self.hold, "sway": self.sway, "earns": self.earns,
            "wage": self.wage, "rivals": self.rivals, "rival_verb": self.rival_verb, "feud": self.feud,
            "ally": self.ally, "beside": self.beside, "describe": self.describe,
        }  # fmt: skip

    def run(self, hits: list[int]) -> list[ProfileRow]:
        for i in hits:
            done: set[str] = set()
            for sense in sorted(self.doc.info[i].by["profile"], key=lambda s: -len(s.rest)):
                if sense.frame in done or (sense.rest and not self.doc.follows(i + 1, sense.rest)):
                    continue
                read = self.frames.get(sense.frame)
                if read is not None:
                    done.add(sense.frame)
                    read(i, sense)
        return self.out

    # ------------------------------------------------------------------ rows

    def add(
        self, subject: ActorMention | None, relation: str, trigger: int, last: int, frame: str,
        value: _Object | None = None, quantity: Quantity | None = None, measure: str | None = None,
        date: DateMention | None = None, attributes: frozenset[str] = frozenset(),
    ) -> bool:
        if subject is None:
            return False
        mine = {fold_word(n) for n in subject.names}
        if value is not None and relation not in ("described_as",) and fold_word(value.names[0]) in mine:
            return False
        what = fold_word(value.names[-1] if value.mention is None else value.mention.names[0]) if value else ""
        if quantity is not None:
            what = f"{quantity.low} {quantity.best} {quantity.high}"
        key = (relation, subject.id or fold_word(subject.names[0]), _plain(what))
        if key in self.seen:
            return False
        self.seen.add(key)
        if value is not None and value.mention is not None:
            self.as_object.add(id(value.mention))
        first = min(subject.first if trigger - 40 < subject.first < trigger else trigger, trigger)
        names = None if value is None else list(dict.fromkeys(value.names))
        self.out.append(
            ProfileRow(subject, relation, names, quantity, measure, date, trigger, first, last, attributes, f"profile.{frame}")
        )
        return True

    # ------------------------------------------------------------------ looking around

    def at(self, i: int) -> ActorMention | None:
        """The party mention that begins at token ``i``."""
        if i >= len(self.forms):
            return None
        k = self.cover[i]
        return self.actors[k] if k >= 0 and self.actors[k].first == i else None

    def near(self, i: int, reach: int, clitics: str = "") -> ActorMention | None:
        """The first mention that begins within ``reach`` tokens of ``i``, in the same clause."""
        for j in range(i, min(i + reach, len(self.forms), self.end(i))):
            if self.kinds[j] == "p" and self.forms[j] not in ("(", '"'):
                return None
            found = self.at(j)
            if found is not None:
                return found
        return None

    def joined(self, m: ActorMention) -> ActorMention | None:
        """The mention that و joins to ``m``, adjectives of ``m`` between."""
        k, n = m.last, self.end(m.first)
        while k < n and k < m.last + 3 and (self.forms[k].startswith("ال") and self.cover[k] < 0 or self.cover[k] >= 0 and self.actors[self.cover[k]].cls == "nisba"):
            k += 1
        if k < n and self.forms[k] == "و":
            return self.at(k + 1)
        found = self.at(k)
        return found if found is not None and found.clitics[:1] == "و" else None

    def end(self, i: int) -> int:
        return self.doc.sentence(i).last if i < len(self.forms) else len(self.forms)

    def body(self, m: ActorMention | None) -> ActorMention | None:
        """The body behind a mention: its own, that of its members; None for persons, people, outlets."""
        if m is None or m.cls not in _BODY_CLASSES:
            return None
        if m.cls == "people":
            people = self.doc.info[m.head].first("people")
            if people is not None and people.pronoun:
                return self.topic(m.first, people.pronoun)
            return m.of if m.of is not None and m.of.kind in _BODY_KINDS else None
        if m.kind not in _BODY_KINDS:
            return None
        word = self.anaphor(m)
        if word:
            return self.topic(m.first, "", word) or m
        return m

    def anaphor(self, m: ActorMention) -> str:
        """The head word of a mention that only points back (المليشيا، اللواء المقاتل), or ""."""
        head = self.doc.info[m.first].first("head")
        if head is None or m.rule == "actors.reference" or not head.clitics.endswith(("ال", "لل")):
            return ""
        if m.last > m.first + 1:
            pointing = m.cls == "unit" and m.last == m.first + 2 and "profile" in self.doc.info[m.first + 1].by
            if not pointing or head.lemma in _PLURALS:
                return ""
        elif m.cls == "registry" and self.weights().get(m.id or "", 0) > 1:
            return ""
        return head.lemma

    def weights(self) -> dict[str, int]:
        """How often each body is named in the report, by its id or name; references do not count."""
        if self.weight is None:
            self.weight = {}
            for m in self.actors:
                if m.cls in ("registry", "unit", "people") and m.last > m.first + (m.cls == "registry"):
                    key = _key(m.of if m.of is not None else m)
                    self.weight[key] = self.weight.get(key, 0) + 1
        return self.weight

    def ending_at(self, i: int, adjectives: bool = True) -> ActorMention | None:
        """The mention that ends at token ``i``, over adjectives, brackets and commas between."""
        k = i - 1
        for _ in range(4):
            if k < 0 or self.kinds[k] == "l":
                return None
            c = self.cover[k]
            if c >= 0 and self.actors[c].cls != "nisba":
                return self.actors[c]
            if not (self.forms[k] in _PUNCT or c >= 0 or (adjectives and self.forms[k].startswith("ال"))):
                return None
            k -= 1
        return None

    def governed(self, m: ActorMention) -> bool:
        """True when a preposition governs the mention, so that it is no grammatical subject."""
        if any(c in m.clitics.replace("ال", "") for c in "بلك"):
            return True
        return m.first > 0 and (self.forms[m.first - 1] in _BEFORE or self.forms[m.first - 1] in _RANKS)

    def topic(self, i: int, pronoun: str, word: str = "") -> ActorMention | None:
        """The body that the text speaks of before token ``i``.

        ``pronoun`` (the gender of what points back) and ``word`` (its head noun, if it has one) decide
        between bodies that are equally near; so do the subject's place and how often each is named.
        """
        line = self.text.sentences[self.doc.sentence_of[i]].line
        weights = self.weights()
        most = max(weights.values(), default=0)
        best: tuple[int, ActorMention] | None = None
        for m in reversed(self.actors):
            if m.first >= i or m.cls not in _BODY_CLASSES:
                continue
            away = line - self.text.sentences[self.doc.sentence_of[m.first]].line
            if away > 1 and best is not None and best[0] <= 8 + 5 * min(away, 3):
                break
            target = m.of if m.of is not None else m
            if target.kind not in _TOPIC_KINDS or target.cls == "people" or (m.cls != "reference" and self.anaphor(m)):
                continue
            cost = 5 * min(away, 4)
            if id(m) in self.as_object:
                cost += 25
            if self.governed(m):
                cost += 12
            if m.cls == "people":
                cost += 3
            if target.kind != "armed_group":
                cost += 4 if word not in _ARMED_WORDS else 30
            if word and word not in _ARMED_WORDS and not any(word in fold_word(n).replace("ال", " ").split() for n in target.names):
                cost += 8
            if pronoun and not _agrees(target, pronoun):
                cost += 10
            if weights.get(_key(target), 0) < most:
                cost += 5
            if best is None or cost < best[0]:
                best = (cost, target)
            if cost == 0:
                break
        return best[1] if best is not None and best[0] < 45 else None

    def subject(self, i: int, sense: Sense) -> ActorMention | None:
        """The body that is the subject of the verb at ``i``."""
        gender = "ه" if self.forms[i].lstrip("وف").startswith("ي") else "ها"
        k = i - 1
        while k >= 0 and self.forms[k] in ("قد", "كان", "كانت", "ما", "زالت", "زال", "تزال", "لا"):
            k -= 1
        if k >= 0 and self.doc.is_g(k, "rel"):
            before = self.ending_at(k)
            if before is not None and before.first > 0 and self.forms[before.first - 1] in _RANKS:
                return self.topic(before.first, gender)
            return self.body(before)
        j = i + 1
        if j < len(self.forms) and self.forms[j] in ("هذا", "هذه"):
            j += 1
        after = self.at(j)
        if after is not None and not self.governed(after) and after.clitics[:1] != "و":
            found = self.body(after)
            if found is not None:
                return found
        if "و" not in sense.clitics and "ف" not in sense.clitics:
            before = self.ending_at(k + 1)
            if before is not None and not self.governed(before) and before.last > k - 2:
                found = self.body(before)
                if found is not None:
                    return found
            first = self.doc.sentence(i).first
            if not (k < first or self.kinds[k] == "p" or "g" in self.doc.info[k].by or "profile" in self.doc.info[k].by):
                return None
        return self.topic(i, gender)

    def real(self, i: int, sense: Sense) -> bool:
        """False for a verb that is negated, future or in a purpose clause."""
        if sense.clitics[-1:] in ("س", "ل"):
            return False
        return i == 0 or self.forms[i - 1] not in _UNREAL

    # ------------------------------------------------------------------ objects

    def value(self, j: int) -> _Object | None:
        """The party or phrase at token ``j``."""
        n = len(self.forms)
        if j >= n or self.kinds[j] not in "wn":
            return None
        if self.forms[j] in ("كل",) and j + 2 < n and self.forms[j + 1] == "من":
            j += 2
        m = self.at(j)
        if m is not None and m.cls in ("registry", "unit", "reference", "nisba", "person", "people"):
            if m.cls == "people" and m.of is None:
                return _Object([*m.names], m.first, m.last, m)
            target = m.of if m.of is not None else m
            return _Object([*m.names, *target.names], m.first, m.last, m)
        return self.phrase(j)

    def phrase(self, j: int) -> _Object | None:
        """The noun phrase at token ``j`` as written, for parties that no list knows."""
        forms, n = self.forms, self.end(j)
        if j >= n or self.kinds[j] != "w" or forms[j] in _VAGUE or self.stops(j):
            return None
        k = j + 1
        if j in self.text.pre:
            while k < min(j + 7, n) and (k - 1) not in self.text.post:
                k += 1
        else:
            while k < min(j + 5, n) and self.kinds[k] in "wn" and (k - 1) not in self.text.post and not self.stops(k):
                if not (forms[k].startswith("ال") or forms[k - 1] in _PARTICLES or forms[k] in _PARTICLES or self.kinds[k] == "n"
                        or forms[k].startswith("لل")
                        or (k == j + 1 and not _definite(forms[j]) and not forms[k].startswith(("و", "ب", "ل")))):
                    break
                k += 1
        written = " ".join(self.text.slice(j, k).split())
        bare = _bare(self.text.word(j))
        names = [bare + written[len(self.text.word(j)):]] if bare != self.text.word(j) else [written]
        return _Object(names, j, k, None)

    def stops(self, k: int) -> bool:
        by = self.doc.info[k].by
        if "g" in by or "speech" in by or "realis" in by:
            return True
        return any(s.pos == "v" and not s.form.form == "" for cls in ("trigger", "profile") for s in by.get(cls, ()) if not s.near)

    def led_to(self, i: int, sense: Sense, reach: int) -> list[_Object]:
        """The objects that one of the sense's prepositions leads to after token ``i``, with their coordinates."""
        wanted = _prepositions(sense.features)
        stop = min(i + 1 + reach, self.end(i))
        j = i + 1
        while j < stop:
            form = self.forms[j]
            if form in wanted and len(form) <= 3:
                return self.listed(j + 1)
            m = self.at(j)
            glued = _glue(form, wanted)
            if m is not None and m.clitics:
                cut = m.clitics.replace("ال", "").replace("لل", "ل").lstrip("وف")
                if cut and cut[0] in wanted:
                    return self.listed(j)
            elif glued and (j == i + 1 or form.startswith(("لل", "بال"))) and form not in _PRONOUN_OBJECT:
                return self.listed(j)
            if j == i + 1 and m is not None and m.cls == "nisba" and "nisba" in sense.features:
                return self.listed(j)
            if j == i + 1 and m is not None and m.kind == "state" and "nisba" in sense.features and form.endswith("ا"):
                return self.listed(j)  # روسياً folds to the country's name
            if self.kinds[j] == "p" or self.stops(j) and form not in wanted:
                if self.kinds[j] == "p" and form in ("،", ",") and m is None and sense.pos == "v" and j > i + 1:
                    j += 1
                    continue
                return []
            j = m.last if m is not None and m.first == j and m.last > j else j + 1
        return []

    def listed(self, j: int) -> list[_Object]:
        """The object at ``j`` and those coordinated with it."""
        first = self.value(j)
        if first is None or fold_word(first.names[0]) in _VAGUE:
            return []
        out = [first]
        while (before := out[-1].mention) is not None and (m := self.joined(before)) is not None and len(out) < 5:
            if m.cls == "people" or any(s.pos == "v" for s in self.doc.info[m.first].by.get("profile", ())):
                break
            out.append(_Object([*m.names], m.first, m.last, m))
        return out

    def where(self, i: int, sense: Sense, reach: int) -> _Object | None:
        """The place that one of the sense's prepositions leads to after ``i``; a chain of places is one territory."""
        wanted = _prepositions(sense.features)
        stop = min(i + 1 + reach, self.end(i))
        for j in range(i + 1, stop):
            form = self.forms[j]
            if form in wanted:
                return self.territory(j + 1)
            if len(form) > 3 and form[0] in wanted and (self.place_at(j) or form.startswith("بال")):
                return self.territory(j)
            if self.kinds[j] == "p" and form not in ("،", ",", "(", ")"):
                return None
            if j > i + 1 and self.stops(j) and self.cover[j] < 0 and any(s.pos == "v" for s in self.doc.info[j].by.get("profile", ())):
                return None
        return None

    def place_at(self, j: int, reach: int = 1) -> PlaceMention | None:
        """The place mention whose phrase or name begins at ``j`` or up to ``reach`` tokens on."""
        k = bisect_left(self.place_firsts, j - 2)
        while k < len(self.places) and self.places[k].first < j + reach:
            p = self.places[k]
            if p.last > j and (p.first >= j - 1 or p.name_first >= j):
                return p
            k += 1
        return None

    def territory(self, j: int) -> _Object | None:
        """The place phrase at ``j``, with all places coordinated in it."""
        if j >= len(self.forms):
            return None
        place = self.place_at(j, 3)
        if place is None:
            m = self.at(j)
            if m is not None and m.cls in ("people", "person"):
                return None
            return self.phrase(j)
        last, names = place.last, list(place.names)
        k = bisect_left(self.place_firsts, place.first) + 1
        while k < len(self.places) and self.places[k].first <= last + 1 and self.places[k].first < self.end(j):
            more = self.places[k]
            names += more.names
            last = max(last, more.last)
            k += 1
        bare = _bare(self.text.word(j))
        whole = " ".join((bare + self.text.slice(j, max(last, j + 1))[len(self.text.word(j)):]).split())
        head = " ".join((bare + self.text.slice(j, max(place.last, j + 1))[len(self.text.word(j)):]).split())
        return _Object([whole, head, *names], j, last, None)

    def number(self, lo: int, hi: int, nouns: Iterable[str] = ()) -> Quantity | None:
        """The first counting quantity that begins in ``[lo, hi)``."""
        k = bisect_left(self.number_firsts, lo)
        while k < len(self.numbers) and self.numbers[k].first < hi:
            q = self.numbers[k]
            k += 1
            if q.kind in ("ordinal", "percent", "fraction") or self.dated(q.core_first):
                continue
            return q
        return None

    def dated(self, i: int) -> bool:
        k = bisect_left(self.date_firsts, i + 1) - 1
        return k >= 0 and self.dates[k].last > i

    def counts_fighters(self, q: Quantity) -> bool:
        """True when the number counts fighters, or nothing that is named."""
        if q.noun is None:
            return True
        by = self.doc.info[q.noun].by
        people = by.get("people")
        if people:
            return people[0].has("fighters") or people[0].key in ("armed", "state") or people[0].lemma in ("شخص", "رجل", "شاب")
        return "thing" not in by and "toll" not in by

    def date(self, lo: int, hi: int) -> DateMention | None:
        k = bisect_left(self.date_firsts, lo)
        while k < len(self.dates) and self.dates[k].first < hi:
            d = self.dates[k]
            if d.role not in ("before", "after", "until"):
                return d
            k += 1
        return None

    # ------------------------------------------------------------------ adjectives

    def described(self, i: int, sense: Sense) -> list[ActorMention]:
        """The bodies that the adjective at ``i`` qualifies."""
        c = self.cover[i]
        definite = "ال" in sense.clitics or sense.clitics.endswith("لل")
        m = self.actors[c] if c >= 0 and self.actors[c].head < i else self.ending_at(i)
        if m is None or m.last < i and not definite and self.forms[i - 1] in _PUNCT:
            return []
        if m.cls == "people" and m.of is None:
            group = self.doc.info[m.head].first("people")
            if "named" in sense.features or group is None or not group.has("group") or definite:
                return []
            return [m]
        out = self.body(m) if m.cls != "people" or m.of is None else m.of
        if out is None or out.kind not in ("armed_group", "state_force", "organisation"):
            return []
        bodies = [out]
        if m.clitics[:1] == "و" and m.first > 0 and not sense.form.form.endswith(("ع", "م", "ل")):
            other = self.body(self.actors[self.cover[m.first - 1]]) if self.cover[m.first - 1] >= 0 else None
            if other is not None and other.kind in _BODY_KINDS:
                bodies.insert(0, other)
        if "named" in sense.features:
            bodies = [b for b in bodies if self.is_named(b)]
        return bodies

    def is_named(self, m: ActorMention) -> bool:
        """True for a body with a name of its own, not دورية or قوة or فصائل alone."""
        head = self.doc.info[m.head].first("head")
        if m.cls == "registry" or m.id is not None:
            return True
        if head is None:
            return m.cls != "people"
        if m.kind == "organisation" and head.lemma not in ("مجلس", "حزب", "تحالف", "اءتلاف", "هيءه"):
            return False
        if head.lemma in ("قياده", "فرع", "قوه", "وحدات"):
            return False
        return "ال" in head.clitics or m.last > m.head + 1 + any(self.forms[m.last - 1].endswith(x) for x in ("تابع", "تابعه"))

    def adjective(self, i: int, sense: Sense) -> None:
        bodies = self.described(i, sense)
        if not bodies:
            return
        values = self.listed(i + 1 + len(sense.rest)) if "direct" in sense.features and sense.rest else self.led_to(i, sense, 4)
        relation = sense.key
        for subject in bodies:
            for value in values:
                if value.mention is not None and value.mention.kind in ("civilians", "unknown"):
                    continue
                kind = "part_of" if "unit" in sense.features and self.is_unit(subject) else relation
                self.add(subject, kind, i, value.last, "adjective", value)
        if not values:
            self.examples(i, sense, bodies)

    def examples(self, i: int, sense: Sense, bodies: list[ActorMention]) -> None:
        """الميليشيات المساندة لها، كـ أ و ب: the examples are the subjects, the pronoun the body before."""
        if i + 1 >= len(self.forms) or self.forms[i + 1] not in _PRONOUN_OBJECT:
            return
        owner = None
        for m in reversed(self.actors):
            if m.last <= bodies[0].first and self.doc.sentence_of[m.first] == self.doc.sentence_of[i]:
                owner = self.body(m)
                if owner is not None:
                    break
        if owner is None:
            return
        j = i + 2
        while j < self.end(i) and self.forms[j] in ("،", ",", "ك", "مثل", "ابرزها", "ومنها", "منها", "امثال"):
            j += 1
        value = _Object(owner.names, owner.first, j, owner)
        m = self.at(j) if j > i + 2 else None
        while m is not None:
            subject = self.body(m)
            if subject is None:
                break
            self.add(subject, sense.key, i, m.last, "examples", value)
            m = self.joined(m)

    def is_unit(self, m: ActorMention) -> bool:
        """True for offices and units of a force, told from groups by the head noun or a number in the name."""
        if m.kind == "state_force":
            return True
        return any(
            words[0].removeprefix("ال") in _UNITS or any(w.isdigit() for w in words[1:])
            for words in (fold_word(n).split() for n in m.names)
        )

    def adjective_of_place(self, i: int, sense: Sense) -> None:
        if "ال" not in sense.clitics:
            return
        place = self.where(i, sense, 2)
        if place is not None and self.place_at(place.first, 3) is not None:
            for subject in self.described(i, sense):
                self.add(subject, sense.key, i, place.last, "adjective_of_place", place)

    # ------------------------------------------------------------------ ties and backing

    def tie(self, i: int, sense: Sense) -> None:
        if not self.real(i, sense) or ("present" in sense.features and sense.form.tense != "impf"):
            return
        if i and self.doc.is_g(i - 1, "rel") and self.resumed(i, sense):
            return
        subject = self.subject(i, sense)
        if subject is None:
            return
        values = self.led_to(i, sense, 6)
        if not values and "direct" in sense.features:
            j = max(i + 1, subject.last if i < subject.first < i + 3 else i + 1)
            value = self.value(j)
            if value is not None and (value.mention is None) and self.place_at(j) is None:
                value = None
            values = [value] if value else []
        for value in values:
            if value.mention is None and not (value.first in self.text.pre or self.capital(value)):
                continue
            self.add(subject, self.kind_of_tie(subject, sense, value), i, value.last, "tie", value)

    def kind_of_tie(self, subject: ActorMention, sense: Sense, value: _Object) -> str:
        """تبع ل: a group is affiliated, a unit is part of; all are part of an army, council or office."""
        if "unit" not in sense.features or self.is_unit(subject):
            return sense.key
        if any(fold_word(n).split()[0].removeprefix("ال") in _UMBRELLAS for n in value.names):
            return sense.key
        return "affiliated_with"

    def resumed(self, i: int, sense: Sense) -> bool:
        """X، التي يتبع لها Y: the antecedent is the object."""
        if i + 1 >= len(self.forms) or self.forms[i + 1] not in _PRONOUN_OBJECT:
            return False
        before = self.body(self.ending_at(i - 1))
        after = self.near(i + 2, 2)
        subject = self.body(after)
        if before is not None and subject is not None and after is not None:
            self.add(subject, sense.key, i, after.last, "tie", _Object(before.names, before.first, after.last, before))
        return True

    def capital(self, value: _Object) -> bool:
        """True when a phrase that no list knows reads as a name of a body: it has two words."""
        return value.last - value.first >= 2

    def aid(self, i: int, sense: Sense) -> None:
        """ودعم قوات النظام: with و, or the imperfect, before a body."""
        if not self.real(i, sense) or (sense.form.tense != "impf" and sense.clitics != "و"):
            return
        m = self.at(i + 1)
        value = self.body(m)
        subject = self.topic(i, "ه") if sense.clitics == "و" and m is not None else None
        if value is not None and m is not None and subject is not None and m.armed and not sense.pronoun:
            self.add(subject, sense.key, i, m.last, "aid", _Object(m.names, m.first, m.last, m))

    def get(self, i: int, sense: Sense) -> None:
        """تتلقى دعماً إيرانياً / من X."""
        if sense.form.tense != "impf" or not self.real(i, sense):
            return
        stop = min(i + 7, self.end(i))
        for j in range(i + 1, stop):
            if not self.is_support(j):
                continue
            last = j
            for k in range(j + 1, min(j + 6, self.end(i))):
                if self.is_support(k):
                    last = k
                elif self.kinds[k] == "p":
                    break
            giver = self.giver(last)
            subject = self.subject(i, sense)
            if giver is not None:
                self.add(subject, sense.key, i, giver.last, "get", giver)
            return

    def is_support(self, j: int) -> bool:
        return any(s.key == "support" for s in self.doc.info[j].by.get("profile", ()))

    def giver(self, j: int) -> _Object | None:
        """Who gives the support that token ``j`` names: an adjective of origin, or من X."""
        for k in range(j + 1, min(j + 5, self.end(j))):
            m = self.at(k)
            if m is not None and (m.cls == "nisba" or (m.kind == "state" and self.forms[k].endswith("ا") and k == j + 1)):
                return self.value(k)
            if self.forms[k] == "من":
                return self.value(k + 1)
            if self.kinds[k] == "p" or self.stops(k):
                return None
        return None

    def behind(self, i: int, sense: Sense) -> None:
        """تقف خلفها X, تموّلها X, التي تدعمها X: the object is the body."""
        if not sense.pronoun and not sense.rest or not self.real(i, sense):
            return
        pronoun = sense.pronoun or ("ها" if sense.rest[-1].endswith("ها") else "ه")
        after = i + 1 + len(sense.rest)
        value = self.value(after)
        if value is None or (value.mention is None and not self.capital(value)):
            return
        if value.mention is not None and (self.governed(value.mention) or value.mention.cls == "people"):
            return
        k = i - 1
        if sense.form.tense != "impf" and not self.doc.is_g(k, "rel"):
            return
        if k >= 0 and self.doc.is_g(k, "rel"):
            k -= 1
        m = self.ending_at(k + 1)
        subject = self.body(m) if m is not None else None
        if subject is None and "و" in sense.clitics:
            subject = self.topic(i, pronoun)
        self.add(subject, sense.key, i, value.last, "behind", value)

    def support(self, i: int, sense: Sense) -> None:
        """ظهرت … بدعم من X: backing at a founding told in the same sentence."""
        if sense.clitics not in ("ب", "وب") or not self.out or self.out[-1].relation not in ("founded", "led_by"):
            return
        row = next((r for r in reversed(self.out) if r.relation == "founded"), None)
        if row is None or self.doc.sentence_of[row.trigger] != self.doc.sentence_of[i]:
            return
        giver = self.giver(i)
        if giver is not None:
            self.add(row.subject, sense.key, i, giver.last, "support", giver)

    # ------------------------------------------------------------------ membership

    def clause_subject(self, i: int) -> ActorMention | None:
        """The body a prepositional phrase at ``i`` speaks of: the last row's subject in the sentence, or the nearest."""
        m = self.ending_at(i)
        if m is not None and m.last >= i - 1:
            return self.body(m)
        for row in reversed(self.out):
            if self.doc.sentence_of[row.trigger] != self.doc.sentence_of[i]:
                break
            if row.trigger < i and i - row.trigger < 20:
                return row.subject
        return None

    def umbrella(self, i: int, sense: Sense) -> None:
        if i == 0 or self.forms[i - 1] != "تحت":
            return
        value = self.value(i + 1)
        if value is None:
            return
        for j in range(i - 2, max(i - 5, -1), -1):
            verb = next((s for s in self.doc.info[j].by.get("profile", ()) if s.frame == "tie"), None)
            if verb is not None:
                self.add(self.subject(j, verb), sense.key, j, value.last, "umbrella", value)
                return
            adjective = next((s for s in self.doc.info[j].by.get("profile", ()) if s.frame == "adj"), None)
            if adjective is not None:
                for subject in self.described(j, adjective):
                    self.add(subject, sense.key, j, value.last, "umbrella", value)
                return
        self.add(self.clause_subject(i - 1), sense.key, i, value.last, "umbrella", value)

    def member(self, i: int, sense: Sense) -> None:
        after = i + 1 + len(sense.rest)
        value = self.value(after)
        if value is None or value.mention is None or self.body(value.mention) is None:
            return
        start = i - 1 if i and self.forms[i - 1] in ("من", "هو", "هي") else i
        m = self.ending_at(start)
        subject = self.body(m)
        if subject is not None and self.is_named(subject):
            self.add(subject, sense.key, i, value.last, "member", value)

    def wing(self, i: int, sense: Sense) -> None:
        """القسام، الجناح العسكري لحركة حماس."""
        values = self.led_to(i + len(sense.rest), sense, 2)
        subject = self.body(self.ending_at(i))
        for value in values[:1]:
            self.add(subject, sense.key, i, value.last, "wing", value)

    def spine(self, i: int, sense: Sense) -> None:
        """تشكل X عمودها الفقري (X is part of it); يتكون عمودها الفقري من X (it recruits from X)."""
        stop = self.end(i)
        if sense.lemma == "عمود" and not (i + 1 < stop and self.forms[i + 1].endswith("فقري")):
            return
        verb = next((j for j in range(i - 1, max(i - 8, -1), -1) if self.forms[j].lstrip("و") in _FORMS_SPINE), None)
        owner: ActorMention | None
        if sense.pronoun:
            rel = verb is not None and verb > 0 and self.doc.is_g(verb - 1, "rel")
            owner = self.body(self.ending_at(verb - 1)) if rel and verb is not None else self.topic(i, sense.pronoun)
        else:
            owner = self.body(self.near(i + 2, 2))
        if owner is None:
            return
        part = self.at(verb + 1) if verb is not None else None
        if part is not None and part.last <= i and verb is not None:
            body = self.body(part)
            self.add(body, sense.key, verb, i + 2, "spine", _Object(owner.names, owner.first, i + 2, owner))
            return
        for j in range(i + 1, min(i + 4, stop)):
            if self.forms[j] == "من":
                people = self.from_whom(j + 1)
                if people is not None:
                    self.add(owner, "recruits_from", i, people.last, "spine", people)
                return

    # ------------------------------------------------------------------ leaders

    def person_at(self, j: int, reach: int = 3) -> _Object | None:
        """The leader named at ``j``: a person or a body, with an alias in brackets or after الملقب."""
        m = self.near(j, reach)
        if m is None or (m.cls not in ("person", "registry", "unit", "reference")):
            return None
        names, k = list(m.names), m.last
        n = self.end(j)
        if k < n and self.forms[k] in ("،", ",") and k + 1 < n and self.forms[k + 1] in _ALIAS:
            k += 1
        if k < n and self.forms[k] == "(":
            end = next((x for x in range(k + 1, min(k + 6, n)) if self.forms[x] == ")"), None)
            if end is not None and end > k + 1:
                names.append(" ".join(self.text.slice(k + 1, end).split()))
                k = end + 1
        elif k < n and self.forms[k] in _ALIAS:
            k += 1
            while k < n and self.forms[k] in ("ب", "باسم", "بلقب"):
                k += 1
            alias = self.at(k)
            said = _Object(alias.names, k, alias.last, alias) if alias is not None else self.phrase(k)
            if said is not None:
                names += said.names
                k = said.last
        return _Object(names, m.first, k, m)

    def led(self, body: ActorMention | None, leader: _Object | None, i: int, frame: str) -> bool:
        """Add a led_by row unless the body is a state or a national army, or leads itself."""
        if body is None or leader is None or body.kind not in ("armed_group", "state_force", "organisation"):
            return False
        if _national(body) or leader.mention is body:
            return False
        return self.add(body, "led_by", i, leader.last, frame, leader)

    def leader(self, i: int, sense: Sense) -> None:
        if not self.real(i, sense):
            return
        rel = i > 0 and self.doc.is_g(i - 1, "rel")
        if sense.pronoun or rel:
            before = self.ending_at(i - 1) if rel else None
            leader = self.person_at(i + 1)
            if rel and not sense.pronoun and before is not None and before.cls == "person":
                body = self.body(self.at(i + 1))
                self.led(body, _Object(before.names, before.first, i + 2, before), i, "leader")
                return
            if leader is None or leader.mention is None:
                return
            body = self.body(before) if rel else (self.body(self.ending_at(i, False)) if not sense.clitics else None) or self.topic(i, sense.pronoun)
            self.led(body, leader, i, "leader")
            return
        one = self.near(i + 1, 3)
        if one is None:
            return
        two = self.at(one.last)
        if two is not None and one.cls == "person" and self.body(two) is not None and not self.governed(two):
            self.led(self.body(two), _Object(one.names, one.first, two.last, one), i, "leader")
        elif two is not None and two.cls == "person" and self.body(one) is not None and not self.governed(one):
            self.led(self.body(one), self.person_at(one.last, 1), i, "leader")
        elif self.body(one) is not None and one.first == i + 1 and not self.governed(one):
            before = self.ending_at(i)
            if before is not None and before.cls == "person":
                self.led(self.body(one), _Object(before.names, before.first, one.last, before), i, "leader")

    def founder(self, i: int, sense: Sense) -> None:
        """أسسها الشيخ X سنة 2013: the founder is a leader, the date a founding."""
        if not sense.pronoun:
            return
        rel = i > 0 and self.doc.is_g(i - 1, "rel")
        before = self.ending_at(i - 1) if rel else (self.ending_at(i, False) if not sense.clitics else None)
        body = self.body(before) if before is not None else self.topic(i, sense.pronoun)
        leader = self.person_at(i + 1)
        if leader is not None and leader.mention is not None and leader.mention.cls == "person":
            self.led(body, leader, i, "founder")
        when = self.date(i + 1, min(i + 10, self.end(i)))
        if when is not None:
            self.add(body, "founded", i, when.last, "founder", date=when)

    def under(self, i: int, sense: Sense) -> None:
        """قوات التحالف بقيادة X."""
        if sense.pronoun or not (sense.clitics.endswith("ب") or (i and self.forms[i - 1] == "تحت")):
            return
        whole = self.at(i)
        if whole is not None and whole.cls in ("registry", "unit") and whole.last > i + 1:
            leader: _Object | None = _Object([*whole.names], i, whole.last, whole)
        else:
            leader = self.person_at(i + 1)
        m = self.ending_at(i, False)
        body = self.body(m)
        if body is None:
            founded = next((r for r in reversed(self.out) if r.relation in ("founded", "recruits_from")), None)
            if founded is not None and self.doc.sentence_of[founded.trigger] == self.doc.sentence_of[i]:
                body = founded.subject
        self.led(body, leader, i, "under")

    def chief(self, i: int, sense: Sense) -> None:
        """قائد <body> <person>; <person>، قائد <body>; قائدها <person>."""
        if sense.clitics not in ("", "و", "ال", "ل", "ب", "ف"):
            return
        c = self.cover[i]
        m = self.actors[c] if c >= 0 else None
        body: ActorMention | None = None
        after = i + 1
        if sense.pronoun:
            body, after = self.topic(i, sense.pronoun), i + 1
        else:
            j = i + 1
            while j < self.end(i) and self.forms[j] in ("العام", "الاعلي", "السابق"):
                j += 1
            inner = self.at(j)
            if inner is not None:
                body, after = self.body(inner), inner.last
            elif m is not None and m.of is not None and m.last > i + 1:
                body, after = m.of, m.last
                body = self.body(body)
        if body is None or ("group" in sense.features and body.kind != "armed_group"):
            return
        if after < self.end(i) and self.forms[after] in _FORMER:
            return
        while after < self.end(i) and (self.kinds[after] == "n" or self.forms[after] in ("،", ",", "قتال", "المدعو", "يدعي", "ويدعي")):
            after += 1
        k = after
        if k < self.end(i) and self.forms[k] == "في":
            place = self.place_at(k)
            k = place.last if place is not None else k + 3
        leader = self.person_at(k, 2)
        if leader is not None and leader.mention is not None and leader.mention.cls == "person" and leader.mention.first >= after:
            self.led(body, leader, i, "chief")
            return
        before = self.ending_at(i, False)
        if before is not None and before.cls == "person":
            self.led(body, _Object(before.names, before.first, after, before), i, "chief")

    # ------------------------------------------------------------------ beginnings

    def founded(self, i: int, sense: Sense) -> None:
        if sense.form.tense != "perf" or sense.pronoun or not self.real(i, sense):
            return
        if sense.form.voice == "a":
            return
        subject = self.subject(i, sense)
        if subject is None or subject.kind not in ("armed_group", "state_force", "organisation"):
            return
        after = max(i + 1, subject.last if i < subject.first < i + 4 else i + 1)
        stop = min(after + 14, self.end(i))
        when = self.date(after, stop)
        if when is not None and "weak" in sense.features and not self.full(when):
            when = None
        if when is not None:
            self.add(subject, sense.key, i, when.last, "founded", date=when)
        elif "weak" in sense.features:
            return
        stop = min(after + 16, self.end(i))
        for j in range(after, stop):
            if self.forms[j] == "من" and not self.dated(j):
                people = self.from_whom(j + 1)
                if people is not None:
                    self.add(subject, "recruits_from", j, people.last, "founded", people)
                break
            if j > after and any(s.pos == "v" for s in self.doc.info[j].by.get("profile", ())):
                break
        if "weak" in sense.features and when is not None:
            for j in range(after, min(after + 3, stop)):
                if self.forms[j] == "في" and not self.dated(j):
                    place = self.territory(j + 1)
                    if place is not None and self.place_at(j + 1, 2) is not None:
                        self.add(subject, "operates_in", j, place.last, "founded", place)

    def full(self, when: DateMention) -> bool:
        """True when the date names a year."""
        return any(len(f) == 4 and f.isdigit() for f in self.forms[when.first : when.last])

    def founding(self, i: int, sense: Sense) -> None:
        """منذ تأسيسه عام 2013, with the losses since then."""
        pronoun = sense.pronoun
        body = self.topic(i, pronoun) if pronoun else self.body(self.at(i + 1))
        if body is None or i == 0 or sense.clitics not in ("", "ال"):
            return
        when = self.date(i + 1, min(i + 4, self.end(i)))
        if when is not None and self.forms[i - 1] in ("منذ", "عند", "تاريخ", "مع", "منذُ"):
            self.add(body, sense.key, i, when.last, "founding", date=when)
        if self.forms[i - 1] == "منذ":
            self.losses_before(i, body)

    def losses_before(self, i: int, body: ActorMention) -> None:
        """A number of dead counted since the founding that token ``i`` names."""
        first = self.doc.sentence(i).first
        k = bisect_left(self.number_firsts, i) - 1
        while k >= 0 and self.numbers[k].first >= first:
            q = self.numbers[k]
            k -= 1
            if q.kind in ("ordinal", "percent", "fraction") or self.dated(q.core_first):
                continue
            around = [*range(max(first, q.first - 4), q.first), *range(q.last, min(q.last + 5, i))]
            if any(self.deadly(j) for j in around):
                self.add(body, "total_losses", i, i + 1, "founding", quantity=q, measure="killed")
            return

    def deadly(self, j: int) -> bool:
        by = self.doc.info[j].by
        return any(s.frame == "losses" for s in by.get("profile", ())) or any(s.key == "killing" for s in by.get("trigger", ())) or any(
            s.key == "killed" for s in by.get("toll", ())
        )

    # ------------------------------------------------------------------ size, losses, pay

    def strength(self, body: ActorMention | None, trigger: int, q: Quantity | None, frame: str) -> None:
        if body is None or q is None or not self.counts_fighters(q):
            return
        if body.kind not in ("armed_group", "state_force", "organisation"):
            return
        self.add(body, "strength", trigger, max(q.last, trigger + 1), frame, quantity=q, measure="fighters")
        more = self.number(q.last, min(q.last + 5, self.end(q.first)))
        if more is not None and self.doc.is_g(more.first - 1, "sub") and self.counts_fighters(more):
            self.add(body, "strength", trigger, more.last, frame, quantity=more, measure="fighters")

    def count(self, i: int, sense: Sense) -> None:
        """عدد عناصر X بنحو N; عدده بحدود N."""
        j = i + 1
        if sense.pronoun:
            rel = self.relative_before(i)
            body = rel if rel is not None else self.topic(i, sense.pronoun)
            if sense.pronoun == "هم" and rel is None:
                return
        else:
            people = self.doc.info[j].first("people") if j < len(self.forms) else None
            m = self.at(j)
            if people is None or not people.has("fighters"):
                return
            if people.pronoun:
                body = self.topic(i, people.pronoun)
            else:
                body = m.of if m is not None and m.cls == "people" else None
            j = m.last if m is not None else j + 1
        q = self.number(j, min(j + 12, self.end(i)))
        if q is None or any(self.forms[k] in _ENEMY_OF_SIZE or self.deadly(k) for k in range(i + 1, q.first)):
            return
        self.strength(body, i, q, "count")
        if not sense.pronoun and body is not None:
            for k in range(j, q.first):
                place = self.place_at(k)
                if place is not None and (self.forms[k] == "في" or self.forms[k].startswith("ب")):
                    where = self.territory(k + 1 if self.forms[k] == "في" else k)
                    if where is not None:
                        self.add(body, "operates_in", k, where.last, "count", where)
                    return

    def relative_before(self, i: int) -> ActorMention | None:
        """The antecedent of a relative clause that holds token ``i``."""
        for k in range(i - 1, max(i - 7, -1), -1):
            if self.kinds[k] in "pl":
                return None
            if self.doc.is_g(k, "rel"):
                m = self.ending_at(k)
                return self.body(m)
        return None

    def size(self, i: int, sense: Sense) -> None:
        """قوامها N مقاتل; تعداده N; قوام يتراوح بين."""
        if sense.pronoun:
            before = self.ending_at(i, False)
            body = self.body(before)
            if body is None:
                if self.kinds[i - 1] == "w" and not any("profile" in self.doc.info[i - 1].by or c in "وف" for c in sense.clitics or " ") and not (
                    any(s.pos == "v" for v in self.doc.info[i - 1].by.values() for s in v)
                ):
                    return
                body = self.topic(i, sense.pronoun)
        else:
            m = self.at(i + 1)
            body = self.body(m) if m is not None and m.first == i + 1 else (self.topic(i, "") if self.forms[i - 1] == "عن" else None)
        self.strength(body, i, self.number(i + 1, min(i + 8, self.end(i))), "size")

    def holds(self, i: int, sense: Sense) -> None:
        """تضم N مقاتل; تضم في صفوفها مقاتلين من X."""
        if sense.form.tense != "impf" or sense.pronoun or not self.real(i, sense):
            return
        subject = self.subject(i, sense)
        if subject is None or subject.kind not in ("armed_group", "state_force"):
            return
        after = max(i + 1, subject.last if i < subject.first < i + 3 else i + 1)
        q = self.number(after, min(after + 4, self.end(i)))
        if q is not None and (q.noun is not None or sense.lemma != "ضم"):
            self.strength(subject, i, q, "holds")
            return
        for j in range(after, min(after + 6, self.end(i))):
            people = self.doc.info[j].first("people")
            if people is None or people.pronoun or not (people.has("fighters") or people.has("generic")):
                continue
            k = j + 1
            while k < min(j + 3, self.end(i)) and self.forms[k] != "من":
                k += 1
            if k < self.end(i) and self.forms[k] == "من":
                source = self.from_whom(k + 1)
                if source is not None:
                    self.add(subject, "recruits_from", i, source.last, "holds", source)
            return

    def losses(self, i: int, sense: Sense) -> None:
        """خسر أكثر من N مقاتل حتى الآن; a front or a period makes it news instead."""
        if sense.form.tense != "perf" or sense.pronoun:
            return
        stop = self.end(i)
        q = self.number(i + 1, min(i + 7, stop))
        if q is None or not self.mortal(q):
            return
        window = range(i + 1, min(q.last + 7, stop))
        if any(self.forms[k] == "حتي" and k + 1 < stop and self.forms[k + 1] in _NOW for k in window):
            subject = self.subject(i, sense)
            self.add(subject, sense.key, i, q.last, "losses", quantity=q, measure="killed")

    def mortal(self, q: Quantity) -> bool:
        if q.noun is None:
            return False
        by = self.doc.info[q.noun].by
        return bool(by.get("people")) or any(s.key == "killed" for s in by.get("toll", ()))

    def money(self, i: int, reach: int) -> Quantity | None:
        q = self.number(i + 1, min(i + 1 + reach, self.end(i)))
        if q is None:
            return None
        for k in range(q.core_last - 1, min(q.last + 2, self.end(i))):
            if any(s.key == "money" for s in self.doc.info[k].by.get("thing", ())):
                return q
        return None

    def earns(self, i: int, sense: Sense) -> None:
        if sense.form.tense != "impf":
            return
        q = self.money(i, 8)
        if q is not None:
            m = self.at(i + 1)
            body = self.body(m) or self.topic(i, "")
            who = self.phrase(i + 1) if i + 1 < q.first else None
            self.add(body, sense.key, i, q.last, "earns", who, quantity=q, measure="money")

    def wage(self, i: int, sense: Sense) -> None:
        q = self.money(i, 8)
        if q is not None and not any(s.frame == "earns" for k in range(max(i - 4, 0), i) for s in self.doc.info[k].by.get("profile", ())):
            self.add(self.topic(i, ""), sense.key, i, q.last, "wage", quantity=q, measure="money")
        elif q is not None:
            self.add(self.topic(i, ""), sense.key, i, q.last, "wage", quantity=q, measure="money")

    # ------------------------------------------------------------------ where its people come from

    def from_whom(self, j: int) -> _Object | None:
        """Whom or where recruits come from, at token ``j`` behind من."""
        n = self.end(j)
        while j < n and (self.forms[j] in ("ابناء", "اهالي", "سكان", "شباب", "شبان", "مقاتلي", "عناصر", "مقاتلين", "احياء", "افراد") and j + 1 < n):
            if self.kinds[j + 1] != "w" or "g" in self.doc.info[j + 1].by:
                break
            j += 1
        place = self.place_at(j, 2)
        if place is not None:
            return self.territory(j)
        if j < n and self.dated(j):
            return None
        return self.value(j)

    def origin(self, i: int, sense: Sense) -> None:
        if sense.form.tense != "impf":
            return
        subject: ActorMention | None = None
        stop = min(i + 9, self.end(i))
        for j in range(i + 1, stop):
            if self.forms[j] == "من":
                source = self.from_whom(j + 1)
                if source is not None:
                    self.add(subject or (self.subject(i, sense) if "و" in sense.clitics else None), sense.key, i, source.last, "origin", source)
                return
            people = self.doc.info[j].first("people")
            if subject is None and people is not None:
                subject = self.topic(i, people.pronoun) if people.pronoun else self.body(self.at(j))

    def mostly(self, i: int, sense: Sense) -> None:
        """معظمهم من X, after a size or a body."""
        if i + 1 >= len(self.forms) or self.forms[i + 1] != "من":
            return
        row = self.out[-1] if self.out else None
        if row is None or self.doc.sentence_of[row.trigger] != self.doc.sentence_of[i] or row.relation not in ("strength", "founded", "part_of"):
            return
        source = self.from_whom(i + 2)
        if source is not None:
            self.add(row.subject, sense.key, i, source.last, "mostly", source)

    def enlist(self, i: int, sense: Sense) -> None:
        if sense.form.tense != "impf" or not self.real(i, sense) or sense.pronoun:
            return
        subject = self.subject(i, sense)
        for j in range(i + 1, min(i + 14, self.end(i))):
            if self.forms[j] == "من" and self.place_at(j + 1, 3) is not None:
                source = self.from_whom(j + 1)
                if source is not None:
                    self.add(subject, sense.key, i, source.last, "enlist", source)
                return

    # ------------------------------------------------------------------ places

    def seat(self, i: int, sense: Sense) -> None:
        """يتخذ من X مقراً له."""
        if sense.form.tense != "impf" and "و" not in sense.clitics:
            return
        stop = min(i + 12, self.end(i))
        source = next((j for j in range(i + 1, stop) if self.forms[j] == "من"), None)
        if source is None or not any(self.home_noun(j) for j in range(source + 2, stop)):
            return
        place = self.territory(source + 1)
        if place is not None:
            self.add(self.subject(i, sense), sense.key, i, place.last, "seat", place)

    def home_noun(self, j: int) -> bool:
        return self.forms[j] in ("قاعده", "ملاذا", "مركزا") or any(s.frame == "home" for s in self.doc.info[j].by.get("profile", ()))

    def home(self, i: int, sense: Sense) -> None:
        """مقره في X; مقر اللواء بحي X; X، معقل التنظيم."""
        after = i + 1 + len(sense.rest)
        m = None
        if sense.pronoun:
            body = self.topic(i, sense.pronoun)
        else:
            m = self.at(after)
            body = self.body(m)
            if m is not None:
                after = m.last
        if body is None or body.kind not in ("armed_group", "state_force"):
            return
        if after < self.end(i) and self.forms[after] in ("الرءيسي", "الرءيسيه", "العام", "الرءيس"):
            after += 1
        wanted = _prepositions(sense.features)
        form = self.forms[after] if after < self.end(i) else ""
        if form in wanted:
            place = self.territory(after + 1)
        elif form[:1] == "ب" and self.place_at(after) is not None:
            place = self.territory(after)
        else:
            place = None
        if place is not None and self.place_at(place.first, 3) is not None:
            self.add(body, sense.key, i, place.last, "home", place)
        elif sense.lemma in ("معقل", "معاقل") and not sense.pronoun:
            self.stronghold(i, body, after)

    def stronghold(self, i: int, body: ActorMention, last: int) -> None:
        """X، آخر معاقل الحكومة: it holds the place that the apposition explains."""
        k = i - 1
        while k >= 0 and self.forms[k] in ("اخر", "ابرز", "اهم", "احد", "اكبر", "،", ",", "وهي", "هي"):
            k -= 1
        place = next((p for p in self.places if p.first <= k < p.last), None)
        if place is not None:
            self.add(body, "controls", i, last, "home", _Object(list(place.names), place.first, last, None))

    def homebase(self, i: int, sense: Sense) -> None:
        """تعتبر X القاعدة الرئيسية … لتنظيم Y."""
        first = self.doc.sentence(i).first
        place = next((p for p in self.places if first <= p.first < i and i - p.last < 3), None)
        if place is None:
            return
        for j in range(i + 1, min(i + 12, self.end(i))):
            m = self.at(j)
            body = self.body(m)
            if body is not None:
                whole = " ".join(self.text.slice(place.name_first, place.name_last).split())
                self.add(body, sense.key, i, m.last if m else j, "homebase", _Object([whole, *place.names], place.first, i, None))
                return

    def active(self, i: int, sense: Sense) -> None:
        if sense.form.tense != "impf" or not self.real(i, sense):
            return
        subject = self.subject(i, sense)
        if subject is None:
            subject = self.holder(i)
        after = max(i, subject.last - 1 if subject is not None and i < subject.first < i + 3 else i)
        place = self.where(after, sense, 4)
        if place is not None and self.place_at(place.first, 3) is not None:
            self.add(subject, sense.key, i, place.last, "active", place)

    def holder(self, i: int) -> ActorMention | None:
        """The owner of positions, cells or points that a verb of presence is told of (تنتشر نقاطه في X)."""
        if i + 1 >= len(self.forms):
            return None
        form = self.forms[i + 1]
        for pronoun in ("ها", "ه", "هم"):
            if form.endswith(pronoun) and len(form) > 4:
                return self.topic(i, pronoun)
        return None

    def roam(self, i: int, sense: Sense) -> None:
        """مناطق يتحرك فيها مقاتلو X: the places told before in the sentence."""
        body = self.body(self.near(i + 2, 2))
        first = self.doc.sentence(i).first
        held = [p for p in self.places if first <= p.first < i]
        if body is not None and held:
            names = [n for p in reversed(held) for n in p.names]
            self.add(body, sense.key, i, i + 3, "roam", _Object(names, held[0].first, i, None))

    def focus(self, i: int, sense: Sense) -> None:
        """يتركز انتشارها / عمل X في Y."""
        if sense.form.tense != "impf":
            return
        subject: ActorMention | None = None
        after = i
        for j in range(i + 1, min(i + 4, self.end(i))):
            m = self.at(j)
            if m is not None and self.body(m) is not None:
                subject, after = self.body(m), m.last - 1
                break
        if subject is None:
            subject = self.holder(i)
        if subject is None:
            return
        place = self.where(after, sense, 4)
        if place is not None and self.place_at(place.first, 3) is not None:
            self.add(subject, sense.key, i, place.last, "focus", place)

    def hold(self, i: int, sense: Sense) -> None:
        """يسيطر X على Y."""
        if sense.form.tense != "impf" or not self.real(i, sense) or sense.pronoun:
            return
        subject = self.subject(i, sense)
        place = self.where(i, sense, 12)
        if place is not None:
            self.add(subject, sense.key, i, place.last, "hold", place)

    def sway(self, i: int, sense: Sense) -> None:
        """تخضع X لسيطرة Y; تمتد سيطرة Y على X; لسيطرة Y على X."""
        first = self.doc.sentence(i).first
        subjected = next((j for j in range(max(first, i - 8), i) if self.forms[j].lstrip("و") in _SUBJECTED), None)
        m = self.near(i + 1, 1)
        body = self.body(m)
        if subjected is not None and "ل" in sense.clitics:
            found = next((p for p in self.places if subjected <= p.first < i or (subjected - 4 <= p.first < subjected)), None)
            if found is None:
                return
            whole = " ".join(self.text.slice(found.name_first, found.name_last).split())
            value = _Object([whole, *found.names], found.first, found.last, None)
            if body is not None and m is not None:
                self.add(body, sense.key, i, m.last, "sway", value)
            j = m.last if m is not None else i + 1
            self.more_holders(j, i, value)
            return
        if body is None or m is None:
            return
        extends = any(self.forms[j].lstrip("و") in ("تمتد", "تشمل", "تستمر", "تتواصل") for j in range(max(first, i - 2), i))
        if extends or "ل" in sense.clitics:
            place = self.where(m.last - 1, sense, 3)
            if place is not None:
                self.add(body, sense.key, i, place.last, "sway", place)

    def more_holders(self, j: int, i: int, value: _Object) -> None:
        """The bodies listed as holders, directly or after كـ."""
        stop = self.end(i)
        while j < min(i + 30, stop):
            m = self.at(j)
            if m is not None and m.cls in ("registry", "unit"):
                listed = m.clitics[:1] in ("و", "ك") or self.forms[m.first - 1] in ("ك", "مثل")
                body = self.body(m)
                if listed and body is not None and m.kind in ("state_force", "armed_group", "state"):
                    self.add(body, "controls", i, m.last, "sway", value)
            elif self.forms[j] in ("بالاضافه", "فضلا", "اضافه", "متمثله", "ممثله", "متمثلا"):
                return
            j = m.last if m is not None else j + 1

    # ------------------------------------------------------------------ rivals and allies

    def pair(self, i: int, first: ActorMention | None, second: ActorMention | None, relation: str, frame: str) -> None:
        if first is None or second is None:
            return
        self.add(first, relation, i, second.last, frame, _Object(second.names, second.first, second.last, second))

    def party(self, m: ActorMention | None) -> ActorMention | None:
        return self.body(m) if m is not None else None

    def rivals(self, i: int, sense: Sense) -> None:
        """تتنافس X وY."""
        if not self.real(i, sense):
            return
        one = self.near(i + 1, 2)
        two = self.joined(one) if one is not None else None
        if one is None or two is None:
            return
        self.pair(i, self.party(one), self.party(two), sense.key, "rivals")

    def rival_verb(self, i: int, sense: Sense) -> None:
        """ينافس X; تنافسها … كتائب، في مقدمتها Y."""
        if sense.form.tense != "impf" or not self.real(i, sense):
            return
        if not sense.pronoun:
            value = self.at(i + 1)
            before = self.ending_at(i)
            if value is not None and before is not None and not self.governed(before):
                self.pair(i, self.body(before), self.body(value), sense.key, "rival_verb")
            return
        body = self.topic(i, sense.pronoun)
        stop = min(i + 16, self.end(i))
        for j in range(i + 1, stop):
            m = self.at(j)
            rival = self.body(m)
            if m is not None and rival is not None and rival is not body and not (self.governed(m) and self.forms[j - 1] != "مقدمتها"):
                if j + 1 < stop and m.last < stop and m.cls == "unit" and any(self.forms[k] in ("مقدمتها", "راسها", "ابرزها") for k in range(m.last, min(m.last + 4, stop))):
                    continue
                self.pair(i, body, rival, sense.key, "rival_verb")
                return

    def feud(self, i: int, sense: Sense) -> None:
        """على خصومة مع X; تنافس بين X وY."""
        stop = min(i + 5, self.end(i))
        for j in range(i + 1, stop):
            if self.forms[j] == "مع" and sense.lemma in ("خصومه", "تنافس", "عداء", "منافسه"):
                m = self.at(j + 1)
                if self.forms[i - 1] in ("علي", "في"):
                    self.pair(i, self.topic(i, ""), self.party(m), sense.key, "feud")
                return
            if self.forms[j] == "بين":
                one, k = self.side(j + 1)
                while k < min(j + 14, self.end(i)) and not self.forms[k].startswith("و"):
                    k += 1
                other, _ = self.side(k + (k < self.end(i) and self.forms[k] == "و"))
                self.pair(i, one, other, sense.key, "feud")
                return
            if self.kinds[j] == "p" and self.forms[j] not in ("(", ")"):
                return

    def side(self, j: int) -> tuple[ActorMention | None, int]:
        """One side of a rivalry at token ``j`` and its end: with its complement where من جهة closes it."""
        stop = self.end(j) if j < len(self.forms) else j
        close = next((k for k in range(j, min(j + 9, stop)) if self.forms[k] == "جهه" and self.forms[k - 1] == "من"), None)
        m = self.near(j, 2)
        body = self.body(m)
        if close is None:
            return body, m.last if m is not None else j + 1
        if m is None or m.first > close:
            return None, close
        said = " ".join(self.text.slice(j, close - 1).split())
        said = said[1:] if self.forms[j].startswith("و") else said
        names = [said, *body.names] if body is not None and m.cls != "registry" else [said, *m.names] if m.first == j else [said]
        kind = body.kind if body is not None else "armed_group"
        return ActorMention(j, close - 1, j, list(dict.fromkeys(names)), kind, "unit", "profile.side"), close

    def ally(self, i: int, sense: Sense) -> None:
        """X حليف(ة) Y."""
        if sense.pronoun:
            return
        values = self.led_to(i, sense, 2) or ([v] if (v := self.value(i + 1)) is not None and v.mention is not None else [])
        subject = self.body(self.ending_at(i))
        for value in values[:1]:
            if value.mention is not None and subject is not None:
                self.add(subject, sense.key, i, value.last, "ally", value)

    def beside(self, i: int, sense: Sense) -> None:
        """يشارك X … إلى جانب Y: the lasting kind has an imperfect of fighting before it."""
        value = self.value(i + 1 + len(sense.rest))
        if value is None or value.mention is None or self.body(value.mention) is None:
            return
        first = self.doc.sentence(i).first
        for j in range(i - 1, max(first - 1, i - 16), -1):
            form = self.forms[j].lstrip("و")
            if form in _FIGHTS:
                verb = Sense("profile", "", "v", "", frozenset(), sense.form, (), frozenset(), form, "و" if self.forms[j][0] == "و" else "")
                self.add(self.subject(j, verb), sense.key, i, value.last, "beside", value)
                return

    # ------------------------------------------------------------------ descriptions

    def describe(self, i: int, sense: Sense) -> None:
        """وصف X بأنها «…»; تصنفها Y إرهابية."""
        stop = self.end(i)
        for j in range(i + 1, min(i + 8, stop)):
            if self.forms[j] in ("بانه", "بانها", "بانهم", "بانو", "بان", "ب"):
                k = j + 1
                if k >= stop:
                    return
                end = k + 1
                if k in self.text.pre:
                    while end < min(k + 10, stop) and (end - 1) not in self.text.post:
                        end += 1
                else:
                    while end < min(k + 6, stop) and self.kinds[end] == "w" and "g" not in self.doc.info[end].by:
                        end += 1
                m = next((x for y in range(i + 1, j) if (x := self.at(y)) is not None and not self.governed(x) and self.body(x) is not None), None)
                subject = self.body(m) if m is not None else (self.topic(i, sense.pronoun) if sense.pronoun else None)
                said = " ".join(self.text.slice(k, end).split())
                self.add(subject, sense.key, i, end, "describe", _Object([said], k, end, None))
                return


_FORMS_SPINE = frozenset(("تشكل", "يشكل", "يتكون", "تتكون", "يعد", "تعد", "يتالف", "تتالف", "يمثل", "تمثل", "شكل", "شكلت"))
_SUBJECTED = frozenset(("تخضع", "يخضع", "الخاضعه", "الخاضع", "خاضعه", "خاضع", "خضعت"))
_FIGHTS = frozenset(("يشارك", "تشارك", "يقاتل", "تقاتل", "يقاتلون", "يحارب", "تحارب", "يقف", "تقف", "قاتل", "قاتلت"))


def _key(m: ActorMention) -> str:
    return m.id or fold_word(m.names[0])


def _plain(folded: str) -> str:
    """A folded name without articles, so that محمد السعيد and محمد سعيد are one."""
    return " ".join(w.removeprefix("ال") for w in folded.split())


def _definite(form: str) -> bool:
    return form.startswith(("ال", "وال", "بال", "لل"))


def _glue(form: str, wanted: frozenset[str]) -> bool:
    """True when the word begins with a glued preposition among the wanted ones."""
    return len(form) > 3 and form[0] in "لب" and form[0] in wanted


def _bare(word: str) -> str:
    """A written word without its glued ل or ب (للحرس → الحرس)."""
    if word.startswith("لل"):
        return "ال" + word[2:]
    if len(word) > 4 and (word.startswith("بال") or word[0] in "لب"):
        return word[1:]
    return word


@lru_cache(maxsize=4096)
def _gender(name: str) -> str:
    head = fold_word(name).split(" ", 1)[0].removeprefix("ال")
    return "ها" if head.endswith(("ه", "ات", "اء")) or head in _FEMININE_HEADS else "ه"


def _agrees(m: ActorMention, pronoun: str) -> bool:
    """True when some name of the body has the gender of the pronoun; plural pronouns fit all."""
    return pronoun not in ("ه", "ها") or any(_gender(n) == pronoun for n in m.names if n[0] >= "ء")


def _national(m: ActorMention) -> bool:
    """A whole army or the armed forces of a state, whose commander is a matter of offices."""
    head = fold_word(m.names[0]).split()
    return m.kind == "state_force" and (head[0].endswith("جيش") or " ".join(head[:2]) in ("القوات المسلحه", "قوات مسلحه"))


_Rows = Sequence[ProfileRow]

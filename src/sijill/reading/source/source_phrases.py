"""The grammar of source phrases: مصدر أمني في محافظة ديالى، مرصد «أفاد» الحقوقي، الناطق باسم الجماعة فلان الفلاني."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sijill.knowledge.bits import (
    ADJECTIVE,
    G_THAT,
    HEAD,
    M_BODY,
    M_OWN,
    M_OWNED,
    M_PAPER,
    M_PART,
    M_PERSON,
    M_STAT,
    MEANS,
    PEOPLE,
    REALIS,
    SAYING,
    SOURCE,
    SOURCEADJ,
    SOURCESTOP,
    SPEECH,
    THING,
    TIE,
    TOLL,
    TRIGGER,
    G,
)
from sijill.knowledge.lexicon import NO_SENSES, Info, Sense
from sijill.reading.document import Document
from sijill.reading.number.number_lexicon import TEN, UNIT, lexicon
from sijill.reading.party.actors import ActorMention
from sijill.reading.source.source_mentions import Phrase

AUXILIARIES: Final = frozenset((
    "قد", "كان", "كانت", "وكان", "وكانت", "كانوا", "وقد", "فقد", "ما", "وهو", "وهي", "سبق", "ان", "يكون", "تكون", "ويكون", "وتكون",
))
_MARKS: Final = re.compile("[\"'“”«»„‟#()]")
_LINKS: Final = frozenset(("في", "من", "داخل", "ل", "ب", "باسم"))
_ISSUED: Final = frozenset(("وارد", "وارده", "الوارد", "الوارده", "واردة", "صادر", "صادره", "الصادر", "الصادره", "صدر", "صدرت"))
_INSIDE: Final = frozenset(("داخل", "صفوف", "تلك", "هذه", "ابناء", "اهل"))
_REFLEXIVES: Final = frozenset(("نفسه", "نفسها", "ذاته", "ذاتها", "عينه"))
_BESIDE: Final = frozenset(("ياه", "اياه", "به", "بها", "عنه", "عنها", "لنا", "ايضا", "كذلك", "ذلك"))
_ADJECTIVE: Final = re.compile("(?:ي|يا|يه|يون|يين|يان|ون|ين|ان|ات|يتان|يتين)$")
_UNNAMED: Final = frozenset(("ذكر", "كشف", "الكشف", "نشر", "الافصاح"))
_OBJECTS: Final = frozenset(("trigger", "toll", "thing"))
_NO_NOUN: Final = G | TRIGGER | TOLL | SPEECH | SAYING | SOURCESTOP | REALIS | THING
_NOUNS: Final = G | TRIGGER | TOLL | SPEECH | SAYING | SOURCESTOP | REALIS | THING | PEOPLE | HEAD | SOURCE | SOURCEADJ | TIE | MEANS
_KNOWN: Final = frozenset(("registry", "outlet", "person"))
_KINDS: Final = {
    "armed_group": "armed_group", "state": "official", "state_force": "official", "organisation": "organisation",
    "outlet": "outlet", "state_media": "state_media", "civilians": "witness",
}
_BODIES: Final = SOURCE | HEAD | PEOPLE
_CIVIL: Final = frozenset(("organisation", "outlet", "state_media"))
_HOLDERS: Final = frozenset(("official", "spokesperson", "officer"))
_MAX_TOKENS: Final = 16

# What a word can be inside a source phrase; one number per form and lexicon, since news words repeat.
_END: Final = 1
_MAYBE_END: Final = 2
_GRAM: Final = 4
_OBJECT: Final = 8
_ADJ: Final = 16
_TIME: Final = 32


def _flag(form: str, info: Info) -> int:
    by = info.by
    out = 0
    if form in AUXILIARIES or "sourcestop" in by or "speech" in by:
        out |= _END
    # وزارة is no و + زارة, لجان no form of لجأ: a listed noun outweighs the verb or thing its letters may also be
    noun = any(not s.clitics and not s.pronoun for cls in ("head", "source") for s in by.get(cls, NO_SENSES))
    if not noun and any(s.pos == "v" and not s.near and not s.clitics.startswith("ب") for s in by.get("trigger", NO_SENSES)):
        out |= _END
    if "realis" in by:
        out |= _END if any(not s.rest for s in by["realis"]) else _MAYBE_END
    if "g" in by and not noun:  # بلدية is no ب + لديه
        out |= _GRAM
    if not noun and any(not s.rest for cls in _OBJECTS for s in by.get(cls, NO_SENSES)):
        out |= _OBJECT
    bare = not noun and not out & _OBJECT and len(form) > 2 and not form.startswith(("ال", "لل", "بال"))
    if "sourceadj" in by or "tie" in by or (bare and _ADJECTIVE.search(form)):
        out |= _ADJ
    if any(s.key == "time" for s in by.get("sourcestop", NO_SENSES)):
        out |= _TIME
    return out


class Phrases:
    """Finds the source phrase that begins at a token of one report."""

    def __init__(self, doc: Document, actors: Iterable[ActorMention], skip: set[int]) -> None:
        self.doc, self.skip = doc, skip
        self.text, self.forms, self.kinds, self.info = doc.text, doc.text.forms, doc.text.kinds, doc.info
        self.actors = list(actors)
        self.at = {m.first: m for m in self.actors}

    # ------------------------------------------------------------------ words

    def flag(self, k: int) -> int:
        info = self.info[k]
        if info.phrase < 0:
            info.phrase = _flag(self.forms[k], info)
        return info.phrase

    def ends(self, k: int) -> bool:
        """True for words that no source phrase holds."""
        flag = self.flag(k)
        return bool(flag & _END) or (bool(flag & _MAYBE_END) and self.doc.sense(k, "realis") is not None)

    def adjective(self, k: int) -> bool:
        """True for an indefinite word that reads as an adjective: محلي، مطلعة, but not the names ديالى، مثنى."""
        # ى is a name's ending, ي an adjective's; folding makes them one
        return bool(self.flag(k) & _ADJ) and not self.text.raw.endswith("ى", 0, self.text.ends[k])

    def over_time(self, j: int, end: int) -> int:
        """Step over dates, time words and به، عنه that stand between a verb and its subject."""
        while j < end and (j in self.skip or self.kinds[j] == "n" or self.forms[j] == "/" or self.flag(j) & _TIME or self.forms[j] in _BESIDE):
            j += 1
        return j

    def is_time(self, k: int) -> bool:
        return k in self.skip or bool(self.flag(k) & _TIME)

    def opens(self, k: int, end: int) -> bool:
        """True when a statement opens at token ``k``: أن، إن، a colon."""
        if k >= end:
            return False
        form = self.forms[k]
        if "ان" not in form:  # all of أن، إنه، بأن hold these letters; most words do not
            return form in (":", "قائلا", "قائله")
        return form in ("انو", "بانو") or self.doc.plays(k, G_THAT)

    def speaks(self, k: int, end: int) -> bool:
        """True when a statement opens within a few words of token ``k``."""
        for x in range(k, min(k + 12, end)):
            if self.opens(x, end):
                return True
            if self.forms[x] == "،" and x > k + 1 and x + 1 < end and not self.opens(x + 1, end):
                return False
        return False

    def plain(self, first: int, last: int, clitics: str) -> str:
        """The phrase as written, without quotation marks, brackets and the clitics that do not belong to it."""
        written = _MARKS.sub("", self.text.slice(first, last))
        for letter in clitics.replace("ال", ""):
            if written[:1] == letter:
                written = written[1:]
        if clitics.endswith("لل"):
            written = "ال" + written
        return " ".join(written.split())

    def quoted(self, k: int) -> int:
        """End of the quotation that opens at token ``k``, at most six words long, or 0."""
        if k not in self.text.pre and not (k and self.forms[k - 1] == "ل" and (k - 1) in self.text.post):
            return 0  # in لـ«X» the sign touches the preposition
        for x in range(k, min(k + 6, len(self.forms))):
            if x in self.text.post:
                return x + 1
            if self.kinds[x] == "l":
                break
        return 0

    def bracket(self, k: int, end: int) -> int:
        """End of a short bracket without numbers that opens at token ``k``, or 0."""
        if k < end and self.forms[k] == "(":
            for x in range(k + 1, min(k + 6, end)):
                if self.forms[x] == ")":
                    return x + 1 if x > k + 1 and "n" not in self.kinds[k:x] else 0
        return 0

    # ------------------------------------------------------------------ hearers

    def is_hearer(self, k: int) -> bool:
        """True for لراديو الكل، لوكالة، لمراسلنا، لـ«الصحيفة»: to whom it was said."""
        form = self.forms[k]
        if not form.startswith("ل"):
            return False
        if form == "ل":
            following = self.at.get(k + 1)
            if following is not None and following.cls in ("outlet", "registry"):
                return following.cls == "outlet"
            return bool(self.quoted(k + 1) or self.bracket(k + 1, len(self.forms)))
        actor = self.at.get(k)
        if actor is not None and actor.cls == "outlet" and actor.clitics.startswith("ل"):
            return True
        for sense in self.info[k].by.get("source", NO_SENSES):
            if sense.clitics[-1:] == "ل" and (
                sense.key in ("outlet", "correspondent") or sense.pronoun == "نا" or (sense.clitics == "لل" and sense.marks & M_BODY)
            ):
                return True
        return False

    def hearer(self, k: int) -> Phrase | None:
        """The phrase of the hearer that ``is_hearer`` found at token ``k``."""
        end = self.doc.sentence(k).last
        if self.forms[k] != "ل":
            return self.at_token(k, end, prep=True)
        close = self.bracket(k + 1, end)
        if not close:
            return self.at_token(k + 1, end)
        return self.at_token(k + 2, close - 1) or Phrase(k + 2, close - 1, [self.plain(k + 2, close - 1, "")], "outlet")

    # ------------------------------------------------------------------ phrases

    def at_token(self, j: int, end: int, prep: bool = False, least: int = 0) -> Phrase | None:
        """The source phrase that begins at token ``j`` and ends before ``end``, of rank ``least`` or more.

        ``prep`` allows an attached ل or ب.
        """
        if j >= end or self.kinds[j] != "w":
            return None
        first = j
        sense = self.doc.sense(j, "source") if self.info[j].mask & SOURCE else None
        part = ""
        if sense is None and self.numbered(j, end):
            j += 2 if self.forms[j + 1] == "من" else 1
            sense = self.doc.sense(j, "source") if self.info[j].mask & SOURCE else None
        if sense is not None and sense.marks & M_PART:
            part = sense.clitics
            j += 1 + len(sense.rest)
            if j >= end or self.kinds[j] != "w":
                return None
            sense = self.doc.sense(j, "source")
            if sense is not None and sense.marks & M_PART:
                return None
        actor = self.at.get(j)
        if actor is not None and (actor.cls == "nisba" or actor.last > end):
            actor = None
        if sense is not None:
            cut = sense.clitics.replace("ال", "").lstrip("وف")
            if cut and not (prep and cut[0] in "لب"):
                if cut[0] == "ل":
                    return None
                sense = None
        if sense is None:
            if actor is None:
                return self.other(first, j, end, part, least)
            if not prep and actor.clitics.replace("ال", "").lstrip("وف"):
                return None
            if least > 1 and actor.cls == "people":
                return None
            return self.known(first, actor, end, part)
        if sense.marks & M_STAT and not sense.pronoun and "ال" not in sense.clitics and sense.clitics != "لل":
            owner = self.at_token(j + 1, end, prep=True)
            if owner is None and sense.marks & M_OWNED and j + 2 < end and self.kinds[j + 1] == "w":
                owner = self.at_token(j + 2, end, prep=True, least=2)  # حصيلة محدثة للمرصد
            if owner is not None and owner.rank:
                return owner.over(first, owner.last, [*owner.names, self.plain(first, owner.last, sense.clitics)], owner.hearer)
        if sense.marks & M_OWNED:
            return None  # الحصيلة الموثقة تشير إلى
        return _Builder(self, first, j, end, sense, actor, part).run()

    def numbered(self, j: int, end: int) -> bool:
        """True for a number of sources: ثلاثة مصادر محلية، ستة من سكان القرية."""
        entry = lexicon().entries.get(self.forms[j])
        if entry is None or entry.kind not in (UNIT, TEN) or entry.preposition or entry.article or j + 2 >= end:
            return False
        k = j + 2 if self.forms[j + 1] == "من" else j + 1
        return any(s.marks & M_PERSON and not s.clitics.replace("ال", "") for s in self.info[k].by.get("source", NO_SENSES))

    def of_actor(self, m: ActorMention) -> Phrase:
        """The phrase of a party that another reader found."""
        office = m.of.kind if m.cls == "person" and m.of is not None else ""
        titled = m.head > m.first and not self.doc.sense(m.first, "sourceadj", "introducer")
        kind = _KINDS.get(office) or _KINDS.get(m.kind, "official" if titled or office else "witness")
        return Phrase(m.first, m.last, m.names, kind, rank=1 if m.cls == "people" else 2, outlet=m.cls == "outlet")

    def known(self, first: int, actor: ActorMention, end: int, part: str) -> Phrase:
        """A party that another reader found, with what stands in brackets behind it."""
        last = actor.last
        names = list(actor.names)
        if first < actor.first:
            names.insert(0, self.plain(first, last, part))
        bracket = self.bracket(last, end)
        if bracket:
            names.append(self.plain(last + 1, bracket - 1, ""))
            last = bracket
        if last < end and self.forms[last] in _REFLEXIVES:
            last += 1
        hearer = last if last < end and self.is_hearer(last) else -1
        return self.of_actor(actor).over(first, last, names, hearer)

    def other(self, first: int, j: int, end: int, part: str, least: int) -> Phrase | None:
        """A name in quotation marks, or any noun: the weakest kind of subject, which a statement must follow."""
        close = self.quoted(j)
        if close and close <= end and close - j <= 4:
            return Phrase(first, close, [self.plain(j, close, "")], "organisation", outlet=True)
        rank = 1 if first < j else 0
        if rank < least or j in self.skip or self.forms[j] in AUXILIARIES or self.info[j].mask & _NO_NOUN:
            return None
        k = j + 1
        while k < end and k < j + 4 and self.kinds[k] == "w" and not self.ends(k) and k not in self.skip and not self.flag(k) & _GRAM:
            k += 1
        if not rank and not self.opens(self.over_time(k, end), end):
            return None
        # an unlisted word keeps its first letter unless the article shows that و is a conjunction
        lead = part or ("و" if self.forms[first].startswith("وال") else "")
        return Phrase(first, k, [self.plain(first, k, lead)], "anonymous", rank=rank)


class _Builder:
    """Extends a listed head over adjectives, genitives, prepositional phrases and the name in apposition.

    A phrase is *open* while a genitive may still follow (وزارة · الصحة), *closed* by a definite word or a name, and
    *described* once an indefinite adjective stood (مصدر أمني): then only further adjectives follow.
    """

    def __init__(
        self, phrases: Phrases, first: int, j: int, end: int, sense: Sense, actor: ActorMention | None, part: str
    ) -> None:
        self.p, self.first, self.j, self.end, self.sense, self.part = phrases, first, j, end, sense, part
        self.lead = sense.clitics if first == j else part
        self.definite = "ال" in sense.clitics or sense.clitics.endswith("لل")
        self.body = sense.marks & M_BODY != 0
        self.group = next((f[6:] for f in sense.features if f.startswith("group:")), "")
        self.names: list[str] = []
        self.holder: list[str] = []
        self.k = j + 1 + len(sense.rest)
        self.closed = self.definite or bool(sense.pronoun)
        self.described = False
        self.linked = 0
        self.person = 0
        self.hearer = -1
        self.listed: ActorMention | None = None
        if actor is not None and actor.cls in _KNOWN and actor.last > self.k:
            self.listed, self.k, self.closed = actor, actor.last, True
            if actor.cls == "person" and self.family(actor.last - actor.head, end):
                self.names.append(phrases.plain(actor.head, self.k, ""))
        elif actor is not None and actor.of is not None and actor.last > self.k and self.definite and not self.body:
            self.k, self.linked = actor.last, self.k  # القيادي في الحركة

    def run(self) -> Phrase:
        limit = min(self.end, self.j + _MAX_TOKENS)
        while self.k < limit and self.step(limit):
            pass
        return self.result()

    def step(self, limit: int) -> bool:
        """Take one more word or phrase in; False where the phrase ends."""
        p, k = self.p, self.k
        if p.kinds[k] == "n" and k == self.j + 1 and self.definite and self.sense.key == "outlet":
            self.names.append(p.plain(self.first, k + 1, self.lead))
            return self.take(k + 1, True)  # القناة 13
        if p.kinds[k] != "w":
            close = p.bracket(k, self.end)
            if close and (self.body or self.listed or self.group == "correspondent"):
                self.names.append(p.plain(k + 1, close - 1, ""))
                self.media(p.at.get(k + 1))
                return self.take(close, True)
            return False
        form = p.forms[k]
        if form in _ISSUED and k + 1 < limit and p.forms[k + 1] in ("عن", "من"):
            self.k += 1
            return self.link(p.forms[k + 1], limit)
        if k in p.skip or p.ends(k) or self.another(k):
            return False
        if form in _REFLEXIVES:
            self.k += 1
            return False
        sub = p.at.get(k)
        if sub is not None and sub.last > self.end:
            sub = None
        if form in _LINKS and (form == "باسم" or self.body or not self.definite or self.party(k + 1)):
            return self.link(form, limit)
        flag = p.flag(k)
        if flag & _GRAM and (self.closed or not p.info[k].mask & SOURCEADJ):
            return False  # خاصة is also "above all"
        letter = form[0]
        if (letter == "ل" and len(form) > 3 and sub is None) or (sub is not None and sub.clitics.startswith("ل")):
            return self.to(form, sub)
        if letter == "ب" and len(form) > 3 and not flag & _OBJECT and self.at_place(form, sub):
            self.linked = self.linked or k
            return self.take(sub.last if sub is not None else k + 1, form.startswith("بال") or sub is not None)
        if sub is not None and sub.cls == "person" and not sub.clitics and k > self.j + 1:
            self.person, self.k = k, sub.last
            self.holder = sub.names[:1]
            if self.family(sub.last - sub.head, limit):
                self.holder = [p.plain(k, self.k, "")]
            return False
        if self.closed:
            return self.after_definite(form, sub, flag)
        if self.described:
            if p.adjective(k) or self.participle(form) or form == "المستوي":
                self.k += 1
                return True
            return False
        return self.genitive(form, sub, flag)

    def another(self, k: int) -> bool:
        """True where a second source is joined: مصادر طبية ومسؤول, but not وزارة الصحة والبيئة."""
        p = self.p
        if not p.forms[k].startswith("و"):
            return False
        return any((s.marks & M_PERSON and s.clitics in ("و", "وال")) or (s.marks & M_BODY and s.clitics == "و") for s in p.info[k].by.get("source", NO_SENSES))

    def family(self, words: int, limit: int) -> bool:
        """Take in a family name that is also a common noun (الخطيب، السوداني), which the reader of persons left out."""
        p, k = self.p, self.k
        if words > 2 or k >= limit or not p.forms[k].startswith("ال") or p.kinds[k] != "w" or p.ends(k):
            return False
        if words == 2 and not (p.opens(k + 1, self.end) or p.forms[k + 1 : k + 2] in (["،"], ["قد"])):
            return False
        self.k += 1
        return True

    def party(self, k: int) -> bool:
        """True where a body stands: القيادي في حماس, but not المصدر في وقت."""
        found = self.p.at.get(k)
        return found is not None and found.cls in ("registry", "unit")

    def take(self, last: int, closed: bool) -> bool:
        self.k, self.closed = last, closed
        return True

    def link(self, form: str, limit: int) -> bool:
        """في محافظة، من داخل المليشيا، باسم القوات: a preposition and its noun."""
        p, k = self.p, self.k
        q = k + 1
        while q < limit and p.forms[q] in _INSIDE:
            q += 1
        if q >= limit or p.kinds[q] != "w" or q in p.skip or p.ends(q) or p.flag(q) & _GRAM:
            return False
        if form == "في" and (p.doc.sense(q, "sourcestop", "hearer") or any(s.pronoun or s.marks & M_PAPER for s in p.info[q].by.get("source", NO_SENSES))):
            return False  # في بيان، في تقريرها، في حديث
        if form == "ل" and p.is_hearer(k):
            self.hearer = k
            return False
        if form == "من" and self.body and not self.definite and not self.listed and self.crowd(q):
            pass  # لجنة من الأهالي
        elif form == "من" and not self.described and (self.listed or (self.body and self.group not in ("channel", "office"))):
            return False
        self.linked = self.linked or k
        self.described = False
        sub = p.at.get(q)
        if sub is not None and sub.last <= self.end and sub.cls != "nisba":
            self.owner(sub)
            return self.take(sub.last, True)
        if form in ("من", "عن") and self.group == "information" and any(s.has("body") for s in p.info[q].by.get("source", NO_SENSES)) and (inner := p.at_token(q, limit)) is not None:
            self.names += inner.names  # المعلومات الواردة من غرفة العمليات
            return self.take(inner.last, True)
        return self.take(q + 1, p.forms[q].startswith("ال"))

    def crowd(self, q: int) -> bool:
        """People that a body is made up of: الأهالي، الوجهاء."""
        p = self.p
        return p.forms[q].startswith("ال") and (p.info[q].mask & PEOPLE != 0 or any(s.marks & M_PERSON for s in p.info[q].by.get("source", NO_SENSES)))

    def to(self, form: str, sub: ActorMention | None) -> bool:
        """لحقوق الإنسان belongs to the name, لراديو الكل is whom it was told."""
        p, k = self.p, self.k
        if not self.body and p.is_hearer(k):
            self.hearer = k
            return False
        if not (form.startswith("لل") or sub is not None or self.body or self.sense.key == "official"):
            return False
        self.linked = self.linked or k
        if sub is not None:
            self.owner(sub)
            return self.take(sub.last, True)
        return self.take(k + 1, form.startswith("لل"))

    def at_place(self, form: str, sub: ActorMention | None) -> bool:
        """بالبرلمان، بحركة X, but not بارتفاع."""
        if form.startswith("بال") or (sub is not None and sub.clitics == "ب" and sub.cls in ("registry", "unit")):
            return True
        return any(s.clitics.startswith("ب") for s in self.p.info[self.k].by.get("head", NO_SENSES))

    def genitive(self, form: str, sub: ActorMention | None, flag: int) -> bool:
        p, k, sense = self.p, self.k, self.sense
        if sub is not None and sub.cls != "nisba" and (self.body or not sub.clitics or "ال" in sub.clitics):
            self.owner(sub)
            return self.take(sub.last, True)
        close = p.quoted(k)
        if close and close <= self.end:
            if sense.key in ("outlet", "organisation"):
                self.names += [p.plain(k, close, ""), p.plain(self.first, close, self.lead)]
            self.media(sub)
            return self.take(close, True)
        if form.startswith("ال"):
            return self.take(k + 1, True)
        if p.adjective(k) or self.participle(form) or p.info[k].mask & ADJECTIVE:
            if sub is not None and sub.cls == "nisba" and sense.marks & M_PAPER:
                self.names += sub.names[:1]
            self.described = True
            self.k += 1
            return True
        if flag & _OBJECT and not self.body:
            return False
        free = self.body or self.linked or self.part or sense.key in ("official", "armed_group", "correspondent")
        if not free or sense.marks & M_PAPER or k - self.j > 6:
            return False
        self.k += 1
        return True

    def after_definite(self, form: str, sub: ActorMention | None, flag: int) -> bool:
        p, k = self.p, self.k
        close = p.quoted(k)
        if close and close - k <= 3 and close <= self.end:
            self.names.append(p.plain(k, close, ""))
            self.media(sub)
            return self.take(close, True)
        if form.startswith("ال") and not flag & _OBJECT:
            self.k = sub.last if sub is not None and sub.cls != "people" else k + 1
            return True
        if form.startswith("وال") and not self.definite and not flag & _OBJECT:
            self.k += 1
            return True
        if self.group in _HOLDERS and (last := self.unlisted_name(k)):
            self.person, self.k = k, last
            self.holder = [p.plain(k, last, "")]
        return False

    def unlisted_name(self, k: int) -> int:
        """End of the name of an office holder that no list of given names knows: two or three words of no other class."""
        p = self.p
        last = k
        while last < min(k + 3, self.end) and p.kinds[last] == "w" and last not in p.skip and not p.info[last].mask & _NOUNS and not p.ends(last):
            last += 1
        if last - k < 2 or p.forms[k].startswith(("ال", "وال", "لل")):
            return 0
        if last == self.end or p.forms[last] in ("،", "قد", ":") or p.opens(last, self.end) or p.flag(last) & (_GRAM | _TIME | _OBJECT) or p.info[last].mask & SPEECH:
            return last
        return 0

    def participle(self, form: str) -> bool:
        """موثوقة، متطابقة: of people, but not of bodies, whose name goes on with such a noun (لجنة محافظة)."""
        if self.body or len(form) < 5 or form[0] != "م" or form[-1] != "ه":
            return False
        return not self.p.flag(self.k) & (_OBJECT | _GRAM) and not self.p.info[self.k].mask & _BODIES

    def media(self, sub: ActorMention | None) -> None:
        """وكالة الأنباء الرسمية «سانا»: the listed outlet inside the phrase gives it its kind."""
        if sub is not None and sub.cls == "outlet" and self.sense.key == "outlet":
            self.listed = sub

    def owner(self, sub: ActorMention) -> None:
        """The body behind a paper, its figures or its sources is a name of them: تقرير للأمم المتحدة، مصادر المرصد."""
        sense = self.sense
        if sub.cls not in ("registry", "outlet", "unit"):
            return
        civil = sub.kind in _CIVIL
        issued = sense.marks & M_PAPER or sense.marks & M_STAT
        theirs = civil and (not self.linked if sense.has("group:source") else sense.marks & M_BODY and sub.cls != "unit")
        if issued or theirs:
            self.names += sub.names

    def result(self) -> Phrase:
        p, sense = self.p, self.sense
        first, last = self.first, min(self.k, self.end)
        full = p.plain(first, last, self.lead)
        names = [full]
        if self.person:
            names = [*self.holder, p.plain(first, self.person, self.lead), full]
        elif self.j < self.linked < last:
            names.append(p.plain(first, self.linked, self.lead))
        names += self.names
        if first < self.j:
            names.append(p.plain(self.j, last, sense.clitics))
        if self.listed is not None:
            names += self.listed.names
        named = self.linked or self.person or self.listed is not None
        reference = (self.definite or bool(sense.pronoun)) and not named and last - self.j <= 3
        return Phrase(
            first, last, list(dict.fromkeys(names)), self.kind(last), self.group, reference, 2, sense.key == "outlet", self.hearer
        )

    def kind(self, last: int) -> str:
        p, sense = self.p, self.sense
        forms = p.forms
        for x in range(last, min(last + 6, self.end - 1)):
            if forms[x] == "عدم" and forms[x + 1] in _UNNAMED:
                return "anonymous"
        if sense.marks & M_OWN and not self.definite and not self.person:
            return "anonymous"
        kind = sense.key
        if self.listed is not None and self.listed.cls != "person":
            kind = _KINDS.get(self.listed.kind, kind)
        inside = [p.at[x] for x in range(self.j + 1, last) if x in p.at]
        if not inside:
            return kind
        speaker = self.group == "spokesperson" or sense.marks & M_OWN or (self.body and self.group == "office")
        if speaker and any(m.kind == "armed_group" for m in inside):
            return "armed_group"
        if self.group in ("source", "information") and not self.described and not self.linked and any(m.kind in _CIVIL for m in inside):
            return "organisation"
        return kind

"""Actors: registry names, patterns for unlisted bodies, persons, groups of people, references to them.

A mention covers the whole noun phrase (ثلاثة *عناصر من ميليشيا لواء القدس*) and names the party behind it
(لواء القدس).  References (المليشيا، اللواء، التنظيم، الأخير) are resolved to the last party they fit.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sijill.arabic import fold_word, proclitic_variants
from sijill.knowledge.actors import KUNYA, Entry, Name, Opening, Registry
from sijill.knowledge.lexicon import Sense
from sijill.reading.document import Document
from sijill.reading.number.number_lexicon import lexicon
from sijill.reading.party.gender import feminine

_PARTICLES = frozenset(("بن", "ابن", "ال", "ابو", "ابي", "ابا", "بني", "عبد", "الله", "الدين", "ربه"))
_MILITIA = re.compile("مي?لي?شيا")
_QUOTES = re.compile("[\"'“”«»„‟#]")
_COMPASS = frozenset(("شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي", "قرب", "وسط"))
_SIZES = frozenset(fold_word(w) for w in ("كبيرة", "صغيرة", "كبير", "صغير", "إضافية", "جديدة", "جديد"))
_SELF = frozenset(("نفسه", "نفسها", "انفسهم", "نفسيهما", "ذاته", "ذاتها"))
_FOR_IT = frozenset(("له", "لها", "لهم"))
_ITS = frozenset(fold_word(w) for w in ("صفوفها", "صفوفه", "عناصرها", "عناصره", "أفرادها", "أفراده", "قواتها", "قواته", "مقاتليها", "مقاتليه"))
_PEOPLES = ("يين", "يون", "يان")
_SUFFERING = frozenset(("killing", "assassination", "execution", "arrest", "abduction", "release", "capture", "manhunt", "recruitment", "body_recovery"))
_NEAR = 4
"""How many bodies back a pronoun may point."""
_SUBJECT = 3
"""Mentions that make a body the subject of its report."""
_ISSUERS = frozenset(("armed_group", "state_force", "organisation", "state"))
"""Kinds of bodies that issue communiqués."""
_SIGNED = 12
"""Tokens of a line that only names who issues a communiqué."""
_UNKNOWN = "unknown-gunmen"
"""Registry id of people whom nobody knows: no body that عناصره could mean."""
_GENERIC_KINDS = frozenset(("armed_group", "state_force"))


class ActorMention:
    """A noun phrase that names a party. Tokens ``[first, last)``; ``head`` is the token of its head noun."""

    __slots__ = ("attributes", "clitics", "cls", "first", "head", "id", "kind", "last", "names", "number", "of", "rule")

    def __init__(
        self, first: int, last: int, head: int, names: list[str], kind: str, cls: str, rule: str,
        id: str | None = None, attributes: frozenset[str] = frozenset(), number: str = "?", clitics: str = "",
        of: ActorMention | None = None,
    ) -> None:
        self.first, self.last, self.head = first, last, head
        self.names, self.kind, self.cls, self.rule = names, kind, cls, rule
        self.id, self.attributes, self.number, self.clitics, self.of = id, attributes, number, clitics, of

    @property
    def armed(self) -> bool:
        """True for bodies and people that fight."""
        return self.kind in ("armed_group", "state_force", "state") or "fighters" in self.attributes

    def under(self, rule: str) -> ActorMention:
        """The same mention read by another rule."""
        return ActorMention(
            self.first, self.last, self.head, self.names, self.kind, self.cls, rule,
            self.id, self.attributes, self.number, self.clitics, self.of,
        )

    def __repr__(self) -> str:
        return f"<{self.cls} {self.names[:2]} {self.kind} {self.first}-{self.last}>"


def find(doc: Document, registry: Registry, dates: set[int], places: set[int]) -> list[ActorMention]:
    """All party mentions of a report in text order, not overlapping.

    ``dates`` are tokens taken by dates, ``places`` the tokens of place names that stand behind a place noun.
    """
    return _Finder(doc, registry, dates, places).run()


def signatory(doc: Document, found: list[ActorMention]) -> ActorMention | None:
    """The body that stands for itself on one of the first or last lines: who issues a communiqué."""
    sentences = doc.text.sentences
    ends = {(s.first, s.last) for s in [*sentences[:2], *sentences[-3:]]}
    for m in found:
        if m.cls not in ("registry", "unit") or m.kind not in _ISSUERS:
            continue
        s = doc.sentence(m.first)
        if (s.first, s.last) in ends and s.last - s.first <= m.last - m.first + 3:
            return m
    return None


@lru_cache(maxsize=8192)
def _keys_and_heads(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names folded, and their first words without the article: what repeats and references are known by."""
    keys = tuple(dict.fromkeys(fold_word(name) for name in names))
    heads = (_MILITIA.sub("مليشيا", key).split()[:1] for key in keys)
    return keys, tuple(dict.fromkeys(word.removeprefix("ال") for head in heads for word in head))


class _Finder:
    def __init__(self, doc: Document, registry: Registry, dates: set[int], places: set[int]) -> None:
        self.doc, self.registry, self.dates, self.places = doc, registry, dates, places
        self.text = doc.text
        self.forms = doc.text.forms
        self.numerals = lexicon().entries
        self.out: list[ActorMention] = []
        self.surnames: dict[str, ActorMention] = {}
        # What was met so far, so that no look back costs more in a longer text.
        self.met: set[str | None] = set()
        self.named: dict[str, ActorMention] = {}
        self.mentioned: dict[str, int] = {}
        self.headed: dict[str, ActorMention] = {}
        self.group_before: ActorMention | None = None
        self.bodies: list[ActorMention] = []
        self.party_before: ActorMention | None = None
        self.own: ActorMention | None = None
        self.own_sought = False

    def run(self) -> list[ActorMention]:
        i, n = 0, len(self.forms)
        while i < n:
            if self.text.kinds[i] != "w" or i in self.dates:
                i += 1
                continue
            found = self.at(i) if self.opens(i) else self.surname(i)
            if found is None:
                i += 1
                continue
            self.out.append(found)
            self.remember(found)
            i = max(found.last, i + 1)
        return self.out

    def opens(self, i: int) -> bool:
        """False for a word that is in no table of names, so that it is at most the family name of a person."""
        by = self.doc.info[i].by
        return "head" in by or "people" in by or not self.registry.silent(self.forms[i])

    def remember(self, mention: ActorMention) -> None:
        """Note what later references, repeated names and ambiguous names may mean."""
        self.met.add(mention.id)
        if mention.cls in ("unit", "registry"):
            for key in _keys_and_heads(tuple(mention.names))[0]:
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
        for head in _keys_and_heads(tuple(target.names))[1]:
            before = self.headed.get(head)
            if before is not None and self.mentioned[body] == 1 and self.mentioned.get(before.id or before.names[0], 0) >= _SUBJECT:
                continue  # a body named in passing does not take the word from the one the report is about
            self.headed[head] = target
        if target.kind == "armed_group":
            self.group_before = target

    # ------------------------------------------------------------------ one position

    def at(self, i: int, nested: bool = False) -> ActorMention | None:
        if not nested:
            person = self.person(i)
            if person:
                return person
        known = self.known(i)
        info = self.doc.info[i]
        head = info.first("head")
        people = self.doc.sense(i, "people")
        if known and (not head or known.last > i + 1 or not people) and not (people and people.has("generic")):
            return known
        if people and people.has("generic") and i not in self.places:
            group = self.with_name(self.group(i, nested), nested)
            # عناصر الشرطة is listed, عناصر الشرطة العسكرية says more
            return known if known is not None and (group is None or group.last <= known.last) else group
        if head and not head.pronoun:
            unit = self.unit(i, head.key, head.clitics)
            if unit:
                return unit
        if head and head.pronoun and head.lemma in ("قوات", "وحدات", "قوه") and (body := self.own_body() if head.pronoun == "نا" else self.last_party()) is not None:
            return ActorMention(i, i + 1, i, list(body.names), body.kind, "people", "actors.members", body.id, frozenset(("fighters",)), "p", head.clitics, body)
        if people and i not in self.places:
            return self.group(i, nested)
        if known:
            return known
        if not nested and i:
            weapon = self.owned_weapon(i)
            if weapon is not None:
                return weapon
        surname = self.surname(i)
        if surname:
            return surname
        return self.nisba(i)

    # ------------------------------------------------------------------ registry

    def match(self, i: int, opening: Opening) -> tuple[str, Name] | None:
        forms = self.forms
        if i + 1 < len(forms):
            for pair in opening.longer.get(forms[i + 1], ()):
                name = pair[1]
                words = len(name.rest)
                if words > 1 and tuple(forms[i + 1 : i + 1 + words]) != name.rest:
                    continue
                if not name.ambiguous or self.in_context(i, words + 1, name.entry):
                    return pair
        for pair in opening.single:
            if not pair[1].ambiguous or self.in_context(i, 1, pair[1].entry):
                return pair
        return None

    def in_context(self, i: int, length: int, entry: Entry) -> bool:
        """An ambiguous name counts in quotation marks, behind a head noun or its weapons, or once its full name was met."""
        if i in self.text.pre and (i + length - 1) in self.text.post:
            return True
        if entry.id in self.met:
            return True
        if length == 1 and self.forms[i].endswith("النظام"):
            return True
        return i > 0 and bool({"head", "people", "means"} & self.doc.info[i - 1].by.keys())

    def known(self, i: int) -> ActorMention | None:
        registry = self.registry
        opening = registry.table.opening(self.forms[i])
        hit = self.match(i, opening) if opening else None
        cls = "registry"
        if hit is None:
            opening = registry.outlet_table.opening(self.forms[i])
            hit = self.match(i, opening) if opening else None
            cls = "outlet"
        if hit is None or (i in self.places and not (hit[1].rest and self.forms[i].removeprefix(hit[0]).removeprefix("ال") == "جبهه")):
            return None  # جبهة النصرة is no front
        clitics, name = hit
        last = i + 1 + len(name.rest)
        entry = name.entry
        if cls == "registry" and i + 1 < len(self.forms) and not name.rest:
            # a longer unlisted name begins with a listed one: القوات الروسية الخاصة stays what it is
            pass
        kind = entry.kind
        if kind == "monitor":
            kind = "organisation"
        if entry.kind == "person":
            self.surnames.setdefault(self.forms[last - 1], ActorMention(i, last, i, list(entry.names), "person", "person", "actors.registry", entry.id))
        names = list(dict.fromkeys([self.plain(i, last, clitics), *entry.names, *([entry.en] if entry.en else [])]))
        return ActorMention(i, last, i, names, kind, cls, f"actors.{cls}", entry.id, clitics=clitics)

    def plain(self, first: int, last: int, clitics: str) -> str:
        """The phrase as written, without the clitics that do not belong to the name."""
        written = _QUOTES.sub("", self.text.slice(first, last))
        for letter in clitics.replace("ال", "").replace("لل", "ل"):
            if written[:1] == letter:
                written = written[1:]
        if clitics.endswith("ل") and written[:1] == "ل" and fold_word(written.split()[0]) != self.forms[first]:
            bare = fold_word(written.split()[0])
            if "ا" + bare in self.registry.table.by_first or clitics.endswith("لل"):
                written = "ا" + written  # للفيلق is ل + الفيلق
        return " ".join(written.split())

    # ------------------------------------------------------------------ bodies that no list names

    def stops(self, i: int) -> bool:
        """True when token ``i`` cannot continue a name."""
        if i >= len(self.forms) or self.text.kinds[i] not in "wn" or i in self.dates:
            return True
        by = self.doc.info[i].by
        if "g" in by or "speech" in by or ("realis" in by and not self.forms[i].startswith("ال")):
            return True
        return any(s.pos == "v" and not s.near for s in by.get("trigger", ()))

    def quoted(self, i: int) -> int:
        """End of a quotation that opens at token ``i``, or 0."""
        if i not in self.text.pre:
            return 0
        for k in range(i, min(i + 7, len(self.forms))):
            if k in self.text.post and self.text.kinds[k] != "p":
                return k + 1
        return 0

    def unit(self, i: int, kind: str, clitics: str) -> ActorMention | None:
        forms = self.forms
        definite = "ال" in clitics or clitics.endswith("لل")
        j = i + 1
        if j >= len(forms):
            return self.reference(i, kind, clitics) if definite else None
        if forms[j] in ("قوامها", "قوامه"):
            return None
        inner = self.at_name(j)
        if inner is not None and not definite and not (inner.cls == "outlet" and kind in ("armed_group", "state_force")):
            names = [*inner.names, self.plain(i, inner.last, clitics)]
            return ActorMention(i, inner.last, i, list(dict.fromkeys(names)), inner.kind, inner.cls, inner.rule, inner.id, clitics=clitics)
        end = self.quoted(j)
        if end:
            names = [self.plain(i, end, clitics), " ".join(self.text.slice(j, end).split())]
            return ActorMention(i, end, i, names, kind, "unit", "actors.unit_quoted", clitics=clitics)
        if not definite and forms[j] in ("من", "تابعه", "تابع", "موءلفه"):
            # قوات من الجيش والشرطة: the body they belong to
            k = j + 1
            if k < len(forms) and forms[k] in ("ل", "من", "عناصر"):
                k += 1
            body = self.inner(k)
            if body is not None:
                names = list(dict.fromkeys([*body.names, self.plain(i, body.last, clitics)]))
                return ActorMention(i, body.last, i, names, body.kind, "people", "actors.members", body.id, frozenset(("fighters",)), "p", clitics, body.of or body)
        if definite:
            k = j
            while k < len(forms) and k < j + 3 and not self.stops(k) and (k - 1) not in self.text.post and not self.other_body(k) and (
                (forms[k].startswith("ال") and self.adjective(k)) or self.text.kinds[k] == "n"
            ):
                k += 1
            if k == j:
                return self.reference(i, kind, clitics)
            k = self.complement(k)
            names = [self.plain(i, k, clitics)]
            return self.same_as_before(ActorMention(i, k, i, names, kind, "unit", "actors.unit_definite", clitics=clitics))
        k = j
        if self.stops(k) or k in self.places:
            return None
        k += 1
        while k < j + 4 and not self.stops(k) and not self.officer(k) and k not in self.text.pre and (k - 1) not in self.text.post and (forms[k].startswith("ال") or k in self.places or self.text.kinds[k] == "n" or forms[k] in _PARTICLES or forms[k - 1] in _PARTICLES or forms[k - 1] in self.registry.given):
            k += 1
        k = self.complement(k)
        names = [self.plain(i, k, clitics)]
        core = " ".join(self.text.slice(j, k).split())
        if " " in core:
            names.append(core)
        return self.same_as_before(ActorMention(i, k, i, names, kind, "unit", "actors.unit", clitics=clitics))

    def owned_weapon(self, i: int) -> ActorMention | None:
        """طائراته، مدفعيتها: the weapons of the body spoken of, behind a verb, act for it."""
        sense = self.doc.info[i].first("means")
        if sense is None or sense.pronoun not in ("ه", "ها") or sense.clitics or not any(s.pos == "v" for s in self.doc.info[i - 1].by.get("trigger", ())):
            return None
        body = self.last_party(sense.pronoun)
        if body is None:
            return None
        return ActorMention(i, i + 1, i, list(body.names), body.kind, "people", "actors.weapons", body.id, frozenset(("fighters",)), "p", "", body)

    def other_body(self, k: int) -> bool:
        """True where a name of several words opens behind a definite head: اتهمت الحركة القوات اللبنانية."""
        known = self.known(k)
        return known is not None and known.last > k + 1

    def officer(self, k: int) -> bool:
        """True for an office holder behind the name of a body: وزارة الإعلام الوزير."""
        return any(s.key == "person" and s.clitics == "ال" and not s.pronoun for s in self.doc.info[k].by.get("people", ()))

    def adjective(self, k: int) -> bool:
        """A definite word after a definite head reads as its adjective unless it is a noun of its own class."""
        by = self.doc.info[k].by
        form = self.forms[k].removeprefix("ال")
        if not form.endswith(("ي", "يه", "ين", "ون", "ه")) and form[:1] != "م" and "epithet" not in by:
            return False  # رفض التنظيم العرض
        people = by.get("people")
        if "sourcestop" in by or any(s.pos == "n" and s.lemma.endswith("ه") for s in by.get("trigger", ())):
            return False  # استعاد الجيش السيطرة، حمّل المجلس المسؤولية
        return not ({"thing", "toll"} & by.keys()) and (not people or people[0].lemma.endswith("ي"))

    def complement(self, k: int) -> int:
        """Extend over لتركيا / من روسيا after موالية، مدعومة، تابعة …"""
        if k <= 0 or k >= len(self.forms):
            return k
        if self.doc.info[k - 1].first("tie") is None:
            return k
        j = k
        if self.forms[j] in _FOR_IT:
            return j + 1  # الفصائل الموالية له
        if self.forms[j] in ("من", "ل", "الي", "عن") and j + 1 < len(self.forms):
            inner = self.at_name(j + 1)
            return inner.last if inner else j + 2
        inner = self.at_name(j)
        if inner and inner.clitics[-1:] == "ل":
            return inner.last
        return j + 1 if self.forms[j].startswith("ل") and not self.stops(j) else k

    def at_name(self, j: int) -> ActorMention | None:
        """A registry name or named body at token ``j`` (for names inside names)."""
        if self.text.kinds[j] != "w":
            return None
        known = self.known(j)
        if known:
            return known
        head = self.doc.info[j].first("head")
        if head and not head.pronoun and "ال" not in head.clitics:
            return self.unit(j, head.key, head.clitics)
        return None

    def same_as_before(self, mention: ActorMention) -> ActorMention:
        """A body named before with the same words keeps its identity and names."""
        before = self.named.get(fold_word(mention.names[0]))
        if before is not None:
            mention.names = list(dict.fromkeys([*mention.names, *before.names]))
            mention.id = before.id
        return mention

    # ------------------------------------------------------------------ references

    def reference(self, i: int, kind: str, clitics: str) -> ActorMention | None:
        """المليشيا، اللواء، التنظيم: the last body whose name or kind fits."""
        word = next((stem for c, stem in proclitic_variants(self.forms[i]) if c == clitics), self.forms[i])
        word = _MILITIA.sub("مليشيا", word.removeprefix("ال"))
        loose = word in ("مليشيا", "مليشيات", "فصيل", "جماعه")
        target = self.headed.get(word) or (self.group_before if loose else None)
        if target is not None:
            names = list(dict.fromkeys([*target.names, self.plain(i, i + 1, clitics)]))
            return ActorMention(i, i + 1, i, names, target.kind, "reference", "actors.reference", target.id, clitics=clitics, of=target)
        if kind == "organisation" or word in ("قياده", "مركز", "امن", "اداره", "كليه", "وحدات", "فرع", "لجنه", "مجلس", "هيءه"):
            return None
        return ActorMention(i, i + 1, i, [self.plain(i, i + 1, clitics)], kind, "unit", "actors.unit_bare", clitics=clitics)

    # ------------------------------------------------------------------ people

    def group(self, i: int, nested: bool = False) -> ActorMention | None:
        """مسلحون مجهولون، شاب مدني، عناصر من لواء القدس، أفراد المليشيا"""
        sense = self.doc.sense(i, "people")
        if sense is None:
            return None
        forms = self.forms
        if not nested and sense.clitics in ("", "و", "ف") and self.verb_here(i):
            return None
        if sense.pronoun == "ه" and self.text.slice(i, i + 1).endswith("ة"):
            return None  # متمردة is no متمرد + ه
        if i > 0 and self.participle(i, sense):
            return None
        if sense.key == "unknown" and sense.form.number != "p" and self.doc.accusative(i):
            return None  # ما زال مصيره مجهولاً: said of something
        if sense.pronoun and sense.has("families") and self.out and self.out[-1].last == i:
            return None  # جندياً أسرهم: a verb
        if sense.lemma.endswith("ي") and not self.text.word(i).endswith("ى") and i > 0 and not sense.clitics.startswith("و") and self.text.kinds[i - 1] == "w" and (i - 1) not in self.dates:
            # الهجوم الإرهابي, مصدر عسكري: an adjective of the noun before it
            before = self.doc.info[i - 1].by
            definite = forms[i - 1].startswith(("ال", "وال", "بال", "لل"))
            plural = forms[i].endswith(("ين", "ون")) or (self.doc.accusative(i) and not self.doc.accusative(i - 1))
            if ("ال" in sense.clitics) == definite and sense.form.number != "p" and not (plural and (forms[i][-1] == "ا" or not forms[i - 1].endswith(forms[i][-2:]))) and not ({"g", "speech"} & before.keys()) and not any(s.pos == "v" and not s.near for s in before.get("trigger", ())):
                if "people" not in before or not nested:
                    return None
        last = i + 1 + len(sense.rest)
        attributes = set(sense.features & {"fighters", "civilians", "under_18", "women", "men", "commander", "families", "unidentified", "detained", "profession", "ref_agent"})
        kind = {"armed": "armed_group", "state": "state_force"}.get(sense.key, sense.key)
        of: ActorMention | None = None
        owner: tuple[str, ...] = ()
        # adjectives and members: مجهولون, مدني, سوريين; عناصر آخرين
        while last < len(forms) and last < i + 5 and self.text.kinds[last] == "w" and last not in self.dates:
            more = self.doc.sense(last, "people")
            if forms[last] in self.registry.nisba:
                if sense.has("civilians"):
                    attributes.add("foreign")
                elif sense.has("fighters"):
                    owner = self.registry.nisba[forms[last]][0]
                last += 1
            elif forms[last] in _SIZES and forms[last].endswith("ه") == forms[i].endswith(("ه", "ات")):
                last += 1
            elif more is not None and not more.clitics and not more.pronoun and (more.has("civilians") or more.has("unidentified") or more.has("fighters")) and not more.has("generic") and not more.has("profession"):
                attributes |= more.features & {"civilians", "unidentified", "fighters"}
                last += 1
            elif more is not None and more.key == "civilians" and sense.key == "civilians" and not sense.clitics.endswith("ل") and self.describes(i, last, more):
                attributes |= more.features & {"under_18", "women", "civilians"}
                last += 1  # رجل مسن، طفلة نازحة، طالب جامعي
            else:
                break
        if sense.rest and last == i + 1 + len(sense.rest):
            # آمر كتيبة + its name: the last word of the office opens the body
            body = self.inner(last - 1)
            if body is not None and body.first == last - 1 and body.last > last and body.cls != "people":
                of, last = body, body.last
        j = last
        if of is None and not sense.pronoun:
            # عنصر سابق في، دورية مشتركة من: the body behind the adjective
            while j < last + 2 and j + 1 < len(forms) and self.doc.bare(j, "between") and forms[j + 1] not in ("،", ","):
                j += 1
            if j > last and not (forms[j] in ("من", "في", "ل", "تابعه") or forms[j].startswith("تابع")):
                j = last
        if of is None and j < len(forms) and self.text.kinds[j] == "w" and not sense.pronoun:
            linked = forms[j] in ("من", "ل", "في", "تابعه", "تابعين") or forms[j].startswith(("تابع", "التابع"))
            if forms[j] in ("من", "ل") or linked:
                k = j + 1
                if k < len(forms) and forms[k] in ("صفوف", "مرتبات", "ل", "افراد", "عناصر", "ابناء", "قوات") and forms[k] != "قوات":
                    k += 1
                inner = self.inner(k) if k < len(forms) and (forms[j] != "في" or (sense.has("fighters") and not sense.has("group"))) else None
                if inner is None and k < len(forms) and (forms[k] in _ITS or (linked and forms[k] in ("له", "لها", "لهم"))):
                    of = self.last_party()
                    last = k + 1 if of is not None else last
                if inner is not None:
                    of, last = inner, inner.last
            elif sense.has("generic") or sense.has("profession") or sense.key in ("armed", "state"):
                inner = self.inner(j)
                whole = sense.lemma.endswith("ون") and forms[i].endswith(("ون", "ين"))  # a plural with its ن governs no genitive
                if inner is not None and inner.first == j and not (whole and "ل" not in inner.clitics) and (not inner.clitics or inner.clitics in ("ال", "ل", "لل")):
                    of, last = inner, inner.last
        if sense.pronoun == "نا" and sense.has("fighters") and of is None:
            of = self.own_body()
        elif (sense.pronoun and sense.has("generic") and sense.has("fighters")) or (of is None and not nested and sense.has("member") and not ("ال" in sense.clitics and sense.lemma.startswith("مقاتل"))):
            meant = self.last_party(sense.pronoun)
            if meant is not None and not (sense.pronoun == "ه" and self.out and self.out[-1].cls == "person"):
                of = meant
        if of is not None and of.cls != "person":
            names = list(dict.fromkeys([*of.names, self.plain(i, last, sense.clitics)]))
            kind = of.kind if of.kind != "civilians" and not sense.has("civilians") else kind
            target = of.of or of
            return ActorMention(i, last, i, names, kind, "people", "actors.members", of.id, frozenset(attributes), sense.form.number, sense.clitics, target)
        if sense.has("generic") and sense.key not in ("armed", "state") and not nested and not sense.pronoun and "ال" not in sense.clitics:
            # أهالي القرية، أبناء المنطقة: take the genitive along
            if last < len(forms) and not self.stops(last):
                last += 1
        if not nested and sense.has("kin") and not sense.pronoun and not sense.clitics.endswith("ال"):
            last = self.relative_of(last)
        elif not nested and not sense.has("families"):
            last = self.describe(i, last, sense)
        names = [self.plain(i, last, sense.clitics), *owner]
        if last + 1 < len(forms) and forms[last] == "من" and self.text.kinds[last + 1] == "w" and not self.stops(last + 1):
            end = last + 3 if last + 2 < len(forms) and self.text.kinds[last + 2] == "w" and not self.stops(last + 2) else last + 2
            names.append(self.plain(i, end, sense.clitics))  # شيخ من مشايخ العقل, وحدات من محور عتق
        if last > i + 2:
            names.append(self.plain(i, i + 2, sense.clitics))
        if last > i + 1:
            names.append(self.plain(i, i + 1, sense.clitics))
        return ActorMention(i, last, i, names, kind, "people", "actors.people", None, frozenset(attributes), sense.form.number, sense.clitics)

    def verb_here(self, i: int) -> bool:
        """True for طالب and the like where a clause begins: the verb, not the student."""
        info = self.doc.info[i]
        verb = next((s for s in info.by.get("trigger", ()) if s.pos == "v" and not s.near and s.clitics in ("", "و", "ف")), None)
        if verb is None:
            return False
        if verb.clitics and i + 1 < len(self.forms) and self.known(i + 1) is not None:
            return True
        return i == self.doc.sentence(i).first or self.text.kinds[i - 1] == "p" or self.doc.is_g(i - 1, "that", "new", "rel", "conj")

    def participle(self, i: int, sense: Sense) -> bool:
        """True for a word like مسلح or مصور that describes the noun before it: اشتباك مسلح, تسجيل مصور."""
        if not self.doc.info[i].by.get("adjective") or sense.form.number == "p" or sense.form.form.endswith(("ين", "ان")):
            return False
        before = self.doc.info[i - 1].by
        if self.text.kinds[i - 1] != "w" or {"g", "speech", "realis"} & before.keys() or (i - 1) in self.dates:
            return False
        if any((s.pos == "v" and not s.near) or s.key in _SUFFERING for s in before.get("trigger", ())):
            return False
        return ("ال" in sense.clitics) == self.forms[i - 1].startswith(("ال", "وال", "بال", "لل"))

    def with_name(self, office: ActorMention | None, nested: bool) -> ActorMention | None:
        """قائد كتيبة الطوارئ + the name of its holder in apposition: one person, the body kept in ``of``."""
        if office is None or nested or "commander" not in office.attributes or office.last >= len(self.forms):
            return office
        person = self.person(office.last)
        if person is None or person.clitics:
            return office
        person.first = office.first
        person.of = office.of
        person.names.append(self.plain(office.first, office.last, office.clitics))
        person.attributes = frozenset(("commander",))
        return person

    def relative_of(self, k: int) -> int:
        """والد أحد الفتيان، شقيق القيادي أبو خالد: end of the kin with whose kin they are."""
        forms = self.forms
        if k < len(forms) and forms[k] in ("احد", "احدي"):
            k += 1
        if k >= len(forms) or self.text.kinds[k] != "w" or self.stops(k):
            return k
        person = self.person(k)
        if person is not None and not person.clitics:
            return person.last
        other = self.doc.sense(k, "people")
        return k + 1 if other is not None and other.clitics in ("", "ال") else k

    def describe(self, first: int, last: int, sense: Sense) -> int:
        """End of a person with what describes him: ناشط إسلامي, سائقي الحافلات الصغيرة, عضو سابق في لجنة التفاوض."""
        k = last
        if sense.key == "person" and "ال" not in sense.clitics and not sense.pronoun and first + 1 == last:
            # نائب محافظ دمشق، رئيس المجلس المحلي: the office with what it governs
            while k < last + 2 and k < len(self.forms) and self.text.kinds[k] == "w" and not self.stops(k) and (k == last or self.forms[k].startswith("ال") or k in self.places or self.doc.sense(k - 1, "people") is not None):
                k += 1
        definite = "ال" in sense.clitics
        if sense.has("material") and not definite and not sense.pronoun and first + 1 == last and self.continues(k, True):
            return k + 1 if not self.forms[k].startswith("ال") else k + 2 if self.continues(k + 1, True) and self.forms[k + 1].startswith("ال") else k + 1
        takes = sense.has("generic") or sense.has("profession") or self.construct(first, sense)
        if takes and not definite and not sense.pronoun and self.continues(k, True) and (self.forms[k].startswith("ال") or self.construct(first, sense)):
            k += 1
            while k < last + 3 and self.forms[k - 1].startswith("ال") and self.continues(k, True):
                k += 1
        else:
            while k < last + 2 and self.continues(k, definite) and (definite or self.agrees(first, k)):
                k += 1
            more = self.doc.info[k].first("people") if k == last and k < len(self.forms) and not self.stops(k) else None
            if more is not None and more.lemma.endswith("ي") and not more.clitics and not definite and self.agrees(first, k):
                k += 1  # ناشطاً إعلامياً
        if sense.key in ("civilians", "person", "unknown") and k + 1 < len(self.forms) and self.forms[k] in ("في", "من") and self.text.kinds[k + 1] == "w" and ("head" in self.doc.info[k + 1].by or self.forms[k + 1] in ("قريه", "بلده", "ابناء", "اهالي")):
            k += 2
            start = k
            while k < last + 6 and k < len(self.forms) and (k in self.places or (k == start and self.forms[k].startswith("ال"))) and not self.stops(k):
                k += 1
        return k

    def describes(self, first: int, k: int, more: Sense) -> bool:
        """True when a word for people describes the one before it: as definite, of the same number, joined by nothing."""
        head, word = self.forms[first], self.forms[k]
        if more.clitics not in ("", "ال") or more.pronoun or (k in self.places) or more.has("families"):
            return False
        if word.startswith("ال") != head.removeprefix("و").removeprefix("ل").startswith("ال") and head != word:
            return False
        plural = ("ين", "ون", "ان", "ات")
        if head.endswith(plural) != word.endswith(plural) and not word.endswith("ه"):
            return False
        return self.doc.accusative(first) == self.doc.accusative(k) or not self.doc.accusative(k)

    def construct(self, first: int, sense: Sense) -> bool:
        """True for a sound plural without its ن: جامعي كمأة, سائقي الحافلات."""
        return sense.lemma.endswith("ون") and self.forms[first].endswith(("ي", "و")) and not sense.pronoun

    def continues(self, k: int, definite: bool) -> bool:
        """True when token ``k`` can go on describing: a plain word, definite like its head."""
        if self.stops(k) or self.text.kinds[k] != "w" or k in self.places or k in self.text.pre or (k - 1) in self.text.post:
            return False
        form = self.forms[k]
        if form in _SELF:
            return False
        if form.startswith("ال") and not self.registry.silent(form) and self.known(k) is not None:
            return False  # المرابطون النظام
        if form in self.numerals or any(s.clitics[:1] == "و" for s in self.doc.info[k].by.get("people", ())):
            return False  # الدورية ثلاثة، مزارع وزوجته
        if form in _COMPASS or form.startswith(("وال", "بال", "لل", "كال")) or (form[0] in "وب" and len(form) > 3 and self.doc.info[k].by == {}):
            return False
        by = self.doc.info[k].by
        if any(not s.pronoun for cls in ("people", "toll", "thing", "head", "trigger", "means") for s in by.get(cls, ())) and not (definite and form.startswith("ال") and "people" not in by and "toll" not in by):
            return False
        return definite or not form.startswith("ال")

    def agrees(self, first: int, k: int) -> bool:
        """True when an indefinite word can be the adjective of an indefinite head, by their endings."""
        head, word = self.forms[first], self.forms[k]
        if word.endswith("ا") or (head.endswith("ا") and not head.endswith("يا")):
            return word.endswith("ا") and head.endswith("ا")  # راكباً فلسطينياً
        if word.startswith("ي") and len(word) > 4:
            return False  # an imperfect verb: إرهابي يرتدي
        return word.endswith(("ي", "ين", "ون", "ان", "ات", "ه")) or word in ("سابق", "اخر", "اخرين", "اخرون", "بارز", "كبير", "كتير", "كثير")

    def inner(self, k: int) -> ActorMention | None:
        if k >= len(self.forms) or self.text.kinds[k] != "w" or k in self.dates:
            return None
        known = self.known(k)
        if known:
            return known if known.kind != "person" else None
        head = self.doc.info[k].first("head")
        if head and not head.pronoun:
            return self.unit(k, head.key, head.clitics)
        people = self.doc.info[k].first("people")
        if people and people.has("generic") and people.key in ("armed", "state"):
            return self.group(k, nested=True)
        return None

    def own_body(self) -> ActorMention | None:
        """Who says مقاتلونا: the body that heads or signs the communiqué, else the first one it names."""
        if not self.own_sought:
            self.own_sought = True
            sentences = self.text.sentences
            for sentence in [*sentences[:3], *reversed(sentences[-4:]), *sentences[3:]]:
                short = sentence.last - sentence.first <= _SIGNED
                if not short and sentence in sentences[-4:] and sentence not in sentences[:3]:
                    continue
                for k in range(sentence.first, sentence.last):
                    found = self.known(k) if self.text.kinds[k] == "w" and k not in self.dates else None
                    if found is not None and found.kind in _GENERIC_KINDS and found.id != _UNKNOWN and found.cls == "registry":
                        self.own = found
                        return found
        return self.own

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

    # ------------------------------------------------------------------ persons

    def person(self, i: int) -> ActorMention | None:
        """[title …] given name + family names; kunya; المدعو X."""
        forms = self.forms
        first = k = i
        titled = False
        for _ in range(3):
            hit = self.title(k)
            if not hit:
                break
            k += hit
            titled = True
            if k >= len(forms):
                return None
        if k >= len(forms) or self.text.kinds[k] != "w" or k in self.dates or k in self.places:
            return None
        clitics, stem = "", forms[k]
        given = self.registry.given
        if "g" in self.doc.info[k].by or "realis" in self.doc.info[k].by:
            return None  # على folds to the spelling of the name علي
        if stem not in given and stem not in KUNYA:
            for c, s in proclitic_variants(stem)[1:]:
                if c in ("و", "ل", "ب", "ف") and (s in given or s in KUNYA) and len(s) > 2:
                    clitics, stem = c, s
                    break
            else:
                return None
        j = k + 1
        kunya = stem in KUNYA
        while j < len(forms) and j < k + 5 and self.text.kinds[j] == "w" and j not in self.dates and j not in self.places and self.name_like(j, kunya and j == k + 1):
            if (j - 1) in self.text.post and j - 1 > k:
                break
            j += 1
        while j > k + 1 and forms[j - 1] in ("بن", "ابن", "عبد"):
            j -= 1
        length = j - k
        if length < 2 or (stem in ("ام", "عبد") and length < 2):
            if not (titled and length == 1):
                return None
        if not titled and length == 2 and not kunya and not (forms[k + 1].startswith("ال") or forms[k + 1] in given or self.text.kinds[k + 1] == "w"):
            return None
        names = [self.plain(k, j, clitics)]
        if titled:
            names.append(self.plain(first, j, ""))
        names.append(self.text.slice(j - 1, j))
        mention = ActorMention(first, j, k, names, "person", "person", "actors.person", clitics=clitics)
        # an alias in brackets or after الملقب
        self.surnames[forms[j - 1]] = mention
        return mention

    def title(self, k: int) -> int:
        """Number of tokens of a title that stands at ``k``."""
        best = 0
        for rest, cls in self.registry.titles_at(self.forms[k]):
            if cls != "spokesperson" and self.doc.follows(k + 1, rest):
                best = max(best, 1 + len(rest))
        return best

    def name_like(self, j: int, free: bool) -> bool:
        form = self.forms[j]
        if form in _COMPASS:
            return False
        if form in self.registry.given or form in _PARTICLES or self.forms[j - 1] in ("بن", "ابن"):
            return True
        by = self.doc.info[j].by
        if "g" in by or "realis" in by:
            return False
        if any(s.pos == "v" for senses in by.values() for s in senses) or "speech" in by or "trigger" in by:
            return False
        if form.startswith("ال") and self.forms[j - 1] in self.registry.given and "people" in by and all(s.key == "civilians" and not s.has("generic") for s in by["people"]):
            return True  # سليم الحداد: a trade as family name
        if "people" in by or "toll" in by or "thing" in by or "head" in by or "source" in by or "means" in by or "profile" in by:
            return free
        if form in self.registry.nisba or form.startswith(("وال", "بال", "لل", "وا")):
            return False
        if form.endswith("ا") and len(form) > 4 and form[0] == "م" and not free:
            return False  # متأثراً بجراحه
        return len(form) > 2 or free

    def surname(self, i: int) -> ActorMention | None:
        """The family name of a person named before."""
        if not self.surnames:
            return None
        for c, stem in proclitic_variants(self.forms[i]):
            before = self.surnames.get(stem)
            if before is not None and len(stem) > 3 and c in ("", "و", "ل", "ب", "ف"):
                return ActorMention(i, i + 1, i, before.names, "person", "person", "actors.surname", before.id, clitics=c, of=before)
        return None

    def nisba(self, i: int) -> ActorMention | None:
        form = self.forms[i]
        hit = self.registry.nisba.get(form) or (self.registry.nisba.get(form[2:]) if form.startswith("ال") else None)
        if hit is None:
            return None
        names, kind, ident = hit
        if kind != "armed_group" and form.endswith(_PEOPLES) and not (i > 0 and self.forms[i - 1].endswith(_PEOPLES)):
            # أفرجوا عن أمريكيين: people of a country, not the country
            return ActorMention(i, i + 1, i, [self.text.slice(i, i + 1)], "civilians", "people", "actors.people", attributes=frozenset(("foreign",)), number="p")
        return ActorMention(i, i + 1, i, [*names], kind, "nisba", "actors.nisba", ident)

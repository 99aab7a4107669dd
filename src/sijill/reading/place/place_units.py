"""Place phrases without their relation: head noun + name, name alone, unlisted name, definite reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sijill.arabic import Text, fold_word
from sijill.arabic.ordered import bisect_right
from sijill.knowledge.bits import HEAD, SPEECH, TRIGGER
from sijill.knowledge.gazetteer import AMBIGUOUS, FREE, PlaceEntry
from sijill.knowledge.lexicon import NO_SENSES, Info
from sijill.reading.place.place_grammar import FIRST_OF_SEVERAL, POSITION, Head, PlaceGrammar, WordInfo
from sijill.reading.place.place_mentions import Unit, fitting, unique

_SETTLED: Final = frozenset(("village", "town"))
_PUNCTUATION: Final = str.maketrans(dict.fromkeys("#_\"'“”«»„‟‹›‘’", " "))
_NAMED_SITES: Final = frozenset(("facility", "base", "airport", "crossing", "field", "road"))
# endings of relative adjectives, of verbs with a pronoun and of the accusative
_NO_NAME: Final = ("ي", "يه", "ته", "تها", "تهم", "وا", "ها", "هم", "هما", "نا", "ا", "ين", "ون", "ات")
_OWNERS: Final = frozenset(("body", "office", "owner"))
_SPEECH: Final = frozenset(("statement", "accusation", "appointment", "agreement", "visit"))
_NAME_TOO: Final = ("ين", "ا", "ات", "ون")
_NOT_A_NAME: Final = frozenset(("person", "people", "approx", "distance", "unit", "number", "self", "body", "outlet", "descriptor"))


_WITHOUT_SIGNS: Final[dict[str, str]] = {}
_KEPT: Final = 20_000
"""Phrases remembered; a long run must not grow without bound."""


def _without_signs(written: str) -> str:
    """A phrase with blanks for its quotation marks and hashes; remembered."""
    found = _WITHOUT_SIGNS.get(written)
    if found is None:
        if len(_WITHOUT_SIGNS) > _KEPT:
            _WITHOUT_SIGNS.clear()
        found = _WITHOUT_SIGNS[written] = written.translate(_PUNCTUATION)
    return found


class UnitReader:
    """Reads the place phrase that begins at a token of one text.

    ``infos[i]`` says what token ``i`` can be, None for words that play no part in places; no name
    begins or ends on a ``blocked`` token.  ``days`` are the days and months told without a year, their first token to
    their end: a site may bear one for its name.
    """

    def __init__(
        self, text: Text, grammar: PlaceGrammar, blocked: frozenset[int] | set[int], words: Sequence[Info] | None = None,
        days: Mapping[int, int] | None = None,
    ) -> None:
        self.text = text
        self.words = words
        self.days: Mapping[int, int] = {} if days is None else days
        self.grammar = grammar
        self.gazetteer = grammar.gazetteer
        self.blocked = blocked
        self.starts = [sentence.first for sentence in text.sentences]
        infos: list[WordInfo | None] = []
        for word in text.words:
            info = word.place
            if not isinstance(info, WordInfo) or info.owner is not grammar:
                info = grammar.entry(word)
            infos.append(info if info.known else None)
        self.infos = infos

    def sentence_start(self, at: int) -> int:
        """First token of the sentence that holds token ``at``."""
        sentences = self.text.sentences
        return sentences[max(0, bisect_right(self.starts, at) - 1)].first if sentences else 0

    def unit(self, at: int, depth: int = 0) -> Unit | None:
        """The place phrase that begins at token ``at``."""
        info = self.infos[at] if at < len(self.infos) else None
        if info is None or at in self.blocked or depth > 2:
            return None
        known = self.known(at, info)
        head = info.head
        if head is None or (known and known.last - at > 1 and not (head.plural or head.use.startswith("part"))):
            return self.with_adjective(known) if known and not depth else known
        headed = self.headed(at, info, head, depth)
        if headed is None:
            return known
        return headed

    def known(self, at: int, info: WordInfo) -> Unit | None:
        """The longest name of the gazetteer at ``at``; the least cut reading of its first word wins."""
        forms = self.text.forms
        room = len(forms) - at
        following = forms[at + 1] if room > 1 else ""
        names = info.names
        if not names:
            return None
        longest, cut, guard = 0, "", FREE
        principal: PlaceEntry | None = None
        found: Sequence[PlaceEntry] = ()
        for start in names:
            if start.longer and following in start.seconds:
                for count in start.longer:
                    if count <= longest:
                        break
                    if count > room:
                        continue
                    name = " ".join([start.word, *forms[at + 1 : at + count]])
                    entries = self.gazetteer.index.get(name)
                    if entries and self.open(at, at + count):
                        longest, found, cut = count, entries, start.clitics
                        guard, principal = self.gazetteer.guards.get(name, FREE), self.gazetteer.principal.get(name)
            if not longest and start.alone and at not in self.blocked:
                if self.text.drops and "\u064b" in self.text.raw[self.text.ends[at] - 2 : self.text.ends[at]]:
                    continue  # روسياً: an adverb, not the country
                longest, found, cut, guard, principal = 1, start.alone, start.clitics, start.guard, start.principal
        if not longest:
            return None
        if found[0].kind in _SETTLED and self.named_by_side(at, at + longest, cut):
            # الغارية الغربية is another village than الغارية
            last = at + longest + 1
            return Unit(at, last, cut, [self.written(at, last, cut)], found[0].kind, [], "place.side_of_name", guard=FREE, principal=None)
        # منطقة العمود: its own noun makes an everyday word a place.
        headed = longest > 1 and info.head is not None and info.head.use in ("settlement", "area")
        return Unit(
            at, at + longest, cut, [self.written(at, at + longest, cut)], found[0].kind, found, "place.gazetteer",
            guard=FREE if headed else guard, principal=principal,
        )  # fmt: skip

    def open(self, first: int, last: int) -> bool:
        """True where no token of ``[first, last)`` is taken."""
        for k in range(first, last):
            if k in self.blocked:
                return False
        return True

    def named_by_side(self, at: int, last: int, clitics: str) -> bool:
        """True where the adjective behind a village's name is part of it: بلدة الغارية الغربية, but أطراف الغارية الغربية."""
        if last >= len(self.infos) or not self.text.forms[last].endswith("يه") or self.text.forms[last][0] == "و":
            return False
        info = self.infos[last]
        if info is None or not info.compass_adj or " ".join([*self.text.forms[at:last], self.text.forms[last]]) in self.gazetteer.index:
            return False
        if clitics or at == 0 or self.text.kinds[at - 1] != "w" or self.text.forms[at - 1] == "و":
            return True
        before = self.infos[at - 1]
        return before is not None and (bool(before.relation) or (before.head is not None and before.head.use == "settlement"))

    def with_adjective(self, unit: Unit) -> Unit:
        """ريف دمشق الغربي: a governorate or region keeps the compass adjective that follows it."""
        if unit.kind in ("region", "desert", "coast") or self.text.forms[unit.first].endswith("ريف"):
            last = self.adjectives(unit.last)
            if last > unit.last:
                unit.names.insert(0, self.written(unit.first, last, unit.clitics))
                unit.last = last
        return unit

    def adjectives(self, at: int) -> int:
        """End of the run of compass adjectives that starts at ``at`` (two at most)."""
        infos = self.infos
        end = at
        while end < len(infos) and end < at + 2:
            info = infos[end]
            if info is None or not info.compass_adj or self.text.forms[end][0] == "و":
                break
            end += 1
        return end

    def headed(self, at: int, info: WordInfo, head: Head, depth: int) -> Unit | None:
        text, infos = self.text, self.infos
        after = at + 1
        if head.plural and (glued := self.grammar.glued.get(text.forms[at])) is not None and glued.head is not None and (
            (before := infos[at - 1] if at else None) is None or not before.relation
        ):
            info, head = glued, glued.head  # بوادي زبقين, but في بوادي حمص
        word = info.head_word
        if head.kind == "road" and at and text.forms[at - 1] in ("عن", "وعن"):
            return None  # عن طريق: by means of
        if "no_hamza" in self.grammar.classes.get(word, ()) and "أ" in text.word(at):
            return None
        for rest in self.grammar.multi.get(word, ()):
            if tuple(text.forms[after : after + len(rest)]) == rest:
                word = " ".join((word, *rest))
                head = self.grammar.heads[word]
                after += len(rest)
                break
            if not info.definite and self.with_article(after, rest):
                last = after + len(rest)  # مركز الشرطة، قسم الشرطة
                written = self.written(at, last, info.head_clitics)
                return Unit(at, last, info.head_clitics, [written], "facility", self.gazetteer.index.get(fold_word(written), ()),
                             "place.described", use="site", word=" ".join((word, *rest)))  # fmt: skip
        if head is FIRST_OF_SEVERAL:
            if not info.definite:
                return None
            for rest in self.grammar.multi[word]:
                if tuple(form.removeprefix("ال") for form in text.forms[after : after + len(rest)]) == rest:
                    last = after + len(rest)  # المركز الصحي
                    return Unit(at, last, info.head_clitics, [self.written(at, last, info.head_clitics)], head.kind, (),
                                 "place.described", use="site", word=word)  # fmt: skip
            if after < len(infos) and text.forms[after].startswith("ال"):
                return None
            # المركز: the مركز احتجاز named before
            return Unit(at, after, info.head_clitics, [self.written(at, after, info.head_clitics)], head.kind, (),
                         "place.reference", reference=head.kind, use="site", word=info.head_word)  # fmt: skip
        if head.use == "object":
            return Unit(at, after, info.head_clitics, [self.written(at, after, info.head_clitics)], head.kind, (), "place.bare_site", use="site")
        if head.use.startswith("numbered"):
            numbered = self.numbered(at, after, info, head)
            if numbered is not None or info.definite or "position" not in self.grammar.classes.get(word, ()):
                return numbered
            head = POSITION  # موقع كرم أبو سالم
        if after in self.days and not info.definite and "dated" in self.grammar.classes.get(word, ()):
            last = self.days[after]  # شارع 26 سبتمبر، معسكر 7 أبريل
            written = self.written(at, last, info.head_clitics)
            return Unit(at, last, info.head_clitics, [written], head.kind, self.gazetteer.index.get(fold_word(written), ()),
                         "place.dated", use="site")  # fmt: skip
        if "owned" in info.classes:
            last = self.adjectives(after)
            around = head.use[5:] if head.use.startswith("part") else ""
            core = Unit(at, after, "", [""], "city", (), "place.reference")
            return Unit(at, last, info.head_clitics, [self.written(at, last, info.head_clitics)], head.kind, (),
                         "place.reference", use="part" if around else head.use, core=core, relation=around,
                         reference="its" if around == "near" else "seat", word=word, label=word)  # fmt: skip
        if info.definite:
            return self.definite(at, after, info, head) if "construct" not in self.grammar.classes.get(word, ()) else None
        if after >= len(infos):
            return self.unlisted(at, after, info, head, word) if " " in word else None
        if head.use == "site" and text.forms[after] == "ال" and after + 1 < len(infos):
            after += 1
        if head.use == "site" and text.kinds[after] == "n" and len(text.forms[after]) < 5 and self.closes(after + 1) and (
            head.kind in ("facility", "crossing", "field", "base", "mountain", "road") and self.related(at, info)
        ):
            written = self.written(at, after + 1, info.head_clitics)
            return Unit(at, after + 1, info.head_clitics, [written], head.kind, self.gazetteer.index.get(fold_word(written), ()), "place.numbered", use="site")
        if head.kind == "road" and text.kinds[after] == "w" and text.forms[after][0] < "\x80":
            written = self.written(at, after + 1, info.head_clitics)
            latin = text.word(after)
            unit = Unit(at, after + 1, info.head_clitics, [written, f"{word} {latin}", latin], "road", (), "place.road")
            unit.entries = self.gazetteer.index.get(text.forms[after], ())
            return unit
        inner = self.unit(after, depth + 1)
        if inner is not None and inner.clitics and not inner.reference:
            inner = None
        doubtful = inner is not None and inner.guard > FREE
        if inner is None:
            return self.unlisted(at, after, info, head, word)
        if inner.reference and not (head.use in ("area", "site") or head.use.startswith("part")):
            pair = head.plural != "" and text.forms[at].endswith("ي")  # حيي الجبل والتضامن: two, each by its name
            if inner.use == "site" and inner.core is None and (not head.plural or pair) and head.kind != "country":
                return self.unlisted(at, after, info, head, word)  # حي الروضة، بلدة المزرعة: named after a site
            return None
        if inner.clitics and inner.clitics not in ("ال",):
            return None
        return self.combine(at, info, head, word, inner, doubtful)

    def with_article(self, at: int, words: tuple[str, ...]) -> bool:
        """Whether these words follow at token ``at``, the article before the first of them."""
        forms = self.text.forms
        return at < len(forms) and forms[at].startswith("ال") and tuple(f.removeprefix("ال") for f in forms[at : at + len(words)]) == words

    def numbered(self, at: int, after: int, info: WordInfo, head: Head) -> Unit | None:
        """الموقع 80، الموقعين 68 و69: a position with a number for its name; a unit only where it is a place."""
        forms, kinds = self.text.forms, self.text.kinds
        if after >= len(forms) or kinds[after] != "n" or len(forms[after]) > 4 or not self.stands_in(at, info, head.use):
            return None
        last = after + 1
        if last + 1 < len(forms) and forms[last] == "و" and kinds[last + 1] == "n" and self.text.ends[last] == self.text.starts[last + 1]:
            last += 2
        written = self.written(at, last, info.head_clitics)
        clitics = info.head_clitics.removesuffix("ال")
        return Unit(at, last, clitics, unique([written, written.removeprefix("ال")]), head.kind, (), "place.numbered", use="site")

    def related(self, at: int, info: WordInfo) -> bool:
        """Whether a relation word or a glued one stands before the head noun at ``at``."""
        before = self.infos[at - 1] if at else None
        if info.head_clitics.endswith("ب") or (info.head_clitics.startswith("و") and self.follows_place(at)):
            return True
        return before is not None and (bool(before.relation) or (before.head is not None and before.head.use.startswith("part")))

    def follows_place(self, at: int) -> bool:
        """Whether a place has just been read up to token ``at``."""
        return False

    def stands_in(self, at: int, info: WordInfo, use: str) -> bool:
        """Whether something is said to be at a numbered position: a relation before it; a unit needs to be a place by it."""
        glued = info.head_clitics.replace("ال", "").replace("لل", "")
        if glued:
            return glued.endswith("ب") and use == "numbered"
        before = self.infos[at - 1] if at else None
        if before is None:
            return False
        if before.head is not None and before.head.use.startswith("part"):
            return True
        if not before.relation or use == "numbered":
            return bool(before.relation)
        if before.relation == "near" or before.bare in ("في", "داخل", "عند"):
            return True
        words = self.words
        return before.bare == "علي" and words is not None and any(
            sense.key == "territorial_capture" for k in range(max(0, at - 5), at - 1) for sense in words[k].by.get("trigger", NO_SENSES)
        )

    def combine(self, at: int, info: WordInfo, head: Head, word: str, inner: Unit, doubtful: bool) -> Unit | None:
        """Head noun + place: which of the two the phrase means depends on the head's ``use``."""
        clitics = info.head_clitics
        written = self.written(at, inner.last, clitics)
        base = self.written(inner.first, inner.last, inner.clitics)
        sibling = f"{head.plural} {base}" if head.plural else ""
        whole = self.gazetteer.index.get(fold_word(sibling)) if sibling else None
        if whole:  # مخيمي النيرب وحندرات: مخيم النيرب is known as a whole
            return Unit(at, inner.last, clitics, [written, sibling, base], whole[0].kind, whole, "place.head",
                         use=head.use, plural=head.plural)  # fmt: skip
        singular = [sibling] if sibling else []
        if head.use == "settlement" and not inner.core:
            fits = fitting(inner.entries, head.kind)
            if inner.kind == "country" and not fits:
                return None  # شبكات محلية سورية
            if inner.rule != "place.gazetteer":
                kind = inner.kind if inner.entries else head.kind
                return Unit(at, inner.last, clitics, [written, *singular, base, *inner.names], kind, inner.entries,
                             "place.head", use="settlement", plural=head.plural)  # fmt: skip
            if fits or head.kind in ("village", "town", "neighbourhood"):
                names = [written, *singular, base, *(entry.name for entry in fits[:1])]
                kind = fits[0].kind if fits and head.kind != "governorate" else head.kind
                unit = Unit(at, inner.last, clitics, names, kind, fits, "place.head", use="settlement",
                             plural=head.plural)  # fmt: skip
                return self.longer_name(unit, inner)
        if head.use.startswith("part"):
            end = self.adjectives(inner.last)  # مدخل حمص الشمالي
            names = [self.written(at, end, clitics), written, base, *inner.names]
            return Unit(at, end, clitics, unique(names), inner.kind, inner.entries, "place.part", core=inner,
                         relation=head.use[5:], reference=inner.reference, use="part")  # fmt: skip
        if head.use == "site":
            fits = [entry for entry in inner.entries if entry.kind == head.kind]
            if head.kind == "road" and inner.kind != "road":
                fits = []
            if fits:
                return self.descriptors(Unit(at, inner.last, clitics, [written, base], head.kind, fits, "place.head"))
            unit = Unit(at, inner.last, clitics, [written, *singular], head.kind, (), "place.site", core=inner,
                         plural=head.plural)  # fmt: skip
            if inner.rule == "place.gazetteer" and (doubtful or head.kind == "mountain"):
                unit.core = None  # جبل الزاوية is not in the town of that name
            if inner.core is None and inner.rule == "place.head":
                unit.names.append(f"{word} {inner.names[-1]}")
            elif inner.reference:
                unit.reference = inner.reference
            return self.descriptors(unit)
        last = self.adjectives(inner.last)
        names = [self.written(at, last, clitics)] if last > inner.last else []
        names += [written, *singular, base, *inner.names[1:]]
        kind = inner.kind if word == "منطقه" and inner.kind not in ("governorate", "country") else head.kind
        return Unit(at, last, clitics, names, kind, inner.entries, "place.area", use="area", core=inner,
                     reference=inner.reference, plural=head.plural)  # fmt: skip

    def longer_name(self, unit: Unit, inner: Unit) -> Unit:
        """سماكة السفلى: a size adjective after a settlement is part of its name."""
        infos = self.infos
        if inner.last < len(infos):
            info = infos[inner.last]
            if info is not None and "size" in info.classes and self.text.kinds[inner.last] == "w":
                unit.last = inner.last + 1
                unit.names[:0] = [self.written(unit.first, unit.last, unit.clitics),
                                  self.written(inner.first, unit.last, inner.clitics)]  # fmt: skip
                unit.entries = ()
        return unit

    def descriptors(self, unit: Unit) -> Unit:
        """حقل آراك النفطي، مطار الطبقة العسكري: the adjective belongs to the site's name."""
        last = unit.last
        while last < len(self.infos) and last < unit.last + 2:
            info = self.infos[last]
            if info is None or (info.classes.isdisjoint(("descriptor", "trailing")) and not info.compass_adj):
                break
            if self.text.forms[last][0] == "و" or last in self.blocked:
                break
            last += 1
        if last > unit.last:
            full = self.written(unit.first, last, unit.clitics)
            known = self.gazetteer.index.get(fold_word(full), ())
            unit.names.insert(0, full)
            unit.last = last
            if known:
                unit.entries, unit.kind, unit.rule = known, known[0].kind, "place.head"
        return unit

    def definite(self, at: int, after: int, info: WordInfo, head: Head) -> Unit | None:
        """القرية، المشفى الوطني، الأحياء الشرقية للمدينة، العاصمة الليبية طرابلس."""
        text, infos = self.text, self.infos
        last = after
        before = infos[at - 1] if at else None
        if head.kind == "neighbourhood" and before is not None and "live" in before.classes:
            return None  # أطلقوا الرصاص الحي
        forms = text.forms
        for rest in self.grammar.multi.get(info.head_word, ()):
            if tuple(form.removeprefix("ال") for form in forms[after : after + len(rest)]) == rest and forms[after].startswith("ال"):
                last = after + len(rest)  # المجمع السكني
                return Unit(at, last, info.head_clitics, [self.written(at, last, info.head_clitics)], "facility",
                             self.gazetteer.index.get(fold_word(self.written(at, last, info.head_clitics)), ()),
                             "place.described", use="site", word=info.head_word)  # fmt: skip
        described = national = False
        while last < len(infos) and last < after + 2 and text.kinds[last] == "w":
            form = forms[last]
            follow = infos[last]
            if follow is not None and "self" in follow.classes:
                last += 1
                break
            if not form.startswith("ال") or last in self.blocked:
                break
            if info.head_word.endswith("ه") and not head.plural and not form.endswith("ه"):
                break  # مدخل المدينة الشمالي: the adjective is that of the مدخل
            adjective = follow is not None and (follow.compass_adj != "" or "descriptor" in follow.classes)
            if not adjective and last == after and "national" in self.grammar.classes.get(info.head_word, ()):
                adjective = national = form.endswith(("ي", "يه")) and len(form) > 5 and not (
                    follow is not None and (follow.compass_adj or not follow.classes.isdisjoint(("trailing", "descriptor")))
                )
            if not adjective and head.use == "site":
                # المستشفى الإماراتي، القصر العدلي: a relative adjective names the site.
                adjective = form.endswith(("ي", "يه")) and len(form) > 5 and not (
                    follow is not None and not follow.classes.isdisjoint(("stop", "trailing"))
                )
            if not adjective and head.use == "settlement" and head.plural:
                adjective = form.endswith(("يه", "له")) and len(form) > 6 and not (
                    follow is not None and "stop" in follow.classes
                )
            trailing = follow is not None and "trailing" in follow.classes
            if not (adjective or trailing):
                break
            described = described or adjective
            last += 1
        clitics = info.head_clitics
        if head.kind == "road" and last < len(infos) and text.kinds[last] == "w" and forms[last][0] < "\x80":
            latin = text.word(last)
            written = self.written(at, last + 1, clitics)
            return Unit(at, last + 1, clitics, [written, f"طريق {latin}", latin], "road",
                         self.gazetteer.index.get(forms[last], ()), "place.road")  # fmt: skip
        written = self.written(at, last, clitics)
        if info.head_word == "عاصمه":
            # العاصمة دمشق، العاصمة الليبية طرابلس: the name in apposition.
            name = after + (after < len(infos) and forms[after].startswith("ال") and forms[after].endswith(("ي", "يه")))
            other = infos[name] if name < len(infos) else None
            city = self.known(name, other) if other is not None and name not in self.blocked else None
            if city is not None and city.clitics == "":
                full = self.written(at, city.last, clitics)
                fits = [entry for entry in city.entries if "capital" in entry.flags] or fitting(city.entries, "city")
                return Unit(at, city.last, clitics, [full, *city.names], "city", fits,
                             "place.apposition")  # fmt: skip
        if not described and (end := self.letter_behind(after, head) or self.number_behind(after, head)) > after:
            written = self.written(at, end, clitics)
            return Unit(at, end, clitics, unique([written, written.removeprefix("ال")]), head.kind,
                         self.gazetteer.index.get(fold_word(written), ()), "place.numbered", use="site")  # fmt: skip
        if not described and "alone" in self.grammar.classes.get(info.head_word, ()):
            return Unit(at, last, clitics, [written], head.kind, (), "place.described", use=head.use, word=info.head_word)
        if not described:
            if "institution" in self.grammar.classes.get(info.head_word, ()) and last < len(infos) and forms[last].startswith("ال") and infos[last] is None:
                return None  # بإشراف القضاء المختص
            beside = self.infos[at - 1] if at else None
            if head.use == "site" and not head.plural and beside is not None and "beside" in beside.classes and not clitics.startswith("و"):
                return Unit(at, last, clitics, [written], head.kind, (), "place.described", use=head.use, word=info.head_word)  # قرب الملعب
            if head.use in ("settlement", "area", "site") and not head.plural and "no_reference" not in self.grammar.classes.get(info.head_word, ()):
                return Unit(at, last, clitics, [written], head.kind, (), "place.reference", reference=head.kind,
                             use=head.use, word=info.head_word)  # fmt: skip
            return None
        if head.use.startswith("part"):
            inner = self.unit(last, 1) if last < len(infos) and text.kinds[last] == "w" else None
            if inner is None or inner.clitics not in ("ل", "لل") or inner.guard >= AMBIGUOUS:
                if described and head.use == "part:near" and self.adjectives(after) == last and self.related(at, info):
                    return Unit(at, last, clitics, [written], "facility", (), "place.described", use="site")  # عند المدخل الغربي
                return None
            names = [self.written(at, inner.last, clitics), *inner.names]  # الأطراف الشمالية لبلدة عيترون
            return Unit(at, inner.last, clitics, unique(names), inner.kind, inner.entries, "place.part", core=inner,
                         relation=head.use[5:], reference=inner.reference, use="part")  # fmt: skip
        unit = Unit(at, last, clitics, [written], head.kind, (), "place.described", use=head.use, plural=head.plural)
        unit.entries = self.gazetteer.index.get(fold_word(written), ())
        if last < len(infos) and text.kinds[last] == "w":
            inner = self.unit(last, 1)
            if inner is not None and inner.clitics in ("ل", "لل", "ول") and inner.guard < AMBIGUOUS:
                unit.names.insert(0, self.written(at, inner.last, clitics))
                unit.core = inner
                unit.last = inner.last
        epithet = infos[after] if described else None
        official = head.kind == "facility" and epithet is not None and "descriptor" in epithet.classes and self.related(at, info)
        # أمام المحكمة العسكرية
        loose = not (national or official) and ((head.use == "area" and head.kind not in ("desert", "coast")) or "generic" in self.grammar.classes.get(info.head_word, ()))
        if unit.core is None and not unit.entries and (loose or (head.plural and head.use == "site")):
            return None  # السوق الموازية، المنطقة الآمنة، الحواجز العسكرية
        return unit

    def letter_behind(self, at: int, head: Head) -> int:
        """End of the letter in brackets of an area (المنطقة (ج)); 0 when there is none."""
        forms = self.text.forms
        if head.kind != "region" or at + 2 >= len(forms) or forms[at] != "(" or len(forms[at + 1]) != 1 or self.text.kinds[at + 1] != "w":
            return 0
        return at + 3 if forms[at + 2] == ")" else 0

    def number_behind(self, at: int, head: Head) -> int:
        """End of the number of a quarter or road (الحارة 15، الحي رقم (3)، الطريق 60); ``at`` itself when there is none."""
        forms, kinds = self.text.forms, self.text.kinds
        if head.kind not in ("neighbourhood", "road") or head.plural:
            return at
        k = at
        numbered = k < len(forms) and forms[k] == "رقم"
        k += numbered
        bracket = numbered and k < len(forms) and forms[k] == "("
        k += bracket
        if k >= len(forms) or kinds[k] != "n" or len(forms[k]) > 3:
            return at
        k += 1
        if bracket:
            return k + 1 if k < len(forms) and forms[k] == ")" else at
        return k if numbered or self.closes(k) or forms[k][0] == "و" else at

    def unlisted(self, at: int, after: int, info: WordInfo, head: Head, word: str) -> Unit | None:
        """Head noun + proper name that no gazetteer lists."""
        if head.use.startswith("part"):
            return self.around_unlisted(at, after, info, head)
        classes = self.grammar.classes.get(word, ())
        generic = "generic" in classes
        if head.kind in ("camp", "base") and after < len(self.infos):
            whom = self.infos[after]
            if whom is not None and "refuge" in whom.classes:  # مخيم للنازحين السوريين
                end = self.owner_of_site(after + 1)
                names = [self.written(at, end, info.head_clitics), self.written(at, after + 1, info.head_clitics)]
                return Unit(at, end, info.head_clitics, unique(names), head.kind, (), "place.bare_site", use="site")
        if (head.plural or "definite_only" in classes) and after < len(self.infos):
            form, follow = self.text.forms[after], self.infos[after]
            named = form.startswith("ال") or after in self.text.pre or (head.plural != "" and self.opens_list(after, head))
            if not named and not (follow is not None and "starter" in follow.classes) and not (
                "definite_only" in classes and not head.plural and self.unknown(after) and self.closes(after + 1)
            ):
                return None  # مناطق تخضع، شبكات محلية ومواقع; but محور نتساريم، مديرية منبه،
        if generic and after + 1 < len(self.infos) and self.text.pre.get(after + 1) and not self.text.pre.get(after) and self.text.kinds[after] == "w":
            end = self.quotation(after + 1)
            if end > after + 1:  # محطة محروقات «مرجانة»
                names = [self.written(at, end, info.head_clitics), f"{word} {self.written(after + 1, end, '')}"]
                return Unit(at, end, info.head_clitics, names, head.kind, (), "place.head_name", use="site")
        quoted = generic and after < len(self.infos) and bool(self.text.pre.get(after))  # مقر «مجلس المرأة»
        last = after + self.names_site(after) if generic and not quoted else self.proper_name(after, head)
        clitics = info.head_clitics
        owner = self.infos[after] if generic and after < len(self.infos) else None
        body = owner is not None and bool(owner.classes & _OWNERS) and after + 1 < len(self.text.kinds)
        if body and self.text.kinds[after + 1] == "w" and after + 1 not in self.blocked:
            # مقر حركة أمل، مقر لحزب البعث: the owner of a site.
            end = after + 2
            return Unit(at, end, clitics, [self.written(at, end, clitics)], head.kind, (), "place.bare_site",
                         use="site")  # fmt: skip
        if last == after:
            named_only = "named_only" in classes
            if named_only and self.struck(at) and self.owner_of_site(after) > after:
                named_only = False  # نهب مخازن الإمدادات الطبية
            if "struck" in classes and not generic and not head.plural and self.struck(at):
                return Unit(at, after, clitics, [self.written(at, after, clitics)], head.kind, (), "place.bare_site", use="site")  # استهداف مسجد
            if head.kind == "facility" and (generic or " " in word) and not named_only:
                end = self.owner_of_site(after) if generic else after
                if " " in word and after < len(self.infos) and self.text.forms[after].startswith("ال"):
                    end = after + 1  # مركز احتجاز المهاجرين: whom it is for
                names = [self.written(at, end, clitics), self.written(at, after, clitics)]
                return Unit(at, end, clitics, unique(names), head.kind, (), "place.bare_site", use="site")
            return None
        written = self.written(at, last, clitics)
        base = self.written(after, last, "")
        names = [written]
        if head.use != "site":
            if head.plural:
                names.append(f"{head.plural} {base}")
            names.append(base)
        elif head.plural:
            names.append(f"{head.plural} {base}")  # مسجدي التقوى والسلام
        unit = Unit(at, last, clitics, names, head.kind, (), "place.head_name", use=head.use, plural=head.plural)
        if head.use == "settlement" and word.endswith("ه") and last == after + 1 and self.adjectives(last) == last + 1 and (
            not self.text.forms[last].endswith("ه")
        ):
            unit.last = last + 1  # قرية كريم الجنوبي: masculine, so it belongs to the name
            unit.names[:0] = [self.written(at, last + 1, clitics), self.written(after, last + 1, "")]
        if head.use == "settlement":
            unit.entries = fitting(self.gazetteer.index.get(fold_word(base), ()), head.kind)
        if head.use == "area":
            end = self.adjectives(last)
            if end > last:
                unit.names.insert(0, self.written(at, end, clitics))
                unit.last = end
        return self.descriptors(unit) if head.use == "site" else unit

    def opens_list(self, at: int, head: Head) -> bool:
        """True for an unknown name behind a plural, with another name joined to it: أحياء هنانو والصالحين."""
        forms = self.text.forms
        dual = forms[at - 1].endswith(("تي", "تا", "يي"))  # two names must follow
        if head.use != "settlement" or (forms[at].endswith("ه") and not dual) or at + 1 >= len(forms) or not (self.unknown(at) or (self.wordless(at) and (dual or (forms[at].endswith("ين") and not forms[at + 1].endswith("ين"))))):
            return False
        second = at + 1
        if forms[second][0] != "و" and self.wordless(second):
            second += 1  # قريتي تاج اللي وتوداج
        if second >= len(forms) or self.text.kinds[second] != "w":
            return False
        follow = forms[second]
        if follow[0] != "و" or len(follow) < 4:
            return False
        info = self.infos[second]
        return (follow[1:3] == "ال" or self.shares_head(second) or (dual and self.wordless(second))) if info is None else bool(info.names)

    def wordless(self, at: int) -> bool:
        """True for a word that no table holds."""
        words = self.words
        return words is not None and at not in self.blocked and self.text.kinds[at] == "w" and not words[at].by and self.infos[at] is None

    def shares_head(self, at: int) -> bool:
        """True for an unknown word in a list that can be a name by its form (حقول عين سفني وطاوكي)."""
        if self.words is None or self.words[at].by:
            return False
        name = self.text.forms[at][1:]
        return name[0] not in "يتن" and not name.endswith(("و", "وا", "ت", "نا", "ين", "ون")) and (
            self.closes(at + 1) or self.text.forms[at + 1][0] == "و"
        )

    def names_only(self, info: WordInfo) -> bool:
        """True for a word that only begins longer names of the gazetteer (وتكساس)."""
        return bool(info.names) and not (info.head or info.relation or info.compass or info.compass_adj or info.classes)

    def around_unlisted(self, at: int, after: int, info: WordInfo, head: Head) -> Unit | None:
        """أطراف ياطر، محيط شقرة: the land around a settlement that no gazetteer lists."""
        if head.use != "part:near" or head.plural or not self.unknown(after) or not self.closes_list(after + 1):
            return None
        names = [self.written(at, after + 1, info.head_clitics), self.written(after, after + 1, "")]
        return Unit(at, after + 1, info.head_clitics, names, "village", (), "place.head_name", relation="near", use="part")

    def closes_list(self, at: int) -> bool:
        """Whether a name must have ended before token ``at``, or another unknown one follows that closes (قرب الرويحينة وبريقة)."""
        if self.closes(at):
            return True
        form = self.text.forms[at]
        if form[0] != "و" or len(form) < 4:
            return False
        info = self.infos[at]
        if info is not None:
            return bool(info.names) and not info.relation
        return self.words is not None and not self.words[at].by and self.closes(at + 1)

    def beside(self, at: int, pair: bool = False) -> Unit | None:
        """غرب الضعين، بين تول والكفور: a settlement that no gazetteer lists, behind a compass word or one that leads to places.

        ``pair``: another place must follow.
        """
        info = self.infos[at]
        if at in self.blocked or (info is not None and (info.head or info.compass or self.known(at, info) is not None)):
            return None
        last = at
        if (info is None or not info.classes) and self.unknown(at):
            last = at + 1
        elif info is not None and "starter" in info.classes and not info.relation:
            last = self.starter_name(at)
        if last == at or not self.closes_list(last) or (pair and self.closes(last)):
            return None
        return Unit(at, last, "", [self.written(at, last, "")], "village", (), "place.beside")

    def quotation(self, at: int) -> int:
        """End of a short quotation that opens before token ``at``; ``at`` itself when it is none."""
        for k in range(at, min(at + 4, len(self.text.forms))):
            if self.text.kinds[k] != "w":
                break
            if self.text.post.get(k):
                return k + 1
        return at

    def owner_of_site(self, at: int) -> int:
        """مقر الحرس البلدي: end of the definite noun, with its adjective, that says whose site it is."""
        forms, kinds = self.text.forms, self.text.kinds
        end = at
        while end < min(at + 2, len(forms)) and kinds[end] == "w" and end not in self.blocked:
            form = forms[end]
            if not form.startswith("ال") or len(form) < 5 or (end > at and not form.endswith(("ي", "يه", "ه"))):
                break
            info = self.infos[end]
            if info is not None and not info.classes.isdisjoint(("stop", "unit", "number")) and end == at and not self.party(end):
                break
            end += 1
        return end

    def party(self, at: int) -> bool:
        """True for the noun of a body (الشرطة), which can own a site."""
        return self.words is not None and self.words[at].mask & HEAD != 0

    def proper_name(self, at: int, head: Head) -> int:
        """End of an unlisted proper name at ``at``; ``at`` itself when there is none."""
        text, infos = self.text, self.infos
        forms, kinds = text.forms, text.kinds
        if at >= len(forms) or at in self.blocked:
            return at
        if text.pre.get(at):
            # A quoted name is as long as its quotation, if that is short.
            for k in range(at, min(at + 4, len(forms))):
                if kinds[k] != "w" or (head.plural and k > at and forms[k][0] == "و"):
                    break
                if text.post.get(k):
                    return k + 1
        info = infos[at]
        if head.kind == "road" and info is not None and "number" in info.classes and forms[at].startswith("ال"):
            return at + 1  # شارع المئتين
        if kinds[at] != "w" or not self.nominal(at, first=True):
            if info is not None and "starter" in info.classes and head.use == "settlement":
                return self.starter_name(at)  # قرية أم عضام
            return at
        form = forms[at]
        if not form.startswith("ال") and form.endswith("يه") and len(form) >= 6:
            return at  # قرية حدودية: an adjective
        if form.startswith("است") and form.endswith(("ته", "تها", "ه", "ت", "وا")):
            return at  # معسكر استحدثته: a verb
        last = at + 1
        starter = info is not None and "starter" in info.classes
        if head.use == "site" and head.kind not in ("mountain", "river") and not (form.startswith("ال") or starter):
            if head.kind in _NAMED_SITES and self.names_site(at):
                second = at + 1 < len(forms) and self.unknown(at + 1) and self.closes(at + 2)
                return at + 2 if second else at + 1  # دوار نوروز، مطعم فيوجن، معبد بعل شمين
            return at  # معسكر تجنيد، موقف صريح: most indefinite words only describe
        while last < len(forms) and kinds[last] == "w" and last < at + 4 and last not in self.blocked:
            following = infos[last]
            classes = following.classes if following is not None else frozenset()
            if forms[last] in ("بن", "ابن", "ابو", "ابي", "بنت") and last + 1 < len(forms) and kinds[last + 1] == "w":
                last += 2
                starter = False
                continue
            if starter:
                if not self.nominal(last, first=False):
                    break
                starter = "starter" in classes
                last += 1
                continue
            if "size" in classes:
                last += 1
                break
            if (
                last == at + 1
                and not form.startswith("ال")
                and forms[last].startswith("ال")
                and self.nominal(last, first=False)
                and not (forms[last].endswith(("ي", "يه")) and len(forms[last]) > 5)
            ):
                last += 1
            break
        return last

    def starter_name(self, at: int) -> int:
        """End of a name whose first word needs another one (أم كريدم، عين زارة); ``at`` itself when there is none."""
        last = at + 1
        while last < min(at + 3, len(self.infos)) and self.text.kinds[last] == "w" and last not in self.blocked:
            info = self.infos[last]
            if not self.nominal(last, first=False) or (self.words is not None and self.words[last].mask & TRIGGER):
                break
            last += 1
            if info is None or "starter" not in info.classes:
                return last
        return at

    def names_site(self, at: int) -> bool:
        """True for a bare word that can name a site: no everyday word, no adjective or verb by its form, behind a relation."""
        if not self.unknown(at):
            return False
        before = self.infos[at - 2] if at > 1 else None
        glued = self.infos[at - 1]
        if before is not None and (before.relation or (before.head is not None and before.head.use.startswith("part"))):
            return True
        return (glued is not None and glued.head_clitics.endswith("ب")) or self.struck(at - 1)

    def unknown(self, at: int) -> bool:
        """True for a word that no table holds and that has not the form of a verb or adjective."""
        words = self.words
        if words is None or at >= len(words) or at in self.blocked or self.text.kinds[at] != "w":
            return False
        form = self.text.forms[at]
        info = self.infos[at]
        if words[at].by or len(form) < 3 or (info is not None and (info.head or info.relation or info.compass_adj or info.classes)):
            return False
        if form[0] in "يتو" or (form[0] in "بلفك" and form[1:3] == "ال"):
            return False
        if form.endswith("ي") and not form.startswith("ال"):
            return self.foreign(at + 1)
        return not form.endswith(_NO_NAME) or (form.endswith(_NAME_TOO) and self.closes(at + 1))

    def foreign(self, at: int) -> bool:
        """True for an unknown word that closes a name of two words (نيتساني عوز)."""
        return at < len(self.text.forms) and not self.text.forms[at].startswith("ال") and self.unknown(at) and self.closes(at + 1)

    def struck(self, at: int) -> bool:
        """True for a noun that an act is done to: a verb of an act stands before it, or before its subject (داهمت الدورية سوق الهال)."""
        words, forms = self.words, self.text.forms
        if words is None:
            return False
        for k in range(at - 1, max(at - 5, -1), -1):
            if self.text.kinds[k] != "w":
                return False
            found = words[k].by.get("trigger")
            if words[k].mask & SPEECH:
                return False
            if found is not None and found[0].key not in _SPEECH:
                return k == at - 1 or any(sense.pos == "v" for sense in found)
            info = self.infos[k]
            if forms[k][0] == "و" or (info is not None and (info.relation or info.compass)):
                return False
        return False

    def closes(self, at: int) -> bool:
        """Whether a name must have ended before token ``at``: punctuation, a relation or a container follows (سجن جركين في القامشلي)."""
        if at >= len(self.infos) or self.text.kinds[at] != "w":
            return True
        info = self.infos[at]
        return info is not None and (bool(info.relation or info.compass) or (info.head is not None and info.head_clitics in ("ب", "ل")))

    def nominal(self, at: int, *, first: bool) -> bool:
        """Whether the word can belong to a proper name: no function word, verb, date word …"""
        info = self.infos[at]
        form = self.text.forms[at]
        if len(form) < 2 or form[0] < "\x80":
            return False
        if info is None:
            return not (first and form[0] in "وفبل" and form[1:3] == "ال")
        if info.classes & _NOT_A_NAME or info.relation or info.compass or "stop" in info.classes:
            return False
        return not (first and info.definite and info.head_clitics != "ال")

    def written(self, first: int, last: int, clitics: str) -> str:
        """The original characters of the tokens without quotation marks and glued particles."""
        text = self.text
        raw = text.slice(first, last)
        plain = last == first + 1 and text.forms[first] >= "\x80"  # an Arabic word holds no blanks and no marks
        if not plain:
            raw = _without_signs(raw)
        if clitics and clitics != "ال":
            word = text.forms[first]
            if clitics.endswith("لل") or (clitics.endswith("ل") and word[len(clitics) - 1 : len(clitics) + 1] == "لل"):
                # للمدينة → المدينة: the article's alef is not written after ل.
                raw = "ال" + raw[len(clitics) if clitics.endswith("لل") else len(clitics) + 1 :]
            else:
                raw = raw[len(clitics) - (2 if clitics.endswith("ال") else 0) :]
        return raw if plain else " ".join(raw.split())

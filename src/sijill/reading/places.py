"""Finds the places that a report names, how it relates them to what happened, and what contains them.

``find`` is one pass over the tokens with a table look-up each; a local grammar runs only at a head noun
(قرية، مطار، ريف …) or at the first word of a place that the gazetteer knows:

1. **units**: head noun + name, name alone, head noun + unlisted proper name, definite reference (القرية);
2. **relations**, read leftwards from a unit: prepositions and glued ones, compass words, distances;
3. **links** between neighbours: what follows with "in" and is wider contains what went before;
   coordination and ranges (بين س وص، طريق س - ص) share their relation;
4. **choice between namesakes**, then references, in the order of the text.

All offsets are token indices, ``last`` exclusive.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from sijill.arabic import Text, fold_word, proclitic_variants
from sijill.knowledge.gazetteer import AMBIGUOUS, FREE, KINDS, Gazetteer, PlaceEntry

# Which kinds of entry a head noun may stand before, best first.
_FITS: dict[str, tuple[str, ...]] = {
    "village": ("village", "town", "subdistrict", "city", "neighbourhood"),
    "town": ("town", "village", "city", "subdistrict", "neighbourhood"),
    "city": ("city", "town", "governorate", "subdistrict", "village", "camp"),
    "subdistrict": ("subdistrict", "town", "village", "city", "district"),
    "district": ("district", "city", "town", "subdistrict", "village", "neighbourhood"),
    "governorate": ("governorate",),
    "neighbourhood": ("neighbourhood", "camp", "village", "town"),
    "camp": ("camp", "neighbourhood"),
    "country": ("country",),
    "mountain": ("mountain",),
    "river": ("river",),
    "airport": ("airport",),
    "crossing": ("crossing",),
    "field": ("field",),
    "base": ("base",),
    "road": ("road",),
    "facility": ("facility",),
}
# What a definite reference (القرية، المدينة) may mean.
_MEANS: dict[str, tuple[str, ...]] = {
    "village": ("village", "town"),
    "town": ("town", "village", "city"),
    "city": ("city", "town"),
    "subdistrict": ("subdistrict", "town"),
    "district": ("district", "city", "town"),
    "governorate": ("governorate",),
    "neighbourhood": ("neighbourhood",),
    "camp": ("camp",),
    "country": ("country",),
    "region": ("region", "desert", "village", "town", "city", "governorate", "district", "front"),
    "desert": ("desert",),
}
_DIRECTION = {
    ("north", "east"): "north_east_of",
    ("north", "west"): "north_west_of",
    ("south", "east"): "south_east_of",
    ("south", "west"): "south_west_of",
}
_COMPASS_RELATIONS = frozenset(_DIRECTION.values()) | {"north_of", "south_of", "east_of", "west_of"}
_PUNCTUATION = str.maketrans({mark: " " for mark in "#_\"'“”«»„‟‹›‘’"})


class PlaceMention(msgspec.Struct, kw_only=True):
    """One mention of a place.

    ``first``/``last`` are the tokens of the whole phrase with its relation words, ``name_first``/
    ``name_last`` those of the name with its head noun.  ``names``: as written, then variants.
    ``id`` is the gazetteer id when one place was chosen, ``candidates`` all ids that were possible;
    ``lat``/``lon`` (WGS84 degrees) are those of the named place, also where ``relation`` says near it.
    ``precision``: UCDP where_prec.  ``container`` marks a wider place that is already in ``within`` of
    a neighbour, ``origin`` where persons or things come from, ``part_of_name`` a place inside a title
    or a body's name, ``dateline`` the place of a dateline.  ``explicit`` is true when a relation word
    or a head noun introduced the place.
    """

    first: int
    last: int
    name_first: int
    name_last: int
    names: list[str]
    kind: str
    relation: str = "in"
    distance_km: float | None = None
    within: list[str] = []
    path: list[str] = []
    id: str | None = None
    candidates: list[str] = []
    lat: float | None = None
    lon: float | None = None
    precision: int | None = None
    resolved: bool = False
    rule: str = "place.name"
    explicit: bool = False
    origin: bool = False
    part_of_name: bool = False
    dateline: bool = False
    container: bool = False

    @property
    def is_event_place(self) -> bool:
        """Whether an event beside this mention may have happened there."""
        if self.container or self.origin or self.part_of_name or self.dateline:
            return False
        return self.explicit or self.kind not in ("country", "river")


class _Head(NamedTuple):
    kind: str
    use: str
    plural: str


class _Info(NamedTuple):
    """What one word form can be in a place phrase; computed once a form."""

    names: tuple[tuple[str, str], ...]
    head: _Head | None
    head_clitics: str
    head_word: str
    definite: bool
    relation: str
    relation_use: str
    compass: str
    compass_adj: str
    classes: frozenset[str]
    bare: str


class _Unit(msgspec.Struct, gc=False):
    """A place phrase without its relation: tokens ``[first, last)`` and what is known of it."""

    first: int
    last: int
    clitics: str
    names: list[str]
    kind: str
    entries: Sequence[PlaceEntry]
    rule: str
    use: str = ""
    core: _Unit | None = None
    relation: str = ""
    guard: int = FREE
    reference: str = ""
    plural: str = ""
    word: str = ""


def find(text: Text, gazetteer: Gazetteer, blocked: set[int] | None = None) -> list[PlaceMention]:
    """All place mentions of ``text`` in order.

    ``blocked`` are token indices already taken by actor, outlet or date names; no name of a place
    begins or ends on them.  Mentions that only locate another one carry ``container``; callers that
    want one entry a place keep those with ``is_event_place``.
    """
    return _Search(text, _grammar(gazetteer), blocked or frozenset()).run()


@lru_cache(maxsize=8)
def _grammar(gazetteer: Gazetteer) -> _Grammar:
    return _Grammar(gazetteer)


# مركز احتجاز: a head of several words; its first word alone is none.
_FIRST_OF_SEVERAL = _Head("facility", "", "")


class _Grammar:
    """The place words of a gazetteer, compiled, and the cache of word forms."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.heads: dict[str, _Head] = {}
        self.multi: dict[str, list[tuple[str, ...]]] = {}
        self.relations: dict[str, tuple[str, str]] = {}
        self.compass: dict[str, str] = {}
        self.compass_adj: dict[str, str] = {}
        self.classes: dict[str, set[str]] = {}
        self.units: dict[str, tuple[float, bool]] = {}
        self.numbers: dict[str, int] = {}
        self.forms: dict[str, _Info | None] = {}
        plurals: list[tuple[str, str]] = []
        for word, cls, value, use in gazetteer.words:
            if cls == "head":
                if " " in word:
                    first, *rest = word.split()
                    self.multi.setdefault(first, []).append(tuple(rest))
                self.heads[word] = _Head(value, use, "")
            elif cls == "heads":
                plurals.append((word, value))
            elif cls == "relation":
                self.relations[word] = (value, use)
            elif cls == "compass":
                self.compass[word] = value
            elif cls == "compass_adj":
                self.compass_adj[word] = value
            elif cls == "unit":
                self.units[word] = (float(value), use == "dual")
            elif cls == "number":
                self.numbers[word] = int(value)
            else:
                self.classes.setdefault(word, set()).add(cls)
        for word, singular in plurals:
            head = self.heads[fold_word(singular)]
            self.heads.setdefault(word, _Head(head.kind, head.use, singular))
        # Three-letter words are too short for proclitic_variants: بحي، وفي.
        self.short = {
            clitics + word: (clitics, word)
            for word in {*self.heads, *self.relations, *gazetteer.lengths, *self.compass}
            if len(word) <= 2
            for clitics in ("و", "ف", "ب", "ل", "وب", "ول")
        }

    def info(self, form: str) -> _Info | None:
        try:
            return self.forms[form]
        except KeyError:
            if len(self.forms) > 200_000:
                self.forms.clear()
            found = self.forms[form] = self._analyse(form)
            return found

    def _analyse(self, form: str) -> _Info | None:
        names: list[tuple[str, str]] = []
        head: _Head | None = None
        head_clitics = head_word = relation = use = compass = compass_adj = bare = ""
        definite = False
        classes: set[str] = set()
        variants = list(proclitic_variants(form))
        if form in self.short:
            variants.append(self.short[form])
        lengths = self.gazetteer.lengths
        for clitics, rest in variants:
            if clitics and clitics[-1] in "سك":
                continue
            article = clitics.endswith(("ال", "لل"))
            found = self.heads.get(rest)
            if found is None and rest in self.multi:
                found = _FIRST_OF_SEVERAL
            if found and head is None:
                head, head_clitics, head_word, definite = found, clitics, rest, article
            if article:
                if rest in self.numbers:
                    classes.add("number")
                continue
            if rest in lengths:
                names.append((clitics, rest))
            if not relation and rest in self.relations and clitics in ("", "و", "ف", "ب", "وب", "ل", "ول"):
                relation, use = self.relations[rest]
                bare = bare or rest
            if not compass and rest in self.compass:
                compass = self.compass[rest]
            if rest in self.compass_adj and clitics in ("", "و"):
                compass_adj = self.compass_adj[rest]
            if rest in self.classes:
                classes |= self.classes[rest]
            if rest in self.units and clitics == "":
                classes.add("unit")
            if rest in self.numbers:
                classes.add("number")
        if definite and not head_clitics.replace("لل", "ل"):
            definite = False
        if not (names or head or relation or compass or compass_adj or classes):
            return None
        return _Info(
            tuple(names), head, head_clitics, head_word, definite, relation, use, compass, compass_adj,
            frozenset(classes), bare,
        )  # fmt: skip


class _Search:
    """One run over one text."""

    def __init__(self, text: Text, grammar: _Grammar, blocked: set[int] | frozenset[int]) -> None:
        self.text = text
        self.grammar = grammar
        self.gazetteer = grammar.gazetteer
        self.blocked = blocked
        forms = text.forms
        known = grammar.forms
        # One dictionary access a token; None for words that play no part in places.
        self.infos: list[_Info | None] = [
            known[form] if form in known else grammar.info(form) for form in forms
        ]
        self.mentions: list[PlaceMention] = []
        self.units: list[_Unit] = []

    # -- units ---------------------------------------------------------------------------------------

    def run(self) -> list[PlaceMention]:
        infos, blocked = self.infos, self.blocked
        at, end = 0, len(infos)
        while at < end:
            info = infos[at]
            if info is None or not (info.names or info.head) or at in blocked:
                at += 1
                continue
            unit = self.unit(at)
            if unit is not None and info.head is not None and not unit.word and unit.first == at:
                unit.word = info.head_word
            if unit is None or not self.accept(unit):
                at += 1
                continue
            at = self.place(unit)
        self.link()
        self.resolve()
        return [mention for mention in self.mentions if mention.names]

    def unit(self, at: int, depth: int = 0) -> _Unit | None:
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

    def known(self, at: int, info: _Info) -> _Unit | None:
        """The longest name of the gazetteer at ``at``; the least cut reading of its first word wins."""
        forms, index = self.text.forms, self.gazetteer.index
        best: _Unit | None = None
        for clitics, word in info.names:
            for count in self.gazetteer.lengths[word]:
                if best is not None and count <= best.last - best.first:
                    break
                name = word if count == 1 else " ".join([word, *forms[at + 1 : at + count]])
                entries = index.get(name)
                if entries and not any(k in self.blocked for k in range(at, at + count)):
                    if count == 1 and self.text.raw[self.text.ends[at] - 2 : self.text.ends[at]].count("\u064b"):
                        break  # روسياً: an adverb, not the country
                    best = _Unit(
                        at, at + count, clitics, [], entries[0].kind, entries, "place.gazetteer",
                        guard=self.gazetteer.guards.get(name, FREE),
                    )  # fmt: skip
        if best is not None:
            best.names = [self.written(best.first, best.last, best.clitics)]
        return best

    def with_adjective(self, unit: _Unit) -> _Unit:
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

    def headed(self, at: int, info: _Info, head: _Head, depth: int) -> _Unit | None:
        text, infos = self.text, self.infos
        after = at + 1
        word = info.head_word
        for rest in self.grammar.multi.get(word, ()):
            if tuple(text.forms[after : after + len(rest)]) == rest:
                word = " ".join((word, *rest))
                head = self.grammar.heads[word]
                after += len(rest)
                break
        if head is _FIRST_OF_SEVERAL:
            return None
        if info.definite:
            return self.definite(at, after, info, head)
        if after >= len(infos):
            return None
        if head.use == "site" and text.forms[after] == "ال" and after + 1 < len(infos):
            after += 1
        if head.kind == "road" and text.kinds[after] == "w" and text.forms[after][0] < "\x80":
            written = self.written(at, after + 1, info.head_clitics)
            latin = text.word(after)
            unit = _Unit(at, after + 1, info.head_clitics, [written, f"{word} {latin}", latin], "road", (), "place.road")
            unit.entries = self.gazetteer.index.get(text.forms[after], ())
            return unit
        inner = self.unit(after, depth + 1)
        if inner is not None and inner.clitics and not inner.reference:
            inner = None
        doubtful = inner is not None and inner.guard > FREE
        if inner is None:
            return self.unlisted(at, after, info, head, word)
        if inner.reference and not (head.use in ("area", "site") or head.use.startswith("part")):
            return None
        if inner.clitics and inner.clitics not in ("ال",):
            return None
        return self.combine(at, info, head, word, inner, doubtful)

    def combine(self, at: int, info: _Info, head: _Head, word: str, inner: _Unit, doubtful: bool) -> _Unit | None:
        """Head noun + place: which of the two the phrase means depends on the head's ``use``."""
        clitics = info.head_clitics
        written = self.written(at, inner.last, clitics)
        base = self.written(inner.first, inner.last, inner.clitics)
        sibling = f"{head.plural} {base}" if head.plural else ""
        singular = [sibling] if sibling else []
        if head.use == "settlement" and not inner.core:
            fits = _fitting(inner.entries, head.kind)
            if inner.kind == "country" and not fits:
                return None  # شبكات محلية سورية
            if inner.rule != "place.gazetteer":
                return _Unit(at, inner.last, clitics, [written, *singular, base, *inner.names], inner.kind, inner.entries,
                             "place.head", use="settlement", plural=head.plural)  # fmt: skip
            if fits or head.kind in ("village", "town", "neighbourhood"):
                names = [written, *singular, base, *(entry.name for entry in fits[:1])]
                kind = fits[0].kind if fits and head.kind != "governorate" else head.kind
                unit = _Unit(at, inner.last, clitics, names, kind, fits, "place.head", use="settlement",
                             plural=head.plural)  # fmt: skip
                return self.longer_name(unit, inner)
        if head.use.startswith("part"):
            names = [written, base, *inner.names]
            return _Unit(at, inner.last, clitics, names, inner.kind, inner.entries, "place.part", core=inner,
                         relation=head.use[5:], reference=inner.reference, use="part")  # fmt: skip
        if head.use == "site":
            fits = [entry for entry in inner.entries if entry.kind == head.kind]
            if head.kind == "road" and inner.kind != "road":
                fits = []
            if fits:
                return self.descriptors(_Unit(at, inner.last, clitics, [written, base], head.kind, fits, "place.head"))
            unit = _Unit(at, inner.last, clitics, [written, *singular], head.kind, (), "place.site", core=inner,
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
        return _Unit(at, last, clitics, names, kind, inner.entries, "place.area", use="area", core=inner,
                     reference=inner.reference, plural=head.plural)  # fmt: skip

    def longer_name(self, unit: _Unit, inner: _Unit) -> _Unit:
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

    def descriptors(self, unit: _Unit) -> _Unit:
        """حقل آراك النفطي، مطار الطبقة العسكري: the adjective belongs to the site's name."""
        last = unit.last
        while last < len(self.infos) and last < unit.last + 2:
            info = self.infos[last]
            if info is None or not (info.classes & {"descriptor", "trailing"} or info.compass_adj):
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

    def definite(self, at: int, after: int, info: _Info, head: _Head) -> _Unit | None:
        """القرية، المشفى الوطني، الأحياء الشرقية للمدينة، العاصمة الليبية طرابلس."""
        text, infos = self.text, self.infos
        last = after
        forms = text.forms
        described = False
        while last < len(infos) and last < after + 2 and text.kinds[last] == "w":
            form = forms[last]
            follow = infos[last]
            if follow is not None and "self" in follow.classes:
                last += 1
                break
            if not form.startswith("ال") or last in self.blocked:
                break
            adjective = follow is not None and (follow.compass_adj != "" or "descriptor" in follow.classes)
            if not adjective and head.use == "site":
                # المستشفى الإماراتي، القصر العدلي: a relative adjective names the site.
                adjective = form.endswith(("ي", "يه")) and len(form) > 5 and not (
                    follow is not None and follow.classes & {"stop", "trailing"}
                )
            if not adjective and head.use == "settlement" and head.plural:
                adjective = form.endswith(("يه", "له")) and len(form) > 6
            trailing = follow is not None and "trailing" in follow.classes
            if not (adjective or trailing):
                break
            described = described or adjective
            last += 1
        clitics = info.head_clitics
        if head.kind == "road" and last < len(infos) and text.kinds[last] == "w" and forms[last][0] < "\x80":
            latin = text.word(last)
            written = self.written(at, last + 1, clitics)
            return _Unit(at, last + 1, clitics, [written, f"طريق {latin}", latin], "road",
                         self.gazetteer.index.get(forms[last], ()), "place.road")  # fmt: skip
        written = self.written(at, last, clitics)
        if info.head_word == "عاصمه":
            # العاصمة دمشق، العاصمة الليبية طرابلس: the name in apposition.
            name = after + (after < len(infos) and forms[after].startswith("ال") and forms[after].endswith(("ي", "يه")))
            other = infos[name] if name < len(infos) else None
            city = self.known(name, other) if other is not None and name not in self.blocked else None
            if city is not None and city.clitics == "":
                full = self.written(at, city.last, clitics)
                return _Unit(at, city.last, clitics, [full, *city.names], "city", _fitting(city.entries, "city"),
                             "place.apposition")  # fmt: skip
        if not described:
            if head.use in ("settlement", "area", "site") and not head.plural and not (
                "no_reference" in self.grammar.classes.get(info.head_word, ())
            ):
                return _Unit(at, last, clitics, [written], head.kind, (), "place.reference", reference=head.kind,
                             use=head.use, word=info.head_word)  # fmt: skip
            return None
        if head.use.startswith("part"):
            return None
        unit = _Unit(at, last, clitics, [written], head.kind, (), "place.described", use=head.use, plural=head.plural)
        unit.entries = self.gazetteer.index.get(fold_word(written), ())
        if last < len(infos) and text.kinds[last] == "w":
            inner = self.unit(last, 1)
            if inner is not None and inner.clitics in ("ل", "لل", "ول") and inner.guard < AMBIGUOUS:
                unit.names.insert(0, self.written(at, inner.last, clitics))
                unit.core = inner
                unit.last = inner.last
        loose = head.use == "area" or "generic" in self.grammar.classes.get(info.head_word, ())
        if unit.core is None and not unit.entries and loose:
            return None  # السوق الموازية، المنطقة الآمنة
        return unit

    def unlisted(self, at: int, after: int, info: _Info, head: _Head, word: str) -> _Unit | None:
        """Head noun + proper name that no gazetteer lists."""
        if head.use.startswith("part"):
            return None
        generic = "generic" in self.grammar.classes.get(word, ())
        last = after if generic else self.proper_name(after, head)
        clitics = info.head_clitics
        owner = self.infos[after] if generic else None
        if owner is not None and "body" in owner.classes and after + 1 < len(self.text.kinds):
            # مقر حركة أمل، مقر لحزب البعث: the owner of a site.
            if self.text.kinds[after + 1] == "w" and after + 1 not in self.blocked:
                end = after + 2
                return _Unit(at, end, clitics, [self.written(at, end, clitics)], head.kind, (), "place.bare_site",
                             use="site")  # fmt: skip
        if last == after:
            if head.use == "site" and (generic or " " in word):
                end = after
                if " " in word and after < len(self.infos) and self.text.forms[after].startswith("ال"):
                    end = after + 1  # مركز احتجاز المهاجرين: whom it is for
                names = [self.written(at, end, clitics), self.written(at, after, clitics)]
                return _Unit(at, end, clitics, _unique(names), head.kind, (), "place.bare_site", use="site")
            return None
        written = self.written(at, last, clitics)
        base = self.written(after, last, "")
        names = [written]
        if head.use != "site":
            if head.plural:
                names.append(f"{head.plural} {base}")
            names.append(base)
        unit = _Unit(at, last, clitics, names, head.kind, (), "place.head_name", use=head.use, plural=head.plural)
        if head.use == "area":
            end = self.adjectives(last)
            if end > last:
                unit.names.insert(0, self.written(at, end, clitics))
                unit.last = end
        return self.descriptors(unit) if head.use == "site" else unit

    def proper_name(self, at: int, head: _Head) -> int:
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
        if kinds[at] != "w" or not self.nominal(at, first=True):
            return at
        form = forms[at]
        info = infos[at]
        if not form.startswith("ال") and form.endswith("يه") and len(form) >= 6:
            return at  # قرية حدودية: an adjective
        if form.startswith("است") and form.endswith(("ته", "تها", "ه", "ت", "وا")):
            return at  # معسكر استحدثته: a verb
        last = at + 1
        starter = info is not None and "starter" in info.classes
        if head.use == "site" and head.kind not in ("mountain", "river") and not (form.startswith("ال") or starter):
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
        raw = text.slice(first, last).translate(_PUNCTUATION)
        if clitics and clitics != "ال":
            word = text.forms[first]
            if clitics.endswith("لل") or (clitics.endswith("ل") and word[len(clitics) - 1 : len(clitics) + 1] == "لل"):
                # للمدينة → المدينة: the article's alef is not written after ل.
                raw = "ال" + raw[len(clitics) if clitics.endswith("لل") else len(clitics) + 1 :]
            else:
                raw = raw[len(clitics) - (2 if clitics.endswith("ال") else 0) :]
        return " ".join(raw.split())

    # -- acceptance and relation -----------------------------------------------------------------------

    def accept(self, unit: _Unit) -> bool:
        """Everyday words need a place context; a bare site needs a preposition."""
        if unit.guard == FREE and unit.rule not in ("place.bare_site",):
            return True
        if self.hashtag(unit.first) and unit.guard < AMBIGUOUS:
            return True
        relation, _, _, _ = self.relation(unit)
        if unit.rule == "place.bare_site":
            return relation not in ("", "of") if " " not in unit.names[-1] else True
        if unit.guard < AMBIGUOUS:
            return relation != "" and relation != "of" or self.coordinated(unit)
        if relation in _COMPASS_RELATIONS or relation == "near":
            return True
        return relation in ("in", "from", "to") and self.container_follows(unit) or self.coordinated(unit) and (
            self.mentions[-1].relation == "between"
        )

    def hashtag(self, at: int) -> bool:
        start = self.text.starts[at]
        return start > 0 and self.text.raw[start - 1] == "#"

    def coordinated(self, unit: _Unit) -> bool:
        if not self.mentions or not unit.clitics.startswith("و"):
            return False
        return self.mentions[-1].last == unit.first

    def container_follows(self, unit: _Unit) -> bool:
        """An unambiguous wider place that contains a candidate stands right behind."""
        at = unit.last
        forms, infos = self.text.forms, self.infos
        if at < len(forms) and (forms[at] in ("في", "،", ",", "(")):
            at += 1
        if at >= len(infos) or infos[at] is None:
            return False
        after = self.unit(at, 1)
        if after is None or after.guard != FREE or not after.entries:
            return False
        ids = {entry.id for entry in after.entries}
        return any(place.id in ids for entry in unit.entries for place in self.gazetteer.ancestors(entry))

    def relation(self, unit: _Unit) -> tuple[str, float | None, int, bool]:
        """``(relation, distance_km, first token of the phrase, origin)``; relation "" when none is said."""
        clitics = unit.clitics
        at = unit.first
        if unit.relation:
            relation, distance, first, origin = self.relation_before(at, clitics)
            return (relation if relation in ("to", "from") and not distance else unit.relation), distance, first, origin
        relation, distance, first, origin = self.relation_before(at, clitics)
        if unit.kind == "road" and relation in ("", "in", "of"):
            ranged = self.coordinated(unit) and self.mentions[-1].relation == "between"
            relation = "between" if ranged else "along"
        return relation, distance, first, origin

    def relation_before(self, at: int, clitics: str) -> tuple[str, float | None, int, bool]:
        glued = clitics.lstrip("وف").replace("ال", "")
        if glued.startswith("ب"):
            return "in", None, at, False
        if glued.startswith("ل"):
            return "of", None, at, False
        if clitics and clitics[0] in "وف" or at == 0:
            return "", None, at, False
        infos = self.infos
        before = at - 1
        info = infos[before]
        if info is None or self.text.kinds[before] != "w":
            return "", None, at, False
        if info.compass and not info.compass_adj:
            return self.compass(before, info)
        if not info.relation:
            return "", None, at, False
        word = info.bare
        if word == "من":
            return self.source(before)
        if info.relation_use == "noun":
            return "", None, at, False
        first = before
        if info.relation == "between" and before and self.text.forms[before - 1] in ("ما", "فيما"):
            first = before - 1
        if info.relation in ("near", "in") and before:
            return info.relation, None, first, False
        return info.relation, None, first, False

    def compass(self, at: int, info: _Info) -> tuple[str, float | None, int, bool]:
        """Compass words that end at ``at``, with a distance before them."""
        parts = [info.compass]
        first = at
        if at:
            before = self.infos[at - 1]
            if before is not None and before.compass and self.text.kinds[at - 1] == "w":
                parts.insert(0, before.compass)
                first = at - 1
        relation = _DIRECTION.get((parts[0], parts[-1])) or f"{parts[-1]}_of"
        distance, first = self.distance(first - 1, first)
        return relation, distance, first, False

    def source(self, at: int) -> tuple[str, float | None, int, bool]:
        """What من at ``at`` means: near, a direction, a distance, an origin or a source."""
        if at == 0:
            return "from", None, at, False
        before = self.infos[at - 1]
        form = self.text.forms[at - 1]
        if before is not None and self.text.kinds[at - 1] == "w":
            if before.relation == "near" and before.relation_use == "noun":
                return "near", None, at - 1, False
            if before.compass:
                relation, distance, first, origin = self.compass(at - 1, before)
                if first and self.infos[first - 1] is not None and self.text.forms[first - 1] in ("الي", "في"):
                    first -= 1
                    distance, first = self.distance(first - 1, first)
                return relation, distance, first, origin
            distance, first = self.distance(at - 1, at)
            if distance is not None:
                return "near", distance, first, False
            if form == "كل" and at > 1:
                return "in", None, at - 1, False
            if "person" in before.classes or "people" in before.classes:
                return "from", None, at, True
        return "from", None, at, False

    def distance(self, at: int, first: int) -> tuple[float | None, int]:
        """Kilometres of a figure that ends at ``at`` (30 كم، كيلومترين)؛ and where its phrase begins."""
        if at < 0:
            return None, first
        forms, kinds = self.text.forms, self.text.kinds
        info = self.infos[at]
        if info is not None and "approx" in info.classes and at > 0:
            at -= 1  # كيلومترين تقريباً
            info = self.infos[at]
        value: float | None = None
        if info is not None and "number" in info.classes and at > 0:
            unit = self.infos[at - 1]
            if unit is not None and "unit" in unit.classes:  # كيلومتر واحد
                value = float(self.number(at))
                at -= 1
                info = unit
        if info is None or "unit" not in info.classes:
            return None, first
        factor, dual = self.grammar.units[forms[at]]
        if value is None and dual:
            value = 2.0
        if value is None:
            before = at - 1
            if before >= 0 and kinds[before] == "n":
                value = float(forms[before].replace(",", ""))
                at = before
            elif before >= 0 and (spelled := self.infos[before]) is not None and "number" in spelled.classes:
                value = float(self.number(before))
                at = before
            else:
                return None, first
        while at > 0 and kinds[at - 1] == "w" and (before_info := self.infos[at - 1]) is not None:
            if not (before_info.classes & {"approx", "distance"} or forms[at - 1] == "علي"):
                break
            at -= 1
        return round(value * factor, 3), at

    def number(self, at: int) -> int:
        for _, rest in proclitic_variants(self.text.forms[at]):
            if rest in self.grammar.numbers:
                return self.grammar.numbers[rest]
        return 0

    # -- mentions ------------------------------------------------------------------------------------

    def place(self, unit: _Unit) -> int:
        """Turn a unit into a mention (several after a plural head) and return where to go on."""
        relation, distance, first, origin = self.relation(unit)
        at = unit.first
        part = False
        before = self.infos[at - 1] if at else None
        if relation == "" and not unit.clitics and before is not None and self.text.kinds[at - 1] == "w":
            part = bool(before.classes & _NAME_OWNERS)
            origin = "people" in before.classes
            if part and "office" in before.classes and unit.rule != "place.gazetteer" and unit.use != "settlement":
                part = False
        if relation == "from" and first and (person := self.infos[first - 1]) is not None and not origin:
            origin = "person" in person.classes and self.text.kinds[first - 1] == "w"
        if unit.use == "site" or _width(unit.kind) == 1:
            origin = False
        said = relation not in ("", "of")
        mention = PlaceMention(
            first=first, last=unit.last, name_first=unit.first, name_last=unit.last,
            names=_unique([*unit.names, *(entry.name for entry in unit.entries if len(unit.entries) == 1 and not unit.core)]),
            kind=unit.kind, relation=relation or "in", distance_km=distance, rule=unit.rule,
            explicit=said or unit.rule not in ("place.gazetteer", "place.reference"),
            origin=origin, part_of_name=part, candidates=[entry.id for entry in unit.entries],
        )  # fmt: skip
        if relation == "of":
            mention.relation = "to"
        previous = self.mentions[-1] if self.mentions else None
        if previous is not None and previous.last == unit.first and unit.clitics in ("و", "وال") and not said:
            mention.relation, mention.explicit = previous.relation, previous.explicit
            mention.origin = previous.origin
            if previous.distance_km is None and previous.relation == "between":
                mention.relation = "between"
        self.mentions.append(mention)
        self.units.append(unit)
        at = unit.last
        self.bracket(unit, mention)
        at = max(at, mention.last)
        if unit.kind == "road" and unit.rule == "place.gazetteer" and "-" in self.text.forms[unit.first : unit.last]:
            self.range_ends(unit.first + 1, self.text.forms.index("-", unit.first), unit.last)
        elif unit.plural:
            at = self.siblings(unit, mention, at)
        elif unit.kind in ("road", "front") or mention.relation == "between" or unit.rule == "place.gazetteer":
            at = self.range_end(unit, mention, at)
        return at

    def bracket(self, unit: _Unit, mention: PlaceMention) -> None:
        """قرية الرشاد (الهواشة): a second name in brackets."""
        forms, kinds = self.text.forms, self.text.kinds
        at = unit.last
        if at + 2 < len(forms) and forms[at] == "(":
            close = at + 1
            while close < len(forms) and close < at + 4 and kinds[close] == "w":
                close += 1
            if close > at + 1 and close < len(forms) and forms[close] == ")":
                if self.infos[at + 1] is None and not unit.reference:
                    mention.names.append(self.written(at + 1, close, ""))
                    mention.last = close + 1
                    return
                known = self.unit(at + 1, 1)
                if known is not None and known.last == close and known.entries and unit.entries:
                    shared = {entry.id for entry in known.entries} & {entry.id for entry in unit.entries}
                    if shared or mention.kind == known.kind:
                        mention.names = _unique([*mention.names, *known.names])
                        mention.last = close + 1

    def siblings(self, unit: _Unit, mention: PlaceMention, at: int) -> int:
        """ريفي إدلب وحلب، مديريات بيحان وعسيلان وعين: the names that share a plural head."""
        forms, kinds = self.text.forms, self.text.kinds
        while at < len(forms):
            step = at
            if forms[step] in ("،", ",") and step + 1 < len(forms) and kinds[step + 1] == "w":
                step += 1
            info = self.infos[step]
            form = forms[step]
            if kinds[step] != "w" or (step == at and form[0] != "و") or step in self.blocked:
                break
            known = self.known(step, info) if info is not None else None
            if known is not None and not (step == at and not known.clitics.startswith("و")):
                sibling = known
                sibling.kind = unit.kind
                if unit.use == "settlement":
                    sibling.entries = _fitting(known.entries, unit.kind) or known.entries
                base = known.names[0]
            elif (
                step == at
                and unit.use == "settlement"
                and info is None
                and len(form) > 3
                and not form.endswith(("ت", "وا"))
            ):
                base = self.written(step, step + 1, "و")
                sibling = _Unit(step, step + 1, "و", [base], unit.kind, (), "place.head_name")
            else:
                break
            sibling.names = [base, f"{unit.plural} {base}"]
            sibling.use, sibling.plural = unit.use, unit.plural
            if unit.use == "area":
                sibling.core = _Unit(
                    sibling.first, sibling.last, "", [base], known.kind if known else unit.kind, sibling.entries,
                    "place.gazetteer",
                )  # fmt: skip
            copy = PlaceMention(
                first=step, last=sibling.last, name_first=step, name_last=sibling.last, names=list(sibling.names),
                kind=unit.kind, relation=mention.relation, rule=sibling.rule, explicit=True, origin=mention.origin,
                part_of_name=mention.part_of_name, candidates=[entry.id for entry in sibling.entries],
            )  # fmt: skip
            self.mentions.append(copy)
            self.units.append(sibling)
            at = sibling.last
        return at

    def range_end(self, unit: _Unit, mention: PlaceMention, at: int) -> int:
        """طريق نوى – الشيخ سعد، بين البيارات-السخنة: the other end after a dash."""
        forms = self.text.forms
        if at + 1 >= len(forms) or forms[at] not in ("-", "ـ", "/") or self.infos[at + 1] is None:
            return self.name_after_dash(unit, mention, at)
        other = self.unit(at + 1, 1)
        if other is None or other.clitics or other.reference:
            return self.name_after_dash(unit, mention, at)
        if unit.kind in ("road", "front"):
            return self.whole_range(unit, mention, other.last)
        if mention.relation == "between":
            twin = PlaceMention(
                first=other.first, last=other.last, name_first=other.first, name_last=other.last,
                names=_unique(other.names), kind=other.kind, relation="between", rule=other.rule, explicit=True,
                candidates=[entry.id for entry in other.entries],
            )  # fmt: skip
            self.mentions.append(twin)
            self.units.append(other)
            return other.last
        return at

    def name_after_dash(self, unit: _Unit, mention: PlaceMention, at: int) -> int:
        forms, kinds = self.text.forms, self.text.kinds
        if unit.kind in ("road", "front") and at + 1 < len(forms) and forms[at] == "-" and kinds[at + 1] == "w":
            last = self.proper_name(at + 1, _Head("village", "settlement", ""))
            if last > at + 1:
                return self.whole_range(unit, mention, last)
        return at

    def whole_range(self, unit: _Unit, mention: PlaceMention, last: int) -> int:
        """A road or front between two places is one mention, its ends two more."""
        full = self.written(unit.first, last, unit.clitics)
        start = unit.core.first if unit.core else unit.first + 1
        mention.names = _unique([full, self.written(start, last, "")])
        mention.last = mention.name_last = last
        mention.candidates = [entry.id for entry in self.gazetteer.index.get(fold_word(mention.names[0]), ())]
        self.range_ends(start, unit.last, last)
        unit.core = None
        unit.entries = ()
        return last

    def range_ends(self, start: int, dash: int, last: int) -> None:
        """The two places that a road or front runs between, tokens ``[start, dash)`` and ``(dash, last)``."""
        for first, end in ((start, dash), (dash + 1, last)):
            info = self.infos[first]
            known = self.known(first, info) if info is not None else None
            entries = [entry for entry in known.entries if entry.kind not in ("road", "front")] if known else []
            name = self.written(first, end, "")
            self.mentions.append(PlaceMention(
                first=first, last=end, name_first=first, name_last=end, names=_unique([name]),
                kind=entries[0].kind if entries else "village", relation="between", rule="place.range_end",
                explicit=True, candidates=[entry.id for entry in entries],
            ))  # fmt: skip
            self.units.append(_Unit(first, end, "", [name], "village", entries, "place.range_end"))

    # -- links -----------------------------------------------------------------------------------------

    def link(self) -> None:
        """Containers, datelines, ranges."""
        mentions, units = self.mentions, self.units
        self.ranges()
        self.datelines()
        gap_words = self.text.forms
        for k in range(len(mentions) - 1, 0, -1):
            wide, narrow = mentions[k], mentions[k - 1]
            gap = gap_words[narrow.last : wide.first]
            if len(gap) > 2 or any(form not in _GAP for form in gap):
                continue
            if wide.relation in ("between", "from") or narrow.relation == "between" and wide.relation == "between":
                continue
            if units[k].clitics.startswith("و") and wide.relation != "in":
                continue
            if gap and gap[-1] == "و":
                continue
            said = wide.first < wide.name_first or units[k].clitics != "" or bool(gap)
            if wide.relation in _COMPASS_RELATIONS:
                if self.contains(units[k], units[k - 1]) or wide.distance_km is None and (
                    _width(wide.kind) >= 7 and _width(narrow.kind) < _width(wide.kind)
                ) or _width(narrow.kind) <= 2 and _width(wide.kind) >= 4:
                    narrow.within = _unique([*narrow.within, *self.container_names(wide)])
                    if wide.kind == "country":
                        wide.container = True
                continue
            if not said or wide.relation not in ("in", "to"):
                continue
            if units[k].clitics.startswith("و"):
                continue
            if wide.relation == "to" and not units[k].clitics:
                continue
            same = {entry.id for entry in units[k].entries} & {entry.id for entry in units[k - 1].entries}
            if (not same or units[k - 1].core is not None) and (
                _width(wide.kind) > _width(narrow.kind)
                or self.contains(units[k], units[k - 1])
                or units[k].use == "area" and units[k - 1].use != "area"
            ):
                narrow.within = _unique([*narrow.within, *self.container_names(wide)])
                wide.container = True

    def container_names(self, mention: PlaceMention) -> list[str]:
        return [*mention.names, *mention.within]

    def contains(self, wide: _Unit, narrow: _Unit) -> bool:
        ids = {entry.id for entry in wide.entries}
        return bool(ids) and any(
            place.id in ids for entry in narrow.entries for place in self.gazetteer.ancestors(entry)
        )

    def ranges(self) -> None:
        """بين س وص: both ends are places or it was no range."""
        for k, mention in enumerate(self.mentions):
            if mention.relation != "between" or mention.rule == "place.range_end":
                continue
            others = [
                other for other in self.mentions[max(0, k - 4) : k + 5]
                if other is not mention and other.relation == "between"
            ]  # fmt: skip
            if others:
                continue
            following = self.mentions[k + 1] if k + 1 < len(self.mentions) else None
            if following is not None and self.units[k + 1].clitics == "و" and following.first - mention.last <= 4:
                following.relation, following.explicit = "between", True
            else:
                mention.relation = "in"

    def datelines(self) -> None:
        """دمشق - وكالات, بغداد / ٢٠ أيار: the place where a report was written."""
        text = self.text
        if not self.mentions:
            return
        starts = {sentence.first for sentence in text.sentences[:8]}
        for k, mention in enumerate(self.mentions[:12]):
            if mention.name_first not in starts or units_relation(self.units[k]) or mention.explicit:
                continue
            at = mention.last
            if at < len(text.forms) and text.forms[at] == "(":
                while at < len(text.forms) and text.forms[at] != ")" and at < mention.last + 5:
                    at += 1
                at += 1
            if at >= len(text.forms):
                continue
            sign = text.forms[at]
            if sign in ("-", "/", "ـ") or (sign in (":", "،", ",") and at + 1 < len(text.forms) and (
                text.kinds[at + 1] == "n" or text.pre.get(at + 1)
            )):
                mention.dateline = True

    # -- resolution ------------------------------------------------------------------------------------

    def resolve(self) -> None:
        gazetteer = self.gazetteer
        mentions, units = self.mentions, self.units
        context: set[str] = set()
        points: list[tuple[float, float]] = []
        for unit in units:
            if len(unit.entries) == 1 and unit.guard == FREE:
                entry = unit.entries[0]
                context.update(place.id for place in gazetteer.ancestors(entry))
                context.add(entry.id)
                if entry.lat is not None and entry.lon is not None and entry.kind not in ("country", "region", "river"):
                    points.append((entry.lat, entry.lon))
            else:
                # Namesakes still agree on what contains all of them, and name governorates.
                for entry in unit.entries:
                    if entry.kind in ("governorate", "country"):
                        context.add(entry.id)
        for mention, unit in zip(mentions, units, strict=True):
            if unit.reference:
                continue
            self.settle(mention, unit, context, points)
        for k, (mention, unit) in enumerate(zip(mentions, units, strict=True)):
            if unit.reference:
                self.refer(k, mention, unit)
        named = {fold_word(name) for mention in mentions for name in mention.names}
        for mention, unit in zip(mentions, units, strict=True):
            self.surround(mention, unit, named)

    def settle(
        self, mention: PlaceMention, unit: _Unit, context: set[str], points: Sequence[tuple[float, float]]
    ) -> None:
        """Choose the entry and take over its point."""
        if not unit.entries:
            return
        entry = self.choose(unit, mention, context, points)
        if entry is None:
            return
        mention.id = entry.id
        mention.path = self.gazetteer.path(entry)
        mention.lat, mention.lon = entry.lat, entry.lon
        mention.resolved = True
        mention.precision = entry.precision
        if unit.use not in ("area", "part") and unit.core is None and unit.rule != "place.head":
            mention.kind = entry.kind
        if mention.relation not in ("in", "from", "to") and entry.precision == 1:
            mention.precision = 2
        if unit.use == "area":
            mention.precision = 4 if entry.kind == "governorate" else max(entry.precision, 2)
        if unit.core is None and unit.rule != "place.road":
            mention.names = _unique([*mention.names, entry.name])

    def choose(
        self, unit: _Unit, mention: PlaceMention, context: set[str], points: Sequence[tuple[float, float]]
    ) -> PlaceEntry | None:
        entries = unit.entries
        if len(entries) == 1:
            return entries[0]
        core = unit.core
        area = unit.use == "area" or (core is not None and unit.use == "part" and core.use == "area")
        levels = {entry.kind for entry in entries}
        if "governorate" in levels:
            # دير الزور is a governorate and its city: the countryside is the governorate's, the rest
            # speaks of the city unless the text says محافظة.
            for entry in entries:
                if entry.kind == "governorate":
                    seats = [city for city in entries if city.within == entry.id]
                    if seats or area:
                        wanted = [entry] if area or unit.kind == "governorate" and unit.rule == "place.head" else seats
                        entries = [other for other in entries if other in wanted or (other is not entry and other not in seats)]
        if len(entries) == 1:
            return entries[0]
        if mention.within:
            inner = {fold_word(name) for name in mention.within}
            found = [entry for entry in entries if self.gazetteer.inside(entry, inner)]
            if found:
                entries = found
        return self.gazetteer.disambiguate(entries, context, points)

    def refer(self, k: int, mention: PlaceMention, unit: _Unit) -> None:
        """A definite reference takes the names of the last place of its kind."""
        wanted = _MEANS.get(unit.reference, (unit.reference,))
        head = self.infos[unit.core.first if unit.core else unit.first]
        capital = head is not None and head.head_word == "عاصمه"
        inner = unit.core or unit
        # A site is meant again only by its own noun: المستشفى is no mosque named before.
        word = inner.word if inner.use == "site" else ""
        if inner.use == "area" and inner.word not in ("", "منطقه"):
            word = inner.word  # القطاع means a قطاع
        if unit.reference == "district" and mention.relation != "in" and mention.relation not in _COMPASS_RELATIONS:
            mention.names = []  # القضاء is the judiciary as well
            return
        for earlier in range(k - 1, -1, -1):
            other = self.mentions[earlier]
            if not other.names or other.name_first == mention.name_first or other.part_of_name and unit.reference != "city":
                continue
            found = self.referent(other, self.units[earlier], wanted, unit.reference, capital, word)
            if found is None:
                continue
            names, entry = found
            if unit.core is not None:
                label = self.written(unit.first, unit.core.first, unit.clitics)
                if unit.use == "part":
                    mention.names = _unique([mention.names[0], *names])
                else:
                    mention.names = _unique([mention.names[0], *(f"{label} {name}" for name in names)])
                    mention.within = _unique([*mention.within, *names])
            else:
                mention.names = _unique([*mention.names, *names])
            mention.kind = other.kind if unit.core is None or unit.use == "part" else mention.kind
            if entry is not None and (unit.core is None or unit.use in ("part", "area")):
                mention.id, mention.path, mention.resolved = entry.id, self.gazetteer.path(entry), True
                mention.lat, mention.lon, mention.precision = entry.lat, entry.lon, entry.precision
            mention.within = _unique([*mention.within, *other.within])
            mention.candidates = [entry.id] if entry is not None else list(other.candidates)
            return
        if unit.core is None or unit.use == "part":
            mention.names = []

    def referent(
        self, other: PlaceMention, unit: _Unit, wanted: tuple[str, ...], kind: str, capital: bool, word: str
    ) -> tuple[list[str], PlaceEntry | None] | None:
        by_id = self.gazetteer.by_id
        entry = by_id.get(other.id) if other.id else None
        if word and unit.word != word and not any(fold_word(name).startswith(word + " ") for name in other.names):
            return None
        if capital:
            if entry is None or "capital" not in entry.flags:
                return None
            return [entry.name], entry
        if other.kind in wanted and not (unit.reference and not other.resolved and not unit.core):
            if unit.use == "area" and kind != "region":
                return None
            return other.names, entry
        for candidate in other.candidates:
            if by_id[candidate].kind in wanted and unit.use not in ("area",):
                return other.names, by_id[candidate]
        if kind in ("governorate", "district", "country") and entry is not None:
            for place in self.gazetteer.ancestors(entry):
                if place.kind in wanted:
                    return [place.name], place
        return None

    def surround(self, mention: PlaceMention, unit: _Unit, named: set[str]) -> None:
        """Containers: what the phrase itself names, then those of the path that the report names."""
        core = unit.core
        own = {fold_word(name) for name in mention.names}
        within = list(mention.within)
        if core is not None and unit.use != "part" and not core.reference:
            within.extend(name for name in core.names if unit.use != "area" or core.kind == "governorate")
        if mention.resolved and mention.id:
            entry = self.gazetteer.by_id[mention.id]
            if unit.use == "area" and entry.kind == "governorate":
                within.append(entry.name)
            for place in self.gazetteer.ancestors(entry):
                if fold_word(place.name) in named and place.kind != "country":
                    within.append(place.name)
        mention.within = _unique(name for name in within if fold_word(name) not in own)


def units_relation(unit: _Unit) -> bool:
    """Whether a glued preposition already relates the unit."""
    return unit.clitics not in ("", "ال")


def _fitting(entries: Sequence[PlaceEntry], kind: str) -> list[PlaceEntry]:
    """The entries a head noun of that kind may classify: those of the best kind that occurs."""
    for wanted in _FITS.get(kind, ()):
        found = [entry for entry in entries if entry.kind == wanted]
        if found:
            return found
    return []


def _width(kind: str) -> int:
    return KINDS[kind][0]


def _unique(names: object) -> list[str]:
    """Names without repetitions; two that fold alike are one."""
    out: dict[str, str] = {}
    for name in names:  # type: ignore[attr-defined]
        if name:
            out.setdefault(fold_word(name), name)
    return list(out.values())


_GAP = frozenset(("،", ",", "(", ")"))
_NOT_A_NAME = frozenset(("person", "people", "approx", "distance", "unit", "number", "self", "body", "outlet", "descriptor"))
_NAME_OWNERS = frozenset(("office", "body", "outlet"))

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

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from sijill.arabic import Text, fold_word, proclitic_variants
from sijill.knowledge.bits import OTHER, PEOPLE, TRIGGER
from sijill.knowledge.gazetteer import AMBIGUOUS, FREE, Gazetteer
from sijill.knowledge.lexicon import NO_SENSES, Info
from sijill.reading.place.place_grammar import Head, PlaceGrammar, WordInfo
from sijill.reading.place.place_mentions import (
    COMPASS_RELATIONS,
    DIRECTIONS,
    PlaceMention,
    Unit,
    fitting,
    unique,
    width_of,
)
from sijill.reading.place.place_resolution import Resolver
from sijill.reading.place.place_units import UnitReader

__all__ = ["PlaceMention", "countries", "find"]

_GAP: Final = frozenset(("،", ",", "(", ")"))
_TOWARDS: Final = frozenset(("باتجاه", "صوب", "نحو"))
_ACTS_OR_SPEECH: Final = frozenset(("trigger", "speech"))
_CIVIL_ACTS: Final = frozenset(("statement", "accusation", "appointment", "agreement", "ceasefire", "visit", "denial_of_aid"))
_TOWNS: Final = frozenset(("city", "town", "village", "governorate"))
_ENDS: Final = frozenset(("place.range_end", "place.road_end"))
_HOMES: Final = frozenset(("city", "town", "village", "desert"))
_LED: Final = frozenset(("in", "from", "to"))
_BY_HAND: Final = "sijill"
"""The source of places that reports name; a gazetteer lists hamlets that nobody means."""
_SEVERAL: Final = 3
"""So many places of one country make it the country of the report."""
_NAME_OWNERS: Final = frozenset(("office", "body", "outlet"))
_PEERS: Final = frozenset(("village", "town", "city", "neighbourhood", "camp", "subdistrict", "front"))
"""Kinds of place that an unknown name coordinated with one is of as well."""
_SMALL: Final = frozenset(("village", "town", "neighbourhood", "front"))
_NO_NAMES: Final = ("يه", "ي", "ته", "تها", "تهم", "وا", "ها", "هم", "ات", "ون")
"""Endings of what is no name: adjectives, verbs, plurals."""


def find(
    text: Text, gazetteer: Gazetteer, blocked: set[int] | None = None, words: Sequence[Info] | None = None,
    days: Mapping[int, int] | None = None,
) -> list[PlaceMention]:
    """All place mentions of ``text`` in order.

    ``blocked`` are token indices already taken by actor, outlet or date names; no name of a place
    begins or ends on them.  ``words`` tell the everyday words of the text, which name no site.  ``days`` are the days and
    months without a year (first token to end), after which a site may be named (rule ``place.dated``).
    Mentions that only locate another one carry ``container``; callers that
    want one entry a place keep those with ``is_event_place``.
    """
    search = _Search(text, _grammar(gazetteer), blocked or frozenset(), words, days)
    found = search.run()
    if not search.doubted:
        return found
    land = _land(countries(found, gazetteer))
    if land not in search.doubted:
        return found
    again = _Search(text, _grammar(gazetteer), blocked or frozenset(), words, days)
    again.land = land
    return again.run()


def _land(seen: dict[str, int]) -> str:
    """The country that nearly all places of a report lie in; empty where there is none."""
    country = max(seen, key=lambda c: seen[c], default="")
    return country if country and seen[country] >= _SEVERAL and seen[country] * 5 >= sum(seen.values()) * 4 else ""


def countries(found: Sequence[PlaceMention], gazetteer: Gazetteer) -> dict[str, int]:
    """How many of the mentions lie in each country (ISO 3166-1); places with namesakes and the countries themselves are left out."""
    out: dict[str, int] = {}
    for mention in found:
        entry = gazetteer.by_id.get(mention.id) if mention.id is not None and mention.kind != "country" else None
        around = gazetteer.ancestors(entry) if entry is not None else ()
        if around:
            country = around[-1].id
            out[country] = out.get(country, 0) + 1
    return out


@lru_cache(maxsize=8)
def _grammar(gazetteer: Gazetteer) -> PlaceGrammar:
    return PlaceGrammar(gazetteer)


class _Search(UnitReader):
    """One run over one text."""

    def __init__(
        self, text: Text, grammar: PlaceGrammar, blocked: frozenset[int] | set[int], words: Sequence[Info] | None = None,
        days: Mapping[int, int] | None = None,
    ) -> None:
        super().__init__(text, grammar, blocked, words, days)
        self.mentions: list[PlaceMention] = []
        self.units: list[Unit] = []
        self.land = ""
        """The country of the report, in which an everyday word behind a preposition is the place of that name (غارة على الخيام)."""
        self.doubted: set[str] = set()
        """The countries of everyday words that were not taken for places, though a preposition leads to them."""

    def run(self) -> list[PlaceMention]:
        infos, blocked = self.infos, self.blocked
        at, end = 0, len(infos)
        while at < end:
            info = infos[at]
            if info is None:
                at += 1
                continue
            unit = self.unit(at) if (info.names or info.head) and at not in blocked else None
            if unit is not None and info.head is not None and not unit.word and unit.first == at:
                unit.word = info.head_word
            if unit is not None and self.accept(unit):
                at = self.place(unit)
                continue
            at += 1
            if at < end and (info.compass or info.relation) and self.leads(info, at - 1):
                unlisted = self.beside(at, info.relation == "between")
                if unlisted is not None:
                    at = self.place(unlisted)
        self.link()
        Resolver(self, self.mentions, self.units).resolve()
        return [mention for mention in self.mentions if mention.names]

    # -- acceptance and relation -----------------------------------------------------------------------

    def accept(self, unit: Unit) -> bool:
        """Everyday words need a place context; a bare site needs a preposition."""
        if unit.rule == "place.bare_site" and unit.clitics.startswith("و") and not self.coordinated(unit):
            return False  # في منازل ومركز صحي: things, not places
        if "needs_relation" in self.grammar.classes.get(unit.word, ()) and self.relation(unit)[0] == "" and not (
            " " in unit.word and (self.struck(unit.first) or self.coordinated(unit))
        ):
            return False
        if unit.clitics == "ب" and unit.last == unit.first + 1 and self.text.forms[unit.last : unit.last + 1] == [")"] and "shown" in self.grammar.classes.get(self.text.forms[unit.first].removeprefix("ب").removeprefix("ال"), ()):
            return False  # (بالصور) انفجار في البلدة
        if unit.guard == FREE and unit.rule != "place.bare_site":
            return True
        if self.pretext(unit):
            return False
        if self.words is not None and unit.last < len(self.words) and self.words[unit.last].mask & OTHER:
            return False  # بالإضافة إلى مدني آخر: no town
        if self.hashtag(unit.first) and unit.guard < AMBIGUOUS:
            return True
        relation, _, _, _ = self.relation(unit)
        if unit.rule == "place.bare_site":
            if " " in unit.names[-1]:
                return True
            if relation not in ("", "of") and unit.use != "object":
                return True
            if unit.last - unit.first > 1 and unit.clitics.startswith("و") and self.coordinated(unit):
                return True  # نهب المخازن وسوق المحاصيل
            if self.words is None or not self.struck(unit.first):
                return False
            return unit.last - unit.first > 1 or (not self.words[unit.first].mask & PEOPLE and self.stands_at(unit.last))
        if unit.guard < AMBIGUOUS:
            return (relation != "" and relation != "of") or self.coordinated(unit)
        if self.among_neighbours(unit, relation):
            return True
        if relation in COMPASS_RELATIONS or relation == "near":
            return True
        if relation == "to" and unit.first and self.text.forms[unit.first - 1] in _TOWARDS:
            return True  # فروا باتجاه طويلة
        if relation in _LED and unit.rule == "place.gazetteer" and unit.last - unit.first == 1 and self.of_the_land(unit):
            return True
        return (relation in ("in", "from", "to") and self.container_follows(unit)) or (self.coordinated(unit) and (
            self.mentions[-1].relation == "between"
        ))

    def pretext(self, unit: Unit) -> bool:
        """True for a word of pretence with what is pretended behind it: بحجة افتقارها إلى رخص, not بحجة."""
        if unit.clitics != "ب" or unit.last - unit.first != 1 or unit.last >= len(self.text.forms) or self.text.kinds[unit.last] != "w":
            return False
        if "pretext" not in self.grammar.classes.get(self.text.forms[unit.first].removeprefix("ب"), ()):
            return False
        form = self.text.forms[unit.last]
        return form.startswith(("ال", "ان", "عدم", "وجود")) or (len(form) > 4 and form.endswith(("ها", "هم", "ه")))

    def of_the_land(self, unit: Unit) -> bool:
        """Whether a settlement of the report's country is meant by an everyday word; without the country known it is noted."""
        info = self.infos[unit.first]
        if info is None or info.head is not None:
            return False  # في البلاد
        for entry in unit.entries:
            if entry.kind in _HOMES and entry.source == _BY_HAND:
                around = self.gazetteer.ancestors(entry)
                if around and around[-1].id == self.land:
                    return True
                if around and not self.land:
                    self.doubted.add(around[-1].id)
        return False

    def stands_at(self, at: int) -> bool:
        """Whether the words from token ``at`` say where a site is (في مدينة إدلب، بحي التفاح)."""
        info = self.infos[at] if at < len(self.infos) and self.text.kinds[at] == "w" else None
        return info is not None and (info.relation == "in" or (info.head is not None and info.head_clitics == "ب"))

    def among_neighbours(self, unit: Unit, relation: str) -> bool:
        """True for an everyday word in a list of places of one land: تسيل وعدوان وتل الجموع، بين الباب وقباسين."""
        if self.coordinated(unit):
            return self.neighbours(unit, self.units[-1])
        if relation in ("", "of") or unit.last >= len(self.infos) or self.text.kinds[unit.last] != "w":
            return False
        info = self.infos[unit.last]
        if info is None or not (info.names or info.head) or self.text.forms[unit.last][0] != "و":
            return False
        other = self.unit(unit.last, 1)
        return other is not None and other.clitics == "و" and other.guard < AMBIGUOUS and self.neighbours(unit, other)

    def neighbours(self, unit: Unit, other: Unit) -> bool:
        """Whether two places can lie in one governorate."""
        known = other.entries or self.gazetteer.index.get(fold_word(other.names[-1]), ())
        around = {place.id for entry in known for place in (entry, *self.gazetteer.ancestors(entry)) if place.kind == "governorate"}
        return bool(around) and any(place.id in around for entry in unit.entries for place in self.gazetteer.ancestors(entry))

    def hashtag(self, at: int) -> bool:
        start = self.text.starts[at]
        return start > 0 and self.text.raw[start - 1] == "#"

    def coordinated(self, unit: Unit) -> bool:
        if not self.mentions:
            return False
        if unit.clitics.startswith("و"):
            return self.mentions[-1].last == unit.first
        # «كفرنبل» و«حاس»: a mark cuts the conjunction off
        return unit.first > 0 and self.text.forms[unit.first - 1] == "و" and self.mentions[-1].last == unit.first - 1

    def container_follows(self, unit: Unit) -> bool:
        """An unambiguous wider place that contains a candidate stands right behind."""
        at = unit.last
        forms, infos = self.text.forms, self.infos
        while at < len(forms) and at < unit.last + 3:
            between = infos[at]
            if forms[at] not in ("في", "،", ",", "(") and not (between is not None and between.compass):
                break
            at += 1
        if at >= len(infos) or infos[at] is None:
            return False
        after = self.unit(at, 1)
        if after is None or not after.entries:
            return False
        ids = {entry.id for entry in after.entries}
        return any(place.id in ids for entry in unit.entries for place in self.gazetteer.ancestors(entry))

    def relation(self, unit: Unit) -> tuple[str, float | None, int, bool]:
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
        if glued.startswith(("ب", "ع")):
            return "in", None, at, False
        if glued.startswith("ل"):
            return "of", None, at, False
        if (clitics and clitics[0] in "وف") or at == 0:
            return "", None, at, False
        infos = self.infos
        before = at - 1
        info = infos[before]
        if info is None or self.text.kinds[before] != "w":
            return "", None, at, False
        if info.compass and not info.compass_adj:
            return self.compass(before, info)
        if not info.relation or ("office" in info.classes and self.text.word(before).endswith("ي")):
            return "", None, at, False  # والي غازي عنتاب is no وإلى
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
        if info.relation == "to" and before and self.text.forms[before - 1] == "من":
            return "from", None, before - 1, False  # صواريخ من اتجاه الجولان
        return info.relation, None, first, False

    def compass(self, at: int, info: WordInfo) -> tuple[str, float | None, int, bool]:
        """Compass words that end at ``at``, with a distance before them."""
        parts = [info.compass]
        first = at
        if at:
            before = self.infos[at - 1]
            if before is not None and before.compass and self.text.kinds[at - 1] == "w":
                parts.insert(0, before.compass)
                first = at - 1
        relation = DIRECTIONS.get((parts[0], parts[-1])) or f"{parts[-1]}_of"
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
            if any(
                other is not None and "takes" in other.classes for other in self.infos[max(0, at - 4) : at]
            ):
                return "in", None, at, False  # يتخذ اللواء من المنجم مكاناً
            if "portion" in before.classes:
                return "in", None, at, False
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
            if before_info.classes.isdisjoint(("approx", "distance")) and forms[at - 1] != "علي":
                break
            at -= 1
        return round(value * factor, 3), at

    def number(self, at: int) -> int:
        for _, rest in proclitic_variants(self.text.forms[at]):
            if rest in self.grammar.numbers:
                return self.grammar.numbers[rest]
        return 0

    def government(self, unit: Unit) -> bool:
        """تنفيه دمشق، وأنقرة تلتزم الصمت: a capital that a verb makes speak or act, which is its government."""
        words, forms = self.words, self.text.forms
        if words is None or not any("capital" in entry.flags for entry in unit.entries):
            return False
        at = unit.first - 1
        if at >= 0 and self.text.kinds[at] == "w" and unit.clitics == "" and self.acts(at):
            return True
        last = unit.last
        return unit.clitics in ("", "و") and last < len(forms) and self.text.kinds[last] == "w" and (
            unit.clitics == "و" or at < 0 or self.text.kinds[at] != "w"
        ) and forms[last][0] == "ت" and not forms[last].endswith("ه") and self.infos[last] is None and (
            self.acts(last) or not words[last].mask & TRIGGER
        )

    def acts(self, at: int) -> bool:
        """True for a verb in the feminine that strikes nobody (أعلنت، تنفيه، وافقت)."""
        assert self.words is not None
        by, form = self.words[at].by, self.text.forms[at].lstrip("وف")
        told = [*by.get("trigger", NO_SENSES), *by.get("speech", NO_SENSES)]
        if any(sense.cls == "trigger" and sense.key not in _CIVIL_ACTS for sense in told):
            return False
        if told:
            return any(sense.pos == "v" for sense in told)
        return not by and self.infos[at] is None and len(form) > 3 and (form[0] == "ت" or (form[-1] == "ت" and form[-2] != "ا"))

    # -- mentions ------------------------------------------------------------------------------------

    def place(self, unit: Unit) -> int:
        """Turn a unit into a mention (several after a plural head) and return where to go on."""
        relation, distance, first, origin = self.relation(unit)
        at = unit.first
        part = False
        before = self.infos[at - 1] if at else None
        if relation == "" and unit.clitics in ("", "ال") and before is not None and self.text.kinds[at - 1] == "w":
            part = bool(before.classes & _NAME_OWNERS)
            unit.owner = "office" if before.classes & _NAME_OWNERS == {"office"} else "body" if part else ""
            origin = "people" in before.classes
            if part and "office" in before.classes and unit.rule != "place.gazetteer" and unit.use != "settlement":
                part = False
        if relation == "from" and first and (person := self.infos[first - 1]) is not None and not origin:
            origin = "person" in person.classes and self.text.kinds[first - 1] == "w"
            part = part or "backed" in person.classes
        if unit.use == "site" or width_of(unit.kind) == 1:
            origin = False
        if relation == "" and not origin and unit.rule == "place.gazetteer" and self.government(unit):
            part = True
        said = relation not in ("", "of")
        mention = PlaceMention(
            first=first, last=unit.last, name_first=unit.first, name_last=unit.last,
            names=unique([*unit.names, *(entry.name for entry in unit.entries if len(unit.entries) == 1 and not unit.core)]),
            kind=unit.kind, relation=relation or "in", distance_km=distance, rule=unit.rule,
            explicit=said or unit.rule not in ("place.gazetteer", "place.reference", "place.bare_site") or self.owned_object(unit),
            origin=origin, part_of_name=part, candidates=[entry.id for entry in unit.entries],
        )  # fmt: skip
        if relation == "of":
            mention.relation = "to"
        elif origin and not said:
            mention.relation = "from"
        previous = self.mentions[-1] if self.mentions else None
        if previous is not None and previous.last == unit.first and unit.clitics in ("و", "وال") and not said:
            headed = bool(unit.word) and previous.relation in COMPASS_RELATIONS
            # غرب الفرات وبادية الرقة: a noun of its own ends the compass word.
            mention.relation, mention.explicit = "in" if headed else previous.relation, previous.explicit
            mention.origin = previous.origin
            if previous.distance_km is None and previous.relation == "between":
                mention.relation = "between"
        if previous is not None and previous.origin and previous.relation == "from" and previous.last == first and relation in COMPASS_RELATIONS:
            mention.origin = True  # شاب من بلدة المسيفرة شرقي درعا: where his home lies
        info = self.infos[unit.first]
        if previous is not None and previous.last == first and relation in COMPASS_RELATIONS and unit.last - unit.first == 1 and info is not None and info.head is not None and info.head.kind == "country":
            mention.container = True  # في بلدة كفركلا جنوب البلاد: the country without its name
        self.mentions.append(mention)
        self.units.append(unit)
        at = unit.last
        self.bracket(unit, mention)
        at = max(at, mention.last)
        if unit.kind == "road" and unit.rule == "place.gazetteer" and "-" in self.text.forms[unit.first : unit.last]:
            dash = self.text.forms.index("-", unit.first)
            self.range_ends((unit.first + 1, dash), (dash + 1, unit.last), "place.road_end")
        elif unit.plural:
            at = self.siblings(unit, mention, at)
        elif unit.kind in ("road", "front", "facility") or mention.relation == "between" or unit.rule == "place.gazetteer":
            at = self.range_end(unit, mention, at)
        if at < len(self.infos) and self.text.forms[at][0] == "و" and self.infos[at] is None and at == self.mentions[-1].last:
            at = self.unlisted_too(at)
        return at

    def owned_object(self, unit: Unit) -> bool:
        """True for the site of a body that an act is done to: هاجموا مقر الحرس البلدي."""
        return unit.rule == "place.bare_site" and unit.last - unit.first > 1 and self.struck(unit.first)

    def leads(self, info: WordInfo, at: int) -> bool:
        """Whether a settlement alone is said behind a word: a compass word, قرب, بالقرب من, الواصل بين."""
        if info.compass or "beside" in info.classes:
            return True
        if info.relation == "in":
            following = self.infos[at + 1]
            return info.bare == "في" and following is not None and "opener" in following.classes
        before = self.infos[at - 1] if at else None
        if before is None:
            return False
        if info.relation == "between":
            return "stop" in before.classes or (before.head is not None and before.head.kind == "road")
        return info.bare == "من" and before.relation_use == "noun"

    def follows_place(self, at: int) -> bool:
        return bool(self.mentions) and self.mentions[-1].last == at

    def unlisted_too(self, at: int) -> int:
        """على قلول والدرسة، في الكدحة والبيرين: an unknown name coordinated with a settlement; returns where to go on."""
        unit, mention = self.units[-1], self.mentions[-1]
        form = self.text.forms[at]
        if unit.reference or mention.kind not in _PEERS or mention.part_of_name:
            return at
        if not (mention.explicit or mention.origin) and (mention.kind not in _SMALL or " " in mention.names[0]):
            return at
        if self.words is None or self.words[at].by or at in self.blocked or self.text.kinds[at] != "w" or len(form) < 5:
            return at
        if form.endswith(_NO_NAMES) or form[1] in "يتسن" or not self.closes_list(at + 1):
            return at
        name = self.written(at, at + 1, "و")
        self.mentions.append(PlaceMention(
            first=at, last=at + 1, name_first=at, name_last=at + 1, names=[name], kind="village", relation=mention.relation,
            rule="place.listed", explicit=True, origin=mention.origin,
        ))  # fmt: skip
        self.units.append(Unit(at, at + 1, "و", [name], "village", (), "place.listed"))
        return at + 1

    def bracket(self, unit: Unit, mention: PlaceMention) -> None:
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
                        mention.names = unique([*mention.names, *known.names])
                        mention.last = close + 1

    def siblings(self, unit: Unit, mention: PlaceMention, at: int) -> int:
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
            if known is not None and known.clitics not in ("", "و", "وال"):
                known = None  # وباب النيرب is not at Ibb
            if known is not None and not (step == at and not known.clitics.startswith("و")):
                sibling = known
                sibling.kind = unit.kind
                if unit.use == "settlement":
                    sibling.entries = fitting(known.entries, unit.kind) or known.entries
                base = known.names[0]
            elif (
                step == at
                and (unit.use == "settlement" or (unit.plural and (form[1:3] == "ال" or self.shares_head(step))))
                and (info is None or self.names_only(info))
                and len(form) > 3
                and not form.endswith(("ت", "وا"))
            ):
                base = self.written(step, step + 1, "و")
                sibling = Unit(step, step + 1, "و", [base], unit.kind, (), "place.head_name")
            elif (
                step == at and info is not None and "starter" in info.classes and not info.head
                and (unit.use == "settlement" or unit.plural) and (last := self.starter_name(step)) > step
            ):
                base = self.written(step, last, "و")  # قرى الخلوات وأم كريدم
                sibling = Unit(step, last, "و", [base], unit.kind, (), "place.head_name")
            else:
                break
            sibling.names = [base, f"{unit.plural} {base}"]
            whole = self.gazetteer.index.get(fold_word(sibling.names[1]))
            if whole and (known is not None or unit.entries or unit.kind != "neighbourhood" or " " in base or self.contained(sibling.last)):
                sibling.entries, sibling.kind = whole, whole[0].kind
            sibling.use, sibling.plural = unit.use, unit.plural
            if unit.use == "area":
                sibling.core = Unit(
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

    def contained(self, at: int) -> bool:
        """Whether the town of a list of quarters is told behind it: أحياء عشيرة والأرمن في حمص."""
        forms = self.text.forms
        while at < len(forms) and forms[at][0] == "و" and self.text.kinds[at] == "w":
            at += 1
        info = self.infos[at] if at < len(forms) and self.text.kinds[at] == "w" else None
        return info is not None and (info.relation == "in" or (info.head is not None and info.head_clitics == "ب"))

    def range_end(self, unit: Unit, mention: PlaceMention, at: int) -> int:
        """طريق نوى – الشيخ سعد، بين البيارات-السخنة: the other end after a dash."""
        forms = self.text.forms
        if at + 1 >= len(forms) or forms[at] not in ("-", "ـ", "/") or self.infos[at + 1] is None:
            if unit.kind == "road" and unit.core is not None and unit.core.kind in _TOWNS:
                other = self.unit(at, 1)  # طريق حماة حلب
                if other is not None and other.first == at and not other.clitics and other.guard == FREE and other.kind in _TOWNS:
                    return self.whole_range(unit, mention, at, other.last)
            return self.name_after_dash(unit, mention, at)
        other = self.unit(at + 1, 1)
        if other is None or other.clitics or other.reference:
            return self.name_after_dash(unit, mention, at)
        if unit.kind in ("road", "front"):
            return self.whole_range(unit, mention, at + 1, other.last)
        if "crossroads" in self.grammar.classes.get(unit.word, ()):
            mention.names = unique([self.written(unit.first, other.last, unit.clitics), *mention.names])
            mention.last = mention.name_last = other.last
            return other.last
        if mention.relation == "between":
            twin = PlaceMention(
                first=other.first, last=other.last, name_first=other.first, name_last=other.last,
                names=unique(other.names), kind=other.kind, relation="between", rule=other.rule, explicit=True,
                candidates=[entry.id for entry in other.entries],
            )  # fmt: skip
            self.mentions.append(twin)
            self.units.append(other)
            return other.last
        return at

    def name_after_dash(self, unit: Unit, mention: PlaceMention, at: int) -> int:
        forms, kinds = self.text.forms, self.text.kinds
        if unit.kind in ("road", "front") and at + 1 < len(forms) and forms[at] == "-" and kinds[at + 1] == "w":
            last = self.proper_name(at + 1, Head("village", "settlement", ""))
            if last > at + 1:
                return self.whole_range(unit, mention, at + 1, last)
        return at

    def whole_range(self, unit: Unit, mention: PlaceMention, second: int, last: int) -> int:
        """A road or front between two places is one mention, its ends two more."""
        full = self.written(unit.first, last, unit.clitics)
        start = unit.core.first if unit.core else unit.first + 1
        mention.names = unique([full, self.written(start, last, "")])
        mention.last = mention.name_last = last
        mention.candidates = [entry.id for entry in self.gazetteer.index.get(fold_word(mention.names[0]), ())]
        self.range_ends((start, unit.last), (second, last), "place.road_end" if mention.candidates else "place.range_end")
        unit.core = None
        unit.entries = ()
        return last

    def range_ends(self, one: tuple[int, int], other: tuple[int, int], rule: str) -> None:
        """The two places that a road or front runs between, as their tokens.

        The ends of a road that the gazetteer knows are no places of their own (rule ``place.road_end``).
        """
        for first, end in (one, other):
            info = self.infos[first]
            known = self.known(first, info) if info is not None else None
            entries = [entry for entry in known.entries if entry.kind not in ("road", "front")] if known else []
            name = self.written(first, end, "")
            self.mentions.append(PlaceMention(
                first=first, last=end, name_first=first, name_last=end, names=unique([name]),
                kind=entries[0].kind if entries else "village", relation="between", rule=rule,
                explicit=True, candidates=[entry.id for entry in entries],
            ))  # fmt: skip
            self.units.append(Unit(first, end, "", [name], "village", entries, rule))

    # -- links -----------------------------------------------------------------------------------------

    def link(self) -> None:
        """Containers, datelines, ranges."""
        mentions, units = self.mentions, self.units
        self.ranges()
        self.roads_between()
        self.roads_to()
        self.datelines()
        gap_words = self.text.forms
        for k in range(len(mentions) - 1, 0, -1):
            wide, narrow = mentions[k], mentions[k - 1]
            if narrow.part_of_name:
                continue
            gap = gap_words[narrow.last : wide.first]
            if self.apposed(units[k], units[k - 1], gap):
                narrow.within = unique([*narrow.within, *self.container_names(wide)])
                wide.container = True
                continue
            if len(gap) > 2 or any(form not in _GAP for form in gap):
                continue
            if wide.relation == "from" and narrow.rule == "place.described" and wide.first == narrow.last and not wide.origin:
                # الحي الجنوبي من مدينة إنخل: a part of it
                narrow.names = unique([self.written(narrow.name_first, wide.last, units[k - 1].clitics), *narrow.names])
                narrow.within = unique([*narrow.within, *self.container_names(wide)])
                wide.container = True
                continue
            if wide.relation in ("between", "from") or (narrow.relation == "between" and wide.relation == "between"):
                continue
            if units[k].clitics.startswith("و") and wide.relation != "in":
                continue
            if gap and gap[-1] == "و":
                continue
            opens = gap_words[wide.first]
            if wide.first < wide.name_first and opens[0] == "و" and opens[1:] in self.grammar.relations:
                continue  # غرب المدينة ووسط القطاع
            said = wide.first < wide.name_first or units[k].clitics != "" or bool(gap)
            if wide.relation in COMPASS_RELATIONS:
                if self.contains(units[k], units[k - 1]) or (wide.distance_km is None and (
                    width_of(wide.kind) >= 7 and width_of(narrow.kind) < width_of(wide.kind)
                )) or (width_of(narrow.kind) <= 2 and width_of(wide.kind) >= 4):
                    narrow.within = unique([*narrow.within, *self.container_names(wide)])
                    if wide.kind == "country":
                        wide.container = True
                continue
            edge = wide.relation == "near" and units[k].use == "part" and units[k].clitics == "ب"
            if not said or not (edge or wide.relation in ("in", "to")):
                continue
            if units[k].clitics.startswith("و"):
                continue
            if wide.relation == "to" and not units[k].clitics:
                continue
            same = {entry.id for entry in units[k].entries} & {entry.id for entry in units[k - 1].entries}
            if narrow.rule == "place.bare_site" and narrow.relation == "near" and units[k - 1].last - units[k - 1].first > 1:
                continue  # أمام مقر للحزب في نوى: a point of its own
            if narrow.rule == "place.bare_site" and k + 1 < len(mentions) and units[k].plural and mentions[k + 1].first == wide.last and units[k + 1].clitics == "و":
                continue  # نقاط تفتيش في ناحيتي الرشاد والرياض
            if (not same or units[k - 1].core is not None) and (
                width_of(wide.kind) > width_of(narrow.kind)
                or (units[k].clitics == "ب" and width_of(wide.kind) == width_of(narrow.kind))
                or self.contains(units[k], units[k - 1])
                or (units[k].use == "area" and units[k - 1].use != "area")
            ):
                names = self.container_names(wide)
                narrow.within = unique([*narrow.within, *names])
                wide.container = True
                self.site_within(narrow, units[k - 1], wide)
                j = k - 1  # مخيمي النيرب وحندرات بريف حلب: both
                while j and units[j].clitics.startswith("و") and mentions[j - 1].last == mentions[j].name_first:
                    j -= 1
                    mentions[j].within = unique([*mentions[j].within, *names])

        for k in range(1, len(mentions)):
            if mentions[k].relation in COMPASS_RELATIONS and mentions[k - 1].container and (
                mentions[k].first == mentions[k - 1].last
            ):
                mentions[k].container = True  # ببادية الميادين شرقي دير الزور: where the container lies

    def site_within(self, site: PlaceMention, unit: Unit, wide: PlaceMention) -> None:
        """مدرسة في قرية كويا: a site without a name of its own is named by where it stands."""
        if site.rule == "place.bare_site" and wide.first == site.last and unit.last - unit.first == 1:
            site.explicit = True
            site.names = unique([self.written(site.name_first, wide.last, unit.clitics), *site.names])

    def apposed(self, wide: Unit, narrow: Unit, gap: list[str]) -> bool:
        """مدينة عتق مركز محافظة شبوة، بتاجوراء، الضاحية الشرقية لطرابلس: the second says what the first is."""
        if wide.clitics not in ("", "ال") or not gap or len(gap) > 2:
            return False
        last = self.infos[narrow.last + len(gap) - 1]
        if last is not None and "seat" in last.classes and (len(gap) == 1 or gap[0] in _GAP):
            return self.contains(wide, narrow) or width_of(wide.kind) > width_of(narrow.kind)
        return gap == ["،"] and wide.rule == "place.described" and wide.core is not None

    def container_names(self, mention: PlaceMention) -> list[str]:
        return [*mention.names, *mention.within]

    def contains(self, wide: Unit, narrow: Unit) -> bool:
        ids = {entry.id for entry in wide.entries}
        return bool(ids) and any(
            place.id in ids for entry in narrow.entries for place in self.gazetteer.ancestors(entry)
        )

    def ranges(self) -> None:
        """بين س وص: both ends are places or it was no range."""
        for k, mention in enumerate(self.mentions):
            if mention.relation != "between" or mention.rule in _ENDS:
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
            elif self.units[k].guard > FREE:
                mention.names, self.units[k].entries = [], ()  # بين مدني وعسكري: an everyday word
            else:
                mention.relation = "in"

    def roads_between(self) -> None:
        """الطريق الواصل بين س وص: the road itself, beside its two ends."""
        forms, mentions = self.text.forms, self.mentions
        k = 0
        while k + 1 < len(mentions):
            near, far = mentions[k], mentions[k + 1]
            k += 1
            if near.relation != "between" or far.relation != "between" or near.rule in _ENDS or far.name_first - near.last > 1:
                continue
            at = next((j for j in range(near.first - 1, max(near.first - 5, -1), -1) if self.road_at(j)), None)
            if at is None or any(self.text.kinds[j] != "w" or not forms[j].startswith("ال") for j in range(at + 1, near.first)):
                continue
            info = self.infos[at]
            names = [self.written(at, far.last, info.head_clitics if info is not None else "")]
            if k > 1 and mentions[k - 2].name_first == at:
                road = mentions[k - 2]
                road.names, road.last, road.name_last = unique([*names, *road.names]), far.last, far.last
                road.rule, road.relation, road.explicit = "place.road_between", "along", True
                self.units[k - 2] = Unit(at, far.last, "", road.names, "road", (), "place.road_between")
                continue
            mentions.insert(k - 1, PlaceMention(
                first=at, last=far.last, name_first=at, name_last=far.last, names=names, kind="road", relation="along",
                rule="place.road_between", explicit=True,
            ))  # fmt: skip
            self.units.insert(k - 1, Unit(at, far.last, "", names, "road", (), "place.road_between"))
            k += 1

    def roads_to(self) -> None:
        """الطريق الواصل إلى بلدة خبب: on the road, and not a goal."""
        forms = self.text.forms
        for mention, unit in zip(self.mentions, self.units, strict=True):
            if mention.relation != "to" or mention.first == mention.name_first:
                continue
            at = mention.first - 1
            info = self.infos[at] if at > 0 else None
            if info is None or "stop" not in info.classes or not forms[at].startswith("ال") or not self.road_at(at - 1):
                continue
            road = self.infos[at - 1]
            mention.names = unique([self.written(at - 1, mention.last, road.head_clitics if road is not None else ""), *mention.names])
            mention.relation, mention.first, mention.explicit, mention.origin = "along", at - 1, True, False
            unit.word = ""

    def road_at(self, at: int) -> bool:
        """True for the noun of a road with the article."""
        info = self.infos[at]
        return info is not None and info.definite and info.head is not None and info.head.kind == "road"

    def datelines(self) -> None:
        """دمشق - وكالات, بغداد / ٢٠ أيار: the place where a report was written."""
        text = self.text
        if not self.mentions:
            return
        starts = {sentence.first for sentence in text.sentences[:8]}
        for k, mention in enumerate(self.mentions[:12]):
            opens = mention.name_first in starts or (mention.name_first - 2 in starts and text.forms[mention.name_first - 1] == "/")
            if not opens or has_preposition(self.units[k]) or mention.explicit:
                continue  # أثينا/دبي 10 يوليو (وكالة) –
            at = mention.last
            if at < len(text.forms) and text.forms[at] == "(":
                while at < len(text.forms) and text.forms[at] != ")" and at < mention.last + 5:
                    at += 1
                at += 1
            if at >= len(text.forms):
                continue
            if self.dated_line(at):
                mention.dateline = True
                continue
            sign = text.forms[at]
            if sign in ("-", "/", "ـ") or (sign in (":", "،", ",") and at + 1 < len(text.forms) and (
                text.kinds[at + 1] == "n" or text.pre.get(at + 1)
            )):
                mention.dateline = True

    def dated_line(self, at: int) -> bool:
        """دمشق 12 آب/أغسطس 2025 (وكالة …) -: a date and outlet up to a dash behind the place of a dateline."""
        forms, kinds = self.text.forms, self.text.kinds
        if kinds[at] != "n":
            return False
        inside = False
        for k in range(at + 1, min(at + 18, len(forms))):
            form = forms[k]
            if form in "()":
                inside = form == "("
            elif form in "-–—:" and not inside and not (kinds[k - 1] == "n" and k + 1 < len(forms) and kinds[k + 1] == "n"):
                return True
            elif not inside and kinds[k] == "w" and (self.words is None or self.words[k].by.keys() & _ACTS_OR_SPEECH):
                return False
        return False


def has_preposition(unit: Unit) -> bool:
    """Whether a glued preposition already relates the unit."""
    return unit.clitics not in ("", "ال")

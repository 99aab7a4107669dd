"""Which place a mention means: the choice between namesakes, then references, in the order of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.gazetteer import FREE, PlaceEntry
from sijill.reading.place.place_mentions import COMPASS_RELATIONS, PlaceMention, Unit, unique
from sijill.reading.place.place_units import UnitReader

# What a definite reference (القرية، المدينة) may mean.
_MEANS: Final[dict[str, tuple[str, ...]]] = {
    "village": ("village", "town"),
    "town": ("town", "village", "city"),
    "city": ("city", "town"),
    "subdistrict": ("subdistrict", "town"),
    "district": ("district", "city", "town"),
    "governorate": ("governorate",),
    "neighbourhood": ("neighbourhood",),
    "camp": ("camp",),
    "country": ("country",),
    "seat": ("city", "town", "village", "governorate", "district"),
    "its": ("camp", "facility", "base", "airport", "crossing", "field", "neighbourhood", "mountain", "city", "town", "village", "subdistrict"),
    "region": ("region", "desert", "village", "town", "city", "governorate", "district", "front"),
    "desert": ("desert",),
}
_MEMORY: Final = 80
"""How many mentions a reference looks back over."""
_SMALL: Final = frozenset(("village", "neighbourhood", "town", "facility", "base", "front", "mountain", "field"))
"""Kinds of which a namesake in a country that the report never names is hardly meant."""
_HOME: Final = 3
"""From so many places in one country and none elsewhere on, a report is of that country."""
_BEST: Final = 8
"""The standing of the right kind, spoken of as a scene; more only within the sentence."""


class Resolver:
    """Resolves the mentions of one text in place; ``units[i]`` is the phrase of ``mentions[i]``."""

    def __init__(self, reader: UnitReader, mentions: list[PlaceMention], units: list[Unit]) -> None:
        self.reader = reader
        self.gazetteer = reader.gazetteer
        self.mentions = mentions
        self.units = units
        self.lands: dict[str, set[str]] = {}

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
        points = list(dict.fromkeys(points))
        self.note_lands()
        for mention, unit in zip(mentions, units, strict=True):
            if unit.reference:
                continue
            self.settle(mention, unit, context, points)
        for k, (mention, unit) in enumerate(zip(mentions, units, strict=True)):
            if unit.reference:
                self.refer(k, mention, unit)
                if not mention.names and k + 1 < len(mentions) and mentions[k + 1].container and mentions[k + 1].first == mention.last:
                    mentions[k + 1].container = False  # اقتحموا المدرسة في حوارة: no school told of before
        for mention, unit in zip(mentions, units, strict=True):
            if mention.relation in COMPASS_RELATIONS and mention.first < mention.name_first and mention.distance_km is None and (
                mention.kind in ("country", "region", "governorate") or unit.reference == "country"
            ):
                # شمال شرق سوريا، جنوبي البلاد: the part of it is a place by itself
                mention.names = unique([*mention.names, self.reader.written(mention.first, mention.last, "")]) if mention.names else []
        named: set[str] = set()
        for mention in mentions:
            named.update(mention.folded())
        for mention, unit in zip(mentions, units, strict=True):
            self.surround(mention, unit, named)

    def settle(
        self, mention: PlaceMention, unit: Unit, context: set[str], points: Sequence[tuple[float, float]]
    ) -> None:
        """Choose the entry and take over its point."""
        if not unit.entries:
            return
        entry = self.choose(unit, mention, context, points)
        if entry is None:
            return
        if self.abroad(entry, mention):
            mention.names = [name for name in mention.names if name != entry.name] or mention.names
            mention.candidates = [other for other in mention.candidates if other != entry.id]
            return
        mention.id = entry.id
        mention.path = self.gazetteer.path(entry)
        mention.lat, mention.lon = entry.lat, entry.lon
        mention.resolved = True
        mention.precision = entry.precision
        if unit.use not in ("area", "part") and unit.core is None:
            mention.kind = entry.kind
        if mention.relation not in ("in", "from", "to") and entry.precision == 1:
            mention.precision = 2
        if unit.use == "area":
            mention.precision = 4 if entry.kind == "governorate" else max(entry.precision, 2)
        if unit.core is None and unit.rule != "place.road":
            mention.names = unique([*mention.names, entry.name])

    def note_lands(self) -> None:
        """Which places of each country the report names, those that have namesakes in several countries left out."""
        for unit in self.units:
            lands = {self.land(entry) for entry in unit.entries}
            if len(lands) == 1:
                self.lands.setdefault(lands.pop(), set()).update(entry.id for entry in unit.entries)

    def land(self, entry: PlaceEntry) -> str:
        """The id of the country of a place; its own where it lies in none."""
        around = self.gazetteer.ancestors(entry)
        return around[-1].id if around else entry.id

    def abroad(self, entry: PlaceEntry, mention: PlaceMention) -> bool:
        """True for a namesake in a country that the words do not mean: the phrase names a container in another one, or
        the place is small, the report is of another country and names nothing else in this one."""
        land = self.land(entry)
        for name in mention.within:
            others = {self.land(wide) for wide in self.gazetteer.index.get(fold_word(name), ())}
            if others and land not in others:
                return True
        if entry.kind not in _SMALL or self.lands.get(land, set()) - {entry.id}:
            return False
        return any(len(ids) >= _HOME for ids in self.lands.values())

    def choose(
        self, unit: Unit, mention: PlaceMention, context: set[str], points: Sequence[tuple[float, float]]
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
                        wanted = [entry] if area or (unit.kind == "governorate" and unit.rule == "place.head") else seats
                        entries = [other for other in entries if other in wanted or (other is not entry and other not in seats)]
        if len(entries) == 1:
            return entries[0]
        if mention.within:
            inner = {fold_word(name) for name in mention.within}
            found = [entry for entry in entries if self.gazetteer.inside(entry, inner)]
            if found:
                entries = found
        if unit.rule == "place.head" and len(entries) > 1:
            # The kind that the head noun asks for, unless the report speaks of where another one lies.
            areas = {place for place in context if place not in _countries(self.gazetteer.by_id, context)}
            around = [entry for entry in entries if self.gazetteer.inside(entry, areas)]
            best = [entry for entry in entries if entry.kind == entries[0].kind]
            entries = around if around and not any(entry in around for entry in best) else best
        principal = (unit.core or unit).principal
        return self.gazetteer.disambiguate(entries, context, points, principal)

    def refer(self, k: int, mention: PlaceMention, unit: Unit) -> None:
        """A definite reference takes the names of the last place of its kind."""
        wanted = _MEANS.get(unit.reference, (unit.reference,))
        head = self.reader.infos[unit.core.first if unit.core else unit.first]
        capital = head is not None and head.head_word == "عاصمه"
        inner = unit.core or unit
        # A site is meant again only by its own noun: المستشفى is no mosque named before.
        word = inner.word if inner.use == "site" else ""
        if inner.use == "area" and inner.word not in ("", "منطقه"):
            word = inner.word  # القطاع means a قطاع
        court = not mention.explicit and head is not None and "institution" in self.reader.grammar.classes.get(head.head_word, ())
        if unit.reference == "district" and (court or (mention.relation != "in" and mention.relation not in COMPASS_RELATIONS)):
            mention.names = []  # القضاء is the judiciary as well
            return
        own = head.head_word if head is not None else ""
        start = self.reader.sentence_start(mention.first)
        best: tuple[list[str], PlaceEntry | None] | None = None
        top, chosen = 0, k
        manly = unit.reference == "its" and self.reader.text.forms[unit.first].endswith("ه") and not self.reader.text.forms[unit.first].endswith("ها")
        for earlier in range(k - 1, max(k - _MEMORY, 0) - 1, -1):
            if top >= _BEST:
                break
            other = self.mentions[earlier]
            if not other.names or other.name_first == mention.name_first:
                continue
            if unit.reference == "its" and manly != self.manly(self.units[earlier]):
                continue
            standing = self.standing(earlier, unit.reference, own)
            if standing > 4 and other.first >= start:
                standing += 2  # of its own sentence
            if standing <= top:
                continue
            found = self.referent(other, self.units[earlier], wanted, unit.reference, capital, word)
            if found is not None:
                best, top, chosen = found, standing, earlier
        if best is not None:
            other = self.mentions[chosen]
            if unit.reference == "its" and unit.clitics == "و" and other.last == mention.first:
                mention.container = True  # في تدمر ومحيطها: one place
            names, entry = best
            if unit.core is not None:
                label = unit.label or self.reader.written(unit.first, unit.core.first, unit.clitics)
                if unit.use == "part":
                    mention.names = unique([mention.names[0], *names])
                else:
                    mention.names = unique([mention.names[0], *(f"{label} {name}" for name in names)])
                    mention.within = unique([*mention.within, *names])
            else:
                mention.names = unique([*mention.names, *names])
            mention.kind = other.kind if unit.core is None or unit.use == "part" else mention.kind
            if entry is not None and (unit.core is None or unit.use in ("part", "area")):
                mention.id, mention.path, mention.resolved = entry.id, self.gazetteer.path(entry), True
                mention.lat, mention.lon, mention.precision = entry.lat, entry.lon, entry.precision
            mention.within = unique([*mention.within, *other.within])
            mention.candidates = [entry.id] if entry is not None else list(other.candidates)
            return
        if unit.core is None or unit.use == "part" or unit.label:
            mention.names = []

    def manly(self, unit: Unit) -> bool:
        """Whether the noun of a place is masculine (محيطه: of the مخيم); a bare name is taken as feminine, as towns are."""
        noun = self.reader.text.forms[unit.first].removeprefix(unit.clitics) if unit.clitics and unit.clitics != "ال" else self.reader.text.forms[unit.first]
        noun = unit.word or noun.removeprefix("ال")
        return noun in self.reader.grammar.heads and not noun.endswith(("ه", "اء"))

    def standing(self, k: int, kind: str, own: str) -> int:
        """How well an earlier mention can be what a reference means; 0 when it cannot, the last of equals counts.

        The kind goes first (القرية is rather قرية X than مدينة Y), then whether the report spoke of it as a
        scene: not as the origin of somebody, the place of a dateline or a part of a body's name.
        """
        other, unit = self.mentions[k], self.units[k]
        if other.part_of_name:
            return 1 if kind == "facility" or (unit.owner == "office" and kind == "city") else 0
        entry = self.gazetteer.by_id.get(other.id) if other.id else None
        fits = kind in ("region", "its") or other.kind == kind or (unit.word == own and bool(own)) or (
            entry is not None and entry.kind == kind
        )
        if other.dateline:
            scene = 1
        elif other.origin:
            scene = 2
        elif other.relation == "from":
            scene = 3
        else:
            scene = 4 if other.explicit else 3
        return scene + 4 * fits

    def referent(
        self, other: PlaceMention, unit: Unit, wanted: tuple[str, ...], kind: str, capital: bool, word: str
    ) -> tuple[list[str], PlaceEntry | None] | None:
        by_id = self.gazetteer.by_id
        entry = by_id.get(other.id) if other.id else None
        if word and unit.word != word and not any(key.startswith(word + " ") for key in other.folded()):
            return None
        if capital:
            if entry is None or "capital" not in entry.flags:
                return None
            return [entry.name], entry
        if (other.kind in wanted or (word and unit.word == word)) and not (unit.reference and not other.resolved and not unit.core):
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

    def surround(self, mention: PlaceMention, unit: Unit, named: set[str]) -> None:
        """Containers: what the phrase itself names, then those of the path that the report names."""
        core = unit.core
        within = list(mention.within)
        if core is not None and unit.use != "part" and not core.reference:
            within.extend(name for name in core.names if unit.use != "area" or core.kind == "governorate")
        if mention.resolved and mention.id:
            entry = self.gazetteer.by_id[mention.id]
            if unit.use == "area" and entry.kind == "governorate":
                within.append(entry.name)
            for place in self.gazetteer.ancestors(entry):
                if place.key in named and place.kind != "country":
                    within.append(place.name)
        if within:
            own = mention.folded()
            within = unique([name for name in within if fold_word(name) not in own])
        mention.within = within


def _countries(by_id: Mapping[str, PlaceEntry], ids: set[str]) -> set[str]:
    return {key for key in ids if key in by_id and by_id[key].kind == "country"}

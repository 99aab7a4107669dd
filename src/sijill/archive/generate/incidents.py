"""What happens in the made-up world."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from sijill.archive.generate.wording import Noun, Scene, wording
from sijill.archive.generate.world import SHARES, Country, Party, Place, world
from sijill.ontology import FAMILY

T = TypeVar("T")

Dice = Callable[[], float]
"""A number from 0 up to 1."""


class Incident(NamedTuple):
    """One incident: what a report may tell of it. ``day`` is a proleptic ordinal; ``early`` how many of the killed are known at first, ``number`` of what the
    scene counts."""

    id: str
    scene: Scene
    country: Country
    day: int
    place: Place
    agent: Party | None
    target: Party | None
    victims: Noun | None
    killed: int
    early: int
    injured: int
    children: int
    women: int
    counted: Noun | None
    number: int
    loud: bool
    """Told by many."""
    after: tuple[Incident, ...]
    """What followed, told beside it."""


def pick(listed: list[T], dice: Dice) -> T:
    """One of them."""
    return listed[int(dice() * len(listed))]


def _cumulated(pairs: list[tuple[str, float]]) -> tuple[list[str], list[float]]:
    total, names, sums = 0.0, [], []
    for name, weight in pairs:
        total += weight
        names.append(name)
        sums.append(total)
    return names, sums


def by_weight(listed: list[T], sums: list[float], dice: Dice) -> T:
    """One of them, by the running sums of their weights."""
    return listed[bisect(sums, dice() * sums[-1])]


def few(least: int, most: int, dice: Dice) -> int:
    """A number of the span, the small ones being the commoner: the product of two draws."""
    return least + int(dice() * dice() * (most - least + 1))


class Drawing:
    """Draws incidents: the tables of scenes and countries ready for it."""

    def __init__(self) -> None:
        self.world = world()
        self.scenes = wording().scenes
        self._countries, self._shares = _cumulated([(code, float(share)) for code, share in SHARES.items()])
        self._of: dict[str, tuple[list[str], list[float]]] = {}
        for code, country in self.world.items():
            self._of[code] = _cumulated([(s.name, s.weight) for s in self.scenes.values() if s.weight and self._possible(s, country)])

    def _possible(self, scene: Scene, country: Country) -> bool:
        agents = country.parties.get(scene.agent, [])
        return not scene.agent or any(not scene.target or self._foes(a, scene, country) for a in agents)

    @staticmethod
    def _foes(agent: Party | None, scene: Scene, country: Country) -> list[Party]:
        return [p for p in country.parties.get(scene.target, ()) if agent is None or p.side != agent.side]

    def country(self, dice: Dice) -> Country:
        """A country, by its share."""
        return self.world[by_weight(self._countries, self._shares, dice)]

    def draw(self, ident: str, day: int, dice: Dice, taken: set[tuple[str, str]], place: Place | None = None, country: Country | None = None, loud: bool = False, without: frozenset[str] = frozenset()) -> Incident:
        """An incident of a day; ``taken`` are the places and types that would make it a double of another, ``without`` families it may not be of."""
        where = country or self.country(dice)
        names, sums = self._of[where.code]
        while True:
            scene = self.scenes[by_weight(names, sums, dice)]
            if (loud and (scene.killed is None or scene.killed[1] < 10)) or FAMILY[scene.type] in without:
                continue
            at = place or by_weight(where.places, where.weights, dice)
            if (at.id, scene.type) not in taken:
                break
            if place is not None:
                place = pick(where.capital, dice)
        taken.add((at.id, scene.type))
        return self._made(ident, scene, where, day, at, dice, loud)

    def _made(self, ident: str, scene: Scene, country: Country, day: int, place: Place, dice: Dice, loud: bool, agent: Party | None = None) -> Incident:
        target = None
        foes: list[Party] = []
        while scene.agent and agent is None:
            agent = pick(country.parties[scene.agent], dice)
            if scene.target:
                foes = self._foes(agent, scene, country)
                agent = agent if foes else None
        if scene.target:
            target = pick(foes or country.parties[scene.target], dice)
        killed = few(*scene.killed, dice) if scene.killed else 0
        injured = few(*scene.injured, dice) if scene.injured else 0
        if loud:
            killed, injured = killed * 2 + 3 + int(dice() * 20), injured * 2 + 5 + int(dice() * 50)
        victims = pick(scene.victims, dice) if scene.victims else None
        children = women = 0
        if killed >= 3 and victims is not None and victims.name != "children" and victims.people:
            children, women = int(dice() * min(killed // 2, 5)), int(dice() * min(killed // 3 + 1, 4))
        early = killed if killed < 3 or dice() < 0.5 else max(2, int(killed * (0.4 + dice() * 0.4)))
        after = []
        if scene.after and dice() < 0.35:
            following = self.scenes[pick(scene.after, dice)]
            later = day + (1 if following.name == "burial" else 4 + int(dice() * 10) if following.modality == "planned" else 0)
            if following.name != "burial" or killed:
                same = agent if agent is not None and following.agent in agent.roles else None
                after.append(self._made(f"{ident}-{following.name}", following, country, later, pick(country.places, dice) if following.modality == "denied" else place, dice, False, same))
        return Incident(
            ident, scene, country, day, place, agent, target, victims, killed, early, injured, children, women,
            pick(scene.counted, dice) if scene.counted else None, few(*scene.numbers, dice) if scene.counted else 0, loud, tuple(after),
        )  # fmt: skip

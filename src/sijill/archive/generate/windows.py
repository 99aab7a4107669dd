"""Four weeks of the archive.

A window is made from random streams of its own, named by the seed and its number, so that it comes out the same whoever
makes it and in whatever order.  What happens in its last days is also told in the first days of the next: those incidents
come from a stream that both windows draw, and each keeps the reports of its own days.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random
from typing import Any, Final, NamedTuple

from sijill.archive.generate.copies import edited
from sijill.archive.generate.incidents import Dice, Drawing, Incident, pick
from sijill.archive.generate.reports import Told, Writer, published_iso
from sijill.archive.generate.wording import wording
from sijill.archive.generate.world import Country, Outlet
from sijill.ontology import FAMILY

FIRST: Final = date(2000, 1, 3).toordinal()
DAYS: Final = 28
SIZE: Final = 768
"""Reports of a window: 27.4 a day, so that a million of them fill a century and linking meets as many on a day in any size."""

_LATE_DAYS: Final = 3
_LATE_REPORTS: Final = 82
_NOISE: Final = 0.08
_COPIED: Final = 0.16
_BURST: Final = 0.3
"""How often a window has a day of mass casualties in a capital: one incident that dozens tell, and others of the same day beside it."""


class Plan(NamedTuple):
    """A report to be written. ``copy_of``: the plan whose text it takes; ``exact``: as it is."""

    day: int
    order: float
    name: str
    country: Country
    outlet: Outlet
    incident: Incident | None
    full: bool
    copy_of: Plan | None = None
    exact: bool = False
    copied: bool = False
    lag: int = 0


class Report(NamedTuple):
    """A finished report and its gold; ``day`` is when it appeared (ordinal). ``published`` and ``outlet`` are what is given beside the text, if anything."""

    doc: str
    day: int
    text: str
    published: str | None
    outlet: str | None
    gold: dict[str, Any]


@cache
def _drawing() -> Drawing:
    return Drawing()


class _Stream:
    """Incidents and plans of one random stream."""

    def __init__(self, name: str) -> None:
        self.name, self.dice = name, Random(name).random
        self.incidents: list[Incident] = []
        self.plans: list[Plan] = []
        self.taken: set[tuple[str, str]] = set()

    def incident(self, day: int, prefix: str, **about: Any) -> None:
        """One more incident, and the reports that tell of it."""
        dice = self.dice
        made = _drawing().draw(f"{prefix}{len(self.incidents):03}", day, dice, self.taken, **about)
        self.incidents.append(made)
        most = made.scene.spread
        tellers = 12 + int(dice() * 24) if made.loud else 1 + int(dice() * most * (0.5 + 0.5 * dice()))
        used: set[str] = set()
        for _ in range(tellers):
            outlet = pick(made.country.outlets, dice)
            if outlet.name in used:
                continue
            used.add(outlet.name)
            chance = dice()
            lag = 0 if chance < 0.42 else 1 if chance < 0.84 else 2 if chance < 0.95 else 3
            copies = (1 if dice() < 0.75 else 2) if dice() < _COPIED else 0
            late = [0 if dice() < 0.8 else 1 + int(dice() * 6) for _ in range(copies)]
            plan = Plan(day + lag, dice(), f"{self.name}:{len(self.plans)}", made.country, outlet, made, any(late), copied=copies > 0)
            self.plans.append(plan)
            for after in late:
                other = pick(made.country.outlets, dice)
                if other.name in used:
                    continue
                used.add(other.name)
                self.plans.append(Plan(
                    plan.day + after, dice(), f"{self.name}:{len(self.plans)}", made.country, other, made, plan.full, plan, dice() < 0.35, True, after,
                ))  # fmt: skip

    def noise(self, day: int) -> None:
        """A report of nothing."""
        country = _drawing().country(self.dice)
        self.plans.append(Plan(day, self.dice(), f"{self.name}:{len(self.plans)}", country, pick(country.outlets, self.dice), None, False))


def _late(seed: int, window: int) -> _Stream:
    """What happens in the last days of a window, and all that is told of it."""
    stream = _Stream(f"{seed}:{window}:late")
    if window >= 0:
        first = FIRST + window * DAYS + DAYS - _LATE_DAYS
        while len(stream.plans) < _LATE_REPORTS:
            stream.incident(first + int(stream.dice() * _LATE_DAYS), f"i{window:05}b")
    return stream


def _regular(seed: int, window: int, count: int) -> _Stream:
    """What happens on the other days, told in ``count`` reports."""
    stream, first = _Stream(f"{seed}:{window}"), FIRST + window * DAYS
    dice, span = stream.dice, DAYS - _LATE_DAYS
    prefix = f"i{window:05}a"
    if dice() < _BURST:
        country, day = _drawing().country(dice), first + int(dice() * span)
        families: set[str] = set()
        for number in range(3 + int(dice() * 3)):
            stream.incident(day, prefix, place=pick(country.capital, dice), country=country, loud=number == 0, without=frozenset(families))
            families.add(FAMILY[stream.incidents[-1].scene.type])
    while len(stream.plans) < count:
        day = first + int(dice() * span)
        if dice() < _NOISE * 1.7:  # an incident makes 1.7 reports and more
            stream.noise(day)
        else:
            stream.incident(day, prefix)
    del stream.plans[count:]
    last = first + DAYS - 1
    stream.plans = [p if p.day <= last else p._replace(day=last) for p in stream.plans]
    return stream


class Window:
    """The reports of a window in the order of publication, and what happened in it."""

    def __init__(self, seed: int, number: int, damaged: float = 0.0) -> None:
        self.seed, self.number, self.damaged = seed, number, damaged
        before, own = _late(seed, number - 1), _late(seed, number)
        begins = FIRST + number * DAYS
        ends = begins + DAYS
        crossing = [p for p in before.plans if begins <= p.day < ends] + [p for p in own.plans if p.day < ends]
        regular = _regular(seed, number, SIZE - len(crossing))
        self.plans = sorted(crossing + regular.plans, key=lambda p: (p.day, p.order))
        self.incidents = regular.incidents + own.incidents
        self._pools: dict[str, dict[str, list[Incident]]] = {}
        for stream, incidents in ((regular, regular.incidents + before.incidents), (before, before.incidents), (own, own.incidents)):
            pools = self._pools[stream.name] = {}
            for incident in incidents:
                pools.setdefault(incident.country.code, []).append(incident)
        self._texts: dict[str, Told] = {}

    def reports(self, count: int = SIZE) -> list[Report]:
        """The first of them, all by default."""
        return [self._report(number, plan) for number, plan in enumerate(self.plans[:count])]

    def _told(self, plan: Plan) -> Told:
        found = self._texts.get(plan.name)
        if found is not None:
            return found
        dice = Random(plan.name).random
        if plan.copy_of is not None:
            source = self._told(plan.copy_of)
            told = source if plan.exact else edited(source, plan.outlet.name, dice)
        else:
            writer = Writer(plan.country, plan.outlet, plan.day, dice)
            if plan.incident is None:
                return writer.noise()
            told = writer.report(plan.incident, *self._beside(plan, plan.incident, dice), plan.full)
        if plan.copied:
            self._texts[plan.name] = told
        return told

    def _beside(self, plan: Plan, main: Incident, dice: Dice) -> tuple[list[Incident], list[Incident]]:
        """What else a report tells: what happened in the days before, and long before."""
        pool = self._pools[plan.name.rpartition(":")[0]].get(main.country.code, [])
        others: list[Incident] = []
        past: list[Incident] = []
        chance = dice()
        wanted = 0 if chance < 0.6 else 1 if chance < 0.9 else 2
        older = 1 if dice() < 0.3 else 0
        for _ in range(12 if wanted or older else 0):
            one = pick(pool, dice)
            age = plan.day - one.day
            if one.id == main.id or one in others or one.place.id == main.place.id:
                continue
            if 0 <= age <= 2 and len(others) < wanted:
                others.append(one)
            elif age > 4 and len(past) < older and ("past" in _forms(one.scene.name)):
                past.append(one)
        return others, past

    def _report(self, number: int, plan: Plan) -> Report:
        told = self._told(plan)
        doc = f"r{self.number * SIZE + number:08}"
        dice = Random(f"{plan.name}:given").random
        given_day = published_iso(plan.day) if not plan.lag else None
        given_outlet = plan.outlet if not (told.printed and dice() < 0.1) else None
        kind = "noise" if plan.incident is None else "report" if plan.copy_of is None else "exact_copy" if plan.exact else "near_copy"
        text, events, profile = told.text, told.events, told.profile
        if self.damaged and dice() < self.damaged:
            text, events, profile, kind = _damage(text, dice), [], [], "damaged"
        origin = plan.copy_of or plan
        gold = {
            "doc": doc, "outlet": plan.outlet.names if given_outlet is not None or told.printed == plan.outlet.name else [],
            "published": published_iso(origin.day), "events": events, "profile": profile, "notes": [], "kind": kind,
            "copies": origin.name if plan.copied else None,
        }  # fmt: skip
        return Report(doc, plan.day, text, given_day, given_outlet.name if given_outlet is not None else None, gold)


@cache
def _forms(scene: str) -> frozenset[str]:
    return frozenset(form for of, form in wording().templates if of == scene)


def _damage(text: str, dice: Dice) -> str:
    """What broken archives hold: nothing at all, another encoding's letters, control characters, half a text."""
    kind = int(dice() * 4)
    if kind == 0:
        return ""
    if kind == 1:
        return text.encode().decode("cp1252", "replace")
    if kind == 2:
        return text.replace(" ", "\x00", 20)
    return text[: int(len(text) * dice() * 0.5)].encode()[:-1].decode("utf-8", "replace")

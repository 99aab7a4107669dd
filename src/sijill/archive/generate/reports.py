"""A whole report: headline, dateline, what happened, what else happened, background; or a report of nothing of the kind."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sijill.archive.generate.incidents import Dice, Incident, pick
from sijill.archive.generate.telling import Page, Telling, dated, day_words
from sijill.archive.generate.templates import CHOICE, SLOT, TEXT, Row
from sijill.archive.generate.wording import Wording, wording
from sijill.archive.generate.world import Country, Outlet, Party, Place

_ATTRIBUTED: Final = 0.75
_DOUBTED: Final = 0.12
"""How often the text keeps its distance from who says so."""
_STATED: Final = 0.1
"""How often a report ends with how many fighters a body has."""
_LENGTHS: Final = [500, 600, 650, 700, 750, 800, 850, 900, 1000, 1150, 1300, 1600, 2000, 2800]
"""Characters that reports grow to, one drawn for each: a median as of short news, and a tail."""

_NUMBERS: Final = {"t": (11, 38, 1), "n": (12, 85, 1), "n2": (10, 99, 100)}
"""Numbers of sentences that tell of no event: least, most, steps."""


class Told(NamedTuple):
    """A report: its text, its gold events and lasting statements; ``printed`` the outlet as its dateline names it or ""."""

    text: str
    events: list[dict[str, Any]]
    printed: str
    dateline: str
    profile: list[dict[str, Any]]


def say(row: Row, page: Page, country: Country, dice: Dice) -> None:
    """Write a row that tells of no event."""
    for code, what, more in row.steps:
        if code == TEXT:
            page.add(what)
        elif code == CHOICE:
            say(more[int(dice() * len(more))], page, country, dice)
        elif code == SLOT:
            if what == "p":
                page.add(pick(country.places, dice).bare)
            else:
                least, most, step = _NUMBERS[what]
                page.add(str((least + int(dice() * (most - least + 1))) * step))


def dateline(outlet: Outlet, country: Country, town: str, published: int, kind: str, words: Wording, dice: Dice) -> str:
    """The line that names paper, town and day."""
    text = pick(words.words["dateline", kind], dice).replace("{o}", outlet.name).replace("{c}", town)
    return dated(text, published, country.months)


class Writer:
    """Writes one report of a day for an outlet."""

    def __init__(self, country: Country, outlet: Outlet, published: int, dice: Dice) -> None:
        self.country, self.outlet, self.published, self.dice = country, outlet, published, dice
        self.page, self.words = Page(), wording()
        self.events: list[dict[str, Any]] = []
        self.line = ""
        self._left: dict[str, list[Row]] = {}

    def report(self, main: Incident, others: list[Incident], past: list[Incident], full: bool) -> Told:
        """Tell of an incident, of others in brief, and of what had happened before. ``full``: the dateline must have the date."""
        dice, page, words = self.dice, self.page, self.words
        level = 0 if dice() < 0.03 and not main.loud else 2 if dice() < 0.7 or main.loud else 1
        telling = self._telling(main, level)
        rising = bool(telling.old) and words.usable(main.scene.name, "nom", telling.known)
        if dice() < 0.92:
            row = telling.row("risehead", "*") if rising and dice() < 0.6 else telling.row("head")
            if row is not None:
                telling.tell(row, bare=True)
                page.add("\n")
        self._dateline(main.place, "full" if full or dice() < 0.45 else "bare" if dice() < 0.6 else "day" if dice() < 0.6 else "")
        if rising:
            row = telling.row("rise", "*")
            assert row is not None
            telling.tell(row)
            self._source(telling, main, figures=True)
            page.add(".")
            self.events.append(telling.done())
        else:
            self._lead(telling, main, "")
        more = telling.row("more", "*") if any(f["measure"] == "killed" for f in telling.figures) else None
        if more is not None:
            page.add(" ")
            telling.tell(more)
        self._left = {key: list(self.words.fillers[key]) for key in ("any", "war", "crime", "people")}
        goal = pick(_LENGTHS, dice) - 60
        self._fill(main.scene.of, 1 + int(dice() * 2))
        if main.after and dice() < 0.6:
            for following in main.after:
                if (following.day > self.published) == (following.scene.modality == "planned"):
                    page.add("\n")
                    then = self._telling(following, 1)
                    plain = following.scene.type == "statement" or following.scene.modality != "reported"
                    self._lead(then, following, "" if plain else words.word("then", "x", dice) + " ")
        for other in others:
            page.add("\n")
            self._lead(self._telling(other, 2 if dice() < 0.6 else 1, brief=True), other, words.word("turn", "x", dice) + " ")
            if page.length < goal:
                self._fill(other.scene.of, 1)
        if page.length < goal:
            page.add("\n")
            self._fill("any", min(4, (goal - page.length) // 80 + 1), first=True)
        for old in past:
            before = self._telling(old, 2 if dice() < 0.5 else 1, brief=True)
            row = before.row("past")
            if row is not None:
                page.add("\n")
                before.tell(row)
                page.add(".")
                self.events.append(before.done())
        while page.length < goal and self._left["any"]:
            page.add("\n")
            self._fill("any", min(4, (goal - page.length) // 80 + 1), first=True)
        profile = [self._strength(main.agent)] if main.agent is not None and "mass" in main.agent.roles and dice() < _STATED else []
        page.add("\n")
        return Told("".join(page.parts), self.events, self.outlet.name if self.outlet.name in self.line else "", self.line, profile)

    def noise(self) -> Told:
        """A report of nothing of the kind."""
        dice, page = self.dice, self.page
        topic = pick(list(self.words.noise.values()), dice)
        say(pick(topic["head"], dice), page, self.country, dice)
        page.add("\n")
        self._dateline(pick(self.country.places, dice), "full" if dice() < 0.4 else "bare")
        body = list(topic["body"])
        for number in range(min(len(body), 3 + int(dice() * 4))):
            row = body.pop(int(dice() * len(body)) if number else 0)
            page.add(("\n" if number == 3 else " ") if number else "")
            say(row, page, self.country, dice)
        page.add("\n")
        return Told("".join(page.parts), [], self.outlet.name if self.outlet.name in self.line else "", self.line, [])

    def _strength(self, party: Party) -> dict[str, Any]:
        """A paragraph of how many fighters a body has, and its gold."""
        page, number = self.page, (1 + int(self.dice() * 40)) * 500
        before, statement, figure, behind = self.words.word("body", "strength", self.dice).replace("{A}", party.oblique).replace("{n}", str(number)).split("|")
        page.add("\n" + before)
        start = page.length
        page.add(statement)
        counted = page.length
        page.add(figure)
        end = page.length
        page.add(behind + ".")
        toll = {
            "measure": "fighters", "low": number, "best": number, "high": number, "of": [], "attributes": [], "text": figure, "approx": True, "start": counted,
            "end": end,
        }  # fmt: skip
        return {
            "id": "p1", "subject": party.gold["names"], "relation": "strength", "object": None, "time": None, "figure": toll, "attribution": [], "start": start,
            "end": end,
        }  # fmt: skip

    def _telling(self, incident: Incident, level: int, *, brief: bool = False) -> Telling:
        return Telling(incident, self.published, f"e{len(self.events) + 1}", self.page, self.dice, level, brief=brief)

    def _dateline(self, place: Place, kind: str) -> None:
        if kind:
            town = (place if place.city else pick(self.country.towns, self.dice)).bare
            self.line = dateline(self.outlet, self.country, town, self.published, kind, self.words, self.dice)
            self.page.add(self.line + "\n")

    def _lead(self, telling: Telling, incident: Incident, turn: str) -> None:
        """A sentence of an incident: by itself, with who says so behind it, or behind him who says so."""
        dice, page, words = self.dice, self.page, self.words
        sayers = self.country.sayers.get(incident.scene.of)
        sourced = sayers is not None and dice() < _ATTRIBUTED and incident.scene.type != "statement" and incident.scene.modality == "reported"
        said = telling.row("said") if sourced and dice() < 0.4 else None
        page.add(turn)
        if said is not None and sayers is not None:
            sayer = pick(sayers, dice)
            doubted = dice() < _DOUBTED
            particle, verbs = pick(words.doubts if doubted else words.openings, dice)
            if doubted:
                telling.event["modality"] = "claimed"
            page.add(f"{verbs[sayer.agree]} {sayer.name} {particle} ")
            telling.event["attribution"].append(sayer.gold)
            telling.tell(said)
        else:
            row = telling.row("lead")
            assert row is not None
            telling.tell(row)
            if sourced:
                self._source(telling, incident)
        page.add(".")
        self.events.append(telling.done())

    def _source(self, telling: Telling, incident: Incident, *, figures: bool = False) -> None:
        """Who says so, behind the sentence; ``figures``: he gives the toll of what is known already."""
        sayers = self.country.sayers.get(incident.scene.of)
        if sayers:
            sayer = pick(sayers, self.dice)
            verbs, text = pick(self.words.tails, self.dice)
            self.page.add(text.replace("{s}", sayer.oblique).replace("{S}", sayer.name).replace("{v}", verbs[sayer.agree] if verbs else ""))
            if figures:
                for figure in telling.figures:
                    figure["attribution"] = [sayer.gold]
            else:
                telling.event["attribution"].append(sayer.gold)

    def _fill(self, of: str, count: int, *, first: bool = False) -> None:
        """Sentences of no event, none twice in a report."""
        own, common = self._left.get(of, []), self._left["any"]
        for number in range(count):
            listed = own if own and (not common or self.dice() < 0.7) else common
            if not listed:
                return
            at = int(self.dice() * len(listed))
            row, listed[at] = listed[at], listed[-1]
            listed.pop()
            if number or not first:
                self.page.add(" ")
            say(row, self.page, self.country, self.dice)


def published_iso(day: int) -> str:
    """An ordinal as an ISO date."""
    return day_words(day)[4].isoformat()

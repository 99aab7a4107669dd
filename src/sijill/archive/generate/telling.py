"""One incident told by one report: its characters and its gold, made together.

A ``Page`` collects the text and where it stands; a ``Telling`` holds what this report knows of the incident (who did it, how
many, how exactly where) and fills the slots of templates from it.  Every slot that is filled adds what it says to the gold
event, so that the gold holds what the text says and nothing else.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Final

from sijill.archive.generate.incidents import Dice, Incident, pick
from sijill.archive.generate.templates import (
    AGENT,
    AGREE,
    CHILDREN,
    CHOICE,
    CLOSE,
    EARLIER,
    INJURED,
    KILLED,
    NUMBER,
    OPEN,
    SLOT,
    TARGET,
    TEXT,
    WOMEN,
    Row,
)
from sijill.archive.generate.wording import ACCUSATIVE, NOMINATIVE, OBLIQUE, Noun, Wording, wording
from sijill.archive.generate.world import Country

_CASES: Final = {"~": OBLIQUE, "=": ACCUSATIVE}
_MUTUAL: Final = ("ceasefire", "prisoner_exchange", "agreement")
_HEDGED: Final = 0.12
"""How often a number of five and more is told with a hedge."""


class Page:
    """The text of a report as it grows. ``length`` in code points."""

    __slots__ = ("length", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def add(self, text: str) -> None:
        """Add characters."""
        self.parts.append(text)
        self.length += len(text)


@cache
def day_words(ordinal: int) -> tuple[str, str, str, str, date]:
    """Weekday, day of month, number of the month, year, and the date, of an ordinal."""
    day = date.fromordinal(ordinal)
    return wording().words["weekday", str(day.weekday())][0], str(day.day), str(day.month), str(day.year), day


def dated(template: str, ordinal: int, months: str) -> str:
    """A template of a date with the words of a day."""
    if "{" not in template:
        return template
    weekday, day, number, year, _ = day_words(ordinal)
    month = wording().words[months, number][0]
    return template.replace("{w}", weekday).replace("{d}", day).replace("{m}", month).replace("{n}", number).replace("{y}", year)


def when(day: int, published: int, country: Country, words: Wording, dice: Dice) -> str:
    """A day as a report of another day tells it."""
    lag = published - day
    if lag < 0:
        return dated(pick(words.words["when", "ahead"], dice), day, country.months)
    key = str(lag) if lag <= 3 else "year"
    then, now = day_words(day)[4], day_words(published)[4]
    if lag > 3:
        if (then.year, then.month) == (now.year, now.month):
            key = "month"
        elif lag < 60:
            key = "far"
    elif lag == 3 and then.month != now.month:
        return dated(words.words["when", "3"][int(dice() * 2)], day, country.months)  # the third speaks of this month
    return dated(pick(words.words["when", key], dice), day, country.months)


class Telling:
    """What one report knows of one incident; ``event`` is its gold."""

    __slots__ = (
        "_start",
        "bare",
        "dice",
        "event",
        "figures",
        "hedges",
        "incident",
        "injured",
        "killed",
        "known",
        "level",
        "located",
        "old",
        "page",
        "published",
        "seen",
        "words",
    )  # fmt: skip

    def __init__(self, incident: Incident, published: int, ident: str, page: Page, dice: Dice, level: int, *, brief: bool = False) -> None:
        self.incident, self.published, self.page, self.dice, self.level = incident, published, page, dice, level
        self.words, self.bare, self.located = wording(), False, False
        self._start = 0, 0
        lag = published - incident.day
        self.old, self.injured = 0, incident.injured
        final, early = incident.killed, incident.early
        self.killed = final
        if early != final:
            if lag <= 0:
                self.killed = early
            elif lag == 1 and dice() < 0.5:
                self.killed = early + (final - early + 1) // 2
            if self.killed > early and dice() < 0.6:
                self.old = early
        elif final > 4 and dice() < 0.15:
            self.killed = max(2, final + (1 if dice() < 0.5 else -1))
        if self.injured > 4 and dice() < 0.2:
            self.injured += 1 + int(dice() * 3)
        known = 0
        for bit, there in (
            (AGENT, incident.agent), (TARGET, incident.target), (KILLED, self.killed), (INJURED, self.injured), (NUMBER, incident.number), (EARLIER, self.old),
            (CHILDREN, not brief and self.killed == final and incident.children), (WOMEN, not brief and self.killed == final and incident.women),
        ):  # fmt: skip
            known |= bit if there else 0
        self.known = known
        self.hedges: dict[str, str] = {}
        self.figures: list[dict[str, Any]] = []
        self.seen: set[tuple[str, Any, Any, str]] = set()
        self.event: dict[str, Any] = {
            "id": ident, "incident": incident.id, "type": incident.scene.type, "trigger": "", "modality": incident.scene.modality, "time": None, "places": [], "agent": [],
            "target": [], "figures": self.figures, "means": incident.scene.means, "attribution": [], "start": 0, "end": 0,
        }  # fmt: skip

    def row(self, form: str, scene: str | None = None) -> Row | None:
        """A template of the incident's scene, by chance, or None where there is none for what is known."""
        usable = self.words.usable(scene or self.incident.scene.name, form, self.known)
        return usable[int(self.dice() * len(usable))] if usable else None

    def tell(self, row: Row, *, bare: bool = False) -> None:
        """Write a template with what is known. ``bare``: places by their name alone, as in a headline."""
        self.bare = bare
        self._tell(row)

    def _tell(self, row: Row) -> None:
        page = self.page
        for code, what, more in row.steps:
            if code == TEXT:
                page.parts.append(what)
                page.length += len(what)
            elif code == SLOT:
                self._fill(what)
            elif code == OPEN:
                self._start = page.length, len(page.parts)
            elif code == CLOSE:
                event = self.event
                if not self.bare or not event["trigger"]:
                    event["trigger"] = "".join(page.parts[self._start[1] :])
                    event["start"], event["end"] = self._start[0], page.length
            elif code == AGREE:
                self._tell(more[self._form(what, len(more))])
            elif code == CHOICE:
                known = self.known
                usable = [one for one in more if not one.needs & ~known]
                if usable:
                    self._tell(usable[int(self.dice() * len(usable))])

    def _form(self, who: str, count: int) -> int:
        incident = self.incident
        if who == "A" or who == "T":
            party = incident.agent if who == "A" else incident.target
            agree = party.agree if party is not None else 0
            return (0 if agree == 2 else agree) if count == 2 else agree
        if who == "P":
            return incident.place.agree if self.level else 1
        number = {"k": self.killed, "i": self.injured, "c": incident.number}[who]
        return min(number, 3) - 1

    def _fill(self, slot: str) -> None:
        incident, page = self.incident, self.page
        name, case = (slot[:-1], _CASES[slot[-1]]) if slot[-1] in "~=" else (slot, NOMINATIVE)
        if name == "when":
            page.add(when(incident.day, self.published, incident.country, self.words, self.dice))
            self.event["time"] = day_words(incident.day)[4].isoformat()
        elif name in ("A", "lA", "T", "lT"):
            party = incident.agent if name[-1] == "A" else incident.target
            assert party is not None
            page.add(party.li if name[0] == "l" else party.oblique if case else party.name)
            side = self.event["agent" if name[-1] == "A" or incident.scene.type in _MUTUAL else "target"]
            if party.gold not in side:
                side.append(party.gold)
        elif name in ("P", "in", "near", "p", "inp"):
            self._place(name)
        elif name in ("toll", "tollT"):
            row = self.row(name, "*") or (self.row("toll0", "*") if not self.known & (KILLED | INJURED) else None)
            if row is not None:
                self._tell(row)
        elif name in ("nom", "nomp"):
            row = self.row("nom")
            assert row is not None
            was, self.bare = self.bare, self.bare or name == "nomp"
            self._tell(row)
            self.bare = was
        elif name in ("claim", "denier"):
            assert incident.agent is not None
            if name == "claim":
                self._fill("A")
            else:
                page.add(incident.agent.name)
            self.event["attribution"].append({**incident.agent.gold, "kind": "armed_group" if incident.agent.gold["kind"] == "armed_group" else "official"})
        elif "=" in name:
            self._described(*name.split("=", 1))
        else:
            self._figure(name, case)

    def _described(self, what: str, text: str) -> None:
        """A party by description: ``agent=words/kind``, or ``crowd=words``, tens of people."""
        words, _, kind = text.partition("/")
        start = self.page.length
        self.page.add(words)
        party = {"names": [words, words.rpartition(" ")[2]], "kind": kind or "civilians"}
        if party not in self.event["agent"]:
            self.event["agent"].append(party)
        if what == "crowd":
            self.figures.append({
                "measure": "other", "low": 20, "best": None, "high": 99, "of": [], "attributes": [], "text": words, "approx": False, "start": start,
                "end": self.page.length,
            })  # fmt: skip

    def _place(self, name: str) -> None:
        place, words = self.incident.place, self.words
        bare = self.bare or name in ("p", "inp")
        if self.level == 0:
            text, gold = place.province, place.gold_province
        elif bare:
            text, gold = place.bare, place.gold
        elif self.level == 2 and not self.located:
            text, gold, self.located = place.full, place.gold_full, True
        else:
            text, gold = place.phrase, place.gold
        if name == "near" and self.level == 0:
            name = "in"
        if name in ("in", "inp"):
            text = f"{words.words['in', 'x'][0]} {text}"
        elif name == "near":
            text = f"{words.word('near', 'x', self.dice)} {text}"
        self.page.add(text)
        told = {**gold, "relation": "near"} if name == "near" else gold
        places = self.event["places"]
        if not places or (told["within"] and not places[0]["within"]):
            places[:] = [told]

    def _figure(self, name: str, case: int) -> None:
        incident, words = self.incident, self.words
        scene = incident.scene
        noun, measure, number = incident.victims, "killed", self.killed
        if name[0] == "i" or name == "o":
            measure, number = "injured", self.injured
        elif name == "c":
            noun, measure, number = incident.counted, scene.measure, incident.number
        elif name == "s":
            noun, number = words.nouns["children"], incident.children
        elif name == "w":
            noun, number = words.nouns["women"], incident.women
        elif name == "old":
            number = self.old
        if name in ("kq", "old"):
            noun = words.nouns["dead"]
        elif name == "iq":
            noun = words.nouns["hurt"]
        elif name == "o":
            noun = words.nouns["others"]
        assert noun is not None
        key = "old" if name == "old" else measure + ("" if name not in ("s", "w") else name)
        hedge = self.hedges.get(key)
        if hedge is None:
            hedge = self.hedges[key] = self._hedge(number) if name not in ("s", "w", "old") else ""
        self._number(number, noun, case, hedge, measure)
        if name in ("k", "i", "c") and noun.people:
            self._people(noun)

    def _hedge(self, number: int) -> str:
        if number < 5 or self.dice() > _HEDGED:
            return ""
        return "about" if number > 9 and self.dice() < 0.4 else "tail" if self.dice() < 0.3 else "least"

    def _number(self, number: int, noun: Noun, case: int, hedge: str, measure: str) -> None:
        page, words = self.page, self.words
        start = page.length
        digits = number > 12 or (number > 2 and self.level == 1 and number % 2 == 0)
        text = words.counted(number, noun, OBLIQUE if hedge in ("about", "least") else case, digits)
        if hedge == "tail":
            text = f"{text} {words.words['hedge', 'tail'][0]}"
        elif hedge:
            text = f"{words.word('hedge', hedge, self.dice)} {text}"
        page.add(text)
        told = (measure, number, hedge, "") if not noun.attributes else (measure, number, hedge, noun.name)
        plain = (measure, number, hedge, "")
        if told in self.seen or plain in self.seen:
            return
        self.seen.add(told)
        self.seen.add(plain)
        least = hedge in ("least", "tail")
        self.figures.append({
            "measure": measure, "low": number, "best": number, "high": None if least else number, "of": [], "attributes": noun.attributes, "text": text,
            "approx": bool(hedge), "start": start, "end": page.length,
        })  # fmt: skip

    def _people(self, noun: Noun) -> None:
        target = self.event["target"]
        if not target and self.incident.target is None:
            target.append({"names": [noun.few, noun.one, noun.two_obl, noun.two, noun.one_acc], "kind": noun.people})

    def done(self) -> dict[str, Any]:
        """The gold event, whole."""
        event = self.event
        if event["time"] is None:
            event["time"] = f"../{day_words(self.published)[4].isoformat()}"
        return event

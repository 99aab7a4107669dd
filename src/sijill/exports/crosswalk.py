"""What the formats of others call our types, parties and countries: the tables in the folder ``exports`` of the packs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sijill.errors import KnowledgeError
from sijill.knowledge.tables import rows
from sijill.ontology import FAMILY

FOLDER = "exports"

ACLED: dict[str, tuple[str, ...]] = {
    "Battles": ("Armed clash", "Government regains territory", "Non-state actor overtakes territory"),
    "Explosions/Remote violence": (
        "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Grenade",
    ),
    "Violence against civilians": ("Sexual violence", "Attack", "Abduction/forced disappearance"),
    "Protests": ("Peaceful protest", "Protest with intervention", "Excessive force against protesters"),
    "Riots": ("Violent demonstration", "Mob violence"),
    "Strategic developments": (
        "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
        "Looting/property destruction", "Non-violent transfer of territory", "Other",
    ),
}  # fmt: skip
"""ACLED's event and sub-event types (acledR, ``acled_event_categories``)."""

PLOVER: dict[str, tuple[int, tuple[str, ...]]] = {
    "AGREE": (1, ()), "CONSULT": (1, ("visit", "third-party", "multilateral", "phone")), "SUPPORT": (1, ()), "CONCEDE": (1, ()),
    "COOPERATE": (2, ()), "AID": (2, ()), "RETREAT": (2, ("withdraw", "release", "disarm", "ceasefire", "access", "resign")),
    "REQUEST": (3, ()), "ACCUSE": (3, ()), "REJECT": (3, ()), "SANCTION": (3, ("convict", "expel", "withdraw", "discontinue")),
    "THREATEN": (3, ("restrict", "arrest", "relations", "expel", "territory", "violence")),
    "PROTEST": (4, ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize")),
    "MOBILIZE": (4, ("troops", "weapons", "police", "militia")),
    "COERCE": (4, ("seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber")),
    "ASSAULT": (4, (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives", "suicide-attack", "aerial", "drone",
        "heavy-weapons", "crowd-control", "unconventional",
    )),
}  # fmt: skip
"""PLOVER's event types with quad code and modes (PLOVER manual 0.8)."""

INTER = ("State forces", "Rebel group", "Political militia", "Identity militia", "Rioters", "Protesters", "Civilians", "External/Other forces")
"""ACLED's classes of actors, codes 1 to 8 in order."""

MRM = ("KM", "RU", "AT", "SV", "AB", "DA")
_UCDP = ("", "sides", "3")
_SIMPLE = ("agent:state", "agent:nonstate", "target:civilians", "target:state", "killed", "injured", "children")


class Codes(NamedTuple):
    """What a type is called elsewhere; empty where a format has no word for it."""

    when: frozenset[str]
    acled_event: str
    acled_sub: str
    ucdp: str
    plover_event: str
    plover_mode: str
    cameo: str
    mrm: str


class Country(NamedTuple):
    """A country as the formats name it."""

    name: str
    acled_region: str
    iso_number: str
    iso3: str
    gw: str
    ucdp_region: str


class PartyCodes(NamedTuple):
    """How a kind of party is classed elsewhere."""

    inter: str
    sector: str
    ftm: str


_NOTHING = Codes(frozenset(), "", "", "", "", "", "", "")


class Crosswalk:
    """The tables of the packs, the later pack's rows for a type, kind or country in place of the earlier's.

    Raises ``KnowledgeError`` with file, line and remedy for a code that the format does not have.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self.types: dict[str, list[Codes]] = {}
        self.countries: dict[str, Country] = {}
        self.parties: dict[str, PartyCodes] = {}
        for folder in folders:
            self._types(folder / FOLDER / "crosswalk.tsv")
            for _, cells in _cells(folder / FOLDER / "countries.tsv", ("iso2", "name", "acled_region", "iso_number", "iso3", "gw", "ucdp_region")):
                self.countries[cells[0]] = Country(*cells[1:])
            for where, cells in _cells(folder / FOLDER / "parties.tsv", ("kind", "inter", "sector", "ftm")):
                _among(where, "inter", cells[1], ("", *INTER))
                self.parties[cells[0]] = PartyCodes(*cells[1:])

    def codes(self, kind: str, facts: frozenset[str]) -> Codes:
        """The codes of a type, where ``facts`` (conditions that hold) choose between its rows."""
        return next((row for row in self.types.get(kind, ()) if row.when <= facts), _NOTHING)

    def country(self, iso2: str) -> Country:
        """The country, or one that has only its ISO code for a name."""
        return self.countries.get(iso2, Country(iso2, "", "", "", "", ""))

    def party(self, kind: str, ident: str | None = None) -> PartyCodes:
        """The classes of a party by its registry id, else by its kind."""
        found = self.parties.get(ident) if ident else None
        return found or self.parties.get(kind, PartyCodes("", "UNK", ""))

    def _types(self, path: Path) -> None:
        columns = ("type", "when", "acled_event", "acled_sub", "ucdp", "plover_event", "plover_mode", "cameo", "mrm")
        own: dict[str, list[Codes]] = {}
        for where, (kind, when, event, sub, ucdp, plover, mode, cameo, mrm) in _cells(path, columns):
            _among(where, "type", kind, tuple(FAMILY))
            _among(where, "acled_event", event, ("", *ACLED))
            _among(where, "acled_sub", sub, ACLED.get(event, ("",)))
            _among(where, "ucdp", ucdp, _UCDP)
            _among(where, "plover_event", plover, ("", *PLOVER))
            _among(where, "plover_mode", mode, ("", *(PLOVER[plover][1] if plover else ())))
            _among(where, "mrm", mrm, ("", *MRM))
            facts = frozenset(part for part in when.split("&") if part)
            for fact in facts:
                if not fact.startswith("means:"):
                    _among(where, "when", fact, _SIMPLE)
            own.setdefault(kind, []).append(Codes(facts, event, sub, ucdp, plover, mode, cameo, mrm))
        self.types.update(own)


def _cells(path: Path, columns: tuple[str, ...]) -> Iterable[tuple[str, list[str]]]:
    if path.is_file():
        for number, cells in rows(path, columns):
            yield f"{path}:{number}", cells


def _among(where: str, column: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise KnowledgeError(f"{where}: {value!r} is no {column} there; say one of {', '.join(a or '(empty)' for a in allowed)}")

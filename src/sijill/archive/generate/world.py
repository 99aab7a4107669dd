"""Where it happens and who is there: places, parties, sources and outlets of the packs, by country."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any, Final, NamedTuple

from sijill.arabic import fold
from sijill.archive.generate.wording import HERE, Wording, party_gold, wording
from sijill.knowledge.tables import names, pack_folders, rows

PACKS: Final = {"SY": "syria", "IQ": "iraq", "YE": "yemen", "LY": "libya", "SD": "sudan", "PS": "palestine", "LB": "lebanon"}
SHARES: Final = {"SY": 30, "IQ": 18, "YE": 16, "SD": 14, "PS": 10, "LY": 7, "LB": 5}
"""How many of a hundred incidents lie in a country."""

_KINDS: Final = {"city": 8, "town": 4, "village": 2, "neighbourhood": 1, "camp": 3, "district": 1}
"""Kinds of places that incidents are drawn at, and how often one of them is against the others."""
_CHARTED: Final = 4.0
"""How much oftener news comes from a place whose point the packs know."""

_COLUMNS: Final = ("id", "name", "aliases", "kind", "within", "flags", "lat")


class Party(NamedTuple):
    """A body under one of its names. ``agree`` 0 masculine, 1 feminine, 2 people; ``li`` the name behind the preposition."""

    id: str
    name: str
    oblique: str
    li: str
    agree: int
    side: str
    roles: frozenset[str]
    gold: dict[str, Any]


class Sayer(NamedTuple):
    """Who says so."""

    name: str
    oblique: str
    agree: int
    of: frozenset[str]
    gold: dict[str, Any]


class Place(NamedTuple):
    """A place in the words of reports: ``phrase`` with its noun, ``full`` with what it lies in, ``bare`` without; ``agree`` of the phrase."""

    id: str
    bare: str
    phrase: str
    full: str
    province: str
    agree: int
    city: bool
    gold: dict[str, Any]
    gold_full: dict[str, Any]
    gold_province: dict[str, Any]


class Outlet(NamedTuple):
    """An outlet: the name it prints, and all its names."""

    name: str
    names: list[str]


class Country(NamedTuple):
    """All of a country."""

    code: str
    places: list[Place]
    weights: list[float]
    capital: list[Place]
    towns: list[Place]
    parties: dict[str, list[Party]]
    sayers: dict[str, list[Sayer]]
    outlets: list[Outlet]
    months: str


@cache
def world() -> dict[str, Country]:
    """The countries by code, loaded once a process."""
    words = wording()
    folders = {path.name: path for path in pack_folders()}
    listed: dict[str, list[str]] = {}  # places: the cells by id
    named: dict[str, tuple[str, str, list[str]]] = {}  # bodies: name, kind, other names by id
    for folder in folders.values():
        for _, cells in rows(folder / "places.tsv", _COLUMNS):
            listed[cells[0]] = cells
        for _, (ident, name, aliases, kind) in rows(folder / "actors.tsv", ("id", "name", "aliases", "kind")):
            named[ident] = (name.rstrip("?"), kind, [a.rstrip("?") for a in names(aliases)])
    namesakes = Counter(fold(cells[1].lstrip("?~")).text for cells in listed.values())
    out = {}
    for code, pack in PACKS.items():
        places, weights, capital = [], [], []
        for _, cells in rows(folders[pack] / "places.tsv", _COLUMNS):
            place = _place(code, cells, listed, words, namesakes)
            if place is None:
                continue
            places.append(place)
            weights.append(_KINDS[cells[3]] * (_CHARTED if cells[6] else 1.0))
            if "capital" in cells[5] or "capital" in listed.get(cells[4], [""] * 7)[5] or (code == "PS" and cells[4] == "ps.gaza-city"):
                capital.append(place)
        outlets = [
            Outlet(name.rstrip("?"), [name.rstrip("?"), *(a.rstrip("?") for a in names(aliases))])
            for source in (pack, pack, pack, "core")  # mostly those of the country
            for _, (_, name, aliases, kind) in rows(folders[source] / "outlets.tsv", ("id", "name", "aliases", "kind"))
            if kind in ("outlet", "state_media") and fold(name.rstrip("?")).text not in namesakes
        ]
        out[code] = Country(code, places, _cumulative(weights), capital, [p for p in places if p.city], _parties(code, named), _sayers(code), outlets, words.words["months", code][0])
    return out


def _cumulative(weights: list[float]) -> list[float]:
    total, out = 0.0, []
    for weight in weights:
        total += weight
        out.append(total)
    return out


def _place(code: str, cells: list[str], listed: dict[str, list[str]], words: Wording, namesakes: Counter[str]) -> Place | None:
    """A place of the pack, or None for one that a report could not name without doubt: a namesake, an everyday word, no governorate."""
    ident, name, _, kind, within, flags, _ = cells
    container = listed[within][1].lstrip("?~") if within in listed else ""
    if container and fold(name).text.split()[-1].endswith(fold(container).text.split()[-1]) and " " in name:
        return None  # a name that tells namesakes apart («الفردوس الخرطوم»), which nobody writes so
    if kind not in _KINDS or name[0] in "?~" or "weak" in flags or "ambiguous" in flags or namesakes[fold(name).text] > 1:
        return None
    above = listed.get(within)
    city = above if above is not None and above[3] in ("city", "town") and above[1][0] not in "?~" else None
    province = listed.get(city[4]) if city is not None else above
    if province is None or province[3] != "governorate" or fold(province[1].lstrip("?~")).text == "":
        return None
    bare, genders = name, {"m": words.words["headed", "m"], "f": words.words["headed", "f"]}
    first = name.split()[0]
    noun = "" if first in genders["m"] or first in genders["f"] else words.words.get(("kind", kind), [""])[0]
    phrase = f"{noun} {name}".strip()
    agree = 0 if phrase.split()[0] in genders["m"] else 1
    broad = province[1].lstrip("?~")
    if broad.split()[0] not in (*genders["m"], *genders["f"]):
        heads = words.words.get(("rural", code)) if kind in ("town", "village") else None
        broad = f"{(heads or words.words.get(('province', code)) or [''])[0]} {broad}".strip()
    holders = [n for n in (city[1] if city is not None else "", broad, province[1].lstrip("?~")) if n]
    if city is not None:
        full = f"{phrase} {words.words['in', 'x'][0]} {city[1]}"
    else:
        full = f"{phrase} {words.words['by', 'x'][0]}{broad}" if fold(broad).text != fold(name).text else phrase
    gold = {"names": list(dict.fromkeys((phrase, name))), "relation": "in", "within": []}
    return Place(
        ident, bare, phrase, full, broad, agree, kind == "city", gold, {**gold, "within": holders},
        {"names": list(dict.fromkeys((broad, holders[-1]))), "relation": "in", "within": []},
    )  # fmt: skip


def _li(name: str) -> str:
    """The name behind the preposition li, which swallows the article's alif."""
    (plain,), (article, joined) = wording().words["li", "plain"], wording().words["li", "article"]
    return joined + name[len(article) :] if name.startswith(article) else plain + name


def _parties(code: str, named: dict[str, tuple[str, str, list[str]]]) -> dict[str, list[Party]]:
    """Parties by role."""
    out: dict[str, list[Party]] = {}
    for _, (country, ident, name, oblique, agree, side, roles) in rows(HERE / "parties.tsv", ("country", "id", "name", "oblique", "agree", "side", "roles")):
        if country not in (code, "*"):
            continue
        canon, kind, _ = named.get(ident, ("", "unknown", []))
        oblique = oblique or name
        party = Party(ident, name, oblique, _li(oblique), "mfp".index(agree), side, frozenset(roles.split()), party_gold([name, oblique, canon], kind))
        for role in party.roles:
            out.setdefault(role, []).append(party)
    return out


def _sayers(code: str) -> dict[str, list[Sayer]]:
    """Sources by what they speak of; those of the country come more often than the nameless."""
    out: dict[str, list[Sayer]] = {}
    for _, (country, name, oblique, agree, kind, of, canon) in rows(HERE / "sayers.tsv", ("country", "name", "oblique", "agree", "kind", "of", "canon")):
        if country not in (code, "*"):
            continue
        sayer = Sayer(name, oblique or name, "mfp".index(agree), frozenset(of.split()), party_gold([oblique, name, canon], kind))
        for topic in sayer.of:
            out.setdefault(topic, []).extend([sayer] * (1 if country == "*" else 3))
    return out

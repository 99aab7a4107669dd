"""What the reader's grammars make of words that a person points to: the value that a form proposes, and the entries of gazetteer and registry to choose from."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sijill.arabic import Text, fold_word
from sijill.knowledge.actors import Entry
from sijill.knowledge.gazetteer import PlaceEntry
from sijill.reading.act import triggers
from sijill.reading.act.marks import weapon
from sijill.reading.date import dates
from sijill.reading.date.calendar import Published, resolve
from sijill.reading.document import Document
from sijill.reading.figure import figures
from sijill.reading.number import numbers
from sijill.reading.party import actors
from sijill.reading.place import places
from sijill.reading.reader import Reader, default_reader

CANDIDATES = 8
LONGEST = 400
"""Code points of a phrase that are read; a longer one is evidence, but no value."""

SOURCE_OF: Mapping[str, str] = {
    "armed_group": "armed_group", "organisation": "organisation", "state": "official", "state_force": "official", "person": "official", "civilians": "witness",
    "unknown": "organisation",
}  # fmt: skip
"""What kind of source a kind of party mostly is."""

_lock = threading.Lock()


class Candidate(NamedTuple):
    """An entry of the gazetteer or the registry."""

    id: str
    name: str
    kind: str
    beside: str
    """What tells it from its namesakes: where it lies, what it is called in English."""


def reader() -> Reader:
    """The reader, whose tables are loaded once."""
    with _lock:
        return default_reader()


def warm() -> None:
    """Load the tables while the person still reads."""
    if not default_reader.cache_info().currsize and not _lock.locked():
        threading.Thread(target=reader, name="reader", daemon=True).start()


def propose(dimension: str, phrase: str, published: str | None, lands: Collection[str] = ()) -> dict[str, Any]:
    """The value of a dimension that a phrase tells, in the shape of records as far as the phrase goes; empty where the grammars find none.

    ``published`` is the EDTF that words like أمس count from; ``lands`` are names of countries that the report tells of, which decide between
    namesakes. A plain value is under ``value``; ``guess`` says that a name is nothing but the phrase itself.
    """
    if len(phrase) > LONGEST or not phrase.strip():
        return {}
    known = reader()
    tokens = Text(phrase)
    document = Document(tokens, known.lexicon)
    match dimension:
        case "time" | "published":
            return _first({"value": found} for m in dates.find(tokens) if (found := resolve(m, Published(published))))
        case "type" | "event":
            return _first({"value": t.sense.key} for t in triggers.find(document, set()))
        case "means":
            return _first({"value": sense.key} for i in document.having("means", 0, len(tokens)) if (sense := weapon(document, i)) is not None)
        case "figures" | "figure":
            return _figure(document)
        case "places":
            return _place(document, known, lands)
        case "agent" | "target" | "attribution":
            party = _first({"names": list(m.names), "kind": m.kind, "id": m.id} for m in actors.find(document, known.registry, set(), set()))
            out = party or {"names": [_bare(phrase)], "kind": "unknown", "id": None, "guess": True}
            return {**out, "kind": SOURCE_OF.get(out["kind"], "anonymous")} if dimension == "attribution" else out
        case "outlet" | "subject" | "object":
            named = _first({"names": list(m.names)} for m in actors.find(document, known.registry, set(), set()))
            return named or {"names": [_bare(phrase)], "guess": True}
    return {}


def _first(found: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return next(iter(found), {})


def _bare(phrase: str) -> str:
    return " ".join(phrase.split()).strip("«»\"'“”()[]،,.:؛؟!")


def _figure(document: Document) -> dict[str, Any]:
    tokens = document.text
    quantities = numbers.find(tokens)
    if not quantities:
        return {}
    drafts = figures.find(document, quantities, triggers.find(document, set()), set())
    q = quantities[0]
    noun = tokens.word(q.noun) if q.noun is not None else None
    out: dict[str, Any] = {"low": q.low, "best": q.best, "high": q.high, "approx": q.approx, "hedge": q.hedge, "noun": noun}
    if drafts:
        out.update(measure=drafts[0].measure, attributes=sorted(drafts[0].attributes))
    return out


def _place(document: Document, known: Reader, lands: Collection[str]) -> dict[str, Any]:
    found = places.find(document.text, known.gazetteer, set(), document.info)
    if not found:
        return {"names": [_bare(document.text.raw)], "guess": True}
    first = found[0]
    out: dict[str, Any] = {"names": list(first.names), "relation": first.relation, "distance_km": first.distance_km, "within": list(first.within), "candidates": list(first.candidates)}
    ranked = _ranked([known.gazetteer.by_id[i] for i in first.candidates if i in known.gazetteer.by_id], lands)
    if ranked:
        out["id"] = first.id if first.id is not None and _land(known, first.id) in lands else ranked[0].id
    return out


def _land(known: Reader, ident: str) -> str:
    entry = known.gazetteer.by_id.get(ident)
    return known.gazetteer.path(entry)[0] if entry is not None else ""


def _ranked(found: Sequence[PlaceEntry], lands: Collection[str]) -> list[PlaceEntry]:
    gazetteer = reader().gazetteer
    return sorted(found, key=lambda e: (gazetteer.path(e)[0] not in lands, e.kind == "governorate", -e.population))


# -- entries to choose from ---------------------------------------------------------------------------------


def place(ident: str) -> PlaceEntry | None:
    """A place of the gazetteer."""
    return reader().gazetteer.by_id.get(ident)


def path(entry: PlaceEntry) -> list[str]:
    """What a place lies in, widest first, and itself."""
    return reader().gazetteer.path(entry)


def body(ident: str) -> Entry | None:
    """A body of the registry, or an outlet."""
    registry = reader().registry
    return registry.actors.get(ident) or registry.outlets.get(ident)


def places_called(name: str) -> list[str]:
    """The ids of all places of the gazetteer that bear this name in any spelling."""
    return [e.id for e in reader().gazetteer.lookup(name)]


def body_called(name: str) -> Entry | None:
    """The one body of the registry that bears this name in any spelling; None where none or several do."""
    folded = fold_word(_bare(name))
    found = {ident for key, ident, outlet in _names() if key == folded and not outlet}
    return body(found.pop()) if len(found) == 1 else None


def places_named(name: str, lands: Collection[str] = (), first: Sequence[str] = ()) -> list[Candidate]:
    """Places of the gazetteer by name, those with ``first`` ids before; then those whose name begins so."""
    gazetteer = reader().gazetteer
    folded = fold_word(name)
    found = [gazetteer.by_id[i] for i in first if i in gazetteer.by_id]
    found += _ranked(gazetteer.lookup(name), lands)
    if len(folded) > 1 and len(found) < CANDIDATES:
        found += _ranked([e for key, entries in gazetteer.index.items() if key.startswith(folded) for e in entries], lands)
    out = []
    for entry in list(dict.fromkeys(e.id for e in found))[:CANDIDATES]:
        one = gazetteer.by_id[entry]
        out.append(Candidate(one.id, one.name, one.kind, "، ".join(reversed(gazetteer.path(one)[:-1]))))
    return out


def bodies_named(name: str, first: Sequence[str] = (), outlets: bool = False) -> list[Candidate]:
    """Bodies of the registry by name (with ``outlets`` those, too): the same name first, then those that hold it."""
    folded = fold_word(_bare(name))
    if not folded:
        return []
    exact, begun, inside = [], [], []
    for key, ident, outlet in _names():
        if outlet and not outlets:
            continue
        if key == folded:
            exact.append(ident)
        elif key.startswith(folded):
            begun.append(ident)
        elif len(folded) > 2 and folded in key:
            inside.append(ident)
    out = []
    for ident in list(dict.fromkeys((*first, *exact, *begun, *inside)))[:CANDIDATES]:
        entry = body(ident)
        if entry is not None:
            out.append(Candidate(entry.id, entry.names[0], entry.kind, entry.en))
    return out


@cache
def _names() -> list[tuple[str, str, bool]]:
    registry = reader().registry
    both = ((registry.actors, False), (registry.outlets, True))
    return [(fold_word(name), entry.id, outlet) for table, outlet in both for entry in table.values() for name in (*entry.names, entry.en) if name]

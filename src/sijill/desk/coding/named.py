"""What a name that a person writes stands for, where nobody chooses among namesakes: decided where one entry alone bears it, else left open."""

from __future__ import annotations

from typing import Any

from sijill.arabic import fold_word
from sijill.desk.coding import phrases


def place(name: str, pick: str = "") -> dict[str, Any]:
    """A place in the shape of records. Words like "south of" are read as such; of namesakes that is meant which was picked (its id), else none:
    they are its candidates. ``none`` as what was picked: it is none of the gazetteer's."""
    out: dict[str, Any] = {"names": [name], "relation": "in", "within": [], "distance_km": None, "id": None, "lat": None, "lon": None, "precision": None, "path": [], "candidates": []}
    bearers = phrases.places_called(name)
    if not bearers:
        found = phrases.propose("places", name, None)
        known = [str(n) for n in found.get("names") or ()]
        # Where more was written than what is known by that name, the words stand for themselves.
        if known and not found.get("guess") and found["relation"] != "in" and fold_word(name).endswith(fold_word(known[0])):
            out.update(names=known, relation=found["relation"], within=found["within"], distance_km=found["distance_km"])
            bearers = list(found["candidates"])
    if pick == "none":
        return out
    picked = phrases.place(pick) if pick else None
    entry = picked if picked is not None or len(bearers) != 1 else phrases.place(bearers[0])
    out["candidates"] = bearers if entry is None else [entry.id]
    if entry is not None:
        out.update(
            names=list(dict.fromkeys([*out["names"], entry.name, *entry.aliases])), id=entry.id, lat=entry.lat, lon=entry.lon, precision=entry.precision, path=phrases.path(entry),
        )  # fmt: skip
    return out


def party(name: str) -> dict[str, Any]:
    """A party in the shape of records; its kind is unknown where neither the registry nor the words tell it."""
    entry = phrases.body_called(name)
    if entry is not None:
        return {"names": list(dict.fromkeys([name, *entry.names])), "kind": entry.kind, "id": entry.id}
    found = phrases.propose("agent", name, None)
    if found.get("guess") or fold_word(name) not in {fold_word(str(n)) for n in found.get("names") or ()}:
        return {"names": [name], "kind": "unknown", "id": None}
    return {"names": list(dict.fromkeys([name, *found["names"]])), "kind": found["kind"], "id": found["id"]}

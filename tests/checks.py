"""What must hold of every reading of every text, and what of a reading must not depend on spelling."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import msgspec

from sijill.arabic import fold_word
from sijill.ontology import FAMILY
from sijill.records import Actor, Event, Evidence, Figure, Place, ProfileClaim, Reading, Source

SAMPLES = sorted((Path(str(resources.files("sijill"))) / "samples").glob("*.txt"))
MODALITIES = {"reported", "claimed", "planned", "denied", "hypothetical"}

Spanned = Actor | Event | Evidence | Figure | Place | ProfileClaim | Source


def spans(reading: Reading) -> Iterable[Spanned]:
    """Everything in a reading that names characters of the text."""
    for found in reading.evidence.values():
        yield from found
    for event in reading.events:
        yield event
        yield from event.mentions
        for found in event.evidence.values():
            yield from found
        for figure in event.figures:
            yield figure
            yield from figure.attribution
        yield from (*event.places, *event.agent, *event.target, *event.attribution)
    for claim in reading.profile:
        yield claim
        yield from claim.attribution
        if claim.figure is not None:
            yield claim.figure


def check(text: str, reading: Reading) -> None:
    """Every value stands on characters of the text, says which, and survives the way through JSON."""
    for item in spans(reading):
        assert 0 <= item.start < item.end <= len(text), item
        assert text[item.start : item.end].strip(), item
        assert item.rule, item
        if isinstance(item, Figure):
            assert item.text == text[item.start : item.end]
            assert item.noun is None or item.noun in text
            bounds = [x for x in (item.low, item.best, item.high) if x is not None]
            assert bounds and bounds == sorted(bounds), item
        elif isinstance(item, Event):
            assert item.trigger == text[item.start : item.end]
        elif isinstance(item, Actor | Place | Source):
            assert item.names and all(name.strip() for name in item.names), item
            assert len(item.names) == len(set(item.names)), item
    for number, event in enumerate(reading.events, 1):
        assert event.id == f"e{number}"
        assert event.type in FAMILY and event.modality in MODALITIES
        assert event.evidence["type"] and event.mentions
        for slot in ("time", "places", "agent", "target", "attribution"):
            assert getattr(event, slot) or slot in event.reasons, (slot, event)
        assert event.time is None or event.evidence.get("time") or event.rule, event
    assert reading.published or "published" in reading.reasons
    assert reading.outlet or "outlet" in reading.reasons
    assert reading.sha256 == hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


def folded(names: list[str]) -> frozenset[str]:
    return frozenset(fold_word(name) for name in names)


def values(reading: Reading) -> dict[str, list[object]]:
    """What a reading says, names folded and offsets left out: what no change of spelling may touch."""

    def figure(f: Figure) -> tuple[object, ...]:
        return f.measure, f.low, f.best, f.high, f.approx, tuple(f.attributes)

    return {
        "outlet": [folded(reading.outlet)],
        "published": [reading.published],
        "type": [e.type for e in reading.events],
        "trigger": [fold_word(e.trigger) for e in reading.events],
        "modality": [e.modality for e in reading.events],
        "time": [e.time for e in reading.events],
        "figures": [sorted(map(repr, map(figure, e.figures))) for e in reading.events],
        "places": [[(folded(p.names), p.relation, folded(p.within), p.distance_km, p.id) for p in e.places] for e in reading.events],
        "agent": [[(folded(a.names), a.kind, a.id) for a in e.agent] for e in reading.events],
        "target": [[(folded(a.names), a.kind, a.id) for a in e.target] for e in reading.events],
        "means": [e.means for e in reading.events],
        "attribution": [[(folded(s.names), s.kind) for s in e.attribution] for e in reading.events],
        "profile": [(c.relation, folded(c.subject), folded(c.object or []), c.time) for c in reading.profile],
    }

"""How sure the reader is of an event and of each of its values.

A logistic model for each dimension (event, time, modality, places, agent, target, figures, attribution, profile) over what
the finished record itself shows: the rule that read the value, how far its characters lie from the trigger, what
else was read beside it.  The weights are a table, ``confidence.tsv`` of a pack, fitted by ``sijill calibrate`` to
reports that the reader had never met (``sijill.calibration``); a value given 0.9 was right there nine times in ten.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from sijill.errors import KnowledgeError
from sijill.knowledge.tables import rows
from sijill.ontology import FAMILY
from sijill.records import Actor, Event, Figure, Place, ProfileClaim, Source

Value = Place | Actor | Figure | Source
Features = list[str]
V = TypeVar("V", Place, Actor, Figure, Source)

DIMENSIONS: Final = ("event", "time", "modality", "places", "agent", "target", "figures", "attribution", "profile")

EVENT: Final = "event"
"""The one feature with a value of its own: in a value's model, the log-odds of the event that holds it."""

_STOP: Final = re.compile(r"[.!?؟\n]+")
_NEAR: Final = (20, 60, 150)
"""Where the distance of a value from its trigger (code points) changes class."""


class Model:
    """The weights: ``{dimension: {feature: weight}}``."""

    def __init__(self, weights: dict[str, dict[str, float]]) -> None:
        self.weights = weights

    def log_odds(self, dimension: str, features: Features, event: float = 0.0) -> float:
        """The log-odds that a thing with these features is right."""
        weight = self.weights.get(dimension, {})
        total = weight.get("intercept", 0.0) + event * weight.get(EVENT, 0.0)
        for feature in features:
            total += weight.get(feature, 0.0)
        return total


def load(folders: Sequence[Path]) -> Model:
    """The weights of all packs; a later pack's row replaces an earlier one's. Raises ``KnowledgeError``."""
    weights: dict[str, dict[str, float]] = {}
    for folder in folders:
        path = folder / "confidence.tsv"
        if not path.is_file():
            continue
        for number, (dimension, feature, weight) in rows(path, ("dimension", "feature", "weight")):
            if dimension not in DIMENSIONS:
                raise KnowledgeError(f"{path}:{number}: no dimension {dimension!r}; write one of {', '.join(DIMENSIONS)}")
            try:
                weights.setdefault(dimension, {})[feature] = float(weight)
            except ValueError:
                raise KnowledgeError(f"{path}:{number}: the weight {weight!r} is no number; write one such as -0.35") from None
    return Model(weights)


def rate(text: str, events: list[Event], model: Model) -> list[Event]:
    """The same events, each with the confidence of itself and of all its values."""
    scene = Scene(text, events)
    out = []
    for event in events:
        odds = model.log_odds("event", event_features(event, scene))
        confidences = {
            "time": _share(model.log_odds("time", time_features(event), odds)) if event.time is not None else 0.0,
            "modality": _share(model.log_odds("modality", modality_features(event), odds)),
        }
        out.append(msgspec.structs.replace(
            event, confidence=_share(odds), confidences=confidences,
            places=[_rated(p, "places", event.places, event, scene, model, odds) for p in event.places],
            agent=[_rated(a, "agent", event.agent, event, scene, model, odds) for a in event.agent],
            target=[_rated(a, "target", event.target, event, scene, model, odds) for a in event.target],
            figures=[_rated(f, "figures", event.figures, event, scene, model, odds) for f in event.figures],
            attribution=[_rated(s, "attribution", event.attribution, event, scene, model, odds) for s in event.attribution],
        ))  # fmt: skip
    return out


def rate_rows(rows: list[ProfileClaim], model: Model) -> list[ProfileClaim]:
    """The same lasting statements, each with its confidence."""
    return [msgspec.structs.replace(r, confidence=_share(model.log_odds("profile", row_features(r)))) for r in rows]


def _rated(
    value: V, dimension: str, beside: Sequence[Value], event: Event, scene: Scene, model: Model, odds: float
) -> V:
    return msgspec.structs.replace(value, confidence=_share(model.log_odds(dimension, value_features(value, beside, event, scene), odds)))


def _share(odds: float) -> float:
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))), 2)


# -- what a record shows ----------------------------------------------------------------------------------


class Scene:
    """What the events of one report have in common: its sentences, which events share a sentence, a type or a value."""

    def __init__(self, text: str, events: Sequence[Event]) -> None:
        self.length = max(1, len(text))
        self.stops = [m.end() for m in _STOP.finditer(text)]
        self.crowd = Counter(self.sentence(e.start) for e in events)
        self.types = Counter(e.type for e in events)
        self.shared = Counter(
            v.start for e in events for values in (e.places, e.agent, e.target, e.figures, e.attribution) for v in values
        )
        self.events = len(events)

    def sentence(self, offset: int) -> int:
        """The number of the sentence that an offset lies in."""
        return bisect_right(self.stops, offset)


def event_features(event: Event, scene: Scene) -> Features:
    """What bears on whether there is such an event."""
    form = event.rule.rsplit(".", 1)[-1]
    filled = bool(event.agent) + bool(event.target) + bool(event.places) + bool(event.figures)
    return [
        f"type={event.type}",
        f"family={FAMILY.get(event.type, '')}",
        f"form={form}",
        f"shape={form}+{filled}",
        f"agent={bool(event.agent)}",
        f"target={bool(event.target)}",
        f"places={bool(event.places)}",
        f"figures={bool(event.figures)}",
        f"modality={event.modality}",
        f"mentions={min(3, len(event.mentions))}",
        f"time={_time_rule(event)}",
        f"attributed={bool(event.attribution)}",
        f"crowd={min(4, scene.crowd[scene.sentence(event.start)])}",
        f"twins={min(3, scene.types[event.type])}",
        f"where={min(3, 4 * event.start // scene.length)}",
        f"events={min(4, scene.events // 4)}",
    ]


def time_features(event: Event) -> Features:
    """What bears on whether the event's time is right."""
    found = event.evidence.get("time")
    gap = _gap(found[0].start - event.start) if found else "none"
    return [
        f"rule={_time_rule(event)}", f"gap={gap}", f"grain={_grain(event.time or '')}", f"modality={event.modality}",
        f"family={FAMILY.get(event.type, '')}",
    ]  # fmt: skip


def modality_features(event: Event) -> Features:
    """What bears on whether the event's modality is right."""
    found = event.evidence.get("modality")
    return [f"modality={event.modality}", f"marked={bool(found)}", f"family={FAMILY.get(event.type, '')}"]


def value_features(value: Value, beside: Sequence[Value], event: Event, scene: Scene) -> Features:
    """What bears on whether a place, party, figure or source of an event is right."""
    apart = scene.sentence(value.start) - scene.sentence(event.start)
    out = [
        f"rule={value.rule}",
        f"gap={_gap(value.start - event.start)}" if apart == 0 else f"apart={max(-3, min(2, apart))}",
        f"beside={min(3, len(beside))}",
        f"shared={min(4, scene.shared[value.start])}",
        f"family={FAMILY.get(event.type, '')}",
        f"form={event.rule.rsplit('.', 1)[-1]}",
    ]
    if isinstance(value, Place):
        out += [f"known={value.id is not None}", f"relation={value.relation}"]
    elif isinstance(value, Figure):
        out += [f"measure={value.measure}", f"one={value.best == 1}"]
    else:
        out += [f"kind={value.kind}", f"words={min(3, value.names[0].count(' ') + 1) if value.names else 0}"]
    return out


def row_features(row: ProfileClaim) -> Features:
    """What bears on whether a lasting statement is right."""
    return [f"relation={row.relation}", f"rule={row.rule}", f"attributed={bool(row.attribution)}", f"object={row.object is not None}"]


def _gap(distance: int) -> str:
    side = "before" if distance < 0 else "after"
    for limit in _NEAR:
        if abs(distance) <= limit:
            return f"{side}{limit}"
    return f"{side}more"


def _time_rule(event: Event) -> str:
    found = event.evidence.get("time")
    return found[0].rule if found else "none" if event.time is None else "bounded"


def _grain(time: str) -> str:
    if "/" in time:
        first, _, last = time.partition("/")
        return "until" if first == ".." else "since" if last == ".." else "range"
    return ("year", "month", "day")[min(2, time.count("-"))]

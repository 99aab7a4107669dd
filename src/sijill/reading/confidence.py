"""How sure the reader is of an event and of each of its values.

A logistic model for each dimension (event, time, modality, places, agent, target, figures, attribution, profile) over what
the finished record itself shows: the rule that read the value, how far its characters lie from the trigger, what
else was read beside it.  The weights are a table, ``confidence.tsv`` of a pack, fitted by ``sijill calibrate`` to
reports that the reader had never met (``sijill.calibration``); a value given 0.9 was right there nine times in ten.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import force_setattr

from sijill.errors import KnowledgeError
from sijill.knowledge.tables import rows
from sijill.ontology import FAMILY
from sijill.records import Actor, Event, Figure, Place, ProfileClaim, Source

Value = Place | Actor | Figure | Source
Features = list[str]

DIMENSIONS: Final = ("event", "time", "modality", "places", "agent", "target", "figures", "attribution", "profile")

EVENT: Final = "event"
"""The one feature with a value of its own: in a value's model, the log-odds of the event that holds it."""

_STOPS: Final = ".!?؟\n"
_NEAR: Final = (20, 60, 150)
"""Where the distance of a value from its trigger (code points) changes class."""


# What a model looks at, in the order in which the weights are added up; a feature is written ``name=value``, and a value
# None is no feature.
_EVENT_COLUMNS: Final = (
    "type", "family", "form", "shape", "agent", "target", "places", "figures", "modality", "mentions", "time", "attributed", "crowd",
    "twins", "where", "events",
)  # fmt: skip
_TIME_COLUMNS: Final = ("rule", "gap", "grain", "modality", "family")
_MODALITY_COLUMNS: Final = ("modality", "marked", "family")
_VALUE_COLUMNS: Final = ("rule", "gap", "apart", "beside", "shared", "family", "form")
_PLACE_COLUMNS: Final = (*_VALUE_COLUMNS, "known", "relation")
_FIGURE_COLUMNS: Final = (*_VALUE_COLUMNS, "measure", "one")
_NAMED_COLUMNS: Final = (*_VALUE_COLUMNS, "kind", "words")
_ROW_COLUMNS: Final = ("relation", "rule", "attributed", "object")
_COLUMNS: Final = {
    "event": _EVENT_COLUMNS, "time": _TIME_COLUMNS, "modality": _MODALITY_COLUMNS, "places": _PLACE_COLUMNS,
    "agent": _NAMED_COLUMNS, "target": _NAMED_COLUMNS, "figures": _FIGURE_COLUMNS, "attribution": _NAMED_COLUMNS,
    "profile": _ROW_COLUMNS,
}  # fmt: skip
Shown = str | int | bool | None
Values = tuple[Shown, ...]
"""What one thing shows, column by column."""


def _features(columns: tuple[str, ...], values: Values) -> Features:
    return [f"{name}={value}" for name, value in zip(columns, values, strict=True) if value is not None]


class Model:
    """The weights: ``{dimension: {feature: weight}}``."""

    def __init__(self, weights: dict[str, dict[str, float]]) -> None:
        self.weights = weights
        self._tables = {dimension: _tables(weights.get(dimension, {}), _COLUMNS[dimension]) for dimension in DIMENSIONS}
        self._bases = {
            dimension: (own.get("intercept", 0.0), own.get(EVENT, 0.0))
            for dimension in DIMENSIONS for own in [weights.get(dimension, {})]
        }  # fmt: skip

    def log_odds(self, dimension: str, features: Features, event: float = 0.0) -> float:
        """The log-odds that a thing with these features is right."""
        weight = self.weights.get(dimension, {})
        total = weight.get("intercept", 0.0) + event * weight.get(EVENT, 0.0)
        for feature in features:
            total += weight.get(feature, 0.0)
        return total

    def odds(self, dimension: str, values: Values, event: float = 0.0) -> float:
        """The same from what the thing shows, without writing the features out."""
        intercept, weight = self._bases[dimension]
        total = intercept + event * weight
        tables = self._tables[dimension]
        for k in range(len(tables)):
            total += tables[k].get(values[k], 0.0)
        return total


def _tables(weights: dict[str, float], columns: tuple[str, ...]) -> list[dict[Shown, float]]:
    """For each column the weights by the values as a record has them."""
    out: list[dict[Shown, float]] = []
    for column in columns:
        out.append({_value(f[len(column) + 1 :]): weight for f, weight in weights.items() if f.startswith(f"{column}=")})
    return out


def _value(written: str) -> Shown:
    if written in ("True", "False"):
        return written == "True"
    return int(written) if written.removeprefix("-").isdecimal() else written


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
    """The events, each with the confidence of itself and of all its values.

    It is written into the records themselves, which have just been made and which nobody holds yet: a copy of each would
    cost more than all the weighing.
    """
    scene = Scene(text, events)
    for event in events:
        odds = model.odds("event", _event_values(event, scene))
        confidences = {
            "time": _share(model.odds("time", _time_values(event), odds)) if event.time is not None else 0.0,
            "modality": _share(model.odds("modality", _modality_values(event), odds)),
        }
        force_setattr(event, "confidence", _share(odds))
        force_setattr(event, "confidences", confidences)
        own = Own(event, scene)
        _rate(event.places, "places", own, scene, model, odds)
        _rate(event.agent, "agent", own, scene, model, odds)
        _rate(event.target, "target", own, scene, model, odds)
        _rate(event.figures, "figures", own, scene, model, odds)
        _rate(event.attribution, "attribution", own, scene, model, odds)
    return events


def rate_rows(rows: list[ProfileClaim], model: Model) -> list[ProfileClaim]:
    """The lasting statements, each with its confidence, written likewise."""
    for row in rows:
        force_setattr(row, "confidence", _share(model.odds("profile", _row_values(row))))
    return rows


def _rate(values: Sequence[Value], dimension: str, own: Own, scene: Scene, model: Model, odds: float) -> None:
    for value in values:
        force_setattr(value, "confidence", _share(model.odds(dimension, _value_values(value, values, own, scene), odds)))


def _share(odds: float) -> float:
    """The share of such things that are right, in hundredths."""
    share = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    above = share * 100 + 0.5
    hundredths = math.floor(above)
    # round() writes the number out to round it; there is need of that only where it lies halfway
    return hundredths / 100 if _HALFWAY < above - hundredths < 1 - _HALFWAY else round(share, 2)


_HALFWAY: Final = 1e-6
"""How near to the middle of two hundredths a share leaves it to ``round`` which one is meant."""


# -- what a record shows ----------------------------------------------------------------------------------


class Scene:
    """What the events of one report have in common: its sentences, which events share a sentence, a type or a value."""

    def __init__(self, text: str, events: Sequence[Event]) -> None:
        self.length = max(1, len(text))
        self.stops = _stops(text)
        self.crowd: dict[int, int] = {}
        self.types: dict[str, int] = {}
        self.shared: dict[int, int] = {}
        for event in events:
            sentence = self.sentence(event.start)
            self.crowd[sentence] = self.crowd.get(sentence, 0) + 1
            self.types[event.type] = self.types.get(event.type, 0) + 1
            for values in (event.places, event.agent, event.target, event.figures, event.attribution):
                for value in values:
                    start = value.start
                    self.shared[start] = self.shared.get(start, 0) + 1
        self.events = len(events)

    def sentence(self, offset: int) -> int:
        """The number of the sentence that an offset lies in."""
        return bisect_right(self.stops, offset)


def _stops(text: str) -> list[int]:
    """Where the runs of stops and line ends in a text end, in order."""
    found: list[int] = []
    for sign in _STOPS:
        at = text.find(sign)
        while at >= 0:
            found.append(at)
            at = text.find(sign, at + 1)
    found.sort()
    return [at + 1 for n, at in enumerate(found) if n + 1 == len(found) or found[n + 1] != at + 1]


class Own:
    """What the values of one event have in common."""

    def __init__(self, event: Event, scene: Scene) -> None:
        self.start = event.start
        self.sentence = scene.sentence(event.start)
        self.family = FAMILY.get(event.type, "")
        self.form = event.rule.rpartition(".")[2]


def event_features(event: Event, scene: Scene) -> Features:
    """What bears on whether there is such an event."""
    return _features(_EVENT_COLUMNS, _event_values(event, scene))


def time_features(event: Event) -> Features:
    """What bears on whether the event's time is right."""
    return _features(_TIME_COLUMNS, _time_values(event))


def modality_features(event: Event) -> Features:
    """What bears on whether the event's modality is right."""
    return _features(_MODALITY_COLUMNS, _modality_values(event))


def value_features(value: Value, beside: Sequence[Value], event: Event, scene: Scene) -> Features:
    """What bears on whether a place, party, figure or source of an event is right."""
    columns = _PLACE_COLUMNS if isinstance(value, Place) else _FIGURE_COLUMNS if isinstance(value, Figure) else _NAMED_COLUMNS
    return _features(columns, _value_values(value, beside, Own(event, scene), scene))


def row_features(row: ProfileClaim) -> Features:
    """What bears on whether a lasting statement is right."""
    return _features(_ROW_COLUMNS, _row_values(row))


def _event_values(event: Event, scene: Scene) -> Values:
    form = event.rule.rpartition(".")[2]
    agent, target, places, figures = bool(event.agent), bool(event.target), bool(event.places), bool(event.figures)
    return (
        event.type, FAMILY.get(event.type, ""), form, f"{form}+{agent + target + places + figures}",
        agent, target, places, figures, event.modality, min(3, len(event.mentions)), _time_rule(event), bool(event.attribution),
        min(4, scene.crowd[scene.sentence(event.start)]), min(3, scene.types[event.type]),
        min(3, 4 * event.start // scene.length), min(4, scene.events // 4),
    )  # fmt: skip


def _time_values(event: Event) -> Values:
    found = event.evidence.get("time")
    gap = _gap(found[0].start - event.start) if found else "none"
    return _time_rule(event), gap, _grain(event.time or ""), event.modality, FAMILY.get(event.type, "")


def _modality_values(event: Event) -> Values:
    return event.modality, bool(event.evidence.get("modality")), FAMILY.get(event.type, "")


def _value_values(value: Value, beside: Sequence[Value], own: Own, scene: Scene) -> Values:
    start = value.start
    far = scene.sentence(start) - own.sentence
    gap = _gap(start - own.start) if far == 0 else None
    apart = None if far == 0 else max(-3, min(2, far))
    what: Shown
    how: Shown
    if isinstance(value, Place):
        what, how = value.id is not None, value.relation
    elif isinstance(value, Figure):
        what, how = value.measure, value.best == 1
    else:
        what, how = value.kind, min(3, value.names[0].count(" ") + 1) if value.names else 0
    return value.rule, gap, apart, min(3, len(beside)), min(4, scene.shared[start]), own.family, own.form, what, how


def _row_values(row: ProfileClaim) -> Values:
    return row.relation, row.rule, bool(row.attribution), row.object is not None


def _gap(distance: int) -> str:
    for n, limit in enumerate(_NEAR):
        if abs(distance) <= limit:
            return _BEFORE[n] if distance < 0 else _AFTER[n]
    return _BEFORE[-1] if distance < 0 else _AFTER[-1]


_BEFORE: Final = (*(f"before{limit}" for limit in _NEAR), "beforemore")
_AFTER: Final = (*(f"after{limit}" for limit in _NEAR), "aftermore")


def _time_rule(event: Event) -> str:
    found = event.evidence.get("time")
    return found[0].rule if found else "none" if event.time is None else "bounded"


def _grain(time: str) -> str:
    if "/" in time:
        first, _, last = time.partition("/")
        return "until" if first == ".." else "since" if last == ".." else "range"
    return ("year", "month", "day")[min(2, time.count("-"))]

"""Fitting confidences to what was right: the weights of ``confidence.tsv``, and how well they keep their word.

A judged value is a set of features (``sijill.reading.confidence``) and whether gold has the value.  The weights maximise
the likelihood less half of ``RIDGE`` times their squares (ridge logistic regression, le Cessie & van Houwelingen 1992),
found by Newton steps on one weight at a time, which for features that are there or not is quick and needs no matrix.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sijill.evaluation import compare, paired, same_figure, same_name, same_time
from sijill.reading import confidence
from sijill.reading.confidence import DIMENSIONS, EVENT, Model
from sijill.records import Event, Reading

RIDGE = 15.0
"""How strongly weights are held towards 0: a feature seen once or twice says little."""

_ROUNDS = 60
_ENOUGH = 1e-4

_ARGUMENTS = ("places", "agent", "target", "figures", "attribution")


class Judged(NamedTuple):
    """One value that was read: what bears on it, and whether it is right."""

    dimension: str
    features: list[str]
    event: int | None
    """Which judged value is the event that holds it."""
    right: bool


def judge(gold: Mapping[str, Any], reading: Reading, text: str) -> list[Judged]:
    """Every event and value of a reading, judged by the gold record of the same report.

    An event is right when it pairs with a gold event of the same type; a value when its event pairs and gold has an equal
    one, as ``sijill.evaluation`` compares them (a time when it shares at least half of the days).
    """
    record = msgspec.to_builtins(reading)
    scene = confidence.scene_of(text, reading.events)
    (comparison,) = compare({reading.doc: gold}, {reading.doc: record})
    partner = {s["id"]: g for g, s in comparison.events if s is not None}
    out: list[Judged] = []
    for event, said in zip(reading.events, record["events"], strict=True):
        out.extend(_judge_event(event, said, partner.get(event.id), scene, len(out)))
    rows = {s["id"] for g, s in comparison.profile if s is not None and g is not None}
    out.extend(Judged("profile", confidence.row_features(r), None, r.id in rows) for r in reading.profile)
    return out


def _judge_event(event: Event, said: Mapping[str, Any], gold: Mapping[str, Any] | None, scene: confidence.Scene, own: int) -> list[Judged]:
    paired_with = gold or {}
    out = [Judged("event", confidence.event_features(event, scene), None, paired_with.get("type") == event.type)]
    if event.time is not None:
        out.append(Judged("time", confidence.time_features(event, scene), own, same_time(paired_with.get("time"), event.time)))
    right = gold is not None and gold.get("modality", "reported") == event.modality
    out.append(Judged("modality", confidence.modality_features(event, scene), own, right))
    for key in _ARGUMENTS:
        alike = same_figure if key == "figures" else same_name
        hits = {j for _, j in paired(paired_with.get(key) or [], said[key], alike)}
        values = getattr(event, key)
        for j, value in enumerate(values):
            out.append(Judged(key, confidence.value_features(value, values, event, scene), own, j in hits))
    return out


def fit(reports: Sequence[Sequence[Judged]]) -> Model:
    """The weights that make the judged values of these reports likeliest."""
    model = Model({})
    for dimension in DIMENSIONS:
        cases: list[tuple[list[str], float, bool]] = []
        for judged in reports:
            for one in judged:
                if one.dimension == dimension:
                    cases.append((one.features, _event_odds(model, judged, one), one.right))
        if cases:
            model.weights[dimension] = weights(cases)
    return model


def shares(model: Model, reports: Iterable[Sequence[Judged]]) -> list[tuple[str, float, bool]]:
    """``(dimension, confidence, right)`` of every judged value under a model."""
    out = []
    for judged in reports:
        for one in judged:
            odds = model.log_odds(one.dimension, one.features, _event_odds(model, judged, one))
            out.append((one.dimension, 1 / (1 + math.exp(-odds)), one.right))
    return out


class Bin(NamedTuple):
    """The values given a confidence within one tenth."""

    low: float
    size: int
    confidence: float
    """Their mean confidence."""
    right: float
    """The share of them that is right."""


def reliability(values: Iterable[tuple[float, bool]], bins: int = 10) -> list[Bin]:
    """The reliability curve over bins of equal width (DeGroot & Fienberg 1983); empty bins are left out."""
    sums = [[0, 0.0, 0] for _ in range(bins)]
    for share, right in values:
        cell = sums[min(bins - 1, int(share * bins))]
        cell[0] += 1
        cell[1] += share
        cell[2] += right
    return [Bin(k / bins, int(n), total / n, hits / n) for k, (n, total, hits) in enumerate(sums) if n]


def calibration_error(curve: Sequence[Bin]) -> float:
    """The expected calibration error: the gap between confidence and share right, weighted by size (Naeini et al. 2015)."""
    count = sum(b.size for b in curve)
    return sum(b.size * abs(b.confidence - b.right) for b in curve) / count if count else 0.0


def held_out(reports: Sequence[Sequence[Judged]], parts: int = 5) -> list[tuple[str, float, bool]]:
    """``shares`` of every report under the model of the other parts; with fewer reports than parts, each is a part."""
    parts = min(parts, len(reports))
    out = []
    for part in range(parts):
        model = fit([r for k, r in enumerate(reports) if k % parts != part])
        out.extend(shares(model, reports[part::parts]))
    return out


def page(values: Sequence[tuple[str, float, bool]]) -> str:
    """Text for people: the reliability curve, and the calibration error of each dimension."""
    curve = reliability([(share, right) for _, share, right in values])
    lines = ["given      values  mean  right"]
    lines += [f"{b.low:.1f}-{b.low + 0.1:.1f} {b.size:>9}{b.confidence:>6.2f}{b.right:>7.2f}  {'█' * round(20 * b.right)}" for b in curve]
    lines.append(f"\nexpected calibration error {calibration_error(curve):.3f}")
    for dimension in DIMENSIONS:
        own = reliability([(share, right) for kind, share, right in values if kind == dimension])
        if own:
            lines.append(f"  {dimension:14}{sum(b.size for b in own):>6}{calibration_error(own):>8.3f}")
    return "\n".join(lines) + "\n"


def table(model: Model) -> str:
    """The rows of ``confidence.tsv``, weights that round to nothing left out."""
    lines = ["dimension\tfeature\tweight"]
    for dimension, weights in model.weights.items():
        for feature, weight in sorted(weights.items(), key=lambda w: (w[0] not in ("intercept", EVENT), w[0])):
            if abs(weight) >= 0.005:
                lines.append(f"{dimension}\t{feature}\t{weight:.2f}")
    return "\n".join(lines) + "\n"


def _event_odds(model: Model, judged: Sequence[Judged], one: Judged) -> float:
    return 0.0 if one.event is None else model.log_odds("event", judged[one.event].features)


def weights(cases: Sequence[tuple[list[str], float, bool]]) -> dict[str, float]:
    """Weights of the features, of the intercept and, where any case has log-odds of an event, of those."""
    columns: dict[str, list[tuple[int, float]]] = {"intercept": [(i, 1.0) for i in range(len(cases))]}
    if any(odds for _, odds, _ in cases):
        columns[EVENT] = [(i, odds) for i, (_, odds, _) in enumerate(cases)]
    for i, (features, _, _) in enumerate(cases):
        for feature in features:
            columns.setdefault(feature, []).append((i, 1.0))
    right = [1.0 if one[2] else 0.0 for one in cases]
    odds = [0.0] * len(cases)
    weights = dict.fromkeys(columns, 0.0)
    for _ in range(_ROUNDS):
        largest = 0.0
        for name, column in columns.items():
            ridge = 0.0 if name in ("intercept", EVENT) else RIDGE
            slope, curve = -ridge * weights[name], ridge + 1e-6
            for i, x in column:
                share = 1 / (1 + math.exp(-odds[i]))
                slope += x * (right[i] - share)
                curve += x * x * max(share * (1 - share), 0.01)
            step = slope / curve
            weights[name] += step
            largest = max(largest, abs(step))
            for i, x in column:
                odds[i] += x * step
        if largest < _ENOUGH:
            break
    return weights

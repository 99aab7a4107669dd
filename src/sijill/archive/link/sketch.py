"""A sketch: what of a claim tells at once, in a hundred bytes, how much it can be like another.

``linking.likeness`` weighs a pair in some ten microseconds; most pairs that meet in a block come nowhere near the threshold.  The
most points that a pair can have follow from numbers and from sets of 64 bits, for many pairs in one go: where two sets of bits have none in
common, neither have the names that set them.  The bound errs on the side of too many points alone, so that no link is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sijill.archive.link.pieces import Array
from sijill.linking.blocks import number
from sijill.linking.claims import REACH_DAYS, Claim
from sijill.linking.likeness import (
    APART_KM,
    FRESH,
    NEAR_KM,
    TOO_FAR,
    TOO_LATE,
    UNREAL,
    Weights,
    size,
    telling,
)
from sijill.ontology import FAMILY

_TYPES = {name: k for k, name in enumerate(sorted(FAMILY))}

_SLACK = 0.1
"""Points that rounding may hide: each part is rounded to hundredths, degrees are kept in 32 bits."""

_EARTH_KM = 6371.0088

_UNREAL, _BEFORE, _AFTER = 1, 2, 4

SKETCH = np.dtype([
    ("number", "u4"), ("report", "u4"), ("first", "i4"), ("last", "i4"), ("published", "i4"), ("lat", "f4"), ("lon", "f4"), ("telling", "f4"),
    ("places", "u8"), ("around", "u8"), ("containers", "u8"), ("agents", "u8"), ("targets", "u8"), ("people", "u8"), ("words", "u8"), ("figures", "u8"),
    ("measures", "u4"), ("means", "u4"), ("type", "u1"), ("flags", "u1"), ("breadth", "u1"), ("points", "u1"),
])  # fmt: skip
"""``number``, ``report``: place of claim and report in the order of the archive. Days are ordinals, 0 for none; ``lat``, ``lon`` those of the first point;
``telling`` that of the most telling figure."""


def sketch(claim: Claim) -> tuple[Any, ...]:
    """The sketch of a claim as a row of ``SKETCH``; ``number`` and ``report`` are left for whoever knows them."""
    span, event = claim.span, claim.event
    flags = _UNREAL * (event.modality in UNREAL) | (_BEFORE * span.before | _AFTER * span.after if span is not None else 0)
    point = claim.points[0] if claim.points else (0.0, 0.0)
    sized = [(f, x) for f in event.figures if (x := size(f))]
    return (
        0, 0, span.first if span else 0, span.last if span else 0, claim.published or 0, *point, max((telling(x) for _, x in sized), default=0.0),
        _bits(claim.places), _bits(claim.around), _bits(claim.containers), _bits(claim.agents), _bits(claim.targets), _bits(claim.people), _bits(claim.words),
        _bits(f"{f.measure} {f.low} {f.best} {f.high}" for f, _ in sized), _bits((f.measure for f, _ in sized), 32), _bits(event.means, 32),
        _TYPES[event.type], flags, claim.breadth, min(len(claim.points), 255),
    )  # fmt: skip


def _bits(names: Iterable[str], width: int = 64) -> int:
    out = 0
    for name in names:
        out |= 1 << (number(name) >> 20) % width
    return out


class Bound:
    """The most points that pairs can have."""

    def __init__(self, weights: Weights) -> None:
        self.points = weights.points
        self.least = weights.points["threshold"] - _SLACK
        self.kin = np.array([[weights.kin(a, b) for b in _TYPES] for a in _TYPES])

    def worth(self, table: Array, i: Array, j: Array) -> Array:
        """Which of the pairs of rows ``i`` and ``j`` may reach the threshold: a mask."""
        out = np.zeros(len(i), bool)
        near = np.flatnonzero(self._in_time(table, i, j))
        i, j = i[near], j[near]
        report, kind, flags = table["report"], table["type"], table["flags"]
        alike = (report[i] != report[j]) & self.kin[kind[i], kind[j]] & ((flags[i] & _UNREAL) == (flags[j] & _UNREAL))
        out[near[alike]] = self._most(table[i[alike]], table[j[alike]]) >= self.least
        return out

    @staticmethod
    def _in_time(table: Array, i: Array, j: Array) -> Array:
        first, last, flags = table["first"], table["last"], table["flags"]
        fi, fj, li, lj, gi, gj = first[i], first[j], last[i], last[j], flags[i], flags[j]
        latest = np.maximum(fi - REACH_DAYS * ((gi & _BEFORE) > 0), fj - REACH_DAYS * ((gj & _BEFORE) > 0))
        earliest = np.minimum(li + REACH_DAYS * ((gi & _AFTER) > 0), lj + REACH_DAYS * ((gj & _AFTER) > 0))
        return np.asarray(latest - earliest <= TOO_LATE)

    def _most(self, a: Array, b: Array) -> Array:
        p = self.points
        least, far = self._places(a, b)
        total = np.where(a["type"] == b["type"], p["type"], p["kin"]) + self._time(a, b) + least
        meets = {name: (a[name] & b[name]) != 0 for name in ("agents", "targets", "people", "words", "means", "figures", "measures")}
        both = (a["agents"] != 0) & (b["agents"] != 0)
        # Where bits meet, names may or may not; where none do, no name does.
        crossed = np.where(((a["agents"] & b["targets"]) | (a["targets"] & b["agents"])) != 0, max(p["party"], 0.0), 0.0)
        total += np.where(meets["agents"], max(p["agent"], max(p["party"], 0.0) + max(p["agent_apart"], 0.0)), crossed + np.where(both, p["agent_apart"], 0.0))
        total += np.where(meets["targets"], max(p["target"], 0.0), 0.0)
        told = (a["people"] != 0) & (b["people"] != 0)
        total += np.where(told, np.where(meets["people"], max(p["people"], p["people_apart"], 0.0), np.where(meets["targets"], max(p["people_apart"], 0.0), p["people_apart"])), 0.0)
        other = max(p["figure_near"], p["figure_apart"], 0.0)
        exact = p["figure"] * (1 + np.minimum(a["telling"], b["telling"]))
        total += np.where(meets["figures"], np.maximum(exact, other), np.where(meets["measures"], other, 0.0))
        total += np.where(meets["words"], max(p["word"], 0.0), 0.0) + np.where(meets["means"], max(p["means"], 0.0), 0.0)
        printed = (a["published"] != 0) & (b["published"] != 0) & (np.abs(a["published"] - b["published"]) <= 3)
        total += np.where(printed, p["news"], 0.0)
        total[far] = -np.inf
        return np.asarray(total)

    def _time(self, a: Array, b: Array) -> Array:
        p = self.points
        before = [(x["flags"] & _BEFORE) > 0 for x in (a, b)]
        after = [(x["flags"] & _AFTER) > 0 for x in (a, b)]
        gap = np.maximum(a["first"], b["first"]) - np.minimum(a["last"], b["last"])
        wide = np.maximum(a["first"] - REACH_DAYS * before[0], b["first"] - REACH_DAYS * before[1]) - np.minimum(
            a["last"] + REACH_DAYS * after[0], b["last"] + REACH_DAYS * after[1]
        )
        days = [x["last"] - x["first"] + 1 for x in (a, b)]
        news = self._is_news(a, b, before[0], before[1] | after[1], days[1]) | self._is_news(b, a, before[1], before[0] | after[0], days[0])
        meeting = np.where((days[0] == 1) & (days[1] == 1), p["day"], np.where(news, p["time_news"], p["time"] / (1 + np.log2(np.maximum(days[0], days[1])))))
        return np.asarray(np.where(gap > 0, np.where(wide <= 0, p["time_open"], p["time_gap"] * gap), meeting))

    @staticmethod
    def _is_news(told: Array, other: Array, before: Array, opened: Array, days: Array) -> Array:
        since = told["published"] - other["last"]
        return np.asarray((told["published"] != 0) & before & (told["last"] >= told["published"]) & ~opened & (days <= FRESH) & (since >= 0) & (since <= FRESH))

    def _places(self, a: Array, b: Array) -> tuple[Array, Array]:
        """The most points for places, and which pairs are too far apart to be one."""
        p = self.points
        told = (a["places"] != 0) & (b["places"] != 0)
        common = (a["places"] & b["places"]) != 0
        at = ((a["around"] & b["places"]) | (b["around"] & a["places"])) != 0
        inside = ((a["containers"] & b["places"]) | (b["containers"] & a["places"])) != 0
        breadth, widest = np.minimum(a["breadth"], b["breadth"]), np.maximum(a["breadth"], b["breadth"])
        parts = np.array([p[_SAME.get(k, "place_country")] for k in range(256)])
        same, part = parts[breadth], np.where(widest <= 5, p["place_part"], p["place_country"])
        other = np.where(widest <= 3, p["place_other"], 0.0)
        pointed = (a["points"] > 0) & (b["points"] > 0)
        single = (a["points"] == 1) & (b["points"] == 1)
        away = np.zeros(len(a))
        away[single] = _distance(a[single], b[single])
        near = np.where(
            ~pointed, other,
            np.where(~single, max(p["place_near"], p["place_apart"], p["place_other"], 0.0),
                     np.where(away <= NEAR_KM - 0.1, p["place_near"], np.where(away > APART_KM + 0.1, p["place_apart"],
                              np.where(away <= NEAR_KM + 0.1, max(p["place_near"], 0.0), np.where(away >= APART_KM - 0.1, np.maximum(other, p["place_apart"]), other))))),
        )  # fmt: skip
        most = np.where(common, np.maximum(same, near), near)
        most = np.where(common | at | inside, np.maximum(most, 0.0), most)
        most = np.where(at, np.maximum(most, p["place_at"]), most)
        most = np.where(inside, np.maximum(most, part), most)
        return np.where(told, most, 0.0), single & ~common & (away > TOO_FAR + 0.1)


_SAME = {1: "place", 2: "place", 0: "place", 3: "place_district", 5: "place_district", 4: "place_province"}
"""The part that a place in common counts as, by UCDP where_prec of the more precise side; wider ones count as a country."""


def _distance(a: Array, b: Array) -> Array:
    """Kilometres between first points, as ``distance_km`` has them."""
    lat1, lon1, lat2, lon2 = (np.radians(x[name].astype(float)) for x in (a, b) for name in ("lat", "lon"))
    h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(h)))

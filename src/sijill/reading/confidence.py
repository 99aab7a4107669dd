"""How sure the reader is of an event and of each of its values.

A logistic model for each dimension (event, time, modality, places, agent, target, figures, attribution, profile) over what
the finished record itself shows: the rule that read the value, how far its characters lie from the trigger, what
else was read beside it.  The weights are a table, ``confidence.tsv`` of a pack, fitted by ``sijill calibrate`` to
reports that the reader had never met (``sijill.calibration``); a value given 0.9 was right there nine times in ten.

The writer asks while it writes (:class:`Shown`, :class:`Seen`), so that no record is read again; calibration asks the records
(``event_features`` …).  Both see the same of a thing: its columns, in one order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from sijill.arabic.ordered import bisect_right
from sijill.errors import KnowledgeError
from sijill.knowledge.tables import rows
from sijill.ontology import FAMILY
from sijill.records import Actor, Event, Figure, Place, ProfileClaim, Source

DIMENSIONS: Final = ("event", "time", "modality", "places", "agent", "target", "figures", "attribution", "profile")

EVENT: Final = "event"
"""The one feature with a value of its own: in a value's model, the log-odds of the event that holds it."""

_STOPS: Final = ".!?؟\n"
_NEAR: Final = (20, 60, 150)
"""Where the distance of a value from its trigger (code points) changes class."""
_GAPS: Final = tuple(f"{side}{limit}" for side in ("before", "after") for limit in (*_NEAR, "more"))
"""The classes of a distance: behind the last comes that of what has none."""
_NO_GAP: Final = len(_GAPS)
_FARTHEST: Final = 3
"""So many sentences before the trigger a value is as far as it can be; so many behind it less one."""
_MANY: Final = 4
"""From here on it does not matter how many there are."""


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
Value = Place | Actor | Figure | Source
Features = list[str]


def _features(columns: tuple[str, ...], values: tuple[str | int | bool | None, ...]) -> Features:
    return [f"{name}={value}" for name, value in zip(columns, values, strict=True) if value is not None]


class _Table:
    """The weights of one dimension, column by column, as they are asked for: by a word, or by a number from 0 on."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self.intercept = weights.get("intercept", 0.0)
        self.event = weights.get(EVENT, 0.0)

    def words(self, column: str) -> dict[str, float]:
        """The weights of a column whose values are words."""
        return {f[len(column) + 1 :]: weight for f, weight in self.weights.items() if f.startswith(f"{column}=")}

    def listed(self, column: str, values: Iterable[object]) -> list[float]:
        """The weights of the values of a column, one after the other."""
        return [self.weights.get(f"{column}={value}", 0.0) for value in values]


class Shown:
    """What an event shows: what bears on whether there is such an event, and on its time and modality.

    What is there or not is 1 or 0.  ``time_rule`` is the rule of its time, else none or bounded; ``gap`` the class of the distance of the characters of the time.
    """

    __slots__ = (
        "agent", "attributed", "crowd", "events", "family", "figures", "form", "gap", "grain", "marked", "mentions", "modality", "places",
        "sentence", "start", "target", "time_rule", "twins", "type", "where",
    )  # fmt: skip

    def __init__(self, scene: Scene, type: str, form: str, modality: str, start: int) -> None:
        self.type, self.form, self.modality, self.start = type, form, modality, start
        self.family = _FAMILY.get(type, "")
        self.agent = self.target = self.places = self.figures = self.attributed = self.marked = self.mentions = 0
        self.time_rule, self.gap, self.grain = "none", _NO_GAP, ""
        self.sentence = scene.sentence(start)
        self.crowd, self.twins = min(_MANY, scene.crowd[self.sentence]), min(_MANY - 1, scene.types[type])
        self.where, self.events = min(3, 4 * start // scene.length), min(_MANY, scene.events // 4)

    def timed(self, time: str | None, rule: str, start: int) -> None:
        """Note the time, with the rule and the start of the characters that show it, "" and -1 where none do."""
        if rule:
            self.time_rule, self.gap = rule, _gap(start - self.start)
        elif time is not None:
            self.time_rule = "bounded"
        self.grain = _grain(time or "")

    def told(self, mentions: int) -> None:
        """Note how often it is told of."""
        self.mentions = min(_MANY - 1, mentions)

    def parts(self) -> int:
        """How many of its four kinds of arguments are there."""
        return self.agent + self.target + self.places + self.figures


class _Events(_Table):
    """What bears on whether there is such an event."""

    def __init__(self, weights: dict[str, float]) -> None:
        super().__init__(weights)
        self.type, self.family, self.form = self.words("type"), self.words("family"), self.words("form")
        self.shapes = {form: self.listed("shape", [f"{form}+{n}" for n in range(5)]) for form in ("verb", "noun")}
        self.agent, self.target = self.listed("agent", _YES_NO), self.listed("target", _YES_NO)
        self.places, self.figures = self.listed("places", _YES_NO), self.listed("figures", _YES_NO)
        self.modality, self.mentions, self.time = self.words("modality"), self.listed("mentions", range(_MANY)), self.words("time")
        self.attributed, self.crowd = self.listed("attributed", _YES_NO), self.listed("crowd", range(_MANY + 1))
        self.twins, self.where = self.listed("twins", range(_MANY)), self.listed("where", range(_MANY))
        self.events = self.listed("events", range(_MANY + 1))

    def odds(self, e: Shown) -> float:
        """The log-odds that there is such an event."""
        total = _plus(_plus(_plus(self.intercept, self.type, e.type), self.family, e.family), self.form, e.form)
        shapes = self.shapes.get(e.form)
        if shapes is not None:
            total += shapes[e.parts()]
        total = total + self.agent[e.agent] + self.target[e.target] + self.places[e.places] + self.figures[e.figures]
        total = _plus(_plus(total, self.modality, e.modality) + self.mentions[e.mentions], self.time, e.time_rule)
        return total + self.attributed[e.attributed] + self.crowd[e.crowd] + self.twins[e.twins] + self.where[e.where] + self.events[e.events]


class _Times(_Table):
    """What bears on whether an event's time is right."""

    def __init__(self, weights: dict[str, float]) -> None:
        super().__init__(weights)
        self.rule, self.gap = self.words("rule"), self.listed("gap", (*_GAPS, "none"))
        self.grain, self.modality, self.family = self.words("grain"), self.words("modality"), self.words("family")

    def odds(self, e: Shown, event: float) -> float:
        """The log-odds that the time is right."""
        total = _plus(self.intercept + event * self.event, self.rule, e.time_rule) + self.gap[e.gap]
        return _plus(_plus(_plus(total, self.grain, e.grain), self.modality, e.modality), self.family, e.family)


class _Modalities(_Table):
    """What bears on whether an event's modality is right."""

    def __init__(self, weights: dict[str, float]) -> None:
        super().__init__(weights)
        self.modality, self.marked, self.family = self.words("modality"), self.listed("marked", _YES_NO), self.words("family")

    def odds(self, e: Shown, event: float) -> float:
        """The log-odds that the modality is right."""
        return _plus(_plus(self.intercept + event * self.event, self.modality, e.modality) + self.marked[e.marked], self.family, e.family)


class Values(_Table):
    """What bears on whether a place, party, figure or source of an event is right.

    The last two columns are those of its kind: a word (relation, measure, kind) and a number (known, one, words).
    """

    def __init__(self, weights: dict[str, float], word: str, number: str) -> None:
        super().__init__(weights)
        self.rule, self.gap = self.words("rule"), [*self.listed("gap", _GAPS), 0.0]
        self.apart = self.listed("apart", range(-_FARTHEST, _FARTHEST))
        self.beside, self.shared = self.listed("beside", range(_MANY)), self.listed("shared", range(_MANY + 1))
        self.family, self.form, self.word = self.words("family"), self.words("form"), self.words(word)
        self.number = self.listed(number, range(_MANY) if number == "words" else _YES_NO)
        self.number_first = number == "known"
        """The columns of a place are the other way round."""

    def odds(self, v: Seen, event: float) -> float:
        """The log-odds that the value is right."""
        total = _plus(self.intercept + event * self.event, self.rule, v.rule)
        total = total + self.gap[v.gap] + self.apart[v.apart + _FARTHEST] + self.beside[v.beside] + self.shared[v.shared]
        total = _plus(_plus(total, self.family, v.event.family), self.form, v.event.form)
        if self.number_first:
            return _plus(total + self.number[v.number], self.word, v.word)
        return _plus(total, self.word, v.word) + self.number[v.number]


class Seen:
    """A value of an event as it bears on its being right; ``beside`` is how many of its kind the event has.

    ``word`` is its relation, measure or kind; ``number`` is 1 for a known place and for a figure of one, else the words of the name.
    ``apart`` counts the sentences from the trigger's, 0 where ``gap`` tells the distance.
    """

    __slots__ = ("apart", "beside", "event", "gap", "number", "rule", "shared", "word")

    def __init__(self, scene: Scene, event: Shown, rule: str, start: int, beside: int, word: str, number: int) -> None:
        self.event, self.rule, self.word, self.number = event, rule, word, number
        far = scene.sentence(start) - event.sentence
        self.gap = _gap(start - event.start) if far == 0 else _NO_GAP
        self.apart = max(-_FARTHEST, min(_FARTHEST - 1, far))
        self.beside, self.shared = min(_MANY - 1, beside), min(_MANY, scene.shared[start])


class Model:
    """The weights: ``{dimension: {feature: weight}}``, and what they give for what the writer writes."""

    def __init__(self, weights: dict[str, dict[str, float]]) -> None:
        self.weights = weights
        self.events = _Events(weights.get("event", {}))
        self.times = _Times(weights.get("time", {}))
        self.modalities = _Modalities(weights.get("modality", {}))
        self.places = Values(weights.get("places", {}), "relation", "known")
        self.agent, self.target = Values(weights.get("agent", {}), "kind", "words"), Values(weights.get("target", {}), "kind", "words")
        self.figures = Values(weights.get("figures", {}), "measure", "one")
        self.attribution = Values(weights.get("attribution", {}), "kind", "words")
        rows = _Table(weights.get("profile", {}))
        self.row_intercept, self.row_relation, self.row_rule = rows.intercept, rows.words("relation"), rows.words("rule")
        self.row_attributed, self.row_object = rows.listed("attributed", _YES_NO), rows.listed("object", _YES_NO)

    def log_odds(self, dimension: str, features: Features, event: float = 0.0) -> float:
        """The log-odds that a thing with these features is right."""
        weight = self.weights.get(dimension, {})
        total = weight.get("intercept", 0.0) + event * weight.get(EVENT, 0.0)
        for feature in features:
            total += weight.get(feature, 0.0)
        return total

    def of_row(self, relation: str, rule: str, attributed: int, named: int) -> float:
        """The confidence of a lasting statement; ``named`` is 1 where its object is a name."""
        total = _plus(_plus(self.row_intercept, self.row_relation, relation), self.row_rule, rule)
        return share(total + self.row_attributed[attributed] + self.row_object[named])


_YES_NO: Final = (False, True)
_FAMILY: Final = FAMILY


def _plus(total: float, weights: dict[str, float], value: str) -> float:
    """The total with the weight of a word, which may have none."""
    weight = weights.get(value)
    return total if weight is None else total + weight


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


def share(odds: float) -> float:
    """The share of such things that are right, in hundredths."""
    exact = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    above = exact * 100 + 0.5
    hundredths = math.floor(above)
    # round() writes the number out to round it; there is need of that only where it lies halfway
    return hundredths / 100 if _HALFWAY < above - hundredths < 1 - _HALFWAY else round(exact, 2)


_HALFWAY: Final = 1e-6
"""How near to the middle of two hundredths a share leaves it to ``round`` which one is meant."""


class Scene:
    """What the events of one report have in common: its sentences, which events share a sentence, a type or a value."""

    __slots__ = ("crowd", "events", "length", "shared", "stops", "types")

    def __init__(self, text: str) -> None:
        self.length = max(1, len(text))
        self.stops = _stops(text)
        self.crowd: dict[int, int] = {}
        self.types: dict[str, int] = {}
        self.shared: dict[int, int] = {}
        self.events = 0

    def add(self, type: str, start: int) -> None:
        """Note an event and where its characters start."""
        sentence = self.sentence(start)
        self.crowd[sentence] = self.crowd.get(sentence, 0) + 1
        self.types[type] = self.types.get(type, 0) + 1
        self.events += 1

    def share(self, start: int) -> None:
        """Note where the characters of a value start."""
        self.shared[start] = self.shared.get(start, 0) + 1

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


def _gap(distance: int) -> int:
    """The class of a distance, one of ``_GAPS``."""
    side, far = (0, -distance) if distance < 0 else (len(_NEAR) + 1, distance)
    for n in range(len(_NEAR)):
        if far <= _NEAR[n]:
            return side + n
    return side + len(_NEAR)


def _grain(time: str) -> str:
    if "/" in time:
        return "until" if time.startswith("../") else "since" if time.endswith("/..") else "range"
    return ("year", "month", "day")[min(2, time.count("-"))]


# -- what a record shows, to those who fit the weights ----------------------------------------------------


def scene_of(text: str, events: Sequence[Event]) -> Scene:
    """What the events of a reading have in common."""
    scene = Scene(text)
    for event in events:
        scene.add(event.type, event.start)
        for values in (event.places, event.agent, event.target, event.figures, event.attribution):
            for value in values:
                scene.share(value.start)
    return scene


def _shown(event: Event, scene: Scene) -> Shown:
    out = Shown(scene, event.type, event.rule.rpartition(".")[2], event.modality, event.start)
    out.agent, out.target = int(bool(event.agent)), int(bool(event.target))
    out.places, out.figures = int(bool(event.places)), int(bool(event.figures))
    out.told(len(event.mentions))
    out.attributed, out.marked = int(bool(event.attribution)), int(bool(event.evidence.get("modality")))
    found = event.evidence.get("time")
    out.timed(event.time, found[0].rule if found else "", found[0].start if found else -1)
    return out


def event_features(event: Event, scene: Scene) -> Features:
    """What bears on whether there is such an event."""
    e = _shown(event, scene)
    return _features(_EVENT_COLUMNS, (
        e.type, e.family, e.form, f"{e.form}+{e.parts()}", bool(e.agent), bool(e.target), bool(e.places), bool(e.figures), e.modality, e.mentions,
        e.time_rule, bool(e.attributed), e.crowd, e.twins, e.where, e.events,
    ))  # fmt: skip


def time_features(event: Event, scene: Scene) -> Features:
    """What bears on whether the event's time is right."""
    e = _shown(event, scene)
    return _features(_TIME_COLUMNS, (e.time_rule, "none" if e.gap == _NO_GAP else _GAPS[e.gap], e.grain, e.modality, e.family))


def modality_features(event: Event, scene: Scene) -> Features:
    """What bears on whether the event's modality is right."""
    e = _shown(event, scene)
    return _features(_MODALITY_COLUMNS, (e.modality, bool(e.marked), e.family))


def value_features(value: Value, beside: Sequence[Value], event: Event, scene: Scene) -> Features:
    """What bears on whether a place, party, figure or source of an event is right."""
    last: tuple[str | int | bool, str | int | bool]
    if isinstance(value, Place):
        columns, word, number = _PLACE_COLUMNS, value.relation, int(value.id is not None)
        last = (bool(number), word)
    elif isinstance(value, Figure):
        columns, word, number = _FIGURE_COLUMNS, value.measure, int(value.best == 1)
        last = (word, bool(number))
    else:
        columns, word, number = _NAMED_COLUMNS, value.kind, words_of(value.names)
        last = (word, number)
    v = Seen(scene, _shown(event, scene), value.rule, value.start, len(beside), word, number)
    gap, apart = (None, v.apart) if v.gap == _NO_GAP else (_GAPS[v.gap], None)
    return _features(columns, (v.rule, gap, apart, v.beside, v.shared, v.event.family, v.event.form, *last))


def words_of(names: list[str]) -> int:
    """How many words the first name has, three for more."""
    return min(_MANY - 1, names[0].count(" ") + 1) if names else 0


def row_features(row: ProfileClaim) -> Features:
    """What bears on whether a lasting statement is right."""
    return _features(_ROW_COLUMNS, (row.relation, row.rule, bool(row.attribution), row.object is not None))

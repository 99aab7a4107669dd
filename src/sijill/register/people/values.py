"""What people may put in: the shape and the terms of the value of each dimension, as records have them.

Everything raises ``RegisterError`` that names what is wrong and what to give instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

import msgspec

from sijill.errors import RegisterError
from sijill.ontology import FAMILY
from sijill.reading.date.edtf import parse_edtf
from sijill.records import Actor, Event, Figure, Modality, Place, ProfileClaim, Source

Span = tuple[int, int]
"""Code points ``[start, end)`` of the report's text."""

MODALITIES: Final = get_args(Modality)
PLACE_RELATIONS: Final = (
    "in", "near", "north_of", "south_of", "east_of", "west_of", "north_east_of", "north_west_of", "south_east_of", "south_west_of",
    "between", "along", "from", "to",
)  # fmt: skip
ACTOR_KINDS: Final = ("armed_group", "state_force", "state", "organisation", "person", "civilians", "unknown")
SOURCE_KINDS: Final = ("outlet", "correspondent", "organisation", "official", "armed_group", "social_media", "witness", "anonymous", "state_media")
MEASURES: Final = (
    "killed", "injured", "killed_or_injured", "captured", "arrested", "released", "missing", "abducted", "recruited", "trained", "deserted",
    "defected", "deployed", "bodies_recovered", "displaced", "attacks", "vehicles", "buildings", "fighters", "weapons", "money", "distance", "other",
)  # fmt: skip
ATTRIBUTES: Final = ("under_18", "women", "men", "civilians", "fighters", "commander", "foreign", "unidentified", "families", "bodies", "total", "updated")
RELATIONS: Final = (
    "affiliated_with", "backed_by", "allied_with", "rival_of", "led_by", "founded", "based_in", "operates_in", "recruits_from", "strength",
    "total_losses", "part_of", "controls", "described_as", "pays",
)  # fmt: skip

EVENT: Final = ("type", "modality", "time", "places", "agent", "target", "figures", "means", "attribution")
STATEMENT: Final = ("relation", "subject", "object", "figure", "time", "attribution")
REPORT: Final = ("published", "outlet")
LISTS: Final = frozenset(("places", "agent", "target", "figures", "means", "attribution"))
"""Dimensions that hold several values, each with an item of its own."""
NEEDED: Final = frozenset(("type", "modality", "relation", "subject"))
"""Dimensions without which there is no event or statement: corrected, never rejected."""

LONGEST: Final = 500
"""Characters of a name, a code or a phrase; a reason or a comment may have ten times as many."""
_LARGEST: Final = 1e12
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ITEM: Final[dict[str, Any]] = {"places": Place, "agent": Actor, "target": Actor, "figures": Figure, "figure": Figure, "attribution": Source}
_BLANK: Final[dict[Any, dict[str, Any]]] = {
    Place: {"relation": "in", "within": []},
    Actor: {"kind": "unknown"},
    Source: {"kind": "anonymous"},
    Figure: {"low": None, "best": None, "high": None, "text": ""},
}


def checked(dimension: str, value: Any, spans: Sequence[Span], text: str, beside: Mapping[str, Any] | None = None, at: int = 0) -> Any:
    """A value as it is kept: JSON builtins in the shape of records, its ``rule`` left empty for the number of the review.

    ``spans`` are the characters that the person points to, of which a record holds the first; without any, those of ``beside`` (the value that
    it takes the place of) are kept, else it stands on no characters at ``at``.
    """
    if dimension == "type":
        return _term(value, tuple(FAMILY), "event type")
    if dimension == "modality":
        return _term(value, MODALITIES, "modality")
    if dimension == "relation":
        return _term(value, RELATIONS, "relation")
    if dimension in ("time", "published"):
        return edtf(value)
    if dimension in ("outlet", "subject", "object"):
        return _names(value, dimension)
    if dimension == "means":
        if not isinstance(value, str) or _CODE.fullmatch(value) is None:
            raise RegisterError(f"{value!r} is no means; give a code such as air_strike, small_arms or ied")
        return value
    kind = _ITEM.get(dimension)
    if kind is None:
        raise RegisterError(f"{dimension!r} holds no value that people may give")
    return _item(kind, dimension, value, spans, text, beside, at)


def event(value: Any, spans: Sequence[Span], text: str) -> dict[str, Any]:
    """An event that people add: ``type`` and whatever else is known of it, in the shape of records; the first of ``spans`` is its trigger.

    Values in lists may bring ``start`` and ``end``; others stand on the trigger. ``evidence`` may hold ``{"time": [[start, end]]}`` and so on.
    """
    start, end = _trigger(spans, "event")
    given = _object(value, "event", ("evidence", "trigger", "id", "start", "end", *EVENT))
    out: dict[str, Any] = {"id": "", "trigger": text[start:end], "start": start, "end": end, "rule": "", "confidence": 1.0}
    out["type"] = checked("type", given.get("type"), spans, text)
    out["modality"] = checked("modality", given.get("modality") or "reported", spans, text)
    out["time"] = checked("time", given["time"], spans, text) if given.get("time") else None
    for dimension in EVENT[3:]:
        out[dimension] = _several(dimension, given.get(dimension), (start, end), text)
    pointed = _object(given.get("evidence") or {}, "evidence of the event", ("type", "time", "modality", "means"))
    evidence = {dimension: _spans(where, text) for dimension, where in pointed.items()}
    evidence["type"] = list(spans)
    if out["means"] and len(evidence.get("means", ())) != len(out["means"]):
        evidence["means"] = [(start, end)] * len(out["means"])
    out["evidence"] = {d: [{"start": a, "end": b, "rule": ""} for a, b in where] for d, where in evidence.items() if d == "type" or out[d]}
    out["reasons"] = {d: "whoever added the event gave none" for d in EVENT[2:] if not out[d] and d != "means"}
    _converted(out, Event, "event")
    return out


def statement(value: Any, spans: Sequence[Span], text: str) -> dict[str, Any]:
    """A lasting statement that people add: ``subject``, ``relation`` and ``object``, ``figure`` or ``time``; the first of ``spans`` is where it stands."""
    start, end = _trigger(spans, "statement")
    given = _object(value, "statement", ("id", "start", "end", *STATEMENT))
    out: dict[str, Any] = {"id": "", "start": start, "end": end, "rule": "", "confidence": 1.0}
    for dimension in ("relation", "subject"):
        out[dimension] = checked(dimension, given.get(dimension), spans, text)
    for dimension in ("object", "figure", "time"):
        out[dimension] = checked(dimension, given[dimension], spans, text) if given.get(dimension) else None
    out["attribution"] = _several("attribution", given.get("attribution"), (start, end), text)
    if not (out["object"] or out["figure"] or out["time"]):
        raise RegisterError("a statement says something of its subject; give its object, a figure or a time")
    _converted(out, ProfileClaim, "statement")
    return out


def edtf(value: Any) -> str:
    """A date or interval of the Extended Date/Time Format as far as the register reckons with it."""
    problem = RegisterError(f"{value!r} is no date; write 2021-04-05, 2021-04, 2021, 2021-04-05/2021-04-09, ../2021-04-05, with ? (uncertain) or ~ (about) behind it")
    if not isinstance(value, str):
        raise problem
    ends = value.split("/")
    if len(ends) > 2 or (len(ends) == 2 and ends[0] == ends[1] == ".."):
        raise problem
    for one in ends:
        if (len(ends) == 1 or one != "..") and (not one.isascii() or parse_edtf(one)[0] is None):
            raise problem
    interval = parse_edtf(value)[0]
    if interval is None or interval.lo > interval.hi:
        raise RegisterError(f"{value!r} ends before it begins; put the earlier date first")
    return value


def words(value: Any, what: str, most: int = LONGEST * 10) -> str:
    """A text that a database and a file can keep."""
    if not isinstance(value, str):
        raise RegisterError(f"{what}: {value!r} is no text")
    if len(value) > most:
        raise RegisterError(f"{what}: {len(value):,} characters; {most:,} at most")
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value):
        raise RegisterError(f"{what}: holds characters that are none (NUL, half a surrogate pair); take them out")
    return value


def name(who: Any) -> str:
    """Who does something."""
    if not isinstance(who, str) or not who.strip():
        raise RegisterError("nobody is named; say who does it")
    return words(who, "who", 150)


def inside(evidence: Any, text: str) -> list[Span]:
    """The characters that a person points to."""
    return _spans(evidence, text)


def core(value: Any) -> Any:
    """A value without where it stands, which rule read it and how sure that is: equal for two readings that say the same."""
    if isinstance(value, Mapping):
        return {k: core(v) for k, v in value.items() if k not in ("start", "end", "rule", "confidence", "text", "candidates")}
    return [core(v) for v in value] if isinstance(value, list | tuple) else value


def ruled(value: Any, rule: str) -> Any:
    """A kept value with its rule."""
    if isinstance(value, dict):
        return {k: rule if k == "rule" and v == "" else ruled(v, rule) for k, v in value.items()}
    return [ruled(v, rule) for v in value] if isinstance(value, list) else value


def item_type(dimension: str) -> Any:
    """The record that a value of a dimension is; None where it is a plain one."""
    return _ITEM.get(dimension)


# -- parts ------------------------------------------------------------------------------------------------


def _term(value: Any, known: Sequence[str], what: str) -> str:
    if value not in known or not isinstance(value, str):
        raise RegisterError(f"{value!r} is no {what}; one of {', '.join(known)}")
    return value


def _names(value: Any, what: str) -> list[str]:
    if not isinstance(value, list | tuple) or not value or not all(isinstance(n, str) and n.strip() for n in value):
        raise RegisterError(f"{what}: a list of names, the best first, none of them empty")
    return list(dict.fromkeys(words(n, what, LONGEST).strip() for n in value))


def _object(value: Any, what: str, keys: Sequence[str]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise RegisterError(f"{what}: an object with {', '.join(keys)}")
    if unknown := sorted(set(map(str, value)) - set(keys)):
        raise RegisterError(f"{what}: {unknown[0]!r} is not among {', '.join(keys)}")
    return dict(value)


def _several(dimension: str, value: Any, on: Span, text: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise RegisterError(f"{dimension}: a list")
    out = []
    for one in value:
        if dimension == "means":
            out.append(checked(dimension, one, (), text))
            continue
        own = [one["start"], one["end"]] if isinstance(one, Mapping) and "start" in one and "end" in one else on
        out.append(checked(dimension, one, _spans([own], text), text))
    return out


def _trigger(spans: Sequence[Span], what: str) -> Span:
    if not spans:
        raise RegisterError(f"point to the words that tell of the {what}: it needs evidence, the first of which is its trigger")
    return spans[0]


def _spans(evidence: Any, text: str) -> list[Span]:
    out = []
    for pair in evidence if isinstance(evidence, list | tuple) else [evidence]:
        whole = isinstance(pair, list | tuple) and len(pair) == 2 and all(type(n) is int for n in pair)
        if not whole or not 0 <= pair[0] < pair[1] <= len(text):
            raise RegisterError(f"{pair!r} are no characters of the report; give [start, end] with 0 <= start < end <= {len(text)}")
        out.append((pair[0], pair[1]))
    return out


def _item(kind: Any, dimension: str, value: Any, spans: Sequence[Span], text: str, beside: Mapping[str, Any] | None, at: int) -> dict[str, Any]:
    given = _object(value, dimension, kind.__struct_fields__)
    start, end = spans[0] if spans else (beside["start"], beside["end"]) if beside else (at, at)
    plain = {**_BLANK[kind], **given, "start": start, "end": end, "rule": "", "confidence": 1.0}
    if kind is Figure:
        if spans or not plain["text"]:
            plain["text"] = text[start:end]
        plain["attribution"] = _several("attribution", given.get("attribution"), (start, max(end, start + 1)), text)
    found = _converted(plain, kind, dimension)
    out: dict[str, Any] = msgspec.to_builtins(found)
    if kind is not Figure:
        out["names"] = _names(out["names"], f"{dimension}: names")
    for key, one in out.items():
        for word in one if isinstance(one, list) else [one]:
            if isinstance(word, str):
                words(word, f"{dimension}: {key}", LONGEST)
            elif isinstance(word, float) and not (math.isfinite(word) and abs(word) <= _LARGEST):
                raise RegisterError(f"{dimension}: {key}: {word!r} is too large; {_LARGEST:,.0f} at most")
    _CHECK[kind](out, dimension)
    return {key: one + 0.0 if isinstance(one, float) else one for key, one in out.items()}  # -0.0 comes back from a database as 0.0


def _converted(plain: dict[str, Any], kind: Any, what: str) -> Any:
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        raise RegisterError(f"{what}: {error}; docs/record-format.md tells the shape") from None


def _place(place: dict[str, Any], what: str) -> None:
    _term(place["relation"], PLACE_RELATIONS, "relation of a place")
    lat, lon, precision, distance = place["lat"], place["lon"], place["precision"], place["distance_km"]
    if (lat is None) != (lon is None):
        raise RegisterError(f"{what}: latitude and longitude come together; give both or neither")
    if lat is not None and not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise RegisterError(f"{what}: {lat:g}, {lon:g} is no point; latitude is -90 to 90, longitude -180 to 180")
    if precision is not None and not 1 <= precision <= 7:
        raise RegisterError(f"{what}: {precision} is no precision; 1 (exact) to 7 (unknown)")
    if distance is not None and distance < 0:
        raise RegisterError(f"{what}: a distance is not less than nothing; give kilometres")


def _actor(actor: dict[str, Any], what: str) -> None:
    _term(actor["kind"], ACTOR_KINDS, "kind of party")


def _source(source: dict[str, Any], what: str) -> None:
    _term(source["kind"], SOURCE_KINDS, "kind of source")


def _figure(figure: dict[str, Any], what: str) -> None:
    _term(figure["measure"], MEASURES, "measure")
    for attribute in figure["attributes"]:
        _term(attribute, ATTRIBUTES, "attribute of a figure")
    told = [n for n in (figure["low"], figure["best"], figure["high"]) if n is not None]
    if not told:
        raise RegisterError(f"{what}: a figure has a number; give low, best or high")
    if min(told) < 0 or told != sorted(told):
        raise RegisterError(f"{what}: low is not more than best, nor best more than high, and none is less than 0")


_CHECK: Final[dict[Any, Any]] = {Place: _place, Actor: _actor, Source: _source, Figure: _figure}

"""A value of either record in a few words, for tables and pages."""

from __future__ import annotations

from collections.abc import Callable

from sijill.evaluation.measures import Record


def brief(dimension: str, value: Record | None) -> str:
    """The value on one line; "" for none."""
    if value is None:
        return ""
    return " ".join(_WRITERS.get(dimension, _named)(value).split())


def _first(names: object) -> str:
    return str(names[0]) if isinstance(names, list) and names else str(names or "")


def _named(value: Record) -> str:
    name = _first(value.get("names"))
    return f"{value['relation']} {name}" if value.get("relation") else name


def _event(value: Record) -> str:
    return f"{value.get('type')} «{value.get('trigger') or ''}»"


def figure(value: Record) -> str:
    """Measure and bounds: ``killed 3``, ``killed 3/-/9 «…»``."""
    low, best, high = (value.get(key) for key in ("low", "best", "high"))
    if best is not None and low == best == high:
        bounds = f"{best:g}"
    else:
        bounds = "/".join("-" if b is None else f"{b:g}" for b in (low, best, high))
    return f"{value.get('measure')} {bounds}"


def _row(value: Record) -> str:
    said = figure(value["figure"]) if value.get("figure") else _first(value.get("object"))
    return f"{_first(value.get('subject'))} | {value.get('relation')} | {said} | {value.get('time') or ''}".rstrip("| ")


_WRITERS: dict[str, Callable[[Record], str]] = {
    "event": _event,
    "figures": figure,
    "profile": _row,
    "time": lambda value: str(value.get("time")),
    "modality": lambda value: str(value.get("modality")),
    "published": lambda value: str(value.get("published")),
}

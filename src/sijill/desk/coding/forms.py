"""The forms in which a value is given: what they begin with, and what a person sent in them as a value in the shape of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from sijill.desk.coding import named, phrases
from sijill.desk.coding.phrases import Candidate
from sijill.errors import RegisterError

Span = tuple[int, int]

SHAPES: Mapping[str, str] = {
    "type": "type", "modality": "modality", "time": "time", "published": "time", "places": "place", "agent": "party", "target": "party", "attribution": "source",
    "figures": "figure", "figure": "figure", "means": "means", "outlet": "names", "subject": "names", "object": "names", "relation": "relation",
    "event": "event", "statement": "statement",
}  # fmt: skip
"""The form of each dimension."""


class Form(NamedTuple):
    """A form as it is shown. ``given`` are its fields, ``candidates`` what can be picked, ``picked`` the id among them."""

    shape: str
    given: Mapping[str, Any]
    candidates: Sequence[Candidate] = ()
    picked: str = ""
    proposed: bool = False
    """Whether the fields were read from the words that the person points to."""


def form(dimension: str, before: Any, phrase: str, published: str | None, lands: Sequence[str], asked: str = "") -> Form:
    """The form for a value: it begins with what the grammars read from ``phrase``, else with the value ``before`` (JSON builtins); ``asked`` is a name to look up."""
    shape = SHAPES[dimension]
    found = phrases.propose(dimension, phrase, published, lands) if phrase else {}
    guess = found.pop("guess", False)
    was = before if isinstance(before, Mapping) else {"value": before} if isinstance(before, str) else {"names": before} if isinstance(before, list) else {}
    given: dict[str, Any] = {**was, **found}
    names = list(given.get("names") or [])
    name = asked or (names[0] if names else "")
    first = [i for i in (found.get("id") or was.get("id"), *(given.get("candidates") or ())) if i]
    if shape == "place":
        candidates = phrases.places_named(name, lands, () if asked else first) if name else []
    elif shape == "event":
        candidates = phrases.places_named(asked, lands) if asked else []
    elif shape in ("party", "source"):
        candidates = phrases.bodies_named(name, () if asked else [i for i in first if i], outlets=shape == "source") if name else []
    else:
        candidates = []
    picked = str(found.get("id") or was.get("id") or "") if not asked else candidates[0].id if candidates else ""
    if shape == "event":
        bearers = phrases.places_called(asked) if asked else []
        picked = bearers[0] if len(bearers) == 1 else ""
    if asked:
        given["names"] = [asked]
    for bound in ("low", "best", "high", "distance_km"):
        given[bound] = _written(given.get(bound))
    given["name"] = (given.get("names") or [""])[0] if shape in ("place", "party", "source", "names") else ""
    return Form(shape, given, candidates, picked if any(c.id == picked for c in candidates) else "", bool(found) and not guess)


def value(dimension: str, sent: QueryDict, before: Any) -> Any:
    """The value that a form gives, in the shape of records. ``before`` is the value it takes the place of, whose other fields are kept.

    Raises ``RegisterError``, in the person's language, for what can be no value.
    """
    was = dict(before) if isinstance(before, Mapping) else {}
    for beside in ("start", "end", "rule", "confidence"):
        was.pop(beside, None)
    match SHAPES[dimension]:
        case "type" | "modality" | "means" | "relation":
            return _needed(sent, "value", _("choose one of the list"))
        case "time":
            return _needed(sent, "value", _("give a date, such as 2021-04-05, 2021-04 or 2021-04-05/2021-04-09"))
        case "names":
            return _names(sent, before if isinstance(before, list) else [])
        case "place":
            return _place(sent, was)
        case "party":
            return _party(sent, was, source=False)
        case "source":
            return _party(sent, was, source=True)
        case "figure":
            return _figure(sent, was)
        case "event":
            return _event(sent)
    return _statement(sent)


def spans(sent: QueryDict, text: str) -> list[Span]:
    """The characters that a person points to. Raises ``RegisterError`` for characters that there are none of."""
    out = []
    for given in sent.getlist("span"):
        first, dash, last = given.partition("-")
        if not given:
            continue
        if not (dash and first.isdigit() and last.isdigit() and len(given) < 30) or not 0 <= int(first) < int(last) <= len(text):
            raise RegisterError(_("the words that you point to are not in this text; select them again"))
        out.append((int(first), int(last)))
    return out


def _needed(sent: QueryDict, name: str, remedy: str) -> str:
    found = sent.get(name, "").strip()
    if not found:
        raise RegisterError(remedy)
    return found


def _names(sent: QueryDict, known: Sequence[str]) -> list[str]:
    name = _needed(sent, "name", _("give a name"))
    return list(known) if name in known[:1] else [name]


def _place(sent: QueryDict, was: dict[str, Any]) -> dict[str, Any]:
    name = _needed(sent, "name", _("give the name of the place"))
    ident = sent.get("pick", "")
    entry = phrases.place(ident) if ident else None
    out: dict[str, Any] = {"relation": sent.get("relation") or "in", "within": list(was.get("within") or []), "distance_km": _number(sent, "distance_km"), "names": [name]}
    if entry is not None:
        known = was.get("names", []) if was.get("id") == ident else []
        out.update(
            names=list(dict.fromkeys([name, *known, entry.name, *entry.aliases])), id=entry.id, lat=entry.lat, lon=entry.lon, precision=entry.precision,
            path=phrases.path(entry), candidates=[entry.id],
        )  # fmt: skip
    else:
        out.update(id=None, lat=None, lon=None, precision=None, path=[], candidates=[])
    return out


def _party(sent: QueryDict, was: dict[str, Any], *, source: bool) -> dict[str, Any]:
    name = _needed(sent, "name", _("give a name"))
    ident = sent.get("pick", "")
    entry = phrases.body(ident) if ident else None
    kept = was.get("names", []) if was.get("names", [None])[0] == name and (entry is None or entry.id == was.get("id")) else []
    out: dict[str, Any] = {"names": list(dict.fromkeys([name, *kept, *(entry.names if entry is not None else ())])), "kind": _needed(sent, "kind", _("choose a kind"))}
    if not source:
        out["id"] = entry.id if entry is not None else None
    return out


def _figure(sent: QueryDict, was: dict[str, Any]) -> dict[str, Any]:
    low, best, high = (_number(sent, name) for name in ("low", "best", "high"))
    if low is None and best is None and high is None:
        raise RegisterError(_("a figure has a number; give the lowest, best or highest"))
    told = [n for n in (low, best, high) if n is not None]
    if told != sorted(told):
        raise RegisterError(_("the lowest is not more than the best, nor the best more than the highest"))
    return {
        **{k: v for k, v in was.items() if k in ("of", "text", "attribution")}, "measure": _needed(sent, "measure", _("choose what is counted")), "low": low, "best": best, "high": high,
        "approx": bool(sent.get("approx")), "hedge": sent.get("hedge", "").strip() or None, "noun": sent.get("noun", "").strip() or None, "attributes": sent.getlist("attributes"),
    }  # fmt: skip


def _event(sent: QueryDict) -> dict[str, Any]:
    out: dict[str, Any] = {"type": _needed(sent, "value", _("choose the type of the event")), "modality": sent.get("modality") or "reported"}
    if time := sent.get("time", "").strip():
        out["time"] = time
    if place := sent.get("place", "").strip():
        out["places"] = [named.place(place, sent.get("pick", ""))]
    for dimension in ("agent", "target"):
        if party := sent.get(dimension, "").strip():
            out[dimension] = [named.party(party)]
    counted, number = sent.get("measure", ""), _number(sent, "number")
    if counted and number is None:
        raise RegisterError(_("give the number of what is counted"))
    if number is not None:
        out["figures"] = [{"measure": _needed(sent, "measure", _("choose what is counted")), "low": number, "best": number, "high": number}]
    return out


def _statement(sent: QueryDict) -> dict[str, Any]:
    out: dict[str, Any] = {"relation": _needed(sent, "value", _("choose the relation")), "subject": [_needed(sent, "name", _("name whom it is said of"))]}
    if about := sent.get("object", "").strip():
        out["object"] = [about]
    if time := sent.get("time", "").strip():
        out["time"] = time
    return out


def _written(number: Any) -> str:
    """A number as a field has it."""
    return "" if number is None else str(int(number)) if number == int(number) else str(number)


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789.")


def _number(sent: QueryDict, name: str) -> float | None:
    """A number as people write it, with Arabic digits and thousands kept apart, too."""
    given = sent.get(name, "").translate(_DIGITS).replace(",", "").replace("٬", "").replace(" ", "")
    if not given:
        return None
    try:
        found = float(given)
    except ValueError:
        raise RegisterError(_("%(text)s is no number; write digits") % {"text": sent.get(name, "")}) from None
    if not 0 <= found < 1e12:
        raise RegisterError(_("%(text)s is no number; write digits") % {"text": sent.get(name, "")})
    return found

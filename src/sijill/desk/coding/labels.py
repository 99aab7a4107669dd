"""A value in short, for people, in their language; from the JSON builtins of records, so that what stands in the history is said in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sijill.desk import shown
from sijill.desk.coding.terms import term

_DASH = "–"


def isolated(name: str) -> str:
    """A name of a report within a sentence of ours, so that neither turns the other around."""
    return f"\u2068{name}\u2069"


def label(dimension: str, value: Any) -> str:
    """The value of a dimension in short; a dash for none."""
    plain = msgspec.to_builtins(value)
    if plain in (None, "", [], {}):
        return _DASH
    if isinstance(plain, list) and dimension not in ("outlet", "subject", "object"):
        return ("، " if get_language() == "ar" else ", ").join(label(dimension, one) for one in plain)
    match dimension:
        case "type" | "modality" | "relation" | "means":
            return term(dimension, plain)
        case "time" | "published":
            return shown.edtf(plain)
        case "outlet" | "subject" | "object":
            return str(plain[0])
        case "places":
            return place(plain)
        case "agent" | "target" | "attribution":
            return str(plain["names"][0]) if plain["names"] else _DASH
        case "figures" | "figure":
            return figure(plain)
        case "event":
            return f"{term('type', plain.get('type'))} «{isolated(plain.get('trigger', ''))}»"
        case "statement":
            return statement(plain)
    return str(plain)


def beside(dimension: str, value: Any) -> str:
    """What else there is to say of it: kind of party, precision of place, what is counted, hedge; empty for nothing."""
    plain = msgspec.to_builtins(value)
    if not isinstance(plain, Mapping):
        return ""
    parts: list[str] = []
    if dimension == "places":
        parts += [term("precision", plain["precision"])] if plain.get("precision") else [_("no point known")]
        wider = [n for n in (plain.get("path") or [])[1:-1] or plain.get("within") or [] if n not in plain["names"][:1]]
        parts += [isolated(n) for n in wider[-2:][::-1]]
    elif dimension in ("agent", "target"):
        parts.append(term("actor_kind", plain["kind"]))
    elif dimension == "attribution":
        parts.append(term("source_kind", plain["kind"]))
    elif dimension in ("figures", "figure"):
        parts += [term("attribute", a) for a in plain.get("attributes", ())]
        parts += [f"«{plain['hedge']}»"] if plain.get("hedge") else []
        parts += [_("of %(whom)s") % {"whom": isolated(plain["of"][0])}] if plain.get("of") else []
        parts += [_("so %(source)s") % {"source": isolated(s["names"][0])} for s in plain.get("attribution", ()) if s["names"]]
    return " · ".join(parts)


def place(plain: Mapping[str, Any]) -> str:
    """Relation, distance and name: ``12 km south of Maskanah``."""
    name = plain["names"][0] if plain["names"] else _DASH
    if plain.get("distance_km") is not None:
        far = _("%(km)s km") % {"km": shown.number(plain["distance_km"])}
        return f"{far} {term('place_relation', plain['relation'])} {isolated(name)}"
    return str(name) if plain["relation"] == "in" else f"{term('place_relation', plain['relation'])} {isolated(name)}"


def amount(plain: Mapping[str, Any]) -> str:
    """The bounds in words: 14, about 50, 6 to 8, 30 or more, up to 20,000."""
    low, best, high = plain["low"], plain["best"], plain["high"]
    if low is not None and high is not None:
        if low == high:
            exact = shown.number(low)
            return _("about %(number)s") % {"number": exact} if plain.get("approx") else exact
        said = _("%(low)s to %(high)s") % {"low": shown.number(low), "high": shown.number(high)}
        return f"{said} ({shown.number(best)})" if best is not None else said
    if low is not None:
        return _("%(number)s or more") % {"number": shown.number(low)}
    if high is not None:
        return _("up to %(number)s") % {"number": shown.number(high)}
    return shown.number(best)


def figure(plain: Mapping[str, Any]) -> str:
    """Amount and measure; what is counted as the text has it, where the measure does not say."""
    noun = plain.get("noun")
    return f"{amount(plain)} {isolated(noun) if plain['measure'] == 'other' and noun else term('measure', plain['measure'])}"


def statement(plain: Mapping[str, Any]) -> str:
    """Subject, relation and what is said of it."""
    about = plain.get("object")
    parts: Sequence[str | None] = (
        isolated(plain["subject"][0]) if plain.get("subject") else None, term("relation", plain.get("relation")), isolated(about[0]) if about else None,
        figure(plain["figure"]) if plain.get("figure") else None, shown.edtf(plain["time"]) if plain.get("time") else None,
    )  # fmt: skip
    return " ".join(p for p in parts if p)

"""What a cell means: values of records of the texts that people write into a table, and what is wrong with those that mean nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from sijill.arabic import fold_word
from sijill.errors import RegisterError
from sijill.exports.cases import Names
from sijill.exports.corrections import BETWEEN, hidden
from sijill.exports.pages.words import pair
from sijill.ontology import FAMILY
from sijill.records import Event
from sijill.register.people import values

_TAGGED = re.compile(r"(.*?)\s*(?:\[([^\[\]]*)\])?", re.DOTALL)
_FIGURE = re.compile(r"(\w+)\s*=\s*([\d.,٠-٩٬]*?)(?:(\.\.)([\d.,٠-٩٬]*?))?(?:\s+best\s+([\d.,٠-٩٬]+))?\s*(?:\[([^\[\]]*)\])?")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DIGITS = {**str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789"), ord(","): None, ord("٬"): None}
_SAID = re.compile(r"([^=\[\]]+?)\s*=(.*)", re.DOTALL)
_BEST = "الأرجح"
_UNSEEN = dict.fromkeys((0x200E, 0x200F, 0x061C, 0x2066, 0x2067, 0x2068, 0x2069))
"""Marks of direction, which spreadsheets and keyboards put in."""
_STANDS = ("start", "end", "rule", "confidence", "text", "candidates")


class Meaningless(ValueError):
    """A text that is no value; says what is wrong and what to write."""


def split(cell: str) -> list[str]:
    """The values of a cell that may hold several."""
    return [part for part in (" ".join(piece.split()) for piece in cell.split(BETWEEN.strip())) if part]


def coded(column: str, cell: str) -> str:
    """A cell in the codes of the records: Arabic labels of types, modalities, measures and their parts are put into codes, digits of any script into 0 to 9.

    What is no label stays as it is, and so do names.
    """
    if column in ("type", "modality"):
        return _code(cell.translate(_UNSEEN).strip(), _codes(column), column)
    if column == "time":
        return _digits(cell.translate(_UNSEEN).strip())
    if column == "figures":
        return BETWEEN.join(map(_figure_coded, split(cell.translate(_UNSEEN))))
    return cell


def shown(column: str, cell: str) -> str:
    """A cell as the page shows it: in Arabic with the labels of types, modalities, measures and parts, else as it is."""
    if translation.get_language() != "ar" or not cell:
        return cell
    if column in ("type", "modality"):
        return pair(cell, column)[0] if cell in _codes(column) else cell
    if column in ("means", "reviewed"):
        return BETWEEN.join(pair(part)[0] for part in split(cell))
    if column != "figures":
        return cell
    out = []
    for part in split(cell):
        found = _SAID.fullmatch(part)
        if found is None or found[1] not in values.MEASURES:
            out.append(part)
            continue
        rest = re.sub(r"[a-z][a-z0-9_]*", lambda m: _BEST if m[0] == "best" else pair(m[0])[0], found[2])
        out.append(f"{pair(found[1])[0]}={rest}")
    return BETWEEN.join(out)


def _figure_coded(text: str) -> str:
    found = _SAID.fullmatch(text)
    if found is None:
        return text
    bounds, bracket, tags = found[2].partition("[")
    bounds = _digits(bounds).replace(_BEST, "best")
    if bracket:
        named = (_code(one.strip(), values.ATTRIBUTES) for one in re.split("[,،]", tags.rstrip().removesuffix("]")))
        bounds += f"[{', '.join(named)}]"
    return f"{_code(found[1].strip(), values.MEASURES)}={bounds.strip()}"


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text).replace("٬", "").replace("٫", ".")


def _code(text: str, known: Sequence[str], kind: str = "") -> str:
    """The one code that is called so; the text itself where there is none, or more than one."""
    if text in known:
        return text
    folded = fold_word(text)
    found = [code for code in known if folded in (fold_word(pair(code, kind)[0]), code.replace("_", " "))]
    return found[0] if len(found) == 1 else text


def _codes(column: str) -> tuple[str, ...]:
    return tuple(FAMILY) if column == "type" else tuple(values.MODALITIES)


def _listed(known: Sequence[str], kind: str = "") -> str:
    """Codes for a message, in Arabic with their labels before them."""
    return ", ".join(f"{pair(code, kind)[0]} ({code})" if translation.get_language() == "ar" else code for code in known)


def scalar(column: str, text: str) -> str:
    """A type, modality or time. Raises ``Meaningless``."""
    text = coded(column, text)
    if column == "time":
        try:
            return values.edtf(text)
        except RegisterError:
            if _SLASHED.fullmatch(text):
                raise Meaningless(_("%(text)s is a date as spreadsheets write it, and could be two days; write 2021-04-05") % {"text": text}) from None
            raise Meaningless(_("%(text)s is no date; write 2021-04-05, 2021-04, 2014, 2021-04-05/2021-04-09 or ../2021-04-05, with ? or ~ behind it") % {"text": text}) from None
    known = _codes(column)
    if text not in known:
        near = [k for k in known if text[:4].lower() in k] or known
        raise Meaningless(_("%(text)s is not known; write one of %(known)s") % {"text": text, "known": _listed(near[:12], column)})
    return text


def same_day(text: str, before: str) -> bool:
    """Whether a spreadsheet made this of the date that was there."""
    found = _SLASHED.fullmatch(text)
    if found is None:
        return False
    a, b, year = (int(n) for n in found.groups())
    made = []
    for month, day in ((a, b), (b, a)):
        try:
            made.append(date(year, month, day).isoformat())
        except ValueError:
            continue
    return before in made


def item(column: str, text: str, before: Any, names: Names) -> Any:
    """One value of a cell that may hold several, in the shape of records; ``before`` is the record in whose place it comes, None for one that is added.

    Raises ``Meaningless``.
    """
    if hidden(text):
        raise Meaningless(_("%(text)s holds a masked name; write the whole name, or leave the cell as it was") % {"text": text})
    if column == "means":
        if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", text) is None:
            raise Meaningless(_("%(text)s is no means; write a code such as air_strike, small_arms or ied") % {"text": text})
        return text
    made = _figure(text, before) if column == "figures" else _named(column, text, before, names)
    try:
        values.checked(column, made, (), "", {"start": 0, "end": 0})
    except RegisterError as error:
        raise Meaningless(str(error)) from None
    return made


def _named(column: str, text: str, before: Any, names: Names) -> dict[str, Any]:
    found = _TAGGED.fullmatch(text)
    name, tag = (found[1].strip(), (found[2] or "").strip()) if found else ("", "")
    if not name:
        raise Meaningless(_("%(text)s has no name; write NAME, or NAME [%(tag)s]") % {"text": text, "tag": "near" if column == "places" else "armed_group"})
    field, known = {"places": ("relation", values.PLACE_RELATIONS), "attribution": ("kind", values.SOURCE_KINDS)}.get(column, ("kind", values.ACTOR_KINDS))
    if tag and tag not in known:
        raise Meaningless(_("%(text)s is not known; write one of %(known)s") % {"text": tag, "known": ", ".join(known)})
    kept = _plain(before)
    if kept and kept["names"] and " ".join(kept["names"][0].split()) == name:
        return {**kept, field: tag or ("in" if column == "places" else kept[field])}
    if column != "places":
        usual = kept[field] if kept else "anonymous" if column == "attribution" else "unknown"
        return {"names": [name], "kind": tag or usual}
    out: dict[str, Any] = {"names": [name], "relation": tag or "in", "within": []}
    entries = names.places.lookup(name)
    if len(entries) == 1:
        # Only where nobody else is called so; else it would be a guess.
        entry = entries[0]
        out.update(id=entry.id, precision=entry.precision, path=names.places.path(entry))
        if entry.lat is not None and entry.lon is not None:
            out.update(lat=entry.lat, lon=entry.lon)
    elif entries:
        out["candidates"] = [entry.id for entry in entries][:20]
    return out


def _figure(text: str, before: Any) -> dict[str, Any]:
    found = _FIGURE.fullmatch(coded("figures", text))
    if found is None:
        raise Meaningless(_("%(text)s is no figure; write killed=3, killed=6..8, killed=30.. best 30 or killed=3 [women]") % {"text": text})
    measure, first, open_, last, best, tags = found.groups()
    if measure not in values.MEASURES:
        raise Meaningless(_("%(text)s is not known; write one of %(known)s") % {"text": measure, "known": _listed(values.MEASURES)})
    attributes = [part.strip() for part in (tags or "").split(",") if part.strip()]
    for one in attributes:
        if one not in values.ATTRIBUTES:
            raise Meaningless(_("%(text)s is not known; write one of %(known)s") % {"text": one, "known": _listed(values.ATTRIBUTES)})
    low, high, middle = _number(first, text), _number(last or "", text), _number(best or "", text)
    if not open_:
        if low is None:
            raise Meaningless(_("%(text)s has no number; write killed=3, or killed=..8 for eight at most") % {"text": text})
        high = middle = low
    bounds = [n for n in (low, middle, high) if n is not None]
    if not bounds or bounds != sorted(bounds):
        raise Meaningless(_("%(text)s: the lowest number comes first, the highest last") % {"text": text})
    kept = _plain(before)
    return {**{k: v for k, v in kept.items() if k in ("of", "noun", "attribution")}, "measure": measure, "low": low, "best": middle, "high": high, "attributes": attributes}


def _number(text: str, whole: str) -> float | None:
    try:
        return float(text.translate(_DIGITS)) if text else None
    except ValueError:
        raise Meaningless(_("%(text)s is no figure; write killed=3, killed=6..8, killed=30.. best 30 or killed=3 [women]") % {"text": whole}) from None


def _plain(before: Any) -> dict[str, Any]:
    """What is kept of a record that is corrected."""
    out: dict[str, Any] = {} if before is None else msgspec.to_builtins(before)
    return {k: v for k, v in out.items() if k not in _STANDS}


def of(event: Event, column: str) -> list[Any]:
    """The records of a cell that holds several."""
    return list(getattr(event, column))

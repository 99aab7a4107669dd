"""The datasets and their columns. Each field carries its description, in the files too; ``docs/archive.md`` lists them.

Offsets are Unicode code points into ``reports.text``, end exclusive. ``doc`` names a report throughout the archive, ``event`` and
``statement`` what the report's record calls ``e1`` and ``p1``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

TEXT, TEXTS, DAY, NUMBER, SHORT, WIDE, YES = (
    pa.string(), pa.list_(pa.string()), pa.date32(), pa.float64(), pa.int32(), pa.int64(), pa.bool_()
)  # fmt: skip


def _field(name: str, kind: Any, what: str) -> Any:
    return pa.field(name, kind, metadata={"description": what})


def _schema(what: str, fields: Iterable[tuple[str, Any, str]]) -> Any:
    return pa.schema([_field(*one) for one in fields], metadata={"description": what})


_SPAN = (("start", SHORT, "first code point in the text"), ("end", SHORT, "code point behind the last"), ("rule", TEXT, "the rule that read it"))
_SURE = ("confidence", NUMBER, "0 to 1: how often such a value is right")

PLACE = pa.struct([
    _field(*one) for one in (
        ("names", TEXTS, "as in the text, then known variants"), ("relation", TEXT, "in, near, north_of …"), ("within", TEXTS, "wider places named for it"),
        ("distance_km", NUMBER, "distance to the place"), *_SPAN, _SURE, ("id", TEXT, "id in the gazetteer"), ("lat", NUMBER, "WGS84 degrees"),
        ("lon", NUMBER, "WGS84 degrees"), ("precision", SHORT, "UCDP where_prec, 1 exact to 7 unknown"), ("path", TEXTS, "administrative path, widest first"),
        ("candidates", TEXTS, "ids of namesakes that nothing tells apart"),
    )
])  # fmt: skip
"""A place of an event, as in the record."""

ACTOR = pa.struct([
    _field(*one) for one in (
        ("names", TEXTS, "as in the text, then known variants"), ("kind", TEXT, "armed_group, state_force, civilians …"), *_SPAN, _SURE, ("id", TEXT, "id in the registry"),
    )
])  # fmt: skip
"""A party of an event, as in the record."""

_DOC = ("doc", TEXT, "the report")
_OWNER = (_DOC, ("event", TEXT, "the event it belongs to, or null"), ("statement", TEXT, "the lasting statement it belongs to, or null"))

SCHEMAS: dict[str, Any] = {
    "reports": _schema("a report that was read", (
        ("doc", TEXT, "its name, unique in the archive"),
        ("part", SHORT, "number of the partition"),
        ("source", TEXT, "the input file, as in inputs.jsonl"),
        ("locator", TEXT, "where in the file: line 12, row 12, record 5 …; empty where the file is the report"),
        ("media_type", TEXT, "of the bytes it came in"),
        ("evidence_sha256", TEXT, "SHA-256 of the bytes it came in: the file, line or record; of the text where it was a Parquet cell"),
        ("evidence_size", WIDE, "how many bytes these are"),
        ("extractor", TEXT, "what made the text of the bytes, and its version"),
        ("text", TEXT, "the text that all offsets refer to"),
        ("text_sha256", TEXT, "SHA-256 of the text in UTF-8"),
        ("title", TEXT, "given beside it, or null"),
        ("given_published", TEXT, "publication date given beside it (ISO), or null"),
        ("given_outlet", TEXT, "outlet given beside it, or null"),
        ("url", TEXT, "address given beside it, or null"),
        ("published", TEXT, "publication date or interval as read (EDTF), or null"),
        ("first_day", DAY, "first day on which it may have been published; null where that is open"),
        ("last_day", DAY, "last day on which it may have been published; null where that is open"),
        ("outlet", TEXT, "publishing outlet as read, or null"),
        ("outlets", TEXTS, "all names of the outlet, the best first"),
        ("events", SHORT, "how many events it tells"),
        ("statements", SHORT, "how many lasting statements it makes"),
        ("reader", TEXT, "name and version of the reader"),
        ("packs", TEXT, "SHA-256 over the tables of all packs"),
        ("record", TEXT, "the reading as JSON (docs/record-format.md): the authoritative one, which all other columns and datasets lay out"),
    )),
    "events": _schema("an event as one report tells it", (
        _DOC,
        ("event", TEXT, "e1, e2 … in the order of the text"),
        ("type", TEXT, "type of event"),
        ("family", TEXT, "family of the type"),
        ("modality", TEXT, "reported, claimed, planned, denied, hypothetical"),
        ("trigger", TEXT, "the words that name it"),
        *_SPAN,
        ("time", TEXT, "when (EDTF), or null"),
        ("first_day", DAY, "first day of the time; null where it is open or unknown"),
        ("last_day", DAY, "last day of the time; null where it is open or unknown"),
        ("place", TEXT, "name of the most precise place with a point, else of the first; null without one"),
        ("place_id", TEXT, "its id in the gazetteer"),
        ("relation", TEXT, "its relation: in, near …"),
        ("country", TEXT, "first step of its administrative path"),
        ("region", TEXT, "second step of its administrative path"),
        ("lat", NUMBER, "its WGS84 degrees"),
        ("lon", NUMBER, "its WGS84 degrees"),
        ("precision", SHORT, "its UCDP where_prec"),
        ("places", pa.list_(PLACE), "all places"),
        ("agents", pa.list_(ACTOR), "who did it"),
        ("targets", pa.list_(ACTOR), "to whom"),
        ("means", TEXTS, "air_strike, ied …"),
        _SURE,
        ("time_confidence", NUMBER, "the same for the time"),
        ("modality_confidence", NUMBER, "the same for the modality"),
    )),
    "figures": _schema("a figure of an event or of a lasting statement", (
        *_OWNER,
        ("figure", SHORT, "its number among those of the event or statement, from 1"),
        ("measure", TEXT, "killed, injured, displaced …"),
        ("low", NUMBER, "lower bound; null where open"),
        ("best", NUMBER, "best value; null where there is none"),
        ("high", NUMBER, "upper bound; null where open"),
        ("of", TEXTS, "whose: names"),
        ("attributes", TEXTS, "civilians, women, total …"),
        ("text", TEXT, "the number phrase"),
        ("approx", YES, "whether the text rounds"),
        ("hedge", TEXT, "the word that does, or null"),
        ("noun", TEXT, "the counted noun, or null"),
        *_SPAN,
        _SURE,
    )),
    "mentions": _schema("characters that a value was read from", (
        *_OWNER,
        ("dimension", TEXT, "event, type, time, modality, means, place, agent, target, figure, attribution, mention (of the event elsewhere), statement; published, outlet of the report"),
        *_SPAN,
    )),
    "profile": _schema("a lasting statement about a body", (
        _DOC,
        ("statement", TEXT, "p1, p2 …"),
        ("subject", TEXTS, "names of the body"),
        ("relation", TEXT, "affiliated_with, led_by, strength …"),
        ("object", TEXTS, "names of what it is related to, or null"),
        ("time", TEXT, "when (EDTF), or null"),
        *_SPAN,
        _SURE,
    )),
    "attributions": _schema("a link of the chain of who says so", (
        *_OWNER,
        ("figure", SHORT, "number of the figure where it is said of that alone, else null"),
        ("position", SHORT, "place in the chain from 1; the last is quoted by those before it"),
        ("name", TEXT, "as in the text"),
        ("names", TEXTS, "as in the text, then known variants"),
        ("kind", TEXT, "outlet, official, witness …"),
        *_SPAN,
        _SURE,
    )),
    "quarantine": _schema("what could not be read", (
        ("part", SHORT, "number of the partition"),
        ("doc", TEXT, "name of the report, or null where not even that is known"),
        ("source", TEXT, "the input file, as in inputs.jsonl"),
        ("locator", TEXT, "where in the file"),
        ("stage", TEXT, "input: it could not be taken in; reading: its reading failed; killed: it ended the process that read it, or took too long"),
        ("error", TEXT, "what is wrong and what to do"),
        ("size", WIDE, "bytes of it, or null where not known"),
        ("data", pa.binary(), "the bytes where they are at most 65,536, else null"),
    )),
}  # fmt: skip
"""Schema by dataset; a dataset is a folder of ``part-00000.parquet`` …, one for each partition."""
_PART = pa.struct([_field("part", TEXT, "what was compared (linking.tsv)"), _field("points", NUMBER, "for it, or against")])
_COUNT = pa.struct([
    _field(*one) for one in (
        ("measure", TEXT, "killed, injured, displaced …"), ("low", NUMBER, "lowest"), ("best", NUMBER, "what most independent origins give; null where that does not decide"),
        ("high", NUMBER, "highest; null where a claim leaves it open"), ("origins", SHORT, "independent origins"), ("because", TEXT, "why best is best"),
    )
])  # fmt: skip
_DIFFERENCE = pa.struct([
    _field(*one) for one in (("kind", TEXT, "figure, date, place, agent, modality"), ("what", TEXT, "measure"), ("nature", TEXT, "contradiction, update"), ("values", TEXTS, "the sides"))
])  # fmt: skip
_INCIDENT = ("incident", WIDE, "number of the incident")

LINKED: dict[str, Any] = {
    "links": _schema("two events of two reports that may be one incident", (
        ("a_doc", TEXT, "the earlier report"),
        ("a_event", TEXT, "its event"),
        ("b_doc", TEXT, "the later report"),
        ("b_event", TEXT, "its event"),
        ("score", NUMBER, "points in all; at or above the threshold"),
        ("parts", pa.list_(_PART), "what they are the sum of"),
    )),
    "incidents": _schema("an incident that one report or several tell of", (
        _INCIDENT,
        ("claims", SHORT, "how many reports tell of it"),
        ("origins", SHORT, "how many independent origins"),
        ("grade", TEXT, "confirmed, fair, weak, contested, discounted"),
        ("because", TEXT, "why"),
        ("type", TEXT, "type of event most told"),
        ("modality", TEXT, "the same of the modality"),
        ("time", TEXT, "when, as most exactly told (EDTF), or null"),
        ("first_day", DAY, "first day of the time; null where it is open or unknown"),
        ("last_day", DAY, "last day of the time; null where it is unknown"),
        ("place", TEXT, "name of the most precise place with a point, else of the one most told"),
        ("lat", NUMBER, "WGS84 degrees of the most precise place"),
        ("lon", NUMBER, "the same"),
        ("precision", SHORT, "its UCDP where_prec"),
        ("places", TEXTS, "names of places, the most told first, at most four"),
        ("agents", TEXTS, "the same of who did it"),
        ("targets", TEXTS, "the same of to whom"),
        ("figures", pa.list_(_COUNT), "estimates by measure"),
        ("conflicts", pa.list_(_DIFFERENCE), "where reports differ"),
    )),
    "members": _schema("an event and the incident that it tells of", (_INCIDENT, _DOC, ("event", TEXT, "the event"))),
    "copies": _schema("a report that is a near-copy or an excerpt of an earlier one", (("doc", TEXT, "the report"), ("of", TEXT, "the first of those that are copies of one another"))),
}  # fmt: skip
"""The datasets that linking adds."""


def described(schema: Any) -> list[tuple[str, str, str]]:
    """``(name, type, description)`` of each column."""
    return [(f.name, _kind(f.type), f.metadata[b"description"].decode()) for f in schema]


def _kind(kind: Any) -> str:
    if pa.types.is_list(kind):
        return f"list of {_kind(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "place" if kind.equals(PLACE) else "actor" if kind.equals(ACTOR) else "struct of " + ", ".join(f.name for f in kind)
    return str(kind)

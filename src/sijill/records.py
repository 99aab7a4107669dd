"""The nouns: what a reading of one report holds.

All are frozen ``msgspec`` structs in the interchange shape (``docs/record-format.md``).  Every offset
(``start``, ``end``) is a Unicode code point into the original text, end exclusive; every value names
the ``rule`` that read it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Modality = Literal["reported", "claimed", "planned", "denied", "hypothetical"]


class Struct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False, gc=False):
    """Base of all records."""


class Evidence(Struct, frozen=True, kw_only=True, gc=False):
    """The characters a value was read from, and the rule that read it."""

    start: int
    end: int
    rule: str


class Source(Struct, frozen=True, kw_only=True, gc=False):
    """Who says so. ``names``: as in the text, then known variants; kinds as in the record format."""

    names: list[str]
    kind: str
    start: int
    end: int
    rule: str
    confidence: float = 0.0


class Place(Struct, frozen=True, kw_only=True, gc=False):
    """A place of an event. ``lat``/``lon`` are WGS84 degrees, null unless known; ``precision`` is the UCDP
    where_prec code (1 exact … 7 unknown); ``path`` the administrative path, widest first."""

    names: list[str]
    relation: str
    within: list[str]
    distance_km: float | None = None
    start: int
    end: int
    rule: str
    confidence: float = 0.0
    id: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: int | None = None
    path: list[str] = []
    candidates: list[str] = []


class Actor(Struct, frozen=True, kw_only=True, gc=False):
    """A party. ``id`` is the registry id where the body is known."""

    names: list[str]
    kind: str
    start: int
    end: int
    rule: str
    confidence: float = 0.0
    id: str | None = None


class Figure(Struct, frozen=True, kw_only=True, gc=False):
    """How many. ``low``/``best``/``high`` with null for an open bound."""

    measure: str
    low: float | None
    best: float | None
    high: float | None
    of: list[str] = []
    attributes: list[str] = []
    text: str
    approx: bool = False
    hedge: str | None = None
    noun: str | None = None
    attribution: list[Source] = []
    start: int
    end: int
    rule: str
    confidence: float = 0.0


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """Something that happened, is under way or was announced."""

    id: str
    type: str
    trigger: str
    modality: str
    time: str | None
    places: list[Place]
    agent: list[Actor]
    target: list[Actor]
    figures: list[Figure]
    means: list[str]
    attribution: list[Source]
    start: int
    end: int
    rule: str
    confidence: float = 0.0
    """The share of such events that are right, type and all, where the reader meets a report for the first time."""
    confidences: dict[str, float] = {}
    """The same of the values that are not records themselves: time, modality."""
    evidence: dict[str, list[Evidence]]
    """Evidence of the values that are not records themselves: type, time, modality, means."""
    reasons: dict[str, str]
    """Why a value is null or empty."""
    mentions: list[Evidence] = []
    """Every place in the report that tells of this event."""


class ProfileClaim(Struct, frozen=True, kw_only=True, gc=False):
    """A lasting statement about an actor."""

    id: str
    subject: list[str]
    relation: str
    object: list[str] | None
    figure: Figure | None
    time: str | None
    attribution: list[Source]
    start: int
    end: int
    rule: str
    confidence: float = 0.0


class Reading(Struct, frozen=True, kw_only=True, gc=False):
    """All that was read from one report."""

    doc: str
    outlet: list[str]
    published: str | None
    events: list[Event]
    profile: list[ProfileClaim]
    notes: list[str]
    sha256: str
    reader: str
    evidence: dict[str, list[Evidence]]
    """Evidence of published and outlet."""
    reasons: dict[str, str]


class Report(Struct, frozen=True, kw_only=True, gc=False):
    """One report as it came in: the text that all offsets refer to and what was known beside it."""

    id: str
    text: str
    published: str | None = None
    outlet: str | None = None
    url: str | None = None

"""The shapes of the API. Values of records are those of docs/record-format.md; offsets are code points of the report's text, end exclusive."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

if TYPE_CHECKING:
    from sijill.records import Event
    from sijill.records import Reading as Record
else:
    from sijill.desk.api.records import Event, Record

__all__ = ["Record"]

LONGEST = 2_000_000
"""Characters of a report's text that comes as JSON; longer ones are sent as files."""


def _keepable(text: str) -> str:
    """Raises ``ValueError`` for what no database keeps: NUL, and halves of surrogate pairs."""
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("holds characters that are none (NUL, half a surrogate pair)")
    return text


Words = Annotated[str, AfterValidator(_keepable)]
Short = Annotated[str, AfterValidator(_keepable), Field(max_length=500)]
Reason = Annotated[str, AfterValidator(_keepable), Field(max_length=1000)]
Number = Annotated[int, Field(ge=1, le=2**53)]
Since = Annotated[int, Field(ge=0, le=2**53)]
Size = Annotated[int, Field(ge=1, le=200)]


class Given(Schema):
    """What a request brings: a field that there is none of is refused, or it would be overlooked."""

    model_config = ConfigDict(extra="forbid")


class Refused(Schema):
    """What went wrong, and what to do."""

    error: str
    remedy: str
    fields: list[dict[str, str]] | None = None


# -- reports and readings ---------------------------------------------------------------------------------


class Report(Schema):
    id: int
    key: str
    doc: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    text_sha256: str
    evidence_sha256: str
    extractor: str
    added: datetime
    state: str
    events: int
    least_confidence: float | None


class Reports(Schema):
    items: list[Report]
    next: int | None
    """What ``after`` is for the next page; null on the last."""


class ReportGiven(Given):
    text: Annotated[str, AfterValidator(_keepable), Field(min_length=1, max_length=LONGEST)]
    id: Short | None = None
    """What people call it; made up where it is not given."""
    published: Short | None = None
    """EDTF."""
    outlet: Short | None = None
    url: Annotated[str, AfterValidator(_keepable), Field(max_length=2000)] | None = None


class Taken(Schema):
    """What became of one report: added, duplicate or failed (and why)."""

    what: Literal["added", "duplicate", "failed"]
    name: str
    why: str
    id: int | None
    key: str | None


class TakenIn(Schema):
    items: list[Taken]
    job: int | None
    """The job that reads and links what was added."""


class Job(Schema):
    id: int
    kind: str
    state: Literal["waiting", "running", "done", "failed"]
    done: int
    total: int
    step: str
    error: str | None


class Reading(Schema):
    id: int
    reader: str
    packs: str
    published: str | None
    outlet: str
    made: datetime
    record_sha256: str
    latest: bool
    """Whether questions are answered from it."""


class Readings(Schema):
    items: list[Reading]


# -- events and incidents ---------------------------------------------------------------------------------


class EventClaim(Schema):
    id: int
    report: int
    doc: str
    event: str
    incident: int | None
    type: str
    family: str
    modality: str
    time: str | None
    first_day: str | None
    last_day: str | None
    lat: float | None
    lon: float | None
    precision: int | None
    start: int
    end: int
    confidence: float


class Events(Schema):
    items: list[EventClaim]
    next: int | None


class Bounds(Schema):
    low: float | None
    best: float | None
    high: float | None


class Incident(Schema):
    number: int
    type: str
    modality: str | None
    time: str | None
    first_day: str | None
    last_day: str | None
    lat: float | None
    lon: float | None
    precision: int | None
    places: list[str]
    agents: list[str]
    targets: list[str]
    figures: dict[str, Bounds]
    """By measure; the policy most_origins."""
    claims: int
    origins: int
    grade: str
    because: str | None
    conflicts: list[str]


class Incidents(Schema):
    items: list[Incident]
    next: int | None


class Claim(Schema):
    event_id: int
    report: int
    doc: str
    origin: str
    event: Event


class Saying(Schema):
    value: str
    claims: list[str]
    """REPORT:EVENT."""


class Conflict(Schema):
    kind: str
    what: str
    nature: str
    sayings: list[Saying]


class Estimate(Schema):
    measure: str
    low: float | None
    best: float | None
    high: float | None
    policy: str
    origins: int
    because: str
    claims: list[str]


class IncidentWhole(Incident):
    told: list[Claim]
    differences: list[Conflict]
    estimates: list[Estimate]


class ConflictOf(Conflict):
    incident: int
    type: str
    time: str | None


class Conflicts(Schema):
    items: list[ConflictOf]
    next: int | None


class Found(Schema):
    report: int
    doc: str
    outlet: str
    published: str
    score: float
    marks: list[tuple[int, int]]
    start: int
    end: int
    excerpt: str
    incidents: list[int]


class FoundAll(Schema):
    items: list[Found]
    next: int | None


# -- exports ----------------------------------------------------------------------------------------------


class FilterGiven(Given):
    since: Short = ""
    until: Short = ""
    place: Short = ""
    near: Short = ""
    actor: Short = ""
    type: Short = ""
    measure: Short = ""
    outlet: Short = ""
    grade: Short = ""
    several: bool = False
    conflicting: bool = False
    review: Short = ""


class Choice(Given):
    """Which figure counts."""

    policy: Short = "most_origins"
    prefer: Short = ""
    """The source that the policy prefer_source takes."""


class ExportGiven(Given):
    format: Short
    filter: FilterGiven = FilterGiven()
    policy: Short = ""
    """Which figure counts; empty for the format's own."""
    prefer: Short = ""
    """The source that the policy prefer_source takes."""
    unredacted: bool = False
    """Only publishers may."""
    why: Reason = ""
    """Needed where unredacted; goes into the audit chain."""


class Export(Schema):
    id: int
    format: str
    state: Literal["waiting", "running", "done", "failed"]
    error: str | None
    done: int
    total: int
    filter: dict[str, Any]
    redacted: bool
    who: str
    made: datetime
    name: str | None
    rows: int | None
    size: int | None
    sha256: str | None
    loss: dict[str, Any] | None
    file: str | None
    """Its address, where this account may have it and it was not deleted."""


class Exports(Schema):
    items: list[Export]
    next: int | None


# -- what people say --------------------------------------------------------------------------------------


class JudgementGiven(Given):
    a: Number
    """``id`` of an event."""
    b: Number
    verdict: Literal["same", "not_same", "unsure", "withdrawn"]
    why: Reason = ""


class Judged(Schema):
    id: int
    a_incident: int | None
    b_incident: int | None


class ReviewGiven(Given):
    ident: Annotated[str, AfterValidator(_keepable), Field(max_length=20)] = ""
    dimension: Annotated[str, AfterValidator(_keepable), Field(max_length=30)]
    verdict: Literal["accepted", "corrected", "rejected", "added"]
    item: Annotated[str, AfterValidator(_keepable), Field(max_length=80)] = ""
    value: Any = None
    evidence: list[tuple[int, int]] = Field(default=[], max_length=100)
    why: Reason = ""
    seen: Since = 0


class Review(Schema):
    id: int
    ident: str
    dimension: str
    item: str
    verdict: str
    before: Any
    value: Any
    evidence: list[tuple[int, int]] | None
    contested: bool
    over: int | None
    undoes: int | None
    who: str
    why: str
    made: datetime


class Reviews(Schema):
    items: list[Review]


class Reviewed(Schema):
    review: Review
    instead: int | None
    """Not null where somebody had changed the value meanwhile: that review stays in force, this one is kept."""


class Me(Schema):
    username: str
    name: str
    role: str
    token_role: str | None
    capabilities: list[str]
    every_collection: bool
    language: str

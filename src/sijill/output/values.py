"""A reading taken apart: every value with its characters and its rule, every gap with its reason.

The one walk over a reading that the explanation, the annotations and the page all use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sijill.records import Actor, Event, Evidence, Figure, Place, ProfileClaim, Reading, Source

Content = str | list[str] | Actor | Place | Figure | Source | ProfileClaim

REPORT = "report"
"""Owner of the values that belong to the report as a whole."""


class Value(NamedTuple):
    """One value. ``owner`` is an event id, a profile id or ``report``; ``start``/``end`` are code points
    into the original text; ``label`` is the value in short, for people; ``content`` is the value itself."""

    owner: str
    dimension: str
    label: str
    content: Content
    start: int
    end: int
    rule: str
    confidence: float | None = None
    """How often such a value is right, where that is known."""


class Gap(NamedTuple):
    """A value that is null or empty, and why."""

    owner: str
    dimension: str
    reason: str


class Unquoted(NamedTuple):
    """A value that stands on no characters of its own, and where it comes from instead."""

    owner: str
    dimension: str
    label: str
    reason: str


_EVIDENCE = "_evidence"
"""A reason whose key ends so says why a value that is there has no characters."""


def values(reading: Reading) -> Iterator[Value]:
    """Every value of the reading that stands on characters of the text: the report's, the events', the profile's."""
    if reading.published:
        yield from _evident(REPORT, "published", [reading.published], reading.evidence)
    yield from _evident(REPORT, "outlet", reading.outlet[:1], reading.evidence)
    for event in reading.events:
        yield from _event_values(event)
    for claim in reading.profile:
        yield from _profile_values(claim)


def gaps(reading: Reading) -> Iterator[Gap]:
    """Every null or empty value of the reading with its reason."""
    owners = [(REPORT, reading.reasons), *((event.id, event.reasons) for event in reading.events)]
    for owner, reasons in owners:
        for dimension, reason in reasons.items():
            if not dimension.endswith(_EVIDENCE):
                yield Gap(owner, dimension, reason)


def unquoted(reading: Reading) -> Iterator[Unquoted]:
    """Every value of the reading that ``values`` cannot show: given beside the text, or the default."""
    given = [("published", [reading.published] if reading.published else []), ("outlet", reading.outlet[:1])]
    for dimension, contents in given:
        if contents and not reading.evidence.get(dimension):
            yield Unquoted(REPORT, dimension, contents[0], "given beside the text")
    for event in reading.events:
        plain = [
            ("modality", [event.modality], "no word sets it apart from what happened"),
            ("time", [event.time] if event.time else [], "bounded by the report"),
            ("means", event.means, "implied by the type"),
        ]
        for dimension, contents, usual in plain:
            if contents and not event.evidence.get(dimension):
                reason = event.reasons.get(dimension + _EVIDENCE, usual)
                yield Unquoted(event.id, dimension, ", ".join(contents), reason)


def _event_values(event: Event) -> Iterator[Value]:
    known = event.evidence
    own = [Evidence(start=event.start, end=event.end, rule=event.rule)]
    sure = event.confidences
    yield from _evident(event.id, "type", [event.type], {"type": known.get("type") or own}, event.confidence)
    yield from _evident(event.id, "modality", [event.modality], known, sure.get("modality"))
    if event.time:
        yield from _evident(event.id, "time", [event.time], known, sure.get("time"))
    for place in event.places:
        yield Value(event.id, "places", place_label(place), place, place.start, place.end, place.rule, place.confidence)
    for dimension, actors in (("agent", event.agent), ("target", event.target)):
        for actor in actors:
            yield Value(event.id, dimension, _first(actor.names), actor, actor.start, actor.end, actor.rule, actor.confidence)
    for figure in event.figures:
        yield from _figure_values(event.id, figure)
    yield from _evident(event.id, "means", event.means, known)
    yield from _source_values(event.id, event.attribution)
    for mention in event.mentions:
        yield Value(event.id, "mentions", event.type, event.type, mention.start, mention.end, mention.rule)


def _profile_values(claim: ProfileClaim) -> Iterator[Value]:
    yield Value(claim.id, "profile", profile_label(claim), claim, claim.start, claim.end, claim.rule, claim.confidence)
    if claim.figure:
        yield from _figure_values(claim.id, claim.figure)
    yield from _source_values(claim.id, claim.attribution)


def _figure_values(owner: str, figure: Figure) -> Iterator[Value]:
    yield Value(owner, "figures", figure_label(figure), figure, figure.start, figure.end, figure.rule, figure.confidence)
    yield from _source_values(owner, figure.attribution)


def _source_values(owner: str, sources: list[Source]) -> Iterator[Value]:
    for source in sources:
        yield Value(owner, "attribution", _first(source.names), source, source.start, source.end, source.rule, source.confidence)


def _evident(
    owner: str, dimension: str, contents: list[str], evidence: dict[str, list[Evidence]], sure: float | None = None
) -> Iterator[Value]:
    """Values that are plain codes. One piece of evidence each where the numbers agree; else every piece of
    evidence stands for the values together (a date put together from two phrases)."""
    found = evidence.get(dimension) or []
    if len(found) == len(contents):
        for code, piece in zip(contents, found, strict=True):
            yield Value(owner, dimension, code, code, piece.start, piece.end, piece.rule, sure)
        return
    if contents:
        content: Content = contents[0] if len(contents) == 1 else contents
        for piece in found:
            yield Value(
                owner, dimension, ", ".join(contents), content, piece.start, piece.end, piece.rule, sure
            )


# -- short labels --------------------------------------------------------------------------------------


def _first(names: list[str]) -> str:
    return names[0] if names else ""


def names_label(items: list[Actor] | list[Source]) -> str:
    """The first name of each, separated by semicolons."""
    return "; ".join(_first(item.names) for item in items)


def place_label(place: Place) -> str:
    """Relation, name and distance: ``near جسر الرئيس``."""
    parts = [] if place.relation == "in" else [place.relation]
    if place.distance_km is not None:
        parts.append(f"{_number(place.distance_km)} km")
    return " ".join([*parts, _first(place.names)])


def amount(figure: Figure) -> str:
    """The bounds in short: ``14``, ``~50``, ``6–8``, ``≥ 30``, ``≤ 20000``."""
    low, best, high = figure.low, figure.best, figure.high
    if low is not None and high is not None:
        if low == high:
            return ("~" if figure.approx else "") + _number(low)
        middle = f" ({_number(best)})" if best is not None else ""
        return f"{_number(low)}–{_number(high)}{middle}"
    if low is not None:
        return f"≥ {_number(low)}"
    if high is not None:
        return f"≤ {_number(high)}"
    return _number(best) if best is not None else "?"


def figure_label(figure: Figure) -> str:
    """Amount, measure and attributes: ``3 killed (civilians)``."""
    attributes = f" ({', '.join(figure.attributes)})" if figure.attributes else ""
    return f"{amount(figure)} {figure.measure}{attributes}"


def profile_label(claim: ProfileClaim) -> str:
    """Subject, relation and what it is said of."""
    value = _first(claim.object or [])
    if claim.figure:
        value = figure_label(claim.figure)
    return " ".join(part for part in (_first(claim.subject), claim.relation, value, claim.time or "") if part)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)

"""Why a place, party, figure or source of a paired event was missed, is too many, or differs."""

from __future__ import annotations

from collections.abc import Sequence

from sijill.evaluation.case import Case, Phrase
from sijill.evaluation.event_causes import Cause
from sijill.evaluation.measures import Record, same_figure, same_name
from sijill.evaluation.spots import Span
from sijill.knowledge.gazetteer import Gazetteer

KINDS = {"places": "place", "agent": "party", "target": "party", "figures": "figure", "attribution": "source"}
"""The first half of the cause codes of each slot."""


def names(slot: str, value: Record) -> list[str]:
    """The words of a value, as they may stand in the text."""
    return [str(value.get("text") or "")] if slot == "figures" else list(value.get("names") or [])


def _mentions(case: Case, slot: str) -> Sequence[Phrase]:
    found = case.trace.mentions
    if slot == "places":
        return case.trace.places
    if slot == "figures":
        return found.figures
    return found.actors if slot in ("agent", "target") else found.sources


def missed(case: Case, slot: str, value: Record, gold: Record, system: Record, gazetteer: Gazetteer) -> tuple[Cause, Span | None]:
    """Why a value of gold is not in the paired event, and where it stands."""
    kind = KINDS[slot]
    other = {"agent": "target", "target": "agent"}.get(slot)
    spot = case.spots.nearest(names(slot, value), case.anchors(gold, system))
    if other is not None and any(same_name(value, y) for y in system.get(other) or []):
        return Cause("party.other_side", note=other), spot
    if spot is None:
        return Cause(f"{kind}.not_in_text"), None
    found = case.covering(_mentions(case, slot), spot)
    if not found:
        return _unread(case, slot, value, spot, gazetteer), spot
    mention = found[0]
    rule = str(getattr(mention, "rule", ""))
    holders = case.holders(slot, case.span(mention))
    if any(event is system for event in holders):
        return Cause(_other(slot, value, system, case.span(mention)), rule, case.words(mention)), spot
    note = ", ".join(case.named(event) for event in holders)
    if slot == "attribution":
        covers = any(m.scope[0] <= t.i < m.scope[1] for m in case.trace.mentions.sources if m is mention for t in case.triggers(system))
        return Cause("source.unbound" if covers else "source.out_of_scope", rule, note), spot
    if not any(case.sentence(spot[0]) == n for n in case.sentences(gold, system)):
        return Cause(f"{kind}.not_carried", rule, note), spot
    if holders:
        return Cause(f"{kind}.elsewhere", rule, note), spot
    if slot == "places" and not getattr(mention, "is_event_place", True):
        return Cause("place.no_scene", rule), spot
    return Cause(f"{kind}.unbound", rule), spot


def _unread(case: Case, slot: str, value: Record, spot: Span, gazetteer: Gazetteer) -> Cause:
    """Why no mention of the kind stands at the words."""
    kind = KINDS[slot]
    if slot == "figures":
        quantities = case.covering(case.trace.mentions.quantities, spot)
        if quantities:
            return Cause("figure.no_measure", quantities[0].rule, case.words(quantities[0]))
        return Cause("figure.unrecognised")
    rivals: list[Phrase] = []
    if slot != "places":
        rivals += case.covering(case.trace.places, spot)
    if slot not in ("agent", "target"):
        rivals += case.covering(case.trace.mentions.actors, spot)
    if slot != "attribution":
        rivals += case.covering(case.trace.mentions.sources, spot)
    rivals += case.covering(case.trace.mentions.dates, spot)
    if rivals:
        return Cause(f"{kind}.as_other", str(getattr(rivals[0], "rule", "")), case.words(rivals[0]))
    if slot == "places":
        known = any(gazetteer.lookup(name) for name in value.get("names") or [])
        return Cause("place.uncertain" if known else "place.unrecognised")
    return Cause(f"{kind}.unrecognised")


def _other(slot: str, value: Record, system: Record, span: Span) -> str:
    """The code for a value that the event has with these characters and yet not the same."""
    if slot != "figures":
        return f"{KINDS[slot]}.other_extent"
    mine: Record = next((y for y in system.get(slot) or [] if y.get("start", -1) < span[1] and span[0] < y.get("end", -1)), {})
    return "figure.other_number" if mine.get("measure") == value.get("measure") else "figure.other_measure"


def extra(case: Case, slot: str, value: Record, gold: Record, system: Record) -> Cause:
    """Why the paired event has a value that gold does not."""
    kind = KINDS[slot]
    rule = str(value.get("rule", ""))
    other = {"agent": "target", "target": "agent"}.get(slot)
    if other is not None and any(same_name(x, value) for x in gold.get(other) or []):
        return Cause("party.other_side", rule, other)
    alike = same_figure if slot == "figures" else same_name
    owners = [
        event for event in case.gold.get("events") or []
        if event is not gold and any(alike(x, value) for x in event.get(slot) or [])
    ]  # fmt: skip
    owned = ", ".join(f"{event.get('id') or ''} {event.get('type')}".strip() for event in owners[:2])
    if "start" in value and case.sentence(value["start"]) not in case.sentences(None, system):
        return Cause(f"{kind}.carried", rule, owned)
    if owners:
        return Cause(f"{kind}.of_another", rule, owned)
    return Cause(f"{kind}.guess", rule)


def twin(spot: Span | None, value: Record) -> bool:
    """True when a value of the reading stands on the characters of a value of gold."""
    return spot is not None and "start" in value and value["start"] < spot[1] and spot[0] < value["end"]


def twins(slot: str, gold: Record, system: Record) -> Cause:
    """The cause for one phrase that the two sides read differently."""
    rule = str(system.get("rule", ""))
    if slot == "figures":
        return Cause("figure.other_number" if gold.get("measure") == system.get("measure") else "figure.other_measure", rule)
    return Cause(f"{KINDS[slot]}.other_extent", rule)

"""A reading as rows of the datasets, in the order of their columns (``schema.py``)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from sijill.ingest import Item
from sijill.linking.claims import span_of
from sijill.ontology import FAMILY
from sijill.records import Event, Figure, Place, Reading, Source

Row = tuple[Any, ...]
Owner = tuple[str, str | None, str | None]
"""Report, event or None, statement or None."""

_ENCODER = msgspec.json.Encoder()


class Rows(defaultdict[str, list[Row]]):
    """Rows by dataset, gathered report by report."""

    def __init__(self) -> None:
        super().__init__(list)

    def add(self, part: int, item: Item, reading: Reading, packs: str) -> None:
        """The rows of one report; ``packs`` is the digest of the packs it was read with."""
        first, last = _days(reading.published)
        self["reports"].append((
            reading.doc, part, item.source, item.locator, item.media_type, hashlib.sha256(item.data).hexdigest(), len(item.data), item.extractor,
            item.text, reading.sha256, item.title or None, item.published, item.outlet, item.url, reading.published, first, last,
            reading.outlet[0] if reading.outlet else None, reading.outlet, len(reading.events), len(reading.profile), reading.reader, packs,
            _ENCODER.encode(reading).decode(),
        ))  # fmt: skip
        doc: Owner = (reading.doc, None, None)
        for dimension, found in reading.evidence.items():
            self._spans(doc, dimension, found)
        for event in reading.events:
            self._event(reading.doc, event)
        for claim in reading.profile:
            of: Owner = (reading.doc, None, claim.id)
            self["profile"].append((reading.doc, claim.id, claim.subject, claim.relation, claim.object, claim.time, claim.start, claim.end, claim.rule, claim.confidence))
            self._spans(of, "statement", [claim])
            self._chain(of, None, claim.attribution)
            self._figures(of, [claim.figure] if claim.figure is not None else [])

    def _event(self, doc: str, event: Event) -> None:
        of: Owner = (doc, event.id, None)
        first, last = _days(event.time)
        place = _main(event.places)
        path = place.path if place is not None else []
        self["events"].append((
            doc, event.id, event.type, FAMILY.get(event.type), event.modality, event.trigger, event.start, event.end, event.rule, event.time, first, last,
            *((place.names[0] if place.names else None, place.id, place.relation) if place is not None else (None,) * 3),
            path[0] if path else None, path[1] if len(path) > 1 else None,
            *((place.lat, place.lon, place.precision) if place is not None else (None,) * 3),
            _plain(event.places), _plain(event.agent), _plain(event.target), event.means, event.confidence,
            event.confidences.get("time"), event.confidences.get("modality"),
        ))  # fmt: skip
        self._spans(of, "event", [event])
        for dimension, found in event.evidence.items():
            self._spans(of, dimension, found)
        self._spans(of, "place", event.places)
        self._spans(of, "agent", event.agent)
        self._spans(of, "target", event.target)
        self._spans(of, "mention", event.mentions)
        self._chain(of, None, event.attribution)
        self._figures(of, event.figures)

    def _figures(self, of: Owner, figures: Sequence[Figure]) -> None:
        for number, f in enumerate(figures, 1):
            self["figures"].append((
                *of, number, f.measure, f.low, f.best, f.high, f.of, f.attributes, f.text, f.approx, f.hedge, f.noun, f.start, f.end, f.rule, f.confidence,
            ))  # fmt: skip
            self._chain(of, number, f.attribution)
        self._spans(of, "figure", figures)

    def _chain(self, of: Owner, figure: int | None, sources: Sequence[Source]) -> None:
        for position, s in enumerate(sources, 1):
            self["attributions"].append((*of, figure, position, s.names[0] if s.names else None, s.names, s.kind, s.start, s.end, s.rule, s.confidence))
        self._spans(of, "attribution", sources)

    def _spans(self, of: Owner, dimension: str, found: Iterable[Any]) -> None:
        rows = self["mentions"]
        for one in found:
            rows.append((*of, dimension, one.start, one.end, one.rule))


def _main(places: Sequence[Place]) -> Place | None:
    """The most precise place with a point, else the first."""
    located = [p for p in places if p.lat is not None and p.lon is not None]
    return min(located, key=lambda p: p.precision or 9) if located else places[0] if places else None


def _days(edtf: str | None) -> tuple[date | None, date | None]:
    """First and last day of a time, None for an end that is open."""
    span = span_of(edtf)
    if span is None:
        return None, None
    return None if span.before else date.fromordinal(span.first), None if span.after else date.fromordinal(span.last)


def _plain(records: Sequence[msgspec.Struct]) -> list[dict[str, Any]]:
    return [msgspec.structs.asdict(r) for r in records]

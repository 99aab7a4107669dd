"""What is shown of an incident and what it is found by: type, days, place, tolls, who says so, where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sijill.arabic import fold_word
from sijill.linking.claims import Claim
from sijill.linking.conflicts import Conflict, of_incident
from sijill.linking.estimates import Estimate, estimate, grade
from sijill.linking.origins import Origins
from sijill.records import Actor, Place

_SHOWN = 4
"""How many names of one dimension are shown."""


class Summary(NamedTuple):
    """An incident in short. Days are ordinals: ``first_day`` null where it is open, ``last_day`` null where no claim tells a time; ``time`` as the claim
    tells it that is most exact (EDTF). ``places``, ``agents``, ``targets``: the names most told. ``figures``: estimates by measure; ``conflicts``: what the
    claims differ in; ``origins``: how many independent ones."""

    type: str
    modality: str
    time: str | None
    first_day: int | None
    last_day: int | None
    place: Place | None
    places: list[str]
    agents: list[str]
    targets: list[str]
    figures: dict[str, Estimate]
    conflicts: list[Conflict]
    origins: int
    grade: str
    because: str

    @property
    def killed(self) -> float | None:
        """The number of the killed: the best, else the lowest."""
        found = self.figures.get("killed")
        return None if found is None else found.best if found.best is not None else found.low

    @property
    def differing(self) -> list[str]:
        """Measures and dimensions in which claims contradict one another."""
        return sorted({c.what if c.kind == "figure" else c.kind for c in self.conflicts if not c.update})


def summary(claims: Sequence[Claim], origins: Origins, same: Mapping[str, str] | None = None) -> Summary:
    """The summary of the claims of an incident, of which there is at least one. ``same``: names and ids that people said to mean one, see ``claims.equated``."""
    same = same or {}
    exact = min((c.span for c in claims if c.span is not None), key=lambda s: (s.open, s.days), default=None)
    first = min(claims, key=lambda c: (c.span is None, c.span.open if c.span else True, c.span.days if c.span else 0))
    graded = grade(claims, origins)
    figures = {}
    for measure in sorted({f.measure for c in claims for f in c.event.figures}):
        found = estimate(claims, measure, origins)
        if found is not None:
            figures[measure] = found
    return Summary(
        type=Counter(c.event.type for c in claims).most_common(1)[0][0],
        modality=Counter(c.event.modality for c in claims).most_common(1)[0][0],
        time=first.event.time,
        first_day=exact.first if exact is not None and not exact.open else None,
        last_day=exact.last if exact is not None else None,
        place=min((p for c in claims for p in c.event.places if p.lat is not None), key=lambda p: p.precision or 9, default=None),
        places=_names((p for c in claims for p in c.event.places), same),
        agents=_names((a for c in claims for a in c.event.agent), same),
        targets=_names((a for c in claims for a in c.event.target), same),
        figures=figures,
        conflicts=of_incident(claims),
        origins=len({origins.of_event(c.doc, c.event).key for c in claims}),
        grade=graded.name,
        because=graded.because,
    )


def _names(things: Iterable[Place | Actor], same: Mapping[str, str]) -> list[str]:
    """The names as first told, one a thing, the most told first."""
    told: Counter[str] = Counter()
    called: dict[str, str] = {}
    for thing in things:
        key = thing.id or fold_word(thing.names[0])
        key = same.get(key, key)
        told[key] += 1
        called.setdefault(key, thing.names[0])
    return [called[key] for key, _ in told.most_common(_SHOWN)]

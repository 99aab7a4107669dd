"""What follows for the figures of an incident: low, best and high by a named policy, and a grade of what is known.

The estimate never hides its claims.  The grades are those of Airwars (https://airwars.org/about/methodology, Grading):
confirmed, fair, weak, contested, discounted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sijill.linking.claims import Claim, Key
from sijill.linking.conflicts import main_figures
from sijill.linking.origins import Origin, Origins


class Counted(NamedTuple):
    """One figure of one claim, with its origin."""

    claim: Key
    origin: str
    published: int | None
    low: float | None
    best: float | None
    high: float | None
    own: bool = False
    """Told by the report itself, not by somebody whom it quotes."""


class Estimate(NamedTuple):
    """Low, best and high of a measure by a policy; ``best`` null where the policy does not decide, ``high`` where a claim leaves it open (at least
    four). ``claims`` are all that were weighed, ``origins`` how many independent ones, ``because`` the rule in words."""

    measure: str
    low: float | None
    best: float | None
    high: float | None
    policy: str
    origins: int
    claims: list[Key]
    because: str
    most: float | None = None
    """The highest number that any of them tells, ``high`` or not."""


def counted(claims: Sequence[Claim], measure: str, origins: Origins) -> list[Counted]:
    """The figures that count all those harmed, one an origin: of several of one origin the latest report's, of one report the largest."""
    latest: dict[str, Counted] = {}
    for claim in claims:
        for figure in main_figures(claim, measure):
            chain = figure.attribution or claim.event.attribution
            origin = origins.of(claim.doc, chain)
            one = Counted(claim.key, origin.key, claim.published, figure.low, figure.best, figure.high, not figure.attribution)
            before = latest.get(origin.key)
            if before is None or _later(one, before):
                latest[origin.key] = one
    return list(latest.values())


def _later(one: Counted, other: Counted) -> bool:
    """Whether a figure takes the place of another of the same origin."""
    if one.claim[0] == other.claim[0]:
        return (_low(one) or 0) > (_low(other) or 0)
    return (one.published or 0) >= (other.published or 0)


def estimate(claims: Sequence[Claim], measure: str, origins: Origins, policy: str = "most_origins", source: str = "") -> Estimate | None:
    """The estimate of a measure, or None where no claim gives a figure. ``source`` names the origin that ``prefer_source`` takes.

    Raises ``KeyError`` for an unknown policy.
    """
    decide = POLICIES[policy]
    told = counted(claims, measure, origins)
    if not told:
        return None
    lows = [x for one in told if (x := _low(one)) is not None]
    highs = [one.high for one in told if one.high is not None]
    numbers = [x for one in told if (x := one.high if one.high is not None else one.best if one.best is not None else one.low) is not None]
    best, because = decide(told, origins.called(source))
    return Estimate(
        measure, min(lows) if lows else None, best, max(highs) if len(highs) == len(told) else None,
        policy, len(told), list(dict.fromkeys(one.claim for one in told)), because, max(numbers, default=None),
    )  # fmt: skip


def _low(one: Counted) -> float | None:
    return one.low if one.low is not None else one.best


def _most_origins(told: Sequence[Counted], source: Origin) -> tuple[float | None, str]:
    """The figure that most independent origins give; among equals the latest, then what a report tells itself before what it quotes, then the lower."""
    votes: dict[float, list[Counted]] = {}
    for one in told:
        if one.best is not None:
            votes.setdefault(one.best, []).append(one)
    if not votes:
        return None, "no origin gives a single figure"
    most = max(len(v) for v in votes.values())
    leading = [value for value, v in votes.items() if len(v) == most]
    newest = max(max(one.published or 0 for one in votes[value]) for value in leading)
    latest = [value for value in leading if max(one.published or 0 for one in votes[value]) == newest]
    best = min([value for value in latest if any(one.own for one in votes[value])] or latest)
    what = f"{most} of {len(told)} independent origins give" if len(told) > 1 else "the only origin gives"
    return best, f"{what} {best:g}" + (", the latest of those with as many" if len(leading) > 1 else "")


def _prefer_source(told: Sequence[Counted], source: Origin) -> tuple[float | None, str]:
    for one in told:
        if one.origin == source.key:
            return one.best, f"the preferred source {source.name} gives it"
    return None, f"the preferred source {source.name} gives no figure"


def _range_only(told: Sequence[Counted], source: Origin) -> tuple[float | None, str]:
    return None, "the policy gives the range only"


def _pending(told: Sequence[Counted], source: Origin) -> tuple[float | None, str]:
    return None, "left to a person"


POLICIES: dict[str, Callable[[Sequence[Counted], Origin], tuple[float | None, str]]] = {
    "most_origins": _most_origins,
    "prefer_source": _prefer_source,
    "range_only": _range_only,
    "pending": _pending,
}
"""The policies by name."""


class Grade(NamedTuple):
    """``confirmed``, ``fair``, ``weak``, ``contested`` or ``discounted``, and the rule that gave it."""

    name: str
    because: str


def grade(claims: Sequence[Claim], origins: Origins) -> Grade:
    """What is known of an incident, in Airwars' terms, from its claims."""
    told = [c for c in claims if c.event.modality != "denied"]
    denied = [c for c in claims if c.event.modality == "denied"]
    if not told:
        return Grade("discounted", "every report that tells of it denies it")
    own = next((c for c in told if _owns_up(c)), None)
    if own is not None:
        return Grade("confirmed", f"the doer itself says so ({own.doc})")
    doers = [c.agents for c in told if c.agents]
    if any(a.isdisjoint(b) for a in doers for b in doers):
        return Grade("contested", "reports name different doers")
    if denied:
        return Grade("contested", "it is told by some and denied by others")
    known = {origins.of_event(c.doc, c.event).key for c in told}
    if len(known) > 1:
        return Grade("fair", f"{len(known)} independent origins tell it, and none another")
    return Grade("weak", "it has one origin")


def _owns_up(claim: Claim) -> bool:
    """Whether the doer is itself a source of the claim."""
    said = {source_name for s in claim.event.attribution for source_name in s.names}
    return any(not said.isdisjoint(a.names) for a in claim.event.agent if a.kind not in ("civilians", "unknown"))


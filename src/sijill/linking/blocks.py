"""Blocks: what two claims must have in common to be looked at as a pair.

A block is a number of 64 bits: the sum of one for kin types on some days and one for a place, a party or a count.  Numbers are made
of names by a hash that is the same in every process, so that blocks made anywhere meet.  A block of so many claims that their pairs
would be too many is narrowed: its claims meet where they have one thing more in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from sijill.linking.claims import Claim
from sijill.linking.likeness import FRESH, Weights

CROWD = 400
"""Claims of a block beyond which it is narrowed; one of months or years is left out, since so little in common says nothing there."""

ROUNDS = 2
"""How often: what three things in common leave together is left out."""

_SHORT = 12
"""Days up to which a span meets others of its days; a longer or open one is loose."""

_YEAR = 365
"""Days from which a span meets others by years alone."""

_MASK = (1 << 64) - 1
_KEPT = 100_000
_NUMBERS: dict[str, int] = {}


class Keys(NamedTuple):
    """What blocks are made of. ``times``: numbers of kin types on some days; ``what``: of places, parties, counts; ``more``: of what else
    narrows. ``loose``: the time is long or open.  Odd times are months and years, where only pairs with a loose claim are looked at, since
    others meet in days."""

    times: list[int]
    what: list[int]
    more: list[int]
    loose: bool


def keys(claim: Claim, weights: Weights) -> Keys:
    """The keys of a claim; no times where its time is not known, which is then in no block."""
    span = claim.span
    if span is None:
        return Keys([], [], [], False)
    loose = span.days > _SHORT
    days = range(span.first, span.last + 1)
    if loose:
        # Undated news is of what happened just before it was printed, if not of something long ago.
        days = range(span.last - FRESH, span.last + 1) if span.before and claim.published is not None and span.last >= claim.published else range(0)
    times = {f"d{(day + shift) // 4}" for day in days for shift in (0, 2)}
    far: set[str] = set()
    if span.days <= _YEAR:
        far.update(f"m{day // 30}" for day in (*range(span.first, span.last + 1, 15), span.last))
    # What is told of years, or of any time before a day, meets everything of these years.
    first, last = span.widest
    far.update(f"y{year}" for year in range(first // _YEAR, last // _YEAR + 1))
    event = claim.event
    places = claim.places if claim.breadth <= 3 else ()
    what = {*places, *(f"{round(lat)}:{round(lon)}" for lat, lon in claim.points), *(f"@{n}" for n in claim.agents), *(f"@{n}" for n in claim.targets)}
    what.update(f"={f.measure}{f.best:g}" for f in event.figures if f.best is not None and f.best >= 5)
    more = {f"/{event.type}", *(f"~{w}" for w in claim.words), *(f"&{w}" for w in claim.people)}
    more.update(f"={f.measure}{f.best:g}" for f in event.figures if f.best is not None and f.best < 5)
    if claim.breadth > 3:
        more.update(claim.places)
    if span.days == 1:
        more.add(f"d{span.first}")
    groups = weights.groups.get(event.type) or (event.type,)
    near = [number(f"{group} {time}") for group in groups for time in times]
    wide = [number(f"{group} {time}") | 1 for group in groups for time in far]
    return Keys(sorted(near) + sorted(wide), sorted(map(number, what)), sorted(map(number, more)), loose)


def number(name: str) -> int:
    """63 bits of a hash of a name, and a zero for the lowest bit, which tells months and years from days."""
    found = _NUMBERS.get(name)
    if found is None:
        if len(_NUMBERS) > _KEPT:
            _NUMBERS.clear()
        found = _NUMBERS[name] = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") & ~1
    return found


def blocks(own: Keys) -> Iterator[int]:
    """The blocks of a claim."""
    for time in own.times:
        for what in own.what:
            yield (time + what) & _MASK


def narrowed(own: Keys, crowded: Callable[[int], bool], rounds: int) -> Iterator[int]:
    """The narrower blocks of a claim that round ``rounds`` (from 1) makes of those in which the round before found a crowd.

    Things in common are added one at a time; one that makes no crowd by itself adds nothing, since its claims have met there.
    """
    for time in own.times:
        if time & 1:
            continue
        alone = [what for what in own.what if crowded((time + what) & _MASK)]
        held: dict[int, tuple[int, ...]] = {(time + what) & _MASK: (what,) for what in alone}
        for _ in range(rounds):
            wider, held = held, {}
            for block, parts in wider.items():
                if crowded(block):
                    for part in (*alone, *own.more):
                        if part not in parts:
                            held[(block + part) & _MASK] = (*parts, part)
        yield from held


def meetings(own: Sequence[Keys]) -> list[list[list[int]]]:
    """For each claim the lists of claims, by number, that it meets in its blocks, itself among them."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    loose: defaultdict[int, list[int]] = defaultdict(list)
    out: list[list[list[int]]] = [[] for _ in own]
    crowds: set[int] = set()
    inside: Sequence[int] = range(len(own))
    for turn in range(ROUNDS + 1):
        made = {k: [*narrowed(own[k], crowds.__contains__, turn)] if turn else [*blocks(own[k])] for k in inside}
        for k, homes in made.items():
            for block in homes:
                members[block].append(k)
                if block & 1 and own[k].loose:
                    loose[block].append(k)
        fresh = {block for block, found in members.items() if len(found) > CROWD}
        for k, homes in made.items():
            for block in homes:
                if block not in fresh:
                    out[k].append(members[block] if own[k].loose or not block & 1 else loose[block])
        inside = [k for k, homes in made.items() if not fresh.isdisjoint(homes)]
        crowds |= fresh
        members.clear()
        loose.clear()
        if not inside:
            break
    return out

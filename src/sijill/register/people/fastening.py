"""What was said of one reading, found again in a newer one: events and statements by the characters of their trigger, values by theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sijill.records import Event, ProfileClaim, Reading
from sijill.register.people.values import LISTS

Told = Event | ProfileClaim


def told(record: Reading) -> dict[str, Told]:
    """The events and lasting statements of a record by their ids."""
    out: dict[str, Told] = {event.id: event for event in record.events}
    out.update({claim.id: claim for claim in record.profile})
    return out


def heirs(old: Reading, new: Reading) -> dict[str, str]:
    """Which event or statement of a newer reading each of an older one became: those whose triggers share characters, one to one, the same
    type (relation) first, then the most characters. Those without an heir are left out."""
    out: dict[str, str] = {}
    sides: list[tuple[Sequence[Told], Sequence[Told]]] = [(old.events, new.events), (old.profile, new.profile)]
    for mine, theirs in sides:
        pairs = sorted(
            (-(_kind(a) == _kind(b)), -shared, i, j)
            for i, a in enumerate(mine)
            for j, b in enumerate(theirs)
            if (shared := overlap((a.start, a.end), (b.start, b.end))) > 0
        )
        left, right = set[int](), set[int]()
        for _, _, i, j in pairs:
            if i not in left and j not in right:
                left.add(i)
                right.add(j)
                out[mine[i].id] = theirs[j].id
    return out


def overlap(a: tuple[int, int], b: tuple[int, int]) -> int:
    """How many characters two spans share; one without any shares one with what it stands in."""
    if a[0] == a[1] or b[0] == b[1]:
        return int(max(a[0], b[0]) <= min(a[1], b[1]))
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def alike(one: Told, other: Told) -> bool:
    """Whether two stand on some of the same characters and are of one type (relation)."""
    same = isinstance(one, Event) == isinstance(other, Event) and _kind(one) == _kind(other)
    return same and overlap((one.start, one.end), (other.start, other.end)) > 0


def items(one: Told, dimension: str) -> dict[str, Any]:
    """The values of a field that holds several, each under the name by which people mean it: ``start-end`` of the characters it was read
    from, with ``.2`` behind it for the second that was read from the same ones. The means are named by their evidence, else by themselves."""
    if dimension not in LISTS:
        return {}
    values = getattr(one, dimension, ())
    if dimension == "means" and isinstance(one, Event):
        where = one.evidence.get("means", [])
        spans = [f"{e.start}-{e.end}" for e in where] if len(where) == len(values) else list(values)
    else:
        spans = [f"{v.start}-{v.end}" for v in values]
    out: dict[str, Any] = {}
    for span, value in zip(spans, values, strict=True):
        name, number = span, 1
        while name in out:
            number += 1
            name = f"{span}.{number}"
        out[name] = value
    return out


def same_item(name: str, there: Mapping[str, Any] | Iterable[str]) -> str | None:
    """Which of the values of a newer reading stands where one of an older reading stood: on the same characters, else on some of them."""
    if name in there:
        return name
    span = _span(name)
    shared = [(overlap(span, other), key) for key in there if span is not None and (other := _span(key)) is not None]
    best = max(shared, default=(0, ""), key=lambda s: s[0])
    return best[1] if best[0] > 0 else None


def _span(name: str) -> tuple[int, int] | None:
    first, dash, last = name.partition(".")[0].partition("-")
    return (int(first), int(last)) if dash and first.isdigit() and last.isdigit() else None


def _kind(one: Told) -> str:
    return one.type if isinstance(one, Event) else one.relation

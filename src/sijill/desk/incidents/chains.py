"""Who tells it from whom, as a drawing: independent origins on one side, reports on the other, near-copies behind the report that they copy."""

from __future__ import annotations

from typing import NamedTuple

from sijill.linking.origins import Origin
from sijill.register.queries import Told

WIDTH, ROW, TALL = 760, 40, 28
"""Units of the drawing: its width, the height of a row, the height of a box."""

MOST = 40
"""Claims up to which a drawing can be read."""

_ORIGIN, _REPORT = 230, 250
"""Widths of the boxes."""
_LETTERS = 30


class Chain(NamedTuple):
    """How a claim came: the place of its column on the page, its origin, the sources between that and the report (inner first), and whether its report is a
    near-copy (``copies``: the column of the report that it copies)."""

    column: int
    origin: Origin
    through: tuple[str, ...]
    copies: int | None


class Box(NamedTuple):
    """A box with words in its middle; ``title`` is the whole of what is cut in ``label``. ``kind``: origin, through, report or copy. Numbers are written as SVG has
    them, whatever the language."""

    x: str
    y: str
    wide: str
    middle: str
    base: str
    """Where the words stand."""
    label: str
    title: str
    kind: str


class Drawing(NamedTuple):
    """Everything in units of the view box; lines are paths, ``copies`` those of near-copies."""

    width: int
    height: int
    tall: int
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    copies: tuple[str, ...]


def chains(told: Told) -> list[Chain]:
    """How each claim came, in the order of the claims."""
    columns: dict[str, int] = {}
    for number, claim in enumerate(told.claims):
        columns.setdefault(claim.doc, number)
    out = []
    for number, claim in enumerate(told.claims):
        origin = told.origins.of_event(claim.doc, claim.event)
        # The sources stand from within outwards; the one that is the origin, and what it has from others, are not between it and the report.
        names = [[*source.names] for source in claim.event.attribution]
        inner = next((k for k, own in enumerate(names) if origin.name in own), -1)
        first = told.origins.first.get(claim.doc, claim.doc)
        out.append(Chain(number, origin, tuple(own[0] for own in names[inner + 1 :] if own), columns.get(first) if first != claim.doc else None))
    return out


def by_origin(found: list[Chain]) -> list[list[Chain]]:
    """The chains of each independent origin, near-copies last; origins with the most first."""
    groups: dict[str, list[Chain]] = {}
    for chain in found:
        groups.setdefault(chain.origin.key, []).append(chain)
    ordered = sorted(groups.values(), key=lambda own: (-len(own), own[0].column))
    return [sorted(own, key=lambda c: c.copies is not None) for own in ordered]


def drawing(groups: list[list[Chain]], names: list[str], rtl: bool) -> Drawing:
    """The drawing, origins where reading begins. ``names`` are those of the columns."""
    boxes: list[Box] = []
    lines: list[str] = []
    copies: list[str] = []

    def across(x: float, wide: float = 0) -> float:
        return WIDTH - x - wide if rtl else x

    def box(x: float, y: float, wide: float, text: str, kind: str) -> None:
        left = across(x, wide)
        label = text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
        boxes.append(Box(f"{left:.0f}", f"{y:.1f}", f"{wide:.0f}", f"{left + wide / 2:.0f}", f"{y + TALL * 0.68:.1f}", label, text, kind))

    def line(x: float, y: float, to_x: float, to_y: float) -> str:
        half = (x + to_x) / 2
        return f"M{across(x):.0f} {y:.1f}C{across(half):.0f} {y:.1f} {across(half):.0f} {to_y:.1f} {across(to_x):.0f} {to_y:.1f}"

    row = 0
    at: dict[int, float] = {}
    last = WIDTH - _REPORT
    for own in groups:
        top = row * ROW
        middle = top + (len(own) - 1) * ROW / 2
        box(0, middle, _ORIGIN, own[0].origin.name, "origin")
        for chain in own:
            y = row * ROW
            at[chain.column] = y
            box(last, y, _REPORT, names[chain.column], "report" if chain.copies is None else "copy")
            if chain.copies is not None and chain.copies in at:
                # A copy hangs on the report that it copies, not on what that one quotes.
                copies.append(_hook(across(last), at[chain.copies] + TALL / 2, y + TALL / 2, rtl))
            elif chain.through:
                start, end = _ORIGIN + 40, last - 40
                lines.append(line(_ORIGIN, middle + TALL / 2, start, y + TALL / 2))
                lines.append(line(end, y + TALL / 2, last, y + TALL / 2))
                box(start, y, end - start, " ← ".join(chain.through) if rtl else " → ".join(chain.through), "through")
            else:
                lines.append(line(_ORIGIN, middle + TALL / 2, last, y + TALL / 2))
            row += 1
    return Drawing(WIDTH, max(row * ROW - ROW + TALL, TALL), TALL, tuple(boxes), tuple(lines), tuple(copies))


def _hook(x: float, y: float, to_y: float, rtl: bool) -> str:
    out = x + (24 if rtl else -24)
    return f"M{x:.0f} {y:.1f}C{out:.0f} {y:.1f} {out:.0f} {to_y:.1f} {x:.0f} {to_y:.1f}"

"""The timeline drawn: bars over a true scale of days, and below it spans of what is known less exactly.  Looks are in ``maps.css``.

Time runs from left to right in both languages, as the dates on its axis are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 960, 240
_LEFT, _RIGHT, _TOP, _FOOT = 56, 8, 10, 26
_LANE, _LANES = 12, 10
_TAIL = 24
"""How long what has no beginning is drawn."""
_FADE = '<defs><linearGradient id="open"><stop class="out" offset="0"/><stop offset="1"/></linearGradient></defs>'


class Mark(NamedTuple):
    """A bar or a span: its days (the last included; ``first`` null where nobody knows since when), how much it stands for, its name as people read it, and the
    address of its incidents."""

    first: date | None
    last: date
    value: float
    label: str
    address: str


def drawing(bars: Sequence[Mark], spans: Sequence[Mark], first: date, last: date, name: str, ticks: Sequence[tuple[date, str]], numbers: dict[float, str]) -> str:
    """SVG of the days from ``first`` to ``last``. ``ticks``: days with what is written below; ``numbers``: values with what is written beside, the highest of all among them."""
    days = (last - first).days + 1
    known = [(span.first or span.last - timedelta(days=max(1, days * _TAIL // WIDTH)), span) for span in spans]
    lanes = _lanes(known)
    height = HEIGHT + (8 + _LANE * len(lanes) if lanes else 0)
    most = max([*numbers, 1])

    def x(day: date) -> float:
        return _LEFT + max(0, min(days, (day - first).days)) / days * (WIDTH - _LEFT - _RIGHT)

    def up(value: float) -> float:
        return (HEIGHT - _TOP - _FOOT) * value / most

    base = HEIGHT - _FOOT
    out = [f'<svg class="timeline" viewBox="0 0 {WIDTH} {height}" role="group" aria-label="{escape(name)}" direction="ltr" xmlns="http://www.w3.org/2000/svg">{_FADE}']
    for value, said in numbers.items():
        y = base - up(value)
        out.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/><text class="degree" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(said)}</text>')
    for day, said in ticks:
        out.append(f'<line class="tick" x1="{x(day):.1f}" x2="{x(day):.1f}" y1="{base}" y2="{base + 5}"/><text class="degree" x="{x(day):.1f}" y="{base + 19}">{escape(said)}</text>')
    out.append(f'<line class="axis" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{base}" y2="{base}"/>')
    for bar in bars:
        a, b = x(bar.first or first), x(bar.last + timedelta(days=1))
        wide = max(b - a - min(1.5, (b - a) / 4), 1)
        tall = max(up(bar.value), 1.5)
        # The whole height can be hit, so that a bar of one is not missed.
        out.append(
            f'<a href="{escape(bar.address)}" aria-label="{escape(bar.label)}"><title>{escape(bar.label)}</title><rect class="reach" x="{a:.1f}" y="{_TOP}" width="{b - a:.1f}" height="{base - _TOP}"/>'
            f'<rect class="bar" x="{a + (b - a - wide) / 2:.1f}" y="{base - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"/></a>'
        )
    for number, lane in enumerate(lanes):
        y = HEIGHT + 4 + number * _LANE
        for begun, span in lane:
            a, b = x(begun), x(span.last + timedelta(days=1))
            out.append(
                f'<a href="{escape(span.address)}" aria-label="{escape(span.label)}"><title>{escape(span.label)}</title>'
                f'<rect class="span{"" if span.first else " open"}" x="{a:.1f}" y="{y}" width="{max(b - a - 1, 2):.1f}" height="{_LANE - 3}" rx="3"/></a>'
            )
    return "".join([*out, "</svg>"])


def _lanes(spans: Sequence[tuple[date, Mark]]) -> list[list[tuple[date, Mark]]]:
    """Spans beside one another where they do not overlap; what finds no room is in the table only."""
    lanes: list[list[tuple[date, Mark]]] = []
    for begun, span in sorted(spans, key=lambda s: (s[0], s[0] - s[1].last)):
        lane = next((held for held in lanes if held[-1][1].last < begun), None)
        if lane is not None:
            lane.append((begun, span))
        elif len(lanes) < _LANES:
            lanes.append([(begun, span)])
    return lanes

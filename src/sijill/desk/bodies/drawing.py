"""Drawings of the server: losses by period, and whom an actor stands with and against. The tables beside them say the same in words.

Colours and strokes are classes of ``bodies.css``; the time axis runs from left to right in both languages, as dates are plotted everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import cos, pi, sin

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sijill.desk import shown
from sijill.desk.bodies.losses import Losses, Sum
from sijill.desk.bodies.relations import KINDS, Other

WIDTH = 720
_HEIGHT = 230
_LEFT, _FOOT, _TOP = 44, 30, 14
_MOST_PERIODS = 60
_MOST_DRAWN = 14
"""Others of the drawing; the table has them all."""


def losses(told: Losses) -> SafeString:
    """Two bars a period, what it suffered and what it inflicted, each with a line from the lower to the upper bound; nothing where no date is known exactly."""
    periods = [p for p in told.periods if p.exact][-_MOST_PERIODS:]
    if not periods:
        return mark_safe("")
    most = max(_top(s) for p in periods for s in (p.suffered, p.inflicted) if s is not None) or 1.0
    step = (WIDTH - _LEFT - 8) / len(periods)
    wide = min(step * 0.38, 22)

    def y(value: float) -> float:
        return _HEIGHT - _FOOT - (_HEIGHT - _FOOT - _TOP) * value / most

    out = [f'<svg class="losses" viewBox="0 0 {WIDTH} {_HEIGHT}" role="img" aria-label="{escape(_("Losses by period; the table below has the same numbers"))}" direction="ltr">']
    for value in sorted({0, round(most / 2), round(most)}):
        written = escape(shown.number(value))
        out.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - 8}" y1="{y(value):.1f}" y2="{y(value):.1f}"/><text class="degree" x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{written}</text>')
    every = max(1, -(-len(periods) // 9))
    for number, period in enumerate(periods):
        middle = _LEFT + step * (number + 0.5)
        for side, (kind, one) in enumerate((("suffered", period.suffered), ("inflicted", period.inflicted))):
            if one is not None:
                out.append(_bar(middle + (side - 1) * (wide + 1) + (1 if side else 0), wide, one, kind, y, f"{shown.edtf(period.label)}: {_range(one)}"))
        if number % every == 0:
            out.append(f'<text class="degree" x="{middle:.1f}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(shown.digits(period.label))}</text>')
    return mark_safe("".join([*out, "</svg>"]))


def _bar(x: float, wide: float, one: Sum, kind: str, y: object, said: str) -> str:
    at = y if callable(y) else None
    assert at is not None
    best = one.best if one.best is not None else 0.0
    high = one.high if one.high is not None else best
    middle = x + wide / 2
    bar = f'<rect class="{kind}" x="{x:.1f}" y="{at(best):.1f}" width="{wide:.1f}" height="{max(at(0) - at(best), 0.5):.1f}"><title>{escape(said)}</title></rect>'
    if high > one.low:
        bar += f'<path class="bounds" d="M{middle - 3:.1f} {at(one.low):.1f}h6M{middle:.1f} {at(one.low):.1f}V{at(high):.1f}m-3 0h6"/>'
    return bar


def _top(one: Sum) -> float:
    return max(one.low, one.best or 0, one.high or 0)


def _range(one: Sum) -> str:
    return f"{shown.number(one.low)}–{shown.number(one.high)}"


def relations(name: str, others: Sequence[Other]) -> SafeString:
    """The actor in the middle, the others around it by kind, with how often that is told; nothing where there is none."""
    chosen = _chosen(others)
    if not chosen:
        return mark_safe("")
    height = 460
    mid_x, mid_y, across, up = WIDTH / 2, height / 2, WIDTH / 2 - 110, height / 2 - 44
    out = [f'<svg class="relations" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(_("Relations; the table below says the same"))}" direction="ltr">']
    lines, nodes = [], []
    for number, one in enumerate(chosen):
        turn = -pi / 2 + 2 * pi * (number + 0.5) / len(chosen)
        x, y = mid_x + across * cos(turn), mid_y + up * sin(turn)
        lines.append(f'<line class="edge {one.kind}" x1="{mid_x:.1f}" y1="{mid_y:.1f}" x2="{x:.1f}" y2="{y:.1f}"/>')
        label_x, label_y = mid_x + across * 0.52 * cos(turn), mid_y + up * 0.56 * sin(turn)
        count = f" ({shown.number(one.told)})" if one.told else ""
        nodes.append(f'<text class="how" x="{label_x:.1f}" y="{label_y:.1f}" text-anchor="middle">{escape(str(KINDS[one.kind]) + count)}</text>')
        nodes.append(_node(x, y, one.name, one.kind))
    return mark_safe("".join([*out, *lines, *nodes, _node(mid_x, mid_y, name, "self"), "</svg>"]))


def _node(x: float, y: float, name: str, kind: str) -> str:
    text = name if len(name) <= 26 else name[:25] + "…"
    wide = max(len(text) * 7.4 + 16, 44)
    left = min(max(x - wide / 2, 2), WIDTH - wide - 2)
    return (
        f'<g class="node {kind}"><rect x="{left:.1f}" y="{y - 14:.1f}" width="{wide:.1f}" height="28" rx="6"/>'
        f'<text x="{left + wide / 2:.1f}" y="{y + 5:.1f}" text-anchor="middle">{escape(text)}<title>{escape(name)}</title></text></g>'
    )


def _chosen(others: Sequence[Other]) -> list[Other]:
    """A few of every kind, those told of most often, and no body twice; in the order of kinds, so that those of one kind stand together."""
    kinds: dict[str, list[Other]] = {}
    seen: set[str] = set()
    for one in sorted(others, key=lambda o: -o.told):
        if one.key not in seen:
            seen.add(one.key)
            kinds.setdefault(one.kind, []).append(one)
    out: list[Other] = []
    while len(out) < _MOST_DRAWN and any(kinds.values()):
        for kind in KINDS:
            if kinds.get(kind) and len(out) < _MOST_DRAWN:
                out.append(kinds[kind].pop(0))
    return sorted(out, key=lambda o: list(KINDS).index(o.kind))

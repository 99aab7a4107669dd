"""An answer as a picture: Vega-Lite drawn to SVG or PNG without a browser, labels in English and Arabic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sijill.archive.query import Axis, Chart, Question
from sijill.errors import InputError
from sijill.ingest.extras import need

MOST = 5000
"""Rows that a picture can show."""

_KINDS = {"T": "temporal", "N": "nominal", "O": "ordinal", "Q": "quantitative"}
_MARKS: dict[str, dict[str, Any]] = {"bar": {"type": "bar"}, "line": {"type": "line", "point": {"size": 30}}, "heat": {"type": "rect"}}
_FONT = "DejaVu Sans, Arial, Noto Sans, Noto Sans Arabic, sans-serif"  # first those that have both alphabets
_WIDE, _HIGH = 640, 360
_COLOURS = ["#1b5e8c", "#c8553d", "#4a7c59", "#e0a030", "#6b4e9b", "#3aa3a0", "#8c5a3c", "#9aa0a6", "#b0417a", "#5b6c2f"]


def drawn(wanted: Question, rows: Sequence[dict[str, Any]], ending: str) -> bytes:
    """The picture of an answer, ``.svg`` or ``.png``. Where the question says nothing of a chart, its first two columns are drawn.

    Raises ``InputError`` for an answer that cannot be drawn, and without the libraries for it.
    """
    converter = need("vl_convert", "archive", "--chart")
    spec = vega(wanted, rows)
    if ending == ".png":
        return bytes(converter.vegalite_to_png(spec, scale=2))
    return str(converter.vegalite_to_svg(spec)).encode()


def vega(wanted: Question, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The Vega-Lite of an answer."""
    if not rows:
        raise InputError("--chart: the answer has no rows")
    if len(rows) > MOST:
        raise InputError(f"--chart: an answer of more than {MOST:,} rows is no picture; group it, or add LIMIT")
    chart = wanted.chart or _guessed(rows)
    for axis in chart.axes.values():
        if axis.column not in rows[0]:
            raise InputError(f"--chart: the answer has no column {axis.column}; it has {', '.join(rows[0])}")
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": wanted.title or wanted.name, "subtitle": wanted.arabic, "anchor": "start", "offset": 14},
        "data": {"values": list(rows)},
        "mark": _MARKS[chart.mark],
        "encoding": {way: _encoding(way, axis, chart, rows) for way, axis in chart.axes.items()},
        "width": _WIDE,
        "height": {"step": 22} if chart.axes["y"].kind in "NO" else _HIGH,
        "background": "white",
        "config": {
            "font": _FONT, "view": {"stroke": None}, "range": {"category": _COLOURS}, "mark": {"color": _COLOURS[0]},
            "title": {"fontSize": 15, "subtitleFontSize": 14}, "axis": {"labelLimit": 280, "labelFontSize": 11, "titleFontSize": 12},
            "legend": {"labelLimit": 280, "labelFontSize": 11, "titleFontSize": 12}, "bar": {"discreteBandSize": {"band": 0.8}},
        },
    }  # fmt: skip


def _encoding(way: str, axis: Axis, chart: Chart, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    encoding: dict[str, Any] = {"field": axis.column, "type": _KINDS[axis.kind], "title": f"{axis.en} · {axis.ar}" if axis.ar else axis.en}
    if axis.kind in "NO":
        encoding["sort"] = list(dict.fromkeys(row[axis.column] for row in rows))  # as the answer has them
    if axis.kind == "O" and way == "x":
        encoding["axis"] = {"labelAngle": 0}
    if axis.kind == "T":
        encoding["timeUnit"] = "utcyearmonthdate"
        if chart.mark in ("bar", "heat"):
            encoding["timeUnit"] = "utcyearmonth"
        encoding["axis"] = {"format": "%Y-%m", "labelAngle": -40}
    if axis.kind == "Q" and way == "color":
        encoding["scale"] = {"scheme": "blues"}
    return encoding


def _guessed(rows: Sequence[dict[str, Any]]) -> Chart:
    """Bars of the first column that holds numbers, by the first column that does not; a line where those are times."""
    first = rows[0]
    numbers = [name for name in first if all(isinstance(row[name], int | float | None) and not isinstance(row[name], bool) for row in rows)]
    names = [name for name in first if name not in numbers]
    if not numbers or not (names or len(numbers) > 1):
        raise InputError("--chart: the answer has no column of numbers beside another to draw them by")
    by, what = (names or numbers)[0], numbers[0] if names else numbers[1]
    day = all(isinstance(row[by], str) and len(row[by]) == 10 and row[by][4] == row[by][7] == "-" for row in rows)
    if day:
        return Chart("line", {"x": Axis(by, "T", by, ""), "y": Axis(what, "Q", what, "")})
    return Chart("bar", {"x": Axis(what, "Q", what, ""), "y": Axis(by, "N", by, "")})

"""What both pages are made of: the frame, lists, tables, quotes.  Everything that comes from records is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import NamedTuple

from sijill.exports.cases import Names, Saying
from sijill.exports.pages.svg import Point, Town, world_map
from sijill.exports.pages.words import both, note, pair, shown
from sijill.knowledge.gazetteer import KINDS


class Frame(NamedTuple):
    """What stands around a page: ``made`` (UTC), the ``policy`` of its figures, the last entry of the audit chain before it, and whether names are hidden."""

    made: str
    policy: str
    chain: str
    redacted: bool


def page(title: str, heading: str, body: str, frame: Frame) -> str:
    """The whole page. Nothing is fetched and nothing runs: the content security policy allows the one style only."""
    style = _style()
    allowed = "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    hiding = f'<div class="safe">{note("redacted")}</div>' if frame.redacted else f'<div class="warning">{note("unredacted")}</div>'
    return f"""<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="generator" content="Sijill">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{allowed}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
<header>{heading}{hiding}</header>
<main>
{body}
</main>
<footer>
<p>{both("register_of")} · {both("made")}: <bdi>{escape(frame.made)}</bdi> · {both("policy")}: {both(frame.policy)}</p>
<p>{both("chain")}: <span class="code" dir="ltr">{escape(frame.chain)}</span></p>
</footer>
</body>
</html>
"""


@cache
def _style() -> str:
    return (files("sijill.exports.pages") / "style.css").read_text(encoding="utf-8")


def section(code: str, body: str) -> str:
    """A heading and what is under it; nothing where there is nothing."""
    return f"<section><h2>{both(code)}</h2>\n{body}</section>\n" if body else ""


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """A list of terms, each with HTML; those without are left out."""
    return "<dl>" + "".join(f"<dt>{both(code)}</dt><dd>{html}</dd>\n" for code, html in rows if html) + "</dl>"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int] = frozenset()) -> str:
    """A table of HTML cells under headings by their codes; ``numbers`` are the columns of figures."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{both(code) if code else ""}</th>' for code in columns)
    cells = ("".join(f'<td{" class=number" if k in numbers else ""}>{cell}</td>' for k, cell in enumerate(row)) for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>' + "".join(f"<tr>{c}</tr>\n" for c in cells) + "</tbody></table></div>"


def turned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same with the headings at the side: a column for each row, for few of them to be read side by side."""
    lines = [(code, [row[k] for row in rows]) for k, code in enumerate(columns)]
    said = ((code, cells) for code, cells in lines if any(cells))
    return '<div class="wide"><table><tbody>' + "".join(
        f'<tr><th scope="row">{both(code)}</th>' + "".join(f"<td{_ODD if odd(cells, k) else ''}>{cell}</td>" for k, cell in enumerate(cells)) + "</tr>\n" for code, cells in said
    ) + "</tbody></table></div>"  # fmt: skip


_ODD = ' class="odd"'
_COMPARED = 2
"""Cells from which the odd one can be told."""


def odd(cells: Sequence[str], k: int) -> bool:
    """Whether the cell of a row stands against a majority of others."""
    said = [c for c in cells if c]
    alike = sum(c == cells[k] for c in said)
    return len(said) > _COMPARED and bool(cells[k]) and alike == 1 and len(set(said)) == _COMPARED


def listed(values: Iterable[str]) -> str:
    """Names in one line, each once, each in its own direction."""
    return "، ".join(f"<bdi>{escape(v)}</bdi>" for v in dict.fromkeys(values) if v)


def number(value: float | None) -> str:
    """A figure; a question mark where it is open."""
    return "؟" if value is None else f"{value:,.10g}"


def span(low: float | None, best: float | None, high: float | None) -> str:
    """A figure with its bounds, kept from turning about between Arabic words."""
    if low is not None and low == high:
        return f'<bdi dir="ltr">{number(low)}</bdi>'
    return f'<bdi dir="ltr">{number(low)}–{number(high)}</bdi>' + (f" ({number(best)})" if best is not None else "")


def grade(name: str) -> str:
    """A grade as a badge."""
    return f'<span class="badge g-{escape(name)}">{both(name)}</span>' if name else ""


def quote(saying: Saying) -> str:
    """The sentence a claim stands on, its trigger marked, with where it stands."""
    at = saying.quote.find(saying.trigger) if saying.trigger else -1
    text = escape(saying.quote)
    if at >= 0:
        end = at + len(saying.trigger)
        text = f"{escape(saying.quote[:at])}<mark>{escape(saying.trigger)}</mark>{escape(saying.quote[end:])}"
    return cited(text, saying.outlet, saying.doc, saying.published, saying.url, saying.start, saying.end, saying.text_sha256)


def cited(html: str, outlet: str, doc: str, published: str, url: str, start: int, end: int, sha256: str) -> str:
    """A quotation with its source: outlet, report, date, address, characters, and the hash of the text that these count in."""
    whence = " · ".join(f"<bdi>{escape(part)}</bdi>" for part in dict.fromkeys((outlet, doc, published, url)) if part)
    return (
        f'<blockquote><p dir="auto">{html}</p><footer>{whence}<br>{both("offsets")} <bdi dir="ltr">{start}–{end}</bdi> · '
        f'<span class="code" dir="ltr">SHA-256 {escape(sha256)}</span></footer></blockquote>\n'
    )


def chart(svg: str, said: str) -> str:
    """A drawing with what has to be said of it; nothing where there is none."""
    return f"<figure>{svg}<figcaption>{note(said)}</figcaption></figure>" if svg else ""


def drawn(points: Sequence[Point], names: Names, also: str = "") -> str:
    """The map of points, with places of the gazetteer to find one's way by; or that there is none."""
    if not points:
        return f'<p class="facts">{both("no_point")}</p>'
    lat, lon = points[0].lat, points[0].lon
    reach = max(2.5, *(abs(p.lat - lat) * 1.3 for p in points), *(abs(p.lon - lon) * 1.3 for p in points))
    near = [
        e for e in names.places.by_id.values()
        if e.kind in ("city", "town") and e.lat is not None and e.lon is not None and abs(e.lat - lat) < reach and abs(e.lon - lon) < reach * 1.5
    ]  # fmt: skip
    near.sort(key=lambda e: (-KINDS[e.kind][0], -e.population, abs((e.lat or 0) - lat) + abs((e.lon or 0) - lon)))
    svg = world_map(points, [Town(e.lat or 0, e.lon or 0, e.name, e.en) for e in near[:400]])
    rough = "".join(f"<li>{both(f'precision_{k}')}</li>" for k in sorted({p.precision for p in points}))
    return f"<figure>{svg}<figcaption>{note('map_note')}{also}<ul>{rough}</ul></figcaption></figure>"


def title(ar: str, en: str) -> str:
    """The heading of a page."""
    return f"<h1>{shown(ar, en)}</h1>"


def kind_of(code: str) -> str:
    """A type of event in both languages."""
    return both(code, "type")


def plain(code: str, kind: str = "") -> str:
    """Both languages without marks, for the title of the window."""
    ar, en = pair(code, kind)
    return ar if ar == en else f"{ar} – {en}"

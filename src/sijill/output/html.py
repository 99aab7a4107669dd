"""One right-to-left page that opens from the disk: the reports with their values marked, the events beside.

Nothing is fetched: style and script are inside, and the content security policy allows only these two, by
their hashes, so that a hostile report could run nothing even if the escaping failed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files

from sijill.labels import label
from sijill.output.marked import pieces, shortest
from sijill.output.values import REPORT, Gap, Unquoted, Value, gaps, unquoted, values
from sijill.records import Event, ProfileClaim, Reading, Report

_ORDER = ("type", "modality", "time", "places", "agent", "target", "figures", "means", "attribution", "mentions")
DOUBT = 0.5
"""Below this confidence a value stands out as one to look at first."""

_LEGEND = ("type", "time", "places", "agent", "target", "figures", "means", "attribution", "modality", "profile")


def page(items: Sequence[tuple[Report, Reading]]) -> str:
    """The whole page; with several reports an index stands before them."""
    style, script = _asset("style.css"), _asset("link.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    events = sum(len(reading.events) for _, reading in items)
    legend = "".join(f'<li class="d-{name}">{_label("dimension", name)}</li>' for name in _LEGEND)
    sections = "".join(_section(number, *item) for number, item in enumerate(items, 1))
    return f"""<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="generator" content="Sijill">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>سجل</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>سجل</h1>
<p class="facts">عدد التقارير: {len(items)} · عدد الأحداث: {events}</p>
<ul class="legend">{legend}</ul>
</header>
{_index(items) if len(items) > 1 else ""}
<main>
{sections}</main>
<script>{script}</script>
</body>
</html>
"""


def _index(items: Sequence[tuple[Report, Reading]]) -> str:
    entries = "".join(
        f'<li><a href="#r{number}"><bdi>{escape(report.id)}</bdi></a> '
        f'<span class="facts"><bdi>{escape(reading.published or "؟")}</bdi> · '
        f"الأحداث: {len(reading.events)}</span></li>\n"
        for number, (report, reading) in enumerate(items, 1)
    )
    return f'<nav aria-label="الفهرس"><ol>\n{entries}</ol></nav>'


def _section(number: int, report: Report, reading: Reading) -> str:
    found = list(values(reading))
    names = {id(value): f"{number}-{i}" for i, value in enumerate(found)}
    by_owner: dict[str, list[Value]] = {}
    for value in found:
        by_owner.setdefault(value.owner, []).append(value)
    others: dict[str, list[Unquoted | Gap]] = {}
    bare: list[Unquoted | Gap] = [*unquoted(reading), *gaps(reading)]
    for other in bare:
        others.setdefault(other.owner, []).append(other)

    def rows(owner: str) -> str:
        return _rows(by_owner.get(owner, []), others.get(owner, []), names)

    cards = "".join(f'<section class="card">{_event_title(e)}{rows(e.id)}</section>\n' for e in reading.events)
    cards += "".join(f'<section class="card">{_claim_title(c)}{rows(c.id)}</section>\n' for c in reading.profile)
    url = f'<p class="facts"><bdi class="code">{escape(report.url)}</bdi></p>' if report.url else ""
    notes = "".join(f'<p class="note" dir="auto">{escape(note)}</p>' for note in reading.notes)
    return f"""<article class="report" id="r{number}">
<h2><bdi>{escape(report.id)}</bdi></h2>
{url}{rows(REPORT)}{notes}
<div class="columns">
<div class="text" dir="rtl">{_marked(report.text, found, names)}</div>
<div>{cards or '<p class="gap">لا أحداث في هذا التقرير.</p>'}</div>
</div>
</article>
"""


def _event_title(event: Event) -> str:
    return (
        f"<h3>{_label('type', event.type)} "
        f'<span class="code">{escape(event.id)} {escape(event.type)}</span></h3>'
    )


def _claim_title(claim: ProfileClaim) -> str:
    parts = [claim.subject[0] if claim.subject else "", _label("relation", claim.relation, escaped=False)]
    parts += (claim.object or [])[:1]
    parts += [claim.time] if claim.time else []
    shown = " ".join(f"<bdi>{escape(part)}</bdi>" for part in parts if part)
    return f'<h3>{shown} <span class="code">{escape(claim.id)} {escape(claim.relation)}</span></h3>'


def _rows(found: list[Value], others: list[Unquoted | Gap], names: dict[int, str]) -> str:
    """A definition list: a line a dimension, its values with their rules, or the reason why there is none."""
    lines: dict[str, list[str]] = {}
    for value in found:
        label = _shown(value)
        if value.dimension == "mentions":
            label = f"{value.start}–{value.end}"
        lines.setdefault(value.dimension, []).append(
            f'<li><span class="v d-{escape(value.dimension)}" data-v="{names[id(value)]}" tabindex="0">'
            f'<bdi>{escape(label)}</bdi></span> <code dir="ltr">{escape(value.rule)}</code>{_sure(value)}</li>'
        )
    for other in others:
        label = f"<bdi>{escape(_shown(other))}</bdi> " if isinstance(other, Unquoted) else ""
        said = f'<span class="gap" dir="auto">— {escape(other.reason)}</span>'
        lines.setdefault(other.dimension, []).append(f"<li>{label}{said}</li>")
    if not lines:
        return ""
    order = {name: i for i, name in enumerate(_ORDER)}
    body = "".join(
        f'<dt>{_label("dimension", name)}</dt><dd><ul class="values">{"".join(lines[name])}</ul></dd>'
        for name in sorted(lines, key=lambda name: order.get(name, len(order)))
    )
    return f"<dl>{body}</dl>"


def _sure(value: Value) -> str:
    if value.confidence is None:
        return ""
    doubt = " doubt" if value.confidence < DOUBT else ""
    return f' <span class="sure{doubt}" dir="ltr">{value.confidence:.2f}</span>'


def _shown(value: Value | Unquoted) -> str:
    if value.dimension in ("type", "modality"):
        return _label(value.dimension, value.label, escaped=False)
    return value.label


def _marked(text: str, found: list[Value], names: dict[int, str]) -> str:
    """The text with every value's characters marked: each piece names all the values over it and takes the colour of the shortest."""
    return "".join(_piece(text[start:end], over, names) for start, end, over in pieces(len(text), found))


def _piece(text: str, over: list[Value], names: dict[int, str]) -> str:
    if not over or not text:
        return escape(text)
    ids = " ".join(names[id(value)] for value in over)
    said = " · ".join(dict.fromkeys(f"{value.owner} {value.dimension}: {value.label}" for value in over))
    return f'<mark class="d-{escape(shortest(over).dimension)}" data-v="{ids}" title="{escape(said)}">{escape(text)}</mark>'


# -- the parts of the page ---------------------------------------------------------------------------


@cache
def _asset(name: str) -> str:
    return (files("sijill.output") / "page" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")


def _label(kind: str, code: str, *, escaped: bool = True) -> str:
    """The Arabic label of a code; a code without one stands for itself."""
    found = label(kind, code)
    return escape(found) if escaped else found

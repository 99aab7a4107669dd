"""The errors as one page that opens from the disk: the text with gold and reading marked in it, grouped by cause.

Nothing is fetched: style and script are inside, and the content security policy allows only these two, by their hashes.
Without the script everything is shown; with it the page filters and changes its language.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from sijill.evaluation.causes import EXTRA, FOLLOWS, MISSED, WRONG, Excerpt, Finding, Share, shares, wordings
from sijill.evaluation.losses import DIMENSIONS
from sijill.evaluation.measures import Score
from sijill.evaluation.tables import pieces
from sijill.labels import label

_SIDES = {MISSED: ("مفقود", "missed"), EXTRA: ("زائد", "extra"), WRONG: ("مختلف", "different")}


def page(findings: Sequence[Finding], scores: Mapping[str, Score]) -> str:
    """The whole page; ``scores`` are the measures that the findings explain."""
    style, script = _asset("errors.css"), _asset("errors.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    ranked = shares(findings)
    groups = "".join(_group(s, [f for f in findings if f.cause == s.cause]) for s in ranked)
    return f"""<!doctype html>
<html lang="ar" dir="rtl" data-lang="ar">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>سجل: أسباب الأخطاء</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{_both("أسباب الأخطاء", "Causes of errors")}</h1>
<p class="tools"><button type="button" id="language" lang="en">English</button>
<button type="button" id="theme">{_both("فاتح / داكن", "Light / dark")}</button></p>
<p class="key"><mark class="g">{_both("المرجع", "gold")}</mark> <mark class="s">{_both("القراءة", "reading")}</mark>
<mark class="g s">{_both("كلاهما", "both")}</mark></p>
</header>
{_measures(scores)}
{_overview(ranked)}
{_filters(findings, ranked)}
<main>
{groups}</main>
<script>{script}</script>
</body>
</html>
"""


def _both(ar: str, en: str) -> str:
    return f'<span class="ar" lang="ar">{escape(ar)}</span><span class="en" lang="en" dir="ltr">{escape(en)}</span>'


def _code(kind: str, code: str) -> str:
    return _both(label(kind, code), code.replace("_", " "))


def _measures(scores: Mapping[str, Score]) -> str:
    rows = "".join(
        f"<tr><th scope=row>{_code('dimension', dimension)}</th><td>{s.precision:.3f}</td><td>{s.recall:.3f}</td><td>{s.f1:.3f}</td>"
        f"<td>{s.gold}</td><td>{s.system}</td></tr>\n"
        for dimension, measure in DIMENSIONS.items()
        if (s := scores.get(measure)) is not None
    )
    heads = (("الدقة", "precision"), ("الاستيعاب", "recall"), ("F1", "F1"), ("المرجع", "gold"), ("القراءة", "reading"))
    head = "".join(f"<th scope=col>{_both(*each)}</th>" for each in heads)
    return f"<details><summary>{_both('المقاييس', 'Measures')}</summary><table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></details>"


def _overview(ranked: Sequence[Share]) -> str:
    heads = (("السبب", "cause"), ("أخطاء", "errors"), ("قيم", "values"), ("نقاط F1", "F1 points"), ("من الخسارة", "of the loss"), ("ما العمل", "what to do"))
    head = "".join(f"<th scope=col>{_both(*each)}</th>" for each in heads)
    rows = []
    most = max((s.share for s in ranked), default=1.0)
    for s in ranked:
        words = wordings()[s.cause]
        follows = ' class="follows"' if s.cause in FOLLOWS else ""
        rows.append(
            f'<tr{follows}><th scope=row><button type="button" data-pick="{escape(s.cause)}">{_both(words.ar, words.en)}</button></th>'
            f"<td>{s.findings}</td><td>{s.values}</td><td>{100 * s.points:.2f}</td>"
            f'<td><meter min="0" max="{most:.4f}" value="{s.share:.4f}"></meter> {100 * s.share:.1f}%</td><td>{_both(words.do_ar, words.do_en)}</td></tr>\n'
        )
    name = _both("الأسباب", "Causes")
    return f'<details open><summary>{name}</summary><table class="causes"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></details>'


def _filters(findings: Sequence[Finding], ranked: Sequence[Share]) -> str:
    def select(name: str, ar: str, en: str, options: Sequence[tuple[str, str]]) -> str:
        body = "".join(f'<option value="{escape(value)}">{escape(shown)}</option>' for value, shown in options)
        return f'<label>{_both(ar, en)} <select data-filter="{name}"><option value="">—</option>{body}</select></label>\n'

    def counted(kind: str, values: list[str]) -> list[tuple[str, str]]:
        return [(v, f"{label(kind, v)} · {v} ({n})") for v, n in Counter(filter(None, values)).most_common()]

    causes = [(s.cause, f"{wordings()[s.cause].ar} · {wordings()[s.cause].en} ({s.findings})") for s in ranked]
    types = [(v, f"{label('type', label('relation', v))} · {v} ({n})") for v, n in Counter(f.type for f in findings if f.type).most_common()]
    docs = [(doc, f"{doc} ({n})") for doc, n in sorted(Counter(f.doc for f in findings).items())]
    sides = [(code, f"{ar} · {en}") for code, (ar, en) in _SIDES.items()]
    return (
        '<form class="filters" autocomplete="off">'
        + select("cause", "السبب", "Cause", causes)
        + select("dimension", "البعد", "Dimension", counted("dimension", [f.dimension for f in findings]))
        + select("side", "الحال", "Side", sides)
        + select("type", "النوع", "Type", types)
        + select("doc", "التقرير", "Document", docs)
        + f'<label>{_both("بحث", "Search")} <input type="search" data-search></label>\n'
        + f'<label><input type="checkbox" data-follows> {_both("مع قيم الأحداث المفقودة والزائدة", "with values of missed and extra events")}</label>\n'
        + f'<output data-shown>{len(findings)}</output> <button type="reset">{_both("الكل", "All")}</button></form>'
    )


def _group(share: Share, findings: Sequence[Finding]) -> str:
    words = wordings()[share.cause]
    cards = "".join(map(_card, findings))
    do = f'<p class="do">{_both(words.do_ar, words.do_en)}</p>' if words.do_en else ""
    return (
        f'<section data-cause="{escape(share.cause)}"{" data-follows-event" if share.cause in FOLLOWS else ""}>'
        f'<h2>{_both(words.ar, words.en)} <span class="count" data-count>{share.findings}</span> <code>{escape(share.cause)}</code></h2>{do}\n{cards}</section>\n'
    )


def _card(f: Finding) -> str:
    ar, en = _SIDES[f.side]
    texts = "".join(f'<blockquote lang="ar" dir="rtl">{_marked(e)}</blockquote>' for e in f.excerpts)
    kind = _both(label("type", label("relation", f.type)), f.type.replace("_", " ")) if f.type else ""
    said = wordings().get(f.rule)
    rule = f"<code>{escape(f.rule)}</code> {_both(said.ar, said.en) if said else ''}" if f.rule else ""
    sides = "".join(
        f'<dt>{name}</dt><dd class="{style}"><bdi>{escape(value)}</bdi></dd>'
        for name, style, value in ((_both("المرجع", "gold"), "g", f.gold), (_both("القراءة", "reading"), "s", f.system))
        if value
    )
    why = f"<dt>{_both('لأن', 'because')}</dt><dd>{rule} <bdi>{escape(f.note)}</bdi></dd>" if f.rule or f.note else ""
    return (
        f'<article class="card" data-dimension="{escape(f.dimension)}" data-side="{f.side}" data-type="{escape(f.type)}" data-doc="{escape(f.doc)}">'
        f'<p class="facts"><b>{_code("dimension", f.dimension)}</b> · {_both(ar, en)} · {kind} · <bdi>{escape(f.doc)}</bdi> <bdi>{escape(f.event)}</bdi></p>'
        f"{texts}<dl>{sides}{why}</dl></article>\n"
    )


def _marked(excerpt: Excerpt) -> str:
    out = []
    for piece, gold, system in pieces(excerpt):
        classes = " ".join(name for name, here in (("g", gold), ("s", system)) if here)
        out.append(f'<mark class="{classes}">{escape(piece)}</mark>' if classes else escape(piece))
    return "".join(out)


@cache
def _asset(name: str) -> str:
    return (files("sijill.evaluation") / "page" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")

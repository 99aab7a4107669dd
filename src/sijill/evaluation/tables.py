"""The causes of errors for a terminal, a spreadsheet or a program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sijill.evaluation.causes import EXTRA, FOLLOWS, MISSED, Excerpt, Finding, Share, shares, wordings
from sijill.evaluation.spots import Span

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

COLUMNS = (
    "doc", "dimension", "side", "cause", "cause_en", "rule", "note", "type", "event", "gold", "system", "values", "points",
    "gold_at", "system_at", "text",
)  # fmt: skip
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_GOLD, _SYSTEM, _BOTH = "bold green", "bold magenta", "bold reverse"


def tsv(findings: Sequence[Finding]) -> Iterator[str]:
    """Tab-separated lines under a header, the dearest cause first; offsets as ``start-end``, several with ``;``."""
    yield "\t".join(COLUMNS) + "\n"
    for share in shares(findings):
        for f in findings:
            if f.cause == share.cause:
                yield "\t".join(_cells(f)) + "\n"


def _cells(f: Finding) -> list[str]:
    text = " … ".join(e.text for e in f.excerpts)
    found = (
        f.doc, f.dimension, f.side, f.cause, wordings()[f.cause].en, f.rule, f.note, f.type, f.event, f.gold, f.system,
        str(f.size), f"{100 * f.points:.3f}", _offsets(f.excerpts, 0), _offsets(f.excerpts, 1), text,
    )  # fmt: skip
    return [_plain(cell) for cell in found]


def _offsets(excerpts: Sequence[Excerpt], side: int) -> str:
    return ";".join(f"{e.start + a}-{e.start + b}" for e in excerpts for a, b in (e.gold, e.system)[side])


def _plain(cell: str) -> str:
    return " ".join(_CONTROL.sub(" ", cell).split())


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """``causes`` with their counts and words, ``errors`` with their excerpts (offsets into the report)."""
    return {
        "causes": [
            {
                "cause": s.cause, "ar": wordings()[s.cause].ar, "en": wordings()[s.cause].en, "findings": s.findings,
                "values": s.values, "points": round(100 * s.points, 4), "share": round(s.share, 4), "dimensions": s.dimensions,
            }
            for s in shares(findings)
        ],
        "errors": [
            {
                **{key: value for key, value in f._asdict().items() if key not in ("size", "points", "excerpts")},
                "values": f.size, "points": round(100 * f.points, 4),
                "excerpts": [
                    {
                        "start": e.start, "text": e.text,
                        "gold": [[e.start + a, e.start + b] for a, b in e.gold],
                        "system": [[e.start + a, e.start + b] for a, b in e.system],
                    }
                    for e in f.excerpts
                ],
            }
            for f in findings
        ],
    }  # fmt: skip


def terminal(findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """The table of causes, then a table for each cause with the text beside what gold and the reading say."""
    from rich.table import Table
    from rich.text import Text

    ranked = shares(findings)
    overview = Table(title="Causes of the loss", title_justify="left")
    for column in ("cause", "", "السبب", "errors", "values", "F1 points", "share"):
        overview.add_column(column, justify="right" if column in ("errors", "values", "F1 points", "share") else "left", overflow="fold")
    for s in ranked:
        words = wordings()[s.cause]
        overview.add_row(s.cause, words.en, words.ar, str(s.findings), str(s.values), f"{100 * s.points:.2f}", f"{100 * s.share:.1f}%")
    yield overview
    for s in ranked:
        if s.cause not in FOLLOWS:
            yield _of_cause(s, [f for f in findings if f.cause == s.cause])
    if any(s.cause in FOLLOWS for s in ranked):
        yield Text("Values of missed and extra events are counted above and not listed: they come and go with their event.")


def _of_cause(share: Share, findings: Sequence[Finding]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    words = wordings()[share.cause]
    title = f"{share.cause}: {words.en} · {words.ar} ({share.findings})"
    table = Table(title=Text(title), title_justify="left", caption=Text(words.do_en) if words.do_en else None, show_lines=True)
    for column, width in (("where", 22), ("gold", 26), ("read", 26), ("text", None)):
        table.add_column(column, overflow="fold", max_width=width)
    for f in findings:
        where = "\n".join(filter(None, (_plain(f.doc), f"{f.dimension} {f.event}".strip(), _rule(f), _plain(f.note))))
        table.add_row(
            Text(where), Text(_plain(f.gold), style=_GOLD if f.side != EXTRA else ""),
            Text(_plain(f.system), style=_SYSTEM if f.side != MISSED else ""), _marked(f.excerpts),
        )  # fmt: skip
    return table


def _rule(f: Finding) -> str:
    words = wordings().get(f.rule)
    return f"{f.rule} ({words.en})" if words else f.rule


def _marked(excerpts: Sequence[Excerpt]) -> Text:
    from rich.text import Text

    out = Text()
    for n, excerpt in enumerate(excerpts):
        if n:
            out.append("\n…\n")
        for piece, gold, system in pieces(excerpt):
            out.append(_CONTROL.sub(" ", piece), style=_BOTH if gold and system else _GOLD if gold else _SYSTEM if system else "")
    return out


def pieces(excerpt: Excerpt) -> Iterator[tuple[str, bool, bool]]:
    """An excerpt cut at every edge of a span: the characters, whether gold marks them, whether the reading does."""
    edges = sorted({0, len(excerpt.text), *(edge for span in (*excerpt.gold, *excerpt.system) for edge in span)})
    for start, end in pairwise(edges):
        yield excerpt.text[start:end], _inside(excerpt.gold, start), _inside(excerpt.system, start)


def _inside(spans: Sequence[Span], at: int) -> bool:
    return any(start <= at < end for start, end in spans)

"""``search``, ``conflicts``, ``dossier`` and ``timeline``: what the register is asked besides single incidents."""

from __future__ import annotations

import json
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sijill.cli.answers import Shape, Shaped, bounds, write_rows
from sijill.cli.filters import Given, filtered
from sijill.cli.incidents import COLUMNS, line
from sijill.cli.opening import opened
from sijill.cli.options import Database, Packs

if TYPE_CHECKING:
    from sijill.register.conflicts import Differing
    from sijill.register.dossier import Dossier
    from sijill.register.search.finding import Found
    from sijill.register.statements import Said

_RUN = 6
"""So many periods without incidents have a row each in the table of a timeline."""

Limit = Annotated[int, typer.Option(metavar="N", help="How many at most.", min=1)]


class Where(StrEnum):
    """What search looks for."""

    reports = "reports"
    incidents = "incidents"
    actors = "actors"


class Period(StrEnum):
    """The periods of a timeline."""

    day = "day"
    week = "week"
    month = "month"
    year = "year"


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    for command in (search, conflicts, dossier, timeline):
        app.command()(command)


@filtered
def search(
    asked: Given,
    query: Annotated[str, typer.Argument(metavar="QUERY", help='Words that must all be there; "several words" together, -not, either|or, begin*.', show_default=False)],
    in_: Annotated[Where, typer.Option("--in", help="Look for reports, for incidents told in these words, or for actors.")] = Where.reports,
    limit: Limit = 20,
    after: Annotated[int, typer.Option(metavar="N", help="Leave out the first N: the next page.", min=0)] = 0,
    format_: Shaped = Shape.table,
    database: Database = None,
) -> None:
    """Find reports by their words, the best first, in whatever spelling.

    إيران finds ايران, غارة finds بغارة and, ranked lower, غارات; الميادين finds ميادين. With filters, a report must hold a claim that fits them.
    Offsets in JSON and CSV count the characters of the original text.

    \b
    Examples:
      sijill search "غارة الميادين"
      sijill search '"لواء القدس" -حلب' --since 2021-01-01 --format json
      sijill search قصف --near 35.6,36.7 --km 20 --measure killed
      sijill search 'قصف|غارة' --in incidents --place إدلب
      sijill search الباقر --in actors
    """
    with opened(database):
        from sijill.register.search import finding

        where = asked.filter()
        if in_ is Where.actors:
            named = finding.parties(query, limit=limit)
            write_rows([n._asdict() for n in named], ("name", "incidents", "statements"), format_)
            return
        if in_ is Where.incidents:
            happened = finding.incidents(query, where, limit=limit, after=after)
            shown = [{**line(h.incident), "report": h.found.report.doc, **_piece(h.found, format_)} for h in happened]
            write_rows(shown, (*COLUMNS, "report", *_PIECE[format_]), format_)
            return
        found = finding.reports(query, where, limit=limit, after=after)
        rows = [
            {"report": f.report.doc, "outlet": f.outlet, "published": f.published, "score": f.score, "title": f.report.title,
             "incidents": list(f.incidents) if format_ is Shape.json else " ".join(map(str, f.incidents)), **_piece(f, format_)}
            for f in found
        ]  # fmt: skip
        write_rows(rows, ("report", "outlet", "published", "score", "title", "incidents", *_PIECE[format_]), format_)


_PIECE = {Shape.table: ("text",), Shape.json: ("text", "start", "end", "marks"), Shape.csv: ("text", "start", "end", "marks"), Shape.excel: ("text", "start", "end", "marks")}


def _piece(found: Found, shape: Shape) -> dict[str, Any]:
    """The piece of the text that shows the words best; in tables and CSV with the words in brackets."""
    text, marks = found.report.text, found.marks
    if shape is Shape.json:
        return {"text": text[found.start : found.end], "start": found.start, "end": found.end, "marks": [list(m) for m in marks]}
    out, at = [], found.start
    for start, end in marks:
        if found.start <= start and end <= found.end:
            out += [text[at:start], "[", text[start:end], "]"]
            at = end
    shown = " ".join(("".join(out) + text[at : found.end]).split())
    if shape is Shape.table:
        return {"text": shown}
    return {"text": shown, "start": found.start, "end": found.end, "marks": " ".join(f"{a}-{b}" for a, b in marks)}


@filtered
def conflicts(
    asked: Given,
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="Only conflicts of figure, date, place, agent, modality, profile or name.")] = None,
    updates: Annotated[bool, typer.Option("--updates", help="Also tolls that only rose from report to report.")] = False,
    varieties: Annotated[bool, typer.Option("--varieties", help="Also what may all hold at once: two areas of operation, two spellings of a name.")] = False,
    limit: Limit = 50,
    format_: Shaped = Shape.table,
    database: Database = None,
) -> None:
    """List where reports differ: on incidents, the latest first, and in what they say of bodies.

    \b
    Examples:
      sijill conflicts --place إدلب --kind figure
      sijill conflicts --updates --since 2021-01-01 --format csv > conflicts.csv
      sijill conflicts --kind profile --actor "لواء القدس"
    """
    with opened(database):
        from sijill.register.conflicts import conflicts as find

        rows = [_differing(c, format_) for c in find(asked.filter(), kind, updates=updates, varieties=varieties, limit=limit)]
    write_rows(rows, ("kind", "what", "nature", "incident", "about", "time", "type", "sides"), format_)


def _differing(one: Differing, shape: Shape) -> dict[str, Any]:
    sides: Any
    if shape is Shape.json:
        sides = [{"value": value, "said": [side._asdict() for side in said]} for value, said in one.sides]
    else:
        sides = " / ".join(f"{value or '-'} ({', '.join(side.claim for side in said)})" for value, said in one.sides)
    row = {**one._asdict(), "sides": sides}
    return row if shape is Shape.json else {k: "" if v is None else v for k, v in row.items()}


def dossier(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Any name of an actor, in any spelling, or its registry id.")],
    limit: Annotated[int, typer.Option(metavar="N", help="Incidents to list; 0 for all.", min=0)] = 20,
    format_: Shaped = Shape.table,
    pack: Packs = None,
    database: Database = None,
) -> None:
    """Show all that is known of an actor: statements over time with who says so, incidents, losses, contradictions.

    CSV has one row a statement, incident, loss or conflict.

    \b
    Examples:
      sijill dossier "لواء القدس"
      sijill dossier "Liwa al-Quds" --format json
      sijill dossier لواء-القدس --limit 0 --format csv > dossier.csv
    """
    with opened(database):
        from sijill.register.dossier import dossier as find

        found = find(name, pack or ())
        if format_ is Shape.table:
            print(_dossier_page(found, limit or None))
        elif format_ is Shape.json:
            print(json.dumps(_dossier_whole(found, limit or None), ensure_ascii=False, indent=1))
        else:
            write_rows(_dossier_rows(found, limit or None), ("section", "time", "what", "value", "who", "where", "published"), format_)


def _statement(said: Said) -> dict[str, Any]:
    return {
        "statement": f"{said.report.doc}:{said.row.id}", "subject": said.row.subject[0] if said.row.subject else "", "relation": said.row.relation, "value": said.value,
        "time": said.row.time or "", "sources": said.sources, "outlet": said.outlet, "published": said.published, "start": said.row.start, "end": said.row.end,
        "words": said.report.text[said.row.start : said.row.end], "confidence": said.row.confidence,
    }  # fmt: skip


def _dossier_whole(found: Dossier, limit: int | None) -> dict[str, Any]:
    actor = found.actor
    return {
        "name": actor.name, "id": actor.id or None, "en": actor.en, "kind": actor.kind, "country": actor.country, "part_of": actor.parent, "names": list(actor.names),
        "statements": [_statement(s) for s in found.said],
        "statements_about_others": [_statement(s) for s in found.said_of_others],
        "incidents": {
            "total": found.total,
            "types": [{"role": role, "type": kind, "incidents": n} for (role, kind), n in found.types().items()],
            "latest": [{"role": p.role, **line(p.told.incident)} for p in found.incidents[:limit]],
        },
        "losses": {
            "sums": {m: dict(zip(("incidents", "low", "best", "high"), v, strict=True)) for m, v in found.sums().items()},
            "each": [loss._asdict() for loss in found.losses],
        },
        "conflicts": [_differing(c, Shape.json) for c in found.conflicts],
    }  # fmt: skip


def _dossier_rows(found: Dossier, limit: int | None) -> list[dict[str, Any]]:
    def row(section: str, *cells: object) -> dict[str, Any]:
        return {"section": section, **dict(zip(("time", "what", "value", "who", "where", "published"), cells, strict=True))}

    out = []
    for section, group in (("statement", found.said), ("statement about another", found.said_of_others)):
        for s in map(_statement, group):
            value = s["value"] if section == "statement" else f"{s['subject']}: {s['value']}"
            out.append(row(section, s["time"], s["relation"], value, "; ".join([*s["sources"], s["outlet"]]), s["statement"], s["published"]))
    for p in found.incidents[:limit]:
        shown = line(p.told.incident)
        out.append(row("incident", shown["time"], f"{shown['type']} ({p.role})", shown["figures"], shown["grade"], shown["incident"], ""))
    out += [row("loss", x.time, x.measure, bounds(x.low, x.best, x.high), "", x.incident, "") for x in found.losses]
    out += [row("conflict", "", c.what, _differing(c, Shape.csv)["sides"], "", "", "") for c in found.conflicts]
    return out


def _dossier_page(found: Dossier, limit: int | None) -> str:
    actor = found.actor
    head = [actor.name, actor.en, actor.kind, actor.country, f"part of {actor.parent}" if actor.parent else ""]
    lines = [" | ".join(part for part in head if part)]
    if len(actor.names) > 1:
        lines.append("also " + "، ".join(actor.names[1:]))
    for title, group in (("what is said of it", found.said), ("what is said of others", found.said_of_others)):
        if group:
            lines += ["", title]
        for s in map(_statement, group):
            subject = f"{s['subject']} " if group is found.said_of_others else ""
            when = f" ({s['time']})" if s["time"] and s["time"] != s["value"] else ""
            lines.append(f"  {s['published'] or '-':10}  {subject}{s['relation']}: {' '.join(s['value'].split())}{when} | {'; '.join([*s['sources'], s['outlet']])} | {s['statement']}")
    for conflict in found.conflicts:
        lines += ["", f"{conflict.nature}: {conflict.what}"]
        lines += [f"  {value or '-'}: {', '.join(f'{side.claim} ({side.outlet})' for side in said)}" for value, said in conflict.sides]
    if found.total:
        some = f"; the {len(found.incidents)} latest are counted here" if found.total > len(found.incidents) else ""
        lines += ["", f"incidents: {found.total}{some}"]
        lines += [f"  {n} {kind}, as {role}" for (role, kind), n in found.types().items()]
        for part in found.incidents[:limit]:
            shown = line(part.told.incident)
            cells = [str(shown["incident"]), shown["time"] or "no date", shown["type"], part.role, shown["places"] or "-", shown["figures"] or "-", shown["grade"]]
            lines.append("  " + " | ".join(" ".join(c.split()) for c in cells))
    if found.losses:
        lines += ["", "its own losses, as told"]
        lines += [f"  {measure} {bounds(low, best, high)} in {n} incidents" for measure, (n, low, best, high) in found.sums().items()]
    return "\n".join(lines)


@filtered
def timeline(
    asked: Given,
    by: Annotated[Period, typer.Option(help="Count by day, week (from Monday), month or year.")] = Period.month,
    sum_: Annotated[str, typer.Option("--sum", metavar="MEASURE", help="Which figures to add up.")] = "killed",
    format_: Shaped = Shape.table,
    database: Database = None,
) -> None:
    """Count incidents by time, each as exactly as its date is known.

    An incident of which less is known than the period asked for (only the month, where days are asked) has a row of its own, marked ~, and is never
    put on a day by chance.

    \b
    Examples:
      sijill timeline --by month --place إدلب
      sijill timeline --by day --since 2021-03-01 --until 2021-03-31 --type air_strike
      sijill timeline --by year --sum injured --format csv > years.csv
    """
    with opened(database):
        from sijill.register.timeline import timeline as find

        found = find(asked.filter(), by.value, sum_)
    if format_ is Shape.table:
        most = max((b.incidents for b in found), default=1)
        columns = ("period", "incidents", sum_, "bar")
        rows: list[dict[str, Any]] = [
            {"period": ("" if b.exact else "~ ") + (b.period or "no date"), "incidents": b.incidents,
             sum_: bounds(b.low, b.best, b.high) if b.counted else "", "bar": bar(b.incidents, most, "█" if b.exact else "░")}
            for b in found
        ]  # fmt: skip
        write_rows(_shortened(rows), columns, format_)
        return
    shown = [
        {**b._asdict(), "first": b.first.isoformat() if b.first else None, "last": b.last.isoformat() if b.last else None, "measure": sum_,
         "types": b.types if format_ is Shape.json else "; ".join(f"{k} {n}" for k, n in b.types.items())}
        for b in found
    ]  # fmt: skip
    write_rows(shown, ("period", "first", "last", "exact", "incidents", "claims", "types", "measure", "counted", "low", "best", "high"), format_)


def _shortened(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A long run of periods without incidents as one row: decades may lie between what is told and what it is reminded of."""
    out: list[dict[str, Any]] = []
    for empty, group in groupby(rows, key=lambda row: not row["incidents"]):
        run = list(group)
        if empty and len(run) > _RUN:
            run = [{**run[0], "period": f"{run[0]['period']} … {run[-1]['period']}"}]
        out += run
    return out


def bar(value: int, most: int, sign: str) -> str:
    """A bar of up to forty signs; anything above nothing has one."""
    return sign * max(round(40 * value / most), 1) if value else ""

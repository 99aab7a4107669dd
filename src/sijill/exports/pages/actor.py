"""The page of an actor."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sijill.exports.cases import Case, Names
from sijill.exports.pages.parts import (
    Frame,
    chart,
    cited,
    drawn,
    facts,
    grade,
    kind_of,
    listed,
    number,
    page,
    section,
    span,
    table,
    title,
)
from sijill.exports.pages.svg import Column, Point, columns_chart
from sijill.exports.pages.words import both, shown
from sijill.exports.pages.words import value as said_value
from sijill.exports.redaction import Redactor
from sijill.records import Source
from sijill.register.dossier import Dossier
from sijill.register.statements import Said
from sijill.register.timeline import Bin, Happening, bins

_LISTED = 100
"""Incidents that the page lists, the latest."""

_YEARS = 6
"""Years from which the chart counts by year, not by month."""


def actor(dossier: Dossier, cases: Sequence[Case], names: Names, redactor: Redactor, frame: Frame) -> str:
    """The page; ``cases`` are its incidents, redacted as they were made, the latest first."""
    known = dossier.actor
    roles = {p.told.incident.pk: p.role for p in dossier.incidents}
    heading = title(known.name, known.en or known.name) + f'<p class="facts">{both("actor")} <bdi class="code">{escape(known.id)}</bdi></p>'
    body = facts((
        ("kind", both(known.kind) if known.kind else ""), ("country", _country(known.country, names)), ("part_of", listed([known.parent])), ("names", listed(known.names)),
    ))  # fmt: skip
    body += section("statements", _statements(dossier.said, redactor, False))
    body += section("statements_others", _statements(dossier.said_of_others, redactor, True))
    body += section("conflicts", _conflicts(dossier, redactor))
    points = _points(cases)
    if cases:
        body += section("map", drawn(points, names))
        body += section("per_period", chart(columns_chart(_columns(cases)), "per_period_note"))
        body += section("incidents", _types(dossier) + _incidents(cases[:_LISTED], roles, dossier.total))
    losses = [(both(m), str(n), number(low), number(best), number(high)) for m, (n, low, best, high) in dossier.sums().items()]
    body += section("losses", table(("measure", "incidents", "low", "best", "high"), losses, frozenset((1, 2, 3, 4))))
    body += section("quotes", "".join(_quote(s, redactor) for s in dossier.said))
    return page(f"{known.name} – {known.en}" if known.en else known.name, heading, body, frame)


def _country(iso2: str, names: Names) -> str:
    entry = names.places.by_id.get(iso2)
    return shown(entry.name, entry.en or entry.name) if entry is not None else listed([iso2])


def _statements(said: Sequence[Said], redactor: Redactor, others: bool) -> str:
    columns = ("published", *(("names",) if others else ()), "relation", "value", "time", "who")
    rows = [
        (
            f'<bdi dir="ltr">{escape(s.published) or "—"}</bdi>', *((_masked(s.row.subject[0] if s.row.subject else "", s, redactor),) if others else ()),
            both(s.row.relation, "relation"), _value(s, redactor), f'<bdi dir="ltr">{escape(s.row.time or "")}</bdi>' if s.row.time != s.value else "",
            listed([*(_source(x, s, redactor) for x in s.row.attribution), s.outlet]),
        )
        for s in said
    ]  # fmt: skip
    return table(columns, rows)


def _value(said: Said, redactor: Redactor) -> str:
    figure = said.row.figure
    if figure is None:
        return _masked(said.value, said, redactor)
    return f"{span(figure.low, figure.best, figure.high)} {_masked(figure.noun or '', said, redactor)}"


def _masked(text: str, said: Said, redactor: Redactor) -> str:
    return f"<bdi>{escape(redactor.mask(text, redactor.words(said.packed)))}</bdi>"


def _source(source: Source, said: Said, redactor: Redactor) -> str:
    if redactor.whispering(source):
        return redactor.source(source.names)
    return redactor.mask(source.names[0], redactor.words(said.packed)) if source.names else ""


def _quote(said: Said, redactor: Redactor) -> str:
    report, row = said.report, said.row
    words = redactor.report(report.text, [said.packed])[row.start : row.end]
    return cited(escape(words), said.outlet, report.doc, said.published, report.url or "", row.start, row.end, report.text_sha256)


def _conflicts(dossier: Dossier, redactor: Redactor) -> str:
    lines = []
    private = frozenset[str]().union(*(redactor.words(s.packed) for s in dossier.said))
    for c in dossier.conflicts:
        sides = "".join(
            f"<li>{said_value(redactor.mask(value, private))}: {listed(f'{side.outlet} ({side.claim})' for side in said)}</li>" for value, said in c.sides
        )
        what = both(c.what, "relation") if c.kind == "profile" else ""
        lines.append(f"<p><b>{both(c.nature)}</b> {both(f'conflict_{c.kind}')} {what}</p><ul>{sides}</ul>")
    return "".join(lines)


def _points(cases: Sequence[Case]) -> list[Point]:
    """A point a place, as heavy as it has incidents; governorates and countries only where nothing narrower is known."""
    found: dict[tuple[float, float], Point] = {}
    for where in (c.where for c in cases if c.where is not None):
        if where.lat is not None and where.lon is not None and where.precision < 6:
            known = found.get((where.lat, where.lon))
            found[where.lat, where.lon] = known._replace(weight=known.weight + 1) if known else Point(where.lat, where.lon, where.precision, where.name)
    ordered = sorted(found.values(), key=lambda p: -p.weight)
    return [p if k < 12 else p._replace(label="") for k, p in enumerate(ordered)]


def _columns(cases: Sequence[Case]) -> list[Column]:
    days = [c.first for c in cases if c.first] + [c.last for c in cases if c.last]
    if not days:
        return []
    by = "year" if (max(days) - min(days)).days > _YEARS * 366 else "month"
    told = [
        Happening(c.first.toordinal() if c.first and not c.open else None, c.last.toordinal() if c.last else None, c.edtf, c.type, len(c.sayings), None) for c in cases
    ]  # fmt: skip
    out: dict[object, Column] = {}
    for b in bins(told, by):
        if b.first is None or b.last is None:
            continue
        first = b.first.replace(day=1) if by == "month" else b.first.replace(month=1, day=1)
        held = out.get(first, Column(first, 30 if by == "month" else 365, 0, 0, first.isoformat()[: 7 if by == "month" else 4]))
        out[first] = _more(held, b)
    return sorted((c for c in out.values() if c.sure + c.unsure), key=lambda c: c.first)


def _more(held: Column, b: Bin) -> Column:
    return held._replace(sure=held.sure + b.incidents) if b.exact else held._replace(unsure=held.unsure + b.incidents)


def _types(dossier: Dossier) -> str:
    rows = [(both(role), kind_of(kind), str(n)) for (role, kind), n in dossier.types().items()]
    return table(("role", "type", "count"), rows, frozenset((2,)))


def _incidents(cases: Sequence[Case], roles: dict[int, str], total: int) -> str:
    rows = [
        (
            f'<span class="code">{escape(c.id)}</span>', f'<bdi dir="ltr">{escape(c.edtf)}</bdi>' if c.edtf else both("no_date"), kind_of(c.type),
            both(roles.get(c.number, "")), listed([c.where.name]) if c.where else "",
            "<br>".join(f"{both(m)} {span(n.low, n.best, n.high)}" for m, n in c.counts.items()), grade(c.grade),
        )
        for c in cases
    ]  # fmt: skip
    some = f'<p class="facts">{both("latest_of")} {total}</p>' if len(cases) < total else ""
    return some + table(("incident", "when", "type", "role", "place", "figures", "grade"), rows)

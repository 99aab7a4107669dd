"""The page of an incident."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sijill.exports.cases import Case, Names, Party, Saying, Where
from sijill.exports.pages.parts import (
    Frame,
    chart,
    drawn,
    facts,
    grade,
    kind_of,
    listed,
    number,
    page,
    plain,
    quote,
    section,
    span,
    table,
    title,
    turned,
)
from sijill.exports.pages.svg import Point, Row, claims_chart
from sijill.exports.pages.words import both, pair, sentence, shown
from sijill.exports.pages.words import value as said_value
from sijill.exports.redaction import Redactor
from sijill.linking.claims import span_of
from sijill.linking.conflicts import Conflict
from sijill.register.queries import Told

_SIDE_BY_SIDE = 4
"""Claims up to which each has a column; more have a row each."""


def incident(case: Case, told: Told, names: Names, redactor: Redactor, private: frozenset[str], frame: Frame) -> str:
    """The page, of a case that was redacted as it was made; ``redactor`` is the one that made it, ``private`` the words that its reports name private persons by."""
    coarse = bool(case.where and case.where.coarsened)
    ar, en = pair(case.type, "type")
    where = case.where.name if case.where else ""
    heading = title(f"{ar}{'، ' + where if where else ''}", f"{en}{', ' + case.where.en if case.where and case.where.en else ''}")
    heading += f'<p class="facts">{both("incident")} <bdi class="code">{escape(case.id)}</bdi> · <bdi dir="ltr">{escape(case.edtf) or "—"}</bdi></p>'
    body = _facts(case)
    body += section("map", drawn(_points(case, told, redactor, private), names, f" <b>{both('coarsened')}</b>" if coarse else ""))
    body += section("timeline", chart(claims_chart([_row(s) for s in case.sayings], plain("timeline")), "timeline_note"))
    body += section("side_by_side", _claims(case))
    body += section("conflicts", _conflicts(case, told, redactor, private, coarse) or f"<p>{both('no_conflict')}</p>")
    body += section("estimate", _estimate(case))
    body += section("quotes", "".join(quote(s) for s in case.sayings))
    return page(f"{plain(case.type, 'type')} · {case.id}", heading, body, frame)


def _facts(case: Case) -> str:
    return facts((
        ("what", f"{kind_of(case.type)} ({both(case.modality)})"),
        ("when", f'<bdi dir="ltr">{escape(case.edtf)}</bdi>' if case.edtf else both("no_date")),
        ("where", _where(case.where) if case.where else ""),
        ("by", _parties(case.agents)),
        ("on", _parties(case.targets)),
        ("means", listed(m.replace("_", " ") for m in case.means)),
        ("told", f"{both('count_claims')}: {len(case.sayings)} · {both('count_origins')}: {len(case.origins)} ({listed(case.origins)})"),
        ("grade", f"{grade(case.grade)} {sentence(case.because)}"),
    ))  # fmt: skip


def _where(where: Where) -> str:
    units = list(dict.fromkeys(u for u in (where.name, where.admin3, where.admin2, where.admin1) if u))
    out = shown(units[0] if units else "", where.en or (units[0] if units else "")) + (f" ({listed(units[1:])})" if units[1:] else "")
    rough = both("coarsened") if where.coarsened else both("no_point") if where.lat is None else both(f"precision_{where.precision}")
    return f"{out}<br><span class=facts>{rough}{' · ' + both('borrowed') if where.borrowed else ''}</span>"


def _parties(parties: tuple[Party, ...]) -> str:
    return "، ".join(shown(p.name, p.en or p.name) for p in parties)


def _points(case: Case, told: Told, redactor: Redactor, private: frozenset[str]) -> list[Point]:
    """The points of all claims; where one must not be shown, that of the unit it lies in and no other."""
    where = case.where
    if where is None or where.coarsened:
        return [Point(where.lat, where.lon, where.precision, where.name)] if where and where.lat is not None and where.lon is not None else []
    found: dict[tuple[float, float], Point] = {}
    for place in (p for c in told.claims for p in c.event.places):
        if place.lat is None or place.lon is None:
            continue
        name = place.names[0] if place.id else redactor.mask(place.names[0], private)
        precision = place.precision or 6
        if place.distance_km is not None or place.relation not in ("in", "", "from", "to"):
            precision = max(precision, 2)
        known = found.get((place.lat, place.lon))
        found[place.lat, place.lon] = known._replace(weight=known.weight + 1) if known else Point(place.lat, place.lon, precision, name)
    # A governorate beside the town in it says nothing more.
    exact = [p for p in found.values() if p.precision <= 3]
    chosen = exact or list(found.values())
    if not chosen and where.lat is not None and where.lon is not None:
        chosen = [Point(where.lat, where.lon, where.precision, where.name)]
    return chosen


def _row(saying: Saying) -> Row:
    told, out = span_of(saying.time or None), span_of(saying.published or None)
    started = not saying.time.startswith("..")
    return Row(
        saying.outlet or saying.doc, told.first if told and started else None, told.last if told else None,
        bool(told and told.open and started), out.last if out else None,
    )  # fmt: skip


def _claims(case: Case) -> str:
    columns = ("report", "outlet", "published", "origin", "type", "modality", "when", "where", "by", "on", "figures", "sources")
    rows = [
        (
            f'<bdi>{escape(s.doc)}</bdi> <span class="code">{escape(s.event)}</span>', listed([s.outlet]), f'<bdi dir="ltr">{escape(s.published)}</bdi>' if s.published else "",
            listed([s.origin]), kind_of(s.type), both(s.modality), f'<bdi dir="ltr">{escape(s.time)}</bdi>' if s.time else both("no_date"), listed(s.places),
            listed(s.agents), listed(s.targets), "<br>".join(_figure(*f) for f in s.figures), listed(s.sources),
        )
        for s in case.sayings
    ]  # fmt: skip
    if len(rows) <= _SIDE_BY_SIDE:
        return turned(columns, rows)
    # Side by side no more: what names the report shares a column, so that the others keep their width.
    return table(("report", *columns[3:5], *columns[6:]), [("<br>".join(c for c in row[:3] if c), row[3], f"{row[4]}<br>{row[5]}", *row[6:]) for row in rows])


def _figure(measure: str, low: float | None, best: float | None, high: float | None, attributes: tuple[str, ...], words: str) -> str:
    more = f" ({listed(a.replace('_', ' ') for a in attributes)})" if attributes else ""
    return f"{both(measure)} {span(low, best, high)}{more}<br><span class=facts><bdi>«{escape(words)}»</bdi></span>"


def _conflicts(case: Case, told: Told, redactor: Redactor, private: frozenset[str], coarse: bool) -> str:
    lines = []
    for c in told.conflicts:
        sides = "".join(f"<li>{value}: {said}</li>" for value, said in _sides(case, told, c, redactor, private, coarse and c.kind == "place"))
        measure = both(c.what) if c.kind == "figure" else ""
        lines.append(f"<p><b>{both(c.nature)}</b> {both(f'conflict_{c.kind}')} {measure}</p><ul>{sides}</ul>")
    return "".join(lines)


def _sides(
    case: Case, told: Told, conflict: Conflict, redactor: Redactor, private: frozenset[str], hidden: bool
) -> Iterator[tuple[str, str]]:
    outlets = {(s.doc, s.event): s.outlet for s in case.sayings}
    for side in conflict.sayings:
        value = both("hidden") if hidden else said_value(redactor.mask(side.value, private))
        said = (f"{outlets.get((told.docs[doc], event)) or told.docs[doc]} ({told.docs[doc]}:{event})" for doc, event in side.claims)
        yield value, listed(said)


def _estimate(case: Case) -> str:
    rows = [(both(m), number(n.low), number(n.best), number(n.high), sentence(n.because)) for m, n in case.counts.items()]
    found = table(("measure", "low", "best", "high", "because"), rows, frozenset((1, 2, 3)))
    return (found + f'<p class="facts">{both("policy")}: {both(case.policy)}</p>') if found else f"<p>{both('no_figures')}</p>"

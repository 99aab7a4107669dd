"""Claims side by side: a column for each report, a line for each dimension, what stands out marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from sijill.arabic import fold_word
from sijill.desk import shown
from sijill.desk.templatetags.desk import counted, said
from sijill.exports.pages.parts import odd
from sijill.linking.claims import Claim, Key
from sijill.linking.conflicts import Conflict
from sijill.records import Figure, Place
from sijill.register.models import EventRow, ReportRow
from sijill.register.queries import Told, sentence

LINES = {"figure": "figures", "date": "when", "place": "where", "agent": "by", "modality": "modality"}
"""The line that a conflict is about."""


class Item(NamedTuple):
    """One value: ``text`` is a name or a word of the report, or a code said in the person's language; ``beside`` more of ours, ``words`` what was read. Equal ``key``:
    the same value, however it is written."""

    key: str
    text: str
    beside: str = ""
    words: str = ""


class Cell(NamedTuple):
    """What a claim has in a line. ``odd``: alone against all others; ``differs``: a side of a contradiction."""

    items: tuple[Item, ...]
    odd: bool
    differs: bool


class Line(NamedTuple):
    """A dimension; ``nature`` of the conflict about it, the graver where there are two; empty for none."""

    code: str
    cells: tuple[Cell, ...]
    nature: str


class Column(NamedTuple):
    """A claim: its report, and the sentence with the trigger in it. Offsets are characters of the report's text."""

    event: int
    ident: str
    report: int
    doc: str
    outlet: str
    published: str
    before: str
    trigger: str
    after: str
    start: int
    end: int
    sure: float

    @property
    def name(self) -> str:
        """As errors and lists name it."""
        return f"{self.doc}:{self.ident}"


def columns(told: Told, rows: Mapping[Key, EventRow]) -> list[Column]:
    """The columns in the order of the claims."""
    outlets = dict(ReportRow.objects.filter(report_id__in={row.report_id for row in rows.values()}).values_list("report_id", "shown"))
    out = []
    for claim in told.claims:
        row, event = rows[claim.key], claim.event
        text = row.report.text
        begin, end = sentence(text, event.start, event.end)
        out.append(Column(
            row.pk, event.id, row.report_id, row.report.doc, outlets.get(row.report_id) or row.report.outlet or row.report.doc,
            date.fromordinal(claim.published).isoformat() if claim.published is not None else "", text[begin : event.start], text[event.start : event.end],
            text[event.end : end], event.start, event.end, event.confidence,
        ))  # fmt: skip
    return out


def lines(told: Told) -> list[Line]:
    """The lines that any claim has something in."""
    made: dict[str, Callable[[Claim], Sequence[Item]]] = {
        "type": lambda c: [Item(c.event.type, said(c.event.type, "type"))],
        "modality": lambda c: [Item(c.event.modality, said(c.event.modality))],
        "when": lambda c: [Item(c.event.time, shown.edtf(c.event.time))] if c.event.time else [],
        "where": lambda c: [_place(p) for p in c.event.places],
        "by": lambda c: [Item(a.id or fold_word(a.names[0]), a.names[0], said(a.kind)) for a in c.event.agent],
        "on": lambda c: [Item(a.id or fold_word(a.names[0]), a.names[0], said(a.kind)) for a in c.event.target],
        "figures": lambda c: [_figure(f) for f in c.event.figures],
        "means": lambda c: [Item(m, said(m)) for m in c.event.means],
        "sources": lambda c: [Item(fold_word(s.names[0]), s.names[0]) for s in c.event.attribution if s.names],
        "origin": lambda c: [Item("", told.origins.of_event(c.doc, c.event).name)],
    }
    against = _sides(told.conflicts)
    out = []
    for code, of in made.items():
        cells = [tuple(of(claim)) for claim in told.claims]
        if not any(cells):
            continue
        alike = ["|".join(sorted(item.key for item in cell)) for cell in cells]
        natures = {c.nature for c in told.conflicts if LINES.get(c.kind) == code}
        nature = next((n for n in ("contradiction", "update", "variety") if n in natures), "")
        differ = against.get(code, set())
        out.append(Line(code, tuple(Cell(cell, code not in ("sources", "origin") and odd(alike, k), told.claims[k].key in differ) for k, cell in enumerate(cells)), nature))
    return out


def _sides(conflicts: Sequence[Conflict]) -> dict[str, set[Key]]:
    """The claims that contradict one another, by line; where most say one thing, only the others."""
    out: dict[str, set[Key]] = {}
    for c in conflicts:
        if c.nature != "contradiction" or c.kind not in LINES:
            continue
        most = max(len(s.claims) for s in c.sayings)
        leading = [s for s in c.sayings if len(s.claims) == most]
        out.setdefault(LINES[c.kind], set()).update(key for s in c.sayings if len(leading) > 1 or s is not leading[0] for key in s.claims)
    return out


def _place(place: Place) -> Item:
    relation = "" if place.relation in ("in", "") else said(f"rel_{place.relation}")
    if place.distance_km is not None:
        relation = _("%(km)s km %(relation)s") % {"km": shown.number(place.distance_km), "relation": relation}
    wider = [name for name in (*place.within, *reversed(place.path[1:])) if name not in place.names]
    return Item(place.id or fold_word(place.names[0]), place.names[0], relation, wider[0] if wider else "")


def _figure(figure: Figure) -> Item:
    more = [said(a) for a in figure.attributes]
    return Item(f"{figure.measure} {figure.low} {figure.best} {figure.high}", f"{counted(figure.measure)}: {shown.amount(figure.low, figure.best, figure.high)}", _(", ").join(more), figure.text)

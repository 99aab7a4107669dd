"""One value for a field of many events at once: which events can get it, and the form in which it is given."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sijill.desk.coding.cards import Card, key, slot_of
from sijill.desk.coding.changing import form_of, refused
from sijill.desk.coding.pages import Page
from sijill.desk.coding.terms import DIMENSIONS
from sijill.desk.coding.views import page_of
from sijill.register.people.coding import Slot

FIELDS = ("type", "modality", "time", "places", "agent", "target", "means", "attribution")
"""What many events can be given at once; a figure is each event's own."""
MOST = 300
"""Events that the form lists."""


class Row(NamedTuple):
    """An event that may get the value. ``key`` and ``seen`` name the slot that is corrected or filled."""

    key: str
    seen: int
    ident: str
    title: str
    trigger: str
    label: str
    """What the field holds now, in the person's language; empty for nothing."""
    open: bool
    """Whether nobody has spoken of the event or of this field."""
    same: bool
    """Whether the field holds what it holds in the event from which the form was opened."""
    ticked: bool
    hindered: str
    """Why it cannot be one of many; empty where it can."""


def _row(card: Card, dimension: str) -> Row:
    """An event that nobody rejected, with what it holds in a field."""
    field = next(f for f in card.fields if f.dimension == dimension)
    held = [v for v in field.values if not field.several or v.verdict != "rejected"]
    shown = held[0] if held else field.empty
    hindered = ""
    if len(held) > 1:
        hindered = _("several values: correct them one by one")
    elif any(v.rivals for v in field.values) or (field.empty is not None and field.empty.rivals):
        hindered = _("two people differ: decide that first")
    name, seen = (shown.key, shown.seen) if shown is not None else (key(Slot(card.ident, dimension)), 0)
    judged = card.whole is None or bool(card.whole.verdict) or any(v.verdict for v in field.values) or bool(field.empty is not None and field.empty.verdict)
    return Row(name, seen, card.ident, card.title, card.trigger, held[0].label if held else "", not judged and not hindered, False, False, hindered)


def rows(page: Page, dimension: str, near: str) -> tuple[list[Row], Row | None, bool]:
    """Events with a field's present values, the one that the form was opened from, and whether there are more than are listed.

    Ticked are those that nobody has judged: from the event ``near`` those alone that hold the same as it, else all.
    """
    found = [_row(c, dimension) for c in page.cards if c.kind == "event" and not c.rejected]
    origin = next((r for r in found if r.ident == near), None)
    first = found.index(origin) if origin is not None and len(found) > MOST else 0
    out = []
    for row in found[first : first + MOST]:
        same = origin is not None and not row.hindered and row.label == origin.label
        out.append(row._replace(same=same, ticked=same and (row.open or row == origin) if origin is not None else row.open))
    return out, origin, first + MOST < len(found)


@require_safe
def many(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; ``key`` names the value from which it was opened, ``field`` another field, ``span`` words that all of it stands on."""
    page = page_of(request, pk)
    if not page.lane.editable or page.coded is None:
        return refused(request, page, _("This coding is handed in or somebody else's; it cannot be changed now. Load the page anew."), 409)
    try:
        chosen = slot_of(request.GET.get("key", ""))
    except ValueError:
        chosen = Slot("", "")
    dimension = request.GET.get("field", "") or chosen.dimension
    if dimension not in FIELDS:
        dimension = FIELDS[0]
    listed, origin, left_out = rows(page, dimension, chosen.ident)
    slot = Slot(listed[0].ident if listed else "", dimension)
    context = {
        **page.frame(), **form_of(request, page, slot, None), "rows": listed, "ticked": sum(r.ticked for r in listed), "left_out": left_out, "look": key(slot),
        "like": origin.label if origin is not None and not origin.hindered else "", "many_fields": [(code, DIMENSIONS[code]) for code in FIELDS],
    }  # fmt: skip
    return render(request, "desk/coding/many.html" if request.GET.get("part") == "form" else "desk/coding/many_page.html", context)

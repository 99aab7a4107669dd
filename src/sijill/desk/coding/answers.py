"""What is answered to an act: the cards made anew, the text where its marks changed, and a sentence for who listens."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sijill.desk.coding import text as texts
from sijill.desk.coding.cards import HEAD, key
from sijill.desk.coding.labels import label
from sijill.desk.coding.pages import EVENTS, Page
from sijill.desk.coding.terms import term
from sijill.register.models import Review
from sijill.register.people.acts import Said
from sijill.register.people.coding import Slot


def answer(request: HttpRequest, page: Page, idents: Collection[str], said: str, said_of: Iterable[Said] = ()) -> JsonResponse:
    """The parts of the page that changed. ``idents`` are those of the cards (``report`` for its own) that an act touched."""
    frame = page.frame()
    cards = {c.ident: c for c in [*([page.head] if page.head is not None else []), *page.cards]}
    made: list[tuple[str, str | None]] = []
    for ident in list(idents)[: 2 * EVENTS]:
        card = cards.get(ident)
        made.append((ident, render_to_string("desk/coding/card.html", {**frame, "item": page.listed([card])[0]}, request) if card is not None else None))
    digest = texts.digest(page.marks)
    sent = request.POST if request.method == "POST" else request.GET
    text: dict[int, str] = {}
    if sent.get("digest", digest) != digest:
        wanted = [int(n) for n in sent.get("chunks", "").split(",") if n.isascii() and n.isdigit()][:20]
        for chunk in page.chunks(wanted):
            if chunk.paragraphs is not None:
                text[chunk.number] = render_to_string("desk/coding/chunks.html", {**frame, "chunks": [chunk]}, request)
    own, contested, fresh = {}, [], ""
    for one in said_of:
        review = one.review
        slot = key(Slot(review.ident, review.dimension, review.item))
        if review.contested:
            contested.append(slot)
        else:
            own[slot] = review.pk
        if review.verdict == "added":
            fresh = slot
    return JsonResponse(
        {
            "last": page.last, "digest": digest, "said": said, "cards": made, "order": [c.ident for c in page.cards], "text": text, "own": own, "contested": contested,
            **page.asks, "fresh": fresh, "open": sum(not c.done for c in page.cards), "all": len(idents) > 2 * EVENTS,
        }
    )  # fmt: skip


def sentence(done: Collection[Said]) -> str:
    """What was done, in a sentence."""
    late = [s for s in done if s.review.contested]
    if late:
        one = late[0]
        by = one.instead.who if one.instead is not None else ""
        return _("Somebody else (%(who)s) changed this meanwhile. Both are kept; decide which one holds.") % {"who": by} if by else _("Somebody else changed this meanwhile. Both are kept; decide which one holds.")
    if not done:
        return _("Saved already.")
    if len(done) == 1:
        review = next(iter(done)).review
        return _("%(field)s: %(verdict)s") % {"field": term("dimension", review.dimension), "verdict": term("verdict", review.verdict)}
    return ngettext("%(n)s value saved", "%(n)s values saved", len(done)) % {"n": len(done)}


def told(review: Review) -> str:
    """What somebody did, in a line: who, what, of what."""
    value = label(review.dimension, review.value) if review.value is not None else ""
    parts = (review.who, term("verdict", review.verdict), review.ident, term("dimension", review.dimension), value)
    return " · ".join(p for p in parts if p)


def ident_of(review: Review) -> str:
    """The card that a review is about."""
    return review.ident or HEAD

"""What a person sent, as acts: accepting, correcting, rejecting, adding, deciding between two, one by one or many at once; and undo with redo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _

from sijill.desk.coding import forms
from sijill.desk.coding.cards import Shown, slot_of
from sijill.desk.coding.pages import Page
from sijill.desk.coding.terms import whys
from sijill.errors import RegisterError
from sijill.register.models import Review
from sijill.register.people import acts
from sijill.register.people.acts import Act, Said
from sijill.register.people.coding import UNDONE, Slot
from sijill.register.people.values import LISTS, core

MOST = 5000
"""Acts that one request may bring."""


class Target(NamedTuple):
    """A slot, and the latest review of it that the person had seen."""

    slot: Slot
    seen: int


def target(text: str) -> Target:
    """``e3/time@17``. Raises ``RegisterError`` for what names no value."""
    named, _at, seen = text.rpartition("@") if "@" in text else (text, "", "0")
    try:
        found = Target(slot_of(named), int(seen))
    except ValueError:
        found = Target(Slot("", ""), 0)
    if found.slot.dimension not in forms.SHAPES or not 0 <= found.seen < 1 << 62:
        raise RegisterError(_("%(text)s is no value of this report; load the page anew") % {"text": text[:80]})
    return found


def asked(page: Page, sent: QueryDict) -> list[Act]:
    """The acts that a person asks for. Raises ``RegisterError``, in their language, for what is none or lacks something."""
    why = (sent.get("why") or sent.get("why_else") or "").strip()
    out = [_accept(page, target(t)) for t in sent.getlist("accept")]
    rejected = [target(t) for t in sent.getlist("reject")]
    if rejected and not why:
        raise RegisterError(_("say why it is rejected; a few words will do"))
    out += [Act(*t.slot[:2], "rejected", t.slot.item, why=why, seen=t.seen) for t in rejected]
    out += [_change(page, target(t), sent, why) for t in sent.getlist("change")]
    out += _together(page, [target(t) for t in sent.getlist("many")], sent, why)
    out += [_add(page, target(t).slot, sent, why) for t in sent.getlist("add")]
    out += [_take(page, number) for number in sent.getlist("take")]
    out += [_accept(page, target(t)) for t in sent.getlist("keep")]
    out += _many(page, sent, why)
    if not out:
        raise RegisterError(_("nothing was chosen"))
    if len(out) > MOST:
        raise RegisterError(_("too many at once; choose fewer"))
    return out


def do(page: Page, asked_: Sequence[Act], who: str, again_after: int | None) -> list[Said]:
    """Say it. ``again_after``: the same was sent before, when that was the latest review, and nobody knows whether it came through: what did is not said again."""
    fresh = [act for act in asked_ if again_after is None or not _said(page, act, who, again_after)]
    return acts.say(page.report, fresh, who, page.lane.name) if fresh else []


def undo(page: Page, who: str) -> list[Review]:
    """Take the person's latest act back, all of it where many values were spoken of at once; empty where there is none."""
    return acts.undo_together(page.report, who, page.lane.name)


def redo(page: Page, who: str) -> list[Review]:
    """Let what the person took back last count again, if they have done nothing since; empty where there is none."""
    taken: list[Review] = []
    mine = list(Review.objects.filter(report=page.report, lane=page.lane.name, who=who).order_by("pk").select_related("undoes"))
    for review in mine:
        if review.verdict != UNDONE or review.undoes is None:
            taken.clear()
        elif review.undoes.verdict != UNDONE:
            taken.append(review)
        elif review.undoes in taken:
            taken.remove(review.undoes)
    return acts.undo_together(page.report, who, page.lane.name, [r.pk for r in taken if r.made == taken[-1].made]) if taken else []


def undone_already(page: Page, who: str, after: int) -> bool:
    """Whether the person took something back since then."""
    return Review.objects.filter(report=page.report, lane=page.lane.name, who=who, verdict=UNDONE, pk__gt=after).exists()


def before(page: Page, slot: Slot) -> Any:
    """The value that stands in a slot now, in JSON builtins; what was rejected, where it was; None for none."""
    if page.coded is None:
        return None
    left = page.coded.rejected.get(slot)
    if left is not None:
        return msgspec.to_builtins(left)
    record = page.coded.record
    told: list[Any] = [*record.events, *record.profile]
    one: Any = record if not slot.ident else next((x for x in told if x.id == slot.ident), None)
    if one is None:
        one = next((x for s, x in page.coded.rejected.items() if s.ident == slot.ident and s.dimension in ("event", "statement")), None)
    found = getattr(one, slot.dimension, None)
    if slot.dimension in LISTS and found is not None:
        names = page.coded.items.get((slot.ident, slot.dimension), [])
        return msgspec.to_builtins(found[names.index(slot.item)]) if slot.item in names else None
    return msgspec.to_builtins(found)


# -- one act ------------------------------------------------------------------------------------------------


def _accept(page: Page, at: Target) -> Act:
    return Act(at.slot.ident, at.slot.dimension, "accepted", at.slot.item, seen=at.seen)


def _change(page: Page, at: Target, sent: QueryDict, why: str) -> Act:
    was = before(page, at.slot)
    spans = forms.spans(sent, page.report.text)
    value = forms.value(at.slot.dimension, sent, was)
    if was in (None, "", []):
        if not spans and not why:
            raise RegisterError(_("select the words that say so, or give a reason"))
        return Act(at.slot.ident, at.slot.dimension, "added", value=value, evidence=spans, why=why, seen=at.seen)
    if not why:
        raise RegisterError(_("say why it is corrected; a few words will do"))
    return Act(at.slot.ident, at.slot.dimension, "corrected", at.slot.item, value, spans, why, at.seen)


def _add(page: Page, slot: Slot, sent: QueryDict, why: str) -> Act:
    spans = forms.spans(sent, page.report.text)
    whole = slot.dimension in ("event", "statement")
    if whole and not spans:
        raise RegisterError(_("select the words that tell of it first"))
    if not spans and not why:
        raise RegisterError(_("select the words that say so, or give a reason"))
    value = forms.value(slot.dimension, sent, None)
    if slot.dimension == "event":
        value["evidence"] = {d: [list(s) for s in spans] for d in ("time", "modality") if value.get(d) not in (None, "reported")}
    return Act("" if whole else slot.ident, slot.dimension, "added", value=value, evidence=spans, why=why)


def _take(page: Page, number: str) -> Act:
    """The value that waits, put in force by who has seen both."""
    review = Review.objects.filter(pk=int(number), report=page.report, lane=page.lane.name, contested=True).first() if number.isascii() and number.isdigit() and len(number) < 18 else None
    if review is None:
        raise RegisterError(_("what waited for a decision is there no longer; load the page anew"))
    slot = Slot(review.ident, review.dimension, review.item)
    verdict = review.verdict
    if verdict in ("corrected", "added"):
        verdict = "corrected" if before(page, slot) not in (None, "", []) or slot.item else "added"
    spans = [(a, b) for a, b in review.evidence or ()]
    why = review.why or whys("decided")[0][0]
    return Act(*slot[:2], verdict, slot.item, review.value, spans, why if verdict != "accepted" else "", review.pk)


def _together(page: Page, chosen: Sequence[Target], sent: QueryDict, why: str) -> list[Act]:
    """One value for a field of many events, with one reason; those that hold it already are left as they are."""
    if not chosen:
        return []
    if len({t.slot.dimension for t in chosen}) > 1 or chosen[0].slot.dimension in ("event", "statement"):
        raise RegisterError(_("many are corrected in one field at a time; choose the field"))
    if not why:
        raise RegisterError(_("say why it is corrected; a few words will do"))
    left = page.coded.rejected if page.coded is not None else {}
    out = [act for at, act in ((t, _change(page, t, sent, why)) for t in chosen) if at.slot in left or not _holds(before(page, at.slot), act.value)]
    if not out:
        raise RegisterError(_("all that you chose hold this value already"))
    return out


def _holds(was: Any, value: Any) -> bool:
    """Whether a value says nothing but what is there, wherever that stands."""
    if isinstance(was, Mapping) and isinstance(value, Mapping):
        return all(core(was.get(name)) == core(one) for name, one in value.items() if name != "candidates")
    return bool(was == value)


# -- many at once -------------------------------------------------------------------------------------------


def _many(page: Page, sent: QueryDict, why: str) -> Iterable[Act]:
    """All that nobody has spoken of yet: events as they are, values from a confidence on, or events out."""
    asked_ = sent.get("bulk", "")
    if not asked_:
        return []
    cards = [c for c in page.cards if c.whole is not None and not c.rejected and not c.whole.verdict]
    only = sent.get("ident", "")
    cards = [c for c in cards if not only or c.ident == only]
    if asked_ == "events":
        return [Act(c.ident, c.kind, "accepted") for c in cards if c.unsaid]
    if asked_ == "reject":
        if not why:
            raise RegisterError(_("say why it is rejected; a few words will do"))
        return [Act(c.ident, c.kind, "rejected", why=why) for c in cards if c.unsaid]
    try:
        least = float(sent.get("least", "0"))
    except ValueError:
        raise RegisterError(_("%(text)s is no number; write digits") % {"text": sent.get("least", "")[:20]}) from None
    head = [] if only or page.head is None else [page.head]
    return [_of(v) for c in [*head, *cards] for v in c.values() if v.open and (v.sure or 0.0) >= least]


def _of(value: Shown) -> Act:
    slot = slot_of(value.key)
    return Act(slot.ident, slot.dimension, "accepted", slot.item)


def _said(page: Page, act: Act, who: str, after: int) -> bool:
    """Whether that very act came through already."""
    found = Review.objects.filter(report=page.report, lane=page.lane.name, who=who, pk__gt=after, dimension=act.dimension, verdict=act.verdict, why=act.why)
    if act.verdict == "added" and (not act.ident or act.dimension in LISTS):
        spans = [list(s) for s in act.evidence] or None
        return any(r.evidence == spans and (not act.ident or r.ident == act.ident) for r in found)
    return found.filter(ident=act.ident, item=act.item).exists()

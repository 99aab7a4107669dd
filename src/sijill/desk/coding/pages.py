"""What the templates of the reading page are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from sijill.desk import policy
from sijill.desk.coding import text as texts
from sijill.desk.coding.cards import HEAD, Card, Cards, waiting
from sijill.desk.coding.lanes import Lane, assignments, latest
from sijill.desk.coding.terms import DIMENSIONS, LEGEND, VERDICT, term, whys
from sijill.desk.policy import Capability
from sijill.desk.shown import digits, number
from sijill.errors import RegisterError
from sijill.register.models import Comment, Member, Report
from sijill.register.people.coding import Coded, coded

EVENTS = 30
"""Cards that a page begins with, and that it loads at once of more."""


class Belonging(NamedTuple):
    """The incident that a claim belongs to, and how many claims it has."""

    incident: int
    claims: int


class Remark(NamedTuple):
    """A comment; ``on`` is the field it is on, in the person's language."""

    who: str
    made: datetime
    text: str
    on: str


class Page:
    """A report in one coding, as it is now; what nobody asks for is not worked out."""

    def __init__(self, request: HttpRequest, report: Report, lane: Lane) -> None:
        self.request, self.report, self.lane = request, report, lane

    @cached_property
    def coded(self) -> Coded | None:
        """What holds now; None where no reader has read it yet."""
        try:
            return coded(self.report, self.lane.name)
        except RegisterError:
            return None

    @cached_property
    def made(self) -> Cards | None:
        """The maker of cards."""
        return Cards(self.coded, waiting(self.coded)) if self.coded is not None else None

    @cached_property
    def head(self) -> Card | None:
        """The report's own card."""
        return self.made.head() if self.made is not None else None

    @cached_property
    def cards(self) -> list[Card]:
        """Events, then lasting statements."""
        return self.made.all() if self.made is not None else []

    @cached_property
    def marks(self) -> list[texts.Mark]:
        """What is marked in the text."""
        return texts.marks([*([self.head] if self.head is not None else []), *self.cards])

    @property
    def words(self) -> dict[str, str]:
        """What the scripts say."""
        return {
            "event": gettext("Event"), "before": gettext("before: %s"), "because": gettext("nothing read: %s"), "sure": gettext("confidence %s"),
            "saved": gettext("Saved"), "saving": gettext("Saving…"), "unsent": gettext("%s not saved yet: no connection. It is tried again by itself."),
            "here": gettext("%s has this open"), "picked": gettext("%s selected"), "words": gettext("Arrows: words; with Shift: more; with Ctrl: by letters; Enter: take; Esc: back"),
            "refused": gettext("Not saved: %s"), "first": gettext("Select the words in the text first."), "none": gettext("Choose a value first."),
            "needed": gettext("Without this there is no event: correct it, or reject the event."), "all": gettext("all events that nobody has spoken of"),
            "whole": gettext("The whole event: choose one of its values to correct it."), "reason": gettext("Choose a reason, or write one."), "pick": gettext("Choose one from the list."), "nobody": gettext("nothing by that name"),
            "nothing": gettext("Tick at least one event."),
            "drop": gettext("The form that is open has changes that are not saved. Drop them?"), "judged": gettext("Everything of this event is judged."),
            "end": gettext("That was the last one."),
            "away": gettext("You were signed out, or may not change this any longer. Sign in in another tab; what was not saved is kept here and sent again."),
            **{verdict: str(said) for verdict, said in VERDICT.items()},
        }  # fmt: skip

    @property
    def title(self) -> str:
        """What the report is called: its title, else its first line, else its name."""
        line = next((" ".join(part.split()) for part in self.report.text[:400].split("\n") if part.strip()), "")
        return self.report.title[:300] or line[:120] or self.report.doc

    @property
    def hands_in(self) -> bool:
        """Whether the person can hand the coding in now."""
        return any(to == "coded" for to, _ in self.steps)

    @cached_property
    def asks(self) -> dict[str, str]:
        """How many events are judged, what is asked before those left are handed in (empty where none are), and before all events are accepted."""
        events = [c for c in self.cards if c.kind == "event"]
        left = sum(not c.done and not c.rejected for c in events)
        unsaid = [c for c in self.cards if c.unsaid]
        return {
            "judged": gettext("%(done)s of %(all)s events judged") % {"done": number(len(events) - left), "all": number(len(events))},
            "hand": ngettext("%(n)s event is not judged yet. Hand in?", "%(n)s events are not judged yet. Hand in?", left) % {"n": number(left)} if left else "",
            "accept": gettext("Accept all that nobody has judged yet? Events and statements: %(cards)s, values: %(values)s, of them doubtful: %(doubtful)s. One undo takes all of it back.")
            % {"cards": number(len(unsaid)), "values": number(sum(v.open for c in unsaid for v in c.values())), "doubtful": number(sum(c.doubtful for c in unsaid))},
        }  # fmt: skip

    @property
    def shares(self) -> list[tuple[str, str]]:
        """Confidences to choose from."""
        return [(f"{n / 10:.1f}", digits(f"{n * 10}٪" if get_language() == "ar" else f"{n * 10}%")) for n in (9, 8, 7, 6, 5, 4, 0)]

    @property
    def why_rejected(self) -> Sequence[Any]:
        """Common reasons for a rejection."""
        return whys("rejected")

    @cached_property
    def steps(self) -> list[tuple[str, str]]:
        """Where the person can move the coding from here: state and what the button says."""
        lane, reviewer = self.lane, policy.may(self.request.user, Capability.REVIEW)
        if lane.state in ("unread", "returned"):
            return [("coded", gettext("Hand in"))] if lane.mine and self.coded is not None else []
        if lane.name or not reviewer:
            return []
        if lane.state == "coded":
            return [("in_review", gettext("Take up for review"))]
        back = ("returned", gettext("Return with comment"))
        return [back, ("verified", gettext("Verify"))] if lane.state == "in_review" else [back]

    @property
    def last(self) -> int:
        """The number of the latest review."""
        return self.coded.last if self.coded is not None else 0

    def chunks(self, loaded: Sequence[int]) -> list[texts.Chunk]:
        """The text, those chunks of it loaded."""
        return texts.chunks(self.report.text, self.marks, loaded)

    @cached_property
    def belongings(self) -> dict[tuple[str, int], Belonging]:
        """The incidents that the claims belong to, by ident and first character; nothing for who codes blind."""
        if self.lane.blind:
            return {}
        found = Member.objects.filter(event__report=self.report).values_list("event__ident", "event__start", "incident_id", "incident__claims")
        return {(ident, start): Belonging(incident, claims) for ident, start, incident, claims in found}

    @cached_property
    def comments(self) -> dict[str, list[Remark]]:
        """Remarks by the event or statement they are on; nothing for who codes blind."""
        out: dict[str, list[Remark]] = {}
        if not self.lane.blind:
            for comment in Comment.objects.filter(report=self.report).order_by("pk")[:500]:
                out.setdefault(comment.ident or HEAD, []).append(Remark(comment.who, comment.made, comment.text, term("dimension", comment.dimension) if comment.dimension else ""))
        return out

    def listed(self, cards: Sequence[Card]) -> list[Mapping[str, Any]]:
        """Cards with what stands beside them."""
        return [{"card": c, "incident": self.belongings.get((c.ident, c.start)), "comments": self.comments.get(c.ident, [])} for c in cards]

    def frame(self) -> dict[str, Any]:
        """What every part of the page is told. ``editable``: whether the person can change the coding now."""
        user = self.request.user
        return {
            "base": reverse("coding:report", args=[self.report.pk]), "report": self.report, "lane": self.lane, "editable": self.lane.editable and self.coded is not None, "last": self.last, "page": self,
            "may_code": policy.may(user, Capability.CODE), "may_review": policy.may(user, Capability.REVIEW), "digest": texts.digest(self.marks),
            "steps": self.steps, "wants_comment": any(to == "returned" for to, _ in self.steps), "standing": latest(self.report, self.lane.name),
        }  # fmt: skip

    def whole(self, at: int, after: int) -> dict[str, Any]:
        """What the whole page is told; ``at`` is the first chunk of the text to load, ``after`` how many cards to leave out."""
        first = list(range(at, at + texts.FIRST))
        events = [c for c in self.cards if c.kind == "event"]
        said = [c for c in self.cards if c.kind == "statement"]
        shown = self.cards[after : after + EVENTS]
        return {
            **self.frame(), "head": self.listed([self.head])[0] if self.head is not None else None, "listed": self.listed(shown),
            "more": after + EVENTS if len(self.cards) > after + EVENTS else 0, "cards_total": len(self.cards), "events_total": len(events), "statements_total": len(said),
            "chunks": self.chunks(first), "legend": [(d, DIMENSIONS[d]) for d in LEGEND], "assignments": [] if self.lane.blind else assignments(self.report),
        }  # fmt: skip


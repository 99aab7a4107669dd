"""Whose coding a person has before them: the common one, or their own where a report is coded blind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.translation import pgettext_lazy

from sijill.desk import policy
from sijill.desk.policy import Capability
from sijill.register.models import Assignment, Report, Standing

WITH_REVIEWER = ("in_review", "verified")
"""States in which nobody edits: the second reader comments, and returns what has to be changed."""


STATES: Mapping[str, Any] = {
    "unread": pgettext_lazy("state of a report", "not coded yet"), "coded": pgettext_lazy("state of a report", "coded"), "in_review": pgettext_lazy("state of a report", "in review"),
    "returned": pgettext_lazy("state of a report", "returned"), "verified": pgettext_lazy("state of a report", "verified"),
}  # fmt: skip
"""How far a coding has come, in words."""


class Lane(NamedTuple):
    """A coding of a report. ``name`` is empty for the common one, else the coder's; ``blind``: without a look at what others said."""

    name: str
    blind: bool
    bare: bool
    """Without the reader's suggestions."""
    mine: bool
    """Whether the person may code in it."""
    state: str

    @property
    def state_name(self) -> str:
        """The state in the person's language."""
        return str(STATES.get(self.state, self.state))

    @property
    def editable(self) -> bool:
        """Whether the person can change it now."""
        return self.mine and self.state not in WITH_REVIEWER and not (self.name and self.state == "coded")


def lane_of(user: Any, report: Report, asked: str = "") -> Lane:
    """The coding that a person sees: their own where they code the report blind, else the common one; ``asked`` names a blind coder's for a reviewer.

    Raises ``Http404`` where they may not see the coding that is asked for.
    """
    own = _assigned(report, user.username)
    blind = own is not None and own.blind
    if asked and asked != user.username:
        other = _assigned(report, asked)
        # Whoever codes blind is shown nobody else's before both have handed in.
        if not policy.may(user, Capability.REVIEW) or other is None or not other.blind or blind:
            raise Http404
        return Lane(asked, True, other.bare, False, state(report, asked))
    name = user.username if blind else ""
    return Lane(name, blind, blind and own is not None and own.bare, policy.may(user, Capability.CODE), state(report, name))


def state(report: Report, lane: str) -> str:
    """How far a coding has come."""
    found: str | None = Standing.objects.filter(report=report, lane=lane).order_by("-pk").values_list("state", flat=True).first()
    return found or "unread"


def latest(report: Report, lane: str) -> Standing | None:
    """Who moved a coding last, and with what comment."""
    found: Standing | None = Standing.objects.filter(report=report, lane=lane).order_by("-pk").first()
    return found


def assignments(report: Report) -> list[Assignment]:
    """Who is to code a report: the latest of each coder that was not withdrawn, by name."""
    latest: dict[str, Assignment] = {}
    for one in Assignment.objects.filter(report=report).order_by("pk")[:500]:
        latest[one.coder] = one
    return sorted((a for a in latest.values() if not a.withdrawn), key=lambda a: a.coder)


def _assigned(report: Report, coder: str) -> Assignment | None:
    found: Assignment | None = Assignment.objects.filter(report=report, coder=coder).order_by("-pk").first()
    return None if found is None or found.withdrawn else found

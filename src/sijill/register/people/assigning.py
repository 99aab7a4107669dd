"""Who is to code which report; blind coding in a lane of the coder's own, and taking it over into the common coding.

What a blind coder says goes into the lane of their name, where nobody else's words are; without suggestions (``bare``) not even the reader's are.
"""

from __future__ import annotations

from collections.abc import Collection as Several
from typing import Any

from django.db import transaction

from sijill.errors import RegisterError
from sijill.register.audit import Chain, now
from sijill.register.models import Assignment, Report, Review
from sijill.register.people import trail, values
from sijill.register.people.coding import Slot, folded, provider
from sijill.register.people.fastening import Told, alike
from sijill.register.people.standing import editable, enter, latest, state
from sijill.register.people.standing import lane as lane
from sijill.register.people.standing import own as own


def assign(report: Report, coder: str, who: str, *, blind: bool = False, bare: bool = False) -> Assignment:
    """Have somebody code a report. The same said twice is said once.

    Raises ``RegisterError`` for coding without suggestions that is not blind, and for another kind of coding once the coder has begun.
    """
    values.name(coder)
    if bare and not blind:
        raise RegisterError("only who codes blind codes without suggestions; in the common coding everybody sees the reader's")
    with transaction.atomic():
        chain = Chain(values.name(who))
        last = latest(report, coder)
        if last is not None and not last.withdrawn and (last.blind, last.bare) == (blind, bare):
            return last
        begun = Review.objects.filter(report=report, lane=coder).exists()
        if begun and last is not None and (last.blind, last.bare) != (blind, bare):
            raise RegisterError(f"{coder} has begun to code {report.doc} {'without suggestions' if last.bare else 'blind'}; that stays as it is")
        return _enter(chain, report, coder, blind, bare, False)


def withdraw(report: Report, coder: str, who: str) -> Assignment:
    """Take an assignment back; what was coded stays. Raises ``RegisterError`` where there is none."""
    with transaction.atomic():
        chain = Chain(values.name(who))
        last = latest(report, coder)
        if last is None or last.withdrawn:
            raise RegisterError(f"{report.doc} is not assigned to {coder}")
        return _enter(chain, report, coder, last.blind, last.bare, True)


def of(coder: str) -> list[Assignment]:
    """What somebody is to code now, in the order in which it was assigned."""
    return _standing(Assignment.objects.filter(coder=coder))


def to(report: Report) -> list[Assignment]:
    """Who is to code a report now."""
    return _standing(Assignment.objects.filter(report=report))


def lanes(report: Report) -> list[str]:
    """The coders who code a report blind, or did."""
    blind = set(Assignment.objects.filter(report=report, blind=True).values_list("coder", flat=True))
    return sorted(blind | set(Review.objects.filter(report=report).exclude(lane="").values_list("lane", flat=True)))


def adjudicate(report: Report, lane: str, who: str, idents: Several[str] | None = None) -> list[Review]:
    """Take over into the common coding what holds in a coder's lane; ``idents``: only of these events and statements of that lane (and ``""``, the report).

    What the common coding says of the same is followed by it, not lost; what is there already is not said again. Events that people added get new idents; where
    the coder, without suggestions, added one that the reader has too, the coder's stands for it. The lane counts as verified then. Raises
    ``RegisterError`` for a lane that was not handed in, for the coder themselves, and for common coding that is in review or verified.
    """
    with transaction.atomic():
        chain = Chain(values.name(who))
        at = state(report, lane) if lane else "unread"
        if at not in ("coded", "in_review", "verified"):
            raise RegisterError(f"{lane or 'nobody'} has not handed in a coding of {report.doc} of their own")
        if lane == who:
            raise RegisterError(f"{who} coded it; somebody else takes it over")
        editable(report)
        made = _Over(report, lane, who, chain).take(idents)
        if at != "verified":
            enter(report, "verified", chain, "taken over into the common coding", lane)
        chain.write()
    return made


class _Over:
    """Taking one lane over."""

    def __init__(self, report: Report, lane: str, who: str, chain: Chain) -> None:
        self.report, self.lane, self.who, self.chain = report, lane, who, chain
        self.theirs, self.common = folded(report, lane), folded(report)
        self.number = {r.pk: r for r in Review.objects.filter(report=report).select_related("reading")}
        self.made: list[Review] = []
        self.renamed: dict[str, str] = {}

    def take(self, idents: Several[str] | None) -> list[Review]:
        chosen = [(slot, s.current) for slot, s in self.theirs.states.items() if s.current is not None and (idents is None or slot.ident in idents)]
        whole = [(slot, r) for slot, r in chosen if slot.dimension in ("event", "statement")]
        for slot, review in whole:
            self._whole(slot, review)
        for slot, review in sorted((c for c in chosen if c not in whole), key=lambda c: c[1].pk):
            if slot.ident not in self.renamed and slot.ident.startswith("h"):
                continue  # rejected as a whole by who had added it
            self._value(slot, review)
        return self.made

    def _whole(self, slot: Slot, review: Review) -> None:
        source = provider(review, self.number)
        if not slot.ident.startswith("h"):
            self._say(slot, source.verdict if source is not None else "accepted", review, None)
            return
        if review.verdict == "rejected" or source is None:
            return
        mine = self.theirs.everything[slot.ident]
        same = next((i for i, one in self.common.everything.items() if i.startswith("h") and alike(mine, one)), None)
        if same is not None:
            self.renamed[slot.ident] = same
            return
        given = [int(i[1:]) for i in Review.objects.filter(report=self.report, lane="", ident__startswith="h").values_list("ident", flat=True)]
        ident = self.renamed[slot.ident] = f"h{max(given, default=0) + 1}"
        self._say(Slot(ident, slot.dimension), "added", source, source.value)
        for read in self._readers(mine):
            self._say(Slot(read, slot.dimension), "rejected", source, None, f"{self.lane} codes it as {ident}")

    def _readers(self, mine: Told) -> list[str]:
        """The reader's own of what a coder without suggestions added."""
        found = (i for i, one in self.common.everything.items() if not i.startswith("h") and i not in self.theirs.everything and alike(mine, one))
        return list(found)[:1]

    def _value(self, slot: Slot, review: Review) -> None:
        source = provider(review, self.number)
        there = Slot(self.renamed.get(slot.ident, slot.ident), slot.dimension, slot.item)
        if slot.item.startswith("+"):
            if source is not None and source.verdict != "rejected":
                self._say(Slot(there.ident, there.dimension), "added", source, source.value)
            return
        verdict = source.verdict if source is not None else "accepted"
        self._say(there, verdict, source or review, source.value if source is not None else None)

    def _say(self, slot: Slot, verdict: str, source: Review, value: Any, why: str = "") -> None:
        current = self.common.states[slot].current if slot in self.common.states else None
        if current is not None and (current.verdict, current.value) == (verdict, value):
            return
        fresh = verdict == "added" and slot.dimension in values.LISTS
        if fresh and self._there(slot, value):
            return
        one = self.common.everything.get(slot.ident)
        start, end = (one.start, one.end) if one is not None else (source.start, source.end)
        made = Review.objects.create(
            report=self.report, reading=self.common.coded.reading, lane="", ident=slot.ident, dimension=slot.dimension, item=slot.item,
            start=start, end=end, verdict=verdict, before=None if fresh else self.common.value(slot), value=value, evidence=source.evidence,
            over=current, who=self.who, why=why or f"{self.lane}: {source.why}".removesuffix(": "), made=now(),
        )  # fmt: skip
        if fresh:
            made.item = f"+{made.pk}"
            made.save(update_fields=["item"])
        trail.note(self.chain, "review", made)
        self.made.append(made)

    def _there(self, slot: Slot, value: Any) -> bool:
        """Whether people added the same value to the same list already."""
        return any(
            s.ident == slot.ident and s.dimension == slot.dimension and st.current is not None and st.current.value == value for s, st in self.common.states.items()
        )


def _enter(chain: Chain, report: Report, coder: str, blind: bool, bare: bool, withdrawn: bool) -> Assignment:
    made = Assignment.objects.create(report=report, coder=coder, blind=blind, bare=bare, withdrawn=withdrawn, who=chain.who, made=now())
    trail.note(chain, "assign", made)
    chain.write()
    return made


def _standing(rows: Any) -> list[Assignment]:
    latest: dict[tuple[int, str], Assignment] = {}
    for row in rows.select_related("report").order_by("pk"):
        latest.pop((row.report_id, row.coder), None)
        latest[row.report_id, row.coder] = row
    return [row for row in latest.values() if not row.withdrawn]

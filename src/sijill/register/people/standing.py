"""How far a report's coding has come, and handing it in: the people's reading, stored beside the reader's and laid out in its place.

    unread -> coded -> in_review -> verified
                ^          |            |
                +------ returned <------+

Who may do which is for the caller to ask; here is asked only what belongs to the thing: a return says why, and nobody verifies what only they coded.
"""

from __future__ import annotations

import hashlib

import msgspec
from django.db import transaction

from sijill.errors import RegisterError
from sijill.register.audit import Chain, canonical, moment, now
from sijill.register.intake import text_digest
from sijill.register.models import Assignment, Reading, Report, ReportRow, Review, Standing
from sijill.register.people import trail, values
from sijill.register.people.coding import Folded, alive, folded
from sijill.register.readings import PEOPLE, lay

READER = f"{PEOPLE}1"
"""The reader of what people hand in; another number where the same reviews would make another record."""

STATES = ("unread", "coded", "in_review", "returned", "verified")
MOVES = {"unread": ("coded",), "coded": ("in_review",), "in_review": ("returned", "verified"), "returned": ("coded",), "verified": ("returned",)}


def state(report: Report, lane: str = "") -> str:
    """Where the common coding of a report stands, or that of a coder's own lane."""
    said: str | None = Standing.objects.filter(report=report, lane=lane).order_by("-pk").values_list("state", flat=True).first()
    return said or "unread"


def move(report: Report, to: str, who: str, comment: str = "", lane: str = "") -> Standing:
    """Move a report's coding on. Common coding that is handed in (coded), taken up for review or verified is stored as the people's reading and laid out;
    ``links.link`` afterwards brings the incidents to it.

    Raises ``RegisterError`` for a step that is not allowed, a return without a comment, a verification by the only one who coded, for handing in the common
    coding while coding the report blind, and for handing in
    what is not settled: contested values, and words of values that the reader's latest reading has no longer.
    """
    with transaction.atomic():
        chain = Chain(values.name(who))  # first: whoever else is writing is waited for
        at = state(report, lane)
        if to not in STATES:
            raise RegisterError(f"{to!r} is no state; one of {', '.join(STATES)}")
        if to not in MOVES[at]:
            raise RegisterError(f"{report.doc} is {at}; from there it goes to {' or '.join(MOVES[at])}, not to {to}")
        comment = values.words(comment, "comment").strip()
        if to == "returned" and not comment:
            raise RegisterError("say in a comment what should be looked at again")
        if lane and to == "verified":
            raise RegisterError(f"the coding of {lane} is their own; adjudicate it, and the common one can be verified")
        if lane and to == "coded" and lane != who:
            raise RegisterError(f"the coding of {lane} is handed in by themselves")
        if not lane and to == "coded":
            own(report, who)
        coding = folded(report, lane)
        if to in ("coded", "verified"):
            _settled(report, coding)
        if to == "verified" and coders(report) == {who}:
            raise RegisterError(f"only {who} coded {report.doc}; four eyes see more than two: somebody else verifies it")
        if not lane and to in ("coded", "in_review", "verified"):
            store(report, coding, chain)
        made = enter(report, to, chain, comment, lane)
        chain.write()
    return made


def lane(report: Report, who: str) -> str:
    """Where somebody's words on a report go: the lane of their name where they code it blind, else the common coding (empty)."""
    last = latest(report, who)
    return who if last is not None and last.blind and not last.withdrawn else ""


def own(report: Report, who: str) -> None:
    """Raises ``RegisterError`` for the common coding while somebody still codes the report blind: they would see what others say."""
    theirs = lane(report, who)
    if theirs and state(report, theirs) in ("unread", "returned"):
        raise RegisterError(f"{who} codes {report.doc} blind; say it in the lane {theirs}, and hand that in first")


def latest(report: Report, coder: str) -> Assignment | None:
    """What was said last of somebody's coding a report, also that they no longer do."""
    found: Assignment | None = Assignment.objects.filter(report=report, coder=coder).order_by("-pk").first()
    return found


def editable(report: Report, lane: str = "") -> None:
    """Raises ``RegisterError`` for coding that is with somebody else: in review or verified, and blind coding that was handed in."""
    at = state(report, lane)
    if at in ("in_review", "verified") or (lane and at == "coded"):
        raise RegisterError(f"{report.doc} is {at}; whoever reviews it returns it first, with a comment, then it can be changed")


def coders(report: Report) -> set[str]:
    """Who coded a report: whoever's words count in the common coding or were taken over into it; where there are none, who handed it in last."""
    spoke = {r.who for r in alive(list(Review.objects.filter(report=report, lane="").order_by("pk")))}
    latest = {s.lane: s.state for s in Standing.objects.filter(report=report).exclude(lane="").order_by("pk")}
    spoke.update(lane for lane, at in latest.items() if at == "verified")
    if not spoke:
        handed = Standing.objects.filter(report=report, lane="", state="coded").order_by("-pk").values_list("who", flat=True).first()
        spoke.update([handed] if handed is not None else [])
    return spoke


def enter(report: Report, to: str, chain: Chain, comment: str = "", lane: str = "") -> Standing:
    """Note a state that was found to be allowed; ``chain`` is written by the caller."""
    made = Standing.objects.create(report=report, lane=lane, state=to, comment=comment, who=chain.who, made=now())
    trail.note(chain, "standing", made)
    if not lane:
        ReportRow.objects.filter(report=report).update(state=to)
    return made


def _settled(report: Report, coding: Folded) -> None:
    contested = [slot for slot, mark in coding.coded.marks.items() if mark.contested]
    if contested:
        slot = contested[0]
        raise RegisterError(f"{report.doc}: two people differ on {slot.ident or 'the report'} {slot.dimension}; decide that first ({len(contested)} in all)")
    left = [r for r in coding.coded.adrift if r.verdict != "rejected"]
    if left:
        said = left[0]
        raise RegisterError(
            f"{report.doc}: review {said.pk} ({said.verdict}, {said.ident or 'report'} {said.dimension}) is of something that the newer reading has no longer; "
            f"add it anew, or take the review back ({len(left)} in all)"
        )


def store(report: Report, coding: Folded, chain: Chain) -> Reading:
    """Store what holds now as the people's reading, and lay it out; the reading that is there where nothing was said since."""
    now_coded = coding.coded
    packs = _digest(coding)
    found: Reading | None = Reading.objects.filter(report=report, reader=READER, packs=packs).first()
    if found is not None:
        return found
    at = now()
    record = msgspec.structs.replace(now_coded.record, doc=report.doc, reader=READER)
    said = msgspec.json.encode(record).decode()
    made = Reading.objects.create(
        report=report, reader=READER, packs=packs, record=said, record_sha256=text_digest(said), published=record.published,
        outlet=record.outlet[0] if record.outlet else "", made=at,
    )  # fmt: skip
    chain.add("read", report.key, {"reader": READER, "packs": packs, "record": made.record_sha256, "made": moment(at)})
    lay([(report, made, record)])
    return made


def _digest(coding: Folded) -> str:
    """SHA-256 over the reader's reading, the reviews in force and the number of the latest one: another after every act, so that of the people's
    readings of a report the latest is always the one that holds."""
    said = coding.coded
    held = sorted(state.latest for state in coding.states.values() if state.latest)
    whole = canonical({"reading": [said.reading.reader, said.reading.packs, said.reading.record_sha256], "reviews": held, "last": said.last})
    return hashlib.sha256(whole.encode()).hexdigest()

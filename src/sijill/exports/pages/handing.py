"""Handing a page on: redaction by default, the file when it is whole, the entry in the audit chain."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from sijill.arabic import fold_word
from sijill.errors import RegisterError
from sijill.exports.cases import CONSERVATIVE, Names, of_numbers
from sijill.exports.giving import place_for
from sijill.exports.loss import Loss
from sijill.exports.pages.actor import actor as actor_page
from sijill.exports.pages.incident import incident as incident_page
from sijill.exports.pages.parts import Frame
from sijill.exports.redaction import Redactor
from sijill.linking.estimates import POLICIES as DECIDED
from sijill.records import Actor
from sijill.register.audit import Chain, now
from sijill.register.dossier import Dossier, dossier
from sijill.register.models import Entry, EventRow
from sijill.register.queries import incident as find
from sijill.register.readings import record

POLICIES = (CONSERVATIVE, *DECIDED)


class Handed(NamedTuple):
    """What was written: the file's SHA-256, and what was hidden, by kind."""

    sha256: str
    hidden: dict[str, int]


def hand_incident(
    number: int, out: Path, *, policy: str = "most_origins", prefer: str = "", unredacted: bool = False, packs: Sequence[Path] = (), who: str | None = None
) -> Handed:
    """Write the page of an incident. Raises ``RegisterError`` for a number never given, an unknown policy, and a file that cannot be written."""
    _known(policy, prefer)
    told = find(number)

    def make(names: Names, redactor: Redactor, frame: Frame) -> str:
        cases = list(of_numbers([told.incident.pk], names, redactor, policy, prefer, Loss("html", ())))
        if not cases:
            raise RegisterError(f"incident {number} has no claims any more; `sijill incidents` lists those that have")
        rows = EventRow.objects.filter(member__incident_id=told.incident.pk).select_related("reading")
        private = frozenset[str]().union(*(redactor.words(record(row.reading)) for row in rows))
        return incident_page(cases[0], told, names, redactor, private, frame)

    return _hand(f"incident {told.incident.pk}", out, make, policy, unredacted, packs, who)


def hand_actor(
    name: str, out: Path, *, policy: str = "most_origins", prefer: str = "", unredacted: bool = False, packs: Sequence[Path] = (), who: str | None = None
) -> Handed:
    """Write the page of an actor. Raises ``RegisterError`` where the register holds nothing of it, and for a private person unless ``unredacted``."""
    _known(policy, prefer)
    found = dossier(name, packs)

    def make(names: Names, redactor: Redactor, frame: Frame) -> str:
        if not found.actor.id and any(redactor.private(Actor(names=[name], kind=kind, start=0, end=0, rule="")) for kind in _kinds(found)):
            raise RegisterError(f"{name}: may be a private person, of whom no page is made to hand on; --unredacted makes one that is not for publication")
        latest = [p.told.incident.pk for p in found.incidents]
        held = {c.number: c for c in of_numbers(latest, names, redactor, policy, prefer, Loss("html", ()))}
        return actor_page(found, [held[n] for n in latest if n in held], names, redactor, frame)

    return _hand(f"actor {found.actor.id or found.actor.name}", out, make, policy, unredacted, packs, who)


def _kinds(found: Dossier) -> set[str]:
    """The kinds of party that reports take an actor for; where none of them says, a kind that is hidden when it has a person's name."""
    parties = (a for p in found.incidents for c in p.told.claims for a in (*c.event.agent, *c.event.target))
    return {a.kind for a in parties if any(fold_word(n) in found.actor.folded for n in a.names)} or {"civilians"}


def _known(policy: str, prefer: str) -> None:
    if policy not in POLICIES:
        raise RegisterError(f"--policy {policy}: no such policy; say one of {', '.join(POLICIES)}")
    if (policy == "prefer_source") != bool(prefer):
        raise RegisterError("--policy prefer_source and --prefer SOURCE go together")


def _hand(
    subject: str, out: Path, make: Callable[[Names, Redactor, Frame], str], policy: str, unredacted: bool, packs: Sequence[Path], who: str | None
) -> Handed:
    """Make a page and note it in the audit chain before it appears under its name."""
    place_for(out)
    names = Names(packs)
    hidden: Counter[str] = Counter()
    redactor = Redactor(names.folders, names.places, not unredacted, hidden)
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    frame = Frame(now().isoformat(timespec="seconds"), policy, f"{last[0]} {last[1]}" if last else "—", not unredacted)
    data = make(names, redactor, frame).encode("utf-8", "replace")
    sha256 = hashlib.sha256(data).hexdigest()
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_bytes(data)
        with transaction.atomic():
            chain = Chain(who)
            chain.add("report", out.name, {"of": subject, "redacted": not unredacted, "policy": policy, "sha256": sha256})
            chain.write()
        part.replace(out)
    except OSError as error:
        raise RegisterError(f"{out}: cannot be written ({error.strerror or error}); is there space, and may you write there?") from error
    finally:
        part.unlink(missing_ok=True)
    return Handed(sha256, dict(hidden))

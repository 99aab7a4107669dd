"""How often reports name each party and place, counted beforehand.

The counts are made anew where the audit chain has grown since: at once in a small register, by a job in a large one. They are kept apart by collection, so that
whoever sees only some of them is told of nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from sijill.arabic import fold_word
from sijill.desk import jobs, private
from sijill.desk.models import Job, Setting, Tally, User
from sijill.knowledge.gazetteer import Gazetteer
from sijill.records import Actor
from sijill.register import naming
from sijill.register.models import Entry, EventRow, Placing, ProfileRow, ReportRow
from sijill.register.registry import Registry, plain, registry

KIND = "tally"
ALL, NOWHERE = 0, -1
LISTED, UNLISTED, PEOPLE, PERSON = "listed", "unlisted", "people", "person"

_AT_ONCE = 500
"""Reports up to which a page counts before it answers."""
_REST = timedelta(minutes=10)
"""So long a large register is not counted again."""
_STEP = 500
_SPELLED = 12
"""Spellings of a name that are kept."""
_PEOPLE = frozenset(("civilians", "unknown"))
_LONGEST = 300
"""Characters of a key; a database's index takes no longer ones."""

Tell = Callable[[int, int, str], None]


class State(NamedTuple):
    """When it was counted last, and whether somebody is counting."""

    made: datetime | None
    counting: bool


def fresh(user: User) -> State:
    """See to it that the counts are as new as they can be without making the person wait."""
    last = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    said = Setting.of("tally") or {}
    made = datetime.fromisoformat(said["made"]) if said else None
    if said.get("entry") == last:
        return State(made, False)
    if len(ReportRow.objects.values("pk")[: _AT_ONCE + 1]) <= _AT_ONCE:
        count(lambda done, total, step: None)
        return State(timezone.now(), False)
    if Job.objects.filter(kind=KIND, state__in=("waiting", "running")).exists():
        return State(made, True)
    if made is None or timezone.now() - made > _REST:
        jobs.ask(KIND, user)
        return State(made, True)
    return State(made, False)


def count(tell: Tell) -> int:
    """Count everything anew; how many parties and places there are."""
    last = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    counted = _Counted(registry(), private.gazetteer())
    total = ReportRow.objects.count()
    for done, (scope, numbers, events) in enumerate(_told(), 1):
        for event in events:
            counted.event(scope, numbers.get(event.id), event)
        if done % 5000 == 0:
            tell(done, total, "counting")
    for scope, subject in _statements():
        counted.subject(scope, subject)
    rows = counted.rows()
    try:
        with transaction.atomic():
            Tally.objects.all().delete()
            Tally.objects.bulk_create(rows, batch_size=_STEP)
            Setting.objects.update_or_create(key="tally", defaults={"value": {"entry": last, "made": timezone.now().isoformat()}})
    except IntegrityError:
        pass  # somebody else counted at the same time, and was first
    return len({(r.kind, r.key) for r in rows})


class _Party(msgspec.Struct):
    names: list[str]
    kind: str
    id: str | None = None


class _Place(msgspec.Struct):
    names: list[str]
    id: str | None = None
    candidates: list[str] = []


class _Event(msgspec.Struct):
    id: str
    agent: list[_Party]
    target: list[_Party]
    places: list[_Place]


class _Record(msgspec.Struct):
    """What is counted of a record; decoding all of each would take longer than all the rest."""

    events: list[_Event]


def _told() -> Iterator[tuple[int, dict[str, int], Sequence[_Event]]]:
    """The events of every report, with its scope and the incidents they belong to."""
    read = msgspec.json.Decoder(_Record).decode
    scopes = dict(Placing.objects.values_list("report_id", "collection_id"))
    after = 0
    while rows := list(ReportRow.objects.filter(report_id__gt=after).order_by("report_id").values_list("report_id", "reading__record")[:_STEP]):
        reports = [report for report, _ in rows]
        numbers: dict[int, dict[str, int]] = {}
        events = EventRow.objects.filter(report_id__gte=reports[0], report_id__lte=reports[-1], member__isnull=False)
        for report, ident, number in events.values_list("report_id", "ident", "member__incident_id"):
            numbers.setdefault(report, {})[ident] = number
        for report, record in rows:
            yield scopes.get(report, NOWHERE), numbers.get(report, {}), read(record).events
        after = reports[-1]


def _statements() -> Iterator[tuple[int, str]]:
    scopes = dict(Placing.objects.values_list("report_id", "collection_id"))
    for report, subject in ProfileRow.objects.order_by("pk").values_list("report_id", "subject").iterator(5000):
        yield scopes.get(report, NOWHERE), subject


class _Counted:
    """The counts as they grow."""

    def __init__(self, bodies: Registry, places: Gazetteer) -> None:
        self.bodies, self.places = bodies, places
        self.claims: Counter[tuple[str, str, int]] = Counter()
        self.incidents: dict[tuple[str, str], set[int]] = {}
        self.sorts: dict[tuple[str, str], Counter[str]] = {}
        self.spelled: dict[tuple[str, str], dict[str, str]] = {}
        self.candidates: dict[str, list[str]] = {}
        self.persons: set[str] = set()
        self._parties: dict[tuple[str, str | None, str], str] = {}
        self._named = {kind: any(True for _ in naming.standing(kind)) for kind in naming.KINDS}
        self._plain: dict[tuple[str, str], str] = {}

    def event(self, scope: int, number: int | None, event: _Event) -> None:
        """Count an event, once for each that it names."""
        for key in {self._party(p) for p in (*event.agent, *event.target) if p.names}:
            self._one("party", key, scope, number)
        for key in {self._place(p) for p in event.places if p.names}:
            self._one("place", key, scope, number)

    def subject(self, scope: int, barred: str) -> None:
        """Keep the body of a statement, also where no event names it."""
        called = barred.strip("|").split("|")
        row = next((found for name in called if (found := self.bodies.sure(name)) is not None), None)
        key = self._kept("party", row.known.id if row is not None else called[0])
        self.claims[("party", key, scope)] += 0
        if row is None:
            self._spell("party", key, called[0])

    def _one(self, kind: str, key: str, scope: int, number: int | None) -> None:
        self.claims[kind, key, scope] += 1
        if number is not None:
            self.incidents.setdefault((kind, key), set()).add(number)

    def _party(self, party: _Party) -> str:
        told = (party.names[0], party.id, party.kind)
        key = self._parties.get(told)
        if key is None:
            own = party.id if party.id in self.bodies.by_id else None
            key = self._parties[told] = self._kept("party", own or party.names[0])
            if own is None:
                self._spell("party", key, party.names[0])
                self.sorts.setdefault(("party", key), Counter())[party.kind] += 1
                if key not in self.bodies.by_id and private.private(Actor(names=party.names, kind=party.kind, id=party.id, start=0, end=0, rule="")):
                    self.persons.add(key)
        return key

    def _place(self, place: _Place) -> str:
        own = place.id if place.id in self.places.by_id else None
        key = self._kept("place", own or place.names[0])
        if own is None:
            self._spell("place", key, place.names[0])
            if place.candidates:
                held = self.candidates.setdefault(key, [])
                held += [c for c in place.candidates if c not in held][: 50 - len(held)]
        return key

    def _kept(self, kind: str, name: str) -> str:
        """The key that a name or id is counted under: of names that people say mean the same, of the one they keep."""
        listed: dict[str, object] = self.bodies.by_id if kind == "party" else self.places.by_id  # type: ignore[assignment]
        if self._named[kind]:
            name = naming.main(kind, name)
        if name in listed:
            return name
        found = self._plain.get((kind, name))
        if found is None:
            row = self.bodies.sure(name) if kind == "party" else None
            found = self._plain[kind, name] = row.known.id if row is not None else (plain(name) or fold_word(name))[:_LONGEST]
        return found

    def _spell(self, kind: str, key: str, name: str) -> None:
        held = self.spelled.setdefault((kind, key), {})
        if len(held) < _SPELLED:
            held.setdefault(fold_word(name), name)

    def rows(self) -> list[Tally]:
        """The rows, of each scope and of all together."""
        out: list[Tally] = []
        sums: Counter[tuple[str, str]] = Counter()
        for (kind, key, scope), claims in self.claims.items():
            sums[kind, key] += claims
            out.append(self._row(kind, key, scope, claims, 0))
        out += [self._row(kind, key, ALL, claims, len(self.incidents.get((kind, key), ()))) for (kind, key), claims in sums.items()]
        return out

    def _row(self, kind: str, key: str, scope: int, claims: int, incidents: int) -> Tally:
        spelled = self.spelled.get((kind, key), {})
        section, name, en, sort, called = UNLISTED, next(iter(spelled.values()), key), "", "", list(spelled.values())
        if kind == "party" and (row := self.bodies.by_id.get(key)) is not None:
            section, name, en, sort = LISTED, row.known.name, row.known.en, row.known.kind
            called += [*row.known.names, row.known.en, key]
        elif kind == "place" and (entry := self.places.by_id.get(key)) is not None:
            section, name, en, sort = LISTED, entry.name, entry.en, entry.kind
            called += [entry.name, *entry.aliases, entry.en, key]
        elif kind == "party":
            sort = next((one for one, _ in self.sorts.get((kind, key), Counter()).most_common(1)), "")
            section = PERSON if key in self.persons else PEOPLE if sort in _PEOPLE else UNLISTED
        words = " ".join(dict.fromkeys(word for one in called for word in (*plain(one.strip("?~ ")).split(), *fold_word(one).split())))
        return Tally(
            kind=kind, key=key, scope=scope, section=section, name=name, en=en, sort=sort, words=f" {words}", spelled=list(spelled.values()), candidates="".join(f"|{c}|" for c in self.candidates.get(key, ())) if kind == "place" else "",
            claims=claims, incidents=incidents,
        )  # fmt: skip


def _job(job: Job, tell: Tell) -> dict[str, object]:
    return {"counted": count(tell)}


jobs.HANDLERS[KIND] = _job

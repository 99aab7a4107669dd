"""Reading what has been taken in: every report once by each version of the reader and its packs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from sijill.batch import Failure, keep, packs_digest, run
from sijill.records import Reading as Record
from sijill.records import Report as Text
from sijill.register import bulk
from sijill.register.audit import Chain, moment, now
from sijill.register.intake import text_digest
from sijill.register.models import EventRow, Incident, Member, ProfileRow, Reading, Report, ReportRow, Term
from sijill.register.people import dating
from sijill.register.rows import PEOPLE as PEOPLE
from sijill.register.rows import event_rows, profile_rows, report_row
from sijill.version import VERSION

READER = f"sijill-rules/{VERSION}"
DATED = " dated/"
"""Behind the reader's name, with the number of what a person said of the day of publication, in readings that go by that."""
BATCH = 64


class Outcome(NamedTuple):
    """One report read: its name, the number of its events, or why it could not be read."""

    name: str
    events: int
    why: str = ""


def pending(packs: Sequence[Path] = (), only: Q | None = None) -> int:
    """How many reports this reader has not read yet."""
    return _unread(packs_digest(tuple(packs))).filter(only or Q()).count()


def read(packs: Sequence[Path] = (), workers: int = 1, who: str | None = None, only: Q | None = None) -> Iterator[Outcome]:
    """Read every report that this reader, with these packs, has not read yet; a stopped run goes on where it stopped. ``only`` narrows them, as a condition
    on ``Report``."""
    digest = packs_digest(tuple(packs))
    results = run(_texts(digest, only or Q()), keep, workers=workers, packs=packs)
    while batch := list(islice(results, BATCH)):
        yield from _store(digest, batch, who)


def record(reading: Reading) -> Record:
    """The record of a stored reading."""
    return msgspec.json.decode(reading.record, type=Record)


def by(dated: int) -> str:
    """The name of this reader where it goes by what a person said of the day (its number; 0 for nobody)."""
    return f"{READER}{DATED}{dated}" if dated else READER


def of(reader: str) -> str:
    """The reader of a reading, whether or not it went by what a person said of the day."""
    return reader.partition(DATED)[0]


def _unread(digest: str) -> Any:
    plain = Reading.objects.filter(report_id=OuterRef("pk"), reader=READER, packs=digest)
    named = Concat(Value(f"{READER}{DATED}"), Cast(OuterRef("said"), CharField()))
    dated = Reading.objects.filter(report_id=OuterRef("pk"), reader=named, packs=digest)
    found = Report.objects.annotate(said=Coalesce(dating.latest("pk"), Value(0), output_field=BigIntegerField()))
    return found.filter(Q(~Exists(plain), said=0) | Q(~Exists(dated), said__gt=0)).order_by("pk")


def _texts(digest: str, only: Q) -> Iterator[Text]:
    """The unread reports in the order they were added, a few at a time; the id is the primary key, and the number of what was said of the day."""
    last = 0
    while True:
        # A new query each time: what was stored in between is not asked for again, and no cursor is held open.
        found = _unread(digest).filter(only, pk__gt=last).annotate(day=dating.latest("published"))
        rows = list(found.values_list("pk", "text", "published", "outlet", "url", "said", "day")[:256])
        if not rows:
            return
        for pk, text, published, outlet, url, said, day in rows:
            yield Text(id=f"{pk} {said}", text=text, published=day or published, outlet=outlet, url=url)
        last = rows[-1][0]


def _store(digest: str, batch: list[tuple[Text | None, Record | Failure]], who: str | None) -> list[Outcome]:
    out: list[Outcome] = []
    with transaction.atomic():
        chain = Chain(who)  # first: whoever else is reading is waited for
        read = [(*_numbers(text.id), result) for text, result in batch if text is not None]
        reports = Report.objects.in_bulk([pk for pk, _, _ in read])
        said = {pk: row.pk for pk, row in dating.standing(reports).items()}
        fresh: dict[int, list[tuple[Report, str, Record]]] = {}
        for pk, dated, result in read:
            report = reports[pk]
            if isinstance(result, Failure):
                out.append(Outcome(report.doc, 0, result.error))
            elif said.get(pk, 0) == dated:  # else a person gave another day meanwhile, and it is read again
                named = msgspec.structs.replace(result, doc=report.doc)
                fresh.setdefault(dated, []).append((report, msgspec.json.encode(named).decode(), named))
        for dated, some in fresh.items():
            out += [Outcome(report.doc, len(named.events)) for report, named in put(chain, by(dated), digest, some)]
        chain.write()
    return out


def _numbers(ident: str) -> tuple[int, int]:
    """The primary key of a report and the number of what was said of its day, of the name that it is read under."""
    report, _, dated = ident.partition(" ")
    return int(report), int(dated or 0)


def put(chain: Chain, reader: str, packs: str, read: Sequence[tuple[Report, str, Record]]) -> list[tuple[Report, Record]]:
    """Keep what a reader, with the packs of that digest, read from reports (as JSON, and the same as a record), and lay it out; those of them that it had not
    read yet. Call within the transaction of the chain."""
    at = now()
    held = [report.pk for report, _, _ in read]
    done = set(Reading.objects.filter(report_id__in=held, reader=reader, packs=packs).values_list("report_id", flat=True))
    fresh: list[tuple[Report, Reading, Record]] = []
    for report, said, named in read:
        if report.pk in done:
            continue  # read by another run meanwhile
        done.add(report.pk)
        reading = Reading(
            report=report, reader=reader, packs=packs, record=said, record_sha256=text_digest(said),
            published=named.published, outlet=named.outlet[0] if named.outlet else "", made=at,
        )  # fmt: skip
        fresh.append((report, reading, named))
        chain.add("read", report.key, {"reader": reader, "packs": packs, "record": reading.record_sha256, "made": moment(at)})
    bulk.create([reading for _, reading, _ in fresh])
    # What people handed in stays what lists, incidents and exports tell; the newer reading waits beside it.
    peopled = set(Reading.objects.filter(report_id__in=held, reader__startswith=PEOPLE).values_list("report_id", flat=True))
    lay([one for one in fresh if one[0].pk not in peopled])
    return [(report, named) for report, _, named in fresh]


def lay(fresh: Sequence[tuple[Report, Reading, Record]]) -> None:
    """Lay readings out for questions, in place of what was laid out of their reports: claims move into the incidents of those whose trigger they
    share, and wait to be linked. Call within a transaction."""
    held = [report.pk for report, _, _ in fresh]
    homes = _homes(held)
    states = dict(ReportRow.objects.filter(report_id__in=held).values_list("report_id", "state"))
    ReportRow.objects.filter(report_id__in=held).delete()
    EventRow.objects.filter(report_id__in=held).delete()
    ProfileRow.objects.filter(report_id__in=held).delete()
    laid = [report_row(*one) for one in fresh]
    for row in laid:
        row.state = states.get(row.report_id, row.state)
    bulk.create(laid)
    rows = bulk.create([row for one in fresh for row in event_rows(*one)])
    _leave(_move_in(homes, rows))
    bulk.create([row for one in fresh for row in profile_rows(*one)])


def _homes(reports: Sequence[int]) -> list[tuple[int, int, int, str, int]]:
    """``(report, start, end, type, incident)`` of the claims that a newer reading is about to replace."""
    found = Member.objects.filter(event__report_id__in=reports).order_by("event_id")
    return list(found.values_list("event__report_id", "event__start", "event__end", "event__type", "incident_id"))


def _move_in(homes: Sequence[tuple[int, int, int, str, int]], rows: Sequence[EventRow]) -> set[int]:
    """Put the claims of the newer reading into the incidents of those whose trigger they share, so that numbers stay; the incidents that
    lost a claim."""
    lost: set[int] = set()
    members: list[Member] = []
    taken: set[int] = set()
    for report, start, end, kind, incident in homes:
        same = [r for r in rows if r.report_id == report and r.start < end and start < r.end and r.pk not in taken]
        heir = next((r for r in same if r.type == kind), same[0] if same else None)
        if heir is not None:
            taken.add(heir.pk)
            members.append(Member(event=heir, incident_id=incident))
        else:
            lost.add(incident)
    Member.objects.bulk_create(members)
    return lost


def _leave(lost: set[int]) -> None:
    """Incidents that a newer reading took claims from: those without any are listed no longer, the others are formed anew when linked."""
    if not lost:
        return
    kept = set(Member.objects.filter(incident_id__in=lost).values_list("incident_id", flat=True))
    Incident.objects.filter(pk__in=lost - kept).update(claims=0)
    Term.objects.filter(incident_id__in=lost - kept).delete()
    EventRow.objects.filter(member__incident_id__in=kept).update(linked=False)

"""The register brought back from the JSON Lines that ``dump`` wrote, into an empty one, all or nothing.

Nothing is noted in the audit chain for it: the chain that comes with the file goes on where it stood, so that the register
brought back is the one that was given out, to the byte of the next export.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.color import no_style
from django.db import connection, transaction

from sijill.errors import RegisterError
from sijill.exports.whole import line_of, whole
from sijill.register.audit import faults
from sijill.register.forming import summarize
from sijill.register.models import (
    Assignment,
    Collection,
    Comment,
    Copy,
    Dating,
    Entry,
    EventRow,
    Evidence,
    Incident,
    Judgement,
    Link,
    Member,
    Naming,
    Placing,
    ProfileRow,
    Reading,
    Report,
    ReportRow,
    Review,
    Standing,
)
from sijill.register.readings import PEOPLE, record
from sijill.register.rows import event_rows, profile_rows, report_row
from sijill.register.search import index
from sijill.register.store import Store

_STEP = 500
_NUMBERED = (Dating, Incident, Naming, Collection, Assignment, Review, Standing, Comment)
"""Tables whose rows come back under the numbers that they had."""
_MODELS = (Evidence, Report, Reading, EventRow, Judgement, Placing, Entry, *_NUMBERED)


class Brought(NamedTuple):
    """What came back: reports, incidents with claims, pieces of evidence, and how many of those have no bytes here."""

    reports: int
    incidents: int
    evidence: int
    missing: int


def restore(path: Path, store: Store, evidence: Path | None = None) -> Brought:
    """Bring a register back into the open, empty one. ``evidence``: a folder of an evidence store to take bytes from.

    Raises ``RegisterError``, with nothing written, for a file that is cut off, altered, redacted or of another form, and for
    a register that is not empty.
    """
    if any(model.objects.exists() for model in _MODELS):
        raise RegisterError("the register is not empty; a file is brought back into an empty one only: name a new one with --database")
    whole(path)
    with transaction.atomic():
        numbers = _Numbers()
        for kind, lines in groupby(_lines(path), key=lambda line: str(line[1].get("kind"))):
            take = _TAKE.get(kind)
            if take is None:
                number, _ = next(lines)
                raise RegisterError(f"{path}:{number}: no line of the kind {kind!r} is known; was it written by a newer version?")
            for batch in _batches(lines):
                try:
                    take(batch, numbers)
                except (KeyError, TypeError, ValueError) as error:
                    raise RegisterError(f"{path}:{batch[0][0]}: a line of the kind {kind} cannot be read ({error!r}); take the file from where it was written") from error
        for fault in faults(Entry.objects.order_by("number").iterator(2000)):
            raise RegisterError(f"{path}: {fault}; the file is not the one that was written")
        made = list(Incident.objects.order_by("pk").values_list("pk", flat=True))
        for at in range(0, len(made), _STEP):
            summarize(made[at : at + _STEP])
        with connection.cursor() as cursor:
            # PostgreSQL counts on from what it gave itself, not from the numbers that were brought.
            for statement in connection.ops.sequence_reset_sql(no_style(), _NUMBERED):
                cursor.execute(statement)
    missing = _bytes(store, evidence)
    return Brought(Report.objects.count(), Incident.objects.filter(claims__gt=0).count(), Evidence.objects.count(), missing)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            yield number, line_of(path, number, line)


_Batch = list[tuple[int, dict[str, Any]]]


def _batches(lines: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[_Batch]:
    batch: _Batch = []
    for line in lines:
        batch.append(line)
        if len(batch) == _STEP:
            yield batch
            batch = []
    if batch:
        yield batch


class _Numbers:
    """The primary keys here of what the lines call by other names."""

    def __init__(self) -> None:
        self.reports: dict[str, int] = {}
        self.readings: dict[tuple[str, str, str], int] = {}
        self.claims: dict[tuple[str, str], int] = {}
        self.collections: dict[str, int] = {}


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _nothing(batch: _Batch, numbers: _Numbers) -> None:
    """The first and the last line are checked, not kept."""


def _evidence(batch: _Batch, numbers: _Numbers) -> None:
    Evidence.objects.bulk_create(
        [Evidence(sha256=x["sha256"], size=x["size"], media_type=x["media_type"], name=x["name"], added=_at(x["added"])) for _, x in batch]
    )


def _reports(batch: _Batch, numbers: _Numbers) -> None:
    made = Report.objects.bulk_create([
        Report(key=x["key"], doc=x["doc"], evidence_id=x["evidence"], locator=x["locator"], text=x["text"], text_sha256=x["text_sha256"],
               published=x["published"], outlet=x["outlet"], url=x["url"], title=x["title"], extractor=x["extractor"], added=_at(x["added"]))
        for _, x in batch
    ])  # fmt: skip
    index.add(connection, (index.Listed(r.pk, r.title, r.text) for r in made))
    numbers.reports.update({r.key: r.pk for r in made})


def _readings(batch: _Batch, numbers: _Numbers) -> None:
    made = Reading.objects.bulk_create([
        Reading(report_id=numbers.reports[x["report"]], reader=x["reader"], packs=x["packs"], record=x["record"], record_sha256=x["record_sha256"],
                published=x["published"], outlet=x["outlet"], made=_at(x["made"]))
        for _, x in batch
    ])  # fmt: skip
    numbers.readings.update({(x["report"], r.reader, r.packs): r.pk for (_, x), r in zip(batch, made, strict=True)})
    # Laid out is what people handed in last, else a report's latest reading.
    peopled = set(Reading.objects.filter(report_id__in=[r.report_id for r in made], reader__startswith=PEOPLE).values_list("report_id", flat=True))
    latest = {r.report_id: r for r in made if r.report_id not in peopled or r.reader.startswith(PEOPLE)}
    reports = Report.objects.in_bulk(list(latest))
    ProfileRow.objects.filter(report_id__in=list(latest)).delete()
    ReportRow.objects.filter(report_id__in=list(latest)).delete()
    said = {pk: record(reading) for pk, reading in latest.items()}
    ReportRow.objects.bulk_create([report_row(reports[pk], reading, said[pk]) for pk, reading in latest.items()])
    ProfileRow.objects.bulk_create([row for pk, reading in latest.items() for row in profile_rows(reports[pk], reading, said[pk])])


def _incidents(batch: _Batch, numbers: _Numbers) -> None:
    # An incident may point to one with a higher number.
    Incident.objects.bulk_create([Incident(pk=x["number"], made=_at(x["made"])) for _, x in batch])
    pointing = [Incident(pk=x["number"], merged_into_id=x["merged_into"]) for _, x in batch if x["merged_into"] is not None]
    Incident.objects.bulk_update(pointing, ["merged_into"])


def _claims(batch: _Batch, numbers: _Numbers) -> None:
    wanted = [(x["report"], x["reader"], x["packs"]) for _, x in batch]
    held = Reading.objects.select_related("report").in_bulk([numbers.readings[w] for w in set(wanted)])
    laid_out = {(pk, row.ident): row for pk, reading in held.items() for row in event_rows(reading.report, reading, record(reading))}
    rows = []
    for (_, x), key in zip(batch, wanted, strict=True):
        row = laid_out[numbers.readings[key], x["event"]]
        row.linked = x["linked"]
        rows.append(row)
    EventRow.objects.bulk_create(rows)
    numbers.claims.update({(x["report"], x["event"]): row.pk for (_, x), row in zip(batch, rows, strict=True)})
    Member.objects.bulk_create([Member(event=row, incident_id=x["incident"]) for (_, x), row in zip(batch, rows, strict=True) if x["incident"] is not None])


def _links(batch: _Batch, numbers: _Numbers) -> None:
    Link.objects.bulk_create([
        Link(a_id=numbers.claims[tuple(x["a"])], b_id=numbers.claims[tuple(x["b"])], score=x["score"], parts=x["parts"]) for _, x in batch
    ])  # fmt: skip


def _copies(batch: _Batch, numbers: _Numbers) -> None:
    Copy.objects.bulk_create([Copy(report_id=numbers.reports[x["report"]], of_id=numbers.reports[x["of"]]) for _, x in batch])


def _judgements(batch: _Batch, numbers: _Numbers) -> None:
    Judgement.objects.bulk_create([
        Judgement(a_report_id=numbers.reports[x["a"][0]], a_start=x["a"][1], a_type=x["a"][2], b_report_id=numbers.reports[x["b"][0]],
                  b_start=x["b"][1], b_type=x["b"][2], verdict=x["verdict"], who=x["who"], why=x["why"], made=_at(x["made"]))
        for _, x in batch
    ])  # fmt: skip


def _namings(batch: _Batch, numbers: _Numbers) -> None:
    Naming.objects.bulk_create([
        Naming(pk=x["number"], kind=x["is"], name=x["name"], of=x["of"], verdict=x["verdict"], who=x["who"], why=x["why"], made=_at(x["made"]))
        for _, x in batch
    ])  # fmt: skip


def _collections(batch: _Batch, numbers: _Numbers) -> None:
    made = Collection.objects.bulk_create([Collection(pk=x["number"], name=x["name"], made=_at(x["made"])) for _, x in batch])
    numbers.collections.update({c.name: c.pk for c in made})


def _placings(batch: _Batch, numbers: _Numbers) -> None:
    Placing.objects.bulk_create([Placing(report_id=numbers.reports[x["report"]], collection_id=numbers.collections[x["collection"]]) for _, x in batch])


def _datings(batch: _Batch, numbers: _Numbers) -> None:
    Dating.objects.bulk_create([
        Dating(pk=x["number"], report_id=numbers.reports[x["report"]], published=x["published"], who=x["who"], why=x["why"], made=_at(x["made"])) for _, x in batch
    ])  # fmt: skip


def _assignments(batch: _Batch, numbers: _Numbers) -> None:
    Assignment.objects.bulk_create([
        Assignment(pk=x["number"], report_id=numbers.reports[x["report"]], coder=x["coder"], blind=x["blind"], bare=x["bare"], withdrawn=x["withdrawn"],
                   who=x["who"], made=_at(x["made"]))
        for _, x in batch
    ])  # fmt: skip


def _reviews(batch: _Batch, numbers: _Numbers) -> None:
    Review.objects.bulk_create([
        Review(pk=x["number"], report_id=numbers.reports[x["report"]], reading_id=numbers.readings[x["report"], x["reader"], x["packs"]], lane=x["lane"],
               ident=x["ident"], dimension=x["dimension"], item=x["item"], start=x["start"], end=x["end"], verdict=x["verdict"], before=x["before"],
               value=x["value"], evidence=x["evidence"], over_id=x["over"], undoes_id=x["undoes"], contested=x["contested"], who=x["who"], why=x["why"],
               made=_at(x["made"]))
        for _, x in batch
    ])  # fmt: skip


def _standings(batch: _Batch, numbers: _Numbers) -> None:
    made = Standing.objects.bulk_create([
        Standing(pk=x["number"], report_id=numbers.reports[x["report"]], lane=x["lane"], state=x["state"], comment=x["comment"], who=x["who"], made=_at(x["made"]))
        for _, x in batch
    ])  # fmt: skip
    latest = {row.report_id: row.state for row in made if not row.lane}
    for state in set(latest.values()):
        ReportRow.objects.filter(report_id__in=[pk for pk, at in latest.items() if at == state]).update(state=state)


def _comments(batch: _Batch, numbers: _Numbers) -> None:
    Comment.objects.bulk_create([
        Comment(pk=x["number"], report_id=numbers.reports[x["report"]], ident=x["ident"], dimension=x["dimension"], answers_id=x["answers"], text=x["text"],
                who=x["who"], made=_at(x["made"]))
        for _, x in batch
    ])  # fmt: skip


def _entries(batch: _Batch, numbers: _Numbers) -> None:
    Entry.objects.bulk_create([
        Entry(number=x["number"], at=x["at"], who=x["who"], action=x["action"], subject=x["subject"], detail=x["detail"], before=x["before"], hash=x["hash"])
        for _, x in batch
    ])  # fmt: skip


_TAKE: dict[str, Callable[[_Batch, _Numbers], None]] = {
    "register": _nothing, "evidence": _evidence, "report": _reports, "reading": _readings, "incident": _incidents, "claim": _claims,
    "link": _links, "copy": _copies, "judgement": _judgements, "naming": _namings, "collection": _collections, "placing": _placings,
    "dating": _datings, "assignment": _assignments, "review": _reviews, "standing": _standings, "comment": _comments, "entry": _entries, "end": _nothing,
}  # fmt: skip


def _bytes(store: Store, folder: Path | None) -> int:
    """Take the bytes of the evidence from a folder of another store where they are what their name says; how many are not here then."""
    source, missing = Store(folder) if folder is not None else None, 0
    for sha256 in Evidence.objects.order_by("sha256").values_list("sha256", flat=True).iterator(2000):
        if store.digest(sha256) == sha256:
            continue
        if source is not None and source.digest(sha256) == sha256:
            store.put(source.get(sha256))
        else:
            missing += 1
    return missing

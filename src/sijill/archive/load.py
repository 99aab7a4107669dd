"""An archive into the register: evidence, reports, readings and incidents as `sijill add` and `sijill link` would have made them, many at once.

Started again it goes on: what is there is passed over, partition by partition.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pyarrow as pa
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from pyarrow import parquet

from sijill.archive import files, inputs, manifest, tables
from sijill.archive.inputs import Options, Part, Taken
from sijill.archive.schema import SCHEMAS
from sijill.errors import InputError
from sijill.ingest import Item
from sijill.records import Reading as Record
from sijill.register import bulk, intake, readings
from sijill.register.audit import Chain, now
from sijill.register.forming import digest, summarize
from sijill.register.models import Copy, EventRow, Incident, Judgement, Link, Member, Naming, Report
from sijill.register.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EXTRACTOR = "archive/1"
"""What made the evidence of a report whose bytes are gone: the text is all of it."""

_REPORTS = 1000
_CHARACTERS = 5_000_000
"""Of a transaction: what a killed run does again at most."""
_ROWS = 5000
"""Rows held at once."""
_INCIDENTS = 500

_KEYS, _CLAIMS = "keys.parquet", "claims.parquet"
"""Reports and claims by their names in the archive and their numbers in the register."""

_DECODER = msgspec.json.Decoder(Record)


class Row(NamedTuple):
    """A report as the archive has it, the columns that the register asks for."""

    doc: str
    source: str
    locator: str
    media_type: str
    evidence_sha256: str
    extractor: str
    text: str
    text_sha256: str
    title: str | None
    given_published: str | None
    given_outlet: str | None
    url: str | None
    reader: str
    packs: str
    record: str


class Done(NamedTuple):
    """What became of some reports: how many are new in the register, how many got a reading; and the name in the archive and the primary key of each that has
    one, but for those that a report before them is the same as."""

    reports: int
    added: int
    read: int
    keys: list[tuple[str, int]]


class Loading:
    """An archive on its way into the open register. ``texts``: with the text as evidence rather than the bytes that it was made of, for an archive whose inputs
    are gone; ``folder``: for what is needed meanwhile. Raises ``InputError`` where OUT is no whole archive."""

    def __init__(self, out: str, store: Store, folder: Path, who: str | None = None, *, texts: bool = False) -> None:
        self.out, self.store, self.folder, self.who, self.texts = files.absolute(out), store, folder, who, texts
        self.archive = manifest.load(self.out)

    def reports(self) -> Iterator[Done]:
        """Load reports and readings, some at a time. Raises ``InputError`` where an input is not what was read."""
        with parquet.ParquetWriter(self.folder / _KEYS, pa.schema([("doc", pa.string()), ("report", pa.int64())])) as keys:
            for done, part in zip(self._markers(), manifest.parts(self.out), strict=True):
                if not done.rows["reports"]:
                    continue  # nothing that can be loaded, and perhaps what killed whoever took it in
                rows = _rows(files.under(self.out, "reports", f"{part.name}.parquet"))
                for batch in _batches(_as_text(rows) if self.texts else _paired(part, self.archive.options, rows)):
                    loaded = _load(self.store, batch, self.who)
                    keys.write_table(pa.table({"doc": [doc for doc, _ in loaded.keys], "report": [pk for _, pk in loaded.keys]}, schema=keys.schema))
                    yield loaded

    def _markers(self) -> Iterator[manifest.Done]:
        found = manifest.done(self.out, SCHEMAS)
        yield from (found[number] for number in sorted(found))

    def incidents(self, memory: str = tables.MEMORY) -> int | None:
        """Load links, incidents and near-copies, once all reports are loaded: how many incidents, None where they must be formed of what the register holds (`sijill
        link`): the archive is not linked, or there are other reports, other readings, judgements or names that people equated."""
        if not tables.linked(self.out) or Judgement.objects.exists() or Naming.objects.exists():
            return None
        with transaction.atomic():
            chain = Chain(self.who)
            if not EventRow.objects.filter(linked=False).exists():
                return 0
            if Member.objects.exists() or EventRow.objects.exclude(reading__reader=self.archive.reader, reading__packs=self.archive.packs).exists():
                return None
            self._events()
            with closing(tables.opened(self.out, str(self.folder), memory)) as asked:
                return self._link(asked, chain)

    def _events(self) -> None:
        """The claims of the register as a table."""
        schema = pa.schema([("report", pa.int64()), ("event", pa.string()), ("claim", pa.int64())])
        rows = EventRow.objects.order_by("pk").values_list("report_id", "ident", "pk").iterator(_ROWS)
        with parquet.ParquetWriter(self.folder / _CLAIMS, schema) as claims:
            while part := list(islice(rows, _ROWS)):
                claims.write_table(pa.table(dict(zip(schema.names, zip(*part, strict=True), strict=True)), schema=schema))

    def _link(self, asked: DuckDBPyConnection, chain: Chain) -> int | None:
        for name, file in (("keys", _KEYS), ("numbered", _CLAIMS)):
            asked.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({tables.quoted(str(self.folder / file))})")
        asked.execute("CREATE TABLE claims AS SELECT doc, event, report, claim FROM keys JOIN numbered USING (report)")
        # As the register numbers incidents; the archive counts a report that stands in it twice twice.
        asked.execute("""
            CREATE TABLE homes AS
            WITH told AS (SELECT members.incident AS called, claim FROM members JOIN claims USING (doc, event)),
                 numbers AS (SELECT called, row_number() OVER (ORDER BY count(*) DESC, min(claim)) AS incident FROM told GROUP BY called)
            SELECT incident, claim FROM told JOIN numbers USING (called)""")
        (number,) = _one(asked, "SELECT count(*) FROM homes")
        if number != EventRow.objects.count():
            return None
        at = now()
        made = 0
        for part in _asked(asked, "SELECT DISTINCT incident FROM homes ORDER BY incident"):
            bulk.create([Incident(pk=incident, made=at) for (incident,) in part])
            made += len(part)
        with connection.cursor() as cursor:
            # PostgreSQL counts on from what it gave itself, not from the numbers that were brought.
            for statement in connection.ops.sequence_reset_sql(no_style(), (Incident,)):
                cursor.execute(statement)
        for part in _asked(asked, "SELECT claim, incident FROM homes ORDER BY claim"):
            bulk.insert(Member, ("event", "incident"), part)
        links = 0
        for part in _asked(asked, """
            SELECT a.claim, b.claim, score, parts FROM links JOIN claims a ON a_doc = a.doc AND a_event = a.event JOIN claims b ON b_doc = b.doc AND b_event = b.event
            ORDER BY a.claim, b.claim"""):
            bulk.create([Link(a_id=a, b_id=b, score=score, parts=[(p["part"], p["points"]) for p in parts]) for a, b, score, parts in part])
            links += len(part)
        for part in _asked(asked, """SELECT a.report, b.report FROM copies JOIN keys a ON a.doc = copies.doc JOIN keys b ON b.doc = copies."of" ORDER BY a.report"""):
            bulk.create([Copy(report_id=report, of_id=of) for report, of in part])
        EventRow.objects.filter(linked=False).update(linked=True)
        members = digest(pk for pk in Member.objects.values_list("event_id", flat=True).iterator(_ROWS))
        chain.add("link", "incidents", {"claims": number, "links": links, "members": members})
        chain.write()
        return made

    def unsummed(self) -> int:
        """How many incidents were loaded and not summed up yet."""
        number: int = _unsummed().count()
        return number

    def summaries(self) -> Iterator[int]:
        """Sum up the incidents that were loaded, some at a time."""
        last = 0
        while numbers := list(_unsummed().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_INCIDENTS]):
            with transaction.atomic():
                summarize(numbers)
            yield len(numbers)
            last = numbers[-1]


    def finish(self) -> None:
        """Let the database count what is there, or lists are looked for along the wrong index."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _unsummed() -> Any:
    return Incident.objects.filter(Exists(Member.objects.filter(incident=OuterRef("pk"))), claims=0, merged_into=None)


def _one(asked: DuckDBPyConnection, question: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = asked.execute(question).fetchall()[0]
    return found


def _asked(asked: DuckDBPyConnection, question: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of an answer, some at a time."""
    found = asked.execute(question)
    while part := found.fetchmany(_ROWS):
        yield part


def _rows(place: str) -> Iterator[Row]:
    with files.opened(place) as stream:
        for batch in parquet.ParquetFile(stream).iter_batches(_REPORTS, columns=list(Row._fields)):
            yield from map(Row._make, zip(*(column.to_pylist() for column in batch.columns), strict=True))


_Pair = tuple[Item, Row | None]


def _paired(part: Part, options: Options, rows: Iterator[Row]) -> Iterator[_Pair]:
    """The reports of a partition as they were taken in, each with its row; without one where its reading failed."""
    row = next(rows, None)
    for taken in inputs.originals(part, options):
        if row is None or (taken.source, taken.locator) != (row.source, row.locator):
            yield taken.item, None
            continue
        if hashlib.sha256(taken.item.data).hexdigest() != row.evidence_sha256:
            raise _changed(row)
        yield _with(taken, row), row
        row = next(rows, None)
    if row is not None:
        raise _changed(row)


def _with(taken: Taken, row: Row) -> Item:
    # The text of the archive is what the reading refers to, should another version of what made it make another.
    return msgspec.structs.replace(taken.item, text=row.text, extractor=row.extractor)


def _changed(row: Row) -> InputError:
    where = ", ".join(filter(None, (row.source, row.locator)))
    return InputError(f"{where}: is not what was read into the archive; put the input back as it was, or load with --texts, which takes the texts of the archive as evidence")


def _as_text(rows: Iterable[Row]) -> Iterator[_Pair]:
    for row in rows:
        own = row.evidence_sha256 == row.text_sha256
        yield Item(
            name=inputs.own_name(row.doc, row.source, row.locator), source=row.source, data=row.text.encode("utf-8", "surrogatepass"),
            media_type=row.media_type if own else "text/plain", text=row.text, extractor=row.extractor if own else f"{EXTRACTOR}, {row.extractor}",
            locator=row.locator, published=row.given_published, outlet=row.given_outlet, url=row.url, title=row.title or "",
        ), row  # fmt: skip


def _batches(pairs: Iterable[_Pair]) -> Iterator[list[_Pair]]:
    batch: list[_Pair] = []
    size = 0
    for pair in pairs:
        batch.append(pair)
        size += len(pair[0].text)
        if len(batch) == _REPORTS or size >= _CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _load(store: Store, batch: Sequence[_Pair], who: str | None) -> Done:
    otherwise = _otherwise(batch)
    outcomes = intake.together(store, [item for (item, _), there in zip(batch, otherwise, strict=True) if there is None], who)
    new = iter(outcomes)
    keys = [there if there is not None else next(new).key for there in otherwise]
    with transaction.atomic():
        chain = Chain(who)
        held = {report.key: report for report in Report.objects.filter(key__in=keys).defer("text")}
        names: dict[int, str] = {}
        said: defaultdict[tuple[str, str], list[tuple[Report, str, Record]]] = defaultdict(list)
        for key, (_, row) in zip(keys, batch, strict=True):
            if row is not None and held[key].pk not in names:
                names[held[key].pk] = row.doc
                said[row.reader, row.packs].append((held[key], _named(row, held[key].doc), _DECODER.decode(row.record)))
        read = sum(len(readings.put(chain, *version, told)) for version, told in said.items())
        chain.write()
    return Done(len(batch), sum(one.what == "added" for one in outcomes), read, [(doc, pk) for pk, doc in names.items()])


def _otherwise(batch: Sequence[_Pair]) -> list[str | None]:
    """The keys of the reports that the register has with other evidence: the bytes where now the text comes, or the other way round."""
    keys = [_other_key(item, row) if row is not None else None for item, row in batch]
    there = set(Report.objects.filter(key__in=[key for key in keys if key is not None]).values_list("key", flat=True))
    return [key if key in there else None for key in keys]


def _other_key(item: Item, row: Row) -> str:
    if item.extractor.startswith(EXTRACTOR):
        return intake.key(row.evidence_sha256, "", row.text_sha256)
    return intake.key(row.text_sha256, row.locator, row.text_sha256)


def _named(row: Row, doc: str) -> str:
    """The record under the name that the register has for the report. The text is changed rather than written anew: its numbers stay as the reader wrote them."""
    if doc == row.doc:
        return row.record
    head, mine = (b'{"doc":' + msgspec.json.encode(name) for name in (row.doc, doc))
    return mine.decode() + row.record.removeprefix(head.decode())

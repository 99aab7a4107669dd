"""The register's part of the command line: ``init``, ``add``, ``link``, ``judge``, ``verify``, ``incidents``, ``incident``.

Everything heavy is imported inside the command that needs it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from sijill.errors import SijillError

if TYPE_CHECKING:
    from sijill.register import Register
    from sijill.register.models import EventRow, Incident
    from sijill.register.queries import Told

SOME_FAILED = FOUND_FAULTS = 1
USAGE, NOTHING_READ = 2, 3


class Shape(StrEnum):
    """How answers are written."""

    table = "table"
    json = "json"
    csv = "csv"


Database = Annotated[
    str | None,
    typer.Option(metavar="URL", help="The register: a path, or postgresql://... (SIJILL_DATABASE, else sijill.db here)."),
]
Who = Annotated[str | None, typer.Option(metavar="NAME", help="Who is at work, for the audit chain (the account's name).")]
Shaped = Annotated[Shape, typer.Option("--format", help="How to write the answer.")]
Packs = Annotated[list[Path] | None, typer.Option("--pack", metavar="DIR", help="Folder of a further pack; repeatable.")]

# What incidents are asked for by; lists and exports take the same filters.
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Not before this day (2021-03-05).")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Not after this day.")]
PlaceName = Annotated[str | None, typer.Option(metavar="NAME", help="In this place or governorate; a name or a gazetteer id.")]
Near = Annotated[str | None, typer.Option(metavar="LAT,LON,KM", help="Within so many kilometres of a point.")]
ActorName = Annotated[str | None, typer.Option(metavar="NAME", help="With this party; a name or a registry id.")]
TypeName = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="Of this event type.")]
MeasureName = Annotated[str | None, typer.Option(metavar="MEASURE", help="With a figure of this measure (killed).")]
OutletName = Annotated[str | None, typer.Option(metavar="NAME", help="Told by this outlet.")]
GradeName = Annotated[str | None, typer.Option(metavar="GRADE", help="confirmed, fair, weak, contested or discounted.")]
Several = Annotated[bool, typer.Option("--several", help="Told by more than one report.")]
Conflicting = Annotated[bool, typer.Option("--conflicting", help="Told differently.")]


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    for command in (init, migrate, add, link, judge, verify, incidents, incident):
        app.command()(command)


def migrate(database: Database = None) -> None:
    """Bring the tables of a register that an older version made to the present form; nothing in it is changed.

    \b
    Examples:
      sijill migrate
    """
    from sijill.errors import RegisterError
    from sijill.register import database as db

    with _told():
        name = db.named(database)
        if not db.exists(name):
            raise RegisterError(f"{db.safe(name)}: there is no register; make one with `sijill init`")
        db.connect(name)
        missing = db.pending()
        db.migrate()
        _say(f"{db.safe(name)}: {', '.join(missing) + ' applied' if missing else 'its tables are of the present form'}")


def init(database: Database = None) -> None:
    """Make a register.

    \b
    Examples:
      sijill init
      sijill init --database postgresql://me@db.example.org/sijill
    """
    from sijill.register import Register
    from sijill.register.database import exists, named, safe

    with _told():
        name = named(database)
        if exists(name):
            _say(f"{safe(name)}: there is a register already")
            return
        with Register.open(database, create=True) as made:
            _say(f"{safe(name)}: a register was made; evidence goes to {made.store.folder}")


def add(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL|-...", help="Files, folders, glob patterns, web addresses, or - for standard input.", show_default=False),
    ],
    published: Annotated[str | None, typer.Option(metavar="DATE", help="Publication date of reports that bring none of their own.")] = None,
    metadata: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Table with the columns file,published,outlet,url.")] = None,
    columns: Annotated[str, typer.Option(metavar="FIELD=COLUMN,...", help="Which column of a CSV table, or key of JSON Lines, holds text, id, published, outlet, url, title.")] = "",
    pack: Packs = None,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that read; 0 takes all cores.", min=0)] = 1,
    max_size: Annotated[float, typer.Option(metavar="MB", help="Largest report accepted.", min=0.001)] = 16,
    database: Database = None,
    who: Who = None,
) -> None:
    """Take reports into the register and read them; what is there already is skipped.

    Takes text, Markdown, HTML pages, PDF, DOCX, CSV, JSON Lines, RSS and Atom, WARC and WACZ, and gzip or zip of these. An address is
    fetched only when you give it. Makes a register where there is none. A run that was stopped goes on where it stopped when it is started
    again.

    \b
    Examples:
      sijill add reports/
      sijill add page.html crawl.wacz statement.pdf
      sijill add https://example.org/news/1234
      sijill add table.csv --columns text=Body,id=ID,published=Date
      sijill add archive.jsonl --workers 2 --database postgresql://me@db.example.org/sijill
      cat report.txt | sijill add - --published 2021-04-05
    """
    from sijill import inputs
    from sijill.ingest import items
    from sijill.ingest.table import columns as mapped
    from sijill.register import Register

    with _told():
        places = mapped(columns)
    with _told(), Register.open(database, create=True) as register:
        register.store.sweep()
        known = inputs.load_metadata(metadata) if metadata else None
        given = inputs.date(published, "--published") if published else None
        stream = items(paths, published=given, metadata=known, max_bytes=int(max_size * (1 << 20)), columns=places)
        counts = {"added": 0, "duplicate": 0, "failed": 0}
        with _progress("taken in") as step:
            for outcome in register.add(stream, who):
                counts[outcome.what] += 1
                if outcome.what == "failed":
                    _say(outcome.why)
                step()
        unread = register.unread(pack or ())
        failed = 0
        with _progress("read", unread) as step:
            for read in register.read(pack or (), workers or os.cpu_count() or 1, who):
                if read.why:
                    failed += 1
                    _say(f"{read.name}: {read.why}")
                step()
    _say(
        f"{counts['added']:,} added, {counts['duplicate']:,} there already, {counts['failed']:,} could not be taken in; "
        f"{unread - failed:,} read" + (f", {failed:,} could not be read" if failed else "")
    )
    if counts["failed"] or failed:
        raise typer.Exit(SOME_FAILED if counts["added"] + counts["duplicate"] else NOTHING_READ)


def link(database: Database = None, pack: Packs = None, who: Who = None) -> None:
    """Find out which reports tell of one incident.

    Compares what is new with what is there; judgements that people made stand.

    \b
    Examples:
      sijill link
      sijill incidents --several
    """
    with _opened(database) as register:
        outcome = register.link(pack or (), who)
    _say(f"{outcome.claims:,} new claims, {outcome.links:,} new links; {outcome.shared:,} incidents are told by more than one report")


def judge(
    one: Annotated[str, typer.Argument(metavar="REPORT:EVENT", help="A claim, as `sijill incident` names it.")],
    other: Annotated[str, typer.Argument(metavar="REPORT:EVENT", help="The other claim.")],
    verdict: Annotated[str, typer.Argument(metavar="same|not_same|unsure")],
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, for who comes after.")] = "",
    database: Database = None,
    who: Who = None,
) -> None:
    """Say whether two claims are one incident; it outranks the machine, for ever.

    \b
    Examples:
      sijill judge sana-0305:e1 marsad-0306:e2 same
      sijill judge sana-0305:e1 marsad-0306:e4 not_same --why "two attacks on one day"
    """
    with _opened(database):
        from sijill.register import links

        try:
            links.judge(_claim(one), _claim(other), verdict, why, who)
        except ValueError as error:
            _usage(str(error))


def verify(database: Database = None) -> None:
    """Check evidence, texts, readings and audit chain; name whatever was altered. Exit code 1 where anything was.

    \b
    Examples:
      sijill verify
      sijill verify --database postgresql://me@db.example.org/sijill
    """
    with _opened(database) as register:
        counts = register.counts()
        faults = 0
        for fault in register.verify():
            faults += 1
            print(fault)
        if faults:
            _say(f"{faults} faults; the first is where to look")
            raise typer.Exit(FOUND_FAULTS)
        _say(f"sound: {counts['evidence']:,} pieces of evidence, {counts['report']:,} reports, {counts['reading']:,} readings, {counts['entry']:,} audit entries")


def incidents(
    since: Since = None,
    until: Until = None,
    place: PlaceName = None,
    near: Near = None,
    actor: ActorName = None,
    type_: TypeName = None,
    measure: MeasureName = None,
    outlet: OutletName = None,
    grade: GradeName = None,
    several: Several = False,
    conflicting: Conflicting = False,
    limit: Annotated[int, typer.Option(metavar="N", help="How many at most; 0 for all.", min=0)] = 50,
    format_: Shaped = Shape.table,
    database: Database = None,
) -> None:
    """List incidents, the latest first.

    \b
    Examples:
      sijill incidents --since 2021-03-01 --place إدلب --measure killed
      sijill incidents --near 35.6,36.7,20 --conflicting
      sijill incidents --actor "لواء القدس" --limit 0 --format csv > incidents.csv
    """
    with _opened(database):
        from sijill.register.queries import Filter
        from sijill.register.queries import incidents as find

        asked = Filter(
            since=_day(since, "--since"), until=_day(until, "--until"), place=place, near=_point(near), actor=actor, type=type_,
            measure=measure, outlet=outlet, grade=grade, several=several, conflicting=conflicting,
        )  # fmt: skip
        rows = [_line(row) for row in find(asked, limit=limit or None)]
    _rows(rows, _COLUMNS, format_)


def incident(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="An incident's number.")],
    policy: Annotated[str, typer.Option(metavar="NAME", help="most_origins, prefer_source, range_only or pending.")] = "most_origins",
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False,
    database: Database = None,
) -> None:
    """Show an incident: its claims side by side, where they differ, what follows for the figures, and how it is graded.

    \b
    Examples:
      sijill incident 12
      sijill incident 12 --policy range_only --json
    """
    from sijill.linking.estimates import POLICIES

    if policy not in POLICIES:
        _usage(f"--policy {policy}: no such policy; say one of {', '.join(POLICIES)}")
    with _opened(database):
        from sijill.register.queries import incident as find

        told = find(number, policy)
        print(json.dumps(_whole(told), ensure_ascii=False, indent=1) if as_json else _page(told))


# -- answers ----------------------------------------------------------------------------------------------

_COLUMNS = ("incident", "time", "type", "places", "agents", "targets", "figures", "claims", "origins", "grade", "conflicts")


def _line(row: Incident) -> dict[str, Any]:
    said = row.summary
    return {
        "incident": row.pk,
        "time": said.get("time") or "",
        "type": row.type,
        "places": "; ".join(said.get("places", [])),
        "agents": "; ".join(said.get("agents", [])),
        "targets": "; ".join(said.get("targets", [])),
        "figures": "; ".join(f"{measure} {_range(*bounds)}" for measure, bounds in said.get("figures", {}).items()),
        "claims": row.claims,
        "origins": row.origins,
        "grade": row.grade,
        "conflicts": "; ".join(said.get("conflicts", [])),
    }


def _range(low: float | None, best: float | None, high: float | None) -> str:
    if low is not None and low == high:
        return f"{low:g}"
    bounds = f"{'?' if low is None else f'{low:g}'}–{'?' if high is None else f'{high:g}'}"
    return bounds if best is None else f"{best:g} ({bounds})"


def _rows(rows: Sequence[dict[str, Any]], columns: Sequence[str], shape: Shape) -> None:
    if shape is Shape.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif shape is Shape.csv:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: _tame(v) for k, v in row.items()} for row in rows)
        print(out.getvalue(), end="")
    elif not sys.stdout.isatty():
        print("\t".join(columns))
        for row in rows:
            print("\t".join(" ".join(str(row[c]).split()) for c in columns))
    else:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(show_lines=True)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text(str(row[c])) for c in columns))
        Console().print(table)


def _tame(value: Any) -> Any:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _whole(told: Told) -> dict[str, Any]:
    import msgspec

    def name(key: tuple[str, str]) -> str:
        return f"{told.docs[key[0]]}:{key[1]}"

    return {
        "incident": told.incident.pk,
        "grade": told.grade.name,
        "because": told.grade.because,
        "claims": [
            {"claim": name(c.key), "origin": told.origins.of_event(c.doc, c.event).name, "event": msgspec.to_builtins(c.event)} for c in told.claims
        ],
        "conflicts": [
            {"kind": c.kind, "what": c.what, "update": c.update, "sayings": [{"value": s.value, "claims": [name(k) for k in s.claims]} for s in c.sayings]}
            for c in told.conflicts
        ],
        "estimates": [
            {"measure": e.measure, "low": e.low, "best": e.best, "high": e.high, "policy": e.policy, "origins": e.origins,
             "because": e.because, "claims": [name(k) for k in e.claims]}
            for e in told.estimates
        ],
    }  # fmt: skip


def _page(told: Told) -> str:
    whole = _whole(told)
    lines = [f"incident {told.incident.pk}: {told.incident.type}, {whole['grade']} ({whole['because']})", "", "claims"]
    for claim, said in zip(told.claims, whole["claims"], strict=True):
        e = claim.event
        shown = [
            said["claim"], e.type, f"«{e.trigger}»", e.modality, e.time or "no time",
            "at " + ("; ".join(p.names[0] for p in e.places) or "-"), "by " + ("; ".join(a.names[0] for a in e.agent) or "-"),
            "on " + ("; ".join(a.names[0] for a in e.target) or "-"), "; ".join(f"{f.measure} {_range(f.low, f.best, f.high)}" for f in e.figures) or "-",
            f"from {said['origin']}",
        ]  # fmt: skip
        lines.append("  " + " | ".join(" ".join(part.split()) for part in shown))
    for conflict in whole["conflicts"]:
        lines += ["", f"{'update' if conflict['update'] else 'conflict'}: {conflict['what']}"]
        lines += [f"  {s['value'] or '-'}: {', '.join(s['claims'])}" for s in conflict["sayings"]]
    if whole["estimates"]:
        lines += ["", f"figures by the policy {whole['estimates'][0]['policy']}"]
        lines += [f"  {e['measure']} {_range(e['low'], e['best'], e['high'])}: {e['because']}" for e in whole["estimates"]]
    return "\n".join(lines)


# -- in -----------------------------------------------------------------------------------------------


@contextmanager
def _told() -> Iterator[None]:
    """Errors raised on purpose as one line and exit code 2."""
    try:
        yield
    except SijillError as error:
        _usage(str(error))


@contextmanager
def _opened(database: str | None) -> Iterator[Register]:
    from sijill.register import Register

    with _told(), Register.open(database) as register:
        yield register


@contextmanager
def _progress(what: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """A function to call after each report: on a terminal a line with count, rate and the time that is left."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = [TextColumn("{task.completed:,} " + what), TextColumn("{task.fields[rate]:.0f}/s"), TimeElapsedColumn()]
    if total is not None:
        columns[1:1] = [BarColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task(what, total=total, rate=0.0)
        done, began, last = 0, time.monotonic(), 0.0

        def step() -> None:
            nonlocal done, last
            done += 1
            if (now := time.monotonic()) - last > 0.2:
                last = now
                bar.update(task, completed=done, rate=done / max(now - began, 0.001))
                bar.refresh()

        yield step


def _claim(name: str) -> EventRow:
    from sijill.register.models import EventRow

    doc, _, ident = name.rpartition(":")
    found: list[EventRow] = list(EventRow.objects.filter(report__doc=doc, ident=ident).select_related("report")[:2])
    if len(found) != 1:
        _usage(f"{name}: {'several reports are called so' if found else 'there is no such claim'}; a claim is REPORT:EVENT, as `sijill incident` shows it")
    return found[0]


def _day(value: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        _usage(f"{option} {value}: no date; write 2021-03-05")


def _point(value: str | None) -> tuple[float, float, float] | None:
    if value is None:
        return None
    try:
        lat, lon, km = (float(part) for part in value.split(","))
    except ValueError:
        _usage(f"--near {value}: write latitude, longitude and kilometres, such as 35.6,36.7,20")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and km > 0):
        _usage(f"--near {value}: no point on earth, or no distance")
    return lat, lon, km


def _say(message: str) -> None:
    print(f"sijill: {message}", file=sys.stderr)


def _usage(message: str) -> NoReturn:
    _say(message)
    raise typer.Exit(USAGE)

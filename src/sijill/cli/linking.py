"""``link`` and ``judge``: which reports tell of one incident."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.opening import opened
from sijill.cli.options import Database, Packs, Who
from sijill.cli.terminal import make_folder, say, usage, write, writing

if TYPE_CHECKING:
    from sijill.register.models import EventRow


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command()(link)
    app.command()(judge)


class Format(StrEnum):
    """What ``sijill link`` writes beside its summary."""

    none = "none"
    records = "records"


def link(
    format: Annotated[Format, typer.Option(help="records: the readings, and clusters.json with the claims of each incident.")] = Format.none,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the records; without it clusters.json goes to standard output.", file_okay=False)] = None,
    database: Database = None,
    pack: Packs = None,
    who: Who = None,
) -> None:
    """Find out which reports tell of one incident.

    Compares what is new with what is there; judgements that people made stand.

    \b
    Examples:
      sijill link
      sijill link --format records --out linked/
      sijill incidents --several
    """
    if out is not None and format is Format.none:
        usage("--out needs --format records")
    with opened(database) as register:
        outcome = register.link(pack or (), who)
        if format is Format.records:
            _write_records(out)
    say(f"{outcome.claims:,} new claims, {outcome.links:,} new links; {outcome.shared:,} incidents are told by more than one report")


def _write_records(out: Path | None) -> None:
    """``clusters.json``: a list of incidents, each a list of ``[report, event]``; with a folder also every report's record."""
    import msgspec

    from sijill.output import records
    from sijill.register import links, models, readings

    clusters = msgspec.json.format(msgspec.json.encode(links.clusters()), indent=1) + b"\n"
    if out is None:
        write(clusters)
        return
    make_folder(out)
    laid = models.ReportRow.objects.values("reading_id")
    for reading in models.Reading.objects.filter(pk__in=laid).order_by("pk").iterator(500):
        record = readings.record(reading)
        with writing(out / f"{records.file_stem(record.doc)}.json") as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    with writing(out / "clusters.json") as stream:
        stream.write(clusters)


def judge(
    one: Annotated[str, typer.Argument(metavar="REPORT:EVENT", help="A claim, as `sijill incident` names it.")],
    other: Annotated[str, typer.Argument(metavar="REPORT:EVENT", help="The other claim.")],
    verdict: Annotated[str, typer.Argument(metavar="same|not_same|unsure|withdrawn")],
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, for who comes after.")] = "",
    database: Database = None,
    who: Who = None,
) -> None:
    """Say whether two claims are one incident; it outranks the machine, for ever. ``withdrawn`` takes back what was said of them.

    \b
    Examples:
      sijill judge sana-0305:e1 marsad-0306:e2 same
      sijill judge sana-0305:e1 marsad-0306:e4 not_same --why "two attacks on one day"
    """
    with opened(database):
        from sijill.register import links

        try:
            links.judge(_claim(one), _claim(other), verdict, why, who)
        except ValueError as error:
            usage(str(error))
        at, there = _incident(one), _incident(other)
    say(f"noted: {one} and {other}, {verdict}; they are in {f'incident {at}' if at == there else f'the incidents {at} and {there}'} now")


def _incident(name: str) -> int | None:
    """The number of the incident that a claim belongs to."""
    from sijill.register.models import Member

    number: int | None = Member.objects.filter(event=_claim(name)).values_list("incident_id", flat=True).first()
    return number


def _claim(name: str) -> EventRow:
    from sijill.register.models import EventRow

    doc, _, ident = name.rpartition(":")
    found: list[EventRow] = list(EventRow.objects.filter(report__doc=doc, ident=ident).select_related("report")[:2])
    if len(found) != 1:
        usage(f"{name}: {'several reports are called so' if found else 'there is no such claim'}; a claim is REPORT:EVENT, as `sijill incident` shows it")
    return found[0]

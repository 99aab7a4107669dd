"""``export`` and ``import``: giving out, and taking back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.filters import Given, filtered
from sijill.cli.opening import opened, told_errors
from sijill.cli.options import Database, Packs, Who
from sijill.cli.terminal import say


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command()(export)
    app.command("import")(import_)


@filtered
def export(
    asked: Given,
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help="acled, ucdp, plover, ftm, hxl, geojson, annotations, parquet, xlsx or jsonl.", show_default=False)],
    out: Annotated[Path, typer.Option(metavar="PATH", help="The file to write; PATH.loss.json and PATH.loss.md are written beside it.")],
    policy: Annotated[str | None, typer.Option(metavar="NAME", help="Which figure counts: conservative (the lowest told), most_origins, prefer_source, range_only or pending; by default the format's own.")] = None,
    prefer: Annotated[str, typer.Option(metavar="SOURCE", help="The source that --policy prefer_source takes.")] = "",
    unredacted: Annotated[bool, typer.Option("--unredacted", help="Hide nothing. Noted in the audit chain.")] = False,
    pack: Packs = None,
    database: Database = None,
    who: Who = None,
) -> None:
    """Write incidents, or the whole register, in a format that other tools read.

    Private persons, witnesses and children are hidden unless --unredacted says otherwise. What the format cannot carry, and what was left
    out, is told beside the file.

    \b
    Examples:
      sijill export acled --out incidents.csv --since 2021-01-01
      sijill export geojson --out idlib.geojson --place إدلب --policy range_only
      sijill export jsonl --out register.jsonl --unredacted
    """
    with opened(database):
        from sijill.errors import RegisterError
        from sijill.exports.giving import POLICIES, give

        if policy is not None and policy not in POLICIES:
            raise RegisterError(f"--policy {policy}: no such policy; say one of {', '.join(POLICIES)}")
        if (policy == "prefer_source") != bool(prefer):
            raise RegisterError("--policy prefer_source and --prefer SOURCE go together")
        given = give(format_, out, asked.filter(), policy=policy, prefer=prefer, unredacted=unredacted, packs=pack or (), who=who)
    say(
        f"{out}: {given.rows:,} rows, {given.dropped:,} incidents left out, {given.flattened:,} simplifications ({out.name}.loss.md says which); "
        f"{'nothing hidden' if unredacted else 'redacted'}; SHA-256 {given.sha256}"
    )


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `sijill export jsonl --unredacted` wrote.", show_default=False)],
    evidence: Annotated[Path | None, typer.Option(metavar="FOLDER", help="The evidence folder of the register it was written from, to take the bytes from.")] = None,
    database: Database = None,
) -> None:
    """Bring a register back from a JSON Lines export, into an empty one: made where there is none.

    \b
    Examples:
      sijill import register.jsonl --database copy.db
      sijill import register.jsonl --database postgresql://me@db.example.org/sijill --evidence sijill.evidence
    """
    with told_errors():
        from sijill.exports.whole import whole
        from sijill.register import Register
        from sijill.register.database import exists, named

        if not exists(named(database)):
            whole(file)  # or an empty register would be left behind
        with Register.open(database, create=True) as register:
            from sijill.exports.restore import restore  # models can be imported only when a register is open

            brought = restore(file, register.store, evidence)
    say(f"{brought.reports:,} reports, {brought.incidents:,} incidents and {brought.evidence:,} pieces of evidence are back")
    if brought.missing:
        say(f"the bytes of {brought.missing:,} pieces of evidence are not here; name their folder with --evidence, or `sijill verify` will miss them")

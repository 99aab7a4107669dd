"""``report incident`` and ``report actor``: pages to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.opening import opened
from sijill.cli.options import Database, Packs, Who
from sijill.cli.terminal import say

if TYPE_CHECKING:
    from sijill.exports.pages.handing import Handed

report = typer.Typer(
    help="Write one incident or one actor as a page, Arabic and English, that opens from the disk and prints to PDF.", no_args_is_help=True, rich_markup_mode=None
)

Out = Annotated[Path, typer.Option(metavar="FILE.html", help="The page to write.")]
Policy = Annotated[str, typer.Option(metavar="NAME", help="Which figure counts: conservative, most_origins, prefer_source, range_only or pending.")]
Prefer = Annotated[str, typer.Option(metavar="SOURCE", help="The source that --policy prefer_source takes.")]
Unredacted = Annotated[bool, typer.Option("--unredacted", help="Hide nothing. Noted in the audit chain, and said on the page.")]


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(report, name="report")


@report.command()
def incident(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="An incident's number.", show_default=False)],
    out: Out,
    policy: Policy = "most_origins",
    prefer: Prefer = "",
    unredacted: Unredacted = False,
    pack: Packs = None,
    database: Database = None,
    who: Who = None,
) -> None:
    """Write an incident: map, timeline, claims side by side, where they differ, estimate and grade with their rules, evidence word for word.

    Private persons, witnesses and children are hidden unless --unredacted says otherwise.

    \b
    Examples:
      sijill report incident 12 --out incident-12.html
      sijill report incident 12 --policy conservative --out incident-12.html
      chromium --headless --no-pdf-header-footer --print-to-pdf=incident-12.pdf incident-12.html
    """
    with opened(database):
        from sijill.exports.pages.handing import hand_incident

        handed = hand_incident(number, out, policy=policy, prefer=prefer, unredacted=unredacted, packs=pack or (), who=who)
    _told(out, handed, unredacted)


@report.command()
def actor(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Any name of an actor, in any spelling, or its registry id.", show_default=False)],
    out: Out,
    policy: Policy = "most_origins",
    prefer: Prefer = "",
    unredacted: Unredacted = False,
    pack: Packs = None,
    database: Database = None,
    who: Who = None,
) -> None:
    """Write an actor: what is said of it over time and by whom, its incidents on a map and in time, its losses, contradictions.

    \b
    Examples:
      sijill report actor "لواء القدس" --out quds.html
    """
    with opened(database):
        from sijill.exports.pages.handing import hand_actor

        handed = hand_actor(name, out, policy=policy, prefer=prefer, unredacted=unredacted, packs=pack or (), who=who)
    _told(out, handed, unredacted)


def _told(out: Path, handed: Handed, unredacted: bool) -> None:
    hidden = ", ".join(f"{n} {what}" for what, n in sorted(handed.hidden.items())) or "nothing had to be hidden"
    say(f"{out}: {'nothing hidden' if unredacted else f'redacted: {hidden}'}; SHA-256 {handed.sha256}")

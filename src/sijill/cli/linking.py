"""``link`` and ``judge``: which reports tell of one incident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.opening import opened
from sijill.cli.options import Database, Packs, Who
from sijill.cli.terminal import say, usage

if TYPE_CHECKING:
    from sijill.register.models import EventRow


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command()(link)
    app.command()(judge)


def link(database: Database = None, pack: Packs = None, who: Who = None) -> None:
    """Find out which reports tell of one incident.

    Compares what is new with what is there; judgements that people made stand.

    \b
    Examples:
      sijill link
      sijill incidents --several
    """
    with opened(database) as register:
        outcome = register.link(pack or (), who)
    say(f"{outcome.claims:,} new claims, {outcome.links:,} new links; {outcome.shared:,} incidents are told by more than one report")


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
    with opened(database):
        from sijill.register import links

        try:
            links.judge(_claim(one), _claim(other), verdict, why, who)
        except ValueError as error:
            usage(str(error))


def _claim(name: str) -> EventRow:
    from sijill.register.models import EventRow

    doc, _, ident = name.rpartition(":")
    found: list[EventRow] = list(EventRow.objects.filter(report__doc=doc, ident=ident).select_related("report")[:2])
    if len(found) != 1:
        usage(f"{name}: {'several reports are called so' if found else 'there is no such claim'}; a claim is REPORT:EVENT, as `sijill incident` shows it")
    return found[0]

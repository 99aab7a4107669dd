"""``dates``: when reports were published, where people say it later."""

from __future__ import annotations

from typing import Annotated

import typer

from sijill.cli.answers import Shape, Shaped, write_rows
from sijill.cli.opening import opened
from sijill.cli.options import Database, Who
from sijill.cli.terminal import say

dates = typer.Typer(no_args_is_help=True, help="Days of publication that nobody gave and no text states: list the reports, and say when they were published.")

Report = Annotated[str, typer.Argument(metavar="REPORT", help="The report, by its name.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason, for who comes after.")]


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(dates, name="dates")


@dates.command("list")
def list_(format_: Shaped = Shape.table, limit: Annotated[int, typer.Option(metavar="N", help="The newest so many; 0 for all.", min=0)] = 50, database: Database = None) -> None:
    """List the reports whose day of publication is not known, or only inferred from what they tell.

    \b
    Examples:
      sijill dates list
      sijill dates list --limit 0 --format csv
    """
    with opened(database):
        from sijill.register.models import ReportRow

        found = ReportRow.objects.filter(undated__isnull=False).order_by("-report_id").values_list("report__doc", "shown", "undated", "reading__published")
        rows = [{"report": doc, "outlet": outlet, "day": why, "read": day or ""} for doc, outlet, why, day in (found[:limit] if limit else found)]
    write_rows(rows, ("report", "outlet", "day", "read"), format_, none="every report that was read has its day")


@dates.command()
def give(report: Report, day: Annotated[str, typer.Argument(metavar="DAY", help="2021-04-05, or 2021-04 or 2021 where no more is known.")], why: Why = "", database: Database = None, who: Who = None) -> None:
    """Say when a report was published, and read it again by that.

    \b
    Examples:
      sijill dates give sana-0305 2021-03-05 --why "as the outlet's archive has it"
    """
    _say(report, day, why, database, who)


@dates.command()
def undo(report: Report, why: Why = "", database: Database = None, who: Who = None) -> None:
    """Take back what was said of a report's day, and read it as it came.

    \b
    Examples:
      sijill dates undo sana-0305
    """
    _say(report, "", why, database, who)


def _say(name: str, day: str, why: str, database: str | None, who: str | None) -> None:
    with opened(database) as register:
        from django.db.models import Q

        from sijill.errors import RegisterError
        from sijill.register import models, readings
        from sijill.register.audit import person
        from sijill.register.people import dating

        found = list(models.Report.objects.filter(doc=name).defer("text")[:2])
        if len(found) != 1:
            raise RegisterError(f"{name}: {'several reports have this name' if found else 'there is no report of this name'}; `sijill dates list` shows which lack a day")
        made = dating.give([(found[0], day)], who or person(), why) if day else dating.withdraw(found, who or person(), why)
        if made:
            list(readings.read(who=who, only=Q(pk=found[0].pk)))
            register.link(who=who)
    say(f"{name}: {'published ' + day if day else 'the day taken back'}; read again" if made else f"{name}: that is what the register has already")

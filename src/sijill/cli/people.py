"""``reviews`` and ``agreement``: what people did to readings, and how well they agree."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from sijill.cli.answers import Shape, Shaped, write_rows
from sijill.cli.opening import opened
from sijill.cli.options import Database
from sijill.cli.terminal import say, write


class Written(StrEnum):
    """How reviews are written."""

    table = "table"
    jsonl = "jsonl"


Reports = Annotated[list[str] | None, typer.Argument(metavar="[REPORT]...", help="Only these reports.", show_default=False)]


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command()(reviews)
    app.command()(agreement)


def reviews(
    reports: Reports = None,
    by: Annotated[str, typer.Option(metavar="NAME", help="Only what this person did.")] = "",
    verdict: Annotated[str, typer.Option(metavar="VERDICT", help="accepted, corrected, rejected, added, undone or contested.")] = "",
    limit: Annotated[int, typer.Option(metavar="N", help="The newest so many; 0 for all.", min=0)] = 50,
    format_: Annotated[Written, typer.Option("--format", help="How to write it; jsonl has every value whole.")] = Written.table,
    database: Database = None,
) -> None:
    """List what people did to readings, the newest first: who, when, what, before and after.

    \b
    Examples:
      sijill reviews sana-0305
      sijill reviews --by samar --verdict rejected
      sijill reviews --limit 0 --format jsonl > reviews.jsonl
    """
    with opened(database):
        from sijill.register.people import listing

        found = listing.reviews(reports or (), by, verdict, limit or None)
        if format_ is Written.jsonl:
            for review in found:
                write(json.dumps(listing.told(review), ensure_ascii=False) + "\n")
        else:
            write_rows([listing.row(review) for review in found], listing.COLUMNS, Shape.table, none="nobody has said anything of that")
        if limit and len(found) == limit:
            say(f"the newest {limit:,}; --limit 0 shows all")


_MEASURES = ("coders", "reports", "dimension", "level", "alpha", "agree", "units")
_CONFUSED = ("one", "other", "times")


def agreement(
    reports: Reports = None,
    confusion: Annotated[bool, typer.Option("--confusion", help="Which types one said where another said another.")] = False,
    format_: Shaped = Shape.table,
    database: Database = None,
) -> None:
    """Show how well coders agree who coded the same reports blind: Krippendorff's alpha for each dimension, over all and for each two.

    Counted are reports that two or more have handed in. 1 is agreement throughout, 0 what chance would give; from 0.8 data are taken for reliable,
    from 0.667 for tentative conclusions (Krippendorff). Empty where it is not defined: nothing that two have coded, or one value only.

    \b
    Examples:
      sijill agreement
      sijill agreement --confusion
      sijill agreement sana-0305 marsad-0306 --format csv
    """
    with opened(database):
        from sijill.errors import RegisterError
        from sijill.register.models import Report
        from sijill.register.people.agreement import agreement as agree

        chosen = list(Report.objects.filter(doc__in=reports)) if reports else None
        if missing := set(reports or ()) - {report.doc for report in chosen or ()}:
            raise RegisterError(f"{min(missing)}: there is no report of this name")
        found = agree(chosen)
    none = "no report was coded blind by two and handed in by both"
    if confusion:
        write_rows([{"one": a, "other": b, "times": n} for (a, b), n in found.confusion.items()], _CONFUSED, format_, none)
        return
    sides = [("all", found.reports, found.measures), *((" and ".join(p.coders), p.reports, p.measures) for p in found.pairs)]
    rows = [
        {"coders": who, "reports": n, **m._asdict(), "alpha": _share(m.alpha, format_), "agree": _share(m.agree, format_)}
        for who, n, measures in sides if found.reports
        for m in measures
    ]  # fmt: skip
    write_rows(rows, _MEASURES, format_, none)


def _share(value: float | None, shape: Shape) -> float | str | None:
    if shape is Shape.json:
        return value
    return "" if value is None else f"{value:.3f}"

"""``names``: names that mean the same party or place."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sijill.cli.answers import Shape, Shaped, write_rows
from sijill.cli.opening import opened
from sijill.cli.options import Database, Who
from sijill.cli.terminal import say


class Kind(StrEnum):
    """What is named."""

    party = "party"
    place = "place"


names = typer.Typer(no_args_is_help=True, help="Names and ids that mean the same party or place: whoever asks for one finds all of them.")

Of = Annotated[Kind, typer.Option("--kind", help="What is named.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason, for who comes after.")]


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.add_typer(names, name="names")


@names.command()
def same(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, or an id of the registry or gazetteer.")],
    of: Annotated[str, typer.Argument(metavar="KEPT", help="The name or id that it means, and that is kept.")],
    kind: Of = Kind.party,
    why: Why = "",
    database: Database = None,
    who: Who = None,
) -> None:
    """Say that a name means the same as another. Spelling needs no word of yours: folded, إدلب and ادلب are one.

    \b
    Examples:
      sijill names same "فيلق القدس" "لواء القدس" --why "one brigade, two names in 2021"
      sijill names same "المخيم الجنوبي" sy.idlib --kind place
    """
    with opened(database):
        from sijill.register import links, naming

        number = naming.same(kind.value, name, of, why, who)
        links.link(who=who)
    say(f"noted as naming {number}: {name} means {of}, and incidents are formed by it; `sijill names undo {number}` takes it back")


@names.command("list")
def list_(
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only names of these.")] = None,
    format_: Shaped = Shape.table,
    database: Database = None,
) -> None:
    """List what people say of names, as it holds now.

    \b
    Examples:
      sijill names list
      sijill names list --kind place --format csv > places.csv
    """
    with opened(database):
        from sijill.register import naming

        rows = [
            {"naming": n.pk, "kind": n.kind, "name": n.name, "means": n.of, "who": n.who, "made": n.made.isoformat(timespec="seconds"), "why": n.why}
            for n in naming.standing(kind.value if kind is not None else None)
        ]
    write_rows(rows, ("naming", "kind", "name", "means", "who", "made", "why"), format_, "nobody has said of any name that it means another; `sijill names same NAME KEPT` does")


@names.command()
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As `sijill names list` shows it.")],
    why: Why = "",
    database: Database = None,
    who: Who = None,
) -> None:
    """Take back what was said of a name; that it was said stays in the register.

    \b
    Examples:
      sijill names undo 3 --why "two brigades after all"
    """
    with opened(database):
        from sijill.register import links, naming

        naming.undo(number, who, why)
        links.link(who=who)
    say(f"naming {number} taken back")

"""``knowledge``: the packs listed, made, checked and imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.options import Packs
from sijill.cli.terminal import NOTHING_READ, SOME_FAILED, say, usage, write
from sijill.errors import InputError, KnowledgeError, SijillError

if TYPE_CHECKING:
    from sijill.knowledge.check import Problem


def attach(app: typer.Typer) -> None:
    """Add the group to the program's commands."""
    group = typer.Typer(
        help="The packs: what the reader knows of words, places, actors and outlets.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("list")(knowledge_list)
    group.command("new")(knowledge_new)
    group.command("check")(knowledge_check)
    group.command("import")(knowledge_import)
    app.add_typer(group, name="knowledge")


def knowledge_list(
    pack: Packs = None,
    tables: Annotated[bool, typer.Option("--tables", help="The rows of every table of every pack.")] = False,
) -> None:
    """List the packs with what each holds: actors, persons, places, outlets and monitors, words."""
    from sijill.knowledge.check import Holdings, contents, holdings

    folders = _packs(pack)
    if tables:
        for folder in folders:
            write(f"{folder.name}\t{folder}\n")
            for name, count in contents(folder).items():
                write(f"  {count:>7}  {name}\n")
        return
    counts = [(folder.name, holdings(folder)) for folder in folders]
    counts.append(("all", Holdings(*(sum(column) for column in zip(*(held for _, held in counts), strict=True)))))
    write(f"{'pack':16}" + "".join(f"{column:>11}" for column in Holdings._fields) + "\n")
    for name, held in counts:
        write(f"{name:16}" + "".join(f"{count:>11}" for count in held) + "\n")


def knowledge_new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the pack to make.")],
    country: Annotated[str, typer.Option(metavar="CODE", help="ISO 3166 code of its country.")],
    name: Annotated[str, typer.Option(metavar="ARABIC", help="Name of a country that no shipped pack has.")] = "",
) -> None:
    """Make an empty pack: the tables with their headers, and in comments what belongs into each column.

    \b
    Example:
      sijill knowledge new my-somalia --country SO
    """
    from sijill.knowledge.scaffold import new_pack

    try:
        written = new_pack(folder, country, name)
    except InputError as error:
        usage(str(error))
    except OSError as error:
        usage(f"{folder}: cannot be written ({error.strerror or error})")
    for path in written:
        write(f"{path}\n")
    say("fill the tables; sijill knowledge check --pack FOLDER says what is wrong. See docs/packs.md")


def knowledge_check(
    pack: Packs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the findings as JSON.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors in the exit code.")] = False,
) -> None:
    """Check the packs: duplicates, orphans, ambiguous names, unknown types, points elsewhere, hidden characters.

    Every finding names file and line, what is wrong and what to do. Exit code 1 where there is an error.

    \b
    Examples:
      sijill knowledge check --pack my-pack
      sijill knowledge check --pack my-pack --json > findings.json
    """
    from sijill.knowledge.check import check
    from sijill.ontology import FAMILY

    problems = check(_packs(pack), FAMILY)
    if not any(not problem.warning for problem in problems):
        from sijill.knowledge.check import Problem
        from sijill.reading.reader import Reader

        try:
            Reader(pack or ())
        except KnowledgeError as error:
            where, _, said = str(error).partition(": ")
            problems.append(Problem(where, "refused", *(said.split("; ", 1) if "; " in said else (said, "correct it"))))
    errors = sum(not problem.warning for problem in problems)
    if as_json:
        told = [{"level": _level(problem), **problem._asdict()} for problem in problems]
        for each in told:
            del each["warning"]
            each["file"], _, line = each.pop("where").rpartition(":") if each["where"][-1].isdigit() else (each["where"], "", "")
            each["line"] = int(line) if line else None
        write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        for problem in problems:
            write(f"{problem.where}: {_level(problem)}: {problem.message}; {problem.remedy} [{problem.kind}]\n")
        write(f"{errors} errors, {len(problems) - errors} warnings\n")
    if errors or (strict and problems):
        raise typer.Exit(SOME_FAILED)


def _level(problem: Problem) -> str:
    return "warning" if problem.warning else "error"


def knowledge_import(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The gazetteer to import.", exists=True)],
    out: Annotated[Path, typer.Option(metavar="PACK", help="Folder of the pack to write.")],
    format: Annotated[str, typer.Option(help="Layout of the file; auto looks at its columns.")] = "auto",
    country: Annotated[str | None, typer.Option(metavar="CODE", help="ISO 3166 code of the country.")] = None,
) -> None:
    """Make the places table of a pack from a gazetteer file.

    \b
    Example:
      sijill knowledge import SY.txt --out packs/my-syria --country SY
    """
    from sijill.knowledge.importers import import_gazetteer

    try:
        write(f"{import_gazetteer(path, out, format=format, country=country)}\n")
    except SijillError as error:
        say(str(error))
        raise typer.Exit(NOTHING_READ) from None


def _packs(extra: list[Path] | None) -> list[Path]:
    from sijill.knowledge.tables import pack_folders

    try:
        return pack_folders(tuple(extra or ()))
    except KnowledgeError as error:
        usage(str(error))

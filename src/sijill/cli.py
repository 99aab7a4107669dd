"""The command line.  Everything heavy is imported inside the command that needs it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NoReturn, TypeVar

import typer

from sijill import export_commands, register_commands, watch_command
from sijill.errors import InputError, KnowledgeError, SijillError
from sijill.version import VERSION

if TYPE_CHECKING:
    from sijill.batch import Failure, Item, Render
    from sijill.evaluation import Score
    from sijill.evaluation.causes import Finding
    from sijill.inputs import Metadata
    from sijill.knowledge.check import Problem
    from sijill.records import Reading, Report

T = TypeVar("T")

SOME_FAILED, USAGE, NOTHING_READ = 1, 2, 3

_DESCRIPTION = """Reads Arabic news reports about armed conflict into sourced records, offline.

\b
Examples:
  sijill demo                                   read the shipped samples
  sijill read report.txt                        a table of what it tells
  sijill read reports/ --format records --out records/
  sijill read archive.jsonl --workers 4 > records.jsonl
  sijill explain report.txt --event e1          why each value, why each gap

\b
Exit codes:
  0  all was read
  1  some reports could not be read (each is named on standard error)
  2  the command was used wrongly
  3  nothing could be read
"""

app = typer.Typer(
    help=_DESCRIPTION,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
knowledge_app = typer.Typer(
    help="The packs: what the reader knows of words, places, actors and outlets.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(knowledge_app, name="knowledge")
register_commands.attach(app)
export_commands.attach(app)
app.command()(watch_command.watch)


class Format(StrEnum):
    """What ``read`` writes."""

    table = "table"
    records = "records"
    jsonl = "jsonl"
    annotations = "annotations"
    html = "html"


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Text files, JSON Lines, folders, glob patterns, or - for standard input.",
        show_default=False,
    ),
]
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Publication date (2021-04-05) of reports that bring none of their own."),
]
MetadataFile = Annotated[
    Path | None,
    typer.Option("--metadata", metavar="FILE.csv", help="Table with the columns file,published,outlet,url."),
]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--pack", metavar="DIR", help="Folder of a pack to load beside the built-in ones; repeatable."),
]
Workers = Annotated[int, typer.Option(metavar="N", help="Processes that read; 0 takes all cores.", min=0)]
MaxSize = Annotated[float, typer.Option(metavar="MB", help="Largest report accepted.", min=0.001)]


def main() -> None:
    """Entry point of the ``sijill`` command."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        _write(f"sijill {VERSION}\n")
        raise typer.Exit


@app.callback()
def _global(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


# -- read ----------------------------------------------------------------------------------------------


@app.command()
def read(
    paths: Paths,
    published: Published = None,
    metadata: MetadataFile = None,
    pack: Packs = None,
    workers: Workers = 1,
    format: Annotated[
        Format | None,
        typer.Option(help="What to write; table by default, jsonl where the input is JSON Lines."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder to write into (or a file, for table, jsonl and html)."),
    ] = None,
    max_size: MaxSize = 16,
) -> None:
    """Read reports and write what they tell.

    \b
    Examples:
      sijill read report.txt --published 2021-04-05
      sijill read reports/ --metadata about.csv --format html --out page.html
      sijill read 'archive/**/*.txt' --format records --out records/ --workers 0
      zcat archive.jsonl.gz | sijill read - > records.jsonl

    \b
    Formats:
      table        a row an event; tab-separated where standard output is no terminal
      records      one JSON document a report, named after its file
      jsonl        one record a line, in the order of the input, streamed
      annotations  W3C Web Annotations, one JSON-LD document a report
      html         one right-to-left page with every value marked in the text
    """
    from sijill import inputs

    table = _metadata(metadata)
    items = inputs.reports(
        paths, published=_date(published), metadata=table, max_bytes=int(max_size * (1 << 20))
    )
    run = _Run(items, pack, workers, quiet=out is None and sys.stdout.isatty())
    match format or _default_format(paths):
        case Format.table:
            _write_table(run, out)
        case Format.jsonl:
            _write_jsonl(run, out)
        case Format.html:
            _write_html(run, out)
        case Format.records | Format.annotations as each:
            _write_documents(run, out, each)
    _unused(table)
    run.end()


def _default_format(paths: list[str]) -> Format:
    from sijill import inputs

    lines = any(
        inputs.stdin_is_jsonl(sys.stdin.buffer) if path == inputs.STDIN else inputs.is_jsonl(path)
        for path in paths
    )
    return Format.jsonl if lines else Format.table


class _Run:
    """One pass over the input: results in order, failures told and counted, progress on a terminal."""

    def __init__(
        self, items: Iterable[Item], packs: list[Path] | None, workers: int, *, quiet: bool = False
    ) -> None:
        self.items = items
        self.packs = packs or []
        self.workers = workers or os.cpu_count() or 1
        self.quiet = quiet or not sys.stderr.isatty()
        self.done = self.failed = 0

    def fail(self, failure: Failure) -> None:
        self.failed += 1
        _complain(f"{failure.doc}: {failure.error}" if failure.doc else failure.error)

    def results(self, render: Render[T]) -> Iterator[tuple[Report, T]]:
        """``(report, rendered reading)`` of every report that could be read."""
        from sijill.batch import Failure, run

        with _progress(self) as step:
            try:
                for report, result in run(self.items, render, workers=self.workers, packs=self.packs):
                    if isinstance(result, Failure) or report is None:
                        assert isinstance(result, Failure)
                        self.fail(result)
                    else:
                        self.done += 1
                        yield report, result
                    step()
            except KnowledgeError as error:
                _usage(str(error))

    def end(self) -> None:
        """Leave with the exit code of the run."""
        if self.failed:
            raise typer.Exit(SOME_FAILED if self.done else NOTHING_READ)
        if not self.done:
            _complain("there is no report in the input")
            raise typer.Exit(NOTHING_READ)


def _write_table(run: _Run, out: Path | None) -> None:
    from sijill.batch import keep
    from sijill.output import table

    if out is None and sys.stdout.isatty():
        for _, reading in run.results(keep):
            _print(table.terminal(reading))
        return
    with _sink(out, "events.tsv", (".tsv", ".txt")) as write:
        write(table.header().encode())
        for _, reading in run.results(keep):
            write(table.tsv(reading).encode("utf-8", "replace"))


def _write_jsonl(run: _Run, out: Path | None) -> None:
    from sijill.output import jsonl

    with _sink(out, "records.jsonl", (".jsonl", ".ndjson")) as write:
        for _, line in run.results(jsonl.line):
            write(line)


def _write_html(run: _Run, out: Path | None) -> None:
    from sijill.batch import keep
    from sijill.output import html

    read = list(run.results(keep))
    if not read:
        return
    with _sink(out, "index.html", (".html", ".htm")) as write:
        write(html.page(read).encode("utf-8", "replace"))


def _write_documents(run: _Run, out: Path | None, format: Format) -> None:
    """Records and annotations: a document a report; only a lone one may go to standard output."""
    from sijill.output import annotations, records

    render = annotations.encode if format is Format.annotations else records.document
    ending = ".jsonld" if format is Format.annotations else ".json"
    if out is None:
        items = iter(run.items)
        head = list(islice(items, 2))
        if len(head) > 1:
            _usage(f"{format} of several reports are several documents: name a folder with --out DIR")
        run.items = chain(head, items)
        for _, document in run.results(render):
            _write(document)
        return
    _make_folder(out)
    from sijill.batch import Failure

    written: set[str] = set()
    for report, document in run.results(render):
        stem = records.file_stem(report.id)
        # Some file systems do not tell capitals apart.
        if stem.casefold() in written:
            run.done -= 1
            run.fail(Failure(doc=report.id, error=f"{stem}{ending} was written for another report; rename one"))
            continue
        written.add(stem.casefold())
        _replace(out / (stem + ending), document)


# -- explain -------------------------------------------------------------------------------------------


@app.command()
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A report, or - for standard input.")],
    event: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this event or profile row (e3, p1).")
    ] = None,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="The values with a confidence, the least certain first.")
    ] = False,
    published: Published = None,
    metadata: MetadataFile = None,
    pack: Packs = None,
    max_size: MaxSize = 16,
) -> None:
    """Show for every value its characters and its rule, and for every gap its reason.

    \b
    Examples:
      sijill explain report.txt
      sijill explain report.txt --event e1 --published 2021-04-05
      sijill explain report.txt --doubtful | head -20
    """
    from sijill import inputs
    from sijill.batch import keep

    items = inputs.reports(
        [file],
        published=_date(published),
        metadata=_metadata(metadata),
        max_bytes=int(max_size * (1 << 20)),
    )
    run = _Run(items, pack, 1, quiet=True)
    for report, reading in run.results(keep):
        _explain(report, reading, event, doubtful)
    run.end()


def _explain(report: Report, reading: Reading, only: str | None, doubtful: bool) -> None:
    from sijill.output import explanation

    known = [event.id for event in reading.events] + [claim.id for claim in reading.profile]
    if only is not None and only not in known:
        _usage(f"{report.id} has no event {only}; it has {', '.join(known) or 'none'}")
    if sys.stdout.isatty():
        _print(explanation.terminal(report, reading, only, doubtful))
    else:
        _write(explanation.tsv(report, reading, only, doubtful))


# -- evaluate ------------------------------------------------------------------------------------------


@app.command()
def evaluate(
    paths: Paths,
    gold: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of gold records.", exists=True, file_okay=False)
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Write the scores (with --errors: and the errors) as JSON.")
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed, extra or wrong, grouped by cause.")
    ] = False,
    errors_html: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write the errors as a page with the text marked.")
    ] = None,
    published: Published = None,
    metadata: MetadataFile = None,
    pack: Packs = None,
    workers: Workers = 1,
    max_size: MaxSize = 16,
) -> None:
    """Read reports and compare with gold records of the same names.

    \b
    Examples:
      sijill evaluate --gold gold/ reports/
      sijill evaluate --gold gold/ reports/ --errors
      sijill evaluate --gold gold/ reports/ --errors > errors.tsv
      sijill evaluate --gold gold/ reports/ --errors-html errors.html
    """
    from sijill import evaluation, inputs
    from sijill.batch import keep, reader_for
    from sijill.output.records import to_dict

    try:
        expected = evaluation.load_gold(gold)
    except InputError as error:
        _usage(str(error))
    items = inputs.reports(
        paths,
        published=_date(published),
        metadata=_metadata(metadata),
        max_bytes=int(max_size * (1 << 20)),
    )
    run = _Run(items, pack, workers)
    explained = errors or errors_html is not None
    reports: dict[str, Report] = {}
    found: dict[str, dict[str, Any]] = {}
    for report, reading in run.results(keep):
        found[report.id] = to_dict(reading)
        if explained and report.id in expected:
            reports[report.id] = report
    for doc in sorted(expected.keys() ^ found.keys()):
        _complain(f"{doc} is only in the {'gold' if doc in expected else 'input'}")
    scores = evaluation.evaluate(expected, found)
    findings: list[Finding] = []
    if explained:
        from sijill.evaluation.causes import diagnose

        findings = diagnose(expected, found, reports, scores, reader_for(tuple(run.packs)))
    _write_scores(scores, findings if errors else None, as_json)
    if errors_html is not None:
        from sijill.evaluation.pages import page

        _make_folder(errors_html.parent)
        _replace(errors_html, page(findings, scores).encode("utf-8", "replace"))
        _complain(f"the page is in {errors_html}; open it in a browser")
    run.end()


@app.command()
def rounds(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder of rounds, such as corpus/rounds.", exists=True, file_okay=False)
    ],
    pack: Packs = None,
    workers: Workers = 1,
) -> None:
    """What the reader scored when it first met each round of coded reports, and what it scores today, as Markdown.

    Rounds that have no first contact yet are left unread.

    \b
    Examples:
      sijill rounds corpus/rounds
    """
    from sijill import evaluation, inputs
    from sijill.batch import keep
    from sijill.evaluation import rounds as told
    from sijill.output.records import to_dict

    try:
        first = told.first_contacts(folder)
        today = {}
        for number in sorted(first):
            expected = evaluation.load_gold(folder / number / "gold")
            run = _Run(inputs.reports([str(folder / number / "reports")]), pack, workers)
            found = {report.id: to_dict(reading) for report, reading in run.results(keep)}
            today[number] = evaluation.evaluate(expected, found)
    except InputError as error:
        _usage(str(error))
    _write(told.page(first, today))


def _write_scores(scores: dict[str, Score], findings: list[Finding] | None, as_json: bool) -> None:
    """Scores, and where they are asked for the errors: one JSON document, tables on a terminal, else a TSV of the errors."""
    from sijill.evaluation import tables

    if as_json:
        told: dict[str, Any] = {metric: score._asdict() for metric, score in scores.items()}
        if findings is not None:
            told = {"scores": told, **tables.as_json(findings)}
        _write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    elif findings is None:
        _write(_score_table(scores))
    elif sys.stdout.isatty():
        _write(_score_table(scores))
        for each in tables.terminal(findings):
            _print(each)
    else:
        for line in tables.tsv(findings):
            _write(line)


def _score_table(scores: dict[str, Score]) -> str:
    lines = [f"{'':18}{'precision':>10}{'recall':>10}{'f1':>10}{'hit':>8}{'gold':>7}{'system':>8}\n"]
    for metric, s in scores.items():
        lines.append(
            f"{metric:18}{s.precision:>10.3f}{s.recall:>10.3f}{s.f1:>10.3f}{s.hit:>8g}{s.gold:>7}{s.system:>8}\n"
        )
    return "".join(lines)


# -- calibrate -----------------------------------------------------------------------------------------


@app.command()
def calibrate(
    paths: Paths,
    gold: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of gold records.", exists=True, file_okay=False)
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.tsv", help="Write the weights here, as the confidence.tsv of a pack.")
    ] = None,
    published: Published = None,
    metadata: MetadataFile = None,
    pack: Packs = None,
    workers: Workers = 1,
    max_size: MaxSize = 16,
) -> None:
    """Fit confidences to your own coded reports, and show how well they keep their word.

    Takes reports that the reader was not built with, and some hundred of them; the curve is of weights fitted to the other
    four fifths of the reports.

    \b
    Examples:
      sijill calibrate --gold gold/ reports/
      sijill calibrate --gold gold/ reports/ --out my-pack/confidence.tsv
      sijill read new/ --pack my-pack
    """
    from sijill import calibration, evaluation, inputs
    from sijill.batch import keep

    try:
        expected = evaluation.load_gold(gold)
    except InputError as error:
        _usage(str(error))
    items = inputs.reports(
        paths,
        published=_date(published),
        metadata=_metadata(metadata),
        max_bytes=int(max_size * (1 << 20)),
    )
    run = _Run(items, pack, workers)
    judged = [
        calibration.judge(expected[report.id], reading, report.text)
        for report, reading in run.results(keep)
        if report.id in expected
    ]
    if not judged:
        _usage(f"no report has a gold record of its name in {gold}")
    _write(calibration.page(calibration.held_out(judged)))
    if out is not None:
        _make_folder(out.parent)
        _replace(out, calibration.table(calibration.fit(judged)).encode())
    run.end()


# -- knowledge -----------------------------------------------------------------------------------------


@knowledge_app.command("list")
def knowledge_list(
    pack: Packs = None,
    tables: Annotated[bool, typer.Option("--tables", help="The rows of every table of every pack.")] = False,
) -> None:
    """List the packs with what each holds: actors, persons, places, outlets and monitors, words."""
    from sijill.knowledge.check import Holdings, contents, holdings

    folders = _packs(pack)
    if tables:
        for folder in folders:
            _write(f"{folder.name}\t{folder}\n")
            for name, count in contents(folder).items():
                _write(f"  {count:>7}  {name}\n")
        return
    counts = [(folder.name, holdings(folder)) for folder in folders]
    counts.append(("all", Holdings(*(sum(column) for column in zip(*(held for _, held in counts), strict=True)))))
    _write(f"{'pack':16}" + "".join(f"{column:>11}" for column in Holdings._fields) + "\n")
    for name, held in counts:
        _write(f"{name:16}" + "".join(f"{count:>11}" for count in held) + "\n")


@knowledge_app.command("new")
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
        _usage(str(error))
    except OSError as error:
        _usage(f"{folder}: cannot be written ({error.strerror or error})")
    for path in written:
        _write(f"{path}\n")
    _complain("fill the tables; sijill knowledge check --pack FOLDER says what is wrong. See docs/packs.md")


@knowledge_app.command("check")
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
        _write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        for problem in problems:
            _write(f"{problem.where}: {_level(problem)}: {problem.message}; {problem.remedy} [{problem.kind}]\n")
        _write(f"{errors} errors, {len(problems) - errors} warnings\n")
    if errors or (strict and problems):
        raise typer.Exit(SOME_FAILED)


def _level(problem: Problem) -> str:
    return "warning" if problem.warning else "error"


@knowledge_app.command("import")
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
        _write(f"{import_gazetteer(path, out, format=format, country=country)}\n")
    except SijillError as error:
        _complain(str(error))
        raise typer.Exit(NOTHING_READ) from None


def _packs(extra: list[Path] | None) -> list[Path]:
    from sijill.knowledge.tables import pack_folders

    try:
        return pack_folders(tuple(extra or ()))
    except KnowledgeError as error:
        _usage(str(error))


# -- demo ----------------------------------------------------------------------------------------------


@app.command()
def demo(
    out: Annotated[Path, typer.Option(metavar="FILE.html", help="Where to write the page.")] = Path(
        "sijill-demo.html"
    ),
) -> None:
    """Read the shipped samples: a table here, and a page with every value marked in the text."""
    from importlib.resources import as_file, files

    from sijill import inputs
    from sijill.batch import keep
    from sijill.output import html, table

    with as_file(files("sijill") / "samples") as folder:
        run = _Run(inputs.reports([folder]), None, 1, quiet=True)
        read = list(run.results(keep))
    if sys.stdout.isatty():
        for _, reading in read:
            _print(table.terminal(reading))
    else:
        _write(table.header() + "".join(table.tsv(reading) for _, reading in read))
    _replace(out, html.page(read).encode())
    _complain(f"the page is in {out}; open it in a browser")
    run.end()


# -- in and out ----------------------------------------------------------------------------------------


def _date(value: str | None) -> str | None:
    from sijill import inputs

    try:
        return inputs.date(value, "--published") if value else None
    except InputError as error:
        _usage(str(error))


def _metadata(path: Path | None) -> Metadata | None:
    from sijill import inputs

    try:
        return inputs.load_metadata(path) if path else None
    except InputError as error:
        _usage(str(error))


def _unused(metadata: Metadata | None) -> None:
    unused = [key for key in metadata if key not in metadata.used] if metadata else []
    if unused:
        more = ", ..." if len(unused) > 5 else ""
        _complain(f"metadata: no report for {len(unused)} rows: {', '.join(unused[:5])}{more}")


def _complain(message: str) -> None:
    print(f"sijill: {message}", file=sys.stderr)


def _usage(message: str) -> NoReturn:
    _complain(message)
    raise typer.Exit(USAGE)


def _write(data: bytes | str) -> None:
    """Write to standard output; a reader that has seen enough (``| head``) ends the run quietly."""
    try:
        sys.stdout.buffer.write(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # What is still buffered has nowhere to go either, and must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None


def _print(renderable: Any) -> None:
    from rich.console import Console

    Console().print(renderable)


@contextmanager
def _sink(out: Path | None, name: str, endings: tuple[str, ...]) -> Iterator[Any]:
    """A function that writes bytes to standard output, to the file ``out``, or to ``name`` in the folder ``out``."""
    if out is None:
        yield _write
        return
    if out.suffix.lower() in endings and not out.is_dir():
        path = out
        _make_folder(out.parent)
    else:
        path = out / name
        _make_folder(out)
    with _writing(path) as stream:
        yield stream.write


def _replace(path: Path, data: bytes) -> None:
    with _writing(path) as stream:
        stream.write(data)


@contextmanager
def _writing(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name only when it is complete."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        _usage(f"{path}: cannot be written ({error.strerror or error})")
    finally:
        part.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _usage(f"{folder}: cannot be made a folder ({error.strerror or error})")


@contextmanager
def _progress(run: _Run) -> Iterator[Any]:
    """A function to call after every report. Drawn without a thread: the workers are forked from this process."""
    if run.quiet:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed:,} reports"),
        TextColumn("{task.fields[failed]:,} failed"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task("read", total=None, failed=0)
        last = 0.0

        def step() -> None:
            nonlocal last
            if (now := time.monotonic()) - last > 0.2:
                last = now
                bar.update(task, completed=run.done + run.failed, failed=run.failed)
                bar.refresh()

        yield step

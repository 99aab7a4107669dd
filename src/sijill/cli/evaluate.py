"""``evaluate``, ``rounds`` and ``calibrate``: the reader held against reports that people have coded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sijill.cli.options import Gold, MaxSize, MetadataFile, Packs, Paths, Published, Workers
from sijill.cli.runs import Run, gold_of, metadata_of
from sijill.cli.terminal import make_folder, replace, say, show, usage, write
from sijill.errors import InputError

if TYPE_CHECKING:
    from sijill.evaluation import Score
    from sijill.evaluation.causes import Finding
    from sijill.records import Report


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    for command in (evaluate, rounds, calibrate):
        app.command()(command)


def evaluate(
    paths: Paths,
    gold: Gold,
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
    from sijill import evaluation
    from sijill.batch import keep, reader_for
    from sijill.output.records import to_dict

    expected = gold_of(gold)
    run = Run.over(paths, pack, workers, published=published, metadata=metadata_of(metadata), max_size=max_size)
    explained = errors or errors_html is not None
    reports: dict[str, Report] = {}
    found: dict[str, dict[str, Any]] = {}
    for report, reading in run.results(keep):
        found[report.id] = to_dict(reading)
        if explained and report.id in expected:
            reports[report.id] = report
    for doc in sorted(expected.keys() ^ found.keys()):
        say(f"{doc} is only in the {'gold' if doc in expected else 'input'}")
    scores = evaluation.evaluate(expected, found)
    findings: list[Finding] = []
    if explained:
        from sijill.evaluation.causes import diagnose

        findings = diagnose(expected, found, reports, scores, reader_for(tuple(run.packs)))
    _write_scores(scores, findings if errors else None, as_json)
    if errors_html is not None:
        from sijill.evaluation.pages import page

        make_folder(errors_html.parent)
        replace(errors_html, page(findings, scores).encode("utf-8", "replace"))
        say(f"the page is in {errors_html}; open it in a browser")
    run.end()


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
            run = Run(inputs.reports([str(folder / number / "reports")]), pack, workers)
            found = {report.id: to_dict(reading) for report, reading in run.results(keep)}
            today[number] = evaluation.evaluate(expected, found)
    except InputError as error:
        usage(str(error))
    write(told.page(first, today))


def _write_scores(scores: dict[str, Score], findings: list[Finding] | None, as_json: bool) -> None:
    """Scores, and where they are asked for the errors: one JSON document, tables on a terminal, else a TSV of the errors."""
    from sijill.evaluation import tables

    if as_json:
        told: dict[str, Any] = {metric: score._asdict() for metric, score in scores.items()}
        if findings is not None:
            told = {"scores": told, **tables.as_json(findings)}
        write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    elif findings is None:
        write(_score_table(scores))
    elif sys.stdout.isatty():
        write(_score_table(scores))
        for each in tables.terminal(findings):
            show(each)
    else:
        for line in tables.tsv(findings):
            write(line)


def _score_table(scores: dict[str, Score]) -> str:
    lines = [f"{'':18}{'precision':>10}{'recall':>10}{'f1':>10}{'hit':>8}{'gold':>7}{'system':>8}\n"]
    for metric, s in scores.items():
        lines.append(
            f"{metric:18}{s.precision:>10.3f}{s.recall:>10.3f}{s.f1:>10.3f}{s.hit:>8g}{s.gold:>7}{s.system:>8}\n"
        )
    return "".join(lines)


def calibrate(
    paths: Paths,
    gold: Gold,
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
    from sijill import calibration
    from sijill.batch import keep

    expected = gold_of(gold)
    run = Run.over(paths, pack, workers, published=published, metadata=metadata_of(metadata), max_size=max_size)
    judged = [
        calibration.judge(expected[report.id], reading, report.text)
        for report, reading in run.results(keep)
        if report.id in expected
    ]
    if not judged:
        usage(f"no report has a gold record of its name in {gold}")
    write(calibration.page(calibration.held_out(judged)))
    if out is not None:
        make_folder(out.parent)
        replace(out, calibration.table(calibration.fit(judged)).encode())
    run.end()

"""``read`` and ``demo``: reports in, what they tell out."""

from __future__ import annotations

import sys
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.opening import told_errors
from sijill.cli.options import MaxSize, MetadataFile, Packs, Paths, Published, Workers
from sijill.cli.runs import Run, metadata_of, tell_unused
from sijill.cli.terminal import make_folder, replace, say, show, sink, usage, write


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command()(read)
    app.command()(demo)


class Format(StrEnum):
    """What ``read`` writes."""

    table = "table"
    records = "records"
    jsonl = "jsonl"
    annotations = "annotations"
    html = "html"


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
    table = metadata_of(metadata)
    run = Run.over(
        paths, pack, workers, published=published, metadata=table, max_size=max_size, quiet=out is None and sys.stdout.isatty()
    )
    match format or _default_format(paths):
        case Format.table:
            _write_table(run, out)
        case Format.jsonl:
            _write_jsonl(run, out)
        case Format.html:
            _write_html(run, out)
        case Format.records | Format.annotations as each:
            _write_documents(run, out, each)
    tell_unused(table)
    run.end()


def _default_format(paths: list[str]) -> Format:
    from sijill import inputs

    lines = any(
        inputs.stdin_is_jsonl(sys.stdin.buffer) if path == inputs.STDIN else inputs.is_jsonl(path)
        for path in paths
    )
    return Format.jsonl if lines else Format.table


def _write_table(run: Run, out: Path | None) -> None:
    from sijill.batch import keep
    from sijill.output import table

    if out is None and sys.stdout.isatty():
        for _, reading in run.results(keep):
            show(table.terminal(reading))
        return
    with sink(out, "events.tsv", (".tsv", ".txt")) as write:
        write(table.header().encode())
        for _, reading in run.results(keep):
            write(table.tsv(reading).encode("utf-8", "replace"))


def _write_jsonl(run: Run, out: Path | None) -> None:
    from sijill.output import jsonl

    with sink(out, "records.jsonl", (".jsonl", ".ndjson")) as write:
        for _, line in run.results(jsonl.line):
            write(line)


def _write_html(run: Run, out: Path | None) -> None:
    from sijill.batch import keep
    from sijill.output import html

    read = list(run.results(keep))
    if not read:
        return
    with sink(out, "index.html", (".html", ".htm")) as write:
        write(html.page(read).encode("utf-8", "replace"))


def _write_documents(run: Run, out: Path | None, format: Format) -> None:
    """Records and annotations: a document a report; only a lone one may go to standard output."""
    from sijill.output import annotations, records

    render = annotations.encode if format is Format.annotations else records.document
    ending = ".jsonld" if format is Format.annotations else ".json"
    if out is None:
        items = iter(run.items)
        head = list(islice(items, 2))
        if len(head) > 1:
            usage(f"{format} of several reports are several documents: name a folder with --out DIR")
        run.items = chain(head, items)
        for _, document in run.results(render):
            write(document)
        return
    make_folder(out)
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
        replace(out / (stem + ending), document)


def demo(
    out: Annotated[Path, typer.Option(metavar="FILE.html", help="Where to write the page.")] = Path(
        "sijill-demo.html"
    ),
    serve: Annotated[bool, typer.Option("--serve", help="Open the desk over the samples instead: a register of them, and an address that signs you in.")] = False,
    bind: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where the desk listens.")] = "127.0.0.1:8000",
    keep: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the desk's register, to be kept; without it, it is gone when the desk ends.", file_okay=False)] = None,
) -> None:
    """Read the shipped samples: a table here, and a page with every value marked in the text; or the desk filled with them.

    \b
    Examples:
      sijill demo
      sijill demo --serve
      sijill demo --serve --keep demo/ --bind 127.0.0.1:8080
    """
    if serve:
        with told_errors():
            from sijill.cli import serving

            serving.demo(bind, keep, 8, say)
        return
    if keep is not None:
        usage("--keep is the folder of a desk; say --serve, too")
    from importlib.resources import as_file, files

    from sijill import inputs
    from sijill.batch import keep as kept
    from sijill.output import html, table

    with as_file(files("sijill") / "samples") as folder:
        run = Run(inputs.reports([folder]), None, 1, quiet=True)
        read = list(run.results(kept))
    if sys.stdout.isatty():
        for _, reading in read:
            show(table.terminal(reading))
    else:
        write(table.header() + "".join(table.tsv(reading) for _, reading in read))
    replace(out, html.page(read).encode())
    say(f"the page is in {out}; open it in a browser")
    run.end()

"""A pass of the reader over reports, as ``read``, ``explain``, ``evaluate`` and ``calibrate`` make it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from sijill.cli.terminal import NOTHING_READ, SOME_FAILED, say, usage
from sijill.errors import InputError, KnowledgeError

if TYPE_CHECKING:
    from sijill.batch import Failure, Item, Render
    from sijill.inputs import Metadata
    from sijill.records import Report

T = TypeVar("T")


class Run:
    """One pass over the input: results in order, failures told and counted, progress on a terminal."""

    def __init__(
        self, items: Iterable[Item], packs: list[Path] | None, workers: int, *, quiet: bool = False
    ) -> None:
        self.items = items
        self.packs = packs or []
        self.workers = workers or os.cpu_count() or 1
        self.quiet = quiet or not sys.stderr.isatty()
        self.done = self.failed = 0

    @classmethod
    def over(
        cls,
        paths: list[str],
        packs: list[Path] | None,
        workers: int,
        *,
        published: str | None,
        metadata: Metadata | None,
        max_size: float,
        quiet: bool = False,
    ) -> Run:
        """A run over what the arguments of a command name; ``max_size`` in megabytes."""
        from sijill import inputs

        items = inputs.reports(paths, published=dated(published), metadata=metadata, max_bytes=int(max_size * (1 << 20)))
        return cls(items, packs, workers, quiet=quiet)

    def fail(self, failure: Failure) -> None:
        """Tell and count a report that could not be read."""
        self.failed += 1
        say(f"{failure.doc}: {failure.error}" if failure.doc else failure.error)

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
                usage(str(error))

    def end(self) -> None:
        """Leave with the exit code of the run."""
        if self.failed:
            raise typer.Exit(SOME_FAILED if self.done else NOTHING_READ)
        if not self.done:
            say("there is no report in the input")
            raise typer.Exit(NOTHING_READ)


def gold_of(folder: Path) -> dict[str, Any]:
    """The gold records of a folder, by report."""
    from sijill import evaluation

    try:
        return evaluation.load_gold(folder)
    except InputError as error:
        usage(str(error))


def dated(value: str | None) -> str | None:
    """The date of ``--published``."""
    from sijill import inputs

    try:
        return inputs.date(value, "--published") if value else None
    except InputError as error:
        usage(str(error))


def metadata_of(path: Path | None) -> Metadata | None:
    """The table of ``--metadata``."""
    from sijill import inputs

    try:
        return inputs.load_metadata(path) if path else None
    except InputError as error:
        usage(str(error))


def tell_unused(metadata: Metadata | None) -> None:
    """Name rows of the table that met no report."""
    unused = [key for key in metadata if key not in metadata.used] if metadata else []
    if unused:
        more = ", ..." if len(unused) > 5 else ""
        say(f"metadata: no report for {len(unused)} rows: {', '.join(unused[:5])}{more}")


@contextmanager
def _progress(run: Run) -> Iterator[Any]:
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

"""What every command writes with: lines to a person on standard error, answers on standard output, files that appear when complete."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import typer

SOME_FAILED, USAGE, NOTHING_READ = 1, 2, 3
"""Exit codes: some could not be read or something was found, the command was used wrongly, nothing could be read."""


def say(message: str) -> None:
    """A line to the person at work."""
    print(f"sijill: {message}", file=sys.stderr)


def usage(message: str) -> NoReturn:
    """A line to the person at work, and the end: the command was used wrongly."""
    say(message)
    raise typer.Exit(USAGE)


def write(data: bytes | str) -> None:
    """Write to standard output; a reader that has seen enough (``| head``) ends the run quietly."""
    try:
        sys.stdout.buffer.write(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # What is still buffered has nowhere to go either, and must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None


def show(renderable: Any) -> None:
    """What rich draws, on standard output."""
    from rich.console import Console

    Console().print(renderable)


@contextmanager
def sink(out: Path | None, name: str, endings: tuple[str, ...]) -> Iterator[Any]:
    """A function that writes bytes to standard output, to the file ``out``, or to ``name`` in the folder ``out``."""
    if out is None:
        yield write
        return
    if out.suffix.lower() in endings and not out.is_dir():
        path = out
        make_folder(out.parent)
    else:
        path = out / name
        make_folder(out)
    with writing(path) as stream:
        yield stream.write


def replace(path: Path, data: bytes) -> None:
    """Write a file at once: the old one stands until the new one is complete."""
    with writing(path) as stream:
        stream.write(data)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name only when it is complete."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        usage(f"{path}: cannot be written ({error.strerror or error})")
    finally:
        part.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        usage(f"{folder}: cannot be made a folder ({error.strerror or error})")


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """A function to call after each report, or with how many there were: on a terminal a line with count, rate and the time that is left."""
    if not sys.stderr.isatty():
        yield lambda by=1: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = [TextColumn("{task.completed:,} " + what), TextColumn("{task.fields[rate]:.0f}/s"), TimeElapsedColumn()]
    if total is not None:
        columns[1:1] = [BarColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task(what, total=total, rate=0.0)
        done, began, last = 0, time.monotonic(), 0.0

        def step(by: int = 1) -> None:
            nonlocal done, last
            done += by
            if (now := time.monotonic()) - last > 0.2:
                last = now
                bar.update(task, completed=done, rate=done / max(now - began, 0.001))
                bar.refresh()

        yield step

"""Readers of foreign formats in a process apart: one that hangs is ended when its time is over, one that crashes takes nobody with it.

The process is started with the first file that needs it and serves all that follow; after it was ended, the next file starts another.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from sijill.errors import InputError

T = TypeVar("T")

SECONDS = 60.0
"""How long one file may take where nothing else is said."""


class _Helper:
    """The process and the line to it."""

    def __init__(self) -> None:
        # A fresh interpreter: a copy of this one would hold its database and its locks.
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        # The workers of a cluster are daemons, which may have no children; this one ends with its worker, for then its line breaks off.
        own = multiprocessing.current_process()
        daemon, own.daemon = own.daemon, False
        try:
            self.process.start()
        finally:
            own.daemon = daemon
        theirs.close()

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


_helper: _Helper | None = None


def apart(work: Callable[..., T], *arguments: Any, seconds: float, where: str) -> T:
    """What ``work``, a function of a module, makes of the arguments; its errors are raised here.

    Raises ``InputError`` where it takes longer than ``seconds``, or where the process ends under it. ``where`` names the file.
    """
    global _helper
    if _helper is None or not _helper.process.is_alive():
        _helper = _Helper()
        # Its start, in which it imports what it needs, is not the file's fault.
        _helper.line.send((_nothing, ()))
        if not _helper.line.poll(SECONDS):
            _helper.end()
            raise InputError(f"{where}: the process that reads such files does not start; is there enough memory?")
        _helper.line.recv()
    helper = _helper
    try:
        helper.line.send((work, arguments))
        if not helper.line.poll(seconds):
            helper.end()
            raise InputError(f"{where}: took longer than {seconds:g} seconds to read; damaged or hostile, or allow more with --max-seconds")
        good, result = helper.line.recv()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        helper.end()
        raise InputError(f"{where}: the process that read it crashed; damaged, or too large for the memory") from None
    if not good:
        raise result
    made: T = result
    return made


def _nothing() -> None:
    """What is asked first."""


def _serve(line: Connection) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, whose end ends this one
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            work, arguments = line.recv()
            try:
                told = (True, work(*arguments))
            except Exception as error:  # handed on, whatever it is
                told = (False, error)
            line.send(told)

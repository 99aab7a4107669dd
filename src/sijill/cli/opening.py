"""The register as commands open it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sijill.cli.terminal import counting, say, usage
from sijill.errors import SijillError

if TYPE_CHECKING:
    from sijill.register import Register


@contextmanager
def told_errors() -> Iterator[None]:
    """Errors raised on purpose as one line and exit code 2."""
    try:
        yield
    except SijillError as error:
        usage(str(error))


@contextmanager
def opened(database: str | None) -> Iterator[Register]:
    """The register that is meant, and it must be there."""
    from sijill.register import Register

    with told_errors(), Register.open(database) as register:
        yield register


def read_unread(register: Register, packs: Sequence[Path], workers: int, who: str | None) -> tuple[int, int]:
    """Read what this reader, with these packs, has not read yet; how many it read, and how many it could not."""
    unread = register.unread(packs)
    done = failed = 0
    with counting("read", unread) as step:
        for outcome in register.read(packs, workers or os.cpu_count() or 1, who):
            done += not outcome.why
            if outcome.why:
                failed += 1
                say(f"{outcome.name}: {outcome.why}")
            step()
    return done, failed

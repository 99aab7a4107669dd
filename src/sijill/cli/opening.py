"""The register as commands open it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sijill.cli.terminal import usage
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

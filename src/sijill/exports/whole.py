"""Whether a file of JSON Lines is the whole register as it was written: looked at before any register is made for it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sijill.errors import RegisterError

FORMAT = 1
"""The form of the file; another number where lines change their meaning."""


def whole(path: Path) -> None:
    """Check before anything is written that the file is whole, of this form, and not redacted.

    Raises ``RegisterError`` otherwise. Needs no register to be open.
    """
    digest, count, last = hashlib.sha256(), 0, b""
    try:
        with path.open("rb") as stream:
            for line in stream:
                if count == 0:
                    _head(path, line)
                if last:
                    digest.update(last)
                last, count = line, count + 1
    except OSError as error:
        raise RegisterError(f"{path}: cannot be read ({error.strerror or error})") from error
    if count == 0:
        raise RegisterError(f"{path}: is empty")
    end = line_of(path, count, last)
    if end.get("kind") != "end":
        raise RegisterError(f"{path}: its last line is missing, so it was cut off; take the file from where it was written")
    if end.get("lines") != count - 1 or end.get("sha256") != digest.hexdigest():
        raise RegisterError(f"{path}: it was altered since it was written (its lines do not have the hash of its last line)")


def _head(path: Path, line: bytes) -> None:
    head = line_of(path, 1, line)
    if head.get("kind") != "register":
        raise RegisterError(f"{path}: is no register; write one with `sijill export jsonl --unredacted`")
    if head.get("format") != FORMAT:
        raise RegisterError(f"{path}: is of the form {head.get('format')}, and this version reads {FORMAT}")
    if head.get("redacted"):
        raise RegisterError(f"{path}: is redacted, so it is no longer the register; write it with `sijill export jsonl --unredacted`")


def line_of(path: Path, number: int, line: bytes) -> dict[str, Any]:
    """A line of the file as an object. Raises ``RegisterError`` with file and line."""
    try:
        found = json.loads(line)
    except ValueError as error:
        raise RegisterError(f"{path}:{number}: is not JSON ({error}); is it the file that was written?") from error
    if not isinstance(found, dict):
        raise RegisterError(f"{path}:{number}: is no JSON object; is it the file that was written?")
    return found

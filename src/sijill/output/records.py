"""The interchange shape: one JSON document a report (``docs/record-format.md``)."""

from __future__ import annotations

import hashlib
import re
from typing import Any, cast

import msgspec

from sijill.records import Reading, Report


def to_dict(reading: Reading) -> dict[str, Any]:
    """The reading as plain dicts, lists, strings and numbers, all keys present, null where nothing is known."""
    return cast("dict[str, Any]", msgspec.to_builtins(reading))


def document(report: Report, reading: Reading) -> bytes:
    """The reading as an indented UTF-8 JSON document with a final line end."""
    return msgspec.json.format(msgspec.json.encode(reading), indent=1) + b"\n"


_UNSAFE = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]|^\.+|[. ]+$')
_MAX_NAME_BYTES = 180


def file_stem(doc: str) -> str:
    """A safe file name for a report id: ids may come from strangers and hold slashes or dots.

    An id that had to be changed gets a piece of its hash, so that two ids never share a file.
    """
    safe = _UNSAFE.sub("_", doc)
    if len(safe.encode("utf-8", "replace")) > _MAX_NAME_BYTES:
        safe = safe.encode("utf-8", "replace")[:_MAX_NAME_BYTES].decode("utf-8", "ignore")
    if safe == doc and safe:
        return safe
    return f"{safe or 'report'}-{hashlib.sha256(doc.encode('utf-8', 'replace')).hexdigest()[:8]}"

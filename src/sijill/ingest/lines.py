"""JSON Lines: one object a line, one report; the evidence of a report is its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from sijill import inputs
from sijill.errors import InputError
from sijill.ingest.item import Beside, Item

EXTRACTOR = "jsonl/1"


def read(stream: BinaryIO, source: str, name: str, beside: Beside) -> Iterator[Item | InputError]:
    """Every report of a file of JSON Lines, in flat memory; what is wrong with a line is told in its place."""
    stem = PurePath(name).stem
    for _, line, report in inputs.jsonl(stream, source, stem, beside.published, beside.metadata, beside.max_bytes, beside.columns):
        if isinstance(report, InputError):
            yield report
            continue
        yield Item(
            name=report.id, source=source, data=line, media_type="application/json", text=report.text, extractor=EXTRACTOR,
            published=report.published, outlet=report.outlet, url=report.url,
        )  # fmt: skip

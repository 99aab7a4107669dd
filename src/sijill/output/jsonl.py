"""JSON Lines: one record a line, for streams and archives."""

from __future__ import annotations

import msgspec

from sijill.records import Reading, Report

_ENCODER = msgspec.json.Encoder()


def line(report: Report, reading: Reading) -> bytes:
    """The record as one line of UTF-8 JSON, line end included. ``doc`` is the id of the report."""
    return _ENCODER.encode(reading) + b"\n"

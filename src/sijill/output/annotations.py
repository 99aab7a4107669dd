"""W3C Web Annotations (https://www.w3.org/TR/annotation-model/): one annotation a value.

Each points at its characters twice: by position (``TextPositionSelector``, code points, end exclusive)
and by quotation with context (``TextQuoteSelector``), so that the place is found again in a copy whose
header or spacing differs.
"""

from __future__ import annotations

import base64
from collections import Counter
from typing import Any

import msgspec

from sijill.output.values import Value, values
from sijill.records import Reading, Report

CONTEXT_CHARACTERS = 32
"""Length of prefix and suffix, as annotation clients commonly choose it."""

_CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "sijill": "urn:sijill:terms:",
        "dimension": "sijill:dimension",
        "owner": "sijill:owner",
        "rule": "sijill:rule",
        "confidence": "sijill:confidence",
        "record": {"@id": "sijill:record", "@type": "@json"},
    },
]


def page(report: Report, reading: Reading) -> dict[str, Any]:
    """The annotations of one report as an ``AnnotationPage``."""
    source = source_iri(report, reading)
    counted: Counter[tuple[str, str]] = Counter()
    items = []
    for value in values(reading):
        counted[value.owner, value.dimension] += 1
        number = counted[value.owner, value.dimension]
        name = f"urn:sijill:{reading.sha256}:{value.owner}:{value.dimension}:{number}"
        items.append(_annotation(name, value, report.text, source, reading.reader))
    return {
        "@context": _CONTEXT,
        "id": f"urn:sijill:{reading.sha256}",
        "type": "AnnotationPage",
        "label": report.id,
        "startIndex": 0,
        "items": items,
    }


def encode(report: Report, reading: Reading) -> bytes:
    """The page as an indented UTF-8 JSON-LD document."""
    return msgspec.json.format(msgspec.json.encode(page(report, reading)), indent=1) + b"\n"


def source_iri(report: Report, reading: Reading) -> str:
    """The address of the report, else the name of its content (``ni:`` URI, RFC 6920) from the hash of its text."""
    if report.url:
        return report.url
    digest = base64.urlsafe_b64encode(bytes.fromhex(reading.sha256)).rstrip(b"=").decode("ascii")
    return f"ni:///sha-256;{digest}"


def _annotation(name: str, value: Value, text: str, source: str, reader: str) -> dict[str, Any]:
    return {
        "id": name,
        "type": "Annotation",
        "motivation": "tagging",
        "generator": {"type": "Software", "name": reader},
        "body": {
            "type": "TextualBody",
            "purpose": "tagging",
            "format": "text/plain",
            "value": value.label,
            "dimension": value.dimension,
            "owner": value.owner,
            "rule": value.rule,
            **({} if value.confidence is None else {"confidence": value.confidence}),
            "record": msgspec.to_builtins(value.content),
        },
        "target": {
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": value.start, "end": value.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": text[value.start : value.end],
                    "prefix": text[max(0, value.start - CONTEXT_CHARACTERS) : value.start],
                    "suffix": text[value.end : value.end + CONTEXT_CHARACTERS],
                },
            ],
        },
    }

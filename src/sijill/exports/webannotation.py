"""Web annotations (W3C Recommendation of 2017, JSON-LD): for every claim the characters it stands on, by position and by quote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sijill.exports.cases import Case, Saying, published
from sijill.exports.crosswalk import Crosswalk
from sijill.exports.loss import Loss
from sijill.version import VERSION

CONTEXT = "http://www.w3.org/ns/anno.jsonld"

CANNOT = (
    "estimates, grades and conflicts: an annotation says what one report says",
    "values without characters of their own",
    "the texts: targets are named by the SHA-256 of the text; offsets are code points, end exclusive",
)


def write(path: Path, cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> int:
    """Write one page of annotations, an annotation a line; how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps({"@context": CONTEXT, "id": "urn:sijill:annotations", "type": "AnnotationPage"})[:-1] + ',"items":[')
        for case in cases:
            for one in of_case(case):
                stream.write(("," if count else "") + "\n" + json.dumps(one, ensure_ascii=False, separators=(",", ":")))
                count += 1
        stream.write("\n]}\n")
    return count


def of_case(case: Case) -> Iterator[dict[str, Any]]:
    """An annotation a claim: what it identifies, what it tells, and where it stands."""
    for saying in case.sayings:
        day = published(saying)
        target: dict[str, Any] = {
            "source": f"urn:sha256:{saying.text_sha256}",
            "selector": [
                {"type": "TextPositionSelector", "start": saying.start, "end": saying.end},
                {"type": "TextQuoteSelector", "exact": saying.trigger, "prefix": saying.prefix, "suffix": saying.suffix},
            ],
        }
        if day is not None:
            target["state"] = {"type": "TimeState", "sourceDate": f"{day.isoformat()}T00:00:00Z"}
        yield {
            "@context": CONTEXT,
            "id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{saying.report}/{saying.event}/{saying.start}')}",
            "type": "Annotation",
            "motivation": "identifying",
            "created": saying.read,
            "creator": {"type": "Software", "name": "sijill", "version": VERSION},
            "body": [{"type": "SpecificResource", "source": f"urn:sijill:incident:{case.number}", "purpose": "identifying"}, *_tags(saying)],
            "target": target,
        }


def _tags(saying: Saying) -> Iterator[dict[str, str]]:
    values = [("type", saying.type), ("modality", saying.modality), ("time", saying.time)]
    for name, several in (("place", saying.places), ("agent", saying.agents), ("target", saying.targets), ("source", saying.sources)):
        values += [(name, value) for value in several]
    values += [(measure, f"{_bound(low)}..{_bound(high)} {words}") for measure, low, _, high, _, words in saying.figures]
    for name, value in values:
        if value:
            yield {"type": "TextualBody", "value": f"{name}={value}", "purpose": "tagging", "format": "text/plain"}


def _bound(value: float | None) -> str:
    return "" if value is None else f"{value:g}"

"""What is lastingly said of an actor, relation by relation, with who says so, the words, and what contradicts it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import get_language

from sijill.desk.shown import digits
from sijill.exports.pages.words import pair, parted, phrase
from sijill.linking.conflicts import Conflict
from sijill.records import Figure, Source
from sijill.register.registry import registry
from sijill.register.statements import Said, differences

ORDER = (
    "led_by", "part_of", "affiliated_with", "backed_by", "allied_with", "rival_of", "based_in", "operates_in", "controls", "recruits_from", "strength", "pays", "founded",
    "total_losses", "described_as",
)  # fmt: skip
_LONGEST = 400


class Against(NamedTuple):
    """Another value that a statement stands against; ``nature``: contradiction, update or variety."""

    nature: str
    value: str
    outlets: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The value in the person's language: a number with its bound, an event with its other side, else the name as it is."""
        return _worded(self.value)


class Line(NamedTuple):
    """A statement. ``other``: the key of the actor that it names, where the registry knows it. ``words`` are those it was read from."""

    said: Said
    subject: str
    value: str
    other: str
    figure: Figure | None
    time: str
    sources: tuple[Source, ...]
    words: str
    against: tuple[Against, ...]


class Relation(NamedTuple):
    """The statements of one relation."""

    code: str
    lines: list[Line]
    contested: bool


def profile(said: Sequence[Said]) -> list[Relation]:
    """Statements about one actor by relation."""
    against = _against(said)
    held: dict[str, list[Line]] = {}
    for one in said:
        held.setdefault(one.row.relation, []).append(line(one, against.get(one.key, ())))
    ordered = sorted(held, key=lambda code: ORDER.index(code) if code in ORDER else len(ORDER))
    return [Relation(code, held[code], any(a.nature == "contradiction" for one in held[code] for a in one.against)) for code in ordered]


def line(said: Said, against: Sequence[Against] = ()) -> Line:
    """A statement as a page shows it."""
    row = said.row
    value = row.object[0] if row.object else "" if row.figure is not None else row.time or ""
    other = next((found.known.id for name in row.object or () if (found := registry().sure(name)) is not None), "")
    subject = row.subject[0] if row.subject else ""
    words = said.report.text[row.start : row.end]
    return Line(
        said, subject, value, other, row.figure, row.time or "", tuple(row.attribution), words if len(words) <= _LONGEST else words[:_LONGEST] + "…", tuple(against),
    )  # fmt: skip


def _against(said: Sequence[Said]) -> dict[tuple[str, str], list[Against]]:
    """Of each statement what it stands against."""
    outlets = {one.key: one.outlet for one in said}
    out: dict[tuple[str, str], list[Against]] = {}
    for conflict in differences(said):
        for saying in conflict.sayings:
            for key in saying.claims:
                out.setdefault(key, []).extend(_others(conflict, saying.value, outlets))
    return out


def _worded(text: str) -> str:
    arabic = get_language() == "ar"
    if (said := phrase(text)) is not None:
        return digits(said[0 if arabic else 1])
    code, kind, rest, way, other = parted(text)
    if not kind:
        return digits(text) if text[:1].isdigit() else text or "–"
    what = pair(code, kind)[0 if arabic else 1]
    if way:
        return f"{what} {pair('of_by' if way == 'by' else way)[0 if arabic else 1]} \u2068{other}\u2069"
    return f"{what} \u2068{rest}\u2069" if rest else what


def _others(conflict: Conflict, value: str, outlets: dict[tuple[str, str], str]) -> list[Against]:
    return [
        Against(conflict.nature, other.value, tuple(dict.fromkeys(outlets[key] for key in other.claims if key in outlets)))
        for other in conflict.sayings
        if other.value != value
    ]

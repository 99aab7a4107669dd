"""Rounds: coded reports that the reader meets once, and what it scored then beside what it scores today.

A folder of rounds holds ``NN/reports``, ``NN/gold`` and ``first_contact.tsv`` (``round reader measure precision recall f1``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sijill.errors import InputError
from sijill.evaluation.measures import METRICS, Score

TABLE = "first_contact.tsv"


def first_contacts(folder: Path) -> dict[str, dict[str, float]]:
    """``{round: {measure: f1}}`` of the rounds met so far. Raises ``InputError`` where there is no such table, or a bad row."""
    path = folder / TABLE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; name a folder of rounds, such as corpus/rounds") from None
    out: dict[str, dict[str, float]] = {}
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if not line.strip() or line.startswith("#") or cells[0] == "round":
            continue
        try:
            out.setdefault(cells[0], {})[cells[2]] = float(cells[5])
        except (IndexError, ValueError):
            raise InputError(f"{path}:{number}: a row is round, reader, measure, precision, recall, f1, separated by tabs") from None
    return out


def page(first: Mapping[str, Mapping[str, float]], today: Mapping[str, Mapping[str, Score]]) -> str:
    """Two Markdown tables, a column a round: F1 at first contact, and now."""
    numbers = sorted(today)
    now = {number: {metric: score.f1 for metric, score in today[number].items()} for number in numbers}
    return "\n".join([*_table("first contact", numbers, first), "", *_table("today", numbers, now), ""])


def _table(title: str, numbers: list[str], scores: Mapping[str, Mapping[str, float]]) -> list[str]:
    out = [f"| {title} | " + " | ".join(numbers) + " | mean |", "|---" * (len(numbers) + 2) + "|"]
    for metric in METRICS:
        values = [scores[number].get(metric) for number in numbers]
        known = [v for v in values if v is not None]
        cells = [_shown(v) for v in (*values, sum(known) / len(known) if known else None)]
        out.append(f"| {metric} | " + " | ".join(cells) + " |")
    return out


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".removeprefix("0")

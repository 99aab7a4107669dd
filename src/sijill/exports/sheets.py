"""A workbook (XLSX) for people: incidents, claims, figures and conflicts, a sheet each. Needs openpyxl (extra ``exports``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sijill.errors import RegisterError
from sijill.exports.cases import Case
from sijill.exports.crosswalk import Crosswalk
from sijill.exports.delimited import tame, whole
from sijill.exports.loss import Loss
from sijill.exports.own import CLAIM, HASHTAGS, claim, row

FIGURES = ("incident", "measure", "low", "best", "high", "because")
CONFLICTS = ("incident", "conflict")

CANNOT = (
    "texts of more than 32,767 characters: cut, as the format demands",
    "control characters: left out",
    "near-copies, links and their reasons, confidences of single values: they are in the JSON Lines",
)

_LONGEST = 32_767
_MOST_ROWS = 1_048_575
# What XML 1.0 allows no file to hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(path: Path, cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> int:
    """Write the workbook; how many incidents. Raises ``RegisterError`` without openpyxl, or for more rows than a sheet holds."""
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise RegisterError("xlsx needs openpyxl, which is not installed: pip install 'sijill[exports]'") from error
    book = Workbook(write_only=True)
    sheets = {name: book.create_sheet(name) for name in ("incidents", "claims", "figures", "conflicts")}
    for name, columns in (("incidents", tuple(HASHTAGS)), ("claims", CLAIM), ("figures", FIGURES), ("conflicts", CONFLICTS)):
        sheets[name].freeze_panes = "A2"
        sheets[name].append(list(columns))
    counts = dict.fromkeys(sheets, 0)
    for case in cases:
        for name, cells in _rows(case, loss):
            counts[name] += 1
            if counts[name] > _MOST_ROWS:
                raise RegisterError(f"the sheet {name} would have more than {_MOST_ROWS:,} rows, which XLSX cannot hold; narrow the filters, or take parquet")
            sheets[name].append(cells)
    book.save(path)
    return counts["incidents"]


def _rows(case: Case, loss: Loss) -> Iterator[tuple[str, list[Any]]]:
    yield "incidents", [_cell(v, case, loss) for v in row(case).values()]
    for saying in case.sayings:
        yield "claims", [_cell(v, case, loss) for v in claim(case, saying).values()]
    for measure, n in case.counts.items():
        yield "figures", [case.id, measure, whole(n.low), whole(n.best), whole(n.high), _cell(n.because, case, loss)]
    for text in case.conflicts:
        yield "conflicts", [case.id, _cell(text, case, loss)]


def _cell(value: Any, case: Case, loss: Loss) -> Any:
    if not isinstance(value, str):
        return value
    plain = tame(_CONTROL.sub("", value))
    if len(plain) > _LONGEST:
        loss.flat(case.id, "a text was cut at 32,767 characters")
    return plain[:_LONGEST]

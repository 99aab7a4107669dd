"""Parquet: an incident a row, its claims, figures and parties nested in it. Needs pyarrow (extra ``exports``)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from sijill.errors import RegisterError
from sijill.exports.cases import Case, Party
from sijill.exports.crosswalk import Crosswalk
from sijill.exports.loss import Loss
from sijill.exports.own import DATES, HASHTAGS, NUMBERS, row

CANNOT = (
    "links between claims and their reasons, and the audit chain: they are in the JSON Lines",
    "whole texts: the quotes and offsets of claims, with the hash of the text",
)

_STEP = 1000
_STRINGS = ("report", "doc", "text_sha256", "outlet", "published", "url", "title", "event", "type", "trigger", "prefix", "suffix", "quote", "modality",
            "time", "origin", "read")  # fmt: skip
_LISTS = ("sources", "places", "agents", "targets")


def write(path: Path, cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> int:
    """Write the file; how many incidents. Raises ``RegisterError`` without pyarrow."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise RegisterError("parquet needs pyarrow, which is not installed: pip install 'sijill[exports]'") from error
    shape, count, stream = schema(pa), 0, iter(cases)
    with parquet.ParquetWriter(path, shape, compression="zstd") as writer:
        while batch := list(islice(stream, _STEP)):
            writer.write_table(pa.Table.from_pylist([nested(case) for case in batch], schema=shape))
            count += len(batch)
    return count


def schema(pa: Any) -> Any:
    """The schema: the columns of our own table, then ``time``, ``coarsened``, ``policy`` and the nested ones."""
    text, number, texts = pa.string(), pa.float64(), pa.list_(pa.string())
    fields = [pa.field(name, number if name in NUMBERS else pa.date32() if name in DATES else text) for name in HASHTAGS]
    party = pa.struct([("name", text), ("en", text), ("kind", text), ("id", text), ("country", text), ("private", pa.bool_())])
    bounds = [("measure", text), ("low", number), ("best", number), ("high", number)]
    claim = pa.struct([
        *((name, text) for name in _STRINGS), ("start", pa.int64()), ("end", pa.int64()), ("confidence", number),
        *((name, texts) for name in _LISTS), ("figures", pa.list_(pa.struct([*bounds, ("attributes", texts), ("words", text)]))),
    ])  # fmt: skip
    return pa.schema([
        *fields, pa.field("time", text), pa.field("coarsened", pa.bool_()), pa.field("policy", text), pa.field("agents", pa.list_(party)),
        pa.field("targets", pa.list_(party)), pa.field("means", texts), pa.field("figures", pa.list_(pa.struct([*bounds, ("because", text)]))),
        pa.field("claims", pa.list_(claim)), pa.field("conflicts", texts),
    ])  # fmt: skip


def nested(case: Case) -> dict[str, Any]:
    """An incident as a row of the schema."""
    return {
        **row(case),
        "time": case.edtf or None,
        "coarsened": bool(case.where and case.where.coarsened),
        "policy": case.policy,
        "agents": [_party(p) for p in case.agents],
        "targets": [_party(p) for p in case.targets],
        "means": list(case.means),
        "figures": [{"measure": m, **n._asdict()} for m, n in case.counts.items()],
        "claims": [
            {**s._asdict(), "figures": [dict(zip(("measure", "low", "best", "high", "attributes", "words"), f, strict=True)) for f in s.figures]}
            for s in case.sayings
        ],
        "conflicts": list(case.conflicts),
    }


def _party(party: Party) -> dict[str, Any]:
    return party._asdict()

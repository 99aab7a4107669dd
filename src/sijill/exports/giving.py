"""Giving out: the formats by name, the file and its loss report, and the entry in the audit chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from sijill.errors import RegisterError
from sijill.exports import (
    acled,
    corrections,
    dump,
    ftm,
    geojson,
    hxl,
    parquet,
    plover,
    sheets,
    ucdp,
    webannotation,
)
from sijill.exports.cases import CONSERVATIVE, Case, Names, Sight, cases
from sijill.exports.crosswalk import Crosswalk
from sijill.exports.loss import Loss, page
from sijill.exports.redaction import Redactor
from sijill.linking.estimates import POLICIES as DECIDED
from sijill.register.audit import Chain, now
from sijill.register.filters import claims
from sijill.register.models import EventRow
from sijill.register.queries import Filter

POLICIES = (CONSERVATIVE, *DECIDED)


class Format(NamedTuple):
    """A format: what it cannot carry, the policy where none is named, and what writes it (path, cases, crosswalk, loss → rows)."""

    cannot: Sequence[str]
    policy: str
    write: Callable[[Path, Iterable[Case], Crosswalk, Loss], int]


FORMATS: dict[str, Format] = {
    "acled": Format(acled.CANNOT, CONSERVATIVE, acled.write),
    "ucdp": Format(ucdp.CANNOT, "most_origins", ucdp.write),
    "plover": Format(plover.CANNOT, "most_origins", plover.write),
    "ftm": Format(ftm.CANNOT, "most_origins", ftm.write),
    "hxl": Format(hxl.CANNOT, "most_origins", hxl.write),
    "geojson": Format(geojson.CANNOT, "most_origins", geojson.write),
    "annotations": Format(webannotation.CANNOT, "most_origins", webannotation.write),
    "parquet": Format(parquet.CANNOT, "most_origins", parquet.write),
    "xlsx": Format(sheets.CANNOT, "most_origins", sheets.write),
}
"""The formats that carry incidents."""

WHOLE = "jsonl"
"""The format that carries the register itself."""

TABLE = "table"
"""The table of events that are to be corrected and brought back; the desk has it, and no program of others."""

NAMES = (*FORMATS, WHOLE)

LIBRARIES = {"parquet": "pyarrow", "xlsx": "openpyxl"}
"""The formats that need a library which Sijill itself does not, by name."""


def lacking(format_: str) -> str:
    """The library that a format needs and that is not installed; empty where it can be written."""
    library = LIBRARIES.get(format_, "")
    return library if library and find_spec(library) is None else ""


class Given(NamedTuple):
    """What was written: rows, the file's SHA-256, and what was left out and simplified."""

    rows: int
    sha256: str
    dropped: int
    flattened: int


def give(
    format_: str, out: Path, asked: Filter | None = None, *, policy: str | None = None, prefer: str = "", unredacted: bool = False,
    packs: Sequence[Path] = (), who: str | None = None, why: str = "", sight: Sight | None = None, step: Callable[[int, int], None] = lambda done, total: None,
) -> Given:  # fmt: skip
    """Write the open register's incidents, or the register itself, to ``out`` in a format, its loss report beside it.

    ``why`` is the reason that goes into the audit chain, ``sight`` what whoever asks may see where that is not everything, ``step`` is told how much is done of how much.
    The export is noted in the audit chain before the file appears under its name. Raises ``RegisterError`` for a file that cannot be written,
    and for what a format cannot be asked.
    """
    asked = asked or Filter()
    if format_ not in (*NAMES, TABLE):
        raise RegisterError(f"{format_}: no such format; say one of {', '.join(NAMES)}")
    if library := lacking(format_):
        raise RegisterError(f"{format_} needs {library}, which is not installed: pip install 'sijill[exports]'")
    if format_ == WHOLE and asked != Filter():
        raise RegisterError("jsonl is the whole register, which filters would break; leave them out, or choose another format")
    if format_ == WHOLE and sight is not None:
        raise RegisterError("jsonl is the whole register, for those who see all of it; choose another format")
    if format_ == TABLE and unredacted:
        raise RegisterError("a table to be corrected never has the names of private persons in it; leave --unredacted out")
    place_for(out)
    names = Names(packs)
    part = out.with_name(f".{out.name}.part")
    try:
        if format_ == WHOLE:
            policy = ""
            loss = Loss(format_, dump.CANNOT if unredacted else dump.CANNOT_REDACTED)
            rows = dump.write(part, Redactor(names.folders, names.places, not unredacted, loss.hidden), step)
        elif format_ == TABLE:
            policy = ""
            loss = Loss(format_, corrections.CANNOT)
            own = claims(asked)
            events = EventRow.objects.all() if own is None else own
            if sight is not None:
                events = events.filter(pk__in=sight.claims.values("pk"))
            rows = corrections.write(part, events, Redactor(names.folders, names.places, True, loss.hidden), step)
        else:
            chosen = FORMATS[format_]
            policy = policy or chosen.policy
            loss = Loss(format_, chosen.cannot)
            redactor = Redactor(names.folders, names.places, not unredacted, loss.hidden)
            rows = chosen.write(part, cases(asked, names, redactor, policy, prefer, loss, sight, step), names.crosswalk, loss)
        with part.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        filters = _told(asked, prefer)
        told = loss.told(rows, sha256, policy, not unredacted, filters, now().isoformat(timespec="seconds"))
        out.with_name(f"{out.name}.loss.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        out.with_name(f"{out.name}.loss.md").write_text(page(told, out.name), encoding="utf-8")
        with transaction.atomic():
            chain = Chain(who)
            chain.add("export", out.name, {
                "format": format_, "filter": filters, "redacted": not unredacted, "policy": policy, "rows": rows, "dropped": len(loss.dropped), "sha256": sha256,
                **({"why": why} if why else {}), **({"narrowed": True} if sight is not None else {}),
            })  # fmt: skip
            chain.write()
        part.replace(out)
    except OSError as error:
        raise RegisterError(f"{out}: cannot be written ({error.strerror or error}); is there space, and may you write there?") from error
    finally:
        part.unlink(missing_ok=True)
    return Given(rows, sha256, len(loss.dropped), len(loss.flattened))


def place_for(out: Path) -> None:
    """Look, before any work is done, whether a file can be there. Raises ``RegisterError``."""
    if str(out) == "-":
        raise RegisterError("-: goes into a file, with what was lost or hidden noted beside it or in the audit chain; name one")
    if out.is_dir():
        raise RegisterError(f"{out}: is a folder; name a file")
    if not out.parent.is_dir():
        raise RegisterError(f"{out}: there is no folder {out.parent}; make it first, or name another")


def _told(asked: Filter, prefer: str) -> dict[str, Any]:
    """The filter as JSON: only what was asked."""
    out: dict[str, Any] = {}
    for name, value in asked._asdict().items():
        if value is not None and value is not False:
            out[name] = value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    if prefer:
        out["prefer"] = prefer
    return out

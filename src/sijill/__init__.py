"""Sijill reads Arabic news reports about armed conflict into sourced records.

>>> import sijill
>>> reading = sijill.read("قُتل مدنيان أمس ...", published="2021-04-06")  # doctest: +SKIP
>>> sijill.to_dict(reading)["events"]  # doctest: +SKIP

The reader itself is imported on first use, so that ``import sijill`` stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sijill.errors import InputError, KnowledgeError, RecordError, SijillError
from sijill.records import Reading, Report
from sijill.version import VERSION as __version__

if TYPE_CHECKING:
    from sijill.batch import Failure

__all__ = [
    "InputError",
    "KnowledgeError",
    "Reading",
    "RecordError",
    "Report",
    "SijillError",
    "__version__",
    "read",
    "read_many",
    "to_dict",
]


def read(
    text: str,
    *,
    doc: str = "",
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
) -> Reading:
    """Read one report with the built-in packs.

    ``published`` is an EDTF date (``2021-04-05``); without it the date is bounded from the text.
    All offsets in the result are code points into ``text``.
    """
    from sijill.reading.reader import default_reader

    return default_reader().read(text, doc=doc, published=published, outlet=outlet, url=url)


def read_many(
    reports: Iterable[Report], *, workers: int = 1, packs: Sequence[Path] = ()
) -> Iterator[Reading | Failure]:
    """Read a stream of reports over ``workers`` processes, results in the order of the input.

    A report that cannot be read gives a ``sijill.batch.Failure`` (``doc``, ``error``) in its place
    and does not stop the rest.  Only a bounded number of reports is held at a time, so the input may
    be endless.  Raises ``KnowledgeError`` when one of the ``packs`` cannot be loaded.
    """
    from sijill.batch import keep, run

    for _, result in run(reports, keep, workers=workers, packs=packs):
        yield result


def to_dict(reading: Reading) -> dict[str, Any]:
    """The reading as plain dicts and lists in the interchange shape (``docs/record-format.md``)."""
    from sijill.output.records import to_dict as convert

    return convert(reading)

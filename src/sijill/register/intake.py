"""Taking in: evidence first, then the report and its audit entry in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction

from sijill.errors import SijillError
from sijill.ingest import Item
from sijill.register import bulk
from sijill.register.audit import Chain, moment, now
from sijill.register.models import Evidence, Report
from sijill.register.search import index
from sijill.register.store import Store

BATCH = 64
"""Items a transaction: what a killed run loses at most, to be done again."""


class Outcome(NamedTuple):
    """What became of one item: ``added``, ``duplicate`` or ``failed`` (and why)."""

    what: str
    name: str
    why: str = ""
    key: str = ""
    """The report's, where it was added or is there."""


def add(store: Store, items: Iterable[Item | SijillError], who: str | None = None) -> Iterator[Outcome]:
    """Take items in, in order; what is there already is skipped, what could not be read is told and left out."""
    stream = iter(items)
    while batch := list(islice(stream, BATCH)):
        yield from together(store, batch, who)


def key(evidence: str, locator: str, text: str) -> str:
    """The identity of a report: its evidence, the place in it, and the text made of it (SHA-256, hexadecimal)."""
    return hashlib.sha256(f"{evidence}\n{locator}\n{text}".encode()).hexdigest()


def text_digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def together(store: Store, batch: Sequence[Item | SijillError], who: str | None = None) -> list[Outcome]:
    """Take items in, all in one transaction; what became of each."""
    out: list[Outcome] = []
    made: list[tuple[str, str, str, Item] | Outcome] = []
    kept = iter(store.put_all([item.data for item in batch if not isinstance(item, SijillError)]))
    for item in batch:
        if isinstance(item, SijillError):
            made.append(Outcome("failed", "", str(item)))
            continue
        sha256, text = next(kept), text_digest(item.text)
        made.append((key(sha256, item.locator, text), sha256, text, item))
    with transaction.atomic():
        chain, at = Chain(who), now()  # first: whoever else is adding is waited for
        known = set(Report.objects.filter(key__in=[m[0] for m in made if not isinstance(m, Outcome)]).values_list("key", flat=True))
        held = set(Evidence.objects.filter(pk__in=[m[1] for m in made if not isinstance(m, Outcome)]).values_list("pk", flat=True))
        evidence, reports = [], []
        for one in made:
            if isinstance(one, Outcome):
                out.append(one)
                continue
            ident, sha256, text, item = one
            if ident in known:
                out.append(Outcome("duplicate", item.name, key=ident))
                continue
            known.add(ident)
            if sha256 not in held:
                held.add(sha256)
                evidence.append(Evidence(sha256=sha256, size=len(item.data), media_type=item.media_type, name=item.source, added=at))
            reports.append(Report(
                key=ident, doc=item.name, evidence_id=sha256, locator=item.locator, text=item.text, text_sha256=text,
                published=item.published, outlet=item.outlet, url=item.url, title=item.title, extractor=item.extractor, added=at,
            ))  # fmt: skip
            chain.add("add", ident, {
                "doc": item.name, "source": item.source, "evidence": sha256, "locator": item.locator, "text": text,
                "published": item.published, "outlet": item.outlet, "url": item.url, "title": item.title, "extractor": item.extractor,
                "media_type": item.media_type, "added": moment(at),
            })  # fmt: skip
            out.append(Outcome("added", item.name, key=ident))
        bulk.create(evidence)
        bulk.create(reports)
        index.add(connection, (index.Listed(r.pk, r.title, r.text) for r in reports))
        chain.write()
    return out

"""Feeds watched: fetched when they are due, only what changed since, never two at once.

What a feed said last (its entity tag, its date) stands in the audit chain with the fetch that brought it, so a watch that was stopped, or
killed, goes on from there, on any machine that reaches the register.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from sijill.errors import InputError
from sijill.ingest import fetch
from sijill.ingest.feeds import Feed
from sijill.ingest.sources import fetched
from sijill.register.audit import Chain, person
from sijill.register.intake import BATCH, Outcome
from sijill.register.models import Collection, Entry, Report
from sijill.register.people.collections import place

if TYPE_CHECKING:
    from sijill.ingest.item import Item
    from sijill.register import Register

ACTION = "watch"
_LONGEST = 86400
"""Seconds after which a feed that keeps failing is asked again at the latest."""


class State(NamedTuple):
    """What is known of a feed: its tag and date, when it is due (UTC), how often it failed in a row."""

    etag: str | None = None
    modified: str | None = None
    due: datetime = datetime.min.replace(tzinfo=UTC)
    failures: int = 0


class Pass(NamedTuple):
    """What one look at a feed brought. ``status`` of the answer (0: none); ``why`` where it failed; ``errors`` of single entries."""

    url: str
    status: int
    added: int
    duplicate: int
    failed: int
    why: str
    errors: tuple[str, ...]
    due: datetime


def states(feeds: Sequence[Feed]) -> dict[str, State]:
    """What the audit chain says of each feed's last look."""
    out = {feed.url: State() for feed in feeds}
    for url, detail, at in Entry.objects.filter(action=ACTION, subject__in=[*out]).order_by("number").values_list("subject", "detail", "at"):
        said = json.loads(detail)
        seconds = next(feed.seconds for feed in feeds if feed.url == url)
        out[url] = State(said["etag"], said["modified"], datetime.fromisoformat(at) + timedelta(seconds=seconds))
    return out


def look(register: Register, feed: Feed, state: State, who: str | None = None, into: Collection | None = None) -> tuple[Pass, State]:
    """Fetch a feed if it changed, take its entries in, and note the look in the audit chain where it brought something.

    What fails is told in the ``Pass``, and the feed asked again after its interval, then twice that, up to a day. ``into``: the collection that what is new is
    placed in, before anybody can see it.
    """
    limits = fetch.Limits.of_environment()
    now = datetime.now(UTC)
    try:
        got = fetch.get(feed.url, limits, state.etag, state.modified)
    except InputError as error:
        wait = min(feed.seconds * 2 ** min(state.failures, 12), max(_LONGEST, feed.seconds))
        wait = max(wait, _asked(error.retry_after, now) if isinstance(error, fetch.FetchError) else 0)
        due = now + timedelta(seconds=wait)
        return Pass(feed.url, 0, 0, 0, 0, str(error), (), due), state._replace(due=due, failures=state.failures + 1)
    due = now + timedelta(seconds=max(feed.seconds, _asked(got.retry_after, now)))
    if got.status == 304:
        return Pass(feed.url, 304, 0, 0, 0, "", (), due), state._replace(due=due, failures=0)
    counts = {"added": 0, "duplicate": 0, "failed": 0}
    errors = []
    for outcome in _added(register, _items(feed, got, limits), who, into):
        counts[outcome.what] += 1
        if outcome.what == "failed":
            errors.append(outcome.why)
    # A feed of which something could not be fetched is asked for whole again.
    whole = not counts["failed"]
    new = State(got.etag if whole else None, got.modified if whole else None, due)
    if counts["added"] or (whole and (new.etag, new.modified) != (state.etag, state.modified)):
        with transaction.atomic():
            chain = Chain(who)
            chain.add(ACTION, feed.url, {"etag": new.etag, "modified": new.modified, **counts})
            chain.write()
    return Pass(feed.url, got.status, counts["added"], counts["duplicate"], counts["failed"], "", tuple(errors), due), new


def _added(register: Register, items: Iterator[Item | InputError], who: str | None, into: Collection | None) -> Iterator[Outcome]:
    """Take items in; with ``into`` a batch and where it is placed are one transaction, and what has to be fetched is fetched before that begins."""
    if into is None:
        yield from register.add(items, who)
        return
    while batch := list(islice(items, BATCH)):
        with transaction.atomic():
            outcomes = list(register.add(batch, who))
            place(Report.objects.filter(key__in=[one.key for one in outcomes if one.what == "added"]).defer("text"), into, who or person())
        yield from outcomes


def _items(feed: Feed, got: fetch.Fetched, limits: fetch.Limits) -> Iterator[Item | InputError]:
    for item in fetched(got, limits.max_bytes, feed.outlet):
        if isinstance(item, InputError) or not feed.pages or not item.url:
            yield item
        # A page is fetched once: entries stand in a feed for days.
        elif not Report.objects.filter(doc=item.url, extractor__startswith="html/").exists():
            try:
                page = fetch.get(item.url, limits)
            except InputError as error:
                yield item
                yield error
            else:
                yield from fetched(page._replace(url=item.url), limits.max_bytes, feed.outlet)


def _asked(said: str | None, now: datetime) -> float:
    """Seconds that a server asks to wait (``Retry-After``), a day at most."""
    if not said:
        return 0
    try:
        wait = float(said) if said.strip().isdigit() else (parsedate_to_datetime(said) - now).total_seconds()
    except (ValueError, TypeError):
        return 0
    return min(max(wait, 0), _LONGEST)

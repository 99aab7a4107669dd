"""``sijill watch``: feeds fetched when they are due, with a line in the log for every look."""

from __future__ import annotations

import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.options import Database, Packs, Who
from sijill.cli.terminal import SOME_FAILED, usage
from sijill.errors import SijillError

if TYPE_CHECKING:
    from sijill.ingest.feeds import Feed
    from sijill.register import Register
    from sijill.register.watch import Pass


def attach(app: typer.Typer) -> None:
    """Add the command to the program's."""
    app.command()(watch)


def watch(
    table: Annotated[Path, typer.Argument(metavar="FEEDS.toml", help="A table with a [[feed]] for each: url, and if you like outlet, interval, pages.", show_default=False)],
    once: Annotated[bool, typer.Option("--once", help="Look at every feed once, due or not, and end.")] = False,
    pack: Packs = None,
    database: Database = None,
    who: Who = None,
) -> None:
    """Watch feeds: fetch each when it is due, take in and read what is new.

    Asks only for what changed since the last look, which the register remembers; a watch that was stopped goes on from there. One watch at a
    time works for a register. Ends after the feed at hand on Ctrl-C or a TERM signal.

    \b
    Examples:
      sijill watch feeds.toml
      sijill watch feeds.toml --once --database postgresql://me@db.example.org/sijill

    \b
    feeds.toml:
      [[feed]]
      url = "https://example.org/rss.xml"
      interval = "15m"
      outlet = "شبكة النهر"
      pages = true        # the pages that entries link to, too
    """
    from sijill.ingest.feeds import load
    from sijill.register import Register
    from sijill.register.alone import alone

    stop = threading.Event()
    try:
        feeds = load(table)
        with Register.open(database, create=True) as register, alone(register.store.folder), _Stopping(stop):
            failed = _rounds(register, feeds, once, pack, who, stop)
    except SijillError as error:
        usage(str(error))
    if once and failed:
        raise typer.Exit(SOME_FAILED)


def _rounds(register: Register, feeds: list[Feed], once: bool, pack: list[Path] | None, who: str | None, stop: threading.Event) -> int:
    from sijill.register import watch as watching

    states = watching.states(feeds)
    _log(f"watching {len(feeds)} feed{'s' if len(feeds) > 1 else ''}, {sum(states[f.url].due <= datetime.now(UTC) for f in feeds)} due")
    failed = 0
    while not stop.is_set():
        now = datetime.now(UTC)
        for feed in sorted(feeds, key=lambda f: states[f.url].due):
            if stop.is_set() or (not once and states[feed.url].due > now):
                break
            told, states[feed.url] = watching.look(register, feed, states[feed.url], who)
            failed += bool(told.why) + told.failed
            for line in _lines(told, None if once else told.due):
                _log(line)
            read = unread = 0
            for outcome in register.read(pack or (), 1, who):
                read += not outcome.why
                unread += bool(outcome.why)
                if outcome.why:
                    _log(f"{outcome.name}: could not be read: {outcome.why}")
            if read or unread:
                _log(f"{read} read" + (f", {unread} could not be read" if unread else ""))
        if once:
            return failed
        stop.wait(max(min((states[f.url].due - datetime.now(UTC)).total_seconds() for f in feeds), 0.05))
    return failed


def _lines(told: Pass, due: datetime | None) -> list[str]:
    then = f"; next {due:%Y-%m-%dT%H:%M:%SZ}" if due else ""
    if told.why:
        return [f"failed: {told.why}{then}"]
    if told.status == 304:
        return [f"{told.url}: unchanged{then}"]
    return [f"{told.url}: {told.added} added, {told.duplicate} there already, {told.failed} could not be taken in{then}", *(f"  {why}" for why in told.errors)]


def _log(line: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}", file=sys.stderr, flush=True)


class _Stopping:
    """Signals to end set the event, and the feed at hand is finished. Elsewhere than in the main thread signals are left alone."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop

    def __enter__(self) -> None:
        self.before = {}
        if threading.current_thread() is threading.main_thread():
            for kind in (signal.SIGINT, signal.SIGTERM):
                self.before[kind] = signal.signal(kind, lambda *_: self.stop.set())

    def __exit__(self, *_: object) -> None:
        for kind, handler in self.before.items():
            signal.signal(kind, handler)

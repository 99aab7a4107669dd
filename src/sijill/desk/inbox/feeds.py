"""The feeds that the desk watches: a list that people keep, looked at when they are due while the server runs, or when somebody asks for it.

What a feed said last stands in the audit chain (``sijill.register.watch``), as it does for ``sijill watch``; here is only which there are, and how the last look went.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sijill.desk import jobs
from sijill.desk.models import Job, Setting, User
from sijill.errors import RegisterError
from sijill.ingest.feeds import Feed
from sijill.register import Register

KEY = "feeds"
INTERVALS = ("15m", "30m", "1h", "6h", "1d")
_MOST = 500
_LISTED = 30


def listed() -> list[dict[str, Any]]:
    """Every feed: ``url``, ``outlet``, ``interval``, ``pages``, ``who`` added it, ``collection`` (its number, or null), and of the last look ``looked`` (UTC), ``added``, ``why``, ``failures``."""
    row = Setting.objects.filter(key=KEY).first()
    return list(row.value or []) if row is not None else []


def add(url: str, outlet: str, interval: str, pages: bool, who: str, collection: int | None = None) -> None:
    """Watch a feed; what it brings is placed in that collection. Raises ``RegisterError`` for what is no address, another interval, and a feed that is watched already."""
    if not re.match(r"https?://[^\s/]+", url, re.IGNORECASE) or len(url) > 2000:
        raise RegisterError(_("%(url)s is no address that can be fetched; write it from https:// on") % {"url": url or "–"})
    if interval not in INTERVALS:
        raise RegisterError(_("%(text)s is no interval; choose one from the list") % {"text": interval})
    with transaction.atomic():
        row = _locked()
        if any(one["url"] == url for one in row.value):
            raise RegisterError(_("%(url)s is watched already") % {"url": url})
        if len(row.value) >= _MOST:
            raise RegisterError(_("%(number)s feeds are watched; stop one before adding another") % {"number": _MOST})
        row.value.append({"url": url, "outlet": outlet, "interval": interval, "pages": pages, "who": who, "collection": collection})
        row.save()


def stop(url: str) -> bool:
    """Watch it no longer; whether it was."""
    with transaction.atomic():
        row = _locked()
        kept = [one for one in row.value if one["url"] != url]
        stopped = len(kept) < len(row.value)
        row.value = kept
        row.save()
    return stopped


def ask(url: str, user: User) -> Job:
    """Put a look at a feed in the row. Raises ``RegisterError`` for one that is not watched."""
    if not any(one["url"] == url for one in listed()):
        raise RegisterError(_("%(url)s is not watched; add it first") % {"url": url})
    return jobs.ask("feed", user, url=url)


def due() -> None:
    """Put looks at the feeds that are due in the row, in the name of whoever added them."""
    now = datetime.now(UTC)
    for one in listed():
        if _due(one) > now or Job.objects.filter(kind="feed", state__in=("waiting", "running"), asked__url=one["url"]).exists():
            continue
        user = User.objects.filter(username=one["who"], is_active=True).first()
        if user is not None:
            jobs.ask("feed", user, url=one["url"], due=True)


def look(register: Register, url: str, who: str) -> dict[str, Any]:
    """Look at a feed and take in what is new; what came of it: ``added``, ``there``, ``failed``, ``errors``, and the keys ``first`` and ``last`` between which the
    new reports lie. Raises ``RegisterError`` where somebody else watches at the moment, or it is watched no longer."""
    from sijill.register import watch
    from sijill.register.alone import alone
    from sijill.register.models import Collection, Report

    one = next((one for one in listed() if one["url"] == url), None)
    if one is None:
        raise RegisterError(_("%(url)s is not watched; add it first") % {"url": url})
    feed = Feed(url=url, outlet=one["outlet"] or None, interval=one["interval"], pages=one["pages"])
    into = Collection.objects.filter(pk=one["collection"]).first() if one.get("collection") else None
    if one.get("collection") and into is None:
        raise RegisterError(_("%(url)s: its collection is gone; watch it anew with another") % {"url": url})
    last = Report.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with alone(register.store.folder):
        state = watch.states([feed])[url]._replace(failures=one.get("failures", 0))
        done, state = watch.look(register, feed, state, who, into)
    errors = [done.why] if done.why else [*done.errors]
    told: dict[str, Any] = {"added": done.added, "there": done.duplicate, "failed": done.failed, "errors": errors[:_LISTED], "unchanged": done.status == 304}
    if done.added:
        fresh = Report.objects.filter(pk__gt=last)
        told["first"], told["last"] = fresh.order_by("pk").values_list("pk", flat=True)[0], fresh.order_by("-pk").values_list("pk", flat=True)[0]
    with transaction.atomic():
        row = _locked()
        for kept in row.value:
            if kept["url"] == url:
                kept.update(looked=datetime.now(UTC).isoformat(timespec="seconds"), due=done.due.isoformat(timespec="seconds"), failures=state.failures, why=done.why,
                            added=done.added, unchanged=done.status == 304)  # fmt: skip
        row.save()
    return told


def _due(one: dict[str, Any]) -> datetime:
    if said := one.get("due"):
        return datetime.fromisoformat(said)
    return datetime.now(UTC) - timedelta(seconds=1)


def _locked() -> Setting:
    """The row, which nobody else changes meanwhile; made where there is none."""
    Setting.objects.get_or_create(key=KEY, defaults={"value": []})
    return Setting.objects.select_for_update().get(key=KEY)

"""What takes longer than a page may: kept in a table, done by a thread of the server, one after the other, and taken up again after a restart."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.urls import get_resolver
from django.utils import timezone

from sijill.desk.models import Job, User
from sijill.errors import SijillError

Handler = Callable[[Job, Callable[[int, int, str], None]], dict[str, object]]
"""Does a job; is given a function to tell ``(done, total, step)``, and returns what is told of it at the end."""

HANDLERS: dict[str, Handler] = {}
"""By the kind of the job; rooms add theirs when they are imported."""

DUE: list[Callable[[], None]] = []
"""What the thread of the server asks before each round, so that rooms can put in the row what is due by itself."""

DEAD = timedelta(seconds=90)
"""A job without a sign for so long was left by a server that is gone."""

_BEAT = 20.0
"""Seconds between two signs."""

_wake = threading.Event()
_log = logging.getLogger("sijill.desk")


def ask(kind: str, user: User, **asked: object) -> Job:
    """Put a job in the row. ``asked`` has to be JSON."""
    job = Job.objects.create(kind=kind, user=user, asked=asked)
    wake()
    return job


def wake() -> None:
    """Have the thread look at once whether there is anything to do."""
    _wake.set()


def run_waiting() -> int:
    """Do every job that waits, here and now; how many that were."""
    count = 0
    # Rooms add their handlers when their addresses are read, which no request may have asked for yet.
    assert get_resolver().url_patterns
    Job.objects.filter(state="running", beat__lt=timezone.now() - DEAD).update(state="waiting")
    while (job := _take()) is not None:
        _do(job)
        count += 1
    return count


def start() -> threading.Thread:
    """A thread that does jobs as they come, as long as the process lives."""

    def work() -> None:
        while True:
            close_old_connections()
            try:
                run_waiting()
                for look in DUE:
                    look()
            except Exception:
                _log.exception("jobs")
            close_old_connections()
            _wake.wait(2)
            _wake.clear()

    thread = threading.Thread(target=work, name="jobs", daemon=True)
    thread.start()
    return thread


def _take() -> Job | None:
    """The oldest that waits, made ours: of two servers only one gets it."""
    for pk in Job.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True)[:10]:
        if Job.objects.filter(pk=pk, state="waiting").update(state="running", beat=timezone.now()):
            return Job.objects.get(pk=pk)
    return None


def _do(job: Job) -> None:
    def tell(done: int, total: int, step: str) -> None:
        Job.objects.filter(pk=job.pk).update(done=done, total=total, step=step, beat=timezone.now())

    try:
        with _alive(job):
            told, state = HANDLERS[job.kind](job, tell), "done"
    except SijillError as error:
        told, state = {"error": str(error)}, "failed"
    except Exception as error:
        _log.exception("job %s (%s)", job.pk, job.kind)
        told, state = {"error": f"{type(error).__name__}: {error}"}, "failed"
    Job.objects.filter(pk=job.pk).update(state=state, told=told, ended=timezone.now())


@contextmanager
def _alive(job: Job) -> Iterator[None]:
    """Signs that a job is being done, also while one step of it takes long and tells nothing."""
    over = threading.Event()

    def sign() -> None:
        while not over.wait(_BEAT):
            with suppress(DatabaseError):  # a long transaction of the job's own may hold the table: the next sign will do
                Job.objects.filter(pk=job.pk).update(beat=timezone.now())
        connection.close()

    thread = threading.Thread(target=sign, name=f"job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

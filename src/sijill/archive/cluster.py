"""Work over the processes of this machine or of a cluster, by Dask: a bounded number of tasks under way, and what a dying worker leaves is done by another."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import uuid4

import dask
from distributed import Client, KilledWorker, LocalCluster, wait
from distributed.comm.core import CommClosedError

from sijill.errors import InputError, SijillError

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 2
"""Tasks under way for each worker: one that it does, one that waits for it."""
_LOOK = 5.0
"""Seconds between two looks at whether there is still somebody at work."""
_PATIENCE = 15.0
"""Seconds that a scheduler may take to answer."""

_OWN = {
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.allowed-failures": 1,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.work-stealing": True,
}


@contextmanager
def client(scheduler: str | None, workers: int) -> Iterator[Any]:
    """A client of the scheduler at an address, or of ``workers`` processes of this machine that nobody else can reach.

    Raises ``InputError`` where nobody answers at the address.
    """
    for name in ("distributed", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler is not None:
        try:
            found = Client(scheduler, timeout=_PATIENCE)
        except (OSError, ValueError) as error:
            raise InputError(f"--scheduler {scheduler}: nobody answers ({error}); start one with  dask scheduler  and workers with  dask worker {scheduler} --nthreads 1") from None
        with found:
            yield found
        return
    with (
        warnings.catch_warnings(action="ignore"),  # the page has another port where its own is taken; which one, is said
        dask.config.set(_OWN),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:8787", silence_logs=logging.CRITICAL
        ) as own,
        Client(own) as found,
    ):
        yield found


def run(client: Any, work: Callable[[T, int], R], jobs: Iterable[T], tell: Callable[[str], None]) -> Iterator[tuple[T, R]]:
    """``work(job, deaths)`` of every job, as they are done, in no order; at most twice as many as there are workers are under way.

    ``work`` is a function that workers can import. ``deaths`` counts how often the job has ended its worker, each time as often as the scheduler lets it
    (``distributed.scheduler.allowed-failures``). ``tell`` is told when there is nobody at work. Raises what ``work`` raises, and ``InputError`` where the
    scheduler is gone.
    """
    token, stream, more = uuid4().hex[:8], enumerate(jobs), True
    under_way: dict[Any, tuple[int, T, int]] = {}

    def submit(number: int, job: T, deaths: int) -> None:
        key = (f"{getattr(work, '__name__', 'work')}-{token}", number, deaths)
        under_way[client.submit(work, job, deaths, key=key, pure=False)] = number, job, deaths

    try:
        if not client.nthreads():
            tell("the scheduler has no worker yet; waiting for one to come")
        while True:
            room = _AHEAD * max(1, len(client.nthreads())) - len(under_way)
            while more and room > 0:
                try:
                    submit(*next(stream), 0)
                    room -= 1
                except StopIteration:
                    more = False
            if not under_way:
                return
            for future in _finished(client, under_way, tell):
                number, job, deaths = under_way.pop(future)
                error = future.exception() if future.status == "error" else None
                if isinstance(error, KilledWorker) and deaths < 2:
                    submit(number, job, deaths + 1)
                elif error is not None:
                    raise _understood(error)
                else:
                    yield job, future.result()
                future.release()
    except (CancelledError, CommClosedError) as error:
        raise InputError(f"the scheduler is gone ({type(error).__name__}); start it again and give the same command: what is done stays done") from None


def _finished(client: Any, futures: Iterable[Any], tell: Callable[[str], None]) -> list[Any]:
    """Those that are no longer under way, at least one."""
    idle = False
    while True:
        try:
            return list(wait(list(futures), return_when="FIRST_COMPLETED", timeout=_LOOK).done)
        except TimeoutError:
            if not client.nthreads() and not idle:
                idle = True
                tell("no worker is left; waiting for one to come")


def _understood(error: BaseException) -> Exception:
    """What went wrong on a worker, for a person."""
    if isinstance(error, SijillError):
        return error
    if isinstance(error, KilledWorker):
        return InputError("workers are killed by work that needs no report; do they have enough memory?")
    return InputError(f"a worker failed ({type(error).__name__}: {str(error)[:300]}); is sijill[archive] installed on every worker, in the same version?")

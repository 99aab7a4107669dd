"""A Dask of this process, for what does not need processes that can be killed; and archives to look at."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

from sijill.archive import manifest
from sijill.archive.inputs import Options
from sijill.archive.read import Run


@pytest.fixture(scope="session")
def client() -> Iterator[Any]:
    """One worker, one thread, no port that anybody could reach."""
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, silence_logs=logging.CRITICAL) as own, Client(own) as found:
        yield found


def archive(client: Any, given: list[Path | str], out: Path | str, options: Options | None = None) -> manifest.Manifest:
    """Read into an archive; its manifest."""
    run = Run([str(g) for g in given], str(out), (), options)
    if (made := run.finished()) is not None:
        return made
    plan = run.plan(client, print)
    for _ in run.read(client, plan, print):
        pass
    return run.finish(plan)

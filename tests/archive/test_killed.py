"""Runs that are killed, in every way, and end in the same bytes as those that nobody killed; and documents that kill.

Real processes: the command, ``dask scheduler`` and ``dask worker``, each worker with its own work folder.
"""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.archive.conftest import archive
from tests.archive.makers import reports

from sijill.archive import manifest
from sijill.archive.inputs import Options

PARTS, EACH, OPEN = 16, 10, 10
"""Partitions, reports of each, and how many partitions can be read before the gate is opened: whoever is to be killed is then at work, on however quick a machine."""
PATIENCE = 300
"""Seconds after which something must have happened, on however slow a machine."""
LONGEST = 3
"""Seconds that a report may take."""

POISON = """
import functools, os, pathlib, signal, time, sijill.batch as batch

gate = pathlib.Path(__file__).with_name("gate")

@functools.wraps(batch.read_one)
def read_one(item, render, packs, _as_before=batch.read_one):
    if "سم قاتل" in item.text:
        os.kill(os.getpid(), signal.SIGKILL)
    while "سم بطيء" in item.text:
        pass
    while "عند الباب" in item.text and not gate.exists():
        time.sleep(0.01)
    if "سم خفيف" in item.text:
        return _as_before(__import__("msgspec").structs.replace(item, text=None), render, packs)
    return _as_before(item, render, packs)

batch.read_one = read_one
"""
"""Imported by every Python that starts with its folder on the path: some reports kill the process that reads them, or never end, or wait for a gate."""


class Cluster:
    """A scheduler and two workers."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.folder, self.address = folder, f"tcp://127.0.0.1:{self.port}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        for name in names:
            if name == "scheduler":
                what = ["scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard"]
            else:
                own = self.folder / name
                own.mkdir(exist_ok=True)
                what = ["worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(own), "--death-timeout", str(PATIENCE)]
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *what], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd=self.folder
            )

    def kill(self, *names: str) -> None:
        """With all their children, as when a machine loses its power."""
        for name in names:
            process = self.processes.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    try:
        yield made
    finally:
        made.kill(*made.processes)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the poison lies, on the path of every process to come."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(POISON, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path / "site"), *sys.path)))
    return tmp_path / "site"


def lines(told: list[dict[str, str]]) -> bytes:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in told).encode()


def command(*arguments: object) -> subprocess.Popen[str]:
    what = [sys.executable, "-m", "sijill", "archive", "read", *map(str, arguments)]
    return subprocess.Popen(what, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)


def ended(process: subprocess.Popen[str], code: int) -> str:
    """What it said; it must end by itself."""
    try:
        _, said = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode == code, said
    return said


def until(out: Path, done: int) -> None:
    """Wait for partitions to be done."""
    limit = time.monotonic() + PATIENCE
    while len(list(out.glob("_parts/*.json"))) < done:
        assert time.monotonic() < limit
        time.sleep(0.005)


def test_killed_three_times_it_ends_as_if_nothing_had_been(client: Any, site: Path, cluster: Cluster, tmp_path: Path) -> None:
    """A worker, while the other goes on; then the scheduler; then everything, the command too; each time it is started again. The last run loses a worker, too."""
    told, given, out = list(reports(PARTS * EACH)), tmp_path / "reports.jsonl", tmp_path / "out"
    for report in told[OPEN * EACH :]:
        report["text"] += "عند الباب"
    given.write_bytes(lines(told))
    arguments = (given, out, "--scheduler", cluster.address, "--partition", EACH)
    cluster.start("scheduler", "one", "two")
    run = command(*arguments)
    until(out, 2)
    cluster.kill("one")
    until(out, 5)
    cluster.kill("scheduler")
    assert "what is done stays done" in ended(run, 2)
    cluster.kill("two")
    after = len(list(out.glob("_parts/*.json")))
    cluster.start("scheduler", "one", "two")
    run = command(*arguments)
    until(out, min(after + 3, OPEN))
    os.killpg(run.pid, signal.SIGKILL)
    cluster.kill(*cluster.processes)
    run.communicate()
    assert run.returncode == -signal.SIGKILL and len(list(out.glob("_parts/*.json"))) <= OPEN < PARTS
    cluster.start("scheduler", "one", "two")
    run = command(*arguments)
    until(out, OPEN)
    cluster.kill("one")
    (site / "gate").touch()
    ended(run, 0)
    assert manifest.load(str(out)) == archive(client, [given], tmp_path / "unbroken", Options(reports=EACH))
    assert not list(out.glob("*/.*.tmp"))
    assert "whole already" in ended(command(*arguments), 0)


def test_only_the_documents_that_kill_or_hang_are_set_aside(site: Path, tmp_path: Path) -> None:
    some = list(reports(60))
    for k, poison in ((17, "سم قاتل"), (25, "سم بطيء"), (44, "سم خفيف")):
        some[k]["text"] += poison
    given, out = tmp_path / "reports.jsonl.gz", tmp_path / "out"
    given.write_bytes(gzip.compress(lines(some)))
    said = ended(command(given, out, "--workers", 2, "--partition", 20, "--max-seconds", LONGEST), 1)
    assert "57 reports" in said and "3 could not be read" in said
    found = duckdb.sql(f"SELECT doc, locator, stage, error FROM '{out}/quarantine/*.parquet' ORDER BY doc").fetchall()
    assert [row[:3] for row in found] == [("r0017", "line 18", "killed"), ("r0025", "line 26", "killed"), ("r0044", "line 45", "reading")]
    assert "crashed" in found[0][3] and f"took longer than {LONGEST} seconds" in found[1][3] and "internal error" in found[2][3]
    read = duckdb.sql(f"SELECT doc FROM '{out}/reports/*.parquet'").fetchall()
    assert sorted(doc for (doc,) in read) == [r["id"] for k, r in enumerate(some) if k not in (17, 25, 44)]

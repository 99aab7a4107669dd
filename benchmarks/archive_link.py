"""Linking archives of growing size: time, growth, memory, and how much of the gold is found.  See README.md beside this file.

  python benchmarks/archive_link.py [--events N,N...] [--workers N] [--read] [--keep FOLDER] [--json]

Made-up reports (`sijill archive generate`) are put into an archive with their gold as readings, or, with ``--read``, with what the reader makes of them;
`sijill archive link` is run as a person runs it.  Precision and recall are over pairs of events of one incident.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pyarrow as pa
from pyarrow import parquet

from sijill.archive import manifest
from sijill.archive.inputs import Options
from sijill.archive.manifest import Inputs, Manifest
from sijill.archive.schema import SCHEMAS
from sijill.records import Reading

A_REPORT = 1.5
"""Events that a made-up report tells, about."""
PART = 2000


def sijill(*arguments: str) -> dict[str, float]:
    """Run the command: wall and processor seconds, the most memory that one of its processes took, in MB."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen([sys.executable, "-m", "sijill", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    most = Counter[str]()
    watch = threading.Thread(target=_watch, args=(process.pid, most), daemon=True)
    watch.start()
    _, said = process.communicate()
    if process.returncode:
        raise SystemExit(said.decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": round(time.perf_counter() - began, 1), "processor_seconds": round(used, 1), "command_mb": most["command"], "worker_mb": most["worker"]}


def _watch(process: int, most: Counter[str]) -> None:
    while True:
        try:
            root = psutil.Process(process)
            for which, one in (("command", root), *(("worker", child) for child in root.children(recursive=True))):
                most[which] = max(most[which], one.memory_info().rss >> 20)
        except psutil.Error:
            if not psutil.pid_exists(process):
                return
        time.sleep(0.2)


def lines(folder: Path) -> Iterator[Any]:
    """The objects of the JSON Lines of a folder, file by file."""
    for path in sorted(folder.iterdir()):
        with path.open("rb") as stream:
            yield from map(msgspec.json.decode, stream)


def reading(gold: dict[str, Any]) -> Reading:
    """The gold of a report as a reading: what it leaves open is empty."""

    def ruled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"start": 0, "end": 0, "rule": "gold", **row, "attribution": ruled(row.get("attribution", []))} for row in rows]

    for event in gold["events"]:
        event |= {"rule": "gold", "evidence": {}, "reasons": {}, **{name: ruled(event[name]) for name in ("places", "agent", "target", "figures", "attribution")}}
    made = {"sha256": "", "reader": "gold", "evidence": {}, "reasons": {}, **gold, "profile": []}
    return msgspec.convert(made, Reading, strict=False)


def gold_archive(made: Path, out: Path) -> int:
    """An archive whose readings are the gold; how many events."""
    events = parts = reports = 0
    both = zip(lines(made / "reports"), lines(made / "gold"), strict=True)
    (out / "reports").mkdir(parents=True)
    while piece := list(islice(both, PART)):
        rows = []
        for report, gold in piece:
            read = reading(gold)
            events += len(read.events)
            rows.append({"doc": read.doc, "part": parts, "text": report["text"], "outlet": read.outlet[0] if read.outlet else None, "record": msgspec.json.encode(read).decode()})
        parquet.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS["reports"]), out / "reports" / f"part-{parts:05}.parquet", compression="zstd")
        parts, reports = parts + 1, reports + len(rows)
    whole = Manifest(
        format=manifest.FORMAT, reader="gold", packs="", pyarrow=pa.__version__, options=Options(), inputs=Inputs(1, 0, ""), parts=parts,
        rows={"reports": reports, "events": events}, failures={}, content=f"gold of {reports} reports",
    )  # fmt: skip
    (out / "manifest.json").write_bytes(msgspec.json.encode(whole))
    return events


def found(made: Path, out: Path, read: bool) -> dict[str, float]:
    """Precision and recall over pairs of events of one incident: of gold events, or of read events that stand where a gold one of a kin type does."""
    gold = {(g["doc"], e["id"]): e["incident"] for g in lines(made / "gold") for e in g["events"]}
    home: dict[tuple[str, str], int] = {}
    for path in sorted((out / "members").iterdir()):
        table = parquet.read_table(path)
        home.update(zip(zip(table["doc"].to_pylist(), table["event"].to_pylist(), strict=True), table["incident"].to_pylist(), strict=True))
    at = _stood(made, out) if read else {key: key for key in gold}
    both = Counter((gold[key], home[claim]) for key, claim in at.items() if claim in home)
    true, told = Counter[str](), Counter[int]()
    for (incident, group), n in both.items():
        true[incident] += n
        told[group] += n
    if not read:
        told = Counter(home.values())

    def pairs(counts: Counter[Any]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    return {"gold_pairs": pairs(true), "precision": round(pairs(both) / max(1, pairs(told)), 4), "recall": round(pairs(both) / max(1, pairs(true)), 4), "events_found": round(len(at) / len(gold), 4)}


def _stood(made: Path, out: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """The read event of each gold one: of those of its type whose trigger meets its trigger, the first."""
    read: dict[str, list[tuple[str, str, int, int]]] = {}
    for path in sorted((out / "events").iterdir()):
        for row in parquet.read_table(path, columns=["doc", "event", "type", "start", "end"]).to_pylist():
            read.setdefault(row["doc"], []).append((row["event"], row["type"], row["start"], row["end"]))
    at = {}
    for gold in lines(made / "gold"):
        for event in gold["events"]:
            fits = [k for k, kind, start, end in read.get(gold["doc"], ()) if kind == event["type"] and start < event["end"] and event["start"] < end]
            if fits:
                at[gold["doc"], event["id"]] = (gold["doc"], fits[0])
    return at


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", default="31250,62500,125000", help="sizes, by comma; of each about so many")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--read", action="store_true", help="link what the reader reads instead of the gold")
    parser.add_argument("--keep", type=Path, help="a folder for what is made, instead of one that goes")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder, out = given.keep or Path(temporary), []
        for size in map(int, given.events.split(",")):
            made, archive = folder / f"made-{size}", folder / f"{'read' if given.read else 'gold'}-{size}"
            if not made.exists():
                sijill("archive", "generate", str(made), "--reports", str(int(size / A_REPORT)), "--workers", str(given.workers))
            if given.read:
                sijill("archive", "read", str(made / "reports"), str(archive), "--workers", str(given.workers))
            elif not archive.exists():
                gold_archive(made, archive)
            (archive / "link.json").unlink(missing_ok=True)
            measured = sijill("archive", "link", str(archive), "--workers", str(given.workers))
            linked = json.loads((archive / "link.json").read_text())
            out.append({name: linked[name] for name in ("events", "pairs", "links", "incidents", "copies")} | measured | found(made, archive, given.read))
            print(json.dumps(out[-1]) if given.json else "  ".join(f"{name} {value:,}" for name, value in out[-1].items()), flush=True)
    if len(out) > 1:
        (x, y), (z, w) = ((row["events"], row["processor_seconds"]) for row in (out[0], out[-1]))
        print(f"growth: time as events to the power of {math.log(w / y) / math.log(z / x):.2f}")


if __name__ == "__main__":
    main()

"""Speed of the reader: throughput, ratio to the floor, two processes, start-up, memory, linearity.  See README.md beside this file.

  python benchmarks/speed.py [--reports N] [--json]

The floor needs daachorse (``pip install daachorse``), else it is left out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import msgspec

CHARACTERS = 2_500
KILOBYTE, MEGABYTE = 1 << 10, 1 << 20


def sample_texts() -> list[str]:
    """The shipped samples, in order."""
    folder = Path(str(resources.files("sijill"))) / "samples"
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def synthetic_reports(count: int) -> list[str]:
    """Reports of about 2,500 characters: the lines of all samples in one ring, each report beginning at another."""
    lines = [line for text in sample_texts() for line in text.splitlines() if line.strip()]
    reports = []
    for number in range(count):
        at, report = number * 7, ""
        while len(report) < CHARACTERS:
            report += lines[at % len(lines)] + "\n"
            at += 1
        reports.append(report[:CHARACTERS])
    return reports


def of_size(octets: int) -> str:
    """One text of about so many UTF-8 bytes, cut at a character."""
    ring = "\n".join(sample_texts())
    copies = octets // len(ring.encode()) + 1
    return (ring * copies).encode()[:octets].decode("utf-8", "ignore")


def least() -> Callable[[str], object] | None:
    """The least that any reader of these packs would do with a report: its hash, its letters folded, one pass of an automaton over
    all forms and names with a look at the letters around each find, the places of its words; None without daachorse."""
    try:
        import daachorse
    except ImportError:
        return None
    from sijill.arabic import fold
    from sijill.knowledge.gazetteer import load_places
    from sijill.knowledge.lexicon import Lexicon
    from sijill.knowledge.tables import pack_folders

    folders = pack_folders()
    phrases = sorted({*Lexicon(folders).stored().forms, *load_places(folders).index} - {""})
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(phrases, daachorse.MATCH_KIND_LEFTMOST_LONGEST)

    def work(text: str) -> object:
        digest = hashlib.sha256(text.encode()).hexdigest()
        plain = fold(text).text
        size = len(plain)
        found = [m for m in automaton.find(plain) if (m[0] == 0 or not plain[m[0] - 1].isalpha()) and (m[1] == size or not plain[m[1]].isalpha())]
        spans, end = [], 0
        for word in plain.split():
            start = plain.find(word, end)
            end = start + len(word)
            spans.append((start, end))
        return digest, found, spans

    return work


def throughput(count: int) -> dict[str, float]:
    """Reports a second on one core with warm caches, reading alone and reading with JSON, and how many times the floor a report
    takes: the three in turns, the best of five by the clock, the ratio by processor time."""
    from sijill.reading.reader import default_reader

    reader, work = default_reader(), least()
    reports = synthetic_reports(count)
    kinds: dict[str, Callable[[str], object]] = {
        "alone": lambda text: reader.read(text, doc="r"), "json": lambda text: msgspec.json.encode(reader.read(text, doc="r")),
    }  # fmt: skip
    if work is not None:
        kinds["floor"] = work
    clock: dict[str, list[float]] = {kind: [] for kind in kinds}
    processor: dict[str, list[float]] = {kind: [] for kind in kinds}
    for turn in range(6):
        for kind, does in kinds.items():
            began, worked = time.perf_counter(), time.process_time()
            for report in reports:
                does(report)
            if turn:  # the first warms the caches
                clock[kind].append((time.perf_counter() - began) / count)
                processor[kind].append((time.process_time() - worked) / count)
    out = {
        "reports_per_second": round(1 / min(clock["alone"])),
        "reports_per_second_with_json": round(1 / min(clock["json"])),
        "reports_per_processor_second_median": round(1 / statistics.median(processor["alone"])),
    }
    if work is not None:
        out["floor_ms_a_report"] = round(1000 * statistics.median(processor["floor"]), 3)
        out["times_the_floor"] = round(statistics.median(a / b for a, b in zip(processor["alone"], processor["floor"], strict=True)), 1)
    return out


_PASS = """
import sys, time
from speed import synthetic_reports
from sijill.reading.reader import default_reader
reader, reports = default_reader(), synthetic_reports(int(sys.argv[1]))
for text in reports: reader.read(text)
print("ready", flush=True)
for _ in sys.stdin:
    began, worked = time.perf_counter(), time.process_time()
    for text in reports: reader.read(text)
    print(time.perf_counter() - began, time.process_time() - worked, flush=True)
"""


def two_processes(count: int) -> dict[str, float]:
    """How much more two processes read than one, by the clock and by processor time: one alone and both at once, in turns."""
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))}
    pair = [subprocess.Popen([sys.executable, "-c", _PASS, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=here) for _ in range(2)]

    def go(processes: list[subprocess.Popen[str]]) -> list[list[float]]:
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return [[float(cell) for cell in process.stdout.readline().split()] for process in processes if process.stdout is not None]

    for process in pair:
        assert process.stdout is not None
        process.stdout.readline()
    clock, processor = [], []
    for _ in range(5):
        alone, both = go(pair[:1]), go(pair)
        clock.append(2 * alone[0][0] / max(t[0] for t in both))
        processor.append(2 * alone[0][1] / max(t[1] for t in both))
    for process in pair:
        process.communicate()
    return {"two_processes_over_one": round(max(clock), 2), "two_processes_over_one_by_processor_time": round(statistics.median(processor), 2)}


def linearity() -> float:
    """Time a byte at 1 MB over time a byte at 2 KB, both of the same text; 1 is exactly linear."""
    from sijill.reading.reader import default_reader

    reader = default_reader()
    large = of_size(MEGABYTE)
    # The beginning of the large text in pieces: a single piece may be denser or emptier than the whole.
    ring = "\n".join(sample_texts())
    small = [ring[at : at + KILOBYTE * 11 // 10] for at in range(0, len(ring), KILOBYTE * 11 // 10)][:-1]

    def seconds(texts: list[str]) -> float:
        started = time.perf_counter()
        for text in texts:
            reader.read(text)
        return (time.perf_counter() - started) / sum(len(text.encode()) for text in texts)

    seconds(small)
    return seconds([large]) / min(seconds(small) for _ in range(5))


def start_up() -> dict[str, float]:
    """Seconds of a fresh ``sijill read one.txt`` from start to end, the copy of the packs' tables at hand or still to be made:
    median of nine by the clock and by processor time."""
    out = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "one.txt")
        path.write_text(synthetic_reports(1)[0], encoding="utf-8")
        for name, cache in (("", folder), ("_without_cache", "off")):
            clock, processor = [], []
            for _ in range(10):
                began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run([sys.executable, "-m", "sijill", "read", str(path)], stdout=subprocess.DEVNULL, check=True, env={**os.environ, "SIJILL_CACHE": cache})
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                clock.append(time.perf_counter() - began)
                processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            # the first makes the copy, and Python's own of its modules
            out[f"seconds_to_read_one{name}"] = round(statistics.median(clock[1:]), 3)
            out[f"processor_seconds_to_read_one{name}"] = round(statistics.median(processor[1:]), 3)
    return out


def streaming_memory(count: int) -> float:
    """Peak memory in MB of a fresh process that reads a JSON Lines file of so many reports."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "reports.jsonl")
        with path.open("w", encoding="utf-8") as stream:
            for number, text in enumerate(synthetic_reports(count)):
                stream.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
        script = (
            "import resource, sys\n"
            "from sijill.cli import app\n"
            "try:\n    app(sys.argv[1:])\n"
            "finally:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)\n"
        )
        command = [sys.executable, "-c", script, "read", str(path), "--format", "jsonl"]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return _megabytes(int(done.stderr.split()[-1]))


def _megabytes(peak: int) -> float:
    # Linux counts kilobytes, macOS bytes.
    return peak / (MEGABYTE if sys.platform == "darwin" else KILOBYTE)


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=500, help="how many different reports (500)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    figures = {
        **throughput(args.reports),
        **two_processes(args.reports),
        "linearity_1MB_over_2KB": round(linearity(), 2),
        **start_up(),
        "peak_MB_of_this_process": round(_megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)),
        "peak_MB_streaming": round(streaming_memory(args.reports)),
        "peak_MB_streaming_5_times_the_input": round(streaming_memory(5 * args.reports)),
    }
    if args.json:
        print(json.dumps(figures, indent=1))
        return
    for name, figure in figures.items():
        print(f"{name:42}{figure:>10}")


if __name__ == "__main__":
    main()

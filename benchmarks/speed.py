"""Speed of the reader: throughput, start-up, memory, linearity.  See README.md beside this file.

  python benchmarks/speed.py [--reports N] [--json]
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
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


def throughput(count: int) -> tuple[float, float]:
    """Reports a second on one core with warm caches, reading alone and reading with JSON: best of three rounds."""
    from sijill.reading.reader import default_reader

    reader = default_reader()
    reports = synthetic_reports(count)
    for report in reports:
        reader.read(report, doc="warm")
    alone, written = [], []
    for _ in range(3):
        started = time.perf_counter()
        for report in reports:
            reader.read(report, doc="r")
        alone.append(count / (time.perf_counter() - started))
        started = time.perf_counter()
        for report in reports:
            msgspec.json.encode(reader.read(report, doc="r"))
        written.append(count / (time.perf_counter() - started))
    return max(alone), max(written)


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


def start_up() -> float:
    """Seconds from the start of a fresh process to its first record: median of five."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "reports.jsonl")
        line = json.dumps({"id": "1", "text": synthetic_reports(1)[0]}, ensure_ascii=False)
        path.write_text(line + "\n", encoding="utf-8")
        times = []
        for _ in range(5):
            started = time.perf_counter()
            with subprocess.Popen(
                [sys.executable, "-m", "sijill", "read", str(path)], stdout=subprocess.PIPE
            ) as process:
                assert process.stdout is not None
                process.stdout.readline()
                times.append(time.perf_counter() - started)
    return statistics.median(times)


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
    alone, written = throughput(args.reports)
    figures = {
        "reports_per_second": round(alone),
        "reports_per_second_with_json": round(written),
        "linearity_1MB_over_2KB": round(linearity(), 2),
        "seconds_to_first_record": round(start_up(), 3),
        "peak_MB_of_this_process": round(_megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)),
        "peak_MB_streaming": round(streaming_memory(args.reports)),
        "peak_MB_streaming_5_times_the_input": round(streaming_memory(5 * args.reports)),
    }
    if args.json:
        print(json.dumps(figures, indent=1))
        return
    for name, figure in figures.items():
        print(f"{name:38}{figure:>10}")


if __name__ == "__main__":
    main()

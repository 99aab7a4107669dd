"""Dates and numbers alone, side by side with dateparser and Maha in one run, turn by turn.  See README.md beside this file.

  python benchmarks/others.py --dateparser PYTHON --maha PYTHON [--reports N] [--turns N] [--json]

Each PYTHON is the interpreter of an environment in which that library is installed; without one, that library is left out.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from typing import Any

from speed import synthetic_reports

# Each reads the reports from a line of JSON, warms up, and then for every further line reads them all again and answers with
# the processor seconds a report, and with how many dates and numbers it found.
_COMMON = """
import json, sys, time
from importlib.metadata import version
texts = json.loads(sys.stdin.readline())
def turn():
    started = time.process_time()
    dates = numbers = 0
    for text in texts:
        d, n = both(text)
        dates, numbers = dates + d, numbers + n
    return [(time.process_time() - started) / len(texts), dates / len(texts), numbers / len(texts)]
turn()
print(json.dumps([name, version(name)]), flush=True)
for _ in sys.stdin:
    print(json.dumps(turn()), flush=True)
"""
_SIJILL = """
from sijill.arabic import Text
from sijill.reading.date import dates as date
from sijill.reading.number import numbers as number
name = "sijill"
def both(text):
    tokens = Text(text)
    return len(date.find(tokens)), len(number.find(tokens))
"""
_WHOLE = """
from sijill.reading.reader import default_reader
name = "sijill"
reader = default_reader()
def both(text):
    events = reader.read(text).events
    return sum(e.time is not None for e in events), sum(len(e.figures) for e in events)
"""
_DATEPARSER = """
from dateparser.search import search_dates
name = "dateparser"
def both(text):
    return len(search_dates(text, languages=["ar"]) or ()), 0
"""
_MAHA = """
from maha.parsers.functions import parse_dimension
name = "mahad"
def both(text):
    return len(parse_dimension(text, time=True)), len(parse_dimension(text, numeral=True))
"""


class Side:
    """One of the libraries in a process of its own."""

    def __init__(self, what: str, python: str, code: str, texts: list[str]) -> None:
        self.what = what
        self.process = subprocess.Popen([python, "-W", "ignore", "-c", code + _COMMON], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.tell(texts)
        self.name, self.version = self.hear()
        self.turns: list[list[float]] = []

    def tell(self, what: object) -> None:
        """One line to the process."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        """One line from the process."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.what}: the process has ended; see its error above")
        return json.loads(line)

    def turn(self) -> None:
        """All reports once more."""
        self.tell("again")
        self.turns.append(self.hear())


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dateparser", metavar="PYTHON", help="interpreter with dateparser")
    parser.add_argument("--maha", metavar="PYTHON", help="interpreter with Maha (PyPI: mahad)")
    parser.add_argument("--reports", type=int, default=20, help="how many reports of 2,500 characters (20)")
    parser.add_argument("--turns", type=int, default=5, help="how often each reads them (5)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    texts = synthetic_reports(args.reports)
    sides = [Side("sijill, dates and numbers", sys.executable, _SIJILL, texts), Side("sijill, the whole record", sys.executable, _WHOLE, texts)]
    if args.dateparser:
        sides.append(Side("dateparser, search_dates", args.dateparser, _DATEPARSER, texts))
    if args.maha:
        sides.append(Side("Maha, parse_dimension", args.maha, _MAHA, texts))
    for _ in range(args.turns):
        for side in sides:
            side.turn()
    base = statistics.median(t[0] for t in sides[0].turns)
    found = [
        {
            "what": side.what, "version": f"{side.name} {side.version}", "ms_a_report": round(1000 * (ms := statistics.median(t[0] for t in side.turns)), 2),
            "times_sijill": round(ms / base, 1), "dates_a_report": round(side.turns[0][1], 1), "numbers_a_report": round(side.turns[0][2], 1),
        }
        for side in sides
    ]  # fmt: skip
    if args.json:
        print(json.dumps(found, indent=1))
        return
    print("| what | version | ms a report | times as long | dates found | numbers found |\n|---|---|---|---|---|---|")
    for row in found:
        print("| " + " | ".join(str(cell) for cell in row.values()) + " |")


if __name__ == "__main__":
    main()

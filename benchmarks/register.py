"""Speed of the register: taking in, reading and storing; linking; questions.  See README.md beside this file.

  python benchmarks/register.py [--reports N] [--workers N] [--database URL] [--keep FOLDER] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any


def places() -> list[str]:
    """The places that generated reports tell of."""
    from sijill.archive.generate.world import world

    return [place.bare for country in world().values() for place in country.places]


def parties() -> list[str]:
    """The bodies that act in them."""
    from sijill.archive.generate.world import world

    return sorted({party.name for country in world().values() for several in country.parties.values() for party in several if party.id})


def outlets() -> list[str]:
    """The outlets that print them."""
    from sijill.archive.generate.world import world

    return sorted({outlet.name for country in world().values() for outlet in country.outlets})


@contextmanager
def measured(what: dict[str, Any], name: str) -> Iterator[None]:
    """Wall and processor seconds of what runs within, children included."""
    began, own, children = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    what[f"{name}_seconds"] = round(time.perf_counter() - began, 2)
    after = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    what[f"{name}_processor_seconds"] = round(sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip((own, children), after, strict=True)), 2)


class Memory(threading.Thread):
    """The resident memory of a process, in MB, looked at every quarter of a second (Linux)."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.path, self.seen = Path(f"/proc/{process}/statm"), [0.0]

    def run(self) -> None:
        while True:
            try:
                self.seen.append(int(self.path.read_text().split()[1]) * resource.getpagesize() / (1 << 20))
            except (OSError, IndexError):
                return
            time.sleep(0.25)


def sijill(*arguments: str, environment: dict[str, str]) -> list[float]:
    """Run the command; the memory of its main process over time, in MB."""
    process = subprocess.Popen([sys.executable, "-m", "sijill", *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    memory = Memory(process.pid)
    memory.start()
    _, said = process.communicate()
    if process.returncode:
        raise SystemExit(said.decode())
    return memory.seen


def questions(database: str, evidence: Path, count: int) -> dict[str, Any]:
    """Milliseconds of a page of 50 incidents, by what is asked for, plain and further down the list."""
    from sijill.register import Register

    out: dict[str, Any] = {}
    with Register.open(database, evidence=evidence):
        from sijill.register.models import Incident
        from sijill.register.queries import Filter, incidents

        dice, towns, sides = random.Random(2), places(), parties()
        days = Incident.objects.exclude(last_day=None).order_by("last_day").values_list("last_day", flat=True)
        first, last = days.first(), days.last()

        def some() -> date:
            return date.fromordinal(dice.randrange(first, last + 1))

        def month() -> Filter:
            day = some()
            return Filter(since=day, until=day + timedelta(days=30))

        kinds = {
            "all": Filter,
            "month": month,
            "since": lambda: Filter(since=some()),
            "until": lambda: Filter(until=some()),
            "place": lambda: Filter(place=dice.choice(towns)),
            "governorate": lambda: Filter(place=dice.choice(("إدلب", "حلب", "نينوى", "صنعاء", "شمال دارفور"))),
            "near": lambda: Filter(near=(dice.uniform(33, 37), dice.uniform(36, 44), 20)),
            "actor": lambda: Filter(actor=dice.choice(sides)),
            "type": lambda: Filter(type=dice.choice(("shelling", "air_strike", "arrest", "abduction"))),
            "measure": lambda: Filter(measure="killed"),
            "several": lambda: Filter(several=True),
            "conflicting": lambda: Filter(conflicting=True),
            "grade": lambda: Filter(grade="weak"),
            "actor_month": lambda: month()._replace(actor=dice.choice(sides)),
            "governorate_type": lambda: Filter(place=dice.choice(("إدلب", "حلب", "نينوى")), type="shelling"),
        }
        everything: list[float] = []
        for name, make in kinds.items():
            taken = []
            for turn in range(count):
                asked = make()
                began = time.perf_counter()
                incidents(asked, limit=50, after=0 if turn % 2 else dice.randrange(0, 500, 50))
                taken.append((time.perf_counter() - began) * 1000)
            everything += taken
            out[f"page_{name}_ms_p95"] = round(statistics.quantiles(taken, n=20)[-1], 1)
        out["page_ms_p95"] = round(statistics.quantiles(everything, n=20)[-1], 1)
        out["page_ms_median"] = round(statistics.median(everything), 1)
    return out


def size(database: str, evidence: Path) -> dict[str, int]:
    """What there is, and how large the file is."""
    from sijill.register import Register

    with Register.open(database, evidence=evidence) as register:
        return register.counts()


def fill(count: int, folder: Path, database: str, workers: int, figures: dict[str, Any]) -> None:
    """Make reports, add and read them; figures of it."""
    from sijill.archive.generate.writing import Order, generate

    generate(Order(str(folder / "made"), count), workers)
    environment = {**os.environ, "SIJILL_DATABASE": database, "SIJILL_EVIDENCE": str(folder / "evidence")}
    with measured(figures, "add"):
        seen = sijill("add", str(folder / "made" / "reports"), "--workers", str(workers), environment=environment)
    figures["reports_per_second"] = round(count / figures["add_seconds"], 1)
    half = len(seen) // 2
    figures["add_peak_MB_first_half"], figures["add_peak_MB"] = round(max(seen[: half + 1])), round(max(seen))


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=2000, help="how many (2000)")
    parser.add_argument("--workers", type=int, default=2, help="processes that read (2)")
    parser.add_argument("--questions", type=int, default=40, help="of each kind (40)")
    parser.add_argument("--database", metavar="URL", help="an empty PostgreSQL database instead of an SQLite file")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the register here and leave it; one that is there is only linked and asked")
    parser.add_argument("--json", action="store_true", help="print JSON")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        database, evidence = args.database or str(folder / "sijill.db"), folder / "evidence"
        figures: dict[str, Any] = {"reports": args.reports, "load": os.getloadavg()[0]}
        if not evidence.exists():
            fill(args.reports, folder, database, args.workers, figures)
        environment = {**os.environ, "SIJILL_DATABASE": database, "SIJILL_EVIDENCE": str(evidence)}
        with measured(figures, "link"):
            seen = sijill("link", environment=environment)
        figures["link_peak_MB"] = round(max(seen))
        figures |= size(database, evidence) | questions(database, evidence, args.questions)
    if args.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:36}{value:>14,}")


if __name__ == "__main__":
    main()

"""How long the register takes to answer, at 100,000 reports: search, lists, timeline, conflicts, on SQLite and, with --database, PostgreSQL.

    python benchmarks/asking.py --reports 100000
    python benchmarks/asking.py --reports 100000 --database postgresql://...

The reports come out of the generator of archives; their readings are laid out without being read, since reading is measured elsewhere.
Prints the 50th and 95th percentile of each kind of question, and the mean time that this process and the database server worked on it
(which tells more where the machine has other work), in milliseconds.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count, islice
from pathlib import Path

from sijill.ingest import Item
from sijill.knowledge.gazetteer import load_places
from sijill.knowledge.tables import pack_folders, rows
from sijill.register import Register

FIRST = date(2015, 1, 1).toordinal()
TYPES = ("shelling", "air_strike", "ied_explosion", "armed_clash", "killing", "mine_explosion")


def texts() -> Iterator[str]:
    """Reports without end, out of the generator of archives."""
    from sijill.archive.generate.windows import Window

    for number in count():
        yield from (report.text for report in Window(1, number).reports())


def vocabulary() -> list[str]:
    """The words of generated reports, the commonest first."""
    found = Counter(word for text in islice(texts(), 4000) for word in text.split() if word.isalpha() and word >= "ا")
    return [word for word, _ in found.most_common()]


def items(number: int) -> Iterator[Item]:
    for k, text in enumerate(islice(texts(), number)):
        # One piece of evidence for all: how fast a disk keeps bytes is not measured here.
        yield Item(name=f"r{k}", source="bench", data=b"bench", locator=str(k), media_type="text/plain", text=text, extractor="bench")


def lay_out(places: list[str], actors: list[str]) -> None:
    """Readings, claims and incidents as if they had been read and linked: two claims an incident."""
    from sijill.arabic import fold_word
    from sijill.register.audit import now
    from sijill.register.models import EventRow, Incident, Member, Reading, Report, ReportRow, Term

    chance, at_time = random.Random(3), now()
    known = list(Report.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(known), 2000):
        part = known[at : at + 2000]
        readings = Reading.objects.bulk_create([Reading(report_id=pk, reader="bench", packs="", record="{}", record_sha256="", made=at_time) for pk in part])
        ReportRow.objects.bulk_create([
            ReportRow(report_id=r.report_id, reading=r, outlet=f"outlet{k % 50}", shown=f"outlet{k % 50}", published=FIRST + k % 3000) for k, r in enumerate(readings)
        ])  # fmt: skip
        found = []
        for k, r in enumerate(readings):
            day = FIRST + (at + k) // 2 % 3000
            found.append(EventRow(
                report_id=r.report_id, reading=r, ident="e1", type=TYPES[k % 6], family="remote_violence", modality="reported", time=date.fromordinal(day).isoformat(),
                first_day=day, last_day=day, start=11, end=14, confidence=0.9, lat=33 + chance.random() * 4, lon=36 + chance.random() * 6, precision=1,
                places=f"|{fold_word(chance.choice(places))}|", parties=f"|{fold_word(chance.choice(actors))}|", measures="|killed|", linked=True,
            ))  # fmt: skip
        events = EventRow.objects.bulk_create(found, batch_size=500)
        made = Incident.objects.bulk_create([
            Incident(made=at_time, type=e.type, first_day=e.first_day, last_day=e.last_day, claims=2, origins=2, grade="fair", lat=e.lat, lon=e.lon, precision=1,
                     summary={"time": e.time, "places": [], "agents": [], "targets": [], "figures": {"killed": [1, 2, 3]}, "conflicts": ["killed"] if e.pk % 20 == 0 else []})
            for e in events[::2]
        ], batch_size=500)  # fmt: skip
        Member.objects.bulk_create([Member(event=e, incident=made[k // 2]) for k, e in enumerate(events)], batch_size=500)
        Term.objects.bulk_create([
            Term(incident=i, kind=kind, term=term)
            for i, e in zip(made, events[::2], strict=True)
            for kind, term in (("place", e.places.strip("|")), ("party", e.parties.strip("|")), ("type", e.type), ("measure", "killed"), ("outlet", "outlet1"),
                               *((("conflict", "killed"), ("conflict", "figure")) if i.summary["conflicts"] else ()))
        ], batch_size=1000)  # fmt: skip


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--reports", type=int, default=20_000)
    given.add_argument("--database")
    asked = given.parse_args()
    gazetteer = load_places(pack_folders())
    places = [p.name for p in gazetteer.by_id.values() if p.kind in ("town", "city", "village")][:3000]
    actors = [cells[1] for folder in pack_folders() if (folder / "actors.tsv").is_file() for _, cells in rows(folder / "actors.tsv", ("id", "name"))]
    with (
        tempfile.TemporaryDirectory() as folder,
        Register.open(asked.database or f"{folder}/bench.db", create=True, evidence=Path(folder) / "evidence") as register,
    ):
        from django.db import connection

        began = time.perf_counter()
        for _ in register.add(items(asked.reports)):
            pass
        print(f"taken in: {asked.reports / (time.perf_counter() - began):.0f} reports a second")
        lay_out(places, actors)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        measure(places, actors)


def worked(backend: Path | None) -> float:
    """Seconds that this process, and the server's process for it where that runs here, have worked."""
    ticks = 0.0
    if backend is not None and backend.is_file():
        ticks = sum(map(int, backend.read_text().rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + ticks


def measure(places: list[str], actors: list[str]) -> None:
    from django.db import connection

    from sijill.register import conflicts, timeline
    from sijill.register.queries import Filter, incidents
    from sijill.register.search import finding

    chance, words = random.Random(4), vocabulary()

    def place() -> str:
        return chance.choice(places)

    def one() -> str:
        return words[min(int(chance.paretovariate(0.4)) + 20, len(words) - 1)]

    questions: dict[str, Callable[[], object]] = {
        "search: a place": lambda: finding.reports(place()),
        "search: a word of any rank": lambda: finding.reports(one()),
        "search: two words": lambda: finding.reports(f"{one()} {place()}"),
        "search: the commonest words": lambda: finding.reports(chance.choice(("قتل", "أشخاص", "قصف", "غارة"))),
        "search: three common words": lambda: finding.reports(chance.choice(("قتل قصف مدفعي", "قتل أشخاص غارة", "قتل انفجار عبوة"))),
        "search: a phrase": lambda: finding.reports(f'"{chance.choice(("قصف مدفعي", "غارة جوية"))}" {place()}'),
        "search: a phrase of common words": lambda: finding.reports('"عبوة ناسفة"'),
        "search: with place and year": lambda: finding.reports(chance.choice(("قصف", "غارة")), Filter(place=place(), since=date(2017, 1, 1), until=date(2020, 12, 31))),
        "search: within 30 km": lambda: finding.reports("قصف", Filter(near=(33 + chance.random() * 4, 36 + chance.random() * 6, 30.0))),
        "search: a type": lambda: finding.reports(place(), Filter(type="shelling")),
        "search: incidents": lambda: finding.incidents(f"قتل {place()}"),
        "search: parties": lambda: finding.parties("قوات"),
        "incidents: first page": lambda: incidents(Filter()),
        "incidents: a place": lambda: incidents(Filter(place=place())),
        "incidents: a type in a month": lambda: incidents(Filter(type="shelling", since=date(2018, 3, 1), until=date(2018, 3, 31))),
        "incidents: within 30 km": lambda: incidents(Filter(near=(33 + chance.random() * 4, 36 + chance.random() * 6, 30.0))),
        "incidents: not reviewed": lambda: incidents(Filter(review="none")),
        "incidents: conflicting": lambda: incidents(Filter(conflicting=True)),
        "timeline: a place by month": lambda: timeline.timeline(Filter(place=place()), "month"),
        "timeline: all by month": lambda: timeline.timeline(Filter(), "month"),
        "conflicts: numbers of the first page": lambda: conflicts.numbers(Filter(), None, False, 50),
    }  # fmt: skip
    backend = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_backend_pid()")
            backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    for name, question in questions.items():
        taken, before = [], worked(backend)
        for _ in range(40):
            began = time.perf_counter()
            question()
            taken.append((time.perf_counter() - began) * 1000)
        own = (worked(backend) - before) * 1000 / 40
        print(f"{name:40} {statistics.median(taken):8.1f} {sorted(taken)[37]:8.1f} {own:8.1f} ms", flush=True)


if __name__ == "__main__":
    main()

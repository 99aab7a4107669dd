"""How long the desk's map and timeline take at 100,000 incidents, on SQLite and, with --database, PostgreSQL.

    python benchmarks/desk_map.py --incidents 100000
    python benchmarks/desk_map.py --incidents 100000 --database postgresql:///bench      # an empty database
    python benchmarks/desk_map.py --keep /tmp/big.db                                     # make it there, or ask what is there

The incidents, two claims each, lie in the places of the packs, the larger ones more often; one in six is known to a district, a governorate or a country only, one
in eight to a month. Requests go through the whole of the desk (session, policy, database, JSON or template); printed are the 50th and 95th percentile of forty
requests of each kind in milliseconds, the mean time that this process and the database server worked on one (which tells more where the machine has other
work), and the largest answer in bytes.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from sijill.desk import site
from sijill.knowledge.gazetteer import PlaceEntry, load_places
from sijill.knowledge.tables import pack_folders
from sijill.reading.reader import default_reader

FIRST = date(2012, 1, 1).toordinal()
DAYS = 4500
TYPES = ("shelling", "air_strike", "ied_explosion", "armed_clash", "killing", "mine_explosion", "arrest", "abduction")
GRADES = ("weak", "weak", "weak", "fair", "fair", "contested", "confirmed")


def fill(count: int) -> None:
    """Incidents as if reports had been read and linked, with a person who sees all and one to whom a collection is closed."""
    from sijill.arabic import fold_word
    from sijill.desk.models import User
    from sijill.register.audit import now
    from sijill.register.models import (
        Collection,
        EventRow,
        Evidence,
        Incident,
        Member,
        Placing,
        Reading,
        Report,
        ReportRow,
        Term,
    )
    from sijill.register.summaries import placed

    chance, at_time = random.Random(3), now()
    places = [p for p in load_places(pack_folders()).by_id.values() if p.lat is not None and p.precision in range(1, 7)]
    weights = [{1: 6, 2: 3, 3: 8, 4: 40, 5: 3, 6: 60}[p.precision] * (1 + p.population / 20_000) for p in places]
    # A record with the sides of an incident, as the map looks for persons among them.
    told = msgspec.json.encode(default_reader().read("قصفت قوات النظام أمس بلدة سرمين.", published="2021-04-06")).decode()
    evidence = Evidence.objects.create(sha256="0" * 64, size=5, media_type="text/plain", name="bench", added=at_time)
    closed = Collection.objects.create(name="closed", made=at_time)
    made = 0
    while made < count:
        part = min(5000, count - made)
        reports = Report.objects.bulk_create([
            Report(key=f"{made + k:064}", doc=f"r{made + k}", evidence=evidence, locator=str(made + k), text="", text_sha256="", extractor="bench", added=at_time) for k in range(part)
        ])  # fmt: skip
        readings = Reading.objects.bulk_create([Reading(report=r, reader="bench", packs="", record=told, record_sha256="", made=at_time) for r in reports])
        ReportRow.objects.bulk_create([ReportRow(report=r, reading=g, outlet="bench", shown="bench", events=2) for r, g in zip(reports, readings, strict=True)])
        Placing.objects.bulk_create([Placing(report=r, collection=closed) for r in reports[::20]])
        found = []
        for k in range(part):
            place: PlaceEntry = chance.choices(places, weights)[0]
            first = FIRST + (made + k) * DAYS // count
            span = 30 if chance.random() < 0.125 else 0
            killed = chance.randrange(40) if chance.random() < 0.6 else None
            kind = chance.choice(TYPES)
            time_ = date.fromordinal(first).isoformat()[: 7 if span else 10]
            if span:
                first = date.fromordinal(first).replace(day=1).toordinal()
            for n in range(2):
                found.append(EventRow(
                    report=reports[k], reading=readings[k], ident=f"e{n}", type=kind, family="", modality="reported", time=time_, first_day=first, last_day=first + span, start=0, end=3,
                    confidence=0.9, lat=place.lat, lon=place.lon, precision=place.precision, places=f"|{place.id}|{fold_word(place.name)}|", measures="|killed|", linked=True,
                ))  # fmt: skip
            found[-1].killed = killed
            found[-1].named = place.name
        events = EventRow.objects.bulk_create(found, batch_size=500)
        incidents = Incident.objects.bulk_create([
            Incident(
                made=at_time, type=e.type, first_day=e.first_day, last_day=e.last_day, claims=2, origins=2, grade=chance.choice(GRADES), lat=e.lat, lon=e.lon, precision=e.precision,
                killed=e.killed,
                summary={"time": e.time, "modality": "reported", "places": [e.named], "agents": ["قوات النظام"], "targets": ["مدنيون"], "conflicts": [], "because": "bench",
                         "figures": {"killed": [e.killed, e.killed, e.killed + 2], "injured": [1, 4, 9]} if e.killed is not None else {"injured": [0, 2, 3]}},
            )
            for e in events[1::2]
        ], batch_size=500)  # fmt: skip
        Member.objects.bulk_create([Member(event=e, incident=incidents[k // 2]) for k, e in enumerate(events)], batch_size=500)
        placed(r.pk for r in reports[::20])
        Term.objects.bulk_create([
            Term(incident=i, kind=kind, term=term)
            for i, e in zip(incidents, events[1::2], strict=True)
            for kind, term in (*(("place", t) for t in e.places.strip("|").split("|")), ("party", "قوات النظام"), ("type", e.type), ("measure", "injured"), ("outlet", "bench"),
                               *((("measure", "killed"),) if e.killed is not None else ()))
        ], batch_size=1000)  # fmt: skip
        made += part
    User.objects.create_user("all", role="viewer")
    User.objects.create_user("some", role="viewer", every_collection=False)


VIEWS = {
    "the whole region": ((2, 5, 42, 60), 5), "Syria and Iraq": ((29, 35, 38, 49), 6), "a governorate": ((35.2, 36, 36.4, 37.6), 9), "a town": ((35.85, 36.5, 36.1, 36.9), 11),
}  # fmt: skip
ASKED: dict[str, dict[str, str]] = {
    "all": {}, "since 2016": {"since": "2016-01-01"}, "a type": {"type": "shelling"}, "a grade": {"grade": "weak"}, "with killed": {"measure": "killed"}, "an actor": {"actor": "قوات النظام"},
}  # fmt: skip


def requests() -> dict[str, str]:
    out = {}
    for view, (box, zoom) in VIEWS.items():
        for asked, query in ASKED.items() if view == "the whole region" else (("all", {}), ("since 2016", ASKED["since 2016"])):
            out[f"map data: {view}, {asked}"] = "/map/data/?" + urlencode({"box": ",".join(map(str, box)), "zoom": zoom, **query})
    out["map page, all"] = "/map/"
    out["map table: the whole region"] = "/map/table/?" + urlencode({"box": "2,5,42,60"})
    out["map list: a spot"] = "/map/here/?" + urlencode({"box": "36.15,37.1,36.25,37.2"})
    for by in ("year", "month", "day"):
        out[f"timeline by {by}, all"] = f"/timeline/?by={by}"
    out["timeline by month, a type"] = "/timeline/?by=month&type=shelling"
    return out


def worked(backend: Path | None) -> float:
    """Seconds that this process, and the server's process for it where that runs here, have worked."""
    ticks = 0.0
    if backend is not None and backend.is_file():
        ticks = sum(map(int, backend.read_text().rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + ticks


def measure(times: int) -> None:
    from django.db import connection
    from django.test import Client

    from sijill.desk.models import User

    backend = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Everything in the one process that is measured.
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_backend_pid()")
            backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    for who in ("all", "some"):
        client: Any = Client()
        client.force_login(User.objects.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
        for name, address in requests().items():
            taken, most = [], 0
            client.get(address)
            before = worked(backend)
            for _ in range(times):
                began = time.perf_counter()
                answer = client.get(address)
                taken.append((time.perf_counter() - began) * 1000)
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
                most = max(most, len(answer.content))
            own = (worked(backend) - before) * 1000 / times
            print(f"{who:5} {name:45} {statistics.median(taken):8.1f} {statistics.quantiles(taken, n=20)[-1]:8.1f} {own:8.1f} ms {most:9,} bytes", flush=True)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--incidents", type=int, default=20_000)
    given.add_argument("--times", type=int, default=40, help="requests of each kind (40)")
    given.add_argument("--database", help="an empty PostgreSQL database instead of an SQLite file")
    given.add_argument("--keep", type=Path, help="make the SQLite file here and leave it; one that is there is only asked")
    asked = given.parse_args()
    with nullcontext("") if asked.keep else tempfile.TemporaryDirectory() as folder:
        database = asked.database or str(asked.keep or f"{folder}/bench.db")
        there = asked.keep is not None and asked.keep.exists()
        site.configure(database, Path(folder or tempfile.gettempdir()) / "desk", hosts=("testserver",))
        from django.db import connection

        from sijill.register import Register

        with Register.open(database, create=True):
            site.prepare()
            if not there and not (asked.database and _filled()):
                fill(asked.incidents)
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
            measure(asked.times)


def _filled() -> bool:
    from sijill.register.models import Incident

    return Incident.objects.exists()


if __name__ == "__main__":
    main()

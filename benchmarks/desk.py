"""How long the pages of the desk take, and how much they weigh, over a large register.  See README.md beside this file.

    python benchmarks/desk.py --folder /tmp/big --reports 100000           # makes the register where there is none, then measures
    python benchmarks/desk.py --folder /tmp/big --only inbox search        # only pages whose names begin so
    python benchmarks/desk.py --folder /tmp/big --database postgresql://... # one that is filled already, or an empty one

Requests go through the whole of Django (sessions, policy, templates) in this process, once a page for warming up and then with another question each time; of every
page the 50th and 95th percentile in milliseconds by the clock, the 95th of the time that this process worked on it (which tells more where the machine has other
work; a PostgreSQL server's work is not in it), the largest answer in kB, and that together with the scripts and styles that it asks for. ``admin`` sees everything,
``restricted`` only what is in no collection or in one of two, of five.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import register as generated

COLLECTIONS = 5
STATES = ("unread",) * 12 + ("coded", "coded", "in_review", "returned", "verified", "verified")
WORDS = ("قصف", "غارة", "ادلب", "عبوة ناسفة", "حلب", "اعتقلت", "سوق", "مدنيين", "الطيران الروسي", "نزحت", "خطف", "اشتباكات", "كفرنبل", "داعش", '"قصف مدفعي"', "غارة -سوق")


def make(folder: Path, database: str, count: int, workers: int) -> None:
    """Reports taken in, read and linked by the command, as a person would."""
    folder.mkdir(parents=True, exist_ok=True)
    from sijill.archive.generate.writing import Order, generate

    generate(Order(str(folder / "made"), count), workers)
    environment = {**os.environ, "SIJILL_DATABASE": database, "SIJILL_EVIDENCE": str(folder / "evidence")}
    generated.sijill("add", str(folder / "made" / "reports"), "--workers", str(workers), environment=environment)
    generated.sijill("link", environment=environment)
    rmtree(folder / "made")


def people() -> None:
    """What a team would have done: states, assignments, closed collections, accounts; once."""
    from django.utils import timezone

    from sijill.desk.models import Access, User
    from sijill.register import summaries
    from sijill.register.models import Assignment, Collection, Placing, Report, ReportRow

    if User.objects.filter(username="restricted").exists():
        return
    at, dice = timezone.now(), random.Random(5)
    User.objects.create_user("admin", role="admin")
    restricted = User.objects.create_user("restricted", role="coder", every_collection=False)
    closed = [Collection.objects.create(name=f"مجموعة {number}", made=at) for number in range(1, COLLECTIONS + 1)]
    for one in closed[:2]:
        Access.objects.create(user=restricted, collection=one)
    keys = list(Report.objects.order_by("pk").values_list("pk", flat=True))
    Placing.objects.bulk_create([Placing(report_id=pk, collection=dice.choice(closed)) for pk in keys[::10]], batch_size=500)
    summaries.placed(keys[::10])
    Assignment.objects.bulk_create([Assignment(report_id=pk, coder=dice.choice(("admin", "restricted")), who="admin", made=at) for pk in keys[::25]], batch_size=500)
    for state in dict.fromkeys(STATES):
        chosen = [pk for pk in keys if STATES[pk * 7919 % len(STATES)] == state]
        for start in range(0, len(chosen) if state != "unread" else 0, 500):
            ReportRow.objects.filter(report_id__in=chosen[start : start + 500]).update(state=state)


def pages() -> dict[str, Callable[[], str]]:
    """By name, what makes an address. Names begin with the room."""
    from sijill.register.models import Incident, Report

    dice, towns = random.Random(11), generated.places()
    last, newest = Report.objects.order_by("-pk").values_list("pk", flat=True)[0], Incident.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def day() -> date:
        return date(2000, 1, 3) + timedelta(days=dice.randrange(3600))

    def month() -> str:
        start = day()
        return f"since={start}&until={start + timedelta(days=30)}"

    def incident() -> int:
        while True:
            found = Incident.objects.filter(pk__gte=dice.randrange(newest), merged_into=None, claims__gt=1).order_by("pk").values_list("pk", flat=True).first()
            if found:
                return found

    def box() -> str:
        south, west = dice.uniform(30, 36), dice.uniform(34, 44)
        return f"{west:.3f},{south:.3f},{west + 3:.3f},{south + 2:.3f}"

    outlets, sides, kinds = generated.outlets(), generated.parties(), ("shelling", "air_strike", "arrest", "abduction")
    return {
        "inbox: first page": lambda: "/",
        "inbox: later pages": lambda: f"/?after={dice.randrange(20) * 50}",
        "inbox: far down": lambda: f"/?after={dice.randrange(1000, 1900) * 50}",
        "inbox: a state": lambda: f"/?state={dice.choice(('unread', 'coded', 'in_review', 'returned', 'verified', 'waiting'))}",
        "inbox: an outlet": lambda: f"/?outlet={dice.choice(outlets)}",
        "inbox: outlet and state": lambda: f"/?outlet={dice.choice(outlets)}&state=returned",
        "inbox: a month": lambda: f"/?{month()}",
        "inbox: doubtful first": lambda: f"/?order=doubtful&after={dice.randrange(5) * 50}",
        "inbox: doubtful, a state": lambda: f"/?order=doubtful&state={dice.choice(('coded', 'unread'))}",
        "inbox: by publication": lambda: f"/?order=published&after={dice.randrange(5) * 50}",
        "inbox: a collection": lambda: f"/?collection={dice.randrange(1, 6)}",
        "inbox: assigned to me": lambda: "/?mine=1",
        "inbox: words": lambda: f"/?q={dice.choice(WORDS)}",
        "inbox: words and state": lambda: f"/?q={dice.choice(WORDS)}&state=coded",
        "search: words": lambda: f"/search/?q={dice.choice(WORDS)}",
        "search: two words": lambda: f"/search/?q={dice.choice(WORDS[:6])} {dice.choice(towns)}",
        "search: a place": lambda: f"/search/?q={dice.choice(towns)}",
        "search: with filters": lambda: f"/search/?q={dice.choice(WORDS)}&{month()}",
        "search: incidents": lambda: f"/search/?in=incidents&q={dice.choice(WORDS)}",
        "search: actors": lambda: f"/search/?in=actors&q={dice.choice(('قوات', 'الجيش', 'داعش', 'تحرير الشام', 'الحوثيون'))}",
        "search: counts": lambda: f"/search/counts/?q={dice.choice(WORDS)}",
        "reading": lambda: f"/reports/{dice.randrange(1, last)}/",
        "review: queue": lambda: "/review/",
        "incidents: first page": lambda: "/incidents/",
        "incidents: later pages": lambda: f"/incidents/?after={dice.randrange(20) * 50}",
        "incidents: a month": lambda: f"/incidents/?{month()}",
        "incidents: a place": lambda: f"/incidents/?place={dice.choice(towns)}",
        "incidents: a type": lambda: f"/incidents/?type={dice.choice(kinds)}",
        "incidents: an actor": lambda: f"/incidents/?actor={dice.choice(sides)}",
        "incidents: several": lambda: "/incidents/?several=1",
        "incidents: conflicting": lambda: "/incidents/?conflicting=1",
        "incident": lambda: f"/incidents/{incident()}/",
        "map: page": lambda: "/map/",
        "map: data, everything": lambda: "/map/data/",
        "map: data, a view": lambda: f"/map/data/?box={box()}&zoom=8",
        "map: data, a month": lambda: f"/map/data/?{month()}",
        "timeline": lambda: f"/timeline/?{month()}",
        "timeline: everything": lambda: "/timeline/",
        "actors": lambda: "/actors/",
        "places": lambda: "/places/",
        "exports": lambda: "/exports/",
        "audit": lambda: "/audit/",
        "people": lambda: "/people/",
    }  # fmt: skip


def client_of(name: str) -> Any:
    """A client with the session of that person."""
    from django.test import Client

    from sijill.desk.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def weight(answer: Any) -> int:
    """Bytes of a page with the scripts and styles that it asks for."""
    from django.conf import settings
    from django.contrib.staticfiles import finders

    body = answer.content.decode("utf-8", "replace")
    out = len(answer.content)
    for path in dict.fromkeys(re.findall(rf'(?:src|href)="{re.escape(settings.STATIC_URL)}([^"?#]+)', body)):
        found = finders.find(path)
        out += Path(found).stat().st_size if found else 0
    return out


def measure(only: list[str], count: int) -> list[dict[str, Any]]:
    """A row for each page and person. Pages that there are none of (404) are left out."""
    from sijill.register.registry import registry

    registry()
    gc.freeze()  # as `sijill serve` does before it answers
    out = []
    for name, address in pages().items():
        if only and not name.startswith(tuple(only)):
            continue
        for person in ("admin", "restricted"):
            client = client_of(person)
            answer = client.get(address())
            if answer.status_code in (403, 404) and not name.startswith(("reading", "incident")):
                continue
            taken, worked, size, whole = [], [], 0, 0
            wrong: set[int] = set()
            for _ in range(count):
                asked = address()
                began, own = time.perf_counter(), time.process_time()
                answer = client.get(asked)
                taken.append((time.perf_counter() - began) * 1000)
                worked.append((time.process_time() - own) * 1000)
                if answer.status_code == 200 and len(answer.content) > size:
                    size, whole = len(answer.content), weight(answer)
                elif answer.status_code not in (200, 404):
                    wrong.add(answer.status_code)
            if not size:
                continue
            row = {"page": name, "person": person, "p50_ms": round(statistics.median(taken), 1), "p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1),
                   "p95_worked_ms": round(statistics.quantiles(worked, n=20)[-1], 1), "kB": round(size / 1000, 1),
                   "with_statics_kB": round(whole / 1000, 1), "wrong": sorted(wrong)}  # fmt: skip
            out.append(row)
            print(f"{name:28}{person:12}{row['p50_ms']:9.1f}{row['p95_ms']:9.1f}{row['p95_worked_ms']:9.1f} ms{row['kB']:9.1f}{row['with_statics_kB']:9.1f} kB {' '.join(map(str, row['wrong']))}", flush=True)
    return out


def main() -> None:
    """Make, prepare, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where the register is, or is to be made")
    parser.add_argument("--reports", type=int, default=100_000, help="how many, where it is made (100,000)")
    parser.add_argument("--workers", type=int, default=2, help="processes that read them (2)")
    parser.add_argument("--database", metavar="URL", help="a PostgreSQL database instead of sijill.db in the folder")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="pages whose names begin so")
    parser.add_argument("--count", type=int, default=40, help="requests a page (40)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there, too")
    args = parser.parse_args()
    database = args.database or str(args.folder / "sijill.db")
    os.environ.setdefault("SIJILL_EVIDENCE", str(args.folder / "evidence"))
    from sijill.desk import site
    from sijill.register import Register
    from sijill.register import database as db

    site.configure(database, args.folder / "desk")
    if not db.exists(database):
        make(args.folder, database, args.reports, args.workers)
        db.connect(database)
    db.migrate()
    site.prepare()
    with Register.open(database) as register:
        print(", ".join(f"{number:,} {kind}" for kind, number in register.counts().items()), f"load {os.getloadavg()[0]:.1f}")
        people()
        rows = measure(args.only, args.count)
    if args.json:
        args.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""How the desk bears people at work at once: a real server, real connections, reading and writing.  See README.md beside this file.

    python benchmarks/desk_load.py --database postgresql://... --people 30 --seconds 120 --workers 2

Every person signs in with a session of their own and does, until the time is up, what people do: looks at the inbox, a report, an incident, the list, the map's
data, the timeline, a search, an actor; accepts a value now and then. Between two clicks they think for one to three seconds (``--think``). Told are
requests, errors (any answer of 400 and more, any broken connection), and the 50th, 95th and 99th percentile of an answer in milliseconds, by kind and in all.
The database has to be one that may be written to: accounts load-1 … and reviews are added.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from urllib.parse import quote, urlencode

QUESTIONS = ("قصف", "غارة", "ادلب", "حلب", "اعتقلت", "سوق", "مدنيين", "خطف", "اشتباكات")
CLICKS = {"inbox": 5, "report": 6, "listing": 3, "incident": 5, "map": 2, "timeline": 1, "search": 2, "accept": 3}
"""What people do, by how often."""


def prepare(database: str, people: int) -> tuple[list[str], list[int], list[int]]:
    """Session keys of the people, and numbers of reports and incidents to look at."""
    from sijill.desk import site

    site.configure(database)
    from sijill.register import Register

    Register.open(database)
    site.prepare()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from sijill.desk.models import User
    from sijill.register.models import Incident, ReportRow

    keys = []
    for number in range(people):
        user, _ = User.objects.update_or_create(username=f"load-{number + 1}", defaults={"role": "coder", "language": ("ar", "en")[number % 2]})
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend", user.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    dice = random.Random(11)
    untouched = ReportRow.objects.filter(state__in=("unread", "coded"), events__gt=0, report__reviews=None)
    reports = list(untouched.order_by("-report_id").values_list("report_id", flat=True)[:5000])
    incidents = list(Incident.objects.filter(merged_into=None, claims__gt=0).order_by("-pk").values_list("pk", flat=True)[:5000])
    return keys, dice.sample(reports, min(3000, len(reports))), dice.sample(incidents, min(400, len(incidents)))


class Person(threading.Thread):
    """One at work."""

    def __init__(self, address: tuple[str, int], key: str, seed: int, reports: list[int], own: list[int], incidents: list[int], until: float, think: float) -> None:
        super().__init__(daemon=True)
        self.address, self.key, self.dice = address, key, random.Random(seed)
        self.reports, self.own, self.incidents, self.until, self.think = reports, own, incidents, until, think
        self.took: list[tuple[str, float]] = []
        self.errors: list[str] = []
        self.connection = http.client.HTTPConnection(*address, timeout=60)

    def run(self) -> None:
        kinds, weights = list(CLICKS), list(CLICKS.values())
        time.sleep(self.dice.random() * self.think)
        while time.monotonic() < self.until:
            kind = self.dice.choices(kinds, weights)[0]
            getattr(self, kind)()
            time.sleep(self.think * (0.5 + self.dice.random()))

    def ask(self, kind: str, path: str, body: dict[str, str] | None = None, csrf: str = "") -> str:
        headers = {"Cookie": f"sessionid={self.key}" + (f"; csrftoken={csrf}" if csrf else ""), "Host": "localhost"}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": csrf}
        begun = time.monotonic()
        try:
            self.connection.request("GET" if body is None else "POST", path, urlencode(body) if body is not None else None, headers)
            answer = self.connection.getresponse()
            said = answer.read().decode("utf-8", "replace")
        except OSError as error:
            self.errors.append(f"{kind} {path}: {error}")
            self.connection = http.client.HTTPConnection(*self.address, timeout=60)
            return ""
        self.took.append((kind, (time.monotonic() - begun) * 1000))
        if answer.status >= 400:
            self.errors.append(f"{kind} {path}: {answer.status}")
        self.csrf = next((c.split(";")[0].split("=")[1] for c in answer.msg.get_all("Set-Cookie") or () if c.startswith("csrftoken=")), getattr(self, "csrf", ""))
        return said

    def inbox(self) -> None:
        self.ask("inbox", self.dice.choice(["/", "/?state=unread", "/?order=doubtful", "/?after=50"]))

    def report(self) -> str:
        return self.ask("report", f"/reports/{self.dice.choice(self.reports)}/")

    def listed(self) -> str:
        return self.dice.choice(["", "?several=1", "?conflicting=1", f"?place={quote('ادلب')}", "?since=2021-01-01&until=2021-03-01", "?type=air_strike"])

    def listing(self) -> None:
        self.ask("incidents", f"/incidents/{self.listed()}")

    def map(self) -> None:
        self.ask("map", f"/map/{self.listed()}")
        south, west = self.dice.uniform(12, 34), self.dice.uniform(10, 44)
        self.ask("map data", f"/map/data/?zoom=7&box={south:.2f},{west:.2f},{south + 6:.2f},{west + 9:.2f}")

    def timeline(self) -> None:
        self.ask("timeline", "/timeline/?since=2021-01-01&until=2021-12-31")

    def search(self) -> None:
        self.ask("search", f"/search/?q={quote(self.dice.choice(QUESTIONS))}")

    def incident(self) -> None:
        self.ask("incident", f"/incidents/{self.dice.choice(self.incidents)}/")

    def accept(self) -> None:
        """Accept what a report's reading is surest of, as the button of the page does without scripts."""
        if not self.own:
            return
        number = self.own.pop()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("report", f"/reports/{number}/"))
        if token is not None:
            self.ask("accept", f"/reports/{number}/acts/", {"csrfmiddlewaretoken": token[1], "bulk": "values", "least": "0"}, self.csrf)


def main() -> int:
    """Serve, let people work, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--think", type=float, default=2.0)
    given = parser.parse_args()
    keys, reports, incidents = prepare(given.database, given.people)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sijill", "serve", "--bind", f"127.0.0.1:{port}", "--workers", str(given.workers), "--database", given.database]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        time.sleep(2)
        until = time.monotonic() + given.seconds
        people = [Person(("127.0.0.1", port), key, n, reports, reports[n :: given.people], incidents, until, given.think) for n, key in enumerate(keys)]
        for one in people:
            one.start()
        for one in people:
            one.join()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    by_kind: dict[str, list[float]] = defaultdict(list)
    for one in people:
        for kind, took in one.took:
            by_kind[kind].append(took)
    errors = [error for one in people for error in one.errors]
    everything = [took for took_all in by_kind.values() for took in took_all]
    for kind, took in [*sorted(by_kind.items()), ("all", everything)]:
        cuts = statistics.quantiles(took, n=100) if len(took) > 1 else [took[0]] * 99
        print(f"{kind:10} {len(took):6} requests  p50 {cuts[49]:7.0f}  p95 {cuts[94]:7.0f}  p99 {cuts[98]:7.0f} ms")
    print(f"errors: {len(errors)}" + "".join(f"\n  {error}" for error in errors[:10]))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())

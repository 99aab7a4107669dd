"""Every route with every role, against the table; nothing is open that is not named there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sijill.desk import policy

from .conftest import ROLES, sign_in


def routes(resolver: Any = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """``(name, pattern)`` of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", prefix + str(entry.pattern)


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    named = {name for name, _ in routes()}
    assert not {name for name in named if name.endswith(("None", ":"))}
    assert named == set(policy.rules())


def address(pattern: str) -> str:
    """An address of the route: numbers are 1, words are x."""
    import re

    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: "1" if m[1] == "int" else "x", pattern).replace("^", "").replace("$", "").replace("\\Z", "")


@pytest.mark.parametrize("role", ["", *ROLES])
def test_what_the_table_says_is_what_happens(filled: str, role: str) -> None:
    client = sign_in(role) if role else Client()
    client.raise_request_exception = False
    from sijill.desk.models import User

    user: Any = User.objects.get(username=role) if role else None
    wrong = []
    for name, pattern in sorted(routes()):
        for method in ("get", "post", "put", "patch", "delete"):
            if name in ("accounts:logout",) and method == "post":
                continue  # would end the walk
            answer = getattr(client, method)(address(pattern))
            refused = answer.status_code in (401, 403) or (answer.status_code == 302 and answer["Location"].startswith(("/login/", "/second/")) and not user)
            if policy.open_to(user, name, method.upper()) == refused or answer.status_code >= 500:
                wrong.append((name, method, answer.status_code, "open" if refused else "closed"))
    assert not wrong, wrong


def test_a_collection_that_is_closed_is_nowhere(filled: str, as_role: Callable[..., Client]) -> None:
    from django.utils import timezone

    from sijill.desk.models import Access, User
    from sijill.register.models import Collection, EventRow, Incident, Member, Report

    closed = Collection.objects.create(name="closed", made=timezone.now())
    hidden = EventRow.objects.order_by("pk").first()
    assert hidden is not None
    from sijill.register.people.collections import place

    place([hidden.report], closed, "test")
    User.objects.filter(username="viewer").update(every_collection=False)
    viewer = User.objects.get(username="viewer")
    assert hidden.report not in policy.reports(viewer)
    assert policy.reports(viewer).count() == Report.objects.count() - 1
    alone = [i.pk for i in Incident.objects.filter(merged_into=None) if not Member.objects.filter(incident=i).exclude(event__report=hidden.report).exists()]
    assert alone and not set(alone) & set(policy.incidents(viewer).values_list("pk", flat=True))
    Access.objects.create(user=viewer, collection=closed)
    assert hidden.report in policy.reports(viewer)


def _seen(user: str, keys: Iterable[object], words: str) -> dict[str, tuple[int, str]]:
    """What every page that a person can open says, by address, without what is another each time."""
    import re

    client, out = sign_in(user), {}
    client.raise_request_exception = False
    asked = [f"/search/?q={words}", f"/search/?q={words}&in=incidents", f"/search/?q={words}&type=family&several=", f"/search/counts/?q={words}&in=incidents", f"/api/v1/search?q={words}"]
    asked += [f"{page}?since=2000-01-01" for page in ("/incidents/", "/map/data/", "/map/table/", "/timeline/", "/api/v1/events", "/api/v1/incidents", "/api/v1/conflicts")]
    for _name, pattern in sorted(routes()):
        for key in keys if "<" in pattern else [1]:
            filled_in = re.sub(r"<(?:(\w+):)?\w+>", lambda m, k=key: str(k), pattern)  # type: ignore[misc]
            asked.append("/" + filled_in.replace("^", "").replace("$", "").replace("\\Z", ""))
    for one in dict.fromkeys(asked):
        if one.startswith(("/account", "/people")) or "/logout" in one or ("/events" in one and "stream" in one):
            continue
        answer = client.get(one)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        out[one] = (answer.status_code, re.sub(r'(csrf[^ >]*|nonce="?|[?&]v=)[^ >]*value="[^"]*"|"[A-Za-z0-9]{64}"|nonce="[^"]*"', "", body.decode("utf-8", "replace")))
    return out


@pytest.mark.parametrize("role", ["coder", "admin"])
def test_whoever_codes_a_report_blind_finds_nothing_that_was_read_from_it(filled: str, role: str) -> None:
    """Every page says the same whether the claims of the report are there or not."""
    from django.db.models import Count

    from sijill.desk.bodies import tally
    from sijill.desk.models import User
    from sijill.register.models import EventRow, Incident, Member, ProfileRow, Report, Term
    from sijill.register.people import assigning, standing

    # One whose claims are told by no other.
    shared = Member.objects.values("incident").annotate(n=Count("event__report", distinct=True)).filter(n__gt=1).values("incident")
    report = Report.objects.filter(events__isnull=False).exclude(events__member__incident__in=shared).order_by("-row__events", "pk").first()
    assert report is not None
    numbers = list(Member.objects.filter(event__report=report).order_by("incident_id").values_list("incident_id", flat=True).distinct())
    other = Member.objects.exclude(event__report=report).order_by("pk").values_list("incident_id", flat=True)[0]
    parties = {name for barred in EventRow.objects.filter(report=report).values_list("parties", flat=True) for name in barred.strip("|").split("|") if name}
    places = {name for barred in EventRow.objects.filter(report=report).values_list("places", flat=True) for name in barred.strip("|").split("|") if name}
    keys = [report.pk, numbers[0], numbers[-1], other, *sorted(parties)[:4], *sorted(places)[:4]]
    words = next(w for w in report.text.split() if len(w) > 4)
    tally.count(lambda done, total, step: None)
    user = User.objects.get(username=role)
    assert policy.events(user).filter(report=report).exists() and policy.sees_all(user)
    assigning.assign(report, role, "reviewer", blind=True, bare=True)
    assigning.assign(report, "viewer", "reviewer", blind=True)
    assert report in policy.reports(user) and not policy.events(user).filter(report=report).exists() and not policy.sees_all(user)
    told = _seen(role, keys, words)
    EventRow.objects.filter(report=report).delete()
    ProfileRow.objects.filter(report=report).delete()
    Term.objects.filter(incident__in=numbers).delete()
    Incident.objects.filter(pk__in=numbers).delete()
    without = _seen(role, keys, words)
    assert [one for one in told if told[one] != without[one]] == []
    assert len(told) > 100 and sum(status == 200 for status, _ in told.values()) > 40
    # Handed in by the one, the other's is waited for.
    standing.move(report, "coded", role, lane=role)
    assert not policy.sees_all(user)
    standing.move(report, "coded", "viewer", lane="viewer")
    assert policy.sees_all(user)

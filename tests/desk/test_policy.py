"""Every route with every role, against the table; nothing is open that is not named there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

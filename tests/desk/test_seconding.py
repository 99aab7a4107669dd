"""Second reading: who is shown what, four eyes, work given out, blind coding side by side, agreement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from sijill.register.models import Assignment, Collection, Report, ReportRow
from sijill.register.people import assigning, standing
from sijill.register.people.acts import Act, say
from sijill.register.people.coding import coded
from sijill.register.people.collections import place

from .conftest import sign_in

AsRole = Callable[..., Client]


@pytest.fixture(autouse=True, scope="module")
def _contexts() -> Iterator[None]:
    """Answers carry what their templates were given."""
    setup_test_environment()
    yield
    teardown_test_environment()


def reports(number: int) -> list[Report]:
    """Samples that tell of events."""
    return list(Report.objects.filter(row__events__gt=1).order_by("pk")[:number])


def first(report: Report) -> str:
    """The ident of an event of it."""
    return coded(report).record.events[0].id


def hand_in(report: Report, who: str) -> None:
    say(report, [Act(first(report), "time", "corrected", value="2021-03-04", why="wrong words read")], who)
    standing.move(report, "coded", who)


def listed(client: Client, query: str = "") -> list[int]:
    answer = client.get(f"/review/{query}")
    assert answer.status_code == 200
    return [line.report.pk for line in answer.context["page"].rows]


def said(answer: Any) -> list[str]:
    """The messages that the next page shows."""
    return [str(m) for m in answer.context["messages"]]


def another(name: str, role: str = "reviewer", **beside: Any) -> Client:
    """A client of one more person."""
    from sijill.desk.models import User

    User.objects.create_user(name, role=role, **beside)
    return sign_in(name)


# -- the queue --------------------------------------------------------------------------------------------------


def test_what_waits_is_what_somebody_else_can_read_a_second_time(as_role: AsRole) -> None:
    mine, theirs, both = reports(3)
    hand_in(mine, "reviewer")
    hand_in(theirs, "coder")
    say(both, [Act(first(both), "event", "accepted")], "reviewer")
    hand_in(both, "coder")
    reviewer, other = as_role("reviewer"), another("huda")
    assert listed(reviewer) == [theirs.pk, both.pk]
    assert listed(other) == [mine.pk, theirs.pk, both.pk]
    answer = reviewer.get("/review/")
    line = next(one for one in answer.context["page"].rows if one.report.pk == both.pk)
    assert list(line.work.coders) == ["coder", "reviewer"] and line.work.changes == 1 and line.work.handed is not None
    assert all(set(line.work.coders) == standing.coders(line.report) for line in answer.context["page"].rows)
    # Whoever took their words back coded nothing.
    from sijill.register.people.acts import undo

    standing.move(both, "in_review", "huda")
    standing.move(both, "returned", "huda", "look at the time again")
    undo(both, "coder")
    standing.move(both, "coded", "reviewer")
    assert listed(reviewer) == [theirs.pk] and listed(other, "?state=coded") == [mine.pk, theirs.pk, both.pk]


def test_taken_up_returned_and_verified_from_the_queue(as_role: AsRole) -> None:
    from sijill.desk.models import Job

    (report,) = reports(1)
    hand_in(report, "coder")
    reviewer, coder = as_role("reviewer"), as_role("coder")
    at = f"/review/{report.pk}/move/"
    assert coder.post(at, {"to": "in_review"}).status_code == 403
    assert reviewer.post(at, {"to": "in_review"})["Location"] == f"/reports/{report.pk}/"
    refused = reviewer.post(at, {"to": "returned", "comment": " "}, follow=True)
    assert any("comment" in one for one in said(refused)) and standing.state(report) == "in_review"
    assert reviewer.post(at, {"to": "returned", "comment": "the place", "back": "https://evil.example/"})["Location"] == "/review/"
    page = coder.get("/review/")
    assert page.context["tab"] == "returned" and [line.report.pk for line in page.context["page"].rows] == [report.pk]
    assert "the place" in page.content.decode()
    assert listed(as_role("reviewer"), "?tab=returned") == [], "who coded none of it is not asked"
    standing.move(report, "coded", "coder")
    reviewer.post(at, {"to": "in_review"})
    reviewer.post(at, {"to": "verified", "back": "/review/?tab=waiting"})
    assert standing.state(report) == "verified" and listed(reviewer) == []
    assert Job.objects.filter(kind="link").exists()


def test_four_eyes_in_the_language_of_who_has_only_two(as_role: AsRole) -> None:
    (report,) = reports(1)
    hand_in(report, "reviewer")
    standing.move(report, "in_review", "reviewer")
    for language, words in (("en", "somebody else verifies it"), ("ar", "يتحقق منه شخص آخر")):
        answer = as_role("reviewer", language=language).post(f"/review/{report.pk}/move/", {"to": "verified"}, follow=True)
        assert any(words in one for one in said(answer)), said(answer)
        assert standing.state(report) == "in_review"


def test_a_closed_collection_is_in_no_list_and_nothing_in_it_is_moved(as_role: AsRole) -> None:
    from django.utils import timezone

    hidden, shown = reports(2)
    closed = Collection.objects.create(name="closed", made=timezone.now())
    for report in (hidden, shown):
        hand_in(report, "coder")
        assigning.assign(report, "admin", "admin")
        assigning.assign(report, "coder", "admin")
    place([hidden], closed, "admin")
    reviewer = as_role("reviewer", every_collection=False)
    assert listed(reviewer) == [shown.pk] and set(listed(reviewer, "?tab=all&done=1")) == {shown.pk}
    assert reviewer.post(f"/review/{hidden.pk}/move/", {"to": "in_review"}).status_code == 404
    theirs = Assignment.objects.get(report=hidden, coder="coder")
    reviewer.post("/review/withdraw/", {"assignment": [theirs.pk]})
    assert len(assigning.to(hidden)) == 2
    reviewer.post("/review/assign/", {"coder": "coder", "kind": "common", "numbers": f"{hidden.pk}"})
    assert Assignment.objects.filter(report=hidden).count() == 2


# -- work given out ---------------------------------------------------------------------------------------------


def test_so_many_unread_reports_go_to_two_who_do_not_see_one_another(as_role: AsRole) -> None:
    reviewer = as_role("reviewer")
    another("samar", "coder")
    every = list(ReportRow.objects.order_by("report_id").values_list("report_id", flat=True))
    form = {"coder": "coder", "second": "samar", "kind": "bare", "number": "2", "order": "oldest"}
    answer = reviewer.post("/review/assign/", form, follow=True)
    assert "2 reports are assigned to coder and samar." in said(answer)
    held = [(a.report_id, a.coder, a.blind, a.bare) for a in Assignment.objects.order_by("pk")]
    assert held == [(pk, who, True, True) for pk in every[:2] for who in ("coder", "samar")]
    reviewer.post("/review/assign/", {**form, "second": "", "kind": "common", "number": "1"})
    assert Assignment.objects.order_by("-pk")[0].report_id == every[2], "what is assigned is not given out again"
    assert set(listed(as_role("coder"), "?tab=mine")) == set(every[:3])
    # Withdrawn, it can be given out anew; what is handed in is out of the way.
    chosen = [a.pk for a in Assignment.objects.filter(report_id=every[0])]
    reviewer.post("/review/withdraw/", {"assignment": chosen})
    assert not assigning.to(Report.objects.get(pk=every[0])) and every[0] not in listed(as_role("coder"), "?tab=mine")
    standing.move(Report.objects.get(pk=every[1]), "coded", "coder", lane="coder")
    assert listed(as_role("coder"), "?tab=mine") == [every[2]]
    assert set(listed(as_role("coder"), "?tab=mine&done=1")) == set(every[1:3])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"coder": "viewer"}, "Choose who is to code"),
        ({"second": "admin"}, "only blind"),
        ({"kind": "blind", "second": "coder"}, "same person"),
        ({"number": "0"}, "from 1 to 200"),
        ({"number": "9" * 30}, "from 1 to 200"),
        ({"numbers": "9-3"}, "ends before it begins"),
        ({"numbers": "no-such-report"}, "no such reports"),
        ({"outlet": "nobody"}, "Leave a filter out"),
        ({"kind": "secret"}, "how it is to be coded"),
    ],
)
def test_what_cannot_be_given_out_is_told(as_role: AsRole, wrong: dict[str, str], why: str) -> None:
    answer = as_role("reviewer").post("/review/assign/", {"coder": "coder", "kind": "common", "number": "5", **wrong})
    assert answer.status_code == 400 and why in answer.content.decode()
    assert not Assignment.objects.exists()

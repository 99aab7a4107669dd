"""Second reading: who is shown what, four eyes, work given out, blind coding side by side, agreement."""

from __future__ import annotations

import csv
import io
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

from .conftest import enter, sign_in

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
    for language, words in (("en", "somebody else verifies it"), ("ar", "يعتمده شخص آخر")):
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


# -- blind coding -----------------------------------------------------------------------------------------------


def coded_blind(report: Report, *people: str) -> str:
    """Have these code a report blind: the first corrects a time, all accept the rest; the ident of that event."""
    ident = first(report)
    for who in people:
        assigning.assign(report, who, "admin", blind=True)
    say(report, [Act(ident, "time", "corrected", value="2020-02-02", why="wrong words read")], people[0], people[0])
    for who in people[1:]:
        say(report, [Act(ident, "event", "accepted")], who, who)
    return ident


def test_lanes_stand_side_by_side_once_handed_in_and_one_is_taken_over(as_role: AsRole) -> None:
    (report,) = reports(1)
    another("samar", "coder")
    ident = coded_blind(report, "coder", "samar")
    other = coded(report).record.events[1].id
    say(report, [Act(other, "event", "rejected", why="told twice")], "coder", "coder")
    reviewer = as_role("reviewer")
    (row,) = reviewer.get("/review/blind/").context["page"].rows
    assert [(lane.coder, lane.state) for lane in row.lanes] == [("coder", "unread"), ("samar", "unread")] and not row.ready
    at = f"/review/blind/{report.pk}/"
    assert "Nobody has handed in yet" in reviewer.get(at).content.decode()
    for who in ("coder", "samar"):
        standing.move(report, "coded", who, lane=who)
    (row,) = reviewer.get("/review/blind/").context["page"].rows
    assert row.ready
    page = reviewer.get(at)
    units = {unit.sides[1].ident: unit for unit in page.context["rows"]}
    assert [f.name for f in units[ident].fields if f.differs] == ["Time"] and "2 February 2020" in page.content.decode()
    assert units[other].missing and units[other].sides[0].ident == other and not units[other].sides[0].title
    assert page.context["differing"] == 2 == sum(unit.differs for unit in units.values())
    assert len(reviewer.get(f"{at}?all=1").context["rows"]) == page.context["units"] > 2
    assert f'href="/reports/{report.pk}/?lane=samar"' in page.content.decode() and reviewer.get(f"/reports/{report.pk}/?lane=samar").status_code == 200
    # One event, then the whole; the reading page goes on with it.
    answer = reviewer.post(f"{at}take/", {"lane": "coder", "ident": ident})
    assert answer["Location"] == at
    assert next(e.time for e in coded(report).record.events if e.id == ident) == "2020-02-02"
    assert any(e.id == other for e in coded(report).record.events)
    assert reviewer.post(f"{at}take/", {"lane": "coder"})["Location"] == f"/reports/{report.pk}/"
    assert all(e.id != other for e in coded(report).record.events)
    assert standing.state(report, "coder") == "verified"


def test_whoever_codes_blind_sees_no_other_before_all_have_handed_in(as_role: AsRole) -> None:
    (report,) = reports(1)
    coded_blind(report, "coder", "reviewer")
    standing.move(report, "coded", "coder", lane="coder")
    reviewer, at = as_role("reviewer"), f"/review/blind/{report.pk}/"
    page = reviewer.get(at)
    assert page.context["closed"] and "2 February 2020" not in page.content.decode()
    assert any("wait for the others" in one for one in said(reviewer.post(f"{at}take/", {"lane": "coder"}, follow=True)))
    assert standing.state(report, "coder") == "coded"
    standing.move(report, "coded", "reviewer", lane="reviewer")
    assert any("somebody else takes it over" in one for one in said(reviewer.post(f"{at}take/", {"lane": "reviewer"}, follow=True)))
    assert as_role("coder").get(at).status_code == 403


def test_a_blind_coding_is_returned_to_its_coder_with_a_comment(as_role: AsRole) -> None:
    (report,) = reports(1)
    another("samar", "coder")
    coded_blind(report, "coder", "samar")
    standing.move(report, "coded", "coder", lane="coder")
    reviewer, at = as_role("reviewer"), f"/review/blind/{report.pk}/take/"
    reviewer.post(at, {"lane": "coder", "do": "return", "comment": ""})
    assert standing.state(report, "coder") == "coded", "nothing is half done"
    reviewer.post(at, {"lane": "coder", "do": "return", "comment": "the second event"})
    assert standing.state(report, "coder") == "returned"
    assert "the second event" in as_role("coder").get("/review/?tab=returned").content.decode()
    assert "the second event" not in sign_in("samar").get("/review/?tab=returned").content.decode()


# -- agreement --------------------------------------------------------------------------------------------------


def test_agreement_is_that_of_the_register_and_of_reports_in_sight(as_role: AsRole) -> None:
    from django.utils import timezone

    from sijill.register.people.agreement import agreement

    assert "yet" in as_role("reviewer").get("/review/agreement/").content.decode()
    seen, hidden = reports(2)
    another("samar", "coder")
    for report in (seen, hidden):
        coded_blind(report, "coder", "samar")
        for who in ("coder", "samar"):
            standing.move(report, "coded", who, lane=who)
    place([hidden], Collection.objects.create(name="closed", made=timezone.now()), "admin")
    everything, part = as_role("admin").get("/review/agreement/"), as_role("reviewer", every_collection=False).get("/review/agreement/")
    assert (everything.context["found"].reports, part.context["found"].reports) == (2, 1)
    assert part.context["found"] == agreement([seen])
    by = {line.measure.dimension: line for line in part.context["lines"]}
    assert by["type"].few and by["time"].measure.agree != 1 and by["time"].alpha
    # All kept the same events: nothing varies, and no figure is made up.
    assert by["presence"].alpha == "" and by["presence"].means.startswith("Cannot be computed: everybody said the same")
    assert by["type"].measure.alpha == 1.0 or by["type"].alpha == ""
    rows = list(csv.DictReader(io.StringIO(sign_in("reviewer").get("/review/agreement.csv").content.decode("utf-8-sig"))))
    presence = [row for row in rows if row["dimension"] == "presence"]
    assert [(row["coders"], row["reports"], row["alpha"]) for row in presence] == [("", "1", ""), ("coder samar", "1", "")]
    assert {row["dimension"]: row["alpha"] for row in rows if not row["coders"]}["time"] == f"{by['time'].measure.alpha:.4f}"
    confusion = list(csv.DictReader(io.StringIO(sign_in("reviewer").get("/review/agreement.csv?of=confusion").content.decode("utf-8-sig"))))
    assert sum(int(row["times"]) for row in confusion) == sum(part.context["found"].confusion.values()) > 0


def test_what_an_alpha_means() -> None:
    from sijill.desk.seconding.agreeing import means
    from sijill.register.people.agreement import Measure

    told = {alpha: means(Measure("type", "nominal", alpha, 0.5, 9)).split(":")[0] for alpha in (0.8, 0.79, 0.6, 0.0, -0.2)}
    assert told == {0.8: "Reliable", 0.79: "Enough for cautious conclusions only.", 0.6: "Too low to rely on", 0.0: "No better than chance", -0.2: "No better than chance"}
    assert "nothing of this kind" in means(Measure("means", "set", None, None, 0))


# -- in a browser -----------------------------------------------------------------------------------------------


def test_a_second_reader_returns_and_verifies(page: Any, live: str) -> None:
    (report,) = reports(1)
    say(report, [Act(first(report), "time", "corrected", value="2021-03-04", why="wrong words read")], "coder")
    page.on("dialog", lambda asked: asked.accept())  # not every event is judged: that is asked about
    enter(page, live, "coder")
    page.goto(f"/reports/{report.pk}/")
    page.get_by_role("button", name="Hand in").click()
    page.locator("#state").get_by_text("coded").wait_for()
    enter(page, live, "reviewer")
    page.goto("/review/")
    page.get_by_role("button", name="Take up for review").click()
    page.wait_for_url(f"**/reports/{report.pk}/")
    assert page.get_by_role("button", name="Accept all events").count() == 0
    page.locator("body").press("j")
    page.locator("body").press("a")
    page.wait_for_timeout(200)
    assert [s.verdict for s in report.reviews.all()] == ["corrected"], "the second reader does not edit"
    page.goto("/review/")
    page.get_by_text("Return with comment").click()
    page.get_by_placeholder("What should be looked at again").fill("the time is that of the other event")
    page.get_by_role("button", name="Return", exact=True).click()
    page.get_by_text("Nothing waits").wait_for()
    enter(page, live, "coder")
    page.goto("/review/")
    page.get_by_text("the time is that of the other event").wait_for()
    page.locator(".what a").click()
    page.get_by_text("the time is that of the other event").wait_for()
    page.wait_for_selector("#desk.js")  # before that, a click is a form that is sent
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Saved", exact=True).wait_for()
    page.get_by_role("button", name="Hand in").click()
    page.locator("#state").get_by_text("coded").wait_for()
    enter(page, live, "reviewer")
    page.goto("/review/")
    page.get_by_role("button", name="Take up for review").click()
    page.wait_for_url(f"**/reports/{report.pk}/")
    page.goto("/review/")
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("is now: verified").wait_for()
    assert standing.state(report) == "verified"


# -- the other database -----------------------------------------------------------------------------------------


def test_the_lists_hold_on_postgresql(filled_postgresql: str) -> None:
    one, two, blind = reports(3)
    hand_in(one, "coder")
    hand_in(two, "reviewer")
    standing.move(two, "in_review", "admin")
    standing.move(two, "returned", "admin", "look again")
    coded_blind(blind, "coder", "admin")
    for who in ("coder", "admin"):
        standing.move(blind, "coded", who, lane=who)
    reviewer = sign_in("reviewer", every_collection=False)
    assert (listed(reviewer), listed(reviewer, "?tab=returned"), listed(reviewer, "?tab=mine")) == ([one.pk], [two.pk], [])
    assert listed(reviewer, "?tab=all") == [] and set(listed(reviewer, "?tab=all&done=1")) == {blind.pk}
    assert [row.ready for row in reviewer.get("/review/blind/").context["page"].rows] == [True]
    assert reviewer.get("/review/agreement/").context["found"].reports == 1
    reviewer.post("/review/assign/", {"coder": "coder", "kind": "common", "number": "2", "order": "doubtful"})
    assert len(listed(reviewer, "?tab=all")) == 2
    reviewer.post(f"/review/{one.pk}/move/", {"to": "in_review"})
    reviewer.post(f"/review/{one.pk}/move/", {"to": "verified"})
    assert standing.state(one) == "verified"

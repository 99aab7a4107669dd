"""Reports without a day of publication: people are asked, what they say is added, the reading goes by it, and it can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from sijill.desk import jobs
from sijill.errors import RegisterError
from sijill.register import Register

from .conftest import enter

TEXT = "قتل ثلاثة مدنيين بقصف مدفعي على بلدة سراقب في ريف إدلب أمس الثلاثاء، وفق الدفاع المدني. وكانت البلدة شهدت في 5 آذار 2019 معارك."
"""The only date in it is that of something else, which is taken for the day it was published."""
OTHER = "سقطت قذائف على أطراف مدينة الباب مساء أمس من دون أن توقع ضحايا."


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> Any:
    with override_settings(DESK_FOLDER=tmp_path / "desk"):
        yield


def take(client: Client, *texts: str) -> str:
    """Take texts in as files; the address of the job that did it."""
    sent = [SimpleUploadedFile(f"n{k}.txt", text.encode()) for k, text in enumerate(texts)]
    answer = client.post("/add/files/", {"files": sent})
    jobs.run_waiting()
    return str(answer["Location"])


def times(pk: int) -> list[str]:
    from sijill.register.models import EventRow

    return [row.time or "" for row in EventRow.objects.filter(report_id=pk).order_by("start")]


def last(count: int) -> list[int]:
    from sijill.register.models import Report

    return sorted(Report.objects.order_by("-pk").values_list("pk", flat=True)[:count])


def test_who_adds_is_asked_and_the_report_is_read_by_what_they_say(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Entry, Reading, Report, ReportRow

    client = as_role("coder")
    job = take(client, TEXT, OTHER)
    first, second = last(2)
    assert dict(ReportRow.objects.filter(report_id__in=(first, second)).values_list("report_id", "undated")) == {first: "inferred", second: "unknown"}
    wrong = times(first)
    assert wrong[0].startswith("2019"), "an event's date is taken for the day of publication"
    said = client.get(job).content.decode()
    address = f"/dates/?job={job.rstrip('/').rpartition('/')[2]}"
    assert "2 reports do not say" in said and address in said
    shown = client.get(address).content.decode()
    assert "5 آذار 2019" in shown and shown.count('type="date"') == 3
    assert "do not say when" in client.get("/").content.decode()

    answer = client.post("/dates/give/", {f"day-{first}": "2020-03-11", "report": [str(second)], "day": "2021-07-01", "do": "give"})
    assert answer.status_code == 302, answer.content.decode()
    jobs.run_waiting()
    assert times(first) == ["2020-03-10", "2019-03-05"] and times(second) == ["2021-06-30"]
    assert not ReportRow.objects.filter(report_id__in=(first, second), undated__isnull=False).exists()
    assert Report.objects.get(pk=first).published is None, "what came with it stays"
    assert Reading.objects.filter(report_id=first).count() == 2
    assert {json.loads(e.detail)["published"] for e in Entry.objects.filter(action="date", who="coder")} == {"2020-03-11", "2021-07-01"}

    # Said again it changes nothing; taken back, the report is read as before.
    assert client.post("/dates/give/", {f"day-{first}": "2020-03-11"})["Location"] == "/dates/"
    assert "2020" in client.get(f"/dates/?report={first}").content.decode()
    client.post("/dates/give/", {"only": str(first), "one": str(first), "do": "withdraw"})
    jobs.run_waiting()
    assert times(first) == wrong and ReportRow.objects.get(report_id=first).undated == "inferred"
    assert list(Register.connected().verify()) == []


def test_what_the_reader_inferred_can_be_taken_over(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Dating, ReportRow

    client = as_role("coder")
    take(client, TEXT)
    (pk,) = last(1)
    client.post("/dates/give/", {"right": str(pk)})
    jobs.run_waiting()
    assert Dating.objects.get(report_id=pk).published == ReportRow.objects.get(report_id=pk).reading.published
    assert ReportRow.objects.get(report_id=pk).undated is None


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "2021-02-30", "0021-03-04"])
def test_a_day_that_cannot_be_meant_is_refused_and_nothing_is_noted(as_role: Callable[..., Client], day: str) -> None:
    from sijill.register.models import Dating, ReportRow

    client = as_role("coder")
    (a, b) = ReportRow.objects.filter(undated__isnull=False).values_list("report_id", flat=True)[:2]
    answer = client.post("/dates/give/", {f"day-{a}": "2020-01-01", f"day-{b}": day})
    assert answer.status_code == 400 and 'role="alert"' in answer.content.decode()
    assert not Dating.objects.exists()
    assert 'value="2020-01-01"' in answer.content.decode(), "what was typed stays"


def test_of_a_closed_collection_nothing_is_asked_and_nothing_taken(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Dating, Report, ReportRow
    from sijill.register.people import collections

    pk = ReportRow.objects.filter(undated__isnull=False).values_list("report_id", flat=True)[0]
    client = as_role("coder", every_collection=False)
    before = client.get("/dates/").content.decode().count('type="date"')
    collections.place(Report.objects.filter(pk=pk), collections.make("closed", "admin"), "admin")
    assert client.get("/dates/").content.decode().count('type="date"') == before - 1
    assert client.get(f"/dates/?report={pk}").status_code == 404
    client.post("/dates/give/", {f"day-{pk}": "2020-01-01"})
    assert not Dating.objects.exists()


def test_a_handed_in_report_keeps_what_people_made_of_it(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import ReportRow
    from sijill.register.people import standing

    client = as_role("coder")
    take(client, TEXT)
    (pk,) = last(1)
    report = ReportRow.objects.get(report_id=pk).report
    standing.move(report, "coded", "coder")
    answer = client.post("/dates/give/", {f"day-{pk}": "2020-03-11"}, follow=True)
    assert "handed in" in answer.content.decode()
    jobs.run_waiting()
    assert times(pk)[0].startswith("2019") and ReportRow.objects.get(report_id=pk).reading.reader == "people/1"
    standing.move(report, "in_review", "reviewer")
    standing.move(report, "returned", "reviewer", "the day is another")
    standing.move(report, "coded", "coder")
    assert times(pk)[0] == "2020-03-10"


def test_on_both_databases_what_was_said_is_read_by_once_and_proved(filled_both: str) -> None:

    from sijill.register.models import Dating, Report
    from sijill.register.people import dating

    register = Register.connected()
    pk = Report.objects.values_list("pk", flat=True)[0]
    report = Report.objects.get(pk=pk)
    assert register.unread() == 0
    dating.give([(report, "2020")], "amal", "the paper is of that year")
    assert register.unread() == 1
    assert [o.name for o in register.read()] == [report.doc] and register.unread() == 0
    with pytest.raises(RegisterError):
        dating.give([(report, "2020-13")], "amal")
    assert list(register.verify()) == []
    Dating.objects.update(published="2019")
    assert any("altered" in fault for fault in register.verify())


def test_days_are_given_in_a_browser(page: Any, live: str) -> None:
    from sijill.register.models import Dating, ReportRow

    enter(page, live, "coder", "ar")
    page.goto("/")
    page.get_by_role("link", name="تحديد الأيام").click()
    wanted = ReportRow.objects.filter(undated__isnull=False).order_by("-report_id").values_list("report_id", flat=True)[:2]
    page.get_by_label("اختيار كل ما في هذه الصفحة").or_(page.locator("[data-all]")).first.check()
    page.locator("input[name=day]").fill("2022-05-06")
    page.locator(f"input[name=day-{wanted[0]}]").fill("2022-05-07")
    page.get_by_role("button", name="تدوين وإعادة القراءة").click()
    page.wait_for_url("**/jobs/*/")
    assert dict(Dating.objects.filter(report_id__in=wanted).values_list("report_id", "published")) == {wanted[0]: "2022-05-07", wanted[1]: "2022-05-06"}


def test_days_are_given_by_command(filled: str) -> None:
    from typer.testing import CliRunner

    from sijill.cli import app
    from sijill.register.models import ReportRow

    def call(*arguments: str) -> tuple[int, str]:
        answer = CliRunner().invoke(app, [*arguments, "--database", filled])
        return answer.exit_code, answer.stdout + answer.stderr

    name = ReportRow.objects.filter(undated__isnull=False).values_list("report__doc", flat=True)[0]
    assert name in call("dates", "list", "--format", "csv")[1]
    assert call("dates", "give", name, "2021-04-05", "--who", "amal") == (0, f"sijill: {name}: published 2021-04-05; read again\n")
    assert ReportRow.objects.get(report__doc=name).reading.published == "2021-04-05"
    assert name not in call("dates", "list", "--format", "csv")[1]
    assert call("dates", "undo", name)[0] == 0 and name in call("dates", "list", "--format", "csv")[1]
    assert call("dates", "give", "nobody", "2021-04-05")[0] == 2

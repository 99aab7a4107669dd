"""The inbox: what is listed, in which order and for whom; taking in every kind of file, what cannot be taken in told by name; jobs that survive."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
from django.utils import timezone
from tests.ingest import makers
from tests.ingest.conftest import Site, site
from tests.ingest.test_archives import warc

from sijill.desk import jobs
from sijill.desk.inbox import uploads

from .conftest import enter, sign_in

__all__ = ["site"]

LEAD = "قتل ثلاثة مدنيين وأصيب خمسة آخرون بقصف مدفعي على بلدة سراقب في ريف إدلب أمس الثلاثاء، وفق الدفاع المدني."
MORE = "وقال مصدر محلي إن القصف استهدف سوقا شعبيا في وسط البلدة، وإن فرق الإنقاذ واصلت عملها حتى المساء."


@pytest.fixture(autouse=True, scope="module")
def _contexts() -> Iterator[None]:
    """Answers carry what their templates were given."""
    setup_test_environment()
    yield
    teardown_test_environment()


@pytest.fixture(autouse=True)
def folder(settings_folder: Path) -> Path:
    return settings_folder


@pytest.fixture
def settings_folder(tmp_path: Path) -> Any:
    from django.test import override_settings

    with override_settings(DESK_FOLDER=tmp_path / "desk"):
        yield tmp_path / "desk"


def send(client: Client, *files: tuple[str, bytes], **beside: str) -> Any:
    """Upload, have the job done, and its page."""
    answer = client.post("/add/files/", {"files": [SimpleUploadedFile(name, data) for name, data in files], **beside})
    assert answer.status_code == 302, answer.content.decode()
    jobs.run_waiting()
    return client.get(answer["Location"])


def outcomes(page: Any) -> dict[str, tuple[str, list[str]]]:
    return {one["name"]: (one["state"], one["why"]) for one in page.context["outcomes"]}


def titles(page: Any) -> list[str]:
    return [line.report.doc for line in page.context["page"].rows]


# -- the list ---------------------------------------------------------------------------------------------------


def test_every_report_is_listed_once_the_newest_first(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Copy, Report

    page = as_role("viewer").get("/")
    listed = [line.report.pk for line in page.context["page"].rows]
    copies = set(Copy.objects.values_list("report_id", flat=True))
    assert listed == [pk for pk in Report.objects.order_by("-pk").values_list("pk", flat=True) if pk not in copies]
    under = {copy.report.pk for line in page.context["page"].rows for copy in line.copies}
    assert under == copies


def test_filters_and_orders(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Assignment, Report, ReportRow

    rows = list(ReportRow.objects.order_by("report_id"))
    ReportRow.objects.filter(pk=rows[0].pk).update(state="coded")
    client = as_role("coder")
    assert titles(client.get("/?state=coded")) == [rows[0].report.doc]
    assert len(titles(client.get("/?state=unread"))) == len(rows) - 1
    outlet = rows[1].shown
    assert {line.outlet for line in client.get("/", {"outlet": outlet}).context["page"].rows} == {outlet}
    least = [line.least for line in client.get("/?order=doubtful").context["page"].rows]
    known = [v for v in least if v is not None]
    assert known == sorted(known) and least == [*known, *[None] * (len(least) - len(known))]
    days = [line.published for line in client.get("/?order=published").context["page"].rows]
    told = [d for d in days if d]
    assert told == sorted(told, reverse=True) and days[: len(told)] == told
    from datetime import date

    day = date.fromordinal(told[0])
    assert all(line.published >= told[0] for line in client.get(f"/?since={day}").context["page"].rows)
    assert len(client.get(f"/?since={day}").context["page"].rows) < len(rows)
    assert titles(client.get("/?mine=1")) == []
    for withdrawn in (False, True):
        Assignment.objects.create(report=rows[2].report, coder="coder", who="admin", made=timezone.now(), withdrawn=withdrawn)
        assert titles(client.get("/?mine=1")) == ([] if withdrawn else [rows[2].report.doc])
    found = titles(client.get("/", {"q": "ادلب"}))
    assert found and all("إدلب" in Report.objects.get(doc=doc).text or "ادلب" in Report.objects.get(doc=doc).text for doc in found)


@pytest.mark.parametrize("query", ["state=x", "order=x", "collection=x", "since=yesterday", "q=%22%22"])
def test_a_filter_that_cannot_be_meant_is_named(as_role: Callable[..., Client], query: str) -> None:
    page = as_role("viewer").get(f"/?{query}")
    assert page.status_code == 400
    assert page.context["fault"]


def test_a_report_that_no_reader_has_read_yet_is_listed_as_such(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import ReportRow

    row = ReportRow.objects.order_by("report_id").first()
    assert row is not None
    row.delete()
    client = as_role("viewer")
    assert titles(client.get("/?state=waiting")) == [row.report.doc]
    assert "waiting to be read" in client.get("/").content.decode()


def test_copies_stand_under_their_original_and_alone_where_that_is_left_out(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Copy, Report, ReportRow

    first, second = Report.objects.order_by("pk")[:2]
    Copy.objects.all().delete()
    Copy.objects.create(report=second, of=first)
    client = as_role("viewer")
    lines = {line.report.pk: line for line in client.get("/").context["page"].rows}
    assert second.pk not in lines
    assert [copy.report.pk for copy in lines[first.pk].copies] == [second.pk]
    ReportRow.objects.filter(report=second).update(state="returned")
    (line,) = client.get("/?state=returned").context["page"].rows
    assert line.report.pk == second.pk and line.original.pk == first.pk


def test_who_has_it_open_and_whose_it_is(as_role: Callable[..., Client]) -> None:
    from sijill.desk.models import Presence, User
    from sijill.register.models import Assignment, Report

    report = Report.objects.order_by("-pk").first()
    assert report is not None
    Presence.objects.create(report=report, user=User.objects.get(username="reviewer"), seen=timezone.now() - timedelta(seconds=30))
    Presence.objects.create(report=report, user=User.objects.get(username="admin"), seen=timezone.now() - timedelta(seconds=90))
    Assignment.objects.create(report=report, coder="coder", who="admin", made=timezone.now())
    line = as_role("viewer").get("/").context["page"].rows[0]
    assert (list(line.open_by), list(line.coders)) == (["reviewer"], ["coder"])


def test_a_closed_collection_neither_shows_nor_counts(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Collection, Copy, Report

    hidden = Report.objects.filter(text__contains="إدلب").order_by("pk").first()
    assert hidden is not None
    from sijill.register.people.collections import place

    place([hidden], Collection.objects.create(name="مغلقة", made=timezone.now()), "test")
    other = Report.objects.exclude(pk=hidden.pk).order_by("pk").first()
    assert other is not None
    Copy.objects.all().delete()
    Copy.objects.create(report=other, of=hidden)
    seen = as_role("viewer", every_collection=False)
    for query in ("", "?order=doubtful", "?state=unread", "?q=إدلب", "?order=published"):
        page = seen.get(f"/{query}")
        assert hidden.doc not in page.content.decode()
        assert page.context["page"].total == len(page.context["page"].rows)
    assert other.doc in titles(seen.get("/")), "the copy stands alone: its original is out of sight"
    assert "مغلقة" not in seen.get("/").content.decode()
    assert hidden.doc in as_role("admin").get("/").content.decode()
    # A bulk action takes none that the person does not see.
    client = as_role("coder", every_collection=False)
    client.post("/chosen/", {"do": "reread", "report": [hidden.pk, other.pk]})
    from sijill.desk.models import Job

    assert Job.objects.get().asked["reports"] == [other.pk]


def test_pages_follow_one_another(as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.desk.inbox import listing

    monkeypatch.setattr(listing, "SIZE", 4)
    client = as_role("viewer")
    for query in ("", "order=doubtful&", "order=published&"):
        seen: list[str] = []
        address = f"/?{query}"
        while address:
            page = client.get(address)
            seen += titles(page)
            address = "/" + page.context["page"].later if page.context["page"].later else ""
        assert len(seen) == len(set(seen)) == page.context["page"].total


def test_an_empty_register_leads_on(as_role: Callable[..., Client]) -> None:
    from sijill.register import models as m

    for kind in (m.Link, m.Member, m.Term, m.Incident, m.Copy, m.EventRow, m.ProfileRow, m.ReportRow, m.Reading, m.Report):
        kind.objects.all().delete()
    assert 'class="button" href="/add/"' in as_role("coder").get("/").content.decode().partition('class="empty"')[2]
    assert "/add/" not in as_role("viewer").get("/").content.decode()


# -- taking in --------------------------------------------------------------------------------------------------


def test_a_pasted_text_is_taken_in_read_and_linked_by_whoever_pasted_it(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Entry, Report

    client = as_role("coder")
    beside = {"title": "قصف على سراقب", "outlet": "شبكة النهر", "published": "2020-02-05", "url": "https://example.org/1"}
    answer = client.post("/add/text/", {"text": f"{LEAD}\r\n{MORE}", **beside})
    jobs.run_waiting()
    page = client.get(answer["Location"])
    assert (page.context["added"], page.context["failed"], page.context["told"]["read"]) == (1, 0, 1)
    report = Report.objects.order_by("-pk")[0]
    assert report.text == f"قصف على سراقب\n\n{LEAD}\n{MORE}"
    assert (report.title, report.outlet, report.published, report.url, report.row.events) == (*beside.values(), report.row.events)
    assert report.row.events >= 1
    assert report.events.filter(linked=False).count() == 0
    assert set(Entry.objects.order_by("-number")[:3].values_list("who", "action")) == {("coder", "add"), ("coder", "read"), ("coder", "link")}
    assert f'href="/reports/{report.pk}/"' in page.content.decode()
    again = client.post("/add/text/", {"text": f"{LEAD}\r\n{MORE}", **beside})
    jobs.run_waiting()
    assert outcomes(client.get(again["Location"])) == {"قصف على سراقب": ("there", [])}


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"text": " \n "}, "no text"), ({"text": LEAD, "published": "5.2.2020"}, "is no day"), ({"text": LEAD, "url": "javascript:alert(1)"}, "address"), ({"text": f"a\x00{LEAD}"}, "NUL")],
)
def test_what_cannot_be_meant_in_the_form_is_said_and_kept(as_role: Callable[..., Client], sent: dict[str, str], said: str) -> None:
    page = as_role("coder").post("/add/text/", sent)
    assert page.status_code == 400 and said in page.context["fault"]
    from sijill.desk.models import Job

    assert not Job.objects.exists()
    assert "5.2.2020" in page.content.decode() or "published" not in sent


def every_kind() -> dict[str, bytes]:
    """A file of each kind that is taken, each with a text of its own."""
    body = f"{LEAD} {MORE}"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in/zipped.txt", f"zip {body}")
    return {
        "plain.txt": f"txt {body}".encode(), "old.txt": body.encode("cp1256"), "page.html": makers.page().encode(), "paper.docx": makers.docx([f"docx {body}"]),
        "paper.pdf": makers.pdf([makers.drawn(makers.LEAD), makers.drawn(makers.MORE)]), "table.csv": f"text,published\n\"csv {body}\",2021-03-01\n".encode(), "lines.jsonl": json.dumps({"text": f"jsonl {body}"}).encode(),
        "crawl.warc": warc(packed=False), "all.zip": packed.getvalue(), "one.txt.gz": gzip.compress(f"gz {body}".encode()),
    }  # fmt: skip


def test_every_kind_of_file_goes_in(filled_both: str) -> None:
    client, files = sign_in("coder"), every_kind()
    page = send(client, *files.items(), outlet="شبكة النهر", published="2021-03-05")
    assert {name: state for name, (state, _) in outcomes(page).items()} == {**dict.fromkeys(files, "added"), "crawl.warc": "partly"}
    assert "crawl.warc" in outcomes(page)["crawl.warc"][1][0], "an empty page of it is told"
    assert page.context["added"] >= len(files)
    from sijill.register.models import Report

    plain = Report.objects.get(doc="plain")
    assert (plain.outlet, plain.published, plain.evidence.name) == ("شبكة النهر", "2021-03-05", "plain.txt")
    assert Report.objects.get(text__startswith="csv").published == "2021-03-01", "what a file says of itself holds"
    again = send(client, *files.items())
    assert (again.context["added"], again.context["there"]) == (0, page.context["added"] + page.context["there"])


def test_what_cannot_be_taken_in_is_told_by_name_and_the_rest_goes_in(as_role: Callable[..., Client], settings_folder: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"\x00" * (64 << 20))
    bad = {
        "empty.txt": (b"", "empty"), "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image"), "noise": (bytes(range(256)) * 40, ""),
        "bomb.zip": (bomb.getvalue(), "hostile"), "cut.docx": (makers.docx([LEAD])[:300], "damaged"), "sheet.pdf": (b"no pdf", "named .pdf"),
        "wide.json": (b'{"text": "x"}', "JSON"),
    }  # fmt: skip
    client = as_role("coder")
    page = send(client, *((name, data) for name, (data, _) in bad.items()), ("good.txt", f"{LEAD} {MORE}".encode()))
    found = outcomes(page)
    assert found.pop("good.txt") == ("added", [])
    for name, (state, why) in found.items():
        assert state == "failed" and bad[name][1] in why[0] and name in why[0]
        assert str(settings_folder) not in why[0]
    assert (page.context["added"], page.context["failed"]) == (1, len(bad))
    arabic = as_role("coder", "ar").get(page.request["PATH_INFO"]).content.decode()
    assert "الملف فارغ" in arabic and "was it saved" not in arabic
    # What failed is kept for another try; what went in is not.
    left = {p.name for p in settings_folder.glob("uploads/*/*")}
    assert left == {f"{n:05}" for n in range(1, len(bad) + 1)}
    answer = client.post(page.request["PATH_INFO"] + "again/")
    jobs.run_waiting()
    assert outcomes(client.get(answer["Location"]))["good.txt"] == ("added", [])


HOSTILE = ("../../../etc/passwd.txt", "<script>alert(1)</script>.txt", "invoice\u202etxt.exe", "a" * 240 + ".txt", 'x" onmouseover="1.txt', ".hidden.txt", "نص عربي.txt", "%2e%2e%2fup.txt")


def test_hostile_names_and_texts_are_inert(as_role: Callable[..., Client], settings_folder: Path) -> None:
    files = [(name, f"{number} <script>alert({number})</script> \u202e{LEAD}".encode()) for number, name in enumerate(HOSTILE)]
    client = as_role("coder")
    page = send(client, *files, ("long.txt", ("كلمة " * 200_000).encode()))
    assert {state for state, _ in outcomes(page).values()} == {"added"}
    assert [p for p in settings_folder.rglob("*") if p.is_file()] == []
    for shown in (page, client.get("/")):
        body = shown.content.decode()
        assert "<script>alert" not in body and "onmouseover=\"1" not in body
        assert len(body) < 300_000
    assert "\u202e" not in page.content.decode(), "a name cannot turn itself round"


def test_too_large_is_told_and_the_rest_goes_in(as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 1000)
    monkeypatch.setattr(uploads, "TOGETHER", 1500)
    found = outcomes(send(as_role("coder"), ("big.txt", b"x" * 1001), ("a.txt", f"{LEAD}".encode() * 4), ("b.txt", f"ب {LEAD}".encode() * 4), ("c.txt", b"c " + LEAD.encode())))
    assert [state for state, _ in found.values()] == ["failed", "added", "failed", "added"]


def test_only_its_owner_and_administrators_see_a_job(as_role: Callable[..., Client]) -> None:
    page = send(as_role("coder"), ("a.txt", LEAD.encode()))
    address = page.request["PATH_INFO"]
    assert as_role("admin").get(address).status_code == 200
    assert as_role("reviewer").get(address).status_code == 404
    assert as_role("reviewer").post(address + "again/").status_code == 404
    assert address not in as_role("reviewer").get("/jobs/").content.decode()
    assert address in as_role("coder").get("/jobs/").content.decode()


def test_a_job_that_a_server_left_is_gone_on_with(as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.desk.inbox import work
    from sijill.desk.models import Job

    lines = b"".join(json.dumps({"text": f"{n} {LEAD}"}).encode() + b"\n" for n in range(150))
    client = as_role("coder")
    answer = client.post("/add/files/", {"files": [SimpleUploadedFile("a.txt", LEAD.encode()), SimpleUploadedFile("many.jsonl", lines), SimpleUploadedFile("c.txt", f"c {LEAD}".encode())]})

    class Killed(BaseException):
        pass

    notes = iter([False, False, True])
    real = work._note

    def stop(*given: Any) -> None:
        real(*given)
        if next(notes, False):
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(work, "_note", stop)
        patch.setattr(work, "_BEAT", -1)
        with pytest.raises(Killed):
            jobs.run_waiting()
    job = Job.objects.get()
    assert (job.state, job.told["files"]["0"]["done"], "done" in job.told["files"]["1"]) == ("running", True, False)
    assert jobs.run_waiting() == 0, "whoever does it may still be alive"
    Job.objects.update(beat=timezone.now() - jobs.DEAD - timedelta(seconds=1))
    assert jobs.run_waiting() == 1
    page = client.get(answer["Location"])
    assert (page.context["added"], page.context["there"], page.context["failed"], page.context["told"]["read"]) == (152, 0, 0, 152)
    from sijill.register.models import Report

    assert Report.objects.filter(text__contains=LEAD).count() == 152


def test_read_again_reads_only_what_was_chosen(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Reading, Report

    one, two = Report.objects.order_by("pk")[:2]
    Reading.objects.update(packs="older")
    client = as_role("coder")
    answer = client.post("/chosen/", {"do": "reread", "report": [one.pk], "back": "/?state=unread"})
    jobs.run_waiting()
    assert client.get(answer["Location"]).context["told"]["read"] == 1
    assert (one.readings.count(), two.readings.count()) == (2, 1)
    for back in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere"):
        assert client.post("/chosen/", {"do": "reread", "back": back})["Location"] == "/"
    assert as_role("viewer").post("/chosen/", {"do": "reread", "report": [one.pk]}).status_code == 403


# -- feeds and addresses ----------------------------------------------------------------------------------------


def test_a_feed_is_watched_looked_at_and_stopped(as_role: Callable[..., Client], site: Site) -> None:
    from sijill.desk.inbox import feeds
    from sijill.desk.models import Job
    from sijill.register.models import Entry, Report

    items = "".join(f"<item><title>خبر {n}</title><link>https://river.example/{n}</link><description>{n} {LEAD}</description></item>" for n in range(2))
    url = site.put("/rss", f"<rss version='2.0'><channel><title>شبكة</title>{items}</channel></rss>", "application/rss+xml", ETag='"one"')
    client = as_role("coder")
    answer = client.post("/add/feeds/", {"do": "add", "url": url, "outlet": "شبكة النهر", "interval": "15m"})
    assert site.asked == [], "nothing is fetched before the job"
    jobs.run_waiting()
    page = client.get(answer["Location"])
    assert (page.context["added"], page.context["told"]["read"]) == (2, 2)
    assert set(Report.objects.order_by("-pk")[:2].values_list("outlet", flat=True)) == {"شبكة النهر"}
    assert Entry.objects.filter(action="watch", subject=url).get().who == "coder"
    before = len(site.asked)
    feeds.due()
    assert jobs.run_waiting() == 0, "not due yet"
    again = client.post("/add/feeds/", {"do": "look", "url": url})
    jobs.run_waiting()
    assert client.get(again["Location"]).context["told"]["unchanged"] and len(site.asked) == before + 1
    shown = client.get("/add/").content.decode()
    assert url in shown and "nothing new" in shown
    # When its time has come the server asks by itself; a look that brought nothing leaves no job behind.
    from sijill.desk.models import Setting

    row = Setting.objects.get(key="feeds")
    row.value[0]["due"] = "2020-01-01T00:00:00+00:00"
    row.save()
    count = Job.objects.count()
    feeds.due()
    feeds.due()
    assert jobs.run_waiting() == 1 and len(site.asked) == before + 2 and Job.objects.count() == count
    assert client.post("/add/feeds/", {"do": "add", "url": url, "interval": "15m"}).status_code == 400
    client.post("/add/feeds/", {"do": "stop", "url": url})
    assert url not in client.get("/add/").content.decode().partition('id="feeds"')[2].partition("<form")[0] and feeds.listed() == []


def test_what_a_feed_brings_lies_in_its_collection(as_role: Callable[..., Client], site: Site) -> None:
    from sijill.register.models import Report
    from sijill.register.people import collections

    closed = collections.make("closed", "admin")
    url = site.put("/rss", f"<rss version='2.0'><channel><title>شبكة</title><item><title>خبر</title><link>https://river.example/1</link><description>{LEAD}</description></item></channel></rss>", "application/rss+xml")
    admin, coder = as_role("admin"), as_role("coder", every_collection=False)
    assert coder.post("/add/feeds/", {"do": "add", "url": url, "interval": "15m", "collection": str(closed.pk)}).status_code == 400, "not open to them"
    answer = admin.post("/add/feeds/", {"do": "add", "url": url, "interval": "15m", "collection": str(closed.pk)})
    jobs.run_waiting()
    report = Report.objects.latest("pk")
    assert (report.url, report.placing.collection) == ("https://river.example/1", closed)
    assert admin.get(answer["Location"]).context["told"]["read"] == 1
    assert "closed" in admin.get("/add/").content.decode().partition('id="feeds"')[2].partition("<form")[0]
    assert coder.get(f"/reports/{report.pk}/").status_code == 404 and url not in coder.get("/add/").content.decode()
    assert coder.post("/add/feeds/", {"do": "stop", "url": url}).status_code == 400
    assert url in admin.get("/add/").content.decode()


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "javascript:alert(1)", "//example.org", "ftp://example.org/x"])
def test_what_is_no_address_is_not_fetched(as_role: Callable[..., Client], url: str) -> None:
    client = as_role("coder")
    assert client.post("/add/address/", {"address": url}).status_code == 400
    assert client.post("/add/feeds/", {"do": "add", "url": url, "interval": "15m"}).status_code == 400


def test_an_address_is_fetched_by_the_job_and_never_from_inside_the_house(as_role: Callable[..., Client], site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_role("coder")
    url = site.put("/1.html", makers.page())
    answer = client.post("/add/address/", {"address": url})
    jobs.run_waiting()
    assert client.get(answer["Location"]).context["added"] == 1
    monkeypatch.delenv("SIJILL_ALLOW_LOOPBACK")
    answer = client.post("/add/address/", {"address": url + "?2"})
    jobs.run_waiting()
    (outcome,) = client.get(answer["Location"]).context["outcomes"]
    assert outcome["state"] == "failed" and "private network" in outcome["why"][0] and outcome["again"]


# -- as people see it -------------------------------------------------------------------------------------------


def test_files_sent_with_the_keyboard_fill_the_inbox(page: Any, live: str) -> None:
    enter(page, live, "coder")
    page.goto("/add/")
    files = [{"name": f"خبر {n}.txt", "mimeType": "text/plain", "buffer": f"{n} {LEAD} {MORE}".encode()} for n in range(3)]
    page.locator("#upload").set_input_files([*files, {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}])
    assert page.locator("[data-list] li").count() == 4
    page.get_by_text("Send the files").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/*/")
    assert page.get_by_text("It waits for its turn.").is_visible()
    thread = threading.Thread(target=jobs.run_waiting)
    thread.start()
    page.get_by_text("Done.").wait_for()
    thread.join(20)
    assert page.get_by_text("could not be taken in", exact=True).last.is_visible()
    page.get_by_role("link", name="To the reports").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(live + "/")
    assert page.locator("tbody tr .what > a").first.inner_text().startswith("2 قتل")
    page.locator("tbody input[name=report]").first.focus()
    page.keyboard.press("Space")
    assert "1 chosen" in page.locator("[data-count]").inner_text()


def test_a_server_that_was_killed_goes_on_where_it_was(filled: str, tmp_path: Path) -> None:
    """A real server, ended with the job half done, and another one after it."""
    client = sign_in("coder")
    lines = b"".join(json.dumps({"text": f"{n} {LEAD} {MORE}"}).encode() + b"\n" for n in range(800))
    from sijill.desk.models import Job
    from sijill.register.models import Report

    client.post("/add/files/", {"files": [SimpleUploadedFile("many.jsonl", lines)]})
    command = [sys.executable, "-m", "sijill", "serve", "--bind", "127.0.0.1:0", "--database", filled]
    environment = {**os.environ, "SIJILL_DESK": str(tmp_path / "desk"), "PYTHONPATH": os.pathsep.join(sys.path)}
    for end, until in ((signal.SIGKILL, lambda job: job.step == "read" and job.done), (signal.SIGTERM, lambda job: job.state == "done")):
        server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        ends = time.monotonic() + 60
        while not until(job := Job.objects.get()) and time.monotonic() < ends and server.poll() is None:
            time.sleep(0.02)
        server.send_signal(end)
        server.wait(20)
        assert until(job), (job.state, job.step, job.done, job.told)
        Job.objects.filter(state="running").update(beat=timezone.now() - jobs.DEAD - timedelta(seconds=1))
    assert Report.objects.filter(text__contains=LEAD, row__isnull=False).count() == 800
    page = client.get(f"/jobs/{job.pk}/")
    assert (page.context["added"], page.context["there"], page.context["failed"], page.context["told"]["read"]) == (800, 0, 0, 800)
    assert not list((tmp_path / "desk" / "uploads").rglob("0*"))


# -- with several at once ---------------------------------------------------------------------------------------


def test_reports_are_assigned_and_moved_by_those_who_may(as_role: Callable[..., Client], tmp_path: Path) -> None:
    from sijill.desk.models import User
    from sijill.register import Register
    from sijill.register.models import Entry, Report
    from sijill.register.people import assigning, collections

    collection = collections.make("مغلقة", "admin")
    one, two, three = Report.objects.order_by("pk")[:3]
    keys = [r.pk for r in (one, two, three)]
    move = {"do": "place", "report": [three.pk], "collection": collection.pk}
    for role, status in (("viewer", 403), ("coder", 403), ("reviewer", 403), ("admin", 302)):
        assert as_role(role).post("/chosen/", move).status_code == status
        assert (collections.of(three) is not None) == (role == "admin")
    assert as_role("coder").post("/chosen/", {"do": "assign", "report": keys, "coder": "coder"}).status_code == 403
    User.objects.filter(username="coder").update(every_collection=False)
    page = as_role("reviewer").post("/chosen/", {"do": "assign", "report": keys, "coder": "coder"}, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert said == ["2 reports are assigned to coder.", "1 report is in a collection that is not open to coder."]
    assert {a.report_id for a in assigning.of("coder")} == {one.pk, two.pk}
    assert set(titles(as_role("coder").get("/?mine=1"))) == {one.doc, two.doc}
    as_role("reviewer").post("/chosen/", {"do": "withdraw", "report": [one.pk], "coder": "coder"})
    assert [a.report_id for a in assigning.of("coder")] == [two.pk]
    for wrong in ({"do": "assign", "coder": "viewer"}, {"do": "place", "collection": "99"}, {"do": "place"}, {"do": "burn"}):
        assert as_role("admin").post("/chosen/", {**wrong, "report": keys}, follow=True).status_code == 200
    assert [a.report_id for a in assigning.of("coder")] == [two.pk] and collections.of(one) is None
    as_role("admin").post("/chosen/", {"do": "place", "report": [three.pk], "collection": "none"})
    assert collections.of(three) is None
    assert {"reviewer", "admin"} == set(Entry.objects.filter(action__in=("assign", "place")).values_list("who", flat=True))
    assert list(Register.connected().verify()) == []


def test_what_is_for_a_collection_is_never_outside_of_it(filled_both: str) -> None:
    from sijill.register.models import Report
    from sijill.register.people import collections

    collection, other = collections.make("مغلقة", "admin"), collections.make("أخرى", "admin")
    client = sign_in("coder")
    page = send(client, ("a.txt", f"سر {LEAD}".encode()), ("b.jsonl", json.dumps({"text": f"سر2 {LEAD}"}).encode()), collection=str(collection.pk))
    assert page.context["added"] == 2
    assert {collections.of(report) for report in Report.objects.filter(text__startswith="سر")} == {collection}
    assert not sign_in("viewer", every_collection=False).get("/?q=سر").context["page"].rows
    # What is there already stays where it is.
    assert send(client, ("a.txt", f"سر {LEAD}".encode()), collection=str(other.pk)).context["there"] == 1
    assert collections.of(Report.objects.get(doc="a")) == collection
    closed = sign_in("coder", every_collection=False)
    answer = closed.post("/add/text/", {"text": LEAD, "collection": str(collection.pk)})
    assert answer.status_code == 400, "nobody places where they may not look"
    again = send(closed, ("a.txt", f"سر {LEAD}".encode()))
    assert again.context["there"] == 1 and again.context["outcomes"][0]["reports"] == []

"""Files that go out: who gets which, what is hidden, what is noted of it."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone, translation

from sijill.desk import jobs, outgoing
from sijill.desk.models import Access, Given, Job, User
from sijill.exports import giving
from sijill.exports.loss import arabic
from sijill.register.filters import looked_at
from sijill.register.models import Collection, Entry, EventRow, Incident, Member, Report
from sijill.register.people.acts import Act, say
from sijill.register.people.collections import place

from .conftest import sign_in

PRIVATE = ("إسليم", "عبد الغني", "بعارة", "الساجوري")
"""Private persons of the samples: three dead of Nablus, a commander whom no registry knows."""

AsRole = Callable[..., Client]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Any:
    """The desk's folder of this test alone."""
    before = settings.DESK_FOLDER
    settings.DESK_FOLDER = tmp_path / "desk"
    yield
    settings.DESK_FOLDER = before


def ask(client: Client, **form: str) -> Job:
    """Ask for an export by the form and have it made."""
    answer = client.post("/exports/", form)
    assert answer.status_code == 302, answer.content.decode()
    jobs.run_waiting()
    job = Job.objects.order_by("-pk")[0]
    assert answer["Location"] == f"/exports/{job.pk}/"
    return job


def data(client: Client, job: Job) -> bytes:
    answer = client.get(f"/exports/{job.pk}/file")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def words(format_: str, raw: bytes) -> str:
    """All text of a file, whatever its format."""
    if format_ == "parquet":
        import pyarrow.parquet as pq

        return json.dumps(pq.read_table(io.BytesIO(raw)).to_pylist(), ensure_ascii=False, default=str)
    if format_ == "xlsx":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return raw.decode()


def test_a_file_is_made_downloaded_and_logged(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    job = ask(coder, format="acled", since="2021-01-01", names="hidden")
    answer = coder.get(f"/exports/{job.pk}/file")
    raw = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="sijill-acled-{job.pk}.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert raw.startswith(b"event_id_cnty,")
    given = Given.objects.get()
    assert (given.format, given.redacted, given.filters, given.sha256, given.size) == ("acled", True, {"since": "2021-01-01"}, hashlib.sha256(raw).hexdigest(), len(raw))
    assert given.rows == len(raw.decode().splitlines()) - 1 > 0
    entry = Entry.objects.filter(action="export").get()
    detail = json.loads(entry.detail)
    assert (entry.who, detail["sha256"], detail["redacted"], detail["filter"]) == ("coder", given.sha256, True, {"since": "2021-01-01"})
    page = coder.get("/exports/").content.decode()
    assert given.sha256[:12] in page and "acled" in page


def test_the_loss_report_is_a_page_in_both_languages(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    job = ask(coder, format="acled")
    loss = Given.objects.get().loss
    assert loss["dropped"] and loss["flattened"] and loss["cannot_carry"]
    page = coder.get(f"/exports/{job.pk}/").content.decode()
    assert all(c.replace("'", "&#x27;") in page for c in loss["cannot_carry"])
    arabic_page = as_role("coder", language="ar").get(f"/exports/{job.pk}/").content.decode()
    for said in (*loss["cannot_carry"], *(d["why"] for d in loss["dropped"]), *(f["how"] for f in loss["flattened"]), *loss["hidden"]):
        assert arabic(said) != said
        assert said not in arabic_page and arabic(said) in arabic_page


def test_every_sentence_of_a_loss_report_has_arabic() -> None:
    missing, found = [], 0
    for path in (Path(__file__).parents[2] / "src" / "sijill" / "exports").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = []
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.startswith("CANNOT") and isinstance(node.value, ast.Tuple):
                said = [e.value for e in node.value.elts if isinstance(e, ast.Constant)]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("flat", "drop") and isinstance(node.args[1], ast.Constant):
                said = [node.args[1].value]
            found += len(said)
            missing += [s for s in said if arabic(str(s)) == s]
    assert found > 60 and not missing
    assert arabic("it is told as planned, not as having happened") == "ورد على أنه مخطط له لا على أنه وقع"


@pytest.mark.parametrize("role", ["coder", "publisher"])
def test_no_private_name_in_a_redacted_file(filled: str, role: str) -> None:
    client = sign_in(role)
    whole = " ".join(Report.objects.values_list("text", flat=True))
    assert all(name in whole for name in PRIVATE)
    for format_ in set(outgoing.SUFFIXES) - {"table"} if role == "publisher" else ("xlsx", "annotations", "acled"):
        text = words(format_, data(client, ask(client, format=format_)))
        assert len(text) > 500
        assert not [name for name in PRIVATE if name in text], format_


def test_names_go_out_only_by_a_publisher_who_says_why(filled: str, as_role: AsRole) -> None:
    coder, publisher = as_role("coder"), as_role("publisher")
    form = {"format": "geojson", "names": "open", "why": "for the court's annex"}
    assert coder.post("/exports/", form).status_code == 403
    assert 'value="open"' not in coder.get("/exports/").content.decode()
    refused = publisher.post("/exports/", {**form, "why": "  "})
    assert refused.status_code == 400 and "audit chain" in refused.content.decode()
    assert not Job.objects.exists()
    job = ask(publisher, **form)
    assert PRIVATE[0] in words("geojson", data(publisher, job))
    entry = Entry.objects.filter(action="export").get()
    assert json.loads(entry.detail)["why"] == "for the court's annex" and json.loads(entry.detail)["redacted"] is False
    # The reviewer reads the log, but gets no file with names in it.
    reviewer = as_role("reviewer")
    assert reviewer.get(f"/exports/{job.pk}/").status_code == 200
    assert reviewer.get(f"/exports/{job.pk}/file").status_code == 403
    assert coder.get(f"/exports/{job.pk}/file").status_code == 404
    User.objects.filter(username="publisher").update(role="reviewer")
    assert publisher.get(f"/exports/{job.pk}/file").status_code == 403, "the role was taken away meanwhile"


@pytest.mark.parametrize("asked", [
    {"format": "geojson", "unredacted": True, "why": "said so"}, {"format": "geojson", "unredacted": "yes", "why": "said so"}, {"format": "geojson", "why": "the field is missing"},
    {"format": "jsonl", "unredacted": False}, {"format": "../../etc/passwd", "unredacted": False}, {"format": "geojson", "unredacted": False, "filter": {"type": "nonsense"}},
])  # fmt: skip
def test_a_job_slipped_in_gets_no_more_than_the_page(filled: str, asked: dict[str, Any]) -> None:
    job = Job.objects.create(kind="export", user=User.objects.get(username="coder"), asked=asked)
    jobs.run_waiting()
    job.refresh_from_db()
    assert job.state == "failed" and job.told["error"]
    assert not Given.objects.exists() and not Entry.objects.filter(action="export").exists()
    assert not list(Path(settings.DESK_FOLDER).rglob("*.*json*"))


def test_a_token_with_a_lower_role_stays_lower_until_the_job_is_done(filled: str) -> None:
    publisher = User.objects.get(username="publisher")
    publisher.token_role = "coder"  # type: ignore[attr-defined]
    with pytest.raises(PermissionDenied):
        outgoing.ask(publisher, "geojson", {}, unredacted=True, why="said so")
    job = Job.objects.create(kind="export", user=publisher, asked={"format": "geojson", "unredacted": True, "why": "said so", "token_role": "coder"})
    jobs.run_waiting()
    job.refresh_from_db()
    assert job.state == "failed"


def closed(reports: list[Report], *users: str) -> None:
    """Put reports into a collection that is not open to these people."""
    shut = Collection.objects.create(name="closed", made=timezone.now())
    place(reports, shut, "test")
    User.objects.filter(username__in=users).update(every_collection=False)


def test_what_is_closed_to_a_person_is_not_exported(filled: str, as_role: AsRole) -> None:
    shared = Incident.objects.filter(claims__gt=1, merged_into=None).order_by("-claims")[0]
    members = list(EventRow.objects.filter(member__incident=shared).select_related("report").order_by("pk"))
    hidden = members[0].report
    closed([hidden], "coder", "reviewer")
    seen_docs = {m.report.doc for m in members} - {hidden.doc}
    alone = [i for i in Incident.objects.filter(merged_into=None, claims__gt=0) if not Member.objects.filter(incident=i).exclude(event__report=hidden).exists()]
    assert alone and seen_docs
    coder = as_role("coder")
    job = ask(coder, format="annotations")
    page = words("annotations", data(coder, job))
    assert hidden.text_sha256 not in page and hidden.doc not in page
    rows = json.loads(words("geojson", data(coder, ask(coder, format="geojson"))))["features"]
    numbers = {row["id"] for row in rows}
    assert f"sijill-{shared.pk}" in numbers and not {f"sijill-{i.pk}" for i in alone} & numbers
    assert hidden.doc not in json.dumps(rows, ensure_ascii=False)
    workbook = words("xlsx", data(coder, ask(coder, format="xlsx")))
    assert hidden.doc not in workbook and all(doc in workbook for doc in seen_docs)
    assert Given.objects.get(job=job).loss["narrowed"] is True
    # What somebody who sees everything asked for is not theirs to open, though they read the log; nor can they have the whole register.
    full = ask(as_role("admin"), format="xlsx")
    reviewer = as_role("reviewer")
    assert reviewer.get(f"/exports/{full.pk}/").status_code == 200 and reviewer.get(f"/exports/{full.pk}/file").status_code == 403
    assert reviewer.post("/exports/", {"format": "jsonl"}).status_code == 400
    Access.objects.create(user=User.objects.get(username="coder"), collection=Collection.objects.get())
    assert hidden.doc in words("xlsx", data(coder, ask(coder, format="xlsx")))


def test_a_partly_closed_incident_is_told_by_what_is_left_of_it(filled: str) -> None:
    from sijill.desk import policy
    from sijill.register.queries import tell

    shared = Incident.objects.filter(claims__gt=1, merged_into=None).order_by("-claims")[0]
    members = list(EventRow.objects.filter(member__incident=shared).select_related("report").order_by("pk"))
    closed([members[0].report], "coder")
    coder = User.objects.get(username="coder")
    whole, part = tell([shared.pk])[0], tell([shared.pk], seen=policy.events(coder))[0]
    assert len(part.claims) == len(whole.claims) - 1 == part.incident.claims
    assert str(members[0].report_id) not in part.docs
    assert part.incident.origins <= whole.incident.origins
    shared.refresh_from_db()
    assert shared.claims == len(whole.claims), "nothing of it is saved"
    closed_to_all = [m.report for m in members[1:]]
    place(closed_to_all, Collection.objects.get(), "test")
    assert tell([shared.pk], seen=policy.events(coder)) == []


def test_others_files_are_theirs(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    job = ask(as_role("publisher"), format="geojson")
    for address in (f"/exports/{job.pk}/", f"/exports/{job.pk}/file"):
        assert coder.get(address).status_code == 404
    assert "geojson-" not in coder.get("/exports/").content.decode()
    reviewer = as_role("reviewer")
    assert reviewer.get(f"/exports/{job.pk}/file").status_code == 200
    assert as_role("viewer").get("/exports/").status_code == 403
    other = Job.objects.create(kind="add", user=User.objects.get(username="coder"))
    assert coder.get(f"/exports/{other.pk}/").status_code == 404


def test_an_administrator_deletes_a_file_and_the_log_stays(filled: str, as_role: AsRole) -> None:
    coder, admin = as_role("coder"), as_role("admin")
    job = ask(coder, format="geojson")
    assert coder.post(f"/exports/{job.pk}/delete").status_code == 403
    assert admin.post(f"/exports/{job.pk}/delete").status_code == 302
    assert coder.get(f"/exports/{job.pk}/file").status_code == 404
    assert not (Path(settings.DESK_FOLDER) / "exports" / str(job.pk)).exists()
    assert "The file was deleted" in coder.get(f"/exports/{job.pk}/").content.decode()
    assert Entry.objects.filter(action="discard", who="admin", subject=Given.objects.get().name).exists()


def test_a_name_never_leads_out_of_the_folder(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    job = ask(coder, format="geojson")
    (Path(settings.DESK_FOLDER) / "secret").write_text("key")
    Given.objects.update(name="../../secret")
    assert coder.get(f"/exports/{job.pk}/file").status_code == 404
    for part in ("..%2f..%2fsecret", "1/../../../secret", "%2e%2e/secret", "-1", "9" * 30, "1%00"):
        assert coder.get(f"/exports/{part}/file").status_code == 404
        assert coder.get(f"/exports/{part}/").status_code == 404
    for format_ in ("../x", "geojson/../../x", "", "\0", "xlsx\n"):
        assert coder.post("/exports/", {"format": format_}).status_code == 400


def test_what_the_form_refuses_it_names_in_the_persons_language(filled: str, as_role: AsRole) -> None:
    for form, said in (
        ({"format": "acled", "since": "yesterday"}, "yesterday"), ({"format": "acled", "policy": "prefer_source"}, "source"), ({"format": "acled", "policy": "guess"}, "guess"),
        ({"format": "acled", "type": "nonsense"}, "nonsense"), ({"format": "acled", "near": "1,2"}, "1,2"), ({"format": "acled", "prefer": "x" * 2000, "policy": "prefer_source"}, "long"),
    ):  # fmt: skip
        answer = as_role("coder").post("/exports/", form)
        assert answer.status_code == 400 and said in answer.content.decode(), form
    with translation.override("ar"):
        answer = as_role("coder", language="ar").post("/exports/", {"format": "acled", "policy": "prefer_source"})
    assert "قاعدة المصدر المفضّل" in answer.content.decode()


def test_a_job_done_twice_gives_one_file(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    job = ask(coder, format="geojson")
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.run_waiting()
    assert Given.objects.count() == 1 and Entry.objects.filter(action="export").count() == 1
    job.refresh_from_db()
    assert job.state == "done" and job.told["given"] == Given.objects.get().pk


def test_the_page_of_an_export_under_way(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    address = coder.post("/exports/", {"format": "geojson"})["Location"]
    assert "Waits for its turn" in coder.get(address).content.decode()
    assert "hx-get" in coder.get(address, headers={"HX-Request": "true"}).content.decode()
    jobs.run_waiting()
    assert coder.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Download" in coder.get(address).content.decode()


def test_a_format_without_its_library_is_shown_and_refused(filled: str, as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving, "find_spec", lambda name: None)
    coder = as_role("coder")
    page = coder.get("/exports/?format=xlsx").content.decode()
    assert 'value="xlsx" disabled' in page and 'value="parquet" disabled' in page and 'value="acled" checked' in page
    assert "openpyxl</bdi> is not installed" in page
    answer = coder.post("/api/exports", {"format": "xlsx"}, content_type="application/json")
    assert answer.status_code in (400, 422) and "openpyxl" in answer.content.decode()
    arabic_coder = as_role("coder", language="ar")
    page = arabic_coder.get("/exports/").content.decode()
    assert "openpyxl" in page and "is not installed" not in page
    refused = arabic_coder.post("/exports/", {"format": "parquet"})
    assert refused.status_code == 400 and "pyarrow" in refused.content.decode() and "which is not installed" not in refused.content.decode()
    assert not Job.objects.exists()
    job = Job.objects.create(kind="export", user=User.objects.get(username="coder"), asked={"format": "xlsx", "unredacted": False})
    jobs.run_waiting()
    job.refresh_from_db()
    assert job.state == "failed" and "openpyxl" in job.told["error"] and not Given.objects.exists()


def test_what_nobody_has_looked_at_is_said(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    row = EventRow.objects.filter(member__incident__merged_into=None).select_related("report", "member")[0]
    say(row.report, [Act(row.ident, "event", "accepted")], "coder")
    reviewed = Incident.objects.filter(pk__in=looked_at(list(Incident.objects.values_list("pk", flat=True)))).count()
    assert reviewed == 1
    page = coder.get("/exports/").content.decode()
    assert '<details class="card" open>' in page and '?review=any">People have reviewed or judged: 1</a>' in page
    job = ask(coder, format="acled")
    loss = Given.objects.get().loss
    total = Incident.objects.filter(merged_into=None, claims__gt=0).count()
    assert (loss["incidents"], loss["unreviewed"]) == (total, total - 1)
    said = f"{total - 1:,} of {total:,} incidents rest on readings that no person has looked at"
    assert said in coder.get(f"/exports/{job.pk}/").content.decode()
    page = as_role("coder", language="ar").get(f"/exports/{job.pk}/").content.decode()
    assert said not in page and arabic(said) in page and f"{total - 1:,} من أصل {total:,}" in page
    assert words("acled", data(coder, job)).count("no person has looked at it") in (Given.objects.get().rows, Given.objects.get().rows - 1)
    assert 'class="card" open' in coder.get("/exports/").content.decode(), "the form stays open over the log"

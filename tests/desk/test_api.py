"""The desk for programs: what it tells, what it refuses and how, and that its description is true."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sijill.desk import jobs
from sijill.desk.models import Given, Job, User
from sijill.register.models import (
    Collection,
    Entry,
    EventRow,
    Incident,
    Judgement,
    Member,
    Reading,
    Report,
    Review,
)
from sijill.register.people.collections import place

AsRole = Callable[..., Client]


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path) -> Any:
    """A desk's folder of this test alone, and nobody who asked too often before."""
    before = settings.DESK_FOLDER
    settings.DESK_FOLDER = tmp_path / "desk"
    cache.clear()
    yield
    settings.DESK_FOLDER = before


def got(client: Client, address: str, status: int = 200, **more: Any) -> Any:
    answer = client.get(f"/api/{address}", **more)
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def sent(client: Client, address: str, body: Any, status: int = 201) -> Any:
    answer = client.post(f"/api/{address}", json.dumps(body) if not isinstance(body, bytes) else body, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_pages_hold_everything_once(filled: str, as_role: AsRole) -> None:
    viewer = as_role("viewer")
    for address, key, numbers in (
        ("reports?", "id", set(Report.objects.values_list("pk", flat=True))), ("events?", "id", set(EventRow.objects.values_list("pk", flat=True))),
        ("incidents?", "number", set(Incident.objects.filter(merged_into=None, claims__gt=0).values_list("pk", flat=True))),
    ):  # fmt: skip
        told: list[int] = []
        after: int | None = 0
        while after is not None:
            page = got(viewer, f"{address}size=7&after={after}")
            told += [one[key] for one in page["items"]]
            after = page["next"]
        assert told == sorted(numbers) and len(told) > 7, address


def test_a_record_comes_as_it_is_kept(filled: str, as_role: AsRole) -> None:
    viewer = as_role("viewer")
    for report in Report.objects.select_related("row__reading"):
        record = got(viewer, f"reports/{report.pk}/record")
        assert record == json.loads(report.row.reading.record)
        assert viewer.get(f"/api/reports/{report.pk}/text").content.decode() == report.text
        for event in record["events"]:
            assert report.text[event["start"] : event["end"]] == event["trigger"]
    readings = got(viewer, f"reports/{report.pk}/readings")["items"]
    assert [r["id"] for r in readings] == list(Reading.objects.filter(report=report).values_list("pk", flat=True)) and readings[-1]["latest"]
    assert got(viewer, f"reports/{report.pk}/readings/{readings[0]['id']}")["sha256"] == report.text_sha256
    assert got(viewer, f"reports/{report.pk - 1}/readings/{readings[0]['id']}", 404)["remedy"]


def test_what_did_not_change_is_not_sent_again(filled: str, as_role: AsRole) -> None:
    viewer = as_role("viewer")
    for address in ("reports/1", "reports/1/text", "reports/1/record", "openapi.json"):
        first = viewer.get(f"/api/{address}")
        again = viewer.get(f"/api/{address}", headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), address
        assert viewer.get(f"/api/{address}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_filters_are_those_of_the_pages(filled: str, as_role: AsRole) -> None:
    viewer = as_role("viewer")
    kinds = {e["family"] for e in got(viewer, "events?type=detention&size=200")["items"]}
    assert kinds == {"detention"}
    several = got(viewer, "incidents?several=true&size=200")["items"]
    assert several and all(i["claims"] > 1 for i in several)
    assert got(viewer, "incidents?since=2999-01-01")["items"] == []
    for wrong in ("since=yesterday", "type=nonsense", "grade=nonsense", "near=1,2", "review=nonsense"):
        said = got(viewer, f"incidents?{wrong}", 400)
        assert wrong.partition("=")[2] in said["error"] and said["remedy"]


def test_an_incident_with_claims_conflicts_and_figures(filled: str, as_role: AsRole) -> None:
    viewer = as_role("viewer")
    number = got(viewer, "incidents?conflicting=true&size=1")["items"][0]["number"]
    whole = got(viewer, f"incidents/{number}?policy=range_only")
    assert len(whole["told"]) == whole["claims"] > 1 and whole["differences"]
    assert {c["event_id"] for c in whole["told"]} == set(Member.objects.filter(incident=number).values_list("event_id", flat=True))
    assert all(e["policy"] == "range_only" and e["best"] is None for e in whole["estimates"])
    assert any(e["best"] is not None for e in got(viewer, f"incidents/{number}")["estimates"])
    assert got(viewer, f"incidents/{number}?policy=guess", 400) and got(viewer, f"incidents/{number}?policy=prefer_source", 400)
    told = got(viewer, "conflicts?kind=figure")["items"]
    assert told and all(c["kind"] == "figure" and len(c["sayings"]) > 1 for c in told)
    assert got(viewer, "search?q=ادلب")["items"] and got(viewer, "search?q=ادلب&since=2999-01-01")["items"] == []
    assert got(viewer, "search?q=%D8%8C", 400)["error"]


def test_what_is_closed_is_nowhere(filled: str, as_role: AsRole) -> None:
    shared = Incident.objects.filter(claims__gt=1, merged_into=None).order_by("-claims")[0]
    hidden = EventRow.objects.filter(member__incident=shared).order_by("pk")[0].report
    place([hidden], Collection.objects.create(name="closed", made=timezone.now()), "test")
    coder = as_role("coder", every_collection=False)
    alone = [i.pk for i in Incident.objects.filter(merged_into=None, claims__gt=0) if not Member.objects.filter(incident=i).exclude(event__report=hidden).exists()]
    own = EventRow.objects.filter(report=hidden).values_list("pk", flat=True)
    other = EventRow.objects.exclude(report=hidden)[0].pk
    for address in ("", "/text", "/record", "/readings", "/reviews", f"/readings/{hidden.readings.get().pk}"):
        got(coder, f"reports/{hidden.pk}{address}", 404)
    got(coder, f"incidents/{alone[0]}", 404)
    sent(coder, f"reports/{hidden.pk}/reviews", {"ident": "e1", "dimension": "type", "verdict": "accepted"}, 404)
    sent(coder, "judgements", {"a": own[0], "b": other, "verdict": "same"}, 404)
    said = ""
    for address in ("reports", "events", "incidents", "conflicts", f"incidents/{shared.pk}", f"events?report={hidden.pk}", f"reports?doc={hidden.doc}", "search?q=دمشق"):
        body = got(coder, f"{address}{'&' if '?' in address else '?'}size=50")
        said += json.dumps(body, ensure_ascii=False)
        rows = body.get("items", [])
        assert not [r for r in rows if r.get("number") in alone or r.get("report") == hidden.pk or (address.startswith("reports") and r["id"] == hidden.pk)], address
    assert hidden.doc not in said and hidden.key not in said
    part = got(coder, f"incidents/{shared.pk}")
    assert part["claims"] == len(part["told"]) == shared.claims - 1
    assert next(i for i in got(coder, "incidents?size=200")["items"] if i["number"] == shared.pk)["claims"] == shared.claims - 1


def test_taking_in(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    text = "دمشق - قتل ثلاثة مدنيين أمس الاثنين بقصف على بلدة دوما.\nوقال المرصد إن القصف مصدره قوات النظام."
    told = sent(coder, "reports", {"text": text, "id": "برقية-1", "published": "2021-04-06", "outlet": "وكالة"})
    one = told["items"][0]
    assert one["what"] == "added" and Report.objects.get(pk=one["id"]).text == text
    assert got(coder, f"reports/{one['id']}")["state"] == "unread" and got(coder, f"jobs/{told['job']}")["state"] == "waiting"
    got(coder, f"reports/{one['id']}/record", 404)
    jobs.run_waiting()
    assert got(coder, f"jobs/{told['job']}")["state"] == "done"
    assert any(e["type"] == "shelling" for e in got(coder, f"reports/{one['id']}/record")["events"])
    again = sent(coder, "reports", {"text": text, "id": "برقية-1", "published": "2021-04-06", "outlet": "وكالة"}, 200)
    assert again["items"][0]["what"] == "duplicate" and again["items"][0]["id"] is None and again["job"] is None
    files = [SimpleUploadedFile("../../etc/passwd.txt", "حلب - قتل شخصان بغارة جوية.".encode()), SimpleUploadedFile("broken.pdf", b"nothing of the kind")]
    answer = coder.post("/api/reports/upload", {"files": files})
    assert answer.status_code == 201
    good, bad = answer.json()["items"]
    assert good["what"] == "added" and ".." not in good["name"] and bad["what"] == "failed" and "broken.pdf" in bad["why"]
    assert coder.post("/api/reports/upload", {"files": [SimpleUploadedFile("x.txt", b"x" * (21 << 20))]}).status_code == 413
    assert Entry.objects.filter(action="add", who="coder").count() == 2


def test_bodies_that_cannot_be_meant(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    for body in (b"", b"{", b"[]", b"null", b"{\"text\": 1}", b"{\"text\": \"\"}", b"\xff\xfe", b"{\"text\": \"a\\u0000b\"}", b"{\"text\": \"\\ud800\"}", b"{\"text\": \"a\", \"txet\": 1}", b"[" * 100_000):
        answer = coder.post("/api/reports", body, content_type="application/json")
        assert 400 <= answer.status_code < 500, body[:30]
        assert set(answer.json()) >= {"error", "remedy"}, body[:30]
    assert not Entry.objects.filter(who="coder").exists()
    for address in ("reports?after=-1", "reports?size=201", "reports?size=x", "reports?after=99999999999999999999", "search", "reports/9999999999999999999999", "search?q=" + "x" * 400, "reports?doc=%00", "incidents/1?policy=%00"):
        answer = coder.get(f"/api/{address}")
        assert 400 <= answer.status_code < 500 and set(answer.json()) >= {"error", "remedy"}, address


def test_saying_something_of_values_and_claims(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    event = EventRow.objects.order_by("pk")[0]
    said = sent(coder, f"reports/{event.report_id}/reviews", {"ident": event.ident, "dimension": "type", "verdict": "corrected", "value": "attack", "why": "wording"})
    assert said["instead"] is None and Review.objects.get(pk=said["review"]["id"]).who == "coder"
    late = sent(as_role("reviewer"), f"reports/{event.report_id}/reviews", {"ident": event.ident, "dimension": "type", "verdict": "corrected", "value": "ambush", "why": "not seen"})
    assert late["instead"] == said["review"]["id"] and late["review"]["contested"]
    wrong = sent(coder, f"reports/{event.report_id}/reviews", {"ident": event.ident, "dimension": "type", "verdict": "corrected", "value": "nonsense", "why": "x"}, 400)
    assert "nonsense" in wrong["error"]
    assert [r["verdict"] for r in got(coder, f"reports/{event.report_id}/reviews")["items"]] == ["corrected", "corrected"]
    other = EventRow.objects.exclude(report=event.report).order_by("pk")[0]
    judged = sent(coder, "judgements", {"a": event.pk, "b": other.pk, "verdict": "same", "why": "one night"})
    assert judged["a_incident"] == judged["b_incident"] and Judgement.objects.get(pk=judged["id"]).who == "coder"
    assert sent(coder, "judgements", {"a": event.pk, "b": event.pk, "verdict": "same"}, 400)["remedy"]
    assert sent(coder, "judgements", {"a": event.pk, "b": other.pk, "verdict": "perhaps"}, 422)["fields"]


def test_exports_redacted_unless_a_publisher_says_why(filled: str, as_role: AsRole) -> None:
    coder, publisher = as_role("coder"), as_role("publisher")
    asked = {"format": "geojson", "filter": {"since": "2020-01-01"}}
    sent(coder, "exports", {**asked, "unredacted": True, "why": "said so"}, 403)
    assert sent(publisher, "exports", {**asked, "unredacted": True}, 400)["remedy"]
    assert not Job.objects.exists()
    told = sent(coder, "exports", asked, 202)
    assert (told["state"], told["redacted"], told["file"]) == ("waiting", True, None)
    jobs.run_waiting()
    done = got(coder, f"exports/{told['id']}")
    assert done["state"] == "done" and done["loss"]["redacted"] is True and done["sha256"] == Given.objects.get().sha256
    answer = coder.get(done["file"])
    raw = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "إسليم" not in raw.decode() and len(raw) == done["size"] and answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    opened = sent(publisher, "exports", {**asked, "unredacted": True, "why": "for the court"}, 202)
    jobs.run_waiting()
    assert "إسليم" in b"".join(publisher.get(f"/api/exports/{opened['id']}/file").streaming_content).decode()  # type: ignore[attr-defined]
    got(coder, f"exports/{opened['id']}", 404)
    reviewer = as_role("reviewer")
    shown = got(reviewer, f"exports/{opened['id']}")
    assert shown["file"] is None and shown["loss"] is None
    got(reviewer, f"exports/{opened['id']}/file", 403)
    assert [e["id"] for e in got(coder, "exports")["items"]] == [told["id"]] and len(got(reviewer, "exports")["items"]) == 2
    assert sent(coder, "exports", {"format": "../x"}, 400)["remedy"]
    assert as_role("viewer").post("/api/exports", json.dumps(asked), content_type="application/json").status_code == 403


def test_refusals_say_what_is_wrong_in_the_language_that_is_asked_for(filled: str, as_role: AsRole) -> None:
    for client, address, status in (
        (Client(), "reports", 401), (as_role("viewer"), "exports", 403), (as_role("viewer"), "nothing/here", 404), (as_role("viewer"), "reports/999999", 404),
        (as_role("viewer"), "incidents?size=x", 422),
    ):  # fmt: skip
        english, arabic = client.get(f"/api/{address}", headers={"Accept-Language": "en"}), client.get(f"/api/{address}", headers={"Accept-Language": "ar"})
        assert english.status_code == arabic.status_code == status
        assert set(english.json()) >= {"error", "remedy"} and english.json()["error"].isascii()
    viewer = as_role("viewer", language="ar")
    wrong = as_role("coder", language="ar").put("/api/reports")
    assert wrong.status_code == 405 and "الطريقة" in wrong.json()["error"] and set(wrong["Allow"].split(", ")) >= {"GET", "POST"}
    assert "تاريخا" in got(viewer, "incidents?since=x", 400)["error"]
    assert Client().get("/api/me", headers={"Accept-Language": "ar"}).json()["error"] == "لم يسجل أحد الدخول."
    assert Client().get("/api/me")["WWW-Authenticate"].startswith("Bearer")


def test_a_page_of_elsewhere_cannot_send_for_a_person(filled: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="coder"), backend="django.contrib.auth.backends.ModelBackend")
    for address, body in (("reports", {"text": "خبر"}), ("judgements", {"a": 1, "b": 2, "verdict": "same"}), ("exports", {"format": "acled"}), ("reports/1/reviews", {"dimension": "outlet", "verdict": "accepted"})):
        answer = client.post(f"/api/{address}", json.dumps(body), content_type="text/plain")
        assert answer.status_code == 403 and "remedy" in answer.json(), address
        assert client.post(f"/api/{address}", json.dumps(body), content_type="application/json").status_code == 403
    assert not Entry.objects.filter(who="coder").exists() and not Job.objects.exists()


def test_a_token_may_do_what_it_may_and_no_more(filled: str, as_role: AsRole) -> None:
    from sijill.desk.accounts import tokens
    from sijill.desk.models import Token

    key = tokens.new()
    Token.objects.create(user=User.objects.get(username="publisher"), name="feed", digest=tokens.digest(key), role="viewer")
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {key}"})
    me = got(client, "me")
    assert (me["username"], me["token_role"], me["capabilities"]) == ("publisher", "viewer", ["see"])
    assert got(client, "reports?size=1")["items"]
    sent(client, "exports", {"format": "acled"}, 403)
    Token.objects.update(role="coder")
    told = sent(client, "exports", {"format": "geojson"}, 202)
    sent(client, "exports", {"format": "geojson", "unredacted": True, "why": "said so"}, 403)
    jobs.run_waiting()
    assert client.get(f"/api/exports/{told['id']}/file").status_code == 200
    Token.objects.update(revoked=True)
    assert got(client, "me", 401)["remedy"]


def test_too_many_at_once(filled: str, as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.desk.api.desk import READS

    monkeypatch.setattr(READS, "num_requests", 3)
    viewer = as_role("viewer")
    statuses = [viewer.get("/api/me").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    answer = viewer.get("/api/me")
    assert int(answer["Retry-After"]) > 0 and answer.json()["remedy"]


def test_the_reference_needs_nothing_from_elsewhere(filled: str, as_role: AsRole) -> None:
    page = as_role("viewer").get("/api/")
    html = page.content.decode()
    assert "/api/reports/{report}/record" in html and "IncidentWhole" in html
    assert "https://" not in html and "<style" not in html and " style=" not in html and "<script>" not in html
    arabic = as_role("viewer", language="ar").get("/api/").content.decode()
    assert "واجهة البرامج" in arabic and "كل قراءات التقرير" in arabic and "All readings" not in arabic


def test_the_description_is_true(filled: str, as_role: AsRole) -> None:
    """Every address of the description with made-up requests: none ends in an error of the server, every answer has the shape that is told of it."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given
    from hypothesis import settings as bounds
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    from sijill.desk import site
    from sijill.desk.api.desk import CHANGES, FILES, READS

    examples = int(os.environ.get("SIJILL_FUZZ", "3"))
    client = as_role("admin")
    cookie = client.cookies["sessionid"].value
    schema = schemathesis.openapi.from_dict(json.loads(client.get("/api/openapi.json").content))
    schema.app = site.application()
    token = "x" * 32
    headers, cookies = {"X-CSRFToken": token, "Accept-Language": "en"}, {"sessionid": cookie, "csrftoken": token}
    seen: set[tuple[str, int]] = set()
    for limit in (READS, CHANGES, FILES):
        limit.num_requests, limit.before = 10**9, limit.num_requests  # type: ignore[attr-defined]
    try:
        for found in schema.get_all_operations():
            operation = found.ok()

            @bounds(max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
            @given(case=operation.as_strategy())
            def one(case: Any) -> None:
                response = case.call(headers=headers, cookies=cookies)
                seen.add((case.operation.label, response.status_code))
                case.validate_response(response, checks=[not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance])

            one()
    finally:
        for limit in (READS, CHANGES, FILES):
            limit.num_requests = limit.before  # type: ignore[attr-defined]
    assert len({label for label, _ in seen}) == sum(len(methods) for methods in schema.raw_schema["paths"].values()) > 20
    assert {label for label, status in seen if status < 300} >= {"GET /api/me", "GET /api/reports", "GET /api/events", "GET /api/incidents"}

"""The audit chain as people read it, and the check of the register."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from sijill.desk import jobs
from sijill.desk.models import Job, User
from sijill.register import links
from sijill.register.audit import Chain
from sijill.register.models import Collection, Entry, EventRow, Member, Report
from sijill.register.people.collections import place

AsRole = Callable[..., Client]


def noted(count: int, who: str = "amal") -> None:
    chain = Chain(who)
    for number in range(count):
        chain.add("feed", f"https://example.org/{number}", {"number": number})
    chain.write()


def test_pages_go_on_by_number_and_stay_while_entries_come(filled: str, as_role: AsRole) -> None:
    noted(120)
    reviewer = as_role("reviewer")
    newest = Entry.objects.order_by("-number")[0].number
    first = reviewer.get("/audit/?who=amal").content.decode()
    assert f'/audit/{newest}/"' in first and f'/audit/{newest - 50}/"' not in first
    assert f"before={newest - 49}" in first
    noted(5)
    second = reviewer.get(f"/audit/?who=amal&before={newest - 49}").content.decode()
    assert f'/audit/{newest - 50}/"' in second and f'/audit/{newest - 49}/"' not in second
    assert reviewer.get("/audit/?before=" + "9" * 40).status_code == 200


def test_filters(filled: str, as_role: AsRole) -> None:
    noted(2)
    reviewer = as_role("reviewer")
    report = Report.objects.order_by("pk")[0]
    today = timezone.now().date().isoformat()

    def numbers(query: str) -> set[int]:
        import re

        return {int(n) for n in re.findall(r'href="/audit/(\d+)/"', reviewer.get(f"/audit/?{query}").content.decode())}

    assert numbers("who=amal") == set(Entry.objects.filter(who="amal").values_list("number", flat=True))
    assert numbers("action=link") == set(Entry.objects.filter(action="link").values_list("number", flat=True)) != set()
    assert numbers(f"subject={report.doc}") == set(Entry.objects.filter(subject=report.key).values_list("number", flat=True)) != set()
    assert len(numbers(f"who=amal&since={today}&until={today}")) == 2
    assert numbers("who=amal&until=2001-01-01") == numbers("who=amal&since=2999-01-01") == set()
    refused = reviewer.get("/audit/?since=yesterday")
    assert refused.status_code == 400 and "yesterday" in refused.content.decode()


def test_an_entry_leads_to_report_and_incident(filled: str, as_role: AsRole) -> None:
    rows = list(EventRow.objects.filter(member__isnull=False).select_related("report").order_by("pk"))
    a, b = rows[0], next(r for r in rows if r.report_id != rows[0].report_id)
    links.judge(a, b, "unsure", "the same <script>alert(1)</script> night?", "reviewer")
    entry = Entry.objects.filter(action="judge").get()
    page = as_role("reviewer").get(f"/audit/{entry.number}/").content.decode()
    home = Member.objects.get(event=a).incident_id
    assert f'href="/reports/{a.report_id}/"' in page and f'href="/reports/{b.report_id}/"' in page and f'href="/incidents/{home}/"' in page
    assert entry.hash in page and entry.before in page and "unsure" in page
    assert "<script>alert" not in page
    assert as_role("reviewer").get("/audit/999999999/").status_code == as_role("reviewer").get(f"/audit/{2**70}/").status_code == 404


def test_what_is_closed_stays_closed_in_the_chain(filled: str, as_role: AsRole) -> None:
    report = Report.objects.order_by("pk")[0]
    shut = Collection.objects.create(name="closed", made=timezone.now())
    place([report], shut, "test")
    reviewer = as_role("reviewer", every_collection=False)
    added = Entry.objects.get(action="add", subject=report.key)
    for address in (f"/audit/{added.number}/", "/audit/?action=add", f"/audit/?subject={report.doc}", f"/audit/?subject={report.key}"):
        page = reviewer.get(address).content.decode().partition("<main")[2].replace(f'value="{report.doc}"', "").replace(f'value="{report.key}"', "")
        assert report.doc not in page and report.key not in page, address
    assert added.hash in reviewer.get(f"/audit/{added.number}/").content.decode(), "the chain can be followed nevertheless"
    other = Entry.objects.filter(action="add").exclude(subject=report.key)[0]
    assert json.loads(other.detail)["doc"] in reviewer.get(f"/audit/{other.number}/").content.decode()
    assert report.doc in as_role("admin").get(f"/audit/{added.number}/").content.decode()


def test_who_may(filled: str, as_role: AsRole) -> None:
    for role, status in (("viewer", 403), ("coder", 403), ("reviewer", 200), ("publisher", 200), ("admin", 200)):
        assert as_role(role).get("/audit/").status_code == status
        assert as_role(role).get("/audit/verify/").status_code == status


def test_the_check_names_the_last_hash_and_what_was_altered(filled: str, as_role: AsRole) -> None:
    reviewer = as_role("reviewer")
    assert reviewer.post("/audit/verify/").status_code == 302
    assert reviewer.post("/audit/verify/").status_code == 302
    assert Job.objects.filter(kind="verify").count() == 1, "one check at a time"
    jobs.run_waiting()
    last = Entry.objects.order_by("-number")[0]
    page = reviewer.get("/audit/verify/").content.decode()
    assert last.hash in page and "Nothing was altered" in page
    victim = Report.objects.order_by("pk")[0]
    Report.objects.filter(pk=victim.pk).update(text=victim.text + "!")
    reviewer.post("/audit/verify/")
    jobs.run_waiting()
    page = reviewer.get("/audit/verify/").content.decode()
    assert "behind the register" in page and "the text was altered" in page and victim.doc in page
    User.objects.filter(username="reviewer").update(every_collection=False)
    assert victim.doc not in reviewer.get("/audit/verify/").content.decode()
    assert "عُدّل شيء" in as_role("admin", language="ar").get("/audit/verify/").content.decode()


def test_what_no_database_keeps_is_asked_of_none(filled_both: str) -> None:
    """PostgreSQL refuses NUL in any question. Also: the chain, an export and a check on both databases."""
    from .conftest import sign_in

    admin = sign_in("admin")
    for name in ("who", "action", "subject"):
        assert admin.get(f"/audit/?{name}=%00x").status_code == 200
    assert admin.get("/exports/?place=%00").status_code == 200
    answer = admin.post("/exports/", {"format": "geojson", "place": "\0دمشق", "prefer": "", "policy": ""})
    admin.post("/audit/verify/")
    jobs.run_waiting()
    assert admin.get(f"{answer['Location']}file").status_code == 200
    assert Job.objects.get(kind="verify").told["count"] == 0
    assert admin.post("/exports/", {"format": "geojson", "prefer": "\0x", "policy": "prefer_source"}).status_code in (302, 400)
    assert admin.post("/exports/", {"format": "geojson", "names": "open", "why": "\0"}).status_code == 400


def test_every_action_that_the_code_notes_has_words() -> None:
    import re
    from pathlib import Path

    import sijill
    from sijill.desk.trail.views import ACTIONS

    sources = "\n".join(path.read_text(encoding="utf-8") for path in Path(sijill.__file__).parent.rglob("*.py"))
    noted = set(re.findall(r'chain\.add\(\s*"([a-z._]+)"', sources)) | set(re.findall(r'\bnote\([^"\n]*"(account\.[a-z]+)"', sources))
    assert {"add", "account.login", "regroup"} <= noted
    assert noted <= set(ACTIONS)

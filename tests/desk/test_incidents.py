"""Incidents: found by filters that live in the address, told side by side, judged, merged and split with a way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from .conftest import enter, sign_in

OBSERVED = "إدلب - 6 آذار 2021\nقضى أربعة أشخاص في قصف مدفعي طال بلدة كفرنبل في 4 آذار، بحسب المرصد السوري."
TOLD = {
    "shell-1": "دمشق - 5 آذار 2021\nقتل ثلاثة مدنيين بقصف مدفعي لقوات النظام على بلدة كفرنبل جنوبي إدلب أمس، وفق الدفاع المدني.",
    "shell-2": OBSERVED,
    "shell-copy": OBSERVED + "\nوأضاف أن الجرحى نقلوا إلى المستشفى.",
    "shell-3": "حلب - 5 آذار 2021\nأسفر قصف بالمدفعية نفذته قوات النظام في 4 آذار عن مقتل خمسة مدنيين في كفرنبل بريف إدلب، كما قال مراسلنا.",
    "raid-1": "دمشق - 7 آذار 2021\nشنت طائرات إسرائيلية غارة على مواقع للميليشيات الإيرانية في مدينة الميادين أمس، ما أدى إلى مقتل خمسة عناصر، بحسب المرصد السوري.",
    "<script>alert(1)</script>": "بيروت - 8 آذار 2021\nقتل تسعة عناصر من ميليشيات إيران بغارة إسرائيلية استهدفت الميادين <script>alert(2)</script> في 6 آذار، بحسب الدفاع المدني.",
}


@pytest.fixture
def told(filled: str) -> dict[str, int]:
    """The register with more reports; the number of the incident that each of them tells of first."""
    from sijill.ingest import Item
    from sijill.register import Register
    from sijill.register.models import Member

    register = Register.open(filled)
    items = [Item(name=n, source=n, data=t.encode(), media_type="text/plain", text=t, extractor="text/1", outlet=f"شبكة {k}") for k, (n, t) in enumerate(TOLD.items())]
    assert [o.what for o in register.add(items)] == ["added"] * len(TOLD)
    assert all(not o.why for o in register.read())
    register.link()
    return {name: Member.objects.get(event__report__doc=name, event__ident="e1").incident_id for name in TOLD}


def event(name: str, ident: str = "e1") -> int:
    from sijill.register.models import EventRow

    number: int = EventRow.objects.get(report__doc=name, ident=ident).pk
    return number


def text(answer: Any) -> str:
    """What a person reads of a page."""
    assert answer.status_code == 200, answer.status_code
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\u2068", "").replace("\u2069", "").split())


def said(client: Client, answer: Any) -> str:
    """What the page says that a form leads to."""
    assert answer.status_code == 302, answer.status_code
    return text(client.get(answer["Location"], follow=True))


# -- the list ---------------------------------------------------------------------------------------------


def test_filters_live_in_the_address(told: dict[str, int], as_role: Callable[..., Client]) -> None:
    client = as_role("viewer")
    answer = client.get("/incidents/?since=2021-03-01&until=&place=&type=&several=1&outlet=")
    assert answer.status_code == 302 and answer["Location"] == "/incidents/?since=2021-03-01&several=1"
    query = "?since=2021-03-01&until=2021-03-31&place=%D9%83%D9%81%D8%B1%D9%86%D8%A8%D9%84&type=remote_violence&measure=killed&several=1&conflicting=1&review=none"
    answer = client.get(f"/incidents/{query}")
    page, source = text(answer), answer.content.decode()
    assert re.findall(r'href="/incidents/(\d+)/">', source) == [str(told["shell-1"])] * 2
    for room in ("map", "timeline"):
        assert f'href="/{room}/?since=2021-03-01&amp;until=2021-03-31&amp;place=' in source
    assert "1 incident " in page and "1–1 of 1" in page and "told differently: killed" in page
    assert 'value="2021-03-01"' in source and 'value="كفرنبل"' in source and "checked" in source and '<option value="remote_violence" selected>' in source
    assert text(client.get("/incidents/?near=34.9,40.4,30")).count("air strike") >= 1
    nothing = client.get("/incidents/?place=nowhere")
    assert "No incident fits these filters." in text(nothing) and 'href="/incidents/"' in nothing.content.decode()
    for wrong, why in (("since=yesterday", "is no day"), ("type=picnic", "no such event type"), ("grade=good", "no such grade"), ("near=1,2", "is no circle")):
        answer = client.get(f"/incidents/?{wrong}")
        assert answer.status_code == 400 and why in answer.content.decode(), wrong


def test_pages_of_the_list_hold_every_incident_once(told: dict[str, int], as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Incident

    client = as_role("viewer")
    numbers: list[str] = []
    address = "/incidents/"
    while address:
        source = client.get(address).content.decode()
        numbers += re.findall(r'<td class="number"><a href="/incidents/(\d+)/">', source)
        further = re.search(r'rel="next" href="([^"]+)"', source)
        address = "/incidents/" + unescape(further[1]) if further else ""
    rows = Incident.objects.filter(merged_into=None, claims__gt=0)
    assert len(numbers) == len(set(numbers)) == rows.count() > 150
    undated = list(rows.filter(last_day=None).order_by("-pk").values_list("pk", flat=True))
    assert undated and [int(n) for n in numbers] == [*rows.exclude(last_day=None).order_by("-last_day", "-pk").values_list("pk", flat=True), *undated]


def test_what_an_empty_register_says(told: dict[str, int], as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Incident

    Incident.objects.update(claims=0)
    page = text(as_role("coder").get("/incidents/"))
    assert "No incidents yet" in page and "Add reports" in page


# -- the page ---------------------------------------------------------------------------------------------


def test_claims_stand_side_by_side(told: dict[str, int], as_role: Callable[..., Client]) -> None:
    client, number = as_role("viewer"), told["shell-1"]
    answer = client.get(f"/incidents/{number}/")
    page, source = text(answer), answer.content.decode()
    assert told["shell-1"] == told["shell-2"] == told["shell-3"] == told["shell-copy"]
    assert source.count('scope="col" id="claim-') == 4
    assert "killed: 3" in page and "killed: 4" in page and "killed: 5" in page
    assert re.search(r"<mark>[^<]*قصف[^<]*</mark>", source)
    from sijill.register.models import EventRow

    row = EventRow.objects.get(pk=event("shell-1"))
    assert f"characters {row.start}–{row.end}" in page
    assert f'href="/reports/{row.report_id}/#c-e1"' in source
    assert "Contradiction" in page and 'class="differs"' in source
    # Who has it from whom: five names of origins, the copy hangs on what it copies.
    assert source.count('class="box origin"') == 3 and source.count('class="box copy"') == 1 and source.count('class="line copies"') == 1
    assert "near-copy of shell-2" in page and "3 independent origins" in page
    assert "Nobody has judged these claims yet." in page
    assert "<form method=\"post\" class=\"row merge\"" not in source and "Split off" not in page  # a viewer only looks


def test_the_policy_is_in_the_address(told: dict[str, int], as_role: Callable[..., Client]) -> None:
    client, address = as_role("viewer"), f"/incidents/{told['shell-1']}/"
    rows = {by: re.findall(r'<td class="number">(?:<strong>)?([^<]*)', client.get(f"{address}?policy={by}").content.decode()) for by in ("most_origins", "range_only", "pending")}
    assert rows["most_origins"][0::2] == ["3", "5"] and rows["most_origins"][1] in ("3", "4", "5")
    assert rows["range_only"] == rows["pending"] == ["3", "?", "5"]
    preferred = client.get(f"{address}?policy=prefer_source&prefer=الدفاع المدني")
    assert "the preferred source الدفاع المدني gives it" in text(preferred)
    assert re.findall(r'<td class="number">(?:<strong>)?([^<]*)', preferred.content.decode()) == ["3", "3", "5"]
    assert "Choose the source that is preferred." in text(client.get(f"{address}?policy=prefer_source"))
    assert client.get(f"{address}?policy=nonsense").status_code == 200
    arabic = text(as_role("viewer", "ar").get(f"{address}?policy=range_only"))
    assert "القاعدة تعطي المدى فقط" in arabic and "٣" in arabic and "المدى فقط" in arabic


def test_hostile_reports_are_inert(told: dict[str, int], as_role: Callable[..., Client]) -> None:
    client = as_role("coder")
    number = told["<script>alert(1)</script>"]
    for address in ("/incidents/", f"/incidents/{number}/"):
        answer = client.get(address, {"place": "<script>alert(3)</script>"} if address == "/incidents/" else {"prefer": '"><script>', "policy": "prefer_source"})
        source = answer.content.decode()
        assert "<script>alert" not in source and '"><script>' not in source
        assert not re.search(r"<[^>]+\s(?:style|on\w+)=", source)
    assert "&lt;script&gt;alert(1)" in source
    for wrong in ("/incidents/99999999999999999999999/", "/incidents/0/", "/incidents/999/"):
        assert client.get(wrong).status_code == 404
    assert client.get(f"/incidents/{number}/?column=99999999999999999&from=٣x").status_code == 200


def test_many_claims_are_leafed_through(told: dict[str, int], as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.desk.incidents import views

    monkeypatch.setattr(views, "SIDE_BY_SIDE", 3)
    client, address = as_role("viewer"), f"/incidents/{told['shell-1']}/"
    first = client.get(address).content.decode()
    assert first.count('id="claim-') == 3 and "Claims 1–3 of 4" in first
    second = client.get(f"{address}?column=3").content.decode()
    assert second.count('id="claim-') == 1
    assert not set(re.findall(r'id="claim-\d+"', first)) & set(re.findall(r'id="claim-\d+"', second))


# -- judging ----------------------------------------------------------------------------------------------


def state() -> dict[int, list[int]]:
    from sijill.register.models import Member

    out: dict[int, list[int]] = {}
    for number, claim in Member.objects.order_by("incident_id", "event_id").values_list("incident_id", "event_id"):
        out.setdefault(number, []).append(claim)
    return out


def undo(client: Client, address: str) -> str:
    """Press the first button of the history that takes something back."""
    source = client.get(address, follow=True).content.decode()
    form = re.search(r'<form method="post" class="noprint" action="([^"]+/undo/)"[^>]*>(.*?)</form>', source, re.S)
    assert form is not None
    return said(client, client.post(form[1], {"judgement": re.findall(r'name="judgement" value="(\d+)"', form[2])}))


def test_merging_and_its_way_back(told: dict[str, int], as_role: Callable[..., Client]) -> None:
    from sijill.register import Register, models

    client, before = as_role("coder"), state()
    shelled, raided = told["shell-1"], told["raid-1"]
    page = said(client, client.post(f"/incidents/{raided}/merge/", {"with": str(shelled), "why": "عملية واحدة"}))
    assert "Merged, by" in page and "coder" in page and "عملية واحدة" in page
    assert sorted(state()[shelled]) == sorted(before[shelled] + before[raided])
    moved = client.get(f"/incidents/{raided}/")
    assert moved["Location"] == f"/incidents/{shelled}/?from={raided}"
    assert f"Incident {raided} was merged into incident {shelled}" in text(client.get(moved["Location"]))
    back = undo(client, f"/incidents/{shelled}/")
    assert "The merge is taken back. The claims are in: " in back and "Merge taken back" in back and "Merge again" in back
    assert state() == before
    assert client.get(f"/incidents/{raided}/").status_code == 200
    assert models.Judgement.objects.filter(who="coder").count() == models.Judgement.objects.count()
    again = undo(client, f"/incidents/{shelled}/")  # taking back the taking back
    assert "Merged again. The claims are in: " in again and "Merge again" not in again and sorted(state()[shelled]) == sorted(before[shelled] + before[raided])
    with Register.open() as register:
        assert list(register.verify()) == []


def test_what_the_register_says_is_said_in_good_arabic() -> None:
    from django.utils import translation

    from sijill.desk import shown
    from sijill.desk.incidents.wording import sentence
    from sijill.desk.templatetags.desk import counted

    tells, gives = "independent origins tell it, and none another", "independent origins give 4"
    with translation.override("ar"):
        assert [sentence(f"{n} {tells}").split(" ولا")[0] for n in (2, 3, 10, 11, 100, 103, 110)] == [
            "يرويها مصدران مستقلان", "ترويها ٣ مصادر مستقلة", "ترويها ١٠ مصادر مستقلة", "يرويها ١١ مصدرا مستقلا", "يرويها ١٠٠ مصدر مستقل",
            "ترويها ١٠٣ مصادر مستقلة", "ترويها ١١٠ مصادر مستقلة",
        ]  # fmt: skip
        assert sentence(f"1 of 2 {gives}") == "أحد مصدرين مستقلين يقول ٤" and sentence(f"3 of 12 {gives}") == "٣ من ١٢ مصدرا مستقلا تقول ٤"
        assert sentence("the doer itself says so (02-marsad)") == "الفاعل نفسه يقر بها (\u206802-marsad\u2069)"  # the digits of a name stay as they are
        assert sentence("the doer itself says so (02-marsad)", {"02-marsad": "شبكة 5"}) == "الفاعل نفسه يقر بها (\u2068شبكة 5\u2069)"
        assert f"{counted('killed')}: {shown.amount(11, 11, None)}" == "القتلى: ١١ أو أكثر" and shown.amount(3, 5, None) == "٣ أو أكثر (٥)"
    with translation.override("en"):
        assert f"{counted('killed')}: {shown.amount(17, 17, 17)}" == "killed: 17" and sentence(f"2 {tells}") == f"2 {tells}"


def test_splitting_and_its_way_back(told: dict[str, int], as_role: Callable[..., Client]) -> None:
    client, before, number = as_role("reviewer"), state(), told["shell-1"]
    out = [event("shell-3"), event("shell-1")]
    page = said(client, client.post(f"/incidents/{number}/split/", {"claim": out, "why": "another day"}))
    after = state()
    (new,) = {n for n, claims in after.items() if set(out) & set(claims)}
    assert new not in before and sorted(after[new]) == sorted(out) and sorted(after[number] + out) == sorted(before[number])
    assert f"are in: {new}." in page and "another day" in page and "4 pairs" in page
    # What was taken out is still alike, and can be merged or judged from here; but not against what was just said.
    source = client.get(f"/incidents/{number}/").content.decode()
    assert f'<input type="hidden" name="with" value="{new}">' in source
    assert "People judged claims of these incidents not to be the same" in said(client, client.post(f"/incidents/{number}/merge/", {"with": new}))
    back = undo(client, f"/incidents/{number}/")
    assert f"The split is taken back. The claims are in: {number}." in back and "Split again" in back
    assert state() == before
    all_of_them = said(client, client.post(f"/incidents/{number}/split/", {"claim": before[number]}))
    assert "choose some of the claims, but not all" in all_of_them and state() == before


def test_judging_two_claims_and_what_cannot_be(told: dict[str, int], as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Judgement

    client, before, number = as_role("coder"), state(), told["shell-1"]
    one, two = event("shell-1"), event("shell-2")
    assert "Choose two claims." in said(client, client.post(f"/incidents/{number}/judge/", {"claim": [one], "verdict": "same"}))
    assert client.post(f"/incidents/{number}/judge/", {"claim": [one, two], "verdict": "perhaps"}).status_code == 404
    assert client.post(f"/incidents/{number}/judge/", {"claim": [one, 99999999], "verdict": "same"}).status_code == 404
    assert client.get(f"/incidents/{number}/judge/").status_code == 403
    assert not Judgement.objects.exists()
    assert "Noted." in said(client, client.post(f"/incidents/{number}/judge/", {"claim": [one, two], "verdict": "unsure"}))
    assert state() == before
    page = said(client, client.post(f"/incidents/{number}/judge/", {"claim": [one, two], "verdict": "not_same"}))
    assert "holds no longer" in page and "Judged" in page
    assert state() != before
    here, there = (next(n for n, claims in state().items() if claim in claims) for claim in (one, two))
    arabic = as_role("coder", "ar")
    refused = said(arabic, arabic.post(f"/incidents/{here}/merge/", {"with": str(there).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))}))
    assert "حكم أشخاص بأن روايات من هذه الحوادث ليست واحدة: shell-1:e1 وshell-2:e1 (coder)" in refused
    assert "لا حادثة بهذا الرقم" in said(arabic, arabic.post(f"/incidents/{here}/merge/", {"with": "999999"}))
    assert "هاتان واحدة بالفعل" in said(arabic, arabic.post(f"/incidents/{here}/merge/", {"with": str(here)}))
    old = Judgement.objects.order_by("pk").first()
    assert old is not None
    assert "لم يعد هذا قائما" in said(arabic, arabic.post(f"/incidents/{here}/undo/", {"judgement": [old.pk]}))
    assert arabic.post(f"/incidents/{here}/undo/", {"judgement": []}).status_code == 404


# -- who may see and do what ------------------------------------------------------------------------------


@pytest.fixture
def closed(told: dict[str, int]) -> Any:
    """A collection that holds one of the claims of the shelling, and all of the raid; nobody but the admin was let in."""
    from django.utils import timezone

    from sijill.register.models import Collection, Report

    collection = Collection.objects.create(name="closed", made=timezone.now())
    for name in ("shell-3", "raid-1", "<script>alert(1)</script>"):
        from sijill.register.people.collections import place

        place([Report.objects.get(doc=name)], collection, "test")
    return collection


def test_what_lies_in_a_closed_collection_is_nowhere(told: dict[str, int], closed: Any) -> None:
    from sijill.desk.models import Access, User

    client = sign_in("coder", every_collection=False)
    assert client.get(f"/incidents/{told['raid-1']}/").status_code == 404
    listed = client.get("/incidents/?since=2021-03-01&until=2021-03-31").content.decode()
    assert f"/incidents/{told['raid-1']}/" not in listed and f"/incidents/{told['shell-1']}/" in listed
    row = text(client.get("/incidents/?since=2021-03-01&until=2021-03-31&measure=killed&place=كفرنبل"))
    assert "in part" in row and "3–4" in row and "3–5" not in row
    page = client.get(f"/incidents/{told['shell-1']}/")
    assert "You see a part of this incident" in text(page) and "shell-3" not in text(page) and page.content.decode().count('id="claim-') == 3
    assert "<form method=\"post\" action=\"/incidents/" not in page.content.decode()
    both = {"claim": [event("shell-1"), event("shell-2")], "verdict": "same"}
    address = f"/incidents/{told['shell-1']}"
    assert client.post(f"{address}/judge/", both).status_code == 403
    assert client.post(f"{address}/split/", {"claim": both["claim"][:1]}).status_code == 403
    assert client.post(f"{address}/judge/", {**both, "claim": [event("shell-1"), event("shell-3")]}).status_code == 404
    assert client.post(f"/incidents/{told['raid-1']}/merge/", {"with": str(told["shell-1"])}).status_code == 404
    other = next(n for n, claims in state().items() if n not in told.values() and len(claims) == 1)
    assert "There is no incident of this number" in said(client, client.post(f"/incidents/{other}/merge/", {"with": str(told["raid-1"])}))
    assert client.post(f"/incidents/{other}/merge/", {"with": str(told["shell-1"])}).status_code == 403
    Access.objects.create(user=User.objects.get(username="coder"), collection=closed)
    assert "Noted." in said(client, client.post(f"{address}/judge/", both))


def test_a_list_of_which_a_part_is_closed_holds_every_incident_in_sight_once(told: dict[str, int], closed: Any) -> None:
    from sijill.desk import policy
    from sijill.desk.models import User

    client, numbers, address = sign_in("coder", every_collection=False), list[str](), "/incidents/"
    while address:
        source = client.get(address).content.decode()
        numbers += re.findall(r'<td class="number"><a href="/incidents/(\d+)/">', source)
        further = re.search(r'rel="next" href="([^"]+)"', source)
        address = "/incidents/" + unescape(further[1]) if further else ""
    seen = set(policy.incidents(User.objects.get(username="coder")).values_list("pk", flat=True))
    assert len(numbers) == len(set(numbers)) and {int(n) for n in numbers} == seen and told["shell-1"] in seen and told["raid-1"] not in seen
    assert f"{len(seen)} incidents" in text(client.get("/incidents/"))


def test_who_may_only_look_may_not_judge(told: dict[str, int]) -> None:
    from sijill.register.models import Judgement

    number = told["shell-1"]
    given: dict[str, Any] = {"claim": [event("shell-1"), event("shell-2")], "verdict": "same", "with": str(told["raid-1"])}
    for role in ("viewer", "publisher"):
        client = sign_in(role)
        assert client.get(f"/incidents/{number}/").status_code == 200
        assert {client.post(f"/incidents/{number}/{act}/", given).status_code for act in ("judge", "merge", "split", "undo")} == {403}
    assert "/login/" in Client().post(f"/incidents/{number}/judge/", given)["Location"]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in("coder").cookies
    assert strict.post(f"/incidents/{number}/judge/", given).status_code == 403
    assert not Judgement.objects.exists()


# -- in a browser -----------------------------------------------------------------------------------------


def test_a_person_merges_takes_back_and_switches_policy(told: dict[str, int], page: Any, live: str, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, before = Axe(), state()
    enter(page, live, "coder")
    page.goto(f"{live}/incidents/{told['shell-1']}/")
    page.select_option("#estimate select[name=policy]", "range_only")
    page.click("#estimate button")
    page.wait_for_url("**policy=range_only*")
    assert "the policy gives the range only" in page.inner_text("#estimate")
    page.fill(".merge input[name=with]", str(told["raid-1"]))
    page.press(".merge input[name=with]", "Enter")
    page.wait_for_selector(".messages .success")
    assert page.locator("th[id^=claim-]").count() == len(before[told["shell-1"]]) + len(before[told["raid-1"]])
    page.click("#history button")
    page.wait_for_selector(".messages :text('taken back')")
    assert state() == before
    page.check("th[id^=claim-] >> nth=0 >> input")
    page.click("button.danger")
    page.wait_for_selector(".messages :text('Split off')")
    page.emulate_media(media="print")
    assert page.locator("table.claims").is_visible() and page.locator("#history").is_visible()
    assert not any(button.is_visible() for button in page.locator("button").all())
    page.emulate_media(media="screen")
    enter(page, live, "coder", "ar")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in (("list", "/incidents/?since=2021-01-01"), ("incident", f"/incidents/{told['shell-1']}/")):
            page.goto(live + address)
            assert page.evaluate("document.documentElement.dir") == "rtl"
            found = axe.run(page).response["violations"] if width == 1280 else []
            assert not found, [(fault["id"], [node["html"][:120] for node in fault["nodes"][:3]]) for fault in found]
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (name, width)
            page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)

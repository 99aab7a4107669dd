"""Actors and places: lists, dossiers, names that mean the same; what a person may not see is nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from sijill.desk.bodies import listing, losses, tally
from sijill.desk.models import Access, Job, Setting, Tally, User
from sijill.ingest import items
from sijill.register import Register, naming
from sijill.register.dossier import known, numbers, parts
from sijill.register.models import Collection, EventRow, Naming, ProfileRow, Report
from sijill.register.people import collections

from .conftest import enter, sign_in

BAQIR = "/actors/baqir-brigade/"


def text(client: Client, address: str, status: int = 200, **beside: Any) -> str:
    answer = client.get(address, **beside)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def told(client: Client, key: str, query: str = "") -> str:
    return text(client, f"/actors/told/{quote(key)}/{query}", HTTP_HX_REQUEST="true")


def add(database: str, folder: Path, **texts: str) -> None:
    """Take reports in, read and link them."""
    for name, words in texts.items():
        (folder / f"{name}.txt").write_text(words, encoding="utf-8")
    with Register.open(database) as register:
        list(register.add(items([str(folder / f"{name}.txt") for name in texts])))
        list(register.read())
        register.link()


def close(report: Report, role: str) -> Collection:
    """Put a report where the person of that role does not see it."""
    closed = collections.make("closed", "admin")
    collections.place([report], closed, "admin")
    User.objects.filter(username=role).update(every_collection=False)
    return closed


# -- counting -------------------------------------------------------------------------------------------


def test_what_is_counted_is_what_the_claims_say(filled_both: str) -> None:
    tally.count(lambda *told: None)
    found = Tally.objects.get(kind="party", key="houthis", scope=tally.ALL)
    claims = EventRow.objects.filter(parties__contains="|houthis|")
    assert (found.section, found.claims) == ("listed", claims.count())
    assert found.incidents == claims.values("member__incident_id").distinct().count()
    place = Tally.objects.get(kind="place", key="sy.idlib", scope=tally.ALL)
    assert place.claims and place.claims <= EventRow.objects.filter(places__contains="|sy.idlib|").count()
    sums = Tally.objects.filter(kind="party", key="houthis").exclude(scope=tally.ALL)
    assert sum(t.claims for t in sums) == found.claims
    kinds = set(Tally.objects.filter(kind="party").values_list("section", flat=True))
    assert kinds == {"listed", "unlisted", "people", "person"}


def test_counts_are_made_anew_where_something_was_done_and_only_then(filled: str) -> None:
    user = User.objects.get(username="viewer")
    tally.fresh(user)
    first = Setting.of("tally")
    tally.fresh(user)
    assert Setting.of("tally") == first
    naming.same("party", "كتيبة السوسن", "baqir-brigade", who="coder")
    tally.fresh(user)
    assert Setting.of("tally") != first


def test_a_large_register_is_counted_by_a_job(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.desk import jobs

    monkeypatch.setattr(tally, "_AT_ONCE", 3)
    client = sign_in("viewer")
    assert "counted for the first time" in text(client, "/actors/")
    text(client, "/actors/")
    assert Job.objects.filter(kind="tally").count() == 1
    jobs.run_waiting()
    assert Job.objects.get(kind="tally").state == "done"
    assert "houthis" in text(client, "/actors/")


# -- lists ----------------------------------------------------------------------------------------------


def test_actors_are_found_in_any_spelling(filled: str, as_role: Callable[..., Client]) -> None:
    client = as_role("viewer")
    for words in ("الحوثيون", "حوثي", "أنصار اللّه", "انصار الله", "houthi"):
        assert 'href="/actors/houthis/"' in text(client, f"/actors/?q={quote(words)}"), words
    assert "No name fits" in text(client, "/actors/?q=" + quote("قفقفقف"))
    assert 'href="/places/sy.idlib/"' in text(client, "/places/?q=" + quote("ادلب"))


def test_names_that_the_registry_does_not_know_stand_apart(filled: str, as_role: Callable[..., Client]) -> None:
    client = as_role("coder")
    listed, unlisted = text(client, "/actors/"), text(client, "/actors/?in=unlisted")
    assert "/actors/houthis/" in listed and "/actors/houthis/" not in unlisted
    assert quote("رجال قبايل") in unlisted and quote("رجال قبايل") not in listed
    # A name of many bodies that nothing decided for leads to none of them.
    assert "does not know this name" in text(client, f"/actors/{quote('جيش')}/")


def test_a_long_list_has_pages(filled: str, as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "SIZE", 5)
    client = as_role("viewer")
    first, second = text(client, "/actors/"), text(client, "/actors/?after=5")
    links = [{part.split('"')[0] for part in page.split('<td><a href="/actors/')[1:]} for page in (first, second)]
    assert len(links[0]) == len(links[1]) == 5 and not links[0] & links[1]


# -- dossiers -------------------------------------------------------------------------------------------


def test_a_dossier_says_who_says_what_and_where_it_was_read(filled: str, as_role: Callable[..., Client]) -> None:
    page = text(as_role("viewer"), BAQIR)
    row = ProfileRow.objects.get(relation="led_by", subject__contains="|لواء الباقر|")
    assert f'href="/reports/{row.report_id}/?at=' in page and f"#c-{row.ident}" in page
    assert "خالد المرعي" in page and "نبض الفرات" in page
    assert "Liwa al-Baqir" in page and 'href="/actors/iran/"' in page
    assert "Say so" not in page  # a viewer judges nothing
    assert "Say so" in text(sign_in("coder"), BAQIR)


def test_any_name_leads_to_the_one_page(filled: str, as_role: Callable[..., Client]) -> None:
    client = as_role("viewer")
    answer = client.get(f"/actors/{quote('ميليشيا لواء الباقر')}/")
    assert (answer.status_code, answer["Location"]) == (302, BAQIR)
    assert client.get("/actors/" + quote("لا أحد بهذا الاسم") + "/").status_code == 404
    assert client.get("/actors/" + "ا" * 2000 + "/").status_code == 404


def test_statements_that_contradict_one_another_are_marked(filled: str, tmp_path: Path) -> None:
    add(
        filled, tmp_path,
        a="نبض الفرات - 3 أيار 2022\nيقدَّر عدد مقاتلي لواء الباقر بنحو 3000 مقاتل.",
        b="صدى الشمال - 9 أيار 2022\nيقدَّر عدد مقاتلي لواء الباقر بنحو 900 مقاتل.",
    )  # fmt: skip
    page = text(sign_in("viewer"), BAQIR)
    assert "reports contradict one another" in page
    assert page.count('class="against"') == 2
    arabic = text(sign_in("viewer", "ar"), BAQIR)
    assert "تتعارض فيه التقارير" in arabic and "contradict" not in arabic


def test_losses_are_told_apart_and_add_up(filled: str, tmp_path: Path) -> None:
    add(
        filled, tmp_path,
        a="وكالة السهل - 4 آذار 2023\nقُتل سبعة من عناصر لواء الباقر بهجوم شنه تنظيم داعش في بادية تدمر يوم 3 آذار 2023.",
        b="وكالة السهل - 6 نيسان 2023\nقتل لواء الباقر ثلاثة مدنيين في مدينة حلب يوم 5 نيسان 2023.",
    )  # fmt: skip
    actor = known("baqir-brigade")
    found = losses.counted(actor, parts(actor, numbers(actor)), "killed", "most_origins", "month")
    by_period = {p.label: p for p in found.periods}
    suffered, inflicted = by_period["2023-03"].suffered, by_period["2023-04"].inflicted
    assert suffered is not None and suffered.best == 7 and by_period["2023-03"].inflicted is None
    assert inflicted is not None and inflicted.best == 3 and by_period["2023-04"].suffered is None
    assert found.inflicted is not None and found.inflicted.best == sum(p.inflicted.best or 0 for p in found.periods if p.inflicted)
    client = sign_in("viewer")
    page = told(client, "baqir-brigade")
    assert 'class="suffered"' in page and 'class="inflicted"' in page and "March 2023" in page
    assert "March 2023" in told(client, "baqir-brigade", "?by=year") or ">2023<" in told(client, "baqir-brigade", "?by=year")
    assert 'href="/actors/islamic-state/"' in page and "fought with" in page
    assert "<html" in text(client, "/actors/told/baqir-brigade/")  # without JavaScript it is a page of its own


def test_a_policy_changes_the_sums(filled: str, tmp_path: Path) -> None:
    add(
        filled, tmp_path,
        a="صدى الشمال - 4 آذار 2023\nقُتل 12 من عناصر لواء الباقر بهجوم شنه تنظيم داعش في بادية تدمر يوم 3 آذار 2023.",
        b="نبض الفرات - 4 آذار 2023\nهاجم تنظيم داعش يوم 3 آذار 2023 لواء الباقر في بادية تدمر، ما أدى إلى مقتل 12 من عناصر اللواء.",
        c="وكالة السهل - 6 آذار 2023\nشن تنظيم داعش هجوماً على لواء الباقر في بادية تدمر في 3 آذار 2023 وقتل 7 من عناصر لواء الباقر.",
    )  # fmt: skip
    actor = known("baqir-brigade")
    mine = parts(actor, numbers(actor))
    sums = {p: losses.counted(actor, mine, "killed", p, "month").suffered for p in losses.POLICIES}
    assert sums == {"most_origins": losses.Sum(1, 7, 12, 12), "conservative": losses.Sum(1, 7, 7, 12), "range_only": losses.Sum(1, 7, None, 12)}


# -- private persons ------------------------------------------------------------------------------------


def test_a_private_person_has_no_dossier(filled: str, as_role: Callable[..., Client]) -> None:
    as_role("viewer")
    tally.fresh(User.objects.get(username="viewer"))
    person = Tally.objects.filter(kind="party", section="person", scope=tally.ALL).order_by("-claims").first()
    assert person is not None
    address = f"/actors/{quote(person.key)}/"
    viewer, coder = sign_in("viewer"), sign_in("coder")
    refused = text(viewer, address, 403)
    assert "no dossier of private persons" in refused and person.name not in refused and "/reports/" not in refused
    listed = text(coder, address).split("<main", 1)[1]
    assert person.name in listed and "/reports/" in listed and "<svg" not in listed and "/map/" not in listed
    for client in (viewer, coder):
        assert client.get(f"/actors/told/{quote(person.key)}/").status_code == 404
        assert person.key not in client.get("/names/suggest/party/", {"other": person.name}).content.decode()
    assert quote(person.key) not in text(viewer, "/actors/?in=person")
    assert quote(person.key) in text(coder, "/actors/?in=person")


# -- closed collections ---------------------------------------------------------------------------------


def test_what_is_told_in_a_closed_collection_only_is_nowhere(filled: str, tmp_path: Path) -> None:
    secret = "وكالة السهل - 4 آذار 2023\nقصفت كتيبة الزنبق قرية الجرذي يوم 3 آذار 2023 ما أدى إلى مقتل خمسة من عناصر لواء الباقر. ويتبع لواء الباقر كتيبة الزنبق."
    add(filled, tmp_path, secret=secret)
    hidden = Report.objects.get(text__contains="الزنبق")
    viewer = sign_in("viewer")
    found = [t for t in _found(viewer) if "زنبق" in t]
    assert found, "the reader has to find the name for this test to mean anything"
    closed = close(hidden, "viewer")
    naming.same("party", "كتيبة الزنبق", "baqir-brigade", who="coder")
    naming.undo(naming.standing("party")[0].pk, "coder")
    naming.same("party", "كتيبة الزنبق", "houthis", who="coder")
    naming_pages = [text(viewer, BAQIR), text(viewer, "/actors/houthis/")]
    assert not [p for p in naming_pages if "الزنبق" in p] and "الزنبق" in text(sign_in("coder"), "/actors/houthis/")
    naming.undo(naming.standing("party")[0].pk, "coder")
    for fresh in (True, False):
        if not fresh:  # counts from before the report was closed must not tell either
            Access.objects.create(user=User.objects.get(username="viewer"), collection=closed)
            text(viewer, "/actors/")
            Access.objects.all().delete()
        pages = [text(viewer, "/actors/?in=unlisted&q=" + quote("زنبق")), text(viewer, BAQIR), told(viewer, "baqir-brigade"), viewer.get("/names/suggest/party/", {"other": "زنبق"}).content.decode()]
        assert not [p for p in pages if "كتيبة الزنبق" in p or "March 2023" in p]
        assert viewer.get(f"/actors/{quote(found[0])}/").status_code == 404
        assert viewer.get(f"/actors/told/{quote(found[0])}/").status_code == 404
    assert "March 2023" in told(sign_in("coder"), "baqir-brigade")
    Access.objects.create(user=User.objects.get(username="viewer"), collection=closed)
    assert text(viewer, f"/actors/{quote(found[0])}/") and "March 2023" in told(viewer, "baqir-brigade")


def _found(client: Client) -> list[str]:
    text(client, "/actors/")
    return list(Tally.objects.filter(kind="party", section="unlisted", scope=tally.ALL).values_list("key", flat=True))


# -- names that mean the same ---------------------------------------------------------------------------


def test_a_name_is_said_to_mean_another_and_taken_back(filled: str, as_role: Callable[..., Client]) -> None:
    coder = as_role("coder")
    text(coder, "/actors/")
    own = Tally.objects.get(kind="party", key="مسلح", scope=tally.ALL)
    before = Tally.objects.get(kind="party", key="houthis", scope=tally.ALL).claims
    address = f"/actors/{quote(own.key)}/"
    assert "houthis" in coder.get("/names/suggest/party/", {"other": "حوثي"}).content.decode()
    said = {"kind": "party", "name": own.name, "other": "houthis", "why": "the same men", "back": address}
    answer = coder.post("/names/same/", said, follow=True)
    assert answer.redirect_chain[-1][0] == "/actors/houthis/" and "the same men" in answer.content.decode()
    text(coder, "/actors/")
    assert Tally.objects.get(kind="party", key="houthis", scope=tally.ALL).claims > before
    assert "is said to mean" in coder.post("/names/same/", said, follow=True).content.decode()
    row = Naming.objects.get()
    assert (row.who, row.verdict, row.why) == ("coder", "same", "the same men")
    back = coder.post("/names/undo/", {"naming": row.pk, "back": "/actors/houthis/"}, follow=True).content.decode()
    assert "Taken back;" in back and "taken back:" in back and not naming.standing("party")
    assert "took it back before you" in coder.post("/names/undo/", {"naming": row.pk}, follow=True).content.decode()
    text(coder, "/actors/")
    assert Tally.objects.get(kind="party", key="houthis", scope=tally.ALL).claims == before


def test_wrong_names_are_answered_in_words(filled: str, as_role: Callable[..., Client]) -> None:
    coder = as_role("coder", language="ar")
    for other, said in (("", "ينقص اسم"), ("الحُوثيون", "اسم واحد")):
        answer = coder.post("/names/same/", {"kind": "party", "name": "الحوثيون", "other": other, "back": "/actors/houthis/"}, follow=True)
        assert said in answer.content.decode(), other
    naming.same("party", "اسم أول", "اسم ثان", who="coder")
    answer = coder.post("/names/same/", {"kind": "party", "name": "اسم ثان", "other": "اسم أول", "back": "https://elsewhere.example/"}, follow=True)
    assert "حلقة" in answer.content.decode() and answer.redirect_chain[-1][0] == "/actors/"
    assert Naming.objects.count() == 1
    assert sign_in("viewer").post("/names/same/", {"kind": "party", "name": "a", "other": "b"}).status_code == 403


# -- places ---------------------------------------------------------------------------------------------


def test_a_place_has_its_point_path_and_incidents(filled: str, as_role: Callable[..., Client]) -> None:
    page = text(as_role("viewer"), "/places/sy.idlib/")
    assert "<svg" in page and 'class="area' in page and "35.9" in page
    assert 'href="/places/SY/"' in page and 'href="/reports/' in page and 'href="/incidents/' in page
    assert sign_in("viewer").get("/places/" + quote("لا مكان بهذا الاسم") + "/").status_code == 404


def test_a_name_not_decided_is_decided_by_a_person(filled: str, tmp_path: Path) -> None:
    add(filled, tmp_path, a="وكالة السهل - 4 آذار 2023\nقصفت الطائرات قرية الصوانة يوم 3 آذار 2023.")
    coder = sign_in("coder")
    text(coder, "/places/")
    open_ = next(t for t in Tally.objects.filter(kind="place", section="unlisted", scope=tally.ALL).order_by("-pk") if "صوانه" in t.key)
    address = f"/places/{quote(open_.key)}/"
    page = text(coder, address)
    assert "not decided" in page and page.count("This is it") > 1
    candidate = page.split('name="other" value="')[1].split('"')[0]
    answer = coder.post("/names/same/", {"kind": "place", "name": open_.name, "other": candidate, "back": f"/places/{candidate}/"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/places/{candidate}/" and "March 2023" in answer.content.decode()
    assert coder.get(address).status_code == 302
    text(coder, "/places/")
    assert Tally.objects.get(kind="place", key=candidate, scope=tally.ALL).claims >= 1
    coder.post("/names/undo/", {"naming": naming.standing("place")[0].pk})
    assert "not decided" in text(coder, address)


def test_hostile_names_stay_text(filled: str, as_role: Callable[..., Client]) -> None:
    coder = as_role("coder")
    naming.same("party", "<script>alert(1)</script>", "houthis", "<b>why</b>", "coder")
    page = text(coder, "/actors/houthis/")
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "<b>why" not in page
    assert "<script>" not in text(coder, "/actors/?q=" + quote("<script>")).split("<main", 1)[1]


# -- in a browser ---------------------------------------------------------------------------------------


def test_a_dossier_in_arabic_on_a_phone(page: Any, live: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    enter(page, live, "coder", "ar")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(BAQIR)
    page.wait_for_selector("svg.relations")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(page).response["violations"] == []
    page.fill("input[name=other]", "حوثي")
    page.wait_for_selector("#others option", state="attached")
    assert "الحوثيون" in page.inner_html("#others")

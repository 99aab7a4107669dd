"""Search as people use it: what is found in whatever spelling, marked, counted, narrowed; nothing of what they may not see; searches kept and shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
from django.utils import timezone

from .conftest import sign_in


@pytest.fixture(autouse=True, scope="module")
def _contexts() -> Iterator[None]:
    """Answers carry what their templates were given."""
    setup_test_environment()
    yield
    teardown_test_environment()


def reports(client: Client, words: str, **more: str) -> list[Any]:
    page = client.get("/search/", {"q": words, **more})
    assert page.status_code == 200, page.context["fault"]
    return list(page.context["page"].rows)


def hide(report: Any) -> None:
    from sijill.register.models import Collection
    from sijill.register.people.collections import place

    place([report], Collection.objects.get_or_create(name="مغلقة", defaults={"made": timezone.now()})[0], "test")


def taken_in(text: str, title: str = "") -> Any:
    """A report of that text, read and linked."""
    from sijill.ingest import Item
    from sijill.register import Register
    from sijill.register.models import Report

    one = Register.connected()
    item = Item(name=title or "made", source="made", data=text.encode(), media_type="text/plain", text=text, extractor="text/1", title=title, published="2021-05-05")
    assert [outcome.what for outcome in one.add([item], "admin")] == ["added"]
    list(one.read())
    one.link()
    return Report.objects.latest("pk")


def test_folded_spelling_finds_and_marks(filled_both: str) -> None:
    client = sign_in("viewer")
    for asked, said in (("ادلب", "إدلب"), ("غاره", "غارة"), ("إدلِب", "إدلب")):
        found = reports(client, asked)
        assert found, asked
        marked = {text for hit in found for text, answers in hit.pieces if answers}
        assert any(said in text for text in marked), marked
        for hit in found:
            text = hit.found.report.text
            assert "".join(piece for piece, _ in hit.pieces) == text[hit.found.start : hit.found.end]
            assert any(answers for _, answers in hit.pieces) and text[hit.at :].startswith(next(piece for piece, answers in hit.pieces if answers))
    assert {hit.found.report.pk for hit in reports(client, "ادلب")} == {hit.found.report.pk for hit in reports(client, "إدلب")}


def test_filters_narrow_and_tabs_count(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Incident, ReportRow

    client = as_role("viewer")
    every = reports(client, "قتل|مقتل")
    row = ReportRow.objects.get(report=every[0].found.report)
    assert {hit.found.outlet for hit in reports(client, "قتل|مقتل", outlet=row.shown)} == {row.shown}
    assert reports(client, "قتل|مقتل", since="2035-01-01") == []
    told = reports(client, "غارة", **{"in": "incidents"})
    assert told and all(isinstance(one.incident, Incident) and one.whole for one in told)
    body = client.get("/search/counts/", {"q": "غارة", "in": "incidents"}).content.decode()
    assert body.strip() == str(len(told))
    actors = reports(client, "النظام", **{"in": "actors"})
    assert actors and [a.incidents for a in actors] == sorted((a.incidents for a in actors), reverse=True)
    assert len({a.name for a in actors}) == len(actors), "an actor of the registry is one, whatever it is called"


@pytest.mark.parametrize(("query", "said"), [("-حلب", "no word"), ("!!!", "no word"), ("ا&type=none", "no such event type"), ("ا&since=soon", "is no day")])
def test_what_cannot_be_meant_is_named(as_role: Callable[..., Client], query: str, said: str) -> None:
    page = as_role("viewer").get(f"/search/?q={query}")
    assert page.status_code == 400 and said in page.context["fault"]
    arabic = as_role("viewer", "ar").get(f"/search/?q={query}")
    assert said not in arabic.context["fault"]


def test_hits_out_of_sight_neither_show_nor_count(filled_both: str) -> None:
    secret = taken_in("شن لواء الكواسر هجوما على قرية زغرب الشرقية في 4 أيار 2021 قتل فيه سبعة مدنيين، وفق الدفاع المدني.", "خبر سري")
    open_ = taken_in("قتل ثلاثة مدنيين بقصف مدفعي على بلدة سراقب في 4 أيار 2021، وفق الدفاع المدني.", "خبر معلن")
    hide(secret)
    everyone, some = sign_in("admin"), sign_in("viewer", every_collection=False)
    for tab in ("reports", "incidents"):
        assert reports(everyone, "زغرب", **{"in": tab}), tab
        page = some.get("/search/", {"q": "زغرب", "in": tab})
        assert list(page.context["page"].rows) == [] and page.context["page"].total == 0, tab
        assert some.get("/search/counts/", {"q": "زغرب", "in": tab}).content.decode().strip() == "0"
        assert "سري" not in page.content.decode()
    found = {hit.found.report.pk for hit in reports(some, "مدنيين")}
    assert open_.pk in found and secret.pk not in found
    assert secret.pk in {hit.found.report.pk for hit in reports(everyone, "مدنيين")}
    total = some.get("/search/", {"q": "مدنيين"}).context["page"].total
    assert total == everyone.get("/search/", {"q": "مدنيين"}).context["page"].total - 1
    assert [a.name for a in reports(some, "الكواسر", **{"in": "actors"})] == []
    named = [a.name for a in reports(everyone, "الكواسر", **{"in": "actors"})]
    assert named == ["لواء الكواسر"]


def test_an_incident_of_which_one_claim_is_hidden_tells_nothing_of_it(as_role: Callable[..., Client]) -> None:
    from sijill.register.models import Incident, Member

    both = next(i for i in Incident.objects.filter(merged_into=None, claims__gt=1) if Member.objects.filter(incident=i).values("event__report").distinct().count() > 1)
    members = list(Member.objects.filter(incident=both).select_related("event__report").order_by("pk"))
    hidden = members[-1].event.report
    shown = next(m.event for m in members if m.event.report_id != hidden.pk)
    word = shown.report.text[shown.start : shown.end]
    hide(hidden)
    Incident.objects.filter(pk=both.pk).update(summary={**both.summary, "places": ["مكان سري"]})
    found = [one for one in reports(as_role("viewer", every_collection=False), word, **{"in": "incidents"}) if one.incident.pk == both.pk]
    assert [one.whole for one in found] == [False]
    page = as_role("viewer", every_collection=False).get("/search/", {"q": word, "in": "incidents"}).content.decode()
    assert "مكان سري" not in page and hidden.doc not in page
    assert "مكان سري" in as_role("admin").get("/search/", {"q": word, "in": "incidents"}).content.decode()


def test_hostile_texts_and_queries_are_inert(as_role: Callable[..., Client]) -> None:
    taken_in("<script>alert(1)</script> كلمةنادرة <b>قصف</b> \u202eمقلوب " + "كلمة " * 300_000, "<img src=x onerror=alert(2)>")
    client = as_role("viewer")
    page = client.get("/search/", {"q": "كلمةنادرة"}).content.decode()
    assert "<mark>كلمةنادرة</mark>" in page and "&lt;script&gt;" in page
    assert "<script>alert" not in page and "<img src=x" not in page and len(page) < 100_000
    page = client.get("/search/", {"q": '"><script>alert(3)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_pages_follow_one_another(as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.desk.finding import views

    monkeypatch.setattr(views, "SIZE", 2)
    client = as_role("viewer")
    for words in ("قتل|مقتل|قصف", '"في مدينة"'):
        seen, address = [], "/search/?q=" + words.replace('"', "%22")
        while address:
            page = client.get(address).context["page"]
            seen += [hit.found.report.pk for hit in page.rows]
            address = "/search/" + page.later if page.later else ""
        assert len(seen) == len(set(seen)) > 3


# -- kept searches ----------------------------------------------------------------------------------------------


def keep(client: Client, name: str, query: str, **more: str) -> Any:
    return client.post("/search/saved/save/", {"page": "finding:search", "name": name, "query": query, **more})


def test_a_search_is_kept_listed_shared_and_deleted(as_role: Callable[..., Client]) -> None:
    from sijill.desk.models import SavedSearch

    coder = as_role("coder")
    answer = keep(coder, "قصف <b>إدلب</b>", "q=قصف&place=ادلب&since=&after=40")
    assert answer["Location"] == "/search/?q=%D9%82%D8%B5%D9%81&place=%D8%A7%D8%AF%D9%84%D8%A8"
    assert coder.get(answer["Location"]).status_code == 200
    body = coder.get("/search/saved/").content.decode()
    assert "قصف &lt;b&gt;إدلب" in body and "place=%D8%A7%D8%AF%D9%84%D8%A8" in body
    viewer = as_role("viewer")
    assert "إدلب" not in viewer.get("/search/saved/").content.decode()
    (one,) = SavedSearch.objects.all()
    assert viewer.post(f"/search/saved/{one.pk}/share/", {"shared": "1"}).status_code == 404
    coder.post(f"/search/saved/{one.pk}/share/", {"shared": "1"})
    assert "إدلب" in viewer.get("/search/saved/").content.decode()
    assert viewer.post(f"/search/saved/{one.pk}/delete/").status_code == 404
    assert as_role("admin").post(f"/search/saved/{one.pk}/delete/").status_code == 302
    assert not SavedSearch.objects.exists()


def test_what_cannot_be_kept(as_role: Callable[..., Client]) -> None:
    from sijill.desk.models import SavedSearch

    client = as_role("coder")
    assert keep(client, "a", "q=x", page="accounts:people").status_code == 404
    assert keep(client, "a", "q=x", page="https://elsewhere.example").status_code == 404
    assert keep(client, " ", "q=x").status_code == 302
    keep(client, "long", "q=" + "x" * 5000)
    assert not SavedSearch.objects.exists()
    keep(client, "a", "q=x")
    keep(client, "a", "q=y")
    keep(client, "a", "q=x", shared="1")
    assert [(s.query, s.shared) for s in SavedSearch.objects.all()] == [("q=x", True)]


def test_the_form_to_keep_it_stands_where_searches_are_made(as_role: Callable[..., Client]) -> None:
    client = as_role("viewer")
    for address, route in (("/search/?q=قصف", "finding:search"), ("/?state=unread", "inbox:list")):
        body = client.get(address).content.decode()
        assert f'name="page" value="{route}"' in body, address

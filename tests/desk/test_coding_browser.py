"""The reading page in a real browser, by keyboard alone."""

from __future__ import annotations

from typing import Any

from sijill.register.models import Reading, Report, Review
from sijill.register.readings import record

from .conftest import enter, sign_in


def busiest() -> Report:
    """A sample with many events."""
    return Report.objects.get(doc__startswith="02-dimashq")


def open_report(page: Any, live: str, role: str = "coder", language: str = "en") -> Report:
    """The reading page, ready for keys."""
    report = busiest()
    enter(page, live, role, language)
    page.goto(f"/reports/{report.pk}/")
    page.wait_for_selector("#desk.js")
    return report


def press(page: Any, *keys: str) -> None:
    """Keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def until(page: Any, so: str) -> None:
    """Wait until an expression holds; the pages allow no script of ours to wait for it."""
    for _ in range(300):
        if page.evaluate(so):
            return
        page.wait_for_timeout(30)
    raise AssertionError(f"never: {so}; now {page.evaluate('document.activeElement.outerHTML.slice(0, 300)')}")


def saved(page: Any) -> None:
    """Wait until everything has arrived."""
    until(page, "document.getElementById('saved').textContent === 'Saved'")


def chosen(page: Any) -> str:
    """The key of the value that has the focus."""
    return str(page.evaluate("document.activeElement.dataset.key ?? ''"))


def test_a_report_is_coded_without_a_mouse(page: Any, live: str) -> None:
    report = open_report(page, live)
    read = record(Reading.objects.get(report=report))
    order = sorted(read.events, key=lambda e: e.start)
    press(page, "j", "j")
    assert chosen(page) == f"{order[0].id}/event"
    # accept: the value, then the next one
    press(page, "n", "a")
    until(page, f"document.activeElement.dataset.key === '{order[0].id}/modality'")
    saved(page)
    assert Review.objects.get().verdict == "accepted"
    # both sides are lit
    lit = page.evaluate("[...document.querySelectorAll('mark.mine')].map((m) => m.dataset.v).every((v) => v.includes(document.querySelector('.event.current').dataset.ident + '/'))")
    assert lit
    # correct by selection: words of the text, read by the grammar, a reason by one key
    press(page, "n")
    assert chosen(page) == f"{order[0].id}/time"
    words = "5 آذار 2020"
    start = report.text.index(words)
    press(page, "t")
    for _ in range(400):
        at = page.evaluate("(() => { const s = getSelection(); return s.toString(); })()")
        if at == "5":
            break
        press(page, "ArrowLeft")
    press(page, "Shift+ArrowLeft", "Shift+ArrowLeft")
    assert page.evaluate("getSelection().toString()") == words
    press(page, "c")
    page.wait_for_selector("#panel form[data-shape=time]")
    assert page.input_value("#panel input[name=value]") == "2020-03-05"
    press(page, "Enter")
    until(page, "document.activeElement.closest('.whys') !== null")
    press(page, "1")
    page.wait_for_selector(f".v[data-key='{order[0].id}/time'][data-verdict=corrected]")
    saved(page)
    made = Review.objects.latest("pk")
    assert (made.value, made.evidence, made.why) == ("2020-03-05", [[start, start + len(words)]], "wrong words read")
    # reject with a reason by one key
    place = f"{order[0].id}/places/{order[0].places[0].start}-{order[0].places[0].end}"
    until(page, f"document.activeElement.dataset.key === '{place}'")
    press(page, "r")
    page.wait_for_selector("#panel form.reject")
    press(page, "4")
    page.wait_for_selector(f".v[data-key='{place}'][data-verdict=rejected]")
    assert Review.objects.latest("pk").why == "only background"
    # undo, redo
    saved(page)
    press(page, "u")
    page.wait_for_selector(f".v[data-key='{place}']:not([data-verdict])")
    press(page, "Shift+U")
    page.wait_for_selector(f".v[data-key='{place}'][data-verdict=rejected]")
    saved(page)
    assert [r.verdict for r in Review.objects.order_by("pk")] == ["accepted", "corrected", "rejected", "undone", "undone"]


def test_an_event_is_added_and_a_value_given_to_it_by_keys(page: Any, live: str) -> None:
    report = open_report(page, live)
    press(page, "t")
    for _ in range(60):
        if page.evaluate("getSelection().toString()") == "ارتفاع":
            break
        press(page, "ArrowLeft")
    press(page, "e")
    page.wait_for_selector("#panel form[data-shape=event]")
    page.keyboard.type("killi")
    press(page, "Enter")
    until(page, "document.activeElement.dataset.key === 'h1/event'")
    made = Review.objects.get()
    assert (made.verdict, made.value["type"], made.value["trigger"]) == ("added", "killing", "ارتفاع")
    # the next words become its figure
    press(page, "t")
    for _ in range(60):
        if page.evaluate("getSelection().toString()") == "17":
            break
        press(page, "ArrowLeft")
    press(page, "Shift+ArrowLeft", "6")
    page.wait_for_selector("#panel form[data-shape=figure]")
    assert page.input_value("#panel input[name=low]") == "17"
    page.locator("#panel .save").focus()
    press(page, "Enter")
    until(page, "(document.activeElement.dataset.key ?? '').startsWith('h1/figures/')")
    assert Review.objects.latest("pk").evidence == [[report.text.index("17 عنصراً"), report.text.index("17 عنصراً") + len("17 عنصراً")]]


def test_a_conflict_is_seen_and_decided(page: Any, live: str) -> None:
    report = open_report(page, live)
    event = sorted(record(Reading.objects.get(report=report)).events, key=lambda e: e.start)[0]
    key = f"{event.id}/type"
    other = sign_in("reviewer")
    other.post(f"/reports/{report.pk}/acts/", {"accept": f"{key}@0"})
    press(page, "j", "j", "n")
    assert chosen(page) == key
    press(page, "a")
    page.wait_for_selector(".rivals button[name=take]")
    assert "reviewer" in page.inner_text("#live") and Review.objects.filter(contested=True).count() == 1
    page.evaluate(f"document.querySelector('.v[data-key=\"{key}\"]').focus()")
    press(page, "x")
    page.wait_for_selector(".rivals", state="detached")
    saved(page)
    assert Review.objects.latest("pk").who == "coder" and not Review.objects.latest("pk").contested


def test_nothing_is_lost_when_the_connection_drops(page: Any, live: str) -> None:
    open_report(page, live)
    page.evaluate("window.real = window.fetch; window.fetch = () => Promise.reject(new TypeError('no connection')); 0")
    press(page, "j", "j", "n", "a", "a")
    until(page, "document.getElementById('saved').textContent.startsWith('2 ')")
    assert not Review.objects.exists()
    assert page.evaluate("!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    page.evaluate("window.fetch = window.real; 0")
    saved(page)
    assert [(r.verdict, r.contested) for r in Review.objects.all()] == [("accepted", False)] * 2


def test_what_another_did_comes_by_itself_and_keys_are_told(page: Any, live: str) -> None:
    report = busiest()
    enter(page, live, "coder", "ar")
    page.goto(f"/reports/{report.pk}/")
    page.wait_for_selector("#desk.js")
    # an Arabic layout writes other letters with the same keys
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ت', code: 'KeyJ', bubbles: true}))")
    page.wait_for_selector(".event.current")
    press(page, "?")
    assert page.locator("#help").is_visible()
    press(page, "Escape")
    other = sign_in("reviewer")
    other.post(f"/reports/{report.pk}/here/")
    other.post(f"/reports/{report.pk}/acts/", {"accept": "e1/event@0"})
    page.evaluate("import(document.querySelector('script[src$=\"coding.js\"]').src.replace('coding.js', 'coding/work.js')).then((m) => m.look())")
    page.wait_for_selector("#c-e1.done")
    assert "reviewer" in page.inner_text("#others")


def drag(page: Any, word: str) -> str:
    """Draw the mouse over a word of the text; what is selected then."""
    find = """(word) => { const walk = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
      for (let n = walk.nextNode(); n; n = walk.nextNode()) { const at = n.data.indexOf(word); if (at < 0) continue;
        const r = document.createRange(); r.setStart(n, at); r.setEnd(n, at + word.length); n.parentElement.scrollIntoView({block: "center", behavior: "instant"});
        const b = r.getBoundingClientRect(); return [b.left, b.right, b.top + b.height / 2]; } }"""
    left, right, y = page.evaluate(find, word)
    page.mouse.move(right - 1, y)
    page.mouse.down()
    page.mouse.move((left + right) / 2, y)
    page.mouse.move(left + 1, y)
    page.mouse.up()
    return str(page.evaluate("getSelection().toString()"))


def test_the_mouse_selects_as_anywhere(page: Any, live: str) -> None:
    open_report(page, live)
    assert drag(page, "ارتفاع") == "ارتفاع"
    press(page, "Escape", "j")
    assert chosen(page)
    assert drag(page, "عنصراً") == "عنصراً"


def test_a_form_says_what_it_lacks_and_is_not_lost(page: Any, live: str) -> None:
    open_report(page, live)
    asked: list[str] = []
    page.on("dialog", lambda d: (asked.append(d.message), d.dismiss()))
    # on a heading, a goes to the first value
    press(page, "j", "j", "a")
    until(page, "document.activeElement.dataset.key.endsWith('/type')")
    key = chosen(page)
    press(page, "c")
    page.wait_for_selector("#panel form[data-shape=type]")
    # nothing by that name: nothing is chosen
    page.keyboard.type("zzz")
    assert page.inner_text("#panel .ahead ul") == "nothing by that name"
    press(page, "Enter")
    assert page.is_visible("#panel .fault") and page.input_value("#panel select[name=value]") == ""
    page.fill("#panel .ahead input", "killing")
    page.click("#panel .save")
    assert "reason" in page.inner_text("#panel .fault") and page.evaluate("document.activeElement.closest('.whys') !== null")
    # another value is chosen, and its form asked for
    page.click("#cards .f-modality .v >> nth=0")
    press(page, "c")
    until(page, "document.activeElement.closest('#panel') !== null")
    assert len(asked) == 1 and page.get_attribute("#panel form", "data-key") == key
    assert page.evaluate("!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    press(page, "Escape")
    page.click("#accept-all")
    assert "doubtful" in asked[-1] and not Review.objects.exists()


def test_many_are_corrected_at_once_by_keys(page: Any, live: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    report = open_report(page, live, language="ar")
    events = sorted(record(Reading.objects.get(report=report)).events, key=lambda e: e.start)
    press(page, "j", "j", "n", "b")
    page.wait_for_selector("#panel form.many")
    alike = [e.id for e in events if e.type == events[0].type]
    assert page.eval_on_selector_all("#panel input[name=many]:checked", "all => all.map((one) => one.value)") == [f"{i}/type@0" for i in alike]
    page.click("#panel [data-do=none]")
    page.focus("#panel input[name=many] >> nth=0")
    press(page, "Space", "ArrowDown", "ArrowDown", "Space")
    assert page.inner_text("#panel .count") == "٢"
    assert Axe().run(page).response["violations"] == []
    page.focus("#panel .ahead input")
    page.keyboard.type("abduction")
    press(page, "Enter")
    until(page, "document.activeElement.closest('.whys') !== null")
    press(page, "1")
    page.wait_for_selector(f".v[data-key='{events[2].id}/type'][data-verdict=corrected]")
    saved_as = [(r.ident, r.dimension, r.value, r.why) for r in Review.objects.order_by("pk")]
    assert [(i, d, w) for i, d, _, w in saved_as] == [(events[0].id, "type", "wrong words read"), (events[2].id, "type", "wrong words read")] and saved_as[0][2] == saved_as[1][2]
    press(page, "u")
    page.wait_for_selector(f".v[data-key='{events[0].id}/type']:not([data-verdict])")
    assert [r.verdict for r in Review.objects.order_by("pk")] == ["corrected", "corrected", "undone", "undone"]


def test_an_event_is_added_with_place_and_figure_in_one_form(page: Any, live: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    report = open_report(page, live, language="ar")
    assert drag(page, "ارتفاع") == "ارتفاع"
    press(page, "e")
    page.wait_for_selector("#panel form[data-shape=event]")
    page.keyboard.type("killi")
    page.fill("#panel input[name=place]", "إدلب")
    page.select_option("#panel select[name=measure]", "killed")
    page.fill("#panel input[name=number]", "17")
    page.check("#panel input[name=pick][value='sy.idlib']")
    assert Axe().run(page).response["violations"] == []
    # other words are selected: what was filled in stays
    assert drag(page, "عنصراً") == "عنصراً"
    start = report.text.index("عنصراً")
    page.wait_for_selector(f"#panel input[name=span][value='{start}-{start + len('عنصراً')}']", state="attached")
    assert page.input_value("#panel input[name=place]") == "إدلب" and page.input_value("#panel select[name=measure]") == "killed"
    page.fill("#panel .ahead input", "killi")
    page.focus("#panel input[name=number]")
    press(page, "Enter")
    until(page, "document.activeElement.dataset.key === 'h1/event'")
    made = Review.objects.get()
    assert [p["names"][0] for p in made.value["places"]] == ["إدلب"] and made.value["places"][0]["id"] == "sy.idlib" and made.value["figures"][0]["best"] == 17 and made.evidence == [[start, start + len("عنصراً")]]
    press(page, "u")
    page.wait_for_selector("#c-h1", state="detached")

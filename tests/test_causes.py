"""Why values are lost: every loss has one cause, the causes come from what the reader did, the page is safe."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sijill import to_dict
from sijill.evaluation import compare, evaluate, load_gold
from sijill.evaluation.causes import FOLLOWS, Finding, diagnose, shares, wordings
from sijill.evaluation.losses import DIMENSIONS, losses
from sijill.evaluation.pages import page
from sijill.evaluation.spots import Spots
from sijill.evaluation.tables import COLUMNS, as_json, pieces, terminal, tsv
from sijill.reading.reader import default_reader
from sijill.records import Report
from test_evaluation import spoilt
from test_outputs import Page

ROOT = Path(__file__).parent.parent
SETS = [
    (ROOT / "src" / "sijill" / "samples", ROOT / "tests" / "gold" / "samples"),
    (ROOT / "corpus" / "rounds" / "01" / "reports", ROOT / "corpus" / "rounds" / "01" / "gold"),
]


def explained(texts: dict[str, str], gold: dict[str, Any]) -> list[Finding]:
    reports = {doc: Report(id=doc, text=text, published="2021-04-06") for doc, text in texts.items()}
    reader = default_reader()
    system = {doc: to_dict(reader.read(r.text, doc=doc, published=r.published)) for doc, r in reports.items()}
    return diagnose(gold, system, reports, evaluate(gold, system), reader)


def event(trigger: str, kind: str, **more: Any) -> dict[str, Any]:
    slots: dict[str, Any] = {key: [] for key in ("places", "agent", "target", "figures", "attribution")}
    return {"id": "e1", "type": kind, "trigger": trigger, "modality": "reported", "time": None, **slots, **more}


def record(*events: dict[str, Any], profile: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"published": "2021-04-06", "events": [{**e, "id": f"e{n}"} for n, e in enumerate(events, 1)], "profile": list(profile)}


def causes(text: str, *events: dict[str, Any], profile: tuple[dict[str, Any], ...] = ()) -> dict[str, set[str]]:
    """Causes by dimension for one report."""
    out: dict[str, set[str]] = {}
    for f in explained({"d": text}, {"d": record(*events, profile=profile)}):
        out.setdefault(f.dimension, set()).add(f.cause)
    return out


@pytest.fixture(scope="module", params=SETS, ids=["samples", "round 1"])
def read(request: pytest.FixtureRequest) -> tuple[dict[str, Any], list[Finding]]:
    """The scores and findings of a coded set."""
    folder, gold_folder = request.param
    gold = load_gold(gold_folder)
    reports = {p.stem: Report(id=p.stem, text=p.read_text(encoding="utf-8")) for p in folder.glob("*.txt")}
    reader = default_reader()
    system = {doc: to_dict(reader.read(r.text, doc=doc)) for doc, r in reports.items()}
    scores = evaluate(gold, system)
    return scores, diagnose(gold, system, reports, scores, reader)


def test_the_losses_are_what_the_measures_lack() -> None:
    gold = dict(load_gold(SETS[0][1]))
    chance = random.Random(3)
    for _ in range(4):
        system = {doc: spoilt(each, chance) for doc, each in gold.items()}
        scores = evaluate(gold, system)
        lost: Counter[str] = Counter()
        for comparison in compare(gold, system):
            for loss in losses(comparison, gold[comparison.doc], system[comparison.doc]):
                lost[loss.dimension] += loss.size
        for dimension, measure in DIMENSIONS.items():
            score = scores[measure]
            assert lost[dimension] == score.gold + score.system - 2 * score.hit, dimension


def test_every_loss_of_a_reading_has_a_worded_cause(read: tuple[dict[str, Any], list[Finding]]) -> None:
    scores, findings = read
    lost: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for f in findings:
        lost[f.dimension] += f.size
        points[f.dimension] += f.points  # type: ignore[assignment]
        assert f.cause in wordings()
        assert f.side == ("wrong" if f.size == 2 else "missed" if f.gold else "extra")
    for dimension, measure in DIMENSIONS.items():
        score = scores[measure]
        assert lost[dimension] == score.gold + score.system - 2 * score.hit
        assert points[dimension] == pytest.approx(1 - score.f1)
    assert sum(s.share for s in shares(findings)) == pytest.approx(1)


def test_every_span_lies_in_its_excerpt(read: tuple[dict[str, Any], list[Finding]]) -> None:
    for f in read[1]:
        for excerpt in f.excerpts:
            for start, end in (*excerpt.gold, *excerpt.system):
                assert 0 <= start < end <= len(excerpt.text)
            assert "".join(piece for piece, _, _ in pieces(excerpt)) == excerpt.text
            assert excerpt.gold or excerpt.system


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "cause"),
    [
        ("تدحرجت الكرات أمس في مدينة حلب.", "تدحرجت", "attack", "event.no_word"),
        ("سقط المطر أمس في مدينة حلب.", "سقط", "killing", "event.condition"),
        ("لم تقصف القوات مدينة حلب.", "تقصف", "shelling", "event.unreal"),
        ("قُصف.", "قُصف", "shelling", "event.judged_none"),
        ("قصفت المدفعية مدينة حلب أمس.", "قصفت", "funeral", "event.other_type"),
        ("لا شيء هنا.", "اعتقال", "arrest", "event.not_in_text"),
    ],
)
def test_why_an_event_is_missed(text: str, trigger: str, kind: str, cause: str) -> None:
    assert cause in causes(text, event(trigger, kind))["event"]


def test_a_missed_event_merged_into_another() -> None:
    text = "قصفت قوات النظام مدينة حلب أمس ما أدى إلى مقتل ثلاثة مدنيين."
    found = causes(text, event("قصفت", "shelling", places=[{"names": ["حلب"]}]), event("مقتل", "killing"))
    assert "event.merged" in found["event"]


def test_why_an_event_is_extra() -> None:
    text = "قصفت قوات النظام مدينة حلب أمس.\nوشيع الأهالي ثلاثة قتلى في مدينة إدلب اليوم."
    found = causes(text, event("قصفت", "shelling", places=[{"names": ["حلب"]}]))
    assert found["event"] == {"event.background"}
    assert causes("قصفت المدفعية مدينة حلب أمس.", event("قصفت", "funeral"))["event"] == {"event.other_type", "event.counterpart"}


@pytest.mark.parametrize(
    ("slot", "value", "cause"),
    [
        ("places", {"names": ["قرية سبسبستان"]}, "place.not_in_text"),
        ("places", {"names": ["الباب"]}, "place.not_carried"),
        ("agent", {"names": ["مدينة حلب"]}, "party.as_other"),
        ("target", {"names": ["قوات النظام"]}, "party.other_side"),
        ("figures", {"measure": "injured", "low": 3, "best": 3, "high": 3, "text": "ثلاثة مدنيين"}, "figure.other_measure"),
        ("figures", {"measure": "killed", "low": 4, "best": 4, "high": 4, "text": "ثلاثة"}, "figure.other_number"),
        ("attribution", {"names": ["قوات النظام"]}, "source.as_other"),
    ],
)
def test_why_a_value_is_missed(slot: str, value: dict[str, Any], cause: str) -> None:
    text = "قصفت قوات النظام مدينة حلب أمس وقتلت ثلاثة مدنيين.\nوفي مدينة الباب هدوء."
    assert cause in causes(text, event("قصفت", "shelling", **{slot: [value]}))[slot]


def test_why_a_time_differs() -> None:
    text = "قصفت قوات النظام مدينة حلب يوم 3 آذار 2021، واعتقلت الشرطة ناشطاً في مدينة الباب يوم 5 آذار 2021."
    assert causes(text, event("قصفت", "shelling", time="2021-03-05"))["time"] & {"time.other_chosen"}
    assert causes("قصفت قوات النظام مدينة حلب.", event("قصفت", "shelling", time="2020-01-01"))["time"] == {"time.default"}
    assert causes(text, event("قصفت", "shelling", time="2021-03"))["time"] & {"time.granularity"}


def test_why_a_modality_differs() -> None:
    planned = {**event("قصف", "shelling"), "modality": "planned"}
    assert causes("قصفت قوات النظام مدينة حلب أمس.", planned | {"trigger": "قصفت"})["modality"] == {"modality.unmarked"}
    told = event("قصف", "shelling", places=[{"names": ["حلب"]}])
    assert causes("تعتزم قوات النظام قصف مدينة حلب.", told)["modality"] == {"modality.overreach"}


def test_why_a_profile_row_is_missed() -> None:
    row = {"subject": ["لواء القدس"], "relation": "led_by", "object": ["محمد السعيد"]}
    found = causes("لواء القدس وحدة من وحدات محمد السعيد.", profile=(row,))
    assert found["profile"] & {"profile.unread", "profile.other_relation"}


def test_a_gold_record_without_a_report_is_told() -> None:
    gold = {"d": record(event("قصفت", "shelling"))}
    findings = diagnose(gold, {}, {}, evaluate(gold, {}), default_reader())
    assert {f.cause for f in findings} == {"with.unread"}


def test_words_are_found_in_other_spelling() -> None:
    text = "قال إنّ «لـواء  القُدس» انسحب، وأن اللواء عاد"
    (span,) = Spots(text).all("لواء القدس")
    assert text[slice(*span)] == "لـواء  القُدس"
    assert Spots(text).all("سحب") == [(text.index("سحب"), text.index("سحب") + 3)]
    assert Spots(text).all("") == []


def test_outputs_hold_every_finding(read: tuple[dict[str, Any], list[Finding]]) -> None:
    _, findings = read
    lines = [line.rstrip("\n").split("\t") for line in tsv(findings)]
    assert {len(line) for line in lines} == {len(COLUMNS)}
    assert len(lines) == len(findings) + 1
    told = json.loads(json.dumps(as_json(findings)))
    assert len(told["errors"]) == len(findings)
    assert sum(cause["values"] for cause in told["causes"]) == sum(f.size for f in findings)
    assert len(list(terminal(findings))) > 3


class Structure(HTMLParser):
    """Elements and marked words of the page; ``Page`` of the output tests checks that every tag closes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_is_whole_and_fetches_nothing(read: tuple[dict[str, Any], list[Finding]]) -> None:
    scores, findings = read
    source = page(findings, scores)
    Page(source.replace("<input", "<br"))  # closes every tag
    found = Structure(source)
    assert len([a for t, a in found.tags if t == "article"]) == len(findings)
    assert {a["data-pick"] for t, a in found.tags if t == "button" and "data-pick" in a} == {f.cause for f in findings}
    for tag, attributes in found.tags:
        assert tag not in {"img", "iframe", "link", "object", "embed"}
        assert not {"src", "href", "style", "onclick"} & attributes.keys()
    assert "http:" not in source and "https:" not in source
    ids = {a.get("data-filter") for t, a in found.tags if t == "select"}
    assert ids == {"cause", "dimension", "side", "type", "doc"}


def test_hostile_text_stays_text() -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    text = f"قصفت قوات النظام {hostile} مدينة حلب أمس."
    gold = {hostile: record(event("قصفت", "shelling", agent=[{"names": [hostile]}], attribution=[{"names": [f"{hostile}\x1b[2J"]}]))}
    findings = explained({hostile: text}, gold)
    found = Structure(page(findings, evaluate(gold, {})))
    assert [t for t, _ in found.tags].count("script") == 1
    assert "img" not in [t for t, _ in found.tags]
    assert all("\x1b" not in line and line.count("\t") == len(COLUMNS) - 1 for line in tsv(findings))


def test_a_browser_runs_the_page_from_the_disk(read: tuple[dict[str, Any], list[Finding]], tmp_path: Path) -> None:
    browser = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip("no Chromium here")
    scores, findings = read
    path = tmp_path / "errors.html"
    path.write_text(page(findings, scores), encoding="utf-8")
    command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom", path.as_uri()]
    try:
        shown = subprocess.run(command, capture_output=True, timeout=120, check=False).stdout.decode("utf-8")
    except subprocess.TimeoutExpired:
        pytest.skip("the browser does not come up here")
    if not shown:
        pytest.skip("the browser does not run here")
    own = sum(f.cause not in FOLLOWS for f in findings)
    assert f">{own} / {len(findings)}</output>" in shown  # the script ran under the page's own policy
    assert shown.count("<article ") == len(findings)

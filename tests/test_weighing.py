"""Weighing acts: the table and the reader agree, and an act is left out or taken back as the weights say."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from sijill.errors import KnowledgeError
from sijill.reading.act.trace import Trace
from sijill.reading.reader import Reader, default_reader
from sijill.reading.realis import weighing

SAMPLES = sorted((Path(str(resources.files("sijill"))) / "samples").glob("*.txt"))
TOLD = "قُتل ثلاثة مدنيين بقصف مدفعي على مدينة حمص في 5 آذار 2016."
UNTIED = "وقال إن المواجهات لم تعد تخيف أحداً."


def pack(folder: Path, *weights: str) -> Path:
    (folder / "codable.tsv").write_text("feature\tweight\n" + "\n".join(weights) + "\n", encoding="utf-8")
    return folder


def test_the_odds_are_the_sum_of_the_weights_of_what_an_act_shows() -> None:
    weigher, seen = default_reader().weigher, 0
    for path in SAMPLES:
        trace = Trace()
        reading = default_reader().read(path.read_text(encoding="utf-8"), trace=trace)
        assert trace.doc is not None
        assert [d.type for d in trace.drafts] == [e.type for e in reading.events]
        for draft, rule in [*((d, "") for d in trace.drafts), *trace.dropped]:
            shown = weighing.features(trace.doc, draft, rule)
            assert len(shown) == len(set(shown))
            total = weigher.intercept + sum(weigher.weights.get(f, 0.0) for f in shown)
            assert weigher.odds(trace.doc, draft, rule) == pytest.approx(total)
            seen += 1
    assert seen > 50


def test_an_act_that_weighs_too_little_is_left_out_and_the_trace_says_so(tmp_path: Path) -> None:
    assert [e.type for e in default_reader().read(TOLD).events] == ["shelling"]
    trace = Trace()
    reader = Reader([pack(tmp_path, "type=shelling\t-90")])
    assert reader.read(TOLD, trace=trace).events == []
    assert [(d.type, rule) for d, rule in trace.dropped] == [("shelling", "weighed.unlikely")]


def test_an_act_that_a_rule_leaves_out_is_taken_back_where_much_speaks_for_it(tmp_path: Path) -> None:
    trace = Trace()
    assert default_reader().read(UNTIED, trace=trace).events == []
    rule = next(rule for _, rule in trace.dropped)
    assert rule.startswith("uncoded.")
    found = Reader([pack(tmp_path, f"rule={rule}\t90", "type=armed_clash\t90")]).read(UNTIED).events
    assert [e.type for e in found] == ["armed_clash"]


def test_the_rules_alone_let_pass_what_the_weights_leave_out(tmp_path: Path) -> None:
    light = pack(tmp_path, "type=shelling\t-90")
    assert [e.type for e in Reader([light], weigh=False).read(TOLD).events] == ["shelling"]


@pytest.mark.parametrize(("row", "said"), [("type=shelling\tmuch", "the weight 'much' is no number"), ("shelling\t1", "'shelling' is no feature")])
def test_a_table_that_cannot_be_read_names_the_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(KnowledgeError, match=f"codable.tsv:2: {said}"):
        Reader([pack(tmp_path, row)])

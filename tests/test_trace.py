"""The trace: what one reading did, and that asking for it changes nothing."""

from __future__ import annotations

from pathlib import Path

from sijill.reading.act.trace import Trace
from sijill.reading.reader import default_reader

SAMPLES = Path(__file__).parent.parent / "src" / "sijill" / "samples"


def traced(text: str) -> Trace:
    trace = Trace()
    default_reader().read(text, published="2021-04-06", trace=trace)
    return trace


def test_a_traced_reading_is_the_same_reading() -> None:
    for path in sorted(SAMPLES.glob("*.txt")):
        text, trace = path.read_text(encoding="utf-8"), Trace()
        reading = default_reader().read(text, trace=trace)
        assert reading == default_reader().read(text)
        assert len(trace.told) == len(trace.times) == len(reading.events)
        assert trace.doc is not None
        for event, triggers in zip(reading.events, trace.told, strict=True):
            assert [trace.doc.text.span(t.i, t.last)[0] for t in triggers] == [m.start for m in event.mentions]


def test_a_word_whose_condition_is_not_met_is_noted() -> None:
    trace = traced("سقط المطر أمس في مدينة حلب.")
    assert trace.doc is not None
    assert {trace.doc.text.forms[i]: rule for i, rule in trace.passed.items()} == {"سقط": "trigger.condition"}


def test_a_dropped_draft_is_noted_with_its_rule() -> None:
    trace = traced("لم تقصف القوات مدينة حلب.")
    assert "uncoded.negated" in [rule for _, rule in trace.dropped]


def test_joined_mentions_are_noted() -> None:
    trace = traced("قتل ثلاثة مدنيين بغارة جوية للنظام على مدينة إدلب\nوقتل ثلاثة مدنيين في الغارة الجوية على إدلب أمس.")
    assert len(trace.told) == 1
    assert len(trace.joined) == 1

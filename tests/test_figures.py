"""Figures on sentences of our own: measure, bounds, attributes, and the act that each belongs to."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

import sijill.reading.corpora
from rules import rules_reader
from sijill.arabic import Text
from sijill.knowledge.lexicon import Lexicon
from sijill.knowledge.tables import pack_folders
from sijill.reading.act import triggers
from sijill.reading.act.draft import FigureDraft
from sijill.reading.date import dates
from sijill.reading.document import Document
from sijill.reading.figure import figures
from sijill.reading.number import numbers
from sijill.records import Event, Figure

CORPUS = Path(next(iter(sijill.reading.corpora.__path__))) / "figures.tsv"


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    return Lexicon(pack_folders())


def read(sentence: str) -> list[FigureDraft]:
    doc = Document(Text(sentence.replace(" // ", "\n")), lexicon())
    dated = {k for m in dates.find(doc.text) for k in range(m.first, m.last)}
    quantities = [q for q in numbers.find(doc.text) if q.core_first not in dated]
    return figures.find(doc, quantities, triggers.find(doc, dated), dated)


def written(f: FigureDraft) -> str:
    """A figure in the notation of the corpus."""

    def number(value: float | None) -> str:
        return "" if value is None else f"{value:g}" if value < 1e5 else str(int(value))

    if f.low is not None and f.low == f.best == f.high:
        value = number(f.low)
    elif f.best is not None and f.low == f.best:
        value = number(f.low) + "+"
    else:
        value = f"{number(f.low)}..{number(f.high)}"
    attributes = f" [{' '.join(sorted(f.attributes))}]" if f.attributes else ""
    return f"{'~' if f.approx else ''}{f.measure} {value}{attributes}"


def corpus() -> list[tuple[str, str]]:
    rows = []
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sentence, expected = line.split("\t")
            rows.append((sentence, expected))
    return rows


@pytest.mark.parametrize(("sentence", "expected"), corpus())
def test_corpus(sentence: str, expected: str) -> None:
    assert (" ; ".join(map(written, read(sentence))) or "-") == expected


def test_corpus_is_large_and_well_formed() -> None:
    rows = corpus()
    assert len(rows) >= 100
    assert len({s for s, _ in rows}) == len(rows)
    for _, expected in rows:
        for one in expected.split(" ; ") if expected != "-" else ():
            assert re.fullmatch(r"~?[a-z_]+ (?:\d+\+?|\d*\.\.\d+)(?: \[[a-z_0-9 ]+\])?", one), one


# ---------------------------------------------------------------------- which act a figure belongs to


def events(report: str) -> list[Event]:
    return rules_reader().read(report.replace(" // ", "\n"), published="2022-03-10").events


def owned(report: str, kind: str) -> set[tuple[str, float | None]]:
    """Measures and lower bounds of the figures of the only event of a type."""
    found = [e for e in events(report) if e.type == kind]
    assert len(found) == 1, [e.type for e in events(report)]
    return {(f.measure, f.low) for f in found[0].figures}


def figure(report: str, low: float) -> Figure:
    return next(f for e in events(report) for f in e.figures if f.low == low)


def test_figures_of_two_acts_in_one_sentence_stay_apart() -> None:
    report = "اعتقلت الشرطة أمس تسعة أشخاص في مدينة حمص، وأحرق مسلحون أربعة منازل في مدينة حماة."
    assert owned(report, "arrest") == {("arrested", 9)}
    assert owned(report, "property_destruction") == {("buildings", 4)}


def test_a_part_released_belongs_to_the_release() -> None:
    report = "اعتقلت المخابرات أمس سبعة شبان في مدينة حمص، ثم أفرجت عن ثلاثة منهم."
    assert owned(report, "arrest") == {("arrested", 7)}
    assert owned(report, "release") == {("released", 3)}


def test_a_second_toll_in_the_next_sentence_goes_to_the_act_told_before() -> None:
    report = "قصفت المدفعية أمس مدينة إدلب، ما أدى إلى مقتل ستة مدنيين. أما المرصد السوري فتحدث عن تسعة قتلى."
    assert owned(report, "shelling") == {("killed", 6), ("killed", 9)}


def test_a_count_brought_up_to_date_goes_to_the_act_told_before() -> None:
    report = "نزح من مدينة سرت خلال الشهر الماضي ألفا شخص. وكان العدد 700 في الأسبوع الأول."
    assert {("displaced", 2000), ("displaced", 700)} <= owned(report, "displacement")


def test_lines_of_a_breakdown_by_party_are_acts_of_their_own() -> None:
    report = (
        "سجلت الشبكة السورية لحقوق الإنسان 90 حالة اعتقال في سوريا خلال كانون الثاني 2022. // "
        "- قوات النظام: 60 حالة، بينها خمسة أطفال. // - هيئة تحرير الشام: 30 حالة."
    )
    shares = {
        tuple(n for a in e.agent for n in a.names[:1]): {(f.measure, f.low) for f in e.figures}
        for e in events(report) if e.type == "arrest" and e.agent
    }
    assert shares == {("قوات النظام",): {("arrested", 60), ("arrested", 5)}, ("هيئة تحرير الشام",): {("arrested", 30)}}


def test_a_toll_by_another_source_carries_that_source() -> None:
    report = (
        "قال الدفاع المدني إن القصف على مدينة إدلب أمس أسفر عن مقتل ستة مدنيين. "
        "وبحسب المرصد السوري لحقوق الإنسان بلغ عدد القتلى تسعة."
    )
    names = [n for s in figure(report, 9).attribution for n in s.names]
    assert any("المرصد السوري" in n for n in names)
    assert not figure(report, 6).attribution


def test_of_whom_the_counted_are() -> None:
    report = "أدى هجوم تنظيم داعش أمس على بادية الرقة إلى مقتل 27 من قوات النظام."
    assert any("قوات النظام" in n for n in figure(report, 27).of)


def test_civilians_who_flee_are_displaced_and_fighters_desert() -> None:
    assert owned("فر أمس أربعون مدنياً من قرية الشيخ علي إلى مدينة حلب.", "displacement") == {("displaced", 40)}
    assert owned("فر أمس أربعون جندياً من قرية الشيخ علي إلى مدينة حلب.", "desertion") == {("deserted", 40)}


def test_a_member_told_by_name_is_a_figure_of_one() -> None:
    report = "قتل أمس أربعة قياديين في مدينة درعا، أحدهم أحمد محمود العلي، برصاص مجهولين."
    assert sum(f.low == 1 and f.measure == "killed" for e in events(report) for f in e.figures) == 1

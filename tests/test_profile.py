"""The profile reader: its corpus, and the scores that it reaches on the gold records."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from sijill.arabic import Text, fold_word
from sijill.knowledge.actors import Registry
from sijill.knowledge.gazetteer import Gazetteer, load_places
from sijill.knowledge.lexicon import Lexicon
from sijill.knowledge.tables import pack_folders
from sijill.reading.date import dates
from sijill.reading.date.calendar import Published, resolve
from sijill.reading.document import Document
from sijill.reading.number import numbers
from sijill.reading.number.numbers import Quantity
from sijill.reading.party import actors
from sijill.reading.place import places
from sijill.reading.statement import profile

CORPUS = Path(profile.__file__).parents[1] / "corpora" / "profile.tsv"


class Knowledge(NamedTuple):
    lexicon: Lexicon
    registry: Registry
    gazetteer: Gazetteer


class Read(NamedTuple):
    document: Document
    rows: list[profile.ProfileRow]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    folders = pack_folders()
    return Knowledge(Lexicon(folders), Registry(folders), load_places(folders))


def read(knowledge: Knowledge, raw: str) -> Read:
    """The profile rows of a text."""
    text = Text(raw)
    document = Document(text, knowledge.lexicon)
    when = dates.find(text)
    taken = {i for d in when for i in range(d.first, d.last)}
    who = actors.find(document, knowledge.registry, taken, set())
    named = {i for m in who if m.cls in ("registry", "unit", "person", "outlet") for i in range(m.first, m.last)}
    where = places.find(text, knowledge.gazetteer, taken | named)
    count = numbers.find(text)
    return Read(document, profile.find(document, who, count, when, where))


def corpus() -> Iterator[tuple[str, list[str]]]:
    for line in CORPUS.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            text, expected = line.split("\t")
            yield text, [] if expected == "-" else expected.split(" ; ")


def number(q: Quantity) -> str:
    if q.best is None:
        return f"{'' if q.low is None else format(q.low, '.0f')}..{q.high:.0f}"
    return f"{q.best:.0f}" + ("+" if q.high is None else "")


def shown(document: Document, row: profile.ProfileRow) -> set[str]:
    """Every way to write the row as the corpus does."""
    if row.quantity is not None:
        values = [number(row.quantity)]
    elif row.date is not None:
        values = [document.text.slice(row.date.first, row.date.last)]
    else:
        values = row.object_names or []
    return {fold_word(f"{row.relation}: {s} > {v}") for s in row.subject.names for v in values}


@pytest.mark.parametrize(("text", "expected"), list(corpus()), ids=lambda v: v if isinstance(v, str) else "")
def test_corpus(knowledge: Knowledge, text: str, expected: list[str]) -> None:
    found = read(knowledge, text)
    written = [shown(found.document, row) for row in found.rows]
    for row in expected:
        assert any(fold_word(row) in ways for ways in written), (row, found.rows)
    assert len(found.rows) == len(expected), found.rows


def test_the_corpus_is_large_and_has_counterexamples() -> None:
    texts = list(corpus())
    assert len(texts) >= 100
    assert sum(not expected for _, expected in texts) >= 30
    relations = {row.split(":")[0] for _, expected in texts for row in expected}
    assert relations == {
        "affiliated_with", "backed_by", "allied_with", "rival_of", "led_by", "founded", "based_in", "operates_in",
        "recruits_from", "strength", "total_losses", "part_of", "controls", "described_as", "pays",
    }  # fmt: skip


def test_a_row_carries_where_it_was_read(knowledge: Knowledge) -> None:
    found = read(knowledge, "قُتل ثلاثة عناصر من ميليشيا لواء القدس المدعومة من روسيا أمس")
    (row,) = found.rows
    words = found.document.text
    assert words.word(row.trigger) == "المدعومة"
    assert row.first <= row.trigger < row.last
    assert words.slice(row.first, row.last).endswith("من روسيا")
    assert row.rule == "profile.adjective"


def test_a_statement_is_noted_once(knowledge: Knowledge) -> None:
    text = "لواء القدس المدعوم من روسيا. وقال إن لواء القدس المدعوم روسياً انسحب."
    assert [r.relation for r in read(knowledge, text).rows] == ["backed_by"]


def test_numbers_carry_their_measure(knowledge: Knowledge) -> None:
    text = "يقدر عدد عناصر لواء القدس بنحو 7 آلاف، وخسر 600 مقاتل منذ تأسيسه، ويدفع رواتب تتراوح بين 100 و150 دولار"
    assert [(r.relation, r.measure) for r in read(knowledge, text).rows] == [
        ("strength", "fighters"), ("total_losses", "killed"), ("pays", "money"),
    ]  # fmt: skip


def test_a_text_without_parties_or_profile_words_is_empty(knowledge: Knowledge) -> None:
    assert read(knowledge, "").rows == []
    assert read(knowledge, "هطلت الأمطار على المدينة").rows == []
    assert read(knowledge, "يقود الرجل سيارته إلى العمل").rows == []


def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", shared / "gold" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_record(found: Read, published: str | None) -> list[dict[str, Any]]:
    """The rows in the interchange shape, as far as the scorer looks."""
    out = []
    for row in found.rows:
        q, when = row.quantity, None
        if row.date is not None:
            when = resolve(row.date, Published(published) if published else None)
        figure = None if q is None else {"measure": row.measure, "low": q.low, "best": q.best, "high": q.high}
        out.append(
            {"subject": row.subject.names, "relation": row.relation, "object": row.object_names, "figure": figure, "time": when}
        )
    return out


@pytest.mark.parametrize(
    ("gold", "reports", "least"), [("gold/seeds", "seeds", 0.8), ("practice/gold", "practice/reports", 0.8)]
)
def test_gold(knowledge: Knowledge, shared: Path, gold: str, reports: str, least: float) -> None:
    score = scorer(shared)
    hit = wanted = given = 0
    for path in sorted((shared / gold).glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if "events" not in record:
            continue
        raw = (shared / reports / f"{path.stem}.txt").read_text(encoding="utf-8")
        system, rows = as_record(read(knowledge, raw), record.get("published")), record.get("profile") or []
        hit += len(score.paired(rows, system, score.same_row))
        wanted += len(rows)
        given += len(system)
    assert 2 * hit / (wanted + given) >= least, (hit, wanted, given)

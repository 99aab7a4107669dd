"""The measures: known cases, and agreement with the reference implementation where that is at hand."""

from __future__ import annotations

import copy
import importlib.util
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sijill import evaluation
from sijill.errors import InputError
from sijill.ontology import FAMILY

GOLD = Path(__file__).parent / "gold" / "samples"


def gold() -> dict[str, Any]:
    return dict(evaluation.load_gold(GOLD))


def f1(metric: str, system: dict[str, Any]) -> float:
    return evaluation.evaluate(gold(), system)[metric].f1


def test_gold_against_itself_is_perfect() -> None:
    for metric, score in evaluation.evaluate(gold(), gold()).items():
        assert (score.precision, score.recall, score.f1) == (1, 1, 1), metric


def test_nothing_read_scores_nothing() -> None:
    scores = evaluation.evaluate(gold(), {})
    assert {metric: score.recall for metric, score in scores.items() if score.recall} == {}


@pytest.mark.parametrize(
    ("metric", "change"),
    [
        ("event", {"type": "siege"}),
        ("event_family", {"type": "none"}),
        ("time_exact", {"time": "1901"}),
        ("time_overlap", {"time": "1901"}),
        ("modality", {"modality": "denied"}),
        ("places", {"places": [{"names": ["مكان آخر"]}]}),
        ("agents", {"agent": []}),
        ("targets", {"target": []}),
        ("parties", {"agent": [], "target": []}),
        ("figures", {"figures": []}),
        ("attribution", {"attribution": []}),
    ],
)
def test_a_wrong_value_lowers_its_measure(metric: str, change: dict[str, Any]) -> None:
    system = copy.deepcopy(gold())
    for record in system.values():
        for event in record["events"]:
            event.update(change)
    assert f1(metric, system) < 1


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2021-04", "2021-04-01/2021-04-30", 1),
        ("2021-04?", "2021-04", 1),
        ("2021-03-01/2021-03-10", "2021-03-06/2021-03-15", 1 / 3),
        ("XXXX-07-11", "2021-07-11", 1),
        ("XXXX-12-20/XXXX-01-05", "2020-12-20/2021-01-05", 1),
        ("XXXX-02-29", "2024-02-29", 1),
        ("../..", "2021", 0),
        ("../2016-05", "2016-05", 0.5),
        ("../2016-05", "2016-06", 0),
        ("2021-03-29/..", "../2021-03-29", 0.5),
        ("2021-13", "2021", 0),
        ("2021/2022/2023", "2021", 0),
        (None, "2021", 0),
    ],
)
def test_overlap_of_days(a: str | None, b: str | None, expected: float) -> None:
    assert evaluation.overlap(a, b) == pytest.approx(expected)
    assert evaluation.overlap(b, a) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("#لواء_القدس", "مليشيا “لواء القدس”", True),
        ("لِواءُ القُدسِ", "لواء القدس", True),
        ("حلب", "ريف حلب", True),
        ("لواء القدس", "القدس", False),
        ("فيلق القدس", "لواء القدس", False),
    ],
)
def test_names(a: str, b: str, same: bool) -> None:
    assert evaluation.same_name({"names": [a]}, {"names": [b]}) is same


def test_pairing_finds_the_highest_total() -> None:
    # Taking the best pair first (1, 1) would leave the poor (0, 0).
    likeness = [[0.1, 0.8], [0.8, 0.9]]
    pairs = evaluation.paired([0, 1], [0, 1], lambda g, s: likeness[g][s])
    assert sorted(pairs) == [(0, 1), (1, 0)]


def test_compare_tells_missed_from_extra() -> None:
    record = {"events": [{"id": "e1", "type": "siege", "trigger": "حصار", "agent": [{"names": ["أحد"]}]}]}
    other = {"events": [{"id": "e1", "type": "visit", "trigger": "زيارة"}]}
    (found,) = evaluation.compare({"d": record}, {"d": other})
    assert [(bool(g), bool(s)) for g, s in found.events] == [(True, False), (False, True)]


def test_a_folder_without_gold_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no gold records"):
        evaluation.load_gold(tmp_path)
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not JSON"):
        evaluation.load_gold(tmp_path)


def test_the_same_figures_as_the_reference_implementation(shared: Path) -> None:
    reference = load(shared / "gold" / "score.py")
    expected = {**gold(), **evaluation.load_gold(shared / "gold" / "seeds")}
    chance = random.Random(1)
    for _ in range(5):
        system = {doc: spoilt(record, chance) for doc, record in expected.items() if chance.random() < 0.9}
        theirs, _ = reference.score(expected, system)
        ours = {metric: score._asdict() for metric, score in evaluation.evaluate(expected, system).items()}
        assert ours == theirs


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spoilt(record: Any, chance: random.Random) -> Any:
    """The record with about a third of its values wrong, missing, doubled or in another order."""
    record = copy.deepcopy(record)
    times = [None, "2021", "../2021-04-05", "XXXX-04", "2021-04-01/2021-04-09", "2021-04~", "junk"]
    for event in record["events"]:
        if chance.random() < 0.3:
            event["type"] = chance.choice(sorted(FAMILY))
        if chance.random() < 0.3:
            event["time"] = chance.choice(times)
        if chance.random() < 0.3:
            event["trigger"] = "قصف"
        for key in ("places", "agent", "target", "figures", "attribution"):
            if event[key] and chance.random() < 0.3:
                event[key].pop(chance.randrange(len(event[key])))
        if chance.random() < 0.2:
            event["agent"], event["target"] = event["target"], event["agent"]
    chance.shuffle(record["events"])
    record["events"] = record["events"][:-1] if chance.random() < 0.5 else record["events"] * 2
    for row in record["profile"]:
        if chance.random() < 0.3:
            row["subject"], row["object"] = row["object"] or ["x"], row["subject"]
    return record


def test_rounds_stand_beside_their_first_contact(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from sijill.cli import app

    samples = Path(__file__).resolve().parent
    folder = tmp_path / "rounds"
    (folder / "01").mkdir(parents=True)
    (folder / "01" / "gold").symlink_to(samples / "gold" / "samples")
    (folder / "01" / "reports").symlink_to(samples.parent / "src" / "sijill" / "samples")
    (folder / "first_contact.tsv").write_text("# what was\nround\treader\tmeasure\tprecision\trecall\tf1\n01\tabc\tevent\t0.5\t0.5\t0.500\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["rounds", str(folder)])
    assert result.exit_code == 0, result.output
    lines = [line for line in result.stdout.splitlines() if line.startswith("| event |")]
    assert lines[0] == "| event | .500 | .500 |"
    assert float(lines[1].split("|")[2]) > 0.7
    (folder / "first_contact.tsv").write_text("01\tabc\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["rounds", str(folder)])
    assert result.exit_code == 2
    assert "first_contact.tsv:1" in result.output

"""Confidences: fitted to what was right, they come out as the shares that are right."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from sijill import calibration
from sijill.calibration import Judged
from sijill.cli import app
from sijill.errors import KnowledgeError
from sijill.output.records import to_dict
from sijill.reading import confidence
from sijill.reading.reader import Reader, default_reader

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "src" / "sijill" / "samples"
GOLD = HERE / "gold" / "samples"


def draw(count: int, seed: int) -> list[list[Judged]]:
    """Reports of one event and one place each: an event is right 8 times in 10 with `form=verb`, else 3 in 10; a place
    of a right event 9 times in 10, of a wrong one never."""
    dice = random.Random(seed)
    out = []
    for _ in range(count):
        verb = dice.random() < 0.5
        right = dice.random() < (0.8 if verb else 0.3)
        event = Judged("event", [f"form={'verb' if verb else 'noun'}"], None, right)
        out.append([event, Judged("places", ["rule=place.gazetteer"], 0, right and dice.random() < 0.9)])
    return out


def test_fitted_confidences_are_the_shares_that_are_right() -> None:
    model = calibration.fit(draw(4000, 1))
    told = {}
    for judged in draw(200, 2):
        for dimension, share, _ in calibration.shares(model, [judged]):
            told[dimension, judged[0].features[0]] = share
    assert told["event", "form=verb"] == pytest.approx(0.8, abs=0.04)
    assert told["event", "form=noun"] == pytest.approx(0.3, abs=0.04)
    assert told["places", "form=verb"] == pytest.approx(0.72, abs=0.05)
    assert told["places", "form=noun"] == pytest.approx(0.27, abs=0.05)
    values = calibration.shares(model, draw(4000, 3))
    assert calibration.calibration_error(calibration.reliability([(s, r) for _, s, r in values])) < 0.03


def test_calibration_error_of_a_boaster() -> None:
    curve = calibration.reliability([(0.95, k % 2 == 0) for k in range(100)])
    assert [(b.low, b.size, b.right) for b in curve] == [(0.9, 100, 0.5)]
    assert calibration.calibration_error(curve) == pytest.approx(0.45)


def test_the_table_gives_the_same_confidences(tmp_path: Path) -> None:
    model = calibration.fit(draw(500, 4))
    (tmp_path / "confidence.tsv").write_text("# a comment\n" + calibration.table(model), encoding="utf-8")
    again = confidence.load([tmp_path])
    for dimension, weights in model.weights.items():
        for feature, weight in weights.items():
            assert again.weights[dimension].get(feature, 0.0) == pytest.approx(weight, abs=0.0051)


@pytest.mark.parametrize(("row", "said"), [("colour\tx=1\t0.5", "no dimension 'colour'"), ("event\tx=1\tmuch", "'much' is no number")])
def test_a_bad_row_is_named(tmp_path: Path, row: str, said: str) -> None:
    (tmp_path / "confidence.tsv").write_text(f"dimension\tfeature\tweight\n{row}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=f"confidence.tsv:2: .*{said}"):
        confidence.load([tmp_path])


def test_every_event_and_value_has_a_confidence() -> None:
    seen = 0
    for path in sorted(SAMPLES.glob("*.txt")):
        reading = default_reader().read(path.read_text(encoding="utf-8"), doc=path.stem)
        for event in reading.events:
            values = [*event.places, *event.agent, *event.target, *event.figures, *event.attribution]
            shares = [event.confidence, event.confidences["modality"], *(v.confidence for v in values)]
            shares += [event.confidences["time"]] if event.time else []
            assert all(0 < share < 1 for share in shares)
            seen += len(shares)
        assert all(0 < row.confidence < 1 for row in reading.profile)
    assert seen > 500


def test_what_is_written_is_what_the_features_of_the_record_give() -> None:
    model, seen = default_reader().confidence, 0
    for path in sorted(SAMPLES.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        reading = default_reader().read(text)
        scene = confidence.scene_of(text, reading.events)
        for event in reading.events:
            odds = model.log_odds("event", confidence.event_features(event, scene))
            assert event.confidence == confidence.share(odds)
            if event.time is not None:
                assert event.confidences["time"] == confidence.share(model.log_odds("time", confidence.time_features(event, scene), odds))
            modality = model.log_odds("modality", confidence.modality_features(event, scene), odds)
            assert event.confidences["modality"] == confidence.share(modality)
            for key in ("places", "agent", "target", "figures", "attribution"):
                values = getattr(event, key)
                for value in values:
                    features = confidence.value_features(value, values, event, scene)
                    assert value.confidence == confidence.share(model.log_odds(key, features, odds)), (key, features)
                    seen += 1
        for row in reading.profile:
            assert row.confidence == confidence.share(model.log_odds("profile", confidence.row_features(row)))
    assert seen > 300


def test_a_pack_replaces_the_weights(tmp_path: Path) -> None:
    (tmp_path / "confidence.tsv").write_text("dimension\tfeature\tweight\nevent\tintercept\t25\n", encoding="utf-8")
    text = "قتل ثلاثة جنود في هجوم شنه تنظيم داعش شرقي دير الزور."
    sure = Reader([tmp_path]).read(text).events[0].confidence
    assert default_reader().read(text).events[0].confidence < sure == 1.0


def test_the_command_fits_a_pack_and_shows_the_curve(tmp_path: Path) -> None:
    out = tmp_path / "pack" / "confidence.tsv"
    result = CliRunner().invoke(app, ["calibrate", "--gold", str(GOLD), str(SAMPLES), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "expected calibration error" in result.stdout
    assert "event" in confidence.load([out.parent]).weights
    result = CliRunner().invoke(app, ["calibrate", "--gold", str(GOLD), str(HERE / "conftest.py")])
    assert result.exit_code == 2
    assert "no report has a gold record" in result.output


def test_the_doubtful_come_first(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["explain", str(sorted(SAMPLES.glob("*.txt"))[0]), "--doubtful"])
    header, *lines = result.stdout.splitlines()
    shares = [float(line.split("\t")[header.split("\t").index("confidence")]) for line in lines]
    assert len(shares) > 20
    assert shares == sorted(shares)


def test_a_judged_reading_counts_what_gold_has() -> None:
    path = sorted(SAMPLES.glob("*.txt"))[0]
    text = path.read_text(encoding="utf-8")
    reading = default_reader().read(text, doc=path.stem)
    itself = calibration.judge(to_dict(reading), reading, text)
    assert all(one.right for one in itself)
    nothing = calibration.judge({"events": [], "profile": []}, reading, text)
    assert not any(one.right for one in nothing)
    assert len(nothing) == len(itself) >= len(msgspec.to_builtins(reading)["events"]) * 2

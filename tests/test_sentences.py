"""The banks of short texts: well-formed, and no change may lose what was reached on them.

``FLOORS`` are the F1 values of events, ``(dev, held)``, when they were last raised, less two hundredths; raise them with the
reader, never lower them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sentences_measure import banks, read, texts
from sijill.evaluation import evaluate
from sijill.ontology import FAMILY

FLOORS = {
    "ground": (0.73, 0.74),
    "parties": (0.65, 0.63),
    "people": (0.73, 0.55),
    "politics": (0.69, 0.71),
    "whenwhere": (0.65, 0.63),
}

BANKS = [pytest.param(path, id=path.stem) for path in banks()]


def test_every_bank_has_its_floors() -> None:
    assert {path.stem for path in banks()} == set(FLOORS)


@pytest.mark.parametrize("bank", BANKS)
def test_a_bank_is_well_formed(bank: Path) -> None:
    splits = []
    for number, split, text, record in texts(bank):
        splits.append(split)
        assert split in ("dev", "held"), number
        assert text, number
        for event in record["events"]:
            assert event["type"] in FAMILY, number
            assert event["modality"] in ("reported", "claimed", "planned", "denied", "hypothetical"), number
    assert len(splits) >= 100
    assert 0.25 <= splits.count("held") / len(splits) <= 0.4


@pytest.mark.parametrize("bank", BANKS)
def test_nothing_is_lost(bank: Path) -> None:
    for split, floor in zip(("dev", "held"), FLOORS[bank.stem], strict=True):
        gold, system, _ = read(bank, split)
        assert evaluate(gold, system)["event"].f1 >= floor, split

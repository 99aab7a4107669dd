"""The number and ordinal examples of duckling's Arabic corpus (facebook/duckling, BSD-3-Clause).

Each example is a whole phrase: right means one quantity of the right kind and value that covers it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from sijill.arabic import Text
from sijill.reading.number.numbers import find

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
EXAMPLES = SHARED / "data" / "duckling-arabic-corpus" / "examples.tsv"

# Cases where this grammar means to differ.
DISPUTED = {
    "١١/١٠": "an improper a/b is a date in the press (11 October), never eleven tenths",
    "-١٢/١٠": "the same",
}


def right(phrase: str, value: float, kind: str) -> bool:
    text = Text(phrase)
    found = find(text)
    if len(found) != 1:
        return False
    (quantity,) = found
    whole = (quantity.first, quantity.last) == (0, len(text))
    same_kind = (quantity.kind == "ordinal") == (kind == "ordinal")
    return whole and same_kind and quantity.low == quantity.best == quantity.high == value


@pytest.mark.skipif(not EXAMPLES.exists(), reason="needs the shared duckling corpus")
def test_duckling_corpus() -> None:
    total = 0
    wrong = []
    for line in EXAMPLES.read_text(encoding="utf-8").splitlines()[1:]:
        kind, value, phrase = line.split("\t")
        if kind not in ("number", "ordinal"):
            continue
        total += 1
        number = re.search(r"-?[\d.]+", value)
        assert number, line
        if not right(phrase, float(number.group()), kind):
            wrong.append(phrase)
    assert total >= 190
    assert set(wrong) <= DISPUTED.keys(), wrong
    assert len(wrong) <= 0.03 * total

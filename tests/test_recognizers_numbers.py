"""The Arabic number specifications of Recognizers-Text (Microsoft, MIT licence).

A case counts as passing in its own project when it does not name ``dotnet`` under ``NotSupported``:
.NET is the one platform for which Arabic is implemented; the others are all marked unsupported,
most of them by design. The half of the file that .NET does not support was machine-made and never
validated ("PendingValidation").

What a case expects, and how it is compared:

* the character span of every number of the file's model, in order, and none besides. Our spans are
  token spans, so a glued و at the front is left out, and so is "about" (حوالي), which no model holds; the number model's spans lie inside ours where
  a hedge stands before the numeral, so the bare numeral is accepted there.
* the value, unless the case says ``IgnoreResolution`` (its own project does not check it then).
* a range's open and closed ends are one here: ``[20,30)`` is low 20, high 30. ``[20,20]`` is the exact
  number 20; the verb يساوي beside it is no part of a figure.
* "last", "next" and the like (``ordinal.relative``) hold no number. Cases of the ordinal file that expect only
  these are left to the file of the same sentences in which they are suppressed.

Arithmetic is out of scope: quotients in words (واحد على ثلاثة; ثلاثة من أربعة is two figures in a report, a part
and its whole) and powers (1e10, 1.1^23). Both shares are tested, with and without those cases.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from sijill.arabic import Text
from sijill.reading.number.numbers import Quantity, find

SHARED = Path(os.environ.get("SIJILL_SHARED", Path(__file__).resolve().parents[2] / "shared"))
SPECS = SHARED / "data" / "recognizers-text-arabic-specs" / "Specs" / "Number" / "Arabic"
FILES = ("NumberModel", "NumberRangeModel", "OrdinalModel", "OrdinalModelSuppressExtendedTypes", "PercentModel")

ARITHMETIC = re.compile(r"\^|[\d٠-٩]e[-+]?[\d٠-٩]|\S (على|من|في) \S|[اأ]?جزا?ء من")


def exact(quantity: Quantity) -> bool:
    return quantity.low == quantity.best == quantity.high


def of_model(model: str, quantity: Quantity) -> bool:
    """True where the model of the file would speak of such a quantity at all."""
    if model.startswith("Ordinal"):
        return quantity.kind == "ordinal"
    if model == "PercentModel":
        return quantity.kind == "percent"
    if model == "NumberRangeModel":
        return not exact(quantity)
    return quantity.kind in ("cardinal", "decimal", "fraction")


def spans(text: Text, quantity: Quantity, model: str) -> set[tuple[int, int]]:
    start, end = text.span(quantity.first, quantity.last)
    out = {(start, end)}
    if text.raw[start] == "و":
        out.add((start + 1, end))
    if text.forms[quantity.first] == "حوالي":
        out.add((text.starts[quantity.first + 1], end))
    if model == "NumberModel" or exact(quantity):
        out.add(text.span(quantity.core_first, quantity.core_last))
    return out


def bounds(value: str) -> tuple[float | None, float | None]:
    low, high = (float(end) if end else None for end in value[1:-1].split(","))
    return low, high


def same(text: Text, quantity: Quantity, expected: dict[str, Any], model: str, checked: bool) -> bool:
    found = spans(text, quantity, model)
    degenerate = model == "NumberRangeModel" and exact(quantity)
    if degenerate:
        # يساوي 20: the span of the number without the verb.
        word = expected["Text"].split(" ", 1)[-1]
        if word not in {text.raw[start:end] for start, end in found}:
            return False
    elif expected["Start"] < 0:
        # Some cases give the text and no position.
        if expected["Text"] not in {text.raw[start:end] for start, end in found}:
            return False
    elif (expected["Start"], expected["End"] + 1) not in found:
        return False
    value = expected["Resolution"]["value"]
    if degenerate or (checked and model == "NumberRangeModel"):
        return bounds(value) == (quantity.low, quantity.high)
    if not checked:
        return True
    return quantity.best is not None and quantity.best == pytest.approx(float(value.rstrip("%")))


def right(case: dict[str, Any], model: str) -> bool:
    text = Text(case["Input"])
    wanted = [result for result in case["Results"] if result["TypeName"] != "ordinal.relative"]
    found = [quantity for quantity in find(text) if of_model(model, quantity)]
    if model == "NumberRangeModel":
        equal = [result for result in wanted if len(set(bounds(result["Resolution"]["value"]))) == 1]
        numbers = [quantity for quantity in find(text) if exact(quantity)]
        for result in equal:
            if not any(same(text, quantity, result, model, True) for quantity in numbers):
                return False
        wanted = [result for result in wanted if result not in equal]
    checked = not case.get("IgnoreResolution")
    return len(found) == len(wanted) and all(
        same(text, quantity, result, model, checked) for quantity, result in zip(found, wanted, strict=True)
    )


def is_arithmetic(case: dict[str, Any]) -> bool:
    return bool(case["Results"]) and any(
        (result["TypeName"] == "number" and ARITHMETIC.search(result["Text"]))
        or (result["TypeName"] == "numberrange" and re.search(r"\d (من|في|على) \d", result["Text"]))
        for result in case["Results"]
    )


@pytest.mark.skipif(not SPECS.exists(), reason="needs the shared Recognizers-Text specifications")
def test_recognizers_specifications() -> None:
    outcome: list[tuple[bool, bool]] = []
    wrong: list[str] = []
    for model in FILES:
        for case in json.loads((SPECS / f"{model}.json").read_text(encoding="utf-8-sig")):
            if "dotnet" in (case.get("NotSupported") or ""):
                continue
            relative = [result for result in case["Results"] if result["TypeName"] == "ordinal.relative"]
            if relative and len(relative) == len(case["Results"]):
                continue
            passed = right(case, model)
            outcome.append((passed, is_arithmetic(case)))
            if not passed:
                wrong.append(f"{model}: {case['Input']} {[result['Text'] for result in case['Results']]}")
    in_scope = [passed for passed, arithmetic in outcome if not arithmetic]
    assert len(outcome) >= 300
    assert len(in_scope) >= 260
    assert sum(in_scope) >= 0.85 * len(in_scope), "\n".join(wrong)
    print(f"{sum(in_scope)} of {len(in_scope)} in scope, {len(outcome) - len(wrong)} of {len(outcome)} in all")
    assert sum(passed for passed, _ in outcome) >= 0.75 * len(outcome), "\n".join(wrong)

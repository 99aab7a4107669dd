"""Many reports over several processes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator

import msgspec
import pytest

import sijill
from sijill import batch
from sijill.errors import InputError, RecordError
from sijill.records import Reading, Report


class FakeReader:
    """Gives an empty reading; some texts are its undoing."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def read(self, text: str, *, doc: str, **_: object) -> Reading:
        if text == "refuse":
            raise RecordError("refused")
        if text == "break":
            raise ZeroDivisionError("by zero")
        if text == "kill" and multiprocessing.parent_process() is not None:
            os._exit(1)
        return msgspec.structs.replace(self.reading, doc=doc)


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch, reading: Reading) -> None:
    if multiprocessing.get_start_method() != "fork":
        pytest.skip("the fake reader reaches other processes by fork only")
    monkeypatch.setattr(batch, "reader_for", lambda packs: FakeReader(reading))


def reports(count: int, **special: str) -> Iterator[Report]:
    for number in range(count):
        yield Report(id=str(number), text=special.get(f"r{number}", "نص"))


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order_and_failures_in_their_place(workers: int) -> None:
    found = list(sijill.read_many(reports(200, r3="refuse", r150="break"), workers=workers))
    assert [result.doc for result in found] == [str(number) for number in range(200)]
    failures = {f.doc: f.error for f in found if isinstance(f, batch.Failure)}
    assert failures == {"3": "refused", "150": "internal error: ZeroDivisionError: by zero"}


def test_a_killed_worker_costs_one_report() -> None:
    found = list(sijill.read_many(reports(200, r70="kill"), workers=2))
    assert [result.doc for result in found] == [str(number) for number in range(200)]
    (failure,) = (f for f in found if isinstance(f, batch.Failure))
    assert failure.doc == "70"
    assert "killed" in failure.error


def test_errors_of_the_input_pass_through() -> None:
    items = [Report(id="a", text="x"), InputError("f: empty"), Report(id="b", text="x")]
    found = list(batch.run(items, batch.keep))
    assert [report.id if report else None for report, _ in found] == ["a", None, "b"]
    assert found[1][1] == batch.Failure(doc="", error="f: empty")


@pytest.mark.parametrize("workers", [1, 2])
def test_an_endless_input_is_read_as_far_as_asked(workers: int) -> None:
    taken = 0

    def endless() -> Iterator[Report]:
        nonlocal taken
        while True:
            taken += 1
            yield Report(id=str(taken), text="نص")

    results = sijill.read_many(endless(), workers=workers)
    assert [next(results).doc for _ in range(3)] == ["1", "2", "3"]
    assert taken <= 64 * 3 * workers

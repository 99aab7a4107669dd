"""Parties of acts, on sentences of our own: who did it to whom."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

import sijill.reading.corpora
from sijill.evaluation import same_name
from sijill.knowledge.tables import rows
from sijill.reading.reader import Reader
from sijill.records import Actor, Event

CORPUS = Path(next(iter(sijill.reading.corpora.__path__))) / "parties.tsv"


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader(weigh=False)


def corpus() -> Iterator[tuple[int, list[str]]]:
    yield from rows(CORPUS, ("text", "trigger", "agents", "targets"))


def events(text: str) -> list[Event]:
    return reader().read(text.replace(" // ", "\n"), published="2023-05-10").events


def told(text: str, trigger: str) -> Event:
    """The event whose trigger words or mentions stand where ``trigger`` stands."""
    text = text.replace(" // ", "\n")
    start = text.index(trigger)
    span = range(start, start + len(trigger))
    for event in events(text):
        if any(m.start in span or start in range(m.start, m.end) for m in event.mentions):
            return event
    raise AssertionError(f"no event is triggered by {trigger}: {[e.trigger for e in events(text)]}")


def described(found: list[Actor], wanted: list[str]) -> list[str]:
    """The wanted name of each party found, else the name it was given."""
    return sorted(next((w for w in wanted if same_name({"names": [w]}, {"names": a.names})), a.names[0]) for a in found)


@pytest.mark.parametrize(("line", "cells"), [pytest.param(n, c, id=str(n)) for n, c in corpus()])
def test_corpus(line: int, cells: list[str]) -> None:
    text, trigger, agents, targets = cells
    event = told(text, trigger)
    for found, cell in ((event.agent, agents), (event.target, targets)):
        wanted = [] if cell == "-" else cell.split(" ; ")
        assert described(found, wanted) == sorted(wanted), f"line {line}"


def test_corpus_is_large_and_varied() -> None:
    lines = [c for _, c in corpus()]
    assert len(lines) >= 80
    assert len({c[0] for c in lines}) == len(lines)
    assert sum(c[3] == "-" for c in lines) >= 10


def test_a_party_is_never_on_both_sides() -> None:
    for _, (text, *_) in corpus():
        for event in events(text):
            for a in event.agent:
                assert not any(a.names == b.names for b in event.target), text


def test_evidence_covers_the_words() -> None:
    text = "هاجم تنظيم داعش دورية للجيش اللبناني قرب البلدة."
    event = told(text, "هاجم")
    agent = event.agent[0]
    assert agent.start is not None and agent.end is not None
    assert text[agent.start : agent.end] == "تنظيم داعش"


def test_speakers_are_no_agents() -> None:
    event = told("ونقل المرصد السوري لحقوق الإنسان عن الأهالي أن مسلحين مجهولين هاجموا حاجزاً لقسد.", "هاجموا")
    assert described(event.agent, ["مسلحين مجهولين"]) == ["مسلحين مجهولين"]

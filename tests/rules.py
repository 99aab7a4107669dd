"""The reader by its rules alone: a corpus of examples beside a grammar tests that grammar, whatever its sentences weigh."""

from __future__ import annotations

from functools import lru_cache

from sijill.reading.reader import Reader


@lru_cache(maxsize=1)
def rules_reader() -> Reader:
    """The reader with the built-in packs that weighs no act."""
    return Reader(weigh=False)

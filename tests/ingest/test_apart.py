"""A file that hangs its reader, or crashes it, is named, and the others go in."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sijill.errors import InputError
from sijill.ingest import Item, items
from sijill.ingest.apart import apart

from .makers import LEAD, MORE, docx, drawn, pdf


def test_what_takes_too_long_is_ended_and_the_next_is_served() -> None:
    assert apart(os.path.basename, "a/b", seconds=30, where="x") == "b"
    began = time.monotonic()
    with pytest.raises(InputError, match=r"x\.pdf: took longer than 0\.5 seconds .* --max-seconds"):
        apart(time.sleep, 60, seconds=0.5, where="x.pdf")
    assert time.monotonic() - began < 20
    assert apart(os.path.basename, "a/c", seconds=30, where="x") == "c"


def test_what_crashes_is_named_and_the_next_is_served() -> None:
    with pytest.raises(InputError, match=r"x\.pdf: the process that read it crashed"):
        apart(os.abort, seconds=30, where="x.pdf")
    assert apart(os.path.basename, "a/d", seconds=30, where="x") == "d"


def test_errors_come_back_as_they_are() -> None:
    with pytest.raises(ZeroDivisionError):
        apart(divmod, 1, 0, seconds=30, where="x")


def hangs(*_: object) -> str:
    time.sleep(60)
    return ""


def test_a_document_that_hangs_its_reader_is_left_out_and_the_others_go_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.ingest import portable

    (tmp_path / "a.pdf").write_bytes(pdf([drawn(LEAD), drawn(MORE)]))
    (tmp_path / "b.docx").write_bytes(docx([LEAD, MORE]))
    (tmp_path / "c.txt").write_text(LEAD, encoding="utf-8")
    assert [isinstance(found, Item) for found in items([tmp_path])] == [True, True, True]
    monkeypatch.setattr(portable, "_text", hangs)
    found = list(items([tmp_path], max_seconds=3))
    assert [isinstance(one, Item) for one in found] == [False, True, True]
    assert "a.pdf: took longer than 3 seconds" in str(found[0])

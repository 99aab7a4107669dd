"""``sijill archive link`` gives what ``sijill link`` gives, however the work is cut."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from tests.archive.makers import reports

Claim = tuple[str, str]


def sijill(folder: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sijill", *arguments], cwd=folder, capture_output=True, text=True, env={**os.environ, "SIJILL_DATABASE": "", **environment}
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def rows(folder: Path, dataset: str) -> list[dict[str, Any]]:
    return [row for part in sorted((folder / dataset).glob("part-*.parquet")) for row in parquet.read_table(part).to_pylist()]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same reports in an archive and in a register, linked."""
    folder = tmp_path_factory.mktemp("linked")
    written = [*reports(160), *copied(reports(12, seed=9))]
    (folder / "in.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in written), encoding="utf-8")
    sijill(folder, "archive", "read", "in.jsonl", "archive", "--workers", "2", "--partition", "25")
    sijill(folder, "archive", "link", "archive", "--workers", "2")
    sijill(folder, "init")
    return folder / "archive", folder

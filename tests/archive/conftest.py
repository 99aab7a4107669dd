"""A Dask of this process, for what does not need processes that can be killed; and archives to look at."""

from __future__ import annotations

import gzip
import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster
from tests.archive.makers import TOWNS, reports

from sijill.archive import manifest
from sijill.archive.inputs import Options
from sijill.archive.read import Run


@pytest.fixture(scope="session")
def client() -> Iterator[Any]:
    """One worker, one thread, no port that anybody could reach."""
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, silence_logs=logging.CRITICAL) as own, Client(own) as found:
        yield found


def archive(client: Any, given: list[Path | str], out: Path | str, options: Options | None = None) -> manifest.Manifest:
    """Read into an archive; its manifest."""
    run = Run([str(g) for g in given], str(out), (), options)
    if (made := run.finished()) is not None:
        return made
    plan = run.plan(client, print)
    for _ in run.read(client, plan, print):
        pass
    return run.finish(plan)


SAMPLES = Path(__file__).resolve().parents[2] / "src" / "sijill" / "samples"
OUTLETS = ("شبكة النهر", "وكالة الجسر", "مرصد الوادي")


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``given``, reports of several kinds, and ``archive``, made of them and linked by the command line."""
    at = tmp_path_factory.mktemp("linked")
    given = at / "given"
    (given / "deeper").mkdir(parents=True)
    _sijill(at, "generate", "made", "--reports", "80", "--workers", "1")
    # Outlets that differ: numbers that are not the same, and some that rise.
    (given / "a.jsonl").write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in _differing()), encoding="utf-8")
    shutil.copy(at / "made" / "reports" / "part-00000.jsonl", given / "b.jsonl")
    some = list(reports(8))
    # The same line twice is one report to the register; an id twice is two.
    lines = [json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in (*some[:4], some[1], {**some[5], "id": "r0000"})]
    (given / "c.jsonl.gz").write_bytes(gzip.compress(b"".join(lines), mtime=0))
    table = (f'n1,"{r["text"]}",2020-04-0{k + 1},شبكة النهر,خبر {k}\n' for k, r in enumerate(some[6:]))
    (given / "d.csv").write_text("id,text,published,outlet,title\n" + "".join(table), encoding="utf-8")
    (given / "e.html").write_text(f"<html><body><article><h1>خبر</h1><p>{some[3]['text'] * 3}</p></article></body></html>", encoding="utf-8")
    for sample in sorted(SAMPLES.glob("*.txt")):
        shutil.copy(sample, given / "deeper")
    _sijill(at, "read", "given", "archive", "--workers", "1", "--partition", "30")
    _sijill(at, "link", "archive", "--workers", "1")
    return at


def _differing() -> Iterator[dict[str, str]]:
    """Six incidents, each told by three outlets over two days."""
    for k, town in enumerate(TOWNS[:6]):
        for n, outlet in enumerate(OUTLETS):
            killed = ("ثلاثة", "أربعة" if k % 2 else "ثلاثة", "خمسة" if k % 3 else "ثلاثة")[n]
            text = f"إدلب - {k + 5 + n // 2} أيار 2020\nقتل {killed} مدنيين بقصف مدفعي لقوات النظام على {town} يوم {k + 5} أيار، وفق ما ذكر مصدر طبي.\n"
            yield {"id": f"d{k}-{n}", "text": text, "outlet": outlet, "published": f"2020-05-{k + 5 + n // 2:02}"}


def _sijill(folder: Path, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "sijill", "archive", *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

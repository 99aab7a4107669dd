"""A run killed at any moment and started again ends in the same register as one never killed.

``SIJILL_KILLS`` says how often to kill (4 a database).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sijill.register import Register

KILLS = int(os.environ.get("SIJILL_KILLS", "4"))
REPORTS = 300

TOWNS = ("كفرنبل", "سراقب", "معرة النعمان", "خان شيخون", "أريحا", "سرمين", "جسر الشغور", "بنش")
DEEDS = ("قتل {n} مدنيين بقصف مدفعي على {town} أمس", "اعتقلت قوات النظام {n} شبان في {town} اليوم", "أصيب {n} أشخاص بغارة جوية روسية على {town}")


def reports(folder: Path) -> Path:
    """A folder of reports, no two alike."""
    folder.mkdir()
    dice = random.Random(5)
    for k in range(REPORTS):
        deed = dice.choice(DEEDS).format(n=dice.choice(("ثلاثة", "أربعة", "خمسة", "ستة")), town=dice.choice(TOWNS))
        text = f"إدلب - {k % 28 + 1} آذار 2020\n{deed}، وفق مصدر محلي. وهذا هو الخبر رقم {k}.\n"
        (folder / f"report-{k:03}.txt").write_text(text, encoding="utf-8")
    return folder


def content(database: str, evidence: Path) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]], list[str]]:
    """What a register holds, without the times at which it was written."""
    with Register.open(database, evidence=evidence) as register:
        from sijill.register.models import EventRow, Reading, Report

        assert list(register.verify()) == []
        held = sorted(Report.objects.values_list("key", "doc", "text_sha256", "evidence_id"))
        read = sorted(Reading.objects.values_list("report__key", "record_sha256"))
        assert EventRow.objects.values("report_id").distinct().count() <= len(held)
        return held, read, sorted(register.store.names())


def start(database: str, evidence: Path, folder: Path) -> subprocess.Popen[bytes]:
    known = {**os.environ, "SIJILL_DATABASE": database, "SIJILL_EVIDENCE": str(evidence)}
    return subprocess.Popen([sys.executable, "-m", "sijill", "add", str(folder)], env=known, stderr=subprocess.PIPE)


def test_killed_runs_lose_nothing(database: str, elsewhere: Callable[[str], str], tmp_path: Path) -> None:
    """Each register is worked at by runs that are killed, until one gets to the end; then the next register, until enough were killed."""
    kind = "postgresql" if database.startswith("postgresql") else "sqlite"
    folder = reports(tmp_path / "reports")
    unbroken = str(tmp_path / "unbroken.db")
    began = time.monotonic()
    assert start(unbroken, tmp_path / "unbroken", folder).wait() == 0
    whole = time.monotonic() - began
    expected = content(unbroken, tmp_path / "unbroken")
    dice = random.Random(len(kind))
    killed = registers = 0
    while killed < KILLS:
        register, evidence = (database, tmp_path / "evidence") if registers == 0 else (elsewhere(kind), tmp_path / f"evidence-{registers}")
        registers += 1
        ended = False
        while not ended and killed < KILLS:
            process = start(register, evidence, folder)
            try:
                process.wait(timeout=dice.uniform(0.1, 0.9) * whole)
                ended = True
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
        last = start(register, evidence, folder)
        assert last.wait() == 0, last.stderr.read() if last.stderr else ""
        assert content(register, evidence) == expected
    print(f"{kind}: {killed} runs killed over {registers} registers; a whole run takes {whole:.1f} s")

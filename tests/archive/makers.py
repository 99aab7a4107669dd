"""Reports for archives: short, of the same grammar, no two alike."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

TOWNS = ("كفرنبل", "سراقب", "معرة النعمان", "خان شيخون", "أريحا", "سرمين", "جسر الشغور", "بنش")
DEEDS = ("قتل {n} مدنيين بقصف مدفعي على {town} أمس", "اعتقلت قوات النظام {n} شبان في {town} اليوم", "أصيب {n} أشخاص بغارة جوية روسية على {town}")


def reports(count: int, seed: int = 5) -> Iterator[dict[str, str]]:
    """As lines of JSON have them."""
    dice = random.Random(seed)
    for k in range(count):
        deed = dice.choice(DEEDS).format(n=dice.choice(("ثلاثة", "أربعة", "خمسة", "ستة")), town=dice.choice(TOWNS))
        text = f"إدلب - {k % 28 + 1} آذار 2020\n{deed}، وفق مصدر محلي. وهذا هو الخبر رقم {k}.\n"
        yield {"id": f"r{k:04}", "text": text, "outlet": "شبكة النهر", "url": f"https://example.org/{k}"}


DYING = """
import os, signal, sys
from contextlib import contextmanager
from importlib import import_module

command, when = import_module(sys.argv.pop(1)), sys.argv.pop(1)

def die(*given, **more):
    os.killpg(os.getpgid(0), signal.SIGKILL)

{how}

command.counting = counting
from sijill.cli import app
app()
"""
"""The command line in a process that is killed with all its children at a certain point: ``how`` makes the function that the module of a command (the first
argument) counts its steps with, ``when`` is the second argument. Not left to chance, since a quick machine is done before anybody can kill it."""


def dying(how: str, module: str, when: str, *arguments: str) -> list[str]:
    """What to start, in a session of its own."""
    return [sys.executable, "-c", DYING.format(how=how), module, when, *arguments]

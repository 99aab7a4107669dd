"""Reports for archives: short, of the same grammar, no two alike."""

from __future__ import annotations

import random
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

"""What the modules below the desk say of what they cannot do (a file that cannot be taken in, a question that cannot be meant), in the language of the page.

Their messages are in English, and many; ``reasons.tsv`` has patterns of them and the Arabic for each. What it does not have stands as it is.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from django.utils import translation


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    lines = (files("sijill.desk") / "reasons.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(re.compile(pattern, re.DOTALL), said) for pattern, said in cells]


def reason(said: str) -> str:
    """A message in the language of the page."""
    if not said or translation.get_language() != "ar":
        return said
    for pattern, arabic in _patterns():
        if found := pattern.fullmatch(said):
            return found.expand(arabic)
    return said

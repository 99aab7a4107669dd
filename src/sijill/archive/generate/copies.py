"""What other outlets make of a report: the same text, or lightly edited, with its gold at the new offsets."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import Any

from sijill.archive.generate.incidents import Dice
from sijill.archive.generate.reports import Told
from sijill.archive.generate.wording import HERE


@cache
def swaps() -> list[tuple[str, str]]:
    """Words for words, of ``swaps.tsv``; spaces at their ends count."""
    lines = (HERE / "swaps.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [(old, new) for old, new in cells]


def edited(told: Told, outlet: str, dice: Dice) -> Told:
    """The report as another outlet prints it: its own name in the dateline, some words changed, at times a paragraph less at the end."""
    text, changes = told.text, []
    if told.printed:
        at = text.find(told.printed)
        changes.append((at, at + len(told.printed), outlet))
    kept = [(e["start"], e["end"]) for e in (*told.events, *told.profile)] + [(f["start"], f["end"]) for e in told.events for f in e["figures"]]
    for old, new in swaps():
        if dice() < 0.5:
            at = text.find(old)
            if at >= 0 and not any(start < at + len(old) and at < end for start, end in [*kept, *((a, b) for a, b, _ in changes)]):
                changes.append((at, at + len(old), new))
    events, profile = told.events, told.profile
    cut = text.rfind("\n", 0, len(text) - 1)
    if text.count("\n") > 4 and dice() < 0.5:
        events, profile = ([e for e in listed if e["start"] < cut] for listed in (events, profile))
        changes = [change for change in changes if change[1] <= cut]
        changes.append((cut, len(text), "\n"))
    return _changed(text, events, profile, sorted(changes), outlet if told.printed else "", told.dateline.replace(told.printed, outlet) if told.printed else told.dateline)


def _changed(text: str, events: list[dict[str, Any]], profile: list[dict[str, Any]], changes: list[tuple[int, int, str]], printed: str, line: str) -> Told:
    parts, at, starts, shifts = [], 0, [0], [0]
    for start, end, new in changes:
        parts += [text[at:start], new]
        at = end
        starts.append(end)
        shifts.append(shifts[-1] + len(new) - (end - start))
    parts.append(text[at:])
    out = "".join(parts)

    def moved(item: dict[str, Any]) -> dict[str, Any]:
        shift = shifts[bisect_right(starts, item["start"]) - 1]
        return {**item, "start": item["start"] + shift, "end": item["end"] + shift}

    events = [{**moved(e), "figures": [moved(f) for f in e["figures"]]} for e in events]
    return Told(out, events, printed, line, [{**moved(p), "figure": moved(p["figure"])} for p in profile])

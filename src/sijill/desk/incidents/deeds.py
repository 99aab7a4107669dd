"""What a taking back is about: the act that it takes back, or does again."""

from __future__ import annotations

from collections.abc import Sequence

from sijill.register.judgements import Deed


def meanings(deeds: Sequence[Deed]) -> list[tuple[str, bool]]:
    """Of each deed of a history (the latest first) the act that it is about (judge, merge, split), and whether it takes that back."""
    said: list[tuple[str, bool]] = []
    earlier: dict[frozenset[tuple[int, int, int, int]], tuple[str, bool]] = {}
    for deed in reversed(deeds):
        pairs = frozenset((j.a_report_id, j.a_start, j.b_report_id, j.b_start) for j in deed.judgements)
        act, back = earlier.get(pairs, ("judge", False)) if deed.act == "undo" else (deed.act, True)
        earlier[pairs] = act, not back
        said.append(earlier[pairs])
    return said[::-1]

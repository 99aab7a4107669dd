"""Readings against gold: how much was right (``measures``), what went wrong and why (``causes``), and how that is shown.

The names below are the package's interface; ``causes``, ``tables`` and ``pages`` are imported by whoever asks why.
"""

from sijill.evaluation.measures import (
    METRICS,
    Comparison,
    Score,
    compare,
    evaluate,
    kinship,
    load_gold,
    overlap,
    paired,
    same_figure,
    same_name,
    same_row,
    same_time,
    similarity,
)

__all__ = [
    "METRICS",
    "Comparison",
    "Score",
    "compare",
    "evaluate",
    "kinship",
    "load_gold",
    "overlap",
    "paired",
    "same_figure",
    "same_name",
    "same_row",
    "same_time",
    "similarity",
]

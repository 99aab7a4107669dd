"""Arabic labels of the codes of the record format, for pages that people read (``labels.tsv``)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def labels() -> dict[tuple[str, str], str]:
    """Labels by kind (dimension, type, modality, relation) and code."""
    lines = (files("sijill") / "labels.tsv").read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {(kind, code): label for kind, code, label in cells}


def label(kind: str, code: str) -> str:
    """The Arabic label of a code; a code without one stands for itself."""
    return labels().get((kind, code), code)

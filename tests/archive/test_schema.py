"""docs/archive.md lists the datasets as they are. ``SIJILL_WRITE=1`` writes the list anew."""

from __future__ import annotations

import os
from pathlib import Path

from sijill.archive.schema import LINKED, SCHEMAS, described

PAGE = Path(__file__).resolve().parents[2] / "docs" / "archive.md"
BEGIN, END = "<!-- datasets -->\n", "<!-- /datasets -->\n"


def listed() -> str:
    out = []
    for name, schema in {**SCHEMAS, **LINKED}.items():
        out.append(f"\n### {name}\n\n{schema.metadata[b'description'].decode().capitalize()}, one a row.\n\n| column | type | what |\n|---|---|---|\n")
        out += [f"| `{column}` | {kind} | {what} |\n" for column, kind, what in described(schema)]
    return "".join(out) + "\n"


def test_the_page_lists_the_datasets() -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    there, _, after = rest.partition(END)
    if os.environ.get("SIJILL_WRITE"):
        PAGE.write_text(before + BEGIN + listed() + END + after, encoding="utf-8")
    assert there == listed()


def test_every_column_is_described() -> None:
    for schema in (*SCHEMAS.values(), *LINKED.values()):
        assert all(what for _, _, what in described(schema))

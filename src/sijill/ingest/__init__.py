"""What people really have, as items: the bytes as they came, and the text that was made of them.

    for item in items(["reports/", "export.jsonl"]):
        ...

One module a kind of source; each turns bytes into one item or several, or says in an ``InputError`` what is wrong and what to do.
"""

from __future__ import annotations

from sijill.ingest.item import Item
from sijill.ingest.sources import ENDINGS, items, of_stream

__all__ = ["ENDINGS", "Item", "items", "of_stream"]

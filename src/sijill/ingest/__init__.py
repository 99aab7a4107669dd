"""What people really have, as items: the bytes as they came, and the text that was made of them."""

from __future__ import annotations

from sijill.ingest.item import Item

__all__ = ["Item"]

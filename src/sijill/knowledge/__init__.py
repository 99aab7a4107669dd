"""What the packs say of words, bodies and places; and the shapes in which it lies on disk (:mod:`sijill.knowledge.store`).

The shapes stand here since this module alone of the room is never compiled: msgspec reads their annotations, of which mypyc
leaves no more than the outermost type.
"""

from __future__ import annotations

import msgspec

StoredRow = tuple[str, str, str, str, list[str], list[str], list[str], str]
"""A row: class, key, part of speech, frame, features, further words, words needed, lemma."""


class StoredLexicon(msgspec.Struct, array_like=True, gc=False):
    """A lexicon as it lies on disk (:mod:`sijill.knowledge.store`).

    ``forms`` has for each inflected form its rows as numbers: the row, times the number of ``shapes``, plus the shape that
    the form has in it (tense, voice, number).
    """

    rows: list[StoredRow]
    shapes: list[tuple[str, str, str]]
    forms: dict[str, list[int]]
    needed: list[str]


StoredName = tuple[list[str], int, bool, str]
"""A name: its further words, the number of its entry, whether it needs context, and as it is written."""


class StoredRegistry(msgspec.Struct, array_like=True, gc=False):
    """A registry as it lies on disk (:mod:`sijill.knowledge.store`): entries, how many of them are in the two lists, then the tables."""

    entries: list[tuple[str, tuple[str, ...], str, str, str, str, tuple[str, ...], str]]
    actors: list[int]
    outlets: list[int]
    table: dict[str, list[StoredName]]
    outlet_table: dict[str, list[StoredName]]
    nisba: dict[str, tuple[tuple[str, ...], str, str]]
    titles: dict[str, list[tuple[tuple[str, ...], str]]]
    given: list[str]


StoredPlace = tuple[str, str, tuple[str, ...], str, str, str, float | None, float | None, int, tuple[str, ...], str, int]
"""The fields of a ``PlaceEntry``."""


class StoredPlaces(msgspec.Struct, array_like=True, gc=False):
    """A gazetteer as it lies on disk (:mod:`sijill.knowledge.store`); places stand in the tables by their numbers in ``entries``."""

    entries: list[StoredPlace]
    words: list[tuple[str, str, str, str]]
    index: dict[str, list[int]]
    guards: dict[str, int]
    lengths: dict[str, tuple[int, ...]]
    seconds: dict[str, list[str]]
    principal: dict[str, int]


class Stored(msgspec.Struct, array_like=True, gc=False):
    """A copy."""

    lexicon: StoredLexicon
    registry: StoredRegistry
    places: StoredPlaces

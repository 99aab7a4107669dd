"""The shapes of records as the API has them, made of the records themselves (``sijill.records``): every field is there, as it is named and in its order."""

from __future__ import annotations

from functools import reduce
from operator import or_
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from ninja import Schema
from pydantic import create_model

from sijill import records

_NAMES: dict[Any, str] = {records.ProfileClaim: "ProfileRow", records.Reading: "Record"}
"""What the API calls them where it is not as the records do."""

_DOCS: dict[Any, str] = {records.Reading: "The record of a report (docs/record-format.md)."}


def shape(struct: type[msgspec.Struct], known: dict[Any, Any]) -> type[Schema]:
    """The schema of a record, and in ``known`` those of the records that it holds."""
    if struct not in known:
        fields: dict[str, Any] = {field.name: (_type(field.type, known), ...) for field in msgspec.structs.fields(struct)}
        known[struct] = create_model(_NAMES.get(struct, struct.__name__), __base__=Schema, __module__=__name__, __doc__=_DOCS.get(struct), **fields)
    made: type[Schema] = known[struct]
    return made


def _type(said: Any, known: dict[Any, Any]) -> Any:
    """The type of a field with schemas in place of records; words out of a fixed list are words, since people may add to it."""
    if isinstance(said, type) and issubclass(said, msgspec.Struct):
        return shape(said, known)
    origin, inner = get_origin(said), tuple(_type(one, known) for one in get_args(said)) if get_origin(said) is not Literal else ()
    if origin is Literal:
        return str
    if origin in (Union, UnionType):
        return reduce(or_, inner)
    return origin[inner] if origin is not None else said


_KNOWN: dict[Any, Any] = {}
Record = shape(records.Reading, _KNOWN)
Event = _KNOWN[records.Event]

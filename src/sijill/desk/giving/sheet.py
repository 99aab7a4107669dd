"""A table that comes back: its rows, or what is wrong with the file, where, and what to do. Written by spreadsheets of every kind, or by nobody in particular."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from django.utils.translation import gettext as _

from sijill.errors import RegisterError
from sijill.exports.corrections import COLUMNS, MOST, VALUES, unguarded

LARGEST = 20 << 20
"""Bytes of a file."""
_COLUMNS = 200
_CELL = 20_000


class Line(NamedTuple):
    """A row: the line of the file on which it begins, its cells by column, and what is wrong with the row as a whole."""

    number: int
    cells: dict[str, str]
    fault: str = ""


class Sheet(NamedTuple):
    """The rows, and the columns that nobody asks for."""

    lines: list[Line]
    others: list[str]


def read(data: bytes) -> Sheet:
    """The rows of a file. Raises ``RegisterError`` where it is none of ours, or not whole; a row that is wrong is told in its place."""
    if len(data) > LARGEST:
        raise RegisterError(_("The file has more than %(size)d MB; send it in parts.") % {"size": LARGEST >> 20})
    text = _text(data)
    end = text.find("\n")
    head = text if end < 0 else text[:end]
    if len(head) > _CELL:
        raise RegisterError(_("Line 1 has %(count)s characters, which is no header of ours; start from a table that was downloaded here.") % {"count": f"{len(head):,}"})
    mark = max((",", ";", "\t"), key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    lines: list[Line] = []
    try:
        columns = [name.strip().lower() for name in next(rows, [])]
        _columns(columns)
        began = rows.line_num + 1
        for cells in rows:
            # The library's own bound is one for the whole process, which taking in large tables raises.
            if any(len(cell) > _CELL for cell in cells):
                raise csv.Error(f"a cell of more than {_CELL:,} characters")
            if any(cell.strip() for cell in cells):
                lines.append(_line(began, columns, cells))
            began = rows.line_num + 1
            if len(lines) > MOST:
                raise RegisterError(_("The table has more than %(most)s rows; send it in parts.") % {"most": f"{MOST:,}"})
    except csv.Error as error:
        raise RegisterError(
            _("Line %(line)d: the file is damaged or was cut off (%(why)s); save it again as CSV UTF-8, whole.") % {"line": rows.line_num, "why": error}
        ) from None
    if not lines:
        raise RegisterError(_("The table has no row under its header; nothing can be corrected with it."))
    return Sheet(lines, [name for name in columns if name and name not in COLUMNS])


def _text(data: bytes) -> str:
    """The text of a file, by its byte order mark, else UTF-8: nothing is guessed, since wrongly guessed letters would be corrections."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RegisterError(_("Line %(line)d: the file is not UTF-8; save it as “CSV UTF-8”.") % {"line": line}) from None


def _columns(columns: list[str]) -> None:
    if len(columns) > _COLUMNS:
        raise RegisterError(_("The header has %(count)s columns, a table of ours has %(ours)d; start from one that was downloaded here.") % {"count": f"{len(columns):,}", "ours": len(COLUMNS)})
    twice = sorted({name for name in columns if name in COLUMNS and columns.count(name) > 1})
    if twice:
        raise RegisterError(_("Line 1: the column %(name)s is there twice; take one out.") % {"name": twice[0]})
    for name in ("id", "check"):
        if name not in columns:
            raise RegisterError(_("Line 1: there is no column %(name)s; start from a table that was downloaded here, and leave that column as it is.") % {"name": name})
    if not set(columns) & {*VALUES, "reviewed"}:
        raise RegisterError(_("Line 1: there is no column that could be corrected; leave at least one of %(names)s.") % {"names": ", ".join(VALUES)})


def _line(number: int, columns: list[str], cells: list[str]) -> Line:
    found = {name: unguarded(cell) for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
    if len(cells) < len(columns):
        return Line(number, found, _("the row has %(count)d cells, the header %(all)d; it may have been cut off") % {"count": len(cells), "all": len(columns)})
    if any(cell.strip() for cell in cells[len(columns) :]):
        return Line(number, found, _("the row has more cells than the header; put a text with a comma in it into quotation marks"))
    for name, cell in found.items():
        if len(cell) > _CELL:
            return Line(number, found, _("column %(name)s: the cell has %(count)s characters") % {"name": name, "count": f"{len(cell):,}"})
        if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in cell):
            return Line(number, found, _("column %(name)s: holds characters that are none") % {"name": name})
    return Line(number, found)

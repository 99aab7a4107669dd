"""Characters of things taken in: which encoding bytes are in, what may stand in a text, how a name is shown."""

from __future__ import annotations

import codecs
import re
import unicodedata

from sijill import inputs
from sijill.errors import InputError

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0085\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DAMAGE = 0.01
"""Share of undecodable characters up to which a page is still taken: one bad byte in a footer must not lose the report."""


def decode(data: bytes, where: str, declared: str | None = None) -> str:
    """The characters of a page, in the encoding that ``encoding`` finds; a few damaged ones are replaced by U+FFFD."""
    return data.decode(encoding(data, where, declared), "replace")


def encoding(data: bytes, where: str, declared: str | None = None) -> str:
    """The encoding of a page or feed: by its mark, UTF-8, what is declared, then what the bytes look like, in this order.

    UTF-8 goes before the declaration because windows-1256 Arabic is never valid UTF-8 by chance, and declarations are often
    wrong. Raises ``InputError`` when nothing fits.
    """
    if not data.strip():
        raise InputError(f"{where}: the file is empty; was it saved?")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _fits(data, "utf-8"):
        return "utf-8-sig"
    # Latin-1 is what servers say when they do not know; nothing is ever invalid in it.
    if declared and (codec := _codec(declared)) and codec not in ("utf-8", "iso8859-1", "cp1252", "ascii") and _fits(data, codec):
        return codec
    try:
        inputs.characters(data, where)
    except InputError:
        damaged = data.decode("utf-8", "replace")
        if damaged.count("\ufffd") <= _DAMAGE * len(damaged):
            return "utf-8-sig"
        raise
    return encoding_of(data)


def encoding_of(head: bytes) -> str:
    """The encoding of a table by its first bytes, as Python names it."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if wide := inputs.utf16(head):
        return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "iso8859-6" if head.count(b"\xc7\xe4") > head.count(b"\xc7\xe1") else "cp1256"
    return "utf-8"


def clean(text: str) -> str:
    """What was made of a page, document or PDF, as text: no control characters, single spaces, no blank ends or piles of blank lines."""
    text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _SPACES.sub(" ", text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def shown(name: str) -> str:
    """A name as it may stand in a message, a log and a database: bytes that are no text escaped, and so are controls and the marks that
    turn text round (``exe.txt`` behind U+202E reads ``txt.exe``)."""
    out = []
    for c in name:
        code = ord(c)
        if 0xDC80 <= code <= 0xDCFF:
            out.append(f"\\x{code - 0xDC00:02x}")
        elif c in _DIRECTIONS or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp"):
            out.append(f"\\u{code:04x}")
        else:
            out.append(c)
    return "".join(out)


def _fits(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name.strip().strip("\"'").lower())
    except (LookupError, ValueError):
        return None
    # Python counts compressions among its codecs.
    return found.name if found._is_text_encoding else None

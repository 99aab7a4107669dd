"""Files locked with a passphrase, in the format of age (https://age-encryption.org/v1): the ``age`` program opens them too.

A random file key is wrapped with a key that scrypt makes of the passphrase; what is inside follows in chunks of 64 KiB, each under
ChaCha20-Poly1305 with its number and whether it is the last, so that a chunk changed, moved, dropped or added is refused (the STREAM
construction, Hoang, Reyhanitabar, Rogaway & Vizár 2015).  Chunks are written and read one at a time, whatever the size of the file.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import Any, BinaryIO

from sijill.errors import RegisterError
from sijill.ingest.extras import need

WORK = 17
"""log2 of scrypt's cost: 128 MiB and about half a second for each passphrase that somebody tries."""

_MOST_WORK = 20
"""A file that asks for more (1 GiB) is not one of ours."""

_VERSION = b"age-encryption.org/v1\n"
_LABEL = b"age-encryption.org/v1/scrypt"
_CHUNK = 1 << 16
_TAG = 16
_LONGEST_HEADER = 512


class Sealed(io.RawIOBase):
    """A stream that writes what it is given, locked, to another; ``close`` writes the last chunk and leaves the other open."""

    def __init__(self, out: BinaryIO | io.RawIOBase, passphrase: str, work: int = WORK) -> None:
        super().__init__()
        self.out, self.number, self.waiting = out, 0, bytearray()
        file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
        wrapped = _cipher(_stretched(passphrase, salt, work)).encrypt(bytes(12), file_key, None)
        header = _VERSION + b"-> scrypt %s %d\n%s\n---" % (_text(salt), work, _text(wrapped))
        self.out.write(header + b" " + _text(_mac(file_key, header)) + b"\n" + nonce)
        self.cipher = _cipher(_derived(file_key, nonce, b"payload"))

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Take bytes; whole chunks are written out. A full chunk waits until more comes, since it may be the last."""
        self.waiting += data
        whole = (len(self.waiting) - 1) // _CHUNK * _CHUNK
        for at in range(0, whole, _CHUNK):
            self._chunk(bytes(self.waiting[at : at + _CHUNK]), last=False)
        if whole > 0:
            del self.waiting[:whole]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._chunk(bytes(self.waiting), last=True)
            super().close()

    def _chunk(self, data: bytes, *, last: bool) -> None:
        self.out.write(self.cipher.encrypt(_nonce(self.number, last), data, None))
        self.number += 1


class Opened(io.RawIOBase):
    """A stream that reads what is locked in another.

    Making one raises ``RegisterError`` for a file of another kind and for a wrong passphrase; reading, for a chunk that is not the one
    that was written, and at the end for a file cut off. ``name`` is what messages call the file.
    """

    def __init__(self, source: BinaryIO, passphrase: str, name: str) -> None:
        super().__init__()
        self.source, self.name, self.number = source, name, 0
        header = b""
        while header.count(b"\n") < 4 and len(header) < _LONGEST_HEADER:
            line = source.readline(_LONGEST_HEADER)
            if not line:
                break
            header += line
        salt, work, wrapped, mac = self._header(header)
        cryptography = _library()
        try:
            file_key = _cipher(_stretched(passphrase, salt, work)).decrypt(bytes(12), wrapped, None)
        except cryptography.InvalidTag:
            raise RegisterError(f"{name}: the passphrase is another one (or the first lines of the file were altered)") from None
        if not hmac.compare_digest(_mac(file_key, header[: header.rindex(b"---") + 3]), mac):
            raise self._altered()
        nonce = source.read(16)
        if len(nonce) != 16:
            raise self._altered()
        self.cipher = _cipher(_derived(file_key, nonce, b"payload"))
        self.ahead = source.read(_CHUNK + _TAG)
        self.ready = memoryview(b"")
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.ready and not self.ended:
            self._next()
        count = min(len(buffer), len(self.ready))
        buffer[:count] = self.ready[:count]
        self.ready = self.ready[count:]
        return count

    def _next(self) -> None:
        chunk, self.ahead = self.ahead, self.source.read(_CHUNK + _TAG)
        self.ended = not self.ahead
        try:
            plain = self.cipher.decrypt(_nonce(self.number, self.ended), chunk, None)
        except (_library().InvalidTag, ValueError):
            raise self._altered() from None
        self.ready, self.number = memoryview(plain), self.number + 1

    def _header(self, header: bytes) -> tuple[bytes, int, bytes, bytes]:
        """Salt, work, wrapped key and authentication code of the first four lines."""
        lines = header.split(b"\n")
        words = lines[1].split(b" ") if len(lines) == 5 else []
        if not header.startswith(_VERSION) or words[:2] != [b"->", b"scrypt"] or len(words) != 4 or not lines[3].startswith(b"--- "):
            raise RegisterError(f"{self.name}: is no backup locked with a passphrase; make one with `sijill backup`")
        try:
            salt, wrapped, mac = _bytes(words[2]), _bytes(lines[2]), _bytes(lines[3][4:])
            work = int(words[3])
        except ValueError:
            raise self._altered() from None
        if (len(salt), len(wrapped), len(mac)) != (16, 32, 32) or not 1 <= work <= _MOST_WORK or words[3] != b"%d" % work:
            raise self._altered()
        return salt, work, wrapped, mac

    def _altered(self) -> RegisterError:
        return RegisterError(f"{self.name}: was altered or cut off since it was written (chunk {self.number}); take another copy of it")


def _library() -> Any:
    return need("cryptography.exceptions", "backup", "backups")


def _cipher(key: bytes) -> Any:
    return need("cryptography.hazmat.primitives.ciphers.aead", "backup", "backups").ChaCha20Poly1305(key)


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    scrypt = need("cryptography.hazmat.primitives.kdf.scrypt", "backup", "backups").Scrypt
    made: bytes = scrypt(salt=_LABEL + salt, length=32, n=1 << work, r=8, p=1).derive(passphrase.encode("utf-8", "surrogatepass"))
    return made


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 of 32 bytes (RFC 5869)."""
    return hmac.digest(hmac.digest(salt or bytes(32), key, hashlib.sha256), info + b"\x01", hashlib.sha256)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), header, hashlib.sha256)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _text(data: bytes) -> bytes:
    """Base64 without padding, as age writes it."""
    return b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    """The bytes of such a text, which has one form only. Raises ``ValueError`` for another."""
    try:
        data = b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except NotBase64 as error:
        raise ValueError(str(error)) from None
    if _text(data) != text:
        raise ValueError("not in its one form")
    return data

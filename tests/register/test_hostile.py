"""A folder of what one is sent: every good file goes in, every bad one is named with reason and remedy, and nothing happens elsewhere."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.ingest.makers import LEAD, MORE, TITLE, docx, drawn, page, pdf
from tests.ingest.test_archives import warc

from sijill.register import Register

MEMORY = 400 << 10
"""Kilobytes at the peak for the whole program, interpreter and libraries in it; of the files below, more than one claims a gigabyte."""
RUN = """
import atexit, sys
from sijill.cli import main
atexit.register(lambda: print("peak", *[line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")], flush=True))
main()
"""

GOOD: dict[str, bytes] = {
    "good.txt": LEAD.encode(),
    "good-1256.txt": MORE.encode("windows-1256"),
    "good.html": page().encode(),
    "good.docx": docx([TITLE, LEAD]),
    "good.pdf": pdf([drawn(TITLE), drawn(LEAD)]),
    "good.csv": f"id,text\nr1,{LEAD}\n".encode("utf-16"),
    "good.jsonl": json.dumps({"id": "j1", "text": MORE}).encode() + b"\n",
    "good.rss": f"<rss><channel><item><title>{TITLE}</title><guid>g1</guid></item></channel></rss>".encode(),
    "good.warc.gz": warc(),
    "good.txt.gz": gzip.compress(f"{LEAD} {MORE}".encode()),
    "good.zip": b"",
    # Hostile in what they carry, good in what they say: the report goes in, the rest does not.
    "scripts.html": page(f"<script>while(1);</script><p onclick=\"x()\">{LEAD}</p><iframe src='file:///etc/passwd'></iframe><p>{MORE} </p>").encode(),
    "entities.html": ('<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + page(f"<p>{LEAD} &x;</p><p>{MORE}.</p>")).encode(),
    "declared-wrong.html": page(f"<p>{MORE}</p><p>{LEAD}</p>", charset="utf-8").encode("windows-1256"),
    "turned-\u202egpj.txt": f"{MORE} {LEAD}".encode(),
    "sub/../../x".replace("/", "∕") + ".txt": f"{LEAD}{LEAD}".encode(),
}
GOOD_REPORTS = 20

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY %c "%s">' % (98 + k, b"&%c;" % (97 + k) * 10) for k in range(9)) + b"]>"
)
W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    """A zip whose members are marked as encrypted."""
    return data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00").replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00")


def bad_files() -> dict[str, tuple[bytes, str]]:
    """Bytes by name, and what must be said of them (a regular expression)."""
    return {
        "empty.txt": (b"", "empty"),
        "empty.html": (b"", "empty"),
        "empty.csv": (b"", "empty"),
        "empty.pdf": (b"", "empty|damaged"),
        "blank.txt": (b" \n\t\n", "no text"),
        "binary.txt": (bytes(range(256)) * 40, "NUL|binary|UTF-8"),
        "program.txt": (b"\x7fELF" + bytes(5000), "NUL|binary|UTF-8"),
        "nulls.html": (b"<html><body>" + bytes(4000) + page().encode(), "NUL"),
        "nulls.csv": (b"id,text\n1," + bytes(4000) + b"\n", "NUL"),
        "cut.txt": (LEAD.encode()[:-2] + b"\xd9", "half-written|damaged"),
        "wrong-charset.txt": (("Это обычный русский текст о погоде. " * 20).encode("koi8-r"), "convert it"),
        "deep.html": (b"<html><body>" + b"<div>" * 300_000 + LEAD.encode(), "no report is found"),
        "script-only.html": (b"<html><body><div id=app></div><script>x</script></body></html>", "no report is found"),
        "cut.html.gz": (gzip.compress(page().encode())[:-40], "cut off"),
        "damaged.txt.gz": (gzip.compress(LEAD.encode() * 50)[:20] + b"\xff" * 60, "damaged|cut off"),
        "bomb.txt.gz": (gzip.compress(bytes(100 << 20), 9), "larger than|hostile"),
        "bomb.jsonl.gz": (gzip.compress(b"x" * (100 << 20), 9), "hostile"),
        "bomb.zip": (zipped(**{"a.txt": bytes(100 << 20)}), "hostile"),
        "nested.txt.gz.gz.gz.gz": (gzip.compress(gzip.compress(gzip.compress(gzip.compress(LEAD.encode())))), "packed in itself"),
        "traversal.zip": (zipped(**{"../../../escaped.txt": LEAD.encode(), "/tmp/escaped.txt": LEAD.encode()}), "leads out of the archive"),
        "cut.zip": (zipped(**{"a.txt": os.urandom(3000)})[:1500], "damaged"),
        "locked.zip": (locked(zipped(**{"a.txt": LEAD.encode()})), "encrypted"),
        "cut.warc": (warc(False)[:700], "cut off"),
        "cut.warc.gz": (warc()[:700], "cut off"),
        "not.warc": (b"hello", "does not begin like one"),
        "scan.pdf": (pdf([]), "ocrmypdf"),
        "cut.pdf": (pdf([drawn(LEAD)])[:400], "damaged"),
        "encrypted.pdf": (
            pdf(["x"], trailer="/Encrypt 9 0 R/ID[<00><00>]", extra=[b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"]), "encrypted"
        ),
        "no-letters.pdf": (pdf(["ابتثجح" * 8], mapped=False), "ocrmypdf|fonts"),
        "encrypted.docx": (OLE, "password"),
        "old.doc": (OLE, "save it as .docx"),
        "laughs.docx": (docx((), document=LAUGHS + W + b"&j;</w:t></w:r></w:p></w:body></w:document>"), "declares XML entities"),
        "outside.docx": (
            docx((), document=b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + W + b"&x;</w:t></w:r></w:p></w:body></w:document>"), "declares XML entities"
        ),
        "bomb.docx": (docx((), document=W + b"a" * (100 << 20) + b"</w:t></w:r></w:p></w:body></w:document>"), "larger than|unpacks"),
        "broken.docx": (docx((), document=W + b"<w:t>"), "XML is damaged"),
        "sheet.xlsx": (zipped(**{"xl/workbook.xml": b"<x/>"}), "CSV"),
        "laughs.rss": (LAUGHS + b"<rss><channel><item><title>&j;</title></item></channel></rss>", "declares XML entities"),
        "none.xml": (b"<a><b/></a>", "no feed"),
        "long-line.csv": (b"id,text\n1," + b"x" * (100 << 20) + f"\n2,{MORE} {MORE}\n".encode(), "larger than"),
        "no-text.csv": (b"a,b\n1,2\n", "--columns"),
        "array.json": (b'[{"text": "x"}]', ".jsonl"),
        "half.jsonl": (b'{"text": "', "half-written"),
    }


def make(folder: Path) -> dict[str, str]:
    """The folder; the names of what is bad in it, and what must be said of each."""
    for name, data in GOOD.items():
        (folder / name).write_bytes(data)
    (folder / "good.zip").write_bytes(zipped(**{"in.txt": f"{MORE}{MORE}".encode()}))
    left = {}
    for name, (data, why) in bad_files().items():
        (folder / name).write_bytes(data)
        left[name] = why
    for name in ("sparse.txt", "sparse.csv", "sparse.html", "sparse.jsonl", "sparse.pdf", "sparse.zip"):
        with (folder / name).open("wb") as sparse:
            sparse.truncate(1 << 30)
        left[name] = "larger than|NUL|does not begin like one"
    (folder / "round.txt").symlink_to("round2.txt")
    (folder / "round2.txt").symlink_to("round.txt")
    (folder / "outside.txt").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")
    left |= {"round.txt": "circle", "round2.txt": "circle", "outside.txt": "leads out of the folder", "pipe.txt": "pipe", "plug.txt": "socket"}
    with socket.socket(socket.AF_UNIX) as plug:
        here = Path.cwd()
        os.chdir(folder)  # a socket's path may be 107 bytes long
        plug.bind("plug.txt")
        os.chdir(here)
    odd = os.fsencode(folder) + b"/\xff\xfe-name.txt"
    with open(odd, "wb") as made:  # noqa: PTH123 - a name that is no text
        made.write(f"{LEAD} {TITLE}".encode())
    (folder / "unreadable.txt").write_text(LEAD, encoding="utf-8")
    (folder / "unreadable.txt").chmod(0)
    if os.geteuid() != 0:
        left["unreadable.txt"] = "may you read it"
    return left


def tree(folder: Path) -> dict[str, int]:
    """Every path below with its time of change."""
    return {str(p): p.lstat().st_mtime_ns for p in folder.rglob("*")}


def test_every_good_file_goes_in_and_every_bad_one_is_named(tmp_path: Path) -> None:
    folder, home = tmp_path / "sent", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    bad = make(folder)
    assert len(bad) >= 40
    before = tree(folder)
    # A process of its own: its memory is measured, and where it writes is seen.
    result = subprocess.run(
        [sys.executable, "-c", RUN, "add", str(folder)], cwd=home, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(home)},
    )  # fmt: skip
    assert result.returncode == 1, result.stderr
    said = [line.removeprefix("sijill: ") for line in result.stderr.splitlines()]
    assert "Traceback" not in result.stderr
    if peak := re.search(r"peak (\d+)", result.stdout):
        assert int(peak.group(1)) < MEMORY
    assert "could not be read (" not in result.stderr, "an error nobody foresaw"
    for name in bad:
        lines = [line for line in said if f"/{name}" in line]
        assert lines, f"{name} is not named"
        assert any(re.search(bad[name], line) for line in lines), (name, lines)
        for line in lines:
            assert re.search(r"[;?]|not taken in", line), f"no remedy: {line}"
    for name in (*GOOD, "\\xff\\xfe-name.txt"):
        if name != "good.warc.gz":
            assert not [line for line in said if f"/{name.replace(chr(0x202E), chr(92) + 'u202e')}" in line], name
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", result.stderr)
    # The archive holds the page once more, and to root the unreadable file is readable.
    assert said[-1].startswith(f"{GOOD_REPORTS} added, {1 + (os.geteuid() == 0)} there already, "), said[-1]
    assert said[-1].endswith(f"; {GOOD_REPORTS} read")
    assert tree(folder) == before
    assert {p.name for p in home.iterdir()} == {"sijill.db", "sijill.evidence"}
    assert not list(tmp_path.rglob("*escaped*"))
    assert not Path("/tmp/escaped.txt").exists()
    with Register.open(str(home / "sijill.db")) as register:
        from sijill.register.models import Report

        assert not [*register.verify()]
        texts = [*Report.objects.values_list("text", "doc", "title")]
    assert not [t for t in texts if "root:" in t[0] or "while(1)" in t[0]]
    assert not [t for t in texts if re.search("[\x00\u202e]", "".join(t))]


@pytest.mark.parametrize("name", ["good.csv", "good.html", "good.docx", "good.pdf", "good.warc.gz", "good.rss"])
def test_damage_anywhere_never_ends_the_run(tmp_path: Path, name: str) -> None:
    """Bytes changed, dropped and doubled: something goes in, or a message says why not; nothing else happens."""
    import random

    from tests.ingest.makers import taken

    luck = random.Random(name)
    data = GOOD[name]
    for number in range(25):
        spoilt = bytearray(data)
        for _ in range(luck.randint(1, 12)):
            at = luck.randrange(len(spoilt))
            spoilt[at : at + luck.randint(0, 3)] = luck.randbytes(luck.randint(0, 4))
        (tmp_path / f"{number}-{name}").write_bytes(spoilt)
    (tmp_path / f"whole-{name}").write_bytes(data)
    good, bad = taken(tmp_path)
    assert len(good) >= 1
    assert len(good) + len(bad) >= 26
    assert all(str(tmp_path) in why for why in bad)
    for item in good:
        item.text.encode()

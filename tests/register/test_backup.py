"""Backups: what comes back is the register that was written, on either database, and nothing else comes back at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import msgspec
import pyrage
import pytest

from sijill.errors import RegisterError
from sijill.register import Register, age

from .conftest import item
from .test_commands import run
from .test_register import fill

SECRET = "five words taken by chance"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(SECRET + "\n", encoding="utf-8")
    return path


def content(database: str, evidence: Path, folder: Path) -> tuple[str, dict[str, int], list[str]]:
    """The register as its own export has it (the last entries, which name the export, left out), its counts, its evidence."""
    os.environ["SIJILL_EVIDENCE"] = str(evidence)
    with Register.open(database, evidence=evidence) as register:
        assert list(register.verify()) == []
        counts, names = register.counts(), list(register.store.names())
    out = folder / f"{uuid4().hex}.jsonl"
    assert run("export", "jsonl", "--out", out, "--unredacted", "--database", database).exit_code == 0
    kept = [line for line in out.read_text(encoding="utf-8").splitlines() if json.loads(line)["kind"] not in ("entry", "end")]
    return hashlib.sha256("\n".join(kept).encode()).hexdigest(), counts, names


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases that are quick to try, but where the real cost is asked for."""
    if "slow_lock" not in request.fixturenames:
        monkeypatch.setattr(age, "WORK", 8)


@pytest.fixture
def slow_lock() -> None:
    """The lock as people get it."""


@pytest.fixture
def filled(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    return filled_register(database, tmp_path, monkeypatch)


@pytest.fixture
def filled_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    return filled_register(str(tmp_path / "sijill.db"), tmp_path, monkeypatch)


def filled_register(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    monkeypatch.setenv("SIJILL_DATABASE", database)
    with Register.open(database, create=True) as register:
        fill(register)
        large = item("large", "إدلب - 5 آذار 2021\nقتل ثلاثة مدنيين في سراقب أمس.")
        list(register.add([msgspec.structs.replace(large, data=random.Random(3).randbytes(300_000))]))
        from sijill.register import links
        from sijill.register.models import EventRow

        one, two = EventRow.objects.order_by("pk")[:2]
        links.judge(one, two, "unsure", "عن قرب")
    return database


@pytest.mark.parametrize("other", ["sqlite", "postgresql"])
def test_a_backup_brings_the_register_back_on_either_database(
    filled: str, other: str, elsewhere: Callable[[str], str], secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, copy = tmp_path / "sijill.age", elsewhere(other)
    made = run("backup", file, "--passphrase-file", secret)
    assert made.exit_code == 0, made.stderr
    assert hashlib.sha256(file.read_bytes()).hexdigest() in made.stderr
    assert file.stat().st_mode & 0o077 == 0
    assert b"sijill" not in file.read_bytes()
    with Register.open(filled):
        from sijill.register.models import Entry

        last = Entry.objects.order_by("-number").first()
        assert last is not None
        assert (last.action, last.subject) == ("backup", "sijill.age")
        assert json.loads(last.detail)["sha256"] in made.stderr
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "copy.evidence"))
    back = run("restore", file, "--passphrase-file", secret, "--database", copy)
    assert back.exit_code == 0, back.stderr
    assert "sound" in back.stderr
    first = content(filled, tmp_path / "evidence", tmp_path)
    second = content(copy, tmp_path / "copy.evidence", tmp_path)
    assert second[0] == first[0]
    assert second[2] == first[2]
    assert second[1]["entry"] == first[1]["entry"] - 1  # the backup's own entry came after
    # The copy goes on: new numbers follow those that came back.
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "copy.evidence"))
    with Register.open(copy) as register:
        assert [o.what for o in register.add([item("later", "بغداد\nاعتقلت القوات العراقية مسلحين في كركوك اليوم.")])] == ["added"]
        list(register.read())
        register.link()
        assert list(register.verify()) == []


def test_nothing_is_overwritten(filled_file: str, secret: Path, tmp_path: Path) -> None:
    file = tmp_path / "sijill.age"
    assert run("backup", file, "--passphrase-file", secret).exit_code == 0
    before = file.read_bytes()
    again, over = run("backup", file, "--passphrase-file", secret), run("restore", file, "--passphrase-file", secret, "--database", filled_file)
    assert (again.exit_code, over.exit_code) == (2, 2)
    assert "overwrite" in again.stderr
    assert "overwritten" in over.stderr
    assert file.read_bytes() == before
    other = tmp_path / "mine.db"
    other.write_bytes(b"something of mine")
    assert run("restore", file, "--passphrase-file", secret, "--database", other).exit_code == 2
    assert other.read_bytes() == b"something of mine"


def test_a_wrong_passphrase_and_any_altered_byte_are_refused_and_leave_nothing(
    filled: str, elsewhere: Callable[[str], str], secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sijill.register import backup

    kind = "postgresql" if filled.startswith("postgresql") else "sqlite"
    file = tmp_path / "sijill.age"
    with Register.open(filled) as register:
        backup.backup(register.store, file, SECRET)
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "copy.evidence"))
    copy, bad = elsewhere(kind), tmp_path / "bad.age"
    wrong = tmp_path / "wrong"
    wrong.write_text("five other words by chance", encoding="utf-8")
    refused = run("restore", file, "--passphrase-file", wrong, "--database", copy)
    assert refused.exit_code == 2
    assert "passphrase is another" in refused.stderr
    whole = file.read_bytes()
    dice = random.Random(8)
    header = whole.index(b"\n---") + 60
    places = [*range(header), *(dice.randrange(len(whole)) for _ in range(120)), len(whole) - 1]
    damaged = [whole[:k] + bytes([whole[k] ^ (1 << dice.randrange(8))]) + whole[k + 1 :] for k in places]
    damaged += [whole[:-1], whole[: len(whole) // 2], whole[: 1 << 16], whole + b"x", b"", b"age-encryption.org/v1\n"]
    for data in damaged:
        bad.write_bytes(data)
        with pytest.raises(RegisterError, match=r"bad\.age: (was altered|is no backup|the passphrase)"):
            backup.check(bad, SECRET)
    refused = run("restore", bad, "--passphrase-file", secret, "--database", copy)
    assert refused.exit_code == 2
    assert not (tmp_path / "copy.evidence").exists()
    assert not [path for path in tmp_path.iterdir() if "restoring" in path.name]
    # And the database is as empty as before, so that the sound file goes in.
    assert run("restore", file, "--passphrase-file", secret, "--database", copy).exit_code == 0


def test_a_restore_that_breaks_off_leaves_nothing(
    filled: str, elsewhere: Callable[[str], str], secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sijill.register import store

    file = tmp_path / "sijill.age"
    assert run("backup", file, "--passphrase-file", secret).exit_code == 0
    copy = elsewhere("postgresql" if filled.startswith("postgresql") else "sqlite")
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "copy.evidence"))
    taken = []

    def full(part: str, path: Path) -> None:
        taken.append(path)
        if len(taken) == 3:
            raise OSError(28, "No space left on device")
        Path(part).replace(path)

    with monkeypatch.context() as broken:
        broken.setattr(store.Store, "_keep", staticmethod(full))
        refused = run("restore", file, "--passphrase-file", secret, "--database", copy)
    assert refused.exit_code == 2
    assert "No space left" in refused.stderr
    assert not (tmp_path / "copy.evidence").exists()
    assert run("restore", file, "--passphrase-file", secret, "--database", copy).exit_code == 0


def test_other_programs_open_it(slow_lock: None, filled_file: str, secret: Path, tmp_path: Path) -> None:
    file = tmp_path / "sijill.age"
    assert run("backup", file, "--passphrase-file", secret).exit_code == 0
    plain = pyrage.passphrase.decrypt(file.read_bytes(), SECRET)
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:gz") as tar:
        names = tar.getnames()
        head = json.load(tar.extractfile("register.json"))  # type: ignore[arg-type]
        rows = [json.loads(line) for line in tar.extractfile("rows/register.report/000001.jsonl")]  # type: ignore[union-attr]
    assert names[0] == "register.json"
    assert names[-1] == "end.json"
    docs = [row[head["columns"]["register.report"].index("doc")] for row in rows]
    assert docs == ["one", "two", "three", "large"]
    assert sum(name.startswith("evidence/") for name in names) == 4


def test_evidence_that_was_altered_is_named_and_left_out(filled_file: str, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Register.open(filled_file) as register:
        name = next(register.store.names())
        path = register.store.path(name)
        path.chmod(0o600)
        path.write_bytes(b"something else")
    file = tmp_path / "sijill.age"
    made = run("backup", file, "--passphrase-file", secret)
    assert made.exit_code == 1
    assert f"evidence {name}: altered" in made.stdout
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "copy.evidence"))
    back = run("restore", file, "--passphrase-file", secret, "--database", tmp_path / "copy.db")
    assert back.exit_code == 1
    assert name in back.stdout


def test_passphrases(filled_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, short = tmp_path / "sijill.age", tmp_path / "short"
    short.write_text("secret\n", encoding="utf-8")
    assert "12 or more" in run("backup", file, "--passphrase-file", short).stderr
    assert "a passphrase is needed" in run("backup", file).stderr
    assert not file.exists()
    monkeypatch.setenv("SIJILL_PASSPHRASE", SECRET)
    assert run("backup", file).exit_code == 0


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 300_001])
def test_the_lock_is_that_of_age(size: int) -> None:
    data, out = random.Random(size).randbytes(size), io.BytesIO()
    with age.Sealed(out, SECRET, work=4) as sealed:
        for at in range(0, size, 7777):
            sealed.write(data[at : at + 7777])
    assert pyrage.passphrase.decrypt(out.getvalue(), SECRET) == data
    assert io.BufferedReader(age.Opened(io.BytesIO(out.getvalue()), SECRET, "x")).read() == data


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is asked of /proc")
def test_memory_stays_flat(tmp_path: Path) -> None:
    """60 MB of evidence and texts go out and come back in a process that may grow by far less."""
    script = """
import os, re, sys
from pathlib import Path
from sijill.ingest import Item
from sijill.register import Register, age
age.WORK = 8
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1))
folder = Path(sys.argv[1])
with Register.open(str(folder / "a.db"), create=True) as register:
    from sijill.register import backup
    def items():
        for k in range(30):
            text = f"الخبر رقم {k} " + "كلمة " * 20
            yield Item(name=str(k), source="x", data=os.urandom(2_000_000), media_type="text/plain", text=text, extractor="text/1")
    for one in items():
        list(register.add([one]))
    before = peak()
    backup.backup(register.store, folder / "a.age", "five words by chance")
register, faults = Register.restore(folder / "a.age", "five words by chance", str(folder / "b.db"))
assert not faults, faults
print(peak() - before, (folder / "a.age").stat().st_size)
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    grown, size = map(int, done.stdout.split())
    assert size > 59_000_000
    assert grown < 20_000

"""The copy of the packs' knowledge on disk: the same readings with it as without, and never a wrong one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import pytest

from sijill.errors import KnowledgeError
from sijill.knowledge import store
from sijill.knowledge.tables import pack_folders
from sijill.reading.reader import Reader

SAMPLES = sorted((Path(__file__).parents[1] / "src/sijill/samples").glob("*.txt"))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("SIJILL_CACHE", str(folder))
    return folder


def readings(reader: Reader) -> list[bytes]:
    return [msgspec.json.encode(reader.read(path.read_text(encoding="utf-8"), doc=path.stem)) for path in SAMPLES]


def pack(folder: Path, word: str) -> Path:
    (folder / "lexicon").mkdir(parents=True, exist_ok=True)
    (folder / "lexicon" / "own.tsv").write_text(f"class\tkey\tpos\tforms\tframe\tfeatures\ntrigger\tattack\tn\t{word}\tstrike\t\n", encoding="utf-8")
    (folder / "places.tsv").write_text("id\tname\tkind\tlat\tlon\nsaffron-town\tبلدة الزعفران\ttown\t35.0\t40.0\n", encoding="utf-8")
    return folder


def test_the_same_from_the_copy(cache: Path) -> None:
    made = readings(Reader())
    (copy,) = cache.glob("knowledge-*.msgpack")
    written = copy.stat().st_mtime_ns
    assert readings(Reader()) == made
    assert copy.stat().st_mtime_ns == written, "the copy was there and has been made again"
    assert copy.stat().st_mode & 0o077 == 0


def test_all_tables_come_back(cache: Path) -> None:
    folders = pack_folders()
    lexicon, registry, places = store.load(folders)
    again, bodies, gazetteer = store.load(folders)
    for form in ("قتل", "الجيش", "غارات", "يستهدف", "قذيفه"):
        told, back = ([(row.cls, row.key, row.near, f.form, f.tense, f.voice, f.number) for row, f in known.rows(form)] for known in (lexicon, again))
        assert told == back
    assert len(lexicon.rows("قتل")) > 1 and not again.rows("كلمهليستفيه")
    assert registry.stored() == bodies.stored()  # all entries, names, titles and given names as plain values
    assert len(bodies.actors) > 1000 and len(bodies.table.by_first) > 1000
    assert places.stored() == gazetteer.stored()
    assert len(gazetteer) > 1000 and len(gazetteer.index) > 1000


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, None], ids=["empty", "zeros", "a byte changed"])
def test_a_damaged_copy_is_made_anew(cache: Path, damage: bytes | None) -> None:
    made = readings(Reader())
    (copy,) = cache.glob("knowledge-*.msgpack")
    whole = copy.read_bytes()
    bad = whole[:-1] + bytes([whole[-1] ^ 1]) if damage is None else damage
    copy.write_bytes(bad)
    assert readings(Reader()) == made
    assert copy.read_bytes() == whole


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such marks on files")
def test_a_copy_that_others_can_write_is_not_read(cache: Path) -> None:
    store.load(pack_folders())
    (copy,) = cache.glob("knowledge-*.msgpack")
    copy.chmod(0o666)
    store.load(pack_folders())
    assert copy.stat().st_mode & 0o777 == 0o600, "it was read, though anybody could have written it"


def test_a_changed_table_is_seen(cache: Path, tmp_path: Path) -> None:
    folder = pack(tmp_path / "own", "زعفران")
    assert store.load([folder])[0].rows("زعفران")
    pack(folder, "قرنفل")
    lexicon = store.load([folder])[0]
    assert lexicon.rows("قرنفل") and not lexicon.rows("زعفران")
    for number in range(6):
        store.load([pack(folder, "قرنفل" + "ا" * number)])
    assert len(list(cache.glob("knowledge-*.msgpack"))) == 4, "old copies are removed"


def test_a_malformed_table_leaves_no_copy(cache: Path, tmp_path: Path) -> None:
    folder = pack(tmp_path / "own", "زعفران")
    (folder / "lexicon" / "own.tsv").write_text("class\tkey\tpos\tforms\ntrigger\tattack\tx\tزعفران\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"own\.tsv:2"):
        store.load([folder])
    assert not list(cache.glob("*"))


def test_switched_off_or_without_a_place(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = pack(tmp_path / "own", "زعفران")
    monkeypatch.setenv("SIJILL_CACHE", "off")
    assert store.cache_folder() is None
    assert store.load([folder])[0].rows("زعفران")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SIJILL_CACHE", str(tmp_path / "file" / "under"))
    assert store.load([folder])[0].rows("زعفران"), "a folder that cannot be made costs nothing but time"
    monkeypatch.delenv("SIJILL_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    if os.name == "posix" and sys.platform != "darwin":
        assert store.cache_folder() == tmp_path / "xdg" / "sijill"

"""Where reports come from, and everything that can be wrong with them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from sijill import inputs
from sijill.errors import InputError
from sijill.records import Report

ARABIC = "قتل مدنيان أمس في قصف على بلدة سراقب جنوب إدلب\nوقال المصدر إن القصف مستمر."


def only(path: Path, **options: object) -> Report | InputError:
    (item,) = inputs.reports([path], **options)  # type: ignore[arg-type]
    return item


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# -- encodings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        ARABIC.encode("utf-8"),
        ARABIC.encode("utf-8-sig"),
        ARABIC.encode("utf-16"),
        ARABIC.encode("utf-16-le"),
        ARABIC.encode("utf-16-be"),
        b"\xfe\xff" + ARABIC.encode("utf-16-be"),
        ARABIC.encode("cp1256"),
        ARABIC.encode("iso8859-6"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16 mark", "utf-16-le", "utf-16-be", "utf-16-be mark", "1256", "8859-6"],
)
def test_encodings_give_the_same_characters(data: bytes) -> None:
    assert inputs.decode(data, "f") == ARABIC


def test_line_ends_stay_so_that_offsets_count_the_file() -> None:
    assert inputs.decode("سطر\r\nسطر".encode(), "f") == "سطر\r\nسطر"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\t ", "no text"),
        ("\ufeff".encode(), "no text"),
        (ARABIC.encode()[:-2], "half-written"),
        (ARABIC.encode("utf-16-le")[:-1], "half-written"),
        (ARABIC.encode()[:20] + b"\xff\xff" + ARABIC.encode()[20:], "damaged UTF-8 at byte 20"),
        ("قتل\0مدني".encode(), "NUL"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04...", "Office"),
        (bytes(range(1, 256)) * 9, "neither UTF-8"),
        (b"\x01\x02\x03\x04\x05\x06\x07abc" * 9, "binary"),
        ("Убит человек".encode("cp1251"), "neither UTF-8"),
        ("<!DOCTYPE html><p>قتل".encode(), "HTML"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        inputs.decode(data, "the-file")
    assert str(error.value).startswith("the-file")


def test_damage_names_the_line() -> None:
    data = b"\n".join([ARABIC.encode(), ARABIC.encode(), b"\xff" + ARABIC.encode()])
    with pytest.raises(InputError, match="line 5"):
        inputs.decode(data, "f")


# -- paths ---------------------------------------------------------------------------------------------


def test_folders_globs_and_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.TXT", ".hidden/d.txt", "._a.txt", "notes.pdf"):
        write(tmp_path, name, ARABIC.encode())
    write(tmp_path, "z.jsonl", json.dumps({"text": ARABIC}).encode())
    ids = [item.id for item in inputs.reports([tmp_path]) if isinstance(item, Report)]
    assert ids == ["a", "b", "z-1", "c"]
    ids = [item.id for item in inputs.reports([str(tmp_path / "*.txt")]) if isinstance(item, Report)]
    assert ids == ["a", "b"]


@pytest.mark.parametrize("name", ["absent.txt", "absent-*.txt", "empty-folder"])
def test_paths_that_lead_nowhere_are_errors_that_name_them(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty-folder").mkdir()
    item = only(tmp_path / name)
    assert isinstance(item, InputError)
    assert name in str(item)


def test_a_bad_file_does_not_stop_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", b"")
    write(tmp_path, "b.txt", ARABIC.encode())
    kinds = [type(item) for item in inputs.reports([tmp_path])]
    assert kinds == [InputError, Report]


def test_size_limit_of_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"x" * 2000)
    item = only(path, max_bytes=1999)
    assert isinstance(item, InputError)
    assert "--max-size" in str(item)
    assert isinstance(only(path, max_bytes=2000), Report)


# -- JSON Lines ----------------------------------------------------------------------------------------


def test_jsonl_fields(tmp_path: Path) -> None:
    lines = [
        {"id": "x/1", "text": ARABIC, "published": "2021-04-05T10:00:00Z", "outlet": "وكالة", "url": "https://e.org"},
        {"id": 7, "text": ARABIC, "published": None, "further": [1]},
        {"text": ARABIC},
    ]
    path = write(tmp_path, "in.jsonl", "\n\n".join(map(json.dumps, lines)).encode("utf-8-sig"))
    found = list(inputs.reports([path], published="2020-01-01"))
    assert found == [
        Report(id="x/1", text=ARABIC, published="2021-04-05", outlet="وكالة", url="https://e.org"),
        Report(id="7", text=ARABIC, published="2020-01-01"),
        Report(id="in-5", text=ARABIC, published="2020-01-01"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{oops}\n", "not JSON"),
        (b"[1]\n", "Expected `object`"),
        (b'{"id": "a"}\n', "`text`"),
        (b'{"text": 5}\n', "text"),
        (b'{"text": ""}\n', "no text"),
        (b'{"text": "a\\u0000b"}\n', "NUL"),
        (b'{"text": "a", "published": "05/04/2021"}\n', "no date"),
        (b'{"text": "a", "published": "2021-02-30"}\n', "no date"),
        (b'{"text": "' + b"x" * 5000 + b'"}\n', "larger than"),
        (b'{"text": "\\ud800"}\n', "not JSON"),
        (b"\xff\xfe\n", "line 2"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path, line: bytes, said: str) -> None:
    good = json.dumps({"text": ARABIC}).encode() + b"\n"
    path = write(tmp_path, "in.jsonl", good + line + good)
    first, bad, last = inputs.reports([path], max_bytes=4000)
    assert isinstance(first, Report)
    assert isinstance(last, Report)
    assert isinstance(bad, InputError)
    assert "in.jsonl, line 2" in str(bad)
    assert said in str(bad)


def test_a_half_written_last_line(tmp_path: Path) -> None:
    path = write(tmp_path, "in.jsonl", b'{"text": "a"}\n{"text": "b')
    _, bad = inputs.reports([path])
    assert "half-written" in str(bad)


def test_jsonl_in_windows_1256(tmp_path: Path) -> None:
    path = write(tmp_path, "in.jsonl", json.dumps({"text": ARABIC}, ensure_ascii=False).encode("cp1256"))
    item = only(path)
    assert isinstance(item, Report)
    assert item.text == ARABIC


def test_json_that_is_no_utf8_json_lines_is_told_in_one_message(tmp_path: Path) -> None:
    line = json.dumps({"text": ARABIC}, ensure_ascii=False) + "\n"
    wide = write(tmp_path, "in.jsonl", (line * 3).encode("utf-16"))
    whole = write(tmp_path, "in.json", line.encode())
    assert "UTF-16" in str(only(wide))
    assert ".jsonl" in str(only(whole))


def test_standard_input_is_told_apart() -> None:
    lines = json.dumps({"id": "1", "text": ARABIC}).encode()
    for data, expected in ((lines, "1"), (ARABIC.encode(), "stdin")):
        stream = io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]
        (item,) = inputs.reports(["-"], stdin=stream)
        assert isinstance(item, Report)
        assert (item.id, item.text) == (expected, ARABIC)


def test_jsonl_is_streamed(tmp_path: Path) -> None:
    """The second line is not looked at before the first report is handed out."""
    path = write(tmp_path, "in.jsonl", b'{"text": "a"}\n')
    with path.open("ab") as stream:
        items = inputs.reports([path])
        next(items)
        stream.write(b'{"text": "b"}\n')
    assert len(list(items)) == 1


# -- metadata ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_metadata_by_name_stem_path_and_id(tmp_path: Path, separator: str) -> None:
    for name in ("a", "b", "c", "d"):
        write(tmp_path, f"{name}.txt", ARABIC.encode())
    write(tmp_path, "e.jsonl", json.dumps({"id": "id-1", "text": ARABIC, "outlet": "own"}).encode())
    rows = [
        ["file", "outlet", "published"],
        ["a.txt", "وكالة", "2021-04-05"],
        ["b", "", "2021-04-06"],
        [str(tmp_path / "c.txt"), "x", ""],
        ["id-1", "table", "2021-04-08"],
        ["absent", "", ""],
    ]
    table = write(tmp_path, "m.csv", "\r\n".join(map(separator.join, rows)).encode("utf-8-sig"))
    metadata = inputs.load_metadata(table)
    found = {
        item.id: (item.published, item.outlet)
        for item in inputs.reports([tmp_path], metadata=metadata, published="2000-01-01")
        if isinstance(item, Report)
    }
    assert found == {
        "a": ("2021-04-05", "وكالة"),
        "b": ("2021-04-06", None),
        "c": ("2000-01-01", "x"),
        "d": ("2000-01-01", None),
        "id-1": ("2021-04-08", "own"),
    }
    assert metadata.keys() - metadata.used == {"absent"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,published\na,2021-04-05\n", "line 1: no column 'file'"),
        ("file,published\na,soon\n", "line 2: 'soon' is no date"),
        ("file,published\n,2021-04-05\n", "line 2: the column 'file' is empty"),
        ("file\na\na\n", "line 3: a has a row already"),
    ],
)
def test_bad_metadata(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        inputs.load_metadata(write(tmp_path, "m.csv", content.encode()))

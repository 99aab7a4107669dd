"""CSV tables and JSON Lines with columns of any name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .makers import BODY, LEAD, MORE, TITLE, taken

ROWS = f'id,Date,Body,Link\n7,2021-03-05,"{LEAD}\nوقال ""شاهد"" ذلك.",https://example.org/7\n8,,{MORE},\n'


def write(folder: Path, text: str, encoding: str = "utf-8", name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1256"])
def test_a_row_is_a_report_and_its_evidence(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, ROWS, encoding)
    (one, two), bad = taken(path)
    assert not bad
    assert (one.name, one.published, one.url, one.text) == ("7", "2021-03-05", "https://example.org/7", f'{LEAD}\nوقال "شاهد" ذلك.')
    assert (two.name, two.published, two.url, two.text) == ("8", None, None, MORE)
    whole = path.read_bytes()
    for item in (one, two):
        assert item.data in whole
    assert whole.endswith(one.data + two.data)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_separators_and_arabic_headers(tmp_path: Path, separator: str) -> None:
    header = separator.join(["رقم", "العنوان", "نص الخبر", "تاريخ النشر", "المصدر"])
    row = separator.join(["1", TITLE, LEAD, "5 آذار 2021", "شبكة النهر"])
    (item,), bad = taken(write(tmp_path, f"{header}\n{row}\n"))
    assert not bad
    assert (item.text, item.published, item.outlet, item.title) == (f"{TITLE}\n\n{LEAD}", "2021-03-05", "شبكة النهر", TITLE)


def test_a_map_of_columns(tmp_path: Path) -> None:
    path = write(tmp_path, f"a,b,c\n{MORE},{LEAD},n1\n")
    (message,) = taken(path)[1]
    assert "--columns text=NAME; there are a, b, c" in message
    assert taken(path, columns={"text": "b", "id": "C"})[0][0].text == LEAD
    (message,) = taken(path, columns={"text": "z"})[1]
    assert "no column 'z'" in message
    lines = write(tmp_path, json.dumps({"content": BODY, "nr": 5, "when": "2021-03-05"}) + "\n", name="t.jsonl")
    (item,), _ = taken(lines, columns={"text": "content", "id": "nr", "published": "when"})
    assert (item.text, item.name, item.published) == (BODY, "5", "2021-03-05")


def test_dates_in_words_figures_and_mail_form(tmp_path: Path) -> None:
    for said in ("2021-03-05T10:00:00Z", "05/03/2021", "الجمعة 5 آذار 2021", '"Fri, 05 Mar 2021 10:00:00 +0000"', "2021-03-05 10:00"):
        assert taken(write(tmp_path, f"text,date\n{LEAD},{said}\n"))[0][0].published == "2021-03-05", said
    (message,) = taken(write(tmp_path, f"text,date\n{LEAD},قريبا\n"))[1]
    assert "line 2" in message
    assert "is no date" in message


def test_bad_rows_are_named_and_the_others_go_in(tmp_path: Path) -> None:
    long = "س" * 5000
    path = write(tmp_path, f"id,text\n1,{LEAD}\n2,{long}\n3\n4,\n5,{MORE}\n6,\"بلا نهاية\n7,{LEAD}\n")
    good, bad = taken(path, max_bytes=4000)
    assert [item.name for item in good] == ["1", "5"]
    assert [why.split(": ")[0].rsplit(" ", 1)[1] for why in bad] == ["3", "4", "5", "7"]
    assert "larger than" in bad[0]
    assert "column of the text is missing" in bad[1]
    assert "never closed" in bad[3]


def test_a_table_on_standard_input_by_its_name_in_a_folder_only(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    good, bad = taken(tmp_path)
    assert len(good) == 2
    assert not bad


def test_what_no_database_takes_is_left_out_of_every_part(tmp_path: Path) -> None:
    lines = [json.dumps({"id": "a\x00\u202eb", "text": LEAD, "outlet": "شبكة\x00 النهر", "url": "https://x.example/\x07"}), '{"text": "\\ud800 ' + LEAD + '"}', json.dumps({"text": f"{MORE}\x00"})]
    path = write(tmp_path, "\n".join(lines) + "\n", name="t.jsonl")
    (item,), bad = taken(path)
    assert (item.name, item.outlet, item.url) == ("a\\u0000\\u202eb", "شبكة النهر", "https://x.example/")
    assert len(bad) == 2
    filler = f"{MORE},,\n" * 200  # a NUL in the first piece shows that it is no table at all
    table = write(tmp_path, f"text,outlet,title\n{filler}{LEAD},شبكة\x00 النهر,عنوان\x1b[31m\n")
    row = taken(table)[0][-1]
    assert (row.outlet, row.title) == ("شبكة النهر", "عنوان[31m")

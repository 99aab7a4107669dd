"""Reports of every kind into the datasets: the reading that ``sijill.read`` gives, names that are theirs alone, the same bytes for the same inputs."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pyarrow as pa
import pytest
import zstandard
from pyarrow import parquet
from tests.archive.conftest import archive
from tests.archive.makers import reports
from tests.ingest.makers import page
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import sijill
from sijill.archive import manifest
from sijill.archive.inputs import Options
from sijill.archive.read import Run
from sijill.archive.schema import SCHEMAS
from sijill.errors import InputError
from sijill.records import Reading

SMALL = Options(reports=7)


def lines(some: list[dict[str, str]]) -> bytes:
    return b"".join(json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in some)


def rows(out: Path | str, question: str) -> list[tuple[Any, ...]]:
    """What DuckDB answers over the datasets, each a view."""
    with duckdb.connect() as connection:
        for name in SCHEMAS:
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{out}/{name}/*.parquet')")
        return connection.execute(question).fetchall()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports in every kind of file."""
    at = tmp_path_factory.mktemp("given") / "reports"
    (at / "f").mkdir(parents=True)
    some = list(reports(24))
    (at / "a.jsonl").write_bytes(lines(some[:12]))
    (at / "b.jsonl.gz").write_bytes(gzip.compress(lines(some[12:18]), mtime=0) + gzip.compress(lines(some[18:20]), mtime=0))
    (at / "c.jsonl.zst").write_bytes(zstandard.compress(lines(some[20:22])) + zstandard.compress(lines(some[22:])))
    days = pa.array([18322] * 10, pa.date32())
    table = pa.table({"nr": range(100, 110), "body": [r["text"] for r in some[:10]], "published": days, "source": ["شبكة النهر"] * 10})
    parquet.write_table(table, at / "d.parquet", row_group_size=4)
    (at / "e.txt").write_text(some[0]["text"], encoding="utf-8")
    (at / "f" / "e.txt").write_text(some[1]["text"], encoding="utf-8")
    (at / "g.html").write_text(page(), encoding="utf-8")
    with (at / "h.warc.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for path in ("one", "two"):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(f"https://example.org/{path}", "response", payload=io.BytesIO(page().encode()), http_headers=headers))
    return at


@pytest.fixture(scope="module")
def read(client: Any, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of them."""
    out = tmp_path_factory.mktemp("read") / "archive"
    made = archive(client, [folder], out, msgspec.structs.replace(SMALL, columns={"text": "body", "id": "nr"}))
    assert (made.rows["reports"], made.failures) == (24 + 10 + 2 + 1 + 2, {})
    return out


def test_every_kind_gives_the_reading_that_sijill_gives(read: Path) -> None:
    found = rows(read, "SELECT doc, text, given_published, given_outlet, url, record FROM reports")
    for doc, text, published, outlet, url, record in found:
        expected = sijill.read(text, doc=doc, published=published, outlet=outlet, url=url)
        assert record.encode() == msgspec.json.encode(expected), doc
        assert expected.events, doc


def test_a_report_has_a_name_of_its_own_and_the_place_it_came_from(read: Path) -> None:
    found = {row[0]: row[1:] for row in rows(read, "SELECT doc, source, locator, part, given_published, given_outlet FROM reports")}
    assert len(found) == 39
    assert found["r0009"] == ("reports/a.jsonl", "line 10", 1, None, "شبكة النهر")
    assert found["r0013"][:2] == ("reports/b.jsonl.gz", "line 2")
    assert found["r0023"][:2] == ("reports/c.jsonl.zst", "line 4")
    assert found["108"][:2] == ("reports/d.parquet", "row 9") and found["108"][3:] == ("2020-03-01", "شبكة النهر")
    assert found["g"][:2] == ("reports/g.html", "")
    twice = {doc: row[:2] for doc, row in found.items() if doc.partition("~")[0] == "e"}
    assert sorted(twice.values()) == [("reports/e.txt", ""), ("reports/f/e.txt", "")] and "e" not in twice
    crawled = {doc.partition("~")[0]: row[:2] for doc, row in found.items() if "warc" in row[0]}
    assert crawled == {f"https://example.org/{p}": ("reports/h.warc.gz", f"record {n} (https://example.org/{p})") for n, p in ((1, "one"), (2, "two"))}


def test_the_datasets_lay_the_record_out(read: Path) -> None:
    """Counted and compared against the records, over all reports."""
    readings = {doc: msgspec.json.decode(record, type=Reading) for doc, record in rows(read, "SELECT doc, record FROM reports")}
    events = {(r.doc, e.id): e for r in readings.values() for e in r.events}
    found = rows(read, "SELECT doc, event, type, start, \"end\", time, list_transform(places, lambda p: p.names[1]), list_transform(targets, lambda a: a.names), means FROM events")
    told = {(doc, event): rest for doc, event, *rest in found}
    assert told == {k: [e.type, e.start, e.end, e.time, [p.names[0] for p in e.places], [a.names for a in e.target], e.means] for k, e in events.items()}
    figures = rows(read, "SELECT doc, event, figure, measure, low, high, text FROM figures WHERE event IS NOT NULL")
    assert sorted(figures) == sorted((d, i, n, f.measure, f.low, f.high, f.text) for (d, i), e in events.items() for n, f in enumerate(e.figures, 1))
    chains = rows(read, "SELECT doc, event, position, name FROM attributions WHERE figure IS NULL AND event IS NOT NULL")
    assert sorted(chains) == sorted((d, i, n, s.names[0]) for (d, i), e in events.items() for n, s in enumerate(e.attribution, 1))
    assert len(figures) > 10 and len(chains) > 10
    spans = rows(read, "SELECT count(*), min(substr(text, m.start + 1, m.\"end\" - m.start)) FROM mentions m JOIN reports USING (doc) WHERE dimension = 'place'")
    assert spans[0][0] == sum(len(e.places) for e in events.values())
    days = rows(read, "SELECT count(*) FROM events JOIN reports USING (doc) WHERE time LIKE '____-__-__' AND CAST(events.first_day AS VARCHAR) <> time")
    assert days == [(0,)]


def test_a_name_told_twice_is_nobodys_whichever_partition_it_is_in(client: Any, tmp_path: Path) -> None:
    some = [*reports(9), {"id": "r0002", "text": "قتل مدني في سراقب أمس."}]
    (tmp_path / "a.jsonl").write_bytes(lines(some))
    archive(client, [tmp_path / "a.jsonl"], tmp_path / "out", Options(reports=2))
    found = rows(tmp_path / "out", "SELECT doc, locator FROM reports WHERE doc LIKE 'r0002%' ORDER BY part")
    assert [locator for _, locator in found] == ["line 3", "line 10"]
    assert all(doc.startswith("r0002~") for doc, _ in found) and found[0][0] != found[1][0]


def test_what_cannot_be_read_is_set_aside_with_its_reason_and_its_bytes(client: Any, tmp_path: Path) -> None:
    some = list(reports(6))
    at = tmp_path / "reports"
    at.mkdir()
    (at / "a.jsonl").write_bytes(lines(some[:2]) + b'{"text": 7}\n' + lines(some[2:3]) + b'{"id": "nul", "text": "\\u0000"}\n{"text": "half')
    packed = gzip.compress(lines(some[3:]))
    (at / "b.jsonl.gz").write_bytes(packed[:-30])
    whole = zstandard.ZstdCompressor().compress(lines(some[3:]))
    (at / "c.jsonl.zst").write_bytes(whole[:-9])
    (at / "d.parquet").write_bytes(b"PAR1 and no more")
    (at / "e.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (at / "f.txt").write_bytes(b"")
    made = archive(client, [at], tmp_path / "out", Options(reports=2))
    found = {(source, locator): (stage, error, data) for source, locator, stage, error, data in rows(tmp_path / "out", "SELECT source, locator, stage, error, data FROM quarantine")}
    assert made.failures == {"input": len(found)}
    assert found["reports/a.jsonl", "line 3"][2] == b'{"text": 7}\n'
    assert "line 5" in found["reports/a.jsonl", "line 5"][1]
    assert "half-written" in found["reports/a.jsonl", "line 6"][1]
    assert "cut off" in found["reports/b.jsonl.gz", ""][1]
    assert "cut off" in found["reports/c.jsonl.zst", ""][1]
    assert "damaged" in found["reports/d.parquet", ""][1]
    assert any("old Word document" in error for _, error, _ in found.values())
    assert any("empty" in error for (source, _), (_, error, _) in found.items() if source == "reports/f.txt")
    assert made.rows["reports"] >= 3


def test_inputs_that_changed_are_told_apart_from_those_that_were_only_touched(client: Any, tmp_path: Path) -> None:
    given = tmp_path / "a.jsonl"
    given.write_bytes(lines(list(reports(9))))
    out = tmp_path / "out"
    made = archive(client, [given], out, Options(reports=2))
    (out / "manifest.json").unlink()
    (out / "_parts" / "part-00002.json").unlink()
    os.utime(given, (1, 1))
    assert archive(client, [given], out, Options(reports=2)) == made
    (tmp_path / "pack" / "lexicon").mkdir(parents=True)
    (tmp_path / "pack" / "lexicon" / "triggers.tsv").write_text("class\tkey\tpos\tforms\tframe\tfeatures\n", encoding="utf-8")
    for change, told in (
        (lambda: Run([str(given)], str(out), (), Options(reports=3)).finished(), "other options"),
        (lambda: Run([str(given), str(tmp_path)], str(out), (), Options(reports=2)).finished(), "was not there"),
        (lambda: Run([str(given)], str(out), [tmp_path / "pack"], Options(reports=2)).finished(), "packs"),
    ):
        with pytest.raises(InputError, match=told):
            change()
    given.write_bytes(lines(list(reports(9, seed=6))))
    with pytest.raises(InputError, match=r"a\.jsonl: was changed"):
        archive(client, [given], out, Options(reports=2))


def test_inputs_and_archive_may_be_addresses(client: Any, folder: Path) -> None:
    """In the memory of this process, as in any store that fsspec knows, and the same bytes there as on the disk."""
    import fsspec

    memory = fsspec.filesystem("memory")
    for path in ("a.jsonl", "b.jsonl.gz", "d.parquet", "e.txt"):
        memory.pipe(f"/given/reports/{path}", (folder / path).read_bytes())
    options = msgspec.structs.replace(SMALL, columns={"text": "body", "id": "nr"})
    there = archive(client, ["memory://given/reports"], "memory://made/archive", options)
    assert there.rows["reports"] == 12 + 8 + 10 + 1
    local = folder.parent / "local" / "reports"
    local.mkdir(parents=True)
    for path in ("a.jsonl", "b.jsonl.gz", "d.parquet", "e.txt"):
        shutil.copy(folder / path, local / path)
    here = archive(client, [f"file://{local}"], f"file://{folder.parent}/local/archive", options)
    assert here.content == there.content
    stored = memory.cat("/made/archive/reports/part-00000.parquet")
    assert stored == (folder.parent / "local" / "archive" / "reports" / "part-00000.parquet").read_bytes()
    assert not [p for p in memory.find("/made") if p.endswith(".tmp")]


def test_nothing_of_others_is_written_over(client: Any, tmp_path: Path) -> None:
    (tmp_path / "out" / "events").mkdir(parents=True)
    (tmp_path / "out" / "events" / "mine.parquet").write_bytes(b"mine")
    (tmp_path / "a.txt").write_text("قتل مدني.", encoding="utf-8")
    with pytest.raises(InputError, match="name an empty folder"):
        archive(client, [tmp_path / "a.txt"], tmp_path / "out")
    with pytest.raises(InputError, match="no such file"):
        archive(client, [tmp_path / "nothing.jsonl"], tmp_path / "other")
    with pytest.raises(InputError, match="no archive"):
        manifest.load(str(tmp_path / "other"))

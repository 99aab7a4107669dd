"""What is given out: every format opened with the tool it is for, what it loses told, private persons hidden."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import sijill
from sijill.cli import app
from sijill.ingest import items
from sijill.register import Register

from .conftest import item

SAMPLES = Path(sijill.__file__).parent / "samples"
FORMATS = ("acled", "ucdp", "plover", "ftm", "hxl", "geojson", "annotations", "parquet", "xlsx", "jsonl")

PRIVATE = (
    "دمشق - 5 آذار 2021\nاعتقلت قوات النظام أمس الشاب حسام الدرويشي في بلدة كفرنبل جنوبي إدلب، بحسب المرصد السوري."
    " وقال شاهد العيان مروان الحلواني إن حسام الدرويشي اقتيد إلى جهة مجهولة.\n"
    "وقتل المدني عدنان الزعبوط بقصف مدفعي لقوات النظام على بلدة كفرنبل أمس."
)
FORMULA = "=cmd|' /C calc'!A0"

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,"
    "interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,"
    "fatalities,tags,timestamp"
)
"""acledR's data and tests, in the order since 20 March 2023."""

UCDP = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,dyad_new_id,dyad_name,"
    "side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,source_date,source_headline,"
    "source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,"
    "event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
"""UCDP GED, API schema 25.1."""

HXL = (
    "#event+id,#event+name+i_ar,#event+name+i_en,#event+type,#event+type+sub,#date+occurred+start,#date+occurred+end,#date+occurred+precision,"
    "#date+reported,#country+code,#country+name,#adm1+name,#adm1+code,#adm2+name,#adm2+code,#adm3+name,#loc+name+i_ar,#loc+name+i_en,#geo+lat,#geo+lon,"
    "#geo+precision,#group+name+first,#group+type+first,#group+name+second,#group+type+second,#affected+killed+min,#affected+killed,#affected+killed+max,"
    "#affected+injured+min,#affected+injured+max,#affected+abducted,#affected+killed+children,#affected+killed+f,#affected+killed+civilians,#meta+source,"
    "#meta+source+original,#meta+url,#meta+source+num,#status,#meta+disputed,#description+i_ar,#description+i_en,#meta+id"
)
"""HXL 1.1 core hashtags with OCHA's attributes for conflict events."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with every format of one register: the project's samples, a report of private persons, one that looks like a formula."""
    folder = tmp_path_factory.mktemp("given")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIJILL_DATABASE", str(folder / "r.db"))
        patch.setenv("SIJILL_EVIDENCE", str(folder / "r.evidence"))
        with Register.open(str(folder / "r.db"), create=True) as register:
            list(register.add(items([str(SAMPLES)])))
            list(register.add([item("private", PRIVATE), item("formula", PRIVATE.replace("كفرنبل", "معرة النعمان"), outlet=FORMULA)]))
            assert all(not o.why for o in register.read())
            register.link()
        for name in FORMATS:
            result = run("export", name, "--out", folder / f"out.{name}")
            assert result.exit_code == 0, (name, result.stderr, result.exception)
        yield folder


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def loss(folder: Path, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / f"out.{name}.loss.json").read_text(encoding="utf-8"))
    return told


def test_acled_has_its_columns_words_and_rules(given: Path) -> None:
    from sijill.exports.crosswalk import ACLED as EVENTS

    rows = table(given / "out.acled")
    assert ",".join(rows[0]) == ACLED
    assert len(rows) > 50
    for row in rows:
        assert re.fullmatch(r"sijill-\d+", row["event_id_cnty"])
        assert row["sub_event_type"] in EVENTS[row["event_type"]]
        assert (row["event_date"][:4], row["time_precision"] in "123", row["geo_precision"] in "123") == (row["year"], True, True)
        assert int(row["fatalities"]) >= 0
        assert row["latitude"] == "" or re.fullmatch(r"-?\d+\.\d{4}", row["latitude"])
    bus = next(r for r in rows if "سرايا قاسيون" in r["actor1"])
    assert (bus["iso"], bus["country"], bus["region"], bus["interaction"]) == ("760", "Syria", "Middle East", "State forces-Rebel group")
    assert bus["fatalities"] == "14"  # the lowest that anybody tells, as ACLED counts
    assert "conflict of killed: 14" in bus["notes"]


def test_policies_decide_the_figure(given: Path) -> None:
    for policy, figure in (("conservative", "14"), ("most_origins", "14")):
        assert run("export", "acled", "--out", given / "p.csv", "--policy", policy, "--database", given / "r.db").exit_code == 0
        assert next(r for r in table(given / "p.csv") if "سرايا قاسيون" in r["actor1"])["fatalities"] == figure
    assert run("export", "hxl", "--out", given / "p.csv", "--policy", "range_only", "--database", given / "r.db").exit_code == 0
    bus = next(r for r in table(given / "p.csv") if "سرايا قاسيون" in r["party_a"])
    assert (bus["killed_min"], bus["killed"], bus["killed_max"]) == ("14", "", "17")
    wrong = run("export", "acled", "--out", given / "p.csv", "--policy", "dice", "--database", given / "r.db")
    assert (wrong.exit_code, "no such policy" in wrong.stderr) == (2, True)


def test_ucdp_keeps_its_sums(given: Path) -> None:
    from sijill.exports.ucdp import priogrid

    rows = table(given / "out.ucdp")
    assert ",".join(rows[0]) == UCDP
    assert len(rows) > 8
    for r in rows:
        parts = [int(r[f"deaths_{p}"]) for p in ("a", "b", "civilians", "unknown")]
        assert sum(parts) == int(r["best"])
        assert int(r["low"]) <= int(r["best"]) <= int(r["high"])
        assert int(r["high"]) >= 1
        assert r["date_start"] <= r["date_end"]
        assert (r["where_prec"] == "") == (r["latitude"] == "")
        assert r["type_of_violence"] in "123"
        assert (r["type_of_violence"] == "3") == (r["side_b"] == "Civilians")
        assert not r["dyad_new_id"] and not r["conflict_new_id"] and not r["side_a_new_id"]
    assert priogrid(22.488976, 90.062732) == 161821  # of a published row of GED
    dropped = {d["why"] for d in loss(given, "ucdp")["dropped"]}
    assert "nobody is told to have been killed" in dropped
    assert len(rows) + len(loss(given, "ucdp")["dropped"]) == len(json.loads((given / "out.geojson").read_text())["features"])


def test_geojson_opens_in_shapely(given: Path) -> None:
    from shapely.geometry import Point, shape

    from sijill.exports.geojson import PROPERTIES

    whole = json.loads((given / "out.geojson").read_text(encoding="utf-8"))
    assert (whole["type"], "crs" in whole) == ("FeatureCollection", False)
    points = [shape(f["geometry"]) for f in whole["features"] if f["geometry"]]
    assert len(points) > 80
    for point in points:
        assert isinstance(point, Point) and point.is_valid
        assert -20 < point.x < 65 and 5 < point.y < 60  # longitude first
    for f in whole["features"]:
        assert tuple(f["properties"]) == PROPERTIES
        if f["geometry"] is None:
            assert f["properties"]["radius_m"] is None


def test_hxl_validates_with_libhxl(given: Path) -> None:
    import hxl

    source = hxl.data(str(given / "out.hxl"), hxl.InputOptions(allow_local=True))
    assert ",".join(c.display_tag for c in source.columns) == HXL
    assert len(list(source)) > 150
    faults: list[Any] = []
    hxl.schema(None, callback=faults.append).validate(source)
    assert not faults, [str(f) for f in faults[:5]]


def test_followthemoney_takes_every_entity(given: Path) -> None:
    from followthemoney import model

    found = lines(given / "out.ftm")
    ids = {e["id"] for e in found}
    assert len(ids) == len(found) > 400
    assert {"Event", "Article", "Organization", "UnknownLink", "Address", "Note", "Person"} <= {e["schema"] for e in found}
    for one in found:
        schema = model.get(one["schema"])
        assert schema is not None
        model.get_proxy(one, cleaned=False)
        assert schema.validate(one) is None
        for name, values in one["properties"].items():
            prop = schema.get(name)
            assert prop is not None, (one["schema"], name)
            for value in values:
                assert prop.validate([value]) is None
                if prop.type.name == "entity":
                    assert value in ids
                elif prop.type.name in ("date", "country", "url", "topic", "language"):
                    assert prop.type.clean(value) == value, (name, value)


def test_plover_has_its_fields_and_codes(given: Path) -> None:
    from sijill.exports.crosswalk import PLOVER

    found = lines(given / "out.plover")
    assert len(found) > 60
    for one in found:
        assert one["id"] and one["date"] and one["actor"] and one["event"]
        quad, modes = PLOVER[one["event"][0]]
        assert one["quad_code"] == quad
        assert set(one["mode"]) <= set(modes)
        assert one["date"] <= one["enddate"]


def test_annotations_point_at_their_words(given: Path) -> None:
    texts = {r["text_sha256"]: r["text"] for r in lines(given / "out.jsonl") if r["kind"] == "report"}
    page = json.loads((given / "out.annotations").read_text(encoding="utf-8"))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert len({a["id"] for a in page["items"]}) == len(page["items"]) > 150
    for one in page["items"]:
        text = texts[one["target"]["source"].removeprefix("urn:sha256:")]
        position, quote = one["target"]["selector"]
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[:start].endswith(quote["prefix"])
        assert text[end:].startswith(quote["suffix"])


def test_parquet_opens_in_pyarrow_and_duckdb(given: Path) -> None:
    import duckdb
    from pyarrow import parquet

    from sijill.exports.own import HASHTAGS

    path = given / "out.parquet"
    found = parquet.read_table(path)
    assert tuple(found.column_names[: len(HASHTAGS)]) == tuple(HASHTAGS)
    rows = duckdb.sql(f"SELECT id, date_start, killed_min, len(claims) AS n FROM '{path}' WHERE killed_max >= 14 ORDER BY n DESC, id").fetchall()
    assert rows[0][0] == "sijill-1"
    assert str(rows[0][1]) == "2021-10-20"
    assert rows[0][2:] == (14.0, 2)
    quoted = duckdb.sql(f"SELECT c.quote FROM (SELECT unnest(claims) AS c FROM '{path}') WHERE c.type = 'planted_bombing'").fetchall()
    assert all(q for (q,) in quoted)


def test_the_workbook_opens_and_runs_nothing(given: Path) -> None:
    from openpyxl import load_workbook

    from sijill.exports.own import CLAIM, HASHTAGS

    book = load_workbook(given / "out.xlsx", read_only=True)
    assert book.sheetnames == ["incidents", "claims", "figures", "conflicts"]
    for sheet, columns in (("incidents", HASHTAGS), ("claims", CLAIM)):
        rows = list(book[sheet].iter_rows())
        assert tuple(c.value for c in rows[0]) == tuple(columns)
        assert len(rows) > 150
    cells = [c for sheet in book.sheetnames for row in book[sheet].iter_rows() for c in row]
    assert all(c.data_type != "f" for c in cells)
    assert any(c.value == f"'{FORMULA}" for c in cells)


def test_no_cell_of_a_table_is_a_formula(given: Path) -> None:
    seen = False
    for name in ("acled", "ucdp", "hxl"):
        with (given / f"out.{name}").open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    assert not re.match(r"[=@\t\r]|[+-](?!\d+(\.\d+)?$)", cell), (name, cell)
                    seen = seen or FORMULA in cell
    assert seen


@pytest.mark.parametrize("name", FORMATS)
def test_private_persons_and_witnesses_are_in_no_format(given: Path, name: str) -> None:
    path = given / f"out.{name}"
    if name == "parquet":
        from pyarrow import parquet

        text = str(parquet.read_table(path).to_pylist())
    elif name == "xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path, read_only=True)
        text = "\n".join(str(c.value) for sheet in book.sheetnames for row in book[sheet].iter_rows() for c in row)
    else:
        text = path.read_text(encoding="utf-8")
    for hidden in ("الدرويشي", "مروان", "الحلواني", "الزعبوط", "عدنان", "إسليم", "الساجوري"):
        assert hidden not in text, hidden
    told = loss(given, name)
    assert told["redacted"] is True
    assert told["hidden"]


def test_one_person_has_one_pseudonym_in_an_export_and_another_in_the_next(given: Path) -> None:
    def people(path: Path) -> set[str]:
        return {n for e in lines(path) if e["schema"] == "Person" for n in e["properties"]["name"] if re.fullmatch(r"person-[0-9a-f]{10}", n)}

    first = people(given / "out.ftm")
    assert run("export", "ftm", "--out", given / "again.ftm", "--database", given / "r.db").exit_code == 0
    second = people(given / "again.ftm")
    assert len(first) == len(second) >= 2
    assert first.isdisjoint(second)


def test_the_place_of_a_living_private_person_is_made_coarser_and_that_of_the_dead_is_not(given: Path) -> None:
    features = json.loads((given / "out.geojson").read_text(encoding="utf-8"))["features"]
    mine = [f["properties"] | {"at": f["geometry"]} for f in features if f["properties"]["adm1"] == "إدلب" and (f["properties"]["date_start"] or "")[:7] == "2021-03"]
    held = [p for p in mine if p["sub_event_type"] == "arrest"]
    dead = [p for p in mine if p["sub_event_type"] in ("shelling", "killing")]
    assert held and dead
    assert all(p["coarsened"] and p["geo_precision"] in ("adm1", "adm2") and "نبل" not in p["place_ar"] for p in held)
    assert any(p["place_ar"] == "كفرنبل" and not p["coarsened"] for p in dead)


def test_unredacted_must_be_said_and_is_noted(given: Path) -> None:
    from sijill.register.models import Entry

    result = run("export", "acled", "--out", given / "open.csv", "--unredacted", "--type", "arrest", "--who", "amal", "--database", given / "r.db")
    assert result.exit_code == 0
    assert "nothing hidden" in result.stderr
    assert "حسام الدرويشي" in (given / "open.csv").read_text(encoding="utf-8")
    with Register.open(str(given / "r.db")):
        entry = Entry.objects.order_by("-number").first()
        detail = json.loads(entry.detail)
        assert (entry.action, entry.subject, entry.who) == ("export", "open.csv", "amal")
        assert (detail["format"], detail["redacted"], detail["filter"]) == ("acled", False, {"type": "arrest"})
        rows = table(given / "open.csv")
        assert detail["rows"] == len(rows) > 3
        import hashlib

        assert detail["sha256"] == hashlib.sha256((given / "open.csv").read_bytes()).hexdigest()
    assert "unredacted" in (given / "open.csv.loss.md").read_text(encoding="utf-8")
    assert run("verify", "--database", given / "r.db").exit_code in (0, 1)


def test_filters_choose_and_a_table_without_rows_has_its_header(given: Path) -> None:
    assert run("export", "hxl", "--out", given / "f.csv", "--place", "طنجة", "--database", given / "r.db").exit_code == 0
    assert (given / "f.csv").read_text(encoding="utf-8").count("\n") == 2
    assert run("export", "acled", "--out", given / "f.csv", "--place", "إدلب", "--until", "2021-04-01", "--database", given / "r.db").exit_code == 0
    listed = run("incidents", "--place", "إدلب", "--until", "2021-04-01", "--limit", 0, "--format", "json", "--database", given / "r.db")
    asked = {f"sijill-{row['incident']}" for row in json.loads(listed.stdout)}
    left_out = {d["record"] for d in json.loads((given / "f.csv.loss.json").read_text(encoding="utf-8"))["dropped"]}
    assert {r["event_id_cnty"] for r in table(given / "f.csv")} == asked - left_out != set()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shapefile"], "no such format"),
        (["jsonl", "--place", "إدلب"], "jsonl is the whole register"),
        (["acled", "--policy", "prefer_source"], "--prefer SOURCE go together"),
    ],
)
def test_what_cannot_be_given_is_told(given: Path, arguments: list[str], said: str) -> None:
    result = run("export", *arguments, "--out", given / "x", "--database", given / "r.db")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (given / "x").exists()


def test_what_sijill_wrote_is_not_taken_in_as_a_report(given: Path, tmp_path: Path) -> None:
    """Or a page about an incident would count as another origin for it."""
    (tmp_path / "own").mkdir()
    own = tmp_path / "own"
    for what in (["export", "jsonl", "--unredacted", "--out", own / "all.jsonl"], ["report", "incident", "1", "--out", own / "page.html"]):
        assert run(*what, "--database", given / "r.db").exit_code == 0
    (own / "report.txt").write_text(PRIVATE, encoding="utf-8")
    result = run("add", own, "--database", tmp_path / "new.db")
    for name in ("all.jsonl", "all.jsonl.loss.md", "page.html"):
        assert f"{own / name}: was written by Sijill" in result.stderr, result.stderr
    assert "1 added" in result.stderr


@pytest.mark.parametrize("what", [["export", "xlsx"], ["export", "hxl"], ["report", "incident", "1"]])
def test_where_a_file_cannot_be_is_told_before_any_work(given: Path, what: list[str]) -> None:
    for out, said in ((given / "none" / "x", f"there is no folder {given / 'none'}; make it first"), ("-", "goes into a file")):
        result = run(*what, "--out", out, "--database", given / "r.db")
        assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
    assert not Path("-").exists()


@pytest.mark.parametrize(("name", "library"), [("xlsx", "openpyxl"), ("parquet", "pyarrow")])
def test_a_library_that_is_missing_is_named_with_its_extra(given: Path, monkeypatch: pytest.MonkeyPatch, name: str, library: str) -> None:
    import sys

    monkeypatch.setitem(sys.modules, library, None)
    result = run("export", name, "--out", given / "missing", "--database", given / "r.db")
    assert result.exit_code == 2
    assert "pip install 'sijill[exports]'" in result.stderr


# -- the register itself ------------------------------------------------------------------------------------


def test_the_register_comes_back_byte_for_byte(database: str, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    from sijill.register import links

    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    with Register.open(database, create=True) as register:
        from sijill.register.models import EventRow, Incident, Report
        from sijill.register.people import dating

        list(register.add(items([str(SAMPLES)])))
        list(register.read())
        dating.give([(Report.objects.order_by("pk")[0], "2022-01-02")], "amal", "as the archive of the outlet says")
        list(register.read())
        register.link()
        shared = [list(EventRow.objects.filter(member__incident=i)) for i in Incident.objects.filter(claims__gt=1)]
        links.judge(shared[0][0], shared[0][1], "not_same", "two attacks", "amal")
        links.judge(shared[0][0], shared[0][1], "same", "", "amal")
        merged = Incident.objects.exclude(merged_into=None).count()
        counts = register.counts()
    first = tmp_path / "first.jsonl"
    assert run("export", "jsonl", "--out", first, "--unredacted", "--database", database).exit_code == 0
    assert merged > 0

    # Into an empty register of the other kind: what is kept must not depend on the database.
    name = "sijill_" + tmp_path.name.replace("-", "_")
    if database.endswith(".db"):
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        other = server.replace("/postgres?", f"/{name}?")
    else:
        other = str(tmp_path / "other.db")
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "elsewhere"))
    result = run("import", first, "--database", other, "--evidence", tmp_path / "evidence")
    assert result.exit_code == 0, (result.stderr, result.exception)
    second = tmp_path / "second.jsonl"
    assert run("export", "jsonl", "--out", second, "--unredacted", "--database", other).exit_code == 0
    assert second.read_bytes() == first.read_bytes()
    assert run("verify", "--database", other).exit_code == 0
    with Register.open(other) as register:
        after = register.counts()
        assert after | {"entry": 0} == counts | {"entry": 0}
        # It goes on where it stood: nothing to read or link again, and new incidents get new numbers.
        assert register.unread() == 0
        assert register.link().claims == 0
        highest = Incident.objects.order_by("-pk").first().pk
        list(register.add([item("private", PRIVATE)]))
        list(register.read())
        register.link()
        assert Incident.objects.order_by("-pk").first().pk > highest
    again = run("import", first, "--database", other)
    assert (again.exit_code, "not empty" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    ("how", "said"),
    [("cut", "cut off"), ("byte", "altered"), ("redacted", "redacted"), ("other", "is no register"), ("empty", "is empty"), ("chain", "altered since it was written")],
)
def test_a_file_that_is_not_what_was_written_is_refused_whole(given: Path, tmp_path: Path, how: str, said: str) -> None:
    import hashlib

    source = given / "whole.jsonl"
    if not source.exists():
        assert run("export", "jsonl", "--out", source, "--unredacted", "--database", given / "r.db").exit_code == 0
    data = source.read_bytes()
    kept = data.splitlines(keepends=True)
    if how == "chain":
        # Somebody who altered an entry and made the last line fit again.
        at = next(k for k, line in enumerate(kept) if b'"action":"link"' in line)
        kept[at] = kept[at].replace(b'"action":"link"', b'"action":"lynk"')
        body = b"".join(kept[:-1])
        kept[-1] = json.dumps({"kind": "end", "lines": len(kept) - 1, "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"
    made = {
        "cut": b"".join(kept[:-3]), "byte": data.replace(b'"verdict"', b'"verdicT"').replace("سرايا".encode(), "سرابا".encode(), 1), "redacted": (given / "out.jsonl").read_bytes(),
        "other": (given / "out.plover").read_bytes(), "empty": b"", "chain": b"".join(kept),
    }[how]  # fmt: skip
    file = tmp_path / "file.jsonl"
    file.write_bytes(made)
    result = run("import", file, "--database", tmp_path / "new.db")
    assert result.exit_code == 2, result.stderr
    assert said in result.stderr
    if how != "chain":  # which shows only when everything stands in the database
        assert not (tmp_path / "new.db").exists()
        return
    with Register.open(str(tmp_path / "new.db")) as register:
        assert not any(register.counts().values())


# -- the tables ---------------------------------------------------------------------------------------------


def test_every_type_stands_in_the_crosswalk() -> None:
    from sijill.exports.crosswalk import Crosswalk
    from sijill.knowledge.tables import pack_folders
    from sijill.ontology import FAMILY

    crosswalk = Crosswalk(pack_folders())
    assert set(crosswalk.types) == set(FAMILY)
    for kind, rows in crosswalk.types.items():
        assert not rows[-1].when, f"{kind}: the last row must hold always"
    seize = crosswalk.codes("territorial_capture", frozenset(["agent:state"]))
    assert seize.acled_sub == "Government regains territory"
    assert crosswalk.codes("territorial_capture", frozenset(["agent:nonstate"])).acled_sub == "Non-state actor overtakes territory"


def test_a_pack_of_ones_own_changes_the_words_of_others(given: Path, tmp_path: Path) -> None:
    pack = tmp_path / "mine" / "exports"
    pack.mkdir(parents=True)
    table_ = pack / "crosswalk.tsv"
    head = "type\twhen\tacled_event\tacled_sub\tucdp\tplover_event\tplover_mode\tcameo\tmrm\n"
    table_.write_text(head + "arrest\t\tViolence against civilians\tAbduction/forced disappearance\t\tASSAULT\tabduct\t181\t\n", encoding="utf-8")
    options = ("--out", given / "mine.csv", "--type", "arrest", "--pack", tmp_path / "mine", "--database", given / "r.db")
    assert run("export", "acled", *options).exit_code == 0
    assert {r["sub_event_type"] for r in table(given / "mine.csv")} == {"Abduction/forced disappearance"}
    table_.write_text(head + "arrest\t\tBattles\tArrests\t\t\t\t\t\n", encoding="utf-8")
    wrong = run("export", "acled", *options)
    assert wrong.exit_code == 2
    assert "crosswalk.tsv:2: 'Arrests' is no acled_sub there; say one of Armed clash" in wrong.stderr


@pytest.mark.parametrize(
    ("text", "hidden", "kept"),
    [
        ("قال حسام الدرويشي إن القصف على كفرنبل", ["حسام", "الدرويشي"], ["القصف", "على", "كفرنبل"]),
        ("وصل إلى مخيم زمزم أمس", [], ["زمزم"]),
        ("أعلن لواء الباقر مقتل عنصر", [], ["الباقر"]),
        ("التقى الرئيس بشار الأسد وفدا", [], ["بشار الأسد"]),
        ("وطالب الأهالي بالخروج", [], ["وطالب"]),
        ("أصيب محمد بن خالد العلي بجروح", ["محمد", "خالد", "العلي"], ["بجروح"]),
        ("قائد يدعى أبو صخرون قتل في مدينة البوكمال", ["أبو", "صخرون"], ["قائد", "يدعى", "البوكمال"]),
        ("الملقب «الزعبوط» ظهر أمس", ["الزعبوط"], ["ظهر أمس"]),
        ("أفادت بأن طائرة قصفت البلدة", [], ["بأن طائرة"]),
        ("قصف على أبو كمال وعلى تل أبيض", [], ["أبو كمال", "أبيض"]),
        ("", [], []),
    ],
)
def test_names_in_texts_are_masked_and_offsets_stay(text: str, hidden: list[str], kept: list[str]) -> None:
    from sijill.exports.redaction import Redactor
    from sijill.knowledge.gazetteer import load_places
    from sijill.knowledge.tables import pack_folders

    folders = pack_folders()
    places = load_places(folders)
    masked = Redactor(folders, places, True).mask(text)
    assert len(masked) == len(text)
    assert not [w for w in hidden if w in masked]
    assert not [w for w in kept if w not in masked]
    assert Redactor(folders, places, False).mask(text) == text

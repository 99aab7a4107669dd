"""Importing a user's gazetteer as a pack."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sijill.errors import InputError
from sijill.knowledge.gazetteer import load_places
from sijill.knowledge.importers import import_gazetteer


def geonames_row(gid: int, names: str, code: str, country: str = "XX", adm1: str = "01", population: int = 0) -> str:
    cells = [str(gid), f"Name{gid}", f"Name{gid}", names, "10.5", "20.5", code[:1], code, country, "", adm1]
    return "\t".join([*cells, "", "", "", str(population), "", "0", "Asia/Damascus", "2024-01-01"])


def test_geonames_dump(tmp_path: Path) -> None:
    file = tmp_path / "XX.txt"
    rows = [
        geonames_row(1, "Land,أرض النور", "PCLI", adm1="00"),
        geonames_row(2, "إقليم الورد", "ADM1"),
        geonames_row(3, "Town,زهرة الوادي,زهره الوادي", "PPL", population=25_000),
        geonames_row(4, "Latin only", "PPL"),
        geonames_row(5, "مطار الورد", "AIRP"),
        geonames_row(6, "مدينة أخرى", "PPL", country="YY"),
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = import_gazetteer(file, tmp_path / "pack", country="xx")
    assert (done.format, done.written, done.skipped) == ("geonames", 4, 1)
    gazetteer = load_places([done.folder])
    (town,) = gazetteer.lookup("زهرة الوادي")
    assert (town.kind, town.population, town.lat, town.aliases) == ("town", 25_000, 10.5, ())
    assert gazetteer.path(town) == ["أرض النور", "إقليم الورد", "زهرة الوادي"]
    assert gazetteer.by_id["geonames:5"].kind == "airport"
    about = tomllib.loads((done.folder / "pack.toml").read_text(encoding="utf-8"))
    assert about["licence"] == "CC BY 4.0" and "GeoNames" in about["source"]


WOF = """wof_id,placetype,name,names_ar,lat,lon,parent_id,country,geonames_id,wikidata_id,population,superseded,deprecated,hierarchy_region,hierarchy_county
1,region,Region,إقليم الورد,1.0,2.0,9,XX,,,,False,,1,
2,county,County,قضاء الزهر|الزهر,1.1,2.1,1,XX,,,,False,,1,2
3,locality,Village,تل الزهر,1.2,2.2,2,XX,,,,False,,1,2
4,locality,Old,تل قديم,1.2,2.2,2,XX,,,,True,,1,2
5,locality,NoArabic,,1.2,2.2,2,XX,,,,False,,1,2
"""


def test_whosonfirst_table(tmp_path: Path) -> None:
    file = tmp_path / "xx.csv"
    file.write_text(WOF, encoding="utf-8")
    done = import_gazetteer(file, tmp_path / "pack")
    assert (done.format, done.written, done.skipped) == ("whosonfirst", 3, 1)
    gazetteer = load_places([done.folder])
    assert gazetteer.path(gazetteer.lookup("تل الزهر")[0]) == ["إقليم الورد", "قضاء الزهر", "تل الزهر"]


def test_ocha_table(tmp_path: Path) -> None:
    file = tmp_path / "admin2.csv"
    file.write_text(
        "adm2_name,adm2_name1,adm2_pcode,adm1_name1,adm1_pcode,center_lat,center_lon\n"
        "Zahr,قضاء الزهر,XX0101,إقليم الورد,XX01,1.5,2.5\n",
        encoding="utf-8",
    )
    done = import_gazetteer(file, tmp_path / "pack")
    assert done.format == "ocha-cod"
    (district,) = load_places([done.folder]).lookup("قضاء الزهر")
    assert (district.id, district.kind, district.en, district.lon) == ("ocha:XX0101", "district", "Zahr", 2.5)


def test_any_csv_with_a_column_map(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("الاسم;Other;Y;X;Kind\nتل الورد;تل وردة|التل الوردي;1.5;2.5;village\n", encoding="utf-8")
    columns = {"name": "الاسم", "aliases": "Other", "lat": "Y", "lon": "X", "kind": "Kind"}
    done = import_gazetteer(file, tmp_path / "pack", columns=columns, source='My "list"', licence="CC0-1.0")
    gazetteer = load_places([done.folder])
    assert gazetteer.lookup("التل الوردي")[0].lat == 1.5
    about = tomllib.loads((done.folder / "pack.toml").read_text(encoding="utf-8"))
    assert about["source"] == 'My "list"' and about["licence"] == "CC0-1.0"


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("a,b\n1,2\n", {}, "no known gazetteer header"),
        ("", {}, "is empty"),
        ("a,b\n1,2\n", {"format": "csv"}, "column map"),
        ("a,b\n1,2\n", {"columns": {"name": "c"}}, "no column c"),
        ("a,b\nx,planet\n", {"columns": {"name": "a", "kind": "b"}}, "unknown kind 'planet'"),
        ("a,b\nLatin,2\n", {"columns": {"name": "a"}}, "Arabic letters"),
        ("a,b\n", {"format": "shapefile"}, "unknown gazetteer format"),
        ("1\tx\n", {"format": "geonames"}, "19"),
    ],
)
def test_clear_errors(tmp_path: Path, content: str, options: dict[str, object], message: str) -> None:
    file = tmp_path / "f.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        import_gazetteer(file, tmp_path / "pack", **options)  # type: ignore[arg-type]


def test_missing_and_undecodable_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        import_gazetteer(tmp_path / "none.csv", tmp_path / "pack")
    (tmp_path / "zip").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        import_gazetteer(tmp_path / "zip", tmp_path / "pack")


def test_real_tables(shared: Path, tmp_path: Path) -> None:
    data = shared / "data"
    if not data.is_dir():
        pytest.skip("no data beside the project")
    wof = import_gazetteer(data / "gazetteer-whosonfirst" / "sy.csv", tmp_path / "wof")
    assert wof.written > 8000
    ocha = import_gazetteer(data / "gazetteer-syria-ocha-cod" / "admin3.csv", tmp_path / "ocha")
    assert ocha.written > 250
    hoods = import_gazetteer(data / "gazetteer-syria-ocha-cod" / "neighbourhoods.csv", tmp_path / "hoods")
    gazetteer = load_places([wof.folder, ocha.folder, hoods.folder])
    assert {entry.kind for entry in gazetteer.lookup("أبو رمانة")} >= {"neighbourhood"}

"""Makes a pack of places out of a gazetteer that the user has: GeoNames, Who's On First, OCHA COD, any CSV.

The pack is a folder with ``places.tsv`` and ``pack.toml`` (source and licence); its governorates and
countries are its own, so that it can be loaded with or without the packs of the project.  Rows without
an Arabic name are left out and counted.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from sijill.arabic import fold_word
from sijill.errors import InputError
from sijill.knowledge.gazetteer import KINDS

FORMATS: Final = ("geonames", "whosonfirst", "ocha-cod", "csv")

_ARABIC: Final = re.compile("[\u0621-\u064a]")
_ARABIC_ONLY: Final = re.compile("[\u0621-\u0652\u0670 \u0640-]+")
_HEADER: Final = ("id", "name", "aliases", "en", "kind", "within", "lat", "lon", "precision", "flags", "source", "population")

# GeoNames feature code (the start of it) -> kind; https://www.geonames.org/export/codes.html
_GEONAMES_KINDS: Final = (
    ("PCL", "country"), ("ADM1", "governorate"), ("ADM2", "district"), ("ADM", "subdistrict"),
    ("PPLX", "neighbourhood"), ("PPL", "village"), ("AIR", "airport"), ("CMP", "camp"), ("RFG", "camp"),
    ("MT", "mountain"), ("HLL", "mountain"), ("WAD", "mountain"), ("VAL", "mountain"), ("DSRT", "desert"),
    ("STM", "river"), ("LK", "river"), ("RD", "road"), ("ROAD", "road"), ("OILF", "field"), ("INSM", "base"),
    ("MILB", "base"), ("HSP", "facility"), ("BDG", "facility"), ("DAM", "facility"), ("PRN", "facility"),
    ("RGN", "region"), ("AREA", "region"), ("ISL", "region"), ("BCH", "coast"), ("CST", "coast"),
)  # fmt: skip
_WOF_KINDS: Final = {
    "country": "country", "region": "governorate", "county": "district", "localadmin": "subdistrict",
    "locality": "village", "neighbourhood": "neighbourhood", "campus": "facility",
}  # fmt: skip
_SOURCES: Final = {
    "geonames": ("GeoNames (https://www.geonames.org)", "CC BY 4.0"),
    "whosonfirst": ("Who's On First (https://whosonfirst.org)", "see the LICENSE of the data set; attribute Who's On First"),
    "ocha-cod": ("OCHA Common Operational Datasets (https://data.humdata.org)", "CC BY 3.0 IGO"),
}


class Imported(NamedTuple):
    """What an import did: the pack folder, the format read, rows written, rows without an Arabic name."""

    folder: Path
    format: str
    written: int
    skipped: int


class _Row(NamedTuple):
    id: str
    names: list[str]
    en: str
    kind: str
    within: str
    lat: str
    lon: str
    population: int


def import_gazetteer(
    path: Path,
    out: Path,
    format: str = "auto",
    country: str | None = None,
    columns: Mapping[str, str] | None = None,
    source: str | None = None,
    licence: str | None = None,
) -> Imported:
    """Write the places of the file ``path`` as a pack into the folder ``out``.

    ``format``: one of ``FORMATS`` or ``auto`` (told from the header line).  ``country``: ISO 3166-1
    alpha-2 code; GeoNames rows of other countries are left out.  ``columns`` (format ``csv``) maps
    our columns ``id name aliases en kind within lat lon population`` to those of the file; ``name``
    must be among them.  ``source`` and ``licence`` go into ``pack.toml``; for ``csv`` give both.
    Raises InputError for an unreadable or unknown file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is no UTF-8 text; unpack it or save it as UTF-8 first") from None
    if not text.strip():
        raise InputError(f"{path}: is empty")
    if columns and format == "auto":
        format = "csv"
    if format == "auto":
        format = detect_format(text.split("\n", 1)[0], path)
    if format not in FORMATS:
        raise InputError(f"unknown gazetteer format {format!r}; use one of {', '.join(FORMATS)} or auto")
    if format == "csv":
        rows = _generic(text, path, columns)
    elif format == "geonames":
        rows = _geonames(text, path, country)
    elif format == "whosonfirst":
        rows = _whosonfirst(text)
    else:
        rows = _ocha(text)
    return _write(rows, path, out, format, source, licence)


def detect_format(header: str, path: Path) -> str:
    """The format whose header (or, for GeoNames, column count) the first line shows."""
    cells = header.rstrip("\r").split("\t")
    if len(cells) == 19 and cells[0].isdigit():
        return "geonames"
    names = {cell.strip().strip('"').lower() for cell in header.rstrip("\r").split(",")}
    if "wof_id" in names:
        return "whosonfirst"
    if any(re.fullmatch(r"adm[1-4]_(pcode|name1|ar)", name) for name in names) or "adm4_pcode" in names:
        return "ocha-cod"
    raise InputError(
        f"{path}: no known gazetteer header; for another CSV file use format csv with a column map,"
        " for example name=ARABIC_NAME,lat=LATITUDE,lon=LONGITUDE"
    )


def _reader(text: str) -> csv.DictReader[str]:
    return csv.DictReader(io.StringIO(text))


def _arabic(names: list[str]) -> list[str]:
    """Names in Arabic script, spellings that fold alike once."""
    found: dict[str, str] = {}
    for name in names:
        name = " ".join(name.split())
        if _ARABIC.search(name) and _ARABIC_ONLY.fullmatch(name):
            found.setdefault(fold_word(name), name)
    return [name for key, name in found.items() if len(key) > 1]


def _geonames(text: str, path: Path, country: str | None) -> Iterator[_Row]:
    divisions: dict[tuple[str, str], str] = {}
    lines = [line.split("\t") for line in text.split("\n") if line]
    for number, cells in enumerate(lines, 1):
        if len(cells) != 19:
            raise InputError(
                f"{path}:{number}: {len(cells)} columns where a GeoNames dump has 19; take XX.zip from"
                " https://download.geonames.org/export/dump/ and unpack it"
            )
        if cells[7].startswith("PCL"):
            divisions[cells[8], "00"] = f"geonames:{cells[0]}"
        elif cells[7] == "ADM1":
            divisions[cells[8], cells[10]] = f"geonames:{cells[0]}"
    for cells in lines:
        if country and cells[8] != country.upper():
            continue
        code, population = cells[7], int(cells[14] or 0)
        kind = next((kind for start, kind in _GEONAMES_KINDS if code.startswith(start)), "facility")
        if kind == "village" and population >= 10_000:
            kind = "city" if population >= 100_000 else "town"
        within = ""
        if kind != "country":
            within = divisions.get((cells[8], "00"), "")
            if kind != "governorate":
                within = divisions.get((cells[8], cells[10]), within)
        yield _Row(
            f"geonames:{cells[0]}", _arabic(cells[3].split(",")), cells[1], kind, within, cells[4], cells[5], population
        )


def _whosonfirst(text: str) -> Iterator[_Row]:
    table = list(_reader(text))
    ids = {row["wof_id"] for row in table}
    for row in table:
        if row.get("deprecated") or row.get("superseded") == "True":
            continue
        kind = _WOF_KINDS.get(row["placetype"], "facility")
        population = int(float(row.get("population") or 0))
        if kind == "village" and population >= 10_000:
            kind = "city" if population >= 100_000 else "town"
        containers = (row.get(key, "") for key in ("hierarchy_county", "hierarchy_region", "parent_id"))
        within = next((c for c in containers if c in ids and c != row["wof_id"]), "")
        yield _Row(
            f"wof:{row['wof_id']}", _arabic(row["names_ar"].split("|")), row["name"], kind,
            f"wof:{within}" if within else "", row["lat"], row["lon"], population,
        )  # fmt: skip


def _ocha(text: str) -> Iterator[_Row]:
    """OCHA tables: the narrowest ADMn_PCODE column is the row's own; column styles of several countries."""
    table = [{key.lower(): value or "" for key, value in row.items() if key} for row in _reader(text)]
    if not table:
        return
    keys = table[0].keys()
    hood = "pcode" in keys and "name_ar" in keys
    level = max((n for n in range(5) if f"adm{n}_pcode" in keys), default=0)
    kind = "neighbourhood" if hood else ("country", "governorate", "district", "subdistrict", "village")[level]
    for row in table:
        if hood:
            names, en, code = [row["name_ar"]], row.get("name_en", ""), row["pcode"]
        else:
            spellings = (f"adm{level}_name1", f"adm{level}_ar", f"adm{level}_name2", f"adm{level}_name")
            names = [row[key] for key in spellings if row.get(key)]
            en = row.get(f"adm{level}_name") or row.get(f"adm{level}_en", "")
            code = row[f"adm{level}_pcode"]
        lat, lon = (
            next((row[key] for key in keys_ if row.get(key)), "")
            for keys_ in (("center_lat", "latitude", "lat"), ("center_lon", "longitude", "lon"))
        )
        yield _Row(f"ocha:{code}", _arabic(names), en, kind, "", lat, lon, 0)


def _generic(text: str, path: Path, columns: Mapping[str, str] | None) -> Iterator[_Row]:
    if not columns or "name" not in columns:
        raise InputError(f"{path}: format csv needs a column map that says at least which column is the name")
    sample = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in sample else ";" if ";" in sample and "," not in sample else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    missing = [column for column in columns.values() if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"{path}: no column {', '.join(missing)}; the file has {', '.join(reader.fieldnames or ())}")
    for number, row in enumerate(reader, 2):
        def cell(key: str, row: Mapping[str, str | None] = row) -> str:
            return (row.get(columns[key]) or "").strip() if key in columns else ""

        kind = cell("kind") or "village"
        if kind not in KINDS:
            raise InputError(f"{path}:{number}: unknown kind {kind!r}; use one of {' '.join(sorted(KINDS))}")
        names = _arabic([cell("name"), *re.split(r"[|;]", cell("aliases"))])
        population = cell("population")
        yield _Row(
            cell("id") or f"{path.stem}:{number}", names, cell("en"), kind, cell("within"), cell("lat"), cell("lon"),
            int(float(population)) if population else 0,
        )  # fmt: skip


def _write(
    rows: Iterator[_Row], path: Path, out: Path, format: str, source: str | None, licence: str | None
) -> Imported:
    kept: dict[str, _Row] = {}
    skipped = 0
    for row in rows:
        if row.names:
            kept.setdefault(row.id, row)
        else:
            skipped += 1
    if not kept:
        raise InputError(f"{path}: none of its {skipped} rows has a name in Arabic letters")
    lines = ["\t".join(_HEADER)]
    for row in kept.values():
        # Small places of a big gazetteer bear names of everyday words: ask for a preposition.
        weak = "weak" if row.kind not in ("country", "governorate", "city") else ""
        has_point = bool(row.lat and row.lon)
        lines.append("\t".join([
            row.id, row.names[0], "|".join(row.names[1:]), " ".join(row.en.split()), row.kind,
            row.within if row.within in kept else "", row.lat if has_point else "", row.lon if has_point else "",
            "", weak, format, str(row.population or ""),
        ]))  # fmt: skip
    known_source, known_licence = _SOURCES.get(format, ("", ""))
    out.mkdir(parents=True, exist_ok=True)
    (out / "places.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (out / "pack.toml").write_text(
        f"name = {_toml(out.name)}\n"
        f"description = {_toml(f'Places imported from {path.name}')}\n"
        f"source = {_toml(source or known_source)}\n"
        f"licence = {_toml(licence or known_licence)}\n",
        encoding="utf-8",
    )
    return Imported(out, format, len(kept), skipped)


def _toml(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

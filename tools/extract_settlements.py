"""Write ``packs/<country>/settlements.tsv``: villages and quarters that reports name and that no other table holds.

    python tools/extract_settlements.py --syria locations.json admin3.csv --whosonfirst FOLDER

``locations.json`` is the list of places of the Syrian Archive (its 5,622 rows with ``sa_loc_only`` FALSE are the
populated places of UN OCHA, CC BY 3.0 IGO; the others are left out), ``admin3.csv`` the OCHA table of subdistricts,
FOLDER holds ``lb.csv`` … of Who's On First (flattened: wof_id, placetype, name, names_ar, lat, lon, population,
hierarchy_region).  Needs the package ``wordfreq`` to tell everyday words from names.  See ``packs/core/ATTRIBUTION.md``.

All names are marked weak: they count only behind a preposition, a place noun or in a list of places.  Left out are
rows that other tables hold (same name in the same country, not farther than 25 km or without a point), names that
newspapers use often for something else, words of the lexicon and given names.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from extract_geonames import arabic_names, everyday_names
from wordfreq import zipf_frequency

from sijill.arabic import fold_word
from sijill.knowledge.gazetteer import distance_km, load_places
from sijill.knowledge.lexicon import Lexicon
from sijill.reading.place.place_grammar import PlaceGrammar

PACKS = Path(__file__).resolve().parents[1] / "src" / "sijill" / "packs"
OFTEN, SOMETIMES = 3.3, 2.7
"""Frequencies (zipf: 3 is once in a million words) from which a single word is left out, or asks for more context."""
WHOSONFIRST = {"lb": "lebanon", "ps": "palestine", "ly": "libya", "sd": "sudan", "iq": "iraq", "ye": "yemen"}
KINDS = {"locality": "village", "neighbourhood": "neighbourhood", "county": "district"}
ONLY = {"iq": ("neighbourhood", "county"), "ye": ("county",)}
"""Countries whose villages are too many and too alike to be told from other words."""
REGIONS = {"الضفه الغربيه": "PS-WB", "قطاع غزه": "PS-GZS", "لبنان الشمالي": "LB-AS", "بيروت": "LB-BA", "الجنوب": "LB-JA"}


class Row(NamedTuple):
    key: str
    names: list[str]
    en: str
    kind: str
    within: str
    lat: float
    lon: float
    source: str
    population: int


def syria(locations: Path, admin3: Path) -> Iterator[Row]:
    """The OCHA communities; the district in their path leads to the governorate."""
    governorate = {"01": "SY-DI", "02": "SY-HL", "03": "SY-RD", "04": "SY-HI", "05": "SY-HM", "06": "SY-LA", "07": "SY-ID",
                   "08": "SY-HA", "09": "SY-DY", "10": "SY-TA", "11": "SY-RA", "12": "SY-DR", "13": "SY-SU", "14": "SY-QU"}  # fmt: skip
    district: dict[str, str] = {}
    with admin3.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for name in (row["adm2_name1"], f"مركز {row['adm2_name1']}"):
                district[fold_word(name)] = governorate[row["adm1_pcode"][2:]]
    for place in json.loads(locations.read_text(encoding="utf-8")):
        if place["sa_loc_only"] != "FALSE":
            continue
        path = [part.strip() for part in place["search_name_ar"].split(" --- ")[0].replace("- ", " - ").split(" - ")]
        path = [part.split("(")[0].strip() for part in path if part]
        within = district.get(fold_word(path[-1]), "SY")
        english = place["search_name_en"].split(" - ")[0].split("(")[0].strip()
        yield Row(f"ocha:{place['closest_geonames_post_code']}", arabic_names([path[0]]), english, "village", within,
                  place["lat"], place["lon"], "ocha", 0)  # fmt: skip


def whosonfirst(path: Path, country: str, governorates: dict[str, str]) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    regions: dict[str, str] = {}
    for row in rows:
        if row["placetype"] == "region":
            for name in row["names_ar"].split("|"):
                plain = fold_word(name.strip("\u200e\xa0 "))
                for word in ("محافظه ", "ولايه ", "شعبيه ", "بلديه "):
                    plain = plain.removeprefix(word)
                found = REGIONS.get(plain) or governorates.get(plain)
                if found:
                    regions.setdefault(row["wof_id"], found)
    for row in rows:
        if row["superseded"] == "True" or row["deprecated"] or row["placetype"] not in ONLY.get(country, KINDS):
            continue
        names = [name for name in arabic_names(row["names_ar"].split("|")) if not name.startswith("قبيلة ")]
        for word in ("قرية ", "منطقة ", "حي "):
            names = [name.removeprefix(word) for name in names]
        if row["placetype"] == "county" and country == "ye":
            names = [other for name in names for other in (name, name.removeprefix("مديرية "))]
        population = int(float(row["population"] or 0))
        kind = KINDS[row["placetype"]] if population < 10_000 or row["placetype"] != "locality" else "town"
        within = regions.get(row["hierarchy_region"], country.upper())
        yield Row(f"wof:{row['wof_id']}", list(dict.fromkeys(names))[:3], row["name"], kind, within,
                  float(row["lat"]), float(row["lon"]), "whosonfirst", population)  # fmt: skip


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--syria", type=Path, nargs=2, required=True)
    parser.add_argument("--whosonfirst", type=Path, required=True)
    arguments = parser.parse_args()
    folders = sorted(folder for folder in PACKS.iterdir() if folder.is_dir())
    for folder in folders:
        (folder / "settlements.tsv").unlink(missing_ok=True)
    packs = load_places(folders)
    lexicon = Lexicon(folders)
    grammar = PlaceGrammar(packs)
    everyday = everyday_names()
    given = {fold_word(name) for line in (PACKS / "core" / "given_names.tsv").read_text(encoding="utf-8").splitlines()
             if not line.startswith("#") for name in line.split("|")}  # fmt: skip

    def guard(name: str) -> str | None:
        """How a name is marked: "" as weak, "?" as ambiguous, None for one that is left out."""
        key = fold_word(name)
        first, _, rest = key.partition(" ")
        if first in given or first.removeprefix("ال") in given or (" " in key and first in ("عبد",)):
            return None
        if rest:
            return "" if len(key) > 5 and not (grammar.heads.get(first) and rest in grammar.compass_adj) else None
        plain = first.removeprefix("ال")
        info = grammar.forms[key]
        if len(plain) < 4 or lexicon.info(key).by or (info is not None and not info.names) or everyday.get(key) or everyday.get(plain):
            return None
        often = max(zipf_frequency(word, "ar") for word in (name, key, key.replace("ه", "ة"), plain))
        return None if often >= OFTEN else "?" if often >= SOMETIMES else ""

    def held(name: str, row: Row, country: str) -> bool:
        return any(
            [entry, *packs.ancestors(entry)][-1].id == country and entry.kind not in ("governorate", "country", "region")
            and (entry.lat is None or entry.lon is None or distance_km(row.lat, row.lon, entry.lat, entry.lon) <= 25)
            for entry in packs.lookup(name)
        )  # fmt: skip

    sources = [("SY", "syria", list(syria(*arguments.syria)))]
    for code, pack in WHOSONFIRST.items():
        governorates: dict[str, str] = {}
        for entry in packs.by_id.values():
            if entry.kind == "governorate" and entry.id.startswith(code.upper() + "-"):
                for name in (entry.name, *entry.aliases):
                    plain = fold_word(name)
                    for word in ("محافظه ", "ولايه ", "شعبيه ", "بلديه "):
                        plain = plain.removeprefix(word)
                    governorates[plain] = entry.id
        sources.append((code.upper(), pack, list(whosonfirst(arguments.whosonfirst / f"{code}.csv", code, governorates))))
    header = ("id", "name", "aliases", "en", "kind", "within", "lat", "lon", "precision", "flags", "source", "population")
    seen: dict[str, list[tuple[float, float]]] = {}
    for country, pack, rows in sources:
        lines: dict[tuple[str, str], str] = {}
        for row in sorted(rows, key=lambda row: row.key):
            if not row.names or any(held(name, row, country) for name in row.names):
                continue
            marked = [mark + name for name in row.names if (mark := guard(name)) is not None]
            if not marked:
                continue
            key = fold_word(marked[0].lstrip("?"))
            folded = [fold_word(name.lstrip("?")) for name in marked]
            if any(distance_km(row.lat, row.lon, *point) <= 8 for name in folded for point in seen.get(name, ())):
                continue  # the same place under two ids
            for name in folded:
                seen.setdefault(name, []).append((row.lat, row.lon))
            # One row for namesakes of one governorate: nothing in a report could tell them apart.
            lines.setdefault((key, row.within), "\t".join([
                row.key, marked[0], "|".join(marked[1:]), row.en, row.kind, row.within, f"{row.lat:.4f}", f"{row.lon:.4f}",
                "2" if row.source == "whosonfirst" else "", "weak", row.source, str(row.population or ""),
            ]))  # fmt: skip
        path = PACKS / pack / "settlements.tsv"
        path.write_text(
            "# Extracted by tools/extract_settlements.py from UN OCHA (CC BY 3.0 IGO) and Who's On First (CC BY 4.0); see ATTRIBUTION.md.\n"
            + "\t".join(header) + "\n" + "\n".join(lines.values()) + "\n",
            encoding="utf-8",
        )
        print(f"{len(lines)} places written to {path}")


if __name__ == "__main__":
    _main()

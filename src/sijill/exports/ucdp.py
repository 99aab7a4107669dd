"""A table in the columns of UCDP GED (49). It is not UCDP's data: the ids of conflicts, dyads and sides are left empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import floor
from pathlib import Path
from typing import Any, NamedTuple

from sijill.exports.cases import Case, Party, published
from sijill.exports.crosswalk import Crosswalk
from sijill.exports.delimited import write as write_table
from sijill.exports.loss import Loss

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id",
    "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description",
    "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec",
    "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
"""The columns in the order of UCDP GED (API schema 25.1)."""

CANNOT = (
    "events in which nobody is told to have been killed: UCDP has none",
    "injured, abducted, arrested and displaced people",
    "what each report says: sources are lists, figures one best, low and high",
    "an open upper bound: high is then the highest number that is told",
    "conflict, dyad and side ids: left empty, they are UCDP's to give",
    "denied, planned and feared events",
    "whose dead they were, where the reports do not say: deaths_unknown",
)

_STATE = frozenset(("state", "state_force"))
_ORGANISED = _STATE | {"armed_group"}
_TOLD = frozenset(("reported", "claimed", ""))


class Sides(NamedTuple):
    """Who stands against whom: type_of_violence and the two sides; the second None for civilians."""

    violence: int
    a: Party
    b: Party | None


def write(path: Path, cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> int:
    """Write the table; how many rows."""
    return write_table(path, COLUMNS, rows(cases, crosswalk, loss))


def rows(cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> Iterator[tuple[Any, ...]]:
    """The rows of the cases that UCDP would count."""
    for case in cases:
        found = sides(case)
        why = _refused(case, found)
        if why or not isinstance(found, Sides):
            loss.drop(case.id, why)
        else:
            yield _row(case, found, crosswalk, loss)


def sides(case: Case) -> Sides | str:
    """Who stands against whom, or why nobody can tell."""
    organised = [p for p in case.parties if p.kind in _ORGANISED]
    doers = [p for p in case.agents if p.kind in _ORGANISED]
    done_to = [p for p in case.targets if p.kind in _ORGANISED]
    harmless = any(p.kind in ("civilians", "person") for p in case.targets) or bool(case.parts.get(("killed", "civilians")))
    if not organised:
        return "no organised party is named"
    if case.codes.ucdp == "3" or (harmless and not done_to):
        return Sides(3, doers[0], None) if doers else "nobody organised is said to have done it"
    pair = (doers[0], done_to[0]) if doers and done_to else tuple(organised[:2])
    if len(pair) < 2:
        return "only one side is named"
    a, b = pair
    if a.kind not in _STATE and b.kind in _STATE:
        a, b = b, a
    return Sides(1 if a.kind in _STATE else 2, a, b)


def _refused(case: Case, found: Sides | str) -> str:
    if not case.codes.ucdp:
        return f"UCDP counts no events of the type {case.type}"
    if case.modality not in _TOLD:
        return f"it is told as {case.modality}, not as having happened"
    killed = case.counts.get("killed")
    if killed is None or max(killed.low or 0, killed.best or 0, killed.high or 0) < 1:
        return "nobody is told to have been killed"
    if case.first is None or case.last is None:
        return "it has no date"
    if case.days > 366:
        return "its time is not known to the year"
    if case.where is None or not case.where.country:
        return "its country is not known"
    return found if isinstance(found, str) else ""


def deaths(case: Case, found: Sides, loss: Loss) -> tuple[int, int, int, int, int, int, int]:
    """``(deaths_a, deaths_b, deaths_civilians, deaths_unknown, best, high, low)``: best is the sum of the first four, and
    lies between low and high."""
    killed = case.counts["killed"]
    best = killed.best
    if best is None:
        best = killed.low if killed.low is not None else 0.0
        loss.flat(case.id, "the policy gives no best figure; the lowest was taken")
    low = min(best, killed.low if killed.low is not None else best)
    if killed.high is None:
        loss.flat(case.id, "the number killed is open upwards; high is the highest number told")
    high = max(best, killed.high if killed.high is not None else killed.most or best)
    total = int(best)
    if found.violence == 3:
        civil, b = total, 0
    else:
        civil = min(total, int(case.parts.get(("killed", "civilians"), 0)))
        b = 0
        # Fighters told to have been killed by one side are the other's, unless the doer had to be put second.
        fighters = min(total - civil, int(case.parts.get(("killed", "fighters"), 0)))
        if fighters and found.b is not None and found.b in case.targets:
            b = fighters
        elif fighters and found.a in case.targets:
            return fighters, 0, civil, total - civil - fighters, total, int(high), int(low)
    return 0, b, civil, total - civil - b, total, int(high), int(low)


def _row(case: Case, found: Sides, crosswalk: Crosswalk, loss: Loss) -> tuple[Any, ...]:
    where = case.where
    assert where is not None and case.first is not None and case.last is not None
    if len([p for p in case.parties if p.kind in _ORGANISED]) > 2:
        loss.flat(case.id, "more than two parties are told; the first of each side was taken")
    if where.borrowed:
        loss.flat(case.id, "the place has no point of its own; that of the unit it lies in was taken")
    side_a, side_b = _side(found.a, crosswalk), _side(found.b, crosswalk) if found.b else "Civilians"
    days = [(d.isoformat() if (d := published(s)) else "") for s in case.sayings]
    # UCDP gives a precision only to a point.
    has_point = where.lat is not None and where.lon is not None
    return (
        case.id, "", case.first.year, "", "", found.violence, "", "", "", "", "", f"{side_a} - {side_b}", "", "", side_a, "", "", side_b,
        len({s.outlet or s.doc for s in case.sayings}),
        ";".join(f'"{s.outlet or s.doc},{day},{s.title}"' for s, day in zip(case.sayings, days, strict=True)),
        ";".join(s.outlet or s.doc for s in case.sayings), ";".join(days), ";".join(s.title for s in case.sayings),
        ";".join(case.origins), where.precision if has_point else "", where.name,
        f"{where.relation} {where.name}" + (f", {where.distance_km:g} km" if where.distance_km is not None else ""), where.admin1, where.admin2,
        f"{where.lat:.6f}" if has_point else "", f"{where.lon:.6f}" if has_point else "",
        f"POINT ({where.lon:.6f} {where.lat:.6f})" if has_point else "", priogrid(where.lat, where.lon),
        case.country.name, case.country.gw, case.country.ucdp_region, 1, date_precision(case.days, case.open),
        case.first.isoformat(), case.last.isoformat(), *deaths(case, found, loss), _gw(found.a, crosswalk), _gw(found.b, crosswalk),
    )  # fmt: skip


def _side(party: Party, crosswalk: Crosswalk) -> str:
    if party.kind == "state" and party.country:
        return f"Government of {crosswalk.country(party.country).name}"
    return party.en or party.name


def _gw(party: Party | None, crosswalk: Crosswalk) -> str:
    return crosswalk.country(party.country).gw if party is not None and party.kind in _STATE and party.country else ""


def date_precision(days: int, open_: bool) -> int:
    """UCDP's date_prec: 1 the day, 2 up to six days, 3 a week, 4 up to a month, 5 up to a year; a bound that only the report gives is a 4 at best."""
    found = 1 if days == 1 else 2 if days <= 6 else 3 if days == 7 else 4 if days <= 31 else 5
    return max(found, 4) if open_ else found


def priogrid(lat: float | None, lon: float | None) -> int | None:
    """The cell of PRIO-GRID, half a degree wide (Tollefsen, Strand & Buhaug 2012)."""
    if lat is None or lon is None:
        return None
    return floor((lat + 90) / 0.5) * 720 + floor((lon + 180) / 0.5) + 1

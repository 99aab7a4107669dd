"""A table in the columns of ACLED's (31, as since 20 March 2023). It is not ACLED's data and carries none of its identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sijill.exports.cases import Case, Party
from sijill.exports.crosswalk import INTER, Crosswalk
from sijill.exports.delimited import write as write_table
from sijill.exports.loss import Loss

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1",
    "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location",
    "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
"""The columns in ACLED's order (acledR 0.2, ``acled_api`` and its tests)."""

CANNOT = (
    "low and high figures: one number of fatalities, by the policy; the range stands in notes",
    "whether anybody has counted: fatalities is 0 also where no report tells of dead, as ACLED's codebook has it",
    "injured, abducted, arrested and displaced people: there is no column for them",
    "who says what: sources are a list of names; the claims and the words they stand on are lost",
    "the grade of what is known, and who is independent of whom",
    "several places or times: one each",
    "precise kinds of armed groups: the class of actors is that of parties.tsv",
    "source_scale: left empty, since nothing read tells it",
)

_GEO = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}
"""ACLED's geo_precision for UCDP's where_prec."""

_TOLD = frozenset(("reported", "claimed", ""))


def write(path: Path, cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> int:
    """Write the table; how many rows."""
    return write_table(path, COLUMNS, rows(cases, crosswalk, loss))


def rows(cases: Iterable[Case], crosswalk: Crosswalk, loss: Loss) -> Iterator[tuple[Any, ...]]:
    """The rows of the cases that ACLED has a place for."""
    for case in cases:
        why = _refused(case)
        if why:
            loss.drop(case.id, why)
        else:
            yield _row(case, crosswalk, loss)


def _refused(case: Case) -> str:
    if not case.codes.acled_event:
        return f"ACLED has no event for the type {case.type}"
    if case.modality not in _TOLD:
        return f"it is told as {case.modality}, not as having happened"
    if case.first is None or case.last is None:
        return "it has no date"
    if not case.open and case.days > 31:
        return "its time is not known to the month"
    if case.where is None or case.where.precision not in _GEO:
        return "it has no place narrower than a country"
    return ""


def _row(case: Case, crosswalk: Crosswalk, loss: Loss) -> tuple[Any, ...]:
    where, codes = case.where, case.codes
    assert where is not None
    day, precision = _time(case, loss)
    if where.borrowed:
        loss.flat(case.id, "the place has no point of its own; that of the unit it lies in was taken")
    first, second = _sides(case)
    inter = [_inter(p, case, crosswalk) for p in (first[0] if first else None, second[0] if second else None)]
    if case.conflicts:
        loss.flat(case.id, "differences between reports stand in notes only")
    killed = case.counts.get("killed")
    fatalities = 0
    if killed is not None:
        best = killed.best if killed.best is not None else killed.low
        if killed.best is None:
            loss.flat(case.id, "the policy gives no single figure of the killed; the lowest was taken, 0 where there is none")
        fatalities = int(best or 0)
    civilians = any(t.kind in ("civilians", "person") for t in case.targets)
    violent = codes.acled_event in ("Battles", "Explosions/Remote violence", "Violence against civilians", "Riots")
    return (
        case.id, day.isoformat(), day.year, precision, disorder(codes.acled_event, codes.acled_sub), codes.acled_event, codes.acled_sub,
        _name(first), _others(first), inter[0], _name(second), _others(second), inter[1], interaction(inter[0], inter[1]),
        "Civilian targeting" if (civilians and violent) or codes.acled_event == "Violence against civilians" else "",
        case.country.iso_number, case.country.acled_region, case.country.name, where.admin1, where.admin2, where.admin3, where.name,
        _degrees(where.lat), _degrees(where.lon), max(_GEO[where.precision], 2 if where.coarsened else 1),
        "; ".join(dict.fromkeys(s.outlet or s.doc for s in case.sayings)), "", _notes(case), fatalities, "", case.changed,
    )  # fmt: skip


def _time(case: Case, loss: Loss) -> tuple[date, int]:
    """The day and ACLED's time_precision: the day itself; any day of the week; the middle of the month."""
    first, last = case.first, case.last
    assert first is not None and last is not None
    if case.open:
        loss.flat(case.id, "its time is open at one end; the end that is told was taken, time_precision 3")
        return (first if case.edtf.endswith("..") else last), 3
    if case.days > 1:
        loss.flat(case.id, "its time is a stretch of days; one of them was taken")
    if case.days <= 7:
        return first, 1 if case.days == 1 and not case.edtf.endswith(("~", "?", "%")) else 2
    return first + timedelta(days=case.days // 2), 3


def _sides(case: Case) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Who stands as actor 1 and actor 2: agents and targets; of two sides told as agents of one clash the first two."""
    first, second = case.agents, case.targets
    if not first:
        return second, ()
    if not second and case.type == "armed_clash" and len(first) > 1:
        return first[:1], first[1:]
    return first, second


def _name(parties: tuple[Party, ...]) -> str:
    return (parties[0].en or parties[0].name) if parties else ""


def _others(parties: tuple[Party, ...]) -> str:
    return "; ".join(p.en or p.name for p in parties[1:])


def _inter(party: Party | None, case: Case, crosswalk: Crosswalk) -> str:
    if party is None:
        return ""
    if party.kind in ("civilians", "person") and case.codes.acled_event in ("Protests", "Riots"):
        return "Protesters" if case.codes.acled_event == "Protests" else "Rioters"
    at_home = case.where is None or not party.country or party.country == case.where.country
    kind = party.kind if at_home or party.kind not in ("state", "state_force") else "abroad"
    return crosswalk.party(kind, party.id).inter


def interaction(one: str, other: str) -> str:
    """ACLED's name of who stands against whom, the lower code first (codes 10 to 88); empty where neither is classed."""
    known = sorted((i for i in (one, other) if i), key=INTER.index)
    if not known:
        return ""
    if len(known) == 1:
        return f"{known[0]} only"
    if known == ["Civilians", "External/Other forces"]:
        return "External/Other forces-Civilians"
    return "-".join(known)


def disorder(event: str, sub: str) -> str:
    """ACLED's disorder_type of an event (codebook of 2023)."""
    if sub == "Excessive force against protesters":
        return "Political violence; Demonstrations"
    if event == "Strategic developments":
        return "Strategic developments"
    return "Demonstrations" if event == "Protests" or sub == "Violent demonstration" else "Political violence"


def _notes(case: Case) -> str:
    parts = [f"{case.type.replace('_', ' ')}, reports: {len(case.sayings)}, independent origins: {len(case.origins)}; graded {case.grade}: {case.because}."]
    for measure, count in case.counts.items():
        parts.append(f"{measure}: {_bound(count.low)}{'' if count.low == count.high else f' to {_bound(count.high)}'}.")
    if case.edtf:
        parts.append(f"Time as told: {case.edtf}.")
    parts += [f"{c}." for c in case.conflicts]
    if not case.looked:
        parts.append("Read by machine; no person has looked at it.")
    return " ".join(parts)


def _bound(value: float | None) -> str:
    return "unknown" if value is None else f"{value:g}"


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"

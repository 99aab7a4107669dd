"""What reports lastingly say of bodies: statements as they are kept, and where they contradict one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.db.models import QuerySet

from sijill.knowledge.tables import pack_folders
from sijill.linking.body_conflicts import of_bodies
from sijill.linking.conflicts import Conflict, shown
from sijill.linking.statements import Powers, keys
from sijill.records import ProfileClaim
from sijill.records import Reading as Record
from sijill.register import equated
from sijill.register.models import ProfileRow, Reading, Report, ReportRow
from sijill.register.readings import record

_STEP = 500


class Said(NamedTuple):
    """A statement and who says it: the claim, its report, the outlet, and when that was published (EDTF, or "")."""

    row: ProfileClaim
    report: Report
    outlet: str
    published: str
    packed: Record
    """The reading of the report, of its statements only this one."""

    @property
    def value(self) -> str:
        """What it says in short."""
        return value(self.row)

    @property
    def sources(self) -> list[str]:
        return [s.names[0] for s in self.row.attribution if s.names]

    @property
    def key(self) -> tuple[str, str]:
        return str(self.report.pk), self.row.id


def value(row: ProfileClaim) -> str:
    """What a statement says in short: the other body, the figure or the time."""
    if row.figure is not None:
        return f"{shown(row.figure)} {row.figure.noun or ''}".strip()
    return row.object[0] if row.object else row.time or ""


def statements(rows: QuerySet[ProfileRow] | Sequence[int]) -> list[Said]:
    """The statements of rows (or of their primary keys), in the order in which they were published."""
    if isinstance(rows, QuerySet):
        rows = list(rows.values_list("pk", flat=True))
    out: list[Said] = []
    for at in range(0, len(rows), _STEP):
        part = list(ProfileRow.objects.filter(pk__in=rows[at : at + _STEP]).select_related("report"))
        readings = Reading.objects.in_bulk({r.reading_id for r in part})
        records = {pk: record(reading) for pk, reading in readings.items()}
        beside = {r.report_id: r for r in ReportRow.objects.filter(report_id__in=[r.report_id for r in part])}
        for row in part:
            held = records[row.reading_id]
            claim = next((p for p in held.profile if p.id == row.ident), None)
            if claim is None:
                continue
            outlet = beside[row.report_id].shown if row.report_id in beside else row.report.outlet or row.report.doc
            packed = msgspec.structs.replace(held, doc=str(row.report_id), profile=[claim])
            out.append(Said(claim, row.report, outlet, held.published or "", packed))
    return sorted(out, key=lambda s: (s.published or "9999", s.report.pk, s.row.start))


def differences(said: Iterable[Said], packs: Sequence[Path] = ()) -> list[Conflict]:
    """Where statements about one body differ, also from its deeds in the same reports; reports are named by their primary keys."""
    merged: dict[str, Record] = {}
    same = equated.same().every
    for one in said:
        held = merged.get(one.packed.doc)
        row = _meant(one.row, same)
        rows = [row] if held is None else [*held.profile, row]
        merged[one.packed.doc] = msgspec.structs.replace(one.packed, profile=rows)
    return of_bodies(merged.values(), Powers(pack_folders(tuple(packs))))


def _meant(row: ProfileClaim, same: Mapping[str, str]) -> ProfileClaim:
    """The statement with what people say its names mean."""
    subject, of = equated.of_statement(row, same)
    if not subject and not of:
        return row
    return msgspec.structs.replace(row, subject=[*row.subject, *subject], object=None if row.object is None else [*row.object, *of])


def groups(rows: Iterable[tuple[int, str]]) -> list[list[int]]:
    """The rows ``(primary key, folded subjects between bars)`` by body: those that share a name."""
    home: dict[str, int] = {}
    members: dict[int, list[int]] = {}
    same = equated.same().parties
    for pk, subject in rows:
        names = subject.strip("|").split("|")
        called = keys([*names, *equated.marks(names, same)])
        known = {home[k] for k in called if k in home}
        target = min(known, default=pk)
        members.setdefault(target, []).append(pk)
        for other in known - {target}:
            members[target] += members.pop(other)
            home.update({name: target for name, at in home.items() if at == other})
        home.update(dict.fromkeys(called, target))
    return list(members.values())

"""Where reports differ, over the whole register: among the claims of incidents, and in what is said of bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from django.db.models import F, Q

from sijill.arabic import fold_word
from sijill.errors import RegisterError
from sijill.linking.conflicts import Conflict
from sijill.register.filters import Filter, narrowed
from sijill.register.models import Incident, ProfileRow, Term
from sijill.register.queries import Told, tell
from sijill.register.statements import Said, differences, groups, statements

KINDS = ("figure", "date", "place", "agent", "modality", "profile", "name")
_OF_BODIES = ("profile", "name")
CONTRADICTION, UPDATE, VARIETY = "contradiction", "update", "variety"
_STEP = 100


class Side(NamedTuple):
    """Who says one of the values: ``claim`` is REPORT:EVENT, ``published`` EDTF or ""."""

    claim: str
    outlet: str
    published: str


class Differing(NamedTuple):
    """A conflict: of an incident, or (``incident`` null) of what is said of the body ``about``. ``nature`` as in ``sijill.linking.conflicts``;
    ``sides``: each value with who says so."""

    kind: str
    what: str
    nature: str
    incident: int | None
    about: str
    time: str
    type: str
    sides: tuple[tuple[str, tuple[Side, ...]], ...]


def conflicts(
    asked: Filter, kind: str | None = None, *, updates: bool = False, varieties: bool = False, limit: int | None = 50
) -> list[Differing]:
    """The conflicts of the incidents that fit, the latest first, then those of bodies (where the filter asks nothing that only incidents have).

    ``updates`` adds tolls that only rose, ``varieties`` what may all hold at once. Raises ``RegisterError`` for another kind.
    """
    if kind is not None and kind not in KINDS:
        raise RegisterError(f"{kind}: no such kind of conflict; say one of {', '.join(KINDS)}")
    out: list[Differing] = []
    if kind not in _OF_BODIES:
        for one in _of_incidents(asked, kind, updates):
            out.append(one)
            if len(out) == limit:
                return out
    if kind in (None, *_OF_BODIES) and _of_bodies_too(asked):
        for one in _of_bodies(asked):
            if (kind is not None and one.kind != kind) or (one.nature == VARIETY and not varieties):
                continue
            out.append(one)
            if len(out) == limit:
                break
    return out


def numbers(asked: Filter, kind: str | None, updates: bool, most: int | None, after: int = 0) -> list[int]:
    """The numbers of incidents with a conflict, the latest first."""
    kinds = ("conflict", "update") if updates else ("conflict",)
    terms = Term.objects.filter(kind__in=kinds)
    if kind is not None:
        terms = terms.filter(term=kind)
    found = narrowed(asked).filter(pk__in=terms.values("incident_id")).order_by(F("last_day").desc(nulls_last=True), "-pk")
    return list(found.values_list("pk", flat=True)[after : None if most is None else after + most])


def _of_incidents(asked: Filter, kind: str | None, updates: bool) -> Iterator[Differing]:
    at = 0
    while part := numbers(asked, kind, updates, _STEP, at):
        at += len(part)
        told = {t.incident.pk: t for t in tell(part)}
        for number in part:
            for conflict in told[number].conflicts:
                if (kind is None or conflict.kind == kind) and (updates or not conflict.update):
                    yield of_told(told[number], conflict)


def of_told(told: Told, conflict: Conflict) -> Differing:
    """A conflict of an incident with names instead of keys."""
    published = {c.key: c.published for c in told.claims}

    def side(key: tuple[str, str]) -> Side:
        day = published.get(key)
        return Side(f"{told.docs[key[0]]}:{key[1]}", told.origins.outlet[key[0]].name, _iso(day))

    row: Incident = told.incident
    sides = tuple((s.value, tuple(side(k) for k in s.claims)) for s in conflict.sayings)
    return Differing(conflict.kind, conflict.what, conflict.nature, row.pk, "", row.summary.get("time") or "", row.type, sides)


def _iso(day: int | None) -> str:
    from datetime import date

    return date.fromordinal(day).isoformat() if day is not None else ""


# -- bodies -------------------------------------------------------------------------------------------


def _of_bodies_too(asked: Filter) -> bool:
    """Whether a filter asks nothing that statements about bodies do not have: they have subjects, outlets and days of publication."""
    return asked._replace(since=None, until=None, actor=None, outlet=None, conflicting=False) == Filter()


def _of_bodies(asked: Filter) -> Iterator[Differing]:
    rows = ProfileRow.objects.order_by("pk")
    if asked.actor is not None:
        rows = rows.filter(subject__contains=f"|{fold_word(asked.actor)}|")
    if asked.outlet is not None:
        rows = rows.filter(report__row__outlet=fold_word(asked.outlet))
    if asked.since is not None:
        rows = rows.filter(report__row__published__gte=asked.since.toordinal())
    if asked.until is not None:
        rows = rows.filter(Q(report__row__published__lte=asked.until.toordinal()))
    for group in groups(rows.values_list("pk", "subject").iterator(5000)):
        if len(group) > 1:
            said = statements(group)
            yield from of_body(said)


def of_body(said: Sequence[Said], packs: Sequence[Path] = ()) -> list[Differing]:
    """The conflicts of what is said of a body, with names instead of keys."""
    beside = {s.key[0]: s for s in said}

    def side(key: tuple[str, str]) -> Side:
        one = beside[key[0]]
        return Side(f"{one.report.doc}:{key[1]}", one.outlet, one.published)

    return [
        Differing(c.kind, c.what, c.nature, None, c.about, "", "", tuple((s.value, tuple(side(k) for k in s.claims)) for s in c.sayings))
        for c in differences(said, packs)
    ]

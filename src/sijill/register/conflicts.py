"""Where reports differ, over the whole register: among the claims of incidents, and in what is said of bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F, Q

from sijill.arabic import fold_word
from sijill.errors import RegisterError
from sijill.linking.conflicts import Conflict
from sijill.register.filters import Filter, narrowed
from sijill.register.models import Incident, ProfileRow, Term
from sijill.register.queries import Told, tell
from sijill.register.statements import contradictions, groups, statements

KINDS = ("figure", "date", "place", "agent", "modality", "profile")
_STEP = 100


class Side(NamedTuple):
    """Who says one of the values: ``claim`` is REPORT:EVENT, ``published`` EDTF or ""."""

    claim: str
    outlet: str
    published: str


class Differing(NamedTuple):
    """A conflict: of an incident, or (``incident`` null) of what is said of the body ``about``. ``sides``: each value with who says so."""

    kind: str
    what: str
    update: bool
    incident: int | None
    about: str
    time: str
    type: str
    sides: tuple[tuple[str, tuple[Side, ...]], ...]


def conflicts(asked: Filter, kind: str | None = None, *, updates: bool = False, limit: int | None = 50) -> list[Differing]:
    """The conflicts of the incidents that fit, the latest first, then those of bodies (where the filter asks nothing that only incidents have).

    ``updates`` adds tolls that only rose. Raises ``RegisterError`` for another kind.
    """
    if kind is not None and kind not in KINDS:
        raise RegisterError(f"{kind}: no such kind of conflict; say one of {', '.join(KINDS)}")
    out: list[Differing] = []
    if kind != "profile":
        for one in _of_incidents(asked, kind, updates):
            out.append(one)
            if len(out) == limit:
                return out
    if kind in (None, "profile") and _of_bodies_too(asked):
        for one in _of_bodies(asked):
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
    return Differing(conflict.kind, conflict.what, conflict.update, row.pk, "", row.summary.get("time") or "", row.type, sides)


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
            yield from (of_body(conflict, {s.key: Side(f"{s.report.doc}:{s.row.id}", s.outlet, s.published) for s in said}) for conflict in contradictions(said))


def of_body(conflict: Conflict, sides: Mapping[tuple[str, str], Side]) -> Differing:
    """A conflict of what is said of a body, with names instead of keys."""
    told: Sequence[tuple[str, tuple[Side, ...]]] = [(s.value, tuple(sides[k] for k in s.claims)) for s in conflict.sayings]
    return Differing("profile", conflict.what, conflict.update, None, conflict.about, "", "", tuple(told))

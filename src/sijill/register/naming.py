"""Names that people say mean the same party or place: added, never overwritten, taken back by another row; whoever asks for one finds all.

A name is said to mean another that is kept; that one may in turn be said to mean a third. Names are compared folded, ids of registries and gazetteers as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from django.db import connection, transaction

from sijill.arabic import fold_word
from sijill.errors import RegisterError
from sijill.register.audit import Chain, moment, now
from sijill.register.models import Entry, Naming

KINDS = ("party", "place")


class Kept(NamedTuple):
    """What is said of names now: ``of`` a folded name the one it means (as the person wrote it), ``written`` how a folded name was written."""

    of: dict[str, str]
    written: dict[str, str]
    row: dict[str, int]


def same(kind: str, name: str, of: str, why: str = "", who: str | None = None) -> int:
    """Say that ``name`` means the same party or place as ``of``, which is the name kept; the id of what was said.

    Raises ``RegisterError`` where both are one name, where that is said already, where the name was said to mean something else, and where names would mean one
    another in a circle.
    """
    name, of = _clean(kind, name), _clean(kind, of)
    with transaction.atomic():
        chain = Chain(who)
        kept = _kept(kind)
        if _key(name) == _key(of):
            raise RegisterError(f"{name} and {of} are one name already; spelling makes no difference")
        if (other := kept.of.get(_key(name))) is not None:
            if _key(other) == _key(of):
                raise RegisterError(f"{name}: is said to mean {other} already (naming {kept.row[_key(name)]})")
            raise RegisterError(f"{name}: is said to mean {other} (naming {kept.row[_key(name)]}); take that back first, or say it of {other}")
        if _key(root := _root(kept, of)) == _key(name):
            raise RegisterError(f"{of}: is said to mean {name} already, so that {name} cannot mean {of}; take that back first to keep {of} instead of {root}")
        return _write(chain, kind, name, of, "same", why)


def undo(ident: int, who: str | None = None, why: str = "") -> int:
    """Take back what was said of a name; the id of the row that says so.

    Raises ``RegisterError`` for an id that there is none of, and where it holds no longer.
    """
    with transaction.atomic():
        chain = Chain(who)
        row = Naming.objects.filter(pk=ident).first()
        if row is None:
            raise RegisterError(f"there is no naming {ident}; `sijill names list` shows them")
        if row.verdict != "same" or _kept(row.kind).row.get(_key(row.name)) != row.pk:
            raise RegisterError(f"naming {ident} ({row.name}, {row.of}) holds no longer; `sijill names list` shows those that do")
        return _write(chain, row.kind, row.name, row.of, "withdrawn", why)


def standing(kind: str | None = None) -> list[Naming]:
    """What is said of names now, in the order in which it was said."""
    rows = [pk for one in (KINDS if kind is None else (_kind(kind),)) for pk in _kept(one).row.values()]
    return list(Naming.objects.filter(pk__in=rows).order_by("pk"))


def history(kind: str, name: str) -> list[Naming]:
    """All that was ever said of a name and of those that mean the same, the latest first."""
    keys = {_key(one) for one in (name, *alike(kind, name))}
    return [row for row in Naming.objects.filter(kind=_kind(kind)).order_by("-pk") if _key(row.name) in keys or _key(row.of) in keys]


def alike(kind: str, name: str) -> set[str]:
    """All names and ids that mean the same as this one, as people wrote them; nothing where nobody said anything of it."""
    kept = _kept(kind)
    own = _key(name)
    if own not in kept.written:
        return set()
    root = _key(_root(kept, name))
    return {written for key, written in kept.written.items() if _key(_root(kept, written)) == root}


def main(kind: str, name: str) -> str:
    """The name that is kept of those that mean the same: the name itself where nobody said anything of it."""
    return _root(_kept(kind), name)


def altered() -> Iterator[str]:
    """What of this was altered since it was said, held against the audit chain."""
    entries = Entry.objects.filter(action="name").order_by("number").values_list("subject", "detail", "who").iterator(500)
    rows = Naming.objects.order_by("pk").iterator(500)
    for number, (row, told) in enumerate(zip_longest(rows, entries), 1):
        if row is None:
            yield f"naming {number}: the audit chain has it, the register does not"
            return
        if told is None:
            yield f"naming {number}: the audit chain does not know it"
            return
        subject, detail, who = told
        if (row.name, json.loads(detail), row.who) != (subject, _detail(row), who):
            yield f"naming {number} ({row.name}, {row.of}): altered since it was said"


def _write(chain: Chain, kind: str, name: str, of: str, verdict: str, why: str) -> int:
    row = Naming.objects.create(kind=kind, name=name, of=of, verdict=verdict, who=chain.who, why=why, made=now())
    chain.add("name", name, _detail(row))
    chain.write()
    number: int = row.pk
    return number


def _detail(row: Naming) -> dict[str, str]:
    return {"kind": row.kind, "of": row.of, "verdict": row.verdict, "why": row.why, "made": moment(row.made)}


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise RegisterError(f"{kind}: names are of a {' or a '.join(KINDS)}")
    return kind


def _clean(kind: str, name: str) -> str:
    _kind(kind)
    cleaned = " ".join(name.split()).replace("|", "")
    if not _key(cleaned):
        raise RegisterError("a name is empty; name the two that mean the same")
    return cleaned


def _key(name: str) -> str:
    return fold_word(name.strip())


def _root(kept: Kept, name: str) -> str:
    while (other := kept.of.get(_key(name))) is not None:
        name = other
    return name


def _kept(kind: str) -> Kept:
    """What is said now. Rows are only ever added, so that the latest tells whether anything is new."""
    last = Naming.objects.order_by("-pk").values_list("pk", "made").first()
    return _known(kind, str(connection.settings_dict["NAME"]), last) if last is not None else Kept({}, {}, {})


@lru_cache(maxsize=8)
def _known(kind: str, database: str, last: tuple[int, datetime]) -> Kept:
    latest: dict[str, Naming] = {}
    for row in Naming.objects.filter(kind=kind, pk__lte=last[0]).order_by("pk"):
        latest[_key(row.name)] = row
    kept = Kept({}, {}, {})
    for key, row in latest.items():
        if row.verdict == "same":
            kept.of[key] = row.of
            kept.row[key] = row.pk
            kept.written[key] = row.name
    for row in latest.values():
        if row.verdict == "same":
            kept.written.setdefault(_key(row.of), row.of)
    return kept

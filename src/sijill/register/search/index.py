"""The index over the words of reports: SQLite's FTS5, or a ``tsvector`` of PostgreSQL.

Both hold the same words (``words.py``) in four kinds of unequal weight: of the title, of the text, what is left of words when letters written with
them are cut off, and what is left when endings are.  A report's words go in within the transaction that takes the report in; reports never
change, so nothing is ever taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sijill.register import bulk
from sijill.register.search.words import forms, keys

TABLE = "register_words"
WEIGHTS = (2.0, 1.0, 0.9, 0.3)
"""Of words of the title, of the text, cut words and stems."""

_LENGTH = 0.75
"""b of BM25 (Robertson & Zaragoza 2009): how much a long report counts less."""

_MOST = 1_000_000
"""Bytes of a ``tsvector``'s words and positions: it holds 1,048,575."""
_LAST_POSITION = 16383
_STEP = 500

_SQLITE = f"""CREATE VIRTUAL TABLE {TABLE} USING fts5(title, body, cuts, stems, content='', tokenize="unicode61 remove_diacritics 0")"""
# Rows of 8 kilobytes stay in one piece: ranking reads each word list that fits, and a piece kept elsewhere costs another look-up.
_POSTGRESQL = (
    f"CREATE TABLE {TABLE} (report_id bigint PRIMARY KEY REFERENCES register_report (id) ON DELETE CASCADE, words integer NOT NULL, tokens tsvector NOT NULL) WITH (toast_tuple_target = 8160)",
    f"CREATE INDEX {TABLE}_tokens ON {TABLE} USING gin (tokens)",
)


_UNTIED = f"+{TABLE}.rowid"
"""The plus keeps SQLite from looking up the words anew for every report that a filter names."""


class Listed(NamedTuple):
    """A report as the index takes it: primary key, title, text."""

    pk: int
    title: str
    text: str


class Term(NamedTuple):
    """What must be in a report: any one of these words; ``prefix`` where they are only beginnings."""

    words: tuple[str, ...]
    prefix: bool = False


def create(connection: Any) -> None:
    """Make the index."""
    with connection.cursor() as cursor:
        for statement in (_SQLITE,) if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def drop(connection: Any) -> None:
    """Take the index away."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


def add(connection: Any, reports: Iterable[Listed]) -> None:
    """Put reports in, each once. Use within the transaction that takes them in."""
    lists = [(r.pk, _columns(r)) for r in reports]
    if not lists:
        return
    if connection.vendor == "sqlite":
        bulk.into(connection, TABLE, ("rowid", "title", "body", "cuts", "stems"), ((pk, *(" ".join(words) for words in columns)) for pk, columns in lists))
    else:
        bulk.into(connection, TABLE, ("report_id", "words", "tokens"), ((pk, len(columns[1]), _vector(columns)) for pk, columns in lists))


def complete(connection: Any) -> int:
    """Put in every report that is not in yet (of an older register, or of a backup, which leaves the index out); how many those were."""
    own = "rowid" if connection.vendor == "sqlite" else "report_id"
    last = count = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, title, text FROM register_report WHERE id > %s AND id NOT IN (SELECT {own} FROM {TABLE}) ORDER BY id LIMIT {_STEP}", [last]
            )
            rows = [Listed(*row) for row in cursor.fetchall()]
        if not rows:
            return count
        add(connection, rows)
        last, count = rows[-1].pk, count + len(rows)


def _columns(report: Listed) -> tuple[list[str], list[str], list[str], list[str]]:
    found = [keys(form) for form in forms(report.text)]
    titled = [k for form in forms(report.title) for k in keys(form).all]
    return titled, [k.word for k in found], [c for k in found for c in k.cuts], [s for k in found for s in k.stems]


def _vector(columns: Sequence[Sequence[str]]) -> str:
    """The words as PostgreSQL writes a ``tsvector``, each with positions and the letter of its kind; what is too much is left out."""
    places: dict[str, list[str]] = {}
    for letter, words in zip("ABCD", columns, strict=True):
        for number, word in enumerate(words, 1):
            held = places.setdefault(word, [])
            if len(held) < 255:
                held.append(f"{min(number, _LAST_POSITION)}{letter}")
    out, size = [], 0
    for word, held in places.items():
        # A word takes its bytes, and two for each position besides a small head.
        size += len(word.encode()) + 2 * len(held) + 8
        if size > _MOST:
            break
        out.append(f"'{word}':{','.join(held)}")
    return " ".join(out)


# -- asking -------------------------------------------------------------------------------------------


class Narrowed(NamedTuple):
    """Reports to which an answer is narrowed: a query for their keys with its parameters, or, where there are few, the keys themselves."""

    sql: str = ""
    parameters: Sequence[Any] = ()
    keys: Sequence[int] = ()


def having(connection: Any, must: Sequence[Term], must_not: Sequence[Term], narrower: Sequence[Narrowed], most: int) -> list[int]:
    """The keys of the reports with every term of ``must`` and none of ``must_not``, taken in last first, ``most`` at most; ``must`` is not empty."""
    lite = connection.vendor == "sqlite"
    own = "rowid" if lite else "report_id"
    condition, parameters = _condition(lite, must, must_not)
    for one in narrower:
        if one.sql:
            condition += f" AND {_UNTIED if lite else TABLE + '.report_id'} IN ({one.sql})"
            parameters += one.parameters
        elif lite:
            condition += f" AND {_UNTIED} IN (SELECT value FROM json_each(%s))"
            parameters.append(str(list(one.keys)))
        else:
            condition += f" AND {TABLE}.report_id = ANY(%s)"
            parameters.append(list(one.keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {TABLE}.{own} FROM {TABLE} WHERE {condition} ORDER BY {TABLE}.{own} DESC LIMIT %s", [*parameters, most])
        return [pk for (pk,) in cursor.fetchall()]


def best(connection: Any, must: Sequence[Term], must_not: Sequence[Term], keys: Sequence[int], most: int) -> list[tuple[int, float]]:
    """Of these reports, which have the words, those that answer them best, with their scores."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            condition, parameters = _condition(True, must, must_not)
            weights = ", ".join(f"{w:g}" for w in WEIGHTS)
            cursor.execute(
                f"SELECT {TABLE}.rowid, bm25({TABLE}, {weights}) AS score FROM {TABLE} WHERE {condition} AND {TABLE}.rowid BETWEEN %s AND %s "
                f"AND {_UNTIED} IN (SELECT value FROM json_each(%s)) ORDER BY score, 1 DESC LIMIT %s",
                [*parameters, min(keys), max(keys), str(list(keys)), most],
            )
        else:
            score, parameters = _postgresql_score(connection, must)
            cursor.execute(f"SELECT report_id, {score} AS score FROM {TABLE} WHERE report_id = ANY(%s) ORDER BY score, 1 DESC LIMIT %s", [*parameters, list(keys), most])
        return [(pk, -float(score)) for pk, score in cursor.fetchall()]


def _condition(lite: bool, must: Sequence[Term], must_not: Sequence[Term]) -> tuple[str, list[Any]]:
    if lite:
        asked = " AND ".join(map(_fts5, must))
        for term in must_not:
            asked = f"({asked}) NOT {_fts5(term)}"
        return f"{TABLE} MATCH %s", [asked]
    parts = [*map(_tsquery, must), *("!" + _tsquery(t) for t in must_not)]
    return f"{TABLE}.tokens @@ %s::tsquery", [" & ".join(parts)]


def _fts5(term: Term) -> str:
    """Every word is letters and digits only, so that quoting is all the care it needs."""
    return "(" + " OR ".join(f'"{w}"{" *" if term.prefix else ""}' for w in term.words) + ")"


def _tsquery(term: Term) -> str:
    return "(" + " | ".join(f"'{w}'{':*' if term.prefix else ''}" for w in term.words) + ")"


def _postgresql_score(connection: Any, must: Sequence[Term]) -> tuple[str, list[Any]]:
    """The sum over terms of how rare a term is, times how often the report has it (``ts_rank``, which saturates as BM25 does), divided
    by the report's length as BM25 does; negative, as FTS5 has it: the least is the best."""
    from math import log

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [TABLE])
        total = max(float(cursor.fetchone()[0]), 1.0)
        cursor.execute(f"SELECT avg(words) FROM (SELECT words FROM {TABLE} LIMIT 2000) AS sample")
        mean = float(cursor.fetchone()[0] or 1) or 1.0
        parts, parameters = [], []
        weights = "{" + ",".join(f"{w / WEIGHTS[0]:g}" for w in reversed(WEIGHTS)) + "}"
        for term in must:
            # The planner's own guess is kept by the statistics, and good enough to weigh by; no count over all is needed.
            cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {TABLE} WHERE tokens @@ %s::tsquery", [_tsquery(term)])
            plan = cursor.fetchone()[0]
            having = min(float(plan[0]["Plan"]["Plan Rows"]), total)
            rare = log(1 + (total - having + 0.5) / (having + 0.5))
            parts.append("%s * ts_rank(%s::float4[], tokens, %s::tsquery)")
            parameters += [rare, weights, _tsquery(term)]
    length = f"(1 - {_LENGTH} + {_LENGTH} * words / {mean})"
    return f"-({' + '.join(parts)}) / {length}", parameters

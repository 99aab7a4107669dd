"""Questions to an archive in SQL: read-only, without the network, over the files of the archive and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from sijill.archive import files, tables
from sijill.archive.schema import LINKED, SCHEMAS
from sijill.errors import InputError

if TYPE_CHECKING:
    from pyarrow import RecordBatchReader

QUESTIONS = Path(__file__).parent / "questions"

_ROWS = 2000
_HEAD = re.compile(r"-- ([a-z.]+): (.*)")
_AXIS = re.compile(r"(\w+):([TNOQ]) ([^|]+)\|(.+)")


class Axis(NamedTuple):
    """What a chart shows along one of its ways: a column, its kind (T time, N name, O order, Q quantity), what it is called in English and Arabic."""

    column: str
    kind: str
    en: str
    ar: str


class Chart(NamedTuple):
    """How an answer is drawn: ``mark`` is bar, line or heat; ``axes`` by x, y and color."""

    mark: str
    axes: dict[str, Axis]


class Question(NamedTuple):
    """A question with what its head says of it."""

    name: str
    sql: str
    title: str = ""
    arabic: str = ""
    answers: str = ""
    caveats: str = ""
    linked: bool = False
    """Whether it asks for the datasets of linking."""
    chart: Chart | None = None


def questions() -> list[Question]:
    """The questions that come with Sijill, by name."""
    return [question(path.stem) for path in sorted(QUESTIONS.glob("*.sql"))]


def question(name: str) -> Question:
    """A question by its name, or by the path of a file of one's own. Raises ``InputError`` where there is none, or for a head that is not understood."""
    path = Path(name) if name.endswith(".sql") else QUESTIONS / f"{name}.sql"
    try:
        sql = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        known = ", ".join(sorted(p.stem for p in QUESTIONS.glob("*.sql")))
        raise InputError(f"--question {name}: there is none; a file of your own ends in .sql, and known are {known}") from None
    return of_text(path.stem, sql, str(path))


def of_text(name: str, sql: str, where: str = "the question") -> Question:
    """A question with the head that it may have: lines such as ``-- title: …`` before the first line of SQL. Raises ``InputError`` for an axis that is none."""
    head: dict[str, str] = {}
    axes: dict[str, Axis] = {}
    key = ""
    for number, line in enumerate(sql.splitlines(), 1):
        if not line.startswith("--"):
            break
        if found := _HEAD.fullmatch(line):
            key, head[found[1]] = found[1], found[2].strip()
        elif key:
            head[key] += " " + line.removeprefix("--").strip()
        if key in ("x", "y", "color") and found:
            axis = _AXIS.fullmatch(head[key])
            if axis is None:
                raise InputError(f"{where}, line {number}: write  -- {key}: COLUMN:T English | عربي  with T for a time, N for a name, O for an order, Q for a quantity")
            axes[key] = Axis(axis[1], axis[2], axis[3].strip(), axis[4].strip())
    chart = Chart(head["chart"], axes) if "chart" in head else None
    if chart is not None and (chart.mark not in ("bar", "line", "heat") or not {"x", "y"} <= axes.keys()):
        raise InputError(f"{where}: a chart is bar, line or heat, and has lines  -- x:  and  -- y:")
    return Question(name, sql, head.get("title", ""), head.get("title.ar", ""), head.get("answers", ""), head.get("caveats", ""), "needs" in head, chart)


@contextmanager
def asked(out: str, wanted: Question, memory: str = tables.MEMORY) -> Iterator[RecordBatchReader]:
    """The answer as a stream of Arrow batches. DuckDB holds at most ``memory``; what does not fit goes to a folder for temporary files.

    Raises ``InputError`` for what is no question, for SQL that DuckDB does not understand, and where OUT is no whole archive or not linked.
    """
    import duckdb

    if wanted.linked and not tables.linked(out):
        raise InputError(f"{out}: the question {wanted.name} needs incidents; give `sijill archive link {out}` first")
    with TemporaryDirectory(prefix="sijill-query-") as folder, closing(tables.opened(out, folder, memory)) as connection:
        place = tables.quoted(files.under(files.absolute(out), ""))
        for setting in (f"allowed_directories = [{place}]", "enable_external_access = false", "lock_configuration = true"):
            connection.execute(f"SET {setting}")
        try:
            statements = connection.extract_statements(wanted.sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise InputError("one question at a time, and nothing but a question: SELECT …, FROM …, DESCRIBE …, SUMMARIZE …")
            yield connection.sql(wanted.sql).to_arrow_reader(_ROWS)  # which alone is a stream
        except duckdb.Error as error:
            raise InputError(_said(error, out, memory)) from None


def _said(error: Exception, out: str, memory: str) -> str:
    import duckdb

    told = " ".join(str(error).split("\n\nLINE")[0].split())
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"the answer needs more than {memory} of memory; give more with --memory, or ask for less"
    if isinstance(error, duckdb.PermissionException):
        return f"only the files of {out} can be read ({told})"
    line = re.search(r"^LINE (\d+): *(.*)$", str(error), re.MULTILINE)
    at = f", in line {line[1]}: {line[2].strip()[:80]}" if line else ""
    if isinstance(error, duckdb.CatalogException):
        told += f"; the datasets are {', '.join(SCHEMAS)}; once linked {', '.join(LINKED)}"
    return f"{told}{at}"


def plain(value: Any) -> Any:
    """A value as text formats have it: what is nested and dates as JSON would."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Decimal):  # sums of whole numbers are of a wide kind
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)

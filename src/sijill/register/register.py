"""One register: open it, add, read, link, verify, ask."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sijill.errors import RegisterError, SijillError
from sijill.register import database as db
from sijill.register.store import Store

if TYPE_CHECKING:
    from sijill.ingest import Item
    from sijill.register.backup import Saved
    from sijill.register.conflicts import Differing
    from sijill.register.dossier import Dossier
    from sijill.register.filters import Filter
    from sijill.register.intake import Outcome as Added
    from sijill.register.links import Outcome as Linked
    from sijill.register.models import Incident
    from sijill.register.readings import Outcome as Read
    from sijill.register.search.finding import Found
    from sijill.register.timeline import Bin

EVIDENCE = "SIJILL_EVIDENCE"


class Register:
    """An open register. A process has one open at a time; ``close`` it, or use ``with``."""

    def __init__(self, database: str, store: Store) -> None:
        self.database, self.store = database, store

    @classmethod
    def open(cls, database: str | None = None, *, evidence: Path | None = None, create: bool = False) -> Register:
        """Open the register at ``database`` (a path or URL; see ``sijill.register.database``).

        ``evidence`` is the folder of the evidence store, beside the SQLite file where none is named. ``create`` makes a
        register where there is none. Raises ``RegisterError`` where there is none, where it cannot be reached, or where its
        tables are of an older or newer form.
        """
        name = db.named(database)
        there = db.exists(name)
        if not there and not create:
            raise RegisterError(f"{db.safe(name)}: there is no register; make one with `sijill init`, or name another with --database")
        db.connect(name)
        if not there:
            db.migrate()
        elif create and db.unfinished():
            db.migrate()  # whoever began to make it was broken off; nothing is in it yet
        elif missing := db.pending():
            raise RegisterError(f"{db.safe(name)}: its tables are of an older form (lacking {', '.join(missing)}); run `sijill migrate`")
        return cls(name, Store(evidence or evidence_folder(name)))

    @classmethod
    def connected(cls) -> Register:
        """The register that the process is connected to already, as the desk is, with its evidence store; nothing is opened anew."""
        from django.db import connection

        name = str(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else f"{connection.vendor}:///"
        return cls(name, Store(evidence_folder(name)))

    @classmethod
    def restore(
        cls, path: Path, passphrase: str, database: str | None = None, *, evidence: Path | None = None, step: Callable[[], None] = lambda: None,
        beside: Callable[[bytes], None] | None = None,
    ) -> tuple[Register, list[str]]:  # fmt: skip
        """Make a register of a backup, where there is none, and check it; the register, open, and what ``verify`` says of it. ``beside`` is given what was kept beside it,
        the desk's accounts.

        Raises ``RegisterError``, with nothing left behind, for a wrong passphrase, a file with any byte altered, and a database or
        file that is there already.
        """
        name = db.named(database)
        with db.new(name) as finish:
            from sijill.register import backup

            head = backup.check(path, passphrase)
            folder = evidence or evidence_folder(name)
            fresh = not folder.exists()
            store = Store(folder)
            try:
                returned = backup.load(path, passphrase, head, store, step)
                if beside is not None and returned.beside is not None:
                    beside(returned.beside)
                finish()
            except BaseException:
                if fresh:
                    shutil.rmtree(folder, ignore_errors=True)
                raise
        register = cls(name, store)
        return register, [*returned.faults, *register.verify()]

    def __enter__(self) -> Register:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        from django.db import connections

        connections["default"].close()

    def add(self, items: Iterable[Item | SijillError], who: str | None = None) -> Iterator[Added]:
        """Take items in; see ``sijill.register.intake.add``. Nothing happens until the outcomes are asked for."""
        from sijill.register import intake

        return intake.add(self.store, items, who)

    def unread(self, packs: Sequence[Path] = ()) -> int:
        """How many reports this reader, with these packs, has not read yet."""
        from sijill.register import readings

        return readings.pending(packs)

    def read(self, packs: Sequence[Path] = (), workers: int = 1, who: str | None = None) -> Iterator[Read]:
        """Read what is unread; see ``sijill.register.readings.read``."""
        from sijill.register import readings

        return readings.read(packs, workers, who)

    def link(self, packs: Sequence[Path] = (), who: str | None = None) -> Linked:
        """Link what is not linked yet; see ``sijill.register.links.link``."""
        from sijill.register import links

        return links.link(packs, who)

    def backup(self, path: Path, passphrase: str, who: str | None = None, step: Callable[[], None] = lambda: None, beside: Callable[[], bytes | None] = lambda: None) -> Saved:
        """Write everything to a new file that only the passphrase opens; see ``sijill.register.backup``."""
        from sijill.register import backup

        return backup.backup(self.store, path, passphrase, who, step, beside)

    def verify(self) -> Iterator[str]:
        """Everything that was altered since it was written; see ``sijill.register.verify``."""
        from sijill.register import verify

        return verify.verify(self.store)

    def incidents(self, asked: Filter | None = None, *, limit: int | None = 50, after: int = 0) -> list[Incident]:
        """Incidents, the latest first; see ``sijill.register.queries.incidents``."""
        from sijill.register import queries

        return queries.incidents(asked or queries.Filter(), limit=limit, after=after)

    def search(self, query: str, where: Filter | None = None, *, limit: int = 20, after: int = 0) -> list[Found]:
        """Reports with all the words of a query, the best first; see ``sijill.register.search.finding.reports``."""
        from sijill.register.filters import Filter as Asked
        from sijill.register.search import finding

        return finding.reports(query, where or Asked(), limit=limit, after=after)

    def conflicts(self, asked: Filter | None = None, kind: str | None = None, *, updates: bool = False, varieties: bool = False, limit: int | None = 50) -> list[Differing]:
        """Where reports differ; see ``sijill.register.conflicts.conflicts``."""
        from sijill.register import conflicts, queries

        return conflicts.conflicts(asked or queries.Filter(), kind, updates=updates, varieties=varieties, limit=limit)

    def dossier(self, name: str, packs: Sequence[Path] = ()) -> Dossier:
        """What is known of an actor; see ``sijill.register.dossier.dossier``."""
        from sijill.register import dossier

        return dossier.dossier(name, packs)

    def timeline(self, asked: Filter | None = None, by: str = "month", measure: str = "killed") -> list[Bin]:
        """Incidents by day, week, month or year; see ``sijill.register.timeline.timeline``."""
        from sijill.register import queries, timeline

        return timeline.timeline(asked or queries.Filter(), by, measure)

    def to_arrow(self, name: str | None = None) -> Any:
        """The table ``reports``, ``events``, ``figures``, ``incidents``, ``claims`` or ``profile`` as ``pyarrow.Table``, or all of them by name; see
        ``sijill.register.frames.COLUMNS`` for the columns. Raises ``RegisterError`` without pyarrow."""
        from sijill.register import frames

        return frames.table(name) if name is not None else {one: frames.table(one) for one in frames.COLUMNS}

    def to_pandas(self, name: str | None = None) -> Any:
        """The same as ``pandas.DataFrame``, days as timestamps. Raises ``RegisterError`` without pandas."""
        from sijill.register import frames

        return frames.frame(name) if name is not None else {one: frames.frame(one) for one in frames.COLUMNS}

    def counts(self) -> dict[str, int]:
        """How many there are of everything."""
        from sijill.register import models

        kinds = (models.Report, models.Evidence, models.Reading, models.EventRow, models.ProfileRow, models.Incident, models.Entry)
        return {kind.__name__.lower(): kind.objects.count() for kind in kinds}


def evidence_folder(database: str) -> Path:
    """Where the evidence of that database is kept: where ``SIJILL_EVIDENCE`` says, else beside the SQLite file or here."""
    if named := os.environ.get(EVIDENCE):
        return Path(named)
    given = db.parse(database)
    if given["ENGINE"].endswith("sqlite3"):
        return Path(given["NAME"]).with_suffix(".evidence")
    return Path("sijill.evidence")

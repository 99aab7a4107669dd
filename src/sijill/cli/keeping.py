"""``doctor``, ``backup`` and ``restore``: the register kept well, and kept a second time."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from sijill.cli.opening import opened, told_errors
from sijill.cli.options import Database, Packs, Who
from sijill.cli.terminal import SOME_FAILED, counting, say, usage, write

VARIABLE = "SIJILL_PASSPHRASE"

PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help=f"The passphrase is the first line of this file; else {VARIABLE}, else it is asked for."),
]


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command()(doctor)
    app.command()(backup)
    app.command()(restore)


def doctor(
    pack: Packs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the findings as JSON.")] = False,
    database: Database = None,
) -> None:
    """Look for what may be wrong with the installation and the register, and say what to do. Exit code 1 where there is a fault.

    Looks at Python and the extras, packs, database and tables, search, the clock, who may read the files, evidence and free space; changes
    nothing. Whether the register was altered, `sijill verify` says.

    \b
    Examples:
      sijill doctor
      sijill doctor --json --database postgresql:///sijill
    """
    from sijill.register.doctor import examine

    findings = list(examine(database, pack or ()))
    faults = sum(finding.level == "fault" for finding in findings)
    if as_json:
        write(json.dumps([finding._asdict() for finding in findings], ensure_ascii=False, indent=1) + "\n")
    else:
        for finding in findings:
            remedy = f"; {finding.remedy}" if finding.remedy else ""
            write(f"{finding.level:8} {finding.check:9} {' '.join(finding.said.split())}{remedy}\n")
    say(f"{faults} faults, {sum(finding.level == 'warning' for finding in findings)} warnings")
    if faults:
        raise typer.Exit(SOME_FAILED)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, on another disk than the register.", show_default=False)],
    passphrase_file: PassphraseFile = None,
    database: Database = None,
    who: Who = None,
) -> None:
    """Write the whole register, evidence and the desk's accounts too, to one file that only a passphrase opens.

    Others may go on working meanwhile. Without the passphrase nobody opens the file, you neither: keep it on paper, apart from the file. The
    program `age` opens it too (age -d FILE | tar xz), should there be no Sijill any more.

    \b
    Examples:
      sijill backup /media/disk/sijill-2021-03-05.age
      sijill backup nightly.age --passphrase-file /root/passphrase --database postgresql:///sijill
    """
    with _desk(database) as kept, opened(database) as register:
        secret = _passphrase(passphrase_file, twice=True)
        with counting("pieces written") as step:
            saved = register.backup(file, secret, who, step, kept.out if kept is not None else lambda: None)
    for fault in saved.faults:
        print(fault)
    say(f"{file}: {saved.rows:,} rows, {saved.evidence:,} pieces of evidence, {saved.size:,} bytes; SHA-256 {saved.sha256}")
    say(f"the last entry of the audit chain in it has the hash {saved.last}")
    if saved.faults:
        say(f"{len(saved.faults)} pieces of evidence are not in it; `sijill verify` says what happened to the register")
        raise typer.Exit(SOME_FAILED)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `sijill backup` wrote.", show_default=False)],
    passphrase_file: PassphraseFile = None,
    database: Database = None,
) -> None:
    """Make a register of a backup, where there is none yet, and check it as `sijill verify` does.

    The file is read through before anything is written; one in which any byte was altered is refused. A register on one kind of database
    can come back on the other.

    \b
    Examples:
      sijill restore nightly.age --database copy.db
      sijill restore nightly.age --database postgresql://me@db.example.org/sijill
    """
    accounts = 0
    with told_errors(), _desk(database) as kept:
        from sijill.register import Register
        from sijill.register.database import named, safe

        def back(data: bytes) -> None:
            nonlocal accounts
            if kept is None:
                say("the desk's accounts in it are left out: they need further libraries; pip install 'sijill[desk]', and restore again")
                return
            from sijill.desk import site

            site.prepare()
            kept.back(data)
            accounts = kept.number(data)

        secret = _passphrase(passphrase_file, twice=False)
        with counting("pieces read") as step:
            register, faults = Register.restore(file, secret, database, step=step, beside=back)
        with register:
            counts = register.counts()
    for fault in faults:
        print(fault)
    say(
        f"{safe(named(database))}: {counts['report']:,} reports, {counts['reading']:,} readings, {counts['incident']:,} incidents, "
        f"{counts['entry']:,} audit entries are back; evidence is in {register.store.folder}"
    )
    if accounts:
        say(f"{accounts:,} accounts of the desk are back, with their passwords and second factors; nobody is signed in")
    if faults:
        say(f"{len(faults)} faults, as they were when the backup was made")
        raise typer.Exit(SOME_FAILED)
    say("sound: nothing was altered")


@contextmanager
def _desk(database: str | None) -> Iterator[Any]:
    """What keeps the desk's accounts, with the desk set up so far as that needs; None where it is not installed."""
    try:
        from sijill.desk import kept, site
    except ImportError:
        yield None
        return
    from sijill.errors import RegisterError
    from sijill.register.database import named

    with TemporaryDirectory() as folder, told_errors():
        try:
            site.configure(named(database), Path(folder))  # no key of a desk is needed, and none is to be left here
        except RegisterError:
            yield None  # something in this process opened a register without the desk
            return
        yield kept


def _passphrase(file: Path | None, *, twice: bool) -> str:
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            usage(f"{file}: the passphrase cannot be read ({error})")
        if not lines or not lines[0]:
            usage(f"{file}: its first line is empty; the passphrase stands there")
        return lines[0]
    if given := os.environ.get(VARIABLE):
        return given
    if not sys.stdin.isatty():
        usage(f"a passphrase is needed: --passphrase-file FILE, or {VARIABLE}")
    secret: str = typer.prompt("Passphrase", hide_input=True, err=True)
    if twice and typer.prompt("Once more", hide_input=True, err=True) != secret:
        usage("the two are not the same")
    return secret

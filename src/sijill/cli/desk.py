"""``serve``: the web pages; ``people``: who may sign in there, for servers without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from sijill.cli.opening import told_errors
from sijill.cli.options import Database, Who
from sijill.cli.terminal import say, write

Name = Annotated[str, typer.Argument(metavar="NAME", help="The user name.", show_default=False)]
Role = Annotated[str, typer.Option(metavar="ROLE", help="viewer, coder, reviewer, publisher or admin.")]


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command()(serve)
    people = typer.Typer(help="Who may sign in to the desk: the same as its page of people, for servers without a browser.", no_args_is_help=True, rich_markup_mode=None)
    people.command("list")(people_list)
    people.command("add")(people_add)
    people.command("role")(people_role)
    people.command("reset")(people_reset)
    people.command("close")(people_close)
    people.command("open")(people_open)
    app.add_typer(people, name="people")


def serve(
    bind: Annotated[str, typer.Option(metavar="HOST:PORT", help="Where to listen; another host than this machine's own lets others in.")] = "127.0.0.1:8000",
    host: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A name under which the desk is reached, beside this machine's own; repeatable.")] = None,
    https: Annotated[bool, typer.Option("--https", help="It stands behind a server that speaks TLS: cookies only over that.")] = False,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that answer.", min=1)] = 1,
    threads: Annotated[int, typer.Option(metavar="N", help="Requests that a process answers at a time.", min=1)] = 8,
    database: Database = None,
) -> None:
    """Open the desk in a browser: take reports in, judge what was read, publish.

    Makes a register where there is none. The first time it prints an address with which the first account is made, once; there is no default
    password. It listens on this machine only, unless told otherwise.

    \b
    Examples:
      sijill serve
      sijill serve --database postgresql://me@db.example.org/sijill --workers 2
      sijill serve --bind 0.0.0.0:8000 --host desk.example.org --https
    """
    with told_errors():
        from sijill.cli.serving import run

        run(database, bind, tuple(host or ()), https, workers, threads, say)


@contextmanager
def _desk(database: str | None, who: str | None) -> Iterator[str]:
    """The desk of a register that is there; gives who is at work."""
    with told_errors():
        from sijill.errors import RegisterError
        from sijill.register import Register
        from sijill.register import database as db

        try:
            from sijill.desk import site
        except ImportError as error:
            raise RegisterError("the desk needs further libraries; pip install 'sijill[desk]'") from error
        name = db.named(database)
        site.configure(name)
        with Register.open(name):
            site.prepare()
            from sijill.register.audit import person

            yield who or person()


def people_list(database: Database = None) -> None:
    """List the accounts: user name, role, state, second factor, last sign-in, name; tab-separated."""
    with _desk(database, None):
        from django_otp.plugins.otp_totp.models import TOTPDevice

        from sijill.desk.models import User

        secured = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
        for user in User.objects.order_by("username"):
            last = user.last_login.isoformat(timespec="minutes") if user.last_login else "never"
            state = "open" if user.is_active else "closed"
            write(f"{user.username}\t{user.role}\t{state}\t{'second factor' if user.pk in secured else '-'}\t{last}\t{user.name}\n")


def people_add(
    name: Name,
    role: Role = "coder",
    shown: Annotated[str, typer.Option("--name", metavar="NAME", help="How the pages call them.")] = "",
    database: Database = None,
    who: Who = None,
) -> None:
    """Add an account, and print the path of an address with which its owner sets a password, once, within three days.

    \b
    Example:
      sijill people add salma --role reviewer
    """
    with _desk(database, who) as by:
        from sijill.desk.accounts import acts, links

        write(links.to_password(acts.make(name, role, by, name=shown)) + "\n")
        say("hand it over behind the address of the desk; it holds once, for three days")


def people_role(
    name: Name,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="viewer, coder, reviewer, publisher or admin.", show_default=False)],
    database: Database = None,
    who: Who = None,
) -> None:
    """Give an account another role."""
    with _desk(database, who) as by:
        from sijill.desk.accounts import acts

        acts.give_role(acts.find(name), role, by)
        say(f"{name}: {role}")


def people_reset(
    name: Name,
    factor: Annotated[bool, typer.Option("--second-factor", help="Take the second factor off, too.")] = False,
    database: Database = None,
    who: Who = None,
) -> None:
    """Print the path of an address with which a person sets a new password, once; the old one and their sessions end now."""
    with _desk(database, who) as by:
        from sijill.desk.accounts import acts

        user = acts.find(name)
        path = acts.reset(user, by)
        if factor and not acts.take_factor(user, by):
            say(f"{name}: there was no second factor")
        write(path + "\n")
        say("hand it over behind the address of the desk; it holds once, for three days")


def people_close(name: Name, database: Database = None, who: Who = None) -> None:
    """Let a person in no more, and end their sessions; what they said stays."""
    with _desk(database, who) as by:
        from sijill.desk.accounts import acts

        acts.close(acts.find(name), by)
        say(f"{name}: closed")


def people_open(name: Name, database: Database = None, who: Who = None) -> None:
    """Let a person in again."""
    with _desk(database, who) as by:
        from sijill.desk.accounts import acts

        acts.reopen(acts.find(name), by)
        say(f"{name}: open")

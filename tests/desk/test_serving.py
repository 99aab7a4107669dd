"""The server as a process: several workers on both databases, the demonstration, the commands for people; how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

COMMAND = (sys.executable, "-m", "sijill")


@contextmanager
def started(tmp_path: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """A command that serves: the process, its address and what it said until then."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SIJILL_")} | {"PYTHONUNBUFFERED": "1", "SIJILL_EVIDENCE": str(tmp_path / "evidence")}
    process = subprocess.Popen([*COMMAND, *arguments], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=tmp_path, env=environment)
    assert process.stderr is not None
    said: list[str] = []
    try:
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"the desk is at (\S+)", line):
                yield process, found[1], said
                break
        else:
            raise AssertionError("".join(said))
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def status(address: str) -> int:
    for _ in range(50):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def children(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize(("database", "told"), [("sqlite", signal.SIGTERM), ("postgresql", signal.SIGINT)])
def test_two_workers_answer_and_end_together(tmp_path: Path, request: pytest.FixtureRequest, database: str, told: signal.Signals) -> None:
    name = "sijill.db"
    if database == "postgresql":
        import psycopg

        server: str = request.getfixturevalue("server")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE two_workers")
        name = server.replace("/postgres?", "/two_workers?")
    with started(tmp_path, "serve", "--database", name, "--bind", "127.0.0.1:0", "--workers", "2") as (process, address, said):
        assert "first-run/?token=" in said[0]
        with ThreadPoolExecutor(8) as many:
            assert set(many.map(status, [f"{address}/login/"] * 40)) == {200}
        workers = children(process.pid)
        assert len(workers) == 1
        if database == "sqlite":
            taken = subprocess.run([*COMMAND, "serve", "--bind", address.removeprefix("http://")], capture_output=True, text=True, cwd=tmp_path, check=False)
            assert taken.returncode == 2 and "something running there already" in taken.stderr and "Traceback" not in taken.stderr
        process.send_signal(told)
        assert process.wait(10) == 0
        assert process.stderr is not None and process.stderr.read() == ""
        assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_the_demonstration_is_one_address_away(tmp_path: Path) -> None:
    with started(tmp_path, "demo", "--serve", "--bind", "127.0.0.1:0", "--keep", "kept") as (process, address, said):
        once = re.search(r"once: (\S+)", "".join(said))
        assert once and once[1].startswith(address)
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        with browser.open(once[1]) as answer:
            form = answer.read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        with browser.open(once[1], urlencode({"csrfmiddlewaretoken": token[1]}).encode()) as answer:
            assert answer.status == 200 and answer.url == f"{address}/"
            page = answer.read().decode()
        assert "<bdi>demo</bdi>" in page
        assert status(once[1]) == 404, "once"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert (tmp_path / "kept" / "sijill.db").is_file() and (tmp_path / "kept" / "sijill.evidence").is_dir()
    assert not (tmp_path / "evidence").exists(), "what the environment names is another register's"


def test_people_without_a_browser(filled: str) -> None:
    from typer.testing import CliRunner

    from sijill.cli import app
    from sijill.desk.accounts import links
    from sijill.register import database as db

    def run(*arguments: str) -> Any:
        done = CliRunner().invoke(app, ["people", *arguments, "--database", filled])
        db.connect(filled)
        return done

    made = run("add", "salma", "--role", "coder", "--name", "سلمى")
    whom, token = made.stdout.strip().strip("/").split("/")[1:]
    found = links.opened(whom, token)
    assert made.exit_code == 0 and found is not None and found.user.username == "salma" and found.password
    assert run("add", "salma").exit_code == 2 and run("add", "a b").exit_code == 2 and run("add", "nour", "--role", "king").exit_code == 2
    assert run("role", "salma", "reviewer").exit_code == 0
    reset = run("reset", "salma", "--second-factor")
    assert reset.exit_code == 0 and reset.stdout.startswith("/welcome/") and links.opened(whom, token) is None
    listed = {line.split("\t")[0]: line.split("\t")[1:] for line in run("list").stdout.splitlines()}
    assert listed["salma"] == ["reviewer", "open", "-", "never", "سلمى"]
    last = run("role", "admin", "viewer")
    assert last.exit_code == 2 and "last administrator" in last.stderr
    assert run("close", "admin").exit_code == 2 and run("close", "salma").exit_code == 0
    assert run("reset", "salma").exit_code == 2 and run("open", "salma").exit_code == 0
    assert run("reset", "nobody").exit_code == 2

"""``sijill watch``: what changed since, nothing twice, never two at once, and on from where it stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.ingest.conftest import Site, site
from tests.ingest.makers import LEAD, MORE, TITLE, page
from tests.ingest.test_feeds import RSS
from typer.testing import CliRunner, Result

from sijill.cli import app
from sijill.register import Register
from sijill.register.alone import alone

__all__ = ["site"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def feeds(site: Site, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIJILL_EVIDENCE", str(tmp_path / "evidence"))
    monkeypatch.setenv("SIJILL_DATABASE", database)
    url = site.put("/feed", RSS.split("<item><link>")[0] % "utf-8" + "</channel></rss>", "application/rss+xml", ETag='"one"')
    path = tmp_path / "feeds.toml"
    path.write_text(f'[[feed]]\nurl = "{url}"\ninterval = "15m"\noutlet = "شبكة أخرى"\n', encoding="utf-8")
    return path


def test_one_pass_then_only_what_changed(feeds: Path, site: Site) -> None:
    first = run("watch", feeds, "--once")
    assert first.exit_code == 0, first.stderr
    assert "/feed: 2 added, 0 there already, 0 could not be taken in" in first.stderr
    assert "2 read" in first.stderr
    again = run("watch", feeds, "--once")
    assert "unchanged" in again.stderr
    assert site.asked[-1][1]["if-none-match"] == '"one"'
    changed = site.pages["/feed"]
    assert isinstance(changed, tuple)
    site.put("/feed", changed[2].replace(b"</channel>", f"<item><title>خبر ثالث</title><description>{LEAD}</description></item></channel>".encode()), "application/rss+xml", ETag='"two"')
    third = run("watch", feeds, "--once")
    assert "1 added, 2 there already" in third.stderr
    with Register.open() as register:
        from sijill.register.models import Report

        assert register.counts()["report"] == 3
        assert set(Report.objects.values_list("outlet", flat=True)) == {"شبكة أخرى"}
        assert not [*register.verify()]


def test_pages_of_entries_are_fetched_once_and_only_when_asked_for(feeds: Path, site: Site) -> None:
    link = site.put("/1.html", page())
    site.put("/feed", f"<rss><channel><item><title>{TITLE}</title><link>{link}</link></item></channel></rss>", "text/xml")
    assert "1 added" in run("watch", feeds, "--once").stderr
    assert [path for path, _ in site.asked] == ["/feed"]
    feeds.write_text(feeds.read_text(encoding="utf-8") + "pages = true\n", encoding="utf-8")
    assert "1 added" in run("watch", feeds, "--once").stderr
    run("watch", feeds, "--once")
    assert [path for path, _ in site.asked].count("/1.html") == 1
    with Register.open():
        from sijill.register.models import Report

        assert MORE in Report.objects.get(extractor__startswith="html").text


def test_failures_are_told_and_the_others_go_on(feeds: Path, site: Site) -> None:
    feeds.write_text(f'[[feed]]\nurl = "{site.address}/missing"\n' + feeds.read_text(encoding="utf-8"), encoding="utf-8")
    result = run("watch", feeds, "--once")
    assert result.exit_code == 1
    assert "failed:" in result.stderr
    assert "404" in result.stderr
    assert "2 added" in result.stderr


def test_two_watches_do_not_overlap(feeds: Path, tmp_path: Path) -> None:
    with alone(tmp_path / "evidence"):
        result = run("watch", feeds, "--once")
    assert result.exit_code == 2
    assert "another watch is at work" in result.stderr
    assert run("watch", feeds, "--once").exit_code == 0


def test_a_running_watch_ends_when_told_and_a_killed_one_goes_on(feeds: Path, site: Site, database: str) -> None:
    if database.startswith("postgresql"):
        pytest.skip("the process is the same; the state is tested on both above")
    command = [sys.executable, "-c", "from sijill.cli import main; main()", "watch", str(feeds)]
    for end in (signal.SIGKILL, signal.SIGTERM):
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        assert process.stderr is not None
        # Nothing is due for the second one: it waits, and asks nobody.
        ready, seen, ends = "2 read" if end == signal.SIGKILL else "watching 1 feed, 0 due", "", time.monotonic() + 30
        while ready not in seen and time.monotonic() < ends:
            seen += process.stderr.readline()
        assert ready in seen
        assert end != signal.SIGKILL or "next 20" in seen
        process.send_signal(end)
        assert process.wait(10) == (-9 if end == signal.SIGKILL else 0)
        process.communicate()
    assert len(site.asked) == 1, "the second watch knew from the register that nothing was due"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[[feed]]\nurl = "https://x.example"\ninterval = "soon"', "write 15m"),
        ('[[feed]]\nurl = "file:///etc/passwd"', "only http and https"),
        ("[[feed]]\nurl = 5", "url"),
        ('[[feed]]\nurl = "https://x.example"\nintervall = "5m"', "intervall"),
        ("[[feed", "no TOML"),
        ('[[feed]]\nurl = "https://x.example"\n[[feed]]\nurl = "https://x.example"', "twice"),
    ],
)
def test_mistakes_in_the_table_are_named(tmp_path: Path, table: str, said: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(table, encoding="utf-8")
    result = run("watch", path, "--once", "--database", tmp_path / "sijill.db")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "feeds.toml" in result.stderr

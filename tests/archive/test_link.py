"""``sijill archive link`` gives what ``sijill link`` gives, however the work is cut and whoever is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from pyarrow import parquet
from tests.archive.conftest import archive as archive_of
from tests.archive.makers import dying
from tests.register.test_judging import COPIED

from sijill.archive.inputs import Options
from sijill.archive.link import meeting, ordering, run, scoring
from sijill.archive.link.grouping import connected
from sijill.archive.link.run import Linked, Run
from sijill.archive.link.sketch import SKETCH, Bound, sketch
from sijill.ingest import items
from sijill.knowledge.tables import pack_folders
from sijill.linking import blocks
from sijill.linking.claims import Claim, claims
from sijill.linking.clusters import candidates, joined
from sijill.linking.likeness import Weights, likeness
from sijill.records import Reading

WEIGHTS = Weights(pack_folders(()))

Rows = list[dict[str, Any]]


def sijill(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "SIJILL_DATABASE": str(folder / "sijill.db"), "SIJILL_EVIDENCE": str(folder / "evidence")}
    return subprocess.Popen(
        [sys.executable, "-m", "sijill", *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )


def done(*processes: subprocess.Popen[str]) -> str:
    said = [process.communicate()[1] for process in processes]
    assert [p.returncode for p in processes] == [0] * len(processes), said
    return said[-1]


def rows(archive: Path, dataset: str) -> Rows:
    return [row for part in sorted((archive / dataset).glob("part-*.parquet")) for row in parquet.read_table(part).to_pylist()]


@pytest.fixture(scope="module")
def folder(client: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated reports in an archive, linked, and in a register, linked."""
    from sijill.register import Register

    folder = tmp_path_factory.mktemp("both")
    done(sijill(folder, "archive", "generate", "made", "--reports", "260", "--workers", "1"))
    archive_of(client, [folder / "made" / "reports"], folder / "archive", Options(reports=60))
    linking = sijill(folder, "archive", "link", "archive", "--workers", "1")
    with Register.open(str(folder / "sijill.db"), create=True, evidence=folder / "evidence") as register:
        assert all(o.what == "added" for o in register.add(items([str(folder / "made" / "reports")])))
        assert all(not o.why for o in register.read())
        register.link()
    done(linking)
    return folder


@pytest.fixture(scope="module")
def archive(folder: Path) -> Path:
    return folder / "archive"


@pytest.fixture(scope="module")
def told(archive: Path) -> list[Claim]:
    """The claims of the archive, in the order of its reports."""
    return list(claims(msgspec.json.decode(row["record"], type=Reading) for row in rows(archive, "reports")))


@contextmanager
def _uncounted(stage: str, total: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


def linked(client: Any, archive: Path, to: Path) -> Linked:
    """The archive linked anew by a worker of this process, which sees what a test has changed."""
    to.mkdir()
    shutil.copytree(archive / "reports", to / "reports")
    shutil.copy(archive / "manifest.json", to)
    return Run(str(to)).link(client, print, _uncounted)


def plain(archive: Path) -> dict[str, list[Any]]:
    """What was found, without in which file it stands."""
    return {name: sorted(json.dumps(row, default=str, sort_keys=True) for row in rows(archive, name)) for name in ("links", "incidents", "members", "copies")}


# -- the same as the register -----------------------------------------------------------------------------


def test_links_incidents_and_copies_are_those_of_the_register(folder: Path, archive: Path) -> None:
    from sijill.register import Register

    with Register.open(str(folder / "sijill.db"), evidence=folder / "evidence"):
        from sijill.register.models import Copy, Incident, Link, Member

        ends = ("a__report__doc", "a__ident", "b__report__doc", "b__ident")
        links = {tuple(row[:4]): (row[4], row[5]) for row in Link.objects.values_list(*ends, "score", "parts")}
        members = set(Member.objects.values_list("incident_id", "event__report__doc", "event__ident"))
        copies = set(Copy.objects.values_list("report__doc", "of__doc"))
        shown = {i.pk: (i.type, i.claims, i.origins, i.grade, i.first_day, i.last_day, i.lat, i.killed, i.summary) for i in Incident.objects.all()}
    ours = {(r["a_doc"], r["a_event"], r["b_doc"], r["b_event"]): (r["score"], [[p["part"], p["points"]] for p in r["parts"]]) for r in rows(archive, "links")}
    assert len(ours) > 100
    assert ours == {key: (score, [list(p) for p in parts]) for key, (score, parts) in links.items()}
    assert {(r["incident"], r["doc"], r["event"]) for r in rows(archive, "members")} == members
    assert len(copies) > 10
    assert {(r["doc"], r["of"]) for r in rows(archive, "copies")} == copies
    for row in rows(archive, "incidents"):
        kind, count, origins, grade, first, last, lat, killed, summary = shown[row["incident"]]
        toll = next((f for f in row["figures"] if f["measure"] == "killed"), None)
        assert (row["type"], row["claims"], row["origins"], row["grade"], row["lat"]) == (kind, count, origins, grade, lat)
        assert [row[name] and row[name].toordinal() for name in ("first_day", "last_day")] == [first, last]
        assert (None if toll is None else toll["best"] if toll["best"] is not None else toll["low"]) == killed
        assert {f["measure"]: [f["low"], f["best"], f["high"]] for f in row["figures"]} == summary["figures"]
        for name in ("time", "modality", "places", "agents", "targets"):
            assert row[name] == summary[name]


def test_a_second_run_has_nothing_to_do(folder: Path) -> None:
    assert "linked already" in done(sijill(folder, "archive", "link", "archive"))


def test_an_archive_of_no_event_has_no_incident(client: Any, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "prices.txt").write_text("ارتفعت أسعار الخضار في الأسواق.", encoding="utf-8")
    archive_of(client, [tmp_path / "in"], tmp_path / "archive")
    linked(client, tmp_path / "archive", tmp_path / "other")
    assert plain(tmp_path / "other") == {"links": [], "incidents": [], "members": [], "copies": []}


def test_a_copy_is_the_word_of_the_first_that_tells_of_something_else(client: Any, tmp_path: Path) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text("".join(json.dumps({"id": k, "text": text, "outlet": outlet}, ensure_ascii=False) + "\n" for k, (outlet, text) in COPIED.items()), encoding="utf-8")
    archive_of(client, [given], tmp_path / "archive")
    linked(client, tmp_path / "archive", tmp_path / "other")
    assert rows(tmp_path / "other", "copies") == [{"doc": "b", "of": "a"}]
    assert [(row["claims"], row["origins"]) for row in rows(tmp_path / "other", "incidents")] == [(2, 1), (2, 1)]


def test_what_is_no_archive_is_told(folder: Path) -> None:
    process = sijill(folder, "archive", "link", "made")
    _, said = process.communicate()
    assert process.returncode == 2
    assert "sijill archive read" in said


# -- cut otherwise ----------------------------------------------------------------------------------------


def test_cuts_change_nothing(client: Any, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "EVERY", 4)
    monkeypatch.setattr(ordering, "FEW", 3)
    monkeypatch.setattr(run, "CHUNK", 24)
    monkeypatch.setattr(run, "RANGE", 2000)
    monkeypatch.setattr(meeting, "SHARE", 700)
    monkeypatch.setattr(meeting, "AT_ONCE", 64)
    monkeypatch.setattr(meeting, "KEPT", 100)
    monkeypatch.setattr(scoring, "MANY", 20)
    linked(client, archive, tmp_path / "other")
    assert len(list((tmp_path / "other" / "incidents").iterdir())) > 8
    assert len(list((tmp_path / "other" / "links").iterdir())) > len(list((tmp_path / "other" / "incidents").iterdir()))
    assert plain(tmp_path / "other") == plain(archive)


def test_crowds_are_narrowed_alike_everywhere(client: Any, archive: Path, tmp_path: Path, told: list[Claim], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (blocks, meeting):
        monkeypatch.setattr(module, "CROWD", 4)
    found = {(*link.a, *link.b, link.likeness.score) for link in candidates(told, WEIGHTS)}
    linked(client, archive, tmp_path / "other")
    assert {(r["a_doc"], r["a_event"], r["b_doc"], r["b_event"], r["score"]) for r in rows(tmp_path / "other", "links")} == found
    assert found < {(r["a_doc"], r["a_event"], r["b_doc"], r["b_event"], r["score"]) for r in rows(archive, "links")}


HOW = """
@contextmanager
def counting(what, total=None):
    yield die if what == when else lambda: None
"""


def test_a_run_that_is_killed_goes_on_to_the_same_bytes(folder: Path, archive: Path) -> None:
    (other := folder / "killed").mkdir()
    shutil.copytree(archive / "reports", other / "reports")
    shutil.copy(archive / "manifest.json", other)
    what = dying(HOW, "sijill.cli.archive.link", "claims", "archive", "link", "killed", "--workers", "1")
    process = subprocess.run(what, cwd=folder, capture_output=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, start_new_session=True)
    assert process.returncode == -signal.SIGKILL, process.stderr
    assert 0 < len(list((other / "_link" / "done" / "claims").iterdir())) < len(list((other / "reports").iterdir()))
    done(sijill(folder, "archive", "link", "killed", "--workers", "2"))
    assert json.loads((other / "link.json").read_text()) == json.loads((archive / "link.json").read_text())
    assert not (other / "_link").exists()


# -- what makes it quick loses nothing --------------------------------------------------------------------


def test_no_pair_is_worth_more_than_its_bound(told: list[Claim]) -> None:
    table = np.array([sketch(claim) for claim in told], SKETCH)
    docs = {doc: k for k, doc in enumerate(dict.fromkeys(claim.doc for claim in told))}
    table["report"] = [docs[claim.doc] for claim in told]
    timed = [k for k, claim in enumerate(told) if claim.span is not None]
    pairs = np.array(list(combinations(timed, 2)))
    may = Bound(WEIGHTS).worth(table, pairs[:, 0], pairs[:, 1])
    scores = np.array([likeness(told[a], told[b], WEIGHTS).score for a, b in pairs.tolist()])
    assert (scores >= WEIGHTS.points["threshold"]).sum() > 100
    assert may[scores >= WEIGHTS.points["threshold"]].all()
    assert may.sum() < 3 * (scores >= WEIGHTS.points["threshold"]).sum()


def test_components_joined_apart_are_those_joined_together(told: list[Claim]) -> None:
    found = list(candidates(told, WEIGHTS))
    number = {claim.key: k for k, claim in enumerate(told)}
    together, used = joined(list(number), WEIGHTS.points["threshold"], (), found)
    ends = np.array([(number[n.a], number[n.b]) for n in found])
    root = connected(len(told), [(ends[:, 0], ends[:, 1])])
    assert len({*root.tolist()}) > 100
    apart = []
    for home in sorted({*root.tolist()}):
        own = [claim.key for claim in told if root[number[claim.key]] == home]
        groups, part = joined(own, WEIGHTS.points["threshold"], (), [n for n in found if root[number[n.a]] == home])
        apart += groups
        used = [n for n in used if n not in part]
    assert sorted(apart) == sorted(together)
    assert not used

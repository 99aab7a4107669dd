"""Reports compared: which tell of one incident, which say the same of a body, where they differ.

The coded comparison of five reports and the coded clusters of a larger set lie in the reference material.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sijill.cli import app
from sijill.evaluation.measures import compare, load_gold
from sijill.knowledge.tables import pack_folders
from sijill.linking.body_conflicts import of_bodies
from sijill.linking.claims import Key, claims
from sijill.linking.clusters import incidents
from sijill.linking.conflicts import Conflict
from sijill.linking.likeness import Weights
from sijill.linking.statements import Powers, keys, shared
from sijill.output.records import to_dict
from sijill.reading.reader import default_reader
from sijill.records import Reading

CODED_AS = {
    "founded": ("profile", "founded"), "backed_by": ("profile", "backed_by"), "affiliated_with": ("profile", "affiliated_with"),
    "strength": ("profile", "strength"), "total_losses": ("profile", "total_losses"), "recruits_from": ("profile", "recruits_from"),
    "operates_in": ("profile", "operates_in"), "name": ("name", "name"), "led_by (spelling of the name)": ("name", "led_by"),
    "relation to Iran and its militias": ("profile", "stance"), "time": ("date", "date"),
}  # fmt: skip
"""What the coders call a conflict, and what it is called here."""


@pytest.fixture
def material(request: pytest.FixtureRequest) -> Path:
    """The reference material; its fixture has the name of a function here."""
    return Path(request.getfixturevalue("shared"))


def read(folder: Path) -> list[Reading]:
    return [default_reader().read(path.read_text(encoding="utf-8"), doc=path.stem) for path in sorted(folder.glob("*.txt"))]


def gold_keys(gold: dict[str, Any], readings: Iterable[Reading]) -> dict[Key, Key]:
    """The coded event or statement that each one read is paired with."""
    out: dict[Key, Key] = {}
    for found in compare(gold, {r.doc: to_dict(r) for r in readings}):
        for theirs, ours in (*found.events, *found.profile):
            if theirs is not None and ours is not None:
                out[found.doc, ours["id"]] = (found.doc, theirs["id"])
    return out


def separates(conflict: Conflict, coded: dict[str, Any]) -> bool:
    """Whether a conflict sets reports against each other that the coders set against each other."""
    sides = [{doc for doc, _ in saying.claims} for saying in conflict.sayings]
    values = [{doc for doc, _ in value["sources"]} for value in coded["values"]]
    apart = {frozenset((a, b)) for x, y in itertools.combinations(values, 2) for a in x for b in y if a != b}
    return any(frozenset((a, b)) in apart for x, y in itertools.combinations(sides, 2) for a in x for b in y if a != b)


def test_conflicts_and_agreements_of_five_reports(material: Path) -> None:
    coded = json.loads((material / "gold" / "seeds" / "cross_report.json").read_text(encoding="utf-8"))
    readings = read(material / "seeds")
    weights = Weights(pack_folders(()))
    found = of_bodies(readings, Powers(pack_folders(())))
    seen = []
    for conflict in coded["conflicts"]:
        kind = CODED_AS.get(conflict["attribute"])
        about = keys(conflict["subject"])
        if any((c.kind, c.what) == kind and not keys([c.about]).isdisjoint(about) and separates(c, conflict) for c in found):
            seen.append(conflict["attribute"])
    assert len(seen) >= 10, seen
    groups, _ = incidents(list(claims(readings)), weights)
    paired = gold_keys(load_gold(material / "gold" / "seeds"), readings)
    joined = [{paired[key] for key in group if key in paired} for group in (*groups, *shared(readings))]
    same = [{tuple(item) for item in cluster} for cluster in coded["same"]]
    met = [cluster for cluster in same if any(len({doc for doc, _ in group & cluster}) > 1 for group in joined)]
    assert len(met) >= 7, met


def test_clusters_of_a_larger_set(material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = material / "practice"
    monkeypatch.setenv("SIJILL_DATABASE", str(tmp_path / "register.db"))
    for command in (["add", str(practice / "reports")], ["link", "--format", "records", "--out", str(tmp_path / "linked")]):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.stderr
    gold = load_gold(practice / "gold")
    system = load_gold(tmp_path / "linked")
    paired: dict[Key, Key] = {}
    for found in compare(gold, system):
        paired.update({(found.doc, ours["id"]): (found.doc, theirs["id"]) for theirs, ours in found.events if theirs is not None and ours is not None})
    ours = [[paired.get((doc, event), ("unpaired", f"{doc}:{event}")) for doc, event in group] for group in json.loads((tmp_path / "linked" / "clusters.json").read_text(encoding="utf-8"))]
    theirs = [[(doc, event) for doc, event in group] for group in json.loads((practice / "gold" / "clusters.json").read_text(encoding="utf-8"))]
    right, read_pairs, coded_pairs = len(pairs(ours) & pairs(theirs)), len(pairs(ours)), len(pairs(theirs))
    assert 2 * right / (read_pairs + coded_pairs) >= 0.80


def pairs(clusters: Iterable[Iterable[Key]]) -> set[frozenset[Key]]:
    """Every two of one cluster."""
    return {frozenset(two) for cluster in clusters for two in itertools.combinations(sorted(cluster), 2)}

"""Fit the reader's confidences to its first contacts with the rounds.

    python tools/first_contact.py [--keep FOLDER]

Each round in corpus/rounds/first_contact.tsv is read by the very commit that met it first, taken out of the history
into a folder of its own: only that reading tells how often the reader is right about reports it has never met.  Prints, for every
round but the first, the calibration under weights fitted to the rounds before it; writes the weights fitted to all of
them to src/sijill/packs/core/confidence.tsv.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from sijill import calibration
from sijill.calibration import Judged
from sijill.evaluation import load_gold
from sijill.records import Reading

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = ROOT / "corpus" / "rounds"
TABLE = ROOT / "src" / "sijill" / "packs" / "core" / "confidence.tsv"
HEAD = """\
# How sure the reader is, by what a record shows (docs/how-the-reader-works.md, Confidence): the weights of a logistic model
# for each dimension.  A feature that is not listed weighs nothing; `event` is the weight of the log-odds of the event that
# holds the value.  Written by tools/first_contact.py from the first contacts with {rounds}; do not edit by hand.
"""


def contacts() -> dict[str, str]:
    """``{round: commit}`` of the recorded first contacts."""
    lines = (ROUNDS / "first_contact.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t")[:2] for line in lines if line[:1].isdigit())


def readings(number: str, commit: str, folder: Path) -> Path:
    """The folder of records that ``commit`` reads from a round; made where it is not there yet."""
    out = folder / f"{number}-{commit}"
    if out.is_dir():
        return out
    tree = folder / f"tree-{commit}"
    subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", "--detach", "--force", tree, commit], check=True)
    try:
        command = [sys.executable, "-m", "sijill", "read", ROUNDS / number / "reports", "--format", "records", "--out", out]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(tree / "src")})
    finally:
        subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", tree], check=True)
    return out


def judged(number: str, records: Path) -> list[list[Judged]]:
    """Every report of a round, judged."""
    out = []
    for doc, gold in load_gold(ROUNDS / number / "gold").items():
        reading = msgspec.json.decode((records / f"{doc}.json").read_bytes(), type=Reading)
        text = (ROUNDS / number / "reports" / f"{doc}.txt").read_text(encoding="utf-8")
        out.append(calibration.judge(gold, reading, text))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the readings here and use those that are there")
    keep: Path | None = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep.resolve() if keep else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        rounds = {number: judged(number, readings(number, commit, folder)) for number, commit in contacts().items()}
    last: list[tuple[str, float, bool]] = []
    numbers = sorted(rounds)
    for k, number in enumerate(numbers[1:], 1):
        model = calibration.fit([report for former in numbers[:k] for report in rounds[former]])
        values = calibration.shares(model, rounds[number])
        error = calibration.calibration_error(calibration.reliability([(share, right) for _, share, right in values]))
        print(f"round {number}, fitted to the rounds before it: expected calibration error {error:.3f}")
        if number in numbers[-3:]:
            last += values
    print(f"\nthe last rounds together ({', '.join(n for n in numbers[1:] if n in numbers[-3:])}):\n{calibration.page(last)}")
    model = calibration.fit([report for number in numbers for report in rounds[number]])
    span = f"rounds {numbers[0]} to {numbers[-1]}"
    TABLE.write_text(HEAD.format(rounds=span) + calibration.table(model), encoding="utf-8")


if __name__ == "__main__":
    main()

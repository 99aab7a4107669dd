"""Fit the weights by which the reader tells acts from what is none (``sijill.reading.realis.weighing``) to the coded rounds.

    python tools/weigh_acts.py [--dry]

Every round of corpus/rounds/first_contact.tsv is read by today's rules alone.  An act that they let pass is right where it pairs with
an event of the same type; one that they leave out would have been where gold has an event of its type at its word that nothing pairs with.
Prints, for each round, the F1 of events as the rules have it and under weights fitted to the other rounds; writes those fitted to all
of them to src/sijill/packs/core/codable.tsv (not with --dry).
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sijill import calibration
from sijill.evaluation import compare, load_gold
from sijill.knowledge.tables import rows
from sijill.reading.act.trace import Trace
from sijill.reading.document import Document
from sijill.reading.reader import Reader
from sijill.reading.realis import weighing
from sijill.reading.realis.weighing import Weigher

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = ROOT / "corpus" / "rounds"
TABLE = ROOT / "src" / "sijill" / "packs" / "core" / "codable.tsv"
CORPORA_FOLDER = ROOT / "src" / "sijill" / "reading" / "corpora"
CORPORA = {"realis.tsv": ("split", "category", "sentence", "expected")}
"""Sentences that say of themselves which acts they tell, with their columns."""
PUBLISHED = "2024-06-15"
KEPT, LEFT = 0.30, 0.42
"""The shares below which an act that the rules let pass is left out, and above which one that they leave out is taken back."""
LEAST = 0.02
"""Weights nearer to 0 are not written."""
HEAD = """\
# Which acts are rows (docs/how-the-reader-works.md, Realis): the weights of a logistic model over what an act shows.  `threshold=kept`
# is the log-odds below which an act that the rules let pass is left out, `threshold=left` those above which one that they leave out is
# taken back.  A feature that is not listed weighs nothing.  Written by tools/weigh_acts.py from {rounds}; do not edit by hand.
"""


class Act(NamedTuple):
    """One act of a round: what it shows, whether the rules let it pass, whether it is right."""

    features: list[str]
    passed: bool
    right: bool


class Round(NamedTuple):
    """The acts of a round and how many events gold has."""

    acts: list[Act]
    gold: int


def acts(reader: Reader, text: str, gold: dict[str, Any]) -> list[Act]:
    """The acts of one report, judged."""
    trace = Trace()
    reading = reader.read(text, doc="x", trace=trace)
    (comparison,) = compare({"x": gold}, {"x": msgspec.to_builtins(reading)})
    partner = {s["id"]: g for g, s in comparison.events if g is not None and s is not None}
    missed = [g for g, s in comparison.events if s is None and g is not None]
    doc = trace.doc
    assert doc is not None
    out = []
    for event, draft in zip(reading.events, trace.drafts, strict=True):
        right = partner.get(event.id, {}).get("type") == event.type
        out.append(Act(weighing.features(doc, draft, ""), True, right))
    for draft, rule in trace.dropped:
        out.append(Act(weighing.features(doc, draft, rule), False, _missed(doc, draft.type, draft.trigger.i, draft.trigger.last, text, missed)))
    return out


def _missed(doc: Document, kind: str, first: int, last: int, text: str, missed: list[Any]) -> bool:
    start, end = doc.text.span(first, last)
    for event in missed:
        at = text.find(event["trigger"])
        if event["type"] == kind and at >= 0 and start < at + len(event["trigger"]) and at < end:
            return True
    return False


def sentences(reader: Reader, path: Path, columns: tuple[str, ...]) -> list[Act]:
    """The acts of the sentences of a corpus, a type or ``type:modality`` for each event of one; held lines are left out."""
    out = []
    for _, cells in rows(path, columns):
        line = dict(zip(columns, cells, strict=True))
        if line.get("split") == "held":
            continue
        trace = Trace()
        reader.read(line.get("text", line.get("sentence", "")), published=PUBLISHED, trace=trace)
        wanted = [told.split(":")[0] for told in cells[-1].split() if told != "-"]
        doc = trace.doc
        assert doc is not None
        for draft, rule in [*((d, "") for d in trace.drafts), *trace.dropped]:
            right = draft.type in wanted
            if right:
                wanted.remove(draft.type)
            out.append(Act(weighing.features(doc, draft, rule), not rule, right))
    return out


def read(reader: Reader, number: str) -> Round:
    """Every report of a round."""
    out: list[Act] = []
    count = 0
    for doc, gold in load_gold(ROUNDS / number / "gold").items():
        text = (ROUNDS / number / "reports" / f"{doc}.txt").read_text(encoding="utf-8")
        out += acts(reader, text, gold)
        count += len(gold["events"])
    return Round(out, count)


def fit(rounds: list[Round], told: list[Act]) -> dict[str, float]:
    """The weights that make the judged acts of these rounds and sentences likeliest."""
    return calibration.weights([(act.features, 0.0, act.right) for act in [*told, *(act for each in rounds for act in each.acts)]])


def score(each: Round, weights: dict[str, float] | None) -> float:
    """F1 of the events of a round, under weights or as the rules have it."""
    chosen = []
    for act in each.acts:
        if weights is None:
            chosen.append(act.passed)
        else:
            share = 1 / (1 + math.exp(-sum(weights.get(f, 0.0) for f in ("intercept", *act.features))))
            chosen.append(share >= KEPT if act.passed else share > LEFT)
    hits = sum(act.right for act, keep in zip(each.acts, chosen, strict=True) if keep)
    return 2 * hits / (sum(chosen) + each.gold)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true", help="measure only; leave the table as it is")
    dry: bool = parser.parse_args().dry
    lines = (ROUNDS / "first_contact.tsv").read_text(encoding="utf-8").splitlines()
    numbers = sorted({line.split("\t")[0] for line in lines if line[:1].isdigit()})
    reader = Reader()
    reader.weigher = Weigher({})
    told = [act for name, columns in CORPORA.items() for act in sentences(reader, CORPORA_FOLDER / name, columns)]
    rounds = {number: read(reader, number) for number in numbers}
    plain, weighed = [], []
    for number in numbers:
        plain.append(score(rounds[number], None))
        weighed.append(score(rounds[number], fit([rounds[n] for n in numbers if n != number], told)))
        print(f"round {number}: by the rules {plain[-1]:.3f}, weighed by the other rounds {weighed[-1]:.3f}", flush=True)
    print(f"mean: {sum(plain) / len(plain):.3f}, {sum(weighed) / len(weighed):.3f}")
    if dry:
        return
    weights = fit(list(rounds.values()), told)
    table = ["feature\tweight", *(f"threshold={name}\t{math.log(share / (1 - share)):.2f}" for name, share in (("kept", KEPT), ("left", LEFT)))]
    table += [f"{f}\t{w:.2f}" for f, w in sorted(weights.items(), key=lambda x: (x[0] != "intercept", x[0])) if abs(w) >= LEAST or f == "intercept"]
    TABLE.write_text(HEAD.format(rounds=f"rounds {numbers[0]} to {numbers[-1]}") + "\n".join(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
